"""Rows of a formula's letters: what they declare, and how what cannot be read is refused."""

from __future__ import annotations

import pytest

from drill.errors import DrillError
from drill.types import RowError, read_rows, read_tokens, read_type


@pytest.mark.parametrize(
    ("row", "letters"),
    [
        ("W in R^(m x n)", {"W": "m, n"}),
        ("x in R^n", {"x": "n"}),
        ("b: m", {"b": "m"}),
        ("a:", {"a": "number"}),
        ("x, y: thing", {"x": "thing", "y": "thing"}),
        ("0 < p < 1", {"p": "(0, 1)"}),
        ("x > 1/2", {"x": "> 0.5"}),
        (r"\alpha in [0, 1)", {r"\alpha": "[0, 1)"}),
        ("f: thing, thing -> k", {"f": "thing; thing -> k"}),
        (r"a := \log p: < 0", {"a": "< 0"}),
        (r"n := |S_i|", {"n": ">= 0"}),
        # names with anything above and below
        (r"s_i^{st}: d", {"s_i^{st}": "d"}),
        ("y^w: thing", {"y^w": "thing"}),
        (r"A_{q,o_t}: number", {"A_{q,o_t}": "number"}),
        (r"A_{q,o_{t}}, b: number", {"A_{q,o_{t}}": "number", "b": "number"}),
        (r"\bm{\theta}^d: d", {r"\bm{\theta}^d": "d"}),
        (r"\hat{x}_{t-1}^{(i)}: d", {r"\hat{x}_{t-1}^{(i)}": "d"}),
        (r"A_{q,o_{t}} > 0", {"A_{q,o_{t}}": "> 0"}),
        # a letter called like its own axis
        ("d: d", {"d": "d"}),
        ("d: d > 0", {"d": "d > 0"}),
    ],
)
def test_a_row_declares_letters(row: str, letters: dict[str, str]) -> None:
    rows, relations = read_rows([row])
    assert {read_tokens(each.name): each.type for each in rows} == {
        read_tokens(name): read_type(type_) for name, type_ in letters.items()
    }
    assert not relations
    again, _ = read_rows([each.text for each in rows])
    assert [(each.name, each.type, each.part) for each in again] == [
        (each.name, each.type, each.part) for each in rows
    ]


@pytest.mark.parametrize(
    "row", ["sum p_k = 1", r"x_t \in X_t", "t <= T", "x = 3", "p > e", r"x < \pi", "x y > 0", r"\sqrt{a} > 0"]
)
def test_a_row_that_declares_nothing_is_a_relation(row: str) -> None:
    letters, relations = read_rows([row])
    assert not letters
    assert [relation.text for relation in relations] == [row]


def test_a_range_of_a_letter_with_a_row_is_a_relation() -> None:
    letters, relations = read_rows(["x: d", "x > 0"])
    assert [str(row.type) for row in letters] == ["d"]
    assert [relation.text for relation in relations] == ["x > 0"]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("x: nubmer", 4, "perhaps number"),
        ("x: vektor", 4, "is not a type"),
        ("x: d foo", 6, "'foo' is not a type"),
        ("x: (1, 0)", 4, "contains no number"),
        ("x: m, n pd", 4, "two axes of one length"),
        ("x: 0", 4, "at least 1"),
        (": d", 1, "the name of a letter is missing"),
        ("x: count ~ ", 4, "the name of the law is missing"),
        ("x" * 401, 401, "at most 400 characters"),
    ],
)
def test_a_row_that_cannot_be_read_says_where_and_what_is_possible(
    row: str, column: int, message: str
) -> None:
    with pytest.raises(RowError) as raised:
        read_rows([row])
    assert message in str(raised.value)
    assert raised.value.column == column


def test_two_rows_of_one_name_and_too_many_rows_are_refused() -> None:
    with pytest.raises(RowError, match="already a row of this name: 'x: d'"):
        read_rows(["x: d", "x: m", "y: d"])
    with pytest.raises(DrillError, match="at most 60 rows"):
        read_rows([f"x_{{{number}}}: d" for number in range(61)])
