"""Numbers for the letters of a formula that the program has not drawn: any lengths, any seed."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from drill.formulas import Formula, World, make_world, read_part
from drill.notation import tree
from drill.types import ArrayType, IndexType, NumberType

SIZES = range(2, 7)
# Letters that count members and may have no row.
_INDICES = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Values:
    """The values that a reference is given, read from a world of the program.

    ``changes`` say what happens to letters by their LaTeX, ``whole`` has values in the place of drawn ones,
    ``members`` those of single members.
    """

    formula: Formula
    world: World
    changes: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict[str, Callable[[Any], Any]])
    whole: Mapping[str, Any] = field(default_factory=dict[str, Any])
    members: Mapping[tuple[str, tuple[Any, ...]], Any] = field(default_factory=dict[Any, Any])
    # Letters whose values another one has.
    exchanged: Mapping[str, str] = field(default_factory=dict[str, str])

    def __getitem__(self, latex: str) -> Any:
        """Return a letter's value, the length of an axis, or where an index stands.

        Of a letter of which one member alone appears on the right it is that member's.
        """
        used = {found.members for side in self.formula.statement.sides[1:]
                for _, found in self.formula.list_found(side) if found.letter.latex == latex}  # fmt: skip
        members = used.pop() if len(used) == 1 else ()
        if all(isinstance(index, tree.Running | tree.Fixed) for index in members):
            places = [_read_place(self, index) for index in members]
            if None not in places:
                return self.find(latex, *places)
        return self.find(latex)

    def find(self, latex: str, *member: Any) -> Any:
        """Return the value of a letter's member, which is named by the places of its indices."""
        latex = self.exchanged.get(latex, latex)
        place = tuple(part if isinstance(part, str) else float(part) for part in member)
        if (latex, place) in self.members:
            return self.members[latex, place]
        if latex in self.whole:
            return self.whole[latex]
        letter = next((letter for letter in self.formula.letters if letter.latex == latex), None)
        if letter is None:
            if latex in self.formula.axis_letters:
                return self.world.find_axis_size(latex)
            if ((latex, None)) in self.world.given:
                return self.world.given[latex, None]
            return self.world.find_axis_size(latex)
        value = self.world.draw(letter, place)
        how = self.changes.get(latex)
        return value if how is None else change_value(value, how)

    def family(self, latex: str) -> Callable[..., Any]:
        """Return a function of the places of a letter's indices."""
        return partial(self.find, latex)


def draw_values(formula: Formula, seed: int, sizes: Mapping[str, int] | None = None) -> Values:
    """Return numbers that are drawn here, in a world of the program.

    Two axes have different lengths in most draws, so that what holds of equal ones alone is seen.
    """
    rng = np.random.default_rng(seed)
    lengths = rng.permutation(SIZES)
    axes = sorted(formula.axis_letters)
    own = {axis: int(lengths[place % len(lengths)]) for place, axis in enumerate(axes)} | dict(sizes or {})

    def prepare(world: World) -> None:
        for axis, size in own.items():
            world.set_size(axis, size)
        for letter in formula.letters:
            if formula.is_axis(letter.ref):
                continue
            draw = partial(_draw_member, letter.latex, letter.type, own, seed)
            if draw(()) is not None:
                world.definitions[letter.latex] = draw
        _place_indices(formula, world, rng)

    return Values(formula, make_world(formula, seed, prepare))


def draw_theirs(formula: Formula, seed: int) -> Values:
    """Return the numbers that the program draws for itself; only indices are placed."""

    def prepare(world: World) -> None:
        _place_indices(formula, world, np.random.default_rng(seed))

    return Values(formula, make_world(formula, seed, prepare))


def _place_indices(formula: Formula, world: World, rng: Generator) -> None:
    named = {letter.latex for letter in formula.letters} | formula.axis_letters
    for index in _INDICES:
        place = 3.0 if index == "t" else float(rng.integers(1, 3))
        if index not in named:
            world.given[index, None] = place


def find_place(values: Values, latex: str) -> tuple[str, tuple[Any, ...] | None, tuple[int, ...]] | None:
    """Return the letter that a text names, which of its members (None: all), and which entry.

    None where the text is no letter.
    """
    formula = values.formula
    node = read_part(formula, latex)
    if not isinstance(node, tree.Ref):
        return None
    found = formula.find_letter(node)
    if found is None:
        return latex, None, ()
    members = tuple(_read_place(values, index) for index in found.members)
    entries = tuple(_read_place(values, index) for index in found.entries)
    if any(place is None for place in (*members, *entries)):
        is_each = all(isinstance(index, tree.Running) and not index.offset for index in found.members)
        return (found.letter.latex, None, ()) if is_each and not entries else None
    return found.letter.latex, members or None, tuple(int(place) - 1 for place in entries)


def _read_place(values: Values, index: Any) -> Any:
    if isinstance(index, tree.Fixed):
        return float(index.text) if index.text.isdigit() else index.text
    if isinstance(index, tree.Running) and index.letter not in values.formula.bound:
        try:
            return float(values[index.letter]) + index.offset
        except (TypeError, KeyError):
            return None
    return None


def change_value(value: Any, how: Callable[[Any], Any]) -> Any:
    """Return a value, or a function, that is changed."""
    if isinstance(value, np.ndarray | float | int):
        return how(value)
    return partial(_call_changed, value, how)


def _call_changed(function: Callable[..., Any], how: Callable[[Any], Any], arguments: Any) -> Any:
    return how(function(arguments))


def _draw_member(latex: str, kind: Any, sizes: Mapping[str, int], seed: int, member: Any) -> Any:
    """Return a value of a type; None for what the program draws: functions, laws and sets."""
    rng = np.random.default_rng(zlib.crc32(repr((latex, seed, member)).encode()))
    match kind:
        case NumberType(law="") if kind.is_whole:
            low = max(kind.domain.low, -3 if kind.domain.high < math.inf else 2)
            high = min(kind.domain.high, low + 4)
            return float(rng.integers(int(low), int(high) + 1))
        case NumberType(law=""):
            return float(_draw_numbers(kind.domain.low, kind.domain.high, (), rng))
        case ArrayType(law=""):
            shape = tuple(sizes.get(axis.letter, 3 if axis.letter else 0) + axis.offset for axis in kind.axes)
            return _shape(_draw_numbers(kind.domain.low, kind.domain.high, shape, rng), kind.kind, rng)
        case IndexType():
            return float(rng.integers(1, 3))
        case _:
            return None


def _draw_numbers(low: float, high: float, shape: tuple[int, ...], rng: Generator) -> Any:
    if low > -math.inf and high < math.inf:
        return low + (high - low) * rng.uniform(0.03, 0.97, shape)
    size = rng.uniform(0.2, 2.5, shape)
    if low > -math.inf:
        return low + size
    if high < math.inf:
        return high - size
    return size * rng.choice([-1.0, 1.0], shape)


def _shape(values: Any, kind: str, rng: Generator) -> Any:
    """Return an array of a kind."""
    match kind:
        case "simplex":
            positive = rng.uniform(0.1, 1, values.shape)
            return positive / positive.sum(axis=-1, keepdims=True)
        case "one-hot":
            return np.eye(values.shape[-1])[rng.integers(values.shape[-1], size=values.shape[:-1])]
        case "pd":
            return values @ values.T / len(values) + 0.4 * np.eye(len(values))
        case "sym":
            return (values + values.T) / 2
        case "diag":
            return np.diag(np.diag(values))
        case "orth":
            return np.linalg.qr(values)[0]
        case _:
            return values
