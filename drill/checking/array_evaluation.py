"""The value of a tree of numbers, vectors and matrices, with many digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import mpmath

from drill.checking import precise_arrays
from drill.checking.matrix import EYE_LIMIT
from drill.checking.precise_arrays import DIGITS, Array, Identity, Number, Value
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import mpmath_evaluation, precise_functions
from drill.maths.double_conversion import from_double
from drill.maths.maths_tree import Logic, Node, Not, Relation
from drill.maths.tree_evaluation import Arithmetic, compile_within_budget
from drill.maths.vector_notation import as_columns

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
    if not all(map(mpmath.isfinite, precise_arrays.list_array_entries(value))):
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

    multiplied = within(precise_arrays.multiply_values)

    def subtract(left: Value, right: Value) -> Value:
        return precise_arrays.add_values(left, -right)

    def raise_to(base: Value, exponent: Value) -> Value:
        return _raise_array_value(base, exponent, multiplied)

    operators = {
        "+": within(precise_arrays.add_values),
        "-": within(subtract),
        "*": multiplied,
        "/": within(precise_arrays.divide_value),
        "^": within(raise_to),
    }
    functions = {**_OF_NUMBERS, **{name: within(function) for name, function in _OF_ARRAYS.items()}}
    return replace(mpmath_evaluation.ARITHMETIC, operators=operators, functions=functions, **_OTHERS)


def _raise_array_value(base: Value, exponent: Value, multiplied: Callable[[Value, Value], Value]) -> Value:
    if isinstance(exponent, (Array, Identity)):
        raise CheckError("an exponent is a number")
    if not isinstance(base, (Array, Identity)):
        return precise_functions.raise_mp(base, exponent)
    return precise_arrays.raise_matrix_power(
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
    first, second = precise_arrays.as_vector(left), precise_arrays.as_vector(right)
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
        return precise_arrays.make_diagonal_array(entries)
    if 1 not in only.size:
        raise CheckError("diag makes a matrix of a vector: the diagonal of a matrix is not read here")
    return precise_arrays.make_diagonal_array(only.entries)


def _compute_rank_of_value(value: Value) -> int:
    if not isinstance(value, Array):
        raise CheckError("rank needs a matrix")
    return precise_arrays.compute_rank_of_rows(value.rows)


_OF_NUMBERS: Mapping[str, Callable[..., Value]] = {
    name: _restrict_to_numbers(name, function)
    for name, function in precise_functions.PRECISE_FUNCTIONS.items()
}
_OF_ARRAYS: Mapping[str, Callable[..., Value]] = {
    "T": precise_arrays.transpose_value, "inv": precise_arrays.invert_value,
    "det": precise_arrays.compute_determinant, "trace": precise_arrays.compute_trace,
    "rank": _compute_rank_of_value, "dot": precise_arrays.compute_inner_product,
    "hadamard": precise_arrays.multiply_values_entrywise, "cross": _compute_cross_product,
    "eye": _make_identity_of_size, "diag": _make_diagonal_of_values, "norm": _compute_value_norm,
    "abs": _compute_length_in_bars,
}  # fmt: skip


def _compare_array_values(op: str, left: Any, right: Any) -> bool:
    """Return the truth of an equality, in which a 0 equals a zero array, or of an order of real numbers."""
    if op in ("=", "!="):
        for lone, array in ((left, right), (right, left)):
            if isinstance(array, Array) and not isinstance(lone, (Array, Identity)) and lone == 0:
                left, right = array, precise_arrays.scale_value(0, array)
        return precise_arrays.are_same_values(left, right) == (op == "=")
    if any(isinstance(side, (Array, Identity)) or getattr(side, "imag", 0) != 0 for side in (left, right)):
        raise CheckError("only real numbers are less or greater than one another")
    if precise_arrays.is_negligible_number(
        left - right, precise_arrays.find_largest_magnitude((left, right))
    ):
        return op in ("<=", ">=")
    return bool(left < right) == (op in ("<", "<="))


_OTHERS: Mapping[str, Any] = {
    "related": _compare_array_values, "sequence": precise_arrays.from_items, "entry": _take_value_entry,
    "only": None,
}  # fmt: skip
