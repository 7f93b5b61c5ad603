"""The store: one learner's events, durable before a call returns, and the data derived from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session
from sqlmodel import col, delete

from drill.errors import StoreDamagedError, StoreError
from drill.gyr.entry import Entries, Entry
from drill.gyr.events import DAY_BEGINS, UNDOABLE, Content, Facts, ItemId, refuse_impossible
from drill.gyr.fold import Lineage
from drill.gyr.state import AT_MOST, DEFAULT_GAPS, CheckOffer
from drill.limits import pause_garbage_collection
from drill.store import backup, queries, states
from drill.store.database_tables import (
    DAY,
    FORMER_RULE_UNTIL,
    SHOWN_ASIDE,
    MetaRow,
    OpenRow,
    table_of,
    write_day,
)
from drill.store.doctor import Mended
from drill.store.engine import WAIT_S, open_database
from drill.store.event_writer import (
    Appended,
    Now,
    device_of,
    machine_hash,
    machine_id,
    read_now,
    undo_events_ahead,
    write_event,
)
from drill.store.identity import StoreIdentity
from drill.store.learner import MOST_SAVES
from drill.store.local_clock import local_now
from drill.store.merging import Merged, Placed, take_events
from drill.store.open_attempts import OpenAttempt
from drill.store.states import Changes
from drill.store.store_reader import StoreReader

_T = TypeVar("_T")
# The fact with the number of exercises whose answers upgrades changed since the last notice.
_CHANGED = "changed by an upgrade"
# The fact with the number of answers from another front end since then.
_ASIDE = "answered aside"
_META, _OPEN = table_of(MetaRow), table_of(OpenRow)
# One more than any number of a save that drill wrote: SQLite accepts any type.
_NEXT_SAVE = (
    select(func.coalesce(func.max(_OPEN.c.saved), 0) + 1)
    .where(_OPEN.c.learner == bindparam("learner"), _OPEN.c.saved < MOST_SAVES)
    .scalar_subquery()
)
# More digits than a number of answers has.
_MOST_DIGITS = 10
# All loaded exercises; `Entries` are examined only once, however often they are passed.
_Loaded = Entries | Iterable[Entry]


class Repository(StoreReader):
    """One learner's log and its cache.

    Every method is one transaction. A write is durable when it returns; faults that its docstring does not
    mention are raised as a ``StoreError``.
    """

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
        """Open the database at a path or an SQLAlchemy URL, created if necessary.

        ``clock`` returns the aware local time; ``gaps`` are the days after pass 1, 2, …; ``machine``
        identifies the machine (by default this one's own id).

        Raises:
            StoreLockedError, StoreNewerError, StoreDamagedError, StoreError: the file is unchanged.
        """
        database = open_database(target, wait_s=wait_s)
        file = database.file
        location = database.place if file is None else str(file.parent.resolve())
        machine = machine_hash(machine_id() if machine is None else machine, location)
        learner = database.learner or learner  # a class knows whose role it is
        return cls(database, learner=learner, machine=machine, clock=clock, gaps=gaps, day_begins=day_begins)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._is_closed = True
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
        """Write one event, durably before this returns.

        A verdict or check that no longer counts, because another window was first, is kept as extra practice.
        An attempt, skip, parking or reopening ends the item's open attempt; ``leaves_open`` is saved in the
        same transaction (for example the attempt that an undo gives back). ``content`` is needed for every
        kind but undo and note. Without ``lineage`` the exercise counts as not loaded, otherwise it is counted
        in ``topic``.

        Raises:
            UsageError: an impossible clock, an undo whose target is not the item's newest event, an
                override whose target is not its newest counted verdict or check, a regrade of no attempt,
                a reopening of an item that is not parked, a parking of one that is green or parked, a text
                too     long for a merge. Nothing is written.
        """

        def write(session: Session) -> Appended:
            now = self._moment_of_write(session)
            appended = write_event(
                session, now, facts, item=item, content=content, lineage=lineage, topic=topic, gaps=self.gaps
            )
            if leaves_open is not None:
                self._save_open(session, leaves_open)
            return appended

        appended = self._write(write)
        self._settle()
        if appended.event.kind in UNDOABLE:
            self._written.append(appended.event.id)
        return appended

    def save_open(self, attempt: OpenAttempt) -> None:
        """Save an item's open attempt in place of its former one; it becomes the newest."""
        writes = self._database.writes
        with self._database.writing(self.learner) as session:
            self._save_open(session, attempt)
        self._hold(writes, lambda facts: facts.with_attempt(attempt.item, attempt))

    def drop_open(self, item: ItemId) -> None:
        """Delete an item's open attempt, if there is one."""
        writes = self._database.writes
        with self._database.writing(self.learner) as session:
            session.execute(
                delete(OpenRow).where(col(OpenRow.learner) == self.learner, col(OpenRow.item) == item)
            )
        self._hold(writes, lambda facts: facts.with_attempt(item, None))

    def fold_for(self, entries: _Loaded) -> Changes:
        """Fold anew the items that are not folded for the loaded exercises; writes only changes."""
        loaded = self._exercises = Entries.of(entries)
        if self._is_folded(self.read_facts(), loaded):
            return Changes()
        with pause_garbage_collection(), self._database.writing(self.learner) as session:
            return states.fold_anew(session, self.learner, loaded, self.gaps)

    def rebuild(self, entries: _Loaded) -> Changes:
        """Fold the whole log anew."""
        loaded = self._exercises = Entries.of(entries)
        with pause_garbage_collection(), self._database.writing(self.learner) as session:
            return states.fold_anew(session, self.learner, loaded, self.gaps, is_all=True)

    def mend(self, entries: _Loaded) -> Mended:
        """Examine everything, and rebuild from the log the data that are damaged or disagree with it.

        Nothing is done about losses in the log itself.

        Raises StoreDamagedError if none of the log can be read.
        """
        health = self.check()
        damaged_copy = None
        if health.broken and not health.lost:
            damaged_copy = self._renew()
        if health.stale or damaged_copy is not None:
            try:
                self.rebuild(entries)
            except StoreDamagedError:
                if damaged_copy is not None or health.lost:
                    raise
                damaged_copy = self._renew()
                self.rebuild(entries)
        return Mended(
            health, self.check() if health.stale or damaged_copy is not None else health, damaged_copy
        )

    def _renew(self) -> Path:
        kept = backup.renew_damaged_database(self._database, self._clock())
        self._identity = self._identity and StoreIdentity(self._identity.file)
        return kept

    def write_sound(self, target: Path) -> int:
        """Write the readable and mergeable part of the log into a new database.

        Returns the number of events that are left out. Raises UsageError if the file exists.
        """
        return backup.write_sound(self._database, target)

    def undo_ahead(self, entries: _Loaded) -> int:
        """Undo the learner's marks that are dated ahead of the clock; return their number.

        Raises UsageError for an impossible clock.
        """

        def undo(session: Session) -> Merged:
            undos = undo_events_ahead(session, self._moment_of_write(session))
            return Merged(added=len(undos), items_by_learner={self.learner: {undo.item for undo in undos}})

        return self._add_events(undo, entries).added

    def merge(self, events: Iterable[Placed], entries: _Loaded) -> Merged:
        """Add events from elsewhere to the log, other learners' included: all of them or none.

        Events that are already in the log are skipped, so that a second merge changes nothing.

        Raises:
            LogError: an id exists with other content, an undo or override is of another learner's event,
                or a lamport leaps more than 2^32 beyond all below it.
        """
        return self._add_events(lambda session: take_events(session, events, self.learner), entries)

    def _add_events(self, add: Callable[[Session], Merged], entries: _Loaded) -> Merged:
        """Add events to the log, and fold their items anew."""
        loaded = Entries.of(entries)
        with pause_garbage_collection(), self._database.writing(self.learner) as session:
            self._refuse_other_file(session)
            merged = add(session)
            for learner in merged.items_by_learner:
                if learner != self.learner:
                    states.forget_folding(session, learner)
            names = merged.items_by_learner.get(self.learner, ())
            arrived = {loaded.renamed.get(name, name) for name in names}
            states.fold_anew(session, self.learner, loaded, self.gaps, arrived=arrived)
        self._settle()
        return merged

    def note_examined(self, item: ItemId, stamp: str, *, asks_again: bool = False) -> None:
        """Remember that an item's earlier answers were graded again, and whether it is to be asked again."""
        with self._database.writing(self.learner) as session:
            text = f"{stamp}{queries.ASKED_AGAIN}" if asks_again else stamp
            self._keep_fact(session, f"{queries.REGRADED}{item}", text)

    def tells_first(self, fact: str) -> bool:
        """Return whether the learner is informed of something for the first time, and remember it."""
        if self.read_fact(fact) is not None:
            return False
        self.keep_fact(fact, "")
        return True

    def keep_fact(self, fact: str, text: str | None) -> None:
        """Store a text for a fact about a notice or a question to the learner; delete it without a text."""
        name = _name_notice(fact)
        if text is None and name not in self.read_facts().by_name:
            return
        writes = self._database.writes
        with self._database.writing(self.learner) as session:
            if text is not None:
                self._keep_fact(session, name, text)
            elif (row := session.get(MetaRow, (self.learner, name))) is not None:
                session.delete(row)
        self._hold(writes, lambda facts: facts.with_fact(name, text))

    def is_from_before(self) -> bool:
        """Return whether the learner had marks when the log came to this version."""
        return FORMER_RULE_UNTIL in self.read_facts().by_name

    def read_fact(self, fact: str) -> str | None:
        """Return the text that `keep_fact` stored; ``None`` without one."""
        return self.read_facts().by_name.get(_name_notice(fact))

    def note_changed(self, number: int) -> None:
        """Add to the number of met exercises whose answers an upgrade changed."""
        self._count(_CHANGED, number)

    def take_changed(self) -> int:
        """Return the number of exercises whose answers upgrades changed since the last call; reset it."""
        return self._take_count(_CHANGED)

    def note_aside(self, number: int) -> None:
        """Add to the number of answers from another front end, or subtract from it."""
        self._count(_ASIDE, number)

    def take_aside(self) -> int:
        """Return the number of answers from another front end since the last call; reset it."""
        return self._take_count(_ASIDE)

    def read_aside_text(self) -> str:
        """Return the stored text on the numbers of practice in another front end; empty if there is none."""
        return self.read_facts().by_name.get(SHOWN_ASIDE, "")

    def keep_aside_text(self, text: str, before: str) -> bool:
        """Store a text on the numbers of practice in another front end, in place of ``before``.

        Returns whether it was stored; it is not if another window was first.
        """
        with self._database.writing(self.learner) as session:
            fact = session.get(MetaRow, (self.learner, SHOWN_ASIDE))
            if before != ("" if fact is None else str(fact.value)):
                return False
            self._keep_fact(session, SHOWN_ASIDE, text)
            return True

    def keep_day(self, text: str, before: str | None) -> str:
        """Store the day's list in place of ``before``, the result of `kept_day`; return the stored one.

        The result is another text if another window was first.
        """
        writes = self._database.writes
        with self._database.writing(self.learner) as session:
            stands = write_day(session, self.learner, text, before)
        self._hold(writes, lambda facts: facts.with_fact(DAY, stands))
        return stands

    def kept_day(self) -> str | None:
        """Return the day's list as stored next to the log, ``None`` if there is none."""
        return self.read_facts().by_name.get(DAY)

    # Questions about exercises

    def find_met(self, names: Sequence[str]) -> frozenset[str]:
        """Return those of the names of items that occur in an event of the log."""
        return self._ask(queries.find_met, names)

    def unexamined(self, entries: _Loaded) -> dict[ItemId, str]:
        """Corrected items whose earlier answers were not graded anew yet, with stamps of these."""
        return self._ask(queries.find_unexamined_items, Entries.of(entries))

    def slipping(self, today: date, retention: float, *, at_most: int = AT_MOST) -> list[CheckOffer]:
        """Greens whose predicted recall on a study day is below ``retention``, the faintest first."""
        learner = self.read_learner()
        memories = learner.memories
        if None in memories.values():
            writes = self._database.writes
            memories = self._write(
                lambda session: queries.keep_memories(
                    session, self.learner, learner.states, learner.memories, today
                )
            )
            self._hold(writes, lambda facts: facts, memories=memories)
        return queries.list_slipping_greens(memories, today, retention, at_most)

    def _settle(self) -> None:
        """Fold the write-ahead log into the file, so that a copy of the file alone has every mark."""
        self._today = None
        self._are_totals_of_moment = False
        self._events_by_item.clear()
        if self._database.file is not None:
            with suppress(StoreError):  # the mark is stored, and the next one tries again
                self._database.fold_in()

    def _write(self, write: Callable[[Session], _T]) -> _T:
        """Run an action in a writing session, as `_with_derived`."""

        def write_once() -> _T:
            with self._database.writing(self.learner) as session:
                self._refuse_other_file(session)
                return write(session)

        return self._with_derived(write_once)

    def _moment_of_write(self, session: Session) -> Now:
        device = device_of(session, self._machine)
        now = read_now(session, self.learner, device, self._clock(), self._day_begins)
        refuse_impossible(now.at)
        return replace(now, front=self.front)

    def _refuse_other_file(self, session: Session) -> None:
        if self._identity is not None:
            self._identity.refuse_other(session)

    def _count(self, name: str, number: int) -> None:
        with self._database.writing(self.learner) as session:
            self._keep_fact(session, name, str(max(0, self._counted(session, name) + number)))

    def _take_count(self, name: str) -> int:
        number = _parse_count(self.read_facts().by_name.get(name, ""))
        if number:
            writes = self._database.writes
            with self._database.writing(self.learner) as session:
                self._keep_fact(session, name, "0")
            self._hold(writes, lambda facts: facts.with_fact(name, "0"))
        return number

    def _counted(self, session: Session, name: str) -> int:
        fact = session.get(MetaRow, (self.learner, name))
        return _parse_count("" if fact is None else str(fact.value))

    def _keep_fact(self, session: Session, name: str, value: str) -> None:
        statement = states.make_upsert(_META, session.get_bind().dialect.name)
        session.connection().execute(statement, {"learner": self.learner, "name": name, "value": value})

    def _save_open(self, session: Session, attempt: OpenAttempt) -> None:
        statement = states.make_upsert(_OPEN, session.get_bind().dialect.name, saved=_NEXT_SAVE)
        named = {"learner": self.learner, "item": attempt.item, "body": attempt.to_json()}
        session.connection().execute(statement, named)


def _parse_count(text: str) -> int:
    """Return the number that a fact counts; 0 for anything that drill did not write."""
    return int(text) if text.isdecimal() and len(text) < _MOST_DIGITS else 0


def _name_notice(fact: str) -> str:
    """Return the name of the stored fact that the learner was informed of something."""
    return f"told {fact}"
