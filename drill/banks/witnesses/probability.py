"""Witnesses of probability: exhaustive sums, normalised quadrature, and as a last resort simulation."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from drill.banks.witnesses.densities import Family, family
from drill.banks.witnesses.logarithm import logarithm, real_or_lost
from drill.banks.witnesses.measure import Measure
from drill.banks.witnesses.trial import Finding, Function, Point, Trial
from drill.checking.families import read_distribution
from drill.errors import BankError, CheckError, ParseError
from drill.maths.functions import DISTRIBUTIONS
from drill.maths.numeric import compile_numeric
from drill.maths.plain import Mode
from drill.maths.tree import Call, Node

_MOST_CASES = 2_000_000
_EXACT = 1e-9


def enumerate_(trial: Trial) -> Finding:
    """``enumerate: {x: 1..6}``: exhaustive; ``probability``, ``mean``, ``variance`` or ``count`` of an
    expression, under ``weight`` and ``given``."""
    domains = trial.mapping("enumerate")
    names = tuple(domains)
    head = operation(trial, ("probability", "mean", "variance", "count"))
    body = trial.function(trial.text(head), names, mode_of(head))
    weight = trial.function(trial.text("weight"), names) if "weight" in trial.witness else None
    given = trial.function(trial.text("given"), names, "statement") if "given" in trial.witness else None

    def expected(point: Mapping[str, Any]) -> float:
        total, seen, square = 0.0, 0.0, 0.0
        for place in _cases(trial, domains, point):
            if given is not None and not given(place):
                continue
            mass = 1.0 if weight is None else float(weight(place))
            value = float(body(place)) if mass else 0.0
            total, seen, square = total + mass, seen + mass * value, square + mass * value * value
        if head == "count":
            return seen
        if total == 0:
            raise CheckError("no case is left")
        mean = seen / total
        return square / total - mean * mean if head == "variance" else mean

    return trial.compare(expected, _EXACT if trial.claim.kind == "number" else 1e-6)


def _cases(trial: Trial, domains: Mapping[str, object], point: Point) -> Any:
    """All combinations; a later range may depend on an earlier name."""
    names = list(domains)
    count = 0

    def inner(place: Point, rest: list[str]) -> Any:
        nonlocal count
        if not rest:
            count += 1
            if count > _MOST_CASES:
                raise CheckError(f"more than {_MOST_CASES} cases")
            yield place
            return
        for value in _values(trial, domains[rest[0]], place):
            yield from inner({**place, rest[0]: value}, rest[1:])

    return inner(dict(point), names)


def _values(trial: Trial, raw: object, point: Point) -> list[float]:
    if isinstance(raw, (list, tuple)):
        return [trial.real(each, point) for each in raw]
    low, high = trial.range(str(raw), point)
    return [float(place) for place in range(round(low), round(high) + 1)]


def operation(trial: Trial, known: tuple[str, ...]) -> str:
    """The one argument of a witness that says what is computed."""
    found = [name for name in known if name in trial.witness]
    if len(found) != 1:
        raise BankError(f"one of {', '.join(known)} is due", field="witness", code="witness")
    return found[0]


def mode_of(head: str) -> Mode:
    """How the expression of an operation is read."""
    return "statement" if head in ("probability", "count") else "value"


def law(trial: Trial) -> Finding:
    """``law: f`` or a named family, ``over``: ``mean``, ``variance``, ``probability`` or ``total``."""
    over = trial.mapping("over")
    named = named_family(trial, trial.text("law"), tuple(over))
    name = _bound_name(trial, over, named is not None)
    head = operation(trial, ("mean", "variance", "probability", "total"))

    def expected(point: Mapping[str, Any]) -> float:
        measure = _measure(trial, named, name, over, point)
        if head == "total":
            return measure.total()
        body = trial.function(trial.text(head), (name,), mode_of(head))
        if head == "probability":
            return _probability(trial, named, name, over, point, body)
        return moment(measure, head, lambda x: float(body({**point, name: x})))

    return trial.compare(expected)


def moment(measure: Measure, head: str, body: Callable[[float], float]) -> float:
    """The mean or variance of a function under a measure."""
    mean = measure.mean(body)
    return mean if head == "mean" else measure.mean(lambda x: (body(x) - mean) ** 2)


def _bound_name(trial: Trial, over: Mapping[str, object], is_named: bool) -> str:
    if over:
        return next(iter(over))
    if is_named and "name" in trial.witness:
        return trial.text("name").strip()
    return "x"


def _measure(
    trial: Trial, named: Node | None, name: str, over: Mapping[str, object], point: Point
) -> Measure:
    if named is not None:
        found = family_at(named, point)
        low, high = trial.range(over[name], point) if name in over else (found.low, found.high)
        return Measure(found.log_density, max(low, found.low), min(high, found.high), found.discrete)
    body = compile_numeric(logarithm(trial.tree(trial.text("law"), (name,))))
    low, high = trial.range(over[name], point)
    return Measure(lambda x: real_or_lost(body, {**point, name: x}), low, high, isinstance(over[name], str))


def _probability(
    trial: Trial, named: Node | None, name: str, over: Mapping[str, object], point: Point, body: Function
) -> float:
    """The share of the mass where a statement holds; a continuous range is cut where its truth changes."""
    whole = _measure(trial, named, name, over, point)
    if whole.discrete:
        return whole.mean(lambda x: float(bool(body({**point, name: x}))))
    low, high = whole.ends
    cuts = [low, *changes(lambda x: bool(body({**point, name: x})), low, high), high]
    held = 0.0
    for left, right in itertools.pairwise(cuts):
        if body({**point, name: (left + right) / 2}):
            held += whole.part(left, right)
    return held / whole.part(low, high)


def changes(holds: Callable[[float], bool], low: float, high: float) -> list[float]:
    """Where a statement changes its truth, by a grid and bisection."""
    grid = [low + (high - low) * place / 2000 for place in range(2001)]
    truths = [holds(x) for x in grid]
    found: list[float] = []
    for left, right, before, after in zip(grid, grid[1:], truths, truths[1:], strict=False):
        if before == after:
            continue
        for _ in range(60):
            middle = (left + right) / 2
            if holds(middle) == before:
                left = middle
            else:
                right = middle
        found.append((left + right) / 2)
    return found


def named_family(trial: Trial, text: str, bound: tuple[str, ...]) -> Node | None:
    """A named family with everything put in, or ``None`` for a density written out."""
    word = text.strip().partition("(")[0].strip()
    if word not in DISTRIBUTIONS or not text.strip().endswith(")"):
        return None
    try:
        found = read_distribution(text, lambda part: trial.scope.frame.read(part, "witness", bound=bound))
    except (ParseError, BankError):
        return None
    return trial.scope.put_in(found, "witness")


def family_at(named: Node, point: Mapping[str, Any]) -> Family:
    """A named family with the values of its parameters at a point."""
    assert isinstance(named, Call)
    return family(named.name, [float(compile_numeric(part)(point)) for part in named.args])


def tail(trial: Trial) -> Finding:
    """``tail: normal(m, v), statistic, sides: 1 or 2``: quadrature of the density beyond the statistic."""
    named = named_family(trial, trial.text("tail"), ())
    if named is None:
        raise BankError("a named distribution is due", field="witness.tail", code="witness")
    sides = trial.whole(trial.witness.get("sides", "1"))
    side = str(trial.witness.get("side", "")).strip()

    def expected(point: Mapping[str, Any]) -> float:
        found = family_at(named, point)
        measure = Measure(found.log_density, found.low, found.high, found.discrete)
        place = trial.real(trial.text("statistic"), point)
        above = _beyond(found, measure, place, upper=True)
        below = _beyond(found, measure, place, upper=False)
        if side:
            return above if side in ("upper", "right", "+") else below
        smaller = min(above, below)
        return min(1.0, 2 * smaller) if sides == 2 else smaller

    return trial.compare(expected, 1e-7)


def _beyond(found: Family, measure: Measure, place: float, upper: bool) -> float:
    if found.discrete:
        return measure.mean(lambda x: float(x >= place - 1e-9 if upper else x <= place + 1e-9))
    low, high = measure.ends
    cut = min(max(place, low), high)
    part = measure.part(cut, high) if upper else measure.part(low, cut)
    return part / (measure.part(low, cut) + measure.part(cut, high))


def as_call(named: Node) -> Call:
    """The node of a named family."""
    assert isinstance(named, Call)
    return named
