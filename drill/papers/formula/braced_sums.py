"""Sums that a brace holds together, ``\\underbrace{a - b}_{words}``: beside a factor or behind a minus sign
nobody could tell whether the brace stands for brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers.formula.nesting import top_level
from drill.papers.formula.raw import RefusedError
from drill.papers.formula.vocabulary import ACCENTS, FONTS, FRACTIONS, GREEK, PRODUCTS, QUAD, RELATIONS, SIGNS

_OPENING: Final = frozenset(("", "+", "(", "[", "\\{", "{", ",", ";", ":", "&", "\\\\", "|", "\\|", QUAD))
_GAPS: Final = frozenset((" ", "~", "\\,", "\\;", "\\:", "\\!", "\\ ", "\\left"))
_FACTORS: Final = frozenset(("(", "[", "^", "/", "\\sqrt", "\\operatorname", *FONTS, *ACCENTS, *FRACTIONS))


def check_sum(before: Sequence[str], body: list[str], after: Sequence[str]) -> None:
    """Refuse a sum under a brace that is multiplied or subtracted.

    ``before`` is in canonical spelling, ``after`` as it is typed.

    Raises:
        RefusedError: it is.
    """
    if not SIGNS & set(top_level(body)[1:]):
        return
    last = before[-1] if before else ""
    following = next((token for token in after if token not in _GAPS), "")
    is_letter = len(following) == 1 and following.isalnum()
    is_factor = following in _FACTORS or following in GREEK or following in PRODUCTS or is_letter
    if is_factor or not (last in _OPENING or last in RELATIONS):
        raise RefusedError("a brace beside a sum, or brackets")
