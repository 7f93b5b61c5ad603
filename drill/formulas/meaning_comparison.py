"""Compare two lines that were written for one formula, on arrays that both are run on."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from drill.arraycode import Draw, is_close_entrywise, perturb_arrays
from drill.errors import CheckError, KeyFaultError
from drill.formulas.meaning import Meaning
from drill.formulas.meaning_draws import (
    ReadMeaning,
    bound_axes,
    draw_arrays,
    find_value,
    format_entries,
    read_meaning,
)

# Relative difference that counts as equal, and where values cancel.
_EQUAL = 1e-9
_CANCELLED = 1e-6
# Relative change of a value by roundings of the arrays from which on it cancels, and is too unstable.
_STEADY = 1e-11
_UNSTABLE = 1e-8
# Factors of the entries of the draw with large values, the largest at which both lines have values counts.
_LARGE = (100.0, 30.0, 10.0, 3.0)
_SMALL_LENGTHS = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Difference:
    """The first draw on which two lines differ; values are texts, empty where a line has none."""

    sizes: Mapping[str, int]
    arrays: Mapping[str, str]
    first: str
    second: str

    def __str__(self) -> str:
        drawn = ", ".join(f"{name} = {value}" for name, value in self.arrays.items())
        first, second = (value or "not a number" for value in (self.first, self.second))
        return f"with {drawn} one gives {first}, the other {second}"


@dataclass(frozen=True, slots=True)
class MeaningComparison:
    """Whether a second line confirms a first one.

    ``equal`` confirms it; ``different`` drops it; ``declared`` means that arrays are declared differently,
    which is asked; ``refused`` means that the second line cannot be run. ``why`` is a sentence.
    """

    outcome: Literal["equal", "different", "declared", "refused"]
    why: str = ""
    difference: Difference | None = None
    # Bounds on lengths from which on both lines have values: ``k > 1``.
    assume: tuple[str, ...] = ()


def compare_meanings(first: Meaning, second: Meaning) -> MeaningComparison:
    """Return whether a second meaning of a formula has the values of the first one.

    Axes may have other letters. Raises CheckError if the first is not read.
    """
    read = read_meaning(first)
    if asked := _find_declared_differently(first, second):
        return MeaningComparison("declared", asked)
    try:
        other = read_meaning(second)
    except CheckError as error:
        return MeaningComparison(
            "refused", f"{error.message} ({error.hint})" if error.hint else error.message
        )
    both = _join_assumptions(read, other)
    bounded = bound_axes(both)
    bounds = bounded.meaning.assume[len(both.meaning.assume) :]
    compared = 0
    for draw in _list_draws(bounded, other):
        found = _compare_on(read, other, draw)
        if isinstance(found, Difference):
            return MeaningComparison("different", str(found), found, bounds)
        compared += found
    if not compared:
        return MeaningComparison("refused", "no draw was found on which the two lines can be compared")
    return MeaningComparison("equal", "", None, bounds)


def _find_declared_differently(first: Meaning, second: Meaning) -> str:
    """Return how declarations differ, apart from the letters of axes; empty if they do not."""
    missing = [name for name in first.arrays if name not in second.arrays]
    added = [name for name in second.arrays if name not in first.arrays]
    if missing or added:
        parts = [f"{name} is in one line alone" for name in (*missing, *added)]
        return "; ".join(parts)
    renamed: dict[str, str] = {}
    for name, axes in first.arrays.items():
        others = second.arrays[name]
        is_alike = len(axes) == len(others) and all(
            renamed.setdefault(axis, other) == other for axis, other in zip(axes, others, strict=True)
        )
        if not is_alike or len(set(renamed.values())) < len(renamed):
            return f"{name} is [{', '.join(axes)}] in one and [{', '.join(others)}] in the other"
    return ""


def _join_assumptions(first: ReadMeaning, second: ReadMeaning) -> ReadMeaning:
    """Return the first meaning with what the second assumes as well, if some values are as both assume."""
    renamed = dict(zip(second.axes, first.axes, strict=True))
    is_renamed = any(old != new for old, new in renamed.items())
    more = tuple(
        text
        for text in second.meaning.assume
        if text not in first.meaning.assume and not (is_renamed and any(axis in text for axis in renamed))
    )
    try:
        both = read_meaning(replace(first.meaning, assume=(*first.meaning.assume, *more)))
        return both if draw_arrays(both, 0) is not None else first
    except KeyFaultError:
        return first


def _list_draws(both: ReadMeaning, other: ReadMeaning) -> Iterator[Draw]:
    """Yield five draws: two small ones, one of longer axes, one of axes of length 1, one of large values."""
    ones = {letter: 1 for letter in both.axes if 1 in both.assumed.domain(letter)}
    large = draw_arrays(both, 4)
    drawn = (
        draw_arrays(both, 1, _SMALL_LENGTHS),
        draw_arrays(both, 2, _SMALL_LENGTHS),
        draw_arrays(both, 3),
        draw_arrays(both, 5, fixed=ones) if ones else None,
        _enlarge(both, other, large) if large else None,
    )
    return (draw for draw in drawn if draw is not None)


def _enlarge(first: ReadMeaning, second: ReadMeaning, draw: Draw) -> Draw | None:
    """Return a draw with its unbounded arrays enlarged as far as both lines have values in doubles."""
    for factor in _LARGE:
        arrays = dict(draw.arrays)
        for name in filter(first.is_free, draw.arrays):
            larger = draw.arrays[name] * factor
            domain = first.assumed.domain(name)
            if not domain.integer and all(float(entry) in domain for entry in larger.flat):
                arrays[name] = larger
        enlarged = Draw(draw.sizes, arrays)
        if all(find_value(read, enlarged) is not None for read in (first, second)):
            return enlarged
    return None


def _compare_on(first: ReadMeaning, second: ReadMeaning, draw: Draw) -> bool | Difference:
    """Return whether two lines agree on a draw; False if it does not show whether they do."""
    values = [find_value(read, draw) for read in (first, second)]
    if values[0] is None and values[1] is None:
        return False
    if all(value is not None for value in values):
        left, right = map(np.squeeze, values)
        if is_close_entrywise(left, right, _EQUAL):
            return True
        noise = max(
            _measure_noise(read, draw, value) for read, value in zip((first, second), values, strict=True)
        )
        if noise > _UNSTABLE:
            return False
        if noise > _STEADY and is_close_entrywise(left, right, _CANCELLED):
            return True
    texts = ["" if value is None else format_entries(value, 3) for value in values]
    arrays = {name: format_entries(array) for name, array in draw.arrays.items()}
    return Difference(draw.sizes, arrays, texts[0], texts[1])


def _measure_noise(read: ReadMeaning, draw: Draw, value: Any) -> float:
    """Return the change of a line's value, as a share of its size, for changes of the arrays by roundings."""
    again = find_value(read, Draw(draw.sizes, perturb_arrays(draw.arrays, random.Random(0))))
    if again is None:
        return 1.0
    sizes = np.maximum(np.abs(value), 1e-3 * float(np.max(np.abs(value), initial=0.0)))
    with np.errstate(all="ignore"):
        changes = np.abs(again - value) / sizes
    return float(np.max(np.nan_to_num(changes, posinf=1.0), initial=0.0))
