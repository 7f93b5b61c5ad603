"""What a noun alone says of a symbol: a guess by a table, until something better is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

_NAME: Final = re.compile(r"(?<![A-Za-z])_(?![A-Za-z])")
_ENDINGS: Final = (("ies", "y"), ("ices", "ix"), ("es", ""), ("s", ""))
_LONGEST: Final = 3


def guess(means: str, head: str, typed: str) -> tuple[str, str]:
    """A declaration for a symbol by the noun of its meaning, and the noun; both empty for none.

    ``head`` is the meaning's noun; what stands before it may be part of a longer one.
    """
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", means.lower())
    at = next((at for at, word in enumerate(words) if word == head), None)
    if at is None:
        return "", ""
    behind = words[at + 1 : at + 2]
    for count in range(min(_LONGEST, at + 1), 0, -1):
        said = " ".join(words[at + 1 - count : at + 1])
        for noun in (f"{said} {behind[0]}" if behind else "", said, *_singulars(said)):
            if noun in table():
                return _NAME.sub(typed, table()[noun]), noun
    return "", ""


@cache
def table() -> Mapping[str, str]:
    """Declarations by noun, with ``_`` for the symbol."""
    text = (files("drill.papers.sheet") / "nouns.yaml").read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if line and not line.startswith("#"))
    return {noun: said.strip("'") for noun, _, said in rows}


def _singulars(noun: str) -> tuple[str, ...]:
    return tuple(noun.removesuffix(end) + stead for end, stead in _ENDINGS if noun.endswith(end))
