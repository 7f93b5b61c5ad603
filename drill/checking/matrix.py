"""Vectors and matrices over anything with sums and products: numbers (`precise_arrays`), trees (`grids`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

# Max entries along one side of a vector or matrix: more than anybody types, and still computed at once.
ENTRIES_LIMIT = 400
# Max exponent of a matrix: a dozen products.
POWER_LIMIT = 64
# Max rows of ``eye``: more than anybody types.
EYE_LIMIT = 20

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Matrix(Generic[Entry]):
    """Rows of entries, all equally long; a vector is one column, marked as such."""

    rows: tuple[tuple[Entry, ...], ...]
    is_vector: bool = False

    @classmethod
    def vector(cls, entries: Iterable[Entry]) -> Self:
        """Make a vector."""
        return cls(tuple((entry,) for entry in entries), is_vector=True)

    @classmethod
    def diagonal(cls, entries: Sequence[Entry], zero: Entry) -> Self:
        """Make a square matrix with these entries on its diagonal."""
        places = range(len(entries))
        return cls(tuple(tuple(entries[i] if i == j else zero for j in places) for i in places))

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def is_square(self) -> bool:
        """Whether there are as many rows as columns."""
        return len(self.rows) == len(self.rows[0])

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, row by row."""
        return tuple(entry for row in self.rows for entry in row)

    @property
    def columns(self) -> tuple[tuple[Entry, ...], ...]:
        """The columns, left to right."""
        return tuple(zip(*self.rows, strict=True))

    def as_vector(self) -> Self:
        """Return the vector of all entries."""
        return self.vector(self.entries)

    def transposed(self) -> Self:
        """Exchange rows and columns; a vector becomes a row."""
        return type(self)(self.columns)

    def each(self, change: Callable[[Entry], Entry]) -> Self:
        """Return the matrix with every entry changed."""
        return type(self)(tuple(tuple(map(change, row)) for row in self.rows), self.is_vector)

    def combined(self, other: Self, combine: Callable[[Entry, Entry], Entry]) -> Self:
        """Combine two matrices of one size entry by entry, as a sum does."""
        rows = (tuple(map(combine, *pair)) for pair in zip(self.rows, other.rows, strict=True))
        return type(self)(tuple(rows), self.is_vector and other.is_vector)

    def times(self, other: Self, inner: Callable[[tuple[Entry, ...], tuple[Entry, ...]], Entry]) -> Self:
        """Multiply, where ``inner`` is the product of a row with a column."""
        columns = other.columns
        rows = tuple(tuple(inner(row, column) for column in columns) for row in self.rows)
        return type(self)(rows, other.is_vector)


def eliminate_rows(
    rows: list[list[Any]], columns: int, is_zero: Callable[[Any], bool], over: Callable[[Any, Any], Any]
) -> tuple[tuple[int, ...], Any]:
    """Reduce rows in place over their first columns, by Gauss and Jordan with the largest pivots; return the
    columns that lead a row, and the product of the pivots."""
    leads: list[int] = []
    product = 1
    for column in range(columns):
        done = len(leads)
        pivot = max(range(done, len(rows)), key=lambda candidate: abs(rows[candidate][column]), default=None)
        if pivot is None or is_zero(rows[pivot][column]):
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        head = rows[done][column]
        product = product * head if pivot == done else -product * head
        rows[done] = [over(entry, head) for entry in rows[done]]
        for index, row in enumerate(rows):
            if index != done and row[column] != 0:
                factor = row[column]
                rows[index] = [x - factor * y for x, y in zip(row, rows[done], strict=True)]
        leads.append(column)
    return tuple(leads), product
