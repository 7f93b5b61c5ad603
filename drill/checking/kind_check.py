"""The type gate: an answer of another kind than is asked for is unreadable, and is told what is due."""

from __future__ import annotations

from collections.abc import Mapping

from drill.errors import ParseError
from drill.maths.functions import is_family
from drill.maths.tree import (
    Call,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Relation,
    Sequence,
    Union,
    walk,
)

ASKED: Mapping[str, str] = {
    "number": "a number is asked for",
    "expression": "an expression is asked for",
    "antiderivative": "a function is asked for",
    "vector": "a vector is asked for, such as [1, 2, 3]",
    "eigenvector": "a vector is asked for, such as [1, 2]",
    "matrix": "a matrix is asked for, such as [[1, 2], [3, 4]]",
    "matrix-expression": "an expression of matrices is asked for, such as A^T B",
    "distribution": "a distribution is asked for, such as Beta(3, 7)",
    "set": "a set is asked for, such as {1, 2}",
    "list": "a list is asked for, such as [1, 2]",
    "interval": "an interval is asked for, such as [0, 1)",
    "inequality": "an inequality is asked for, such as x > 2",
    "equation": "an equation is asked for, such as y = 2x + 1",
    "shape": "a shape is asked for, such as (b, t, d)",
    "span": "spanning vectors are asked for, such as [1, 0, 1], [0, 1, 0]",
    "formula": "a formula is asked for",
    "solutions": "the solutions are asked for, such as [1, 0, 2] + s[1, 1, 0]",
}
"""What each kind asks for, in words."""

_SEQUENCES = {"list": "a list", "tuple": "a vector", "set": "a set", "commas": "several values"}


def described(node: Node) -> str:
    """Say what a tree is, in words; empty for a plain value."""
    while isinstance(node, Neg):
        node = node.arg
    match node:
        case Sequence("list", items) if items and all(isinstance(item, Sequence) for item in items):
            return "a matrix"
        case Sequence(kind):
            return _SEQUENCES[kind]
        case Interval() | Union():
            return "an interval"
        case Relation("="):
            return "an equation"
        case Relation():
            return "an inequality"
        case Logic() | Not():
            return "a statement"
        case Call(name, args) if is_family(name, len(args)):
            return "a distribution"
        case _:
            return ""


def is_row(node: Node) -> bool:
    """Whether a tree is written as a vector or a matrix, perhaps behind a sign."""
    while isinstance(node, Neg):
        node = node.arg
    return isinstance(node, Sequence) and node.kind != "set"


def refuse(kind: str, node: Node) -> ParseError:
    """Return the error for a value of another kind."""
    what = described(node)
    return ParseError(f"{ASKED[kind]}; this is {what}" if what else ASKED[kind], 1, code="kind")


def require_scalar(kind: str, node: Node) -> None:
    """Raise ParseError unless a tree is a plain scalar value: no list, interval or statement inside it."""
    if described(node):
        raise refuse(kind, node)
    for part in walk(node):
        is_list = isinstance(part, Sequence) and part.kind == "list"
        if not is_list and described(part):
            raise refuse(kind, part)
