"""Indices that end a sum, ``y_t = \\sum_{j \\le t} a_{tj} x_j``: one t is looked at, and j runs up to it."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Call, Fraction, Node, Number, Product, Symbol, symbols

_UP_TO: Final = frozenset(("\\leq", "\\le", "\\leqslant"))
_TIMES: Final = frozenset("tT")
"""Of what is below a time the terms are summed; of other indices ``j < i`` all pairs are looked at."""


def fixed_indices(left: Node, side: Node) -> frozenset[str]:
    """The indices of a left side at which sums of the right one end."""
    name = left.head if isinstance(left, Call) else left
    own = (
        {token for token in name.sub if len(token) == 1 and token.isalpha()}
        if isinstance(name, Symbol)
        else set()
    )
    sums = [part for part in walk(side) if isinstance(part, Big) and part.lower]
    return frozenset(own & {_end(part) for part in sums} - {part.lower[0] for part in sums})


def _end(big: Big) -> str:
    """The letter at which a range ends, or one before which it does."""
    match big.lower, big.upper:
        case (_, relation, end), () if relation in _UP_TO or (relation == "<" and end in _TIMES):
            return end
        case (_, "=", "0" | "1"), (end,) | (end, "-", "1"):
            return end
        case _:
            return ""


def with_ends(side: Node, fixed: AbstractSet[str]) -> Node:
    """A side whose sums up to such an index, ``\\sum_{j \\le t}``, have it above them.

    Raises:
        RefusedError: the index is computed with, and nobody says at what the sum begins.
    """
    if not fixed:
        return side
    is_computed = any(one == Symbol(one.base) and one.base in fixed for one in symbols(_without_means(side)))

    def change(part: Node) -> Node | None:
        match part:
            case Big(_, (index, *_), _, body) if (end := _end(part)) in fixed:
                is_plain = part.upper == (end,) and part.lower[-1] == "1"
                if is_computed and not is_plain:
                    raise RefusedError("an index that is computed with")
                is_before = bool(part.upper[1:]) or "<" in part.lower
                is_after = not is_before and part.lower[-1] == "0"  # one term more than the index says
                upper = (end, *(("-", "1") if is_before else ("+", "1") if is_after else ()))
                return replace(part, lower=(index, "=", "1"), upper=upper, body=replaced(body, change))
            case _:
                return None

    return replaced(side, change)


def _without_means(side: Node) -> Node:
    """A side without what sums up to an index are divided by, ``\\frac{1}{t} \\sum_{s \\le t}``."""

    def change(part: Node) -> Node | None:
        match part:
            case Product((Fraction(Number("1"), Symbol(end)), Big() as total), _) if _end(total) == end:
                return replaced(total, change)
            case _:
                return None

    return replaced(side, change)


def family_of(symbol: Symbol, order: Collection[str]) -> Symbol:
    """The array that a symbol is an entry of: without the indices that run, and without commas."""
    return replace(symbol, sub=tuple(token for token in symbol.sub if token not in order and token != ","))
