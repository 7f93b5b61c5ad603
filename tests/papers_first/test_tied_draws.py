"""Draws that the rest of a paper ties: entries of a precision, weights by a quotient, means of powers."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks.params import read_domain
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.kinds import evaluate, which
from drill.papers_first.plausible.called import role_by_words
from drill.papers_first.structure import shape_words
from tests.papers_first.semantic import drawn, made, only, paper_of


def least(exercise: dict[str, object], name: str) -> float:
    """The least number that a name of an exercise is drawn from."""
    params = exercise["params"]
    assert isinstance(params, dict)
    return min(float(one.value) for one in read_domain(params[name]))


@pytest.mark.parametrize("last", [r"\mathbf{A}^{-1}", r"\mathbf{A}"])
def test_entries_of_a_normal_laws_matrix_go_together(tmp_path: Path, last: str) -> None:
    words = rf"The nest lies at $x \sim \mathcal{{N}}(m, {last})$."
    found = drawn(tmp_path, words, r"v = A_{11} - A_{12} (A_{22} + c)^{-1} A_{21}")
    assert found["let"] == {"A21": "A12"}
    assert "A12^2 < A11*A22" in found["where"]  # type: ignore[operator]
    assert least(found, "A11") > 0
    assert "let" not in drawn(tmp_path, "", r"v = A_{11} - A_{12} (A_{22} + c)^{-1} A_{21}")


def test_weights_of_functions_by_their_sum_are_shares(tmp_path: Path) -> None:
    weights = r"v_k(x) = \frac{\exp(s_k(x))}{\sum_{j=1}^K \exp(s_j(x))}"
    found = drawn(tmp_path, "", weights, r"g = \sum_{k=1}^K v_k(x) h_k")
    assert found["let"] == {"v3": "1 - v1 - v2"}


def test_weights_by_their_own_mean_are_not_put_into_a_mean(tmp_path: Path) -> None:
    weights = r"v(z) = \frac{r(z)}{\mathbb{E}_z[r(z)]}"
    prompt = str(drawn(tmp_path, "", weights, r"g = \mathbb{E}_z[v(z) u(z)]").get("prompt", ""))
    assert "v(z_{1})" not in prompt


def test_the_mean_of_a_power_is_no_other_number_at_the_exponent_0(tmp_path: Path) -> None:
    found = drawn(tmp_path, "", r"v = w c + \mathbb{E}_z[r^{1 - c}]")
    assert "1 - c != 0" in found["where"]  # type: ignore[operator]


def test_an_exponent_is_drawn_where_it_is_kept_though_no_whole_number_is_there(tmp_path: Path) -> None:
    found = drawn(tmp_path, r"Here $0 < \alpha < 1$.", r"y = a^{1 - \alpha} b")
    params = found["params"]
    assert isinstance(params, dict)
    assert all(0 < float(one.value) < 1 for one in read_domain(params["alpha"]))


def test_a_weight_of_two_laws_is_no_choice_between_them(tmp_path: Path) -> None:
    mixed = drawn(tmp_path, r"Here $0 < \alpha < 1$.", r"y = a^{\alpha} b^{1 - \alpha}")["params"]
    chosen = drawn(tmp_path, "", r"y = p^{z} (1 - p)^{1 - z}")["params"]
    assert isinstance(mixed, dict)
    assert isinstance(chosen, dict)
    assert "1" not in mixed["alpha"]
    assert chosen["z"] == ["0", "1"]


@pytest.mark.parametrize(
    ("words", "formula", "name"),
    [
        (r"Here $u_1$ is the precision of the first scale.", r"y = u_2 a + b", "u2"),
        (r"Here $Z$ is the normalising constant.", r"y = \hat{Z}_2 a + b", "Zhat2"),
        (r"Here $\{h_k\}_{k \in K}$ is a non-negative sequence.", r"y = h_k a + b", "h"),
        (r"$h_f(x)$ is the absolute value of the slope of $f$.", r"y = h_g(x) a + b", "h"),
        (r"Let $N_a(m)$ be the number of visits of the nest $a$.", r"y = N_b(m) a + b", "N1"),
    ],
)
def test_what_is_akin_to_sizes_is_not_negative(tmp_path: Path, words: str, formula: str, name: str) -> None:
    assert least(drawn(tmp_path, "", formula), name) < 0 or name == "N1"
    assert least(drawn(tmp_path, words, formula), name) > 0


def test_an_absolute_value_is_never_negative() -> None:
    assert role_by_words("absolute value of the slope") == "positive"


def test_a_row_of_the_same_system_is_no_other_formula(tmp_path: Path) -> None:
    system = "\\label{flow} q' &= w a \\\\ p' &= - k c \\nonumber"
    rows = [r"u = b + c", r"v = \frac{e}{k}", r"z = s h", r"r = \sqrt{g}"]
    others = "\n".join(f"\\begin{{equation}} {row} \\end{{equation}}" for row in rows)
    text = (
        f"\\begin{{align}} {system} \\end{{align}}\n{others}\n"
        "In all of our runs we follow the two motions of \\eqref{flow} with small steps of time."
    )
    (draft,) = made(which.drafts(paper_of(tmp_path, text)))
    assert "- k c" not in str(draft.exercise["answer"])


def test_what_a_sum_with_two_bounds_below_it_runs_over_is_told_whole() -> None:
    formula = r"u = \sum_{1 \leq i < j \leq n} a_{ij}"
    assert shape_words(parse_tokens(canonical(formula))).endswith(r"a sum over $1\leq i<j\leq n$")


def test_a_law_under_a_condition_is_no_chain() -> None:
    assert shape_words(parse_tokens(canonical(r"y | x \sim \mathcal{N}(m, s)"))).startswith(
        "left one quantity given another"
    )


def test_chances_in_several_cases_need_not_fit_together(tmp_path: Path) -> None:
    formula = r"h = \frac{1}{n} \sum_{i=1}^n \frac{(1 - t_i) y_i}{1 - e(x_i)}"
    exercise = drawn(tmp_path, r"The treatments are $t_i \in \{0, 1\}$.", formula)
    assert "e1 + e2" not in str(exercise["where"])
    assert least(exercise, "t1") == 0


def test_what_a_sum_up_to_the_member_decides_is_not_put_in_beside_it(tmp_path: Path) -> None:
    sums = r"C = \sum_{i=1}^N T_i (1 - a_i) c_i"
    assert made(evaluate.drafts(paper_of(tmp_path, "", sums))) != []
    given = r"T_i = \exp(-\sum_{j=1}^{i-1} a_j)"
    drafts = made(evaluate.drafts(paper_of(tmp_path, "", given, sums)))
    assert all("equation (2)" not in str(draft.exercise["prompt"]) for draft in drafts)


def test_a_covariance_suits_its_spreads(tmp_path: Path) -> None:
    draft = only(
        evaluate.drafts(paper_of(tmp_path, "", r"r = \frac{2 \sigma_{xy} + c}{\sigma_x^2 + \sigma_y^2}"))
    )
    assert "abs(sigmaxy) <= sigmax*sigmay" in draft.exercise["where"]  # type: ignore[operator]
