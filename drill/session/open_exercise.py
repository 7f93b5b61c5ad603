"""The exercise at hand: where one attempt stands, and what of it is shown or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from drill.banks.catalogue import Catalogue, Entry
from drill.banks.variant import Stage, Variant
from drill.checking import Key, Verdict
from drill.drawing.figure import Figure
from drill.errors import UsageError
from drill.gyr.events import (
    UNDECIDED,
    Attempt,
    AttemptKind,
    Content,
    DecidedBy,
    EventId,
    Line,
    Reply,
    StageWord,
)
from drill.gyr.fold import fold_step
from drill.gyr.state import ItemState, colour, due
from drill.session.attempts import facts_of, first_failed, gone_on, outcome_of, stage_of
from drill.session.exercise_view import Consequence, CountsAs, ExerciseView, OwnLine, Theory, VerdictView, Way
from drill.session.key_display import key_text, option_texts
from drill.store import OpenAttempt, StageDone

_COUNTS_AS: Mapping[str, CountsAs] = {"verdict": "pass", "check": "check", "extra": "extra"}

# After so long without a key time no longer counts.
IDLE_S = 60.0
# Beside a book one works on paper: half an hour without a key is work still.
IDLE_IN_A_BOOK_S = 1800.0


class Activity:
    """Seconds of attention since an exercise was shown.

    ``before_s`` and ``raw_before_s`` are what an earlier sitting spent on the same attempt; after ``idle_s``
    without a key the clock stops.
    """

    def __init__(
        self, now: datetime, before_s: float = 0.0, raw_before_s: float = 0.0, idle_s: float = IDLE_S
    ) -> None:
        self._last, self._idle_s = now, idle_s
        self._active_s = before_s
        self._raw_s = raw_before_s

    def touch(self, now: datetime) -> None:
        """A key or a line came at ``now``."""
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


@dataclass(slots=True)
class OpenExercise:
    """One attempt, from its prompt to its mark."""

    entry: Entry
    state: ItemState
    variant: Variant
    attempt: OpenAttempt
    activity: Activity
    own_lines: tuple[OwnLine, ...] = ()
    last_slip: str = ""
    theory: Theory | None = None
    notice: str = ""
    # It was read before the answer, though the exercise did not begin with it.
    has_asked_for_theory: bool = False
    # It was skipped a third time: reveal, park or keep.
    asked: bool = field(default=False)

    @property
    def stage(self) -> Stage:
        """What is asked now."""
        return self.variant.stages[self.place]

    @property
    def place(self) -> int:
        """Which stage is asked now, from 0."""
        return len(self.attempt.done)

    @property
    def is_last(self) -> bool:
        """Whether no stage follows."""
        return self.place == len(self.variant.stages) - 1

    @property
    def is_begun(self) -> bool:
        """Whether a stage of a chain was answered: then it cannot be put away."""
        return self.variant.is_chain and (bool(self.attempt.done) or self.attempt.key_shown)

    @property
    def ways(self) -> tuple[Way, ...]:
        """What may follow the verdict: the next stage, or the mark once the attempt is over or failed."""
        if self.is_last:
            return ("mark",)
        failed = self._failed_before or self.decides or not self.attempt.ok
        return ("next", "mark") if failed else ("next",)

    @property
    def _failed_before(self) -> bool:
        return any(stage.word != "correct" for stage in self.attempt.done)

    @property
    def words(self) -> tuple[StageWord, ...]:
        """What became of the stages of a chain, as far as the checker says."""
        done: list[StageWord] = [stage.word for stage in self.attempt.done]
        if self.attempt.key_shown and not self.decides:
            done.append("revealed" if self.attempt.revealed else "correct" if self.attempt.ok else "wrong")
        return tuple(done) if self.variant.is_chain else ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figure of the stage, and that of the setting, as far as there are any."""
        return tuple(figure for figure in (self.stage.figure, self.variant.figure) if figure is not None)

    @property
    def figure_to_answer(self) -> Figure | None:
        """The figure that is seen before the answer: with the prompt, or once a hint was."""
        met = {"prompt", "hints"} if self.attempt.hints else {"prompt"}
        return next((figure for figure in self.figures if figure.show in met), None)

    @property
    def figure_after(self) -> Figure | None:
        """The figure that stands beside the verdict; that of a setting once the way may be marked."""
        if self.stage.figure is not None or "mark" in self.ways:
            return next(iter(self.figures), None)
        return self.figure_to_answer

    @property
    def content(self) -> Content:
        """The hashes that its events carry."""
        return Content(self.entry.maths, self.entry.wording)

    @property
    def undecided(self) -> bool:
        """Whether the last answer could not be decided: once the key is shown, the learner decides."""
        return self.attempt.code == UNDECIDED

    @property
    def decides(self) -> bool:
        """Whether the learner says if the answer was right."""
        is_compared = self.attempt.key_shown and self.attempt.ok is None
        return self.stage.kind == "self" or self.undecided or is_compared

    def exercise_view(self, catalogue: Catalogue, *, left: int, number: int, title: str) -> ExerciseView:
        """Return the exercise as it is met."""
        return ExerciseView(
            item=self.entry.item, bank=self.entry.bank, subject=catalogue.subject(self.entry),
            topic=catalogue.topic(self.entry).title, kind=self.stage.kind, seed=self.variant.seed,
            state=self.state.state, round=self.state.round, pass_=self.attempt.pass_,
            as_=_COUNTS_AS[self.attempt.becomes],
            trail=tuple(mark.colour for mark in self.state.marks if mark.round == self.state.round),
            red_pass=self.state.red_pass + 1 if self.state.first_red else 0, prompt=self.stage.prompt,
            stage=(self.place + 1, len(self.variant.stages)) if self.variant.is_chain else None,
            setting=self.variant.setting,
            results=tuple(map(shown_result, self.variant.stages[: self.place])), lines=self.stage.lines,
            renews=self.entry.renews, theory=self.theory, options=self.stage.options,
            fields=self.stage.fields, names=self.stage.names, expect=self.stage.expect,
            own_lines=self.own_lines, last_slip=self.last_slip, words=self.words,
            working=self.attempt.working,
            hints=len(self.stage.hints), hints_shown=self.stage.hints[: self.attempt.hints],
            has_shape=bool(self.variant.shape or self.variant.motion), draft=_as_key(self.attempt.draft),
            left=left, number=number, retyped=self.attempt.retyped, skips=self.state.skips,
            notice=self.notice, title=title, figure=self.figure_to_answer,
            option_figures=self.stage.option_figures,
        )  # fmt: skip

    def verdict_view(
        self, study_day: date, gaps: Sequence[int], evidence: str = "", figure: Figure | None = None
    ) -> VerdictView:
        """Return the verdict with the key and a figure, and what each mark would do."""
        attempt = self.attempt

        def mark(ok: bool, why: bool) -> Consequence:
            ok = ok and self.is_last and not self._failed_before
            return _consequence(self.state, attempt.becomes, study_day, gaps, ok=ok, why=why)

        # Shape and motion are of the whole way: they stand beside the verdict that may be marked.
        shape, motion = (self.variant.shape, self.variant.motion) if "mark" in self.ways else ("", "")
        shown = "revealed" if self.decides or attempt.revealed else "correct" if attempt.ok else "wrong"
        return VerdictView(
            verdict=shown, code=attempt.code,
            message=attempt.message or self.stage.reason, evidence=evidence,
            answer=_as_key(attempt.answer), key=self.stage.key, steps=self.stage.steps, shape=shape,
            motion=motion,
            own_line=next((line.text for line in self.own_lines if line.pass_ == self.state.next_pass), ""),
            hints=attempt.hints, seconds=self.activity.seconds, decides=self.decides,
            right={why: mark(True, why) for why in (True, False)},
            wrong={why: mark(False, why) for why in (True, False)},
            ok=None if self.decides else bool(attempt.ok), prompt=self.stage.prompt,
            stage=(self.place + 1, len(self.variant.stages)) if self.variant.is_chain else None,
            then=self.ways, whole=self._whole(), words=self.words, failed_before=self._failed_before,
            figure=figure, step_figures=self.stage.step_figures, read_theory=self.has_asked_for_theory,
            right_line=self.stage.right_line,
        )  # fmt: skip

    def _whole(self) -> bool | None:
        """Whether the attempt counts as right if it is marked now; None where the learner decides."""
        if self.decides:
            return None
        return bool(self.attempt.ok) and self.is_last and not self._failed_before

    def judged(self, answer: Reply, verdict: Verdict) -> OpenAttempt:
        """Say what the attempt becomes once the key is shown: the answer and what the checker said stand."""
        return replace(
            self.attempt, answer=answer, draft=answer, ok=verdict.verdict == "correct", code=verdict.code,
            message=verdict.message, key_shown=True,
        )  # fmt: skip

    def shown(self, answer: Reply) -> OpenAttempt:
        """Say what the attempt becomes once the key is shown without a verdict; an unanswered draft stays."""
        unanswered = self.stage.kind != "self" and not self.undecided
        return replace(
            self.attempt, answer=answer, draft=self.attempt.draft if unanswered else answer,
            ok=False if unanswered else None, code=UNDECIDED if self.undecided else "", message="",
            key_shown=True, revealed=unanswered,
        )  # fmt: skip

    def compared(self, answer: Reply, message: str) -> OpenAttempt:
        """Say what the attempt becomes where an answer stands beside the key, for the learner to compare."""
        return replace(
            self.attempt, answer=answer, draft=answer, ok=None, code="", message=message, key_shown=True
        )

    def back_at_field(self) -> OpenAttempt:
        """Say what the attempt becomes where another answer may be given: it bears that the key was seen."""
        return replace(
            self.attempt, answer="", ok=None, code=UNDECIDED if self.undecided else "", message="",
            key_shown=False, revealed=False, seen=True,
        )  # fmt: skip

    def back_at_failed_stage(self) -> OpenAttempt:
        """Return the same at the first stage that was not right, or the last; those after it are asked
        again."""
        stages = (*self.attempt.done, stage_of(self.attempt, ok=bool(self.attempt.ok), decided_by="checker"))
        place = first_failed(stages)
        if place < len(self.attempt.done):
            draft = stages[place].answer
            self.attempt = replace(self.attempt, done=self.attempt.done[:place], draft=draft, hints=0)
        return self.back_at_field()

    def next_stage(self, ok: bool | None, reason: str) -> OpenAttempt:
        """Say what the attempt becomes at the next stage.

        Raises:
            UsageError: there is none, or the learner must say whether this one was right, or may not.
        """
        if not self.attempt.key_shown or "next" not in self.ways:
            raise UsageError("there is no next stage to go on to", "answer, or mark")
        return gone_on(self.attempt, self._stage_done(ok, reason))

    def facts(self, why: bool, ok: bool | None, reason: str) -> Attempt:
        """Say what is written when it is marked.

        Raises:
            UsageError: the learner must say whether it was right, or may not (a reveal without an answer);
                or stages follow and none went wrong.
        """
        outcome = outcome_of(self.attempt, self._stage_done(ok, reason))
        if not self.is_last and all(word in ("correct", "left") for word in outcome.stages):
            raise UsageError("every stage so far was right: go on to the next one")
        seconds = (self.activity.seconds, self.activity.raw_seconds)
        return facts_of(self.attempt, self.attempt.becomes, outcome, why=why, seconds=seconds)

    def _stage_done(self, ok: bool | None, reason: str) -> StageDone:
        right, decided_by = self._decided(ok)
        return stage_of(self.attempt, ok=right, decided_by=decided_by, reason=reason)

    def _decided(self, ok: bool | None) -> tuple[bool, DecidedBy]:
        if self.decides:
            if ok is None:
                raise UsageError('say whether it was right: "ok" is needed here')
            return ok, "learner"
        if self.attempt.revealed:
            if ok is not None:
                raise UsageError("no answer was given before the key was shown, so it cannot count as right")
            return False, "checker"
        by_checker = bool(self.attempt.ok)
        if ok is None or ok == by_checker:
            return by_checker, "checker"
        return ok, "learner"


def shown_result(stage: Stage) -> str:
    """Say what is shown of a stage once it is done: its result, else its key."""
    if stage.result:
        return stage.result
    texts = option_texts(stage.options, stage.key)
    if texts:
        return "; ".join(texts)
    return f"`{key_text(stage.key)}`"


def asked_whole(stage: Stage) -> str:
    """Return all that is asked of a stage as one text: its prompt, its lines or options."""
    lines = [f"{number}. {line}" for number, line in enumerate(stage.lines, 1)]
    options = [f"- {option.text}" for option in stage.options]
    return "\n\n".join(filter(None, (stage.prompt, "\n".join(lines), "\n".join(options))))


def _consequence(
    state: ItemState, becomes: AttemptKind, study_day: date, gaps: Sequence[int], *, ok: bool, why: bool
) -> Consequence:
    """What a mark would do, told before it is given: the same fold that the store will run."""
    counts, after = becomes != "extra", state
    if counts:
        here = (state.round_id, state.next_pass)
        after = fold_step(state, Line(0, "", EventId("imagined"), becomes, study_day, "", *here, ok, why))
    red_pass, due_day = after.red_pass, due(after, gaps)
    return Consequence(colour(ok, why), after.state, due_day, after.round, after.passes, red_pass, counts)


def _as_key(answer: Reply) -> Key:
    if isinstance(answer, str):
        return answer
    return dict(answer) if isinstance(answer, Mapping) else " ".join(answer)
