"""The scratch page: lines are typed as in a working, and each is marked against the line before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.widgets import Input

from drill.errors import DrillError
from drill.session.today.today_page import wrap_words
from drill.text import clean_text, one_line
from drill.tui.bindings import bind_named_key
from drill.tui.screens.line_window import LineWindow
from drill.tui.styled_content import build_content, prefix_first_line, stack_lines
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.content import Content

    from drill.checking import MarkedLine, MarkedText
    from drill.session.workspace import Workspace

# Lines that a page has; a longer derivation is a file.
MOST_LINES = 200
# Cells of a line in the least.
MOST_NARROW = 20
_HELP = (
    "Say first what holds: x > 0, n a positive integer, A in R^(m x n).",
    "Then a line at a time: (x+1)^2 = x^2 + 2x + 1, or LaTeX as it is pasted.",
    "Each is marked against the line before it.",
    "What is not certain is not judged.",
)


class ScratchLine(TextLine):
    """A line that is typed; pasted text may have several."""

    def __init__(self) -> None:
        super().__init__(placeholder="x > 0, or a line of your derivation")

    def _on_paste(self, event: events.Paste) -> None:
        self.take(event)
        lines = event.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(lines) > 1 and isinstance(self.screen, ScratchPageScreen):
            self.screen.add_lines([self.value + lines[0], *lines[1:]])
            self.value = ""
        else:
            self.replace(one_line(event.text), *self.selection)


class ScratchPageScreen(LineWindow):
    """A line to type into, and below it the lines so far with their signs.

    On a paper ``e`` keeps them as a note; else nothing is stored.
    """

    BINDINGS: ClassVar = [
        bind_named_key("go-on", "submit"), bind_named_key("undo", "take_back", "take it back"),
        bind_named_key("edit", "keep", "keep as note"), bind_named_key("copy", words="copy"),
    ]  # fmt: skip
    heading = "Scratch page"
    DEFAULT_CSS = "ScratchPageScreen VerticalScroll {padding: 0 1 0 2; scrollbar-gutter: stable;}"

    def __init__(self, paper: str = "") -> None:
        """``paper`` is the one whose notes may keep the page."""
        super().__init__(ScratchLine(), "a line")
        self._paper = paper
        self._lines: list[str] = []
        self._marked: MarkedText | None = None
        self._told = ""

    def on_mount(self) -> None:
        """Say how it goes."""
        self._say(*_HELP)

    def on_resize(self) -> None:
        """Draw it at its new width."""
        self._draw()

    def offer(self, action: str) -> str | bool:
        """Name what acts on the line that is typed, and on those above."""
        match action:
            case "submit":
                return "mark it" if self._field.has_focus else "another line"
            case "close":
                return "to the lines" if self._field.has_focus and bool(self._lines) else "back"
            case "take_back" | "copy":
                return bool(self._lines) and not self._field.has_focus
            case "keep":
                return bool(self._lines) and bool(self._paper) and not self._field.has_focus
            case _:
                return super().offer(action)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Add the line."""
        event.stop()
        if event.value.strip():
            self.add_lines([event.value])
            self._field.value = ""

    def action_submit(self) -> None:
        """Go back to the line that is typed."""
        self.set_focus(self._field)
        self.refresh_bindings()

    def action_close(self) -> None:
        """Leave the line for the keys of the page; from there, close it."""
        if self._field.has_focus and self._lines:
            self.set_focus(None)
            self.refresh_bindings()
        else:
            super().action_close()

    def add_lines(self, lines: Sequence[str]) -> None:
        """Add lines, and mark all."""
        self._lines += [clean_text(text).rstrip() for text in lines]
        del self._lines[MOST_LINES:]
        self._mark()

    def action_take_back(self) -> None:
        """Take the last line back, to be typed again."""
        self._field.value = self._lines.pop()
        self._field.cursor_position = len(self._field.value)
        self._told = ""
        self.action_submit()
        if self._lines:
            self._mark()
        else:
            self._marked = None
            self._say(*_HELP)

    def action_copy(self) -> None:
        """Copy the lines."""
        self.app.copy_to_clipboard("\n".join(self._lines))
        self._tell("Copied.")

    @work(exclusive=True)
    async def action_keep(self) -> None:
        """Keep the lines as a note on the paper."""
        text = "\n".join(self._lines)
        try:
            await self.app.background.run(_save_scratch_note, await self.app.opened(), self._paper, text)
        except DrillError as error:
            self._tell(str(error))
            return
        self._tell("Kept among the paper's notes.")

    @work(exclusive=True)
    async def _mark(self) -> None:
        """Mark all lines in the session's thread."""
        text = "\n".join(self._lines)
        try:
            self._marked = await self.app.background.run(_mark_lines, await self.app.opened(), text)
        except DrillError as error:
            self._marked = None
            self._say(str(error))
            return
        self._told = ""
        self._draw()

    def _tell(self, sentence: str) -> None:
        self._told = sentence
        self._draw()

    def _draw(self) -> None:
        if self._marked is None:
            return
        from drill.session.drilling.scratch_work import describe_marks

        marked = self._marked
        by_line: dict[int, list[MarkedLine]] = {}
        for each in marked.lines:
            by_line.setdefault(each.line, []).append(each)
        rows: list[Content] = []
        for number, text in enumerate(self._lines, 1):
            rows += self._draw_line(number, text, by_line, dict(marked.declared))
        rows += [build_content(""), build_content((self._told or describe_marks(marked), "$secondary"))]
        self._text.show(stack_lines(rows))
        self._page.scroll_end(animate=False)
        self.refresh_bindings()

    def _draw_line(
        self, number: int, text: str, by_line: Mapping[int, Sequence[MarkedLine]], declared: Mapping[int, str]
    ) -> list[Content]:
        """Return a line with the worst of its signs, and below it what is said of it."""
        from drill.session.drilling.scratch_work import choose_sign, describe_line

        marks = by_line.get(number, ())
        sign, colour = ("  ", "")
        if any(each.kind != "text" for each in marks) and number not in declared:
            sign, worst = choose_sign(marks, is_ascii=self.app.looks.is_ascii)
            colour = {"follows": "$success bold", "breaks": "$error bold"}.get(worst, "$secondary")
        head = build_content((f"{number:>3} ", "$secondary"), (f"{sign:<2} ", colour))
        told = "   declared" if number in declared else ""
        cells = max(MOST_NARROW, self._page.scrollable_content_region.width - head.cell_length)
        wrapped = [*wrap_words(text, cells - len(told))] or [""]
        rows = [prefix_first_line(head, build_content("\n".join(wrapped), (told, "$secondary")))]
        said = dict.fromkeys(describe_line(each) for each in marks if each.kind != "text")
        lines = [line for sentence in said if sentence for line in wrap_words(sentence, cells)]
        return [*rows, *(build_content((" " * head.cell_length + line, "$secondary")) for line in lines)]


def _mark_lines(workspace: Workspace, text: str) -> MarkedText:
    from drill.session.drilling.scratch_work import mark_text

    return mark_text(text, workspace.workers, is_working=True)


def _save_scratch_note(workspace: Workspace, paper: str, text: str) -> None:
    from drill.session.drilling.scratch_work import keep_as_note

    keep_as_note(workspace, paper, text)
