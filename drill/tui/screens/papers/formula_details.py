"""What the outline of a paper lists, and all that is told of the row chosen in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from drill import typeset
from drill.session.papers.workbook_views import Drilled, FormulaView, ReferencedView, place_told
from drill.tui.content import EMPTY, beside, join, line, of_block
from drill.tui.forms import FORMS, as_typed, formula, in_form
from drill.tui.screens.papers.labelled_text import (
    LABEL_CELLS,
    describe_type,
    exercises_told,
    filled,
    in_line,
    labelled,
    own,
    paragraph,
)

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import PaperView, SymbolView
    from drill.tui.looks import Looks
    from drill.typeset import Tier

# What a row stands for; with ``None`` as its row the exercises that belong to nothing in the outline.
Subject = FormulaView | ReferencedView | Drilled[None]


def outline(view: PaperView) -> list[tuple[str, Mapping[str, Subject]]]:
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


def words(subject: Subject) -> str:
    """Return how a row is called, as Markdown with ``$…$``."""
    match subject:
        case FormulaView() | ReferencedView():
            return as_typed(subject.called)
        case _:
            return "the whole paper"


def drawn(subject: FormulaView, form: str, width: int, looks: Looks) -> Content:
    """Draw a formula in two dimensions, or in a form that is text."""
    latex = subject.row.in_use
    if form == FORMS[0]:
        return of_block(typeset.typeset(latex, width=width, tier=looks.tier))
    if form == "spoken" and subject.row.spoken:
        return paragraph(as_typed(subject.row.spoken), width, looks)
    return paragraph(in_form(f"$${latex}$$", form, looks.tier), width, looks)


def copied(subject: Subject, form: str, tier: Tier) -> tuple[str, str]:
    """Return what ``c`` copies, and what is told of it."""
    if not isinstance(subject, FormulaView):
        return subject.row.what if isinstance(subject, ReferencedView) else words(subject), "Copied."
    if form in (FORMS[0], "LaTeX"):
        return subject.row.in_use, "LaTeX copied."
    text = subject.row.spoken if form == "spoken" else ""
    return text or formula(subject.row.in_use, form, tier), f"Copied: {form}."


def about(subject: Subject, width: int, looks: Looks) -> list[Content]:
    """Return all that is known of a row, under its formula if it is one."""
    match subject:
        case FormulaView():
            lines = _about_formula(subject, width, looks)
        case ReferencedView():
            lines = _about_referenced(subject, width, looks)
        case _:
            lines = [line(("Exercises on the whole paper, or on what it does not show.", "$secondary"))]
    return [*lines, EMPTY, exercises_told(subject.exercises, width, looks)]


def _about_formula(view: FormulaView, width: int, looks: Looks) -> list[Content]:
    notes, row = view.notes, view.row
    lines: list[Content] = []
    if not row.is_read:
        warning = "drill cannot compute with it: its exercises ask how it is written and what it says."
        lines += [paragraph(warning, width, looks, "$secondary"), EMPTY]
    if row.corrected:
        lines += [labelled("printed", f"${row.latex}$", width, looks), EMPTY]
    if notes.keys() - {"words"}:
        lines += [own(name, notes.get(name, ""), width, looks) for name in ("input", "process", "output")]
    else:
        hint = "e writes what goes in, what is done with it, what comes out"
        lines.append(labelled("notes", hint, width, looks))
    lines += _known(view, width, looks)
    if row.special_cases:
        lines += [EMPTY, line(("special cases", "$secondary"))]
        lines += [labelled("", special_case, width, looks) for special_case in row.special_cases]
    lines += [EMPTY, own("own words", notes["words"], width, looks)] if "words" in notes else []
    if view.kindred:
        lines += [EMPTY, line(("your words on the same move", "$secondary"))]
        lines += [own("", f"{other.text}  ({other.title})", width, looks) for other in view.kindred]
    lines += [EMPTY, line(("to compare with", "$secondary"))] if view.model else []
    lines += [labelled(name, text, width, looks) for name, text in view.model]
    return [*lines, *_source(row.file, row.line, width, looks)]


def _known(view: FormulaView, width: int, looks: Looks) -> list[Content]:
    """Return what its symbols are, what it uses and is used by, and itself in NumPy."""
    lines = [_symbol(symbol, width, looks) for symbol in view.symbols]
    links = (("uses", view.uses), ("used by", view.used_by))
    link_rows = [own(label, ", ".join(names), width, looks) for label, names in links if names]
    link_rows += [labelled("relative", relative, width, looks) for relative in view.row.relatives]
    code_lines = view.row.code.split("\n") if view.row.code else []
    code_rows = [own("" if n else "NumPy", text, width, looks) for n, text in enumerate(code_lines)]
    if view.row.code_names:
        names = ", ".join(f"{as_typed(name)} is ${latex}$" for name, latex in view.row.code_names)
        code_rows.append(labelled("", f"where {names}", width, looks))
    return [row for rows in (lines, link_rows, code_rows) if rows for row in (EMPTY, *rows)]


def _symbol(symbol: SymbolView, width: int, looks: Looks) -> Content:
    """Return a symbol, what it means, and on a line of its own what it is declared to be."""
    name = line(filled(in_line(symbol.row.symbol, looks, LABEL_CELLS - 1), LABEL_CELLS))
    texts = [as_typed(text) for text in (symbol.meaning, describe_type(symbol.row, looks)) if text]
    if not texts:
        return beside(name, line((f"typed {symbol.row.typed}", "$secondary")))
    return beside(name, join([paragraph(text, width - LABEL_CELLS, looks) for text in texts]))


def _about_referenced(view: ReferencedView, width: int, looks: Looks) -> list[Content]:
    is_here = view.skills or view.papers
    told = "The paper uses it and does not show it" + ("." if is_here else ": look it up and note it.")
    return [
        paragraph(as_typed(view.row.what), width, looks, "bold"),
        paragraph(told, width, looks),
        *(
            line((f"{'drill':10}", "$secondary"), looks.sign(skill.state), f" {skill.title}")
            for skill in view.skills
        ),
        *(own("shown in", bank, width, looks) for bank in view.papers),
        *_source(view.row.file, view.row.line, width, looks),
    ]


def _source(file: str, number: int, width: int, looks: Looks) -> Sequence[Content]:
    file_position = place_told(file, number)
    return [EMPTY, labelled("source", as_typed(file_position), width, looks)] if file_position else []
