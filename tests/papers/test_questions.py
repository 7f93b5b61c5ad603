"""The questions of a paper: at most three, about letters, each with the number that its answer gave."""

from __future__ import annotations

from drill.papers import paper_of, parse_declaration
from drill.papers.draft import COMPUTED, Paper
from drill.papers.generate import generate
from drill.papers.questions import MOST, Asked, answered
from tests.papers import computed_paper

FORMULAS = [
    r"h = W x + b", r"s = \|W x\|", r"z = W x \odot x", r"r = \operatorname{compute} u + v c",
    r"q = \gamma p + \gamma", r"k = \gamma^2 p + p",
]  # fmt: skip
DECLARED = {"x": "x in R^d", "b": "b in R^d", "p": "p in R"}


def paper() -> Paper:
    return computed_paper.paper_of(FORMULAS, DECLARED)


def asked(found: Paper) -> tuple[Asked, ...]:
    return generate(found, kinds=COMPUTED).questions


def test_a_question_promises_what_its_answer_makes() -> None:
    found = paper()
    before = {draft.id for draft in generate(found, kinds=COMPUTED).drafts}
    safe = {draft.id for draft in generate(found, kinds=COMPUTED).drafts if draft.is_safe}
    questions = asked(found)
    assert 0 < len(questions) <= MOST
    for one in questions:
        drafts = generate(paper_of(answered(found.sheet, one.question)), kinds=COMPUTED).drafts
        made = {draft.id for draft in drafts} - before
        assert len(made | {draft.id for draft in drafts if draft.is_safe} - safe) == one.waiting >= 2
        assert one.text.endswith(f"{one.waiting} exercises wait for it")


def test_only_letters_are_asked_about_and_the_answer_is_a_declaration() -> None:
    questions = asked(paper())
    assert not [one for one in questions if "compute" in one.question.about]
    for one in questions:
        assert parse_declaration(one.question.guess)
        assert "?" in one.text


def test_nothing_is_asked_where_no_answer_helps() -> None:
    assert asked(computed_paper.paper_of([r"y = W x"], {"W": "W in R^(m x n)", "x": "x in R^n"})) == ()
