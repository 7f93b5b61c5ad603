"""Vectors and matrices whose entries are trees, with arithmetic that keeps their entries readable.

A vector is a column; a row times a column is a number, as in :mod:`drill.maths.arrays`. Inverse, determinant
and rank are computed here for rational entries only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from drill.checking import Matrix, eliminate
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.exact import rational
from drill.maths.tidy import rational_node, tidy
from drill.maths.tree import Binary, BinaryOp, Call, Neg, Node, Num, Sequence, walk

# Entries of a vector that are still worked out at once.
_MOST_ENTRIES = 400
# The largest exponent of a matrix.
_MOST_POWER = 64

Fractions = list[list[Fraction]]


class Array(Matrix[Node]):
    """A vector or a matrix of trees."""

    __slots__ = ()

    def tree(self) -> Sequence:
        """Write the array as a list, or a list of lists."""
        if self.is_vector:
            return Sequence("list", self.entries)
        return Sequence("list", tuple(Sequence("list", row) for row in self.rows))


def array_of(node: Node) -> Array | None:
    """Return the array that a tree writes out, or ``None``. Raises CheckError for rows of different
    lengths."""
    if not isinstance(node, Sequence) or node.kind == "set" or not node.items:
        return None
    items = node.items
    if len(items) > _MOST_ENTRIES:
        raise TooLargeError(f"a vector has more than {_MOST_ENTRIES} entries")
    rows = [item.items for item in items if isinstance(item, Sequence) and item.kind in ("list", "tuple")]
    if not rows:
        return Array.vector(items)
    if len(rows) < len(items) or len({len(row) for row in rows}) > 1 or not rows[0]:
        raise CheckError("the rows of a matrix have different lengths")
    return Array(tuple(rows))


def add(op: BinaryOp, left: Array, right: Array) -> Array:
    """Return the sum or difference, entry by entry. Raises CheckError where sizes differ."""
    return _combined(left, right, lambda first, second: tidy(Binary(op, first, second)))


def scale(factor: Node, array: Array) -> Array:
    """Return a number times an array."""
    return array.each(lambda entry: _product(factor, entry))


def divide(array: Array, divisor: Node) -> Array:
    """Return an array over a number."""
    return array.each(lambda entry: tidy(Binary("/", entry, divisor)))


def entrywise(left: Array, right: Array) -> Array:
    """Return the product entry by entry. Raises CheckError where sizes differ."""
    return _combined(left, right, _product)


def _combined(left: Array, right: Array, combine: Callable[[Node, Node], Node]) -> Array:
    if left.size != right.size:
        raise CheckError(f"sizes do not match: {_size(left)} and {_size(right)}")
    return left.combined(right, combine)


def multiply(left: Array, right: Array) -> Array | Node:
    """Return the matrix product; a number where a row meets a vector. Raises CheckError where sizes do not
    fit."""
    if left.is_vector and right.is_vector:
        raise CheckError("two vectors have no product; use dot")
    if left.size[1] != right.size[0]:
        raise CheckError(f"sizes do not match: {_size(left)} times {_size(right)}")
    product = left.times(right, _inner)
    return product.entries[0] if right.is_vector and len(product.rows) == 1 else product


def power(array: Array, exponent: int) -> Array | None:
    """Return a power of a square matrix; ``None`` where it needs an inverse that is not rational. Raises
    TooLargeError for a large exponent, CheckError for a matrix that is not square."""
    base: Array | None = _square(array, "a power")
    if abs(exponent) > _MOST_POWER:
        raise TooLargeError("the exponent of a matrix is too large")
    if exponent < 0:
        base = inverse(array)
    if base is None:
        return None
    result = identity(array.size[0])
    for _ in range(abs(exponent)):
        product = multiply(result, base)
        assert isinstance(product, Array)
        result = product
    return result


def identity(size: int) -> Array:
    """Return ones on the diagonal."""
    return diagonal([Num("1")] * size)


def diagonal(entries: list[Node]) -> Array:
    """Return a square matrix with these entries on its diagonal. Raises TooLargeError for none of them, or
    more than 20."""
    if not 1 <= len(entries) <= 20:
        raise TooLargeError(f"a matrix of size {len(entries)}")
    return Array.diagonal(entries, Num("0"))


def trace(array: Array) -> Node:
    """Return the sum of the diagonal."""
    return total(row[index] for index, row in enumerate(_square(array, "trace").rows))


def dot(left: Array, right: Array) -> Node:
    """Return the inner product of two vectors. Raises CheckError where their lengths differ."""
    if len(left.entries) != len(right.entries):
        raise CheckError(f"sizes do not match: {_size(left)} and {_size(right)}")
    return _inner(left.entries, right.entries)


def cross(left: Array, right: Array) -> Array:
    """Return the cross product of two vectors of three entries. Raises CheckError for others."""
    if len(left.entries) != 3 or len(right.entries) != 3:
        raise CheckError("cross needs two vectors of three entries")
    (a, b, c), (d, e, f) = left.entries, right.entries
    pairs = ((b, f, c, e), (c, d, a, f), (a, e, b, d))
    return Array.vector(tidy(Binary("-", _product(p, q), _product(r, s))) for p, q, r, s in pairs)


def norm(array: Array) -> Node:
    """Return the root of the sum of squares."""
    return tidy(Call("sqrt", (total(tidy(Binary("^", entry, Num("2"))) for entry in array.entries),)))


def entry(array: Array, places: list[int]) -> Node:
    """Return the entry (or of a matrix the row) at places from 1. Raises CheckError where there is none."""
    rows, columns = array.size
    if len(places) == 1 and 1 <= places[0] <= rows:
        row = array.rows[places[0] - 1]
        return row[0] if array.is_vector else Array.vector(row).tree()
    if len(places) == 2 and not array.is_vector and 1 <= places[0] <= rows and 1 <= places[1] <= columns:
        return array.rows[places[0] - 1][places[1] - 1]
    raise CheckError("an index is out of range (entries count from 1)")


def determinant(array: Array) -> Node | None:
    """Return the determinant of a rational matrix, else ``None``."""
    numbers = _fractions(_square(array, "det"))
    if numbers is None:
        return None
    leads, product = _eliminate(numbers, len(numbers))
    return rational_node(Fraction(product if len(leads) == len(numbers) else 0), is_decimal(array.tree()))


def rank(array: Array) -> Node | None:
    """Return the rank of a rational matrix, else ``None``."""
    numbers = _fractions(array)
    return None if numbers is None else Num(str(len(_eliminate(numbers, array.size[1])[0])))


def inverse(array: Array) -> Array | None:
    """Return the inverse of a rational matrix, else ``None``. Raises UndefinedError for a singular one."""
    numbers = _fractions(_square(array, "inv"))
    if numbers is None:
        return None
    size = len(numbers)
    augmented = [row + [Fraction(int(i == j)) for j in range(size)] for i, row in enumerate(numbers)]
    if len(_eliminate(augmented, size)[0]) < size:
        raise UndefinedError("the matrix is singular")
    decimal = is_decimal(array.tree())
    return Array(tuple(tuple(rational_node(value, decimal) for value in row[size:]) for row in augmented))


def is_decimal(node: Node) -> bool:
    """Return whether a number in the tree is written with a point, so that results print as decimals."""
    return any(isinstance(part, Num) and "." in part.text for part in walk(node))


def total(terms: Iterable[Node]) -> Node:
    """Return the sum of trees, tidied."""
    result: Node | None = None
    for term in terms:
        result = term if result is None else Binary("+", result, term)
    return Num("0") if result is None else tidy(result)


def negate(array: Array) -> Array:
    """Return the array with every sign changed."""
    return array.each(lambda entry: tidy(Neg(entry)))


def _inner(row: Iterable[Node], column: Iterable[Node]) -> Node:
    return total(_product(x, y) for x, y in zip(row, column, strict=True))


def _product(left: Node, right: Node) -> Node:
    return tidy(Binary("*", left, right, implicit=True))


def _square(array: Array, function_name: str) -> Array:
    if not array.is_square:
        raise CheckError(f"{function_name} needs a square matrix")
    return array


def _size(array: Array) -> str:
    rows, columns = array.size
    return str(rows) if array.is_vector else f"{rows}×{columns}"


def _fractions(array: Array) -> Fractions | None:
    fraction_rows: Fractions = []
    for row in array.rows:
        values = [rational(entry, {}) for entry in row]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        fraction_rows.append(known)
    return fraction_rows


def _eliminate(rows: Fractions, columns: int) -> tuple[tuple[int, ...], Fraction]:
    return eliminate(rows, columns, lambda value: not value, lambda x, y: x / y)
