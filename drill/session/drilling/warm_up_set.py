"""A set of the warm-up: ten reps or two minutes of rapid exercises, one after the other.

A right answer is written at once. A wrong one is written when the learner goes on, since they may still claim
that it was right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from drill.banks.draws import Variant, seed_for
from drill.errors import DrillError, UsageError
from drill.gyr import events, fluency
from drill.gyr.events import DAY_S, ItemId, Reply, SkillId
from drill.gyr.fluency import Rapid, TimedRep
from drill.session.database_location import Rounds
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.open_exercise import Activity, back_at_field, make_attempt_facts
from drill.session.drilling.preparation import Order, Preparation, order_of
from drill.session.drilling.session_events import Retype, Undecided, Unreadable
from drill.session.drilling.session_summary import SetSummary
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.verdict_view import Marked, VerdictView
from drill.session.key_display import as_key, key_text, mark_up_typed_text, shown_key
from drill.session.standing.goals import current_goal, find_path_to_goal
from drill.session.standing.prerequisites import find_learner_mastery, new_again
from drill.session.standing.queueing import (
    list_practisable_exercises,
    note_set_begun,
    plan_warm_up,
    practice_of,
)
from drill.session.titles import title_of
from drill.session.today.session_list import open_day
from drill.session.workspace import Workspace

# Number of prompts that are prepared while one is answered.
_AHEAD = 2
# Max redraws of a prompt that already appeared in this set.
_OTHER_DRAWS = 8
# The introduction of the very first set.
OPENING = (
    "Ten quick questions, or as many as you answer in two minutes. Accuracy comes before speed: no clock "
    "is shown, and an exercise is timed only from its fourth answer on."
)


class WarmUp(Sitting):
    """One set, from its first prompt to its summary."""

    why_no_help = refused = "a warm-up only asks: answer, or say that a wrong one was right"

    def __init__(self, workspace: Workspace, words: Sequence[str] = ()) -> None:
        """``words`` name skills, topics or exercises; without any the set takes those that are in the day.

        Raises UsageError for a word that names nothing.
        """
        super().__init__(workspace, Preparation(workspace))
        self.opening = "" if workspace.learner().has_reps else OPENING
        self._today = workspace.study_day()
        has = find_learner_mastery(workspace)
        self._known_before = has.known
        self._pool = list_practisable_exercises(workspace, workspace.standing(), words, has)
        self._practice = practice_of(workspace)
        self._wanted = frozenset[SkillId]() if words else _find_wanted_skills(workspace)
        self._fluent_before = self._fluent()
        self._set = str(uuid4())
        self._begun: datetime | None = None
        self._served: list[ItemId] = []
        self._wrong: list[ItemId] = []
        self._ahead: list[tuple[Rapid, Order]] = []
        self._prompts: set[str] = set()
        self._right = 0
        self._written = 0
        self._since: datetime = workspace.clock()
        """When the rep at hand was shown."""
        self._first_s = 0.0
        self._is_handed_back = False
        self._wrong_rep: events.Rep | None = None
        self._told_of_wrong: list[str] = []
        self._prepare_ahead()

    def next(self) -> ExerciseView | SetSummary:
        """Write the rep before, and serve the next; the summary at the end."""
        self._write_wrong()
        self.exercise = self.verdict = None
        self._first_s = 0.0
        self._is_handed_back = False
        now = self._workspace.clock()
        if self._begun is not None and (now - self._begun).total_seconds() >= fluency.SET_SECONDS:
            return self.summary()
        rounds = Rounds("choosing the next prompt")
        while (rapid := self._take()) is not None:
            rounds.come_to(rapid[0].item)
            entry = self._workspace.catalogue.entries[rapid[0].item]
            self._served.append(entry.item)
            variant = self._fresh(rapid[1])
            self._prepare_ahead()
            if variant is None:
                continue
            self._prompts.add(variant.only.prompt)
            self._since = self._workspace.clock()
            self._activity = Activity(self._since)
            self._begun = self._begun or self._since
            left = fluency.SET_REPS - self._written
            self.exercise = self._preparation.prepare_rep(entry, variant, self._written + 1, left)
            return self.exercise
        return self.summary()

    def shown(self) -> None:
        """Record that the prompt is on the screen now: its time begins."""
        if self.exercise is not None and not self._first_s:
            self._since = self._workspace.clock()

    def touch(self) -> None:
        """Record that a key came: the first one of a rep shows how long the learner thought."""
        super().touch()
        if self.exercise is not None and self.verdict is None and not self._first_s:
            self._first_s = self._seconds()

    def answer(self, text: Reply) -> VerdictView | Unreadable | Retype | Undecided:
        """Check an answer, and write a right one. An unreadable one is handed back, and that rep has no
        speed; of one that is not decided the key is shown, and nothing is written.

        Raises:
            UsageError: no question is open.
            StoreError: the rep could not be kept; it may be answered again.
        """
        seconds = self._seconds()
        first_s = self._first_s
        outcome = super().answer(text)
        self._first_s = first_s
        match outcome:
            case Unreadable() | Retype():
                self._is_handed_back |= bool(str(text).strip())
                return outcome
            case Undecided():
                attempt = self._at_hand().attempt
                given = replace(attempt.given, message=outcome.message, key_shown=True, revealed=True)
                self._keep(replace(attempt, given=given))
                self.verdict = self._verdict_view()
                return self.verdict
            case VerdictView():
                return self._judge(outcome, seconds)

    def reveal(self) -> VerdictView:
        """Refuse, because a key shown without an answer reveals nothing about the learner."""
        raise UsageError(self.refused)

    def _judge(self, verdict: VerdictView, seconds: float) -> VerdictView:
        """Write a right answer; keep a wrong one until the learner goes on."""
        attempt = verdict.attempt
        facts = events.Rep(
            ok=bool(attempt.given.ok), set_=self._set, code=attempt.given.code, mistake=attempt.given.mistake,
            answer=key_text(as_key(attempt.given.answer)).strip(), params=verdict.exercise.variant.params,
            seconds=0.0 if self._is_handed_back else round(min(seconds, DAY_S), 2),
            first=round(self._first_s, 2),
        )  # fmt: skip
        if not facts.ok:
            self._wrong_rep = facts
            return verdict
        try:
            self.verdict = replace(verdict, at_pace=self._write(facts))
        except DrillError:  # it comes again
            self.verdict = None
            self._keep(back_at_field(self._at_hand()))
            raise
        return self.verdict

    def mark(self, why: bool, *, ok: bool | None = None, reason: str = "") -> Marked:
        """Write the answer at hand; with ``ok`` a wrong one was right after all.

        Raises UsageError if nothing was answered, or one that was not wrong is disputed.
        """
        verdict = self.verdict
        if verdict is None:
            raise UsageError("answer first")
        if ok is not None and ok != verdict.ok and self._wrong_rep is None:
            raise UsageError("only an answer that was wrong can be disputed")
        decided = make_attempt_facts(verdict.exercise, self._activity, why, ok, reason)
        if decided.ok and self._wrong_rep is not None:
            rep = replace(self._wrong_rep, ok=True, decided_by="learner")
            self._write(rep)
            self._wrong_rep = None
        self._write_wrong()
        effect = (verdict.right if decided.ok else verdict.wrong)[why]
        notice = "Right after all." if decided.decided_by == "learner" else ""
        self.exercise = self.verdict = None
        return Marked(verdict.exercise, decided, effect, self._today, notice=notice)

    def summary(self) -> SetSummary:
        """Return the summary up to now; a wrong answer that nobody disputed is written."""
        self._write_wrong()
        self.exercise = self.verdict = None
        at_pace = self._practice.at_pace()
        before = [number for name, number in at_pace.items() if name != self._set]
        fluent = [rapid for rapid in self._pool if rapid.item in self._fluent() - self._fluent_before]
        return SetSummary(
            reps=self._written, right=self._right, at_pace=at_pace.get(self._set),
            at_pace_before=before[-1] if before else None,
            fluent=tuple(title_of(self._workspace, rapid.item) or rapid.item for rapid in fluent),
            new_again=new_again(self._workspace, self._known_before) if self._wrong else (),
            note=self._why_nothing(), wrong=tuple(self._told_of_wrong),
            seconds=(self._workspace.clock() - self._begun).total_seconds() if self._begun else 0.0,
        )  # fmt: skip

    def close(self) -> None:
        """Stop preparing; given answers are kept."""
        self._write_wrong()
        if self._begun is not None:
            note_set_begun(self._workspace)
        super().close()

    def _why_nothing(self) -> str:
        if self._begun is not None:
            return "The set ended before an answer was given."
        if self._pool:
            return "Nothing can be practised right now."
        return (
            "There is nothing to warm up with yet: "
            "a rapid exercise can be practised once it, or another of the same skill, is green."
        )

    # --- the next rep --------------------------------------------------------------------------------------

    def _take(self) -> tuple[Rapid, Order] | None:
        self._prepare_ahead(1)
        return self._ahead.pop(0) if self._ahead else None

    def _prepare_ahead(self, length: int = _AHEAD) -> None:
        """Choose the next rep and begin to prepare it."""
        while len(self._ahead) < length:
            served = [*self._served, *(rapid.item for rapid, _ in self._ahead)]
            plan = plan_warm_up(self._pool, self._practice, self._today, self._wanted)
            rapid = plan.next(served, self._wrong)
            if rapid is None:
                return
            number = self._practice.reps_of(rapid.item)
            seed = seed_for(rapid.item, "rep", number, self._workspace.settings.learner)
            self._ahead.append((rapid, order_of(rapid.item, seed)))
        self._preparation.variants.begin([order for _, order in self._ahead])

    def _fresh(self, order: Order) -> Variant | None:
        """Return the variant of an order, or another draw if its prompt came in this set; None without
        one."""
        for draw in range(_OTHER_DRAWS):
            try:
                variant = self._preparation.variants.prepare_variant(order_of(order.item, order.seed + draw))
            except DrillError as error:
                self._workspace.notices.append(f"{order.item} is left out: {error.message}")
                return None
            if variant.only.prompt not in self._prompts:
                return variant
        return None

    # --- the events ----------------------------------------------------------------------------------------

    def _unanswered(self) -> ExerciseView:
        if self.exercise is None or self.verdict is not None:
            raise UsageError("nothing is asked right now")
        return super()._unanswered()

    def _seconds(self) -> float:
        return max(0.0, (self._workspace.clock() - self._since).total_seconds())

    def _write(self, facts: events.Rep) -> bool | None:
        """Write a rep; return whether it was at pace, None if no clock is shown."""
        entry = self._at_hand().entry
        event = self._workspace.append(entry, facts).event
        length = len("".join(facts.answer.split()))
        rep = TimedRep(event.study_day, facts.set_, facts.ok, facts.seconds, length, facts.first)
        item = entry.item
        self._practice.add(item, rep)
        self._written += 1
        self._right += facts.ok
        if not facts.ok:
            self._wrong.append(item)
        if self._practice.reps_of(item) <= fluency.WITHOUT_CLOCK:
            return None
        return self._practice.is_at_pace(item, rep)

    def _write_wrong(self) -> None:
        """Write a wrong answer that nobody disputed."""
        facts = self._wrong_rep
        verdict = self.verdict
        if facts is None or verdict is None:
            return
        self._wrong_rep = None
        prompt = verdict.stage.prompt
        key = shown_key(verdict.stage, verdict.stage.key)
        gap = "\n\n" if "\n" in prompt else " "
        both = f"You: {mark_up_typed_text(facts.answer)}. Right: {key}."
        self._told_of_wrong.append(f"Wrong: {prompt}{gap}{both} {verdict.why_wrong}".rstrip())
        self._write(facts)

    def _fluent(self) -> frozenset[ItemId]:
        return frozenset(rapid.item for rapid in self._pool if self._practice.record(rapid.item).is_fluent)


def _find_wanted_skills(workspace: Workspace) -> frozenset[SkillId]:
    """Return the skills on the way to the goal, and those of the day's exercises."""
    goal = current_goal(workspace)
    of_goal = () if goal is None else find_path_to_goal(workspace, goal).skills
    of_day = (entry.trains for row in open_day(workspace).coming() if (entry := workspace.entry(row.item)))
    return frozenset(of_goal).union(filter(None, of_day))
