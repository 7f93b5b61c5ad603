"""A small drawn world where a formula has a value: short arrays, smooth functions, laws of few points.

A world follows from its seed alone: a value depends on the seed, the letter and the member, never on the
order of the requests, because a question must be proved again on its own.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import mpmath
import numpy as np
from numpy.random import Generator

from drill.codec import is_sequence, is_tuple
from drill.errors import DrillError
from drill.formulas.formula import Formula, Letter, spell_plainly
from drill.notation.tree import Node
from drill.types import (
    ArrayType,
    Axis,
    Domain,
    Function,
    IndexType,
    LawType,
    NumberType,
    SetOf,
    Several,
    Thing,
    Truth,
    Type,
    UnknownType,
    split_length,
    without_law,
)

# Max entries of an array.
MAX_ENTRIES = 10_000
# Number of members of a drawn set, and of points of a drawn law, in worlds that do not vary it.
MEMBERS = 3
# Lengths of axes: those of up to three letters, and those of more.
_FEW_LENGTHS = (2, 3, 4)
_LENGTHS = (2, 3, 4, 5, 6)
# A position with a neighbour on each side.
_MIDDLE_PLACE = 2.0
# Hidden units of a drawn function.
_HIDDEN = 5
_THINGS = "abcdefghijklmnopqrstuvwxyz"

# A member of a row: the values of its indices, with primes and marks as text.
Member: TypeAlias = tuple[Any, ...]
Value: TypeAlias = Any


class NoValue(DrillError):
    """The reason why a formula has no value in a world."""


@dataclass(frozen=True, slots=True)
class WorldNumbers:
    """The numbers of drawn functions and laws: doubles, or numbers of many digits."""

    convert: Callable[[Any], Any]
    exp: Callable[[Any], Any]
    tanh: Callable[[Any], Any]


FLOATS = WorldNumbers(lambda values: np.asarray(values, dtype=float), np.exp, np.tanh)


@dataclass(frozen=True, slots=True)
class DrawnFunction:
    """A drawn smooth map of all its arguments."""

    world: World
    name: str
    member: Member
    type: Function
    # The change of all its values.
    change: Callable[[Value], Value] | None = None

    def __call__(self, arguments: Sequence[Value], numbers: WorldNumbers = FLOATS) -> Value:
        """Return the value at ``arguments``; those that are left out do not take part."""
        value = self._compute(arguments, numbers)
        return value if self.change is None else self.change(value)

    def _compute(self, arguments: Sequence[Value], numbers: WorldNumbers) -> Value:
        """Return the value at some arguments, in the type of the function's values."""
        result = self.type.result
        if isinstance(result, LawType):
            return DrawnLaw(self.world, self.name, self.member, result, tuple(arguments))
        if isinstance(result, SetOf | Function):
            return self.world.draw_value(self.name, (*self.member, *map(make_key, arguments)), result)
        hidden = self.world.mix(self.name, self.member, arguments, numbers)
        if isinstance(result, Thing):
            return _THINGS[int(hidden.sum() * 1000) % MEMBERS]
        shape = self.world.find_shape(result) if isinstance(result, ArrayType) else ()
        key = ("out", self.name, self.member)
        weights = self.world.draw_weights(1.5, (math.prod(shape), _HIDDEN), *key, numbers=numbers)
        domain = result.domain if isinstance(result, NumberType | ArrayType) else Domain()
        values = _squeeze_into(domain, weights @ hidden, numbers).reshape(shape)
        if isinstance(result, ArrayType) and result.kind:
            values = _shape_kind(values, result.kind, self.world.make_rng(*key))
        return values if shape else values.item()


@dataclass(frozen=True, slots=True)
class DrawnLaw:
    """A law of few points; a density away from them is a smooth positive function."""

    world: World
    name: str
    member: Member
    type: LawType
    conditions: tuple[Value, ...] = ()
    # The chances of its points, by the arithmetic that computed them.
    known: dict[Any, np.ndarray] = field(default_factory=dict[Any, np.ndarray], compare=False, repr=False)

    def given(self, conditions: Sequence[Value]) -> DrawnLaw:
        """Return the law under further conditions."""
        return DrawnLaw(self.world, self.name, self.member, self.type, (*self.conditions, *conditions))

    def list_points(self) -> list[Value]:
        """Return the points, which all laws of one type share."""
        return self.world.list_points(self.type.of)

    def list_chances(self, numbers: WorldNumbers = FLOATS) -> np.ndarray:
        """Return the chances of the points, which sum to 1."""
        key = None if numbers is FLOATS else mpmath.mp.prec
        if key not in self.known:
            weights = np.array([self._weigh(point, numbers) for point in self.list_points()])
            self.known[key] = weights / weights.sum()
        return self.known[key]

    def find_density(self, value: Value, numbers: WorldNumbers = FLOATS) -> Any:
        """Return the chance of a point, or the density elsewhere."""
        key = make_key(value)
        for point, chance in zip(self.list_points(), self.list_chances(numbers), strict=True):
            if make_key(point) == key:
                return chance
        weight = self._weigh(value, numbers)
        if isinstance(self.type.of, Thing):  # the law has one more point, so that chances are below 1
            return weight / (weight + sum(self._weigh(point, numbers) for point in self.list_points()))
        return weight

    def _weigh(self, value: Value, numbers: WorldNumbers) -> Any:
        parts = value if is_tuple(value) else (value,)
        hidden = self.world.mix(self.name, self.member, [*parts, *self.conditions], numbers)
        weights = self.world.draw_weights(1, (_HIDDEN,), "law", self.name, self.member, numbers=numbers)
        return numbers.exp(weights @ hidden)


class World:
    """Values of a formula's letters by a seed."""

    def __init__(self, formula: Formula, seed: int, sizes: Mapping[str, int] | None = None) -> None:
        self.formula = formula
        self.seed = seed
        # By a letter's name: what changes its drawn values, and what computes them from others.
        self.changes: dict[str, Callable[[Member, Value], Value]] = {}
        self.definitions: dict[str, Callable[[Member], Value]] = {}
        # Letters by the names of those with which they exchange values.
        self.exchanged: dict[str, Letter] = {}
        # Values that are given in the place of drawn ones: by a letter's name and member (None for all of its
        # members), by the call of a function, by an entry.
        self.given: dict[tuple[str, Member | None], Value] = {}
        self.given_calls: dict[Node, Value] = {}
        self.given_entries: dict[tuple[Any, ...], Value] = {}
        # The number of members of a set and points of a law; whether it and the places of indices vary.
        self._count = MEMBERS
        self._is_varied = False
        self._sizes = self._choose_sizes() if sizes is None else dict(sizes)
        self._places: dict[str, float] = {}
        self._points: dict[str, list[Value]] = {}
        self._drawn: dict[tuple[str, Member], Value] = {}
        self._weights: dict[tuple[Any, ...], np.ndarray] = {}

    def fork(self) -> World:
        """Return a world of the same draws before any change or given value."""
        other = World(self.formula, self.seed, self._sizes)
        other._count = self._count
        other._is_varied = self._is_varied
        other._points = self._points
        other._drawn = self._drawn
        other._weights = self._weights
        return other

    def make_rng(self, *key: Any) -> Generator:
        """Return a generator that depends on the seed and on ``key`` alone."""
        return np.random.default_rng(zlib.crc32(repr((self.seed, key)).encode()))

    @property
    def count(self) -> int:
        """How many members a set has, and points a law."""
        return self._count

    @property
    def members(self) -> int:
        """The number of members of a run, unless the formula gives it."""
        return self._count + self.formula.excludes

    def vary(self) -> None:
        """Let the number of members and the places of indices depend on the seed, too.

        A claim on three members may be false for four, and one on the second place for the third.
        """
        self._is_varied = True
        self._count = _FEW_LENGTHS[self._find_turn("members", len(_FEW_LENGTHS))]
        self._points = {}
        self._drawn = {}
        self._places = {}

    def draw_weights(
        self, size: float, shape: tuple[int, ...], *key: Any, numbers: WorldNumbers = FLOATS
    ) -> np.ndarray:
        """Return numbers between ``-size`` and ``size`` that depend on the seed, ``shape`` and ``key``."""
        known = (*key, shape, id(numbers))
        if known not in self._weights:
            self._weights[known] = numbers.convert(self.make_rng(*key).uniform(-size, size, shape))
        return self._weights[known]

    def _choose_sizes(self) -> dict[str, int]:
        """Return the lengths of axes: over a few seeds each takes all lengths, and no two always agree.

        A Latin square chooses them: its rows are the axes, its columns the seeds.
        """
        names = sorted({spell_plainly(letter) for letter in self.formula.axis_letters})
        lengths = _FEW_LENGTHS if len(names) <= len(_FEW_LENGTHS) else _LENGTHS
        turn = self._find_turn("sizes", len(lengths))
        sizes: dict[str, int] = {}
        for row, name in enumerate(names):
            # Further axes than there are lengths go through them in another order.
            step = 1 + row // len(lengths) % (len(lengths) - 1)
            place = (step * turn + row) % len(lengths)
            sizes[name] = lengths[place] + self.formula.excludes
        return sizes

    def _find_turn(self, key: str, count: int) -> int:
        """Return a number below ``count``; each block of ``count`` seeds has each number once."""
        block, place = divmod(self.seed, count)
        order = np.random.default_rng(zlib.crc32(repr((block, key)).encode())).permutation(count)
        return int(order[place])

    def find_place(self, letter: str) -> float:
        """Return the position of a free index: a different one for each, while there are enough.

        It is not after the end of the axes of the index, nor at their beginning unless it has to be, because
        its neighbour before it has to exist, too.
        """
        if not self._places:
            for name in self.formula.free_places:
                self._places[name] = self._choose_place(name)
        return self._places.get(letter, _MIDDLE_PLACE)

    def _choose_place(self, name: str) -> float:
        """Return a position along all axes of an index that no other index has, if there is one."""
        lengths = [self.find_size(axis) for axis in self.formula.places_along.get(name, ())]
        # The last place of an index that is not along an axis.
        last = min([*lengths, 4])
        order = [2.0, 3.0, 1.0, 4.0]
        if self._is_varied:
            order = [*self.make_rng("places", name).permutation([2.0, 3.0, 4.0]).tolist(), 1.0]
        free = [place for place in order if place <= last and place not in self._places.values()]
        return free[0] if free else _MIDDLE_PLACE

    def set_size(self, letter: str, size: int) -> None:
        """Give an axis a length."""
        self._sizes[spell_plainly(letter)] = size
        self._points = {}
        self._drawn = {}
        self._places = {}

    def find_given(self, name: str, member: Member = ()) -> Value | None:
        """Return the value that a letter's member was given; None where it is drawn."""
        return self.given.get((name, member), self.given.get((name, None)))

    def find_size(self, axis: Axis) -> int:
        """Return the length of an axis. Raises NoValue where it is below 1."""
        if not axis.letter:
            return axis.offset
        size = self.find_axis_size(axis.letter) + axis.offset
        if size < 1:
            raise NoValue(f"an axis of length {axis} = {size}")
        return size

    def find_axis_size(self, axis: str) -> int:
        """Return the length of an axis by its letter, or by the term of letters that it is."""
        name = spell_plainly(axis)
        terms = split_length(axis)
        if name in self._sizes or axis in terms[0][1]:
            # The length of an axis that no letter has.
            return self._sizes.get(name, 3)
        return sum(sign * math.prod(map(self._find_factor, factors)) for sign, factors in terms)

    def _find_factor(self, text: str) -> int:
        return int(text) if text.isdigit() else self.find_axis_size(text)

    def find_shape(self, type_: ArrayType) -> tuple[int, ...]:
        """Return the shape of an array. Raises NoValue where it is too large."""
        shape = tuple(map(self.find_size, type_.axes))
        if math.prod(shape) > MAX_ENTRIES:
            raise NoValue(f"an array of more than {MAX_ENTRIES} entries")
        return shape

    def draw(self, letter: Letter, member: Member = ()) -> Value:
        """Return the value of a letter's member."""
        letter = self.exchanged.get(letter.latex, letter)
        name = letter.latex
        if not member and isinstance(letter.type, NumberType) and self.formula.is_axis(letter.ref):
            return float(self.find_size(Axis(name)))
        given = self.find_given(name, member)
        if given is not None:
            if isinstance(letter.type, ArrayType):
                return np.array(given, ndmin=1) * np.ones(self.find_shape(letter.type))
            return given
        if name in self.definitions:
            return self.definitions[name](member)
        if (name, member) not in self._drawn:
            # An integral over a letter that is drawn anew at each place never settles.
            if len(self._drawn) >= 5_000:
                raise NoValue(f"{name} is another number at every place, and has no integral")
            self._drawn[name, member] = self.draw_value(name, member, letter.type)
        value = self._drawn[name, member]
        if name in self.changes:
            return self.changes[name](member, value)
        return value

    def draw_value(self, name: str, member: Member, type_: Type) -> Value:
        """Return a drawn value of a type. Raises NoValue."""
        rng = self.make_rng("value", name, member)
        match type_:
            case NumberType(law=law) | ArrayType(law=law) | Thing(law=law) if law:
                points = self.list_points(without_law(type_))
                return points[int(rng.integers(len(points)))]
            case IndexType():
                return self.find_place(name)
            case NumberType(is_whole=True, domain=Domain(high=math.inf)) if not member:
                return self._draw_count(name, type_)
            case NumberType():
                return float(self._draw_numbers(rng, type_.domain, ()))
            case ArrayType():
                values = self._draw_numbers(rng, type_.domain, self.find_shape(type_))
                return _shape_kind(values, type_.kind, rng)
            case Truth():
                return bool(rng.random() < 0.5)
            case Thing():
                return self._draw_thing(rng, name, member)
            case SetOf(of=UnknownType()):
                raise NoValue(f"${name}$ is a set without a size: say what its members are, such as set d")
            case SetOf(of=of):
                return self._draw_members(name, member, of)
            case LawType():
                return DrawnLaw(self, name, member, type_)
            case Function():
                return DrawnFunction(self, name, member, type_)
            case Several(items=items):
                return tuple(
                    self.draw_value(name, (*member, place), item) for place, item in enumerate(items)
                )
            case UnknownType():
                raise NoValue(f"{name} is not declared")
            case _:
                raise NoValue(f"{name} is a {type_}, which has no value")

    def _draw_members(self, name: str, member: Member, of: Type) -> list[Value]:
        if isinstance(of, IndexType):
            return [float(place + 1) for place in range(self.members)]
        if isinstance(of, Thing):
            return list(_THINGS[: self._count])
        return [self.draw_value(name, (*member, "member", place), of) for place in range(self._count)]

    def list_points(self, type_: Type) -> list[Value]:
        """Return the points that all laws over a type share."""
        key = str(type_)
        if key not in self._points:
            self._points[key] = self._draw_points(type_)
        return self._points[key]

    def _draw_points(self, type_: Type) -> list[Value]:
        if isinstance(type_, UnknownType):
            raise NoValue("a law does not declare its outcomes: write law d, or a row for a drawn letter")
        if isinstance(type_, IndexType | Thing):
            return self._draw_members("", (), type_)
        if isinstance(type_, NumberType) and type_.domain.values:
            return [*type_.domain.values]
        if isinstance(type_, NumberType) and type_.is_whole:
            low = int(type_.domain.low) if type_.domain.low > -math.inf else 0
            count = self._count
            if type_.domain.high < math.inf:
                count = min(count, int(type_.domain.high) - low + 1)
            return [float(low + place) for place in range(count)]
        if isinstance(type_, ArrayType) and type_.kind == "one-hot":
            length = self.find_shape(type_)[-1]
            return [np.eye(length)[place] for place in range(min(self._count, length))]
        if isinstance(type_, Several):
            # Cases of joint draws, each part with values of its own.
            columns = [self.list_points(item) for item in type_.items]
            return [
                tuple(column[(place + shift) % len(column)] for shift, column in enumerate(columns))
                for place in range(self._count)
            ]
        return [self.draw_value("point", (str(type_), place), type_) for place in range(self._count)]

    def _draw_thing(self, rng: Generator, name: str, member: Member) -> str:
        """Return a thing unlike all others; any of three where things are compared, so some are equal."""
        if self.formula.compares:
            return _THINGS[int(rng.integers(MEMBERS))]
        names = sorted(letter.latex for letter in self.formula.letters if isinstance(letter.type, Thing))
        number = 0
        for place in member:
            own = int(place) if isinstance(place, float) else zlib.crc32(repr(place).encode())
            number = number * len(_THINGS) + own
        number *= len(names)
        if name in names:
            number += names.index(name)
        rounds, at = divmod(number, len(_THINGS))
        return f"{_THINGS[at]}{rounds or ''}"

    def mix(
        self, name: str, member: Member, arguments: Sequence[Value], numbers: WorldNumbers = FLOATS
    ) -> np.ndarray:
        """Return five numbers between -1 and 1 that vary smoothly with each argument."""
        total: Any = self.draw_weights(1, (_HIDDEN,), "mix", name, member, numbers=numbers)
        for place, argument in enumerate(arguments):
            flat = self._flatten(argument, numbers)
            shape = (_HIDDEN, len(flat))
            weights = self.draw_weights(1, shape, "mix", name, member, place, len(flat), numbers=numbers)
            total = total + weights @ flat / math.sqrt(max(1, len(flat)))
        return numbers.tanh(total)

    def _flatten(self, argument: Value, numbers: WorldNumbers) -> np.ndarray:
        """Return a value as the numbers that a drawn function mixes.

        A thing becomes two numbers drawn from its name, a law its chances, a tuple the numbers of its items.
        A set becomes the mean over its members, because their order and number do not matter.
        """
        if isinstance(argument, str):
            drawn = np.random.default_rng(zlib.crc32(argument.encode())).uniform(-1, 1, 2)
            return numbers.convert(drawn)
        if isinstance(argument, DrawnLaw):
            return argument.list_chances(numbers)
        if isinstance(argument, DrawnFunction):
            raise NoValue("a function as an argument")
        if is_sequence(argument):
            parts = [self._flatten(part, numbers) for part in argument]
            if not parts:
                return numbers.convert(np.zeros(1))
            if is_tuple(argument):
                return np.concatenate(parts)
            return np.sum(parts, axis=0) / len(parts)
        return numbers.convert(np.atleast_1d(argument)).ravel()

    def _draw_count(self, name: str, type_: NumberType) -> float:
        """Return a whole number unlike those of other letters that count."""
        rng = self.make_rng("counts")
        first = float(type_.domain.low)
        if first >= 1:
            first = max(first, self.members)
        elif first == -math.inf:
            first = -2
        names = self.formula.count_letters
        span = max(len(names), 7 if rng.random() < 0.25 else 4)
        if name not in names:
            return float(first + self.make_rng("count", name).integers(span))
        return float(first + rng.permutation(span)[names.index(name)])

    def _draw_numbers(self, rng: Generator, domain: Domain, shape: tuple[int, ...]) -> Value:
        """Return numbers of a domain; a quarter of them near an end, because formulas differ there."""
        if domain.values:
            return rng.choice(domain.values, size=shape)
        low = float(domain.low)
        high = float(domain.high)
        if domain.integer:
            first = low if low > -math.inf else -2
            span = 6 if rng.random() < 0.25 else 3
            last = min(high, first + span)
            return rng.integers(int(first), int(last) + 1, size=shape).astype(float)
        near = rng.random(shape) < 0.25
        if low > -math.inf and high < math.inf:
            middle = rng.uniform(0.15, 0.85, shape)
            is_low = rng.random(shape) < 0.5
            edge = np.where(is_low, rng.uniform(0.01, 0.05, shape), rng.uniform(0.95, 0.99, shape))
            # Powers of such a share have a sum after few terms.
            share = 0.5 if self.formula.is_endless else 1
            return low + (high - low) * share * np.where(near, edge, middle)
        if low == -math.inf and high == math.inf:
            return rng.uniform(-1.6, 1.6, shape)
        step = np.where(near, rng.uniform(0.02, 0.1, shape), rng.uniform(0.3, 2.0, shape))
        if low == -math.inf:
            return high - step
        return low + step


def is_array(value: Value) -> bool:
    """Return whether a value is an array with at least one axis."""
    return isinstance(value, np.ndarray) and value.ndim > 0


def make_key(value: Value) -> Any:
    """Return the key of a value, different from the others, for a member's name."""
    if isinstance(value, str):
        return value
    if isinstance(value, DrawnLaw | DrawnFunction):
        return repr((getattr(value, "name", ""), getattr(value, "member", "")))
    if is_sequence(value):
        return tuple(map(make_key, value))
    if np.ndim(value) == 0:
        return round(float(value), 9)
    return tuple(np.asarray(value, dtype=float).ravel().round(9).tolist())


def _squeeze_into(domain: Domain, values: np.ndarray, numbers: WorldNumbers) -> np.ndarray:
    """Map real numbers smoothly into a domain."""
    low = float(domain.low)
    high = float(domain.high)
    if low > -math.inf and high < math.inf:
        return low + (high - low) / (1 + numbers.exp(-values))
    if low > -math.inf:
        return low + numbers.exp(values)
    if high < math.inf:
        return high - numbers.exp(values)
    return values


def _shape_kind(values: np.ndarray, kind: str, rng: Generator) -> np.ndarray:
    """Return an array that has a ``kind``."""
    match kind:
        case "simplex":
            positive = np.abs(values) + 0.05
            return positive / positive.sum(axis=-1, keepdims=True)
        case "one-hot":
            places = rng.integers(values.shape[-1], size=values.shape[:-1])
            return np.eye(values.shape[-1])[places]
        case "pd":
            return values @ values.T + 0.3 * np.eye(len(values))
        case "sym":
            return values + values.T
        case "diag":
            return np.diag(np.diag(values))
        case "orth":
            return np.linalg.qr(values)[0]
        case _:
            return values
