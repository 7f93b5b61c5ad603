"""The question after a verdict, and the effect of each answer: the same words in every front end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from drill.gyr.words import CAP
from drill.text import join_in_sentence

if TYPE_CHECKING:
    from drill.session.drilling.exercise_view import ExerciseView
    from drill.session.drilling.verdict_view import Consequence, VerdictView
    from drill.session.library.exercise_library import OwnLine

# A key, its words, and its effect.
Choice: TypeAlias = "tuple[str, str, Consequence]"

# Yellows in a round from which the advice is given.
MANY_YELLOWS = 5
SPLIT_IT = "Yellow again and again: split it up, or take an easier one first."

UNMARKED = "nothing is marked"

WAS_RIGHT = "Was it right?"
# The question on a part of a formula beside the printed one, and its answers.
_IS_SAME = "Is yours the same, and did you know it?"
_WORDS_SAME = ("the same, and I knew it", "no, or I guessed")

_WHY = "Do you know why it is right?"
_WHY_EACH = "Do you know why each step is right?"
_WHERE = "Do you see where it went wrong?"
_NOW = "Do you see it now?"
_WORDS = {True: ("yes", "not sure"), False: ("I see it", "not yet")}
_WORDS_NOW = ("yes", "not yet")


def choose_verdict_question(verdict: VerdictView, *, ok: bool | None = None) -> str:
    """Return the question after a verdict; for a stage that others follow, its outcome.

    ``ok`` is the learner's own word on the answer.
    """
    if verdict.exercise.decides and ok is None:
        return _IS_SAME if verdict.exercise.asks_once else WAS_RIGHT
    if "next" in verdict.exercise.ways:
        return _describe_stage(verdict)
    if asks_now(verdict):
        return _NOW
    if _counts_as(verdict, ok):
        return _WHY if verdict.exercise.stage_number is None else _WHY_EACH
    return _ask_where_wrong(verdict, ok)


def _ask_where_wrong(verdict: VerdictView, ok: bool | None) -> str:
    """Return the question after a wrong answer; of a chain with the stages that went wrong."""
    words = verdict.exercise.words
    if ok is not None:
        earlier = words if verdict.exercise.decides else words[:-1]
        words = (*earlier, "correct" if ok else "wrong")
    wrong, revealed = (
        [str(number) for number, word in enumerate(words, 1) if word == what]
        for what in ("wrong", "revealed")
    )
    if verdict.exercise.stage_number is None or not (wrong or revealed):
        return _WHERE
    named = f"where {_name_stages(wrong)} went wrong" if wrong else f"{_name_stages(revealed)} now"
    also = f", and how {_name_stages(revealed)} is solved" if wrong and revealed else ""
    return f"Do you see {named}{also}?"


def _name_stages(numbers: Sequence[str]) -> str:
    return f"stage{'s' if numbers[1:] else ''} {join_in_sentence(numbers)}"


def list_answer_choices(verdict: VerdictView, *, ok: bool | None = None) -> Sequence[Choice]:
    """Return the keys that answer the question, or that mark a failed chain at once; none while the chain has
    not failed, and where the learner first judges whether it was right.
    """
    if verdict.exercise.asks_once and ok is None:
        effects = {"y": verdict.right[True], "n": verdict.wrong[False]}
        return [(key, words, effects[key]) for key, words in zip("yn", _WORDS_SAME, strict=True)]
    is_to_judge = verdict.exercise.decides and ok is None
    if is_to_judge or "mark" not in verdict.exercise.ways:
        return ()
    is_right = _counts_as(verdict, ok)
    consequences = verdict.right if is_right else verdict.wrong
    both = _WORDS_NOW if asks_now(verdict) else _WORDS[is_right]
    return [(key, words, consequences[key == "y"]) for key, words in zip("yn", both, strict=True)]


def asks_now(verdict: VerdictView) -> bool:
    """Return whether the question asks if the learner now sees a solution that was shown."""
    is_shown = verdict.verdict == "revealed" and not verdict.exercise.decides
    return is_shown and verdict.exercise.stage_number is None


def _describe_stage(verdict: VerdictView) -> str:
    """Return the outcome of a stage in words; where a mark is offered, how many stages it leaves out."""
    number, of = verdict.exercise.stage_number or (1, 1)
    came_to = {"correct": "is right", "wrong": "went wrong", "revealed": "was revealed"}[verdict.verdict]
    came_to = "is right on the second try" if verdict.is_second_right else came_to
    earlier = ", but an earlier one was not" if verdict.ok and verdict.exercise.failed_before else ""
    outcome = f"Stage {number} of {of} {came_to}{earlier}."
    if "mark" not in verdict.exercise.ways:
        return outcome
    left = of - number
    return f"{outcome} A mark now leaves out the last {'stage' if left == 1 else f'{left} stages'}."


def _counts_as(verdict: VerdictView, ok: bool | None) -> bool:
    is_right = bool(verdict.ok) if ok is None else ok
    return is_right and not verdict.exercise.failed_before


def describe_state_and_pass(view: ExerciseView) -> str:
    """Return the state and pass of the exercise at hand, in words; in a placement its number."""
    if view.is_placement and view.entry.in_file_order:
        return "before its time"
    if view.is_placement:
        most = view.number + view.left - 1
        if most > 1:
            return f"placement, {view.number} of at most {most}"
        return "placement"
    if view.is_rep:
        return f"warm-up, {view.number} of {view.number + view.left - 1}"
    if view.as_ != "pass":
        if view.as_ == "extra":
            return "practice, not counted"
        return "check: it was green"
    if view.state.state == "unseen":
        return "new, pass 1"
    return f"was {view.state.state}, {describe_pass_and_tries(view.attempt.pass_, view.red_pass)}"


def describe_pass_and_tries(pass_: int, red_pass: int) -> str:
    """Return ``pass 5, 3 tries left``: the pass, and from a round's first red on the tries before parking.

    ``red_pass`` numbers this attempt from the first red, and is 0 before it.
    """
    left = f", {tries_left(CAP + 1 - red_pass)}" if red_pass else ""
    return f"pass {pass_}{left}"


def is_unmarked(verdict: VerdictView, *, ok: bool | None = None) -> bool:
    """Return whether neither answer has an effect: a wrong answer in a placement colours nothing, nor does
    practice or a rep.
    """
    if not verdict.exercise.asks_why:
        return True
    is_judged = ok is not None or not verdict.exercise.decides
    return verdict.exercise.is_placement and is_judged and not _counts_as(verdict, ok)


def describe_unmarked(verdict: VerdictView) -> str:
    """Return the effect of a verdict that colours nothing."""
    if verdict.exercise.is_practice:
        return "Practice changes no colour."
    if verdict.exercise.is_rep:
        return "A warm-up changes no colour."
    return f"{UNMARKED.capitalize()}."


def tries_left(number: int) -> str:
    """Return how many attempts are left before a red one parks an exercise."""
    return f"{number} tries left" if number > 1 else "one more red parks it"


def line_head(view: ExerciseView, own_line: OwnLine) -> str:
    """Return when one's own line was written: on which pass, or at the check of a green."""
    is_of_check = view.as_ == "check" and own_line.pass_ > view.attempt.pass_
    if is_of_check:
        return "your line, a check"
    return f"your line, pass {own_line.pass_}"
