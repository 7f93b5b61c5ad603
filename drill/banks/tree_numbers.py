"""The numbers of trees and their rounding: exact if rational, else to thirty digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Any

from drill.checking import ENTRIES_LIMIT, POWER_LIMIT, EntryGrid, Tolerance, eliminate_rows
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import (
    Binary,
    BinaryOp,
    Call,
    Const,
    Index,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Num,
    Relation,
    Sequence,
    Union,
    find_in_tree,
    find_symbols,
    list_parts,
)
from drill.maths.tidy import decimal_text, rational_node, tidy_tree

# Significant digits of numbers that are not rational.
DIGITS = 30


def compute_real_value(node: Node) -> Fraction:
    """Return the real number that a tree without symbols denotes, to at least thirty digits.

    Raises UndefinedError if it is not a finite real number, CheckError if it cannot be computed.
    """
    value = evaluate_exactly(node, {})
    if value is not None:
        return value
    is_array = any(find_in_tree(node, Sequence, Index))
    calls = (part.name for part in find_in_tree(node, Call))
    if is_array or not {"cdf", "pdf", "quantile"}.isdisjoint(calls):
        from drill.maths.numeric import evaluate

        result = evaluate(node, {})
        if not isinstance(result, (int, float)):
            raise CheckError("a real number is expected")
        return Fraction(repr(float(result)))
    from drill.maths.mpmath_evaluation import evaluate_mp

    return real_of(evaluate_mp(node, {}, DIGITS))


def decimal_node(node: Node, places: int | None = None) -> Node:
    """Return a tree's value as a decimal: rounded to places, or in full if it ends."""
    value = compute_real_value(node)
    return number_node(decimal_text(value, places) or write_significant_digits(value, 6))


def number_node(text: str) -> Node:
    """Return the tree of a decimal with its sign."""
    return Neg(Num(text[1:])) if text.startswith("-") else Num(text)


def write_significant_digits(value: Fraction, digits: int) -> str:
    """Return a number rounded to significant digits, written out in full."""
    if value == 0:
        return "0"
    magnitude = _find_decimal_exponent(abs(value))
    places = digits - 1 - magnitude
    if places < 0:
        unit = 10 ** (-places)
        return str(round(value / unit) * unit)
    rounded = Fraction(round(value * 10**places), 10**places)
    if _find_decimal_exponent(abs(rounded)) > magnitude:  # 9.996 to three digits is 10.0, not 10.00
        places = max(places - 1, 0)
    text = decimal_text(value, places)
    assert text is not None
    return text


def _find_decimal_exponent(value: Fraction) -> int:
    """Return the exponent of the first digit: 2 for 345, −2 for 0.0345."""
    estimate = len(str(value.numerator)) - len(str(value.denominator))
    return estimate if value >= Fraction(10) ** estimate else estimate - 1


def real_of(value: Any) -> Fraction:
    """Return the exact rational of an mpmath number that is real up to rounding. Raises UndefinedError for
    any other."""
    import mpmath

    number = mpmath.mpc(value)
    if abs(number.imag) > abs(number.real) * mpmath.mpf(10) ** (8 - DIGITS) and number.imag != 0:
        raise UndefinedError("a real number is expected")
    if not mpmath.isfinite(number.real):
        raise UndefinedError("a finite number is expected")
    sign, mantissa, exponent, _ = number.real._mpf_
    return Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** int(exponent)


def ensure_defined(node: Node) -> None:
    """Raise UndefinedError or TooLargeError for a value that divides by zero, or is not a number.

    Infinity and "does not exist" are values; in trees with symbols, only divisions by zero are found.
    """
    if isinstance(node, (Sequence, Interval, Union, Relation, Logic, Not)):
        for part in list_parts(node):
            ensure_defined(part)
    elif find_symbols(node):
        divisors = (part.right for part in find_in_tree(node, Binary) if part.op == "/")
        if any(not find_symbols(divisor) and evaluate_exactly(divisor, {}) == 0 for divisor in divisors):
            raise UndefinedError("division by zero")
    elif node not in _LIMITS:
        from drill.maths.mpmath_evaluation import evaluate_mp
        from drill.maths.numeric import compile_numeric

        try:
            compile_numeric(node)({})
        except TooLargeError:
            evaluate_mp(node, {}, 20)  # beyond doubles, perhaps not beyond reason


_LIMITS = (Const("inf"), Neg(Const("inf")), Const("dne"))


def round_tree_numbers(node: Node, tolerance: Tolerance) -> Node:
    """Return every number of a value rounded to a tolerance; an array entry by entry."""
    if isinstance(node, Sequence):
        return replace(node, items=tuple(round_tree_numbers(item, tolerance) for item in node.items))
    if find_symbols(node):
        return node
    try:
        value = compute_real_value(node)
    except CheckError:
        return node
    return number_node(rounded_text(value, tolerance))


def rounded_text(value: Fraction, tolerance: Tolerance) -> str:
    """Return a number as short as the tolerance allows: the rounding stays strictly within it."""
    if tolerance.kind == "decimals":
        return _to_places(value, int(tolerance.amount))
    if tolerance.kind == "digits":
        return write_significant_digits(value, int(tolerance.amount))
    exact_text = decimal_text(value)
    margin = tolerance.amount if tolerance.kind == "abs" else tolerance.amount * abs(value)
    if margin == 0:
        return exact_text or str(value)
    places = next(places for places in count() if Fraction(1, 2 * 10**places) < margin)
    rounded = _to_places(value, places)
    if exact_text is not None and len(exact_text) <= len(rounded):
        return exact_text
    return rounded


def _to_places(value: Fraction, places: int) -> str:
    text = decimal_text(value, places)
    assert text is not None
    if text.startswith("-0") and not text.strip("-0."):
        return "0" + text[2:]
    return text


# Vectors and matrices whose entries are trees, with arithmetic that keeps their entries readable.
#
# A vector is a column; a row times a column is a number, as in :mod:`drill.maths.typed_arrays`. Inverse,
# determinant and rank are computed here for rational entries only.

Fractions = list[list[Fraction]]


class TreeArray(EntryGrid[Node]):
    """A vector or a matrix of trees."""

    __slots__ = ()

    def tree(self) -> Sequence:
        """Write the array as a list, or a list of lists."""
        if self.is_vector:
            return Sequence("list", self.entries)
        return Sequence("list", tuple(Sequence("list", row) for row in self.rows))


def array_of(node: Node) -> TreeArray | None:
    """Return the array that a tree writes out, or ``None``. Raises CheckError for rows of different
    lengths."""
    if not isinstance(node, Sequence) or node.kind == "set" or not node.items:
        return None
    items = node.items
    if len(items) > ENTRIES_LIMIT:
        raise TooLargeError(f"a vector has more than {ENTRIES_LIMIT} entries")
    rows = [item.items for item in items if isinstance(item, Sequence) and item.kind in ("list", "tuple")]
    if not rows:
        return TreeArray.vector(items)
    if len(rows) < len(items) or len({len(row) for row in rows}) > 1 or not rows[0]:
        raise CheckError("the rows of a matrix have different lengths")
    return TreeArray(tuple(rows))


def add_tree_arrays(op: BinaryOp, left: TreeArray, right: TreeArray) -> TreeArray:
    """Return the sum or difference, entry by entry. Raises CheckError if sizes differ."""
    return _combine_tree_entries(left, right, lambda first, second: tidy_tree(Binary(op, first, second)))


def scale_tree_array(factor: Node, array: TreeArray) -> TreeArray:
    """Return a number times an array."""
    return array.each(lambda entry: _multiply_tidily(factor, entry))


def divide_tree_array(array: TreeArray, divisor: Node) -> TreeArray:
    """Return an array over a number."""
    return array.each(lambda entry: tidy_tree(Binary("/", entry, divisor)))


def multiply_tree_entries(left: TreeArray, right: TreeArray) -> TreeArray:
    """Return the product entry by entry. Raises CheckError if sizes differ."""
    return _combine_tree_entries(left, right, _multiply_tidily)


def _combine_tree_entries(
    left: TreeArray, right: TreeArray, combine: Callable[[Node, Node], Node]
) -> TreeArray:
    if left.size != right.size:
        raise _make_size_error(left, "and", right)
    return left.combined(right, combine)


def multiply_tree_arrays(left: TreeArray, right: TreeArray) -> TreeArray | Node:
    """Return the matrix product; a number for a row times a vector. Raises CheckError if sizes do not
    fit."""
    if left.is_vector and right.is_vector:
        raise CheckError("two vectors have no product; use dot")
    if left.size[1] != right.size[0]:
        raise _make_size_error(left, "times", right)
    product = left.times(right, _sum_tree_products)
    if right.is_vector and len(product.rows) == 1:
        return product.entries[0]
    return product


def raise_tree_matrix(array: TreeArray, exponent: int) -> TreeArray | None:
    """Return a power of a square matrix; ``None`` if it needs an inverse that is not rational. Raises
    TooLargeError for a large exponent, CheckError for a matrix that is not square."""
    base: TreeArray | None = _require_square_tree_array(array, "a power")
    if abs(exponent) > POWER_LIMIT:
        raise TooLargeError("the exponent of a matrix is too large")
    if exponent < 0:
        base = invert_rational_matrix(array)
    if base is None:
        return None
    result = make_tree_identity(array.size[0])
    for _ in range(abs(exponent)):
        result = result.times(base, _sum_tree_products)
    return result


def make_tree_identity(size: int) -> TreeArray:
    """Return ones on the diagonal."""
    return make_tree_diagonal([Num("1")] * size)


def make_tree_diagonal(entries: list[Node]) -> TreeArray:
    """Return a square matrix with these entries on its diagonal. Raises TooLargeError for none of them, or
    more than 20."""
    if not 1 <= len(entries) <= 20:
        raise TooLargeError(f"a matrix of size {len(entries)}")
    return TreeArray.diagonal(entries, Num("0"))


def compute_tree_trace(array: TreeArray) -> Node:
    """Return the sum of the diagonal."""
    return sum_trees(row[index] for index, row in enumerate(_require_square_tree_array(array, "trace").rows))


def dot_tree_vectors(left: TreeArray, right: TreeArray) -> Node:
    """Return the inner product of two vectors. Raises CheckError if their lengths differ."""
    if len(left.entries) != len(right.entries):
        raise _make_size_error(left, "and", right)
    return _sum_tree_products(left.entries, right.entries)


def cross_tree_vectors(left: TreeArray, right: TreeArray) -> TreeArray:
    """Return the cross product of two vectors of three entries. Raises CheckError for others."""
    if len(left.entries) != 3 or len(right.entries) != 3:
        raise CheckError("cross needs two vectors of three entries")
    (a, b, c), (d, e, f) = left.entries, right.entries
    pairs = ((b, f, c, e), (c, d, a, f), (a, e, b, d))
    return TreeArray.vector(
        tidy_tree(Binary("-", _multiply_tidily(p, q), _multiply_tidily(r, s))) for p, q, r, s in pairs
    )


def compute_tree_norm(array: TreeArray) -> Node:
    """Return the root of the sum of squares."""
    return tidy_tree(
        Call("sqrt", (sum_trees(tidy_tree(Binary("^", entry, Num("2"))) for entry in array.entries),))
    )


def take_tree_entry(array: TreeArray, places: list[int]) -> Node:
    """Return the entry (or for a matrix the row) at places from 1. Raises CheckError if there is none."""
    rows, columns = array.size
    if len(places) == 1 and 1 <= places[0] <= rows:
        row = array.rows[places[0] - 1]
        return row[0] if array.is_vector else TreeArray.vector(row).tree()
    if len(places) == 2 and not array.is_vector and 1 <= places[0] <= rows and 1 <= places[1] <= columns:
        return array.rows[places[0] - 1][places[1] - 1]
    raise CheckError("an index is out of range (entries count from 1)")


def compute_tree_determinant(array: TreeArray) -> Node | None:
    """Return the determinant of a rational matrix, else ``None``."""
    numbers = _read_fraction_rows(_require_square_tree_array(array, "det"))
    if numbers is None:
        return None
    leads, product = _eliminate_fraction_rows(numbers, len(numbers))
    return rational_node(Fraction(product if len(leads) == len(numbers) else 0), is_decimal(array.tree()))


def compute_tree_rank(array: TreeArray) -> Node | None:
    """Return the rank of a rational matrix, else ``None``."""
    numbers = _read_fraction_rows(array)
    if numbers is None:
        return None
    return Num(str(len(_eliminate_fraction_rows(numbers, array.size[1])[0])))


def invert_rational_matrix(array: TreeArray) -> TreeArray | None:
    """Return the inverse of a rational matrix, else ``None``. Raises UndefinedError for a singular one."""
    numbers = _read_fraction_rows(_require_square_tree_array(array, "inv"))
    if numbers is None:
        return None
    size = len(numbers)
    augmented = [row + [Fraction(int(i == j)) for j in range(size)] for i, row in enumerate(numbers)]
    if len(_eliminate_fraction_rows(augmented, size)[0]) < size:
        raise UndefinedError("the matrix is singular")
    decimal = is_decimal(array.tree())
    return TreeArray(tuple(tuple(rational_node(value, decimal) for value in row[size:]) for row in augmented))


def is_decimal(node: Node) -> bool:
    """Return whether a number in the tree is written with a point, so that results print as decimals."""
    return any("." in part.text for part in find_in_tree(node, Num))


def sum_trees(terms: Iterable[Node]) -> Node:
    """Return the sum of trees, tidied."""
    result: Node | None = None
    for term in terms:
        result = term if result is None else Binary("+", result, term)
    return Num("0") if result is None else tidy_tree(result)


def negate_tree_array(array: TreeArray) -> TreeArray:
    """Return the array with every sign changed."""
    return array.each(lambda entry: tidy_tree(Neg(entry)))


def _sum_tree_products(row: Iterable[Node], column: Iterable[Node]) -> Node:
    return sum_trees(_multiply_tidily(x, y) for x, y in zip(row, column, strict=True))


def _multiply_tidily(left: Node, right: Node) -> Node:
    return tidy_tree(Binary("*", left, right, implicit=True))


def _require_square_tree_array(array: TreeArray, function_name: str) -> TreeArray:
    if not array.is_square:
        raise CheckError(f"{function_name} needs a square matrix")
    return array


def _make_size_error(left: TreeArray, word: str, right: TreeArray) -> CheckError:
    first, second = (
        str(rows) if columns == 1 else f"{rows}×{columns}" for rows, columns in (left.size, right.size)
    )
    return CheckError(f"sizes do not match: {first} {word} {second}")


def _read_fraction_rows(array: TreeArray) -> Fractions | None:
    fraction_rows: Fractions = []
    for row in array.rows:
        values = [evaluate_exactly(entry, {}) for entry in row]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        fraction_rows.append(known)
    return fraction_rows


def _eliminate_fraction_rows(rows: Fractions, columns: int) -> tuple[tuple[int, ...], Fraction]:
    return eliminate_rows(rows, columns, lambda value: not value, lambda x, y: x / y)
