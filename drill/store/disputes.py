"""Where the learner and the checker disagreed, and answers given after the key was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from drill.gyr.events import Attempt, Event, Override
from drill.store.rows import event_of
from drill.store.tables import EventRow

Cause = Literal["override", "overruled", "undecided", "seen"]

_CAUSES: tuple[str, ...] = get_args(Cause)

_NEWEST = (col(EventRow.lamport).desc(), col(EventRow.device).desc(), col(EventRow.id).desc())


@dataclass(frozen=True, slots=True)
class Dispute:
    """One event to look at, and the attempt that it is about (which may be itself).

    ``overruled``: the learner's word in place of the verdict, given with the mark; ``override``: given
    later; ``undecided``: there was no verdict, the learner compared; ``seen``: a new answer after an undo
    had shown the key.
    """

    cause: Cause
    event: Event
    attempt: Event | None


def read_disputes(session: Session, learner: str, limit: int) -> list[Dispute]:
    """The newest disputes that are not undone, newest first."""
    wanted = select(EventRow).where(*_standing(learner)).order_by(*_NEWEST).limit(limit)
    found: list[Dispute] = []
    for row in session.scalars(wanted):
        event = event_of(row)
        about = session.get(EventRow, event.facts.target) if isinstance(event.facts, Override) else row
        attempt = event_of(about) if about is not None and about.learner == learner else None
        if attempt is None or isinstance(attempt.facts, Attempt):
            found.append(Dispute(cast(Cause, row.disputed), event, attempt))
    return found


def count_disputes(session: Session, learner: str) -> int:
    """How many there are."""
    wanted = select(func.count()).select_from(EventRow).where(*_standing(learner))
    return session.scalars(wanted).one()


def _standing(learner: str) -> tuple[Any, ...]:
    """Disputed, not undone, and of an override: its attempt is not undone."""
    undo, undo_of_attempt = aliased(EventRow), aliased(EventRow)
    own = select(undo.id).where(undo.target == EventRow.id, undo.kind == "undo")
    attempts = select(undo_of_attempt.id).where(
        undo_of_attempt.target == EventRow.target, undo_of_attempt.kind == "undo"
    )
    return (
        EventRow.learner == learner,
        col(EventRow.disputed).in_(_CAUSES),  # named one by one, so that SQLite takes their index
        ~own.exists(),
        ~attempts.exists(),
    )
