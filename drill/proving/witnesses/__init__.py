"""Witnesses: a second computation of an exercise's key that does not use the key's own formula.

A witness is a mapping with one head and its arguments. It runs on floats: :func:`confirm_claim` runs one
against a claimed key. Where it computes a closed form, :func:`confirm_by_sympy` computes that once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drill.banks.params import head_of
from drill.proving.witnesses import (
    array_witnesses,
    calculus_witnesses,
    meaning_witness,
    optimum,
    probability,
    statement_witnesses,
)
from drill.proving.witnesses.array_witnesses import find_special_difference
from drill.proving.witnesses.calculus_witnesses import confirm_by_sympy
from drill.proving.witnesses.trial import AGREED, Claim, Finding, Trial

Run = Callable[[Trial], Finding]

# What runs each head of ``heads.HEADS``.
RUNS: Mapping[str, Run] = {
    "value": calculus_witnesses.confirm_by_value, "derivative": calculus_witnesses.confirm_by_derivative,
    "gradient": calculus_witnesses.confirm_by_partials,
    "hessian": calculus_witnesses.confirm_by_partials, "jacobian": calculus_witnesses.confirm_by_partials,
    "antiderivative": calculus_witnesses.confirm_by_antiderivative,
    "integral": calculus_witnesses.confirm_by_fold, "limit": calculus_witnesses.confirm_by_limit,
    "sum": calculus_witnesses.confirm_by_fold,
    "product": calculus_witnesses.confirm_by_fold, "recursion": calculus_witnesses.confirm_by_recursion,
    "root": optimum.confirm_by_root, "maximum": optimum.confirm_by_extremum,
    "minimum": optimum.confirm_by_extremum,
    "inverse-map": statement_witnesses.confirm_by_inverse_map,
    "eigen": array_witnesses.confirm_by_eigenvalues,
    "solve": array_witnesses.confirm_by_solving, "identity": array_witnesses.confirm_by_identity,
    "truth": statement_witnesses.confirm_by_truth, "loops": array_witnesses.confirm_by_loops,
    "array": array_witnesses.confirm_by_arrays, "meaning": meaning_witness.confirm_by_meaning,
    "enumerate": probability.confirm_by_enumeration,
    "law": probability.confirm_by_law,
    "posterior": probability.confirm_by_posterior,
}  # fmt: skip


def confirm_claim(trial: Trial) -> Finding:
    """Run a witness against the claimed key.

    Raises BankError for a malformed witness, CheckError where it has no value itself.
    """
    finding = RUNS[head_of(trial.witness)](trial)
    trial.has_agreed = finding.agrees
    return finding


__all__ = [
    "AGREED",
    "RUNS",
    "Claim",
    "Finding",
    "Trial",
    "confirm_by_sympy",
    "confirm_claim",
    "find_special_difference",
    "head_of",
]
