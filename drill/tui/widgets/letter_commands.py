"""The command row: what one letter does here, over the lower half of a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.events import Click

from drill.tui.styled_content import Part, build_content, stack_lines
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.tui.bindings import KeyedScreen, Offer

COLUMN_CELLS = 35
# Of a command in one word, on terminals that are too low for all the words.
SHORT_CELLS = 12
# Of a command while the row stays open: ``hint (2 of 3)`` with its letter.
BRIEF_CELLS = 19
# The first line, the frame, the keys, and a line of what is below.
ROWS_AROUND = 4
# A letter, and what it does.
Command = tuple[str, str]


class CommandRow(Text):
    """A panel of commands: letters run, until the field with the draft has the focus again."""

    DEFAULT_CSS = """
    CommandRow {
        layer: above; dock: bottom; height: auto; background: $surface;
        border-top: solid $accent; padding: 0 1; margin-bottom: 1; display: none;
    }
    CommandRow.-brief {layer: default; dock: none; margin-bottom: 0;}
    """

    def __init__(self) -> None:
        super().__init__()
        self._offers: Sequence[Offer] = ()
        self._commands: Sequence[Command] = ()
        self._head = ""
        self.is_brief = False
        """Whether a letter was pressed already: few rows, for a look at what it led to."""
        self.is_open = False
        """Whether a letter is awaited; what a letter led to may hide the row meanwhile."""
        self.first = ""
        """The action whose letter was pressed once, and wants to be pressed twice."""
        self.ways: Mapping[str, str] = {}
        """The keys that leave the row, each with the words of where it leads."""

    def open(
        self,
        commands: Sequence[tuple[Offer, str]],
        head: str,
        ways: Mapping[str, str],
        *,
        is_brief: bool = False,
        first: str = "",
    ) -> None:
        """Show commands and the ways back, and await a letter.

        ``is_brief`` takes few rows, for a look at what a letter led to; ``first`` is the action that is asked
        for once more.
        """
        self._head, self.ways, self.is_brief, self.first = head, ways, is_brief, first
        self._offers = [offer for offer, _ in commands]
        self._commands = [(self._screen_of_keys.app.told_key(offer.key), words) for offer, words in commands]
        self.set_class(is_brief, "-brief")  # what a letter led to is read above it
        self._draw()
        self.is_open = self.display = True

    def close(self) -> None:
        """Hide the row."""
        self.is_open = self.display = False
        self.first = ""

    def on_resize(self) -> None:
        """Lay the columns out again."""
        self._draw()

    @property
    def _screen_of_keys(self) -> KeyedScreen[object]:
        return self.screen  # pyright: ignore[reportReturnType]  only screens with keys have this row

    async def on_click(self, event: Click) -> None:
        """Run the clicked command; elsewhere close the row."""
        columns, cells, rows = self._grid()
        row = event.y - 1 - (self.size.height - rows)  # below the frame and the words above
        column = max(0, event.x - 1) // cells
        index = column * rows + row
        is_inside = 0 <= row < rows and column < columns and index < len(self._commands)
        if is_inside:
            await self._screen_of_keys.run(self._offers[index])
        else:
            self.app.simulate_key("escape")

    def _grid(self) -> tuple[int, int, int]:
        """Return columns, cells of each, rows: in full words if they fit, else in short ones."""
        width, height = self.app.size.width - 2, self.app.size.height
        columns, cells = (2, COLUMN_CELLS) if width >= 2 * COLUMN_CELLS - 10 else (1, width)
        if self.is_brief:
            columns, cells = max(1, width // BRIEF_CELLS), BRIEF_CELLS
        elif -(-len(self._commands) // columns) + ROWS_AROUND > height:
            columns, cells = max(1, width // SHORT_CELLS), SHORT_CELLS
        return columns, cells, -(-len(self._commands) // columns)

    def _draw(self) -> None:
        _, cells, rows = self._grid()
        is_told = self.first or not self.is_brief or not self.screen.has_class("-short")
        lines = [build_content((self._head, "bold" if self.first else "$secondary"))] if is_told else []
        for row in range(rows):
            parts: list[Part] = []
            for key, words in self._commands[row::rows]:
                short_words = words.split(":")[0].split(",")[0] if self.is_brief else words
                short_words = words.split(maxsplit=1)[0].strip(",:;") if cells == SHORT_CELLS else short_words
                parts += [(f"  {key}", "$primary bold"), f"  {short_words:{cells - 4 - len(key)}}"]
            lines.append(build_content(*parts[:-1], str(parts[-1]).rstrip()))
        self.show(stack_lines(lines))
