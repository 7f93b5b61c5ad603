"""Prove stored questions on a paper's formula again, including kinds of questions that are no longer
asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from drill.banks.draws import draw_variant
from drill.banks.models import Exercise, Question
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import OptionsSpec
from drill.codec import is_mapping
from drill.errors import DrillError
from drill.formulas import (
    ASKS,
    Ask,
    Formula,
    compute_asked,
    compute_part,
    is_same_value,
    list_asked_values,
    make_world,
    read_part,
)
from drill.proving.claims import make_question_trials
from drill.proving.reports import JudgedQuestion
from drill.proving.witnesses import Finding, Trial, confirm_claim
from drill.proving.witnesses.optimum import FIRST_SEED, compute_key_value, open_witness_formula
from drill.proving.witnesses.trial import AGREED


def judge_stored_questions(exercise: Exercise) -> list[JudgedQuestion]:
    """Return the verdict of the present rules on each question, in the order of the stages.

    A question of a present kind is proved as any key is. One of a former kind is right where its key has the
    formula's value; where its key is a choice, the formula has to have a value.
    """
    return [_judge_question(exercise, number) for number in range(exercise.stages)]


def _judge_question(exercise: Exercise, number: int) -> JudgedQuestion:
    asked = [form for form in exercise.forms if number < len(form.questions)]
    questions = [form.questions[number] for form in asked]
    if not any("world" in question.witness for question in questions):
        return JudgedQuestion()
    is_former = any(map(_is_former, questions))
    for form in asked:
        alone = replace(exercise, forms=(form,))
        # A question with parameters is proved in four draws.
        for seed in range(4 if form.params else 1):
            try:
                finding = _prove(VariantMaker(draw_variant(alone, seed, ())).questions[number], seed)
            except DrillError as error:
                finding = Finding(False, error.message)
            if not finding.agrees:
                return JudgedQuestion(finding.message or "its key is not confirmed", is_former)
    return JudgedQuestion(is_former=is_former)


def _is_former(question: Question) -> bool:
    """Return whether a question is of a kind that is no longer asked, by its request or its written-out
    form."""
    ask = _read_ask(question.witness)
    changes = [*ask["change"].values()] if is_mapping(ask.get("change")) else []
    is_old_change = len(changes) > 2 or "plus ln 2" in changes
    return is_old_change or not ask.keys() <= ASKS or ("times" in ask and "each" not in ask)


def _read_ask(witness: Mapping[str, Any]) -> Mapping[str, Any]:
    ask = witness.get("ask", {})
    if not is_mapping(ask):
        return {}
    return {str(name): value for name, value in ask.items()}


def _prove(stage: StageMaker, seed: int) -> Finding:
    for witnessed in make_question_trials(stage, seed):
        trial = witnessed.trial
        is_known = _read_ask(trial.witness).keys() <= ASKS
        finding = confirm_claim(trial) if is_known else _prove_former(trial)
        if not finding.agrees:
            return finding
    return AGREED


def _prove_former(trial: Trial) -> Finding:
    """Prove a question of a former kind, if its key is a value.

    Where it is not, the formula has to have a value in every world. Raises DrillError where it has none.
    """
    formula, ask = open_witness_formula(trial), _read_ask(trial.witness)
    followed = list_asked_values(formula, Ask(), FIRST_SEED)  # raises if the formula is not followed
    if isinstance(trial.claim.expect, OptionsSpec) or not _asks_for_a_value(ask):
        return AGREED
    for world, _ in followed:
        claimed = compute_key_value(trial, formula, make_world(formula, world.seed))
        if claimed is None or not _is_former_key(trial, formula, ask, claimed, world.seed):
            return Finding(False, f"the key is not the formula's value (world {world.seed})")
    return AGREED


def _asks_for_a_value(ask: Mapping[str, Any]) -> bool:
    """Return whether a former question is solved for a letter, or asks for the values in two cases."""
    return "solve" in ask or ("first" in ask and "chance" not in ask and "flat" not in ask)


def _is_former_key(trial: Trial, formula: Formula, ask: Mapping[str, Any], claimed: Any, seed: int) -> bool:
    """Return whether a former question's key holds in a world: substituted in the formula, or computed
    again."""
    if "solve" in ask:
        world = make_world(formula, seed)
        aim = compute_part(formula, world, read_part(formula, str(ask.get("equals", "0"))))
        return is_same_value(compute_asked(formula, world, Ask(at={str(ask["solve"]): claimed})), aim)
    values: list[Any] = []
    for case in ("first", "second"):
        at = {str(latex): trial.real(number) for latex, number in ask[case].items()}
        values.append(compute_asked(formula, make_world(formula, seed), Ask(at=at)))
    return is_same_value(claimed, np.array(values))
