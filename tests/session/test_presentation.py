"""A paper that has to be presented on a day: its central formulas first, and what there is no time for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import Formula
from drill.gyr.skills import Part
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_totals import SessionSummary
from drill.session.drilling.starting import start_session
from drill.session.papers.presentation import Presentation, plan_presentation, read_presentation_day
from drill.session.standing.queueing import Request
from drill.session.today.day import open_day
from drill.session.workspace import Workspace
from tests.entries import entry
from tests.homes import Clock, bank, configure, plant, sums, workspace_in
from tests.session.a_paper import RECORD, plant_paper
from tests.session.drilled import served
from tests.session.talk import Message, Talk

TODAY = date(2026, 11, 25)  # a Wednesday


def formula(name: str, exercises: int, *, is_central: bool = False) -> Formula:
    items = tuple(ItemId(f"papers/p/{name}-{number}") for number in range(exercises))
    return Formula(name, frozenset(), items, name, is_central)


def items_of(planned: Presentation) -> tuple[ItemId, ...]:
    return tuple(row.item for row in planned.rows)


def entries_of(*formulas: Formula) -> dict[ItemId, Entry]:
    return {
        item: entry(item, level=1 + number) for each in formulas for number, item in enumerate(each.items)
    }


PAPER = (
    formula("loss", 1), formula("jump", 2, is_central=True), formula("bound", 4), formula("none", 0),
    formula("mean", 3, is_central=True),
)  # fmt: skip


def test_central_formulas_come_first_and_then_those_with_most_exercises() -> None:
    planned = plan_presentation(PAPER, entries_of(*PAPER), {}, days=1, minutes=40)
    assert items_of(planned) == ("papers/p/jump-0", "papers/p/mean-0", "papers/p/bound-0", "papers/p/loss-0")
    assert (planned.left_out, planned.bare) == ((), 1)
    assert planned.describe_today() == "4 formulas today."
    assert planned.tell_left_out() == ["1 formula has no exercise."]


def test_what_is_left_is_spread_over_the_days_plain_exercises_first() -> None:
    hard, plain = formula("hard", 1, is_central=True), [formula(f"plain{n}", 1) for n in range(5)]
    entries = entries_of(hard, *plain)
    entries[hard.items[0]] = entry(hard.items[0], level=4)
    planned = plan_presentation([hard, *plain], entries, {}, days=3, minutes=40)
    assert items_of(planned)[-1] == hard.items[0]
    assert planned.describe_today() == "2 formulas today, 4 later."
    tight = plan_presentation([hard, *plain], entries, {}, days=1, minutes=8)
    assert hard.items[0] in items_of(tight)  # what there is no time for is the least central


def test_what_there_is_no_time_for_is_named_the_most_central_first() -> None:
    planned = plan_presentation(PAPER, entries_of(*PAPER), {}, days=1, minutes=8)
    assert items_of(planned) == planned.today == ("papers/p/jump-0", "papers/p/mean-0")
    assert planned.left_out == ("bound", "loss")
    assert planned.tell_left_out()[-1] == "Not covered: bound; loss."
    many = [formula(f"f{number}", 1) for number in range(9)]
    planned = plan_presentation(many, entries_of(*many), {}, days=1, minutes=4)
    assert planned.tell_left_out() == ["Not covered: f1; f2; f3; f4; f5; f6; and 2 more."]


def test_a_central_formula_without_an_exercise_is_not_covered() -> None:
    planned = plan_presentation([formula("heart", 0, is_central=True)], {}, {}, days=9, minutes=40)
    assert (planned.left_out, planned.bare) == (("heart",), 0)
    assert planned.describe_today() == "nothing is left to drill."


def test_an_exercise_that_is_longer_than_a_day_comes_alone() -> None:
    planned = plan_presentation(PAPER, entries_of(*PAPER), {}, days=1, minutes=1)
    assert planned.today == ("papers/p/jump-0",)
    assert planned.left_out == ("mean", "bound", "loss")


def test_the_shortest_exercise_comes_where_the_chosen_one_takes_too_long() -> None:
    short = entry("papers/p/heart-1", level=1)
    long = entry("papers/p/heart-0", level=3, stages=4, renews="numbers")
    heart, entries = formula("heart", 2, is_central=True), {long.item: long, short.item: short}
    assert plan_presentation([heart], entries, {}, days=1, minutes=40).today == (long.item,)
    assert plan_presentation([heart], entries, {}, days=1, minutes=4).today == (short.item,)


def test_what_was_tried_today_waits_for_tomorrow_and_has_taken_its_time() -> None:
    tried = {ItemId("papers/p/jump-0"): Part("red", met_on=TODAY, passes=1)}
    how = {"minutes": 8, "tried": [*tried]}
    planned = plan_presentation(PAPER, entries_of(*PAPER), tried, days=2, **how)  # type: ignore[arg-type]
    assert planned.today == ("papers/p/mean-0",)
    assert planned.describe_today() == "1 formula today, 2 later."
    assert planned.left_out == ("loss",)
    last = plan_presentation(PAPER, entries_of(*PAPER), tried, days=1, **how)  # type: ignore[arg-type]
    assert (items_of(last), last.waiting, last.failed) == (("papers/p/mean-0",), 0, 1)
    assert last.left_out == ("bound", "loss")


def test_who_goes_on_has_as_many_minutes_again() -> None:
    done = [ItemId("papers/p/jump-0"), ItemId("papers/p/mean-0")]
    green = {item: Part("green", met_on=TODAY, green_on=TODAY) for item in done}
    how = {"days": 1, "minutes": 8, "tried": done}
    again = plan_presentation(PAPER, entries_of(*PAPER), green, **how)  # type: ignore[arg-type]
    assert again.today == ("papers/p/bound-0", "papers/p/loss-0")
    assert again.left_out == ()
    over = plan_presentation(PAPER, entries_of(*PAPER), green, goes_on=False, **how)  # type: ignore[arg-type]
    assert (over.rows, over.left_out) == ((), ("bound", "loss"))


def test_prerequisites_come_only_where_all_formulas_fit() -> None:
    own = entry("papers/p/heart-0", skill="a.last", trains="", needs=("a.first",))
    others = [
        entry(f"a/{skill}-{n}", skill=f"a.{skill}", level=n) for skill in ("last", "first") for n in (2, 1)
    ]
    entries = {each.item: each for each in (own, *others)}
    heart = formula("heart", 1)
    planned = plan_presentation([heart], entries, {}, days=1, minutes=40)
    assert [(row.item, row.reason) for row in planned.rows] == [
        ("papers/p/heart-0", "paper"), ("a/first-1", "goal"), ("a/last-1", "goal"),
    ]  # fmt: skip
    assert planned.describe_today() == "1 formula today, 2 exercises on skills that it needs."
    known = plan_presentation([heart], entries, {}, days=1, minutes=40, known=[SkillId("a.first")])
    assert items_of(known) == ("papers/p/heart-0", "a/last-1")
    assert items_of(plan_presentation([heart], entries, {}, days=1, minutes=5)) == ("papers/p/heart-0",)
    tight = [heart, formula("tail", 1)]
    left = plan_presentation(tight, entries | entries_of(*tight[1:]), {}, days=1, minutes=5)
    assert (items_of(left), left.left_out) == (("papers/p/heart-0",), ("tail",))


def test_what_was_green_is_covered_and_what_was_tried_goes_on() -> None:
    tried = {
        ItemId("papers/p/jump-1"): Part("green", met_on=TODAY, green_on=TODAY),
        ItemId("papers/p/mean-2"): Part("red", met_on=TODAY),
        ItemId("papers/p/loss-0"): Part("parked", met_on=TODAY, was_parked=True),
    }
    planned = plan_presentation(PAPER, entries_of(*PAPER), tried, days=3, minutes=40)
    assert items_of(planned) == ("papers/p/mean-2", "papers/p/bound-0")
    assert [row.reason for row in planned.rows] == ["again", "paper"]
    assert planned.left_out == ("loss",)


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=8), st.integers(1, 5), st.floats(1, 60))
def test_each_formula_is_covered_or_named_and_today_is_a_part(
    rows: list[tuple[int, bool]], days: int, minutes: float
) -> None:
    formulas = [formula(str(number), *row[:1], is_central=row[1]) for number, row in enumerate(rows)]
    planned = plan_presentation(formulas, entries_of(*formulas), {}, days=days, minutes=minutes)
    covered = {item.rpartition("/")[2].partition("-")[0] for item in items_of(planned)}
    assert not covered & {*planned.left_out}
    assert covered | {*planned.left_out} <= {each.called for each in formulas}
    assert len(covered) + len(planned.left_out) + planned.bare == len(formulas)
    assert {*planned.today} <= {*items_of(planned)}
    assert bool(planned.today) == bool(planned.rows)
    spent = sum(row.minutes for row in planned.rows)
    assert spent <= days * minutes or len(planned.rows) == 1


@pytest.mark.parametrize(
    ("text", "days"),
    [("fri", 2), ("Friday", 2), ("wed", 0), ("tue", 6), ("today", 0), ("tomorrow", 1), ("2026-12-01", 6)],
)
def test_a_day_is_a_weekday_or_a_date(text: str, days: int) -> None:
    assert read_presentation_day(text, TODAY) == TODAY + timedelta(days)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-11-24", "2026-11-24 has passed (today is 2026-11-25)"), ("soon", "soon is not a day"),
        ("fr", "fr is not a day"), ("", "an empty text is not a day"),
        ("2026-13-01", "2026-13-01 is not a day"),
    ],
)  # fmt: skip
def test_a_day_that_has_passed_or_is_none_is_refused(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=re.escape(why)):
        read_presentation_day(text, TODAY)


# --- sessions ----------------------------------------------------------------------------------------------

WALK = "papers/walk"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A paper of three formulas: one with two exercises, one with one, one without."""
    walk = replace(
        RECORD.formulas[0], before="Each step adds *noise*.", symbols=("x_t in section 1", r"\epsilon_t")
    )
    plant_paper(tmp_path, replace(RECORD, formulas=(walk, *RECORD.formulas[1:])))
    return tmp_path


def begin(workspace: Workspace, by: str = "today", **more: Any) -> DrillSession:
    """A session of somebody who presents the paper; the clock stands at a Friday."""
    return start_session(workspace, Request((WALK,), by=by, **more))


def run_through(sitting: DrillSession, *, right: bool = True) -> tuple[list[str], SessionSummary]:
    """Answer all that comes, and mark it green or red; what came, and the end."""
    items = list[str]()
    while isinstance(view := sitting.next(), ExerciseView):
        items.append(view.item)
        sitting.answer(view.stage.key if right else "-1")  # type: ignore[arg-type]
        sitting.mark(right)
    return items, view


def test_a_formula_comes_with_its_card_and_what_it_rests_on_follows(home: Path) -> None:
    with workspace_in(home, Clock()) as workspace:
        sitting = begin(workspace)
        assert workspace.take_notices() == [
            "Walks: 2 formulas today, 3 exercises on skills that it needs.",
            "1 formula has no exercise.",
        ]
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        assert (view.item, view.reason, view.as_) == (f"{WALK}/special-case-2", "paper", "pass")
        assert view.theory is not None
        assert view.theory.text == (
            "**(1) walk**\n\nEach step adds *noise*.\n\n$$\nx_{t+1} = x_t + \\epsilon_t\n$$\n\n"
            "- $x_t$: place \\| of the walker\n- $\\epsilon_t$: noise"
        )
        items, end = run_through(sitting)
        assert items[:3] == [view.item, f"{WALK}/mean-by-hand", "way/sum-2"]
        assert end.ended == "This is what there is time for today."
        assert end.remarks[-2:] == ("No formula of Walks is left.", "1 formula has no exercise.")
        sitting.close()


def test_another_day_goes_on_and_a_red_one_comes_again(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as workspace:
        sitting = begin(workspace, by="sun", minutes=5)
        assert workspace.take_notices()[0] == "Walks by Sunday: 1 formula today, 1 later."
        first, end = run_through(sitting, right=False)
        sitting.close()
        assert first == [f"{WALK}/special-case-2"]
        assert end.remarks[-2] == "2 formulas are left until Sunday."
        clock.pass_days(1)
        sitting = begin(workspace)
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        assert (view.item, view.reason) == (f"{WALK}/special-case-2", "again")
        assert run_through(sitting)[0][:2] == [view.item, f"{WALK}/mean-by-hand"]
        sitting.close()
        assert begin(workspace).next().remarks[-2:] == (  # type: ignore[union-attr]
            "No formula of Walks is left.", "1 formula has no exercise.",
        )  # fmt: skip
        nothing = "nothing is left to drill, and every formula with an exercise was green."
        assert f"Walks: {nothing}" in workspace.take_notices()


def test_what_does_not_fit_is_said_before_and_after(home: Path) -> None:
    with workspace_in(home, Clock()) as workspace:
        sitting = begin(workspace, by="today", minutes=4)
        said = "Not covered: eq:mean."
        assert workspace.take_notices()[-1] == said
        items, end = run_through(sitting)
        assert items == [f"{WALK}/special-case-2"]
        assert end.remarks[-1] == said
        sitting.more()
        assert run_through(sitting)[0] == [f"{WALK}/mean-by-hand"]
        sitting.close()


def test_what_is_not_green_on_the_last_day_is_said(home: Path) -> None:
    with workspace_in(home, Clock()) as workspace:
        sitting = begin(workspace, by="today")
        _, end = run_through(sitting, right=False)
        assert end.remarks[-2:] == ("2 formulas are not green yet.", "1 formula has no exercise.")
        sitting.close()


def test_the_days_own_list_is_touched_by_the_marks_alone(home: Path) -> None:
    with workspace_in(home, Clock()) as workspace:
        before = [row.item for row in open_day(workspace).coming(with_others=True)]
        sitting = begin(workspace)
        items, _ = run_through(sitting)
        sitting.close()
        after = [row.item for row in open_day(workspace).coming(with_others=True)]
        assert after == [item for item in before if item not in items]


def test_an_undone_mark_comes_back_and_a_skip_goes_to_the_end(home: Path) -> None:
    with workspace_in(home, Clock()) as workspace:
        sitting = begin(workspace)
        first = served(sitting).item
        sitting.skip()
        second = served(sitting)
        assert second.item != first
        sitting.answer(second.stage.key)  # type: ignore[arg-type]
        sitting.mark(True)
        sitting.undo()
        assert sitting.exercise is not None
        assert sitting.exercise.item == second.item
        sitting.mark(True)
        items, _ = run_through(sitting)
        assert items[-1] == first
        sitting.close()


def test_practice_and_another_example_keep_the_card(home: Path) -> None:
    with workspace_in(home, Clock()) as workspace:
        sitting = begin(workspace)
        card = served(sitting).theory
        assert card is not None
        assert sitting.other_example().text == card.text
        assert sitting.again().theory is None
        assert sitting.theory().text == card.text
        sitting.close()


def test_a_session_over_midnight_ends_with_the_day(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as workspace:
        sitting = begin(workspace, by="today")
        view = served(sitting)
        clock.pass_days(1)
        sitting.answer(view.stage.key)  # type: ignore[arg-type]
        sitting.mark(True)
        end = sitting.next()
        assert isinstance(end, SessionSummary)
        assert end.remarks == ()
        sitting.close()


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (Request(("way",), by="fri"), "--by is for one paper, and way is none"),
        (Request(("way.add",), by="fri"), "--by is for one paper, and way.add is none"),
        (Request(("papers/walks",), by="fri"), "no paper is called 'papers/walks' (did you mean pap"),
        (Request((), by="fri"), "--by is for one paper (write"),
        (Request((WALK, "way"), by="fri"), "--by is for one paper (write"),
        (Request((WALK,), by="2026-11-19"), "2026-11-19 has passed"),
        (Request((WALK,), by="fri", checks=True), "leave out --checks"),
        (Request((WALK,), by="fri", early=True), "leave out --early"),
        (Request((WALK,), by="fri", prerequisites_of="way"), "leave out --for"),
        (Request(("papers/bare",), by="fri"), "no formula of papers/bare has an exercise"),
    ],
)
def test_what_cannot_be_presented_is_refused(home: Path, request_: Request, why: str) -> None:
    plant(home, "papers/bare", bank(sums(1), topic="papers.bare"))
    with workspace_in(home, Clock()) as workspace, pytest.raises(UsageError, match=re.escape(why)):
        start_session(workspace, request_)


@pytest.mark.parametrize(("setting", "minutes"), [("", 40), ("minutes = 25", 40), ("minutes = 60", 60)])
def test_the_setting_says_how_long_a_day_is(home: Path, setting: str, minutes: int) -> None:
    configure(home, setting)
    with workspace_in(home, Clock()) as workspace:
        sitting = begin(workspace)
        assert sitting.deadline is not None
        assert sitting.deadline.minutes == minutes
        sitting.close()


def test_the_protocol_says_first_what_comes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        yield {"do": "answer", "text": "13"}
        yield {"do": "mark", "why": True}

    with workspace_in(home, Clock()) as workspace:
        said = Talk(workspace, monkeypatch)(script, WALK, by="today", minutes=4, items=None)
    assert said[0] == {
        "type": "plan", "bank": WALK, "by": "2026-11-20", "minutes": 4, "today": [f"{WALK}/special-case-2"],
        "later": 0, "not_covered": ["eq:mean"],
        "message": "Walks: 1 formula today. 1 formula has no exercise. Not covered: eq:mean.",
    }  # fmt: skip
    assert said[1]["theory"].startswith("**(1) walk**")
    assert (said[1]["reason"], said[1]["left"], said[1]["card"]) == ("paper", 1, None)
    assert said[-1]["remarks"][-1] == "Not covered: eq:mean."


def test_of_a_formula_whose_exercise_is_parked_another_comes(home: Path) -> None:
    with workspace_in(home, Clock()) as workspace:
        sitting = begin(workspace)
        parked = served(sitting).item
        sitting.park()
        items, _ = run_through(sitting)
        assert parked not in items
        assert f"{WALK}/recall-1" in items
        sitting.close()


def test_strict_passes_change_nothing_of_it(home: Path) -> None:
    configure(home, 'passes = "strict"\n')
    with workspace_in(home, Clock()) as workspace:
        sitting = begin(workspace)
        assert run_through(sitting)[0][:2] == [f"{WALK}/special-case-2", f"{WALK}/mean-by-hand"]
        sitting.close()
        sitting = begin(workspace)
        assert isinstance(sitting.next(), SessionSummary)
        sitting.close()


def test_what_another_window_has_at_hand_is_passed_over(home: Path) -> None:
    with workspace_in(home, Clock()) as workspace, workspace_in(home, Clock()) as other:
        sitting, beside = begin(workspace), begin(other)
        first, second = served(sitting).item, served(beside).item
        assert (first, second) == (f"{WALK}/special-case-2", f"{WALK}/mean-by-hand")
        sitting.close()
        beside.close()
