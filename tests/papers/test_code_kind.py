"""Exercises in NumPy: what they ask, what is read of their formulas, and that they are proved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from drill.banks.load import find_at
from drill.checking import check
from drill.papers import Draft, Skipped, read_sheet
from drill.papers import paper_of as read_paper
from drill.papers.bank.yaml_text import list_exercise_fields
from drill.papers.kinds import code
from drill.proving import check_banks
from tests.papers.a_paper import drafted
from tests.papers.a_paper import made as drafts_of
from tests.papers.computed_paper import ATTENTION, paper_of
from tests.papers.programs import code_of
from tests.rows import sample

LOSS = r"L = \frac{1}{n} \sum_{i=1}^n (w^\top x_i - y_i)^2"
BATCH = paper_of(
    [LOSS, r"r_i = W x_i + b", r"p_i = \frac{\exp(y_i)}{\sum_{j=1}^n \exp(y_j)}"],
    {"x_i": "x_i in R^d", "y_i": "y_i in R", "W": "W in R^(k x d)", "b": "b in R^k", "w": "w in R^d"},
)


def _by_formula(made: list[Draft]) -> dict[str, Draft]:
    return {draft.about: draft for draft in made}


@pytest.mark.parametrize("paper", sample([BATCH, ATTENTION], 2))
def test_a_check_is_content_with_every_draft(paper, tmp_path: Path) -> None:
    drafts = drafts_of(list(drafted(code, paper)))
    assert len(drafts) >= 2
    assert all(draft.is_proved for draft in drafts)
    path = tmp_path / "small.yaml"
    exercises = [{"id": draft.id, **list_exercise_fields(draft.exercise)} for draft in drafts]
    path.write_text(
        yaml.safe_dump({"exercises": exercises}, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    (bank,) = check_banks(find_at(path), cache=tmp_path / "cache", variants=2)
    assert [(one.exercise, one.message) for one in bank.findings] == []


def test_chances_sum_to_one() -> None:
    draft = _by_formula(drafts_of(list(drafted(code, ATTENTION))))["f4"]
    assert draft.exercise.forms[0].declared.assume == ("p rows sum to 1",)
    assert draft.question.answer.text == "-np.sum(p * np.log(p))"


def test_code_names_the_shapes_and_has_loops_for_a_witness() -> None:
    draft = _by_formula(drafts_of(list(drafted(code, ATTENTION))))["f1"]
    prompt = draft.question.prompt
    assert "`Q` of shape `(n, dk)` for $Q$" in prompt
    assert "The softmax is taken over each row." in prompt
    assert "First say what shape comes out, then write $A$ in NumPy." in prompt
    assert draft.question.hints[0].startswith("The result has shape `(n, dv)`.")
    assert "loops" in draft.question.witness
    assert "K.T" in draft.question.answer.text


def test_a_family_of_vectors_is_one_array() -> None:
    (draft,) = drafts_of(list(drafted(code, paper_of([LOSS], {"x_i": "x_i in R^d", "y_i": "y_i in R"}))))
    assert draft.question.answer.text == "np.mean((x_i @ w - y_i)**2)"
    assert "is one row of `x_i`" in draft.question.prompt


@pytest.mark.parametrize(
    ("formula", "declared"),
    [
        # numbers alone
        (r"\theta' = \theta - \frac{\alpha m}{\sqrt{v} + \epsilon}", ("theta in R", "m in R", "v > 0")),
        # typed as it is shown
        ("h = W x + b", ("W in R^(k x d)", "x in R^d", "b in R^k")),
        (r"K = P H^\top (H P H^\top + R)^{-1}", ("P in R^(n x n)", "H in R^(m x n)", "R in R^(m x m)")),
        (r"s = \frac{1}{n} \sum_{i=1}^n x_i", ("x_i in R",)),
        (r"o = \sum_{j=1}^m a_j v_j", ("a_j in R", "v_j in R^d")),
        # nobody knows what c is: an array, or a number
        (r"s = \sum_{i=1}^n (x_i - c)^2", ("x_i in R",)),
    ],
)
def test_nothing_is_asked_where_nothing_is_to_be_found(formula: str, declared: tuple[str, ...]) -> None:
    by_symbol = {text.partition(" ")[0].replace("theta", r"\theta"): text for text in declared}
    assert drafts_of(list(drafted(code, paper_of([formula], by_symbol)))) == []


def test_what_a_paper_leaves_open_is_told() -> None:
    (skipped,) = drafted(code, paper_of([r"s = \sum_{i=1}^n (x_i - c)^2"], {"x_i": "x_i in R"}))
    assert isinstance(skipped, Skipped)
    assert skipped.why == "The paper leaves open what $c$ is."


@pytest.mark.parametrize(
    ("formula", "declared"),
    [
        (LOSS, {"x_i": "x_i in R^d", "y_i": "y_i in R"}),
        (r"p_i = \frac{\exp(s_i)}{\sum_{j=1}^n \exp(s_j)}", {"s_i": "s_i in R"}),
        (r"D = \sum_x p(x) \log \frac{p(x)}{q(x)}", {}),
    ],
)
def test_a_batch_a_reduction_and_logarithms_are_asked(formula: str, declared: dict[str, str]) -> None:
    assert len(drafts_of(list(drafted(code, paper_of([formula], declared))))) == 1


GAIN = r"L = \sum_{i=1}^n (\log p(x_i | \theta) - \log p(x_i))"


def test_chances_of_several_things_need_not_sum_to_one() -> None:
    (draft,) = drafts_of(list(drafted(code, paper_of([GAIN], {}))))
    assert not any("sum to 1" in text for text in draft.exercise.forms[0].declared.assume)


@pytest.mark.parametrize(
    ("formula", "asked"),
    [
        (r"G \leq \sum_{i=1}^n a_i^2 w_i + m", "Write the upper bound on $G$ in NumPy."),
        (r"G > \sum_{i=1}^n a_i^2 w_i + m", "Write the lower bound on $G$ in NumPy."),
        (r"G = \sum_{i=1}^n a_i^2 w_i + m \leq 3 m", "Write $G$ in NumPy."),
        (r"m \leftarrow 2 m + \sum_{i=1}^n w_i a_i^2", "Write the new $m$ in NumPy."),
    ],
)
def test_a_bound_is_asked_as_one_and_a_new_value_as_new(formula: str, asked: str) -> None:
    numbers = {one: f"{one} in R" for one in ("G", "m", "a_i", "w_i")}
    (draft,) = drafts_of(list(drafted(code, paper_of([formula], numbers))))
    assert draft.question.prompt.replace("write", "Write").endswith(asked)


def test_one_value_at_two_places_is_given_once() -> None:
    latex = r"a_{ij} = \frac{\exp(f([h_i \| h_j]))}{\sum_k \exp(f([h_i \| h_k]))}"
    paper = paper_of([latex], {r"f(\cdot)": "f(.) in R"})
    (draft,) = drafts_of(list(drafted(code, paper)))
    assert draft.question.answer.text == "np.exp(f) / np.sum(np.exp(f), axis=1)[:, None]"


def test_an_index_above_a_bracket_is_no_exponent() -> None:
    paper = paper_of([r"h_t^j = \tanh(w x_t)^j"], {"w": "w in R", "x_t": "x_t in R"})
    made = list(drafted(code, paper))
    assert made
    assert all(isinstance(one, Skipped) and "index elsewhere" in one.why for one in made)


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
    paper = paper_of(formulas, {}).paper
    programs = [code_of(paper, row.id) for row in paper.formulas]
    assert not any(re.search(r"\*\*\s*[^\W\d]", text) for text in programs)


SOLD = "p(x) = 2 x + 1"


@pytest.mark.parametrize(
    ("formula", "program"),
    [
        ("V = p(1-p)(1-s) + p^2(1-s)", "p * (1 - p) * (1 - s) + p**2 * (1 - s)"),
        (r"V = p^2(1-s) + 2 p(p-1)(s+2)", "p**2 * (1 - s) + 2 * p * (p - 1) * (s + 2)"),
        (r"V = (1-p)^2(1-s) + 2p(1-p)(s+1)", "(1 - p)**2 * (1 - s) + 2 * p * (1 - p) * (s + 1)"),
        (r"V = p^2(1-s) + s(1+s)", ""),
        (r"V = p(1-s) + p s (1-s)", ""),
        (r"V = p(a-p)(1-s) + p^2 + a", ""),
    ],
)
def test_a_letter_is_a_function_only_where_it_stands_as_one(formula: str, program: str) -> None:
    """What reads in two ways is not computed."""
    assert code_of(paper_of([formula, SOLD], {}).paper) == program


ERASED = r"""\documentclass{article}\title{Erasing}\begin{document}
\section{Method} Let $x \in \mathbb{R}^d$ be an %s,
and let the columns of $D \in \mathbb{R}^{d \times k}$ be orthonormal.
\begin{equation} z = x - D D^\top x \end{equation}
\begin{equation} s = x^\top D D^\top x / \|D^\top x\| \end{equation}
\end{document}"""


def erased(tmp_path: Path, what: str = "input") -> list[Draft]:
    path = tmp_path / "erasing.tex"
    path.write_text(ERASED % what, encoding="utf-8")
    return drafts_of(list(drafted(code, read_paper(read_sheet(path)))))


def test_a_vector_of_the_data_is_many_as_rows(tmp_path: Path) -> None:
    first, second = erased(tmp_path)
    assert first.question.answer.text == "x - x @ (D @ D.T).T"
    assert second.question.answer.text.endswith("/ np.linalg.norm(x @ D, axis=-1)")
    assert "`x` of shape `(n, d)` for many $x$" in first.question.prompt
    assert "Each $x$ is one row of `x`." in first.question.prompt
    assert first.question.prompt.endswith(
        "Write $z$ for all of them at once, without a loop; the result has shape `(n, d)`."
    )
    one, many = (
        "x - D @ D.T @ x",
        ("x - x @ D @ D.T", "x - (D @ D.T @ x.T).T", "x @ (np.eye(D.shape[0]) - D @ D.T)"),
    )
    assert [check(first.question.answer, answer).verdict for answer in many] == ["correct"] * 3
    assert check(first.question.answer, one).verdict == "wrong"


def test_rows_are_proved_as_banks_are(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    exercises = [{"id": draft.id, **list_exercise_fields(draft.exercise)} for draft in erased(tmp_path)]
    path.write_text(
        yaml.safe_dump({"exercises": exercises}, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    (bank,) = check_banks(find_at(path), cache=tmp_path / "cache", variants=2)
    assert [(one.exercise, one.message) for one in bank.findings] == []


@pytest.mark.parametrize("what", ["vector", "parameter vector", "estimate"])
def test_nothing_is_many_that_the_paper_does_not_call_data(tmp_path: Path, what: str) -> None:
    assert erased(tmp_path, what) == []
