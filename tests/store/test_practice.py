"""Reps of the warm-up in the store: they are kept, counted as time, and change nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drill.gyr.events import ItemId, Rep
from drill.gyr.fluency import SkillLesson
from drill.gyr.wire import EventError, from_json, to_json
from drill.store import Repository
from tests.store.store_world import BANK, ITEM, World, exercise, mark, undo, write

Opened = Callable[..., Repository]
SET = "01920000-0000-7000-8000-00000000000a"


def practise(store: Repository, *, ok: bool = True, maths: str = "a" * 16, **more: object) -> None:
    write(store, Rep(ok=ok, set_=SET, seconds=4.5, answer="2 x", first=1.5, **more), ITEM, maths)  # type: ignore[arg-type]


def test_a_rep_changes_no_state_and_is_in_no_count_but_that_of_time(opened: Opened) -> None:
    store = opened()
    mark(store, True, True)
    before = (
        store.state(ITEM),
        store.read_learner().counts(),
        store.read_learner().dues(lambda _: True),
        store.disputes(),
        store.read_learner().recent_times,
    )
    wrong, newest, totals = store.wrong_answers(9), store.newest_undoable(), store.totals()
    seconds = totals.days()[0].seconds
    practise(store, ok=False, decided_by="learner", code="misconception")
    after = (
        store.state(ITEM),
        store.read_learner().counts(),
        store.read_learner().dues(lambda _: True),
        store.disputes(),
        store.read_learner().recent_times,
    )
    assert after == before
    assert (store.wrong_answers(9), store.newest_undoable()) == (wrong, newest)
    assert [event.kind for event in store.wrong_reps(9)] == ["rep"]
    assert store.totals().days()[0].seconds == seconds + 4.5
    assert store.day(store.today().study_day) == store.totals().days()[0]
    assert store.check().is_sound
    assert next(iter(store.snapshot_by_item()))[1] == list(store.history())[:1]


def test_a_day_with_a_set_alone_is_a_day_drilled(opened: Opened, world: World) -> None:
    store = opened()
    mark(store, True, True)
    store.totals()
    world.days_later(1)
    practise(store)
    assert [day.seconds for day in store.totals().days()] == [12.345, 4.5]
    assert [day.seconds for day in opened().totals().days()] == [12.345, 4.5]


def test_practice_is_read_in_the_order_of_the_log_under_todays_names(opened: Opened, world: World) -> None:
    store = opened()
    mark(store, True, True)
    practise(store)
    practise(store, maths="f" * 16)
    world.days_later(1)
    gone = mark(store, False, True, "calculus/chain")
    undo(store, gone.event.id, "calculus/chain")
    practise(store, ok=False)
    renamed = ItemId("calculus/product-rule")
    store.fold_for([exercise(renamed, was=(ITEM,)), *BANK[1:]])
    read = store.practice({renamed: {"a" * 16}, ItemId("calculus/chain"): {"a" * 16}})
    assert [item for item, _ in read] == [renamed] * 3
    lesson, first, second = (entry for _, entry in read)
    assert lesson == SkillLesson(first.study_day, 12.345)
    assert (first.characters, first.seconds, first.first, first.set) == (2, 4.5, 1.5, SET)
    assert second == first._replace(study_day=second.study_day, ok=False)
    assert len(store.practice({renamed: {"a" * 16, "f" * 16}})) == 4


def test_a_rep_survives_its_json_and_a_broken_one_is_refused(opened: Opened) -> None:
    store = opened()
    practise(store)
    (event,) = store.history()
    shape = to_json(event)
    assert from_json(shape) == event
    assert (shape["kind"], shape["set"], shape["first"]) == ("rep", SET, 1.5)
    for field, value in (("set", "today"), ("seconds", -1), ("ok", 1), ("first", "2"), ("params", [])):
        with pytest.raises(EventError, match=field):
            from_json({**shape, field: value})


def test_what_another_front_end_showed_is_kept_unless_somebody_was_first(opened: Opened) -> None:
    store, other = opened(), opened()
    assert store.read_aside_text() == ""
    assert store.keep_aside_text("one", "")
    assert other.read_aside_text() == "one"
    assert not other.keep_aside_text("two", "")
    assert other.keep_aside_text("three", "one")
    assert store.read_aside_text() == "three"
