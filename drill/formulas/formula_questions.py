"""Ask questions about a formula whose letters are said, and choose which of them are worth an exercise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion
from drill.formulas.axis_questions import ask_axes
from drill.formulas.branch_numbers import ask_branches
from drill.formulas.formula import open_formulas
from drill.formulas.letter_types import Array, Number
from drill.formulas.predictions import ask_predictions
from drill.formulas.shape_check import check_shapes
from drill.formulas.signs import ask_sign
from drill.formulas.slips import ask_slips
from drill.formulas.special_cases import ask_special_cases
from drill.formulas.step_numbers import ask_step_numbers
from drill.formulas.worked_statements import RunCode
from drill.formulas.written_out import ask_written_out


def ask_questions(latex: str, rows: Sequence[str], run: RunCode) -> list[AskedQuestion]:
    """Return questions about a formula, each with a key that was computed twice.

    None where it is not one statement, its rows are not read, or it does not fit them.
    """
    try:
        formulas = open_formulas(latex, rows)
        if len(formulas) != 1:
            return []
        shapes = check_shapes(formulas[0])
    except DrillError:
        return []
    if shapes.questions or not isinstance(shapes.out, Number | Array):
        return []
    formula = formulas[0]
    asked = [
        *ask_step_numbers(formula, rows),
        *ask_written_out(formula, rows),
        *ask_special_cases(formula, rows),
        *ask_predictions(formula, rows),
        *ask_sign(formula, rows),
        *ask_branches(formula, rows),
        *ask_axes(formula, shapes, rows, run),
    ]
    return [*asked, *ask_slips(formula, asked, rows)]


# Questions of these kinds are about the joint of a formula: where it branches, and how its arrays meet.
_JOINT: Final = frozenset(("branch", "code"))
# What is asked of an exercise at least, so that a question that is worth less stands beside it.
_GOOD: Final = 3.0
# The same of what goes further.
_BETTER: Final = 3.8


def choose_questions(
    asked: Sequence[AskedQuestion],
) -> tuple[tuple[AskedQuestion, ...], tuple[AskedQuestion, ...]]:
    """Return the questions with which a formula is worked, and those with which one goes further.

    Work has two: what is written out comes first, a good special case before a prediction. Further has the
    joint, where there is one, another that was not asked yet, and the slip.
    """
    by_worth = sorted(asked, key=lambda question: -question.worth)
    joint = [question for question in by_worth if question.about in _JOINT]
    plain = [question for question in by_worth if question.about not in _JOINT and question.about != "slip"]
    work = _take_varied(plain, 2)
    if len(work) < 2 and joint:
        work += joint[:1]
    left = [question for question in plain if question not in work]
    slips = [question for question in asked if question.about == "slip"]
    further = [question for question in joint if question not in work][: 3 - max(1, len(slips))]
    further += _take_varied(left, 1 if further else 2, {question.about for question in work})
    further += slips
    return _keep_good(_order(work), _GOOD), _keep_good(_order(further), _BETTER)


def _take_varied(
    questions: Sequence[AskedQuestion], count: int, before: Collection[str] = ()
) -> list[AskedQuestion]:
    """Return the best questions, each of another kind as far as there are any; ``before`` were asked."""
    taken: list[AskedQuestion] = []
    for is_new in (True, False):
        for question in questions:
            kinds = {*before, *(each.about for each in taken)}
            if len(taken) < count and question not in taken and (question.about not in kinds or not is_new):
                taken.append(question)
    return taken


_ORDER: Final = ("numbers", "written out", "special case", "prediction", "sign", "branch", "code", "slip")


def _order(questions: Sequence[AskedQuestion]) -> list[AskedQuestion]:
    return sorted(questions, key=lambda question: _ORDER.index(question.about))


def _keep_good(questions: Sequence[AskedQuestion], least: float) -> tuple[AskedQuestion, ...]:
    """Return the questions unless none of them is good: rather none than a dull one."""
    return tuple(questions) if any(question.worth >= least for question in questions) else ()
