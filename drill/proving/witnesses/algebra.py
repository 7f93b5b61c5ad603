"""Witnesses of linear algebra: residuals and NumPy's own solvers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from drill.checking import SolutionsSpec
from drill.errors import BankError, CheckError
from drill.maths.names import Names
from drill.maths.numeric import compile_numeric
from drill.maths.plain import parse
from drill.proving.witnesses.arrays import axes_of, compare_on_arrays, values_of
from drill.proving.witnesses.trial import AGREED, Finding, Trial, is_close

# The relative noise of doubles in products of matrices.
_CLOSE = 1e-8


def inverse(trial: Trial) -> Finding:
    """``inverse: A``: A · key = 1."""
    body = trial.function(trial.text("inverse"))

    def identity(point: Mapping[str, Any]) -> Any:
        return np.eye(len(np.atleast_2d(body(point))))

    def product(point: Mapping[str, Any]) -> Any:
        return np.atleast_2d(body(point)) @ np.atleast_2d(key(point))

    key = compile_numeric(trial.claim.node)
    return trial.compare(identity, 1e-8, key=product)


def eigen(trial: Trial) -> Finding:
    """``eigen: A``: with ``value`` the residual of a vector, without it all values."""
    body, key = trial.function(trial.text("eigen")), compile_numeric(trial.claim.node)
    if "value" not in trial.witness:
        return trial.compare(
            lambda point: _ordered(np.linalg.eigvals(body(point))), key=lambda point: _ordered(key(point))
        )
    value = trial.function(trial.text("value"))
    for point in trial.points():
        matrix: Any = np.asarray(body(point))
        vector: Any = np.asarray(key(point))
        if vector.shape != (len(matrix),) or np.linalg.norm(vector) < 1e-9:
            return Finding(False, "the key is no vector other than zero of the matrix's size")
        residual: Any = matrix @ vector - value(point) * vector
        if not _is_small(residual, vector, matrix):
            return Finding(False, "A · key is not value · key")
    return AGREED


def _ordered(values: Any) -> Any:
    array = np.atleast_1d(np.asarray(values, dtype=complex))
    is_real = np.allclose(np.imag(array), 0, atol=1e-9)
    return np.sort(np.real(array)) if is_real else np.sort_complex(array)


def _is_small(residual: Any, *operands: Any) -> bool:
    size = 1.0
    for operand in operands:
        size *= max(1e-3, float(np.linalg.norm(np.asarray(operand))))
    return bool(np.linalg.norm(residual) <= _CLOSE * size)


def solve(trial: Trial) -> Finding:
    """``solve: A, equals: b``: systems and least squares by ``lstsq``; ``solutions`` by residual. Raises
    BankError for another kind, CheckError for several solutions.

    Of several solutions ``norm: least`` takes the shortest; without it they are refused.
    """
    wanted = str(trial.witness.get("norm", "")).strip()
    if wanted not in ("", "least"):
        message = f"no solution is called {wanted!r}"
        raise BankError(message, "write norm: least", field="witness.norm", code="witness")
    if isinstance(trial.claim.expect, SolutionsSpec):
        return _all_solutions(trial, trial.claim.expect)
    body, right = trial.function(trial.text("solve")), trial.function(trial.text("equals"))

    def expected(point: Mapping[str, Any]) -> Any:
        matrix = np.atleast_2d(np.asarray(body(point), dtype=float))
        if not wanted and np.linalg.matrix_rank(matrix) < matrix.shape[1]:
            raise CheckError("the system has more than one solution", "say which: norm: least")
        return np.linalg.lstsq(matrix, np.asarray(right(point), dtype=float), rcond=None)[0]

    return trial.compare(expected)


def _all_solutions(trial: Trial, solutions_spec: SolutionsSpec) -> Finding:
    matrix = _matrix(trial, "solve")
    right = np.asarray(trial.number(trial.text("equals")), dtype=float)
    solution = _array(solutions_spec.text)
    fits = solution.shape == (matrix.shape[1],)
    if not fits or not _is_small(matrix @ solution - right, matrix, np.append(right, 1.0)):
        return Finding(False, "A · point is not b")
    spanning = solutions_spec.directions
    directions = np.atleast_2d(_array(spanning)) if spanning else np.zeros((0, matrix.shape[1]))
    return _spans_null_space(matrix, directions)


def _array(text: str) -> Any:
    tree = parse(text, Names(functions="bank", undeclared="allow"))
    return np.asarray(compile_numeric(tree)({}), dtype=float)


def _matrix(trial: Trial, head: str) -> Any:
    return np.atleast_2d(np.asarray(trial.number(trial.text(head)), dtype=float))


def null(trial: Trial) -> Finding:
    """``null: A``: A · key = 0, and the key has the right dimension."""
    matrix = _matrix(trial, "null")
    vectors = np.asarray(trial.key_value(), dtype=float)
    return _spans_null_space(matrix, np.atleast_2d(vectors))


def _spans_null_space(matrix: Any, directions: Any) -> Finding:
    due = matrix.shape[1] - int(np.linalg.matrix_rank(matrix))
    if directions.shape[1] != matrix.shape[1] or len(directions) != due:
        return Finding(False, f"the null space has dimension {due}, the key has {len(directions)} vectors")
    if due and int(np.linalg.matrix_rank(directions)) < due:
        return Finding(False, "the key's vectors depend on one another")
    if due and not _is_small(matrix @ directions.T, matrix, directions):
        return Finding(False, "A · key is not zero")
    return AGREED


def factors(trial: Trial) -> Finding:
    """``factors: A, as: qr``: the product and the structure of the factors. Raises BankError for an unknown
    factorisation."""
    from drill.banks.keys import factor_trees

    matrix = _matrix(trial, "factors")
    kind = trial.text("as").strip()
    parts = {
        name: np.asarray(compile_numeric(tree)({})) for name, tree in factor_trees(trial.claim.text).items()
    }
    check = _STRUCTURES.get(kind)
    if check is None:
        raise BankError(f"no factorisation is called {kind!r}", field="witness.as", code="witness")
    try:
        wrong = check(matrix, parts)
    except (KeyError, ValueError):
        wrong = "a factor is missing or has the wrong size"
    return Finding(False, wrong) if wrong else AGREED


def _product(matrix: Any, *parts: Any) -> str:
    result = parts[0]
    for part in parts[1:]:
        result = result @ part
    return "" if is_close(matrix, result, 1e-8) else "the factors' product is not the matrix"


def _lower(part: Any) -> str:
    return "" if np.allclose(part, np.tril(part)) else "a factor is not lower triangular"


def _upper(part: Any) -> str:
    return "" if np.allclose(part, np.triu(part)) else "a factor is not upper triangular"


def _orthonormal(part: Any) -> str:
    ok = np.allclose(part.T @ part, np.eye(part.shape[1]), atol=1e-8)
    return "" if ok else "a factor's columns are not orthonormal"


def _plu(matrix: Any, p: Mapping[str, Any]) -> str:
    either = [_product(matrix, p["P"], p["L"], p["U"]), _product(p["P"] @ matrix, p["L"], p["U"])]
    return _lower(p["L"]) or _upper(p["U"]) or _orthonormal(p["P"]) or (either[0] if all(either) else "")


def _svd(matrix: Any, p: Mapping[str, Any]) -> str:
    middle = np.diag(p["S"]) if p["S"].ndim == 1 else p["S"]
    if not np.allclose(middle, np.diag(np.diag(middle))) or (np.diag(middle) < -1e-12).any():
        return "the middle factor is not diagonal with non-negative entries"
    return _orthonormal(p["U"]) or _orthonormal(p["V"]) or _product(matrix, p["U"], middle, p["V"].T)


def _eigen(matrix: Any, p: Mapping[str, Any]) -> str:
    if not np.allclose(p["D"], np.diag(np.diag(p["D"]))):
        return "D is not diagonal"
    return _product(matrix @ p["P"], p["P"], p["D"]) or (
        "" if abs(np.linalg.det(p["P"])) > 1e-9 else "P is singular"
    )


_STRUCTURES: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "lu": lambda matrix, p: _lower(p["L"]) or _upper(p["U"]) or _product(matrix, p["L"], p["U"]),
    "qr": lambda matrix, p: _orthonormal(p["Q"]) or _upper(p["R"]) or _product(matrix, p["Q"], p["R"]),
    "cholesky": lambda matrix, p: _lower(p["L"]) or _product(matrix, p["L"], p["L"].T),
    "plu": _plu, "svd": _svd, "eigen": _eigen,
}  # fmt: skip


def identity(trial: Trial) -> Finding:
    """``identity: e``: random matrices of the answer's shapes, several sizes; ``assume: {A: symmetric}``.
    Raises BankError where no shapes are declared."""
    shapes = trial.shapes()
    if not shapes:
        message = "shapes are needed in the answer or the witness"
        raise BankError(message, field="witness.identity", code="witness")
    kinds = {name: str(kind) for name, kind in trial.mapping("assume").items()}
    body = trial.array_function(trial.text("identity"), (*shapes, *axes_of(shapes)))
    return compare_on_arrays(trial, body, values_of(trial, shapes, kinds), 1e-7, _column)


def _column(value: Any) -> Any:
    """Return a matrix of one column as a vector."""
    return value[:, 0] if np.ndim(value) == 2 and np.shape(value)[1] == 1 else value
