"""One count of a bank's exercises, one of a goal: every screen, command and JSON shows the same."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from drill.banks.catalogue import Bank
from drill.gyr.events import ItemId, SkillId
from drill.session.drilling.session_totals import describe_end
from drill.session.library.exercise_library import read_library
from drill.session.papers.paper_import import find_imported_paper
from drill.session.papers.workbook import open_papers
from drill.session.progress.pass_chart import Pace
from drill.session.progress.progress_overview import (
    bank_progress,
    bank_states,
    lead_progress,
    read_topic_progress,
)
from drill.session.standing.goals import goal_view
from drill.session.standing.prerequisites import find_learner_mastery, standing_of
from drill.session.standing.withheld_exercises import count_bank, list_counted
from drill.session.today.goal_choice import find_costs
from drill.session.today.session_list import open_day
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from tests.homes import Clock, configure, plant, workspace_in
from tests.session.a_linked_paper import BANK as IMPORT
from tests.session.a_linked_paper import plant_linked_paper
from tests.session.drilled import attempt

pytestmark = pytest.mark.shipped

PAPER, SUBJECT, BOOK = "papers/grpo-2024", "calculus", "book/axler"
AXLER = "title: Linear Algebra Done Right\nauthor: Sheldon Axler\nsections:\n  1B: 1-6\n"
GOALS = (PAPER, IMPORT, SUBJECT, BOOK)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant_linked_paper(tmp_path)
    plant(tmp_path, BOOK, AXLER)
    configure(tmp_path, f'goal = "{PAPER}"\n')
    return tmp_path


def find_bank(workspace: Workspace, name: str) -> Bank:
    found = workspace.catalogue.bank(name)
    assert found is not None
    return found


def mark_some(workspace: Workspace, name: str, number: int) -> None:
    """Mark so many exercises of a bank that are new: green, green, yellow, red in turn."""
    parts = workspace.parts()
    new = [entry for entry in list_counted(find_bank(workspace, name)) if entry.item not in parts]
    for count, entry in enumerate(new[:number]):
        attempt(workspace, entry.item, ok=count % 4 != 3, why=count % 4 < 2)


def assert_banks_agree(workspace: Workspace, name: str) -> None:
    counted = count_bank(find_bank(workspace, name), workspace.parts())
    assert bank_states(workspace)[name] == counted.states
    (progress,) = bank_progress(workspace, [name])
    assert (progress.states, progress.items) == (counted.states, counted.every)
    topics = read_topic_progress(workspace)[name]
    assert sum(topic.states["green"] for topic in topics) == counted.green
    assert sum(sum(topic.states.values()) for topic in topics) == counted.every
    items = [item for item in read_library(workspace).items if item.bank == name and item.counts]
    assert (sum(item.state == "green" for item in items), len(items)) == (counted.green, counted.every)
    rows = {row.bank: row.states for row in open_papers(workspace)}
    assert name not in rows or rows[name] == counted.states


def assert_goal_agrees(workspace: Workspace, name: str) -> None:
    workspace.settings = replace(workspace.settings, goal=name)
    parts = workspace.parts()
    goal = goal_view(workspace, parts, find_learner_mastery(workspace))
    assert goal is not None
    own = count_bank(find_bank(workspace, name), parts)
    assert goal.own.every in (0, own.every), "a subject has none of its own"
    assert goal.own.green in (0, own.green)
    page = read_today_view(workspace).page.goal
    assert page is not None
    skills = (goal.path.skills, goal.path.done, len(goal.path.left))
    assert (page.skills, page.done, page.left, page.own, page.own_green) == (
        *skills, goal.own.every, goal.own.green,
    )  # fmt: skip
    assert (page.formulas, page.formulas_done) == (goal.formulas.every, goal.formulas.done)
    lead = lead_progress(workspace, Pace(workspace))
    assert (lead.path, lead.own, lead.own_green) == (goal.path, goal.own.every, goal.own.green)
    assert lead.own_told == goal.own_told
    cost = find_costs(workspace, [name])[name]
    assert (cost.skills, cost.own) == (len(goal.path.left) + len(goal.path.set_aside), goal.own.left)
    assert describe_end(workspace, open_day(workspace), ()).left == len(goal.path.left)
    rows = {row.bank: row.path for row in open_papers(workspace)}
    assert name not in rows or rows[name] == goal.path


def assert_skills_agree(workspace: Workspace) -> None:
    """Progress, the Library and the list beside an exercise count all exercises of a skill."""
    states = workspace.standing()
    topics = [topic for of_bank in read_topic_progress(workspace).values() for topic in of_bank]
    rows = {SkillId(row.skill): row for topic in topics for row in topic.skills}
    lines = {line.skill: line for line in standing_of(workspace, rows, states)}
    subjects = {entry.bank for entry in workspace.catalogue.entries.values() if entry.trains}
    of_skill = defaultdict[str, list[str]](list)
    for item in read_library(workspace).items:
        if item.bank in subjects:
            of_skill[item.skill].append(item.state)
    assert rows
    for skill, row in rows.items():
        every = (*row.parts, *row.rapid)
        assert (lines[skill].items, len(of_skill[skill])) == (len(every), len(every))
        assert of_skill[skill].count("green") == every.count("green")
        assert lines[skill].left == sum(state not in ("green", "parked") for state in every)
        assert row.standing in ("known", "learned") or row.told.endswith(f" of {len(every)} green")


def test_all_places_count_the_same_on_the_first_day_the_fifth_and_the_thirtieth(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as workspace:
        for days, number in ((0, 2), (4, 5), (25, 40)):
            clock.pass_days(days)
            for name in GOALS:
                mark_some(workspace, name, number)
            for name in GOALS:
                assert_banks_agree(workspace, name)
            for name in GOALS:
                assert_goal_agrees(workspace, name)
            assert_skills_agree(workspace)


def test_papers_have_as_many_skills_left_in_the_goal_list_as_on_papers(home: Path) -> None:
    with workspace_in(home) as workspace:
        mark_some(workspace, SUBJECT, 40)
        rows = {row.bank: row.path for row in open_papers(workspace)}
        costs = find_costs(workspace, rows)
        left = {name: len(path.left) + len(path.set_aside) for name, path in rows.items() if name in costs}
        assert {name: costs[name].skills for name in left} == left
        assert len(left) > 20


def test_own_words_are_apart_and_an_import_says_what_its_bank_will_count(home: Path) -> None:
    with workspace_in(home) as workspace:
        attempt(workspace, ItemId(f"{IMPORT}/explain-00000000bb"), ok=True, why=True)
        counted = count_bank(find_bank(workspace, IMPORT), workspace.parts())
        assert (counted.every, counted.green) == (2, 0)
        told = find_imported_paper(workspace.places, "moves").told
        assert f"; {counted.every} exercises" in told
        assert_banks_agree(workspace, IMPORT)
