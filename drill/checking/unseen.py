"""Pieces of an answer that no compared point lies on: what was never seen is not taken for right.

Breaks are found where doubles tell the sign of what decides between the pieces. Where they cannot, as of
x (cosh(x)² - sinh(x)²) - 5000, a piece may lie far out that no point has met.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from drill.checking.breaks import deciding
from drill.checking.deepening import Clock
from drill.checking.magnitudes import value_with_digits
from drill.checking.pieces import outgrows_doubles
from drill.checking.places import Point
from drill.checking.ranges import has_one_sign
from drill.errors import CheckError
from drill.maths.domains import Assumptions
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Node, symbols, walk

_FAR = 9.0
_POINTS = 80
_MOST_DIGITS = 600
_REAL = 1e-12


def has_unseen_piece(
    key: Node, answer: Node, points: Sequence[Point], assumed: Assumptions, clock: Clock
) -> bool:
    """Whether something in the answer would switch far out, and has not at any of the points.

    What the key has as well, and what is shown never to switch, does not count.

    Raises TimedOutError when the budget of time is spent.
    """
    known = set(deciding(key))
    may_hide = [
        each
        for each in dict.fromkeys(deciding(answer))
        if each not in known and symbols(each) and outgrows_doubles(each) and _is_far(each)
    ]
    return any(
        not has_one_sign(each, assumed) and len(set(islice(_signs(each, points, clock), _POINTS))) < 2
        for each in may_hide
    )


def _is_far(node: Node) -> bool:
    """Whether a number above 9 stands in it: nearer breaks are met by the points themselves."""
    return any(_size(part) > _FAR for part in walk(node) if not symbols(part))


def _size(constant: Node) -> float:
    try:
        value = compile_numeric(constant)({})
    except CheckError:
        return 0.0
    return abs(value) if isinstance(value, (float, complex)) else 0.0


def _signs(node: Node, points: Sequence[Point], clock: Clock) -> Iterator[bool]:
    """Whether it is above zero, at the points where digits tell."""
    for point in points:
        clock.check()
        try:
            value = value_with_digits(node, point, _MOST_DIGITS)
        except CheckError:
            continue
        if value.real and abs(value.imag) <= _REAL * abs(value.real):
            yield value.real > 0
