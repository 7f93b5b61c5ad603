"""Names that stand in inner products, ``\\langle u, v \\rangle``: in one case one may be a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Bracket, Node, Statement, Sum, Symbol
from drill.papers_first.glosses.glossary import Entry


def paired_names(statements: Iterable[Statement]) -> frozenset[Symbol]:
    """What stands whole, or as a term of a sum, on a side of an inner product: a vector."""
    return frozenset(
        name
        for statement in statements
        for one in statement.sides
        for part in walk(one)
        for side in _sides(part)
        for name in _terms(side)
    )


def without_numbers(entries: Iterable[Entry], vectors: frozenset[Symbol]) -> Iterator[Entry]:
    """The meanings, where no vector is said to be one number: what says so speaks of a case."""
    for entry in entries:
        yield replace(entry, shape="") if entry.shape == "()" and entry.name in vectors else entry


def _sides(node: Node) -> tuple[Node, ...]:
    match node:
        case Bracket("\\langle", "\\rangle", (first, second), (",",), ()):
            return first, second
        case _:
            return ()


def _terms(side: Node) -> Iterator[Symbol]:
    for term in side.terms if isinstance(side, Sum) else (side,):
        if isinstance(term, Symbol):
            yield term
