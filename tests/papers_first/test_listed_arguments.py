"""Numbered names with dots among arguments are a list; outside of arguments they are a product."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.formula.parser import parse
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.kinds import blank, recall
from tests.papers_first.forms import form
from tests.papers_first.semantic import answer, made, only, paper_of


@pytest.mark.parametrize(
    ("latex", "read"),
    [
        (r"P(k | w_1 \ldots w_m) = a", "(= (call P k | w_1 , ldots , w_m) a)"),
        (r"P(w_i | k, w_r \ldots w_s) = a", "(= (call P w_i | k , w_r , ldots , w_s) a)"),
        (r"p(w_1 w_2 \cdots w_m \mid k) = a", "(= (call p w_1 , w_2 , cdots , w_m | k) a)"),
        (r"\Pr(A_1 \ldots A_m) = a", "(= (Pr (tuple A_1 ldots A_m)) a)"),
        (r"H(Y \mid X_1 \ldots X_m) = a", "(= (call H Y | X_1 , ldots , X_m) a)"),
        (r"P(w_1 w_2) = a", "(= (call P w_1 w_2) a)"),
        (r"p(w_3 | w_1 w_2) = a", "(= (call p w_3 | w_1 , w_2) a)"),
        (r"\mathbb{E}[X_1 \cdots X_m] = a", "(= (call bb:E (* X_1 cdots X_m)) a)"),
        (r"a = x_1 \ldots x_m", "(= a (* x_1 ldots x_m))"),
        (r"a = \log(x_1 \cdots x_m)", "(= a (log (* x_1 cdots x_m)))"),
        (r"P(S_1 S_2 = 1) = a", "(= (call P (= (* S_1 S_2) 1)) a)"),
    ],
)
def test_lists_and_products(latex: str, read: str) -> None:
    assert form(parse(latex)) == read


def test_of_a_function_it_may_be_either() -> None:
    with pytest.raises(RefusedError, match="list or a product"):
        parse(r"f(x_1 \ldots x_m) = a")


def test_the_list_is_typed_with_commas_or_as_the_paper_does(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"P(k | w_1 \ldots w_m) = P(k) \prod_{i=1}^m P(w_i | k)")
    key = answer(only(recall.drafts(paper)))
    assert any("ldots w" in str(text) for text in key.values())
    assert any("ldots,w" in str(text).replace(" ", "") for text in key.values())
    assert not any("w_{1}" in draft.slot for draft in made(blank.drafts(paper)))
