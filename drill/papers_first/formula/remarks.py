"""What is written above relations, ``\\stackrel{iid}{\\sim}``: a remark, which reading leaves out."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.raw import RawTokens, RefusedError, split
from drill.papers_first.formula.vocabulary import DEFINES, RELATIONS, RENAMED

_BELOW: Final = "\\underset"


def remarked(latex: str) -> frozenset[str]:
    """The relations that something is written above, as tokens call them."""
    try:
        raw = RawTokens(split(latex))
        return frozenset(_remarked(raw))
    except RefusedError:
        return frozenset()


def _remarked(raw: RawTokens) -> set[str]:
    found: set[str] = set()
    for at, token in enumerate(raw.tokens):
        if token in DEFINES and token != _BELOW:
            raw.at = at + 1
            raw.raw_argument()
            base = "".join(raw.raw_argument()).strip()
            found.add(RENAMED.get(base, base))
    return found & RELATIONS
