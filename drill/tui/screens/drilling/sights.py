"""What changes how the exercise is seen, or where it is written: views, copies, glyphs, an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.tui.screens.drilling.front import Front

SEEING = frozenset({"view", "copy", "export", "glyphs", "settings", "edit", "edit_line"})
"""Acts that need no turn: the session hears nothing of them."""


class Sights:
    """Hands on to the front; the desk need not know how."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def view(self) -> None:
        """Formulas in the next form: two-dimensional, one line, LaTeX, spoken."""
        self._front.next_view()

    def copy(self) -> None:
        """What is shown, to the clipboard."""
        self._front.copy_shown()

    def export(self) -> None:
        """What is shown, into a file."""
        self._front.export_shown()

    def glyphs(self) -> None:
        """Samples of the glyphs."""
        self._front.choose_glyphs()

    def settings(self) -> None:
        """The settings."""
        self._front.show_settings()

    def edit(self) -> None:
        """The answer in an editor of one's own."""
        self._front.edit_answer()

    def edit_line(self) -> None:
        """The line of one's own, too."""
        self._front.edit_line()
