"""What a noun alone says of a symbol: a guess by a table, until something better is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from drill.papers.sheet.phrases import PREPOSITIONS

_ENDINGS: Final = (("ies", "y"), ("ices", "ix"), ("es", ""), ("s", ""))
_FORMULA: Final = re.compile(r"\$[^$]*\$")
_LONGEST: Final = 3
"""Words of a noun in the table."""
_COUNT: Final = "number of"
_INDEX: Final = "_: index"


def guess(means: str) -> tuple[str, str]:
    """A declaration by the noun of a meaning, with ``_`` for the symbol, and the noun; both empty for none.

    The noun is the last word before a preposition or a formula; words before it may be part of a longer one.
    """
    words = re.findall(r"[a-z]+(?:-[a-z]+)*", _FORMULA.sub(" of ", means.lower()))
    at = next((at for at, word in enumerate([*words, "of"]) if word in PREPOSITIONS), 0) - 1
    behind = words[at + 1 : at + 2]
    for count in range(min(_LONGEST, at + 1), 0, -1):
        said = " ".join(words[at + 1 - count : at + 1])
        for noun in (f"{said} {behind[0]}" if behind else "", said, *_singulars(said)):
            if noun == _COUNT and words[at + 2 : at + 3] == ["the"]:
                return _INDEX, "number"  # ``the number of the step``
            if noun in table():
                return table()[noun], noun
    return "", ""


@cache
def table() -> Mapping[str, str]:
    """Declarations by noun, with ``_`` for the symbol."""
    text = (files("drill.papers.sheet") / "nouns.yaml").read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if line and not line.startswith("#"))
    return {noun: said.strip("'") for noun, _, said in rows}


def _singulars(noun: str) -> tuple[str, ...]:
    return tuple(noun.removesuffix(end) + stead for end, stead in _ENDINGS if noun.endswith(end))
