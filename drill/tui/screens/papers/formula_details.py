"""What the outline of a paper lists, and all that is told of the row chosen in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from drill import typeset
from drill.session.papers.workbook_views import Drilled, FormulaView, ReferencedView, place_told
from drill.tui.formula_forms import FORMS, format_learner_words, in_form, print_formula_in_form
from drill.tui.screens.papers.labelled_text import (
    LABEL_CELLS,
    describe_type,
    draw_labelled_markdown,
    draw_labelled_words,
    draw_paragraph,
    exercises_told,
    fit_to_cells,
    in_line,
)
from drill.tui.styled_content import EMPTY, build_content, of_block, prefix_first_line, stack_lines

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import PaperView, SymbolView
    from drill.tui.looks import Looks
    from drill.typeset import Tier

# What a row stands for; with ``None`` as its row the exercises that belong to nothing in the outline.
Subject = FormulaView | ReferencedView | Drilled[None]


def list_formula_outline(view: PaperView) -> list[tuple[str, Mapping[str, Subject]]]:
    """Return titles in Markdown with what is listed below each, by the keys of its rows."""
    groups: list[tuple[str, Mapping[str, Subject]]] = [
        (
            f"{block.label} {block.title}".strip() or ("formulas" if block.number else "other formulas"),
            {f"formula {formula_view.row.id}": formula_view for formula_view in block.formulas},
        )
        for block in view.blocks
    ]
    groups += [
        ("referred, not shown", {f"referenced {n}": row for n, row in enumerate(view.referenced)}),
        ("other exercises", {"others": Drilled(row=None, exercises=view.others)} if view.others else {}),
    ]
    return [group for group in groups if group[1]]


def name_outline_row(subject: Subject) -> str:
    """Return how a row is called, as Markdown with ``$…$``."""
    match subject:
        case FormulaView() | ReferencedView():
            return format_learner_words(subject.called)
        case _:
            return "the whole paper"


def draw_formula_in_form(subject: FormulaView, form: str, width: int, looks: Looks) -> Content:
    """Draw a formula in two dimensions, or in a form that is text."""
    latex = subject.row.in_use
    if form == FORMS[0]:
        return of_block(typeset.typeset_formula(latex, width=width, tier=looks.tier))
    if form == "spoken" and subject.row.spoken:
        return draw_paragraph(format_learner_words(subject.row.spoken), width, looks)
    return draw_paragraph(in_form(f"$${latex}$$", form, looks.tier), width, looks)


def choose_copied_text(subject: Subject, form: str, tier: Tier) -> tuple[str, str]:
    """Return what ``c`` copies, and what is told of it."""
    if not isinstance(subject, FormulaView):
        return subject.row.what if isinstance(subject, ReferencedView) else name_outline_row(
            subject
        ), "Copied."
    if form in (FORMS[0], "LaTeX"):
        return subject.row.in_use, "LaTeX copied."
    text = subject.row.spoken if form == "spoken" else ""
    return text or print_formula_in_form(subject.row.in_use, form, tier), f"Copied: {form}."


def describe_outline_row(subject: Subject, width: int, looks: Looks) -> list[Content]:
    """Return all that is known of a row, under its formula if it is one."""
    match subject:
        case FormulaView():
            lines = _about_formula(subject, width, looks)
        case ReferencedView():
            lines = _about_referenced(subject, width, looks)
        case _:
            lines = [
                build_content(("Exercises on the whole paper, or on what it does not show.", "$secondary"))
            ]
    return [*lines, EMPTY, exercises_told(subject.exercises, width, looks)]


def _about_formula(view: FormulaView, width: int, looks: Looks) -> list[Content]:
    notes, row = view.notes, view.row
    lines: list[Content] = []
    if not row.is_read:
        warning = "drill cannot compute with it: its exercises ask how it is written and what it says."
        lines += [draw_paragraph(warning, width, looks, "$secondary"), EMPTY]
    if row.corrected:
        lines += [draw_labelled_markdown("printed", f"${row.latex}$", width, looks), EMPTY]
    if notes.keys() - {"words"}:
        lines += [
            draw_labelled_words(name, notes.get(name, ""), width, looks)
            for name in ("input", "process", "output")
        ]
    else:
        hint = "e writes what goes in, what is done with it, what comes out"
        lines.append(draw_labelled_markdown("notes", hint, width, looks))
    lines += _list_formula_relations(view, width, looks)
    if row.special_cases:
        lines += [EMPTY, build_content(("special cases", "$secondary"))]
        lines += [
            draw_labelled_markdown("", special_case, width, looks) for special_case in row.special_cases
        ]
    lines += (
        [EMPTY, draw_labelled_words("own words", notes["words"], width, looks)] if "words" in notes else []
    )
    if view.kindred:
        lines += [EMPTY, build_content(("your words on the same move", "$secondary"))]
        lines += [
            draw_labelled_words("", f"{other.text}  ({other.title})", width, looks) for other in view.kindred
        ]
    lines += [EMPTY, build_content(("to compare with", "$secondary"))] if view.model else []
    lines += [draw_labelled_markdown(name, text, width, looks) for name, text in view.model]
    places = ", also ".join(place_told(place.file, place.line) for place in (row, *row.also))
    return [*lines, *_draw_source_place(places, width, looks)]


def _list_formula_relations(view: FormulaView, width: int, looks: Looks) -> list[Content]:
    """Return what its symbols are, and what it uses and is used by."""
    lines = [_describe_symbol_meaning(symbol, width, looks) for symbol in view.symbols]
    links = (("uses", view.uses), ("used by", view.used_by))
    link_rows = [
        draw_labelled_words(label, ", ".join(names), width, looks) for label, names in links if names
    ]
    link_rows += [
        draw_labelled_markdown("relative", relative, width, looks) for relative in view.row.relatives
    ]
    return [row for rows in (lines, link_rows) if rows for row in (EMPTY, *rows)]


def _describe_symbol_meaning(symbol: SymbolView, width: int, looks: Looks) -> Content:
    """Return a symbol, what it means, and on a line of its own what it is declared to be."""
    name = build_content(fit_to_cells(in_line(symbol.row.symbol, looks, LABEL_CELLS - 1), LABEL_CELLS))
    texts = [
        format_learner_words(text) for text in (symbol.meaning, describe_type(symbol.row, looks)) if text
    ]
    if not texts:
        return prefix_first_line(
            name, build_content((f"not explained; type {symbol.row.typed}", "$secondary"))
        )
    return prefix_first_line(
        name, stack_lines([draw_paragraph(text, width - LABEL_CELLS, looks) for text in texts])
    )


def _about_referenced(view: ReferencedView, width: int, looks: Looks) -> list[Content]:
    is_here = view.skills or view.papers
    told = "The paper uses it and does not show it" + ("." if is_here else ": look it up and note it.")
    return [
        draw_paragraph(format_learner_words(view.row.what), width, looks, "bold"),
        draw_paragraph(told, width, looks),
        *(
            build_content((f"{'drill':10}", "$secondary"), looks.sign(skill.state), f" {skill.title}")
            for skill in view.skills
        ),
        *(draw_labelled_words("shown in", bank, width, looks) for bank in view.papers),
        *_draw_source_place(place_told(view.row.file, view.row.line), width, looks),
    ]


def _draw_source_place(file_position: str, width: int, looks: Looks) -> Sequence[Content]:
    return (
        [EMPTY, draw_labelled_markdown("source", format_learner_words(file_position), width, looks)]
        if file_position
        else []
    )
