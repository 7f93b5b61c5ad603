"""The map of a paper: how far one is with each formula, what comes next, and what may be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drill.banks import catalogue
from drill.gyr.events import ItemId
from drill.session.papers.workbook import open_paper
from drill.session.standing.paper_names import save_record
from drill.session.standing.reading import list_readable, note_reading
from drill.session.today.formula_map import FormulaMap, MapRow, make_map
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from tests.homes import Clock, configure, workspace_in
from tests.session.a_paper import RECORD, plant_paper
from tests.session.drilled import attempt


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(catalogue, "SUBJECTS", ("way",))
    plant_paper(tmp_path)
    configure(tmp_path, 'goal = "papers/walk"\n')
    with workspace_in(tmp_path, clock) as opened:
        yield opened


def map_of(workspace: Workspace) -> FormulaMap:
    return make_map(workspace, open_paper(workspace, "walk"))


def row(workspace: Workspace, key: str = "f-step") -> MapRow:
    (found,) = (each for each in map_of(workspace).rows if each.key == key)
    return found


def learn(workspace: Workspace, clock: Clock, *numbers: int) -> None:
    """Make exercises green, and let a check of each hold two days later."""
    for days in (0, 2):
        clock.pass_days(days)
        for number in numbers:
            attempt(workspace, f"way/sum-{number}", ok=True, why=True)


def test_a_new_paper_lacks_skills_and_begins_with_the_deepest(workspace: Workspace) -> None:
    found = map_of(workspace)
    told = [(each.called, each.reached, each.skills_left, each.after) for each in found.rows]
    assert told == [
        ("(1) walk", "waiting", ("Count", "Add", "Carry"), ""),
        ("eq:mean", "waiting", ("Count", "Add", "Carry", "Long"), "(1) walk"),
        ("line 40", "bare", (), ""),
        ("2 more exercises", "ready", (), ""),
    ]
    assert [each.key for each in found.named] == ["f-step", "f-mean", "others"], "one is about nothing"
    following = found.rows[0].next
    assert following is not None
    assert (following.item, following.skill) == ("way/sum-1", "Count")
    assert found.next is not None
    assert found.next.key == "others", "it rests on nothing, and comes first in the day"
    attempt(workspace, "papers/walk/symbol-3", ok=True, why=True)
    attempt(workspace, "papers/walk/symbol-code-9", ok=True, why=True)
    first = map_of(workspace).next
    assert first is not None
    assert (first.called, first.describe_next()) == ("(1) walk", following.title)
    assert not any(each.is_to_read for each in found.rows)


def test_a_formula_gets_ready_begun_drilled_and_read(workspace: Workspace, clock: Clock) -> None:
    learn(workspace, clock, 1, 2, 3, 4)
    ready = row(workspace)
    assert (ready.reached, ready.skills_left, ready.is_to_read) == ("ready", (), True)
    assert ready.next is not None
    assert (ready.next.item, ready.next.skill) == ("papers/walk/special-case-2", "")
    for name in ("symbol-3", "symbol-code-9"):
        attempt(workspace, f"papers/walk/{name}", ok=True, why=True)
    assert row(workspace).is_to_read
    attempt(workspace, "papers/walk/recall-1", ok=False, why=True)
    assert (row(workspace).reached, row(workspace).green, row(workspace).is_to_read) == ("begun", 0, False)
    attempt(workspace, "papers/walk/special-case-2", ok=True, why=True)
    assert (row(workspace).reached, row(workspace).green) == ("begun", 1)
    clock.pass_days(1)
    attempt(workspace, "papers/walk/recall-1", ok=True, why=True)
    drilled = row(workspace)
    assert (drilled.reached, drilled.next, drilled.is_to_read) == ("drilled", None, True)
    assert drilled.describe_next() == "read it now"
    note_reading(workspace, "papers/walk", {"f-step": "(1) walk"}, followed=False, unclear="f-step")
    assert (row(workspace).reached, row(workspace).is_to_read) == ("drilled", True)
    note_reading(workspace, "papers/walk", {"f-step": "(1) walk"}, followed=True)
    assert (row(workspace).reached, row(workspace).is_to_read) == ("read", False)
    assert row(workspace).describe_next() == ""


def test_what_is_drilled_before_its_skills_are_there_is_not_to_be_read_yet(workspace: Workspace) -> None:
    attempt(workspace, "papers/walk/recall-1", ok=True, why=True)
    assert (row(workspace).reached, row(workspace).green) == ("begun", 1), "another exercise is left"
    attempt(workspace, "papers/walk/special-case-2", ok=True, why=True)
    drilled, other = row(workspace), row(workspace, "f-mean")
    assert (drilled.reached, drilled.is_to_read, drilled.after) == ("drilled", False, "")
    assert drilled.next is not None, "skills are left for it"
    assert (drilled.next.item, other.after) == ("way/sum-1", "(1) walk")
    assert (drilled.describe_next(), other.describe_next()) == (drilled.next.title, "after (1) walk")


def promised(workspace: Workspace) -> dict[str, str]:
    """What the map names for each formula, by the exercise, without what is for another one or for none."""
    rows = map_of(workspace).rows
    return {
        each.next.item: each.called
        for each in rows
        if each.next is not None and each.formula is not None and not each.after
    }


def test_the_map_promises_what_the_day_serves_and_names_the_same_formula(
    workspace: Workspace, clock: Clock
) -> None:
    for _ in range(12):
        view = read_today_view(workspace)
        found, entries = map_of(workspace), workspace.catalogue.entries
        left = open_paper(workspace, "walk").row.path.left
        on_way = [
            each
            for each in view.plan
            if each.bank == "papers/walk" or entries[ItemId(each.item)].trains in left
        ]
        if not on_way:
            assert not any(each.next and each.next.item in {p.item for p in view.plan} for each in found.rows)
            clock.pass_days(1)
            continue
        first = on_way[0]
        assert found.next is not None
        assert found.next.next is not None
        assert found.next.next.item == first.item, "the map begins with what the day begins with"
        for item, called in promised(workspace).items():
            planned = next((each for each in view.plan if each.item == item), None)
            if planned is not None and planned.reason == "paper" and found.next.formula is not None:
                assert called in view.reasons[item]
            if planned is not None:
                minutes = next(
                    each.next.minutes for each in found.rows if each.next and each.next.item == item
                )
                assert minutes == planned.minutes
        attempt(workspace, first.item, ok=len(first.item) % 3 > 0, why=True)


def test_the_map_of_another_paper_is_as_if_it_were_the_goal(workspace: Workspace) -> None:
    of_goal = map_of(workspace)
    workspace.settings = replace(workspace.settings, goal="")
    other = map_of(workspace)
    assert [(row.called, row.next, row.after) for row in other.rows] == [
        (row.called, row.next, row.after) for row in of_goal.rows
    ]


def test_the_map_and_today_agree_on_what_may_be_read(workspace: Workspace, clock: Clock) -> None:
    for number in (2, 3, 4, 1, 5):
        learn(workspace, clock, number)
        on_map = [each.key for each in map_of(workspace).rows if each.is_to_read]
        assert on_map == [formula.id for formula in list_readable(workspace)]
    assert on_map == ["f-step", "f-mean"]
    attempt(workspace, "papers/walk/recall-1", ok=False, why=True)
    on_map = [each.key for each in map_of(workspace).rows if each.is_to_read]
    assert on_map == [formula.id for formula in list_readable(workspace)] == ["f-mean"]


def test_a_second_exercise_of_a_skill_waits_for_another_day(workspace: Workspace, clock: Clock) -> None:
    for number in (1, 2, 4, 5):
        attempt(workspace, f"way/sum-{number}", ok=True, why=True)
    attempt(workspace, "papers/walk/symbol-code-9", ok=True, why=True)
    attempt(workspace, "papers/walk/symbol-3", ok=True, why=True)
    attempt(workspace, "papers/walk/recall-1", ok=True, why=True)
    attempt(workspace, "papers/walk/special-case-2", ok=True, why=True)
    attempt(workspace, "papers/walk/mean-by-hand", ok=True, why=True)
    assert (row(workspace).next, row(workspace, "f-mean").next) == (None, None)
    clock.pass_days(1)
    following = row(workspace).next
    assert following is not None
    assert following.item == "way/sum-3"


def test_numbers_are_those_of_the_learners_own_source(tmp_path: Path) -> None:
    plant_paper(tmp_path, record=None)
    save_record(tmp_path / "banks" / "papers" / "walk.paper.json", RECORD)
    with workspace_in(tmp_path) as workspace:
        assert [each.called for each in map_of(workspace).rows][:2] == ["walk", "eq:mean"]
        assert [block.label for block in open_paper(workspace, "walk").blocks] == ["", "", ""]


def test_without_names_and_exercises_all_formulas_are_listed(tmp_path: Path) -> None:
    formulas = tuple(replace(each, called="") for each in RECORD.formulas)
    plant_paper(tmp_path, replace(RECORD, formulas=formulas, exercises=()))
    with workspace_in(tmp_path) as workspace:
        found = map_of(workspace)
        assert [each.key for each in found.named] == ["f-step", "f-mean", "f-lost", "others"]
        assert {each.reached for each in found.rows[:-1]} == {"bare"}


def test_a_paper_without_a_record_or_a_bank_has_a_map(tmp_path: Path) -> None:
    plant_paper(tmp_path, record=None)
    (tmp_path / "papers").mkdir()
    save_record(tmp_path / "papers" / "new.paper.json", replace(RECORD, slug="new", exercises=()))
    with workspace_in(tmp_path) as workspace:
        assert [each.key for each in map_of(workspace).rows] == ["others"]
        found = make_map(workspace, open_paper(workspace, "new"))
        assert [each.reached for each in found.rows] == ["bare", "bare", "bare"]
        assert found.next is None
