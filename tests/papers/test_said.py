"""What a paper's text says of its symbols, each with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.papers import FormulaRow, SymbolRow, read_sheet
from drill.papers.sheet.said import symbol_rows
from drill.papers.sheet.symbol_keys import make_spelling_key, read_name, typed_name
from drill.papers.source.document import Paragraph, Place


def row(symbol: str, text: str, *formulas: str) -> SymbolRow:
    shown = formulas or (f"{symbol} = 1 + a",)
    rows = rows_of(text, *shown)
    return next(one for one in rows if make_spelling_key(one.symbol) == make_spelling_key(symbol))


def rows_of(text: str, *formulas: str) -> tuple[SymbolRow, ...]:
    return symbol_rows(
        [FormulaRow(str(at), one, line=at, section=1) for at, one in enumerate(formulas, 1)],
        [Paragraph(text, Place("", 30), section=1)],
    )


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        (r"The decay rate $\beta$ is fixed.", [r"The decay rate $\beta$ is fixed."]),
        (r"We fix $\beta$. It is small.", []),
        (r"We fix $\beta$. Here $\beta$ is the decay rate.", [r"Here $\beta$ is the decay rate."]),
        (r"It is $$m = n$$ Here $\beta$ is the decay rate.", [r"Here $\beta$ is the decay rate."]),
        (r"The mean of $\beta$ (blue bar) grows.", []),
        (r"It will be at least $\beta$.", []),
        (r"The gain s.t. $\beta$ is the decay rate.", [r"The gain s.t. $\beta$ is the decay rate."]),
    ],
)
def test_a_symbol_is_introduced_by_what_says_what_it_is(text: str, mentions: list[str]) -> None:
    assert [one.text for one in row(r"\beta", text).mentions] == mentions


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"The step is $$x = a$$ where $\beta$ is the scale, and $N$ is its size.", r"$\beta$ is the scale"),
        (r"Figure 3: The top is $a$, where $\beta$ is the energy and $s$ is its width. Below is $c$.",
         r"$\beta$ is the energy"),
        (r"Let $\beta$ be the decay rate and let $n$ be the size.", r"Let $\beta$ be the decay rate"),
        (r"where $\beta$ is true for the pair $(u, v)$, and $\rho$ is the margin.", ""),
        (r"where $\beta$ is a label that says whether $(u, v)$ fits, and $\rho$ is the margin.",
         r"$\beta$ is a label that says whether $(u, v)$ fits"),
        (r"It scales (where $\beta$ is the decay rate, see above) all rows.", r"$\beta$ is the decay rate"),
        (r"We denote the decay rate by $\beta$, and we fix it.", r"We denote the decay rate by $\beta$"),
        (r"We write $\beta$ for the decay rate, where $a$ is it.", r"We write $\beta$ for the decay rate"),
        (r"where $\beta$ and $\rho$ denote the weights of two networks.",
         r"$\beta$ and $\rho$ denote the weights of two networks"),
        (r"where $\beta = f(X)$ and $T$ is the mask.", ""),
        (r"- $a$: the step. - $\beta$: the decay rate. - $k$: the size.", r"$\beta$: the decay rate"),
        (r"where $\beta$ is the mean, size, and skew of it.", r"$\beta$ is the mean, size, and skew of it"),
        (r"We use a decay rate $\beta$, which is small.", r"a decay rate $\beta$"),
        (r"The optimal weights $\beta$ are a function of $a$.", r"The optimal weights $\beta$"),
        (r"The energy encourages $\beta$ to be broad.", ""),
        (r"the first $\beta$ items", ""),
        (r"For any $\beta$, the best filter is known.", ""),
        (r"If $n = k$, $\beta$ is an orthogonal matrix.", ""),
        (r"When $\beta = 0$ the second term disappears.", ""),
        (r"Then $\beta$ is given by $$\beta = 1 + a$$", ""),
        # a clause ends before what is said of something else
        (r"where $\beta$ is the bet on it so that the wealth is $a$.", r"$\beta$ is the bet on it"),
        (r"where $\beta$ is the slope of $a$ and the last step follows.", r"$\beta$ is the slope of $a$"),
        (r"where $\beta$ is a sequence for $a$ and so is its end.", r"$\beta$ is a sequence for $a$"),
        (r"where $\beta$ is a known constant, which shows that it grows.", r"$\beta$ is a known constant"),
        (r"where $\beta$ is a dual variable solving $$a = 1$$", ""),
        (r"where $\beta$ is an array ($i$ is many, e.g., if $a$ is $b$, then not).", r"$\beta$ is an array"),
        (r"It is called classic if $\beta = 1.$ The refinement is new.", ""),
        # it is no subject of what follows
        (r"It fits the case where $\beta$ is a draw by adding $a$.", ""),
        (r"Since $\beta$ is an exact draw from $q$, $a$ has no bias.", ""),
        (r"The estimate of the spread of $\beta$ is given by the slope.", ""),
        (r"The elements of $\beta$ are the nodes.", ""),
        (r"The factor in $a$, $b$, and $\beta$ indicates a link.", ""),
        (r"Then for any given $\beta$ the sequence is one.", ""),
        (r"It lets $s$ and so on to denote $\beta$ et cetera.", ""),
        # a noun names it, and no other word does
        (r"The degree of node $\beta$ is known.", ""),
        (r"The independence of draws $\beta$ is known.", ""),
        (r"The number of nodes $\beta$ is known.", ""),
        (r"The restriction $\beta \in C$ is mild.", ""),
        (r"The function $\beta \rightarrow K(\beta)$ is mild.", ""),
        (r"For a small enough $\beta$ it holds.", ""),
        (r"The former does because $\beta \subset C$.", ""),
        (r"We use an expansion around $\beta$.", ""),
        (r"The policy $\beta$ is set with common ReLU networks.", r"The policy $\beta$"),
        (r"It fits the teacher's weights $\beta$ to it.", r"the teacher's weights $\beta$"),
        (r"It moves with momentum $\beta \in [0, 1)$, as usual.", r"momentum $\beta \in [0, 1)$"),
        (r"The step size ($\beta$) is small.", r"The step size ($\beta$)"),
        (r"We tune the scales $a$ and $\beta$ by hand.", r"the scales $a$ and $\beta$"),
        (r"A change of constants $a, \beta$ is mild.", r"constants $a, \beta$"),
        (r"The normalizing constant $\beta$ is known.", r"The normalizing constant $\beta$"),
        (r"Let $z$ denote logits, $\beta > 0$ the decay rate, and $K$ it.", r"$\beta > 0$ the decay rate"),
        (r"Here $\beta$ are drawn from different distributions.", ""),
        (r"Here $\beta$ are learned weights of it.", r"$\beta$ are learned weights of it"),
        (r"Let $a$ and $\beta$ be the sizes of both.", r"Let $a$ and $\beta$ be the sizes of both"),
        # a verb, or a noun of something else
        (r"The agent observes $\beta$ and acts.", ""),
        (r"It holds for whichever trainer consumes $\beta$.", ""),
        (r"The model outputs $\beta$ and stops.", ""),
        (r"The loss cannot determine $\beta$.", ""),
        (r"It gets an observation of the environment $\beta$.", ""),
        (r"We know the type of the current round $\beta_t$.", ""),
        (r"The upper bound $\beta \geq a$ is mild.", ""),
        (r"Here $\beta = 0$ indicates no agreement.", ""),
        (r"For a point $a$ and $\beta \in B$ the best of all follows it.", ""),
        (r"Here we change $a$, $\beta$ the most often does it.", ""),
    ],
)  # fmt: skip
def test_a_meaning_is_the_part_of_a_sentence_that_defines_the_symbol(text: str, meaning: str) -> None:
    assert row(r"\beta", text).meaning == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (r"The teacher's weights $w$ follow it.", r"The teacher's weights $w$"),
        (
            r"Let $w \in \mathbb{R}^K$ denote the mean of it.",
            r"Let $w \in \mathbb{R}^K$ denote the mean of it",
        ),
        (r"The width $w$ is known.", ""),
        (r"The weights $w$ are known. Here $w_k$ is the bias.", r"$w_k$ is the bias"),
    ],
)
def test_an_entry_has_the_meaning_of_a_whole_that_has_entries(text: str, meaning: str) -> None:
    assert row("w_k", text, r"y_k = w_k + 1").meaning == meaning


def test_a_number_of_things_is_a_latin_letter() -> None:
    assert row("N", "The number of nodes $N$ is known.", "N = 1 + a").meaning == "The number of nodes $N$"


def test_a_list_as_long_as_a_page_says_nothing_of_a_symbol() -> None:
    meanings = [
        row(r"\beta", "It is here" + ", $c$" * listed + r", where $\beta$ is the scale.").meaning
        for listed in (20, 4_000)
    ]
    assert meanings == [r"$\beta$ is the scale", ""]


@pytest.mark.parametrize(
    ("symbol", "formula", "is_said"),
    [("y_i", r"p = q(y_i) + 1", False), ("y_l", r"p = q(y_l) + 1", True), ("y_i", r"p = \sum_l y_l", True)],
)
def test_a_sentence_on_another_label_introduces_no_symbol(symbol: str, formula: str, is_said: bool) -> None:
    mentions = row(symbol, r"The worse response $y_l$ is kept.", formula).mentions
    assert [one.text for one in mentions] == [r"The worse response $y_l$ is kept."] * is_said


def test_every_symbol_of_every_formula_that_is_read_has_a_row() -> None:
    latex = r"\theta_{t+1} = \theta_t - \alpha \hat{m}_t / f(x_1, x_2)"
    rows = symbol_rows([FormulaRow("1", latex)])
    assert [one.typed for one in rows] == ["theta_t", "alpha", "mhat_t", "f", "x_1", "x_2"]
    assert not any(one.declared or one.means for one in rows)


@pytest.mark.parametrize(
    ("latex", "typed"),
    [
        (r"\theta_{t}", "theta_t"),
        (r"\hat{m}_t", "mhat_t"),
        (r"\beta_1", "beta_1"),
        (r"d_{\text{model}}", "d_model"),
        (r"\lambda", "lambda_"),
        (r"\varepsilon", "epsilon"),
        (r"w^*", "wstar"),
        (r"x'", "xprime"),
        (r"x_{ij}", "x_ij"),
        (r"W^{(l)}", "W_l"),
        (r"\eta_{\max}", "eta_max"),
        (r"N_{+}", "N_plus"),
    ],
)
def test_names_that_are_typed(latex: str, typed: str) -> None:
    ref = read_name(latex)
    assert ref is not None
    assert typed_name(ref) == typed


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (r"\theta_t", r"\theta_{t+1}", True),
        (r"x_i", r"x_{j}", True),
        (r"w^*", r"w^{\star}", True),
        (r"\beta_1", r"\beta_2", False),
        (r"p_\theta", r"p_\phi", False),
        (r"\eta_{\max}", r"\eta_t", False),
        (r"\hat{m}", "m", False),
        (r"\mathbf{x}", "x", False),
    ],
)
def test_which_writings_are_one_symbol(one: str, other: str, is_same: bool) -> None:
    assert (make_spelling_key(one) == make_spelling_key(other)) == is_same


def test_letters_that_look_alike_have_names_of_their_own() -> None:
    rows = symbol_rows([FormulaRow("1", r"\epsilon + \varepsilon + x + \mathbf{x} = 0")])
    assert [one.typed for one in rows] == ["epsilon", "varepsilon", "x", "x_bold"]


WORDS = re.findall(r"\S+", r"$ $x$ $$ the a is where of , . ( ) : \item & rate rates and $y=1$ denote by")
SIGNS = re.findall(r"\S+", r"x \in \mathbb{R} ^ _ { } [ ] ( ) 0 1 , < \leq = : \to \sim \times n \{ \} -")


@given(st.lists(st.sampled_from(SIGNS)))
def test_any_formula_in_a_text_is_passed_over_or_explained(pieces: list[str]) -> None:
    latex = " ".join(pieces)
    symbol_rows([FormulaRow("1", latex)], [Paragraph(f"${latex}$", Place("", 1))])


APPENDIX = r"""
\documentclass{article}\begin{document}
\section{Method} \begin{equation} f = M + \theta + s_b + \mu_i \end{equation}
\appendix
\section{Prompts} Let $M$ be the midpoint of the side and $\theta$ be an angle.
Here $\mu_i$ is the mean skill.
\begin{equation} M = 2 + r \end{equation}
Here $r$ is the radius of it.
\end{document}
"""


def test_an_appendix_explains_its_own_letters_and_no_bare_letter_of_the_main_part(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(APPENDIX)
    rows = {row.symbol: row.meaning for row in read_sheet(tmp_path / "main.tex").symbols}
    wanted = {
        "M": "",
        r"\theta": "",
        r"\mu_{i}": r"$\mu_i$ is the mean skill",
        "r": "$r$ is the radius of it",
    }
    assert {symbol: rows[symbol] for symbol in wanted} == wanted
