"""Running the app, and leaving it: the terminal is given back first, whatever ends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.session.queueing import Request


def run_app(environ: Mapping[str, str], request: Request | None) -> int:
    """Show the app; ``request`` starts a session at once. Returns the exit code.

    A fault of the app is raised again once the terminal is itself: the caller tells it.

    Raises SettingsError, before the terminal is taken, where it is unknown whose marks these are.
    """
    from drill.tui.app import DrillApp
    from drill.tui.served import SERVED

    # Textual draws into a browser where this names such a driver, and only there.
    app = DrillApp(environ, request, allowed=SERVED if "TEXTUAL_DRIVER" in environ else None)
    app.loaded.refuse_unnamed()
    try:
        app.run()
    finally:
        app.close()
    if app.failure is None and app.faults and not app.is_leaving:  # it did not even start
        app.failure = app.faults[-1]
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
