"""Arrays of typed answers and of banks, by the operations of :mod:`drill.maths.array_operations`.

A vector is a column, a number is not added to a matrix, a power of a matrix is its product with itself, and
of the functions of numbers only those of a network's layers go entry by entry, as papers write them: another
answer outside of mathematics needs a message.
``I`` is the identity, whose size is that of its partner in an operation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import numerical_calculus
from drill.maths.array_operations import (
    Array,
    ArrayOperations,
    SizesError,
    find_shape,
    is_array,
    list_entries,
    make_array,
)
from drill.maths.operators import ENTRYWISE
from drill.maths.tree_evaluation import Arithmetic

# A number, an array, or a multiple of the identity.
Value = Any

# Entries along one side of a vector or matrix at most: more than anybody types.
_MOST_ROWS = 400
# Rows of ``eye`` at most: more than an exercise ever has.
_MOST_ROWS_OF_EYE = 100


@dataclass(frozen=True, slots=True)
class Identity:
    """A multiple of the identity, whose size is that of its partner in an operation."""

    factor: Any

    def __neg__(self) -> Identity:
        """Return the negative."""
        return Identity(-self.factor)


def find_size(value: Value) -> tuple[int, int]:
    """Return rows and columns; a vector is one column, a number or ``I`` alone 1×1."""
    shape = find_shape(value)
    if len(shape) > 2:
        raise CheckError("a vector or a matrix is expected here, not an array with more axes")
    rows = shape[0] if shape else 1
    return rows, shape[1] if len(shape) == 2 else 1


def is_square(value: Array) -> bool:
    """Return whether a matrix has as many rows as columns."""
    rows, columns = find_size(value)
    return rows == columns


class TypedOperations(ArrayOperations):
    """Operations over one arithmetic of numbers.

    ``is_negligible`` returns whether a difference vanishes next to the largest number at hand.
    """

    def __init__(self, numbers: Arithmetic, is_negligible: Callable[[Any, Any], bool]) -> None:
        super().__init__(numbers)
        self._is_negligible = is_negligible

    def lift(self) -> Arithmetic:
        """Return the arithmetic of these arrays."""
        return replace(
            self.numbers,
            operators=self.list_operators(),
            functions=self.list_functions(),
            related=self.relate,
            sequence=self.stack_items,
            entry=self.take_entry,
            only=None,
        )

    def list_operators(self) -> dict[str, Callable[[Value, Value], Value]]:
        """Return the operations by the sign of their node."""
        return {
            "+": self.add_values,
            "-": lambda left, right: self.add_values(left, -right),
            "*": self.multiply_values,
            "/": self.divide_value,
            "^": self._raise_value,
        }

    def list_functions(self) -> dict[str, Callable[..., Value]]:
        """Return the functions by the name of their call."""
        of_numbers = self.numbers.functions
        return {
            **{name: self._restrict_to_numbers(name, function) for name, function in of_numbers.items()},
            **{name: self._go_through_entries(name) for name in ENTRYWISE if name in of_numbers},
            **{name: partial(self._cut_entries, name) for name in ("max", "min") if name in of_numbers},
            "softmax": self._compute_softmax,
            "pinv": self._compute_pseudoinverse,
            "T": self._transpose,
            "inv": self.invert,
            "det": self.compute_determinant,
            "trace": self.compute_trace,
            "dot": self.multiply_inner,
            "hadamard": self._multiply_entrywise,
            "cross": self._multiply_cross,
            "eye": self._make_eye,
            "diag": self._make_diagonal_of,
            "norm": self._compute_norm_of_order,
            "abs": self._compute_length_in_bars,
        }

    def require_number(self, value: Value, quantity: str) -> Any:
        """Return a number unchanged; an array and ``I`` are refused."""
        if not _is_number(value):
            raise CheckError(f"{quantity} is a number, not a vector or matrix")
        return value

    # --- sums and products ----------------------------------------------------------------------------------

    def add_values(self, left: Value, right: Value) -> Value:
        """Return the sum; SizesError if sizes differ, and for a number plus a matrix."""
        return self._go_entry_by_entry(self.add, left, right, "a sum", "a sum with I")

    def _multiply_entrywise(self, left: Value, right: Value) -> Value:
        operation = "a product entry by entry"
        return self._go_entry_by_entry(
            self.multiply, left, right, operation, "a product with I entry by entry"
        )

    def _go_entry_by_entry(
        self,
        operate: Callable[[Any, Any], Any],
        left: Value,
        right: Value,
        operation: str,
        operation_with_identity: str,
    ) -> Value:
        if isinstance(left, Identity) and isinstance(right, Identity):
            return Identity(operate(left.factor, right.factor))
        if _is_number(left) and _is_number(right):
            return operate(left, right)
        first = self._size_identity(left, right, operation_with_identity)
        second = self._size_identity(right, left, operation_with_identity)
        if not is_array(first) or not is_array(second) or find_size(first) != find_size(second):
            raise SizesError(operation, find_size(first), find_size(second))
        return self.combine(operate, first, second, operation)

    def _size_identity(self, value: Value, other: Value, operation: str) -> Value:
        """Return the identity of the size of a square matrix, and any other value unchanged."""
        if not isinstance(value, Identity) or not is_array(other):
            return value
        self.require_square(other, operation)
        return self.make_identity(value.factor, find_size(other)[0])

    def require_square(self, value: Array, operation: str) -> None:
        """Raise SizesError unless a matrix is square; ``operation`` needs it to be."""
        if not is_square(value):
            raise SizesError(operation, find_size(value))

    def make_identity(self, factor: Any, size: int) -> Array:
        """Return a multiple of the identity matrix."""
        return self._make_diagonal(make_array([factor] * size, (size,)))

    def multiply_values(self, left: Value, right: Value) -> Value:
        """Return the matrix product, or a number times a value; SizesError where they do not fit."""
        if is_array(left) and is_array(right):
            return self._multiply_two_arrays(left, right)
        if isinstance(left, Identity) and not _is_number(right):
            return self.scale_value(left.factor, right)
        if isinstance(right, Identity) and not _is_number(left):
            return self.scale_value(right.factor, left)
        if _is_number(left):
            return self.scale_value(left, right)
        return self.scale_value(right, left)

    def _multiply_two_arrays(self, left: Array, right: Array) -> Value:
        if find_size(left)[1] != find_size(right)[0]:
            raise SizesError("a product", find_size(left), find_size(right))
        product = self.multiply_matrices(_as_matrix(left), _as_matrix(right))
        if product.shape == (1, 1):
            return product[0, 0]
        return product[:, 0] if right.ndim == 1 else product

    def scale_value(self, factor: Any, value: Value) -> Value:
        """Return a number times a value."""
        if isinstance(value, Identity):
            return Identity(self.multiply(factor, value.factor))
        return self.combine(self.multiply, factor, value, "a product")

    def divide_value(self, value: Value, divisor: Value) -> Value:
        """Return a value over a number; CheckError for a division by a matrix."""
        if not _is_number(divisor):
            raise CheckError("you cannot divide by a matrix: multiply by its inverse, A^-1")
        if isinstance(value, Identity):
            return Identity(self.divide(value.factor, divisor))
        return self.divide_by(value, divisor)

    def _raise_value(self, base: Value, exponent: Value) -> Value:
        if not _is_number(exponent):
            raise CheckError("an exponent is a number")
        if _is_number(base):
            return self.power(base, exponent)
        if isinstance(base, Identity):
            count = self.require_whole(exponent, "the exponent of a matrix")
            return Identity(self.power(base.factor, self.numbers.convert(count)))
        return self._raise_matrix(_as_matrix(base), exponent)

    def multiply_inner(self, x: Value, y: Value) -> Any:
        """Return the inner product of two vectors; SizesError where their lengths differ."""
        if all(is_array(value) and 1 not in find_size(value) for value in (x, y)):
            raise CheckError("an inner product of matrices is not read here: write trace(A^T B)")
        first, second = self.list_vector_entries(x), self.list_vector_entries(y)
        if len(first) != len(second):
            raise SizesError("an inner product", (len(first), 1), (len(second), 1))
        return self._add_products(first, second)

    def list_vector_entries(self, value: Value) -> list[Any]:
        """Return the entries of a vector, or of a matrix with one row or column."""
        if not is_array(value) or 1 not in find_size(value):
            raise CheckError("a vector is expected here")
        return list_entries(value)

    def _multiply_cross(self, x: Value, y: Value) -> Array:
        first, second = self.list_vector_entries(x), self.list_vector_entries(y)
        if len(first) != 3 or len(second) != 3:
            raise CheckError("cross needs two vectors of three entries")
        entries: list[Any] = []
        for one, other in ((1, 2), (2, 0), (0, 1)):
            before = self.multiply(first[one], second[other])
            entries.append(self.subtract(before, self.multiply(first[other], second[one])))
        return make_array(entries, (3,))

    # --- matrices -------------------------------------------------------------------------------------------

    def _require_square(self, value: Value, operation: str) -> list[list[Any]]:
        if isinstance(value, Identity):
            raise CheckError("the size of I is not known here")
        if not is_array(value):
            return [[value]]
        self.require_square(value, operation)
        return _as_matrix(value).tolist()

    def invert(self, value: Value) -> Value:
        """Return the inverse of a matrix, a number or a multiple of the identity."""
        if isinstance(value, Identity):
            return Identity(self.divide(self.one, value.factor))
        return super().invert(value)

    def _make_eye(self, size: Value) -> Array:
        count = self.require_whole(size, "the size of eye")
        if not 1 <= count <= _MOST_ROWS_OF_EYE:
            raise CheckError("eye needs a whole number")
        return self.make_identity(self.one, count)

    def _make_diagonal_of(self, *entries: Value) -> Array:
        if len(entries) == 1 and is_array(entries[0]):
            if 1 not in find_size(entries[0]):
                message = "diag makes a matrix of a vector: the diagonal of a matrix is not read here"
                raise CheckError(message)
            entries = tuple(list_entries(entries[0]))
        if len(entries) > _MOST_ROWS or not all(map(_is_number, entries)):
            raise CheckError("a diagonal has entries, and not too many")
        return self._make_diagonal(make_array(entries, (len(entries),)))

    def stack_items(self, items: list[Value]) -> Array:
        """Return a vector of numbers, or a matrix whose rows are vectors."""
        if not items or len(items) > _MOST_ROWS:
            raise CheckError("a vector or matrix has entries, and not too many")
        if all(map(_is_number, items)):
            return make_array(items, (len(items),))
        shapes = {find_shape(item) for item in items}
        if len(shapes) > 1 or len(find_shape(items[0])) != 1:
            raise CheckError("the rows of a matrix are equally long lists of numbers")
        entries = [entry for item in items for entry in list_entries(item)]
        return make_array(entries, (len(items), *shapes.pop()))

    def take_entry(self, base: Value, places: list[Any]) -> Value:
        """Return an entry of an array, or the remaining subarray if there are fewer places than axes."""
        if not is_array(base):
            raise CheckError("a number has no entries")
        index = [self.require_whole(place, "an index") for place in places]
        is_inside = all(1 <= number <= length for number, length in zip(index, base.shape, strict=False))
        if len(index) > base.ndim or not is_inside:
            raise CheckError("an index is out of range (entries count from 1)")
        return base[tuple(number - 1 for number in index)]

    # --- numbers of an array --------------------------------------------------------------------------------

    def _restrict_to_numbers(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def applied(*values: Value) -> Any:
            if not all(map(_is_number, values)):
                raise CheckError(f"{name} is not applied to a vector or matrix")
            return function(*values)

        return applied

    def _go_through_entries(self, name: str) -> Callable[[Value], Value]:
        def applied(value: Value) -> Value:
            if isinstance(value, Identity):
                raise CheckError(f"the size of I is not known in {name}(I)")
            return self.each(partial(self.apply_to_numbers, name), name)(value)

        return applied

    def _cut_entries(self, name: str, *values: Value) -> Value:
        """Return the extreme of numbers, or of these and each entry of one array: ``max(0, x)``."""
        if sum(map(is_array, values)) == len(values) or any(isinstance(value, Identity) for value in values):
            raise CheckError(f"{name} is not applied to a vector or matrix")
        return self.each(partial(self.apply_to_numbers, name), name)(*values)

    def _compute_softmax(self, value: Value) -> Array:
        """Return the shares of a vector's entries, or of those of each row of a matrix."""
        if not is_array(value):
            raise CheckError("softmax is applied to a vector, or to the rows of a matrix")
        rows = value.tolist() if value.ndim == 2 else [value.tolist()]
        return make_array([share for row in rows for share in self._find_shares(row)], value.shape)

    def _find_shares(self, row: list[Any]) -> list[Any]:
        largest = self.apply_to_numbers("max", *row)
        weights = [self.apply_to_numbers("exp", self.subtract(entry, largest)) for entry in row]
        total = self.add_up(weights)
        return [self.divide(weight, total) for weight in weights]

    def _compute_pseudoinverse(self, value: Value) -> Value:
        """Return the pseudoinverse of a matrix of full rank; CheckError for any other."""
        if not is_array(value):
            return self.invert(value)
        matrix = _as_matrix(value)
        is_tall = matrix.shape[0] >= matrix.shape[1]
        wide = self._transpose(matrix)
        gram = self.multiply_matrices(wide, matrix) if is_tall else self.multiply_matrices(matrix, wide)
        try:
            inverse = self.invert(gram)
        except UndefinedError:
            raise CheckError("the pseudoinverse of a matrix that lacks full rank is not computed") from None
        return self.multiply_matrices(inverse, wide) if is_tall else self.multiply_matrices(wide, inverse)

    def _compute_norm_of_order(self, value: Value, order: Any = None) -> Any:
        """Return the Euclidean or Frobenius norm, or that of a vector with an index, from 1 to infinity."""
        if isinstance(value, Identity):
            raise CheckError("the size of I is not known here: write eye(n)")
        if not is_array(value):
            return self.apply_to_numbers("abs", value)
        rows, columns = find_size(value)
        order = None if order is None else self.require_number(order, "the index of a norm")
        if order is not None and columns != 1 and (order != 2 or rows > 1):
            norm = "the largest singular value" if order == 2 else "this norm of a matrix"
            raise CheckError(f"{norm} is not computed here", "write ‖A‖_F for the Frobenius norm")
        if order is None or order == 2:
            return self._compute_norm(value)
        if order == math.inf:
            return self._find_largest_magnitude(value)
        powers = [self.power(size, order) for size in self.list_magnitudes(value)]
        return self.power(self.add_up(powers), self.divide(self.one, order))

    def _compute_length_in_bars(self, value: Value) -> Any:
        """Return the length of a vector; bars around a matrix can be read in two ways."""
        if is_array(value) and value.ndim > 1:
            raise CheckError("bars round a matrix read two ways: write det(A) or norm(A)")
        return self._compute_norm_of_order(value)

    # --- comparisons ----------------------------------------------------------------------------------------

    def relate(self, sign: str, x: Value, y: Value) -> bool:
        """Return the truth of an equality, where a 0 equals a zero array, or of an order of numbers."""
        if _is_number(x) and _is_number(y):
            return self.numbers.related(sign, x, y)
        if sign not in ("=", "!="):
            raise CheckError("only real numbers are less or greater than one another")
        for lone, array in ((x, y), (y, x)):
            if is_array(array) and _is_number(lone) and lone == 0:
                return self.are_same(self.scale_value(self.zero, array), array) == (sign == "=")
        return self.are_same(x, y) == (sign == "=")

    def are_same(self, left: Value, right: Value) -> bool:
        """Return whether two values are equal: of one size, entry by entry."""
        if isinstance(left, Identity) and isinstance(right, Identity):
            left, right = left.factor, right.factor
        for identity, array in ((left, right), (right, left)):
            if isinstance(identity, Identity):
                rows, columns = find_size(array)
                if not is_array(array) or rows != columns:
                    return False
                return self.are_same(self.make_identity(identity.factor, rows), array)
        if find_size(left) != find_size(right):
            return False
        first, second = list_entries(left), list_entries(right)
        sizes: list[Any] = [abs(entry) for entry in (*first, *second)]
        size = max(sizes)
        return all(self._is_negligible(x - y, size) for x, y in zip(first, second, strict=True))


def _is_number(value: Value) -> bool:
    return not is_array(value) and not isinstance(value, Identity)


def _as_matrix(value: Array) -> Array:
    """Return a vector as a column, and a matrix unchanged."""
    return value[:, None] if value.ndim == 1 else value


class DoubleArrays(TypedOperations):
    """Typed arrays of doubles, because NumPy knows their ranks and eigenvalues."""

    def __init__(self) -> None:
        super().__init__(numerical_calculus.ARITHMETIC, _is_noise_beside)

    def list_functions(self) -> dict[str, Callable[..., Value]]:
        """Return the functions by the name of their call."""
        return {
            **super().list_functions(),
            "rank": _compute_rank,
            "eigenvalues": self._compute_eigenvalues,
            "max": partial(self._find_extreme_number, "max"),
            "min": partial(self._find_extreme_number, "min"),
        }

    def _multiply_two_arrays(self, left: Array, right: Array) -> Value:
        if left.ndim == 1 and right.ndim == 1:
            raise CheckError("two vectors have no product; use dot")
        product = super()._multiply_two_arrays(left, right)
        # Two matrices make a matrix, even one of one entry, because that entry may be indexed.
        if right.ndim > 1 and not is_array(product):
            return make_array([product], (1, 1))
        return product

    def _find_extreme_number(self, name: str, *values: Value) -> Any:
        """Return the largest or smallest of several numbers, or of the entries of one vector."""
        only = values[0]
        if len(values) == 1 and is_array(only):
            return self.apply_to_numbers(name, *self.list_vector_entries(only))
        return self._cut_entries(name, *values)

    def _compute_eigenvalues(self, value: Value) -> Array:
        matrix = np.array(self._require_square(value, "eigenvalues"))
        if np.array_equal(matrix, matrix.conj().T):
            return take_doubles(np.linalg.eigvalsh(matrix))
        eigenvalues = np.linalg.eigvals(matrix)
        # A defective real matrix yields pairs that differ by the root of the rounding error.
        if np.abs(eigenvalues.imag).max() <= 1e-7 * max(1.0, np.abs(eigenvalues).max()):
            return take_doubles(np.sort(eigenvalues.real))
        return take_doubles(np.sort_complex(eigenvalues))


def _is_noise_beside(difference: Any, size: Any) -> bool:
    return abs(difference) <= 1e-9 * (1e-3 + size)


def _compute_rank(value: Value) -> float:
    matrix = np.array(_as_matrix(value).tolist() if is_array(value) else [[value]])
    return float(np.linalg.matrix_rank(matrix))


def take_doubles(array: Array) -> Array:
    """Return an array of Python's floats or complex numbers, as operations of doubles take them."""
    return make_array(list_entries(array.astype(_find_dtype(array))), array.shape)


def give_doubles(value: Value) -> Value:
    """Return an array of doubles as NumPy has them; a value without axes unchanged.

    Raises:
        TooLargeError: an entry is beyond the range of doubles.
    """
    if not is_array(value):
        return value
    entries: Any = value.astype(_find_dtype(value))
    if not np.isfinite(entries).all():
        raise TooLargeError("an entry is beyond the range of doubles")
    if np.iscomplexobj(entries) and not entries.imag.any():
        return entries.real
    return entries


def _find_dtype(array: Array) -> type[complex] | type[float]:
    if any(isinstance(entry, complex) for entry in list_entries(array)):
        return complex
    return float
