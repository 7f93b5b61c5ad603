"""The end of a session: its marks, the day, a placement's result, or a set's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from drill.codec import leave_out_empty, pick_fields
from drill.gyr import fluency
from drill.session.drilling.session_events import Markdown, Sentence, SessionEvent
from drill.session.drilling.verdict_view import Marked
from drill.session.standing.placement import SkillsFound
from drill.text import count, name_number, name_some

if TYPE_CHECKING:
    from drill.session.today.goal_choice import GoalReached

SummaryRow: TypeAlias = tuple[str, str]
"""A line of a day or a placement: its subject and its text."""

# Max named skills that were learned.
_NAMED = 4
TOMORROW = "Tomorrow"
_ORDINALS = ("", "", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The end of a day or of a session; fields without content are empty."""

    # `DONE`; empty if some of the day's list is left, or the session is not the day's.
    head: str
    # How many of the day's exercises are marked, and how many there were.
    marked: int
    listed: int
    minutes: float
    # How many of the day's marks are green.
    green: int = 0
    # The reps of today's warm-ups, how many were right, and at pace.
    reps: int = 0
    right: int = 0
    at_pace: int = 0
    # The goal, how many skills were left and are left now, and which were learned today; of one that was
    # reached on an earlier day, how many of its own exercises failed since.
    goal: str = ""
    to_mend: int | None = None
    left_before: int = 0
    left: int = 0
    learned: tuple[str, ...] = ()
    # Papers that can be read now.
    readable: str = ""
    # The mistake, and how often it occurred this month.
    wrong: str = ""
    times: int = 0
    # Which skills joined the way to the goal today, and why.
    grown: str = ""
    # The exercises of the next study day.
    tomorrow: str = ""

    @property
    def told(self) -> str:
        """The day in a line: ``Done for today  11 of 11 in 26 min``; empty if it is not done."""
        minutes = max(1, round(self.minutes))
        if not self.head:
            return ""
        return f"{self.head}  {self.marked} of {self.listed} in {minutes} min"

    def tell_rows(self) -> tuple[SummaryRow, ...]:
        """Return a line for each fact: its subject, and its text.

        All figures are the day's; where it is not done, they are marked as such next to those of the session.
        """
        today = "" if self.head else " today"
        left = f"{self.left_before} → {self.left}" if self.learned else f"{self.left or 'none'}"
        left += " skill" if self.left == 1 else " skills" if self.left else ""
        names = name_some(self.learned, _NAMED, " · ")
        towards = f"{left} left{today}: {names}" if names else f"{left} left"
        nth = f"the {_ORDINALS[self.times]} time" if self.times < len(_ORDINALS) else f"{self.times} times"
        pace = f", {self.at_pace} quick" if self.at_pace else ""
        rows = (
            (f"Warm-up{today}", f"{self.right} of {self.reps}{pace}" if self.reps else ""),
            (f"Towards {self.goal}", towards if self.goal and self.to_mend is None else ""),
            ("The goal grew", self.grown),
            (self.goal, f"{name_number(self.to_mend)} to mend" if self.to_mend else ""),
            ("You can read", f"{self.readable} now" if self.readable else ""),
            ("Mistake", f"{self.wrong}, {nth} this month" if self.times > 1 else ""),
            (TOMORROW, self.tomorrow),
        )
        return tuple(row for row in rows if row[1])


@dataclass(frozen=True, slots=True)
class SessionMarks:
    """The marks of a session in order, practice included; the colours count only what counts."""

    lines: tuple[Marked, ...] = ()
    green: int = 0
    yellow: int = 0
    red: int = 0
    parked: int = 0
    """Exercises that were parked, by a mark or by hand."""

    @property
    def attempts(self) -> int:
        """The number of marks."""
        return len(self.lines)

    @property
    def seconds(self) -> float:
        """The time that they took."""
        return sum(line.facts.seconds for line in self.lines)

    @property
    def is_practice(self) -> bool:
        """Whether nothing of it counts."""
        return bool(self.lines) and all(line.exercise.is_practice for line in self.lines)

    @property
    def took(self) -> str:
        """The number and the time, in words."""
        minutes = max(1, round(self.seconds / 60)) if self.lines else 0
        return f"{count(self.attempts, 'exercise')}, {count(minutes, 'minute')}."

    @property
    def told(self) -> str:
        """The same with the colours."""
        parked = f", {self.parked} parked" if self.parked else ""
        return f"{self.took} {self.green} green, {self.yellow} yellow, {self.red} red{parked}."


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary(SessionEvent):
    """The end of a session of any kind."""

    TYPE = "done"

    waiting: int = 0
    """Number of exercises that it could still serve; of a placement, of further questions."""
    ended: str = ""
    """Why it ended by itself, a sentence; empty if it was left."""
    was_served: bool = True
    """Whether an exercise was served in it."""

    @property
    def attempts(self) -> int:
        """The number of marks or answers."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSummary(SessionSummary):
    """The end of a set of the warm-up."""

    reps: int
    right: int
    at_pace: int | None
    """None if the clock is off, or if no rep had one."""
    at_pace_before: int | None
    """The same number for the set before; None without one."""
    fluent: tuple[str, ...]
    """The titles of the exercises that became fluent in it."""
    new_again: tuple[str, ...] = ()
    """A sentence for each skill that a placement found known and that is new again."""
    note: str = ""
    """Why nothing could be served; else empty."""
    seconds: float = 0.0
    """From the first prompt to the end."""
    wrong: tuple[str, ...] = ()
    """The wrong answers, as Markdown: the question, the answer, the key, and why."""

    @property
    def attempts(self) -> int:
        """The number of answers."""
        return self.reps

    @property
    def head(self) -> tuple[str, ...]:
        """The result, the time, and the next aim; skills that became fluent, and those that are new again. If
        nothing could be served, why.
        """
        if not self.reps:
            return (self.note,)
        summary = f"{self.right} of {self.reps} right"
        if self.at_pace is not None:
            summary += f", {self.at_pace} quick"
            summary += f" (last time {self.at_pace_before})" if self.at_pace_before is not None else ""
        minutes, seconds = divmod(round(self.seconds), 60)
        took = f" It took {minutes}:{seconds:02}." if self.seconds >= 1 else ""
        fluent = (f"Quick now: {' · '.join(self.fluent)}.",) if self.fluent else ()
        is_paced = self.at_pace is not None and self.at_pace < self.reps
        best, what = (self.at_pace or 0, "quick") if is_paced else (self.right, "right")
        is_whole = self.reps >= fluency.SET_REPS or self.seconds >= fluency.SET_SECONDS
        aims = (f"Next time try for {best + 1} {what}.",) if is_whole and best < self.reps else ()
        return (f"{summary}.{took}", *aims, *fluent, *self.new_again)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The result, then what went wrong."""
        return (*self.head, *map(Markdown, self.wrong))

    @property
    def fields(self) -> dict[str, Any]:
        """The numbers, the exercises that became fluent, and the skills that are new again."""
        fields = pick_fields(self, "reps right at_pace at_pace_before fluent")
        fields |= leave_out_empty({"remarks": list(self.new_again)})
        return fields if self.reps else fields | {"message": self.note}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksSummary(SessionSummary):
    """The end of a session that marks: here of practice, which adds nothing."""

    marks: SessionMarks
    due: int = 0
    """Number of exercises still due today, in all banks."""
    tomorrow: int = 0
    """Number of exercises that become due tomorrow, in all banks."""
    complete: tuple[str, ...] = ()
    """A line for each subject that this session completed: all green, or green and parked."""
    remarks: tuple[str, ...] = ()
    """Sentences on other changes: skills that were known and are new again."""

    @property
    def attempts(self) -> int:
        """The number of marks."""
        return self.marks.attempts

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The marks, the day, why it ended, and the changes."""
        rows = (f"{of}: {words}." for of, words in self.tell_rows())
        ahead = filter(None, (self.ended, self.tell_days()))
        return (*self._list_totals(), *rows, *ahead, *self.complete, *self.remarks)

    @property
    def fields(self) -> dict[str, Any]:
        """The numbers of marks, the completed subjects and the remarks."""
        more = leave_out_empty({"complete": list(self.complete), "remarks": list(self.remarks)})
        return pick_fields(self.marks, "attempts green yellow red parked") | more

    def tell_rows(self) -> tuple[SummaryRow, ...]:
        """Return the lines of the day or of the placement."""
        return ()

    def tell_days(self) -> str:
        """Return the exercises still due today, and those back tomorrow, unless rows of the day say it
        better."""
        return self._tell_days(self.due, self.tomorrow)

    def _tell_days(self, due: int, tomorrow: int) -> str:
        if self.marks.is_practice:
            return ""
        is_or_are, comes = "is" if due == 1 else "are", "comes" if tomorrow == 1 else "come"
        still = f"{count(due, 'exercise')} to repeat {is_or_are} still due today." if due else ""
        back = f"Tomorrow {count(tomorrow, 'exercise')} {comes} back." if tomorrow else ""
        return " ".join(filter(None, (still, back)))

    def _list_totals(self) -> Iterator[str]:
        """Yield how many were marked; where nothing was, whether there was anything to drill."""
        if self.marks.is_practice:
            yield f"Practice: {self.marks.took}"
        elif self.attempts:
            yield f"Done: {self.marks.told}"
        else:
            yield self._tell_empty()

    def _tell_empty(self) -> str:
        return "Nothing was marked." if self.was_served else "There is nothing to drill here now."


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySummary(MarksSummary):
    """The end of a session of the day, or of a scope."""

    left: str = ""
    """The rest of the day's list, in words; empty if nothing is left, or the list is another."""
    others: bool = False
    """Whether only subjects other than the goal's are left to go on with."""
    end: DayEnd | None = None
    """The day's totals; None if nothing was marked."""
    reached: GoalReached | None = None
    """The achievements for the goal, once it is reached."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The same, and the goal that was reached, with the ways on."""
        told = super(DaySummary, self).sentences
        if self.reached is None:
            return told
        ways = (f"{n}. {way.words}: {way.command}." for n, way in enumerate(self.reached.list_ways(), 1))
        return (*told, self.reached.head, *self.reached.tell(), *ways)

    @property
    def fields(self) -> dict[str, Any]:
        """The same, and the goal that was reached."""
        fields = super(DaySummary, self).fields
        if self.others:
            fields["remarks"] = [self.ended, *self.remarks]
        if self.reached is not None:
            papers = pick_fields(self.reached, "next_papers(bank title year skills)")
            fields["reached"] = pick_fields(self.reached, "goal=bank title") | papers
        return fields

    def tell_rows(self) -> tuple[SummaryRow, ...]:
        """Return the lines of the day's end, with the day's work done and left."""
        end = self.end
        rows = end.tell_rows() if end is not None else ()
        done = ""
        if end is not None and not end.head and end.marked > self.attempts:
            done = f"{count(end.marked, 'exercise')} done in {max(1, round(end.minutes))} min"
        today = "; ".join(filter(None, (done, self.left)))
        if not today:
            return rows
        before = tuple(row for row in rows if row[0] != TOMORROW)
        return (*before, ("Today", today), *rows[len(before) :])

    def tell_days(self) -> str:
        """Return the exercises due today and tomorrow, unless rows of the day say it better."""
        is_planned = self.end is not None and self.end.tomorrow
        return self._tell_days(0 if self.left else self.due, 0 if is_planned else self.tomorrow)

    def _list_totals(self) -> Iterator[str]:
        if self.marks.is_practice or self.end is None or not self.end.told:
            yield from super(DaySummary, self)._list_totals()
            return
        yield f"{self.end.told.replace('  ', ': ')}."
        yield f"This session: {self.marks.told}" if self.attempts else self._tell_empty()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementSummary(MarksSummary):
    """The end of a placement."""

    found: SkillsFound | None = None
    """The skills that it found; None if nothing was asked."""

    def tell_rows(self) -> tuple[SummaryRow, ...]:
        """Return the skills that are known, and those left to learn."""
        return () if self.found is None else self.found.tell_rows()

    def tell_days(self) -> str:
        """Return nothing: a placement is not part of the day."""
        return ""

    def _list_totals(self) -> Iterator[str]:
        yield f"Done: {self.marks.told if self.found is None else f'{self.found.told}.'}"
