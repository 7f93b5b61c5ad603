"""The local clock, used unless another one is given, and its study days when it is set back."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone

from drill.errors import UsageError
from drill.text import quote_for_message

# Max minutes by which a clock goes back when summer time ends.
_BACK_MINUTES = 180


def local_now() -> datetime:
    """Return the aware local time."""
    try:
        return datetime.now().astimezone()
    except (ValueError, OverflowError):
        zone = os.environ.get("TZ", "")
        raise UsageError(
            f"the time zone {quote_for_message(zone)} cannot be used", "set TZ to one such as Europe/Berlin"
        ) from None


def day_offset_minutes(local: datetime) -> int:
    """Return the offset from UTC that determines the study day of an aware local time.

    While the clock shows an hour for the second time, the day is that of the latest time shown, so that a day
    that began in that hour continues.
    """
    moment = local.astimezone(UTC)
    offset = offset_of(local)
    zone = None if isinstance(local.tzinfo, timezone) else local.tzinfo

    def offset_before(minutes: int) -> int:
        return offset_of((moment - timedelta(minutes=minutes)).astimezone(zone))

    try:
        if offset_before(0) != offset or offset_before(_BACK_MINUTES) <= offset:
            return offset  # another zone than this machine's, or nothing went back
        return max(offset_before(minutes) - minutes for minutes in range(_BACK_MINUTES + 1))
    except (ValueError, OverflowError):  # a clock at the end of time
        return offset


def offset_of(local: datetime) -> int:
    """Return the offset of an aware local time from UTC, in minutes."""
    offset = local.utcoffset()
    if offset is None:
        raise ValueError("the clock tells an aware local time")
    return round(offset.total_seconds() / 60)
