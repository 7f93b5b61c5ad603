"""Vectors (one column) and matrices of SymPy values."""

from __future__ import annotations

from typing import Any

import sympy

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.symbolic_values import Value, as_scalar, is_matrix, is_sympy_zero, require_defined

# Rows and columns at most: determinants of symbols take a second for more.
_MAX_MATRIX = 12


def matrix_of(items: list[Value]) -> Value:
    """Return ``[a, b]`` as a column, ``[[a, b], [c, d]]`` by rows (a list of vectors too).

    Raises:
        CheckError: the rows differ in length, or there are none.
        TooLargeError: it has too many rows or columns.
    """
    if not items:
        raise CheckError("an empty list has no value")
    if not any(is_matrix(item) for item in items):
        rows = [[as_scalar(item)] for item in items]
    else:
        rows = [_read_matrix_row(item) for item in items]
    if len({len(row) for row in rows}) > 1:
        raise CheckError("the rows of a matrix have different lengths")
    _bound_size(len(rows), len(rows[0]))
    return sympy.ImmutableMatrix(rows)


def _read_matrix_row(item: Value) -> list[Any]:
    if not is_matrix(item) or 1 not in item.shape:
        raise CheckError("the rows of a matrix must be lists of numbers")
    return list(item)


def _bound_size(rows: int, columns: int) -> None:
    if max(rows, columns) > _MAX_MATRIX or min(rows, columns) < 1:
        raise TooLargeError(f"a matrix of {rows}×{columns}; up to {_MAX_MATRIX} rows and columns are taken")


def matrix_power(base: Value, exponent: int) -> Value:
    """Return a whole power of a square matrix; negative ones by the inverse.

    Raises:
        TooLargeError: the exponent is too large.
        CheckError: the matrix is not square.
    """
    matrix = require_square_matrix(base, "a power")
    if abs(exponent) > 100:
        raise TooLargeError("the exponent of a matrix is too large")
    matrix = invert_sympy_matrix(matrix) if exponent < 0 else matrix
    return require_defined(matrix ** abs(exponent))


def require_square_matrix(value: Value, operation: str) -> Any:
    """Return ``value`` if it is a square matrix.

    Raises:
        CheckError: it is none.
    """
    if not is_matrix(value) or value.rows != value.cols:
        raise CheckError(f"{operation} needs a square matrix")
    return value


def invert_sympy_matrix(value: Value) -> Value:
    """Return the inverse, of a number too.

    Raises:
        UndefinedError: there is none.
    """
    if not is_matrix(value):
        return require_defined(sympy.S.One / as_scalar(value))
    matrix = require_square_matrix(value, "inv")
    scale = compute_sympy_determinant(matrix)
    if scale.is_zero or is_sympy_zero(scale):
        raise UndefinedError("the matrix is singular")
    if all(entry.is_Rational for entry in matrix):
        return matrix.inv().as_immutable()
    return (matrix.adjugate() / scale).applyfunc(sympy.cancel).as_immutable()


def compute_sympy_determinant(value: Value) -> Any:
    """Return the determinant, multiplied out where entries are symbols."""
    matrix = require_square_matrix(value, "det")
    if all(entry.is_Rational for entry in matrix):
        return matrix.det()
    return sympy.expand(matrix.det(method="berkowitz"))


def compute_sympy_eigenvalues(value: Value) -> Value:
    """Return all eigenvalues with multiplicity, by real part and then imaginary part where they are numbers.

    Raises:
        CheckError: they have no closed form.
    """
    matrix = require_square_matrix(value, "eigenvalues")
    try:
        multiplicities = matrix.eigenvals()
    except sympy.matrices.exceptions.MatrixError:
        raise CheckError("the eigenvalues have no closed form") from None
    roots = [root for root, times in multiplicities.items() for _ in range(times)]
    if len(roots) != matrix.rows:
        raise CheckError("the eigenvalues have no closed form")
    if all(root.is_number for root in roots):
        roots.sort(key=lambda root: tuple(float(part.evalf(20)) for part in root.as_real_imag()))
    else:
        roots.sort(key=sympy.default_sort_key)
    return sympy.ImmutableMatrix([[sympy.simplify(root)] for root in roots])
