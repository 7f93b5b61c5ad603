"""Changes that a learner or an adversary makes; whether one matters is for the oracle to say."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from tests.bench.drawn_answers.terms import (
    Term,
    add,
    call,
    div,
    exp,
    mul,
    names_of,
    neg,
    num,
    parts_of,
    places,
    power,
    replaced,
    sub,
    substituted,
    sym,
    with_parts,
)

Mutation = Callable[[Term, random.Random], Term | None]

_SWAPS = {
    "sin": ("cos", "sinh"),
    "cos": ("sin", "cosh"),
    "tan": ("sin", "tanh"),
    "sinh": ("cosh", "sin"),
    "cosh": ("sinh", "cos"),
    "tanh": ("arctan", "tan"),
    "arctan": ("tanh",),
    "ln": ("sqrt", "abs"),
    "sqrt": ("ln", "abs"),
    "abs": ("sqrt", "sign"),
    "max": ("min",),
    "min": ("max",),
    "floor": ("ceil",),
    "sigmoid": ("tanh", "Phi"),
    "softplus": ("sigmoid",),
    "Phi": ("erf", "sigmoid"),
}


def mutated(term: Term, chance: random.Random) -> Term:
    """The term with one change, at a place where it applies."""
    for _ in range(40):
        path, part = chance.choice(list(places(term)))
        new = chance.choice(AT_A_PLACE)(part, chance)
        if new is not None and new != part:
            return replaced(term, path, new)
    return neg(term)


def of_the_whole(term: Term, chance: random.Random) -> Term:
    """The term with a change of all of it: a factor, a constant, a kink, a bump."""
    name = chance.choice(sorted(names_of(term)) or ["x"])
    return chance.choice(WHOLE)(term, sym(name), chance)


def _sign(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("+", a, b):
            return r.choice((sub(a, b), sub(b, a)))
        case ("-", a, b):
            return r.choice((add(a, b), sub(b, a)))
        case ("neg", a):
            return a
        case _:
            return neg(t)


def _number(t: Term, r: random.Random) -> Term | None:
    if t[0] != "n":
        return None
    value = t[1]
    return num(
        r.choice(
            (
                value + 1,
                value - 1,
                -value,
                2 * value,
                value / 2,
                value + Fraction(1, 10**9),
                value * (1 + Fraction(1, 10**12)),
                1 / value if value else value + 1,
                value + Fraction(1, 10),
            )
        )
    )


def _operator(t: Term, r: random.Random) -> Term | None:
    match t:
        case ("*" | "/" | "^", a, b):
            return r.choice(
                (add(a, b), mul(a, b), div(a, b), div(b, a), power(b, a) if t[0] == "^" else div(b, a))
            )
        case _:
            return None


def _dropped(t: Term, r: random.Random) -> Term | None:
    parts = parts_of(t)
    return r.choice(parts) if parts else None


def _function(t: Term, r: random.Random) -> Term | None:
    if t[0] == "f" and t[1] in _SWAPS:
        return ("f", r.choice(_SWAPS[t[1]]), *t[2:]) if len(t) == 3 or t[1] in ("max", "min") else None
    return None


def _argument(t: Term, r: random.Random) -> Term | None:
    if t[0] != "f" or len(t) != 3:
        return None
    return with_parts(t, (r.choice((mul(2, t[2]), div(t[2], 2), add(t[2], 1), power(t[2], 2), neg(t[2]))),))


def _symbol(t: Term, r: random.Random) -> Term | None:
    if t[0] != "s":
        return None
    return r.choice(
        (
            call("abs", t),
            power(t, 2),
            num(1),
            mul(2, t),
            add(t, 1),
            call("sqrt", power(t, 2)),
            sub(t, num(Fraction(1, 10**8))),
            num(0),
        )
    )


def _wrapped(t: Term, r: random.Random) -> Term | None:
    return r.choice(
        (
            call("abs", t),
            call("max", t, num(0)),
            power(t, 2),
            call("sqrt", power(t, 2)),
            mul(t, num("1.000000001")),
            call("floor", t),
        )
    )


AT_A_PLACE: tuple[Mutation, ...] = (
    _sign,
    _sign,
    _number,
    _number,
    _operator,
    _dropped,
    _function,
    _argument,
    _symbol,
    _wrapped,
)


def _tiny(r: random.Random) -> Term:
    return num(Fraction(1, 10 ** r.choice((0, 1, 3, 6, 9, 12, 15, 20))))


def _edge(r: random.Random) -> Term:
    return num(
        Fraction(
            r.choice((-1, 1))
            * r.choice((0, 1, 2, 3, 5, 7, 12, 20, 25, 33, 48, 70, 120, 300, 999, 5000, 10**6))
            * 10
            + r.choice((0, 3, 5)),
            10,
        )
    )


WHOLE: tuple[Callable[[Term, Term, random.Random], Term], ...] = (
    lambda t, x, r: add(t, _tiny(r)),
    lambda t, x, r: mul(t, add(1, _tiny(r))),
    lambda t, x, r: add(t, mul(_tiny(r), x)),
    lambda t, x, r: add(t, mul(_tiny(r), call("max", num(0), sub(x, _edge(r))))),
    lambda t, x, r: add(t, mul(_tiny(r), call("max", num(0), sub(_edge(r), x)))),
    lambda t, x, r: add(t, mul(_tiny(r), sub(call("abs", sub(x, _edge(r))), sub(x, _edge(r))))),
    lambda t, x, r: mul(t, add(1, mul(_tiny(r), call("sign", sub(x, _edge(r)))))),
    lambda t, x, r: add(
        t, mul(_tiny(r), exp(neg(mul(r.choice((1, 100, 10**6)), power(sub(x, _edge(r)), 2)))))
    ),
    lambda t, x, r: add(t, mul(_tiny(r), call("floor", sub(x, _edge(r))))),
    lambda t, x, r: add(t, mul(_tiny(r), call("sin", mul(("c", "pi"), x)))),
    lambda t, x, r: substituted(t, x[1], call("abs", x)),
    lambda t, x, r: substituted(t, x[1], call("max", x, neg(_edge(r)))),
    lambda t, x, r: substituted(t, x[1], call("min", x, _edge(r))),
    lambda t, x, r: substituted(t, x[1], call("sqrt", power(x, 2))),
    lambda t, x, r: call("sqrt", power(t, 2)),
    lambda t, x, r: call("max", t, neg(_edge(r))),
    lambda t, x, r: mul(t, div(add(x, call("abs", x)), add(x, call("abs", x)))),
    lambda t, x, r: add(t, div(num(0), call("max", num(0), x))),
    lambda t, x, r: neg(t),
    lambda t, x, r: div(1, t),
    lambda t, x, r: mul(t, num(2)),
    lambda t, x, r: mul(t, x),
    lambda t, x, r: add(t, num(1)),
)
"""Changes of all of a term; the second argument is one of its symbols."""
