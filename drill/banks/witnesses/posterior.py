"""Witnesses of posteriors: densities compared, or moments by normalised quadrature."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

from drill.banks.witnesses.densities import Family
from drill.banks.witnesses.logarithm import logarithm, real_or_lost
from drill.banks.witnesses.measure import Measure
from drill.banks.witnesses.probability import as_call, changes, family_at, mode_of, moment, named_family
from drill.banks.witnesses.trial import AGREED, Finding, Point, Trial
from drill.errors import BankError, CheckError
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Call

_POSTERIOR = 1e-5


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

    def expected(point: Mapping[str, Any]) -> float:
        low, high = trial.range(over[name], point)
        density = log_density(point)
        measure = Measure(lambda x: density({name: x}), low, high)
        if head == "total":
            return measure.total()
        if head == "mode":
            return measure.mode()
        body = trial.function(text, (name,), mode_of(head))
        if head == "probability":
            cuts = [
                measure.ends[0],
                *changes(lambda x: bool(body({**point, name: x})), *measure.ends),
                measure.ends[1],
            ]
            held = [
                measure.part(a, b) for a, b in itertools.pairwise(cuts) if body({**point, name: (a + b) / 2})
            ]
            return math.fsum(held) / measure.part(*measure.ends)
        return moment(measure, head, lambda x: float(body({**point, name: x})))

    return trial.compare(expected, _POSTERIOR)


Density = Callable[[Point], Callable[[Point], float]]
"""At a point of the free symbols, the logarithm of a density at a place of the bound names."""


def _log_density(trial: Trial, text: str, names: tuple[str, ...]) -> Density:
    named = named_family(trial, text, names)
    if named is None:
        body = compile_numeric(logarithm(trial.tree(text, names)))
        return lambda point: lambda place: real_or_lost(body, {**point, **place})
    found = as_call(named)
    if found.name == "dirichlet":
        return lambda point: _dirichlet(found, names, point)
    (name,) = names
    return lambda point: _on_support(family_at(found, point), name)


def _on_support(found: Family, name: str) -> Callable[[Point], float]:
    return lambda place: (
        found.log_density(place[name]) if found.low <= place[name] <= found.high else -math.inf
    )


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
    found = family_at(claimed, point)
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
