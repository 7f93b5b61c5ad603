"""Products of a transposed small letter and another: numbers, unless what stands beside them is a vector."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Node, Product, Signed, Statement, Sum, Symbol, Transpose


def inner_products(product: Product) -> Iterator[Product]:
    """``w^T x`` in a product: two small letters, the first one transposed."""
    for left, right in pairwise(product.factors):
        if isinstance(left, Transpose) and _is_small(left.base) and _is_small(right):
            yield Product((left, right), ("",))


def vectors_by_place(statement: Node) -> frozenset[Node]:
    """What a statement adds to a bold small letter, ``w^T x + b``, or sets one to, ``y = w^T x``.

    There a transposed small letter is a matrix, unless it makes a number before a further factor.
    """
    return frozenset(
        term
        for part in walk(statement)
        if isinstance(part, Sum | Statement)
        for terms in [list(_terms(part))]
        if any(isinstance(term, Symbol) and term.font == "\\mathbf" and _is_small(term) for term in terms)
        for term in terms
        if isinstance(term, Product) and len(term.factors) == 2
    )


def _terms(node: Node) -> Iterator[Node]:
    """The terms of a sum; those of all sides that a statement sets equal."""
    match node:
        case Statement(sides, relations) if set(relations) <= {"=", ":="}:
            for side in sides:
                yield from _terms(side)
        case Sum(terms):
            for term in terms:
                yield from _terms(term)
        case Signed(_, body):
            yield from _terms(body)
        case Statement():
            return
        case _:
            yield node


def _is_small(node: Node) -> bool:
    return isinstance(node, Symbol) and node.base.islower() and len(node.base) == 1
