"""Numbers for the letters of a formula that the program has not drawn: any sizes, any seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from drill.formulas import Array, Formula, Function, Index, Number, World, make_world
from drill.formulas import Type as LetterType

SIZES = range(2, 7)


@dataclass(frozen=True)
class Draw:
    """Values of letters by LaTeX, lengths of axes, and the world of the program that has them."""

    letters: Mapping[str, Any]
    sizes: Mapping[str, int]
    world: World


def draw_own(formula: Formula, seed: int) -> Draw:
    """Return numbers that are drawn here, put into a world of the program.

    Two axes have different lengths in most draws, so that what holds of equal ones alone is seen.
    """
    rng = np.random.default_rng(seed)
    axes = sorted(formula.axis_letters)
    lengths = rng.permutation(SIZES)
    sizes = {axis: int(lengths[place % len(lengths)]) for place, axis in enumerate(axes)}
    own: dict[str, Any] = {}
    for letter in formula.letters:
        value = _draw_value(letter.type, sizes, rng)
        if value is not None and not formula.is_axis(letter.ref):
            own[letter.latex] = value

    def prepare(world: World) -> None:
        for axis, size in sizes.items():
            world.set_size(axis, size)
        for latex, value in own.items():
            world.given[latex, None] = value

    return _read_world(formula, make_world(formula, seed, prepare))


def draw_theirs(formula: Formula, seed: int) -> Draw:
    """Return the numbers that the program draws for itself."""
    return _read_world(formula, make_world(formula, seed))


def _read_world(formula: Formula, world: World) -> Draw:
    letters = {letter.latex: read_value(world.draw(letter)) for letter in formula.letters}
    sizes = {axis: world.find_axis_size(axis) for axis in formula.axis_letters}
    return Draw(letters, sizes, world)


def read_value(value: Any) -> Any:
    """Return a drawn value as Python has it: a function stays one of a list of arguments."""
    return value.copy() if isinstance(value, np.ndarray) else value


def change_value(value: Any, how: Callable[[Any], Any]) -> Any:
    """Return a value, or a function, that is changed."""
    if isinstance(value, np.ndarray | float | int):
        return how(value)
    return partial(_call_changed, value, how)


def _call_changed(function: Callable[..., Any], how: Callable[[Any], Any], arguments: Any) -> Any:
    return how(function(arguments))


def _draw_value(kind: LetterType, sizes: Mapping[str, int], rng: Generator) -> Any:
    """Return a value of a type; None for what the program draws: functions, laws and sets."""
    match kind:
        case Number(law="") if kind.is_whole:
            low = max(kind.domain.low, -3 if kind.domain.high < math.inf else 2)
            high = min(kind.domain.high, low + 4)
            return float(rng.integers(int(low), int(high) + 1))
        case Number(law=""):
            return float(_draw_numbers(kind.domain.low, kind.domain.high, (), rng))
        case Array(law=""):
            shape = tuple(sizes.get(axis.letter, 0) + axis.offset for axis in kind.axes)
            return _shape(_draw_numbers(kind.domain.low, kind.domain.high, shape, rng), kind.kind, rng)
        case Index():
            return float(rng.integers(1, 3))
        case Function() | _:
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
