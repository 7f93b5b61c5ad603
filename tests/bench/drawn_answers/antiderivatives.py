"""Antiderivatives with their slips put in by the benchmark."""

from __future__ import annotations

from tests.bench.drawn_answers.terms import Term, add, call, div, exp, mul, neg, num, power, sub, sym

X = sym("x")

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
