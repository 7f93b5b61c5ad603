"""The same store on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from drill.errors import StoreError, StoreOlderError
from drill.gyr.events import Note, Skip
from drill.store import Appended, Repository, log
from drill.store.engine import open_database
from drill.store.merging import Placed
from tests.postgresql import Server
from tests.store.store_world import (
    BANK,
    ITEM,
    World,
    begun,
    mark,
    override,
    park_by_reds,
    reopen,
    undo,
    write,
)
from tests.store.test_totals import count_once


def test_a_class_drills_and_its_marks_are_kept(url: str, world: World, tmp_path: Path) -> None:
    for learner in ("ada", "bob"):
        with world.open(url, learner=learner) as store:
            mark(store, False, True)
            world.days_later(1)
            done = mark(store, True, True)
            undo(store, done.event.id)
            again = mark(store, True, False)
            override(store, again.event.id, True, True)
            park_by_reds(store, world, "calculus/chain")
            reopen(store, "calculus/chain")
            write(store, Skip(), "papers/adam/update")
            write(store, Note(field="line", key="1", text="x" * 100_000))
            store.save_open(begun(world, "papers/adam/update"))
    with world.open(url, learner="ada") as store:
        assert store.read_learner(BANK).states[ITEM].state == "green"
        assert [each.item for each in store.open_attempts()] == ["papers/adam/update"]
        events = list(store.history())
        assert len(events) == 13
        assert list(store.snapshot(everyone=True))[: len(events)] == events
        assert (
            store.totals().days(),
            store.read_learner().counts(),
            store.read_learner().dues(lambda _: True),
            store.totals().words(),
        ) != ([], {}, [], {})
        assert store.mend(BANK).found.is_sound
        before = store.read_learner().counts()
        store.rebuild(BANK)
        assert (store.read_learner().counts(), store.check().is_sound) == (before, True)
        with world.open(tmp_path / "home" / "drill.db", learner="ada") as home:
            mark(home, True, True, "calculus/at-home")
            assert store.merge([Placed("log", 1, each) for each in home.history()], BANK).added == 1
            assert (
                home.merge([Placed("log", 1, each) for each in store.snapshot(everyone=True)], BANK).added
                == 26
            )
            assert home.check().is_sound
        assert store.check().is_sound


@pytest.mark.parametrize("most", [0, 1000])
def test_what_arrives_is_in_the_totals_of_an_open_window(
    url: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(log, "_MOST_NEWS", most)
    with world.open(url) as window, world.open(url) as other, world.open(tmp_path / "home.db") as home:
        mark(window, False, True)
        assert [day.attempts for day in window.totals().days()] == [1]
        done = mark(other, True, True)
        assert (window.totals().count_verdicts_by_time()[2], window.totals().days()[0].attempts) == (
            {29: 1},
            2,
        )
        undo(other, done.event.id)
        mark(home, False, False, "calculus/chain")
        other.merge([Placed("log", 1, event) for event in home.history()], BANK)
        for store in (window, other):
            assert [(day.attempts, day.red, day.yellow) for day in store.totals().days()] == [(2, 1, 1)]


def test_what_arrives_while_the_log_is_read_is_counted_once(
    url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.open(url) as window, world.open(url) as other:
        mark(window, False, True)
        count_once(window, other, monkeypatch)


def test_windows_write_one_after_the_other(url: str, world: World) -> None:
    patient = {"wait_s": 20.0}  # other programs may hold the processor while one of them writes
    with (
        world.open(url, **patient) as one,
        world.open(url, **patient) as other,
        world.open(url, learner="ada", **patient) as third,
    ):
        done: list[Future[Appended]] = []
        with ThreadPoolExecutor(3) as threads:
            for store in (one, other, third) * 5:
                done.append(threads.submit(write, store, Skip(), "papers/adam/update"))
        assert [each.exception() for each in done] == [None] * 15
        assert [event.lamport for event in one.history()] == list(range(1, 11))
        assert len(list(third.history())) == 5
        assert one.check().is_sound


def test_a_server_that_is_gone_is_told(server: Server) -> None:
    with pytest.raises(StoreError, match="cannot be used") as told:
        Repository.open(f"{server.url}/nowhere")
    assert "nowhere" in str(told.value)


def test_an_older_database_on_a_server_is_refused(url: str, world: World) -> None:
    with world.open(url) as store:
        mark(store, True, True)
    database = open_database(url)
    with database.writing("") as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0004'")
    database.close()
    with pytest.raises(StoreOlderError, match=r"copy it with pg_dump.* git checkout 70e0ee58a"):
        world.open(url)
