"""Values of formulas, each class of node against a computation by hand, and what holds of all worlds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import DrillError
from drill.formulas import (
    FormulaError,
    NotFollowed,
    NotRich,
    NoValue,
    ShapeBreak,
    check_shapes,
    compute_part,
    compute_value,
    find_rich_worlds,
    format_node,
    make_world,
    open_formulas,
    read_part,
)
from drill.notation import walk_nodes
from drill.types import read_type

SEEDS = (0, 1, 2, 7)


class Letters:
    """The drawn values of a formula's letters in one world, by their LaTeX."""

    def __init__(self, formula: Any, world: Any) -> None:
        self._letters = {letter.latex: letter for letter in formula.letters}
        self._world = world

    def __call__(self, name: str, *member: Any) -> Any:
        return self._world.draw(self._letters[name], tuple(member))

    def count(self, name: str) -> float:
        return self._world.draw_value(name, (), read_type("count"))

    def entry(self, name: str, indices: str) -> float:
        return self(name)[tuple(int(self._world.find_place(index)) - 1 for index in indices)]

    def pairs(self, name: str) -> list[tuple[float, Any, Any]]:
        law = replace(self(name), type=read_type("law number; number"))
        return [(c, *pair) for c, pair in zip(law.list_chances(), law.list_points(), strict=True)]

    def typed(self, name: str, kind: str, *conditions: Any) -> Any:
        return replace(self(name), type=read_type(f"law {kind}")).given(conditions)

    def typed_points(self, name: str, kind: str, *conditions: Any) -> list[tuple[float, Any]]:
        law = self.typed(name, kind, *conditions)
        return list(zip(law.list_chances(), law.list_points(), strict=True))

    def points(self, name: str, *conditions: Any) -> list[tuple[float, Any]]:
        law = self(name).given(conditions)
        return list(zip(law.list_chances(), law.list_points(), strict=True))


def by_eigenvalues(matrix: Any, function: Callable[[float], float]) -> Any:
    values, vectors = np.linalg.eigh(matrix)
    return sum(
        function(value) * np.outer(vector, vector) for value, vector in zip(values, vectors.T, strict=True)
    )


# A formula, its rows, and the same computed by hand.
BY_HAND: list[tuple[str, list[str], Callable[[Letters], Any]]] = [
    ("3 a - 2", ["a: number"], lambda v: 3 * v("a") - 2),
    ("a b c", ["a:", "b: > 0", "c: (0, 1)"], lambda v: v("a") * v("b") * v("c")),
    ("a (k + 1)", ["a:", "k: count"], lambda v: v("a") * (v("k") + 1)),
    (r"\frac{a}{b} - a / b", ["a:", "b: > 0"], lambda v: 0.0),
    (r"\sqrt{b} + \sqrt[3]{b}", ["b: > 0"], lambda v: v("b") ** 0.5 + v("b") ** (1 / 3)),
    ("b^{a} + b^{-1}", ["a:", "b: > 0"], lambda v: math.exp(v("a") * math.log(v("b"))) + 1 / v("b")),
    # a start and an exclusion below one sum; free indices stand at different places; a list with a gap
    (r"\sum_{j=1, j \neq y}^{n} a_j", ["y: index", "a_j:"],
     lambda v: sum(v("a_{j}", float(j)) for j in range(1, int(v.count("n")) + 1) if j != v("y"))),
    ("S_{ij} - S_{ji}", ["S: n, n"], lambda v: v.entry("S", "ij") - v.entry("S", "ji")),
    (r"\operatorname{mean}(\{r_1, r_2, \ldots, r_G\})", ["r_j:"],
     lambda v: np.mean([v("r_{j}", float(j)) for j in range(1, int(v.count("G")) + 1)])),
    # the name of what is computed is not read, and need not be
    ("D(a)(b) := a b", ["a:", "b:"], lambda v: v("a") * v("b")),
    ("W x + b", ["W: m, n", "x: n", "b: m"],
     lambda v: [sum(w * x for w, x in zip(row, v("x"), strict=True)) + b
                for row, b in zip(v("W"), v("b"), strict=True)]),
    (r"x^\top A x", ["x: n", "A: n, n"],
     lambda v: sum(a * b * v("A")[i, j] for i, a in enumerate(v("x")) for j, b in enumerate(v("x")))),
    (r"x y^\top", ["x: m", "y: n"], lambda v: [[a * b for b in v("y")] for a in v("x")]),
    (r"x^\top W", ["x: m", "W: m, n"], lambda v: [v("x") @ v("W")]),
    (r"x \odot y - x", ["x: n", "y: n"], lambda v: [a * b - a for a, b in zip(v("x"), v("y"), strict=True)]),
    (r"\langle x, y \rangle", ["x: n", "y: n"], lambda v: v("x") @ v("y")),
    (r"(A + \lambda I)^{-1} x", ["A: n, n pd", "x: n", r"\lambda: > 0"],
     lambda v: np.linalg.solve(v("A") + v(r"\lambda") * np.identity(len(v("x"))), v("x"))),
    ("A^2", ["A: n, n"], lambda v: np.einsum("ij,jk->ik", v("A"), v("A"))),
    # powers that run: by eigenvalues, and as products
    (r"\sum_{i=0}^{P} \alpha_i L^i x", ["L: n, n sym", r"\alpha_i:", "x: n"], lambda v: by_eigenvalues(
        v("L"), lambda e: sum(v(r"\alpha_{i}", float(i)) * e**i for i in range(int(v.count("P")) + 1))
    ) @ v("x")),
    (r"A^{k + 1} x - A^{-k} x", ["A: n, n pd", "k: count", "x: n"], lambda v: by_eigenvalues(
        v("A"), lambda e: e ** (v("k") + 1) - 1 / e ** v("k")) @ v("x")),
    (r"\|x\|_2^2 + \|x\|_1 + \|x\|_\infty", ["x: n"],
     lambda v: sum(a * a for a in v("x")) + sum(map(abs, v("x"))) + max(map(abs, v("x")))),
    (r"\|x\|_A^2", ["x: n", "A: n, n pd"], lambda v: np.einsum("i,ij,j", v("x"), v("A"), v("x"))),
    (r"\|x\|_q + \|x\|_p", ["x: n", "q: > 1", "p: > 1"],
     lambda v: sum(sum(abs(a) ** v(q) for a in v("x")) ** (1 / v(q)) for q in "qp")),
    (r"\|W\|_F", ["W: m, n"], lambda v: math.sqrt(sum(a * a for a in v("W").ravel()))),
    (r"|a| + |S|", ["a:", "S: set index"], lambda v: abs(v("a")) + 3),
    (r"\log |A|", ["A: n, n pd"], lambda v: sum(map(math.log, np.linalg.eigvalsh(v("A"))))),
    (r"\frac{1}{|B|}", ["B: n, n"], lambda v: 1 / np.prod(np.linalg.eigvals(v("B"))).real),
    (r"s [r - c]", ["s: d", "r:", "c:"], lambda v: [a * (v("r") - v("c")) for a in v("s")]),
    (r"\operatorname{tr}(A) + \det(A)", ["A: n, n sym"],
     lambda v: np.linalg.eigvalsh(v("A")).sum() + np.prod(np.linalg.eigvalsh(v("A")))),
    (r"\operatorname{diag}(x) y", ["x: n", "y: n"], lambda v: v("x") * v("y")),
    ("n! / 2", ["n: count"], lambda v: math.prod(range(1, int(v("n")) + 1)) / 2),
    (r"\binom{n}{2}", ["n: count"], lambda v: v("n") * (v("n") - 1) / 2),
    (r"\sum_{i=1}^n w_i x_i", ["w: n", "x: n"], lambda v: float(np.dot(v("w"), v("x")))),
    (r"\sum_i W_{ij} x_i", ["W: m, n", "x: m"], lambda v: float(v("x") @ v("W")[:, 1])),
    (r"\frac{1}{N} \sum_{k=1}^N p_k", ["p_k: [0, 1]", "N: count"],
     lambda v: sum(v("p_{k}", float(k)) for k in range(1, int(v("N")) + 1)) / v("N")),
    (r"\prod_{i=1}^n x_i", ["x: n > 0"], lambda v: math.exp(sum(map(math.log, v("x"))))),
    (r"\max_i x_i - \min_i x_i", ["x: n"], lambda v: sorted(v("x"))[-1] - sorted(v("x"))[0]),
    (r"\max_{i=1,\dots,n} x_i", ["x_i:", "n: count"],
     lambda v: sorted(v("x_{i}", float(i)) for i in range(1, int(v("n")) + 1))[-1]),
    (r"\sum_{i=1,2,\dots,n} x_i", ["x: n"], lambda v: float(sum(v("x")))),
    (r"\max_{i \in \{1, \dots, n\}} x_i", ["x: n"], lambda v: sorted(v("x"))[-1]),
    (r"\sum_{i \in \{0, 1, \ldots, n - 1\}} a_i", ["n: count", "a_i:"],
     lambda v: sum(v("a_{i}", float(i)) for i in range(int(v("n"))))),
    # what runs over a declared set, and over what is drawn
    (r"\max_{a'} Q(s, a')", ["a: d", "a in A", "A: set d", "Q: m; d -> number", "s: m"],
     lambda v: max(v("Q")([v("s"), a]) for a in v("A"))),
    (r"\sum_a \pi(a \mid s) Q(s, a)", ["a: d", r"\pi: law d", "Q: m; d -> number", "s: m"],
     lambda v: sum(chance * v("Q")([v("s"), a]) for chance, a in v.points(r"\pi", v("s")))),
    (r"\arg\max_i x_i", ["x: n"], lambda v: list(v("x")).index(max(v("x"))) + 1),
    (r"\log_2 a + \log_{10} a", ["a: > 0"], lambda v: math.log2(v("a")) + math.log10(v("a"))),
    (r"\sum_{k=0}^{\infty} \gamma^k k", [r"\gamma: (0, 1)"],
     lambda v: v(r"\gamma") / (1 - v(r"\gamma")) ** 2),
    (r"\max(0, a)", ["a:"], lambda v: (v("a") + abs(v("a"))) / 2),
    (r"\sum_{i=1}^n \sum_{j < i} x_i x_j", ["x: n"],
     lambda v: (sum(v("x")) ** 2 - sum(a * a for a in v("x"))) / 2),
    (r"x_{t} - x_{t-1}", ["x_t: number"], lambda v: v("x_{t}", 2.0) - v("x_{t}", 1.0)),
    (r"\mathbb{1}[a > 0] + [a \leq 0]", ["a:"], lambda v: 1.0),
    (r"\operatorname{clip}(r, 1 \pm \epsilon)", ["r: > 0", r"\epsilon: (0, 1)"],
     lambda v: min(max(v("r"), 1 - v(r"\epsilon")), 1 + v(r"\epsilon"))),
    (r"\operatorname{clip}(r, 1 - \epsilon, 1 + \epsilon)", ["r: > 0", r"\epsilon: (0, 1)"],
     lambda v: sorted((1 - v(r"\epsilon"), v("r"), 1 + v(r"\epsilon")))[1]),
    (r"\begin{cases} a & a > 0 \\ b & \text{otherwise} \end{cases}", ["a:", "b:"],
     lambda v: v("a") if v("a") > 0 else v("b")),
    (r"[a]_+ - [-a]_+", ["a:"], lambda v: v("a")),
    (r"\sigma(a) + \tanh(a)", [r"\sigma: sigmoid", "a:"],
     lambda v: 1 / (1 + math.exp(-v("a"))) + (1 - math.exp(-2 * v("a"))) / (1 + math.exp(-2 * v("a")))),
    (r"\operatorname{softmax}(x)", ["x: n"],
     lambda v: [1 / sum(math.exp(b - a) for b in v("x")) for a in v("x")]),
    (r"\mathbb{E}_{x \sim q}[f(x)]", ["q: law d", "f: d -> number", "x: d"],
     lambda v: sum(chance * v("f")([point]) for chance, point in v.points("q"))),
    # a law without a type is of what the drawn letter's row says, for its densities too
    (r"\mathbb{E}_{p(b \mid a)}[f(b)]", ["p: law", "b: k ~ p", "a: d", "f: k -> number"],
     lambda v: sum(chance * v("f")([point]) for chance, point in v.typed_points("p", "k", v("a")))),
    (r"\mathbb{E}_{p(b)}[\log p(x \mid b)]", ["p: law", "b: k ~ p", "x: n"],
     lambda v: sum(chance * math.log(v.typed("p", "n", point).find_density(v("x")))
                   for chance, point in v.typed_points("p", "k"))),
    (r"\mathbb{E}_{x \sim q, z \sim p(z \mid x)}[f(x, z)]", ["q: law d", "p: law d", "f: d; d -> number"],
     lambda v: sum(a * b * v("f")([x, z]) for a, x in v.points("q") for b, z in v.points("p", x))),
    (r"\mathbb{E}_{\epsilon \sim \mathcal{N}(0, 1)}[(a + b \epsilon)^2]", ["a:", "b:", r"\epsilon: number"],
     lambda v: v("a") ** 2 + v("b") ** 2),
    (r"\operatorname{Var}_{x \sim q}(x)", ["q: law number", "x:"],
     lambda v: sum(c * x * x for c, x in v.points("q")) - sum(c * x for c, x in v.points("q")) ** 2),
    (r"D_{KL}(q \| p)", ["q: law d", "p: law d"],
     lambda v: sum(a * (math.log(a) - math.log(b))
                   for (a, _), (b, _) in zip(v.points("q"), v.points("p"), strict=True))),
    (r"(a_i)_{i=1}^{3}", ["a_i: number"], lambda v: [v("a_{i}", float(i)) for i in (1, 2, 3)]),
    (r"\begin{pmatrix} a & 0 \\ 1 & b \end{pmatrix} x", ["a:", "b:", "x: 2"],
     lambda v: [v("a") * v("x")[0], v("x")[0] + v("b") * v("x")[1]]),
    (r"\operatorname{mean}(r)", ["r: n"], lambda v: sum(v("r")) / len(v("r"))),
    (r"\mathbb{E}_{(x, y) \sim D}[(x - y)^2]", ["D: law number"],
     lambda v: sum(c * (x - y) ** 2 for c, x, y in v.pairs("D"))),
    (r"\mathbb{E}_{x, y \sim D}[(x - y)^2]", ["D: law number", "x:", "y:"],
     lambda v: sum(a * b * (x - y) ** 2 for a, x in v.points("D") for b, y in v.points("D"))),
    (r"\sum_{i \neq j} A_{ij}", ["A: n, n"], lambda v: v("A").sum() - np.trace(v("A"))),
    (r"\sum_{i<j} A_{ij}", ["A: n, n"], lambda v: np.triu(v("A"), 1).sum()),
    (r"\sum_{i \leq j} (x_i - x_j)^2", ["x: n"],
     lambda v: len(v("x")) * v("x") @ v("x") - v("x").sum() ** 2),
    (r"\sum_{j \neq i} x_j", ["x: n"], lambda v: sum(v("x")) - v("x")[1]),
    (r"\sum_{1 \leq i < m} a_i", ["a_i:", "m: count"],
     lambda v: sum(v("a_{i}", float(i)) for i in range(1, int(v("m"))))),
    (r"\frac{1}{m} \sum_{i=1}^m a_i", ["a_i:"],
     lambda v: np.mean([v("a_{i}", float(i)) for i in range(1, int(v.count("m")) + 1)])),
    (r"\max_{a'} Q(s, a')", ["Q: thing; thing -> number", "s: thing"],
     lambda v: max(v("Q")([v("s"), each]) for each in "abc")),
    (r"\operatorname{Var}(x) + \epsilon", ["x: n", r"\epsilon: > 0"],
     lambda v: sum((a - sum(v("x")) / len(v("x"))) ** 2 for a in v("x")) / len(v("x")) + v(r"\epsilon")),
    (r"\mathbb{E}_{x \sim D}[r]", [r"D: law thing", r"r := \log f(x): < 0"],
     lambda v: sum(c * v("r", x) for c, x in v.points("D"))),
    (r"\pi[i]", [r"\pi: n"], lambda v: v(r"\pi")[1]),
    (r"\sum_{g \in G} \phi_g(x)", ["G: set thing", r"\phi_g: d -> d", "x: d"],
     lambda v: sum(v(r"\phi_{g}", g)([v("x")]) for g in "abc")),
    (r"r^2", [r"r := \frac{a}{b}: > 0"], lambda v: v("r") ** 2),
    (r"z = a + b \triangleq c", ["a:", "b:", "c:"], lambda v: v("a") + v("b")),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "rows", "by_hand"), BY_HAND, ids=[row[0] for row in BY_HAND])
def test_a_value_is_what_a_computation_by_hand_gives(
    latex: str, rows: list[str], by_hand: Callable[[Letters], Any]
) -> None:
    latex = {"r^2": r"\frac{a}{b}^2"}.get(latex, latex.replace("[r]", r"[\log f(x)]"))
    formula = open_formulas(latex, rows)[0]
    check_shapes(formula)
    for seed in SEEDS:
        world = make_world(formula, seed)
        value = compute_value(formula, world)
        np.testing.assert_allclose(value, by_hand(Letters(formula, world)), rtol=1e-6, atol=1e-8)


def test_the_only_letter_of_a_mean_is_drawn() -> None:
    def mean(latex: str) -> float:
        (formula,) = open_formulas(latex, ["z:", "j: count"] if "j" in latex else ["z:"])
        return compute_value(formula, make_world(formula, 3))

    assert mean(r"\mathbb{E}[2 z + 1]") == pytest.approx(2 * mean(r"\mathbb{E}[z]") + 1)
    assert mean(r"\mathbb{E}[z^2]") > mean(r"\mathbb{E}[z]") ** 2


def test_an_index_above_a_function_is_one_above_its_neighbours() -> None:
    rows = ["x_k: d", r"\varepsilon^k: > 0", "s^k: d -> d", "z_k: d"]
    (formula,) = open_formulas(r"y_k = x_k \odot \exp(\varepsilon^k s^k(z_k))", rows)
    assert check_shapes(formula).out == read_type("d")
    power = open_formulas(r"y = \gamma^k (x_k + 1)", [r"\gamma: (0, 1)", "x_k:", "k: count"])[0]
    assert {letter.latex for _, found in power.list_found(power.right) for letter in [found.letter]} >= {"k"}


def test_a_word_of_capitals_is_one_function() -> None:
    (formula,) = open_formulas("h_t = RNN(h_{t-1}, x_t)", ["h_t: d", "x_t: m", "RNN: d; m -> d"])
    assert check_shapes(formula).out == read_type("d")
    product = open_formulas("h = ABx", ["A: m, n", "B: n, d", "x: d"])[0]
    assert check_shapes(product).out == read_type("m")


def test_what_is_said_behind_the_last_case_is_a_statement() -> None:
    latex = (
        r"x' = \begin{cases} y & \text{with probability } A \\ x & \text{with probability } 1 - A, "
        r"\quad\text{and}\quad A = \min\{1, \frac{p}{q}\} \end{cases}"
    )
    formulas = open_formulas(latex, ["p: > 0", "q: > 0", "A: (0, 1)", "x:", "y:"])
    world = make_world(formulas[-1], 1)
    assert compute_value(formulas[-1], world) <= 1


def test_a_value_depends_on_its_seed_alone() -> None:
    rows = ["f: d -> number", "q: law d", "x: d", "w: d", "a:"]
    one = open_formulas(r"\mathbb{E}_{x \sim q}[f(x)] + w^\top w a", rows)[0]
    other = open_formulas(r"a w^\top w + \mathbb{E}_{x \sim q}[f(x)]", [*reversed(rows)])[0]
    for seed in range(5):
        first = compute_value(one, make_world(one, seed))
        assert first == compute_value(one, make_world(one, seed))
        assert first == pytest.approx(compute_value(other, make_world(other, seed)))
    assert len({compute_value(one, make_world(one, seed)) for seed in range(5)}) == 5


RELATIONS = [
    (r"\sum_{k=1}^N p_k x_k", ["p_k: (0, 1)", "x_k:", "N: count", "sum p_k = 1"]),
    ("t + T", ["t: count", "T: count", "t <= T"]),
    (r"\langle x_t, \theta \rangle", ["x_t: d", "X_t: set d", r"\theta: d", "x_t in X_t"]),
    ("v + m", ["v: d", "m: number", r"m = mean(v)"]),
    (r"u^\top v", ["u: d", "v: d", r"\|u\| = 1"]),
    (r"\boldsymbol{k}_t^\top \boldsymbol{v}_t", ["k_t: d", "v_t: d", r"\|k_t\| = 1"]),
    (r"\sum_{i=1}^n \|z_i - \bar{z}\|^2", ["z_i: d", r"\bar{z}: d", r"\bar{z} = mean(z_i)"]),
    ("b - a", ["a:", "b:", "a < b"]),
    (r"\prod_{i=1}^n (z_i - u_i)", ["n: count", "z_i:", "u_i:", r"z_i \geq u_i"]),
    (r"\sum_{i=1}^n \|x_i\|^2", ["n: count", "x_i: d", r"\sum_i x_i = 0"]),
    (r"\sum_i p_i a_i^2", ["p: n > 0", "a: n", r"\sum_i p_i = 1", r"\sum_i p_i a_i = 0"]),
    (r"\|w_k\|^2", ["w_k: d", "F_k: thing -> number", "W: set d", r"w_k \in W"]),
]


@pytest.mark.parametrize(("latex", "rows"), RELATIONS, ids=[row[1][-1] for row in RELATIONS])
def test_a_world_keeps_what_is_said_to_hold(latex: str, rows: list[str]) -> None:
    rows = [row for row in rows if not row.startswith("F_k")]
    formula = open_formulas(latex, rows)[0]
    for seed in range(8):
        world = make_world(formula, seed)
        for said in formula.relations:
            assert compute_value(formula, world, said) is True, (seed, said)


def test_a_sum_that_names_no_range_runs_over_the_index_in_it() -> None:
    rows = ["p_i: > 0", "q_i: > 0", "sum p_i = 1", "sum q_i = 1"]
    (formula,) = open_formulas(r"\sum_i p_i \log\frac{p_i}{q_i}", rows)
    values = [compute_value(formula, make_world(formula, seed)) for seed in range(20)]
    assert min(values) >= 0, "a divergence between two laws"
    (total,) = open_formulas(r"\sum_i p_i", rows[:1] + rows[2:3])
    assert compute_value(total, make_world(total, 1)) == pytest.approx(1)


def test_a_relation_of_all_members_holds_for_each_of_them() -> None:
    rows = ["n: count", "z_i:", "u_i:", r"z_i \geq u_i"]
    (formula,) = open_formulas(r"\prod_{i=1}^n (z_i - u_i)", rows)
    assert min(compute_value(formula, make_world(formula, seed)) for seed in range(40)) >= 0


def test_a_slope_by_a_letter_that_is_not_shown_is_not_followed() -> None:
    rows = ["c: m -> number", "z: m", r"\theta: d"]
    with pytest.raises(NotFollowed, match=r"does not show how it depends on"):
        check_shapes(open_formulas(r"\nabla_\theta c(z)", rows)[0])
    assert check_shapes(open_formulas(r"\nabla_z c(z)", rows[:2])[0]).out == read_type("m")


def test_letters_that_are_defined_by_one_another_stay_free() -> None:
    rows = [f"{name}: number" for name in "ypcab"]
    display = r"y = a + b + p \\ p = 2 c \\ c = a \\ a = b + 1 \\ b = a - 1"
    formula = open_formulas(display, rows)[0]
    assert [*map(format_node, formula.relations)] == ["c=a", "p=2c"]
    world = make_world(formula, 1)
    a, b = (compute_part(formula, world, read_part(formula, name)) for name in "ab")
    assert compute_value(formula, world) == pytest.approx(3 * a + b)
    bound_by_a_row = open_formulas(
        r"y = b \\ b = a - 1", ["y: number", "a: number", "b: number", "a = b + 1"]
    )
    assert [*map(format_node, bound_by_a_row[0].relations)] == ["a=b+1"]


def test_many_letters_that_are_defined_by_one_another_are_read() -> None:
    letters = "abcdghkmnpqrstuvwxz"
    sums = [" + ".join(letters[place + 1 :] + letters[: place > 0]) for place in range(len(letters))]
    definitions = [f"{letter} = {total}" for letter, total in zip(letters, sums, strict=True)]
    formulas = open_formulas(
        r" \\ ".join(["y = a", *definitions]), [f"{name}: number" for name in "y" + letters]
    )
    assert not formulas[0].relations


def test_a_relation_that_nothing_satisfies_is_named() -> None:
    formula = open_formulas("a b", ["a: > 0", "b: > 0", "a + b < 0"])[0]
    with pytest.raises(FormulaError, match=r"nothing that was drawn satisfies \$a\+b<0\$"):
        make_world(formula, 1)


@pytest.mark.parametrize(
    ("latex", "rows", "part"),
    [
        (r"\min(a, 2 + b)", ["a: (0, 1)", "b: > 0"], r"\min"),
        (r"\sum_{i=1}^{1} x_i", ["x_i:"], "1 term"),
        (r"0 \cdot a", ["a:"], "one value"),
    ],
)
def test_worlds_that_do_not_show_what_a_formula_does_are_not_used(
    latex: str, rows: list[str], part: str
) -> None:
    formula = open_formulas(latex, rows)[0]
    with pytest.raises((NotRich, NoValue)) as raised:
        find_rich_worlds(formula, 3)
    assert part in str(raised.value)


def test_rich_worlds_take_every_branch() -> None:
    formula = open_formulas(r"\max(0, 1 - y f)", ["y:", "f:"])[0]
    values = [valued.value for valued in find_rich_worlds(formula, 3)]
    assert 0 in values
    assert any(value > 0 for value in values)


PARTS = st.recursive(
    st.sampled_from(["a", "b", "x", "W x", r"\|x\|", r"x^\top W x", r"\log b", "n", "2"]),
    lambda parts: st.one_of(
        st.tuples(parts, parts).map(lambda pair: f"({pair[0]} + {pair[1]})"),
        st.tuples(parts, parts).map(lambda pair: rf"\frac{{{pair[0]}}}{{{pair[1]}}}"),
        st.tuples(parts, parts).map(lambda pair: f"{pair[0]} \\odot {pair[1]}"),
        parts.map(lambda part: rf"\sum_{{i=1}}^{{n}} {part}"),
        parts.map(lambda part: f"({part})^{{9}}"),
        parts.map(lambda part: rf"\nabla_x ({part})"),
    ),
    max_leaves=6,
)


SHEET = [("a", "a in R"), ("b", "b > 0"), ("x", "x in R^n"), ("W", "W in R^(n x n)")]


@given(PARTS, st.integers(0, 50))
def test_every_formula_has_a_type_and_a_value_or_a_reason(latex: str, seed: int) -> None:
    formula = open_formulas(latex, sheet=SHEET)[0]
    fault = find_fault(lambda: check_shapes(formula))
    if isinstance(fault, ShapeBreak):
        assert any(fault.node is node for node in walk_nodes(formula.statement))
    if fault is None:
        fault = find_fault(lambda: compute_value(formula, make_world(formula, seed)))
        assert fault is None or isinstance(fault, NoValue)
    assert fault is None or str(fault)


def find_fault(work: Callable[[], object]) -> DrillError | None:
    try:
        work()
    except DrillError as fault:
        return fault
    return None


@given(st.permutations([r"W x", "b", r"\lambda y", r"- (A + I) b", r"x^\top z \, b"]))
def test_a_table_that_fits_in_one_order_of_terms_fits_in_all(terms: list[str]) -> None:
    rows = ["W: m, n", "x: n", "b: m", "y: m", r"\lambda: > 0", "A: m, m", "z: n"]
    formula = open_formulas(" + ".join(terms).replace("+ -", "-"), rows)[0]
    assert str(check_shapes(formula).out) == "m"
    ordered = open_formulas(r"W x + b + \lambda y - (A + I) b + x^\top z \, b", rows)[0]
    np.testing.assert_allclose(
        compute_value(formula, make_world(formula, 3)), compute_value(ordered, make_world(ordered, 3))
    )


@pytest.mark.parametrize(
    "rows",
    [
        ("q: law thing",), ("s: thing ~ q",), ("q: law", "s: thing"), ("q: thing -> (0, 1)",),
    ],
)  # fmt: skip
def test_a_mean_over_things_is_computed_whatever_row_says_that_they_are_drawn(rows: tuple[str, ...]) -> None:
    (formula,) = open_formulas(r"r = \mathbb{E}_{s \sim q}[Q(s)]", ("Q: thing -> number", *rows))
    world = make_world(formula, 3)
    values = [float(world.draw(formula.letters[0])([thing])) for thing in "abc"]
    assert min(values) < compute_value(formula, world) < max(values)


def test_chances_are_those_of_the_law_that_is_drawn_from() -> None:
    rows = ("p: thing; thing -> (0, 1)", "x: thing")
    (formula,) = open_formulas(r"r = \mathbb{E}_{s \sim p(\cdot \mid x)}[1/p(s \mid x)]", rows)
    assert compute_value(formula, make_world(formula, 4)) == pytest.approx(3)
    (plain,) = open_formulas(r"r = \sum_s p(s \mid x)", ("p: law thing", "x: thing"))
    assert compute_value(plain, make_world(plain, 4)) == pytest.approx(1)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_recursion_between_letters_holds_for_every_member(seed: int) -> None:
    rows = ["m_t:", "b: (0, 1)", "g_t:", "m_t = b m_{t-1} + (1 - b) g_t"]
    (formula,) = open_formulas(r"y = m_t - \eta m_{t-1}", [*rows, r"\eta:"])
    world = make_world(formula, seed)
    drawn = Letters(formula, world)
    for t in (1.0, 2.0, 3.0):
        expected = drawn("b") * drawn("m_{t}", t - 1) + (1 - drawn("b")) * drawn("g_{t}", t)
        assert drawn("m_{t}", t) == pytest.approx(expected)


def test_a_member_that_needs_too_many_others_is_not_called_circular() -> None:
    (formula,) = open_formulas("y = x_{30} + b", ["x_t:", "a:", "b:", "x_t = a x_{t-1}"])
    with pytest.raises(NoValue, match="more than 20 other members"):
        compute_value(formula, make_world(formula, 1))


@given(st.sets(st.sampled_from([*"nmkdhpqT", "d_k", "N_s"]), min_size=1, max_size=8), st.integers(0, 100_000))
def test_over_twelve_worlds_axes_take_all_lengths_and_no_two_agree(axes: set[str], seed: int) -> None:
    rows = ["a: number", *(f"{name}: {axis}" for name, axis in zip("bcefguvw", sorted(axes), strict=False))]
    (formula,) = open_formulas("y = a" + "".join(f" + {row[0]}^T {row[0]}" for row in rows[1:]), rows)
    worlds = [make_world(formula, at) for at in range(seed, seed + 12)]
    taken = {axis: [world.find_axis_size(axis) for world in worlds] for axis in axes}
    for lengths in taken.values():
        assert {2, 3, 4} <= {*lengths} <= ({2, 3, 4} if len(axes) <= 3 else {2, 3, 4, 5, 6})
    assert len({*map(tuple, taken.values())}) == len(axes)


@given(st.integers(0, 100_000))
def test_a_count_that_is_an_axis_is_its_length(seed: int) -> None:
    (formula,) = open_formulas(r"y = \frac{Q K^\top}{\sqrt{d_k}}", ["Q: n, d_k", "K: m, d_k", "d_k: count"])
    world = make_world(formula, seed)
    query, key = (world.draw(letter) for letter in formula.letters[:2])
    assert world.draw(formula.letters[2]) == query.shape[1] == key.shape[1]
    assert compute_value(formula, world) == pytest.approx(query @ key.T / math.sqrt(query.shape[1]))
    (total,) = open_formulas(r"y = \frac{1}{N_d} \sum_{i=1}^{N_d} (D_d)_i", ["D_d: N_d"])
    world = make_world(total, seed)
    assert compute_value(total, world) == pytest.approx(world.draw(total.letters[0]).mean())


@given(st.integers(0, 100_000))
def test_members_indices_and_things_differ(seed: int) -> None:
    (rewards,) = open_formulas(
        r"y = r(o^{(j)}) - \frac{1}{k} \sum_{i=1}^{k} r(o^{(i)})",
        ["r: thing -> number", "o^{(j)}: thing", "k: count"],
    )
    world = make_world(rewards, seed)
    answers = next(letter for letter in rewards.letters if letter.latex.startswith("o"))
    assert len({world.draw(answers, (float(at),)) for at in range(1, 10)}) == 9
    (places,) = open_formulas(
        "y = R(n - m) x_m", ["R: number -> number", "x_m: number", "m: count", "n: count"]
    )
    world = make_world(places, seed)
    counts = [world.draw(letter) for letter in places.letters if letter.latex in "mn"]
    assert len({*counts}) == 2


def test_what_is_asked_is_tried_with_more_than_three_members() -> None:
    (formula,) = open_formulas(r"y = \prod_i x_i", ["x_i: number"])
    assert {valued.world.members for valued in find_rich_worlds(formula, 12)} == {2, 3, 4}


def test_a_count_elsewhere_in_a_paper_leaves_a_sum_its_value() -> None:
    sheet = [("z_{i}", "z_i in R"), ("N", "N in N")]
    (formula,) = open_formulas(r"y = \sum_j z_j", (), sheet)
    assert isinstance(compute_value(formula, make_world(formula, 1)), float)
    (formula,) = open_formulas(r"y = \frac{1}{N} \sum_j z_j", (), sheet)
    with pytest.raises(NoValue, match="how far j runs"):
        compute_value(formula, make_world(formula, 1))
