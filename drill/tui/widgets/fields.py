"""Fields for typed answers, with a live preview: one line, or one per part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text as RichText
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, TextArea

from drill import typeset
from drill.checking import KINDS, LINE_LIMIT_CHARS, LINES_LIMIT, Key, Spec
from drill.gyr.events import Reply
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.working_feedback import CheckedWorking
from drill.session.key_display import Live, read_live
from drill.text import clean_text
from drill.tui.looks import EMPTY, Looks, build_content, stack_lines
from drill.tui.method import find_typed_sample
from drill.tui.widgets.answer_line import AnswerLine
from drill.tui.widgets.text_line import TakesAnswer, editing_keys
from drill.tui.widgets.text_widgets import Formula, Text
from drill.typeset import code_spans

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

# A field for a program on several lines, coloured; its keys act in their order.

_OPENS, _CLOSES = "([{", ")]}"


class CodeArea(TakesAnswer, TextArea):  # pyright: ignore[reportIncompatibleVariableOverride]  a reactive there
    """A program; enter continues in an open bracket and after ``;``, else gives the answer."""

    app: DrillApp
    DEFAULT_CSS = """
    CodeArea, CodeArea:focus {border: round $secondary; background: $background; height: auto; min-height: 3;
        max-height: 14; margin: 0 1 0 2; padding: 0 1; border-subtitle-align: left;
        border-subtitle-color: $secondary;}
    CodeArea:focus {border: round $primary;}
    """

    EDITING: ClassVar[Mapping[str, str]] = {
        **editing_keys(TextArea.BINDINGS),
        "ctrl+u": "delete_line",
        "ctrl+delete": "delete_word_right",
    }

    def __init__(self, *, on_enter: Callable[[], None]) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False)
        self.when_entered = on_enter

    @property
    def value(self) -> str:
        """The program on one line, character for character, so that positions are the same."""
        return "".join(_join_code_lines(self.text))

    @value.setter
    def value(self, value: str) -> None:
        statements = (text.strip() for row in value.splitlines() for text in row.split(";"))
        self.text = "\n".join(statement for statement in statements if statement)
        self.cursor_position = len(self.text)

    @property
    def rows_of_text(self) -> int:
        """How many rows were typed."""
        return self.document.line_count

    @property
    def cursor_position(self) -> int:
        """The offset of the cursor in the text."""
        row, column = self.cursor_location
        return sum(len(text_line) + 1 for text_line in self.text.split("\n")[:row]) + column

    @cursor_position.setter
    def cursor_position(self, index: int) -> None:
        before = self.text[:index].split("\n")
        self.move_cursor((len(before) - 1, len(before[-1])))

    def point(self, message: str, at: int | None) -> None:
        """Mark the character at a column, and show a text in the lower frame; empty removes both."""
        super().point(message, at)
        self.notify_style_update()

    def get_line(self, line_index: int) -> RichText:
        """Return a line with its colours, and the mark of what cannot be read."""
        text = super().get_line(line_index)
        theme = self.app.current_theme
        for span in code_spans(text.plain):
            colour = theme.variables.get(f"code-{span.style}", theme.secondary)
            text.stylize(Style(color=colour), span.start, span.end)
        start = sum(len(text_line) + 1 for text_line in self.text.split("\n")[:line_index])
        if self.place is not None and start <= self.place < start + len(text.plain):
            text.stylize(Style(underline=True, bold=True), self.place - start, self.place - start + 1)
        return text

    def takes(self, event: events.Key) -> bool:
        """Return whether a key is typed here; enter gives the answer or a line."""
        return event.key in ("enter", "ctrl+j") or (not self.is_help(event) and super().takes(event))

    @property
    def _goes_on(self) -> bool:
        """Whether the text before the cursor asks for another line."""
        before = self.text[: self.cursor_position].rstrip()
        return before.endswith(";") or _count_open_code_brackets(before) > 0

    def acts(self, event: events.Key) -> bool:
        """Begin another line."""
        goes_on = event.key == "ctrl+j" or (event.key == "enter" and self._goes_on)
        if goes_on:
            self.insert("\n")
        return goes_on

    async def _on_paste(self, event: events.Paste) -> None:
        self.take(event)
        if not self.is_locked:
            self.insert(clean_text(event.text).replace("\r", ""))


def _join_code_lines(text: str) -> Iterator[str]:
    """Return a program on one line: line ends become ends of statements, except within brackets and after
    another end.
    """
    for index, character in enumerate(text):
        if character != "\n":
            yield character
        else:
            before = text[:index].rstrip()
            yield " " if not before or before.endswith(";") or _count_open_code_brackets(before) > 0 else ";"


def _count_open_code_brackets(text: str) -> int:
    """Return how many brackets are open at the end."""
    return sum(map(text.count, _OPENS)) - sum(map(text.count, _CLOSES))


FREE = "may be left empty: enter shows the solution"
IN_A_BOOK = "a result, a page, the name of a photo; may be left empty"
# The kinds whose wrong first answer is selected, so that the next one replaces it.
REPLACED_WHOLE = ("number", "expression")
# Seconds without typing before unfinished input is reported.
REST_S = 0.6


class AnswerGiven(Message):
    """Enter was pressed on a complete answer; ``working`` has its lines, the answer the last of them."""

    def __init__(self, answer: Reply, working: Sequence[str] = ()) -> None:
        super().__init__()
        self.answer, self.working = answer, tuple(working)


class WorkingChanged(Message):
    """A line was added to the working, or removed."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self.lines = tuple(lines)


class AnswerChanged(Message):
    """Something was typed or chosen."""


class FieldGrown(Message):
    """The preview has another height: the line and its preview should be in view."""


class TypedField(Vertical):
    """Answer lines with their previews.

    At every key the text is typeset below. While it cannot be read, the last readable text is dimmed, and the
    character at the end of the reading is underlined, with a word in the frame; unfinished input is marked
    after a pause, so that nothing flickers.
    """

    app: DrillApp
    DEFAULT_CSS = """
    TypedField {height: auto;}
    TypedField .preview {min-height: 1; color: $ink;}
    TypedField .preview.-stale {color: $secondary;}
    TypedField .place {height: auto; padding: 0 4; display: none;}
    TypedField .place.-shown {display: block;}
    TypedField #written {height: auto; padding: 0 2; display: none;}
    TypedField #written.-shown {display: block;}
    """

    def __init__(self, lines: int, *, is_code: bool) -> None:
        super().__init__()
        self._is_code = is_code
        self._is_free = self._is_placement = False
        self._is_replaced_whole = False
        self._parts: Sequence[str] = ()
        self._expects: Sequence[Spec] = ()
        self._lines = [self._line() for _ in range(lines)]
        self._seen = [""] * lines
        self._previews = [Formula(classes="preview") for _ in self._lines]
        self._places = [Text(classes="place") for _ in self._lines]
        self._stop_rest: Callable[[], None] | None = None
        self._written = Text(id="written")
        self.working: list[str] | None = None
        """The finished lines of a working; None if the answer is one line."""

    def _line(self) -> AnswerLine | CodeArea:
        if not self._is_code:
            return AnswerLine(on_enter=self.enter, on_tab=self._move, on_back=self._take_line_back)
        return CodeArea(on_enter=self.enter)

    def compose(self) -> ComposeResult:
        """Make the lines of a working, then line, place of an error, preview; part by part."""
        yield self._written
        for answer, position, preview in zip(self._lines, self._places, self._previews, strict=True):
            yield answer
            yield position
            yield preview

    def begin(self, view: ExerciseView) -> None:
        """Become the field of an exercise with as many lines: they are empty, or have its draft."""
        self._parts = view.stage.fields
        self._is_free, self._is_placement = view.stage.kind == "self", view.is_placement
        self._is_replaced_whole = view.stage.kind in REPLACED_WHOLE and not view.stage.fields
        values = view.draft if isinstance(view.draft, Mapping) else {"": view.draft}
        expects = [view.stage.expect.part(name) for name in view.stage.fields] or [view.stage.expect]
        self._expects = expects
        for number, (name, answer) in enumerate(zip(view.stage.fields or ("",), self._lines, strict=True)):
            free = IN_A_BOOK if view.is_in_a_book else FREE
            placeholder = (
                free if self._is_free else _write_field_placeholder(expects[number], is_code=self._is_code)
            )
            title = name or ("a note of your own" if self._is_free else "answer")
            answer.begin(
                name,
                values.get(name, ""),
                title=title,
                placeholder=placeholder,
                joiner=KINDS[view.stage.kind].line_break,
            )
            answer.cursor_position = len(answer.value)
            self._seen[number] = answer.value
            self._places[number].remove_class("-shown")
            self._follow(number)
        lines = list(view.attempt.work.working)
        self.working = (lines[:-1] if lines[-1] == view.draft else lines) if lines else None
        self.show_working()

    @property
    def answer(self) -> Key:
        """Return the typed answer: a text, or a text per part."""
        if not self._parts:
            return self._lines[0].value
        return {name: answer_line.value for name, answer_line in zip(self._parts, self._lines, strict=True)}

    def on_resize(self) -> None:
        """Report the new height."""
        self.post_message(FieldGrown())

    @property
    def at_hand(self) -> Sequence[AnswerLine | CodeArea | Formula]:
        """What should be in view, the most needed first: the focused line, its preview, the other lines."""
        number = next((index for index, answer_line in enumerate(self._lines) if answer_line.has_focus), 0)
        following = self._lines[number + 1 : number + 2]
        return self._lines[number], self._previews[number], *following, self._lines[0], self._lines[-1]

    def take_focus(self) -> None:
        """Focus the first empty line, else the last; all may be typed into again."""
        for answer_line in self._lines:
            answer_line.is_locked = False
            answer_line.say(answer_line.title)
        self.screen.set_focus(
            next((answer_line for answer_line in self._lines if not answer_line.value), self._lines[-1])
        )

    def put(self, answer: Key) -> None:
        """Put another text into the lines, as if it were typed."""
        texts = answer if isinstance(answer, Mapping) else {"": answer}
        for answer_line in self._lines:
            answer_line.value = texts.get(answer_line.part, answer_line.value)
            answer_line.cursor_position = len(answer_line.value)

    def select_lines(self) -> None:
        """Select a number or an expression on one line; an answer with more parts is rather corrected."""
        answer_line = self._lines[0]
        if self._is_replaced_whole and self.working is None and isinstance(answer_line, AnswerLine):
            answer_line.select_former()

    def mark_place(self, message: str, at: int | None, part: str = "") -> None:
        """Show the place and the reason of a failed reading; the cursor jumps there."""
        number = self._parts.index(part) if part in self._parts else 0
        answer, message_text = self._lines[number], self._places[number]
        answer.say("not read yet")
        answer.point("", at)
        answer.focus()
        message_text.add_class("-shown")
        self._previews[number].add_class("-stale")
        self._rest(None)
        if at is None:
            message_text.show(build_content(f"{message}\n", ("Nothing is marked.", "$secondary")))
            return
        is_open = read_live(self._expects[number], answer.value).state == "unfinished"
        answer.cursor_position = len(answer.value) if is_open else min(len(answer.value), max(0, at - 1))
        room = (self.size.width or self.app.size.width) - 8
        message_text.show(_draw_error_arrow(message, at - 1, room, is_open=is_open))

    def _move(self, by: int) -> bool:
        """Move the focus from part to part; return whether there are any."""
        if self._parts:
            here = next(
                index for index, answer_line in enumerate(self._lines) if answer_line is self.screen.focused
            )
            self.screen.set_focus(self._lines[(here + by) % len(self._lines)])
        return bool(self._parts)

    def enter(self) -> None:
        """Go to the next empty part, or give the answer; an empty one is an answer in a placement alone."""
        if self.working is not None:
            self._enter_line(self.working)
            return
        empty = next((answer_line for answer_line in self._lines if not answer_line.value.strip()), None)
        is_blank = self._is_placement and not any(answer_line.value.strip() for answer_line in self._lines)
        if empty is not None and not (self._is_free or is_blank):
            self.screen.set_focus(empty)
            return
        for answer_line in self._lines:
            answer_line.is_locked = True
        self._rest(None)
        self.post_message(AnswerGiven(self.answer))

    # --- a working -----------------------------------------------------------------------------------------

    def open_working(self) -> None:
        """Let enter end a line instead of giving the answer."""
        self.working = []
        self.show_working()
        self.take_focus()

    def show_working(self, checked: CheckedWorking | None = None) -> None:
        """Show the finished lines, each after its sign if they were checked."""
        self._written.set_class(self.working is not None, "-shown")
        if self.working is None:
            return
        instruction = build_content(
            ("enter ends a line; an empty line submits the last one as your answer", "$secondary")
        )
        if checked is not None:
            self._written.show(stack_lines([signed_lines(checked, self.app.looks), instruction]))
        else:
            rows = [
                build_content((f"{number:2}  ", "$secondary"), text)
                for number, text in enumerate(self.working, 1)
            ]
            self._written.show(stack_lines([*rows, instruction]))

    def _enter_line(self, lines: list[str]) -> None:
        """End a line, or give the last line as the answer if this one is empty."""
        typed = self._lines[0].value.strip()
        if not typed and lines:
            self._lines[0].is_locked = True
            self._rest(None)
            self.post_message(AnswerGiven(lines[-1], lines))
        elif typed and len(lines) >= LINES_LIMIT:
            self.mark_place(f"a working has at most {LINES_LIMIT} lines", None)
        elif typed and len(typed) > LINE_LIMIT_CHARS:
            self.mark_place(f"a line has at most {LINE_LIMIT_CHARS} characters", None)
        elif typed:
            lines.append(typed)
            self._lines[0].value = ""
            self.show_working()
            self.post_message(WorkingChanged(lines))

    def _take_line_back(self) -> bool:
        """Move the last finished line back into the empty line; without one, close the working."""
        if self.working is None:
            return False
        if self.working:
            self.put(self.working.pop())
        else:
            self.working = None
        self.show_working()
        self.post_message(WorkingChanged(self.working or ()))
        return True

    # --- the preview ---------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Update the preview after a key."""
        event.stop()
        self._changed(
            next(index for index, answer_line in enumerate(self._lines) if answer_line is event.input)
        )

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Update the preview after a key in a program."""
        event.stop()
        self._changed(0)

    def _changed(self, number: int) -> None:
        answer = self._lines[number]
        value = answer.value
        if value == self._seen[number]:  # the draft that it was made with
            return
        self._seen[number] = value
        self._places[number].remove_class("-shown")
        if not answer.is_locked:
            answer.say(answer.title)
        self.call_after_refresh(self._follow_typing, number, value)
        self.post_message(AnswerChanged())

    def _follow_typing(self, number: int, value: str) -> None:
        """Read only the last of several keys in one burst."""
        if self._lines[number].value == value:
            self._follow(number)

    def _follow(self, number: int) -> None:
        """Show the preview of a line's text; a note is not read."""
        answer, preview = self._lines[number], self._previews[number]
        if self._is_free:
            preview.put(EMPTY)
            return
        live = read_live(self._expects[number], answer.value)
        self._rest(None)
        if live.latex is not None:
            width = (self.size.width or self.app.size.width) - 10
            preview.set(live.latex, width=width, tier=self.app.looks.tier)
        elif live.code:
            is_there = len(live.code) <= answer.rows_of_text  # a statement a row, coloured as it is
            preview.put(
                EMPTY
                if is_there
                else stack_lines([build_content((code_line, "$code")) for code_line in live.code])
            )
        elif live.state == "blank":
            preview.put(EMPTY)
        if live.state == "unfinished":
            answer.point("", None)
            self._rest(lambda: self._mark(number, live))
        else:
            self._mark(number, live)

    def _mark(self, number: int, live: Live) -> None:
        """Dim a preview that is out of date, and show the reason."""
        self._previews[number].set_class(live.state in ("unfinished", "faulty"), "-stale")
        self._lines[number].point(live.message, live.at)

    def _rest(self, do: Callable[[], None] | None) -> None:
        """Call ``do`` once typing pauses."""
        if self._stop_rest is not None:
            self._stop_rest()
        self._stop_rest = self.set_timer(REST_S, do).stop if do is not None else None


def signed_lines(working: CheckedWorking, looks: Looks) -> Content:
    """Return the lines of a working after their signs; one that does not follow is highlighted."""
    signs = working.signs(is_ascii=looks.is_ascii)
    rows = zip(signs, working.checked, working.lines, strict=True)
    return stack_lines([
        build_content(
            (f"{sign} ", "$mark-red bold" if checked.sign == "breaks" else "$secondary"),
            (f"{number:2}  ", "$secondary"),
            text,
        )
        for number, (sign, checked, text) in enumerate(rows, 1)
    ])  # fmt: skip


def _write_field_placeholder(expect: Spec, *, is_code: bool) -> str:
    looks_like = find_typed_sample(expect)
    goes_on = "; end a line with ; to go on below it" if is_code else ""
    if looks_like:
        return f"your answer, such as  {looks_like}{goes_on}"
    return f"your answer{goes_on}"


def _draw_error_arrow(message: str, column: int, room: int, *, is_open: bool) -> Content:
    """Return an arrow under a column with its message next to it, or below if it does not fit."""
    pointer = f"{' ' * column}↑ {message}"
    if typeset.cell_width(pointer) > room:
        pointer = f"{' ' * min(column, room - 1)}↑\n{message}"
    where = "The cursor is at the end." if is_open else "The cursor is there."
    return build_content(pointer, (f"\nNothing is marked. {where}", "$secondary"))
