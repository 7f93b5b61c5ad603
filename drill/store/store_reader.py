"""Reading the store: items, events, days, and the numbers of the charts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, Select, text
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Session

from drill.errors import StoreError
from drill.gyr.entry import Entries, Entry
from drill.gyr.events import (
    ATTEMPTS,
    UNDOABLE,
    UNFOLDED,
    DeviceId,
    Event,
    EventId,
    ItemId,
    LearnerId,
    LogLine,
    Note,
    line_of,
)
from drill.gyr.fluency import SkillLesson, TimedRep
from drill.gyr.fold import Lineage, fold_lines
from drill.gyr.progress import Day, Totals
from drill.gyr.state import NEVER_MET, ItemState
from drill.limits import pause_garbage_collection
from drill.store import doctor, log, states
from drill.store.database_tables import FOLDED_FOR
from drill.store.engine import Database
from drill.store.event_writer import Today, known_device, read_now, read_today
from drill.store.faults import CacheDamagedError
from drill.store.identity import StoreIdentity
from drill.store.learner import DAYS_READ, Facts, Learner, read_facts, read_learner, read_work
from drill.store.log import EVENT, Arrivals
from drill.store.open_attempts import OpenAttempt
from drill.store.queries import IS_REP, Dispute, read_disputes, read_practice

if TYPE_CHECKING:
    from drill.store.class_roles import ClassAssignment

# Max events at a time; the newest undoable one is nearly always the first.
_PAGE = 50


_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Stamp(NamedTuple):
    """What changes whenever anything is written: a connection, its version, and the number of own writes."""

    connection: int
    version: str
    writes: int


class StoreReader:
    """Read access to one learner's log and the data derived from it.

    Every method is one transaction; faults that its docstring does not mention are raised as ``StoreError``.
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
        # The front end in written events; empty for the program's own screens.
        self.front = ""
        self._database = database
        self._machine = machine
        self._clock = clock
        self._day_begins = day_begins
        # The exercises for which derived data were last updated.
        self._exercises: Entries | None = None
        # The totals of the log up to the last read, and the names of its items at that time.
        self._totals: Totals | None = None
        self._former: Mapping[str, ItemId] = {}
        self._arrivals = Arrivals(learner)
        self._one_at_a_time = Lock()
        self._identity = None if database.file is None else StoreIdentity(database.file)
        # The learner as last read, and the stamp of the database then.
        self._learner: Learner | None = None
        self._stamp: _Stamp | None = None
        # The small tables as last read, and the same stamp.
        self._facts: tuple[_Stamp, Facts] | None = None
        # Uses that are under way of one moment of the store.
        self._moments = 0
        # Whether the totals are of that moment, too.
        self._are_totals_of_moment = False
        # The events of items that were read in the moment in use.
        self._events_by_item: dict[ItemId, list[Event]] = {}
        # Today as last read, and the minute of that.
        self._today: tuple[datetime, Today] | None = None
        self._is_closed = False
        # Events written through this store that could be undone then.
        self._written: list[EventId] = []

    @property
    def file(self) -> Path | None:
        """The database's file, without links; ``None`` for a server."""
        file = self._database.file
        return None if file is None else file.resolve()

    @property
    def former_copy(self) -> Path | None:
        """The copy of a database of 0.4.0 that was converted on opening."""
        return self._database.former_copy

    def device(self) -> str:
        """Return the name of this device in events; ``new`` before its first."""
        with self._database.reading() as session:
            return known_device(session, self._machine) or "new"

    # The learner at one moment

    @contextmanager
    def at_one_moment(self) -> Generator[None]:
        """Let everything read inside be of one moment, but for what this store writes meanwhile."""
        if not self._moments:
            self._facts = None
            self._are_totals_of_moment = False
            self._events_by_item.clear()
        self._moments += 1
        try:
            yield
        finally:
            self._moments -= 1

    def read_facts(self) -> Facts:
        """Return the facts, open attempts and former names."""
        if self._moments and self._facts is not None and self._facts[0].writes == self._database.writes:
            return self._facts[1]
        with self._database.reading_once() as session:
            return self._look(session)

    def _look(self, session: Session) -> Facts:
        """Read the facts with their stamp."""
        facts = read_facts(session, self.learner, self._database.version)
        number = self._database.number_connection(session)
        self._facts = _Stamp(number, facts.version, self._database.writes), facts
        return facts

    def read_learner(self, entries: Entries | Iterable[Entry] | None = None) -> Learner:
        """Return the learner, folded for the exercises, or for those of the last call.

        They are read in one transaction if anything was written since, by any window.
        """
        loaded = self._exercises = self._exercises if entries is None else Entries.of(entries)
        known = self._learner
        if known is not None and self._is_fresh() and self._is_folded(known.facts, loaded):
            return known
        while (learner := self._with_derived(partial(self._read_learner_once, loaded))) is None:
            with pause_garbage_collection(), self._database.writing(self.learner) as session:
                states.fold_anew(session, self.learner, loaded or Entries(()), self.gaps)
        return learner

    def read_items(self, items: Iterable[ItemId]) -> None:
        """Read the events of items at once, for whoever asks for these in the moment in use."""
        former = self.read_facts().former
        wanted = {item: item for item in items if item not in self._events_by_item}
        names = wanted | {ItemId(was): item for was, item in former.items() if item in wanted}
        if not self._moments or not names:
            return
        found: dict[ItemId, list[Event]] = {item: [] for item in wanted}
        of_items = EVENT.select().where(EVENT.c.learner == self.learner, EVENT.c.item.in_(names))
        with self._database.reading_once() as session:
            for event in log.read_queried_events(session, of_items):
                found[names[event.item]].append(event)
        for events in found.values():
            events.sort(key=lambda event: event.order)
        self._events_by_item |= found

    def _events_of(self, item: ItemId) -> Sequence[Event]:
        """Return the events of an item at the moment in use."""
        self.read_items([item])
        return self._events_by_item[item]

    def _is_fresh(self) -> bool:
        """Return whether the learner is as the database is now, or at the moment in use."""
        if self._stamp is None or self._stamp.writes != self._database.writes:
            return False
        self.read_facts()
        return self._facts is not None and self._facts[0] == self._stamp

    def _is_folded(self, facts: Facts, loaded: Entries | None) -> bool:
        """Return whether all was folded for exactly these exercises and gaps, or there is nothing to fold."""
        if loaded is None or not facts.has_events:
            return True
        return facts.by_name.get(FOLDED_FOR) == states.name_folding(loaded, self.gaps)

    def _read_learner_once(self, loaded: Entries | None) -> Learner | None:
        """Return the learner, or ``None`` if items must be folded before."""
        with self._database.reading() as session:
            facts = self._look(session)
            if not self._is_folded(facts, loaded):
                return None
            learner = read_learner(session, self.learner, facts)
        assert self._facts is not None
        self._learner, self._stamp = learner, self._facts[0]
        return learner

    def _hold(self, writes: int, change: Callable[[Facts], Facts], **changed: Any) -> None:
        """Bring what is held up to date with a write of this store that began after ``writes`` others."""
        if self._database.writes != writes + 1:
            return
        if self._facts is not None and self._facts[0].writes == writes:
            stamp, facts = self._facts
            self._facts = stamp._replace(writes=writes + 1), change(facts)
        if self._learner is not None and self._stamp is not None and self._stamp.writes == writes:
            self._learner = replace(self._learner, facts=change(self._learner.facts), **changed)
            self._stamp = self._stamp._replace(writes=writes + 1)

    # Items

    def state(self, item: ItemId, lineage: Lineage | None = None) -> ItemState:
        """Return the state of an item for a content, or for that of its newest event."""
        with self.at_one_moment():
            return self._find_state(item, lineage)

    def find_states(self, lineages: Mapping[ItemId, Lineage]) -> Mapping[ItemId, ItemState]:
        """Return the states of items for their contents."""
        if self._moments and not self._is_fresh():
            self.read_items(lineages)
        return {item: self.state(item, lineage) for item, lineage in lineages.items()}

    def _find_state(self, item: ItemId, lineage: Lineage | None) -> ItemState:
        """Return the state of an item at the moment in use."""
        loaded = None if self._exercises is None else self._exercises.get(item)
        if loaded is not None:
            lineage = lineage or loaded.lineage
        is_folded = loaded is not None and lineage == loaded.lineage
        if is_folded and self._learner is not None and self._is_fresh():
            row = self._learner.rows.get(item)
            return NEVER_MET if row is None else row.state
        lines = [line_of(event) for event in self._events_of(item) if event.kind not in UNFOLDED]
        lineage = lineage or states.newest_lineage(lines)
        return NEVER_MET if lineage is None else fold_lines(lines, lineage)

    def knows(self, item: ItemId) -> bool:
        """Return whether there is any event of this item, except for notes."""
        with self._database.reading() as session:
            return states.cached_row(session, self.learner, item) is not None

    def open_attempts(self) -> Sequence[OpenAttempt]:
        """Return all open attempts, newest first."""
        return self.read_facts().open_attempts

    # Events

    def history(self, item: ItemId | None = None) -> Iterator[Event]:
        """Yield all events, or those of one item under all its names, in the total order; read page by
        page."""
        if item is not None:
            with self.at_one_moment():
                yield from [*self._events_of(item)]
            return
        last: Event | None = None
        while True:
            with self._database.reading() as session:
                page = log.events_after(session, self.learner, last)
            if not page:
                return
            yield from page
            last = page[-1]

    def lines(self, items: Collection[ItemId]) -> list[tuple[ItemId, list[LogLine]]]:
        """Return the lines of these items' events, without notes and reps, item by item."""
        if not items:
            return []
        former = self.read_facts().former
        with self._database.reading_once() as session:
            return [*log.lines_of_items(session, self.learner, items, former)]

    def snapshot(self, *, everyone: bool = False, left_out: list[str] | None = None) -> Iterator[Event]:
        """Yield all events as they are at one moment, in the total order; with ``everyone`` learner by
        learner.

        Descriptions of events that cannot be read or merged are added to ``left_out``; without it all are
        yielded, and StoreDamagedError is raised.
        """
        with self._database.reading() as session:
            for learner in log.read_learner_names(session) if everyone else [self.learner]:
                yield from log.all_events(session, learner, left_out)

    def mergeable_besides(self, devices: Collection[str], known: Collection[str]) -> Iterator[Event]:
        """Yield the events that a merge takes in, but those that ``devices`` wrote or whose ids are
        ``known``, as they are at one moment, in the total order.
        """
        with self._database.reading() as session:
            yield from log.mergeable_events_besides(session, self.learner, devices, known)

    def snapshot_by_item(
        self, *, everyone: bool = False, left_out: list[str] | None = None
    ) -> Iterator[tuple[ItemId, list[Event]]]:
        """Yield the same, item by item under today's names, without notes and reps."""
        with self._database.reading() as session:
            for learner in log.read_learner_names(session) if everyone else [self.learner]:
                yield from log.events_by_item(session, learner, left_out)

    def newest_undoable(self) -> Event | None:
        """Return the newest event of this device that can be undone: it is also its item's newest."""
        with self._database.reading() as session:
            device = known_device(session, self._machine)
        if device is None:
            return None
        return self._newest_undoable(EVENT.c.device == device)

    def newest_undoable_here(self) -> Event | None:
        """Return the same among events written through this store object, whatever others did meanwhile."""
        return self._newest_undoable(EVENT.c.id.in_(self._written))

    def overridable(self, item: ItemId, lineage: Lineage | None = None) -> Event | None:
        """Return the item's newest counted verdict or check."""
        target = self.state(item, lineage).overridable
        with self._database.reading() as session:
            if target is None:
                return None
            return log.event_by_id(session, self.learner, target)

    def learners(self) -> list[str]:
        """Return everybody who has events in this database."""
        with self._database.reading() as session:
            return sorted(session.execute(sql_select(EVENT.c.learner).distinct()).scalars())

    def notes(self, item: ItemId) -> dict[tuple[str, str], str]:
        """Return the notes on an item by field and key, without cleared ones."""
        with self.at_one_moment():
            facts = [event.facts for event in self._events_of(item)]
        notes = [note for note in facts if isinstance(note, Note)]
        newest = {(note.field, note.key): note.text for note in notes}
        return {note_key: text for note_key, text in newest.items() if text}

    def all_notes(self) -> dict[ItemId, list[str]]:
        """Return the texts of all notes by item, except for deleted and former ones."""
        wanted = EVENT.select().where(EVENT.c.learner == self.learner, EVENT.c.kind == "note")
        events = sorted(self._events(wanted), key=lambda event: event.order)
        newest = {
            (event.item, event.facts.field, event.facts.key): event.facts.text
            for event in events
            if isinstance(event.facts, Note)
        }
        texts: dict[ItemId, list[str]] = {}
        for (item, _, _), text_ in newest.items():
            if text_:
                texts.setdefault(item, []).append(text_)
        return texts

    # Days

    def today(self) -> Today:
        """Return the study day by this device's clock and own events, and whether the clock looks wrong.

        The log is read once a minute, and after each mark of this window.
        """
        local = self._clock()
        minute = local.replace(second=0, microsecond=0)
        if self._today is not None and self._today[0] == minute:
            return self._today[1]
        with self._database.reading() as session:
            device = known_device(session, self._machine) or DeviceId("")
            today = read_today(session, read_now(session, self.learner, device, local, self._day_begins))
        self._today = minute, today
        return today

    def day(self, day: date) -> Day:
        """Return one study day; its ``again`` of ``again + fresh`` counted verdicts were re-attempts."""
        days, work = self._read_work(1)
        return work.day(day) if not days or day >= days[-1] else self.totals().day(day)

    def last_days(self, number: int) -> list[Day]:
        """Return the newest study days with work, in their order, without reading all of the log."""
        days, work = self._read_work(number)
        worked = map(work.day, reversed(days[:number]))
        return [day for day in worked if day != Day(day.day)]

    def _read_work(self, number: int) -> tuple[Sequence[date], Totals]:
        """Return at least so many of the newest study days with work, newest first, and what was done."""
        if self._moments and number <= DAYS_READ:
            learner = self.read_learner()
            return learner.days, learner.work
        with self._database.reading_once() as session:
            return read_work(session, self.learner, number)

    def practice(
        self, hashes: Mapping[ItemId, Collection[str]]
    ) -> list[tuple[ItemId, TimedRep | SkillLesson]]:
        """Return the reps and lessons of exercises; ``hashes`` are the contents that count."""
        with self._database.reading() as session:
            return read_practice(session, self.learner, hashes)

    def has_days_before(self, day: date, number: int) -> bool:
        """Return whether at least so many of the newest study days before that day had work."""
        return sum(worked < day for worked in self.read_learner().days[: number + 1]) >= number

    def totals(self) -> Totals:
        """Return the days, times and marks of the whole log; later calls add only new events.

        Any thread may call it; others wait meanwhile.
        """
        with self._one_at_a_time, self._database.reading() as session:
            totals = self._totals
            if totals is not None and self._moments and self._are_totals_of_moment:
                return totals
            # After a fault everything is read anew.
            self._totals = None
            news = self._arrivals.news(session)
            former = log.former_names(session, self.learner)
            if totals is None or news is None or former != self._former:
                totals = self._totals_of_all(session)
            else:
                self._take_in(session, totals, news, former)
            self._totals = totals
            self._former = former
            self._are_totals_of_moment = True
            return totals

    def disputes(self, limit: int = 50) -> tuple[int, list[Dispute]]:
        """Return the number of disputes, and the newest of them."""
        return self._ask(read_disputes, limit)

    def wrong_answers(self, limit: int) -> list[Event]:
        """Return the newest attempts with a wrong answer, newest first, regardless of later events."""
        wanted = EVENT.select().where(
            EVENT.c.learner == self.learner, text("NOT ok"), EVENT.c.kind.in_(sorted(ATTEMPTS))
        )
        return self._events(_select_newest(wanted, limit))

    def wrong_reps(self, limit: int) -> list[Event]:
        """Return the newest wrong answers of the warm-up, newest first."""
        # Not "NOT ok", because SQLite would then read all wrong answers instead of the few that are reps.
        wanted = EVENT.select().where(*IS_REP, EVENT.c.ok.is_(False)).params(learner=self.learner)
        return self._events(_select_newest(wanted, limit))

    @property
    def is_class(self) -> bool:
        """Whether it is the store of a class."""
        return self._database.is_class

    def assignments(self) -> Sequence[ClassAssignment]:
        """Return the assignments of the class, earliest day first; empty without a class."""
        if not self._database.is_class:
            return ()
        # of classes alone
        from drill.store.class_roles import read_class_assignments

        return read_class_assignments(self._database)

    # Open attempts, health

    def check(self) -> doctor.Health:
        """Examine the whole database: its pages, its triggers, and the cache against the log."""
        with self._database.reading() as session:
            return doctor.check_database_health(session, self.learner, self.gaps, self._clock())

    def _events(self, wanted: Select[Any]) -> list[Event]:
        with self._database.reading_once() as session:
            return log.read_queried_events(session, wanted)

    def _ask(
        self, read: Callable[Concatenate[Session, str, _P], _T], *about: _P.args, **more: _P.kwargs
    ) -> _T:
        """Run a query for this learner in one transaction, and rebuild derived rows that cannot be read."""

        def read_once() -> _T:
            with self._database.reading() as session:
                return read(session, self.learner, *about, **more)

        return self._with_derived(read_once)

    def _with_derived(self, act: Callable[[], _T]) -> _T:
        """Run a whole transaction; if derived rows cannot be read, rebuild them from the log and retry once.

        Raises CacheDamagedError if the exercises are not known.
        """
        try:
            return self._database.patiently(act)
        except CacheDamagedError:
            if self._exercises is None:
                raise
        with pause_garbage_collection(), self._database.writing(self.learner) as session:
            states.fold_anew(session, self.learner, self._exercises, self.gaps, is_all=True)
        return act()

    def _totals_of_all(self, session: Session) -> Totals:
        totals = Totals()
        for _, lines in log.lines_by_item(session, self.learner, with_reps=True):
            if self._is_closed:
                raise StoreError("the store was closed while its log was read")
            totals.add(lines)
        return totals

    def _take_in(
        self, session: Session, totals: Totals, news: Mapping[str, set[str]], former: Mapping[str, ItemId]
    ) -> None:
        """Replace the totals of items that have new events by their present ones."""
        new_ids: dict[ItemId, set[str]] = {}
        for name, ids in news.items():
            new_ids.setdefault(former.get(name, ItemId(name)), set()).update(ids)
        for item, ids in new_ids.items():
            lines = log.read_item_lines(session, self.learner, item, with_reps=True)
            totals.add([line for line in lines if line.id not in ids], -1)
            totals.add(lines)

    def _newest_undoable(self, where: ColumnElement[bool]) -> Event | None:
        wanted = (
            sql_select(EVENT.c.id, log.NAME)
            .select_from(log.EVENT_AND_NAME)
            .where(EVENT.c.learner == self.learner, EVENT.c.kind.in_(sorted(UNDOABLE)), where)
            .order_by(EVENT.c.lamport.desc())
        )
        undoable: dict[ItemId, str | None] = {}
        wanted = wanted.execution_options(yield_per=_PAGE)
        with self._database.reading() as session, session.execute(wanted) as rows:
            for id_, item in rows:
                if item not in undoable:
                    undoable[item] = self.state(item).undoable
                if undoable[item] == id_:
                    return log.event_by_id(session, self.learner, id_)
        return None


def _select_newest(wanted: Select[Any], limit: int) -> Select[Any]:
    """Return a query for the newest of the wanted events, newest first."""
    return wanted.order_by(*(column.desc() for column in log.ORDER)).limit(limit)
