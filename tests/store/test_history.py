"""Reading the log: order, pages, what can be undone, and the study day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from drill.gyr.events import Note, Skip
from drill.gyr.wire import from_columns, from_json, to_columns, to_json
from drill.settings import DEFAULTS
from drill.store import Repository, log
from tests.store.store_world import BANK, ITEM, World, content, mark, undo, write

Opened = Callable[..., Repository]


def test_history_comes_page_by_page_in_the_total_order(
    store: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "_PAGE", 4)
    written = [write(store, Skip(), exercise.item).event for exercise in BANK * 3]
    assert list(store.history()) == written
    assert list(store.history(ITEM)) == [event for event in written if event.item == ITEM]


def test_notes_are_told_by_item_without_cleared_and_former_ones(store: Repository) -> None:
    for key, text, item in (("1", "a slip", ITEM), ("1", "why?", ITEM), ("2", "x", ITEM), ("2", "", ITEM),
                            ("1", "again", "calculus/chain")):  # fmt: skip
        write(store, Note(field="line", key=key, text=text), item)
    skipped = write(store, Skip()).event
    assert store.all_notes() == {ITEM: ["why?"], "calculus/chain": ["again"]}
    assert [(item, events) for item, events in store.snapshot_by_item()] == [(ITEM, [skipped])]


def test_control_characters_are_taken_out_of_the_answers_of_stages(store: Repository) -> None:
    answer = {"1": {"me\x07an": "2\x1b"}, "2": ("a\x00", "b"), "3": "\x9bx"}
    done = mark(store, True, True, answer=answer, stages=("correct",) * 3)
    assert done.event.facts.answer == {"1": {"mean": "2"}, "2": ("a", "b"), "3": "x"}  # type: ignore[union-attr]
    assert list(store.history()) == [done.event]


def test_a_green_of_a_day_that_has_not_come_is_not_slipping(store: Repository, world: World) -> None:
    world.days_later(300)
    mark(store, True, True)
    world.days_later(-300)
    store.fold_for(BANK)
    assert store.slipping(store.today().study_day, DEFAULTS.retention) == []
    assert [offer.item for offer in store.slipping(date(2030, 1, 1), DEFAULTS.retention)] == [ITEM]


def test_another_windows_events_come_while_reading(opened: Opened) -> None:
    store = opened()
    write(store, Skip())
    events = store.history()
    first = next(events)
    second = write(opened(), Skip()).event
    assert [first, *events] == [first, second]


def test_unknown_fields_are_kept(store: Repository) -> None:
    shape = to_json(write(store, Skip()).event)
    shape |= {"later": [1, "two"], "ok": "maybe", "content": {"maths": "a", "wording": "b", "c": 3}}
    event = from_json(shape)
    assert to_json(from_columns(to_columns(event))) == shape


def test_only_this_devices_events_are_undone(opened: Opened, world: World) -> None:
    here, elsewhere = opened(), opened(machine="another-machine")
    mine = mark(here, False, True)
    assert here.newest_undoable() == mine.event
    theirs = mark(elsewhere, False, True)
    assert mine.event.device != theirs.event.device
    assert here.newest_undoable() is None  # the item has a newer event
    assert elsewhere.newest_undoable() == theirs.event
    mark(here, True, True, "calculus/chain")
    undo(elsewhere, theirs.event.id)
    chain = here.newest_undoable()
    assert chain is not None
    assert chain.item == "calculus/chain"
    undo(here, chain.id, "calculus/chain")
    assert here.newest_undoable() == mine.event


def test_each_window_knows_what_was_written_through_it(opened: Opened) -> None:
    mine, theirs = opened(), opened()
    first, chain = mark(mine, False, True), mark(theirs, True, True, "calculus/chain")
    assert mine.newest_undoable() == theirs.newest_undoable() == chain.event
    assert (mine.newest_undoable_here(), theirs.newest_undoable_here()) == (first.event, chain.event)
    second = mark(mine, True, True)
    assert mine.newest_undoable_here() == second.event
    undo(theirs, second.event.id)
    assert mine.newest_undoable_here() == first.event
    newer = mark(theirs, True, True)
    assert mine.newest_undoable_here() is None  # the item has a newer event
    assert theirs.newest_undoable_here() == newer.event


def test_a_clock_set_back_a_little_repeats_no_day(store: Repository, world: World) -> None:
    mark(store, False, True)
    world.days_later(-1)
    today = store.today()
    assert (today.study_day, today.skew) == (date(2026, 3, 2), "back")
    assert write(store, Skip()).event.study_day == date(2026, 3, 2)


def test_a_clock_that_was_wild_once_freezes_nothing(store: Repository, world: World) -> None:
    mark(store, False, True)
    world.days_later(300)
    assert store.today().skew == "far-ahead"
    write(store, Skip(), "calculus/chain")
    world.days_later(-299)
    assert store.today().study_day == date(2026, 3, 3)
    assert write(store, Skip()).event.study_day == date(2026, 3, 3)


def test_the_day_begins_when_the_settings_say(opened: Opened, world: World) -> None:
    store = opened()
    world.now = world.now.replace(hour=3, minute=59)
    assert store.today().study_day == date(2026, 3, 1)


def test_recent_times_are_told(store: Repository) -> None:
    assert store.read_learner().recent_times == []
    mark(store, True, False, seconds=3.5)
    mark(store, True, False, seconds=7.0)
    assert [seconds for _, seconds, _ in store.read_learner().recent_times] == [7.0, 3.5]
    mark(store, False, True, seconds=12.0, stages=("correct", "wrong", "left"))
    assert [times[1:] for times in store.read_learner().recent_times] == [(12.0, 3), (7.0, 1), (3.5, 1)]


def test_one_content_is_told_from_another(store: Repository) -> None:
    done = mark(store, True, True)
    assert done.event.content == content()
    assert store.state(ITEM) == done.after
