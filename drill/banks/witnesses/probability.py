"""Witnesses of probability: exhaustive sums, normalised quadrature, and as a last resort simulation."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from drill.banks.witnesses.densities import Family, family
from drill.banks.witnesses.measure import Measure
from drill.banks.witnesses.samples import COUNT, elementwise, sample
from drill.banks.witnesses.trial import AGREED, Finding, Function, Point, Trial
from drill.checking.families import read_distribution
from drill.errors import BankError, CheckError, ParseError
from drill.maths.functions import DISTRIBUTIONS
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Binary, Call, Const, Node, Num

_MOST_CASES = 2_000_000
_POSTERIOR = 1e-5
_EXACT = 1e-9


def enumerate_(trial: Trial) -> Finding:
    """``enumerate: {x: 1..6}``: exhaustive; ``probability``, ``mean``, ``variance`` or ``count`` of an
    expression, under ``weight`` and ``given``."""
    domains = trial.mapping("enumerate")
    names = tuple(domains)
    head = _operation(trial, ("probability", "mean", "variance", "count"))
    body = trial.function(trial.text(head), names, _mode(head))
    weight = trial.function(trial.text("weight"), names) if "weight" in trial.witness else None
    given = trial.function(trial.text("given"), names, "statement") if "given" in trial.witness else None

    def expected(point: Point) -> float:
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


def _operation(trial: Trial, known: tuple[str, ...]) -> str:
    found = [name for name in known if name in trial.witness]
    if len(found) != 1:
        raise BankError(f"one of {', '.join(known)} is due", field="witness", code="witness")
    return found[0]


def _mode(head: str) -> Any:
    return "statement" if head in ("probability", "count") else "value"


def law(trial: Trial) -> Finding:
    """``law: f`` or a named family, ``over``: ``mean``, ``variance``, ``probability`` or ``total``."""
    over = trial.mapping("over")
    named = _named(trial, trial.text("law"), tuple(over))
    name = _bound_name(trial, over, named is not None)
    head = _operation(trial, ("mean", "variance", "probability", "total"))

    def expected(point: Point) -> float:
        measure = _measure(trial, named, name, over, point)
        if head == "total":
            return measure.total()
        body = trial.function(trial.text(head), (name,), _mode(head))
        if head == "probability":
            return _probability(trial, named, name, over, point, body)
        return _moment(measure, head, lambda x: float(body({**point, name: x})))

    return trial.compare(expected)


def _moment(measure: Measure, head: str, body: Callable[[float], float]) -> float:
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
        found = _family_at(named, point)
        low, high = trial.range(over[name], point) if name in over else (found.low, found.high)
        return Measure(found.log_density, max(low, found.low), min(high, found.high), found.discrete)
    body = compile_numeric(logarithm(trial.tree(trial.text("law"), (name,))))
    low, high = trial.range(over[name], point)
    return Measure(lambda x: _real_or_lost(body, {**point, name: x}), low, high, isinstance(over[name], str))


def _probability(
    trial: Trial, named: Node | None, name: str, over: Mapping[str, object], point: Point, body: Function
) -> float:
    """The share of the mass where a statement holds; a continuous range is cut where its truth changes."""
    whole = _measure(trial, named, name, over, point)
    if whole.discrete:
        return whole.mean(lambda x: float(bool(body({**point, name: x}))))
    low, high = whole.ends
    cuts = [low, *_changes(lambda x: bool(body({**point, name: x})), low, high), high]
    held = 0.0
    for left, right in itertools.pairwise(cuts):
        if body({**point, name: (left + right) / 2}):
            held += whole.part(left, right)
    return held / whole.part(low, high)


def _changes(holds: Callable[[float], bool], low: float, high: float) -> list[float]:
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


def _named(trial: Trial, text: str, bound: tuple[str, ...]) -> Node | None:
    """A named family with everything put in, or ``None`` for a density written out."""
    word = text.strip().partition("(")[0].strip()
    if word not in DISTRIBUTIONS or not text.strip().endswith(")"):
        return None
    try:
        found = read_distribution(text, lambda part: trial.scope.frame.read(part, "witness", bound=bound))
    except (ParseError, BankError):
        return None
    return trial.scope.put_in(found, "witness")


def _family_at(named: Node, point: Mapping[str, Any]) -> Family:
    assert isinstance(named, Call)
    return family(named.name, [float(compile_numeric(part)(point)) for part in named.args])


def tail(trial: Trial) -> Finding:
    """``tail: normal(m, v), statistic, sides: 1 or 2``: quadrature of the density beyond the statistic."""
    named = _named(trial, trial.text("tail"), ())
    if named is None:
        raise BankError("a named distribution is due", field="witness.tail", code="witness")
    sides = trial.whole(trial.witness.get("sides", "1"))
    side = str(trial.witness.get("side", "")).strip()

    def expected(point: Point) -> float:
        found = _family_at(named, point)
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


def posterior(trial: Trial) -> Finding:
    """``posterior: {prior, likelihood}, over: {theta: [a, b]}``: densities compared, or moments."""
    over = trial.mapping("over")
    parts = trial.mapping("posterior")
    if set(parts) != {"prior", "likelihood"} or not over:
        raise BankError("prior, likelihood and over are due", field="witness.posterior", code="witness")
    names = tuple(over)
    prior = _log_density(trial, str(parts["prior"]), names)
    likelihood = _log_density(trial, str(parts["likelihood"]), names)

    def log_density(point: Point) -> Callable[[Point], float]:
        first, second = prior(point), likelihood(point)
        return lambda place: first(place) + second(place)

    if trial.claim.kind == "distribution":
        return _same_density(trial, over, log_density)
    return _posterior_moment(trial, over, log_density)


def _posterior_moment(
    trial: Trial,
    over: Mapping[str, object],
    log_density: Density,
) -> Finding:
    if len(over) != 1:
        raise BankError("moments are taken over one name", field="witness.over", code="witness")
    name = next(iter(over))
    head = next(
        (each for each in ("mean", "variance", "probability", "total", "mode") if each in trial.witness), ""
    )
    if not head:
        raise BankError("mean, variance, mode or probability is due", field="witness", code="witness")
    text = trial.text(head)

    def expected(point: Point) -> float:
        low, high = trial.range(over[name], point)
        density = log_density(point)
        measure = Measure(lambda x: density({name: x}), low, high)
        if head == "total":
            return measure.total()
        if head == "mode":
            return measure.mode()
        body = trial.function(text, (name,), _mode(head))
        if head == "probability":
            cuts = [
                measure.ends[0],
                *_changes(lambda x: bool(body({**point, name: x})), *measure.ends),
                measure.ends[1],
            ]
            held = [
                measure.part(a, b) for a, b in itertools.pairwise(cuts) if body({**point, name: (a + b) / 2})
            ]
            return math.fsum(held) / measure.part(*measure.ends)
        return _moment(measure, head, lambda x: float(body({**point, name: x})))

    return trial.compare(expected, _POSTERIOR)


Density = Callable[[Point], Callable[[Point], float]]
"""At a point of the free symbols, the logarithm of a density at a place of the bound names."""


def _log_density(trial: Trial, text: str, names: tuple[str, ...]) -> Density:
    named = _named(trial, text, names)
    if named is None:
        body = compile_numeric(logarithm(trial.tree(text, names)))
        return lambda point: lambda place: _real_or_lost(body, {**point, **place})
    found = _distribution(named)
    if found.name == "dirichlet":
        return lambda point: _dirichlet(found, names, point)
    (name,) = names
    return lambda point: _on_support(_family_at(found, point), name)


def _on_support(found: Family, name: str) -> Callable[[Point], float]:
    return lambda place: (
        found.log_density(place[name]) if found.low <= place[name] <= found.high else -math.inf
    )


def _real_or_lost(body: Function, place: Point) -> float:
    """A logarithm; −∞ where there is none."""
    try:
        value = body(place)
    except CheckError:
        return -math.inf
    return value if isinstance(value, float) else -math.inf


def logarithm(node: Node) -> Node:
    """The logarithm of a density as a tree: products become sums, so that no factor is lost to rounding."""
    match node:
        case Binary("*", left, right):
            return Binary("+", logarithm(left), logarithm(right))
        case Binary("/", left, right):
            return Binary("-", logarithm(left), logarithm(right))
        case Binary("^", Const("e"), right):
            return right
        case Binary("^", left, right):
            # an even power of a negative base is meant; densities are not negative
            return Binary("*", right, Call("ln", (Call("abs", (left,)),)))
        case Call("exp", (arg,)):
            return arg
        case Call("sqrt", (arg,)):
            return Binary("/", logarithm(arg), Num("2"))
        case _:
            return Call("ln", (node,))


def _dirichlet(named: Call, names: tuple[str, ...], point: Point) -> Callable[[Point], float]:
    """The log density of a Dirichlet distribution; the last share is what the others leave."""
    alphas = [float(compile_numeric(part)(point)) for part in named.args]

    def log_density(place: Point) -> float:
        shares = [place[name] for name in names]
        if len(shares) == len(alphas) - 1:
            shares.append(1 - sum(shares))
        if len(shares) != len(alphas) or min(alphas) <= 0 or min(shares) <= 0:
            return -math.inf
        return sum((alpha - 1) * math.log(share) for alpha, share in zip(alphas, shares, strict=True))

    return log_density


def _same_density(trial: Trial, over: Mapping[str, object], log_density: Density) -> Finding:
    """Prior times likelihood over the key's density is the same everywhere in the range."""
    names = tuple(over)
    claimed = trial.claim.node
    assert isinstance(claimed, Call)
    for point in trial.points(2):
        try:
            key = _claimed_density(claimed, names, point)
        except CheckError as error:
            return Finding(False, str(error))
        density = log_density(point)
        ratios: list[float] = []
        for place in _spread(trial, over, point):
            expected, found = density(place), key(place)
            if math.isinf(expected) or math.isinf(found):
                if expected != found:
                    return Finding(False, "the key's support is another one")
                continue
            ratios.append(expected - found)
        if len(ratios) < 3 or max(ratios) - min(ratios) > 1e-7 * max(1.0, max(map(abs, ratios))):
            return Finding(False, "prior times likelihood is not proportional to the key's density")
    return AGREED


def _claimed_density(claimed: Call, names: tuple[str, ...], point: Point) -> Callable[[Point], float]:
    if claimed.name == "dirichlet":
        return _dirichlet(claimed, names, point)
    (name,) = names
    found = _family_at(claimed, point)
    if found.discrete:
        raise CheckError(f"{claimed.name} is discrete")
    return lambda place: found.log_density(place[name]) if found.low < place[name] < found.high else -math.inf


def _spread(trial: Trial, over: Mapping[str, object], point: Point) -> list[Point]:
    """Places all over the range; of an infinite one, within reach of where the density is."""
    places: list[Point] = []
    for _ in range(25):
        place = dict(point)
        for name, raw in over.items():
            low, high = trial.range(raw, place)
            share = trial.generator.real(0.02, 0.98)
            if math.isfinite(low) and math.isfinite(high):
                place[name] = low + share * (high - low)
            elif math.isfinite(low):
                place[name] = low + share / (1 - share)
            else:
                place[name] = math.tan(math.pi * (share - 0.5)) * 2
        places.append(place)
    return places


def monte_carlo(trial: Trial) -> Finding:
    """``monte-carlo: {x: normal(0, 1), …}``: ``mean``, ``variance`` or ``probability``, ``given``; five
    standard errors, a fixed seed. The last resort: it sees no small slip."""
    estimate, error = trial.once(lambda: _simulated(trial))
    found = trial.key_value()
    if isinstance(found, (int, float)) and abs(found - estimate) <= 5 * error + 1e-12:
        return AGREED
    return Finding(False, f"the simulation gives {estimate:.6g} ± {error:.2g}, the key {found}")


def _simulated(trial: Trial) -> tuple[float, float]:
    """The estimate and its standard error."""
    names = trial.mapping("monte-carlo")
    head = _operation(trial, ("mean", "variance", "probability"))
    random = np.random.default_rng(20_260_101)
    values: dict[str, Any] = {}
    for name, text in names.items():
        named = _named(trial, str(text), tuple(values))
        values[name] = (
            elementwise(trial.tree(text, tuple(values)), values)
            if named is None
            else sample(_distribution(named), values, random)
        )
    found = np.broadcast_to(
        elementwise(trial.tree(trial.text(head), tuple(names), _mode(head)), values), COUNT
    )
    if "given" in trial.witness:
        held = elementwise(trial.tree(trial.text("given"), tuple(names), "statement"), values)
        found = found[np.broadcast_to(held, COUNT)]
    if found.size < 1000:
        raise CheckError("too few samples satisfy what is given")
    numbers = found.astype(float)
    spread = (numbers - numbers.mean()) ** 2 if head == "variance" else numbers
    return float(spread.mean()), float(spread.std() / math.sqrt(numbers.size))


def _distribution(named: Node) -> Call:
    assert isinstance(named, Call)
    return named
