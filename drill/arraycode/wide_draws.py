"""Draw arrays over all that a line's assumptions allow, and run the line on them.

Ordinary draws have entries near 1 and axes of different lengths. Wide draws have entries from 10^-3 to
10^3, axes of 1 to 9, and many digits, because sums that cancel would hide or feign a difference in doubles.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from drill.arraycode.array_code_reader import parse_code
from drill.arraycode.finite_runs import make_precise, run_finite
from drill.arraycode.task import list_axis_letters, read_declared
from drill.arraycode.trials import STRUCTURED, read_array_assumptions
from drill.errors import CheckError, UndefinedError
from drill.maths import exact
from drill.maths.domains import ORTHONORMAL_COLUMNS, ROWS_SUM_TO_1, SHARES, Assumptions, Domain
from drill.maths.maths_tree import Node, Relation, find_symbols

DIGITS = 50
# Tries for one draw, because relations between numbers may reject many.
_TRIES = 60
# Max entries of one array of a wide draw, because each is computed at many digits.
_MOST_ENTRIES = 150
# Share of the larger value that counts as equal, where none, one or both have many digits; of the largest
# as floor.
_SHARES, _FLOOR = (1e-7, 1e-13, 1e-18), 1e-6
# Values below these are what is left of cancelled sums: they show neither that two agree nor that they
# differ.
_NOTHING, _ROUNDED_NOTHING = 1e-30, 1e-11
# Structures that our functions only compute in doubles.
_OF_DOUBLES = frozenset({"orthogonal", ORTHONORMAL_COLUMNS})


@dataclass(frozen=True, slots=True)
class Draw:
    """Lengths of the axes and arrays of them: of floats, or of many digits."""

    sizes: Mapping[str, int]
    arrays: Mapping[str, Any]

    def change(self, changed: Mapping[str, Any]) -> Draw:
        """Return the draw with other arrays for some names."""
        return replace(self, arrays={**self.arrays, **changed})


class DrawnCode:
    """A line of code with declared arrays, which is drawn and run.

    A letter of an axis that no array has is its length. Raises CheckError for code, arrays or assumptions
    that are not read.
    """

    def __init__(
        self, code: str, arrays: Mapping[str, Sequence[str]], assume: Sequence[str] = (), library: str = ""
    ) -> None:
        self.arrays = dict(read_declared(arrays.items()))
        self.axes = list_axis_letters(tuple(self.arrays.items()))
        self.assumed: Assumptions = read_array_assumptions(tuple(assume), frozenset(arrays))
        self.is_precise = _OF_DOUBLES.isdisjoint(self.assumed.structures.values())
        self._library = "torch" if library == "torch" else ""
        self._read(code)

    def _read(self, code: str) -> None:
        names = {node.id for node in ast.walk(_parse_python(code)) if isinstance(node, ast.Name)}
        self.lengths = [axis for axis in self.axes if axis in names and axis not in self.arrays]
        self.code = code.strip()
        self.program = parse_code(code, frozenset((*self.arrays, *self.lengths)), library=self._library)

    def with_code(self, code: str) -> DrawnCode:
        """Return another line on the same arrays. Raises CheckError if it is not read."""
        other = object.__new__(DrawnCode)
        other.__dict__.update(self.__dict__)
        other._read(code)
        return other

    def value(self, draw: Draw) -> Any:
        """Return the line's value on a draw; None if it has none, or one on the way is not finite."""
        arrays = {**draw.arrays, **{axis: np.asarray(draw.sizes[axis]) for axis in self.lengths}}
        is_precise = any(array.dtype == object for array in draw.arrays.values())
        try:
            return run_finite(self.program, arrays, DIGITS if is_precise else 0)
        except (CheckError, ValueError, TypeError, AttributeError, ArithmeticError):
            return None

    def draw(self, seed: int, *, is_wide: bool) -> Draw | None:
        """Return one draw of a seed; None if the assumptions allow none of those that were tried."""
        generator = np.random.default_rng((seed % 2**32, int(is_wide)))
        for _ in range(_TRIES):
            sizes = self._draw_sizes(generator, is_wide=is_wide)
            if sizes is None:
                continue
            arrays = {
                name: self._draw_array(
                    name, [axis.measure(sizes) for axis in axes], generator, is_wide=is_wide
                )
                for name, axes in self.arrays.items()
            }
            draw = Draw(sizes, arrays)
            if self.allows(draw):
                return draw
        return None

    def list_draws(self, seed: int, count: int, *, is_wide: bool) -> Iterator[tuple[Draw, Any]]:
        """Yield draws on which the line has a value, with that value; ``count`` are tried."""
        for turn in range(count):
            draw = self.draw(seed * 1000 + turn, is_wide=is_wide)
            if draw is not None and (value := self.value(draw)) is not None:
                yield draw, value

    def allows(self, draw: Draw, *, is_closed: bool = False) -> bool:
        """Return whether the relations between numbers hold; ``is_closed`` takes their ends in."""
        for relation in self.assumed.relations:
            closed = _close(relation) if is_closed else relation
            known = {
                name: _read_fraction(draw.arrays[name]) if name in draw.arrays else Fraction(draw.sizes[name])
                for name in find_symbols(relation)
                if name in draw.arrays or name in draw.sizes
            }
            if None in known.values():
                return True
            numbers = {name: value for name, value in known.items() if value is not None}
            if exact.decide_exactly(closed, numbers) is False:
                return False
        return True

    def _draw_sizes(self, generator: np.random.Generator, *, is_wide: bool) -> dict[str, int] | None:
        lengths = generator.permutation(np.arange(2, 2 + max(len(self.axes), 5)))
        if is_wide:
            lengths = generator.integers(1, 10, len(self.axes))
        sizes = {axis: int(length) for axis, length in zip(self.axes, lengths, strict=False)}
        for axis, length in sizes.items():
            if length not in self.assumed.domain(axis):
                return None
        measured = [[axis.measure(sizes) for axis in axes] for axes in self.arrays.values()]
        is_small = all(math.prod(each) <= _MOST_ENTRIES for each in measured) or not is_wide
        return sizes if is_small and all(map(all, measured)) else None

    def _draw_array(
        self, name: str, lengths: Sequence[int], generator: np.random.Generator, *, is_wide: bool
    ) -> Any:
        domain, structure = self.assumed.domain(name), self.assumed.structures.get(name, "")
        if structure in SHARES and not domain.integer:
            domain = Domain(Fraction(0))
        array = draw_entries(domain, lengths, generator, is_wide=is_wide)
        if structure == ORTHONORMAL_COLUMNS and lengths[-2] < lengths[-1]:
            return np.full(lengths, np.nan)
        if is_wide and self.is_precise:
            array = make_precise(array, DIGITS)
        return _give(array, structure, is_choice=domain.integer)


def _give(array: Any, structure: str, *, is_choice: bool) -> Any:
    """Return the array with its assumed structure; of integers that sum to 1 in a row one is 1."""
    if structure == ROWS_SUM_TO_1 and is_choice:
        length = int(array.shape[-1])
        places: Any = np.reshape(np.arange(int(array.size) // length), array.shape[:-1]) + array.sum(
            -1
        ).astype(int)
        return np.asarray(np.arange(length) == places[..., None] % length, dtype=int)
    return STRUCTURED[structure](array) if structure else array


def draw_entries(
    domain: Domain, lengths: Sequence[int], generator: np.random.Generator, *, is_wide: bool
) -> Any:
    """Return entries of a domain: near 1, or from 10^-3 to 10^3 beyond its end or on both sides of 0."""
    shape = tuple(lengths)
    if domain.integer:
        members = _list_integers(domain, 60 if is_wide else 9)
        chosen = generator.choice(np.array(members), shape)
        return np.asarray(chosen, dtype=bool if domain.boolean else int)
    sizes = generator.uniform(0.2, 2.8, shape)
    if is_wide:
        spread = generator.uniform(-3, 3, shape) if generator.random() < 0.5 else generator.uniform(-3, 2.5)
        sizes = np.minimum(sizes * 10.0**spread, 1e3)
    low, high = float(domain.low), float(domain.high)
    if math.isfinite(low) and math.isfinite(high):
        shares = generator.uniform(0.05, 0.95, shape)
        if is_wide and generator.random() < 0.5:
            near = 10.0 ** generator.uniform(-3, 0, shape)
            shares = np.where(generator.random(shape) < 0.5, near * 0.999, 1 - near * 0.999)
        return np.asarray(low + (high - low) * shares)
    if math.isfinite(low):
        return np.asarray(low + sizes)
    if math.isfinite(high):
        return np.asarray(high - sizes)
    return np.asarray(sizes * generator.choice([-1.0, 1.0], shape))


def _list_integers(domain: Domain, most: int) -> list[int]:
    start = -4
    if math.isfinite(domain.low):
        start = math.floor(domain.low)
    elif math.isfinite(domain.high):
        start = math.ceil(domain.high) - most
    return [number for number in range(start, start + most + 1) if number in domain] or [start]


def _read_fraction(array: Any) -> Fraction | None:
    """Return a number as a fraction; None for an array."""
    return Fraction(float(array)) if array.ndim == 0 and math.isfinite(float(array)) else None


def _close(relation: Node) -> Node:
    """Return a strict relation with its ends."""
    if isinstance(relation, Relation) and relation.op in ("<", ">"):
        return replace(relation, op="<=" if relation.op == "<" else ">=")
    return relation


def _parse_python(code: str) -> ast.Module:
    try:
        return ast.parse(code.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UndefinedError("this is not read as Python") from None


def agree(first: Any, second: Any) -> bool | None:
    """Return whether two values of one line are equal; None if both are what is left of cancelled sums."""
    if first is None or second is None or first.shape != second.shape:
        return False
    if first.size == 0:
        return None
    precise = int(first.dtype == object) + int(second.dtype == object)
    sizes = np.maximum(np.abs(first), np.abs(second))
    largest = np.max(sizes)
    if largest < (_NOTHING if precise else _ROUNDED_NOTHING):
        return None
    share = _SHARES[precise]
    margin = share * np.maximum(sizes, _FLOOR * largest)
    gaps = np.abs(first - second)
    return bool(np.all(gaps <= margin))
