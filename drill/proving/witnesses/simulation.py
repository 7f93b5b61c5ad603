"""The last resort of witnesses: simulation, with a fixed seed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from drill.errors import CheckError
from drill.maths.plain import Mode
from drill.proving.witnesses.likeness import Shares, same_shares
from drill.proving.witnesses.naming import as_call, named_family
from drill.proving.witnesses.probability import mode_of, operation
from drill.proving.witnesses.samples import COUNT, elementwise, sample
from drill.proving.witnesses.trial import AGREED, Finding, Trial

# How much of the mass lies below the places at which two distributions are compared.
_SHARES = (0.03, 0.11, 0.26, 0.47, 0.68, 0.85, 0.96)


def monte_carlo(trial: Trial) -> Finding:
    """``monte-carlo: {x: normal(0, 1), …}``: ``mean``, ``variance`` or ``probability``, ``given``; for a
    distribution, that of the expression ``give``. Five standard errors, a fixed seed. The last resort: it
    sees no small slip."""
    if trial.claim.is_law:
        return same_shares(trial, lambda point: _simulated_shares(trial))
    estimate, error = trial.once(lambda: _simulated(trial))
    found = trial.key_value()
    if isinstance(found, (int, float)) and abs(found - estimate) <= 5 * error + 1e-12:
        return AGREED
    return Finding(False, f"the simulation gives {estimate:.6g} ± {error:.2g}, the key {found}")


def _simulated(trial: Trial) -> tuple[float, float]:
    """The estimate and its standard error."""
    head = operation(trial, ("mean", "variance", "probability"))
    numbers = _samples(trial, trial.text(head), mode_of(head))
    spread = (numbers - numbers.mean()) ** 2 if head == "variance" else numbers
    return float(spread.mean()), float(spread.std() / math.sqrt(numbers.size))


def _simulated_shares(trial: Trial) -> Shares:
    """How much of the samples of ``give`` lies up to some of them, give or take."""
    numbers = np.sort(_samples(trial, trial.text("give"), "value"))
    found: list[tuple[float, float, float]] = []
    for share in _SHARES:
        place = float(numbers[int(share * numbers.size)])
        mass = float(np.searchsorted(numbers, place + 1e-9, side="right")) / numbers.size
        found.append((place, mass, 5 * math.sqrt(max(mass * (1 - mass), 1e-4) / numbers.size)))
    return found


def _samples(trial: Trial, text: str, mode: Mode) -> Any:
    """Samples of an expression of the drawn names, of those that satisfy what is given."""
    names = trial.mapping("monte-carlo")
    random = np.random.default_rng(20_260_101)
    values: dict[str, Any] = {}
    for name, source in names.items():
        named = named_family(trial, str(source), tuple(values))
        values[name] = (
            elementwise(trial.tree(source, tuple(values)), values)
            if named is None
            else sample(as_call(named), values, random)
        )
    found = np.broadcast_to(elementwise(trial.tree(text, tuple(names), mode), values), COUNT)
    if "given" in trial.witness:
        held = elementwise(trial.tree(trial.text("given"), tuple(names), "statement"), values)
        found = found[np.broadcast_to(held, COUNT)]
    if found.size < 1000:
        raise CheckError("too few samples satisfy what is given")
    return found.astype(float)
