"""The local clock, where none is given."""

from __future__ import annotations

from datetime import datetime


def local_now() -> datetime:
    """The aware local time."""
    return datetime.now().astimezone()
