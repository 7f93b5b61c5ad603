"""Files that the app writes when it is asked to: what is shown, beside the learner's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.files import write_whole

if TYPE_CHECKING:
    from drill.locations import Locations


def keep(places: Locations, name: str, text: str) -> str:
    """Write ``text`` under the folder of exports; what to tell, also where it cannot be written."""
    path = places.data / "exports" / name.replace("/", "-")
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        return f"Nothing was written: {error.strerror}."
    return f"Written: {path}"
