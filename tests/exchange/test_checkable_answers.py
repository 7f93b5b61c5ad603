"""Which texts can be checked as answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.exchange.cards import CardExercise, SourceCard, as_yaml, read_rows
from drill.exchange.checkable_answers import TypedAnswer, deck_answer, typed_answer


def table(name: str) -> list[str]:
    lines = (Path(__file__).parent / "data" / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("3/4", "number", "3/4"),
        ("75%", "number", "75%"),
        ("$\\frac{1}{2}$", "number", "1/2"),
        (r"\(\sqrt{2}\)", "number", "sqrt(2)"),
        ("2x cos(x^2)", "expression", "2x cos(x^2)"),
        ("1/2x", "expression", "(1/2) x"),
        ("x^2/2 + C", "expression", "x^2/2 + C"),
        ("theta", "expression", "theta"),
        ("(1, 2, 3)", "vector", "(1, 2, 3)"),
        ("[[1,2],[3,4]]", "matrix", "[[1,2],[3,4]]"),
        ("{1, 2}", "set", "{1, 2}"),
        ("[0, 1)", "interval", "[0, 1)"),
        ("x > 2", "inequality", "x > 2"),
        ("Beta(3, 7)", "distribution", "Beta(3, 7)"),
    ],
)
def test_what_a_learner_would_type(text: str, kind: str, key: str) -> None:
    found = typed_answer(text)
    assert found is not None
    assert (found.kind, found.text) == (kind, key)


@pytest.mark.parametrize(
    "text", ["", "no", "the chain rule", "[1, 2]", "12 apples", "a b", "$", "f'(x) = 2x", "x\ny", "9" * 500,
             "10^10^10", "1000000!"],
)  # fmt: skip
def test_what_only_the_learner_can_judge(text: str) -> None:
    assert typed_answer(text) is None


def test_a_kind_that_is_given_decides() -> None:
    assert typed_answer("[1, 2]", "vector") == TypedAnswer("vector", "[1, 2]", ())
    assert typed_answer("[1, 2]", "interval") == TypedAnswer("interval", "[1, 2]", ())
    assert typed_answer("[1, 2]", "number") is None
    assert typed_answer("x", "choice") is None


@given(st.one_of(st.text(max_size=60), st.text("0123456789x+-*/^()[]{}<>=., \\$", max_size=30)))
def test_no_text_is_too_odd(text: str) -> None:
    typed_answer(text)
    deck_answer(text)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("2020-01-01", "text", "2020-01-01"), ("1/2/2020", "text", "1/2/2020"), ("4 July 1776", "text", None),
        ("555-1234", "text", "555-1234"), ("+49 30 12345", "text", None), ("007", "text", "007"),
        ("1.2.3", "text", "1.2.3"), ("v1.2", "text", None), ("10:30", "text", None), ("1st", "text", None),
        ("22ND", "text", None), ("113th", "text", None), ("2nd x", "text", None), ("2 t", "expression", None),
        ("1,000", "number", "1000"),
        ("12-5", "", ""), ("3*4", "", ""), ("5/7/9", "", ""), ("3,14", "", ""), ("1/2", "number", "1/2"),
        ("50/100", "number", "50/100"), ("2 - 1", "number", "2 - 1"), ("2^10", "number", None),
        ("√2", "number", None), ("-7", "number", None), ("3.10", "number", None), ("75%", "number", None),
        ("cos x", "expression", "cos x"), ("n log n", "expression", None), ("cos", "text", None),
        ("(-1, 1)", "", ""), ("[1, 2]", "", ""), ("(1, 2, 3)", "vector", None),
        ("(0, inf)", "interval", None), ("1, 2", "vector", "[1, 2]"),
        ("cos x, sin x", "vector", "[cos x, sin x]"),
        ("red, green", "", ""),
        ("the chain rule", "text", "the chain rule"), ("about 3", "", ""), ("World War 2", "text", None),
        ("H2O", "text", None),
        ("A", "text", "A"), ("x", "expression", "x"), ("no", "text", None), ("ab", "", ""),
        ("mgh", "", ""), ("AB", "", ""),
        ("No", "text", None), ("λ", "expression", "λ"), ("mean and variance", "", ""),
        ("n choose k", "", ""), ("n mod 2", "", ""), ("X'X", "", ""), ("W_1 x", "", ""), ("nCk", "", ""),
        ("β_1", "expression", None), ("vitamin C", "text", None), ("ŷ", "", ""), ("ℝ", "", ""),
        ("a b", "", ""), ("12 apples", "", ""), ("it follows from the rule above", "", ""), ("$5", "", ""),
    ],
)  # fmt: skip
def test_what_is_text_and_what_a_sum(text: str, kind: str, key: str | None) -> None:
    found = deck_answer(text)
    assert ((found.kind, found.text) if found else ("", "")) == (kind, text if key is None else key)


def test_true_and_false_are_a_choice() -> None:
    for text, is_true in (("false", False), ("True", True)):
        right, wrong = ("True", "False") if is_true else ("False", "True")
        (row,) = [row for row in read_rows([SourceCard(1, "Is it?", text)]) if isinstance(row, CardExercise)]
        written = as_yaml(row)
        assert (f"{{right: '{right}'}}" in written, f"{{wrong: '{wrong}'}}" in written) == (True, True)
        assert written.index("'True'") < written.index("'False'")


@pytest.mark.parametrize(
    ("prompt", "text", "kind"),
    [
        ("Where does f increase?", "(-1, 1)", "interval"), ("Domain of f?", "[1, 2]", "interval"),
        ("Find the gradient.", "(-1, 1)", "vector"), ("The midpoint?", "$(1, 2)$", "vector"),
        ("Which point?", "[1, 2]", "vector"), ("Which?", "(1, 2)", None),
        ("In which interval is the point?", "(1, 2)", None), ("The next terms?", "3, 5", "vector"),
        ("The roots of p?", "3, 5", "set"), ("Eigenvalues?", "$1$", "number"),
        ("Eigenvalues?", "$1, 2$", "set"),
    ],
)  # fmt: skip
def test_what_is_asked_tells_a_vector_from_an_interval(prompt: str, text: str, kind: str | None) -> None:
    found = deck_answer(text, prompt=prompt)
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize("text", table("doubtful_answers.txt"))
def test_what_may_mean_something_else_is_left_to_the_learner(text: str) -> None:
    assert deck_answer(text) is None
    assert deck_answer(f"${text.strip('$')}$") is None


@pytest.mark.parametrize("row", table("sure_answers.txt"))
def test_numbers_are_checked(row: str) -> None:
    kind, text = row.split(maxsplit=1)
    found = deck_answer(text)
    assert (found.kind if found else "self") == kind
