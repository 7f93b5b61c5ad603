"""Own words on each formula, and how formulas of a paper hang together."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from drill.banks.load import load_bytes
from drill.papers import (
    FormulaRow,
    draft_own_words,
    fields_of,
    find_used,
    list_exercise_fields,
    list_formula_quantities,
    texts_of,
    wording,
)
from tests.papers.a_paper import MEANINGS, paper_of

IDS = ("f1", "f2", "f3", "f4", "f5")


def test_every_draft_is_an_exercise_that_loads() -> None:
    paper = paper_of(
        before={2: "The buffer averages the gradients of all minibatches seen so far in the run:"}
    )
    drafts = draft_own_words(paper, IDS)
    lines = ["topic: papers.moments", "title: Moments", "exercises:"]
    for draft in drafts:
        first, *rest = fields_of({"id": draft.id, **list_exercise_fields(draft.exercise)}, 2)
        lines += [f"- {first.lstrip()}", *rest]
    loaded = load_bytes("\n".join(lines).encode(), "moments.yaml")
    assert [str(problem) for problem in loaded.problems] == []
    assert [replace(one.exercise, id="") for one in loaded.exercises] == [draft.exercise for draft in drafts]
    assert Counter(draft.kind for draft in drafts) == {"explain": 5}


def test_titles_are_there_once_and_short() -> None:
    titles = [draft.exercise.title for draft in draft_own_words(paper_of(), IDS)]
    assert len(set(titles)) == len(titles)
    assert all(0 < len(title) <= 60 and "$" not in title for title in titles)


def test_two_runs_make_the_same() -> None:
    assert draft_own_words(paper_of(), IDS) == draft_own_words(paper_of(), IDS)


def find_shape(latex: str) -> str:
    (draft,) = draft_own_words(paper_of([latex]), ["f1"])
    return draft.exercise.forms[0].shape


def test_exponential_and_logarithmic_maps_are_no_exponential_and_no_logarithm() -> None:
    map_of_one = r"f(x) = \exp_{\mathbf{o}}^K(f(\log_{\mathbf{o}}^K(x)))"
    assert find_shape(map_of_one) == "a function of one argument"
    assert find_shape(r"y = \log_2(p)") == "a logarithm"


def test_own_words_are_asked_for_every_formula() -> None:
    drafts = draft_own_words(paper_of(), IDS)
    assert [draft.about for draft in drafts] == ["f1", "f2", "f3", "f4", "f5"]
    assert not any("What comes out:" in text for draft in drafts for text in texts_of(draft))


def test_text_of_the_paper_never_becomes_a_template() -> None:
    paper = paper_of(
        meanings={**MEANINGS, r"\alpha": "rate @{1/0} of `x` *y*"}, before={2: "mail me@{here} " * 6}
    )
    for draft in draft_own_words(paper, IDS):
        for text in texts_of(draft):
            assert "@" not in text.replace("@@", "")


def test_a_meaning_is_not_carried_to_a_letter_that_does_not_run() -> None:
    formulas = [r"y_i = x - \eta_l g_i", r"x = \eta_g \sum_j y_j"]
    paper = paper_of(formulas, {r"\eta_{l}": "local step size", "y_{i}": "copy of the client"})
    first, second = (line.statement.sides[-1] for line in paper.lines if line.statement is not None)
    meanings = [
        {paper.glossary.called(ref) for ref in list_formula_quantities(side)} - {""}
        for side in (first, second)
    ]
    assert meanings == [{"the local step size"}, {"the copy of the client"}]


@pytest.mark.parametrize(
    ("gives", "takes"),
    [
        (r"e_k(d) = \exp(-\gamma (d - \mu_k)^2)", r"f(s) = e_s R + b"),
        (r"h_K = \sigma(h_{K-1} + b)", r"y = h_k + c"),
        (r"\log q(a) = u - w", r"v = \log q(b) + c"),
        (r"P(w) = \prod_j \pi_j g(w_j)", r"L(w) = \log P(D | w) + c"),
    ],
)
def test_a_function_gives_no_number_and_a_law_no_other(gives: str, takes: str) -> None:
    assert used_by_last(gives, takes) == []


def used_by_last(*formulas: str) -> list[str]:
    """The ids of the formulas that the last one uses."""
    paper = paper_of(formulas)
    return [line.formula.id for line in find_used(paper.lines[-1], paper.definitions)]


def test_an_update_feeds_nothing() -> None:
    mean, update, uses = (
        r"a = \frac{1}{N} \sum_i y_i",
        r"x \leftarrow x + \eta g",
        r"c_i = a - \frac{1}{K} (x - y_i)",
    )
    assert used_by_last(mean, update, uses) == ["f1"]


def test_each_of_several_left_sides_is_defined() -> None:
    assert used_by_last(r"f_t, i_t = \sigma(b x_t)", r"c_t = f_t c_{t-1} + i_t z") == ["f1"]


def test_a_starting_value_feeds_nothing() -> None:
    assert used_by_last(r"h(t_1) = b + c", r"L = \sum_i \|h(t_i)\|^2 + 1") == []


def test_a_formula_without_a_number_is_told_with_its_file() -> None:
    row = FormulaRow("f", "a = b + c", file="parts/1_intro.tex", line=7)
    assert wording.refer_to_formula(row) == r"the formula at line 7 of parts/1\_intro.tex"


def test_a_meaning_is_carried_to_the_step_of_its_symbol() -> None:
    paper = paper_of([r"w_t = w_{t-1} - \alpha h_t"], {r"w_{t-1}": "weights after step $t$"})
    left = next(line.statement.sides[0] for line in paper.lines if line.statement is not None)
    assert paper.glossary.called(left) == "the weights after step $t$"


def test_a_failure_costs_one_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(paper: object, formula: FormulaRow) -> str:
        if formula.id == "f2":
            raise ValueError("no")
        return ""

    monkeypatch.setattr(wording, "say_where_to_read_on", fails)
    assert [draft.about for draft in draft_own_words(paper_of(), IDS)] == ["f1", "f3", "f4", "f5"]
