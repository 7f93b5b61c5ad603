"""Where one stands: today's queue, the banks, their passes, the days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from drill.banks.catalogue import Bank, Topic
from drill.gyr.events import ItemId
from drill.gyr.passes import completion, newly_done, pass_table, tally
from drill.gyr.progress import has_rested, items_in
from drill.gyr.state import ItemState, due
from drill.gyr.today import Choice
from drill.session import scope
from drill.session.queueing import Request, build_queue, seconds_each
from drill.session.views import (
    BankProgress,
    ClosedPass,
    DayProgress,
    PlannedItem,
    SubjectLine,
    TodayView,
    TopicProgress,
)
from drill.session.workspace import Workspace

States = Mapping[ItemId, ItemState]


def today(workspace: Workspace, minutes: int | None = None) -> TodayView:
    """What a session (of so many minutes, if given) would serve now, and how the banks stand."""
    states = workspace.states()
    day = workspace.study_day()
    done = workspace.store.day(day)
    minutes = minutes or workspace.settings.minutes
    queue = build_queue(workspace, Request(), scope.resolve(workspace.catalogue, ()), states, day)
    left = items_in(max(0.0, minutes - done.seconds / 60), seconds_each(workspace))
    open_attempt = workspace.store.open_attempt()
    dues = {
        item: day_due for item, state in states.items() if (day_due := due(state, workspace.settings.gaps))
    }
    return TodayView(
        study_day=day,
        minutes=minutes,
        minutes_done=round(done.seconds / 60, 1),
        items=tuple(_planned(choice) for choice in queue.plan(left)),
        subjects=tuple(
            SubjectLine(
                bank.id,
                bank.title,
                tally(_of(bank, states), _unmet(bank, states)),
                sum(dues[entry.item] <= day for entry in bank.entries if entry.item in dues),
            )
            for bank in workspace.catalogue.banks
        ),
        resume=open_attempt.item if open_attempt else "",
        parked=sum(state.state == "parked" for state in states.values()),
        reopenable=next((item for item, state in states.items() if has_rested(state, day)), ""),
        next_due=min((each for each in dues.values() if each > day), default=None),
        problems=tuple(str(problem) for problem in workspace.catalogue.problems),
    )


def progress(workspace: Workspace, banks: Sequence[str] = ()) -> tuple[BankProgress, ...]:
    """The banks that were named, or all that have exercises. Raises UsageError for one that is not there."""
    states = workspace.states()
    chosen = [_named(workspace, name) for name in banks] or workspace.catalogue.banks
    return tuple(_bank_progress(bank, states) for bank in chosen)


def closed_passes(before: Sequence[BankProgress], after: Sequence[BankProgress]) -> tuple[ClosedPass, ...]:
    """The passes that were closed between two looks at the banks."""
    earlier = {bank.bank: bank.passes for bank in before}
    return tuple(
        ClosedPass(bank.title, row, bank.passes)
        for bank in after
        for row in newly_done(earlier.get(bank.bank, ()), bank.passes)
    )


def topics(workspace: Workspace) -> Mapping[str, tuple[TopicProgress, ...]]:
    """The topics of every bank, in its order."""
    states = workspace.states()
    return {
        bank.id: tuple(
            _topic_progress(
                topic, [states.get(entry.item) for entry in bank.entries if entry.topic == topic.id]
            )
            for topic in bank.topics
        )
        for bank in workspace.catalogue.banks
    }


def _topic_progress(topic: Topic, states: Sequence[ItemState | None]) -> TopicProgress:
    green: Counter[int] = Counter()
    met: Counter[int] = Counter()
    for state in states:
        for mark in state.marks if state else ():
            met[mark.pass_] += 1
            green[mark.pass_] += mark.colour == "green"
    cells = {number: (green[number], met[number]) for number in sorted(met)}
    open_ = sum(state is None or state.state == "unseen" for state in states)
    return TopicProgress(topic.id, topic.title, cells, open_)


def days(workspace: Workspace) -> tuple[DayProgress, ...]:
    """Every study day with work, in order."""
    return tuple(
        DayProgress(day.day, round(day.seconds / 60, 1), day.attempts, day.green, day.yellow, day.red)
        for day in workspace.store.days()
    )


def complete(workspace: Workspace) -> tuple[str, ...]:
    """A line for each subject that is all green, or green and parked."""
    states = workspace.states()
    lines: list[str] = []
    for bank in workspace.catalogue.banks:
        done = completion(tally(_of(bank, states), _unmet(bank, states)), pass_table(_of(bank, states)))
        if done is not None:
            passes = f"{done.passes} pass{'es' if done.passes != 1 else ''}"
            parked = f", {done.parked} parked" if done.parked else ""
            lines.append(f"{bank.title}: all green after {passes}{parked}.")
    return tuple(lines)


def due_tomorrow(workspace: Workspace) -> int:
    """How many exercises come back by tomorrow."""
    tomorrow = workspace.study_day() + timedelta(1)
    return len(workspace.store.due_items(tomorrow))


def _named(workspace: Workspace, name: str) -> Bank:
    bank = workspace.catalogue.bank(name)
    if bank is None:
        raise scope.unknown(workspace.catalogue, name)
    return bank


def _bank_progress(bank: Bank, states: States) -> BankProgress:
    here, unmet = _of(bank, states), _unmet(bank, states)
    counted = tally(here, unmet)
    rows = pass_table(here, unmet)
    return BankProgress(
        bank=bank.id,
        title=bank.title,
        items=len(bank.entries),
        states=counted,
        passes=rows,
        complete=completion(counted, rows) is not None,
    )


def _of(bank: Bank, states: States) -> list[ItemState]:
    return [states[entry.item] for entry in bank.entries if entry.item in states]


def _unmet(bank: Bank, states: States) -> int:
    return sum(entry.item not in states for entry in bank.entries)


def _planned(choice: Choice) -> PlannedItem:
    return PlannedItem(
        item=choice.item,
        bank=choice.bank,
        topic=choice.topic,
        state=choice.state,
        pass_=choice.pass_,
        round=choice.round,
        due=choice.due,
        why=choice.why,
    )
