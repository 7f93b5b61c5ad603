"""Progress: the banks, their passes and topics, the past days, and the coming ones."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal, cast

from drill.banks.catalogue import Bank
from drill.codec import pick_fields
from drill.errors import DrillError
from drill.gyr.entry import Entry, group_by
from drill.gyr.events import UNDECIDED, Answer, Attempt, BankId, ItemId, Override
from drill.gyr.fold import (
    Cell,
    Column,
    PassRow,
    count_cells,
    count_items_by_state,
    find_bank_completion,
    make_pass_rows,
)
from drill.gyr.path import Path, collect_skills, path_of
from drill.gyr.progress import Day, DayAhead, Finish, Tenths, days_ahead, finish, pace, quantile
from drill.gyr.state import Colour, ItemState, State, count_rechecks
from drill.reading import WrittenName, write_plain
from drill.session import scope
from drill.session.progress.pass_chart import (
    Pace,
    SkillRow,
    Staircase,
    Step,
    is_last_try,
    known_left,
    minutes_to_go,
    skill_row,
    skill_rows,
)
from drill.session.standing.attempts import find_checkers_verdict
from drill.session.standing.goals import (
    GOAL_REACHED,
    GoalView,
    current_goal,
    find_loaded_goal,
    goal_exercises,
    goal_view,
    tell_weeks,
)
from drill.session.standing.placement import places_to_begin
from drill.session.standing.queueing import Fluent, fluent_by_place
from drill.session.standing.withheld_exercises import count_bank, count_exercises, list_counted
from drill.session.titles import scope_title, title_of
from drill.session.workspace import Workspace, at_one_moment

if TYPE_CHECKING:
    from drill.store import Dispute


@dataclass(frozen=True, slots=True)
class BankProgress:
    """The items of one bank by state, and its passes; or those of a topic, a skill, a single exercise."""

    # Its name on a command line.
    bank: str
    title: str
    items: int
    states: Mapping[State, int]
    passes: tuple[PassRow, ...]
    complete: bool
    # The same passes as charts show them.
    chart: Staircase = field(default_factory=Staircase)
    # Checks of greens that were not green.
    lapses: int = 0
    # Pass → how many wait for it.
    waiting: Mapping[int, int] = field(default_factory=dict[int, int])


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """One topic's marks by pass, all rounds together."""

    topic: str
    title: str
    # Pass → green and all verdicts in it.
    cells: Mapping[int, tuple[int, int]]
    # Exercises never met.
    open: int
    # Pass → reds in it that parked, where there were any.
    parked: Mapping[int, int] = field(default_factory=dict[int, int])
    states: Mapping[State, int] = field(default_factory=dict[State, int])
    # Whether a placement found that it is a good place to begin.
    begins_here: bool = False
    fluent: Fluent = field(default_factory=Fluent)
    # The skills that it trains, in parts.
    skills: tuple[SkillRow, ...] = ()
    chart: Staircase = field(default_factory=Staircase)

    @property
    def skills_done(self) -> int:
        """How many of its skills are learned or known."""
        return sum(skill.standing in ("learned", "known") for skill in self.skills)


@dataclass(frozen=True, slots=True)
class ReachedGoal:
    """A goal that was reached: its name in the settings, its title, and the day if it is known."""

    goal: str
    title: str
    on: date | None

    @property
    def told(self) -> str:
        """``DDPM, reached on 30 November``."""
        if self.on:
            return f"{self.title}, reached on {self.on.day} {self.on:%B}"
        return f"{self.title}, reached"


@dataclass(frozen=True, slots=True)
class LeadProgress:
    """The beginning of Progress: the goal and its path; without a goal all exercises."""

    # The goal; empty without one.
    bank: str
    title: str
    # Skills known, learned, begun, set aside and left, and those that are left.
    path: Path
    left: tuple[SkillRow, ...]
    # Exercises that train a skill of the path; the goal's own, and how many of these are green now.
    on_path: int
    own: int
    own_green: int
    # The progress in these, of an import in its formulas, in words.
    own_told: str
    is_reached: bool
    # About how long the skills left take, in weeks; empty if nobody measured it.
    weeks: str
    passes: tuple[PassRow, ...]
    chart: Staircase
    # All its exercises, if there is a goal.
    items: tuple[str, ...] = ()
    # The goals that were reached: each with its name in the settings.
    reached: tuple[ReachedGoal, ...] = ()


# The kind of the following attempt.
Later = Literal["pass", "check"]

# Min number of cases, because a share of fewer means little.
FEW_CASES = 20


@dataclass(frozen=True, slots=True)
class Outlook:
    """The exercises that come back in the next days, and when everything is settled at today's pace."""

    days: tuple[DayAhead, ...]
    # About how long everything takes that is not green or parked yet.
    minutes_left: Tenths
    # Over the last 14 days, those without drill among them.
    minutes_a_day: Tenths
    # ``None`` if nothing was drilled of late, or nothing is left.
    finish: Finish | None


@dataclass(frozen=True, slots=True)
class PassTime:
    """How long verdicts of a pass took, in active seconds (read off buckets of 9 %)."""

    pass_: int
    attempts: int
    median_s: Annotated[Tenths, WrittenName("median_seconds")]
    # Nine in ten took no longer.
    most_s: Annotated[Tenths, WrittenName("nine_in_ten_seconds")]


# Whether an answer was right, and the learner's reply: the mark, and both in words.
_SAID: Mapping[tuple[bool, bool], tuple[Colour, str]] = {
    (True, True): ("green", "right, and I know why"),
    (True, False): ("yellow", "right, not sure why"),
    (False, True): ("yellow", "wrong, I see where"),
    (False, False): ("red", "wrong, still unclear"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """How reliable a kind of mark was: of ``cases`` next counted attempts, ``right`` were right."""

    ok: bool
    why: bool
    later: Later
    cases: int
    right: int

    @property
    def mark(self) -> tuple[Colour, str]:
        """The mark, and the reason for it in words."""
        return _SAID[self.ok, self.why]

    @property
    def says_little(self) -> bool:
        """Whether there are too few cases."""
        return self.cases < FEW_CASES


@dataclass(frozen=True, slots=True)
class Retention:
    """Greens by the time until their check: how many, and how many were green again."""

    after: str
    checks: int
    held: int


@dataclass(frozen=True, slots=True)
class Headline:
    """Greens and minutes of all days."""

    # At the end of each day, from the first one on.
    greens: Sequence[tuple[date, int]]
    # Since Monday: verdicts that were green, and checks of greens that held.
    new_greens_this_week: int
    held_this_week: int
    minutes_this_week: float
    minutes: float


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """One disagreement: the checker's verdict (``None``: nothing), and the learner's."""

    cause: Literal["override", "overruled", "undecided"]
    item: str
    event: str
    day: date
    checker: bool | None
    learner: bool
    code: str
    answer: Answer
    reason: str
    # Its name if its id is not readable; else empty.
    title: str = ""


@dataclass(frozen=True, slots=True)
class Disputes:
    """The newest marks that do not follow the checker, newest first, of ``total`` in ``attempts``."""

    total: int
    attempts: int
    lines: tuple[DisputeLine, ...]


@dataclass(frozen=True, slots=True)
class LogFacts:
    """The facts of the whole log: what the charts of days and greens show."""

    days: tuple[Day, ...] = ()
    outlook: Outlook = Outlook((), 0.0, 0.0, None)
    times: tuple[PassTime, ...] = ()
    words: tuple[Words, ...] = ()
    disputes: Disputes = Disputes(0, 0, ())
    headline: Headline = Headline((), 0, 0, 0.0, 0.0)
    retention: tuple[Retention, ...] = ()

    @property
    def telling_words(self) -> tuple[Words, ...]:
        """Those with enough cases to draw conclusions."""
        return tuple(word for word in self.words if not word.says_little)


# Max disputes that are listed, the newest ones; the rest is counted.
DISPUTES_LISTED = 50
# Max length of a curve, because a merged log may contain any day.
_LONGEST_CURVE = timedelta(3650)
# Max days since a green, each with its words.
_SINCE_GREEN = (
    (7, "up to a week"),
    (14, "1 to 2 weeks"),
    (30, "2 weeks to a month"),
    (90, "1 to 3 months"),
    (math.inf, "longer"),
)


def bank_states(workspace: Workspace) -> dict[str, Mapping[State, int]]:
    """Return how many exercises of each bank are in each state."""
    parts = workspace.parts()
    return {bank.id: count_bank(bank, parts).states for bank in workspace.catalogue.banks}


def bank_progress(
    workspace: Workspace, names: Sequence[str] = (), pace: Pace | None = None
) -> tuple[BankProgress, ...]:
    """Return the banks, topics, skills or exercises that were named, or all banks that have exercises.

    Raises UsageError for a name of nothing.
    """
    catalogue = workspace.catalogue
    pace = pace or Pace(workspace)
    known = known_left(workspace, pace.standing, pace.has.known)
    progress_rows: list[BankProgress] = []
    named = [scope.name_in_full(catalogue, name) for name in names]
    for name in named or [bank.id for bank in catalogue.banks]:
        if (bank := catalogue.bank(name)) is None:
            progress_rows.append(_part_progress(workspace, name, pace))
            continue
        states = count_bank(bank, pace.parts).states
        unmet = sum(entry.item not in pace.standing for entry in list_counted(bank))
        rows = make_pass_rows(Counter(pace.cells.get(BankId(bank.id), {})) + count_cells((), unmet))
        waiting = pace.waiting_of(bank, known.get(bank.id, 0))
        chart = pace.staircases.of_bank(bank.id, rows)
        progress_rows.append(_make_bank_progress(bank.id, bank.title, states, rows, chart, waiting))
    return tuple(progress_rows)


def _part_progress(workspace: Workspace, name: str, pace: Pace) -> BankProgress:
    """Return the progress of a topic, a skill or a single exercise."""
    entries = [*scope.find_named_exercises(workspace.catalogue, name)]
    if not entries:
        raise scope.unknown(workspace.catalogue, name)
    states = _states_of(workspace, entries)
    unmet = len(entries) - len(states)
    known = pace.has.known
    rows = make_pass_rows(count_cells(states.values(), unmet))
    waiting = Counter(state.next_pass for state in states.values() if state.is_open)
    # Those that were never met wait for their first pass.
    waiting[1] += sum(entry.item not in states and entry.trains not in known for entry in entries)
    return _make_bank_progress(
        name,
        scope_title(workspace, name, entries[0]),
        count_items_by_state(states.values(), unmet),
        rows,
        pace.staircases.of(rows, states.keys()),
        waiting,
    )


def _states_of(workspace: Workspace, entries: Sequence[Entry]) -> Mapping[ItemId, ItemState]:
    """Return the states of those exercises that have events."""
    states = workspace.states(banks={entry.bank for entry in entries})
    return {entry.item: states[entry.item] for entry in entries if entry.item in states}


def _make_bank_progress(
    name: str,
    title: str,
    states: Mapping[State, int],
    rows: tuple[PassRow, ...],
    chart: Staircase,
    waiting: Mapping[int, int],
) -> BankProgress:
    return BankProgress(
        bank=name,
        title=title,
        items=sum(states.values()),
        states=states,
        passes=rows,
        complete=find_bank_completion(states, rows) is not None,
        chart=chart,
        lapses=sum(row.verdicts for row in rows if row.opened == "check" and row.pass_ == 1),
        waiting=waiting,
    )


def lead_progress(workspace: Workspace, pace: Pace) -> LeadProgress:
    """Return the beginning of Progress: the goal, or all exercises."""
    goal = goal_view(workspace, pace.parts, pace.has)
    aim = current_goal(workspace)
    every = collect_skills(workspace.catalogue.entries, pace.parts)
    if goal is None or aim is None:
        on_path = entries = [*workspace.catalogue.entries.values()]
        own = ()
        items = ()
        path = path_of(every, pace.has)
        cells = sum(pace.cells.values(), Counter[Cell]())
        rows = make_pass_rows(cells + count_cells((), len(entries) - pace.met.total()))
    else:
        on_path, own = goal_exercises(workspace, aim)
        entries = [*on_path, *own]
        path = goal.path
        items = tuple(entry.item for entry in entries)
        states = _states_of(workspace, entries)
        rows = make_pass_rows(count_cells(states.values(), len(entries) - len(states)))
    left = tuple(skill_row(workspace, skill, every[skill], pace.has) for skill in path.left)
    return LeadProgress(
        bank="" if goal is None else goal.bank,
        title="" if goal is None else goal.short_title,
        path=path,
        left=left,
        on_path=len(on_path),
        own=len(own),
        own_green=0 if goal is None else goal.own.green,
        own_told="" if goal is None else goal.own_told,
        is_reached=goal is not None and goal.is_reached,
        weeks="" if goal is None or aim is None else tell_weeks_of_week(workspace, aim.bank, goal),
        reached=tuple(list_reached_goals(workspace)),
        passes=rows,
        chart=pace.staircases.of(rows, [entry.item for entry in entries]),
        items=items,
    )


def tell_weeks_of_week(workspace: Workspace, bank: Bank, goal: GoalView) -> str:
    """Return how long the remaining skills take, as first reported this week.

    It is updated only once a week, because a number that moves every day is read as a promise.
    """
    minutes = workspace.settings.mean_minutes
    weeks = tell_weeks(bank, goal, minutes)
    today = workspace.study_day()
    name = f"weeks of {goal.bank}"
    if not weeks:
        return ""
    monday = f"{today - timedelta(today.weekday())}:{minutes:.0f}"
    begun, _, said = (workspace.store.read_fact(name) or "").partition(" ")
    if begun == monday:
        return said
    with suppress(DrillError):  # if the store cannot be written, it is computed anew each time
        workspace.store.keep_fact(name, f"{monday} {weeks}")
    return weeks


def list_reached_goals(workspace: Workspace) -> Iterator[ReachedGoal]:
    """Yield the goals that were reached: banks, and the present goal."""
    banks = [bank.id for bank in workspace.catalogue.banks]
    for name in dict.fromkeys([*banks, workspace.settings.goal]):
        reached = workspace.store.read_fact(f"{GOAL_REACHED}{name}")
        goal = None if reached is None else find_loaded_goal(workspace, name)
        if reached is not None and goal is not None:
            day = reached.partition(" ")[2]
            title = goal.title.partition(": ")[0]
            yield ReachedGoal(name, title, date.fromisoformat(day) if day else None)


def items_of_pass(
    workspace: Workspace, words: Sequence[str], step: Step, *, open_first: bool
) -> tuple[str, ...]:
    """Return the exercises of a scope that were marked in a pass, or have their last try in it.

    ``open_first``: only those that are not green now, if there are any.
    """
    states = _states_of(workspace, scope.resolve(workspace.catalogue, words).entries)
    key = (step.row.opened, step.row.pass_)
    marked = [
        item
        for item, state in states.items()
        if any((mark.opened, mark.pass_) == key for mark in state.marks)
        or (is_last_try(state) and (state.opened, state.next_pass) == key)
    ]
    still_open = [item for item in marked if states[item].is_open]
    return tuple(still_open if open_first and still_open else marked)


def read_topic_progress(
    workspace: Workspace, pace: Pace | None = None
) -> Mapping[str, tuple[TopicProgress, ...]]:
    """Return the topics of every bank, in its order; ``pace`` may have read their counts already."""
    pace = pace or Pace(workspace)
    has = pace.has
    counted = chain.from_iterable(map(list_counted, workspace.catalogue.banks))
    by_topic = group_by(counted, lambda entry: entry.topic_key)
    fluent = fluent_by_place(workspace)[0]
    begin = places_to_begin(workspace, has)
    skills = skill_rows(workspace, collect_skills(workspace.catalogue.entries, pace.parts), has)
    topics_by_bank: dict[str, tuple[TopicProgress, ...]] = {}
    for bank in workspace.catalogue.banks:
        lines: list[TopicProgress] = []
        for topic in bank.topics:
            counted = pace.topics.get((bank.id, topic.id))
            states = count_exercises(by_topic.get((bank.id, topic.id), ()), pace.parts).states
            # of all rounds
            passes: dict[int, Counter[Column]] = {}
            for cell, items in counted.cells.items() if counted else ():
                if cell.column != "waiting":
                    passes.setdefault(cell.pass_, Counter())[cell.column] += items
            marks_by_pass = sorted(passes.items())
            lines.append(
                TopicProgress(
                    topic=topic.id,
                    title=topic.title,
                    cells={
                        number: (marks["green"], marks["green"] + marks["yellow"] + marks["red"])
                        for number, marks in marks_by_pass
                    },
                    open=states["unseen"],
                    parked={number: marks["parked"] for number, marks in marks_by_pass if marks["parked"]},
                    states=states,
                    begins_here=(bank.id, topic.id) in begin,
                    fluent=fluent.get(topic.id, Fluent()),
                    skills=skills.get((bank.id, topic.id), ()),
                    chart=pace.staircases.of_bank(
                        bank.id, make_pass_rows(counted.cells) if counted else (), topic.id
                    ),
                )
            )
        topics_by_bank[bank.id] = tuple(lines)
    return topics_by_bank


@at_one_moment
def read_log_facts(workspace: Workspace, pace: Pace) -> LogFacts:
    """Return the facts of the whole log, which takes long to read."""
    worked = tuple(workspace.store.totals().days())
    return LogFacts(
        days=worked,
        outlook=forecast_workload(workspace, pace),
        times=measure_pass_times(workspace),
        words=count_held_claims(workspace),
        disputes=list_disputes(workspace),
        headline=summarise_greens(workspace, worked),
        retention=count_retained_greens(workspace),
    )


def shape_log_facts(log: LogFacts) -> Mapping[str, object]:
    """Return the facts of the log as ``drill progress --json`` has them."""
    return {
        **pick_fields(log, "days(day minutes attempts green yellow red checks lapses) words"),
        "greens": [{"day": day.isoformat(), "green": green} for day, green in log.headline.greens],
        "forecast": write_plain(log.outlook),
        "times": write_plain(log.times),
        "disputes": pick_fields(
            log.disputes,
            "total attempts newest=lines(cause item event day checker learner code answer reason)",
        ),
    }


def forecast_workload(workspace: Workspace, own_pace: Pace) -> Outlook:
    """Return the exercises due in the next 14 days, and when all is green or parked at today's pace.

    Papers outside the day are left out.
    """
    today = workspace.study_day()
    gaps = workspace.method().gaps_in_force
    totals = workspace.store.totals()
    dues = ((due.day, due.pass_, due.items) for due in workspace.dues())
    left = minutes_to_go(workspace, own_pace)
    recent = pace({day.day: day.seconds / 60 for day in totals.days()}, today)
    return Outlook(
        days=days_ahead(
            dues, today, gaps, totals.count_verdicts_by_time(), next_day=workspace.settings.next_day
        ),
        minutes_left=left,
        minutes_a_day=sum(recent) / len(recent) if recent else 0.0,
        finish=finish(left, recent, today) if left else None,
    )


def summarise_greens(workspace: Workspace, worked: Sequence[Day]) -> Headline:
    """Return how many exercises were green at the end of each day, and the minutes drilled."""
    today = workspace.study_day()
    counts = workspace.learner().counts()
    monday = today - timedelta(today.weekday())
    held = sum(day.checks - day.lapses for day in worked if day.day >= monday)
    return Headline(
        greens=_greens_by_day(worked, sum(states.get("green", 0) for states in counts.values()), today),
        new_greens_this_week=sum(day.green for day in worked if day.day >= monday) - held,
        held_this_week=held,
        minutes_this_week=sum(day.minutes for day in worked if day.day >= monday),
        minutes=sum(day.minutes for day in worked),
    )


def _greens_by_day(days: Sequence[Day], green: int, today: date) -> list[tuple[date, int]]:
    """Return how many exercises were green at the end of each day, from the first one on.

    Counted back from the ``green`` ones of today, so that the end is right whatever left the banks meanwhile.
    """
    gained = {day.day: day.green - day.checks for day in days}
    first = max(min(gained, default=today), today - _LONGEST_CURVE)
    curve = [(today, green)]
    day = today
    while day > first:
        green = max(0, green - gained.get(day, 0))
        day -= timedelta(1)
        curve.append((day, green))
    return curve[::-1]


def count_retained_greens(workspace: Workspace) -> tuple[Retention, ...]:
    """Count how many greens were green again when they were checked, by the time since they last were."""
    checks = Counter[str]()
    held = Counter[str]()
    for (days, is_green), n in count_rechecks(state.reviews for state in workspace.states().values()).items():
        after = next(words for most, words in _SINCE_GREEN if days <= most)
        checks[after] += n
        held[after] += n * is_green
    return tuple(Retention(after, checks[after], held[after]) for _, after in _SINCE_GREEN if checks[after])


def measure_pass_times(workspace: Workspace) -> tuple[PassTime, ...]:
    """Return how long verdicts took, pass by pass."""
    return tuple(
        PassTime(pass_, sum(counts.values()), quantile(counts, 0.5), quantile(counts, 0.9))
        for pass_, counts in sorted(workspace.store.totals().count_verdicts_by_time().items())
    )


def count_held_claims(workspace: Workspace) -> tuple[Words, ...]:
    """Return whether "I know why" and "I see where" held at the next pass or check, the surest first."""
    counts = workspace.store.totals().words()
    cases: Counter[tuple[bool, bool, Later]] = Counter()
    held: Counter[tuple[bool, bool, Later]] = Counter()
    for (ok, why, later, right), n in counts.items():
        cases[ok, why, later] += n
        held[ok, why, later] += n * right
    surest = sorted(cases, key=lambda case: (not case[0], not case[1], case[2]))
    return tuple(Words(*case, cases=cases[case], right=held[case]) for case in surest)


def list_disputes(workspace: Workspace) -> Disputes:
    """Return where the learner and the checker disagreed, the newest first."""
    total, recent_disputes = workspace.store.disputes(DISPUTES_LISTED)
    attempts = sum(day.attempts for day in workspace.store.totals().days())
    return Disputes(total, attempts, tuple(_dispute_line(workspace, dispute) for dispute in recent_disputes))


def _dispute_line(workspace: Workspace, dispute: Dispute) -> DisputeLine:
    event = dispute.event
    about = event.facts if dispute.attempt is None else dispute.attempt.facts
    facts = cast("Attempt | Override", event.facts)  # nothing else disputes a verdict
    return DisputeLine(
        cause=dispute.cause,
        item=event.item,
        event=event.id,
        day=event.study_day,
        checker=_checkers_word(dispute),
        learner=facts.ok,
        code=about.code if isinstance(about, Attempt) else "",
        answer=about.answer if isinstance(about, Attempt) else "",
        reason=facts.reason,
        title=title_of(workspace, event.item),
    )


def _checkers_word(dispute: Dispute) -> bool | None:
    """Return the checker's verdict, ``None`` if that is unknown."""
    facts = None if dispute.attempt is None else dispute.attempt.facts
    if not isinstance(facts, Attempt) or facts.code == UNDECIDED:
        return None
    return find_checkers_verdict(facts)
