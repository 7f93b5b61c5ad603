"""A figure in a terminal: braille dots with texts over them, or ``*`` and ``.`` in ASCII alone."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from drill.drawing.canvas import TONES, Canvas, Mark, Tone
from drill.drawing.figure import Figure
from drill.drawing.figure_layout import lay_out
from drill.typeset import Tier, cell_width

_MARKS: Mapping[Mark, tuple[str, str]] = {
    "full": ("●", "o"), "head": ("►", ">"),
}  # fmt: skip
_GREYS = (("·", "."), ("░", ":"), ("▒", "="), ("▓", "%"), ("█", "#"))
# From how dark on a block has the next of them: full ones are for what is as good as the largest.
_DARKER = (1e-9, 0.3, 0.6, 0.95)
# The left half of a block: a bar's last cell.
_HALF = "▌"
# ASCII of a line by whose it is.
_PLAIN: Mapping[Tone, str] = {"axis": ".", "first": "*", "second": ".", "third": "+"}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of a figure: its text without trailing blanks, and the tone of each part."""

    text: str
    tones: tuple[tuple[int, int, Tone], ...]


@lru_cache(32)
def figure_rows(figure: Figure, columns: int, rows: int, tier: Tier) -> tuple[FigureRow, ...]:
    """Return a figure as rows of text, in at most so many cells; the caller chooses colours."""
    canvas = lay_out(figure, columns, rows, tier)
    tier_index = 1 if tier == "ascii" else 0
    cells = _plain_cells(canvas) if tier_index else _braille_cells(canvas)
    tones = [canvas.tones[row * canvas.columns : (row + 1) * canvas.columns] for row in range(canvas.rows)]

    def paint(column: int, row: int, glyphs: Sequence[str], tone: Tone) -> None:
        cells[row][column : column + len(glyphs)] = glyphs
        tones[row][column : column + len(glyphs)] = bytes([TONES.index(tone) + 1]) * len(glyphs)

    for block in canvas.blocks:
        glyph = _GREYS[bisect(_DARKER, block.grey)][tier_index]
        first, end = int(block.left + 0.25), int(block.right + 0.25)
        paint(first, block.row, [glyph] * (end - first), block.tone)
        if block.grey == 1 and not tier_index and 0.25 <= block.right % 1 < 0.75:
            paint(end, block.row, [_HALF], block.tone)
    for sign in canvas.signs:
        paint(*canvas.cell(sign.at), [_MARKS[sign.mark][tier_index]], sign.tone)
    for label in canvas.labels:
        glyphs: list[str] = []
        for character in label.text:
            width = cell_width(character)
            if not width and glyphs:
                glyphs[-1] += character
            glyphs += [character, *[""] * (width - 1)] if width else []
        paint(label.column, label.row, glyphs, label.tone)
    return tuple(map(_make_figure_row, cells, tones))


# Unicode's 256 braille patterns, a bit a dot, of which the first is blank.
_GLYPHS = " " + "".join(map(chr, range(0x2801, 0x2900)))


def _braille_cells(canvas: Canvas) -> list[list[str]]:
    dots = int.from_bytes(canvas.dots) | int.from_bytes(canvas.hatched)
    characters = [_GLYPHS[cell] for cell in dots.to_bytes(len(canvas.dots))]
    columns = canvas.columns
    return [characters[start : start + columns] for start in range(0, len(characters), columns)]


def _plain_cells(canvas: Canvas) -> list[list[str]]:
    columns = canvas.columns
    cells = [
        [":" if hatched else " " for hatched in canvas.hatched[row * columns : (row + 1) * columns]]
        for row in range(canvas.rows)
    ]
    for line in sorted(canvas.lines, key=lambda drawn_line: drawn_line.tone != "axis"):
        alone = Canvas(columns, canvas.rows, "ascii")
        alone.line(line.places, line.stroke, line.tone)
        glyph = _PLAIN[line.tone]
        if line.tone == "axis" and line.stroke == "solid":
            glyph = ""
        for cell, dots in enumerate(alone.dots):
            if dots:
                row, column = divmod(cell, columns)
                cells[row][column] = glyph or _choose_slope_character(line.places, column, row)
    return cells


def _choose_slope_character(places: tuple[tuple[float, float], ...], column: int, row: int) -> str:
    """Return the ASCII character of a line through a cell, by its slope there."""
    for (x0, y0), (x1, y1) in pairwise(places):
        if min(x0, x1) - 1 <= column <= max(x0, x1) and min(y0, y1) - 1 <= row <= max(y0, y1):
            right, down = x1 - x0, y1 - y0
            # Level lines rise by at most half a cell for each cell, upright ones by at least two.
            if abs(down) <= 0.5 * abs(right):
                return "-"
            if abs(down) >= 2.0 * abs(right):
                return "|"
            return "\\" if right * down > 0 else "/"
    return "-"


def _make_figure_row(cells: Sequence[str], tones: bytearray) -> FigureRow:
    text = "".join(cells).rstrip()
    starts = range(len(cells) + 1)
    if len(max(cells, key=len, default="")) != 1 or "" in cells:
        starts = [0, *accumulate(map(len, cells))]
    return FigureRow(text, tuple(
        (starts[run.start()], min(starts[run.end()], len(text)), TONES[tones[run.start()] - 1])
        for run in _RUNS.finditer(tones)
        if starts[run.start()] < len(text)
    ))  # fmt: skip


# Cells in a row that have one tone.
_RUNS = re.compile(rb"([^\0])\1*")
