"""A formula means the same however it is spelled: it is read the same, or refused."""

from __future__ import annotations

import pytest

from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.printing import to_latex
from drill.papers.formula.statements import pieces
from drill.papers.formula.tokens import RefusedError, canonical
from drill.papers.formula.usage import usage_of


def read(latex: str) -> list[str]:
    """The statements of a row as they print; empty where one of them is refused."""
    try:
        tokens = canonical(latex)
        said = [list(piece.tokens) for piece in pieces(tokens) if not piece.is_condition]
        return [to_latex(parse_tokens(one, usage_of([tokens]))) for one in said]
    except RefusedError:
        return []


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = exp\Biggl(b\Biggr)", [r"a=\exp(b)"]),
        (r"a = 2 cos\lparen b\rparen", [r"a=2\cos(b)"]),
        (r"w = 0\ \left(\text{offset}\right)", ["w=0"]),
        (r"a = g\mathopen{}\left(b\right)\mathclose{}^2", ["a=g(b)^{2}"]),
        (r"a = \bigl\lbrack b \bigr\rbrack^2", ["a=[b]^{2}"]),
    ],
)
def test_names_and_sizes_of_brackets_say_nothing(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("u = v - 2 a <g, x - y> + c", [r"u=v-2a\langle g,x-y\rangle+c"]),
        (r"u = \sum_{i=1}^n <v_i, w_i> x_i", [r"u=\sum_{i=1}^{n}\langle v_{i},w_{i}\rangle x_{i}"]),
        (r"u = \mathbb{E}_x <v, x> + c", [r"u=\mathbb{E}_{x}\langle v,x\rangle+c"]),
        ("u = v - 2 a <g, x - y> - c", []),  # two inequalities, perhaps
        (r"u = \exp(n <a, b> - c)", []),
        ("a < b, c > -1", ["a<b", "c>-1"]),
        ("0 < a < 1, b > c", ["0<a<1", "b>c"]),
        ("u = a < 1, b > 0", ["u=a<1", "b>0"]),
    ],
)
def test_typed_angles_are_told_from_inequalities(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = \log{n} / m", [r"a=\log(n)/m"]),
        (r"a = \log {p} / {q}", []),  # braces by habit say nothing of how far it reaches
        (r"a = \log {\bf p} / m", []),
        (r"a = \log {p \over q} / m", []),
        (r"a = \log{\left| b - c \right|}", [r"a=\log|b-c|"]),
    ],
)
def test_braces_behind_a_function_tell_only_what_they_are_for(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = \sqrt[2]{b}", [r"a=\sqrt{b}"]),
        (r"a = U^{\mathcal{T}} b", []),
        (r"a = (U V)^{\mathcal{T}} b", []),
        (r"a = \theta^{\mathcal{T}}", [r"a=\theta^{\mathcal{T}}"]),
    ],
)
def test_what_stands_above_and_inside_roots(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = \mathbf{E} u - \mathbf{E}[v]", [r"a=\mathbf{E}u-\mathbf{E}[v]"]),
        (r"a = E_t\{u_t - E_x[v]\}", [r"a=E_{t}\{u_{t}-E_{x}[v]\}"]),
        (r"a = \mathbf{E}[v] + \mathbf{E}(u - v)^2", []),  # as with any other E
        (r"a = b + \mathsf{E} u", []),
    ],
)
def test_an_e_that_averages_does_in_every_font(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize("sign", ["=", ":=", r"\doteq", r"\equiv", r"\triangleq"])
def test_an_aim_stands_before_the_whole_equation_whatever_its_sign(sign: str) -> None:
    assert read(rf"\arg\max_{{w \in W}} J(w) {sign} f(w) - b") == []


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"p(a_i \mid a_{\lt i}) \gt b", [r"p(a_{i}\mid a_{<i})>b"]),
        (r"a \leqq b", [r"a\leq b"]),
        (r"a \varpropto b", [r"a\propto b"]),
    ],
)
def test_other_names_of_relations(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (r"a = - log \sigma(b)", [r"a=-\log\sigma(b)"]),
        (r"a = sin \theta + log \mathcal{N}(b)", [r"a=\sin\theta+\log\mathcal{N}(b)"]),
        (r"a = \sqrt{\log{1} / b}", [r"a=\sqrt{\log1/b}"]),  # not of the logarithm of 1
        (r"a = ln(b)", []),
        (r"a = det \Sigma + b", []),
        (r"a = b + softmax x", []),
    ],
)
def test_what_a_function_is_taken_of_without_brackets(spelled: str, meant: list[str]) -> None:
    assert read(spelled) == meant
