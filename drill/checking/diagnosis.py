"""What is off with a wrong expression or antiderivative, and by how much; never the key itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from drill.checking.diagnosis_trials import Row, Trial, values_at
from drill.checking.equality import addends
from drill.checking.simple_factors import EXACT, in_digits, in_words, simple_factor
from drill.checking.verdict import Verdict, wrong
from drill.errors import CheckError
from drill.maths.derivatives import derivative_of
from drill.maths.domains import Assumptions
from drill.maths.tree import Binary, Call, Neg, Node, Num, Sym, substitute, symbols, walk

# So many names are tried for an exchange: 15 pairs.
_NAME_LIMIT = 6
# So many inner parts are tried for a missing derivative.
_INNER_LIMIT = 8
# Terms of a sum whose signs are tried, up to 126 choices of them.
_TERM_LIMIT = 7
# Nodes of key and answer beyond which only the cheap causes are tried.
_SIZE_LIMIT = 250
_SLOPE_LIMIT = 1000
"""The most nodes of a derivative: of functions in one another it has as many as the square of theirs."""
# Points at which a choice of signs is tried.
_SIGN_ROWS = 10
# Points that have to agree, so that chance does not.
_LEAST_ROWS = 4
_ZERO, _ONE = Num("0"), Num("1")


def diagnose_expression(trial: Trial) -> Verdict | None:
    """Return the diagnosis of a wrong expression, if there is one."""
    if not trial.usable:
        return None
    if trial.changed(lambda x: -x):
        return wrong("sign", "The sign of the whole is off.")
    if trial.size > _SIZE_LIMIT:
        return _reciprocal(trial) or _factor(trial) or _offset(trial)
    return (
        _complement(trial)
        or _inner_derivative(trial)
        or _reciprocal(trial)
        or _factor(trial)
        or _offset(trial)
        or _calculus(trial)
        or _names(trial)
        or _signs(trial)
    )


def _factor(trial: Trial) -> Verdict | None:
    factor = trial.ratio()
    if factor is None or abs(factor.imag) > 1e-9 * abs(factor):
        return None
    simple = simple_factor(factor.real, 60, EXACT)
    digits = in_digits(factor.real)
    if not simple and not digits:
        return None
    times = in_words(*simple) if simple else f"about {digits} times"
    return wrong("factor", f"A constant factor is off: this is {times} the right expression.")


def _reciprocal(trial: Trial) -> Verdict | None:
    if trial.changed(lambda x: 1 / x):
        return wrong("reciprocal", "This is the reciprocal: turn the fraction over.")
    return None


def _offset(trial: Trial) -> Verdict | None:
    offset = trial.offset()
    if offset is None or abs(offset.imag) > 1e-9 * abs(offset):
        return None
    return wrong(
        "constant", f"A constant is off: this is {abs(offset.real):.6g} too {_direction(offset.real)}."
    )


def _direction(offset: float) -> str:
    return "large" if offset > 0 else "small"


def _complement(trial: Trial) -> Verdict | None:
    if symbols(trial.answer) and trial.changed(lambda x: 1 - x):
        return wrong("complement", "This is the complement: one minus it is right.")
    return None


def _inner_derivative(trial: Trial, *, divided: bool = False) -> Verdict | None:
    """The key is the answer times (for antiderivatives: over) the derivative of something inside it."""
    inner_parts = dict.fromkeys((*_inner_parts(trial.answer), *_inner_parts(trial.key)))
    for inner in list(inner_parts)[:_INNER_LIMIT]:
        for name in sorted(symbols(inner)):
            slope = _derivative(inner, name)
            if slope is None or slope in (_ZERO, _ONE):
                continue
            if divided and trial.key_is(slope, _quotient):
                return wrong("inner-derivative", "The inner derivative is missing: divide by it.")
            if not divided and trial.key_is(slope, lambda given, value: given * value):
                return wrong(
                    "inner-derivative", "The inner derivative is missing: multiply by it (chain rule)."
                )
    return None


def _derivative(node: Node, name: str) -> Node | None:
    """The derivative by rules alone; what takes numbers, or is long, is too slow for a diagnosis."""
    try:
        found = derivative_of(node, name)
    except CheckError:
        return None
    for count, part in enumerate(walk(found)):
        if count == _SLOPE_LIMIT or (isinstance(part, Call) and part.name == "diff"):
            return None
    return found


def _inner_parts(node: Node) -> Iterator[Node]:
    """Arguments of functions, bases, exponents and divisors that are more than a symbol or a number."""
    for part in walk(node):
        match part:
            case Call(_, args):
                inner = args
            case Binary("^", base, exponent):
                inner = (base, exponent)
            case Binary("/", _, divisor):
                inner = (divisor,)
            case _:
                inner = ()
        yield from (each for each in inner if symbols(each) and not isinstance(each, Sym))


def _calculus(trial: Trial) -> Verdict | None:
    for name in trial.names[:_NAME_LIMIT]:
        slope = _derivative(trial.key, name) if name in symbols(trial.key) else None
        if slope is not None and slope != _ZERO and trial.is_answer(slope, precisely=True):
            return wrong("differentiated", "This was differentiated once too often.")
        slope = _derivative(trial.answer, name) if name in symbols(trial.answer) else None
        if slope is not None and slope != _ZERO and trial.is_key(slope):
            return wrong("integrated", "This is an antiderivative of what is due: differentiate it.")
    return None


def _names(trial: Trial) -> Verdict | None:
    """Two names are exchanged, or one is written for another that differs in case."""
    names = trial.names[:_NAME_LIMIT]
    for first, second in combinations(names, 2):
        swapped = substitute(trial.answer, {first: Sym(second), second: Sym(first)})
        if swapped != trial.answer and trial.is_key(swapped):
            return wrong("names", f"{first} and {second} are exchanged.")
        if first.lower() == second.lower():
            for old, new in ((first, second), (second, first)):
                if old in symbols(trial.answer) and trial.is_key(substitute(trial.answer, {old: Sym(new)})):
                    return wrong("names", f"{old} stands where {new} is due: capitals count.")
    return None


def _signs(trial: Trial) -> Verdict | None:
    """Some terms of the sum have the wrong sign: the key and the answer differ by twice these."""
    terms = addends(trial.answer)
    if not 2 <= len(terms) <= _TERM_LIMIT or not trial.usable:
        return None
    rows = trial.calm[:_SIGN_ROWS]
    points = [point for point, _, _ in rows]
    values = [values_at(Neg(term) if negative else term, points) for negative, term in terms]
    for count in range(1, len(terms)):
        for chosen in combinations(values, count):
            if _are_twice(trial, rows, chosen):
                one = "The sign of one term is off."
                return wrong("sign", one if count == 1 else f"The signs of {count} terms are off.")
    return None


def _are_twice(trial: Trial, rows: list[Row], chosen: tuple[list[complex | None], ...]) -> bool:
    found = 0
    for place, (_, expected, given) in enumerate(rows):
        parts = [values[place] for values in chosen]
        if None in parts:
            continue
        if not trial.close(given - 2 * sum(part for part in parts if part is not None), expected):
            return False
        found += 1
    return found >= _LEAST_ROWS


def diagnose_antiderivative(key: Node, answer: Node, wrt: str, assumed: Assumptions) -> Verdict | None:
    """Return the diagnosis of a wrong antiderivative, by its derivative."""
    given = Trial(key, answer, assumed)
    if given.size > _SIZE_LIMIT:
        return None
    integrand, slope = _derivative(key, wrt), _derivative(answer, wrt)
    if integrand is None or slope is None:
        return None
    slopes = Trial(integrand, slope, assumed)
    if slopes.changed(lambda x: -x):
        return wrong("sign", "The sign is off: differentiate to see it.")
    linear = _inner_factor(answer, wrt, slopes)
    if linear is not None:
        return linear
    if given.is_answer(integrand):
        return wrong("integrand", "This is the integrand itself: integrate it.")
    twice = _derivative(integrand, wrt)
    if twice is not None and twice != _ZERO and given.is_answer(twice, precisely=True):
        return wrong("differentiated", "This was differentiated. The other way is asked for.")
    return _inner_derivative(given, divided=True) or _factor(slopes)


def _inner_factor(answer: Node, wrt: str, slopes: Trial) -> Verdict | None:
    """The derivative is that of something linear inside times the right one: e^(3x) for e^(3x)/3."""
    if slopes.ratio() is None:
        return None
    for inner in list(_inner_parts(answer))[:_INNER_LIMIT]:
        slope = _derivative(inner, wrt)
        if slope is not None and not symbols(slope) and slopes.key_is(slope, _quotient):
            return wrong("inner-derivative", "The inner derivative is missing: divide by it.")
    return None


def _quotient(given: complex, value: complex) -> complex:
    return given / value if value else math.nan
