"""Files that the app writes when it is asked to: what is shown, beside the learner's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.locations import Locations


def keep(places: Locations, name: str, text: str) -> str:
    """Write ``text`` under the folder of exports; what to tell. Raises OSError where it cannot be written."""
    path = places.data / "exports" / name.replace("/", "-")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return f"Written: {path}"
