"""A canvas for figures: strokes, shades, marks and texts, placed once and painted by three back ends.

All places are in cells of a terminal, from the upper left corner: columns to the right, rows down. Every cell
holds dots, two across and four down, so that dots are square where a cell is twice as high as wide. What is
drawn is kept both as dots, for the terminal, and as lines, for SVG. No text ever lies over another one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from drill.drawing.figure import Place, Stroke
from drill.typeset import Tier, cell_width, set_prose, typeset_on_one_line

# Which part of a figure something belongs to: front ends give each a colour.
Tone = Literal["axis", "first", "second", "third"]
TONES: tuple[Tone, ...] = ("axis", "first", "second", "third")
Mark = Literal["full", "head"]
# Dots of a cell, across and down.
ACROSS, DOWN = 2, 4
# What each dot counts in a braille character, by row and column (Unicode 15, block 2800).
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
# Dots that are drawn and left out, over and over: dashes of three cells, and what is unlike both.
_RHYTHMS: dict[Stroke, tuple[bool, ...] | None] = {
    "solid": None,
    "dashed": (True,) * 6 + (False,) * 4,
    "dotted": (True, False, False),
    "faint": (True,) + (False,) * 5,
}
# What a text costs for each cell of a line under it, for each beside it that belongs to another one, and
# for each of an axis or a shade under it. The next best place costs 1: a text goes a long way before a line
# strikes it.
_STRUCK, _CROWDED, _ON_AXIS = 250, 5, 3


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline."""

    places: tuple[Place, ...]
    stroke: Stroke
    tone: Tone


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark at a place."""

    at: Place
    mark: Mark
    tone: Tone


@dataclass(frozen=True, slots=True)
class Label:
    """A text on one row; in output without cells it is moved by a ``shift``."""

    column: int
    row: int
    text: str
    tone: Tone
    shift: Place = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Block:
    """A grey rectangle on whole rows."""

    left: float
    right: float
    row: int
    # How dark it is, from 0 to 1.
    grey: float
    tone: Tone


# The bit of a shaded area beside those of lines.
_SHADE = 1
_AXIS = 1 << TONES.index("axis") + 1 | _SHADE
# What a text names: a line that it is on, or a mark beside it.
On = Literal["line", "mark"]


class Canvas:
    """A sheet of cells that is drawn on."""

    def __init__(self, columns: int, rows: int, tier: Tier) -> None:
        self.columns, self.rows = columns, rows
        self.tier: Tier = tier
        self.dots = bytearray(columns * rows)
        self.tones = bytearray(columns * rows)
        """Of each cell the place of its tone in ``TONES``, from 1; 0 for none."""
        self.hatched = bytearray(columns * rows)
        """Dots of shaded areas, which any line lies over."""
        self.lines: list[Line] = []
        self.areas: list[tuple[tuple[Place, ...], Tone]] = []
        self.signs: list[Sign] = []
        self.labels: list[Label] = []
        self.blocks: list[Block] = []
        self.left_out: list[str] = []
        """Texts for which there was no room."""
        self.struck: list[str] = []
        """Texts that a line goes through."""
        self._taken = bytearray(columns * rows)
        self._crossed = bytearray(columns * rows)
        """Of each cell a bit for each tone whose lines go through it, between dashes as well."""

    def line(self, places: Sequence[Place], stroke: Stroke = "solid", tone: Tone = "first") -> None:
        """Draw a line through places, all of which lie on the sheet."""
        self.lines.append(Line(tuple(places), stroke, tone))
        rhythm = _RHYTHMS[stroke]
        phase, columns, dots, tones, crossed = 0, self.columns, self.dots, self.tones, self._crossed
        code = TONES.index(tone) + 1
        bit, before = 1 << code, -1
        far, low = columns * ACROSS - 1, self.rows * DOWN - 1
        for (x0, y0), (x1, y1) in itertools.pairwise((*places, places[-1])):
            x, y = x0 * ACROSS, y0 * DOWN
            right, down = x1 * ACROSS - x, y1 * DOWN - y
            steps = int(max(abs(right), abs(down))) + 1
            right, down = right / steps, down / steps
            for step in range(phase, phase + steps):
                i, j = int(x), int(y)
                i, j = i if i < far else far, j if j < low else low
                cell = (j >> 2) * columns + (i >> 1)
                if cell != before:
                    before = cell
                    crossed[cell] |= bit
                    if code > 1 or not tones[cell]:
                        tones[cell] = code
                if rhythm is None or rhythm[step % len(rhythm)]:
                    dots[cell] |= DOTS[j & 3][i & 1]
                x += right
                y += down
            phase += steps

    def area(self, outline: Sequence[Place], tone: Tone = "first") -> None:
        """Shade what an outline surrounds."""
        self.areas.append((tuple(outline), tone))
        crossings: list[list[float]] = [[] for _ in range(self.columns * ACROSS)]
        for (x0, y0), (x1, y1) in zip(outline, (*outline[1:], *outline[:1]), strict=False):
            if x0 > x1:
                x0, y0, x1, y1 = x1, y1, x0, y0
            first, last = int(x0 * ACROSS + 0.5), int(x1 * ACROSS + 0.5)
            for i in range(max(0, first), min(last, len(crossings))):
                share = ((i + 0.5) / ACROSS - x0) / (x1 - x0)
                crossings[i].append((y0 + share * (y1 - y0)) * DOWN)
        for i in range(0, len(crossings), 2):
            heights = sorted(crossings[i])
            for high, low in zip(heights[::2], heights[1::2], strict=False):
                first = max(0, int(high + 0.5))
                for j in range(first + (first + i // 2) % 2, min(int(low + 0.5), self.rows * DOWN), 2):
                    cell = (j >> 2) * self.columns + (i >> 1)
                    self.hatched[cell] |= DOTS[j & 3][0]
                    self._crossed[cell] |= _SHADE
                    self.tones[cell] = TONES.index(tone) + 1

    def sign(self, point: Place, mark: Mark, tone: Tone = "first") -> None:
        """Mark a place; no text lies over it."""
        self.signs.append(Sign(point, mark, tone))
        column, row = self.cell(point)
        self._taken[row * self.columns + column] = True

    def cell(self, point: Place) -> tuple[int, int]:
        """Return the column and row of the cell that a place lies in."""
        return min(max(int(point[0]), 0), self.columns - 1), min(max(int(point[1]), 0), self.rows - 1)

    def is_shared(self, cell: tuple[int, int], tone: Tone) -> bool:
        """Return whether a line of another tone goes through a cell."""
        own_bit = 1 << TONES.index(tone) + 1
        return bool(self._crossed[cell[1] * self.columns + cell[0]] & ~(_AXIS | own_bit))

    def block(self, left: float, right: float, row: int, grey: float, tone: Tone = "first") -> None:
        """Fill part of a row, as far as the sheet goes; ``grey`` is 1 for the darkest."""
        left, right = max(0.0, left), min(right, float(self.columns))
        if left > right:
            return
        self.blocks.append(Block(left, right, row, grey, tone))
        for column in range(int(left), int(right + 0.5)):
            self._taken[row * self.columns + column] = True

    def text(
        self, column: int, row: int, text: str, tone: Tone = "first", centre: Place | None = None
    ) -> bool:
        """Write a text at a place unless something is written there; then record it as left out.

        ``centre`` is where the middle of the text would lie if there were no cells.
        """
        middle = column + cell_width(text) / 2, row + 0.5
        shift = (centre[0] - middle[0], centre[1] - middle[1]) if centre else (0.0, 0.0)
        return self.place(text, [(column, row)], tone, on="mark", shift=shift)

    def place(
        self,
        text: str,
        cells: Iterable[tuple[int, int]],
        tone: Tone = "first",
        *,
        on: On | None = None,
        shift: Place = (0.0, 0.0),
    ) -> bool:
        """Write a text at the best of some cells, in order: over no other text, off lines.

        What it names may lie under it (``line``), or among lines (``mark``). Without any free cell the text
        is left out.
        """
        if not text:
            return True
        width, tables = cell_width(text), _compute_cell_costs(TONES.index(tone) + 1, on)
        gap = 1 if on == "mark" else 2  # names of two curves never read as one
        best: tuple[int, int, int] | None = None
        for number, (column, row) in enumerate(cells):
            if best is not None and best[0] <= number:
                break
            cost = self._cost(column, row, width, tables, gap)
            if cost is not None and (best is None or cost + number < best[0]):
                best = cost + number, column, row
        if best is None:
            self.left_out.append(text)
            return False
        _, column, row = best
        self.labels.append(Label(column, row, text, tone, shift))
        start = row * self.columns + column
        if _STRUCK in self._crossed[start : start + width].translate(tables[0]):
            self.struck.append(text)
        self._taken[start : start + width] = b"\1" * width
        return True

    def _cost(self, column: int, row: int, width: int, tables: tuple[bytes, bytes], gap: int) -> int | None:
        """Return how much a text at a cell would hide; None if it does not fit, free cells around
        included."""
        if not (0 <= row < self.rows and column >= 0 and column + width <= self.columns):
            return None
        start = row * self.columns
        before, after = max(0, column - gap), min(self.columns, column + width + gap)
        if any(self._taken[start + before : start + after]):
            return None
        under, neighbour_costs = tables
        cost = sum(self._crossed[start + column : start + column + width].translate(under))
        for neighbour_row in range(max(0, row - 1), min(row + 2, self.rows)):
            from_ = neighbour_row * self.columns
            cost += sum(self._crossed[from_ + before : from_ + after].translate(neighbour_costs))
        return cost


@lru_cache(16)
def _compute_cell_costs(code: int, on: On | None) -> tuple[bytes, bytes]:
    """Return the cost of a cell under and next to a text of a tone, by the tones of the lines through it."""
    own_bit = 1 << code
    under = [
        _STRUCK if lines & ~_AXIS & ~(own_bit if on == "line" else 0) else _ON_AXIS * bool(lines)
        for lines in range(256)
    ]
    crowded = 0 if on == "mark" else _CROWDED
    neighbour_costs = [crowded * bool(lines & ~_AXIS & ~(0 if on else own_bit)) for lines in range(256)]
    return bytes(under), bytes(neighbour_costs)


@lru_cache(256)
def write_figure_name(name: str, tier: Tier) -> str:
    """Return a name with its formulas on one line, in the characters of a tier."""
    parts = name.split("$")
    printed = "".join(
        typeset_on_one_line(part, tier=tier).lines[0] if index % 2 else part
        for index, part in enumerate(parts)
    )
    if tier == "ascii" and not printed.isascii():
        printed = " ".join(set_prose(printed, width=80, tier=tier).lines)
    return " ".join(printed.split())
