"""The answer line with its live preview: one, or one a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from drill import typeset
from drill.banks.variant import Key
from drill.session.preview import typed
from drill.session.views import ExerciseView
from drill.tui.content import EMPTY, line
from drill.tui.looks import Looks
from drill.tui.widgets.text import Formula, Text


class AnswerGiven(Message):
    """Enter was pressed on a complete answer."""

    def __init__(self, answer: Key) -> None:
        super().__init__()
        self.answer = answer


class AnswerChanged(Message):
    """Something was typed or chosen."""


class CommandAsked(Message):
    """The command row is wanted."""


class AnswerLine(Input):
    """One line of typed mathematics. Escape and ``?`` ask for the commands; they are part of no answer.

    Enter locks the line at once: what is typed in the same burst belongs to no answer.
    """

    DEFAULT_CSS = """
    AnswerLine {border: round $secondary; background: $background; height: 3; margin: 0 2; padding: 0 1;}
    AnswerLine:focus {border: round $primary;}
    """

    def __init__(self, part: str, value: str, *, title: str, placeholder: str, on_enter: Callable[[], None]):
        super().__init__(value, placeholder=placeholder, select_on_focus=False)
        self.part = part
        self.title = title
        self.border_title = title
        self.is_locked = False
        self._when_entered = on_enter

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "question_mark") or event.character == "?":
            self._take(event)
            if not self.is_locked:
                self.post_message(CommandAsked())
        elif event.key == "enter":
            self._take(event)
            if not self.is_locked:
                self._when_entered()
        elif event.key.startswith("alt+"):
            event.prevent_default()  # a command, not a letter: the screen runs it
        elif self.is_locked:
            self._take(event)
        else:
            await super()._on_key(event)

    def _take(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()


class TypedField(Vertical):
    """Answer lines with their previews."""

    DEFAULT_CSS = """
    TypedField {height: auto;}
    TypedField .preview {min-height: 1; color: $foreground;}
    TypedField .preview.-stale {color: $secondary;}
    TypedField .place {height: auto; padding: 0 4; display: none;}
    TypedField .place.-shown {display: block;}
    """

    def __init__(self, view: ExerciseView, looks: Looks) -> None:
        super().__init__()
        self._parts = view.fields
        self._looks = looks
        self._is_free = view.kind == "self"
        self._expects = _expects(view.expect, view.fields)
        values = view.draft if isinstance(view.draft, Mapping) else {"": view.draft}
        self._lines = [self._line(name, values.get(name, "")) for name in (self._parts or ("",))]
        self._seen = [each.value for each in self._lines]
        self._previews = [Formula(classes="preview") for _ in self._lines]
        self._places = [Text(classes="place") for _ in self._lines]

    def _line(self, part: str, value: str) -> AnswerLine:
        title = part or ("a note of your own" if self._is_free else "answer")
        placeholder = "may stay empty: enter shows the solution" if self._is_free else "your answer"
        return AnswerLine(part, value, title=title, placeholder=placeholder, on_enter=self._enter)

    def compose(self) -> ComposeResult:
        """Line, place of an error, preview; part by part."""
        for answer, place, preview in zip(self._lines, self._places, self._previews, strict=True):
            yield answer
            yield place
            yield preview

    def on_mount(self) -> None:
        """Show what the draft looks like."""
        for number in range(len(self._lines)):
            self._draw_preview(number)

    @property
    def answer(self) -> Key:
        """What is typed: a text, or a text a part."""
        if not self._parts:
            return self._lines[0].value
        return {name: each.value for name, each in zip(self._parts, self._lines, strict=True)}

    @property
    def has_parts(self) -> bool:
        """Whether there is a line a part."""
        return bool(self._parts)

    def take_focus(self) -> None:
        """The cursor goes to the first empty line, else to the last; all may be typed into again."""
        for each in self._lines:
            each.is_locked = False
            each.border_title = each.title
        next((each for each in self._lines if not each.value), self._lines[-1]).focus()

    def mark_place(self, message: str, at: int | None, part: str = "") -> None:
        """Show where and why the text is not read; the cursor jumps there."""
        number = self._parts.index(part) if part in self._parts else 0
        answer, place = self._lines[number], self._places[number]
        answer.border_title = "not read yet"
        answer.focus()
        place.add_class("-shown")
        self._previews[number].add_class("-stale")
        if at is None:
            place.show(line(f"{message}\n", ("Nothing is marked.", "$secondary")))
            return
        answer.cursor_position = len(answer.value) if at >= len(answer.value) else max(0, at - 1)
        place.show(_pointing(message, at - 1, (self.size.width or self.app.size.width) - 8, self._looks))

    def set_title(self, title: str) -> None:
        """Say something in the frame of the lines."""
        for answer in self._lines:
            answer.border_title = title

    def _enter(self) -> None:
        """Enter goes to the next empty part, or gives the answer; nothing typed is no answer."""
        empty = next((each for each in self._lines if not each.value.strip()), None)
        if empty is not None and not self._is_free:
            empty.focus()
            return
        for each in self._lines:
            each.is_locked = True
        self.post_message(AnswerGiven(self.answer))

    def on_input_changed(self, event: Input.Changed) -> None:
        """A key: the preview follows at once."""
        event.stop()
        number = self._lines.index(event.input)  # pyright: ignore[reportArgumentType]
        if event.value == self._seen[number]:  # the draft that it was made with
            return
        self._seen[number] = event.value
        self._places[number].remove_class("-shown")
        if not self._lines[number].is_locked:
            self._lines[number].border_title = self._lines[number].title
        self._draw_preview(number)
        self.post_message(AnswerChanged())

    def _draw_preview(self, number: int) -> None:
        """What is typed, typeset; the last that could be read dims while the text cannot."""
        if self._is_free:
            return
        preview, text = self._previews[number], self._lines[number].value
        read = typed(text, self._expects[number])
        preview.set_class(read.latex is None, "-stale")
        if read.latex is not None:
            preview.set(
                read.latex, width=(self.size.width or self.app.size.width) - 10, tier=self._looks.tier
            )
        elif not text.strip():
            preview.show(EMPTY)


def _expects(expect: Mapping[str, object], parts: Sequence[str]) -> list[Mapping[str, object]]:
    if not parts:
        return [expect]
    from drill.checking.reading import part_expects

    by_part = part_expects(expect)
    return [by_part[name] for name in parts]


def _pointing(message: str, column: int, room: int, looks: Looks) -> Content:
    """An arrow under a column with its message beside it, or under it where there is no room."""
    arrow = looks.glyph("↑", "^")
    beside = f"{' ' * column}{arrow} {message}"
    told = (
        beside if typeset.cell_width(beside) <= room else f"{' ' * min(column, room - 1)}{arrow}\n{message}"
    )
    return line(told, ("\nNothing is marked. The cursor stands there.", "$secondary"))
