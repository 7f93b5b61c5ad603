"""Means of outer products, ``E[x x^\\top]``: matrices, whatever else an expectation is."""

from __future__ import annotations

from collections.abc import Iterator

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Applied,
    Bracket,
    Call,
    Node,
    Product,
    Signed,
    Sum,
    Symbol,
    Transpose,
)


def is_outer_mean(node: Node) -> bool:
    """Whether it is the mean of what vectors and their own transposes make: ``E[A x x^\\top B \\mid y]``."""
    match node:
        case Call(Symbol("E"), Bracket(_, _, (body, *_))) | Applied(Symbol("E"), body):
            return any(map(_holds_outer, _terms(body)))
        case _:
            return False


def is_outer(node: Node) -> bool:
    """Whether vectors and their own transposes make it a matrix: ``x x^\\top - A``."""
    return any(is_outer_mean(term) or _holds_outer(term) for term in _terms(node))


def outer_vectors(node: Node) -> Iterator[Symbol]:
    """The letters that stand right before their own transposes: ``x`` of ``x x^\\top``, ``x (x)^\\top``."""
    for part in walk(node):
        if isinstance(part, Product):
            for factor, sign, behind in zip(part.factors, part.signs, part.factors[1:], strict=False):
                is_own = isinstance(behind, Transpose) and _bare(behind.base) == factor
                if isinstance(factor, Symbol) and is_own and not sign and is_vector(factor):
                    yield factor


def _bare(node: Node) -> Node:
    match node:
        case Bracket("(" | "[", _, (inner,), (), ()):
            return inner
        case _:
            return node


def is_square_mean(node: Node) -> bool:
    """``E[x x^\\top]``, ``E[(x - m)(x - m)^\\top]``: as high as it is wide."""
    match node:
        case Call(Symbol("E"), Bracket(_, _, (body, *_))) | Applied(Symbol("E"), body):
            return is_outer_mean(node) and all(
                isinstance(one, Product) and len(one.factors) == 2 for one in _terms(body)
            )
        case _:
            return False


def _terms(node: Node) -> tuple[Node, ...]:
    """What is added up."""
    match node:
        case Sum(terms):
            return terms
        case Signed(_, body) | Bracket("(" | "[", _, (body,), (), ()):
            return _terms(body)
        case _:
            return (node,)


def _holds_outer(term: Node) -> bool:
    """Whether a vector stands right before its own transpose in a product, without a sign between them."""
    return isinstance(term, Product) and any(
        not sign
        and isinstance(behind, Transpose)
        and _bare(behind.base) == _bare(factor)
        and is_vector(factor)
        for factor, sign, behind in zip(term.factors, term.signs, term.factors[1:], strict=False)
    )


def is_vector(node: Node) -> bool:
    """Whether it is a small letter, or a sum of such in brackets."""
    match node:
        case Symbol(base, font):
            return base.lstrip("\\")[0].islower() and font in ("", "\\mathbf")
        case Bracket("(" | "[", _, (inner,), (), ()):
            return isinstance(inner, Sum) and is_vector(inner)
        case Sum(terms):
            return all(map(is_vector, terms))
        case Signed(_, body):
            return is_vector(body)
        case _:
            return False
