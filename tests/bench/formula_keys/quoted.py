r"""The formulas in which reviews of 0.4.0 found a false key, a false value or a crash, with what is right."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.linalg import det, inv, norm

from .draws import Values
from .formulas import Case, Reference, expm, sigmoid

QUOTED: list[Case] = []


def add(
    latex: str, rows: str, reference: Reference | tuple[Reference, ...] | None, *, raw: bool = False
) -> None:
    """Add a formula; its rows are parted by semicolons."""
    references = () if reference is None else reference if isinstance(reference, tuple) else (reference,)
    parts = tuple(row.strip() for row in rows.split(";") if row.strip())
    QUOTED.append(Case(latex, parts, references, "quoted", raw))


# Signs that were worked as products

for sign in (
    r"\bmod",
    r"\div",
    r"\oplus",
    r"\ominus",
    r"\wedge",
    r"\vee",
    r"\cap",
    r"\setminus",
    r"\ast",
    r"\star",
    r"\bullet",
):
    known: dict[str, Reference] = {r"\bmod": math.fmod, r"\div": lambda a, b: a / b}
    add(rf"y = a {sign} b", "a: > 0; b: > 0", known.get(sign))
add(r"r = a \bmod b + c", "a: > 0; b: > 0; c: number", lambda a, b, c: math.fmod(a, b) + c)
add(r"q = c + a \div b", "a: > 0; b: > 0; c: number", lambda a, b, c: c + a / b)
add(r"s = a \star b + c", "a: number; b: number; c: number", None)
add(r"t = a \setminus b + c", "a: number; b: number; c: number", None)

# Superscripts, accents, brackets

add(r"y = A^{-T} x", "A: n, n pd; x: n", lambda A, x: inv(A).T @ x)
add(r"y = A^{-\top} x", "A: n, n; x: n", lambda A, x: inv(A).T @ x)
add(r"y = \sin^{-1} x", "x: (0, 1)", math.asin)
add(r"y = \tan^{-1}(x)", "x: number", math.atan)
add(r"y = \cosh^{-1} a", "a: > 1", math.acosh)
add(r"y = \sigma^{-1}(p)", r"\sigma: sigmoid; p: (0, 1)", lambda s, p: math.log(p / (1 - p)))
add(r"y = n!!", "n: count", lambda n: math.prod(range(round(n), 0, -2)))
add(r"y = n!! + a", "n: count; a: number", lambda n, a: math.prod(range(round(n), 0, -2)) + a)
add(r"y = A_{i,:} x", "A: m, n; x: n", lambda A, x, i: A[round(i) - 1] @ x)
add(r"y = A_{i,:} x", "A: m, n; i: index; x: n", lambda A, i, x: A[round(i) - 1] @ x)
add(r"y = \operatorname{diag}(A) x", "A: n, n; x: n", None)
add(
    r"y = \binom{a}{b}",
    "a: > 0; b: > 0",
    lambda a, b: math.gamma(a + 1) / math.gamma(b + 1) / math.gamma(a - b + 1),
)
add(r"y = a \ne b", "a: number; b: number", None)
add(r"y = a \perp b", "a: number; b: number", None)
add(r"y = a \gg b", "a: number; b: number", None)
add(r"y = \exp(A) x", "A: n, n; x: n", lambda A, x: expm(A) @ x)
add(r"\rho = \frac{d_k}{d_v}", "d_k: > 0; d_v: > 0", lambda k, v: k / v)
add(r"A = Q / \sqrt{d_k}", "Q: n, d_k; d_k: count", lambda Q, c: Q / math.sqrt(Q.shape[1]))

# Integrals

add(r"y = \int_0^{100} \sin(x^2) dx + a", "a: number", lambda a: 0.6314179219 + a)
add(r"y = \int_{-1}^1 \frac{1}{x} dx + a", "a: number", None)
add(r"y = \int_{-50}^{50} e^{-x^2} dx + a", "a: number", lambda a: math.sqrt(math.pi) + a)
add(r"y = \int_0^{10} e^{-100(x-7.3)^2} dx + a", "a: number", lambda a: math.sqrt(math.pi) / 10 + a)
add(r"y = \int_0^{50} \cos(20x) dx + a", "a: number", lambda a: math.sin(1000) / 20 + a)
add(r"y = \int_0^{100} \sin x dx + a", "a: number", lambda a: 1 - math.cos(100) + a)
add(r"y = \int_0^{1000} \sin x dx + a", "a: number", lambda a: 1 - math.cos(1000) + a)
add(r"y = \int_0^\pi \sin^2(50x) dx + a", "a: number", lambda a: math.pi / 2 + a)
add(r"y = \int_0^1 \frac{1}{x} dx + a", "a: number", None)
add(r"y = \int_0^2 (x-1)^{-2} dx + a", "a: number", None)
add(r"y = \int_0^3 \tan x dx + a", "a: number", None)

# Slopes

add(r"y = \frac{d}{da} \lfloor a \rfloor", "a: > 0", lambda a: 0.0)
add(r"z = \frac{d}{da} \lfloor a \rfloor b", "a: > 0; b: number", lambda a, b: 0.0)
add(r"y = \frac{d}{dx} (\lfloor x \rfloor)", "x: number", lambda x: 0.0)
add(r"y = \frac{d}{dx} \lceil x \rceil + x", "x: number", lambda x: x)
add(r"y = \frac{d}{da} \sin(10^6 a)", "a: number", lambda a: 1e6 * math.cos(1e6 * a))
add(r"y = \frac{d}{da} e^{1000a}", "a: > 1", None)
add(r"z = \frac{d}{da} (a^2 b)", "a: number; b: number", lambda a, b: 2 * a * b)
add(r"y = \frac{d}{dx} x \sin x", "x: number", lambda x: math.sin(x) + x * math.cos(x))
add(r"y = \frac{d}{dx} e^{x} \sin x", "x: number", lambda x: math.exp(x) * (math.sin(x) + math.cos(x)))
add(r"y = \frac{d}{dx} x \sqrt{x}", "x: > 0", lambda x: 1.5 * math.sqrt(x))
add(r"y = \frac{d}{dx} x \tanh(x)", "x: number", lambda x: math.tanh(x) + x / math.cosh(x) ** 2)
add(r"y = \frac{d}{dx} \sin(x) x", "x: number", lambda x: math.sin(x) + x * math.cos(x))
add(r"y = \frac{d}{dx} \log x \cdot x", "x: > 0", lambda x: math.log(x) + 1)
add(r"y = \frac{d}{dx} (x+1)(x+2)", "x: number", lambda x: 2 * x + 3)
add(r"g = \frac{d}{dx} x (x + 1)", "x: number", lambda x: 2 * x + 1)
add(r"y = \frac{d}{dx} x \log x", "x: > 0", lambda x: math.log(x) + 1)
add(r"y = \frac{d}{dx} \frac{1}{x} \log x", "x: > 0", lambda x: (1 - math.log(x)) / x**2)
add(r"y = \frac{\partial}{\partial w} w \log w", "w: > 0", lambda w: math.log(w) + 1)
add(r"y = \nabla_w w \log w", "w: > 0", lambda w: math.log(w) + 1)
add(r"y = \frac{\partial}{\partial y} x y^2", "x: number; y: number", lambda x, y: 2 * x * y)
add(r"g = \nabla_x (x^T A x)", "x: n; A: n, n", lambda x, A: (A + A.T) @ x)
add(r"g = \nabla_x \log(1+e^{-w^T x})", "w: n; x: n", lambda w, x: -w * sigmoid(-(w @ x)))
add(r"g = \nabla_x \|Ax-b\|^2", "A: m, n; x: n; b: m", lambda A, x, b: 2 * A.T @ (A @ x - b))

# Digits that are lost

add(r"y = e^{710a} / e^{710a}", "a: > 1", lambda a: 1.0)
add(r"y = \log e^{1000a}", "a: > 1", lambda a: 1000 * a)
add(r"y = a + 10^{20} - 10^{20}", "a: number", lambda a: a)
add(r"y = \log(1+10^{-18}a) 10^{18}", "a: number", lambda a: a)
add(r"y = (1 - \cos 10^{-8}a) / (10^{-16}a^2)", "a: > 0", lambda a: 0.5)

# Predictions that held for one length

add(r"q = \det(A)", "A: n, n", det)
add(r"z = p(x) |\det J|^{-1}", "p: n -> number; x: n; J: n, n", lambda p, x, J: p([x]) / abs(det(J)))
add(r"z = \det(A B)", "A: n, n; B: n, n", lambda A, B: det(A @ B))
add(r"y = \det(A) b", "A: n, n; b: number", lambda A, b: det(A) * b)
add(r"z = \operatorname{tr}(A) \det(A)", "A: n, n", lambda A: np.trace(A) * det(A))
add(r"z = \det(A) / \det(B)", "A: n, n; B: n, n", lambda A, B: det(A) / det(B))
add(r"z = \det(A - \lambda I)", r"A: n, n; \lambda: number", lambda A, k, n: det(A - k * np.eye(n)))
add(r"z = \det(2A)", "A: n, n", lambda A: det(2 * A))
add(r"z = \det(2A) = 8 \det(A)", "A: n, n", (lambda A: det(2 * A), lambda A: 8 * det(A)))
add(r"z = (-1)^n \det(A) = \det(-A)", "A: n, n", lambda A: det(-A))
add(r"y = \sum_i (-1)^i x_i", "x: n", lambda x: x[1::2].sum() - x[::2].sum())

# The scope of sums and products

add(r"v = \sum_i x_i^2 - (\sum_i x_i)^2", "x: n", lambda x: x @ x - x.sum() ** 2)
add(r"v = \sum_{i=1}^{n} x_i^2 - (\sum_{i=1}^{n} x_i)^2", "x: n", lambda x: x @ x - x.sum() ** 2)
add(r"v = n \sum_{i=1}^{n} x_i^2 - (\sum_{i=1}^{n} x_i)^2", "x: n", lambda x, n: n * (x @ x) - x.sum() ** 2)
add(r"v = n \sum_i x_i^2 - (\sum_i x_i)^2", "x: n", lambda x, n: n * (x @ x) - x.sum() ** 2)
add(r"v = \sum_i x_i^2 - \frac1n(\sum_i x_i)^2", "x: n", lambda x, n: x @ x - x.sum() ** 2 / n)
add(
    r"v = \sum_i x_i^2 + \lambda(\sum_i |x_i|)^2",
    r"x: n; \lambda: > 0",
    lambda x, k: x @ x + k * abs(x).sum() ** 2,
)
add(r"v = \prod_i x_i - (\prod_i y_i)", "x: n; y: n", lambda x, y: x.prod() - y.prod())
add(r"v = \sum_i x_i - \sqrt{\sum_i y_i^2}", "x: n; y: n", lambda x, y: x.sum() - norm(y))
add(r"v = \sum_i x_i - \frac{\sum_i y_i}{n}", "x: n; y: n", lambda x, y: x.sum() - y.mean())
add(r"v = \sum_i x_i y_i - (\sum_i x_i)(\sum_i y_i)", "x: n; y: n", lambda x, y: x @ y - x.sum() * y.sum())
add(r"v = \sum_{i<j} (x_i - x_j)^2", "x: n", lambda x, n: n * (x @ x) - x.sum() ** 2)

# Conditions, parts, marks above


def _scale_gradient(values: Values) -> Any:
    """Return a pathwise score: the part that stands for the slope of r changes as r does."""
    how = values.changes.get("r", lambda value: value)
    scale = how(1.0) - how(0.0)
    weight = np.exp(values["r"]([values["x"]]) / values[r"\tau"]) / values["Z"]
    return weight * values["g"] * scale / values[r"\tau"]


add(
    r"A' = \frac{a - \operatorname{mean}(A \mid A \in D)}{\operatorname{std}(A \mid A \in D) + \epsilon}",
    r"a: number; A: number; D: set number; \epsilon: > 0",
    lambda a, A, D, e: (a - np.mean(D)) / (np.std(D) + e),
)
add(
    r"s = \frac{\exp(r(x) / \tau)}{Z} \frac{\nabla_x r(x)}{\tau}",
    r"g := \nabla_x r(x): n; r: n -> number; x: n; \tau: > 0; Z: > 0",
    _scale_gradient,
    raw=True,
)
add(
    r"L = -\log \sigma(\beta r(y^w) - \beta r(y^l))",
    r"\sigma: sigmoid; \beta: > 0; r: d -> number; y^w: d; y^l: d",
    lambda s, b, r, w, k: np.log1p(np.exp(-b * (r([w]) - r([k])))),
)
