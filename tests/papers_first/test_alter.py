"""Altered formulas: each is proved to say something else, and each says what was changed."""

from __future__ import annotations

import pytest

from drill.papers_first.alteration.alter import distinct
from drill.papers_first.alteration.identities import may_hold_for_both
from drill.papers_first.arithmetic.points import differ
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.formula.tree import Node, Symbol, symbols

_ALL = 40


def side(latex: str) -> Node:
    return parse_tokens(canonical(latex)).sides[-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a + b", "b + a"),
        ("a (b + c)", "a b + a c"),
        (r"\frac{a}{b} c", r"\frac{a c}{b}"),
        (r"\|x - y\|", r"\|y - x\|"),
        ("f(x, y)", "f(y, x)"),
        (r"\mathrm{Var}(x - y)", r"\mathrm{Var}(y - x)"),
        (r"\sum_i (a_i + b_i)", r"\sum_i (b_i + a_i)"),
        (r"\mathbb{E}[a - b]", r"-\mathbb{E}[b - a]"),
        (r"\log(a b)", r"\log(a) + \log(b)"),
        (r"\operatorname{rank}(A - B)", r"\operatorname{rank}(B - A)"),
        (r"\operatorname{gap}(a - b) + c", r"\operatorname{gap}(b - a) + c"),
        (r"\det(A - B)", r"\det(B - A)"),
        (r"(a - b)^\top M (a - b)", r"(b - a)^\top M (b - a)"),
        (r"z_i^\top z_j", r"z_j^\top z_i"),
        (r"x^\top A y", r"y^\top A x"),
        (r"\langle u, v \rangle", r"\langle v, u \rangle"),
        (r"\max(a, b)", r"\max(b, a)"),
        (r"\mathrm{JS}(p \| q)", r"\mathrm{JS}(q \| p)"),
        (r"\mathcal{N}(x; \mu, \Sigma)", r"\mathcal{N}(\mu; x, \Sigma)"),
        (r"\arg\max_x \frac{1}{2} f(x)", r"\arg\max_x f(x)"),
        (r"\arg\min_x \|A x - b\|^2", r"\arg\min_x \|A x - b\|"),
        (r"\arg\max_x (\log f(x) + \log c)", r"\arg\max_x \log f(x)"),
        (r"\nabla_x (f(x) + g(y))", r"\nabla_x f(x)"),
        (r"\frac{d}{dx} (f(x) + c)", r"\frac{d}{dx} (f(x) - c)"),
        (r"\arg\min_x -\frac{1}{N} \sum_n f_n(x)", r"\arg\min_x -\sum_n f_n(x)"),
        (r"p(a, b) p(d \mid a, b)", r"p(b, a) p(d \mid b, a)"),
        (r"\mathrm{Normal}(x \mid \mu)", r"\mathrm{Normal}(\mu \mid x)"),
        (r"|A \cap B|", r"|B \cap A|"),
        (r"\frac{|A|}{|A \cup B|}", r"\frac{|A|}{|B \cup A|}"),
        (r"\mathrm{Huber}(a - b)", r"\mathrm{Huber}(b - a)"),
        (r"c + \frac{\sum_{i} -2 (x_i - \mu)}{m}", r"c + \frac{\sum_{i} - (x_i - \mu)}{m}"),
    ],
)
def test_what_is_the_same_is_not_called_different(one: str, other: str) -> None:
    assert not differ(side(one), side(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - b", "b - a"),
        (r"p(x \mid y)", r"p(y \mid x)"),
        ("f(x)", "f(y)"),
        (r"\nabla f(x)", r"\nabla f(y)"),
        (r"\sqrt{v} + \epsilon", r"\sqrt{v + \epsilon}"),
        ("x_t", "x_{t+1}"),
        (r"\sum_i a_i b_i", r"\sum_i a_i"),
        (r"\arg\min_x f(x) + \lambda g(x)", r"\arg\min_x f(x)"),
        (r"\mathrm{KL}(p \| q)", r"\mathrm{KL}(q \| p)"),
        (r"|A \cap B|", r"|A \cup B|"),
        (r"\mathrm{sigm}(a - b)", r"\mathrm{sigm}(b - a)"),
        (r"\operatorname{tr}(A - B)", r"\operatorname{tr}(B - A)"),
        (r"\operatorname{gap}(a - b)", r"\operatorname{gap}(a + b)"),
        (r"\sum_{i} 2 (x_i - \mu_i)", r"\sum_{i} (x_i - \mu_i)"),
    ],
)
def test_what_differs_is_proved_to(one: str, other: str) -> None:
    assert differ(side(one), side(other))


def test_indices_that_run_over_the_same_are_not_exchanged() -> None:
    double = side(r"\sum_{i} \sum_{j} x_i \log x_j")
    assert not {"exchanged", "exchanged letters"} & {altered.kind for altered in distinct(double, _ALL)}


@pytest.mark.parametrize(
    "latex",
    [r"p_i (\delta_{ij} - p_j)", r"p_{ki} (\delta_{i,j} - p_{kj})", r"p_i (\mathbf{1}_{i=j} - p_j)"],
)
def test_indices_that_a_sign_sets_equal_are_not_exchanged(latex: str) -> None:
    assert not any(altered.exchanged for altered in distinct(side(latex), _ALL))
    assert any(altered.exchanged for altered in distinct(side(r"p_i (\delta_t - p_j)"), _ALL))


def test_what_has_no_value_proves_nothing() -> None:
    assert not differ(side(r"\log(a - a)"), side("b"))
    assert not differ(side(r"a \pm b"), side("a - b"))


@pytest.mark.parametrize(
    ("latex", "changed", "say"),
    [
        (r"\beta m_t + (1-\beta) g_t", r"(1-\beta)m_{t}+\beta g_{t}", "exchanged"),
        (r"\sqrt{v} + \epsilon", r"\sqrt{v+\epsilon}", "outside of the root"),
        ("a - b", "a+b", "sign"),
        (r"\frac{a}{b}", r"\frac{b}{a}", "upside down"),
        (r"\beta^{t+1} x", r"\beta x", "exponent"),
        ("a m_t + x_{t-1}", "am_{t-1}+x_{t-1}", "index"),
        ("a m_t + x_{t+1}", "am_{t+1}+x_{t+1}", "index"),
        (r"p(x \mid y)", r"p(y\mid x)", "exchanged"),
        (r"p(x \mid y)", "p(x)", "condition"),
        (r"a \log p(x)", "ap(x)", "logarithm"),
        (r"\sum_{t=0}^{T} r_t", r"\sum_{t=1}^{T}r_{t}", "begins"),
        (r"\sum_{t=0}^{T-1} r_t", r"\sum_{t=0}^{T}r_{t}", "ends"),
        (r"\sum_{i=1}^{n} x_i", r"\sum_{i=1}^{n-1}x_{i}", "ends"),
        (r"\beta_1 m + \beta_2 v", r"\beta_{2}m+\beta_{1}v", "each other's place"),
        (r"\max_i x_i", r"\min_{i}x_{i}", "max"),
        ("a b c", "bc", "factor"),
        ("a + b + c", "a+c", "term"),
        (r"a (\log b - 1)", r"a\log b", "term"),
    ],
)
def test_slips_of_memory(latex: str, changed: str, say: str) -> None:
    found = [(to_latex(altered.node), altered.say) for altered in distinct(side(latex), _ALL)]
    assert any(text == changed and say in told for text, told in found)


@pytest.mark.parametrize(
    ("latex", "changed"),
    [
        ("L(w, x)", "L(w)"),
        ("a m_t", "am_{t+1}"),
        (r"q(x_t \mid x_{t-1})", r"q(x_{t}\mid x_{t})"),
        (r"\lambda x + \mu y", r"\lambda x"),
        (r"W h", "W"),
        (r"u^\top v / s", r"v/s"),
        (r"\gamma r_{t}", r"r_{t}\gamma"),
        (r"\prod_{s=1}^{t} a_s", r"\prod_{s=0}^{t}a_{s}"),
        (r"\sum_{i=0}^{n} i x_i", r"\sum_{i=1}^{n}ix_{i}"),
        (r"\mathbb{E}_{p}[x]", r"\mathbb{E}_{q}[x]"),
        (r"\int c(x, y) \mathrm{d}\pi(x, y)", r"\int c(y,x)\mathrm{d}\pi(y,x)"),
        (r"\int f(x) \mathrm{d}x", r"\int f(x)"),
        (r"\sup_{f} f(a) - f(b)", r"\sup_{f}f(b)-f(a)"),
        (r"x \in \mathbb{R}^{n}", r"x\in\mathbb{R}"),
        (r"a (\log b - 1)", r"a(\log b)"),
        (r"\frac{b}{a + b}", r"\frac{b}{b}"),
        (r"\max(x) - \min(x)", r"\max(x)-\max(x)"),
        (r"\mathbf{I} + s \mathbf{A}", r"\mathbf{A}+s\mathbf{I}"),
        (r"f(w z + b) v", "v"),
        (r"\alpha [\frac{b}{c + s}]", r"\alpha\frac{b}{c}"),
        (r"(a - b) + 1", "(a-b)"),
        (r"\mathrm{Bernoulli}(x \mid p)", r"\operatorname{Bernoulli}(x)"),
        (r"k(\mathbf{0}, \mathbf{x}) \mathbf{x}", r"k(\mathbf{x},\mathbf{0})\mathbf{0}"),
        (r"a_0 + a_1 + \ldots + a_n", "a_{0}+a_{1}+a_{n}"),
        (r"a_1 \cdots a_n", "a_{1}a_{n}"),
        (r"\rho(\theta) (1 - \epsilon)", r"\rho(\epsilon)(1-\theta)"),
        (r"t + a b^{(T)}", "b^{(T)}+at"),
        (r"\cos(a + b)^2", r"(\cos(a-b))^{2}"),
    ],
)
def test_what_nobody_would_take_for_it_is_not_made(latex: str, changed: str) -> None:
    relatives = symbols(side(r"\mathbb{E}_{q}[y]"))
    assert changed not in [to_latex(altered.node) for altered in distinct(side(latex), _ALL, relatives)]


def test_slips_that_people_make_come_first() -> None:
    whole = side(r"p(x \mid y) (a - b)^2 + \alpha z + \beta w")
    assert "lost condition" not in [altered.kind for altered in distinct(whole, 3)]


def test_each_is_another_formula_and_all_differ_from_each_other() -> None:
    whole = side(r"\theta_t - \alpha \frac{(1-\nu) g_t + \nu m_t}{\sqrt{v_t} + \epsilon}")
    chosen = distinct(whole, 4)
    assert len(chosen) == 4
    for place, altered in enumerate(chosen):
        assert differ(whole, altered.node)
        assert all(differ(altered.node, other.node) for other in chosen[place + 1 :])
        assert altered.say.endswith(".")


def test_a_relative_stands_in_for_a_symbol() -> None:
    other = Symbol("\\beta", sub=("1",))
    found = [altered for altered in distinct(side(r"\beta_2 v"), _ALL, [other]) if altered.kind == "relative"]
    assert [to_latex(altered.node) for altered in found] == [r"\beta_{1}v"]
    of_case = distinct(side(r"\Delta_s v"), _ALL, [Symbol("\\Delta", sub=("S",))])
    assert "relative" not in [altered.kind for altered in of_case]


def test_commuting_changes_and_bound_names_are_no_alterations() -> None:
    assert not distinct(side("x + x"), _ALL)[3:]
    for altered in distinct(side(r"\sum_{i} x_i y_i"), _ALL):
        assert not altered.kind.startswith("exchanged") or "i" not in {
            symbol.base for symbol in symbols(altered.node)
        }


def test_a_mean_is_not_left_out_of_deviations() -> None:
    covariance = side(r"\sum_i (x_i - \bar{x}) (y_i - \bar{y})")
    assert not {"sign", "term"} & {altered.kind for altered in distinct(covariance, _ALL)}


@pytest.mark.parametrize(
    ("latex", "changed"),
    [
        (r"\int p(x \mid z) p(z) \, dz", r"\int p(x)p(z)dz"),
        (r"\int p(x \mid z) p(z) \, \mathrm{d} z", r"\int p(x)p(z)\mathrm{d}z"),
        (r"\sum_{z} p(x \mid z) p(z)", r"\sum_{z}p(x)p(z)"),
        (r"\mathbb{E}_{z \sim q}[p(x \mid z)]", r"\mathbb{E}_{z\sim q}[p(x)]"),
        (r"\mathbb{E}[p(x \mid z)]", r"\mathbb{E}[p(x)]"),
        (r"\mathbb{E}[(f(z) - b) \nabla \log q(z)]", r"\mathbb{E}[(f(z)+b)\nabla\log q(z)]"),
        (r"\operatorname{softmax}(u - m)", r"\operatorname{softmax}(u)"),
        (r"\mathbb{E}[\nabla \log q(z) (f(z) - b)]", r"\mathbb{E}[\nabla\log q(z)f(z)]"),
        (
            r"\operatorname{Normalize}(\frac{1}{n} \sum_{i=1}^n u_i)",
            r"\operatorname{Normalize}(\sum_{i=1}^{n}u_{i})",
        ),
        (r"\operatorname{LN}(W u)", r"\operatorname{LN}(u)"),
    ],
)
def test_what_stays_true_when_all_is_summed_up_is_no_slip(latex: str, changed: str) -> None:
    assert changed not in [to_latex(altered.node) for altered in distinct(side(latex), _ALL)]


@pytest.mark.parametrize(
    ("latex", "changed"),
    [
        (r"\mu + \sigma \odot \epsilon", r"\mu-\sigma\odot\epsilon"),
        (r"f(x_t) + \xi_t", r"f(x_{t})-\xi_{t}"),
        (r"f(x_t) + \xi_t", r"f(x_{t})+\xi_{t-1}"),
        (r"f(x_t) + \mathcal{N}(0, s^2)", r"f(x_{t})-\mathcal{N}(0,s^{2})"),
        (r"a H(q(\cdot \mid x_t))", r"aH(q(x_{t}\mid\cdot))"),
        (r"\mathbb{E}[f(u_t) \mid u_0 = u, a_0 = a]", r"\mathbb{E}[f(u_{t})\mid a_{0}=u,u_{0}=a]"),
        (r"a - \nabla_x \cdot (p v)", "a-(pv)"),
        (r"a + b + O(h^2)", "a+b-O(h^{2})"),
        (r"a + b - c \mathcal{O}(h)", r"a+b+c\mathcal{O}(h)"),
    ],
)
def test_what_is_as_likely_or_of_another_sort_is_no_slip(latex: str, changed: str) -> None:
    assert changed not in [to_latex(altered.node) for altered in distinct(side(latex), _ALL)]


@pytest.mark.parametrize(
    ("latex", "is_made"),
    [
        (r"p(x, y) = p(x \mid y) p(y)", False),
        (r"I(X; Y) = H(X) - H(X \mid Y)", False),
        (r"g(a, b) = a^2 - 2 b", True),
        (r"p(x \mid y) = h(x) - 2 h(y)", True),
        (r"v = \log h_{\mathbf{\theta}} - 2 h_{\theta}", False),  # one name, once without its dress
    ],
)
def test_what_may_be_symmetric_is_not_exchanged(latex: str, is_made: bool) -> None:
    left, right = parse_tokens(canonical(latex)).sides
    found = [altered for altered in distinct(right, _ALL) if altered.exchanged is not None]
    assert any(not may_hold_for_both(altered, left) for altered in found) == is_made


@pytest.mark.parametrize(
    ("latex", "is_made"),
    [(r"\mathbb{E}[R - c \mid s]", False), (r"\mathbb{E}[R \mid s]", False), (r"\mathbb{E}[X \mid Y]", True)],
)
def test_what_is_given_is_not_what_is_meant(latex: str, is_made: bool) -> None:
    assert any("two sides of the bar" in altered.say for altered in distinct(side(latex), _ALL)) == is_made


def test_a_small_constant_has_a_sign() -> None:
    found = [to_latex(altered.node) for altered in distinct(side(r"\sqrt{v} + \epsilon"), _ALL)]
    assert r"\sqrt{v}-\epsilon" in found


def test_a_condition_that_stays_open_may_be_forgotten_under_an_integral() -> None:
    whole = side(r"\int h(z) q(z \mid x) \, dz")
    assert r"\int h(z)q(z)dz" in [to_latex(altered.node) for altered in distinct(whole, _ALL)]


def test_what_functions_of_their_own_are_applied_to_stays_where_it_is() -> None:
    whole = side(r"\frac{\mathrm{Cov}(f(b), \tilde{h})}{\mathrm{Var}(\tilde{h})}")
    assert not any("each other" in altered.say for altered in distinct(whole, _ALL))


@pytest.mark.parametrize(
    ("latex", "say"),
    [
        (
            r"\log f(a_1, a_2, a_3, b_1, b_2, b_3, c_1, c_2, c_3)",
            "The logarithm of the part that begins with $f$",
        ),
        (
            r"x + \| a_1 + a_2 + a_3 + b_1 + b_2 + b_3 + c_1 \|",
            "The sign before the norm that begins with $a_{1}$",
        ),
    ],
)
def test_a_long_part_is_called_by_its_beginning(latex: str, say: str) -> None:
    assert any(altered.say.startswith(say) for altered in distinct(side(latex), _ALL))


@pytest.mark.parametrize(
    ("latex", "is_made"),
    [
        (r"\arg\min_z -\frac{1}{N} \sum_{n=1}^{N} \log p(x_n \mid z)", False),
        (r"\arg\max_{z \in Z} c \, p(x \mid z)", False),
        (r"\arg\max_w (w p(x \mid z) - w^2)", True),
    ],
)
def test_what_is_chosen_may_stand_on_either_side_of_the_bar(latex: str, is_made: bool) -> None:
    said = [altered.say for altered in distinct(side(latex), _ALL)]
    assert any("two sides of the bar" in one for one in said) is is_made


@pytest.mark.parametrize(
    ("latex", "changed"),
    [
        (r"(a, a + b, h - 2 b)", r"(a,a,h-2b)"),
        (r"h^2 + (c \cdot u)^2", r"h^{2}+u^{2}"),
    ],
)
def test_brackets_stay_round_several_values_and_go_from_one(latex: str, changed: str) -> None:
    found = [to_latex(altered.node) for altered in distinct(side(latex), _ALL)]
    assert changed in found
    assert "a" not in found


def test_nothing_is_left_out_beside_a_sign_that_joins_two() -> None:
    found = distinct(side(r"A_{t-1} \bigcup A_t \bigcup B(u, v)"), _ALL)
    assert not any("missing" in altered.say for altered in found)


def test_a_term_is_called_by_the_fraction_before_it() -> None:
    whole = side(r"a + \frac{1}{2} \left( \sum_{i \in I} (h_i - u)^2 + c \right) w_j^2")
    assert any(r"the term that begins with $\frac{1}{2}$" in altered.say for altered in distinct(whole, _ALL))
