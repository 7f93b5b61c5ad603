"""The command row: what one letter does here, laid over the lower half of a screen."""

from __future__ import annotations

from collections.abc import Sequence

from drill.tui.content import Part, join, line
from drill.tui.keymap import Keymap
from drill.tui.widgets.text import Text

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

    @property
    def is_open(self) -> bool:
        """Whether a letter is awaited."""
        return bool(self.display)

    def open(self, commands: Sequence[Command]) -> None:
        """Show these commands and await a letter."""
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

    def _draw(self) -> None:
        lines = [line(("one letter  esc or enter: back to the answer, which stays as it is", "$secondary"))]
        half = (len(self._commands) + 1) // 2
        wide = (self.app.size.width - 4) >= 60
        rows = zip(self._commands[:half], [*self._commands[half:], None], strict=False) if wide else ()
        for left, right in rows:
            parts: list[Part] = [("  " + left[0], "$primary bold"), f"  {left[1]:30}"]
            if right is not None:
                parts += [("  " + right[0], "$primary bold"), f"  {right[1]}"]
            lines.append(line(*parts))
        if not wide:
            lines += [line(("  " + key, "$primary bold"), f"  {word}") for key, word in self._commands]
        self.show(join(lines))
