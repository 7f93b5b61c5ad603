"""Determinants beside entries of the same matrix, which settle them: ``\\log |S| - \\sum_k \\log S_{kk}``."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Function, Node, Norm, Symbol

_INDICES: Final = 2
"""What tells an entry of a matrix from one of several matrices."""


def check_determinants(node: Node) -> None:
    """That no determinant is given as a number beside the entries that it is made of.

    Raises:
        RefusedError: one would be.
    """
    parts = list(walk(node))
    entries = {
        replace(part, sub=()) for part in parts if isinstance(part, Symbol) and len(part.sub) == _INDICES
    }
    if any(_matrix_of(part) in entries for part in parts):
        raise RefusedError("a determinant stands beside entries of its matrix")


def _matrix_of(part: Node) -> Node | None:
    match part:
        case Norm("|", Symbol() as matrix, ()) | Function("\\det", Symbol() as matrix):
            return matrix
        case Function("\\det", Bracket(_, _, (Symbol() as matrix,), (), ())):
            return matrix
        case _:
            return None
