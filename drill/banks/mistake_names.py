"""The list of mistakes: what was wrong, in a learner's words, by which wrong answers are grouped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from drill.locations import shipped_banks

FILE = "mistakes.txt"


@dataclass(frozen=True, slots=True)
class MistakeNames:
    """All names, in the order of the list, and those of the checker's diagnoses by their codes."""

    names: tuple[str, ...]
    by_code: Mapping[str, str]


@cache
def mistake_names() -> MistakeNames:
    """Return the list that comes with the program, read once."""
    return read_names((shipped_banks() / FILE).read_text("utf-8"))


def read_names(text: str) -> MistakeNames:
    """Read a list: a name a line, with a diagnosis' code and ``=`` before it where it has one."""
    lines = (line.strip() for line in text.splitlines())
    rows = [line.rpartition(" = ") for line in lines if line and not line.startswith("#")]
    return MistakeNames(tuple(name for _, _, name in rows), {code: name for code, _, name in rows if code})
