"""Formulas of vectors and matrices with numbers put in: one dimension, and what must not be said there."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.papers_first.draft import Draft
from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems, why


def key_at(draft: Draft, **numbers: float) -> float:
    """The key of a draft at these numbers."""
    text = answer(draft)["number"]
    assert isinstance(text, str)
    names = Names(declared=frozenset(numbers), functions="bank")
    return float(evaluate(parse(text, names), numbers).real)


@pytest.mark.parametrize(
    ("formula", "numbers", "value", "said"),
    [
        (r"s = \mathbf{u}^\top \mathbf{v} + c", {"u": 2, "v": 3, "c": 1}, 7, "a transpose changes nothing"),
        (r"\mathbf{r} = \mathbf{M} \mathbf{s} + \mathbf{c}", {"M": 2, "s": 5, "c": -1}, 9, "one dimension"),
        (r"\mathbf{r} = \mathbf{M}^{-1} \mathbf{s}", {"M": 4, "s": 2}, 0.5, "an inverse is one over"),
        (r"\ell = a \| \mathbf{r} - \mathbf{s} \|_2^2", {"a": 2, "r": 1, "s": 4}, 18, ""),
    ],
)
def test_arrays_are_numbers_in_one_dimension(
    tmp_path: Path, formula: str, numbers: dict[str, float], value: float, said: str
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    if said:
        assert said in str(draft.exercise["prompt"])
        assert key_at(draft, **numbers) == pytest.approx(value)
    assert not problems([draft])


def test_the_identity_is_one_where_the_paper_says_what_it_is(tmp_path: Path) -> None:
    words = r"Here $\mathbf{I}$ is the identity matrix."
    formula = r"\mathbf{m} = \mathbf{k} (\mathbf{G} + \mathbf{I})^{-1} \mathbf{y}"
    draft = only(drafts(paper_of(tmp_path, words, formula)))
    assert r"$\mathbf{I}$ is 1" in str(draft.exercise["prompt"])
    assert key_at(draft, k=3, G=5, y=4) == pytest.approx(2)
    assert not problems([draft])


@pytest.mark.parametrize("meaning", ["unit wall-to-wall vector", "unit vector", "push axis"])
def test_what_has_length_1_is_not_any_number(tmp_path: Path, meaning: str) -> None:
    words = rf"Here $\mathbf{{u}}$ is the {meaning}."
    assert why(drafts(paper_of(tmp_path, words, r"s = \mathbf{u}^\top \mathbf{v} + c")))


def test_a_matrix_and_its_transpose_are_the_same_number(tmp_path: Path) -> None:
    formula = r"\mathbf{S} = \mathbf{K}_{ab} \mathbf{G}^{-1} \mathbf{K}_{ba}"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    lets = draft.exercise["let"]
    assert isinstance(lets, dict)
    assert set(lets.items()) <= {("Kba", "Kab"), ("Kab", "Kba")}
    assert lets


@pytest.mark.parametrize(
    ("words", "formula", "reason"),
    [
        ("", r"\mathbf{h} = \frac{\mathbf{Q} \mathbf{K}^\top}{\sqrt{d_k}}", "counts entries"),
        ("", r"\log |\mathbf{A} \mathbf{B} + \mathbf{C}| + 1", "arrays|determinant"),
        ("", r"\operatorname{tr}(\mathbf{A}) = \mathbf{s}^\top \mathbf{A} \mathbf{s}", "under a condition"),
        (
            r"Let $\mathbf{R}$ be an orthogonal matrix.",
            r"\mathbf{y} = \mathbf{R} \mathbf{x} + \mathbf{b}",
            "product of arrays",
        ),
        ("", r"\mathbf{y} = \mathbf{W} [\mathbf{a} ; \mathbf{b}] + \mathbf{c}", ""),
        ("", r"\mathbf{y} = \mathbf{A} \mathbf{x} = \mathbf{x}^\top \mathbf{A} \mathbf{x}", "condition"),
    ],
)
def test_what_one_dimension_does_not_tell_is_left_alone(
    tmp_path: Path, words: str, formula: str, reason: str
) -> None:
    found = why(drafts(paper_of(tmp_path, words, formula)))
    assert not reason or any(part in found for part in reason.split("|")), found


def test_a_chance_in_a_chain_is_a_number_in_any_dimension(tmp_path: Path) -> None:
    formula = r"F(t, x) = P(T \leq t \mid x) = 1 - \exp(-\Lambda(t) \exp(x^\top \beta))"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    key = str(answer(draft)["number"])
    assert f"{key} > 0" in draft.exercise["where"]  # type: ignore[operator]
    assert not problems([draft])


def test_what_stands_on_both_sides_of_an_inverse_is_multiplied(tmp_path: Path) -> None:
    formula = r"w = \exp(-\frac{1}{2} (x - \mu)^\top \Sigma^{-1} (x - \mu))"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert "(x - mu)*Sigma^(-1)*(x - mu)" in str(answer(draft)["number"])
    assert not problems([draft])


def test_what_stands_behind_an_inverse_alone_may_be_its_argument(tmp_path: Path) -> None:
    assert not made(drafts(paper_of(tmp_path, "", r"w = c^\top g^{-1} (x - \mu)")))


def test_behind_an_arrow_the_comparison_is_computed(tmp_path: Path) -> None:
    formula = r"M \succ 0 \quad \Leftrightarrow \quad c - \mathbf{b}^\top A^{-1} \mathbf{b} > 0"
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert "Look at what stands behind" in str(draft.exercise["prompt"])
    assert key_at(draft, c=7, b=3, A=2) == pytest.approx(2.5)
    assert not problems([draft])


def test_an_index_with_a_prime_is_another_one(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"s = \sum_{i=1}^{3} w_{i i'} x_i")))
    assert "$w_{2i'} = " in str(draft.exercise["prompt"])
    assert not problems([draft])


@pytest.mark.parametrize("said", [r"C = U \Lambda U^\top", r"C = U \Sigma R^\top"])
def test_columns_of_a_decomposition_are_not_any_number(tmp_path: Path, said: str) -> None:
    formula = r"\hat{h} = b + (h - b) U_{:k} U_{:k}^\top"
    assert made(drafts(paper_of(tmp_path, "", formula)))
    assert not made(drafts(paper_of(tmp_path, f"Write ${said}$.", formula)))


def test_an_identity_with_its_size_below_is_one(tmp_path: Path) -> None:
    words = r"The $m \times m$ matrix $G$ is the Gram matrix, and $b \in \mathbb{R}^m$."
    draft = only(drafts(paper_of(tmp_path, words, r"a = b^\top (G + \lambda I_m)^{-1} b")))
    assert r"$I_{m}$ is 1" in str(draft.exercise["prompt"])
    assert key_at(draft, b=2, G=3, lam=0.5) == pytest.approx(4 / 3.5)


def test_what_is_limited_elsewhere_in_the_paper_is_no_other_number_here(tmp_path: Path) -> None:
    words = r"Let $P$ denote the orthogonal projector onto the span." "\n\n" r"\section{More} We go on."
    assert why(drafts(paper_of(tmp_path, words, r"s = \mathbf{u}^\top P \mathbf{v}")))
    assert made(drafts(paper_of(tmp_path, r"\section{More} We go on.", r"s = \mathbf{u}^\top P \mathbf{v}")))


@pytest.mark.parametrize(
    ("right", "is_said"),
    [
        (r"\sum_{i=1}^n \left[\begin{array}{cc} u_i & 1 \\ 1 & v_i \end{array}\right]", True),
        (r"\begin{vmatrix} u & 1 \\ 1 & v \end{vmatrix}", False),
        (r"\begin{cases} u & \text{if } x > 0 \\ v & \text{otherwise} \end{cases}", False),
    ],
)
def test_what_is_set_to_a_matrix_elsewhere_is_one_coordinate(
    tmp_path: Path, right: str, *, is_said: bool
) -> None:
    drafts_made = made(drafts(paper_of(tmp_path, "", rf"S_t = {right}", "F = G + c S_t")))
    (found,) = [str(one.exercise["prompt"]) for one in drafts_made if "$$F=G" in str(one.exercise["prompt"])]
    assert ("single coordinate" in found) == is_said


@pytest.mark.parametrize(
    ("words", "is_said"),
    [
        (r"Here $s_k$ is the learned task embedding.", True),
        (r"Here $s_k$ is the embedding of the task.", True),
        (r"Here $s_k$ is the embedding dimension.", False),
        (r"Each layer gives $h_k^{l} \in \mathbb{R}^{n \times d}$.", True),
        (r"We keep $h_k \in \mathbb{R}^{d}$ for later.", True),
        (r"We keep $h_k \in \mathbb{R}$ for later.", False),
    ],
)
def test_embeddings_and_what_a_sentence_gives_axes_are_taken_at_one_coordinate(
    tmp_path: Path, words: str, *, is_said: bool
) -> None:
    draft = only(drafts(paper_of(tmp_path, words, "h_k(x) = s_k + c(x) + g(x, y)")))
    assert ("single coordinate" in str(draft.exercise["prompt"])) == is_said


@pytest.mark.parametrize(
    ("term", "is_asked"), [(r"\mathrm{tr}(\hat{\Sigma}_a^{-1} \hat{\Sigma}_b)", False), ("v", True)]
)
def test_no_trace_is_given_beside_what_it_is_taken_of(tmp_path: Path, term: str, is_asked: bool) -> None:
    formula = rf"K = \frac12 [\log \frac{{|\hat{{\Sigma}}_a|}}{{|\hat{{\Sigma}}_b|}} - q + {term} + u]"
    found = made(drafts(paper_of(tmp_path, "", formula)))
    assert any("Compute $K$" in str(draft.exercise["prompt"]) for draft in found) == is_asked
