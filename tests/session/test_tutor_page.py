"""What a tutor is told of an exercise: the newest answer with its verdict, and nothing while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.tutor_page import MOST_BYTES, describe_answered, read_at_hand, write_tutor_page
from drill.session.drilling.undoing import override_verdict
from drill.session.drilling.verdict_view import VerdictView
from drill.session.workspace import Workspace
from tests.homes import bank, plant, sums, workspace_in

MORE = """\
- id: chain
  prompt: Two sums.
  stages:
    - prompt: Compute $2 + 3$.
      answer: {number: "5"}
      steps: [Two and three are five.]
    - prompt: Compute $4 + 3$.
      answer: {number: "7"}
      steps: [Four and three are seven.]
- id: which
  prompt: Which is even?
  answer:
    choice:
      - {id: two, right: "the number $2$"}
      - {id: three, wrong: "the number $3$", say: Three is odd.}
- id: own
  prompt: Explain why.
  answer: {self: Since it is so.}
- id: long
  prompt: Compute $1 + 2$.
  answer: {number: "3"}
  steps: ["LONG"]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(3)))
    steps = "ü" * (MOST_BYTES // 2)
    plant(tmp_path, "more", bank(MORE.replace("LONG", steps), topic="more.sums"))
    return tmp_path


@pytest.fixture
def workspace(home: Path) -> Iterator[Workspace]:
    with workspace_in(home) as opened:
        yield opened


def begun(workspace: Workspace, item: str) -> DrillSession:
    sitting = start_session(workspace, Request(scope=(item,), items=3, tries_again=False))
    assert isinstance(sitting.next(), ExerciseView)
    return sitting


def answered(workspace: Workspace, item: str, text: str) -> DrillSession:
    sitting = begun(workspace, item)
    assert isinstance(sitting.answer(text), VerdictView)
    return sitting


def test_a_page_has_the_question_the_answer_its_verdict_the_key_and_the_steps(workspace: Workspace) -> None:
    answered(workspace, "tiny/sum-1", "7").mark(why=False)
    page = write_tutor_page(workspace, "tiny/sum-1")
    for part in (
        "# `tiny/sum-1`",
        "**Exercise.** Compute $10 + 3$",
        "**The learner's answer.** $7$",
        "**Verdict.** Wrong. You subtracted.",
        "**Key.** $13$",
        "1. The sum is $13$.",
    ):
        assert part in page


def test_an_undone_answer_is_not_told_once_its_verdict_is_gone(home: Path, workspace: Workspace) -> None:
    with workspace_in(home) as other:
        sitting = answered(other, "tiny/sum-2", "23")
        sitting.mark(why=True)
        assert "Verdict.** Right." in write_tutor_page(workspace, "tiny/sum-2")
        sitting.undo()
        assert "Verdict.** Right." in write_tutor_page(workspace, "tiny/sum-2")
        sitting.back_to_field()
    with pytest.raises(UsageError, match="no answer yet"):
        write_tutor_page(workspace, "tiny/sum-2")


def test_a_verdict_that_the_learner_corrected_is_said_to_be(workspace: Workspace) -> None:
    answered(workspace, "tiny/sum-1", "7").mark(why=False)
    override_verdict(workspace, "tiny/sum-1", ok=True, why=True, reason="")
    page = write_tutor_page(workspace, "tiny/sum-1")
    assert "Verdict.** Wrong." in page
    assert "corrected later: it counts as right." in page


def test_an_exercise_that_a_window_has_open_is_refused_until_its_verdict(
    home: Path, workspace: Workspace
) -> None:
    answered(workspace, "tiny/sum-1", "7").mark(why=False)
    with workspace_in(home) as other:
        sitting = begun(other, "tiny/sum-1")
        for asked in (workspace, other):
            with pytest.raises(
                UsageError, match=r"tiny/sum-1 has been open in a window since 2026-11-20 12:"
            ):
                write_tutor_page(asked, "tiny/sum-1")
        sitting.answer("9")
        assert "answer.** $9$" in write_tutor_page(workspace, "tiny/sum-1")
        assert "No answer" not in write_tutor_page(other, "tiny/sum-1")


def test_a_window_that_is_gone_holds_nothing_up(home: Path, workspace: Workspace) -> None:
    answered(workspace, "tiny/sum-1", "7").mark(why=False)
    with workspace_in(home) as other:
        begun(other, "tiny/sum-1")
    assert "answer.** $7$" in write_tutor_page(workspace, "tiny/sum-1")


def test_of_stages_only_those_that_were_reached_are_told(workspace: Workspace) -> None:
    sitting = answered(workspace, "more/chain", "6")
    page = write_tutor_page(workspace, "more/chain")
    assert "## Stage 1 of 2" in page
    assert "Two and three are five" in page
    assert "4 + 3" not in page
    sitting.next_stage()
    with pytest.raises(UsageError, match="no verdict yet"):
        write_tutor_page(workspace, "more/chain")
    sitting.answer("7")
    sitting.mark(why=False)
    page = write_tutor_page(workspace, "more/chain")
    assert page.index("Verdict.** Wrong.") < page.index("## Stage 2 of 2") < page.index("Verdict.** Right.")


def test_options_are_told_by_their_texts(workspace: Workspace) -> None:
    sitting = begun(workspace, "more/which")
    view = sitting.exercise
    assert view is not None
    sitting.answer("ab"[view.stage.shown.index("three")])
    page = write_tutor_page(workspace, "more/which")
    assert "**The learner's answer.** the number $3$" in page
    assert "**Key.** the number $2$" in page
    assert "Three is odd." in page
    sitting.mark(why=False)
    assert "**The learner's answer.** the number $3$" in write_tutor_page(workspace, "more/which")


def test_a_revealed_key_and_an_own_judgement_are_said(workspace: Workspace) -> None:
    sitting = begun(workspace, "tiny/sum-2")
    sitting.reveal()
    page = write_tutor_page(workspace, "tiny/sum-2")
    assert "The solution was shown without an answer." in page
    assert "learner's answer" not in page
    sitting.mark(why=False)
    assert "The solution was shown without an answer." in write_tutor_page(workspace, "tiny/sum-2")
    sitting = begun(workspace, "more/own")
    sitting.answer("It follows.")
    assert "The learner judges this answer, not the program." in write_tutor_page(workspace, "more/own")
    sitting.mark(why=True, ok=True)
    assert "It counts as right." in write_tutor_page(workspace, "more/own")


def test_what_is_at_hand_is_told_as_the_page_tells_it(workspace: Workspace) -> None:
    sitting = answered(workspace, "tiny/sum-1", "7")
    view = sitting.exercise
    assert view is not None
    at_hand = describe_answered(workspace, read_at_hand(workspace, view))
    assert at_hand == write_tutor_page(workspace, "tiny/sum-1")


def test_a_page_is_bounded_in_bytes_and_says_where_it_is_cut(workspace: Workspace) -> None:
    answered(workspace, "more/long", "3")
    page = write_tutor_page(workspace, "more/long")
    assert MOST_BYTES - 4 <= len(page.encode()) <= MOST_BYTES
    assert page.endswith("(The page is cut here: it is too long.)")


@pytest.mark.parametrize(
    ("item", "said"),
    [("tiny/sum-3", "has no answer yet"), ("tiny/none", "tiny/none"), ("tiny", "name one of them")],
)
def test_what_cannot_be_told_is_refused_in_a_sentence(workspace: Workspace, item: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        write_tutor_page(workspace, item)


def test_an_exercise_that_has_changed_since_is_refused(home: Path) -> None:
    with workspace_in(home) as workspace:
        answered(workspace, "tiny/sum-1", "7").mark(why=False)
    plant(
        home, "tiny", bank(sums(1, parametrised=True).replace("a: 11..99", "c: 11..99").replace("@a", "@c"))
    )
    plant(
        home, "tiny", (home / "banks" / "tiny.yaml").read_text().replace("a +", "c +").replace("a -", "c -")
    )
    with workspace_in(home) as workspace, pytest.raises(UsageError, match="has changed since you answered"):
        write_tutor_page(workspace, "tiny/sum-1")
