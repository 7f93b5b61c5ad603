"""Changes of a line's arrays, such as a shift or an exchange of entries, and what a value does under them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from drill.arraycode.axes import Axis
from drill.arraycode.wide_draws import Draw, DrawnCode, agree
from drill.maths.domains import (
    ENTRIES_SUM_TO_1,
    ROWS_NOT_ZERO,
    ROWS_OF_NORM_1,
    ROWS_SUM_TO_1,
    SHARES,
    SORTED,
    Domain,
)

ChangeKind = Literal["scale", "negate", "add", "permute", "repeat", "zero", "one", "equal", "alike"]
Effect = Literal["same", "moved", "scaled", "negated", "permuted", "vanishing", "sum"]
# Structures that a positive factor keeps, that a sign keeps, and that an exchange of whole axes keeps.
_SCALED = frozenset({
    "", "symmetric", "skew", "antisymmetric", "positive definite", "positive semidefinite", "diagonal",
    "upper triangular", "lower triangular", "invertible", SORTED, ROWS_NOT_ZERO,
})  # fmt: skip
_NEGATED = frozenset({
    "", "symmetric", "skew", "antisymmetric", "diagonal", "upper triangular", "lower triangular",
    "invertible", "orthogonal", ROWS_OF_NORM_1,
})  # fmt: skip
_PERMUTED = frozenset({
    "", ROWS_SUM_TO_1, ENTRIES_SUM_TO_1, ROWS_NOT_ZERO, ROWS_OF_NORM_1, "symmetric", "skew", "antisymmetric",
    "positive definite", "positive semidefinite", "diagonal", "invertible",
})  # fmt: skip
# Exact in doubles, so that a scaled draw is scaled at many digits, too.
_FACTORS = (2.0, 0.5, 4.0, 8.0, 0.25)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of ``letters``: of each by its power of one factor, by one number, or along an axis.

    ``letters`` of an exchange or a repetition is the letter of the axis. A shift ``along`` an axis adds
    one number to all entries that differ only in their place there, another one to the others.
    """

    kind: ChangeKind
    letters: tuple[str, ...]
    powers: tuple[int, ...] = ()
    along: int | None = None

    def is_allowed(self, code: DrawnCode) -> bool:
        """Return whether the change leaves the arrays within what is assumed of each."""
        if self.kind in ("permute", "repeat"):
            return _is_plain_axis(code, self.letters[0], keeps=self.kind == "permute")
        return all(self._allows(code, letter) for letter in self.letters)

    def _allows(self, code: DrawnCode, letter: str) -> bool:
        domain, structure = code.assumed.domain(letter), code.assumed.structures.get(letter, "")
        match self.kind:
            case "scale":
                is_open = domain.low in (0, -math.inf) and domain.high in (0, math.inf)
                is_share = domain.low == 0 and min(self.powers) > 0  # smaller ones stay shares
                return not domain.integer and (is_open or is_share) and structure in _SCALED
            case "negate":
                return (domain == Domain() or domain == Domain(nonzero=True)) and structure in _NEGATED
            case "add":
                is_open = domain.high == math.inf and not domain.integer and not domain.nonzero
                return is_open and structure in ("", SORTED)
            case "alike":
                first = self.letters[0]
                same = (
                    code.arrays[first],
                    code.assumed.domain(first),
                    code.assumed.structures.get(first, ""),
                )
                return same == (code.arrays[letter], domain, structure)
            case "equal":
                return bool(code.arrays[letter]) and not domain.integer and structure in ("", *SHARES, SORTED)
            case _:
                number = Domain(domain.low, domain.high, True, True, domain.integer, domain.nonzero)
                return not structure and float(self.kind == "one") in number

    def apply(self, code: DrawnCode, draw: Draw, turn: int) -> Draw:
        """Return the changed draw; ``turn`` chooses factor, number and order."""
        if self.kind in ("permute", "repeat"):
            return self._apply_along_axis(code, draw, turn)
        if self.kind == "alike":
            return draw.change(dict.fromkeys(self.letters, draw.arrays[self.letters[0]]))
        changed = {
            letter: self._apply_to(code, letter, draw.arrays[letter], turn, index)
            for index, letter in enumerate(self.letters)
        }
        return draw.change(changed)

    def factor(self, code: DrawnCode, turn: int) -> float:
        """Return the factor of a scaling in a turn, below 1 where a letter has a largest value."""
        factor = _FACTORS[turn % len(_FACTORS)]
        has_end = any(0 < code.assumed.domain(letter).high < math.inf for letter in self.letters)
        return min(factor, 1 / factor) if has_end else factor

    def number(self, code: DrawnCode, draw: Draw, turn: int) -> float:
        """Return the number of a shift in a turn: of any sign where all letters may have any."""
        is_wide = any(array.dtype == object for array in draw.arrays.values())
        size = 2.0 ** ((turn * 7) % 19 - 9) if is_wide else 1.5 + turn % 3
        is_free = all(code.assumed.domain(letter) == Domain() for letter in self.letters)
        return -size if is_free and turn % 2 else size

    def list_places(self, draw: Draw, turn: int) -> Any:
        """Return the places along the axis whose entries an exchange or a repetition takes, in order."""
        length = draw.sizes[self.letters[0]]
        if self.kind == "repeat":
            return np.tile(np.arange(length), 2)
        places = np.roll(np.arange(length), 1 + turn % max(length - 1, 1))
        if turn % 2 and length > 2:
            places[:2] = places[1::-1]
        return places

    def _apply_to(self, code: DrawnCode, letter: str, array: Any, turn: int, index: int) -> Any:
        match self.kind:
            case "scale":
                return np.asarray(array * self.factor(code, turn) ** self.powers[index])
            case "negate":
                return np.asarray(-array)
            case "add" if self.along is not None:
                shape = [1 if axis == self.along else length for axis, length in enumerate(array.shape)]
                shifts = np.arange(1.0, 1 + math.prod(shape)).reshape(shape) * 0.5
                return np.asarray(array + shifts)
            case "add":
                return np.asarray(array + self.number(code, Draw({}, {letter: array}), turn))
            case "equal":
                structure = code.assumed.structures.get(letter, "")
                if structure in SHARES:
                    entry = array.flat[0] * 0 + 1
                    return _full(array, entry) / (
                        array.size if structure == ENTRIES_SUM_TO_1 else array.shape[-1]
                    )
                return _full(array, array.flat[0])
            case _:
                return np.asarray(array * 0 + int(self.kind == "one"))

    def _apply_along_axis(self, code: DrawnCode, draw: Draw, turn: int) -> Draw:
        letter = self.letters[0]
        places = self.list_places(draw, turn)
        changed = {
            name: _take_places(draw.arrays[name], axes, letter, places) for name, axes in code.arrays.items()
        }
        return Draw({**draw.sizes, letter: len(places)}, changed)


def _full(array: Any, entry: Any) -> Any:
    filled = np.empty(array.shape, array.dtype)
    filled[...] = entry
    return filled


def _take_places(array: Any, axes: Sequence[Axis], letter: str, places: Any) -> Any:
    for position, axis in enumerate(axes):
        if axis.letter == letter:
            array = np.take(array, places, axis=position)
    return array


def _is_plain_axis(code: DrawnCode, letter: str, *, keeps: bool) -> bool:
    """Return whether a letter is the length of axes as it is, of arrays that allow an exchange, or any
    entries."""
    for name, axes in code.arrays.items():
        if all(axis.letter != letter for axis in axes):
            continue
        is_plain = all(axis in (Axis(letter), Axis(axis.letter)) for axis in axes if axis.letter == letter)
        structure = code.assumed.structures.get(name, "")
        if not is_plain or structure not in (_PERMUTED if keeps else ("",)):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Property:
    """What a value does under a change, or what its entries add up to along an axis (None: all of them).

    ``degree`` is the power of the factor that a scaled value takes, or the sum; ``axis`` is one of the
    result.
    """

    change: Change | None
    effect: Effect
    degree: float = 0
    axis: int | None = None

    def holds(self, code: DrawnCode, draw: Draw, value: Any, turn: int) -> bool | None:
        """Return whether a line has the property on a draw where it has this value; None if that is not
        seen."""
        if self.change is None:
            if self.axis is not None and self.axis >= value.ndim:
                return False
            sums = np.asarray(np.sum(value, axis=self.axis))
            scale = np.max(np.abs(value), initial=0.0)
            is_precise = value.dtype == object
            slack = (1e-20 if is_precise else 1e-9) * max(scale, float(self.degree))
            if not scale:
                return None
            return bool(np.all(np.abs(sums - self.degree) <= slack))
        changed = self.change.apply(code, draw, turn)
        if not code.allows(changed):
            return False
        found = code.value(changed)
        if self.effect == "vanishing":
            if found is None:
                return False
            largest, slack = np.max(np.abs(value), initial=0.0), 1e-20 if value.dtype == object else 1e-9
            return bool(np.max(np.abs(found), initial=0.0) <= slack * largest) if largest > 1e-25 else None
        due = self._expect(code, draw, value, turn)
        if due is None or found is None:
            return False
        seen = agree(due, found)
        if (
            self.effect == "same"
            and self.change.kind == "permute"
            and draw.sizes[self.change.letters[0]] == 1
        ):
            return None
        return seen

    def _expect(self, code: DrawnCode, draw: Draw, value: Any, turn: int) -> Any:
        assert self.change is not None
        match self.effect:
            case "moved":
                return np.asarray(value + self.change.number(code, draw, turn))
            case "scaled" if self.change.kind == "repeat":
                return np.asarray(value * 2**self.degree)
            case "scaled":
                factor = self.change.factor(code, turn) ** self.degree
                return (
                    np.asarray(value * factor)
                    if factor == int(factor) or 1 / factor == int(1 / factor)
                    else None
                )
            case "negated":
                return np.asarray(-value)
            case "permuted":
                places = self.change.list_places(draw, turn)
                if (
                    self.axis is None
                    or self.axis >= value.ndim
                    or value.shape[self.axis] != draw.sizes[self.change.letters[0]]
                ):
                    return None
                return np.take(value, places, axis=self.axis)
            case _:
                return value


def hold_on(code: DrawnCode, found: Property, draws: Iterable[tuple[int, Draw, Any]], least: int = 3) -> bool:
    """Return whether a property holds on all draws where it is seen, and is seen on enough of them."""
    seen = 0
    for turn, draw, value in draws:
        holds = found.holds(code, draw, value, turn)
        if holds is False:
            return False
        seen += holds is True
    return seen >= least
