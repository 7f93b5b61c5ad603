"""One line of typed mathematics: its keys, and the marks of its wrong or open places."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.highlighter import Highlighter
from rich.segment import Segment
from rich.style import Style
from rich.text import Text as RichText
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input

from drill.maths.characters import GREEK
from drill.session.drilling.first_run import WELCOME
from drill.text import one_line
from drill.tui.looks import build_content
from drill.tui.widgets.text_line import TakesAnswer, TextLine
from drill.tui.widgets.text_widgets import Prose, Text
from drill.typeset import cell_width

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

# Step of the line's width in cells, so that the screen is not laid out anew at every key.
_WIDTH_STEP = 64


_SHORTEST_HINT = 8
_TABS = {"tab": 1, "shift+tab": -1}
_BEGUN_NAME = re.compile(r"\\(?P<name>[A-Za-z]+)$")


class AnswerLine(TakesAnswer, TextLine):
    """One line of an answer; tab goes to the next part, if there is one."""

    DEFAULT_CSS = """
    AnswerLine {border: round $secondary; background: $background; height: 3; margin: 0 1 0 2; padding: 0 1;
        border-subtitle-align: left; border-subtitle-color: $secondary;}
    AnswerLine:focus {border: round $primary; border-subtitle-color: $secondary;}
    """

    _former = ""

    def __init__(
        self, *, on_enter: Callable[[], None], on_tab: Callable[[int], bool], on_back: Callable[[], bool]
    ) -> None:
        """``on_tab`` moves the cursor to the next or the previous part, if there are any; ``on_back`` takes
        the line before back into the empty line, if there is one."""
        self._pointer = _Pointer()
        super().__init__(select_on_focus=False, highlighter=self._pointer)
        self.when_entered = on_enter
        self._move = on_tab
        self._take_back = on_back

    def point(self, message: str, at: int | None) -> None:
        """Mark the character at a column, and show a text in the lower frame; empty removes both."""
        super().point(message, at)
        self._pointer.place = self.place

    @property
    def rows_of_text(self) -> int:
        """How many rows were typed: always one."""
        return 1

    @property
    def content_width(self) -> int:
        """The width that the text takes, in large steps."""
        width = cell_width(self.value or self.placeholder) + 1
        return -(-width // _WIDTH_STEP) * _WIDTH_STEP

    @property
    def _label(self) -> str:
        """The name of the part, if there is no frame for it."""
        if not self.part or self.styles.border_bottom[0]:
            return ""
        return f"{self.part}: "

    def begin(self, part: str, value: str, *, title: str, placeholder: str, joiner: str) -> None:
        """Begin another exercise, with room for a label left of the line."""
        super().begin(part, value, title=title, placeholder=placeholder, joiner=joiner)
        self._former = ""
        self.on_resize()

    def on_resize(self) -> None:
        """Make room for the label, which is needed only if the frame is gone."""
        self.styles.padding = (0, 1, 0, 1 + cell_width(self._label))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render the line, after the name of its part if it has no frame."""
        strips = super().render_lines(crop)
        if (label := self._label) and strips and not crop.x and not crop.y:
            head = Segment(f" {label}", self.rich_style)
            strips[0] = Strip([head, *strips[0].crop(1 + cell_width(label))])
        return strips

    def render_line(self, y: int) -> Strip:
        """Render the line; without a frame, the hint is at its right, as much of it as fits."""
        strip = super().render_line(y)
        room = self.size.width - cell_width(self.value) - 3
        if y or not self.hint or self.styles.border_bottom[0] or room < _SHORTEST_HINT:
            return strip
        hint = self.hint if cell_width(self.hint) <= room else self.hint[: room - 1] + "…"
        segment = Segment(hint, self.rich_style + Style(dim=True))
        return Strip([*strip.crop(0, self.size.width - cell_width(hint)), segment])

    def takes(self, event: events.Key) -> bool:
        """Return whether a key is typed here; enter gives the answer."""
        return event.key == "enter" or (not self.is_help(event) and super().takes(event))

    def acts(self, event: events.Key) -> bool:
        """Handle tab after an unfinished name and among parts, and backspace in an empty line of a
        working."""
        if event.key == "backspace" and not self.value and not self.is_locked:
            return self._take_back()
        if event.key == "tab" and not self.is_locked and self._complete():
            return True
        return event.key in _TABS and self._move(_TABS[event.key])

    def _complete(self) -> bool:
        """Put the letter in place of a name in LaTeX that was begun; return whether one was."""
        begun = _BEGUN_NAME.search(self.value[: self.cursor_position])
        if begun is None:
            return False
        names = {name for name in GREEK.values() if name.startswith(begun["name"])}
        names = names & {begun["name"]} or names
        if len(names) != 1:
            return False
        letter = next(letter for letter, name in GREEK.items() if name in names)
        self.replace(letter, begun.start(), self.cursor_position)
        return True

    def select_former(self) -> None:
        """Select the text, so that typing replaces it; ``ctrl+z`` restores it."""
        self._former = self.value
        self.select_all()

    def bring_back(self) -> bool:
        """Put the former text back; return whether it differs from the current one."""
        has_former = self._former not in ("", self.value)
        if has_former:
            self.value = self._former
            self.cursor_position = len(self.value)
        return has_former

    def _on_paste(self, event: events.Paste) -> None:
        """Paste all lines on one."""
        self.take(event)
        lines = [text_line.strip() for text_line in event.text.splitlines() if text_line.strip()]
        if lines and not self.is_locked:
            self.replace(one_line(self.joiner.join(lines)), *self.selection)


class _Pointer(Highlighter):
    """Underlines one character."""

    place: int | None = None

    def highlight(self, text: RichText) -> None:
        """Underline the character in the line."""
        if self.place is not None and self.place < len(text):
            text.stylize(Style(underline=True, bold=True), self.place, self.place + 1)


# The frame while a session is prepared; the very first answer can be typed into it already.

_FAILED = build_content("Nothing is lost. Fix it, then try again.")


class Waiting(VerticalScroll, can_focus=False):
    """Asks for patience, or shows that the store or the banks cannot be opened.

    ``prompt`` is the first exercise, if it is known before anything is loaded.
    """

    app: DrillApp
    DEFAULT_CSS = """
    Waiting {height: 1fr; scrollbar-size-vertical: 1;}
    Waiting #waiting {height: auto; padding: 1 2 0 2;}
    Waiting #drawn {margin: 1 0 0 0; padding: 0 1 0 2;}
    Waiting AnswerLine {margin: 1 2 0 2;}
    Waiting #given {height: auto; padding: 0 2;}
    """

    def __init__(self, *, is_first_run: bool, prompt: str = "") -> None:
        self._says = WELCOME if is_first_run else ""
        self._told = Text(id="waiting")
        self._given = Text(id="given")
        super().__init__()
        self._prompt = prompt
        self.field: AnswerLine | None = None
        """Where the answer can be typed already."""
        if is_first_run:
            self.field = AnswerLine(on_enter=self.give, on_tab=lambda _: False, on_back=lambda: False)
        self.has_failed = False
        self.is_given = False
        """Whether enter was pressed on what is typed: it is the answer, once it can be checked."""
        self._files: tuple[int, int] | None = None
        self._shown_since = self._given_at = time.monotonic()

    def compose(self) -> ComposeResult:
        """Make the message, the prompt, and the field."""
        yield self._told
        if self.field is not None:
            yield Prose(self._prompt, id="drawn")
            yield self.field
        yield self._given

    def on_mount(self) -> None:
        """Accept the very first key already."""
        if self.field is not None:
            self.field.begin("", "", title="answer", placeholder="your answer", joiner=" ")
        self.wait()

    def wait(self) -> None:
        """Show that the app is waiting, after a failure again."""
        self.has_failed = False
        for part in self.children:
            part.display = True
        self._draw()
        if self.field is not None:
            self.field.focus()

    def on_resize(self) -> None:
        """Keep the field in view."""
        if self.field is not None:
            self.call_after_refresh(self.field.scroll_visible, animate=False)

    def tell_read(self, files: tuple[int, int] | None) -> None:
        """Show the progress of the work that is waited for: files of exercises that are read, of all."""
        if files != self._files:
            self._files = files
            self._draw()

    def _draw(self) -> None:
        if self.has_failed:
            return
        share = f"{100 * self._files[0] // max(1, self._files[1])} %" if self._files else ""
        read = f"Reading the exercises: {share}." if share else ""
        waits = "" if self._prompt else read or "Your exercise is being prepared."
        parts = [(self._says, "bold"), (waits, "$secondary")]
        self._told.show(Content("\n\n").join(build_content(part) for part in parts if part[0]))
        if self.is_given:
            read = f"Your answer is checked once the exercises have been read: {share}."
            read = read if share else "Your answer is checked in a moment."
        self._given.show(build_content((read if self._prompt else "", "$secondary")))

    @property
    def seconds(self) -> float:
        """How long the prompt was shown, until the answer was given."""
        return (self._given_at if self.is_given else time.monotonic()) - self._shown_since

    @property
    def typed(self) -> str:
        """The typed text so far."""
        return self.field.value if self.field is not None else ""

    def give(self) -> None:
        """Take the typed text as the answer to the exercise that is shown."""
        self.is_given, self._given_at = bool(self._prompt and self.typed.strip()), time.monotonic()
        self._draw()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Withdraw an answer that is changed after enter."""
        event.stop()
        if self.is_given:
            self.is_given = False
            self._draw()

    def fail(self) -> None:
        """Show that nothing is lost, and that the learner can try again."""
        self.has_failed = True
        for part in self.children:
            part.display = part is self._told
        self.screen.set_focus(None)
        self._told.show(_FAILED)
