"""The kind "properties": statements that hold for every input, tried with NumPy functions of our own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from drill.banks.load import find_at
from drill.papers import Draft, Origin, generate_drafts, paper_of, read_sheet
from drill.papers.bank.yaml_text import list_exercise_fields
from drill.papers.kinds import properties
from drill.proving import check_banks
from tests.papers.a_paper import drafted, made
from tests.papers.computed_paper import paper_of as declared_paper


@dataclass(frozen=True)
class Case:
    """Formulas, the last of which is asked; what is declared; its value by hand, and shapes by LaTeX."""

    formulas: tuple[str, ...]
    declared: Mapping[str, str]
    value: Callable[..., Any]
    shapes: Mapping[str, tuple[int, ...]]
    true: frozenset[str]
    positive: frozenset[str] = frozenset()


def softmax(z: Any) -> Any:
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


CASES = {
    "softmax": Case(
        (r"p = \operatorname{softmax}(z / \tau)",),
        {"z": "z in R^n", r"\tau": "tau > 0", "p": "p in R^n"},
        lambda z, tau: softmax(z / tau), {"z": (4,), r"\tau": ()},
        frozenset(("shift-z", "common-z-tau")), frozenset((r"\tau",)),
    ),
    "entries": Case(
        (r"p_i = \frac{\exp(z_i)}{\sum_{j=1}^{n} \exp(z_j)}",),
        {"z": "z in R^n", "z_i": "z_i in R"}, softmax, {"z_{i}": (4,)}, frozenset(("shift-z-i",)),
    ),
    "attention": Case(
        (r"O = \operatorname{softmax}(Q K^\top) V",),
        {"Q": "Q in R^(n x d)", "K": "K in R^(m x d)", "V": "V in R^(m x e)", "O": "O in R^(n x e)"},
        lambda Q, K, V: softmax(Q @ K.T) @ V, {"Q": (3, 2), "K": (4, 2), "V": (4, 5)},
        frozenset(("shift-k",)),
    ),
    "cosine": Case(
        (r"s = \frac{u^\top v}{\|u\| \|v\|}",),
        {"u": "u in R^n", "v": "v in R^n", "s": "s in R"},
        lambda u, v: u @ v / np.linalg.norm(u) / np.linalg.norm(v), {"u": (4,), "v": (4,)},
        frozenset(("scale-u", "scale-v")),
    ),
    "residual": Case(
        (r"r = v - \frac{s s^\top}{\|s\|^2} v",),
        {"v": "v in R^n", "s": "s in R^n", "r": "r in R^n"},
        lambda v, s: v - s * (s @ v) / (s @ s), {"v": (4,), "s": (4,)},
        frozenset(("scale-s", "idempotent-map-v", "orthogonal-s")),
    ),
    "projection": Case(
        (r"P = X (X^\top X)^{-1} X^\top",),
        {"X": "X in R^(n x d)", "P": "P in R^(n x n)"},
        lambda X: X @ np.linalg.solve(X.T @ X, X.T), {"X": (5, 2)},
        frozenset(("scale-x", "symmetric", "idempotent", "no-negative-eigenvalue")),
    ),
    "least squares": Case(
        (r"w = (X^\top X)^{-1} X^\top y",),
        {"X": "X in R^(n x d)", "y": "y in R^n", "w": "w in R^d"},
        lambda X, y: np.linalg.solve(X.T @ X, X.T @ y), {"X": (5, 2), "y": (5,)}, frozenset(("power-x",)),
    ),
    "covariance": Case(
        (r"\mu = \frac{1}{n} \sum_{i=1}^n x_i", r"C = \frac{1}{n} \sum_{i=1}^n (x_i - \mu)(x_i - \mu)^\top"),
        {"x_i": "x_i in R^d", r"\mu": "mu in R^d", "C": "C in R^(d x d)"},
        lambda x: (x - x.mean(axis=0)).T @ (x - x.mean(axis=0)) / len(x), {"x_{i}": (4, 3)},
        frozenset(("shift-x-i", "no-negative-eigenvalue", "power-x-i", "symmetric")),
    ),
    "variance": Case(
        (r"\mu = \frac{1}{n} \sum_{i=1}^n x_i", r"v = \frac{1}{n} \sum_{i=1}^n (x_i - \mu)^2"),
        {"x_i": "x_i in R", r"\mu": "mu in R", "v": "v in R"}, np.var, {"x_{i}": (5,)},
        frozenset(("shift-x-i", "power-x-i")),
    ),
    "gain": Case(
        (r"K = P H^\top (H P H^\top + R)^{-1}",),
        {"P": "P in R^(n x n) psd", "H": "H in R^(m x n)", "R": "R in R^(m x m) psd", "K": "K in R^(n x m)"},
        lambda P, H, R: P @ H.T @ np.linalg.inv(H @ P @ H.T + R), {"P": (3, 3), "H": (2, 3), "R": (2, 2)},
        frozenset(("common-p-r",)), frozenset(("P", "R")),
    ),
    "shares": Case(
        (r"q_i = \frac{w_i^2}{\sum_{j=1}^n w_j^2}",),
        {"w_i": "w_i > 0", "q_i": "q_i in R"}, lambda w: w**2 / (w**2).sum(), {"w_{i}": (4,)},
        frozenset(("scale-w-i",)), frozenset(("w_{i}",)),
    ),
}  # fmt: skip


_made: dict[tuple[str, ...], Draft] = {}


def draft_of(case: Case) -> Draft:
    if case.formulas not in _made:
        _made[case.formulas] = _draft_of(case)
    return _made[case.formulas]


def _draft_of(case: Case) -> Draft:
    paper = declared_paper(case.formulas, case.declared)
    (draft,) = [one for one in made([*drafted(properties, paper)]) if one.about == f"f{len(case.formulas)}"]
    return draft


def drawn(case: Case, seed: int) -> dict[str, Any]:
    draw = np.random.default_rng(seed)
    values = {latex: draw.normal(size=shape) for latex, shape in case.shapes.items()}
    for latex in case.positive:
        square = values[latex].ndim == 2
        values[latex] = (
            values[latex] @ values[latex].T + np.eye(len(values[latex]))
            if square
            else abs(values[latex]) + 0.1
        )
    return values


NAMED = re.compile(r"\$([^$]+)\$")


def gap(case: Case, text: str, values: Mapping[str, Any]) -> float:
    """How far a statement is from the truth at some values, as its words say it."""

    def value(changed: Mapping[str, Any]) -> Any:
        return case.value(*(changed[latex] for latex in case.shapes))

    before, names = value(values), [latex for latex in NAMED.findall(text) if latex in case.shapes]
    if text.startswith("Adding the same"):
        (name,) = names
        added = np.arange(1, 1 + values[name].shape[-1]) if "same vector" in text else 0.7
        return float(np.abs(value({**values, name: values[name] + added}) - before).max())
    if text.startswith("Multiplying") and "by itself" not in text:
        if (power := re.search(r"by \$c\^\{(-?\d+)\}\$\.$", text)) is not None:
            times = 1.7 ** int(power[1])
        else:
            times = 1.0 if text.endswith("unchanged.") else 1.7
        after = value({**values, **{name: 1.7 * values[name] for name in names}})
        return float(np.abs(after - times * before).max())
    if "is symmetric" in text:
        return float(np.abs(before - before.T).max())
    if "negative eigenvalue" in text:
        return float(max(0, -np.linalg.eigvalsh(before).min()))
    if "by itself" in text:
        return float(np.abs(before @ before - before).max())
    if "is orthogonal" in text:
        return float(abs(before @ values[names[-1]]))
    assert text.startswith("Applying the formula once more")
    return float(np.abs(value({**values, names[-1]: before}) - before).max())


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_known_of_a_formula_is_offered_as_true(case: Case) -> None:
    answer = draft_of(case).question.answer
    assert {option.id for option in answer.options if option.right} <= case.true
    assert sum(option.right for option in answer.options) == min(3, len(case.true))
    assert any(not option.right and "counterexample" in option.say for option in answer.options)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_true_statements_hold_on_random_inputs_and_false_ones_fail(case: Case, seed: int) -> None:
    # several draws: at one of them a false statement may hold, as of a softmax whose largest weight is 1
    draws = [drawn(case, (seed + number) % 2**32) for number in range(5)]
    for option in draft_of(case).question.answer.options:
        farthest = max(gap(case, option.text, values) for values in draws)
        assert farthest < 1e-6 if option.right else farthest > 1e-9, option.text


@pytest.mark.parametrize(
    ("formulas", "declared"),
    [
        # what no paper says is not asked, and neither is what leaves its set
        ([r"p = \operatorname{softmax}(z)"], {}),
        ([r"s = \frac{\sum_{i=1}^n p_i x_i}{\sum_{i=1}^n p_i}"], {"p_i": "0 <= p_i <= 1", "x_i": "x_i > 0"}),
        ([r"q_i = \frac{n_i}{\sum_{j=1}^k n_j}"], {"n_i": "n_i in N"}),
        # nearly true: a constant in the denominator, too small for doubles to show it
        ([r"u = \frac{x}{\|x\| + 0.00000000000000000001}"], {"x": "x in R^n", "u": "u in R^n"}),
        ([r"u = \frac{x}{\|x\| + 0.00000001}"], {"x": "x in R^n", "u": "u in R^n"}),
        # plain sums and products
        ([r"r = \sum_{t=1}^T (f_t - g_t)"], {"f_t": "f_t in R", "g_t": "g_t in R", "r": "r in R"}),
        ([r"y = W x + b"], {"W": "W in R^(m x n)", "x": "x in R^n", "b": "b in R^m", "y": "y in R^m"}),
        ([r"S = Q K^\top"], {"Q": "Q in R^(n x d)", "K": "K in R^(n x d)", "S": "S in R^(n x n)"}),
    ],
)  # fmt: skip
def test_where_nothing_is_certain_or_worth_asking_nothing_is_asked(
    formulas: list[str], declared: dict[str, str]
) -> None:
    assert made([*drafted(properties, declared_paper(formulas, declared))]) == []


def test_numbers_that_the_text_bounds_are_not_changed() -> None:
    source = r"q = \operatorname{softmax}(z)"
    declared = {"z": "z in R^n", "q": "q in R^n"}
    (free,) = made([*drafted(properties, declared_paper([source], declared))])
    assert any(option.id == "shift-z" for option in free.question.answer.options)
    paper = declared_paper([source], declared)
    rows = tuple(
        row
        if row.symbol != "z"
        else type(row)(row.symbol, row.typed, row.declared, "unit vector", Origin("you"))
        for row in paper.paper.symbols
    )
    bounded = paper_of(type(paper.paper)(**{**vars_of(paper.paper), "symbols": rows}))
    assert made([*drafted(properties, bounded)]) == []


def vars_of(paper: Any) -> dict[str, Any]:
    return {name: getattr(paper, name) for name in paper.__dataclass_fields__}


def test_a_value_that_other_inputs_make_is_no_input() -> None:
    paper = declared_paper(
        [r"K = P H^\top S^{-1}", r"S = H P H^\top + R", r"N = (I - K H) P"],
        {
            "P": "P in R^(n x n) psd", "H": "H in R^(m x n)", "S": "S in R^(m x m) psd",
            "K": "K in R^(n x m)", "R": "R in R^(m x m) psd", "N": "N in R^(n x n)",
        },
    )  # fmt: skip
    for draft in made([*drafted(properties, paper)]):
        for option in draft.question.answer.options:
            # with the gain as it is defined, the new covariance is symmetric
            assert option.right or option.id != "symmetric"


def test_a_formula_is_asked_once_and_its_twin_never() -> None:
    declared = {"z": "z in R^n", "p": "p in R^n", "y": "y in R^n", "q": "q in R^n"}
    paper = declared_paper([r"p = \operatorname{softmax}(z)", r"q = \operatorname{softmax}(y)"], declared)
    first = [*drafted(properties, paper)]
    assert [one.about for one in made(first)] == ["f1"]
    assert [one.id for one in made(first)] == [one.id for one in made([*drafted(properties, paper)])]


SOURCE = r"""
\documentclass{article}
\begin{document}
\section{Weights}
Let $z \in \mathbb{R}^n$ be the logits of a token, and let $p \in \mathbb{R}^n$ be its weights:
\begin{equation}
p = \operatorname{softmax}(z)
\end{equation}
\end{document}
"""


def test_a_source_becomes_an_exercise(tmp_path: Path) -> None:
    path = tmp_path / "weights.tex"
    path.write_text(SOURCE, encoding="utf-8")
    reading = paper_of(read_sheet(path))
    drafts = generate_drafts(reading, [row.id for row in reading.paper.formulas]).drafts
    (draft,) = [one for one in drafts if one.kind == "properties"]
    assert (
        r"Let $z \in \mathbb{R}^{n}$. Which of these statements hold for every input, wherever the formula "
        r"has a value? Each changes only what it names; everything else stays as it is."
        in draft.question.prompt
    )
    texts = {option.text: option.right for option in draft.question.answer.options}
    assert texts["Adding the same number to every entry of $z$ leaves $p$ unchanged."]
    assert not texts["Multiplying $z$ by $c > 0$ leaves $p$ unchanged."]


def drafts_of(folder: Path, text: str, formula: str) -> list[Draft]:
    path = folder / "paper.tex"
    begins = "\\documentclass{article}\\begin{document}\\section{S}\n"
    path.write_text(f"{begins}{text}\n\\[ {formula} \\]\n\\end{{document}}\n", "utf-8")
    return made([*drafted(properties, paper_of(read_sheet(path)))])


CORRELATION = r"\rho = \frac{(x - m)^\top (y - k)}{\|x - m\| \|y - k\|}"


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        (
            r"Let $x_i \in \mathbb{R}^d$ be the embeddings and $c \in \mathbb{R}^d$ their centre, and let "
            r"$S \in \mathbb{R}^{d \times d}$.",
            r"S = \sum_{i=1}^n (x_i - c)(x_i - c)^\top",
        ),
        (
            r"Let $x \in \mathbb{R}^n$ be the activations. We write $m \in \mathbb{R}^n$ for the mean "
            r"activation. Then $u \in \mathbb{R}^n$ is",
            r"u = \frac{x - m}{\|x - m\|}",
        ),
        (
            r"Let $x \in \mathbb{R}^n$ and $y \in \mathbb{R}^n$ have the means $m \in \mathbb{R}^n$ and "
            r"$k \in \mathbb{R}^n$, and let $\rho \in \mathbb{R}$.",
            CORRELATION,
        ),
        (
            r"Let $x \in \mathbb{R}^n$ and $\bar x \in \mathbb{R}^n$ be given, and $u \in \mathbb{R}^n$.",
            r"u = \frac{x - \bar{x}}{\|x - \bar{x}\|}",
        ),
        (
            r"Let $A \in \mathbb{R}^{n \times n}$ be the adjacency and $D \in \mathbb{R}^{n \times n}$ the "
            r"degree matrix, and $P \in \mathbb{R}^{n \times n}$.",
            r"P = D^{-1} A D^{-1}",
        ),
        (
            r"Let $S \in \mathbb{R}^{n \times m}$ be scores and $M \in \mathbb{R}^{n \times m}$ the mask, "
            r"which is 0 or $-\infty$. The mask $M$ is minus infinity where no key is seen. The weights are "
            r"$A \in \mathbb{R}^{n \times m}$.",
            r"A = \operatorname{softmax}(S + M)",
        ),
        (
            r"Take the unit vectors $a \in \mathbb{R}^n$ and $b \in \mathbb{R}^n$ and $s \in \mathbb{R}$.",
            r"s = \frac{a^\top b}{\|a\| \|b\|}",
        ),
    ],
    ids=["centre", "mean", "means", "bar", "degrees", "infinity", "unit vectors"],
)
def test_inputs_that_words_tie_or_bound_are_not_asked_about(tmp_path: Path, text: str, formula: str) -> None:
    assert drafts_of(tmp_path, text, formula) == []


def test_the_same_formulas_of_free_inputs_are_asked(tmp_path: Path) -> None:
    text = r"Let $x, m, y, k \in \mathbb{R}^n$ be points and $\rho \in \mathbb{R}$."
    assert len(drafts_of(tmp_path, text, CORRELATION)) == 1
    text = r"Take the vectors $a \in \mathbb{R}^n$ and $b \in \mathbb{R}^n$ and $s \in \mathbb{R}$."
    assert len(drafts_of(tmp_path, text, r"s = \frac{a^\top b}{\|a\| \|b\|}")) == 1


def test_a_matrix_that_words_call_diagonal_is_diagonal(tmp_path: Path) -> None:
    text = (
        r"Let $W \in \mathbb{R}^{n \times n}$ be a weight, $G \in \mathbb{R}^{n \times n}$ the diagonal "
        r"matrix of gains. Then $P \in \mathbb{R}^{n \times n}$ is"
    )
    (draft,) = drafts_of(tmp_path, text, r"P = G^{-1} W G^{-1}")
    assert "$G$ is diagonal." in draft.question.prompt
    options = draft.question.answer.options
    assert not any(option.id.startswith("shift-g") for option in options)
    shown = re.search(r"\$G = \\begin\{pmatrix\}(.*?) & (.*?) \\\\ (.*?) & ", options[-1].say)
    assert shown is not None
    assert shown[2] == shown[3] == "0"


def text_of(draft: Draft) -> str:
    question = draft.question
    return "\n".join((question.prompt, *question.hints, *question.step_texts))


def test_prompts_state_what_is_given_and_what_follows_a_change() -> None:
    gain = text_of(draft_of(CASES["gain"]))
    assert "$P$ and $R$ are symmetric and positive semidefinite." in gain
    assert r"$P \in \mathbb{R}^{n \times n}$" in gain
    variance = text_of(draft_of(CASES["variance"]))
    assert "what is computed from it changes with it, and every other input stays as it is" in variance
    assert "is one row of" not in text_of(draft_of(CASES["covariance"]))
    assert "the input times a positive number" in text_of(draft_of(Case(
        (r"u = \frac{x}{\|x\|}",), {"x": "x in R^n", "u": "u in R^n"}, abs, {}, frozenset(),
    )))  # fmt: skip
    least = Case(
        (r"M = I - X (X^\top X)^{-1} X^\top",),
        {"X": "X in R^(n x d)", "M": "M in R^(n x n)"},
        abs,
        {},
        frozenset(),
    )
    assert "Multiplied out, the square has" in text_of(draft_of(least))


def test_every_member_is_named_by_its_index_and_no_sentence_ends_without_its_number() -> None:
    score = Case(
        (r"L = -\log \frac{\exp(s_1/\tau)}{\sum_{j=1}^n \exp(s_j/\tau)}",),
        {"s_j": "s_j in R", r"\tau": "tau > 0", "L": "L in R"},
        abs,
        {},
        frozenset(),
    )
    text = text_of(draft_of(score))
    assert r"Let $s_{j} \in \mathbb{R}$" in text
    assert "every $s_{1}$" not in text
    distance = Case(
        (r"D_{ij} = \|x_i - x_j\|",), {"x_i": "x_i in R^d", "D_{ij}": "D_ij in R"}, abs, {}, frozenset()
    )
    assert "Write $x_{i} + c$ for $x_{i}$ and $x_{j} + c$ for $x_{j}$ wherever they stand." in text_of(
        draft_of(distance)
    )
    sandwich = Case(
        (r"S = A P A^\top + Q",),
        {"A": "A in R^(n x n)", "P": "P in R^(n x n) psd", "Q": "Q in R^(n x n) psd", "S": "S in R^(n x n)"},
        abs,
        {},
        frozenset(),
    )
    for case in (score, distance, sandwich, *CASES.values()):
        says = [option.say for option in draft_of(case).question.answer.options]
        assert not any(re.search(r" (?:is|it|becomes) \.", text) for text in (text_of(draft_of(case)), *says))


def test_a_check_is_content_with_every_draft(tmp_path: Path) -> None:
    path = tmp_path / "properties.yaml"
    drafts = [draft_of(case) for case in CASES.values()]
    exercises = [{"id": f"{draft.id}", **list_exercise_fields(draft.exercise)} for draft in drafts]
    path.write_text(
        yaml.safe_dump({"exercises": exercises}, sort_keys=False, allow_unicode=True), encoding="utf-8"
    )
    (bank,) = check_banks(find_at(path), cache=tmp_path / "cache", variants=2)
    assert [(one.exercise, one.message) for one in bank.findings if one.code != "no-witness"] == []
