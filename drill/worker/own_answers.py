"""Draw what a learner typed into the place that a figure has for it."""

from __future__ import annotations

from dataclasses import replace

from drill.banks.figures import function_of, is_real, listed
from drill.checking import Spec, known, read_answer
from drill.drawing.curves import sample, thinned
from drill.drawing.figure import OWN_NAME, Curve, Dot, Figure, NumberLine, Place, Plane, Yours
from drill.errors import CheckError
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Node, Sym, substitute, symbols


def with_yours(figure: Figure, expect: Spec, typed: str) -> Figure:
    """Return a figure with the typed answer drawn in place of what was asked, if there is a place for it.

    Raises CheckError where the answer is not read.
    """
    tree, yours = read_answer(known(expect), typed), figure.yours
    if tree is None or yours is None:
        return figure
    match figure.drawn:
        case Plane() as plane:
            drawn = _own_in_plane(plane, yours, tree)
        case NumberLine() as line:
            coordinate = _own_value(tree)
            drawn = line
            if isinstance(coordinate, float) and line.span[0] <= coordinate <= line.span[1]:
                drawn = replace(
                    line, dots=(*line.dots, Dot(at=(coordinate, 0.0), name=OWN_NAME, is_yours=True))
                )
        case _:
            return figure
    return replace(figure, drawn=drawn)


def _own_value(tree: Node) -> float | Place | None:
    """Return a number, or a pair of them; None for anything else."""
    try:
        value = compile_numeric(tree)({})
    except CheckError:
        return None
    pair = listed(value)
    if len(pair) == 2 and all(map(is_real, pair)):
        return pair[0], pair[1]
    return float(value) if is_real(value) else None


def _own_in_plane(plane: Plane, yours: Yours, tree: Node) -> Plane:
    if yours.what == "curve":
        free = symbols(tree)
        if len(free) > 1:
            return plane
        function = function_of(substitute(tree, {name: Sym("x") for name in free}))
        segments = [thinned(segment, plane) for segment in sample(function, plane.x, plane.y)]
        seen = [segment for segment in segments if any(plane.y[0] <= py <= plane.y[1] for _, py in segment)]
        own_curve = Curve(pieces=tuple(seen), name=OWN_NAME, stroke="yours")
        return replace(plane, curves=(*plane.curves, own_curve)) if seen else plane
    value = _own_value(tree)
    if value is None:
        return plane
    if yours.what == "line":
        ray = plane.rays[yours.place]
        if isinstance(value, tuple):
            own_ray = replace(ray, along=value) if any(value) else None
        else:
            is_upright = ray.along[0] == 0
            own_ray = replace(ray, through=(value, 0.0) if is_upright else (0.0, value))
            span = plane.x if is_upright else plane.y
            own_ray = own_ray if 0 in ray.along and span[0] <= value <= span[1] else None
        own_rays = (replace(own_ray, name=OWN_NAME, stroke="yours"),) if own_ray else ()
        return replace(plane, rays=(*plane.rays, *own_rays))
    right = plane.dots[yours.place].at if yours.what == "point" else plane.arrows[yours.place].tip
    point: Place = value if isinstance(value, tuple) else (right[0], value)
    if not (plane.x[0] <= point[0] <= plane.x[1] and plane.y[0] <= point[1] <= plane.y[1]):
        return plane
    if yours.what == "point":
        return replace(plane, dots=(*plane.dots, Dot(at=point, name=OWN_NAME, is_yours=True)))
    arrow = replace(plane.arrows[yours.place], tip=point, name=OWN_NAME, stroke="yours")
    return replace(plane, arrows=(*plane.arrows, arrow))
