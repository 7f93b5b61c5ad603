"""A line in place about something that needs an act; toasts only say what may be missed."""

from __future__ import annotations

from drill.tui.content import line
from drill.tui.widgets.text import Text


class Banner(Text):
    """Hidden until there is something to say."""

    DEFAULT_CSS = "Banner {height: auto; padding: 0 2; background: $surface; display: none;}"

    def say(self, *messages: str) -> None:
        """Show messages under each other; none hides it."""
        if not messages and not self.display:
            return
        self.display = bool(messages)
        self.show(line(("\n".join(messages), "bold")))
