"""What stands beside an order of growth: of ``r \\leq m/(2 n) + d \\log 2 + o(1/n)`` the terms before it."""

from __future__ import annotations

from drill.papers_first.evaluation.evaluable import is_order
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Node, Sum
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline


def beside_order(line: Line) -> tuple[Line, str] | None:
    """The line without the order at the end of its one right side, and what is asked for then."""
    if len(line.rights) != 1 or line.left is None or line.is_turned or _has_order(line.left):
        return None
    right = line.rights[0]
    if not isinstance(right, Sum) or not is_order(right.terms[-1]):
        return None
    terms = right.terms[:-1]
    if any(map(_has_order, terms)):
        return None
    rest = terms[0] if len(terms) == 1 else Sum(terms, right.signs[:-1])
    return line.with_right(right, rest), f"what stands beside {inline(right.terms[-1])} on the right"


def _has_order(node: Node) -> bool:
    return any(map(is_order, walk(node)))
