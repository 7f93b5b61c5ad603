"""The line whose words narrow a list, and how a screen that has both goes from one to the other."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Input, OptionList

from drill.tui.widgets.text_line import TextLine


class FindLine(TextLine):
    """The line: hidden until words are wanted."""

    DEFAULT_CSS = """
    FindLine, FindLine:focus {border: none; height: 1; padding: 0 1; background: $surface; display: none;}
    """

    def __init__(self, placeholder: str) -> None:
        super().__init__(id="find", placeholder=placeholder, select_on_focus=False)

    @property
    def words(self) -> Sequence[str]:
        """The words that are typed, in small letters."""
        return self.value.lower().split()

    def matches(self, *texts: str) -> bool:
        """Return whether all words occur in what something is called."""
        named = " ".join(texts).lower()
        return all(word in named for word in self.words)


class NarrowedList:
    """A mixin of screens with a list and such a line above it."""

    find_line: FindLine
    rows_list: OptionList

    def draw_rows(self) -> None:
        """Show the rows that the words leave."""
        raise NotImplementedError

    def action_find(self) -> None:
        """Move the cursor to the line in which words are typed."""
        self.find_line.display = True
        self.find_line.focus()

    def action_to_list(self) -> None:
        """Go from the line to the list, where letters act; without a row stay."""
        if self.rows_list.option_count:
            self.rows_list.focus()

    def action_end_typing(self) -> None:
        """Show all rows again."""
        self.find_line.value, self.find_line.display = "", False
        self.draw_rows()
        self.rows_list.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list at every key."""
        event.stop()
        self.draw_rows()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the list."""
        event.stop()
        self.action_to_list()
