"""``drill goal``: how far one is, another goal, all of them with what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Drill
from tests.homes import share_cache
from tests.session.a_linked_paper import UNLINKED, plant_linked_paper
from tests.session.two_subjects import plant_two_subjects, two_subjects


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Two subjects, and a paper that is the goal."""
    share_cache(tmp_path)
    plant_two_subjects(tmp_path)
    with two_subjects(tmp_path):
        yield tmp_path


@pytest.fixture
def no_shipped_banks() -> None:
    """The subjects of the home come with the program."""


@pytest.mark.parametrize("word", ["calculus/calc.long", "calc.long", "long", "Long"])
def test_a_topic_is_the_goal_by_its_name_or_its_title(drill: Drill, word: str) -> None:
    ran = drill("goal", word)
    assert ran.out.splitlines() == [
        "Towards Long: 4 skills left",
        "drill start --place: a few minutes of questions: what you know is skipped",
    ]
    assert "drill goal papers/walk brings Walks back." in ran.err
    assert drill("goal").out.splitlines() == ["Towards Long: 4 skills left"]
    assert drill("today", "--json").json["path_left"] == {"skills": 4, "exercises": 0}
    assert "Towards Long" in drill("today").out
    assert drill("progress", "--json").json["goal"]["exercises"] == {"on_path": 12, "own": 0, "own_green": 0}


def test_a_paper_a_skill_and_no_goal(drill: Drill, home: Path) -> None:
    assert drill("goal", "walks", "--json").json == {
        "goal": "papers/walk",
        "title": "Walks",
        "skills": {"all": 2, "known": 0, "learned": 0, "begun": 0, "left": 2},
        "exercises": {"own": 2, "own_left": 2},
        "by": None,
    }
    assert "Towards Mean: 2 skills left" in drill("goal", "freq.mean").out
    assert "No goal is set" in drill("goal", "--none").out
    assert drill("goal", "--json").json["goal"] is None
    assert 'goal = ""' in (home / "config.toml").read_text(encoding="utf-8")


def test_a_paper_has_a_day_that_is_told_and_forgotten(drill: Drill) -> None:
    assert drill("goal", "walks", "--by", "2999-01-20", "--json").json["by"] == "2999-01-20"
    ran = drill("goal")
    assert ran.out.splitlines()[0].startswith("Towards Walks: ")
    assert "days: one every" in ran.out or "weeks" in ran.out
    assert "Walks: " in drill("today").err
    assert "Walks: " not in drill("today").err
    assert drill("goal", "--by", "none", "--json").json["by"] is None
    ran = drill("goal", "calculus/calc.long", "--by", "2999-01-20")
    assert "only a paper has a day" in ran.err
    assert drill("goal", "--json").json["goal"] == "papers/walk"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("walks", "--by", "friday"), "'friday' is not a day"),
        (("walks", "--by", "2001-01-01"), "2001-01-01 is over"),
        (("calculus/calc.lomg",), "did you mean calculus/calc.long"),
        (("papers/wolk",), "did you mean papers/walk"),
        (("quantum field theory",), "drill goal --list names them"),
        (("calculus/sum-1",), "calculus/sum-1 is an exercise"),
        (("walks", "--none"), "name a goal, or write --none or --list"),
    ],
)
def test_what_is_no_goal_is_told_with_the_nearest_names(
    drill: Drill, words: tuple[str, ...], told: str
) -> None:
    ran = drill("goal", *words)
    assert ran.code == 2
    assert told in ran.err
    assert drill("goal", "--json").json["goal"] == "papers/walk"


def test_all_goals_are_listed_with_what_they_cost_and_rest_on(drill: Drill) -> None:
    rows = {row["goal"]: row for row in drill("goal", "--list", "--json").json["goals"]}
    assert rows["papers/walk"] == {
        "goal": "papers/walk", "title": "Walks", "kind": "paper",
        "skills": 2, "exercises": 2, "weeks": "", "rests_on": {"calculus": 2},
    }  # fmt: skip
    assert rows["calculus/calc.long"]["rests_on"] == {"Count": 1, "Add": 1, "Carry": 1}
    assert (rows["calculus"]["kind"], rows["calculus"]["skills"]) == ("subject", 4)
    listed = drill("goal", "--list").out.splitlines()
    assert [line.split()[0] for line in listed] == [*rows]
    assert listed[0].split() == ["papers/walk", "2", "skills", "calculus", "2"]


def test_a_goal_in_the_settings_that_is_nothing_is_told_with_its_line(drill: Drill, home: Path) -> None:
    (home / "config.toml").write_text(
        'subjects = ["calculus"]\ngoal = "calculus/calc.lon"\n', encoding="utf-8"
    )
    assert "config.toml:2: goal: no paper, subject or topic is called" in drill("today").err


def test_skills_are_chosen_for_a_paper_in_which_nothing_is_linked(drill: Drill, home: Path) -> None:
    plant_linked_paper(home, UNLINKED)
    refused = drill("goal", "papers/moves")
    assert (refused.code, refused.out) == (2, "")
    assert (
        "Nothing in this paper is linked yet. Choose up to five skills, or ask your assistant" in refused.err
    )
    assert "drill goal papers/moves --skills SKILL" in refused.err
    assert drill("goal", "--skills", "calc.add").code == 2
    assert "Towards Moves: 1 skill left" in drill("goal", "moves", "--skills", "calc.add").out
    deeper = drill("goal", "moves", "--deeper")
    assert "1 more skill, about" in deeper.err
    assert "Towards Moves: 2 skills left" in deeper.out
    assert "Nothing that it rests on is left." in drill("goal", "moves", "--deeper").err
    assert "Nothing that it rests on is left." in drill("goal", "--deeper").err  # of the goal
    assert "Towards Moves: 1 skill left" in drill("goal", "--near").out
    assert drill("goal", "--list", "--near").code == 2
    drill("goal", "--none")
    assert "only a paper has two ways" in drill("goal", "--deeper").err
