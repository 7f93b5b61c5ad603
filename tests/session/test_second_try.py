"""A second try: what is wrong is said, the key is kept, and the first answer decides what it counts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.gyr.events import Attempt, ItemId
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_events import Retype, Unreadable
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.verdict_view import VerdictView, describe_verdict
from drill.session.exporting import export_marks
from drill.session.workspace import Workspace
from tests.homes import bank, configure, plant, sums, workspace_in

pytestmark = pytest.mark.second_try

MORE = """\
- id: chain
  prompt: Two sums.
  stages:
    - prompt: Compute $2 + 3$.
      answer: {number: "5"}
      wrong: [{answer: "6", say: You multiplied.}]
    - prompt: Compute $4 + 3$.
      answer: {number: "7"}
      wrong: [{answer: "12", say: You multiplied.}]
- id: leaks
  prompt: Compute $20 + 3$.
  answer: {number: "23"}
  wrong: [{answer: "17", say: "It is 23, since they are added."}]
- id: sides
  prompt: Compute $1 + 2$ and $1 - 2$.
  answer: {parts: {plus: {number: "3"}, minus: {number: "-1"}}}
- id: log
  prompt: What is $2^3$?
  answer: {number: "8"}
- id: which
  prompt: Which is even?
  answer:
    choice:
      - {id: two, right: "2"}
      - {id: three, wrong: "3", say: Three is odd.}
- id: worked
  params: {a: [4]}
  prompt: Expand $(x + 1)(x + @a)$.
  vars: x
  answer: {expression: "x^2 + 5x + 4"}
  wrong: [{answer: "x^2 + 4", say: The middle terms are missing., mistake: middle terms lost}]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(sums(4)))
    plant(tmp_path, "more", bank(MORE, topic="more.sums"))
    with workspace_in(tmp_path) as opened:
        yield opened


def begun(workspace: Workspace, *scope: str, tries_again: bool = True) -> DrillSession:
    sitting = start_session(
        workspace, Request(scope=scope or ("tiny/sum-1",), items=3, tries_again=tries_again)
    )
    assert isinstance(sitting.next(), ExerciseView)
    return sitting


def written(workspace: Workspace, item: str = "tiny/sum-1") -> Attempt:
    facts = [*workspace.store.history(ItemId(item))][-1].facts
    assert isinstance(facts, Attempt)
    return facts


def test_a_right_second_answer_is_yellow(workspace: Workspace) -> None:
    sitting = begun(workspace)
    first = sitting.answer("7")
    assert isinstance(first, Retype)
    assert (first.code, first.message) == ("second", "You subtracted.")
    assert sitting.verdict is None
    second = sitting.answer("13")
    assert isinstance(second, VerdictView)
    assert (second.verdict, second.is_second_right) == ("wrong", True)
    assert (second.first, second.answer) == ("7", "13")
    assert second.message == "You subtracted."
    assert {why: consequence.colour for why, consequence in second.wrong.items()} == {
        True: "yellow", False: "red",
    }  # fmt: skip
    assert sitting.mark(True).effect.colour == "yellow"
    facts = written(workspace)
    assert (facts.ok, facts.why, facts.answer, facts.code, facts.second) == (
        False, True, "7", "misconception", "13",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("item", "first", "second", "told"),
    [
        ("more/log", "3 log 2", "8", "Your first answer was the logarithm of the right value."),
        ("more/log", "3 log 2", "9", "Your first answer was the logarithm of the right value."),
        ("tiny/sum-1", "7", "13", "Your first answer was wrong. You subtracted."),
        ("tiny/sum-1", "7", "14", "Your first answer was wrong as well: You subtracted."),
    ],
)
def test_the_fault_of_the_first_answer_is_told_as_its_own(
    workspace: Workspace, item: str, first: str, second: str, told: str
) -> None:
    sitting = begun(workspace, item)
    assert isinstance(sitting.answer(first), Retype)
    verdict = sitting.answer(second)
    assert isinstance(verdict, VerdictView)
    assert describe_verdict(verdict).endswith(told)
    sitting.close()
    again = start_session(workspace, Request(scope=(item,)))
    again.next()
    assert again.verdict is not None
    assert describe_verdict(again.verdict).endswith(told)


def test_n_makes_a_right_second_answer_red(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    sitting.answer("13")
    assert sitting.mark(False).effect.colour == "red"


def test_another_wrong_answer_shows_the_key_and_both_answers(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    second = sitting.answer("14")
    assert isinstance(second, VerdictView)
    assert (second.is_second_right, second.first, second.answer) == (False, "7", "14")
    sitting.mark(True)
    assert (written(workspace).answer, written(workspace).second) == ("7", "14")


def test_revealing_shows_the_key_with_the_first_answer(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    shown = sitting.reveal()
    assert (shown.verdict, shown.answer, shown.first) == ("wrong", "7", "")
    assert sitting.mark(True).effect.colour == "yellow"
    facts = written(workspace)
    assert (facts.revealed, facts.answer, facts.code, facts.second) == (False, "7", "misconception", "")


def test_the_first_answer_is_kept_before_anything_is_said(workspace: Workspace, tmp_path: Path) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    workspace.window.close()  # as a crash leaves it
    with workspace_in(tmp_path) as other:
        (left,) = (attempt for attempt in other.left_open() if attempt.item == "tiny/sum-1")
        given = left.given
        assert (given.answer, given.ok, given.code, given.key_shown) == ("7", False, "misconception", False)
        again = start_session(other, Request(scope=("tiny/sum-1",), items=3))
        view = again.next()
        assert isinstance(view, ExerciseView)
        assert view.retype == Retype("second", "You subtracted.")
        assert view.draft == "7"
        second = again.answer("13")
        assert isinstance(second, VerdictView)
        assert not second.ok
        assert second.is_second_right


def test_the_same_answer_and_one_that_cannot_be_read_cost_nothing(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    same = sitting.answer("7")
    assert isinstance(same, Retype)
    assert same.code == "second"
    assert isinstance(sitting.answer("7 +"), Unreadable)
    assert isinstance(sitting.answer("13"), VerdictView)
    sitting.mark(True)
    assert written(workspace).second == "13"


def test_an_exercise_that_was_answered_cannot_be_put_away(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    for act in (sitting.skip, sitting.park, sitting.again):
        with pytest.raises(UsageError, match="your first answer is kept"):
            act()


@pytest.mark.parametrize(
    ("item", "answer", "why"),
    [
        ("tiny/sum-1", "8", "nothing is known of it"),
        ("more/leaks", "17", "the sentence says the key"),
        ("more/which", "b", "options are no second try"),
        ("more/sides", "plus = 5; minus = 4", "no part is right"),
    ],
)
def test_there_is_no_second_try(workspace: Workspace, item: str, answer: str, why: str) -> None:
    assert isinstance(begun(workspace, item).answer(answer), VerdictView), why


def test_without_the_setting_or_where_none_is_asked_for_the_key_is_shown(
    workspace: Workspace, tmp_path: Path
) -> None:
    assert isinstance(begun(workspace, tries_again=False).answer("7"), VerdictView)
    configure(tmp_path, 'second_try = "off"\n')
    with workspace_in(tmp_path) as other:
        assert isinstance(begun(other, "tiny/sum-2").answer("17"), VerdictView)


def test_parts_that_are_right_are_named(workspace: Workspace) -> None:
    retype = begun(workspace, "more/sides").answer("plus = 3; minus = 4")
    assert isinstance(retype, Retype)
    assert retype.message == "plus is right, minus not yet."


def test_each_stage_has_a_second_try(workspace: Workspace) -> None:
    sitting = begun(workspace, "more/chain")
    assert isinstance(sitting.answer("6"), Retype)
    assert isinstance(sitting.answer("5"), VerdictView)
    sitting.next_stage()
    again = sitting.answer("12")
    assert isinstance(again, Retype)
    assert again.message == "You multiplied."
    assert isinstance(sitting.answer("7"), VerdictView)
    sitting.mark(True)
    facts = written(workspace, "more/chain")
    assert (facts.answer, facts.second, facts.stages) == ({"1": "6", "2": "12"}, "5", ("wrong", "wrong"))


def test_the_second_answer_to_a_later_stage_is_kept_where_the_earlier_ones_were_right(
    workspace: Workspace,
) -> None:
    sitting = begun(workspace, "more/chain")
    sitting.answer("5")
    sitting.next_stage()
    sitting.answer("12")
    sitting.answer("7")
    sitting.mark(True)
    facts = written(workspace, "more/chain")
    assert (facts.answer, facts.second, facts.stages) == ({"1": "5", "2": "12"}, "7", ("correct", "wrong"))
    sitting.undo()
    assert sitting.verdict is not None
    assert (sitting.verdict.is_second_right, sitting.verdict.first) == (True, "12")


def test_a_line_of_a_working_that_breaks_is_named_and_the_first_working_is_kept(workspace: Workspace) -> None:
    sitting = begun(workspace, "more/worked")
    lines = ("(x + 1)(x + 4)", "x^2 + 4")
    sitting.draft_working(lines)
    retype = sitting.answer("x^2 + 4")
    assert isinstance(retype, Retype)
    assert retype.message.startswith("The middle terms are missing. Line 2 does not follow")
    assert retype.working is not None
    sitting.draft_working(("(x + 1)(x + 4)", "x^2 + 5x + 4"))
    sitting.answer("x^2 + 5x + 4")
    sitting.mark(True)
    facts = written(workspace, "more/worked")
    assert (facts.working, facts.mistake) == (lines, "middle terms lost")


def test_undo_brings_the_question_back_with_both_answers(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    sitting.answer("13")
    sitting.mark(False)
    sitting.undo()
    assert sitting.verdict is not None
    assert (sitting.verdict.is_second_right, sitting.verdict.first) == (True, "7")
    assert sitting.mark(True).effect.colour == "yellow"
    assert (written(workspace).answer, written(workspace).second) == ("7", "13")


def test_the_answer_that_is_given_once_the_key_was_seen_is_not_tried_again(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    sitting.answer("14")
    sitting.back_to_field()
    assert isinstance(sitting.answer("7"), VerdictView)


def test_a_dispute_of_the_first_answer_counts_as_right(workspace: Workspace) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    sitting.reveal()
    assert sitting.mark(True, ok=True).effect.colour == "green"


def test_the_table_of_marks_has_both_answers(workspace: Workspace, tmp_path: Path) -> None:
    sitting = begun(workspace)
    sitting.answer("7")
    sitting.answer("13")
    sitting.mark(True)
    export_marks(workspace, tmp_path / "marks.csv")
    (row,) = csv.DictReader((tmp_path / "marks.csv").read_text("utf-8").splitlines())
    assert (row["answer"], row["second"], row["mark"]) == ("7", "13", "yellow")
