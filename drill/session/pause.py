"""The remark after some days without drill, on Today and where a session begins."""

from __future__ import annotations

from datetime import date

# After so many days away one is told that nothing is lost.
LEAST_PAUSE = 3
_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def told_of_pause(last: date | None, today: date, items: int, *, comes_back: bool) -> str:
    """Return the remark after a pause that nothing is lost; empty without a pause.

    ``last`` is the day drilled before, ``items`` are today's, some of which may be such as come back.
    """
    away = 0 if last is None else (today - last).days - 1
    if away < LEAST_PAUSE:
        return ""
    number = _NUMBERS[away].capitalize() if away < len(_NUMBERS) else str(away)
    oldest = ", the oldest first" if comes_back else ""
    return f"{number} days away. Nothing is lost: today takes {items} as always{oldest}."
