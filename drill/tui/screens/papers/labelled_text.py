"""Shared drawing of the views of a paper: labelled texts, exercises with states, places in the source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from drill import typeset
from drill.session.today.today_page import cut_words
from drill.text import count
from drill.tui.formula_forms import FORMS, format_learner_words, in_form
from drill.tui.looks import EMPTY, Part, build_content, of_block, prefix_first_line, stack_lines

if TYPE_CHECKING:
    from drill.gyr.state import State
    from drill.papers import FamilyRow, SymbolRow
    from drill.session.papers.workbook_views import PaperExercise
    from drill.tui.app import DrillApp
    from drill.tui.looks import Looks

LABEL_CELLS = 10
COUNTED: tuple[State, ...] = ("green", "yellow", "red", "parked", "unseen")
NARROWEST = 12
# Declared types of a symbol, in words, and types of a function's values.
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
    """Return the learner's text, next to its label, line by line."""
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
    """Return the type of a symbol, without its name if that is possible: ``a vector``, ``0 < β_t < 1``."""
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
    """Return a formula in two dimensions, or on one line if it would take too much of the screen."""
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


def describe_moves(moves: Sequence[FamilyRow]) -> Sequence[str]:
    """Return moves, each with what its roles are: Markdown with ``$…$``."""
    return [
        f"{move.title}: " + ", ".join(f"{role} ${latex}$" for role, latex in move.roles.items())
        if move.roles
        else move.title
        for move in moves
    ]
