"""Vectors and matrices of typed answers and of banks, whose entries are numbers of one arithmetic.

A vector is a column, a number is not added to a matrix, a power of a matrix is its product with itself, and
of the functions of numbers only those of a network's layers go entry by entry, as papers write them: another
answer outside of mathematics needs a message.
``I`` is the identity, whose size is that of its partner in an operation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Any

import numpy as np

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import numerical_calculus
from drill.maths.operators import ENTRYWISE
from drill.maths.tree_evaluation import Arithmetic, take_steps

Array = np.ndarray[Any, Any]
# A number, an array, or a multiple of the identity.
Value = Any

# Entries along one side of a vector or matrix at most: more than anybody types.
_MOST_ROWS = 400
# Entries of one array at most, because products of products of axes grow beyond memory.
_MOST_ENTRIES = 100_000
# Exponents of a matrix at most: entries leave the range of doubles before.
_MOST_POWER = 1000
# Rows of ``eye`` at most: more than an exercise ever has.
_MOST_ROWS_OF_EYE = 100


def are_nearly_equal(left: Value, right: Value) -> bool:
    """Return whether two arrays have one shape and agree up to rounding; a lone 0 is an array of zeros."""
    has_zero = any(np.ndim(value) == 0 and value == 0 for value in (left, right))
    is_comparable = np.shape(left) == np.shape(right) or has_zero
    return is_comparable and bool(np.allclose(left, right, rtol=1e-9, atol=1e-12))


class SizesError(CheckError):
    """Sizes that do not fit: ``what`` was to be done with arrays of these ``sizes``."""

    def __init__(self, operation: str, *sizes: tuple[int, ...]) -> None:
        super().__init__(self.said(operation, [format_size(size) for size in sizes]))
        self.what = operation
        self.sizes = sizes

    @staticmethod
    def said(operation: str, sizes: Sequence[str]) -> str:
        """Return the message, with sizes as they are to be shown."""
        if len(sizes) == 1:
            return f"the size does not fit: {operation} needs a square matrix, not {sizes[0]}"
        return f"the sizes do not fit: {operation} of {' and '.join(sizes)} is not possible"


def format_size(size: tuple[int, ...]) -> str:
    """Return a size as it is shown: ``2×3``."""
    return "×".join(map(str, size))


def list_entries(value: Value) -> list[Any]:
    """Return the entries of an array row by row, as Python's numbers; of a number itself."""
    return value.ravel().tolist() if is_array(value) else [value]


def make_array(entries: Sequence[Any], shape: tuple[int, ...]) -> Array:
    """Return an array of numbers of any kind."""
    if len(entries) > _MOST_ENTRIES:
        raise TooLargeError("an array has too many entries")
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array.reshape(shape)


def is_array(value: Any) -> bool:
    """Return whether a value has axes."""
    return isinstance(value, np.ndarray)


def find_shape(value: Value) -> tuple[int, ...]:
    """Return the length of each axis; a number has none."""
    return value.shape if is_array(value) else ()


def _is_column_of(value: Value, vector: Value) -> bool:
    shape, other = find_shape(value), find_shape(vector)
    return len(shape) == 2 and shape[1] == 1 and len(other) == 1


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


class TypedOperations:
    """Operations over one arithmetic of numbers.

    ``is_negligible`` returns whether a difference vanishes next to the largest number at hand.
    """

    def __init__(self, numbers: Arithmetic, is_negligible: Callable[[Any, Any], bool]) -> None:
        self.numbers = numbers
        self._is_negligible = is_negligible
        self.zero = numbers.convert(0)
        self.one = numbers.convert(1)
        self.add = numbers.operators["+"]
        self.subtract = numbers.operators["-"]
        self.multiply = numbers.operators["*"]
        self.divide = numbers.operators["/"]
        self.power = numbers.operators["^"]

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

    def require_whole(self, value: Value, quantity: str) -> int:
        """Return the integer that a number is."""
        return self.numbers.whole(self.require_number(value, quantity), quantity)

    # --- entry by entry -------------------------------------------------------------------------------------

    def each(self, function: Callable[..., Any], operation: str) -> Callable[..., Value]:
        """Return a function of numbers as one that goes entry by entry."""

        def run(*values: Value) -> Value:
            if not any(map(is_array, values)):
                return function(*values)
            fitting = self._fit_shapes(operation, values)
            arrays = [value for value in fitting if is_array(value)]
            take_steps(arrays[0].size)
            return np.frompyfunc(function, len(fitting), 1)(*fitting)

        return run

    def _fit_shapes(self, operation: str, values: tuple[Value, ...]) -> list[Value]:
        """Return values for an operation entry by entry, a column as a vector where it meets one."""
        vectors = [value for value in values if len(find_shape(value)) == 1]
        fitting = list(values)
        if vectors:
            fitting = [value[:, 0] if _is_column_of(value, vectors[0]) else value for value in values]
        shapes = [shape for value in fitting if (shape := find_shape(value))]
        for shape in shapes[1:]:
            if shape != shapes[0]:
                raise SizesError(operation, shapes[0], shape)
        return fitting

    def add_up(self, numbers: Sequence[Any]) -> Any:
        """Return the sum of numbers; 0 of none."""
        return reduce(self.add, numbers, self.zero)

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
        return self.each(operate, operation)(first, second)

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
        return self._make_diagonal([factor] * size)

    def _make_diagonal(self, entries: Sequence[Any]) -> Array:
        size = len(entries)
        if size * size > _MOST_ENTRIES:
            raise TooLargeError("an array has too many entries")
        matrix = np.full((size, size), self.zero, dtype=object)
        np.fill_diagonal(matrix, make_array(entries, (size,)))
        return matrix

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
        product = self._multiply_matrices(_as_matrix(left), _as_matrix(right))
        if product.shape == (1, 1):
            return product[0, 0]
        return product[:, 0] if right.ndim == 1 else product

    def _multiply_matrices(self, left: Array, right: Array) -> Array:
        """Return the product of two matrices whose sizes fit, which stays a matrix."""
        take_steps(left.size * right.shape[1])
        rows, columns = left.tolist(), right.T.tolist()
        entries = [self._add_products(row, column) for row in rows for column in columns]
        return make_array(entries, (len(rows), len(columns)))

    def _add_products(self, first: Sequence[Any], second: Sequence[Any]) -> Any:
        total = self.multiply(first[0], second[0])
        for one, other in zip(first[1:], second[1:], strict=True):
            total = self.add(total, self.multiply(one, other))
        return total

    def scale_value(self, factor: Any, value: Value) -> Value:
        """Return a number times a value."""
        if isinstance(value, Identity):
            return Identity(self.multiply(factor, value.factor))
        return self.each(self.multiply, "a product")(factor, value)

    def divide_value(self, value: Value, divisor: Value) -> Value:
        """Return a value over a number; CheckError for a division by a matrix."""
        if not _is_number(divisor):
            raise CheckError("you cannot divide by a matrix: multiply by its inverse, A^-1")
        if isinstance(value, Identity):
            return Identity(self.divide(value.factor, divisor))
        return self.each(self.divide, "a quotient")(value, divisor)

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
        if not is_array(value):
            return self.divide(self.one, value)
        rows = self._require_square(value, "an inverse")
        size = len(rows)
        units = self.make_identity(self.one, size).tolist()
        rows = [[*row, *unit] for row, unit in zip(rows, units, strict=True)]
        _, is_doubtful = self._eliminate(rows)
        if is_doubtful:
            raise UndefinedError("the matrix is singular")
        return make_array([entry for row in rows for entry in row[size:]], (size, size))

    def _eliminate(self, rows: list[list[Any]]) -> tuple[Any, bool]:
        """Reduce the square in front of some rows to the identity, in place, by the largest pivots.

        Returns its determinant, and whether a pivot was so small that rounding may have made it.
        """
        size = len(rows)
        take_steps(size * size * len(rows[0]))
        scale = max(abs(entry) for row in rows for entry in row[:size])
        smallest = self.numbers.rounding() * scale
        determinant = self.one
        is_doubtful = False
        for column in range(size):
            pivot = max(range(column, size), key=lambda place: abs(rows[place][column]))
            lead = rows[pivot][column]
            if self.is_zero(lead):
                return self.zero, True
            is_doubtful = is_doubtful or bool(abs(lead) <= smallest)
            if pivot != column:
                rows[pivot], rows[column] = rows[column], rows[pivot]
                determinant = -determinant
            determinant = self.multiply(determinant, lead)
            rows[column] = [self.divide(entry, lead) for entry in rows[column]]
            self._clear_column(rows, column)
        return determinant, is_doubtful

    def is_zero(self, number: Any) -> bool:
        """Return whether a number is 0; with many digits, whether rounding may have made it of a 0."""
        return bool(number == 0)

    def _clear_column(self, rows: list[list[Any]], column: int) -> None:
        """Subtract a row from all others, so that they have 0 in one column."""
        lead = rows[column]
        for place, row in enumerate(rows):
            factor = row[column]
            if place == column or factor == 0:
                continue
            products = [self.multiply(factor, entry) for entry in lead]
            rows[place] = [self.subtract(entry, part) for entry, part in zip(row, products, strict=True)]

    def compute_determinant(self, value: Value) -> Any:
        """Return the determinant of a square matrix; of a number itself."""
        determinant, _ = self._eliminate(self._require_square(value, "a determinant"))
        return determinant

    def compute_trace(self, value: Value) -> Any:
        """Return the sum of the diagonal; of a number itself."""
        rows = self._require_square(value, "a trace")
        return self.add_up([row[place] for place, row in enumerate(rows)])

    def _raise_matrix(self, value: Array, exponent: Value) -> Value:
        """Return a whole power of a square matrix, by squaring."""
        count = self.require_whole(exponent, "the exponent of a matrix")
        if abs(count) > _MOST_POWER:
            raise TooLargeError("the exponent of a matrix is too large")
        size = len(self._require_square(value, "a power"))
        if count == 0:
            return self.make_identity(self.one, size)
        factor = self.invert(value) if count < 0 else value
        power = factor
        for digit in f"{abs(count):b}"[1:]:
            power = self._multiply_matrices(power, power)
            if digit == "1":
                power = self._multiply_matrices(power, factor)
        return power

    def _transpose(self, value: Value) -> Value:
        if not is_array(value):
            return value
        if value.ndim > 2:
            raise CheckError("an array with more than two axes has no transpose")
        return value[None, :] if value.ndim == 1 else value.T

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
        return self._make_diagonal(entries)

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
            return self.each(self.numbers.functions[name], name)(value)

        return applied

    def _cut_entries(self, name: str, *values: Value) -> Value:
        """Return the extreme of numbers, or of these and each entry of one array: ``max(0, x)``."""
        if sum(map(is_array, values)) == len(values) or any(isinstance(value, Identity) for value in values):
            raise CheckError(f"{name} is not applied to a vector or matrix")
        return self.each(self.numbers.functions[name], name)(*values)

    def _compute_softmax(self, value: Value) -> Array:
        """Return the shares of a vector's entries, or of those of each row of a matrix."""
        if not is_array(value):
            raise CheckError("softmax is applied to a vector, or to the rows of a matrix")
        rows = value.tolist() if value.ndim == 2 else [value.tolist()]
        return make_array([share for row in rows for share in self._find_shares(row)], value.shape)

    def _find_shares(self, row: list[Any]) -> list[Any]:
        largest = self.numbers.functions["max"](*row)
        weights = [self.numbers.functions["exp"](self.subtract(entry, largest)) for entry in row]
        total = self.add_up(weights)
        return [self.divide(weight, total) for weight in weights]

    def _compute_pseudoinverse(self, value: Value) -> Value:
        """Return the pseudoinverse of a matrix of full rank; CheckError for any other."""
        if not is_array(value):
            return self.invert(value)
        matrix = _as_matrix(value)
        is_tall = matrix.shape[0] >= matrix.shape[1]
        wide = self._transpose(matrix)
        gram = self._multiply_matrices(wide, matrix) if is_tall else self._multiply_matrices(matrix, wide)
        try:
            inverse = self.invert(gram)
        except UndefinedError:
            raise CheckError("the pseudoinverse of a matrix that lacks full rank is not computed") from None
        return self._multiply_matrices(inverse, wide) if is_tall else self._multiply_matrices(wide, inverse)

    def list_magnitudes(self, value: Value) -> list[Any]:
        """Return the absolute values of all entries."""
        return [self.numbers.functions["abs"](entry) for entry in list_entries(value)]

    def _compute_norm(self, value: Value) -> Any:
        """Return the Euclidean norm of a vector, or the Frobenius norm of a matrix."""
        sizes = self.list_magnitudes(value)
        return self.numbers.functions["sqrt"](self._add_products(sizes, sizes))

    def _find_largest_magnitude(self, value: Value) -> Any:
        return self.numbers.functions["max"](*self.list_magnitudes(value))

    def _compute_norm_of_order(self, value: Value, order: Any = None) -> Any:
        """Return the Euclidean or Frobenius norm, or that of a vector with an index, from 1 to infinity."""
        if isinstance(value, Identity):
            raise CheckError("the size of I is not known here: write eye(n)")
        if not is_array(value):
            return self.numbers.functions["abs"](value)
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
            return self.numbers.functions[name](*self.list_vector_entries(only))
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
