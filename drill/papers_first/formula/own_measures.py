"""Measures that a paper makes of its own, ``Dz = dz e^{-z^2/2}``: their D is no factor."""

from __future__ import annotations

from itertools import pairwise

from drill.papers_first.formula.tree import Node, Product, Statement, Symbol, children


def has_own_measure(body: Node) -> bool:
    """``Dz f(z)``: a capital D before a name in what is integrated, as of a Gaussian measure."""
    if not isinstance(body, Product):
        return False
    pairs = zip(body.factors, body.factors[1:], body.signs, strict=False)
    return any(
        isinstance(one, Symbol) and one.base == "D" and isinstance(other, Symbol) and not sign
        for one, other, sign in pairs
    )


def is_of_own_measure(statement: Statement) -> bool:
    """``Dz = dz \\, e^{-z^2/2}``: a measure of its own by the differential of the same variable."""
    match statement.sides[0]:
        case Product((Symbol("D"), Symbol() as variable), ("",)):
            return any(_holds_differential(side, variable) for side in statement.sides[1:])
        case _:
            return False


def _holds_differential(node: Node, variable: Symbol) -> bool:
    """Whether a d stands right before a variable."""
    factors = node.factors if isinstance(node, Product) else ()
    is_here = (Symbol("d"), variable) in pairwise(factors)
    return is_here or any(_holds_differential(child, variable) for child in children(node))
