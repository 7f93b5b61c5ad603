"""Vectors and matrices of numbers with :data:`DIGITS` digits, and elimination among their rows.

A product with one entry is a number, as in :mod:`drill.maths.numpy_arrays`. Numbers are whole ones and
mpmath's, whose digits are those of the context: whoever computes with them does so within
``workdps(DIGITS)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mpmath

from drill.checking.matrix import ENTRIES_LIMIT, POWER_LIMIT, Matrix, eliminate_rows
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.precise_functions import MP

Number = int | MP
Row = tuple[Number, ...]

# The digits of numbers: twice those that have to agree.
DIGITS = 260
# How far apart, relative to the largest number at hand, equal numbers lie at most.
_TINY = mpmath.mpf(10) ** -120


class SizesError(CheckError):
    """Sizes that do not fit: ``what`` was to be done with arrays of these ``sizes``."""

    def __init__(self, operation: str, *sizes: tuple[int, int]) -> None:
        super().__init__(self.said(operation, ["×".join(map(str, size)) for size in sizes]))
        self.what = operation
        self.sizes = sizes

    @staticmethod
    def said(operation: str, sizes: Sequence[str]) -> str:
        """Return the message, with sizes as they are to be shown."""
        if len(sizes) == 1:
            return f"the size does not fit: {operation} needs a square matrix, not {sizes[0]}"
        return f"the sizes do not fit: {operation} of {' and '.join(sizes)} is not possible"


class Array(Matrix[Number]):
    """A vector or a matrix of numbers."""

    __slots__ = ()

    def __neg__(self) -> Array:
        """Return the negative."""
        return self.each(lambda entry: -entry)


@dataclass(frozen=True, slots=True)
class Identity:
    """A multiple of the identity, whose size is that of what it is combined with."""

    factor: Number

    def __neg__(self) -> Identity:
        """Return the negative."""
        return Identity(-self.factor)

    def of_size(self, size: int) -> Array:
        """Return the matrix of that size."""
        return make_diagonal_array([self.factor] * size)


Value = Number | Array | Identity


def from_items(items: Sequence[Value]) -> Array:
    """Return a vector of numbers, or a matrix whose rows are vectors. Raises CheckError for anything else."""
    rows = [item for item in items if isinstance(item, Array) and item.is_vector]
    if not items or len(items) > ENTRIES_LIMIT:
        raise CheckError("a vector or matrix has entries, and not too many")
    if not rows and not any(isinstance(item, (Array, Identity)) for item in items):
        return Array.vector(items)
    if len(rows) < len(items) or len({len(row.rows) for row in rows}) > 1:
        raise CheckError("the rows of a matrix are equally long lists of numbers")
    return Array(tuple(row.entries for row in rows))


def make_diagonal_array(entries: Sequence[Number]) -> Array:
    """Make a diagonal matrix. Raises CheckError for one without entries, or with too many."""
    if not entries or len(entries) > ENTRIES_LIMIT:
        raise CheckError("a diagonal has entries, and not too many")
    return Array.diagonal(entries, 0)


def scale_value(factor: Number, value: Value) -> Value:
    """Return a number times a value."""
    if isinstance(value, Array):
        return value.each(lambda entry: factor * entry)
    return Identity(factor * value.factor) if isinstance(value, Identity) else factor * value


def add_values(left: Value, right: Value) -> Value:
    """Return the sum. Raises SizesError if sizes differ, and for a number plus a matrix."""
    match left, right:
        case (Identity() as identity, Array() as array) | (Array() as array, Identity() as identity):
            require_square(array, "a sum with I")
            return add_values(array, identity.of_size(array.size[0]))
        case (Array(), Array()) if left.size == right.size:
            return left.combined(right, lambda x, y: x + y)
        case (Identity(), Identity()):
            return Identity(left.factor + right.factor)
        case (Array() | Identity(), _) | (_, Array() | Identity()):
            raise SizesError("a sum", find_array_size(left) or (1, 1), find_array_size(right) or (1, 1))
        case _:
            return left + right


def multiply_values(left: Value, right: Value) -> Value:
    """Return the matrix product, or a number times a value. Raises SizesError where they do not fit."""
    match left, right:
        case (Array(), Array()):
            if left.size[1] != right.size[0]:
                raise SizesError("a product", left.size, right.size)
            product = left.times(right, _sum_products_of_rows)
            return product.entries[0] if product.size == (1, 1) else product
        case (Identity(), Array() | Identity()):
            return scale_value(left.factor, right)
        case (Array(), Identity()):
            return scale_value(right.factor, left)
        case (Array() | Identity(), _):
            return scale_value(right, left)
        case _:
            return scale_value(left, right)


def multiply_values_entrywise(left: Value, right: Value) -> Value:
    """Return the product entry by entry; of numbers their product. Raises SizesError where sizes differ."""
    match left, right:
        case (Identity() as identity, Array() as array) | (Array() as array, Identity() as identity):
            require_square(array, "a product with I entry by entry")
            return multiply_values_entrywise(array, identity.of_size(array.size[0]))
        case (Array(), Array()) if left.size == right.size:
            return left.combined(right, lambda x, y: x * y)
        case (Identity(), Identity()):
            return Identity(left.factor * right.factor)
        case (Array() | Identity(), _) | (_, Array() | Identity()):
            raise SizesError(
                "a product entry by entry", find_array_size(left) or (1, 1), find_array_size(right) or (1, 1)
            )
        case _:
            return left * right


def _sum_products_of_rows(first: Row, second: Row) -> Number:
    return sum((x * y for x, y in zip(first, second, strict=True)), 0)


def compute_inner_product(left: Value, right: Value) -> Number:
    """Return the inner product of two vectors. Raises SizesError where their lengths differ, CheckError for
    matrices."""
    if all(isinstance(value, Array) and 1 not in value.size for value in (left, right)):
        raise CheckError("an inner product of matrices is not read here: write trace(A^T B)")
    first, second = as_vector(left), as_vector(right)
    if len(first) != len(second):
        raise SizesError("an inner product", (len(first), 1), (len(second), 1))
    return _sum_products_of_rows(first, second)


def as_vector(value: Value) -> Row:
    """Return the entries of a vector, or of a matrix with one row or column. Raises CheckError otherwise."""
    if not isinstance(value, Array) or 1 not in value.size:
        raise CheckError("a vector is expected here")
    return value.entries


def transpose_value(value: Value) -> Value:
    """Exchange rows and columns; a vector becomes a row."""
    return value.transposed() if isinstance(value, Array) else value


def compute_trace(value: Value) -> Number:
    """Return the sum of the diagonal; of a number itself. Raises SizesError unless a matrix is square."""
    matrix = _require_square_value(value, "a trace")
    return sum((row[index] for index, row in enumerate(matrix.rows)), 0)


def _require_square_value(value: Value, operation: str) -> Array:
    """Return a square matrix as it is, and a number as a 1×1 matrix."""
    if isinstance(value, Identity):
        raise CheckError("the size of I is not known here")
    matrix = value if isinstance(value, Array) else Array(((value,),))
    require_square(matrix, operation)
    return matrix


def find_largest_magnitude(numbers: Sequence[Number]) -> Number:
    """Return the largest absolute value of some numbers; 0 of none."""
    return max(map(abs, numbers), default=0)


def require_square(value: Array, operation: str) -> None:
    """Raise SizesError unless a matrix is square; ``operation`` needs it to be."""
    if not value.is_square:
        raise SizesError(operation, value.size)


def divide_numbers(above: Number, below: Number) -> MP:
    """Return one number over another. Raises UndefinedError for a division by zero or infinity."""
    if is_negligible_number(below) or not mpmath.isfinite(below):
        raise UndefinedError("this divides by zero")
    return mpmath.mpmathify(above) / below


def divide_value(value: Value, divisor: Value) -> Value:
    """Return a value over a number. Raises CheckError for a division by a matrix."""
    if isinstance(divisor, (Array, Identity)):
        raise CheckError("you cannot divide by a matrix: multiply by its inverse, A^-1")
    if isinstance(value, (Array, Identity)):
        return scale_value(divide_numbers(1, divisor), value)
    return divide_numbers(value, divisor)


def is_negligible_number(number: Number, scale: Number = 1) -> bool:
    """Return whether a number vanishes relative to the size of another."""
    return bool(abs(number) <= _TINY * max(abs(scale), _TINY))  # what rounding leaves of 0


def are_same_values(left: Value, right: Value) -> bool:
    """Return whether two values are equal: of one size, entry by entry."""
    match left, right:
        case (Identity() as identity, Array() as array) | (Array() as array, Identity() as identity):
            return array.is_square and are_same_values(identity.of_size(array.size[0]), array)
        case (Identity(), Identity()):
            return are_same_values(left.factor, right.factor)
        case _:
            first, second = list_array_entries(left), list_array_entries(right)
            if find_array_size(left) != find_array_size(right):
                return False
            size = find_largest_magnitude((*first, *second))
            return all(is_negligible_number(x - y, size) for x, y in zip(first, second, strict=True))


def list_array_entries(value: Value) -> Row:
    """Return all entries of an array, or the number itself; none of ``I``."""
    return value.entries if isinstance(value, Array) else () if isinstance(value, Identity) else (value,)


def find_array_size(value: Value) -> tuple[int, int] | None:
    """Return the size; a number is 1×1, the size of ``I`` is not known."""
    return value.size if isinstance(value, Array) else None if isinstance(value, Identity) else (1, 1)


# --- elimination ------------------------------------------------------------------------------------------


def invert_value(value: Value) -> Value:
    """Return the inverse. Raises UndefinedError for a singular matrix, SizesError for one that is not
    square."""
    if isinstance(value, Identity):
        return Identity(divide_numbers(1, value.factor))
    if not isinstance(value, Array):
        return divide_numbers(1, value)
    require_square(value, "an inverse")
    size = value.size[0]
    identity = Identity(1).of_size(size)
    rows = [[*row, *unit] for row, unit in zip(value.rows, identity.rows, strict=True)]
    if len(_eliminate_number_rows(rows, size)[0]) < size:
        raise UndefinedError("the matrix is singular")
    return Array(tuple(tuple(row[size:]) for row in rows))


def compute_determinant(value: Value) -> Number:
    """Return the determinant of a square matrix; of a number itself. Raises SizesError for any other."""
    matrix = _require_square_value(value, "a determinant")
    leads, product = _eliminate_number_rows([list(row) for row in matrix.rows], matrix.size[0])
    return product if len(leads) == matrix.size[0] else 0


def compute_rank_of_rows(rows: Sequence[Row]) -> int:
    """Return the rank of some rows; scaling a row changes nothing."""
    sizes = map(find_largest_magnitude, rows)
    reduced = [
        list(row) if is_negligible_number(size) else [entry / size for entry in row]
        for row, size in zip(rows, sizes, strict=True)
    ]
    return len(_eliminate_number_rows(reduced, len(rows[0]) if rows else 0)[0])


def _eliminate_number_rows(rows: list[list[Number]], columns: int) -> tuple[tuple[int, ...], Number]:
    return eliminate_rows(rows, columns, is_negligible_number, divide_numbers)


def raise_matrix_power(
    base: Array | Identity, exponent: int, times: Callable[[Value, Value], Value] = multiply_values
) -> Value:
    """Return a whole power of a square matrix or of a multiple of the identity. Raises TooLargeError for a
    large exponent, SizesError for a matrix that is not square."""
    if abs(exponent) > POWER_LIMIT:
        raise TooLargeError("the exponent of a matrix is too large")
    if isinstance(base, Array):
        require_square(base, "a power")
    factor = invert_value(base) if exponent < 0 else base
    power: Value = Identity(1) if isinstance(base, Identity) else Identity(1).of_size(base.size[0])
    for digit in f"{abs(exponent):b}":
        power = times(power, power)
        power = times(power, factor) if digit == "1" else power
    return power
