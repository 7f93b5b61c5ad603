"""What there is to choose from: every exercise with its state, one of them more closely, the parked ones."""

from __future__ import annotations

from drill.banks.catalogue import Entry
from drill.gyr.progress import has_rested
from drill.gyr.state import NEVER_MET, due
from drill.session.prerequisites import States, drill_first
from drill.session.scope import entry_of
from drill.session.views import LibraryItem, OwnLine, ParkedItem
from drill.session.workspace import Workspace

_PREVIEW_SEED = 1


def listing(workspace: Workspace) -> tuple[LibraryItem, ...]:
    """Every loaded exercise, in bank order."""
    states = workspace.states()
    gaps = workspace.method().gaps_in_force
    found: list[LibraryItem] = []
    for entry in workspace.catalogue.entries.values():
        state = states.get(entry.item, NEVER_MET)
        found.append(
            LibraryItem(
                item=entry.item,
                subject=_subject(workspace, entry),
                topic=workspace.catalogue.topic(entry).title,
                level=entry.level,
                state=state.state,
                due=due(state, gaps),
            )
        )
    return tuple(found)


def prompt_of(workspace: Workspace, item: str) -> str:
    """An exercise's prompt with some numbers (not those of the next attempt).

    Raises:
        UsageError, BankError, CheckError: it is not there, or cannot be prepared.
    """
    entry = entry_of(workspace.catalogue, item)
    body = workspace.catalogue.exercise(entry.item)
    return workspace.workers.prepare(body, item=entry.item, seed=_PREVIEW_SEED).prompt


def parked(workspace: Workspace) -> tuple[ParkedItem, ...]:
    """The parked exercises, the longest parked first."""
    states = workspace.states()
    found = [
        (state, workspace.catalogue.entries[item])
        for item, state in states.items()
        if state.state == "parked" and item in workspace.catalogue.entries
    ]
    found.sort(key=lambda each: (each[0].parked_on or workspace.study_day(), each[1].item))
    return tuple(_parked(workspace, entry, states) for _, entry in found)


def _parked(workspace: Workspace, entry: Entry, states: States) -> ParkedItem:
    state = states[entry.item]
    notes = workspace.store.notes(entry.item)
    lines = [
        OwnLine(int(key), text) for (field, key), text in notes.items() if field == "line" and key.isdigit()
    ]
    resources = workspace.catalogue.exercise(entry.item).get("resources")
    return ParkedItem(
        item=entry.item,
        subject=_subject(workspace, entry),
        topic=workspace.catalogue.topic(entry).title,
        trail=tuple(mark.colour for mark in state.marks if mark.round == state.round),
        since=state.parked_on,
        by_hand=state.parked_by_hand,
        may_reopen=has_rested(state, workspace.study_day()),
        note=next((text for (field, _), text in notes.items() if field == "parked"), ""),
        own_lines=tuple(sorted(lines, key=lambda each: each.pass_)),
        resources=tuple(map(str, resources)) if isinstance(resources, list) else (),
        first=drill_first(workspace, entry, states),
    )


def _subject(workspace: Workspace, entry: Entry) -> str:
    bank = workspace.catalogue.bank(entry.bank)
    return bank.title if bank else entry.bank
