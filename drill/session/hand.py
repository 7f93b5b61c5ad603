"""The exercise at hand: where one attempt stands, and what of it is shown or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from drill.banks.catalogue import Catalogue, Entry
from drill.banks.variant import Stage, Variant
from drill.checking.answer import Key
from drill.checking.verdict import Verdict
from drill.errors import UsageError
from drill.gyr.events import Answer, Attempt, Content, DecidedBy
from drill.gyr.state import ItemState
from drill.session.activity import Activity
from drill.session.consequences import consequence
from drill.session.views import CountsAs, ExerciseView, OwnLine, Theory, VerdictView
from drill.store.open_attempts import OpenAttempt

UNDECIDED = "undecided"
"""The code of an attempt that the checker left to the learner."""

_COUNTS_AS: Mapping[str, CountsAs] = {"verdict": "pass", "check": "check", "extra": "extra"}


@dataclass(slots=True)
class Hand:
    """One attempt, from its prompt to its mark."""

    entry: Entry
    state: ItemState
    variant: Variant
    attempt: OpenAttempt
    activity: Activity
    place: int = 0
    """Which stage is asked now, from 0."""
    own_lines: tuple[OwnLine, ...] = ()
    theory: Theory | None = None
    notice: str = ""
    asked: bool = field(default=False)
    """It was skipped a third time: reveal, park or keep."""

    @property
    def stage(self) -> Stage:
        """What is asked now."""
        return self.variant.stages[self.place]

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
        return self.stage.kind == "self" or self.undecided

    def exercise_view(self, catalogue: Catalogue, *, left: int, number: int, title: str) -> ExerciseView:
        """The exercise as it is met."""
        return ExerciseView(
            item=self.entry.item,
            bank=self.entry.bank,
            subject=_title(catalogue, self.entry),
            topic=catalogue.topic(self.entry).title,
            kind=self.stage.kind,
            seed=self.variant.seed,
            state=self.state.state,
            round=self.state.round,
            pass_=self.attempt.pass_,
            as_=_COUNTS_AS[self.attempt.becomes],
            trail=tuple(mark.colour for mark in self.state.marks if mark.round == self.state.round),
            red_pass=self.state.red_pass + 1 if self.state.first_red else 0,
            prompt=self.stage.prompt,
            theory=self.theory,
            options=self.stage.options,
            fields=self.stage.fields,
            names=self.stage.names,
            expect=self.stage.expect,
            own_lines=self.own_lines,
            hints=len(self.stage.hints),
            hints_shown=self.stage.hints[: self.attempt.hints],
            has_shape=bool(self.variant.shape or self.variant.motion),
            draft=_as_key(self.attempt.draft),
            left=left,
            number=number,
            retyped=self.attempt.retyped,
            skips=self.state.skips,
            notice=self.notice,
            title=title,
        )

    def verdict_view(self, study_day: date, gaps: Sequence[int], evidence: str = "") -> VerdictView:
        """The verdict with the key, and what each mark would do."""
        attempt = self.attempt

        def mark(ok: bool, why: bool):
            return consequence(self.state, attempt.becomes, ok=ok, why=why, study_day=study_day, gaps=gaps)

        shown = "revealed" if self.decides or attempt.revealed else "correct" if attempt.ok else "wrong"
        return VerdictView(
            verdict=shown,
            code=attempt.code,
            message=attempt.message,
            evidence=evidence,
            answer=_as_key(attempt.answer),
            key=self.stage.key,
            steps=self.stage.steps,
            shape=self.variant.shape,
            motion=self.variant.motion,
            own_line=next((line.text for line in self.own_lines if line.pass_ == self.state.next_pass), ""),
            hints=attempt.hints,
            seconds=self.activity.seconds,
            decides=self.decides,
            right={why: mark(True, why) for why in (True, False)},
            wrong={why: mark(False, why) for why in (True, False)},
            ok=None if self.decides else bool(attempt.ok),
            prompt=self.stage.prompt,
        )

    def judged(self, answer: Reply, verdict: Verdict) -> OpenAttempt:
        """What the attempt becomes once the key is shown: the answer and what the checker said stand."""
        return replace(
            self.attempt,
            answer=answer,
            draft=answer,
            ok=verdict.verdict == "correct",
            code=verdict.code,
            message=verdict.message,
            key_shown=True,
        )

    def shown(self, answer: Reply) -> OpenAttempt:
        """What the attempt becomes once the key is shown without a verdict; without an answer the draft stays."""
        unanswered = self.stage.kind != "self" and not self.undecided
        return replace(
            self.attempt,
            answer=answer,
            draft=self.attempt.draft if unanswered else answer,
            ok=False if unanswered else None,
            code=UNDECIDED if self.undecided else "",
            message="",
            key_shown=True,
            revealed=unanswered,
        )

    def back_at_field(self) -> OpenAttempt:
        """What the attempt becomes where yet another answer may be given: it bears that the key was seen."""
        return replace(
            self.attempt,
            answer="",
            ok=None,
            code=UNDECIDED if self.undecided else "",
            message="",
            key_shown=False,
            revealed=False,
            seen=True,
        )

    def facts(self, why: bool, ok: bool | None, reason: str) -> Attempt:
        """What is written when it is marked.

        Raises:
            UsageError: the learner must say whether it was right, or may not (a reveal without an answer).
        """
        right, decided_by = self._decided(ok)
        return Attempt(
            kind=self.attempt.becomes,
            round=self.attempt.round,
            pass_=self.attempt.pass_,
            ok=right,
            why=why,
            decided_by=decided_by,
            reason=reason,
            code=self.attempt.code,
            answer=self.attempt.answer,
            revealed=self.attempt.revealed,
            seen=self.attempt.seen,
            params=self.variant.params,
            hints=self.attempt.hints,
            seconds=self.activity.seconds,
            raw_seconds=self.activity.raw_seconds,
        )

    def _decided(self, ok: bool | None) -> tuple[bool, DecidedBy]:
        if self.decides:
            if ok is None:
                raise UsageError('say whether it was right: "ok" is due here')
            return ok, "learner"
        if self.attempt.revealed:
            if ok is not None:
                raise UsageError("no answer was given before the key was shown, so it cannot count as right")
            return False, "checker"
        by_checker = bool(self.attempt.ok)
        if ok is None or ok == by_checker:
            return by_checker, "checker"
        return ok, "learner"


def _title(catalogue: Catalogue, entry: Entry) -> str:
    bank = catalogue.bank(entry.bank)
    return bank.title if bank else entry.bank


def _as_key(answer: Answer) -> Key:
    if isinstance(answer, str):
        return answer
    return dict(answer) if isinstance(answer, Mapping) else " ".join(answer)
