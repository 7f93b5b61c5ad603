"""Random arrays of named shapes; axes have different lengths in every run, so that no mistake hides."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from drill.arraycode import axis_name, find_axis_length, give_structure
from drill.banks.draws import SplitMix64
from drill.banks.scope import Scope
from drill.errors import BankError
from drill.maths.domains import ORTHONORMAL_COLUMNS

# Lengths of the axes in order, all different in each trial, so that an axis in the wrong place shows.
_LENGTHS = ((2, 3, 4, 5, 6, 7, 8), (5, 4, 3, 2, 7, 6, 8), (1, 4, 2, 3, 5, 6, 7))


def list_shape_axes(shapes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return all axes named in shapes, in order."""
    names = (axis_name(axis) for lengths in shapes.values() for axis in lengths)
    return tuple(dict.fromkeys(filter(None, names)))


def sizes_of(axes: Sequence[str], scope: Scope) -> Iterator[dict[str, int]]:
    """Yield several assignments of different lengths to axes; an axis that is a parameter has its value."""
    for lengths in _LENGTHS:
        fixed = fixed_sizes(axes, scope)
        free = [axis for axis in axes if axis not in fixed]
        yield {**fixed, **dict(zip(free, itertools.cycle(lengths), strict=False))}


def fixed_sizes(axes: Sequence[str], scope: Scope) -> dict[str, int]:
    """Return the lengths of the axes that are parameters with whole values."""
    return {axis: int(value) for axis in axes if (value := scope.params.get(axis)) and value.isdigit()}


def random_arrays(
    shapes: Mapping[str, Sequence[str]], generator: SplitMix64, kinds: Mapping[str, str], scope: Scope
) -> Iterator[dict[str, Any]]:
    """Yield random arrays of named shapes, in several sizes; ``kinds`` asks for symmetric ones and the
    like."""
    tall = [axes for name, axes in shapes.items() if axes[1:] and kinds.get(name) == ORTHONORMAL_COLUMNS]
    for sizes in sizes_of(list_shape_axes(shapes), scope):
        if all(find_axis_length(axes[0], sizes) >= find_axis_length(axes[-1], sizes) for axes in tall):
            yield draw_named_arrays(shapes, sizes, generator, kinds)


def draw_named_arrays(
    shapes: Mapping[str, Sequence[str]],
    sizes: Mapping[str, int],
    generator: SplitMix64,
    kinds: Mapping[str, str],
) -> dict[str, Any]:
    """Return one random array for each shape, whose axes have the given sizes."""
    arrays: dict[str, Any] = {}
    for name, lengths in shapes.items():
        shape = [find_axis_length(axis, sizes) for axis in lengths]
        arrays[name] = random_array(shape, generator, kinds.get(name, "")) if shape != [0] else 0.0
    return arrays


def random_array(shape: Sequence[int], generator: SplitMix64, kind: str) -> Any:
    """Return an array of a kind (``positive``, ``symmetric`` …); raises BankError for an unknown one."""
    values = generator.reals(int(np.prod(shape)), -1.5, 1.5).reshape(shape)
    if len(shape) == 2 and shape[0] == shape[1]:
        # far from singular, so that inverses are well conditioned
        values = values + 2.5 * np.eye(shape[0])
    kind = kind.strip().replace("-", " ")
    if kind == "positive":
        return np.abs(values) + 0.1
    try:
        return give_structure(values, kind) if kind else values
    except (KeyError, ValueError):  # the latter for a number
        message = f"no matrix is assumed to be {kind!r}"
        raise BankError(message, field="witness.assume", code="witness") from None
