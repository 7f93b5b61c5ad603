"""Properties of a line's value: sums along an axis, and what shifts, scalings and exchanges do to it.

Signs and ranges are none of them, because they hold by chance on a few draws.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from drill.arraycode.changes import Change, Property, hold_on
from drill.arraycode.wide_draws import DrawnCode

_Samples = Sequence[tuple[int, Any, Any]]
_DEGREES = (1, -1, 2, -2)


def find_properties(
    code: DrawnCode, ordinary: _Samples, wide: _Samples, spend: Callable[[], None] = lambda: None
) -> list[Property]:
    """Return the properties that a line has on all draws, ordinary and wide. ``spend`` is called before each and
    may raise."""
    found: list[Property] = []
    if not ordinary:
        return found
    for candidate in _list_candidates(code, ordinary[0][2].ndim):
        spend()
        if candidate.change is not None and (
            not candidate.change.is_allowed(code) or any(_explains(each, candidate) for each in found)
        ):
            continue
        if not hold_on(code, candidate, ordinary[:1], 0) or not hold_on(code, candidate, ordinary):
            continue
        if hold_on(code, candidate, wide, min(6, len(wide))):
            found.append(candidate)
    return found


def _explains(found: Property, candidate: Property) -> bool:
    """Return whether a property of the same change is known, or of fewer letters."""
    if found.change is None or candidate.change is None or found.change.kind != candidate.change.kind:
        return False
    if found.change.along != candidate.change.along and found.change.along is not None:
        return False
    return set(found.change.letters) <= set(candidate.change.letters)


def _list_candidates(code: DrawnCode, axes_of_result: int) -> Iterator[Property]:
    for axis in (None, *range(axes_of_result)) if axes_of_result else ():
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
        yield Property(Change("permute", (axis,)), "same")
        for place in range(axes_of_result):
            yield Property(Change("permute", (axis,)), "permuted", axis=place)
        yield Property(Change("repeat", (axis,)), "same")
        yield Property(Change("repeat", (axis,)), "scaled", 1)
    for group in pairs:
        yield Property(Change("negate", group), "same")
        if len(group) == 1:
            yield Property(Change("negate", group), "negated")
    for group in (*pairs, *(itertools.combinations(letters, 3) if len(letters) <= 3 else ())):
        powers = itertools.product((1, 2), *[(1, 2, -1, -2)] * (len(group) - 1))
        for each in powers:
            change = Change("scale", group, each)
            yield Property(change, "same")
            for degree in _DEGREES if len(group) < 3 else ():
                yield Property(change, "scaled", degree)


def _list_shifts(code: DrawnCode, group: tuple[str, ...]) -> Iterator[Change]:
    axes = len(code.arrays[group[0]])
    if len(group) == 1 and axes > 1:
        for along in range(axes):
            yield Change("add", group, along=along)
    yield Change("add", group)
