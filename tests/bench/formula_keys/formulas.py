r"""150 formulas as papers write them, each beside its value computed by hand from what the formula means.

A row is LaTeX, the rows that declare its letters, and a function of the letters in the order of their rows; a
parameter that names an axis (``n``) is its length. A function letter is called with a list of arguments. Each
function works at any length. Several functions stand for several readings, or for the members of a chain: a
value is one of them, and what is asked holds for all. None stands where no value is right, because a sign has
no meaning that all papers share. About half are traps, beside which a plain formula of the same kind stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.linalg import det, eigh, eigvalsh, inv, norm

Reference: TypeAlias = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """A formula with the rows of its letters and its value computed in another way."""

    latex: str
    rows: tuple[str, ...]
    references: tuple[Reference, ...]
    group: str = "unseen"
    # Whether the references take all values, no letters one by one.
    is_raw: bool = False


CASES: list[Case] = []


def add(latex: str, rows: str, reference: Reference | tuple[Reference, ...] | None) -> None:
    """Add a formula; its rows are parted by semicolons."""
    references = () if reference is None else reference if isinstance(reference, tuple) else (reference,)
    CASES.append(Case(latex, tuple(row.strip() for row in rows.split(";")), references))


def softmax(z: Any) -> Any:
    """Return the softmax of the last axis."""
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def sigmoid(z: Any) -> Any:
    """Return the logistic function."""
    return 1 / (1 + np.exp(-z))


def expm(a: Any) -> Any:
    """Return the exponential of a matrix by its power series on a scaled matrix."""
    scaled = a / 1024
    term = total = np.eye(len(a))
    for power in range(1, 20):
        term = term @ scaled / power
        total = total + term
    for _ in range(10):
        total = total @ total
    return total


def root_inverse(a: Any) -> Any:
    """Return the inverse of the square root of a positive definite matrix."""
    values, vectors = eigh(a)
    return vectors @ np.diag(values**-0.5) @ vectors.T


def spread_of(law: Any) -> Any:
    """Return the variance of a drawn law of numbers."""
    points, chances = np.array(law.list_points()), law.list_chances()
    return chances @ points**2 - (chances @ points) ** 2


def span(first: float, last: float) -> range:
    """Return the whole numbers from one to another, both included."""
    return range(round(first), round(last) + 1)


# Variances and covariances as sums, in the spellings of papers

add(r"v = \frac{1}{n} \sum_{i=1}^n x_i^2 - \left(\frac{1}{n} \sum_{i=1}^n x_i\right)^2", "x: n", np.var)
add(r"v = n^{-1} \sum_{j} x_j^2 - n^{-2} \Big( \sum_{j} x_j \Big)^2", "x: n", np.var)
add(
    r"c = \sum_{i=1}^n x_i y_i - \frac{1}{n} \Bigl(\sum_{i=1}^n x_i\Bigr) \Bigl(\sum_{i=1}^n y_i\Bigr)",
    "x: n; y: n",
    lambda x, y, n: x @ y - x.sum() * y.sum() / n,
)
add(
    r"v = \sum_k p_k x_k^2 - \left[ \sum_k p_k x_k \right]^2",
    "p: n simplex; x: n",
    lambda p, x: p @ x**2 - (p @ x) ** 2,
)
add(
    r"r = \frac{n \sum_i x_i y_i - \sum_i x_i \sum_i y_i}{n \sum_i x_i^2 - (\sum_i x_i)^2}",
    "x: n; y: n",
    lambda x, y, n: (n * (x @ y) - x.sum() * y.sum()) / (n * (x @ x) - x.sum() ** 2),
)
add(
    r"s = \sqrt{\sum_i w_i x_i^2 - \left( \sum_i w_i x_i \right)^2}",
    "w: n simplex; x: n",
    lambda w, x: np.sqrt(w @ x**2 - (w @ x) ** 2),
)
add(
    r"v = \frac{1}{n-1} \left( \sum_{i=1}^n x_i^2 - n \bar{x}^2 \right)",
    r"x: n; \bar{x}: number",
    lambda x, m, n: (x @ x - n * m**2) / (n - 1),
)
add(
    r"g = \sum_i |x_i| - \frac{\sum_i x_i^2}{\sum_i |x_i|}",
    "x: n",
    lambda x: abs(x).sum() - (x @ x) / abs(x).sum(),
)
add(
    r"g = \sum_i \log a_i - n \log \left( \frac{1}{n} \sum_i a_i \right)",
    "a: n > 0",
    lambda a, n: np.log(a).sum() - n * np.log(a.mean()),
)
add(r"q = \prod_i a_i - \prod_i b_i", "a: n; b: n", lambda a, b: a.prod() - b.prod())
add(
    r"q = \prod_{i=1}^n a_i + \lambda \left( \prod_{i=1}^n b_i \right)^2",
    r"a: n; \lambda: > 0; b: n",
    lambda a, k, b: a.prod() + k * b.prod() ** 2,
)
add(r"h = \sum_i x_i \sum_{j \neq i} x_j", "x: n", lambda x: x.sum() ** 2 - x @ x)
add(
    r"y = \frac12 \sum_{f} \Big( \big( \sum_i v_{i,f} x_i \big)^2 - \sum_i v_{i,f}^2 x_i^2 \Big)",
    "v: n, k; x: n",
    lambda v, x: (((x @ v) ** 2) - (x**2) @ v**2).sum() / 2,
)
add(
    r"d = \sum_i a_i + \sqrt{\sum_i b_i^2} + \sum_i c_i",
    "a: n; b: n; c: n",
    lambda a, b, c: a.sum() + norm(b) + c.sum(),
)
add(r"m = \sum_i x_i + 1", "x: n", lambda x: x.sum() + 1)
add(r"m = \sum_i (x_i + 1)", "x: n", lambda x, n: x.sum() + n)
add(
    r"k = \frac{\sum_i (x_i - \mu)^4}{\left(\sum_i (x_i - \mu)^2\right)^2}",
    r"x: n; \mu: number",
    lambda x, m: ((x - m) ** 4).sum() / ((x - m) ** 2).sum() ** 2,
)

# Losses and what classifiers give

add(
    r"L = -\sum_i y_i \log \frac{e^{z_i}}{\sum_j e^{z_j}}",
    "y: n one-hot; z: n",
    lambda y, z: -(y @ np.log(softmax(z))),
)
add(
    r"L = -z_c + \log \sum_j \exp(z_j)",
    "z: n; c: index",
    lambda z, c: -z[round(c) - 1] + np.log(np.exp(z).sum()),
)
add(
    r"L = -\frac{1}{n} \sum_{i=1}^n \left[ y_i \log \hat{y}_i + (1 - y_i) \log (1 - \hat{y}_i) \right]",
    r"y: n [0, 1]; \hat{y}: n (0, 1)",
    lambda y, p: -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean(),
)
add(
    r"L = -\alpha (1 - p)^{\gamma} \log p",
    r"\alpha: > 0; p: (0, 1); \gamma: >= 0",
    lambda a, p, g: -a * (1 - p) ** g * np.log(p),
)
add(r"L = \log(1 + e^{-y w^\top x})", "y: number; w: d; x: d", lambda y, w, x: np.log1p(np.exp(-y * (w @ x))))
add(
    r"L = -\log \sigma(r_w - r_l)",
    r"r_w: number; r_l: number; \sigma: logistic",
    lambda w, k, s: np.log1p(np.exp(k - w)),
)
add(
    r"L = \|a - p\|_2^2 - \|a - q\|_2^2 + m",
    "a: d; p: d; q: d; m: > 0",
    lambda a, p, q, m: ((a - p) ** 2).sum() - ((a - q) ** 2).sum() + m,
)
add(r"s = \frac{u^\top v}{\|u\| \|v\|}", "u: d; v: d", lambda u, v: u @ v / norm(u) / norm(v))
add(
    r"L = -\log \frac{\exp(s_1 / \tau)}{\sum_{k} \exp(s_k / \tau)}",
    r"s: n; \tau: > 0",
    lambda s, t: -np.log(softmax(s / t)[0]),
)
add(
    r"L = (1 - \epsilon) a + \frac{\epsilon}{K} \sum_{k=1}^K b_k",
    r"\epsilon: (0, 1); a: number; b: K",
    lambda e, a, b: (1 - e) * a + e * b.mean(),
)
add(
    r"D = 1 - \frac{2 \sum_i p_i g_i}{\sum_i p_i + \sum_i g_i}",
    "p: n (0, 1); g: n (0, 1)",
    lambda p, g: 1 - 2 * (p @ g) / (p.sum() + g.sum()),
)
add(
    r"L = \frac{1}{n} \|X w - y\|^2 + \lambda \|w\|_1",
    r"X: n, d; w: d; y: n; \lambda: > 0",
    lambda X, w, y, k, n: ((X @ w - y) ** 2).sum() / n + k * abs(w).sum(),
)
add(r"L = \sum_{i} \mathbb{1}[y_i > 0] x_i", "y: n; x: n", lambda y, x: x[y > 0].sum())
add(
    r"L = \begin{cases} \frac12 a^2 & |a| \le \delta \\ \delta(|a| - \frac12\delta) & \text{else}\end{cases}",
    r"a: number; \delta: > 0",
    lambda a, d: a * a / 2 if abs(a) <= d else d * (abs(a) - d / 2),
)

# Attention, low rank, norms of matrices

add(
    r"O = \operatorname{softmax}\left( \frac{Q K^\top}{\sqrt{d_k}} \right) V",
    "Q: n, d_k; K: m, d_k; V: m, d_v; d_k: count",
    lambda Q, K, V, c: softmax(Q @ K.T / math.sqrt(Q.shape[1])) @ V,
)
add(
    r"o = \frac{\sum_j \exp(q^\top k_j) v_j}{\sum_j \exp(q^\top k_j)}",
    "q: d; k: m, d; v: m, h",
    lambda q, k, v: softmax(k @ q) @ v,
)
add(r"\rho = \frac{d_k}{d_v} a", "d_k: > 0; d_v: > 0; a: number", lambda k, v, a: k / v * a)
add(
    r"h = W x + \frac{\alpha}{r} B A x",
    r"W: m, d; x: d; \alpha: > 0; r: > 0; B: m, k; A: k, d",
    lambda W, x, a, r, B, A: W @ x + a / r * (B @ (A @ x)),
)
add(r"f = \|W\|_F^2 - \operatorname{tr}(W^\top W) + \|x\|", "W: m, d; x: n", lambda W, x: norm(x))
add(
    r"f = \operatorname{tr}(A B) - \operatorname{tr}(A) \operatorname{tr}(B)",
    "A: n, n; B: n, n",
    lambda A, B: np.trace(A @ B) - np.trace(A) * np.trace(B),
)
add(r"m = (x^\top A^{-1} x)^{1/2}", "x: n; A: n, n pd", lambda x, A: math.sqrt(x @ inv(A) @ x))
add(r"y = A^{-\top} x + b", "A: n, n pd; x: n; b: n", lambda A, x, b: inv(A).T @ x + b)
add(r"Y = A^{-2} b", "A: n, n pd; b: n", lambda A, b: inv(A) @ inv(A) @ b)
add(r"Y = A^3 b", "A: n, n; b: n", lambda A, b: A @ A @ A @ b)
add(
    r"w = (X^\top X + \lambda I)^{-1} X^\top y",
    r"X: n, d; \lambda: > 0; y: n",
    lambda X, k, y, d: inv(X.T @ X + k * np.eye(d)) @ X.T @ y,
)
add(r"z = \det(\lambda A)", r"\lambda: > 0; A: n, n", lambda k, A, n: k**n * det(A))
add(r"z = \det(A^\top) \det(B)^{-1}", "A: n, n; B: n, n pd", lambda A, B: det(A) / det(B))
add(r"z = \log |\det W| + a", "W: n, n; a: number", lambda W, a: np.log(abs(det(W))) + a)
add(r"z = \log \det(I + U U^\top)", "U: n, k", lambda U, k: np.log(det(np.eye(k) + U.T @ U)))
add(r"z = \det(-A) + \det(A)", "A: n, n", lambda A, n: ((-1) ** n + 1) * det(A))
add(r"z = a \, |A|", "a: number; A: n, n pd", lambda a, A: a * det(A))
add(r"z = \lambda_{\max}(A)", "A: n, n pd", lambda A: eigvalsh(A)[-1])
add(r"y = A_{:, j} + b", "A: m, n; j: index; b: m", lambda A, j, b: A[:, round(j) - 1] + b)
add(r"y = A_{i,:} + b", "A: m, n; i: index; b: n", lambda A, i, b: A[round(i) - 1] + b)
add(r"y = A_{i,:}^\top b", "A: m, n; i: index; b: n", lambda A, i, b: A[round(i) - 1] @ b)
add(r"y = \operatorname{diag}(w) x", "w: n; x: n", lambda w, x: w * x)
add(r"y = \operatorname{diag}(A)^\top x", "A: n, n; x: n", lambda A, x: np.diag(A) @ x)
add(r"L = D^{-1/2} A D^{-1/2}", "D: n, n pd; A: n, n", lambda D, A: root_inverse(D) @ A @ root_inverse(D))
add(r"y = \exp(\tau A) h", r"\tau: > 0; A: n, n; h: n", lambda t, A, h: expm(t * A) @ h)
add(
    r"\bar{B} = (\Delta A)^{-1} (\exp(\Delta A) - I) \Delta B",
    r"\Delta: > 0; A: n, n pd; B: n, k",
    lambda t, A, B, n: inv(t * A) @ (expm(t * A) - np.eye(n)) @ (t * B),
)
add(r"y = e^{A} x", "A: n, n; x: n", lambda A, x: expm(A) @ x)
add(r"Y = X \otimes Z", "X: m, n; Z: k, l", np.kron)
add(r"c = (u \otimes v) w", "u: m; v: n; w: n", lambda u, v, w: u * (v @ w))
add(r"y = a \oplus b", "a: n; b: n", None)
add(r"y = x \star w", "x: n; w: n", None)
add(r"P = U (U^\top U)^{-1} U^\top x", "U: n, k; x: n", lambda U, x: U @ inv(U.T @ U) @ U.T @ x)

# Slopes

add(r"g = \frac{d}{dx} x^2 \cos x", "x: number", lambda x: 2 * x * math.cos(x) - x * x * math.sin(x))
add(r"g = \frac{d}{dx} \cos(x) x^2", "x: number", lambda x: 2 * x * math.cos(x) - x * x * math.sin(x))
add(r"g = \frac{d}{dt} t (1 - t)", "t: number", lambda t: 1 - 2 * t)
add(r"g = \frac{d}{dt} (1 - t) e^{-t}", "t: number", lambda t: (t - 2) * math.exp(-t))
add(r"g = \frac{\partial}{\partial a} a \log(a) b", "a: > 0; b: number", lambda a, b: b * (math.log(a) + 1))
add(r"g = \frac{d}{dz} \frac{1}{1 + e^{-z}}", "z: number", lambda z: sigmoid(z) * (1 - sigmoid(z)))
add(r"g = \frac{d}{dx} x^3 + x", "x: number", (lambda x: 3 * x * x + x, lambda x: 3 * x * x + 1))
add(r"g = \frac{\partial}{\partial x} (x^3 + x y)", "x: number; y: number", lambda x, y: 3 * x * x + y)
add(r"g = \frac{d}{dx} \lceil x \rceil", "x: number", lambda x: 0.0)
add(r"g = \frac{d}{dx} x \lfloor y \rfloor", "x: number; y: > 0", lambda x, y: math.floor(y))
add(r"G = \nabla_w \frac{1}{2} \|X w - y\|^2", "w: d; X: n, d; y: n", lambda w, X, y: X.T @ (X @ w - y))
add(r"G = \nabla_x (a^\top x)(b^\top x)", "x: d; a: d; b: d", lambda x, a, b: a * (b @ x) + b * (a @ x))
add(r"G = \nabla_x x^\top A x", "x: d; A: d, d", lambda x, A: (A + A.T) @ x)
add(r"g = \frac{\partial L}{\partial w} x", r"w: number; x: number", None)
add(
    r"g = f'(x) + x",
    "f: number -> number; x: number",
    lambda f, x: (f([x + 1e-5]) - f([x - 1e-5])) / 2e-5 + x,
)
add(r"g = \frac{d}{dx} \sin(x) + b", "x: number; b: number", lambda x, b: math.cos(x) + b)
add(r"g = \frac{d^2}{dx^2} x^4", "x: number", lambda x: 12 * x * x)

# Integrals

add(r"y = \int_0^1 x^2 e^{x} \, dx + a", "a: number", lambda a: math.e - 2 + a)
add(r"y = \int_0^{\pi} \sin(20 t)^2 \, dt \cdot b", "b: number", lambda b: math.pi / 2 * b)
add(r"y = \int_0^1 \frac{1}{\sqrt{u}} \, du + a", "a: number", lambda a: 2 + a)
add(r"y = \int_{-30}^{30} e^{-t^2 / 2} dt + a", "a: number", lambda a: math.sqrt(2 * math.pi) + a)
add(r"y = a \int_{0}^{\infty} t e^{-t} dt", "a: number", lambda a: a)
add(r"y = \int_0^2 \frac{1}{(t - 1)^2} dt + a", "a: number", None)

# Signs, functions and superscripts without a rule that all share, and inverse functions

add(r"y = (a + b) \bmod c", "a: > 0; b: > 0; c: > 0", lambda a, b, c: math.fmod(a + b, c))
add(r"y = t \bmod T + 1", "t: > 0; T: > 0", lambda t, T: math.fmod(t, T) + 1)
add(r"y = a \div (b + c)", "a: number; b: > 0; c: > 0", lambda a, b, c: a / (b + c))
add(r"y = a + b \div c", "a: number; b: number; c: > 0", lambda a, b, c: a + b / c)
add(r"y = a \wedge b + c", "a: number; b: number; c: number", None)
add(r"y = a \ominus b", "a: number; b: number", None)
add(r"y = a \bullet b", "a: number; b: number", None)
add(r"y = \cos^{-1}(c)", "c: (0, 1)", math.acos)
add(r"y = \tanh^{-1} (u) + v", "u: (0, 1); v: number", lambda u, v: math.atanh(u) + v)
add(r"y = \Phi^{-1}(p)", "p: (0, 1)", None)
add(
    r"y = \sigma^{-1}(\alpha) + b",
    r"\sigma: logistic; \alpha: (0, 1); b: number",
    lambda s, a, b: math.log(a / (1 - a)) + b,
)
add(r"y = f^{-1}(x)", "f: number -> number; x: number", None)
add(r"y = (n + 1)!! + a", "n: count; a: number", lambda n, a: math.prod(range(round(n) + 1, 0, -2)) + a)
add(
    r"y = \frac{n!}{k! (n - k)!} a",
    "n: count; k: count; a: number; k <= n",
    lambda n, k, a: math.comb(round(n), round(k)) * a,
)
add(
    r"y = \binom{n}{2} p^2 (1 - p)^{n-2}",
    "n: count; p: (0, 1)",
    lambda n, p: n * (n - 1) / 2 * p * p * (1 - p) ** (n - 2),
)
add(r"y = \binom{x}{2}", "x: > 0", lambda x: x * (x - 1) / 2)
add(r"y = \lfloor a / b \rfloor b", "a: > 0; b: > 0", lambda a, b: math.floor(a / b) * b)
add(r"y = a - b \left\lfloor \frac{a}{b} \right\rfloor", "a: > 0; b: > 0", lambda a, b: math.fmod(a, b))
add(r"y = \{ a \} + b", "a: > 0; b: number", (lambda a, b: a + b, lambda a, b: a % 1 + b))
add(r"y = \langle u, v \rangle - a", "u: n; v: n; a: number", lambda u, v, a: u @ v - a)
add(r"y = x^\star - x^\dagger", r"x^\star: number; x^\dagger: number", lambda s, d: s - d)
add(r"y = \dot{x} + \tilde{x} x", r"\dot{x}: n; \tilde{x}: number; x: n", lambda dx, t, x: dx + t * x)
add(r"y = A^{*} x", "A: n, n; x: n", None)
add(r"y = x' + \gamma x''", r"x': n; \gamma: (0, 1); x'': n", lambda a, g, b: a + g * b)
add(
    r"h^{(2)} = W^{(2)} h^{(1)} + b^{(2)}", "W^{(2)}: m, n; h^{(1)}: n; b^{(2)}: m", lambda W, h, b: W @ h + b
)
add(r"z^{l+1} = z^{l} + a", "z^{l}: n; a: n", lambda z, a: z + a)

# Laws, entropies, expectations

add(r"K = \sum_i p_i \log \frac{p_i}{q_i}", "p: n simplex; q: n simplex", lambda p, q: p @ np.log(p / q))
add(r"H = -\sum_i p_i \log_2 p_i", "p: n simplex", lambda p: -(p @ np.log2(p)))
add(
    r"J = -\sum_i m_i \log m_i + \frac12 \sum_i p_i \log p_i + \frac12 \sum_i q_i \log q_i",
    "m: n simplex; p: n simplex; q: n simplex",
    lambda m, p, q: -(m @ np.log(m)) + (p @ np.log(p) + q @ np.log(q)) / 2,
)
add(
    r"K = \frac12 \left( \operatorname{tr}(\Sigma) + \mu^\top \mu - d - \log \det \Sigma \right)",
    r"\Sigma: d, d pd; \mu: d",
    lambda S, m, d: (np.trace(S) + m @ m - d - np.log(det(S))) / 2,
)
add(
    r"K = \log \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2 \sigma_2^2} - \frac12",
    r"\sigma_1: > 0; \sigma_2: > 0; \mu_1: number; \mu_2: number",
    lambda a, b, m, k: np.log(b / a) + (a * a + (m - k) ** 2) / (2 * b * b) - 0.5,
)
add(
    r"H = \frac{d}{2} \log(2 \pi e) + \frac12 \log \det \Sigma",
    r"\Sigma: d, d pd",
    lambda S, d: d / 2 * np.log(2 * np.pi * np.e) + np.log(det(S)) / 2,
)
add(
    r"P = \frac{p q}{p q + (1 - p)(1 - r)}",
    "p: (0, 1); q: (0, 1); r: (0, 1)",
    lambda p, q, r: p * q / (p * q + (1 - p) * (1 - r)),
)
add(
    r"V = \sum_a \pi_a Q_a - \alpha \sum_a \pi_a \log \pi_a",
    r"\pi: n simplex; Q: n; \alpha: > 0",
    lambda p, Q, a: p @ Q - a * (p @ np.log(p)),
)
add(r"m = \operatorname{mean}(x \mid x > 0)", "x: n", lambda x: x[x > 0].mean())
add(r"v = \mathbb{E}[X^2] - \mathbb{E}[X]^2", "X: number ~ p; p: law number", lambda X, p: spread_of(p))
add(r"v = \operatorname{Var}(x) + a", "x: n; a: number", lambda x, a: x.var() + a)
add(
    r"f = \exp\left(-\frac12 (x - \mu)^\top \Sigma^{-1} (x - \mu)\right)",
    r"x: d; \mu: d; \Sigma: d, d pd",
    lambda x, m, S: np.exp(-(x - m) @ inv(S) @ (x - m) / 2),
)

# Advantages, schedules, diffusion, state spaces, momentum

add(
    r"A_i = \frac{r_i - \frac{1}{G} \sum_{j} r_j}{s}",
    "r: G; s: > 0; i: index",
    lambda r, s, i: (r[round(i) - 1] - r.mean()) / s,
)
add(
    r"A = \sum_{l=0}^{n-1} (\gamma \lambda)^l d_{l+1}",
    r"\gamma: (0, 1); \lambda: (0, 1); d: n",
    lambda g, k, d, n: sum((g * k) ** j * d[j] for j in span(0, n - 1)),
)
add(
    r"L = \min\left( \rho A, \operatorname{clip}(\rho, 1 - \epsilon, 1 + \epsilon) A \right)",
    r"\rho: > 0; A: number; \epsilon: (0, 1)",
    lambda r, A, e: min(r * A, np.clip(r, 1 - e, 1 + e) * A),
)
add(
    r"\eta = \eta_0 + \frac12 (\eta_1 - \eta_0) \left( 1 + \cos \frac{\pi t}{T} \right)",
    r"\eta_0: > 0; \eta_1: > 0; t: > 0; T: > 0",
    lambda a, b, t, T: a + (b - a) / 2 * (1 + math.cos(math.pi * t / T)),
)
add(
    r"\eta = d^{-1/2} \min(t^{-1/2}, t w^{-3/2})",
    "d: > 0; t: > 0; w: > 0",
    lambda d, t, w: d**-0.5 * min(t**-0.5, t * w**-1.5),
)
add(
    r"x_t = \sqrt{\bar{\alpha}} x_0 + \sqrt{1 - \bar{\alpha}} \epsilon",
    r"\bar{\alpha}: (0, 1); x_0: d; \epsilon: d",
    lambda a, x, e: math.sqrt(a) * x + math.sqrt(1 - a) * e,
)
add(
    r"\hat{x} = \frac{1}{\sqrt{\alpha}} \left( x - \frac{1 - \alpha}{\sqrt{1-\bar{\alpha}}} \epsilon \right)",
    r"\alpha: (0, 1); x: d; \bar{\alpha}: (0, 1); \epsilon: d",
    lambda a, x, b, e: (x - (1 - a) / math.sqrt(1 - b) * e) / math.sqrt(a),
)
add(r"\bar{a} = \prod_{s=1}^{n} (1 - \beta_s)", r"\beta: n (0, 1)", lambda b: (1 - b).prod())
add(
    r"\theta' = \theta - \eta \frac{m / (1 - \beta_1)}{\sqrt{v / (1 - \beta_2)} + \epsilon}",
    r"\theta: number; \eta: > 0; m: number; \beta_1: (0, 1); v: > 0; \beta_2: (0, 1); \epsilon: > 0",
    lambda t, e, m, b, v, c, p: t - e * (m / (1 - b)) / (math.sqrt(v / (1 - c)) + p),
)
add(
    r"y = C \bar{A} h + C \bar{B} u",
    r"C: p, n; \bar{A}: n, n; h: n; \bar{B}: n, m; u: m",
    lambda C, A, h, B, u: C @ A @ h + C @ B @ u,
)
add(
    r"y = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} \odot \gamma + \beta",
    r"x: d; \mu: number; \sigma: > 0; \epsilon: > 0; \gamma: d; \beta: d",
    lambda x, m, s, e, g, b: (x - m) / math.sqrt(s * s + e) * g + b,
)
add(
    r"y = \frac{x}{\sqrt{\frac1d \sum_{i=1}^d x_i^2 + \epsilon}}",
    r"x: d; \epsilon: > 0",
    lambda x, e: x / math.sqrt((x**2).mean() + e),
)
add(r"g = \min\left(1, \frac{c}{\|g_0\|}\right) g_0", "c: > 0; g_0: d", lambda c, g: min(1, c / norm(g)) * g)
add(
    r"p_i = \frac{\exp(z_i / T)}{\sum_j \exp(z_j / T)}",
    "z: n; T: > 0; i: index",
    lambda z, T, i: softmax(z / T)[round(i) - 1],
)
add(
    r"R = \sum_{t=1}^{n} \gamma^{t-1} r_t",
    r"\gamma: (0, 1); r: n",
    lambda g, r, n: sum(g ** (t - 1) * r[t - 1] for t in span(1, n)),
)
add(r"k = \arg\max_i z_i", "z: n", lambda z: np.argmax(z) + 1)
add(r"y = \max_i x_i - \min_i x_i + b", "x: n; b: number", lambda x, b: np.ptp(x) + b)
add(r"s = \sum_{i=1}^{n} \sum_{j=1}^{i} x_i y_j", "x: n; y: n", lambda x, y: x @ np.cumsum(y))
add(r"s = \sum_{i<j} (x_i - x_j)^2", "x: n", lambda x, n: n * (x @ x) - x.sum() ** 2)
add(r"s = \sum_{i=1}^n (-1)^i x_i", "x: n", lambda x: x[1::2].sum() - x[::2].sum())
add(r"q = \prod_{i=1}^{n} (-x_i)", "x: n", lambda x, n: (-1) ** n * x.prod())
add(
    r"v = \frac1n \sum_i (x_i - \mu)^2 = \frac1n \sum_i x_i^2 - \mu^2",
    r"x: n; \mu: number",
    (lambda x, m: ((x - m) ** 2).mean(), lambda x, m: (x**2).mean() - m * m),
)
add(r"y = (a + b)^2 = a^2 + 2 a b + b^2", "a: number; b: number", lambda a, b: (a + b) ** 2)
add(
    r"y = (a - b)(a + b) = a^2 + b^2",
    "a: number; b: number",
    (lambda a, b: a * a - b * b, lambda a, b: a * a + b * b),
)
add(r"y = f (x + a)", "f: number; x: number; a: number", lambda f, x, a: f * (x + a))
add(r"y = 2^{n} + \frac{1}{2^{n}} a", "a: number; n: count", lambda a, n: 2**n + a / 2**n)
