"""Chain rules, ``\\nabla_y f^\\top \\nabla_x g``: behind stands a matrix of slopes, unless x is a number."""

from __future__ import annotations

from drill.papers_first.arrays.told_shapes import is_said_number
from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Bracket, Derivative, Gradient, Node, Product, Symbol, Transpose
from drill.papers_first.paper import Paper


def holds_chain_rule(paper: Paper, side: Node) -> bool:
    """Whether a slope by one thing is transposed right before that of several things by another, so that
    no letter tells the shape of the one that is a matrix.
    """
    return any(
        isinstance(first, Transpose)
        and _chains(_ungrouped(first.base), second)
        and not is_said_number(paper, Symbol(_by(second)[0]))
        for part in walk(side)
        if isinstance(part, Product)
        for first, second in zip(part.factors, part.factors[1:], strict=False)
    )


def _chains(first: Node, second: Node) -> bool:
    """Whether two slopes are by different things; those of gradients by different letters."""
    by, other = _by(first), _by(second)
    if not other or not isinstance(first, Gradient | Derivative):
        return False
    return (
        by[:1] != other[:1] if isinstance(first, Gradient) and isinstance(second, Gradient) else by != other
    )


def _by(slope: Node) -> tuple[str, ...]:
    """What a slope is by, as tokens; empty where it is not said, and of what is no slope."""
    match slope:
        case Gradient():
            return slope.sub
        case Derivative(_, (_, *by)):
            return tuple(by)
        case _:
            return ()


def _ungrouped(node: Node) -> Node:
    return node.parts[0] if isinstance(node, Bracket) and is_grouping(node) else node
