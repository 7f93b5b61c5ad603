"""Witnesses: a second computation of an exercise's key that does not use the key's own formula.

A witness is a mapping with one head and its arguments. It runs on floats, never on SymPy.
:func:`confirm` runs one against a claimed key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drill.banks.heads import head_of
from drill.proving.witnesses import (
    algebra,
    arrays,
    calculus,
    optimum,
    probability,
    sequences,
    simulation,
    statements,
)
from drill.proving.witnesses.trial import AGREED, Claim, Finding, Trial

Run = Callable[[Trial], Finding]

# What runs each head of ``heads.HEADS``.
RUNS: Mapping[str, Run] = {
    "value": calculus.value, "derivative": calculus.derivative_, "gradient": calculus.gradient,
    "hessian": calculus.hessian, "jacobian": calculus.jacobian, "antiderivative": calculus.antiderivative,
    "integral": calculus.integral_, "limit": sequences.limit, "sum": sequences.sum_,
    "product": sequences.product, "recursion": sequences.recursion,
    "root": optimum.root, "maximum": optimum.maximum, "minimum": optimum.minimum,
    "inverse-map": statements.inverse_map, "eigen": algebra.eigen,
    "solve": algebra.solve, "identity": algebra.identity,
    "truth": statements.truth, "loops": arrays.loops,
    "array": arrays.array, "enumerate": probability.enumerate_, "law": probability.law,
    "posterior": probability.posterior, "monte-carlo": simulation.monte_carlo,
}  # fmt: skip


def confirm(trial: Trial) -> Finding:
    """Run a witness against the claimed key.

    Raises BankError for a malformed witness, CheckError where it has no value itself.
    """
    return RUNS[head_of(trial.witness)](trial)


__all__ = ["AGREED", "RUNS", "Claim", "Finding", "Trial", "confirm", "head_of"]
