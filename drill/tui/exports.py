"""Write files of what is shown, next to the learner's data, when the learner asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.files import write_whole

if TYPE_CHECKING:
    from drill.locations import Locations


def save_export(places: Locations, name: str, text: str) -> str:
    """Write ``text`` under the folder of exports; return what to say, also if it cannot be written."""
    path = places.data / "exports" / name.replace("/", "-")
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        return f"Nothing was written: {error.strerror}."
    return f"Written: {path}"
