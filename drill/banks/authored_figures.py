"""A figure as a bank writes it: expressions and templates, nothing worked out.

These dataclasses are the format: the schema is made of them (``schema``), what is checked is read into them
here, and the compiled bank keeps them. The annotation of a field says what its text is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from drill.codec import is_list, is_mapping
from drill.drawing.figure import Show

_Model = TypeVar("_Model")
# The place of a field in an exercise: names, and places in lists from 0.
FieldPath = tuple[str | int, ...]

# A number, vector or matrix of the exercise.
Maths = Annotated[str, "maths"]
# An expression in the figure's own variables.
OfCurve = Annotated[str, "curve"]
# A text with templates.
Words = Annotated[str, "words"]
Pair = tuple[Maths, Maths]
Style = Literal["solid", "dashed", "dotted"]
# More cannot be told apart in 36 by 8 cells, nor read.
MOST_CURVES, MOST_NAMES = 3, 12


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
    at: tuple[Maths, ...] = ()
    name: Words = ""
    style: Style | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePoint:
    """A point with a name."""

    at: tuple[Maths, ...]
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

    vectors: tuple[FigureVector, ...] = ()
    map: Maths = ""
    of: Literal["circle", "square"] = "circle"
    lines: tuple[FigureRay, ...] = ()
    foot: FigureFoot | None = None
    levels: OfCurve = ""
    at: tuple[Maths, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSeries:
    """A vector of values under one name."""

    values: Maths
    name: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBars:
    """Bars of one series or two."""

    names: tuple[Words, ...]
    series: tuple[FigureSeries, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGraph:
    """Nodes by their ids, and edges: two ids and a label."""

    nodes: Mapping[str, Words]
    edges: tuple[tuple[Words, ...], ...]
    style: Literal["plain", "plate"] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureHeat:
    """A matrix drawn by the darkness of its cells."""

    values: Maths
    rows: tuple[Words, ...] = ()
    columns: tuple[Words, ...] = ()


KINDS = ("plot", "plane", "bars", "graph", "heat")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoredFigure:
    """A figure of one kind, with what lies over its axes, when it is shown, and its description."""

    says: Words
    plot: tuple[FigureCurve, ...] = ()
    plane: FigurePlane | None = None
    bars: FigureBars | None = None
    graph: FigureGraph | None = None
    heat: FigureHeat | None = None
    x: Pair | None = None
    y: Pair | None = None
    axes: tuple[Words, Words] | None = None
    points: tuple[FigurePoint, ...] = ()
    lines: tuple[FigureRay, ...] = ()
    area: FigureArea | None = None
    show: Show = "after"
    needed: bool = False


def written_name(name: str) -> str:
    """Return the name of a field as a bank writes it: ``from`` is a keyword in Python."""
    return name.rstrip("_")


@lru_cache(64)
def hints_of(model: Any) -> Mapping[str, Any]:
    """Return the types of a dataclass's fields, annotations included, without "or None"."""
    hints: dict[str, Any] = {}
    for name, hint in get_type_hints(model, include_extras=True).items():
        arms = [arm for arm in get_args(hint) if arm is not NoneType]
        is_union = get_origin(hint) in (Union, UnionType)
        hints[name] = arms[0] if is_union and len(arms) == 1 else hint
    return hints


def read_as(model: type[_Model], body: Mapping[str, Any], **built_fields: Any) -> _Model:
    """Return a dataclass built from a checked text: ``built_fields`` as they are, other fields by type."""
    hints = hints_of(model)
    raw_values = {name: body.get(written_name(name)) for name in hints if name not in built_fields}
    read = {name: _read(hints[name], value) for name, value in raw_values.items() if value is not None}
    return model(**built_fields, **read)


def _read(hint: Any, data: Any) -> Any:
    hint = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if is_dataclass(hint):
        return read_as(cast("type[Any]", hint), data)
    if get_origin(hint) is tuple:
        listed = data if is_list(data) else [data]
        return tuple(_read(get_args(hint)[0], entry) for entry in listed)
    if is_mapping(data):
        return {str(name): str(value) for name, value in data.items()}
    return data == "true" if hint is bool else int(data) if hint is int else str(data)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text in a figure, its place, and its kind: ``maths``, ``curve`` or ``words``."""

    path: FieldPath
    text: str
    role: str


def leaves(figure: AuthoredFigure) -> Iterator[Leaf]:
    """Yield every expression and template of a figure."""
    yield from _leaves(AuthoredFigure, figure, ())


def _leaves(hint: Any, value: Any, field_path: FieldPath) -> Iterator[Leaf]:
    if value is None or value == "":
        return
    if get_origin(hint) is Annotated:
        yield Leaf(field_path, value, get_args(hint)[1])
    elif is_dataclass(hint):
        for name, field_hint in hints_of(hint).items():
            yield from _leaves(field_hint, getattr(value, name), (*field_path, written_name(name)))
    elif get_origin(hint) is tuple:
        for index, entry in enumerate(value):
            yield from _leaves(get_args(hint)[0], entry, (*field_path, index))
    elif is_mapping(value):
        for name, entry in value.items():
            yield from _leaves(get_args(hint)[1], entry, (*field_path, name))


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
