"""Shapes of what comes out of products, and what signs are in NumPy."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import code, shape, symbol_code
from tests.papers_first.semantic import answer, made, only, paper_of, problems


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\mathbf{S} = \mathbf{Q} \mathbf{K}^\top", "(d, m)"),
        (r"\mathbf{h} = \mathbf{W} \mathbf{x} + \mathbf{b}", "(d,)"),
        (r"c = \mathbf{u}^\top \mathbf{A} \mathbf{v}", "()"),
    ],
)
def test_shapes_of_products(tmp_path: Path, formula: str, expected: str) -> None:
    draft = only(shape.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"shape": expected}
    assert draft.proved
    assert problems([draft]) == []


@pytest.mark.parametrize("formula", [r"h = \exp(Z_i^\top b)", r"h_{12} = \exp(Z_{12}^T b)", r"u = X^\top b"])
def test_a_capital_that_may_be_a_vector_has_no_shape(tmp_path: Path, formula: str) -> None:
    assert not made(shape.drafts(paper_of(tmp_path, "", formula)))
    assert made(
        shape.drafts(paper_of(tmp_path, r"Here $Z_i, Z_{12}, X \in \mathbb{R}^{d \times n}$.", formula))
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [("eigendecomposition", "(d, n)"), ("thin eigendecomposition", "(d, m)"), ("factorisation", "(d, m)")],
)
def test_all_eigenvectors_are_as_many_as_their_coordinates(tmp_path: Path, words: str, expected: str) -> None:
    said = rf"The {words} is $\mathbf{{S}} = \mathbf{{U}} \mathbf{{D}} \mathbf{{U}}^\top$."
    paper = paper_of(tmp_path, said, r"\mathbf{G} = \mathbf{R} \mathbf{U}")
    assert answer(only(shape.drafts(paper))) == {"shape": expected}


def test_a_bold_capital_that_is_set_to_a_vector_has_no_shape(tmp_path: Path) -> None:
    formula = (
        r"\mathbf{m}_t = \mathbf{A}_t \mathbf{m}_{t-1} + \mathbf{b}_t, \qquad \mathbf{A}_t = \mathbf{g}_t"
    )
    assert not made(shape.drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(("by", "count"), [(r"\phi", 0), (r"\theta", 1)])
def test_in_a_chain_rule_the_gradient_behind_has_no_told_shape(tmp_path: Path, by: str, count: int) -> None:
    formula = rf"r = \nabla_{{\theta}} J(\theta)^\top \nabla_{{{by}}} h(\theta, \phi)"
    assert len(made(shape.drafts(paper_of(tmp_path, "", formula)))) == count


def test_a_transposed_matrix_of_slopes_has_no_told_shape(tmp_path: Path) -> None:
    formula = r"\nabla_u h(v) = \left( \frac{\partial B(u, c)}{\partial u} \right)^\top \nabla_v h(v)"
    assert made(shape.drafts(paper_of(tmp_path, "", formula))) == []


def test_no_shape_is_asked_for_without_a_product(tmp_path: Path) -> None:
    assert made(shape.drafts(paper_of(tmp_path, "", r"\mathbf{a} = \mathbf{b} + \mathbf{c}"))) == []


def test_every_sign_of_the_table_is_what_numpy_makes_of_it() -> None:
    assert [name for name in symbol_code.SIGNS if not symbol_code.is_right(name)] == []


def test_each_sign_is_asked_for_once(tmp_path: Path) -> None:
    paper = paper_of(
        tmp_path,
        "",
        r"s = \sum_{i=1}^n x_i",
        r"q = \sum_{j=1}^n y_j",
        r"\hat y = \arg\max_k z_k",
        r"\mathbf{c} = \mathbf{f} \odot \mathbf{h}",
        r"\delta = \frac{\partial L}{\partial w}",
        r"r = \| \mathbf{x} \|",
    )
    found = made(symbol_code.drafts(paper))
    assert [draft.slot for draft in found] == ["sum", "argmax", "odot", "slope", "norm"]
    assert problems(found) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"\max_{\theta} F(\theta) + c",
        r"G = \sum_{t=0}^{\infty} c^t r_t",
        r"w^* = \arg\min_{w} F(w)",
        r"e_n = \| R(s_n) - q_n \|",
        r"e = \| \mathbf{u} \mathbf{u}^\top - c \|",
    ],
)
def test_learning_is_no_search_and_a_norm_of_numbers_no_length(tmp_path: Path, formula: str) -> None:
    paper = paper_of(tmp_path, "The symbol $R$ denotes the reward.", formula)
    assert made(symbol_code.drafts(paper)) == []


def test_a_product_of_matrices_is_none_of_numbers(tmp_path: Path) -> None:
    words = r"Each $Q_k \in \mathbb{R}^{d \times d}$ is a rotation."
    made_of = [
        [one.slot for one in made(symbol_code.drafts(paper_of(tmp_path, words, formula)))]
        for formula in (
            r"G = \prod_{k=1}^n Q_k",
            r"\mathbf{G} = \prod_{k=1}^n \mathbf{F}_k",
            r"\mathbf{G} = \prod_{k=1}^n \mathbf{F}_k^{-1}",
            r"\mathbf{G} = \prod_{k=1}^n \mathbf{F}_k^\top",
            r"\mathbf{G} = \prod_{k=1}^n \mathbf{F}_k(u)",
            r"g = \prod_{k=1}^n p(\mathbf{F}_k)",
        )
    ]
    assert made_of == [[], [], [], [], [], ["prod"]]


@pytest.mark.parametrize(
    ("body", "count"),
    [(r"\{0, \ldots, m\}", 0), (r"\mathcal{U}_k", 0), (r"[a_k, b_k]", 0), (r"\left[ 1 - u_k \right]", 1)],
)
def test_a_product_of_sets_is_one_of_tuples(tmp_path: Path, body: str, count: int) -> None:
    paper = paper_of(tmp_path, "", rf"G = \prod_{{k=1}}^n {body}")
    assert [one.slot for one in made(symbol_code.drafts(paper))] == ["prod"] * count


def test_what_an_index_leaves_out_is_said(tmp_path: Path) -> None:
    draft = only(symbol_code.drafts(paper_of(tmp_path, "", r"L_i = \prod_{j \neq i} x_j")))
    assert "after that exclusion" in str(draft.exercise["prompt"])
    assert len(answer(draft)["choice"]) == 4  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        pytest.param("", r"m \frac{\partial^2 u_i}{\partial t^2} = c u_{i-1}", id="a second derivative"),
        pytest.param("", r"\frac{\partial q}{\partial t} = c q", id="by time"),
        pytest.param("", r"h = \frac{\partial^2 F}{\partial x \partial y}", id="by two things"),
        pytest.param("", r"g_i = \frac{\partial F(\mathbf{x})}{\partial x_i}", id="by one coordinate"),
        pytest.param("", r"J = |\frac{\partial F}{\partial x}|", id="several things by several"),
        pytest.param("", r"H = \nabla_x^2 F(x)", id="a second derivative by an array"),
        pytest.param("", r"H = \nabla_{\mathcal{M}} F(x)", id="on a manifold"),
        pytest.param("", r"J = \frac{\partial F}{\partial x^\top}", id="by what is transposed"),
        pytest.param("", r"J = \frac{\partial F}{\partial x^T}", id="transposed by a letter"),
        pytest.param("", r"J = \frac{\partial F}{\partial x ^ {\mathsf{T}}}", id="by an upright letter"),
        pytest.param(
            "Here $r$ is the learning rate.", r"g = \frac{\partial F}{\partial r}", id="by a number"
        ),
    ],
)
def test_only_first_derivatives_by_arrays_are_arrays_of_slopes(
    tmp_path: Path, words: str, formula: str
) -> None:
    assert made(symbol_code.drafts(paper_of(tmp_path, words, formula))) == []


@pytest.mark.parametrize(
    ("told", "count"),
    [
        (r"\frac{\partial q}{\partial w} = \begin{pmatrix} A & 0 \\ B & C \end{pmatrix}", 0),
        (
            r"G = \begin{pmatrix} A & 0 \\ 0 & C \end{pmatrix} = \frac{\partial q}{\partial w}",
            0,
        ),
        (r"\log p = \log c - \log \det \frac{\partial q}{\partial w}", 0),
        (r"\frac{\partial q}{\partial w} = \begin{pmatrix} a \\ b \end{pmatrix}", 1),
        (r"\frac{\partial q}{\partial w} = \begin{cases} a & b > 0 \\ c & b \le 0 \end{cases}", 1),
        (r"G = \begin{pmatrix} A & 0 \\ B & C \end{pmatrix}", 1),
    ],
)
def test_what_the_paper_tells_to_be_a_matrix_of_slopes_is_none_of_one_number(
    tmp_path: Path, told: str, count: int
) -> None:
    paper = paper_of(tmp_path, "", r"\delta = c \frac{\partial q}{\partial w}", told)
    assert [one.slot for one in made(symbol_code.drafts(paper)) if one.slot == "slope"] == ["slope"] * count


def test_a_sign_that_the_paper_defines_is_none_of_the_usual_ones(tmp_path: Path) -> None:
    formula = r"Q = \sum_{i=1}^n \lfloor y_i \rfloor"
    own = r"\lfloor x \rfloor = x - 2 \lfloor \frac{x + 1}{2} \rfloor"
    slots = [
        [one.slot for one in made(symbol_code.drafts(paper_of(tmp_path, "", *rows)))]
        for rows in (
            (formula,),
            (formula, own),
        )
    ]
    assert slots == [["sum", "floor"], []]


@pytest.mark.parametrize(
    ("words", "formula", "shapes"),
    [
        (
            "Here $K$ is the stiffness matrix.",
            r"\omega^2 \hat{u} = K \hat{u}",
            {"K": ["d", "d"], "uhat": ["d"]},
        ),
        (r"", r"-c \omega^2 \mathbf{u} = \mathbf{B} \mathbf{u}", {"B": ["d", "d"], "u": ["d"]}),
        (r"", r"\mathbf{A} \mathbf{V} = \mathbf{V} \mathbf{D}", {"V": ["d", "n"], "D": ["n", "n"]}),
        (
            r"Here $\mathbf{L}$ is the lower Cholesky decomposition of $\mathbf{C}$.",
            r"\mathbf{y} = \mathbf{b} + \mathbf{L} \mathbf{u}",
            {"b": ["d"], "L": ["d", "d"], "u": ["d"]},
        ),
        (
            "We use a Cholesky factorization throughout.",
            r"\mathbf{C} = \mathbf{L} \mathbf{L}^\top",
            {"L": ["d", "d"]},
        ),
        (
            r"Here $\mathbf{C}$ is the prior covariance.",
            r"\mathbf{y} = \mathbf{C} \mathbf{u}",
            {"C1": ["d", "d"], "u": ["d"]},
        ),
        (
            r"Here $\mathbf{C}$ is the covariance matrix.",
            r"\mathbf{C} = \mathbf{A} \mathbf{B}^\top",
            {"A": ["d", "n"], "B": ["d", "n"]},
        ),
        (
            r"Here $\mathbf{C}$ is the cross-covariance matrix.",
            r"\mathbf{y} = \mathbf{C} \mathbf{u}",
            {"C1": ["d", "n"], "u": ["n"]},
        ),
        (r"", r"\mathbf{M} \mathbf{a} = \mathbf{K} \mathbf{u}", {"K": ["d", "n"], "u": ["n"]}),
    ],
)
def test_what_must_be_square_is(
    tmp_path: Path, words: str, formula: str, shapes: dict[str, list[str]]
) -> None:
    draft = only(shape.drafts(paper_of(tmp_path, words, formula)))
    assert draft.exercise["witness"]["arrays"] == shapes  # type: ignore[index]
    assert problems([draft]) == []


def test_weights_of_layers_are_no_vectors_unless_it_is_said(tmp_path: Path) -> None:
    layers = (r"z_1 = \phi(w_1^\top x + b_1)", r"z_2 = \phi(w_2^\top z_1 + b_2)")
    assert "inner" in [one.slot for one in made(symbol_code.drafts(paper_of(tmp_path, "", layers[0])))]
    assert "inner" not in [one.slot for one in made(symbol_code.drafts(paper_of(tmp_path, "", *layers)))]


@pytest.mark.parametrize(
    ("formula", "is_number"),
    [
        (r"c = \mathbf{u}^\top \mathbf{v} + d", True),
        (r"\mathbf{y} = (\mathbf{u}^\top \mathbf{v}) \mathbf{z} + \mathbf{c}", True),
        (r"\mathbf{y} = \mathbf{u}^\top \mathbf{v} \mathbf{z}", True),
        (r"\mathbf{y} = \mathbf{u}^\top \mathbf{v}", False),
        (r"Q(\mathbf{y}) = \delta(\mathbf{y} - \mathbf{u}^\top \mathbf{v} - \mathbf{c})", False),
    ],
)
def test_what_is_added_to_a_vector_is_no_inner_product(tmp_path: Path, formula: str, is_number: bool) -> None:
    slots = [one.slot for one in made(symbol_code.drafts(paper_of(tmp_path, "", formula)))]
    assert ("inner" in slots) is is_number


OF_PAIRS = r"Each of them is a pair $(z_i, A_i) \in \mathbb{R}^d \times \mathbb{R}^{d \times d}$."


def test_each_member_of_a_tuple_has_the_shape_of_its_own_set(tmp_path: Path) -> None:
    mean = r"B = \frac{1}{n} \sum_{i=1}^n A_i"
    assert made(code.drafts(paper_of(tmp_path, OF_PAIRS, mean))) == []  # not one number each
    assert len(made(code.drafts(paper_of(tmp_path, "", mean)))) == 1


def test_the_mean_of_an_outer_product_is_a_square_matrix(tmp_path: Path) -> None:
    formula = r"s = \operatorname{tr}(\mathbf{B} \mathbb{E}[g g^\top \mid \mathbf{A}])"
    draft = only(code.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": "np.trace(B @ E1)", "arrays": {"B": ["d", "d"], "E1": ["d", "d"]}}
    rows = r"C = \frac{1}{n^2} \sum_{i=1}^n \mathbb{E}[A_i z_i z_i^\top A_i]"
    assert made(code.drafts(paper_of(tmp_path, "", rows))) == []


def test_a_gradient_has_the_shape_of_what_it_is_taken_at(tmp_path: Path) -> None:
    formula = r"\nabla f(\mathbf{x}) = \mathbf{H}(\mathbf{x}) (\mathbf{x} - \mathbf{c})"
    draft = only(code.drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["arrays"] == {"H": ["d", "d"], "x": ["d"], "c": ["d"]}


def test_one_entry_is_no_shape_to_ask_for(tmp_path: Path) -> None:
    words = r"Here $\mathbf{C} \in \mathbb{R}^{1 \times d}$ and $\mathbf{s} \in \mathbb{R}^{d \times 1}$."
    assert made(shape.drafts(paper_of(tmp_path, words, r"y = \mathbf{C} \mathbf{s}"))) == []
