"""Two exercises a day of a paper that is not the goal, where the learner wants them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drill.session.drilling.starting import start_sitting
from drill.session.papers.workbook import open_papers
from drill.session.standing.queueing import Request
from drill.session.standing.withheld_exercises import put_beside_goal
from drill.session.today.session_list import open_day
from drill.session.workspace import Workspace
from tests.homes import Clock, configure, workspace_in
from tests.session.a_linked_paper import BANK, RECORD, plant_linked_paper
from tests.session.drilled import attempt

pytestmark = pytest.mark.shipped

OWN = "".join(
    f"- {{id: own-{n}, title: Own {n}, level: 1, prompt: Compute ${n} + 3$., "
    f"answer: {{number: '{n + 3}'}}}}\n"
    for n in range(5)
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    """A paper with five exercises of its own, and a subject as the goal."""
    plant_linked_paper(tmp_path, replace(RECORD, formulas=()), own=OWN)
    configure(tmp_path, 'goal = "calculus"\nminutes = 30\n')
    with workspace_in(tmp_path, clock) as opened:
        yield opened


def of_paper(workspace: Workspace) -> list[str]:
    return [row.item for row in open_day(workspace).coming() if row.item.startswith(BANK)]


def test_two_a_day_come_beside_the_goal_until_it_is_left_out_again(
    workspace: Workspace, clock: Clock
) -> None:
    assert of_paper(workspace) == []
    assert put_beside_goal(workspace, BANK) == "Two of its exercises come a day, beside the goal."
    first = of_paper(workspace)
    assert len(first) == 2
    assert any(row.item.startswith("calculus/") for row in open_day(workspace).coming()), "the goal goes on"
    assert [row.bank for row in open_papers(workspace) if row.is_beside] == [BANK]
    for item in first:
        attempt(workspace, item, ok=True, why=True)
    assert of_paper(workspace) == []
    clock.pass_days(1)
    second = of_paper(workspace)
    assert len(second) == 2
    assert set(second).isdisjoint(first)
    put_beside_goal(workspace, BANK)
    assert of_paper(workspace) == []


def test_what_was_wrong_comes_again_as_one_of_the_two(workspace: Workspace, clock: Clock) -> None:
    put_beside_goal(workspace, BANK)
    wrong, *_ = of_paper(workspace)
    attempt(workspace, wrong, ok=False, why=False)
    assert len(of_paper(workspace)) == 1
    clock.pass_days(20)
    again = of_paper(workspace)
    assert wrong in again
    assert len(again) == 2


def test_a_practised_one_is_still_new(workspace: Workspace) -> None:
    for n in range(5):
        sitting = start_sitting(workspace, Request((f"{BANK}/own-{n}",), practice=True, tries_again=False))
        sitting.next()
        sitting.answer(f"{n + 3}")
        sitting.mark(why=True)
        sitting.close()
    put_beside_goal(workspace, BANK)
    assert len(of_paper(workspace)) == 2
