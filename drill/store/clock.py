"""The local clock, used unless another one is given."""

from __future__ import annotations

import os
from datetime import datetime

from drill.errors import UsageError
from drill.text import quoted


def local_now() -> datetime:
    """Return the aware local time."""
    try:
        return datetime.now().astimezone()
    except (ValueError, OverflowError):
        zone = os.environ.get("TZ", "")
        raise UsageError(
            f"the time zone {quoted(zone)} cannot be used", "set TZ to one such as Europe/Berlin"
        ) from None
