"""The remark after some days without drill, on Today and where a session begins."""

from __future__ import annotations

from datetime import date

# After so many days away one is told that nothing is lost.
LEAST_PAUSE = 3


def told_of_pause(last: date | None, today: date, items: int, again: int) -> str:
    """Return the remark after a pause that nothing is lost; empty without a pause.

    ``last`` is the day drilled before; ``again`` of the ``items`` of today come back.
    """
    if last is None or (today - last).days <= LEAST_PAUSE:
        return ""
    comes = "comes" if again == 1 else "come"
    oldest = ", the oldest first" if again > 1 else ""
    back = f": {again} of {items} {comes} back today{oldest}" if again else ""
    return f"Welcome back. Nothing is lost{back}."
