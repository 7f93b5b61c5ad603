"""Random arrays for one trial: entries within what is assumed of them, matrices of the assumed structure."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from drill.arraycode.declared import axis_name, length_of
from drill.arraycode.task import CodeTask
from drill.arraycode.tree import Number, walk
from drill.errors import KeyFaultError
from drill.maths.domains import ROWS_SUM_TO_1, Assumptions, Domain

# Draws at most, since what is assumed may refuse many.
_TRIES = 60
# Any number: the same trials come in every check.
_SEED = 20
# So many named axes make arrays that are large enough when they are short.
_MANY = 5


def drawn_arrays(
    task: CodeTask, assumed: Assumptions, manner: str, draw: random.Random
) -> Iterator[tuple[Mapping[str, int], dict[str, Any]]]:
    """Draw lengths of the axes and arrays of them, in one manner, such as ``signed`` or ``unit``.

    Square matrices are far from singular but in the manners ``unit`` and ``loose``. Raises KeyFaultError for
    a structure that only square matrices have.
    """
    computed = {axis for _, axes in task.arrays for axis in axes if axis_name(axis) not in ("", axis)}
    for turn, sizes in enumerate(_sizes(task)):
        arrays: dict[str, Any] = {}
        if any(length_of(axis, sizes) in sizes.values() for axis in computed):
            continue
        for name, axes in task.arrays:
            lengths = [length_of(axis, sizes) for axis in axes]
            structure = assumed.structures.get(name, "")
            arrays[name] = _array(lengths, assumed.domain(name), structure, manner, draw, turn)
        yield sizes, arrays


def _sizes(task: CodeTask) -> Iterator[dict[str, int]]:
    """Lengths for the named axes: small ones rising, larger ones falling, then in any order."""
    names = dict.fromkeys(axis_name(axis) for _, axes in task.arrays for axis in axes)
    named = list(filter(None, names))
    taken = {int(axis) for _, axes in task.arrays for axis in axes if axis.isdigit()}
    small = range(2, max(len(named), 5) + 4 + len(taken))
    written = {int(node.value) for node in walk(task.key) if isinstance(node, Number)}
    # the key may divide these: a number of heads divides a width
    divided = [length for length in written | taken if 4 < length <= 32]
    pool = sorted({*small, *divided, *(2 * length for length in divided)} - taken)
    least = pool[: len(named)]
    untaken = [length for length in small if length not in taken]
    other = untaken[-len(named) :] if len(named) < _MANY else least
    yield dict(zip(named, least, strict=True))
    yield dict(zip(named, reversed(other), strict=False))
    draw = random.Random(_SEED)
    for _ in range(_TRIES):
        yield dict(zip(named, draw.sample(pool, len(named)), strict=True))


def _array(
    lengths: Sequence[int], domain: Domain, structure: str, manner: str, draw: random.Random, turn: int
) -> Any:
    """One array; an array without axes changes its sign from turn to turn."""
    count = int(np.prod(lengths, dtype=int))
    signs = [1 if (place + turn) % 2 else -1 for place in range(count)]
    draw.shuffle(signs)
    entries = [_entry(domain, manner, sign, draw) for sign in signs]
    array = np.array(entries, dtype=bool if domain.boolean else float).reshape(lengths)
    is_square = len(lengths) >= 2 and lengths[-1] == lengths[-2]
    if domain == Domain() and is_square:
        array = array @ np.swapaxes(array, -1, -2) if manner == "definite" else array
        array = array if manner in ("unit", "loose") else array + 2.5 * np.eye(lengths[-1])
    if structure and structure != ROWS_SUM_TO_1 and not is_square:
        raise KeyFaultError(f"assume: only a square matrix is {structure}")
    array = _STRUCTURED[structure](array) if structure else array
    array.flags.writeable = False
    return array


def _entry(domain: Domain, manner: str, sign: int, draw: random.Random) -> float:
    size = draw.uniform(0.1, 1.9)
    low, high = domain.low, domain.high
    if domain.integer:
        return _whole(domain, draw)
    if isinstance(low, Fraction) and isinstance(high, Fraction):
        return float(low) + float(high - low) * draw.uniform(0.05, 0.95)
    if isinstance(low, Fraction):
        return float(low) + size
    if isinstance(high, Fraction):
        return float(high) - size
    if manner == "unit":
        return draw.uniform(0.05, 0.95)
    return size if manner == "positive" else sign * size


def _whole(domain: Domain, draw: random.Random) -> float:
    """A whole number of a domain, one of the nine nearest to its end or to zero."""
    low, high = domain.low, domain.high
    start = int(low) if isinstance(low, Fraction) else int(high) - 9 if isinstance(high, Fraction) else -4
    inside = [number for number in range(start - 1, start + 11) if number in domain]
    if not inside:
        raise KeyFaultError("assume: no integer is small enough")
    return float(draw.choice(inside))


def _swapped(matrix: Any) -> Any:
    return np.swapaxes(matrix, -1, -2)


# Matrices of what may be assumed of one, made of any square matrix.
_STRUCTURED: Mapping[str, Callable[[Any], Any]] = {
    "symmetric": lambda matrix: (matrix + _swapped(matrix)) / 2,
    "skew": lambda matrix: (matrix - _swapped(matrix)) / 2,
    "antisymmetric": lambda matrix: (matrix - _swapped(matrix)) / 2,
    "positive definite": lambda matrix: matrix @ _swapped(matrix) + np.eye(matrix.shape[-1]),
    "orthogonal": lambda matrix: np.linalg.qr(matrix)[0],
    ROWS_SUM_TO_1: lambda matrix: np.abs(matrix) / np.abs(matrix).sum(axis=-1, keepdims=True),
    "diagonal": lambda matrix: matrix * np.eye(matrix.shape[-1]), "upper triangular": np.triu,
    "lower triangular": np.tril, "invertible": lambda matrix: matrix,
}  # fmt: skip
