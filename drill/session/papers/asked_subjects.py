"""What the learner's assistant is asked about in a paper: a formula, a question, a card.

What it says may be kept as the answer to a question, which is not asked back: nobody has proved it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.session.papers.assistant import AskedSubject
from drill.session.papers.open_questions import OpenQuestion, write_formula_page, write_question_page
from drill.session.standing.paper_notes import MOST_CHARACTERS, question_text, write_note

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import FormulaView, PaperView
    from drill.session.workspace import Workspace

_KEPT = "Kept as a note on the paper."


def ask_about_formula(workspace: Workspace, view: PaperView, formula: FormulaView) -> AskedSubject:
    """Return a formula, with what the paper and the learner say of it, as what is asked about."""
    slug = view.row.slug

    def keep(question: str, text: str) -> str:
        asked = question_text("", question.strip() or f"What does {formula.called} say?")
        key = write_note(workspace, slug, "unknown", "", asked)
        write_note(workspace, slug, "about", key, formula.row.id)
        write_note(workspace, slug, "words", key, text[:MOST_CHARACTERS])
        return f"{_KEPT} It is the answer to a question."

    return AskedSubject(
        "this formula and your notes on it", lambda: write_formula_page(view, formula), keep=keep
    )


def ask_about_question(workspace: Workspace, view: PaperView, asked: OpenQuestion) -> AskedSubject:
    """Return a question on a paper, with the formula at which it was asked, as what is asked about."""

    def keep(question: str, text: str) -> str:
        del question
        write_note(workspace, view.row.slug, "words", asked.key, text[:MOST_CHARACTERS])
        return f"{_KEPT} It is the answer to your question."

    return AskedSubject("this question and its formula", lambda: write_question_page(view, asked), keep=keep)


def ask_about_card(card: str) -> AskedSubject:
    """Return a card as what is asked about."""
    return AskedSubject("this card", lambda: card)
