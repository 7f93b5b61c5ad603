"""Shared drawing of the views of a paper: labelled texts, exercises with states, places in the source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from drill import typeset
from drill.session.today.today_page import cut_words
from drill.text import count
from drill.tui.formula_forms import FORMS, format_learner_words, in_form
from drill.tui.looks import EMPTY, Part, build_content, of_block, prefix_first_line, stack_lines
from drill.tui.screens.papers.part import Row

if TYPE_CHECKING:
    from drill.gyr.state import State
    from drill.papers import SymbolRow
    from drill.session.papers.open_questions import OpenQuestion, PossibleAnswer
    from drill.session.papers.workbook_views import PaperExercise
    from drill.tui.app import DrillApp
    from drill.tui.looks import Looks
    from drill.tui.screens.papers.paper import PaperScreen

LABEL_CELLS = 10
COUNTED: tuple[State, ...] = ("green", "yellow", "red", "parked", "unseen")
NARROWEST = 12
# What a symbol is declared to be in, in words, and what a function's values are.
TYPES = {
    "R": ("a real number", "real numbers"), "N": ("a natural number", "natural numbers"),
    "Z": ("an integer", "integers"), "R^?": ("a vector", "vectors"), "R^(? x ?)": ("a matrix", "matrices"),
}  # fmt: skip
# More than any title or name takes.
MOST_CELLS = 400
# Rows of the terminal for each that a formula may take above a table.
ROWS_A_FORMULA_ROW = 4


def states_told(states: Mapping[State, int], looks: Looks) -> Content:
    """Return how many exercises are in each state: ``●12 ▲9 ■3 37 new``."""
    pieces: list[Part] = []
    for state in COUNTED:
        if number := states.get(state, 0):
            pieces.append(" " if pieces else "")
            pieces += [f"{number} new"] if state == "unseen" else [looks.sign(state), f"{number}"]
    return build_content(*pieces)


def exercises_told(exercises: Sequence[PaperExercise], width: int, looks: Looks) -> Content:
    """Return exercises by kind: ``9 exercises  recall ■  code ▲▲  explain ●``."""
    if not exercises:
        return build_content(("no exercises", "$secondary"))
    groups = [build_content((count(len(exercises), "exercise"), "$secondary"))]
    for kind in dict.fromkeys(exercise.kind for exercise in exercises):
        signs: list[Part] = [looks.sign(exercise.state) for exercise in exercises if exercise.kind == kind]
        groups.append(build_content(f"{kind} ", *signs))
    rows = [groups[0]]
    for group in groups[1:]:
        if len(rows[-1].plain) + len(group.plain) + 2 <= width:
            rows[-1] = rows[-1] + build_content("  ") + group
        else:
            rows.append(group)
    return stack_lines(rows)


def place_in_short(file_position: str) -> str:
    """Return ``main.tex:131`` without folders."""
    return file_position.rpartition("/")[2]


def draw_labelled_markdown(label: str, markdown: str, width: int, looks: Looks) -> Content:
    """Return a text with formulas, wrapped next to its label."""
    head = build_content((f"{label:{LABEL_CELLS}}", "$secondary"))
    room = max(NARROWEST, width - LABEL_CELLS)
    if not markdown.strip():
        return head
    return prefix_first_line(head, of_block(typeset.set_prose(markdown, width=room, tier=looks.tier)))


def draw_labelled_words(label: str, text: str, width: int, looks: Looks) -> Content:
    """Return what the learner wrote, next to its label, line by line."""
    lines = [text_line for text_line in text.split("\n") if text_line.strip()] or [""]
    return stack_lines(
        [
            draw_labelled_markdown("" if n else label, format_learner_words(text_line), width, looks)
            for n, text_line in enumerate(lines)
        ]
    )


def draw_paragraph(markdown: str, width: int, looks: Looks, style: str = "") -> Content:
    """Return a text with formulas, wrapped."""
    if not markdown.strip():
        return EMPTY
    block = typeset.set_prose(markdown, width=max(NARROWEST, width), tier=looks.tier)
    return of_block(block, style=style)


def on_one_line(markdown: str, looks: Looks, cells: int) -> str:
    """Return a text with formulas on one line of at most ``cells`` cells, cut between its words."""
    lines = typeset.set_prose(markdown, width=MOST_CELLS, tier=looks.tier).lines
    if lines[1:]:
        lines = typeset.set_prose(
            in_form(markdown, FORMS[1], looks.tier), width=MOST_CELLS, tier=looks.tier
        ).lines
    return cut_words(" ".join(text.strip() for text in lines if text.strip()), cells)


def describe_type(row: SymbolRow, looks: Looks) -> str:
    """Return what a symbol is, without its name where that is possible: ``a vector``, ``0 < β_t < 1``."""
    name, declared = row.typed, row.declared
    known = {f"{name} in {of}": one for of, (one, _) in TYPES.items()}
    known |= {f"{name}(.) in {of}": f"a function into {several}" for of, (_, several) in TYPES.items()}
    if declared in known:
        return known[declared]
    if not looks.is_ascii:
        for typed, printed in (("inf)", "∞)"), ("<=", "≤"), (">=", "≥")):
            declared = declared.replace(typed, printed)
    declared = declared.replace(f"{name}(.) in ", "a function into ").removeprefix(f"{name}: ")
    printed = in_line(row.symbol, looks, MOST_CELLS)
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: printed, declared) if name else declared


def typeset_title_on_line(text: str, looks: Looks, cells: int = MOST_CELLS) -> str:
    """Return a title, a name or a question on one line, in the terminal's glyphs."""
    return on_one_line(format_learner_words(text), looks, cells)


def draw_formula_for_screen(latex: str, width: int, app: DrillApp) -> list[Content]:
    """Return a formula in two dimensions, on one line where it would take too much of the screen."""
    drawn = typeset.typeset_formula(latex, width=width, tier=app.looks.tier)
    if len(drawn.lines) * ROWS_A_FORMULA_ROW > app.size.height:
        return [build_content(in_line(latex, app.looks, width))]
    return [of_block(drawn)]


def in_line(latex: str, looks: Looks, cells: int) -> str:
    """Return a formula on one line of at most ``cells`` cells."""
    return cut_to_cells(typeset.typeset_on_one_line(latex, tier=looks.tier).one_line, cells)


def cut_to_cells(text: str, cells: int) -> str:
    """Return at most ``cells`` cells of a line, with a sign if something is missing."""
    if typeset.cell_width(text) <= cells:
        return text
    shortened = text
    while shortened and typeset.cell_width(shortened) > cells - 1:
        shortened = shortened[:-1]
    return shortened + "…"


def fit_to_cells(text: str, cells: int) -> str:
    """Return a column: the text cut to ``cells``, filled with blanks."""
    shortened = cut_to_cells(text, cells)
    return shortened + " " * (cells - typeset.cell_width(shortened))


# The open questions on a paper's map: a row each, and below it what may answer it.

# So many rows of questions are shown at first, and the key of the row that leads to the others.
MOST_SHOWN: Final = 4
MORE: Final = "more questions"


class QuestionRows:
    """The rows of the open questions; a question that was just asked shows what may answer it."""

    def __init__(self, paper: PaperScreen) -> None:
        self._paper = paper
        self._rows: dict[str, tuple[OpenQuestion, PossibleAnswer | None]] = {}
        self._unfolded: set[str] = set()
        self._known: frozenset[str] | None = None
        """The keys of the questions that were shown before."""
        self._has_all = False

    def find(self, key: str) -> tuple[OpenQuestion, PossibleAnswer | None] | None:
        """Return the question of a row, and what may answer it if the row is that."""
        return self._rows.get(key)

    def take_in(self) -> str:
        """Take in the questions as they are now; returns the row of one that was just asked, else nothing."""
        keys = frozenset(asked.key for asked in self._paper.questions)
        new = keys - (keys if self._known is None else self._known)
        self._known = keys
        self._unfolded |= new
        self._has_all = self._has_all or bool(new)
        return next((f"question {key}" for key in new), "")

    def draw(self, cells: int) -> Sequence[Row]:
        """Return a row for each question, and for what may answer those that are unfolded."""
        self._rows.clear()
        rows: list[Row] = []
        looks = self._paper.app.looks
        questions = self._paper.questions
        shown = questions if self._has_all or len(questions) <= MOST_SHOWN else questions[: MOST_SHOWN - 1]
        for asked in shown:
            self._rows[key := f"question {asked.key}"] = (asked, None)
            kind = f"  {asked.question.kind}" if asked.question.kind else ""
            is_unfolded = asked.key in self._unfolded
            further = count(len(asked.answers), "answer") if asked.answers and not is_unfolded else ""
            room = cells - len(kind) - len(further) - 8
            text = typeset_title_on_line(asked.question.text, looks, room)
            rows.append(
                Row(key, build_content(("  ? ", "$warning"), text, (f"{kind}   {further}", "$secondary")))
            )
            for number, answer in enumerate(asked.answers if is_unfolded else ()):
                self._rows[key := f"answer {asked.key} {number}"] = (asked, answer)
                of = "paper" if answer.is_paper else "skill"
                of = answer.of_paper or ("needed by the formula" if answer.is_of_formula else of)
                title = typeset_title_on_line(answer.title, looks, cells - len(of) - 10)
                rows.append(Row(key, build_content(f"      {title}", (f"   {of}", "$secondary"))))
        if len(shown) < len(questions):
            rows.append(
                Row(MORE, build_content((f"  ? {len(questions) - len(shown)} more questions", "$secondary")))
            )
        return rows

    def show_all(self) -> None:
        """Show all questions, not only the first ones."""
        self._has_all = True

    def about(self, key: str, width: int) -> Content:
        """Return a question whole, where it was asked, and what a key does with it."""
        found = self._rows.get(key)
        if found is None:
            return EMPTY
        asked, answer = found
        looks = self._paper.app.looks
        if answer is not None:
            return draw_paragraph(answer.card, width, looks) if answer.card else EMPTY
        where = f"at {asked.formula.called}" if asked.formula is not None else ""
        none = "" if asked.answers else "Nothing here names it. c copies a page to ask somebody else."
        lines = [
            build_content(
                typeset_title_on_line(asked.question.text, looks),
                (f"   {typeset_title_on_line(where, looks)}" if where else "", "$secondary"),
            )
        ]
        return stack_lines([*lines, *([build_content((none, "$secondary"))] if none else [])])

    def offer_enter(self, key: str) -> str:
        """Name what `drill` does on a row; empty where it does nothing."""
        found = self._rows.get(key)
        if found is None:
            return ""
        asked, answer = found
        if answer is not None and answer.of_paper:
            return "look" if answer.formula else ""
        return "drill it" if any(each.name for each in asked.answers) else ""

    def toggle(self, key: str) -> None:
        """Show what may answer a question, or hide it."""
        if (found := self._rows.get(key)) is not None:
            self._unfolded ^= {found[0].key}

    def drill(self, key: str) -> None:
        """Drill what may answer a question, the likeliest if none is chosen; show the paper's formula."""
        found = self._rows.get(key)
        if found is None:
            return
        asked, answer = found
        if answer is not None and answer.of_paper:
            if answer.formula:
                self._paper.look_at(answer.formula)
            return
        chosen = answer or next((each for each in asked.answers if each.name), None)
        none = "Nothing here answers it: c copies a page for somebody else."
        self._paper.drill([chosen.name] if chosen is not None else [], none)

    def find_card(self, key: str) -> tuple[str, str]:
        """Return the title of what may answer a question, and its card; empty where there is none."""
        found = self._rows.get(key)
        if found is None:
            return "", ""
        asked, answer = found
        answers = [answer] if answer is not None else asked.answers
        return next(((each.title, each.card) for each in answers if each.card), ("", ""))

    def copy_page(self, key: str) -> None:
        """Copy a page for somebody else on a question."""
        if (found := self._rows.get(key)) is not None:
            self._paper.copy_question(found[0].key)
