"""A figure ready to be drawn: numbers and texts only, with every expression evaluated.

The worker builds it from a bank, and the front ends pass it to ``figure_rows`` and ``svg_of``. All lengths
are in the units of the exercise. The module is light to import; :mod:`drill.reading` reads figures from JSON.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from drill.authored_figure import Show
from drill.reading import ByKey

# A point of the plane, or the two ends of a range.
Place = tuple[float, float]

# The pattern of a line, which distinguishes curves without colour.
Stroke = Literal["solid", "dashed", "dotted", "faint"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A curve in pieces, broken where it is undefined or leaves the plane."""

    pieces: tuple[tuple[Place, ...], ...]
    name: str = ""
    stroke: Stroke = "solid"
    # Curves of one group share a colour, like the level sets of a function.
    group: int = 0
    # Whether it is a level set, whose name is written on the line.
    is_level: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ray:
    """A straight line without ends, through a point and along a direction."""

    through: Place
    along: Place
    name: str = ""
    stroke: Stroke = "dotted"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureArrow:
    """A vector from its foot to its tip."""

    foot: Place
    tip: Place
    name: str = ""
    stroke: Stroke = "solid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A point."""

    at: Place
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A shaded polygon in the colour of a group of curves."""

    outline: tuple[Place, ...]
    name: str = ""
    group: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """A drawing over two axes, on the same scale if ``is_equal``."""

    x: Place
    y: Place
    # The names of x and y.
    axes: tuple[str, str] = ("", "")
    is_equal: bool = False
    curves: tuple[Curve, ...] = ()
    rays: tuple[Ray, ...] = ()
    arrows: tuple[FigureArrow, ...] = ()
    dots: tuple[Dot, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One value for each bar, with a common name."""

    values: tuple[float, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Named bars of one or two series."""

    names: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An arrow between two nodes, given by their indices."""

    tail: int
    head: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A directed graph without cycles."""

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]
    # Whether each node is in a frame.
    has_plates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """A matrix of values, each shown by the darkness of its cell."""

    cells: tuple[tuple[float, ...], ...]
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


# The content of a figure; its type is read from a field that only this type has.
Drawn = Annotated[
    Plane | Bars | Graph | Heat, ByKey({"x": Plane, "series": Bars, "nodes": Graph, "cells": Heat})
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure, with a description (``says``) for those who cannot see it."""

    says: str
    drawn: Drawn
    show: Show = "after"
    # Whether the prompt can only be answered with it.
    is_needed: bool = False


def list_figure_names(figure: Figure) -> tuple[str, ...]:
    """Return every name in the figure."""
    match figure.drawn:
        case Plane() as plane:
            named = (*plane.curves, *plane.rays, *plane.arrows, *plane.dots, *plane.areas)
            names = [*plane.axes, *(named_part.name for named_part in named)]
        case Bars(names=bars, series=series):
            names = [*bars, *(named_part.name for named_part in series)]
        case Graph(nodes=nodes, edges=edges):
            names = [*nodes, *(edge.label for edge in edges)]
        case Heat(rows=rows, columns=columns):
            names = [*rows, *columns]
    return tuple(name for name in names if name)


# Curves of functions: sampled, broken where they jump, thinned; level sets; fitting ranges.
#
# A :data:`Function` takes its variables by name and returns None if its value cannot be drawn.

Function = Callable[[Mapping[str, float]], "float | None"]
# Samples of a curve: more than the dots of the widest figure, because straight parts are thinned afterwards.
_SAMPLES = 240
# Squares of the grid for level sets, across and up.
_GRID = (72, 48)
# Margin above and below a curve, as a share of its height.
_ROOM = 0.06


def _make_unit_circle(places: int = 96) -> tuple[Place, ...]:
    angles = [math.tau * step / places for step in range(places + 1)]
    return tuple((math.cos(angle), math.sin(angle)) for angle in angles)


SHAPES: Mapping[str, tuple[Place, ...]] = {
    "circle": _make_unit_circle(),
    "square": ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)),
}


def sample_curve(function: Function, x: Place, y: Place | None = None) -> list[list[Place]]:
    """Return a curve in pieces of two points or more, broken where it jumps over part of ``y``."""
    step = (x[1] - x[0]) / _SAMPLES
    positions = [*(x[0] + step * number for number in range(_SAMPLES)), x[1]]
    pieces: list[list[Place]] = [[]]
    for position in positions:
        value = function({"x": position})
        if value is None:
            pieces.append([])
            continue
        if y is not None and pieces[-1] and _has_jump_between(function, pieces[-1][-1], (position, value), y):
            pieces.append([])
        pieces[-1].append((position, value))
    return [segment for segment in pieces if len(segment) > 1]


def sample_path(across: Function, up: Function, t: Place, steps: int = 2 * _SAMPLES) -> list[list[Place]]:
    """Return a curve whose two coordinates are functions of t, in pieces."""
    pieces: list[list[Place]] = [[]]
    for step in range(steps + 1):
        parameter = {"t": t[0] + (t[1] - t[0]) * step / steps}
        px = across(parameter)
        py = up(parameter)
        if px is not None and py is not None:
            pieces[-1].append((px, py))
        elif pieces[-1]:
            pieces.append([])
    return [segment for segment in pieces if len(segment) > 1]


def _has_jump_between(function: Function, a: Place, b: Place, y: Place) -> bool:
    """Return whether a curve jumps between two of its points, so that bisection does not shrink the step."""
    large = (y[1] - y[0]) / 4
    if abs(a[1] - b[1]) < large:
        return False
    # After thirty bisections a steep but continuous step is small.
    for _ in range(30):
        middle = (a[0] + b[0]) / 2
        value = function({"x": middle})
        if value is None:
            return True
        if abs(value - a[1]) > abs(value - b[1]):
            b = middle, value
        else:
            a = middle, value
        if abs(a[1] - b[1]) < large:
            return False
    return True


def thin_curve(segment: Sequence[Place], plane: Plane) -> tuple[Place, ...]:
    """Return a curve without points that are nearly on a line between others (Douglas and Peucker, 1973)."""
    wide = plane.x[1] - plane.x[0]
    high = plane.y[1] - plane.y[0]
    points = [(px / wide, py / high) for px, py in segment]
    corners = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        farthest = _find_farthest_point(points, first, last)
        if farthest is not None:
            corners.add(farthest)
            stack += [(first, farthest), (farthest, last)]
    return tuple((float(f"{segment[k][0]:.6g}"), float(f"{segment[k][1]:.6g}")) for k in sorted(corners))


def _find_farthest_point(points: Sequence[Place], first: int, last: int) -> int | None:
    """Return the point between two others that is farthest from their line, if it is visibly off it."""
    ax, ay = points[first]
    dx = points[last][0] - ax
    dy = points[last][1] - ay
    length = math.hypot(dx, dy)
    # Smaller distances, as a share of the ranges, are invisible.
    largest = 1 / 4000
    farthest = None
    for index in range(first + 1, last):
        px = points[index][0] - ax
        py = points[index][1] - ay
        distance = abs(px * dy - py * dx) / length if length else math.hypot(px, py)
        if distance > largest:
            largest = distance
            farthest = index
    return farthest


def point_between(a: Place, b: Place, share: float) -> Place:
    """Return the point at a share of the way from one point to another."""
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def clamp_point(point: Place, x: Place, y: Place) -> Place:
    """Return the point within two ranges that is nearest to a point."""
    return min(max(point[0], x[0]), x[1]), min(max(point[1], y[0]), y[1])


# An edge of the grid: the column and row of its lower left end, and 0 if it is horizontal, 1 if vertical.
_GridEdge = tuple[int, int, int]
_Links = dict[_GridEdge, list[_GridEdge]]


def level_sets(function: Function, levels: Sequence[float], x: Place, y: Place) -> list[list[list[Place]]]:
    """Return for each level the lines on which a function of x and y takes it (marching squares)."""
    columns, rows = _GRID
    across = [x[0] + (x[1] - x[0]) * i / columns for i in range(columns + 1)]
    up = [y[0] + (y[1] - y[0]) * j / rows for j in range(rows + 1)]
    values = [[function({"x": px, "y": py}) for px in across] for py in up]
    return [_trace_level(values, level, across, up) for level in levels]


def _trace_level(
    values: list[list[float | None]], level: float, across: list[float], up: list[float]
) -> list[list[Place]]:
    """Return the lines on which values on a grid take a level."""
    links: _Links = {}
    places: dict[_GridEdge, Place] = {}
    for j in range(len(up) - 1):
        for i in range(len(across) - 1):
            corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
            edges = ((i, j, 0), (i + 1, j, 1), (i, j + 1, 0), (i, j, 1))
            heights = [values[b][a] for a, b in corners]
            known = [height - level for height in heights if height is not None]
            if len(known) < 4 or min(known) >= 0 or max(known) < 0:
                continue
            points = [(across[a], up[b]) for a, b in corners]
            crossed: list[_GridEdge] = []
            for k, edge in enumerate(edges):
                following = (k + 1) % 4
                start = known[k]
                end = known[following]
                if (start < 0) != (end < 0):
                    places[edge] = point_between(points[k], points[following], start / (start - end))
                    crossed.append(edge)
            for one, other in zip(crossed[::2], crossed[1::2], strict=False):
                links.setdefault(one, []).append(other)
                links.setdefault(other, []).append(one)
    return [[places[edge] for edge in chain] for chain in _join_links_to_lines(links)]


def _join_links_to_lines(links: _Links) -> list[list[_GridEdge]]:
    """Return the lines formed by links: open ones from their ends, then closed ones."""
    chains: list[list[_GridEdge]] = []
    for start in sorted(links, key=lambda key: len(links[key])):
        if not links[start]:
            continue
        chain = [start]
        while links[chain[-1]]:
            following = links[chain[-1]].pop()
            links[following].remove(chain[-1])
            chain.append(following)
        chains.append(chain)
    return chains


def without_poles(heights: Sequence[float]) -> list[float]:
    """Return the values to choose a range from: without the extreme ones if they belong to a pole."""
    ordered = sorted(heights)
    if not ordered:
        return []
    tenth = len(ordered) // 10
    low = ordered[tenth]
    high = ordered[-1 - tenth]
    # Near a pole, values spread over more than eight times the range of their middle four fifths.
    if ordered[-1] - ordered[0] <= 8.0 * (high - low):
        return ordered
    return [low - (high - low) / 2, high + (high - low) / 2]


def fit_value_range(heights: Sequence[float]) -> Place:
    """Return a range around values, which is not empty and does not extend below a smallest value of 0."""
    low = min(heights)
    high = max(heights)
    room = _ROOM * (high - low) or max(1.0, abs(high)) / 2
    if low or high == low:
        low -= room
    return low, high + room


def heights_of(plane: Plane) -> list[float]:
    """Return all heights in a plane, except those of endless lines."""
    points = [dot.at for dot in plane.dots]
    for arrow in plane.arrows:
        points += (arrow.foot, arrow.tip)
    for curve in plane.curves:
        points += itertools.chain.from_iterable(curve.pieces)
    return [point[1] for point in points] or [0.0]


def height_around(plane: Plane) -> Place:
    """Return the range of heights of a plane with equal scales, at least that of a figure in a terminal."""
    heights = heights_of(plane)
    low = min(heights)
    high = max(heights)
    middle = 0.0 if low <= 0 <= high else (low + high) / 2
    room = _ROOM * (high - low)
    # The height of a figure in a terminal is two thirds of its width.
    half = (plane.x[1] - plane.x[0]) * (1 / 3)
    return min(middle - half, low - room), max(middle + half, high + room)
