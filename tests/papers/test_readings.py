"""Readings of formulas that were once wrong, each in a paper of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import drill.papers as papers
from tests.papers.programs import arrays_of, code_of, program_of, refusal_of
from tests.papers.test_formula_types import SILENT, made, record_of


def test_a_rest_of_some_order_is_no_number_to_compute_with() -> None:
    record = record_of(r"e = \mathcal{O}(h^2) + \frac{a^2}{b^2} + c")
    assert "up to a rest" in refusal_of(record)


def test_the_first_equality_of_a_chain_is_computed_where_the_others_are_not() -> None:
    shapes = arrays_of(record_of(r"D = \frac{a}{b} + c^2 = \int_0^1 f(x) \, dx = \oint g"))
    assert set(shapes) == {"a", "b", "c"}


def test_a_positive_definite_matrix_is_never_a_single_number() -> None:
    declared = {"P": "P in R^(n x n) psd", "H": "H in R^(m x n)", "R": "R in R^(m x m) psd"}
    record = record_of(r"K = P H^\top (H P H^\top + R)^{-1}", declared=declared)
    assert arrays_of(record)["P"] == ["n", "n"]


def test_a_0_above_a_name_with_an_index_above_is_an_index() -> None:
    assert code_of(record_of(r"e = a (x^{(t)} - x^0) + b x^{(t)} c")) == "a * (x_t - x) + b * x_t * c"
    assert code_of(record_of(r"y = \beta^2 + \beta^0 + c b")) == "beta**2 + beta**0 + c * b"


def test_one_letter_of_two_sections_is_two_things() -> None:
    rows = (
        papers.SymbolRow("x", "x", "x in R^(n x d)", declared_from=papers.Origin("said"), scope=1),
        papers.SymbolRow("x", "x", "x in R", declared_from=papers.Origin("said"), scope=2),
    )
    formulas = tuple(
        papers.FormulaRow(f"f{at}", f"{left} = 2 x + b + c", number=str(at), section=at)
        for at, left in enumerate("yz", 1)
    )
    sheet = papers.Paper("small", title="Small", symbols=rows, formulas=formulas)
    record = papers.made_of(papers.paper_of(sheet), SILENT, 0)
    assert [arrays_of(record, about)["x"] for about in ("f1", "f2")] == [["n", "d"], []]


def test_a_whole_number_above_zero_is_no_length_of_a_vector(tmp_path: Path) -> None:
    source = tmp_path / "fisher.tex"
    source.write_text(
        r"""\documentclass{article}\title{Fisher}\begin{document}
Let $H \in \mathbb{N}^+$ be the horizon.
\begin{equation} F = \frac{a^2 + b}{H^2} \end{equation}
\end{document}""",
        encoding="utf-8",
    )
    record = papers.made_of(papers.paper_of(papers.read_sheet(source)), SILENT)
    (row,) = (row for row in record.symbols if row.symbol == "H")
    assert row.declared == "H in N"
    about = record.formulas[0].id
    assert arrays_of(record, about)["H"] == []


def test_lines_of_boxes_and_definitions_in_sentences_are_computed_where_formulas_use_them(
    tmp_path: Path,
) -> None:
    source = tmp_path / "steps.tex"
    source.write_text(
        r"""\documentclass{article}\title{Steps}\begin{document}
\section{Method} With the normalised matrix $A = D^{-1} W D^{-1}$ each layer is
\begin{equation} Z = A X \Theta + B v \end{equation}
\begin{algorithm}\caption{Layer}\begin{algorithmic}
\STATE $B \gets C^\top C + \lambda I$
\STATE $k \gets k + 1$
\end{algorithmic}\end{algorithm}
\end{document}""",
        encoding="utf-8",
    )
    record = papers.made_of(papers.paper_of(papers.read_sheet(source)), SILENT)
    shown = [row.latex for row in record.formulas if row.code]
    assert "A = D^{-1} W D^{-1}" in shown
    assert any(latex.startswith(r"B \gets C^\top C") for latex in shown)


@pytest.mark.parametrize(
    "formula",
    [
        r"x'_k = \bar{m}^k \odot x_k + m^k \odot y_k",
        r"x'_k = x_k \odot \exp(\varepsilon_v^k s_v^k(z_k)) + c",
        r"V^\pi(s) = r(s) + \gamma \exp(Q^\pi(s) / 2)",
        r"y = f^{-1}(x) + \frac{a}{b} + c",
        r"q = \frac{p^e}{2} + b + c",
    ],
)
def test_what_stands_above_and_may_be_an_index_is_one_given_value(formula: str) -> None:
    assert "**" not in (code_of(record_of(formula)) or "**")


def test_a_letter_above_that_is_a_number_is_a_power() -> None:
    assert "beta**t" in code_of(record_of(r"\hat{m}_t = \frac{m_t}{1 - \beta^t} + c"))


def test_a_letter_in_square_brackets_is_an_index_behind_any_name() -> None:
    formula = (
        r"\pi_{n+1}^s[i] = \frac{\pi_n^s[i] \exp(-\eta Q^e(s)[i])}"
        r"{\sum_{j=1}^{|\mathcal{A}|} \pi_n^s[j] \exp(-\eta Q^e(s)[j])}"
    )
    shapes = arrays_of(record_of(formula))
    assert [len(shape) for shape in shapes.values()] == [1, 0, 1]


def test_brackets_that_the_paper_defines_are_no_floor() -> None:
    own = r"\lfloor x_P \rfloor = x_P - 2 \pi \lfloor \frac{x_P + \pi}{2 \pi} \rfloor"
    record = record_of(r"Q = \frac{1}{2 \pi} \sum_P \lfloor x_P \rfloor + c", own)
    assert "floor" not in code_of(record)
    assert program_of(record, "f2") is None
    assert "floor" in code_of(record_of(r"Q = \frac{1}{2 \pi} \sum_P \lfloor x_P \rfloor + c"))


@pytest.mark.parametrize(
    "formula",
    [
        r"y = \mathcal{F}^{-1} \sum_f \mathcal{F} x_f \odot \mathcal{F} w_f",
        r"V = \mathcal{T} V + \frac{a}{b} + c",
        r"w : X \mapsto O \Lambda^{-1/2} P^T (X - \mu)",
        r"p = a + b \sin^{-1}(x / y)",
        r"c = \sup_{\tau \in [0, t]} \|u(\tau) - v(\tau)\|_2 + b",
        r"\mathbf{g} = \boldsymbol{\sigma}(\mathbf{b} \mathbf{h}) [1 + \mathbf{h} \mathbf{b}]",
    ],
)
def test_operators_and_products_that_nobody_can_read_compute_nothing(formula: str) -> None:
    assert program_of(record_of(formula)) is None


def test_what_stands_between_vectors_is_a_matrix() -> None:
    quadratic = arrays_of(record_of(r"D = \frac{1}{2} (\theta - u)^\top I(u) (\theta - u)"))
    assert [len(shape) for shape in quadratic.values()] == [1, 1, 2]
    step = arrays_of(record_of(r"\theta' = \theta - \eta I(\theta)^{-1} \nabla_\theta L(\theta)"))
    assert step["I"] == [*step["theta"], *step["theta"]]


def test_a_slope_has_the_shape_of_what_it_is_taken_with_respect_to() -> None:
    shapes = arrays_of(record_of(r"v' = v \odot s - \eta [\partial_x S(x_k) \odot \exp(\eta q) + t]"))
    assert shapes["slope"] == shapes["v"] != []
    inner = arrays_of(record_of(r"D = F(p) - F(q) - \langle p - q, \nabla F(q) \rangle"))
    assert inner["grad"] == inner["p"] == inner["q"] != []


@pytest.mark.parametrize(
    ("formula", "program"),
    [
        (r"L = \mathbb{E}_{x \sim p}[(f(x) - y)^2] + \lambda R", "np.mean((f - y)**2) + lambda_ * R"),
        (
            r"L = \mathbb{E}_{t, x_0, \epsilon}[\|\epsilon - \epsilon_\theta(x_t, t)\|^2]",
            "np.mean(np.linalg.norm(epsilon - epsilon_theta, axis=-1)**2)",
        ),
        (
            r"L = \frac{1}{|\mathcal{D}|} \sum_{(x, y) \in \mathcal{D}} (f_\theta(x) - y)^2",
            "np.mean((f_theta - y)**2)",
        ),
        (r"H = -\mathbb{E}_{x \sim p}[\log p(x)]", "-np.sum(p_2 * np.log(p_2))"),
    ],
)
def test_an_expectation_is_a_mean_over_samples_unless_its_law_is_used(formula: str, program: str) -> None:
    assert code_of(record_of(formula)) == program


def test_samples_of_a_law_that_runs_run_with_it() -> None:
    formula = (
        r"g = \frac{1}{H} \sum_{t=1}^H \mathbb{E}_{s \sim d_t}"
        r" \sum_a \nabla_\theta \pi(a \mid s; \theta) Q(s, a)"
    )
    shapes = arrays_of(record_of(formula))
    assert [len(shape) for shape in shapes.values()] == [4, 3]
    assert shapes["grad"][:3] == shapes["Q"]


def test_a_mean_of_what_is_given_whole_is_nothing_to_write() -> None:
    assert not made(record_of(r"J = \frac{1}{H} \sum_{t=1}^H \mathbb{E}[c_t]"), "code")


def test_an_equation_with_its_left_side_on_the_right_asks_for_the_right_side() -> None:
    record = record_of(r"x = (1 - t) f(x) + t \frac{x}{2}")
    coding, update = program_of(record), program_of(record_of(r"u = u - \eta \nabla_u L(u)"))
    assert coding is not None
    assert coding.formula.part == "the right-hand side"
    assert update is not None
    assert update.formula.is_update


def test_the_second_equality_is_asked_where_the_first_one_is_a_single_step() -> None:
    assert "np.sum" in code_of(record_of(r"y = \langle u, v \rangle = \sum_{p=1}^n x_p a_p w_p + b"))


def test_a_definition_comes_before_a_bound() -> None:
    record = record_of(r"R \leq 2 l \sqrt{n \log(2 / d)} + \frac{a}{b}", r"w = \frac{a}{b + \exp(c)}")
    assert [row.rank for row in record.formulas] == [2, 1]


@pytest.mark.parametrize(
    ("formula", "program"),
    [
        (r"W_{ij} = \frac{\exp(s_{ij})}{\sum_{j=1}^n \exp(s_{ij})}", "np.exp(s_ij) / np.sum(np.exp(s_ij))"),
        (r"z = f(x)_i + \exp(f(y)_i) b", "f_i + np.exp(f_i_2) * b"),
        (
            r"L = \frac{1}{n} \sum_{i=1}^n (y_i - \mathbf{w}_i^\top \mathbf{x}_i)^2",
            "np.mean((y_i - np.sum(w_i * x_i, axis=-1))**2)",
        ),
        (
            r"\mathbf{y} = \sum_{i=1}^n \mathbf{A}_i \mathbf{x}_i + \mathbf{b}",
            "np.sum(np.sum(A_i * x_i[:, None, :], axis=-1), axis=0) + b",
        ),
        (r"q = r + \gamma \max_a Q(s, a)", "r + gamma * np.max(Q)"),
        (r"z = \frac{1}{\|c\|} \sum_{i \in c} (f(x_i) + b)", "np.mean(f + b)"),
        (r"w : x \mapsto A^{-1} (x - m)", "np.linalg.inv(A) @ (x - m)"),
        (
            r"D = x^\top \Sigma^{-1} y + z^\top \Sigma^{-1}(B z)",
            "x @ np.linalg.inv(Sigma) @ y + z @ (np.linalg.inv(Sigma) @ (B @ z))",
        ),
        (r"u = G^{-1} P^\top C^{-1} y", "np.linalg.inv(G) @ P.T @ np.linalg.inv(C) @ y"),
        (r"\dot{\mathbf{x}} = A^+ \mathbf{x}(t) + \mathbf{b}", "A @ x + b"),
        (
            r"B = \sum_{n=1}^h \gamma^n R_n + \frac{\gamma^h}{1 - \gamma}",
            "np.sum(gamma**np.arange(1, R_n.shape[0] + 1) * R_n) + gamma**R_n.shape[0] / (1 - gamma)",
        ),
    ],
)
def test_sums_and_members_are_read_as_papers_write_them(formula: str, program: str) -> None:
    assert code_of(record_of(formula)) == program


def test_an_identity_of_a_size_that_no_symbol_has_costs_no_import() -> None:
    assert "np.eye" in code_of(record_of(r"y = \Sigma^{-1} x + (A^\top A + \lambda I_d)^{-1} x"))


def test_bars_around_a_capital_may_count_members() -> None:
    code = code_of(record_of(r"v = \sqrt{\frac{a}{M} \sum_{i=1}^M \frac{\sigma_i^2}{|S_i|}}"))
    assert code
    assert "np.abs" not in code
    assert "np.abs" in code_of(record_of(r"v = \sum_{i=1}^M \frac{|x_i|}{\sigma_i^2}"))


def test_a_capital_before_a_state_is_a_matrix() -> None:
    shapes = arrays_of(record_of(r"\dot{\mathbf{x}} = A^- x(t) + \mathbf{b}"))
    assert [len(shape) for shape in shapes.values()] == [2, 1, 1]


_STEP = r"m_t = \beta m_{t-1} + (1 - \beta) g_t"


@pytest.mark.parametrize(
    ("formula", "rows"),
    [
        (rf"\begin{{cases}} {_STEP} & \text{{if }} t > 0 \\ m_t = 0 & \text{{otherwise}} \end{{cases}}", 2),
        (rf"\left\{{ \begin{{array}}{{ll}} {_STEP}, & t > 0 \\ m_t = 0, & t = 0 \end{{array}} \right.", 3),
        (r"m_t = \begin{cases} g_t & \text{if } t > 0 \\ 0 & \text{otherwise} \end{cases}", 1),
        (r"\begin{cases} m_t = g_t & \text{if } t > 0 \\ g_t & \text{otherwise} \end{cases}", 1),
    ],
)
def test_rows_of_cases_that_are_statements_are_read_one_by_one(formula: str, rows: int) -> None:
    sheet = papers.parse_sheet(f"title: T\nformulas:\n- latex: '{formula}'\n  before: An average.\n", "t")
    paper = papers.paper_of(sheet)
    assert len(paper.lines) == rows
    if rows > 1:
        statement = paper.lines[0].statement
        assert statement is not None
        assert (len(statement.sides), len(statement.conditions)) == (2, 1)
        found = papers.match_families(paper.lines, sheet, papers.shipped_families())
        assert "moving-average" in {match.family for match in found}


def test_a_row_of_cases_is_computed_and_asked_from_memory_by_nobody() -> None:
    formula = rf"\begin{{cases}} {_STEP} & \text{{if }} t > 0 \\ m_t = 0 & \text{{otherwise}} \end{{cases}}"
    assert {draft.kind for draft in record_of(formula).drafts} <= {"explain"}
