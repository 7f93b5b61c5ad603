"""Questions on a paper that have no answer yet: what may answer them, and the page for somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drill.banks import catalogue
from drill.papers import Facts, PassageRow
from drill.session.papers.note_page import write_heading
from drill.session.papers.open_questions import OpenQuestion, list_open_questions, write_question_page
from drill.session.papers.workbook import open_paper
from drill.session.standing.paper_notes import write_note
from drill.session.titles import Terms
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.a_paper import RECORD, plant_paper


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(catalogue, "SUBJECTS", ("way",))
    plant_paper(tmp_path)
    with workspace_in(tmp_path) as opened:
        yield opened


def ask(workspace: Workspace, text: str, about: str = "", kind: str = "") -> OpenQuestion:
    key = write_heading(workspace, "walk", "unknown/", {"question": text, "about": about, "kind": kind})
    return next(
        each for each in list_open_questions(workspace, open_paper(workspace, "walk")) if each.key == key
    )


def test_a_question_names_what_answers_it(workspace: Workspace) -> None:
    named = ask(workspace, "how does one add?")
    assert [answer.title for answer in named.answers] == ["Add"]
    assert not named.answers[0].is_of_formula
    assert ask(workspace, "zzz?").answers == ()


def test_a_question_that_names_nothing_has_what_its_formula_needs(workspace: Workspace) -> None:
    asked = ask(workspace, "zzz?", about="f-step")
    assert asked.formula is not None
    assert asked.formula.row.id == "f-step"
    assert {answer.is_of_formula for answer in asked.answers} == {True}


def test_an_answer_closes_it(workspace: Workspace) -> None:
    asked = ask(workspace, "why?")
    write_note(workspace, "walk", "words", asked.key, "since")
    assert list_open_questions(workspace, open_paper(workspace, "walk")) == ()


def test_those_outside_the_paper_come_first_and_those_of_no_kind_last(workspace: Workspace) -> None:
    ask(workspace, "what is a walk?")
    ask(workspace, "is it hard?", kind="hard")
    ask(workspace, "who made it?", kind="outside")
    asked = list_open_questions(workspace, open_paper(workspace, "walk"))
    assert [each.question.kind for each in asked] == ["outside", "hard", ""]


def test_the_page_for_somebody_else_holds_all_that_is_needed(workspace: Workspace) -> None:
    write_note(workspace, "walk", "words", "f-step", "noise <b>is added</b>")
    asked = ask(workspace, "why this $\\sigma$, and not [x](http://y)?", about="f-step")
    page = write_question_page(open_paper(workspace, "walk"), asked)
    assert asked.formula is not None
    parts = (asked.formula.row.in_use, "In my own words", "What I do not understand", "why this $\\sigma$")
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert "<b>" not in page.replace("\\<b", "")
    assert "\\[x\\]" in page
    alone = write_question_page(open_paper(workspace, "walk"), ask(workspace, "who?"))
    assert "own words" not in alone
    abstract = "A walk takes steps."
    view = replace(open_paper(workspace, "walk"), abstract=abstract)
    assert abstract in write_question_page(view, ask(workspace, "who else?"))
    assert alone.endswith("who?\n")


def test_words_that_ask_name_nothing(workspace: Workspace) -> None:
    terms = Terms(workspace.catalogue)
    for text in ("", "?", "why not use it then", "who is this", "a b c"):
        assert terms.rank_answers(text, ()) == ()


def plant(home: Path, **changed: object) -> None:
    plant_paper(home, replace(RECORD, **changed))  # type: ignore[arg-type]


def own_answers(home: Path, *questions: str) -> list[list[str]]:
    with workspace_in(home) as workspace:
        return [
            [answer.formula or answer.card for answer in ask(workspace, text).answers if answer.of_paper]
            for text in questions
        ]


def test_the_paper_itself_answers_first(tmp_path: Path) -> None:
    told = "We write sketches in a domain specific language (DSL)."
    fact = "The network predicts the noise instead of the mean of the reverse step."
    formula = replace(RECORD.formulas[0], called="learned mean", words="The network says what is noise.")
    plant(
        tmp_path,
        passages=(PassageRow("term", told, "main.tex", 4), PassageRow("new", "We propose DSL."),),
        facts=Facts(new=(fact,)),
        formulas=(formula, *RECORD.formulas[1:]),
    )  # fmt: skip
    found = own_answers(
        tmp_path, "what is a DSL?", "what is a domain-specific language",
        "why predict the noise and not the mean?", "how is the learned mean made", "what is noise?",
        "which language is spoken in France?", "what is a DS?", "how many GPUs", "what does this mean?",
    )  # fmt: skip
    assert found == [[told], [told], [fact, "f-step"], ["f-step"], [], [], [], [], []]


def test_ones_own_note_answers_a_question(tmp_path: Path) -> None:
    plant(tmp_path)
    with workspace_in(tmp_path) as workspace:
        write_note(workspace, "walk", "overview", "why", "earlier walkers forget the wind direction")
        (answer,) = ask(workspace, "why is the wind direction forgotten?").answers
        assert (answer.of_paper, answer.card) == ("your note", "earlier walkers forget the wind direction")
