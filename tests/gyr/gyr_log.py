"""A log of one item, written event by event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from drill.gyr.events import (
    Attempt,
    Content,
    DeviceId,
    Event,
    EventId,
    Facts,
    ItemId,
    LearnerId,
    compute_latest_own_time,
    make_uuid7,
)
from drill.gyr.fold import Lineage, fold
from drill.gyr.state import ItemState

DAY0 = date(2026, 1, 5)
ANSWERS = {"green": (True, True), "unsure": (True, False), "sees": (False, True), "red": (False, False)}


class Log:
    """Events of one item; ``day`` is the study day of what is written next."""

    def __init__(self, maths: str = "old") -> None:
        self.events: list[Event] = []
        self.day = DAY0
        self.content = Content(maths, "words")

    def write(self, facts: Facts, **common: Any) -> EventId:
        number = len(self.events) + 1
        event = Event(
            id=make_uuid7(number, 0),
            learner=LearnerId("me"),
            device=DeviceId("a"),
            lamport=number,
            at=datetime(2026, 1, 5, 12, tzinfo=UTC),
            offset_minutes=60,
            study_day=self.day,
            item=ItemId("tiny/sum-1"),
            content=None if facts.kind in ("undo", "note") else self.content,
            facts=facts,
        )
        event = replace(event, **common)
        self.events.append(event)
        return event.id

    def attempt(self, kind: str, answer: str, **fields: Any) -> EventId:
        ok, why = ANSWERS[answer]
        state = self.state
        pass_ = state.next_pass if kind == "verdict" else state.passes
        made = Attempt(kind=kind, round=state.round_id, pass_=pass_, ok=ok, why=why)  # type: ignore[arg-type]
        return self.write(replace(made, **fields))

    def verdict(self, answer: str, **fields: Any) -> EventId:
        return self.attempt("verdict", answer, **fields)

    def later(self, days: int = 1) -> None:
        self.day += timedelta(days)

    @property
    def state(self) -> ItemState:
        return fold(self.events)

    def read(self, maths: str, *corrects: str) -> ItemState:
        return fold(self.events, Lineage(maths, frozenset(corrects)))


def log_of(*answers: str) -> Log:
    """A log of verdicts, a day each."""
    log = Log()
    for answer in answers:
        log.verdict(answer)
        log.later()
    return log


def held_day(at: datetime, own: Iterable[tuple[datetime, date]]) -> date | None:
    """The latest study day among a device's own ``(at, study_day)`` that still holds."""
    return max((day for written, day in own if written <= compute_latest_own_time(at)), default=None)
