"""Exercises with numbers, in NumPy, on shapes and special cases: what they ask, and that they are proved."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import yaml

from drill.banks.draws import draw
from drill.banks.expansion import Expansion, expand
from drill.banks.load import find_at
from drill.checking import check
from drill.papers.bank.yaml_text import written
from drill.papers.computing import Superscripts
from drill.papers.draft import Draft, Skipped
from drill.papers.kinds import code, direction, evaluate, shape, special_case, which
from drill.papers.lowering.inputs import RefusedError
from drill.proving import check_banks
from tests.papers.a_paper import made as drafts_of
from tests.papers.computed_paper import ATTENTION, MOMENTUM, paper_of
from tests.rows import sample

KINDS = (evaluate, code, shape, special_case)


def _by_formula(made: list[Draft]) -> dict[str, Draft]:
    return {draft.about: draft for draft in made}


@pytest.mark.parametrize("paper", sample([MOMENTUM, ATTENTION], 2))
def test_a_check_is_content_with_every_draft(paper, tmp_path: Path) -> None:
    drafts = [draft for kind in KINDS for draft in drafts_of(list(kind.drafts(paper)))]
    assert len(drafts) >= 8
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


def test_numbers_of_a_vector_are_asked_entry_by_entry() -> None:
    draft = _by_formula(drafts_of(list(evaluate.drafts(MOMENTUM))))["f1"]
    prompt = draft.question.prompt
    assert r"$\beta = @{beta}$" in prompt
    assert "exactly, entry by entry" in prompt
    assert draft.question.answer.text.count(",") == 2
    assert "Take every quantity as one number" not in prompt
    assert draft.is_safe


def test_matrices_of_two_rows_are_multiplied_and_inverted_by_hand() -> None:
    formulas = [r"S = A B + \lambda I", r"y = (A + \lambda I)^{-1} x", r"t = \det(A B) + \lambda"]
    declared = {"A": "A in R^(d x d)", "B": "B in R^(d x d)", "S": "S in R^(d x d)", "x": "x in R^d"}
    paper = paper_of(formulas, {**declared, "y": "y in R^d", "t": "t in R", r"\lambda": "lambda_ > 0"})
    drafts = _by_formula(drafts_of(list(evaluate.drafts(paper))))
    assert drafts.keys() == {"f1", "f2", "f3"}

    def right(about: str, given: dict[str, float]) -> np.ndarray:
        a, b = (
            np.array([given.get(f"{one}{at}", 0) for at in (11, 12, 21, 22)]).reshape(2, 2) for one in "AB"
        )
        shift = next(value for name, value in given.items() if name.startswith("la"))
        if about == "f1":
            return a @ b + shift * np.eye(2)
        if about == "f3":
            return np.linalg.det(a @ b) + shift
        return np.linalg.inv(a + shift * np.eye(2)) @ [given["x1"], given["x2"]]

    for seed, about in product((1, 2), drafts):
        drawn = draw(drafts[about].exercise, seed, ())
        value = right(about, {name: float(Fraction(value)) for name, value in drawn.params.items()})
        (expansion,) = Expansion(drafts[about].exercise, drawn).questions
        for off, verdict in ((0, True), (1, False)):
            exact = np.vectorize(lambda one, off=off: str(Fraction(one).limit_denominator(10**6) + off))(
                value
            )
            answer = str(exact.tolist()).replace("'", "")
            assert (check(expansion.expect(), answer).verdict == "correct") == verdict


def test_a_forgotten_bias_correction_has_its_reply() -> None:
    draft = _by_formula(drafts_of(list(evaluate.drafts(MOMENTUM))))["f2"]
    says = [mistake.say for mistake in draft.question.wrong]
    assert any("division" in say and r"1-\beta" in say for say in says)


def test_a_first_hint_has_no_number_of_the_variant() -> None:
    for draft in drafts_of(list(evaluate.drafts(MOMENTUM))):
        assert "@" not in str(draft.question.hints[0])


def test_a_witness_is_no_copy_of_the_key() -> None:
    drafts = drafts_of([*evaluate.drafts(MOMENTUM), *evaluate.drafts(ATTENTION)])
    for draft in drafts:
        assert draft.question.answer.text not in str(draft.question.witness)
    by_loops = _by_formula(drafts_of(list(evaluate.drafts(ATTENTION))))["f4"]
    assert by_loops.question.witness == {"value": "-sum([p1, p2, p3][x]*ln([p1, p2, p3][x]), x, 1, 3)"}
    (plain,) = drafts_of(list(evaluate.drafts(paper_of([r"y = \min(a, b) + c"], {}))))
    assert not plain.question.witness


def test_hints_of_a_small_formula_say_how_it_is_built() -> None:
    (draft,) = drafts_of(list(evaluate.drafts(paper_of([r"y = a b c"], {}))))
    first, second = draft.question.hints
    assert first.startswith("Which factors are multiplied?")
    assert second == "With the numbers substituted, it reads $@{raw(a*b*c)}$."
    (draft,) = drafts_of(
        list(code.drafts(paper_of([r"y = a b - c b"], {one: f"{one} in R" for one in "abcy"})))
    )
    assert "axes" not in " ".join(draft.question.hints)


def test_chances_sum_to_one() -> None:
    draft = _by_formula(drafts_of(list(evaluate.drafts(ATTENTION))))["f4"]
    assert list(draft.exercise.forms[0].declared.let.values()) == ["1 - p1 - p2"]
    assert "$x$ take three values" in draft.question.prompt


def test_code_names_the_shapes_and_has_loops_for_a_witness() -> None:
    draft = _by_formula(drafts_of(list(code.drafts(ATTENTION))))["f1"]
    prompt = draft.question.prompt
    assert "`Q` of shape `(n, dk)` for $Q$" in prompt
    assert "The softmax is taken over each row." in prompt
    assert "the result has shape `(n, dv)`" in prompt
    assert "loops" in draft.question.witness
    assert "K.T" in draft.question.answer.text


def test_a_family_of_vectors_is_one_array() -> None:
    draft = _by_formula(drafts_of(list(code.drafts(ATTENTION))))["f2"]
    assert draft.question.answer.text.endswith("@ v_j")
    assert "is one row of `v_j`" in draft.question.prompt


def test_a_shape_has_the_letters_of_the_declarations() -> None:
    drafts = _by_formula(drafts_of(list(shape.drafts(ATTENTION))))
    assert drafts["f1"].question.answer.text == "(n, dv)"
    assert drafts["f3"].question.answer.text == "(k,)"


def test_what_a_bold_letter_or_an_argument_tells_of_others_is_no_statement() -> None:
    formulas = [
        r"f(\mathbf{X}) = \sum_{p=1}^P A_p(\mathbf{X}) \mathbf{B}",
        r"A_p(\mathbf{X}) = \mathbf{C} \mathbf{K}",
    ]
    paper = paper_of(formulas, {r"\mathbf{X}": "X in R^(n x d)", "P": "P in N"})
    (draft,) = [one for one in drafts_of(list(shape.drafts(paper))) if one.about == "f1"]
    assert not draft.is_safe


def test_shapes_are_not_asked_where_nothing_changes_them() -> None:
    skipped = [one for one in shape.drafts(MOMENTUM) if isinstance(one, Skipped)]
    assert {one.about for one in skipped} == {"f1", "f2", "f3", "f4"}
    assert all(one.why.endswith(".") for one in skipped)


def test_a_special_case_names_the_formula_that_it_becomes() -> None:
    drafts = [draft for draft in drafts_of(list(special_case.drafts(MOMENTUM))) if draft.about == "f4"]
    at_zero = next(draft for draft in drafts if draft.slot == r"\nu=0")
    assert at_zero.question.answer.text == "thetat - alpha*gt"
    assert "That is equation (3)." in at_zero.question.steps
    assert any("That is the case" in mistake.say for mistake in at_zero.question.wrong)


def test_a_definition_is_not_opened_inside_of_what_stays_one_value() -> None:
    formulas = [r"z = u \theta + v", r"g = (f - c(z)) h(\theta) + \frac{\partial}{\partial \theta} c(z)"]
    declared = {
        r"\theta": "theta in R",
        "c": "c(.) in R",
        "h": "h(.) in R",
        **{one: f"{one} in R" for one in "zuvgf"},
    }
    prompt = _by_formula(drafts_of(list(evaluate.drafts(paper_of(formulas, declared)))))["f2"].question.prompt
    assert "$c(z) = " in prompt
    assert r"c(u" not in prompt


def test_a_title_has_no_latex() -> None:
    formulas = [r"h_t = g_t u_t + (1 - g_t) w_t"]
    paper = paper_of(formulas, {"g_t": "0 <= g_t <= 1", **{f"{one}_t": f"{one}_t in R" for one in "huw"}})
    titles = [draft.exercise.title for draft in drafts_of(list(special_case.drafts(paper)))]
    assert titles
    assert not [title for title in titles if "{" in title or "_" in title]


def test_a_number_of_which_nobody_said_anything_waits() -> None:
    paper = paper_of([r"y = q r + q^2"], {"r": "r in R"})
    (draft,) = drafts_of(list(evaluate.drafts(paper)))
    assert not draft.is_safe
    assert draft.guesses


def test_what_is_not_known_is_a_question() -> None:
    paper = paper_of([r"Y = \phi_W X + B"], {})
    made = list(code.drafts(paper))
    assert any(isinstance(one, Skipped) and one.question is not None for one in made)


def test_arrays_that_stay_open_are_taken_as_numbers_and_the_prompt_says_so() -> None:
    paper = paper_of([r"Y = \max(0, X U + C) V + D"], {})
    (draft,) = drafts_of(list(evaluate.drafts(paper)))
    assert "Take every quantity as one number." in draft.question.prompt


def test_what_is_transposed_is_no_number_where_nothing_is_known_of_it() -> None:
    (skipped,) = evaluate.drafts(paper_of([r"H = Q K^\top + 3 B"], {}))
    assert isinstance(skipped, Skipped)
    assert skipped.question is not None


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
    (draft,) = drafts_of(list(evaluate.drafts(paper_of([formula], positive | {"G": "G in R"}))))
    assert asked in draft.question.prompt
    assert draft.is_safe
    assert drafts_of(list(direction.drafts(paper_of([r"G \leq \sqrt{m} n a"], positive)))) == []


def test_numbers_that_everybody_knows_are_not_drawn() -> None:
    paper = paper_of(
        [r"p_i = \frac{1}{1 + e^{-z_i}}", r"a = \sin(2 \pi x)"],
        {r"p_i": "0 < p_i < 1", r"z_i": "z_i in R", r"x": "x in R", r"a": "a in R"},
    )
    for draft in drafts_of(list(evaluate.drafts(paper))):
        assert not {"ev", "piv", "e"} & set(draft.exercise.forms[0].params)
        assert not draft.guesses


def test_members_of_a_sum_have_their_own_names() -> None:
    paper = paper_of([r"q_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}"], {"z_i": "z_i in R", "q_i": "q_i in R"})
    (draft,) = drafts_of(list(evaluate.drafts(paper)))
    assert "$i = 1$, $z_{1} = @{zi1}$, $z_{2} = @{zi2}$ and $z_{3}" in draft.question.prompt


def test_one_value_at_two_places_is_given_once() -> None:
    latex = r"a_{ij} = \frac{\exp(f([h_i \| h_j]))}{\sum_k \exp(f([h_i \| h_k]))}"
    paper = paper_of([latex], {r"f(\cdot)": "f(.) in R"})
    (draft,) = drafts_of(list(code.drafts(paper)))
    assert draft.question.answer.text == "np.exp(f) / np.sum(np.exp(f), axis=1)[:, None]"


def test_an_index_above_a_bracket_is_no_exponent() -> None:
    paper = paper_of([r"h_t^j = \tanh(w x_t)^j"], {"w": "w in R", "x_t": "x_t in R"})
    made = [*evaluate.drafts(paper), *code.drafts(paper)]
    assert all(isinstance(one, Skipped) and "index elsewhere" in one.why for one in made)


def test_a_rule_for_one_named_thing_is_no_rule_for_its_kin() -> None:
    paper = paper_of(
        [r"H = -\sum_k y_k \log p_k", r"p_t = 2 p - y p + y"],
        {"p_k": "0 <= p_k <= 1", "p": "0 <= p <= 1", "y": "0 <= y <= 1", "y_k": "y_k in R"},
    )
    (draft,) = (one for one in drafts_of(list(evaluate.drafts(paper))) if one.about == "f1")
    assert "$p_{3} = @{pk3}$" in draft.question.prompt
    assert not [one for one in drafts_of(list(which.drafts(paper))) if one.about == "f1"]


def test_a_mean_of_squares_is_drawn_positive() -> None:
    paper = paper_of([r"v = \frac{m}{m - 1} \mathbb{E}[\sigma^2]"], {"m": "m in N", r"\sigma": "sigma in R"})
    (draft,) = drafts_of(list(evaluate.drafts(paper)))
    assert sorted(map(int, draft.exercise.forms[0].params["E"])) == [*range(2, 10)]


def test_no_draw_hides_an_operation() -> None:
    declared = {"a": "a > 0", "b": "b > 0", "n": "n in N"}
    paper = paper_of([r"y = n a^2 + b", r"u = n a \log \frac{a}{b}", r"z = n b^2 + a"], declared)
    made = _by_formula(drafts_of(list(evaluate.drafts(paper))))
    first, second, third = (made[about].exercise for about in ("f1", "f2", "f3"))
    for exercise, seed in product((first, second, third), range(12)):
        variant = expand(exercise, seed, item="x")
        assert "1" not in variant.params.values()
        assert variant.only.key not in [wrong.answer for wrong in variant.only.wrong]
    assert any(draw(first, seed, ()).numbers["n"] != draw(third, seed, ()).numbers["n"] for seed in range(3))
    assert any("a/b != 1" in condition for condition in second.forms[0].where)


def test_a_mean_beside_its_numbers_is_not_drawn_apart() -> None:
    assert drafts_of(list(evaluate.drafts(paper_of([r"y = x \bar{x} + x^2"], {"x": "x > 0"})))) == []


def test_a_prompt_says_how_to_type_what_looks_do_not_tell() -> None:
    paper = paper_of([r"m_t = \beta z_{t-1} + (1 - \beta) g_t"], {r"\beta": "0 <= beta <= 1"})
    prompts = [draft.question.prompt for draft in drafts_of(list(special_case.drafts(paper)))]
    assert prompts
    assert all("`zt` for $z_{t-1}$" in prompt and "`beta`" not in prompt for prompt in prompts)


def test_a_step_is_at_most_the_last_one() -> None:
    paper = paper_of(
        [r"\alpha_k = \alpha_0 (1 - \frac{k}{K})"], {"k": "k in N", "K": "K in N", r"\alpha_0": "alpha_0 > 0"}
    )
    (draft,) = drafts_of(list(evaluate.drafts(paper)))
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
    found = [line.statement for line in paper_of(formulas, {}).lines if line.statement is not None]
    with pytest.raises(RefusedError, match="letter"):
        Superscripts(found).check(found[0])


@pytest.mark.parametrize(
    "formulas",
    [
        [r"h = \frac{m}{1 - \beta_1^t}", r"\theta^{(t)} = \theta^{(t-1)} - h", r"g = m_t (1 - \beta_2^t)"],
        [r"G = \sum_{k=0}^T \gamma^k r_k", r"R = \sum_{t=0}^T \gamma^t r_t"],
        [r"p = e^{-k} + c_k"],
    ],
)
def test_an_exponent_that_counts_is_an_exponent(formulas: list[str]) -> None:
    (draft, *_) = drafts_of(list(evaluate.drafts(paper_of(formulas, {}))))
    assert draft.about == "f1"
