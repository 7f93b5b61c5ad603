"""What is right, by values at points of the oracle's own, with so many digits that noise cannot decide."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Literal

import mpmath

from tests.bench.drawn_answers.terms import Ambiguous, NoValue, Term, names_of, places, value

Label = Literal["equal", "different", "unknown"]

_POINTS = 14
_TRIES = 90
_NUMBERS = 6
_DIGITS = 60
_MANY_DIGITS = 1500
_MOST_DIGITS = 60_000
_SATURATED_DIGITS = 6000
_NEAR = 0.2
_WIDE = 15
_TINY = 1e-25
_VANISHES = mpmath.mpf(10) ** -900
_CERTAIN = 1e-30
_EQUAL = 1e-40


def label(key: Term, answer: Term, kinds: Mapping[str, str], chance: random.Random) -> Label:
    """Whether an answer has the key's value wherever all of the key is real, as far as points show.

    ``kinds`` says of a name whether it is ``positive`` or ``integer`` (from 1); else it is any real number.
    """
    names = sorted(names_of(key) | names_of(answer))
    met = 0
    for point in _points(names, kinds, chance):
        found = _compare(key, answer, point)
        if found == "different":
            return "different"
        met += found == "equal"
        if met >= _POINTS or (met and not names):
            break
    for point in _around(key, answer, names, kinds, chance):
        if _compare(key, answer, point) == "different":
            return "different"
    return "equal" if met else "unknown"


def _points(names: list[str], kinds: Mapping[str, str], chance: random.Random) -> Iterator[dict[str, Any]]:
    """Ordinary points, and such as lie around the numbers that the two terms hold."""
    for tried in range(_TRIES if names else 1):
        yield {name: _drawn(kinds.get(name, ""), tried, chance) for name in names}


def _around(
    key: Term, answer: Term, names: list[str], kinds: Mapping[str, str], chance: random.Random
) -> Iterator[dict[str, Any]]:
    numbers = {part[1] for term in (key, answer) for _, part in places(term) if part[0] == "n"}
    for name in names:
        if kinds.get(name, "") not in ("", "positive"):
            continue
        for number in sorted(numbers, key=abs, reverse=True)[:_NUMBERS]:
            for sign, shift in product((1, -1), (1.7e-13, 0.731, -0.731, 1e-4, -1e-4)):
                place = mpmath.mpf(sign * number.numerator) / number.denominator + shift
                if place > 0 or not kinds.get(name):
                    yield {**{each: _drawn(kinds.get(each, ""), 1, chance) for each in names}, name: place}


def _drawn(kind: str, tried: int, chance: random.Random) -> Any:
    if kind == "integer":
        return mpmath.mpf(chance.randint(1, 9))
    size = 10 ** chance.uniform(-1.3, 1.2) if tried % 2 else chance.uniform(0.02, 3.0)
    if kind == "positive":
        return mpmath.mpf(size)
    if kind == "unit":
        return mpmath.mpf(chance.uniform(0.01, 0.99))
    return mpmath.mpf(chance.choice((-1, 1)) * size)


def _compare(key: Term, answer: Term, point: Mapping[str, Any]) -> Label:
    first = _gap(key, answer, point, _DIGITS)
    if first is None:
        return "unknown"
    if first == "no value":
        return "different" if _stays_without_value(key, answer, point) else "unknown"
    gap, size = first
    if gap <= _EQUAL * size:
        return "equal"
    if size < _VANISHES:
        return "unknown"
    wide = any(abs(place) > _WIDE for place in point.values()) or not _TINY < size < 1 / _TINY
    # Sums may swallow what tells.
    again = _gap(key, answer, point, _digits_at(point) if wide else 2 * _DIGITS)
    if again is None or again == "no value":
        return "unknown"
    certain = again[0] > _CERTAIN * again[1] and abs(again[0] - gap) <= 0.01 * again[0]
    return "different" if certain else "unknown"


def _stays_without_value(key: Term, answer: Term, point: Mapping[str, Any]) -> bool:
    """Whether more than a single place and more than cancelling digits leave the answer without a value."""
    if any(place == int(place) or not _NEAR < abs(place) < _WIDE for place in point.values()):
        return False
    with mpmath.workdps(_DIGITS):
        if abs(value(key, point, real=True)) < _TINY:
            return False  # what vanishes is noise in the answer
    aside = {name: place + mpmath.mpf("0.0137") * (1 + abs(place)) for name, place in point.items()}
    return bool(_gap(key, answer, aside, _SATURATED_DIGITS) == "no value")


def _digits_at(point: Mapping[str, Any]) -> int:
    """Digits that outlast what squares of exponentials swallow at a far place."""
    farthest = max((abs(place) for place in point.values()), default=0)
    return max(_MANY_DIGITS, int(min(2 * farthest + _DIGITS, _MOST_DIGITS)))


def _gap(key: Term, answer: Term, point: Mapping[str, Any], digits: int) -> Any:
    """Distance and size; None where the key says nothing, ``no value`` where only the answer has none."""
    with mpmath.workdps(digits):
        try:
            expected = value(key, point, real=True)
        except NoValue:
            return None
        if isinstance(expected, mpmath.mpc):
            return None
        try:
            given = value(answer, point)
        except Ambiguous:
            return None
        except NoValue:
            return "no value"
        return abs(expected - given), max(abs(expected), abs(given))
