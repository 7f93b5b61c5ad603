"""Random matrices of declared shapes, and what the key makes of them.

All named axes of one trial have different lengths, so that a matrix in the wrong place shows.
"""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, cast

import mpmath

from drill.checking.arrays import DIGITS, Array, Identity, Number, Value, added, inverse, multiplied
from drill.checking.evaluation import value_of
from drill.checking.judges.context import exact_points
from drill.checking.kinds.matrices import MatrixExpressionSpec
from drill.errors import CheckError, KeyFaultError
from drill.maths.domains import ROWS_SUM_TO_1, assumptions_of
from drill.maths.precise_functions import MP
from drill.maths.tree import Call, Node, walk

# Trials in different sizes that tell matrices apart.
_WANTED = 3
# Trials that show all signs, where functions bend.
_MANY = 12
# Draws at most, since on some of them a key has no value.
_TRIES = 16
_SMOOTH = frozenset({"T", "inv", "det", "trace", "dot", "cross", "eye", "diag", "exp", "rank"})
# Any number: the same trials come in every check.
_SEED = 20


@dataclass(frozen=True, slots=True)
class MatrixTrial:
    """Lengths of the axes, what every name stands for, and the key's value."""

    sizes: Mapping[str, int]
    point: Mapping[str, Any]
    key: Value


def has_functions(node: Node) -> bool:
    """Whether functions of numbers stand in a tree: where they bend, signs of what they take matter."""
    return any(isinstance(part, Call) and part.name not in _SMOOTH for part in walk(node))


@lru_cache(maxsize=64)
def trials_of(spec: MatrixExpressionSpec, key: Node, *, many: bool = False) -> tuple[MatrixTrial, ...]:
    """Return the trials of a spec's key, or of another; KeyFaultError where it has no value on matrices of
    the declared shapes.

    ``many`` asks for enough of them that all signs occur.
    """
    draw = random.Random(_SEED)
    found: list[MatrixTrial] = []
    fault: CheckError | None = None
    points = _scalars(spec)
    with mpmath.workdps(DIGITS):
        for turn, sizes in enumerate(_sizes(spec, draw)):
            point = _point(spec, sizes, points[turn % len(points)], draw)
            try:
                found.append(MatrixTrial(sizes, point, value_of(key, point)))
            except CheckError as error:
                fault = error
            if len(found) == (_MANY if many else _WANTED):
                break
    if not found:
        said = f": {fault.message}" if fault else ""
        raise KeyFaultError(f"the key has no value on matrices of these shapes{said}")
    return tuple(found)


def _sizes(spec: MatrixExpressionSpec, draw: random.Random) -> Iterator[dict[str, int]]:
    """Lengths for the named axes: rising, falling, then in any order."""
    named = spec.axes
    taken = {int(axis) for _, axes in spec.shapes for axis in axes if axis.isdigit()}
    pool = [length for length in range(2, 6 + len(named) + len(taken)) if length not in taken]
    yield dict(zip(named, pool, strict=False))
    yield dict(zip(named, reversed(pool[: len(named)]), strict=True))
    for _ in range(_TRIES):
        yield dict(zip(named, draw.sample(pool[: len(named) + 2], len(named)), strict=True))


def _scalars(spec: MatrixExpressionSpec) -> list[dict[str, Fraction]]:
    """Values of the names that are numbers, within what is assumed of them."""
    arrays = {name for name, axes in spec.shapes if axes} | {"I"} | set(spec.axes)
    names = sorted(spec.names.declared - arrays)
    assumed = assumptions_of(spec.assume, frozenset(names))
    return exact_points(names, assumed, _TRIES)


def _point(
    spec: MatrixExpressionSpec, sizes: Mapping[str, int], scalars: Mapping[str, Fraction], draw: random.Random
) -> dict[str, Any]:
    structures = assumptions_of(spec.assume, spec.names.declared).structures
    point: dict[str, Any] = {**scalars, **{axis: Fraction(length) for axis, length in sizes.items()}}
    if "I" in spec.names.matrices and "I" not in dict(spec.shapes):
        point["I"] = Identity(1)
    for name, axes in spec.shapes:
        lengths = [sizes[axis] if axis in sizes else int(axis) for axis in axes]
        if lengths:
            point[name] = _drawn(lengths, structures.get(name, ""), draw)
    return point


def _drawn(lengths: Sequence[int], structure: str, draw: random.Random) -> Array:
    rows, columns = lengths[0], lengths[-1]
    if len(lengths) == 1:
        return Array.vector(_entry(draw) for _ in range(rows))
    plain = Array(tuple(tuple(_entry(draw) for _ in range(columns)) for _ in range(rows)))
    if not structure:
        return plain
    if rows != columns and structure != ROWS_SUM_TO_1:
        raise KeyFaultError(f"assume: only a square matrix is {structure}")
    return _STRUCTURED[structure](plain)


def _entry(draw: random.Random) -> MP:
    return mpmath.mpf(draw.choice([number for number in range(-19, 20) if number])) / 4


def _sum(left: Value, right: Value) -> Array:
    return cast(Array, added(left, right))


def _negative(entry: Number) -> Number:
    return -entry


def _skew(plain: Array) -> Array:
    return _sum(plain, plain.transposed().each(_negative))


def _orthogonal(plain: Array) -> Array:
    """Cayley's transform of a skew matrix."""
    skew = _skew(plain)
    less, more = _sum(Identity(1), skew.each(_negative)), _sum(Identity(1), skew)
    return cast(Array, multiplied(less, inverse(more)))


def _kept(plain: Array, keep: Callable[[int, int], bool]) -> Array:
    rows = enumerate(plain.rows)
    return Array(tuple(tuple(entry if keep(i, j) else 0 for j, entry in enumerate(row)) for i, row in rows))


def _with_row_sums_of_1(plain: Array) -> Array:
    sizes = plain.each(abs)
    return Array(tuple(tuple(entry / sum(row) for entry in row) for row in sizes.rows))


_STRUCTURED: Mapping[str, Callable[[Array], Array]] = {
    "symmetric": lambda plain: _sum(plain, plain.transposed()),
    "skew": _skew,
    "antisymmetric": _skew,
    "positive definite": lambda plain: _sum(multiplied(plain, plain.transposed()), Identity(1)),
    "orthogonal": _orthogonal,
    "diagonal": lambda plain: _kept(plain, lambda i, j: i == j),
    "upper triangular": lambda plain: _kept(plain, lambda i, j: i <= j),
    "lower triangular": lambda plain: _kept(plain, lambda i, j: i >= j),
    "invertible": lambda plain: plain,
    ROWS_SUM_TO_1: _with_row_sums_of_1,
}


def shown(size: tuple[int, int], trial: MatrixTrial) -> str:
    """Return a size in the letters of the axes, as far as it is made of them."""
    letters = {length: axis for axis, length in trial.sizes.items()}
    return "×".join(letters.get(length, str(length)) for length in size)
