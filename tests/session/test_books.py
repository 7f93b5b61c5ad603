"""Textbooks in the session: their order, their place in the day, what they rest on, and their marks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from drill.gyr.events import Attempt, ItemId
from drill.session.drilling.starting import start_session
from drill.session.drilling.verdict_view import VerdictView
from drill.session.library.exercise_library import look_at_exercise
from drill.session.progress.progress_overview import bank_progress, read_topic_progress
from drill.session.standing.prerequisites import rests_on
from drill.session.standing.queueing import Request
from tests.homes import Clock, bank, configure, plant, sums, workspace_in
from tests.session.drilled import attempt, coming_items, served

pytestmark = pytest.mark.shipped

BOOK = """title: Linear Algebra Done Right
author: Sheldon Axler
sections:
  1B: 1-3
  1A: {exercises: 2-10 even, skill: linalg.mat.mul, answers: {4: 3/4}}
"""
STRANG = "book/strang"
SMALL = 'subjects = ["linear-algebra"]\n'
"""From one subject a day is planned at once."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "book/axler", BOOK)
    configure(tmp_path, SMALL)
    return tmp_path


def books_of(items: list[str]) -> set[str]:
    return {item.rpartition("/")[0] for item in items if item.startswith("book/")}


def test_a_book_is_served_in_the_order_of_its_list(home: Path) -> None:
    with workspace_in(home) as workspace:
        ids = "1b-1 1b-2 1b-3 1a-2 1a-4 1a-6 1a-8 1a-10".split()  # noqa: SIM905
        assert coming_items(workspace, "book/axler") == [f"book/axler/{id_}" for id_ in ids]
        assert coming_items(workspace, "book/axler/1A") == [f"book/axler/{id_}" for id_ in ids[3:]]


def test_a_shipped_list_stays_out_of_the_day_until_it_is_begun(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as workspace:
        assert books_of(coming_items(workspace)) == {"book/axler"}
        attempt(workspace, coming_items(workspace, STRANG)[0], ok=True, why=True)
        assert books_of(coming_items(workspace)) == {"book/axler"}
        clock.pass_days(1)
        assert books_of(coming_items(workspace)) == {"book/axler", STRANG}


@pytest.mark.parametrize("name", [STRANG, "strang"])
def test_the_setting_chooses_a_list(home: Path, name: str) -> None:
    configure(home, SMALL + f'papers = ["{name}"]\n')
    with workspace_in(home) as workspace:
        assert books_of(coming_items(workspace)) == {"book/axler", STRANG}


def test_a_list_of_ones_own_takes_the_place_of_the_shipped_one(home: Path) -> None:
    plant(home, STRANG, "title: Mine\nsections:\n  3.1: 1-2\n")
    with workspace_in(home) as workspace:
        assert coming_items(workspace, STRANG) == [f"{STRANG}/3-1-1", f"{STRANG}/3-1-2"]
        assert not workspace.catalogue.problems


def test_a_skill_word_names_no_book(home: Path) -> None:
    with workspace_in(home) as workspace:
        assert books_of(coming_items(workspace, "linalg.mat.mul")) == set()


def test_a_book_rests_on_its_skills_and_counts_for_none(home: Path) -> None:
    with workspace_in(home) as workspace:
        entry = workspace.catalogue.entries[ItemId("book/axler/1a-2")]
        before = {line.skill: line for line in rests_on(workspace, entry, workspace.standing())}
        assert before["linalg.mat.mul"].items == sum(
            each.trains == "linalg.mat.mul" for each in workspace.catalogue.entries.values()
        )
        attempt(workspace, entry.item, ok=True, why=True)
        after = {line.skill: line for line in rests_on(workspace, entry, workspace.standing())}
        assert after == before


def test_the_loop_beside_the_book(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as workspace:
        sitting = start_session(workspace, Request(("book/axler",)))
        view = served(sitting)
        assert view.stage.prompt == "Axler, section 1B, exercise 1: open the book."
        assert view.is_in_a_book
        clock.now += timedelta(minutes=12)
        verdict = sitting.answer("p. 17, IMG_2041.jpg")
        assert isinstance(verdict, VerdictView)
        assert (verdict.exercise.decides, verdict.stage.key) == (True, "")
        assert 720 <= verdict.seconds < 740  # on paper no key is pressed
        marked = sitting.mark(True, ok=False)
        assert (marked.effect.colour, marked.effect.after.passes) == ("yellow", 1)
        (event,) = workspace.store.history(ItemId(view.item))
        assert isinstance(event.facts, Attempt)
        assert (event.facts.answer, event.facts.decided_by) == ("p. 17, IMG_2041.jpg", "learner")
        sitting.close()
        clock.pass_days(1)
        again = served(start_session(workspace, Request(("book/axler/1b-1",))))
        assert (again.item, again.state.state) == (view.item, "yellow")
        assert again.last_slip == 'you noted "p. 17, IMG_2041.jpg"'


def test_an_answer_in_the_list_is_checked(home: Path) -> None:
    with workspace_in(home) as workspace:
        sitting = start_session(workspace, Request(("book/axler/1a-4",)))
        assert not served(sitting).is_in_a_book
        verdict = sitting.answer("0.75")
        assert isinstance(verdict, VerdictView)
        assert verdict.verdict == "correct"


def test_marks_stay_when_an_answer_is_added_and_come_back_with_an_exercise(home: Path) -> None:
    item = ItemId("book/axler/1a-2")
    with workspace_in(home) as workspace:
        sitting = start_session(workspace, Request((item,)))
        served(sitting)
        sitting.answer("mine")
        sitting.mark(True, ok=True)
        sitting.close()
        plant(home, "book/axler", BOOK.replace("{4: 3/4}", "{2: 17}"))
        workspace.catch_up()
        assert workspace.state(workspace.catalogue.entries[item]).state == "green"
        plant(home, "book/axler", BOOK.replace("2-10 even", "4-10 even"))
        workspace.catch_up()
        assert item not in workspace.catalogue.entries
        plant(home, "book/axler", BOOK)
        workspace.catch_up()
        assert workspace.state(workspace.catalogue.entries[item]).state == "green"


def test_progress_goes_section_by_section(home: Path) -> None:
    with workspace_in(home) as workspace:
        for id_ in ("1b-1", "1b-2", "1a-2"):
            attempt(workspace, f"book/axler/{id_}", ok=True, why=id_ == "1b-1")
        (shown,) = bank_progress(workspace, ["book/axler"])
        assert [(row.pass_, row.green, row.yellow, row.waiting) for row in shown.passes] == [
            (1, 1, 2, 5),
            (2, 0, 0, 2),
        ]
        sections = {
            each.topic: (each.title, each.cells, each.open)
            for each in read_topic_progress(workspace)["book/axler"]
        }
        assert sections == {"1B": ("section 1B", {1: (1, 2)}, 1), "1A": ("section 1A", {1: (0, 1)}, 4)}


def test_five_reds_park_it(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as workspace:
        for _ in range(6):
            attempt(workspace, "book/axler/1a-2", ok=False, why=False)
            clock.pass_days(14)
        seen = look_at_exercise(workspace, "book/axler/1a-2")
        assert seen.parked is not None
        assert (seen.title, len(seen.state.marks)) == ("Section 1A, exercise 2", 5)
        assert seen.parked.first  # its skill and what that needs
        assert "section 1A" not in [link.at for link in seen.parked.links]


def test_a_parked_exercise_of_a_subject_names_books_that_train_its_skill(home: Path) -> None:
    plant(home, "mine", bank(sums(1).replace("  level: 1\n", "  level: 1\n  skill: linalg.mat.mul\n")))
    with workspace_in(home) as workspace:
        sitting = start_session(workspace, Request(("mine/sum-1",)))
        served(sitting)
        sitting.park()
        found = look_at_exercise(workspace, "mine/sum-1").parked
        assert found is not None
        assert [(link.title, link.at) for link in found.links[-2:]] == [
            ("Axler: Linear Algebra Done Right", "section 1A"),  # the learner's own comes first
            ("Strang: Introduction to Linear Algebra", "2.4 Rules for matrix operations"),
        ]
