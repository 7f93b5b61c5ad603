"""Lines of one's own under each other, kept with enter and dropped with escape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from drill.text import one_line
from drill.tui.bindings import Keyed, bind, moves
from drill.tui.content import line
from drill.tui.widgets.text import Text
from drill.tui.widgets.text_line import TextLine

MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One field: the key under which its text is kept, what stands beside it, and the text so far."""

    key: str
    label: str
    text: str = ""
    # Shown while it is empty.
    hint: str = ""


class NoteFields(Keyed, VerticalScroll, can_focus=False):
    """Hidden until it is opened; then one field has the cursor."""

    BINDINGS: ClassVar = [
        bind("go-on", "submit", "save"), bind("next", "line(1)", "next line"),
        bind("back", "cancel", "cancel"), *moves("line"), Binding("shift+tab", "line(-1)", show=False),
    ]  # fmt: skip

    DEFAULT_CSS = """
    NoteFields {height: auto; max-height: 50%; padding: 0 1; background: $surface; display: none;
        border-top: solid $accent; border-title-color: $foreground; scrollbar-size-vertical: 1;}
    NoteFields Horizontal {height: 1;}
    NoteFields Text {width: 14; color: $secondary; text-wrap: nowrap;}
    NoteFields Input, NoteFields Input:focus {width: 1fr; border: none; height: 1; padding: 0;
        background: $background;}
    NoteFields Input:focus {background: $panel;}
    """

    def __init__(self, when_closed: Callable[[], None]) -> None:
        """``when_closed`` gives the cursor back."""
        super().__init__()
        self._when_closed = when_closed
        self._lines: Sequence[NoteLine] = ()
        self._then: Callable[[Mapping[str, str]], object] = lambda _: None
        self._labels = [Text() for _ in range(MOST_LINES)]
        self._inputs = [TextLine(select_on_focus=False) for _ in range(MOST_LINES)]

    def compose(self) -> ComposeResult:
        """Label and field, line by line."""
        for label, field in zip(self._labels, self._inputs, strict=True):
            with Horizontal():
                yield label
                yield field

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return bool(self.display)

    def offer(self, action: str) -> str | bool:
        """Name what acts on the lines."""
        return super().offer(action) if action != "line" or len(self._lines) > 1 else False

    def open(
        self,
        title: str,
        lines: Sequence[NoteLine],
        then: Callable[[Mapping[str, str]], object],
        *,
        at_first: bool = False,
    ) -> None:
        """Ask for these lines (at most four); ``then`` gets the texts that changed, by key.

        The cursor begins in the first empty line, or ``at_first``.
        """
        self._lines, self._then = tuple(lines[:MOST_LINES]), then
        self.border_title = line(title)  # pyright: ignore[reportAttributeAccessIssue]  Textual takes Content
        for number, (label, field) in enumerate(zip(self._labels, self._inputs, strict=True)):
            is_used = number < len(self._lines)
            if (row := field.parent) is not None:
                row.display = is_used  # pyright: ignore[reportAttributeAccessIssue]  a container
            if is_used:
                asked = self._lines[number]
                label.show(line(asked.label))
                field.value, field.placeholder = one_line(asked.text), asked.hint
                field.cursor_position = len(field.value)
        self.display = True
        empty = (n for n, asked in enumerate(self._lines) if not asked.text)
        self._inputs[0 if at_first else next(empty, 0)].focus()

    def action_line(self, by: int) -> None:
        """Go to the next or the previous line, round and round."""
        here = next((n for n, field in enumerate(self._inputs) if field.has_focus), 0)
        self._inputs[(here + by) % max(1, len(self._lines))].focus()

    def action_cancel(self) -> None:
        """Go away without what was typed."""
        self.display = False
        self._when_closed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep what changed, and go away."""
        event.stop()
        if not self.is_open:
            return
        self.display = False
        typed = {
            asked.key: one_line(field.value) for asked, field in zip(self._lines, self._inputs, strict=False)
        }
        before = {asked.key: one_line(asked.text) for asked in self._lines}
        self._then({key: text for key, text in typed.items() if text != before[key]})
        self._when_closed()
