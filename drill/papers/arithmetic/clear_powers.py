"""Superscripts that are powers because of what stands beside them or in them: ``p^k (1 - p)^{n - k}``."""

from __future__ import annotations

from drill.papers.formula.rewrite import bracketed, replaced
from drill.papers.formula.tree import Bracket, Node, Number, Power, Product, Signed, Sum, Symbol


def with_clear_powers(node: Node) -> Node:
    """``node`` with brackets around what is raised to such a power, which leave no place for an index."""

    def change(part: Node) -> Node | None:
        match part:
            case Product(factors, signs) if shares := _shares(factors):
                return Product(tuple(replaced(_marked(one, shares), change) for one in factors), signs)
            case Power(Symbol(font="") as base, Signed("-", Bracket("(", ")", (Sum(),), (), ())) as exponent):
                return Power(bracketed(base), replaced(exponent, change))
            case _:
                return None

    return replaced(node, change)


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
