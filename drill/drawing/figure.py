"""A figure ready to be drawn: numbers and texts only, with every expression evaluated.

The worker makes it of what a bank says, the front ends hand it to ``figure_rows`` and ``svg_of``. All
lengths are in the units of the exercise. Light, and read from JSON by :mod:`drill.reading`.
"""

from __future__ import annotations

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
