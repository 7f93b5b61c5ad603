"""A workspace on a copy of the marks, if their own file or folder may only be read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drill.errors import StoreError
from drill.files import find
from drill.session.database_location import find_database_file
from drill.session.workspace import Workspace, open_workspace
from drill.store import local_now

if TYPE_CHECKING:
    from drill.banks.load import Progress


def open_to_read(
    environ: Mapping[str, str],
    *,
    processes: int = 1,
    catches_up: bool = True,
    on_progress: Progress = lambda done, total: None,
) -> Workspace:
    """Open a workspace for a command that writes no mark; a read-only store is read from a copy.

    Raises as `drill.session.workspace.open_workspace`.
    """
    file = find_database_file(environ, find(environ))
    why = "" if file is None or _is_writable(file) else f"{file} or its folder is read-only"
    if not why:
        try:
            return open_workspace(
                environ, processes=processes, catches_up=catches_up, on_progress=on_progress
            )
        except StoreError as error:
            if type(error) is not StoreError or file is None or not file.is_file():
                raise
            why = error.message
    assert file is not None
    workspace = open_aside(environ, file, processes=processes, catches_up=catches_up, on_progress=on_progress)
    workspace.notices.insert(0, f"what follows is read from a copy of the marks: {why}")
    return workspace


def _is_writable(file: Path) -> bool:
    """Return whether a file can be written and others created next to it; a missing file may be created."""
    return not file.is_file() or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def open_aside(
    environ: Mapping[str, str],
    file: Path,
    *,
    clock: Callable[[], datetime] = local_now,
    processes: int = 2,
    starts_worker: bool = False,
    catches_up: bool = True,
    on_progress: Progress = lambda done, total: None,
) -> Workspace:
    """Open a workspace on a copy of a database, if it exists; all writing is lost on closing.

    Raises:
        OSError, StoreError: it cannot be read, or there is not enough room for a copy.
    """
    folder = tempfile.TemporaryDirectory(prefix="drill-")
    try:
        copy = Path(folder.name) / "drill.db"
        if file.is_file():
            from drill.store import copy_to_read

            copy_to_read(file, copy)
        workspace = open_workspace(
            {**environ, "DRILL_DATABASE_URL": f"sqlite:///{copy}"},
            clock=clock,
            processes=processes,
            starts_worker=starts_worker,
            catches_up=catches_up,
            on_progress=on_progress,
        )
    except BaseException:
        folder.cleanup()
        raise
    workspace.at_close = folder.cleanup
    return workspace
