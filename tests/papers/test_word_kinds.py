"""Kinds of exercises that ask for signs, names and connections."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from drill.banks.load import load_bytes
from drill.checking import DIFFERS, check
from drill.papers import FormulaRow, Skipped, generate_drafts, texts_of
from drill.papers.bank.yaml_text import fields_of, list_exercise_fields
from drill.papers.kinds import explain, recall
from drill.papers.lowering.formula_connections import find_used
from drill.papers.wording import refer_to_formula
from tests.papers.a_paper import MEANINGS, MOMENTUM, drafted, made, paper_of

IDS = ("f1", "f2", "f3", "f4", "f5")


def test_every_draft_is_an_exercise_that_loads() -> None:
    paper = paper_of(
        before={2: "The buffer averages the gradients of all minibatches seen so far in the run:"}
    )
    drafts = generate_drafts(paper, IDS).drafts
    lines = ["topic: papers.moments", "title: Moments", "exercises:"]
    for draft in drafts:
        first, *rest = fields_of({"id": draft.id, **list_exercise_fields(draft.exercise)}, 2)
        lines += [f"- {first.lstrip()}", *rest]
    loaded = load_bytes("\n".join(lines).encode(), "moments.yaml")
    assert [str(problem) for problem in loaded.problems] == []
    assert [replace(one.exercise, id="") for one in loaded.exercises] == [draft.exercise for draft in drafts]
    assert Counter(draft.kind for draft in drafts) == {"explain": 5, "family": 1, "recall": 2}


def test_titles_are_there_once_and_short() -> None:
    titles = [draft.exercise.title for draft in generate_drafts(paper_of(), IDS).drafts]
    assert len(set(titles)) == len(titles)
    assert all(0 < len(title) <= 60 and "$" not in title for title in titles)


def test_two_runs_make_the_same() -> None:
    assert generate_drafts(paper_of(), IDS) == generate_drafts(paper_of(), IDS)


# Recall


def test_recall_asks_for_each_formula_by_its_name_at_its_step() -> None:
    decayed = r"\theta_{t+1} = \theta_t - \alpha (m_{t+1} + \beta \theta_t)"
    drafts = made([*drafted(recall, paper_of((*MOMENTUM, decayed)))])
    assert [draft.about for draft in drafts] == ["f2", "f5", "f6"]
    assert "the parameters after step $t+1$" in drafts[2].question.prompt
    assert r"\theta_{t}-" not in drafts[2].question.prompt


@pytest.mark.parametrize(
    "answer", [r"m_{t+1} = \beta m_t + (1-\beta) g_t", "m_(t+1) = beta m_t + (1 - beta) g_t"]
)
def test_recall_takes_the_formula_as_it_is_typed(answer: str) -> None:
    draft = made([*drafted(recall, paper_of())])[0]
    assert check(draft.question.answer, answer).verdict == "correct"
    otherwise = check(draft.question.answer, answer.replace("+ (1", "- (1"))
    assert (otherwise.verdict, otherwise.code) == ("undecided", DIFFERS)


@pytest.mark.parametrize(
    "latex",
    [
        r"\alpha_1 = \beta_1",
        r"\tilde\epsilon = r \epsilon",
        r"x \in \mathbb{R}^n",
        r"\sum_i x_i y_i",
        r"\sum_{i=1}^n q_i w_i^2 = 1",
        r"z \sim \mathcal{N}(0, I)",
        r"R \leq 2 l \sqrt{n \log(2 / d)} + \frac{a}{b}",
        "y = " + " + ".join(f"x_{{{number}}}" for number in range(30)),
        r"A_{i,p}(X) = \phi(Z_{i,p}(X))",
        r"g_t = \nabla_\theta L_t(\theta_t)",
        r"\theta_{t+1} = \theta_t - \alpha \nabla L(\theta)",
        r"\theta_{t+1} = \theta_t - \alpha m_{t+1}",
        r"f(x) = \exp_o(g(\log_o(x)) + b c)",
        r"\log_x^K(y) = \frac{a}{\sqrt{b - 1}}(y - a x)",
    ],
)
def test_nobody_wants_a_name_a_set_a_number_a_bound_a_plain_step_or_a_map_by_heart(latex: str) -> None:
    assert list(drafted(recall, paper_of([latex]))) == []


def test_nobody_wants_twins_or_places_by_heart() -> None:
    twins = [r"y = \frac{a + b x}{c + d}", r"z = \frac{a + b u}{c + d}"]
    assert [draft.about for draft in made([*drafted(recall, paper_of(twins))])] == ["f1"]
    places = [r"q(p) = s r - h(p - \lceil P/2 \rceil)", r"Y_r = \sum_p W_p X_{q(p)}"]
    assert [draft.about for draft in made([*drafted(recall, paper_of(places))])] == ["f2"]
    steps = [r"\theta_{t+1} = \theta_t - \alpha \frac{g_t}{\sqrt{v_t}}", r"A_{k+1} = A_k + r (X_k - Z_k)"]
    assert [draft.about for draft in made([*drafted(recall, paper_of(steps))])] == ["f1", "f2"]


def find_shape(latex: str) -> str:
    (draft,) = made([*drafted(explain, paper_of([latex]))])
    return draft.exercise.forms[0].shape


def test_exponential_and_logarithmic_maps_are_no_exponential_and_no_logarithm() -> None:
    map_of_one = r"f(x) = \exp_{\mathbf{o}}^K(f(\log_{\mathbf{o}}^K(x)))"
    assert find_shape(map_of_one) == "a function of one argument"
    assert find_shape(r"y = \log_2(p)") == "a logarithm"


# Spot the error


# Symbols


# Connections


# Own words, other works


def test_own_words_are_asked_for_every_formula() -> None:
    drafts = made([*drafted(explain, paper_of())])
    assert [draft.about for draft in drafts] == ["f1", "f2", "f3", "f4", "f5"]
    assert not any("What comes out:" in text for draft in drafts for text in texts_of(draft))


# All of it


def test_text_of_the_paper_never_becomes_a_template() -> None:
    paper = paper_of(
        meanings={**MEANINGS, r"\alpha": "rate @{1/0} of `x` *y*"}, before={2: "mail me@{here} " * 6}
    )
    for draft in generate_drafts(paper, IDS).drafts:
        for text in texts_of(draft):
            assert "@" not in text.replace("@@", "")


def test_a_failure_costs_one_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(line: object, *_: object) -> str:
        if getattr(line, "formula").id == "f2":  # noqa: B009
            raise ValueError("no")
        return ""

    monkeypatch.setattr(recall.wording, "led_by", fails)
    found = [*drafted(recall, paper_of())]
    assert [one.about for one in made(found)] == ["f4", "f5"]
    assert [one.about for one in found if isinstance(one, Skipped)] == ["f2"]


def test_a_part_with_the_name_of_the_whole_is_no_earlier_value() -> None:
    paper = paper_of((r"L = L_0 + \lambda R",), {})
    (draft,) = made([*drafted(recall, paper)])
    assert "a sum of two terms" in str(draft.question.hints)


def test_a_meaning_is_not_carried_to_a_letter_that_does_not_run() -> None:
    formulas = [r"y_i = x - \eta_l g_i", r"x = \eta_g \sum_j y_j"]
    paper = paper_of(formulas, {r"\eta_{l}": "local step size", "y_{i}": "copy of the client"})
    first, second = (paper.glossary.told(line) for line in paper.lines)
    assert "local step size" in first
    assert second == "Here $y_{j}$ stands for the copy of the client."


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


# What is said of a formula is true


def test_what_is_not_read_to_its_end_is_not_asked_from_memory() -> None:
    paper = paper_of([r"y = a b + c^2 \quad (\text{as $b > 0$}) = (u + v", r"z = a b + c^2"])
    assert [draft.about for draft in made([*drafted(recall, paper)])] == ["f2"]


def test_a_starting_value_feeds_nothing() -> None:
    assert used_by_last(r"h(t_1) = b + c", r"L = \sum_i \|h(t_i)\|^2 + 1") == []


def test_a_formula_without_a_number_is_told_with_its_file() -> None:
    row = FormulaRow("f", "a = b + c", file="parts/1_intro.tex", line=7)
    assert refer_to_formula(row) == r"the formula at line 7 of parts/1\_intro.tex"


def test_a_meaning_is_carried_to_the_step_of_its_symbol() -> None:
    paper = paper_of([r"w_t = w_{t-1} - \alpha h_t"], {r"w_{t-1}": "weights after step $t$"})
    left = next(line.statement.sides[0] for line in paper.lines if line.statement is not None)
    assert paper.glossary.called(left) == "the weights after step $t$"
