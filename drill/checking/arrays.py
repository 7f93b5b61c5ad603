"""Vectors and matrices of numbers, exact where they are rational, else at many digits.

A vector is a column that knows that it is a vector; a product with one entry is a number, as in
:mod:`drill.maths.arrays`. Numbers are ``Fraction``, or mpmath's at :data:`DIGITS` digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Union

from drill.errors import CheckError, TooLargeError, UndefinedError

if TYPE_CHECKING:
    from drill.maths.precise_functions import MP

    Number = Fraction | MP

DIGITS = 260
"""The digits of numbers that are not rational."""
_SAME = 120
"""The digits, beside the largest number at hand, to which equal numbers agree."""
_POWER_LIMIT = 64
_ENTRY_LIMIT = 400

Row = tuple["Number", ...]


class SizesError(CheckError):
    """Sizes that do not go together; ``sizes`` are those of the two sides, or of the one."""

    def __init__(self, message: str, *sizes: tuple[int, int]) -> None:
        super().__init__(message)
        self.sizes = sizes


@dataclass(frozen=True, slots=True)
class Array:
    """Rows of numbers, all equally long."""

    rows: tuple[Row, ...]
    is_vector: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def is_square(self) -> bool:
        """Whether there are as many rows as columns."""
        return len(self.rows) == len(self.rows[0])

    @property
    def entries(self) -> Row:
        """All entries, row by row."""
        return tuple(entry for row in self.rows for entry in row)

    @property
    def columns(self) -> tuple[Row, ...]:
        """The columns, left to right."""
        return tuple(zip(*self.rows, strict=True))

    def each(self, change: Callable[[Number], Number]) -> Array:
        """Every entry changed."""
        return Array(tuple(tuple(change(entry) for entry in row) for row in self.rows), self.is_vector)


@dataclass(frozen=True, slots=True)
class Identity:
    """A multiple of the identity whose size what stands beside it decides."""

    factor: Number

    def of_size(self, size: int) -> Array:
        """The matrix of that size."""
        zero = Fraction(0)
        return Array(tuple(tuple(self.factor if i == j else zero for j in range(size)) for i in range(size)))


Value = Union["Number", Array, Identity]


def vector(entries: Iterable[Number]) -> Array:
    """A vector."""
    return Array(tuple((entry,) for entry in entries), is_vector=True)


def from_items(items: Sequence[Value]) -> Array:
    """A vector of numbers, or a matrix whose rows are vectors. Raises CheckError for anything else."""
    rows = [item for item in items if isinstance(item, Array) and item.is_vector]
    if not items or len(items) > _ENTRY_LIMIT:
        raise CheckError("a vector or matrix has entries, and not too many")
    if not rows and not any(isinstance(item, (Array, Identity)) for item in items):
        return vector(items)  # type: ignore[arg-type]
    if len(rows) < len(items) or len({len(row.rows) for row in rows}) > 1:
        raise CheckError("the rows of a matrix are equally long lists of numbers")
    return Array(tuple(row.entries for row in rows))


def negated(value: Value) -> Value:
    """Every sign changed."""
    return scaled(Fraction(-1), value)


def scaled(factor: Number, value: Value) -> Value:
    """A number times a value."""
    if isinstance(value, Array):
        return value.each(lambda entry: factor * entry)
    return Identity(factor * value.factor) if isinstance(value, Identity) else factor * value


def added(left: Value, right: Value) -> Value:
    """The sum. Raises SizesError where sizes differ, and for a number beside a matrix."""
    match left, right:
        case (Array(), Identity()) | (Identity(), Array()):
            array, identity = (left, right) if isinstance(left, Array) else (right, left)
            assert isinstance(array, Array)
            assert isinstance(identity, Identity)
            _require_square(array, "a sum with I")
            return added(array, identity.of_size(array.size[0]))
        case (Array(), Array()):
            if left.size != right.size:
                raise SizesError("a sum", left.size, right.size)
            rows = zip(left.rows, right.rows, strict=True)
            summed = tuple(tuple(x + y for x, y in zip(*pair, strict=True)) for pair in rows)
            return Array(summed, left.is_vector and right.is_vector)
        case (Identity(), Identity()):
            return Identity(left.factor + right.factor)
        case (Array() | Identity(), _) | (_, Array() | Identity()):
            raise SizesError("a sum", _size(left), _size(right))
        case _:
            return left + right  # type: ignore[operator]


def _size(value: Value) -> tuple[int, int]:
    return value.size if isinstance(value, Array) else (1, 1)


def multiplied(left: Value, right: Value) -> Value:
    """The matrix product, or a number times a value. Raises SizesError where they do not fit."""
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
    columns = right.columns
    rows = tuple(tuple(_dot(row, column) for column in columns) for row in left.rows)
    return rows[0][0] if len(rows) == 1 and len(columns) == 1 else Array(rows, right.is_vector)


def _dot(first: Row, second: Row) -> Number:
    return reduce(lambda total, pair: total + pair[0] * pair[1], zip(first, second, strict=True), Fraction(0))


def inner(left: Value, right: Value) -> Number:
    """The inner product of two vectors."""
    first, second = as_vector(left), as_vector(right)
    if len(first) != len(second):
        raise SizesError("an inner product", (len(first), 1), (len(second), 1))
    return _dot(first, second)


def as_vector(value: Value) -> Row:
    """The entries of a vector, or of a matrix with one row or column. Raises SizesError otherwise."""
    if not isinstance(value, Array):
        raise CheckError("a vector is due here")
    if 1 not in value.size:
        raise SizesError("a vector", value.size)
    return value.entries


def transposed(value: Value) -> Value:
    """Rows and columns exchanged; of a vector, a row."""
    return Array(value.columns) if isinstance(value, Array) else value


def raised(base: Value, exponent: int) -> Value:
    """A whole power of a square matrix or of a multiple of the identity."""
    if abs(exponent) > _POWER_LIMIT:
        raise TooLargeError("the exponent of a matrix is too large")
    base = inverse(base) if exponent < 0 else base
    if isinstance(base, Array):
        _require_square(base, "a power")
        one: Value = Identity(Fraction(1)).of_size(base.size[0])
    else:
        one = Identity(Fraction(1)) if isinstance(base, Identity) else Fraction(1)
    return reduce(multiplied, [base] * abs(exponent), one)


def inverse(value: Value) -> Value:
    """The inverse. Raises UndefinedError for a singular matrix, SizesError for one that is not square."""
    if isinstance(value, Identity):
        return Identity(_divided(Fraction(1), value.factor))
    if not isinstance(value, Array):
        return _divided(Fraction(1), value)
    _require_square(value, "an inverse")
    size = value.size[0]
    beside = Identity(Fraction(1)).of_size(size)
    rows = [[*row, *unit] for row, unit in zip(value.rows, beside.rows, strict=True)]
    if len(_eliminate(rows, size)) < size:
        raise UndefinedError("the matrix is singular")
    return Array(tuple(tuple(row[size:]) for row in rows))


def determinant(value: Value) -> Number:
    """The determinant of a square matrix; of a number itself."""
    if not isinstance(value, Array):
        return _plain_number(value)
    _require_square(value, "a determinant")
    rows = [list(row) for row in value.rows]
    result: Number = Fraction(1)
    for place in range(len(rows)):
        pivot = max(range(place, len(rows)), key=lambda row: abs(rows[row][place]))
        if is_zero(rows[pivot][place]):
            return Fraction(0)
        if pivot != place:
            rows[place], rows[pivot] = rows[pivot], rows[place]
            result = -result
        result = result * rows[place][place]
        for row in range(place + 1, len(rows)):
            factor = rows[row][place] / rows[place][place]
            rows[row] = [x - factor * y for x, y in zip(rows[row], rows[place], strict=True)]
    return result


def trace(value: Value) -> Number:
    """The sum of the diagonal."""
    if not isinstance(value, Array):
        return _plain_number(value)
    _require_square(value, "a trace")
    return reduce(lambda total, place: total + value.rows[place][place], range(len(value.rows)), Fraction(0))


def _plain_number(value: Value) -> Number:
    if isinstance(value, (Array, Identity)):
        raise CheckError("the size of I is not known here")
    return value


def rank(rows: Sequence[Row]) -> int:
    """The rank of some rows; scaling a row changes nothing."""
    return len(pivots(rows))


def pivots(rows: Sequence[Row]) -> tuple[int, ...]:
    """The columns that lead a row once the rows are reduced."""
    scaled_rows: list[list[Number]] = []
    for row in rows:
        largest = max((abs(entry) for entry in row), default=Fraction(0))
        scaled_rows.append([entry if largest == 0 else entry / largest for entry in row])
    return _eliminate(scaled_rows, len(rows[0]) if rows else 0)


def _eliminate(rows: list[list[Number]], columns: int) -> tuple[int, ...]:
    """Gauss-Jordan in place over the first columns; returns those that lead a row."""
    leads: list[int] = []
    for column in range(columns):
        done = len(leads)
        pivot = max(range(done, len(rows)), key=lambda row: abs(rows[row][column]), default=None)
        if pivot is None or is_zero(rows[pivot][column]):
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        head = rows[done][column]
        rows[done] = [entry / head for entry in rows[done]]
        for place, row in enumerate(rows):
            if place != done and row[column] != 0:
                factor = row[column]
                rows[place] = [x - factor * y for x, y in zip(row, rows[done], strict=True)]
        leads.append(column)
    return tuple(leads)


def _require_square(value: Array, what: str) -> None:
    if not value.is_square:
        raise SizesError(what, value.size)


def _divided(above: Number, below: Number) -> Number:
    if is_zero(below):
        raise UndefinedError("this divides by zero")
    return above / below


def divided(value: Value, divisor: Value) -> Value:
    """A value over a number. Raises CheckError for a division by a matrix."""
    if isinstance(divisor, (Array, Identity)):
        raise CheckError("nothing is divided by a matrix: multiply by its inverse, A^-1")
    return (
        scaled(_divided(Fraction(1), divisor), value)
        if isinstance(value, (Array, Identity))
        else _divided(value, divisor)
    )


def is_zero(number: Number, beside: Number = Fraction(1)) -> bool:
    """Whether a number vanishes: exactly if it is rational, else beside the size of another."""
    if isinstance(number, Fraction):
        return number == 0
    import mpmath

    return bool(abs(number) <= mpmath.mpf(10) ** -_SAME * max(abs(beside), mpmath.mpf(10) ** -_SAME))


def is_same(left: Value, right: Value) -> bool:
    """Whether two values are equal: of one size, entry by entry."""
    if isinstance(left, Identity) and isinstance(right, Array):
        return right.is_square and is_same(left.of_size(right.size[0]), right)
    if isinstance(right, Identity) and isinstance(left, Array):
        return is_same(right, left)
    if isinstance(left, Identity) and isinstance(right, Identity):
        return is_same(left.factor, right.factor)
    first, second = _entries_of(left), _entries_of(right)
    if size_of(left) != size_of(right):
        return False
    largest = max((abs(entry) for entry in (*first, *second)), default=Fraction(0))
    return all(is_zero(x - y, largest) for x, y in zip(first, second, strict=True))


def _entries_of(value: Value) -> Row:
    return value.entries if isinstance(value, Array) else () if isinstance(value, Identity) else (value,)


def size_of(value: Value) -> tuple[int, int] | None:
    """Rows and columns; a number is 1×1, the size of ``I`` is not known."""
    return None if isinstance(value, Identity) else _size(value)
