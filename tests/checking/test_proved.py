"""SymPy beside the values: what it proves, what it tells apart, what it leaves open, and when it ends."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.answers import Verdict, explain, judge

ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("data").joinpath("proved.jsonl").read_text("utf-8").splitlines()
]
ENDED = {"right": ("correct",), "wrong": ("wrong",), "not-wrong": ("correct", "undecided", "unreadable")}


def expect(text: str, letters: str = "", *assume: str) -> dict[str, Any]:
    """The mapping of a number, or of an expression in some letters."""
    if not letters:
        return {"number": text}
    return {"expression": text, "vars": letters.split(), "assume": list(assume)}


def judged(expected: Mapping[str, Any], answer: str) -> tuple[str, str]:
    verdict = judge(expected, answer)
    return verdict.verdict, verdict.evidence


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']}: {row['answer'][:30]}")
def test_rows_by_others_are_judged_as_they_want(row: dict[str, Any]) -> None:
    verdict = judge(row["expect"], row["answer"])
    is_asked_back = verdict.code == "ambiguous"
    if row["want"] == "not-right":
        assert verdict.verdict != "correct"
    else:
        assert verdict.verdict in ENDED[row["want"]] or (is_asked_back and row["want"] == "not-wrong")


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        (expect("sin(x)^2", "x"), "1 - cos(x)^2"),
        (expect("sin(2x)", "x"), "2 sin(x) cos(x)"),
        (expect("1/(1 + e^(-x))", "x"), "e^x/(1 + e^x)"),
        (expect("ln(1 + e^x)", "x"), "x + ln(1 + e^(-x))"),
        (expect("-p ln(p) - (1 - p) ln(1 - p)", "p", "0 < p < 1"), "-p ln(p/(1 - p)) - ln(1 - p)"),
        (expect("k C(n, k)", "n k", "n positive integer", "k positive integer"), "n C(n - 1, k - 1)"),
        (expect("ln(x y)", "x y", "x > 0", "y > 0"), "ln(x) + ln(y)"),
        (expect("sqrt(6)/2 + sqrt(2)/2"), "sqrt(2 + sqrt(3))"),
        (expect("0"), "sign(tan(pi))"),
        ({"vector": "[sin(x)^2, 1]", "vars": ["x"]}, "[1 - cos(x)^2, 1]"),
        ({"set": "{sqrt(3), sqrt(2) + sqrt(3)}"}, "{sqrt(5 + 2 sqrt(6)), sqrt(3)}"),
        ({"parts": {"m": {"expression": "sin(x)^2", "vars": ["x"]}}}, {"m": "1 - cos(x)^2"}),
    ],
)
def test_a_right_answer_in_another_form_is_proved(expected: dict[str, Any], answer: Any) -> None:
    assert judged(expected, answer) == ("correct", "proved")


@pytest.mark.parametrize(
    ("expected", "answer", "apart"),
    [
        (expect("x^3", "x"), "x^3 + e^(-800)", "e^(-800)"),
        (expect("x^3", "x"), "x^3 + 10^(-60)", "about 1.0e-60"),
        (expect("x", "x", "x positive integer"), "x + e^(-900)", "e^(-900)"),
        (expect("900"), "ln(e^900 + 1)", "about 1.4e-391"),
        (expect("e^x", "x"), "e^x + 2^(-1000)", "about 9.3e-302"),
    ],
)
def test_what_agrees_in_hundreds_of_digits_is_told_apart(
    expected: dict[str, Any], answer: str, apart: str
) -> None:
    verdict = judge(expected, answer)
    assert (verdict.verdict, verdict.evidence) == ("wrong", "proved")
    assert verdict.message == f"This is not equal to the right answer: they differ by {apart}."


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        (expect("k", "k", "k binary"), "k^2"),
        (expect("k", "k", "k binary"), "k^7"),
        (expect("m (1 - n)", "m n", "m boolean", "n boolean"), "m^2 (1 - n)^3"),
        (expect("1", "y", "y labels -1 or 1"), "y^2"),
        (expect("y", "y", "y labels -1 or 1"), "y^5"),
        (expect("(1 - y)^2", "y", "y labels -1 or 1"), "2 - 2y"),
        (expect("0", "k", "k integer", "0 <= k <= 3"), "k (k - 1) (k - 2) (k - 3)"),
        (expect("k^4", "k", "k integer", "0 <= k <= 3"), "6k^3 - 11k^2 + 6k"),
        (expect("x + k", "x k", "k integer", "0 <= k <= 1"), "x + k^3"),
        (expect("1 - p", "p q", "p + q = 1", "0 < p < 1"), "q"),
        (expect("p q", "p q", "p + q = 1", "0 < p < 1"), "p - p^2"),
    ],
)
def test_letters_with_few_values_and_relations_keep_the_verdict_of_the_values(
    expected: dict[str, Any], answer: str
) -> None:
    assert judge(expected, answer).verdict != "wrong"


@pytest.mark.parametrize(
    ("expected", "answer", "verdict"),
    [
        (expect("2^100"), "1267650600228229401496703205376", "correct"),
        (expect("2^100"), "1267650600228229401496703205375", "wrong"),
        (expect("2^100"), "1.2676506002282294e30", "correct"),
        (expect("123456789012"), "123456789012.1", "wrong"),
        (expect("123456789012"), "123456789012.00002", "correct"),
        (expect("20!"), "2432902008176640000.5", "wrong"),
        (expect("20!"), "2432902008176640000.0", "correct"),
        (expect("e^(pi sqrt(163))"), "262537412640768744", "wrong"),
        (expect("1/3"), f"0.{'3' * 50}", "correct"),
        ({"vector": "[2^100, 5]"}, "[2^100, 7]", "wrong"),
        (expect("12"), "11.999999999999998", "correct"),
    ],
)
def test_integers_are_compared_exactly_and_decimals_are_rounded_numbers(
    expected: dict[str, Any], answer: str, verdict: str
) -> None:
    assert judge(expected, answer).verdict == verdict


ENDLESS = [
    (expect("(1 + x + y + z)^60", "x y z"), "(1 + x + y + z)^59 (x + y + z + 1)"),
    (expect("(1 + x)^999 (1 + y)^999", "x y"), "((1 + x) (1 + y))^999"),
    (expect("3^(10^9)"), "e^(10^9 ln(3))"),
    (expect("3^(x + 10^9)", "x"), "3^x 3^(10^9)"),
    (expect("7^((x + 9999) 9999)", "x"), "7^(9999x + 99980001)"),
    (expect("cos(pi/7) cos(2pi/7) cos(3pi/7)"), "1/8"),
    (expect("sqrt(2) + sqrt(3) + sqrt(5) + sqrt(7)"), "sqrt((sqrt(2) + sqrt(3) + sqrt(5) + sqrt(7))^2)"),
    (expect("digamma(10^9 + 1)"), "digamma(10^9) + 10^(-9)"),
    (expect("sin(40x)", "x"), "2 sin(20x) cos(20x)"),
    (expect("sum(k^3, k, 1, n)", "n", "n positive integer"), "(n (n + 1)/2)^2"),
    (expect("(x + y + z + u + v)^20/(x + y)^20", "x y z u v"), "((x + y + z + u + v)/(x + y))^20"),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "answer"), ENDLESS)
@pytest.mark.parametrize("is_in_thread", [False, True])
def test_what_sympy_cannot_end_keeps_the_verdict_of_the_values(
    expected: dict[str, Any], answer: str, is_in_thread: bool
) -> None:
    verdicts: list[Verdict] = []
    if is_in_thread:
        thread = threading.Thread(target=lambda: verdicts.append(judge(expected, answer)))
        thread.start()
        thread.join()
    else:
        verdicts.append(judge(expected, answer))
    assert [verdict.verdict != "wrong" for verdict in verdicts] == [True]


def test_a_thread_judges_as_the_main_one_does() -> None:
    verdicts: list[Verdict] = []
    pair = expect("1/(x - 1) - 1/(x + 1)", "x", "x > 1"), "2/(x^2 - 1)"
    thread = threading.Thread(target=lambda: verdicts.append(judge(*pair)))
    thread.start()
    thread.join()
    assert verdicts == [judge(*pair)]


def test_the_step_is_explained() -> None:
    steps = explain(expect("sin(x)^2", "x"), "1 - cos(x)^2").steps
    assert [step.facts["found"] for step in steps if step.what == "decide by SymPy"] == ["equal"]


NUMBERS = st.integers(1, 9).map(str)
FACTORS = st.one_of(NUMBERS, st.sampled_from(["x", "y", "(x + 1)", "(y - 2)", "(x + y)", "sin(x)", "e^y"]))
TERMS = st.lists(FACTORS, min_size=1, max_size=3).map("*".join)
SUMS = st.lists(TERMS, min_size=2, max_size=4)


@given(SUMS, FACTORS, st.integers(1, 9))
def test_a_product_multiplied_out_is_right_and_one_with_a_further_number_is_wrong(
    terms: list[str], factor: str, further: int
) -> None:
    key = expect(f"({factor})*({' + '.join(terms)})", "x y")
    out = " + ".join(f"{factor}*{term}" for term in terms)
    assert judge(key, out).verdict == "correct"
    assert judge(key, f"{out} + {further}/10^40").verdict == "wrong"
