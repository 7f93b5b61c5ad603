"""Special cases: what a weight at its end leaves, and which other formula of the paper that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.draft import Draft
from drill.papers_first.formula.parser import parse
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.kinds.special_case import drafts
from drill.papers_first.special_cases.striking import struck
from drill.papers_first.special_cases.struck_terms import without_brackets
from tests.papers_first.semantic import answer, made, paper_of, problems

WORDS = "The symbol $\\nu$ denotes the immediate discount factor. Let $\\alpha$ be the learning rate."
MIXED = r"\theta_{t+1} = \theta_t - \alpha [ (1 - \nu) l_t + \nu m_t ]"
PLAIN = r"\theta_{t+1} = \theta_t - \alpha m_t"


def test_a_weight_at_its_end_gives_another_formula_of_the_paper(tmp_path: Path) -> None:
    found = made(drafts(paper_of(tmp_path, WORDS, PLAIN, MIXED)))
    first = found[0]
    assert answer(first)["expression"] == "theta - alpha*m"
    assert first.slot == "nu=1"
    assert "another formula of the paper" in str(first.exercise["prompt"])
    assert "equation (1)" in str(first.exercise["steps"])
    assert first.proved
    assert problems(found) == []


def test_both_ends_of_a_weight_and_what_the_other_end_would_be(tmp_path: Path) -> None:
    found = made(drafts(paper_of(tmp_path, WORDS, r"m_{t+1} = \nu m_t + (1-\nu) g_t")))
    assert {str(answer(draft)["expression"]) for draft in found} == {"m", "g"}
    assert "other end" in str(found[0].exercise["wrong"])


def test_nobody_has_to_write_an_identity_before_what_is_left(tmp_path: Path) -> None:
    found = made(drafts(paper_of(tmp_path, "", r"y = [(1 - t) \mathrm{id} + t A] x")))
    assert [draft.slot for draft in found] == ["t = 1"]
    assert problems(found) == []


def test_no_power_of_0_is_left(tmp_path: Path) -> None:
    formula = r"h = \frac{\alpha \sqrt{1 - \beta_2^t} u}{\sqrt{\beta_2 v_{t-1} + (1 - \beta_2) u^2}}"
    found = made(drafts(paper_of(tmp_path, "", formula)))
    assert "alpha*u/abs(u)" in {str(answer(draft)["expression"]) for draft in found}
    assert problems(found) == []


def test_two_weights_at_once_are_asked_for_where_they_give_another_formula(tmp_path: Path) -> None:
    general = r"y = \frac{(1-\nu_1) g + \nu_1 m}{\sqrt{(1-\nu_2) g^2 + \nu_2 v} + \epsilon}"
    plain = r"y = \frac{m}{\sqrt{v} + \epsilon}"
    found = made(drafts(paper_of(tmp_path, "", general, plain)))
    assert ("nu1=1,nu2=1", "m/(sqrt(v) + epsilon)") in {
        (draft.slot, str(answer(draft)["expression"])) for draft in found
    }


def test_roots_of_squares_keep_their_sign(tmp_path: Path) -> None:
    found = made(drafts(paper_of(tmp_path, "", r"y = g + \sqrt{(1-\nu) x^2 + \nu v}")))
    assert "g + abs(x)" in {str(answer(draft)["expression"]) for draft in found}


def test_nothing_is_asked_where_nothing_becomes_simpler_or_zero_is_divided_by(tmp_path: Path) -> None:
    assert made(drafts(paper_of(tmp_path, "", r"y = a + b"))) == []
    cases = made(drafts(paper_of(tmp_path, "", r"y = \frac{a}{1-\nu} + \nu b")))
    assert {draft.slot for draft in cases} <= {"nu=0"}


LOSSES = "The symbol $\\lambda$ denotes the trade-off weight and $\\tau$ denotes the temperature."


def test_what_nobody_types_is_chosen_among_formulas_that_differ(tmp_path: Path) -> None:
    found = made(
        drafts(
            paper_of(tmp_path, LOSSES, r"\mathbf{J} = \mathbf{F} \mathbf{x} + \lambda \mathbf{R} \mathbf{x}")
        )
    )
    assert right_of(found[0]) == r"$$\mathbf{F}\mathbf{x}$$"
    assert r"That is what $\lambda = 1$ leaves." in {str(say) for _, say in wrong_of(found[0])}
    assert r"\lambda = 0" in str(found[0].exercise["prompt"])
    assert found[0].proved
    assert problems(found) == []


def test_one_sample_leaves_one_term_and_no_mean(tmp_path: Path) -> None:
    mean = r"\hat{g} = \frac{1}{S} \sum_{s=1}^{S} f(\mathbf{z}_s) \nabla_\theta \log q(\mathbf{z}_s)"
    found = made(drafts(paper_of(tmp_path, "Here $S$ is the number of samples.", mean)))
    assert right_of(found[0]) == r"$$f(\mathbf{z}_{1})\nabla_{\theta}\log q(\mathbf{z}_{1})$$"
    assert any("S = 2" in say for _, say in wrong_of(found[0]))
    assert problems(found) == []


def test_a_share_of_one_thing_is_not_asked_for(tmp_path: Path) -> None:
    shares = r"w_s = \frac{p(\mathbf{z}_s)}{\sum_{s=1}^{S} p(\mathbf{z}_s)}"
    assert made(drafts(paper_of(tmp_path, "Here $S$ is the number of samples.", shares))) == []


def test_the_first_term_of_a_series_is_left_and_the_prompt_says_why(tmp_path: Path) -> None:
    text = "The symbol $\\gamma$ denotes the discount factor."
    found = made(drafts(paper_of(tmp_path, text, r"G_t = \sum_{k=0}^{\infty} \gamma^k r_{t+k+1}")))
    chosen = next(draft for draft in found if "choice" in answer(draft))
    assert right_of(chosen) == "$$r_{t+1}$$"
    assert "0^0" in str(chosen.exercise["prompt"])
    assert problems(found) == []


def test_an_aim_without_a_left_side(tmp_path: Path) -> None:
    aim = r"\min_\theta \mathbb{E}[\ell(f_\theta(\mathbf{x}), \mathbf{y})] + \lambda \|\theta\|^2"
    found = made(drafts(paper_of(tmp_path, LOSSES, aim)))
    assert right_of(found[0]) == r"$$\min_{\theta}\mathbb{E}[\ell(f_{\theta}(\mathbf{x}),\mathbf{y})]$$"
    assert problems(found) == []


def test_an_index_above_is_set_too(tmp_path: Path) -> None:
    inner = r"\sum_{j \in \mathcal{N}_i} a_{ij}^{(k)} \mathbf{W}^{(k)} \mathbf{x}_j"
    heads = rf"\mathbf{{h}}_i = \sigma\left(\frac{{1}}{{K}} \sum_{{k=1}}^{{K}} {inner}\right)"
    found = made(drafts(paper_of(tmp_path, "Here $K$ is the number of heads.", heads)))
    assert r"\mathbf{W}^{(1)}\mathbf{x}_{j}" in right_of(found[0])


def test_a_temperature_that_weighs_an_entropy(tmp_path: Path) -> None:
    aim = r"J = \mathbb{E}[r(\mathbf{s}, \mathbf{a})] + \alpha \mathcal{H}(\pi)"
    found = made(drafts(paper_of(tmp_path, "The symbol $\\alpha$ denotes the temperature.", aim)))
    assert found[0].slot.replace(" ", "") in (r"\alpha=0", "alpha=0")


def test_a_label_is_no_count(tmp_path: Path) -> None:
    formula = r"L = \frac{1}{n} \sum_{i=1}^{n} \ell(\mathbf{x}_i) + \log|\mathbf{K} + \sigma_n^2 \mathbf{I}|"
    found = made(drafts(paper_of(tmp_path, "Here $n$ is the number of points.", formula)))
    assert not [draft for draft in found if draft.slot.startswith("n")]


def test_no_noise(tmp_path: Path) -> None:
    text = "The symbol $s$ denotes the noise level."
    found = made(drafts(paper_of(tmp_path, text, r"\mathbf{x}' = \mathbf{F}\mathbf{x} + s \mathbf{z}")))
    assert [right_of(draft) for draft in found] == [r"$$\mathbf{F}\mathbf{x}$$"]


def test_a_kernel_at_equal_points(tmp_path: Path) -> None:
    kernel = (
        r"k(\mathbf{x}, \mathbf{x}') = s^2 \exp\left(-\frac{\|\mathbf{x} - \mathbf{x}'\|^2}{2 \ell^2}\right)"
    )
    found = made(drafts(paper_of(tmp_path, "", kernel)))
    assert "$$s^{2}$$" in {right_of(draft) for draft in found if "choice" in answer(draft)}


def test_a_temperature_of_one_drops_out(tmp_path: Path) -> None:
    above = r"\exp(\mathrm{sim}(\mathbf{u}_i, \mathbf{v}_i)/\tau)"
    below = r"\sum_j \exp(\mathrm{sim}(\mathbf{u}_i, \mathbf{v}_j)/\tau)"
    loss = rf"\ell_i = -\log \frac{{{above}}}{{{below}}}"
    found = made(drafts(paper_of(tmp_path, LOSSES, loss)))
    assert [draft.slot for draft in found] == [r"\tau = 1"]
    assert r"\tau" not in right_of(found[0])


@pytest.mark.parametrize(
    "formula",
    [
        r"\mathbf{y} = \frac{\mathbf{W}\mathbf{x}}{\lambda}",
        r"\mathbf{y} = \mathbf{W}_\lambda \mathbf{x} + \lambda \mathbf{b}",
        r"\mathbf{y} = f(\mathbf{x}, \lambda) + \lambda \mathbf{R}\mathbf{x}",
        r"\mathbf{y} = \log(\lambda \mathbf{R}\mathbf{x})",
        r"\mathbf{y} = (\mathbf{I} + \lambda \mathbf{A})^{-1} \mathbf{x}",
        r"\mathbf{J} = \mathbf{F}\mathbf{x} + \lambda \mathbf{R}\mathbf{x}, \quad \lambda > 0",
    ],
)
def test_no_case_where_nothing_is_left_or_the_weight_is_more_than_a_factor(
    tmp_path: Path, formula: str
) -> None:
    assert made(drafts(paper_of(tmp_path, LOSSES, formula))) == []


def right_of(draft: Draft) -> str:
    """The right option of a choice."""
    return next(str(option["right"]) for option in options_of(draft) if "right" in option)


def wrong_of(draft: Draft) -> list[tuple[str, str]]:
    """The wrong options, each with what is said of it."""
    return [(str(option["wrong"]), str(option["say"])) for option in options_of(draft) if "wrong" in option]


def options_of(draft: Draft) -> list[dict[str, object]]:
    """The options of a choice."""
    options = answer(draft)["choice"]
    assert isinstance(options, list)
    return options


# --- striking out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latex", "left"),
    [
        (r"a + 0 b", "a"),
        (r"a - 0 \cdot b + c", "a + c"),
        (r"1 \cdot A x", "A x"),
        (r"(1 - 0) A x + 0 B y", "A x"),
        (r"x - (0 - y)", "x + y"),
        (r"a (b + 0)", "a b"),
        (r"- (0 - y)", "y"),
        (r"\frac{a + 0}{1}", "a"),
        (r"\frac{0}{n} + c", "c"),
        (r"2 \cdot 2 x", "4 x"),
        (r"e^{0 x} b", "b"),
        (r"a - (b + 0 c - d)", "a - (b - d)"),
        (r"x / 1", "x"),
        (r"\exp(0) + \log 1 + z", "1 + z"),
        (r"\sum_{i=1}^{1} a_i b_i", "a_{1} b_{1}"),
        (r"\mathbb{E}[0 f(x)] + g", "g"),
        (r"\|u - u\|^2 + h", "h"),
        (r"(A B) C", "A B C"),
        (r"(\sum_i a_i) + 0 c + b", r"(\sum_i a_i) + b"),
    ],
)
def test_zeros_and_ones_are_struck(latex: str, left: str) -> None:
    found = without_brackets(struck(parse(latex).sides[0]))
    assert to_tokens(found) == canonical(left)


@pytest.mark.parametrize("latex", [r"\frac{a}{0}", r"a / 0", r"\log 0", r"0^{-n}", r"x^{0}", r"f(0 x)"])
def test_what_has_no_value_is_not_struck(latex: str) -> None:
    with pytest.raises(RefusedError):
        struck(parse(latex).sides[0])


@pytest.mark.parametrize(
    ("formulas", "setting"),
    [
        ((r"a_t = 1 - \beta_t", r"y_t = \sqrt{a_t} x + \beta_t z"), r"bet"),
        ((r"y_t = (1 - \rho_t) x + \rho_t \rho_{t-1} z",), "rho"),
        (
            (
                r"a_t = 1 - \beta_t",
                r"\mathbf{y}_t = \frac{1}{\sqrt{a_t}} (\mathbf{x} - \beta_t \mathbf{R} \mathbf{x})",
            ),
            r"\beta",
        ),
        ((r"y_t = \beta_t x + u_t z", r"u_t = \beta_t \sqrt{1 - v}"), r"\beta"),
    ],
)
def test_what_decides_another_quantity_of_the_formula_is_not_set(
    tmp_path: Path, formulas: tuple[str, ...], setting: str
) -> None:
    text = "The symbol $\\beta_t$ denotes the mixing weight and $\\rho_t$ denotes the decay rate."
    found = made(drafts(paper_of(tmp_path, text, *formulas)))
    assert not [draft for draft in found if draft.slot.startswith(setting)]


def test_of_a_chain_it_is_said_which_member_is_meant(tmp_path: Path) -> None:
    text = "The symbol $\\gamma$ denotes the discount factor."
    chain = r"A_t = d_t + \gamma d_{t+1} = r_t + \gamma r_{t+1} - v_t"
    found = made(drafts(paper_of(tmp_path, text, chain)))
    assert found
    assert all("the expression after the first equals sign" in str(one.exercise["prompt"]) for one in found)


def test_a_small_constant_has_no_other_end(tmp_path: Path) -> None:
    text = "The symbol $\\epsilon$ denotes a small constant."
    found = made(drafts(paper_of(tmp_path, text, r"y = \frac{x + u}{\sqrt{v} + \epsilon}")))
    assert [draft.slot for draft in found] == ["epsilon=0"]
    assert "other end" not in str(found[0].exercise["wrong"])


def test_what_undoes_itself_is_not_left(tmp_path: Path) -> None:
    found = made(drafts(paper_of(tmp_path, WORDS, r"s = \exp(\nu \log u + (1 - \nu) \log w)")))
    assert {str(answer(draft)["expression"]) for draft in found} == {"u", "w"}


@pytest.mark.parametrize(
    ("words", "formula", "has_ends"),
    [
        ("", r"y = (1 - \lambda) a + \lambda b", True),
        (r"The weight $\lambda \in [0, 1]$ is chosen.", r"y = a + \lambda b", True),
        (r"The weight $\lambda$ is positive.", r"y = a + \lambda b", False),
        (r"Here $\lambda$ is the penalty weight.", r"L = a + \lambda b", False),
    ],
)
def test_only_a_share_has_another_end(tmp_path: Path, words: str, formula: str, has_ends: bool) -> None:
    found = made(drafts(paper_of(tmp_path, words, formula)))
    assert any("between two ends" in str(one.exercise) for one in found) == has_ends
    assert any("the other end" in str(one.exercise) for one in found) == has_ends


@pytest.mark.parametrize(
    "formula",
    [
        r"A_i = R(y_i) - \frac{1}{N} \sum_{j=1}^{N} R(y_j)",
        r"g_i = \frac{1}{N} \sum_{j=1}^{N} k(x_i, x_j)",
        r"a_{ik} = \frac{1}{N} \sum_{j=1}^{N} w_{jk} x_j - x_i",
    ],
)
def test_of_one_alone_no_other_member_is_left(tmp_path: Path, formula: str) -> None:
    words = r"Here $N$ is the number of points."
    asked = [str(draft.exercise["prompt"]) for draft in made(drafts(paper_of(tmp_path, words, formula)))]
    assert not any("N = 1" in prompt for prompt in asked)
