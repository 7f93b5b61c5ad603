"""What a hostile learner does with psql and a token: nobody else waits, is seen, or loses anything."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest

from drill.errors import StoreError, StoreLockedError
from drill.gyr.events import Attempt, Event, Note, Skip, make_uuid7
from drill.gyr.wire import to_columns
from drill.store import Classroom
from drill.store.merging import Placed
from tests.gyr.gyr_log import Log
from tests.gyr.test_gyr_events import EVENTS
from tests.postgresql import Server, program
from tests.store.class_world import Ask, invited, session
from tests.store.store_world import ITEM, World, begun, mark, write


def tables(psql: Ask, owner: str) -> list[str]:
    query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    return psql(owner, query)[1].split()


MODES = (
    "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE", "ACCESS EXCLUSIVE",
)  # fmt: skip
# Who may INSERT may hold what an INSERT holds, and from PostgreSQL 16 on what is less.
HARMLESS = {"ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE"}


def test_a_learner_locks_no_table_for_others(owner: str, psql: Ask) -> None:
    [eve] = invited(owner, "eve")
    locks = [(table, mode) for table in tables(psql, owner) for mode in MODES]
    script = "".join(
        f"\\echo #{table} {mode}\nBEGIN;\nLOCK TABLE {table} IN {mode} MODE;\nROLLBACK;\n"
        for table, mode in locks
    )
    replies = dict(reply.split("\n", 1) for reply in psql(eve, script)[1].split("#")[1:])
    assert len(replies) == len(locks)
    held = {name for name, reply in replies.items() if "permission denied" not in reply}
    assert held
    assert {name.partition(" ")[2] for name in held} <= HARMLESS


def held_by(owner: str, psql: Ask) -> list[str]:
    """All that a learner can hold on to at once."""
    everywhere = tables(psql, owner)
    locked = [f"LOCK TABLE {table} IN {mode} MODE" for table in everywhere for mode in reversed(MODES)]
    named = [f"SELECT pg_advisory_lock(hashtext('{name}'))" for name in ("ada", "eve", "", "this-machine")]
    rows = [f"SELECT FROM {table} FOR UPDATE" for table in everywhere]
    role = ["ALTER ROLE CURRENT_USER PASSWORD 'x'", "SELECT class_hold('ada')", "SELECT class_hold('')"]
    return [*locked, *named, *rows, *role]


def test_nobody_waits_for_a_learner(owner: str, world: World, psql: Ask) -> None:
    ada, eve = invited(owner, "ada", "eve")
    for token in (ada, eve):
        with world.open(token) as store:
            mark(store, True, True)
            store.save_open(begun(world, "calculus/chain"))
    with session(eve, *held_by(owner, psql)) as held:
        with world.open(ada) as store:
            mark(store, False, True)
            store.save_open(begun(world, ITEM))
            store.drop_open(ITEM)
            store.rebuild(())
            assert len(list(store.history())) == 2
        with world.open(owner) as store:
            mark(store, True, True)
        with Classroom.opened(owner, "") as room:
            assert len(room.ask("learners")) == 2
            room.assign("calculus", None)
            room.invite("bob")
        assert held.info.transaction_status.name == "INTRANS"


@pytest.mark.parametrize("act", ["invite", "forget", "upgrade"])
def test_the_owner_ends_whoever_holds_what_they_change(owner: str, world: World, psql: Ask, act: str) -> None:
    import psycopg

    ada, eve = invited(owner, "ada", "eve")
    with world.open(eve) as store:
        mark(store, True, True)
    with session(eve, *held_by(owner, psql)) as held:
        with Classroom.opened(owner, act) as room:
            if act == "invite":
                room.invite("eve")
            if act == "forget":
                assert room.forget("eve").role_left == ""
        with pytest.raises(psycopg.OperationalError):
            held.execute("SELECT 1")
    with world.open(ada) as store:
        mark(store, True, True)
    if act == "upgrade":
        with world.open(eve) as store:
            mark(store, True, True)
    else:
        with pytest.raises(StoreError):
            world.open(eve)


def savepoints(first: int) -> str:
    """A thousand savepoints in one another, of which each holds a lock once it has written."""
    numbers = range(first, first + 1000)
    return "; ".join(f"SAVEPOINT s{n}; INSERT INTO meta VALUES ('eve', '{n}', '')" for n in numbers)


FILLS = {
    "advisory locks": ("SELECT count(pg_advisory_lock(1, i)) FROM generate_series(1, 200000) i",),
    "savepoints": tuple(savepoints(first) for first in range(0, 60_000, 1000)),
}


@pytest.mark.parametrize("fill", FILLS)
def test_a_watch_ends_who_fills_the_memory_for_locks(owner: str, world: World, fill: str) -> None:
    import psycopg

    def fill_memory(connection: Any) -> None:
        for statement in FILLS[fill]:
            connection.execute(statement.encode())

    ada, eve = invited(owner, "ada", "eve")
    with Classroom.opened(owner, "") as room:
        assert room.free() == []
        with session(eve) as hostile:
            with pytest.raises(psycopg.errors.OutOfMemory):
                fill_memory(hostile)
            with pytest.raises(StoreError):
                world.open(ada)
            [(who, why)] = room.free()
            assert who == "eve"
            assert why.endswith(" locks")
        with world.open(ada, wait_s=5) as store:
            mark(store, True, True)


def test_a_watch_ends_who_keeps_the_owner_waiting(owner: str, psql: Ask) -> None:
    ada, eve = invited(owner, "ada", "eve")
    lock = "LOCK TABLE state IN {} MODE"
    with (
        Classroom.opened(owner, "") as room,
        session(ada, lock.format("ACCESS SHARE").replace("state", "event")),
        session(eve, lock.format("ACCESS SHARE")),
        ThreadPoolExecutor(1) as threads,
    ):
        waiting = threads.submit(psql, owner, "BEGIN", lock.format("ACCESS EXCLUSIVE"))
        ended: list[tuple[str, str]] = []
        while not wait([waiting], timeout=0.2).done:
            ended += room.free()
        assert waiting.result()[0] == 0
        assert ended == [("eve", "others waited for a lock of it")]


def test_drill_waits_until_the_watch_has_freed_the_memory_for_locks(owner: str, world: World) -> None:
    import psycopg

    ada, eve = invited(owner, "ada", "eve")
    with Classroom.opened(owner, "") as room, world.open(ada, wait_s=30) as store:
        room.free()
        mark(store, True, True)
        with session(eve) as hostile, ThreadPoolExecutor(2) as threads:
            with pytest.raises(psycopg.errors.OutOfMemory):
                hostile.execute(FILLS["advisory locks"][0])
            marking = threads.submit(write, store, Skip(), "calculus/chain")
            opening = threads.submit(world.open, ada, wait_s=30)
            assert not wait((marking, opening), timeout=0.5).done
            room.free()
            assert marking.result().event.kind == "skip"
            with opening.result() as other:
                assert len(list(other.history())) == 2


FLOOD = "DO $$ BEGIN FOR i IN 1..20000 LOOP PERFORM pg_advisory_lock(1, i); END LOOP; END $$"


@contextmanager
def flood(token: str, *, holds: bool) -> Iterator[None]:
    """Fill the memory for locks from six sessions, two in another database, and again whenever one ends.

    One that finds the memory full either ``holds`` what it has and goes on, or begins anew.
    """
    import psycopg

    is_over = threading.Event()

    def fill(url: str) -> None:
        while not is_over.wait(0.01):
            with suppress(psycopg.Error), closing(psycopg.connect(url, autocommit=True)) as connection:
                while not is_over.wait(0.01):
                    try:
                        connection.execute(FLOOD)
                    except (psycopg.errors.OutOfMemory, psycopg.errors.InsufficientPrivilege):
                        if not holds:
                            raise

    elsewhere = f"{token.rpartition('/')[0]}/postgres"
    with ThreadPoolExecutor(6) as threads:
        running = [threads.submit(fill, url) for url in (*[token] * 4, *[elsewhere] * 2)]
        try:
            time.sleep(1)
            yield
        finally:
            is_over.set()
            wait(running)


WATCHING = """
from drill.cli.main import main
from drill.session.classroom import classes
classes.WATCH_S = 0.2
main(["class", "watch"])
"""
"""The watch, with a tenth of the time between two looks."""


@contextmanager
def watched(owner: str) -> Iterator[list[str]]:
    """Have the class watched; the lines that the watch prints."""
    lines: list[str] = []
    command = [sys.executable, "-c", WATCHING]
    environ = {**os.environ, "DRILL_DATABASE_URL": owner}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as watch:
        assert watch.stdout is not None
        reader = threading.Thread(target=lambda: lines.extend(watch.stdout or ()))
        reader.start()
        try:
            yield lines
            assert watch.poll() is None
        finally:
            watch.terminate()
            reader.join()


IS_WATCHED = "SELECT count(*) FROM pg_stat_activity WHERE usename = session_user AND pid <> pg_backend_pid()"


@pytest.mark.parametrize("guard", ["a watch before", "a watch after", "the script"])
def test_one_learner_does_not_stop_a_class(
    owner: str, server: Server, world: World, psql: Ask, guard: str
) -> None:
    ada, eve = invited(owner, "ada", "eve")
    server.run("GRANT CONNECT ON DATABASE postgres, template1 TO PUBLIC")
    with ExitStack() as stack:
        told: list[str] | None = None
        if guard == "the script":
            script = files("drill.store").joinpath("class_server.sql").read_text("utf-8")
            server.run(script, owner.rpartition("/")[2])
        if guard == "a watch before":
            told = stack.enter_context(watched(owner))
            while psql(owner, IS_WATCHED)[1].strip() != "1":
                time.sleep(0.05)
            time.sleep(1)  # its first look
        stack.enter_context(flood(eve, holds=guard == "a watch before"))
        if guard == "a watch after":
            told = stack.enter_context(watched(owner))
        for number in range(3):
            with world.open(ada, wait_s=30) as store:
                mark(store, True, True, f"calculus/x{number}")
        while told is not None and not any("may not log in" in line for line in told):
            time.sleep(0.1)
    if told is None:
        return
    assert [line for line in told if line.startswith("eve was ended twice within a minute")] == [
        "eve was ended twice within a minute and may not log in any more: "
        "drill class invite eve lets them in again.\n"
    ]
    with pytest.raises(StoreError):
        world.open(eve)
    [eve] = invited(owner, "eve")
    with world.open(eve) as store:
        mark(store, True, True)


def test_a_superuser_refuses_advisory_locks_and_large_objects_for_good(server: Server, psql: Ask) -> None:
    server.run("CREATE DATABASE of_superuser")
    owner = f"{server.url}/of_superuser"
    with Classroom.opened(owner, "init") as room:
        eve = room.invite("eve")
        assert room.script_for_superuser() is None
    for attempt in ("pg_advisory_lock(1)", "pg_try_advisory_xact_lock_shared(1, 2)", "lo_create(0)"):
        assert "permission denied" in psql(eve, f"SELECT {attempt}")[1]


def test_the_owner_may_hand_a_superuser_the_same_script(owner: str, server: Server, psql: Ask) -> None:
    [eve] = invited(owner, "eve")
    with Classroom.opened(owner, "upgrade") as room:
        script = room.script_for_superuser()
        assert script is not None
        server.run(script.read_text("utf-8"), owner.rpartition("/")[2])
        assert room.script_for_superuser() is None
    assert "permission denied" in psql(eve, "SELECT pg_advisory_lock(1)")[1]


LEFT_BEHIND = (
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_create(0)",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    "ALTER ROLE CURRENT_USER SET statement_timeout = 0",
)


def test_what_a_learner_leaves_behind_stops_neither_backup_nor_farewell(
    owner: str, server: Server, world: World, psql: Ask
) -> None:
    ada, eve = invited(owner, "ada", "eve")
    role = eve.split("//")[1].split(":")[0]
    server.run("GRANT CONNECT ON DATABASE postgres TO PUBLIC")  # as it is before a superuser's script ran
    for database in (eve, eve.rpartition("/")[0] + "/postgres"):
        code, printed = psql(database, *LEFT_BEHIND)
        assert code == 0, printed
    dumped = subprocess.run([str(program("pg_dump")), owner], capture_output=True, text=True)
    assert (dumped.returncode, dumped.stderr) == (0, "")
    with Classroom.opened(owner, "") as room:
        assert room.forget("eve").role_left == ""
        assert psql(owner, f"SELECT FROM pg_roles WHERE rolname = '{role}'")[1] == ""
    with world.open(ada) as store:
        mark(store, True, True)
    # Where the owner may not follow, the role stays, and lets nobody in.
    [eve] = invited(owner, "eve")
    role = eve.split("//")[1].split(":")[0]
    server.run("CREATE DATABASE elsewhere")
    assert psql(eve.rpartition("/")[0] + "/elsewhere", "SELECT lo_create(0)")[0] == 0
    server.run("REVOKE CONNECT ON DATABASE elsewhere FROM PUBLIC")
    with Classroom.opened(owner, "") as room:
        assert room.forget("eve").role_left == role
    with pytest.raises(StoreError):
        world.open(eve)


ROW = "id, learner, device, lamport, at, offset_minutes, study_day, kind, item, more, seconds, target"
SOUND: dict[str, str] = {
    "id": "gen_random_uuid()", "learner": "'eve'", "device": "'d'", "lamport": "7",
    "at": "'2026-03-02T08:30:15.123Z'", "offset_minutes": "60", "study_day": "'2026-03-02'",
    "kind": "'undo'", "item": "'a/b'", "more": "'{}'", "seconds": "NULL", "target": "gen_random_uuid()",
}  # fmt: skip
ABSURD = (
    ("id", "'new'"), ("id", "repeat('x', 100000)"), ("at", "'now'"), ("at", "'2026-02-30T08:30:15.123Z'"),
    ("study_day", "'2026-13-01'"), ("lamport", "-1"), ("lamport", "1125899906842624"), ("seconds", "'NaN'"),
    ("seconds", "-1.5e300"), ("seconds", "'Infinity'"), ("more", "repeat('[', 100000)"), ("more", "''"),
    ("more", "'[]'"), ("more", "'{\"a\": ' || repeat('[', 100000) || repeat(']', 100000) || '}'"),
    ("item", "repeat('x', 4000000)"), ("kind", "'zzz'"), ("kind", "'verdict'"), ("kind", "'skip'"),
    ("kind", "'note'"), ("kind", "'rep'"), ("kind", "'override'"), ("kind", "'regrade'"), ("target", "NULL"),
    ("target", "'x'"), ("device", "''"), ("item", "''"), ("item", "E'a\\x1b[2Jb'"), ("item", "U&'a\\202Eb'"),
    ("at", "'9999-03-02T08:30:15.123Z'"), ("at", "'1066-03-02T08:30:15.123Z'"), ("study_day", "'2027-03-02'"),
    ("seconds", "86401"), ("seconds", "1e308"), ("offset_minutes", "-2147483648"),
    ("more", "'{\"a\": \"\\u0007\"}'"), ("more", "'{\"a\": \"\\u0000\"}'"), ("more", "'{\"a\": \"\\r\"}'"),
    ("more", "'{\"a\": \"\\u202e\"}'"), ("more", "'{\"a\": NaN}'"), ("more", "'{\"a\": 1e400000}'"),
    ("more", "'{\"a\": 99999999999}'"), ("more", "'{\"content\": 1}'"),
    ("more", "'{\"a\": ' || repeat('[', 21) || repeat(']', 21) || '}'"),
    ("more", "'{\"a\": \"' || repeat('x', 1000000) || '\"}'"),
    ("more", "'{\"a\": [' || repeat('0,', 400000) || '0]}'"), ("more", "'{\"front\": 5}'"),
    ("at", "'2026-03-02T08:30:60.000Z'"), ("at", "'2026-03-02T24:00:00.000Z'"),
)  # fmt: skip


_REFUSALS = "not an event of drill|invalid input|out of range|unsupported Unicode|value too|numeric"


def test_the_log_takes_in_no_absurd_event(owner: str, world: World) -> None:
    import psycopg

    [eve] = invited(owner, "eve")
    insert = f"INSERT INTO event ({ROW}) VALUES ({{}})"
    with closing(psycopg.connect(eve, autocommit=True)) as connection:
        for column, value in ABSURD:
            with pytest.raises(psycopg.Error, match=_REFUSALS):
                connection.execute(insert.format(", ".join((SOUND | {column: value}).values())).encode())
        with connection.transaction(force_rollback=True):
            connection.execute(insert.format(", ".join(SOUND.values())).encode())
    with world.open(eve) as store:
        write(store, Note(field="line", key="1", text="[{" * 100_000 + '"\\' + "\\u0007"))
        assert store.check().is_sound
        assert len(list(store.history())) == 1


def test_a_learner_undoes_nothing_of_another(owner: str, world: World, psql: Ask) -> None:
    ada, eve = invited(owner, "ada", "eve")
    with world.open(ada) as store:
        done = mark(store, True, True).event
    for theirs, learner in ((eve, "eve"), (ada, "ada")):
        row = SOUND | {"target": f"'{done.id}'", "learner": f"'{learner}'"}
        code, printed = psql(theirs, f"INSERT INTO event ({ROW}) VALUES ({', '.join(row.values())})")
        assert (code != 0) is ("not an event of drill" in printed) is (learner == "eve"), printed


def test_hints_are_counted_as_a_merge_reads_them(owner: str, world: World, psql: Ask) -> None:
    [eve] = invited(owner, "eve")
    with world.open(eve) as store:
        mark(store, True, True)
    columns = (
        "learner, device, at, offset_minutes, study_day, kind, item, maths, wording, round, pass, ok, why, "
    )
    columns += "decided_by, seconds"
    insert = f"INSERT INTO event (id, lamport, more, {columns}) SELECT gen_random_uuid(), lamport + 1, "
    for hints, is_one in (("1", True), ("1e0", False), ("1.0", False)):
        changed = f"replace(more, '\"hints\":0', '\"hints\":{hints}')"
        code, printed = psql(eve, f"{insert} {changed}, {columns} FROM event LIMIT 1")
        assert (code == 0) is is_one, printed


def every_kind() -> list[Event]:
    """An event of each kind, and such as have what few have."""
    log = Log()
    for changed in (
        {"answer": {"1": "x", "2": ["a", "b"], "3": {"p": "1"}}, "stages": ("correct", "wrong", "left")},
        {"answer": {"mean": "1", "variance": ""}, "working": ("a = b", "= c")},
        {"answer": "", "revealed": True, "working": {"1": ("a",), "2": ()}, "placed": True},
        {"answer": (), "reason": '\\u0007 \\r\n\t"', "code": "sign", "decided_by": "learner", "hints": 3},
        {"answer": "2x", "ok": False, "mistake": "power kept", "second": "3x^2"},
        {"answer": ["a", "b"], "ok": False, "second": {"mean": "1", "variance": ""}},
        {"answer": "ein Maß, 数学", "round": EVENTS["undo"].id, "seconds": 86400.0, "raw_seconds": 1e6},
    ):
        log.write(replace(_PLAIN, **changed))
    log.write(Note(field="link", key="1", text="https://arxiv.org/abs/1706.03762\nAttention"))
    log.write(Note(field="link", key="1", text=""))
    return [*EVENTS.values(), *log.events]


_PLAIN = EVENTS["verdict"].facts
assert isinstance(_PLAIN, Attempt)
EVERY_KIND = every_kind()


def test_a_class_takes_in_all_that_a_merge_does(owner: str, world: World) -> None:
    [eve] = invited(owner, "eve")
    with world.open(eve) as store:
        for number, event in enumerate(EVERY_KIND):
            known = replace(event, id=make_uuid7(number, 1), learner=store.learner, lamport=number + 1)
            assert store.merge([Placed("log", 1, known)], ()).added == 1, known
        assert store.check().is_sound


def test_what_goes_wrong_is_counted_by_name_without_placements_and_practice(owner: str, world: World) -> None:
    [eve] = invited(owner, "eve")
    wrong = {"ok": False, "mistake": "factor 2 forgotten"}
    log = Log()
    for changed in (
        wrong,
        wrong,
        {**wrong, "kind": "extra", "placed": True},
        {**wrong, "kind": "extra", "code": "sign"},
        {"ok": False, "mistake": "sign error"},
    ):
        log.write(replace(_PLAIN, **changed))
    with world.open(eve) as store:
        for number, event in enumerate(log.events):
            known = replace(event, id=make_uuid7(number, 1), learner=store.learner, lamport=number + 1)
            assert store.merge([Placed("log", 1, known)], ()).added == 1
    with Classroom.opened(owner, "progress") as room:
        assert [tuple(row) for row in room.ask("mistakes")] == [
            ("factor 2 forgotten", 2, 1),
            ("sign error", 1, 1),
        ]
        assert [times for _, times, _ in room.ask("slips")] == [3]


NONSENSE = (
    ("verdict", {}), ("check", {"answer": 1}), ("verdict", {"answer": ["x", 1]}), ("extra", {"params": []}),
    ("verdict", {"params": {"a": 1}}), ("verdict", {"hints": -1}), ("verdict", {"hints": 1.5}),
    ("verdict", {"raw_seconds": "NaN"}), ("verdict", {"raw_seconds": -1}), ("verdict", {"seen": 1}),
    ("verdict", {"code": None}), ("verdict", {"stages": ["won"]}), ("verdict", {"working": "x"}),
    ("verdict", {"working": {"a": ["x"]}}), ("verdict", {"answer": {"1": {"a": 2}}}), ("note", {"field": ""}),
    ("note", {"text": 1}), ("note", {"field": "link", "text": "javascript:alert(1)"}), ("rep", {"set": "x"}),
    ("rep", {"first": -1}), ("override", {"reason": 5}), ("verdict", {"mistake": 1}),
    ("extra", {"mistake": ["power kept"]}), ("verdict", {"second": 2}),
    ("verdict", {"second": [1]}), ("check", {"second": {"1": ["x"]}}),
)  # fmt: skip


def test_the_log_takes_in_no_event_with_nonsense_in_it(owner: str) -> None:
    """Each is one that the log takes in but for one value."""
    import psycopg

    [eve] = invited(owner, "eve")
    by_kind = {kind: to_columns(event) for kind, event in EVENTS.items()}

    def refusal(row: Mapping[str, Any]) -> str:
        row = {**row, "learner": "eve"}
        names, values = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(f"INSERT INTO event ({names}) VALUES ({values})".encode(), [*row.values()])
        except psycopg.Error as error:
            return str(error)
        return ""

    with closing(psycopg.connect(eve)) as connection:
        for kind, nonsense in NONSENSE:
            row = by_kind[kind]
            assert refusal(row) == ""
            more = json.loads(row["more"]) | nonsense if nonsense else {}
            assert re.search(_REFUSALS, refusal(row | {"more": json.dumps(more)})), (kind, nonsense)
        for kind, row in by_kind.items():
            needed = ("ok", "why", "round", "pass", "decided_by", "seconds", "maths", "wording", "target")
            for name in needed:
                if row[name] is not None:
                    assert re.search(_REFUSALS, refusal(row | {name: None})), (kind, name)


def test_explain_shows_nothing_of_others(owner: str, world: World, psql: Ask) -> None:
    ada, bob = invited(owner, "ada", "bob")
    with world.open(bob) as store:
        for number in range(30):
            mark(store, False, True, f"calculus/secret-{number % 3}")
    with world.open(ada) as store:
        mark(store, True, True)
    with Classroom.opened(owner, "upgrade"):  # what was counted before is forgotten
        pass
    assert psql(owner, "ANALYZE")[0] == 0

    def rows(table: str, condition: str) -> str:
        plan = psql(ada, f"EXPLAIN SELECT 1 FROM {table} WHERE {condition}")[1]
        return re.findall(r"rows=\d+", plan)[0]

    for table, secret, made_up in (
        ("event", "learner = 'bob'", "learner = 'nobody'"),
        ("event", "item = 'calculus/secret-1'", "item = 'calculus/other'"),
        ("event", "ok", "why"),
        ("state", "learner = 'bob'", "learner = 'nobody'"),
        ("state", "item = 'calculus/secret-1'", "item = 'calculus/other'"),
    ):
        assert rows(table, secret) == rows(table, made_up), (table, secret)
    # The same where the statement is run: rows that an index leads to are the learner's own, of which is one.
    settings = "SET enable_seqscan = off"
    for table in ("event", "state"):
        for condition in ("item = 'calculus/secret-1'", "learner = 'bob'"):
            plan = f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT 1 FROM {table} WHERE {condition}"
            printed = psql(ada, settings, plan)[1]
            assert re.findall(r"Removed by Filter: (\d+)", printed) in ([], ["1"]), printed
    assert (
        "permission denied" in psql(ada, "EXPLAIN ANALYZE SELECT 1 FROM class_role WHERE learner = 'bob'")[1]
    )


def test_the_statistics_of_an_older_class_are_forgotten(owner: str, world: World, psql: Ask) -> None:
    [bob] = invited(owner, "bob")
    with world.open(bob) as store:
        for number in range(10):
            mark(store, False, True, f"calculus/secret-{number}")
    known = "SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename IN ('event', 'state')"
    psql(owner, "ALTER TABLE event ALTER item SET STATISTICS 100; ANALYZE")
    assert psql(owner, known)[1] != "0\n"
    with Classroom.opened(owner, "upgrade"):
        pass
    assert psql(owner, "ANALYZE", known)[1].splitlines()[-1] == "0"
    with world.open(bob) as store:
        mark(store, True, True)
        assert len(list(store.history())) == 11


def test_a_window_says_that_another_of_the_same_learner_is_writing(owner: str, world: World) -> None:
    [eve] = invited(owner, "eve")
    held = session(eve, "SELECT class_hold('eve')")
    with world.open(eve) as store, held, pytest.raises(StoreLockedError, match="the database is locked"):
        mark(store, True, True)
