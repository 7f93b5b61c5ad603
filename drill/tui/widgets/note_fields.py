"""Fields for the learner's own texts below each other, saved with enter and dropped with escape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import TextArea

from drill.text import clean_text, one_line
from drill.tui.bindings import Keyed
from drill.tui.declared_keys import key
from drill.tui.looks import build_content
from drill.tui.widgets.text_line import TakesKeys, editing_keys
from drill.tui.widgets.text_widgets import Text

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import OwnLine

MOST_LINES = 4


class NoteArea(TakesKeys, TextArea):  # pyright: ignore[reportIncompatibleVariableOverride]  a reactive there
    """A text that is written; ``ctrl+j`` begins another line if it may have several."""

    EDITING: ClassVar[Mapping[str, str]] = {
        **editing_keys(TextArea.BINDINGS), "ctrl+u": "empty", "ctrl+j": "new_line"
    }  # fmt: skip

    def __init__(self) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        self.has_lines = False
        self.choices: Sequence[str] = ()
        """What a digit chooses, if that is all that may be typed."""
        self.when_chosen: Callable[[], None] = lambda: None

    def put(self, own_line: OwnLine) -> None:
        """Show a text, with the cursor at its end."""
        self.has_lines, self.placeholder = own_line.has_lines, own_line.hint
        self.choices = own_line.choices
        self.text = self._write_choice(own_line.text) if self.choices else self._allowed(own_line.text)
        self.move_cursor(self.document.end)

    @property
    def value(self) -> str:
        """The written text, or the chosen digit."""
        return self.text[:1] if self.choices else self._allowed(self.text)

    def _write_choice(self, digit: str) -> str:
        """Return a digit with what it chooses; empty if it chooses nothing."""
        numbered = {f"{number}": words for number, words in enumerate(self.choices, 1)}
        return f"{digit} {numbered[digit]}" if digit in numbered else ""

    async def _on_key(self, event: events.Key) -> None:
        # the base classes' own handlers are called after this one, unless it takes the event
        if not (self.choices and self.screen.focused is self and self.takes(event)):
            return
        self.take(event)
        if written := self._write_choice(event.character or ""):
            self.text = written
            self.when_chosen()
        elif event.key in ("backspace", "delete", "ctrl+u"):
            self.text = ""

    def takes(self, event: events.Key) -> bool:
        """Return whether a key is typed here: not one that leaves the first or last row, or a line too
        many."""
        leaves = (event.key == "up" and self.cursor_at_first_line) or (
            event.key == "down" and self.cursor_at_last_line
        )
        return not leaves and (event.key != "ctrl+j" or self.has_lines) and super().takes(event)

    def action_empty(self) -> None:
        """Remove all of the text."""
        self.text = ""

    def action_new_line(self) -> None:
        """Begin another line."""
        self.insert("\n")

    async def _on_paste(self, event: events.Paste) -> None:
        self.take(event)
        if not self.choices:
            self.insert(self._allowed(clean_text(event.text)))

    def _allowed(self, text: str) -> str:
        if self.has_lines:
            return text.replace("\r", "").strip()
        return one_line(text)


class NoteFields(Keyed, VerticalScroll, can_focus=False):
    """Fields that are hidden until opened; then one of them has the focus."""

    DEFAULT_CSS = """
    NoteFields {height: auto; max-height: 50%; padding: 0 1; background: $surface; display: none;
        border-top: solid $rule; border-title-color: $foreground; scrollbar-size-vertical: 1;}
    NoteFields Horizontal {height: auto;}
    NoteFields Text {width: 14; color: $secondary; text-wrap: nowrap;}
    NoteFields .choices {width: 1fr; height: auto; display: none; text-wrap: wrap;}
    NoteFields NoteArea, NoteFields NoteArea:focus {width: 1fr; border: none; height: auto; min-height: 1;
        max-height: 8; padding: 0; background: $background; scrollbar-size-vertical: 1;}
    NoteFields NoteArea:focus {background: $panel;}
    """

    def __init__(self, when_closed: Callable[[], None]) -> None:
        """``when_closed`` restores the focus."""
        super().__init__()
        self._when_closed = when_closed
        self._lines: Sequence[OwnLine] = ()
        self._kind = ""
        self._then: Callable[[Mapping[str, str]], object] = lambda _: None
        self._labels = [Text() for _ in range(MOST_LINES)]
        self._areas = [NoteArea() for _ in range(MOST_LINES)]
        self._choices = Text(classes="choices")

    def compose(self) -> ComposeResult:
        """Make label and field, one below the other."""
        for label, field in zip(self._labels, self._areas, strict=True):
            with Horizontal():
                yield label
                yield field
        yield self._choices

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return bool(self.display)

    @property
    def enter_words(self) -> str:
        """Return the effect of enter on the texts."""
        is_open_choice = len(self._lines) == 1 and self._lines[0].choices and not self._areas[0].text
        return "leave it open" if is_open_choice else "save"

    def _words_of_next(self) -> str:
        if self._kinds:
            return self._words_for_kind
        return "next text" if len(self._lines) > 1 else ""

    @property
    def _kinds(self) -> Sequence[str]:
        """Return the possible kinds of a lone text, nothing first."""
        if len(self._lines) == 1 and self._lines[0].kinds:
            return ("", *self._lines[0].kinds)
        return ()

    @property
    def _words_for_kind(self) -> str:
        """Name the kind that a lone text is next."""
        return f"mark as {self._next_kind(1) or 'nothing'}"

    def _next_kind(self, by: int) -> str:
        kinds = self._kinds
        here = kinds.index(self._kind) if self._kind in kinds else 0
        return kinds[(here + by) % len(kinds)]

    @key("ctrl+j", "another line", when=lambda self: any(line.has_lines for line in self._lines))
    def action_new_line(self) -> None:
        """Begin another line in the focused text."""
        for area in self._areas:
            if area.has_focus and area.has_lines:
                area.action_new_line()

    def open(
        self,
        title: str,
        lines: Sequence[OwnLine],
        then: Callable[[Mapping[str, str]], object],
        *,
        at_first: bool = False,
    ) -> None:
        """Open fields for these texts (at most four); ``then`` gets those that changed, by name.

        The cursor begins in the first empty one, or ``at_first``.
        """
        self._lines, self._then = tuple(lines[:MOST_LINES]), then
        self._kind = lines[0].kind if lines else ""
        self.border_title = build_content(title)  # pyright: ignore[reportAttributeAccessIssue]  Textual takes Content
        for number, (label, field) in enumerate(zip(self._labels, self._areas, strict=True)):
            is_used = number < len(self._lines)
            row = field.parent
            if row is not None:
                row.display = is_used  # pyright: ignore[reportAttributeAccessIssue]  a container
            if is_used:
                own_line = self._lines[number]
                label.show(build_content(own_line.label))
                field.put(own_line)
        self._show_kind()
        self._show_choices()
        self.display = True
        empty = (n for n, own_line in enumerate(self._lines) if not own_line.text)
        self._areas[0 if at_first else next(empty, 0)].focus()

    def _show_choices(self) -> None:
        """Show what the digits of a line choose; where that is all there is, a digit saves at once."""
        choices = next((line.choices for line in self._lines if line.choices), ())
        self._choices.display = bool(choices)
        words = " · ".join(f"{number} {words}" for number, words in enumerate(choices, 1))
        self._choices.show(build_content((words, "$secondary")))
        is_alone = bool(choices) and len(self._lines) == 1
        self._areas[0].when_chosen = self.action_submit if is_alone else lambda: None

    def _show_kind(self) -> None:
        """Show the kind of a lone text, in place of its label."""
        if self._kinds:
            self._labels[0].show(build_content(self._kind or self._lines[0].label))

    @key("next", _words_of_next, argument=1)
    @key("down", when=_words_of_next, argument=1)
    @key("up shift+tab", when=_words_of_next, argument=-1)
    def action_line(self, by: int) -> None:
        """Go to the next text or the one before, cyclically; of a lone one to its next kind."""
        if self._kinds:
            self._kind = self._next_kind(by)
            self._show_kind()
            self.screen.refresh_bindings()
            return
        here = next((n for n, field in enumerate(self._areas) if field.has_focus), 0)
        self._areas[(here + by) % max(1, len(self._lines))].focus()

    @key("back", "cancel")
    def action_cancel(self) -> None:
        """Close without the typed text."""
        self.display = False
        self._when_closed()

    def action_submit(self) -> None:
        """Save what changed, and close."""
        if not self.is_open:
            return
        self.display = False
        typed = {
            own_line.name: field.value for own_line, field in zip(self._lines, self._areas, strict=False)
        }
        before = {
            own_line.name: own_line.text if own_line.has_lines else one_line(own_line.text)
            for own_line in self._lines
        }
        changed = {name: text for name, text in typed.items() if text != before[name].strip()}
        if self._kinds and self._kind != self._lines[0].kind:
            changed["kind"] = self._kind
        self._then(changed)
        self._when_closed()
