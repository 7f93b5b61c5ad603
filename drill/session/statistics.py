"""Where one stands: the banks, their passes and topics, the days, what lies ahead; all from counters."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from drill.banks import Bank
from drill.gyr import (
    NEVER_MET,
    Attempt,
    BankId,
    Cell,
    Column,
    Override,
    State,
    cells,
    completion,
    days_ahead,
    finish,
    minutes_left,
    newly_done,
    of_all,
    pace,
    quantile,
    rechecks,
    table,
)
from drill.session import scope
from drill.session.chart_data import (
    DisputeLine,
    Disputes,
    Headline,
    Later,
    Outlook,
    PassTime,
    Retention,
    Words,
)
from drill.session.open_exercise import UNDECIDED
from drill.session.titles import title_of
from drill.session.views import (
    BankProgress,
    ClosedPass,
    DayProgress,
    TopicProgress,
)
from drill.session.workspace import Workspace

if TYPE_CHECKING:
    from drill.store import Dispute

# The newest ones; the rest is counted.
DISPUTES_LISTED = 50
_LONGEST_CURVE = timedelta(3650)
"""A log that was merged may tell of any day."""
_SINCE_GREEN = (
    (7, "up to a week"),
    (14, "1 to 2 weeks"),
    (30, "2 weeks to a month"),
    (90, "1 to 3 months"),
    (math.inf, "longer"),
)
"""Days at most since a green, in words."""


def progress(workspace: Workspace, banks: Sequence[str] = ()) -> tuple[BankProgress, ...]:
    """Return the banks that were named, or all that have exercises. Raises UsageError for one that is not
    there."""
    chosen = [_named(workspace, name) for name in banks] or workspace.catalogue.banks
    workspace.store.reconcile(workspace.exercises)
    counts = workspace.store.counts()
    times = workspace.store.times()
    found: list[BankProgress] = []
    for bank in chosen:
        counted = counts.get(BankId(bank.id))
        here: Mapping[Cell, int] = counted.cells if counted else {}
        unmet = len(bank.entries) - (counted.met if counted else 0)
        states = of_all(counted.states if counted else {}, len(bank.entries))
        with_unmet = _with_unmet(here, unmet)
        rows = table(with_unmet)
        found.append(
            BankProgress(
                bank=bank.id,
                title=bank.title,
                items=len(bank.entries),
                states=states,
                passes=rows,
                complete=completion(states, rows) is not None,
                lapses=sum(row.verdicts for row in rows if row.opened == "check" and row.pass_ == 1),
                minutes_left=round(minutes_left(with_unmet, times), 1),
            )
        )
    return tuple(found)


def closed_passes(before: Sequence[BankProgress], after: Sequence[BankProgress]) -> tuple[ClosedPass, ...]:
    """Return the passes that were closed between two looks at the banks."""
    earlier = {bank.bank: bank.passes for bank in before}
    return tuple(
        ClosedPass(bank.bank, bank.title, row, bank.passes)
        for bank in after
        for row in newly_done(earlier.get(bank.bank, ()), bank.passes)
    )


def topics(workspace: Workspace) -> Mapping[str, tuple[TopicProgress, ...]]:
    """Return the topics of every bank, in its order."""
    workspace.store.reconcile(workspace.exercises)
    counts = workspace.store.topic_counts()
    sizes = Counter((entry.bank, entry.topic) for entry in workspace.catalogue.entries.values())
    found: dict[str, tuple[TopicProgress, ...]] = {}
    for bank in workspace.catalogue.banks:
        lines: list[TopicProgress] = []
        for topic in bank.topics:
            counted = counts.get((bank.id, topic.id))
            states = of_all(counted.states if counted else {}, sizes[bank.id, topic.id])
            passes: Mapping[int, Mapping[Column, int]] = counted.passes if counted else {}
            met = {
                number: marks["green"] + marks["yellow"] + marks["red"] for number, marks in passes.items()
            }
            lines.append(
                TopicProgress(
                    topic=topic.id,
                    title=topic.title,
                    cells={number: (passes[number]["green"], met[number]) for number in sorted(met)},
                    open=states["unseen"],
                    parked={number: n for number in sorted(met) if (n := passes[number]["parked"])},
                    states=states,
                )
            )
        found[bank.id] = tuple(lines)
    return found


def days(workspace: Workspace) -> tuple[DayProgress, ...]:
    """Return every study day with work, in order."""
    return tuple(
        DayProgress(
            day=day.day,
            minutes=round(day.seconds / 60, 1),
            attempts=day.attempts,
            green=day.green,
            yellow=day.yellow,
            red=day.red,
            checks=day.checks,
            lapses=day.lapses,
        )
        for day in workspace.store.days()
    )


def outlook(workspace: Workspace) -> Outlook:
    """Say what comes back in the next 14 days, and when all is green or parked at today's pace.

    Papers that are no part of the day are no part of it either.
    """
    today, gaps = workspace.study_day(), workspace.store.gaps
    times, worked = workspace.store.times(), workspace.store.days()
    dues = ((due.day, due.pass_, due.items) for due in workspace.store.dues())
    aside = workspace.banks_aside()
    left = sum(bank.minutes_left for bank in progress(workspace) if bank.bank not in aside)
    recent = pace({day.day: day.seconds / 60 for day in worked}, today)
    return Outlook(
        days=days_ahead(dues, today, gaps, times),
        minutes_left=left,
        minutes_a_day=sum(recent) / len(recent) if recent else 0.0,
        finish=finish(left, recent, today) if left else None,
    )


def headline(workspace: Workspace, banks: Sequence[BankProgress], worked: Sequence[DayProgress]) -> Headline:
    """Find where one stands in these banks, those that are no part of the day left out."""
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
    """How many exercises were green at the end of each day, from the day before the first one on.

    Counted back from the ``green`` ones of today, so that the end is right whatever left the banks meanwhile.
    """
    gained = {day.day: day.green - day.checks for day in days}
    first = max(min(gained, default=date.max), today - _LONGEST_CURVE)
    found, day = [(today, green)], today
    while day >= first:
        green = max(0, green - gained.get(day, 0))
        day -= timedelta(1)
        found.append((day, green))
    return found[::-1]


def retention(workspace: Workspace) -> tuple[Retention, ...]:
    """Count how many greens were green again when they were checked, by the time since they last were."""
    checks, held = Counter[str](), Counter[str]()
    for (days, is_green), n in rechecks(workspace.store.rechecked()).items():
        after = next(words for most, words in _SINCE_GREEN if days <= most)
        checks[after] += n
        held[after] += n * is_green
    return tuple(Retention(after, checks[after], held[after]) for _, after in _SINCE_GREEN if checks[after])


def times(workspace: Workspace) -> tuple[PassTime, ...]:
    """Say how long verdicts took, pass by pass."""
    return tuple(
        PassTime(pass_, sum(counts.values()), quantile(counts, 0.5), quantile(counts, 0.9))
        for pass_, counts in sorted(workspace.store.times().items())
    )


def words(workspace: Workspace) -> tuple[Words, ...]:
    """Whether "I know why" and "I see where" held at the next pass or check, the surest words first."""
    counts = workspace.store.words()
    cases: Counter[tuple[bool, bool, Later]] = Counter()
    held: Counter[tuple[bool, bool, Later]] = Counter()
    for (ok, why, later, right), n in counts.items():
        cases[ok, why, later] += n
        held[ok, why, later] += n * right
    surest = sorted(cases, key=lambda said: (not said[0], not said[1], said[2]))
    return tuple(Words(*said, cases=cases[said], right=held[said]) for said in surest)


def disputes(workspace: Workspace, limit: int = DISPUTES_LISTED) -> Disputes:
    """Find where the learner and the checker disagreed, the newest first."""
    total, found = workspace.store.disputes(limit)
    attempts = sum(day.attempts for day in workspace.store.days())
    return Disputes(total, attempts, tuple(_dispute_line(workspace, each) for each in found))


def _dispute_line(workspace: Workspace, dispute: Dispute) -> DisputeLine:
    event = dispute.event
    about = event.facts if dispute.attempt is None else dispute.attempt.facts
    said = cast("Attempt | Override", event.facts)
    return DisputeLine(
        cause=dispute.cause,
        item=event.item,
        event=event.id,
        day=event.study_day,
        checker=_checkers_word(dispute),
        learner=said.ok,
        code=about.code if isinstance(about, Attempt) else "",
        answer=about.answer if isinstance(about, Attempt) else "",
        params=about.params if isinstance(about, Attempt) else {},
        reason=said.reason,
        title=title_of(workspace, event.item),
    )


def _checkers_word(dispute: Dispute) -> bool | None:
    """What the checker had said, ``None`` where nothing is known of it."""
    facts = None if dispute.attempt is None else dispute.attempt.facts
    if not isinstance(facts, Attempt) or facts.code == UNDECIDED:
        return None
    return facts.ok if facts.decided_by == "checker" else not facts.ok


def _named(workspace: Workspace, name: str) -> Bank:
    bank = workspace.catalogue.bank(name)
    if bank is None:
        raise scope.unknown(workspace.catalogue, name)
    return bank


def _with_unmet(counted: Mapping[Cell, int], unmet: int) -> Mapping[Cell, int]:
    """The cells of a bank with its items that have no events."""
    every = Counter(counted)
    every.update(dict.fromkeys(cells(NEVER_MET), unmet))
    return every
