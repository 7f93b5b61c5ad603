"""Run the app, and leave it: the terminal is given back first, whatever ends it, and soon."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.session.standing.queueing import Request
    from drill.tui.app import DrillApp

# Max seconds for running work to end after the app is left. Marks are durable long before; at most the text
# typed in the last half second is lost.
LEAVE_WITHIN_S = 1.5


def run_app(environ: Mapping[str, str], request: Request | None, *, paper: str = "", source: str = "") -> int:
    """Show the app; ``request`` starts a session at once, ``paper`` opens its page, ``source`` is
    imported at once. Returns the exit code.

    A fault of the app is raised again after the terminal is restored, because the caller reports it.

    Raises SettingsError, before the terminal is taken, if the owner of the marks is unknown.
    """
    from drill.tui.app import DrillApp
    from drill.tui.served import SERVED

    # Textual draws into a browser if this names such a driver, and only then.
    allowed = SERVED if "TEXTUAL_DRIVER" in environ else None
    app = DrillApp(environ, request, paper=paper, source=source, allowed=allowed)
    app.loaded.refuse_unnamed()
    has_ended = threading.Event()
    threading.Thread(target=_leave_in_time, args=(app, has_ended), daemon=True).start()
    try:
        app.run()
    finally:
        app.was_left.set()
        app.close()
        has_ended.set()
    if app.failure is None and app.faults and not app.is_leaving:  # it did not even start
        app.failure = app.faults[-1]
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


def _leave_in_time(app: DrillApp, has_ended: threading.Event) -> None:
    """End the process if running work keeps the app from ending; workers end with it."""
    from drill.tui.textual_internals import give_back_terminal

    app.was_left.wait()
    if has_ended.wait(LEAVE_WITHIN_S):
        return
    give_back_terminal(app)
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    os._exit(app.return_code or 0)
