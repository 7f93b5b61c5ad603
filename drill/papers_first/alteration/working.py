"""How much work an expression is, and what is worked out on the way."""

from __future__ import annotations

from drill.papers_first.formula.given import is_given, is_grouping
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Bracket,
    Factorial,
    Fraction,
    Function,
    Node,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    children,
)


def steps_of(node: Node) -> int:
    """How many operations an expression takes."""
    count = 0
    for part in walk(node):
        match part:
            case Sum(terms) | Product(terms):
                count += len(terms) - 1
            case Fraction() | Power() | Root() | Signed("-", _) | Factorial():
                count += 1
            case _:
                count += 0
    return count


def inner_parts(node: Node) -> list[Node]:
    """Parts worth a step of their own, innermost first: brackets, both ends of fractions, what roots hold."""
    found: dict[Node, None] = {}

    def visit(part: Node) -> None:
        if is_given(part):
            return
        for child in children(part):
            visit(child)
        for inner in _held(part):
            bare = _bare(inner)
            if isinstance(bare, Sum | Product | Fraction | Power | Root) and bare != node:
                found[bare] = None

    visit(node)
    return list(found)


def _held(part: Node) -> tuple[Node, ...]:
    match part:
        case Bracket(_, _, (inner,)) | Root(inner) | Function(_, inner):
            return (inner,)
        case Fraction(top, bottom):
            return (top, bottom)
        case Power():
            return (part,)
        case _:
            return ()


def _bare(node: Node) -> Node:
    """A part without the brackets round it."""
    while isinstance(node, Bracket) and is_grouping(node):
        (node,) = node.parts
    return node
