"""Functions and constants that everybody knows are computed, where the paper means them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from drill.papers_first.draft import Skipped
from drill.papers_first.formula.tree import Call
from drill.papers_first.kinds import code, evaluate
from tests.papers_first.semantic import drawn, made, only, paper_of, problems

_GAMMA = "Its normaliser is the gamma function."


def _number(exercise: object) -> str:
    assert isinstance(exercise, dict)
    return str(exercise["answer"].get("number"))


@pytest.mark.parametrize(
    ("words", "formula", "key"),
    [
        (_GAMMA, r"f(x) = \frac{c a}{\Gamma(a)} x^2 e^{-c x}", "c*a/gamma(a)*x^2*exp(-c*x)"),
        (
            _GAMMA,
            r"h = \ln \Gamma(\frac{v + 1}{2}) - \ln \sqrt{v \pi}",
            "ln(gamma((v + 1)/2)) - ln(sqrt(v*pi))",
        ),
        ("We use the digamma $\\psi$ too. " + _GAMMA, r"h = a - \psi(a) + \ln \Gamma(a)", "a - digamma(a)"),
        ("", r"w = \frac{\pi^2}{6} s^2", "pi^2/6*s^2"),
        ("", r"f(x) = \frac{1}{\pi s (1 + (x / s)^2)}", "1/(pi*s*(1 + (x/s)^2))"),
        ("", r"F(x) = \frac{1}{\pi} \arctan(x / s) + \frac{1}{2}", "1/pi*atan(x/s) + 1/2"),
        ("", r"q = \left(1 - \frac{1}{e}\right) u + v", "(1 - 1/e)*u + v"),
        ("", r"q = (1 - 1/e) u + v", "(1 - 1/e)*u + v"),
        ("", r"q = (2 - \frac{1}{e}) u + v", "(2 - 1/e1)*u + v"),
        ("", r"g(x) = 0.5 x (1 + \text{Tanh}(c x))", "0.5*x*(1 + tanh(c*x))"),
        ("", r"a = \text{gain} \times \sqrt{\frac{3}{\text{fan\_in}}}", "gain*sqrt(3/fanin)"),
    ],
)
def test_what_is_known_is_computed(tmp_path: Path, words: str, formula: str, key: str) -> None:
    paper = paper_of(tmp_path, f"{words} A policy is $\\pi(a)$, and $\\pi_k$ is a share.", formula)
    draft = only(evaluate.drafts(paper))
    assert _number(draft.exercise).startswith(key)
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("words", "is_known"),
    [
        (r"Here $\Phi$ is the standard normal CDF.", True),
        (r"Here $\Phi(x)$ is the cumulative distribution function for the Gaussian distribution.", True),
        (r"Here $\Phi$ is the cumulative distribution function of a logistic law.", False),
        (r"Here $\Phi$ is a feature map; the noise is standard normal.", False),
    ],
)
def test_the_normal_distribution_function_is_computed_where_it_is_said(
    tmp_path: Path, words: str, is_known: bool
) -> None:
    found = made(evaluate.drafts(paper_of(tmp_path, words, r"F(x) = 2 \Phi(\frac{x}{s}) - 1")))
    assert any("Phi(x/s)" in _number(draft.exercise) for draft in found) == is_known
    assert problems(found) == []


def test_a_letter_that_no_words_call_the_gamma_function_is_given(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"f(x) = \Gamma(x) + c^2")))
    assert "gamma(" not in _number(draft.exercise)


def test_its_value_is_not_given_beside_its_argument(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, _GAMMA, r"F(x) = \frac{a x}{\Gamma(a)} \gamma(a, x)")
    found = list(evaluate.drafts(paper))
    assert not made(iter(found))
    assert "what is given follows from other numbers" in {
        one.why for one in found if isinstance(one, Skipped)
    }


def test_a_share_below_a_root_is_no_number(tmp_path: Path) -> None:
    words = r"A share $\pi$ of them is kept, with $\pi \in (0, 1)$."
    assert not made(evaluate.drafts(paper_of(tmp_path, words, r"s = \sqrt{\pi (1 - \pi)} e^{c}")))


def test_sides_with_sums_of_as_many_terms_are_compared(tmp_path: Path) -> None:
    formula = r"\sum_{t=1}^{T} p_t(z) = \sum_{a \in S} \sum_{t=1}^{T} p_t(z) u_t(a)"
    assert not made(evaluate.drafts(paper_of(tmp_path, "", formula)))


def test_capitals_of_functions_are_the_same_in_numpy(tmp_path: Path) -> None:
    words = r"Here $x \in \mathbb{R}^n$ are the inputs."
    draft = only(code.drafts(paper_of(tmp_path, words, r"g(x) = x \odot \text{Sigmoid}(x)")))
    assert "np.exp(-x)" in str(draft.exercise["answer"])


def test_digamma_is_the_slope_of_the_logarithm() -> None:
    from drill.papers_first.arithmetic.gamma_functions import digamma

    for x in (0.3, 1.0, 4.5, 11.0):
        slope = (math.lgamma(x + 1e-5) - math.lgamma(x - 1e-5)) / 2e-5
        assert digamma(x) == pytest.approx(slope, rel=1e-7)


def test_the_beta_function_is_told_by_gamma_functions(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "The normaliser is the beta function.", r"g = \frac{c x}{B(a, b)}")
    draft = only(evaluate.drafts(paper))
    assert "gamma(a)*gamma(b)/gamma(a + b)" in _number(draft.exercise)
    assert r"B(u, v) = \Gamma(u)" in str(draft.exercise["prompt"])
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "is_power"),
    [
        (r"f(x; \alpha, b) = \alpha b x^{\alpha - 1} (1 - x^\alpha)", True),
        (r"f(x | \alpha) = 1 - x^\alpha", True),
        (r"f(x, k) = 1 - x^k", False),
        (r"h = x^{k / 2 - 1} + 2", True),
        (r"h = x^{k - 1} + 2", False),
        (r"h = \prod_{i=1}^{m} p_i^{t_i} + c", False),
    ],
)
def test_what_numbers_nothing_is_a_power(tmp_path: Path, formula: str, is_power: bool) -> None:
    found = list(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert bool(made(iter(found))) == is_power, found


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\mathbf{L} \mathbf{A}^{-1} \mathbf{R}", "L @ np.linalg.inv(A) @ R"),
        (r"\text{tr}(\mathbf{R}^\top \mathbf{A})", "np.trace(R.T @ A)"),
        (r"\underset{seq}{\text{softmax}}(\mathbf{Q} \mathbf{K}^\top) \mathbf{V}", "axis=1, keepdims=True"),
    ],
)
def test_an_expression_of_arrays_that_stands_alone_is_written(
    tmp_path: Path, formula: str, expected: str
) -> None:
    draft = only(code.drafts(paper_of(tmp_path, "", formula)))
    assert expected in str(draft.exercise["answer"])
    assert "Write this expression in NumPy" in str(draft.exercise["prompt"])
    assert problems([draft]) == []


def test_numbers_that_stand_alone_are_not_written(tmp_path: Path) -> None:
    assert not made(code.drafts(paper_of(tmp_path, "", r"a b c_1", r"u(z)")))


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (
            r"\mathbf{S} = \mathbf{D}^{-1/2} \mathbf{A} \mathbf{D}^{-1/2}",
            "np.diag(D**(-1/2)) @ A @ np.diag(D**(-1/2))",
        ),
        (
            r"\mathbf{S} = \mathbf{D}^{-1/2} (\mathbf{A} + \mathbf{I}) \mathbf{D}^{-1/2}",
            "np.diag(D**(-1/2)) @ (A + np.eye(A.shape[0])) @ np.diag(D**(-1/2))",
        ),
    ],
)
def test_degrees_on_both_sides_are_a_diagonal(tmp_path: Path, formula: str, key: str) -> None:
    words = r"The degrees are $D_{ii} = \sum_j A_{ij}$, which carry the information."
    draft = only(code.drafts(paper_of(tmp_path, words, formula)))
    assert draft.exercise["answer"]["code"] == key  # type: ignore[index]
    assert problems([draft]) == []


def test_what_a_mask_multiplies_may_be_kept_entry_by_entry(tmp_path: Path) -> None:
    words = r"Let $\mathbf{M}$ be the mask."
    found = list(
        code.drafts(paper_of(tmp_path, words, r"\mathbf{Y} = \mathbf{M} \cdot \mathbf{X} + \mathbf{B}"))
    )
    assert not made(iter(found)), found


def test_the_best_of_the_right_side_of_a_bound_is_asked_for(tmp_path: Path) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", r"u(z) + e \geq \max_{c \in S} u(c, s)")))
    assert _number(draft.exercise) == "max(a, b, c)"
    assert "Compute the right side exactly" in str(draft.exercise["prompt"])


def test_the_only_finite_case_holds_under_its_condition(tmp_path: Path) -> None:
    formula = r"v = \begin{cases} \frac{c n}{n - 2} & n > 2 \\ \infty & n \le 2 \end{cases}"
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert _number(draft.exercise) == "c*n/(n - 2)"
    assert "It holds for $n>2$." in str(draft.exercise["prompt"])
    assert problems([draft]) == []


def test_a_star_beside_a_function_of_the_same_letter_multiplies(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, "", r"m(x) = x * \text{Tanh}(c + x)", r"h = w * \text{Tanh}(x)")
    assert [_number(draft.exercise) for draft in made(evaluate.drafts(paper))] == ["x*tanh(c + x)"]


def test_a_letter_called_below_two_words_is_called_below_a_third(tmp_path: Path) -> None:
    rows = (
        r"\tau_{\mathrm{in}}(x) = x^2",
        r"\tau_{\mathrm{out}}(y) = 3 y",
        r"h = \tau_{\mathrm{all}}(\sqrt{x^2 + y^2})",
    )
    statement = paper_of(tmp_path, "", *rows).readings[-1].statement
    assert statement is not None
    assert isinstance(statement.sides[1], Call)


@pytest.mark.parametrize(
    ("left", "is_made"), [(r"\mathbf{y}", False), (r"\hat{\mathbf{y}}", False), ("c", True)]
)
def test_no_value_is_asked_for_where_the_place_may_be_meant(
    tmp_path: Path, left: str, *, is_made: bool
) -> None:
    paper = paper_of(tmp_path, "", rf"{left} = \min_{{\mathbf{{y}}}} R(\mathbf{{y}})")
    assert bool(made(evaluate.drafts(paper))) == is_made
    assert bool(made(code.drafts(paper))) == is_made


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        (r"t = \cos^{-1}\left(\frac{a}{b c}\right) + 1", "acos(a/(b*c)) + 1"),
        (r"t = a \tan^{-1}(x)", "a*atan(x)"),
        (r"t = a \sin^2 x + b", "a*sin(x)^2 + b"),
    ],
)
def test_a_sine_or_cosine_to_the_minus_one_is_its_inverse_function(
    tmp_path: Path, formula: str, key: str
) -> None:
    assert drawn(tmp_path, "", formula)["answer"]["number"] == key  # type: ignore[index]


@pytest.mark.parametrize("formula", [r"t = a \tanh^{-1}(x)", r"c = \delta_{i,i'} K + b"])
def test_other_inverses_and_primed_deltas_are_not_computed(tmp_path: Path, formula: str) -> None:
    assert drawn(tmp_path, "", formula) == {}
