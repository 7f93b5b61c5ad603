"""What is said of a wrong answer while its key is kept: the slip, and never the key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.draws import KnownMistake
from drill.checking import Spec, check, say_before_key, spec_from

X = {"vars": ["x"]}
CHAIN = "The inner slope is missing: the derivative of $\\sin(8x)$ is $8\\cos(8x)$."


def said(expect: dict[str, Any], key: Any, answer: Any, say: str = "", mistake: str = "") -> str:
    spec: Spec = spec_from(expect)
    known = [KnownMistake(answer, say, mistake)] if say else []
    verdict = check(spec, answer, mistakes=known)
    assert verdict.verdict == "wrong"
    return say_before_key(spec, key, answer, verdict)


@pytest.mark.parametrize(
    ("say", "told"),
    [
        (CHAIN, "The inner slope is missing."),
        ("You forgot a term; it is $3x$.", "You forgot a term."),
        ("In $f(x) = e.g.$ two slopes meet. Add them.", "In $f(x) = e.g.$ two slopes meet."),
        ("It is $8x$.", ""),
        ("It is $f'(x) = 8 x$, as always.", ""),
        ("The factor $8$ is missing.", ""),
        ("The factor 8 is missing.", ""),
        ("The term $7x$ is missing.", ""),
        ("Multiply by the inner slope.", ""),
        ("You wrote x.", "You wrote x."),
    ],
)
def test_the_beginning_is_said_unless_it_gives_the_key(say: str, told: str) -> None:
    assert said({"expression": "8x", **X}, "8x", "x", say) == told


def test_the_name_of_a_mistake_is_said_where_its_sentence_is_not() -> None:
    assert said({"number": "8"}, "8", "4", "The factor 2 is missing.", "inner slope forgotten") == (
        "Inner slope forgotten."
    )


@pytest.mark.parametrize(
    ("expect", "key", "answer", "told"),
    [
        ({"expression": "x^2 + x", **X}, "x^2 + x", "-x^2 - x", "The sign of the whole is off."),
        ({"expression": "x^2 + x", **X}, "x^2 + x", "3x^2 + 3x", "A constant factor is off."),
        ({"expression": "x^2 + x", **X}, "x^2 + x", "x^2 + x + 7", "A constant is off."),
        ({"number": "1 - 3/4"}, "1/4", "3/4", "This is the complement."),
        ({"number": "7"}, "7", "23", ""),
        ({"number": "35"}, "35", "70", ""),
        ({"vector": "[1, 2, 3]"}, "[1, 2, 3]", "[1, 5, 3]", "Entry 2 is off."),
        ({"parts": {"a": {"number": "2"}, "b": {"number": "5"}}}, {"a": "2", "b": "5"}, {"a": "2", "b": "9"},
         "a is right, b not yet."),
        ({"parts": {"a": {"number": "2"}, "b": {"number": "5"}}}, {"a": "2", "b": "5"},
         {"a": "-2", "b": "-5"}, "a and b: The sign is off."),
        ({"parts": {"a": {"number": "2"}, "b": {"number": "5"}}}, {"a": "2", "b": "5"}, {"a": "5", "b": "2"},
         "a and b are swapped."),
        ({"number": "8"}, "8", "3 log 2", "This is the logarithm of the right value."),
    ],
)  # fmt: skip
def test_diagnoses_of_the_checker_say_what_is_off_and_not_by_how_much(
    expect: dict[str, Any], key: Any, answer: Any, told: str
) -> None:
    assert said(expect, key, answer) == told


def test_half_a_vector_is_completed_by_the_factor_in_words() -> None:
    assert said({"vector": "[88, 20]"}, "[88, 20]", "[44, 10]", "The two of the square is missing.") == ""


@given(
    st.integers(2, 999).map(str) | st.sampled_from(["2x + 1", "sin(x)/x", "x^2", "e^(-x)"]),
    st.sampled_from(["It is {}.", "Here ${}$ comes out", "The slope {}; the sign", "$y = {}$ is right."]),
)
def test_no_sentence_shows_the_key(key: str, sentence: str) -> None:
    spec = spec_from({"expression": key, **X})
    verdict = check(spec, "x + 7919", mistakes=[KnownMistake("x + 7919", sentence.format(key))])
    told = say_before_key(spec, key, "x + 7919", verdict)
    assert key not in told
