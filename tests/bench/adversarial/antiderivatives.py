"""Antiderivatives: rewritten with a constant, or changed; labelled by differences of the benchmark's own."""

from __future__ import annotations

import random
from collections.abc import Iterator

import mpmath

from tests.bench.adversarial.kinds import Row
from tests.bench.adversarial.mutations import mutated, of_the_whole
from tests.bench.adversarial.rewrites import rewritten
from tests.bench.adversarial.terms import (
    NoValue,
    Term,
    add,
    call,
    div,
    exp,
    mul,
    neg,
    num,
    power,
    sub,
    sym,
    typed,
    value,
)

X = sym("x")
_DIGITS = 50
_STEP = mpmath.mpf(10) ** -18
_APART = 1e-12

FUNCTIONS: tuple[Term, ...] = (
    power(X, 3),
    div(power(X, 4), 4),
    neg(call("cos", mul(3, X))),
    call("ln", call("abs", X)),
    exp(mul(2, X)),
    call("arctan", X),
    sub(mul(X, call("ln", X)), X),
    mul(exp(X), sub(X, 1)),
    div(power(call("sin", X), 2), 2),
    call("ln", add(power(X, 2), 1)),
    div(-1, X),
    mul(num("2/3"), power(X, num("3/2"))),
    call("arcsin", X),
    call("sqrt", add(power(X, 2), 4)),
    call("ln", call("abs", sub(X, 3))),
    sub(call("ln", call("abs", sub(X, 1))), call("ln", call("abs", add(X, 2)))),
    neg(exp(neg(X))),
    call("sinh", X),
    call("softplus", X),
    mul(num("1/2"), call("ln", call("abs", add(mul(2, X), 1)))),
    sub(div(X, 2), div(call("sin", mul(2, X)), 4)),
    neg(call("ln", call("abs", call("cos", X)))),
)


def antiderivative_rows(chance: random.Random) -> Iterator[Row]:
    """Right and wrong antiderivatives of a few functions."""
    for key in FUNCTIONS:
        expect = {"antiderivative": typed(key, chance), "vars": ["x"]}
        answer = rewritten(key, chance, chance.randint(0, 4))
        if _slopes(key, answer) == "equal":
            yield Row("antiderivative", expect, f"{typed(answer, chance)} + C", True, "rewritten")
            yield Row("antiderivative", expect, typed(answer, chance), False, "without C")
        for change in (mutated, of_the_whole):
            off = change(key, chance)
            if _slopes(key, off) == "different":
                yield Row("antiderivative", expect, f"{typed(off, chance)} + C", False, change.__name__)


def _slopes(key: Term, answer: Term) -> str:
    met = 0
    with mpmath.workdps(_DIGITS):
        for place in (0.3137, 0.7213, 1.377, 2.411, 3.533, 5.19, -0.417, -1.293, -2.671, -4.77, 11.3, -13.7):
            try:
                due = _slope(key, mpmath.mpf(place), real=True)
            except NoValue:
                continue
            try:
                given = _slope(answer, mpmath.mpf(place), real=True)
            except NoValue:
                return "different"
            if abs(due - given) > _APART * (abs(due) + abs(given)):
                return "different"
            met += 1
    return "equal" if met else "unknown"


def _slope(term: Term, at: object, *, real: bool) -> object:
    low, high = value(term, {"x": at - _STEP}, real=real), value(term, {"x": at + _STEP}, real=real)  # type: ignore[operator]
    return (high - low) / (2 * _STEP)
