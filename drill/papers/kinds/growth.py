"""Orders of growth: by what factor ``O(n^2)`` changes where one quantity becomes several times as large."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction as Rational
from itertools import pairwise
from typing import Final

from drill.papers.arithmetic.points import value_at
from drill.papers.draft import Exercise
from drill.papers.formula.printing import to_latex
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Node,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
    symbols,
)
from drill.papers.kinds.small_table import Table, exercise_of
from drill.papers.paper import Paper
from drill.papers.sides import Line
from drill.papers.wording import inline, maths

_ORDERS: Final = frozenset(("O", "o", "\\Omega", "\\Theta"))
_SEEDS: Final = range(3)
_CLOSE: Final = 1e-9
_WHOLE: Final = "1.5..12 step 0.5"
_SQUARES: Final = tuple(str(root * root) for root in range(2, 23))


def growth(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is an order of growth and a power of one of its quantities.

    Raises:
        RefusedError: it is none, or no quantity of it stands in one power, other than the first, only.
    """
    if line.is_conditional:
        raise RefusedError("it holds under a condition only")
    inner = _inside(line.rights[-1])
    beside = set(_beside_each_other(inner))
    for quantity in symbols(inner):
        power = _power(inner, quantity)
        if power in (None, 0, 1) or quantity in beside or not _is_confirmed(inner, quantity, power):
            continue
        return exercise_of(paper, line, _table(inner, quantity, power))
    raise RefusedError("an order of growth is no number")


def _inside(right: Node) -> Node:
    match right:
        case Call(Symbol(base), Bracket(_, _, (inner,), (), ())) if base in _ORDERS:
            return inner
        case _:
            raise RefusedError("it is no order of growth")


def _beside_each_other(node: Node) -> Iterator[Node]:
    """Capitals side by side, which may be one name."""
    for part in walk(node):
        if isinstance(part, Product):
            for (one, other), sign in zip(pairwise(part.factors), part.signs, strict=True):
                if not sign and all(isinstance(two, Symbol) and two.base.isupper() for two in (one, other)):
                    yield from (one, other)


def _power(node: Node, quantity: Symbol) -> Rational | None:
    """The power in which a quantity stands; None where it stands in none, or in several."""
    if quantity not in symbols(node):
        return Rational(0)
    match node:
        case Symbol():
            return Rational(1)
        case Bracket("(" | "[" | "\\{", _, (inner,), (), ()):
            return _power(inner, quantity)
        case Root(inner, None):
            return _scaled(_power(inner, quantity), Rational(1, 2))
        case Power(base, exponent) if (number := _number(exponent)) is not None:
            return _scaled(_power(base, quantity), number)
        case Fraction(top, bottom):
            return _added((_power(top, quantity), _scaled(_power(bottom, quantity), Rational(-1))))
        case Product(factors, signs) if set(signs) <= {"", "\\cdot", "\\times", "/"}:
            turned = (1, *(-1 if sign == "/" else 1 for sign in signs))
            if signs.count("/") > 1 or (-1 in turned and turned[-1] == 1):
                return None  # what a slash divides by is not clear
            parts = zip(factors, turned, strict=True)
            return _added(tuple(_scaled(_power(one, quantity), Rational(sign)) for one, sign in parts))
        case _:
            return None


def _number(exponent: Node) -> Rational | None:
    match exponent:
        case Number(text) if text.isdigit():
            return Rational(text)
        case Signed("-", inner):
            return _scaled(_number(inner), Rational(-1))
        case Fraction(Number(top), Number(bottom)) if top.isdigit() and bottom == "2":
            return Rational(int(top), 2)
        case Product((Number(top), Number("2")), ("/",)) if top.isdigit():
            return Rational(int(top), 2)
        case Bracket(_, _, (inner,), (), ()):
            return _number(inner)
        case _:
            return None


def _scaled(power: Rational | None, by: Rational) -> Rational | None:
    return None if power is None else power * by


def _added(powers: tuple[Rational | None, ...]) -> Rational | None:
    known = [power for power in powers if power is not None]
    return sum(known, Rational(0)) if len(known) == len(powers) else None


def _is_confirmed(inner: Node, quantity: Symbol, power: Rational | None) -> bool:
    """Whether the values of the expression at random points grow by that power, a half one at most."""
    if (
        power is None
        or power.denominator > 2
        or any(isinstance(part, Sum) for part in _around(inner, quantity))
    ):
        return False
    try:
        for seed in _SEEDS:
            before, after = (
                value_at(replaced(inner, lambda part, n=n: Number(n) if part == quantity else None), seed)
                for n in ("2", "8")
            )
            if abs(math.log(after / before, 4) - power) > _CLOSE:
                return False
    except (ArithmeticError, ValueError):
        return False
    return True


def _around(node: Node, quantity: Symbol) -> Iterator[Node]:
    """Every part that holds a quantity."""
    return (part for part in walk(node) if quantity in symbols(part))


def _table(inner: Node, quantity: Symbol, power: Rational) -> Table:
    key = _raised("m", power)
    others = " and everything else stays the same" if len(symbols(inner)) > 1 else ""
    taken = (
        (_raised("m", -power), "That is the other way: think of a larger value, then of a smaller one."),
    )
    return Table(
        params={"m": _WHOLE if power.denominator == 1 else list(_SQUARES)},
        where=(),
        says=f"Say that {inline(quantity)} becomes @m times as large{others}.",
        asks=f"By what factor does ${maths(to_latex(inner))}$ change? Give it exactly.",
        key=key,
        shape="a power: several times as much put in gives a power of that many times as much",
        motion="put the multiple in, take the number out of the power, compare with before",
        hint=f"In which power does {inline(quantity)} stand?",
        steps=(f"{inline(quantity)} stands in the power ${power}$.", f"The factor is @{{{key}}}."),
        witness={"enumerate": {"i": "1..1"}, "mean": f"exp({power}*ln(m))"},
        wrong=(*taken, ("m", "It is no multiple: mind the power.")),
    )


def _raised(name: str, power: Rational) -> str:
    if power < 0:
        return f"1/({_raised(name, -power)})"
    whole = power.numerator // power.denominator
    parts = [name if whole == 1 else f"{name}^{whole}"] if whole else []
    return "*".join([*parts, *([f"sqrt({name})"] if power.denominator == 2 else [])])
