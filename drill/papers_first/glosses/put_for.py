"""Names that a chain puts for something: the ``w_j`` of ``\\sum_j a(e_j) e_j = \\sum_j w_j e_j``."""

from __future__ import annotations

from itertools import pairwise

from drill.papers_first.formula.tree import Big, Node, Statement, Symbol, children


def put_for(statement: Statement) -> frozenset[Symbol]:
    """Symbols that stand where the side before has something else, which alone differs."""
    if not set(statement.relations) <= {"=", ":="}:
        return frozenset()
    found = (_put(one, other) for one, other in pairwise(statement.sides))
    return frozenset(one for one in found if one is not None)


def _put(one: Node, other: Node) -> Symbol | None:
    parts = list(zip(children(one), children(other), strict=False))
    is_alike = type(one) is type(other) and len(children(one)) == len(children(other))
    if isinstance(one, Big) and isinstance(other, Big):
        is_alike = (one.name, one.lower, one.upper) == (other.name, other.lower, other.upper)
    differing = [pair for pair in parts if pair[0] != pair[1]]
    if is_alike and parts and len(differing) == 1:
        return _below(*differing[0])
    return None


def _below(one: Node, other: Node) -> Symbol | None:
    """Of two parts in the same place: the symbol that stands for the other, or what is put further inside."""
    if isinstance(other, Symbol):
        return None if isinstance(one, Symbol) else other
    return _put(one, other)
