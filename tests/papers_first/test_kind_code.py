"""NumPy: what is written, on arrays of which shapes, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.draft import Draft, Skipped
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.kinds.code import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems, why


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (
            r"\mathbf{r} = \mathbf{X} \mathbf{w} - \mathbf{y}",
            "X @ w - y",
            {"X": ["d", "n"], "w": ["n"], "y": ["d"]},
        ),
        (
            r"\mathbf{g} = \mathbf{X}^\top (\mathbf{X} \mathbf{w})",
            "X.T @ (X @ w)",
            {"X": ["d", "n"], "w": ["n"]},
        ),
        (r"c = \mathbf{u}^\top \mathbf{v}", "u @ v", {"u": ["d"], "v": ["d"]}),
        (r"\mathbf{M} = \mathbf{u} \mathbf{v}^\top", "np.outer(u, v)", {"u": ["d"], "v": ["n"]}),
        (r"\mathbf{c} = \mathbf{f} \odot \mathbf{h}", "f*h", {"f": ["d"], "h": ["d"]}),
        (r"L = \| q_\theta(z) - y \|_2^2", "np.linalg.norm(q - y)**2", {"q": ["d"], "y": ["d"]}),
        (r"L = \| \mathbf{w} \|_1", "np.linalg.norm(w, ord=1)", {"w": ["d"]}),
        (r"y_i = \sum_{j=1}^n w_{ij} x_j", "np.sum(w*x, axis=1)", {"w": ["m", "n"], "x": ["n"]}),
        (r"p_j = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}", "np.exp(z)/np.sum(np.exp(z))", {"z": ["n"]}),
        (r"m = \frac{1}{n} \sum_{i=1}^n x_i", "1/x.shape[0]*np.sum(x)", {"x": ["n"]}),
        (r"m = \frac{1}{|S|} \sum_{i \in S} x_i", "1/x.shape[0]*np.sum(x)", {"x": ["n"]}),
        (r"m = \frac{1}{|U|} \sum_{i \in S} x_i", "1/valU*np.sum(x)", {"x": ["n"], "valU": []}),
        (r"m = \frac{1}{|S|} \sum_{u \in S} \ell(f(u))", "1/l.shape[0]*np.sum(l)", {"l": ["n"]}),
        (
            r"\theta_{t+1} = \theta_t - \alpha \nabla L(\theta_t)",
            "theta - alpha*grad",
            {"theta": ["d"], "alpha": [], "grad": ["d"]},
        ),
        (
            r"x_k = \mathbf{A} x_{k-1} + \mathbf{B} u_k",
            "A @ x + B @ u",
            {"A": ["d", "d"], "x": ["d"], "B": ["d", "n"], "u": ["n"]},
        ),
        (r"s = \sigma \sqrt{a}", "sigma*np.sqrt(a)", {"sigma": [], "a": []}),
    ],
)
def test_right_sides_in_numpy(tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert draft.proved


def test_stated_shapes_are_kept(tmp_path: Path) -> None:
    text = (
        "Let $x \\in \\mathbb{R}^{d}$ be the input vector, $W \\in \\mathbb{R}^{m \\times d}$ be the weight "
        "matrix. "
        "Let $b \\in \\mathbb{R}^m$ be the bias vector."
    )
    draft = only(drafts(paper_of(tmp_path, text, r"h = \tanh(W x + b)")))
    assert answer(draft) == {
        "code": "np.tanh(W @ x + b)",
        "arrays": {"W": ["m", "d"], "x": ["d"], "b": ["m"]},
    }
    assert "`(m,)`" in str(draft.exercise["prompt"])


def test_what_is_added_to_an_inner_product_is_a_number_and_what_is_normalised_need_not_be(
    tmp_path: Path,
) -> None:
    text = r"where $\tilde{h}_t$ is the normalized state of a bird"
    displays = (r"z_{tj} = \frac{\langle q_t, k_j \rangle}{\sqrt{d}} + m_{tj}", r"u_t = M_t W_U \tilde{h}_t")
    scores, states = made(drafts(paper_of(tmp_path, text, *displays)))
    assert answer(scores)["arrays"] == {"q": ["d"], "k": ["d"], "m": []}  # not a free number d beside them
    assert answer(states)["arrays"] == {"M": ["d", "n"], "WU": ["n", "m"], "htilde": ["m"]}


@pytest.mark.parametrize(
    "displays",
    [
        (r"u = M v + b, \quad M \in \mathbb{R}^{r \times m}",),
        (r"M \in \mathbb{R}^{r \times m}", r"u = M v + b"),
    ],
)
def test_shapes_that_displays_state_are_kept(tmp_path: Path, displays: tuple[str, ...]) -> None:
    draft = only(drafts(paper_of(tmp_path, "", *displays)))
    assert answer(draft)["arrays"] == {"M": ["r", "m"], "v": ["m"], "b": ["r"]}


@pytest.mark.parametrize(
    ("said", "is_array"),
    [
        (r"y = (u, v)^\top \in \mathbb{R}^{2 \times d_{\mathrm{in}}}", True),
        (r"y = W x \in \mathbb{R}^{d_\text{out}}", True),
        (r"y = 2 \text{ and } x \in \mathbb{R}^{d_{\mathrm{in}}}", False),
    ],
)
def test_a_label_of_a_length_parts_nothing(tmp_path: Path, said: str, is_array: bool) -> None:
    assert paper_of(tmp_path, f"We keep ${said}$.", "c = a b").is_said_array(Symbol("y")) == is_array


def test_a_stated_shape_of_an_entry_counts(tmp_path: Path) -> None:
    text = "Let $v_j \\in \\mathbb{R}^{p}$ be the value of key $j$."
    draft = only(drafts(paper_of(tmp_path, text, r"o_i = \sum_{j=1}^m a_{ij} v_j")))
    assert answer(draft)["arrays"] == {"a": ["n", "m"], "v": ["m", "p"]}
    assert "the result has shape `(n, p)`" in str(draft.exercise["prompt"])
    assert problems([draft]) == []


def test_one_quantity_at_two_steps_has_one_shape(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"\mathbf{x}_{k+1} = \mathbf{F}_k \mathbf{x}_k")))
    assert answer(draft)["arrays"] == {"F": ["d", "d"], "x": ["d"]}


def test_softmax_over_rows(tmp_path: Path) -> None:
    formula = r"\mathbf{A} = \mathrm{softmax}(\mathbf{Q} \mathbf{K}^\top) \mathbf{V}"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    scores = "np.exp(Q @ K.T)"
    assert answer(draft)["code"] == f"{scores}/np.sum({scores}, axis=1, keepdims=True) @ V"
    assert "each row" in str(draft.exercise["prompt"])


_GRAPH = (
    r"Let $\mathbf{D}$ be the degree matrix and let $\mathbf{A}$ be the adjacency matrix. Products written "
    r"as $\circ$ are taken element-wise. Let $\mathbf{I}$ be the identity matrix."
)


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (r"\mathbf{a} = \mathbf{K}^{-1} \mathbf{y}", "np.linalg.inv(K) @ y", {"K": ["d", "d"], "y": ["d"]}),
        (
            r"m = \mathbf{k}^\top (\mathbf{K} + s^2 \mathbf{I})^{-1} \mathbf{y}",
            "k @ np.linalg.inv(K + s**2*np.eye(K.shape[0])) @ y",
            {"k": ["d"], "K": ["d", "d"], "s": [], "y": ["d"]},
        ),
        (
            r"G = P H^\top (H P H^\top + R)^{-1}",
            "P1 @ H.T @ np.linalg.inv(H @ P1 @ H.T + R)",
            {"P1": ["d", "d"], "H": ["n", "d"], "R": ["n", "n"]},
        ),
        (
            r"\mathbf{P} = \mathbf{D}^{-1/2} \mathbf{A} \mathbf{D}^{-\frac{1}{2}}",
            "np.diag(D**(-1/2)) @ A @ np.diag(D**(-1/2))",
            {"A": ["d", "d"], "D": ["d"]},
        ),
        (r"\mathbf{L} = \mathbf{D} - \mathbf{A}", "np.diag(D) - A", {"A": ["d", "d"], "D": ["d"]}),
        (
            r"\mathbf{Y} = \mathbf{A}^2 \mathbf{X}",
            "np.linalg.matrix_power(A, 2) @ X",
            {"A": ["d", "d"], "X": ["d", "n"]},
        ),
        (
            r"\mathbf{M} = \mathbf{F} \circ \mathbf{C} \mathbf{B}^\top",
            "F * (C1 @ B.T)",
            {"F": ["d", "n"], "C1": ["d", "m"], "B": ["n", "m"]},
        ),
        (
            r"c = \langle \mathbf{P}, \mathbf{C} \rangle",
            "np.sum(P1*C1)",
            {"P1": ["d", "n"], "C1": ["d", "n"]},
        ),
        (r"z = U^\top (x - m)", "U1.T @ (x - m)", {"U1": ["d", "n"], "x": ["d"], "m": ["d"]}),
        (
            r"\frac{d}{dt} \mathbf{x}(t) = A \mathbf{x}(t) + \mathbf{b}",
            "A @ x + b",
            {"A": ["n", "n"], "x": ["n"], "b": ["n"]},
        ),
        (
            r"\mathbf{g} = \nabla f(x) - \mathbb{E}_p[\nabla f(y)]",
            "grad - E1",
            {"grad": ["d"], "E1": ["d"]},
        ),
        (r"\mathbf{d} = \mathbf{A} \mathbf{1}", "np.sum(A, axis=1)", {"A": ["n", "n"]}),
        (r"s = \mathbf{1}^\top \mathbf{x}", "np.sum(x)", {"x": ["d"]}),
        (r"n = \mathbf{1}^\top \mathbf{A} \mathbf{1}", "np.sum(np.sum(A, axis=0))", {"A": ["d", "d"]}),
        (r"c = \langle \mathbf{u}, \mathbf{v} \rangle", "u @ v", {"u": ["d"], "v": ["d"]}),
        (
            r"s = \| \mathbf{A} - \mathbf{B} \|_F^2",
            "np.linalg.norm(A - B)**2",
            {"A": ["d", "d"], "B": ["d", "d"]},
        ),
        (r"l = \log | \mathbf{K} |", "np.log(np.abs(np.linalg.det(K)))", {"K": ["d", "d"]}),
        (
            r"\mathbf{B} = \operatorname{diag}(\mathbf{b}) \mathbf{X}",
            "np.diag(b) @ X",
            {"b": ["d"], "X": ["d", "n"]},
        ),
        (
            r"\mathbf{y} = \mathbf{X} \beta + \epsilon",
            "X @ bet + epsilon",
            {"X": ["d", "n"], "bet": ["n"], "epsilon": ["d"]},
        ),
        (
            r"x'(t) = \mathbf{A} x(t) + \mathbf{B} u(t)",
            "A @ x + B @ u",
            {"A": ["d", "d"], "x": ["d"], "B": ["d", "n"], "u": ["n"]},
        ),
        (
            r"t = \mathbf{w}^\top \phi(\mathbf{x}) + \epsilon",
            "w @ phi1 + epsilon",
            {"w": ["d"], "phi1": ["d"], "epsilon": []},
        ),
        (
            r"\mathbf{Q} = \mathbf{K}_{fu} \mathbf{K}_{uu}^{-1} \mathbf{K}_{uf}",
            "Kfu @ np.linalg.inv(Kuu) @ Kuf",
            {"Kfu": ["d", "n"], "Kuu": ["n", "n"], "Kuf": ["n", "m"]},
        ),
    ],
)  # fmt: skip
def test_matrices_are_inverted_and_taken_apart(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, _GRAPH, formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert draft.proved
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (
            r"L_i = -\log \frac{e^{s_{ii}}}{\sum_{j \neq i} e^{s_{ij}}}",
            "-np.log(np.exp(np.diag(s))/np.sum(np.exp(s)*(1 - np.eye(s.shape[0])), axis=1))",
            {"s": ["n", "n"]},
        ),
        (
            r"E = \sum_{i < j} w_{ij} s_i s_j",
            "np.sum(w*s[:, None]*s*np.triu(np.ones((w.shape[0], w.shape[0])), 1))",
            {"w": ["n", "n"], "s": ["n"]},
        ),
        (
            r"B = \sum_{i,j} \mathbf{P}_{i,j} \mathbf{C}_{i,j}",
            "np.sum(P1*C1)",
            {"P1": ["n", "m"], "C1": ["n", "m"]},
        ),
        (
            r"\mathbf{c}_i = \sum_j \alpha_{ij} \mathbf{h}_j",
            "np.sum(alpha[:, :, None]*h, axis=1)",
            {"alpha": ["n", "m"], "h": ["m", "k"]},
        ),
        (
            r"L = \frac{1}{n} \sum_{i=1}^n \| \mathbf{x}_i - \mathbf{y}_i \|^2",
            "1/x.shape[0]*np.sum(np.linalg.norm(x - y, axis=1)**2)",
            {"x": ["n", "m"], "y": ["n", "m"]},
        ),
        (
            r"a_i = \sum_j \mathbf{q}_i^\top \mathbf{k}_j",
            "np.sum(q @ k.T, axis=1)",
            {"q": ["n", "p"], "k": ["m", "p"]},
        ),
        (r"H = -\sum_x p(x) \log p(x)", "-np.sum(p*np.log(p))", {"p": ["n"]}),
        (
            r"D = \sum_{x} \sum_{y} p(x, y) \log \frac{p(x, y)}{p(x) p(y)}",
            "np.sum(np.sum(p*np.log(p/(p1[:, None]*p2)), axis=1))",
            {"p": ["n", "m"], "p1": ["n"], "p2": ["m"]},
        ),
        (
            r"L = -\sum_i \log \frac{e^{s(x_i, y_i)}}{\sum_j e^{s(x_i, y_j)}}",
            "-np.sum(np.log(np.exp(np.diag(s))/np.sum(np.exp(s), axis=1)))",
            {"s": ["n", "n"]},
        ),
        (r"m = \frac{1}{N} \sum_i a_i^2", "1/a.shape[0]*np.sum(a**2)", {"a": ["n"]}),
        (r"E = \sum_{m=1}^M |B_m| c_m", "np.sum(valB*c)", {"valB": ["n"], "c": ["n"]}),
        (r"f(x) = \sum_{i=1}^n a_i k(x_i, x)", "np.sum(a*k)", {"a": ["n"], "k": ["n"]}),
    ],
)  # fmt: skip
def test_indices_run_over_pairs_vectors_and_values(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert problems([draft]) == []


def test_what_is_given_at_every_index_is_said_to_be(tmp_path: Path) -> None:
    formula = r"J = \sum_{i,j} m_{ij} k(x_i, y_j)"
    prompt = str(only(drafts(paper_of(tmp_path, "", formula))).exercise["prompt"])
    assert r"`k` holds $k(x_{i},y_{j})$ for all $i$ and $j$ and has shape `(n, p)`" in prompt


@pytest.mark.parametrize(
    "formula",
    [
        r"y = \sum_{i} k(x_i) - \sum_{i} k(y_i)",  # as many of these as of those?
        r"\mathbf{o} = \sum_i w_i f(x_i)",  # values that are vectors
        r"y = \sum_{i<j} x_i",  # j stays open
        r"Y = \sum_h a_h X W_h V",  # matrices, rather than numbers
        r"y_i = \sum_{j=0}^{i-1} i a_j b_j",  # as many terms as i says
        r"S = b + \sum_i \mathbf{x}_i \mathbf{x}_i^\top",  # b times what?
        r"S = \sum_i \|x_i\| x_i x_i^\top",
        r"h = x + \sum_{i=1}^n g_i \mathrm{Net}_i(x)",  # a network's outputs may be vectors
        r"m_i = \sum_{j \in \mathcal{N}(i)} a_j",
        r"y = \sum_{k=1}^{D_a} u_k + \sum_{k=1}^{D_b} v_k",  # two lengths
        r"C_i = r_i - \frac{1}{k - 1} \sum_{j \neq i} r_j",  # k is how many there are
    ],
)
def test_sums_that_do_not_say_enough_are_refused(tmp_path: Path, formula: str) -> None:
    assert why(drafts(paper_of(tmp_path, "", formula)))


def test_least_squares_has_a_value_where_the_matrix_is_tall(tmp_path: Path) -> None:
    formula = r"\mathbf{w} = (\mathbf{X}^\top \mathbf{X})^{-1} \mathbf{X}^\top \mathbf{y}"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["code"] == "np.linalg.inv(X.T @ X) @ X.T @ y"
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (
            r"g(x) = \begin{cases} x & \text{if } x \geq 0 \\ a x & \text{otherwise} \end{cases}",
            "np.where(x >= 0, x, a*x)",
            {"x": ["d"], "a": []},
        ),
        (
            r"g(x) = \begin{cases} x^2 & x < 0 \\ 3 x & x \geq 0 \end{cases}",
            "np.where(x < 0, x**2, 3*x)",
            {"x": ["d"]},
        ),
        (
            r"g(x) = \begin{cases} 0 & x < 0 \\ x & 0 \leq x < 1 \\ 1 & \text{else} \end{cases}",
            "np.where(x < 0, 0, np.where(np.logical_and(0 <= x, x < 1), x, 1))",
            {"x": ["d"]},
        ),
        (
            r"g(x) = \begin{cases} x & |x| \leq s \\ s & \text{otherwise} \end{cases}",
            "np.where(np.abs(x) <= s, x, s)",
            {"x": ["d"], "s": []},
        ),
        (
            r"R = \begin{pmatrix} \cos a & -\sin a \\ \sin a & \cos a \end{pmatrix}",
            "np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])",
            {"a": []},
        ),
        (
            r"\mathbf{y} = \begin{bmatrix} a & b \\ 0 & c \end{bmatrix} \mathbf{x}",
            "np.array([[a, b], [0, c]]) @ x",
            {"a": [], "b": [], "c": [], "x": ["2"]},
        ),
        (
            r"\mathbf{y} = \mathbf{W} [\mathbf{u}, \mathbf{v}] + \mathbf{b}",
            "W @ np.concatenate((u, v)) + b",
            {"W": ["d", "5"], "u": ["3"], "v": ["2"], "b": ["d"]},
        ),
        (
            r"e = \mathbf{a}^\top [\mathbf{W} \mathbf{u} ; \mathbf{W} \mathbf{v}]",
            "a @ np.concatenate((W @ u, W @ v))",
            {"a": ["6"], "W": ["3", "d"], "u": ["d"], "v": ["d"]},
        ),
    ],
)
def test_cases_and_vectors_that_are_joined(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"g(x) = \begin{cases} 1 & x = y \\ 0 & x \neq y \end{cases}",  # never drawn equal
        r"g(x) = \begin{cases} 1 & x > 1 \\ 0 & x < 0 \end{cases}",  # and between?
        r"g(x) = \begin{cases} 1 & \text{if } x \in \mathcal{S} \\ 0 & \text{otherwise} \end{cases}",
    ],
)
def test_cases_that_numbers_do_not_decide_are_refused(tmp_path: Path, formula: str) -> None:
    assert why(drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    ("formula", "assumed"),
    [
        (r"\mathbf{y} = \sqrt{1 - a} \mathbf{x}", ["0 < a < 1"]),
        (r"\mathbf{y} = \sqrt{1 - a - s^2} \mathbf{x}", ["0 < a < 1/2", "0 < s < 1/2"]),
        (r"L = -\sum_{i=1}^n \log(1 - p_i)", ["0 < p < 1"]),
        (r"p_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}", None),
    ],
)
def test_roots_and_logarithms_have_values(tmp_path: Path, formula: str, assumed: list[str] | None) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert draft.exercise.get("assume") == assumed
    assert problems([draft]) == []


def test_a_diagonal_matrix_is_given_by_its_diagonal(tmp_path: Path) -> None:
    formula = r"\mathbf{P} = \mathbf{D}^{-1} \mathbf{A}"
    prompt = str(only(drafts(paper_of(tmp_path, _GRAPH, formula))).exercise["prompt"])
    assert r"`D` holds the diagonal of $\mathbf{D}$ and has shape `(d,)`" in prompt
    assert r"$\mathbf{D}^{-1}$ takes the power of every entry on the diagonal." in prompt


def test_vectors_may_be_rows(tmp_path: Path) -> None:
    text = r"Let $x \in \mathbb{R}^{d}$ be the input and $W_1 \in \mathbb{R}^{d \times h}$ the first weights."
    draft = only(drafts(paper_of(tmp_path, text, r"f(x) = \max(0, x W_1 + b_1) W_2 + b_2")))
    assert answer(draft) == {
        "code": "np.maximum(0, x @ W1 + b1) @ W2 + b2",
        "arrays": {"x": ["d"], "W1": ["d", "h"], "b1": ["h"], "W2": ["h", "n"], "b2": ["n"]},
    }


def test_a_rate_before_brackets_is_a_factor(tmp_path: Path) -> None:
    formula = r"\mathbf{u} = \mathbf{v} + \eta (\mathbf{x} - \mathbf{v})"
    draft = only(drafts(paper_of(tmp_path, r"Here $\eta$ is the learning rate.", formula)))
    assert answer(draft)["code"] == "v + eta*(x - v)"


@pytest.mark.parametrize(
    ("formula", "shapes"),
    [
        (r"y = \mu + x W", {"mu": ["D"], "x": ["d"], "W": ["d", "D"]}),
        (r"y = x W + \lambda", {"lam": [], "x": ["d"], "W": ["d", "D"]}),
    ],
)
def test_what_is_added_to_rows_is_one_unless_its_letter_is_a_weight(
    tmp_path: Path, formula: str, shapes: dict[str, list[str]]
) -> None:
    text = r"Here $W \in \mathbb{R}^{d \times D}$."
    assert answer(only(drafts(paper_of(tmp_path, text, formula))))["arrays"] == shapes


def test_scores_of_rows(tmp_path: Path) -> None:
    text = "Here $W^Q$ and $W^K$ are the weight matrices."
    draft = only(drafts(paper_of(tmp_path, text, r"e_{ij} = (x_i W^Q) (x_j W^K)^\top")))
    arrays = {"xi": ["d"], "WQ": ["d", "n"], "xj": ["d"], "WK": ["d", "n"]}
    assert answer(draft) == {"code": "xi @ WQ @ (xj @ WK)", "arrays": arrays}


def test_what_one_formula_tells_of_a_symbol_holds_in_another(tmp_path: Path) -> None:
    first, second = r"\mathbf{y} = \mathbf{A} z + \mathbf{b}", r"r = z + u"
    found = made(drafts(paper_of(tmp_path, "", first, second)))
    assert answer(found[1]) == {"code": "z + u", "arrays": {"z": ["d"], "u": ["d"]}}
    assert not made(drafts(paper_of(tmp_path, "", second)))


@pytest.mark.parametrize(
    "formula",
    [
        r"\mathbf{z} = \mathbf{x} \mathbf{y}",  # entry by entry, or inner?
        r"\mathbf{z} = \mathbf{A}^2 + \mathbf{B}",  # a power of a matrix
        r"y = a + b",  # nothing of NumPy
        r"\mathbf{y} = -\mathbf{x}",  # nor in a sign
        r"f = \max(0, x W_1 + b_1) W_2 + b_2",  # products of arrays, but nobody says so
        r"a = -\sqrt{r} + i m",  # the imaginary unit, in truth
        r"k(\mathbf{x}, \mathbf{y}) = \exp(-(\mathbf{x} - \mathbf{y})^2)",  # a norm, in truth
        r"y = \sum_{i<j} x_i",
        r"y = \mathbf{I} + \mathbf{A}",
        r"\mathbf{C} = \mathbf{A} \mathbf{B} \in \mathbb{R}^{m \times k}",
        r"\mathbf{B} = \exp(\mathbf{A})",  # entry by entry, or a matrix exponential
        r"\mathbf{y} = \mathbf{U} g(\mathbf{S}) \mathbf{x}",  # a number, or a function of a matrix
        r"\mathbf{y} = (\mathbf{A} \circ \mathbf{B}) \mathbf{x}",  # one function after the other, perhaps
        r"r = \frac{\mathbf{u}^\top \mathbf{v}}{|\mathbf{u}| |\mathbf{v}|}",
        r"\mathbf{J} = \mathbf{1} \mathbf{1}^\top",  # how large?
        r"t = \log |\mathbf{x}|",  # a length, or entry by entry
        r"s = v^\top \frac{\partial K}{\partial k} v",  # a matrix, of which nothing is said
        r"s = \| \mathbf{A} \|_2",  # the largest stretch, or the root of squares
        r"\alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{k \in \mathcal{N}(i)} \exp(e_{ik})}",  # neighbours alone
    ],
)
def test_what_could_be_meant_otherwise_is_refused(tmp_path: Path, formula: str) -> None:
    assert why(drafts(paper_of(tmp_path, "", formula)))


def test_sides_that_agree_under_a_condition_only_are_refused(tmp_path: Path) -> None:
    first = r"\mathbf{C} = \mathbf{A} (\mathbf{U}^\top \mathbf{U})^{-1} \mathbf{U}^\top \mathbf{V}"
    assert made(drafts(paper_of(tmp_path, "", first)))
    assert "condition" in why(
        drafts(paper_of(tmp_path, "", rf"{first} = \mathbf{{A}} \mathbf{{U}}^\top \mathbf{{V}}"))
    )


@pytest.mark.parametrize("formula", [r"U = (1 - M) \cdot V", r"u = (1 - m) \cdot v", r"u = (1 - m) \cdot h"])
def test_a_dot_behind_a_mask_may_be_meant_entry_by_entry(tmp_path: Path, formula: str) -> None:
    words = r"Let $M \in \{0, 1\}^{d \times n}$, $m \in \{0, 1\}^d$ and $h \in \mathbb{R}^d$."
    assert why(drafts(paper_of(tmp_path, words, formula)))


def test_the_check_of_banks_finds_nothing(tmp_path: Path) -> None:
    paper = paper_of(
        tmp_path,
        "The learning rate is $\\alpha$.",
        r"\theta_{t+1} = \theta_t - \alpha \frac{m_t}{\sqrt{v_t} + \epsilon}",
        r"\mathbf{g} = \mathbf{X}^\top (\mathbf{X} \mathbf{w} - \mathbf{y}) + \lambda \mathbf{w}",
        r"E = \sum_{i=1}^n \sum_{j=1}^m a_{ij} x_i y_j",
        r"H = - \sum_{i=1}^n p_i \log p_i",
        r"L = \frac{1}{2} \| \mathbf{X} \mathbf{w} - \mathbf{y} \|^2",
    )
    found = made(drafts(paper))
    assert len(found) >= 4
    assert problems(found) == []


_LAYER = r"\mathbf{h} = \sigma(\mathbf{W} \mathbf{x} + \mathbf{b})"


@pytest.mark.parametrize(
    ("text", "formula", "code", "said"),
    [
        (r"Each hidden layer is affine.", _LAYER, "np.tanh(W @ x + b)", r"`np.tanh` for $\sigma$, entry by"),
        (r"Here $\sigma$ is an activation function.", _LAYER, "np.tanh(W @ x + b)", "`np.tanh`"),
        (
            r"Here $\sigma$ is the logistic function.",
            _LAYER,
            "1/(1 + np.exp(-(W @ x + b)))",
            "`1/(1 + np.exp(-z))`",
        ),
        (r"Here $\sigma$ is a ReLU nonlinearity.", _LAYER, "np.maximum(0, W @ x + b)", "`np.maximum(z, 0)`"),
        (
            r"Here $\phi$ is an activation function.",
            r"\mathbf{Z} = \phi(\tilde{\mathbf{A}} \mathbf{H} \mathbf{W}) \mathbf{V}",
            "np.tanh(Atilde @ H @ W) @ V",
            r"`np.tanh` for $\phi$",
        ),
        (
            r"The neural network is deep.",
            r"\mathbf{h} = \operatorname{act}(\mathbf{W} \mathbf{x}) + \mathbf{x}",
            "np.tanh(W @ x) + x",
            r"`np.tanh` for $\operatorname{act}$",
        ),
    ],
)
def test_a_nonlinearity_that_is_left_open_is_taken_and_said(
    tmp_path: Path, text: str, formula: str, code: str, said: str
) -> None:
    draft = only(drafts(paper_of(tmp_path, text, formula)))
    assert answer(draft)["code"] == code
    assert said in str(draft.exercise["prompt"])
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("", [_LAYER]),  # nothing says that it is about layers
        (r"A neural network; $\sigma$ is the standard deviation.", [_LAYER]),
        (r"A neural network; $\sigma$ is the softmax function.", [_LAYER]),
        (r"A neural network with noise $\sigma_t$.", [_LAYER]),
        (r"A neural network with sigmoid gates.", [_LAYER]),
        (r"A neural network.", [_LAYER, r"\mathbf{c} = \tanh(\mathbf{h})"]),  # so the other is another one
        (r"A neural network.", [_LAYER, r"y = \sigma z"]),
        (r"A neural network.", [_LAYER, r"\sigma(z) = \frac{1}{1 + z}"]),
        (r"A neural network.", [r"\mathbf{h} = \mathbf{U} \sigma(\mathbf{W})"]),  # singular values, perhaps
        (r"A neural network.", [r"\mathbf{h} = \phi(\mathbf{W} \mathbf{x})"]),  # features
        (r"Here $\sigma$ is an activation function.", [r"\mathbf{h} = \sigma(a + b) \mathbf{x}"]),
    ],
)
def test_what_may_be_no_nonlinearity_of_entries_is_refused(
    tmp_path: Path, text: str, formulas: list[str]
) -> None:
    paper = paper_of(tmp_path, text, *formulas)
    whole = [one for one in made(drafts(paper)) if "is applied to" not in str(one.exercise["prompt"])]
    codes = [str(answer(draft)["code"]) for draft in whole]
    assert not [code for code in codes if "W" in code or "a + b" in code]


@pytest.mark.parametrize(
    ("text", "formula", "code"),
    [
        ("", r"\mathbf{h} = f(\mathbf{W} \mathbf{x} + \mathbf{b})", "W @ x + b"),
        ("", r"y = \mathrm{MLP}([u; v])", "np.concatenate((u, v))"),
        ("A neural network with sigmoid gates.", _LAYER, "W @ x + b"),
    ],
)
def test_what_an_unknown_function_is_applied_to_is_asked_for(
    tmp_path: Path, text: str, formula: str, code: str
) -> None:
    draft = only(drafts(paper_of(tmp_path, text, formula)))
    assert answer(draft)["code"] == code
    assert "is applied to on the right in NumPy" in str(draft.exercise["prompt"])
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("", r"\mathbf{h} = \sigma(\mathbf{W} \mathbf{x} + \mathbf{b})"),
        (r"Here $\sigma$ is the standard deviation of a neural network's noise.", _LAYER),
        ("", r"y = f(a + b)"),
        ("", r"\mathbf{h} = f(\mathbf{x})"),
    ],
)
def test_what_may_be_a_factor_or_is_plain_has_no_argument_to_ask_for(
    tmp_path: Path, text: str, formula: str
) -> None:
    assert made(drafts(paper_of(tmp_path, text, formula))) == []


@pytest.mark.parametrize(
    ("text", "formula", "code", "arrays"),
    [
        (
            "",  # what is multiplied is an identity, and the state's shape makes A square
            r"\mathbf{x}_k = (\mathbf{I} + \mathbf{A}) \mathbf{x}_{k-1} + \mathbf{B} u_k",
            "(np.eye(A.shape[0]) + A) @ x + B @ u",
            {"A": ["d", "d"], "x": ["d"], "B": ["d", "n"], "u": ["n"]},
        ),
        (
            r"Let $W \in \mathbb{R}^{n \times n}$ be the weight matrix.",
            "M = (1 - b) I + b W",
            "(1 - b)*np.eye(W.shape[0]) + b*W",
            {"b": [], "W": ["n", "n"]},
        ),
        (
            r"Here $\mathbf{I}$ is the identity matrix.",
            r"\mathbf{M} = \mathbf{X}^\top \mathbf{X} + \lambda \mathbf{I}",
            "X.T @ X + lam*np.eye(X.shape[1])",
            {"X": ["d", "n"], "lam": []},
        ),
        (
            "With the identity matrix the step is explicit.",
            r"\mathbf{M} = -\mathbf{I} - \mathbf{K} \mathbf{H}",
            "-np.eye(K.shape[0]) - K @ H",
            {"K": ["d", "n"], "H": ["n", "d"]},
        ),
    ],
)
def test_an_identity_is_as_large_as_what_it_is_added_to(
    tmp_path: Path, text: str, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, text, formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert "the identity matrix" in str(draft.exercise["prompt"])
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("", [r"\mathbf{M} = \mathbf{I} - \mathbf{A}"]),  # nothing tells that it is one, or that A is square
        ("We restore an image.", [r"\mathbf{M} = (\mathbf{I} - \mathbf{A}) \mathbf{x}"]),
        (r"Here $\mathbf{I}$ is the image.", [r"\mathbf{M} = (\mathbf{I} - \mathbf{A}) \mathbf{x}"]),
        (
            r"Let $W \in \mathbb{R}^{n \times m}$ be the weight matrix. Here $I$ is the identity matrix.",
            ["M = (1 - b) I + b W"],
        ),
        ("", [r"\mathbf{M} = (\mathbf{I} - \mathbf{A}) \mathbf{x}", r"h = I(X; Y)"]),
        ("", [r"\mathbf{M} = (\mathbf{I} - \mathbf{A}) \mathbf{x}", r"y = \sum_{i=1}^n I_i"]),
        (r"The frames are $\mathbf{I}_t$.", [r"\mathbf{M} = (\mathbf{I} - \mathbf{A}) \mathbf{x}"]),
        ("", [r"\mathbf{M} = (\mathbf{I} - \mathbf{B}) \odot \mathbf{A}"]),
        ("Here $E$ is the identity matrix.", [r"\mathbf{M} = (\mathbf{I} - \mathbf{A}) \mathbf{x}"]),
    ],
)
def test_an_i_that_may_be_something_else_is_refused(tmp_path: Path, text: str, formulas: list[str]) -> None:
    first = next(iter(drafts(paper_of(tmp_path, text, *formulas))))
    assert isinstance(first, Skipped)


_TENSOR = (
    r"Let $X \in \mathbb{R}^{m \times n}$ be the tensor. Let $z \in \mathbb{R}^{n}$ be the vector of logits."
)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        (r"Y = \operatorname{round}(c X)", "np.round(c*X)"),
        (r"Y = \left\lfloor \frac{X}{s} \right\rceil", "np.round(X/s)"),
        (r"Y = \operatorname{floor}(X) + 1", "np.floor(X) + 1"),
        (r"Y = \operatorname{ceil}(X)", "np.ceil(X)"),
        (r"Y = \text{clamp}\left(\left\lfloor \frac{X}{s}\right\rceil, 0, 2^b-1\right)",
         "np.clip(np.round(X/s), 0, 2**b - 1)"),
        (r"Y = \operatorname{clip}(X, -1, 1)", "np.clip(X, -1, 1)"),
        (r"s = \frac{\max(z) - \min(z)}{2^b - 1}", "(np.max(z) - np.min(z)) / (2**b - 1)"),
        (r"y = \exp(z - \max(z))", "np.exp(z - np.max(z))"),
    ],
)  # fmt: skip
def test_entries_are_rounded_and_kept_between_bounds(tmp_path: Path, formula: str, code: str) -> None:
    draft = only(drafts(paper_of(tmp_path, _TENSOR, formula)))
    assert answer(draft)["code"] == code
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"Y = \operatorname{clip}(X, a, b)",  # which of the bounds is the lower one?
        r"Y = \operatorname{clip}(X, 1, -1)",
        r"Y = \operatorname{round}(f(X))",
        r"Y = \operatorname{round}(X, 2)",
        r"y = \operatorname{round}(c)",
        r"y = \max(X)",  # of all entries, or of each row
        r"Y = \operatorname{round}(I)",
    ],
)
def test_roundings_that_are_not_of_entries_are_refused(tmp_path: Path, formula: str) -> None:
    assert why(drafts(paper_of(tmp_path, _TENSOR, formula)))


def test_a_mistake_inside_of_what_is_transposed(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"c = (\mathbf{x} - \mathbf{m})^\top \mathbf{w}")))
    assert answer(draft)["code"] == "(x - m) @ w"
    assert "(x + m) @ w" in [each["answer"] for each in draft.exercise["wrong"]]  # type: ignore[index, union-attr]
    assert problems([draft]) == []


def test_what_is_integrated_is_given_whole(tmp_path: Path) -> None:
    formula = r"T = \exp\left(-\int_0^t \sigma(\mathbf{r}(s)) \, ds\right)"
    assert answer(only(drafts(paper_of(tmp_path, "", formula))))["code"] == "np.exp(-intsigma)"


def test_an_index_says_how_large_an_identity_is(tmp_path: Path) -> None:
    text = (
        "The weight matrix $A \\in \\mathbb{R}^{N \\times N}$ of the network belongs to a graph of $N$ nodes."
    )
    draft = only(drafts(paper_of(tmp_path, text, r"S = I_N - \frac{1}{2} A")))
    assert answer(draft) == {"code": "np.eye(A.shape[0]) - 1/2*A", "arrays": {"A": ["N", "N"]}}
    assert "$I_{N}$ is the identity matrix." in str(draft.exercise["prompt"])


def test_a_bold_identity_that_a_formula_uses_as_one_may_stand_in_a_paper_on_images(tmp_path: Path) -> None:
    formula = r"\mathbf{m} = (\mathbf{K} + \lambda \mathbf{I})^{-1} \mathbf{y}"
    draft = only(drafts(paper_of(tmp_path, "We restore an image from its Fisher information.", formula)))
    assert answer(draft)["code"] == "np.linalg.inv(K + lam*np.eye(K.shape[0])) @ y"
    dressed = "We restore an image $\\mathbf{I}(u, v)$."
    assert why(drafts(paper_of(tmp_path, dressed, formula))) == "I may be an identity"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (
            "The degree matrix $D_{ii} = \\sum_j A_{ij}$ counts neighbours.",
            "np.diag(D**(-1/2)) @ A @ np.diag(D**(-1/2))",
        ),
        ("Let $X \\in \\mathbb{R}^{N \\times D}$ be the feature matrix.", ""),
    ],
)
def test_what_stands_on_both_sides_is_no_number(tmp_path: Path, said: str, code: str) -> None:
    text = f"Let $A \\in \\mathbb{{R}}^{{N \\times N}}$ be the adjacency matrix. {said}"
    (found,) = drafts(paper_of(tmp_path, text, r"S = D^{-\frac{1}{2}} A D^{-\frac{1}{2}}"))
    assert ("" if isinstance(found, Skipped) else answer(found)["code"]) == code


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (
            r"E = \sum_{i,j=1}^n a_{ij} (u_i^\top v_j - \log c_{ij})^2",
            "np.sum(a*(u @ v.T - np.log(c))**2)",
            {"a": ["n", "n"], "u": ["n", "m"], "v": ["n", "m"], "c": ["n", "n"]},
        ),
        (
            r"s_{ij} = \frac{\exp(u_i^\top v_j)}{\sum_{k=1}^K \exp(u_i^\top v_k)}",
            "np.exp(u @ v.T)/np.sum(np.exp(u @ v.T), axis=1)[:, None]",
            {"u": ["n", "p"], "v": ["m", "p"]},
        ),
        (
            r"s_a = \frac{e^{t \mathbf{x} \cdot \mathbf{w}_a}}{\sum_b e^{t \mathbf{x} \cdot \mathbf{w}_b}}",
            "np.exp(t*(w @ x))/np.sum(np.exp(t*(w @ x)))",
            {"x": ["m"], "w": ["n", "m"], "t": []},
        ),
        (
            r"y = \sum_{i=1}^n \alpha_i \mathbf{x}_i^\top \mathbf{z}",
            "np.sum(alpha*(x @ z))",
            {"alpha": ["n"], "x": ["n", "m"], "z": ["m"]},
        ),
    ],
)
def test_inner_products_at_indices_are_matrix_products(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    paper = paper_of(tmp_path, "", formula)
    draft = only(drafts(paper))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert problems([draft]) == []


def test_a_roman_identity_beside_an_outer_product(tmp_path: Path) -> None:
    formula = r"\mathbf{g} = \frac{1}{s} (\mathrm{I} - \mathbf{z} \mathbf{z}^\top) \mathbf{v}"
    draft = only(drafts(paper_of(tmp_path, "Let $I$ be the set of images.", formula)))
    assert answer(draft)["code"] == "1/s * (np.eye(z.shape[0]) - np.outer(z, z)) @ v"


def test_an_equation_between_differentials_is_a_small_step(tmp_path: Path) -> None:
    formula = r"d\mathbf{x} = -\frac{1}{2} \beta(t) \mathbf{x} \, dt + \sqrt{\beta(t)} \, d\mathbf{w}"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {
        "code": "-1/2*bet*x*dt + np.sqrt(bet)*dw",
        "arrays": {"bet": [], "x": ["n"], "dt": [], "dw": ["n"]},
    }
    assert "Differentials are what one small step of time adds." in str(draft.exercise["prompt"])
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        (
            r"v_{\mathrm{q}} \leftarrow b v_{\mathrm{q}} + (1 - b) \theta_{\mathrm{k}}",
            "b*vq + (1 - b)*thetak",
        ),
        (
            r"v_{\text{slow}} \leftarrow b v_{\text{slow}} + (1 - b) \mathbf{u}_{\mathcal{B}}",
            "b*vslow + (1 - b)*uB",
        ),
    ],
)
def test_typed_names_leave_fonts_out(tmp_path: Path, formula: str, code: str) -> None:
    text = "Let $v_{\\mathrm{q}} \\in \\mathbb{R}^n$ be the query's parameters."
    assert answer(only(drafts(paper_of(tmp_path, text, formula))))["code"] == code


def test_parts_of_vectors_have_other_lengths_than_where_they_end(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"\mathbf{z}_{d+1:D} = \mathbf{x}_{d+1:D} + \mathbf{m}")))
    arrays = answer(draft)["arrays"]
    assert isinstance(arrays, dict)
    assert set(map(tuple, arrays.values())) == {("n",)}


def test_a_star_in_an_index_tells_rows_from_columns(tmp_path: Path) -> None:
    text = "Here $\\mathbf{I}$ is the identity matrix."
    formula = r"v = k_{**} - \mathbf{k}_{*m} (\mathbf{K}_{mm} + s^2 \mathbf{I})^{-1} \mathbf{k}_{m*}"
    draft = only(drafts(paper_of(tmp_path, text, formula)))
    assert answer(draft) == {
        "code": "k - km1 @ np.linalg.inv(Kmm + s**2*np.eye(Kmm.shape[0])) @ km2",
        "arrays": {"k": [], "km1": ["d"], "Kmm": ["d", "d"], "s": [], "km2": ["d"]},
    }
    assert problems([draft]) == []


def test_a_sum_of_very_many_terms_runs_over_an_axis(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"y_j = \sum_{i=1}^{512} w_{ji} x_i")))
    assert answer(draft)["code"] == "np.sum(w*x, axis=1)"


def test_lengths_without_plain_names_are_named_here(tmp_path: Path) -> None:
    text = (
        "Let $W \\in \\mathbb{R}^{F' \\times F}$ be the matrix and $x \\in \\mathbb{R}^F$ the input vector."
    )
    draft = only(drafts(paper_of(tmp_path, text, r"y = \tanh(W x)")))
    assert answer(draft)["arrays"] == {"W": ["d", "F"], "x": ["F"]}


def test_a_logarithm_of_a_quotient_of_determinants(tmp_path: Path) -> None:
    formula = r"d = \frac{1}{2} (\operatorname{tr}(\mathbf{A}^{-1} \mathbf{B}) + "
    formula += r"\log \frac{|\mathbf{A}|}{|\mathbf{B}|})"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {
        "code": "1/2 * (np.trace(np.linalg.inv(A) @ B) + "
        "np.log(np.abs(np.linalg.det(A) / np.linalg.det(B))))",
        "arrays": {"A": ["n", "n"], "B": ["n", "n"]},
    }
    assert "absolute value of the determinant" in str(draft.exercise["prompt"])
    assert problems([draft]) == []


def test_rows_may_be_transposed_behind_matrices(tmp_path: Path) -> None:
    formula = r"e_{ij} = x_i W (x_j V)^\top + x_i W a_{ij}^\top"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["code"] == "xi @ W @ (xj @ V) + xi @ W @ a"


def test_a_comparison_of_numbers_is_left_to_arithmetic(tmp_path: Path) -> None:
    formula = r"g = \begin{cases} a t / w & t \leq w \\ a & t > w \end{cases}"
    assert "chooses no entries" in why(drafts(paper_of(tmp_path, "", formula)))


def test_what_is_as_high_as_wide_by_its_name_is_square(tmp_path: Path) -> None:
    text = r"Here $\mathbf{P}$ is a permutation matrix and $\mathbf{L}$ is a lower triangular matrix."
    draft = only(drafts(paper_of(tmp_path, text, r"\mathbf{V} = \mathbf{P} \mathbf{L} \mathbf{F}")))
    assert answer(draft)["arrays"] == {"P1": ["d", "d"], "L": ["d", "d"], "F": ["d", "n"]}


def test_a_number_that_is_an_index_of_a_matrix_is_its_length(tmp_path: Path) -> None:
    formula = r"l = \mathbf{y}^\top \mathbf{C}_{nn}^{-1} \mathbf{y} + n \log s"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert ".shape[0]*np.log(s)" in str(answer(draft)["code"])
    assert "n" not in answer(draft)["arrays"]  # type: ignore[operator]
    assert problems([draft]) == []


def test_how_many_are_summed_is_no_number_of_its_own(tmp_path: Path) -> None:
    text = "The symbol $T$ denotes the number of tokens."
    formula = r"u_i = \frac{1}{T} \sum_{x \in \mathcal{B}} p_i(x)"
    assert made(drafts(paper_of(tmp_path, text, formula))) == []


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        (r"\mu_* = K_* (K + \sigma^2 I)^{-1} y", "K1 @ np.linalg.inv(K2 + sigma**2*np.eye(K2.shape[0])) @ y"),
        (r"u = \frac{\langle x, y \rangle}{\|x\|^2} x", "x @ y / np.linalg.norm(x)**2 * x"),
        (r"m = \mathrm{ReLU}(W [u; v])", "np.maximum(0, W @ np.concatenate((u, v)))"),
        (r"s = x_{\max} + \log \sum_i \exp(x_i - x_{\max})", "xmax + np.log(np.sum(np.exp(x - xmax)))"),
    ],
)
def test_what_is_done_to_letters_tells_that_they_are_arrays(tmp_path: Path, formula: str, code: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["code"] == code
    assert draft.proved


@pytest.mark.parametrize(
    "formulas",
    [
        (r"s = \langle x, y \rangle_M + \|x\|^2",),
        (r"s = \|x\|^2 + \langle x, y \rangle", r"y = x(t)"),
    ],
)
def test_other_inner_products_and_functions_are_refused(tmp_path: Path, formulas: tuple[str, ...]) -> None:
    assert made(drafts(paper_of(tmp_path, "", *formulas))) == []


# --- rows of matrices, vectors of a table -----------------------------------------------------------------

TABLE = "Let $E \\in \\mathbb{R}^{V \\times d}$ be the table of embeddings."


def _arrays(draft: Draft) -> object:
    found = draft.exercise["answer"]
    assert isinstance(found, dict)
    return found["arrays"]


@pytest.mark.parametrize(
    ("words", "formula", "arrays"),
    [
        (TABLE, r"h = W E_{x_t} + b", {"W": ["n", "d"], "Ext": ["d"], "b": ["n"]}),
        (
            "Here $U_i$ is the $i$-th row of the matrix $U$.",
            r"y = U_i x + b",
            {"Ui": ["d"], "x": ["d"], "b": []},
        ),
        (
            "Here $C_j$ is the $j$-th column of $C$.",
            r"y = C_j^\top x + b",
            {"Cj": ["d"], "x": ["d"], "b": []},
        ),
        ("", r"s_{ij} = U_i^\top V_j + b", {"Ui": ["d"], "V": ["d"], "b": []}),
    ],
)
def test_a_part_of_a_matrix_is_a_vector(tmp_path: Path, words: str, formula: str, arrays: object) -> None:
    draft = only(drafts(paper_of(tmp_path, words, formula)))
    assert _arrays(draft) == arrays
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("words", "formula"),
    [(TABLE, r"r = E_i W + s"), ("", r"m = W T_{w_i} + q"), (TABLE, r"m = \tanh(E_i + Q)")],
)
def test_what_may_be_a_row_or_a_matrix_is_left_alone(tmp_path: Path, words: str, formula: str) -> None:
    assert "row" in why(drafts(paper_of(tmp_path, words, formula)))


def test_matrices_that_are_stated_with_an_index_are_matrices(tmp_path: Path) -> None:
    words = "Let $A_l \\in \\mathbb{R}^{d \\times d}$ be the weights of layer $l$."
    draft = only(drafts(paper_of(tmp_path, words, r"z_l = A_l h + c_l")))
    assert _arrays(draft) == {"Al": ["d", "d"], "h": ["d"], "cl": ["d"]}


@pytest.mark.parametrize(
    ("text", "arrays"),
    [
        ("We weigh values by attention.", {"a": ["n", "m"], "v": ["m", "k"]}),
        ("Attention over the visible units of a Boltzmann machine.", {"a": ["n", "m"], "v": ["m"]}),
    ],
)
def test_states_and_values_that_are_weighed_are_vectors(
    tmp_path: Path, text: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, text, r"o_i = \sum_j a_{ij} v_j")))
    assert answer(draft)["arrays"] == arrays
    assert draft.proved


def test_a_capital_before_a_vector_at_an_index_is_no_number(tmp_path: Path) -> None:
    assert "may be a matrix" in why(drafts(paper_of(tmp_path, "", r"z = \sum_{i=1}^N a_i W v_i")))


def test_a_vector_of_names_is_nothing_to_write(tmp_path: Path) -> None:
    formula = r"\mathbf{A} \mathbf{z} = \begin{pmatrix} y_1 \\ y_2 \end{pmatrix}"
    assert made(drafts(paper_of(tmp_path, "", formula))) == []


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (r"S = \sum_i \mathbf{x}_i \mathbf{x}_i^\top", "x.T @ x", {"x": ["n", "m"]}),
        (r"M = \sum_i x_i y_i^\top", "x.T @ y", {"x": ["n", "m"], "y": ["n", "k"]}),
        (
            r"C = \frac{1}{n - 1} \sum_{i=1}^n (x_i - \bar{x})(x_i - \bar{x})^\top",
            "1/(x.shape[0] - 1)*((x - xbar).T @ (x - xbar))",
            {"x": ["n", "m"], "xbar": ["m"]},
        ),
    ],
)
def test_sums_of_outer_products_are_products_of_matrices(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert draft.proved
    assert problems([draft]) == []


@pytest.mark.parametrize("row", [r"y = c \tanh(w_3 z_2 + b_3)", r"y = w_3^T z_2 + b_3"])
def test_small_weights_of_layers_may_be_matrices(tmp_path: Path, row: str) -> None:
    layers = (r"z_1 = \phi(w_1^T x + b_1)", r"z_2 = \phi(w_2^T z_1 + b_2)")
    assert made(drafts(paper_of(tmp_path, "", row)))
    assert made(drafts(paper_of(tmp_path, "", *layers, row))) == []
    told = r"Here $w_3$ is a weight vector."
    assert len(made(drafts(paper_of(tmp_path, told, *layers, row)))) == 1


def test_values_have_the_shape_that_the_paper_says(tmp_path: Path) -> None:
    for words in (
        r"The network $s : \mathbb{R}^d \to \mathbb{R}^n$ is trained.",
        r"Its output is $s(x) \in \mathbb{R}^n$ of $x \in \mathbb{R}^d$.",
    ):
        assert made(drafts(paper_of(tmp_path, words, r"s(x) = a \tanh(c z + b)"))) == []
        draft = only(drafts(paper_of(tmp_path, words, r"s(x) = \mathbf{W} x + b")))
        assert answer(draft)["arrays"] == {"W": ["n", "d"], "x": ["d"], "b": ["n"]}
        draft = only(drafts(paper_of(tmp_path, words, r"y = w \odot \exp(s(x))")))
        assert answer(draft)["arrays"] == {"w": ["n"], "s": ["n"]}
    number = r"The network $s : \mathbb{R}^d \to \mathbb{R}$ is trained."
    assert made(drafts(paper_of(tmp_path, number, r"s(x) = a \tanh(c z + b)")))


def test_a_function_of_numbers_may_act_on_every_entry(tmp_path: Path) -> None:
    formula = r"\mathbf{y} = \mathbf{x} \odot f(\mathbf{x})"
    words = r"Here $f : \mathbb{R} \to \mathbb{R}$ is smooth."
    found = [made(drafts(paper_of(tmp_path, said, formula))) for said in ("", words)]
    assert [[answer(draft) for draft in one] for one in found] == [[answer(draft) for draft in found[0]]] * 2


@pytest.mark.parametrize(
    ("left", "shape", "axes"),
    [(r"\mathbf{z}_{\mathrm{all}}", ["k", "d"], "(d,)"), ("c", ["k"], "one number")],
)
def test_bold_letters_below_a_bold_left_side_are_vectors(
    tmp_path: Path, left: str, shape: list[str], axes: str
) -> None:
    words = r"Let $\mathbf{z} \in \mathbb{R}^{d}$ be a code."
    draft = only(drafts(paper_of(tmp_path, words, rf"{left} = \sum_{{i=1}}^{{K}} w_i \mathbf{{z}}_i")))
    assert answer(draft)["arrays"] == {"w": ["k"], "z": shape}
    assert axes in str(draft.exercise["prompt"])
    assert problems([draft]) == []


@pytest.mark.parametrize(("name", "is_made"), [("B", False), ("b", True)])
@pytest.mark.parametrize(
    "formula",
    [
        r"\mathbf{y} = (1 - NAME)^{-1} \mathbf{X} \mathbf{u}",
        r"\mathbf{y} = \mathbf{v} NAME + \mathbf{X} \mathbf{u}",
    ],
)
def test_a_capital_beside_arrays_may_be_a_matrix(
    tmp_path: Path, formula: str, name: str, *, is_made: bool
) -> None:
    formula = formula.replace("NAME", name)
    assert bool(made(drafts(paper_of(tmp_path, "", formula)))) == is_made


def test_a_number_of_things_has_no_axes_that_its_letter_has_elsewhere(tmp_path: Path) -> None:
    text = r"Let $U \in \{0, 1\}^q$ be given. Here $U$ is the number of steps."
    assert made(drafts(paper_of(tmp_path, text, r"v = \cos(\frac{r}{U} + c)"))) == []


def test_small_bold_letters_that_are_called_matrices_are_matrices(tmp_path: Path) -> None:
    words = r"Since they are all vectors, the quantities $\mathbf{g}_a$ and $\mathbf{H}_a$ are matrices."
    formula = r"C(u) = \mathbf{g}_a \mathbf{H}_a^{-1} \mathbf{g}_a^\top"
    draft = only(drafts(paper_of(tmp_path, words, formula)))
    assert answer(draft)["code"] == "ga @ np.linalg.inv(Ha) @ ga.T"


@pytest.mark.parametrize(
    "formula",
    [
        r"h = \log |\mathbf{S}| - \sum_{k=1}^K \log \mathbf{S}_{kk}",
        r"f(y) = \frac{1}{K} \mathbf{w}^\top \mathbf{h} = \frac{1}{K} \sum_{i=1}^K w_i h_i(y)",
    ],
)
def test_what_arrays_tell_is_given_as_no_number(tmp_path: Path, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    ("words", "length"),
    [
        (r"Let $u = B(z + c) \in \mathbb{R}^{p}$ be kept.", "p"),
        (r"Let $u = B x, x \in \mathbb{R}^{p}$ be kept.", "d"),
        (r"Let $u = B x \quad x \in \mathbb{R}^{p}$ be kept.", "d"),
    ],
)
def test_a_value_of_a_set_has_its_shape(tmp_path: Path, words: str, length: str) -> None:
    found = only(drafts(paper_of(tmp_path, words, r"\|u u^\top\| = \|u\|^2")))
    assert answer(found)["arrays"] == {"u": [length]}


@pytest.mark.parametrize(
    "said",
    [
        r"Here $Q \in \mathbb{R}^{p \times p}$.",
        r"Here $Q_1, \dots, Q_d \in \mathbb{R}^{p \times p}$.",
        r"Here $Q_1, \dots, Q_d$ are such that $Q_1 \in \mathbb{R}^p$.",
    ],
)
def test_what_has_axes_is_no_number_in_a_sum(tmp_path: Path, said: str) -> None:
    formula = r"y = b + \sum_{i=1}^d a_i Q_i" if "Q_1" in said else r"y = Q + \sum_{i=1}^d a_i b_i"
    assert "array" in why(drafts(paper_of(tmp_path, said, formula)))
    assert made(drafts(paper_of(tmp_path, "", formula)))


def test_what_is_picked_on_the_left_is_not_guessed_to_be_a_matrix(tmp_path: Path) -> None:
    text = r"Let $M$ be an $m \times m$ matrix."
    why_not = why(drafts(paper_of(tmp_path, text, r"f(s, a) = \mathbf{k}(s)^\top M Q_a")))
    assert why_not == "an index of it is given on the left"
    assert made(drafts(paper_of(tmp_path, text, r"f(s, a) = \mathbf{k}(s)^\top M Q_b")))
    labelled = r"f(\mathbf{x}, \mathbf{h}) = W_{\mathbf{x}} \mathbf{x} + W_{\mathbf{h}} \mathbf{h}"
    assert made(drafts(paper_of(tmp_path, "", labelled)))


def test_an_orthogonal_projector_is_square(tmp_path: Path) -> None:
    text = r"Let $P$ denote the orthogonal projector onto the column space. Let $b \in \mathbb{R}^m$."
    draft = only(drafts(paper_of(tmp_path, text, r"c = P b")))
    assert answer(draft)["arrays"] == {"P1": ["m", "m"], "b": ["m"]}


def test_memberships_side_by_side_are_stated_each_by_itself(tmp_path: Path) -> None:
    text = r"Let $u \in \mathbb{R}^{p}, v, w \in \mathbb{R}^{q}$ be kept."
    found = only(drafts(paper_of(tmp_path, text, r"z = u^\top B v + v^\top w")))
    assert answer(found)["arrays"] == {"u": ["p"], "B": ["p", "q"], "v": ["q"], "w": ["q"]}


def test_a_multiple_of_a_labelled_length_is_not_that_length(tmp_path: Path) -> None:
    formula = r"s = W_x x + b"
    text = r"Here $W_x \in \mathbb{R}^{H \times d_x}$, $x \in \mathbb{R}^{d_x}$ and $b \in \mathbb{R}^{d_h}$."
    assert made(drafts(paper_of(tmp_path, text.replace("H ", "d_h "), formula)))
    assert why(drafts(paper_of(tmp_path, text.replace("H ", "4 d_h "), formula)))


@pytest.mark.parametrize(
    ("text", "inverted", "is_asked"),
    [
        ("Let $\\mathbf{R}$ be an orthogonal matrix.", r"\mathbf{R}", False),
        ("Here $\\mathbf{R}^\\top \\mathbf{R} = \\mathbf{I}$ holds.", r"\mathbf{R}", False),
        (
            "Let $\\mathbf{R}$ be invertible. Some $\\mathbf{v}$ are orthogonal.",
            r"\mathbf{R}",
            True,
        ),
        ("The columns of $\\mathbf{R}$ are orthogonal.", r"(\mathbf{R}^\top \mathbf{R})", True),
    ],
)
def test_an_inverse_that_is_a_transpose_too_is_not_asked_for(
    tmp_path: Path, text: str, inverted: str, is_asked: bool
) -> None:
    paper = paper_of(tmp_path, text, rf"\mathbf{{h}} = {inverted}^{{-1}} \mathbf{{x}}")
    assert bool(made(drafts(paper))) == is_asked


def test_a_divisor_of_an_inner_product_gives_a_softmax_nothing_to_run_over(tmp_path: Path) -> None:
    words = "Here $s$ is the temperature."
    assert not made(
        drafts(paper_of(tmp_path, words, r"y = \operatorname{softmax}(\frac{q^T k}{s \sqrt{p}})"))
    )
    step = r"\theta_t = \theta_{t-1} - \eta \frac{m_t}{\sqrt{v_t} + \epsilon}"
    draft = only(drafts(paper_of(tmp_path, "", step)))
    assert "`v` is $v_{t}$ and has shape `(d,)`" in str(draft.exercise["prompt"])


def test_a_matrix_stands_before_a_product_entry_by_entry(tmp_path: Path) -> None:
    gate = r"\mathbf{a} = \mathbf{U} (\mathbf{r} \odot \mathbf{h})"
    elsewhere = r"\mathbf{b} = \mathbf{U} \mathbf{h}"
    found = made(drafts(paper_of(tmp_path, "", elsewhere, gate)))
    assert [answer(draft)["code"] for draft in found][1:] == ["U1 @ (r*h)"]
