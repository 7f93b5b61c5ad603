"""The windows of a formula's line: a look inside it, and the field in which a learner writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual import work
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from drill import typeset
from drill.errors import DrillError
from drill.session.papers.formula_lines import InsideView, look_inside, try_line
from drill.session.papers.given_meanings import check_by_hand, keep_own_line
from drill.tui.bindings import Window
from drill.tui.declared_keys import key, pair
from drill.tui.looks import CHOSEN_STYLE, EMPTY, Looks, Part, build_content, count_rows, stack_lines
from drill.tui.screens.papers.part import (
    cut_to_cells,
    draw_formula_for_screen,
    draw_paragraph,
    fit_to_cells,
    on_one_line,
)
from drill.tui.screens.scratch_page import LineWindow
from drill.tui.widgets.screen_rows import KeyRow, TopLine
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widgets import Input

    from drill.formulas import LinePart
    from drill.session.workspace import Workspace

# Cells of the window's margins, of the sign before a row, and of the shortest column of names.
_CELLS_BESIDE, _SIGN_CELLS, _LEAST_NAME = 6, 4, 8
# A number that is typed in place of a line.
_NUMBER = re.compile(r"[-−]?[\d./]+(?:e-?\d+)?")
# Min rows of the terminal for a drawing of the formula.
_DRAWN_FROM = 20


class _Entry(NamedTuple):
    """A number that can be moved: its input, its place there, and its line and column on the screen."""

    name: str
    place: int
    line: int
    column: int


class PartGrid:
    """The parts of a line below each other, each with its value as a grid and its shape."""

    def __init__(self, parts: Sequence[LinePart], width: int, looks: Looks) -> None:
        self._looks = looks
        widest = max((typeset.cell_width(part.text) for part in parts), default=0)
        grid = max(map(self._measure, parts), default=0)
        self._name_cells = min(widest, max(_LEAST_NAME, width - _SIGN_CELLS - 2 - grid))
        self.parts = parts

    def _measure(self, part: LinePart) -> int:
        """Return the cells of a value with its shape."""
        columns = max(map(len, part.rows), default=1)
        shape = len(self._write_shape(part)) + 1
        return columns * (self._measure_number(part) + 2) + (shape if len(part.shape) > 1 else 0)

    def _measure_number(self, part: LinePart) -> int:
        return max((typeset.cell_width(self._write(each)) for row in part.rows for each in row), default=1)

    @staticmethod
    def _write_shape(part: LinePart) -> str:
        return "×".join(map(str, part.shape)) if len(part.shape) > 1 else ""

    def list_entries(self) -> list[_Entry]:
        """Return the numbers that can be moved, in reading order."""
        found: list[_Entry] = []
        line = 0
        for part in self.parts:
            for row, numbers in enumerate(part.rows):
                for column in range(len(numbers) if part.can_move else 0):
                    length = part.shape[-1] if part.shape else 1
                    found.append(_Entry(part.name, row * length + column, line, column))
                line += 1
        return found

    def draw(self, part: LinePart, chosen: _Entry | None, moved: Sequence[tuple[str, int]]) -> Content:
        """Return the lines of a part; ``chosen`` is the number under the cursor, if it is in the part."""
        cells, shape = self._measure_number(part), self._write_shape(part)
        length = part.shape[-1] if part.shape else 1
        lines: list[Content] = []
        for at, row in enumerate(part.rows):
            name = (
                fit_to_cells(cut_to_cells(part.text, self._name_cells), self._name_cells)
                if at == 0
                else " " * self._name_cells
            )
            sign = "  * " if part.has_changed and at == 0 else " " * _SIGN_CELLS
            pieces: list[Part] = [sign, (name, "$ink bold" if part.name else "$ink"), "  "]
            for column, number in enumerate(row):
                place = at * length + column
                is_chosen = chosen is not None and (chosen.name, chosen.place) == (part.name, place)
                style = "$primary bold" if self._is_marked(part, place, moved) else ""
                if is_chosen:
                    style = f"{CHOSEN_STYLE} underline"
                text = self._write(number)
                pieces += [" " * (cells - typeset.cell_width(text)), (text, style), "  "]
            pieces.append((f" {shape}" if at == 0 and shape else "", "$secondary"))
            lines.append(build_content(*pieces))
        return stack_lines(lines)

    @staticmethod
    def _is_marked(part: LinePart, place: int, moved: Sequence[tuple[str, int]]) -> bool:
        """Return whether a number is moved, or belongs to a part that changed with one."""
        return (part.name, place) in moved if part.name else part.has_changed

    def _write(self, number: str) -> str:
        return number if self._looks.is_ascii else number.replace("-", "−")


class InsideScreen(Window["str | None"], ModalScreen["str | None"]):
    """Shows the parts of a line with values; closes with a sentence if there are none."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    InsideScreen {background: $background;}
    InsideScreen VerticalScroll {height: 1fr; padding: 0 1 0 2; scrollbar-size-vertical: 1;}
    InsideScreen VerticalScroll Text {height: auto; text-wrap: nowrap;}
    InsideScreen #says {height: auto; max-height: 30%; padding: 0 2; border-top: solid $panel;}
    """

    def __init__(self, slug: str, formula: str) -> None:
        super().__init__()
        self._paper, self._formula = slug, formula
        self._top = TopLine()
        self._text = Text()
        self._page = VerticalScroll(self._text, can_focus=False)
        self._says = Text(id="says")
        self._view: InsideView | None = None
        self._moved: tuple[tuple[str, int], ...] = ()
        self._seed = 0
        self._at = 0
        self._told = "One moment…"

    def compose(self) -> ComposeResult:
        """Make the title, the parts, the sentence, and the keys."""
        yield self._top
        yield self._page
        yield self._says
        yield KeyRow()

    def on_mount(self) -> None:
        """Look inside."""
        self._look((), 0)

    def on_resize(self) -> None:
        """Draw the parts at their new width."""
        self._draw()

    @property
    def _entries(self) -> list[_Entry]:
        return self._grid.list_entries() if self._view is not None else []

    @property
    def _chosen(self) -> _Entry | None:
        entries = self._entries
        return entries[min(self._at, len(entries) - 1)] if entries else None

    @property
    def _width(self) -> int:
        return max(20, self.app.size.width - _CELLS_BESIDE)

    @property
    def _grid(self) -> PartGrid:
        return PartGrid(
            self._view.inside.parts if self._view is not None else (), self._width, self.app.looks
        )

    @work(exclusive=True)
    async def _look(self, moved: tuple[tuple[str, int], ...], seed: int) -> None:
        """Ask in the session's thread; without values the window closes with the reason."""

        def ask(workspace: Workspace) -> InsideView:
            return look_inside(workspace, self._paper, self._formula, moved, seed)

        try:
            view = await self.app.background.run(ask, await self.app.opened())
        except DrillError as error:
            if self._view is None:
                self.dismiss(f"{error}".rstrip(".") + ".")
                return
            self._told = f"Not possible: {error}".rstrip(".") + "."
        else:
            self._view, self._moved, self._seed = view, moved, seed
            self._told = view.inside.sentence
        self._draw()
        self.refresh_bindings()

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the chosen number."""
        chosen = self._chosen
        if chosen is None:
            return ""
        return "put it back" if (chosen.name, chosen.place) in self._moved else "move it"

    def action_submit(self) -> None:
        """Move the chosen number, or put it back."""
        if (chosen := self._chosen) is None:
            return
        entry = (chosen.name, chosen.place)
        others = tuple(each for each in self._moved if each != entry)
        self._look(others if entry in self._moved else (*others, entry), self._seed)

    @pair("right left", "choose", when=lambda self: len(self._entries) > 1)
    def action_step(self, by: int) -> None:
        """Choose the next number, or the one before."""
        self._choose(self._at + by)

    def action_move(self, by: int) -> None:
        """Choose the number below, or the one above."""
        chosen, entries = self._chosen, self._entries
        if chosen is None:
            return
        lines = sorted({entry.line for entry in entries})
        at = lines.index(chosen.line) + by
        if 0 <= at < len(lines):
            below = [n for n, entry in enumerate(entries) if entry.line == lines[at]]
            self._choose(min(below, key=lambda n: abs(entries[n].column - chosen.column)))
        else:
            self._page.scroll_relative(y=by, animate=False)

    def _choose(self, at: int) -> None:
        self._at = max(0, min(at, len(self._entries) - 1))
        self._draw()
        self.refresh_bindings()

    @key("again", "other numbers", when=lambda self: self._view is not None)
    def action_another_world(self) -> None:
        """Draw other values."""
        self._look((), self._seed + 1)

    @key("undo", "back to the start", when=lambda self: self._moved)
    def action_put_back(self) -> None:
        """Put all numbers back."""
        self._look((), self._seed)

    # --- drawing -------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        view, width = self._view, self._width
        if view is None:
            self._text.show(build_content((self._told, "$secondary")))
            return
        self._top.set_corner(build_content((view.state, "$secondary")))
        title = on_one_line(view.title, self.app.looks, max(10, width - 24))
        self._top.show(build_content((f"{title}: inside", "bold")))
        is_tall = self.app.size.height >= _DRAWN_FROM
        lines = [*draw_formula_for_screen(view.latex, width, self.app), EMPTY] if is_tall else []
        grid, chosen = self._grid, self._chosen
        at = 0
        for number, part in enumerate(view.inside.parts):
            if number and is_tall and bool(part.name) != bool(view.inside.parts[number - 1].name):
                lines.append(EMPTY)
            if chosen is not None and chosen.name and part.name == chosen.name:
                at = count_rows(lines)
            lines.append(grid.draw(part, chosen, self._moved))
        self._text.show(stack_lines(lines))
        self._says.show(draw_paragraph(_escape(self._told or self._hint), width, self.app.looks))
        rows = self._page.size.height or self.app.size.height
        self.call_after_refresh(lambda: self._page.scroll_to(y=max(0, at - rows // 2), animate=False))

    @property
    def _hint(self) -> str:
        return "Arrows choose a number, enter moves it." if self._entries else "No number of it moves alone."


def _escape(text: str) -> str:
    """Return a sentence with parts of code as Markdown."""
    return "".join(f"\\{sign}" if sign in "*_`$\\" else sign for sign in text)


class OwnLineScreen(LineWindow):
    """A field for a learner's line in NumPy, below it what it needs to run, and what it gives."""

    heading = "In NumPy"
    DEFAULT_CSS = "OwnLineScreen VerticalScroll {padding: 0 1 0 2; scrollbar-gutter: stable;}"

    def __init__(self, slug: str, formula: str, latex: str, written: str) -> None:
        field = TextLine(written, placeholder="softmax(x @ W, axis=-1)", select_on_focus=False)
        super().__init__(field, "a line, np. and torch. names alike")
        self._paper, self._formula, self._latex = slug, formula, latex
        self._view: InsideView | None = None
        self._seed, self._is_checked = 0, False

    def on_mount(self) -> None:
        """Show the formula."""
        self._say_below("Enter tries it: what it needs to run is found, and shown.")

    @property
    def enter_words(self) -> str:
        """Return the effect of enter."""
        return "check it" if self._is_asked_by_hand else "try it, and keep it"

    @property
    def _is_asked_by_hand(self) -> bool:
        """Return whether the field has a number in place of a line that was kept before.

        After one number its value is on the screen: the line is tried with other numbers then.
        """
        is_waiting = self._view is not None and not self._is_checked
        return is_waiting and _NUMBER.fullmatch(self._field.value.strip()) is not None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try the line; one that runs is kept, and an empty one is removed. A number is checked by it."""
        event.stop()
        text = event.value.strip()
        self._ask(text, is_number=self._is_asked_by_hand)

    @work(exclusive=True)
    async def _ask(self, text: str, *, is_number: bool) -> None:
        slug, formula = self._paper, self._formula

        def ask(workspace: Workspace) -> str:
            if is_number:
                told = check_by_hand(workspace, slug, formula, text, self._seed)
                self._is_checked = True
                return told
            self._seed += self._is_checked
            self._view = try_line(workspace, slug, formula, text, self._seed) if text else None
            self._is_checked = False
            told = keep_own_line(workspace, slug, formula, text)
            return told if text else "Your line is removed."

        try:
            told = await self.app.background.run(ask, await self.app.opened())
        except DrillError as error:
            start = "" if is_number else "Not kept: "
            self._say_below(f"{start}{error}".rstrip(".") + ".")
            return
        if self._view is None or is_number:
            self._say_below(told, shows_result=True)
            return
        rows = [f"{name}: {' '.join(axes) or 'a number'}" for name, axes in self._view.meaning.arrays.items()]
        needs = ", ".join((*rows, *self._view.meaning.assume))
        sentences = (
            f"Kept as your line. It runs with {needs}.", told,
            "Other arrays than these are written behind it: with x: d, W: d k, tau > 0.",
            "Compute the first number of its value by hand, to two digits, and type it in place of the line."
        )  # fmt: skip
        self._say_below(" ".join(filter(None, sentences)))

    def _say_below(self, sentence: str, *, shows_result: bool = False) -> None:
        """Show a sentence and the numbers of the line's arrays, with ``shows_result`` also its parts."""
        width = max(20, self.app.size.width - _CELLS_BESIDE)
        lines = [*draw_formula_for_screen(self._latex, width, self.app), EMPTY]
        lines.append(draw_paragraph(_escape(sentence), width, self.app.looks))
        if self._view is not None:
            parts = [part for part in self._view.inside.parts if part.name or shows_result]
            grid = PartGrid(parts, width, self.app.looks)
            lines += [EMPTY, *(grid.draw(part, None, ()) for part in grid.parts)]
        self._text.show(stack_lines(lines))
        self.refresh_bindings()
