"""Which banks make up the day, and in which order a paper's exercises come."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.gyr.events import ItemId
from drill.session.exercise_view import ExerciseView
from drill.session.queueing import Request
from drill.session.starting import start
from drill.session.today_view import today
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


def test_a_shipped_paper_stays_out_of_the_day_until_it_is_begun(tmp_path: Path) -> None:
    plant(tmp_path, "papers/mine", bank(sums(2)))
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        assert papers_of(coming_items(workspace)) == {"papers/mine"}
        assert papers_of([each.item for each in today(workspace, 10_000).items]) == {"papers/mine"}  # type: ignore[misc]
        attempt(workspace, coming_items(workspace, QHADAM)[0], ok=True, why=True)
        assert papers_of(coming_items(workspace)) == {"papers/mine"}
        clock.pass_days(1)
        assert papers_of(coming_items(workspace)) == {"papers/mine", QHADAM}


def test_a_skip_begins_a_paper_too(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        sitting = start(workspace, Request((QHADAM,), items=1))
        assert isinstance(sitting.next(), ExerciseView)
        sitting.skip()
        sitting.close()
        assert papers_of(coming_items(workspace)) == {QHADAM}


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
