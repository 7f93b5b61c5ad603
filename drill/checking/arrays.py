"""Vectors and matrices of numbers with :data:`DIGITS` digits.

A product with one entry is a number, as in :mod:`drill.maths.arrays`. Numbers are whole ones and mpmath's,
whose digits are those of the context: whoever computes with them does so within ``workdps(DIGITS)``.
"""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

import mpmath

from drill.checking.matrix import Matrix
from drill.errors import CheckError, UndefinedError

if TYPE_CHECKING:
    from drill.maths.precise_functions import MP

    Number = int | MP

DIGITS = 260
"""The digits of numbers: twice those that have to agree."""
_TINY = mpmath.mpf(10) ** -120
"""How far apart, beside the largest number at hand, equal numbers lie at most."""
# Entries along one side of a vector or matrix: far more than anybody types, and still computed at once.
_ENTRY_LIMIT = 400

Row = tuple["Number", ...]


class SizesError(CheckError):
    """Sizes that do not go together: ``what`` was wanted of arrays of these ``sizes``."""

    def __init__(self, what: str, *sizes: tuple[int, int]) -> None:
        super().__init__(self.said(what, ["×".join(map(str, size)) for size in sizes]))
        self.what = what
        self.sizes = sizes

    @staticmethod
    def said(what: str, sizes: Sequence[str]) -> str:
        """Return the sentence, with sizes as they are to be shown."""
        if len(sizes) == 1:
            return f"the size does not fit: {what} needs a square matrix, not {sizes[0]}"
        return f"the sizes do not fit: {what} of {' and '.join(sizes)} is not possible"


class Array(Matrix["Number"]):
    """A vector or a matrix of numbers."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """A multiple of the identity whose size what stands beside it decides."""

    factor: Number

    def of_size(self, size: int) -> Array:
        """Return the matrix of that size."""
        return diagonal([self.factor] * size)


Value = Union["Number", Array, Identity]


def from_items(items: Sequence[Value]) -> Array:
    """Return a vector of numbers, or a matrix whose rows are vectors. Raises CheckError for anything else."""
    rows = [item for item in items if isinstance(item, Array) and item.is_vector]
    if not items or len(items) > _ENTRY_LIMIT:
        raise CheckError("a vector or matrix has entries, and not too many")
    if not rows and not any(isinstance(item, (Array, Identity)) for item in items):
        return Array.vector(items)  # type: ignore[arg-type]
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
    """Return the sum. Raises SizesError where sizes differ, and for a number beside a matrix."""
    match left, right:
        case (Array(), Identity()) | (Identity(), Array()):
            array, identity = (left, right) if isinstance(left, Array) else (right, left)
            assert isinstance(array, Array)
            assert isinstance(identity, Identity)
            require_square(array, "a sum with I")
            return added(array, identity.of_size(array.size[0]))
        case (Array(), Array()):
            if left.size != right.size:
                raise SizesError("a sum", left.size, right.size)
            return left.combined(right, lambda x, y: x + y)
        case (Identity(), Identity()):
            return Identity(left.factor + right.factor)
        case (Array() | Identity(), _) | (_, Array() | Identity()):
            raise SizesError("a sum", _size(left), _size(right))
        case _:
            return left + right  # type: ignore[operator]


def _size(value: Value) -> tuple[int, int]:
    return value.size if isinstance(value, Array) else (1, 1)


def multiplied(left: Value, right: Value) -> Value:
    """Return the matrix product, or a number times a value. Raises SizesError where they do not fit."""
    if isinstance(left, Array) and isinstance(right, Array):
        return _product(left, right)
    for factor, other in ((left, right), (right, left)):
        if isinstance(factor, Identity):
            return (
                scaled(factor.factor, other)
                if isinstance(other, (Array, Identity))
                else scaled(other, factor)
            )
        if not isinstance(factor, Array):
            return scaled(factor, other)
    raise AssertionError("a product of two arrays was taken before")


def _product(left: Array, right: Array) -> Value:
    if left.size[1] != right.size[0]:
        raise SizesError("a product", left.size, right.size)
    product = left.times(right, _dot)
    return product.entries[0] if product.size == (1, 1) else product


def _dot(first: Row, second: Row) -> Number:
    return sum((x * y for x, y in zip(first, second, strict=True)), 0)


def inner(left: Value, right: Value) -> Number:
    """Return the inner product of two vectors. Raises SizesError where their lengths differ."""
    first, second = as_vector(left), as_vector(right)
    if len(first) != len(second):
        raise SizesError("an inner product", (len(first), 1), (len(second), 1))
    return _dot(first, second)


def as_vector(value: Value) -> Row:
    """Return the entries of a vector, or of a matrix with one row or column. Raises SizesError otherwise."""
    if not isinstance(value, Array):
        raise CheckError("a vector is due here")
    if 1 not in value.size:
        raise CheckError("a vector is due here, not a matrix")
    return value.entries


def transposed(value: Value) -> Value:
    """Exchange rows and columns; a vector becomes a row."""
    return value.transposed() if isinstance(value, Array) else value


def trace(value: Value) -> Number:
    """Return the sum of the diagonal."""
    if not isinstance(value, Array):
        return plain_number(value)
    require_square(value, "a trace")
    return sum((row[place] for place, row in enumerate(value.rows)), 0)


def plain_number(value: Value) -> Number:
    """Return the number that a value is. Raises CheckError for arrays."""
    if isinstance(value, (Array, Identity)):
        raise CheckError("the size of I is not known here")
    return value


def largest(numbers: Sequence[Number]) -> Number:
    """Return the largest size of some numbers; 0 of none."""
    return max(map(abs, numbers), default=0)


def require_square(value: Array, what: str) -> None:
    """Raise SizesError unless a matrix is square; ``what`` needs it to be."""
    if not value.is_square:
        raise SizesError(what, value.size)


def quotient(above: Number, below: Number) -> MP:
    """Return one number over another. Raises UndefinedError for a division by zero."""
    if is_zero(below):
        raise UndefinedError("this divides by zero")
    return mpmath.mpmathify(above) / below


def divided(value: Value, divisor: Value) -> Value:
    """Return a value over a number. Raises CheckError for a division by a matrix."""
    if isinstance(divisor, (Array, Identity)):
        raise CheckError("nothing is divided by a matrix: multiply by its inverse, A^-1")
    if isinstance(value, (Array, Identity)):
        return scaled(quotient(1, divisor), value)
    return quotient(value, divisor)


def is_zero(number: Number, beside: Number = 1) -> bool:
    """Whether a number vanishes beside the size of another."""
    return bool(abs(number) <= _TINY * max(abs(beside), _TINY))  # what rounding leaves of 0


def is_same(left: Value, right: Value) -> bool:
    """Whether two values are equal: of one size, entry by entry."""
    if isinstance(left, Identity) and isinstance(right, Array):
        return right.is_square and is_same(left.of_size(right.size[0]), right)
    if isinstance(right, Identity) and isinstance(left, Array):
        return is_same(right, left)
    if isinstance(left, Identity) and isinstance(right, Identity):
        return is_same(left.factor, right.factor)
    if size_of(left) != size_of(right):
        return False
    first, second = entries_of(left), entries_of(right)
    size = largest((*first, *second))
    return all(is_zero(x - y, size) for x, y in zip(first, second, strict=True))


def entries_of(value: Value) -> Row:
    """Return all entries of an array, or the number itself; none of ``I``."""
    return value.entries if isinstance(value, Array) else () if isinstance(value, Identity) else (value,)


def size_of(value: Value) -> tuple[int, int] | None:
    """Return the size; a number is 1×1, the size of ``I`` is not known."""
    return None if isinstance(value, Identity) else _size(value)
