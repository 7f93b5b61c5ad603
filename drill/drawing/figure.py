"""A figure ready to be drawn: numbers and texts only, with every expression evaluated.

The worker makes it of what a bank says, the front ends hand it to ``figure_rows`` and ``svg_of``. All
lengths are in the units of the exercise. Light, and read from JSON by :mod:`drill.reading`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from drill.authored_figure import Show
from drill.reading import ByKey

# A point of the plane, or the two ends of a range.
Place = tuple[float, float]

# How a line is broken, by which curves are told apart without colour.
Stroke = Literal["solid", "dashed", "dotted", "faint"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A curve in pieces: it is broken where it has no value or leaves what is drawn."""

    pieces: tuple[tuple[Place, ...], ...]
    name: str = ""
    stroke: Stroke = "solid"
    # Curves of one group have one colour, as the level sets of a function.
    group: int = 0
    # Whether it is a level set, whose value is on the line.
    is_level: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ray:
    """A straight line without ends, through a point and along a direction."""

    through: Place
    along: Place
    name: str = ""
    stroke: Stroke = "dotted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
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
    """A polygon that is shaded, in the colour of the curves of a group."""

    outline: tuple[Place, ...]
    name: str = ""
    group: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Everything that is drawn over two axes; ``is_equal``: both have the same scale."""

    x: Place
    y: Place
    # What x and y are.
    axes: tuple[str, str] = ("", "")
    is_equal: bool = False
    curves: tuple[Curve, ...] = ()
    rays: tuple[Ray, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    dots: tuple[Dot, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A value for each bar, under one name."""

    values: tuple[float, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Named bars of one series or two."""

    names: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An arrow between two nodes, by their places in the list."""

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
    """A matrix of values, each shown by how dark its cell is."""

    cells: tuple[tuple[float, ...], ...]
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


# What a figure shows, told apart by a field that only one of them has.
Drawn = Annotated[
    Plane | Bars | Graph | Heat, ByKey({"x": Plane, "series": Bars, "nodes": Graph, "cells": Heat})
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure, and its description for those who cannot see it."""

    says: str
    drawn: Drawn
    show: Show = "after"
    # Whether the prompt cannot be answered without it.
    is_needed: bool = False


def list_figure_names(figure: Figure) -> tuple[str, ...]:
    """Return every name that is to be read in the figure."""
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
# A :data:`Function` takes its variables by name and gives None where it has no value that can be drawn.

Function = Callable[[Mapping[str, float]], "float | None"]
# Samples of a curve: more than the dots of the widest figure; straight stretches are thinned out after.
_SAMPLES = 240
# Squares in which level sets are followed.
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
    places = [x[0] + step * number for number in range(_SAMPLES)] + [x[1]]
    pieces: list[list[Place]] = [[]]
    for position in places:
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
        px, py = across(parameter), up(parameter)
        if px is not None and py is not None:
            pieces[-1].append((px, py))
        elif pieces[-1]:
            pieces.append([])
    return [segment for segment in pieces if len(segment) > 1]


def _has_jump_between(function: Function, a: Place, b: Place, y: Place) -> bool:
    """Return whether a curve is broken between two of its points: bisected again and again, the jump
    stays."""
    large = (y[1] - y[0]) / 4
    if abs(a[1] - b[1]) < large:
        return False
    # A steep but continuous jump has become small after thirty halvings.
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
    """Return a curve without points that lie nearly on the line between others (Douglas and Peucker,
    1973)."""
    wide, high = plane.x[1] - plane.x[0], plane.y[1] - plane.y[0]
    points = [(px / wide, py / high) for px, py in segment]
    corners = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        dx, dy = bx - ax, by - ay
        size = math.hypot(dx, dy)
        # A corner of so small a share of the ranges cannot be seen.
        far, farthest = 1 / 4000, 0
        for index in range(first + 1, last):
            px, py = points[index][0] - ax, points[index][1] - ay
            off = abs(px * dy - py * dx) / size if size else math.hypot(px, py)
            if off > far:
                far, farthest = off, index
        if farthest:
            corners.add(farthest)
            stack += [(first, farthest), (farthest, last)]
    return tuple((float(f"{segment[k][0]:.6g}"), float(f"{segment[k][1]:.6g}")) for k in sorted(corners))


def level_sets(function: Function, levels: Sequence[float], x: Place, y: Place) -> list[list[list[Place]]]:
    """Return for each level the lines on which a function of x and y takes it (marching squares)."""
    (wide, high), (x0, x1), (y0, y1) = _GRID, x, y
    across = [x0 + (x1 - x0) * i / wide for i in range(wide + 1)]
    up = [y0 + (y1 - y0) * j / high for j in range(high + 1)]
    values = [[function({"x": px, "y": py}) for px in across] for py in up]
    contours: list[list[list[Place]]] = []
    for level in levels:
        links: dict[tuple[int, int, int], list[tuple[int, int, int]]] = {}
        places: dict[tuple[int, int, int], Place] = {}
        for j in range(high):
            for i in range(wide):
                corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
                here = [values[b][a] for a, b in corners]
                known = [value - level for value in here if value is not None]
                if len(known) < 4 or min(known) >= 0 or max(known) < 0:
                    continue
                crossed: list[tuple[int, int, int]] = []
                for k, (key, v, w) in enumerate(
                    ((edge, known[k], known[(k + 1) % 4]) for k, edge in enumerate(
                        ((i, j, 0), (i + 1, j, 1), (i, j + 1, 0), (i, j, 1))))
                ):  # fmt: skip
                    if (v < 0) == (w < 0):
                        continue
                    (a, b), (c, d) = corners[k], corners[(k + 1) % 4]
                    s = v / (v - w)
                    places[key] = (across[a] + s * (across[c] - across[a]), up[b] + s * (up[d] - up[b]))
                    crossed.append(key)
                for start, end in zip(crossed[::2], crossed[1::2], strict=False):
                    links.setdefault(start, []).append(end)
                    links.setdefault(end, []).append(start)
        contours.append([[places[key] for key in chain] for chain in _join_links_to_lines(links)])
    return contours


def _join_links_to_lines(
    links: dict[tuple[int, int, int], list[tuple[int, int, int]]],
) -> list[list[tuple[int, int, int]]]:
    """Yield lines made of links: open ones from their ends, then closed ones."""
    chains: list[list[tuple[int, int, int]]] = []
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
    """Return the values by which a range is chosen: near a pole only the middle ones."""
    ordered = sorted(heights)
    if not ordered:
        return []
    low, high = ordered[len(ordered) // 10], ordered[-1 - len(ordered) // 10]
    # Values that reach eight times as far as their middle four fifths belong to a pole.
    if ordered[-1] - ordered[0] <= 8.0 * (high - low):
        return ordered
    return [low - (high - low) / 2, high + (high - low) / 2]


def fit_value_range(heights: Sequence[float]) -> Place:
    """Return a range around values, never empty."""
    low, high = min(heights), max(heights)
    room = _ROOM * (high - low) or max(1.0, abs(high)) / 2
    return (low - room if low else low if high > low else -room), high + room


def heights_of(plane: Plane) -> list[float]:
    """Return all heights in a plane, except those of endless lines."""
    places = [dot.at for dot in plane.dots] + [
        end for arrow in plane.arrows for end in (arrow.foot, arrow.tip)
    ]
    places += [point for curve in plane.curves for segment in curve.pieces for point in segment]
    return [position[1] for position in places] or [0.0]


def height_around(plane: Plane) -> Place:
    """Return the height of a plane with equal scales: a terminal figure's, and more if needed."""
    wide, heights = plane.x[1] - plane.x[0], heights_of(plane)
    middle = 0.0 if min(heights) <= 0 <= max(heights) else (min(heights) + max(heights)) / 2
    low, high = min(heights), max(heights)
    room = _ROOM * (high - low)
    # The shape of a terminal's figure, whose height is two thirds of its width.
    return min(middle - wide * (1 / 3), low - room), max(middle + wide * (1 / 3), high + room)
