"""Chain rules, ``\\nabla_y f^\\top \\nabla_x g``: behind stands a matrix of slopes, unless x is a number."""

from __future__ import annotations

from drill.papers.arrays.told_shapes import is_said_number
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tree import Gradient, Node, Product, Symbol, Transpose
from drill.papers.paper import Paper


def holds_chain_rule(paper: Paper, side: Node) -> bool:
    """Whether a gradient by one thing is transposed right before that of several things by another, so that
    no letter tells the shape of the one behind.
    """
    return any(
        isinstance(first, Transpose)
        and isinstance(first.base, Gradient)
        and isinstance(second, Gradient)
        and _by(first.base) != (by := _by(second))
        and bool(by)
        and not is_said_number(paper, Symbol(by))
        for part in walk(side)
        if isinstance(part, Product)
        for first, second in zip(part.factors, part.factors[1:], strict=False)
    )


def _by(gradient: Gradient) -> str:
    """The letter by which a gradient is taken, without its index; empty where it is not said."""
    return gradient.sub[0] if gradient.sub else ""
