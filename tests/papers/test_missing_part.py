"""Which parts of a formula are left out, in which order, and which never are."""

from __future__ import annotations

import pytest

from drill.latex import canonicalise_formula
from drill.notation import print_tokens_as_latex, split_statements, tree
from drill.papers import list_missing_parts

INDICES = frozenset("ijklt")


def parts_of(latex: str) -> list[str]:
    """The parts of a formula in their order, without the whole right side; hidden ones behind a bar."""
    tokens = canonicalise_formula(latex)
    (parsed,) = split_statements(tokens)
    assert parsed.statement is not None
    parts = list_missing_parts(parsed.statement, tokens, lambda ref: ref.name.base in INDICES)

    def text(span: tree.Span) -> str:
        return print_tokens_as_latex(tokens[slice(*span)])

    return [
        " | ".join((text(part.spans[0]), *map(text, part.hidden)))
        + f" x{len(part.spans)}" * (len(part.spans) > 1)
        for part in parts
        if not part.is_side
    ]


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"A = \operatorname{softmax}(\frac{QK^\top}{\sqrt{d}})V", [r"\sqrt{d}"]),
        (r"A_i = \frac{r_i - \operatorname{mean}(r)}{\operatorname{std}(r) + \epsilon}",
            [r"\operatorname{std}(r)+\epsilon", r"\operatorname{mean}(r)"]),
        (r"A_i = r_i - \frac{1}{k-1}\sum_{j \neq i} r_j", ["k-1", r"j\neq i"]),
        (r"A_t = \sum_{l=0}^{T-t-1} (\gamma\lambda)^l \delta_{t+l}", ["T-t-1", r"(\gamma\lambda)^{l}"]),
        (r"L_i = -\log\frac{\exp(s_{ii})}{\sum_j \exp(s_{ij})}", [r"\sum_{j}\exp(s_{ij})", "s_{ii}"]),
        (r"\delta_t = r_t + \gamma V(s_{t+1}) - V(s_t)", ["s_{t+1}"]),
        (r"C = \frac{1}{M-T}\sum_{m=1}^{M-T} f_m", ["M-T x2"]),
        (r"u = \frac{m}{1-\beta_1^t} + \frac{v}{1-\beta_2^t}", [r"1-\beta_{1}^{t} | 1-\beta_{2}^{t}"]),
        (r"L = 2 \|x\|^2", ["2"]),
    ],
)  # fmt: skip
def test_parts_come_in_the_order_of_what_they_say(latex: str, parts: list[str]) -> None:
    assert parts_of(latex)[: len(parts)] == parts


@pytest.mark.parametrize(
    "latex",
    [
        r"y = x", r"a = \frac{b}{c}", r"m = \frac{1}{n}\sum_{i=1}^{n} x_i", r"x = y + \epsilon",
        r"L = \frac{1}{|S|}\sum_{i \in S} l_i", r"p = q(x)", r"h = \mathbf{x}^l",
        r"a = \frac{b}{\operatorname{aa}(x) + \operatorname{bb}(y) + c + d + e + f + g + h + i + j + k}",
    ],
)  # fmt: skip
def test_a_lone_letter_a_count_and_a_long_part_are_never_left_out(latex: str) -> None:
    assert parts_of(latex) == []


def test_the_whole_right_side_comes_last() -> None:
    tokens = canonicalise_formula(r"a = \frac{b}{c+1}")
    (parsed,) = split_statements(tokens)
    assert parsed.statement is not None
    *_, last = list_missing_parts(parsed.statement, tokens, lambda _: False)
    assert last.is_side
    assert print_tokens_as_latex(tokens[slice(*last.spans[0])]) == r"\frac{b}{c+1}"
