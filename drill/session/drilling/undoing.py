"""Undo: takes an event out of the log, and opens the attempt again that it had ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from drill.banks.draws import seed_for
from drill.codec import pick_fields
from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, Event, ItemId, Kind, Note, NoteField, Override, Park, Reopen, Undo
from drill.gyr.state import Colour, ItemState, colour
from drill.session.drilling.session_events import Sentence, SessionEvent
from drill.session.library.exercise_library import append_item_event, find_logged_item
from drill.session.scope import entry_of
from drill.session.standing.attempts import find_checkers_verdict, reached_stages
from drill.session.standing.paper_names import is_paper
from drill.session.titles import title_of
from drill.session.today.day_gathering import drop_appended
from drill.session.workspace import Workspace
from drill.store import OpenAttempt, StageAnswer, StageWork
from drill.text import one_line

# Words for the effect of an event, if they differ from the name of its kind.
_NOUNS: Mapping[Kind, str] = {
    "verdict": "mark",
    "extra": "practice",
    "override": "correction",
    "park": "parking",
    "reopen": "reopening",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The effect of an event on an exercise."""

    item: ItemId
    kind: Kind
    # Its name if its id is not readable; else empty.
    title: str

    @property
    def what(self) -> str:
        """The kind of act, in a word."""
        return _NOUNS.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoable(Act):
    """The event that an undo would undo next."""

    # Its id.
    event: str
    # The mark of an attempt that counts.
    mark: Colour | None
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Act, SessionEvent):
    """An undone event, under the name that its item bears today; the item is in its former state."""

    TYPE = "undone"

    # The exercise, where a bank holds it.
    entry: Entry | None
    # The attempt that is open again, at its question and with its answer, where the event was an attempt.
    attempt: OpenAttempt | None
    after: ItemState

    @property
    def told(self) -> str:
        """The effect, in words."""
        return f"Undone: the {self.what} of {self.title or self.item}, {self.after.state} again"

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The effect."""
        return (f"{self.told}.",)

    @property
    def fields(self) -> dict[str, Any]:
        """The item and its state."""
        return pick_fields(self, "item") | pick_fields(self.after, "state")


def undo_event(workspace: Workspace, event: Event, session_seed: int | None = None) -> Undone:
    """Undo ``event``, durably before this returns. ``session_seed`` is that of a session with fixed draws.

    Rows that its mark appended to the day's list leave it, if nobody opened them.

    Raises UsageError if its item has a newer event that can be undone.
    """
    about = find_logged_item(workspace, event.item)
    attempt = None
    if about.entry is not None and isinstance(event.facts, Attempt):
        attempt = _reopen_attempt(workspace, about.entry, event.facts, session_seed)
    after = append_item_event(workspace, about, Undo(target=event.id), leaves_open=attempt)
    drop_appended(workspace, event.id)
    return Undone(
        item=about.item, kind=event.kind, title=title_of(workspace, about.item), entry=about.entry,
        attempt=attempt, after=after,
    )  # fmt: skip


def _reopen_attempt(
    workspace: Workspace, entry: Entry, facts: Attempt, session_seed: int | None
) -> OpenAttempt:
    """Return an undone attempt at its question, with its answer and its key shown.

    So a "y" typed for "n" is mended without another answer, because only the mark is given again.
    """
    *done, last = reached_stages(facts)
    is_by_learner = facts.decided_by == "learner" and not (facts.code or facts.reason)
    is_compared = is_by_learner and entry.kind == "formula"
    if facts.stages:
        ok = last.word == "correct"
    elif is_compared:  # a formula beside its key: no checker had a verdict
        ok = None
    else:
        ok = find_checkers_verdict(facts)
    return OpenAttempt(
        item=entry.item, becomes=facts.kind, round=facts.round, pass_=facts.pass_, maths=entry.maths,
        seed=seed_for(entry.item, facts.round, facts.pass_, workspace.settings.learner, session_seed),
        params=facts.params, stages=len(facts.stages), done=tuple(done),
        work=StageWork(draft=last.answer, working=last.working, hints=last.hints),
        given=StageAnswer(
            answer=last.answer, ok=ok, code=last.code, key_shown=True, mistake=last.mistake,
            second=last.second, revealed=last.word == "revealed",
        ),
        seen=facts.seen, started_at=workspace.clock(), seconds=facts.seconds,
    )  # fmt: skip


# Corrections of the log from the command line, by further events.


def read_event_history(workspace: Workspace, item: str | None = None) -> Iterator[Event]:
    """Yield all events in the total order, or those of one item, whether a bank still holds it or not.

    A paper's name selects the notes on it.
    """
    if item and is_paper(item) and workspace.catalogue.bank(item) is not None:
        return workspace.store.history(ItemId(item))
    return workspace.store.history(find_logged_item(workspace, item).item if item else None)


def undo_newest_event(workspace: Workspace) -> Undone:
    """Undo this device's newest mark, skip, parking, reopening or override.

    Raises UsageError if no event can be undone.
    """
    target = workspace.store.newest_undoable()
    if target is None:
        raise UsageError("there is nothing to undo")
    return undo_event(workspace, target)


def undo_here(workspace: Workspace) -> Undone | None:
    """Undo the newest act of this window; ``None`` if it has none."""
    target = workspace.store.newest_undoable_here()
    return None if target is None else undo_event(workspace, target)


def undo_once_named(workspace: Workspace, named: str) -> Undone | Undoable | None:
    """Undo the newest act of this window, or else of the device, if its id is ``named``; return it otherwise.

    An act that was not named yet is only returned, to be named now.
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

    A notice says which verdict that is where practice came after it.

    Raises UsageError if it has no verdict.
    """
    about = find_logged_item(workspace, item)
    lineage = None if about.entry is None else about.entry.lineage
    target = workspace.store.overridable(about.item, lineage)
    if target is None or not isinstance(target.facts, Attempt):
        raise UsageError(f"{item} has no counted verdict to overrule")
    kept_why = target.facts.why if why is None else why
    facts = Override(target=target.id, ok=ok, why=kept_why, reason=reason)
    later = (event for event in workspace.store.history(about.item) if event.order > target.order)
    if any(isinstance(event.facts, Attempt) for event in later):
        day = target.study_day
        workspace.notices.append(
            f"The verdict of {day.day} {day:%B} is overruled: practice after it does not count."
        )
    return append_item_event(workspace, about, facts, content=target.content)


def park_exercise(workspace: Workspace, item: str) -> ItemState:
    """Park an exercise by hand. Raises UsageError if it is green or parked."""
    return append_item_event(workspace, find_logged_item(workspace, item), Park())


def reopen_exercise(workspace: Workspace, item: str) -> ItemState:
    """Reopen a parked exercise: a new round, due at once. Raises UsageError if it is not parked."""
    return append_item_event(workspace, find_logged_item(workspace, item), Reopen())


def keep_exercise_note(workspace: Workspace, item: str, field: NoteField, key: str, text: str) -> None:
    """Keep a note on an exercise; an empty text clears it."""
    workspace.append(entry_of(workspace.catalogue, item), Note(field=field, key=key, text=one_line(text)))
