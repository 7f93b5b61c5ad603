"""Witnesses of calculus: finite differences, quadrature, Richardson extrapolation, and SymPy as a second
witness."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from types import ModuleType
from typing import Any

import numpy as np

from drill.banks.params import head_of
from drill.errors import BankError, CheckError, UndefinedError
from drill.limits import can_interrupt, interrupt_after
from drill.maths import mpmath_evaluation
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Node,
    Num,
    Sym,
    find_in_tree,
    find_symbols,
    substitute_symbols,
)
from drill.maths.numeric import compile_numeric
from drill.maths.numerical_calculus import differentiate_numerically
from drill.maths.precise_functions import to_double
from drill.proving.witnesses.array_witnesses import compare_on_arrays
from drill.proving.witnesses.densities import list_shape_axes
from drill.proving.witnesses.likeness import same_family
from drill.proving.witnesses.trial import AGREED, Finding, Function, Point, Trial, compile_value

# Relative tolerance of second derivatives.
SECOND = 1e-3
# Absolute error of derivatives of each order, as a share of the function's values, from cancellation in
# differences.
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
    # each further derivative loses about three digits
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
        message = f"{first} is not a variable of the exercise"
        raise BankError(message, "give its value with at", field="witness.wrt", code="witness")
    return differentiate_numerically(
        lambda x: _differentiate_repeatedly(body, names[1:], {**point, first: x}), point[first]
    )


_Derivatives = Callable[[Function, Sequence[str], Point], Any]


def confirm_by_partials(trial: Trial) -> Finding:
    """``gradient: f``: all first derivatives, by names or by the entries of arrays; ``jacobian: f``: a row
    for each entry of f, a column for each name; ``hessian: f``: all second derivatives."""
    head = head_of(trial.witness)
    derivatives, order = _PARTIALS[head]
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
    for (row, first), (column, second) in product(enumerate(names), repeat=2):
        result[row, column] = _differentiate_repeatedly(body, (first, second), point)
    return result


_PARTIALS: Mapping[str, tuple[_Derivatives, int]] = {
    "gradient": (_compute_gradient, 1),
    "jacobian": (lambda body, names, point: _compute_gradient(body, names, point).T, 1),
    "hessian": (_compute_hessian, 2),
}


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
            return body({**arrays, name: changed[()]})

        slopes.append(np.asarray(differentiate_numerically(moved, float(base[entry]))))
    return np.stack(slopes, axis=-1).reshape(slopes[0].shape + base.shape)


def confirm_by_antiderivative(trial: Trial) -> Finding:
    """``antiderivative: f, wrt``: the key's differences give f. Raises UndefinedError where the key is not
    real."""
    name = str(trial.witness.get("wrt") or trial.free[0])
    body = trial.function(trial.text("antiderivative"), (name,))
    value_of = compile_numeric(trial.claim.node)
    slope = compile_numeric(Call("diff", (trial.claim.node, Sym(name))))

    def key(point: Point) -> Any:
        if isinstance(value_of(point), complex):
            raise UndefinedError("the key is not real there")
        return slope(point)

    return trial.compare(body, 1e-6, key=key)


# The function with which a head folds its expression over the names of ``over``.
_FOLDS: Mapping[str, str] = {"integral": "integrate", "sum": "sum", "product": "prod"}


def confirm_by_fold(trial: Trial) -> Finding:
    """``integral: f, over: {x: [a, b], …}``: quadrature, the last name innermost; ``sum`` and ``product``:
    loops, ``inf`` too."""
    tree = _build_fold(trial)
    return trial.compare(compile_numeric(tree) if "integral" in trial.witness else compile_value(tree))


def _build_fold(trial: Trial) -> Node:
    """Return the integral, sum or product that a witness names."""
    head = head_of(trial.witness)
    return trial.nested(head, _FOLDS[head])


# Witnesses of limits and sequences: nearby points, loops, residuals, Runge-Kutta.


def confirm_by_limit(trial: Trial) -> Finding:
    """``limit: f, wrt, to, side``: near points, extrapolated; both sides unless one is named."""
    (name,) = trial.names("wrt")
    tree, to = trial.tree(trial.text("limit"), (name,)), trial.tree(trial.text("to"))
    if looped := _find_loop_of_length(tree, name):
        what = "sum" if looped == "sum" else "product"
        message = (
            f"a {what} whose length is {name} is not computed inside a limit; give its closed form there"
        )
        raise BankError(message, field="witness.limit", code="witness")
    side = str(trial.witness.get("side", "")).strip()
    if side not in ("", "+", "-", "right", "left"):
        raise BankError("side is + or -", field="witness.side", code="witness")
    if side:  # the function of 1/distance from there
        far = Binary("/", Num("1"), Sym(_FAR))
        tree = substitute_symbols(tree, {name: Binary("+" if side in ("+", "right") else "-", to, far)})
        to = Const("inf")
    goal = trial.real_of(to)

    def expected(point: Mapping[str, Any]) -> float:
        return float(
            to_double(mpmath_evaluation.compute_limit(tree, _FAR if side else name, goal, point)).real
        )

    if trial.claim.node == Const("dne"):
        try:
            value = expected({})
        except UndefinedError:
            return AGREED
        return Finding(False, f"the limit exists, {value:.8g}")
    try:
        return trial.compare(expected)
    except UndefinedError:
        return Finding(False, "the limit does not exist")


_FAR = "far"


def _find_loop_of_length(tree: Node, name: str) -> str:
    """Return the function of a sum or a product in a tree that begins or ends at a name; else nothing."""
    loops = (node for node in find_in_tree(tree, Call) if node.name in ("sum", "prod"))
    return next((loop.name for loop in loops if any(name in find_symbols(end) for end in loop.args[2:])), "")


def confirm_by_recursion(trial: Trial) -> Finding:
    """``recursion: {m: e}, start: {m: …}, times``: a loop; the first name is the key."""
    steps, start = trial.mapping("recursion"), trial.mapping("start")
    names = tuple(dict.fromkeys((*start, *steps, "t")))
    bodies = {name: trial.function(text, names) for name, text in steps.items()}
    first = next(iter(steps))

    def run(point: Mapping[str, Any]) -> Any:
        state = {name: trial.number(text, point) for name, text in start.items()}
        for count in range(trial.whole(trial.text("times"), point)):
            before = {"t": float(count + 1), **point, **state}
            state = {**state, **{name: body(before) for name, body in bodies.items()}}
        return state[first]

    return trial.compare(run)


# SymPy as a second witness: the closed form of the first witness's numerical result.
#
# It is built from the parsed tree of the first witness, and shares no arithmetic with it. A result that does
# not come soon, or that SymPy leaves unfinished, proves nothing.


class _TooSlow(BaseException):
    """SymPy has taken too long; raised from a signal, past every error handler of SymPy."""


def confirm_by_sympy(trial: Trial, limit_s: float = 0.1) -> Finding | None:
    """Return whether SymPy's closed form of a witness's result is the key; None without a closed form.

    SymPy may compute for ``limit_s`` seconds; most closed forms take a tenth of that.
    """
    build = _TREES.get(head_of(trial.witness))
    if build is None or trial.claim.is_law or trial.shapes() or not can_interrupt("ITIMER_VIRTUAL"):
        return None
    from drill.maths import sympy_conversion  # no key's limit pays for loading SymPy

    try:
        # an exercise's own limit uses another timer, and stays in force
        with interrupt_after(limit_s, _TooSlow(), "ITIMER_VIRTUAL"):
            return _compare_closed_form(trial, build, sympy_conversion)
    except (Exception, _TooSlow):  # noqa: BLE001  a fault of SymPy's own is not a finding about a key
        return None


def _compare_closed_form(trial: Trial, build: Callable[[Trial], Node], conversion: ModuleType) -> Finding:
    fresh = trial.standing_in(lambda tree: tree, trial.claim)
    head, tree = head_of(trial.witness), build(fresh)
    bound: tuple[str, ...] = fresh.names("wrt") if head in ("derivative", "root") else ()
    symbols = {name: conversion.symbol_of(name, fresh.domain(name)) for name in (*fresh.free, *bound)}
    closed = conversion.as_scalar(conversion.to_sympy(tree, symbols))
    fixed_point: Point = _read_fixed_point(fresh, bound) if head == "derivative" else {}
    if head == "root":
        (name,) = fresh.names("wrt")
        closed = _find_only_solution(conversion.sympy.solve(closed, symbols[name]), fresh)

    def evaluate(point: Point) -> Any:
        numbers = {**point, **fixed_point}
        value = closed.subs({symbols[name]: numbers[name] for name in numbers}).evalf(20)
        if not value.is_finite:
            raise CheckError("the closed form has no value")
        return float(value)

    finding = fresh.compare(evaluate)
    if finding.agrees:
        return finding
    return Finding(False, f"by SymPy, {finding.message}")


def _find_only_solution(solutions: Sequence[Any], trial: Trial) -> Any:
    """Return the only solution in the range of a root. Raises ValueError for none or several."""
    low, high = trial.range(trial.witness.get("in"))
    (only,) = (each for each in solutions if low <= float(each) <= high)
    return only


def _build_derivative(trial: Trial) -> Node:
    names = trial.names("wrt")
    return Call("diff", (trial.tree(trial.text("derivative"), names), *map(Sym, names)))


def _build_limit(trial: Trial) -> Node:
    if "side" in trial.witness or trial.claim.node == Const("dne"):
        raise CheckError("limits from one side have no tree")
    (name,) = trial.names("wrt")
    goal = trial.tree(trial.text("to"))
    return Call("limit", (trial.tree(trial.text("limit"), (name,)), Sym(name), goal))


def _build_value(trial: Trial) -> Node:
    tree = trial.tree(trial.text("value"))
    if not any(call.name in _OPERATIONS for call in find_in_tree(tree, Call)):
        raise CheckError("plain arithmetic is not worked out again")
    return tree


_OPERATIONS = ("diff", "integrate", "limit", "sum", "prod")
_TREES: Mapping[str, Callable[[Trial], Node]] = {
    "derivative": _build_derivative,
    **dict.fromkeys(_FOLDS, _build_fold),
    "limit": _build_limit,
    "value": _build_value,
    "root": lambda trial: trial.tree(trial.text("root"), trial.names("wrt")),
}
