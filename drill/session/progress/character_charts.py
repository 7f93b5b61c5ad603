"""Charts of characters, readable without colour, drawn by the app and by the command line alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from drill.gyr.words import State

# The signs of marks, distinct without colour; the second one for ASCII.
SIGNS: dict[State, str] = {"green": "●G", "yellow": "▲Y", "red": "■R", "parked": "◆P"}
# The fills of a bar, distinct without colour; the second one for ASCII.
FILLS: dict[State, str] = {"green": "█#", "yellow": "▒-", "red": "▓%", "parked": "░:", "unseen": "·."}
# The characters of a line and its axes in ASCII.
_PLAIN_LINE = str.maketrans("─│╭╮╰╯┤└", "-|++++|+")
# Max rows of a chart.
CHART_ROWS = 9


def divide_bar_cells(
    counts: Sequence[tuple[State, int]], width: int, *, plain: bool = False
) -> list[tuple[State, str]]:
    """Divide ``width`` cells among states by their counts, in order: ``[("green", "███"), ("red", "▓")]``.

    Largest remainders share out the cells that rounding leaves; a state that counts has at least one, the
    largest first if the cells do not suffice. A part raised to its one cell takes no remainder as
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


class Marks(Protocol):
    """Numbers of marks by colour."""

    @property
    def green(self) -> int: ...  # noqa: D102
    @property
    def yellow(self) -> int: ...  # noqa: D102
    @property
    def red(self) -> int: ...  # noqa: D102


def list_mark_counts(marks: Marks) -> list[tuple[State, int]]:
    """Return the marks by colour."""
    return [("green", marks.green), ("yellow", marks.yellow), ("red", marks.red)]


def list_all_state_counts(states: Mapping[State, int]) -> list[tuple[State, int]]:
    """Return the number of exercises of a bank in each state; unseen ones come last."""
    return [(state, states.get(state, 0)) for state in FILLS]


def line_chart(values: Sequence[int], width: int, *, plain: bool = False) -> list[tuple[str, str]]:
    """Return rows, the highest first, each an axis with its numbers and, in ``width`` cells, the line.

    The last row is the lower axis. Values are at even distances, the line goes straight between them.
    """
    top = max(1, *values)
    top += top % 2 if top >= CHART_ROWS else 0
    rows = min(CHART_ROWS, top + 1)
    grid = [[" "] * width for _ in range(rows)]
    before: int | None = None
    for column in range(width):
        place = column * (len(values) - 1) / max(1, width - 1)
        left = min(int(place), len(values) - 2)
        value = values[left] + (place - left) * (values[left + 1] - values[left])
        row = int(value / top * (rows - 1) + 0.5)
        before = row if before is None else before
        for between in range(min(before, row), max(before, row) + 1):
            grid[between][column] = "│"
        if row == before:
            grid[row][column] = "─"
        else:
            grid[before][column], grid[row][column] = "╯╭" if row > before else "╮╰"
        before = row
    middle = (rows - 1) // 2 if rows % 2 and not top % 2 else 0
    numbers = {rows - 1: str(top), middle: str(top // 2 if middle else 0), 0: "0"}
    cells = len(str(top))
    drawn = [
        (f"{numbers.get(row, ''):>{cells}} ┤", "".join(grid[row]).rstrip()) for row in reversed(range(rows))
    ]
    drawn.append((f"{'':{cells}} └", "─" * width))
    return [
        (axis.translate(_PLAIN_LINE), line.translate(_PLAIN_LINE)) if plain else (axis, line)
        for axis, line in drawn
    ]


def describe_minutes(minutes: float) -> str:
    """Return minutes as text: ``75 min``, ``23 h``; a moment is a minute."""
    if minutes < 90:
        return f"{max(1, minutes) if minutes else 0:.0f} min"
    return f"{minutes / 60:.0f} h"
