"""Slopes of several things by several: a matrix of them, where one number has as many as entries change."""

from __future__ import annotations

from collections.abc import Iterator

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Derivative, Function, Node, Norm, Statement, Table
from drill.papers_first.paper import Paper, once


def jacobians(paper: Paper, statement: Node) -> frozenset[Node]:
    """Derivatives that ``statement`` takes a size of, and all that the paper tells to be matrices."""
    sizes = (part for part in walk(statement) if isinstance(part, Norm))
    return _matrices_of_slopes(paper).union(*map(_derivatives, sizes))


@once
def _matrices_of_slopes(paper: Paper) -> frozenset[Node]:
    """Derivatives that some formula takes the determinant of or sets to a matrix, and the blocks of such."""
    statements = (reading.statement for reading in paper.readings if reading.statement is not None)
    told = (part for statement in statements for part in _told(statement))
    return frozenset[Node]().union(*map(_derivatives, told))


def _told(statement: Node) -> Iterator[Node]:
    for part in walk(statement):
        match part:
            case Function("\\det"):
                yield part
            case Statement(sides) if any(map(_is_matrix, sides)):
                yield from (side for side in sides if isinstance(side, Derivative) or _is_matrix(side))
            case _:
                continue


def _is_matrix(side: Node) -> bool:
    """Whether it is written out with more than one row and more than one column."""
    match side:
        case Table(environment, (first, _, *_)):
            return environment != "cases" and len(first) > 1
        case _:
            return False


def _derivatives(node: Node) -> frozenset[Node]:
    return frozenset(part for part in walk(node) if isinstance(part, Derivative))
