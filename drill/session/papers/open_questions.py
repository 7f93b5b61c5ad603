"""Questions on a paper without an answer: what here may answer each, and a page for somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drill.gyr.events import BankId, SkillId
from drill.session.key_display import (
    escape_markdown_line,
    escape_markdown_paragraphs,
    without_html,
    write_display_markdown,
    write_inline_markdown,
)
from drill.session.papers.workbook_views import FormulaView, PaperView
from drill.session.standing.paper_notes import Question, list_noted_questions, read_paper_notes
from drill.session.standing.prerequisites import of_skills
from drill.session.titles import EVERYDAY_ROOTS, Terms, normalise_term_words, roots_of, skill_title
from drill.session.workspace import Workspace

# So many skills and papers are named for a question, and so many of what the paper itself says.
MOST_ANSWERS: Final = 3
_MOST_OWN: Final = 2
# Words of a question that a text of the paper shares.
_LEAST_WORDS: Final = 2
_SHORT: Final = re.compile(r"\b[A-Z][A-Za-z]{0,8}[A-Z]\b")
_BRACKETED: Final = re.compile(r"\(([A-Z][A-Za-z]{0,8}[A-Z])s?\)")


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
    # Where the paper itself answers, or the learner's note on it: what it is, such as ``this paper``. Then
    # nothing is drilled: its words are the card, and ``formula`` is the id of the formula, if it is one.
    of_paper: str = ""
    formula: str = ""


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
    open_ones = [
        each for each in list_noted_questions(read_paper_notes(workspace, view.row.slug)) if not each.answer
    ]
    if not open_ones:
        return ()
    terms, formulas = workspace.terms(), {formula.row.id: formula for formula in view.formulas}
    return tuple(
        OpenQuestion(question, formula, tuple(_list_answers(workspace, terms, view, question, formula)))
        for question in open_ones
        for formula in [formulas.get(question.about)]
    )


def _list_answers(
    workspace: Workspace, terms: Terms, view: PaperView, question: Question, formula: FormulaView | None
) -> Iterator[PossibleAnswer]:
    """Yield what the paper itself says, then what the question names; else what its formula needs."""
    own = _list_own_answers(terms, view, question, formula)
    yield from own
    needs = formula.needs if formula is not None else ()
    ranked = [name for name in terms.rank_answers(question.text, needs) if name != view.row.bank]
    named = [name for name in ranked if _is_here(workspace, name)][: MOST_ANSWERS - len(own)]
    for name in named or (() if own else needs[:MOST_ANSWERS]):
        bank = workspace.catalogue.bank(name)
        if bank is not None:
            yield PossibleAnswer(name, bank.title, is_paper=True)
        else:
            card = of_skills(workspace, {name}).get(name, "")
            title = skill_title(workspace, SkillId(name))
            yield PossibleAnswer(name, title, card=card, is_of_formula=not named)


def _list_own_answers(
    terms: Terms, view: PaperView, question: Question, formula: FormulaView | None
) -> Sequence[PossibleAnswer]:
    """Return the sentence that defines a term, the formulas, facts and notes that a question is about.

    A term or a formula is named. Of other texts two words of the question stand there, one of them telling,
    and half of all; the one with most of them comes first.
    """
    text = question.text
    shorts = frozenset(_SHORT.findall(text))
    named = [
        _quote_possible_answer(sentence, where)
        for sentence, where in view.definitions
        if any(
            short in shorts or _spells_out_abbreviation(sentence, short, text)
            for short in _BRACKETED.findall(sentence)
        )
    ]
    others = [each for each in view.formulas if formula is None or each.row.id != formula.row.id]
    wanted = terms.find_wanted(text)
    named += [_at_formula(each) for each in others if _mentions_formula_name(each.row.called, text)]
    weighed: list[tuple[int, PossibleAnswer]] = []
    of_formulas = ((_name_formula_with_text(each), _at_formula(each)) for each in others)
    for words, answer in (*_list_texts(view, question), *of_formulas):
        shared = wanted & roots_of(words)
        if len(shared) >= _LEAST_WORDS and 2 * len(shared) >= len(wanted) and shared - EVERYDAY_ROOTS:
            weighed.append((-len(shared), answer))
    weighed.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys((*named, *(answer for _, answer in weighed))))[:_MOST_OWN]


def _list_texts(view: PaperView, question: Question) -> Iterator[tuple[str, PossibleAnswer]]:
    """Yield the facts on the paper and the learner's notes, but for the questions without an answer."""
    for heading in (heading for part in view.notes for heading in part.headings):
        for fact in heading.facts:
            yield fact, PossibleAnswer("", heading.title, card=fact, of_paper="this paper")
        own = " ".join(line.text for line in heading.lines if line.text)
        is_note = heading.kind in ("overview", "caption") or heading.has_answer
        if own and is_note and heading.key != question.key:
            yield f"{heading.title} {own}", PossibleAnswer("", heading.title, card=own, of_paper="your note")


def _quote_possible_answer(sentence: str, where: str) -> PossibleAnswer:
    of_paper = ", ".join(filter(None, ("this paper", where)))
    return PossibleAnswer("", sentence, card=sentence, of_paper=of_paper)


def _at_formula(formula: FormulaView) -> PossibleAnswer:
    words = formula.notes.get("words") or formula.row.words or formula.row.before
    return PossibleAnswer("", formula.called, card=words, of_paper="formula here", formula=formula.row.id)


def _name_formula_with_text(formula: FormulaView) -> str:
    """Return a formula's name, with what is written on it."""
    return " ".join((formula.row.called, formula.row.words, *formula.notes.values()))


def _mentions_formula_name(name: str, text: str) -> bool:
    """Return whether a formula's name stands whole in a text: two words at least, or one that is rare."""
    words = normalise_term_words(name)
    return (
        len(words) > 1 or name.isupper()
    ) and f" {' '.join(words)} " in f" {' '.join(normalise_term_words(text))} "


def _spells_out_abbreviation(sentence: str, short: str, text: str) -> bool:
    """Return whether a text has the words before an abbreviation in brackets, as many as it has letters."""
    words = normalise_term_words(sentence.partition(f"({short}")[0])[-len(short) :]
    return len(words) > 1 and f" {' '.join(words)} " in f" {' '.join(normalise_term_words(text))} "


def _is_here(workspace: Workspace, name: SkillId | BankId) -> bool:
    """Return whether there are exercises on a skill, or a bank of a paper."""
    return name in workspace.curriculum().exercises or workspace.catalogue.bank(name) is not None


def write_question_page(view: PaperView, asked: OpenQuestion) -> str:
    """Return all that somebody else needs in order to answer a question, as Markdown."""
    return "\n\n".join(_write_question_parts(view, asked)) + "\n"


def write_formula_page(view: PaperView, formula: FormulaView) -> str:
    """Return all that somebody else needs in order to explain a formula, as Markdown."""
    return "\n\n".join((_write_head(view), *_write_asked_formula(formula))) + "\n"


def _write_head(view: PaperView) -> str:
    authors = f" ({escape_markdown_line(view.row.authors)})" if view.row.authors else ""
    head = f"# A question on “{escape_markdown_line(view.row.title)}”{authors}"
    return f"{head}\n\n{view.abstract}".rstrip()


def _write_question_parts(view: PaperView, asked: OpenQuestion) -> Iterator[str]:
    yield _write_head(view)
    if asked.formula is not None:
        yield from _write_asked_formula(asked.formula)
    yield "**What I do not understand**"
    yield escape_markdown_line(asked.question.text)


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
    """Return what the letters of a formula mean, a line each."""
    meanings = [(symbol.row.symbol, symbol.meaning or symbol.row.declared) for symbol in formula.symbols]
    return [
        f"- {write_inline_markdown(letter)}: {escape_markdown_line(meaning)}"
        for letter, meaning in meanings
        if meaning
    ]
