"""Shapes that a paper states in sentences and displays, whether or not it says what a symbol means."""

from __future__ import annotations

from drill.papers.arrays.told_shapes import Known, Told, shape_told
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Node
from drill.papers.paper import Paper


def stated(paper: Paper) -> Known:
    """The shapes of ``x \\in \\mathbb{R}^d``; a symbol that has two of them in one paper has none here."""
    found: dict[Node, Told] = {}
    disputed: set[Node] = set()
    for symbol, shape in paper.memberships:
        try:
            told = shape_told(shape)
        except RefusedError:
            continue
        if found.setdefault(symbol, told) != told:
            disputed.add(symbol)
    return {symbol: told for symbol, told in found.items() if symbol not in disputed}
