"""The file of due counts per day, so that a shell's prompt is fast, and beside it what Today paints first.

Both are read without the store: nothing of the program is imported for it but the places of its files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drill import __version__, locations
from drill.codec import parse_json
from drill.errors import DrillError

if TYPE_CHECKING:
    from drill.session.today.today_page import TodayPage
    from drill.session.today.today_view import TodayView
    from drill.session.workspace import Workspace
    from drill.store import Due, Repository

# Deeper folders hold no banks.
_DEEPEST = 20


def due_now(environ: Mapping[str, str], now: datetime) -> str | None:
    """Return how many exercises are due, after ``~`` if banks or settings changed since the count.

    ``None`` where nothing was kept for this learner and database.
    """
    places = locations.find(environ)
    try:
        saved = parse_json(_find_due_file(places).read_text(encoding="utf-8"))
        day = max(saved["day"], (now - timedelta(minutes=saved["begins"])).toordinal())
        dues = [(int(due), int(n)) for due, n in saved["dues"]]
        known = (saved["learner"], saved["database"], saved["stamp"])
        ahead = int(saved["ahead"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    learner, database, stamp = known
    if dues and not database and not places.database.is_file():
        return None
    if not _is_of(environ, places, learner, database):
        return None
    due = sum(n for due, n in dues if due <= day or due > day + ahead)
    return f"{'' if stamp == _compute_due_stamp(places) else '~'}{due}"


def _is_of(environ: Mapping[str, str], places: locations.Locations, learner: str, database: str) -> bool:
    """Return whether a file is this learner's, of this database."""
    named = learner if places.class_token.exists() else environ.get("DRILL_LEARNER", learner)
    return named == learner and database == _identify_database(environ, places)


def read_first_paint(environ: Mapping[str, str], now: datetime) -> TodayPage | None:
    """Return what Today showed last, of an earlier day without its list; ``None`` where nothing was kept."""
    from drill.reading import read_typed
    from drill.session.today.today_page import TodayPage

    places = locations.find(environ)
    try:
        saved = _read_paint(places)
        day = (now - timedelta(minutes=saved["begins"])).toordinal()
        if saved["day"] > day or not _is_of(environ, places, saved["learner"], saved["database"]):
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
        "learner": workspace.store.learner, "database": _identify_database(os.environ, workspace.places),
        "begins": begins.hour * 60 + begins.minute, "day": view.study_day.toordinal(),
        "page": write_plain(view.page),
    })  # fmt: skip


def leave_of_first_paint(workspace: Workspace, items: Collection[str]) -> None:
    """Leave of what Today painted the rows of these items, after a session."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        saved = _read_paint(workspace.places)
        page = saved["page"]
        page["minutes_done"] = workspace.store.day(workspace.study_day()).seconds / 60
        page["rows"] = [row for row in page["rows"] if row["item"] in items]
        page["has_warm_up"] = False
        _write_paint(workspace, saved)


def _read_paint(places: locations.Locations) -> dict[str, Any]:
    return parse_json((places.data / "today.json").read_text(encoding="utf-8"))


def _write_paint(workspace: Workspace, saved: Mapping[str, object]) -> None:
    from drill.files import write_whole

    with suppress(OSError):
        write_whole(workspace.places.data / "today.json", json.dumps(saved).encode(), durably=False)


def exercises_known(environ: Mapping[str, str], places: locations.Locations) -> int:
    """Return how many exercises had marks when the file was written for this database; 0 where that is
    unknown."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        saved = parse_json(_find_due_file(places).read_text(encoding="utf-8"))
        if saved["database"] == _identify_database(environ, places):
            return sum(max(int(items), 0) for _, items in saved["dues"])
    return 0


def keep_dues(workspace: Workspace) -> None:
    """Write how much is due on which day; if that fails, the next request counts again."""
    dues = workspace.dues()  # with the gaps in force
    write_dues(os.environ, workspace.places, workspace.store, dues, workspace.settings.day_begins)


def write_dues(
    environ: Mapping[str, str],
    places: locations.Locations,
    store: Repository,
    dues: Sequence[Due],
    begins: time,
) -> None:
    """Write the file of due counts; if that fails, the next request counts again."""
    saved = {
        "learner": store.learner,
        "database": _identify_database(environ, places),
        "stamp": _compute_due_stamp(places),
        "day": store.today().study_day.toordinal(),
        "begins": begins.hour * 60 + begins.minute,
        "ahead": max(store.gaps),
        "dues": [(due.day.toordinal(), due.items) for due in dues],
    }
    from drill.files import write_whole  # who only asks does not wait for it

    with suppress(OSError):
        write_whole(_find_due_file(places), json.dumps(saved).encode(), durably=False)


def _find_due_file(places: locations.Locations) -> Path:
    return places.data / "due.json"


def _identify_database(environ: Mapping[str, str], places: locations.Locations) -> str:
    """Return a text that identifies the database: of a server's address a hash, since it may hold a
    password."""
    url = environ.get("DRILL_DATABASE_URL", "")
    with suppress(OSError):
        url = url or places.class_token.read_text(encoding="utf-8")
    return url and sha256(url.encode()).hexdigest()


def _compute_due_stamp(places: locations.Locations) -> list[object]:
    """Return what the count depends on: the program's version, and when settings and banks changed."""
    newest = 0
    for folder, folders, names in os.walk(places.banks):
        if len(Path(folder).relative_to(places.banks).parts) > _DEEPEST:
            folders.clear()
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            with suppress(OSError):
                newest = max(newest, os.stat(path).st_mtime_ns)
    with suppress(OSError):
        newest = max(newest, places.config.stat().st_mtime_ns)
    return [__version__, newest]
