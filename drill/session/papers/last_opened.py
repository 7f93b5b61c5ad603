"""The papers that were opened last, each with its view: a convenience, no part of the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from drill.codec import is_mapping
from drill.files import write_whole
from drill.locations import Locations


def last_opened(places: Locations) -> Mapping[str, str]:
    """Return the view at which each paper was left, by slug, the one opened last first."""
    try:
        saved = json.loads(_path(places).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(slug): str(view) for slug, view in saved.items()} if is_mapping(saved) else {}


def note_opened(places: Locations, slug: str, view: str) -> None:
    """Remember that a paper was opened, and which view; a full disk loses nothing else."""
    other_views = {other_slug: left for other_slug, left in last_opened(places).items() if other_slug != slug}
    with suppress(OSError):
        write_whole(_path(places), json.dumps({slug: view, **other_views}).encode(), durably=False)


def _path(places: Locations) -> Path:
    return places.data / "papers" / "opened.json"
