"""Properties of checking: the same meaning is right, what a mutation changed is wrong, nothing raises."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.checking import Verdict
from drill.errors import CheckError
from drill.reading import read_typed, write_plain
from tests.asked import check
from tests.rows import each_row

OUTCOMES = {"correct", "wrong", "unreadable", "undecided"}
NAMES = ("x", "y")

Oracle = Callable[[float, float], float]

# Expressions as text beside an independent oracle, so that no package of the program judges itself.
ATOMS: list[tuple[str, Oracle]] = [
    ("x", lambda x, y: x),
    ("y", lambda x, y: y),
    ("2", lambda x, y: 2.0),
    ("3", lambda x, y: 3.0),
    ("pi", lambda x, y: math.pi),
    ("5/7", lambda x, y: 5 / 7),
]


def _sum(a: tuple[str, Oracle], b: tuple[str, Oracle]) -> tuple[str, Oracle]:
    return f"({a[0]} + {b[0]})", lambda x, y: a[1](x, y) + b[1](x, y)


def _difference(a: tuple[str, Oracle], b: tuple[str, Oracle]) -> tuple[str, Oracle]:
    return f"({a[0]} - {b[0]})", lambda x, y: a[1](x, y) - b[1](x, y)


def _product(a: tuple[str, Oracle], b: tuple[str, Oracle]) -> tuple[str, Oracle]:
    return f"({a[0]})*({b[0]})", lambda x, y: a[1](x, y) * b[1](x, y)


def _quotient(a: tuple[str, Oracle], b: tuple[str, Oracle]) -> tuple[str, Oracle]:
    return f"({a[0]})/(({b[0]})^2 + 1)", lambda x, y: a[1](x, y) / (b[1](x, y) ** 2 + 1)


def _call(name: str, function: Callable[[float], float]) -> Callable[..., tuple[str, Oracle]]:
    return lambda a: (f"{name}({a[0]})", lambda x, y: function(a[1](x, y)))


UNARY = [_call("sin", math.sin), _call("cos", math.cos), _call("arctan", math.atan), _call("abs", abs)]
BINARY = [_sum, _difference, _product, _quotient]

expressions = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.builds(lambda make, a, b: make(a, b), st.sampled_from(BINARY), inner, inner),
        st.builds(lambda make, a: make(a), st.sampled_from(UNARY), inner),
    ),
    max_leaves=5,
)

REWRITES: list[Callable[[str], str]] = [
    lambda e: f"({e}) + 0",
    lambda e: f"1*({e})",
    lambda e: f"-(-({e}))",
    lambda e: f"({e})/2 + ({e})/2",
    lambda e: f"({e} + 1)*({e}) - ({e})^2",
    lambda e: f"({e})*(sin(x)^2 + cos(x)^2)",
    lambda e: f"(({e})^3)^(1/3)*0 + {e}",
    lambda e: f"ln(exp({e}))",
    lambda e: f"({e}) + sqrt(7) - 7/sqrt(7)",
]
MUTATIONS: list[tuple[Callable[[str], str], Callable[[float, float, float], float]]] = [
    (lambda e: f"-({e})", lambda v, x, y: -v),
    (lambda e: f"2*({e})", lambda v, x, y: 2 * v),
    (lambda e: f"({e}) + 1/1000", lambda v, x, y: v + 1 / 1000),
    (lambda e: f"({e}) + x", lambda v, x, y: v + x),
    (lambda e: f"({e})^2", lambda v, x, y: v * v),
    (lambda e: f"|{e}|", lambda v, x, y: abs(v)),
    (lambda e: f"({e})*y", lambda v, x, y: v * y),
]


def judged(key: str, answer: str) -> Verdict:
    """Again where it is undecided: a search for garbage among all tests counts as the check's computing."""
    expect = {"expression": key, "vars": list(NAMES)}
    found = check(expect, answer)
    return found if found.verdict != "undecided" else check(expect, answer)


@given(expressions, st.sampled_from(REWRITES))
def test_rewrites_are_right(expression: tuple[str, Oracle], rewrite: Callable[[str], str]) -> None:
    assert judged(expression[0], rewrite(expression[0])).verdict == "correct"


@given(expressions, st.integers(0, len(MUTATIONS) - 1))
def test_mutations_are_judged_as_an_oracle_does(expression: tuple[str, Oracle], which: int) -> None:
    text, value = expression
    change, changed = MUTATIONS[which]
    spread = random.Random(7)
    points = [(spread.uniform(-4, 4), spread.uniform(-4, 4)) for _ in range(80)]
    points += [(spread.uniform(-90, 90), spread.uniform(-90, 90)) for _ in range(120)]
    same = all(
        math.isclose(value(x, y), changed(value(x, y), x, y), rel_tol=1e-9, abs_tol=1e-8) for x, y in points
    )
    assert judged(text, change(text)).verdict == ("correct" if same else "wrong")


@given(expressions, expressions)
def test_equality_is_symmetric(first: tuple[str, Oracle], second: tuple[str, Oracle]) -> None:
    assert judged(first[0], second[0]).verdict == judged(second[0], first[0]).verdict


@given(st.fractions(max_denominator=500), st.fractions(max_denominator=500))
def test_rational_numbers_are_exact(key: object, answer: object) -> None:
    found = check({"number": str(key)}, str(answer))
    assert found.verdict == ("correct" if key == answer else "wrong")


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=4), st.integers(1, 9))
def test_scaled_vectors(entries: list[int], scale: int) -> None:
    key, answer = str(entries), str([entry * scale for entry in entries])
    expected = "correct" if any(entries) else "wrong"
    if any(entries):
        assert check({"vector": key, "up_to": "scale"}, answer).verdict == expected
    assert (check({"vector": key}, answer).verdict == "correct") == (scale == 1 or not any(entries))


KINDS = [
    {"number": "2"},
    {"expression": "x + 1", "vars": ["x"]},
    {"vector": "[1, 2]"},
    {"matrix": "[[1,2],[3,4]]"},
    {"set": "{1, 2}"},
    {"interval": "[0, 1)"},
    {"inequality": "x > 2", "vars": ["x"]},
    {"any": {"vectors": 2}, "such-that": ["rank(X) = 1"]},
    {"distribution": "beta(1, 2)"},
    {"choice": [{"right": "p"}, {"wrong": "q"}]},
    {"order": [{"text": "p"}, {"text": "q"}]},
    {"parts": {"m": {"number": 2}, "v": {"vector": "[1,2]"}}},
    {"shape": "(x,)", "vars": ["x"]},
    {"matrix-expression": "T(x) y", "shapes": {"x": ["n", "m"], "y": ["n"]}},
    {"parts": {"A": {"matrix": "[[4]]"}, "x": {"number": 2}}, "such-that": ["A = x^2"]},
    {"formula": "y = 2x", "vars": ["x", "y"]},
    {"formula": r"\oint x"},
    {"any": {"matrix": [2, 2]}, "such-that": ["det(X) = 1"]},
    {"any": "number", "such-that": ["x > 1"]},
    {"any": "expression", "such-that": ["diff(v, x) = 1"], "vars": ["x"]},
    {"code": "x + y", "arrays": {"x": ["n"], "y": ["n"]}},
]

mathematical = st.text(alphabet="0123456789xy+-*/^()[]{},;|!=<>. eπ√²∞∪sincoplqrtfabmuNBd~%'\\", max_size=24)


@given(st.sampled_from(KINDS), st.one_of(st.text(max_size=30), mathematical))
def test_no_text_raises(expect: dict[str, object], answer: str) -> None:
    found = check(expect, answer)
    assert found.verdict in OUTCOMES
    assert read_typed(Verdict, write_plain(found)) == found
    if found.verdict == "unreadable":
        assert found.code
        assert found.message


@each_row("expect", KINDS)
@each_row(
    "answer",
    [
        "__import__('os').system('x')",
        "x.__class__",
        "lambda x: x",
        "9^9^9^9",
        "2^(2^(2^(2^(2^2))))",
        "(10^9)!",
        "binomial(10^9, 5*10^8)",
        "x^1000000000",
        "x^x^x^x^x^x^x^x",
        "(x+1)^(10^6)",
        "1e-999999999",
        "cos(10^50) + sin(10^60)",
        "(" * 5000 + "1" + ")" * 5000,
        "x+" * 900 + "x",
        "[[[[" * 400,
        "1," * 900 + "1",
        "x" * 1_000_000,
        "x\x00+1",
        "x\u0007+1",
        "sin([1,2])",
        "[1,2]^[1,2]",
        "inf - inf",
        "Beta(((",
        "\\input{/etc/passwd}",
    ],
)
def test_hostile_answers_are_refused(expect: dict[str, object], answer: str) -> None:
    assert check(expect, answer).verdict in ("wrong", "unreadable", "undecided")


def test_only_faults_of_the_exercise_raise() -> None:
    with pytest.raises(CheckError):
        check({"number": "1/0"}, "1")
    with pytest.raises(CheckError):
        check({"number": "ln(0)", "tolerance": 0.1}, "1")


@given(st.integers(1, 997), st.sampled_from([3, 7, 11, 13, 17]), st.integers(2, 12), st.booleans())
def test_a_number_is_right_from_four_digits_on(top: int, bottom: int, digits: int, negative: bool) -> None:
    value = math.copysign(top / bottom, -1 if negative else 1)
    if top % bottom == 0:
        return
    key, typed = f"{'-' * negative}{top}/{bottom}", f"{value:.{digits - 1}e}"
    expected = ("correct", "") if digits >= 4 else ("wrong", "rounding")
    for expect, answer in (({"number": key}, typed), ({"vector": f"[2, {key}]"}, f"[2, {typed}]")):
        found = check(expect, answer)
        assert (found.verdict, found.code) == expected
    assert check({"number": key, "form": "exact"}, typed).code == "rounding"
