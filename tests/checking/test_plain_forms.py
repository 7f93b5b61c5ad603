"""Formulas in plainer form: what changes nothing may be typed otherwise, and near misses stay wrong."""

from __future__ import annotations

import pytest

from tests.asked import check
from tests.rows import each_row

SAME: list[tuple[str, list[str]]] = [
    (r"v \sim r(\cdot \mid w)", ["v ~ r(. | w)", "v ~ r(.|w)", r"v \sim r(\cdot | w)"]),
    (r"v \sim r(\cdot)", ["v ~ r(.)"]),
    (r"r(u) = \prod_{t=1}^{T} r(u_t | u_{<t}, c)", ["r(u) = prod_{t=1}^T r(u_t | u_<t, c)"]),
    (r"c \in \log_2 f(u)", ["c in log2 f(u)", "c in log2(f(u))", "c in log_2(f(u))"]),
    (
        r"p(\mathbf{u}, v) = p_{g}(\mathbf{u} | v) p(v)",
        ["p(u, v) = p(v) p_g(u | v)", "p(u,v) = p(v)*p_g(u|v)"],
    ),
    (
        r"P(A|B_1,\ldots,B_n) = \frac{P(A) P(B_1,\ldots,B_n|A)}{P(B_1,\ldots,B_n)}",
        [
            r"P(A|B_1,...,B_n) = \frac{P(B_1,...,B_n|A) P(A)}{P(B_1,...,B_n)}",
            "P(A|B_1,...,B_n) = P(B_1,...,B_n|A) P(A)/P(B_1,...,B_n)",
        ],
    ),
    (r"\mathbf{m} = \sum_{u} \mathbf{u}\, p(\mathbf{u})", ["m = sum_u p(u) u"]),
    (r"h = -\sum_{u} p(u) \log p(u)", ["h = -sum_u log(p(u)) p(u)", "h = sum_u p(u) log(1/p(u))"]),
    (
        r"f(\mathbf{u}) = g(v) \left[\sum_{j} \mathbf{h}(j)\right]",
        ["f(u) = g(v) sum_j h(j)", "f(u) = g(v) (sum_j h(j))"],
    ),
    (r"f(\mathbf{u}) = \sum_{j} (a_j \mathbf{h}(j))", ["f(u) = sum_j a_j h(j)"]),
    (
        r"r(c) = \frac{1}{Z(c)} \exp\left(\sum_j (w_j f_j(c))\right)",
        [r"r(c) = \frac{1}{Z(c)} exp(sum_j w_j f_j(c))", "r(c) = exp(sum_j w_j f_j(c))/Z(c)"],
    ),
    (
        r"r(c) \propto \exp\{\mathbf{u}^\top f(c)\}",
        ["r(c) propto exp{u^T f(c)}", "r(c) propto exp(u^T f(c))"],
    ),
    (r"S = \{u | u^T w + b = 0\}", ["S = {u | u^T w + b = 0}", "S = {u : u^T w + b = 0}"]),
    (r"S(c) = \mathbb{E}\{r \mathbf{u}^T\}", ["S(c) = E{r u^T}", "S(c) = E[r u^T]", "S(c) = E(r u^T)"]),
    (
        r"S(c) = \mathbb{E}\{r \mathbf{u}^T\} + \lambda \mathbb{E}\{q\}",
        [r"S(c) = \lambda \mathbb{E}\{q\} + \mathbb{E}\{r \mathbf{u}^T\}"],
    ),
    (
        r"p(c|u) = \frac{f(c,u)}{\sum_{c \in C} f(c,u)}",
        [
            r"p(c|u) = \frac{f(c,u)}{sum_{c' in C} f(c',u)}",
            "p(c|u) = f(c,u)/(sum_{c' in C} f(c',u))",
            r"p(c|u) = \frac{f(c,u)}{\sum_{k \in C} f(k,u)}",
        ],
    ),
    (
        r"D(U \| V) = \sum U \log \frac{U}{V}",
        ["D(U||V) = sum U (log U - log V)", "D(U||V) = -sum U log(V/U)"],
    ),
    (
        r"D = \mathbb{E}_{u \sim q}[\log q(u) - \log p(u)]",
        [r"D = E_{u ~ q}[log(q(u)/p(u))]", r"D = -E_{u ~ q}[log(p(u)/q(u))]"],
    ),
    (r"J(w) = \mathbb{E}_{u}[-\log p_w(u)]", ["J(w) = -E_u[log p_w(u)]", "J(w) = E_u[log(1/p_w(u))]"]),
    (r"t = \operatorname{Tr}(B)", ["t = trace(B)", "t = tr B", "t = Tr B", "t = Tr[B]", "t = tr(B)"]),
    (r"b \ge \sum_i [-a_i - (\eta c_i)^2]", ["b >= sum_i [-a_i - eta^2 c_i^2]"]),
    (r"B = \operatorname{tr}((\eta C)^2)", ["B = tr(eta^2 C^2)"]),
    (r"B \in \operatorname{tr}(C C) + u_i u_i", ["B in tr(C^2) + u_i^2", r"B \in tr(CC) + u_i^2"]),
    (r"r = \sum_i f(i) (-\log g(\mathbf{u}))", ["r = -sum_i f(i) log g(u)"]),
    (r"\frac{\partial^2 L}{\partial w^2} = f(w)", ["d^2L/dw^2 = f(w)"]),
    (
        r"\frac{\partial L}{\partial w} = \mathbb{E}\{a_\dagger w\}",
        ["dL/dw = E{a_dagger w}", "dL/dw = E[a_dagger w]"],
    ),
    (r"B = f(\mathbf{r}^\top Q^{(\mathrm{dec})})", ["B = f(r.T Q^(dec))", "B = f(r^T Q^{dec})"]),
    (r"f(z') = g(z)", ["f(z_prime) = g(z)", "f(zprime) = g(z)"]),
    (r"h(M) = \sum_{m \in \mathcal{M}} f(m)", ["h(M) = sum_m f(m)", "h(M) = sum_{m in M} f(m)"]),
    (r"h = \sum_{s \in S} f(s)", ["h = sum_s f(s)"]),
    (r"f(u|s) = f(u|s')", ["f(u|s') = f(u|s)"]),
    (r"\varphi(u) \in \phi(v)", ["varphi(u) in phi(v)"]),
    (r"\varphi(u) \in g(v)", ["phi(u) in g(v)"]),
    (r"k \times d_v", ["k x d_v", "k × d_v"]),
    (r"h = f(W_{x2} \ast u)", ["h = f(W_{x2} * u)"]),
    (r"A(u) \Longrightarrow b", ["A(u) => b", r"A(u) \implies b"]),
]
OTHER: list[tuple[str, list[str]]] = [
    (r"v \sim r(\cdot \mid w)", ["v ~ r(w | .)", "v ~ r(.)", "v ~ r(|w.)"]),
    (r"r(u) = \prod_{t=1}^{T} r(u_t | u_{<t}, c)", ["r(u) = prod_{t=1}^T r(u_t | u_>t, c)"]),
    (r"c \in \log_2 f(u)", ["c in 2 log f(u)", "c in log f(u)", "c in log10 f(u)"]),
    (
        r"p(\mathbf{u}, v) = p_{g}(\mathbf{u} | v) p(v)",
        ["p(u, v) = p(u) p_g(u | v)", "p(u, v) = p(v) p_g(v | u)", "p(u, v) = p(v)"],
    ),
    (r"\mathbf{m} = W p(\mathbf{u})", ["m = p(u) W"]),
    (r"\mathbf{m} = \mathbf{u}^\top p(\mathbf{w})", ["m = p(w) u^T"]),
    (r"V(s) = P(s) v(s)", ["V(s) = v(s) P(s)"]),
    (r"m(u) = \mathbf{A} \mathbf{B} f(u)", ["m(u) = B A f(u)", "m(u) = A f(u) B"]),
    (r"f(\mathbf{u}) = (\sum_{j} \mathbf{h}(j)) g(j)", ["f(u) = sum_j h(j) g(j)"]),
    (r"f(\mathbf{u}) = (\log g(v)) \mathbf{u}", ["f(u) = log(g(v) u)"]),
    (r"f(\mathbf{u}) = \sum_{j} (a_j + \mathbf{h})", ["f(u) = sum_j a_j + h"]),
    (r"f(\mathbf{u}) = g(b c)", ["f(u) = g b c"]),
    (r"f(\mathbf{u}) = \hat{g}_{1}(b)", ["f(u) = ghat_1 b"]),
    (r"W^{(2)} = f(\mathbf{u})", ["W^2 = f(u)"]),
    (r"W_{(2)} = f(\mathbf{u})", ["W_2 = f(u)"]),
    (
        r"r(c) = \frac{1}{Z(c)} \exp\left(\sum_j (w_j f_j(c))\right)",
        ["r(c) = exp(sum_j w_j f_j(c)/Z(c))", "r(c) = Z(c) exp(sum_j w_j f_j(c))"],
    ),
    (r"r(c) \propto \exp\{\mathbf{u}^\top f(c)\}", ["r(c) propto u^T f(c)"]),
    (
        r"S = \{u | u^T w + b = 0\}",
        ["S = {w | u^T w + b = 0}", "S = {u | u^T w + b}", "S = {u, u^T w + b = 0}"],
    ),
    (r"S(c) = \{f(u), c\}", ["S(c) = (f(u), c)"]),
    (
        r"p(c|u) = \frac{f(c,u)}{\sum_{c \in C} f(c,u)}",
        [
            r"p(c|u) = \frac{f(c,u)}{sum_{c' in C} f(c,u)}",
            r"p(c|u) = \frac{f(c',u)}{sum_{c' in C} f(c',u)}",
            r"p(c|u) = \frac{f(c,u)}{sum_{u in C} f(u,u)}",
        ],
    ),
    (r"g(v) = \sum_{i} \sum_{j} f(i, j)", ["g(v) = sum_i sum_j f(j, i)"]),
    (
        r"D(U \| V) = \sum U \log \frac{U}{V}",
        ["D(U||V) = sum U log(V/U)", "D(U||V) = sum U (log V - log U)", "D(U||V) = -sum U log(U/V)"],
    ),
    (r"J(w) = \mathbb{E}_{u}[-\log p_w(u)]", ["J(w) = E_u[log p_w(u)]", "J(w) = -E_u[-log p_w(u)]"]),
    (r"J(w) = E(-\mathbf{w}) + g(w)", ["J(w) = -E(w) + g(w)"]),
    (r"J(w) = \max_u \mathbb{E}_{v}[-\mathbf{f}(u,v)]", ["J(w) = -max_u E_v[f(u,v)]"]),
    (r"J(w) = \prod_u (-\mathbf{f}(u))", ["J(w) = -prod_u f(u)"]),
    (r"t = \operatorname{Tr}(B)", ["t = det B", "t = t r B C"]),
    (
        r"b \ge \sum_i [-a_i - (\eta c_i)^2]",
        ["b >= sum_i [-a_i - eta c_i^2]", "b >= sum_i [-a_i - eta^2 c_i]"],
    ),
    (r"B = f((\mathbf{W} u)^2)", ["B = f(W^2 u^2)"]),
    (r"B = f(C_{ii} u_{jj})", ["B = f(C_{i^2} u_{jj})", "B = f(C_i u_j)"]),
    (r"B \in \operatorname{tr}(C C) + c", ["B in tr(C)^2 + c", "B in tr(C) + c", "B in tr(C^3) + c"]),
    (r"\frac{\partial^2 L}{\partial w^2} = f(w)", ["dL/dw = f(w)", "d^2L/dw = f(w)"]),
    (r"B = f(\mathbf{r}^\top Q^{(n)})", ["B = f(r Q^(n))", "B = f(r.T Q^n)"]),
    (r"h(M) = \sum_{m \in \mathcal{M}} f(m)", ["h(M) = sum_u f(m)", "h(M) = sum_{m in U} f(m)"]),
    (r"h(i) = \sum_{j \in N(i)} f(j)", ["h(i) = sum_j f(j)"]),
    (r"h(n) = \sum_{j=1}^{n} f(j)", ["h(n) = sum_j f(j)"]),
    (r"\varphi(u) \in \phi(v)", ["phi(u) in phi(v)", "varphi(u) in varphi(v)", "phi(u) in varphi(v)"]),
    (r"k \times d_v", ["d_v x k", r"d_v \times k", "k d_v"]),
    (r"f(\mathbf{u}) = g(\mathbf{u})", ["g(u) = g(u)"]),
    (r"(U V) f(\mathbf{u}) = U (V f(\mathbf{u}))", ["U V f(u) = U V f(u)", "U (V f(u)) = U (V f(u))"]),
    (r"p(u|v) p(v) = p(v) p(u|v)", ["p(u|v) p(v) = p(u|v) p(v)"]),
]


def pairs(of: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    return [(key, answer) for key, answers in of for answer in answers]


@each_row(("key", "answer"), pairs(SAME))
def test_what_changes_nothing_may_be_typed_otherwise(key: str, answer: str) -> None:
    assert check({"formula": key}, answer).verdict == "correct"


@each_row(("key", "answer"), pairs(OTHER))
def test_a_near_miss_is_wrong(key: str, answer: str) -> None:
    assert check({"formula": key}, answer).verdict == "wrong"


@each_row(
    ("answer", "verdict"),
    [
        ("J(A;B) = K(A) - K(A|B)", "correct"),
        ("J(A;B) = K(A) - K(A | B)", "correct"),
        ("K(A|B) = K(A) - J(A;B)", "correct"),
        ("J(A;B) = K(A) + K(A|B)", "wrong"),
        ("J(A;B) = K(A|B) - K(A)", "wrong"),
        ("J(A;B) = K(A) - K(B|A)", "wrong"),
        ("K(A) - K(A|B)", "wrong"),
        ("J(A;B) = K(A) - K(A|B", "unreadable"),
    ],
)
def test_a_bar_in_a_call_is_a_condition(answer: str, verdict: str) -> None:
    expect = {
        "formula": "J = K - L",
        "latex": r"J(A;B) = K(A) - K(A \mid B)",
        "names": {"J": "J(A;B)", "K": "K(A)", "L": r"K(A\mid B)"},
    }
    assert check(expect, answer).verdict == verdict


@pytest.mark.parametrize(
    "text", ["f(" * 250 + "x" + ")" * 250, "(-" * 300 + "x", "E[-" * 200, "(a b)^2" * 90, "log(" * 240]
)
def test_nested_forms_are_compared_all_the_same(text: str) -> None:
    assert check({"formula": r"x \in \mathbf{W} f(y)"}, text).verdict == "wrong"


@each_row(("key", "answers"), SAME)
def test_what_is_typed_so_far_is_judged(key: str, answers: list[str]) -> None:
    for answer in (key, *answers):
        for end in range(1, len(answer), 8):
            assert check({"formula": key}, answer[:end]).verdict in ("correct", "wrong", "unreadable")
            assert check({"formula": key}, answer[end:]).verdict in ("correct", "wrong", "unreadable")
