"""Papers: where formulas of one's own will live."""

from __future__ import annotations

from textual.app import ComposeResult

from drill.tui.content import line
from drill.tui.screens.places import PlaceScreen
from drill.tui.widgets.text import Text


class PapersScreen(PlaceScreen):
    """Says what is so: no paper was imported yet."""

    PLACE = "Papers"

    def compose_body(self) -> ComposeResult:
        """One honest line."""
        yield Text(line("\n  No papers imported yet."))
