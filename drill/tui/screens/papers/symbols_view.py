"""The symbols of a paper: meaning, declaration, and source of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from drill.papers import Origin
from drill.session.papers.draft_review import remake_exercises, save_symbol_edit, take_back_symbol_edit
from drill.session.papers.workbook_views import OwnLine, SymbolView, place_told
from drill.session.today.today_page import wrap_words
from drill.text import count
from drill.tui.declared_keys import key
from drill.tui.looks import EMPTY, NARROW, Part, build_content, prefix_first_line, stack_lines
from drill.tui.screens.papers.part import (
    ListPart,
    Row,
    describe_type,
    draw_labelled_words,
    exercises_told,
    fit_to_cells,
    in_line,
    typeset_title_on_line,
)
from drill.tui.widgets.columns import Column, ListRow

if TYPE_CHECKING:
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import Keep

# Cells of a symbol, min cells of a declaration, and of a whole declaration.
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
    columns = (Column("type", least=SHAPE_CELLS, most=BROAD_SHAPE_CELLS),)
    has_names = True

    @property
    def _symbol(self) -> SymbolView | None:
        return self.row.of if self.row is not None and isinstance(self.row.of, SymbolView) else None

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
        explained = sum(bool(symbol.meaning) for symbol in symbols)
        sentence = f"{count(len(symbols), 'symbol')}, {explained} explained"
        names = self.layout_of_rows.names(f"  {'symbol':{SYMBOL_CELLS}} what it is")
        return stack_lines([build_content((sentence, "bold")), names])

    def rows(self) -> Iterator[Row]:
        """Yield a row per meaning."""
        symbols = self.view.symbols if self.view is not None else ()
        alike = Counter(in_line(symbol.row.symbol, self.looks, SYMBOL_CELLS) for symbol in symbols)
        for symbol in symbols:
            name = in_line(symbol.row.symbol, self.looks, SYMBOL_CELLS)
            if alike[name] > 1:
                name += _name_font(symbol.row.symbol)
            act = self.action_write
            words = self._words_of_writing
            if symbol.exercises:
                items = [exercise.item for exercise in symbol.exercises]
                act, words = partial(self.paper.drill, items, ""), "drill it"
            about = partial(self._describe_symbol, symbol)
            yield Row(symbol.key, self._draw_symbol(symbol, name), act, words, about=about, of=symbol)

    def _draw_symbol(self, symbol: SymbolView, name: str) -> ListRow | Content:
        """Return a symbol with its meaning and its type; in few columns with the whole meaning."""
        is_left_out = not symbol.meaning and symbol.row.means_from == Origin("you")
        style = "" if symbol.meaning else "$secondary"
        sign: Part = " " if is_left_out else self.looks.sign(symbol.state)
        head = build_content(sign, (f" {fit_to_cells(name, SYMBOL_CELLS)} ", style))
        text = typeset_title_on_line(symbol.meaning, self.looks) or "left out" * is_left_out
        if self.app.size.width < NARROW:
            lines = wrap_words(text, max(12, self.cells - head.cell_length))
            return prefix_first_line(head, build_content(("\n".join(lines), style)))
        cells = {"type": build_content((describe_type(symbol.row, self.looks), style))}
        return ListRow(build_content((text, style)), cells, head)

    def _describe_symbol(self, symbol: SymbolView) -> Content:
        """Return everything: the meaning, the paper's sentences with their places, the exercises."""
        row, width = symbol.row, self.cells
        facts = [("means", symbol.meaning or "not known yet")]
        facts += [("paper", row.means)] * bool(row.means and row.means != symbol.meaning)
        if row.declared:
            is_imported = self.view is not None and self.view.row.is_imported
            origin = f"  ({symbol.declared_from})" if is_imported and symbol.declared_from else ""
            facts.append(("type", f"{describe_type(row, self.looks)}{origin}"))
        facts += [("elsewhere", f"{other.text}  ({other.title})") for other in symbol.elsewhere]
        lines = [draw_labelled_words(name, text, width, self.looks) for name, text in facts]
        file_position = place_told(row.file, row.line)
        head = build_content((f"{'where':10}{file_position}   " if file_position else "", "$secondary"))
        told = symbol.exercises
        exercises = exercises_told(told, width - len(head.plain), self.looks) if told else EMPTY
        return stack_lines([*lines, prefix_first_line(head, exercises)] if file_position or told else lines)

    # --- acts ----------------------------------------------------------------------------------------------

    @key("undo", "undo", when=lambda self: self._symbol is not None and self._is_editable)
    def action_undo(self) -> None:
        """Undo the newest edit of a symbol."""
        if not self._is_editable:
            return
        self.paper.act(lambda workspace: take_back_symbol_edit(workspace, self.paper.slug))

    @key("look edit", lambda self: self._words_of_writing, when=lambda self: self._symbol is not None)
    def action_write(self) -> None:
        """Write the meaning of the chosen symbol; of an imported paper also its declaration."""
        symbol_view = self._symbol
        if symbol_view is None:
            return
        title = in_line(symbol_view.row.symbol, self.looks, 40)
        row = symbol_view.row
        if symbol_view.own_words or not self._is_editable:
            hint = "what it is, in your own words"
            own_line = OwnLine("meaning", "in your words", symbol_view.own_words or row.means, hint)
            self.paper.write(title, [own_line], self._noted(symbol_view))
            return
        lines = [
            OwnLine("meaning", "what it means", row.means, "in the paper's words or your own"),
            OwnLine("declared", "declared as", row.declared, _write_example_declaration(symbol_view)),
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


def _name_font(latex: str) -> str:
    """Return the font of a symbol in brackets, which a terminal does not show; empty for the usual one."""
    font = next((words for words, commands in _FONTS.items() if latex.startswith(commands)), "")
    return f" ({font})" if font else ""


def _write_example_declaration(symbol_view: SymbolView) -> str:
    """Return how a declaration is written."""
    name = symbol_view.row.typed or "x"
    return f"{name} in R^n, {name} > 0, 0 <= {name} <= 1"
