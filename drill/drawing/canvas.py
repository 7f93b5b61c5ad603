"""A canvas for figures: strokes, shades, marks and texts, placed once and painted by three back ends.

All places are in cells of a terminal, from the upper left corner: columns to the right, rows down. Every cell
holds dots, two across and four down, so that dots are square if a cell is twice as high as wide. Drawings are
kept both as dots, for the terminal, and as lines, for SVG. Texts never overlap.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from drill.drawing.figure import Place, Stroke, clamp_point
from drill.typeset import Tier, cell_width, set_prose, typeset_on_one_line

# The part of a figure that an element belongs to; front ends give each tone a colour.
Tone = Literal["axis", "first", "second", "third"]
TONES: tuple[Tone, ...] = ("axis", "first", "second", "third")
Mark = Literal["full", "head"]
# Dots of a cell across.
ACROSS = 2
# Dots of a cell down.
DOWN = 4
# The bit of each dot in a braille character, by row and column (Unicode 15, block 2800).
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
# Repeating patterns of dots that are drawn (True) or skipped.
_RHYTHMS: dict[Stroke, tuple[bool, ...] | None] = {
    "solid": None,
    "dashed": (True,) * 6 + (False,) * 4,
    "dotted": (True, False, False),
    "faint": (True,) + (False,) * 5,
}
# Costs of a text for each cell under it with a line, for each cell next to it with a line of another tone,
# and for each cell under it with an axis or a shade. The next place in the order costs 1, so that a text
# moves far before a line goes through it.
_STRUCK = 250
_CROWDED = 5
_ON_AXIS = 3


@dataclass(frozen=True, slots=True)
class CanvasLine:
    """A polyline."""

    places: tuple[Place, ...]
    stroke: Stroke
    tone: Tone


@dataclass(frozen=True, slots=True)
class CanvasSign:
    """A mark at a place."""

    at: Place
    mark: Mark
    tone: Tone


@dataclass(frozen=True, slots=True)
class Label:
    """A text on one row, moved by ``shift`` in output without cells."""

    column: int
    row: int
    text: str
    tone: Tone
    shift: Place = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class CanvasBlock:
    """A grey rectangle on whole rows."""

    left: float
    right: float
    row: int
    # Darkness from 0 to 1.
    grey: float
    tone: Tone


# The bit of a shaded area, next to those of lines.
_SHADE = 1
_AXIS = 1 << TONES.index("axis") + 1 | _SHADE
# The element that a text names: the line under it, or a mark next to it.
On = Literal["line", "mark"]


class Canvas:
    """A sheet of cells to draw on."""

    def __init__(self, columns: int, rows: int, tier: Tier) -> None:
        self.columns = columns
        self.rows = rows
        self.tier: Tier = tier
        self.dots = bytearray(columns * rows)
        # The index of the tone of each cell in ``TONES``, from 1; 0 without a tone.
        self.tones = bytearray(columns * rows)
        # Dots of shaded areas, which are under all lines.
        self.hatched = bytearray(columns * rows)
        self.lines: list[CanvasLine] = []
        self.areas: list[tuple[tuple[Place, ...], Tone]] = []
        self.signs: list[CanvasSign] = []
        self.labels: list[Label] = []
        self.blocks: list[CanvasBlock] = []
        # Texts that did not fit.
        self.left_out: list[str] = []
        # Texts that a line goes through.
        self.struck: list[str] = []
        self._taken = bytearray(columns * rows)
        # A bit for each tone whose lines go through the cell, between dashes as well.
        self._crossed = bytearray(columns * rows)

    def line(self, places: Sequence[Place], stroke: Stroke = "solid", tone: Tone = "first") -> None:
        """Draw a line through places, all of them on the sheet."""
        self.lines.append(CanvasLine(tuple(places), stroke, tone))
        rhythm = _RHYTHMS[stroke]
        code = TONES.index(tone) + 1
        previous_cell = -1
        step = 0
        for start, end in itertools.pairwise((*places, places[-1])):
            for i, j in self._list_dots(start, end):
                cell = self._cell_of_dot(i, j)
                if cell != previous_cell:
                    previous_cell = cell
                    self._crossed[cell] |= 1 << code
                    if code > 1 or not self.tones[cell]:
                        self.tones[cell] = code
                if rhythm is None or rhythm[step % len(rhythm)]:
                    self.dots[cell] |= DOTS[j & 3][i & 1]
                step += 1

    def _list_dots(self, start: Place, end: Place) -> Iterator[tuple[int, int]]:
        """Yield the columns and rows of the dots of a straight line, without its end."""
        x = start[0] * ACROSS
        y = start[1] * DOWN
        right = end[0] * ACROSS - x
        down = end[1] * DOWN - y
        steps = int(max(abs(right), abs(down))) + 1
        right /= steps
        down /= steps
        last_column = self.columns * ACROSS - 1
        last_row = self.rows * DOWN - 1
        for _ in range(steps):
            yield min(int(x), last_column), min(int(y), last_row)
            x += right
            y += down

    def _cell_of_dot(self, column: int, row: int) -> int:
        return row // DOWN * self.columns + column // ACROSS

    def area(self, outline: Sequence[Place], tone: Tone = "first") -> None:
        """Shade the area inside an outline, in every second column of dots."""
        self.areas.append((tuple(outline), tone))
        code = TONES.index(tone) + 1
        for i, heights in enumerate(self._list_crossings(outline)):
            if i % 2:
                continue
            heights.sort()
            for high, low in zip(heights[::2], heights[1::2], strict=False):
                first = max(0, int(high + 0.5))
                first += (first + i // 2) % 2
                for j in range(first, min(int(low + 0.5), self.rows * DOWN), 2):
                    cell = self._cell_of_dot(i, j)
                    self.hatched[cell] |= DOTS[j & 3][0]
                    self._crossed[cell] |= _SHADE
                    self.tones[cell] = code

    def _list_crossings(self, outline: Sequence[Place]) -> list[list[float]]:
        """Return for each column of dots the rows where an outline crosses it."""
        crossings: list[list[float]] = [[] for _ in range(self.columns * ACROSS)]
        for side in zip(outline, (*outline[1:], *outline[:1]), strict=False):
            (x0, y0), (x1, y1) = sorted(side)
            first = int(x0 * ACROSS + 0.5)
            last = int(x1 * ACROSS + 0.5)
            for i in range(max(0, first), min(last, len(crossings))):
                share = ((i + 0.5) / ACROSS - x0) / (x1 - x0)
                crossings[i].append((y0 + share * (y1 - y0)) * DOWN)
        return crossings

    def sign(self, point: Place, mark: Mark, tone: Tone = "first") -> None:
        """Mark a place, and keep texts off it."""
        self.signs.append(CanvasSign(point, mark, tone))
        column, row = self.cell(point)
        self._taken[row * self.columns + column] = True

    def cell(self, point: Place) -> tuple[int, int]:
        """Return the column and row of the cell that contains a place."""
        return min(max(int(point[0]), 0), self.columns - 1), min(max(int(point[1]), 0), self.rows - 1)

    def clamp(self, point: Place) -> Place:
        """Return the point of the sheet that is nearest to a point."""
        return clamp_point(point, (0.0, self.columns - 0.01), (0.0, self.rows - 0.01))

    def is_shared(self, cell: tuple[int, int], tone: Tone) -> bool:
        """Return whether a line of another tone goes through a cell."""
        own_bit = 1 << TONES.index(tone) + 1
        return bool(self._crossed[cell[1] * self.columns + cell[0]] & ~(_AXIS | own_bit))

    def block(self, left: float, right: float, row: int, grey: float, tone: Tone = "first") -> None:
        """Fill the part of a row that is on the sheet; ``grey`` is 1 for the darkest."""
        left = max(0.0, left)
        right = min(right, float(self.columns))
        if left > right:
            return
        self.blocks.append(CanvasBlock(left, right, row, grey, tone))
        for column in range(int(left), int(right + 0.5)):
            self._taken[row * self.columns + column] = True

    def text(
        self, column: int, row: int, text: str, tone: Tone = "first", centre: Place | None = None
    ) -> bool:
        """Write a text at a place; if the place is taken, record the text as left out.

        ``centre`` is the middle of the text in output without cells.
        """
        shift = (0.0, 0.0)
        if centre is not None:
            shift = (centre[0] - (column + cell_width(text) / 2), centre[1] - (row + 0.5))
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
        """Write a text at the best of some cells, in order of preference: off lines and other texts.

        A text ``on`` a line may cover it, and a text next to a mark may be crowded by lines. Without a free
        cell the text is left out.
        """
        if not text:
            return True
        width = cell_width(text)
        tables = _compute_cell_costs(TONES.index(tone) + 1, on)
        gap = 1 if on == "mark" else 2  # so that the names of two curves are not read as one
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
        """Return the cost of a text at a cell; None if it does not fit with free cells around it."""
        if not (0 <= row < self.rows and column >= 0 and column + width <= self.columns):
            return None
        start = row * self.columns
        before = max(0, column - gap)
        after = min(self.columns, column + width + gap)
        if any(self._taken[start + before : start + after]):
            return None
        under, neighbour_costs = tables
        cost = sum(self._crossed[start + column : start + column + width].translate(under))
        for neighbour_row in range(max(0, row - 1), min(row + 2, self.rows)):
            start = neighbour_row * self.columns
            cost += sum(self._crossed[start + before : start + after].translate(neighbour_costs))
        return cost


@lru_cache(16)
def _compute_cell_costs(code: int, on: On | None) -> tuple[bytes, bytes]:
    """Return the costs of a cell under and next to a text of a tone, by the bits of the lines through it."""
    striking = ~_AXIS
    crowding = striking & ~(1 << code)
    if on == "line":
        striking, crowding = crowding, striking
    under = [_STRUCK if lines & striking else _ON_AXIS * bool(lines) for lines in range(256)]
    cost = 0 if on == "mark" else _CROWDED
    neighbour_costs = [cost * bool(lines & crowding) for lines in range(256)]
    return bytes(under), bytes(neighbour_costs)


@lru_cache(256)
def format_figure_name(name: str, tier: Tier) -> str:
    """Return a name with its formulas on one line, in the characters of a tier."""
    parts = name.split("$")
    parts[1::2] = [typeset_on_one_line(part, tier=tier).lines[0] for part in parts[1::2]]
    printed = "".join(parts)
    if tier == "ascii" and not printed.isascii():
        printed = " ".join(set_prose(printed, width=80, tier=tier).lines)
    return " ".join(printed.split())
