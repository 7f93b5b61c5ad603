"""Formulas as papers print them, with the sentences around them: what is read, typed and computed of them."""
# ruff: noqa: E501 - a source is read more easily as it is printed

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from drill.papers import Reading, made_of, paper_of, read_sheet
from tests.papers.programs import axes_in, known_functions_in, programs_of, skills_in, sums_of_inputs

PAPER = r"""\documentclass{article}
\usepackage{amsmath,amssymb}
\title{Printed}
\begin{document}\maketitle
\section{Method}
%s
\end{document}
"""


class Printed(NamedTuple):
    """What is written, and the programs of its formulas in their order; empty where none is made."""

    text: str
    programs: tuple[str, ...]


def imported(text: str, folder: Path) -> Reading:
    """A paper with this text."""
    (folder / "printed.tex").write_text(PAPER % text, encoding="utf-8")
    return paper_of(read_sheet(folder / "printed.tex"))


ROWS = {
    "covariance matrices in an upright font": Printed(
        r"""Let $\mathbf{x}$ and $\mathbf{y}$ be jointly Gaussian random vectors with means $\mathbf{m}_x$,
        $\mathbf{m}_y$ and covariance matrices $\mathrm{C}_{xx}$, $\mathrm{C}_{xy}$, $\mathrm{C}_{yy}$. The mean is
        \[\mathbf{m} = \mathbf{m}_x + \mathrm{C}_{xy}\mathrm{C}_{yy}^{-1}(\mathbf{y} - \mathbf{m}_y)\]
        and the covariance
        \[\mathrm{C} = \mathrm{C}_{xx} - \mathrm{C}_{xy}\mathrm{C}_{yy}^{-1}\mathrm{C}_{yx}.\]""",
        (
            "m_x + C_xy @ np.linalg.inv(C_yy) @ (y - m_y)",
            "C_xx - C_xy @ np.linalg.inv(C_yy) @ C_yx",
        ),
    ),
    "an inverse alone makes a matrix of an upright capital": Printed(
        r"\[\mathbf{z} = \mathrm{P} \mathrm{S}^{-1} \mathbf{r}\]", ("P @ np.linalg.inv(S) @ r",)
    ),
    "a number with an inverse stays one": Printed(
        r"The scale is inverted, $s = \Omega^{-1} r$, with a number $\Omega > 0$: \[s_i = \Omega^{-1} r_i.\]",
        ("r_i / Omega",),
    ),
    "deviations, and ones whose number nobody tells": Printed(
        r"""Let $\mathrm{X} = [\mathbf{x}^{(1)} \cdots \mathbf{x}^{(N)}]$ be the ensemble. Define
        \[\breve{\mathrm{X}} = \frac{1}{\sqrt{N-1}} \Bigl( \mathrm{X} - \bar{\mathrm{X}}\,\mathbf{1}^\top \Bigr)\]
        \[\mathrm{C} = \breve{\mathrm{X}}\breve{\mathrm{X}}^\top + \xi^2 \mathrm{I}.\]""",
        ("", "Xbreve @ Xbreve.T + xi**2 * np.eye(Xbreve.shape[0])"),
    ),
    "the matrix of the deviations": Printed(
        r"""Let $\breve{\mathrm{X}}$ be the matrix of the deviations. The empirical covariance is
        \[\mathrm{C} = \breve{\mathrm{X}}\breve{\mathrm{X}}^\top + \gamma^2 \mathrm{I}.\]""",
        ("Xbreve @ Xbreve.T + gamma**2 * np.eye(Xbreve.shape[0])",),
    ),
    "a median over neighbours": Printed(
        r"\[R_i = \mathrm{median}_{j \in \mathcal{N}(i)} \, \|\mathbf{x}_j - \mathbf{x}_i\|_2.\]", ("",)
    ),
    "a quantile": Printed(r"\[r = \operatorname{quantile}_{\alpha} x + b\]", ("",)),
    "the k largest": Printed(r"\[r = \operatorname*{top-k}_{j \leq n} x_j + b\]", ("",)),
    "an essential supremum": Printed(r"\[r = \operatorname*{ess\,sup}_{x \in X} |f(x)| + b\]", ("",)),
    "a word that is a number, with its sign": Printed(
        r"Let $\mathrm{lr} > 0$ be the learning rate. \[w = u - \mathrm{lr} \cdot (u - v)\]",
        ("u - lr * (u - v)",),
    ),
    "an upright label that is a function's name elsewhere": Printed(
        r"""We take a step along the tangent part $\mathbf{u}^{\mathrm{tan}} \in \mathbb{R}^d$ of the gradient,
        \[\mathbf{z} = \mathbf{x} - \lambda (\mathbf{x}^\top \mathbf{u}^{\mathrm{tan}}) \mathbf{u}^{\mathrm{tan}}\]
        where $\lambda$ is the step size and $\mathbf{x} \in \mathbb{R}^d$.""",
        ("x - lambda_ * (x @ utan) * utan",),
    ),
    "labels max, min and dim": Printed(
        r"\[s = c^{\mathrm{max}} - (c^{\max} - c^{\min}) q^{\dim}\]", ("cmax - (cmax - cmin) * qdim",)
    ),
    "a word above a bracket": Printed(r"\[s = (a + b)^{\mathrm{ref}} + c\]", ("",)),
    "a superscript beside one in brackets": Printed(
        r"""The bias grows in each round, \[b_i^{(t+1)} = \left(1 + \frac{\eta}{d}\right) b_i^{(t)}.\]
        Later \[a_i = (1 + \eta) b_i^{T_2} + c.\]""",
        ("(1 + eta / d) * b_it", "(1 + eta) * b_i + c"),
    ),
    "a number above stays a power": Printed(
        r"\[a = b_i^{(t)} + c\] \[a = (1 + \eta) b_i^{2} + c\]", ("b_it + c", "(1 + eta) * b_i**2 + c")
    ),
    "a statement after cases": Printed(
        r"""The expected error is bounded by \[\mathbb{E}[E_n] \leq \begin{cases}\frac{1}{2(m+1)} + b_1 \ \text{if}\
        n=1,\\ \frac{1}{m+n-2} + b_n \ \text{if}\ n\geq 2,\end{cases} \;\; b_n = \frac{(1 + \frac{1}{m})^2}{2(1+\frac{n}{m})}.\]""",
        ("", "(1 + 1 / m)**2 / (2 * (1 + n / m))"),
    ),
    "a function that a sentence defines, and a number of the same letter": Printed(
        r"""Let $\sigma(x) = e^x/(e^x + 1)$ be the logistic function. The loss of a pair with the margin $d$ is
        averaged over the pairs, \[\ell = \mathbb{E}_{d}\left[-\log \sigma(\beta d)\right].\]
        Later $\sigma$ is the spread of the margins,
        \[p(d) = \frac{1}{\sqrt{2\pi}\sigma}\exp\left(-\frac{d^2}{2\sigma^2}\right).\]""",
        (
            "np.exp(x) / (np.exp(x) + 1)",
            "np.mean(-np.log(1/(1 + np.exp(-(beta * d)))))",
            "np.exp(-d**2 / (2 * sigma**2)) / (np.sqrt(2 * np.pi) * sigma)",
        ),
    ),
    "several groups of parameters": Printed(
        r"""The score is \[s(x; \theta) = \theta^\top x.\] The loss is
        \[\ell(x; \theta; w) = w (\theta^\top x)^2.\]""",
        ("theta @ x", "w * (theta @ x)**2"),
    ),
    "a negative argument": Printed(
        r"\[\alpha_t = \sqrt{\mathrm{sigmoid}(-\gamma_t)}\]", ("np.sqrt(1/(1 + np.exp(gamma_t)))",)
    ),
    "a remark in brackets that words close": Printed(
        r"""\begin{align}m &= \beta^2 (1-\beta) g \\ a &= (1-\beta^2) g \quad (\text{assuming $g_i = g_t$ for
        $i<t$)}\end{align}""",
        ("beta**2 * (1 - beta) * g", "(1 - beta**2) * g"),
    ),
    "a sum over neighbours that depend on an index": Printed(
        r"""Let $\mathcal{N}_k(i)$ be the nearest neighbours of $i$. Their mean distance is
        \[r_i = \frac{1}{k}\sum_{j \in \mathcal{N}_k(i)} \|\mathbf{x}_j - \mathbf{x}_i\|_2.\]""",
        ("",),
    ),
    "a set with an index below": Printed(r"\[r_i = \sum_{j \in S_i} (a_j - a_i)^2\]", ("",)),
    "what the text makes of other inputs": Printed(
        r"""The proposal mixes the densities $\rho_k$ with nonnegative weights $w_k$,
        \[\rho(x) = \Omega^{-1} \sum_{k} w_k \rho_k(x),\] where $\Omega = \sum_{k} w_k$.""",
        ("", "np.sum(w_k)"),
    ),
    "what a formula makes of other things stays given": Printed(
        r"\[\mathbf{h} = \mathbf{W} \mathbf{x} + \mathbf{b}\] \[\mathbf{y} = \mathbf{x} + \alpha \mathbf{h}\]",
        ("W @ x + b", "x + alpha * h"),
    ),
    "a matrix before a gradient whose variable nobody types": Printed(
        r"Let $\mathbf{G}$ be a matrix. \[g = (\mathbf{G} + \mathbf{G}^\top) \nabla L(\theta)\]",
        ("(G + G.T) @ grad",),
    ),
    "a gradient of what a minibatch gives": Printed(
        r"\[x_{t+1} = x_t - \alpha \nabla_{S_t} f(x_t) + \mu (x_t - x_{t-1})\]",
        ("x_t - alpha * grad + mu * (x_t - x_t_prev)",),
    ),
    "a gradient with respect to a matrix": Printed(
        r"\[W_{t+1} = W_t - \alpha \nabla_W L(W_t)\]", ("W_t - alpha * grad",)
    ),
    "a letter in its own brackets is a number": Printed(
        r"\[s = \sigma(a) + \sigma(b)\] \[g = \sigma (|x| / \sigma)^2 + c\]",
        ("sigma + sigma_2", "sigma * (np.abs(x) / sigma)**2 + c"),
    ),
    "functions that a circle joins": Printed(
        r"\[\mathbf{Z} = \mathbf{F} \circ g(\mathbf{X}) + \mathbf{B}\]", ("",)
    ),
    "a circle between arrays": Printed(
        r"\[\mathbf{z} = \mathbf{f} \circ \mathbf{g} + \mathbf{b}\]", ("f * g + b",)
    ),
    "an upright d is a differential": Printed(r"\[t_n = n \mathrm{d} t + c\]", ("",)),
    "a supremum over all vectors": Printed(r"\[m = \sup_{u \in \mathbb{R}^q} V(u) + c\]", ("",)),
    "a sum over all integers": Printed(r"\[m = \sum_{y \in \mathbb{Z}^n} p(y) \log p(y)\]", ("",)),
    "a transposed function": Printed(
        r"""Let $\mathbf{K}$ be a matrix. \[\mathbf{m} = \mathbf{K} \mathbf{k}(x)\]
        \[s = k - \mathbf{k}^\top(x) \mathbf{K}^{-1} \mathbf{k}(x)\]""",
        ("K @ k", "k_2 - k @ np.linalg.inv(K) @ k"),
    ),
    "marked symbols are like the declared one": Printed(
        r"""Let $x \in \mathbb{R}^n$ be the state and $D \in \mathbb{R}^{n \times r}$.
        \[\dot{x} = D^{+} \bar{\omega} - D^{-} \omega + \alpha x'\] where $\omega \in \mathbb{R}^r$.""",
        ("D @ omegabar - D_2 @ omega + alpha * xprime",),
    ),
    "a word in letters": Printed(r"\[\rho = Tr(\pi) + c\] \[q = Pr[x + y] + c\]", ("", "")),
    "an index that only the right side has": Printed(
        r"\[\log p(Y) = \sum_{i=1}^{Q} \log p(y_i, \theta_i, \theta_s)\]", ("",)
    ),
    "an index on both sides": Printed(
        r"\[p_s = \frac{\exp(a_s)}{\sum_{i} \exp(a_i)}\]", ("np.exp(a_s) / np.sum(np.exp(a_s))",)
    ),
    "bars around what is a matrix with another index": Printed(
        r"\[l = \mathbf{y}^\top K_{1}^{-1} \mathbf{y} + \log |K_\theta| + c\]", ("",)
    ),
    "equations in an array": Printed(
        r"""\[\left\{ \begin{array}{rcl} \mu & = & a + b c \\ \sigma^2 & = & (a - b)^2 + c \end{array} \right.\]
        \[\begin{array}{rcl} m & = & a + b c \end{array}\]""",
        ("a + b * c", "(a - b)**2 + c", "a + b * c"),
    ),
    "a capital letter as the sign of a sum": Printed(
        r"\[s = \Sigma_{d=1}^{D} \frac{(x_{d} - y_{d})^2}{l_d^2}\] \[t = \Pi_{j=1}^k (1 - a_j)\]", ("", "")
    ),
    "a matrix behind a softmax and a dot": Printed(
        r"\[Y = \mathrm{softmax}(Q K^\top) \cdot V\]",
        ("np.exp(Q @ K.T) / np.sum(np.exp(Q @ K.T), axis=-1, keepdims=True) @ V",),
    ),
    "a quadratic form beside a vector": Printed(
        r"\[\mathbf{h} = \mathbf{e}^\top \mathbf{H} \mathbf{e} + \mathbf{J} \mathbf{e}\]", ("",)
    ),
    "a derivative written as d with an index": Printed(r"\[s = c \|d_{\mathbf{a}} L(w, a)\|^2\]", ("",)),
    "a chain up to a factor, and constants of a proof": Printed(
        r"""We minimise \[L(\theta) = \mathbb{E}_{x}\left[\max_{y} \langle f_\theta(x), g(y)\rangle\right] + \lambda
        \mathrm{KL}(p_\theta \| p_0)\] The phase ends at \[T_1 = \Theta\left(\frac{d \log d}{\eta}\right).\]""",
        ("", ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_what_is_printed_is_computed_or_left_alone(name: str, tmp_path: Path) -> None:
    assert programs_of(imported(ROWS[name].text, tmp_path)) == ROWS[name].programs


def test_what_is_printed_is_read(tmp_path: Path) -> None:
    text = r"""\[\ell(x, y_w, y_l; \theta; \pi_0) = -\log \sigma\left(\beta \log\frac{\pi_\theta(y_w|x)}{\pi_0(y_w|x)} -
    \beta \log\frac{\pi_\theta(y_l|x)}{\pi_0(y_l|x)}\right),\] where $\sigma$ is the logistic function.
    \[I(X; Y; Z \mid W) = c\] \[\theta_t = \theta_{t-1} - \eta \rho(t;\beta_1,\beta_2) u_t\]
    \[\frac{\hat m_t}{\sqrt{\hat v_t}} = \rho(t;\beta_1,\beta_2)\frac{m_t}{\sqrt{v_t}}\]"""
    reading = imported(text, tmp_path)
    assert [line.refused for line in reading.lines] == [""] * 4
    assert known_functions_in(reading)["sigma"] == "logistic"


def test_a_remark_is_no_statement(tmp_path: Path) -> None:
    text = r"""\begin{align}\mathbb{E}[m_t] &= \mathbb{E}\left[(1-\beta)\sum_{i=1}^t \beta^{t-i} g_i\right] \\ &=
    (1-\beta^t)\mathbb{E}[g_t] \quad (\text{assuming $\mathbb{E}[g_i] = \mathbb{E}[g_t]$ for $i<t$)}\end{align}"""
    (line,) = imported(text, tmp_path).lines
    assert line.statement is not None
    assert len(line.statement.sides) == 3


def test_a_covariance_of_two_things_is_not_square(tmp_path: Path) -> None:
    axes = axes_in(imported(ROWS["covariance matrices in an upright font"].text, tmp_path))
    assert len(set(axes["C_xy"])) == 2
    assert axes["C_yx"] == axes["C_xy"][::-1]


def test_a_dimension_counts(tmp_path: Path) -> None:
    text = r"\[p = \frac{m(m+1)}{2n}\] where $m$ is the dimension and $n$ denotes the number of samples."
    (line,) = imported(text, tmp_path).lines
    assert line.typed is not None
    assert {one.typed for one in line.typed.quantities if one.domain.is_whole} == {"m", "n"}


def test_chances_of_tokens_need_not_sum_to_one(tmp_path: Path) -> None:
    text = r"""For every token $l$ let $q(\mathbf{x}^l \mid \mathbf{z})$ be its posterior probability. The gap is
    \[G = \mathbb{E}_{q(\mathbf{x} \mid \mathbf{z})}\left[\log q(\mathbf{x} \mid \mathbf{z}) - \sum_l \log
    q(\mathbf{x}^l \mid \mathbf{z})\right].\]"""
    assert sums_of_inputs(imported(text, tmp_path)) == [None, None]


def test_neighbours_are_no_normal_law(tmp_path: Path) -> None:
    text = ROWS["a sum over neighbours that depend on an index"].text
    assert "prob.dist.normal" not in skills_in(imported(text, tmp_path))


def test_images_and_texts_are_typed_alike(tmp_path: Path) -> None:
    text = r"""\[x_p = \mathbf{M} z_{x_p} + \xi_{x_p}, \quad y_p = \mathbf{H} z_{y_p} + \xi_{y_p},\]
    where $\mathbf{M}, \mathbf{H} \in \mathbb{R}^{n \times d}$."""
    assert programs_of(imported(text, tmp_path)) == ("M @ z + xi", "H @ z + xi")


def test_every_formula_of_a_long_paper_is_read(tmp_path: Path) -> None:
    terms = " + ".join(
        rf"\alpha_{{{n}}} \exp\left(-\frac{{(x - \mu_{{{n}}})^2}}{{2\sigma_{{{n}}}^2}}\right)"
        for n in range(6)
    )
    text = "".join(
        rf"The quantity of part {n} is \begin{{equation}}\label{{e{n}}}Q_{{{n}}}(x) = {terms}\end{{equation}}"
        "\n"
        for n in range(8)
    )
    assert [line.refused for line in imported(text, tmp_path).lines] == [""] * 8


@pytest.mark.parametrize(
    ("display", "conditions"),
    [
        (r"\begin{align}\min_{u}\quad & \|x - u v\|^2 \\ \text{s.t.}\quad & u \geq 0, \; v \in C.\end{align}", r"u\geq0,v\in C"),
        (r"\begin{align}\max_p \quad & \mathbb{E}[r(p)] \\ \textrm{s.t.} \quad & D(p, q) \leq \delta, \\ & p \in P. \end{align}", r"D(p,q)\leq\delta,\quad p\in P"),
        (r"\[w^* = \arg\min_w f(w) + \lambda w^2 \quad \text{subject to} \quad \|w\| \leq 1.\]", r"\|w\|\leq1"),
        (r"\[a = \arg\max_a q(a) - a^2, \mbox{ such that: } \begin{cases} a \sim p(s) \\ s = f(a) \\ \end{cases}\]", r"\begin{cases}a\sim p(s)\\s=f(a)\end{cases}"),
        (r"\[\begin{aligned} a^* = \arg\max_a \; & q(a) - a^2 \\ \text{subject to } & b = 1,\\ & a \geq 0 \end{aligned}\]", r"b=1,\quad a\geq0"),
        (r"\[\begin{array}{ll} \text{minimize} & c x \\ \text{subject to} & x \leq b \end{array}\]", ""),
        (r"\begin{align} y &= \max(x, 0) + b \\ z &= y^2 + c \end{align}", ""),
        (r"\[ y = a + b \quad \text{such that } b \leq 1\]", ""),
    ],
)  # fmt: skip
def test_the_conditions_of_a_problem_are_shown_with_it(display: str, conditions: str, tmp_path: Path) -> None:
    reading = imported(f"We seek {display} here.", tmp_path)
    assert reading.constraints(reading.paper.formulas[0]) == conditions
    record = made_of(reading, lambda stage, done, whole: None)
    exercise = next(draft for draft in record.drafts if draft.kind == "explain").exercise
    assert ("subject to\n" in str(exercise["prompt"])) == bool(conditions)
    assert all(reading.constraints(row) == "" for row in reading.paper.formulas[1:])
