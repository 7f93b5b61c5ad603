"""In which power a quantity stands in an expression: ``n`` in ``d/\\sqrt{n}`` in the power -1/2."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction as Rational
from itertools import pairwise
from typing import Final

from drill.papers_first.arithmetic.points import value_at
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import (
    Bracket,
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

_SEEDS: Final = range(3)
_CLOSE: Final = 1e-9
_FINEST: Final = 5
"""Powers of fifths at most: of what larger roots are taken is no multiple for a hand."""


def power_of(node: Node, quantity: Symbol) -> Rational | None:
    """The power in which a quantity stands; 0 where it stands nowhere, None where in none, or in several.

    A sum has that of its terms, where all of them have the same.
    """
    if quantity not in symbols(node):
        return Rational(0)
    match node:
        case Symbol():
            return Rational(1)
        case Bracket("(" | "[" | "\\{", _, (inner,), (), ()):
            return power_of(inner, quantity)
        case Root(inner, None):
            return _scaled(power_of(inner, quantity), Rational(1, 2))
        case Power(base, exponent) if (number := _number(exponent)) is not None:
            return _scaled(power_of(base, quantity), number)
        case Fraction(top, bottom):
            return _added((power_of(top, quantity), _scaled(power_of(bottom, quantity), Rational(-1))))
        case Product(factors, signs) if set(signs) <= {"", "\\cdot", "\\times", "/"}:
            turned = (1, *(-1 if sign == "/" else 1 for sign in signs))
            if signs.count("/") > 1 or (-1 in turned and turned[-1] == 1):
                return None  # what a slash divides by is not clear
            parts = zip(factors, turned, strict=True)
            return _added(tuple(_scaled(power_of(one, quantity), Rational(sign)) for one, sign in parts))
        case Sum(terms):
            powers = {power_of(term, quantity) for term in terms}
            return powers.pop() if len(powers) == 1 else None
        case _:
            return None


def is_confirmed(inner: Node, quantity: Symbol, power: Rational) -> bool:
    """Whether the values of the expression at random points grow by that power."""
    if power.denominator > _FINEST:
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


def beside_each_other(node: Node) -> Iterator[Node]:
    """Capitals side by side, which may be one name."""
    for part in walk(node):
        if isinstance(part, Product):
            for (one, other), sign in zip(pairwise(part.factors), part.signs, strict=True):
                if not sign and all(isinstance(two, Symbol) and two.base.isupper() for two in (one, other)):
                    yield from (one, other)


def raised(name: str, power: Rational) -> str:
    """``m^2``, ``1/sqrt(m)`` as one types it."""
    if power < 0:
        return f"1/({raised(name, -power)})"
    whole = power.numerator // power.denominator
    parts = [name if whole == 1 else f"{name}^{whole}"] if whole else []
    return "*".join([*parts, *([f"sqrt({name})"] if power.denominator == 2 else [])]) or "1"


def _number(exponent: Node) -> Rational | None:
    match exponent:
        case Number(text) if text.isdigit():
            return Rational(text)
        case Signed("-", inner):
            return _scaled(_number(inner), Rational(-1))
        case Fraction(Number(top), Number(bottom)) | Product((Number(top), Number(bottom)), ("/",)):
            is_whole = top.isdigit() and bottom.isdigit() and int(bottom) > 0
            return Rational(int(top), int(bottom)) if is_whole else None
        case Bracket(_, _, (inner,), (), ()):
            return _number(inner)
        case _:
            return None


def _scaled(power: Rational | None, by: Rational) -> Rational | None:
    return None if power is None else power * by


def _added(powers: tuple[Rational | None, ...]) -> Rational | None:
    known = [power for power in powers if power is not None]
    return sum(known, Rational(0)) if len(known) == len(powers) else None
