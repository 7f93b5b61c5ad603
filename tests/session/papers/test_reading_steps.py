"""The steps of reading a paper: what is finished follows from what was done, and one of them comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks import catalogue
from drill.errors import UsageError
from drill.gyr.events import Note
from drill.session.papers.reading_steps import (
    STEP_KINDS,
    ReadingFacts,
    ReadingPlan,
    choose_way,
    make_plan,
    note_step,
    plan_reading,
)
from drill.session.papers.workbook import open_paper
from drill.session.standing.paper_notes import notes_item, write_note
from drill.session.today.formula_map import make_map
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.a_paper import plant_paper
from tests.session.drilled import attempt

IDS = [kind.id for kind in STEP_KINDS]
DRILLS = "Next: drill the walk, then read on."
WAITS = "What is left waits for another day."
COUNTS = st.integers(0, 3)


@st.composite
def facts(draw: st.DrawFn) -> ReadingFacts:
    skills, questions, formulas, figures = (draw(COUNTS) for _ in range(4))
    return ReadingFacts(
        done=draw(st.frozensets(st.sampled_from(IDS))),
        opened=draw(st.frozensets(st.sampled_from(IDS))),
        chosen=draw(st.sampled_from([None, "use", "rebuild"])),
        noted=draw(st.frozensets(st.sampled_from(["about", "why", "new", "results", "data"]))),
        figures=figures, figures_noted=draw(st.integers(0, figures)),
        skills=skills, skills_left=draw(st.integers(0, skills)),
        questions=questions, questions_open=draw(st.integers(0, questions)),
        formulas=formulas, formulas_finished=draw(st.integers(0, formulas)),
        is_begun=draw(st.booleans()),
    )  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(catalogue, "SUBJECTS", ("way",))
    plant_paper(tmp_path)
    with workspace_in(tmp_path) as opened:
        yield opened


def plan(workspace: Workspace) -> ReadingPlan:
    view = open_paper(workspace, "walk")
    return make_plan(workspace, view, make_map(workspace, view))


def finished(workspace: Workspace) -> list[str]:
    return [step.id for step in plan(workspace).steps if step.is_finished]


@given(facts(), st.sampled_from([DRILLS, WAITS, ""]), st.integers(20, 120))
def test_one_sentence_says_what_comes_next(done: ReadingFacts, drilled: str, cells: int) -> None:
    found = plan_reading(done)
    step, told = found.find_next(drilled), found.describe_next(drilled, {"open": "o"}, cells)
    assert step is None or (step.kind.way == found.way and not step.is_finished)
    end, _, following = told.rpartition("done. ")
    if not found.ahead:
        assert "done." in told
        assert told.endswith((f" {drilled}", "done.")), "what is drilled next is said by the formulas alone"
        assert drilled in told or len(told) + len(drilled) + 1 > cells
    elif step is None or step.kind.act == "drill":
        assert following == drilled
    else:
        assert following.startswith(f"Next: {step.kind.clause}")
        assert following.count(".") == 1
        assert drilled == DRILLS or "drill the walk" not in told
    assert not end or len(told) <= cells


@given(facts(), st.sampled_from([DRILLS, WAITS, ""]))
def test_whoever_did_every_step_is_told_so(done: ReadingFacts, drilled: str) -> None:
    found = plan_reading(replace(done, done=frozenset(IDS)))
    assert not found.ahead
    assert (
        found.describe_next(drilled, {}, 120)
        == f"You are through with this paper: every step is done. {drilled}".strip()
    )


def test_a_paper_with_nothing_to_drill_is_read_to_its_end() -> None:
    read = frozenset(each for each in IDS if each not in ("context", "formulas"))
    found = plan_reading(ReadingFacts(done=read))
    assert {step.id: step.progress for step in found.steps if step.is_empty} == {
        "context": "no skill is linked", "formulas": "nothing to drill",
    }  # fmt: skip
    assert found.describe_next("", {}, 80).startswith("You are through with this paper")


@given(facts(), st.sampled_from(IDS))
def test_to_say_that_a_step_is_done_finishes_it_and_undoes_nothing(done: ReadingFacts, step: str) -> None:
    before = {each.id for each in plan_reading(done).steps if each.is_finished}
    after = {
        each.id for each in plan_reading(replace(done, done=done.done | {step})).steps if each.is_finished
    }
    assert after >= before | {step}
    assert after <= before | {step, "questions"}, "without questions a whole read leaves none to answer"


@given(facts())
def test_more_that_was_done_finishes_more(done: ReadingFacts) -> None:
    more = replace(
        done, skills_left=0, questions_open=0, figures_noted=done.figures, formulas_finished=done.formulas
    )
    before, after = plan_reading(done), plan_reading(more)
    for earlier, later in zip(before.steps, after.steps, strict=True):
        assert later.is_finished or not earlier.is_finished
    assert all(not step.is_opened or not step.is_finished for step in after.steps)


@given(
    st.lists(st.tuples(st.sampled_from([*IDS, "way"]), st.sampled_from(["opened", "done", "", "use", "?"])))
)
def test_the_newest_event_on_a_step_counts(events: list[tuple[str, str]]) -> None:
    """As `notes_from` keeps them: the last text of each key, and none that is empty."""
    last = dict(events)
    done = {key for key, text in last.items() if text == "done" and key != "way"}
    found = plan_reading(
        ReadingFacts(done=done, opened={key for key, text in last.items() if text == "opened"})
    )
    assert {step.id for step in found.steps if step.is_said} == done
    assert not {step.id for step in found.steps if step.is_opened} & done


def test_a_new_paper_is_read_for_use_first_then_to_rebuild_it(workspace: Workspace) -> None:
    assert (plan(workspace).way, [step.id for step in plan(workspace).ahead]) == (
        "use", ["abstract", "figures", "conclusion"],
    )  # fmt: skip
    assert plan(workspace).describe_next(DRILLS, {"open": "o"}, 80) == (
        "Next: read the abstract (o), then drill the walk."
    )
    write_note(workspace, "walk", "overview", "why", "steps were long")
    assert finished(workspace) == ["abstract"], "what was noted was read"
    note_step(workspace, "walk", "figures", "opened")
    (figures,) = (step for step in plan(workspace).steps if step.is_opened)
    assert figures.id == "figures"
    assert note_step(workspace, "walk", "figures", "done") == "Done: look at the figures and tables."
    note_step(workspace, "walk", "conclusion", "done")
    assert plan(workspace).way == "rebuild"
    assert plan(workspace).describe_next(DRILLS, {}, 80) == (f"To use it: done. {DRILLS}"), (
        "what it rests on is drilled"
    )
    note_step(workspace, "walk", "read", "opened")
    assert plan(workspace).describe_next(DRILLS, {}, 80) == DRILLS, "the other way is begun"
    assert plan(workspace).describe_next(WAITS, {"ask": "+"}, 80) == (
        "Next: read it from end to end without stopping; write down your questions (+)."
    )
    choose_way(workspace, "walk", "use")
    assert (plan(workspace).way, plan(workspace).ahead) == ("use", ())
    assert plan(workspace).describe_next(WAITS, {}, 80) == f"To use it: done. {WAITS}"
    note_step(workspace, "walk", "figures", "")
    assert [step.id for step in plan(workspace).ahead] == ["figures"]


def test_the_end_of_a_way_is_told_once() -> None:
    use = frozenset(("abstract", "figures", "conclusion"))
    begun, used, through = (
        plan_reading(ReadingFacts(done=done)) for done in (use - {"figures"}, use, frozenset(IDS))
    )
    assert used.describe_end(begun) == (
        "You are through with “To use it”. If you want more: “To rebuild its method”."
    )
    assert through.describe_end(used).startswith("You are through with this paper")
    assert (used.describe_end(used), begun.describe_end(used)) == ("", "")


def test_who_drilled_the_paper_rebuilds_it(workspace: Workspace) -> None:
    attempt(workspace, "papers/walk/recall-1", ok=True, why=True)
    assert plan(workspace).way == "rebuild"
    note_step(workspace, "walk", "abstract", "done")
    assert plan(workspace).way == "use", "the way that was begun is finished first"


def test_questions_are_a_step_that_their_answers_finish(workspace: Workspace) -> None:
    choose_way(workspace, "walk", "rebuild")
    note_step(workspace, "walk", "read", "done")
    assert "questions" in finished(workspace)
    key = write_note(workspace, "walk", "unknown", "", "why?")
    assert "questions" not in finished(workspace)
    write_note(workspace, "walk", "words", key, "since")
    assert "questions" in finished(workspace)


def test_steps_of_other_versions_are_passed_over(workspace: Workspace) -> None:
    item = notes_item("walk")
    for key, text in (("way", "backwards"), ("dream", "done"), ("read", "begun")):
        workspace.store.append(Note(field="step", key=key, text=text), item=item)
    assert (finished(workspace), plan(workspace).way) == ([], "use")
    with pytest.raises(UsageError, match="no step of reading"):
        note_step(workspace, "walk", "dream", "done")
