"""The reading of papers' formulas: what is accepted prints back, what is ambiguous is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.papers_first.formula.parser import parse
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import (
    Big,
    Call,
    Derivative,
    Fraction,
    Function,
    Gradient,
    Norm,
    Power,
    Product,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
    symbols,
)
from drill.papers_first.formula.usage import usage_of
from drill.papers_first.source.joined_rows import whole_statements
from drill.papers_first.source.rows import split_rows
from tests.papers_first.forms import form


def side(latex: str) -> object:
    statement = parse(latex)
    assert len(statement.sides) == 1
    return statement.sides[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"x^2", r"{x}^{2}"),
        (r"\frac12", r"\dfrac{1}{2}"),
        (r"x_{t}^{2}", r"x^2_t"),
        (r"\left( a + b \right)", r"(a+b)"),
        (r"\boldsymbol{\theta}", r"\bm\theta"),
        (r"a \le b", r"a\leq{}b"),
        (r"\text{KL}(p \,\|\, q)", r"\operatorname{KL}\left(p\middle\|q\right)"),
        (r"\|x\|_2", r"\lVert x \rVert_2"),
        (r"|a| + \|b\|", r"\left\lvert a \right\rvert + \left\lVert b \right\rVert"),
        (r"x\;=\;1", r"x = 1"),
        (r"a := b", r"a \stackrel{\mathrm{def}}{=} b"),
        (r"{\bf x}", r"\mathbf{x}"),
        (r"f'", r"f^{\prime}"),
        (r"\underbrace{a+b}_{\text{words}}", r"a+b"),
        (r"\arg\min_x f(x)", r"\operatorname*{argmin}_x f(x)"),
        (r"{(1-\beta)}^t", r"(1-\beta)^t"),
    ],
)
def test_one_spelling_for_all(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("latex", "kind"),
    [
        (r"a + b - c", Sum),
        (r"\beta m", Product),
        (r"\frac{a}{b}", Fraction),
        (r"x^2", Power),
        (r"A^\top", Transpose),
        (r"\mathbf{x}^T", Transpose),
        (r"\gamma^T", Power),
        (r"f(x, y)", Call),
        (r"p(x \mid y)", Call),
        (r"\mathbb{E}_{z \sim q}[f(z)]", Call),
        (r"\mathcal{L}(\theta)", Call),
        (r"\log x", Function),
        (r"\sum_{i=1}^n x_i", Big),
        (r"\nabla_\theta L(\theta)", Gradient),
        (r"\|x - y\|_2", Norm),
        (r"\frac{\partial L}{\partial x}", Derivative),
        (r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}", Table),
        (r"\hat{\mathbf{m}}_{t+1}", Symbol),
        (r"x^*", Symbol),
        (r"x^{(t)}", Symbol),
    ],
)
def test_what_is_read(latex: str, kind: type) -> None:
    assert isinstance(side(latex), kind)


def test_brackets_after_a_symbol_hold_arguments_or_a_factor() -> None:
    assert isinstance(side(r"\nu (1 - \nu)"), Product)
    assert isinstance(side("f(x + 1)"), Call)
    assert isinstance(side("X(t)"), Call)
    usage = usage_of([canonical("w(t)")])
    assert isinstance(parse("w(t + 1)", usage).sides[0], Call)


@pytest.mark.parametrize(
    "latex",
    [
        "", "x +", "a/bc", "a/b/c", r"\log a b", r"\log -x", "q(x-1)", "{", "}", "x^2^3", r"\foo",
        r"a \cdot -b", "x $ y", r"\begin{array}{c} a", "((a)", r"\frac{1}", r"\sqrt[", r"|x", "a,",
        r"\left(1\:0\:0\right)", r"20\,000 k", r"[0.5~0.5]",
    ],
)  # fmt: skip
def test_what_is_not_sure_is_refused(latex: str) -> None:
    with pytest.raises(RefusedError):
        parse(latex)


def test_an_objective_ends_before_the_comma_of_its_conditions() -> None:
    found = pieces(canonical(r"\min_w \left[ L(w) + R(w) \right], \text{ such that } v = f(w)"))
    assert [piece.is_condition for piece in found] == [False, True]
    assert found[0].tokens[-1] == "]"


def test_statements_and_their_conditions() -> None:
    found = pieces(canonical(r"a = b, \qquad c = d \quad \text{for } i = 1, \dots, n"))
    assert ["".join(piece.tokens) for piece in found if not piece.is_condition] == ["a=b", "c=d"]
    assert any(piece.is_condition for piece in found)


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"\text{where}\quad \delta_t = r_t + \gamma v", [r"\delta_{t}=r_{t}+\gammav"]),
        (r"P = u K v,\quad\text{where}\quad K = e^{-C/h}", ["P=uKv", "K=e^{-C/h}"]),
        (
            r"g = \frac{a}{b} \quad\text{with}\quad a = \frac{1}{n},\ b = 3",
            [r"g=\frac{a}{b}", r"a=\frac{1}{n}"],
        ),
        (r"g = a^b \quad\text{where}\quad a = \frac{1}{n},\ b = 2n", ["g=a^{b}", r"a=\frac{1}{n}", "b=2n"]),
        (r"N = 12 n d^2 \quad\text{with}\quad d = e/4 = c", ["N=12nd^{2}"]),
        (r"f = x \quad\text{where } x = y", ["f=x"]),
        (r"f = x \quad\text{if } x = y + 1", ["f=x"]),
        (r"n v = 1, \forall l", ["nv=1"]),
        (r"f = x \quad\text{where } i = 1, \dots, n", ["f=x"]),
    ],
)
def test_what_is_defined_beside_a_statement_is_one_too(latex: str, said: list[str]) -> None:
    assert ["".join(piece.tokens) for piece in pieces(canonical(latex)) if not piece.is_condition] == said


@pytest.mark.parametrize(
    ("latex", "said"),
    [
        (r"u \sim h \equiv v \sim k, u = f(v)", [r"u\simh\equivv\simk,u=f(v)"]),
        (r"f \equiv a + b, g \equiv c + d", [r"f\equiva+b", r"g\equivc+d"]),
        (r"f \equiv a + b, g = c", [r"f\equiva+b", "g=c"]),
        (r"a = b \iff c = d, e = f", [r"a=b\Leftrightarrowc=d,e=f"]),
        (r"a = b, e = f \quad \Leftrightarrow \quad c = d", [r"a=b,e=f\Leftrightarrowc=d"]),
        (r"a = b \iff c = d, \quad e = f", [r"a=b\Leftrightarrowc=d", "e=f"]),
        (r"a = b \iff c = d, \forall x", [r"a=b\Leftrightarrowc=d"]),
        (r"a = b \text{ iff } c = d, e = f", ["a=b"]),
        (r"a = b \quad\Rightarrow\quad c = d", [r"a=b\Rightarrowc=d"]),
        (r"\min_x D(x) \quad\Rightarrow\quad \min_x f(x)", [r"\min_{x}D(x)\Rightarrow\min_{x}f(x)"]),
        (r"a \quad = \qquad b + c, \quad e = f", ["a=b+c", "e=f"]),
    ],
)
def test_what_equivalences_and_gaps_join(latex: str, said: list[str]) -> None:
    assert ["".join(piece.tokens) for piece in pieces(canonical(latex)) if not piece.is_condition] == said


def test_an_array_is_printed_with_its_columns() -> None:
    latex = r"P = [\begin{array}{ll} p_1 & q \\ r & s \end{array}]"
    assert to_latex(parse(latex)) == r"P=[\begin{array}{cc}p_{1}&q\\r&s\end{array}]"
    assert parse(to_latex(parse(latex))) == parse(latex)


def test_statements_side_by_side_in_an_array_are_apart() -> None:
    rows = [r"\begin{array}{lll} x_0 = a & x_1 = b + c & \cdots\\ y_0 = d & y_1 = e & \cdots \end{array}"]
    found = [piece for line in whole_statements(rows) for piece in pieces(canonical(line))]
    said = ["".join(piece.tokens) for piece in found if not piece.is_condition]
    assert said == ["x_{0}=a", "x_{1}=b+c", "y_{0}=d", "y_{1}=e"]


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (r"\log \frac{1}{n} \sum_i w_i", "(log (* (/ 1 n) (sum{i}{} w_i)))"),
        (r"\det A \cdot \det B", "(* (det A) (det B))"),
        (r"\cos m\theta", "(cos (* m theta))"),
        (r"\hat{y_i}^2", "(^ hat:y_i 2)"),
        (r"\hat\mathbf{K}", "hat:bf:K"),
        (r"\mathbf{W}[h \| x]", "(* bf:W ([] h || x))"),
        (r"\tanh(W_c [c; h])", "(tanh (* W_c ([] c ; h)))"),
        (r"\sigma(y) (\frac{x}{s}) + z", "(+ (* (call sigma y) (/ x s)) z)"),
        (r"a = b =: c", "(rel a = b =: c)"),
        (r"\left\lfloor x / s \right\rceil", "(floor (/ x s))"),
        (r"\frac{\delta C}{\delta y_i}", r"(d{deltaC}{deltay_i})"),
        (r"\frac{\delta_1}{\delta_2}", r"(/ delta_1 delta_2)"),
        (r"y_k y_k^T", "(* y_k (T y_k))"),
        (r"q_i^T p", "(* (T q_i) p)"),
        (r"H[q_j]", "(call H q_j)"),
        (r"\sigma_n^2 (1 + x)", "(* (^ sigma_n 2) (+ 1 x))"),
        (
            r"\sup_{\|f\|_L \leq 1} \int f d\mu - \int f d\nu",
            "(sup{||f||_Lleq1}{} (+ (int (* f (diff d mu))) (- (int (* f (diff d nu))))))",
        ),
        (r"\begin{bmatrix} 1 & \\ a & 1 \end{bmatrix}", '(bmatrix (row 1 "") (row a 1))'),
        (
            r"\begin{cases} 1 & if x > 0, \\ c & otherwise. \end{cases}",
            '(cases (row 1 (said "if" (> x 0))) (row c "otherwise"))',
        ),
        (
            r"\begin{cases} 1 & for\ x > 0 \\ c & else \end{cases}",
            '(cases (row 1 (said "for" (> x 0))) (row c "else"))',
        ),
        (r"\begin{cases} 1 & f x > 0 \\ c & e \end{cases}", "(cases (row 1 (> (* f x) 0)) (row c e))"),
    ],
)
def test_readings(latex: str, reading: str) -> None:
    assert form(parse(latex)) == reading


@pytest.mark.parametrize(
    ("latex", "elsewhere", "reading"),
    [
        (r"\Delta B u", r"\exp(\Delta A) - \Delta / 2", "(* Delta B u)"),
        (r"\Delta B u", r"W_0 + \Delta W", "(* DeltaB u)"),
        (r"G(\frac{C}{6})^a", r"\text{where } G = \frac{a}{b}", "(* G (^ (/ C 6) a))"),
        (r"F^{-1}(t)", "y = F(x)", "(call F^-1 t)"),
        # what a chance is raised to, and 1 minus it what it leaves to 1
        (
            r"r = q_s^{B_{ij}} (1 - q_s)^{1 - B_{ij}}",
            "a = b",
            "(= r (* (^ q_s B_ij) (^ (+ 1 (- q_s)) (+ 1 (- B_ij)))))",
        ),
        # T transposes what stands beside itself transposed somewhere, T being a number elsewhere
        (r"b = q \xi^T", r"\xi \xi^T < T", "(= b (* q (T xi)))"),
        (r"b = 2 (\xi_j)^T", r"\xi_j (\xi_j)^T < T", "(= b (* 2 (T xi_j)))"),
        (r"b = q \xi^T", "q = 2 T", "(= b (* q (^ xi T)))"),
        # dots alone in brackets make no function of a factor
        (
            r"\mathbf{b} = \mathbf{R} (\mathbf{u} \odot \mathbf{v})",
            r"\mathbf{R} \mathbf{u} = g(\mathbf{R} (\cdots) + 1)",
            "(= bf:b (* bf:R (odot bf:u bf:v)))",
        ),
    ],
)
def test_readings_with_what_the_paper_says_elsewhere(latex: str, elsewhere: str, reading: str) -> None:
    usage = usage_of([canonical(latex), canonical(elsewhere)])
    assert form(parse(latex, usage)) == reading


@pytest.mark.parametrize(
    ("latex", "elsewhere"),
    [
        (r"\Delta t f", r"\Delta / 2"),
        (r"A_n^l x", "K_l = x"),
        (r"T_i (1 - a) c", "y = T(s)"),
        (r"\alpha_k^c x", "a = b"),
        (r"b = q \xi^T", "c c^T < T"),
        (r"r = q_s^{B_{ij}} (1 - q_t)^{1 - B_{ij}}", "a = b"),
        (r"\log \frac{a}{b} \sum_i w_i", "a = b"),
        (r"\mathbf{R} (\cdots) + 1", r"\mathbf{R} \mathbf{u}"),
    ],
)
def test_what_reads_in_two_ways_in_its_paper_is_refused(latex: str, elsewhere: str) -> None:
    with pytest.raises(RefusedError):
        parse(latex, usage_of([canonical(latex), canonical(elsewhere)]))


def test_symbols_of_a_statement() -> None:
    statement = parse(r"\theta_{t+1} = \theta_t - \alpha \hat{m}_t")
    assert [to_latex(symbol) for symbol in symbols(statement)] == [
        r"\theta_{t+1}", r"\theta_{t}", r"\alpha", r"\hat{m}_{t}",
    ]  # fmt: skip


_LETTER = st.sampled_from(
    ["x", "y", r"\alpha", r"\theta_t", r"\hat{m}", r"\mathbf{w}", "2", "0.5", r"v_{t+1}'"]
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", r" \cdot ", r" \odot "]), inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: rf"\frac{{{pair[0]}}}{{{pair[1]}}}"),
        inner.map(lambda one: rf"\sqrt{{{one}}}"),
        inner.map(lambda one: rf"\left({one}\right)^2"),
        inner.map(lambda one: rf"\|{one}\|_2" if "|" not in one else one),
        inner.map(lambda one: rf"\exp({one})"),
        inner.map(lambda one: rf"\mathcal{{L}}({one})"),
        inner.map(lambda one: rf"\sum_{{i=1}}^n ({one})"),
    )


@given(st.recursive(_LETTER, _larger, max_leaves=10))
def test_what_is_accepted_prints_back(latex: str) -> None:
    statement = parse(latex)
    assert to_tokens(statement) == canonical(latex)
    assert parse(to_latex(statement)) == statement


_SOUP = r"""
x 2 { } ( ) [ ] | \|
^ _ ' + - = , \frac \sqrt \log \sum \nabla \mathbf \hat \text{if} & \\ \left \right . \quad
\begin{cases} \end{cases} \operatorname{KL} \partial \mid \{ \} ! / \bf \overset \underbrace
"""
_TOKENS = st.sampled_from(_SOUP.split())


@given(st.lists(_TOKENS, max_size=30).map("".join))
def test_any_soup_of_tokens_is_read_or_refused(latex: str) -> None:
    try:
        statement = parse(latex)
    except RefusedError:
        return
    assert isinstance(statement, Statement)
    assert to_tokens(statement) == canonical(latex)


@pytest.mark.parametrize(
    "latex", ["{" * 20_000 + "x" + "}" * 20_000, "(" * 3_000 + "x" + ")" * 3_000, "x^" * 2_000]
)
def test_depth_is_bounded(latex: str) -> None:
    with pytest.raises(RefusedError):
        parse(latex)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (r"a = b \\[2pt] c = d", ["a = b", "c = d"]),
        (r"a = b \\[-0.5\baselineskip] c = d", ["a = b", "c = d"]),
        (r"a = b \\ [1, 2]^\top = c", ["a = b", r"[1, 2]^\top = c"]),
        (r"a = b \\* c = d", ["a = b", "c = d"]),
    ],
)
def test_a_row_ends_with_a_length_but_not_with_what_the_next_begins_with(
    content: str, rows: list[str]
) -> None:
    assert [row.text.strip() for row in split_rows(content)] == rows
