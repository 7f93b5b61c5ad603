"""Logs of two machines come together: the same union everywhere, all of it or nothing."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.errors import LogError, UsageError
from drill.gyr.events import Attempt, Event, EventId, ItemId, LearnerId, Note, Park, Reopen, Rep, Skip
from drill.gyr.fold import Lineage
from drill.gyr.state import NEVER_MET
from drill.gyr.wire import as_line, to_columns
from drill.store import Repository
from drill.store.merging import Placed, read_placed_events
from tests.store.store_world import BANK, ITEM, World, exercise, mark, override, undo, verdict, write

SETS = ["01920000-0000-7000-8000-00000000000a", "01920000-0000-7000-8000-00000000000b"]
ITEMS = [exercise.item for exercise in BANK]


def placed(events: Iterable[Event]) -> list[Placed]:
    return [Placed("log.jsonl", number, event) for number, event in enumerate(events, 1)]


def merge(store: Repository, *logs: Iterable[Event], bank: Any = BANK) -> int:
    return store.merge(placed(event for log in logs for event in log), bank).added


def derived(store: Repository) -> tuple[Any, ...]:
    """All that the store tells of the log."""
    return (
        list(store.history()),
        store.read_learner(BANK).states,
        store.read_learner().counts(),
        store.read_learner().topic_counts(),
        store.read_learner().dues(lambda _: True),
        store.totals().days(),
        store.totals().count_verdicts_by_time(),
        store.totals().words(),
        store.disputes(),
        store.practice({ItemId(e.item): {e.maths} for e in BANK}),
    )


def elsewhere(world: World, folder: Path, name: str) -> Repository:
    """A store of another machine."""
    return world.open(folder / name / "drill.db", machine=name)


def act(store: Repository, world: World, item: str, what: str, ok: bool, why: bool) -> None:
    """One act of a learner; what the method refuses is left."""
    world.now += timedelta(hours=7)
    state = store.state(item, Lineage("a" * 16))  # type: ignore[arg-type]
    try:
        match what:
            case "answer" if state.state == "green":
                check = Attempt(kind="check", round=state.round_id, pass_=state.passes, ok=ok, why=why)
                write(store, check, item)
            case "answer":
                write(store, verdict(state, ok, why, seen=ok and not why), item)
            case "undo":
                newest = store.newest_undoable()
                if newest is not None:
                    undo(store, newest.id, newest.item)
            case "override":
                newest = store.overridable(item)  # type: ignore[arg-type]
                if newest is not None:
                    override(store, newest.id, ok, why, item)
            case "rep":
                write(store, Rep(ok=ok, set_=SETS[why], seconds=2.5, answer="2 x"), item)
            case "note":
                write(store, Note(field="line", key="1", text=str(ok)), item)
            case _:
                write(store, {"skip": Skip(), "park": Park(), "reopen": Reopen()}[what], item)
    except UsageError:
        pass


Act = tuple[int, str, str, bool, bool]
ACTS = [*["answer"] * 6, "undo", "override", "note", "rep", "skip", "park", "reopen"]
acts = st.tuples(
    st.integers(0, 1), st.sampled_from(ITEMS), st.sampled_from(ACTS), st.booleans(), st.booleans()
)


@contextmanager
def three_machines(done: Iterable[Act]) -> Iterator[tuple[Repository, Repository, Repository]]:
    """Two machines on which these acts were done, and an empty one."""
    world = World()
    with tempfile.TemporaryDirectory() as name, ExitStack() as open_:
        here, there, third = (
            open_.enter_context(elsewhere(world, Path(name), each)) for each in ("here", "there", "third")
        )
        for device, item, what, ok, why in done:
            act((here, there)[device], world, item, what, ok, why)
        yield here, there, third


@given(done=st.lists(acts, max_size=12), cut=st.integers(0, 12))
def test_merging_knows_no_order_no_grouping_and_no_repetition(done: list[Act], cut: int) -> None:
    with three_machines(done) as (here, there, third):
        first, second = list(here.history()), list(there.history())
        both = [*first, *second]
        assert merge(third, both[cut:]) + merge(third, both[:cut], second) == len(both)
        assert (merge(here, second), merge(there, first)) == (len(second), len(first))
        assert merge(here, second, first) == 0
        assert list(here.history()) == list(there.history()) == list(third.history())
        assert (
            here.read_learner(BANK).states
            == there.read_learner(BANK).states
            == third.read_learner(BANK).states
        )


@given(done=st.lists(acts, max_size=20))
@example(
    done=[(0, ITEM, "answer", False, False), (0, ITEM, "override", True, True), (0, ITEM, "undo", True, True)]
)
def test_a_day_read_alone_is_that_day_of_the_whole_log(done: list[Act]) -> None:
    """Undos and overrides come days later, and from another machine."""
    with three_machines(done) as (here, there, _):
        merge(here, list(there.history()))
        days = here.totals().days()
        assert [here.day(each.day) for each in days] == days
        assert here.last_days(100) == days


@pytest.mark.parametrize("seed", range(6))
def test_machines_that_merged_derive_the_same_and_are_sound(seed: int) -> None:
    dice = random.Random(seed)
    done = [
        (dice.randrange(2), dice.choice(ITEMS), dice.choice(ACTS), dice.random() < 0.5, dice.random() < 0.5)
        for _ in range(25)
    ]
    with three_machines(done) as (here, there, third):
        first, second = list(here.history()), list(there.history())
        assert merge(third, second[3:]) + merge(third, second[:3], first) == len(first) + len(second)
        assert (merge(here, second), merge(there, first)) == (len(second), len(first))
        assert derived(here) == derived(there) == derived(third)
        assert all(store.check().is_sound for store in (here, there, third))
        third.rebuild(BANK)
        assert derived(third) == derived(here)


@pytest.fixture
def other(world: World, tmp_path: Path) -> Iterable[Repository]:
    with elsewhere(world, tmp_path, "other") as store:
        yield store


def test_an_undo_may_come_before_what_it_undoes(store: Repository, other: Repository) -> None:
    first = mark(store, True, True).event
    undone = undo(store, first.id).event
    assert merge(other, [undone], bank=BANK[1:]) == 1
    other.rebuild(BANK[1:])
    assert other.check().is_sound
    assert (merge(other, [first]), other.read_learner(BANK).states) == (1, store.read_learner(BANK).states)
    assert other.check().is_sound


def test_two_machines_that_met_the_same_item_make_one_pass_of_it(
    store: Repository, other: Repository
) -> None:
    mark(store, False, False)
    mark(other, True, True)
    assert merge(store, other.history()) == 1
    state = store.read_learner(BANK).states[ITEM]
    assert len(state.marks) == 1
    assert store.check().is_sound


def test_what_is_there_is_passed_over(store: Repository, other: Repository) -> None:
    mark(other, False, True)
    log = list(other.history())
    assert merge(store, log, log) == 1
    before = derived(store)
    assert merge(store, log) == 0
    assert derived(store) == before


def test_an_event_with_other_content_is_refused_whole(store: Repository, other: Repository) -> None:
    mark(other, False, True)
    mark(other, True, True, "calculus/chain")
    first, second = other.history()
    merge(store, [first])
    before = derived(store)
    changed = replace(first, facts=replace(first.facts, ok=True))  # type: ignore[type-var]
    with pytest.raises(LogError, match=r"log\.jsonl:2: .*other content") as told:
        merge(store, [second, changed])
    assert (told.value.path, told.value.line) == ("log.jsonl", 2)
    assert derived(store) == before
    twice = replace(second, more={"later": 1}), replace(second, more={"later": True})
    with pytest.raises(LogError, match="other content"):
        merge(store, twice)
    assert derived(store) == before


@pytest.fixture(params=["undo", "override"])
def pair(request: pytest.FixtureRequest, other: Repository) -> tuple[Event, Event]:
    """A mark, and an undo or override of it by another learner."""
    done = mark(other, False, True)
    of_mine = request.param == "undo"
    aimed = undo(other, done.event.id) if of_mine else override(other, done.event.id, True, True)
    return done.event, replace(aimed.event, learner=LearnerId("ada"))


@pytest.mark.parametrize("order", [1, -1])
def test_nobody_undoes_anothers_marks(store: Repository, pair: tuple[Event, Event], order: int) -> None:
    first, second = pair[::order]
    with pytest.raises(LogError, match=r"log\.jsonl:\d: .*another"):
        merge(store, [first, second])
    assert list(store.snapshot(everyone=True)) == []
    merge(store, [first])
    with pytest.raises(LogError, match=r"log\.jsonl:1: .*another"):
        merge(store, [second])
    assert list(store.snapshot(everyone=True)) == [first]


def test_what_a_merge_refuses_is_left_out_of_an_export_of_everyone(
    store: Repository, pair: tuple[Event, Event], world: World, file: Path, tmp_path: Path
) -> None:
    done, aimed = pair
    long = replace(aimed, id=EventId(SETS[0]), more={"a": [0] * 400_000})  # a line has spaces after commas
    merge(store, [done])
    for event in (aimed, long):
        row = to_columns(event)
        names, holes = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(f"INSERT INTO event ({names}) VALUES ({holes})", [*row.values()])
    left_out: list[str] = []
    assert [event.id for event in store.snapshot(everyone=True, left_out=left_out)] == [done.id]
    assert sorted(left_out) == sorted(store.check().lost)
    assert {line.partition(" cannot be merged: ")[2] for line in left_out} == {
        f"this {aimed.kind} is of another learner's event",
        "the line is longer than 1 MB",
    }
    assert store.write_sound(tmp_path / "sound.db") == 2


def test_a_target_that_is_not_there_yet_is_allowed(store: Repository, other: Repository) -> None:
    done = mark(other, False, True)
    undone = undo(other, done.event.id)
    assert merge(store, [undone.event]) == 1
    assert merge(store, [done.event]) == 1
    assert store.read_learner(BANK).states[ITEM] == NEVER_MET
    assert store.check().is_sound


def test_anothers_events_are_kept_and_counted_for_them(
    store: Repository, world: World, file: Path, tmp_path: Path
) -> None:
    with world.open(tmp_path / "hers" / "drill.db", learner="ada", machine="hers") as hers:
        mark(hers, True, False)
        log = list(hers.history())
    mark(store, True, True)
    with world.open(file, learner="ada") as her_window:
        her_window.fold_for(BANK)
        assert merge(store, log) == 1
        assert [event.learner for event in store.history()] == ["me"]
        assert sorted(event.learner for event in store.snapshot(everyone=True)) == ["ada", "me"]
        assert her_window.read_learner(BANK).states[ITEM].state == "yellow"
        assert her_window.check().is_sound
    assert store.check().is_sound


def test_events_of_exercises_that_are_not_loaded_are_hidden(store: Repository, other: Repository) -> None:
    done = mark(other, False, True)
    assert merge(store, other.history(), bank=BANK[1:]) == 1
    assert store.read_learner(BANK[1:]).states == {}
    assert store.read_learner().orphans == [ITEM]
    assert store.state(ITEM) == done.after
    assert store.check().is_sound


def test_events_under_a_former_name_join_the_item_of_today(
    store: Repository, other: Repository, world: World
) -> None:
    mark(other, False, True)
    renamed = (exercise("calculus/product-rule", was=(ITEM,)), *BANK[1:])
    world.days_later(1)
    mark(store, False, False, "calculus/product-rule")
    merge(store, other.history(), bank=renamed)
    assert set(store.read_learner(renamed).states) == {"calculus/product-rule"}
    assert len(list(store.history("calculus/product-rule"))) == 2  # type: ignore[arg-type]
    assert store.check().is_sound


def at(event: Event, lamport: int, **more: Any) -> Event:
    """An event like it, elsewhere in the order."""
    digits = f"{lamport:020x}"
    id_ = f"{digits[:8]}-0000-7000-8000-{digits[8:]}"
    return replace(event, id=EventId(id_), lamport=lamport, **more)


@pytest.mark.parametrize(
    ("lamports", "line"),
    [
        ([2**32 + 1], 1),
        ([5, 2**32 + 6], 2),
        ([2**51 - 1], 1),
        ([2**33 + 7, 7], 1),
        ([1, 2**32, 2**33 + 1], 3),
    ],
)
def test_a_leap_of_the_order_is_refused_whole(
    store: Repository, other: Repository, lamports: list[int], line: int
) -> None:
    like = mark(other, False, True).event
    with pytest.raises(LogError, match=rf"log\.jsonl:{line}: lamport: .* 2\^32") as told:
        merge(store, [at(like, lamport) for lamport in lamports])
    assert (told.value.line, list(store.history())) == (line, [])


@pytest.mark.parametrize("lamports", [[2**32], [2**33, 2**32], [5, 2**32 + 5], [7, 2**33 + 6, 2**32 + 7]])
def test_what_leads_up_to_a_high_lamport_may_come_beside_it(
    store: Repository, other: Repository, lamports: list[int]
) -> None:
    like = mark(other, False, True).event
    assert merge(store, [at(like, lamport) for lamport in lamports]) == len(lamports)


def test_what_leads_up_to_a_high_lamport_may_stand_in_the_log(store: Repository, other: Repository) -> None:
    like = mark(other, False, True).event
    high = at(like, 2**32 + 9)
    with pytest.raises(LogError):
        merge(store, [high])
    merge(store, [at(like, 10)])
    with pytest.raises(LogError):  # another learner's log is another
        merge(store, [replace(high, learner=LearnerId("ada"))])
    assert merge(store, [high]) == 1
    later = mark(store, False, True)
    assert later.event.lamport == 2**32 + 10
    assert merge(other, store.history()) == 3


def test_many_items_at_once_are_counted_right(
    store: Repository, other: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drill.store import states

    monkeypatch.setattr(states, "_FEW_ITEMS", 1)
    for item in ITEMS:
        mark(other, True, False, item)
    merge(store, other.history())
    assert len(store.read_learner(BANK).states) == 3
    assert store.check().is_sound


def test_an_endless_attempt_counts_as_a_day_and_is_merged_nowhere(store: Repository, tmp_path: Path) -> None:
    mark(store, True, True, seconds=1e308)
    (day,) = store.totals().days()
    assert day.seconds == 86_400
    log = tmp_path / "log.jsonl"
    log.write_text("".join(f"{as_line(event)}\n" for event in store.history()))
    with pytest.raises(LogError, match="seconds: it is more than a day"):
        list(read_placed_events([log], datetime.now(UTC)))
