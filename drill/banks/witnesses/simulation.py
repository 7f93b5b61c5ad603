"""The last resort of witnesses: simulation, with a fixed seed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from drill.banks.witnesses.probability import as_call, mode_of, named_family, operation
from drill.banks.witnesses.samples import COUNT, elementwise, sample
from drill.banks.witnesses.trial import AGREED, Finding, Trial
from drill.errors import CheckError


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
    head = operation(trial, ("mean", "variance", "probability"))
    random = np.random.default_rng(20_260_101)
    values: dict[str, Any] = {}
    for name, text in names.items():
        named = named_family(trial, str(text), tuple(values))
        values[name] = (
            elementwise(trial.tree(text, tuple(values)), values)
            if named is None
            else sample(as_call(named), values, random)
        )
    found = np.broadcast_to(
        elementwise(trial.tree(trial.text(head), tuple(names), mode_of(head)), values), COUNT
    )
    if "given" in trial.witness:
        held = elementwise(trial.tree(trial.text("given"), tuple(names), "statement"), values)
        found = found[np.broadcast_to(held, COUNT)]
    if found.size < 1000:
        raise CheckError("too few samples satisfy what is given")
    numbers = found.astype(float)
    spread = (numbers - numbers.mean()) ** 2 if head == "variance" else numbers
    return float(spread.mean()), float(spread.std() / math.sqrt(numbers.size))
