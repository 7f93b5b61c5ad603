"""Properties of a line's value: sums along an axis, and what shifts, scalings and exchanges do to it.

Signs and ranges are none of them, because they hold by chance on a few draws.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from drill.arraycode.changes import Change, Property, hold_on
from drill.arraycode.wide_draws import DrawnCode

_Samples = Sequence[tuple[int, Any, Any]]
_DEGREES = (1, -1, 2, -2)
_POWERS = (1, 2, -1, -2)
# Relative step of a letter, and the share of slopes that the step's error may have.
_STEP, _SLOPE_SLACK = 1e-4, 1e-5


def find_properties(code: DrawnCode, ordinary: _Samples, spend: Callable[[], None]) -> list[Property]:
    """Return the properties that a line has on all ordinary draws. ``spend`` is called before each and may
    raise."""
    found: list[Property] = []
    if not ordinary:
        return found
    for candidate in list_candidates(code, ordinary):
        spend()
        if candidate.change is not None and (
            not candidate.change.is_allowed(code) or any(_explains(each, candidate) for each in found)
        ):
            continue
        if hold_on(code, candidate, ordinary[:1], 0) and hold_on(code, candidate, ordinary):
            found.append(candidate)
    return found


def _explains(found: Property, candidate: Property) -> bool:
    """Return whether a property of the same change is known, or of fewer letters."""
    if found.change is None or candidate.change is None or found.change.kind != candidate.change.kind:
        return False
    if found.change.along != candidate.change.along and found.change.along is not None:
        return False
    return set(found.change.letters) <= set(candidate.change.letters)


def list_candidates(code: DrawnCode, ordinary: _Samples) -> Iterator[Property]:
    """Yield the properties that a line may have, sums first; scalings are those that fit its slopes."""
    axes_of_result = ordinary[0][2].ndim
    for axis in (*range(axes_of_result), *((None,) if axes_of_result > 1 else ())):
        for total in (1, 0):
            yield Property(None, "sum", total, axis)
    letters = list(code.arrays)
    pairs = [*((each,) for each in letters), *itertools.combinations(letters, 2)]
    for group in pairs:
        for change in _list_shifts(code, group):
            yield Property(change, "same")
            if len(group) == 1 and change.along is None:
                yield Property(change, "moved")
    for axis in code.axes:
        for kind in ("permute", "repeat"):
            change = Change(kind, (axis,))
            yield Property(change, "same")
            for place in range(axes_of_result):
                yield Property(change, "permuted", axis=place)
        yield Property(Change("repeat", (axis,)), "scaled", 1)
    for group in pairs:
        yield Property(Change("negate", group), "same")
        if len(group) == 1:
            yield Property(Change("negate", group), "negated")
            yield from (Property(Change(kind, group), "vanishing") for kind in ("zero", "equal"))
        else:
            yield Property(Change("alike", group), "vanishing")
    yield from list_scalings(code, ordinary)


def list_scalings(code: DrawnCode, ordinary: _Samples) -> Iterator[Property]:
    """Yield the scalings of up to three letters that leave a line as it is, or multiply it by a power,
    as its slopes say: a sum of slopes that is 0, or a multiple of the value, in every entry of some draws."""
    letters = [letter for letter in code.arrays if Change("scale", (letter,), (1,)).is_allowed(code)]
    slopes = {letter: _measure_slopes(code, ordinary[:4], letter) for letter in letters}
    known = {letter: slope for letter, slope in slopes.items() if slope is not None and slope.any()}
    value = np.concatenate([np.ravel(each[2]) for each in ordinary[:4]])
    for size in range(1, 4):
        for group in itertools.combinations(known, size):
            for powers in itertools.product((1, 2), *[_POWERS] * (size - 1)):
                if {*map(abs, powers)} == {2}:
                    continue
                parts = [power * known[letter] for letter, power in zip(group, powers, strict=True)]
                total, scale = np.sum(parts, axis=0), np.max(np.abs(parts), axis=0)
                for degree in (0, *_DEGREES) if size < 3 else (0,):
                    if np.all(np.abs(total - degree * value) <= _SLOPE_SLACK * (scale + np.abs(value))):
                        change = Change("scale", group, powers)
                        yield Property(change, "scaled", degree) if degree else Property(change, "same")


def _measure_slopes(code: DrawnCode, samples: _Samples, letter: str) -> Any:
    """Return how each entry of the value grows with the logarithm of a letter; None where a value is
    missing."""
    slopes: list[Any] = []
    for _, draw, _ in samples:
        values = [
            code.value(draw.change({letter: draw.arrays[letter] * factor}))
            for factor in (1 + _STEP, 1 - _STEP)
        ]
        if values[0] is None or values[1] is None:
            return None
        slopes.append(np.ravel(values[0] - values[1]) / (2 * _STEP))
    return np.concatenate(slopes)


def _list_shifts(code: DrawnCode, group: tuple[str, ...]) -> Iterator[Change]:
    axes = len(code.arrays[group[0]])
    if len(group) == 1 and axes > 1:
        for along in range(axes):
            yield Change("add", group, along=along)
    yield Change("add", group)
