"""A figure as a bank writes it: expressions and templates, nothing worked out.

These dataclasses are the format: the annotation of a field says what its text is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args

from drill.codec import is_mapping, is_tuple
from drill.reading import Lone, Mark, Size, plan_record, split_marks

# The place of a field in an exercise: names, and places in lists from 0.
FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class TextRole(Mark):
    """What a text of a figure is: ``maths``, ``curve`` or ``words``."""

    name: str


# A number, vector or matrix of the exercise.
Maths = Annotated[str, TextRole("maths")]
# An expression in the figure's own variables.
OfCurve = Annotated[str, TextRole("curve")]
# A text with templates.
Words = Annotated[str, TextRole("words")]
Pair = tuple[Maths, Maths]
Style = Literal["solid", "dashed", "dotted"]
# When a figure is shown first: with the prompt, with the verdict, or with the first hint.
Show = Literal["prompt", "after", "hints"]
# More cannot be told apart in 36 by 8 cells, nor read.
MOST_CURVES, MOST_NAMES = 3, 12
_Entry = TypeVar("_Entry")
Few = Annotated[tuple[_Entry, ...], Lone(), Size(most=MOST_NAMES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureCurve:
    """A curve: ``y`` of x, ``x`` and ``y`` of t, or where ``levels`` takes the values ``at``.

    With ``steps`` t counts from 0 to that number: the points are marked, and joined by straight lines.
    """

    y: OfCurve = ""
    x: OfCurve = ""
    t: Pair | None = None
    steps: Maths = ""
    levels: OfCurve = ""
    at: Few[Maths] = ()
    name: Words = ""
    style: Style | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePoint:
    """A point with a name."""

    at: Few[Maths]
    name: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRay:
    """A straight line: where ``x`` or ``y`` has a value, or ``through`` a point ``along`` a direction.

    A right angle may be marked at ``through``, on the side of the point ``corner``.
    """

    x: Maths = ""
    y: Maths = ""
    through: Pair | None = None
    along: Pair | None = None
    corner: Pair | None = None
    name: Words = ""
    style: Style = "dotted"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureArea:
    """The area between the axis and the curve of that number, from one x to another."""

    under: Literal["1", "2", "3"] = "1"
    from_: Maths
    to: Maths
    name: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureVector:
    """An arrow, from the origin by default."""

    to: Pair
    from_: Pair | None = None
    name: Words = ""
    style: Style = "solid"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFoot:
    """The perpendicular from a point to the line along ``on``, through the origin by default."""

    of: Pair
    on: Pair
    through: Pair | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePlane:
    """Vectors, lines, the image of a shape under a matrix, and where a function takes the values ``at``."""

    vectors: Annotated[tuple[FigureVector, ...], Size(most=MOST_NAMES)] = ()
    map: Maths = ""
    of: Literal["circle", "square"] = "circle"
    lines: Annotated[tuple[FigureRay, ...], Size(most=MOST_NAMES)] = ()
    foot: FigureFoot | None = None
    levels: OfCurve = ""
    at: Few[Maths] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSeries:
    """A vector of values under one name."""

    values: Maths
    name: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBars:
    """Bars of one series or two."""

    names: Few[Words]
    series: Annotated[tuple[FigureSeries, ...], Size(most=MOST_NAMES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGraph:
    """Nodes by their ids, and edges: two ids and a label."""

    nodes: Annotated[Mapping[str, Words], Size(most=MOST_NAMES)]
    edges: Few[Few[Words]]
    style: Literal["plain", "plate"] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureHeat:
    """A matrix drawn by the darkness of its cells."""

    values: Maths
    rows: Few[Words] = ()
    columns: Few[Words] = ()


KINDS = ("plot", "plane", "bars", "graph", "heat")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoredFigure:
    """A figure of one kind, with what lies over its axes, when it is shown, and its description."""

    says: Words
    plot: Annotated[tuple[FigureCurve, ...], Size(most=MOST_NAMES)] = ()
    plane: FigurePlane | None = None
    bars: FigureBars | None = None
    graph: FigureGraph | None = None
    heat: FigureHeat | None = None
    x: Pair | None = None
    y: Pair | None = None
    axes: tuple[Words, Words] | None = None
    points: Annotated[tuple[FigurePoint, ...], Size(most=MOST_NAMES)] = ()
    lines: Annotated[tuple[FigureRay, ...], Size(most=MOST_NAMES)] = ()
    area: FigureArea | None = None
    show: Show = "after"
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text in a figure, its place, and its kind: ``maths``, ``curve`` or ``words``."""

    path: FieldPath
    text: str
    role: str


def list_leaves(figure: AuthoredFigure) -> Iterator[Leaf]:
    """Yield every expression and template of a figure."""
    yield from _list_field_leaves(AuthoredFigure, figure, ())


def _list_field_leaves(hint: Any, value: Any, field_path: FieldPath) -> Iterator[Leaf]:
    if value is None or value == "":
        return
    type_, marks = split_marks(hint)
    for mark in marks:
        if isinstance(mark, TextRole):
            yield Leaf(field_path, value, mark.name)
    if is_mapping(value):
        for name, entry in value.items():
            yield from _list_field_leaves(get_args(type_)[1], entry, (*field_path, name))
    elif is_tuple(value):
        for index, entry in enumerate(value):
            yield from _list_field_leaves(get_args(type_)[0], entry, (*field_path, index))
    elif is_dataclass(type_):
        for planned in plan_record(type_):
            yield from _list_field_leaves(
                planned.hint, getattr(value, planned.attribute), (*field_path, planned.name)
            )


def figure_faults(figure: AuthoredFigure) -> Iterator[tuple[FieldPath, str, str]]:
    """Yield what prevents a figure from being drawn, whatever its numbers are: place, message, hint."""
    kinds = [kind for kind in KINDS if getattr(figure, kind)]
    if len(kinds) != 1:
        kinds_text = f"here are {' and '.join(kinds)}" if kinds else "here is none"
        yield (), f"a figure is of one kind, {kinds_text}", f"one of {', '.join(KINDS)}"
    if len(figure.plot) > MOST_CURVES:
        yield ("plot",), f"at most {MOST_CURVES} curves can be told apart", "take one out"
    for index, curve in enumerate(figure.plot):
        of_t = bool(curve.x and curve.y) and bool(curve.t) != bool(curve.steps)
        forms = (bool(curve.y and not curve.x), of_t, bool(curve.levels))
        if sum(forms) != 1 or bool(curve.levels) != bool(curve.at):
            forms_text = "{y}, {x, y, t: [from, to]}, {x, y, steps} or {levels, at: […]}"
            yield ("plot", index), f"a curve is {forms_text}", ""
    if (area := figure.area) and not any(c.y and not c.x for c in figure.plot[int(area.under) - 1 :][:1]):
        yield ("area", "under"), "an area lies under a curve {y: …}", "give its number, from 1"
    if figure.bars and len(figure.bars.series) > 2:
        yield ("bars", "series"), "bars have one series or two", ""
    if figure.graph is not None:
        yield from _graph_faults(figure.graph)


def _graph_faults(graph: FigureGraph) -> Iterator[tuple[FieldPath, str, str]]:
    for index, edge in enumerate(graph.edges):
        if len(edge) not in (2, 3) or not set(edge[:2]) <= set(graph.nodes):
            yield ("graph", "edges", index), "an edge is [from, to] or [from, to, label], by ids of nodes", ""
            return
    left = {(edge[0], edge[1]) for edge in graph.edges}
    while left:
        heads = {head for _, head in left}
        going_on = {edge for edge in left if edge[0] in heads}
        if going_on == left:
            yield ("graph", "edges"), "the edges form a cycle", "an edge leads to the right"
            return
        left = going_on
