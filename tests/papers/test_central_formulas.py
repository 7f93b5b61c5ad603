"""Which formulas of a paper are drilled: what is central, what repeats, what stands in running text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import drill.papers as papers
from drill.papers import by_centrality, is_repeated, is_twin

SILENT = lambda stage, done, whole: None  # noqa: E731
ADAM = r"""
m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t \\
v_t &= \beta_2 v_{t-1} + (1-\beta_2) g_t^2 \\
\hat m_t &= \frac{m_t}{1-\beta_1^t} \\
\hat v_t &= \frac{v_t}{1-\beta_2^t} \\
\theta_t &= \theta_{t-1} - \eta \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon}"""


def read_paper(folder: Path, body: str) -> papers.Paper:
    path = folder / "main.tex"
    path.write_text(
        rf"\documentclass{{article}}\usepackage{{amsmath}}\title{{A}}\begin{{document}}{body}\end{{document}}",
        encoding="utf-8",
    )
    return papers.read_sheet(path)


def made_of(sheet: papers.Paper, formulas: int = papers.CENTRAL) -> papers.Paper:
    return papers.made_of(papers.paper_of(sheet), SILENT, formulas)


def rank(folder: Path, body: str) -> list[str]:
    """The formulas of a paper, the most central first."""
    record = made_of(read_paper(folder, body))
    return [row.latex for row in sorted(record.formulas, key=lambda row: row.rank)]


def rank_rows(*rows: papers.FormulaRow, linked: str = "") -> tuple[str, ...]:
    return by_centrality(papers.Paper("a", formulas=rows), {}, {linked})


def test_an_import_drills_eight_and_a_record_that_does_not_say_it_twelve() -> None:
    assert papers.CENTRAL == 8
    text = papers.print_paper(papers.Paper("a"))
    assert papers.parse_paper(text).drilled == 12
    rows = tuple(papers.FormulaRow(f"f{at}", rf"y_{{{at}}} = x + {at}") for at in range(10))
    record = made_of(papers.Paper("a", formulas=rows))
    assert papers.parse_paper(papers.print_paper(record)).drilled == 8
    assert len({draft.about for draft in record.drafts}) <= 8


STEP = (
    r"x_{t-1} = \sqrt{\alpha_{t-1}} f_\theta^{(t)}(x_t)"
    r" + \sqrt{1 - \alpha_{t-1} - \sigma_t^2}\, e_\theta(x_t) + \sigma_t e_t"
)
IN_A_BOX = r"x \leftarrow \sqrt{\alpha_s} f + \sqrt{1 - \alpha_s - \sigma_t^2}\, e + \sigma_t z"


@pytest.mark.parametrize(
    ("numbered", "again", "is_again"),
    [
        (STEP, IN_A_BOX, True),
        (r"z_q(x) = z_e(x) + \mathrm{sg}[e_k - z_e(x)]", r"z_q \gets z_e + \mathrm{sg}[e_k - z_e]", True),
        (r"v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t^2", r"m = \beta_1 m + (1-\beta_1) g^2", False),
        (STEP, r"x \leftarrow \sqrt{\alpha_s} f + \sigma_t z", False),
        (
            r"z_q(x) = e_k,\quad k = \arg\min_j \|z_e(x) - e_j\|_2",
            r"k \gets \arg\min_j \|z_e - e_j\|_2",
            True,
        ),
        (
            r"L = \log p(x \mid z(x)) + \|z(x) - e\|_2^2",
            r"L \gets \log p(x \mid z) + \|z_i - e_k\|_2^2",
            True,
        ),
    ],
)
def test_a_formula_written_again_without_its_indices_takes_no_place(
    numbered: str, again: str, is_again: bool
) -> None:
    rows = [papers.FormulaRow("again", again), papers.FormulaRow("whole", numbered, number="1")]
    other = papers.FormulaRow("other", r"a + b \le c")
    ranked = rank_rows(*rows, other, linked="again")
    assert (ranked[-1] == "again") == is_again


def test_the_step_of_a_display_comes_before_its_averages(tmp_path: Path) -> None:
    ranked = rank(tmp_path, rf"\section{{Method}} One step is \begin{{align}}{ADAM}\end{{align}}")
    assert ranked[0].startswith(r"\theta_t")


def test_a_display_of_ten_rows_does_not_fill_the_eight(tmp_path: Path) -> None:
    names = "abcdefghjk"
    rows = r" \\ ".join(rf"{name}_n &= \frac{{x^{at}}}{{{at} + y}} + z" for at, name in enumerate(names, 2))
    others = " ".join(
        rf"The quantity is $${name} = \exp({name}_0) + {at} \sqrt{{q}}$$ here."
        for at, name in enumerate("PQRST")
    )
    ranked = rank(
        tmp_path, rf"\section{{Method}} All are \begin{{align}}{rows}\end{{align}} and more. {others}"
    )
    assert sum("_n" in latex for latex in ranked[: papers.CENTRAL]) <= 4


def test_a_constant_of_a_proof_comes_after_the_loss(tmp_path: Path) -> None:
    ranked = rank(
        tmp_path,
        r"\section{Method} We minimise the loss \begin{equation}L(\theta) = \mathbb{E}_x[\max_y f_\theta]"
        r"\end{equation} over all. We set \begin{equation}c_1 = 2 + 2(1-\gamma)c_0\end{equation} too.",
    )
    assert ranked[0].startswith("L")


@pytest.mark.parametrize(
    "marginal",
    [
        r"R_N \leq 2 \sqrt{N \log S}", r"x \in \mathbb{R}^n", r"\eta = 0.001", r"T = \mathcal{O}(n^2)",
        r"a_t from, :) = b + c_t",
    ],
)  # fmt: skip
def test_bounds_sets_settings_and_broken_text_come_last(marginal: str) -> None:
    rows = (papers.FormulaRow("f1", marginal), papers.FormulaRow("f2", r"y = \exp(a) + b"))
    assert rank_rows(*rows) == ("f2", "f1")


@pytest.mark.parametrize("heading", ["Appendix", "Proof of the bound", "Related work", "Experiments"])
def test_what_stands_aside_comes_last(tmp_path: Path, heading: str) -> None:
    ranked = rank(
        tmp_path,
        rf"\section{{{heading}}} We minimise $$a_t = a_{{t-1}} - \eta \nabla f(a_{{t-1}})$$"
        r"\section{Method} It is $$y = \exp(a) + b$$",
    )
    assert (ranked[0][0] == "y") == (heading != "Appendix")


def test_a_section_below_the_experiments_is_one_of_them(tmp_path: Path) -> None:
    sheet = read_paper(
        tmp_path,
        r"\section{Experiments}\subsection{Functions} $$f = (1-x)^2 + 100(y-x^2)^2$$"
        r"\section{Method} $$g = \exp(x) + y$$",
    )
    assert [(block.title, block.within) for block in sheet.blocks] == [
        ("Functions", "Experiments"), ("Method", ""),
    ]  # fmt: skip
    record = made_of(sheet)
    assert [row.rank for row in record.formulas] == [2, 1]


def test_what_is_called_ones_own_counts_wherever_it_stands(tmp_path: Path) -> None:
    ranked = rank(
        tmp_path,
        r"\section{Related work}\subsection{Sampling} It is $$a = \exp(b) + c$$"
        r"\section{Background} It is $$y = \exp(a) + b$$ Our proposed step is $$w = u + \lambda \exp(v)$$",
    )
    assert [latex[0] for latex in ranked] == ["w", "y", "a"]


@pytest.mark.parametrize("title", ["Main results", "Methods and Results", "Our results"])
def test_results_of_theory_are_no_experiments(title: str, tmp_path: Path) -> None:
    ranked = rank(
        tmp_path,
        rf"\section{{{title}}} It is $$y = \exp(a) + b$$ \section{{Results}} It is $$w = \exp(u) + v$$",
    )
    assert ranked[0][0] == "y"


def test_the_conditions_of_a_problem_take_no_place(tmp_path: Path) -> None:
    ranked = rank(
        tmp_path,
        r"\section{Method} It is \begin{align}\min_u \quad & \|x - u v\|^2 \\ \text{s.t.} \quad & u = h(v)"
        r"\end{align} \section{Experiments} Accuracy is $$y = \exp(a) + b$$",
    )
    assert ranked[-1].startswith(r"\text{s.t.}")


def test_what_a_definition_requires_is_no_problems_condition() -> None:
    rows = (papers.FormulaRow("f1", "y = x"), papers.FormulaRow("f2", r"\text{such that} \quad a = b^2 + c"))
    assert rank_rows(*rows)[0] == "f2"


@pytest.mark.parametrize(
    ("later", "first"),
    [
        (r"P(h) = \int dx \, Q(h | x) P(x)", r"m = \log Z + h^2"),
        (r"T = \mathcal{O}\left[ \frac{L d^2}{\varepsilon^2} + b \right]", r"m = \log Z + h^2"),
        (r"\sup_y |F(y) - G(y)| \leq \frac{6 a}{\sqrt{n}}", r"m = \log Z + h^2"),
        (r"m = \log Z + h^2", r"\partial_t p + \nabla \cdot (p v) = 0"),
        (r"m = \log Z + h^2", r"\boxed{u = a^2 + b^2}"),
    ],
)
def test_a_marginal_a_rate_and_a_bound_come_last_and_a_framed_equation_first(later: str, first: str) -> None:
    rows = (papers.FormulaRow("f1", later), papers.FormulaRow("f2", first))
    assert rank_rows(*rows) == ("f2", "f1")


def test_a_definition_that_a_display_contains_is_a_repeat() -> None:
    shown = r"q(x) = \|\nabla_B \ell_x(\theta_0)\|_2^2 = \sup_u |D_u \ell_x(\theta_0)|^2"
    part = r"q(x) = \|\nabla_B \ell_x(\theta_0)\|_2^2"
    assert is_repeated(part, [shown])
    assert is_twin(shown, part)
    assert not is_repeated(r"q(x) = \|\nabla_B \ell_x(\theta_1)\|_1", [shown])


def test_a_link_decides_between_equals_only() -> None:
    plain = papers.FormulaRow("f1", r"y = \exp(a) + b")
    same = papers.FormulaRow("f2", r"z = \log(c)^2 + d")
    assert rank_rows(plain, same) == ("f1", "f2")
    assert rank_rows(plain, same, linked="f2") == ("f2", "f1")
    cited = papers.FormulaRow("f1", r"y = \exp(a) + b", cited=1)
    assert rank_rows(cited, same, linked="f2") == ("f1", "f2")


def test_twins_take_one_place() -> None:
    rows = (
        papers.FormulaRow("f1", r"L = \mathbb{E}[\| \epsilon - \epsilon_\theta(x_t, t) \|^2]", number="1"),
        papers.FormulaRow("f2", r"L = \mathbb{E}[\| \epsilon - \epsilon_\theta(x_t, t, c) \|^2]", number="2"),
        papers.FormulaRow("f3", r"R \leq a + b^2"),
    )
    assert rank_rows(*rows) == ("f1", "f3", "f2")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (r"x_p = \mathbf{M} z_p + \xi_p", r"y_q = \mathbf{H} w_q + \zeta_q", True),
        (r"\hat m_t = \frac{m_t}{1-\beta_1^t}", r"\hat v_t = \frac{v_t}{1-\beta_2^t}", True),
        (r"x' = x - \eta \nabla f(x)", r"x' = x - \eta (\nabla^2 f(x))^{-1} \nabla f(x)", False),
        (r"y = a + b", r"y = a - b", False),
        (r"p = \exp(a) / (\exp(a) + \exp(b))", r"p = \log(a) / (\log(a) + \log(b))", False),
    ],
)
def test_which_formulas_are_twins(first: str, second: str, *, expected: bool) -> None:
    assert is_twin(first, second) is expected
    assert is_twin(second, first) is expected


def test_a_box_repeats_a_display_on_one_line() -> None:
    assert is_repeated(
        r"\hat m_t \leftarrow m_t / (1 - \beta_1^t)", [r"\hat m_t = \frac{m_t}{1 - \beta_1^t}"]
    )


@given(
    st.lists(
        st.sampled_from(["a", "=", r"\frac", "{", "}", "+", "_", "^", r"\sum", "(", ")", "2"]), max_size=12
    )
)
def test_any_text_is_ranked_once(tokens: list[str]) -> None:
    rows = (papers.FormulaRow("f1", " ".join(tokens)), papers.FormulaRow("f2", r"y = a + b"))
    assert sorted(rank_rows(*rows)) == ["f1", "f2"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"We define $\rho(t; \beta) := \frac{\sqrt{1-\beta^t}}{1-\beta}$ once.", True),
        (r"The rate denotes $u = \exp(a) + b$ here.", True),
        (r"Let $w = \exp(a) + b$ be used nowhere.", True),
        (r"Then $w = \exp(a) + b$ is used nowhere.", False),
        (r"Then $w = \sum_i \exp(a_i) / b$ is used nowhere.", True),
        (r"Where $u = \{a_1, \dots, a_n\}$ is a set.", False),
        (r"Here $u = (a, b)$ is a pair.", False),
        (r"Set $u = \mathcal{O}(a b)$ then.", False),
        (r"It is $u_t = u$ always.", False),
        (r"Again $y = u + a v$ holds.", False),
    ],
)
def test_which_definitions_in_running_text_are_candidates(tmp_path: Path, text: str, *, found: bool) -> None:
    far = "We go on. Nothing else is told. All is well."
    sheet = read_paper(tmp_path, rf"\section{{Method}} {text} {far} Then $$y = u + a v$$")
    assert bool([row for row in sheet.formulas if row.part == "inline"]) is found


def test_statements_of_the_sentences_around_a_display_are_candidates(tmp_path: Path) -> None:
    sheet = read_paper(
        tmp_path,
        r"It ends. So $w = \exp(a) + b$ holds. With $\|x\| \leq k + b$ and $t = 1, \dots, n$ one has "
        r"$$y = u + a v$$ "
        r"where $q \propto \exp(v) u$ and $m > 0$.",
    )
    inline = [row.latex for row in sheet.formulas if row.part == "inline"]
    assert inline == [r"w = \exp(a) + b", r"\|x\| \leq k + b", r"q \propto \exp(v) u"]


def test_definitions_of_an_appendix_or_a_proof_are_no_candidates(tmp_path: Path) -> None:
    sheet = read_paper(
        tmp_path,
        r"\section{Method} $$y = u + a v$$ \begin{proof} Set $u = \exp(a) + v$. \end{proof}"
        r"\appendix \section{More} With $a = \exp(v) + u$ it holds.",
    )
    assert [row.latex for row in sheet.formulas] == ["y = u + a v"]


def test_a_step_of_a_box_that_moves_something_is_a_candidate(tmp_path: Path) -> None:
    sheet = read_paper(
        tmp_path,
        r"\section{Method} $$y = u + a v$$ \begin{algorithm}\caption{Walk}\begin{algorithmic}"
        r"\STATE $Q(s, a) \gets Q(s, a) + \alpha (r - Q(s, a))$ \STATE $k \gets n$"
        r"\end{algorithmic}\end{algorithm}",
    )
    assert [row.latex[:7] for row in sheet.formulas if row.part == "inline"] == ["Q(s, a)"]


def test_symbols_in_use_are_those_of_what_is_drilled_each_once() -> None:
    you = papers.Origin("you")
    symbols = (
        papers.SymbolRow("x", "x"), papers.SymbolRow("x", "x", means="the input", scope=2),
        papers.SymbolRow("y", "y"), papers.SymbolRow("z", "z"),
        papers.SymbolRow("w", "w", means="mine", means_from=you),
    )  # fmt: skip
    rows = (
        papers.FormulaRow("f1", "a", rank=1, symbols=("x", "x in section 2")),
        papers.FormulaRow("f2", "b", rank=2, symbols=("y",)),
        papers.FormulaRow("f3", "c", rank=3, symbols=("z",)),
    )
    asked = (papers.ExerciseRecord("e", "code", "f2"),)
    record = papers.Paper("a", symbols=symbols, formulas=rows, drilled=1, exercises=asked)
    assert [(row.symbol, row.means) for row in papers.symbols_in_use(record)] == [
        ("x", "the input"), ("y", ""), ("w", "mine"),
    ]  # fmt: skip
    by_hand = papers.Paper("a", symbols=symbols, formulas=(papers.FormulaRow("f1", "a"),))
    assert papers.symbols_in_use(by_hand) == symbols


def test_a_sentence_says_whether_it_defines_a_symbol(tmp_path: Path) -> None:
    sheet = read_paper(
        tmp_path,
        r"The rate $\eta$ is small. Here $\beta$ denotes the decay. When all is known, $a \leq 3$ holds. "
        r"The curve at $v$, denoted by $w$, is flat. Here $p$ and $q$ are the ends of it. "
        r"$$y = \eta x + \beta + a v + w p q$$",
    )
    told = {row.symbol: [mention.is_definition for mention in row.mentions] for row in sheet.symbols}
    assert [name for name, defines in told.items() if any(defines)] == [r"\beta", "w", "p", "q"]
    assert (told[r"\eta"], told["a"], told["v"]) == ([False], [], [])
