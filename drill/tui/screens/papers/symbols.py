"""The symbols: what each means and is, and who says so."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from drill.text import count
from drill.tui.bindings import bind
from drill.tui.content import EMPTY, Part, beside, join, line
from drill.tui.looks import BROAD, NARROW, WIDE
from drill.tui.screens.papers import review
from drill.tui.screens.papers.labelled_text import (
    declared_told,
    exercises_told,
    filled,
    in_line,
    own,
    place_in_short,
    place_told,
    plain,
)
from drill.tui.screens.papers.part import ListPart, Row

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import SymbolView
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

    Keep = Callable[[Workspace, Mapping[str, str]], str | None]

SYMBOL_CELLS, SHAPE_CELLS, PLACE_CELLS = 12, 18, 16
# Of a whole declaration.
BROAD_SHAPE_CELLS = 40
# Columns from which shapes and places have one of their own.
SHAPES_FROM, PLACES_FROM = NARROW, WIDE


class SymbolsPart(ListPart):
    """A glossary; where the paper was imported, meanings and declarations are edited."""

    called = "symbols"
    BINDINGS: ClassVar = [
        bind("edit", "write", "edit"), bind("undo", words="undo"), bind("go-on", "enter"),
    ]  # fmt: skip

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._symbols: Mapping[str, SymbolView] = {}
        self._has_edited = False

    def offer(self, action: str) -> str | bool:
        """Name what acts on the chosen symbol."""
        chosen = self._symbols.get(self.chosen)
        match action:
            case "enter":
                return "drill it" if chosen is not None and chosen.exercises else ""
            case "undo":
                return chosen is not None and self._is_editable
            case "write":
                return chosen is not None and ("edit" if self._is_editable else "your own words")
            case _:
                return super().offer(action)

    @property
    def _is_editable(self) -> bool:
        """Whether symbols are edited; else, and in a browser, the glossary stays and meanings are notes."""
        return self.view is not None and self.view.row.is_imported and self.may_review

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """How many there are and wait for a word; the names of the columns."""
        symbols = self.view.symbols if self.view is not None else ()
        if not symbols:
            return line("No symbol's meaning was found in this paper.")
        head = line((count(len(symbols), "symbol"), "bold"))
        symbol, meaning, shape, place_cells = self._columns
        names = f"  {'symbol':{symbol}} {'what it is':{meaning}}"
        names += f" {'declared':{shape}}" if shape else ""
        names += f" {'where':{place_cells}}" if place_cells else ""
        return join([head, line((names, "$secondary"))])

    def rows(self) -> Sequence[Row]:
        """A meaning a line."""
        symbols = self.view.symbols if self.view is not None else ()
        self._symbols = {symbol.key: symbol for symbol in symbols}
        return [Row(symbol.key, self._row(symbol)) for symbol in symbols]

    @property
    def _columns(self) -> tuple[int, int, int, int]:
        """Cells of symbol, meaning, shape and place; 0 for columns that there is no room for."""
        width = self.app.size.width
        shape = BROAD_SHAPE_CELLS if width >= BROAD else SHAPE_CELLS if width >= SHAPES_FROM else 0
        place_cells = PLACE_CELLS if width >= PLACES_FROM else 0
        cells_used = SYMBOL_CELLS + shape + place_cells + 9
        return SYMBOL_CELLS, max(12, width - cells_used), shape, place_cells

    def _row(self, symbol_view: SymbolView) -> Content:
        looks = self.looks
        symbol, meaning, shape, place_cells = self._columns
        is_out = not symbol_view.meaning and symbol_view.means_from == "you"
        sign: Part = looks.sign(symbol_view.state)
        meaning_text = (
            plain(symbol_view.meaning, looks) if symbol_view.meaning else "no meaning found: e writes one"
        )
        meaning_text = "left out" if is_out else meaning_text
        first, *further_lines = [meaning_text] if shape else textwrap.wrap(meaning_text, meaning)
        cells = [filled(first, meaning)]
        cells += [filled(self._declared(symbol_view, shape), shape)] if shape else []
        if place_cells:
            place = place_in_short(place_told(symbol_view.row.file, symbol_view.row.line))
            cells.append(filled(place, place_cells))
        style = "$secondary" if is_out or not symbol_view.meaning else ""
        name = filled(in_line(symbol_view.row.symbol, looks, symbol), symbol)
        head = line(" ", sign if not is_out else " ", (f" {name} {' '.join(cells)}", style))
        return join([head, *(line((f"{'':{symbol + 4}}{candidate}", style)) for candidate in further_lines)])

    def _declared(self, symbol_view: SymbolView, cells: int) -> str:
        """What it is declared to be."""
        return plain(declared_told(symbol_view.row.declared), self.looks, cells)

    def about(self, key: str) -> Content:
        """All of it: the meaning, what the paper says where, the exercises."""
        symbol_view = self._symbols.get(key)
        if symbol_view is None:
            return EMPTY
        width = max(20, self.app.size.width - 5)
        lines = [own("means", symbol_view.meaning or "not known yet", width, self.looks)]
        if symbol_view.row.means and symbol_view.row.means != symbol_view.meaning:
            lines.append(own("paper", symbol_view.row.means, width, self.looks))
        if symbol_view.row.declared:
            origin = f"  ({symbol_view.declared_from})" if symbol_view.declared_from else ""
            lines.append(
                own("declared", f"{declared_told(symbol_view.row.declared)}{origin}", width, self.looks)
            )
        file_position = place_told(symbol_view.row.file, symbol_view.row.line)
        head = line((f"{'where':10}{file_position}   " if file_position else "", "$secondary"))
        return join(
            [*lines, beside(head, exercises_told(symbol_view.exercises, width - len(head.plain), self.looks))]
        )

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Drill what asks for it."""
        if (symbol_view := self._symbols.get(self.chosen)) is not None:
            self.paper.drill(
                [exercise.item for exercise in symbol_view.exercises], "No exercise asks for this symbol."
            )

    def action_undo(self) -> None:
        """Take the newest edit of a symbol back."""
        if not self._is_editable:
            return

        def undo(workspace: Workspace) -> str:
            from drill.session.papers.review import take_back

            is_back = take_back(workspace, self.paper.slug, "symbols")
            return "" if is_back else "No symbol was edited."

        self._has_edited = True
        self.paper.act(undo)

    def action_write(self) -> None:
        """Write what the chosen symbol means; of an imported paper also what it is."""
        from drill.session.papers.workbook_views import OwnLine

        if (symbol_view := self._symbols.get(self.chosen)) is None:
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
            OwnLine("declared", "declared as", symbol_view.row.declared, _example(symbol_view)),
        ]
        self.paper.write(title, lines, self._edited(symbol_view), at_first=True)

    def _edited(self, symbol_view: SymbolView) -> Keep:
        def keep(workspace: Workspace, changed: Mapping[str, str]) -> str:
            from drill.session.papers.importing import keep_read
            from drill.session.papers.review import draft_anew, edit_symbol

            edit_symbol(workspace, self.paper.slug, symbol_view.key, **changed)
            if "declared" not in changed:
                return ""
            imported = keep_read(draft_anew(workspace, self.paper.slug))
            return f"The exercises were remade: {count(len(imported.record.exercises), 'exercise')}."

        return keep

    def _noted(self, symbol_view: SymbolView) -> Keep:
        """A meaning of one's own, beside the paper's; without a word the paper's holds again."""

        def keep(workspace: Workspace, changed: Mapping[str, str]) -> None:
            from drill.session.papers.notes import write_note

            write_note(workspace, self.paper.slug, "meaning", symbol_view.row.symbol, changed["meaning"])

        return keep

    def leave(self) -> None:
        """The glossary is another one: exercises are made anew from it."""
        if self._has_edited and self._is_editable:
            self._has_edited = False
            review.draft_anew(self.paper)


def _example(symbol_view: SymbolView) -> str:
    """How a declaration is written."""
    name = symbol_view.row.typed or "x"
    return f"{name} in R^n, {name} > 0, 0 <= {name} <= 1"
