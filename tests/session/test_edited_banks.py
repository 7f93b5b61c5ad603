"""Banks that are edited while the program is open: taken in between exercises, faults told and left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.session_summary import SessionSummary
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.verdict_view import VerdictView
from drill.session.progress.progress_overview import bank_progress
from drill.session.workspace import Workspace
from tests.homes import bank, plant, sums, workspace_in
from tests.session.drilled import served


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(sums(3)))
    with workspace_in(tmp_path) as opened:
        yield opened


def begun(workspace: Workspace) -> DrillSession:
    return start_session(workspace, Request(scope=("tiny",), items=20))


def marked(sitting: DrillSession, answer: str) -> None:
    assert isinstance(sitting.answer(answer), VerdictView)
    sitting.mark(why=True)


def unseen(workspace: Workspace) -> dict[str, int]:
    subject = next(each for each in bank_progress(workspace) if each.bank == "tiny")
    return {state: number for state, number in subject.states.items() if number}


def test_other_words_are_shown_and_marks_stay(workspace: Workspace, tmp_path: Path) -> None:
    sitting = begun(workspace)
    assert served(sitting).item == "tiny/sum-1"
    marked(sitting, "13")
    plant(tmp_path, "tiny", bank(sums(3).replace("Compute", "Work out")))
    assert "Work out" in served(sitting).stage.prompt
    assert workspace.take_notices() == []
    assert unseen(workspace) == {"green": 1, "unseen": 2}


def test_other_mathematics_is_open_again_and_served_in_this_session(
    workspace: Workspace, tmp_path: Path
) -> None:
    sitting = begun(workspace)
    served(sitting)
    marked(sitting, "13")
    served(sitting)
    plant(tmp_path, "tiny", bank(sums(3).replace("a + b", "a - b").replace("@a + @b", "@a - @b")))
    marked(sitting, "23")  # of what was shown: a practice of content that is no more
    again = served(sitting)
    assert workspace.take_notices() == ["2 exercises changed and are open again"]
    assert again.item == "tiny/sum-1"
    assert again.state.state == "unseen"
    marked(sitting, "7")
    assert unseen(workspace) == {"green": 1, "unseen": 2}


def test_what_is_new_joins_and_what_is_gone_is_not_served(workspace: Workspace, tmp_path: Path) -> None:
    sitting = begun(workspace)
    served(sitting)
    marked(sitting, "13")
    plant(tmp_path, "tiny", bank(sums(1, start=9)))
    assert served(sitting).item == "tiny/sum-9"
    assert any(
        "1 exercise with marks is no longer among the exercises" in each for each in workspace.take_notices()
    )
    marked(sitting, "93")
    (tmp_path / "banks" / "tiny.yaml").unlink()
    assert isinstance(sitting.next(), SessionSummary)


def test_an_edit_with_a_fault_leaves_what_was_there_and_names_the_line(
    workspace: Workspace, tmp_path: Path
) -> None:
    sitting = begun(workspace)
    served(sitting)
    marked(sitting, "13")
    plant(
        tmp_path,
        "tiny",
        bank(sums(3)) + "- id: new\n  promt: Compute $1 + 1$.\n  levle: 2\n  answer: {number: 2}\n",
    )
    assert served(sitting).item == "tiny/sum-2"
    (told,) = workspace.take_notices()
    assert told.startswith("tiny.yaml:")
    assert told.endswith("(1 more). What was there before goes on.")
    marked(sitting, "23")
    assert served(sitting).item == "tiny/sum-3"
    assert workspace.take_notices() == []
    plant(tmp_path, "tiny", bank(sums(3)) + "- id: new\n  prompt: Compute $1 + 1$.\n  answer: {number: 2}\n")
    marked(sitting, "33")
    assert served(sitting).item == "tiny/new"


def test_a_second_exercise_of_the_same_name_is_left_out_and_named(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "banks" / "tiny.yaml").unlink()
    for name in ("one", "two"):
        plant(tmp_path, f"tiny/{name}", bank(sums(1), topic=f"tiny.{name}"))
    assert workspace.catch_up()
    (told,) = workspace.take_notices()
    assert told.startswith("tiny/two.yaml:")
    assert told.endswith("It is left out.")


def test_a_file_that_cannot_be_read_for_a_moment_leaves_what_was_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    sitting = begun(workspace)
    served(sitting)
    marked(sitting, "13")
    (tmp_path / "banks" / "tiny.yaml").write_text("exercises: [", encoding="utf-8")
    assert served(sitting).item == "tiny/sum-2"
    assert any("tiny.yaml" in each for each in workspace.take_notices())


def test_places_see_what_was_edited(workspace: Workspace, tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(5)))
    assert workspace.catch_up()
    assert not workspace.catch_up()
    assert unseen(workspace) == {"unseen": 5}
