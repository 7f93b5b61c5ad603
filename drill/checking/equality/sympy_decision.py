"""Whether two expressions are the same function, decided by SymPy: a proof beside the values at points.

Their difference is put over one denominator, and its numerator, multiplied out, read as a polynomial in
letters and calls of functions. Zero: they are equal. Another polynomial, in letters alone: they differ. All
else is open.

This module loads SymPy and belongs to the worker and to commands that judge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import sympy

from drill.checking.equality.tree_structure import Bounds
from drill.errors import CheckError
from drill.limits import can_interrupt, interrupt_after
from drill.maths.domains import Assumptions, Domain
from drill.maths.maths_tree import Binary, Const, Neg, Node, Num, Sym, find_symbols, walk_tree
from drill.maths.names import CIRCULAR, INVERSE
from drill.maths.print import to_plain
from drill.maths.sympy_conversion import as_scalar, from_sympy, symbol_of, to_sympy

# What is tried, and what is tried where nothing can interrupt SymPy.
_TIMED, _UNTIMED = Bounds(300, 2000, 10_000), Bounds(60, 200, 200)
# Max seconds of computing: for functions, and for two numbers that agree in thousands of digits.
_LIMIT_S, _NUMBERS_LIMIT_S = 0.04, 0.3
_DIGITS, _MOST_DIGITS = 15, 3000
# Max characters of a difference that a reply names.
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
    names = find_symbols(key) | find_symbols(answer)
    is_timed = can_interrupt("ITIMER_VIRTUAL")
    if not (_TIMED if is_timed else _UNTIMED).allow(key, answer):
        return _OPEN
    limit_s = min(left_s, _LIMIT_S if names else _NUMBERS_LIMIT_S)
    try:
        if not is_timed:
            return _decide(key, answer, names, assumed, is_timed=False)
        if limit_s <= 0:
            return Decision("late")
        with interrupt_after(limit_s, _TooLate(), "ITIMER_VIRTUAL"):
            return _decide(key, answer, names, assumed, is_timed=True)
    except _TooLate:
        return Decision("late")
    except Exception:  # noqa: BLE001  a fault of SymPy's own is no finding
        return _OPEN


def _decide(
    key: Node, answer: Node, names: frozenset[str], assumed: Assumptions, *, is_timed: bool
) -> Decision:
    is_rational = all(map(_is_in_rational_function, (*walk_tree(key), *walk_tree(answer))))
    # SymPy's reasoning on signs is slow, and fractions need none.
    letters = {
        name: sympy.Symbol(name) if is_rational else _write_in_range(name, assumed.domain(name))
        for name in names
    }
    difference: Any = as_scalar(to_sympy(answer, letters)) - as_scalar(to_sympy(key, letters))
    if not names:
        return _decide_number(difference, is_timed=is_timed)
    for form in _list_forms(difference, is_timed=is_timed):
        numerator = _take_numerator(form)
        if numerator == 0:
            return _EQUAL
        if numerator.is_number:
            return _decide_number(numerator, is_timed=is_timed)
        polynomial: Any = sympy.Poly(numerator)
        if polynomial.is_zero:
            return _EQUAL
        if all(generator.is_Symbol for generator in polynomial.gens):
            is_sure = _have_enough_values(names, assumed) and any(
                coefficient.is_Rational or _is_apart_from_zero(coefficient)
                for coefficient in polynomial.coeffs()
            )
            return Decision("different") if is_sure else _OPEN
    return _OPEN


def _take_numerator(value: Any) -> Any:
    """Return the numerator of a value, multiplied out; 0 for what cancels."""
    return sympy.expand(value) and sympy.expand(sympy.together(value).as_numer_denom()[0])


def _list_forms(difference: Any, *, is_timed: bool) -> Iterator[Any]:
    """Yield the difference, then rewritten by rules that relate more and more functions."""
    yield difference
    if not is_timed:
        return
    for rewrite in _REWRITES:
        rewritten = rewrite(difference)
        if rewritten != difference:
            difference = rewritten
            yield difference


def _split_logarithms(value: Any) -> Any:
    factored = value.rewrite(_INVERSE, sympy.log).replace(
        sympy.log, lambda argument: sympy.log(sympy.factor(argument))
    )
    return sympy.expand_log(factored, factor=True)


_CIRCULAR, _INVERSE = (tuple(getattr(sympy, name) for name in names) for names in (CIRCULAR, INVERSE))
_REWRITES: tuple[Callable[[Any], Any], ...] = (
    _split_logarithms,
    lambda value: value.rewrite(_CIRCULAR, sympy.exp),
    lambda value: sympy.gammasimp(value.rewrite(sympy.gamma)),
    sympy.expand_trig,
)


def _is_in_rational_function(part: Node) -> bool:
    match part:
        case Num() | Sym() | Const() | Neg() | Binary("^", _, Num() | Neg(Num())):
            return True
        case _:
            return isinstance(part, Binary) and part.op != "^"


def _decide_number(number: Any, *, is_timed: bool) -> Decision:
    if number == 0:
        return _EQUAL
    if _is_apart_from_zero(number):
        return Decision("different", _name_number(number))
    if any(_take_numerator(form) == 0 for form in _list_forms(number, is_timed=is_timed)):
        return _EQUAL
    is_zero = is_timed and (sympy.expand(sympy.sqrtdenest(number)) == 0 or number.equals(0))
    return _EQUAL if is_zero else _OPEN


def _is_apart_from_zero(number: Any) -> bool:
    """Return whether a number has a value of full precision, which what cancels to 0 has not."""
    try:
        value = number.evalf(_DIGITS, maxn=_MOST_DIGITS, strict=True)
    except sympy.PrecisionExhausted:
        return False
    return value.is_number and value.is_zero is False


def _write_in_range(name: str, domain: Domain) -> Any:
    """Return a letter in terms of a positive number, so that SymPy knows the signs of 1 - p and x - 1."""
    low, high = domain.low, domain.high
    positive = sympy.Dummy(name, positive=True)
    if not domain.integer and not domain.values:
        if math.isfinite(low) and math.isfinite(high):
            return (sympy.Rational(Fraction(low)) * positive + sympy.Rational(Fraction(high))) / (
                positive + 1
            )
        if low and math.isfinite(low):
            return sympy.Rational(Fraction(low)) + positive
        if high and math.isfinite(high):
            return sympy.Rational(Fraction(high)) - positive
    return symbol_of(name, domain)


def _have_enough_values(names: frozenset[str], assumed: Assumptions) -> bool:
    """Return whether only one polynomial is 0 at all values that the letters may have."""
    related = frozenset[str]().union(*map(find_symbols, assumed.relations))
    return related.isdisjoint(names) and all(
        name in assumed.domains and _has_enough_values(assumed.domains[name]) for name in names
    )


def _has_enough_values(domain: Domain) -> bool:
    is_endless = math.inf in (-domain.low, domain.high)
    return not domain.values and (is_endless or (domain.low < domain.high and not domain.integer))


def _name_number(number: Any) -> str:
    """Return the size of a number as text: exactly if that is short."""
    with suppress(CheckError):
        text = to_plain(from_sympy(-number if number.could_extract_minus_sign() else number))
        if len(text) <= _LONGEST:
            return text
    return f"about {abs(number).evalf(2, maxn=_MOST_DIGITS)}".lower()


def _warm_up() -> None:
    """Have SymPy import and tabulate what it needs at its first use, which counts against no limit."""
    x = sympy.Symbol("x", real=True)
    for form in _list_forms(sympy.sin(x) ** 2 + sympy.tanh(x) + sympy.log(x**2 + 1) - sympy.gamma(x + 2), is_timed=True):
        sympy.Poly(_take_numerator(form))


_warm_up()
