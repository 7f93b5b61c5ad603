"""Practice that counts for nothing: what it asks, in which order, what is written, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.gyr.events import Attempt
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.moves import Moves
from drill.session.drilling.session_events import Retype
from drill.session.drilling.session_summary import MarksSummary
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.starting import start_session, start_sitting
from drill.session.drilling.verdict_view import VerdictView
from drill.session.standing.queueing import Request
from drill.session.today.session_list import open_day
from drill.session.workspace import Workspace
from tests.homes import Clock, bank, plant, sums, workspace_in
from tests.session.chains import CHAIN
from tests.session.drilled import attempt, served
from tests.session.talk import number

RANDOM = (
    "- id: drawn\n  params: {a: 11..99, b: 11..99}\n  prompt: Compute $@a + @b$.\n  answer: {number: a + b}\n"
)
OWN_WORDS = "- id: own\n  prompt: Say it in your own words.\n  answer: {self: It is a sum.}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(sums(3)))
    plant(tmp_path, "other", bank(CHAIN + RANDOM + OWN_WORDS, topic="other.all", title="Others"))
    with workspace_in(tmp_path, Clock()) as workspace:
        yield workspace


def practise(workspace: Workspace, *scope: str) -> Sitting:
    return start_sitting(workspace, Request(scope, practice=True, tries_again=False))


def ask(sitting: Sitting) -> ExerciseView:
    view = sitting.next()
    assert isinstance(view, ExerciseView)
    return view


def give(sitting: Sitting, text: str) -> VerdictView:
    verdict = sitting.answer(text)
    assert isinstance(verdict, VerdictView)
    return verdict


def attempts(workspace: Workspace, item: str) -> list[Attempt]:
    history = workspace.store.history(workspace.catalogue.entries[item].item)  # type: ignore[index]
    return [event.facts for event in history if isinstance(event.facts, Attempt)]


def test_each_comes_once_in_order_greens_too_and_a_wrong_one_once_more(workspace: Workspace) -> None:
    attempt(workspace, "tiny/sum-2", ok=True, why=True)
    sitting = practise(workspace, "tiny")
    order: list[str] = []
    while isinstance(view := sitting.next(), ExerciseView):
        order.append(view.item)
        assert view.as_ == "extra"
        give(sitting, "0" if view.item == "tiny/sum-1" else str(10 * number(view.item) + 3))
        sitting.mark(why=True)
    assert order == ["tiny/sum-1", "tiny/sum-2", "tiny/sum-3", "tiny/sum-1"]
    assert isinstance(view, MarksSummary)
    assert view.remarks == ("2 of 4 answers right.",)
    assert (view.attempts, view.marks.green, view.marks.red) == (4, 0, 0)
    sitting.close()


def test_it_changes_no_colour_no_plan_and_no_minutes_of_the_day(workspace: Workspace) -> None:
    attempt(workspace, "tiny/sum-2", ok=False, why=False)
    planned, minutes = list(open_day(workspace).coming()), workspace.store.day(workspace.study_day()).seconds
    states = {entry.item: workspace.state(entry) for entry in workspace.catalogue.entries.values()}
    sitting = practise(workspace, "tiny")
    while isinstance(view := sitting.next(), ExerciseView):
        give(sitting, "0")
        assert not sitting.mark(why=True).effect.counts
    assert isinstance(view, MarksSummary)
    assert view.marks.seconds > 0, "its own minutes are told"
    sitting.close()
    assert workspace.store.day(workspace.study_day()).seconds == minutes
    assert list(open_day(workspace).coming()) == planned
    for item, before in states.items():
        after = workspace.state(workspace.catalogue.entries[item])
        same = ("state", "passes", "round", "study_day", "marks", "reviews")
        assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]


def test_what_is_written_is_practice_and_why_is_whether_it_was_right(workspace: Workspace) -> None:
    sitting = practise(workspace, "tiny/sum-1")
    for text, why in (("0", True), ("13", False)):
        ask(sitting)
        give(sitting, text)
        sitting.mark(why=why)
    sitting.close()
    written = attempts(workspace, "tiny/sum-1")
    assert [(facts.kind, facts.ok, facts.why, facts.seconds) for facts in written] == [
        ("extra", False, False, 0.0),
        ("extra", True, True, 0.0),
    ]


def test_an_answer_whose_verdict_was_seen_is_kept_by_whoever_leaves(workspace: Workspace) -> None:
    sitting = practise(workspace, "tiny")
    ask(sitting)
    give(sitting, "13")
    assert sitting.summary().attempts == 1
    ask(sitting)
    give(sitting, "0")
    sitting.close()
    assert [len(attempts(workspace, f"tiny/sum-{number}")) for number in (1, 2, 3)] == [1, 1, 0]


def test_a_wrong_one_may_have_been_right_after_all(workspace: Workspace) -> None:
    sitting = practise(workspace, "tiny/sum-1")
    ask(sitting)
    give(sitting, "0")
    marked = sitting.mark(why=False, ok=True)
    assert (marked.facts.ok, marked.facts.why, marked.facts.decided_by) == (True, True, "learner")
    assert isinstance(sitting.next(), MarksSummary), "what was right does not come again"
    sitting.close()


def test_what_is_open_is_left_out_and_named_and_stays_open(workspace: Workspace) -> None:
    day = start_session(workspace, Request(("tiny/sum-2",)))
    served(day)
    day.close()
    sitting = practise(workspace, "tiny")
    assert [notice for notice in workspace.take_notices() if "left out" in notice] == [
        "“tiny/sum-2” is left out: it is open, and waits for your answer."
    ]
    assert [ask(sitting).item, ask(sitting).item] == ["tiny/sum-1", "tiny/sum-3"]
    sitting.close()
    assert [open_attempt.item for open_attempt in workspace.store.open_attempts()] == ["tiny/sum-2"]


def test_what_is_opened_meanwhile_keeps_its_attempt(workspace: Workspace) -> None:
    sitting = practise(workspace, "tiny/sum-1")
    ask(sitting)
    day = start_session(workspace, Request(("tiny/sum-1",)))
    served(day)
    day.close()
    give(sitting, "13")
    sitting.mark(why=True)
    sitting.close()
    (still_open,) = workspace.store.open_attempts()
    assert (still_open.item, still_open.becomes) == ("tiny/sum-1", "verdict")


def test_a_green_after_practice_is_not_one_at_first_sight(workspace: Workspace) -> None:
    sitting = practise(workspace, "tiny/sum-1")
    ask(sitting)
    give(sitting, "13")
    sitting.mark(why=True)
    sitting.close()
    for item, is_easy in (("tiny/sum-1", False), ("tiny/sum-2", True)):
        attempt(workspace, item, ok=True, why=True)
        (review,) = workspace.state(workspace.catalogue.entries[item]).reviews  # type: ignore[index]
        assert review.easy is is_easy


def test_its_numbers_are_not_those_that_the_day_draws(workspace: Workspace) -> None:
    def draw_of_day() -> dict[str, str]:
        day = start_session(workspace, Request(("other/drawn",)))
        params = dict(served(day).variant.params)
        day.close()
        (open_attempt,) = workspace.store.open_attempts()
        workspace.store.drop_open(open_attempt.item)
        return params

    before, practised = draw_of_day(), list[dict[str, str]]()
    sitting = practise(workspace, "other/drawn")
    for _ in range(2):
        practised.append(dict(ask(sitting).variant.params))
        give(sitting, "0")
        sitting.mark(why=True)
    sitting.close()
    assert before not in practised
    assert practised[0] != practised[1]
    assert draw_of_day() == before


def test_a_chain_goes_on_after_a_wrong_stage_and_asks_nothing(workspace: Workspace) -> None:
    sitting = practise(workspace, "other/chain")
    ask(sitting)
    assert give(sitting, "7").exercise.ways == ("next",)
    sitting.next_stage()
    give(sitting, "30")
    sitting.next_stage()
    assert give(sitting, "7").exercise.ways == ("mark",)
    assert sitting.mark(why=True).facts.stages == ("wrong", "correct", "correct")
    assert ask(sitting).item == "other/chain"
    sitting.close()


def test_what_the_learner_judges_is_kept_once_they_have(workspace: Workspace) -> None:
    sitting = practise(workspace, "other/own")
    ask(sitting)
    give(sitting, "a sum")
    with pytest.raises(UsageError, match="say whether it was right"):
        sitting.mark(why=True)
    sitting.mark(why=False, ok=True)
    assert isinstance(sitting.next(), MarksSummary)
    sitting.close()
    assert [facts.why for facts in attempts(workspace, "other/own")] == [True]


def test_nothing_is_put_away_or_undone(workspace: Workspace) -> None:
    sitting = practise(workspace, "tiny")
    moves = Moves(sitting)
    list(moves.serve())
    for move in ("skip", "park", "again", "undo"):
        with pytest.raises(UsageError, match="practice only asks"):
            list(moves.make(move))
    with pytest.raises(UsageError, match="answer first"):
        list(moves.make("mark", why=True))
    sitting.close()


@pytest.mark.second_try
def test_a_wrong_answer_is_tried_again_where_the_settings_say_so(workspace: Workspace) -> None:
    sitting = start_sitting(workspace, Request(("tiny/sum-1",), practice=True))
    sitting.next()
    assert isinstance(sitting.answer("7"), Retype)
    sitting.close()


def test_a_name_of_nothing_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="did you mean"):
        practise(workspace, "tinny")
