"""Which papers were opened last, and at which view each was left: a convenience, no part of the log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from drill.files import write_whole
from drill.locations import Locations


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper that was opened: its place among all openings, and the view that it was left at."""

    number: int
    view: str


def last_opened(places: Locations) -> Mapping[str, Opened]:
    """Return the papers that were opened, by slug; none where nothing was kept."""
    try:
        kept = json.loads(_path(places).read_text(encoding="utf-8"))
        return {str(slug): Opened(int(number), str(view)) for slug, (number, view) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def note_opened(places: Locations, slug: str, view: str) -> None:
    """Keep that a paper is looked at, and which of its views."""
    before = last_opened(places)
    number = max((each.number for each in before.values()), default=0) + 1
    kept = {other: (each.number, each.view) for other, each in before.items()} | {slug: (number, view)}
    with suppress(OSError):
        write_whole(_path(places), json.dumps(kept).encode(), durably=False)


def _path(places: Locations) -> Path:
    return places.data / "papers" / "opened.json"
