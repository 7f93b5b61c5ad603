"""Text inputs whose keys act in their order, however close together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.widgets import Input, OptionList

from drill.text import one_line
from drill.tui.declared_keys import key
from drill.tui.looks import build_content
from drill.tui.textual_internals import hand_on

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    Widget = object
    """Textual takes styles and components from the first of a class's bases that is a widget."""


def editing_keys(bindings: Sequence[Any]) -> Mapping[str, str]:
    """Return the keys that edit, of a widget's bindings, each with its action."""
    return {
        key: binding.action
        for binding in bindings
        if isinstance(binding, Binding) and binding.action not in ("submit", "copy")
        for key in binding.key.split(",")
        if not key.startswith("alt+")
    }


class TakesKeys(Widget):
    """A mixin of widgets that act on editing keys themselves.

    Textual's own leave them to bindings: they travel up to the app first, and later letters overtake
    them. A key that comes after the cursor has left goes to the cursor's new place.
    """

    EDITING: ClassVar[Mapping[str, str]] = {}
    cursor_blink: bool

    def _on_mount(self, event: events.Mount) -> None:
        self.cursor_blink = False  # each blink is a repaint: over a slow line it keeps keys waiting

    def bring_back(self) -> bool:
        """Restore the text that was replaced, and return whether there is such a text."""
        return False

    def takes(self, event: events.Key) -> bool:
        """Return whether a key is typed here, and is not a command."""
        return event.key in self.EDITING or (event.is_printable and not event.key.startswith("alt+"))

    def take(self, event: events.Event) -> None:
        """Let nothing else act on an event."""
        event.stop()
        event.prevent_default()

    def hand_on(self, event: events.Key) -> None:
        """Let a key act where the focus is now, after those that were passed on before."""
        self.take(event)
        hand_on(self.screen, event)

    async def _on_key(self, event: events.Key) -> None:
        if self.screen.focused is not self:
            self.hand_on(event)
        elif not self.takes(event):
            event.prevent_default()  # the screen runs it
        elif action := self.EDITING.get(event.key):
            event.stop()
            await self.run_action(action)


class TakesAnswer(TakesKeys):
    """A mixin of widgets for answers; escape, and ``?`` while it is empty, lead elsewhere.

    Enter locks it at once, because the rest of the same burst belongs to no answer. The other keys that
    leave it move the cursor at once, so that the rest of the same burst goes there.
    """

    part = title = hint = ""
    joiner = " "
    is_locked = False
    place: int | None = None
    """The index of the character that is marked."""
    when_entered: Callable[[], None]
    value: Any
    placeholder: Any

    def begin(self, part: str, value: str, *, title: str, placeholder: str, joiner: str) -> None:
        """Begin another exercise; ``joiner`` replaces the ends of lines in pasted text."""
        self.part, self.title, self.joiner = part, title, joiner
        self.is_locked = False
        self.placeholder = placeholder
        self.value = value
        self.say(title)
        self.point("", None)

    def point(self, message: str, at: int | None) -> None:
        """Mark the character at a column, and show a text in the lower frame; empty removes both."""
        place, hint = (None if at is None else at - 1), one_line(message)
        if (place, hint) != (self.place, self.hint):
            self.place, self.hint = place, hint
            # Textual takes Content
            self.border_subtitle = build_content(hint) if hint else None  # pyright: ignore[reportAttributeAccessIssue]

    def say(self, title: str) -> None:
        """Show something else in the upper frame."""
        if str(self.border_title) != title:
            self.border_title = build_content(title)  # pyright: ignore[reportAttributeAccessIssue]  Textual takes Content

    def is_help(self, event: events.Key) -> bool:
        """Return whether a key asks for help: ``?`` is text once anything is typed."""
        return event.character == "?" and not self.value

    def acts(self, event: events.Key) -> bool:
        """Return whether a key does something only here, and has done it."""
        del event
        return False

    async def _on_key(self, event: events.Key) -> None:
        if self.screen.focused is not self or event.key.startswith("alt+"):
            return
        if self.is_locked or self.acts(event):
            self.take(event)
        elif event.key == "enter":
            self.take(event)
            self.when_entered()
        elif event.key in ("escape", "tab") or self.is_help(event):
            self.screen.set_focus(None)
            self.hand_on(event)


class TextLine(TakesKeys, Input):
    """One line of text; ctrl+u empties it, wherever the cursor is."""

    EDITING: ClassVar[Mapping[str, str]] = {
        **editing_keys(Input.BINDINGS),
        "ctrl+u": "empty",
        "ctrl+backspace": "delete_left_word",
        "ctrl+delete": "delete_right_word",
    }

    @property
    def max_scroll_x(self) -> int:
        """How many cells may be left of the line: none while the text and the cursor fit into it.

        The placeholder, and a width in large steps, make a line wider than its text: Textual would leave the
        first character out of view for the cursor behind the last one.
        """
        return max(0, cell_len(self.value) + 1 - self.scrollable_content_region.width)

    def action_empty(self) -> None:
        """Remove all of the text."""
        self.value = ""


class JoinedLine(TextLine):
    """One line; the lines of a pasted text are appended to it one after the other."""

    def _on_paste(self, event: events.Paste) -> None:
        self.take(event)
        self.replace(one_line(event.text), *self.selection)


# The line whose words narrow a list, and how a screen that has both goes from one to the other.


class FindLine(TextLine):
    """The line: hidden until words are wanted."""

    DEFAULT_CSS = """
    FindLine, FindLine:focus {border: none; height: 1; padding: 0 1; background: $surface; display: none;}
    """

    def __init__(self, placeholder: str) -> None:
        super().__init__(id="find", placeholder=placeholder, select_on_focus=False)

    @property
    def words(self) -> Sequence[str]:
        """The words that are typed, in small letters; the key that opened the line may be typed once more."""
        return self.value.lower().lstrip(" /").split()

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

    @key("find", lambda self: "" if self.find_line.has_focus else "find")
    def action_find(self) -> None:
        """Move the cursor to the line for the search; a letter replaces the former words."""
        self.find_line.display = True
        self.find_line.screen.set_focus(self.find_line)  # at once, for letters of the same burst
        self.find_line.select_all()

    @key("down", when=lambda self: self.find_line.has_focus and self.rows_list.option_count)
    def action_to_list(self) -> None:
        """Go from the line to the list, since letters act there; without a row stay."""
        if self.rows_list.option_count:
            self.rows_list.focus()

    @key("back", "all of them", when=lambda self: self.find_line.display)
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
        """Choose the only row that is found; with more of them go to the list."""
        event.stop()
        if self.rows_list.option_count == 1:
            self.rows_list.action_select()
        else:
            self.action_to_list()
