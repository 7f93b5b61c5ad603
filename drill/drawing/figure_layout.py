"""The layout of a figure: axes with round ticks, curves, bars, graphs, each with its names.

``lay_out`` draws a figure on a canvas of at most the given size, for both outputs.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

from drill.drawing.canvas import ACROSS, DOWN, Canvas, On, Tone, format_figure_name
from drill.drawing.figure import (
    Bars,
    Dot,
    Figure,
    FigureArrow,
    Graph,
    Heat,
    Place,
    Plane,
    Ray,
    Stroke,
    clamp_point,
    point_between,
)
from drill.typeset import Tier, cell_width

_CURVE_TONES: tuple[Tone, ...] = ("first", "second", "third")
# Half the opening of an arrow's head, in radians.
_HEAD_ANGLE = 0.45
# Places of a label on its edge, as shares from the tail, in order of preference.
_LABELS_AT = (0.3, 0.4, 0.5, 0.6, 0.7, 0.2)
# Places of a name along its curve, as shares of the length. The ends come first, because there it is easiest
# to follow the curve.
_ALONG = (0.95, 0.05, 0.85, 0.15, 0.75, 0.25, 0.65, 0.35, 0.5, 0.57, 0.43)
# Max cells of a bar's name.
_NAME_CELLS = 18
# Smaller values count as 0, because quotients by them could be infinite.
_SMALLEST = 1e-300


def lay_out(figure: Figure, columns: int, rows: int, tier: Tier) -> Canvas:
    """Lay out a figure in a canvas of at most this size; texts that do not fit are in its ``left_out``."""
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
    """Return at most ``most`` round numbers (or two) from ``low`` to ``high``, each with its text."""
    span = high - low
    exponent = math.floor(math.log10(span / max(1, most)))
    for factor in (1, 2, 5, 4, 10, 20):  # 4 where 5 would leave one number alone
        step = factor * 10.0**exponent
        first = math.ceil(low / step - 1e-9)
        last = math.floor(high / step + 1e-9)
        if 1 <= last - first <= max(2, most):
            break
    if abs(step) > 1e-4 and max(abs(low), abs(high)) < 1e6:
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        number_format = f".{digits}f"
    else:
        largest = max(abs(low), abs(high), step)
        # Enough digits for neighbours to have different texts.
        digits = max(3, math.ceil(math.log10(largest / step)) + 2)
        number_format = f".{digits}g"
    values = [number * step for number in range(first, last + 1)]
    return [(value, format(value, number_format)) for value in values]


# --- planes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Name:
    """A name to be written after all lines are drawn, with the cells where it may begin."""

    text: str
    cells: Iterator[tuple[int, int]]
    tone: Tone
    on: On | None = None


class _PlaneLayout:
    """Axes on the left and at the bottom, with everything drawn over them."""

    def __init__(self, plane: Plane, columns: int, rows: int, tier: Tier) -> None:
        self.plane = plane
        self._tier: Tier = tier
        self._x0, self._x1 = plane.x
        self._y0, self._y1 = plane.y
        # A row for a number fits between two ticks.
        heights = _axis_numbers(choose_axis_ticks(self._y0, self._y1, max(2, rows // 3)), tier)
        self._left = max((len(text) for _, text in heights), default=0) + 1
        self._width = columns - self._left - 1
        self._height = rows - 2
        if plane.is_equal:
            shape = 2 * (self._x1 - self._x0) / (self._y1 - self._y0)
            self._width = min(self._width, max(8, round(self._height * shape)))
            self._height = min(self._height, max(4, round(self._width / shape)))
        self.canvas = Canvas(self._left + self._width + 1, self._height + 2, tier)
        self._names: list[_Name] = []
        self._draw_areas()
        self._axes(heights)
        self._draw_curves()
        for arrow in plane.arrows:
            self._draw_arrow(arrow, "first")
        for dot in plane.dots:
            self._draw_dot(dot)
        self._write_axis_names()
        for name in self._names:
            cells = (cell for cell in name.cells if self._holds(cell, name.text))
            self.canvas.place(name.text, cells, name.tone, on=name.on)

    def _draw_areas(self) -> None:
        for area in self.plane.areas:
            tone = _tone_of_group(area.group)
            outline = [self._cell_of(point) for point in area.outline]
            self.canvas.area(outline, tone)
            name = format_figure_name(area.name, self._tier)
            self._names.append(_Name(name, self._list_cells_in_area(outline, name), tone))

    def _draw_curves(self) -> None:
        for curve in self.plane.curves:
            tone = _tone_of_group(curve.group)
            drawn = self._curve(curve.pieces, curve.stroke, tone)
            name = format_figure_name(curve.name, self._tier)
            on: On | None = "line" if curve.is_level else None
            self._names.append(_Name(name, self._list_cells_near_curve(drawn, name, tone, on), tone, on))
        for ray in self.plane.rays:
            ends = _find_ray_ends(ray, self.plane.x, self.plane.y)
            drawn = self._curve([ends], ray.stroke, "second")
            name = format_figure_name(ray.name, self._tier)
            self._names.append(_Name(name, self._list_cells_near_curve(drawn, name, "second"), "second"))

    def _draw_dot(self, dot: Dot) -> None:
        if not self._is_inside(dot.at):
            self.canvas.left_out.append(dot.name)
            return
        place = self._cell_of(dot.at)
        self.canvas.sign(place, "full", "first")
        name = format_figure_name(dot.name, self._tier)
        cells = _list_cells_around_mark(self.canvas.cell(place), name)
        self._names.insert(0, _Name(name, cells, "first", "mark"))

    def _write_axis_names(self) -> None:
        across, up = (format_figure_name(name, self._tier) for name in self.plane.axes)
        last = self._left + self._width - cell_width(across)
        below = ((column, self._height + 1) for column in range(last, self._left, -1))
        above = [(last, row) for row in range(self._height - 1, -1, -1)]
        self.canvas.place(across, [*below, *above], "axis")
        self.canvas.place(up, [(self._left + 1, row) for row in range(self._height)], "axis", on="mark")

    def _cell_of(self, point: Place) -> Place:
        """Return the place of a point, in cells; the ends of the ranges are the outermost dots."""
        across = (point[0] - self._x0) / (self._x1 - self._x0) * (self._width - 1 / ACROSS)
        down = (self._y1 - point[1]) / (self._y1 - self._y0) * (self._height - 1 / DOWN)
        return self._left + across, down

    def _is_inside(self, point: Place) -> bool:
        return self._x0 <= point[0] <= self._x1 and self._y0 <= point[1] <= self._y1

    def _holds(self, cell: tuple[int, int], text: str) -> bool:
        """Return whether a text that begins at a cell is within the axes."""
        right = self._left + self._width + 1
        return self._left <= cell[0] <= right - cell_width(text) and 0 <= cell[1] < self._height

    def _axes(self, heights: list[tuple[float, str]]) -> None:
        canvas = self.canvas
        left = self._left - 0.5
        low = self._height + 0.05
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
            canvas.line([self._cell_of((self._x0, 0)), self._cell_of((self._x1, 0))], "faint", "axis")
        if self._x0 < 0 < self._x1:
            canvas.line([self._cell_of((0, self._y1)), self._cell_of((0, self._y0))], "faint", "axis")

    def _curve(self, pieces: Iterable[Sequence[Place]], stroke: Stroke, tone: Tone) -> list[list[Place]]:
        """Draw the parts of a curve that are within the axes, and return them in cells."""
        drawn: list[list[Place]] = []
        for segment in pieces:
            for part in clip_line(segment, self.plane.x, self.plane.y):
                drawn.append([self._cell_of(point) for point in part])
                self.canvas.line(drawn[-1], stroke, tone)
        return drawn

    def _draw_arrow(self, arrow: FigureArrow, tone: Tone) -> None:
        name = format_figure_name(arrow.name, self._tier)
        cells: Iterator[tuple[int, int]] = iter(())
        drawn = self._curve([(arrow.foot, arrow.tip)], arrow.stroke, tone)
        if drawn and self._is_inside(arrow.tip):
            foot = drawn[0][0]
            tip = drawn[-1][-1]
            _draw_arrow_head(self.canvas, foot, tip, tone)
            named_point = tip
            if any(arrow.foot):
                named_point = (foot[0] + tip[0]) / 2, (foot[1] + tip[1]) / 2
            is_right = tip[0] >= foot[0]
            cells = _list_cells_around_mark(self.canvas.cell(named_point), name, right_first=is_right)
        self._names.insert(0, _Name(name, cells, tone, "mark"))

    def _list_cells_in_area(self, outline: Sequence[Place], text: str) -> Iterator[tuple[int, int]]:
        """Yield cells where the name of a shaded area may begin: inside, the middle first, then around it."""
        columns = self.canvas.columns
        width = cell_width(text)
        wide_run = re.compile(rb"[^\0]{%d,}" % (width + 2))
        runs: list[tuple[int, int, int]] = []
        for row in range(self.canvas.rows):
            shaded = self.canvas.hatched[row * columns : (row + 1) * columns]
            runs += [(row, *run.span()) for run in wide_run.finditer(shaded)]
        middle = sum(row for row, _, _ in runs) / max(1, len(runs))
        for row, begin, end in sorted(runs, key=lambda run: abs(run[0] - middle)):
            spare = end - begin - width - 2
            yield from ((begin + 1 + round(spare * share), row) for share in (0.5, 0.25, 0.75, 0.0, 1.0))
        across, down = (sum(side) / len(outline) for side in zip(*outline, strict=True))
        yield from _list_cells_around_mark(self.canvas.cell((across, down)), text)

    def _list_cells_near_curve(
        self, parts: Sequence[Sequence[Place]], name: str, tone: Tone, on: On | None = None
    ) -> Iterator[tuple[int, int]]:
        """Yield cells next to a curve, or on it, where its name may begin, crowded ones last."""
        width = cell_width(name)
        for part in sorted(parts, key=len, reverse=True)[:2]:
            anchors = _list_name_anchors(part)
            lowest = max(row for _, row in anchors) - 1
            anchors.sort(key=lambda cell: 2 * (cell[1] >= lowest) + self.canvas.is_shared(cell, tone))
            for column, row in anchors:
                if on:
                    yield column - width // 2, row
                    continue
                starts = (column - width // 2, column + 1, column - width)
                yield from ((start, row - 1) for start in starts)
                yield from ((start, row + 1) for start in starts)
                yield column + 2, row
                yield column - width - 1, row


def _tone_of_group(group: int) -> Tone:
    return _CURVE_TONES[group % len(_CURVE_TONES)]


def _list_name_anchors(part: Sequence[Place]) -> list[tuple[int, int]]:
    """Return the cells of a curve where its name may be attached, in order of preference."""
    steps = (math.hypot((b[0] - a[0]) * ACROSS, (b[1] - a[1]) * DOWN) for a, b in pairwise(part))
    lengths = [0.0, *accumulate(steps)]
    anchors: list[tuple[int, int]] = []
    for share in _ALONG:
        length = share * lengths[-1]
        after = min(max(1, bisect_left(lengths, length)), len(part) - 1)
        way = (length - lengths[after - 1]) / (lengths[after] - lengths[after - 1] or 1)
        column, row = point_between(part[after - 1], part[after], way)
        anchors.append((int(column), int(row)))
    return anchors


def _axis_numbers(numbers: Iterable[tuple[float, str]], tier: Tier) -> list[tuple[float, str]]:
    """Return the numbers of an axis in a tier's characters."""
    return [(value, _write_minus(text, tier)) for value, text in numbers]


def _write_minus(text: str, tier: Tier) -> str:
    if tier == "ascii":
        return text
    return text.replace("-", "−")


def _draw_axis_ticks(canvas: Canvas, ticks: Iterable[tuple[float, str]], low: float, row: int) -> None:
    """Draw ticks under an axis at the given columns, with their numbers on the row below."""
    for column, text in ticks:
        canvas.line([(column, low), (column, low + 0.3)], tone="axis")
        begin = min(max(0, int(column) - (len(text) - 1) // 2), canvas.columns - len(text))
        canvas.text(begin, row, text, "axis", (column, row + 0.3))


def clip_line(places: Sequence[Place], x: Place, y: Place) -> Iterator[list[Place]]:
    """Yield the parts of a line within two ranges (Liang and Barsky, 1984)."""
    if all(x[0] <= px <= x[1] and y[0] <= py <= y[1] for px, py in places):
        yield [*places]
        return
    part: list[Place] = []
    for a, b in pairwise(places):
        inside = _clip_segment(a, b, x, y)
        if inside is None:
            continue
        if part and part[-1] != inside[0]:
            yield part
            part = []
        part += inside[bool(part) :]
    if part:
        yield part


def _clip_segment(a: Place, b: Place, x: Place, y: Place) -> tuple[Place, Place] | None:
    """Return the ends of the part of a segment within two ranges, if there is such a part."""
    first = 0.0
    last = 1.0
    for axis, (low, high) in enumerate((x, y)):
        start = a[axis]
        way = b[axis] - start
        if way:
            enter = (low - start) / way
            leave = (high - start) / way
            first = max(first, min(enter, leave))
            last = min(last, max(enter, leave))
        elif not low <= start <= high:
            return None
    if first > last:
        return None
    begin = a
    if first > 0:
        begin = clamp_point(point_between(a, b, first), x, y)
    end = b
    if last < 1:
        end = clamp_point(point_between(a, b, last), x, y)
    return begin, end


def _find_ray_ends(ray: Ray, x: Place, y: Place) -> tuple[Place, Place]:
    """Return two points of a line, one beyond each end of the ranges."""
    px, py = ray.through
    size = math.hypot(*ray.along) or 1.0
    far = 2 * (abs(px) + abs(py) + sum(map(abs, (*x, *y))))
    right = far * (ray.along[0] / size)
    down = far * (ray.along[1] / size)
    return (px - right, py - down), (px + right, py + down)


def _draw_arrow_head(canvas: Canvas, foot: Place, tip: Place, tone: Tone) -> None:
    """Draw two short strokes back from the tip, with lengths in dots because dots are square."""
    down = (foot[1] - tip[1]) * DOWN
    right = (foot[0] - tip[0]) * ACROSS
    back = math.atan2(down, right)
    reach = min(5.0, math.hypot(down, right) / 2)
    for angle in (back - _HEAD_ANGLE, back + _HEAD_ANGLE):
        end = (tip[0] + reach * math.cos(angle) / ACROSS, tip[1] + reach * math.sin(angle) / DOWN)
        canvas.line([tip, canvas.clamp(end)], "solid", tone)


def _list_cells_around_mark(
    cell: tuple[int, int], name: str, *, right_first: bool = True
) -> Iterator[tuple[int, int]]:
    """Yield cells around a mark where its name may begin, the nearest ones first."""
    column, row = cell
    width = cell_width(name)
    for away in (1, 2, 3):
        right = column + 1 + away
        left = column - away - width
        yield (right if right_first else left), row
        yield (left if right_first else right), row
        for begin in (column - width // 2, right, left, column, column - width + 1):
            yield begin, row - away
            yield begin, row + away


# --- bars and heat maps -----------------------------------------------------------------------------------


def _cut_name_to_cells(text: str, cells: int, tier: Tier) -> str:
    if cell_width(text) <= cells:
        return text
    return text[: cells - 1] + ("~" if tier == "ascii" else "…")


def _format_figure_number(value: float, tier: Tier) -> str:
    """Return the text of a value next to a bar or in a cell."""
    return _write_minus(f"{value:.3g}", tier)


# The grey and the tone of each series of bars.
_SERIES: tuple[tuple[float, Tone], ...] = ((1.0, "first"), (0.5, "second"))


def _lay_out_bars(bars: Bars, columns: int, rows: int, tier: Tier) -> Canvas:
    """Draw bars from a common zero, each with its value; with a legend if a series has a name."""
    many = len(bars.series)
    wide = max(_NAME_CELLS // 3, min(_NAME_CELLS, columns // 3))
    names = [_cut_name_to_cells(format_figure_name(name, tier), wide, tier) for name in bars.names]
    left = max(map(cell_width, names), default=0) + 1
    lowest = min(0.0, *(min(item.values) for item in bars.series))
    highest = max(0.0, *(max(item.values) for item in bars.series))
    value_texts = [[_format_figure_number(value, tier) for value in item.values] for item in bars.series]
    longest = max(max(map(len, texts)) for texts in value_texts)
    # Longer bars would not be easier to compare.
    room = min(40, columns - left - 2 - longest)
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
            row = top + number
            end = zero + item.values[index] * scale
            right = max(zero, end)
            canvas.block(min(zero, end), right, row, grey, tone)
            text = value_texts[number][index]
            canvas.text(math.ceil(right - 0.25) + 1, row, text, tone, (right + 1 + len(text) / 2, row + 0.5))
    if legend:
        _draw_legend(canvas, bars, left)
    return canvas


def _draw_legend(canvas: Canvas, bars: Bars, column: int) -> None:
    for item, (grey, tone) in zip(bars.series, _SERIES, strict=False):
        canvas.block(column, column + 2, 0, grey, tone)
        text = format_figure_name(item.name, canvas.tier)
        canvas.text(column + 3, 0, text, tone)
        column += cell_width(text) + 6


def _lay_out_heat(heat: Heat, columns: int, rows: int, tier: Tier) -> Canvas:
    """Draw a block per cell, darker for larger values; the value is below it if it fits and is not 0 or 1."""
    many = len(heat.cells[0])
    heads = [format_figure_name(name, tier) for name in heat.rows]
    left = max(map(cell_width, heads), default=-1) + 1
    top = int(bool(heat.columns))
    cell = max(2, min(8, (columns - left) // many))
    deep = _choose_cell_rows(heat, top, rows)
    if cell < 6:
        deep = 1
    largest = max(map(abs, chain.from_iterable(heat.cells)))
    canvas = Canvas(left + many * cell, top + deep * len(heat.cells) - (deep == 3), tier)
    for index, name in enumerate(heat.columns):
        text = format_figure_name(name, tier)
        canvas.text(left + index * cell + max(0, (cell - 1 - cell_width(text)) // 2), 0, text, "axis")
    for number, row in enumerate(heat.cells):
        top_row = top + deep * number
        if number < len(heads):
            canvas.text(left - 1 - cell_width(heads[number]), top_row, heads[number], "axis")
        for index, value in enumerate(row):
            begin = left + index * cell
            tone: Tone = "second" if value < 0 else "first"
            canvas.block(begin, begin + cell - 1, top_row, abs(value) / max(largest, _SMALLEST), tone)
            if deep > 1:
                text = _format_figure_number(value, tier)
                start = begin + max(0, (cell - 1 - len(text)) // 2)
                canvas.text(start, top_row + 1, text, tone, (begin + (cell - 1) / 2, top_row + 1.4))
    return canvas


def _choose_cell_rows(heat: Heat, top: int, rows: int) -> int:
    """Return the rows of a cell: 3 or 2 with its value if they fit, else 1."""
    if all(value in (0, 1) for row in heat.cells for value in row):
        return 1
    count = len(heat.cells)
    if top + 3 * count <= rows + 1:
        return 3
    if top + 2 * count <= rows:
        return 2
    return 1


# --- graphs -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Stop:
    """A node, or the point at which an edge passes a layer (``node`` is None)."""

    layer: int
    node: int | None
    row: float = 0.0


class _GraphLayout:
    """A graph in layers from left to right, each node after its predecessors (Sugiyama and others, 1981)."""

    def __init__(self, graph: Graph, columns: int, rows: int, tier: Tier) -> None:
        self._graph = graph
        self._texts = [format_figure_name(node, tier) for node in graph.nodes]
        labels = [format_figure_name(edge.label, tier) for edge in graph.edges]
        depths = self._depths()
        stops = [_Stop(depth, node) for node, depth in enumerate(depths)]
        layers: list[list[_Stop]] = [[] for _ in range(max(depths) + 1)]
        for stop in stops:
            layers[stop.layer].append(stop)
        chains: list[list[_Stop]] = []
        for edge in graph.edges:
            passing = [_Stop(layer, None) for layer in range(depths[edge.tail] + 1, depths[edge.head])]
            chains.append([stops[edge.tail], *passing, stops[edge.head]])
            for stop in passing:
                layers[stop.layer].append(stop)
        self._margin = int(graph.has_plates)
        most = 6 if any(labels) else 4
        apart = max(2 + self._margin, min(most, rows // max(map(len, layers))))
        self._order(layers, chains, apart)
        lowest = max(stop.row for stop in chain.from_iterable(layers))
        self.canvas = Canvas(columns, int(lowest) + 1 + 2 * self._margin, tier)
        self._widths = [self._measure_layer(layer) for layer in layers]
        spare = columns - sum(self._widths) - 2 * self._margin * len(layers)
        longest = max(map(cell_width, labels), default=0)
        # Steeper edges would be hard to follow.
        gap = max(4, min(max(longest + 5, 14), spare // max(1, len(layers) - 1)))
        self._starts = [self._margin]
        for width in self._widths:
            self._starts.append(self._starts[-1] + width + gap + 2 * self._margin)
        self._draw_nodes(stops)
        drawn = [self._draw_edge(stops_of_edge) for stops_of_edge in chains]
        for edge, text in zip(drawn, labels, strict=True):
            self._label(edge, [other_edge for other_edge in drawn if other_edge is not edge], text)

    def _measure_layer(self, layer: Sequence[_Stop]) -> int:
        """Return the width of the widest node of a layer."""
        widths = [cell_width(self._texts[stop.node]) for stop in layer if stop.node is not None]
        return max(widths, default=1)

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
        links = [*chain.from_iterable(map(pairwise, chains))]
        tallest = max(map(len, layers))

        def mean_row_before(stop: _Stop) -> float:
            rows = [before.row for before, after in links if after is stop]
            return sum(rows) / max(1, len(rows))

        for layer in layers:
            layer.sort(key=mean_row_before)
            if len(layer) == 1:
                layer[0].row = round(apart * (tallest - 1) / 2)
                continue
            spread = apart * (tallest - 1) / (len(layer) - 1)
            for index, stop in enumerate(layer):
                stop.row = round(index * spread)

    def _draw_nodes(self, stops: Sequence[_Stop]) -> None:
        for stop, text in zip(stops, self._texts, strict=True):
            width = cell_width(text)
            column = self._starts[stop.layer] + (self._widths[stop.layer] - width) // 2
            row = int(stop.row) + self._margin
            self.canvas.text(column, row, text)
            if self._graph.has_plates:
                top = row - 0.4
                bottom = row + 1.3
                left = column - 0.8
                right = column + width + 0.7
                plate = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
                self.canvas.line([*map(self.canvas.clamp, plate)], tone="axis")

    def _draw_edge(self, stops: Sequence[_Stop]) -> list[Place]:
        """Draw an edge through its stops, and return its points."""
        places: list[Place] = []
        for stop in stops:
            row = stop.row + self._margin + 0.5
            begin = float(self._starts[stop.layer])
            end = begin + self._widths[stop.layer]
            if stop.node is not None:
                width = cell_width(self._texts[stop.node])
                begin += (self._widths[stop.layer] - width) // 2 - 0.7 - self._margin
                end = begin + width + 1.4 + 2 * self._margin
            places += [(begin, row), (end, row)]
        # The canvas may be narrower than the graph.
        places = [self.canvas.clamp(place) for place in places[1:-1]]
        self.canvas.line(places, tone="axis")
        self.canvas.sign(places[-1], "head", "axis")
        return places

    def _label(self, edge: Sequence[Place], other_edges: Sequence[Sequence[Place]], text: str) -> None:
        """Write a label on its own edge, far from the others."""
        width = cell_width(text)
        spots: list[tuple[float, int, int]] = []
        for start, end in [*pairwise(edge)][::2]:
            for share in _LABELS_AT:
                point = point_between(start, end, share)
                distances = [_measure_line_distance(point, other_edge) for other_edge in other_edges]
                column = int(point[0] - width / 2 + 0.5)
                spots.append((-min(distances, default=0.0), column, int(point[1])))
        self.canvas.place(text, ((column, row) for _, column, row in sorted(spots)))


def _measure_line_distance(point: Place, line: Sequence[Place]) -> float:
    """Return the distance of a point from a polyline, in columns; a row is as high as two columns."""
    return min(_measure_segment_distance(point, a, b) for a, b in pairwise(line))


def _measure_segment_distance(point: Place, a: Place, b: Place) -> float:
    dx = b[0] - a[0]
    dy = 2 * (b[1] - a[1])
    px = point[0] - a[0]
    py = 2 * (point[1] - a[1])
    share = min(max((px * dx + py * dy) / (dx * dx + dy * dy or 1.0), 0.0), 1.0)
    return math.hypot(px - share * dx, py - share * dy)
