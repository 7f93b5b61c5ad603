"""What the command line does to the log: look at it, and correct it by further events."""

from __future__ import annotations

from collections.abc import Iterator

from drill.errors import UsageError
from drill.gyr.events import Attempt, Event, EventId, ItemId, Note, NoteField, Override, Park, Reopen, Undo
from drill.gyr.state import ItemState
from drill.session.known import append, known
from drill.session.paper_names import is_paper
from drill.session.scope import entry_of
from drill.session.workspace import Workspace
from drill.text import one_line


def history(workspace: Workspace, item: str | None = None) -> Iterator[Event]:
    """All events in the total order, or those of one item, whether a bank still holds it or not.

    A paper's name stands for the notes on it.
    """
    if item and is_paper(item) and workspace.catalogue.bank(item) is not None:
        return workspace.store.history(ItemId(item))
    return workspace.store.history(known(workspace, item).item if item else None)


def undo(workspace: Workspace) -> tuple[Event, ItemState]:
    """Take back this device's newest mark, skip, parking, reopening or override.

    Raises UsageError where there is none.
    """
    target = workspace.store.newest_undoable()
    if target is None:
        raise UsageError("there is nothing to undo")
    return target, append(workspace, known(workspace, target.item), Undo(target=target.id))


def override(workspace: Workspace, item: str, *, ok: bool, why: bool | None, reason: str) -> ItemState:
    """Overrule the newest counted verdict of ``item``; without ``why`` the verdict's own is kept.

    Raises UsageError where there is no verdict.
    """
    about = known(workspace, item)
    lineage = None if about.entry is None else workspace.lineage(about.entry)
    target = workspace.store.overridable(about.item, lineage)
    if target is None or not isinstance(target.facts, Attempt):
        raise UsageError(f"{item} has no counted verdict to overrule")
    kept_why = target.facts.why if why is None else why
    facts = Override(target=target.id, ok=ok, why=kept_why, reason=reason)
    return append(workspace, about, facts, content=target.content)


def take_back(workspace: Workspace, item: str, override_id: str) -> ItemState:
    """Take back one override of ``item``, whatever came after it: the checker's word holds again."""
    return append(workspace, known(workspace, item), Undo(target=EventId(override_id)))


def park(workspace: Workspace, item: str) -> ItemState:
    """Park an exercise by hand. Raises UsageError where it is green or parked."""
    return append(workspace, known(workspace, item), Park())


def reopen(workspace: Workspace, item: str) -> ItemState:
    """Reopen a parked exercise: a new round, due at once. Raises UsageError where it is not parked."""
    return append(workspace, known(workspace, item), Reopen())


def note(workspace: Workspace, item: str, field: NoteField, key: str, text: str) -> None:
    """Keep a note on an exercise; an empty text clears it."""
    workspace.append(entry_of(workspace.catalogue, item), Note(field=field, key=key, text=one_line(text)))
