"""Every sign, relation, accent and function that is read has the value of a table written here, or none."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import drill.latex
import drill.notation
from drill.errors import DrillError
from drill.formulas import (
    FormulaError,
    NotFollowed,
    NoValue,
    check_shapes,
    compute_value,
    make_world,
    open_formulas,
)
from drill.text import read_word_tables

Operation = Callable[[Any, Any], Any]

VOCABULARY = read_word_tables(drill.notation.__file__, "vocabulary.txt")
SYMBOLS = read_word_tables(drill.latex.__file__, "symbols.txt")
NUMBERS, VECTORS, MATRICES = ("number", "number"), ("n", "n"), ("n, n", "n, n")
MATRIX_AND_VECTOR, SCALED = ("n, n", "n"), ("number", "n")

# By a sign: what it gives of two numbers, of two vectors, of two matrices, of a matrix and a vector, of a
# number and a vector.
OPERATIONS: dict[str, dict[tuple[str, str], Operation]] = {
    "": {NUMBERS: np.multiply, VECTORS: np.multiply, MATRICES: np.matmul, MATRIX_AND_VECTOR: np.matmul,
         SCALED: np.multiply},
    r"\cdot": {NUMBERS: np.multiply, VECTORS: np.inner, MATRICES: np.matmul, MATRIX_AND_VECTOR: np.matmul,
               SCALED: np.multiply},
    r"\times": {NUMBERS: np.multiply, SCALED: np.multiply},
    "*": {NUMBERS: np.multiply, SCALED: np.multiply},
    r"\odot": {NUMBERS: np.multiply, VECTORS: np.multiply, MATRICES: np.multiply, SCALED: np.multiply},
    r"\circ": {VECTORS: np.multiply, MATRICES: np.multiply},
    r"\otimes": {VECTORS: np.outer},
    r"\bmod": {NUMBERS: np.mod},
    r"\div": {NUMBERS: np.divide},
    "+": {NUMBERS: np.add, VECTORS: np.add, MATRICES: np.add, SCALED: np.add},
    "-": {NUMBERS: np.subtract, VECTORS: np.subtract, MATRICES: np.subtract, SCALED: np.subtract},
    "/": {NUMBERS: np.divide, VECTORS: np.divide, MATRICES: np.divide, SCALED: np.divide},
}  # fmt: skip
# Other ways to write them.
OPERATIONS |= {r"\centerdot": OPERATIONS[r"\cdot"]}
# Relations whose right side is the value of the left, or a bound of it.
VALUED = {
    "=", "<", ">", r"\leq", r"\le", r"\geq", r"\ge", r"\approx", r"\simeq", r"\propto", r"\equiv", r"\doteq",
    r"\leftarrow", r"\gets", ":=",
    r"\coloneq", r"\coloneqq", r"\Coloneqq", r"\defeq", r"\eqdef", r"\triangleq",
    r"\geqq", r"\geqslant", r"\gt", r"\leqq", r"\leqslant", r"\lt", r"\longleftarrow", r"\thickapprox",
    r"\varpropto",
}  # fmt: skip
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp, "log": np.log, "ln": np.log, "sin": np.sin, "cos": np.cos, "tan": np.tan, "sinh": np.sinh,
    "cosh": np.cosh, "tanh": np.tanh, "arcsin": np.arcsin, "arccos": np.arccos, "arctan": np.arctan,
    "sign": np.sign, "sgn": np.sign, "max": np.max, "min": np.min, "sup": np.max, "inf": np.min,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "relu": lambda x: np.where(x > 0, x, 0),
    "ReLU": lambda x: np.where(x > 0, x, 0), "softplus": lambda x: np.log1p(np.exp(x)),
    "GELU": lambda x: 0.5 * x * (1 + _erf(x / 2**0.5)), "gelu": lambda x: 0.5 * x * (1 + _erf(x / 2**0.5)),
    "SiLU": lambda x: x / (1 + np.exp(-x)), "erf": lambda x: _erf(x),
}  # fmt: skip


# Of what these give a letter is drawn, so that its own value is not in it.
RANDOM = {"E", "Var", "Std"}


def _erf(x: float) -> float:
    """Return the error function by its series."""
    term, total = x, x
    for k in range(1, 60):
        term *= -x * x / k
        total += term / (2 * k + 1)
    return total * 2 / np.sqrt(np.pi)


def list_commands(table: str) -> list[str]:
    """Return the commands of a table that has a glyph after each."""
    return [f"\\{name}" for name in table.split()[::2] if re.fullmatch("[A-Za-z]+", name)]


SIGNS = sorted({
    *OPERATIONS, *(f"\\{name}" for name in VOCABULARY["products"].split()), *list_commands(SYMBOLS["bin"]),
})  # fmt: skip
RELATIONS = sorted({
    *VALUED, *(f"\\{name}" for name in VOCABULARY["relations"].split()), *list_commands(SYMBOLS["rel"]),
})  # fmt: skip
ACCENTS = sorted({*VOCABULARY["accents"].split(), *(name for name in SYMBOLS["accents"].split()[::2])})
WORDS = sorted({
    *VOCABULARY["functions"].split(), *VOCABULARY["upright functions"].split(), *SYMBOLS["functions"].split(),
    *VOCABULARY["expectations"].split(), *VOCABULARY["reducers"].split(), *VOCABULARY["upright aims"].split(),
    "max", "min", "sup", "inf",
})  # fmt: skip


def find_value(latex: str, rows: list[str]) -> tuple[Any, Callable[[str], Any]] | None:
    """Return a formula's value in a world and its letters' values; None where types and values have none.

    Fails where one of both has a value and the other has none.
    """
    try:
        (formula,) = open_formulas(latex, rows)
    except (FormulaError, ValueError):
        return None
    world = make_world(formula, 3)
    letters = {letter.latex: letter for letter in formula.letters}
    try:
        shapes = check_shapes(formula)
    except DrillError:
        shapes = None
    try:
        value = compute_value(formula, world)
    except NoValue:
        value = None
    assert (shapes is None) == (value is None), latex
    if shapes is None:
        return None
    return value, lambda name: world.draw(letters[name])


@pytest.mark.parametrize("kinds", [NUMBERS, VECTORS, MATRICES, MATRIX_AND_VECTOR, SCALED])
def test_a_sign_has_the_value_of_its_rule_or_none(kinds: tuple[str, str]) -> None:
    wrong: list[str] = []
    for sign in SIGNS:
        found = find_value(f"y = a {sign} b", [f"a: {kinds[0]}", f"b: {kinds[1]}"])
        expected = OPERATIONS.get(sign, {}).get(kinds)
        if found is None:
            wrong += [f"{sign} has no value"] if expected is not None else []
        elif expected is None:
            wrong += [f"{sign} has a value"]
        elif not np.allclose(found[0], expected(found[1]("a"), found[1]("b"))):
            wrong += [f"{sign} has another value"]
    assert not wrong


def test_a_relation_has_a_value_where_it_says_what_something_is() -> None:
    rows = ["a: number", "b: number"]
    found = {relation: find_value(f"a {relation} b", rows) for relation in RELATIONS}
    pairs = {r"\mid", r"\parallel", r"\bmod"}  # these name two things, or compute
    assert {relation for relation, value in found.items() if value} - pairs == VALUED
    assert all(value[0] == value[1]("b") for relation, value in found.items() if value and relation in VALUED)


def test_a_letter_with_an_accent_is_another_letter() -> None:
    assert [accent for accent in ACCENTS if find_value(rf"y = \{accent}{{a}} + a", ["a: number"])] == []


def test_a_function_has_the_value_that_everybody_knows_or_none() -> None:
    wrong: list[str] = []
    for word in WORDS:
        for name in (f"\\{word}", rf"\operatorname{{{word}}}"):
            found = find_value(f"y = {name}(a)", ["a: (0, 1)"])
            if found is None or word in RANDOM:
                continue
            if word not in FUNCTIONS:
                wrong += [f"{word} has a value"]
            elif not np.allclose(found[0], FUNCTIONS[word](found[1]("a"))):
                wrong += [f"{word} has another value"]
    assert not wrong


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"\int p(x) f(x) dx", ["p: d -> >= 0", "f: d -> number", "x: d"]),
        (
            r"\frac{\partial}{\partial t} f(x(t), t)",
            ["f: number; number -> number", "x: number -> number", "t: number"],
        ),
        ("f'(a)", ["f: n -> number", "a: n"]),
        (r"\sigma'(a)", [r"\sigma: sigmoid", "a: n"]),
    ],
)
def test_an_integral_or_a_slope_that_reads_two_ways_has_a_type_and_no_value(
    latex: str, rows: list[str]
) -> None:
    (formula,) = open_formulas(f"y = {latex}", rows)
    assert check_shapes(formula).out
    with pytest.raises(NoValue, match="cannot be followed yet"):
        compute_value(formula, make_world(formula, 1))


@pytest.mark.parametrize(
    "part",
    [
        r"A x^{-1}", r"A^\dagger x", r"A^H x", r"A^{\mathrm{H}} x", r"A^+ x", r"A^{*} x",
        r"x^\dagger", r"A_{i,:} x", r"\operatorname{diag}(A) x", r"\exp(A) x", r"\log(A) x",
        r"\sqrt{A} x", r"\cos(A) x", r"(A \odot I) x",
        r"\{k\} x", r"\langle k \rangle x", "[k] x", "2 [k] x", r"\langle x \rangle", "k!! x",
        r"\sin^{-1}(k) x", r"\tanh^{-1}(k) x", r"f^{-1}(x)", r"f^2(x)", r"\operatorname{mean}(x \mid k)",
        r"\operatorname{tr}(A; k) x", r"\operatorname{mean}(k) x", r"\max(k) x", r"\Cov(x)",
        r"k \pm 1", "A + x",
    ],
)  # fmt: skip
def test_what_may_be_read_in_two_ways_has_no_value(part: str) -> None:
    every = {"A": "n, n", "x": "n", "k": "count", "f": "n -> n"}
    latex = f"y = {part}"
    rows = [
        f"{name}: {kind}"
        for name, kind in every.items()
        if name in re.sub(r"\\[a-z]+(\{[a-z]+\})?", "", latex)
    ]
    assert find_value(latex, rows) is None


@pytest.mark.parametrize("power", [r"-\top", "-T"])
def test_a_transposed_inverse_is_both(power: str) -> None:
    found = find_value(f"y = A^{{{power}}} x", ["A: n, n", "x: n"])
    assert found is not None
    assert np.allclose(found[1]("A").T @ found[0], found[1]("x"))


def test_a_row_may_say_what_an_operation_gives() -> None:
    found = find_value("y = A^+ x", ["A^+: n, n", "x: n"])
    assert found is not None
    assert np.allclose(found[0], found[1]("A^{+}") @ found[1]("x"))


@pytest.mark.parametrize(
    "part",
    [
        r"\frac{1-\cos(10^{-8}a)}{10^{-16}a^2}", r"10^{18} \log(1 + 10^{-18} a)", r"e^{10000 a}",
        r"\log(a - a)", r"\frac{a}{a - a}", r"\frac{e^{710 + a}}{e^{710 + a}}", r"\sqrt{-a}",
        r"\sqrt{1 + 10^{-14} a} - 1", r"a + \infty", "a + 10^{20} - 10^{20}",
    ],
)  # fmt: skip
def test_a_number_without_digits_is_not_a_value(part: str) -> None:
    (formula,) = open_formulas(f"y = {part}", ["a: > 0"])
    with pytest.raises(NoValue):
        compute_value(formula, make_world(formula, 1))


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("a - a", lambda a: 0), (r"1 - \cos(0 a)", lambda a: 0),
        (r"\log(1 + a) - \log(1 + a)", lambda a: 0), (r"\log\frac{a}{a}", lambda a: 0),
        ("1 - a", lambda a: 1 - a), (r"\max(a, 0) - a", lambda a: 0),
    ],
)  # fmt: skip
def test_digits_that_hold_are_a_value(part: str, expected: Callable[[float], float]) -> None:
    found = find_value(f"y = {part}", ["a: (0.9, 1.5)"])
    assert found is not None
    assert math.isclose(found[0], expected(found[1]("a")), abs_tol=1e-300)


NORMAL = ["x: number", r"\mu: number", r"\sigma: > 0"]


def test_a_mean_over_a_normal_law_has_a_value() -> None:
    mean = r"y = \mathbb{E}_{x \sim \mathcal{N}(\mu, \sigma^2)}"
    square = find_value(mean + "[x^2]", NORMAL)
    assert square is not None
    assert math.isclose(square[0], square[1](r"\mu") ** 2 + square[1](r"\sigma") ** 2)
    wave = find_value(mean + r"[\cos x]", NORMAL)
    assert wave is not None
    damped = math.cos(wave[1](r"\mu")) * math.exp(-(wave[1](r"\sigma") ** 2) / 2)
    assert math.isclose(wave[0], damped, rel_tol=1e-9)


@pytest.mark.parametrize("part", [r"\cos(a^\top z)", r"(a^\top z)^2"])
def test_a_mean_over_a_normal_law_of_vectors_is_not_computed(part: str) -> None:
    rows = ["z: d", r"\mu: d", r"\Sigma: d, d pd", "a: d"]
    (formula,) = open_formulas(rf"y = \mathbb{{E}}_{{z \sim \mathcal{{N}}(\mu, \Sigma)}}[{part}]", rows)
    with pytest.raises(NoValue, match="a normal law of vectors is not computed"):
        compute_value(formula, make_world(formula, 1))


@pytest.mark.parametrize(
    ("part", "rows", "slope"),
    [
        (r"\frac{d}{da} a^3", ["a: number"], lambda v: 3 * v("a") ** 2),
        (r"\nabla_x (x^\top A x)", ["A: n, n", "x: n"], lambda v: (v("A") + v("A").T) @ v("x")),
        (r"\nabla_w \log(1 + e^{-w^\top x})", ["w: n", "x: n"],
         lambda v: -v("x") / (1 + math.exp(v("w") @ v("x")))),
        (r"\frac{\partial}{\partial x} (W x)", ["W: m, n", "x: n"], lambda v: v("W")),
    ],
)  # fmt: skip
def test_a_slope_is_what_the_rules_of_calculus_give(
    part: str, rows: list[str], slope: Callable[[Callable[[str], Any]], Any]
) -> None:
    found = find_value(f"y = {part}", rows)
    assert found is not None
    assert np.allclose(found[0], slope(found[1]))


def test_a_slope_of_a_drawn_function_is_that_of_its_values() -> None:
    (formula,) = open_formulas(r"y = \nabla_w f(w)", ["f: d -> number", "w: d"])
    world = make_world(formula, 1)
    function, place = (world.draw(letter) for letter in formula.letters)
    step = 1e-6
    slopes = [(function([place + e]) - function([place - e])) / (2 * step) for e in np.eye(len(place)) * step]
    assert np.allclose(compute_value(formula, world), slopes, rtol=1e-5)


def test_an_integral_between_two_ends_has_a_value() -> None:
    found = find_value(r"y = \int_0^b x^2 dx", ["b: > 0"])
    assert found is not None
    assert math.isclose(found[0], found[1]("b") ** 3 / 3)


@pytest.mark.parametrize(
    ("latex", "other", "rows"),
    [
        (r"\int p(x) f(x) dx", r"\mathbb{E}_{x \sim p}[f(x)]", ["p: law d", "f: d -> number", "x: d"]),
        (r"\int f(x) dp(x)", r"\mathbb{E}_{x \sim p}[f(x)]", ["p: law d", "f: d -> number", "x: d"]),
        (
            r"\int e^{f(s, a)} da",
            r"\sum_a e^{f(s, a)}",
            ["f: thing; thing -> number", "s: thing", "a: thing"],
        ),
        (r"\int e^{-c x^2} dx", r"\sqrt{\pi / c}", ["c: > 0"]),
        ("f'(a)", r"\frac{d}{da} f(a)", ["f: number -> number", "a: number"]),
        (r"\sigma'(a)", r"\sigma(a) (1 - \sigma(a))", [r"\sigma: sigmoid", "a: number"]),
        ("D^{-1/2}", r"D^{-1} D^{1/2}", ["D: n, n diag > 0"]),
    ],
)
def test_an_integral_and_a_slope_have_the_value_of_what_they_are(
    latex: str, other: str, rows: list[str]
) -> None:
    for seed in range(3):
        (formula,), (alike,) = (open_formulas(f"y = {part}", rows) for part in (latex, other))
        value = compute_value(formula, make_world(formula, seed))
        assert np.allclose(value, compute_value(alike, make_world(alike, seed)))


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"\sigma''(x)", [r"\sigma: sigmoid", "x: number"]),
        (r"\sigma^*(x)", [r"\sigma: sigmoid", "x: number"]),
        (r"\int f(z) p(dz)", ["p: law d", "f: d -> number", "z: d"]),
        (r"\frac{d}{dt} (1 - t) e^{-t}", ["t: number"]),
    ],
)
def test_what_another_letter_or_reach_might_be_meant_by_is_not_followed(latex: str, rows: list[str]) -> None:
    (formula,) = open_formulas(f"y = {latex}", rows)
    with pytest.raises(NotFollowed):
        check_shapes(formula)


def test_a_row_of_one_step_tells_steps_from_entries() -> None:
    (formula,) = open_formulas(r"\theta_{t+1} = a \theta_t", [r"\theta: n", r"\theta_{t+1}: n", "a: number"])
    assert str(check_shapes(formula).out) == "n"
    (formula,) = open_formulas("A_i = a A_{i, j}", ["A: n, m", "A_i: m", "a: number"])
    assert str(check_shapes(formula).out) == "number"


def test_a_length_of_several_letters_follows_them() -> None:
    (formula,) = open_formulas(r"y = \|x\|^2 + \|z\|^2", ["x: 2*d + 1", "z: d"])
    for seed in range(4):
        world = make_world(formula, seed)
        length = world.find_axis_size("d")
        assert world.draw(formula.letters[0]).shape == (2 * length + 1,)


def test_letters_above_a_name_with_an_index_are_a_word_unless_they_have_values() -> None:
    (formula,) = open_formulas("y = s_i^{st} + 2", ["s_i^{st}: number"])
    assert [found.letter.latex for _, found in formula.list_found(formula.right)] == ["s_{i}^{st}"]
    (formula,) = open_formulas("y = x_i^{ab} + a", ["x_i: > 0", "a: number", "b: number"])
    assert {found.letter.latex for _, found in formula.list_found(formula.right)} == {"x_{i}", "a", "b"}


def test_a_letter_named_like_a_constant_leaves_the_constant_its_value() -> None:
    found = find_value("y = e^{e_1} + e_2", ["e_k: number"])
    assert found is not None
    (formula,) = open_formulas("y = e^{e_1} + e_2", ["e_k: number"])
    world = make_world(formula, 3)
    one, other = (world.draw(formula.letters[0], (place,)) for place in (1.0, 2.0))
    assert math.isclose(found[0], math.exp(one) + other)


def test_steps_of_a_vector_are_not_its_entries() -> None:
    (formula,) = open_formulas("x_t = x_{t-1} - m", ["x: n", "m: n"])
    with pytest.raises(DrillError, match="whether it is an entry"):
        check_shapes(formula)
    assert find_value("x_t = x_{t-1} - m_t", ["x: n", "m: n"]) is not None


@pytest.mark.parametrize("slope", [r"\nabla_w L(w, x)", r"\frac{\partial}{\partial w} L(w, x)"])
def test_a_number_that_is_another_one_at_each_place_has_no_slope(slope: str) -> None:
    (formula,) = open_formulas(f"v = w - {slope}", ["w: number", "x: number", "L: > 0"])
    with pytest.raises(NotFollowed, match="does not show how it depends"):
        check_shapes(formula)
    assert (
        find_value(f"v = w - {slope}", ["w: number", "x: number", "L: number, number -> number"]) is not None
    )


def test_a_value_alone_in_brackets_is_an_argument_and_no_factor() -> None:
    rows = [r"\sigma: > 0", "r: number -> 3", "t: number"]
    (formula,) = open_formulas(r"y = \sigma(r(t))", rows)
    assert str(check_shapes(formula).out) == "> 0"
    (formula,) = open_formulas(r"y = \sigma(r(t) + 1)", rows)
    assert str(check_shapes(formula).out) == "3"
