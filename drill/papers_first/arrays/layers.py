"""Layers of networks in small letters, ``z_2 = \\sigma(w_2^T z_1 + b_2)``: of how many units, nobody says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Function, Node, Product, Sum, Symbol, Transpose
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line

_TOLD: Final = re.compile(
    r"\b(?:vectors?|matri(?:x|ces)|scalars?|numbers?|coefficients?|factors?)\b", re.IGNORECASE
)


class Layers:
    """The letters of hidden layers: made by a function of weighted ones, and weighted themselves."""

    def __init__(self, paper: Paper) -> None:
        equations = [equation.statement.sides for equation in paper.equations]
        made = {_letter(left) for left, *rights in equations if any(map(_is_activated, rights))}
        fed = {
            _letter(value)
            for _, *rights in equations
            for right in rights
            for part in walk(right)
            for _, value in _weighted(part)
        }
        self._hidden = (made & fed) - {None}

    def check(self, paper: Paper, line: Line) -> None:
        """That a line makes no layer, nor something of one, with weights that may be a vector or a matrix.

        Raises:
            RefusedError: it does.
        """
        if self.has_open_weights(paper, line):
            raise RefusedError("weights of a layer may be a vector or a matrix")

    def has_open_weights(self, paper: Paper, line: Line) -> bool:
        """Whether a line makes a layer, or something of one, with weights of which no shape is said."""
        return any(
            bool({_letter(value), _letter(line.left)} & self._hidden) and not _is_told(paper, weight)
            for right in line.rights
            for part in walk(right)
            for weight, value in _weighted(part)
        )


def _letter(node: Node | None) -> Symbol | None:
    return Symbol(node.base, node.font) if isinstance(node, Symbol) else None


def _is_activated(node: Node) -> bool:
    """Whether it is a function's value at a sum that holds something weighted."""
    match node:
        case Function(_, Bracket(_, _, (Sum() as inner,))) | Call(_, Bracket(_, _, (Sum() as inner,))):
            return any(True for term in inner.terms for _ in _weighted(term))
        case _:
            return False


def _weighted(part: Node) -> Iterator[tuple[Symbol, Symbol]]:
    """``w x``, ``w^T x`` in small plain letters: the weight and what it stands before."""
    if not isinstance(part, Product):
        return
    for before, after in pairwise(part.factors):
        weight = before.base if isinstance(before, Transpose) else before
        if (
            isinstance(weight, Symbol)
            and isinstance(after, Symbol)
            and weight.base.islower()
            and not weight.font
        ):
            yield weight, after


def _is_told(paper: Paper, weight: Symbol) -> bool:
    """Whether the paper says the shape of a weight, with its index or without."""
    names = (weight, replace(weight, sub=()))
    said = [entry for name in names if (entry := paper.meaning(name)) is not None]
    if any(entry.shape or _TOLD.search(entry.meaning) for entry in said):
        return True
    return any(name in names for name, _ in paper.memberships)
