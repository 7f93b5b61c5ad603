"""Witnesses of linear algebra: residuals and NumPy's own solvers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from drill.errors import BankError, CheckError
from drill.maths.numeric import compile_numeric
from drill.proving.witnesses.array_witnesses import compare_on_arrays
from drill.proving.witnesses.random_arrays import list_shape_axes
from drill.proving.witnesses.trial import AGREED, Finding, Trial


def confirm_by_eigenvalues(trial: Trial) -> Finding:
    """``eigen: A``: with ``value`` the residual of a vector, without it all values."""
    body, key = trial.function(trial.text("eigen")), compile_numeric(trial.claim.node)
    if "value" not in trial.witness:
        return trial.compare(
            lambda point: _sort_eigenvalues(np.linalg.eigvals(body(point))),
            key=lambda point: _sort_eigenvalues(key(point)),
        )
    value = trial.function(trial.text("value"))
    for point in trial.points():
        matrix: Any = np.asarray(body(point))
        vector: Any = np.asarray(key(point))
        if vector.shape != (len(matrix),) or np.linalg.norm(vector) < 1e-9:
            return Finding(False, "the key is no vector other than zero of the matrix's size")
        residual: Any = matrix @ vector - value(point) * vector
        if not _is_small_residual(residual, vector, matrix):
            return Finding(False, "A · key is not value · key")
    return AGREED


def _sort_eigenvalues(values: Any) -> Any:
    array = np.atleast_1d(np.asarray(values, dtype=complex))
    is_real = np.allclose(np.imag(array), 0, atol=1e-9)
    return np.sort(np.real(array)) if is_real else np.sort_complex(array)


def _is_small_residual(residual: Any, *operands: Any) -> bool:
    size = 1.0
    for operand in operands:
        size *= max(1e-3, float(np.linalg.norm(np.asarray(operand))))
    # The relative noise of doubles in products of matrices.
    return bool(np.linalg.norm(residual) <= 1e-8 * size)


def confirm_by_solving(trial: Trial) -> Finding:
    """``solve: A, equals: b``: systems and least squares by ``lstsq``; ``solutions`` by residual. Raises
    BankError for another kind, CheckError for several solutions.

    Of several solutions ``norm: least`` takes the shortest; without it they are refused.
    """
    wanted = str(trial.witness.get("norm", "")).strip()
    if wanted not in ("", "least"):
        message = f"no solution is called {wanted!r}"
        raise BankError(message, "write norm: least", field="witness.norm", code="witness")
    body, right = trial.function(trial.text("solve")), trial.function(trial.text("equals"))

    def expected(point: Mapping[str, Any]) -> Any:
        matrix = np.atleast_2d(np.asarray(body(point), dtype=float))
        if not wanted and np.linalg.matrix_rank(matrix) < matrix.shape[1]:
            raise CheckError("the system has more than one solution", "say which: norm: least")
        return np.linalg.lstsq(matrix, np.asarray(right(point), dtype=float), rcond=None)[0]

    return trial.compare(expected)


def confirm_by_identity(trial: Trial) -> Finding:
    """``identity: e``: random matrices of the answer's shapes, several sizes; ``assume: {A: symmetric}``.
    Raises BankError where no shapes are declared."""
    shapes = trial.shapes()
    if not shapes:
        message = "shapes are needed in the answer or the witness"
        raise BankError(message, field="witness.identity", code="witness")
    kinds = {name: str(kind) for name, kind in trial.mapping("assume").items()}
    body = trial.array_function(trial.text("identity"), (*shapes, *list_shape_axes(shapes)))
    return compare_on_arrays(trial, body, trial.array_values(shapes, kinds), 1e-7, _flatten_single_column)


def _flatten_single_column(value: Any) -> Any:
    """Return a matrix of one column as a vector."""
    return value[:, 0] if np.ndim(value) == 2 and np.shape(value)[1] == 1 else value
