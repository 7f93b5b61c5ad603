"""Running the app, and leaving it: the terminal is restored whatever ends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.session.start import Request


def run_app(environ: Mapping[str, str], request: Request | None) -> int:
    """Show the app; ``request`` starts a session at once. Returns the exit code."""
    from drill.tui.app import DrillApp

    app = DrillApp(environ, request)
    app.run()
    return app.return_code or 0
