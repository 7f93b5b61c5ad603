"""A bit that flips in the log is found, whatever it changes; nothing of the log is rewritten for that."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.events import Event, Note, Skip
from drill.gyr.wire import to_json
from drill.store.checksums import compute_event_checksum
from drill.store.database_tables import EventRow, table_of
from drill.store.merging import Placed
from tests.store.store_world import BANK, ITEM, World, mark, override, write


def without_guards(file: Path, *statements: str) -> None:
    """Change a database behind the program's back; its guards are put back."""
    with closing(sqlite3.connect(file)) as connection, connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in guards:
            connection.execute(sql)


def summed(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT count(*) FROM event JOIN event_sum USING (id)").fetchone()[0]


def drilled(world: World, file: Path) -> list[Event]:
    """Events of several kinds in a closed file."""
    with world.open(file) as store:
        first = mark(store, True, False, seconds=12)
        override(store, first.event.id, True, True)
        world.days_later(1)
        mark(store, False, False, "calculus/chain", seconds=0.0)
        write(store, Skip(), "calculus/chain")
        store.append(Note(field="overview", key="about", text="a walk\n– x"), item=ITEM)
        store.reconcile(BANK)
        return list(store.history())


def test_every_event_has_a_checksum_however_it_came(world: World, file: Path, tmp_path: Path) -> None:
    events = drilled(world, file)
    assert summed(file) == len(events)
    other = tmp_path / "other.db"
    with world.open(other, machine="other") as store:
        mark(store, True, True)
        store.merge([Placed("log", 1, event) for event in events], BANK)
        assert store.check().is_sound
    assert summed(other) == len(events) + 1


CHANGES = [
    "study_day = '2026-03-06'",
    "seconds = seconds + 1024",
    "ok = NOT ok",
    "why = NOT why",
    "maths = 'a' || substr(maths, 2, 14) || 'b'",
    "answer",
    "item = 'calculus/product'",
    "round = '0193487c-9e7a-7b1c-8e11-0123456789ab'",
    "offset_minutes = offset_minutes + 1",
    "learner = 'ma'",
    "device = replace(device, substr(device, 1, 1), 'x')",
    "lamport = lamport + 16",
    "at = '2026-03-03T08:30:15.122Z'",
    "placed = 1",
]


@pytest.mark.parametrize("change", CHANGES)
def test_an_event_that_is_not_as_it_was_written_is_named_and_left_out_of_a_copy(
    world: World, file: Path, tmp_path: Path, change: str
) -> None:
    events = drilled(world, file)
    changed = events[2]
    change = "more = replace(more, '2x', '3x')" if change == "answer" else change
    # Indexes agree with the change, as where the flip came before the page was written.
    without_guards(file, f"UPDATE event SET {change} WHERE id = '{changed.id}'")
    before = file.read_bytes()
    with world.open(file) as store:
        found = store.check()
        (told,) = found.lost
        assert f"the event {changed.id} of calculus/" in told
        assert "is not as it was written: it now reads verdict of 2026-03-0" in told
        mended = store.mend(BANK)
        assert (mended.left.lost, mended.kept) == (found.lost, None)
        assert store.write_sound(tmp_path / "sound.db") == 1
    assert file.read_bytes() == before
    with world.open(tmp_path / "sound.db") as store:
        store.reconcile(BANK)
        assert store.check().is_sound
        assert list(store.history()) == [event for event in events if event != changed]
        placed = [Placed("log", 1, event) for event in events]
        assert store.merge(placed, BANK).added == 1, "another machine's log brings the event back"


def test_an_event_whose_name_changed_is_found(world: World, file: Path, tmp_path: Path) -> None:
    events = drilled(world, file)
    id_ = events[1].id.replace("7", "5", 1)
    without_guards(file, f"UPDATE event SET id = '{id_}' WHERE id = '{events[1].id}'")
    with world.open(file) as store:
        assert len(store.check().lost) == 1
        assert store.write_sound(tmp_path / "sound.db") == 1


@pytest.mark.parametrize("field", ["id", "device", "item", "at", "maths"])
def test_wherever_a_bit_of_a_text_flips_no_event_changes_in_silence(
    world: World, file: Path, field: str
) -> None:
    """The same text stands in the row, in indexes, in what is derived and beside the checksum."""
    events = drilled(world, file)
    shape = to_json(events[2]) | {"maths": "a" * 16}
    data, wanted = file.read_bytes(), str(shape[field]).encode()
    places = [found.start() for found in re.finditer(re.escape(wanted), data)]
    assert places
    for place in places[:12]:
        file.write_bytes(data[: place + 3] + bytes([data[place + 3] ^ 1]) + data[place + 4 :])
        with world.open(file) as store:
            mended = store.mend(BANK)
            assert mended.left.lost or (mended.left.is_sound and list(store.history()) == events)
        for path in file.parent.glob("drill*"):
            path.unlink()


def test_an_event_that_is_gone_is_counted(world: World, file: Path) -> None:
    events = drilled(world, file)
    without_guards(file, f"DELETE FROM event WHERE id = '{events[1].id}'")
    with world.open(file) as store:
        assert store.check().lost == ("1 event that an index or a checksum names: missing from the log",)


def test_what_a_window_of_an_older_version_writes_gets_its_checksum(world: World, file: Path) -> None:
    events = drilled(world, file)
    without_guards(file, f"DELETE FROM event_sum WHERE id = '{events[-1].id}'")
    with world.open(file) as store:
        assert store.check().stale == ("1 event without a checksum",)
        mended = store.mend(BANK)
        assert (mended.left.is_sound, mended.kept) == (True, None)
    assert summed(file) == len(events)


@pytest.mark.parametrize("damage", ["DROP TABLE event_sum", "DELETE FROM event_sum", ""])
def test_checksums_that_are_damaged_are_made_again(world: World, file: Path, damage: str) -> None:
    events = drilled(world, file)
    with closing(sqlite3.connect(file)) as connection, connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'event_sum'").fetchone()[0]
        connection.execute(damage or "SELECT 1")
    if not damage:
        with file.open("r+b") as stream:
            stream.seek((root - 1) * page)
            stream.write(b"\xff" * page)
    with world.open(file) as store:
        assert not store.check().is_sound
        assert store.mend(BANK).left.is_sound
        assert list(store.history()) == events
    assert summed(file) == len(events)


@given(st.integers(0, 2**31), st.floats(0, 1e6), st.text(max_size=5), st.booleans(), st.data())
def test_two_rows_that_differ_in_one_value_have_two_checksums(
    number: int, seconds: float, text: str, fact: bool, data: st.DataObject
) -> None:
    row = dict.fromkeys(row_of_nothing()) | {"lamport": number, "seconds": seconds, "more": text, "ok": fact}
    name, other = data.draw(
        st.sampled_from(
            [("lamport", number ^ 8), ("seconds", seconds + 1), ("more", text + "x"), ("ok", not fact)]
        )
    )
    assert compute_event_checksum(row) != compute_event_checksum(row | {name: other})


def test_a_checksum_stays_what_it_is() -> None:
    """They are kept for years: what was summed by one version is compared by the next."""
    row = row_of_nothing() | {
        "id": "0193487c-9e7a-7b1c-8e11-0123456789ab", "learner": "me", "device": "0123456789abcdef",
        "lamport": 7, "at": "2026-11-20T07:12:03.123Z", "offset_minutes": 60, "study_day": "2026-11-20",
        "kind": "verdict", "item": "calculus/product", "maths": "a" * 16, "ok": True, "why": False,
        "seconds": 12.5, "more": '{"answer":"é"}',
    }  # fmt: skip
    assert compute_event_checksum(row) == 726394838
    assert compute_event_checksum(row | {"seconds": -0.0}) == compute_event_checksum(row | {"seconds": 0})


def row_of_nothing() -> dict[str, object]:
    """Every column of an event, empty."""
    return {column.name: None for column in table_of(EventRow).columns}
