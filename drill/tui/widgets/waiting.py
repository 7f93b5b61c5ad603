"""The frame that stands while a session is prepared; the very first answer is typed into it already."""

from __future__ import annotations

from textual.containers import Vertical

from drill.tui.content import line
from drill.tui.widgets.text import Text
from drill.tui.widgets.text_line import TextLine

_PREPARED = line(("The next exercise is being prepared.", "$secondary"))
_WELCOME = line(
    ("Welcome to drill. There is nothing to set up: type the answer, then enter.", "bold"),
    ("\n\nThe first exercise is being prepared.", "$secondary"),
)
_FAILED = line("Nothing is lost. Fix it, then try again.")


class Waiting(Vertical):
    """Tells that one has to wait, or that the store or the banks cannot be opened."""

    DEFAULT_CSS = """
    Waiting {height: 1fr;}
    Waiting #waiting {height: auto; padding: 1 2;}
    Waiting #early {border: round $primary; background: $background; height: 3; margin: 0 2; padding: 0 1;}
    """

    def __init__(self, *, is_first_run: bool) -> None:
        self._told = Text(_WELCOME if is_first_run else _PREPARED, id="waiting")
        self._early = TextLine(id="early", placeholder="your answer", select_on_focus=False)
        self._early.border_title = "answer"
        self._early.display = is_first_run
        super().__init__(self._told, self._early)
        self.has_failed = False

    def on_mount(self) -> None:
        """The very first key is taken already."""
        if self._early.display:
            self._early.focus()

    @property
    def is_typed_into(self) -> bool:
        """Whether keys are text."""
        return self._early.has_focus

    @property
    def typed(self) -> str:
        """What was typed so far; nothing once the frame is gone."""
        return self._early.value if self._early.is_attached else ""

    def fail(self) -> None:
        """Nothing is lost, and it can be tried again."""
        self.has_failed = True
        self._early.display = False
        self.screen.set_focus(None)
        self._told.show(_FAILED)
