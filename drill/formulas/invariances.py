"""The changes that leave a line as it is: scalings, signs, shifts and exchanges, found on draws of its
arrays."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from drill.arraycode import Change, Draw, DrawnCode, Property, agree, hold_on, list_scalings
from drill.errors import UndefinedError
from drill.formulas.line_structure import Occurrence, inline_assignments, is_fold, list_occurrences
from drill.formulas.meaning import Meaning

# Draws near 1, the first of which decides about most candidates, and draws over all that is assumed.
_ORDINARY, _WIDE = 12, 48
# What a letter has to stand inside of for a scaling or a sign, and for a shift, to be worth asking.
_FOR_SCALES = frozenset({"root", "norm", "exponential", "logarithm", "extreme", "divisor", "softmax"})
_FOR_SHIFTS = frozenset({"mean", "extreme", "softmax", "norm"})
# Degrees of a letter that is a power of itself times the rest.
_DEGREES = (1, 2, -1, -2, 0.5, -0.5, 3, -3, 4, -4)
Sample = tuple[int, Draw, Any]


class OutOfTimeError(Exception):
    """The search has used its CPU time."""


@dataclass
class Line:
    """A meaning with what the search needs: its draws, the places of its letters, and the time that is
    left."""

    meaning: Meaning
    seed: int = 0
    deadline: float = float("inf")

    def __post_init__(self) -> None:
        meaning = self.meaning
        self.code = DrawnCode(meaning.code, meaning.arrays, meaning.assume, meaning.library)
        self.tree = inline_assignments(meaning.code)
        self.places: dict[str, list[Occurrence]] = (
            list_occurrences(self.tree) if self.tree is not None else {}
        )
        self.free = [name for name in meaning.arrays if name not in meaning.fixed]

    def spend(self) -> None:
        """Raise OutOfTimeError after the deadline."""
        if time.thread_time() > self.deadline:
            raise OutOfTimeError

    @cached_property
    def ordinary(self) -> list[Sample]:
        """Draws near 1 with the line's values. Raises UndefinedError where it hardly ever has one."""
        found = self._draw(_ORDINARY, is_wide=False)
        if 2 * len(found) < _ORDINARY:
            raise UndefinedError("the line has no finite value on half of its draws")
        return found

    @cached_property
    def wide(self) -> list[Sample]:
        """Draws over all that is assumed, with the line's values."""
        found = self._draw(_WIDE, is_wide=True)
        if not found and self.code.is_precise:
            self.code.is_precise = False
            found = self._draw(_WIDE, is_wide=True)
        return found

    def _draw(self, count: int, *, is_wide: bool) -> list[Sample]:
        pairs = self.code.list_draws(self.seed, count, is_wide=is_wide)
        return [(turn, draw, value) for turn, (draw, value) in enumerate(pairs)]

    def has(self, found: Property, *, everywhere: bool = True) -> bool:
        """Return whether the line has a property on all draws, or on the ordinary ones."""
        self.spend()
        if not hold_on(self.code, found, self.ordinary[:1], 0) or not hold_on(
            self.code, found, self.ordinary
        ):
            return False
        if not everywhere:
            return True
        self.spend()
        return hold_on(self.code, found, self.wide, min(6, len(self.wide)))

    @cached_property
    def powers(self) -> dict[str, float]:
        """Letters that are only a factor of the whole, or a power of one, with their degree."""
        found: dict[str, float] = {}
        for letter in self.free:
            change = Change("scale", (letter,), (1,))
            for degree in _DEGREES:
                if change.is_allowed(self.code) and self.has(
                    Property(change, "scaled", degree), everywhere=False
                ):
                    found[letter] = degree
                    break
        return found


def find_invariances(line: Line, *, every: bool = False) -> Iterator[Change]:
    """Yield the changes that leave the line as it is and are worth asking, simple ones first; all with
    ``every``.

    Of changes of one kind, those that contain the letters of another found before are left out. Raises
    OutOfTimeError.
    """
    found: list[Change] = []
    for change in _list_candidates(line):
        letters = set(change.letters)
        if any(before.kind == change.kind and letters >= set(before.letters) for before in found):
            continue
        if not change.is_allowed(line.code) or not line.has(Property(change, "same")):
            continue
        found.append(change)
        if every or is_worth_asking(line, change):
            yield change


def _list_candidates(line: Line) -> Iterator[Change]:
    letters = [letter for letter in line.free if letter in line.places or line.tree is None]
    groups = [group for size in (1, 2) for group in itertools.combinations(letters, size)]
    for group in groups:
        yield Change("add", group)
    for axis in line.code.axes:
        yield Change("permute", (axis,))
    for group in groups:
        yield Change("negate", group)
    for each in list_scalings(line.code, line.ordinary):
        if each.effect == "same" and each.change is not None and {*each.change.letters} <= {*letters}:
            yield each.change


def is_worth_asking(line: Line, change: Change) -> bool:
    """Return whether a change that leaves the line as it is says something that its look does not."""
    if line.tree is None:
        return False
    match change.kind:
        case "add":
            stands = _stand_inside(line, change.letters, _FOR_SHIFTS)
            return stands and not _is_only_difference(line, change.letters)
        case "scale" | "negate":
            if change.kind == "scale" and len(change.letters) > 1 and set(change.letters) <= {*line.powers}:
                return False
            if len(change.letters) == 2 and _is_only_together(line, change):
                return False
            others = change.letters if change.kind == "scale" else ()
            return all(_stands_for_scale(line, letter, others) for letter in change.letters)
        case "permute":
            return _is_worth_exchanging(line, change.letters[0])
        case _:
            return True


def _stand_inside(line: Line, letters: Sequence[str], functions: frozenset[str]) -> bool:
    return all(any(each.inside & functions for each in line.places.get(letter, ())) for letter in letters)


def _stands_for_scale(line: Line, letter: str, letters: Sequence[str]) -> bool:
    """Return whether a letter stands where its size matters, or over a sum that has another changed
    letter."""
    others = frozenset(letters) - {letter}
    return any(each.inside & _FOR_SCALES or each.over & others for each in line.places.get(letter, ()))


def _is_only_difference(line: Line, letters: Sequence[str]) -> bool:
    """Return whether two letters only occur as their difference: then any array may be added to both."""
    if len(letters) != 2 or not line.has(Property(Change("add", tuple(letters)), "same"), everywhere=False):
        return False
    _, draw, value = line.ordinary[0]
    first, second = (draw.arrays[letter] for letter in letters)
    if first.ndim == 0 or second.ndim == 0:
        return True
    if first.shape != second.shape:
        return False
    added = (first - second) ** 2 + 0.3 * first
    moved = draw.change({letters[0]: first + added, letters[1]: second + added})
    return agree(value, line.code.value(moved)) is True


def _is_only_together(line: Line, change: Change) -> bool:
    """Return whether two letters only occur as their difference, or, outside a softmax or norm, as their
    product."""
    if change.kind == "scale":
        return change.powers == (1, -1)
    is_seen = _stand_inside(line, change.letters, frozenset({"softmax", "exponential", "norm"}))
    return not is_seen or _is_only_difference(line, change.letters)


def _is_worth_exchanging(line: Line, axis: str) -> bool:
    """Return whether weights and what they weigh have the axis: letters inside an exponential and outside
    of it, and the result is no plain fold of entries."""
    carrying = [name for name, axes in line.code.arrays.items() if any(each.letter == axis for each in axes)]
    deep = [
        bool(each.inside & {"exponential", "softmax"})
        for name in carrying
        for each in line.places.get(name, ())
    ]
    return any(deep) and not all(deep) and line.tree is not None and not is_fold(line.tree)
