"""A letter before brackets that hold it, too: ``n(n + 1)``, ``p_j(1 - p_i)``."""

from __future__ import annotations

from collections.abc import Iterable

from drill.papers_first.formula.heads import CALLED, COEFFICIENTS, RATES, twofold
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.occurrences import Occurrence, occurrences, whole_name
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import SCALARS, SIGNS


def names_itself(symbol: Symbol, inner: list[str]) -> bool:
    """Whether a sum in brackets holds the letter before them: ``n(n + 1)``."""
    return symbol.base in inner and bool(SIGNS & set(top_level(inner)))


def holds_itself(symbol: Symbol, inner: list[str]) -> bool:
    """``q_i (p / \\prod_j q_i)``: an indexed value stands in the brackets behind it and is called nowhere."""
    same = [one for one in occurrences(inner) if one.symbol == bare(symbol)]
    return bool(symbol.sub) and any(one.sub == symbol.sub for one in same) and not _is_called(same)


def of_itself(symbol: Symbol, top: list[str], inner: list[str], *, is_known: bool) -> bool:
    """``n(n + 1)``, ``\\beta(1 - \\beta)``: products, unless the symbol could be a function."""
    if symbol.base in RATES or inner == ["1", "-", *to_tokens(symbol)]:
        return False
    if not is_known and symbol.base not in CALLED and _stands_bare(symbol, inner):
        return False
    scalar = symbol.base in SCALARS or symbol.base in COEFFICIENTS or symbol.base in ("x", "k", "d", "N")
    if scalar and any(token[0].isdigit() for token in top):
        return False
    return twofold(symbol)


def _stands_bare(symbol: Symbol, inner: list[str]) -> bool:
    """``p(1 - p)``, ``q_j(1 - q_i)``: what stands before brackets is a term in them, so a number."""
    terms: list[list[str]] = [[]]
    depth = 0
    for token in inner:
        depth += (token in ("(", "[", "{")) - (token in (")", "]", "}"))
        if depth == 0 and token in SIGNS:
            terms.append([])
        else:
            terms[-1].append(token)
    names = (whole_name(term) for term in terms)
    return any(
        name is not None and name.symbol == bare(symbol) and not name.above for name in names
    ) or _is_value_in(symbol, inner)


def _is_value_in(symbol: Symbol, inner: list[str]) -> bool:
    """``\\delta (|r| - \\frac{\\delta}{2})``, ``a_i (b + a_j^2)``: no function inside, none before it."""
    same = [one for one in occurrences(inner) if one.symbol == bare(symbol)]
    return any(one.sub == symbol.sub or (one.sub and symbol.sub) for one in same) and not _is_called(same)


def _is_called(same: Iterable[Occurrence]) -> bool:
    return any(one.is_called for one in same)
