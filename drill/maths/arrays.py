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
from drill.maths import scalar_compilation, scalars
from drill.maths.evaluation import Arithmetic
from drill.maths.scalars import SCALAR_FUNCTIONS, Scalar

Array = np.ndarray[Any, Any]
# A number, a vector (1-D array) or a matrix (2-D).
Value = Any

# Rows of ``eye`` at most: more than an exercise ever has.
_MAX_SIZE = 100
# Exponents of a matrix at most: entries leave the range of doubles before.
_MAX_POWER = 1000
# About the root of the rounding of doubles, by which equal eigenvalues come apart.
_IMAGINARY_NOISE = 1e-7


def _tidy(value: Any) -> Value:
    """Return a finite array, or a Python number for a value without axes."""
    array: Any = np.asarray(value)
    if not np.isfinite(array).all():
        raise TooLargeError("an entry is beyond the range of doubles")
    if array.ndim == 0:
        return scalars.plain(array.astype(complex if np.iscomplexobj(array) else float).item())
    return array.real if np.iscomplexobj(array) and not array.imag.any() else array


def _is_array(value: Value) -> bool:
    return isinstance(value, np.ndarray)


def _entrywise(
    scalar: Callable[[Scalar, Scalar], Scalar], arrays: Callable[[Array, Array], Array]
) -> Callable[[Value, Value], Value]:
    def operate(x: Value, y: Value) -> Value:
        if not _is_array(x) and not _is_array(y):
            return scalar(x, y)
        if np.shape(x) != np.shape(y):
            raise CheckError(f"sizes do not match: {_size(x)} and {_size(y)}")
        with np.errstate(all="ignore"):
            return _tidy(arrays(np.asarray(x), np.asarray(y)))

    return operate


def _size(value: Value) -> str:
    shape = np.shape(value)
    return "×".join(str(length) for length in shape) if shape else "a number"


def _multiply(x: Value, y: Value) -> Value:
    if not _is_array(x) and not _is_array(y):
        return scalars.multiply(x, y)
    with np.errstate(all="ignore"):
        if not _is_array(x) or not _is_array(y):
            return _tidy(np.multiply(x, y))
        return _tidy(_matrix_product(np.asarray(x), np.asarray(y)))


def _matrix_product(x: Array, y: Array) -> Any:
    if x.ndim == 1 and y.ndim == 1:
        raise CheckError("two vectors have no product; use dot")
    left = x[:, None] if x.ndim == 1 else x
    right = y[:, None] if y.ndim == 1 else y
    if left.ndim != 2 or right.ndim != 2 or left.shape[1] != right.shape[0]:
        raise CheckError(f"sizes do not match: {_size(x)} times {_size(y)}")
    product = left @ right
    if y.ndim == 1:
        return product[0, 0] if product.shape[0] == 1 else product[:, 0]
    return product


def _divide(x: Value, y: Value) -> Value:
    if _is_array(y):
        raise CheckError("division by a vector or matrix; use inv")
    if not _is_array(x):
        return scalars.divide(x, y)
    if y == 0:
        raise UndefinedError("division by zero")
    with np.errstate(all="ignore"):
        return _tidy(np.asarray(x) / y)


def _power(x: Value, y: Value) -> Value:
    if _is_array(y):
        raise CheckError("an exponent must be a number")
    if not _is_array(x):
        return scalars.power(x, y)
    matrix = _square(x, "a power")
    exponent = scalars.as_integer(y, "the exponent of a matrix")
    if abs(exponent) > _MAX_POWER:
        raise TooLargeError("the exponent of a matrix is too large")
    with np.errstate(all="ignore"):
        return _tidy(
            np.linalg.matrix_power(matrix if exponent >= 0 else np.asarray(_inverse(matrix)), abs(exponent))
        )


def _related(op: str, x: Value, y: Value) -> bool:
    if not _is_array(x) and not _is_array(y):
        return scalars.related(op, x, y)
    if op not in ("=", "!="):
        raise CheckError("vectors and matrices have no order")
    # `X = 0` compares every entry with zero.
    comparable = np.shape(x) == np.shape(y) or (np.ndim(x) == 0 and x == 0) or (np.ndim(y) == 0 and y == 0)
    largest = max(float(np.max(np.abs(value), initial=0.0)) for value in (x, y))
    equal = comparable and bool(np.all(np.abs(np.subtract(x, y)) <= 1e-9 * (1e-3 + largest)))
    return equal == (op == "=")


def _sequence(items: list[Value]) -> Array:
    if len({np.shape(item) for item in items}) > 1:
        raise CheckError("the entries of a list have different sizes")
    return np.array(items)


def _entry(base: Value, places: list[Value]) -> Value:
    if not _is_array(base):
        raise CheckError("a number has no entries")
    array = np.asarray(base)
    if len(places) > array.ndim:
        raise CheckError(f"{len(places)} indices for {array.ndim} axes")
    index = tuple(scalars.as_integer(position, "an index") for position in places if not _is_array(position))
    if len(index) < len(places) or any(
        not 1 <= number <= size for number, size in zip(index, array.shape, strict=False)
    ):
        raise CheckError("an index is out of range (entries count from 1)")
    entry = array[tuple(number - 1 for number in index)]
    # loops over all places ask for numbers one by one, which need not go through arrays
    is_plain = isinstance(entry, np.floating) and math.isfinite(entry)
    return float(entry) if is_plain else _tidy(entry)


def _square(value: Value, operation: str) -> Array:
    array = np.asarray(value)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise CheckError(f"{operation} needs a square matrix")
    return array


def _vector(value: Value, operation: str) -> Array:
    array = np.asarray(value)
    if array.ndim == 2 and 1 in array.shape:
        array = array.reshape(-1)
    if array.ndim != 1:
        raise CheckError(f"{operation} needs vectors")
    return array


def _inverse(value: Value) -> Value:
    if not _is_array(value):
        return scalars.divide(1.0, value)
    matrix = _square(value, "inv")
    if _rank(matrix) < len(matrix):
        raise UndefinedError("the matrix is singular")
    return _tidy(np.linalg.inv(matrix))


def _transpose(value: Value) -> Value:
    if not _is_array(value):
        return value
    array = np.asarray(value)
    return array[None, :] if array.ndim == 1 else array.T


def _rank(value: Value) -> float:
    return float(np.linalg.matrix_rank(np.atleast_2d(np.asarray(value))))


def _eigenvalues(value: Value) -> Value:
    matrix = _square(value, "eigenvalues")
    if np.array_equal(matrix, matrix.conj().T):
        return _tidy(np.linalg.eigvalsh(matrix))
    eigenvalues = np.linalg.eigvals(matrix)
    # A defective real matrix yields pairs that differ by the root of the rounding error.
    if np.abs(eigenvalues.imag).max() <= _IMAGINARY_NOISE * max(1.0, np.abs(eigenvalues).max()):
        return _tidy(np.sort(eigenvalues.real))
    return _tidy(np.sort_complex(eigenvalues))


def _dot(x: Value, y: Value) -> Value:
    left, right = _vector(x, "dot"), _vector(y, "dot")
    if left.shape != right.shape:
        raise CheckError(f"sizes do not match: {_size(left)} and {_size(right)}")
    return _tidy(left @ right)


def _cross(x: Value, y: Value) -> Value:
    left, right = _vector(x, "cross"), _vector(y, "cross")
    if left.shape != (3,) or right.shape != (3,):
        raise CheckError("cross needs two vectors of three entries")
    return _tidy(np.cross(left, right))


def _identity(size: Value) -> Value:
    count = scalars.as_integer(_number(size, "eye"), "the size of eye")
    if not 1 <= count <= _MAX_SIZE:
        raise TooLargeError(f"a matrix of size {count}")
    return np.eye(count)


def _diagonal(*entries: Value) -> Value:
    return np.diag(
        _vector(entries[0], "diag") if len(entries) == 1 and _is_array(entries[0]) else np.array(entries)
    )


def _number(value: Value, operation: str) -> Scalar:
    if _is_array(value):
        raise CheckError(f"{operation} of a vector or matrix")
    return value


def _of_numbers(name: str, function: Callable[..., Scalar]) -> Callable[..., Scalar]:
    return lambda *arguments: function(*(_number(argument, name) for argument in arguments))


def _extreme(name: str) -> Callable[..., Value]:
    """Return ``max`` or ``min``, of several numbers or of the entries of one vector."""

    def function(*arguments: Value) -> Value:
        if len(arguments) == 1 and _is_array(arguments[0]):
            return SCALAR_FUNCTIONS[name](*_vector(arguments[0], name).tolist())
        return SCALAR_FUNCTIONS[name](*(_number(argument, name) for argument in arguments))

    return function


def _norm(value: Value, order: Value = 2) -> float:
    """Return the Euclidean or Frobenius norm, or that of a vector with an index."""
    entries = np.abs(np.asarray(value))
    if order != 2 and entries.ndim > 1:
        raise CheckError("only norms of vectors have an index")
    if order == math.inf:
        return float(np.max(entries))
    total = float(np.sum(entries**order))
    return math.sqrt(total) if order == 2 else total ** (1 / float(order))


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: _of_numbers(name, function) for name, function in SCALAR_FUNCTIONS.items()},
    "max": _extreme("max"), "min": _extreme("min"), "inv": _inverse, "T": _transpose, "rank": _rank,
    "det": lambda value: _tidy(np.linalg.det(_square(value, "det"))),
    "trace": lambda value: _tidy(np.trace(_square(value, "trace"))),
    "norm": _norm,
    "eigenvalues": _eigenvalues, "dot": _dot, "cross": _cross, "eye": _identity, "diag": _diagonal,
    "hadamard": _entrywise(scalars.multiply, np.multiply),
}  # fmt: skip

# Operations of numbers, vectors and matrices alike.
ARITHMETIC = Arithmetic(
    number=scalar_compilation.number, constant=scalar_compilation.constant, convert=float,
    whole=scalars.as_integer,
    operators={
        "+": _entrywise(scalars.add, np.add), "-": _entrywise(scalars.subtract, np.subtract), "*": _multiply,
        "/": _divide, "^": _power,
    },
    related=_related, functions=_FUNCTIONS, special=scalar_compilation.SPECIAL, sequence=_sequence,
    entry=_entry, infinite=scalar_compilation.infinite, most_terms=scalar_compilation.MAX_LOOP,
    most_steps=scalar_compilation.MOST_STEPS,
    keeps_constants=True,
)  # fmt: skip
