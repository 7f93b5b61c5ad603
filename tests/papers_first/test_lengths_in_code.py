"""NumPy: numbers that are lengths of arrays, sums up to an index, letters of axes."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.kinds.code import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems

_WIDTH = r"Let $d$ be the width of a head. We speak of attention."


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (r"s = \frac{q^\top k}{\sqrt{d}}", "q @ k / np.sqrt(q.shape[0])", {"q": ["d"], "k": ["d"]}),
        (
            r"r = \sqrt{\frac{1}{d} \|x\|_2^2 + \epsilon}",
            "np.sqrt(1/x.shape[0] * np.linalg.norm(x)**2 + epsilon)",
            {"x": ["d"], "epsilon": []},
        ),
        (r"r = \frac{1}{d} \sum_i x_i^2", "1/x.shape[0]*np.sum(x**2)", {"x": ["d"]}),
        (
            r"\mathbf{o} = \sum_j \mathrm{softmax}_j(\mathbf{q}^\top \mathbf{k}_j / \sqrt{d}) \mathbf{v}_j",
            "np.sum((np.exp(k @ q/np.sqrt(q.shape[0]))/np.sum(np.exp(k @ q/np.sqrt(q.shape[0]))))[:, None]*v,"
            " axis=0)",
            {"q": ["d"], "k": ["n", "d"], "v": ["n", "m"]},
        ),
        (
            r"D = \frac{1}{2} (\mathrm{tr}(\mathbf{S}) + \mathbf{m}^\top \mathbf{m} - k - \log |\mathbf{S}|)",
            "1/2 * (np.trace(S) + m @ m - S.shape[1] - np.log(np.abs(np.linalg.det(S))))",
            {"S": ["k", "k"], "m": ["n"]},
        ),
    ],
)
def test_a_number_that_is_a_length_is_told_by_the_array(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, _WIDTH, formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert not problems([draft])


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        (_WIDTH, r"y = \frac{1}{d} \mathbf{w}^\top \mathbf{h}"),  # as long as w?
        ("Here $K$ is the number of features.", r"y = \frac{1}{K} \mathbf{w}^\top \mathbf{h}"),
        ("", r"h_i = -\frac{1}{\log C} \sum_c p_{ic} \log p_{ic}"),
        ("", r"P_i = \frac{1}{T} \sum_{x \in B} p_i(x)"),
    ],
)
def test_a_number_that_may_be_a_length_is_refused(tmp_path: Path, text: str, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, text, formula)))


@pytest.mark.parametrize(
    ("formula", "code", "arrays"),
    [
        (r"y_t = \sum_{j \le t} a_{tj} x_j", "np.sum(a*x)", {"a": ["t"], "x": ["t"]}),
        (r"y_i = \sum_{j=1}^{i} a_{ij} x_j", "np.sum(a*x)", {"a": ["i"], "x": ["i"]}),
        (r"r_t = \sum_{s=1}^{t-1} w_{ts} r_s^2", "np.sum(w*r**2)", {"w": ["n"], "r": ["n"]}),
        (r"m_t = \frac{1}{t} \sum_{s \le t} x_s", "1/x.shape[0]*np.sum(x)", {"x": ["t"]}),
        (
            r"\alpha_{tj} = \frac{\exp(z_{tj})}{\sum_{i \le t} \exp(z_{ti})}",
            "np.exp(z)/np.sum(np.exp(z))",
            {"z": ["t"]},
        ),
        (
            r"\mathbf{o}_t = \sum_{j=1}^{t} (\mathbf{q}_t^\top \mathbf{k}_j) \mathbf{v}_j",
            "np.sum((k @ q)[:, None]*v, axis=0)",
            {"q": ["n"], "k": ["t", "n"], "v": ["t", "m"]},
        ),
    ],
)
def test_a_sum_up_to_an_index_runs_over_what_is_given_up_to_it(
    tmp_path: Path, formula: str, code: str, arrays: dict[str, list[str]]
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert answer(draft) == {"code": code, "arrays": arrays}
    assert "only; arrays hold what the sums up to it run over." in str(draft.exercise["prompt"])
    assert not problems([draft])


@pytest.mark.parametrize(
    "formula",
    [
        r"y = \sum_{i=1}^n \sum_{j=1}^i a_{ij}",  # a triangle of them
        r"y_t = \sum_{s \le t} a_s x_s + t",  # from 0 or from 1?
        r"y_t = \sum_{s=1}^{t} a_{t-s} x_s",
        r"y_t = \sum_{s=1}^{t} (a_{ts} - a_{st})",  # rows and columns of one array
        r"y_t = \sum_{s=1}^{t} (x_s - x_t)",
        r"y_t = \sum_{s=1}^{t} \|\mathbf{x}_s - \mathbf{x}_t\|^2",
        r"\mathbf{h}_t = \sum_{j \le t} a_{tj} W \mathbf{v}_j",  # W maps them
    ],
)
def test_a_sum_whose_terms_are_no_whole_axis_is_refused(tmp_path: Path, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, "", formula)))


def test_an_axis_has_no_letter_that_means_something_else(tmp_path: Path) -> None:
    text = "Here $n$ is the number of tokens and $d$ is the depth of the network."
    draft = only(drafts(paper_of(tmp_path, text, r"S_t = S_{t-1} + \mathbf{v}_t \mathbf{k}_t^\top")))
    assert answer(draft)["arrays"] == {"S": ["m", "p"], "v": ["m"], "k": ["p"]}


def test_the_mean_of_the_entries_of_a_vector_is_a_number_in_other_formulas(tmp_path: Path) -> None:
    text = r"The input is $x \in \mathbb{R}^d$, where $\gamma$ is a vector of gains."
    displays = (r"\mu = \frac{1}{d} \sum_{i=1}^d x_i", r"y = \gamma \odot (x - \mu)")
    _, centred = made(drafts(paper_of(tmp_path, text, *displays)))
    assert answer(centred)["arrays"] == {"gam": ["d"], "x": ["d"], "mu": []}


def test_a_sum_that_begins_at_zero_has_a_term_more_than_its_index_says(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"X_t = \sum_{s=0}^{t} u_s^2")))
    assert answer(draft)["arrays"] == {"u": ["n"]}


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        (r"p = \mathrm{softmax}(z / \tau)", "np.exp(z/tau)/np.sum(np.exp(z/tau))"),
        (r"y = W [o_1; o_2; \dots; o_h] + b", "W @ np.concatenate((o1, o2)) + b"),
        (r"p = \mathrm{softmax}(W_g x)", "np.exp(Wg @ x)/np.sum(np.exp(Wg @ x))"),
        (r"Y = \mathrm{ReLU}(\hat{A} H^{(l)} W^{(l)})", "np.maximum(0, Ahat @ H @ W)"),
    ],
)
def test_the_commonest_layers_are_written(tmp_path: Path, formula: str, code: str) -> None:
    text = r"Here $\hat{A} \in \mathbb{R}^{n \times n}$ has a row for each node, $W$ is a matrix of weights."
    draft = only(drafts(paper_of(tmp_path, text, formula)))
    assert answer(draft)["code"] == code
    assert not problems([draft])


@pytest.mark.parametrize(
    "formula",
    [
        r"a_{ij} = \mathrm{softmax}(e_{ij})",  # over j
        r"y = W [o_1; \dots; o_h] + h",  # how many there are counts, too
        r"y = W [o_1; \dots; u_h]",
        r"\mathbf{X} = [\mathbf{x}_1; \dots; \mathbf{x}_n]",  # a matrix of columns or rows?
        r"\mathbf{Y} = \mathbf{W} [\mathbf{x}_1, \dots, \mathbf{x}_n]",
        r"m_i = \max_{j \in S} W x_j",  # of vectors entry by entry
    ],
)
def test_what_may_be_an_entry_or_a_vector_is_refused(tmp_path: Path, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, "", formula)))


def test_a_name_with_shapes_of_two_kinds_is_no_array_here(tmp_path: Path) -> None:
    formula = r"\mathbf{y}_t = \mathbf{W} \mathbf{h}_{t-1} + \mathbf{v} \odot c_{t-1}"
    first = r"At first $c_t \in \mathbb{R}^{d}$."
    assert made(drafts(paper_of(tmp_path, first, formula))) != []
    both = first + r" On a grid $c_t \in \mathbb{R}^{n \times d}$."
    assert made(drafts(paper_of(tmp_path, both, formula))) == []
