"""Indicators whose condition stands below or above them: brackets behind are a factor, not arguments."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.bars import is_parted
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.occurrences import occurrences, whole_name
from drill.papers_first.formula.raised import is_worded
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import RELATIONS, SIGNS

_ONES: Final = frozenset(("\\mathbb", "\\mathbf", "\\mathrm"))


def is_indicator(symbol: Symbol) -> bool:
    """``\\mathbb{1}``, ``\\mathbf{1}``, ``\\mathbb{I}``."""
    if symbol.base == "1":
        return symbol.font in _ONES
    return (symbol.base, symbol.font) == ("I", "\\mathbb")


def is_weight(symbol: Symbol, inner: list[str]) -> bool:
    """Whether an indicator multiplies brackets, ``\\mathbb{1}_{[i \\neq j]} (a - b)``,
    ``\\mathbb{1}_{ij}^{obj} [a]``, rather than being asked at a place, ``\\mathbb{1}_{A}(x)``.

    Raises:
        RefusedError: it reads in two ways.
    """
    top = top_level(inner)
    if RELATIONS & set(top) or is_parted(top) or whole_name(inner) is not None:
        return False
    if RELATIONS & set(symbol.sub):
        below = {one.symbol for one in occurrences(symbol.sub)}
        is_place = len(list(occurrences(inner))) <= 2 and "[" not in inner and "(" not in inner
        if is_place and below & {one.symbol for one in occurrences(inner)}:
            raise RefusedError("a place for an indicator, or a factor")
        return True
    if is_worded(symbol.mark):
        return True
    is_counted = bool(symbol.sub) and all(token.islower() or token == "," for token in symbol.sub)
    if is_counted and SIGNS & set(top):
        raise RefusedError("a place for an indicator, or a factor")
    return False
