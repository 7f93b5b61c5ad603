"""What Today showed last, kept so that it is painted before the store is open."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from drill import locations
from drill.codec import parse_json
from drill.errors import DrillError
from drill.session.due_file import identify_database, is_of_learner

if TYPE_CHECKING:
    from drill.session.today.today_page import TodayPage
    from drill.session.today.today_view import TodayView
    from drill.session.workspace import Workspace


def read_first_paint(environ: Mapping[str, str], now: datetime, goal: str) -> TodayPage | None:
    """Return what Today showed last, of an earlier day without its list; ``None`` where nothing was kept, or
    that was of another ``goal``.
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
    """Write what Today shows of the day; if that fails, nothing is painted before the store is open."""
    from drill.reading import write_plain

    begins = workspace.settings.day_begins
    _write_paint(workspace, {
        "learner": workspace.store.learner, "database": identify_database(os.environ, workspace.places),
        "begins": begins.hour * 60 + begins.minute, "day": view.study_day.toordinal(),
        "goal": workspace.settings.goal,
        "page": write_plain(view.page),
    })  # fmt: skip


def leave_of_first_paint(workspace: Workspace, day: date, items: Collection[str]) -> None:
    """Leave of what Today painted on a ``day`` the rows of these items, after a session with that day's list.

    What another day's list left there stays, because a session may end after the next day has begun.
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
