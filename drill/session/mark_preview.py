"""What a mark would do, told before it is given: the same fold that the store will run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from drill.gyr.events import (
    Attempt,
    AttemptKind,
    Content,
    DeviceId,
    Event,
    EventId,
    ItemId,
    LearnerId,
    RoundId,
)
from drill.gyr.fold import fold_step
from drill.gyr.state import ItemState, colour, due
from drill.session.exercise_view import Consequence

_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def consequence(
    state: ItemState, becomes: AttemptKind, *, ok: bool, why: bool, study_day: date, gaps: Sequence[int]
) -> Consequence:
    """Say what the attempt that ``becomes`` this kind would make of an item that stands at ``state``."""
    if becomes == "extra":
        return Consequence(
            colour(ok, why), state.state, due(state, gaps), state.round, state.passes, state.red_pass, False
        )
    after = fold_step(state, _imagined(state, becomes, ok, why, study_day))
    return Consequence(
        colour(ok, why), after.state, due(after, gaps), after.round, after.passes, after.red_pass
    )


def _imagined(state: ItemState, becomes: AttemptKind, ok: bool, why: bool, study_day: date) -> Event:
    """The event that would be written, as far as the fold reads it."""
    return Event(
        id=EventId("imagined"), learner=LearnerId("me"), device=DeviceId(""), lamport=0, at=_NEVER,
        offset_minutes=0, study_day=study_day, item=ItemId(""), content=Content("", ""),
        facts=Attempt(kind=becomes, round=RoundId(state.round_id), pass_=state.next_pass, ok=ok, why=why),
    )  # fmt: skip
