"""A workspace for one command: opened, its faults reported, closed whatever happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from drill.cli import output
from drill.cli.slow_progress import report_progress

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


@contextmanager
def opened(
    environ: Mapping[str, str], *, processes: int = 1, reads: bool = False, catches_up: bool = True
) -> Iterator[Workspace]:
    """Open the workspace; faults in the settings are reported on standard error first.

    A command that only ``reads`` the marks works where they may not be written, too.
    """
    from drill.session.read_only import open_to_read
    from drill.session.workspace import open_workspace

    on_progress = report_progress("reading new exercises, {done} of {total} files …")
    if reads:
        workspace = open_to_read(environ, processes=processes, catches_up=catches_up, on_progress=on_progress)
    else:
        workspace = open_workspace(
            environ, processes=processes, catches_up=catches_up, on_progress=on_progress
        )
    try:
        for notice in workspace.take_notices():
            output.narrate(f"drill: {notice}")
        yield workspace
    finally:
        for notice in workspace.take_notices():
            output.narrate(f"drill: {notice}")
        workspace.close()
