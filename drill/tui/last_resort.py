"""What becomes of an error that nothing foresaw: it is shown, its traceback is kept, and the app goes on.

Textual 8.2 ends the message loop of the widget whose handler raised, and then the app. Here the loop goes on
with the next message. Only a widget that cannot be composed or mounted is lost.
"""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.message import Message
from textual.message_pump import MessagePump

from drill.files import keep_traceback

# So many errors without a key between them come from something that fails whenever it is drawn.
MOST_WITHOUT_A_KEY = 10

_BEGINNINGS = (events.Load, events.Compose, events.Mount)
_dispatch = MessagePump._dispatch_message


async def _dispatch_and_go_on(self: MessagePump, message: Message) -> None:
    try:
        await _dispatch(self, message)
    except Exception as error:  # whatever a handler raises, the widget hears the next message
        if isinstance(message, _BEGINNINGS):
            raise
        self.app._handle_exception(error)


def go_on_after_errors() -> None:
    """Let every widget's message loop go on after a handler has raised."""
    MessagePump._dispatch_message = _dispatch_and_go_on


def told_of(error: Exception, folder: Path) -> str:
    """Keep the traceback in the log folder, and return what a person is told."""
    report = keep_traceback(folder, error)
    details = f"The details are in {report}." if report else "No report of it could be written."
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"Something went wrong inside drill ({what}). Nothing that you marked is lost. {details}"
