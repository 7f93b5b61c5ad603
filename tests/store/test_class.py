"""A class on PostgreSQL: what a learner's token lets in, and what the server refuses whoever holds it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy.engine import make_url

from drill.errors import LogError, StoreError, StoreOlderError, UsageError
from drill.gyr.events import Attempt, ItemId, LearnerId, Skip, make_uuid7
from drill.store import Classroom, admit_learner
from drill.store.merging import Placed
from tests.gyr.test_gyr_events import EVENTS
from tests.postgresql import Server
from tests.store.class_world import Ask, invited
from tests.store.store_world import ITEM, MIGRATED, World, begun, exercise, mark, undo, write

TOPICS = (exercise(ITEM, topic="calc"), exercise("calculus/chain", topic="calc"))


def test_learners_drill_side_by_side(owner: str, world: World) -> None:
    tokens = invited(owner, "ada", "bob")
    for token, marks in zip(tokens, (2, 1), strict=True):
        with world.open(token) as store:
            for _ in range(marks):
                mark(store, False, True)
    for token, name, marks in zip(tokens, ("ada", "bob"), (2, 1), strict=True):
        with world.open(token, learner="somebody-else") as store:
            assert store.learner == name
            assert len(list(store.snapshot(everyone=True))) == marks
            assert store.state(ITEM).state == "yellow"
    assert admit_learner(tokens[1])[0] == "bob"
    with Classroom.opened(owner, "") as room:
        assert [row[:2] for row in room.ask("learners")] == [("ada", 2), ("bob", 1)]


def test_the_owner_sees_attempts_that_stand_the_last_day_and_where_it_stays_red(
    owner: str, world: World
) -> None:
    ada, bob = invited(owner, "ada", "bob")
    chain = ItemId("calculus/chain")
    with world.open(ada) as store, world.open(bob) as other:
        mark(store, False, False)
        world.days_later(1)
        mark(store, False, False, chain)
        mark(other, True, True)
        stood = other.state(ITEM)
        write(other, Attempt(kind="extra", round=stood.round_id, pass_=1, ok=False, why=False))
        world.days_later(1)
        undone = mark(other, False, False, chain)
        undo(other, undone.event.id, chain)
        write(store, Skip())
        store.fold_for(TOPICS)
        other.fold_for(TOPICS)
    with Classroom.opened(owner, "") as room:
        assert room.ask("learners") == [
            ("ada", 2, "2026-03-03", ITEM, 0, 0, 2, 0),
            ("bob", 1, "2026-03-03", chain, 1, 0, 0, 0),
        ]
        assert room.ask("red", banks=["calculus"], topics=["calc"]) == [("calculus", "calc", 1, 2)]
        assert dict(room.ask("green", items=[ITEM, chain])) == {"bob": 1}


def test_a_learner_takes_out_what_left_the_banks(owner: str, world: World) -> None:
    [ada] = invited(owner, "ada")
    with world.open(ada) as store:
        mark(store, True, True, "calculus/former")
        store.save_open(begun(world))
        renamed = [exercise(ITEM, was=("calculus/former",))]
        assert [*store.read_learner(renamed).states] == [ITEM]
        assert [*store.read_learner([exercise("calculus/former")]).states] == ["calculus/former"]
        assert store.read_learner(()).states == {}
        mark(store, True, True)
        assert store.open_attempts() == []
        assert store.check().is_sound


ATTACKS = """
SELECT 1 / count(*) FROM event WHERE learner = 'bob'
SELECT 1 / count(*) FROM state WHERE learner = 'bob'
SELECT 1 / count(*) FROM class_role ;; SELECT * FROM class_role FOR UPDATE
SELECT 1 / count(*) FROM device WHERE role <> session_user ;; UPDATE event SET ok = true
UPDATE event SET learner = 'ada' WHERE learner = 'bob' ;; DELETE FROM event ;; TRUNCATE event
TRUNCATE state ;; INSERT INTO event SELECT * FROM event ON CONFLICT (id) DO UPDATE SET ok = true
INSERT INTO event SELECT * FROM event
INSERT INTO state SELECT (jsonb_populate_record(s, '{"learner": "bob"}')).* FROM state s
UPDATE state SET learner = 'bob' ;; INSERT INTO device VALUES ('x', 'y', 'BOB')
UPDATE device SET role = 'BOB' ;; INSERT INTO class_role VALUES ('x', 'eve')
UPDATE class_role SET learner = 'bob' ;; INSERT INTO class_assignment VALUES ('calculus')
DELETE FROM class_assignment ;; UPDATE alembic_version SET version_num = '0001' ;; SET ROLE "OWNER"
SET ROLE "BOB" ;; SET ROLE drill ;; SET ROLE pg_read_all_data ;; SET SESSION AUTHORIZATION "BOB"
SET session_replication_role = replica ;; ALTER TABLE event DISABLE TRIGGER ALL
ALTER TABLE event DISABLE ROW LEVEL SECURITY ;; ALTER TABLE state NO FORCE ROW LEVEL SECURITY
DROP TRIGGER class_keeps_rows ON event
CREATE OR REPLACE FUNCTION class_keeps() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'
DROP POLICY own ON event ;; CREATE POLICY mine ON event USING (true) ;; CREATE TABLE mine (x int)
CREATE TEMP TABLE event (x int) ;; CREATE SCHEMA mine ;; CREATE ROLE mine SUPERUSER
ALTER ROLE "BOB" PASSWORD 'x' ;; ALTER ROLE session_user BYPASSRLS ;; GRANT "BOB" TO session_user
GRANT SELECT ON event TO PUBLIC; SELECT 1 / count(*) FROM pg_class WHERE relacl::text ~ '[{,]=r.*drill_class'
REASSIGN OWNED BY "BOB" TO session_user ;; DROP OWNED BY "BOB" ;; COPY event TO PROGRAM 'cat'
SELECT pg_read_file('/etc/passwd') ;; SELECT 1 / count(*) FROM pg_authid
SELECT 1 / count(*) FROM pg_stat_activity WHERE query LIKE '%event%' AND usename <> session_user
SELECT set_config('drill.forgets', 'ada', false); DELETE FROM event WHERE learner = 'ada'
"""

REFUSED = "permission denied|must be|row-level security|division by zero|duplicate key|admin option"


def test_a_token_reaches_nothing_but_its_own_marks(owner: str, world: World, psql: Ask) -> None:
    ada, bob = invited(owner, "ada", "bob")
    for token in (ada, bob):
        with world.open(token) as store:
            mark(store, True, True)
    code, role_of_bob = psql(bob, "SELECT session_user")
    assert code == 0
    names = {"BOB": role_of_bob.strip(), "OWNER": owner.split("//")[1].split(":")[0]}
    before = psql(owner, "SELECT * FROM event ORDER BY id", "SELECT * FROM state ORDER BY 1, 2")
    attacks = ATTACKS.strip().replace(" ;; ", "\n").splitlines()
    script = "".join(f"\\echo #{number}\n{attack};\n" for number, attack in enumerate(attacks))
    for name, role in names.items():
        script = script.replace(name, role)
    _, printed = psql(ada, script)
    replies = dict(reply.split("\n", 1) for reply in printed.split("#")[1:])
    let_through = [
        f"{attack}: {replies[str(number)]}"
        for number, attack in enumerate(attacks)
        if "ERROR" not in replies[str(number)] or not re.search(REFUSED, replies[str(number)])
    ]
    assert let_through == []
    # In another's name, with a new id and with one that is known.
    row = "id, learner, device, lamport, at, offset_minutes, study_day, kind, item, more"
    note = '{{"field": "overview", "key": "", "text": ""}}'
    forged = (
        f"INSERT INTO event ({row}) SELECT {{}}, {{}}, device, 9, at, 0, study_day, 'note', item, '{note}'"
    )
    forged += " FROM event"
    assert "row-level security" in psql(ada, forged.format("gen_random_uuid()", "'bob'"))[1]
    known = psql(bob, "SELECT id FROM event")[1].strip()
    assert "duplicate key" in psql(ada, forged.format(f"'{known}'", "'ada'"))[1]
    # The role that all learners belong to reads nothing, either: it is the session's user who is asked for.
    group = psql(
        ada, "SELECT rolname FROM pg_roles WHERE rolname ~ 'drill_class_' AND pg_has_role(oid, 'member')"
    )[1]
    assert "bob" not in psql(ada, f'SET ROLE "{group.strip()}"', "SELECT learner FROM event")[1]
    assert psql(owner, "SELECT * FROM event ORDER BY id", "SELECT * FROM state ORDER BY 1, 2") == before


def test_the_owner_changes_no_event_and_removes_some_in_forget_alone(
    owner: str, world: World, psql: Ask, server: Server
) -> None:
    ada, bob = invited(owner, "ada", "bob")
    for token in (ada, bob):
        with world.open(token) as store:
            mark(store, False, True)
    assert psql(ada, "SELECT lo_create(0)")[0] == 0
    for attempt in ("UPDATE event SET ok = true", "DELETE FROM event", "TRUNCATE event"):
        code, printed = psql(owner, attempt)
        assert code, attempt
        assert "events are never changed" in printed
    with Classroom.opened(owner, "") as room:
        with pytest.raises(UsageError, match="nobody in the class is called eve"):
            room.forget("eve")
        forgotten = room.forget("ada")
        assert (forgotten.events, forgotten.role_left) == (1, "")
        assert [row[0] for row in room.ask("learners")] == ["bob"]
    assert psql(owner, "SELECT DISTINCT learner FROM event")[1].strip() == "bob"
    with pytest.raises(StoreError, match="cannot be used") as told:
        world.open(ada)
    assert ada.split(":")[2].split("@")[0] not in str(told.value) + server.log()


def test_a_second_invitation_ends_the_first(owner: str, world: World) -> None:
    first, second = invited(owner, "ada", "ada")
    assert admit_learner(second)[0] == "ada"
    with pytest.raises(StoreError):
        admit_learner(first)
    for none in (
        "",
        "postgresql://teacher:x@host/db",
        owner,
        "http://drill_0011223344556677:x@host",
        "x" * 9000,
    ):
        with pytest.raises(UsageError, match="not a class token"):
            admit_learner(none)
    assert admit_learner(f"{second}?sslmode=prefer")[0] == "ada"
    for more in ("sslcert=/etc/shadow", "passfile=/etc/passwd", "service=x", "host=192.0.2.1", "plugin=os"):
        with pytest.raises(UsageError, match="sets what no token may: " + more.partition("=")[0]):
            admit_learner(f"{second}?sslmode=prefer&{more}")
    [plain] = invited(f"{owner}?sslmode=prefer&sslrootcert=/none", "bob")
    assert make_url(plain).query == {"sslmode": "prefer"}
    away = second.replace("@127.0.0.1", "@192.0.2.1")
    assert admit_learner(away, owner) == ("ada", second)


def test_a_class_of_an_older_version_is_refused_even_to_its_owner(
    owner: str, world: World, psql: Ask
) -> None:
    [ada] = invited(owner, "ada")
    with world.open(ada) as store:
        write(store, Skip())
    psql(owner, "UPDATE alembic_version SET version_num = '0004'")
    for url in (ada, owner):
        with pytest.raises(StoreOlderError, match=r"git checkout 70e0ee58a.*drill class upgrade"):
            world.open(url)
    with pytest.raises(StoreOlderError), Classroom.opened(owner, "upgrade"):
        pass


def make_former(psql: Ask, url: str) -> None:
    """Turn a database into one of 0.4.0, with the states of its learners."""
    found = re.search(r"CREATE TABLE state \(.*?\);", MIGRATED, re.S)
    assert found is not None
    kept = ("round", 1), ("passes", 0), ("first_red", 0), ("yellows", 0), ("skips", 0)
    numbers = ", ".join(f"coalesce((body::json->>'{name}')::int, {least})" for name, least in kept)
    names = ", ".join(name for name, _ in kept)
    same = "learner, item, bank, topic, hidden, state, due"
    texts = "basis, study_day, undoable, overridable, marks, reviews"
    values = ", ".join(f"body::json->>'{name}'" for name in texts.split(", "))
    code, printed = psql(
        url,
        "ALTER TABLE state RENAME TO kept",
        found[0][:-1],
        f"INSERT INTO state ({same}, {names}, {texts}, round_id, opened, parked_by_hand, slips_on) "
        f"SELECT {same}, {numbers}, {values}, 'first', 'first', false, 0 FROM kept",
        "DROP TABLE kept",
        "UPDATE alembic_version SET version_num = '0009'",
    )
    assert code == 0, printed


def test_a_class_of_0_4_0_is_converted_by_its_owner_alone(owner: str, world: World, psql: Ask) -> None:
    ada, bob = invited(owner, "ada", "bob")
    with world.open(ada) as store, world.open(bob) as other:
        done = mark(store, False, True)
        mark(other, True, True)
        for each in (store, other):
            each.fold_for(TOPICS)
    make_former(psql, owner)
    for url in (ada, owner):
        with pytest.raises(StoreOlderError, match=r"version 0\.4\.0 keeps this class.*drill class upgrade"):
            world.open(url)
    with Classroom.opened(owner, "upgrade") as room:
        assert [row[:2] for row in room.ask("learners")] == [("ada", 1), ("bob", 1)]
    with world.open(ada) as store:
        assert [due.items for due in store.read_learner().dues(lambda _: True)] == [
            1
        ]  # before anything is folded anew
        assert store.read_learner(TOPICS).states == {ITEM: done.after}
        assert mark(store, True, True).after.passes == 2
        assert store.check().is_sound
        assert store.learners() == ["ada"]
    assert psql(ada, "SELECT count(*) FROM state") == (0, "1\n")  # one sees one's own rows alone


def test_a_server_of_0_4_0_is_converted_where_it_is_opened(
    server: Server, url: str, world: World, psql: Ask
) -> None:
    with world.open(url) as store:
        done = mark(store, False, True)
        store.fold_for(TOPICS)
    make_former(psql, url)
    with world.open(url) as store:
        assert store.read_learner(TOPICS).states == {ITEM: done.after}
        assert store.check().is_sound


def test_only_the_owner_upgrades(owner: str, world: World, psql: Ask) -> None:
    [ada] = invited(owner, "ada")
    with pytest.raises((UsageError, StoreError)), Classroom.opened(ada, "upgrade"):
        pass
    with Classroom.opened(owner, "upgrade"):
        pass


def high(lamport: int, learner: LearnerId) -> Placed:
    """An event of a log that counted up to there."""
    made = replace(EVENTS["skip"], id=make_uuid7(lamport, 1), learner=learner, lamport=lamport)
    return Placed("log", 1, made)


def test_after_a_high_lamport_a_learner_goes_on(owner: str, world: World, psql: Ask) -> None:
    [ada] = invited(owner, "ada")
    with world.open(ada) as store:
        assert store.merge([high(2**33, store.learner), high(2**32, store.learner)], ()).added == 2
        assert mark(store, True, True).event.lamport == 2**33 + 1
        with pytest.raises(LogError, match=r"2\^32 above"):
            store.merge([high(2**33 + 2**32 + 2, store.learner)], ())
    # What speaks SQL is held to the same.
    row = "id, learner, device, lamport, at, offset_minutes, study_day, kind, item, target, more"
    insert = f"INSERT INTO event ({row}) SELECT gen_random_uuid(), learner, device, lamport + {{}}, at, "
    insert += "offset_minutes, study_day, 'undo', item, id, '{{}}' FROM event ORDER BY lamport DESC LIMIT 1"
    code, printed = psql(ada, insert.format(2**32 + 1))
    assert (code != 0, "not an event of drill" in printed) == (True, True)
    assert psql(ada, insert.format(2**32))[0] == 0


def test_an_upgrade_frees_a_learner_whom_the_former_bound_of_lamports_shut_out(
    owner: str, world: World, psql: Ask
) -> None:
    [ada] = invited(owner, "ada")
    admits = psql(owner, "SELECT pg_get_functiondef('class_admits'::regproc)")[1]
    former = admits.replace(str(2**51 - 1), str(2**32))
    assert former != admits
    assert psql(owner, former, "DROP TRIGGER class_counts_on ON event")[0] == 0
    with world.open(ada) as store:
        store.merge([high(2**32, store.learner)], ())
        with pytest.raises(StoreError, match="not an event of drill"):
            mark(store, True, True)
    with Classroom.opened(owner, "upgrade"):
        pass
    with world.open(ada) as store:
        assert mark(store, True, True).event.lamport == 2**32 + 1
        with pytest.raises(LogError):
            store.merge([high(2**34, store.learner)], ())


def test_a_database_that_learners_could_fill_becomes_no_class(server: Server) -> None:
    url = server.teacher("loose")
    server.run(
        "ALTER SCHEMA public OWNER TO drill; GRANT CREATE ON SCHEMA public TO PUBLIC, teacher_loose", "loose"
    )
    with pytest.raises(StoreError, match="could make objects"), Classroom.opened(url, "init"):
        pass


def test_every_table_has_its_policy(owner: str, psql: Ask) -> None:
    bare = "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity"
    bare += " AND relnamespace = 'public'::regnamespace"
    assert psql(owner, bare) == (0, "")
    assert (
        psql(owner, "SELECT bool_and(qual ~ 'SESSION_USER|class_learner|false') FROM pg_policies")[1] == "t\n"
    )
