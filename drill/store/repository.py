"""The store: one learner's events, written for good before a call returns, and what is derived from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlmodel import Session, col, delete, select

from drill.gyr.checks import AT_MOST, Offer
from drill.gyr.clock import DAY_BEGINS
from drill.gyr.events import (
    ATTEMPTS,
    BankId,
    Content,
    DeviceId,
    Event,
    Facts,
    ItemId,
    LearnerId,
    Note,
    TopicId,
)
from drill.gyr.fold import Lineage
from drill.gyr.state import DEFAULT_GAPS, ItemState
from drill.store import derived, doctor, memory, reconciling
from drill.store.corrections import note_examined, unexamined
from drill.store.counts import BankCounts, Due, TopicCounts, read_counts, read_dues, read_topic_counts
from drill.store.days import Day, read_days
from drill.store.device import device_of, known_device, machine_hash, machine_id
from drill.store.disputes import Dispute, read_disputes
from drill.store.engine import WAIT_S, Database, open_database
from drill.store.loaded import Loaded, LoadedExercises
from drill.store.log import (
    ORDER,
    all_events,
    current_name,
    event_by_id,
    events_after,
    events_by_item,
    learners,
    names_of,
)
from drill.store.merging import Growth, Merged, Placed, take_events
from drill.store.now import Today, read_now, read_skew
from drill.store.open_attempts import OpenAttempt
from drill.store.queue import due_items, read_states
from drill.store.reconciling import Reconciled
from drill.store.tables import EventRow, OpenRow, StateRow
from drill.store.work import WordKey, read_times, read_words
from drill.store.writing import Appended, write_event

_NEWEST = 100  # events of this device that are read at once in search of one that can be undone
_RECENT = 500  # attempts that tell how long one takes


Entries = Iterable[Loaded] | LoadedExercises
"""All loaded exercises; a `LoadedExercises` is looked through once, however often it is handed over."""


def local_now() -> datetime:
    """The aware local time."""
    return datetime.now().astimezone()


class Repository:
    """One learner's log and its cache.

    Every method is one transaction. A write is durable when it returns; what it does not say in its own
    docstring, it raises as a ``StoreError``.
    """

    def __init__(
        self,
        database: Database,
        *,
        learner: str,
        machine: str,
        clock: Callable[[], datetime],
        gaps: Sequence[int],
        day_begins: time,
    ) -> None:
        self.learner = LearnerId(learner)
        self.gaps = tuple(gaps)
        self._database = database
        self._machine = machine
        self._clock = clock
        self._day_begins = day_begins

    @classmethod
    def open(
        cls,
        target: str | Path,
        *,
        learner: str = "me",
        clock: Callable[[], datetime] = local_now,
        gaps: Sequence[int] = DEFAULT_GAPS,
        day_begins: time = DAY_BEGINS,
        machine: str | None = None,
        wait_s: float = WAIT_S,
    ) -> Self:
        """Open the database at a path or an SQLAlchemy URL, made or migrated where needed.

        ``clock`` tells the aware local time; ``gaps`` are the days after pass 1, 2, …; ``machine`` tells
        machines apart (by default this one's own id).

        Raises:
            StoreLockedError, StoreNewerError, StoreDamagedError, StoreError: the file is left as it was.
        """
        database = open_database(target, wait_s=wait_s)
        file = database.file
        place = database.place if file is None else str(file.parent.resolve())
        machine = machine_hash(machine_id() if machine is None else machine, place)
        return cls(database, learner=learner, machine=machine, clock=clock, gaps=gaps, day_begins=day_begins)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    # Writing

    def append(
        self,
        facts: Facts,
        *,
        item: ItemId,
        content: Content | None = None,
        lineage: Lineage | None = None,
        topic: str = "",
        leaves_open: OpenAttempt | None = None,
    ) -> Appended:
        """Write one event; it is durable when this returns.

        A verdict or check that no longer counts, since another window was first, is kept as extra
        practice. An attempt, skip, parking or reopening ends the item's open attempt; ``leaves_open`` is
        saved in the same transaction (what an undo gives back, for example). ``content`` is needed for
        every kind but undo and note. Without ``lineage`` the exercise counts as not loaded, else it is
        counted in ``topic``.

        Raises:
            UsageError: an undo whose target is not the item's newest event, an override whose target is
                not its newest counted verdict or check, a regrade of no attempt, a reopening of what is
                not parked, a parking of what is green or parked. Nothing is written.
        """
        with self._database.writing(self.learner) as session:
            device = device_of(session, self._machine)
            now = read_now(session, self.learner, device, self._clock(), self._day_begins)
            appended = write_event(
                session,
                now,
                facts,
                item=item,
                content=content,
                lineage=lineage,
                topic=topic,
                gaps=self.gaps,
            )
            if leaves_open is not None:
                self._save_open(session, leaves_open)
        return appended

    def save_open(self, attempt: OpenAttempt) -> None:
        """Keep an open attempt in the place of the item's former one; it is the newest now."""
        with self._database.writing(self.learner) as session:
            self._save_open(session, attempt)

    def drop_open(self, item: ItemId) -> None:
        """Forget an item's open attempt, where there is one."""
        with self._database.writing(self.learner) as session:
            session.execute(
                delete(OpenRow).where(col(OpenRow.learner) == self.learner, col(OpenRow.item) == item)
            )

    def reconcile(self, entries: Entries) -> Reconciled:
        """Bring the cache up to the loaded exercises, all of them; without a change nothing is written."""
        loaded = _loaded(entries)
        with self._database.reading() as session:
            if reconciling.is_current(session, self.learner, loaded, self.gaps):
                return Reconciled()
        with self._database.writing(self.learner) as session:
            return reconciling.reconcile(session, self.learner, loaded, self.gaps)

    def rebuild(self, entries: Entries) -> Reconciled:
        """Make the whole cache again from the log."""
        with self._database.writing(self.learner) as session:
            return reconciling.rebuild(session, self.learner, _loaded(entries), self.gaps)

    def merge(self, events: Iterable[Placed], entries: Entries) -> Merged:
        """Take events from elsewhere into the log, those of other learners too: all of them or none.

        What is there already is passed over, so a second merge changes nothing.

        Raises:
            LogError: an id is there with other content, or an undo or override is of another learner's event.
        """
        loaded = _loaded(entries)
        growth = Growth(self.learner, loaded)
        with self._database.writing(self.learner) as session:
            if not reconciling.is_current(session, self.learner, loaded, self.gaps):
                reconciling.reconcile(session, self.learner, loaded, self.gaps)
            merged = take_events(session, events, growth)
            if growth.by_item is None:
                reconciling.rebuild(session, self.learner, loaded, self.gaps)
            elif growth.by_item:
                reconciling.take_in(session, self.learner, growth.by_item, loaded, self.gaps)
            for other in merged.learners - {self.learner}:
                reconciling.forget(session, other)
        return merged

    def unexamined(self, entries: Entries) -> dict[ItemId, str]:
        """Corrected items whose earlier answers were not graded anew yet, each with a stamp of them."""
        with self._database.reading() as session:
            return unexamined(session, self.learner, _loaded(entries))

    def note_examined(self, item: ItemId, stamp: str) -> None:
        """Remember that these answers were graded anew."""
        with self._database.writing(self.learner) as session:
            note_examined(session, self.learner, item, stamp)

    # Reading: items

    def state(self, item: ItemId, lineage: Lineage | None = None) -> ItemState:
        """The state of one item for a content; without one, that of its newest event."""
        with self._database.reading() as session:
            return self._state(session, item, lineage)

    def states(
        self, entries: Entries, *, banks: Collection[str] | None = None, marks: bool = True
    ) -> dict[ItemId, ItemState]:
        """The states of all loaded items with events, the cache brought up to ``entries`` first.

        ``banks`` limits them; without ``marks`` their marks and reviews are left empty, which is faster.
        """
        self.reconcile(entries)
        with self._database.reading() as session:
            return read_states(session, self.learner, banks, marks=marks)

    def due_items(
        self, until: date, *, banks: Collection[str] | None = None
    ) -> list[tuple[ItemId, ItemState]]:
        """Items to re-attempt by a study day, by due day and then id; their `ItemState.marks` left empty.

        A due day that no gap could have set so far ahead counts as ``until``.
        """
        with self._database.reading() as session:
            return due_items(session, self.learner, until, self.gaps, banks)

    def slipping(
        self, today: date, *, among: Container[str] | None = None, at_most: int = AT_MOST
    ) -> list[Offer]:
        """Greens predicted to be slipping on a study day, ``among`` these items alone, the faintest first."""
        with self._database.reading() as session:
            is_computed = memory.is_computed(session, self.learner)
        if not is_computed:
            with self._database.writing(self.learner) as session:
                memory.compute(session, self.learner, today)
        with self._database.reading() as session:
            return memory.slipping(session, self.learner, today, among, at_most)

    def orphans(self) -> list[ItemId]:
        """Items with events whose exercise is in no loaded bank, by id."""
        wanted = (
            select(StateRow.item)
            .where(StateRow.learner == self.learner, col(StateRow.hidden).is_(True))
            .order_by(StateRow.item)
        )
        with self._database.reading() as session:
            return [ItemId(item) for item in session.scalars(wanted)]

    def knows(self, item: ItemId) -> bool:
        """Whether there is any event of this item, notes aside."""
        with self._database.reading() as session:
            return derived.cached_row(session, self.learner, item) is not None

    def last_served(self) -> ItemId | None:
        """The item that was attempted or skipped last, under the name it then had."""
        wanted = (
            select(EventRow.item)
            .where(EventRow.learner == self.learner, col(EventRow.kind).in_(sorted(ATTEMPTS | {"skip"})))
            .order_by(*(column.desc() for column in ORDER))
            .limit(1)
        )
        with self._database.reading() as session:
            found = session.scalars(wanted).first()
        return None if found is None else ItemId(found)

    def counts(self) -> dict[BankId, BankCounts]:
        """The counters of every bank with events."""
        with self._database.reading() as session:
            return read_counts(session, self.learner)

    def topic_counts(self) -> dict[tuple[BankId, TopicId], TopicCounts]:
        """The counters of every topic with events."""
        with self._database.reading() as session:
            return read_topic_counts(session, self.learner)

    def dues(self) -> list[Due]:
        """How many items come back on which day, by day; what is overdue stands under its own."""
        with self._database.reading() as session:
            return read_dues(session, self.learner)

    # Reading: events

    def history(self, item: ItemId | None = None) -> Iterator[Event]:
        """All events, or those of one item under all its names, in the total order; read page by page."""
        last: Event | None = None
        while True:
            with self._database.reading() as session:
                names = None if item is None else names_of(session, self.learner, item)
                page = events_after(session, self.learner, last, names)
            if not page:
                return
            yield from page
            last = page[-1]

    def snapshot(self, *, everyone: bool = False) -> Iterator[Event]:
        """All events as they are at one moment, in the total order; with ``everyone`` learner by learner."""
        with self._database.reading() as session:
            for learner in learners(session) if everyone else [self.learner]:
                yield from all_events(session, learner)

    def snapshot_by_item(self, *, everyone: bool = False) -> Iterator[tuple[ItemId, list[Event]]]:
        """The same item by item under the names of today; notes are left out."""
        with self._database.reading() as session:
            for learner in learners(session) if everyone else [self.learner]:
                yield from events_by_item(session, learner)

    def newest_undoable(self) -> Event | None:
        """The newest event of this device that an undo may take back: it is its item's newest as well."""
        with self._database.reading() as session:
            device = known_device(session, self._machine)
            return None if device is None else self._newest_undoable(session, device)

    def overridable(self, item: ItemId, lineage: Lineage | None = None) -> Event | None:
        """The item's newest counted verdict or check."""
        with self._database.reading() as session:
            state = self._state(session, item, lineage)
            return (
                None if state.overridable is None else event_by_id(session, self.learner, state.overridable)
            )

    def notes(self, item: ItemId) -> dict[tuple[str, str], str]:
        """The notes on an item by field and key, cleared ones left out."""
        with self._database.reading() as session:
            names = names_of(session, self.learner, item)
            wanted = select(EventRow.id).where(
                EventRow.learner == self.learner, col(EventRow.item).in_(names), EventRow.kind == "note"
            )
            events = [event_by_id(session, self.learner, id_) for id_ in session.scalars(wanted)]
        notes: dict[tuple[str, str], str] = {}
        for event in sorted((event for event in events if event is not None), key=lambda event: event.order):
            if isinstance(event.facts, Note):
                notes[event.facts.field, event.facts.key] = event.facts.text
        return {place: text for place, text in notes.items() if text}

    # Reading: days

    def today(self) -> Today:
        """The study day by this device's clock and own events, and whether the clock looks wrong."""
        with self._database.reading() as session:
            device = known_device(session, self._machine) or DeviceId("")
            now = read_now(session, self.learner, device, self._clock(), self._day_begins)
            return Today(now.at, now.study_day, read_skew(session, now))

    def days(self) -> list[Day]:
        """The study days with work, in their order."""
        with self._database.reading() as session:
            return read_days(session, self.learner)

    def day(self, day: date) -> Day:
        """One study day; its ``again`` of ``again + fresh`` counted verdicts were re-attempts."""
        with self._database.reading() as session:
            return next(iter(read_days(session, self.learner, day)), Day(day))

    def times(self) -> dict[int, dict[int, int]]:
        """Verdicts of every pass by their bucket of `drill.gyr.spread`."""
        with self._database.reading() as session:
            return read_times(session, self.learner)

    def words(self) -> dict[WordKey, int]:
        """How often a mark of one sort was followed by a right answer, in a later pass or a check."""
        with self._database.reading() as session:
            return read_words(session, self.learner)

    def disputes(self, limit: int = 50) -> tuple[int, list[Dispute]]:
        """How many disputes there are, and the newest of them."""
        with self._database.reading() as session:
            return read_disputes(session, self.learner, limit)

    def recent_seconds(self) -> list[float]:
        """The active times of the latest attempts, newest first."""
        wanted = (
            select(EventRow.seconds)
            .where(EventRow.learner == self.learner, col(EventRow.kind).in_(sorted(ATTEMPTS)))
            .order_by(col(EventRow.lamport).desc())
            .limit(_RECENT)
        )
        with self._database.reading() as session:
            return [seconds for seconds in session.scalars(wanted) if seconds is not None]

    # Reading: open attempts, health

    def open_attempts(self) -> list[OpenAttempt]:
        """All open attempts, newest first."""
        wanted = select(OpenRow).where(OpenRow.learner == self.learner).order_by(col(OpenRow.saved).desc())
        with self._database.reading() as session:
            return [OpenAttempt.from_json(row.body) for row in session.scalars(wanted)]

    def open_attempt(self) -> OpenAttempt | None:
        """The newest open attempt."""
        return next(iter(self.open_attempts()), None)

    def check(self) -> doctor.Health:
        """Look the whole database over: its pages, its guards, and the cache against the log."""
        with self._database.reading() as session:
            return doctor.examine(session, self.learner, self.gaps)

    def _state(self, session: Session, item: ItemId, lineage: Lineage | None) -> ItemState:
        row = derived.cached_row(session, self.learner, item)
        return derived.read_state(session, self.learner, item, lineage, row)[0]

    def _save_open(self, session: Session, attempt: OpenAttempt) -> None:
        newest = session.scalars(
            select(OpenRow.saved).where(OpenRow.learner == self.learner).order_by(col(OpenRow.saved).desc())
        ).first()
        row = OpenRow(
            learner=self.learner, item=attempt.item, saved=(newest or 0) + 1, body=attempt.to_json()
        )
        session.merge(row)

    def _newest_undoable(self, session: Session, device: DeviceId) -> Event | None:
        below: int | None = None
        while True:
            wanted = select(EventRow.id, EventRow.item, EventRow.lamport).where(
                EventRow.learner == self.learner, EventRow.device == device
            )
            if below is not None:
                wanted = wanted.where(EventRow.lamport < below)
            newest = session.execute(wanted.order_by(col(EventRow.lamport).desc()).limit(_NEWEST)).all()
            for event_id, item, lamport in newest:
                state = session.get(StateRow, (self.learner, current_name(session, self.learner, item)))
                if state is not None and state.undoable == event_id:
                    return event_by_id(session, self.learner, event_id)
                below = lamport
            if not newest:
                return None


def _loaded(entries: Entries) -> LoadedExercises:
    return entries if isinstance(entries, LoadedExercises) else LoadedExercises(entries)
