"""A look inside a formula: its parts in order, their values, letters moved, other worlds."""

from __future__ import annotations

import numpy as np
import pytest

from drill.errors import DrillError
from drill.formulas import Inside, PartValue, look_inside

AVERAGE = (r"m_t = \beta m_{t-1} + (1 - \beta) g_t", ("m_t: d", r"\beta: (0, 1)", "g_t: d"))
SPREAD = (r"V = \sum_{i=1}^{n} w_i \|x_i - \mu\|^2", ("w: n simplex", "x_i: d", r"\mu: d"))
ENTROPY = (r"H = -\sum_k p_k \log p_k", ("p_k: (0, 1)", "sum p_k = 1"))


def part_of(inside: Inside, latex: str) -> PartValue:
    return next(part for part in inside.parts if part.part == latex)


def numbers_of(text: str) -> np.ndarray:
    return np.array([float(number) for number in text.strip("[]").split(", ")])


def test_parts_stand_from_what_goes_in_to_what_comes_out() -> None:
    inside = look_inside(*AVERAGE, 1, {})
    assert [(part.kind, part.part) for part in inside.parts] == [
        ("input", r"\beta"), ("input", "m_{t-1}"), ("input", "g_{t}"), ("process", r"\beta m_{t-1}"),
        ("process", r"1-\beta"), ("process", r"(1-\beta)g_{t}"),
        ("output", r"\beta m_{t-1}+(1-\beta)g_{t}"),
    ]  # fmt: skip
    beta, m, g = (numbers_of(part.value) for part in inside.parts[:3])
    assert np.allclose(numbers_of(inside.parts[-1].value), beta * m + (1 - beta) * g, atol=2e-3)


def test_what_runs_has_a_column_for_each_member() -> None:
    inside = look_inside(*SPREAD, 1, {})
    norm = part_of(inside, r"\|x_{i}-\mu\|^{2}")
    assert norm.over == "i"
    assert norm.places == tuple(map(str, range(1, 1 + len(norm.places))))
    weights = part_of(inside, "w_{i}")
    assert weights.places == norm.places
    total = sum(float(w) * float(v) for w, v in zip(weights.values, norm.values, strict=True))
    assert float(inside.parts[-1].value) == pytest.approx(total, rel=2e-3)


def test_a_letter_is_moved_in_its_domain_and_the_others_stay() -> None:
    plain = look_inside(*AVERAGE, 1, {})
    for steps in (-99, -2, 1, 99):
        moved = look_inside(*AVERAGE, plain.seed, {r"\beta": steps})
        assert 0 < float(part_of(moved, r"\beta").value) < 1
        assert (float(part_of(moved, r"\beta").value) > float(part_of(plain, r"\beta").value)) == (steps > 0)
        assert part_of(moved, "g_{t}") == part_of(plain, "g_{t}")
        assert moved.parts[-1].value != plain.parts[-1].value
    assert look_inside(*AVERAGE, plain.seed, {"m_{t}": 1}).seed == plain.seed


def test_a_length_is_moved_and_what_follows_from_others_is_not() -> None:
    plain = look_inside(*SPREAD, 1, {})
    longer = look_inside(*SPREAD, plain.seed, {"n": 1})
    assert len(part_of(longer, "w_{i}").places) == len(part_of(plain, "w_{i}").places) + 1
    assert part_of(look_inside(*ENTROPY, 1, {}), "p_{k}").letter == ""


def test_what_holds_still_holds_where_a_letter_is_moved() -> None:
    rows = ("a: (0, 1)", "b: number", "a + b = 1")
    for steps in (0, 1, 3):
        try:
            inside = look_inside("y = a b", rows, 1, {"a": steps, "b": steps})
        except DrillError:
            continue
        a, b = (float(part_of(inside, name).value) for name in "ab")
        assert a + b == pytest.approx(1, abs=2e-3)


def test_another_world_has_other_values() -> None:
    first = look_inside(*AVERAGE, 1, {})
    assert look_inside(*AVERAGE, first.seed + 1, {}).parts[-1].value != first.parts[-1].value
    assert look_inside(*AVERAGE, 1, {}) == first


@pytest.mark.parametrize(
    ("latex", "rows"), [("y = A x", ("A: m, n", "x: m")), ("y = x", ()), (r"c I", ("c:",))]
)
def test_where_nothing_is_to_be_seen_it_is_said(latex: str, rows: tuple[str, ...]) -> None:
    with pytest.raises(DrillError):
        look_inside(latex, rows, 1, {})


def test_what_one_statement_defines_has_its_value_in_the_next() -> None:
    """Mean and spread are those of the members above, and only the members can be moved."""
    latex = (
        r"\mu = \frac{1}{d}\sum_{i=1}^d x_i, \quad s = \frac{1}{d}\sum_{i=1}^d (x_i-\mu)^2, \quad z = s - \mu"
    )
    parts = look_inside(latex, ("x: d", r"\mu: number", "s: > 0"), 0, {}).parts
    outputs = [float(part.value) for part in parts if part.kind == "output"]
    inputs = {part.part: part for part in parts if part.kind == "input"}
    assert [float(inputs[latex].value) for latex in (r"\mu", "s")] == outputs[:2]
    assert outputs[2] == pytest.approx(outputs[1] - outputs[0], rel=1e-3)
    assert not inputs[r"\mu"].letter
    assert not inputs["s"].letter


def test_an_entry_that_is_defined_is_computed() -> None:
    latex = r"a_{ij} = u_i - v_j, \quad o_i = \sum_{j=1}^m a_{ij}"
    parts = look_inside(latex, ("a: n, m", "u: n", "v: m", "m: count"), 0, {}).parts
    values = {part.part: part for part in parts if part.kind != "output"}
    first = float(values["u_{i}"].value)
    entries = [float(entry) for entry in values["a_{ij}"].values]
    second = float(values["v_{j}"].value)
    assert any(entry == pytest.approx(first - second, abs=2e-3) for entry in entries)


def test_of_two_named_members_one_is_moved() -> None:
    latex, rows = r"z = m \theta_k + (1 - m) \theta_q", ("m: (0, 1)", r"\theta_k: 3")
    before, after = look_inside(latex, rows, 2, {}), look_inside(latex, rows, 2, {r"\theta_{k}": 1})
    assert part_of(before, r"\theta_{k}").letter == r"\theta_{k}"
    assert part_of(before, r"\theta_{q}").value == part_of(after, r"\theta_{q}").value
    moved = numbers_of(part_of(after, r"\theta_{k}").value) - numbers_of(part_of(before, r"\theta_{k}").value)
    assert moved == pytest.approx([0.5] * 3, abs=2e-3)


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"y = a(x - b e(x))", ("a:", "b:", "x: d", "e: any -> ?")),
        (r"z = r \odot y", ("r: ? [0, 1]", "y: m")),
        (r"g(x) = h(x) - x", ("h: any -> ?", "x: n")),
    ],
)
def test_a_length_that_nobody_said_is_that_of_what_is_added(latex: str, rows: tuple[str, ...]) -> None:
    assert look_inside(latex, rows, 0, {}).parts[-1].kind == "output"


@pytest.mark.parametrize("rows", [("e_i: number", "n: count"), ("e: n",)])
def test_of_a_family_one_member_is_moved(rows: tuple[str, ...]) -> None:
    """Its weight grows, and those of the others fall."""
    latex = r"w_k = \frac{e^{e_k}}{\sum_{i=1}^n e^{e_i}}"
    before = look_inside(latex, rows, 2, {})
    letter = part_of(before, "e_{i}").letter
    after = look_inside(latex, rows, before.seed, {letter: 1})
    pairs = [*zip(part_of(before, "e_{i}").values, part_of(after, "e_{i}").values, strict=True)]
    assert [one != other for one, other in pairs] == [place == 1 for place in range(len(pairs))]


def test_a_letter_with_an_index_is_an_entry_of_the_array_of_its_name() -> None:
    latex, rows = r"A = \frac{r_i - \operatorname{mean}(r)}{\operatorname{std}(r)}", ["r_i: number", "r: G"]
    before, after = (
        {part.part: part.value for part in look_inside(latex, rows, 1, moves).parts}
        for moves in ({}, {"r": 1})
    )
    assert before["r_{i}"] in before["r"].strip("[]").split(", ")
    changed = zip(before["r"].strip("[]").split(", "), after["r"].strip("[]").split(", "), strict=True)
    assert [(one, other) for one, other in changed if one != other] == [(before["r_{i}"], after["r_{i}"])]
    assert before[r"\operatorname{mean}(r)"] != after[r"\operatorname{mean}(r)"]
