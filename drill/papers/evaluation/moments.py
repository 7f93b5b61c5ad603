"""Means that belong together: what ``E[x^2]`` may be beside ``E[x]``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers.evaluation.computed import Side
from drill.papers.formula.tree import Applied, Bracket, Call, Node, Norm, Number, Power, Symbol

_MEANS: Final = frozenset(("E", "\\mathbb{E}"))


def moment_conditions(side: Side) -> Iterator[str]:
    """That the mean of a square is no less than the square of the mean, where both are given."""
    means = {node: found for node in side.names if (found := _mean(node)) is not None}
    for square, (sign, body) in means.items():
        inner = _squared(body)
        if inner is None:
            continue
        for plain, (other, base) in means.items():
            if sign == other and _bare(base) == inner:
                yield f"{side.names[plain]}^2 < {side.names[square]}"


def _mean(node: Node) -> tuple[Node, Node] | None:
    """The sign of an expectation, with its index, and what it is taken of."""
    match node:
        case Call(Symbol(base) as sign, Bracket(_, _, (body,), (), ())) | Applied(Symbol(base) as sign, body):
            return (sign, body) if base in _MEANS else None
        case _:
            return None


def _squared(body: Node) -> Node | None:
    match _bare(body):
        case Power(base, Number("2")):
            return _bare(base)
        case _:
            return None


def _bare(node: Node) -> Node:
    match node:
        case Bracket(_, _, (inner,), (), ()) | Norm("|", inner, ()):
            return inner
        case _:
            return node
