"""Exercises whose ids end in a hash are called by their kind and what they are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers import ExerciseRecord
from drill.session.library import exercise_library
from drill.session.titles import title_of
from tests.homes import workspace_in
from tests.tui.a_paper import BUFFER, SLUG, exercise, made_with, plant_paper

IDS = {
    "recall-0123456789": ("recall", "cc"),
    "spot-the-error-0123456789": ("spot-the-error", "bb"),
    "symbol-0123456789": ("symbol", r"\beta"),
    "order-0123456789": ("order", "al"),
    "blank-9876543210": ("blank", "gone"),
    "by-hand": ("evaluate", "aa"),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    known = tuple(ExerciseRecord(id_, *said) for id_, said in IDS.items())
    text = "topic: papers.steps\ntitle: Steps\nexercises:\n" + "".join(exercise(each, 5) for each in IDS)
    plant_paper(tmp_path, made_with(exercises=known), text)
    return tmp_path


def test_a_title_says_kind_and_formula(home: Path) -> None:
    with workspace_in(home) as workspace:
        titles = {id_: title_of(workspace, f"papers/{SLUG}/{id_}") for id_ in IDS}
        assert titles["recall-0123456789"] == "recall (6) QHAdam"
        assert titles["spot-the-error-0123456789"] == "spot the error eq:buffer, Adaptive steps"
        assert titles["symbol-0123456789"] == "symbol β"
        assert titles["order-0123456789"] == "order Damped descent"
        listed = {
            each.item.rpartition("/")[2]: each.title
            for each in exercise_library.list_library_items(workspace)
        }
        assert titles.items() <= listed.items()


def test_names_that_say_something_stay(home: Path) -> None:
    with workspace_in(home) as workspace:
        assert title_of(workspace, f"papers/{SLUG}/by-hand") == ""
        assert title_of(workspace, "base/means/mean-1") == ""
        assert title_of(workspace, "nowhere/at-all") == ""


def test_a_title_never_shows_a_formula(home: Path) -> None:
    with workspace_in(home) as workspace:
        title = title_of(workspace, f"papers/{SLUG}/spot-the-error-0123456789")
        assert "=" not in title
        assert BUFFER not in title


@pytest.mark.parametrize("text", ["[]", "symbols: 3", "{", "formulas: [{}]"])
def test_a_damaged_record_costs_only_the_titles(home: Path, text: str) -> None:
    (home / "papers" / f"{SLUG}.paper.json").write_text(text, encoding="utf-8")
    with workspace_in(home) as workspace:
        assert title_of(workspace, f"papers/{SLUG}/recall-0123456789") == ""
