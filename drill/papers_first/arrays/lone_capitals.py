"""Capitals without a running index beside what runs, ``\\sum_i W x_i``: matrices, rather than numbers."""

from __future__ import annotations

from collections.abc import Iterable

from drill.papers_first.arrays.guessed_shapes import is_vector_letter
from drill.papers_first.arrays.running_vectors import is_bold_letter
from drill.papers_first.arrays.told_shapes import is_said_number, matrix_like
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Product, Symbol
from drill.papers_first.paper import Paper


def check_matrices(side: Node, numbers: Iterable[Node]) -> None:
    """That no product holds two capitals without a running index: matrices, rather than numbers.

    Raises:
        RefusedError: one does.
    """
    capitals = {node for node in numbers if matrix_like(node)}
    for part in walk(side):
        if isinstance(part, Product):
            for first, sign, second in zip(part.factors, part.signs, part.factors[1:], strict=False):
                if not sign and {first, second} & capitals and matrix_like(first) and matrix_like(second):
                    raise RefusedError("two capitals side by side may be matrices")


def check_weights(paper: Paper, side: Node, numbers: Iterable[Node]) -> None:
    """That no capital stands as a number right before a vector's letter with an index, ``W v_i``.

    Raises:
        RefusedError: one does, which maps the vector rather than scales it.
    """
    capitals = {
        node
        for node in numbers
        if isinstance(node, Symbol) and matrix_like(node) and not is_said_number(paper, node)
    }
    for part in walk(side):
        if isinstance(part, Product):
            for first, sign, second in zip(part.factors, part.signs, part.factors[1:], strict=False):
                is_vector = is_vector_letter(second) or is_bold_letter(second)
                if not sign and first in capitals and is_vector:
                    raise RefusedError("a capital before a vector's letter may be a matrix")
