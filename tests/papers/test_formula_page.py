"""What a formula's page tells: symbols, what it uses, itself in words."""

from __future__ import annotations

from collections.abc import Mapping

from drill.papers import FormulaRow, Paper, Reading, parse_paper, print_paper
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


SOFT = r"A softmax with temperature $\alpha$ and discount $\gamma$,"
