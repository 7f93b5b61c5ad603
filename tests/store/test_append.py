"""Writing: one event, everything derived in step, and the rules that hold for two windows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from drill.errors import UsageError
from drill.gyr.events import Attempt, EventId, Note, Park, Regrade, Skip
from drill.gyr.fold import Cell, Lineage
from drill.gyr.state import NEVER_MET, due
from drill.gyr.wire import LINE_BYTES, as_line
from drill.store import Repository, StageAnswer
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
    verdict,
    write,
)

Opened = Callable[..., Repository]


def test_a_verdict_is_kept_with_all_its_fields(store: Repository, world: World) -> None:
    done = mark(store, True, False, code="sign", hints=2, raw_seconds=20.5, answer={"x": "1", "y": "2"})
    (kept,) = store.history()
    assert kept == done.event
    assert UUID(kept.id).version == 7
    assert kept.at == datetime(2026, 3, 2, 8, 30, 15, 123_000, tzinfo=UTC)
    assert (kept.offset_minutes, kept.study_day, kept.lamport) == (60, date(2026, 3, 2), 1)
    assert (kept.learner, kept.item, kept.kind) == ("me", ITEM, "verdict")
    assert isinstance(kept.facts, Attempt)
    assert (kept.facts.answer, kept.facts.params) == ({"x": "1", "y": "2"}, {"a": "-3"})


def test_what_is_derived_moves_with_the_event(store: Repository) -> None:
    done = mark(store, True, False)
    assert (done.before, done.after.state, done.became_extra) == (NEVER_MET, "yellow", False)
    assert due(done.after) == date(2026, 3, 3)
    assert store.read_learner(BANK).states == {ITEM: done.after}
    (counts,) = store.read_learner().topic_counts().values()
    assert counts.states == store.read_learner().counts()["calculus"] == {"yellow": 1}  # type: ignore[index]
    assert counts.cells == {Cell(1, 1, "first", "yellow"): 1, Cell(1, 2, "first", "waiting"): 1}
    (day,) = store.totals().days()
    assert (day.attempts, day.fresh, day.again, day.yellow, day.seconds) == (1, 1, 0, 1, 12.345)
    assert store.day(date(2026, 3, 2)) == day
    assert store.check().is_sound


def test_a_second_window_comes_too_late(opened: Opened) -> None:
    first, second = opened(), opened()
    facts = verdict(NEVER_MET, True, True)
    assert write(first, facts).after.state == "green"
    late = write(second, facts)
    assert late.became_extra
    assert isinstance(late.event.facts, Attempt)
    assert (late.event.kind, late.event.facts.round, late.event.facts.pass_) == ("extra", "first", 1)
    assert (late.before.state, late.after.state) == ("green", "green")
    assert store_sees(first, late.event.id)
    assert first.day(date(2026, 3, 2)).attempts == 1


def store_sees(store: Repository, event_id: str) -> bool:
    return event_id in {event.id for event in store.history()}


def test_a_check_of_what_lapsed_elsewhere_is_extra(opened: Opened) -> None:
    first, second = opened(), opened()
    state = mark(first, True, True).after
    check = Attempt(kind="check", round=state.round_id, pass_=state.passes, ok=False, why=False)
    lapsed = write(first, check)
    assert (lapsed.after.state, lapsed.after.round, lapsed.after.opened) == ("red", 2, "check")
    late = write(second, check)
    assert (late.event.kind, late.became_extra, late.after.round) == ("extra", True, 2)


def test_undo_gives_back_what_was(store: Repository, world: World) -> None:
    first = mark(store, False, True)
    world.days_later(1)
    second = mark(store, True, True)
    taken_back = undo(store, second.event.id)
    assert (taken_back.before, taken_back.after) == (second.after, first.after)
    assert store.day(date(2026, 3, 3)).attempts == 0
    assert undo(store, first.event.id).after == NEVER_MET
    assert store.totals().days() == []
    assert store.check().is_sound
    assert len(list(store.history())) == 4


def test_undo_takes_the_newest_alone(store: Repository) -> None:
    first = mark(store, False, True)
    mark(store, False, True)
    with pytest.raises(UsageError, match="newer"):
        undo(store, first.event.id)
    assert len(list(store.history())) == 2


def test_what_an_undo_gives_back_is_saved_with_it(store: Repository, world: World) -> None:
    done = mark(store, True, True)
    again = begun(world, draft="2x", seen=True)
    undo(store, done.event.id, leaves_open=again)
    assert store.open_attempts()[0] == again


def test_an_override_changes_the_newest_verdict(store: Repository) -> None:
    wrong = mark(store, False, False)
    overruled = override(store, wrong.event.id, True, True)
    assert (overruled.before.state, overruled.after.state) == ("red", "green")
    assert (store.totals().days()[0].red, store.totals().days()[0].green) == (0, 1)
    assert store.overridable(ITEM) == wrong.event
    assert undo(store, overruled.event.id).after == wrong.after
    assert (store.totals().days()[0].red, store.totals().days()[0].green) == (1, 0)
    with pytest.raises(UsageError, match="newer verdict"):
        override(store, overruled.event.id, True, True)
    assert store.check().is_sound


def test_the_fifth_red_parks_and_reopening_starts_anew(store: Repository, world: World) -> None:
    parked = park_by_reds(store, world)
    assert (parked.after.state, parked.after.passes) == ("parked", 5)
    assert store.read_learner().dues(lambda _: True) == []
    with pytest.raises(UsageError, match="parked"):
        write(store, Park())
    opened = reopen(store)
    assert (opened.after.state, opened.after.round, opened.after.next_pass) == ("red", 2, 1)
    assert [due.day for due in store.read_learner().dues(lambda _: True)] == [opened.event.study_day]
    with pytest.raises(UsageError, match="is red"):
        reopen(store)
    assert store.check().is_sound


def test_parking_by_hand_leaves_the_pass(store: Repository) -> None:
    parked = write(store, Park())
    assert (parked.after.state, parked.after.parked_by_hand) == ("parked", True)
    (counts,) = store.read_learner().topic_counts().values()
    assert (counts.states, counts.cells) == ({"parked": 1}, {})
    assert reopen(store).after.state == "unseen"


def test_a_skip_changes_nothing_but_its_count(store: Repository) -> None:
    skipped = write(store, Skip())
    assert (skipped.after.state, skipped.after.skips) == ("unseen", 1)
    assert skipped.after.skipped_on == date(2026, 3, 2)
    assert store.totals().days() == []


def test_notes_are_kept_apart_from_states(store: Repository) -> None:
    store.append(Note(field="line", key="1", text="sizes\x1b[31m match"), item=ITEM)
    store.append(Note(field="line", key="2", text="to be cleared"), item=ITEM)
    store.append(Note(field="line", key="2", text=""), item=ITEM)
    store.append(Note(field="meaning", key="eq:update", text="one step"), item="papers/adam")  # type: ignore[arg-type]
    assert store.notes(ITEM) == {("line", "1"): "sizes[31m match"}
    assert store.notes("papers/adam") == {("meaning", "eq:update"): "one step"}  # type: ignore[arg-type]
    assert store.read_learner(BANK).states == {}
    assert store.newest_undoable() is None


@pytest.mark.parametrize("letter", ["x", "é", '"', "\n"])
def test_what_no_merge_would_take_in_is_not_written(store: Repository, letter: str) -> None:
    bytes_each = len(json.dumps(letter, ensure_ascii=False).encode()) - 2
    fits, wild = 999_000 // bytes_each, 1_000_000 // bytes_each
    with pytest.raises(UsageError, match="too long"):
        write(store, Note(field="line", key="1", text=letter * wild))
    with pytest.raises(UsageError, match="too long"):
        mark(store, True, True, answer={"mean": letter * wild})
    assert list(store.history()) == []
    write(store, Note(field="line", key="1", text=letter * fits))
    (event,) = store.history()
    assert len(as_line(event).encode()) < LINE_BYTES


def test_a_regrade_names_an_attempt(store: Repository) -> None:
    wrong = mark(store, False, True)
    corrected = Lineage("c" * 16, frozenset({"a" * 16}))
    regraded = write(store, Regrade(target=wrong.event.id, ok=True), maths="c" * 16, lineage=corrected)
    assert (regraded.before.state, regraded.after.state) == ("yellow", "green")
    with pytest.raises(UsageError, match="no such attempt"):
        write(store, Regrade(target=EventId(regraded.event.id), ok=True))


def test_typed_text_is_cleaned(store: Repository) -> None:
    done = mark(store, True, True, answer="2x\x1b]0;\ud800", reason="\u202eso")
    assert isinstance(done.event.facts, Attempt)
    assert (done.event.facts.answer, done.event.facts.reason) == ("2x]0;", "so")
    assert next(store.history()) == done.event


def test_content_is_needed(store: Repository) -> None:
    with pytest.raises(ValueError, match="content"):
        store.append(Skip(), item=ITEM)


def test_a_begun_answer_that_cannot_be_read_refuses_no_mark(
    store: Repository, world: World, file: Path
) -> None:
    store.save_open(begun(world))
    store.save_open(begun(world, "calculus/chain"))
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE open_attempt SET body = '{', saved = '{' WHERE item = ?", [ITEM])
    assert [attempt.item for attempt in store.open_attempts()] == ["calculus/chain"]
    store.save_open(begun(world, "calculus/chain"))
    mark(store, True, True)
    assert store.state(ITEM).state == "green"


@pytest.mark.parametrize("saved", [2**63 - 1, 2**62, "x", 1e300])
def test_whatever_number_a_begun_answer_has_the_next_one_is_saved_as_the_newest(
    store: Repository, world: World, file: Path, saved: object
) -> None:
    store.save_open(begun(world))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE open_attempt SET saved = ?", [saved])
    for item in ("calculus/chain", ITEM, "calculus/chain"):
        store.save_open(begun(world, item))
        assert store.open_attempts()[0].item == item


def test_a_mark_ends_the_open_attempt(store: Repository, world: World) -> None:
    store.save_open(begun(world))
    store.save_open(begun(world, "calculus/chain"))
    answered = begun(world, given=StageAnswer(answer=("b", "a"), ok=False, key_shown=True))
    store.save_open(answered)
    assert [attempt.item for attempt in store.open_attempts()] == [ITEM, "calculus/chain"]
    assert store.open_attempts()[0] == answered
    mark(store, False, True)
    assert store.open_attempts()[0] == begun(world, "calculus/chain")
    store.drop_open("calculus/chain")  # type: ignore[arg-type]
    assert store.open_attempts() == []


def test_threads_may_share_a_store(opened: Opened) -> None:
    store = opened(wait_s=30.0)
    with ThreadPoolExecutor(4) as threads:
        skips = list(threads.map(lambda _: write(store, Skip()), range(12)))
    assert sorted(skip.event.lamport for skip in skips) == list(range(1, 13))
    assert store.state(ITEM).skips == 12
    assert store.check().is_sound


def test_learners_do_not_see_each_other(opened: Opened) -> None:
    mine, hers = opened(), opened(learner="ada")
    mark(mine, True, True)
    assert (list(hers.history()), hers.read_learner(BANK).states, hers.totals().days()) == ([], {}, [])
    assert hers.newest_undoable() is None
    assert mark(hers, False, False).event.lamport == 1


@pytest.mark.parametrize("statement", ["UPDATE event SET item = 'x'", "DELETE FROM event"])
def test_events_are_never_changed(store: Repository, file: Path, statement: str) -> None:
    mark(store, True, True)
    with sqlite3.connect(file) as connection, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute(statement)
    connection.close()
    assert len(list(store.history())) == 1
