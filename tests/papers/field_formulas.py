"""Formulas of twenty areas of the field, each with what its symbols are and its truth in NumPy."""
# ruff: noqa: E501 - a row is read more easily on one line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Values = Any
"""What is given, an attribute a name."""


@dataclass(frozen=True)
class Row:
    """One formula; ``functions`` are letters that are applied to arguments."""

    area: str
    latex: str
    declared: str
    truth: Callable[[Values], Any]
    functions: str = ""


def sig(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def soft(x: Any) -> Any:
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def lse(x: Any) -> Any:
    return np.log(np.sum(np.exp(x)))


inv, norm, log, exp, sqrt = np.linalg.inv, np.linalg.norm, np.log, np.exp, np.sqrt
AREAS: dict[str, list[tuple[Any, ...]]] = {
    "optimisers": [
        (r"\theta' = \theta - \eta g", "theta in R^d; g in R^d; eta > 0", lambda v: v.theta - v.eta * v.g),
        (r"m' = \beta m + (1 - \beta) g", "m in R^d; g in R^d; 0 < beta < 1",
         lambda v: v.beta * v.m + (1 - v.beta) * v.g),
        (r"v' = \beta_2 v + (1 - \beta_2) g^2", "v in R^d; g in R^d; 0 < beta2 < 1",
         lambda v: v.beta2 * v.v + (1 - v.beta2) * v.g**2),
        (r"\hat m = \frac{m}{1 - \beta_1^t}", "m in R^d; 0 < beta1 < 1; t in N", lambda v: v.m / (1 - v.beta1**v.t)),
        (r"u = \frac{m}{\sqrt{v} + \epsilon}", "m in R^d; v in (0, inf)^d; epsilon > 0",
         lambda v: v.m / (sqrt(v.v) + v.epsilon)),
        (r"w' = (1 - \eta \lambda) w - \eta g", "w in R^d; g in R^d; eta > 0; lambda > 0",
         lambda v: (1 - v.eta * v.lambda_) * v.w - v.eta * v.g),
        (r"g' = \frac{c}{\max(c, \|g\|)} g", "g in R^d; c > 0", lambda v: v.c / max(v.c, norm(v.g)) * v.g),
        (r"x' = x - H^{-1} g", "x in R^d; H in R^(d x d) psd; g in R^d", lambda v: v.x - inv(v.H) @ v.g),
    ],
    "attention": [
        (r"A = \operatorname{softmax}(\frac{Q K^\top}{\sqrt{d}}) V",
         "Q in R^(n x d); K in R^(m x d); V in R^(m x p); d in N",
         lambda v: soft(v.Q @ v.K.T / sqrt(v.Q.shape[1])) @ v.V),
        (r"a_{ij} = \frac{\exp(s_{ij})}{\sum_{l=1}^m \exp(s_{il})}", "s in R; m in N", lambda v: soft(v.s)),
        (r"o = \sum_{j=1}^m a_j v_j", "a in R; v in R^d; m in N", lambda v: v.a @ v.v),
        (r"s = \frac{q^\top k}{\sqrt{d}}", "q in R^d; k in R^d; d in N", lambda v: v.q @ v.k / sqrt(len(v.q))),
        (r"e = w^\top \tanh(W h + U s)", "w in R^k; W in R^(k x d); h in R^d; U in R^(k x d); s in R^d",
         lambda v: v.w @ np.tanh(v.W @ v.h + v.U @ v.s)),
        (r"S = \phi Q K^\top V", "phi > 0; Q in R^(n x d); K in R^(m x d); V in R^(m x p)",
         lambda v: v.phi * v.Q @ (v.K.T @ v.V)),
        (r"p = \operatorname{softmax}(W h)", "W in R^(k x d); h in R^d", lambda v: soft(v.W @ v.h)),
    ],
    "normalisation": [
        (r"\mu = \frac{1}{n} \sum_{i=1}^n x_i", "x in R; n in N", lambda v: v.x.mean()),
        (r"s = \frac{1}{n} \sum_{i=1}^n (x_i - \mu)^2", "x in R; mu in R; n in N",
         lambda v: np.mean((v.x - v.mu) ** 2)),
        (r"y = \gamma \odot \frac{x - \mu}{\sqrt{s + \epsilon}} + b",
         "gamma in R^d; x in R^d; mu in R; s > 0; epsilon > 0; b in R^d",
         lambda v: v.gamma * (v.x - v.mu) / sqrt(v.s + v.epsilon) + v.b),
        (r"y_i = \frac{x_i}{\sqrt{\frac{1}{d} \sum_{j=1}^d x_j^2}} g_i", "x in R; d in N; g in R",
         lambda v: v.x / sqrt(np.mean(v.x**2)) * v.g),
        (r"\hat x = \frac{x}{\|x\|_2}", "x in R^d", lambda v: v.x / norm(v.x)),
        (r"w = \frac{g}{\|v\|} v", "g in R; v in R^d", lambda v: v.g / norm(v.v) * v.v),
        (r"r = \rho m + (1 - \rho) \mu", "0 < rho < 1; m in R; mu in R", lambda v: v.rho * v.m + (1 - v.rho) * v.mu),
    ],
    "convolutions": [
        (r"o = \lfloor \frac{i + 2 p - k}{s} \rfloor + 1", "i in N; p in N; k in N; s in N",
         lambda v: np.floor((v.i + 2 * v.p - v.k) / v.s) + 1),
        (r"r' = r + (k - 1) s", "r in N; k in N; s in N", lambda v: v.r + (v.k - 1) * v.s),
        (r"P = k^2 c_1 c_2 + c_2", "k in N; c1 in N; c2 in N", lambda v: v.k**2 * v.c1 * v.c2 + v.c2),
        (r"y = \sum_{i=1}^k w_i x_i + b", "w in R; x in R; k in N; b in R", lambda v: v.w @ v.x + v.b),
        (r"o = s (i - 1) + k - 2 p", "s in N; i in N; k in N; p in N", lambda v: v.s * (v.i - 1) + v.k - 2 * v.p),
        (r"z = \frac{1}{h w} \sum_{i=1}^h \sum_{j=1}^w x_{ij}", "h in N; w in N; x in R", lambda v: v.x.mean()),
        (r"F = \frac{1}{d} + \frac{1}{k^2}", "d in N; k in N", lambda v: 1 / v.d + 1 / v.k**2),
    ],
    "recurrent nets": [
        (r"h' = \tanh(W h + U x + b)", "W in R^(m x m); h in R^m; U in R^(m x d); x in R^d; b in R^m",
         lambda v: np.tanh(v.W @ v.h + v.U @ v.x + v.b)),
        (r"f = \sigma(W x + b)", "sigma: sigmoid; W in R^(m x d); x in R^d; b in R^m",
         lambda v: sig(v.W @ v.x + v.b), r"\sigma"),
        (r"c' = f \odot c + i \odot g", "f in R^m; c in R^m; i in R^m; g in R^m", lambda v: v.f * v.c + v.i * v.g),
        (r"h = o \odot \tanh(c)", "o in R^m; c in R^m", lambda v: v.o * np.tanh(v.c)),
        (r"h = (1 - z) \odot n + z \odot p", "z in R^m; n in R^m; p in R^m", lambda v: (1 - v.z) * v.n + v.z * v.p),
        (r"L = -\sum_{t=1}^T \log p_t", "p in (0, 1); T in N", lambda v: -np.sum(log(v.p))),
        (r"P = \exp(-\frac{1}{T} \sum_{t=1}^T \log p_t)", "p in (0, 1); T in N", lambda v: exp(-np.mean(log(v.p)))),
    ],
    "state spaces": [
        (r"x' = A x + B u", "A in R^(n x n); x in R^n; B in R^(n x m); u in R^m", lambda v: v.A @ v.x + v.B @ v.u),
        (r"y = C x + D u", "C in R^(p x n); x in R^n; D in R^(p x m); u in R^m", lambda v: v.C @ v.x + v.D @ v.u),
        (r"\bar A = (I - \frac{\Delta}{2} A)^{-1} (I + \frac{\Delta}{2} A)", "Delta > 0; A in R^(n x n)",
         lambda v: inv(np.eye(len(v.A)) - v.Delta / 2 * v.A) @ (np.eye(len(v.A)) + v.Delta / 2 * v.A)),
        (r"K = P H^\top (H P H^\top + R)^{-1}", "P in R^(n x n) psd; H in R^(m x n); R in R^(m x m) psd",
         lambda v: v.P @ v.H.T @ inv(v.H @ v.P @ v.H.T + v.R)),
        (r"P' = (I - K H) P", "K in R^(n x m); H in R^(m x n); P in R^(n x n)",
         lambda v: (np.eye(len(v.P)) - v.K @ v.H) @ v.P),
        (r"P' = F P F^\top + Q", "F in R^(n x n); P in R^(n x n); Q in R^(n x n)",
         lambda v: v.F @ v.P @ v.F.T + v.Q),
        (r"a = \exp(h \lambda)", "h > 0; lambda in R", lambda v: exp(v.h * v.lambda_)),
        (r"k = C A^2 B", "C in R^(1 x n); A in R^(n x n); B in R^n", lambda v: (v.C @ v.A @ v.A @ v.B).item()),
    ],
    "autoencoders": [
        (r"L = \frac{1}{n} \sum_{i=1}^n \|x_i - \hat x_i\|^2", "x in R^d; xhat in R^d; n in N",
         lambda v: np.mean(np.sum((v.x - v.xhat) ** 2, 1))),
        (r"K = \frac{1}{2} \sum_{j=1}^d (\mu_j^2 + s_j - \log s_j - 1)", "mu in R; s > 0; d in N",
         lambda v: 0.5 * np.sum(v.mu**2 + v.s - log(v.s) - 1)),
        (r"z = \mu + \sigma \odot \epsilon", "mu in R^d; sigma in R^d; epsilon in R^d",
         lambda v: v.mu + v.sigma * v.epsilon),
        (r"L = -\sum_{i=1}^d [x_i \log y_i + (1 - x_i) \log(1 - y_i)]", "x in R; y in (0, 1); d in N",
         lambda v: -np.sum(v.x * log(v.y) + (1 - v.x) * log(1 - v.y))),
        (r"L = R + \beta K", "R in R; beta > 0; K in R", lambda v: v.R + v.beta * v.K),
        (r"K = \frac{1}{2}(\operatorname{tr}(\Sigma) + \mu^\top \mu - d - \log \det \Sigma)",
         "Sigma in R^(d x d) psd; mu in R^d; d in N",
         lambda v: 0.5 * (np.trace(v.Sigma) + v.mu @ v.mu - len(v.mu) - log(np.linalg.det(v.Sigma)))),
        (r"q = \min_k \|z - e_k\|", "z in R^d; e in R^d", None),
        (r"l = \|z - e\|_2^2 + \beta \|z - s\|_2^2", "z in R^d; e in R^d; s in R^d; beta > 0",
         lambda v: norm(v.z - v.e) ** 2 + v.beta * norm(v.z - v.s) ** 2),
    ],
    "GANs": [
        (r"L = -\frac{1}{n} \sum_{i=1}^n \log D_i - \frac{1}{n} \sum_{i=1}^n \log(1 - F_i)",
         "D in (0, 1); F in (0, 1); n in N", lambda v: -np.mean(log(v.D)) - np.mean(log(1 - v.F))),
        (r"D = \frac{p}{p + q}", "p > 0; q > 0", lambda v: v.p / (v.p + v.q)),
        (r"L = (\|g\|_2 - 1)^2", "g in R^d", lambda v: (norm(v.g) - 1) ** 2),
        (r"J = \frac{1}{2} \sum_{i=1}^n p_i \log \frac{2 p_i}{p_i + q_i} + \frac{1}{2} \sum_{i=1}^n q_i \log \frac{2 q_i}{p_i + q_i}",
         "p in (0, 1); q in (0, 1); n in N",
         lambda v: 0.5 * np.sum(v.p * log(2 * v.p / (v.p + v.q))) + 0.5 * np.sum(v.q * log(2 * v.q / (v.p + v.q)))),
        (r"h = \max(0, 1 - d) + \max(0, 1 + f)", "d in R; f in R", lambda v: max(0, 1 - v.d) + max(0, 1 + v.f)),
        (r"\bar W = \frac{W}{s}", "W in R^(m x n); s > 0", lambda v: v.W / v.s),
        (r"F = \|m - a\|^2 + \operatorname{tr}(S + R - 2 C)",
         "m in R^d; a in R^d; S in R^(d x d); R in R^(d x d); C in R^(d x d)",
         lambda v: norm(v.m - v.a) ** 2 + np.trace(v.S + v.R - 2 * v.C)),
    ],
    "flows": [
        (r"l = \log p - \log |a|", "p > 0; a in R", lambda v: log(v.p) - log(abs(v.a))),
        (r"y = x \odot \exp(s) + t", "x in R^d; s in R^d; t in R^d", lambda v: v.x * exp(v.s) + v.t),
        (r"x = (y - t) \odot \exp(-s)", "y in R^d; t in R^d; s in R^d", lambda v: (v.y - v.t) * exp(-v.s)),
        (r"z' = z + u \tanh(w^\top z + b)", "z in R^d; u in R^d; w in R^d; b in R",
         lambda v: v.z + v.u * np.tanh(v.w @ v.z + v.b)),
        (r"J = |1 + u^\top p|", "u in R^d; p in R^d", lambda v: abs(1 + v.u @ v.p)),
        (r"l = \sum_{i=1}^d s_i", "s in R; d in N", lambda v: v.s.sum()),
        (r"D = \det(I + A)", "A in R^(n x n)", lambda v: np.linalg.det(np.eye(len(v.A)) + v.A)),
    ],
    "diffusion": [
        (r"x = \sqrt{a} y + \sqrt{1 - a} \epsilon", "0 < a < 1; y in R^d; epsilon in R^d",
         lambda v: sqrt(v.a) * v.y + sqrt(1 - v.a) * v.epsilon),
        (r"\bar a = \prod_{s=1}^T (1 - \beta_s)", "beta in (0, 1); T in N", lambda v: np.prod(1 - v.beta)),
        (r"\mu = \frac{1}{\sqrt{\alpha}} (x - \frac{\beta}{\sqrt{1 - a}} \epsilon)",
         "alpha > 0; x in R^d; 0 < beta < 1; 0 < a < 1; epsilon in R^d",
         lambda v: (v.x - v.beta / sqrt(1 - v.a) * v.epsilon) / sqrt(v.alpha)),
        (r"\epsilon' = (1 + w) \epsilon - w u", "w > 0; epsilon in R^d; u in R^d",
         lambda v: (1 + v.w) * v.epsilon - v.w * v.u),
        (r"s = -\frac{x - \mu}{\sigma^2}", "x in R^d; mu in R^d; sigma > 0", lambda v: -(v.x - v.mu) / v.sigma**2),
        (r"r = \frac{a^2}{\sigma^2}", "a > 0; sigma > 0", lambda v: v.a**2 / v.sigma**2),
        (r"\tilde\beta = \frac{1 - a}{1 - b} \beta", "0 < a < 1; 0 < b < 1; 0 < beta < 1",
         lambda v: (1 - v.a) / (1 - v.b) * v.beta),
        (r"x_0 = \frac{x - \sqrt{1 - a} \epsilon}{\sqrt{a}}", "x in R^d; 0 < a < 1; epsilon in R^d",
         lambda v: (v.x - sqrt(1 - v.a) * v.epsilon) / sqrt(v.a)),
    ],
    "flow matching": [
        (r"x = (1 - t) a + t b", "0 < t < 1; a in R^d; b in R^d", lambda v: (1 - v.t) * v.a + v.t * v.b),
        (r"u = \frac{b - x}{1 - t}", "b in R^d; x in R^d; 0 < t < 1", lambda v: (v.b - v.x) / (1 - v.t)),
        (r"x' = x + h v", "x in R^d; h > 0; v in R^d", lambda v: v.x + v.h * v.v),
        (r"L = \|v - (b - a)\|^2", "v in R^d; b in R^d; a in R^d", lambda v: norm(v.v - (v.b - v.a)) ** 2),
        (r"x' = x + \frac{h}{2}(k_1 + k_2)", "x in R^d; h > 0; k1 in R^d; k2 in R^d",
         lambda v: v.x + v.h / 2 * (v.k1 + v.k2)),
        (r"\sigma' = 1 - (1 - s) t", "0 < s < 1; 0 < t < 1", lambda v: 1 - (1 - v.s) * v.t),
        (r"x' = x + \frac{h}{6}(k_1 + 2 k_2 + 2 k_3 + k_4)", "x in R^d; h > 0; k1 in R^d; k2 in R^d; k3 in R^d; k4 in R^d",
         lambda v: v.x + v.h / 6 * (v.k1 + 2 * v.k2 + 2 * v.k3 + v.k4)),
    ],
    "contrastive": [
        (r"L = -\log \frac{\exp(s_1 / \tau)}{\sum_{j=1}^n \exp(s_j / \tau)}", "s in R; tau > 0; n in N",
         lambda v: -log(soft(v.s / v.tau)[0])),
        (r"c = \frac{u^\top v}{\|u\| \|v\|}", "u in R^d; v in R^d", lambda v: v.u @ v.v / norm(v.u) / norm(v.v)),
        (r"L = -\frac{1}{n} \sum_{i=1}^n \log \frac{\exp(s_{ii})}{\sum_{j=1}^n \exp(s_{ij})}", "s in R; n in N",
         lambda v: -np.mean(log(np.diag(soft(v.s))))),
        (r"u = \log \frac{1}{n^2} \sum_{i=1}^n \sum_{j=1}^n \exp(-2 \|z_i - z_j\|^2)", "z in R^d; n in N",
         lambda v: log(np.mean(exp(-2 * np.sum((v.z[:, None] - v.z[None]) ** 2, -1))))),
        (r"a = \frac{1}{n} \sum_{i=1}^n \|z_i - y_i\|^2", "z in R^d; y in R^d; n in N",
         lambda v: np.mean(np.sum((v.z - v.y) ** 2, -1))),
        (r"S = Z Z^\top / \tau", "Z in R^(n x d); tau > 0", lambda v: v.Z @ v.Z.T / v.tau),
        (r"L = \operatorname{softplus}(-y s)", "y in R; s in R", lambda v: np.log1p(exp(-v.y * v.s))),
        (r"l_i = \log \sum_{j \neq i} \exp(s_{ij})", "s in R", None),
    ],
    "metric and self-supervised losses": [
        (r"L = \max(0, \|a - p\|^2 - \|a - n\|^2 + m)", "a in R^d; p in R^d; n in R^d; m > 0",
         lambda v: max(0, norm(v.a - v.p) ** 2 - norm(v.a - v.n) ** 2 + v.m)),
        (r"L = y d^2 + (1 - y) \max(0, m - d)^2", "y in {0, 1}; d > 0; m > 0",
         lambda v: v.y * v.d**2 + (1 - v.y) * max(0, v.m - v.d) ** 2),
        (r"D = \sqrt{(x - y)^\top M (x - y)}", "x in R^d; y in R^d; M in R^(d x d) psd",
         lambda v: sqrt((v.x - v.y) @ v.M @ (v.x - v.y))),
        (r"\xi' = \tau \xi + (1 - \tau) \theta", "0 < tau < 1; xi in R^d; theta in R^d",
         lambda v: v.tau * v.xi + (1 - v.tau) * v.theta),
        (r"L = 2 - 2 \frac{\langle q, z \rangle}{\|q\| \|z\|}", "q in R^d; z in R^d",
         lambda v: 2 - 2 * v.q @ v.z / norm(v.q) / norm(v.z)),
        (r"L = \sum_{i=1}^d (1 - C_{ii})^2", "C in R; d in N", lambda v: np.sum((1 - np.diag(v.C)) ** 2)),
        (r"h = \sum_{i=1}^d \max(0, 1 - \sqrt{s_i})", "s > 0; d in N", lambda v: np.sum(np.maximum(0, 1 - sqrt(v.s)))),
    ],
    "reinforcement and preference learning": [
        (r"G = \sum_{k=0}^{T} \gamma^k r_k", "0 < gamma < 1; r in R; T in N",
         lambda v: np.sum(v.gamma ** np.arange(len(v.r)) * v.r)),
        (r"\delta = r + \gamma V - U", "r in R; 0 < gamma < 1; V in R; U in R", lambda v: v.r + v.gamma * v.V - v.U),
        (r"Q' = Q + \alpha (r + \gamma \max_a q_a - Q)", "Q in R; 0 < alpha < 1; r in R; 0 < gamma < 1; q in R", None),
        (r"L = \min(\rho A, \operatorname{clip}(\rho, 1 - \epsilon, 1 + \epsilon) A)", "rho > 0; A in R; 0 < epsilon < 1",
         lambda v: min(v.rho * v.A, np.clip(v.rho, 1 - v.epsilon, 1 + v.epsilon) * v.A)),
        (r"L = -\log \sigma(r_1 - r_2)", "sigma: sigmoid; r1 in R; r2 in R", lambda v: -log(sig(v.r1 - v.r2)), r"\sigma"),
        (r"L = -\log \sigma(\beta \log \frac{p}{q} - \beta \log \frac{s}{t})",
         "sigma: sigmoid; beta > 0; p > 0; q > 0; s > 0; t > 0",
         lambda v: -log(sig(v.beta * log(v.p / v.q) - v.beta * log(v.s / v.t))), r"\sigma"),
        (r"H = -\sum_{a=1}^n \pi_a \log \pi_a", "pi in (0, 1); n in N", lambda v: -np.sum(v.pi * log(v.pi))),
        (r"p_a = \frac{\exp(Q_a / \tau)}{\sum_{b=1}^n \exp(Q_b / \tau)}", "Q in R; tau > 0; n in N",
         lambda v: soft(v.Q / v.tau)),
        (r"V = \sum_{a=1}^n \pi_a Q_a", "pi in (0, 1); Q in R; n in N", lambda v: v.pi @ v.Q),
    ],
    "Gaussian processes": [
        (r"m = k^\top (K + \sigma^2 I)^{-1} y", "k in R^n; K in R^(n x n) psd; sigma > 0; y in R^n",
         lambda v: v.k @ inv(v.K + v.sigma**2 * np.eye(len(v.k))) @ v.y),
        (r"s = c - k^\top (K + \sigma^2 I)^{-1} k", "c > 0; k in R^n; K in R^(n x n) psd; sigma > 0",
         lambda v: v.c - v.k @ inv(v.K + v.sigma**2 * np.eye(len(v.k))) @ v.k),
        (r"L = -\frac{1}{2} y^\top K^{-1} y - \frac{1}{2} \log |K| - \frac{n}{2} \log 2 \pi",
         "y in R^n; K in R^(n x n) psd; n in N",
         lambda v: -v.y @ inv(v.K) @ v.y / 2 - log(np.linalg.det(v.K)) / 2 - len(v.y) / 2 * log(2 * np.pi)),
        (r"a = (\mu - f) \Phi(z) + s z", "mu in R; f in R; z in R; s > 0", None),
        (r"u = \mu + \kappa s", "mu in R; kappa > 0; s > 0", lambda v: v.mu + v.kappa * v.s),
        (r"k = s^2 \exp(-\frac{\|x - y\|^2}{2 l^2})", "s > 0; x in R^d; y in R^d; l > 0",
         lambda v: v.s**2 * exp(-(norm(v.x - v.y) ** 2) / 2 / v.l**2)),
        (r"w = (X^\top X + \lambda I)^{-1} X^\top y", "X in R^(n x d); lambda > 0; y in R^n",
         lambda v: inv(v.X.T @ v.X + v.lambda_ * np.eye(v.X.shape[1])) @ v.X.T @ v.y),
    ],
    "kernels": [
        (r"k = (x^\top y + c)^2", "x in R^d; y in R^d; c in R", lambda v: (v.x @ v.y + v.c) ** 2),
        (r"M = \frac{1}{n^2} \sum_{i=1}^n \sum_{j=1}^n k_{ij} - \frac{2}{n m} \sum_{i=1}^n \sum_{l=1}^m r_{il}",
         "k in R; r in R; n in N; m in N", lambda v: v.k.mean() - 2 * v.r.mean()),
        (r"K' = H K H", "H in R^(n x n); K in R^(n x n)", lambda v: v.H @ v.K @ v.H),
        (r"f = \sum_{i=1}^n \alpha_i k_i", "alpha in R; k in R; n in N", lambda v: v.alpha @ v.k),
        (r"H = I - \frac{1}{n} \mathbf{1} \mathbf{1}^\top", "n in N", None),
        (r"a = (K + n \lambda I)^{-1} y", "K in R^(n x n) psd; n in N; lambda > 0; y in R^n",
         lambda v: inv(v.K + len(v.y) * v.lambda_ * np.eye(len(v.y))) @ v.y),
        (r"k = \exp(-\gamma \|x - y\|_1)", "gamma > 0; x in R^d; y in R^d",
         lambda v: exp(-v.gamma * np.sum(np.abs(v.x - v.y)))),
        (r"d = \|x - y\|_M", "x in R^d; y in R^d; M in R^(d x d) psd",
         lambda v: sqrt((v.x - v.y) @ v.M @ (v.x - v.y))),
    ],
    "graphical models": [
        (r"E = -b^\top v - c^\top h - v^\top W h", "b in R^n; c in R^m; v in R^n; h in R^m; W in R^(n x m)",
         lambda v: -v.b @ v.v - v.c @ v.h - v.v @ v.W @ v.h),
        (r"p = \sigma(c + W^\top v)", "sigma: sigmoid; c in R^m; W in R^(n x m); v in R^n",
         lambda v: sig(v.c + v.W.T @ v.v), r"\sigma"),
        (r"Z = \sum_{i=1}^n \exp(-\beta E_i)", "beta > 0; E in R; n in N", lambda v: np.sum(exp(-v.beta * v.E))),
        (r"F = -\frac{1}{\beta} \log Z", "beta > 0; Z > 0", lambda v: -log(v.Z) / v.beta),
        (r"\alpha' = b \odot (A^\top \alpha)", "b in R^n; A in R^(n x n); alpha in R^n", lambda v: v.b * (v.A.T @ v.alpha)),
        (r"r_k = \frac{\pi_k q_k}{\sum_{j=1}^m \pi_j q_j}", "pi in (0, 1); q > 0; m in N",
         lambda v: v.pi * v.q / (v.pi @ v.q)),
        (r"\mu = \frac{\sum_{i=1}^n r_i x_i}{\sum_{i=1}^n r_i}", "r > 0; x in R^d; n in N",
         lambda v: v.r @ v.x / v.r.sum()),
        (r"E = -\sum_{i<j} J_{ij} s_i s_j", "J in R; s in R", None),
    ],
    "graph networks": [
        (r"H' = \tilde D^{-1/2} A \tilde D^{-1/2} H W", "Dtilde in R^(n x n) diagonal; A in R^(n x n); H in R^(n x d); W in R^(d x k)",
         lambda v: np.diag(np.diag(v.Dtilde) ** -0.5) @ v.A @ np.diag(np.diag(v.Dtilde) ** -0.5) @ v.H @ v.W),
        (r"d_i = \sum_{j=1}^n A_{ij}", "A in R; n in N", None),
        (r"L = D - A", "D in R^(n x n); A in R^(n x n)", lambda v: v.D - v.A),
        (r"q = x^\top (D - A) x", "x in R^n; D in R^(n x n); A in R^(n x n)", lambda v: v.x @ (v.D - v.A) @ v.x),
        (r"H' = \operatorname{ReLU}((A + I) H W)", "A in R^(n x n); H in R^(n x d); W in R^(d x k)",
         lambda v: np.maximum((v.A + np.eye(len(v.A))) @ v.H @ v.W, 0)),
        (r"Z = (1 - \alpha) A Z' + \alpha H", "0 < alpha < 1; A in R^(n x n); Z in R^(n x d); H in R^(n x d)", None),
        (r"D = \operatorname{diag}(d) - A", "d in R^n; A in R^(n x n)", lambda v: np.diag(v.d) - v.A),
        (r"s = \mathbf{1}^\top A \mathbf{1}", "A in R^(n x n)", lambda v: v.A.sum()),
    ],
    "scaling laws and schedules": [
        (r"L = E + \frac{A}{N^\alpha} + \frac{B}{D^\beta}", "E > 0; A > 0; N > 0; alpha > 0; B > 0; D > 0; beta > 0",
         lambda v: v.E + v.A / v.N**v.alpha + v.B / v.D**v.beta),
        (r"C = 6 N D", "N > 0; D > 0", lambda v: 6 * v.N * v.D),
        (r"\eta = \eta_{min} + \frac{1}{2} (\eta_{max} - \eta_{min}) (1 + \cos(\frac{\pi t}{T}))",
         "etamin > 0; etamax > 0; t in N; T in N",
         lambda v: v.etamin + 0.5 * (v.etamax - v.etamin) * (1 + np.cos(np.pi * v.t / v.T))),
        (r"\eta = d^{-1/2} \min(t^{-1/2}, t w^{-3/2})", "d > 0; t > 0; w > 0",
         lambda v: v.d**-0.5 * min(v.t**-0.5, v.t * v.w**-1.5)),
        (r"B = \frac{\operatorname{tr}(\Sigma)}{g^\top g}", "Sigma in R^(d x d) psd; g in R^d",
         lambda v: np.trace(v.Sigma) / (v.g @ v.g)),
        (r"\eta' = \eta k^{-p}", "eta > 0; k > 0; p > 0", lambda v: v.eta * v.k**-v.p),
        (r"N = 12 l d^2", "l in N; d in N", lambda v: 12 * v.l * v.d**2),
        (r"b = \log_2 n", "n > 0", lambda v: np.log2(v.n)),
    ],
    "statistics of training": [
        (r"L = -\sum_{k=1}^K y_k \log p_k", "y in R; p in (0, 1); K in N", lambda v: -np.sum(v.y * log(v.p))),
        (r"s = \frac{1}{n - 1} \sum_{i=1}^n (x_i - m)^2", "x in R; m in R; n in N",
         lambda v: np.sum((v.x - v.m) ** 2) / (len(v.x) - 1)),
        (r"C = \frac{1}{n} \sum_{i=1}^n (x_i - \mu)(x_i - \mu)^\top", "x in R^d; mu in R^d; n in N",
         lambda v: (v.x - v.mu).T @ (v.x - v.mu) / len(v.x)),
        (r"L = -(1 - p)^\gamma \log p", "0 < p < 1; gamma > 0", lambda v: -((1 - v.p) ** v.gamma) * log(v.p)),
        (r"y' = (1 - \epsilon) y + \frac{\epsilon}{K}", "0 < epsilon < 1; y in R; K in N",
         lambda v: (1 - v.epsilon) * v.y + v.epsilon / v.K),
        (r"R = \lambda \sum_{i=1}^n \sum_{j=1}^m w_{ij}^2", "lambda > 0; w in R; n in N; m in N",
         lambda v: v.lambda_ * np.sum(v.w**2)),
        (r"R = \frac{\lambda}{2} \|W\|_F^2", "lambda > 0; W in R^(m x n)", lambda v: v.lambda_ / 2 * np.sum(v.W**2)),
        (r"h = \begin{cases} \frac{1}{2} a^2 & |a| \leq \delta \\ \delta (|a| - \frac{1}{2} \delta) & |a| > \delta \end{cases}",
         "a in R; delta > 0",
         lambda v: 0.5 * v.a**2 if abs(v.a) <= v.delta else v.delta * (abs(v.a) - 0.5 * v.delta)),
        (r"A = \frac{1}{n} \sum_{i=1}^n \mathbb{1}[y_i = z_i]", "y in {0, 1}; z in {0, 1}; n in N",
         lambda v: np.mean(v.y == v.z)),
        (r"K = \frac{1}{2}(\log \frac{t}{s} + \frac{s + (\mu - m)^2}{t} - 1)", "t > 0; s > 0; mu in R; m in R",
         lambda v: 0.5 * (log(v.t / v.s) + (v.s + (v.mu - v.m) ** 2) / v.t - 1)),
        (r"y = \operatorname{GELU}(x)", "x in R", None),
        (r"y = x \odot \operatorname{sigmoid}(\beta x)", "x in R^d; beta > 0", lambda v: v.x * sig(v.beta * v.x)),
        (r"F = \frac{2 P R}{P + R}", "P > 0; R > 0", lambda v: 2 * v.P * v.R / (v.P + v.R)),
    ],
}  # fmt: skip
ROWS = tuple(
    Row(area, latex, declared, truth, *functions)
    for area, rows in AREAS.items()
    for latex, declared, truth, *functions in rows
)
