"""The warm-up: which exercises a set takes, what an answer does, what is written, and what comes of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.gyr.events import Rep
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_events import Unreadable
from drill.session.drilling.session_summary import SetSummary
from drill.session.drilling.session_totals import describe_end
from drill.session.drilling.verdict_view import VerdictView
from drill.session.drilling.warm_up_set import WarmUp
from drill.session.progress.mistakes import group_mistakes, list_past_mistakes
from drill.session.progress.progress_export import (
    gather_progress_report,
    shape_progress_report,
    skills_to_csv,
)
from drill.session.standing.queueing import (
    begins_with_set,
    find_exercises_in_work,
    find_newly_fluent_skills,
    find_returning_exercises,
    list_practisable_exercises,
    practice_of,
)
from drill.session.today.session_list import open_day
from drill.session.workspace import Workspace
from drill.tui import report_rows
from tests.homes import NOON, bank, configure, plant, workspace_in
from tests.session.drilled import attempt, served


class Watch:
    """A clock that stands still unless a test moves it."""

    def __init__(self) -> None:
        self.now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def after(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def rapid(count: int, more: str = "") -> str:
    return "".join(
        f"- id: rapid-{number}\n  title: Sum {number}\n  skill: tiny.adding\n  pace: 6\n  level: 1\n"
        "  params: {a: 11..99, b: 11..99}\n  prompt: Compute $@a + @b$.\n"
        f"  answer: {{number: a + b}}\n  steps: ['Units first, then tens: $@{{a + b}}$.']\n{more}"
        for number in range(1, count + 1)
    )


PLAIN = (
    "- id: slow\n  level: 1\n  params: {a: [1], b: [3]}\n  prompt: Compute $@a + @b$.\n"
    "  answer: {number: a + b}\n"
)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def workspace(tmp_path: Path, watch: Watch) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(rapid(6) + PLAIN))
    with workspace_in(tmp_path, watch) as workspace:  # type: ignore[arg-type]
        yield workspace


def make_green(workspace: Workspace, *numbers: int) -> None:
    for number in numbers:
        attempt(workspace, f"tiny/rapid-{number}", ok=True, why=True, seconds=10 + number)


def right(view: ExerciseView) -> str:
    return str(int(view.variant.params["a"]) + int(view.variant.params["b"]))


def drill_set(
    workspace: Workspace, watch: Watch, *, wrong: tuple[str, ...] = (), seconds: float = 4.0
) -> tuple[list[ExerciseView], SetSummary]:
    """One set, right but for the items that are to be wrong."""
    warm_up, seen = WarmUp(workspace), list[ExerciseView]()
    while not isinstance(served := warm_up.next(), SetSummary):
        seen.append(served)
        watch.after(1)
        warm_up.touch()
        watch.after(seconds - 1)
        assert isinstance(warm_up.answer("1" if served.entry.item in wrong else right(served)), VerdictView)
    warm_up.close()
    return seen, served


def reps(workspace: Workspace) -> list[Rep]:
    return [event.facts for event in workspace.store.history() if isinstance(event.facts, Rep)]


def begins(workspace: Workspace) -> bool:
    return begins_with_set(
        workspace, list_practisable_exercises(workspace, workspace.standing()), today(workspace)
    )


def today(workspace: Workspace) -> date:
    return workspace.study_day()


def test_only_what_is_green_and_rapid_may_be_practised(workspace: Workspace) -> None:
    assert list_practisable_exercises(workspace, workspace.standing()) == []
    summary = WarmUp(workspace).next()
    assert isinstance(summary, SetSummary)
    assert "nothing to warm up with yet" in summary.note
    make_green(workspace, 2, 3)
    attempt(workspace, "tiny/rapid-4", ok=False, why=True)
    attempt(workspace, "tiny/slow", ok=True, why=True)
    assert [each.item for each in list_practisable_exercises(workspace, workspace.standing())] == [
        "tiny/rapid-2",
        "tiny/rapid-3",
    ]
    assert [
        each.item for each in list_practisable_exercises(workspace, workspace.standing(), ["tiny/rapid-3"])
    ] == ["tiny/rapid-3"]
    with pytest.raises(UsageError):
        list_practisable_exercises(workspace, workspace.standing(), ["nowhere"])


def test_a_set_is_ten_reps_of_at_most_four_exercises_with_no_prompt_twice(
    workspace: Workspace, watch: Watch
) -> None:
    make_green(workspace, 1, 2, 3, 4, 5, 6)
    states = workspace.states()
    seen, summary = drill_set(workspace, watch)
    assert [view.number for view in seen] == list(range(1, 11))
    assert {view.entry.item for view in seen} == {f"tiny/rapid-{number}" for number in (1, 2, 3, 4)}
    assert len({view.stage.prompt for view in seen}) == 10
    assert summary.head[0].startswith("10 of 10 right. It took 0:")
    assert workspace.states() == states
    assert [(rep.ok, rep.seconds, rep.first) for rep in reps(workspace)] == [(True, 4.0, 1.0)] * 10
    assert len({rep.set_ for rep in reps(workspace)}) == 1


def test_a_set_ends_after_two_minutes(workspace: Workspace, watch: Watch) -> None:
    make_green(workspace, 1, 2, 3, 4)
    seen, summary = drill_set(workspace, watch, seconds=50)
    assert (len(seen), summary.reps) == (3, 3)


def test_the_first_three_reps_have_no_clock_and_clock_off_hides_it(
    workspace: Workspace, watch: Watch, tmp_path: Path
) -> None:
    make_green(workspace, 1, 2, 3, 4)
    drill_set(workspace, watch)
    told = list[bool | None]()
    warm_up = WarmUp(workspace)
    while not isinstance(served := warm_up.next(), SetSummary):
        watch.after(3 if len(told) % 2 else 40)
        outcome = warm_up.answer(right(served))
        assert isinstance(outcome, VerdictView)
        told.append(outcome.at_pace)
        watch.now = NOON
    assert None in told
    assert {True, False} & {*told}


def test_what_is_not_read_is_handed_back_and_the_rep_has_no_speed(workspace: Workspace, watch: Watch) -> None:
    make_green(workspace, 1, 2, 3, 4)
    warm_up = WarmUp(workspace)
    view = warm_up.next()
    assert isinstance(view, ExerciseView)
    watch.after(2)
    assert isinstance(warm_up.answer(""), Unreadable)
    assert isinstance(warm_up.answer("2 +"), Unreadable)
    assert isinstance(outcome := warm_up.answer(right(view)), VerdictView)
    assert (outcome.ok, reps(workspace)[0].seconds) == (True, 0.0)
    warm_up.close()


def test_a_wrong_answer_waits_for_the_learners_word(workspace: Workspace, watch: Watch) -> None:
    make_green(workspace, 1, 2, 3, 4)
    warm_up = WarmUp(workspace)
    view = warm_up.next()
    assert isinstance(view, ExerciseView)
    with pytest.raises(UsageError):
        warm_up.mark(False, ok=True)
    outcome = warm_up.answer("1")
    assert isinstance(outcome, VerdictView)
    assert outcome.ok is False
    assert outcome.why_wrong.startswith("Units first")
    assert reps(workspace) == []
    warm_up.next()
    assert [(rep.ok, rep.decided_by) for rep in reps(workspace)] == [(False, "checker")]
    warm_up.answer("1")
    warm_up.mark(False, ok=True)
    summary = warm_up.summary()
    assert (summary.reps, summary.right) == (2, 1)
    (told,) = summary.wrong
    assert told.startswith("Wrong: Compute ")
    assert f"You: `1`. Right: ${right(view)}$. Units first" in told
    assert (reps(workspace)[1].ok, reps(workspace)[1].decided_by) == (True, "learner")
    warm_up.close()


def test_a_set_warms_up_for_the_goal(tmp_path: Path, watch: Watch) -> None:
    for name in ("near", "far"):
        plant(tmp_path, name, bank(rapid(6).replace("tiny.", f"{name}."), topic=f"{name}.sums"))
    configure(tmp_path, 'goal = "near"\n')
    with workspace_in(tmp_path, watch) as workspace:  # type: ignore[arg-type]
        for item in (f"{name}/rapid-{number}" for name in ("near", "far") for number in range(1, 7)):
            attempt(workspace, item, ok=True, why=True, seconds=10)
        seen, _ = drill_set(workspace, watch)
        assert {view.entry.bank for view in seen} == {"near"}


def test_a_multiple_of_the_key_is_told_the_step_rather_than_the_factor(
    workspace: Workspace, watch: Watch
) -> None:
    make_green(workspace, 1, 2, 3, 4)
    warm_up = WarmUp(workspace)
    view = warm_up.next()
    assert isinstance(view, ExerciseView)
    outcome = warm_up.answer(str(2 * int(right(view))))
    assert isinstance(outcome, VerdictView)
    assert (outcome.ok, outcome.attempt.given.code) == (False, "factor")
    assert outcome.why_wrong.startswith("Units first")
    warm_up.close()


def test_two_wrong_reps_take_it_out_and_tomorrows_session_has_it_card_first(
    workspace: Workspace, watch: Watch
) -> None:
    from drill.session.drilling.starting import start_session
    from drill.session.standing.queueing import Request

    make_green(workspace, 1, 2, 3, 4, 5, 6)
    drill_set(workspace, watch, wrong=("tiny/rapid-2",))
    assert practice_of(workspace).record("tiny/rapid-2").left_on == today(workspace)  # type: ignore[arg-type]
    assert find_returning_exercises(workspace, workspace.standing(), today(workspace)) == ()
    watch.now += timedelta(1)
    assert find_returning_exercises(workspace, workspace.standing(), today(workspace)) == ("tiny/rapid-2",)
    assert "tiny/rapid-2" not in find_exercises_in_work(workspace, workspace.standing(), today(workspace))
    session = start_session(workspace, Request())
    while (view := served(session)).item != "tiny/rapid-2":
        session.reveal()
        session.mark(True)
    assert (view.as_, view.theory is not None) == ("extra", True)
    session.answer("1")
    session.mark(why=True)
    session.close()
    assert find_returning_exercises(workspace, workspace.standing(), today(workspace)) == ()
    assert workspace.states()["tiny/rapid-2"].state == "green"  # type: ignore[index]


def test_three_days_at_pace_are_fluent_and_the_set_says_so(workspace: Workspace, watch: Watch) -> None:
    make_green(workspace, 1, 2, 3, 4)
    summaries = list[SetSummary]()
    for _ in range(3):
        summaries.append(drill_set(workspace, watch)[1])
        watch.now += timedelta(1)
    assert not summaries[0].fluent
    assert {title for summary in summaries for title in summary.fluent} == {f"Sum {n}" for n in (1, 2, 3, 4)}
    assert any("Quick now: " in sentence for summary in summaries for sentence in summary.head)
    assert "(last time " in summaries[2].head[0]
    last_set = today(workspace) - timedelta(1)
    assert find_newly_fluent_skills(workspace, today(workspace)) == {"tiny.adding": last_set}
    report = gather_progress_report(workspace)
    shape = shape_progress_report(report)
    (tiny,) = shape["banks"]  # type: ignore[misc]
    assert tiny["topics"][0]["fluent"] == {"fluent": 4, "in_work": 0, "practised": 4, "rapid": 6}
    assert [each["skill"] for each in shape["fluent"]] == ["tiny.adding"]  # type: ignore[index]
    table = list(csv.DictReader(io.StringIO(skills_to_csv(report))))
    (adding,) = (row for row in table if row["skill"] == "tiny.adding")
    (as_json,) = (row for row in tiny["topics"][0]["skills"] if row["skill"] == "tiny.adding")
    assert (adding["standing"], adding["fluent"]) == (as_json["standing"], "4")
    assert adding["green"] == str(as_json["parts"].count("green"))
    rows = report_rows(report, report.banks, 80, plain=True, is_open=True)
    assert any("4 of 6 quick" in "".join(text for text, _ in row) for row in rows)


def test_a_days_first_session_begins_with_a_set_from_the_fourth_day_on(
    workspace: Workspace, watch: Watch, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        make_green(workspace, number)
        assert not begins(workspace)
        watch.now += timedelta(1)
    assert not begins(workspace)
    make_green(workspace, 4)
    assert not begins(workspace)
    watch.now += timedelta(1)
    assert begins(workspace)
    drill_set(workspace, watch)
    assert not begins(workspace)
    watch.now += timedelta(1)
    for setting in ("warm_up = false", 'passes = "strict"'):
        configure(tmp_path, setting)
        with workspace_in(tmp_path, watch) as changed:  # type: ignore[arg-type]
            assert not begins(changed)


def test_rapid_exercises_are_left_out_of_the_median_and_cost_less_of_the_day(
    workspace: Workspace, watch: Watch
) -> None:
    from drill.session.drilling.starting import start_session
    from drill.session.standing.queueing import Request, seconds_each

    for _ in range(12):
        attempt(workspace, "tiny/slow", ok=True, why=True, seconds=160)
    make_green(workspace, 1, 2)
    assert seconds_each(workspace.catalogue, workspace.learner()) == 160
    session = start_session(workspace, Request(minutes=5))
    view = session.next()
    left = view.left  # type: ignore[union-attr]
    for _ in range(2):
        assert isinstance(view, ExerciseView)
        session.answer("1")
        session.mark(why=True)
        view = session.next()
    assert view.left == left  # type: ignore[union-attr]
    session.close()


def test_new_rapid_ones_join_once_an_ordinary_exercise_of_their_skill_is_green(
    tmp_path: Path, watch: Watch
) -> None:
    plain = PLAIN.replace("- id: slow\n", "- id: slow\n  skill: tiny.adding\n")
    plant(tmp_path, "tiny", bank(rapid(4) + plain))
    with workspace_in(tmp_path, watch) as workspace:  # type: ignore[arg-type]
        attempt(workspace, "tiny/rapid-2", ok=False, why=True)
        assert list_practisable_exercises(workspace, workspace.standing()) == []
        attempt(workspace, "tiny/slow", ok=True, why=True)
        items = [each.item for each in list_practisable_exercises(workspace, workspace.standing())]
        assert items == ["tiny/rapid-1", "tiny/rapid-3", "tiny/rapid-4"]
        drill_set(workspace, watch, wrong=("tiny/rapid-1",))
        watch.now += timedelta(1)
        assert find_returning_exercises(workspace, workspace.standing(), today(workspace)) == (
            "tiny/rapid-1",
        )


def test_a_mistake_of_the_warm_up_is_counted_where_it_has_a_name(tmp_path: Path, watch: Watch) -> None:
    known = "  wrong:\n  - {answer: 'a - b', say: This is the difference., mistake: square forgotten}\n"
    plant(tmp_path, "tiny", bank(rapid(4, known)))
    with workspace_in(tmp_path, watch) as workspace:  # type: ignore[arg-type]
        make_green(workspace, 1, 2, 3, 4)
        warm_up = WarmUp(workspace)
        for difference in (True, False, True):
            view = warm_up.next()
            assert isinstance(view, ExerciseView)
            wrong = int(view.variant.params["a"]) - int(view.variant.params["b"])
            warm_up.answer(str(wrong if difference else 1))
        warm_up.close()
        found = list_past_mistakes(workspace)
        assert [(past.slip, past.is_in_warm_up) for past in found] == [("square forgotten", True)] * 2
        (group,) = group_mistakes(found)
        assert (group.title, group.times) == ("square forgotten", 2)
        end = describe_end(workspace, open_day(workspace), ())
        assert (end.wrong, end.times) == (group.title, 2)
