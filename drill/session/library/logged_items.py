"""Items of the log, loaded here or not, which can be examined and corrected."""

from __future__ import annotations

from dataclasses import dataclass

from drill.gyr.entry import Entry
from drill.gyr.events import Content, Facts, ItemId
from drill.gyr.state import ItemState
from drill.session import scope
from drill.session.workspace import Workspace
from drill.store import OpenAttempt


@dataclass(frozen=True, slots=True)
class Known:
    """An item, and its exercise if a bank has it."""

    item: ItemId
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A learner's own line on shape and motion, and the pass it was written in."""

    pass_: int
    text: str


def find_logged_item(workspace: Workspace, name: str) -> Known:
    """Return the item called ``name``, also by a former name, also where its exercise left the banks.

    Raises UsageError, with the nearest names, for what is neither loaded nor in the log.
    """
    catalogue, item = workspace.catalogue, ItemId(name)
    if item not in catalogue.entries:
        item = catalogue.renamed.get(item, item)
    entry = workspace.entry(item)
    if entry is None and not workspace.store.knows(item):
        raise scope.unknown_item(catalogue, name)
    return Known(item, entry)


def read_logged_state(workspace: Workspace, about: Known) -> ItemState:
    """Return its state; of one that is not loaded, under its newest content."""
    return workspace.store.state(about.item) if about.entry is None else workspace.state(about.entry)


def own_lines(workspace: Workspace, entry: Entry) -> tuple[OwnLine, ...]:
    """Return one's own lines on an exercise, by pass."""
    notes = workspace.store.notes(entry.item)
    lines = ((key, text) for (field, key), text in notes.items() if field == "line" and key.isdigit())
    return tuple(sorted((OwnLine(int(key), text) for key, text in lines), key=lambda line: line.pass_))


def list_explanations(workspace: Workspace, entry: Entry) -> tuple[str, ...]:
    """Return what an assistant said of an exercise and the learner kept, the oldest first."""
    notes = workspace.store.notes(entry.item)
    return tuple(text for (field, _), text in sorted(notes.items()) if field == "assistant")


def append_item_event(
    workspace: Workspace,
    about: Known,
    facts: Facts,
    *,
    content: Content | None = None,
    leaves_open: OpenAttempt | None = None,
) -> ItemState:
    """Write an event about it, durably before this returns; return its state after it.

    ``content`` is that of the event in question, for an item that is not loaded (by default its newest).
    """
    if about.entry is not None:
        return workspace.append(about.entry, facts, leaves_open=leaves_open).after
    content = content or _newest_content(workspace, about.item)
    return workspace.store.append(facts, item=about.item, content=content).after


def _newest_content(workspace: Workspace, item: ItemId) -> Content | None:
    contents = [event.content for event in workspace.store.history(item) if event.content is not None]
    return contents[-1] if contents else None
