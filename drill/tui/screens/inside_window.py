"""The window that looks inside a formula: its parts from the inputs to the output, with values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from drill import typeset
from drill.errors import DrillError
from drill.session.papers.box_lines import FIRST_WORLD, InsideView, look_inside, look_inside_box
from drill.text import count
from drill.tui.bindings import Window
from drill.tui.declared_keys import key, pair
from drill.tui.looks import EMPTY, Looks, Part, build_content, count_rows, stack_lines
from drill.tui.screens.papers.part import (
    MOST_CELLS,
    cut_to_cells,
    draw_formula_for_screen,
    draw_paragraph,
    fit_to_cells,
    in_line,
    on_one_line,
)
from drill.tui.widgets.screen_rows import KeyRow, TopLine
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from drill.formulas import PartValue
    from drill.session.workspace import Workspace

# Heads of the rows of a kind.
HEADS = {
    "input": "what goes in", "process": "what is done with it", "output": "what comes out",
    "line": "line by line",
}  # fmt: skip
# Cells of a sign before a row, of the window's margins, of a name at least, and of a column.
SIGN_CELLS, CELLS_BESIDE, LEAST_NAME, LEAST_COLUMN, WIDEST_COLUMN = 4, 6, 10, 5, 14
# Cells of "12 more" next to columns.
MORE_CELLS = 9
# Min rows of the terminal for a drawing of the formula, and for the rest of a chosen row that is cut.
DRAWN_FROM = 20


# The result of the window if the learner wants to write on the formula.
WRITE = "write"


class InsideScreen(Window["str | None"], ModalScreen["str | None"]):
    """Shows parts and their values; closes with a sentence if there are no values, or with `WRITE`."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    InsideScreen {background: $background;}
    InsideScreen VerticalScroll {height: 1fr; padding: 0 1 0 2; scrollbar-size-vertical: 1;}
    InsideScreen VerticalScroll Text {height: auto;}
    InsideScreen #whole {height: auto; max-height: 30%; padding: 0 2; border-top: solid $panel;}
    """

    def __init__(self, look: Callable[[Workspace, int, Mapping[str, int]], InsideView]) -> None:
        """``look`` returns the parts in the first world from a seed on, letters moved."""
        super().__init__()
        self._look_up = look
        self._top = TopLine()
        self._text = Text()
        self._page = VerticalScroll(self._text, can_focus=False)
        self._whole = Text(id="whole")
        self._view: InsideView | None = None
        self._before: Mapping[str, PartValue] = {}
        """What the parts were before a letter was moved."""
        self._at = 0
        self._number = 1
        self._told = "One moment…"

    def compose(self) -> ComposeResult:
        """Make the table, the details of the chosen row, and the keys."""
        yield self._top
        yield self._page
        yield self._whole
        yield KeyRow()

    def on_mount(self) -> None:
        """Look inside."""
        self._whole.display = False
        self._look(FIRST_WORLD, {})

    def on_resize(self) -> None:
        """Draw rows at their new length."""
        self._draw()

    @property
    def _parts(self) -> Sequence[PartValue]:
        parts = self._view.inside.parts if self._view is not None else ()
        if self.app.looks.is_ascii:
            return parts
        return [_write_minus(part) for part in parts]

    @property
    def _chosen(self) -> PartValue:
        return self._parts[self._at]

    @work(exclusive=True)
    async def _look(self, first: int, moves: Mapping[str, int]) -> None:
        """Ask in the session's thread; if there are no values, the window closes and gives the reason."""
        before = {part.part: part for part in self._parts} if moves or self._view is not None else {}
        try:
            view = await self.app.background.run(self._look_up, await self.app.opened(), first, moves)
        except DrillError as error:
            if self._view is None:
                self.dismiss(f"{error}".rstrip(".") + ".")
                return
            self._told = f"Not possible: {error}".rstrip(".") + "."
        else:
            is_same_world = self._view is not None and self._view.inside.seed == view.inside.seed
            self._view, self._before = view, before if is_same_world else {}
            self._told = ""
            self._at = min(self._at, len(view.inside.parts) - 1)
        self._draw()
        self.refresh_bindings()

    def _words_of_moving(self) -> str:
        letter = self._chosen.letter if self._view is not None else ""
        if not letter:
            return ""
        return f"move {in_line(letter, self.app.looks, LEAST_NAME)}"

    @key("again", "other numbers", when=lambda self: self._view is not None)
    def action_another_world(self) -> None:
        """Draw other values."""
        if self._view is not None:
            self._number += 1
            self._look(self._view.inside.seed + 1, {})

    @pair("more less", _words_of_moving)
    def action_shift(self, by: int) -> None:
        """Move the chosen row's letter, and mark what changes with it."""
        view = self._view
        if view is not None and (letter := self._chosen.letter):
            moves = {**view.moves, letter: view.moves.get(letter, 0) + by}
            self._look(view.inside.seed, {name: steps for name, steps in moves.items() if steps})

    @key("undo", "back to the start", when=lambda self: self._view is not None and self._view.moves)
    def action_put_back(self) -> None:
        """Put all letters back."""
        if self._view is not None:
            self._look(self._view.inside.seed, {})

    @key("edit", "own words", when=lambda self: self._view is not None and self._view.latex)
    def action_write(self) -> None:
        """Let the learner describe the formula in their own words."""
        self.dismiss(WRITE)

    def action_move(self, by: int) -> None:
        """Choose the row below or above."""
        if self._view is not None:
            self._at = max(0, min(self._at + by, len(self._parts) - 1))
            self._draw()
            self.refresh_bindings()

    # --- drawing -------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        width, looks, view = max(20, self.app.size.width - CELLS_BESIDE), self.app.looks, self._view
        if view is None:
            self._text.show(build_content((self._told, "$secondary")))
            return
        corner = f"example {self._number}"
        if view.moves:
            ways = {
                name: f"{count(abs(by), 'step')} {'up' if by > 0 else 'down'}"
                for name, by in view.moves.items()
            }
            corner = ", ".join(f"{in_line(name, looks, 8)} {way}" for name, way in ways.items())
        self._top.set_corner(build_content((corner, "$secondary")))
        title = on_one_line(view.title, looks, max(10, width - len(corner) - 12))
        self._top.show(build_content((f"{title}: inside", "bold")))
        is_tall = self.app.size.height >= DRAWN_FROM
        has_formula = is_tall and bool(view.latex)
        lines = [*draw_formula_for_screen(view.latex, width, self.app), EMPTY] if has_formula else []
        at, columns = 0, _Columns(self._parts, width, self.app.looks)
        kind, over = "", ("", ())
        for number, part in enumerate(self._parts):
            if part.kind != kind:
                if kind and is_tall:
                    lines.append(EMPTY)
                lines.append(build_content((HEADS[part.kind], "$secondary")))
                kind, over = part.kind, ("", ())
            if (part.over, part.places) != over and part.places:
                lines.append(columns.draw_head(part))
            over = (part.over, part.places)
            if number == self._at:
                at = count_rows(lines)
            lines.append(columns.draw_row(part, self._before.get(part.part), is_chosen=number == self._at))
        for told in filter(None, (self._told, view.inside.unfollowed)):
            lines += [EMPTY, draw_paragraph(told, width, looks, "$mark-yellow")]
        self._text.show(stack_lines(lines))
        self._draw_whole(columns, width)
        rows = self._page.size.height or self.app.size.height
        self.call_after_refresh(lambda: self._page.scroll_to(y=max(0, at - rows + 3), animate=False))

    def _draw_whole(self, columns: _Columns, width: int) -> None:
        """Show the chosen part below if its row has no room for it, and the result of a move."""
        has_room, view, outcome = self.app.size.height >= DRAWN_FROM, self._view, self._parts[-1]
        is_cut = columns.is_cut(self._chosen) and has_room
        if view is not None and view.moves and outcome.value and has_room and not is_cut:
            was = self._before.get(outcome.part, outcome).value
            sentence = f"{columns.write_name(outcome)} = {outcome.value}, and was {was} one step before"
            self._whole.display = True
            self._whole.show(draw_paragraph(sentence, width, self.app.looks))
            return
        self._whole.display = is_cut
        if is_cut:
            values = [
                f"{place}: {value}" if place != value else value
                for place, value in zip(self._chosen.places, self._chosen.values, strict=True)
            ]
            name = columns.write_name(self._chosen)
            text = " = ".join(filter(None, (name, "; ".join(values) or self._chosen.value)))
            self._whole.show(draw_paragraph(text, width, self.app.looks))


class _Columns:
    """The rows of a table whose members are below each other."""

    def __init__(self, parts: Sequence[PartValue], width: int, looks: Looks) -> None:
        self._looks = looks
        self._names = {part.part: on_one_line(self.write_name(part), looks, MOST_CELLS) for part in parts}
        widest = max(map(typeset.cell_width, self._names.values()))
        self._name_cells = max(LEAST_NAME, min(widest, (width - SIGN_CELLS) * 2 // 5))
        self._room = width - SIGN_CELLS - self._name_cells - 2
        self._cells: dict[tuple[str, ...], int] = {}
        for part in parts:
            texts = (*part.values, *part.places)
            widest = min(WIDEST_COLUMN, max(map(typeset.cell_width, texts), default=0))
            self._cells[part.places] = max(self._cells.get(part.places, LEAST_COLUMN), widest)

    @staticmethod
    def write_name(part: PartValue) -> str:
        """Return the name of a row, as Markdown."""
        return part.part if part.kind == "line" else f"${part.part}$"

    def draw_head(self, part: PartValue) -> Content:
        """Return what runs over the columns below."""
        names = ", ".join(in_line(name, self._looks, 8) for name in part.over.split(", "))
        head = fit_to_cells(f"{names} =", self._name_cells)
        cells = self._cells[part.places] + 2
        shown = "".join(fit_to_cells(place, cells) for place in part.places[: self._count(part)])
        if left := len(part.places) - self._count(part):
            shown = f"{shown.rstrip()}  {left} more"
        return build_content((f"{' ' * SIGN_CELLS}{head}  {shown}".rstrip(), "$secondary"))

    def _count(self, part: PartValue) -> int:
        """Return how many columns have room."""
        cells = self._cells[part.places] + 2
        every = (self._room + 2) // cells
        if every >= len(part.places):
            return len(part.places)
        return max(1, (self._room + 2 - MORE_CELLS) // cells)

    def is_cut(self, part: PartValue) -> bool:
        """Return whether a row has no room for all of a part."""
        if typeset.cell_width(self._names[part.part]) > self._name_cells:
            return True
        if part.places:
            cells = self._cells[part.places]
            is_short = all(typeset.cell_width(value) <= cells for value in part.values)
            return not is_short or self._count(part) < len(part.places)
        return typeset.cell_width(part.value) > self._room

    def draw_row(self, part: PartValue, before: PartValue | None, *, is_chosen: bool) -> Content:
        """Return a part with its values; those that are others than ``before`` are marked."""
        pieces = list(self._draw_values(part, before))
        has_changed = any(isinstance(piece, tuple) and piece[1] == "bold $primary" for piece in pieces)
        name = fit_to_cells(self._names[part.part], self._name_cells)
        sign = ("› " if is_chosen else "  ") + ("* " if has_changed else "  ")
        return build_content(sign, (name, "bold" if is_chosen else ""), "  ", *pieces)

    def _draw_values(self, part: PartValue, before: PartValue | None) -> Iterator[Part]:
        if part.places:
            cells, old = self._cells[part.places], before.values if before is not None else part.values
            for number, value in enumerate(part.values[: self._count(part)]):
                is_same = number >= len(old) or value == old[number]
                text = fit_to_cells(_shorten(value, cells), cells + 2)
                yield text if is_same else (text, "bold $primary")
            return
        is_same = before is None or part.value == before.value
        text = _shorten(part.value, self._room)
        yield text if is_same else (text, "bold $primary")
        if not is_same and before is not None:
            was = f"   was {before.value}"
            if typeset.cell_width(text) + typeset.cell_width(was) <= self._room:
                yield was, "$secondary"


# A minus before a number, and in its exponent.
_MINUS = re.compile(r"(?<![\w)])-(?=[\d.])|(?<=\de)-(?=\d)")


def _write_minus(part: PartValue) -> PartValue:
    """Return a part whose values have the minus sign of formulas."""
    values = tuple(_MINUS.sub("−", value) for value in part.values)
    return replace(part, value=_MINUS.sub("−", part.value), values=values)


def _shorten(value: str, cells: int) -> str:
    """Return a value in at most ``cells``; of an array the first entries."""
    if typeset.cell_width(value) <= cells:
        return value
    if value.startswith("[") and "," in value:
        while typeset.cell_width(value) > cells - 4 and ", " in value:
            value = value.rpartition(", ")[0]
        return cut_to_cells(f"{value.rstrip(';')}, …]", cells)
    return cut_to_cells(value, cells)


def open_formula(slug: str, formula: str) -> InsideScreen:
    """Return the window of a paper's formula."""
    return InsideScreen(lambda workspace, first, moves: look_inside(workspace, slug, formula, first, moves))


def open_box(slug: str, box: str) -> InsideScreen:
    """Return the window of an algorithm box, whose letters are not moved."""
    return InsideScreen(lambda workspace, first, _: look_inside_box(workspace, slug, box, first))
