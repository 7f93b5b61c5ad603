"""The invitation to read: when it comes, what becomes of its answer, and what is drilled after a no."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drill.banks import catalogue
from drill.gyr.events import Note
from drill.gyr.path import PaperReading, PathFormula
from drill.gyr.wire import from_json, to_json
from drill.session.drilling.undoing import park_exercise
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.queueing import checks_in_day
from drill.session.standing.reading import (
    Invitation,
    list_readable,
    make_reading_invitation,
    name_formula,
    note_reading,
    paper_reading,
    unclear_skills,
)
from drill.session.today.today_page import draw_page
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from tests.homes import Clock, configure, workspace_in
from tests.session.a_paper import plant_paper
from tests.session.drilled import attempt, coming


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The goal rests on a subject in which nothing was met."""
    monkeypatch.setattr(catalogue, "SUBJECTS", ("way",))
    plant_paper(tmp_path)
    configure(tmp_path, 'goal = "papers/walk"\n')
    with workspace_in(tmp_path, clock) as made:
        yield made


def learn(workspace: Workspace, clock: Clock, *exercises: str) -> None:
    """Make exercises green; single ones of their skill are checked two days later."""
    for item in exercises:
        attempt(workspace, f"way/{item}", ok=True, why=True)
    clock.pass_days(2)
    for item in exercises:
        attempt(workspace, f"way/{item}", ok=True, why=True)


def asked(workspace: Workspace) -> Invitation:
    invited = make_reading_invitation(workspace)
    assert invited is not None
    return invited


def test_nobody_is_invited_before_what_a_formula_rests_on_is_learned(
    workspace: Workspace, clock: Clock
) -> None:
    assert make_reading_invitation(workspace) is None
    learn(workspace, clock, "sum-2", "sum-3", "sum-4")
    assert make_reading_invitation(workspace) is None, "what these rest on counts, too"
    learn(workspace, clock, "sum-1")
    invited = asked(workspace)
    assert [formula.called for formula in invited.formulas] == ["(1) walk"]
    assert (invited.announcement, invited.named) == (
        "One formula of Walks can be read now: (1) walk.",
        "(1) walk",
    )


def test_a_formula_is_ready_drilled_and_read_by_the_learners_own_word(
    workspace: Workspace, clock: Clock
) -> None:
    assert (reading(workspace).ready, reading(workspace).drilled) == ((), ())
    attempt(workspace, "papers/walk/recall-1", ok=True, why=True)
    assert reading(workspace).drilled == (), "another exercise on it is left"
    attempt(workspace, "papers/walk/special-case-2", ok=True, why=True)
    assert (reading(workspace).drilled, make_reading_invitation(workspace)) == (("(1) walk",), None)
    learn(workspace, clock, "sum-1", "sum-2", "sum-3", "sum-4")
    assert [formula.id for formula in asked(workspace).formulas] == ["f-step"], "drilled ones are asked about"
    assert (reading(workspace).ready, reading(workspace).read) == (("(1) walk",), ())
    walk = {"f-step": "(1) walk"}
    told = note_reading(workspace, "papers/walk", walk, followed=False, unclear="f-step")
    assert told == "The skills of (1) walk come first in the next list."
    assert (reading(workspace).read, [f.id for f in list_readable(workspace)]) == ((), ["f-step"])
    assert note_reading(workspace, "papers/walk", walk, followed=True) == "You have read (1) walk."
    assert (reading(workspace).read, list_readable(workspace)) == (("(1) walk",), [])
    assert reading(workspace).drilled == ("(1) walk",)


def reading(workspace: Workspace) -> PaperReading:
    paper = workspace.catalogue.bank("papers/walk")
    assert paper is not None
    return paper_reading(workspace, paper, workspace.parts(), find_learner_mastery(workspace))


@pytest.mark.parametrize("followed", [True, False])
def test_an_answer_is_kept_and_only_other_formulas_are_asked_about_later(
    workspace: Workspace, clock: Clock, followed: bool
) -> None:
    learn(workspace, clock, "sum-1", "sum-2", "sum-3", "sum-4")
    note(workspace, "f-step", followed=followed)
    assert make_reading_invitation(workspace) is None
    learn(workspace, clock, "sum-5")
    assert "f-mean" in [formula.id for formula in asked(workspace).formulas]
    note(workspace, "f-mean", unclear=True)
    notes = [event.facts for event in workspace.store.history() if isinstance(event.facts, Note)]
    first = "followed" if followed else "asked"
    assert notes == [
        Note(field="reading", key="f-step", text=first), Note(field="reading", key="f-mean", text="unclear")
    ]  # fmt: skip
    paper = workspace.catalogue.bank("papers/walk")
    assert paper is not None
    assert unclear_skills(workspace, paper).keys() == {"way.long"}


def test_the_answer_is_an_ordinary_note_that_other_machines_take_over(
    workspace: Workspace, clock: Clock
) -> None:
    learn(workspace, clock, "sum-1", "sum-2", "sum-3", "sum-4")
    note(workspace, "f-step", unclear=True)
    (event,) = [event for event in workspace.store.history() if event.kind == "note"]
    written = to_json(event)
    assert (written["item"], written["field"], written["key"]) == ("papers/walk", "reading", "f-step")
    assert from_json(json.loads(json.dumps(written))) == event


def test_after_a_no_the_formulas_skills_come_first_new_or_as_checks(
    workspace: Workspace, clock: Clock
) -> None:
    learn(workspace, clock, "sum-4", "sum-5", "sum-1")
    attempt(workspace, "way/sum-2", ok=True, why=True)
    clock.pass_days(1)
    day = workspace.study_day()
    before = [offer.item for offer in checks_in_day(workspace, day).offers]
    assert "way/sum-4" not in before
    note(workspace, "f-step", unclear=True)
    assert [offer.item for offer in checks_in_day(workspace, day).offers][:1] == ["way/sum-4"]
    assert new_items(workspace)[0] == "way/sum-3"
    attempt(workspace, "way/sum-4", ok=True, why=True)
    assert [offer.item for offer in checks_in_day(workspace, day).offers] == before
    clock.pass_days(1)
    assert [offer.item for offer in checks_in_day(workspace, workspace.study_day()).offers] == ["way/sum-4"]
    attempt(workspace, "way/sum-4", ok=True, why=True)
    clock.pass_days(1)
    assert [offer.item for offer in checks_in_day(workspace, workspace.study_day()).offers] == before


def note(workspace: Workspace, formula: str, *, followed: bool = False, unclear: bool = False) -> None:
    name = {formula: "(1) walk"}
    note_reading(workspace, "papers/walk", name, followed=followed, unclear=formula if unclear else "")


def new_items(workspace: Workspace) -> list[str]:
    return [choice.item for choice in coming(workspace) if choice.why == "unseen"]


def test_formulas_that_are_ready_are_counted_in_words_and_the_first_is_named() -> None:
    formulas = tuple(PathFormula(called, frozenset(), (), called) for called in ("ELBO", "posterior mean"))
    invited = Invitation("papers/ddpm-2020", "DDPM", formulas * 2)
    named = "ELBO and 3 more"
    assert (invited.announcement, invited.named) == (
        f"Four formulas of DDPM can be read now: {named}.",
        named,
    )
    assert invited.question == "Could you follow all 4?"
    twelve = replace(invited, formulas=formulas * 6, parked=2).announcement
    assert twelve == "12 formulas of DDPM can be read now: ELBO and 11 more; 2 with a parked exercise."
    both = replace(invited, formulas=formulas)
    assert both.announcement == "Two formulas of DDPM can be read now: ELBO and the posterior mean."
    assert both.question == "Could you follow both?"
    assert replace(invited, formulas=formulas[1:]).named == "the posterior mean"


def test_what_is_wrong_is_drilled_before_it_is_read(workspace: Workspace, clock: Clock) -> None:
    attempt(workspace, "papers/walk/recall-1", ok=False, why=True)
    learn(workspace, clock, "sum-1", "sum-2", "sum-3", "sum-4")
    assert reading(workspace).ready == ("(1) walk",)
    assert (list_readable(workspace), make_reading_invitation(workspace)) == ([], None)
    attempt(workspace, "papers/walk/recall-1", ok=True, why=True)
    assert [formula.called for formula in asked(workspace).formulas] == ["(1) walk"]


def test_what_is_parked_is_said_to_be_parked_and_not_counted_as_green(
    workspace: Workspace, clock: Clock
) -> None:
    learn(workspace, clock, "sum-1", "sum-2", "sum-3", "sum-4")
    attempt(workspace, "papers/walk/special-case-2", ok=True, why=True)
    attempt(workspace, "papers/walk/recall-1", ok=False, why=True)
    park_exercise(workspace, "papers/walk/recall-1")
    assert asked(workspace).announcement.endswith("can be read now: (1) walk; 1 with a parked exercise.")
    assert (reading(workspace).drilled, reading(workspace).parked) == (("(1) walk",), 1)
    goal = read_today_view(workspace).page.goal
    assert goal is not None
    assert (goal.own_green, goal.own_begun, goal.own_parked) == (1, 0, 1)
    drawn, _ = draw_page(read_today_view(workspace).page, 100, 30)
    lines = ["".join(text for text, _ in pieces) for pieces in drawn]
    assert f"Its exercises 1 of {goal.own} green, 1 parked" in lines


def test_a_formulas_name_fits_into_a_sentence() -> None:
    names = (
        "posterior mean",
        "the jump",
        "a term of the bound",
        "ELBO",
        "(3) walk",
        "(3)",
        "line 30",
        "its variance",
    )
    assert [*map(name_formula, names)] == [
        "the posterior mean", "the jump", "a term of the bound", "ELBO", "(3) walk", "equation (3)",
        "the formula at line 30", "its variance",
    ]  # fmt: skip
