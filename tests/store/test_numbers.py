"""The numbers of the charts: counted of the states, and of the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from drill.gyr.events import Attempt
from drill.gyr.fold import Cell, Lineage
from drill.gyr.progress import WordKey, bucket_of
from drill.store import Repository
from tests.store.store_world import BANK, ITEM, World, exercise, mark, override, undo, write
from tests.store.test_damage import unguarded

LIMITS = exercise("calculus/limit", topic="calc.limits")
CHAIN = exercise("calculus/chain", topic="calc.chain")
TOPICS = (LIMITS, CHAIN)
Opened = Callable[..., Repository]


def check(store: Repository, ok: bool, why: bool, item: str = ITEM) -> None:
    state = store.state(item, Lineage("a" * 16))  # type: ignore[arg-type]
    write(store, Attempt(kind="check", round=state.round_id, pass_=state.passes, ok=ok, why=why), item)


def test_topics_are_counted_apart(store: Repository, world: World) -> None:
    for entry, ok in ((LIMITS, True), (CHAIN, False), (CHAIN, True)):
        state = store.state(entry.item, Lineage(entry.maths))  # type: ignore[arg-type]
        facts = Attempt(kind="verdict", round=state.round_id, pass_=state.next_pass, ok=ok, why=ok)
        write(store, facts, entry.item, topic=entry.topic)
    counts = {topic: counted for (_, topic), counted in store.read_learner().topic_counts().items()}
    assert counts["calc.limits"].states == {"green": 1}  # type: ignore[index]
    assert counts["calc.chain"].cells == {  # type: ignore[index]
        Cell(1, 1, "first", "red"): 1,
        Cell(1, 2, "first", "green"): 1,
    }
    assert store.check().is_sound


def test_an_exercise_that_moves_takes_its_marks_along(store: Repository) -> None:
    write_entry = Attempt(kind="verdict", round="first", pass_=1, ok=True, why=True)  # type: ignore[arg-type]
    write(store, write_entry, LIMITS.item, topic=LIMITS.topic)
    store.fold_for(TOPICS)
    moved = (exercise(LIMITS.item, topic="calc.chain"), CHAIN)
    store.fold_for(moved)
    assert [topic for _, topic in store.read_learner().topic_counts()] == ["calc.chain"]
    assert store.check().is_sound
    store.rebuild(moved)
    assert [topic for _, topic in store.read_learner().topic_counts()] == ["calc.chain"]


def test_what_comes_back_is_counted_by_day_and_pass(store: Repository, world: World) -> None:
    mark(store, False, True)
    mark(store, False, True, "calculus/chain")
    world.days_later(1)
    mark(store, False, False)
    told = [(due.day, due.pass_, due.items) for due in store.read_learner().dues(lambda _: True)]
    assert told == [(date(2026, 3, 3), 2, 1), (date(2026, 3, 6), 3, 1)]
    mark(store, True, True)
    assert [(due.day, due.pass_) for due in store.read_learner().dues(lambda _: True)] == [
        (date(2026, 3, 3), 2)
    ]


def test_due_counts_follow_the_gaps(opened: Opened) -> None:
    store = opened()
    mark(store, False, True)
    store.fold_for(BANK)
    other = opened(gaps=(5,))
    other.fold_for(BANK)
    assert [due.day for due in other.read_learner().dues(lambda _: True)] == [date(2026, 3, 7)]
    assert other.check().is_sound


def test_times_are_counted_by_pass(store: Repository) -> None:
    mark(store, False, True, seconds=30.0)
    second = mark(store, True, True, seconds=90.0)
    assert store.totals().count_verdicts_by_time() == {1: {bucket_of(30): 1}, 2: {bucket_of(90): 1}}
    undo(store, second.event.id)
    assert store.totals().count_verdicts_by_time() == {1: {bucket_of(30): 1}}


def test_words_are_held_against_what_came_next(store: Repository, world: World) -> None:
    mark(store, False, True)
    assert store.totals().words() == {}
    mark(store, True, True)
    world.days_later(30)
    check(store, True, True)
    check(store, False, False)
    said_so = {
        WordKey(False, True, "pass", True): 1,
        WordKey(True, True, "check", True): 1,
        WordKey(True, True, "check", False): 1,
    }
    assert store.totals().words() == said_so
    newest = store.newest_undoable()
    assert newest is not None
    undo(store, newest.id)
    del said_so[WordKey(True, True, "check", False)]
    assert store.totals().words() == said_so


def test_checks_and_lapses_are_counted_apart(store: Repository, world: World) -> None:
    mark(store, True, True)
    world.days_later(30)
    check(store, True, True)
    world.days_later(1)
    check(store, True, False)
    first, second, third = store.totals().days()
    assert (first.checks, first.lapses, first.fresh) == (0, 0, 1)
    assert (second.checks, second.lapses, second.again) == (1, 0, 0)
    assert (third.checks, third.lapses, third.yellow) == (1, 1, 1)


def test_disputes_are_listed_newest_first(store: Repository) -> None:
    mark(store, True, True, "papers/adam/update")
    mark(store, True, False, decided_by="learner", code="sign", reason="I typed ln")
    mark(store, True, True, "calculus/chain", decided_by="learner", code="undecided")
    wrong = mark(store, False, False, seen=True)
    over = override(store, wrong.event.id, True, True)
    total, found = store.disputes()
    assert total == 3
    assert [dispute.cause for dispute in found] == ["override", "undecided", "overruled"]
    assert found[0].attempt == wrong.event
    assert found[2].attempt == found[2].event
    assert [dispute.cause for dispute in store.disputes(limit=1)[1]] == ["override"]
    undo(store, over.event.id)
    undo(store, wrong.event.id)
    assert [dispute.cause for dispute in store.disputes()[1]] == ["undecided", "overruled"]


def test_an_answer_after_its_key_was_seen_is_no_dispute(store: Repository, file: Path) -> None:
    event = mark(store, False, False, seen=True).event
    assert store.disputes() == (0, [])
    # an earlier version listed it
    unguarded(file, f"UPDATE event SET disputed = 'seen' WHERE id = '{event.id}'")
    assert store.disputes() == (0, [])
    mark(store, True, True, seen=True, decided_by="learner", code="sign")
    assert store.disputes()[0] == 1


def test_what_a_learner_always_judges_is_no_dispute(store: Repository) -> None:
    mark(store, True, True, decided_by="learner")
    assert store.disputes() == (0, [])


def test_a_dispute_whose_attempt_is_undone_is_none(store: Repository, world: World) -> None:
    wrong = mark(store, False, False)
    override(store, wrong.event.id, True, True)
    newest = store.newest_undoable()
    assert newest is not None
    undo(store, newest.id)
    undo(store, wrong.event.id)
    assert store.disputes() == (0, [])
