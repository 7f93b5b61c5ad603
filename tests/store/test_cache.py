"""The cache against the loaded exercises: what changed, left, came back or bears a new name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from drill.gyr.events import ItemId, Park, Regrade, Skip, line_of
from drill.gyr.fold import Lineage
from drill.gyr.skills import part_of
from drill.gyr.state import NEVER_MET
from drill.store import Repository
from drill.store import states as snapshot
from drill.store.engine import open_database
from drill.store.states import Changes
from tests.store.store_world import BANK, ITEM, World, exercise, mark, park_by_reds, write

Opened = Callable[..., Repository]
OTHERS = BANK[1:]


def test_changed_mathematics_opens_the_item_again(store: Repository) -> None:
    done = mark(store, True, True)
    changed = (exercise(ITEM, maths="c" * 16), *OTHERS)
    assert store.fold_for(changed) == Changes(reopened=(ITEM,))
    assert store.read_learner(changed).states == {ITEM: NEVER_MET}
    assert store.fold_for(changed) == Changes()
    assert store.check().is_sound
    assert store.read_learner(BANK).states == {ITEM: done.after}


def test_a_corrected_exercise_keeps_its_marks(store: Repository) -> None:
    wrong = mark(store, False, True)
    corrected = (exercise(ITEM, maths="c" * 16, corrects=("a" * 16,)), *OTHERS)
    assert store.fold_for(corrected) == Changes()
    assert store.read_learner(corrected).states == {ITEM: wrong.after}
    lineage = Lineage("c" * 16, frozenset({"a" * 16}))
    write(store, Regrade(target=wrong.event.id, ok=True), maths="c" * 16, lineage=lineage)
    assert store.read_learner(corrected).states[ITEM].state == "green"
    assert store.check().is_sound


def test_what_left_the_banks_is_hidden_until_it_is_back(store: Repository) -> None:
    done = mark(store, False, False)
    mark(store, True, True, "calculus/chain")
    assert store.fold_for(OTHERS) == Changes(hidden=1)
    assert set(store.read_learner(OTHERS).states) == {"calculus/chain"}
    assert store.read_learner().counts()["calculus"] == {"green": 1}  # type: ignore[index]
    assert store.read_learner().dues(lambda _: True) == []
    assert store.state(ITEM) == done.after
    assert store.check().is_sound
    assert store.read_learner(BANK).states[ITEM] == done.after
    assert sum(store.read_learner().counts()["calculus"].values()) == 2  # type: ignore[index]
    assert store.check().is_sound


def test_an_act_on_a_hidden_item_keeps_it_hidden(store: Repository) -> None:
    done = mark(store, True, True)
    store.fold_for(OTHERS)
    newest = store.newest_undoable()
    assert newest == done.event
    write(store, Skip(), lineage=None)
    assert store.read_learner(OTHERS).states == {}
    assert store.read_learner().counts() == {}
    assert store.check().is_sound


def test_an_act_on_a_hidden_item_is_about_the_content_it_names(store: Repository) -> None:
    mark(store, False, True)
    changed = (exercise(ITEM, maths="c" * 16), *OTHERS)
    store.fold_for(changed)
    store.fold_for(OTHERS)
    assert write(store, Park(), lineage=None).after.state == "parked"
    assert store.check().is_sound
    assert store.read_learner(changed).states == {ITEM: NEVER_MET}
    assert store.read_learner(BANK).states[ITEM].state == "parked"


def test_a_loaded_item_is_written_with_its_own_content(store: Repository) -> None:
    with pytest.raises(ValueError, match="another content"):
        write(store, Skip(), lineage=Lineage("c" * 16))


def test_a_renamed_item_keeps_its_past(store: Repository, world: World) -> None:
    first = mark(store, False, True)
    renamed = (exercise("calculus/product-rule", was=(ITEM,)), *OTHERS)
    assert store.read_learner(renamed).states == {"calculus/product-rule": first.after}
    assert sum(store.read_learner().counts()["calculus"].values()) == 1  # type: ignore[index]
    world.days_later(1)
    second = mark(store, True, True, "calculus/product-rule")
    assert (second.after.state, second.after.passes) == ("green", 2)
    assert list(store.history(ItemId("calculus/product-rule"))) == [first.event, second.event]
    assert store.newest_undoable() == second.event
    assert store.check().is_sound
    before = store.read_learner(renamed).states
    store.rebuild(renamed)
    assert store.read_learner(renamed).states == before


def test_a_name_taken_back_is_an_item_again(store: Repository) -> None:
    first = mark(store, False, True)
    store.fold_for((exercise("calculus/product-rule", was=(ITEM,)), *OTHERS))
    both = (exercise("calculus/product-rule"), *BANK)
    assert store.read_learner(both).states[ITEM] == first.after
    assert store.check().is_sound


def test_a_new_name_of_what_was_never_met_changes_nothing(store: Repository) -> None:
    done = mark(store, True, True, "calculus/chain")
    store.fold_for(BANK)
    renamed = (exercise("calculus/product-rule", was=(ITEM,)), *OTHERS)
    assert store.fold_for(renamed) == Changes()
    assert store.read_learner(renamed).states == {"calculus/chain": done.after}


@pytest.mark.parametrize("rows_at_once", [2, 500])
def test_rebuilding_changes_nothing(
    store: Repository, world: World, monkeypatch: pytest.MonkeyPatch, rows_at_once: int
) -> None:
    park_by_reds(store, world)
    mark(store, True, False, "calculus/chain")
    write(store, Skip(), "papers/adam/update")
    store.fold_for(BANK)
    before = (
        store.read_learner(BANK).states,
        store.read_learner().counts(),
        store.read_learner().topic_counts(),
        store.read_learner().dues(lambda _: True),
    )
    monkeypatch.setattr(snapshot, "_CHUNK", rows_at_once)
    store.rebuild(BANK)
    assert before == (
        store.read_learner(BANK).states,
        store.read_learner().counts(),
        store.read_learner().topic_counts(),
        store.read_learner().dues(lambda _: True),
    )


@pytest.mark.parametrize(
    "damage", ["UPDATE state SET state = 'green'", "DELETE FROM state", "UPDATE state SET due = due + 1"]
)
def test_a_stale_cache_is_found_and_mended(store: Repository, file: Path, damage: str) -> None:
    mark(store, False, True)
    database = open_database(file)
    with database.writing("me") as session:
        session.connection().execute(text(damage))
    database.close()
    assert store.check().stale
    store.rebuild(BANK)
    assert store.check().is_sound


def test_a_missing_guard_is_found(store: Repository, file: Path) -> None:
    database = open_database(file)
    with database.writing("me") as session:
        session.connection().execute(text("DROP TRIGGER event_no_update"))
    database.close()
    assert store.check().broken == ("the log's guard event_no_update is missing",)


@pytest.mark.parametrize(("gaps", "days"), [((1, 3), 1), ((5,), 5)])
def test_due_days_follow_the_gaps(opened: Opened, gaps: Sequence[int], days: int) -> None:
    store = opened()
    done = mark(store, False, True)
    store.fold_for(BANK)
    other = opened(gaps=gaps)
    other.fold_for(BANK)
    day = done.event.study_day + timedelta(days)
    assert [(due.day, due.items) for due in other.read_learner().dues(lambda _: True)] == [(day, 1)]


def find_slipping_days(store: Repository, retention: float) -> int:
    """After how many days the only green slips."""
    day = store.today().study_day
    return next(days for days in range(400) if store.slipping(day + timedelta(days), retention))


def test_windows_that_aim_at_other_retentions_share_a_cache(opened: Opened, file: Path) -> None:
    one, other = opened(), opened()
    mark(one, True, True)
    one.fold_for(BANK)
    before = find_slipping_days(one, 0.8)
    database = open_database(file)
    with database.reading() as session:
        kept = session.connection().execute(text("SELECT * FROM state")).all()
    assert find_slipping_days(other, 0.95) < before < find_slipping_days(other, 0.7)
    assert find_slipping_days(one, 0.8) == before
    with database.reading() as session:
        assert session.connection().execute(text("SELECT * FROM state")).all() == kept
    database.close()


def test_a_cache_of_an_earlier_version_finds_what_slips_at_a_higher_retention(
    opened: Opened, file: Path
) -> None:
    """It had the day on which a green slips at 0.8, which is too late for 0.95."""
    store = opened()
    mark(store, True, True)
    store.fold_for(BANK)
    high = find_slipping_days(store, 0.95)
    usual = store.today().study_day + timedelta(find_slipping_days(store, 0.8))
    database = open_database(file)
    with database.writing("me") as session:
        session.connection().execute(
            text(f"UPDATE state SET body = json_set(body, '$.memory[0]', {usual.toordinal()})")
        )
        session.connection().execute(text("UPDATE meta SET value = '4' WHERE name = 'folded for'"))
    database.close()
    again = opened()
    again.fold_for(BANK)
    assert find_slipping_days(again, 0.95) == high


def test_states_may_be_of_some_banks(store: Repository) -> None:
    mark(store, False, True, "papers/adam/update")
    mark(store, False, True, ITEM)
    assert set(store.read_learner(BANK).states_in(["papers/adam"])) == {"papers/adam/update"}


def test_parts_of_skills_are_those_of_the_states(store: Repository, file: Path) -> None:
    for ok, why, item in ((False, True, ITEM), (True, True, ITEM), (True, True, "calculus/chain")):
        mark(store, ok, why, item)
    states = store.read_learner(BANK).states
    parts = {item: part_of(state) for item, state in states.items()}
    assert store.read_learner(BANK).parts == parts
    assert (parts[ITEM].has_failed, parts[ItemId("calculus/chain")].has_failed) == (True, False)
    database = open_database(file)
    with database.writing("me") as session:
        session.connection().execute(text("UPDATE state SET body = json_set(body, '$.passes', 2.5)"))
    database.close()
    assert store.read_learner(BANK).parts == parts


def test_lines_are_read_item_by_item(store: Repository) -> None:
    done = [mark(store, False, True).event, mark(store, True, True).event]
    mark(store, True, True, "calculus/chain")
    assert store.lines([ITEM]) == [(ITEM, [line_of(event) for event in done])]


@pytest.mark.parametrize(("hints", "answer"), [(0, '"hints":1'), (2, '{"hints":0}')])
def test_hints_are_read_back_from_the_log(store: Repository, hints: int, answer: str) -> None:
    after = mark(store, True, True, hints=hints, answer=answer).after
    assert [mark.helped for mark in after.marks] == [hints > 0]
    assert [review.easy for review in after.reviews] == [hints == 0]
    store.rebuild(BANK)
    assert store.read_learner(BANK).states == {ITEM: after}
