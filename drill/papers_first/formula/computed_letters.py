"""Letters that a paper computes with, so that they may be exponents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from drill.papers_first.formula.occurrences import group_end, occurrences
from drill.papers_first.formula.raised import is_step
from drill.papers_first.formula.vocabulary import RELATIONS

_MARKS: Final = RELATIONS | {"", ",", ";", "|", "\\mid", ":", "&", "\\quad"}
_BEFORE: Final = _MARKS | {"(", "[", "\\{"}
_AFTER: Final = _MARKS | {")", "]", "\\}", "."}
_OPENING: Final = frozenset(("(", "["))
_COUNTING: Final = frozenset(("+", "-", "/", "\\frac", "\\cdot", "\\times", *"123456789"))
"""What stands in an exponent rather than in a label."""
_NUMBERS: Final = frozenset((")", "]", "e", "\\}"))
"""What ends a base that can only be raised to a power."""


def computed_letters(rows: Iterable[Sequence[str]], *, with_indices: bool = False) -> frozenset[str]:
    """The letters that stand somewhere beside a sign or another name, or raise a number, brackets or e to a
    power; what is only listed, compared or given as an argument is computed with nowhere.

    Those with an index count too where asked for.
    """
    return frozenset(letter for row in rows for letter in _computed(list(row), with_indices=with_indices))


def _computed(row: list[str], *, with_indices: bool = False) -> Iterator[str]:
    for one in occurrences(row):
        before = row[one.begin - 1] if one.begin else ""
        after = row[one.end] if one.end < len(row) else ""
        is_plain = not (one.above or one.symbol.font or one.symbol.accents) and (with_indices or not one.sub)
        is_told = after.startswith(("\\operatorname{", "\\text{")) and row[one.end + 1 :][:1] != ["("]
        if is_plain and not (before in _BEFORE and (after in _AFTER or is_told)):
            yield one.symbol.base
    for at, token in enumerate(row):
        if token != "^" or row[at + 1 : at + 2] != ["{"]:
            continue
        above = row[at + 2 : group_end(row, at + 1) - 1]
        before = row[at - 1] if at else ""
        if before in _NUMBERS or before.isdigit():
            yield from (one.symbol.base for one in occurrences(above) if not (one.sub or one.above))
        elif len(above) > 1 and not is_step(above) and _COUNTING & set(above) and above[0] not in _OPENING:
            yield from _computed(above)
