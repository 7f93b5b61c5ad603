"""Charts of characters, readable without colour, drawn by the app and by the command line alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from drill.gyr.state import State

if TYPE_CHECKING:  # the values are the session's, which lies above this room: only their fields are read
    from drill.session.progress import Step

LETTERS: dict[State, str] = {"green": "G", "yellow": "Y", "red": "R", "parked": "P"}
# What a bar is made of, told apart without colour; the second one where there is but ASCII.
FILLS: dict[State, str] = {"green": "█#", "yellow": "▒-", "red": "▓%", "parked": "░:", "unseen": "·."}
# Whatever has no mark yet.
REST = "·"

SHADES, PLAIN_SHADES = "·░▒▓█", ".-+*#"
WEEKDAYS = "MTWTFSS"
# A pace, and an end at that pace, are told from so many days of drill on.
FEWEST_DAYS = 3


def bar(counts: Sequence[tuple[State, int]], width: int, *, plain: bool = False) -> list[tuple[State, str]]:
    """Divide ``width`` cells among states by their counts, in order: ``[("green", "███"), ("red", "▓")]``.

    Largest remainders share out what rounding leaves; whoever counts at all has at least one cell, the
    largest first where there are not cells for everyone. A part raised to its one cell takes no remainder as
    well, and the cell it was given comes from the smallest of the longest parts: none is ever shorter than
    one that counts less.
    """
    by_size = sorted((count for count in counts if count[1] > 0), key=lambda state_count: -state_count[1])
    present = [count for count in counts if count in by_size[: max(width, 0)]]
    total = sum(count for _, count in present)
    exact = {state: count * width / total for state, count in present}
    cells = {state: max(1, int(share)) for state, share in exact.items()}
    while sum(cells.values()) > width:
        cells[max(cells, key=lambda state: (cells[state], -exact[state]))] -= 1
    by_remainder = sorted(exact, key=lambda state: cells[state] - exact[state])
    for state in by_remainder[: width - sum(cells.values())]:
        cells[state] += 1
    return [(state, FILLS[state][plain] * cells[state]) for state, _ in present if cells[state]]


def pass_counts(step: Step) -> list[tuple[State, int]]:
    """Return how many members of a pass got each mark; a red that parked counts as parked."""
    row = step.row
    return [
        ("green", row.green),
        ("yellow", row.yellow),
        ("red", row.red - row.parked),
        ("parked", row.parked),
    ]


def state_counts(states: Mapping[State, int]) -> list[tuple[State, int]]:
    """Return how many exercises of a bank are in each state; what is unseen comes last."""
    return [(state, states.get(state, 0)) for state in FILLS]


def told_counts(counts: Iterable[tuple[State, int]]) -> str:
    """Return the counts that are not 0, with letters: ``28 G  8 Y  5 R``."""
    return "  ".join(f"{number} {LETTERS[state]}" for state, number in counts if number and state in LETTERS)


def heat_map(
    values: Mapping[date, float], today: date, weeks: int, *, plain: bool = False
) -> list[tuple[str, str]]:
    """Return seven rows, Monday first, with a column a week, this week last: ``[("M", "·░ ▓█"), …]``.

    Shades go by quarters of the greatest value shown; days to come are blanks.
    """
    shades = PLAIN_SHADES if plain else SHADES
    first = today - timedelta(today.weekday() + 7 * (weeks - 1))
    days = [first + timedelta(number) for number in range(7 * weeks)]
    top = max((values.get(day, 0.0) for day in days), default=0.0)

    def sign(day: date) -> str:
        value = values.get(day, 0.0)
        if day > today:
            return " "
        return shades[0] if value <= 0 else shades[min(4, 1 + int(value / top * 4))]

    return [(WEEKDAYS[row], "".join(sign(days[7 * week + row]) for week in range(weeks))) for row in range(7)]


def months(today: date, weeks: int, cells: int = 1) -> str:
    """Return the line above a heat map with a month's first letters above the week it begins in."""
    first = today - timedelta(today.weekday() + 7 * (weeks - 1))
    line = [" "] * weeks * cells
    mondays = [first + timedelta(7 * week) for week in range(weeks)]
    for week, (before, monday) in enumerate(pairwise([first, *mondays])):
        column = week * cells
        if (
            monday.month != before.month
            and column + 3 <= len(line)
            and (column == 0 or line[column - 1] == " ")
        ):
            line[column : column + 3] = f"{monday:%b}"
    return "".join(line)


def hours(minutes: float) -> str:
    """Return minutes as text: ``75 min``, ``23 h``; a moment is a minute."""
    return f"{max(1, minutes) if minutes else 0:.0f} min" if minutes < 90 else f"{minutes / 60:.0f} h"
