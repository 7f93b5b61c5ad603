"""Witnesses of calculus: finite differences, quadrature, Richardson extrapolation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from drill.checking import AntiderivativeSpec
from drill.errors import BankError, UndefinedError
from drill.maths.maths_tree import Call, Sym
from drill.maths.numeric import compile_numeric
from drill.maths.numerical_calculus import differentiate_numerically
from drill.proving.witnesses.array_witnesses import compare_on_arrays
from drill.proving.witnesses.likeness import same_family
from drill.proving.witnesses.random_arrays import list_shape_axes
from drill.proving.witnesses.trial import Finding, Function, Point, Trial

# Relative tolerance of second derivatives.
SECOND = 1e-3
# Absolute error of derivatives of each order, in values of the function: what cancels in its differences.
_ROUNDING = (0.0, 1e-12, 1e-10, 1e-8)


def confirm_by_value(trial: Trial) -> Finding:
    """``value: e``: e on the second engine; a distribution's parameters, one by one."""
    if trial.claim.is_law:
        return same_family(trial, trial.text("value"))
    return trial.compare(trial.function(trial.text("value")))


def confirm_by_derivative(trial: Trial) -> Finding:
    """``derivative: f, wrt: x`` or ``[x, y]``, ``at``: differences with Richardson extrapolation."""
    names = trial.names("wrt")
    body = trial.function(trial.text("derivative"), names)
    # every further derivative loses about three digits
    rel = (1e-6, 1e-6, 1e-4, SECOND)[min(len(names), 3)]
    fixed_point = _read_fixed_point(trial, names)
    noise = _estimate_rounding_noise(body, fixed_point, len(names))
    return trial.compare(
        lambda point: _differentiate_repeatedly(body, names, {**point, **fixed_point}), rel, noise=noise
    )


def _estimate_rounding_noise(body: Function, fixed_point: Point, order: int) -> Callable[[Point], float]:
    """Return how far rounding alone may move a derivative where the function hardly changes."""
    share = _ROUNDING[min(order, 3)]
    return lambda point: share * float(np.max(np.abs(body({**point, **fixed_point}))))


def _read_fixed_point(trial: Trial, names: Sequence[str]) -> Point:
    """Return the point that the field ``at`` names: one value for the one name, or a mapping."""
    if "at" not in trial.witness:
        return {}
    values_at = trial.mapping("at")
    if values_at:
        return {name: trial.number(text) for name, text in values_at.items()}
    return {names[0]: trial.real(trial.text("at"))}


def _differentiate_repeatedly(body: Function, names: Sequence[str], point: Point) -> Any:
    if not names:
        return body(point)
    first = names[0]
    if first not in point:
        message = f"{first} is no variable of the exercise"
        raise BankError(message, "give its value with at", field="witness.wrt", code="witness")
    return differentiate_numerically(
        lambda x: _differentiate_repeatedly(body, names[1:], {**point, first: x}), point[first]
    )


def confirm_by_gradient(trial: Trial) -> Finding:
    """``gradient: f``: all first derivatives, by names or by the entries of arrays."""
    return _confirm_by_partials(trial, "gradient", _compute_gradient, 1)


def confirm_by_jacobian(trial: Trial) -> Finding:
    """``jacobian: f``: a row for each entry of f, a column for each name."""
    return _confirm_by_partials(
        trial, "jacobian", lambda body, names, point: _compute_gradient(body, names, point).T, 1
    )


def confirm_by_hessian(trial: Trial) -> Finding:
    """``hessian: f``: all second derivatives."""
    return _confirm_by_partials(trial, "hessian", _compute_hessian, 2)


_Derivatives = Callable[[Function, Sequence[str], Point], Any]


def _confirm_by_partials(trial: Trial, head: str, derivatives: _Derivatives, order: int) -> Finding:
    rel = 1e-6 if order == 1 else SECOND
    shapes = trial.shapes()
    if shapes:
        return _by_arrays(trial, head, shapes, rel)
    values_at = trial.mapping("at")
    names = tuple(values_at) or trial.names("wrt")
    body = trial.function(trial.text(head), names)
    fixed_point = {name: trial.number(text) for name, text in values_at.items()}
    noise = _estimate_rounding_noise(body, fixed_point, order)
    return trial.compare(lambda point: derivatives(body, names, {**point, **fixed_point}), rel, noise=noise)


def _compute_gradient(body: Function, names: Sequence[str], point: Point) -> Any:
    return np.array([_differentiate_repeatedly(body, (name,), point) for name in names])


def _compute_hessian(body: Function, names: Sequence[str], point: Point) -> Any:
    result = np.zeros((len(names), len(names)))
    for row, name in enumerate(names):
        for column, other_name in enumerate(names[: row + 1]):
            result[row, column] = result[column, row] = _differentiate_repeatedly(
                body, (name, other_name), point
            )
    return result


def _by_arrays(trial: Trial, head: str, shapes: Mapping[str, Sequence[str]], rel: float) -> Finding:
    """Return the derivative by an array of declared shape, on random arrays of several sizes."""
    (name,) = trial.names("wrt")
    body = trial.array_function(trial.text(head), (*shapes, *list_shape_axes(shapes)))

    def expected(arrays: Point) -> Any:
        is_first = head != "hessian"
        return _array_derivative(body if is_first else partial(_array_derivative, body, name), name, arrays)

    return compare_on_arrays(trial, expected, trial.array_values(shapes), rel)


def _array_derivative(body: Function, name: str, arrays: Mapping[str, Any]) -> Any:
    """Return the derivative by every entry of an array: the axes of the value, then those of the array."""
    base = np.asarray(arrays[name], dtype=float)
    slopes: list[Any] = []
    for entry in np.ndindex(base.shape):

        def moved(x: float, entry: tuple[int, ...] = entry) -> Any:
            changed = base.copy()
            changed[entry] = x
            return body({**arrays, name: changed})

        slopes.append(np.asarray(differentiate_numerically(moved, float(base[entry]))))
    return np.stack(slopes, axis=-1).reshape(*slopes[0].shape, *base.shape)


def confirm_by_antiderivative(trial: Trial) -> Finding:
    """``antiderivative: f, wrt``: the key's differences give f. Raises UndefinedError where the key is not
    real."""
    expect = trial.claim.expect
    stated_name = expect.wrt if isinstance(expect, AntiderivativeSpec) else ""
    name = str(trial.witness.get("wrt") or stated_name or trial.free[0])
    body = trial.function(trial.text("antiderivative"), (name,))
    value_of = compile_numeric(trial.claim.node)
    slope = compile_numeric(Call("diff", (trial.claim.node, Sym(name))))

    def key(point: Point) -> Any:
        full_point = {"C": 0.0, **point}
        if isinstance(value_of(full_point), complex):
            raise UndefinedError("the key is not real there")
        return slope(full_point)

    return trial.compare(body, 1e-6, key=key)


def confirm_by_integral(trial: Trial) -> Finding:
    """``integral: f, over: {x: [a, b], …}``: quadrature, the last name innermost."""
    return trial.compare(compile_numeric(trial.nested("integral", "integrate")))
