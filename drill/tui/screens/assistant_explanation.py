"""The panel for an explanation by the learner's own assistant, below the text in question."""

from __future__ import annotations

import asyncio
import threading

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from drill.errors import DrillError
from drill.session.drilling.tutor_page import (
    NO_ASSISTANT,
    Explanation,
    ask_for_explanation,
    write_note_text,
    write_request,
)
from drill.session.papers.assistant import WARNING, AskedSubject
from drill.session.standing.paper_notes import UNPROVED
from drill.text import one_line
from drill.tui.bindings import Window
from drill.tui.declared_keys import key
from drill.tui.looks import EMPTY, build_content, stack_lines
from drill.tui.screens.papers.part import draw_paragraph
from drill.tui.widgets.screen_rows import KeyRow
from drill.tui.widgets.text_line import TextLine
from drill.tui.widgets.text_widgets import Text

# Cells of the margins and the scroll bar.
_MARGINS = 6
# Rows of the line for a question with its border, and the min rows of a terminal that has room for the
# border.
_FIELD_ROWS, _LOW = 3, 20


class ExplanationScreen(Window[None], ModalScreen[None]):
    """A line for a question, then the assistant's reply, in the lower half of the screen at most.

    A low screen gives it two thirds.

    The text in question stays visible above; ``esc`` ends an assistant at work, and leads back there.
    """

    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    ExplanationScreen {align: left bottom;}
    ExplanationScreen #panel {height: auto; background: $background; border-top: solid $primary;
        border-title-color: $secondary;}
    ExplanationScreen Input, ExplanationScreen Input:focus {border: round $primary; height: 3; margin: 0 1;
        background: $background; padding: 0 1;}
    ExplanationScreen VerticalScroll {height: auto; padding: 0 2; scrollbar-size-vertical: 1;}
    ExplanationScreen VerticalScroll Text {height: auto;}
    """

    def __init__(self, subject: AskedSubject) -> None:
        """``subject`` is the text in question."""
        super().__init__()
        self._subject = subject
        self._field = TextLine(select_on_focus=False, placeholder="your question, or none")
        self._field.border_title = "what would you like to know?"
        self._text = Text()
        self._page = VerticalScroll(self._text, can_focus=False)
        self._panel = Vertical(self._field, self._page, KeyRow(), id="panel")
        self._panel.border_title = build_content(f" {UNPROVED} ")  # pyright: ignore[reportAttributeAccessIssue]  Textual takes Content
        self._explanation: Explanation | None = None
        self._question = ""
        self._is_kept = False
        self._told = ""
        """What came of the last key, above the text."""
        self._ends = threading.Event()
        self._below: Screen[object] | None = None

    def compose(self) -> ComposeResult:
        """Make the panel; without an assistant there is no line for a question."""
        self._field.display = self._has_assistant
        self._field.disabled = not self._has_assistant
        yield self._panel

    def on_mount(self) -> None:
        """Show the request and its recipient; without an assistant, the way to set one."""
        self._below = self.app.screen_stack[-2]
        self._fit()
        if self._has_assistant:
            command = one_line(self.app.settings.assistant)
            self._say(
                f"Your assistant is sent {self._subject.sent}, and nothing else about you: {command}", WARNING
            )
        else:
            self._say(NO_ASSISTANT, "Or copy a page with all that somebody else needs to explain it.")

    def on_unmount(self) -> None:
        """Give the rows back to the screen below."""
        self._give_rows_back()

    def on_resize(self) -> None:
        """Wrap an answer anew, and take at most half of the rows."""
        self._fit()
        if self._explanation is not None:
            self._show_explanation(self._explanation)

    def _fit(self) -> None:
        """Give the text the rows that its part of the screen has for it."""
        height, is_low = self.app.size.height, self.app.size.height < _LOW
        field_rows = (1 if is_low else _FIELD_ROWS) if self._field.display else 0
        around = 2 if is_low else 3  # a border, and the keys with their rule
        rows = (height * 2 // 3 if is_low else height // 2) - around - field_rows
        self._page.styles.max_height = max(1, rows)
        self.call_after_refresh(self._make_room)

    def _make_room(self) -> None:
        """Let the text in question end above the panel; its own last line is behind the panel's border."""
        if self._below is not None and self.is_active:
            self._below.styles.padding = (0, 0, max(0, self._panel.outer_size.height - 1), 0)

    @property
    def _has_assistant(self) -> bool:
        return bool(self.app.settings.assistant)

    @property
    def enter_words(self) -> str:
        """Offer to ask while a question is typed."""
        return "ask" if self._field.display else ""

    @property
    def back_words(self) -> str:
        """Warn that leaving ends an assistant at work."""
        is_at_work = not self._field.display and self._explanation is None and self._has_assistant
        return "end it" if is_at_work else "back"

    def _is_answered(self) -> bool:
        return self._explanation is not None and not self._field.display

    def _may_keep(self) -> bool:
        return self._is_answered() and not self._is_kept and self._subject.keep is not None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask."""
        event.stop()
        if self._field.display:
            self._hide_field()
            self._explanation, self._question = None, event.value
            self._is_kept, self._told = False, ""
            seconds = self.app.settings.assistant_seconds
            self._say(f"Your assistant is at work, for at most {seconds} seconds.")
            self._ask(event.value)

    def _hide_field(self) -> None:
        self._field.display = False
        self.set_focus(None)
        self._fit()

    @key("ask", "ask something else", when=_is_answered)
    def action_ask_again(self) -> None:
        """Ask something else about the same."""
        self._field.value = ""
        self._show_field()

    def _show_field(self) -> None:
        self._field.display = True
        self.set_focus(self._field)
        self._fit()
        self.refresh_bindings()

    @work(exclusive=True)
    async def _ask(self, question: str) -> None:
        """Run the assistant in a thread of its own: the session's stays free."""
        app, subject = self.app, self._subject
        try:
            workspace = await app.opened()
            page = await app.background.run(subject.write_page)
            explanation = await asyncio.to_thread(
                ask_for_explanation, workspace, write_request(page, question), subject.stages,
                is_cancelled=lambda: self._ends.is_set() or app.is_leaving,
            )  # fmt: skip
        except DrillError as error:
            self._show_field()
            self._say(str(error))
        else:
            self._explanation = explanation
            self._show_explanation(explanation)
        self.refresh_bindings()

    # --- showing -------------------------------------------------------------------------------------------

    def _say(self, *sentences: str) -> None:
        """Show sentences in place of the text."""
        self._text.show(stack_lines([build_content((sentence, "$secondary")) for sentence in sentences]))
        self.refresh_bindings()
        self._fit()

    def _show_explanation(self, explanation: Explanation) -> None:
        width, looks = self._width, self.app.looks
        rows = [build_content((self._told, "bold"))] if self._told else []
        rows += [draw_paragraph(remark, width, looks, "$mark-yellow") for remark in explanation.remarks]
        rows += [EMPTY] if rows else []
        self._text.show(stack_lines([*rows, draw_paragraph(explanation.text, width, looks)]))
        self._fit()

    def _tell(self, told: str) -> None:
        """Show the effect of a key above the text."""
        self._told = told
        if self._explanation is not None:
            self._show_explanation(self._explanation)
        self._page.scroll_home(animate=False)
        self.refresh_bindings()

    @property
    def _width(self) -> int:
        return self.app.size.width - _MARGINS

    # --- acts ----------------------------------------------------------------------------------------------

    @key("copy", when=lambda self: self._is_answered() or not self._has_assistant)
    async def action_copy(self) -> None:
        """Copy the answer; without an assistant the page that one would be sent."""
        if self._explanation is not None:
            self.app.copy_to_clipboard(self._explanation.text)
            self._tell("Copied.")
        else:
            self._copy_page()

    @work(exclusive=True)
    async def _copy_page(self) -> None:
        try:
            page = await self.app.background.run(self._subject.write_page)
        except DrillError as error:
            self._say(str(error))
        else:
            self.app.copy_to_clipboard(page)
            self._say("Copied: a page for somebody else.")

    @key("edit", "keep as a note", when=_may_keep)
    def action_keep(self) -> None:
        """Keep the answer as a note."""
        if self._explanation is not None and self._subject.keep is not None:
            self._is_kept = True
            self._keep(self._explanation, self._question)

    @work(exclusive=True)
    async def _keep(self, explanation: Explanation, question: str) -> None:
        keep, text = self._subject.keep, write_note_text(explanation)
        assert keep is not None
        try:
            told = await self.app.background.run(keep, question, text)
        except DrillError as error:
            self._is_kept = False
            told = f"The note was not saved. {error}"
        self._tell(told)

    def action_close(self) -> None:
        """Go back; an assistant at work is ended."""
        self._ends.set()
        self._give_rows_back()
        super().action_close()

    def _give_rows_back(self) -> None:
        if self._below is not None:
            self._below.styles.padding = 0
            self._below = None
