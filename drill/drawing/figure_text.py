"""A figure in a terminal: braille dots with texts over them, or ``*`` and ``.`` in ASCII alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

from drill.drawing.canvas import TONES, Canvas, Grey, Mark, Tone
from drill.drawing.figure import Figure
from drill.drawing.figure_layout import lay_out
from drill.typeset import Tier, cell_width

_BRAILLE = 0x2800
_MARKS: Mapping[Mark, tuple[str, str]] = {
    "full": ("●", "o"), "open": ("○", "O"), "cross": ("×", "x"), "head": ("►", ">"),
}  # fmt: skip
_GREYS: Mapping[Grey, tuple[str, str]] = {
    0: ("·", "."), 1: ("░", ":"), 2: ("▒", "="), 3: ("▓", "%"), 4: ("█", "#"),
}  # fmt: skip
_HALF = "▌"
"""The left half of a block: a bar's last cell."""
_PLAIN: Mapping[Tone, str] = {"axis": ".", "first": "*", "second": ".", "third": "+", "yours": "x"}
"""ASCII of a line by whose it is."""
_STEEP, _FLAT = 2.0, 0.5
"""A line that rises more cells than this for each, in cells, is drawn upright, one below it level."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of a figure: its text without blanks at the end, and which part of it has which tone."""

    text: str
    tones: tuple[tuple[int, int, Tone], ...]


@lru_cache(32)
def figure_rows(figure: Figure, columns: int, rows: int, tier: Tier) -> tuple[FigureRow, ...]:
    """Return a figure as rows of text, in at most so many cells; colours are left to who shows them."""
    canvas = lay_out(figure, columns, rows, tier)
    cells = _plain_cells(canvas) if tier == "ascii" else _braille_cells(canvas)
    place = 1 if tier == "ascii" else 0
    for block in canvas.blocks:
        glyph = _GREYS[block.grey][place]
        for column in range(int(block.left + 0.25), int(block.right + 0.25)):
            cells[block.row][column] = glyph, block.tone
        if block.grey == len(_GREYS) - 1 and not place and 0.25 <= block.right % 1 < 0.75:
            cells[block.row][int(block.right)] = _HALF, block.tone
    for sign in canvas.signs:
        column, row = canvas.cell(sign.at)
        cells[row][column] = _MARKS[sign.mark][place], sign.tone
    for label in canvas.labels:
        column = label.column
        for character in label.text:
            width = cell_width(character)
            if not width:
                cells[label.row][column - 1] = cells[label.row][column - 1][0] + character, label.tone
                continue
            wide: list[_Cell] = [(letter, label.tone) for letter in (character, *[""] * (width - 1))]
            cells[label.row][column : column + width] = wide
            column += width
    return tuple(map(_row, cells))


_Cell = tuple[str, "Tone | None"]
_BLANK: _Cell = (" ", None)


def _braille_cells(canvas: Canvas) -> list[list[_Cell]]:
    columns = canvas.columns
    characters: list[_Cell] = [
        (chr(_BRAILLE + (dots | hatched)), TONES[tone - 1] if tone else None) if dots or hatched else _BLANK
        for dots, hatched, tone in zip(canvas.dots, canvas.hatched, canvas.tones, strict=True)
    ]
    return [characters[start : start + columns] for start in range(0, len(characters), columns)]


def _plain_cells(canvas: Canvas) -> list[list[_Cell]]:
    cells: list[list[_Cell]] = [[_BLANK] * canvas.columns for _ in range(canvas.rows)]
    for row, line in enumerate(cells):
        for column in range(canvas.columns):
            if canvas.hatched[row * canvas.columns + column]:
                line[column] = ":", None
    for line in sorted(canvas.lines, key=lambda each: each.tone != "axis"):
        alone = Canvas(canvas.columns, canvas.rows, "ascii")
        alone.line(line.places, line.stroke, line.tone)
        glyph = _PLAIN[line.tone]
        if line.tone == "axis" and line.stroke == "solid":
            glyph = ""
        for cell, dots in enumerate(alone.dots):
            if dots:
                row, column = divmod(cell, canvas.columns)
                cells[row][column] = glyph or _slanted(line.places, column, row), line.tone
    return cells


def _slanted(places: tuple[tuple[float, float], ...], column: int, row: int) -> str:
    """The ASCII of a line that goes through a cell, by its slope there."""
    for (x0, y0), (x1, y1) in pairwise(places):
        if min(x0, x1) - 1 <= column <= max(x0, x1) and min(y0, y1) - 1 <= row <= max(y0, y1):
            right, down = x1 - x0, y1 - y0
            if abs(down) <= _FLAT * abs(right):
                return "-"
            if abs(down) >= _STEEP * abs(right):
                return "|"
            return "\\" if right * down > 0 else "/"
    return "-"


def _row(cells: list[_Cell]) -> FigureRow:
    text = "".join(character for character, _ in cells).rstrip()
    tones: list[tuple[int, int, Tone]] = []
    start = 0
    tone: Tone | None
    for tone, group in groupby(cells, key=itemgetter(1)):
        end = start + sum(len(character) for character, _ in group)
        if tone is not None and start < len(text):
            tones.append((start, min(end, len(text)), tone))
        start = end
    return FigureRow(text, tuple(tones))
