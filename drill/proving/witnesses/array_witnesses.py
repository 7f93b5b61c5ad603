"""Witnesses of code and shapes: arrays built entry by entry by loops, and the shapes that NumPy gives.

Axes have names; every run gives all axes different lengths, so that no mistake hides behind equal ones.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from drill.arraycode import (
    ENTRIES_LIMIT,
    assign_lengths,
    draw_as_assumed,
    has_result_of,
    parse_code,
    read_declared,
    run_code,
)
from drill.checking import CodeSpec
from drill.errors import BankError, CheckError, UndefinedError
from drill.maths.domains import ORTHONORMAL_COLUMNS, read_assumptions
from drill.maths.maths_tree import Node
from drill.maths.maths_tree import Sequence as Row
from drill.maths.numeric import compile_numeric, make_evaluator
from drill.proving.witnesses.densities import fixed_sizes, list_shape_axes, sizes_of
from drill.proving.witnesses.trial import AGREED, Finding, Trial, translate_numpy_refusals

_LETTERS = re.compile(r"[A-Za-z]\w*")
# Lengths of axes, which are primes so that no length is a product of others.
_SHAPE_LENGTHS = (11, 7, 13, 5, 17, 3, 19)
# Max draws of arrays, because assumptions between numbers may reject many.
_TRIES = 20


def compare_on_arrays(
    trial: Trial,
    expected: Callable[[Mapping[str, Any]], Any],
    drawn: Iterable[dict[str, Any]],
    rel: float,
    shaped: Callable[[Any], Any] = lambda value: value,
) -> Finding:
    """Return whether the key has the expected value on each of some drawn arrays."""
    key = make_evaluator(trial.claim.node)
    for arrays in drawn:
        claimed = None
        with suppress(CheckError):
            claimed = shaped(key(arrays))
        finding = trial.same(shaped(expected(arrays)), claimed, rel)
        if not finding.agrees:
            return finding
    return AGREED


def confirm_by_loops(trial: Trial) -> Finding:
    """``loops: e, over: {i: b, j: t}``: the array built by loops, index → axis, from 1. Raises BankError for
    another kind than code."""
    named = _list_declared_arrays(trial)
    if not named:
        raise BankError("loops are for code on declared arrays", field="witness.loops", code="witness")
    return _compare_code(trial, named)


def _compare_code(trial: Trial, named: Mapping[str, Sequence[str]]) -> Finding:
    """Return whether the key's code gives the values of the witness's loops or code, if these have any."""
    witness_of, compared = _read_witness_of_code(trial, named), 0
    for sizes, arrays in _arrays_of_code(trial, named):
        if (expected := witness_of(sizes, arrays)) is None:
            continue
        compared += 1
        value = _run_code_or_none(trial.claim.text, arrays, _find_code_library(trial), named)
        if not trial.same(expected, value, 1e-9).agrees:
            return Finding(False, "key and witness give different values, or values of different shapes")
    if compared:
        return AGREED
    return Finding(False, "the witness has no value at the lengths tried")


def _find_code_library(trial: Trial) -> str:
    if not isinstance(trial.claim.expect, CodeSpec):
        return ""
    return trial.claim.expect.library


def _arrays_of_code(
    trial: Trial, named: Mapping[str, Sequence[str]]
) -> Iterator[tuple[dict[str, int], dict[str, Any]]]:
    """Yield lengths of the axes, and arrays of them as the exercise assumes them, to compare code on."""
    texts = dict.fromkeys((*trial.scope.assumed, *trial.claim.expect.assume))
    assumed = read_assumptions(tuple(texts), named)
    for sizes in sizes_of(list_shape_axes(named), trial.scope):
        seeds = (trial.generator.bits() for _ in range(_TRIES))
        tries = (draw_as_assumed(named.items(), sizes, assumed, seed) for seed in seeds)
        arrays = next((drawn for drawn in tries if drawn is not None), None)
        if arrays is not None:
            yield sizes, arrays


def _other_code(trial: Trial) -> Finding:
    """Return whether the key's code and the witness's, which must not contain it, have the same values."""
    text, library, named = trial.text("array"), _find_code_library(trial), _list_declared_arrays(trial)
    try:
        lengths = assign_lengths(read_declared(named.items()))
        key, other = (
            parse_code(code, frozenset(named), lengths, library) for code in (trial.claim.text, text)
        )
    except CheckError as error:
        fault = f"the witness's code is not read: {error}"
        raise BankError(fault, field="witness.array", code="witness") from error
    if has_result_of(other, key):
        return Finding(False, "the witness's code holds the key's; compute it another way, such as a loop")
    return _compare_code(trial, named)


# Arrays that may refute a formula that holds for almost all others; scaling columns keeps their property.
_SPECIAL: Mapping[str, Callable[[Any], Any]] = {
    "with equal rows": lambda array: np.broadcast_to(array[:1], array.shape).copy(),
    "with a row of zeros": lambda array: np.concatenate([array[:-1], 0 * array[-1:]]),
    "of zeros": lambda array: 0 * array,
}


def find_special_difference(trial: Trial, *, needs_value: bool = False) -> str:
    """Return the special arrays, if any, that separate a witness in code or loops from its key.

    Arrays with an assumption are not tested, nor are values that roundings change, nor a key without a value
    unless it ``needs_value``.
    """
    library, named = _find_code_library(trial), _list_declared_arrays(trial)
    if trial.scope.assumed or trial.claim.expect.assume:
        return ""
    witness_of = _read_witness_of_code(trial, named)
    for sizes, arrays in _arrays_of_code(trial, named):
        for what, change in _SPECIAL.items():
            special = {name: change(each) if np.ndim(each) else each for name, each in arrays.items()}
            scaled = {
                name: each * np.linspace(1, 1 + 1e-7, np.shape(each)[-1]) if np.ndim(each) > 1 else each
                for name, each in special.items()
            }
            try:
                values = [witness_of(sizes, each) for each in (special, scaled)]
            except (BankError, CheckError):
                continue
            values += [
                _run_code_or_none(trial.claim.text, each, library, named) for each in (special, scaled)
            ]
            has_value = [value is not None and bool(np.all(np.isfinite(value))) for value in values]
            if needs_value and has_value == [True, True, False, False]:
                return f"{what} the key has no value, and the witness has"
            if not all(has_value):
                continue
            witness, scaled_witness, key, scaled_key = values
            is_steady = (
                trial.same(witness, scaled_witness, 1e-3).agrees and trial.same(key, scaled_key, 1e-3).agrees
            )
            if is_steady and not (finding := trial.same(witness, key)).agrees:
                return f"{what} {finding.message}"
    return ""


def _read_witness_of_code(
    trial: Trial, named: Mapping[str, Sequence[str]]
) -> Callable[[Mapping[str, int], Mapping[str, Any]], Any]:
    """Return a witness of code, or by loops, as a function of lengths and arrays; ``None`` is not a value."""
    if "loops" not in trial.witness:
        text, library = trial.text("array"), _find_code_library(trial)
        return lambda sizes, arrays: _run_code_or_none(text, arrays, library, named)
    over = {name: str(axis).strip() for name, axis in trial.mapping("over").items()}
    body = trial.array_function(trial.text("loops"), (*over, *named, *list_shape_axes(named)))

    def build(sizes: Mapping[str, int], arrays: Mapping[str, Any]) -> Any:
        try:
            with translate_numpy_refusals():
                return _build_array_by_loops(body, _compute_index_lengths(trial, over, sizes), sizes, arrays)
        except UndefinedError:
            return None  # an inverse of a singular matrix, a mean of no values

    return build


def _compute_index_lengths(trial: Trial, over: Mapping[str, str], sizes: Mapping[str, int]) -> dict[str, int]:
    """Return how far each index runs: to the length of an axis, or to an expression of lengths such as ``2
    t``.
    """
    known = {axis: float(length) for axis, length in sizes.items()}
    return {name: sizes[axis] if axis in sizes else trial.whole(axis, known) for name, axis in over.items()}


def _build_array_by_loops(
    body: Any, over: Mapping[str, int], sizes: Mapping[str, int], arrays: Mapping[str, Any]
) -> Any:
    result = np.zeros(tuple(over.values()))
    numbers = {name: float(array) for name, array in arrays.items() if np.ndim(array) == 0}
    base = {**{axis: float(length) for axis, length in sizes.items()}, **arrays, **numbers}
    for indices in np.ndindex(*over.values()):
        result[indices] = body(
            {**base, **{name: float(coordinate + 1) for name, coordinate in zip(over, indices, strict=True)}}
        )
    return result if over else float(result)


def _run_code_or_none(
    code: str, arrays: Mapping[str, Any], library: str, named: Mapping[str, Sequence[str]]
) -> Any:
    """Return the value of code on arrays; ``None`` if it has none."""
    try:
        return run_code(code, arrays, library, named.items())
    except CheckError:
        return None


def confirm_by_arrays(trial: Trial) -> Finding:
    """``array: code, arrays``: NumPy gives the key as shape, on random arrays: those have inverses. A length
    may be an expression, ``t + 1``; the code may name drawn parameters and ``let``. Other code has
    the values of a key that is code. Raises BankError for code that cannot be run."""
    if isinstance(trial.claim.expect, CodeSpec):
        return _other_code(trial)
    stated = trial.stated("arrays") or _list_declared_arrays(trial)
    axes = tuple(dict.fromkeys(_LETTERS.findall(" ".join(itertools.chain(*stated.values())))))
    sizes = {**dict(zip(axes, _SHAPE_LENGTHS, strict=False)), **fixed_sizes(axes, trial.scope)}
    lengths = {axis: float(length) for axis, length in sizes.items()}
    shapes = {
        name: tuple(str(trial.whole(axis, lengths)) for axis in axes_of_array)
        for name, axes_of_array in stated.items()
    }
    for name, axes_of_array in shapes.items():
        if (entries := math.prod(map(int, axes_of_array))) > ENTRIES_LIMIT:
            fault = f"{name} has {entries:,} entries, of at most {ENTRIES_LIMIT:,}: choose smaller sizes"
            raise BankError(fault, field="witness.array", code="witness")
    assumed = read_assumptions(trial.scope.assumed, shapes)
    # relations between lengths change no shape, nor does it matter which columns are orthonormal
    kinds = {name: kind for name, kind in trial.structures.items() if kind != ORTHONORMAL_COLUMNS}
    free = replace(assumed, relations=(), structures=kinds)
    arrays = draw_as_assumed(shapes.items(), sizes, free, trial.generator.bits()) or {}
    code = trial.text("array")
    named = {name: trial.real(name) for name in _LETTERS.findall(code) if name in trial.scope.trees}
    counts = {name: int(value) for name, value in named.items() if value.is_integer()}
    try:
        result = run_code(code, {**named, **counts, **arrays})
    except CheckError as error:
        fault = f"the witness's code cannot be run: {error.message}"
        raise BankError(fault, field="witness.array", code="witness") from error
    claimed = _claimed_shape(trial.claim.node, sizes)
    if claimed == np.shape(result):
        return AGREED
    return Finding(False, f"NumPy gives the shape {np.shape(result)}, the key is {claimed}")


def _claimed_shape(node: Node, sizes: Mapping[str, int]) -> tuple[int, ...] | None:
    entries = node.items if isinstance(node, Row) else (node,)
    lengths = {axis: float(length) for axis, length in sizes.items()}
    try:
        return tuple(round(compile_numeric(entry)(lengths)) for entry in entries)
    except (CheckError, TypeError):
        return None


def _list_declared_arrays(trial: Trial) -> dict[str, tuple[str, ...]]:
    """Return the arrays of a program with their axes."""
    expect = trial.claim.expect
    return dict(expect.shapes) if isinstance(expect, CodeSpec) else {}


# Witnesses of linear algebra: residuals and NumPy's own solvers.


def confirm_by_eigenvalues(trial: Trial) -> Finding:
    """``eigen: A``: with ``value`` the residual of a vector, without it all values."""
    body, key = trial.function(trial.text("eigen")), compile_numeric(trial.claim.node)
    if "value" not in trial.witness:
        return trial.compare(
            lambda point: _sort_eigenvalues(np.linalg.eigvals(body(point))),
            key=lambda point: _sort_eigenvalues(key(point)),
        )
    value = trial.function(trial.text("value"))
    for point in trial.points():
        matrix: Any = np.asarray(body(point))
        vector: Any = np.asarray(key(point))
        if vector.shape != (len(matrix),) or np.linalg.norm(vector) < 1e-9:
            return Finding(False, "the key is not a nonzero vector of the matrix's size")
        residual: Any = matrix @ vector - value(point) * vector
        if not _is_small_residual(residual, vector, matrix):
            return Finding(False, "A · key is not value · key")
    return AGREED


def _sort_eigenvalues(values: Any) -> Any:
    array = np.atleast_1d(np.asarray(values, dtype=complex))
    is_real = np.allclose(np.imag(array), 0, atol=1e-9)
    return np.sort(np.real(array)) if is_real else np.sort_complex(array)


def _is_small_residual(residual: Any, *operands: Any) -> bool:
    size = 1.0
    for operand in operands:
        size *= max(1e-3, float(np.linalg.norm(np.asarray(operand))))
    # The relative noise of doubles in products of matrices.
    return bool(np.linalg.norm(residual) <= 1e-8 * size)


def confirm_by_solving(trial: Trial) -> Finding:
    """``solve: A, equals: b``: systems and least squares by ``lstsq``; ``solutions`` by residual. Raises
    BankError for another kind, CheckError for several solutions.

    Of several solutions ``norm: least`` takes the shortest; without it they are refused.
    """
    wanted = str(trial.witness.get("norm", "")).strip()
    if wanted not in ("", "least"):
        message = f"no solution is called {wanted!r}"
        raise BankError(message, "write norm: least", field="witness.norm", code="witness")
    body, right = trial.function(trial.text("solve")), trial.function(trial.text("equals"))

    def expected(point: Mapping[str, Any]) -> Any:
        matrix = np.atleast_2d(np.asarray(body(point), dtype=float))
        if not wanted and np.linalg.matrix_rank(matrix) < matrix.shape[1]:
            raise CheckError("the system has more than one solution", "say which: norm: least")
        return np.linalg.lstsq(matrix, np.asarray(right(point), dtype=float), rcond=None)[0]

    return trial.compare(expected)


def confirm_by_identity(trial: Trial) -> Finding:
    """``identity: e``: random matrices of the answer's shapes, several sizes; ``assume: {A: symmetric}``.
    Raises BankError where no shapes are declared."""
    shapes = trial.shapes()
    if not shapes:
        message = "shapes are needed in the answer or the witness"
        raise BankError(message, field="witness.identity", code="witness")
    kinds = {name: str(kind) for name, kind in trial.mapping("assume").items()}
    body = trial.array_function(trial.text("identity"), (*shapes, *list_shape_axes(shapes)))
    return compare_on_arrays(trial, body, trial.array_values(shapes, kinds), 1e-7, _flatten_single_column)


def _flatten_single_column(value: Any) -> Any:
    """Return a matrix of one column as a vector."""
    if np.ndim(value) == 2 and np.shape(value)[1] == 1:
        return value[:, 0]
    return value
