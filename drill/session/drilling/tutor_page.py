"""What a tutor needs to explain an exercise: the question, the learner's newest answer, its verdict and key.

The page is Markdown with LaTeX between dollars. It is written for an answer that has its verdict, and tells
of an exercise in several stages only those that were reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drill.banks.mistake_names import describe_slip
from drill.banks.templates import remove_braces_in_formulas
from drill.banks.variant import Stage, Variant
from drill.errors import BankError, CheckError, DrillError, UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, Event, ItemId, line_of
from drill.gyr.fold import find_attempt_outcomes, undone
from drill.session.drilling.exercise_view import ExerciseView, card_text
from drill.session.drilling.open_exercise import asked_whole
from drill.session.key_display import as_key, mark_up_typed_text, shown_key
from drill.session.library.logged_items import find_logged_item
from drill.session.library.reading_links import card_of
from drill.session.live_windows import is_live
from drill.session.standing.attempts import reopened_at, reply_of, split_working_lines, stage_of
from drill.session.titles import skill_title, title_of
from drill.session.workspace import Workspace
from drill.store import OpenAttempt, StageDone

# Bytes of a page in UTF-8.
MOST_BYTES: Final = 64_000
_CUT: Final = "\n\n(The page is cut here: it is too long.)"


@dataclass(frozen=True, slots=True)
class AnsweredStage:
    """A stage that was answered, or whose key was revealed."""

    stage: Stage
    done: StageDone
    # What the checker said, in sentences; empty where it said nothing.
    message: str = ""
    # Whether the learner judges, or judged, the answer.
    is_own_judgement: bool = False


@dataclass(frozen=True, slots=True)
class AnsweredExercise:
    """The newest answered attempt at an exercise, with its numbers."""

    entry: Entry
    variant: Variant
    stages: tuple[AnsweredStage, ...]
    # Whether the whole attempt counts as right now, where that was corrected later; else None.
    corrected: bool | None = None


def refuse_open_exercise(workspace: Workspace, item: ItemId) -> None:
    """Raise UsageError while a window, this one included, has an exercise open without a verdict."""
    attempt = _find_open(workspace, item)
    if attempt is not None and not attempt.key_shown and is_live(workspace.places.data, attempt.window):
        since = attempt.started_at.astimezone(workspace.clock().tzinfo)
        raise UsageError(
            f"{item} has been open in a window since {since:%Y-%m-%d %H:%M}, and has no verdict yet",
            "answer it there first, or reveal its key",
        )


def write_tutor_page(workspace: Workspace, item: str) -> str:
    """Return what a tutor needs to explain an exercise, as Markdown of at most `MOST_BYTES` bytes.

    Raises:
        UsageError: there is no such exercise, it was never answered, it has changed since, or a window has
            it open without a verdict.
        TimedOutError: its numbers could not be made again in time.
    """
    return describe_answered(workspace, find_answered(workspace, item))


def find_answered(workspace: Workspace, item: str) -> AnsweredExercise:
    """Return the newest answered attempt at an exercise; raises as `write_tutor_page`."""
    about = find_logged_item(workspace, item)
    if about.entry is None:
        raise UsageError(f"{about.item} is no longer among the exercises")
    entry = about.entry
    refuse_open_exercise(workspace, entry.item)
    attempt = _find_open(workspace, entry.item)
    if attempt is not None and attempt.key_shown and attempt.maths == entry.maths:
        return _answered_now(workspace, entry, _prepare_answered_variant(workspace, entry, attempt), attempt)
    return _answered_before(workspace, entry)


def describe_answered(workspace: Workspace, answered: AnsweredExercise) -> str:
    """Return an answered exercise as the page that `write_tutor_page` returns."""
    page = remove_braces_in_formulas("\n\n".join(_write_tutor_sections(workspace, answered)))
    return cut_to_bytes(page, MOST_BYTES)


def cut_to_bytes(text: str, most: int) -> str:
    """Return a text of at most so many bytes in UTF-8; one that is cut says so."""
    written = text.encode("utf-8", "replace")
    if len(written) <= most:
        return written.decode("utf-8")
    return written[: most - len(_CUT)].decode("utf-8", "ignore").rstrip() + _CUT


def _find_open(workspace: Workspace, item: ItemId) -> OpenAttempt | None:
    renamed = workspace.catalogue.renamed
    attempts = workspace.store.open_attempts()
    return next((each for each in attempts if renamed.get(each.item, each.item) == item), None)


def read_at_hand(workspace: Workspace, exercise: ExerciseView) -> AnsweredExercise:
    """Return the exercise at hand in this window, whose key is shown."""
    return _answered_now(workspace, exercise.entry, exercise.variant, exercise.attempt)


def _answered_now(
    workspace: Workspace, entry: Entry, variant: Variant, attempt: OpenAttempt
) -> AnsweredExercise:
    """Return an attempt whose verdict is shown and which has no mark yet."""
    current = stage_of(attempt, ok=bool(attempt.ok), decided_by="checker")
    *before, at_hand = _judge_stages(workspace, variant, (*attempt.done, current))
    judges = attempt.ok is None and not attempt.revealed
    at_hand = AnsweredStage(at_hand.stage, current, attempt.message or at_hand.message, judges)
    return AnsweredExercise(entry, variant, (*before, at_hand))


def _answered_before(workspace: Workspace, entry: Entry) -> AnsweredExercise:
    """Return the newest attempt of the log that was not undone."""
    events = [*workspace.store.history(entry.item)]
    event, facts = _find_newest(events, entry)
    variant = _prepare_answered_variant(workspace, entry, facts)
    before, last = reopened_at(facts)
    stages = (*before, last) if last is not None else (_sole_stage(facts),)
    outcome = find_attempt_outcomes(map(line_of, events), entry.lineage).get(event.id)
    corrected = outcome.ok if outcome is not None and outcome.ok != facts.ok else None
    return AnsweredExercise(entry, variant, (*_judge_stages(workspace, variant, stages),), corrected)


def _find_newest(events: Sequence[Event], entry: Entry) -> tuple[Event, Attempt]:
    gone = undone(map(line_of, events))
    for event in reversed(events):
        if isinstance(event.facts, Attempt) and event.id not in gone:
            return event, event.facts
    raise UsageError(f"{entry.item} has no answer yet", "answer it first")


def _sole_stage(facts: Attempt) -> StageDone:
    return StageDone(
        word="revealed" if facts.revealed else "correct" if facts.ok else "wrong",
        answer=reply_of(facts.answer), code=facts.code, decided_by=facts.decided_by, reason=facts.reason,
        working=split_working_lines(facts.working), mistake=facts.mistake, second=facts.second,
    )  # fmt: skip


def _prepare_answered_variant(workspace: Workspace, entry: Entry, attempt: OpenAttempt | Attempt) -> Variant:
    try:
        exercise = workspace.exercise(entry.item)
        return workspace.workers.prepare(exercise, item=entry.item, seed=0, params=attempt.params)
    except (BankError, CheckError) as error:
        raise UsageError(f"{entry.item} has changed since you answered it", "answer it again") from error


def _judge_stages(
    workspace: Workspace, variant: Variant, stages: Iterable[StageDone]
) -> Iterator[AnsweredStage]:
    for stage, done in zip(variant.stages, stages, strict=False):
        is_own = stage.kind == "self" or done.decided_by == "learner"
        yield AnsweredStage(stage, done, _say_wrong(workspace, stage, done), is_own)


def _say_wrong(workspace: Workspace, stage: Stage, done: StageDone) -> str:
    """Return what the checker says of a wrong answer; where it cannot be asked, the slip in a few words."""
    if done.word != "wrong" or stage.kind == "self":
        return ""
    name = describe_slip(done.code, done.mistake)
    try:
        verdict = workspace.workers.check(stage.expect, done.answer, mistakes=stage.wrong, shown=stage.shown)
    except DrillError:
        return name
    return (verdict.message if verdict.verdict == "wrong" else "") or stage.reason or name


def _write_tutor_sections(workspace: Workspace, answered: AnsweredExercise) -> Iterator[str]:
    entry, variant = answered.entry, answered.variant
    title = title_of(workspace, entry.item)
    yield f"# {title} (`{entry.item}`)" if title else f"# `{entry.item}`"
    if variant.setting:
        yield variant.setting
    for number, each in enumerate(answered.stages, 1):
        if variant.is_chain:
            yield f"## Stage {number} of {len(variant.stages)}"
        yield from _write_stage(each)
    if answered.corrected is not None:
        yield f"The attempt was corrected later: it counts as {_RIGHT[answered.corrected]}."
    if (card := card_of(workspace, entry, variant.card)) is not None:
        name = skill_title(workspace, entry.skill) if entry.skill else ""
        yield f"## Card\n\n{card_text(card, name)}"


def _write_stage(answered: AnsweredStage) -> Iterator[str]:
    stage, done = answered.stage, answered.done
    yield f"**Exercise.** {asked_whole(stage)}"
    if stage.figure is not None:
        yield f"**Figure.** {stage.figure.says}"
    if done.word != "revealed":
        yield f"**The learner's answer.** {_write_answer(stage, done)}"
    if len(done.working) > 1:
        yield "**The working.**\n\n" + "\n".join(f"- {mark_up_typed_text(line)}" for line in done.working)
    yield f"**Verdict.** {_write_verdict(answered)}"
    if done.second:
        yield f"**The second answer, before the key was shown.** {shown_key(stage, as_key(done.second))}"
    yield f"**Key.** {shown_key(stage, stage.key)}"
    if stage.right_line:
        yield f"**The line as it should be.** {stage.right_line}"
    if stage.steps:
        yield "**Steps.**\n\n" + "\n".join(f"{number}. {step}" for number, step in enumerate(stage.steps, 1))


def _write_answer(stage: Stage, done: StageDone) -> str:
    answer = as_key(done.answer)
    if not answer:
        return "none"
    return (
        f"line {answer}".replace("line none", "no line is wrong") if stage.lines else shown_key(stage, answer)
    )


_RIGHT: Final = {True: "right", False: "wrong"}


def _write_verdict(answered: AnsweredStage) -> str:
    done = answered.done
    if done.word == "revealed":
        return "The key was revealed without an answer."
    if answered.is_own_judgement:
        judged = f" It counts as {_RIGHT[done.word == 'correct']}." if done.decided_by == "learner" else ""
        return f"The learner judges this answer, not the program.{judged}"
    return " ".join(filter(None, (f"{_RIGHT[done.word == 'correct'].capitalize()}.", answered.message)))
