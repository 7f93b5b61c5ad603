"""Choosing a row of a list by its words, which a learner does with the arrows."""

from __future__ import annotations

from textual.widgets import OptionList

from tests.tui.driving import Learner


def choose(person: Learner, words: str) -> None:
    """Choose the row of the list on the screen that has these words."""
    (rows,) = (widget for widget in person.app.screen.query(OptionList) if widget.is_on_screen)
    rows.highlighted = next(n for n, row in enumerate(rows.options) if words in str(row.prompt))
