"""Witnesses of probability: exhaustive sums and normalised quadrature."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np

from drill.codec import is_list
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Binary, Call, Const, Logic, Neg, Node, Not, Num, Relation, Sym
from drill.maths.plain import Mode
from drill.proving.witnesses.likeness import (
    Density,
    Shares,
    compare_densities_up_to_factor,
    family_at,
    log_density,
    named_family,
    same_shares,
)
from drill.proving.witnesses.trial import Finding, Point, Trial, compile_value, evaluate_real_or
from drill.proving.witnesses.unnormalised import Measure, log_function
from drill.reading import Written

# Number of grid cells for finding changes; two changes within one cell are missed.
CELLS = 2000
# Max cases that are enumerated, which takes a few seconds.
_MOST_CASES = 2_000_000
# The relative error of sums in doubles.
_EXACT = 1e-9


def confirm_by_enumeration(trial: Trial) -> Finding:
    """``enumerate: {x: 1..6}``: exhaustive; ``probability``, ``mean``, ``variance`` or ``count`` of an
    expression, under ``weight`` and ``given``; for a distribution, that of the expression ``give``. Raises
    CheckError where no case is left."""
    if trial.claim.is_law:
        return same_shares(trial, lambda point: _enumerated_shares(trial, point))
    domains = trial.mapping("enumerate")
    names = tuple(domains)
    head = find_asked_operation(trial, ("probability", "mean", "variance", "count"))
    body = trial.function(trial.text(head), names, mode_of(head))

    def expected(point: Mapping[str, Any]) -> float:
        total, seen, square = 0.0, 0.0, 0.0
        for case, mass in _list_weighted_cases(trial, point):
            value = float(body(case)) if mass else 0.0
            total, seen, square = total + mass, seen + mass * value, square + mass * value * value
        if head == "count":
            return seen
        if total == 0:
            raise CheckError("no case is left")
        mean = seen / total
        return square / total - mean * mean if head == "variance" else mean

    return trial.compare(expected, _EXACT)


def _list_weighted_cases(trial: Trial, point: Point) -> Iterator[tuple[Point, float]]:
    """Yield every case that satisfies ``given``, with its weight."""
    domains = trial.mapping("enumerate")
    names = tuple(domains)
    weight = trial.function(trial.text("weight"), names) if "weight" in trial.witness else None
    condition = trial.function(trial.text("given"), names, "statement") if "given" in trial.witness else None
    for case in _list_all_cases(trial, domains, point):
        if condition is None or condition(case):
            yield case, 1.0 if weight is None else float(weight(case))


def _enumerated_shares(trial: Trial, point: Point) -> Shares:
    """Return the distribution of ``give`` over all cases."""
    body = trial.function(trial.text("give"), tuple(trial.mapping("enumerate")))
    masses: dict[float, float] = {}
    for case, mass in _list_weighted_cases(trial, point):
        value = round(float(body(case)), 9)
        masses[value] = masses.get(value, 0.0) + mass
    total = math.fsum(masses.values())
    if not total:
        raise CheckError("no case is left")
    values = sorted(masses)
    sums = itertools.accumulate(masses[value] for value in values)
    return [(value, mass / total, _EXACT) for value, mass in zip(values, sums, strict=True)]


def _list_all_cases(trial: Trial, domains: Mapping[str, Written], point: Point) -> Any:
    """Return all combinations; a later range may depend on an earlier name."""
    names = list(domains)
    count = 0

    def inner(case: Point, open_names: list[str]) -> Any:
        nonlocal count
        if not open_names:
            count += 1
            if count > _MOST_CASES:
                raise CheckError(f"more than {_MOST_CASES} cases")
            yield case
            return
        for value in _list_case_values(trial, domains[open_names[0]], case):
            yield from inner({**case, open_names[0]: value}, open_names[1:])

    return inner(dict(point), names)


def _list_case_values(trial: Trial, raw: object, point: Point) -> list[float]:
    if is_list(raw):
        return [trial.real(entry, point) for entry in raw]
    low, high = trial.range(str(raw), point)
    return [float(number) for number in range(round(low), round(high) + 1)]


def find_asked_operation(trial: Trial, known: tuple[str, ...]) -> str:
    """Return the argument of a witness that names the computation. Raises BankError unless there is one."""
    names = [name for name in known if name in trial.witness]
    if len(names) != 1:
        raise BankError(f"one of {', '.join(known)} is expected", field="witness", code="witness")
    return names[0]


def mode_of(head: str) -> Mode:
    """Return how the expression of an operation is read."""
    return "statement" if head in ("probability", "count") else "value"


def confirm_by_law(trial: Trial) -> Finding:
    """``law: f`` or a named family, ``over``: ``mean``, ``variance``, ``probability`` or ``total``; for a
    distribution, that of the density itself or of ``give``. Raises BankError where the range is missing."""
    over = trial.mapping("over")
    if trial.claim.is_law and "give" not in trial.witness:
        if not over:
            raise BankError("over is needed, such as {x: [0, 1]}", field="witness.over", code="witness")
        return compare_densities_up_to_factor(trial, over, log_density(trial, trial.text("law"), tuple(over)))
    named = named_family(trial, trial.text("law"), tuple(over))
    default_name = trial.text("name").strip() if named is not None and "name" in trial.witness else "x"
    name = next(iter(over), default_name)
    if trial.claim.is_law:
        return same_shares(trial, lambda point: _shares_under(trial, named, name, over, point))
    head = find_asked_operation(trial, ("mean", "variance", "probability", "total"))

    return trial.compare(
        lambda point: asked_of(trial, head, _make_law_measure(trial, named, name, over, point), name, point)
    )


# Shares of the mass below the places that compare two distributions.
SHARES = (0.03, 0.11, 0.26, 0.47, 0.68, 0.85, 0.96)


def _shares_under(
    trial: Trial, named: Call | None, name: str, over: Mapping[str, Written], point: Point
) -> Shares:
    """Return the distribution of ``give`` under a law, at some places of it."""
    body = trial.function(trial.text("give"), (name,))
    measure = _make_law_measure(trial, named, name, over, point)

    def at(x: float) -> float:
        return float(body({**point, name: x}))

    places = [at(x) for x in measure.quantiles(SHARES)]
    ends = [position + 1e-9 * max(1.0, abs(position)) for position in places]
    masses = [_measure_true_share(measure, lambda x, end=end: at(x) <= end) for end in ends]
    return [(position, mass, 1e-6) for position, mass in zip(places, masses, strict=True)]


def asked_of(trial: Trial, head: str, measure: Measure, name: str, point: Point) -> float:
    """Return the quantity that a witness asks for: total or mode, or a mean, variance or probability."""
    if head == "total":
        return measure.total()
    if head == "mode":
        return measure.mode()
    body = trial.function(trial.text(head), (name,), mode_of(head))
    if head == "probability":
        return _measure_true_share(measure, lambda x: bool(body({**point, name: x})))
    mean = measure.mean(lambda x: float(body({**point, name: x})))
    if head == "mean":
        return mean
    return measure.mean(lambda x: (float(body({**point, name: x})) - mean) ** 2)


def _measure_true_share(measure: Measure, holds: Callable[[float], bool]) -> float:
    """Return the share of the mass where a statement holds, a continuous range cut where it changes."""
    if measure.discrete:
        return measure.mean(lambda x: float(holds(x)))
    low, high = measure.ends
    cuts = itertools.pairwise([low, *find_truth_changes(holds, low, high), high])
    held = (measure.part(left, right) for left, right in cuts if holds((left + right) / 2))
    return math.fsum(held) / measure.part(low, high)


def _make_law_measure(
    trial: Trial, named: Call | None, name: str, over: Mapping[str, Written], point: Point
) -> Measure:
    if named is not None:
        family = family_at(named, point)
        low, high = trial.range(over[name], point) if name in over else (family.low, family.high)
        return Measure(family.log_density, max(low, family.low), min(high, family.high), family.discrete)
    body = log_function(trial.tree(trial.text("law"), (name,)))
    low, high = trial.range(over[name], point)
    return Measure(lambda x: body({**point, name: x}), low, high, isinstance(over[name], str))


def find_truth_changes(holds: Callable[[float], bool], low: float, high: float) -> list[float]:
    """Return where a statement changes its truth, found by a grid and bisection."""
    grid = np.linspace(low, high, CELLS + 1).tolist()
    return bisect_truth_changes(holds, grid, _evaluate_truths(holds, grid))


def bisect_truth_changes(
    holds: Callable[[float], bool], grid: Sequence[float], truths: Sequence[bool]
) -> list[float]:
    """Return where a statement changes its truth, which is known at the places of a grid."""
    result: list[float] = []
    for (left, before), (right, after) in itertools.pairwise(zip(grid, truths, strict=True)):
        if before == after:
            continue
        for _ in range(60):
            middle = (left + right) / 2
            if holds(middle) == before:
                left = middle
            else:
                right = middle
        result.append((left + right) / 2)
    return result


def _evaluate_truths(holds: Callable[[float], bool], places: Sequence[float]) -> list[bool]:
    """Return a statement's truth at some points; where it has none, that of the neighbouring point."""
    truths: list[bool | None] = []
    for x in places:
        try:
            truths.append(holds(x))
        except CheckError:
            truths.append(truths[-1] if truths else None)
    first = next((truth for truth in truths if truth is not None), False)
    return [first if truth is None else truth for truth in truths]


def confirm_by_posterior(trial: Trial) -> Finding:
    """``posterior: {prior, likelihood}, over: {theta: [a, b]}``: densities compared, or moments. Raises
    BankError where one of these is missing."""
    over = trial.mapping("over")
    parts = trial.mapping("posterior")
    if set(parts) != {"prior", "likelihood"} or not over:
        raise BankError("prior, likelihood and over are needed", field="witness.posterior", code="witness")
    names = tuple(over)
    prior = log_density(trial, str(parts["prior"]), names)
    likelihood = log_density(trial, str(parts["likelihood"]), names)

    def both(point: Point) -> Callable[[Point], float]:
        first, second = prior(point), likelihood(point)
        return lambda values: first(values) + second(values)

    if trial.claim.is_law:
        return compare_densities_up_to_factor(trial, over, both)
    return _posterior_moment(trial, over, both)


def _posterior_moment(trial: Trial, over: Mapping[str, Written], log_density_at: Density) -> Finding:
    if len(over) != 1:
        raise BankError("moments are taken over one name", field="witness.over", code="witness")
    name = next(iter(over))
    head = find_asked_operation(trial, ("mean", "variance", "probability", "total", "mode"))

    def expected(point: Point) -> float:
        density = log_density_at(point)
        measure = Measure(lambda x: density({name: x}), *trial.range(over[name], point))
        return asked_of(trial, head, measure, name, point)

    # The relative error of two nested quadratures.
    return trial.compare(expected, 1e-5)


_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power, "=": np.equal,
    "!=": np.not_equal, "<": np.less, ">": np.greater, "<=": np.less_equal, ">=": np.greater_equal,
    "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip


def _apply_sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _compute_logarithm(x: Any, base: Any = math.e) -> Any:
    return np.log(x) / np.log(base)


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": np.exp, "ln": np.log, "log": _compute_logarithm, "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign,
    "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "floor": np.floor, "ceil": np.ceil,
    "max": lambda *parts: np.maximum.reduce(np.broadcast_arrays(*parts)),
    "min": lambda *parts: np.minimum.reduce(np.broadcast_arrays(*parts)), "mod": np.mod,
    "sigmoid": _apply_sigmoid, "softplus": partial(np.logaddexp, 0), "ind": partial(np.asarray, dtype=float),
}  # fmt: skip
_CONSTANTS = {"pi": np.pi, "e": np.e, "inf": np.inf}


def evaluate_elementwise(node: Node, values: Mapping[str, Any]) -> Any:
    """Return a tree of numbers and samples, entry by entry. Raises CheckError for other trees."""
    match node:
        case Num():
            return float(node.value)
        case Sym(name) if name in values:
            return values[name]
        case Const(name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case Neg(arg):
            return -evaluate_elementwise(arg, values)
        case Not(arg):
            return np.logical_not(evaluate_elementwise(arg, values))
        case Binary(op, left, right) | Relation(op, left, right) | Logic(op, left, right):
            with np.errstate(all="ignore"):
                return _OPERATORS[op](evaluate_elementwise(left, values), evaluate_elementwise(right, values))
        case Call(name, args) if name in _FUNCTIONS:
            with np.errstate(all="ignore"):
                return _FUNCTIONS[name](*(evaluate_elementwise(arg, values) for arg in args))
        case _:
            raise CheckError("this cannot be simulated")


def evaluate_real_values(node: Node, point: Point, columns: Mapping[str, Any], missing: float) -> Any:
    """Return the real values of a tree at a point, for columns of further numbers; ``missing`` where it has
    none.

    All are computed at once. Those that are not finite, or 0, may be other numbers outside of doubles: they
    are computed one by one.
    """
    count = len(next(iter(columns.values())))
    values = np.full(count, math.nan)
    with suppress(CheckError, ArithmeticError):
        values[:] = evaluate_elementwise(node, {**point, **columns})
    function = compile_value(node)
    for index in np.flatnonzero(~np.isfinite(values) | (values == 0)):
        place = {name: float(column[index]) for name, column in columns.items()}
        values[index] = evaluate_real_or(function, {**point, **place}, missing)
    return values
