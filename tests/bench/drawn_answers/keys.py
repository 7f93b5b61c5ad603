"""Keys in the styles of exercises in calculus, linear algebra and probability, with drawn numbers."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.bench.drawn_answers.terms import (
    PI,
    Term,
    add,
    call,
    div,
    exp,
    lift,
    mul,
    neg,
    num,
    power,
    sub,
    sym,
)


@dataclass(frozen=True)
class Key:
    """A key with what is assumed of its names: ``positive``, ``integer`` or ``unit``."""

    term: Term
    kinds: Mapping[str, str] = field(default_factory=dict)


POSITIVE = dict.fromkeys(("s", "b", "k"), "positive")
_F = ("sin", "cos", "exp", "ln", "sqrt", "tan", "arctan", "sinh", "cosh", "tanh", "abs", "sigmoid")


def drawn_keys(chance: random.Random, count: int) -> list[Key]:
    """So many keys: the templates in turn, and random trees between them."""
    found: list[Key] = []
    while len(found) < count:
        for template in (*CALCULUS, *LINEAR, *PROBABILITY):
            found.append(template(chance))
        found += [Key(random_term(chance, 3)) for _ in range(24)]
    return found[:count]


def random_term(chance: random.Random, depth: int) -> Term:
    """A random tree over x and y."""
    if depth == 0 or chance.random() < 0.15:
        return chance.choice((sym("x"), sym("x"), sym("y"), num(chance.randint(1, 9)), PI))
    kind = chance.random()
    if kind < 0.3:
        return call(
            chance.choice(("sin", "cos", "arctan", "abs", "tanh", "cosh")), random_term(chance, depth - 1)
        )
    if kind < 0.36:
        return exp(random_term(chance, depth - 1))
    if kind < 0.46:
        return power(random_term(chance, depth - 1), chance.randint(2, 4))
    left, right = random_term(chance, depth - 1), random_term(chance, depth - 1)
    op = chance.choice("++-**/")
    return div(left, add(power(right, 2), 1)) if op == "/" else (op, left, right)


def _n(chance: random.Random, low: int = 2, high: int = 9) -> int:
    return chance.randint(low, high)


def _xs(
    make: Callable[..., Term], numbers: int, kinds: Mapping[str, str] | None = None
) -> Callable[..., Key]:
    """A template of so many drawn whole numbers."""

    def template(chance: random.Random) -> Key:
        return Key(make(*(_n(chance) for _ in range(numbers))), kinds or {})

    return template


X, Y, T, N = sym("x"), sym("y"), sym("t"), sym("n")
_INTEGER = {"n": "integer"}
_LAW = {"s": "positive", "b": "positive", "k": "positive", "n": "integer", "p": "unit", "q": "unit"}


def _quadratic(a: int, b: int, c: int) -> Term:
    return add(mul(a, power(X, 2)), mul(b, X), num(c))


CALCULUS: list[Callable[[random.Random], Key]] = [
    _xs(lambda a, n: mul(a, power(X, n)), 2),
    _xs(lambda a, b, c: _quadratic(a, b, c), 3),
    _xs(lambda a, b, c, d: sub(add(mul(a, power(X, 3)), mul(b, X)), add(mul(c, power(X, 2)), num(d))), 4),
    _xs(
        lambda a, n: add(
            mul(n, power(X, n - 1), call("sin", mul(a, X))), mul(a, power(X, n), call("cos", mul(a, X)))
        ),
        2,
    ),
    _xs(lambda a: mul(2 * a, X, exp(mul(a, power(X, 2)))), 1),
    _xs(lambda a: mul(num(a), call("cos", mul(a, X))), 1),
    _xs(lambda a, b: neg(mul(a, call("sin", add(mul(a, X), num(b))))), 2),
    _xs(lambda a, b: div(num(a), add(mul(a, X), num(b))), 2),
    _xs(lambda a, b: div(sub(mul(a, X), num(b)), add(power(X, 2), num(b))), 2),
    _xs(lambda a: div(1, mul(2, call("sqrt", add(X, num(a))))), 1),
    _xs(lambda a: div(X, call("sqrt", add(power(X, 2), num(a)))), 1),
    _xs(lambda a: add(call("ln", X), num(a)), 1),
    _xs(lambda a, b: mul(power(X, a), call("ln", add(power(X, 2), num(b)))), 2),
    _xs(lambda a: mul(power(X, X), add(call("ln", X), num(1))), 1),
    _xs(lambda a: add(1, power(call("tan", mul(a, X)), 2)), 1),
    _xs(lambda a: div(num(a), add(1, power(mul(a, X), 2))), 1),
    _xs(lambda a: div(1, call("sqrt", sub(num(a * a), power(X, 2)))), 1),
    _xs(lambda a: mul(exp(neg(mul(a, X))), sub(call("cos", X), call("sin", X))), 1),
    _xs(lambda a, b: div(exp(mul(a, X)), add(exp(mul(a, X)), num(b))), 2),
    _xs(lambda a: mul(call("sigmoid", X), sub(1, call("sigmoid", X))), 1),
    _xs(lambda a: sub(1, power(call("tanh", mul(a, X)), 2)), 1),
    _xs(lambda a, b: add(call("abs", sub(X, num(a))), call("abs", add(X, num(b)))), 2),
    _xs(lambda a: call("max", num(0), sub(mul(a, X), num(1))), 1),
    _xs(lambda a: mul(power(sub(mul(a, X), num(1)), 4), num(a)), 1),
    _xs(lambda a, b: add(num(a), mul(b, sub(X, num(a))), mul(num("1/2"), power(sub(X, num(a)), 2))), 2),
    _xs(lambda a: sub(X, add(div(power(X, 3), 6), neg(div(power(X, 5), 120)))), 1),
    _xs(lambda a, b: add(mul(2 * a, X), mul(b, Y)), 2),
    _xs(lambda a: mul(exp(mul(X, Y)), add(mul(X, Y), num(a))), 1),
    _xs(lambda a: div(X, add(power(X, 2), power(Y, 2))), 1),
    _xs(lambda a, b: sub(mul(power(X, a), power(Y, b)), mul(a, X, Y)), 2),
    _xs(lambda a: div(sub(power(X, 2), power(Y, 2)), add(power(X, 2), power(Y, 2), num(a))), 1),
    _xs(lambda a: call("ln", add(exp(X), exp(Y))), 1),
    _xs(lambda a: div(exp(X), add(exp(X), exp(Y), num(a))), 1),
    _xs(lambda a: call("softplus", mul(a, X)), 1),
    _xs(lambda a: div(call("sin", mul(a, X)), X), 1),
    _xs(lambda a: div(sub(1, call("cos", mul(a, X))), power(X, 2)), 1),
    _xs(lambda a: power(add(1, div(num(a), X)), X), 1, {"x": "positive"}),
    _xs(lambda a: add(call("arctan", mul(a, X)), div(mul(a, X), add(1, mul(a * a, power(X, 2))))), 1),
    _xs(lambda a: call("sqrt", power(sub(X, num(a)), 2)), 1),
    _xs(lambda a: call("ln", call("abs", div(sub(X, num(a)), add(X, num(a))))), 1),
    _xs(lambda a: power(X, num(f"{a}/3")), 1, {"x": "positive"}),
    _xs(lambda a, b: div(num(a), mul(sub(X, num(b)), add(X, num(a)))), 2),
    _xs(lambda a: add(mul(T, call("cos", T)), mul(num(a), call("sin", T))), 1),
    _xs(lambda a, b: div(sub(1, power(X, N)), sub(1, X)), 2, _INTEGER),
    _xs(lambda a: add(power(call("sin", X), 2), mul(a, call("sin", X), call("cos", X))), 1),
    _xs(lambda a: call("cosh", mul(a, X)), 1),
    _xs(lambda a: call("floor", div(X, num(a))), 1),
]

LINEAR: list[Callable[[random.Random], Key]] = [
    _xs(lambda a, b, c, d: sub(mul(sub(num(a), T), sub(num(b), T)), num(c * d)), 4),
    _xs(lambda a, b: add(power(sub(sym("u"), num(a)), 2), power(sub(sym("v"), num(b)), 2)), 2),
    _xs(lambda a: call("sqrt", add(power(sym("u"), 2), power(sym("v"), 2), num(a))), 1),
    _xs(
        lambda a: div(add(mul(sym("u"), sym("v")), num(a)), call("sqrt", add(power(sym("u"), 2), num(a)))), 1
    ),
    _xs(lambda a, b: sub(mul(sym("a"), sym("d")), mul(sym("b"), sym("c"))), 2),
    _xs(
        lambda a, b: div(
            sub(mul(a, sym("d")), mul(b, sym("c"))), sub(mul(sym("a"), sym("d")), mul(sym("b"), sym("c")))
        ),
        2,
    ),
    _xs(lambda a, b: add(mul(a, power(X, 2)), mul(2 * b, X, Y), mul(a, power(Y, 2))), 2),
    _xs(lambda a: call("sqrt", num(a)), 1),
    _xs(lambda a, b: div(add(num(a), call("sqrt", num(a * a + 4 * b))), num(2)), 2),
    _xs(lambda a, b: add(mul(num(f"1/{a}"), power(num(b), N)), power(num(f"1/{a}"), N)), 2, _INTEGER),
    _xs(lambda a, b: num(f"{a}/{b * 7}"), 2),
    _xs(lambda a, b: add(call("sqrt", num(a)), call("sqrt", num(b + 9))), 2),
]

PROBABILITY: list[Callable[[random.Random], Key]] = [
    _xs(
        lambda a: div(
            exp(neg(div(power(sub(X, sym("m")), 2), mul(2, power(sym("s"), 2))))),
            mul(sym("s"), call("sqrt", mul(2, PI))),
        ),
        1,
        _LAW,
    ),
    _xs(lambda a: mul(num(a), exp(neg(mul(a, X)))), 1, {"x": "positive"}),
    _xs(lambda a: sub(1, exp(neg(mul(sym("b"), X)))), 1, {**_LAW, "x": "positive"}),
    _xs(lambda a: div(add(num(a), sym("k")), add(num(a), sym("b"), N)), 1, _LAW),
    _xs(lambda a: mul(N, sym("p"), sub(1, sym("p"))), 1, _LAW),
    _xs(
        lambda a: mul(call("C", N, num(2)), power(sym("p"), 2), power(sub(1, sym("p")), sub(N, num(2)))),
        1,
        _LAW,
    ),
    _xs(
        lambda a: div(
            mul(sym("p"), sym("q")), add(mul(sym("p"), sym("q")), mul(sub(1, sym("p")), num(f"1/{a}")))
        ),
        1,
        _LAW,
    ),
    _xs(
        lambda a: neg(
            add(mul(sym("p"), call("ln", sym("p"))), mul(sub(1, sym("p")), call("ln", sub(1, sym("p")))))
        ),
        1,
        _LAW,
    ),
    _xs(
        lambda a: add(
            mul(sym("p"), call("ln", div(sym("p"), sym("q")))),
            mul(sub(1, sym("p")), call("ln", div(sub(1, sym("p")), sub(1, sym("q"))))),
        ),
        1,
        _LAW,
    ),
    _xs(
        lambda a: div(
            add(div(sym("m"), power(sym("s"), 2)), div(mul(N, X), power(sym("b"), 2))),
            add(div(1, power(sym("s"), 2)), div(N, power(sym("b"), 2))),
        ),
        1,
        _LAW,
    ),
    _xs(
        lambda a: sub(
            call("ln", div(sym("b"), sym("s"))),
            sub(num("1/2"), div(add(power(sym("s"), 2), power(sub(X, Y), 2)), mul(2, power(sym("b"), 2)))),
        ),
        1,
        _LAW,
    ),
    _xs(lambda a: div(power(sym("b"), 2), N), 1, _LAW),
    _xs(lambda a: mul(num("1/2"), call("ln", mul(2, PI, lift("b"), exp(num(1))))), 1, _LAW),
    _xs(lambda a: sub(mul(2, call("Phi", div(sub(num(a), X), sym("s")))), num(1)), 1, _LAW),
    _xs(lambda a: sub(num(1), power(num("5/6"), a)), 1),
    _xs(lambda a, b: div(call("factorial", num(a + 4)), call("factorial", num(a))), 2),
    _xs(lambda a: mul(exp(neg(sym("b"))), div(power(sym("b"), a), call("factorial", num(a)))), 1, _LAW),
    _xs(
        lambda a: div(
            mul(power(sym("b"), a), power(X, a - 1), exp(neg(mul(sym("b"), X)))),
            call("factorial", num(a - 1)),
        ),
        1,
        {**_LAW, "x": "positive"},
    ),
    _xs(lambda a: mul(N, call("ln", div(sym("b"), X))), 1, {**_LAW, "x": "positive"}),
    _xs(lambda a: sub(div(N, sym("b")), mul(N, X)), 1, _LAW),
    _xs(lambda a: div(num(a), call("sqrt", N)), 1, _LAW),
]
