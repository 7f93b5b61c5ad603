"""Help: what the keys do, here first, then everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from drill.tui.content import join, line
from drill.tui.widgets.rows import KeyPair
from drill.tui.widgets.text import Text

EVERYWHERE: tuple[KeyPair, ...] = (
    ("enter", "go on: check, next worked step, open, start"),
    ("esc", "one step back; in an answer: the command row"),
    ("?", "what the keys do here"),
    ("y n", "answer the question that is asked"),
    ("tab", "next part of an answer; your own line; next view"),
    ("h m t", "hint; shape, then motion; theory"),
    ("w", "write a line of your own"),
    ("r s p", "reveal; skip to the end of today; park"),
    ("o", "other numbers, as practice; reopen what is parked"),
    ("d", "dispute the verdict"),
    ("a", "all worked steps at once"),
    ("u", "undo the newest mark, again and again"),
    ("space", "look more closely"),
    ("/", "find an exercise"),
    ("1 to 5", "Today, Library, Progress, Papers, Parked"),
    (",", "where the settings lie"),
    (": ^p", "all commands by name"),
    ("^q", "quit at once, all is kept"),
)


class HelpScreen(ModalScreen[None]):
    """A page over the screen; any of the keys that go back closes it."""

    DEFAULT_CSS = """
    HelpScreen {align: center middle;}
    HelpScreen VerticalScroll {
        width: 78; max-width: 100%; height: auto; max-height: 100%; background: $surface;
        border: round $secondary; padding: 0 2; scrollbar-size-vertical: 1;
    }
    HelpScreen Text {height: auto;}
    """

    def __init__(self, here: Sequence[KeyPair]) -> None:
        super().__init__()
        self._here = [
            pair for pair in here if pair[0] not in ("?", "esc") or pair[1] not in ("keys", "then:")
        ]

    def compose(self) -> ComposeResult:
        """Two tables."""
        with VerticalScroll(can_focus=True):
            if self._here:
                yield Text(line(("Keys here", "bold")))
                yield Text(_table(self._here))
            yield Text(line(("One letter means one thing everywhere", "bold")))
            yield Text(
                line(("In an answer letters are text; after esc (or ?, or with alt) they act.", "$secondary"))
            )
            yield Text(_table(EVERYWHERE))
            yield Text(line(("esc or enter closes this page", "$secondary")))

    def on_key(self, event: events.Key) -> None:
        """Back to where one was."""
        if event.key in ("escape", "enter", "q", "question_mark"):
            event.stop()
            self.dismiss()


def _table(pairs: Sequence[KeyPair]):
    return join([line((f"{key:>8}", "$primary bold"), f"   {words}") for key, words in pairs])
