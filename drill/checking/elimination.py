"""Elimination: inverses and with them powers, determinants and ranks of matrices of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drill.checking.arrays import (
    Array,
    Identity,
    Row,
    Value,
    is_zero,
    largest,
    multiplied,
    plain_number,
    quotient,
    require_square,
)
from drill.errors import TooLargeError, UndefinedError

if TYPE_CHECKING:
    from drill.checking.arrays import Number

# The largest exponent of a matrix: a dozen products.
_POWER_LIMIT = 64


def inverse(value: Value) -> Value:
    """Return the inverse. Raises UndefinedError for a singular matrix, SizesError for one that is not
    square."""
    if isinstance(value, Identity):
        return Identity(quotient(1, value.factor))
    if not isinstance(value, Array):
        return quotient(1, value)
    require_square(value, "an inverse")
    size = value.size[0]
    beside = Identity(1).of_size(size)
    rows = [[*row, *unit] for row, unit in zip(value.rows, beside.rows, strict=True)]
    if len(_eliminate(rows, size)[0]) < size:
        raise UndefinedError("the matrix is singular")
    return Array(tuple(tuple(row[size:]) for row in rows))


def determinant(value: Value) -> Number:
    """Return the determinant of a square matrix; of a number itself."""
    if not isinstance(value, Array):
        return plain_number(value)
    require_square(value, "a determinant")
    leads, product = _eliminate([list(row) for row in value.rows], value.size[0])
    return product if len(leads) == value.size[0] else 0


def rank(rows: Sequence[Row]) -> int:
    """Return the rank of some rows; scaling a row changes nothing."""
    return len(pivots(rows))


def pivots(rows: Sequence[Row]) -> tuple[int, ...]:
    """Return the columns that lead a row once the rows are reduced."""
    scaled_rows: list[list[Number]] = []
    for row in rows:
        size = largest(row)
        scaled_rows.append([entry if is_zero(size) else entry / size for entry in row])
    return _eliminate(scaled_rows, len(rows[0]) if rows else 0)[0]


def _eliminate(rows: list[list[Number]], columns: int) -> tuple[tuple[int, ...], Number]:
    """Gauss-Jordan in place over the first columns; those that lead a row, and the product of the pivots."""
    leads: list[int] = []
    product: Number = 1
    for column in range(columns):
        done = len(leads)
        pivot = _pivot(rows, done, column)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        head = rows[done][column]
        product = product * head if pivot == done else -product * head
        rows[done] = [quotient(entry, head) for entry in rows[done]]
        for place, row in enumerate(rows):
            if place != done and row[column] != 0:
                factor = row[column]
                rows[place] = [x - factor * y for x, y in zip(row, rows[done], strict=True)]
        leads.append(column)
    return tuple(leads), product


def _pivot(rows: Sequence[Sequence[Number]], start: int, column: int) -> int | None:
    """The row from ``start`` on with the largest entry of a column; None if all vanish."""
    sizes = [abs(row[column]) for row in rows[start:]]
    place = max(range(len(sizes)), key=sizes.__getitem__, default=None)
    return None if place is None or is_zero(sizes[place]) else start + place


def raised(base: Value, exponent: int) -> Value:
    """Return a whole power of a square matrix or of a multiple of the identity. Raises TooLargeError for a
    large exponent, SizesError for a matrix that is not square."""
    if abs(exponent) > _POWER_LIMIT:
        raise TooLargeError("the exponent of a matrix is too large")
    base = inverse(base) if exponent < 0 else base
    if isinstance(base, Array):
        require_square(base, "a power")
        one: Value = Identity(1).of_size(base.size[0])
    else:
        one = Identity(1) if isinstance(base, Identity) else 1
    result = one
    for digit in f"{abs(exponent):b}":
        result = multiplied(result, result)
        result = multiplied(result, base) if digit == "1" else result
    return result
