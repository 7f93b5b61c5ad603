"""Means that belong together: what ``E[x^2]`` may be beside ``E[x]``, ``E[|x|^3]`` beside ``E[|x|]``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from drill.papers.evaluation.computed import Side
from drill.papers.formula.tree import (
    Applied,
    Bracket,
    Call,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Symbol,
    Transpose,
)
from drill.papers.formula.vocabulary import EXPECTATIONS


def moment_conditions(side: Side) -> Iterator[str]:
    """That the mean of a power is no less than that power of the mean, where both are given."""
    means = [(node, *found) for node in side.names if (found := _moment(node)) is not None]
    for (high, sign, base, is_size, order), (low, other, inner, other_size, less) in permutations(means, 2):
        is_fit = (sign, base) == (other, inner) and order > less and (is_size or order % 2 == 0)
        if is_fit and (less == 1 or other_size or less % 2 == 0):
            right = side.names[high] if less == 1 else f"{side.names[high]}^{less}"
            yield f"{side.names[low]}^{order} < {right}"


def _moment(node: Node) -> tuple[Node, Node, bool, int] | None:
    """The sign of an expectation, what it is taken a power of, whether of its size, and which power."""
    match node:
        case Call(Symbol(base) as sign, Bracket(_, _, (body,), (), ())) | Applied(Symbol(base) as sign, body):
            if base not in EXPECTATIONS:
                return None
        case _:
            return None
    order = 1
    match body:
        case Power(inner, Number(text)) | Bracket(_, _, (Power(inner, Number(text)),), (), ()) if (
            text.isdigit()
        ):
            body, order = inner, int(text)
        case Product((first, Transpose(second)), ("",)) if first == second:
            body, order = first, 2  # of one coordinate the square
        case _:
            pass
    return sign, _bare(body), isinstance(body, Norm), order


def _bare(node: Node) -> Node:
    match node:
        case Bracket(_, _, (inner,), (), ()) | Norm("|", inner, ()):
            return inner
        case _:
            return node
