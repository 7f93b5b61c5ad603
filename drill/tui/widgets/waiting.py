"""The frame while a session is prepared; the very first answer can be typed into it already."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from drill.session.first_run import WELCOME
from drill.tui.content import line
from drill.tui.widgets.text import Prose, Text
from drill.tui.widgets.text_line import TextLine

if TYPE_CHECKING:
    from drill.typeset import Tier

_PREPARED = line(("The next exercise is being prepared.", "$secondary"))
_FIRST_PREPARED = line((WELCOME, "bold"), ("\n\nThe first exercise is being prepared.", "$secondary"))
_GIVEN = line(("Your answer is checked as soon as the checker has started.", "$secondary"))
_FAILED = line("Nothing is lost. Fix it, then try again.")


class Waiting(Vertical):
    """Says that one has to wait, or that the store or the banks cannot be opened.

    ``prompt`` is the first exercise, where it is known before anything is loaded.
    """

    DEFAULT_CSS = """
    Waiting {height: 1fr;}
    Waiting #waiting {height: auto; padding: 1 2 0 2;}
    Waiting #drawn {margin: 1 0 0 0; padding: 0 1 0 2;}
    Waiting #early {border: round $primary; background: $background; height: 3; margin: 1 2 0 2;
        padding: 0 1;}
    Waiting #given {height: auto; padding: 0 2;}
    """

    def __init__(self, *, is_first_run: bool, prompt: str = "") -> None:
        first = line((WELCOME, "bold")) if prompt else _FIRST_PREPARED
        self._told = Text(first if is_first_run else _PREPARED, id="waiting")
        self._early = TextLine(id="early", placeholder="your answer", select_on_focus=False)
        self._early.border_title = "answer"
        self._early.display = is_first_run
        self._given = Text(id="given")
        super().__init__()
        self._prompt = prompt
        self.has_failed = False
        self.is_given = False
        """Whether enter was pressed on what is typed: it is the answer, once it can be checked."""
        self._shown_since = time.monotonic()

    def compose(self) -> ComposeResult:
        """Make the message, the prompt, and the field."""
        yield self._told
        if self._prompt:
            tier: Tier = self.app.looks.tier  # pyright: ignore[reportAttributeAccessIssue]
            yield Prose(self._prompt, tier=tier, id="drawn")
        yield self._early
        yield self._given

    def on_mount(self) -> None:
        """Accept the very first key already."""
        if self._early.display:
            self._early.focus()

    @property
    def seconds(self) -> float:
        """How long the prompt has been shown."""
        return time.monotonic() - self._shown_since

    @property
    def is_typed_into(self) -> bool:
        """Whether keys are text."""
        return self._early.has_focus

    @property
    def typed(self) -> str:
        """What was typed so far; empty once the frame is gone."""
        return self._early.value if self._early.is_attached else ""

    def give(self) -> None:
        """Take what is typed as the answer to the exercise that is shown."""
        self.is_given = bool(self._prompt) and bool(self._early.value.strip())
        if self.is_given:
            self._given.show(_GIVEN)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Withdraw an answer that is changed after enter."""
        event.stop()
        self.is_given = False
        self._given.show(line(""))

    def fail(self) -> None:
        """Show that nothing is lost, and that it can be tried again."""
        self.has_failed = True
        for part in self.children:
            part.display = part is self._told
        self.screen.set_focus(None)
        self._told.show(_FAILED)
