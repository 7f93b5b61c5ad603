"""Numbers that laws, chances and moments allow: uniform draws, Bernoulli's 0 and 1, means of powers."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds import evaluate
from tests.papers_first.semantic import made, only, paper_of, problems, why
from tests.papers_first.test_plausible_draws import drawn, numbers


@pytest.mark.parametrize(
    ("words", "formula", "name"),
    [
        (r"Draw $u \sim \mathcal{U}(0, 1)$ anew for every nest.", r"h = -\log(u) + c", "u"),
        (r"Each egg hatches with probability $s$.", r"h = s c + d", "s"),
        (r"With probability at least $1 - s$ all eggs hatch.", r"h = s c + d", "s"),
        (r"Let $r_i \overset{iid}{\sim} \mathrm{Ber}(s)$.", r"\mathbb{V}[r_i w] = s \sigma^2", "s"),
    ],
)
def test_what_a_law_or_a_chance_keeps_between_0_and_1_is_drawn_there(
    tmp_path: Path, words: str, formula: str, name: str
) -> None:
    found = numbers(drawn(tmp_path, words, formula), name)
    assert 0 < min(found) < max(found) < 1


def test_the_log_of_a_probability_is_none(tmp_path: Path) -> None:
    assert max(numbers(drawn(tmp_path, "The log probability $t$ is kept.", "h = s c + t d"), "t")) < 0


def test_entries_of_a_vector_of_0_and_1_are_so(tmp_path: Path) -> None:
    formula = r"h = \frac{1}{2^D} \sum_{\mathbf{r} \in \{0, 1\}^D} \prod_{d=1}^D k_d(x_d)^{r_d}"
    assert set(numbers(drawn(tmp_path, "", formula), "r1")) == {0, 1}


@pytest.mark.parametrize(
    "words",
    [
        r"Here $\gamma \approxeq 0.5772$ is Euler's constant.",
        r"We write the Euler--Mascheroni constant $\gamma$.",
    ],
)
def test_a_known_constant_is_the_number_that_it_is(tmp_path: Path, words: str) -> None:
    assert numbers(drawn(tmp_path, words, r"h = 2 a - \gamma b"), "gam") == [0.5772]


@pytest.mark.parametrize(
    ("formula", "condition"),
    [
        (r"h = \mathbb{E}[|X|^3] + 2 \mathbb{E}[|X|]", "E11^3 < E1"),
        (r"h = \mathbb{E}[X^4] - 3 \mathbb{E}[X^2]", "E11^4 < E1^2"),
        (r"h = \mathbb{E}[X^2] - \mathbb{E}[X]^2", "E11^2 < E1"),
    ],
)
def test_means_of_higher_powers_are_large_enough(tmp_path: Path, formula: str, condition: str) -> None:
    draft = only(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert condition in draft.exercise["where"]  # type: ignore[operator]
    assert not problems([draft])


@pytest.mark.parametrize(
    "formula",
    [r"\sup_x |F(x) - G(x)| \leq \frac{c(a, b)}{n}", r"v = \mathbb{V}[x] = a - \log(b)"],
)
def test_variances_and_bounds_of_sizes_are_above_0(tmp_path: Path, formula: str) -> None:
    (draft,) = made(evaluate.drafts(paper_of(tmp_path, "", formula)))
    assert any(str(one).endswith(" > 0") for one in draft.exercise["where"])  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"h = \Phi(x) + c \phi''(x)", "the normal law's function stands beside its density"),
        (r"p(y) = \sum_{\mathbf{r}} p(y \mid \mathbf{r}) p(\mathbf{r})", "all vectors of zeros and ones"),
    ],
)
def test_what_another_number_settles_is_not_drawn(tmp_path: Path, formula: str, reason: str) -> None:
    assert reason in why(
        evaluate.drafts(paper_of(tmp_path, r"Each $\mathbf{r} \in \{0, 1\}^D$ counts.", formula))
    )


@pytest.mark.parametrize(
    ("whole", "part"),
    [("number of data points", "batch size"), ("number of data examples", "size of the mini-batches")],
)
def test_the_data_are_no_fewer_than_a_batch_of_them(tmp_path: Path, whole: str, part: str) -> None:
    words = f"Here $N$ is the {whole} and $b$ is the {part}."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"h = \frac{N}{b} \sum_{i=1}^b x_i")))
    assert "3 <= N1" in draft.exercise["where"]  # type: ignore[operator]
    assert not problems([draft])


def test_there_are_no_fewer_words_than_different_ones_or_sentences(tmp_path: Path) -> None:
    words = r"Here $c$ is the number of distinct words, $d$ the total number of words in a letter"
    draft = only(evaluate.drafts(paper_of(tmp_path, f"{words}.", r"h = \frac{c}{d}")))
    assert draft.exercise["where"] == ["c <= d"]
    words += ", $s$ the number of sentences and $r$ the number of words in an answer."
    draft = only(evaluate.drafts(paper_of(tmp_path, words, r"h = 9 - \frac{d}{s} - \frac{r}{s}")))
    assert "s <= d" in draft.exercise["where"]  # type: ignore[operator]
    assert "r <= d" not in draft.exercise["where"]  # type: ignore[operator]
    assert not problems([draft])


@pytest.mark.parametrize(
    ("kind", "is_above"), [("non-negative eigenvalues", True), ("real eigenvalues", False)]
)
def test_a_diagonal_of_what_is_never_negative_is_so(tmp_path: Path, kind: str, is_above: bool) -> None:
    words = rf"The nest has the {kind} $\{{x_l\}}_{{l=1}}^n$. "
    words += r"Let $X = \mathrm{diag}(x_1, x_2)$."
    assert (min(numbers(drawn(tmp_path, words, r"h = a X + b"), "X")) > 0) == is_above
