"""Damage: what is derived is made again, what of the log is lost is named, and all else is kept."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from drill.errors import StoreDamagedError, UsageError
from drill.gyr.events import Event, EventId, ItemId, Skip
from drill.gyr.fold import Lineage
from drill.settings import DEFAULTS
from drill.store import copy_database, doctor, restore_database
from drill.store.backup import renew_damaged_database
from drill.store.engine import open_database
from drill.store.merging import Placed
from drill.store.repository import Repository
from tests.rows import sample
from tests.store.store_world import BANK, ITEM, World, begun, exercise, mark, park_by_reds, verdict, write

LOADED = (*BANK, exercise("calculus/sum"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World, list[Event]]:
    """A log of some hundred events in a closed file, an attempt left open; the world it was made in."""
    world, file = World(), tmp_path_factory.mktemp("damage") / "data" / "drill.db"
    with world.open(file) as store:
        for item in (each.item for each in BANK):
            park_by_reds(store, world, item)
        for _ in range(100):
            mark(store, True, False, "calculus/sum")
        store.save_open(begun(world, draft="2x"))
        store.fold_for(LOADED)
        events = list(store.history())
    shutil.copytree(file.parent, _sound(file))
    return file, world, events


def _sound(file: Path) -> Path:
    """Where a copy of a file's folder is kept; used in the same place, it is the same device's."""
    return file.parent.with_name("sound")


@pytest.fixture
def file(made: tuple[Path, World, list[Event]]) -> Path:
    file, _, _ = made
    shutil.rmtree(file.parent)
    shutil.copytree(_sound(file), file.parent)
    return file


@pytest.fixture
def events(made: tuple[Path, World, list[Event]], world: World) -> list[Event]:
    _, then, events = made
    world.now = then.now
    return events


def write_to(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def unguarded(file: Path, statement: str) -> None:
    """Change the log behind the program's back, its guards put back."""
    with closing(sqlite3.connect(file)) as connection, connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'lamport BIGINT NOT NULL', 'lamport BIGINT')"
        )
        connection.execute("PRAGMA writable_schema = RESET")
        connection.execute(statement)
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'lamport BIGINT,', 'lamport BIGINT NOT NULL,')"
        )
        connection.execute("PRAGMA writable_schema = RESET")
        for _, sql in guards:
            connection.execute(sql)


def spoil_pages(file: Path, name: str, how: bytes = b"\xff") -> None:
    """Overwrite what a table or an index begins with."""
    with closing(sqlite3.connect(file)) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    with file.open("r+b") as stream:
        stream.seek((root - 1) * page)
        stream.write(how * (page // 2))


DERIVED = ("state", "former_item", "meta")


@pytest.mark.parametrize(
    "name", sample([*DERIVED, "state_due", "state_of_bank", "event_in_order", "event_of_item"], 3)
)
def test_what_is_derived_is_made_again_where_its_pages_are_damaged(
    events: list[Event], world: World, file: Path, name: str
) -> None:
    spoil_pages(file, name)
    with world.open(file) as store:
        found = store.check()
        assert found.broken
        assert not found.lost
        mended = store.mend(LOADED)
        assert (mended.found, mended.left.is_sound) == (found, True)
        assert list(store.history()) == events
        assert store.open_attempts()[0] == begun(world, draft="2x")
        again = mark(store, True, True, "calculus/new")
        assert (again.event.device, again.event.lamport) == (events[-1].device, events[-1].lamport + 1)
    assert mended.kept is not None
    assert mended.kept.parent == file.parent
    assert "damaged" in mended.kept.name


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE state",
        "DROP TABLE meta",
        "DROP TABLE former_item",
        "DROP TABLE open_attempt",
        "DROP INDEX event_in_order",
        "DROP INDEX state_due",
        "DROP TRIGGER event_no_update",
        "UPDATE open_attempt SET body = '{}'",
    ],
)
def test_what_is_missing_is_made_again(events: list[Event], world: World, file: Path, damage: str) -> None:
    write_to(file, damage)
    with world.open(file) as store:
        assert store.check().broken
        assert store.mend(LOADED).left.is_sound
        assert list(store.history()) == events
        assert mark(store, True, True, "calculus/new").after.state == "green"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE state SET body = replace(body, '2026-', '202F-')",
        "UPDATE state SET body = '{'",
        "UPDATE state SET body = json_set(body, '$.reviews', '7x')",
        "UPDATE state SET item = CAST(x'ff' AS TEXT) WHERE item = 'calculus/sum'",
        "UPDATE state SET item = x'ff' WHERE item = 'calculus/sum'",
        "UPDATE state SET due = -5",
    ],
)
def test_what_is_derived_and_unreadable_is_rebuilt(
    events: list[Event], world: World, file: Path, damage: str
) -> None:
    write_to(file, damage)
    with world.open(file) as store:
        assert store.check().stale
        assert store.mend(LOADED).left.is_sound
        assert list(store.history()) == events


BROKEN = [
    "study_day = '202F-11-21'",
    "study_day = '2026-02-31'",
    "at = 'yesterday'",
    "more = '{'",
    "more = '[]'",
    "more = '{}'",
    "kind = 'leap'",
    "lamport = 'x'",
    "learner = CAST(x'ff' AS TEXT)",
    "more = CAST(x'ff' AS TEXT)",
    "ok = NULL",
    "id = x'ff'",
    "round = x'ff00'",
    "pass = x'ff'",
    "lamport = x'ff'",
    "item = x'ff'",
    "seconds = x'ff'",
    "seconds = 'x'",
    "target = x'ff'",
    "maths = x'ff'",
]
WILD = ["pass = 9223372036854775807", "offset_minutes = -2147483649", "at = '1969-12-31T23:59:00.000Z'"]


@pytest.mark.parametrize("damage", sample(BROKEN, 4))
def test_events_that_cannot_be_read_are_named_and_may_be_left_out(
    events: list[Event], world: World, file: Path, tmp_path: Path, damage: str
) -> None:
    broken = events[7]
    unguarded(file, f"UPDATE event SET {damage} WHERE id = '{broken.id}'")
    with world.open(file) as store:
        found = store.check()
        assert len(found.lost) == 1
        if "CAST" in damage:
            assert "row 8 of the log cannot be read" in found.lost[0]
        else:
            id_ = "b'\\xff'" if damage.startswith("id") else broken.id
            item = "b'\\xff'" if damage.startswith("item") else broken.item
            assert f"the event {id_} of {item} cannot be read: " in found.lost[0]
        if not damage.startswith("learner"):  # then it is another's
            with pytest.raises(StoreDamagedError) as told:
                list(store.history())
            assert "drill doctor" in told.value.hint
        assert store.mend(LOADED).kept is None
        copy = tmp_path / "sound.db"
        assert store.write_sound(copy) == 1
        with pytest.raises(UsageError, match="exists already"):
            store.write_sound(copy)
    restore_database(copy, file, world.now)
    with world.open(file) as store:
        store.fold_for(LOADED)
        assert store.check().is_sound
        assert list(store.history()) == [event for event in events if event != broken]
        assert store.open_attempts()[0] == begun(world, draft="2x")


def test_events_of_a_newer_version_are_named_and_copied_as_they_are(
    events: list[Event], world: World, file: Path, tmp_path: Path
) -> None:
    with world.open(file) as store:
        newest = write(store, Skip(), "calculus/sum").event
    unguarded(file, f"UPDATE event SET kind = 'sprint', more = '{{\"laps\":3}}' WHERE id = '{newest.id}'")
    with world.open(file) as store:
        found = store.mend(LOADED).left  # the skip that was made a sprint is no skip any more
        assert found.is_sound
        assert found.notes == (
            "1 event of the kind 'sprint', which a newer version of drill wrote: kept as they are, but "
            "only the newer version can export them",
        )
        assert store.write_sound(tmp_path / "sound.db") == 0
    with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(tmp_path / "sound.db")) as new:
        every = "SELECT * FROM event ORDER BY id"
        assert new.execute(every).fetchall() == old.execute(every).fetchall()


@pytest.mark.parametrize(
    "damage", ["lamport = x'ff'", "lamport = NULL", "item = x'ff'", "seconds = 'x'", "id = x'ff'"]
)
def test_where_the_log_is_damaged_nothing_ends_as_a_fault(
    events: list[Event], world: World, file: Path, damage: str
) -> None:
    unguarded(file, f"UPDATE event SET {damage} WHERE id = '{events[7].id}'")
    write_to(file, "DELETE FROM meta")
    with world.open(file) as store:
        for act in (lambda: store.fold_for(LOADED), lambda: mark(store, True, True, events[7].item)):
            with suppress(StoreDamagedError):
                act()


@pytest.mark.parametrize("damage", WILD)
def test_what_no_merge_takes_in_is_named_and_left_out(
    events: list[Event], world: World, file: Path, tmp_path: Path, damage: str
) -> None:
    broken = events[7]
    unguarded(file, f"UPDATE event SET {damage} WHERE id = '{broken.id}'")
    with world.open(file) as store:
        (told,) = store.check().lost
        assert f"the event {broken.id} of {broken.item} cannot be merged: " in told
        left_out: list[str] = []
        assert broken.id not in {event.id for event in store.snapshot(left_out=left_out)}
        assert left_out == [told]
        assert store.write_sound(tmp_path / "sound.db") == 1
    with world.open(tmp_path / "sound.db") as store:
        assert list(store.history()) == [event for event in events if event != broken]


def test_a_copy_makes_no_folders(events: list[Event], world: World, file: Path, tmp_path: Path) -> None:
    with world.open(file) as store:
        with pytest.raises(UsageError, match="there is no folder"):
            store.write_sound(tmp_path / "nowhere" / "sound.db")
        assert not (tmp_path / "nowhere").exists()


def test_whatever_pages_of_the_log_are_damaged_the_rest_is_kept(
    events: list[Event], world: World, file: Path, tmp_path: Path
) -> None:
    pages = [file.read_bytes()[at : at + 4096] for at in range(0, file.stat().st_size, 4096)]
    (leaf,) = (
        number
        for number, page in enumerate(pages)
        if page[0] == 0x0D and events[40].id.encode() in page and b'"answer"' in page
    )
    with file.open("r+b") as stream:
        stream.seek(leaf * 4096)
        stream.write(b"\xff" * 4096)
    with world.open(file) as store:
        found = store.check()
        assert "rows" in found.lost[0]
        left_out = store.write_sound(tmp_path / "sound.db")
    with world.open(tmp_path / "sound.db") as store:
        left = list(store.history())
        assert 0 < left_out == len(events) - len(left) < 30
        assert all(event in events for event in left)


def test_events_that_vanished_without_a_trace_are_counted_by_what_the_indexes_name(
    events: list[Event], world: World, file: Path, tmp_path: Path
) -> None:
    data = bytearray(file.read_bytes())
    (leaf,) = (
        at
        for at in range(0, len(data), 4096)
        if data[at] == 0x0D
        and events[40].id.encode() in data[at : at + 4096]
        and b'"answer"' in data[at : at + 4096]
    )
    cells = int.from_bytes(data[leaf + 3 : leaf + 5], "big")
    data[leaf + 3 : leaf + 5] = (cells - 3).to_bytes(2, "big")  # the page's last three rows are gone
    file.write_bytes(data)
    with world.open(file) as store:
        assert store.check().lost == ("3 events that an index names: missing from the log",)
        assert store.write_sound(tmp_path / "sound.db") == 3


def test_what_breaks_the_order_is_named_and_left_out(
    events: list[Event], world: World, file: Path, tmp_path: Path
) -> None:
    forged = replace(events[3], id=EventId("00000000-0000-7000-8000-00000000000f"), lamport=2**51 - 1)
    unguarded(
        file, f"UPDATE event SET lamport = {forged.lamport}, id = '{forged.id}' WHERE id = '{events[3].id}'"
    )
    with world.open(file) as store:
        late = mark(store, True, True, "calculus/new").event
        assert late.lamport == 2**51
        (told,) = store.check().lost
        assert f"the event {forged.id} of {ITEM} breaks the order" in told
        store.write_sound(tmp_path / "sound.db")
    with world.open(tmp_path / "sound.db") as store, world.open(tmp_path / "other.db") as other:
        store.fold_for(LOADED)
        assert store.check().is_sound
        mine = list(store.history())
        assert mine == [*events[:3], *events[4:], replace(late, lamport=events[-1].lamport + 1)]
        placed = [Placed("log", 1, event) for event in mine]
        assert other.merge(placed, BANK).added == len(mine)


def test_a_leap_of_long_ago_is_not_blamed_on_what_comes_now(
    events: list[Event], world: World, file: Path
) -> None:
    unguarded(file, f"UPDATE event SET lamport = {2**50} WHERE id = '{events[3].id}'")
    later = replace(events[4], id=EventId("00000000-0000-7000-8000-00000000000f"), lamport=2**50 + 1)
    with world.open(file) as store:
        assert store.merge([Placed("log", 1, later)], LOADED).added == 1


def test_a_file_whose_log_lost_something_is_never_replaced(
    events: list[Event], world: World, file: Path
) -> None:
    unguarded(file, f"UPDATE event SET {WILD[0]} WHERE id = '{events[7].id}'")
    write_to(file, "UPDATE state SET item = CAST(x'ff' AS TEXT) WHERE item = 'calculus/sum'")
    with world.open(file) as store:
        assert store.check().stale
        with pytest.raises(StoreDamagedError):
            store.mend(LOADED)
    with closing(open_database(file)) as database, pytest.raises(StoreDamagedError, match="not all"):
        renew_damaged_database(database, world.now)
    assert {path.name for path in file.parent.iterdir()} == {"drill.db"}


def test_a_copy_of_damaged_pages_is_none(
    events: list[Event], world: World, file: Path, tmp_path: Path
) -> None:
    spoil_pages(file, "state_due")
    with pytest.raises(StoreDamagedError, match="is damaged"):
        copy_database(file, tmp_path, world.now)
    assert not [*tmp_path.glob("*.db"), *tmp_path.glob("*.part")]


def test_a_log_of_which_nothing_can_be_read_is_told(events: list[Event], world: World, file: Path) -> None:
    for name in ("event", "event_in_order", "event_of_item"):
        spoil_pages(file, name)
    with world.open(file) as store, pytest.raises(StoreDamagedError, match="nothing of the log"):
        store.check()


def test_an_item_that_is_no_text_is_told(events: list[Event], world: World, file: Path) -> None:
    unguarded(file, f"UPDATE event SET item = x'ff' WHERE id = '{events[-1].id}'")
    with world.open(file) as store, pytest.raises(StoreDamagedError, match="its item is not a text"):
        store.totals()


@pytest.mark.parametrize("rows_at_once", [7, 500])
def test_a_sound_log_is_not_touched(
    events: list[Event], world: World, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    rows_at_once: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(doctor, "_PAGE", rows_at_once)
    with world.open(file) as store:
        assert store.check().is_sound
        assert store.write_sound(tmp_path / "sound.db") == 0
    with world.open(tmp_path / "sound.db") as store:
        assert list(store.history()) == events


def loosened(file: Path, table: str, statement: str) -> None:
    """Put what its definition does not allow into a derived table, as a flipped bit does."""
    with closing(sqlite3.connect(file)) as connection, connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        for text in (sql.replace(" NOT NULL", ""), sql):
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (text, table))
            connection.execute("PRAGMA writable_schema = RESET")
            if text != sql:
                connection.execute(statement)


UNREADABLE = [
    ("state", "body = NULL"),
    ("state", "body = json_set(body, '$.reviews', '7x')"),
    ("state", "body = json_set(body, '$.marks', json('[[]]'))"),
    ("state", "body = json_remove(body, '$.basis')"),
    ("state", "state = 'greeo'"),
    ("state", "body = json_set(body, '$.passes', NULL)"),
    ("state", "body = json_set(body, '$.skips', 'x')"),
    ("state", "body = json_set(body, '$.study_day', 7)"),
    ("state", "body = json_set(body, '$.memory', 'x') WHERE state = 'green'"),
    ("state", "due = -5"),
    ("state", "bank = NULL"),
    ("state", "newest = 'x', rules = NULL"),
    ("state", "item = x'ff' WHERE item = 'calculus/sum'"),
]


def looked_at(store: Repository) -> list[object]:
    """All that is read of the derived tables."""
    learner = store.read_learner(LOADED)
    return [
        learner.standing.others, learner.standing.greens, learner.counts(), learner.topic_counts(),
        learner.dues(lambda _: True), learner.states,
        store.slipping(date(2030, 1, 1), DEFAULTS.retention), store.state(ITEM, Lineage("a" * 16)),
    ]  # fmt: skip


@pytest.mark.parametrize(("table", "change"), UNREADABLE)
def test_derived_rows_that_cannot_be_read_are_made_again_by_whoever_reads_them(
    events: list[Event], world: World, file: Path, table: str, change: str
) -> None:
    with world.open(file) as store:
        store.fold_for(LOADED)
        expected = looked_at(store)
    loosened(file, table, f"UPDATE {table} SET {change}")
    with world.open(file) as store:
        assert looked_at(store) == expected
        assert store.mend(LOADED).left.is_sound


@pytest.mark.parametrize("change", ["body = NULL", "body = '{'", "body = json_set(body, '$.round', 'x')"])
def test_a_mark_is_kept_though_the_derived_rows_of_its_exercise_cannot_be_read(
    events: list[Event], world: World, file: Path, change: str
) -> None:
    loosened(file, "state", f"UPDATE state SET {change}")
    with world.open(file) as store:
        store.fold_for(LOADED)
        state = store.state(ItemId("calculus/sum"), Lineage("a" * 16))
        loosened(file, "state", f"UPDATE state SET {change}")
        kept = write(store, verdict(state, True, True), "calculus/sum")
        assert list(store.history()) == [*events, kept.event]
        assert kept.after == store.state(kept.event.item, Lineage("a" * 16))
        assert store.mend(LOADED).left.is_sound


def test_a_device_whose_name_cannot_be_read_gets_another(
    events: list[Event], world: World, file: Path
) -> None:
    loosened(file, "device", "UPDATE device SET id = x'ff'")
    with world.open(file) as store:
        kept = mark(store, True, True, "calculus/new")
        again = mark(store, True, True, "calculus/other")
        assert kept.event.device == again.event.device != events[-1].device
        assert list(store.history()) == [*events, kept.event, again.event]


def test_a_merge_goes_on_though_derived_rows_cannot_be_read(
    events: list[Event], world: World, file: Path, tmp_path: Path
) -> None:
    with world.open(tmp_path / "other.db", machine="other") as other:
        came = mark(other, True, True, "calculus/sum").event
    loosened(file, "state", "UPDATE state SET body = NULL")
    with world.open(file) as store:
        assert store.merge([Placed("log", 1, came)], LOADED).added == 1
        assert store.mend(LOADED).left.is_sound


def planted(file: Path, id_: str, change: str) -> None:
    """Put into an event what no definition allows, as a flipped bit does."""
    write_to(file, "DROP TRIGGER event_no_update")
    loosened(file, "event", f"UPDATE event SET {change} WHERE id = '{id_}'")
    write_to(
        file,
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event "
        "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
        "DELETE FROM meta WHERE name = 'folded for'",
    )


PLANTED = [
    "id = NULL", "lamport = NULL", "lamport = ''", "lamport = 9223372036854775807", "item = NULL",
    "maths = x'ff'", "seconds = -1.5e300", "study_day = NULL", "kind = x'ff'", "more = NULL",
]  # fmt: skip


@pytest.mark.parametrize("change", PLANTED)
@pytest.mark.parametrize("which", [7, -1])
def test_whatever_stands_in_an_event_nothing_ends_as_a_fault(
    events: list[Event], world: World, file: Path, tmp_path: Path, change: str, which: int
) -> None:
    planted(file, events[which].id, change)
    with world.open(file) as store:
        left_out: list[str] = []
        for act in (
            lambda: store.fold_for(LOADED),
            lambda: list(store.history()),
            lambda: list(store.snapshot_by_item(left_out=left_out)),
            store.disputes,
            lambda: store.wrong_answers(200),
            store.read_learner,
            store.all_notes,
            store.newest_undoable,
            store.today,
            lambda: mark(store, True, True, "calculus/new"),
            lambda: store.mend(LOADED),
            lambda: store.write_sound(tmp_path / "sound.db"),
        ):
            with suppress(StoreDamagedError):
                act()
        kept = list(store.snapshot(left_out=left_out))
        assert len(kept) >= len(events) - 1
        assert left_out or "lamport" in change or "maths" in change
        assert store.check().lost
