"""Exercises with numbers, in NumPy, on shapes and special cases: what they ask, and that they are proved."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
import yaml

from drill.banks.expansion import expand
from drill.banks.load import find_at
from drill.papers import Draft, Skipped
from drill.papers.bank.yaml_text import written
from drill.papers.kinds import code, evaluate
from drill.proving import check_banks
from tests.papers.a_paper import drafted
from tests.papers.a_paper import made as drafts_of
from tests.papers.computed_paper import ATTENTION, MOMENTUM, paper_of
from tests.rows import sample

KINDS = (evaluate, code)


def _by_formula(made: list[Draft]) -> dict[str, Draft]:
    return {draft.about: draft for draft in made}


@pytest.mark.parametrize("paper", sample([MOMENTUM, ATTENTION], 2))
def test_a_check_is_content_with_every_draft(paper, tmp_path: Path) -> None:
    drafts = [draft for kind in KINDS for draft in drafts_of(list(drafted(kind, paper)))]
    assert len(drafts) >= 4
    assert all(draft.is_proved for draft in drafts)
    path = tmp_path / "small.yaml"
    exercises = [{"id": draft.id, **written(draft.exercise)} for draft in drafts]
    path.write_text(
        yaml.safe_dump({"exercises": exercises}, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    (bank,) = check_banks(find_at(path), cache=tmp_path / "cache", variants=2)
    # what is computed without a sum was read in two ways, which no witness of a bank can show
    told = [one for one in bank.findings if one.code != "no-witness" or "evaluate" not in one.exercise]
    assert [(one.exercise, one.message) for one in told] == []


def test_arrays_are_left_to_numpy() -> None:
    made = {one.about: one for one in drafted(evaluate, MOMENTUM)}
    assert isinstance(made["f1"], Skipped)
    assert "arrays" in made["f1"].why


def test_a_forgotten_bias_correction_has_its_reply() -> None:
    declared = {"m_t": "m_t > 0", r"\beta": "0 < beta < 1", "t": "t in N"}
    (draft,) = drafts_of(list(drafted(evaluate, paper_of([r"\hat m_t = \frac{m_t}{1 - \beta^t}"], declared))))
    assert r"$\beta = @{beta}$" in draft.question.prompt
    says = [mistake.say for mistake in draft.question.wrong]
    assert any("division" in say and r"1-\beta" in say for say in says)
    assert "@" not in str(draft.question.hints[0])


def test_chances_sum_to_one() -> None:
    draft = _by_formula(drafts_of(list(drafted(evaluate, ATTENTION))))["f4"]
    assert "$p(x_{3}) = @{1 - p1 - p2}$" in draft.question.prompt
    assert "1 - p1 - p2 > 0" in draft.exercise.forms[0].where
    assert "sum(" in str(draft.question.witness["value"])
    assert "$x$ take three values" in draft.question.prompt


def test_code_names_the_shapes_and_has_loops_for_a_witness() -> None:
    draft = _by_formula(drafts_of(list(drafted(code, ATTENTION))))["f1"]
    prompt = draft.question.prompt
    assert "`Q` of shape `(n, dk)` for $Q$" in prompt
    assert "The softmax is taken over each row." in prompt
    assert "First say what shape comes out, then write $A$ in NumPy." in prompt
    assert draft.question.hints[0].startswith("The result has shape `(n, dv)`.")
    assert "loops" in draft.question.witness
    assert "K.T" in draft.question.answer.text


def test_a_family_of_vectors_is_one_array() -> None:
    draft = _by_formula(drafts_of(list(drafted(code, ATTENTION))))["f2"]
    assert draft.question.answer.text.endswith("@ v_j")
    assert "is one row of `v_j`" in draft.question.prompt


@pytest.mark.parametrize(
    ("formula", "asked"),
    [
        (r"G \leq \sqrt{m} n a", "Compute the upper bound on $G$ "),
        (r"G > \frac{m}{m + a} + n", "Compute the lower bound on $G$ "),
        (r"G = m n + a \leq 3 m", "Compute $G$ "),
        (r"m \leftarrow a m + (1 - a) n", "Compute the new $m$ "),
    ],
)
def test_a_bound_is_computed_as_one_and_a_new_value_as_new(formula: str, asked: str) -> None:
    positive = {one: f"{one} > 0" for one in "mna"}
    (draft,) = drafts_of(list(drafted(evaluate, paper_of([formula], positive | {"G": "G in R"}))))
    assert asked in draft.question.prompt
    assert draft.is_proved


def test_numbers_that_everybody_knows_are_not_drawn() -> None:
    paper = paper_of(
        [r"p_i = \frac{1}{1 + e^{-z_i}}", r"a = \sin(2 \pi x)"],
        {r"p_i": "0 < p_i < 1", r"z_i": "z_i in R", r"x": "x in R", r"a": "a in R"},
    )
    for draft in drafts_of(list(drafted(evaluate, paper))):
        assert not {"ev", "piv", "e"} & set(draft.exercise.forms[0].params)


def test_members_of_a_sum_have_their_own_names() -> None:
    paper = paper_of([r"q_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}"], {"z_i": "z_i in R", "q_i": "q_i in R"})
    (draft,) = drafts_of(list(drafted(evaluate, paper)))
    assert "$i = 1$, $z_{1} = @{zi1}$, $z_{2} = @{zi2}$ and $z_{3}" in draft.question.prompt


def test_one_value_at_two_places_is_given_once() -> None:
    latex = r"a_{ij} = \frac{\exp(f([h_i \| h_j]))}{\sum_k \exp(f([h_i \| h_k]))}"
    paper = paper_of([latex], {r"f(\cdot)": "f(.) in R"})
    (draft,) = drafts_of(list(drafted(code, paper)))
    assert draft.question.answer.text == "np.exp(f) / np.sum(np.exp(f), axis=1)[:, None]"


def test_an_index_above_a_bracket_is_no_exponent() -> None:
    paper = paper_of([r"h_t^j = \tanh(w x_t)^j"], {"w": "w in R", "x_t": "x_t in R"})
    made = [*drafted(evaluate, paper), *drafted(code, paper)]
    assert all(isinstance(one, Skipped) and "index elsewhere" in one.why for one in made)


def test_no_draw_hides_an_operation() -> None:
    declared = {"a": "a > 0", "b": "b > 0", "n": "n in N"}
    paper = paper_of([r"y = n a^2 + b", r"u = n a \log \frac{a}{b}"], declared)
    made = _by_formula(drafts_of(list(drafted(evaluate, paper))))
    first, second = (made[about].exercise for about in ("f1", "f2"))
    for exercise, seed in product((first, second), range(12)):
        variant = expand(exercise, seed, item="x")
        assert "1" not in variant.params.values()
        assert variant.only.key not in [wrong.answer for wrong in variant.only.wrong]
    assert any("a/b != 1" in condition for condition in second.forms[0].where)


def test_a_mean_beside_its_numbers_is_not_drawn_apart() -> None:
    assert drafts_of(list(drafted(evaluate, paper_of([r"y = x \bar{x} + x^2"], {"x": "x > 0"})))) == []


def test_a_step_is_at_most_the_last_one() -> None:
    paper = paper_of(
        [r"\alpha_k = \alpha_0 (1 - \frac{k}{K})"], {"k": "k in N", "K": "K in N", r"\alpha_0": "alpha_0 > 0"}
    )
    (draft,) = drafts_of(list(drafted(evaluate, paper)))
    assert "k <= K" in draft.exercise.forms[0].where


@pytest.mark.parametrize(
    "formulas",
    [
        [r"E_v^k = (1 + \varepsilon_v^k) u_v", r"u_v = \sum_k a_k"],
        [r"x = a + \sum_{i} y_i^K", r"d = \sum_{k=1}^K b_k"],
        [r"s = \frac{1}{n} \sum_{t=1}^n (y^t - z)^2"],
        [r"f = \sum_{j=1}^J w^j g^j"],
        [r"a = \exp((\beta^j - \beta^i) U)", r"U = \sum_i u_i + \sum_j v_j"],
        [r"u^t = \beta u^{t-1} + (1 - \beta) \Delta^t"],
        [r"r = \eta_{\min}^i + a_i"],
        [r"d = q^k + c_k", r"q^{(1)} = c_1"],
    ],
)
def test_a_letter_above_that_may_be_an_index_is_no_exponent(formulas: list[str]) -> None:
    written = [draft.question.answer.text for draft in drafts_of(list(drafted(code, paper_of(formulas, {}))))]
    assert not any(re.search(r"\*\*\s*[^\W\d]", text) for text in written)


@pytest.mark.parametrize(
    ("formula", "declared"),
    [
        (r"y = x - x \cdot 1 + z - z", {"x": "x in R", "z": "z in R"}),
        (r"y = \sqrt{-x^2 - 1} z", {"x": "x in R", "z": "z in R"}),
        (r"D = \sqrt{x^\top \Sigma^{-1} x}", {"x": "x in R^d", r"\Sigma": "Sigma in R^(d x d) psd"}),
        (r"R = \sum_{k=0}^{n-1} \gamma_k R_{t+k+1}", {r"\gamma_k": "gamma_k in R", "n": "n in N"}),
        (r"\mu = \frac{1}{m} \sum_{k \in S} x_k", {"m": "m in N", "x_k": "x_k in R"}),
    ],
)
def test_what_has_no_value_of_its_own_is_refused(formula: str, declared: dict[str, str]) -> None:
    assert drafts_of(list(drafted(evaluate, paper_of([formula], declared)))) == []


def test_ends_of_a_sum_are_fixed_numbers() -> None:
    declared = {r"\gamma": "gamma in [0, 1)", "r_k": "r_k in R", "T": "T in N"}
    (draft,) = drafts_of(list(drafted(evaluate, paper_of([r"R = \sum_{k=0}^{T} \gamma^k r_k"], declared))))
    assert draft.question.answer.text == "gamma^0*rk0 + gamma^1*rk1 + gamma^2*rk2"
    assert "Let $T = 2$" in draft.question.prompt


def test_a_least_value_stays_below_the_largest() -> None:
    declared = {r"\eta_{min}": "eta_min > 0", r"\eta_{max}": "eta_max > 0", "c": "c in (0, 1)"}
    formula = r"\eta = \eta_{min} + (\eta_{max} - \eta_{min}) c"
    (draft,) = drafts_of(list(drafted(evaluate, paper_of([formula], declared))))
    assert "etamin <= etamax" in draft.exercise.forms[0].where


def test_a_policy_is_a_chance() -> None:
    paper = paper_of([r"y = \mu(a \mid x) r + c"], {"r": "r in R", "c": "c in R"})
    (draft,) = drafts_of(list(drafted(evaluate, paper)))
    assert max(map(float, draft.exercise.forms[0].params["mu"])) < 1


SOLD = "p(x) = 2 x + 1"


@pytest.mark.parametrize(
    ("formula", "program"),
    [
        ("V = p(1-p)(1-s) + p^2(1-s)", "p * (1 - p) * (1 - s) + p**2 * (1 - s)"),
        (r"V = p^2(1-s) + 2 p(p-1)(s+2)", "p**2 * (1 - s) + 2 * p * (p - 1) * (s + 2)"),
        (r"V = (1-p)^2(1-s) + 2p(1-p)(s+1)", "(1 - p)**2 * (1 - s) + 2 * p * (1 - p) * (s + 1)"),
        (r"V = p^2(1-s) + s(1+s)", ""),
        (r"V = p(1-s) + p s (1-s)", ""),
        (r"V = p(a-p)(1-s) + p^2 + a", ""),
    ],
)
def test_a_letter_is_a_function_only_where_it_stands_as_one(formula: str, program: str) -> None:
    """What reads in two ways is not computed."""
    made = drafts_of(list(drafted(code, paper_of([formula, SOLD], {}))))
    programs = [str(draft.question.answer.text) for draft in made if draft.about == "f1"]
    assert programs == ([program] if program else [])


@pytest.mark.parametrize(
    "formula",
    [
        r"P(A|B) = \frac{P(B|A)P(A)}{P(B)}",
        r"P(B) = P(B|A)P(A) + P(B|A^c)P(A^c)",
        r"P(A \cup B) = P(A) + P(B) - P(A \cap B)",
        r"O = \frac{P(B|A)}{P(B|\bar A)} \frac{P(A)}{P(\bar A)}",
        r"\Pr(A,B,C) = \Pr(A|B,C)\Pr(B|C)\Pr(C)",
        r"U = 1 - \mathbb{P}(A) \mathbb{P}(B)",
        r"p(z|x) = \frac{p(x|z) p(z)}{p(x)}",
        r"D = p_{AB} - p_A p_B",
        r"R = \frac{s_{XY}}{s_X s_Y} + 1",
        r"R = \frac{r_{ab} - r_{ac} r_{bc}}{2}",
    ],
)
def test_numbers_that_bound_one_another_are_not_drawn_one_by_one(formula: str) -> None:
    between = {f"p_{{{mark}}}": f"0 <= p_{mark} <= 1" for mark in ("AB", "A", "B")}
    between |= {f"s_{{{mark}}}": f"s_{mark} > 0" for mark in ("XY", "X", "Y")}
    between |= {f"r_{{{mark}}}": f"0 <= r_{mark} <= 1" for mark in ("ab", "ac", "bc")}
    assert drafts_of(list(drafted(evaluate, paper_of([formula], between)))) == []


def test_numbers_that_bound_nothing_are_drawn() -> None:
    rates = {r"\beta_1": "0 <= beta_1 < 1", r"\beta_2": "0 <= beta_2 < 1"}
    paper = paper_of([r"v = \beta_1 (1-\beta_2) + \beta_2^2"], rates)
    assert len(drafts_of(list(drafted(evaluate, paper)))) == 1
