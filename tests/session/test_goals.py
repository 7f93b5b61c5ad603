"""A goal: what leads there comes first, and one is told how far it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.catalogue import Entry
from drill.drawing.charts import hours
from drill.gyr.events import FIRST_ROUND, Attempt, ItemId
from drill.session.progress import bank_progress, outlook
from drill.session.queueing import Request, build_queue, lineup
from drill.session.today_view import today
from drill.session.workspace import Workspace
from drill.settings import SUBJECTS
from tests.homes import configure, workspace_in

pytestmark = pytest.mark.shipped
SMALL = 'subjects = ["calculus"]\n'


def new_items(workspace: Workspace, length: int) -> list[ItemId]:
    standing, day = workspace.standing(), workspace.study_day()
    queue = build_queue(workspace, lineup(workspace, Request(), standing, day), standing, day)
    return [choice.item for choice in queue.plan(length)]


def of_subjects(workspace: Workspace) -> list[Entry]:
    return [entry for entry in workspace.catalogue.entries.values() if entry.bank in SUBJECTS]


def pass_it(workspace: Workspace, item: str) -> None:
    facts = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=True, why=True)
    workspace.append(workspace.catalogue.entries[ItemId(item)], facts)


def test_all_that_a_paper_rests_on_comes_first_the_deepest_first(tmp_path: Path) -> None:
    configure(tmp_path, 'goal = "papers/adam"\n')
    with workspace_in(tmp_path) as workspace:
        paper = workspace.catalogue.bank("papers/adam")
        assert paper is not None
        named = {skill for entry in paper.entries for skill in (entry.skill, *entry.needs) if skill}
        trained = {entry.skill for entry in of_subjects(workspace)}
        path = [skill for skill in workspace.catalogue.skills.before(named) if skill in trained]
        planned = [workspace.catalogue.entries[item].skill for item in new_items(workspace, len(path))]
        assert sorted(planned) == sorted(path)
        assert len(path) > len(named & trained)
        for place, skill in enumerate(planned):
            assert trained & {*workspace.catalogue.skills[skill].needs} <= {*planned[:place]}


def test_today_tells_how_far_it_is_until_it_is_reached(tmp_path: Path) -> None:
    configure(tmp_path, SMALL + 'goal = "papers/adam"\n')
    with workspace_in(tmp_path) as workspace:
        before = today(workspace)
        assert before.goal.startswith("Goal: Adam")
        assert " of " in before.goal
        assert " to go" in before.goal
        paper = workspace.catalogue.bank("papers/adam")
        assert paper is not None
        for entry in paper.entries:
            pass_it(workspace, entry.item)
        assert "reached" in today(workspace).goal


def test_hours_are_told_by_one_pace(tmp_path: Path) -> None:
    configure(tmp_path, 'goal = "calculus"\n')
    with workspace_in(tmp_path) as workspace:
        banks = bank_progress(workspace, SUBJECTS)
        assert f"about {hours(banks[0].minutes_left)} to go" in today(workspace).goal
        assert outlook(workspace).minutes_left == pytest.approx(sum(bank.minutes_left for bank in banks))


def test_a_goal_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    configure(tmp_path, SMALL)
    with workspace_in(tmp_path) as workspace:
        plain = new_items(workspace, 20)
        assert today(workspace).goal == ""
    configure(tmp_path, SMALL + 'goal = "papers/nowhere"\n')
    with workspace_in(tmp_path) as workspace:
        assert new_items(workspace, 20) == plain
        assert today(workspace).goal == ""


def test_what_was_green_and_slipped_stays_passed_in_the_next_session(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        entry = next(each for each in workspace.catalogue.entries.values() if each.bank == "calculus")
        pass_it(workspace, entry.item)
        state = workspace.state(entry)
        check = Attempt(kind="check", round=state.round_id, pass_=1, ok=False, why=False)
        workspace.append(entry, check)
        stands = workspace.standing().others[entry.item]
        assert stands.state == "red"
        assert stands.marks == ()
        assert stands.is_passed
