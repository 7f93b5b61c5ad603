"""Whether an exercise asks something new each time: keys change, and decisions fall both ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from drill.banks.draws import draw_numbers
from drill.banks.models import Exercise, FieldPath, Form, Question
from drill.banks.variant_expansion import StageMaker
from drill.checking import ChoicesSpec, OptionsSpec
from drill.proving.reports import Severity

_FieldFinding = tuple[FieldPath, Severity, str, str]
# Draws by which a relation decides on an option.
_DRAWS = 200


def choice_findings(exercise: Exercise) -> Iterator[_FieldFinding]:
    """Yield choices whose right options are the same in four of five draws, sisters equally likely.

    A stage that is the same in every draw is reported elsewhere, and so is a choice that nothing decides.
    """
    for index in range(max(len(form.questions) for form in exercise.forms)):
        questions = [(form, form.questions[index]) for form in exercise.forms if index < len(form.questions)]
        if not all(isinstance(question.answer, ChoicesSpec) for _, question in questions):
            continue
        shares: defaultdict[tuple[str, ...], float] = defaultdict(float)
        for form, question in questions:
            for key, share in _measure_option_shares(form, question).items():
                shares[key] += share / len(questions)
        most = max(shares.values())
        is_decided = any(option.right_if for _, question in questions for option in question.answer.options)
        is_told_elsewhere = len(shares) == 1 and (
            exercise.has_stages or not (exercise.has_sisters or is_decided)
        )
        # A choice whose right option is the same this often is answered without reading.
        if most >= 0.8 and not is_told_elsewhere and not questions[0][1].fixed:
            message = f"the same option is right in {most:.0%} of the draws; let the decision fall both ways"
            yield (*questions[0][1].at, "answer"), "warning", "one-sided", message


def _measure_option_shares(form: Form, question: Question) -> dict[tuple[str, ...], float]:
    """Return how often each set of options is right, by their texts as written."""
    options = question.answer.options
    right = tuple(option.text for option in options if option.right)
    if question.answer.show:  # what is right is drawn as well
        return {(text,): 1 / len(right) for text in right}
    if not any(option.right_if for option in options):
        return {right: 1.0}
    counts = Counter(_list_right_options(form, question, seed) for seed in range(_DRAWS))
    return {key: count / _DRAWS for key, count in counts.items()}


def _list_right_options(form: Form, question: Question, seed: int) -> tuple[str, ...]:
    answers = StageMaker(question, draw_numbers(form, seed)).answers
    answer = question.answer
    assert isinstance(answer, OptionsSpec)
    holds = (
        answers.holds(option.right_if, f"answer.{answer.kind}") if option.right_if else option.right
        for option in answer.options
    )
    return tuple(option.text for option, is_right in zip(answer.options, holds, strict=True) if is_right)


def stage_findings(exercise: Exercise, keys: dict[int, set[str]], drawn: int) -> Iterator[_FieldFinding]:
    """Yield stages whose key is the same in every draw without a stated reason, or the reverse.

    ``keys`` has the keys seen by the stage's index. If no stage's key changes, the whole chain is reported
    elsewhere.
    """
    stages = exercise.forms[0].questions
    # A key may be the same in fewer draws by chance.
    if not exercise.has_stages or drawn < 8 or all(len(key) <= 1 for key in keys.values()):
        return
    for index, stage in enumerate(stages):
        is_constant = len(keys.get(index, ())) == 1
        if is_constant and not stage.fixed:
            message = (
                "its key is the same in every draw; let it change, or say why: fixed: a conceptual stage"
            )
            yield stage.at, "warning", "fixed", message
        elif not is_constant and stage.fixed:
            message = "the key changes with the draw, though the stage says that it does not"
            yield (*stage.at, "fixed"), "warning", "fixed", message
