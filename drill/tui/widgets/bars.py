"""Bars of text: parts side by side with their counts inside, and columns over days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from drill.drawing.charts import LETTERS, REST, bar, pass_counts, state_counts
from drill.gyr import PassRow, State
from drill.tui.content import EMPTY, Part, line
from drill.tui.looks import Looks
from drill.tui.themes import SIGNS

LONGEST = 110
"""Cells of a bar at most: longer ones are not easier to compare."""
_UNTOLD = 10
"""Cells behind a bar, for the counts that found no room in it."""
_INK = "#000000 on "
_CHIPS = {LETTERS[name]: SIGNS[name].chip for name in LETTERS}
_EIGHTHS = " ▁▂▃▄▅▆▇█"


def lettered(counts: Sequence[tuple[str, int]], width: int, looks: Looks) -> Content:
    """A bar of ``width`` cells, each with its letter: for where the counts stand beside it."""
    parts: list[Part] = []
    for letter, run in bar(counts, width):
        if letter in _CHIPS:
            parts.append((run, _INK + _CHIPS[letter]))
        else:
            parts.append((run.replace(REST, looks.glyph(REST, ".")), "$secondary"))
    return line(*parts)


def of_states(states: Mapping[State, int], width: int, looks: Looks) -> Content:
    """A bank's items by state."""
    return lettered(state_counts(states), width, looks)


def blocks(counts: Sequence[tuple[str, int]], width: int, looks: Looks) -> tuple[Content, str]:
    """A bar of ``width`` cells whose parts say their counts inside, and what found no room: ``2R 1P``.

    A thin line parts blocks, so that greys do too; where there is but ASCII, each is filled with its letter.
    """
    numbers, parts, untold = dict(counts), EMPTY, list[str]()
    for letter, run in bar(counts, width):
        number, cells = numbers[letter], len(run)
        shown = letter.replace(REST, looks.glyph(REST, "."))
        if letter == REST:
            told = f" {number} " if len(str(number)) + 2 <= cells else ""
            parts += line((told.center(cells, shown), "$secondary"))
        else:
            labels = (
                f" {number} {letter} ",
                f" {number} {letter}",
                f" {number}{letter}",
                f"{number}{letter}",
            )
            told = next((label for label in labels if len(label) <= cells), "")
            block = (told or letter).center(cells, letter if looks.is_ascii else " ")
            if parts.plain and block[0] == " " and not looks.is_ascii:
                block = "▏" + block[1:]
            parts += line((block, f"bold {_INK}{_CHIPS[letter]}"))
        if not told:
            untold.append(f"{number}{shown}")
    return parts, " ".join(untold)


def pass_line(row: PassRow, width: int, looks: Looks, *, of: float = 1.0, name: str = "") -> Content:
    """``pass 1  212    90 G    40 Y  22 R ·· 60 ··`` in ``width`` cells or fewer.

    ``of`` shortens the bar, though never so far that a part is lost.
    """
    round_ = f" of round {row.round}" if row.round > 1 else ""
    head = f"{name or f'pass {row.pass_}{round_}'} {row.members:>4} "
    counts = pass_counts(row)
    least = sum(number > 0 for _, number in counts)
    cells = max(least, round(of * max(8, min(LONGEST, width - len(head) - _UNTOLD))))
    parts, untold = blocks(counts, cells, looks)
    while cells > least and len(head) + cells + 1 + len(untold) > width:
        cells -= 1
        parts, untold = blocks(counts, cells, looks)
    return line(head) + parts + line((f" {untold}", "$secondary"))


def legend(looks: Looks) -> Content:
    """The letters of the marks, each on its colour, and their names."""
    parts: list[Part] = []
    for name, letter in LETTERS.items():
        parts += [(f" {letter} ", f"bold {_INK}{_CHIPS[letter]}"), f" {name} "]
    return line(*parts, (looks.glyph("··", ".."), "$secondary"), " to do")


def columns(values: Sequence[float], top: float, height: int, cells: int, looks: Looks) -> list[str]:
    """Rows, the highest first, of columns ``cells`` wide that fill them at ``top``; only 0 is blank."""
    rows: list[str] = []
    width = max(1, cells - 1)
    for row in reversed(range(height)):
        told = ""
        for value in values:
            eighths = min(8, max(row == 0 < value, round(8 * (height * value / top - row)))) if top else 0
            sign = " .:::####"[max(0, eighths)] if looks.is_ascii else _EIGHTHS[max(0, eighths)]
            told += (sign * width).ljust(cells)
        rows.append(told)
    return rows
