"""Equations of one unknown in whole powers, decided exactly, however high the powers are."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

from drill.maths.maths_tree import Binary, Neg, Node, Num, Sym, find_symbols

# Coefficients by powers of the unknown.
Powers = Mapping[int, Fraction]

# Max terms of a product, and max exponent, that are multiplied out.
_MOST_TERMS = 60
_MOST_POWER = 10**6
# Max degree of a polynomial, beside a power of the unknown, and max digits of a number: more take seconds.
_MOST_DEGREE = 30
_MOST_DIGITS = 40


def have_same_roots(left: Node, right: Node) -> bool | None:
    """Return whether two expressions vanish at the same real numbers, or if the first vanishes at none at the
    same complex ones; None for what is no polynomial of one unknown, or too large.
    """
    names = find_symbols(left) | find_symbols(right)
    if len(names) != 1:
        return None
    try:
        first, second = _read_polynomial_terms(left), _read_polynomial_terms(right)
    except _NoPolynomialError:
        return None
    if not first or not second:
        return None
    ours, theirs = _without_unknown(first), _without_unknown(second)
    if max(ours.degree(), theirs.degree()) > _MOST_DEGREE:
        return None
    has_zero = min(first) > 0, min(second) > 0
    shared = ours.gcd(theirs).sqf_part()
    counts = [polynomial.sqf_part().count_roots() for polynomial in (ours, theirs, shared)]
    if counts[0] == 0 and not has_zero[0]:
        return not has_zero[1] and ours.sqf_part().degree() == theirs.sqf_part().degree() == shared.degree()
    return has_zero[0] == has_zero[1] and counts[0] == counts[1] == counts[2]


def _without_unknown(powers: Powers) -> Any:
    """Return a polynomial divided by the unknown as often as it can be."""
    import sympy

    least = min(powers)
    if max(powers) - least > _MOST_DEGREE:
        return sympy.Poly(sympy.Symbol("x") ** (_MOST_DEGREE + 1))
    terms = {(power - least,): sympy.Rational(*value.as_integer_ratio()) for power, value in powers.items()}
    return sympy.Poly(terms, sympy.Symbol("x"), domain="QQ")


class _NoPolynomialError(Exception):
    """An expression that is no polynomial of one unknown, or too large."""


def _read_polynomial_terms(node: Node) -> Powers:
    """Return the terms of a polynomial, none with the coefficient 0."""
    match node:
        case Num(text) if len(text) <= _MOST_DIGITS and "e" not in text.lower():
            return _without_zeros({0: node.value})
        case Sym():
            return {1: Fraction(1)}
        case Neg(arg):
            return {power: -value for power, value in _read_polynomial_terms(arg).items()}
        case Binary("+" | "-" as op, left, right):
            return _add_polynomials(
                _read_polynomial_terms(left), _read_polynomial_terms(right), -1 if op == "-" else 1
            )
        case Binary("*", left, right):
            return _multiply_polynomials(_read_polynomial_terms(left), _read_polynomial_terms(right))
        case Binary("/", left, Num() as divisor) if divisor.value:
            return {power: value / divisor.value for power, value in _read_polynomial_terms(left).items()}
        case Binary("^", base, Num() as exponent) if exponent.value.denominator == 1:
            return _raise_polynomial(_read_polynomial_terms(base), int(exponent.value))
        case _:
            raise _NoPolynomialError


def _without_zeros(terms: Powers) -> Powers:
    return {power: value for power, value in terms.items() if value}


def _add_polynomials(first: Powers, second: Powers, sign: int) -> Powers:
    powers = first.keys() | second.keys()
    return _without_zeros(
        {power: first.get(power, Fraction(0)) + sign * second.get(power, 0) for power in powers}
    )


def _multiply_polynomials(first: Powers, second: Powers) -> Powers:
    if len(first) * len(second) > _MOST_TERMS:
        raise _NoPolynomialError
    terms: dict[int, Fraction] = {}
    for power, value in first.items():
        for other_power, factor in second.items():
            terms[power + other_power] = terms.get(power + other_power, Fraction(0)) + value * factor
    for power, value in terms.items():
        if power > _MOST_POWER or abs(value.numerator) + value.denominator >= 10**_MOST_DIGITS:
            raise _NoPolynomialError
    return _without_zeros(terms)


def _raise_polynomial(terms: Powers, exponent: int) -> Powers:
    if len(terms) == 1:
        ((power, value),) = terms.items()
        if exponent * power > _MOST_POWER or (abs(value) != 1 and exponent > _MOST_DIGITS):
            raise _NoPolynomialError
        return {power * exponent: value**exponent}
    if exponent > _MOST_DEGREE:
        raise _NoPolynomialError
    return reduce(_multiply_polynomials, [terms] * exponent, {0: Fraction(1)})
