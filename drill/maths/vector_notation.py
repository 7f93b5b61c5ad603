"""Vectors and matrices as they are typed: inner products ``⟨x, y⟩``, norms with an index ``||x||_1``."""

from __future__ import annotations

from collections.abc import Collection

from drill.errors import ParseError
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Sequence,
    Sym,
    list_parts,
    replace_parts,
    walk_tree,
)

_FROBENIUS = ("F", "f", "Fro", "fro", "HS")
_INFINITE = ("∞", "inf", "infty", "oo")
# What a round pair directly after a name may be instead of an inner product.
PAIR_AFTER_NAME = "a pair in round brackets after a name reads two ways"
PAIR_HINT = "write x^T y for an inner product, x^T A y for a bilinear form"


def is_array(node: Node, matrices: Collection[str]) -> bool:
    """Return whether a value is a vector or a matrix, or a product of such, which may be a number."""
    match node:
        case Sym(name):
            return name in matrices
        case Neg(arg) | Binary("^", arg, _):
            return is_array(arg, matrices)
        case Binary(_, left, right):
            return is_array(left, matrices) or is_array(right, matrices)
        case Call(name):
            return name in ("T", "inv", "hadamard", "eye", "diag")
        case _:
            return isinstance(node, Sequence)


def is_inner_product(opening: str, items: tuple[Node, ...], matrices: Collection[str]) -> bool:
    """Return whether values in angle or round brackets are two vectors."""
    arrays = [is_array(item, matrices) for item in items]
    return len(items) == 2 and (all(arrays) if opening == "(" else any(arrays))


def as_columns(node: Node) -> Node:
    """Return a tree in which the transpose of a plain list is the list: ``(1, 2)^T`` is how running text
    writes a column, and that is what a list stands for."""
    match node:
        case Call("T", (Sequence("list" | "tuple", items) as row,)) if not _holds_rows(items):
            return row
        case _:
            return replace_parts(node, tuple(map(as_columns, list_parts(node))))


def _holds_rows(items: tuple[Node, ...]) -> bool:
    return any(isinstance(item, Sequence) for item in items)


def indexed_norm(body: Node, index: str, column: int | None, *, of_arrays: bool) -> Node:
    """Return the norm between bars that have an index; of numbers, where there are no arrays, the absolute
    value.

    Raises:
        ParseError: it is no index of a norm, or of none that is computed.
    """
    if index in _FROBENIUS:
        order: tuple[Node, ...] = ()
    elif index in _INFINITE:
        order = (Const("inf"),)
    elif index.isascii() and index.isdecimal() and 0 < int(index[:3]) < 100:
        order = (Num(index),)
    else:
        message = f"the index {index} of a norm is not read here"
        raise ParseError(message, column, hint="a whole number, inf or F is read; write out any other norm")
    if of_arrays:
        return Call("norm", (body, *order))
    if order not in ((), (Num("2"),)) and any(isinstance(part, Sequence) for part in walk_tree(body)):
        raise ParseError("only the norm with index 2 is read here", column, hint="write the sum itself")
    return Call("abs", (body,))
