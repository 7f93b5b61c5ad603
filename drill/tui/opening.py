"""Open the workspace, or, if nothing can be written there, a temporary copy of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from drill.errors import StoreError
from drill.locations import is_on_server

if TYPE_CHECKING:
    from datetime import datetime

    from drill.banks.load import Progress
    from drill.locations import Locations
    from drill.session.workspace import Workspace


def open_somewhere(
    environ: Mapping[str, str],
    places: Locations,
    clock: Callable[[], datetime],
    is_stopped: Callable[[], bool],
    on_progress: Progress,
) -> tuple[Workspace, str]:
    """Return the workspace, and why its marks are lost at the end, if they are.

    Where its folder cannot be written, drilling goes on with a copy of the marks so far.

    Raises:
        TimedOutError: it was stopped before the banks were loaded.
        UsageError, StoreError: the store is locked, newer or damaged, or there is no other place either.
    """
    from drill.session.workspace import open_workspace

    try:
        workspace = open_workspace(
            environ, clock=clock, starts_worker=True, is_stopped=is_stopped, on_progress=on_progress
        )
        return workspace, ""
    except StoreError as error:
        if type(error) is not StoreError or is_on_server(environ, places):
            raise
        from drill.session.read_only import open_aside

        try:
            workspace = open_aside(
                environ, places.database, clock=clock, starts_worker=True, on_progress=on_progress
            )
        except (OSError, StoreError):
            raise error from None
        return workspace, f"Marks are not kept: {error}"
