"""The list of mistakes: what was wrong, in a learner's words, by which wrong answers are grouped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from drill.gyr.events import UNDECIDED
from drill.locations import shipped_banks

FILE = "mistakes.txt"
# Diagnoses that say nothing of the mistake itself.
_UNNAMED = frozenset({"", "wrong", "misconception", UNDECIDED})


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


def describe_slip(code: str, mistake: str = "") -> str:
    """Return what was wrong in a few words, fit for a list: the ``mistake`` by its name, else the diagnosis.

    Empty where neither says more than that the answer is wrong.
    """
    return mistake or ("" if code in _UNNAMED else mistake_names().by_code.get(code, code.replace("-", " ")))
