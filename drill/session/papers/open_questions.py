"""Questions on a paper without an answer: what here may answer each, and a page for somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drill.gyr.events import BankId, SkillId
from drill.session.further_theory import of_skills
from drill.session.papers.markdown import display, escaped, inline, paragraphs, without_html
from drill.session.papers.notes import questions, read_notes
from drill.session.papers.workbook_views import FormulaView, PaperView, Question
from drill.session.terms import Terms
from drill.session.titles import skill_title
from drill.session.workspace import Workspace

# So many skills and papers are named for a question.
MOST_ANSWERS: Final = 3


@dataclass(frozen=True, slots=True)
class PossibleAnswer:
    """A skill or a paper that may answer a question; ``name`` is what a session on it is started with."""

    name: str
    title: str
    is_paper: bool = False
    # Of the topic that trains the skill, as Markdown; empty where none is written.
    card: str = ""
    # The question does not name it: the formula at which it was asked needs it.
    is_of_formula: bool = False


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer of the learner's, and what may answer it, the likeliest first."""

    question: Question
    # At which it was asked.
    formula: FormulaView | None
    answers: tuple[PossibleAnswer, ...]

    @property
    def key(self) -> str:
        """The key of its note."""
        return self.question.key


def list_open_questions(workspace: Workspace, view: PaperView) -> tuple[OpenQuestion, ...]:
    """Return the questions on a paper that have no answer yet, those that lie outside of it first."""
    open_ones = [each for each in questions(read_notes(workspace, view.row.slug)) if not each.answer]
    if not open_ones:
        return ()
    terms, formulas = Terms(workspace.catalogue), {formula.row.id: formula for formula in view.formulas}
    return tuple(
        OpenQuestion(question, formula, tuple(_list_answers(workspace, terms, view, question, formula)))
        for question in open_ones
        for formula in [formulas.get(question.about)]
    )


def _list_answers(
    workspace: Workspace, terms: Terms, view: PaperView, question: Question, formula: FormulaView | None
) -> Iterator[PossibleAnswer]:
    """Yield what the question names; where that is nothing, what its formula needs."""
    needs = formula.needs if formula is not None else ()
    ranked = [name for name in terms.rank_answers(question.text, needs) if name != view.row.bank]
    named = [name for name in ranked if _is_here(workspace, name)][:MOST_ANSWERS]
    for name in named or needs[:MOST_ANSWERS]:
        bank = workspace.catalogue.bank(name)
        if bank is not None:
            yield PossibleAnswer(name, bank.title, is_paper=True)
        else:
            card = of_skills(workspace, {name}).get(name, "")
            title = skill_title(workspace, SkillId(name))
            yield PossibleAnswer(name, title, card=card, is_of_formula=not named)


def _is_here(workspace: Workspace, name: SkillId | BankId) -> bool:
    """Return whether there are exercises on a skill, or a bank of a paper."""
    return name in workspace.curriculum().exercises or workspace.catalogue.bank(name) is not None


def write_page(view: PaperView, asked: OpenQuestion) -> str:
    """Return all that somebody else needs in order to answer a question, as Markdown."""
    return "\n\n".join(_write_parts(view, asked)) + "\n"


def _write_parts(view: PaperView, asked: OpenQuestion) -> Iterator[str]:
    authors = f" ({escaped(view.row.authors)})" if view.row.authors else ""
    yield f"# A question on “{escaped(view.row.title)}”{authors}"
    if (formula := asked.formula) is not None:
        row = formula.row
        yield f"It is about {escaped(formula.called)}:"
        yield display(row.in_use)
        if meanings := _list_meanings(formula):
            yield "\n".join(meanings)
        for text in filter(None, (row.before, row.after)):
            yield f"> {without_html(text)}"
        words = formula.notes.items()
        if words:
            yield "**In my own words**"
        for name, text in words:
            yield paragraphs(text) if name == "words" else f"{name}: {paragraphs(text)}"
    yield "**What I do not see**"
    yield escaped(asked.question.text)


def _list_meanings(formula: FormulaView) -> Sequence[str]:
    """Return what the letters of a formula mean, a line each."""
    meanings = [(symbol.row.symbol, symbol.meaning or symbol.row.declared) for symbol in formula.symbols]
    return [f"- {inline(letter)}: {escaped(meaning)}" for letter, meaning in meanings if meaning]
