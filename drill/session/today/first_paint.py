"""The last page of Today, kept so that it is painted before the store is open."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drill import files as locations
from drill.codec import parse_json
from drill.errors import DrillError
from drill.session.due_file import identify_database, is_of_learner, write_dues

if TYPE_CHECKING:
    from drill.session.today.today_page import TodayPage
    from drill.session.today.today_view import TodayView
    from drill.session.workspace import Workspace


def read_first_paint(environ: Mapping[str, str], now: datetime, goal: str) -> TodayPage | None:
    """Return the last page of Today, of an earlier day without its list; ``None`` if nothing was kept, or
    it was of another ``goal``.
    """
    from drill.reading import read_typed
    from drill.session.today.today_page import TodayPage

    places = locations.find(environ)
    try:
        saved = _read_paint(places)
        day = (now - timedelta(minutes=saved["begins"])).toordinal()
        if (
            saved["goal"] != goal
            or saved["day"] > day
            or not is_of_learner(environ, places, saved["learner"], saved["database"])
        ):
            return None
        page = read_typed(TodayPage, saved["page"])
        return page if saved["day"] == day else page.of_next_day()
    except (OSError, ValueError, LookupError, TypeError, DrillError):
        return None


def keep_first_paint(workspace: Workspace, view: TodayView) -> None:
    """Write the day's page of Today; if that fails, nothing is painted before the store is open."""
    from drill.reading import write_plain

    begins = workspace.settings.day_begins
    _write_paint(workspace, {
        "learner": workspace.store.learner, "database": identify_database(os.environ, workspace.places),
        "begins": begins.hour * 60 + begins.minute, "day": view.study_day.toordinal(),
        "goal": workspace.settings.goal,
        "page": write_plain(view.page),
    })  # fmt: skip


def leave_of_first_paint(workspace: Workspace, day: date, items: Collection[str]) -> None:
    """Keep only these items' rows of what Today painted on a ``day``, after a session with that day's list.

    Rows of another day's list stay, because a session may end after the next day has begun.
    """
    with suppress(OSError, ValueError, LookupError, TypeError):
        saved = _read_paint(workspace.places)
        if saved["day"] != day.toordinal():
            return
        page = saved["page"]
        page["minutes_done"] = workspace.store.day(day).seconds / 60
        page["rows"] = [row for row in page["rows"] if row["item"] in items]
        page["has_warm_up"] = False
        _write_paint(workspace, saved)


def _read_paint(places: locations.Locations) -> dict[str, Any]:
    return parse_json((places.data / "today.json").read_text(encoding="utf-8"))


def _write_paint(workspace: Workspace, saved: Mapping[str, object]) -> None:
    from drill.files import write_whole

    with suppress(OSError):
        write_whole(workspace.places.data / "today.json", json.dumps(saved).encode(), durably=False)


# The number of due exercises, counted by the store alone where the file of due counts has none.


def count_due(environ: Mapping[str, str], clock: Callable[[], datetime]) -> int:
    """Return how many exercises are due by the store alone, without the banks, and keep it for the next time.

    Raises as `drill.session.workspace.open_workspace` does of settings and store.
    """
    from tempfile import TemporaryDirectory

    from drill import settings
    from drill.gyr.plan_ledger import Method
    from drill.session.database_location import database_at, find_database_file, refuse_emptied
    from drill.session.standing.paper_names import is_in_day
    from drill.store import Repository, copy_to_read

    places = locations.find(environ)
    loaded = settings.load_settings(places.config, environ)
    loaded.refuse_unnamed()
    refuse_emptied(environ, places)
    file = find_database_file(environ, places)
    address = database_at(environ, places)
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
        dues = store.read_learner().dues(lambda bank: is_in_day(bank, chosen))
        today = store.today().study_day
        write_dues(environ, places, store, dues, chosen)
    if not chosen.minutes_of(today):
        return 0
    ahead = today + timedelta(max(gaps))
    return sum(due.items for due in dues if due.day <= today or due.day > ahead)
