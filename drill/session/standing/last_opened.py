"""The papers that were opened last: a convenience, no part of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from drill.codec import is_list, is_mapping, parse_json
from drill.files import write_whole
from drill.locations import Locations


def last_opened(places: Locations) -> Sequence[str]:
    """Return the papers by slug, the one opened last first."""
    try:
        saved = parse_json(_find_opened_papers_file(places).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    return [*map(str, saved)] if is_list(saved) or is_mapping(saved) else ()


def note_opened(places: Locations, slug: str) -> None:
    """Remember that a paper was opened; a full disk loses nothing else."""
    others = [other for other in last_opened(places) if other != slug]
    with suppress(OSError):
        write_whole(_find_opened_papers_file(places), json.dumps([slug, *others]).encode(), durably=False)


def _find_opened_papers_file(places: Locations) -> Path:
    return places.data / "papers" / "opened.json"
