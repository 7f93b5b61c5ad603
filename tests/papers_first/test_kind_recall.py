"""Recalling a formula: what is asked for, and what the names to type do not give away."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import blank
from drill.papers_first.kinds.recall import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems


def test_names_do_not_tell_how_a_formula_is_built(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"g_t = f(w x_t + b)")))
    assert "names" not in draft.exercise
    assert str(answer(draft)["formula"]).startswith("g_{t}=f(wx_{t}+b)")
    assert problems([draft]) == []


def test_what_stands_for_any_argument_is_nothing_that_a_formula_is_made_of(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"J = g(r, \pi(\cdot \mid s))")))
    hints = draft.exercise["hints"]
    assert isinstance(hints, list)
    assert r"This one is made of $g$, $r$, $\pi$ and $s$." in hints


def test_a_divergence_is_no_product(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"\rho = -\nabla \cdot (q u)")))
    assert "names" not in draft.exercise
    assert "nabla" in str(answer(draft)["formula"])


@pytest.mark.parametrize(
    ("text", "formula", "is_typed"),
    [
        ("Let $R_t$ be a rotation matrix.", "g_t = R_t c h_t", False),
        ("Let $R_t$ be a rate.", "g_t = R_t c h_t", True),
        ("Let $R$ be a rotation matrix.", r"g_t = \bar{R} c h_t", False),
        ("Let $R$ be a rotation matrix.", "g_t = R_0 c h_t", False),
        ("Let $R$ be a rotation matrix.", "g_t = R_{ij} c h_t", True),
        ("", "g_t = C_t W_Q h_t", False),
        ("", r"g_t = \sigma W_T", True),
        ("", "g_t = b I + c h_t", False),
    ],
)
def test_products_of_matrices_are_not_typed_as_those_of_numbers(
    tmp_path: Path, text: str, formula: str, is_typed: bool
) -> None:
    draft = only(drafts(paper_of(tmp_path, f"{text} The update is given by", formula)))
    assert ("names" in draft.exercise) == is_typed


def test_what_is_no_equation_is_not_called_a_formula_for_its_left_side(tmp_path: Path) -> None:
    bounded = only(drafts(paper_of(tmp_path, "", r"0 < \beta < 1")))
    assert "formula for" not in str(bounded.exercise["prompt"])


@pytest.mark.parametrize(
    ("formula", "is_said"),
    [
        (r"u_n \stackrel{iid}{\sim} p(u \mid a_n)", True),
        (r"u_n \overset{\mathrm{def}}{=} a_n b + c", True),
        (r"u_n \overset{(a)}{\le} a_n b + c", True),
        (r"u_n = \underset{a}{\max} \, f(a) + c_n", False),
    ],
)
def test_it_is_said_that_remarks_above_signs_are_not_due(tmp_path: Path, formula: str, is_said: bool) -> None:
    (prompt,) = prompts(tmp_path, formula, text="For each view we keep")
    assert ("Leave out what is written above $" in prompt) == is_said


def test_conditions_that_are_not_due_are_told(tmp_path: Path) -> None:
    formula = r"Q = \arg\min_P K(P, R) \quad \text{s.t.} \quad P_0 = a, \; P_1 = b"
    (prompt,) = prompts(tmp_path, formula)
    assert "Leave out the conditions $P_{0}=a$ and $P_{1}=b$." in prompt
    (prompt,) = prompts(tmp_path, r"Q = 2 R + S^2")
    assert "Leave out" not in prompt


def test_what_an_index_may_be_is_not_asked_for(tmp_path: Path) -> None:
    text = "For each of the sides we measure"
    assert len(prompts(tmp_path, r"H_m = b + c_m, \qquad m \in \{u, v\}", text=text)) == 1


def test_a_formula_is_asked_for_by_all_that_stands_before_its_relation(tmp_path: Path) -> None:
    formula = r"p_r(z \mid y = c) = \mathcal{N}(z; \mu_c^r, \Sigma_c^r)"
    (prompt,) = prompts(tmp_path, formula, text="For each view we keep")
    assert r"$p_{r}(z\mid y=c)$" in prompt


@pytest.mark.parametrize("formula", [r"0 = a b - c", r"a u^2 - 2 b u + c \leq 0", r"0 < a + b"])
def test_a_question_does_not_tell_all_but_a_number(tmp_path: Path, formula: str) -> None:
    assert not prompts(tmp_path, formula)


@pytest.mark.parametrize(
    "formula",
    [
        r"u = ( f(g(v)) \odot w^{-1} + Q K^\top",
        r"a b \approx 0 \text{)} \approx Q K^\top v + c",
        r"u = ( a | \} + b ) c",
        r"u \simeq v \odot \odot ( w, \hat{w)} + c",
    ],
)
def test_a_row_with_half_of_its_brackets_is_not_asked_for(tmp_path: Path, formula: str) -> None:
    assert not prompts(tmp_path, formula, text="The update is given by")


def test_a_sum_that_nothing_is_said_to_equal_is_not_asked_for(tmp_path: Path) -> None:
    texts = (r"\sum_{i=1}^n | x^i - z", r"Z = \sum_{i=1}^n | x^i - z")
    assert [len(prompts(tmp_path, one, text="The cost is given by")) for one in texts] == [0, 1]


def prompts(tmp_path: Path, *formulas: str, text: str = "") -> list[str]:
    return [str(draft.exercise["prompt"]) for draft in made(drafts(paper_of(tmp_path, text, *formulas)))]


@pytest.mark.parametrize(
    "formula", [r"B(w) \leq a b + c", r"R(w) \in [a b, c]", r"h(u) \geq c^2", r"g < a u"]
)
def test_the_question_is_english(tmp_path: Path, formula: str) -> None:
    (asked,) = prompts(tmp_path, formula)
    assert "what is what" not in asked


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (r"y = a + b = c d", "each another way to write the first"),
        (r"y = a + b \leq c d", "a chain of 3 sides, with bounds"),
        (r"y = a + b \quad \Leftarrow \quad c = d", "an arrow that says which follows"),
        (r"y = a + b \approx c d", "a chain of 3 sides, not all of them equal"),
    ],
)
def test_a_chain_is_said_to_be_what_its_relations_make_it(tmp_path: Path, formula: str, said: str) -> None:
    assert said in str(only(drafts(paper_of(tmp_path, "", formula))).exercise["shape"])


@pytest.mark.parametrize(
    ("formula", "sort"),
    [
        (r"u < b \implies h(u) \leq u^2 + 1", "implication"),
        (r"u < b \iff h(u) \leq u^2 + 1", "equivalence"),
    ],
)
def test_what_follows_from_what_is_asked_for_as_a_whole(tmp_path: Path, formula: str, sort: str) -> None:
    (prompt,) = prompts(tmp_path, formula)
    assert f"the {sort} that begins with $u$" in prompt


def test_bounds_from_two_sides_are_told_apart(tmp_path: Path) -> None:
    upper, lower = prompts(tmp_path, r"B(w) \leq a + b", r"B(w) \geq a + b")
    assert "upper bound" in upper
    assert "lower bound" in lower


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [("We argue by contradiction. Suppose", False), ("The map is smooth. Suppose", True)],
)
def test_what_is_supposed_to_be_contradicted_is_no_bound_that_is_stated(
    tmp_path: Path, text: str, is_asked: bool
) -> None:
    paper = paper_of(tmp_path, text, r"B(w) \leq a + b")
    assert [bool(made(kind(paper))) for kind in (drafts, blank.drafts)] == [is_asked, is_asked]


@pytest.mark.parametrize("formula", [r"-a - b \leq B(w) \leq a + b", r"B(w) = c + d \leq a + b"])
def test_of_a_chain_with_bounds_the_beginning_is_told(tmp_path: Path, formula: str) -> None:
    (asked,) = prompts(tmp_path, formula)
    assert "the chain that begins with" in asked


@pytest.mark.parametrize(
    ("formulas", "count"),
    [
        ((r"y = a x + b", r"y = a x - b"), 0),
        ((r"y = a x + b", r"y = c x + b"), 2),
        ((r"y = a x + b", r"y = 1 + 2"), 1),
        ((r"y = a x + b", r"y = a x + b", r"z = c + d"), 2),
        ((r"y \sim h \equiv v \sim k, y = f(v)", r"y \sim h \equiv u \sim l, y = f(u)"), 2),
        ((r"y \sim h \equiv v \sim k, y = f(v)", r"y \sim h \equiv v \sim k, y = f(v) v"), 0),
    ],
)
def test_formulas_of_one_quantity_are_asked_for_where_something_tells_them_apart(
    tmp_path: Path, formulas: tuple[str, ...], count: int
) -> None:
    assert len(prompts(tmp_path, *formulas)) == count


def test_a_section_tells_formulas_apart(tmp_path: Path) -> None:
    text = r"\section{Above} \[ y = a x + b \] \section{Below} \[ y = a x - b \]"
    assert len(prompts(tmp_path, text=text)) == 2


def test_words_before_a_formula_do_not_tell_it_from_another(tmp_path: Path) -> None:
    text = (
        r"In the first case the value of it is defined as \[ y = a x + b \] and"
        r" in the second case the value of it is defined as \[ y = c x + d . \] "
    )
    first, second = prompts(tmp_path, text=text)
    assert "made of $a$" in first
    assert "made of $c$" in second


@pytest.mark.parametrize("formula", [r"= a + b c", r"y \, (a = b = ", r"\{ y \approx", r"u = \cdot (a + b)"])
def test_what_begins_or_ends_in_a_sign_is_no_formula(tmp_path: Path, formula: str) -> None:
    assert not prompts(tmp_path, formula)


def test_a_formula_that_nothing_points_at_is_not_asked_for(tmp_path: Path) -> None:
    shown = r"\begin{array}{c|c} a & b \\ c & d \end{array}"
    assert not prompts(tmp_path, shown)


@pytest.mark.parametrize(
    ("formula", "keys"),
    [
        (r"R = c + \sum_{t=1}^T v - r_t", (r"(v-r_{t})", "v-r_{t}")),
        (r"E = \int_0^1 f(x) + g(x) \, dx", ("(f(x)+g(x))dx", "f(x)+g(x)dx")),
        (r"\mathbf{A} x = dx/dt", ("=dx/dt", r"=\frac{dx}{dt}")),
        (
            r"q = (y - \mu)' \Sigma^{-1} (y - \mu)",
            (r"(y-\mu)'\Sigma^{-1}(y-\mu)", r"(y-\mu)^{\top}\Sigma^{-1}(y-\mu)"),
        ),
        (
            r"u = g(a_1, \ldots, a_m, b_1, \dots b_n)",
            (r"(a_{1},\ldots,a_{m},b_{1},\ldots,b_{n})", r"(a_{1},\ldots,a_{m},b_{1},\ldots b_{n})"),
        ),
    ],
)
def test_other_spellings_of_a_formula_are_keys_too(
    tmp_path: Path, formula: str, keys: tuple[str, str]
) -> None:
    found = answer(only(drafts(paper_of(tmp_path, "", formula))))
    assert str(found["formula"]).endswith(keys[0])
    assert str(found["latex"]).endswith(keys[1])


def test_words_about_the_formula_before_lead_to_no_other(tmp_path: Path) -> None:
    text = r"First \[ u = a b^2 \] is the sum of all rows in it, and \[ v = c a + d \] is the rest."
    _, second = prompts(tmp_path, text=text)
    assert "sum of all rows" not in second


@pytest.mark.parametrize(
    ("formula", "is_asked"),
    [
        (r"\sum_{j \in B} \exp(-c (x - x_j)^2) = h", False),
        (r"U_n(b) + V_n(b) = 0", False),
        (r"h = \sum_{j \in B} \exp(-c (x - x_j)^2)", True),
        (r"U_n(b) + V_n(b) = h^2 c", True),
        (r"m_i \leftarrow m_i^{\text{new}}", False),
        (r"f_1 = x", False),
        (r"\int_{min}^{max} a g(y) posterior(y) dy", False),
    ],
)
def test_a_question_that_tells_the_formula_is_not_asked(tmp_path: Path, formula: str, is_asked: bool) -> None:
    assert bool(made(drafts(paper_of(tmp_path, "", formula)))) == is_asked


@pytest.mark.parametrize(
    ("formula", "is_step"),
    [
        (r"S = S_{\text{near}} + S_{\text{far}} + b", False),
        (r"s_{\text{low}} = s_{\text{mid}} - c \, s_{\text{spread}}", False),
        (r"L = L_{Rec} + c L_{Reg}", False),
        (r"S_p = S_o + \frac{a}{b}", False),
        (r"u_{t+1} = u_t + c (u_t - u_{t-1})", True),
        (r"x_1 = x_0 + a g", True),
        (r"u = u_{\text{old}} - a g", True),
    ],
)
def test_a_total_of_named_parts_is_no_step_from_the_old_value(
    tmp_path: Path, formula: str, is_step: bool
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert ("the old value and a step" in str(draft.exercise["shape"])) is is_step


def test_what_bounds_from_both_sides_is_asked_for_as_a_whole(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"(1 - \sqrt{u})^2 \leq c h \leq (1 + \sqrt{u})^2", r"u \geq (a - b)^2")
    chain, bound = made(drafts(paper))
    assert "the chain that begins with $(1-\\sqrt{u})^{2}$" in str(chain.exercise["prompt"])
    assert "the lower bound that the paper states for $u$" in str(bound.exercise["prompt"])
    blanks = [str(draft.exercise["prompt"]) for draft in made(blank.drafts(paper))]
    assert all("The chain that" in text or "The lower bound" in text for text in blanks)


def test_the_less_of_two_is_no_product(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"r(u, v) = \frac{u + a}{v} \wedge 1")))
    assert "product" not in str(draft.exercise["shape"])


def test_where_a_letter_lies_is_no_formula_to_remember(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"y = a + \frac{b}{c}, \quad B \in \mathcal{F}(\mathbb{R}^d)")
    found = [*made(drafts(paper)), *made(blank.drafts(paper))]
    assert found
    assert not any(r"\in" in str(draft.exercise["answer"]) for draft in found)
    assert all("mathcal{F}" not in str(draft.exercise["prompt"]) for draft in found)


def test_a_list_that_a_letter_runs_over_is_not_asked_for_where_it_is_not_read(tmp_path: Path) -> None:
    display = r"y_t = y_{t-1} - \alpha g(y_{t-1}), \quad t \in \{1 \ldots, K\}"
    (question,) = prompts(tmp_path, display)
    assert "formula for $y_{t}$" in question


def test_of_a_row_that_says_two_things_one_is_asked_for_as_a_part(tmp_path: Path) -> None:
    shown = r"U := \{ u_1, \ldots, u_n \} \sim F^n(A) \text{ and } V := \{ v_1, \ldots, v_m \} \sim G^m(B)"
    asked = prompts(tmp_path, shown)
    assert len(asked) == 2
    assert all("the part that begins with" in prompt for prompt in asked)


@pytest.mark.parametrize(
    ("right", "is_told"),
    [
        (r"\int dx \, g(x) h(x)", True),
        (r"c \int_0^1 \mathrm{d} x \, \int_0^x \mathrm{d} y \, g(x, y)", True),
        (r"\int g(x) h(x) \, dx", False),
        (r"c + \int_0^a dx", False),
    ],
)
def test_that_a_differential_comes_first_is_told(tmp_path: Path, right: str, *, is_told: bool) -> None:
    draft = only(drafts(paper_of(tmp_path, "The energy is given by", rf"E(a) = {right}")))
    assert ("differential stands before" in str(draft.exercise["prompt"])) == is_told
