"""The exercises of a formula whose letters are said: what is drafted, and that all of it can be proved."""

from __future__ import annotations

import pytest
import yaml

from drill.banks.variant_expansion import expand_variant
from drill.papers import Draft, FormulaRow, draft_worked_formula, list_exercise_fields, write_exercise_segment
from tests.asked import exercise, verify

RECURSION = (r"m_t = \beta m_{t-1} + (1-\beta) g_t", ("m_t: d", "beta: (0, 1)", "g_t: d"))
MARGIN = (r"L=-\log\sigma(a-b-\gamma)", ("sigma: sigmoid", "gamma: > 0", "a: < 0", "b: < 0"))
CLIPPED = (r"L = \min(r_t A_t, \operatorname{clip}(r_t, 1-\epsilon, 1+\epsilon) A_t)",
           ("r_t: > 0", "A_t:", "epsilon: (0, 1)"))  # fmt: skip
GUIDED = (r"h = u + w (c - u)", ("u: d", "c: d", "w: > 0"))
MASKED = (r"y = \frac{\sum_{i=1}^n m_i x_i}{\sum_{i=1}^n m_i}", ("m: n >= 0", "x: n"))
PART = (r"v = \lambda\sigma(\beta(r_\theta(x,y)-z_0))",
        ("sigma: sigmoid", "lambda: > 0", "beta: > 0", r"r := r_\theta(x,y): number", "z_0:"))  # fmt: skip
SOFTMAX = (r"a_{ij} = \frac{\exp(e_{ij})}{\sum_{k \in N_i} \exp(e_{ik})}", ("e: n, n", "N_i: set index"))
PREFERENCE = (r"p = \sigma(r(x, y) - r(x, z))", ("sigma: sigmoid", "r: thing; thing -> number",
              "x, y, z: thing"))  # fmt: skip
ADAPTIVE = (r"x_{t+1} = x_t - \alpha \frac{m_t}{\sqrt{v_t} + \epsilon}",
            ("x_t: d", "alpha: > 0", "m_t: d", "v_t: d > 0", "epsilon: > 0"))  # fmt: skip
# one term of the sum under the expectation is worked
BOUNDED = (r"J = \mathbb{E}_{q \sim D}[\frac{1}{G}\sum_{i=1}^G \min(r_i A_i, "
           r"\operatorname{clip}(r_i, 1-c, 1+c) A_i)]",
           ("D: law thing", "r_i: > 0", "A_i:", "c: (0, 1)"))  # fmt: skip
SEVERAL = (r"h_t = (1 - g) h_{t-1} + g x_t, \quad y_t = u h_t", ("h_t:", "g: (0, 1)", "x_t:", "u:"))


def drafts_of(latex: str, rows: tuple[str, ...]) -> tuple[Draft, ...]:
    return draft_worked_formula(FormulaRow("f1", latex, number="3"), rows)


@pytest.mark.parametrize(
    ("formula", "kinds", "titles"),
    [
        (RECURSION, ["work"], ["(3): 3 steps in numbers"]),
        (MARGIN, ["work"], ["(3): in numbers"]),
        (CLIPPED, ["work"], ["(3): in numbers"]),
        (MASKED, ["work", "further", "numpy"],
         ["(3): in numbers", "(3): one letter changes", "(3): in NumPy"]),
        ((r"y = x", ("x: d",)), [], []),
        ((r"y = W x", ("W: m, d", "x: m")), [], []),
    ],
)  # fmt: skip
def test_what_is_drafted(formula: tuple[str, tuple[str, ...]], kinds: list[str], titles: list[str]) -> None:
    drafts = drafts_of(*formula)
    assert [draft.kind for draft in drafts] == kinds
    assert [draft.exercise.title for draft in drafts] == titles


def test_a_part_that_is_one_letter_is_named_in_the_task() -> None:
    latex, rows = PART
    parts = tuple(row for row in rows if ":=" in row)
    draft, *_ = draft_worked_formula(FormulaRow("f1", latex, number="3", parts=parts), rows)
    assert r"Here $r$ stands for $r_\theta(x,y)$." in draft.question.prompt


def test_a_value_of_a_function_is_typed_as_the_formula_has_it() -> None:
    for draft in drafts_of(*PREFERENCE):
        assert "_value" not in " ".join(question.prompt for question in draft.exercise.forms[0].questions)


def test_a_letter_that_is_mended_keeps_the_id() -> None:
    before, after = drafts_of(*GUIDED), drafts_of(GUIDED[0], ("u: d", "c: d", "w: [0, inf)"))
    assert [draft.id for draft in before] == [draft.id for draft in after]
    assert before != after


@pytest.mark.parametrize(
    "formula",
    [RECURSION, MARGIN, CLIPPED, GUIDED, MASKED, PART, SOFTMAX, PREFERENCE, ADAPTIVE, BOUNDED, SEVERAL],
)
def test_all_of_it_is_proved(formula: tuple[str, tuple[str, ...]]) -> None:
    drafts = drafts_of(*formula)
    assert drafts
    for draft in drafts:
        text = write_exercise_segment(draft.id, list_exercise_fields(draft.exercise))
        (written,) = yaml.load(text, yaml.CSafeLoader)
        report = verify(written, variants=3)
        assert report.problems == []
        assert report.witnessed
        for question, made in zip(
            exercise(written).forms[0].questions, draft.exercise.forms[0].questions, strict=True
        ):
            assert question.answer == made.answer


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"L = \frac{F - z}{F + z^2}", ("F: > 0", "z: > 0")),
        (r"L = b - w \log p", ("b:", "w: > 0", "p: (0, 1)")),
        (RECURSION[0], RECURSION[1]),
    ],
)
def test_no_two_numbers_are_equal_and_the_answer_is_not_0(latex: str, rows: tuple[str, ...]) -> None:
    draft = next(each for each in drafts_of(latex, rows) if each.exercise.forms[0].params)
    (written,) = yaml.load(
        write_exercise_segment(draft.id, list_exercise_fields(draft.exercise)), yaml.CSafeLoader
    )
    for seed in range(20):
        variant = expand_variant(exercise(written), seed, item="x")
        assert len({*variant.params.values()}) == len(variant.params)
        answer = next(stage.right_answer for stage in variant.stages if stage.kind in ("number", "vector"))
        assert answer != "0"
