"""Values of typed vectors and matrices, computed with :data:`DIGITS` digits and compared.

Numbers are mpmath's, whose digits are those of the context: whoever computes with them does so within
``workdps(DIGITS)``.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any

import mpmath

from drill.checking.grids import eliminate_rows
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import mpmath_evaluation
from drill.maths.maths_tree import Logic, Node, Not, Relation
from drill.maths.maths_vocabulary import as_columns
from drill.maths.precise_functions import MP, from_double
from drill.maths.tree_evaluation import Compiled, compile_within_budget, step_budget
from drill.maths.typed_arrays import (
    Array,
    Identity,
    TypedOperations,
    Value,
    is_array,
    list_entries,
    make_array,
)

Number = MP
Row = Sequence[Number]
# The value of each name: a number, an array, or the identity.
Point = Mapping[str, Any]

# The digits of numbers: twice those that have to agree.
DIGITS = 260
# Max distance of equal numbers, relative to the largest number at hand.
_TINY = mpmath.mpf(10) ** -120
# Max products of numbers in one evaluation: a fifth of a second.
_STEPS_LIMIT = 100_000


def make_vector(entries: Iterable[Number]) -> Array:
    """Return a vector."""
    numbers = tuple(entries)
    return make_array(numbers, (len(numbers),))


def make_matrix(rows: Iterable[Sequence[Number]]) -> Array:
    """Return a matrix of rows that are equally long."""
    listed = tuple(map(tuple, rows))
    return make_array([entry for row in listed for entry in row], (len(listed), len(listed[0])))


def is_negligible_number(number: Number, scale: Number = 1) -> bool:
    """Return whether a number vanishes relative to the size of another."""
    return bool(abs(number) <= _TINY * max(abs(scale), _TINY))  # what rounding leaves of 0


def divide_numbers(numerator: Number, denominator: Number) -> MP:
    """Return one number over another. Raises UndefinedError for a division by zero or infinity."""
    if is_negligible_number(denominator) or not mpmath.isfinite(denominator):
        raise UndefinedError("this divides by zero")
    return mpmath.mpmathify(numerator) / denominator


def find_largest_magnitude(numbers: Sequence[Number]) -> Number:
    """Return the largest absolute value of some numbers; 0 of none."""
    sizes: list[Number] = [abs(number) for number in numbers]
    return max(sizes, default=0)


def _compare_numbers(sign: str, left: Any, right: Any) -> bool:
    """Return the truth of an equality of numbers, or of an order of real ones."""
    if sign in ("=", "!="):
        is_equal = is_negligible_number(left - right, find_largest_magnitude((left, right)))
        return is_equal == (sign == "=")
    if any(getattr(side, "imag", 0) != 0 for side in (left, right)):
        raise CheckError("only real numbers are less or greater than one another")
    if is_negligible_number(left - right, find_largest_magnitude((left, right))):
        return sign in ("<=", ">=")
    return bool(left < right) == (sign in ("<", "<="))


class _DigitArrays(TypedOperations):
    """Typed arrays of numbers with many digits."""

    def list_functions(self) -> dict[str, Any]:
        """Return the functions by the name of their call."""
        return {**super().list_functions(), "rank": _compute_rank}

    def take_entry(self, base: Value, places: list[Any]) -> Value:
        """Return an entry; a row of a matrix is not one."""
        if is_array(base) and len(places) < base.ndim:
            raise CheckError("an index is out of range (entries count from 1)")
        return super().take_entry(base, places)

    def is_zero(self, number: Number) -> bool:
        """Return whether rounding may have made a number of a 0."""
        return is_negligible_number(number)


def _compute_rank(value: Value) -> int:
    if not is_array(value):
        raise CheckError("rank needs a matrix")
    return compute_rank_of_rows(list_rows(value))


def list_rows(value: Array) -> list[Row]:
    """Return the rows of a matrix; each entry of a vector is one."""
    if value.ndim > 1:
        return value.tolist()
    return [[entry] for entry in list_entries(value)]


def compute_rank_of_rows(rows: Sequence[Row]) -> int:
    """Return the rank of some rows; scaling a row changes nothing."""
    reduced: list[list[Number]] = []
    for row in rows:
        size = find_largest_magnitude(row)
        reduced.append(list(row) if is_negligible_number(size) else [entry / size for entry in row])
    leads, _ = eliminate_rows(reduced, len(rows[0]) if rows else 0, is_negligible_number, divide_numbers)
    return len(leads)


_NUMBERS = replace(
    mpmath_evaluation.ARITHMETIC,
    operators={
        **mpmath_evaluation.ARITHMETIC.operators,
        # Only the result is checked for infinities, because sums and products are most of the work.
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": divide_numbers,
    },
    related=_compare_numbers,
    rounding=lambda: _TINY,
)
# The operations of arrays of these numbers.
ARRAYS = _DigitArrays(_NUMBERS, is_negligible_number)
_ARITHMETIC = ARRAYS.lift()


def evaluate_array_tree(node: Node, point: Point) -> Value:
    """Return the value of a tree at a point.

    Raises SizesError if arrays do not go together, UndefinedError and TooLargeError if there is no
    value, CheckError for a tree that is not a number, a vector or a matrix.
    """
    value = _evaluate_tree_precisely(node, point)
    if isinstance(value, bool):
        raise CheckError("a number, a vector or a matrix is expected here")
    if not all(map(mpmath.isfinite, list_array_entries(value))):
        raise UndefinedError("this has no value")
    return value


def list_array_entries(value: Value) -> Row:
    """Return all entries of an array, or the number itself; none of ``I``."""
    return () if isinstance(value, Identity) else list_entries(value)


def with_columns(node: Node, point: Point) -> Node:
    """Return a tree with ``(1, 2)^T`` as a column, if its sizes fit; otherwise the tree."""
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


@lru_cache(maxsize=256)
def _compile_tree(node: Node) -> Compiled:
    return compile_within_budget(node, _ARITHMETIC)


def _evaluate_tree_precisely(node: Node, point: Point) -> Any:
    with mpmath.workdps(DIGITS):
        named = {
            name: value if is_array(value) or isinstance(value, Identity) else from_double(value)
            for name, value in point.items()
        }
        try:
            with step_budget(_STEPS_LIMIT):
                return _compile_tree(node)(named)
        except (ZeroDivisionError, ValueError):
            raise UndefinedError("this has no value") from None
        except (OverflowError, MemoryError):
            raise TooLargeError("this is too large to be computed") from None
