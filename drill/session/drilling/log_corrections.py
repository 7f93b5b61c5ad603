"""Corrections of the log from the command line, by further events."""

from __future__ import annotations

from collections.abc import Iterator

from drill.errors import UsageError
from drill.gyr.events import Attempt, Event, ItemId, Note, NoteField, Override, Park, Reopen
from drill.gyr.state import ItemState, colour
from drill.session.drilling.undoing import Undoable, Undone, undo_event
from drill.session.library.logged_items import append_item_event, find_logged_item
from drill.session.scope import entry_of
from drill.session.standing.paper_names import is_paper
from drill.session.titles import title_of
from drill.session.workspace import Workspace
from drill.text import one_line


def read_event_history(workspace: Workspace, item: str | None = None) -> Iterator[Event]:
    """Yield all events in the total order, or those of one item, whether a bank still holds it or not.

    A paper's name stands for the notes on it.
    """
    if item and is_paper(item) and workspace.catalogue.bank(item) is not None:
        return workspace.store.history(ItemId(item))
    return workspace.store.history(find_logged_item(workspace, item).item if item else None)


def undo_newest_event(workspace: Workspace) -> Undone:
    """Undo this device's newest mark, skip, parking, reopening or override.

    Raises UsageError where there is none.
    """
    target = workspace.store.newest_undoable()
    if target is None:
        raise UsageError("there is nothing to undo")
    return undo_event(workspace, target)


def undo_here(workspace: Workspace) -> Undone | None:
    """Undo the newest act of this window; ``None`` if there is none."""
    target = workspace.store.newest_undoable_here()
    return None if target is None else undo_event(workspace, target)


def undo_once_named(workspace: Workspace, named: str) -> Undone | Undoable | None:
    """Undo the newest act of this window, or else of the device, if its id is ``named``; return it otherwise.

    What was not named yet is only returned, to be named now.
    """
    if (undone := undo_here(workspace)) is not None:
        return undone
    target = workspace.store.newest_undoable()
    if target is None:
        return None
    if target.id == named:
        return undo_event(workspace, target)
    facts = target.facts
    return Undoable(
        event=target.id, item=target.item, kind=target.kind,
        mark=colour(facts.ok, facts.why) if isinstance(facts, Attempt) and facts.kind != "extra" else None,
        day=target.study_day, title=title_of(workspace, target.item),
    )  # fmt: skip


def override_verdict(
    workspace: Workspace, item: str, *, ok: bool, why: bool | None, reason: str
) -> ItemState:
    """Overrule the newest counted verdict of ``item``; without ``why`` the verdict's own is kept.

    Raises UsageError where there is no verdict.
    """
    about = find_logged_item(workspace, item)
    lineage = None if about.entry is None else about.entry.lineage
    target = workspace.store.overridable(about.item, lineage)
    if target is None or not isinstance(target.facts, Attempt):
        raise UsageError(f"{item} has no counted verdict to overrule")
    kept_why = target.facts.why if why is None else why
    facts = Override(target=target.id, ok=ok, why=kept_why, reason=reason)
    return append_item_event(workspace, about, facts, content=target.content)


def park_exercise(workspace: Workspace, item: str) -> ItemState:
    """Park an exercise by hand. Raises UsageError where it is green or parked."""
    return append_item_event(workspace, find_logged_item(workspace, item), Park())


def reopen_exercise(workspace: Workspace, item: str) -> ItemState:
    """Reopen a parked exercise: a new round, due at once. Raises UsageError where it is not parked."""
    return append_item_event(workspace, find_logged_item(workspace, item), Reopen())


def keep_exercise_note(workspace: Workspace, item: str, field: NoteField, key: str, text: str) -> None:
    """Keep a note on an exercise; an empty text clears it."""
    workspace.append(entry_of(workspace.catalogue, item), Note(field=field, key=key, text=one_line(text)))
