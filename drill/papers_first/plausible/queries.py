"""Letters of queries: q is a chance elsewhere, and none where inner products with keys k are taken of it."""

from __future__ import annotations

from collections.abc import Iterable

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Bracket, Node, Product, Statement, Symbol, Transpose

_QUERY, _KEY = "q", "k"


def has_queries(statements: Iterable[Statement]) -> bool:
    """Whether ``\\langle q_i, k_j \\rangle``, ``q_i^\\top k_j`` or ``q_i \\cdot k_j`` stands somewhere."""
    return any(_is_score(part) for one in statements for part in walk(one))


def _is_score(part: Node) -> bool:
    match part:
        case Bracket("\\langle", "\\rangle", (Symbol() as first, Symbol() as second), (",",)):
            pair = (first, second)
        case Product((Transpose(Symbol() as first), Symbol() as second), ("" | "\\cdot",)):
            pair = (first, second)
        case Product((Symbol() as first, Transpose(Symbol() as second)), ("" | "\\cdot",)):
            pair = (first, second)
        case Product((Symbol() as first, Symbol() as second), ("\\cdot",)):
            pair = (first, second)
        case _:
            return False
    return {one.base for one in pair} == {_QUERY, _KEY}
