"""Witnesses of posteriors: densities compared, or moments by normalised quadrature."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drill.codec import Written
from drill.errors import BankError
from drill.proving.witnesses.likeness import Density, log_density, same_density
from drill.proving.witnesses.probability import asked_of
from drill.proving.witnesses.trial import Finding, Point, Trial
from drill.proving.witnesses.unnormalised import Measure

# The relative error of two nested quadratures.
_POSTERIOR = 1e-5


def posterior(trial: Trial) -> Finding:
    """``posterior: {prior, likelihood}, over: {theta: [a, b]}``: densities compared, or moments. Raises
    BankError where one of these is missing."""
    over = trial.mapping("over")
    parts = trial.mapping("posterior")
    if set(parts) != {"prior", "likelihood"} or not over:
        raise BankError("prior, likelihood and over are due", field="witness.posterior", code="witness")
    names = tuple(over)
    prior = log_density(trial, str(parts["prior"]), names)
    likelihood = log_density(trial, str(parts["likelihood"]), names)

    def both(point: Point) -> Callable[[Point], float]:
        first, second = prior(point), likelihood(point)
        return lambda place: first(place) + second(place)

    if trial.claim.is_law:
        return same_density(trial, over, both)
    return _posterior_moment(trial, over, both)


def _posterior_moment(trial: Trial, over: Mapping[str, Written], log_density_at: Density) -> Finding:
    if len(over) != 1:
        raise BankError("moments are taken over one name", field="witness.over", code="witness")
    name = next(iter(over))
    known = ("mean", "variance", "probability", "total", "mode")
    head = next((each for each in known if each in trial.witness), "")
    if not head:
        raise BankError("mean, variance, mode or probability is due", field="witness", code="witness")

    def expected(point: Point) -> float:
        density = log_density_at(point)
        measure = Measure(lambda x: density({name: x}), *trial.range(over[name], point))
        return asked_of(trial, head, measure, name, point)

    return trial.compare(expected, _POSTERIOR)
