"""Real roots along a line: exactly as many as there are, however close, and at their places."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.checking.real_root_search import convert_to_coefficients, real_roots
from drill.maths.names import Names
from drill.maths.plain import parse

NAMES = Names(declared=frozenset("xy"))
rationals = st.fractions(-500, 500, max_denominator=12)


def roots_of(text: str) -> tuple[float, ...]:
    line = convert_to_coefficients(parse(text, NAMES), "x", {"y": 2.0})
    assert line is not None
    return real_roots(line)


@pytest.mark.parametrize(
    ("text", "roots"),
    [
        ("(x - 30)^2 (x - 35)", (30.0, 35.0)),
        ("x^2 + y", ()),
        ("x y - 1", (0.5,)),
        ("-(x - 1)^12/7", (1.0,)),
        ("5", ()),
    ],
)
def test_real_roots(text: str, roots: tuple[float, ...]) -> None:
    assert roots_of(text) == roots


@pytest.mark.parametrize("text", ["sin(x)", "x^y", "1/x", "x^40", "|x|", "z"])
def test_what_is_no_polynomial_of_low_degree(text: str) -> None:
    names = Names(declared=frozenset("xyz"))
    assert convert_to_coefficients(parse(text, names), "x", {"y": 2.0}) is None


@given(st.lists(st.tuples(rationals, st.integers(1, 3)), min_size=1, max_size=4))
@example([(Fraction(-1492, 3), 1), (Fraction(-2492, 5), 1), (Fraction(-3489, 7), 1)])
def test_every_root_is_found_once(factors: list[tuple[Fraction, int]]) -> None:
    text = " * ".join(f"(x - ({root}))^{power}" for root, power in factors)
    found, due = roots_of(text), sorted({root for root, _ in factors})
    assert len(found) == len(due)
    assert all(
        abs(one - float(other)) <= 1e-14 * (1 + abs(one)) for one, other in zip(found, due, strict=True)
    )
