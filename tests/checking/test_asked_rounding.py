"""Answers rounded as the prompt asks are right, whatever the tolerance; cut digits are told apart."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drill.banks.draws import KnownMistake
from drill.banks.variant_expansion import expand_variant
from drill.checking import as_mapping, check, spec_from
from drill.errors import CheckError
from tests.asked import exercise, verify
from tests.rows import each_row


def verdicts(rounding: str, answers: str, kind: str = "number", /, **asked: Any) -> str:
    """What is right of some answers, without blanks in them."""
    spec = spec_from({kind: asked.pop("key"), "rounding": rounding, **asked})
    return " ".join(text for text in answers.split() if check(spec, text).verdict == "correct")


@each_row(
    ("rounding", "answers", "right", "asked"),
    [
        ("2 digits", "140000 1.4e5 144000 143912 150000 143913", "140000 1.4e5 144000 143912",
         {"key": "143912"}),
        ("2 digits", "140000 146000 147000", "140000 146000",
         {"key": "143912", "tolerance": {"rel": "0.02"}}),
        ("2 decimals", "0.75 0.745 0.74 0.7", "0.75 0.745", {"key": "0.7453", "tolerance": {"rel": "0.006"}}),
        ("2 decimals", "0.67 0.667 0.66 0.7 67/100 2/3 -0.67", "0.67 0.667 67/100 2/3", {"key": "2/3"}),
        ("2 decimals", "-0.67 0.67 -0.66", "-0.67", {"key": "-2/3"}),
        ("2 decimals", "0.12 0.13 0.125 0.14", "0.12 0.13 0.125", {"key": "1/8"}),
        ("2 digits", "10 9.96 9.9", "10 9.96", {"key": "9.96"}),
        ("1 decimals", "66.7% 66.7 66.6 66.67", "66.7% 66.7 66.67", {"key": "(200/3)%"}),
        ("2 decimals", "0 0.00", "", {"key": "0.003"}),
        ("3 decimals", "0.693 0.694 ln(2)", "0.693 ln(2)", {"key": "ln(2)", "form": "exact"}),
    ],
)  # fmt: skip
def test_a_rounding_as_asked_is_right(rounding: str, answers: str, right: str, asked: dict[str, Any]) -> None:
    assert verdicts(rounding, answers, **asked) == right


def test_entries_are_rounded_one_by_one() -> None:
    assert verdicts("2 digits", "[0.33,0.67] [0.33,0.66]", "vector", key="[1/3, 2/3]") == "[0.33,0.67]"
    assert verdicts("2 digits", "{0.33,0.67} {0.33,0.6}", "set", key="{1/3, 2/3}") == "{0.33,0.67}"
    parts = {"mean": {"number": "2/3"}, "variance": {"number": "1/3"}}
    spec = spec_from({"parts": parts, "rounding": "2 decimals"})
    assert check(spec, {"mean": "0.67", "variance": "0.33"}).verdict == "correct"
    assert check(spec, {"mean": "0.67", "variance": "0.3"}).verdict == "wrong"


@given(st.fractions(min_value=Fraction(1, 500), max_value=5000, max_denominator=999), st.integers(1, 6))
def test_every_key_takes_its_rounding(key: Fraction, places: int) -> None:
    spec = spec_from({"number": str(key), "rounding": f"{places} decimals"})
    rounded = round(key, places)
    if rounded:
        text = f"{int(rounded * 10**places) / 10**places:.{places}f}"
        assert check(spec, text).verdict == "correct"
        off = float(rounded + Fraction(2, 10**places))
        assume(np.float32(off) != np.float32(float(key)))  # as single precision prints the key
        assert check(spec, f"{off:.{places}f}").verdict == "wrong"


def test_a_mapping_is_read_back_and_other_words_are_refused() -> None:
    spec = spec_from({"number": "2/3", "rounding": "2 decimals"})
    assert spec_from(as_mapping(spec)) == spec
    with pytest.raises(CheckError, match="2 digits, 3 decimals or exact is expected"):
        spec_from({"number": "2/3", "rounding": "roughly"})


@each_row(
    ("asked", "answer", "says"),
    [
        ({"number": "2/3"}, "0.66666666", "These digits are cut off. Round the last one, do not cut."),
        ({"number": "2/3"}, "0.67", "give at least four significant digits"),
        (
            {"number": "2/3", "digits": 3},
            "0.666",
            "cut off. Round the last one, do not cut. The value is asked",
        ),
        ({"number": "2/3", "digits": 3}, "0.67", "rounded too far. The value is asked for to 3"),
        ({"number": "2/3", "tolerance": "0.0011"}, "0.67", "rounded too far. Give more digits."),
        ({"distribution": "normal(78/7, 6/7)"}, "N(11.142857142, 0.857142857)", "are cut off"),
    ],
)
def test_cut_digits_are_told_to_be_rounded(asked: dict[str, Any], answer: str, says: str) -> None:
    verdict = check(spec_from(asked), answer)
    assert verdict.code == "rounding"
    assert says in verdict.message


BODY: dict[str, Any] = {
    "id": "share",
    "params": {"a": ["2", "5", "8"]},
    "prompt": "Compute $@a/7$. Two decimals (calculator).",
    "answer": {"number": "a/7", "tolerance": {"rel": "0.0001"}},
    "hints": ["Divide.", "By 7."],
    "steps": ["It is $@{dec(a/7, 4)}$."],
    "wrong": [{"answer": "7/a", "say": "The other way round."}],
    "witness": {"root": "7 z - a", "wrt": "z", "in": [-10, 10]},
}


@each_row(
    ("prompt", "rounding"),
    [
        ("Compute $@a/7$. Two decimals (calculator).", "2 decimals"),
        ("Compute $@a/7$ to three significant digits.", "3 digits"),
        ("Compute $@a/7$ to 4 digits.", "4 digits"),
        ("Compute $@a/7$ (calculator, one decimal).", "1 decimals"),
        ("Compute $@a/7$, two decimal places.", "2 decimals"),
        ("Compute $@a/7$ as an exact decimal.", "exact"),
        ("float32 keeps about 7 digits. Compute $@a/7$.", ""),
        ("Compute $@a/7$ to two decimals and to three digits.", ""),
    ],
)
def test_what_a_prompt_asks_for(prompt: str, rounding: str) -> None:
    stage = expand_variant(exercise({**BODY, "prompt": prompt}), 1, item="t/share").only
    assert stage.expect.rounding == rounding


@each_row(
    ("prompt", "answer", "kind"),
    [
        ("Compute $@a/7$ as a fraction.", "0.2857", "number"),
        ("Compute it. (exact)", "0.2857", "number"),
        ("Answer exactly.", "[0.2857, 1]", "vector"),
        ("What share is that? Write the interval with exact ends.", "[0.2857, 1]", "interval"),
    ],
)
def test_four_digits_are_handed_back_where_an_exact_value_is_asked_for(
    prompt: str, answer: str, kind: str
) -> None:
    key = {kind: "a/7" if kind == "number" else "[a/7, 1]"}
    body = {**BODY, "params": {"a": ["2"]}, "prompt": prompt, "answer": key, "wrong": []}
    asked = expand_variant(exercise(body), 1, item="t/share").only.expect
    assert "The exact value is asked for" in check(asked, answer).message
    for free in (
        "A fraction of the runs fails exactly twice. How many?",
        "Answer with a fraction or a number.",
        "What share is left, with fraction $1/7$ gone?",
    ):
        freely = expand_variant(exercise({**body, "prompt": free}), 1, item="t/share").only.expect
        assert check(freely, answer).verdict == "correct"


@each_row(("answer", "code"), [("4/7", "misconception"), ("0.571", "misconception"), ("0.57", "wrong")])
def test_a_known_mistake_of_an_exact_key_counts_from_three_digits_on(answer: str, code: str) -> None:
    spec = spec_from({"number": "2/7", "form": "exact"})
    doubled = KnownMistake("4/7", "The numerator is doubled.")
    assert check(spec, answer, mistakes=[doubled]).code == code


def test_a_key_is_tried_as_the_prompt_asks() -> None:
    assert [
        problem.code for problem in verify(BODY, variants=6).problems if problem.severity == "error"
    ] == []
    twins = {
        **BODY, "prompt": "Find both roots. Two decimals.", "answer": {"set": "{331/1000, 334 a/1000}"},
        "params": {"a": ["1"]}, "wrong": [], "witness": {"truth": "(z - 0.331)(z - 0.334) = 0"},
    }  # fmt: skip
    codes = {problem.code: problem.message for problem in verify(twins, variants=2).problems}
    assert "when it is rounded as asked, `{0.33, 0.33}` (2 decimals)" in codes["rounding"]
