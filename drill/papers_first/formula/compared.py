"""Numbered rates that a paper compares with numbers, ``\\lambda_2 \\geq 0``: no functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.heads import RATES
from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.tree import Symbol

_COMPARISONS: Final = frozenset(("<", ">", "\\leq", "\\geq"))
_BEFORE: Final = frozenset(("", ",", "+", "-", "(", "\\{", ":", "|", *_COMPARISONS))
_AFTER: Final = frozenset(("", ",", ".", ")", "\\}", *_COMPARISONS))


def compared_numbers(rows: Iterable[Sequence[str]]) -> set[Symbol]:
    """Rates with one number below that stand right before or behind a comparison with a number."""
    return {
        replace(one.symbol, sub=one.sub)
        for row in rows
        if _COMPARISONS & set(row)
        for one in occurrences(row)
        if is_numbered_rate(replace(one.symbol, sub=one.sub)) and not one.above and _is_compared(row, one)
    }


def is_numbered_rate(symbol: Symbol) -> bool:
    """``\\lambda_1``, ``\\alpha_2``: one of several rates, told apart by a number."""
    return symbol.base in RATES and not symbol.accents and len(symbol.sub) == 1 and symbol.sub[0].isdigit()


def is_one_compared(symbol: Symbol, compared: frozenset[Symbol]) -> bool:
    """Whether it is one of them, or one of them at an index: ``\\lambda_{1,i}``."""
    is_indexed = len(symbol.sub) == 1 or symbol.sub[1:2] == (",",)
    return is_indexed and replace(symbol, sub=symbol.sub[:1], primes=0, mark=()) in compared


def _is_compared(row: Sequence[str], one: Occurrence) -> bool:
    """``\\lambda_2 > 0``, ``0 \\leq \\lambda_2``; of a sum of several the last or first term."""
    tokens = list(row)
    before, after = tokens[max(0, one.begin - 2) : one.begin], tokens[one.end : one.end + 3]
    if after[:1] and after[0] in _COMPARISONS and _is_number(after[1:2]):
        return "".join(after[2:]) in _AFTER and "".join(before[-1:]) in _BEFORE
    if before[1:] and before[1] in _COMPARISONS and _is_number(before[:1]):
        return "".join(after[:1]) in _AFTER
    return False


def _is_number(tokens: Sequence[str]) -> bool:
    return bool(tokens) and tokens[0].isdigit()
