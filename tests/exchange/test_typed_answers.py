"""Which texts can be checked as answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.exchange.typed_answers import TypedAnswer, typed_answer


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
        ("y = 2x + 1", "equation", "y = 2x + 1"),
        ("Beta(3, 7)", "distribution", "Beta(3, 7)"),
    ],
)
def test_what_a_learner_would_type(text: str, kind: str, key: str) -> None:
    found = typed_answer(text)
    assert found is not None
    assert (found.kind, found.text) == (kind, key)


@pytest.mark.parametrize(
    "text", ["", "no", "the chain rule", "[1, 2]", "12 apples", "a b", "$", "f'(x) = 2x", "x\ny", "9" * 500]
)
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
