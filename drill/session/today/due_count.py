"""How many exercises are due, counted by the store alone where the file of due counts does not say."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from drill import locations
from drill.session.due_file import write_dues


def count_due(environ: Mapping[str, str], clock: Callable[[], datetime]) -> int:
    """Return how many exercises are due by the store alone, without the banks, and keep it for the next time.

    Raises as `drill.session.workspace.open_workspace` does of settings and store.
    """
    from tempfile import TemporaryDirectory

    from drill import settings
    from drill.gyr.method import Method
    from drill.session.backups import refuse_emptied
    from drill.session.database_location import database_at, database_file
    from drill.session.standing.paper_names import is_in_day
    from drill.store import Repository, copy_to_read

    places = locations.find(environ)
    loaded = settings.load_settings(places.config, environ)
    loaded.refuse_unnamed()
    refuse_emptied(environ, places)
    file, address = database_file(environ, places), database_at(environ, places)
    if file is not None and not file.exists():
        return 0
    chosen = loaded.settings
    gaps = Method(gaps=chosen.gaps, passes=chosen.passes).gaps_in_force
    with ExitStack() as stack:
        if file is not None and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
            folder = stack.enter_context(TemporaryDirectory(prefix="drill-"))
            address = Path(folder) / file.name
            copy_to_read(file, address)
        store = stack.enter_context(
            Repository.open(
                address, learner=chosen.learner, clock=clock, gaps=gaps, day_begins=chosen.day_begins
            )
        )
        dues = store.dues(lambda bank: is_in_day(bank, chosen))
        today = store.today().study_day
        write_dues(environ, places, store, dues, chosen.day_begins)
    ahead = today + timedelta(max(gaps))
    return sum(due.items for due in dues if due.day <= today or due.day > ahead)
