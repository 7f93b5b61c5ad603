"""Random arrays of the declared shapes, several sizes, and what the key makes of them.

All axes of one trial have different lengths, and none the length of an axis that is declared as a number, so
that a mistaken axis shows. The arrays are as general as the key allows: of both signs, else positive, else
between 0 and 1, else symmetric with positive eigenvalues. A trial counts only where the key's result holds
still when the arrays are changed by a rounding: ill-conditioned ones would tell right answers wrong.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from drill.checking.code.compare import is_close, numbers
from drill.checking.code.run import run
from drill.checking.code.tree import Binary, Call, Constant, Number, walk
from drill.checking.kinds.context import KeyFaultError, assumptions_of
from drill.checking.spec import CodeSpec
from drill.errors import CheckError, UndefinedError
from drill.maths import exact
from drill.maths.domains import Assumptions, Domain
from drill.maths.tree import Node, symbols

Arrays = Mapping[str, Any]

_WANTED = 3
_TRIES = 30
_WIDE = 30.0
_FAR = 1e4
_GROSS = 0.3
_MIDDLE = 3.0
_FINE = 1e-3
_PRODUCTS = frozenset({"matmul", "dot", "inner", "vdot", "tensordot", "einsum", "prod", "cumprod"})
_TINY_FLOOR = 0.02
_ROUNDING = 1e-14
_SEED = 20
_PROBED = 10
_MANY = 5
"""So many named axes make arrays that are large enough when they are short."""
_OF_SYMMETRIC = frozenset({"linalg.cholesky", "linalg.eigh", "linalg.eigvalsh"})
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
_MANNERS = ("signed", "positive", "unit", "definite")


@dataclass(frozen=True, slots=True)
class Trial:
    """Lengths of the axes, arrays of them, and the key's result.

    In a ``wide`` trial the entries are large, tiny or of both sorts: it finds what differs there only, and
    grossly.
    """

    sizes: Mapping[str, int]
    arrays: Arrays
    key: Any
    wide: bool = False
    floor: float = 1.0
    """In a wide trial, the size below which entries of the key are not judged more closely."""
    slack: float = _GROSS
    """In a wide trial, the relative difference that counts."""


@lru_cache(maxsize=64)
def trials_of(spec: CodeSpec) -> tuple[Trial, ...]:
    """The trials of a spec; KeyFaultError where its key has no value on arrays of the declared shapes."""
    best, signed = _Drawn(), _Drawn()
    for manner in _manners(spec):
        drawn = _drawn(spec, manner)
        signed = drawn if manner == "signed" else signed
        if len(drawn.trials) == _WANTED and not drawn.undefined:
            best = drawn
            break
        if len(drawn.trials) > len(best.trials) or not best.trials:
            best = drawn
    if not best.trials:
        said = f": {best.fault.message}" if best.fault else ""
        raise KeyFaultError(f"code: the key has no value on arrays of these shapes{said}")
    # A comparison makes a mask: of arrays that are all positive every mask is full, and tells nothing.
    masked = signed.trials if best is not signed and _compares(spec) else ()
    one_signed = _one_signed(spec, best.trials) if best is signed else ()
    return (*best.trials, *masked, *one_signed, *_wide(spec, best.trials))


def _compares(spec: CodeSpec) -> bool:
    return any(isinstance(node, Binary) and node.op in _COMPARISONS for node in walk(spec.key))


def _manners(spec: CodeSpec) -> tuple[str, ...]:
    """The manners of drawing, the most general first that suits what the key calls."""
    called = {node.function for node in walk(spec.key) if isinstance(node, Call)}
    return ("definite",) if called & _OF_SYMMETRIC else _MANNERS


@dataclass
class _Drawn:
    """Trials drawn in one manner; ``undefined`` counts draws on which the key has no value."""

    trials: list[Trial] = field(default_factory=list)
    undefined: int = 0
    fault: CheckError | None = None


def _drawn(spec: CodeSpec, manner: str) -> _Drawn:
    """As many trials as are wanted; some more draws tell whether the key has a value throughout."""
    draw = random.Random(_SEED)
    assumed = _assumptions(spec)
    drawn = _Drawn()
    for turn, sizes in enumerate(_sizes(spec)):
        if len(drawn.trials) == _WANTED and turn >= _PROBED:
            break
        arrays: dict[str, Any] = {}
        for name, axes in spec.arrays:
            lengths = [sizes[axis] if axis in sizes else int(axis) for axis in axes]
            arrays[name] = _array(lengths, assumed.domain(name), manner, draw, turn)
        if not _satisfy(assumed.relations, arrays):
            continue
        try:
            key = _still(spec, arrays, draw)
        except CheckError as error:
            drawn.fault = error
            drawn.undefined += isinstance(error, UndefinedError)
            continue
        if key is not None and len(drawn.trials) < _WANTED:
            drawn.trials.append(Trial(sizes, arrays, key))
    return drawn


def _assumptions(spec: CodeSpec) -> Assumptions:
    return assumptions_of(spec.assume, frozenset(name for name, _ in spec.arrays))


def _wide(spec: CodeSpec, trials: Sequence[Trial]) -> Iterator[Trial]:
    """The largest trial once more at other sizes, where nothing bounds them and the key holds."""
    assumed = _assumptions(spec)
    if assumed.relations or any(assumed.domain(name) != Domain() for name, _ in spec.arrays):
        return
    largest = _largest(trials)
    scales = [(_large, 1.0), (_far, 1.0), (_tiny, _TINY_FLOOR), (_mixed, _TINY_FLOOR)]
    if not _multiplies(spec):
        scales.append((_middle, 1.0))
    for scaled, floor in scales:
        arrays = {name: scaled(array) for name, array in largest.arrays.items()}
        key = _key_on(spec, arrays)
        if key is not None:
            slack = _FINE if scaled is _middle else _GROSS
            yield Trial(largest.sizes, arrays, key, wide=True, floor=floor, slack=slack)


def _one_signed(spec: CodeSpec, trials: Sequence[Trial]) -> Iterator[Trial]:
    """The largest trial once more with all entries below or above zero, where nothing bounds them.

    Among entries of both signs the largest of a row is hardly ever below zero.
    """
    assumed = _assumptions(spec)
    if assumed.relations or any(assumed.domain(name) != Domain() for name, _ in spec.arrays):
        return
    largest = _largest(trials)
    for sign in (-1, 1):
        arrays = {name: sign * np.abs(array) for name, array in largest.arrays.items()}
        key = _key_on(spec, arrays)
        if key is not None:
            yield Trial(largest.sizes, arrays, key)


def _largest(trials: Sequence[Trial]) -> Trial:
    return max(trials, key=lambda trial: sum(array.size for array in trial.arrays.values()))


def _key_on(spec: CodeSpec, arrays: Arrays) -> Any:
    """The key's result on changed arrays; None where it has none, or moves by more than a rounding does."""
    try:
        return _still(spec, arrays, random.Random(_SEED))
    except CheckError:
        return None


def _multiplies(spec: CodeSpec) -> bool:
    """Whether sums of products grow so large that functions of them lose their last digits."""
    return any(
        (isinstance(node, Binary) and node.op == "@")
        or (isinstance(node, Call) and (node.function in _PRODUCTS or node.function.startswith("linalg.")))
        for node in walk(spec.key)
    )


def _middle(array: Any) -> Any:
    """Large enough for what saturates to be cut off, such as a sigmoid, and no larger."""
    return array * _MIDDLE


def _large(array: Any) -> Any:
    return array * _WIDE


def _far(array: Any) -> Any:
    """So large that a clip shows which nobody meets: what overflows there is passed over."""
    return array * _FAR


def _tiny(array: Any) -> Any:
    return array / _WIDE


def _mixed(array: Any) -> Any:
    """Large and tiny rows by turns, so that what is bounded row by row shows on both sides of the bound."""
    if array.ndim < 2:
        return array
    factors = np.resize([_WIDE, 1 / _WIDE, 1.0], array.shape[0])
    return array * factors.reshape(-1, *[1] * (array.ndim - 1))


def _still(spec: CodeSpec, arrays: Arrays, draw: random.Random) -> Any:
    """The key's result; None where it moves by more than a rounding does, UndefinedError for nan and inf."""
    key = numbers(run(spec.key, arrays).result)
    allowed = Constant("inf") in walk(spec.key)
    if np.isnan(key).any() or (not allowed and np.isinf(key).any()):
        raise UndefinedError("nan or inf comes out")
    moved = {
        name: array
        * (1 + _ROUNDING * np.array([draw.uniform(-1, 1) for _ in range(array.size)]).reshape(array.shape))
        for name, array in arrays.items()
    }
    again = numbers(run(spec.key, moved).result)
    return key if is_close(key, again, 1e-11) else None


def _sizes(spec: CodeSpec) -> Iterator[dict[str, int]]:
    """Lengths for the named axes: small ones rising, larger ones falling, then in any order."""
    named = list(dict.fromkeys(axis for _, axes in spec.arrays for axis in axes if not axis.isdigit()))
    taken = {int(axis) for _, axes in spec.arrays for axis in axes if axis.isdigit()}
    small = range(2, max(len(named), 5) + 4 + len(taken))
    pool = sorted({*small, *_multiples(spec, taken)} - taken)
    least = pool[: len(named)]
    other = (
        [length for length in small if length not in taken][-len(named) :] if len(named) < _MANY else least
    )
    yield dict(zip(named, least, strict=True))
    yield dict(zip(named, reversed(other), strict=False))
    draw = random.Random(_SEED)
    for _ in range(_TRIES):
        yield dict(zip(named, draw.sample(pool, len(named)), strict=True))


def _multiples(spec: CodeSpec, taken: set[int]) -> Iterator[int]:
    """Lengths that the key may divide: a number of heads divides a width."""
    written = {int(node.value) for node in walk(spec.key) if isinstance(node, Number)}
    for length in written | taken:
        if 4 < length <= 32:
            yield from (length, 2 * length)


def _array(lengths: Sequence[int], domain: Domain, manner: str, draw: random.Random, turn: int) -> Any:
    """One array; an array without axes changes its sign from turn to turn."""
    count = int(np.prod(lengths, dtype=int))
    signs = [1 if (place + turn) % 2 else -1 for place in range(count)]
    draw.shuffle(signs)
    entries = [_entry(domain, manner, sign, draw) for sign in signs]
    array = np.array(entries, dtype=float).reshape(lengths)
    is_square = len(lengths) >= 2 and lengths[-1] == lengths[-2]
    if domain == Domain() and is_square:
        array = array @ np.swapaxes(array, -1, -2) if manner == "definite" else array
        array = array if manner == "unit" else array + 2.5 * np.eye(lengths[-1])  # far from singular
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
    match manner:
        case "positive":
            return size
        case "unit":
            return draw.uniform(0.05, 0.95)
        case _:
            return sign * size


def _whole(domain: Domain, draw: random.Random) -> float:
    """A whole number of a domain, one of the nine nearest to its end or to zero."""
    low, high = domain.low, domain.high
    start = int(low) if isinstance(low, Fraction) else int(high) - 9 if isinstance(high, Fraction) else -4
    inside = [number for number in range(start - 1, start + 11) if number in domain]
    if not inside:
        raise KeyFaultError("assume: no integer is small enough")
    return float(draw.choice(inside))


def _satisfy(relations: Sequence[Node], arrays: Arrays) -> bool:
    """Whether numbers satisfy what is assumed between them; arrays cannot be assumed to."""
    for relation in relations:
        values = {name: arrays[name] for name in symbols(relation) if name in arrays}
        if any(value.ndim for value in values.values()):
            raise KeyFaultError("assume: a relation is between numbers, not between arrays")
        if exact.truth(relation, {name: Fraction(float(value)) for name, value in values.items()}) is False:
            return False
    return True
