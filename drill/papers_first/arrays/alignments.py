"""Axes that are as long as each other by what the arrays are: steps of one quantity, gradients, members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Final

from drill.papers_first.arrays.array_sides import has_step, timeless
from drill.papers_first.arrays.array_values import Value
from drill.papers_first.arrays.told_shapes import matrix_like
from drill.papers_first.formula.tree import Bracket, Call, Gradient, Node, Product, Signed, Symbol

_BOTH: Final = 2
"""The axes of a matrix."""


def align(left: Node, value: Value, given: Mapping[Node, Value]) -> None:
    """Make axes equal that are so by what the arrays are; ``value`` is that of the right side."""
    _align_steps(left, value, given)
    _align_product(left, value, given)
    _align_gradient(left, value, given)
    _align_members(given)


def _align_steps(left: Node, value: Value, given: Mapping[Node, Value]) -> None:
    """The same quantity at another step has the same shape: ``P_{k|k-1}`` and ``P_{k-1|k-1}``."""
    steps = [(node, one) for node, one in given.items() if has_step(node)]
    if has_step(left):
        steps.append((left, value))
    for place, (node, one) in enumerate(steps):
        for other, another in steps[:place]:
            if timeless(node) == timeless(other) and one.kind == another.kind:
                for mine, theirs in zip(one.axes, another.axes, strict=True):
                    mine.equal(theirs)


def _align_product(left: Node, value: Value, given: Mapping[Node, Value]) -> None:
    """A product on the left is as long as its outer factors: of ``\\lambda x = A x`` the A is square.

    Of ``A V = V D`` what comes out is as wide as V; what a matrix makes of a vector may have any length.
    """
    while isinstance(left, Signed):
        left = left.body
    if not isinstance(left, Product) or set(left.signs) - {"", "\\cdot"}:
        return
    first, *_, last = left.factors
    has_matrix = any(matrix_like(factor) for factor in left.factors)
    arrays = [given[factor] for factor in left.factors if factor in given and given[factor].axes]
    if len(value.axes) == 1 and len(arrays) == 1 and not has_matrix and arrays[0].kind == value.kind:
        arrays[0].axes[0].equal(value.axes[0])
    if len(value.axes) == _BOTH:
        for factor, at in ((first, 0), (last, 1)):
            if factor in given and len(given[factor].axes) == _BOTH:
                given[factor].axes[at].equal(value.axes[at])


def _align_gradient(left: Node, value: Value, given: Mapping[Node, Value]) -> None:
    """A gradient has the shape of what it is taken at: of ``\\nabla f(x) = A (x - b)`` the A is square."""
    match left:
        case Gradient(Call(_, Bracket(_, _, (Symbol() as point,), (), ()))) if point in given:
            place = given[point]
        case _:
            return
    if place.kind == value.kind:
        for mine, its in zip(place.axes, value.axes, strict=True):
            mine.equal(its)


def _align_members(given: Mapping[Node, Value]) -> None:
    """Vectors that differ in a running letter alone are as long as each other: ``h_i`` and ``h_j``."""
    members = [
        (replace(node, sub=()), one.axes[0])
        for node, one in given.items()
        if isinstance(node, Symbol) and len(node.sub) == 1 and node.sub[0].isalpha() and len(one.axes) == 1
    ]
    for (family, axis), (other, its) in combinations(members, 2):
        if family == other and not (axis.name and its.name):
            axis.equal(its)
