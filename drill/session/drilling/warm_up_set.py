"""A set of the warm-up: ten reps or two minutes of rapid exercises, one after the other.

Synchronous like a session. A right answer is written at once. A wrong one is written when the learner goes
on, since they may still say that it was right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from drill.banks.draws import Stage, Variant, seed_for
from drill.errors import DrillError, UsageError
from drill.gyr import events, fluency
from drill.gyr.entry import Entry
from drill.gyr.events import DAY_S, ItemId
from drill.gyr.fluency import Rapid, Rep
from drill.session.database_location import Rounds
from drill.session.drilling.exercise_view import Retype, Unreadable
from drill.session.drilling.preparation import Order, VariantCache, content_of, order_of
from drill.session.key_display import key_text, mark_up_typed_text, shown_key
from drill.session.standing.prerequisites import find_learner_mastery, new_again
from drill.session.standing.queueing import list_practisable_exercises, plan_of, practice_of
from drill.session.titles import title_of
from drill.session.workspace import Workspace
from drill.text import remove_invisible

# So many prompts are prepared while one is answered.
_AHEAD = 2
# A prompt that was asked in this set already is drawn anew so often.
_OTHER_DRAWS = 8


@dataclass(frozen=True, slots=True)
class RepView:
    """One prompt of a set, as it is shown."""

    entry: Entry
    variant: Variant
    title: str
    # The title of its topic.
    topic: str
    # Which rep of the set it is, from 1, and of how many at most.
    number: int
    of: int = fluency.SET_REPS

    @property
    def stage(self) -> Stage:
        """What is asked."""
        return self.variant.only


@dataclass(frozen=True, slots=True)
class RepVerdict:
    """The verdict on an answer; ``ok`` is None if it could not be decided, and then nothing is written."""

    ok: bool | None
    # Whether it was at pace; None where no clock is shown.
    at_pace: bool | None = None
    code: str = ""
    # The key as Markdown, and as typed text.
    key: str = ""
    typed_key: str = ""
    # One sentence about a wrong answer.
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SetSummary:
    """The summary of a set."""

    reps: int
    right: int
    # None where the clock is off, and where no rep had one.
    at_pace: int | None
    # Of the set before; None without one.
    at_pace_before: int | None
    # The titles of the exercises that became fluent in it.
    fluent: tuple[str, ...]
    # A sentence for each skill that a placement found known and that is new again.
    new_again: tuple[str, ...] = ()
    # Why nothing could be served; else empty.
    note: str = ""
    # From the first prompt to the end.
    seconds: float = 0.0
    # What went wrong, as Markdown: the question, the answer, the key, and why.
    wrong: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The summary in one or two sentences."""
        return " ".join(self.sentences)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that there is to say of it, at the end what went wrong."""
        return (*self.head, *self.wrong)

    @property
    def head(self) -> tuple[str, ...]:
        """How it went, how long it took, and what to aim for; what became fluent, and what is new again. If
        nothing could be served, why.
        """
        if not self.reps:
            return (self.note,)
        summary = f"{self.right} of {self.reps} right"
        if self.at_pace is not None:
            summary += f", {self.at_pace} at pace"
            summary += f" (last time {self.at_pace_before})" if self.at_pace_before is not None else ""
        minutes, seconds = divmod(round(self.seconds), 60)
        took = f" It took {minutes}:{seconds:02}." if self.seconds >= 1 else ""
        fluent = (f"Fluent now: {', '.join(self.fluent)}.",) if self.fluent else ()
        is_paced = self.at_pace is not None and self.at_pace < self.reps
        best, what = (self.at_pace or 0, "at pace") if is_paced else (self.right, "right")
        is_whole = self.reps >= fluency.SET_REPS or self.seconds >= fluency.SET_SECONDS
        aims = (f"The aim for next time: {best + 1} {what}.",) if is_whole and best < self.reps else ()
        return (f"{summary}.{took}", *aims, *fluent, *self.new_again)


class WarmUp:
    """One set, from its first prompt to its summary."""

    def __init__(self, workspace: Workspace, words: Sequence[str] = ()) -> None:
        """``words`` name skills, topics or exercises; without any the set takes what is part of the day.

        Raises UsageError for a word that names nothing.
        """
        self._workspace = workspace
        self._variants = VariantCache(workspace)
        self._today = workspace.study_day()
        has = find_learner_mastery(workspace)
        self._known_before = has.known
        self._pool = list_practisable_exercises(workspace, workspace.standing(), words, has)
        self._practice = practice_of(workspace)
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
        self._is_handed_back = self._is_retyped = False
        self._wrong_rep: events.Rep | None = None
        self._told_of_wrong: list[str] = []
        self.rep: RepView | None = None
        self.verdict: RepVerdict | None = None
        """The verdict on a wrong or undecided answer, until the learner goes on."""
        self._prepare_ahead()

    def next(self) -> RepView | SetSummary:
        """Write the rep before, and serve the next; the summary at the end."""
        self._write_wrong()
        self.rep = self.verdict = None
        self._first_s, self._is_handed_back, self._is_retyped = 0.0, False, False
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
            self._begun = self._begun or self._since
            title = title_of(self._workspace, entry.item) or entry.id
            topic = self._workspace.catalogue.topic(entry).title
            self.rep = RepView(entry, variant, title, topic, self._written + 1)
            return self.rep
        return self.summary()

    def shown(self) -> None:
        """Record that the prompt is on the screen now: its time begins."""
        if self.rep is not None and not self._first_s:
            self._since = self._workspace.clock()

    def touch(self) -> None:
        """Record that a key came: the first one of a rep shows how long the learner thought."""
        if self.rep is not None and self.verdict is None and not self._first_s:
            self._first_s = self._seconds()

    def answer(self, text: str) -> RepVerdict | Unreadable | Retype:
        """Check an answer. An unreadable one is handed back, and that rep has no speed.

        Raises:
            UsageError: nothing is asked.
            StoreError: the rep could not be kept; it may be answered again.
        """
        open_rep, seconds = self._at_hand(), self._seconds()
        text = remove_invisible(text)
        if not text.strip():
            return Unreadable("nothing is typed yet", None)
        stage = open_rep.stage
        content = content_of(open_rep.entry)
        verdict = self._workspace.workers.check_stage(open_rep.variant, 0, text, content=content)
        if verdict.verdict == "unreadable":
            self._is_handed_back = True
            return Unreadable(verdict.message, verdict.at, verdict.part)
        if verdict.verdict != "undecided" and verdict.code in (
            "form", "forbidden", "rounding", "ambiguous",
        ):  # fmt: skip
            is_of_form = verdict.code in ("form", "forbidden")
            is_once = is_of_form or bool(stage.expect.tolerance or stage.expect.form)
            if verdict.code == "ambiguous" or not (is_once and self._is_retyped):
                self._is_handed_back, self._is_retyped = True, self._is_retyped or is_once
                return Retype("form" if is_of_form else verdict.code, verdict.message)
        key = shown_key(stage, stage.key)
        if verdict.verdict == "undecided":
            self.verdict = RepVerdict(None, key=key, typed_key=key_text(stage.key), message=verdict.message)
            return self.verdict
        is_right = verdict.verdict == "correct"
        facts = events.Rep(
            ok=is_right, set_=self._set, code=verdict.code, mistake=verdict.mistake, answer=text.strip(),
            params=open_rep.variant.params,
            seconds=0.0 if self._is_handed_back else round(min(seconds, DAY_S), 2),
            first=round(self._first_s, 2),
        )  # fmt: skip
        if is_right:
            return RepVerdict(True, self._write(facts), seconds=facts.seconds)
        self._wrong_rep = facts
        # A diagnosis says what went wrong. Beside the key, the worked step says more than that the answer is
        # not equal to it, or how many times as large it is.
        says_little = verdict.code in ("wrong", "factor")
        message = next(iter(stage.steps), verdict.message) if says_little else verdict.message
        self.verdict = RepVerdict(
            False, None, verdict.code, key, key_text(stage.key), message, facts.seconds
        )  # fmt: skip
        return self.verdict

    def dispute(self) -> None:
        """Record that a wrong answer was right after all.

        Raises UsageError where the answer was not wrong.
        """
        if self._wrong_rep is None:
            raise UsageError("only an answer that was wrong can be disputed")
        facts, self._wrong_rep = replace(self._wrong_rep, ok=True, decided_by="learner"), None
        self._write(facts)

    def summary(self) -> SetSummary:
        """Return the summary so far; a wrong answer that nobody disputed is written."""
        self._write_wrong()
        self.rep = self.verdict = None
        at_pace = self._practice.at_pace()
        before = [number for name, number in at_pace.items() if name != self._set]
        fluent = [rapid for rapid in self._pool if rapid.item in self._fluent() - self._fluent_before]
        return SetSummary(
            self._written, self._right, at_pace.get(self._set),
            before[-1] if before else None,
            tuple(title_of(self._workspace, rapid.item) or rapid.item for rapid in fluent),
            new_again(self._workspace, self._known_before) if self._wrong else (),
            note=self._why_nothing(), wrong=tuple(self._told_of_wrong),
            seconds=(self._workspace.clock() - self._begun).total_seconds() if self._begun else 0.0,
        )  # fmt: skip

    def close(self) -> None:
        """Stop preparing; what is answered is kept."""
        self._write_wrong()
        self._variants.close()

    def _why_nothing(self) -> str:
        if self._begun is not None:
            return "The set ended before an answer was given."
        if self._pool:
            return "Nothing can be practised right now."
        return (
            "There is nothing to warm up with yet: "
            "a rapid exercise can be practised once it, or another of the same skill, is green."
        )

    # --- what comes ----------------------------------------------------------------------------------------

    def _take(self) -> tuple[Rapid, Order] | None:
        self._prepare_ahead(1)
        return self._ahead.pop(0) if self._ahead else None

    def _prepare_ahead(self, length: int = _AHEAD) -> None:
        """Choose what comes next and begin to prepare it."""
        while len(self._ahead) < length:
            served = [*self._served, *(rapid.item for rapid, _ in self._ahead)]
            rapid = plan_of(self._pool, self._practice, self._today).next(served, self._wrong)
            if rapid is None:
                return
            number = self._practice.reps_of(rapid.item)
            seed = seed_for(rapid.item, "rep", number, self._workspace.settings.learner)
            self._ahead.append((rapid, order_of(rapid.item, seed)))
        self._variants.begin([order for _, order in self._ahead])

    def _fresh(self, order: Order) -> Variant | None:
        """Return the variant of an order, or another draw if its prompt came in this set; None without
        one."""
        for draw in range(_OTHER_DRAWS):
            try:
                variant = self._variants.variant(order_of(order.item, order.seed + draw))
            except DrillError as error:
                self._workspace.notices.append(f"{order.item} is left out: {error.message}")
                return None
            if variant.only.prompt not in self._prompts:
                return variant
        return None

    # --- what is written -----------------------------------------------------------------------------------

    def _at_hand(self) -> RepView:
        if self.rep is None or self.verdict is not None:
            raise UsageError("nothing is asked right now")
        return self.rep

    def _seconds(self) -> float:
        return max(0.0, (self._workspace.clock() - self._since).total_seconds())

    def _write(self, facts: events.Rep) -> bool | None:
        """Write a rep; return whether it was at pace, None if no clock is shown."""
        open_rep = self.rep
        assert open_rep is not None
        event = self._workspace.append(open_rep.entry, facts).event
        length = len("".join(facts.answer.split()))
        rep = Rep(event.study_day, facts.set_, facts.ok, facts.seconds, length, facts.first)
        item = open_rep.entry.item
        self._practice.add(item, rep)
        self._written += 1
        self._right += facts.ok
        if not facts.ok:
            self._wrong.append(item)
        if self._practice.reps_of(item) <= fluency.WITHOUT_CLOCK:
            return None
        return self._practice.is_at_pace(item, rep)

    def _write_wrong(self) -> None:
        if self._wrong_rep is not None:
            facts, self._wrong_rep = self._wrong_rep, None
            if self.verdict is not None and self.rep is not None:
                prompt = self.rep.stage.prompt
                gap = "\n\n" if "\n" in prompt else " "
                both = f"You: {mark_up_typed_text(facts.answer)}. Key: {self.verdict.key}."
                self._told_of_wrong.append(f"Wrong: {prompt}{gap}{both} {self.verdict.message}".rstrip())
            self._write(facts)

    def _fluent(self) -> frozenset[ItemId]:
        return frozenset(rapid.item for rapid in self._pool if self._practice.record(rapid.item).is_fluent)
