"""The canvas of figures: nothing outside, no text over another, curves told apart, SVG that is safe."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.drawing.canvas import Canvas
from drill.drawing.figure import (
    Area,
    Bars,
    Curve,
    Dot,
    Edge,
    Figure,
    FigureArrow,
    Graph,
    Heat,
    Place,
    Plane,
    Ray,
    Series,
    Stroke,
    level_sets,
    list_figure_names,
    sample_curve,
)
from drill.drawing.figure_layout import choose_axis_ticks, lay_out
from drill.drawing.figure_output import figure_rows, svg_of
from drill.typeset import Tier, cell_width

TIERS: tuple[Tier, ...] = ("unicode", "ascii")
numbers = st.floats(-1e6, 1e6, allow_nan=False)
near = st.floats(-8, 8)
places = st.tuples(near, near)
names = st.one_of(
    st.just(""),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=12),
    st.sampled_from(["P", "k(x)", "$\\sigma_1$", "<b>&\"'", "mean", "漢字", "x̂"]),
)
strokes = st.sampled_from(("solid", "dashed", "dotted", "faint"))


@st.composite
def planes(draw: st.DrawFn) -> Plane:
    """Anything over two axes, in range or out of it."""
    (x0, wide), (y0, high) = (draw(st.tuples(near, st.floats(1e-3, 20))) for _ in range(2))
    pieces = st.lists(places, min_size=2, max_size=6).map(tuple)
    curves = st.builds(
        Curve, pieces=st.lists(pieces, max_size=2).map(tuple), name=names, stroke=strokes,
        group=st.integers(0, 3), is_level=st.booleans(),
    )  # fmt: skip
    rays = st.builds(Ray, through=places, along=places, name=names, stroke=strokes)
    arrows = st.builds(FigureArrow, foot=places, tip=places, name=names, stroke=strokes)
    dots = st.builds(Dot, at=places, name=names)
    return Plane(
        x=(x0, x0 + wide),
        y=(y0, y0 + high),
        is_equal=draw(st.booleans()),
        curves=tuple(draw(st.lists(curves, max_size=3))),
        rays=tuple(draw(st.lists(rays, max_size=2))),
        arrows=tuple(draw(st.lists(arrows, max_size=3))),
        dots=tuple(draw(st.lists(dots, max_size=4))),
    )


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Nodes, and arrows that lead to later ones."""
    nodes = draw(st.lists(names.filter(bool), min_size=1, max_size=6))
    ends = st.tuples(*[st.integers(0, len(nodes) - 1)] * 2).filter(lambda pair: pair[0] < pair[1])
    pairs = draw(st.lists(ends, max_size=6)) if len(nodes) > 1 else []
    edges = tuple(Edge(tail=tail, head=head, label=draw(names)) for tail, head in pairs)
    return Graph(nodes=tuple(nodes), edges=edges, has_plates=draw(st.booleans()))


@st.composite
def bars(draw: st.DrawFn) -> Bars:
    """One series or two."""
    many = draw(st.integers(1, 6))
    values = st.lists(numbers, min_size=many, max_size=many).map(tuple)
    series = draw(st.lists(st.builds(Series, values=values, name=names), min_size=1, max_size=2))
    return Bars(names=tuple(draw(st.lists(names, min_size=many, max_size=many))), series=tuple(series))


@st.composite
def heats(draw: st.DrawFn) -> Heat:
    """A matrix with names or without."""
    rows, columns = draw(st.tuples(st.integers(1, 12), st.integers(1, 12)))
    cells = st.lists(
        st.lists(numbers, min_size=columns, max_size=columns).map(tuple), min_size=rows, max_size=rows
    )
    return Heat(cells=tuple(draw(cells)), rows=tuple(draw(st.lists(names, max_size=rows))))


figures = st.builds(Figure, says=names, drawn=st.one_of(planes(), graphs(), bars(), heats()))
sizes = st.tuples(st.integers(24, 90), st.integers(8, 30))


@given(figures, sizes, st.sampled_from(TIERS))
def test_no_text_lies_over_another_and_nothing_outside(
    figure: Figure, size: tuple[int, int], tier: Tier
) -> None:
    canvas = lay_out(figure, *size, tier)
    assert canvas.columns <= max(size[0], 100)
    covered: set[tuple[int, int]] = set()
    for label in canvas.labels:
        cells = {(label.row, label.column + step) for step in range(cell_width(label.text))}
        assert not cells & covered
        covered |= cells
        assert 0 <= label.row < canvas.rows
        assert 0 <= label.column <= canvas.columns - cell_width(label.text)
    for line in canvas.lines:
        for x, y in line.places:
            assert -0.01 <= x <= canvas.columns
            assert -0.01 <= y <= canvas.rows


@given(figures, sizes, st.sampled_from(TIERS))
def test_rows_are_as_wide_as_the_canvas_at_most(figure: Figure, size: tuple[int, int], tier: Tier) -> None:
    canvas = lay_out(figure, *size, tier)
    rows = figure_rows(figure, *size, tier)
    assert len(rows) == canvas.rows
    for row in rows:
        assert cell_width(row.text) <= canvas.columns
        assert tier != "ascii" or row.text.isascii()
        assert all(0 <= start < end <= len(row.text) for start, end, _ in row.tones)


@given(figures)
def test_svg_is_xml_without_links_and_scripts(figure: Figure) -> None:
    root = ET.fromstring(svg_of(figure))
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in {
            "svg", "title", "style", "rect", "polygon", "polyline", "circle", "path", "text",
        }  # fmt: skip
        assert not any("href" in name or name.startswith("on") for name in element.attrib)


@given(figures)
def test_svg_has_its_colours_without_a_style_sheet(figure: Figure) -> None:
    """Many programs that draw SVG know no custom properties, and some no style sheet at all."""
    root = ET.fromstring(svg_of(figure))
    assert "var(" not in ET.tostring(root, encoding="unicode")
    for element in root.iter():
        if "class" in element.attrib:
            colours = element.attrib["fill"], element.get("stroke", "none")
            assert all(colour == "none" or re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours)
            assert set(colours) != {"none"}


def test_names_in_svg_are_escaped() -> None:
    name = "<script>alert('x')</script>&\"\x1b]0;title\x07"
    svg = svg_of(Figure(says=name, drawn=Bars(names=(name,), series=(Series(values=(1.0,)),))))
    assert "<script" not in svg
    assert "\x1b" not in svg


def curve(
    function: Callable[[float], float], x: Place, name: str = "", stroke: Stroke = "solid", group: int = 0
) -> Curve:
    """A curve of a function."""
    pieces = sample_curve(lambda values: function(values["x"]), x)
    return Curve(pieces=tuple(map(tuple, pieces)), name=name, stroke=stroke, group=group)


def bell(**more: object) -> Figure:
    """A bell curve with its tangent at 1."""
    height = math.exp(-0.5)
    curves = (
        curve(lambda x: math.exp(-x * x / 2), (-4, 4), "k(x)"),
        curve(lambda x: height * (2 - x), (-4, 4), "tangent", "dashed", 1),
    )
    plane = Plane(x=(-4, 4), y=(0, 1.2), curves=curves, dots=(Dot(at=(1, height), name="P"),))
    return Figure(says="A bell and its tangent.", drawn=replace(plane, **more))


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("size", [(36, 8), (36, 10), (72, 16), (120, 40)])
def test_every_name_of_a_usual_figure_is_drawn(tier: Tier, size: tuple[int, int]) -> None:
    text = "\n".join(row.text for row in figure_rows(bell(), *size, tier))
    assert all(name in text for name in list_figure_names(bell()))


def test_a_name_out_of_range_is_left_out() -> None:
    canvas = lay_out(bell(dots=(Dot(at=(9, 9), name="far"),)), 60, 14, "unicode")
    assert canvas.left_out == ["far"]


def test_curves_are_told_apart_without_colour() -> None:
    rows: dict[str, str] = {}
    for stroke in ("solid", "dashed", "dotted", "faint"):
        plane = Plane(x=(0, 1), y=(0, 1), curves=(curve(lambda x: 0.5, (0, 1), stroke=stroke),))
        rows[stroke] = "\n".join(
            row.text for row in figure_rows(Figure(says="", drawn=plane), 60, 12, "unicode")
        )
    assert len(set(rows.values())) == 4


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (-4, 4, 4, ["-4", "-2", "0", "2", "4"]),
        (-4, 4, 3, ["-4", "0", "4"]),
        (0, 1, 3, ["0.0", "0.5", "1.0"]),
        (0, 1, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 2e7, 3, ["0", "1e+07", "2e+07"]),
    ],
)
def test_ticks_are_round(low: float, high: float, most: int, expected: list[str]) -> None:
    assert [text for _, text in choose_axis_ticks(low, high, most)] == expected


@given(numbers, st.floats(1e-3, 1e6), st.integers(2, 12))
def test_ticks_lie_in_their_range(low: float, span: float, most: int) -> None:
    found = choose_axis_ticks(low, low + span, most)
    assert 1 <= len(found) <= most + 1
    assert all(low - 1e-6 * span <= value <= low + span + 1e-6 * span for value, _ in found)
    assert len({text for _, text in found}) == len(found) or span < 1e-3 * abs(low)


def test_a_curve_is_broken_at_a_pole_and_where_it_has_no_value() -> None:
    assert len(sample_curve(lambda values: math.tan(values["x"]), (-4, 4), (-5, 5))) == 3
    assert len(sample_curve(lambda values: math.floor(values["x"]) * 1.0, (0, 3.5), (0, 3))) == 4
    roots = sample_curve(lambda v: math.sqrt(v["x"]) if v["x"] >= 0 else None, (-1, 1))
    assert len(roots) == 1
    assert roots[0][0][0] >= 0
    assert sample_curve(lambda values: None, (0, 1)) == []


def test_a_steep_curve_is_whole() -> None:
    assert len(sample_curve(lambda values: math.tanh(500 * values["x"]), (-1, 1), (-1, 1))) == 1


def test_level_sets_are_closed_lines_on_which_the_value_holds() -> None:
    (inner, outer) = level_sets(lambda v: v["x"] ** 2 + 3 * v["y"] ** 2, [1, 4], (-3, 3), (-2, 2))
    for level, lines_ in ((1, inner), (4, outer)):
        assert len(lines_) == 1
        assert lines_[0][0] == lines_[0][-1]
        assert all(abs(x * x + 3 * y * y - level) < 0.05 for x, y in lines_[0])


def texts_of(svg: str) -> dict[str, tuple[float, float]]:
    """Where the middle of each text of an SVG lies, in pixels."""
    elements = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return {str(each.text): (float(each.attrib["x"]), float(each.attrib["y"])) for each in elements}


def test_numbers_stand_at_their_ticks_in_svg() -> None:
    plane = Plane(x=(0, 1), y=(-0.37, 7.13), curves=(curve(lambda x: 7 * x, (0, 1)),))
    found = texts_of(svg_of(Figure(says="", drawn=plane)))
    heights = [found[text][1] for text in ("0", "2", "4", "6")]
    steps = [after - before for before, after in pairwise(heights)]
    assert max(steps) - min(steps) < 0.2
    columns = [found[text][0] for text in ("0.2", "0.4", "0.6", "0.8")]
    steps = [after - before for before, after in pairwise(columns)]
    assert max(steps) - min(steps) < 0.2


@pytest.mark.parametrize("stroke", ["solid", "dashed", "dotted", "faint"])
def test_no_line_strikes_a_name_not_even_between_its_dashes(stroke: Stroke) -> None:
    canvas = Canvas(40, 8, "unicode")
    canvas.line([(0, 7), (39, 1)], stroke)
    cells = [(column, row) for row in range(8) for column in (16, 18, 20)]
    assert canvas.place("name", cells)
    assert canvas.struck == []
    label = canvas.labels[0]
    assert abs(label.row - (7 - 6 * (label.column + 2) / 39)) > 0.5
    assert canvas.place("over", [(18, 4)])
    assert canvas.struck == ["over"]


def test_a_name_leaves_the_ends_that_it_shares_with_another_curve() -> None:
    humps = (
        curve(lambda x: math.exp(-40 * (x - 0.3) ** 2), (0, 1), "left", "dashed"),
        curve(lambda x: math.exp(-40 * (x - 0.7) ** 2), (0, 1), "right", group=1),
    )
    canvas = lay_out(Figure(says="", drawn=Plane(x=(0, 1), y=(0, 1.1), curves=humps)), 60, 14, "unicode")
    columns = {label.text: label.column for label in canvas.labels}
    assert columns["left"] < 30 < columns["right"]


def test_a_curve_is_named_where_it_is_alone() -> None:
    schedules = (
        curve(lambda x: min(10 * x, 1 - (x - 0.1) / 0.9), (0, 1), "linear", "dashed"),
        curve(lambda x: min(10 * x, 1 - ((x - 0.1) / 0.9) ** 2), (0, 1), "parabola", group=1),
    )
    canvas = lay_out(Figure(says="", drawn=Plane(x=(0, 1), y=(0, 1), curves=schedules)), 60, 14, "unicode")
    columns = {label.text: label.column for label in canvas.labels}
    assert min(columns["linear"], columns["parabola"]) > 12


def test_a_point_has_its_name_beside_it_on_a_curve_as_well() -> None:
    for x in (-2.0, 0.0, 2.0):
        plane = Plane(x=(-4, 4), y=(-4, 4), curves=(curve(math.sin, (-4, 4)),), dots=(
            Dot(at=(x, math.sin(x)), name="here"),))  # fmt: skip
        canvas = lay_out(Figure(says="", drawn=plane), 60, 14, "unicode")
        label = next(label for label in canvas.labels if label.text == "here")
        column, row = canvas.cell(canvas.signs[0].at)
        assert abs(label.row - row) <= 1
        assert label.column - 2 <= column <= label.column + 5


def test_axes_are_named_at_their_ends() -> None:
    plane = Plane(x=(0, 4), y=(0, 4), axes=("cost", "gain"), curves=(curve(lambda x: x, (0, 4)),))
    for size in ((36, 10), (60, 14)):
        canvas = lay_out(Figure(says="", drawn=plane), *size, "unicode")
        across, up = (next(each for each in canvas.labels if each.text == name) for name in plane.axes)
        assert across.row == canvas.rows - 1
        assert across.column > canvas.columns // 2
        assert (up.row, up.column < 6) == (0, True)


def test_cells_of_a_heat_map_are_as_dark_as_their_values() -> None:
    heat = Figure(says="", drawn=Heat(cells=((1.0, 0.9), (0.357, 0.286))))
    greys = [block.grey for block in lay_out(heat, 60, 14, "unicode").blocks]
    assert greys == [1.0, 0.9, 0.357, 0.286]
    rows = figure_rows(heat, 60, 14, "unicode")
    assert rows[0].text.split() == ["███████", "▓▓▓▓▓▓▓"]


def test_the_numbers_of_a_graph_stand_on_their_own_edges() -> None:
    edges = (Edge(tail=0, head=2, label="3"), Edge(tail=1, head=2, label="1"),
             Edge(tail=0, head=3, label="4"), Edge(tail=1, head=3, label="5"))  # fmt: skip
    canvas = lay_out(Figure(says="", drawn=Graph(nodes=("x", "y", "u", "v"), edges=edges)), 60, 14, "unicode")
    labels = {label.text: label for label in canvas.labels}
    for edge, line in zip(edges, canvas.lines, strict=True):
        (ax, ay), (bx, by) = line.places
        label = labels[edge.label]
        height = ay + (label.column + 0.5 - ax) / (bx - ax) * (by - ay)
        assert label.row <= height < label.row + 1 or abs(height - label.row - 0.5) < 0.75


def test_a_shaded_area_has_its_name_in_it_and_the_colour_of_its_curve() -> None:
    outline = ((0.2, 0.0), (0.2, 0.8), (0.9, 0.8), (0.9, 0.0))
    plane = Plane(x=(0, 1), y=(0, 1), areas=(Area(outline=outline, name="power", group=1),))
    canvas = lay_out(Figure(says="", drawn=plane), 60, 14, "unicode")
    label = next(label for label in canvas.labels if label.text == "power")
    assert canvas.hatched[label.row * canvas.columns + label.column]
    assert canvas.areas[0][1] == "second"


def test_a_canvas_places_texts_where_no_line_goes() -> None:
    canvas = Canvas(20, 5, "unicode")
    canvas.line([(0, 2.5), (19.9, 2.5)])
    assert canvas.place("name", [(2, 2), (2, 0), (8, 4)])
    assert [(label.column, label.row) for label in canvas.labels] == [(2, 0)]
    assert not canvas.place("over it", [(3, 0)])
    assert canvas.left_out == ["over it"]
