"""What papers on learning machines say of their numbers: levels, shares of tokens, rounded values, maxima."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.kinds import code, evaluate
from tests.papers_first.semantic import made, only, paper_of, why
from tests.papers_first.test_glossary import sure


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        (
            "With $a$, $b$ the number of negative and positive steps, we stop.",
            {"a": "number of negative steps", "b": "number of positive steps"},
        ),
        (
            "Let $u$ and $v$ denote the size of small and large rooms in the house.",
            {"u": "size of small rooms in the house", "v": "size of large rooms in the house"},
        ),
        (
            "With a height $h$, and $a$, $b$ the number of negative and positive steps, we stop.",
            {"h": "height"},
        ),
    ],
)
def test_a_number_of_two_kinds_is_one_of_each(tmp_path: Path, text: str, meanings: dict[str, str]) -> None:
    assert dict(sure(tmp_path, text)) == meanings


def test_what_may_be_a_size_further_on_is_no_mask(tmp_path: Path) -> None:
    text = "For a mask $C$ we are done. The number of reads, for DRAM of size $C$, is small."
    draft = only(code.drafts(paper_of(tmp_path, text, r"R = \left\lceil \frac{C}{4 w} \right\rceil")))
    assert "mask" not in str(draft.exercise["prompt"])


def test_what_is_parted_among_places_adds_up_to_one(tmp_path: Path) -> None:
    text = (
        "Let $g_k$ denote the fraction of letters sent to box $k$"
        " and $h_k$ the fraction of blue letters in box $k$."
    )
    exercise = only(evaluate.drafts(paper_of(tmp_path, text, r"J = \sum_{k=1}^{3} g_k h_k"))).exercise
    assert exercise["let"] == {"g3": "1 - g1 - g2"}


@pytest.mark.parametrize(
    ("said", "is_whole"), [("chances", True), ("precisions", False), ("class probabilities", True)]
)
def test_what_is_called_otherwise_is_no_share(tmp_path: Path, said: str, is_whole: bool) -> None:
    text = f"Here $p_k$ are the {said} and $g_k$ are the gains."
    exercise = only(evaluate.drafts(paper_of(tmp_path, text, r"J = \sum_{k=1}^{3} p_k g_k"))).exercise
    assert ("let" in exercise) == is_whole


@pytest.mark.parametrize(("lower", "least"), [("0", 2), ("-m", -4)])
def test_rounded_values_are_no_chances(tmp_path: Path, lower: str, least: int) -> None:
    paper = paper_of(
        tmp_path,
        "",
        rf"Q(u) = \operatorname{{clip}}(\lfloor u / c \rceil + b, {lower}, m)",
        r"v = c (Q(u) - b)",
    )
    drafts = {str(one.formula and one.formula.latex): one for one in made(evaluate.drafts(paper))}
    params = drafts[r"v = c (Q(u) - b)"].exercise["params"]
    assert isinstance(params, dict)
    assert str(params["Q"]).startswith(str(least))


def test_entries_of_numbered_matrices_are_no_shares(tmp_path: Path) -> None:
    formula = r"q_3^{(i,k)} = b + \sum_{j=1}^{N} (q_1^{(i,j)} - c) (q_2^{(j,k)} - d)"
    exercise = only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise
    assert "let" not in exercise


def test_the_mean_of_counts_is_positive(tmp_path: Path) -> None:
    text = "Here $n_i$ is the number of letters in box $i$ and $\\bar n$ is the average."
    exercise = only(evaluate.drafts(paper_of(tmp_path, text, r"d_i = \bar n - n_i"))).exercise
    params = exercise["params"]
    assert isinstance(params, dict)
    assert not str(params["nbar"]).startswith("-")


def test_a_value_that_other_values_decide_is_not_drawn_apart(tmp_path: Path) -> None:
    paper = paper_of(
        tmp_path, "", r"M(x) = \max(M(u), M(v))", r"s(x) = e^{M(u) - M(x)} s(u) + e^{M(v) - M(x)} s(v)"
    )
    assert [one.formula and one.formula.latex for one in made(evaluate.drafts(paper))] == [
        r"M(x) = \max(M(u), M(v))"
    ]


def test_steps_of_one_sequence_are_of_one_kind(tmp_path: Path) -> None:
    text = r"Let $u \in \mathbb{R}^n$ be a signal."
    assert why(code.drafts(paper_of(tmp_path, text, r"H_k(u) = 2 u H_{k-1}(u) - H_{k-2}(u)")))


def test_an_identity_of_another_size_is_one_too(tmp_path: Path) -> None:
    text = "Let $A$ be the adjacency matrix of a graph."
    formulas = (r"L = I_n - D^{-1/2} A D^{-1/2} = U R U^{\top}", r"G = \frac{2}{\lambda_{\max}} L - I_N")
    for draft in made(code.drafts(paper_of(tmp_path, text, *formulas))):
        assert "`IN`" not in str(draft.exercise["prompt"])


def test_an_expectation_is_weighed_by_the_law_that_is_drawn_from(tmp_path: Path) -> None:
    formula = r"S(\cdot) = \mathbb{E}_{x \sim q}[c(x, \cdot) \nabla_x \log p(x) + \nabla_x c(x, \cdot)]"
    assert "$q(x_{1}) =" in str(only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise["prompt"])


def test_a_rate_is_none_above_one_since_an_order_elsewhere_is(tmp_path: Path) -> None:
    orders = "\\section{Orders}\nWe take the order $\\alpha > 1$."
    text = f"{orders}\n\\section{{Sets}}\nLet $\\alpha$ be the error rate."
    exercise = only(evaluate.drafts(paper_of(tmp_path, text, r"c = 1 - \alpha"))).exercise
    params = exercise["params"]
    assert isinstance(params, dict)
    assert all(float(one.value) < 1 for one in read_domain(params["alpha"]))


def test_what_leads_to_the_next_formula_is_not_said_of_the_one_before(tmp_path: Path) -> None:
    text = (
        "\\begin{equation} u = a (b + t)^{-\\gamma} \\end{equation}\nDamped motion with friction $\\gamma$ is"
    )
    drafts = made(evaluate.drafts(paper_of(tmp_path, text, r"w = -\gamma v + f")))
    told = {
        str(one.formula and one.formula.latex): "friction" in str(one.exercise["prompt"]) for one in drafts
    }
    assert told == {r"u = a (b + t)^{-\gamma}": False, r"w = -\gamma v + f": True}


def test_what_a_logarithm_takes_the_size_of_has_any_sign(tmp_path: Path) -> None:
    formula = r"f(x) = \operatorname{sign}(x) \frac{\ln(1 + \mu |x|)}{\ln(1 + \mu)}"
    assert only(code.drafts(paper_of(tmp_path, "", formula))).exercise["vars"] == ["mu"]


@pytest.mark.parametrize("said", ["for progress $p$ from 0 to 1", "where $p$ is annealed from 1 to 0"])
def test_what_goes_from_0_to_1_lies_between_them(tmp_path: Path, said: str) -> None:
    exercise = only(evaluate.drafts(paper_of(tmp_path, f"The weight, {said}, is", r"w = 2 + c p"))).exercise
    params = exercise["params"]
    assert isinstance(params, dict)
    assert all(0 <= float(one.value) <= 1 for one in read_domain(params["p"]))


def test_how_far_two_accuracies_are_apart_is_no_more_than_one(tmp_path: Path) -> None:
    formula = r"E = \max_k |\operatorname{acc}(B_k) - \operatorname{conf}(B_k)|"
    exercise = only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise
    params = exercise["params"]
    assert isinstance(params, dict)
    assert all(float(one.value) < 1 for one in read_domain(params["a"]))


def test_what_runs_and_stands_above_a_name_is_an_axis_of_it(tmp_path: Path) -> None:
    gram = r"G_{ij}^l = \sum_k F_{ik}^l F_{jk}^l"
    paper = paper_of(tmp_path, "", gram, r"E_l = \frac{1}{N_l} \sum_{i,j} (G_{ij}^l - A_{ij}^l)^2")
    assert [one.formula and one.formula.latex for one in made(code.drafts(paper))] == [gram]


def test_a_letter_that_is_drawn_means_what_it_is_drawn_for(tmp_path: Path) -> None:
    text = (
        "The ridge strength is $\\lambda$.\n\\begin{equation} R = \\lambda n \\end{equation}\n"
        "Blending draws $\\lambda \\sim B(a, a)$ and sets"
    )
    drafts = made(evaluate.drafts(paper_of(tmp_path, text, r"z = \lambda x + (1 - \lambda) y")))
    assert ["ridge" in str(one.exercise["prompt"]) for one in drafts] == [True, False]


def test_what_members_of_a_family_are_called_is_not_said_further_on(tmp_path: Path) -> None:
    text = (
        "\\section{A}\nWe add noise with variances $\\beta_1, \\dots, \\beta_T$.\n"
        "\\begin{equation} a_t = 1 - \\beta_t \\end{equation}\n"
        "\\section{B}\nWith mask rate $\\beta_t$ we have"
    )
    drafts = made(evaluate.drafts(paper_of(tmp_path, text, r"m_t = 2 \beta_t")))
    assert ["mask" in str(one.exercise["prompt"]) for one in drafts] == [False, True]


@pytest.mark.parametrize("below", [r"i \in A, j \in B", r"j \in S, j \neq i"])
def test_a_sum_over_less_than_a_set_is_not_taken_over_all_of_it(tmp_path: Path, below: str) -> None:
    paper = paper_of(tmp_path, "", rf"c = \sum_{{{below}}} w_j")
    assert not made(evaluate.drafts(paper))
    assert not made(code.drafts(paper))


def test_what_is_an_argument_alone_is_not_how_many_there_are(tmp_path: Path) -> None:
    prompt = only(evaluate.drafts(paper_of(tmp_path, "", r"F = g(n) + \sum_j h(z_j)"))).exercise["prompt"]
    assert "$n =" not in str(prompt)


def test_a_determinant_is_none_of_a_number(tmp_path: Path) -> None:
    text = "Let $\\Lambda$ be the Hessian in $d$ dimensions."
    paper = paper_of(tmp_path, text, r"J = c - \frac{1}{2} \log|\Lambda|")
    assert "determinant" in why(evaluate.drafts(paper))
    assert "np.linalg.det" in str(only(code.drafts(paper)).exercise["answer"])


@pytest.mark.parametrize(
    ("formulas", "name", "sign"),
    [
        ((r"J = c - E[\log(\sigma(r(x) - r(y)))]",), "E1", -1),
        ((r"E[g^2]_t = 0.9 E[g^2]_{t-1} + 0.1 g_t^2",), "E1", 1),
        (
            (r"\hat{v}_t = \max(\hat{v}_{t-1}, c_t)", r"u_t = \frac{m_t}{\sqrt{\hat{v}_t} + \epsilon}"),
            "vhat",
            1,
        ),
    ],
)
def test_means_of_squares_and_of_logarithms_have_a_sign(
    tmp_path: Path, formulas: tuple[str, ...], name: str, sign: int
) -> None:
    params = made(evaluate.drafts(paper_of(tmp_path, "", *formulas)))[0].exercise["params"]
    assert isinstance(params, dict)
    assert all(sign * float(one.value) > 0 for one in read_domain(params[name]))


def test_what_is_taken_from_its_own_argument_is_no_chance(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"r_{i+1} = r_i - Q_i(r_i)", r"z = \sum_{i=1}^{n} Q_i(r_i)")
    drafts = {str(one.formula and one.formula.latex): one for one in made(evaluate.drafts(paper))}
    params = drafts[r"z = \sum_{i=1}^{n} Q_i(r_i)"].exercise["params"]
    assert isinstance(params, dict)
    assert min(float(one.value) for one in read_domain(params["Q1"])) < 0


def test_densities_of_draws_are_no_shares(tmp_path: Path) -> None:
    formula = r"F = \sum_{i=1}^{n} (\log q(w^{(i)} | t) - \log P(w^{(i)}))"
    assert "let" not in only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise


def test_what_is_said_of_a_schedule_is_not_said_of_a_gate(tmp_path: Path) -> None:
    plan = r"s_t = s_f + (1 - \frac{t - t_0}{n \Delta t})^3"
    text = f"The gradual plan is\n\\begin{{equation}} {plan} \\end{{equation}}\nThe gate is"
    drafts = made(evaluate.drafts(paper_of(tmp_path, text, r"\bar{s} = s (b - a) + a")))
    assert "plan" not in str(drafts[-1].exercise["prompt"])


def test_a_joint_chance_is_no_more_than_either(tmp_path: Path) -> None:
    formula = r"w = \frac{P(A = a) P(B = b)}{P(A = a, B = b)}"
    exercise = only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise
    assert exercise["where"] == ["P12 <= P1", "P12 <= P11", "P1 + P11 - P12 <= 1"]


def test_a_reciprocal_asks_for_no_sign(tmp_path: Path) -> None:
    formula = r"D = -\left(\frac{1}{k} \sum_{i=1}^{k} \log \frac{r_i}{r_k}\right)^{-1}"
    exercise = only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise
    assert all("> 0" not in str(one) for one in exercise["where"])  # type: ignore[attr-defined]


def test_quantiles_are_no_chances(tmp_path: Path) -> None:
    formula = r"R = \frac{s}{2} (\Phi^{-1}(p_a) - \Phi^{-1}(p_b))"
    params = only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise["params"]
    assert isinstance(params, dict)
    assert min(float(one.value) for one in read_domain(params["Phi1"])) < 0


def test_what_an_extreme_runs_over_is_not_what_a_formula_sets(tmp_path: Path) -> None:
    text = "The quick attack is\n\\begin{equation} x' = x + c g \\end{equation}\nThe other cost is"
    paper = paper_of(tmp_path, text, r"J = L(f(x)) + \max_{x' \in B(x)} L(f(x'))")
    assert "attack" not in str(made(code.drafts(paper))[-1].exercise["prompt"])


def test_what_is_left_of_a_set_is_no_larger_than_it(tmp_path: Path) -> None:
    formula = r"G = J - \frac{|C \setminus (A \cup B)|}{|C|}"
    exercise = only(evaluate.drafts(paper_of(tmp_path, "", formula))).exercise
    assert exercise["where"] == ["valC <= valC1"]
