"""Handle an error that nothing foresaw: it is shown, its traceback is kept, and the app continues.

The message loop of the widget whose handler raised goes on with the next message (`go_on_after_errors`).
Only a widget that cannot be composed or mounted is lost.
"""

from __future__ import annotations

from pathlib import Path

from drill.files import keep_traceback

# So many errors without a key between them come from something that fails whenever it is drawn.
MOST_WITHOUT_A_KEY = 10


def told_of(error: Exception, folder: Path) -> str:
    """Write the traceback to the log folder, and return the message for the person."""
    report = keep_traceback(folder, error)
    details = f"The details are in {report}." if report else "No report of it could be written."
    failure = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"Something went wrong inside drill ({failure}). Nothing that you marked is lost. {details}"
