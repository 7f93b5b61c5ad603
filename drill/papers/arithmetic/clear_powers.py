"""Superscripts that are powers because of what stands beside them or in them: ``p^k (1 - p)^{n - k}``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers.formula.rewrite import bracketed, replaced, walk
from drill.papers.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    symbols,
)
from drill.papers.formula.vocabulary import GREEK

_GAMMA: Final = Symbol("\\Gamma")
_COMPARED: Final = frozenset(("=", "\\neq", "\\ne", "<", ">", "\\leq", "\\geq", "\\le", "\\ge"))


def with_clear_powers(node: Node) -> Node:
    """``node`` with brackets around what is raised to such a power, which leave no place for an index."""

    numbers = frozenset((*_numbers(node), *_arguments_of_gamma(node)))

    def change(part: Node) -> Node | None:
        match part:
            case Power(Symbol(base, "") as raised, exponent) if (
                base.islower() and not raised.mark and _is_made_of(exponent, numbers)
            ):
                return Power(bracketed(raised), exponent)
            case Product(factors, signs) if shares := _shares(factors):
                return Product(tuple(replaced(_marked(one, shares), change) for one in factors), signs)
            case Power(Symbol(font="") as base, Signed("-", Bracket("(", ")", (Sum(),), (), ())) as exponent):
                return Power(bracketed(base), replaced(exponent, change))
            case _:
                return None

    return replaced(node, change)


def _is_made_of(exponent: Node, numbers: frozenset[Node]) -> bool:
    letters = frozenset(symbols(exponent))
    return bool(letters) and letters <= numbers


def _numbers(node: Node) -> Iterator[Node]:
    """Greek letters that are divided by or compared with a number: as superscripts they are powers."""
    for part in walk(node):
        match part:
            case Fraction(_, bottom):
                found = bottom.factors if isinstance(bottom, Product) else (bottom,)
            case Statement((one, Number()), (relation,)) if relation in _COMPARED:
                found = (one,)
            case _:
                continue
        yield from (one for one in found if isinstance(one, Symbol) and _is_plain_greek(one))


def _arguments_of_gamma(node: Node) -> Iterator[Symbol]:
    """What the gamma function is taken of: a number, ``x^{a - 1} / \\Gamma(a)``."""
    for part in walk(node):
        if isinstance(part, Call) and part.head == _GAMMA:
            yield from symbols(part.arguments)


def _is_plain_greek(symbol: Symbol) -> bool:
    return symbol.base in GREEK and symbol == Symbol(symbol.base)


def _shares(factors: tuple[Node, ...]) -> frozenset[Node]:
    """Every p of which the rest stands raised among factors: ``(1 - p)^{n - k}``."""
    return frozenset(
        other
        for factor in factors
        if isinstance(factor, Power) and not isinstance(factor.exponent, Number)
        for other in (_left_of_one(factor.base),)
        if isinstance(other, Symbol)
    )


def _left_of_one(base: Node) -> Node | None:
    match base:
        case Bracket("(" | "[", _, (Sum((Number("1"), other), ("-",)),), (), ()):
            return other
        case _:
            return None


def _marked(factor: Node, shares: frozenset[Node]) -> Node:
    match factor:
        case Power(base, exponent) if base in shares and not isinstance(exponent, Number):
            return Power(bracketed(base), exponent)
        case _:
            return factor
