"""What a formula's page tells: symbols, what it uses, itself in words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from drill.papers import FormulaRow, Origin, Paper, Reading, SymbolRow, list_letters, parse_paper, print_paper
from drill.papers.bank.drafting import with_page
from tests.papers import a_paper
from tests.papers.computed_paper import MOMENTUM, paper_of


def pages_of(paper: Reading) -> Mapping[str, FormulaRow]:
    return {id_: with_page(paper, lines) for id_, lines in paper.of_formula.items()}


def test_symbols_stand_in_the_order_of_the_formula() -> None:
    pages = pages_of(a_paper.paper_of())
    assert pages["f2"].symbols == ("m_t", r"\beta", "g_t")
    assert pages["f3"].symbols == (r"\theta_t", r"\alpha", "m_t"), "a symbol at two steps stands once"


def test_a_formula_uses_those_whose_left_sides_stand_in_it() -> None:
    twice = paper_of(
        ["v_t = 2 g_t", r"v_t = \sum_{i=1}^{t} g_i", r"w_t = v_t - v_{t-1}", r"v_t + w_t = 3"], {}
    )
    uses = {id_: page.uses for id_, page in pages_of(twice).items()}
    assert uses == {"f1": (), "f2": (), "f3": ("f1", "f2"), "f4": ("f1", "f2", "f3")}


def test_a_formula_is_spoken_with_the_names_of_its_symbols() -> None:
    spoken = {id_: page.spoken for id_, page in pages_of(a_paper.paper_of()).items()}
    assert spoken["f3"] == (
        "the parameters after step t plus 1 equals the parameters after step t minus "
        "the learning rate times the momentum buffer at step t plus 1"
    )
    assert "open paren 1 minus the momentum coefficient close paren times the gradient" in spoken["f2"]
    formulas = ["x = a b^n", "y = c"]
    meanings = {"n": "number of steps", "a": "50% of it", "b": "factor"}
    spoken = {id_: page.spoken for id_, page in pages_of(a_paper.paper_of(formulas, meanings)).items()}
    assert spoken == {"f1": "x equals a times the factor to the power of the number of steps", "f2": ""}


def test_a_page_is_read_as_it_was_written() -> None:
    record = Paper("momentum", formulas=tuple(pages_of(MOMENTUM).values()))
    assert parse_paper(print_paper(record)) == record


@pytest.mark.parametrize(
    ("latex", "law", "others"),
    [
        (r"r = \mathbb{E}_{s \sim q}[Q(s)]", "q", {"Q"}),
        (r"r = \mathbb{E}_{s \sim q(\cdot \mid x)}[Q(s)]", "q", {"x", "Q"}),
        (r"J = \mathbb{E}_{s \sim d_t^{\pi_n}}[A(s)]", r"d_{t}^{\pi_{n}}", {"A"}),
        (r"y = \lambda_{k,1} a + \lambda_{k,2} b", "", {r"\lambda_{k,1}", r"\lambda_{k,2}", "a", "b"}),
        (r"y = \lambda_{k,1} a + \sum_j \lambda_{k,j} b", "", {r"\lambda_{k,j}", "a", "b"}),
        (r"r = \sum_{i \in S} x_i", "", {"S", "x_{i}"}),
    ],
)
def test_what_is_drawn_from_has_a_row(latex: str, law: str, others: set[str]) -> None:
    letters = {letter.latex: letter.proposed for letter in list_letters(FormulaRow("f1", latex), []).letters}
    assert {name for name, type_ in letters.items() if type_ == "law thing"} == ({law} if law else set())
    assert letters.keys() - {law} == others


@pytest.mark.parametrize(
    ("means", "proposed"),
    [
        ("standard deviation of the noise", "> 0"),
        ("the posterior variance", "> 0"),
        ("share of the variance that is kept", ""),
        ("log variance of the code", ""),
    ],
)
def test_a_spread_is_above_0(means: str, proposed: str) -> None:
    table = list_letters(FormulaRow("f1", r"y = \mu + s z"), [SymbolRow("s", "s", means=means)])
    (letter,) = (letter for letter in table.letters if letter.latex == "s")
    assert letter.proposed == proposed


@pytest.mark.parametrize(
    ("means", "proposed"),
    [
        ("$s$ is the probability of class $k$", "(0, 1)"),
        ("the teacher's probabilities", "(0, 1)"),
        ("the log probability of a token", ""),
        ("log-probability of a token", ""),
        ("the probability ratio", ""),
        ("probability distribution over classes", ""),
        ("share that grows with the probability", ""),
    ],
)
def test_a_probability_is_between_0_and_1(means: str, proposed: str) -> None:
    table = list_letters(FormulaRow("f1", r"y = \mu + s z"), [SymbolRow("s", "s", means=means)])
    (letter,) = (letter for letter in table.letters if letter.latex == "s")
    assert letter.proposed == proposed


def test_lengths_of_axes_have_names_that_the_formula_does_not_use() -> None:
    table = list_letters(FormulaRow("f1", r"y = m d + n x"), [])
    for letter in table.letters:
        assert {letter.axis, letter.rows}.isdisjoint("mdn")
        assert letter.axis != letter.rows


@pytest.mark.parametrize(
    ("latex", "declared", "proposed"),
    [
        (r"y = f(x, z) + 1", "f in R", ""),
        (r"y = f(x, z) + 1", "f in R^(n x n)", ""),
        (r"y = f(x) + 1", "f: relu", "relu"),
        (r"y = f + x", "0 < f < 1", "(0, 1)"),
    ],
)
def test_what_is_proposed_fits_how_the_formula_uses_a_letter(
    latex: str, declared: str, proposed: str
) -> None:
    symbol = SymbolRow("f", "f", declared, declared_from=Origin("said", "line 3"))
    (letter,) = (each for each in list_letters(FormulaRow("1", latex), [symbol]).letters if each.latex == "f")
    assert letter.proposed == proposed


SOFT = r"A softmax with temperature $\alpha$ and discount $\gamma$,"


@pytest.mark.parametrize(
    ("latex", "before", "name", "proposed"),
    [
        (r"p = \exp(q/\alpha)", SOFT, r"\alpha", "> 0"),
        (r"y = r + \gamma v", SOFT, r"\gamma", "(0, 1)"),
        (r"D = s_1 / s_2", "Laws with standard deviations $s_1, s_2$,", "s_{2}", "> 0"),
        (r"m_t = \beta m_{t-1} + (1-\beta) g_t", "", r"\beta", "(0, 1)"),
        (r"h = \frac{m}{1 - b^t}", "", "b", "(0, 1)"),
        (r"h = 1 - x^2", "", "x", ""), (r"y = \alpha x", "Momentum $\\alpha$ is large.", r"\alpha", ""),
    ],
)  # fmt: skip
def test_what_a_noun_or_the_formula_leaves_a_letter_is_proposed(
    latex: str, before: str, name: str, proposed: str
) -> None:
    table = list_letters(FormulaRow("f1", latex, before=before), [])
    assert {letter.latex: letter.proposed for letter in table.letters}[name] == proposed
