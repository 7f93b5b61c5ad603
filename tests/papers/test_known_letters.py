"""What a sheet of an earlier version declares of letters fills the arrays of a line, as far as it fits."""

from __future__ import annotations

import pytest

from drill.papers import SymbolRow, read_known_letter


@pytest.mark.parametrize(
    ("declared", "axes", "assume"),
    [
        ("x in R^d", ("d",), ()),
        ("x in R^(n x d)", ("n", "d"), ()),
        ("x in R", (), ()),
        ("x: m, d", ("m", "d"), ()),
        ("m, d", ("m", "d"), ()),
        ("d", ("d",), ()),
        ("number", (), ()),
        ("x: count", (), ()),
        ("x > 0", (), ("x > 0",)),
        ("> 0", (), ("x > 0",)),
        ("0 <= x < 1", (), ("0 <= x < 1",)),
        ("[0, 1)", (), ("0 <= x < 1",)),
        ("x in R^?", None, ()),
        ("law d", None, ()),
        ("d -> number", None, ()),
        ("a thing of mine", None, ()),
        ("", None, ()),
    ],
)
def test_numbers_and_arrays_are_taken_and_all_else_stays_words(
    declared: str, axes: tuple[str, ...] | None, assume: tuple[str, ...]
) -> None:
    letter = read_known_letter(SymbolRow("x", "x", declared))
    assert (letter.latex, letter.axes, letter.assume) == ("x", axes, assume)
