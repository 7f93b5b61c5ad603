"""The symbols of a paper: meaning, declaration, and source of each."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from drill.papers import Origin, SymbolRow
from drill.session.papers.draft_review import remake_exercises, save_symbol_edit, take_back_symbol_edit
from drill.session.papers.workbook_views import OwnLine, SymbolView, place_told
from drill.text import count
from drill.tui.declared_keys import key
from drill.tui.looks import BROAD, EMPTY, NARROW, Part, build_content, prefix_first_line, stack_lines
from drill.tui.screens.papers.part import (
    ListPart,
    Row,
    cut_to_cells,
    describe_type,
    draw_labelled_words,
    exercises_told,
    fit_to_cells,
    in_line,
    typeset_title_on_line,
)

if TYPE_CHECKING:
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import Keep, PaperScreen

# Cells of a symbol, of a declaration in little room, and of a whole declaration.
SYMBOL_CELLS, SHAPE_CELLS, BROAD_SHAPE_CELLS = 12, 24, 40


# How a letter is set apart whose font a terminal does not show.
_FONTS = {
    "bold": ("\\mathbf", "\\boldsymbol", "\\bm"),
    "script": ("\\mathcal", "\\mathscr"),
    "double": ("\\mathbb",),
    "upright": ("\\mathrm", "\\operatorname"),
    "sans": ("\\mathsf",),
}


class SymbolsPart(ListPart):
    """The glossary; of an imported paper, meanings and declarations can be edited."""

    called = "symbols"

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._symbols: Mapping[str, SymbolView] = {}
        self._alike = Counter[str]()
        """How many symbols look alike in the terminal, which has one font."""

    def _is_chosen(self) -> bool:
        return self.chosen in self._symbols

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the chosen symbol."""
        chosen = self._symbols.get(self.chosen)
        if chosen is None:
            return ""
        return "drill it" if chosen.exercises else self._words_of_writing

    @property
    def _words_of_writing(self) -> str:
        return "edit" if self._is_editable else "your own words"

    @property
    def _is_editable(self) -> bool:
        """Return whether symbols can be edited; otherwise meanings are notes."""
        return self.view is not None and self.view.row.is_imported and self.may_review

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """How many there are, and the names of the columns."""
        symbols = self.view.symbols if self.view is not None else ()
        if not symbols:
            return build_content("No symbol's meaning was found in this paper.")
        meaning, declared = self._columns
        names = f"  {'symbol':{SYMBOL_CELLS}} {'what it is':{meaning}} {'type' if declared else ''}"
        explained = sum(bool(symbol.meaning) for symbol in symbols)
        sentence = f"{count(len(symbols), 'symbol')}, {explained} explained"
        return stack_lines([build_content((sentence, "bold")), build_content((names, "$secondary"))])

    def rows(self) -> Sequence[Row]:
        """Return a row per meaning."""
        symbols = self.view.symbols if self.view is not None else ()
        self._symbols = {symbol.key: symbol for symbol in symbols}
        self._alike = Counter(in_line(symbol.row.symbol, self.looks, SYMBOL_CELLS) for symbol in symbols)
        return [Row(symbol.key, self._row(symbol)) for symbol in symbols]

    @property
    def _columns(self) -> tuple[int, int]:
        """Cells of meaning and declaration; 0 for declarations if there is no room for them."""
        width = self.app.size.width
        declared = BROAD_SHAPE_CELLS if width >= BROAD else SHAPE_CELLS if width >= NARROW else 0
        return max(12, width - SYMBOL_CELLS - declared - 9), declared

    def _write_symbol(self, row: SymbolRow) -> str:
        """Return a symbol in a line, with its font if another symbol looks the same."""
        name = in_line(row.symbol, self.looks, SYMBOL_CELLS)
        font = next((words for words, commands in _FONTS.items() if row.symbol.startswith(commands)), "")
        return f"{name} ({font})" if font and self._alike[name] > 1 else name

    def _row(self, symbol_view: SymbolView) -> Content:
        looks, row = self.looks, symbol_view.row
        meaning_cells, declared_cells = self._columns
        is_left_out = not symbol_view.meaning and row.means_from == Origin("you")
        missing = "left out" if is_left_out else ""
        text = typeset_title_on_line(symbol_view.meaning, looks) or missing
        # Without a column for declarations the terminal is small, so the list shows the whole meaning.
        first, *further_lines = [text] if declared_cells else textwrap.wrap(text, meaning_cells) or [""]
        declared = cut_to_cells(describe_type(row, looks), declared_cells) if declared_cells else ""
        name = fit_to_cells(self._write_symbol(row), SYMBOL_CELLS)
        style = "" if symbol_view.meaning else "$secondary"
        sign: Part = " " if is_left_out else looks.sign(symbol_view.state)
        head = build_content(" ", sign, (f" {name} {fit_to_cells(first, meaning_cells)} {declared}", style))
        indent = " " * (SYMBOL_CELLS + 4)
        return stack_lines(
            [head, *(build_content((indent + further_line, style)) for further_line in further_lines)]
        )

    def about(self, key: str) -> Content:
        """Return everything: the meaning, the paper's sentences with their places, the exercises."""
        symbol_view = self._symbols.get(key)
        if symbol_view is None:
            return EMPTY
        row, width = symbol_view.row, max(20, self.app.size.width - 5)
        lines = [draw_labelled_words("means", symbol_view.meaning or "not known yet", width, self.looks)]
        if row.means and row.means != symbol_view.meaning:
            lines.append(draw_labelled_words("paper", row.means, width, self.looks))
        if row.declared:
            is_imported = self.view is not None and self.view.row.is_imported
            origin = f"  ({symbol_view.declared_from})" if is_imported and symbol_view.declared_from else ""
            lines.append(
                draw_labelled_words("type", f"{describe_type(row, self.looks)}{origin}", width, self.looks)
            )
        lines += [
            draw_labelled_words("elsewhere", f"{other.text}  ({other.title})", width, self.looks)
            for other in symbol_view.elsewhere
        ]
        file_position = place_told(row.file, row.line)
        head = build_content((f"{'where':10}{file_position}   " if file_position else "", "$secondary"))
        told = symbol_view.exercises
        exercises = exercises_told(told, width - len(head.plain), self.looks) if told else EMPTY
        return stack_lines([*lines, prefix_first_line(head, exercises)] if file_position or told else lines)

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Drill the exercises about the chosen symbol; if there are none, write its meaning."""
        symbol_view = self._symbols.get(self.chosen)
        if symbol_view is not None and symbol_view.exercises:
            self.paper.drill([exercise.item for exercise in symbol_view.exercises], "")
        else:
            self.action_write()

    @key("undo", "undo", when=lambda self: self._is_chosen() and self._is_editable)
    def action_undo(self) -> None:
        """Undo the newest edit of a symbol."""
        if not self._is_editable:
            return
        self.paper.act(lambda workspace: take_back_symbol_edit(workspace, self.paper.slug))

    @key("look edit", lambda self: self._words_of_writing, when=_is_chosen)
    def action_write(self) -> None:
        """Write the meaning of the chosen symbol; of an imported paper also its declaration."""
        symbol_view = self._symbols.get(self.chosen)
        if symbol_view is None:
            return
        title = in_line(symbol_view.row.symbol, self.looks, 40)
        if symbol_view.meaning != symbol_view.row.means or not self._is_editable:
            hint = "what it is, in your own words"
            self.paper.write(
                title,
                [OwnLine("meaning", "in your words", symbol_view.meaning, hint)],
                self._noted(symbol_view),
            )
            return
        lines = [
            OwnLine("meaning", "what it means", symbol_view.meaning, "in the paper's words or your own"),
            OwnLine(
                "declared", "declared as", symbol_view.row.declared, _write_example_declaration(symbol_view)
            ),
        ]
        self.paper.write(title, lines, self._edited(symbol_view), at_first=True)

    def _edited(self, symbol_view: SymbolView) -> Keep:
        def keep(workspace: Workspace, changed: Mapping[str, str]) -> str:
            save_symbol_edit(workspace, self.paper.slug, symbol_view.key, **changed)
            if "declared" not in changed:
                return ""
            return remake_exercises(workspace, self.paper.slug)

        return keep

    def _noted(self, symbol_view: SymbolView) -> Keep:
        """Return a meaning of the learner's own, next to the paper's; an empty one restores the paper's."""

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> None:
            from drill.session.standing.paper_notes import write_note

            write_note(workspace, self.paper.slug, "meaning", symbol_view.row.symbol, changed["meaning"])

        return keep


def _write_example_declaration(symbol_view: SymbolView) -> str:
    """Return how a declaration is written."""
    name = symbol_view.row.typed or "x"
    return f"{name} in R^n, {name} > 0, 0 <= {name} <= 1"
