"""Where answers are given: a line with a live preview, a choice by digits, one line a part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from drill import typeset
from drill.banks.variant import Option
from drill.session.preview import typed
from drill.tui.content import Part, join, line, of_block
from drill.tui.widgets.text import Formula, Text

PLACEHOLDER = "your answer"


class AnswerLine(Input):
    """One line of typed mathematics. Escape and ``?`` ask for the commands; they are part of no answer."""

    DEFAULT_CSS = """
    AnswerLine {border: round $secondary; background: $background; height: 3; margin: 0 2; padding: 0 1;}
    AnswerLine:focus {border: round $primary;}
    .-short AnswerLine {border: none; height: 1; background: $surface;}
    """

    class CommandAsked(Message):
        """The command row is wanted."""

    def __init__(self, name: str, value: str = "", *, id: str | None = None) -> None:
        super().__init__(value, placeholder=PLACEHOLDER, select_on_focus=False, id=id)
        self.part = name
        self.border_title = name

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "question_mark") or event.character == "?":
            event.stop()
            event.prevent_default()
            self.post_message(self.CommandAsked())
            return
        await super()._on_key(event)


class TypedField(Vertical):
    """Answer lines with their previews: one, or one a part."""

    DEFAULT_CSS = """
    TypedField {height: auto;}
    TypedField .preview {min-height: 1; color: $foreground;}
    TypedField .preview.-stale {color: $secondary;}
    TypedField .place {height: auto; padding: 0 2; display: none;}
    TypedField .place.-shown {display: block;}
    """

    class Submitted(Message):
        """Enter was pressed on a complete answer."""

        def __init__(self, answer: str | Mapping[str, str]) -> None:
            super().__init__()
            self.answer = answer

    class Changed(Message):
        """Something was typed."""

        def __init__(self, answer: str | Mapping[str, str]) -> None:
            super().__init__()
            self.answer = answer

    def __init__(
        self,
        expect: Mapping[str, object],
        parts: Sequence[str],
        draft: str | Mapping[str, str],
        tier: typeset.Tier,
        *,
        free: bool = False,
    ) -> None:
        super().__init__()
        self._parts = tuple(parts)
        self._tier: typeset.Tier = tier
        self._expects = _expects(expect, parts)
        self._free = free
        values = draft if isinstance(draft, Mapping) else {"": draft}
        self._lines = [
            AnswerLine(name or ("a note, or nothing" if free else "answer"), values.get(name, ""))
            for name in (self._parts or ("",))
        ]
        self._previews = [Formula(classes="preview") for _ in self._lines]
        self._places = [Text(classes="place") for _ in self._lines]

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
    def answer(self) -> str | dict[str, str]:
        """What is typed: a text, or a text a part."""
        if not self._parts:
            return self._lines[0].value
        return {name: each.value for name, each in zip(self._parts, self._lines, strict=True)}

    def take_focus(self) -> None:
        """The cursor goes to the first empty line, else to the last."""
        empty = next((each for each in self._lines if not each.value), self._lines[-1])
        empty.focus()

    def mark_place(self, message: str, at: int | None, part: str = "") -> None:
        """Show where and why the text is not read; the cursor jumps there."""
        number = self._parts.index(part) if part in self._parts else 0
        answer, place = self._lines[number], self._places[number]
        answer.border_title = "not read yet"
        answer.focus()
        place.add_class("-shown")
        if at is None:
            place.show(line(message))
            return
        answer.cursor_position = max(0, at - 1)
        place.show(_pointing(message, at + 1, self.size.width - 4))

    def set_title(self, title: str) -> None:
        """Say something in the frame of the lines."""
        for answer in self._lines:
            answer.border_title = title

    def on_input_changed(self, event: Input.Changed) -> None:
        """A key: the preview follows at once."""
        event.stop()
        number = self._lines.index(event.input)  # pyright: ignore[reportArgumentType]
        self._places[number].remove_class("-shown")
        self._lines[number].border_title = self._lines[number].part
        self._draw_preview(number)
        self.post_message(self.Changed(self.answer))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next empty part, or checks."""
        event.stop()
        empty = next((each for each in self._lines if not each.value.strip()), None)
        if empty is not None and self._parts:
            empty.focus()
        else:
            self.post_message(self.Submitted(self.answer))

    def _draw_preview(self, number: int) -> None:
        if self._free:
            return
        preview = self._previews[number]
        text = self._lines[number].value
        read = typed(text, self._expects[number])
        preview.set_class(read.latex is None, "-stale")
        if read.latex is not None:
            preview.set(read.latex, width=self.app.size.width - 10, tier=self._tier)
        elif not text.strip():
            preview.show(Content(""))


class ChoiceField(Widget, can_focus=True):
    """Options by digit; several, or in order, where the kind asks for it."""

    DEFAULT_CSS = """
    ChoiceField {height: auto; padding: 0 2; margin: 1 0 0 0;}
    """

    def __init__(self, kind: str, options: Sequence[Option], draft: str, tier: typeset.Tier) -> None:
        super().__init__()
        self._kind = kind
        self._options = tuple(options)
        self._tier: typeset.Tier = tier
        ids = [option.id for option in options]
        self._taken = [ids.index(word) for word in draft.split() if word in ids]
        self._list = Text()

    def compose(self) -> ComposeResult:
        """The options under each other."""
        yield self._list

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    @property
    def answer(self) -> str:
        """The ids taken, in the order in which they were."""
        return " ".join(self._options[place].id for place in self._taken)

    def take_focus(self) -> None:
        """Digits act from here on."""
        self.focus()

    def mark_place(self, message: str, at: int | None, part: str = "") -> None:
        """Say what is missing."""
        self.border_title = message

    def set_title(self, title: str) -> None:
        """Choices have no frame to say anything in."""

    def on_key(self, event: events.Key) -> None:
        """A digit takes an option (or puts it back), backspace the last, enter checks."""
        if event.character and event.character.isdigit() and 1 <= int(event.character) <= len(self._options):
            event.stop()
            self._take(int(event.character) - 1)
        elif event.key == "backspace" and self._taken:
            event.stop()
            self._taken.pop()
            self._draw()
        elif event.key == "enter":
            event.stop()
            if self._taken:
                self.post_message(TypedField.Submitted(self.answer))

    def _take(self, place: int) -> None:
        if self._kind == "choice":
            self._taken = [place]
        elif place in self._taken:
            self._taken.remove(place)
        else:
            self._taken.append(place)
        self._draw()
        self.post_message(TypedField.Changed(self.answer))

    def _draw(self) -> None:
        width = max(10, self.size.width - 10)
        self._list.show(join([self._option(place, width) for place in range(len(self._options))]))

    def _option(self, place: int, width: int) -> Content:
        block = typeset.prose(self._options[place].text, width=width, tier=self._tier)
        body = of_block(block).split("\n")
        chosen = place in self._taken
        sign = (
            str(self._taken.index(place) + 1)
            if chosen and self._kind == "order"
            else ("x" if chosen else " ")
        )
        head: list[Part] = [(f"{place + 1}", "bold"), f" [{sign}] "]
        lines = [line(*head) + body[0], *(line("      ") + rest for rest in body[1:])]
        return join(lines)


def _expects(expect: Mapping[str, object], parts: Sequence[str]) -> list[Mapping[str, object]]:
    if not parts:
        return [expect]
    from drill.checking.reading import part_expects

    by_part = part_expects(expect)
    return [by_part[name] for name in parts]


def _pointing(message: str, column: int, room: int) -> Content:
    """An arrow under a column with its message beside it, or under it where there is no room."""
    beside = " " * column + "↑ " + message
    if typeset.cell_width(beside) <= room:
        return line(beside)
    return line(" " * column + "↑\n", message)
