"""Norms with an index: ``||x||_1``, ``‖A‖_F``."""

from __future__ import annotations

from drill.errors import ParseError
from drill.maths.tree import Call, Const, Node, Num

_FROBENIUS = ("F", "f", "Fro", "fro", "HS")
_INFINITE = ("∞", "inf", "infty", "oo")


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
    return Call("norm", (body, *order)) if of_arrays else Call("abs", (body,))
