"""Vectors and matrices of numbers with :data:`DIGITS` digits, and elimination among their rows.

A product with one entry is a number, as in :mod:`drill.maths.numpy_arrays`. Numbers are whole ones and
mpmath's, whose digits are those of the context: whoever computes with them does so within
``workdps(DIGITS)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import mpmath

from drill.checking.grids import ENTRIES_LIMIT, EYE_LIMIT, POWER_LIMIT, Matrix, eliminate_rows
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import mpmath_evaluation, precise_functions
from drill.maths.maths_tree import Logic, Node, Not, Relation
from drill.maths.maths_vocabulary import as_columns
from drill.maths.precise_functions import MP, from_double
from drill.maths.tree_evaluation import Arithmetic, compile_within_budget

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


# The value of a tree of numbers, vectors and matrices, with many digits.

# What each name stands for: a number, an array, or the identity.
Point = Mapping[str, Any]

# Max products of numbers in one evaluation: a fifth of a second.
_STEPS_LIMIT = 100_000


def evaluate_array_tree(node: Node, point: Point) -> Value:
    """Return the value of a tree at a point.

    Raises SizesError where arrays do not go together, UndefinedError and TooLargeError where there is no
    value, CheckError for what is no number, vector or matrix.
    """
    value = _evaluate_tree_precisely(node, point)
    if isinstance(value, bool):
        raise CheckError("a number, a vector or a matrix is expected here")
    if not all(map(mpmath.isfinite, list_array_entries(value))):
        raise UndefinedError("this has no value")
    return value


def with_columns(node: Node, point: Point) -> Node:
    """Return a tree in which ``(1, 2)^T`` is a column, where its sizes fit, else the tree."""
    columns = as_columns(node)
    if columns != node:
        with suppress(CheckError):
            evaluate_array_tree(columns, point)
            return columns
    return node


def holds_at_point(statement: Node, point: Point) -> bool:
    """Return the truth of a statement between numbers, vectors and matrices; a lone 0 is a zero array too.

    Raises as :func:`evaluate_array_tree`.
    """
    if not isinstance(statement, (Relation, Logic, Not)):
        raise CheckError("a condition is expected, such as det(X) = 0")
    return bool(_evaluate_tree_precisely(statement, point))


def _evaluate_tree_precisely(node: Node, point: Point) -> Any:
    with mpmath.workdps(DIGITS):
        named = {
            name: value if isinstance(value, (Array, Identity)) else from_double(value)
            for name, value in point.items()
        }
        try:
            return compile_within_budget(node, _make_array_arithmetic())(named)
        except (ZeroDivisionError, ValueError):
            raise UndefinedError("this has no value") from None
        except (OverflowError, MemoryError):
            raise TooLargeError("this is too large to be computed") from None


def _make_array_arithmetic() -> Arithmetic:
    """Return the operations on arrays, with a budget of steps that they share."""
    steps = 0

    def within(operate: Callable[..., Value]) -> Callable[..., Value]:
        def counted(*values: Value) -> Value:
            nonlocal steps
            sizes = (value.size for value in values if isinstance(value, Array))
            steps += sum(rows * columns * max(rows, columns) for rows, columns in sizes)
            if steps > _STEPS_LIMIT:
                raise TooLargeError("this takes too many steps")
            return operate(*values)

        return counted

    multiplied = within(multiply_values)

    def subtract(left: Value, right: Value) -> Value:
        return add_values(left, -right)

    def raise_to(base: Value, exponent: Value) -> Value:
        return _raise_array_value(base, exponent, multiplied)

    operators = {
        "+": within(add_values),
        "-": within(subtract),
        "*": multiplied,
        "/": within(divide_value),
        "^": within(raise_to),
    }
    functions = {**_OF_NUMBERS, **{name: within(function) for name, function in _OF_ARRAYS.items()}}
    return replace(mpmath_evaluation.ARITHMETIC, operators=operators, functions=functions, **_OTHERS)


def _raise_array_value(base: Value, exponent: Value, multiplied: Callable[[Value, Value], Value]) -> Value:
    if isinstance(exponent, (Array, Identity)):
        raise CheckError("an exponent is a number")
    if not isinstance(base, (Array, Identity)):
        return precise_functions.raise_mp(base, exponent)
    return raise_matrix_power(
        base, precise_functions.require_mp_integer(exponent, "the exponent of a matrix"), multiplied
    )


def _restrict_to_numbers(name: str, function: Callable[..., Number]) -> Callable[..., Number]:
    def applied(*values: Value) -> Number:
        if any(isinstance(value, (Array, Identity)) for value in values):
            raise CheckError(f"{name} is not applied to a vector or matrix")
        return function(*values)

    return applied


def _compute_value_norm(value: Value, order: Number | None = None) -> Number:
    """Return the Euclidean or Frobenius norm, or that of a vector with an index, from 1 to infinity.

    Raises CheckError for a matrix with an index, which is read in more than one way.
    """
    if isinstance(value, Identity):
        raise CheckError("the size of I is not known here: write eye(n)")
    if not isinstance(value, Array):
        return abs(value)
    is_column = value.size[1] == 1
    if order is not None and not is_column and (order != 2 or value.size[0] > 1):
        norm = "the largest singular value" if order == 2 else "this norm of a matrix"
        raise CheckError(f"{norm} is not computed here", "write ‖A‖_F for the Frobenius norm")
    sizes = [abs(entry) for entry in value.entries]
    if order is None or order == 2:
        return mpmath.sqrt(sum(size**2 for size in sizes))
    if mpmath.isinf(order):
        return max(sizes)
    return mpmath.root(sum(size ** int(order) for size in sizes), int(order))


def _compute_length_in_bars(value: Value) -> Number:
    """Return the length of a vector; bars around a matrix can be read in two ways."""
    if isinstance(value, Array) and not value.is_vector:
        raise CheckError("bars round a matrix read two ways: write det(A) or norm(A)")
    return _compute_value_norm(value) if isinstance(value, (Array, Identity)) else abs(value)


def _take_value_entry(base: Value, places: list[Any]) -> Value:
    if not isinstance(base, Array):
        raise CheckError("a number has no entries")
    indices = tuple(precise_functions.require_mp_integer(position, "an index") - 1 for position in places)
    indices = (*indices, 0) if base.is_vector else indices
    if len(indices) != 2 or not all(
        0 <= index < length for index, length in zip(indices, base.size, strict=True)
    ):
        raise CheckError("an index is out of range (entries count from 1)")
    return base.rows[indices[0]][indices[1]]


def _compute_cross_product(left: Value, right: Value) -> Array:
    first, second = as_vector(left), as_vector(right)
    if len(first) != 3 or len(second) != 3:
        raise CheckError("cross needs two vectors of three entries")
    (a, b, c), (d, e, f) = first, second
    return Array.vector((b * f - c * e, c * d - a * f, a * e - b * d))


def _make_identity_of_size(size: Number) -> Array:
    whole = precise_functions.require_mp_integer(size, "the size of eye")
    if not 1 <= whole <= EYE_LIMIT:
        raise CheckError("eye needs a whole number")
    return Identity(1).of_size(whole)


def _make_diagonal_of_values(*entries: Value) -> Array:
    only = entries[0]
    if len(entries) > 1 or not isinstance(only, Array):
        return make_diagonal_array(entries)
    if 1 not in only.size:
        raise CheckError("diag makes a matrix of a vector: the diagonal of a matrix is not read here")
    return make_diagonal_array(only.entries)


def _compute_rank_of_value(value: Value) -> int:
    if not isinstance(value, Array):
        raise CheckError("rank needs a matrix")
    return compute_rank_of_rows(value.rows)


_OF_NUMBERS: Mapping[str, Callable[..., Value]] = {
    name: _restrict_to_numbers(name, function)
    for name, function in precise_functions.PRECISE_FUNCTIONS.items()
}
_OF_ARRAYS: Mapping[str, Callable[..., Value]] = {
    "T": transpose_value, "inv": invert_value,
    "det": compute_determinant, "trace": compute_trace,
    "rank": _compute_rank_of_value, "dot": compute_inner_product,
    "hadamard": multiply_values_entrywise, "cross": _compute_cross_product,
    "eye": _make_identity_of_size, "diag": _make_diagonal_of_values, "norm": _compute_value_norm,
    "abs": _compute_length_in_bars,
}  # fmt: skip


def _compare_array_values(op: str, left: Any, right: Any) -> bool:
    """Return the truth of an equality, in which a 0 equals a zero array, or of an order of real numbers."""
    if op in ("=", "!="):
        for lone, array in ((left, right), (right, left)):
            if isinstance(array, Array) and not isinstance(lone, (Array, Identity)) and lone == 0:
                left, right = array, scale_value(0, array)
        return are_same_values(left, right) == (op == "=")
    if any(isinstance(side, (Array, Identity)) or getattr(side, "imag", 0) != 0 for side in (left, right)):
        raise CheckError("only real numbers are less or greater than one another")
    if is_negligible_number(left - right, find_largest_magnitude((left, right))):
        return op in ("<=", ">=")
    return bool(left < right) == (op in ("<", "<="))


_OTHERS: Mapping[str, Any] = {
    "related": _compare_array_values, "sequence": from_items, "entry": _take_value_entry,
    "only": None,
}  # fmt: skip
