"""The totals of a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from drill.banks.catalogue import describe_slip
from drill.gyr import fluency
from drill.gyr.events import ATTEMPTS, Attempt, BankId, ItemId, Kind
from drill.gyr.fold import PassRow, newly_done
from drill.gyr.path import collect_skills
from drill.gyr.progress import LEAST_SECONDS
from drill.gyr.state import ItemState, colour, due
from drill.session.drilling.exercise_view import Consequence, ExerciseView, Marked
from drill.session.drilling.verdict_question import MANY_YELLOWS, SPLIT_IT
from drill.session.library.exercise_library import links_of
from drill.session.progress.mistakes import list_past_mistakes
from drill.session.standing.goals import current_goal, describe_growth, find_path_to_goal, goal_view
from drill.session.standing.placement import SkillsFound
from drill.session.standing.prerequisites import States, drill_first, find_learner_mastery
from drill.session.standing.queueing import practice_of
from drill.session.standing.reading import make_reading_invitation
from drill.session.titles import skill_title
from drill.session.today.session_list import DayList
from drill.session.today.today_page import DONE, WARM_UP_MINUTES, tell_amount
from drill.session.today.today_view import describe_completed_banks, due_counts, tell_tomorrow
from drill.session.workspace import Workspace
from drill.text import count, name_number, name_some

if TYPE_CHECKING:
    from drill.session.progress.progress_overview import BankProgress
    from drill.session.today.goal_choice import GoalReached

# The session's gain for the goal, its mistakes, and tomorrow's exercises: a line each.

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
    # The mistakes, how often each occurred this month, and the exercises that drill it.
    wrong: str = ""
    times: int = 0
    drills: tuple[str, ...] = ()
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

    def tell_rows(self) -> tuple[tuple[str, str], ...]:
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


def describe_end(workspace: Workspace, listed: DayList, wrong: Collection[str]) -> DayEnd:
    """Return the day's end from all its marks; ``wrong`` are the items answered wrong in the session."""
    today = workspace.study_day()
    left = len(listed)
    worked = workspace.store.day(today)
    parts = workspace.parts()
    practice = practice_of(workspace) if workspace.learner().has_reps else fluency.WarmUpSet({})
    reps = practice.reps_on(today)
    sets = {rep.set for rep in reps}
    at_pace = practice.at_pace()
    end = DayEnd(
        head=DONE if listed.is_day and not left else "",
        marked=worked.attempts,
        listed=worked.attempts + left,
        minutes=worked.seconds / 60,
        green=worked.green,
        reps=len(reps),
        right=sum(rep.ok for rep in reps),
        at_pace=sum(at_pace.get(name, 0) for name in sets),
        tomorrow=": ".join(filter(None, tell_tomorrow(workspace, listed))),
    )
    if (aim := current_goal(workspace)) is not None:
        has = find_learner_mastery(workspace, parts)
        goal = goal_view(workspace, parts, has)
        assert goal is not None
        skills = collect_skills(workspace.catalogue.entries, parts)
        learned = [
            skill
            for skill in find_path_to_goal(workspace, aim, parts).skills
            if skill in skills and skills[skill].learned_on == today and skill not in listed.known_skills
        ]
        end = replace(
            end,
            goal=goal.short_title,
            to_mend=None if goal.reached_with is None or goal.added else goal.own.left,
            left=len(goal.path.left),
            left_before=len(goal.path.left) + len(learned),
            learned=tuple(skill_title(workspace, skill) for skill in learned),
            grown=describe_growth(workspace, workspace.standing(), parts),
        )
        if (invited := make_reading_invitation(workspace)) is not None:
            end = replace(end, readable=invited.named)
    return _add_mistake(workspace, end, wrong, today)


def describe_rest_of_day(listed: DayList) -> str:
    """Return the rest of the day's list, as Today counts it; empty for another list, or one done."""
    rows = [*listed.coming()] if listed.is_day else []
    warm_up = listed.facts.has_warm_up
    if not rows:
        return ""
    minutes = sum(row.minutes for row in rows) + WARM_UP_MINUTES * warm_up
    return tell_amount(len(rows), minutes, has_warm_up=warm_up, left=" left")


def _add_mistake(workspace: Workspace, end: DayEnd, wrong: Collection[str], today: date) -> DayEnd:
    """Add this month's most frequent mistakes among those of the session and today's warm-ups."""
    month = [
        (past, past.slip or past.title or past.item)
        for past in list_past_mistakes(workspace)
        if (past.day.year, past.day.month) == (today.year, today.month)
    ]
    here = {name for past, name in month if past.day == today and (past.is_in_warm_up or past.item in wrong)}
    if not here:
        return end
    times = Counter(name for _, name in month if name in here)
    red = {name for past, name in month if past.day == today and past.colour == "red"}
    name = max(times, key=lambda each: (times[each], each in red))
    drills = dict.fromkeys(past.item for past, each in month if each == name)
    return replace(end, wrong=name, times=times[name], drills=tuple(drills))


# Seconds of the day that a rapid exercise costs besides its pace: reading the key and giving the reason.
RAPID_EXTRA_S = 10


@dataclass(frozen=True, slots=True)
class SetSummary:
    """The summary of a set."""

    reps: int
    right: int
    # None if the clock is off, or if no rep had one.
    at_pace: int | None
    # The same number for the set before; None without one.
    at_pace_before: int | None
    # The titles of the exercises that became fluent in it.
    fluent: tuple[str, ...]
    # A sentence for each skill that a placement found known and that is new again.
    new_again: tuple[str, ...] = ()
    # Why nothing could be served; else empty.
    note: str = ""
    # From the first prompt to the end.
    seconds: float = 0.0
    # The wrong answers, as Markdown: the question, the answer, the key, and why.
    wrong: tuple[str, ...] = ()

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


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """The end of a session."""

    # Practice included; the colours count only what counts.
    attempts: int
    green: int
    yellow: int
    red: int
    parked: int
    seconds: float
    lines: tuple[Marked, ...]
    # Number of exercises that become due tomorrow, in all banks.
    tomorrow: int
    # Number of exercises that this session could still serve.
    waiting: int
    # Number of exercises still due today, in all banks.
    due: int = 0
    # The rest of the day's list, in words; empty if nothing is left, or the list is another.
    left: str = ""
    # Why it ended by itself, a sentence; empty if it was left.
    ended: str = ""
    # A line for each subject that this session completed: all green, or green and parked.
    complete: tuple[str, ...] = ()
    # Sentences on other changes: skills that were known and are new again.
    remarks: tuple[str, ...] = ()
    # Whether an exercise was served in it.
    was_served: bool = True
    # Whether it was a placement; then ``waiting`` is the number of further questions.
    is_placement: bool = False
    # Whether only subjects other than the goal's are left to go on with.
    others: bool = False
    # The day's totals; ``None`` for a placement.
    end: DayEnd | None = None
    # The achievements for the goal, once it is reached.
    reached: GoalReached | None = None
    # The result of a placement, or of a set of the warm-up.
    found: SkillsFound | None = None
    warm_up: SetSummary | None = None

    @property
    def is_practice(self) -> bool:
        """Whether nothing of it counts."""
        return bool(self.lines) and all(line.exercise.is_practice for line in self.lines)


def tell_rows(summary: SessionSummary) -> tuple[tuple[str, str], ...]:
    """Return the lines of a day or a placement: subject and text."""
    of = summary.end or summary.found
    end = summary.end
    rows = of.tell_rows() if of is not None else ()
    done = ""
    if end is not None and not end.head and end.marked > summary.attempts:
        done = f"{count(end.marked, 'exercise')} done in {max(1, round(end.minutes))} min"
    today = "; ".join(filter(None, (done, summary.left)))
    if not today:
        return rows
    before = tuple(row for row in rows if row[0] != TOMORROW)
    return (*before, ("Today", today), *rows[len(before) :])


def tell_days(summary: SessionSummary) -> str:
    """Return the exercises still due today, and those back tomorrow, unless rows of the day say it better."""
    if summary.is_placement or summary.is_practice:
        return ""
    sentences = list[str]()
    if summary.due and not summary.left:
        verb = "is" if summary.due == 1 else "are"
        sentences.append(f"{count(summary.due, 'exercise')} to repeat {verb} still due today.")
    is_planned = summary.end is not None and summary.end.tomorrow
    comes = "comes" if summary.tomorrow == 1 else "come"
    if summary.tomorrow and not is_planned:
        sentences.append(f"Tomorrow {count(summary.tomorrow, 'exercise')} {comes} back.")
    return " ".join(sentences)


class SessionTotals:
    """The attempts of one session, in order."""

    def __init__(self) -> None:
        self.lines: list[Marked] = []
        self.parked_by_hand: list[ItemId] = []

    @property
    def counted(self) -> list[Marked]:
        """The marks that count, in order."""
        return [line for line in self.lines if line.effect.counts]

    @property
    def put_right(self) -> list[str]:
        """The yellows and reds that were answered right."""
        return [
            line.exercise.item
            for line in self.counted
            if line.facts.ok and line.exercise.state.state in ("yellow", "red")
        ]

    @property
    def wrong(self) -> set[str]:
        """The items answered wrong."""
        return {line.exercise.item for line in self.counted if not line.facts.ok}

    def day_items(self, seconds_each: float) -> float:
        """Return the marks as items of the day: a chain counts as many as it has stages.

        A rapid exercise costs its pace and `RAPID_EXTRA_S`, which is a part of an item.
        """
        paces = [line.exercise.entry.pace for line in self.lines]
        plain = sum(
            len(line.facts.stages) or 1 for line, pace in zip(self.lines, paces, strict=True) if not pace
        )
        rapid_s = sum(pace + RAPID_EXTRA_S for pace in paces if pace)
        return plain + rapid_s / max(seconds_each, LEAST_SECONDS)

    def marked(
        self, exercise: ExerciseView, facts: Attempt, after: ItemState, workspace: Workspace, states: States
    ) -> Marked:
        """Record a mark and return its report. ``states`` are those of everything."""
        entry = exercise.entry
        counts = facts.kind != "extra"
        day = due(after, workspace.method().gaps_in_force)
        effect = Consequence(colour(facts.ok, facts.why), after, day, counts)
        marked = Marked(exercise, facts, effect, workspace.study_day())
        if counts and effect.colour == "yellow" and after.yellows >= MANY_YELLOWS:
            marked = replace(marked, advice=SPLIT_IT)
        is_parked = after.state == "parked"
        if counts and (is_parked or after.state == "red"):
            marked = replace(marked, first=drill_first(workspace, entry, states))
            if is_parked:
                from drill.session.standing.paper_names import describe_connections  # loads paper records

                marked = replace(marked, advice=describe_connections(workspace, entry))
            if is_parked or after.red_pass == 1:
                aside = workspace.banks_aside() if is_parked else None
                marked = replace(marked, links=links_of(workspace, entry, aside))
        self.lines.append(marked)
        return marked

    def take_back(self, item: ItemId, kind: Kind) -> None:
        """Forget the newest mark or parking of ``item``, if it was given in this session."""
        if kind == "park" and item in self.parked_by_hand:
            self.parked_by_hand.remove(item)
        elif kind in ATTEMPTS:
            for index in reversed(range(len(self.lines))):
                if self.lines[index].exercise.item == item:
                    del self.lines[index]
                    return

    def summary(
        self, workspace: Workspace, waiting: int, ended: str = "", remarks: tuple[str, ...] = ()
    ) -> SessionSummary:
        """Return the whole session; ``ended`` is why it is over, ``remarks`` are other changes."""
        lines = self.lines
        marks = Counter(line.effect.colour for line in self.counted)
        due_today, tomorrow = due_counts(workspace)
        newly_parked = sum(
            line.effect.after.state == "parked" and line.exercise.state.state != "parked" for line in lines
        )
        return SessionSummary(
            attempts=len(lines), green=marks["green"], yellow=marks["yellow"], red=marks["red"],
            parked=newly_parked + len(self.parked_by_hand),
            seconds=sum(line.facts.seconds for line in lines), lines=tuple(lines),
            tomorrow=tomorrow, waiting=waiting, due=due_today, ended=ended,
            complete=describe_completed_banks(workspace, self._banks()), remarks=remarks,
        )  # fmt: skip

    def _banks(self) -> set[BankId]:
        """Return the banks with something that counted in this session."""
        counted = {line.exercise.item for line in self.counted}
        return {BankId(item.rpartition("/")[0]) for item in counted | set(self.parked_by_hand)}


# The end of a pass: where its reds are, and the most frequent mistakes.


@dataclass(frozen=True, slots=True)
class ClosedPass:
    """A pass that has all its verdicts now, with the other passes of its bank."""

    bank: str
    title: str
    row: PassRow
    progress: BankProgress
    # Titles of the topics with most reds in it, and how many.
    reds: tuple[tuple[str, int], ...] = ()
    # Its most frequent mistakes, in words, and how often each occurred.
    slips: tuple[tuple[str, int], ...] = ()
    # Right answers in it without a known reason.
    unsure: int = 0


# Topics and slips that a summary names.
SHOWN = 4


def closed_passes(before: Sequence[BankProgress], after: Sequence[BankProgress]) -> tuple[ClosedPass, ...]:
    """Return the passes that were completed between two looks at the banks."""
    earlier = {bank.bank: bank.passes for bank in before}
    return tuple(
        ClosedPass(bank.bank, bank.title, row, bank)
        for bank in after
        for row in newly_done(earlier.get(bank.bank, ()), bank.passes)
    )


def described_pass(workspace: Workspace, closed: ClosedPass) -> ClosedPass:
    """Return the pass with its reds by topic, its commonest diagnoses, and the right answers without a
    why."""
    entries = workspace.catalogue.entries
    states = workspace.states(banks=[BankId(closed.bank)])
    marks = [
        (item, mark)
        for item, state in states.items()
        for mark in state.marks
        if (mark.round, mark.pass_) == (closed.row.round, closed.row.pass_)
    ]
    reds = Counter(
        workspace.catalogue.topic(entries[item]).title
        for item, mark in marks
        if mark.colour == "red" and item in entries
    )
    slips = Counter[str]()
    for item, mark in marks:
        for event in workspace.store.history(item) if not mark.ok else ():
            if event.id == mark.event and isinstance(event.facts, Attempt):
                slips.update(filter(None, [describe_slip(event.facts.code, event.facts.mistake)]))
    return replace(
        closed,
        reds=tuple(reds.most_common(SHOWN)),
        slips=tuple(slips.most_common(SHOWN)),
        unsure=sum(mark.ok and mark.colour == "yellow" for _, mark in marks),
    )
