"""Whether two expressions are the same function, decided by SymPy: a proof beside the values at points.

Their difference is put over one denominator, and its numerator, multiplied out, read as a polynomial in
letters and calls of functions. Zero: they are equal. Another polynomial, in letters alone: they differ. All
else is open.

This module loads SymPy and belongs to the worker and to commands that judge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import sympy

from drill.checking.equality.tree_structure import Bounds
from drill.errors import CheckError
from drill.limits import can_interrupt, interrupt_after
from drill.maths.domains import Assumptions, Bound, Domain
from drill.maths.maths_tree import Binary, Call, Node, Num, find_symbols, walk_tree
from drill.maths.names import CIRCULAR, INVERSE
from drill.maths.print import to_plain
from drill.maths.sympy_conversion import as_scalar, from_sympy, symbol_of, to_sympy

# What is tried, and what is tried where nothing can interrupt SymPy.
_TIMED, _UNTIMED = Bounds(300, 2000, 100_000), Bounds(60, 200, 1000)
# Max seconds of computing: for functions, and for two numbers that agree in thousands of digits.
_LIMIT_S, _NUMBERS_LIMIT_S = 0.04, 0.3
_DIGITS, _MOST_DIGITS = 15, 3000
# Max characters of a difference that is given exactly.
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Decision:
    """What SymPy found; of two that differ by a number, the number as text."""

    found: Literal["equal", "different", "open", "late"]
    difference: str = ""


_OPEN, _EQUAL = Decision("open"), Decision("equal")


class _TooLate(BaseException):
    """SymPy has computed too long; raised from a signal, past its own error handlers."""


def decide_equality(key: Node, answer: Node, assumed: Assumptions, left_s: float) -> Decision:
    """Decide whether two scalar expressions are equal, within ``left_s`` seconds of computing at most.

    *Different* are two numbers, or two functions whose difference is a number or a polynomial in letters that
    have enough values.
    """
    is_timed = can_interrupt("ITIMER_VIRTUAL")
    if not (_TIMED if is_timed else _UNTIMED).allow(key, answer):
        return _OPEN
    try:
        if not is_timed:
            return _decide(key, answer, assumed, ())
        is_number = not (find_symbols(key) or find_symbols(answer))
        limit_s = max(1e-4, min(left_s, _NUMBERS_LIMIT_S if is_number else _LIMIT_S))
        with interrupt_after(limit_s, _TooLate(), "ITIMER_VIRTUAL"):
            return _decide(key, answer, assumed, _REWRITES)
    except _TooLate:
        return Decision("late")
    except Exception:  # noqa: BLE001  a fault of SymPy's own is no finding
        return _OPEN


Rewrites = Sequence[Callable[[Any], Any]]


def _decide(key: Node, answer: Node, assumed: Assumptions, rewrites: Rewrites) -> Decision:
    # Fractions need no signs, and SymPy's reasoning on them is slow.
    is_rational = not any(map(_may_need_signs, (*walk_tree(key), *walk_tree(answer))))
    letters = {
        name: sympy.Symbol(name) if is_rational else _write_in_range(name, assumed.domain(name))
        for name in find_symbols(key) | find_symbols(answer)
    }
    difference: Any = as_scalar(to_sympy(answer, letters)) - as_scalar(to_sympy(key, letters))
    if difference.is_number:
        return _decide_number(difference, rewrites)
    for numerator in _list_numerators(difference, rewrites):
        if numerator.is_number:
            return Decision(_decide_number(numerator, rewrites).found)
        polynomial: Any = sympy.Poly(numerator)
        if polynomial.is_zero:
            return _EQUAL
        if all(generator.is_Symbol for generator in polynomial.gens):
            is_sure = all(_has_enough_values(name, assumed) for name in letters) and any(
                map(_is_apart_from_zero, polynomial.coeffs())
            )
            return Decision("different") if is_sure else _OPEN
    return _OPEN


def _may_need_signs(part: Node) -> bool:
    match part:
        case Binary("^", _, exponent):
            return not isinstance(exponent, Num)
        case _:
            return isinstance(part, Call)


def _list_numerators(value: Any, rewrites: Rewrites) -> Iterator[Any]:
    """Yield the numerator of a value, multiplied out, then of what rules that relate functions make of it."""
    seen = None
    for rewrite in (sympy.Add, *rewrites):
        value = rewrite(value)
        if value != seen:
            seen = value
            yield sympy.expand(value) and sympy.expand(sympy.together(value).as_numer_denom()[0])


def _split_logarithms(value: Any) -> Any:
    def factor_argument(argument: Any) -> Any:
        return sympy.log(sympy.factor(argument))

    factored = value.rewrite(_INVERSE, sympy.log).replace(sympy.log, factor_argument)
    return sympy.expand_log(factored, factor=True)


_CIRCULAR, _INVERSE = (tuple(getattr(sympy, name) for name in names) for names in (CIRCULAR, INVERSE))
_REWRITES: Rewrites = (
    _split_logarithms,
    lambda value: value.rewrite(_CIRCULAR, sympy.exp),
    lambda value: sympy.gammasimp(value.rewrite(sympy.gamma)),
    sympy.expand_trig,
)


def _decide_number(number: Any, rewrites: Rewrites) -> Decision:
    if _is_apart_from_zero(number):
        return Decision("different", _name_number(number))
    forms = _list_numerators(number, (*rewrites, sympy.sqrtdenest) if rewrites else ())
    is_zero = 0 in forms or (rewrites and number.equals(0))
    return _EQUAL if is_zero else _OPEN


def _is_apart_from_zero(number: Any) -> bool:
    """Return whether a number has a value of full precision, which what cancels to 0 has not."""
    with suppress(sympy.PrecisionExhausted):
        value = number.evalf(_DIGITS, maxn=_MOST_DIGITS, strict=True)
        return value.is_number and value.is_zero is False
    return False


def _name_number(number: Any) -> str:
    """Return the size of a number as text: exactly if that is short."""
    with suppress(CheckError):
        text = to_plain(from_sympy(-number if number.could_extract_minus_sign() else number))
        if len(text) <= _LONGEST:
            return text
    return f"about {abs(number).evalf(2, maxn=_MOST_DIGITS)}".lower()


def _write_in_range(name: str, domain: Domain) -> Any:
    """Return a letter in terms of a positive number, so that SymPy knows the signs of 1 - p and x - 1."""
    low, high = map(_write_end, (domain.low, domain.high))
    if domain.integer or (not low and not high):
        return symbol_of(name, domain)
    positive = sympy.Dummy(name, positive=True)
    if low is None:
        return high - positive
    if high is None:
        return low + positive
    return (low * positive + high) / (positive + 1)


def _write_end(end: Bound) -> Any:
    return sympy.Rational(Fraction(end)) if math.isfinite(end) else None


def _has_enough_values(name: str, assumed: Assumptions) -> bool:
    """Return whether a letter is declared on an interval, or as endless integers, and is not related."""
    domain = assumed.domains.get(name)
    if domain is None or any(name in find_symbols(each) for each in assumed.relations):
        return False
    is_interval = domain.low < domain.high and not domain.integer
    return is_interval or math.inf in (-domain.low, domain.high)


# SymPy imports and tabulates what it needs when it is first used, which counts against no limit.
_X = sympy.Symbol("x", real=True)
for _numerator in _list_numerators(sympy.tanh(_X) + sympy.log(_X**2 + 1) - sympy.gamma(_X), _REWRITES):
    sympy.Poly(_numerator)
