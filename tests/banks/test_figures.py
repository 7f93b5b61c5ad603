"""Figures in banks: read with their faults, worked out by a draw, hashed by what can be read off them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from drill.banks.draws import Variant
from drill.banks.load import load_file
from drill.banks.loaded_files import content_hashes
from drill.banks.models import Exercise
from drill.banks.read import read_file
from drill.banks.variant_expansion import expand_with
from drill.drawing.figure import Bars, Figure, Graph, Heat, Plane, list_figure_names
from drill.drawing.figure_layout import lay_out
from drill.errors import BankError
from drill.files import shipped_banks
from drill.reading import read_typed, write_plain
from tests.rows import sample

HEAD = """\
exercises:
- id: one
  params: {a: 1..3}
  vars: [x]
  let: {f: "x^2/a"}
  prompt: What is the slope at $@a$?
  answer: {number: "2"}
  steps:
  - first
  - {text: "then, the rest", figure: {plot: [{y: 0}], x: [0, 4], points: [{at: [a, 0], name: A}], says: A.}}
  figure: """
KINDS: Mapping[str, str] = {
    "plot": '{plot: [{y: f, name: f}, {y: "diff(f, x)"}], x: [-2, 2], points: [{at: [a, 1], name: "P@a"}], '
    'area: {under: 1, from: 0, to: a}, lines: [{x: a, name: here}, {y: 1}], says: "At @a."}',
    "curve": '{plot: [{x: "cos(t)", y: "a sin(t)", t: [0, "2 pi"]}], x: [-2, 2], says: An ellipse.}',
    "levels": '{plot: [{levels: "x^2 + a y^2", at: [1, 2], name: f}], x: [-3, 3], says: Ellipses.}',
    "plane": '{plane: {vectors: [{to: [a, 1], name: v}], map: "[[1, a], [0, 1]]", of: square, foot: '
    "{of: [2, 1], on: [1, 2]}, lines: [{through: [0, 0], along: [1, 1]}]}, x: [-3, 3], says: A shear.}",
    "ground": '{plane: {vectors: [{to: [a, 1], name: v}], levels: "x^2 + y^2", at: [1, 4]}, x: [-3, 3], '
    'axes: [weight, "loss $L$"], says: Circles and an arrow.}',
    "bars": '{bars: {names: [cat, dog], series: [{name: p, values: "[1/a, 1 - 1/a]"}]}, says: Two.}',
    "graph": '{graph: {nodes: {x: x, u: "u = $x^@a$"}, edges: [[x, u, "@a"]], style: plate}, says: A chain.}',
    "heat": '{heat: {values: "[[1, 0], [1/a, 1 - 1/a]]", rows: [one, two], columns: [1, 2]}, says: A mask.}',
    "steps": '{plot: [{x: "2/2^t", y: "(-1/2)^t", steps: 5, name: steps}, '
    '{levels: "x^2 + 4 y^2", at: [1, 4], style: dotted}], x: [-3, 3], says: Descent.}',
    "listed": '{plot: [{x: "pick(t + 1, 0, 1, 2)", y: "pick(t + 1, 1, a, 0)", steps: 2}], x: [-1, 3], '
    "points: [{at: [0, 1], name: start}], says: Two steps.}",
}


def bank(figure: str) -> str:
    return HEAD + figure + "\n"


def faults(figure: str) -> list[str]:
    return [str(problem) for problem in read_file(bank(figure).encode(), "bank.yaml").problems]


def exercise(figure: str) -> Exercise:
    loaded = read_file(bank(figure).encode(), "bank.yaml")
    assert not loaded.problems, [str(problem) for problem in loaded.problems]
    return loaded.exercises[0].exercise


def variant(figure: str, a: str = "2") -> Variant:
    return expand_with(exercise(figure), 0, {"a": a}, item="bank/one")


def drawn(figure: str, a: str = "2") -> Figure:
    found = variant(figure, a).only.figure
    assert found is not None
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_drawn_with_all_its_names(kind: str) -> None:
    for a in ("1", "2", "3"):
        figure = drawn(KINDS[kind], a)
        if kind != "plot" or a != "3":  # there the point lies outside
            assert not lay_out(figure, 60, 14, "unicode").left_out
        assert read_typed(Figure, write_plain(figure)) == figure


def test_values_are_those_of_the_draw() -> None:
    plot = drawn(KINDS["plot"]).drawn
    assert isinstance(plot, Plane)
    assert plot.dots[0].at == (2.0, 1.0)
    assert plot.dots[0].name == "P2"
    assert plot.curves[0].pieces[0][0] == (-2.0, 2.0)
    assert plot.curves[1].pieces[0] == ((-2.0, -2.0), (2.0, 2.0))  # a straight line is two points
    assert plot.rays[0].through == (2.0, 0.0)
    bars = drawn(KINDS["bars"], "3").drawn
    assert isinstance(bars, Bars)
    assert bars.series[0].values == pytest.approx((1 / 3, 2 / 3))
    graph, heat = drawn(KINDS["graph"]).drawn, drawn(KINDS["heat"]).drawn
    assert isinstance(graph, Graph)
    assert graph.nodes[1] == "u = $x^{2}$"
    assert isinstance(heat, Heat)
    assert heat.cells == ((1.0, 0.0), (0.5, 0.5))
    steps = drawn(KINDS["steps"]).drawn
    assert isinstance(steps, Plane)
    assert [dot.at for dot in steps.dots[:3]] == [(2.0, 1.0), (1.0, -0.5), (0.5, 0.25)]
    assert steps.curves[0].pieces[0][:2] == ((2.0, 1.0), (1.0, -0.5))
    listed = drawn(KINDS["listed"]).drawn
    assert isinstance(listed, Plane)
    assert [(dot.at, dot.name) for dot in listed.dots] == [((0, 1), "start"), ((1, 2), ""), ((2, 0), "")]
    ground = drawn(KINDS["ground"]).drawn
    assert isinstance(ground, Plane)
    assert ground.axes == ("weight", "loss $L$")
    assert [curve.name for curve in ground.curves] == ["1", "4"]


def test_steps_keep_their_texts_beside_their_figures() -> None:
    stage = variant(KINDS["bars"]).only
    assert stage.steps == ("first", "then, the rest")
    assert stage.step_figures[0] is None
    assert stage.step_figures[1] is not None
    assert list_figure_names(stage.step_figures[1]) == ("A",)


def test_options_have_figures_by_their_ids() -> None:
    text = """\
exercises:
- id: one
  prompt: Which?
  answer:
    choice:
    - {id: yes1, right: this, figure: {plot: [{y: "x^2"}], x: [-1, 1], says: A parabola.}}
    - {id: no1, wrong: that, say: Look again., figure: {plot: [{y: "x^3"}], x: [-1, 1], says: A cubic.}}
"""
    loaded = read_file(text.encode(), "bank.yaml")
    assert not loaded.problems
    stage = expand_with(loaded.exercises[0].exercise, 0, {}, item="bank/one").only
    assert {id_: figure.says for id_, figure in stage.option_figures.items()} == {
        "yes1": "A parabola.", "no1": "A cubic.",
    }  # fmt: skip


def test_cards_have_figures_without_values() -> None:
    figure = "{plot: [{y: TEXT}], x: [0, 1], says: s}"
    card = f"cards: {{calc.jensen: {{when: a, why: b, watch: c, figure: {figure}}}}}\n"
    text = "exercises: []\n"
    assert not read_file((card.replace("TEXT", "x^2") + text).encode(), "bank.yaml").problems
    assert read_file((card.replace("TEXT", "q^2") + text).encode(), "bank.yaml").problems


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ("{says: nothing}", "of one kind"),
        ("{plot: [{y: f}], bars: {names: [a], series: [{values: '[1]'}]}, x: [0, 1], says: two}", "one kind"),
        ("{plot: [{y: f}], x: [0, 1]}", "is missing"),
        ("{plot: [{y: q^2}], x: [0, 1], says: s}", "q"),
        ("{plot: [{y: f, stile: dashed}], x: [0, 1], says: s}", "did you mean style"),
        ("{plot: [{x: t}], x: [0, 1], says: s}", "a curve is"),
        ("{plot: [{y: f}, {y: f}, {y: f}, {y: f}], x: [0, 1], says: s}", "at most 3 curves"),
        ("{plot: [{y: f}], x: [0, 1], says: '@q'}", "q"),
        ("{graph: {nodes: {u: u, v: v}, edges: [[u, v], [v, u]]}, says: s}", "form a cycle"),
        ("{graph: {nodes: {u: u}, edges: [[u, w]]}, says: s}", "an edge is"),
        ("{plot: [{levels: x}], x: [0, 1], says: s}", "a curve is"),
        ("{plot: [{x: t, y: t, t: [0, 1], steps: 3}], x: [0, 1], says: s}", "a curve is"),
        ("{path: {points: '[[0, 1]]'}, x: [0, 1], says: s}", "steps: 6"),
        ("{line: {range: [0, 4], points: [{at: a}]}, says: s}", "steps: 1"),
        ("{plot: [{y: f}], x: [0, 1], yours: {curve: 1}, says: s}", "leave it out"),
        ("{plot: [{y: f}], x: [0, 1, 2], says: s}", "2 entries are expected"),
    ],
)
def test_faults_are_named_with_their_place(figure: str, told: str) -> None:
    found = faults(figure)
    assert found
    assert "bank.yaml:11:" in found[0]
    assert told in " ".join(found)


@pytest.mark.parametrize(
    "figure",
    [
        "{plot: [{y: '1/(x - x)'}], x: [0, 1], says: s, needed: true}",
        "{plot: [{y: 'a x'}], x: [1, 0], says: s, needed: true}",
        "{bars: {names: [u, v], series: [{values: '[1]'}]}, says: s, needed: true}",
        "{plot: [{y: '10^400 x'}], x: [0, 1], says: s, needed: true}",
        "{plot: [{y: 'sqrt(-1 - x^2)'}], x: [0, 1], says: s, needed: true}",
    ],
)
def test_what_cannot_be_drawn_is_an_error_where_it_is_needed(figure: str) -> None:
    with pytest.raises(BankError):
        variant(figure)
    assert variant(figure.replace(", needed: true", "")).only.figure is None


def test_a_needed_figure_is_shown_with_the_prompt() -> None:
    figure = drawn(KINDS["bars"].replace("says", "needed: true, says"))
    assert (figure.show, figure.is_needed) == ("prompt", True)


# --- hashes -----------------------------------------------------------------------------------------------

PLAIN: Mapping[str, Any] = {
    "plot": [{"y": "x^2", "name": "f", "style": "dashed"}], "x": ["-1", "1"], "says": "s",
    "graph": {"nodes": {"x": "x", "u": "u"}, "edges": [["x", "u", "2"]]}, "show": "prompt",
    "heat": {"values": "[[1]]", "rows": ["1"]},
}  # fmt: skip


def hashes(figure: Mapping[str, Any], **more: Any) -> tuple[str, str]:
    return content_hashes({"prompt": "p", "answer": {"number": "2"}, "figure": {**figure, **more}})


def test_a_figure_that_is_not_needed_is_wording() -> None:
    bare = content_hashes({"prompt": "p", "answer": {"number": "2"}})
    with_it = hashes(PLAIN)
    assert with_it[0] == bare[0]
    assert with_it[1] != bare[1]
    assert hashes(PLAIN, needed="false")[0] == bare[0]


@pytest.mark.parametrize(
    "more",
    [
        {"says": "other"}, {"axes": ["a", "b"]}, {"show": "after"}, {"plot": [{"y": "x^2"}]},
        {"graph": {"nodes": {"x": "y", "u": "w"}, "edges": [["x", "u"]]}},
        {"heat": {"values": "[[1]]", "columns": ["1"]}},
    ],
)  # fmt: skip
def test_words_and_looks_of_a_needed_figure_are_wording(more: Mapping[str, Any]) -> None:
    before, after = hashes(PLAIN, needed="true"), hashes({**PLAIN, **more}, needed="true")
    assert before[0] == after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    "more",
    [
        {"plot": [{"y": "x^3"}]}, {"x": ["-2", "1"]}, {"heat": {"values": "[[2]]"}},
        {"graph": {"nodes": {"x": "x", "u": "u"}, "edges": [["u", "x"]]}},
    ],
)  # fmt: skip
def test_what_is_read_off_a_needed_figure_is_maths(more: Mapping[str, Any]) -> None:
    assert hashes(PLAIN, needed="true")[0] != hashes({**PLAIN, **more}, needed="true")[0]


def has_needed_figure(body: Mapping[str, Any]) -> bool:
    parts = [*body.get("stages", ()), *body.get("sisters", ())]
    return "needed" in body.get("figure", {}) or any(has_needed_figure(part) for part in parts)


def test_a_figure_changes_no_hash_of_maths_of_a_shipped_exercise() -> None:
    figure = {"plot": [{"y": "x^2", "name": "f"}], "x": ["-1", "1"], "says": "A parabola."}
    step = {"text": "a step", "figure": figure}

    def illustrated(body: Mapping[str, Any]) -> dict[str, Any]:
        changed = {**body, "figure": figure, "steps": [step]}
        for field in ("stages", "sisters"):
            if field in body:
                changed[field] = [illustrated(each) for each in body[field]]
        answer = body.get("answer")
        if answer is not None:
            kinds = [kind for kind in ("choice", "choices") if kind in answer]
            changed["answer"] = answer | {
                kind: [option | {"figure": figure} for option in answer[kind]] for kind in kinds
            }
        return changed

    for path in sample(sorted(shipped_banks().rglob("*/[!_]*.yaml")), 24):
        for loaded in load_file(path).exercises:
            needed = has_needed_figure(loaded.written)
            before, after = content_hashes(loaded.written), content_hashes(illustrated(loaded.written))
            assert needed or (before[0] == after[0] == loaded.entry.maths), loaded.entry.id
            assert before[1] != after[1]
