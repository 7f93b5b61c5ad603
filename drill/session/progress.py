"""Progress: the banks, their passes and topics, the days, what lies ahead."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, cast

from drill.banks.catalogue import Bank
from drill.gyr.checks import rechecks
from drill.gyr.clock import clamped
from drill.gyr.events import UNDECIDED, Answer, Attempt, BankId, Override
from drill.gyr.outlook import DayAhead, Finish, days_ahead, finish, pace
from drill.gyr.passes import Cell, Column, PassRow, completion, count_cells, of_all, table
from drill.gyr.path import skills_of
from drill.gyr.spread import quantile
from drill.gyr.standing import Standing
from drill.gyr.state import Colour, Opened, State, due
from drill.gyr.totals import Day
from drill.session import scope
from drill.session.pace import Pace, known_left, minutes_to_go
from drill.session.path_view import SkillRow, skill_rows
from drill.session.placement import places_to_begin
from drill.session.rapid_exercises import Fluent, fluent_by_place
from drill.session.titles import title_of
from drill.session.workspace import Workspace

if TYPE_CHECKING:
    from drill.store import Dispute


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the staircase of passes: later rounds of one sort are counted together."""

    row: PassRow
    # What of it comes back and when, in words; of a first pass, what is not met is no part.
    waits: str = ""

    @property
    def met(self) -> int:
        """How many exercises have their mark in it."""
        return self.row.verdicts

    @property
    def told(self) -> str:
        """Its sort and its number: ``pass 2``, ``lapsed 1``."""
        return f"{_SORTS[self.row.opened]} {self.row.pass_}"


@dataclass(frozen=True, slots=True)
class BankProgress:
    """One bank's items by state, and its passes."""

    bank: str
    title: str
    items: int
    states: Mapping[State, int]
    passes: tuple[PassRow, ...]
    complete: bool
    # The same passes as charts show them.
    steps: tuple[Step, ...] = ()
    # Checks of greens that were not green.
    lapses: int = 0
    # About how long it takes until all is green or parked.
    minutes_left: float = 0.0


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

    @property
    def skills_done(self) -> int:
        """How many of its skills are learned or known."""
        return sum(skill.standing in ("learned", "known") for skill in self.skills)


@dataclass(frozen=True, slots=True)
class DayProgress:
    """One study day."""

    day: date
    minutes: float
    # Verdicts and checks.
    attempts: int
    green: int
    yellow: int
    red: int
    checks: int = 0
    # Checks that were not green.
    lapses: int = 0


_PassKey = tuple[Opened, int]
# What opened the rounds of a pass, in the order of charts.
_SORTS: Mapping[Opened, str] = {"first": "pass", "reopen": "reopened", "check": "lapsed"}
# What came next.
Later = Literal["pass", "check"]

# With fewer cases than these, a share says little.
FEW_CASES = 20


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes back in the next days, and when everything is settled at today's pace."""

    days: tuple[DayAhead, ...]
    # About how long everything takes that is not green or parked yet.
    minutes_left: float
    # Over the last 14 days, those without drill among them.
    minutes_a_day: float
    # ``None`` where nothing was drilled of late, or nothing is left.
    finish: Finish | None


@dataclass(frozen=True, slots=True)
class PassTime:
    """How long verdicts of a pass took, in active seconds (read off buckets of 9 %)."""

    pass_: int
    attempts: int
    median_s: float
    # Nine in ten took no longer.
    most_s: float


# Whether an answer was right, and what its learner said: the mark, and both in words.
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
        """The mark, and in words what it was given for."""
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
    """The progress in a line or two, over the exercises that are part of the day."""

    states: Mapping[State, int]
    # At the end of each day, from the day before the first on.
    greens: Sequence[tuple[date, int]]
    # Since Monday, less those that lapsed.
    green_this_week: int
    minutes_this_week: float
    minutes: float

    @property
    def items(self) -> int:
        """How many exercises there are."""
        return sum(self.states.values())


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """One disagreement: what the checker said (``None``: nothing), and what the learner said."""

    cause: Literal["override", "overruled", "undecided", "seen"]
    item: str
    event: str
    day: date
    checker: bool | None
    learner: bool
    code: str
    answer: Answer
    reason: str
    # What it is called where its id says nothing; else empty.
    title: str = ""


@dataclass(frozen=True, slots=True)
class Disputes:
    """The newest marks that do not follow the checker, newest first, of ``total`` in ``attempts``."""

    total: int
    attempts: int
    lines: tuple[DisputeLine, ...]


# Days with work that Today looks back on.
LAST_DAYS = 14
# The newest ones; the rest is counted.
DISPUTES_LISTED = 50
# A log that was merged may tell of any day.
_LONGEST_CURVE = timedelta(3650)
# Days at most since a green, in words.
_SINCE_GREEN = (
    (7, "up to a week"),
    (14, "1 to 2 weeks"),
    (30, "2 weeks to a month"),
    (90, "1 to 3 months"),
    (math.inf, "longer"),
)


def bank_states(workspace: Workspace) -> dict[str, Mapping[State, int]]:
    """Return how many exercises of each bank are in each state."""
    workspace.store.reconcile(workspace.catalogue.entries)
    counts = workspace.store.counts()
    return {
        bank.id: of_all(counts.get(BankId(bank.id), {}), len(bank.entries))
        for bank in workspace.catalogue.banks
    }


def bank_progress(
    workspace: Workspace, banks: Sequence[str] = (), pace: Pace | None = None
) -> tuple[BankProgress, ...]:
    """Return the banks that were named, or all that have exercises. Raises UsageError for a missing one."""
    chosen = [_named(workspace, name) for name in banks] or workspace.catalogue.banks
    standing, today = workspace.standing(), workspace.study_day()
    counts, pace = workspace.store.counts(), pace or Pace(workspace)
    known = known_left(workspace, standing, pace.has.known)
    back = _coming_back(workspace, standing, today)
    progress_rows: list[BankProgress] = []
    for bank in chosen:
        unmet = len(bank.entries) - pace.met[BankId(bank.id)]
        states = of_all(counts.get(BankId(bank.id), {}), len(bank.entries))
        rows = table(Counter(pace.cells.get(BankId(bank.id), {})) + count_cells((), unmet))
        progress_rows.append(
            BankProgress(
                bank=bank.id,
                title=bank.title,
                items=len(bank.entries),
                states=states,
                passes=rows,
                complete=completion(states, rows) is not None,
                steps=_steps(rows, back.get(bank.id, {}), today),
                lapses=sum(row.verdicts for row in rows if row.opened == "check" and row.pass_ == 1),
                minutes_left=round(pace.minutes_of(bank, known.get(bank.id, 0)), 1),
            )
        )
    return tuple(progress_rows)


def _coming_back(
    workspace: Workspace, standing: Standing, day: date
) -> Mapping[str, Mapping[_PassKey, list[date]]]:
    """Return for each bank and pass the days on which its exercises come back."""
    gaps = workspace.method().gaps_in_force
    days_by_bank: dict[str, dict[_PassKey, list[date]]] = {}
    for item, state in standing.others.items():
        if (due_day := due(state, gaps)) is not None:
            passes = days_by_bank.setdefault(item.rpartition("/")[0], {})
            passes.setdefault((state.opened, state.next_pass), []).append(clamped(due_day, day, gaps))
    return days_by_bank


def _steps(rows: Sequence[PassRow], back: Mapping[_PassKey, Sequence[date]], today: date) -> tuple[Step, ...]:
    """Return the passes for charts: the first rounds, reopened ones, and lapses, each apart."""
    joined: dict[_PassKey, PassRow] = {}
    for row in rows:
        known = joined.get(key := (row.opened, row.pass_))
        joined[key] = row if known is None else known.joined(row)
    order = list(_SORTS)
    return tuple(
        Step(joined[key], in_days(back.get(key, ()), today))
        for key in sorted(joined, key=lambda key: (order.index(key[0]), key[1]))
        if joined[key].verdicts or key in back
    )


def items_of_pass(workspace: Workspace, bank: str, step: Step, *, open_first: bool) -> tuple[str, ...]:
    """Return the exercises that were marked in a pass; ``open_first``: only those not green now, if any."""
    states = workspace.states(banks=[bank])
    marked = [
        item
        for entry in workspace.catalogue.entries.values()
        if (item := entry.item) in states
        for mark in states[item].marks
        if (mark.opened, mark.pass_) == (step.row.opened, step.row.pass_)
    ]
    still_open = [item for item in marked if states[item].is_open]
    return tuple(dict.fromkeys(still_open if open_first and still_open else marked))


def in_days(days: Sequence[date], today: date) -> str:
    """Return when exercises come back: ``2 come back tomorrow``, ``12 come back, 5 of them today``."""
    if not days:
        return ""
    now, first = sum(day <= today for day in days), min(days)
    coming_back = f"{len(days)} {'comes' if len(days) == 1 else 'come'} back"
    if 0 < now < len(days):
        return f"{coming_back}, {now} of them today"
    ahead = (first - today).days
    when = {1: "tomorrow"}.get(ahead, f"on {first:%A}" if ahead <= 6 else f"on {first.day} {first:%b}")
    since = f"from {when.removeprefix('on ')} on"
    return f"{coming_back} {'today' if now else when if min(days) == max(days) else since}"


def topics(workspace: Workspace, pace: Pace | None = None) -> Mapping[str, tuple[TopicProgress, ...]]:
    """Return the topics of every bank, in its order; ``pace`` may have read their counts already."""
    workspace.store.reconcile(workspace.catalogue.entries)
    pace = pace or Pace(workspace)
    counts, has = pace.topics, pace.has
    sizes = Counter((entry.bank, entry.topic) for entry in workspace.catalogue.entries.values())
    fluent, begin = fluent_by_place(workspace)[0], places_to_begin(workspace, has)
    skills = skill_rows(workspace, skills_of(workspace.catalogue.entries.values(), pace.parts), has)
    topics_by_bank: dict[str, tuple[TopicProgress, ...]] = {}
    for bank in workspace.catalogue.banks:
        lines: list[TopicProgress] = []
        for topic in bank.topics:
            counted = counts.get((bank.id, topic.id))
            states = of_all(counted.states if counted else {}, sizes[bank.id, topic.id])
            passes = _marks_by_pass(counted.cells if counted else {})
            verdicts_by_pass = {
                number: marks["green"] + marks["yellow"] + marks["red"] for number, marks in passes.items()
            }
            lines.append(
                TopicProgress(
                    topic=topic.id,
                    title=topic.title,
                    cells={
                        number: (passes[number]["green"], verdicts_by_pass[number])
                        for number in sorted(verdicts_by_pass)
                    },
                    open=states["unseen"],
                    parked={
                        number: n for number in sorted(verdicts_by_pass) if (n := passes[number]["parked"])
                    },
                    states=states,
                    begins_here=(bank.id, topic.id) in begin,
                    fluent=fluent.get(topic.id, Fluent()),
                    skills=skills.get((bank.id, topic.id), ()),
                )
            )
        topics_by_bank[bank.id] = tuple(lines)
    return topics_by_bank


def _marks_by_pass(counted: Mapping[Cell, int]) -> Mapping[int, Counter[Column]]:
    """Add up the marks of all rounds."""
    passes: dict[int, Counter[Column]] = {}
    for cell, items in counted.items():
        if cell.column != "waiting":
            passes.setdefault(cell.pass_, Counter())[cell.column] += items
    return passes


def days(workspace: Workspace) -> tuple[DayProgress, ...]:
    """Return every study day with work, in order."""
    return _days(workspace.store.totals().days())


def last_days(workspace: Workspace) -> tuple[DayProgress, ...]:
    """Return the newest study days with work, in order; the log is not read for it as a whole."""
    return _days(workspace.store.last_days(LAST_DAYS))


def _days(worked: Sequence[Day]) -> tuple[DayProgress, ...]:
    return tuple(
        DayProgress(
            day.day, round(day.seconds / 60, 1), day.attempts, day.green, day.yellow, day.red, day.checks,
            day.lapses,
        )
        for day in worked
    )  # fmt: skip


def outlook(workspace: Workspace, own_pace: Pace | None = None) -> Outlook:
    """Return what comes back in the next 14 days, and when all is green or parked at today's pace.

    Papers that are no part of the day are no part of it either.
    """
    today, gaps = workspace.study_day(), workspace.method().gaps_in_force
    totals = workspace.store.totals()
    dues = ((due.day, due.pass_, due.items) for due in workspace.dues())
    own_pace = own_pace or Pace(workspace)
    left = minutes_to_go(workspace, own_pace.has.known, own_pace)
    recent = pace({day.day: day.seconds / 60 for day in totals.days()}, today)
    return Outlook(
        days=days_ahead(dues, today, gaps, totals.times()),
        minutes_left=left,
        minutes_a_day=sum(recent) / len(recent) if recent else 0.0,
        finish=finish(left, recent, today) if left else None,
    )


def headline(workspace: Workspace, banks: Sequence[BankProgress], worked: Sequence[DayProgress]) -> Headline:
    """Return the progress in these banks, without those that are no part of the day."""
    today, aside = workspace.study_day(), workspace.banks_aside()
    monday = today - timedelta(today.weekday())
    states: Counter[State] = Counter()
    for bank in banks:
        states.update(bank.states if bank.bank not in aside else {})
    return Headline(
        states=states,
        greens=_greens_by_day(worked, states["green"], today),
        green_this_week=sum(day.green - day.checks for day in worked if day.day >= monday),
        minutes_this_week=sum(day.minutes for day in worked if day.day >= monday),
        minutes=sum(day.minutes for day in worked),
    )


def _greens_by_day(days: Sequence[DayProgress], green: int, today: date) -> list[tuple[date, int]]:
    """Return how many exercises were green at the end of each day, from the day before the first one on.

    Counted back from the ``green`` ones of today, so that the end is right whatever left the banks meanwhile.
    """
    gained = {day.day: day.green - day.checks for day in days}
    first = max(min(gained, default=date.max), today - _LONGEST_CURVE)
    curve, day = [(today, green)], today
    while day >= first:
        green = max(0, green - gained.get(day, 0))
        day -= timedelta(1)
        curve.append((day, green))
    return curve[::-1]


def retention(workspace: Workspace) -> tuple[Retention, ...]:
    """Count how many greens were green again when they were checked, by the time since they last were."""
    checks, held = Counter[str](), Counter[str]()
    for (days, is_green), n in rechecks(workspace.store.rechecked()).items():
        after = next(words for most, words in _SINCE_GREEN if days <= most)
        checks[after] += n
        held[after] += n * is_green
    return tuple(Retention(after, checks[after], held[after]) for _, after in _SINCE_GREEN if checks[after])


def times(workspace: Workspace) -> tuple[PassTime, ...]:
    """Return how long verdicts took, pass by pass."""
    return tuple(
        PassTime(pass_, sum(counts.values()), quantile(counts, 0.5), quantile(counts, 0.9))
        for pass_, counts in sorted(workspace.store.totals().times().items())
    )


def words(workspace: Workspace) -> tuple[Words, ...]:
    """Return whether "I know why" and "I see where" held at the next pass or check, the surest first."""
    counts = workspace.store.totals().words()
    cases: Counter[tuple[bool, bool, Later]] = Counter()
    held: Counter[tuple[bool, bool, Later]] = Counter()
    for (ok, why, later, right), n in counts.items():
        cases[ok, why, later] += n
        held[ok, why, later] += n * right
    surest = sorted(cases, key=lambda case: (not case[0], not case[1], case[2]))
    return tuple(Words(*case, cases=cases[case], right=held[case]) for case in surest)


def disputes(workspace: Workspace, limit: int = DISPUTES_LISTED) -> Disputes:
    """Return where the learner and the checker disagreed, the newest first."""
    total, recent_disputes = workspace.store.disputes(limit)
    attempts = sum(day.attempts for day in workspace.store.totals().days())
    return Disputes(total, attempts, tuple(_dispute_line(workspace, dispute) for dispute in recent_disputes))


def _dispute_line(workspace: Workspace, dispute: Dispute) -> DisputeLine:
    event = dispute.event
    about = event.facts if dispute.attempt is None else dispute.attempt.facts
    facts = cast("Attempt | Override", event.facts)
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
    """Return what the checker had said, ``None`` if that is unknown."""
    facts = None if dispute.attempt is None else dispute.attempt.facts
    if not isinstance(facts, Attempt) or facts.code == UNDECIDED:
        return None
    return facts.ok if facts.decided_by == "checker" else not facts.ok


def _named(workspace: Workspace, name: str) -> Bank:
    bank = workspace.catalogue.bank(name)
    if bank is None:
        raise scope.unknown(workspace.catalogue, name)
    return bank
