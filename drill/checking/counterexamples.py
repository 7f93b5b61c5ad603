"""A small point at which a wrong expression has another value than the right one: for a learner to try."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, permutations

from drill.checking.diagnosis_trials import reals_at
from drill.checking.equality import Sample
from drill.maths.domains import Assumptions
from drill.maths.tree import Node, symbols

_VALUES = (2.0, 3.0, 1.0, 0.5, 0.25, -1.0, -2.0, 4.0, 0.0)
"""Numbers that one can put in by hand, those first at which the fewest functions have a special value."""
# A point of more names is no help to somebody who works by hand.
_MOST_NAMES = 3
# So many points are tried; a difference that none of them shows is not told.
_MOST_POINTS = 12
_CLEARLY = 0.01
"""So far apart, of the larger, are two values of which four digits are shown."""
# Larger values cannot be compared by hand.
_LONG = 1e6


def other_value(key: Node, answer: Node, assumed: Assumptions) -> str:
    """Find where the two differ, as ``at x = 2 it is 7, not 5``; empty if no small point shows it.

    Nothing is said of a key without symbols: its value is the key.
    """
    names = sorted(symbols(key) | symbols(answer))
    if not symbols(key) or len(names) > _MOST_NAMES:
        return ""
    points = list(islice(_points(names, assumed), _MOST_POINTS))
    for point, expected, given in zip(points, reals_at(key, points), reals_at(answer, points), strict=True):
        if expected is not None and given is not None and _differ(expected, given):
            where = ", ".join(f"{name} = {value:g}" for name, value in point.items())
            return f"at {where} it is {given:.4g}, not {expected:.4g}"
    return ""


def _points(names: list[str], assumed: Assumptions) -> Iterator[dict[str, float]]:
    """Different numbers for different names, within what is assumed of them."""
    sample = Sample(names, assumed)
    for values in permutations(_VALUES, len(names)):
        point = dict(zip(names, values, strict=True))
        if sample.holds(point):
            yield point


def _differ(expected: float, given: float) -> bool:
    larger = max(abs(expected), abs(given))
    return larger < _LONG and abs(expected - given) > _CLEARLY * larger
