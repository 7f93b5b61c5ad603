"""Random arrays of the declared shapes, in several sizes, and the key's results on them.

All axes of one trial have different lengths, and none the length of an axis that is declared as a number, so
that a mistaken axis shows. The arrays are as general as the key allows: of both signs, else positive, else
between 0 and 1, else symmetric with positive eigenvalues. A trial counts only if the key's result is stable
when the arrays are changed by a rounding, and if every matrix that the key inverts or solves with is far from
singular, because ill-conditioned ones would make right answers look wrong.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import chain, cycle, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drill.arraycode.allowed import OWN
from drill.arraycode.array_code_runner import CodeRun, run
from drill.arraycode.array_code_tree import CodeBinary, CodeCall, CodeNumber, Constant, Program, walk_program
from drill.arraycode.axes import Axis
from drill.arraycode.branches import list_branch_programs
from drill.arraycode.task import CodeTask, Declared, list_axis_letters
from drill.arraycode.tensor_functions import Value
from drill.errors import CheckError, KeyFaultError, UndefinedError
from drill.maths import exact, numeric
from drill.maths.domains import (
    ENTRIES_SUM_TO_1,
    OF_ANY_SHAPE,
    ORTHONORMAL_COLUMNS,
    ROWS_NOT_ZERO,
    ROWS_OF_NORM_1,
    ROWS_SUM_TO_1,
    SHARES,
    SORTED,
    Assumptions,
    Domain,
    assumptions_of,
    narrow_domain_by_constant,
)
from drill.maths.maths_tree import Node, find_symbols

# Relative difference that counts as equal: a hundred thousand roundings of doubles.
RELATIVE = 1e-9
# Share of the largest entry, as the scale for an entry that should vanish.
_FLOOR = 1e-3
# Max rounding error if the whole key is zero.
_ZERO = 1e-12


def convert_result_to_numbers(result: Any) -> Any:
    """Return a result as floats, or complex if it is: truth values count as 0 and 1."""
    array = np.asarray(result)
    return array if array.dtype.kind == "c" else array.astype(float)


def is_close_entrywise(key: Any, answer: Any, relative: float = RELATIVE, least: float = 0.0) -> bool:
    """Return whether results of one shape agree entry by entry; infinities only with themselves, nan never.

    ``least`` is the size below which entries of the key are not judged more closely.
    """
    if key.shape != answer.shape:
        return False
    endless = np.isinf(key)
    if not np.array_equal(endless, np.isinf(answer)) or not np.array_equal(key[endless], answer[endless]):
        return False
    key = key[~endless]
    answer = answer[~endless]
    sizes = np.abs(key)
    largest = float(np.max(sizes, initial=0.0))
    margin = relative * np.maximum(sizes, max(_FLOOR * largest, least)) if largest else _ZERO
    with np.errstate(over="ignore"):
        return bool(np.all(np.abs(answer - key) <= margin))


Arrays = Mapping[str, Any]

# Factor of the usual entries: exp of ten of them is still a double, but saturating functions are saturated.
_WIDE = 30.0
# Factor of the usual entries: beyond every bound that a program of an exercise clips to.
_FAR = 1e4
# Relative slack of wide trials, because their last digits cancel: only a difference of kind counts there.
_GROSS = 0.3
# Factor of the usual entries: a sigmoid is nearly flat there, but keeps four digits of its slope.
_MIDDLE = 3.0
# Relative slack at ``_MIDDLE``, as fine as four digits, because doubles lose little there.
_FINE = 1e-3
_PRODUCTS = frozenset({"matmul", "dot", "inner", "vdot", "tensordot", "einsum", "prod", "cumprod"})
# Size below which an epsilon may explain a difference; entries divided by ``_WIDE`` are about as large.
_TINY_FLOOR = 0.02
# Seed of the trials, which are the same in every check.
_SEED = 20
# Functions whose results are places, because different numbers in them often have the same result.
_PLACES = frozenset({"argmax", "argmin", "argsort", "sort", "topk", "max/dim", "min/dim"})
# Functions that lose as many digits as the condition number of their matrix has.
_INVERTING = frozenset({"linalg.inv", "linalg.solve", "linalg.cholesky"})
# Functions that distinguish a matrix of lower rank from others.
_OF_RANK = frozenset({"linalg.matrix_rank", "linalg.det"})
_OF_SYMMETRIC = frozenset({"linalg.cholesky", "linalg.eigh", "linalg.eigvalsh"})
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
_BENDING = frozenset({"sign", "maximum", "minimum", "where", "clip", "heaviside", "relu", "max", "min"})
# Distances from the points where a key bends.
_DISTANCES = (1e-12, 1e-4, 1e-9, 1e-3, 1e-7, 1e-2)
# The manners of drawing, the most general first.
_MANNERS = ("signed", "positive", "unit", "definite")
# The manners of drawing that are tried for a branch that no trial shows, with factors of the usual
# entries; and how many draws of each.
_BRANCH_MANNERS = (("signed", 1.0), ("positive", 1.0), ("unit", 1.0), ("loose", 1.0), ("signed", _MIDDLE))
_BRANCH_DRAWS = 12


@dataclass(frozen=True, slots=True)
class CodeTrial:
    """Lengths of the axes, arrays with these lengths, and the key's result.

    In a ``wide`` trial the entries are large, tiny or of both sorts: it finds gross differences that appear
    only there.
    """

    sizes: Mapping[str, int]
    arrays: Arrays
    key: Any
    wide: bool = False
    # The size below which entries of the key are not judged more closely.
    floor: float = 0.0
    # The relative difference that counts.
    slack: float = RELATIVE
    # A sentence on the special property of its arrays.
    remark: str = ""
    # Whether an answer without a value counts as equal, because inverting or factoring a covariance is right.
    may_fail: bool = False


@lru_cache(maxsize=64)
def make_code_trials(task: CodeTask) -> tuple[CodeTrial, ...]:
    """Return the trials of a task. Raises KeyFaultError if its key has no value on such arrays."""
    manners = _MANNERS if _find_called_functions(task).isdisjoint(_OF_SYMMETRIC) else ("definite",)
    best = _Drawn()
    best_manner = ""
    signed = _Drawn()
    for manner in manners:
        drawn = _draw_trials(task, manner)
        if manner == "signed":
            signed = drawn
        is_complete = len(drawn.trials) == _count_needed_trials(task) and not drawn.undefined
        if is_complete or len(drawn.trials) > len(best.trials) or not best.trials:
            best = drawn
            best_manner = manner
        if is_complete:
            break
    if not best.trials:
        reason = f": {best.fault.message}" if best.fault else ""
        raise KeyFaultError(f"code: the key has no value on arrays of these shapes{reason}")
    # Arrays of both signs for keys with comparisons, because all-positive arrays make every mask full.
    masked = signed.trials if best is not signed and _has_comparison(task) else ()
    trials = (*best.trials, *masked, *_change_magnitudes(task, best.trials, is_signed=best is signed))
    trials = (*trials, *_make_branch_trials(task, [trial for trial in trials if not trial.wide]))
    first = best.trials[0]
    corners = _at_corners(task, first) if best_manner != "definite" else ()
    return (*trials, *corners, *_with_axes_of_one(task, first, best_manner), *_near_thresholds(task, first))


def _find_called_functions(task: CodeTask) -> set[str]:
    """Return the functions that the key calls."""
    return {node.function.removeprefix(OWN) for node in walk_program(task.key) if isinstance(node, CodeCall)}


def _has_comparison(task: CodeTask) -> bool:
    return any(isinstance(node, CodeBinary) and node.op in _COMPARISONS for node in walk_program(task.key))


def _count_needed_trials(task: CodeTask) -> int:
    """Return the number of trials that are needed to distinguish answers."""
    # Many for places, because one among three entries is guessed by chance in a third of the trials.
    return 3 if _find_called_functions(task).isdisjoint(_PLACES) else 40


@dataclass
class _Drawn:
    """Trials drawn in one manner; ``undefined`` counts draws on which the key has no value."""

    trials: list[CodeTrial] = field(default_factory=list[CodeTrial])
    undefined: int = 0
    fault: CheckError | None = None


def _draw_trials(task: CodeTask, manner: str) -> _Drawn:
    """Draw as many trials as are needed; a few more draws show whether the key always has a value."""
    draw = random.Random(_SEED)
    assumed = _read_task_assumptions(task)
    drawn = _Drawn()
    wanted = _count_needed_trials(task)
    for turn, (sizes, arrays) in enumerate(drawn_arrays(task, assumed, manner, draw)):
        # A key without a value on a tenth of the draws is noticed after ten of them.
        if len(drawn.trials) == wanted and turn >= 10:
            break
        if not satisfies_relations(assumed.relations, arrays, sizes):
            continue
        try:
            key = _compute_stable_key(task, arrays, draw)
        except CheckError as error:
            drawn.fault = error
            drawn.undefined += isinstance(error, UndefinedError)
            continue
        if key is not None and len(drawn.trials) < wanted:
            drawn.trials.append(CodeTrial(sizes, arrays, key))
    return drawn


def _make_branch_trials(task: CodeTask, trials: Sequence[CodeTrial]) -> Iterator[CodeTrial]:
    """Yield trials on which each branch of the key makes a difference, where the given ones show none.

    A determinant is hardly ever negative by chance, and a ratio hardly ever beyond a bound on it.
    """
    unseen = [
        program
        for program in list_branch_programs(task.key)
        if not any(_has_other_result(program, trial) for trial in trials)
    ]
    assumed = _read_task_assumptions(task)
    numbers = {abs(float(node.value)) for node in walk_program(task.key) if isinstance(node, CodeNumber)}
    far = [("signed", number) for number in sorted(numbers) if number > _MIDDLE]
    for manner, factor in (*_BRANCH_MANNERS, *far):
        if not unseen:
            return
        draws = islice(drawn_arrays(task, assumed, manner, random.Random(_SEED)), _BRANCH_DRAWS)
        for (sizes, arrays), alone in zip(draws, cycle(("", *dict(task.arrays))), strict=False):
            spread = {
                name: _spread(array, assumed, name, factor) if alone in ("", name) else array
                for name, array in arrays.items()
            }
            if not satisfies_relations(assumed.relations, spread, sizes):
                continue
            if (key := _key_on(task, spread)) is None:
                continue
            is_far = factor != 1
            trial = CodeTrial(sizes, spread, key, is_far, float(is_far), _FINE if is_far else RELATIVE)
            left = [program for program in unseen if not _has_other_result(program, trial)]
            if len(left) < len(unseen):
                unseen = left
                yield trial


def _spread(array: Any, assumed: Assumptions, name: str, factor: float) -> Any:
    """Return an array whose entries are so many times as far from the end of their domain, or from 0."""
    domain = assumed.domain(name)
    is_bounded = isinstance(domain.low, Fraction) and isinstance(domain.high, Fraction)
    if factor == 1 or is_bounded or domain.integer or name in assumed.structures or array.dtype == bool:
        return array
    end = next((float(each) for each in (domain.low, domain.high) if isinstance(each, Fraction)), 0.0)
    return end + (array - end) * factor


def _has_other_result(program: Program, trial: CodeTrial) -> bool:
    """Return whether a program has a result of the key's shape that differs from it."""
    try:
        result = convert_result_to_numbers(run(program, trial.arrays).result)
    except CheckError:
        return False
    is_comparable = result.shape == trial.key.shape and not np.isnan(result).any()
    return is_comparable and not is_close_entrywise(trial.key, result, max(trial.slack, 1e-6), trial.floor)


def _read_task_assumptions(task: CodeTask) -> Assumptions:
    return read_array_assumptions(task.assume, task.known)


@lru_cache(maxsize=256)
def read_array_assumptions(texts: tuple[str, ...], names: frozenset[str]) -> Assumptions:
    """Return assumptions about arrays and lengths, with bounds such as ``theta < pi`` as their domains.

    Raises KeyFaultError for a text that is not an assumption.
    """
    assumed = assumptions_of(texts, names)
    domains = dict(assumed.domains)
    relations: list[Node] = []
    for relation in assumed.relations:
        if not narrow_domain_by_constant(domains, relation):
            relations.append(relation)
    return replace(assumed, domains=domains, relations=tuple(relations))


def _change_magnitudes(
    task: CodeTask, trials: Sequence[CodeTrial], *, is_signed: bool
) -> Iterator[CodeTrial]:
    """Yield the largest trial again with other magnitudes, if nothing bounds them and the key allows it.

    All-negative arrays are included, because with both signs the largest of a row is hardly ever negative.
    """
    assumed = _read_task_assumptions(task)
    if _has_relation(task, assumed) or any(assumed.domain(name) != Domain() for name, _ in task.arrays):
        return
    largest = max(trials, key=lambda trial: sum(array.size for array in trial.arrays.values()))
    # Large enough to reveal a clip that nobody meets; changes at _FAR that overflow are skipped.
    changes: list[tuple[Callable[[Any], Any], float, float, bool]] = [
        (lambda array: array * _WIDE, 1.0, _GROSS, True), (lambda array: array * _FAR, 1.0, _GROSS, True),
        (lambda array: array / _WIDE, _TINY_FLOOR, _GROSS, True),
        (_mix_magnitudes, _TINY_FLOOR, _GROSS, True),
        (lambda array: array / _FAR, _TINY_FLOOR, _GROSS, True),
    ]  # fmt: skip
    if is_signed:
        changes[:0] = [(lambda array: -np.abs(array), 0.0, RELATIVE, False), (np.abs, 0.0, RELATIVE, False)]
    if not _has_growing_products(task):
        # Large enough to reveal a cut-off of saturating functions such as a sigmoid, but not larger.
        changes.append((lambda array: array * _MIDDLE, 1.0, _FINE, True))
    for change, floor, slack, wide in changes:
        arrays = dict(largest.arrays)
        for name, array in largest.arrays.items():
            # A change might destroy a structure.
            if name not in assumed.structures:
                arrays[name] = change(array)
        key = _key_on(task, arrays)
        if key is not None:
            yield CodeTrial(largest.sizes, arrays, key, wide, floor, slack)


def _at_corners(task: CodeTask, trial: CodeTrial) -> Iterator[CodeTrial]:
    """Yield a trial again with special arrays that the key allows: with zeros, near the ends of their domain,
    with another sign of the determinant, of lower rank."""
    assumed = _read_task_assumptions(task)
    if _has_relation(task, assumed):
        return
    uses_rank = not _find_called_functions(task).isdisjoint(_OF_RANK)
    may_lose_rank = uses_rank or "positive semidefinite" in assumed.structures.values()
    for corner, remark in _CORNERS.items():
        lowers_rank = corner is _of_lower_rank
        if lowers_rank and not may_lose_rank:
            continue
        arrays: dict[str, Any] = {}
        is_changed = False
        for name, array in trial.arrays.items():
            arrays[name] = corner(array, assumed.domain(name), assumed.structures.get(name, ""))
            is_changed |= arrays[name] is not array
        key = _key_on(task, arrays) if is_changed else None
        # A key of 0 is left out, because a rounding may replace it.
        if key is not None and np.any(key):
            yield CodeTrial(trial.sizes, arrays, key, remark=remark, may_fail=lowers_rank)


def _has_relation(task: CodeTask, assumed: Assumptions) -> bool:
    """Return whether an assumption relates an array to others, so that it cannot change alone."""
    names = chain.from_iterable(map(find_symbols, assumed.relations))
    return not task.known.isdisjoint(names)


def _near_thresholds(task: CodeTask, trial: CodeTrial) -> Iterator[CodeTrial]:
    """Yield a trial again with entries at all distances from where the key bends, if it bends anywhere.

    If the key itself contains a tiny number, behaviour this near is not a difference of kind.
    """
    numbers = {abs(float(node.value)) for node in walk_program(task.key) if isinstance(node, CodeNumber)}
    bends = _has_comparison(task) or not _find_called_functions(task).isdisjoint(_BENDING)
    if not bends or any(0 < each < 1e-3 for each in numbers):
        return
    assumed = _read_task_assumptions(task)
    remark = "It differs near where the formula bends."
    for center in (0.0, *sorted(numbers - {0.0})[:2]):
        for turn in range(0, len(_DISTANCES), 2):
            distances = np.roll(_DISTANCES, -turn)
            near = np.stack((center + distances, center - distances), axis=1)
            arrays = dict(trial.arrays)
            for name, array in trial.arrays.items():
                is_free = assumed.domain(name) == Domain() and name not in assumed.structures
                if is_free and array.ndim:
                    arrays[name] = np.resize(near, array.shape)
            key = _key_on(task, arrays)
            if key is not None and np.any(key):
                yield CodeTrial(trial.sizes, arrays, key, True, 0.0, _FINE, remark)


def _with_zeros(array: NDArray[Any], domain: Domain, structure: str) -> Any:
    """Return an array with some entries 0, if its domain contains 0."""
    if structure not in ("", "symmetric", "upper triangular", "lower triangular") or array.dtype == bool:
        return array
    if not array.size or 0 not in domain or array.ndim == 0:
        return array
    # spread over rows and columns, so that none of them vanishes
    places = np.indices(array.shape)[-2:].sum(axis=0) % 3 == 1
    is_symmetric = structure == "symmetric"
    return np.where(places | _swap_last_axes(places) if is_symmetric else places, 0.0, array)


def _near_ends(array: NDArray[Any], domain: Domain, structure: str) -> Any:
    """Return an array with entries near the ends of a domain; shares of a row nearly 0 and 1."""
    if domain.integer or array.dtype == bool:
        return array
    if structure in SHARES:
        # Shares of a row become nearly 0 and 1.
        skewed = array**12
        over = skewed.sum() if structure == ENTRIES_SUM_TO_1 else skewed.sum(axis=-1, keepdims=True)
        return skewed / over
    if structure:
        return array
    low = domain.low
    high = domain.high
    if isinstance(low, Fraction) and isinstance(high, Fraction):
        is_first = np.arange(array.size).reshape(array.shape) % 2 == 0
        width = float(high - low)
        # Not nearer to 1, because doubles lose digits of 1 - p.
        return np.where(is_first, float(low) + width * 1e-5, float(high) - width * 1e-3)
    end = low if isinstance(low, Fraction) else high
    if not isinstance(end, Fraction):
        return array
    return float(end) + (array - float(end)) / _FAR


def _mirror_square_matrix(array: Any, domain: Domain, structure: str) -> Any:
    """Return a square matrix whose determinant has the other sign, or one with small eigenvalues."""
    if not _is_square(array) or domain != Domain():
        return array
    if structure in ("", "invertible"):
        return np.concatenate([array[..., 1:2, :], array[..., :1, :], array[..., 2:, :]], axis=-2)
    if structure == "orthogonal":
        return np.concatenate([-array[..., :1, :], array[..., 1:, :]], axis=-2)
    if structure in ("positive definite", "positive semidefinite"):
        return array / (2 * np.trace(array, axis1=-2, axis2=-1)[..., None, None])
    return array


def _of_lower_rank(array: Any, domain: Domain, structure: str) -> Any:
    """Return a matrix whose last row is 0, for a semidefinite one the last column, too."""
    is_semidefinite = structure == "positive semidefinite"
    if array.ndim < 2 or domain != Domain() or array.shape[-2] < 2 or (structure and not is_semidefinite):
        return array
    singular = array.copy()
    singular[..., -1, :] = 0.0
    if is_semidefinite:
        singular[..., :, -1] = 0.0
    return singular


_CORNERS: Mapping[Callable[[Any, Domain, str], Any], str] = {
    _with_zeros: "It differs where entries are 0.",
    _near_ends: "It differs near the ends of what the entries may be.",
    _mirror_square_matrix: "It differs for a determinant of the other sign, or for small eigenvalues.",
    _of_lower_rank: "It differs for matrices of lower rank.",
}


def _is_square(array: Any) -> bool:
    return array.ndim >= 2 and array.shape[-1] == array.shape[-2] >= 2


def _with_axes_of_one(task: CodeTask, trial: CodeTrial, manner: str) -> Iterator[CodeTrial]:
    """Yield trials with length 1 for one named axis after another, if the key has a value."""
    assumed = _read_task_assumptions(task)
    draw = random.Random(_SEED)
    for axis in trial.sizes:
        sizes = {**trial.sizes, axis: 1}
        if any(length.measure(sizes) == 0 for length in _list_all_axes(task)):
            continue
        arrays = draw_assumed_arrays(task.arrays, sizes, assumed, manner, draw)
        if arrays is None:
            continue
        key = _key_on(task, arrays)
        if key is not None and np.any(key):
            yield CodeTrial(sizes, arrays, key, remark=f"It differs where {axis} is 1.")


def _key_on(task: CodeTask, arrays: Arrays) -> Any:
    """Return the key's result on changed arrays; None if it has none, or is unstable under rounding."""
    try:
        return _compute_stable_key(task, arrays, random.Random(_SEED))
    except CheckError:
        return None


def _has_growing_products(task: CodeTask) -> bool:
    """Return whether sums of products grow so large that functions of them lose their last digits."""
    return any(
        (isinstance(node, CodeBinary) and node.op == "@")
        or (
            isinstance(node, CodeCall) and (node.function in _PRODUCTS or node.function.startswith("linalg."))
        )
        for node in walk_program(task.key)
    )


def _mix_magnitudes(array: Any) -> Any:
    """Return arrays with large and tiny rows in turn, for keys that bound row by row."""
    if array.ndim < 2:
        return array
    factors = np.resize([_WIDE, 1 / _WIDE, 1.0], array.shape[0])
    return array * factors.reshape(-1, *[1] * (array.ndim - 1))


def _compute_stable_key(task: CodeTask, arrays: Arrays, draw: random.Random) -> Any:
    """Return the key's result; None if it is unstable under rounding. Raises UndefinedError for nan and
    inf."""
    key = convert_result_to_numbers(run(task.key, arrays, run_class=_WellConditionedRun).result)
    allowed = Constant("inf") in walk_program(task.key)
    if np.isnan(key).any() or (not allowed and np.isinf(key).any()):
        raise UndefinedError("nan or inf comes out")
    keeps_whole = _find_called_functions(task).isdisjoint(_PLACES)
    again = convert_result_to_numbers(
        run(task.key, perturb_arrays(arrays, draw, keeps_whole=keeps_whole)).result
    )
    return key if is_close_entrywise(key, again, 1e-11) else None


class _SingularError(CheckError):
    """The key inverts a matrix that is nearly singular."""


class _WellConditionedRun(CodeRun):
    """A run that refuses to invert a matrix that is nearly singular."""

    def _function(self, name: str) -> Callable[..., Any]:
        function = super()._function(name)
        if name in _INVERTING:
            return self._refusing_singular(function)
        return function

    def _nested(self, arrays: Mapping[str, Value]) -> CodeRun:
        return _WellConditionedRun(arrays, self._budget)

    @staticmethod
    def _refusing_singular(function: Callable[..., Any]) -> Callable[..., Any]:
        def result(matrix: Any, *later_arguments: Any) -> Any:
            is_square = matrix.ndim >= 2 and matrix.shape[-1] == matrix.shape[-2]
            # Beyond this condition number two right formulas differ. A Gram matrix of too few rows is
            # singular except for rounding.
            if is_square and np.any(np.linalg.cond(matrix) > 1e6):
                raise _SingularError("a matrix is nearly singular")
            return function(matrix, *later_arguments)

        return result


def perturb_arrays(arrays: Arrays, draw: random.Random, *, keeps_whole: bool = False) -> Arrays:
    """Return arrays with entries changed by a rounding; truth values stay, and integers if asked."""
    moved_arrays = dict(arrays)
    for name, array in arrays.items():
        if array.dtype != bool and not (keeps_whole and np.array_equal(array, np.rint(array))):
            shifts = np.array([draw.uniform(-1, 1) for _ in range(array.size)]).reshape(array.shape)
            # Some fifty times the rounding of doubles.
            moved_arrays[name] = array * (1 + 1e-14 * shifts)
    return moved_arrays


def satisfies_relations(relations: Sequence[Node], arrays: Arrays, sizes: Mapping[str, int]) -> bool:
    """Return whether numbers and lengths satisfy the relations between them; arrays are not tested."""
    for relation in relations:
        values = {name: arrays[name] for name in find_symbols(relation) if name in arrays}
        if any(value.ndim for value in values.values()):
            raise KeyFaultError("assume: a relation is between numbers, not between arrays")
        exact_values = {name: Fraction(float(value)) for name, value in values.items()}
        exact_values |= {name: Fraction(sizes[name]) for name in find_symbols(relation) if name in sizes}
        holds = exact.decide_exactly(relation, exact_values)
        if holds is None:  # a root or pi is in it
            holds = _holds_in_doubles(relation, {name: float(value) for name, value in exact_values.items()})
        if holds is False:
            return False
    return True


def _holds_in_doubles(relation: Node, values: Mapping[str, float]) -> bool | None:
    """Return whether a relation between numbers holds; None if a name in it has no value."""
    with suppress(CheckError):
        return bool(numeric.evaluate(relation, values))
    return None


def _has_assumed_lengths(assumed: Assumptions, sizes: Mapping[str, int]) -> bool:
    """Return whether the lengths of axes are as assumed, such as ``k > 1``."""
    return all(length in assumed.domain(letter) for letter, length in sizes.items())


def drawn_arrays(
    task: CodeTask, assumed: Assumptions, manner: str, draw: random.Random
) -> Iterator[tuple[Mapping[str, int], dict[str, Any]]]:
    """Draw lengths of the axes and arrays of them, in one manner, such as ``signed`` or ``unit``.

    Square matrices are far from singular except in the manners ``unit`` and ``loose``. Raises KeyFaultError
    for a structure that only square matrices have.
    """
    computed = {axis for axis in _list_all_axes(task) if axis.letter and axis != Axis(axis.letter)}
    for turn, sizes in enumerate(_list_axis_lengths(task, assumed)):
        arrays: dict[str, Any] = {}
        if any(axis.measure(sizes) in sizes.values() for axis in computed):
            continue
        lengths = {name: [axis.measure(sizes) for axis in axes] for name, axes in task.arrays}
        if _has_wide_matrix(lengths, assumed):
            continue
        for name, each in lengths.items():
            structure = assumed.structures.get(name, "")
            arrays[name] = _draw_array(each, assumed.domain(name), structure, manner, draw, turn)
        yield sizes, arrays


def draw_assumed_arrays(
    declared: Declared, sizes: Mapping[str, int], assumed: Assumptions, manner: str, draw: random.Random
) -> dict[str, Any] | None:
    """Draw one array of each declared shape that satisfies its assumptions; None if the lengths or the drawn
    numbers do not satisfy the relations between them."""
    lengths = {name: [axis.measure(sizes) for axis in axes] for name, axes in declared}
    if _has_wide_matrix(lengths, assumed) or not _has_assumed_lengths(assumed, sizes):
        return None
    arrays = {
        name: _draw_array(each, assumed.domain(name), assumed.structures.get(name, ""), manner, draw, 0)
        for name, each in lengths.items()
    }
    if not satisfies_relations(assumed.relations, arrays, sizes):
        return None
    return arrays


def _has_wide_matrix(lengths: Mapping[str, Sequence[int]], assumed: Assumptions) -> bool:
    """Return whether a matrix has more columns than rows, so that they cannot be orthonormal."""
    return any(
        assumed.structures.get(name) == ORTHONORMAL_COLUMNS and each[1:] and each[-2] < each[-1]
        for name, each in lengths.items()
    )


def _list_all_axes(task: CodeTask) -> Iterator[Axis]:
    return chain.from_iterable(axes for _, axes in task.arrays)


def _list_axis_lengths(task: CodeTask, assumed: Assumptions) -> Iterator[dict[str, int]]:
    """Yield lengths for the named axes: small ones rising, larger ones falling, then in any order."""
    return (sizes for sizes in _propose_lengths(task, assumed) if _has_assumed_lengths(assumed, sizes))


def _propose_lengths(task: CodeTask, assumed: Assumptions) -> Iterator[dict[str, int]]:
    named = list_axis_letters(task.arrays)
    fixed_lengths = {axis.offset for axis in _list_all_axes(task) if not axis.letter}
    small = range(2, max(len(named), 5) + 4 + len(fixed_lengths))
    written = {int(node.value) for node in walk_program(task.key) if isinstance(node, CodeNumber)}
    # The key may divide these, as a number of heads divides a width.
    divided = [length for length in written | fixed_lengths if 4 < length <= 32]
    least_assumed = [
        math.ceil(low) for low in (assumed.domain(letter).low for letter in named) if 1 < low < 32
    ]
    risen = (low + step for low in least_assumed for step in range(3))
    pool = sorted({*small, *divided, *(2 * length for length in divided), *risen} - fixed_lengths)
    least = pool[: len(named)]
    untaken = [length for length in small if length not in fixed_lengths]
    # Five named axes make arrays that are large enough when they are short.
    larger = untaken[-len(named) :] if len(named) < 5 else least
    yield dict(zip(named, least, strict=True))
    yield dict(zip(named, reversed(larger), strict=False))
    draw = random.Random(_SEED)
    for _ in range(60):
        yield dict(zip(named, draw.sample(pool, len(named)), strict=True))


def _draw_array(
    lengths: Sequence[int], domain: Domain, structure: str, manner: str, draw: random.Random, turn: int
) -> Any:
    """Return one array; an array without axes changes its sign from draw to draw."""
    count = int(np.prod(lengths, dtype=int))
    signs = [1 if (index + turn) % 2 else -1 for index in range(count)]
    draw.shuffle(signs)
    entries = [_draw_entry(domain, manner, sign, draw) for sign in signs]
    array = np.array(entries, dtype=bool if domain.boolean else float).reshape(lengths)
    is_square = len(lengths) >= 2 and lengths[-1] == lengths[-2]
    if domain == Domain() and is_square:
        if manner == "definite":
            array = array @ np.swapaxes(array, -1, -2)
        if manner not in ("unit", "loose"):
            array = array + 2.5 * np.eye(lengths[-1])
    has_columns = structure == ORTHONORMAL_COLUMNS and len(lengths) >= 2
    if structure and not (is_square or has_columns or (structure in OF_ANY_SHAPE and lengths)):
        raise KeyFaultError(f"assume: only a square matrix is {structure}")
    if structure:
        is_choice = structure == ROWS_SUM_TO_1 and domain.integer
        array = _choose_one_in_each_row(array) if is_choice else STRUCTURED[structure](array)
    array.flags.writeable = False
    return array


def _draw_entry(domain: Domain, manner: str, sign: int, draw: random.Random) -> float:
    size = draw.uniform(0.1, 1.9)
    low = domain.low
    high = domain.high
    if domain.integer:
        return _draw_integer(domain, draw)
    if isinstance(low, Fraction) and isinstance(high, Fraction):
        return float(low) + float(high - low) * draw.uniform(0.05, 0.95)
    if isinstance(low, Fraction):
        return float(low) + size
    if isinstance(high, Fraction):
        return float(high) - size
    if manner == "unit":
        return draw.uniform(0.05, 0.95)
    return size if manner == "positive" else sign * size


def _draw_integer(domain: Domain, draw: random.Random) -> float:
    """Return an integer of a domain, one of the nine nearest to its end or to zero."""
    if isinstance(domain.low, Fraction):
        start = int(domain.low)
    elif isinstance(domain.high, Fraction):
        start = int(domain.high) - 9
    else:
        start = -4
    inside = [number for number in range(start - 1, start + 11) if number in domain]
    if not inside:
        raise KeyFaultError("assume: no integer is small enough")
    return float(draw.choice(inside))


def _swap_last_axes(matrix: Any) -> Any:
    return np.swapaxes(matrix, -1, -2)


def _choose_one_in_each_row(array: NDArray[Any]) -> NDArray[Any]:
    """Return zeros with a single 1 in each row, at a place from the entries, and never on the diagonal."""
    length = int(array.shape[-1])
    rows = np.arange(array.size // length).reshape(array.shape[:-1])
    chosen = (array != 0) @ np.arange(1, length + 1) % max(length - 1, 1)
    return (np.arange(length) == ((rows + 1 + chosen) % length)[..., None]).astype(array.dtype)


# Matrices of each structure that may be assumed, made from any square matrix.
STRUCTURED: Mapping[str, Callable[[Any], Any]] = {
    "symmetric": lambda matrix: (matrix + _swap_last_axes(matrix)) / 2,
    "skew": lambda matrix: (matrix - _swap_last_axes(matrix)) / 2,
    "antisymmetric": lambda matrix: (matrix - _swap_last_axes(matrix)) / 2,
    "positive definite": lambda matrix: matrix @ _swap_last_axes(matrix) + np.eye(matrix.shape[-1]),
  # of full rank, because inverting or factoring a covariance is right
    "positive semidefinite": lambda matrix: matrix @ _swap_last_axes(matrix),
    "orthogonal": lambda matrix: np.linalg.qr(matrix)[0],
    ORTHONORMAL_COLUMNS: lambda matrix: np.linalg.qr(matrix)[0],
    ENTRIES_SUM_TO_1: lambda matrix: np.abs(matrix) / np.abs(matrix).sum(),
    ROWS_SUM_TO_1: lambda matrix: np.abs(matrix) / np.abs(matrix).sum(axis=-1, keepdims=True),
    "diagonal": lambda matrix: matrix * np.eye(matrix.shape[-1]), "upper triangular": np.triu,
    "lower triangular": np.tril, "invertible": lambda matrix: matrix,
    ROWS_OF_NORM_1: lambda matrix: matrix / np.linalg.norm(matrix, axis=-1, keepdims=True), SORTED: np.sort,
    ROWS_NOT_ZERO: lambda matrix: np.where(
        matrix.any(axis=-1, keepdims=True), matrix, _choose_one_in_each_row(matrix)
    ),
}  # fmt: skip
