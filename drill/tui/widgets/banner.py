"""A line in place about something that needs an act; toasts only say what may be missed."""

from __future__ import annotations

from drill.tui.content import line, sentence
from drill.tui.widgets.text import Text


class Banner(Text):
    """Hidden until there is something to say; that marks are not kept stays said."""

    DEFAULT_CSS = "Banner {height: auto; padding: 0 2; background: $surface; display: none;}"

    def say(self, *messages: str) -> None:
        """Show messages under each other; none hides it."""
        not_kept: str = self.app.not_kept  # pyright: ignore[reportAttributeAccessIssue]
        told = [sentence(each) for each in ((not_kept, *messages) if not_kept else messages)]
        if not told and not self.display:
            return
        self.display = bool(told)
        self.show(line(("\n".join(told), "bold")))
