"""The layout of a figure: axes with round ticks, curves, bars, graphs, each with its names.

``lay_out`` makes a canvas of a figure, in as many cells as there are or fewer; it knows no back.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from drill.drawing.canvas import ACROSS, DOWN, Canvas, On, Tone, write_figure_name
from drill.drawing.figure import Arrow, Bars, Figure, Graph, Heat, Place, Plane, Ray, Stroke
from drill.typeset import Tier, cell_width

_CURVE_TONES: tuple[Tone, ...] = ("first", "second", "third")
# Half the opening of an arrow's head, in radians.
_HEAD_ANGLE = 0.45
# Where on an edge its label may appear, as shares of it from its tail.
_LABELS_AT = (0.3, 0.4, 0.5, 0.6, 0.7, 0.2)
# Shares of a curve's length at which its name may appear: the ends are where it is easiest to follow.
_ALONG = (0.95, 0.05, 0.85, 0.15, 0.75, 0.25, 0.65, 0.35, 0.5, 0.57, 0.43)
# Max cells of a bar's name.
_NAME_CELLS = 18
# Smaller values count as 0: what is divided by them would be infinite.
_SMALLEST = 1e-300


def lay_out(figure: Figure, columns: int, rows: int, tier: Tier) -> Canvas:
    """Lay out a figure on at most so many cells; what does not fit is in the canvas's ``left_out``."""
    match figure.drawn:
        case Plane() as plane:
            return _PlaneLayout(plane, columns, rows, tier).canvas
        case Bars() as bars:
            return _lay_out_bars(bars, columns, rows, tier)
        case Graph() as graph:
            return _GraphLayout(graph, columns, rows, tier).canvas
        case Heat() as heat:
            return _lay_out_heat(heat, columns, rows, tier)


def choose_axis_ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return round numbers from ``low`` to ``high``, at most ``most`` or two, each with its text."""
    span = high - low
    exponent = math.floor(math.log10(span / max(1, most)))
    for factor in (1, 2, 5, 4, 10, 20):  # 4 where 5 would leave one number alone
        step = factor * 10.0**exponent
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if 1 <= last - first <= max(2, most):
            break
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    fixed = abs(step) > 1e-4 and max(abs(low), abs(high)) < 1e6
    values = [number * step for number in range(first, last + 1)]
    largest = max(abs(low), abs(high), step)
    significant = max(3, math.ceil(math.log10(largest / step)) + 2)  # neighbours differ in their texts
    return [(value, f"{value:.{digits}f}" if fixed else f"{value:.{significant}g}") for value in values]


# --- over two axes ----------------------------------------------------------------------------------------


class _PlaneLayout:
    """Axes on the left and below, and everything over them."""

    def __init__(self, plane: Plane, columns: int, rows: int, tier: Tier) -> None:
        self.plane = plane
        (self._x0, self._x1), (self._y0, self._y1) = plane.x, plane.y
        # A number fits between two ticks.
        heights = _axis_numbers(choose_axis_ticks(self._y0, self._y1, max(2, rows // 3)), tier)
        self._left = max((len(text) for _, text in heights), default=0) + 1
        self._width, self._height = columns - self._left - 1, rows - 2
        if plane.is_equal:
            shape = 2 * (self._x1 - self._x0) / (self._y1 - self._y0)
            self._width = min(self._width, max(8, round(self._height * shape)))
            self._height = min(self._height, max(4, round(self._width / shape)))
        self.canvas = Canvas(self._left + self._width + 1, self._height + 2, tier)
        names: list[tuple[str, Iterator[tuple[int, int]], Tone, On | None]] = []
        for area in plane.areas:
            tone: Tone = _CURVE_TONES[area.group % len(_CURVE_TONES)]
            outline = [self._cell_of(point) for point in area.outline]
            self.canvas.area(outline, tone)
            names.append((area.name, self._within(outline, write_figure_name(area.name, tier)), tone, None))
        self._axes(heights)
        for curve in plane.curves:
            tone = _CURVE_TONES[curve.group % len(_CURVE_TONES)]
            drawn = self._curve(curve.pieces, curve.stroke, tone)
            on: On | None = "line" if curve.is_level else None
            names.append(
                (
                    curve.name,
                    self._cells_near_curve(drawn, write_figure_name(curve.name, tier), tone, on),
                    tone,
                    on,
                )
            )
        for ray in plane.rays:
            drawn = self._curve([_find_ray_ends(ray, plane.x, plane.y)], ray.stroke, "second")
            cells = self._cells_near_curve(drawn, write_figure_name(ray.name, tier), "second")
            names.append((ray.name, cells, "second", None))
        for arrow in plane.arrows:
            names.insert(0, (arrow.name, self._arrow(arrow, "first"), "first", "mark"))
        for dot in plane.dots:
            if self._is_inside(dot.at):
                position = self._cell_of(dot.at)
                self.canvas.sign(position, "full", "first")
                cells = _list_cells_around_mark(self.canvas.cell(position), write_figure_name(dot.name, tier))
                names.insert(0, (dot.name, cells, "first", "mark"))
            else:
                self.canvas.left_out.append(dot.name)
        across, up = (write_figure_name(name, tier) for name in plane.axes)
        last = self._left + self._width - cell_width(across)
        below = ((column, self._height + 1) for column in range(last, self._left, -1))
        above = [(last, row) for row in range(self._height - 1, -1, -1)]
        self.canvas.place(across, [*below, *above], "axis")
        self.canvas.place(up, [(self._left + 1, row) for row in range(self._height)], "axis", on="mark")
        for name, cells, tone, on in names:
            text = write_figure_name(name, tier)
            self.canvas.place(text, (cell for cell in cells if self._holds(cell, text)), tone, on=on)

    def _cell_of(self, point: Place) -> Place:
        """Return the cell of a point; the ends of the ranges are the last dots."""
        across = (point[0] - self._x0) / (self._x1 - self._x0) * (self._width - 1 / ACROSS)
        down = (self._y1 - point[1]) / (self._y1 - self._y0) * (self._height - 1 / DOWN)
        return self._left + across, down

    def _is_inside(self, point: Place) -> bool:
        return self._x0 <= point[0] <= self._x1 and self._y0 <= point[1] <= self._y1

    def _holds(self, cell: tuple[int, int], text: str) -> bool:
        """Return whether a text lies within the axes."""
        right = self._left + self._width + 1
        return self._left <= cell[0] <= right - cell_width(text) and 0 <= cell[1] < self._height

    def _axes(self, heights: list[tuple[float, str]]) -> None:
        canvas, left, low = self.canvas, self._left - 0.5, self._height + 0.05
        for value, text in heights:
            row = self._cell_of((self._x0, value))[1]
            canvas.line([(left - 0.4, row), (left, row)], tone="axis")
            begin = self._left - 1 - len(text)
            canvas.text(begin, int(row), text, "axis", (begin + len(text) / 2 - 0.3, row))
        canvas.line([(left, 0), (left, low), (self._left + self._width - 0.5, low)], tone="axis")
        tick_positions = [
            (self._cell_of((value, self._y0))[0], text)
            for value, text in choose_axis_ticks(self._x0, self._x1, max(2, self._width // 9))
        ]
        _draw_axis_ticks(canvas, _axis_numbers(tick_positions, canvas.tier), low, self._height + 1)
        if self._y0 < 0 < self._y1:
            ends = self._cell_of((self._x0, 0)), self._cell_of((self._x1, 0))
            canvas.line(ends, "faint", "axis")
        if self._x0 < 0 < self._x1:
            canvas.line([self._cell_of((0, self._y1)), self._cell_of((0, self._y0))], "faint", "axis")

    def _curve(self, pieces: Iterable[Sequence[Place]], stroke: Stroke, tone: Tone) -> list[list[Place]]:
        drawn = [
            [self._cell_of(point) for point in part]
            for segment in pieces
            for part in clip_line(segment, self.plane.x, self.plane.y)
        ]
        for part in drawn:
            self.canvas.line(part, stroke, tone)
        return drawn

    def _arrow(self, arrow: Arrow, tone: Tone) -> Iterator[tuple[int, int]]:
        """Draw an arrow; return the cells where its name may be."""
        drawn = self._curve([(arrow.foot, arrow.tip)], arrow.stroke, tone)
        if not drawn or not self._is_inside(arrow.tip):
            return iter(())
        foot, tip = drawn[0][0], drawn[-1][-1]
        _draw_arrow_head(self.canvas, foot, tip, tone)
        name = write_figure_name(arrow.name, self.canvas.tier)
        middle = (foot[0] + tip[0]) / 2, (foot[1] + tip[1]) / 2
        name_point = middle if any(arrow.foot) else tip
        return _list_cells_around_mark(self.canvas.cell(name_point), name, right_first=tip[0] >= foot[0])

    def _within(self, outline: Sequence[Place], text: str) -> Iterator[tuple[int, int]]:
        """Return cells in a shaded area at which its name may begin, the middle first, else around it."""
        columns, width, shaded = self.canvas.columns, cell_width(text), self.canvas.hatched
        runs = [
            (row, *run.span())
            for row in range(self.canvas.rows if text else 0)
            for run in re.finditer(rb"[^\0]{%d,}" % (width + 2), shaded[row * columns : (row + 1) * columns])
        ]
        middle = sum(row for row, _, _ in runs) / max(1, len(runs))
        for row, begin, end in sorted(runs, key=lambda run: abs(run[0] - middle)):
            spare = end - begin - width - 2
            yield from ((begin + 1 + round(spare * share), row) for share in (0.5, 0.25, 0.75, 0.0, 1.0))
        across, down = (sum(side) / len(outline) for side in zip(*outline, strict=True))
        yield from _list_cells_around_mark(self.canvas.cell((across, down)), text)

    def _cells_near_curve(
        self, parts: Sequence[Sequence[Place]], name: str, tone: Tone, on: On | None = None
    ) -> Iterator[tuple[int, int]]:
        """Return cells next to a curve, or on it, at which its name may begin, crowded ones last."""
        width = cell_width(name)
        for part in sorted(parts, key=len, reverse=True)[: 2 if name else 0]:
            lengths = [0.0]
            for a, b in pairwise(part):
                lengths.append(lengths[-1] + math.hypot((b[0] - a[0]) * ACROSS, (b[1] - a[1]) * DOWN))
            anchors: list[tuple[int, int]] = []
            for share in _ALONG:
                after = min(max(1, bisect_left(lengths, share * lengths[-1])), len(part) - 1)
                (ax, ay), (bx, by) = part[after - 1 : after + 1]
                way = (share * lengths[-1] - lengths[after - 1]) / (lengths[after] - lengths[after - 1] or 1)
                anchors.append((int(ax + way * (bx - ax)), int(ay + way * (by - ay))))
            lowest = max(row for _, row in anchors) - 1
            anchors.sort(key=lambda cell: 2 * (cell[1] >= lowest) + self.canvas.is_shared(cell, tone))
            for column, row in anchors:
                if on:
                    yield column - width // 2, row
                    continue
                starts = (column - width // 2, column + 1, column - width)
                yield from ((start, row + up) for up in (-1, 1) for start in starts)
                yield from ((column + 2, row), (column - width - 1, row))


def _axis_numbers(numbers: Iterable[tuple[float, str]], tier: Tier) -> list[tuple[float, str]]:
    """Return numbers at an axis in a tier's characters."""
    return [(value, text if tier == "ascii" else text.replace("-", "−")) for value, text in numbers]


def _draw_axis_ticks(canvas: Canvas, ticks: Iterable[tuple[float, str]], low: float, row: int) -> None:
    """Ticks under an axis, by their columns, with their numbers on a row below."""
    for column, text in ticks:
        canvas.line([(column, low), (column, low + 0.3)], tone="axis")
        begin = min(max(0, int(column) - (len(text) - 1) // 2), canvas.columns - len(text))
        canvas.text(begin, row, text, "axis", (column, row + 0.3))


def clip_line(places: Sequence[Place], x: Place, y: Place) -> Iterator[list[Place]]:
    """Yield the parts of a line that lie within two ranges (Liang and Barsky, 1984)."""
    if all(x[0] <= px <= x[1] and y[0] <= py <= y[1] for px, py in places):
        yield [*places]
        return
    part: list[Place] = []
    for a, b in pairwise(places):
        if (inside := _clip_segment(a, b, x, y)) is None:
            continue
        if part and part[-1] != inside[0]:
            yield part
            part = []
        part += inside[bool(part) :]
    if part:
        yield part


def _clip_segment(a: Place, b: Place, x: Place, y: Place) -> tuple[Place, Place] | None:
    first, last = 0.0, 1.0
    for start, way, (low, high) in ((a[0], b[0] - a[0], x), (a[1], b[1] - a[1], y)):
        if way:
            enter, leave = (low - start) / way, (high - start) / way
            first, last = max(first, min(enter, leave)), min(last, max(enter, leave))
        elif not low <= start <= high:
            return None

    def at(share: float) -> Place:
        px, py = a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        return min(max(px, x[0]), x[1]), min(max(py, y[0]), y[1])

    if first > last:
        return None
    return a if first == 0 else at(first), b if last == 1 else at(last)


def _find_ray_ends(ray: Ray, x: Place, y: Place) -> tuple[Place, Place]:
    """Return two points of a line beyond the ranges."""
    size = math.hypot(*ray.along) or 1.0
    far = 2 * (abs(ray.through[0]) + abs(ray.through[1]) + sum(map(abs, (*x, *y))))
    (px, py), (ax, ay) = ray.through, (ray.along[0] / size, ray.along[1] / size)
    return (px - far * ax, py - far * ay), (px + far * ax, py + far * ay)


def _draw_arrow_head(canvas: Canvas, foot: Place, tip: Place, tone: Tone) -> None:
    """Return two short strokes back from the tip, in dots, which are square."""
    back = math.atan2((foot[1] - tip[1]) * DOWN, (foot[0] - tip[0]) * ACROSS)
    length = math.hypot((foot[1] - tip[1]) * DOWN, (foot[0] - tip[0]) * ACROSS)
    # A shorter head cannot be told from a line.
    reach = min(5.0, length / 2)
    for angle in (back - _HEAD_ANGLE, back + _HEAD_ANGLE):
        end = (tip[0] + reach * math.cos(angle) / ACROSS, tip[1] + reach * math.sin(angle) / DOWN)
        last = (canvas.columns - 0.01, canvas.rows - 0.01)
        end = (min(max(end[0], 0), last[0]), min(max(end[1], 0), last[1]))
        canvas.line([tip, end], "solid", tone)


def _list_cells_around_mark(
    cell: tuple[int, int], name: str, *, right_first: bool = True
) -> Iterator[tuple[int, int]]:
    """Return cells around a mark at which its name may begin, the nearest ones first."""
    column, row, width = *cell, cell_width(name)
    for away in (1, 2, 3):
        sides = (column + 1 + away, column - away - width)
        for begin in sides if right_first else sides[::-1]:
            yield begin, row
        for begin in (column - width // 2, *sides, column, column - width + 1):
            yield from ((begin, row + step) for step in (-away, away))


# --- bars, cells ----------------------------------------------------------------------------------


def _cut_name_to_cells(text: str, cells: int, tier: Tier) -> str:
    return text if cell_width(text) <= cells else text[: cells - 1] + ("~" if tier == "ascii" else "…")


def _write_figure_number(value: float, tier: Tier) -> str:
    """Return a value as it is written next to a bar or in a cell."""
    return f"{value:.3g}".replace("-", "-" if tier == "ascii" else "−")


_SERIES: tuple[tuple[float, Tone], ...] = ((1.0, "first"), (0.5, "second"))


def _lay_out_bars(bars: Bars, columns: int, rows: int, tier: Tier) -> Canvas:
    """Draw bars to the right of a common zero, each with its value; with a legend for two series."""
    many = len(bars.series)
    wide = max(_NAME_CELLS // 3, min(_NAME_CELLS, columns // 3))
    names = [_cut_name_to_cells(write_figure_name(name, tier), wide, tier) for name in bars.names]
    left = max(map(cell_width, names), default=0) + 1
    lowest = min(0.0, *(min(item.values) for item in bars.series))
    highest = max(0.0, *(max(item.values) for item in bars.series))
    value_texts = [[_write_figure_number(value, tier) for value in item.values] for item in bars.series]
    # A longer bar tells nothing more.
    room = min(40, columns - left - 2 - max(len(text) for texts in value_texts for text in texts))
    scale = room / max(highest - lowest, _SMALLEST)
    zero = left - lowest * scale
    legend = any(item.name for item in bars.series)
    gap = many > 1 and legend + len(names) * (many + 1) <= rows
    canvas = Canvas(columns, legend + len(names) * (many + gap) - gap, tier)
    for index, name in enumerate(names):
        top = legend + index * (many + gap)
        canvas.text(left - 1 - cell_width(name), top, name)
        for number, item in enumerate(bars.series):
            grey, tone = _SERIES[number]
            end = zero + item.values[index] * scale
            canvas.block(min(zero, end), max(zero, end), top + number, grey, tone)
            begin, text = math.ceil(max(zero, end) - 0.25) + 1, value_texts[number][index]
            text_centre = max(zero, end) + 1 + len(text) / 2, top + number + 0.5
            canvas.text(begin, top + number, text, tone, text_centre)
    column = left
    for number, item in enumerate(bars.series if legend else ()):
        grey, tone = _SERIES[number]
        canvas.block(column, column + 2, 0, grey, tone)
        text = write_figure_name(item.name, tier)
        canvas.text(column + 3, 0, text, tone)
        column += cell_width(text) + 6
    return canvas


def _lay_out_heat(heat: Heat, columns: int, rows: int, tier: Tier) -> Canvas:
    """Draw a block per cell, the darker the larger, with the value below it if it fits and is not 0 or 1."""
    many = len(heat.cells[0])
    heads = [write_figure_name(name, tier) for name in heat.rows]
    left = max(map(cell_width, heads), default=-1) + 1
    top = 1 if heat.columns else 0
    cell = max(2, min(8, (columns - left) // many))
    is_mask = all(value in (0, 1) for row in heat.cells for value in row)
    deep = next((deep for deep in (3, 2) if top + deep * len(heat.cells) <= rows + deep - 2), 1)
    deep = 1 if is_mask or cell < 6 else deep
    largest = max(abs(value) for row in heat.cells for value in row)
    canvas = Canvas(left + many * cell, top + deep * len(heat.cells) - (deep == 3), tier)
    for index, name in enumerate(heat.columns):
        text = write_figure_name(name, tier)
        canvas.text(left + index * cell + max(0, (cell - 1 - cell_width(text)) // 2), 0, text, "axis")
    for number, row in enumerate(heat.cells):
        head = heads[number] if number < len(heads) else ""
        canvas.text(left - 1 - cell_width(head), top + deep * number, head, "axis")
        for index, value in enumerate(row):
            begin, top_row = left + index * cell, top + deep * number
            tone: Tone = "second" if value < 0 else "first"
            canvas.block(begin, begin + cell - 1, top_row, abs(value) / max(largest, _SMALLEST), tone)
            if deep > 1:
                text = _write_figure_number(value, tier)
                start = begin + max(0, (cell - 1 - len(text)) // 2)
                canvas.text(start, top_row + 1, text, tone, (begin + (cell - 1) / 2, top_row + 1.4))
    return canvas


# --- graphs -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Stop:
    """A node, or a point where an edge passes a layer (then ``node`` is None)."""

    layer: int
    node: int | None
    row: float = 0.0


class _GraphLayout:
    """A graph in layers from left to right, each node right of its predecessors (Sugiyama and others,
    1981)."""

    def __init__(self, graph: Graph, columns: int, rows: int, tier: Tier) -> None:
        self._graph = graph
        self._texts = [write_figure_name(node, tier) for node in graph.nodes]
        labels = [write_figure_name(edge.label, tier) for edge in graph.edges]
        depths = self._depths()
        stops = [_Stop(depth, node) for node, depth in enumerate(depths)]
        chains: list[list[_Stop]] = []
        for edge in graph.edges:
            between = range(depths[edge.tail] + 1, depths[edge.head])
            chains.append([stops[edge.tail], *(_Stop(layer, None) for layer in between), stops[edge.head]])
        passing = [stop for chain in chains for stop in chain[1:-1]]
        layers = [[s for s in (*stops, *passing) if s.layer == layer] for layer in range(max(depths) + 1)]
        plate = 2 if graph.has_plates else 0
        most = 6 if any(labels) else 4
        apart = max(2 + plate // 2, min(most, rows // max(map(len, layers))))
        self._order(layers, chains, apart)
        high = int(max(stop.row for layer in layers for stop in layer)) + 1 + plate
        widths = [max((cell_width(self._texts[s.node]) for s in layer if s.node is not None), default=1)
                  for layer in layers]  # fmt: skip
        spare = columns - sum(widths) - plate * len(layers)
        longest = max(map(cell_width, labels), default=0)
        # Steeper edges cannot be followed.
        gap = max(4, min(max(longest + 5, 14), spare // max(1, len(layers) - 1)))
        self.canvas = Canvas(columns, high, tier)
        starts = [plate // 2]
        for width in widths:
            starts.append(starts[-1] + width + gap + plate)
        self._draw_nodes(stops, starts, widths, plate // 2)
        drawn = [self._draw_edge(chain, starts, widths, plate // 2) for chain in chains]
        for edge, text in zip(drawn, labels, strict=True):
            self._label(edge, [other_edge for other_edge in drawn if other_edge is not edge], text)

    def _depths(self) -> list[int]:
        """Return the largest number of edges on a path to each node."""
        depths = [0] * len(self._graph.nodes)
        for _ in self._graph.nodes:
            for edge in self._graph.edges:
                depths[edge.head] = max(depths[edge.head], depths[edge.tail] + 1)
        return depths

    @staticmethod
    def _order(layers: Sequence[list[_Stop]], chains: Sequence[Sequence[_Stop]], apart: int) -> None:
        """Give each stop a row: near its neighbours, in the order of the layer before."""
        links = [pair for chain in chains for pair in pairwise(chain)]
        tallest = max(map(len, layers))
        for layer in layers:
            before = {id(s): [a.row for a, b in links if b is s] for s in layer}
            layer.sort(key=lambda s: sum(before[id(s)]) / len(before[id(s)]) if before[id(s)] else 0.0)
            spread = apart * (tallest - 1) / max(1, len(layer) - 1) if len(layer) > 1 else 0.0
            for index, stop in enumerate(layer):
                stop.row = round(index * spread) if len(layer) > 1 else round(apart * (tallest - 1) / 2)

    def _inside(self, places: Sequence[Place]) -> list[Place]:
        """Return points cut off at the edge of the canvas: a graph may be wider."""
        right, low = self.canvas.columns - 0.01, self.canvas.rows - 0.01
        return [(min(max(x, 0.0), right), min(max(y, 0.0), low)) for x, y in places]

    def _draw_nodes(
        self, stops: Sequence[_Stop], starts: Sequence[int], widths: Sequence[int], plate: int
    ) -> None:
        for stop, text in zip(stops, self._texts, strict=True):
            left = starts[stop.layer] + (widths[stop.layer] - cell_width(text)) // 2
            row = int(stop.row) + plate
            self.canvas.text(left, row, text)
            if plate:
                high, low = row - 0.4, row + 1.3
                sides = left - 0.8, left + cell_width(text) + 0.7
                corners = [(sides[0], high), (sides[1], high), (sides[1], low), (sides[0], low)]
                self.canvas.line(self._inside([*corners, corners[0]]), tone="axis")

    def _draw_edge(
        self, chain: Sequence[_Stop], starts: Sequence[int], widths: Sequence[int], plate: int
    ) -> list[Place]:
        places: list[Place] = []
        for number, stop in enumerate(chain):
            row = stop.row + plate + 0.5
            begin, end = float(starts[stop.layer]), float(starts[stop.layer] + widths[stop.layer])
            if stop.node is not None:
                width = cell_width(self._texts[stop.node])
                begin += (widths[stop.layer] - width) // 2 - 0.7 - plate
                end = begin + width + 1.4 + 2 * plate
            places += [(end, row)] if not number else [(begin, row), (end, row)]
        places = self._inside(places[:-1])
        self.canvas.line(places, tone="axis")
        self.canvas.sign(places[-1], "head", "axis")
        return places

    def _label(self, edge: Sequence[Place], other_edges: Sequence[Sequence[Place]], text: str) -> None:
        """Write a label on its own edge, far from the others."""
        width, spots = cell_width(text), list[tuple[float, int, int]]()
        for (ax, ay), (bx, by) in [*pairwise(edge)][::2]:
            for share in _LABELS_AT:
                x, y = ax + share * (bx - ax), ay + share * (by - ay)
                near = [
                    _measure_segment_distance((x, y), a, b)
                    for other_edge in other_edges
                    for a, b in pairwise(other_edge)
                ]
                spots.append((-min(near, default=0.0), int(x - width / 2 + 0.5), int(y)))
        self.canvas.place(text, ((column, row) for _, column, row in sorted(spots)))


def _measure_segment_distance(point: Place, a: Place, b: Place) -> float:
    """Return how far a point is from a line between two others, in columns; a row is as high as two."""
    (dx, dy), (px, py) = (b[0] - a[0], 2 * (b[1] - a[1])), (point[0] - a[0], 2 * (point[1] - a[1]))
    share = min(max((px * dx + py * dy) / (dx * dx + dy * dy or 1.0), 0.0), 1.0)
    return math.hypot(px - share * dx, py - share * dy)
