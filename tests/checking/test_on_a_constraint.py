"""Expressions that are compared only where an equation holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.read import read_file
from drill.checking import as_mapping, check, spec_from
from drill.errors import CheckError
from tests.asked import verify
from tests.rows import each_row


def asked(key: str, on: str, names: str, *assume: str) -> dict[str, Any]:
    return {"expression": key, "on": on, "vars": names.split(), "assume": list(assume)}


SHARPNESS = asked("a^2 + b^2", "a b = 6", "a b", "a > 0", "b > 0")
CIRCLE = asked("x", "x^2 + y^2 = 1", "x y", "x > 0")
BOTH_SIDES = asked("x^2", "x^2 + y^2 = 1", "x y")
SHARES = asked("p q", "p + q = 1", "p q", "0 < p < 1", "0 < q < 1")


@each_row(
    ("answer", "right", "wrong"),
    [
        (SHARPNESS, ["(a + b)^2 - 12", "a^2 + 36/a^2", "36/b^2 + b^2"], ["a^2 - b^2", "2 (a^2 + b^2)", "13"]),
        (CIRCLE, ["sqrt(1 - y^2)", "x^3 + x y^2", "1/x - y^2/x"], ["-x", "-sqrt(1 - y^2)", "1 - y"]),
        (BOTH_SIDES, ["1 - y^2", "(1 - y)(1 + y)"], ["1 - y", "x"]),
        (SHARES, ["p (1 - p)", "p - p^2", "q - q^2"], ["p", "p + q", "p (p - 1)"]),
    ],
)
def test_only_where_the_equation_holds(answer: Any, right: list[str], wrong: list[str]) -> None:
    spec = spec_from(answer)
    for text in (answer["expression"], *right):
        assert check(spec, text).verdict == "correct", text
    for text in wrong:
        assert check(spec, text).verdict == "wrong", text


def test_without_on_it_is_compared_everywhere() -> None:
    plain = {name: value for name, value in SHARPNESS.items() if name != "on"}
    assert check(spec_from(plain), "(a + b)^2 - 12").verdict == "wrong"


def test_the_reply_names_a_point_where_the_equation_holds() -> None:
    said = check(spec_from(SHARPNESS), "a + b + 3").message
    assert said.startswith("This is not equal to the right answer: where a b = 6, at b = ")


def test_an_answer_that_is_right_on_one_solution_only_is_wrong() -> None:
    both = spec_from(asked("x", "x^2 + y^2 = 1", "x y"))
    assert check(both, "sqrt(1 - y^2)").verdict == "wrong"


@given(st.integers(1, 9), st.integers(-9, 9), st.integers(1, 9))
def test_multiples_of_the_equation_change_nothing(total: int, factor: int, power: int) -> None:
    spec = spec_from(asked(f"a^2 + b^{power}", f"a b = {total}", "a b", "a > 0"))
    assert check(spec, f"a^2 + b^{power} + {factor} a (a b - {total})").verdict == "correct"
    assert check(spec, f"a^2 + b^{power} + 1 + {factor} (a b - {total})").verdict == "wrong"


@each_row(
    ("on", "says"),
    [
        ("a b", "no equation"),
        ("a < b", "no equation"),
        ("c = 2", "the name c is not known"),
        ("a^3 + b^3 = 1", "not solved for one of its names"),
        ("a b = -6", "holds nowhere"),
        ("a b = (", "on:"),
    ],
)
def test_equations_that_cannot_be_used_are_refused(on: str, says: str) -> None:
    with pytest.raises(CheckError, match=says.replace("(", r"\(")):
        check(spec_from({**SHARPNESS, "on": on}), "a")


def test_a_mapping_is_read_back_and_other_kinds_have_no_equation() -> None:
    assert spec_from(as_mapping(spec_from(SHARPNESS))) == spec_from(SHARPNESS)
    with pytest.raises(CheckError, match="no option 'on'"):
        spec_from({"number": "2", "on": "a = 2"})


SHIPPED: dict[str, Any] = {
    "id": "sharpness",
    "prompt": "Find the sharpness at a point with $ab = @y$.",
    "vars": ["a", "b"],
    "assume": ["a > 0", "b > 0"],
    "params": {"y": "2..30"},
    "answer": {"expression": "(a + b)^2 - 2 y", "on": "a b = y"},
    "hints": ["What is left?", "A square."],
    "steps": ["It is $(a + b)^2 - @{2 y}$."],
    "wrong": [{"answer": "2 y", "say": "Those are the products."}],
    "witness": {"value": "max(eigenvalues([[b^2, a b], [a b, a^2]]))"},
}


def test_params_may_stand_in_it_and_the_witness_is_tried_where_it_holds() -> None:
    report = verify(SHIPPED, variants=4)
    assert report.problems == []
    assert report.witnessed
    without = {**SHIPPED, "answer": {"expression": "(a + b)^2 - 2 y"}}
    assert "witness" in {problem.code for problem in verify(without, variants=4).problems}


def test_a_mistake_that_is_right_where_it_holds_is_dropped() -> None:
    same = {**SHIPPED, "wrong": [{"answer": "a^2 + b^2", "say": "No."}]}
    assert [problem.code for problem in verify(same, variants=4).problems] == ["dropped"]


def test_an_unknown_name_in_it_is_found_when_the_file_is_read() -> None:
    text = "exercises:\n- {id: one, vars: [a], prompt: p, answer: {expression: a, on: a c = 1}}\n"
    (problem,) = read_file(text.encode(), "bank.yaml").problems
    assert (problem.code, problem.field) == ("unknown-name", "answer.on")
