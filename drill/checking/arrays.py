"""Vectors and matrices of numbers with :data:`DIGITS` digits, and elimination among their rows.

A product with one entry is a number, as in :mod:`drill.maths.arrays`. Numbers are whole ones and mpmath's,
whose digits are those of the context: whoever computes with them does so within ``workdps(DIGITS)``.
"""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mpmath

from drill.checking.matrix import Matrix, eliminate
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.precise_functions import MP

Number = int | MP
Row = tuple[Number, ...]

# The digits of numbers: twice those that have to agree.
DIGITS = 260
# How far apart, relative to the largest number at hand, equal numbers lie at most.
_TINY = mpmath.mpf(10) ** -120
# Entries along one side of a vector or matrix: far more than anybody types, and still computed at once.
_ENTRY_LIMIT = 400
# The largest exponent of a matrix: a dozen products.
_POWER_LIMIT = 64


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
        return diagonal([self.factor] * size)


Value = Number | Array | Identity


def from_items(items: Sequence[Value]) -> Array:
    """Return a vector of numbers, or a matrix whose rows are vectors. Raises CheckError for anything else."""
    rows = [item for item in items if isinstance(item, Array) and item.is_vector]
    if not items or len(items) > _ENTRY_LIMIT:
        raise CheckError("a vector or matrix has entries, and not too many")
    if not rows and not any(isinstance(item, (Array, Identity)) for item in items):
        return Array.vector(items)
    if len(rows) < len(items) or len({len(row.rows) for row in rows}) > 1:
        raise CheckError("the rows of a matrix are equally long lists of numbers")
    return Array(tuple(row.entries for row in rows))


def diagonal(entries: Sequence[Number], rows: int = 0, columns: int = 0) -> Array:
    """Make a diagonal matrix. Raises CheckError for one without entries, or with too many."""
    if not entries or max(len(entries), rows, columns) > _ENTRY_LIMIT:
        raise CheckError("a diagonal has entries, and not too many")
    return Array.diagonal(entries, 0, rows, columns)


def scaled(factor: Number, value: Value) -> Value:
    """Return a number times a value."""
    if isinstance(value, Array):
        return value.each(lambda entry: factor * entry)
    return Identity(factor * value.factor) if isinstance(value, Identity) else factor * value


def added(left: Value, right: Value) -> Value:
    """Return the sum. Raises SizesError if sizes differ, and for a number plus a matrix."""
    match left, right:
        case (Identity() as identity, Array() as array) | (Array() as array, Identity() as identity):
            require_square(array, "a sum with I")
            return added(array, identity.of_size(array.size[0]))
        case (Array(), Array()) if left.size == right.size:
            return left.combined(right, lambda x, y: x + y)
        case (Identity(), Identity()):
            return Identity(left.factor + right.factor)
        case (Array() | Identity(), _) | (_, Array() | Identity()):
            raise SizesError("a sum", size_of(left) or (1, 1), size_of(right) or (1, 1))
        case _:
            return left + right


def multiplied(left: Value, right: Value) -> Value:
    """Return the matrix product, or a number times a value. Raises SizesError where they do not fit."""
    match left, right:
        case (Array(), Array()):
            if left.size[1] != right.size[0]:
                raise SizesError("a product", left.size, right.size)
            product = left.times(right, _dot)
            return product.entries[0] if product.size == (1, 1) else product
        case (Identity(), Array() | Identity()):
            return scaled(left.factor, right)
        case (Array(), Identity()):
            return scaled(right.factor, left)
        case (Array() | Identity(), _):
            return scaled(right, left)
        case _:
            return scaled(left, right)


def entrywise(left: Value, right: Value) -> Value:
    """Return the product entry by entry; of numbers their product. Raises SizesError where sizes differ."""
    match left, right:
        case (Identity() as identity, Array() as array) | (Array() as array, Identity() as identity):
            require_square(array, "a product with I entry by entry")
            return entrywise(array, identity.of_size(array.size[0]))
        case (Array(), Array()) if left.size == right.size:
            return left.combined(right, lambda x, y: x * y)
        case (Identity(), Identity()):
            return Identity(left.factor * right.factor)
        case (Array() | Identity(), _) | (_, Array() | Identity()):
            raise SizesError("a product entry by entry", size_of(left) or (1, 1), size_of(right) or (1, 1))
        case _:
            return left * right


def _dot(first: Row, second: Row) -> Number:
    return sum((x * y for x, y in zip(first, second, strict=True)), 0)


def inner(left: Value, right: Value) -> Number:
    """Return the inner product of two vectors. Raises SizesError where their lengths differ, CheckError for
    matrices."""
    if all(isinstance(value, Array) and 1 not in value.size for value in (left, right)):
        raise CheckError("an inner product of matrices is not read here: write trace(A^T B)")
    first, second = as_vector(left), as_vector(right)
    if len(first) != len(second):
        raise SizesError("an inner product", (len(first), 1), (len(second), 1))
    return _dot(first, second)


def as_vector(value: Value) -> Row:
    """Return the entries of a vector, or of a matrix with one row or column. Raises CheckError otherwise."""
    if not isinstance(value, Array) or 1 not in value.size:
        raise CheckError("a vector is expected here")
    return value.entries


def transposed(value: Value) -> Value:
    """Exchange rows and columns; a vector becomes a row."""
    return value.transposed() if isinstance(value, Array) else value


def trace(value: Value) -> Number:
    """Return the sum of the diagonal; of a number itself. Raises SizesError unless a matrix is square."""
    matrix = _square(value, "a trace")
    return sum((row[index] for index, row in enumerate(matrix.rows)), 0)


def _square(value: Value, operation: str) -> Array:
    """Return a square matrix as it is, and a number as a 1×1 matrix."""
    if isinstance(value, Identity):
        raise CheckError("the size of I is not known here")
    matrix = value if isinstance(value, Array) else Array(((value,),))
    require_square(matrix, operation)
    return matrix


def largest(numbers: Sequence[Number]) -> Number:
    """Return the largest absolute value of some numbers; 0 of none."""
    return max(map(abs, numbers), default=0)


def require_square(value: Array, operation: str) -> None:
    """Raise SizesError unless a matrix is square; ``operation`` needs it to be."""
    if not value.is_square:
        raise SizesError(operation, value.size)


def quotient(above: Number, below: Number) -> MP:
    """Return one number over another. Raises UndefinedError for a division by zero or infinity."""
    if is_zero(below) or not mpmath.isfinite(below):
        raise UndefinedError("this divides by zero")
    return mpmath.mpmathify(above) / below


def divided(value: Value, divisor: Value) -> Value:
    """Return a value over a number. Raises CheckError for a division by a matrix."""
    if isinstance(divisor, (Array, Identity)):
        raise CheckError("you cannot divide by a matrix: multiply by its inverse, A^-1")
    if isinstance(value, (Array, Identity)):
        return scaled(quotient(1, divisor), value)
    return quotient(value, divisor)


def is_zero(number: Number, scale: Number = 1) -> bool:
    """Return whether a number vanishes relative to the size of another."""
    return bool(abs(number) <= _TINY * max(abs(scale), _TINY))  # what rounding leaves of 0


def is_same(left: Value, right: Value) -> bool:
    """Return whether two values are equal: of one size, entry by entry."""
    match left, right:
        case (Identity() as identity, Array() as array) | (Array() as array, Identity() as identity):
            return array.is_square and is_same(identity.of_size(array.size[0]), array)
        case (Identity(), Identity()):
            return is_same(left.factor, right.factor)
        case _:
            first, second = entries_of(left), entries_of(right)
            if size_of(left) != size_of(right):
                return False
            size = largest((*first, *second))
            return all(is_zero(x - y, size) for x, y in zip(first, second, strict=True))


def entries_of(value: Value) -> Row:
    """Return all entries of an array, or the number itself; none of ``I``."""
    return value.entries if isinstance(value, Array) else () if isinstance(value, Identity) else (value,)


def size_of(value: Value) -> tuple[int, int] | None:
    """Return the size; a number is 1×1, the size of ``I`` is not known."""
    return value.size if isinstance(value, Array) else None if isinstance(value, Identity) else (1, 1)


# --- elimination ------------------------------------------------------------------------------------------


def inverse(value: Value) -> Value:
    """Return the inverse. Raises UndefinedError for a singular matrix, SizesError for one that is not
    square."""
    if isinstance(value, Identity):
        return Identity(quotient(1, value.factor))
    if not isinstance(value, Array):
        return quotient(1, value)
    require_square(value, "an inverse")
    size = value.size[0]
    identity = Identity(1).of_size(size)
    rows = [[*row, *unit] for row, unit in zip(value.rows, identity.rows, strict=True)]
    if len(_eliminate(rows, size)[0]) < size:
        raise UndefinedError("the matrix is singular")
    return Array(tuple(tuple(row[size:]) for row in rows))


def determinant(value: Value) -> Number:
    """Return the determinant of a square matrix; of a number itself. Raises SizesError for any other."""
    matrix = _square(value, "a determinant")
    leads, product = _eliminate([list(row) for row in matrix.rows], matrix.size[0])
    return product if len(leads) == matrix.size[0] else 0


def rank(rows: Sequence[Row]) -> int:
    """Return the rank of some rows; scaling a row changes nothing."""
    sizes = map(largest, rows)
    reduced = [
        list(row) if is_zero(size) else [entry / size for entry in row]
        for row, size in zip(rows, sizes, strict=True)
    ]
    return len(_eliminate(reduced, len(rows[0]) if rows else 0)[0])


def _eliminate(rows: list[list[Number]], columns: int) -> tuple[tuple[int, ...], Number]:
    return eliminate(rows, columns, is_zero, quotient)


def raised(
    base: Array | Identity, exponent: int, times: Callable[[Value, Value], Value] = multiplied
) -> Value:
    """Return a whole power of a square matrix or of a multiple of the identity. Raises TooLargeError for a
    large exponent, SizesError for a matrix that is not square."""
    if abs(exponent) > _POWER_LIMIT:
        raise TooLargeError("the exponent of a matrix is too large")
    if isinstance(base, Array):
        require_square(base, "a power")
    factor = inverse(base) if exponent < 0 else base
    power: Value = Identity(1) if isinstance(base, Identity) else Identity(1).of_size(base.size[0])
    for digit in f"{abs(exponent):b}":
        power = times(power, power)
        power = times(power, factor) if digit == "1" else power
    return power
