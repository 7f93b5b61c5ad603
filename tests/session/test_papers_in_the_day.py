"""Which banks make up the day, and in which order a paper's exercises come."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from drill.gyr.events import ItemId
from drill.session.today.first_paint import count_due
from drill.session.today.today_view import read_today_view
from tests.homes import Clock, bank, configure, plant, sums, workspace_in
from tests.session.drilled import attempt, coming_items

pytestmark = pytest.mark.shipped

QHADAM = "papers/qhadam"
SMALL = 'subjects = ["bayesian"]\n'


@pytest.fixture(autouse=True)
def small_day(tmp_path: Path) -> None:
    """A day is planned from one subject: from all of them it takes seconds."""
    configure(tmp_path, SMALL)


def papers_of(items: list[ItemId]) -> set[str]:
    return {item.rpartition("/")[0] for item in items if item.startswith("papers/")}


@pytest.mark.parametrize("paper", ["adam", "attention", "qhadam", "segment-anything"])
def test_a_paper_is_served_in_the_order_of_its_file(tmp_path: Path, paper: str) -> None:
    with workspace_in(tmp_path) as workspace:
        entries = workspace.catalogue.bank(f"papers/{paper}").entries  # type: ignore[union-attr]
        in_file = [entry.item for entry in sorted(entries, key=lambda entry: entry.line)]
        assert coming_items(workspace, f"papers/{paper}") == in_file
        for item in coming_items(workspace, "bayesian", minutes=10):
            attempt(workspace, item, ok=True, why=True)
        assert coming_items(workspace, f"papers/{paper}") == in_file


def test_an_own_bank_is_served_in_the_order_of_its_file(tmp_path: Path) -> None:
    needy = sums(3).replace("  level: 1\n", "  level: 1\n  needs: [bayes.rule.discrete]\n", 2)
    plant(tmp_path, "mine", bank(needy))
    with workspace_in(tmp_path) as workspace:
        assert coming_items(workspace, "mine") == ["mine/sum-1", "mine/sum-2", "mine/sum-3"]


def test_a_paper_is_in_the_day_as_the_goal_and_another_goal_takes_it_out(tmp_path: Path) -> None:
    plant(tmp_path, "papers/mine", bank(sums(2)))
    plant(tmp_path, "mine", bank(sums(1)))
    with workspace_in(tmp_path) as workspace:
        assert papers_of(coming_items(workspace)) == set()
        assert "mine/sum-1" in coming_items(workspace)
        for goal in ("papers/mine", QHADAM, "bayesian"):
            workspace.settings = replace(workspace.settings, goal=goal)
            assert papers_of(coming_items(workspace)) == {goal} - {"bayesian"}


def test_what_was_drilled_of_a_paper_changes_no_day_and_comes_back_in_none(tmp_path: Path) -> None:
    plant(tmp_path, "papers/mine", bank(sums(2)))
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        before = coming_items(workspace)
        for paper in ("papers/mine", QHADAM):
            attempt(workspace, coming_items(workspace, paper)[0], ok=False, why=False)
        clock.pass_days(1)
        assert coming_items(workspace) == before
        view = read_today_view(workspace)
        assert (view.due, view.tomorrow, view.coming) == (0, 0, ())
        assert workspace.dues() == []
        workspace.settings = replace(workspace.settings, goal="papers/mine")
        assert read_today_view(workspace).due == 1
        assert [due.items for due in workspace.dues()] == [1]
        assert "papers/mine/sum-1" in [
            row.item for row in read_today_view(workspace).plan if row.reason == "again"
        ]
        assert count_due(dict(os.environ, DRILL_HOME=str(tmp_path)), clock) == 0


@pytest.mark.parametrize("name", [QHADAM, "qhadam"])
def test_the_setting_mixes_a_paper_in_from_the_first_day(tmp_path: Path, name: str) -> None:
    configure(tmp_path, SMALL + f'papers = ["{name}"]\n')
    with workspace_in(tmp_path) as workspace:
        assert papers_of(coming_items(workspace)) == {QHADAM}
        assert not workspace.notices


def test_a_setting_that_names_no_paper_is_told(tmp_path: Path) -> None:
    configure(tmp_path, SMALL + 'papers = ["papers/qhadm"]\n')
    with workspace_in(tmp_path) as workspace:
        (notice,) = workspace.notices
    assert "papers/qhadm" in notice
    assert "did you mean papers/qhadam?" in notice
