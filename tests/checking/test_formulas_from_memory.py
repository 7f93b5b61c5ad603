"""Formulas from memory, typed in the notation that stands on the screen.

What is read when it is right is read, judged and diagnosed when it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from drill.checking.verdict import Verdict
from tests.asked import check
from tests.rows import each_row, table_beside


def groups() -> dict[str, dict[str, Any]]:
    """Each formula: what is expected, and what is typed, by what it is due."""
    return table_beside(__file__, "formulas-from-memory.yaml")


def rows() -> Iterator[Any]:
    """Every spelling with its exercise, what it is due, and the mistake that it is."""
    for name, group in groups().items():
        due = [("right", "", each) for each in group.get("right", ())]
        due += [
            ("known", known, each) for known, texts in group.get("mistakes", {}).items() for each in texts
        ]
        due += [(kind, "", each) for kind in ("wrong", "asked") for each in group.get(kind, ())]
        for kind, known, typed in due:
            yield pytest.param(name, kind, known, typed)


def judged(name: str, typed: str) -> Verdict:
    mistakes = [
        SimpleNamespace(answer=each, say=f"That is {each}.") for each in groups()[name].get("mistakes", ())
    ]
    return check(groups()[name]["expect"], typed, mistakes=mistakes)


@each_row(("name", "due", "known", "typed"), rows)
def test_what_is_shown_may_be_typed(name: str, due: str, known: str, typed: str) -> None:
    found = judged(name, typed)
    match due:
        case "right":
            assert found.verdict == "correct", found
        case "known":
            assert (found.verdict, found.message) == ("wrong", f"That is {known}."), found
        case "wrong":
            assert found.verdict == "wrong", found
        case _:
            assert found.verdict == "unreadable", found
            assert "did you mean" in found.message


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("momentum", "d_{t+1} = β d_t + q_t", "the name q_t is not known here"),
        ("momentum", "d_{t+1} = β (d_t + g_t", "a bracket is open here"),
        ("momentum", "d_{t+1} = β d_t +", "a value is missing after +"),
        ("adam", "θ_t = θ_{t-1} - η m̂_t/(√v̂_t + ε)", "the name eta is not known here"),
        ("first moment", "m_t = beta1 m_t-1 + (1-beta1) g_t", "did you mean m_{t-1} or m_t - 1?"),
    ],
)
def test_the_message_is_of_the_notation_that_was_typed(name: str, typed: str, told: str) -> None:
    assert told in judged(name, typed).message


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("m_{t+1} = b m_t + (1-b) g_t", "the name m_{t+1} is not known here"),
        ("y_{t+1} = b m_t + (1-b) g_{t+1}", "(write the formula at the step that is shown)"),
    ],
)
def test_a_formula_at_another_step_is_asked_for_again(typed: str, told: str) -> None:
    names = {"y": "y_{t}", "g": "g_{t}", "m": "m_{t}", "before": "m_{t-1}", "b": "b"}
    verdict = check({"formula": "y = b*m + (1 - b)*g", "vars": ["before"], "names": names}, typed)
    assert (verdict.verdict, told in verdict.message) == ("unreadable", True), verdict


@pytest.mark.parametrize(
    ("key", "typed", "due"),
    [
        (r"\sigma(x) = \frac{1}{1+e^{-x}}", r"\sigma(x) = \frac{e^x}{1+e^x}", "correct"),
        (r"\sigma(x) = \frac{1}{1+e^{-x}}", r"\sigma(x) = \frac{e^x}{1-e^x}", "wrong"),
        (r"a_t = \alpha (b_t - c_t) + c_t", r"a_t = (1-\alpha) c_t + \alpha b_t", "correct"),
        (r"\hat{x}_i = \frac{x_i-\mu}{s}", r"\hat{x}_i = x_i/s - \mu/s", "correct"),
        ("F(x) = (f(x) - 1)(f(x) + 1)", "F(x) = f(x)^2 - 1", "correct"),
        ("F(x) = W (f(x) + b)", "F(x) = (f(x) + b) W", "wrong"),
    ],
)
def test_a_rearranged_formula_is_right_whatever_its_left_side_is(key: str, typed: str, due: str) -> None:
    assert check({"formula": key}, typed).verdict == due


@each_row(
    ("key", "answer", "verdict"),
    [
        (r"h_t=\tanh(W_h h_{t-1}+W_x x_t+b)", r"h_t=\tanh(W_hh_{t-1}+W_xx_t+b)", "correct"),
        (r"y=s_j W_s^h", "y=s_jW_s^h", "correct"),
        (r"y=\frac{\alpha}{2}x", r"y=\frac\alpha2 x", "correct"),
        (r"\theta_{t+1}=\theta_t-\eta g_t", r"\theta_t-\eta g_t=\theta_{t+1}", "correct"),
        (r"\theta_{t+1}=\theta_t-\eta g_t", r"\theta_{t+1}+\eta g_t=\theta_t", "correct"),
        (r"\theta_{t+1}=\theta_t-\eta g_t", r"\theta_{t+1}-\eta g_t=\theta_t", "wrong"),
        (r"h_t=\tanh(W x_t+b)", r"\tanh(W x_t+b)=h_t", "correct"),
        (r"\hat v_t=\frac{v_t}{1-\beta_2^t}", r"\hat v_t(1+\beta_2^t)=v_t", "wrong"),
        (r"p(z|x)p(x)=p(x|z)p(z)", r"p(x|z)p(z)=p(z|x)p(x)", "correct"),
        (r"a=\frac{QK^T}{\sqrt d}", r"a=\frac1{\sqrt d}QK^\top", "correct"),
        (r"a=\frac{QK^T}{\sqrt d}", r"a=\frac1{\sqrt d}K^\top Q", "wrong"),
        (r"y=\sqrt{s}Wx", r"y=Wx\sqrt{s}", "correct"),
        (r"L=\mathbb E(x-m)^2", r"L=\mathbb E(x-m)^2", "correct"),
        (r"L=\mathbb E(x-m)^2", r"L=E[(x-m)^2]", "correct"),
        (r"L=\mathbb E(x-m)^2", r"L=(E[x-m])^2", "wrong"),
        (r"y=\mathbf x+x", "y=2x", "wrong"),
        (r"y=\mathbf xz", "y=xz", "correct"),
        ("y = 2x", r"y=\mathbf x+x", "wrong"),
        (r"f=\int p(x)\log x\,dx", r"f=\int dx\,p(x)\log x", "correct"),
        (r"f=-\sum_i x_i y_i", r"f=\sum_i -x_i y_i", "correct"),
        (r"\theta\leftarrow\theta-\eta g", r"\theta-\eta g\leftarrow\theta", "wrong"),
        (r"L=\mathbb E(x-m)^2", r"L=\mathbb E[x-m]^2", "wrong"),
        (r"V=\mathbb E[X^2]-\mathbb E[X]^2", "V=E[X^2]-(E[X])^2", "correct"),
        (r"f=c\int p(x)\,dx", r"f=\int dx\,c p(x)", "correct"),
        (r"L=\frac1N\sum_i x_i", r"L=\sum_i x_i/N", "correct"),
        (r"q=\frac{p(x,z)}{\int p(x,z)\,dz}", r"q=\frac{p(x,z)}{\int dz\,p(x,z)}", "correct"),
        (r"y=\sum_i W x_i", r"y=W\sum_i x_i", "correct"),
        (r"y=\sum_i W x_i", r"y=(\sum_i x_i)W", "wrong"),
        ("y=Wxb", "y=xWb", "unreadable"),
        ("y=W_2W_1x", "y=W_1W_2x", "unreadable"),
        (r"y=X\beta", r"y=\beta X", "unreadable"),
        ("y=Wxb", "y=2xWb", "wrong"),
        (r"y=\mathbf{Wx}", r"y=\mathbf{xW}", "wrong"),
        (r"A=PDP^{-1}", "A=D", "wrong"),
        (r"q=\mathcal N(x_t;\mu,v)", r"q=\mathcal N(x_{t-1};\mu,v)", "wrong"),
        (r"q=\mathcal N(x_t;\mu,v)", r"q=\mathcal N(\mu,v)", "correct"),
        (r"L=\sum_i\max(0,w_j^Tx_i+\Delta)", r"L=\sum_i\max(0,w_j^Tx_i+\Delta)", "correct"),
        (r"y=A^{-1}Ax=x.", r"y=A^{-1}Ax=x", "correct"),
        (r"Z=\frac{205-198}{\sqrt{198}}=0.5", r"Z=\frac{205+198}{\sqrt{198}}=0.5", "wrong"),
        ("q_i=y_i p_i", "q_{i-1}=y_i p_i", "wrong"),
        (r"\frac1N\sum_i A x_i", r"A\sum_i x_i/N", "correct"),
        (r"\frac1N\sum_i A x_i", r"(\sum_i x_i/N)A", "wrong"),
        (r"A\mathbb E[2x]", r"2A\mathbb E[x]", "correct"),
        (r"A\mathbb E[2x]", r"2\mathbb E[x]A", "wrong"),
        (r"W_2^p(\mu,\nu)=\inf_\pi c", r"\inf_\pi c=W_2^p(\mu,\nu)", "correct"),
        (r"x^{k+1}=x^k-\eta g^k", r"x^k-\eta g^k=x^{k+1}", "correct"),
        (r"lrate=d^{-0.5}\min(s,1)", r"d^{-0.5}\min(s,1)=lrate", "correct"),
    ],
)
def test_spellings_and_arrangements_of_one_formula(key: str, answer: str, verdict: str) -> None:
    assert check({"formula": key}, answer).verdict == verdict
