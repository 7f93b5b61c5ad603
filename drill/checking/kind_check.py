"""The type gate: an answer of another kind than the expected one is unreadable, never wrong."""

from __future__ import annotations

from drill.checking.kind_registry import KINDS
from drill.errors import ParseError
from drill.maths.functions import is_family
from drill.maths.maths_tree import (
    Call,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Relation,
    Sequence,
    Union,
    find_symbols,
    walk_tree,
)

_SEQUENCES = {"list": "a list", "tuple": "a vector", "set": "a set", "commas": "several values"}


def describe_tree_kind(node: Node) -> str:
    """Return what a tree is, in words; empty for a plain value."""
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


def is_written_array(node: Node) -> bool:
    """Return whether a tree is written as a vector or a matrix, perhaps after a sign."""
    while isinstance(node, Neg):
        node = node.arg
    return isinstance(node, Sequence) and node.kind != "set"


def make_kind_error(kind: str, node: Node) -> ParseError:
    """Return the error for a value of another kind."""
    description, expectation = describe_tree_kind(node), KINDS[kind].asks
    return ParseError(f"{expectation}; this is {description}" if description else expectation, 1, code="kind")


def refuse_list() -> ParseError:
    """Return the error for a list without inner brackets where a row is asked for."""
    hint = "write [[1, 2, 3]] for a row"
    return ParseError("a list alone stands for a column", 1, code="kind", hint=hint)


def refuse_names(node: Node) -> ParseError:
    """Return the error for a number that still has names in it."""
    return ParseError(
        f"{KINDS['number'].asks}; this still has {min(find_symbols(node))} in it", 1, code="kind"
    )


def require_scalar(kind: str, node: Node) -> None:
    """Raise ParseError unless a tree is a plain scalar value: no list, interval or statement inside it."""
    if describe_tree_kind(node):
        raise make_kind_error(kind, node)
    for part in walk_tree(node):
        is_list = isinstance(part, Sequence) and part.kind == "list"
        if not is_list and describe_tree_kind(part):
            raise make_kind_error(kind, part)
