"""Figures with all values computed, from a bank's expressions and one draw, or from a learner's answer.

Everything is computed by the evaluator of ``maths`` in doubles. A curve is broken at points without a finite
real value; a figure that cannot be drawn raises BankError with the field's name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from drill.authored_figure import (
    MOST_NAMES,
    AuthoredFigure,
    FigureBars,
    FigureCurve,
    FigureGraph,
    FigureHeat,
    FigurePlane,
    FigurePoint,
    FigureRay,
    Pair,
)
from drill.banks.expression_values import Evaluator
from drill.banks.models import Form
from drill.banks.scope import DrawScope, frame_of, free_names
from drill.codec import is_list
from drill.drawing.figure import (
    SHAPES,
    Area,
    Bars,
    Curve,
    Dot,
    Edge,
    Figure,
    FigureArrow,
    Function,
    Graph,
    Heat,
    Place,
    Plane,
    Ray,
    Series,
    fit_value_range,
    height_around,
    level_sets,
    list_figure_names,
    sample_curve,
    sample_path,
    thin_curve,
    without_poles,
)
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Call, Node, find_in_tree
from drill.maths.numeric import compile_numeric

Render = Callable[[str, str], str]

# Max rows, and max columns, of a heat map.
_MOST_CELLS = 12
# Functions that are evaluated once, before values are substituted.
_REARRANGED = frozenset({"diff", "integrate", "limit", "expand", "factor", "simplify"})


class FigureExpansion:
    """One figure with a draw substituted."""

    def __init__(self, figure: AuthoredFigure, scope: DrawScope, render: Render, field: str) -> None:
        self._figure = figure
        self._scope = scope
        self._render = render
        self._field = field

    def figure(self) -> Figure:
        """Return the figure with all values computed. Raises BankError if nothing can be drawn."""
        authored = self._figure
        drawn: Plane | Bars | Graph | Heat
        if authored.bars is not None:
            drawn = self._bars(authored.bars)
        elif authored.graph is not None:
            drawn = self._graph(authored.graph)
        elif authored.heat is not None:
            drawn = self._heat(authored.heat)
        else:
            drawn = self._plane()
            across, up = authored.axes or ("", "")
            drawn = replace(drawn, axes=(self._words(across), self._words(up)))
        says = self._words(authored.says)
        show = "prompt" if authored.needed else authored.show
        figure = Figure(says=says, drawn=drawn, show=show, is_needed=authored.needed)
        if len(names := list_figure_names(figure)) > 2 * MOST_NAMES or self._is_blank(figure):
            raise self._fault("nothing of it can be drawn" if len(names) <= MOST_NAMES else "too many names")
        return figure

    @staticmethod
    def _is_blank(figure: Figure) -> bool:
        match figure.drawn:
            case Plane() as plane:
                segments = [segment for curve in plane.curves for segment in curve.pieces]
                return not (segments or plane.rays or plane.arrows or plane.dots)
            case _:
                return False

    def _fault(self, message: str, *below: str | int) -> BankError:
        return BankError(message, field=".".join(map(str, (self._field, *below))), code="value")

    def _words(self, text: str) -> str:
        return self._render(text, self._field)

    # --- numbers -------------------------------------------------------------------------------------------

    def _tree(self, text: str, bound: Sequence[str]) -> Node:
        """Return an expression with the values substituted; only ``bound`` names are left."""
        if clash := next((name for name in bound if name in self._scope.trees), ""):
            raise self._fault(f"{clash} has a value already, and a figure varies it: rename it")
        try:
            tree = self._scope.read(text, self._field, bound=bound)
            if any(part.name in _REARRANGED for part in find_in_tree(tree, Call)):
                tree = Evaluator(self._scope.assumed).value(tree)
        except CheckError as error:
            raise self._fault(f"{text!r}: {error.message}") from None
        if unknown := sorted(free_names(tree) - set(bound)):
            raise self._fault(f"{text!r}: a figure is drawn from numbers, and {unknown[0]} has none")
        return tree

    def _value(self, text: str) -> Any:
        """Return the value of an expression: a number, or an array."""
        try:
            return compile_numeric(self._tree(text, ()))({})
        except CheckError as error:
            raise self._fault(f"{text!r}: {error.message}") from None

    def _number(self, text: str) -> float:
        value = self._value(text)
        if not is_real(value):
            raise self._fault(f"{text!r} is not a real number here")
        return float(value)

    def _pair(self, pair: Pair) -> Place:
        return self._number(pair[0]), self._number(pair[1])

    def _point(self, point: FigurePoint) -> Place:
        if len(point.at) != 2:
            raise self._fault(f"a point has 2 coordinates, not {len(point.at)}", "points")
        return self._number(point.at[0]), self._number(point.at[1])

    def _range(self, pair: Pair, name: str) -> Place:
        low, high = self._pair(pair)
        # Larger ranges lose all digits of a double.
        if not 1e-9 <= high - low <= 1e12:
            raise self._fault(f"the range {name} goes from {low:g} to {high:g}", name)
        return low, high

    def _rows(self, text: str, size: int | None = None) -> list[list[float]]:
        """Return a matrix as rows; of ``size`` columns, if that is given."""
        rows = list_array_values(self._value(text))
        if not rows or not all(is_list(row) and all(map(is_real, row)) for row in rows):
            raise self._fault(f"{text!r}: a matrix of real numbers is expected, such as [[1, 2], [3, 4]]")
        if size is not None and len(rows[0]) != size:
            raise self._fault(f"{text!r}: points of {size} coordinates are expected")
        return rows

    def _function(self, text: str, *bound: str) -> Function:
        return function_of(self._tree(text, bound))

    # --- over two axes -------------------------------------------------------------------------------------

    def _plane(self) -> Plane:
        figure = self._figure
        if figure.x is None:
            raise self._fault("the range x is missing, such as x: [-4, 4]")
        x = self._range(figure.x, "x")
        y = self._range(figure.y, "y") if figure.y else None
        dots = [Dot(at=self._point(point), name=self._words(point.name)) for point in figure.points]
        rays = [self._ray(line) for line in figure.lines]
        if figure.plane is None:
            return self._plot(x, y, dots, rays)
        plane = Plane(x=x, y=x, is_equal=True, dots=tuple(dots), rays=tuple(rays))
        plane = self._with_plane(plane, figure.plane)
        corners = [*figure.plane.lines, *figure.lines]
        plane = replace(plane, curves=(*plane.curves, *self._corners(corners, x)))
        plane = replace(plane, y=y or height_around(plane))
        if figure.plane.levels:
            levels = self._levels(figure.plane.levels, figure.plane.at, plane, "", 1, "dotted")
            plane = replace(plane, curves=(*plane.curves, *levels))
        return plane

    def _plot(self, x: Place, y: Place | None, dots: Sequence[Dot], rays: Sequence[Ray]) -> Plane:
        figure = self._figure
        drawn = [
            (self._samples(curve, x), curve, group)
            for group, curve in enumerate(figure.plot)
            if not curve.levels
        ]
        area: list[Place] = []
        if figure.area is not None:
            ends = self._number(figure.area.from_), self._number(figure.area.to)
            under = figure.plot[int(figure.area.under) - 1]
            reach = max(min(ends), x[0]), min(max(ends), x[1])
            top: list[list[Place]] = []
            if reach[0] < reach[1]:
                top = sample_curve(self._function(under.y, "x"), reach)
            area = [(reach[0], 0.0), *chain.from_iterable(top), (reach[1], 0.0)]
        if y is None and drawn:
            pieces = chain.from_iterable(segments for segments, _, _ in drawn)
            heights = without_poles([point[1] for point in chain.from_iterable(pieces)])
            heights += [dot.at[1] for dot in dots] + [0.0] * bool(area)
            heights += [ray.through[1] for ray in rays if not ray.along[1]]
            y = fit_value_range(heights or [0.0])
        named = {dot.at for dot in dots}
        stepped = chain.from_iterable(segments for segments, curve, _ in drawn if curve.steps)
        dots = [*dots, *(Dot(at=point) for point in chain.from_iterable(stepped) if point not in named)]
        plane = Plane(x=x, y=y or x, dots=tuple(dots), rays=tuple(rays))
        curves: list[Curve] = []
        for segments, authored, group in drawn:
            if not authored.x:
                segments = sample_curve(self._function(authored.y, "x"), x, plane.y)
            stroke = authored.style or ("solid", "dashed", "dotted")[group]
            thin = tuple(thin_curve(segment, plane) for segment in segments)
            curves.append(Curve(pieces=thin, name=self._words(authored.name), stroke=stroke, group=group))
        for group, authored in enumerate(figure.plot):
            if authored.levels:
                curves += self._levels(
                    authored.levels, authored.at, plane, authored.name, group, authored.style or "solid"
                )
        if figure.area is not None and area:
            inside = thin_curve([(px, min(max(py, plane.y[0]), plane.y[1])) for px, py in area], plane)
            shaded = Area(
                outline=inside, name=self._words(figure.area.name), group=int(figure.area.under) - 1
            )
            plane = replace(plane, areas=(shaded,))
        return replace(plane, curves=tuple(curves))

    def _samples(self, curve: FigureCurve, x: Place) -> list[list[Place]]:
        if not curve.x:
            return sample_curve(self._function(curve.y, "x"), x)
        across = self._function(curve.x, "t")
        up = self._function(curve.y, "t")
        if curve.t is not None:
            return sample_path(across, up, self._range(curve.t, "t"))
        # Max steps, because more cannot be distinguished in a terminal.
        steps = min(max(int(self._number(curve.steps)), 1), 200)
        return sample_path(across, up, (0.0, steps), steps)

    def _levels(
        self, text: str, value_texts: Sequence[str], plane: Plane, name: str, group: int, stroke: Any
    ) -> list[Curve]:
        """Yield the level sets of a function as curves, named by value, or the last one by ``name``."""
        function = self._function(text, "x", "y")
        values = [self._number(value_text) for value_text in value_texts]
        names = [f"{value:.4g}" for value in values]
        if name:
            names = ["" for _ in names[1:]] + [self._words(name)]
        curves: list[Curve] = []
        for segments, curve_name in zip(level_sets(function, values, plane.x, plane.y), names, strict=True):
            thin = tuple(thin_curve(segment, plane) for segment in segments)
            curves.append(Curve(pieces=thin, name=curve_name, stroke=stroke, group=group, is_level=True))
        return curves

    def _ray(self, ray: FigureRay) -> Ray:
        if ray.x:
            through = (self._number(ray.x), 0.0)
            along = (0.0, 1.0)
        elif ray.y:
            through = (0.0, self._number(ray.y))
            along = (1.0, 0.0)
        elif ray.through and ray.along:
            through = self._pair(ray.through)
            along = self._pair(ray.along)
        else:
            raise self._fault("a line is {x: …}, {y: …} or {through: [x, y], along: [x, y]}", "lines")
        return Ray(through=through, along=along, name=self._words(ray.name), stroke=ray.style)

    def _with_plane(self, plane: Plane, authored: FigurePlane) -> Plane:
        arrows: list[FigureArrow] = []
        for vector in authored.vectors:
            foot = self._pair(vector.from_) if vector.from_ else (0.0, 0.0)
            tip = self._pair(vector.to)
            arrows.append(FigureArrow(foot=foot, tip=tip, name=self._words(vector.name), stroke=vector.style))
        curves = [*plane.curves]
        dots = [*plane.dots]
        rays = [*plane.rays, *map(self._ray, authored.lines)]
        if authored.map:
            (a, b), (c, d) = self._rows(authored.map, 2)[:2]
            shape = SHAPES[authored.of]
            image = tuple((a * px + b * py, c * px + d * py) for px, py in shape)
            curves += [Curve(pieces=(shape,), stroke="dotted", group=1), Curve(pieces=(image,), group=0)]
        if authored.foot:
            px, py = self._pair(authored.foot.of)
            ax, ay = self._pair(authored.foot.on)
            if not ax and not ay:
                raise self._fault("the line of foot has no direction", "foot")
            ox, oy = self._pair(authored.foot.through) if authored.foot.through else (0.0, 0.0)
            share = ((px - ox) * ax + (py - oy) * ay) / (ax * ax + ay * ay)
            foot = (ox + share * ax, oy + share * ay)
            pieces = ((px, py), foot), _make_right_angle_mark(foot, (ax, ay), (px, py), plane.x)
            curves.append(Curve(pieces=pieces, stroke="dashed", group=2))
            dots += [Dot(at=(px, py)), Dot(at=foot)]
            rays.append(Ray(through=(ox, oy), along=(ax, ay)))
        return replace(plane, arrows=tuple(arrows), curves=tuple(curves), dots=tuple(dots), rays=tuple(rays))

    def _corners(self, lines: Sequence[FigureRay], x: Place) -> Iterator[Curve]:
        """Yield the marks of right angles at lines, each on one side."""
        for line in lines:
            if line.through and line.along and line.corner:
                corner, along, towards = map(self._pair, (line.through, line.along, line.corner))
                yield Curve(pieces=(_make_right_angle_mark(corner, along, towards, x),), group=1)

    # --- the other kinds -----------------------------------------------------------------------------------

    def _bars(self, authored: FigureBars) -> Bars:
        series: list[Series] = []
        for authored_series in authored.series:
            values = list_array_values(self._value(authored_series.values))
            if len(values) != len(authored.names) or not all(map(is_real, values)):
                raise self._fault(f"{len(authored.names)} real numbers are expected, one per name", "series")
            series.append(Series(values=tuple(values), name=self._words(authored_series.name)))
        return Bars(names=tuple(map(self._words, authored.names)), series=tuple(series))

    def _graph(self, authored: FigureGraph) -> Graph:
        places = {name: index for index, name in enumerate(authored.nodes)}
        edges = [
            Edge(tail=places[edge[0]], head=places[edge[1]], label=self._words(edge[2]) if edge[2:] else "")
            for edge in authored.edges
        ]
        nodes = tuple(map(self._words, authored.nodes.values()))
        return Graph(nodes=nodes, edges=tuple(edges), has_plates=authored.style == "plate")

    def _heat(self, authored: FigureHeat) -> Heat:
        cells = self._rows(authored.values)
        if max(len(cells), len(cells[0])) > _MOST_CELLS:
            raise self._fault(f"at most {_MOST_CELLS} rows and columns can be read", "values")
        heads = tuple(map(self._words, authored.rows)), tuple(map(self._words, authored.columns))
        for head, many, name in ((heads[0], len(cells), "rows"), (heads[1], len(cells[0]), "columns")):
            if head and len(head) != many:
                raise self._fault(f"{many} names are expected, one for each of the {name}", name)
        return Heat(cells=tuple(map(tuple, cells)), rows=heads[0], columns=heads[1])


def _make_right_angle_mark(corner: Place, along: Place, towards: Place, x: Place) -> tuple[Place, ...]:
    """Return the mark of a right angle at a line, on the side of a point."""
    # Share of the range of x.
    side = 0.025 * (x[1] - x[0]) / math.hypot(*along)
    px, py = corner
    ax = side * along[0]
    ay = side * along[1]
    up = 1.0 if ax * (towards[1] - py) > ay * (towards[0] - px) else -1.0
    bx = -up * ay
    by = up * ax
    return (px + ax, py + ay), (px + ax + bx, py + ay + by), (px + bx, py + by)


def list_array_values(value: Any) -> list[Any]:
    """Return the entries of an array; empty for any other value."""
    return value.tolist() if hasattr(value, "tolist") else []


def is_real(value: Any) -> bool:
    """Return whether a value can be drawn."""
    return isinstance(value, float) and math.isfinite(value)


def card_figure(figure: AuthoredFigure) -> Figure:
    """Return the figure of a card, which has no values and no templates."""
    return FigureExpansion(figure, DrawScope(frame_of(Form()), {}), lambda text, _: text, "figure").figure()


def function_of(tree: Node) -> Function:
    """Return a tree as a function of its symbols, which returns None without a real and finite value."""
    body = compile_numeric(tree)

    def run(values: Mapping[str, float]) -> float | None:
        try:
            value = body(values)
        except CheckError:
            return None
        return value if is_real(value) else None

    return run
