"""Putting numbers in: what is computed, with which numbers, and what is left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.draft import Draft
from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems, why

WORDS = (
    "The learning rate is $\\alpha$. The symbol $\\beta$ is the momentum coefficient. Let $n$ be the number "
    "of samples. Here $\\theta_t$ are the parameters."
)


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (r"m_{t+1} = \beta m_t + (1-\beta) \nabla L(\theta_t)", "bet*m + (1 - bet)*grad"),
        (r"y = \frac{a - b}{\sqrt{v} + \epsilon}", "(a - b)/(sqrt(v) + epsilon)"),
        (r"s = \frac{1}{n} \sum_{i=1}^n x_i", "1/3*(x1 + x2 + x3)"),
        (r"G = \sum_{k=0}^{2} \gamma^k r_{t+k+1}", "rnext + gam*rtplus2 + gam^2*rtplus3"),
        (r"p_j = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}", "exp(z1)/(exp(z1) + exp(z2) + exp(z3))"),
        (r"Q(s,a) = r + \gamma \max_{a'} Q(s',a')", "r + gam*maxQ"),
        (r"o = \lfloor \frac{w - k}{s} \rfloor + 1", "floor((w - k)/s) + 1"),
        (r"h = \max(0, 2 x)", "max(0, 2*x)"),
        (r"\text{Largest gap} = \max(a, b) - c", "max(a, b) - c"),
        (r"\mathrm{Gain@k} = \frac{\mathrm{log\_odds} + b}{2}", "(logodds + b)/2"),
        (r"D = \mathbb{E}_{q(z)}[ \log q(z) ]", "q1*ln(q1) + q2*ln(q2) + q3*ln(q3)"),
        (r"p(x) = \int p(x \mid z) p(z) dz", "p1*p11 + p2*p21 + p3*p31"),
        (r"p(b) = \mathcal{N}(b \mid 0, \sigma^2)", "1/sqrt(2*pi*sigma^2)*exp(-b^2/(2*sigma^2))"),
    ],
)
def test_right_sides_become_keys(tmp_path: Path, formula: str, key: str) -> None:
    draft = only(drafts(paper_of(tmp_path, WORDS, formula)))
    assert answer(draft)["number"] == key
    assert draft.proved


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"y = f(x)", "nothing to compute"),
        (r"y = A B + c", "one name"),
        (r"c = cost + 1", "word"),
        (r"x = A^{-1} b + I", "identity"),
        (r"z = e^{i x} + 1", "imaginary"),
        (r"y = g * h + x", "another kind"),
        (r"y = \sec x + 2", "not computed with"),
        (r"s = x_1 + x_2 + \cdots", "not named|quantity|no plain"),
        (r"u = a + 2 = 7", "own numbers"),
        (r"u = a + 2 b = a - b", "under a condition"),
        (r"x = 2 x + 1", "both sides"),
        (r"y = \mathbf{X} \odot \mathbf{w} * \mathbf{v}", "another kind"),
        (r"y = \sum_{i \neq j} x_i", "not said in numbers"),
        (r"a = b + c + d + e_1 + f + g + h + k + l + m + n + o + r", "too many"),
        (r"E = \Delta + F'(z) d x", "no quantity|differential|no plain"),
    ],
)
def test_what_reads_in_two_ways_or_is_not_arithmetic_is_left_alone(
    tmp_path: Path, formula: str, reason: str
) -> None:
    found = why(drafts(paper_of(tmp_path, "", formula)))
    assert any(part in found for part in reason.split("|")), found


def test_numbers_suit_what_the_symbols_are(tmp_path: Path) -> None:
    formula = r"y = \beta x + (1 - \beta) \alpha \sqrt{v} + \frac{w}{n}"
    params = only(drafts(paper_of(tmp_path, WORDS, formula))).exercise["params"]
    assert isinstance(params, dict)
    values = {name: [float(one.value) for one in read_domain(domain)] for name, domain in params.items()}
    assert all(0 < one < 1 for name in ("bet", "alpha") for one in values[name])
    assert all(one > 0 and one**0.5 == round(one**0.5, 3) for one in values["v"])
    assert all(one >= 2 and one == int(one) for one in values["n"])
    assert any(one < 0 for one in values["x"])


def test_mixtures_and_probabilities_add_up_to_one(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"f = \sum_{k=1}^K \pi_k a_k")))
    assert draft.exercise["let"] == {"pi3": "1 - pi1 - pi2"}


def test_the_check_of_banks_finds_nothing(tmp_path: Path) -> None:
    paper = paper_of(
        tmp_path,
        WORDS,
        r"\theta_{t+1} = \theta_t - \alpha \left[ \frac{m_t}{\sqrt{v_t} + \epsilon} \right]",
        r"m_{t+1} = \beta m_t + (1-\beta) g_t",
        r"\hat m = \frac{m}{1 - \beta^{t+1}}",
        r"H = - \sum_{i=1}^n p_i \log p_i",
        r"k(x, y) = \exp\left(- \frac{(x - y)^2}{2 \sigma^2}\right)",
        r"\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|}",
    )
    found = made(drafts(paper))
    assert len(found) >= 5
    assert problems(found) == []


def test_a_draft_keeps_its_id_and_bears_what_a_teacher_says(tmp_path: Path) -> None:
    formula = r"m_{t+1} = \beta m_t + (1-\beta) g_t"
    first, again = (only(drafts(paper_of(tmp_path, WORDS, formula))) for _ in range(2))
    assert first.id == again.id
    exercise = first.exercise
    assert "Put in" in str(exercise["prompt"])
    assert "weights are exchanged" in str(exercise["wrong"])
    assert all(exercise[field] for field in ("steps", "hints", "shape", "motion", "resources"))


def drawn(draft: Draft) -> dict[str, object]:
    found = draft.exercise["params"]
    assert isinstance(found, dict)
    return found


def test_one_of_the_terms_is_no_other_number(tmp_path: Path) -> None:
    formula = r"\ell_i = -\log \frac{\exp(s_{i,i})}{\sum_{k=1}^N \exp(s_{i,k})}"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert len(drawn(draft)) == 3
    assert "$i = 1$" in str(draft.exercise["prompt"])


def test_numbers_are_what_the_paper_says_of_them(tmp_path: Path) -> None:
    words = (
        "Here $v_t$ is the second moment of the gradient, $J_k$ is the overlap of mask $k$ and "
        "$\\epsilon$ is a small constant."
    )
    of_moments = only(drafts(paper_of(tmp_path, words, r"u = a v_t + b")))
    assert drawn(of_moments)["v"] == "1..9"
    of_masks = only(drafts(paper_of(tmp_path, words, r"m = \frac{1}{K} \sum_{k=1}^K J_k")))
    assert all(float(one) <= 1 for one in drawn(of_masks)["J1"])  # type: ignore[attr-defined]
    of_steps = only(drafts(paper_of(tmp_path, words, r"s = \frac{g}{r + \epsilon}")))
    assert all(float(one) <= 1 for one in drawn(of_steps)["epsilon"])  # type: ignore[attr-defined]


def test_weights_by_softmax_add_up_to_one(tmp_path: Path) -> None:
    weights = r"w_i = \frac{\exp(z_i)}{\sum_{j=1}^n \exp(z_j)}"
    mean = r"y = \sum_{i=1}^n w_i x_i"
    draft = made(drafts(paper_of(tmp_path, "", weights, mean)))[1]
    assert draft.exercise["let"] == {"w3": "1 - w1 - w2"}


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"\mathcal{O}(n) + c = a b", "order of growth"),
        (r"o = \mathrm{softmax}(q k) v", "an array"),
    ],
)
def test_what_is_no_number_is_not_computed(tmp_path: Path, formula: str, reason: str) -> None:
    assert re.search(reason, why(drafts(paper_of(tmp_path, "", formula))))


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (r"E = \sum_{i \neq j} J_{ij} s_i s_j", "J12*s1*s2 + J21*s2*s1"),
        (r"E = \sum_{i < j} J_{ij}", "J12 + J13 + J23"),
        (r"v_k = \sum_{j=0}^{k-1} \mu^{k-1-j} g_j", "mu^3*g0 + mu^2*g1 + mu*g2 + g3"),
        (r"\tau = \mathbb{E}[Y_i(1) - Y_i(0)]", "1/3*(Y - Y1 + (Y2 - Y3) + (Y4 - Y5))"),
        (r"J = \mathbb{E}_t[\rho_t A_t]", "1/3*(rhot1*At1 + rhot2*At2 + rhot3*At3)"),
        (r"\frac{\partial u}{\partial t} = \kappa \frac{\partial^2 u}{\partial x^2}", "kappa*dux"),
    ],
)
def test_pairs_shorter_sums_and_means_are_computed(tmp_path: Path, formula: str, key: str) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft)["number"] == key
    assert problems([draft]) == []


def test_what_chance_decides_is_to_be_clear(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"s = \mathbb{E}[x - b]")))
    assert "that $x-b$ is @a in the first" in str(draft.exercise["prompt"])
    draft = only(drafts(paper_of(tmp_path, "", r"s = \mathbb{E}[(X - \mathbb{E}[X])^2]")))
    assert "Compute what the expectation is taken of, for one outcome" in str(draft.exercise["prompt"])


@pytest.mark.parametrize(
    ("formula", "bound"),
    [
        (r"s = \sum_{i=1}^3 (x_i - \bar{x})^2", {"xbar": "(x1 + x2 + x3)/3"}),
        (r"v = \sum_{i=1}^n \sum_{j=1}^n w_i w_j c_{ij}", {"c21": "c12"}),
        (r"d = \sum_x p(x) \log \frac{p(x)}{q(x)}", {"p3": "1 - p1 - p2", "q3": "1 - q1 - q2"}),
        (r"P(B) = P(B \mid A) P(A) + P(B \mid \bar{A}) P(\bar{A})", {"P13": "1 - P11"}),
    ],
)
def test_numbers_that_others_decide_are_not_drawn(
    tmp_path: Path, formula: str, bound: dict[str, str]
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert draft.exercise["let"] == bound
    assert problems([draft]) == []


def test_a_norm_beside_its_vector_is_left_alone(tmp_path: Path) -> None:
    assert "norm" in why(drafts(paper_of(tmp_path, "", r"c = \frac{a \cdot b}{\|a\| \|b\|}")))


def test_a_share_of_a_whole_is_not_more_than_it(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"a = b (1 - t/T)")))
    assert draft.exercise["where"] == ["t <= T1"]
    assert drawn(draft)["t"] == "2..12"


def test_what_counts_is_whole(tmp_path: Path) -> None:
    words = (
        "Here $d_k$ is the width of a key, $d_m$ is the width of the model and $h$ is the number of heads."
    )
    draft = only(drafts(paper_of(tmp_path, words, r"d_k = \frac{d_m}{h}")))
    assert list(drawn(draft).values()) == ["16..128 step 16", ["2", "4", "8", "16"]]
    assert problems([draft]) == []


def test_no_further_side_of_a_chain_is_one_of_the_numbers_given(tmp_path: Path) -> None:
    chain = r"D = \mathrm{Var}(u) + \mathrm{Var}(v) = \mathrm{Var}(u)"
    assert "under a condition" in why(drafts(paper_of(tmp_path, "", chain)))


@pytest.mark.parametrize(
    ("formula", "is_update"),
    [
        (r"m_{t+1} = \beta m_t + (1 - \beta) a", True),
        (r"x_2 = x_1 - \alpha b", True),
        (r"w_{\text{new}} = w_{\text{old}} - \alpha b", True),
        (r"s \leftarrow \beta s + (1 - \beta) a", True),
        (r"L_{\text{all}} = L_a + \beta L_b", False),
        (r"L = L_a + \beta L_b", False),
        (r"r_{\text{low}} = r_{\text{mean}} - \beta r_{\text{std}}", False),
        (r"x_t = \alpha x_0 + (1 - \beta) a", False),
    ],
)
def test_an_update_holds_the_value_of_the_step_before(tmp_path: Path, formula: str, is_update: bool) -> None:
    draft = only(drafts(paper_of(tmp_path, WORDS, formula)))
    assert ("an update" in str(draft.exercise["shape"])) == is_update
