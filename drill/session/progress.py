"""Where one stands: the banks, their passes, the days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from drill.banks.catalogue import Bank, Topic
from drill.gyr.events import ItemId
from drill.gyr.passes import completion, newly_done, pass_table, tally
from drill.gyr.state import ItemState
from drill.session import scope
from drill.session.views import (
    BankProgress,
    ClosedPass,
    DayProgress,
    TopicProgress,
)
from drill.session.workspace import Workspace

States = Mapping[ItemId, ItemState]


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
