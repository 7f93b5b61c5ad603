"""Changes of the attempt at hand by an answer, a mark or a look at the key; and the effect of each mark."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from drill import typeset
from drill.banks.catalogue import is_book
from drill.banks.draws import Stage
from drill.banks.models import Card
from drill.checking import Verdict
from drill.errors import DrillError, UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import UNDECIDED, Attempt, DecidedBy, EventId, ItemId, LogLine, Reply
from drill.gyr.fold import fold_step
from drill.gyr.state import colour, due
from drill.latex import canonicalise_formula
from drill.notation import GREEK
from drill.papers import find_made_kind
from drill.reading import read_typed, write_plain
from drill.session.database_location import Rounds
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.verdict_view import Consequence
from drill.session.key_display import key_latex
from drill.session.standing.attempts import facts_of, first_failed, stage_of
from drill.session.workspace import Workspace
from drill.store import OpenAttempt, StageAnswer, StageDone, StageWork
from drill.text import find_closing

# Seconds without a key after which time no longer counts.
IDLE_S = 60.0
# Next to a book one works on paper, so half an hour without a key still counts as work.
IDLE_IN_A_BOOK_S = 1800.0


class Activity:
    """Seconds of attention since an exercise was shown.

    ``before_s`` is an earlier sitting's time on the same attempt; after ``idle_s`` without a key the clock
    stops.
    """

    def __init__(self, now: datetime, before_s: float = 0.0, idle_s: float = IDLE_S) -> None:
        self._last = now
        self._idle_s = idle_s
        self._active_s = self._raw_s = before_s

    def touch(self, now: datetime) -> None:
        """Record that a key or a line came at ``now``."""
        passed = (now - self._last).total_seconds()
        self._last = now
        if passed > 0:  # a clock set back adds nothing
            self._active_s += min(passed, self._idle_s)
            self._raw_s += passed

    @property
    def seconds(self) -> float:
        """Active seconds up to the last touch."""
        return round(self._active_s, 1)

    @property
    def raw_seconds(self) -> float:
        """The clock's seconds up to the last touch."""
        return round(self._raw_s, 1)


def begin_activity(now: datetime, exercise: ExerciseView) -> Activity:
    """Return the time spent on an exercise that is shown now, an earlier sitting's included."""
    idle_s = IDLE_IN_A_BOOK_S if is_book(exercise.entry.bank) else IDLE_S
    return Activity(now, exercise.attempt.seconds, idle_s)


def predict_consequences(
    exercise: ExerciseView, study_day: date, gaps: Sequence[int]
) -> Mapping[bool, Mapping[bool, Consequence]]:
    """Return the effect of each mark, by whether the answer counts as right and whether one knows why."""
    may_be_right = exercise.is_last and not exercise.failed_before

    def predict(ok: bool, why: bool) -> Consequence:
        becomes = exercise.attempt.becomes
        is_right = ok and may_be_right
        # A wrong answer in a placement colours nothing.
        counts = becomes != "extra" and (is_right or not exercise.attempt.placed)
        after = exercise.state
        if counts:  # from the same fold that the store will run
            line = LogLine(
                0, "", EventId("imagined"), becomes, study_day, "",
                after.round_id, after.next_pass, is_right, why,
            )  # fmt: skip
            after = fold_step(after, line)
        return Consequence(colour(is_right, why), after, due(after, gaps), counts)

    return {ok: {why: predict(ok, why) for why in (True, False)} for ok in (True, False)}


def record_judged_answer(exercise: ExerciseView, answer: Reply, verdict: Verdict) -> OpenAttempt:
    """Return the attempt with its key shown: with the answer and the checker's verdict."""
    return _given(
        exercise, draft=answer, answer=answer, ok=verdict.verdict == "correct", code=verdict.code,
        message=verdict.message, mistake=verdict.mistake, key_shown=True,
    )  # fmt: skip


def tried_again(exercise: ExerciseView, answer: Reply, verdict: Verdict, said: str) -> OpenAttempt:
    """Return the attempt with a wrong first answer and its key kept; ``said`` is the feedback on it."""
    attempt = record_judged_answer(exercise, answer, verdict)
    working = attempt.work.working
    given = replace(attempt.given, before_key=said, first_working=working, key_shown=False)
    return replace(attempt, given=given)


def judged_again(exercise: ExerciseView, answer: Reply, verdict: Verdict) -> OpenAttempt:
    """Return the attempt with its key shown after the second answer; the first one decides how it counts."""
    is_right = verdict.verdict == "correct"
    message = exercise.attempt.given.message if is_right else verdict.message
    return _given(
        exercise, draft=answer, second=answer, is_second_right=is_right, message=message, key_shown=True
    )


def record_revealed_key(exercise: ExerciseView, answer: Reply) -> OpenAttempt:
    """Return the attempt with its key shown without a verdict; an unanswered draft stays."""
    if exercise.attempt.is_tried_again:
        return _given(exercise, key_shown=True)
    is_unanswered = not exercise.decides
    return _given(
        exercise, draft=None if is_unanswered else answer, answer=answer,
        ok=False if is_unanswered else None, code=UNDECIDED if exercise.is_undecided else "", message="",
        key_shown=True, revealed=is_unanswered,
    )  # fmt: skip


def record_compared_answer(exercise: ExerciseView, answer: Reply, message: str) -> OpenAttempt:
    """Return the attempt with an answer next to the key, for the learner to compare."""
    return _given(exercise, draft=answer, answer=answer, ok=None, code="", message=message, key_shown=True)


def record_undecided_answer(exercise: ExerciseView, draft: Reply) -> OpenAttempt:
    """Return the attempt with a draft that could not be decided."""
    return _given(exercise, draft=draft, code=UNDECIDED)


def worked_on(exercise: ExerciseView, **fields: Any) -> OpenAttempt:
    """Return the attempt with other fields of the work on its current stage."""
    return replace(exercise.attempt, work=replace(exercise.attempt.work, **fields))


def _given(exercise: ExerciseView, *, draft: Reply | None = None, **fields: Any) -> OpenAttempt:
    """Return the attempt with other fields of its answer, and with a draft, if there is one."""
    attempt = exercise.attempt if draft is None else worked_on(exercise, draft=draft)
    return replace(attempt, given=replace(attempt.given, **fields))


def back_at_field(exercise: ExerciseView) -> OpenAttempt:
    """Return the attempt open for another answer, with the key recorded as seen."""
    code = UNDECIDED if exercise.is_undecided else ""
    return replace(exercise.attempt, given=StageAnswer(code=code), seen=True)


def back_at_failed_stage(exercise: ExerciseView) -> OpenAttempt:
    """Return the same at the first stage that was not right, or the last; later ones come again."""
    attempt = exercise.attempt
    stages = (*attempt.done, stage_of(attempt, ok=bool(attempt.given.ok), decided_by="checker"))
    failed = first_failed(stages)
    if failed < len(attempt.done):
        work = replace(attempt.work, draft=stages[failed].answer, hints=0)
        attempt = replace(attempt, done=attempt.done[:failed], work=work)
    return back_at_field(replace(exercise, attempt=attempt))


def at_next_stage(exercise: ExerciseView, ok: bool | None, reason: str) -> OpenAttempt:
    """Return the attempt at the next stage.

    Raises:
        UsageError: this stage is the last, or ``ok`` is missing or not allowed.
    """
    if not exercise.attempt.given.key_shown or "next" not in exercise.ways:
        raise UsageError("there is no next stage to go on to", "answer, or mark")
    done = (*exercise.attempt.done, _stage_done(exercise, ok, reason))
    return replace(exercise.attempt, done=done, work=StageWork(), given=StageAnswer())


def make_attempt_facts(
    exercise: ExerciseView, activity: Activity, why: bool, ok: bool | None, reason: str
) -> Attempt:
    """Return the facts to write when the attempt is marked.

    Raises:
        UsageError: ``ok`` is missing or not allowed (a reveal without an answer);
            or stages follow and none went wrong.
    """
    seconds = (activity.seconds, activity.raw_seconds)
    last = _stage_done(exercise, ok, reason)
    written = facts_of(exercise.attempt, exercise.attempt.becomes, last, why=why, seconds=seconds)
    if not exercise.is_last and all(word in ("correct", "left") for word in written.stages):
        raise UsageError("every stage so far was right: go on to the next one")
    return written if exercise.asks_why else replace(written, why=written.ok)


def _stage_done(exercise: ExerciseView, ok: bool | None, reason: str) -> StageDone:
    is_right, decided_by = _decide_attempt(exercise, ok)
    return stage_of(exercise.attempt, ok=is_right, decided_by=decided_by, reason=reason)


def _decide_attempt(exercise: ExerciseView, ok: bool | None) -> tuple[bool, DecidedBy]:
    if exercise.decides:
        if ok is None:
            raise UsageError('say whether it was right: "ok" is needed here')
        return ok, "learner"
    if exercise.attempt.given.revealed:
        if ok is not None:
            raise UsageError("no answer was given before the key was shown, so it cannot count as right")
        return False, "checker"
    by_checker = bool(exercise.attempt.given.ok)
    if ok is None or ok == by_checker:
        return by_checker, "checker"
    return ok, "learner"


def asked_whole(stage: Stage) -> str:
    """Return all of a stage's question as one text: its prompt, its lines or options."""
    lines = [f"{number}. {line}" for number, line in enumerate(stage.lines, 1)]
    options = [f"- {option.text}" for option in stage.options]
    return "\n\n".join(filter(None, (stage.prompt, "\n".join(lines), "\n".join(options))))


# Formulas that a card does not print while its exercise is open, because they are the answer.
#
# A card writes its skill in letters of its own, so formulas are compared up to a change of letters.

# A part of a formula as it is written, and whether it is a letter, whose subscript is a part of its name.
_Part: TypeAlias = tuple[str, bool]

# Min number of parts, and of different letters, of a key that is blanked, because many taught formulas look
# like a shorter one. Brackets and scripts are not counted.
_LEAST_PARTS = 7
_LEAST_LETTERS = 2
_UNCOUNTED = frozenset("{}()^_")


def blank_card(card: Card, blank: Callable[[str], str]) -> Card:
    """Return a card with dots in place of the formulas that its exercise asks for."""
    return replace(card, why=blank(card.why), when=blank(card.when), watch=blank(card.watch))


def make_blanker(entry: Entry, stages: Iterable[Stage]) -> Callable[[str], str]:
    """Return what takes the formulas that an exercise asks for out of a text.

    Before a formula is written from memory these are all formulas, because each may be a part of it.
    """
    is_of_memory = find_made_kind(entry.id) == "memory"
    keys: list[Sequence[_Part]] = [] if is_of_memory else _list_asked_formulas(stages)

    def blank(latex: str) -> str:
        parts = _split_formula(latex)
        if is_of_memory:
            is_asked = len(parts) != 1  # else it is a name
        else:
            is_asked = any(_contains_formula(parts, key) for key in keys)
        return "\\dots" if is_asked else latex

    return lambda text: typeset.replace_formulas(text, blank)


def _list_asked_formulas(stages: Iterable[Stage]) -> list[Sequence[_Part]]:
    """Return the keys that are formulas, without their left sides; short ones are left out."""
    keys: list[Sequence[_Part]] = []
    for stage in stages:
        for latex in _list_key_latex(stage):
            parts = _split_formula(latex)
            if ("=", False) in parts:
                parts = parts[parts.index(("=", False)) + 1 :]
            letters = {name for name, is_letter in parts if is_letter}
            counted = sum(name not in _UNCOUNTED for name, _ in parts)
            if counted >= _LEAST_PARTS and len(letters) >= _LEAST_LETTERS:
                keys.append(parts)
    return keys


def _list_key_latex(stage: Stage) -> Iterator[str]:
    if stage.options:
        return
    keys = stage.key if isinstance(stage.key, Mapping) else {"": stage.key}
    for part, key in keys.items():
        latex = key_latex(stage.expect.part(part) if part else stage.expect, key)
        if latex:
            yield latex


def _split_formula(latex: str) -> list[_Part]:
    """Return the parts of a formula; none if it cannot be read."""
    try:
        tokens = canonicalise_formula(latex)
    except DrillError:
        return []
    parts: list[_Part] = []
    index = 0
    while index < len(tokens):
        name = tokens[index]
        index += 1
        is_letter = name in GREEK or (len(name) == 1 and name.isalpha())
        if is_letter and tokens[index : index + 2] == ["_", "{"]:
            end = find_closing(tokens, index + 1, "{", "}") + 1
            name += "".join(tokens[index:end])
            index = end
        parts.append((name, is_letter))
    return parts


def _contains_formula(parts: Sequence[_Part], key: Sequence[_Part]) -> bool:
    """Return whether a key occurs in a formula, in whatever letters."""
    starts = range(len(parts) - len(key) + 1)
    return any(_is_same_up_to_letters(parts[start : start + len(key)], key) for start in starts)


def _is_same_up_to_letters(parts: Sequence[_Part], key: Sequence[_Part]) -> bool:
    key_letters: dict[str, str] = {}
    for (name, is_letter), (key_name, is_key_letter) in zip(parts, key, strict=True):
        if is_letter != is_key_letter or (not is_letter and name != key_name):
            return False
        if is_letter and key_letters.setdefault(name, key_name) != key_name:
            return False
    return len(set(key_letters.values())) == len(key_letters)


# The numbers that practice in another front end showed today: the app draws others of the same exercise.

# Max draws of a day that are remembered; a sitting shows far fewer.
_MOST = 400


@dataclass(frozen=True, slots=True)
class _Shown:
    """One draw of an exercise."""

    item: ItemId
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _ShownOfDay:
    """The variants shown by a study day's practice, the newest last."""

    day: str
    draws: tuple[_Shown, ...] = ()


def list_shown(workspace: Workspace, item: ItemId) -> list[Mapping[str, str]]:
    """Return the draws of an exercise that were shown aside today."""
    shown_today = _parse_shown_draws(workspace, workspace.store.read_aside_text())
    return [shown.params for shown in shown_today.draws if shown.item == item]


def keep_shown(workspace: Workspace, item: ItemId, params: Mapping[str, str]) -> None:
    """Remember a draw, before it is shown. Raises StoreError."""
    shown = _Shown(item, params)
    is_kept = not params
    rounds = Rounds("keeping what practice showed")
    while not is_kept:
        rounds.come_to(item)
        text = workspace.store.read_aside_text()
        before = _parse_shown_draws(workspace, text)
        if shown in before.draws:
            return
        day = _ShownOfDay(before.day, (*before.draws, shown)[-_MOST:])
        is_kept = workspace.store.keep_aside_text(json.dumps(write_plain(day), ensure_ascii=False), text)


def _parse_shown_draws(workspace: Workspace, text: str) -> _ShownOfDay:
    """Return today's practice; nothing of another day, or of a file that cannot be read."""
    today = workspace.study_day().isoformat()
    try:
        kept = read_typed(_ShownOfDay, json.loads(text)) if text else None
    except (ValueError, RecursionError, DrillError):
        kept = None
    if kept is not None and kept.day == today:
        return kept
    return _ShownOfDay(today)
