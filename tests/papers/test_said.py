"""What a paper's text says of its symbols, each with its line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.papers import FormulaRow, Origin, SymbolRow, read_sheet
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
    "text",
    [
        # the subject of a verb
        r"Here $\beta$ is the decay rate.",
        r"The gain s.t. $\beta$ is the decay rate.",
        r"Let $\beta$ be the decay rate and let $n$ be the size.",
        r"Here $a$ is it, and $\beta$ and $\rho$ denote the weights of two networks.",
        r"It is $a$, where $\beta > 0$ is a known constant, which shows that it grows.",
        r"Here $\beta$ are random weights of it.",
        r"We denote the decay rate by $\beta$, and we fix it.",
        r"We write $\beta$ for the decay rate, where $a$ is it.",
        # beside a comma, a colon, or the word that begins its clause
        r"$\beta$: the decay rate.",
        r"Let $z$ denote logits, $\beta > 0$ the decay rate, and $K$ it.",
        # right behind a noun
        r"The decay rate $\beta$ is fixed.",
        r"The step size ($\beta$) is small.",
        r"We tune the scales $a$ and $\beta$ by hand.",
        r"It moves with momentum $\beta \in [0, 1)$, as usual.",
        r"The map $\beta(x) = 1 + x$ grows.",
    ],
)
def test_a_sentence_that_says_what_a_letter_is_is_quoted_whole(text: str) -> None:
    found = row(r"\beta", f"We begin. {text} It goes on.")
    assert [(one.text, one.line) for one in found.mentions] == [(text, 30)]
    assert (found.meaning, found.meaning_from) == (f"“{text}”", Origin("said", "30"))


@pytest.mark.parametrize(
    "text",
    [
        r"We fix $\beta$. It is small.",
        r"The mean of $\beta$ (blue bar) grows.",
        r"It will be at least $\beta$.",
        r"When $\beta = 0$ the second term disappears.",
        r"The case $\beta \neq 0$ is mild.",
        r"Then $\beta$ is given by $$\beta = 1 + a$$",
        r"The elements of $\beta$ are the nodes.",
        r"For any $\beta$, the best filter is known.",
        r"the first $\beta$ items",
        r"The log-$\beta$ features, and a length-$\beta$ row.",
        r"As before, $\beta$ and $a$ are always learned.",
        r"Table 3: Here $\beta$ is the decay rate.",
        r"It is here & $\beta$ is the rate.",
    ],
)
def test_a_sentence_on_something_else_is_not_quoted(text: str) -> None:
    assert (row(r"\beta", text).mentions, row(r"\beta", text).meaning) == ((), "")


def test_a_verb_counts_more_than_a_noun_and_then_the_nearest_sentence() -> None:
    noun, verb = r"The decay rate $\beta$ is fixed.", r"Here $\beta$ denotes it."
    assert row(r"\beta", f"{noun} {verb}").meaning == f"“{verb}”"
    formula = FormulaRow("1", r"\beta = 1 + a", line=90, section=1)
    said = [
        Paragraph(f"Here $\\beta$ is the rate of {name}.", Place("", line), 1)
        for name, line in (("A", 9), ("B", 80))
    ]
    (first,) = [one for one in symbol_rows([formula], said) if one.symbol == r"\beta"]
    assert first.meaning == r"“Here $\beta$ is the rate of B.”"


def test_a_display_may_end_a_sentence() -> None:
    assert (
        row(r"\beta", r"It is $$m = n$$ Here $\beta$ is the rate.").meaning == r"“Here $\beta$ is the rate.”"
    )


def test_what_people_wrote_replaces_the_quote() -> None:
    found = row(r"\beta", r"Here $\beta$ is the decay rate.")
    told = replace(found, means="the rate", means_from=Origin("assistant"))
    assert (told.meaning, told.meaning_from) == ("the rate", Origin("assistant"))


@pytest.mark.parametrize(
    ("text", "is_quoted"),
    [
        (r"The teacher's weights $w$ follow it.", True),
        (r"Let $w \in \mathbb{R}^K$ denote the mean of it.", True),
        (r"The width $w$ is known.", False),
    ],
)
def test_an_entry_has_the_quote_of_a_whole_that_has_entries(text: str, is_quoted: bool) -> None:
    assert row("w_k", text, r"y_k = w_k + 1").meaning == f"“{text}”" * is_quoted


def test_a_list_as_long_as_a_page_says_nothing_of_a_symbol() -> None:
    quoted = [
        bool(row(r"\beta", "It is here" + ", $c$" * listed + r", where $\beta$ is the scale.").meaning)
        for listed in (20, 4_000)
    ]
    assert quoted == [True, False]


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
        r"\mu_{i}": r"“Here $\mu_i$ is the mean skill.”",
        "r": "“Here $r$ is the radius of it.”",
    }
    assert {symbol: rows[symbol] for symbol in wanted} == wanted
