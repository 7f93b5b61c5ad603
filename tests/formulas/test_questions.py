"""Questions about formulas: keys that were worked out by hand, formulas of which nothing is asked, and what
holds of all keys in worlds in which they were not made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drill.checking import is_right, spec_from
from drill.errors import DrillError
from drill.formulas import (
    Ask,
    choose_questions,
    compute_asked,
    compute_part,
    compute_value,
    find_asked_option,
    make_world,
    open_formulas,
    read_part,
)
from drill.maths.exact import evaluate_exactly
from drill.maths.names import Names
from drill.maths.numeric import make_evaluator
from drill.maths.plain import parse
from tests.asked_formula import Asked, list_asked
from tests.rows import sample

Rows = tuple[str, ...]

DELTA = (
    r"S_t = S_{t-1}(\alpha_t(\mathbf{I}-\beta_t k_t k_t^\top)) + \beta_t v_t k_t^\top",
    ("S_t: m, d", "alpha_t: (0, 1)", "beta_t: (0, 1)", "k_t: d", "v_t: m"),
)
MOMENTUM = (
    r"S_t = \eta_t S_{t-1} - \theta_t g_t",
    ("S_t: m, d", "eta_t: (0, 1)", "theta_t: > 0", "g_t: m, d"),
)
AVERAGE = (r"m_t = \beta m_{t-1} + (1-\beta) g_t", ("m_t: d", "beta: (0, 1)", "g_t: d"))
RETURN = (r"V_t = r_t + \gamma V_{t-1}", ("V_t:", "r_t:", "gamma: (0, 1)"))
STEP = (r"\theta_{t+1} = \theta_t - \eta g_t", ("theta_t: d", "eta: > 0", "g_t: d"))
GAE = (r"A_t = \sum_{l=0}^{n} (\gamma\lambda)^l \delta_{t+l}",
       ("n: count", "gamma: (0, 1)", "lambda: (0, 1)", "delta_t:"))  # fmt: skip
TRACE = (r"G_s = \sum_{t=s}^{s+n-1}\gamma^{t-s}(\prod_{i=s}^{t-1}c_i)\delta_t",
         ("n: count", "gamma: (0, 1)", "c_i: (0, 1)", "delta_t:"))  # fmt: skip
MARGIN = (
    r"L=-\log\sigma(\frac{\beta}{n}a-\frac{\beta}{k}b-\gamma)",
    ("sigma: sigmoid", "beta: > 0", "gamma: > 0", "n: count", "k: count", "a: < 0", "b: < 0"),
)
DRAWN = (
    r"L=-\mathbb{E}_{(x,y_w,y_l)\sim\mathcal{D}}[\log\sigma(\frac{\beta}{|y_w|}\log\pi_\theta(y_w|x)"
    r"-\frac{\beta}{|y_l|}\log\pi_\theta(y_l|x)-\gamma)]",
    ("D: law thing", "sigma: sigmoid", "beta: > 0", "gamma: > 0", "pi_theta: thing; thing -> (0, 1)",
     "n := |y_w|: count", "k := |y_l|: count"),
)  # fmt: skip
SIDES = (
    r"v=\begin{cases}\lambda_D\sigma(\beta(r_\theta(x,y)-z_0)) & \text{if } a = 1\\ "
    r"\lambda_U\sigma(\beta(z_0-r_\theta(x,y))) & \text{if } a = 0\end{cases}",
    ("sigma: sigmoid", "lambda_D: > 0", "lambda_U: > 0", "beta: > 0", r"r := r_\theta(x,y): number", "z_0:",
     "a: {0,1}"),
)  # fmt: skip
NORMALS = (
    r"L = \frac{1}{2}(\sigma_1^2/\sigma_2^2 + (\mu_1-\mu_2)^2/\sigma_2^2 - 1 + \log(\sigma_2^2/\sigma_1^2))",
    ("sigma_1: > 0", "sigma_2: > 0", "mu_1:", "mu_2:"),
)
ERROR = (r"\delta_t = \rho_t(r_t+\gamma V(x_{t+1})-V(x_t))",
         ("rho_t: > 0", "r_t:", "gamma: (0, 1)", "V: thing -> number", "x_t: thing"))  # fmt: skip
RATIO = (r"\rho_t = \min(\bar\rho,\frac{\pi(a_t|x_t)}{\mu(a_t|x_t)})",
         (r"\bar\rho: > 0", "pi: thing; thing -> (0, 1)", "mu: thing; thing -> (0, 1)", "a_t: thing",
          "x_t: thing"))  # fmt: skip
CLIPPED = (r"L = \min(r_t A_t, \operatorname{clip}(r_t, 1-\epsilon, 1+\epsilon) A_t)",
           ("r_t: > 0", "A_t:", "epsilon: (0, 1)"))  # fmt: skip
HINGE = (r"L = \max(0, u - v + m)", ("u: >= 0", "v: >= 0", "m: > 0"))
EXPECTILE = (r"L = |\tau - \mathbb{1}(u<0)| u^2", ("tau: (0, 1)", "u:"))
KERNEL = (r"k = \exp(-\frac{\|x-y\|^2}{2\sigma^2})", ("x: d", "y: d", "sigma: > 0"))
SOFTMAX = (r"P_{ij} = \frac{\exp(S_{ij})}{\sum_{k=1}^n \exp(S_{ik})}", ("S: m, n",))
ATTENTION = (r"A = \operatorname{softmax}(\frac{Q K^\top}{\sqrt{d}}) V", ("Q: n, d", "K: m, d", "V: m, c"))
COSINE = (r"s = \frac{u^\top v}{\|u\|\|v\|}", ("u: d", "v: d"))
MASKED = (r"y = \frac{\sum_{i=1}^n m_i x_i}{\sum_{i=1}^n m_i}", ("m: n >= 0", "x: n"))
PLAIN_SUM = (r"c = \sum_{i=1}^n w_i x_i", ("w: n", "x: n"))
MEAN = (r"L = \frac{1}{n}\sum_{i=1}^n z_i^2", ("z: n",))
RESIDUAL = (r"L = \|y - W x\|^2 + \lambda \|W\|_F^2", ("y: m", "W: m, d", "x: d", "lambda: > 0"))
NORMED = (r"y = \frac{x-\mu}{\sqrt{s^2+\epsilon}} g + b",
          ("x:", "mu:", "s: > 0", "epsilon: > 0", "g:", "b:"))  # fmt: skip
GUIDED = (r"h = u + w (c - u)", ("u: d", "c: d", "w: > 0"))
REFLECTED = (r"R = \alpha(\mathbf{I} - \beta k k^\top)", ("alpha: (0, 1)", "beta: (0, 1)", "k: d"))
WEIGHTED = (r"c = \sum_{i=1}^n w_i x_i", ("w: n simplex", "x_i: d"))
FOCAL = (r"L = (1-p)^\gamma \log(p)", ("p: (0, 1)", "gamma: > 0"))
ESTIMATE = (r"k = r - 1 - \log r", ("r: > 0",))
PRODUCT = (r"y = \lambda \mu x", ("lambda: > 0", "mu: > 0", "x:"))
SYMMETRIC = (r"J = f(x, y) + f(y, x)", ("f: d; d -> number", "x: d", "y: d"))
CORRELATION = (r"C_{ij} = \frac{\sum_b x_{bi} y_{bj}}{\sqrt{\sum_b x_{bi}^2}\sqrt{\sum_b y_{bj}^2}}",
               ("x: n, d", "y: n, d"))  # fmt: skip
LOG_LOSS = (
    r"L = -\frac{1}{N}\sum_{i=1}^N \log\frac{e^{s_{y_i}}}{\sum_{j=1}^n e^{s_j}}",
    ("s_j:", "y_i: index"),
)
# what is worked is a part: one term of the sum under the mean; what is minimised; one of two statements
GROUP = (r"J = \mathbb{E}_{q \sim D}[\frac{1}{G}\sum_{i=1}^G \min(r_i A_i, "
         r"\operatorname{clip}(r_i, 1-c, 1+c) A_i)]",
         ("D: law thing", "r_i: > 0", "A_i:", "c: (0, 1)"))  # fmt: skip
FITTED = (
    r"Q \leftarrow \arg\min_Q \mathbb{E}_{(s,a) \sim D}[(r(s,a) + \gamma v - Q(s,a))^2]",
    ("D: law thing", "r: thing; thing -> number", "Q: thing; thing -> number", "gamma: (0, 1)", "v:"),
)
ADAPTIVE = (r"x_{t+1} = x_t - \alpha \frac{m_t}{\sqrt{v_t} + \epsilon}",
            ("x_t: d", "alpha: > 0", "m_t: d", "v_t: d > 0", "epsilon: > 0"))  # fmt: skip
TWO = (r"h_t = (1 - g) h_{t-1} + g x_t, \quad y_t = u h_t", ("h_t:", "g: (0, 1)", "x_t:", "u:"))
CHAIN = (r"p = \frac{e^{a}}{e^{a} + e^{b}} = \sigma(a - b)", ("sigma: sigmoid", "a:", "b:"))
TRIPLET = (r"L = [\|a - p\|^2 - \|a - n\|^2 + m]_+", ("a: d", "p: d", "n: d", "m: > 0"))
SURPRISE = (r"I = -\log_2 p", ("p: (0, 1)",))
KERNEL = (r"w_{ij} = e^{-\frac{1}{4t} \|x_i - x_j\|^2}", ("x_i: 3", "t: > 0"))
SHRUNK = (r"g' = g - g_0 \tanh(g / g_0)", ("g: d", "g_0: > 0"))
LOSS = (r"L = -\log p", ("p: (0, 1)",))
RISE = (r"T = E + \frac{A}{N^2}", ("E:", "A:", "N: > 0"))
LOGISTIC = (r"p = \frac{1}{1 + e^{b - a}}", ("a:", "b:"))
CORRECTED = (r"\hat m_t = \frac{m_t}{1 - \beta^t}", ("m_t: d", "beta: (0, 1)"))
DISCOUNTED = (r"G_t = \sum_{k=0}^{\infty} \gamma^k r_{t+k}", ("gamma: (0, 1)", "r_t:"))
TRACED = (r"A = \sum_{l=1}^{\infty} (\gamma\lambda)^l \delta_{t+l}",
          ("gamma: (0, 1)", "lambda: [0, 1]", "delta_t:"))  # fmt: skip
HARMONIC = (r"s = \sum_{k=1}^{\infty} \frac{x_k}{k^2}", ("x_k:",))
SHARED = (r"y = \frac{x}{c + d} + c", ("c: (0, 1)", "d: (0, 1)", "x:", "c + d = 1"))
MIXED = (r"q = v a + w b", ("v: (0, 1)", "w: (0, 1)", "a:", "b:", "w = 1 - v"))
LAYER = (r"\mu = \frac{1}{d}\sum_{i=1}^d x_i, \quad "
         r"\sigma = \sqrt{\frac{1}{d}\sum_{i=1}^d (x_i-\mu)^2}, \quad y_i = \frac{x_i-\mu}{\sigma} g_i + b_i",
         ("x: d", r"\mu: number", r"\sigma: > 0", "g: d", "b: d"))  # fmt: skip
BOLTZMANN = (r"p = e^{-E}/Z, \quad Z = e^{-E} + 1", ("p:", "E:", "Z: > 0"))
PARTITION = (r"p = e^{-E(x)}/Z", ("E: d -> number", "Z: > 0", "x: d", r"Z = \int e^{-E(x)} dx"))
ENTROPY = (r"H = -\sum_i p_i \log p_i", ("p_i: (0, 1)", "sum p_i = 1"))
SURPRISAL = (r"H = -\sum_{i=1}^n p_i \log p_i", ("p: n simplex",))
DIVERGENCE = (r"D = \sum_i p_i \log(p_i/q_i)",
              ("p_i: (0, 1)", "q_i: (0, 1)", "sum p_i = 1", "sum q_i = 1"))  # fmt: skip
RATE = (r"r = \left((\sqrt\kappa-1)/(\sqrt\kappa+1)\right)^2", (r"\kappa: > 1",))
BOUNDED = (r"0 \le g \le \frac{L}{2}\|x-y\|^2 + c x^\top y", ("g:", "x: d", "y: d", "L: > 0", "c:"))
PERPLEXITY = (r"P = e^{H}", ("H: > 0",))
SCORE = (r"g = \mathbb{E}_{x\sim p_\theta}[f(x)\nabla_\theta \log p_\theta(x)]",
         ("p_theta: law thing", "f: thing -> number", r"\theta: d"))  # fmt: skip
VARIATION = (r"v = \frac{1}{2}\sum_x |p(x) - q(x)|", ("p: thing -> (0, 1)", "q: thing -> (0, 1)", "x: thing"))
CUBE = (r"L = F - z + F^2 z", ("F: > 0", "z: > 0"))
CHANCE = (r"L = -\log(1 - p)", ("p: (0, 1)",))
BALANCE = (r"L = -\log\sigma(a - b)", ("sigma: sigmoid", "a:", "b:"))
POLYNOMIAL = (r"h(L) x = (\sum_{i=0}^P \alpha_i L^i) x", ("L: n, n sym", "x: n", "alpha_i:", "P: count"))
FILTER = (r"h(L) = \sum_{i=0}^P \alpha_i L^i", ("L: n, n sym", "alpha_i:"))
RELAXED = (r"w = \begin{cases} v (1-\theta) & b = 0 \\ v \theta + (1 - \theta) & b = 1 \end{cases}",
           ("v: (0, 1)", "theta: (0, 1)", "b in {0, 1}"))  # fmt: skip
SMOOTHED = (r"y_c = (1-\varepsilon) \delta_c + \frac{\varepsilon}{N}",
            (r"\varepsilon: (0, 1)", r"\delta_c: {0, 1}", "N: count"))  # fmt: skip
TARGET = (r"q_i = y_i p_i + (1-y_i)(1-p_i)", ("y_i: {0, 1}", "p_i: (0, 1)"))
BINARY = (
    r"L = \sum_{i=1}^D (x_i \log y_i + (1-x_i) \log(1-y_i))",
    ("x_i: {0, 1}", "y_i: (0, 1)", "D: count"),
)
# a letter whose members differ has no one value
PAIR = (r"v = x_i a + x_j b + c", ("x_i: {0, 1}", "a:", "b:", "c:"))
GAUSSIANS = (
    r"D = \log\frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1-\mu_2)^2}{2\sigma_2^2} - \frac{1}{2}",
    ("sigma_1: > 0", "sigma_2: > 0", "mu_1:", "mu_2:"),
)
SURVIVAL = (r"F = 1 - \exp(-\int_0^t \beta(s) ds)", (r"\beta: number -> > 0", "t: > 0"))
WINDOW = (r"F = 1 - \exp(-\int_{t-\Delta}^t \beta(t) dt)",
          (r"\beta: number -> > 0", "t: > 0", r"\Delta: > 0", r"\Delta <= t"))  # fmt: skip
SHIFTED = (r"c = \frac{f(t-\Delta)}{g(t)*f(t-\Delta) + (2-g(t))*(2-f(t-\Delta))}",
           ("f: number -> (0, 1)", "g: number -> (0, 1)", "t: > 0", r"\Delta: > 0"))  # fmt: skip
JUMP = (
    r"L = \mathbb{E}_{p(\xi)}[-\delta(\xi', \xi) A(\xi'|\xi)]",
    ("p: law", r"\delta: thing; thing -> number", r"\xi: thing", r"\xi': thing", "A: thing; thing -> (0, 1)"),
)
MOMENT = (r"m = \mathbb{E}[Z^j]", ("Z:", "j: count"))
SOFT = (r"y = r + \gamma (Q(s', a') - \alpha \log \pi(a' | s'))",
        ("r:", "gamma: (0, 1)", "Q: thing; thing -> number", "alpha: > 0", "a': thing", "s': thing",
         r"\pi: law thing"))  # fmt: skip
TOGETHER = (
    r"J = \mathbb{E}_{a \sim \pi}[\log\pi(a) + c(a)]",
    (r"\pi: law thing", "a: thing", "c: thing -> > 0"),
)
FLOW = (r"x' = x \odot \exp(\varepsilon s(z)) + \varepsilon (v \odot \exp(\varepsilon q(z)) + t(z))",
        ("x: d", "v: d", r"\varepsilon: > 0", "s: k -> d", "q: k -> d", "t: k -> d", "z: k"))  # fmt: skip
EQUIVARIANT = (
    r"\mathbf{R}\mathbf{L}x = \mathbf{L}\mathbf{R}x",
    (r"\mathbf{R}: n, n", r"\mathbf{L}: n, n", "x: n"),
)
ROTATED = (r"\mathbf{R}_\mathcal{V}(g) \mathbf{L} x = \mathbf{L} \mathbf{R}_\mathcal{V}(g) x",
           (r"\mathbf{R}_\mathcal{V}: thing -> n, n", r"\mathbf{L}: n, n", "g: thing", "x: n"))  # fmt: skip
NAMED = (r"N(k) = a^2 + k", ("N: number", "k: count", "a:"))
TRANSPOSED = (r"(A B)^\top = B^\top A^\top", ("A: n, n", "B: n, n"))
PARALLEL = (r"\|x + y\|^2 = \|x\|^2 + 2 x^\top y + \|y\|^2", ("x: d", "y: d"))
TRIANGLE = (r"\|x + y\| \leq \|x\| + \|y\|", ("x: d", "y: d"))
CAPPED = (r"|x^\top y - a| \leq \epsilon", ("x: d", "y: d", "a:", r"\epsilon: > 0"))
BOUNCED = (r"x' = x - \eta \frac{m}{\sqrt{v} + \epsilon} + w",
            ("x: d", "eta: > 0", "m: d", "v: d >= 0", r"\epsilon: > 0", "w: d"))  # fmt: skip
LANGEVIN = (r"w_k = v_k - \varepsilon \partial_x S(x_k)",
            ("v_k: n", r"\varepsilon: > 0", "S: n -> number", "x_k: n"))  # fmt: skip
SPREAD = (r"V = \operatorname{Var}_{x \sim p}[f(x)]", ("p: law d", "x: d", "f: d -> number"))
NOISED = (r"L = \mathbb{E}_{\epsilon \sim \mathcal{N}(0, 1)}[(\epsilon - a)^2]", (r"\epsilon:", "a:"))
UNDER = (r"L = \mathbb{E}_{a \sim \pi}[\mu(a) Q(a)]",
         (r"\pi: law thing", r"\mu: law thing", "a: thing", "Q: thing -> number"))  # fmt: skip
ALL = [value for name, value in globals().items() if name.isupper() and isinstance(value, tuple)]


@cache
def asked(latex: str, rows: Rows) -> tuple[Asked, ...]:
    return tuple(list_asked(latex, rows))


def of_kind(formula: tuple[str, Rows], about: str) -> list[Asked]:
    return [question for question in asked(*formula) if question.about == about]


def takes(question: Asked, answer: str) -> bool:
    """Whether an answer that was worked out by hand is right."""
    mapping: dict[str, Any] = {question.kind: question.key, "names": {**question.names}}
    if question.kind == "matrix-expression":
        mapping["shapes"] = {name: [*axes] for name, axes in question.shapes.items()}
    return is_right(spec_from(mapping | {"assume": [*question.declared.assume]}), answer)


# Typed answers


@pytest.mark.parametrize(
    ("formula", "about", "answer"),
    [
        (NORMALS, "special case", "(sigma_1^2/sigma_2^2 - 1)/2 + ln(sigma_2/sigma_1)"),
        (FOCAL, "special case", "ln(p)"),
        # all scores equal
        (SOFTMAX, "special case", "1/n"),
        (LOG_LOSS, "special case", "ln(n)"),
        # the first index; an infinite sum
        (CORRECTED, "special case", "m_1/(1 - beta)"),
        (DISCOUNTED, "special case", "1/(1 - gamma)"),
        (TRACED, "special case", "gamma lambda/(1 - gamma lambda)"),
        # each of the two values of a letter
        (SMOOTHED, "special case", "epsilon/N"), (SMOOTHED, "special case", "1 - epsilon + epsilon/N"),
        (TARGET, "special case", "1 - p_i"),
        (DELTA, "special case", "beta_t v_t k_t^T"),
        (BINARY, "special case", "ln(y_i)"), (BINARY, "special case", "ln(1 - y_i)"),
        # chances that are all equal
        (ENTROPY, "special case", "ln(3)"), (SURPRISAL, "special case", "ln(n)"),
        # a function's value at an end
        (SHIFTED, "special case", "f_value/(4 - 2 f_value)"), (SOFT, "special case", "r + gamma Q_value"),
        # a difference of two letters of one family is 0
        (GAUSSIANS, "special case", "ln(sigma_2/sigma_1) + sigma_1^2/(2 sigma_2^2) - 1/2"),
    ],
)  # fmt: skip
def test_what_was_worked_out_by_hand_is_right(formula: tuple[str, Rows], about: str, answer: str) -> None:
    def fits(question: Asked) -> bool:
        try:
            return takes(question, answer)
        except DrillError:  # it is of other letters
            return False

    assert any(map(fits, of_kind(formula, about)))


@pytest.mark.parametrize(
    ("formula", "about"),
    [
        # products of arrays, norms and bounds do not act entry by entry; a product is dull
        (ATTENTION, "numbers"), (DELTA, "numbers"), (RESIDUAL, "numbers"), (COSINE, "numbers"),
        (REFLECTED, "numbers"), (TRIPLET, "numbers"), (PRODUCT, "numbers"), (SPREAD, "numbers"),
        # parts that have nothing to do with each other are not set equal
        (ESTIMATE, "special case"),
        (KERNEL, "special case"), (NORMED, "special case"), (GUIDED, "special case"),
        (PRODUCT, "special case"),
        (PAIR, "special case"), (COSINE, "special case"), (ATTENTION, "special case"),
        (MARGIN, "prediction"), (DRAWN, "prediction"), (CLIPPED, "prediction"),
        (FOCAL, "prediction"), (PRODUCT, "prediction"), (RATIO, "prediction"),
        # its terms fall too slowly; the mean is no number beside the members; Z alone is never doubled
        (HARMONIC, "special case"), (LAYER, "special case"), (BOLTZMANN, "prediction"),
        # nobody asks whether a bound holds
        (TRIANGLE, "special case"),
    ],
)  # fmt: skip
def test_nothing_is_asked(formula: tuple[str, Rows], about: str) -> None:
    assert of_kind(formula, about) == []


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        ("y = a I(x) + b x", ("x: d", "a:", "b:", "I: d -> d")),
        (r"y = \frac{1}{n}\sum_{i=1}^n \|z_i - I(x_i)\|^2", ("x_i: d", "z_i: d", "I: d -> d")),
    ],
)
def test_a_function_of_the_paper_named_like_an_indicator_is_asked_about(latex: str, rows: Rows) -> None:
    renamed = asked(latex.replace("I", "J"), tuple(row.replace("I", "J") for row in rows))
    assert [question.about for question in asked(latex, rows)] == [question.about for question in renamed]
    assert renamed


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        ("y = x +", ("x:",)), ("y = x", ()), ("y = A x", ("A: m, n", "x: m")), ("y = x", ("x: nonsense",)),
        ("y = 1 - A", ("A: n, n",)), ("y = x", ("z:",)), ("a = b, c = d", ("b:", "d:")),
    ],
)  # fmt: skip
def test_what_is_not_read_or_does_not_fit_is_not_asked_about(latex: str, rows: Rows) -> None:
    assert asked(latex, rows) == ()


# Numbers


def draws_of(question: Asked, wanted: Mapping[str, str]) -> dict[str, Fraction]:
    """The drawn numbers that give letters the wanted ones."""
    at = question.witness["ask"]["at"]
    return {at[latex]: Fraction(number) for latex, number in wanted.items()}


@pytest.mark.parametrize(
    ("formula", "given", "values"),
    [
        (MOMENTUM, {r"\eta_{t}": "1/2", r"\theta_{t}": "2", "g_{1}": "1", "g_{2}": "2", "g_{3}": "4"},
         ["-2", "-5", "-21/2"]),
        (AVERAGE, {r"\beta": "1/3", "g_{1}": "1", "g_{2}": "4", "g_{3}": "-2"}, ["2/3", "26/9", "-10/27"]),
        (RETURN, {r"\gamma": "1/2", "r_{1}": "4", "r_{2}": "-2", "r_{3}": "1"}, ["4", "0", "1"]),
    ],
)  # fmt: skip
def test_steps_in_numbers(formula: tuple[str, Rows], given: Mapping[str, str], values: list[str]) -> None:
    (question,) = of_kind(formula, "numbers")
    key = parse(question.key, Names(frozenset(question.params)), "vector")
    draw = draws_of(question, given)
    assert draw.keys() == question.params.keys()
    assert [evaluate_exactly(item, draw) for item in key.items] == [*map(Fraction, values)]  # type: ignore[union-attr]


def test_a_function_may_have_the_name_of_the_indicator() -> None:
    titles = [
        [asked.exercise.title for asked in list_asked(rf"y = a {name}(x) + b x", rows)]
        for name in "IJ"
        for rows in [["x: d", "a: number", "b: number", f"{name}: d -> d"]]
    ]
    assert titles[0] == titles[1] != []


def test_a_density_is_not_doubled_and_the_identity_is_no_letter() -> None:
    rows = ("p: thing -> > 0", "q: thing -> > 0", "x: thing")
    changes = [
        q.witness["ask"]["change"] for q in of_kind((r"r = \log p(x) - \log q(x)", rows), "prediction")
    ]
    assert all({*change.values()} == {"exchanged"} for change in changes)
    found = asked(r"L = \frac{2}{a} K - I", ("I: n, n", "K: n, n", "a: > 0"))
    assert found
    assert not any("$I$" in question.prompt for question in found)


# Choices


@pytest.mark.parametrize(
    ("formula", "change", "outcome"),
    [
        (DELTA, {"k_{t}": "times -1", "v_{t}": "times -1"}, "unchanged"),
        (SIDES, {"r": "plus 1", "z_{0}": "plus 1"}, "unchanged"),
        (NORMALS, {r"\mu_{1}": "plus 1", r"\mu_{2}": "plus 1"}, "unchanged"),
        (SOFTMAX, {"S": "plus 1"}, "unchanged"),
        (ATTENTION, {"K": "plus 1"}, "unchanged"),
        (COSINE, {"u": "times 2"}, "unchanged"),
        (MASKED, {"m": "times 2"}, "unchanged"),
        (MASKED, {"x": "plus 1"}, "grown"),
        (EXPECTILE, {"u": "times 2"}, "quadrupled"),
        (NORMED, {"x": "plus 1", r"\mu": "plus 1"}, "unchanged"),
        (REFLECTED, {"k": "times -1"}, "unchanged"),
        (WEIGHTED, {"x_{i}": "plus 1"}, "grown"),
        (SYMMETRIC, {"x": "exchanged", "y": "exchanged"}, "unchanged"),
        (LOSS, {"p": "times 1/2"}, "grown-ln2"),
        # of functions all values: a baseline, two densities
        (VARIATION, {"p": "exchanged", "q": "exchanged"}, "unchanged"),
        # what is computed from the letter follows it
        (LAYER, {"x": "plus 1"}, "unchanged"),
        (SURPRISE, {"p": "times 1/2"}, "grown"),
        # values that are tiny in some worlds
        (KERNEL, {"x_{i}": "times 2", "t": "times 4"}, "unchanged"),
    ],
)  # fmt: skip
def test_a_prediction(formula: tuple[str, Rows], change: Mapping[str, str], outcome: str) -> None:
    found = {repr(sorted(q.witness["ask"]["change"].items())): q for q in of_kind(formula, "prediction")}
    question = found[repr(sorted(change.items()))]
    assert question.key == outcome
    assert [option.id for option in question.options if option.right] == [outcome]
    assert 2 <= len(question.options) <= 4
    assert not any(re.search(r"from (\S+) to \1", option.say) for option in question.options)


@pytest.mark.parametrize(
    ("formula", "change", "reason"),
    [
        (NORMED, {"x": "plus 1", r"\mu": "plus 1"}, r"In $x-\mu$ what is added to one term is taken away"),
        (
            COSINE,
            {"u": "times 2"},
            "numerator and denominator are multiplied by the same number, which cancels",
        ),
        (EXPECTILE, {"u": "times 2"}, "the power applies to the factor"),
        (REFLECTED, {"k": "times -1"}, "two factors change their sign"),
        (LOSS, {"p": "times 1/2"}, "The logarithm turns the factor into something that is added"),
    ],
)
def test_a_prediction_says_why(formula: tuple[str, Rows], change: Mapping[str, str], reason: str) -> None:
    question = next(q for q in of_kind(formula, "prediction") if q.witness["ask"]["change"] == change)
    assert reason.lower() in question.steps[0].lower()


def test_what_is_computed_on_both_sides_is_asked_of_the_right_one() -> None:
    assert {q.about for q in asked(*PARALLEL)} == {"numpy"}  # what changes on one side changes on the other
    assert all(prompt.startswith("Take the left side") for prompt in (q.prompt for q in asked(*CAPPED)))


def test_a_step_shows_its_rule() -> None:
    (question,) = of_kind(AVERAGE, "numbers")
    assert question.steps[1].startswith(r"Step 2: $m_{2} = \beta m_{1}+(1-\beta)g_{2}$, which is $@{")


def test_figures_that_double_double_as_they_are_shown() -> None:
    for formula in sample(ALL, 4):
        for question in asked(*formula):
            shown = re.search(r"it goes from (-?\d[\d.]*) to (-?\d[\d.]*)\.", " ".join(question.steps))
            if question.key == "doubled" and shown:
                assert float(shown[2]) == pytest.approx(2 * float(shown[1]), rel=1e-6)


def test_a_weight_that_may_be_any_number_is_drawn_as_one() -> None:
    for latex, rows in (AVERAGE[0], ("m_t:", "beta:", "g_t:")), (r"y = b x + (1 - b) z", ("b:", "x:", "z:")):
        for question in asked(latex, rows):
            ask = question.witness.get("ask", {})
            name = ask.get("at", {}).get(r"\beta" if "beta" in latex else "b", "")
            assert all(0 < Fraction(value) < 1 for value in question.params.get(name, ()))
            assert not {"b", r"\beta"} & ask.get("change", {}).keys()


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        # the names would tell: f_value is f(x), K_value is K(0)
        (r"d = w (f(y) - f(x))", ("w: > 0", "f: 3 -> number", "x: 3", "y: 3")),
        (r"p = \frac{1}{h} K(\frac{z - u}{h})", ("h: > 0", "K: number -> > 0", "z:", "u:")),
        # both sides have values of their own, and need not be equal
        (r"\sum_{i=1}^n a_i = - b - b^2", ("n: count", "a_i: > 0", "b: number")),
    ],
)
def test_no_case_whose_answer_is_told_or_cannot_be(latex: str, rows: Rows) -> None:
    assert of_kind((latex, rows), "special case") == []


def test_a_part_is_not_asked_what_its_whole_was_asked() -> None:
    rows = ("M: count", "L: count", "u_i^{(l)}: d", "w_i^{(l)}: d")
    found = asked(r"E = \frac{1}{M} \sum_{i=1}^M \sum_{l=1}^L \|u^{(l)}_i - w^{(l)}_i\|_2^2", rows)
    asks = [(question.about, repr(question.witness.get("ask"))) for question in found]
    assert len(asks) == len(set(asks))


def test_nothing_is_predicted_where_one_name_is_two_things() -> None:
    rows = ("m: (0, 1)", "\\theta_k: d")
    assert of_kind((r"\theta_k \leftarrow m \theta_k + (1 - m) \theta_q", rows), "prediction") == []
    assert of_kind((r"z = m \theta_k + (1 - m) \theta_q", rows), "prediction") == []


def test_nobody_is_asked_whether_a_value_can_be_negative() -> None:
    """What is not said of the letters, such as that one of them is among the others, may forbid it."""
    rows = ("q: d", "k_i: d", "k_+: d", "\\tau: > 0", "K: count")
    found = asked(r"L = -\log \frac{\exp(q^\top k_+/\tau)}{\sum_{i=0}^K \exp(q^\top k_i/\tau)}", rows)
    assert found
    assert not any("negative" in question.prompt for question in found)


def test_columns_that_change_places_change_their_correlation() -> None:
    """Unlike a column with itself, which is what equal indices would compare."""
    changes = [question.witness["ask"]["change"] for question in of_kind(CORRELATION, "prediction")]
    assert not any("exchanged" in change.values() for change in changes)


@pytest.mark.parametrize(
    ("formula", "by_hand"),
    [
        (SOFTMAX, lambda v: math.exp(v["S_{2,1}"]) / (math.exp(v["S_{2,1}"]) + math.exp(v["S_{2,2}"]))),
        (CHAIN, lambda v: sigmoid(v["a"] - v["b"])),
        (ADAPTIVE, lambda v: v["x_{t}"] - v[r"\alpha"] * v["m_{t}"] / (v["v_{t}"] ** 0.5 + v[r"\epsilon"])),
        (CLIPPED, lambda v: min(v["r_{t}"] * v["A_{t}"],
                                clip(v["r_{t}"], 1 - v[r"\epsilon"], 1 + v[r"\epsilon"]) * v["A_{t}"])),
        (MASKED, lambda v: (v["m_{1}"] * v["x_{1}"] + v["m_{2}"] * v["x_{2}"]) / (v["m_{1}"] + v["m_{2}"])),
        (GAE, lambda v: v[r"\delta_{2}"] + v[r"\gamma"] * v[r"\lambda"] * v[r"\delta_{3}"]),
        (CORRECTED, lambda v: v["m_{2}"] / (1 - v[r"\beta"] ** 2)),
        (PAIR, lambda v: v["x_{2}"] * v["a"] + v["x_{1}"] * v["b"] + v["c"]),
        (BOLTZMANN, lambda v: math.exp(-v["E"]) + 1),
        (MIXED, lambda v: v["v"] * v["a"] + (1 - v["v"]) * v["b"]),
        (SURPRISAL, lambda v: -sum(p * math.log(p) for p in (v["p_{1}"], 1 - v["p_{1}"]))),
        (WEIGHTED, lambda v: v["w_{1}"] * v["x_{1}"] + (1 - v["w_{1}"]) * v["x_{2}"]),
    ],
)  # fmt: skip
def test_a_value_in_numbers(formula: tuple[str, Rows], by_hand: Callable[[Mapping[str, Any]], Any]) -> None:
    question = of_kind(formula, "numbers")[-1]
    at = question.witness["ask"]["at"]
    draws = [dict(zip(question.params, draw, strict=True)) for draw in product(*question.params.values())]
    for draw in draws[:: max(1, len(draws) // 50)]:
        point = {name: float(Fraction(text)) for name, text in draw.items()}
        if all(holds(condition, question, point) for condition in question.where):
            letters = {latex: point[text] for latex, text in at.items() if text in point}
            assert evaluate(question.key, point) == pytest.approx(by_hand(letters))


def clip(x: float, low: float, high: float) -> float:
    return max(low, min(high, x))


def test_numbers_are_of_entries_only_where_each_entry_follows_the_rule() -> None:
    said = "Each entry follows the same rule: take one entry of each array."
    for formula, is_of_entries in ((AVERAGE, True), (GUIDED, True), (RETURN, False), (MASKED, False)):
        (question,) = of_kind(formula, "numbers")
        assert question.prompt.startswith(said) == is_of_entries


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def choose(formula: tuple[str, Rows], known: Sequence[Mapping[str, str]] = ()) -> dict[str, Asked]:
    chosen = choose_questions([each.exercise for each in asked(*formula)], known)
    return {kind: Asked(exercise) for kind, exercise in chosen.items()}


def test_numbers_come_first_and_go_on_with_another_kind() -> None:
    chosen = choose(MASKED)
    assert [*chosen] == ["work", "further", "numpy"]
    assert [each.about for each in chosen.values()] == ["numbers", "prediction", "numpy"]
    for formula in sample(ALL, 4):
        prompts = [each.prompt for each in choose(formula).values()]
        assert len({*prompts}) == len(prompts)


def test_one_idea_is_asked_once_in_a_paper() -> None:
    assert choose(MASKED)["further"].witness["ask"]["change"] == {"x": "plus 1"}
    other = choose(MASKED, [{"x_{t}": "plus 1"}])["further"]
    assert other.witness["ask"]["change"] != {"x": "plus 1"}


def test_a_formula_is_asked_in_numpy_where_its_line_has_an_axis() -> None:
    (question,) = of_kind(ATTENTION, "numpy")
    spec = spec_from({"code": question.key, "arrays": {"Q": ["n", "d"], "K": ["m", "d"], "V": ["m", "c"]}})
    assert spec == question.question.answer
    assert "`K` of shape (m, d) for $K$" in question.prompt
    assert is_right(spec, "np.exp(Q @ K.T / np.sqrt(K.shape[1])) @ V") is False
    mean = next(each for each in asked(*MEAN) if each.about == "numpy")
    assert is_right(mean.question.answer, "np.mean(z**2)")
    assert not is_right(mean.question.answer, "np.sum(z**2) / 3")


@pytest.mark.parametrize("formula", [AVERAGE, ADAPTIVE, GUIDED, PRODUCT, ENTROPY, UNDER, POLYNOMIAL])
def test_what_acts_entry_by_entry_or_has_no_axis_of_its_own_is_not_asked_in_numpy(
    formula: tuple[str, Rows],
) -> None:
    assert of_kind(formula, "numpy") == []


def test_of_an_equation_whose_right_side_is_0_the_left_side_is_asked() -> None:
    rows = ("a: d", "s: [0, 1]", "b: d", "c: d", "t: > 0")
    found = asked(r"a + \frac{s b}{t} + \sqrt{s} c + t b = 0", rows)
    (question,) = [each for each in found if each.about == "special case"]
    assert question.prompt.startswith("Take the left side")
    assert question.prompt.endswith("What is left of it at $s = 0$?")


def test_an_implicit_step_is_asked_at_the_end_of_a_domain() -> None:
    rows = ("x_k: d", "s: >= 0", "g: d -> d", "v_k: d")
    (question,) = of_kind((r"x_{k+1} = x_k - s g(x_{k+1}) + v_k", rows), "special case")
    assert takes(question, "x_k + v_k")


def test_members_between_which_something_holds_are_not_all_given_one_value() -> None:
    free, tied = ("s_i:", "n: count"), ("s_i:", "n: count", "s_i < s_{i+1}")
    latex = r"p_k = \frac{\exp(s_k)}{\sum_{i=1}^n \exp(s_i)}"
    titles = [[each.exercise.title for each in asked(latex, rows)] for rows in (free, tied)]
    assert ["all members equal" in each for each in titles] == [True, False]


def test_a_chain_is_asked_what_all_of_its_members_say() -> None:
    (question,) = of_kind(CHAIN, "prediction")
    assert (question.witness["ask"]["change"], question.key) == ({"a": "plus 1", "b": "plus 1"}, "unchanged")


def evaluate(text: str, draw: Mapping[str, float]) -> float:
    """What is written in the names of drawn numbers."""
    value = make_evaluator(parse(text, Names(frozenset(draw)), "bank"))(draw)
    assert isinstance(value, float | int)
    return float(value)


def read_ask(question: Asked, draw: Mapping[str, float]) -> Ask:
    """A witness as it is run, its numbers drawn."""
    ask = question.witness.get("ask", {})

    def numbers(name: str) -> dict[str, float]:
        return {latex: evaluate(text, draw) for latex, text in ask.get(name, {}).items()}

    return Ask(
        at=numbers("at"),
        times=int(ask.get("times", 0)),
        each="each" in ask,
        equal=tuple(ask.get("equal", ())),
        change=ask.get("change", {}),
    )


def holds(condition: str, question: Asked, draw: Mapping[str, float]) -> bool:
    """Whether drawn numbers are such that a question is asked with them."""
    left, right = (evaluate(side, draw) for side in re.split(" (?:!=|>) ", condition))
    return left != right if "!=" in condition else left > right


def list_cases(is_one: Callable[[Asked], bool]) -> st.SearchStrategy[tuple[tuple[str, Rows], int]]:
    """A question of some formula, by its place: made when a property draws one, as it takes long."""
    return st.deferred(
        lambda: st.sampled_from(
            [
                (formula, at)
                for formula in sample(ALL, 4)
                for at, each in enumerate(asked(*formula))
                if is_one(each)
            ]
        )
    )


def is_typed(question: Asked) -> bool:
    return question.kind in ("expression", "matrix-expression", "vector", "number")


def is_prediction(question: Asked) -> bool:
    return question.about == "prediction"


@given(list_cases(is_typed), st.integers(10_000, 10_000_000))
def test_a_key_has_the_value_in_any_world(case: tuple[tuple[str, Rows], int], seed: int) -> None:
    formula_rows, index = case
    question = asked(*formula_rows)[index]
    (formula,) = open_formulas(question.witness["world"], question.witness["letters"])
    world = make_world(formula, seed)
    rng = np.random.default_rng(seed)
    draw = {
        name: float(Fraction(values[rng.integers(len(values))])) for name, values in question.params.items()
    }
    assume(all(holds(condition, question, draw) for condition in question.where))
    expected = compute_asked(formula, world, read_ask(question, draw))
    names = Names(
        frozenset((*question.names, *question.params, *formula.axis_letters)),
        frozenset(name for name, axes in question.shapes.items() if axes),
        "bank",
    )
    key = parse(question.key, names, "vector" if question.kind == "vector" else "value")
    values = {
        name: compute_part(formula, world, read_part(formula, latex))
        for name, latex in question.names.items()
    }
    sizes = {axis: float(world.find_axis_size(axis)) for axis in formula.axis_letters}
    found = np.asarray(make_evaluator(key)({**sizes, **values, **draw}), dtype=float)
    assert np.allclose(found.reshape(np.shape(expected)), expected, rtol=1e-7, atol=1e-9)


@given(list_cases(is_prediction), st.integers(10_000, 1_000_000))
def test_a_choice_is_right_in_any_worlds(case: tuple[tuple[str, Rows], int], seed: int) -> None:
    formula_rows, index = case
    question = asked(*formula_rows)[index]
    (formula,) = open_formulas(question.witness["world"], question.witness["letters"])
    assert find_asked_option(formula, read_ask(question, {}), seed) == question.key


@given(st.integers(10_000, 10_000_000))
def test_the_margin_by_hand(seed: int) -> None:
    """The commonest loss with a margin, evaluated without this package."""
    (formula,) = open_formulas(*MARGIN)
    world = make_world(formula, seed)
    letters = {letter.latex: world.draw(letter) for letter in formula.letters}
    inner = (
        letters[r"\beta"] * (letters["a"] / letters["n"] - letters["b"] / letters["k"]) - letters[r"\gamma"]
    )
    assert math.isclose(compute_value(formula, world), -math.log(sigmoid(inner)), rel_tol=1e-9)


def test_two_changes_are_said_in_one_sentence() -> None:
    share = (r"y = \frac{V(s)}{V(s) + \tau}", ("V: thing -> > 0", "s: thing", r"\tau: > 0"))
    prompts = [question.prompt for question in of_kind(share, "prediction")]
    assert any(r"Every value of $V$ is doubled, and so is $\tau$." in prompt for prompt in prompts)


def test_other_letters_of_a_formula_are_wrong_in_an_answer_and_no_list_of_names_tells_it() -> None:
    (question,) = of_kind(BOUNCED, "special case")
    assert question.key == "x + w"
    assert set(question.names) == {"x", "w", "m", "v", "epsilon"}  # eta is the letter that is 0
    assert takes(question, "w + x")
    assert not takes(question, "x + m")


def test_what_stands_on_both_sides_is_not_asked_by_its_name() -> None:
    rows = ("theta: d", "eta: > 0", "g: d")
    for sign, subject in (("=", "the right side"), (r"\leftarrow", r"the new $\theta$")):
        prompts = [asked.prompt for asked in list_asked(rf"\theta {sign} \theta - \eta g", rows)]
        assert prompts
        assert all(subject in prompt for prompt in prompts)


def test_a_part_of_which_another_line_says_what_it_is_is_given_no_numbers() -> None:
    display = (
        r"v(x) = v(x) + \frac{\delta v}{\delta x} \cdot F(x) \\ \frac{\delta v}{\delta x} \cdot F(x) = 0"
    )
    assert not list_asked(display, ("v: 3 -> number", "F: 3 -> 3", "x: 3"))


def test_a_family_that_changes_is_named_by_all_its_members() -> None:
    formula = r"d = (\frac{1}{K-1} \sum_{k=1}^{K-1}\log \frac{\tau_K(p)}{\tau_k(p)})^{-1}"
    prompts = " ".join(
        asked.prompt for asked in list_asked(formula, ("K: count", r"\tau_k: thing -> > 0", "p: thing"))
    )
    assert r"Every value of $\tau_{K}$ and $\tau_{k}$ is doubled" in prompts


def test_a_bound_letter_before_brackets_is_no_function() -> None:
    list_asked(
        r"a = \sup_{f\in\mathcal{F}} \mathbb{E}_{x\sim p}[f(x)]", (r"\mathcal{F}: index", "p: law thing")
    )
    display = r"a = \sum_{f\in\mathcal{F}} f(x)"
    keys = [asked.key for asked in list_asked(display, (r"\mathcal{F}: set index", "x:"))]
    assert all("f" not in key.replace("infinity", "") for key in keys)


def test_a_size_that_is_one_letter_is_not_negative() -> None:
    rows = (r"\sigma_{i}: > 0", "M: count", r"n_{i} := |S_{i}|")
    asked = list_asked(r"e(S) = \sum_{i=1}^M \frac{\sigma_i^2}{|S_i|}", rows)
    drawn = [Fraction(value) for each in asked for values in each.params.values() for value in values]
    assert drawn
    assert min(drawn) > 0


def test_members_that_change_are_all_named() -> None:
    formula = r"\ell_i = -\log \frac{\exp(s_{ii}/\tau)}{\sum_{j=1}^{N} \exp(s_{ij}/\tau)}"
    prompts = " ".join(asked.prompt for asked in list_asked(formula, ("s_{ii}:", "tau: > 0", "N: count")))
    assert "Every $s_{ii}$ and $s_{ij}$ grows by 1" in prompts
