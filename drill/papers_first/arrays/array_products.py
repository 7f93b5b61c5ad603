"""Products of arrays, and what is made of them: inverses, powers, traces, determinants, inner products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arrays.array_values import (
    ATOM,
    POWER,
    PRODUCT,
    UNKNOWN,
    Axis,
    Kind,
    Letters,
    Value,
    diagonal_of,
    entrywise,
    transposed,
)
from drill.papers_first.formula.tokens import RefusedError

_TWOFOLD: Final = "a product of two arrays that may be meant entry by entry"


def times(left: Value, right: Value, sign: str, letters: Letters) -> Value:
    """A product of what stands side by side.

    Raises:
        RefusedError: shapes do not fit, or it could be meant in two ways.
    """
    if (left.kind, right.kind) == ("row", "number"):
        raise RefusedError("a row stands before what may be a column")
    if "number" in (left.kind, right.kind):
        return entrywise(left, right, "*")
    if UNKNOWN in (left.code, right.code):
        return _summed(left, right, letters)
    match (left.kind, right.kind):
        case ("row", "column"):
            return inner_product(left, right, letters)
        case ("column", "column") if sign == "\\cdot":
            return inner_product(left, right, letters)
        case ("column", "row"):
            return Value(
                "matrix", (left.axes[0], right.axes[0]), f"np.outer({left.code}, {right.code})", ATOM,
                lambda i, j: maths.Binary("*", left.entry(i), right.entry(j)),
                matrix=_product(left, right),
            )  # fmt: skip
        case ("matrix", "column"):
            return _contracted(left, right, "column", (left.axes[0],), letters)
        case ("row", "matrix"):
            return _contracted(left, right, "row", (right.axes[1],), letters)
        case ("matrix", "matrix"):
            return _contracted(left, right, "matrix", (left.axes[0], right.axes[1]), letters)
        case _:
            raise RefusedError(_TWOFOLD)


def _summed(left: Value, right: Value, letters: Letters) -> Value:
    """A product with a vector of ones: sums of rows, of columns, of a vector."""
    if right.code == UNKNOWN and left.code != UNKNOWN and left.kind in ("matrix", "row"):
        value, axis, rest = left, left.axes[-1], left.axes[:-1]
    elif left.kind == "row" and left.code == UNKNOWN and right.code != UNKNOWN and right.kind != "row":
        value, axis, rest = right, right.axes[0], right.axes[1:]
    else:
        raise RefusedError("nothing tells how many ones there are")
    is_last = value is left

    def entry(*at: maths.Node) -> maths.Node:
        return letters.total(lambda k: value.entry(*at, k) if is_last else value.entry(k, *at), axis)

    where = f", axis={len(value.axes) - 1 if is_last else 0}" if rest else ""
    kind: Kind = "number" if not rest else "column" if is_last else "row"
    return Value(kind, rest, f"np.sum({value.code}{where})", ATOM, entry, spreads=False)


def inner_product(left: Value, right: Value, letters: Letters) -> Value:
    """The inner product of two vectors."""
    return _contracted(left, right, "number", (), letters)


def _contracted(left: Value, right: Value, kind: Kind, axes: tuple[Axis, ...], letters: Letters) -> Value:
    axis = right.axes[0]
    left.axes[-1].equal(axis)

    def entry(*at: maths.Node) -> maths.Node:
        before, behind = at[: len(left.axes) - 1], at[len(left.axes) - 1 :]
        return letters.total(
            lambda index: maths.Binary("*", left.entry(*before, index), right.entry(index, *behind)), axis
        )

    code = f"{left.at(PRODUCT)} @ {right.at(POWER)}"
    whole = _product(left, right) if kind != "number" else None
    if kind == "matrix" and whole is not None and code.count("np.linalg.inv(") > 1:
        # loops would invert anew at every index
        return Value(kind, axes, code, PRODUCT, lambda i, j: maths.Index(whole(), (i, j)), False, whole)
    return Value(kind, axes, code, PRODUCT, entry, spreads=False, matrix=whole)


def _product(left: Value, right: Value) -> Callable[[], maths.Node] | None:
    if left.matrix is None or right.matrix is None:
        return None
    return lambda: maths.Binary("*", left.whole(), right.whole())


def inner_of(left: Value, right: Value, letters: Letters) -> Value:
    """What stands in angle brackets: an inner product of two vectors or of two matrices.

    Raises:
        RefusedError: they are neither.
    """
    match (left.kind, right.kind):
        case ("column", "column"):
            return inner_product(transposed(left), right, letters)
        case ("matrix", "matrix"):
            return frobenius(left, right, letters)
        case _:
            raise RefusedError("an inner product of what are no two vectors or matrices")


def frobenius(left: Value, right: Value, letters: Letters) -> Value:
    """The inner product of two matrices: products of their entries, added up."""
    for mine, theirs in zip(left.axes, right.axes, strict=True):
        mine.equal(theirs)

    def entry() -> maths.Node:
        def over_columns(i: maths.Node) -> maths.Node:
            return letters.total(
                lambda j: maths.Binary("*", left.entry(i, j), right.entry(i, j)), left.axes[1]
            )

        return letters.total(over_columns, left.axes[0])

    code = f"np.sum({left.at(PRODUCT)}*{right.at(POWER)})"
    return Value("number", (), code, ATOM, entry, spreads=False)


def frobenius_norm(value: Value, letters: Letters) -> Value:
    """The root of the sum of the squares of a matrix's entries."""

    def entry() -> maths.Node:
        def square(i: maths.Node, j: maths.Node) -> maths.Node:
            return maths.Binary("^", value.entry(i, j), maths.Num("2"))

        total = letters.total(lambda i: letters.total(lambda j: square(i, j), value.axes[1]), value.axes[0])
        return maths.Call("sqrt", (total,))

    return Value("number", (), f"np.linalg.norm({value.code})", ATOM, entry, spreads=False)


def inverse(value: Value) -> Value:
    """The inverse of a matrix, which is square for that."""
    check_square(value)
    whole = _called("inv", value)
    return Value(
        "matrix", value.axes, f"np.linalg.inv({value.code})", ATOM,
        lambda i, j: maths.Index(whole(), (i, j)), matrix=whole,
    )  # fmt: skip


def matrix_power(value: Value, exponent: str, letters: Letters) -> Value:
    """A whole power of a square matrix."""
    check_square(value)
    result = value
    for _ in range(int(exponent) - 1):
        result = _contracted(result, value, "matrix", value.axes, letters)
    return Value(
        "matrix", value.axes, f"np.linalg.matrix_power({value.code}, {exponent})", ATOM, result.entry,
        matrix=result.matrix,
    )  # fmt: skip


def trace(value: Value, letters: Letters) -> Value:
    """The sum of a square matrix's diagonal."""
    check_square(value)
    return Value(
        "number", (), f"np.trace({value.code})", ATOM,
        lambda: letters.total(lambda i: value.entry(i, i), value.axes[0]),
        spreads=False,
    )  # fmt: skip


def determinant(value: Value) -> Value:
    """The determinant of a square matrix."""
    check_square(value)
    whole = _called("det", value)
    return Value("number", (), f"np.linalg.det({value.code})", ATOM, whole, spreads=False)


def diagonal_part(value: Value) -> Value:
    """``diag``: of a vector the diagonal matrix, of a matrix the vector on its diagonal."""
    if value.kind in ("column", "row"):
        return diagonal_of(value)
    if value.kind == "number":
        raise RefusedError("a diagonal of a number")
    check_square(value)
    return Value("column", value.axes[:1], f"np.diag({value.code})", ATOM, lambda i: value.entry(i, i))


def check_square(value: Value) -> None:
    """Make a matrix square.

    Raises:
        RefusedError: it is no matrix, or it is not square.
    """
    if value.kind != "matrix":
        raise RefusedError("what only a square matrix has is taken of something else")
    value.axes[0].equal(value.axes[1])


def _called(name: str, value: Value) -> Callable[[], maths.Node]:
    if value.matrix is None:
        value.whole()
    return lambda: maths.Call(name, (value.whole(),))
