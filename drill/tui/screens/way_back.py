"""Where escape leads from a place that was opened to look something up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class WayBack:
    """The screen before, and how it is called."""

    words: str
    screen: Callable[[], Screen[None]]
    end: Callable[[], object]
    """What is done in the session's thread where one goes elsewhere instead; also at the app's end."""
