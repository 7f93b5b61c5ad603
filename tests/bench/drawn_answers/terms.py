"""Expressions of the benchmark's own: built, printed as typed text, and computed by mpmath.

Nothing of the checker is used here, so that no room of the program judges itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import mpmath
from mpmath import mp

Term = tuple[Any, ...]
"""``("n", Fraction)``, ``("s", name)``, ``("c", "pi" | "e")``, ``("neg", a)``, ``(op, a, b)`` for ``+-*/^``,
or ``("f", name, a, …)``."""

PI: Term = ("c", "pi")
E: Term = ("c", "e")


class NoValue(Exception):
    """The term has no (real, where that is asked) finite value there."""


class Ambiguous(NoValue):
    """A value that two conventions give differently: (-8)^(2/3) is 4, or not real."""


def num(value: int | str | Fraction) -> Term:
    """A rational number."""
    return ("n", Fraction(value))


def sym(name: str) -> Term:
    """A symbol."""
    return ("s", name)


def call(name: str, *args: Term) -> Term:
    """A function of arguments."""
    return ("f", name, *args)


def lift(value: Term | int | str) -> Term:
    """A number for a number, a symbol for a text, a term as it is."""
    if isinstance(value, int):
        return num(value)
    return sym(value) if isinstance(value, str) else value


def add(*parts: Term | int | str) -> Term:
    """The sum, from the left."""
    return _joined("+", parts)


def sub(left: Term | int | str, right: Term | int | str) -> Term:
    """The difference."""
    return ("-", lift(left), lift(right))


def mul(*parts: Term | int | str) -> Term:
    """The product, from the left."""
    return _joined("*", parts)


def div(left: Term | int | str, right: Term | int | str) -> Term:
    """The quotient."""
    return ("/", lift(left), lift(right))


def power(base: Term | int | str, exponent: Term | int | str) -> Term:
    """The power."""
    return ("^", lift(base), lift(exponent))


def neg(part: Term | int | str) -> Term:
    """The negative."""
    return ("neg", lift(part))


def exp(part: Term | int | str) -> Term:
    """e to the power of the part."""
    return ("^", E, lift(part))


def _joined(op: str, parts: tuple[Term | int | str, ...]) -> Term:
    whole = lift(parts[0])
    for part in parts[1:]:
        whole = (op, whole, lift(part))
    return whole


def parts_of(term: Term) -> tuple[Term, ...]:
    """The direct parts."""
    if term[0] in ("n", "s", "c"):
        return ()
    return term[2:] if term[0] == "f" else term[1:]


def with_parts(term: Term, parts: tuple[Term, ...]) -> Term:
    """The same term over other parts."""
    if term[0] in ("n", "s", "c"):
        return term
    return (*term[:2], *parts) if term[0] == "f" else (term[0], *parts)


def places(term: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Term]]:
    """Every part with the way to it."""
    yield path, term
    for at, part in enumerate(parts_of(term)):
        yield from places(part, (*path, at))


def replaced(term: Term, path: tuple[int, ...], new: Term) -> Term:
    """The term with another part at a place."""
    if not path:
        return new
    parts = list(parts_of(term))
    parts[path[0]] = replaced(parts[path[0]], path[1:], new)
    return with_parts(term, tuple(parts))


def substituted(term: Term, name: str, new: Term) -> Term:
    """The term with another one for a symbol."""
    if term == ("s", name):
        return new
    return with_parts(term, tuple(substituted(part, name, new) for part in parts_of(term)))


def names_of(term: Term) -> frozenset[str]:
    """The symbols that occur."""
    return frozenset(part[1] for _, part in places(term) if part[0] == "s")


# Printing ---------------------------------------------------------------------------------------------------

_LARGEST = 1200
"""Beyond, sums of exponentials need more digits than the oracle has."""
_LEVEL = {"+": 1, "-": 1, "*": 3, "/": 3, "neg": 2, "^": 5}


def typed(term: Term, chance: random.Random) -> str:
    """The term as somebody types it; spelling by chance."""
    return _typed(term, chance)[0]


def _typed(term: Term, chance: random.Random) -> tuple[str, int]:
    match term:
        case ("n", value):
            return _number(value)
        case ("s" | "c", name):
            return name, 6
        case ("f", "abs", arg) if chance.random() < 0.5:
            return f"|{_typed(arg, chance)[0]}|", 6 if arg[0] in "sn" else 0
        case ("f", "factorial", arg):
            text, level = _typed(arg, chance)
            return (f"{text}!" if level >= 6 and arg[0] in "sn" else f"({text})!"), 6
        case ("f", name, *args):
            return f"{name}({', '.join(_typed(arg, chance)[0] for arg in args)})", 6
        case ("neg", arg):
            return f"-{_bracketed(arg, 3, chance)}", 2
        case ("^", ("c", "e"), exponent) if chance.random() < 0.3:
            return f"exp({_typed(exponent, chance)[0]})", 6
        case ("^", base, exponent):
            return f"{_bracketed(base, 6, chance)}^{_bracketed(exponent, 6, chance)}", 5
        case (op, left, right):
            return _binary(op, left, right, chance)
        case _:
            raise AssertionError(term)


def _number(value: Fraction) -> tuple[str, int]:
    if value < 0:
        return f"(-{_number(-value)[0]})", 6
    if value.denominator == 1:
        return str(value), 6
    return f"{value.numerator}/{value.denominator}", 3


def _bracketed(term: Term, least: int, chance: random.Random) -> str:
    text, level = _typed(term, chance)
    return text if level >= least else f"({text})"


def _binary(op: str, left: Term, right: Term, chance: random.Random) -> tuple[str, int]:
    level = _LEVEL[op]
    first = _bracketed(left, level if left[0] != "neg" else 2, chance)
    second = _bracketed(right, level + 1, chance)
    if op == "*":
        beside = left[0] == "n" and left[1].denominator == 1 and left[1] >= 0 and right[0] in ("s", "f")
        joint = (
            chance.choice(("", " ", "*")) if beside and second[0].isalpha() else chance.choice(("*", " * "))
        )
        return f"{first}{joint}{second}", 3
    gap = chance.choice(("", " ")) if op in "+-" else ""
    return f"{first}{gap}{op}{gap}{second}", level


# Values -----------------------------------------------------------------------------------------------------


def value(term: Term, at: Mapping[str, Any], *, real: bool = False) -> Any:
    """The value at the current working precision; with ``real`` every part has to be real."""
    found = _value(term, at, real)
    if not (mpmath.isfinite(found.real) and mpmath.isfinite(found.imag)):
        raise NoValue
    return found


def _value(term: Term, at: Mapping[str, Any], real: bool) -> Any:
    match term:
        case ("n", fraction):
            return mpmath.mpf(fraction.numerator) / fraction.denominator
        case ("s", name):
            return mpmath.mpf(at[name])
        case ("c", "pi"):
            return +mp.pi
        case ("c", "e"):
            return +mp.e
        case _:
            arguments = [_value(part, at, real) for part in parts_of(term)]
    try:
        found = _OPERATIONS[term[1] if term[0] == "f" else term[0]](*arguments)
    except (ZeroDivisionError, ValueError, OverflowError, TypeError):
        raise NoValue from None
    if isinstance(found, mpmath.mpc):
        if found.imag == 0:
            return found.real
        if real:
            raise NoValue
    return found


def _power(base: Any, exponent: Any) -> Any:
    if base == 0 and exponent.real <= 0:
        if exponent == 0:
            return mpmath.mpf(1)
        raise NoValue
    if isinstance(base, mpmath.mpf) and base < 0 and _whole(exponent) != mpmath.nint(exponent.real):
        raise Ambiguous
    if base != 0 and abs(exponent) * abs(mpmath.log(abs(base))) > 10**6:
        raise Ambiguous
    return base**exponent


def _divide(left: Any, right: Any) -> Any:
    if right == 0:
        raise NoValue
    return left / right


def _ordered(function: Callable[..., Any]) -> Callable[..., Any]:
    def of_reals(*arguments: Any) -> Any:
        return function(*map(_real, arguments))

    return of_reals


def _real(x: Any) -> Any:
    """The real number that a value is but for rounding."""
    if isinstance(x, mpmath.mpc):
        if abs(x.imag) > _rounding() * abs(x):
            raise NoValue
        return x.real
    return x


def _whole(x: Any) -> Any:
    """What is a whole number but for rounding, as that number."""
    nearest = mpmath.nint(x)
    return nearest if abs(x - nearest) < _rounding() * max(1, abs(x)) else x


def _rounding() -> Any:
    """What terms that nearly cancel may leave of a zero: more than half of the digits are right."""
    return mpmath.mpf(10) ** (-0.6 * mp.dps)


def _ln(x: Any) -> Any:
    if x == 0:
        raise NoValue
    return mpmath.log(x)


def _bounded(function: Callable[..., Any], largest: int = 10**6) -> Callable[..., Any]:
    def of_moderate(x: Any) -> Any:
        if abs(x) > largest:
            raise Ambiguous
        return function(x)

    return of_moderate


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "^": _power,
    "neg": lambda a: -a,
    "sin": _bounded(mpmath.sin),
    "cos": _bounded(mpmath.cos),
    "tan": _bounded(mpmath.tan),
    "sec": lambda x: _divide(mpmath.mpf(1), mpmath.cos(x)),
    "cot": lambda x: _divide(mpmath.cos(x), mpmath.sin(x)),
    "sinh": _bounded(mpmath.sinh, _LARGEST),
    "cosh": _bounded(mpmath.cosh, _LARGEST),
    "tanh": _bounded(mpmath.tanh, _LARGEST),
    "arctan": mpmath.atan,
    "arcsin": mpmath.asin,
    "arccos": mpmath.acos,
    "exp": _bounded(mpmath.exp, _LARGEST),
    "ln": _ln,
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "sign": _ordered(lambda x: mpmath.mpf(mpmath.sign(x))),
    "floor": _ordered(lambda x: mpmath.floor(_whole(x))),
    "ceil": _ordered(lambda x: mpmath.ceil(_whole(x))),
    "max": _ordered(max),
    "min": _ordered(min),
    "erf": mpmath.erf,
    "Phi": _ordered(mpmath.ncdf),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "factorial": _bounded(mpmath.factorial),
    "C": mpmath.binomial,
}
