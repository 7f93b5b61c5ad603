"""Operations of vectors and matrices whose entries are numbers of one arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.tree_evaluation import Arithmetic, take_steps

Array = np.ndarray[Any, Any]
# A number of the arithmetic at hand, or an array of them.
Value = Any

# Entries of one array at most, because products of products of axes grow beyond memory.
_MOST_ENTRIES = 100_000
# Exponents of a matrix at most: entries leave the range of doubles before.
_MOST_POWER = 1000
# Types that are neither arrays nor numbers.
_NOT_NUMBERS = (bool, str, bytes, list, tuple, set, dict, slice, type(None))


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
    return "×".join(map(str, size)) if size else "a number"


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


def equals_itself(value: Any) -> bool:
    """Return whether a value is a number: ``nan`` differs from itself."""
    return bool(value == value)


class _Functions(dict[str, Callable[..., Value]]):
    """Functions by name; a function that these numbers lack is refused, because an answer may call it."""

    def __init__(self, functions: Mapping[str, Callable[..., Value]], refusal: type[CheckError]) -> None:
        super().__init__(functions)
        self._refusal = refusal

    def __missing__(self, name: str) -> NoReturn:
        raise self._refusal(f"{name} is not computed with these numbers")


class ArrayOperations:
    """The operations of arrays whose entries are the numbers of one arithmetic."""

    def __init__(self, numbers: Arithmetic) -> None:
        self.numbers = numbers
        self._functions = _Functions(numbers.functions, numbers.refusal)
        self.zero = numbers.convert(0)
        self.one = numbers.convert(1)
        self.add = numbers.operators["+"]
        self.subtract = numbers.operators["-"]
        self.multiply = numbers.operators["*"]
        self.divide = numbers.operators["/"]
        self.power = numbers.operators["^"]

    # --- numbers and shapes ---------------------------------------------------------------------------------

    def refuse(self, message: str) -> NoReturn:
        """Raise the error for what these numbers cannot compute."""
        raise self.numbers.refusal(message)

    def apply_to_numbers(self, name: str, *numbers: Any) -> Any:
        """Return a function of numbers, which not every arithmetic has."""
        return self._functions[name](*numbers)

    def require_value(self, value: Any) -> Value:
        """Return a number or an array as the operations take it.

        Raises CheckError for a statement, a text, a law or a function, and for ``nan``.
        """
        if type(value) is float and value == value:
            return value
        if hasattr(value, "dtype"):
            return self._require_array(np.asarray(value))
        if type(value) is int:
            return self.numbers.convert(value)
        if isinstance(value, _NOT_NUMBERS) or callable(value):
            self.refuse("a number or an array is expected here")
        if not equals_itself(value):
            raise UndefinedError("this is not a number")
        return value

    def _require_array(self, value: Array) -> Value:
        if value.ndim == 0:
            return self.require_value(value.item())
        if value.size == 0:
            self.refuse("an array without entries is not computed")
        if value.dtype.kind in "fc" and not np.isfinite(value).all():
            raise UndefinedError("an entry is not a finite number")
        if value.dtype.kind not in "fcO":
            return make_array([self.require_value(entry) for entry in list_entries(value)], value.shape)
        return value

    def require_number(self, value: Value, quantity: str) -> Any:
        """Return a number unchanged; an array is refused."""
        if is_array(value):
            self.refuse(f"{quantity} is a number, not an array of size {format_size(find_shape(value))}")
        return value

    def require_whole(self, value: Value, quantity: str) -> int:
        """Return the integer that a number is."""
        return self.numbers.whole(self.require_number(value, quantity), quantity)

    def _require_square(self, value: Value, operation: str) -> list[list[Any]]:
        """Return the rows of a square matrix; a number is one of one row."""
        if not is_array(value):
            return [[value]]
        shape = find_shape(value)
        if len(shape) != 2 or shape[0] != shape[1]:
            raise SizesError(operation, shape)
        return value.tolist()

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

    def combine(self, operate: Callable[[Any, Any], Any], x: Value, y: Value, operation: str) -> Value:
        """Return an operation on two values, entry by entry."""
        return self.each(operate, operation)(x, y)

    def add_up(self, values: Sequence[Value]) -> Value:
        """Return the sum of numbers or arrays; 0 where there are none."""
        if not values:
            return self.zero
        total = values[0]
        for value in values[1:]:
            total = self.combine(self.add, total, value, "a sum")
        return total

    def relate(self, sign: str, x: Any, y: Any) -> bool:
        """Return the truth of a relation; arrays and things are only equal or not."""
        if isinstance(x, str) and isinstance(y, str):
            if sign not in ("=", "!="):
                self.refuse("things have no order")
            return (x == y) == (sign == "=")
        left, right = self.require_value(x), self.require_value(y)
        if not is_array(left) and not is_array(right):
            return self.numbers.related(sign, left, right)
        if sign not in ("=", "!="):
            self.refuse("vectors and matrices have no order")
        first, second = self._fit_lone_zero("a comparison", left, right)
        pairs = zip(list_entries(first), list_entries(second), strict=True)
        is_equal = all(self.numbers.related("=", one, other) for one, other in pairs)
        return is_equal == (sign == "=")

    def _fit_lone_zero(self, operation: str, left: Value, right: Value) -> tuple[Array, Array]:
        """Return two arrays of one shape; either may be a lone 0."""
        first, second = self._fit_shapes(operation, (left, right))
        for lone in (first, second):
            if not is_array(lone) and lone != 0:
                raise SizesError(operation, find_shape(first), find_shape(second))
        first, second = np.broadcast_arrays(first, second)
        return first, second

    # --- products and parts ---------------------------------------------------------------------------------

    def multiply_matrices(self, left: Array, right: Array) -> Array:
        """Return the product of two matrices, which stays a matrix."""
        if left.shape[1] != right.shape[0]:
            raise SizesError("a product", left.shape, right.shape)
        take_steps(left.size * right.shape[1])
        rows, columns = left.tolist(), right.T.tolist()
        entries = [self._add_products(row, column) for row in rows for column in columns]
        return make_array(entries, (len(rows), len(columns)))

    def _add_products(self, first: Sequence[Any], second: Sequence[Any]) -> Any:
        total = self.multiply(first[0], second[0])
        for one, other in zip(first[1:], second[1:], strict=True):
            total = self.add(total, self.multiply(one, other))
        return total

    def multiply_inner(self, x: Value, y: Value) -> Any:
        """Return the sum of the products of entries at the same places."""
        if not is_array(x) and not is_array(y):
            return self.multiply(x, y)
        first, second = self._fit_shapes("an inner product", (x, y))
        if find_shape(first) != find_shape(second):
            raise SizesError("an inner product", find_shape(first), find_shape(second))
        return self._add_products(list_entries(first), list_entries(second))

    def _transpose(self, value: Value) -> Value:
        if not is_array(value):
            return value
        if value.ndim > 2:
            self.refuse("an array with more than two axes has no transpose")
        return value[None, :] if value.ndim == 1 else value.T

    def stack_items(self, items: list[Any]) -> Array:
        """Return a vector of numbers, or an array whose rows are the items."""
        values = [self.require_value(item) for item in items]
        shapes = {find_shape(value) for value in values}
        if len(shapes) != 1:
            self.refuse("the entries of a list have different sizes")
        entries = [entry for value in values for entry in list_entries(value)]
        return make_array(entries, (len(values), *shapes.pop()))

    def _find_place(self, place: Any, length: int) -> int:
        number = self.require_whole(self.require_value(place), "an index")
        if not 1 <= number <= length:
            self.refuse(f"there is no entry {number} among {length} (entries count from 1)")
        return number - 1

    # --- matrices -------------------------------------------------------------------------------------------

    def _make_identity(self, size: Value) -> Array:
        count = self.require_whole(size, "the size of an identity matrix")
        if count < 1 or count * count > _MOST_ENTRIES:
            self.refuse(f"an identity matrix has not {count} rows")
        return self._make_diagonal(make_array([self.one] * count, (count,)))

    def _make_diagonal(self, value: Value) -> Array:
        """Return the matrix with a vector as its diagonal, or the diagonal of a matrix."""
        shape = find_shape(value)
        if len(shape) == 2 and shape[0] == shape[1]:
            return np.diag(value).copy()
        if len(shape) != 1:
            self.refuse(f"a diagonal of an array of size {format_size(shape)} is not computed")
        size = shape[0]
        if size * size > _MOST_ENTRIES:
            raise TooLargeError("an array has too many entries")
        matrix = np.full((size, size), self.zero, dtype=object)
        np.fill_diagonal(matrix, value)
        return matrix

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

    def invert(self, value: Value) -> Value:
        """Return the inverse of a matrix that is not singular up to rounding."""
        if not is_array(value):
            return self.divide(self.one, value)
        rows = self._require_square(value, "an inverse")
        size = len(rows)
        units = self._make_identity(self.numbers.convert(size)).tolist()
        rows = [[*row, *unit] for row, unit in zip(rows, units, strict=True)]
        _, is_doubtful = self._eliminate(rows)
        if is_doubtful:
            raise UndefinedError("the matrix is singular")
        return make_array([entry for row in rows for entry in row[size:]], (size, size))

    def compute_trace(self, value: Value) -> Any:
        """Return the sum of the diagonal; of a number itself."""
        rows = self._require_square(value, "a trace")
        return self.add_up([row[place] for place, row in enumerate(rows)])

    def _raise_matrix(self, value: Value, exponent: Value) -> Value:
        """Return a whole power of a square matrix, by squaring."""
        count = self.require_whole(exponent, "the exponent of a matrix")
        if abs(count) > _MOST_POWER:
            raise TooLargeError("the exponent of a matrix is too large")
        size = len(self._require_square(value, "a power"))
        if not is_array(value):
            return self.power(value, exponent)
        if count == 0:
            return self._make_identity(self.numbers.convert(size))
        factor = self.invert(value) if count < 0 else value
        power = factor
        for digit in f"{abs(count):b}"[1:]:
            power = self.multiply_matrices(power, power)
            if digit == "1":
                power = self.multiply_matrices(power, factor)
        return power

    # --- functions of all entries ---------------------------------------------------------------------------

    def list_magnitudes(self, value: Value) -> list[Any]:
        """Return the absolute values of all entries."""
        return [self.apply_to_numbers("abs", entry) for entry in list_entries(value)]

    def _compute_norm(self, value: Value) -> Any:
        """Return the Euclidean norm of a vector, or the Frobenius norm of a matrix."""
        sizes = self.list_magnitudes(value)
        return self.apply_to_numbers("sqrt", self._add_products(sizes, sizes))

    def _find_largest_magnitude(self, value: Value) -> Any:
        return self.apply_to_numbers("max", *self.list_magnitudes(value))

    def divide_by(self, value: Value, number: Any) -> Value:
        """Return every entry divided by a number."""
        return self.combine(self.divide, value, number, "a quotient")
