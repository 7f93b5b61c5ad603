"""Test whether a witness notices slips in the key that it confirms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drill.banks.same_answers import counts_as_same_answer
from drill.banks.variant_expansion import StageMaker
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Node
from drill.maths.print import to_plain
from drill.proving.claims import Witnessed, make_question_trials, make_slipped_claim, slips_of
from drill.proving.reports import ExerciseReport
from drill.proving.witnesses import confirm_claim


@dataclass(frozen=True, slots=True)
class _Run:
    """One variant with its claims."""

    expansion: StageMaker
    claims: tuple[Witnessed, ...]


def judge_slips(expansions: Sequence[tuple[int, StageMaker]], report: ExerciseReport) -> None:
    """Count in a report the slips of the key, and those that the witness detects in some variant."""
    distinct: dict[int, _Run] = {}  # where values are few, the same trials come more than once
    # A slip has to show in one of twelve variants.
    for seed, expansion in expansions[:12]:
        claims = make_question_trials(expansion, seed)
        distinct.setdefault(id(claims), _Run(expansion, claims))
    runs = [*distinct.values()]
    for index, claimed in enumerate(runs[0].claims):
        slips = slips_of(runs[0].expansion, claimed)
        for slip in slips[:: max(1, -(-len(slips) // 60))]:
            fate = _combine_slip_outcomes(runs, index, slip)
            report.raised += fate == "raised"
            report.mutants += fate in ("caught", "missed")
            report.caught += fate == "caught"
            report.missed += (to_plain(slip),) if fate == "missed" else ()


def _combine_slip_outcomes(runs: Sequence[_Run], index: int, slip: Node) -> str:
    """Return the outcome of a slip over all variants: ``caught`` if any detects it, else the last conclusive
    one.
    """
    fate = "same"
    for run in runs:
        outcome = _judge_slip_in_variant(run, run.claims[index], slip)
        if outcome in ("caught", "raised"):
            return outcome
        fate = "missed" if outcome == "missed" else fate
    return fate


def _judge_slip_in_variant(run: _Run, claimed: Witnessed, slip: Node) -> str:
    """Return ``caught``, ``missed``, ``raised``, or ``same`` if the slip leaves this variant's key as
    it is."""
    try:
        claim = make_slipped_claim(run.expansion, claimed, slip)
        if claimed.trial.is_same_value(claim.node):
            return "same"
        if not claimed.trial.has_value(claim.node):
            return "raised"
        if not confirm_claim(claimed.trial.claiming(claim)).agrees:
            return "caught"
    except (CheckError, BankError):
        return "raised"
    # the witness takes it: perhaps rightly, since another multiple or constant is the same answer
    text = run.expansion.answers.text_of(claim.node, claim.kind)
    expect = run.expansion.expect
    is_whole = claim.kind == expect.kind  # and not one of several parts
    return "same" if is_whole and text is not None and counts_as_same_answer(expect, text, None) else "missed"
