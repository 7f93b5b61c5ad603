"""A page for somebody else who is to explain a formula of a paper, or to answer a question on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drill.session.key_display import (
    escape_markdown_line,
    escape_markdown_paragraphs,
    without_html,
    write_display_markdown,
    write_inline_markdown,
)
from drill.session.papers.workbook_views import FormulaView, PaperView
from drill.session.standing.paper_notes import find_note_text, list_noted_questions, read_paper_notes
from drill.session.workspace import Workspace


def write_question_page(workspace: Workspace, view: PaperView, key: str) -> str:
    """Return all that somebody else needs in order to answer the question of a note, as Markdown."""
    notes = read_paper_notes(workspace, view.row.slug)
    about = find_note_text(notes, "about", key)
    question = next(note for note in list_noted_questions(notes) if note.key == key)
    formula = next((formula for formula in view.formulas if formula.row.id == about), None)
    parts = [_write_head(view)]
    if formula is not None:
        parts += _write_asked_formula(formula)
    parts += ["**What I do not understand**", escape_markdown_line(question.text)]
    return "\n\n".join(parts) + "\n"


def write_formula_page(view: PaperView, formula: FormulaView) -> str:
    """Return all that somebody else needs in order to explain a formula, as Markdown."""
    return "\n\n".join((_write_head(view), *_write_asked_formula(formula))) + "\n"


def _write_head(view: PaperView) -> str:
    authors = f" ({escape_markdown_line(view.row.authors)})" if view.row.authors else ""
    head = f"# A question on “{escape_markdown_line(view.row.title)}”{authors}"
    return f"{head}\n\n{view.abstract}".rstrip()


def _write_asked_formula(formula: FormulaView) -> Iterator[str]:
    row = formula.row
    yield f"It is about {escape_markdown_line(formula.called)}:"
    yield write_display_markdown(row.in_use)
    if meanings := _list_letter_meanings(formula):
        yield "\n".join(meanings)
    for text in filter(None, (row.before, row.after)):
        yield f"> {without_html(text)}"
    words = formula.notes.items()
    if words:
        yield "**In my own words**"
    for name, text in words:
        yield (
            escape_markdown_paragraphs(text)
            if name == "words"
            else f"{name}: {escape_markdown_paragraphs(text)}"
        )


def _list_letter_meanings(formula: FormulaView) -> Sequence[str]:
    """Return the meanings of a formula's letters, a line each."""
    meanings = [(symbol.row.symbol, symbol.meaning or symbol.row.declared) for symbol in formula.symbols]
    return [
        f"- {write_inline_markdown(letter)}: {escape_markdown_line(meaning)}"
        for letter, meaning in meanings
        if meaning
    ]
