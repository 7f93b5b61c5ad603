"""Logarithms of densities that are written out."""

from __future__ import annotations

import math

from drill.banks.witnesses.trial import Function, Point
from drill.errors import CheckError
from drill.maths.tree import Binary, Call, Const, Node, Num


def real_or_lost(body: Function, place: Point) -> float:
    """A logarithm; −∞ where there is none."""
    try:
        value = body(place)
    except CheckError:
        return -math.inf
    return value if isinstance(value, float) else -math.inf


def logarithm(node: Node) -> Node:
    """The logarithm of a density as a tree: products become sums, so that no factor is lost to rounding."""
    match node:
        case Binary("*", left, right):
            return Binary("+", logarithm(left), logarithm(right))
        case Binary("/", left, right):
            return Binary("-", logarithm(left), logarithm(right))
        case Binary("^", Const("e"), right):
            return right
        case Binary("^", left, right):
            # an even power of a negative base is meant; densities are not negative
            return Binary("*", right, Call("ln", (Call("abs", (left,)),)))
        case Call("exp", (arg,)):
            return arg
        case Call("sqrt", (arg,)):
            return Binary("/", logarithm(arg), Num("2"))
        case _:
            return Call("ln", (node,))
