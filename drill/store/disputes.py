"""Where the learner and the checker disagreed, and answers given after the key was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from drill.errors import StoreDamagedError
from drill.gyr.events import ATTEMPTS, Event, Override
from drill.store.faults import DAMAGED_HINT
from drill.store.log import EVENT, EventColumns, event_of
from drill.store.tables import EventRow

Cause = Literal["override", "overruled", "undecided", "seen"]

_CAUSES: tuple[str, ...] = get_args(Cause)


@dataclass(frozen=True, slots=True)
class Dispute:
    """One event to review, and the attempt that it concerns (which may be itself).

    ``overruled``: the learner's word in place of the verdict, given with the mark; ``override``: given
    later; ``undecided``: there was no verdict, the learner compared; ``seen``: a new answer after an undo
    had shown the key.
    """

    cause: Cause
    event: Event
    attempt: Event | None


def read_disputes(session: Session, learner: str, limit: int) -> tuple[int, list[Dispute]]:
    """Return the number of disputes that are not undone, and the newest of them, newest first.

    Raises StoreDamagedError where their places in the order are damaged.
    """
    # Sorted here: asked to sort, SQLite walks through all events in their order instead.
    wanted = select(EventRow.lamport, EventRow.device, EventRow.id).where(*_standing(learner))
    try:
        orders = sorted((tuple(row) for row in session.execute(wanted)), reverse=True)
        newest = [id_ for _, _, id_ in orders[:limit]]
        rows = _rows(session, newest)
        aims = _rows(session, [row["target"] for row in rows.values() if row["target"] is not None])
        return len(orders), [_dispute(rows[id_], aims) for id_ in newest]
    except (TypeError, KeyError) as error:  # a column holds what is not of its type, or an event has no id
        raise StoreDamagedError("the log's order is damaged", DAMAGED_HINT) from error


def _rows(session: Session, ids: Sequence[str]) -> dict[str, EventColumns]:
    wanted = EVENT.select().where(EVENT.c.id.in_(ids))
    return {row["id"]: row for row in session.execute(wanted).mappings()}


def _dispute(row: EventColumns, aims: Mapping[str, EventColumns]) -> Dispute:
    event = event_of(row)
    if not isinstance(event.facts, Override):
        return Dispute(cast(Cause, row["disputed"]), event, event)
    about = aims.get(event.facts.target)
    is_attempt = about is not None and about["learner"] == row["learner"] and about["kind"] in ATTEMPTS
    return Dispute(cast(Cause, row["disputed"]), event, event_of(about) if about and is_attempt else None)


def _standing(learner: str) -> tuple[Any, ...]:
    """Return the SQL conditions for disputes where neither the event nor its attempt is undone."""
    undo, undo_of_attempt = aliased(EventRow), aliased(EventRow)
    undone = select(undo.id).where(undo.target == EventRow.id, undo.kind == "undo")
    attempts = select(undo_of_attempt.id).where(
        undo_of_attempt.target == EventRow.target, undo_of_attempt.kind == "undo"
    )
    return (
        EventRow.learner == learner,
        col(EventRow.disputed).in_(_CAUSES),  # named one by one, so that SQLite takes their index
        ~undone.exists(),
        ~attempts.exists(),
    )
