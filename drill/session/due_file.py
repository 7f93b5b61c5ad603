"""The file of due counts per day, so that a shell's prompt is fast.

It is read without the store: nothing of the program is imported for it but the places of its files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from drill import __version__, files
from drill.codec import parse_json

if TYPE_CHECKING:
    from drill.session.workspace import Workspace
    from drill.settings import Settings
    from drill.store import Due, Repository

# Max depth of the folders that are searched, because deeper ones contain no banks.
_DEEPEST = 20


def due_now(environ: Mapping[str, str], now: datetime) -> str | None:
    """Return how many exercises are due, after ``~`` if banks or settings changed since the count.

    ``None`` if nothing was kept for this learner and database.
    """
    places = files.find(environ)
    try:
        saved = parse_json(_find_due_file(places).read_text(encoding="utf-8"))
        day = max(saved["day"], (now - timedelta(minutes=saved["begins"])).toordinal())
        dues = [(int(due), int(n)) for due, n in saved["dues"]]
        known = (saved["learner"], saved["database"], saved["stamp"])
        ahead = int(saved["ahead"])
        is_off = date.fromordinal(day).weekday() in saved["off"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    learner, database, stamp = known
    if dues and not database and not places.database.is_file():
        return None
    if not is_of_learner(environ, places, learner, database):
        return None
    due = 0 if is_off else sum(n for due, n in dues if due <= day or due > day + ahead)
    return f"{'' if stamp == _compute_due_stamp(places) else '~'}{due}"


def is_of_learner(environ: Mapping[str, str], places: files.Locations, learner: str, database: str) -> bool:
    """Return whether a file is this learner's, of this database."""
    named = learner if places.class_token.exists() else environ.get("DRILL_LEARNER", learner)
    return named == learner and database == identify_database(environ, places)


def exercises_known(environ: Mapping[str, str], places: files.Locations) -> int:
    """Return how many exercises had marks when the file was written for this database; 0 where that is
    unknown."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        saved = parse_json(_find_due_file(places).read_text(encoding="utf-8"))
        if saved["database"] == identify_database(environ, places):
            return max(int(saved["met"]), 0)
    return 0


def keep_dues(workspace: Workspace) -> None:
    """Write how much is due on which day; if that fails, the next request counts again."""
    dues = workspace.dues()  # with the gaps in force
    write_dues(os.environ, workspace.places, workspace.store, dues, workspace.settings)


def write_dues(
    environ: Mapping[str, str],
    places: files.Locations,
    store: Repository,
    dues: Sequence[Due],
    chosen: Settings,
) -> None:
    """Write the file of due counts; if that fails, the next request counts again."""
    week = [store.today().study_day + timedelta(after) for after in range(7)]
    saved = {
        "learner": store.learner,
        "database": identify_database(environ, places),
        "stamp": _compute_due_stamp(places),
        "day": store.today().study_day.toordinal(),
        "begins": chosen.day_begins.hour * 60 + chosen.day_begins.minute,
        "off": [day.weekday() for day in week if not chosen.minutes_of(day)],
        "ahead": max(store.gaps),
        "met": sum(sum(states.values()) for states in store.read_learner().counts().values()),
        "dues": [(due.day.toordinal(), due.items) for due in dues],
    }
    from drill.files import write_whole  # who only asks does not wait for it

    with suppress(OSError):
        write_whole(_find_due_file(places), json.dumps(saved).encode(), durably=False)


def _find_due_file(places: files.Locations) -> Path:
    return places.data / "due.json"


def identify_database(environ: Mapping[str, str], places: files.Locations) -> str:
    """Return a text that identifies the database: of a server's address a hash, since it may hold a
    password."""
    url = environ.get("DRILL_DATABASE_URL", "")
    with suppress(OSError):
        url = url or places.class_token.read_text(encoding="utf-8")
    return url and sha256(url.encode()).hexdigest()


def _compute_due_stamp(places: files.Locations) -> list[object]:
    """Return the basis of the count: the program's version, and when settings and banks changed."""
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
