"""The steps of reading a paper: what is finished follows from what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    Step,
    find_steps,
    list_steps,
    note_step,
)
from drill.session.papers.workbook import open_paper
from drill.session.standing.paper_notes import notes_item, write_note
from drill.session.today.formula_map import make_map
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.a_paper import plant_paper

IDS = [kind.id for kind in STEP_KINDS]
COUNTS = st.integers(0, 3)


@st.composite
def facts(draw: st.DrawFn) -> ReadingFacts:
    skills, questions, formulas, figures = (draw(COUNTS) for _ in range(4))
    return ReadingFacts(
        done=draw(st.frozensets(st.sampled_from(IDS))),
        noted=draw(st.frozensets(st.sampled_from(["about", "why", "new", "results", "data"]))),
        figures=figures, figures_noted=draw(st.integers(0, figures)),
        skills=skills, skills_left=draw(st.integers(0, skills)),
        questions=questions, questions_open=draw(st.integers(0, questions)),
        formulas=formulas, formulas_finished=draw(st.integers(0, formulas)),
    )  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(catalogue, "SUBJECTS", ("way",))
    plant_paper(tmp_path)
    with workspace_in(tmp_path) as opened:
        yield opened


def steps(workspace: Workspace) -> Sequence[Step]:
    view = open_paper(workspace, "walk")
    return list_steps(workspace, view, make_map(workspace, view))


def finished(workspace: Workspace) -> list[str]:
    return [step.id for step in steps(workspace) if step.is_finished]


def test_a_paper_with_nothing_to_drill_is_read_to_its_end() -> None:
    read = frozenset(each for each in IDS if each not in ("context", "formulas"))
    found = find_steps(ReadingFacts(done=read))
    assert {step.id: step.progress for step in found if step.is_empty} == {
        "context": "no skill is linked", "formulas": "nothing to drill",
    }  # fmt: skip
    assert all(step.is_finished for step in found)


@given(facts(), st.sampled_from(IDS))
def test_to_say_that_a_step_is_done_finishes_it_and_undoes_nothing(done: ReadingFacts, step: str) -> None:
    before = {each.id for each in find_steps(done) if each.is_finished}
    after = {each.id for each in find_steps(replace(done, done=done.done | {step})) if each.is_finished}
    assert after >= before | {step}
    assert after <= before | {step, "questions"}, "without questions a whole read leaves none to answer"


@given(facts())
def test_more_that_was_done_finishes_more(done: ReadingFacts) -> None:
    more = replace(
        done, skills_left=0, questions_open=0, figures_noted=done.figures, formulas_finished=done.formulas
    )
    for earlier, later in zip(find_steps(done), find_steps(more), strict=True):
        assert later.is_finished or not earlier.is_finished


def test_what_was_noted_or_said_is_done(workspace: Workspace) -> None:
    assert finished(workspace) == []
    write_note(workspace, "walk", "overview", "why", "steps were long")
    assert finished(workspace) == ["abstract"], "what was noted was read"
    assert note_step(workspace, "walk", "figures", is_done=True) == "Done: look at the figures and tables."
    assert finished(workspace) == ["abstract", "figures"]
    note_step(workspace, "walk", "figures", is_done=False)
    assert finished(workspace) == ["abstract"]


def test_questions_are_a_step_that_their_answers_finish(workspace: Workspace) -> None:
    note_step(workspace, "walk", "read", is_done=True)
    assert "questions" in finished(workspace)
    key = write_note(workspace, "walk", "unknown", "", "why?")
    assert "questions" not in finished(workspace)
    write_note(workspace, "walk", "words", key, "since")
    assert "questions" in finished(workspace)


def test_the_steps_count_questions_by_kind_and_the_last_asks_for_what_was_doubted(
    workspace: Workspace,
) -> None:
    for text in ("external critical: a?", "external hard: b?", "internal vague: c?", "d?", "no question"):
        write_note(workspace, "walk", "unknown", "", text)
    wrong = write_note(workspace, "walk", "unknown", "", "internal wrong: e?")

    def progress() -> dict[str, str]:
        return {step.id: step.progress for step in steps(workspace)}

    assert progress()["questions"] == "2 outside, 1 vague, 1 wrong, 1 open"
    assert progress()["last"] == "still? 1 vague, 1 wrong"
    write_note(workspace, "walk", "words", wrong, "they are right")
    assert progress()["last"] == "still? 1 vague"


def test_steps_of_other_versions_are_passed_over(workspace: Workspace) -> None:
    item = notes_item("walk")
    for name, text in (("way", "rebuild"), ("dream", "done"), ("read", "opened")):
        workspace.store.append(Note(field="step", key=name, text=text), item=item)
    assert finished(workspace) == []
    with pytest.raises(UsageError, match="no step of reading"):
        note_step(workspace, "walk", "dream", is_done=True)
