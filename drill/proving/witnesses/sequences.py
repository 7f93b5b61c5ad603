"""Witnesses of limits and sequences: nearby points, loops, residuals, Runge-Kutta."""

# mpmath has no types, so nothing that it returns has one.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
import numpy as np

from drill.errors import BankError, UndefinedError
from drill.maths import precise
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Binary, Const, Node, Num, Sym, substitute
from drill.maths.tree import Sequence as Row
from drill.proving.witnesses.trial import AGREED, Finding, Point, Trial, fitting


def limit(trial: Trial) -> Finding:
    """``limit: f, wrt, to, side``: near points, extrapolated; both sides unless one is named."""
    (name,) = trial.names("wrt")
    tree, to = trial.tree(trial.text("limit"), (name,)), trial.tree(trial.text("to"))
    side = str(trial.witness.get("side", "")).strip()
    if side not in ("", "+", "-", "right", "left"):
        raise BankError("side is + or -", field="witness.side", code="witness")
    if side:  # the function of 1/distance from there
        far = Binary("/", Num("1"), Sym(_FAR))
        tree = substitute(tree, {name: Binary("+" if side in ("+", "right") else "-", to, far)})
        to = Const("inf")
    goal = trial.real_of(to)

    def expected(point: Mapping[str, Any]) -> float:
        return float(precise.to_double(precise.limit(tree, _FAR if side else name, goal, point)).real)

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


def sum_(trial: Trial) -> Finding:
    """``sum: term, over: {i: [a, b]}``: a loop; ``inf`` too."""
    return trial.compare(compile_numeric(trial.nested("sum", "sum")))


def product(trial: Trial) -> Finding:
    """``product: term, over: {i: [a, b]}``: a loop; ``inf`` too."""
    return trial.compare(compile_numeric(trial.nested("product", "prod")))


def recursion(trial: Trial) -> Finding:
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


def taylor(trial: Trial) -> Finding:
    """``taylor: f, wrt, around, degree``: a polynomial of that degree whose residual is of higher order.
    Raises BankError for several functions."""
    (name,) = trial.names("wrt")
    degree = trial.whole(trial.text("degree"))
    around = trial.real(trial.witness.get("around", "0"))
    tree = trial.tree(trial.text("taylor"), (name,))
    if isinstance(tree, Row):
        raise BankError("its arguments do not fit: one function is expected", field="witness", code="witness")
    key = trial.claim.node
    for point in trial.points(2, without=(name,)):
        with fitting():
            is_polynomial = _is_polynomial(key, name, degree, point)
            orders = _residuals(tree, key, name, around, point) if is_polynomial else None
        if not is_polynomial:
            return Finding(False, f"the key is no polynomial of degree {degree}")
        if orders is None or any(order < degree + 0.9 for order in orders):
            return Finding(False, f"the residual is not of an order above {degree}")
    return AGREED


# Distances 10^-6 and 10^-7, in mpmath: far enough from its rounding, near enough for the leading term.
_NEAR = (-6, -7)


def _residuals(tree: Node, key: Node, name: str, around: float, point: Point) -> list[float] | None:
    """Return the order of the residual between two nearby points, on either side; infinite if it vanishes."""
    digits = 120
    orders: list[float] = []
    for side in (1, -1):
        sizes: list[Any] = []
        for power in _NEAR:
            with mpmath.workdps(digits):
                x = mpmath.mpf(around) + side * mpmath.mpf(10) ** power
                first, second = (
                    precise.evaluate_mp(side_tree, {**point, name: x}, digits) for side_tree in (tree, key)
                )
                sizes.append(abs(first - second))
        if sizes[1] < mpmath.mpf(10) ** -100:
            orders.append(math.inf)
            continue
        with mpmath.workdps(30):
            orders.append(float(mpmath.log10(sizes[0] / sizes[1])))
    return orders


def _is_polynomial(key: Node, name: str, degree: int, point: Point) -> bool:
    """Return whether the key is a polynomial of that degree: its (degree + 1)-st differences are zero."""
    xs = [0.37 * index for index in range(degree + 2)]
    body = compile_numeric(key)
    values = [body({**point, name: x}) for x in xs]
    size = max(abs(value) for value in values) or 1.0
    for _ in range(degree + 1):
        values = [after - before for before, after in itertools.pairwise(values)]
    return all(abs(value) <= 1e-9 * 2**degree * size for value in values)


def ode(trial: Trial) -> Finding:
    """``ode: f, wrt: t, start: {t: …, y: …}``: y' = f(t, y) by Runge-Kutta. Raises BankError where the time
    is no variable or its start is missing."""
    (time,) = trial.names("wrt")
    start = trial.mapping("start")
    if time not in start:
        raise BankError(f"the value at which {time} starts is needed", field="witness.start", code="witness")
    if time not in trial.free:
        raise BankError(f"{time} is no variable of the exercise", field="witness.wrt", code="witness")
    state = tuple(name for name in start if name != time)
    texts = trial.mapping("ode").values() or (trial.text("ode"),)
    bodies = [trial.function(text, (time, *state)) for text in texts]

    def slopes(point: Mapping[str, Any]) -> Any:
        return np.array([body(point) for body in bodies])

    def solution(point: Mapping[str, Any]) -> Any:
        begin = trial.real(start[time], point)
        values = np.array([trial.real(start[name], point) for name in state])
        end = float(point[time])
        steps = 400
        step = (end - begin) / steps
        constants = {name: value for name, value in point.items() if name != time}
        for count in range(steps):
            values = _runge_kutta(slopes, time, state, begin + count * step, values, step, constants)
        return float(values[0]) if len(state) == 1 or not isinstance(trial.claim.node, Row) else values

    return trial.compare(solution)


_Slopes = Callable[[Mapping[str, Any]], Any]


def _runge_kutta(
    slopes: _Slopes, time: str, names: Sequence[str], t: float, y: Any, h: float, constants: Point
) -> Any:
    def at(offset: float, values: Any) -> Any:
        state = dict(zip(names, map(float, values), strict=True))
        return slopes({**constants, time: t + offset, **state})

    first = at(0.0, y)
    second = at(h / 2, y + h / 2 * first)
    third = at(h / 2, y + h / 2 * second)
    last = at(h, y + h * third)
    return y + h / 6 * (first + 2 * second + 2 * third + last)
