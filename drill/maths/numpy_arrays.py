"""Vectors and matrices in NumPy: the array side of :mod:`drill.maths.numeric`.

A vector is a 1-D array, a matrix a 2-D one; in a product a vector is a column, and a row times a column
is a number. Functions of numbers are not applied entrywise: what is no mathematics is an error.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import numerical_calculus, scalars
from drill.maths.scalars import SCALAR_FUNCTIONS, Scalar
from drill.maths.tree_evaluation import Arithmetic

Array = np.ndarray[Any, Any]
# A number, a vector (1-D array) or a matrix (2-D).
Value = Any

# Rows of ``eye`` at most: more than an exercise ever has.
_MAX_SIZE = 100
# Exponents of a matrix at most: entries leave the range of doubles before.
_MAX_POWER = 1000


def _simplify_array(value: Any) -> Value:
    """Return a finite array, or a Python number for a value without axes."""
    array: Any = np.asarray(value)
    if not np.isfinite(array).all():
        raise TooLargeError("an entry is beyond the range of doubles")
    if array.ndim == 0:
        return scalars.drop_zero_imaginary(array.astype(complex if np.iscomplexobj(array) else float).item())
    return array.real if np.iscomplexobj(array) and not array.imag.any() else array


def _is_numpy_array(value: Value) -> bool:
    return isinstance(value, np.ndarray)


def _apply_entrywise(
    scalar: Callable[[Scalar, Scalar], Scalar], arrays: Callable[[Array, Array], Array]
) -> Callable[[Value, Value], Value]:
    def operate(x: Value, y: Value) -> Value:
        if not _is_numpy_array(x) and not _is_numpy_array(y):
            return scalar(x, y)
        if np.shape(x) != np.shape(y):
            raise CheckError(f"sizes do not match: {_describe_array_size(x)} and {_describe_array_size(y)}")
        with np.errstate(all="ignore"):
            return _simplify_array(arrays(np.asarray(x), np.asarray(y)))

    return operate


def _describe_array_size(value: Value) -> str:
    shape = np.shape(value)
    return "×".join(str(length) for length in shape) if shape else "a number"


def _multiply_arrays(x: Value, y: Value) -> Value:
    if not _is_numpy_array(x) and not _is_numpy_array(y):
        return scalars.multiply_doubles(x, y)
    with np.errstate(all="ignore"):
        if not _is_numpy_array(x) or not _is_numpy_array(y):
            return _simplify_array(np.multiply(x, y))
        return _simplify_array(_matrix_product(np.asarray(x), np.asarray(y)))


def _matrix_product(x: Array, y: Array) -> Any:
    if x.ndim == 1 and y.ndim == 1:
        raise CheckError("two vectors have no product; use dot")
    left = x[:, None] if x.ndim == 1 else x
    right = y[:, None] if y.ndim == 1 else y
    if left.ndim != 2 or right.ndim != 2 or left.shape[1] != right.shape[0]:
        raise CheckError(f"sizes do not match: {_describe_array_size(x)} times {_describe_array_size(y)}")
    product = left @ right
    if y.ndim == 1:
        return product[0, 0] if product.shape[0] == 1 else product[:, 0]
    return product


def _divide_array(x: Value, y: Value) -> Value:
    if _is_numpy_array(y):
        raise CheckError("division by a vector or matrix; use inv")
    if not _is_numpy_array(x):
        return scalars.divide_doubles(x, y)
    if y == 0:
        raise UndefinedError("division by zero")
    with np.errstate(all="ignore"):
        return _simplify_array(np.asarray(x) / y)


def _raise_matrix(x: Value, y: Value) -> Value:
    if _is_numpy_array(y):
        raise CheckError("an exponent must be a number")
    if not _is_numpy_array(x):
        return scalars.raise_double(x, y)
    matrix = _require_square_array(x, "a power")
    exponent = scalars.require_integer(y, "the exponent of a matrix")
    if abs(exponent) > _MAX_POWER:
        raise TooLargeError("the exponent of a matrix is too large")
    with np.errstate(all="ignore"):
        return _simplify_array(
            np.linalg.matrix_power(
                matrix if exponent >= 0 else np.asarray(_invert_array(matrix)), abs(exponent)
            )
        )


def _compare_arrays(op: str, x: Value, y: Value) -> bool:
    if not _is_numpy_array(x) and not _is_numpy_array(y):
        return scalars.compare_doubles(op, x, y)
    if op not in ("=", "!="):
        raise CheckError("vectors and matrices have no order")
    # `X = 0` compares every entry with zero.
    comparable = np.shape(x) == np.shape(y) or (np.ndim(x) == 0 and x == 0) or (np.ndim(y) == 0 and y == 0)
    largest = max(float(np.max(np.abs(value), initial=0.0)) for value in (x, y))
    equal = comparable and bool(np.all(np.abs(np.subtract(x, y)) <= 1e-9 * (1e-3 + largest)))
    return equal == (op == "=")


def _stack_items(items: list[Value]) -> Array:
    if len({np.shape(item) for item in items}) > 1:
        raise CheckError("the entries of a list have different sizes")
    return np.array(items)


def _take_array_entry(base: Value, places: list[Value]) -> Value:
    if not _is_numpy_array(base):
        raise CheckError("a number has no entries")
    array = np.asarray(base)
    if len(places) > array.ndim:
        raise CheckError(f"{len(places)} indices for {array.ndim} axes")
    index = tuple(
        scalars.require_integer(position, "an index") for position in places if not _is_numpy_array(position)
    )
    if len(index) < len(places) or any(
        not 1 <= number <= size for number, size in zip(index, array.shape, strict=False)
    ):
        raise CheckError("an index is out of range (entries count from 1)")
    entry = array[tuple(number - 1 for number in index)]
    # loops over all places ask for numbers one by one, which need not go through arrays
    is_plain = issubclass(type(entry), np.floating) and math.isfinite(entry)
    return float(entry) if is_plain else _simplify_array(entry)


def _require_square_array(value: Value, operation: str) -> Array:
    array = np.asarray(value)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise CheckError(f"{operation} needs a square matrix")
    return array


def _require_vector_array(value: Value, operation: str) -> Array:
    array = np.asarray(value)
    if array.ndim == 2 and 1 in array.shape:
        array = array.reshape(-1)
    if array.ndim != 1:
        raise CheckError(f"{operation} needs vectors")
    return array


def _invert_array(value: Value) -> Value:
    if not _is_numpy_array(value):
        return scalars.divide_doubles(1.0, value)
    matrix = _require_square_array(value, "inv")
    if _compute_rank(matrix) < len(matrix):
        raise UndefinedError("the matrix is singular")
    return _simplify_array(np.linalg.inv(matrix))


def _transpose_array(value: Value) -> Value:
    if not _is_numpy_array(value):
        return value
    array = np.asarray(value)
    return array[None, :] if array.ndim == 1 else array.T


def _compute_rank(value: Value) -> float:
    return float(np.linalg.matrix_rank(np.atleast_2d(np.asarray(value))))


def _compute_eigenvalues(value: Value) -> Value:
    matrix = _require_square_array(value, "eigenvalues")
    if np.array_equal(matrix, matrix.conj().T):
        return _simplify_array(np.linalg.eigvalsh(matrix))
    eigenvalues = np.linalg.eigvals(matrix)
    # A defective real matrix yields pairs that differ by the root of the rounding error.
    # Equal eigenvalues come apart by about the root of the rounding of doubles.
    if np.abs(eigenvalues.imag).max() <= 1e-7 * max(1.0, np.abs(eigenvalues).max()):
        return _simplify_array(np.sort(eigenvalues.real))
    return _simplify_array(np.sort_complex(eigenvalues))


def _multiply_inner(x: Value, y: Value) -> Value:
    left, right = _require_vector_array(x, "dot"), _require_vector_array(y, "dot")
    if left.shape != right.shape:
        raise CheckError(
            f"sizes do not match: {_describe_array_size(left)} and {_describe_array_size(right)}"
        )
    return _simplify_array(left @ right)


def _multiply_cross(x: Value, y: Value) -> Value:
    left, right = _require_vector_array(x, "cross"), _require_vector_array(y, "cross")
    if left.shape != (3,) or right.shape != (3,):
        raise CheckError("cross needs two vectors of three entries")
    return _simplify_array(np.cross(left, right))


def _make_identity(size: Value) -> Value:
    count = scalars.require_integer(_require_scalar_value(size, "eye"), "the size of eye")
    if not 1 <= count <= _MAX_SIZE:
        raise TooLargeError(f"a matrix of size {count}")
    return np.eye(count)


def _make_diagonal(*entries: Value) -> Value:
    return np.diag(
        _require_vector_array(entries[0], "diag")
        if len(entries) == 1 and _is_numpy_array(entries[0])
        else np.array(entries)
    )


def _require_scalar_value(value: Value, operation: str) -> Scalar:
    if _is_numpy_array(value):
        raise CheckError(f"{operation} of a vector or matrix")
    return value


def _refuse_arrays_in(name: str, function: Callable[..., Scalar]) -> Callable[..., Scalar]:
    return lambda *arguments: function(*(_require_scalar_value(argument, name) for argument in arguments))


def _find_extreme_entry(name: str) -> Callable[..., Value]:
    """Return ``max`` or ``min``, of several numbers or of the entries of one vector."""

    def function(*arguments: Value) -> Value:
        if len(arguments) == 1 and _is_numpy_array(arguments[0]):
            return SCALAR_FUNCTIONS[name](*_require_vector_array(arguments[0], name).tolist())
        return SCALAR_FUNCTIONS[name](*(_require_scalar_value(argument, name) for argument in arguments))

    return function


def _compute_norm(value: Value, order: Value = 2) -> float:
    """Return the Euclidean or Frobenius norm, or that of a vector with an index."""
    entries = np.abs(np.asarray(value))
    if order != 2 and entries.ndim > 1:
        raise CheckError("only norms of vectors have an index")
    if order == math.inf:
        return float(np.max(entries))
    total = float(np.sum(entries**order))
    return math.sqrt(total) if order == 2 else total ** (1 / float(order))


def _compute_array_determinant(value: Value) -> Value:
    return _simplify_array(np.linalg.det(_require_square_array(value, "det")))


def _compute_trace(value: Value) -> Value:
    return _simplify_array(np.trace(_require_square_array(value, "trace")))


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: _refuse_arrays_in(name, function) for name, function in SCALAR_FUNCTIONS.items()},
    "max": _find_extreme_entry("max"), "min": _find_extreme_entry("min"), "inv": _invert_array,
    "T": _transpose_array, "rank": _compute_rank,
    "det": _compute_array_determinant, "trace": _compute_trace,
    "norm": _compute_norm,
    "eigenvalues": _compute_eigenvalues, "dot": _multiply_inner, "cross": _multiply_cross,
    "eye": _make_identity, "diag": _make_diagonal,
    "hadamard": _apply_entrywise(scalars.multiply_doubles, np.multiply),
}  # fmt: skip

# Operations of numbers, vectors and matrices alike.
ARITHMETIC = Arithmetic(
    number=numerical_calculus.compile_number, constant=numerical_calculus.compile_constant, convert=float,
    whole=scalars.require_integer,
    operators={
        "+": _apply_entrywise(scalars.add_doubles, np.add),
        "-": _apply_entrywise(scalars.subtract_doubles, np.subtract), "*": _multiply_arrays,
        "/": _divide_array, "^": _raise_matrix,
    },
    related=_compare_arrays, functions=_FUNCTIONS, special=numerical_calculus.SPECIAL, sequence=_stack_items,
    entry=_take_array_entry, infinite=numerical_calculus.evaluate_infinite_loop,
    most_terms=numerical_calculus.MAX_LOOP,
    most_steps=numerical_calculus.MOST_STEPS,
    keeps_constants=True,
)  # fmt: skip
