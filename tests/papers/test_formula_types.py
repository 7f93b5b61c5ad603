"""What each formula says of its own symbols: types are assumed and stated, meanings and numbers never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

import drill.papers as papers
from tests.papers.programs import arrays_of, program_of, refusal_of

SILENT = lambda stage, done, whole: None  # noqa: E731


def record_of(
    *formulas: str,
    declared: Mapping[str, str] | None = None,
    kind: str = "you",
    sections: tuple[int, ...] = (),
) -> papers.Paper:
    """Import a paper of these formulas; ``declared`` says by LaTeX what symbols are."""
    rows = tuple(
        papers.FormulaRow(f"f{at}", latex, number=str(at), section=sections[at - 1] if sections else 1)
        for at, latex in enumerate(formulas, 1)
    )
    symbols = tuple(
        papers.SymbolRow(latex, papers.parse_declaration(text).name, text, declared_from=papers.Origin(kind))  # type: ignore[arg-type]
        for latex, text in (declared or {}).items()
    )
    sheet = papers.Paper("small", title="Small", symbols=symbols, formulas=rows)
    return papers.made_of(papers.paper_of(sheet), SILENT, 0)


def made(record: papers.Paper, kind: str) -> dict[str, papers.DraftRecord]:
    return {draft.about: draft for draft in record.drafts if draft.kind == kind}


@pytest.mark.parametrize(
    ("formula", "ranks"),
    [
        (r"h_t = \tanh(W_x x_t + W_h h_{t-1} + b)", {"W_x": 2, "x_t": 1, "W_h": 2, "h_t_prev": 1, "b": 1}),
        (r"A = \operatorname{softmax}(Q K^\top / \sqrt{d}) V", {"Q": 2, "K": 2, "d": 0, "V": 2}),
        (r"K = P H^\top (H P H^\top + R)^{-1}", {"P": 2, "H": 2, "R": 2}),
        (r"y = W_2 \max(0, x) + c", {"c": 0}),
        (r"c = u \odot v + \lambda w", {"u": 1, "v": 1, "lambda_": 0, "w": 1}),
        (r"d = \|x - y\|^2 + \lambda r", {"x": 1, "y": 1, "lambda_": 0, "r": 0}),
        (r"M = U \Sigma V^\top + N", {"U": 2, "Sigma": 2, "V": 2, "N": 2}),
        (r"x' = x + \eta u_\theta(x, t) + \sqrt{2 \eta} z", {"x": 0, "eta": 0, "u_theta": 0, "z": 0}),
        (r"\mathbf{y} = \mathbf{W} \mathbf{x} + \mathbf{b}", {"W": 2, "x": 1, "b": 1}),
        (r"Z = 6 N D^2 + M", {"N": 0, "D": 0, "M": 0}),
        (r"p[i] = \sum_{j=1}^n A_{ij} q[j] + r", {"A_ij": 1, "q_j": 1, "r": 0}),
    ],
)
def test_a_formula_alone_tells_ranks_that_the_exercise_states(formula: str, ranks: dict[str, int]) -> None:
    found = {name: len(shape) for name, shape in arrays_of(record_of(formula)).items()}
    assert {name: found.get(name) for name in ranks} == ranks


def test_lengths_that_meet_have_one_name() -> None:
    shapes = arrays_of(record_of(r"h_t = \tanh(W_x x_t + W_h h_{t-1} + b)"))
    assert shapes["W_x"] == [*shapes["b"], *shapes["x_t"]]
    assert shapes["W_h"] == [*shapes["b"], *shapes["h_t_prev"]]


def test_each_formula_has_types_of_its_own() -> None:
    record = record_of(r"y = W x + b", r"z = \frac{W + 1}{x + b}")
    assert [len(arrays_of(record, about)["W"]) for about in ("f1", "f2")] == [2, 0]


def test_a_declaration_counts_and_what_contradicts_it_is_not_computed() -> None:
    declared = {"x": "x in R^(n x d)"}
    assert arrays_of(record_of(r"y = 2 x + b + c", declared=declared))["x"] == ["n", "d"]
    record = record_of(r"y = \det(x) + b + c", declared={"x": "x in R^n"}, kind="said")
    assert program_of(record) is None


def test_letters_below_that_something_binds_stay_indices() -> None:
    shapes = arrays_of(record_of(r"p_a = \frac{\exp(q_a)}{\sum_{b=1}^n \exp(q_b)}"))
    assert shapes == {"q_a": ["n"]}


def test_the_square_of_a_value_is_that_of_the_value() -> None:
    shapes = arrays_of(record_of(r"m = \frac{\sigma^2(t)}{\sigma(t) + c}"))
    assert set(shapes) == {"sigma", "c"}


@pytest.mark.parametrize(
    "formula",
    [
        r"T = O\left(\frac{d \log d}{\epsilon^2}\right)",
        r"T = O[n^2 m]",
        r"T = \mathcal{O}(n^2 m)",
        r"T = \Theta(n^2 m)",
        r"T \asymp n^2 m",
        r"R \lesssim n^3 \sqrt{m}",
    ],
)
def test_an_order_of_growth_has_no_value(formula: str) -> None:
    record = record_of(formula, declared={one: f"{one} > 0" for one in ("d", "m", "n")})
    assert program_of(record) is None


def test_the_mean_of_a_law_is_asked_for() -> None:
    declared = {"z": "z in R", "b": "0 < b < 1", "w_i": "w_i in R", "x_i": "x_i in R"}
    record = record_of(r"z \sim \mathcal{N}(\sum_{i=1}^n w_i x_i^2, b)", declared=declared)
    draft = made(record, "code")["f1"]
    assert "write the mean of this law in NumPy." in str(draft.exercise["prompt"])


def test_a_value_of_an_unknown_function_stays_given() -> None:
    assert set(arrays_of(record_of(r"y = x + a^2 u(x)"))) == {"x", "a", "u"}


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        (r"b = (X'X)^{-1} X'y", "a prime in it may be a transpose"),
        (r"g = \tilde\nabla f(x, z) + c", "an operator of its own"),
    ],
)
def test_what_may_mean_something_else_is_left_out(formula: str, why: str) -> None:
    assert why in refusal_of(record_of(formula))


def test_every_key_of_a_real_formula_is_confirmed() -> None:
    declared = {"x_i": "x_i in R^d", "y_i": "y_i in R", "w": "w in R^d"}
    loss = r"L = \frac{1}{n} \sum_{i=1}^n (w^\top x_i - y_i)^2"
    record = record_of(loss, r"w' = w - \frac{\eta v'}{\sqrt{s} + \epsilon}", declared=declared)
    assert {"code", "recall"} <= {draft.kind for draft in record.drafts}
    assert all(draft.proved for draft in record.drafts if draft.kind != "explain")


def test_an_update_comes_first_and_length_costs_nothing() -> None:
    long = r"S_t = S_{t-1} (I - \beta_t k_t k_t^\top) + \beta_t v_t k_t^\top + \gamma_t u_t k_t^\top"
    record = record_of(r"a = b", r"x \in \mathbb{R}^n", long, r"q = \mathbb{E}[r]")
    ranks = {row.id: row.rank for row in record.formulas}
    assert ranks["f3"] == 1
    assert record.drafts[0].about == "f3"
    few = papers.made_of(papers.paper_of(record), SILENT, 1)
    assert {draft.about for draft in few.drafts} == {"f3"}


SUMS = [rf"y = \sum_{{i=1}}^n (a_i - b_i)^{power} c_i + {power}" for power in range(2, 18)]
SUMMED = {f"{letter}_i": f"{letter}_i in R" for letter in "abc"}


def test_a_lesson_has_twelve_exercises_beside_own_words_and_recall_waits() -> None:
    record = record_of(*SUMS, declared=SUMMED)
    few = papers.made_of(papers.paper_of(record), SILENT, 14)
    kinds = Counter(draft.kind for draft in few.drafts)
    assert kinds == {"explain": papers.CENTRAL, "code": 12}
    kinds = Counter(draft.kind for draft in record.drafts)
    assert kinds == {"explain": papers.CENTRAL, "code": 16, "recall": 2}
    ranks = {row.id: row.rank for row in record.formulas}
    assert {ranks[draft.about] for draft in record.drafts if draft.kind == "recall"} == {1, 2}
    assert all(ranks[draft.about] <= papers.CENTRAL for draft in few.drafts if draft.kind == "explain")
    for at, draft in enumerate(record.drafts):
        if draft.kind == "recall":
            assert draft.about not in {one.about for one in record.drafts[max(0, at - 1) : at]}


def test_the_last_row_of_a_display_is_asked() -> None:
    record = record_of(r"a = \sum_{i=1}^n (x_i - c)^2 \\ b = \sum_{i=1}^n (x_i - c)^4 + a", declared={
        "x_i": "x_i in R", "c": "c in R", "a": "a in R",
    })  # fmt: skip
    assert "4" in str(made(record, "code")["f1"].exercise["answer"])
    assert len(record.drafts) == 3


def test_formulas_that_differ_in_letters_alone_are_asked_once() -> None:
    twins = (
        r"p_i = \frac{\exp(s_i)}{\sum_{j=1}^n \exp(s_j)}",
        r"q_a = \frac{\exp(t_a)}{\sum_{b=1}^m \exp(t_b)}",
    )
    record = record_of(*twins, r"m = \beta g + (1 - \beta) h", r"v = \gamma u + (1 - \gamma) w")
    asked = Counter(draft.kind for draft in record.drafts)
    assert asked["explain"] == asked["recall"] == 2


def test_broken_text_is_asked_for_in_no_exercise() -> None:
    record = record_of(r"\theta_t from, :) = a + b + c^2", r"y = a + b c")
    assert {draft.about for draft in record.drafts} == {"f2"}


def test_a_formula_that_stood_before_is_chosen_last() -> None:
    written = [rf"y_{at} = a_{at} \exp(b + c)" for at in range(3)]
    record = record_of(written[0], rf"{written[0]} \, ,", *written[1:])
    assert [row.rank for row in record.formulas][1] == 4
