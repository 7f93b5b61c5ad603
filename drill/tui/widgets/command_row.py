"""The command row: what one letter does here, laid over the lower half of a screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click

from drill.tui.content import Part, join, line
from drill.tui.keymap import Keymap, key_of
from drill.tui.widgets.text import Text

COLUMN_CELLS = 36
ANSWER_STAYS = "one letter  esc or enter: back to the answer, which stays as it is"
LINE_STAYS = "one letter  esc: back to the answer  enter: back to your line, which stays as it is"
Command = tuple[str, str]
"""A letter, and what it does."""


class CommandRow(Text):
    """One shot: one letter runs, then back to the field with the draft."""

    DEFAULT_CSS = """
    CommandRow {
        layer: above; dock: bottom; height: auto; background: $surface;
        border-top: solid $accent; padding: 0 1; margin-bottom: 1; display: none;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._commands: Sequence[Command] = ()
        self._head = ANSWER_STAYS

    @property
    def is_open(self) -> bool:
        """Whether a letter is awaited."""
        return bool(self.display)

    def open(self, commands: Sequence[Command], head: str = ANSWER_STAYS) -> None:
        """Show these commands under a line that tells the ways back, and await a letter."""
        self._head = head
        keymap: Keymap = self.app.keymap  # pyright: ignore[reportAttributeAccessIssue]
        self._commands = [(keymap.shown(key), words) for key, words in commands]
        self._draw()
        self.display = True

    def close(self) -> None:
        """Go away."""
        self.display = False

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self._draw()

    def on_click(self, event: Click) -> None:
        """A click on a command runs it; elsewhere it closes the row."""
        half = (len(self._commands) + 1) // 2
        row = event.y - 2  # the frame and the first line
        place = row + half if self._is_wide and event.x > COLUMN_CELLS else row
        inside = 0 <= row < (half if self._is_wide else len(self._commands))
        key = self._commands[place][0] if inside and place < len(self._commands) else "esc"
        self.app.simulate_key(key_of(key))

    @property
    def _is_wide(self) -> bool:
        return self.app.size.width - 4 >= 60

    def _draw(self) -> None:
        lines = [line((self._head, "$secondary"))]
        half = (len(self._commands) + 1) // 2
        wide = self._is_wide
        rows = zip(self._commands[:half], [*self._commands[half:], None], strict=False) if wide else ()
        for left, right in rows:
            parts: list[Part] = [("  " + left[0], "$primary bold"), f"  {left[1]:{COLUMN_CELLS - 6}}"]
            if right is not None:
                parts += [("  " + right[0], "$primary bold"), f"  {right[1]}"]
            lines.append(line(*parts))
        if not wide:
            lines += [line(("  " + key, "$primary bold"), f"  {word}") for key, word in self._commands]
        self.show(join(lines))
