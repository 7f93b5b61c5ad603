"""Rewrites that keep the value: by hand-written rules at a random place, several of them in a row."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from tests.bench.adversarial.terms import (
    Term,
    add,
    call,
    div,
    exp,
    mul,
    neg,
    num,
    places,
    power,
    replaced,
    sub,
    sym,
)

Rule = Callable[[Term, random.Random], Term | None]


def rewritten(term: Term, chance: random.Random, steps: int) -> Term:
    """The term after so many rules, each at a place where it applies."""
    for _ in range(steps):
        for _ in range(12):
            path, part = chance.choice(list(places(term)))
            rule = chance.choice(RULES)
            new = rule(part, chance)
            if new is not None:
                term = replaced(term, path, new)
                break
    return term


def _commute(t: Term, r: random.Random) -> Term | None:
    return (t[0], t[2], t[1]) if t[0] in "+*" and len(t) == 3 else None


def _associate(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("+" | "*" as op, (inner, a, b), c) if inner == op:
            return (op, a, (op, b, c))
        case ("-", ("+", a, b), c):
            return add(a, sub(b, c))
        case _:
            return None


def _distribute(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("*", a, ("+" | "-" as op, b, c)):
            return (op, mul(a, b), mul(a, c))
        case ("*", ("+" | "-" as op, a, b), c):
            return (op, mul(a, c), mul(b, c))
        case ("/", ("+" | "-" as op, a, b), c):
            return (op, div(a, c), div(b, c))
        case _:
            return None


def _gather(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("+" | "-" as op, ("*", a, b), ("*", c, d)) if a == c:
            return mul(a, (op, b, d))
        case ("+" | "-" as op, ("/", a, b), ("/", c, d)):
            return div((op, mul(a, d), mul(c, b)), mul(b, d))
        case ("+" | "-" as op, a, ("/", b, c)):
            return div((op, mul(a, c), b), c)
        case _:
            return None


def _signs(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("-", a, b):
            return r.choice((add(a, neg(b)), neg(sub(b, a)), add(neg(b), a)))
        case ("neg", ("+", a, b)):
            return sub(neg(a), b)
        case ("neg", a):
            return mul(num(-1), a)
        case ("/", a, b):
            return r.choice((div(neg(a), neg(b)), neg(div(neg(a), b)), mul(a, power(b, num(-1)))))
        case _:
            return None


def _numbers(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("n", value):
            k = r.randint(2, 5)
            return r.choice(
                (
                    div(num(value * k), num(k)),
                    sub(num(value + k), num(k)),
                    add(num(value - 1), num(1)),
                    mul(num(value / k), num(k)),
                    num(value),
                    power(call("sqrt", num(abs(value))), 2) if value >= 0 else num(value),
                )
            )
        case _:
            return None


def _powers(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("^", a, ("n", Fraction(denominator=1, numerator=k))) if 2 <= k <= 6:
            return r.choice(
                (
                    mul(a, power(a, k - 1)),
                    div(power(a, k + 1), a) if a[0] == "s" else mul(power(a, k - 1), a),
                    power(power(a, 2), num(Fraction(k, 2)))
                    if k % 2 == 0
                    else mul(a, power(power(a, 2), (k - 1) // 2)),
                )
            )
        case ("^", ("c", "e"), ("+", a, b)):
            return mul(exp(a), exp(b))
        case ("^", ("c", "e"), ("-", a, b)):
            return div(exp(a), exp(b))
        case ("^", ("c", "e"), ("neg", a)):
            return div(1, exp(a))
        case ("^", ("c", "e"), ("*", ("n", Fraction(denominator=1, numerator=k)), a)) if k > 1:
            return power(exp(a), k)
        case ("^", ("*", a, b), ("n", Fraction(denominator=1)) as k):
            return mul(power(a, k), power(b, k))
        case ("^", ("/", a, b), ("n", Fraction(denominator=1)) as k):
            return div(power(a, k), power(b, k))
        case ("^", ("+" | "-" as op, a, b), ("n", Fraction(numerator=2, denominator=1))):
            return add((op, power(a, 2), mul(2, a, b)), power(b, 2))
        case _:
            return None


def _squares(t: Term, r: random.Random) -> Term | None:
    match t:
        case (
            "-",
            ("^", a, ("n", Fraction(numerator=2, denominator=1))),
            ("^", b, ("n", Fraction(numerator=2, denominator=1))),
        ):
            return mul(sub(a, b), add(a, b))
        case ("+", a, b):
            return div(sub(power(a, 2), power(b, 2)), sub(a, b)) if r.random() < 0.3 and a != b else None
        case _:
            return None


def _roots(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("f", "sqrt", a):
            return r.choice(
                (
                    power(a, num("1/2")),
                    div(a, call("sqrt", a)) if a[0] != "n" or a[1] != 0 else None,
                    div(call("sqrt", mul(4, a)), 2),
                )
            )
        case ("/", a, ("f", "sqrt", b)):
            return div(mul(a, call("sqrt", b)), b)
        case ("f", "abs", a):
            return r.choice((call("sqrt", power(a, 2)), call("max", a, neg(a)), call("abs", neg(a))))
        case ("f", "max", a, b):
            return div(add(a, b, call("abs", sub(a, b))), 2)
        case _:
            return None


def _logarithms(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("f", "ln", ("/", a, b)):
            return r.choice((neg(call("ln", div(b, a))), sub(call("ln", a), call("ln", b))))
        case ("f", "ln", ("*", a, b)):
            return add(call("ln", a), call("ln", b))
        case ("f", "ln", ("^", a, b)):
            return mul(b, call("ln", a))
        case ("f", "ln", a):
            return r.choice(
                (
                    div(call("ln", power(a, 2)), 2),
                    neg(call("ln", div(1, a))),
                    mul(2, call("ln", call("sqrt", a))),
                )
            )
        case ("s", _) if r.random() < 0.3:
            return r.choice((call("ln", exp(t)), exp(call("ln", t))))
        case _:
            return None


def _trigonometric(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("f", "sin", ("*", ("n", Fraction(numerator=2, denominator=1)), a)):
            return mul(2, call("sin", a), call("cos", a))
        case ("f", "cos", ("*", ("n", Fraction(numerator=2, denominator=1)), a)):
            return r.choice(
                (
                    sub(power(call("cos", a), 2), power(call("sin", a), 2)),
                    sub(1, mul(2, power(call("sin", a), 2))),
                    sub(mul(2, power(call("cos", a), 2)), 1),
                )
            )
        case ("f", "sin", ("+", a, b)):
            return add(mul(call("sin", a), call("cos", b)), mul(call("cos", a), call("sin", b)))
        case ("f", "sin", a):
            return r.choice(
                (
                    call("cos", sub(div(("c", "pi"), 2), a)),
                    neg(call("sin", neg(a))),
                    mul(2, call("sin", div(a, 2)), call("cos", div(a, 2))),
                )
            )
        case ("f", "cos", a):
            return r.choice(
                (
                    call("sin", add(a, div(("c", "pi"), 2))),
                    call("cos", neg(a)),
                    call("cos", add(a, mul(2, ("c", "pi")))),
                )
            )
        case ("f", "tan", a):
            return div(call("sin", a), call("cos", a))
        case ("^", ("f", "sin", a), ("n", Fraction(numerator=2, denominator=1))):
            return r.choice((sub(1, power(call("cos", a), 2)), div(sub(1, call("cos", mul(2, a))), 2)))
        case ("^", ("f", "cos", a), ("n", Fraction(numerator=2, denominator=1))):
            return sub(1, power(call("sin", a), 2))
        case _:
            return None


def _hyperbolic(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("f", "cosh", a):
            return div(add(exp(a), exp(neg(a))), 2)
        case ("f", "sinh", a):
            return div(sub(exp(a), exp(neg(a))), 2)
        case ("f", "tanh", a):
            return r.choice((div(call("sinh", a), call("cosh", a)), sub(1, div(2, add(exp(mul(2, a)), 1)))))
        case ("f", "sigmoid", a):
            return r.choice(
                (
                    div(1, add(1, exp(neg(a)))),
                    div(exp(a), add(1, exp(a))),
                    div(add(1, call("tanh", div(a, 2))), 2),
                )
            )
        case ("f", "softplus", a):
            return r.choice((call("ln", add(1, exp(a))), add(a, call("ln", add(1, exp(neg(a)))))))
        case ("f", "Phi", a):
            return r.choice(
                (sub(1, call("Phi", neg(a))), div(add(1, call("erf", div(a, call("sqrt", num(2))))), 2))
            )
        case _:
            return None


def _neutral(t: Term, r: random.Random) -> Term | None:
    if r.random() < 0.5:
        return None
    x = sym("x")
    return r.choice(
        (
            add(t, num(0)),
            mul(1, t),
            neg(neg(t)),
            sub(add(t, 7), 7),
            div(mul(t, 3), 3),
            mul(t, add(power(call("sin", x), 2), power(call("cos", x), 2))),
            div(mul(t, add(power(x, 2), 1)), add(power(x, 2), 1)),
            add(t, mul(0, x)),
            mul(t, sub(power(call("cosh", x), 2), power(call("sinh", x), 2))),
        )
    )


def _counting(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("f", "factorial", ("n", Fraction(numerator=k))) if k >= 1:
            return mul(num(k), call("factorial", num(k - 1)))
        case ("f", "C", n, ("n", Fraction(numerator=2))):
            return r.choice((div(mul(n, sub(n, 1)), 2), call("C", n, sub(n, 2))))
        case _:
            return None


RULES: tuple[Rule, ...] = (
    _commute,
    _commute,
    _associate,
    _distribute,
    _distribute,
    _gather,
    _gather,
    _signs,
    _numbers,
    _powers,
    _powers,
    _squares,
    _roots,
    _roots,
    _logarithms,
    _logarithms,
    _trigonometric,
    _trigonometric,
    _hyperbolic,
    _hyperbolic,
    _neutral,
    _counting,
)
