"""Which formulas of papers have a missing part, and which spellings of parts are taken for the printed one.

    python -m tests.bench.missing_parts [SOURCE…]

Prints for each paper the formulas on its map with their parts, to be read and marked, and the share that has
one. Then judges spellings of parts as people type them, each the same as the printed part, and answers that
are not: none of the first may be called anything but right, none of the second right.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from drill.checking import Verdict, check, spec_from
from drill.papers import CENTRAL, FormulaRow, Paper, made_of, paper_of, read_sheet


class Gap(NamedTuple):
    """A formula with its gap, the part, answers that are the same, and answers that are not."""

    around: str
    part: str
    same: Sequence[str]
    other: Sequence[str] = ()


GAPS: Final = (
    Gap(
        r"\operatorname{Attention}(Q,K,V)=\operatorname{softmax}(\frac{QK^{\top}}{\square})V",
        r"\sqrt{d_k}",
        ("sqrt d_k", "sqrt(d_k)", "√d_k", "d_k^(1/2)", r"\sqrt{d_k}"),
        ("d_k", "sqrt(d)", "d_k^2"),
    ),
    Gap(
        r"\theta_{t}=\theta_{t-1}-\alpha\frac{\hat{m}_{t}}{\square}",
        r"\sqrt{\hat{v}_{t}}+\epsilon",
        ("sqrt(vhat_t) + eps", "epsilon + sqrt(vhat_t)", "(sqrt(v_hat_t)+epsilon)", "√(v̂_t) + ε"),
        ("sqrt(vhat_t + eps)", "sqrt(v_t) + eps", "sqrt(vhat_t)"),
    ),
    Gap(
        r"\hat{m}_{t}=\frac{m_{t}}{\square}",
        r"1-\beta_{1}^{t}",
        ("1 - beta_1^t", "1-beta1^t", "-beta_1^t + 1", "1 − β₁^t"),
        ("1-beta_2^t", "1 - beta_1", "beta_1^t"),
    ),
    Gap(
        r"\hat{v}_{t}=\frac{v_{t}}{1-\square}",
        r"\beta_{2}^{t}",
        ("beta_2^t", "β_2^t", "beta2^t"),
        ("beta_2", "beta_1^t"),
    ),
    Gap(
        r"A_{i}=\frac{r_{i}-\square}{\operatorname{std}(r)+\epsilon}",
        r"\operatorname{mean}(r)",
        ("mean(r)", "mean r", "-mean(r)", "(mean(r))"),
        ("r", "mean(r_i)"),
    ),
    Gap(
        r"A_{i}=\frac{r_{i}-\operatorname{mean}(r)}{\square}",
        r"\operatorname{std}(r)+\epsilon",
        ("std(r) + eps", "std r + epsilon", "eps + std(r)", "ε + std(r)"),
        ("std(r)", "var(r) + eps"),
    ),
    Gap(
        r"A_{i}=r_{i}-\square\sum_{j\neq i}r_{j}",
        r"\frac{1}{k-1}",
        ("1/(k-1)", r"\frac{1}{k-1}", "(k-1)^-1"),
        ("1/k", "1/(k+1)"),
    ),
    Gap(
        r"A_{i}=r_{i}-\frac{1}{k-1}\sum_{\square}r_{j}",
        r"j\neq i",
        ("j != i", "i != j", "j ≠ i", r"j \ne i"),
        ("j = i", "j < i"),
    ),
    Gap(
        r"\hat{A}_{t}=\sum_{l=0}^{\square}(\gamma\lambda)^{l}\delta_{t+l}",
        "T-t-1",
        ("T-t-1", "T - 1 - t", "-t + T - 1", "T-(t+1)"),
        ("T-t", "T-1"),
    ),
    Gap(
        r"\hat{A}_{t}=\sum_{l=0}^{T-t-1}\square\delta_{t+l}",
        r"(\gamma\lambda)^{l}",
        ("(gamma lambda)^l", "(gam lam)^l", "(γλ)^l", "(lambda gamma)^l", "gamma^l lambda^l"),
        ("gamma^l", "gamma lambda^l"),
    ),
    Gap(
        r"\delta_{t}=r_{t}+\gamma V(\square)-V(s_{t})",
        r"s_{t+1}",
        ("s_{t+1}", "s_(t+1)", r"s_{1+t}"),
        ("s_t", "s_{t-1}"),
    ),
    Gap(
        r"\delta_{t}=r_{t}+\gamma V(s_{t+1})-\square",
        r"V(s_{t})",
        ("V(s_t)", "-V(s_t)", "(V(s_t))"),
        ("V(s_{t+1})", "V(s)"),
    ),
    Gap(
        r"L=-\log\frac{\exp(\square)}{\sum_{j}\exp(s_{ij}/\tau)}",
        r"s_{ii}/\tau",
        ("s_ii/tau", "s_{ii}/tau", r"\frac{s_{ii}}{\tau}"),
        ("s_ij/tau", "s_ii", "s_ii tau"),
    ),
    Gap(
        r"L=-\log\frac{\exp(s_{ii}/\tau)}{\square}",
        r"\sum_{j}\exp(s_{ij}/\tau)",
        ("sum_j exp(s_ij/tau)", r"\sum_j e^{s_{ij}/\tau}", "sum_k exp(s_ik/tau)"),
        ("sum_j exp(s_ij)", "sum_j exp(s_ji/tau)"),
    ),
    Gap(
        r"p_{i}=\frac{1}{\square}",
        r"1+e^{-z_{i}}",
        ("1 + e^(-z_i)", "1 + exp(-z_i)", "e^{-z_i}+1"),
        ("1 + e^(z_i)", "1 - e^(-z_i)"),
    ),
    Gap(
        r"f_{i}=-\square\log q_{i}",
        r"(1-q_{i})^{\gamma}",
        ("(1-q_i)^gamma", "(1 - q_i)^γ", "(-q_i+1)^gamma"),
        ("(1-q_i)^2", "1-q_i^gamma", "q_i^gamma"),
    ),
    Gap(
        r"v_{t}=\beta_{2}v_{t-1}+(1-\beta_{2})\square",
        r"g_{t}^{2}",
        ("g_t^2", "(g_t)^2", "g_t g_t", "g_t²"),
        ("g_t", "g_{t-1}^2"),
    ),
    Gap(
        r"v_{t}=(1-\beta_{2})\sum_{i=1}^{t}\beta_{2}^{\square}g_{i}^{2}",
        "t-i",
        ("t-i", "t - i", "-i+t", "(t-i)"),
        ("i", "t-i-1"),
    ),
    Gap(
        r"\sigma^{2}=\frac{1}{\square}\sum_{i=1}^{n}(x_{i}-\bar{x})^{2}",
        "n-1",
        ("n-1", "n - 1", "-1+n"),
        ("n", "n+1"),
    ),
    Gap(r"L=\square\|y-f(x)\|_{2}^{2}", r"\frac{1}{2}", ("1/2", "0.5", "½"), ("2", "1/4")),
    Gap(
        r"r_{t}(\theta)=\frac{\pi_{\theta}(a_{t}\mid s_{t})}{\square}",
        r"\pi_{\operatorname{old}}(a_{t}\mid s_{t})",
        ("pi_old(a_t|s_t)", "pi_old(a_t | s_t)", r"\pi_{old}(a_t \mid s_t)", "π_old(a_t|s_t)"),
        ("pi_theta(a_t|s_t)", "pi_old(s_t|a_t)"),
    ),
    Gap(
        r"L=\mathbb{E}[\log\pi(y\mid x)-\square]",
        r"\log p(y\mid x)",
        ("log p(y|x)", "ln p(y | x)", "-log p(y|x)"),
        ("log p(x|y)", "p(y|x)"),
    ),
    Gap(
        r"\operatorname{sim}(u,v)=\frac{u^{\top}v}{\square}",
        r"\|u\|\|v\|",
        ("||u|| ||v||", "norm(u) norm(v)", r"\|v\|\|u\|"),
        ("||u||", "||u||^2"),
    ),
    Gap(
        r"\hat{\beta}=(\square)^{-1}X^{\top}y",
        r"X^{\top}X+\lambda I",
        ("X^T X + lambda I", "X.T X + lam I", "lambda I + X^T X", r"X^\top X + \lambda I"),
        ("X X^T + lambda I", "X^T X", "X^T X + I"),
    ),
    Gap(
        r"C(T)=\frac{1}{\square}\sum_{m=1}^{\square}f(m)f(m+T)",
        "M-T",
        ("M-T", "M - T", "-T + M"),
        ("M", "M+T"),
    ),
    Gap(
        r"\alpha_{t}=\frac{\alpha}{\square}",
        r"\sqrt{t}",
        ("sqrt t", "sqrt(t)", "t^(1/2)", "t^0.5"),
        ("t", "t^2"),
    ),
    Gap(r"F_{1}=\square\frac{PR}{P+R}", "2", ("2", "2.0"), ("1", "1/2")),
    Gap(r"F_{1}=\frac{2PR}{\square}", "P+R", ("P+R", "R + P", "(P+R)"), ("PR", "P-R")),
    Gap(r"s_{t}=-\frac{y+\square v}{t}", r"(1-t)", ("1-t", "(1-t)", "(-t+1)"), ("t", "1+t")),
    Gap(r"\eta_{t}=\eta_{0}\square", r"\gamma^{t}", ("gamma^t", "γ^t"), ("gamma", "t^gamma")),
    Gap(
        r"\mathcal{N}=\frac{1}{\square}e^{-\frac{(x-\mu)^{2}}{2\sigma^{2}}}",
        r"\sqrt{2\pi\sigma^{2}}",
        ("sqrt(2 pi sigma^2)", "(2 pi sigma^2)^(1/2)", "sqrt(2*pi*sigma^2)"),
        ("sqrt(2 pi) sigma^2", "2 pi sigma^2"),
    ),
    Gap(
        r"x_{t}=\sqrt{\bar{\alpha}_{t}}x_{0}+\square\epsilon",
        r"\sqrt{1-\bar{\alpha}_{t}}",
        ("sqrt(1-alphabar_t)", "sqrt(1 - alpha_bar_t)", r"\sqrt{1-\bar\alpha_t}", "√(1-ᾱ_t)"),
        ("sqrt(alphabar_t)", "1-alphabar_t"),
    ),
    Gap(
        r"\mu_{t}=\frac{1}{\sqrt{\alpha_{t}}}(x_{t}-\frac{\beta_{t}}{\square}\epsilon_{\theta})",
        r"\sqrt{1-\bar{\alpha}_{t}}",
        ("sqrt(1-alphabar_t)", "(1-alpha_bar_t)^(1/2)"),
        ("sqrt(1-alpha_t)",),
    ),
    Gap(
        r"\sum_{i=1}^{n}\frac{1}{i^{\square}}=\zeta",
        r"\frac{s}{2}",
        ("s/2", r"\frac{s}{2}", "0.5 s"),
        ("s", "2s"),
    ),
    Gap(r"D=\sum_{\square}|x_{i}-x_{j}|", "i<j", ("i<j", "i < j", "j > i"), ("i>j", "i != j")),
    Gap(r"H=-\sum_{i}p_{i}\log\square", r"p_{i}", ("p_i", "p_{i}", "(p_i)"), ("p_j", "p")),
    Gap(r"y=\max(\square,x)", "0", ("0", "0.0"), ("1", "-x")),
    Gap(
        r"h_{t}=(1-z_{t})\odot h_{t-1}+\square",
        r"z_{t}\odot\tilde{h}_{t}",
        ("z_t * htilde_t", r"z_t \odot \tilde h_t", "z_t ⊙ h̃_t"),
        ("z_t * h_t", "htilde_t"),
    ),
    Gap(r"E=\square", r"mc^{2}", ("m c^2", "mc^2", "E = m c^2", "c^2 m"), ("m c", "m c^3")),
    Gap(
        r"\theta_{t+1}=\square",
        r"\theta_{t}-\eta\nabla L(\theta_{t})",
        (
            "theta_t - eta nabla L(theta_t)",
            "theta_t - eta ∇L(theta_t)",
            r"\theta_{t+1}=\theta_t-\eta\nabla L(\theta_t)",
        ),
        ("theta_t + eta nabla L(theta_t)",),
    ),
    Gap(r"g=\frac{1}{n}\sum_{k=\square}^{n}x_{k}", "t+1", ("t+1", "1+t", "k=t+1", "k = t + 1"), ("t", "t-1")),
)


def judge(gap: Gap, answer: str) -> Verdict:
    """Return the verdict on an answer."""
    return check(spec_from({"formula": gap.part, "around": gap.around}), answer)


def main() -> int:
    """Print parts and verdicts; return 1 where a verdict is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sources", nargs="*", type=Path)
    arguments = parser.parse_args()
    every, having = 0, 0
    for path in arguments.sources:
        paper = made_of(paper_of(read_sheet(path)), lambda *_: None)
        rows = sorted((row for row in paper.formulas if row.rank <= CENTRAL), key=lambda row: row.rank)
        parts = {row.id: [*list_parts(paper, row)] for row in rows}
        print(f"{path}: {sum(map(bool, parts.values()))} of {len(rows)} formulas on the map")
        for row in rows:
            print(f"  {row.number or f'line {row.line}'}  {' '.join(row.in_use.split())}")
            for part in parts[row.id]:
                print(f"      {part}")
        every += len(rows)
        having += sum(map(bool, parts.values()))
    if every:
        print(f"{having} of {every} formulas have a missing part, {having / every:.0%} (wanted: 60 %)")
    refused = [(gap.part, text, judge(gap, text)) for gap in GAPS for text in gap.same]
    refused = [each for each in refused if each[2].verdict != "correct"]
    taken = [(gap.part, text) for gap in GAPS for text in gap.other if judge(gap, text).verdict == "correct"]
    for part, text, verdict in refused:
        print(f"not taken: {text}  for {part}: {verdict.verdict} {verdict.message}")
    for part, text in taken:
        print(f"taken though it is another: {text}  for {part}")
    same, other = (sum(len(getattr(gap, name)) for gap in GAPS) for name in ("same", "other"))
    print(f"{same - len(refused)} of {same} spellings of {len(GAPS)} parts are taken")
    print(f"{len(taken)} of {other} other answers are taken")
    return int(bool(refused or taken))


def list_parts(paper: Paper, row: FormulaRow) -> Iterator[str]:
    """Yield the parts that the exercise on a formula leaves out, in their order."""
    for draft in paper.drafts:
        if draft.kind == "memory" and draft.about == row.id:
            sisters = draft.exercise.get("sisters") or [draft.exercise]
            assert isinstance(sisters, list)
            for sister in sisters:
                assert isinstance(sister, Mapping)
                answer = sister["answer"]
                assert isinstance(answer, Mapping)
                yield str(answer["formula"])


if __name__ == "__main__":
    sys.exit(main())
