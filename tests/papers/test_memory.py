"""The right side of a formula from memory: what is worth it, how it is typed, and what of it is judged."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from drill.banks.load import load_bytes
from drill.banks.variant_expansion import expand_variant
from drill.checking import DIFFERS, FormulaSpec, check
from drill.papers import Draft, Origin, draft_from_memory
from drill.papers.bank.bank_segments import fields_of, list_exercise_fields
from tests.papers.computed_paper import YOU, paper_of

DECLARED = {
    "m_t": "m_t in R^d", "g_t": "g_t in R^d", r"\beta": "0 <= beta < 1", "s": "s in R", "u": "u in R",
    "W": "W in R^(n x d)", "V": "V in R^(d x n)",
}  # fmt: skip


def draft_of(latex: str, declared: Mapping[str, str] = DECLARED, origin: Origin = YOU) -> Draft | None:
    return draft_from_memory(paper_of([latex], declared, origin=origin).lines[0])


def asked_of(latex: str, declared: Mapping[str, str] = DECLARED, origin: Origin = YOU) -> Draft:
    draft = draft_of(latex, declared, origin)
    assert draft is not None
    return draft


@pytest.mark.parametrize("answer", [r"\beta m_t + (1-\beta) g_t", "beta m_t + (1 - beta) g_t"])
def test_the_right_side_alone_is_typed_and_judged(answer: str) -> None:
    draft = asked_of(r"m_{t+1} = \beta m_t + (1 - \beta) g_t")
    assert draft.question.prompt.startswith(r"Equation (1) begins with $m_{t+1}=\ldots$")
    assert check(draft.question.answer, answer).verdict == "correct"
    otherwise = check(draft.question.answer, answer.replace("+ (1", "- (1"))
    assert (otherwise.verdict, otherwise.code) == ("undecided", DIFFERS)


@pytest.mark.parametrize(
    ("latex", "origin", "is_typed"),
    [
        (r"m_{t+1} = \beta m_t + (1 - \beta) g_t", Origin("you"), True),
        # what nobody but the paper, an assistant or a guess says is not believed
        *((r"m_{t+1} = \beta m_t + (1 - \beta) g_t", Origin(kind), False)
          for kind in ("said", "assistant", "solved", "guessed")),
        # products that do not commute, a letter that nobody said, a sum, brackets of a paper's own
        (r"y = W V s + u", Origin("you"), False),
        (r"y = s^2 u + q", Origin("you"), False),
        (r"y = \sum_i s u^2", Origin("you"), False),
        (r"y = \lfloor s u + 1 \rfloor u", Origin("you"), False),
    ],
)  # fmt: skip
def test_it_is_typed_as_mathematics_where_the_reader_said_its_letters(
    latex: str, origin: Origin, is_typed: bool
) -> None:
    answer = asked_of(latex, origin=origin).question.answer
    assert isinstance(answer, FormulaSpec)
    assert ("\\" not in answer.text) is is_typed, answer.text


def test_a_letter_at_another_step_has_a_name_of_its_own() -> None:
    draft = asked_of(r"m_t = \beta m_{t-1} + (1 - \beta) g_t")
    expected = expand_variant(draft.exercise, 1, item="t/t").only.expect
    assert check(expected, "beta m_t_prev + (1 - beta) g_t").verdict == "correct"
    assert "`m_t_prev` for $m_{t-1}$" in draft.question.prompt


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
    assert draft_of(latex) is None


def test_a_step_that_builds_something_is_asked() -> None:
    for latex in (
        r"\theta_{t+1} = \theta_t - \alpha \frac{g_t}{\sqrt{v_t}}",
        r"A_{k+1} = A_k + r (X_k - Z_k)",
    ):
        assert draft_of(latex) is not None


def test_it_is_an_exercise_that_loads_under_an_id_of_its_formula() -> None:
    draft = asked_of(r"m_{t+1} = \beta m_t + (1 - \beta) g_t")
    first, *rest = fields_of({"id": draft.id, **list_exercise_fields(draft.exercise)}, 2)
    lines = ["topic: papers.moments", "title: Moments", "exercises:", f"- {first.lstrip()}", *rest]
    loaded = load_bytes("\n".join(lines).encode(), "moments.yaml")
    assert [str(problem) for problem in loaded.problems] == []
    assert (draft.kind, draft.exercise.title) == ("memory", "Equation (1) from memory")
    other = asked_of(r"m_{t+1} = \beta m_t + (1 - \beta) g_t", {})
    assert other.id == draft.id, "what a letter is declared to be does not change the id"
