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
from tests.rows import each_row

GROUPS: dict[str, dict[str, Any]] = {
    "momentum": {
        "expect": {
            "formula": "dnext = b*d + (1 - b)*g",
            "latex": r"d_{t+1}=\beta d_{t}+(1-\beta)g_{t}",
            "names": {"dnext": "d_{t+1}", "d": "d_{t}", "b": r"\beta", "g": "g_{t}"},
        },
        "right": [
            "d_{t+1} = β d_t + (1-β) g_t",
            r"d_{t+1} = \beta d_t + (1-\beta) g_t",
            "dnext = beta d + (1-beta) g",
            "dₜ₊₁ = β dₜ + (1−β) gₜ",
            "d_{t+1} ← β d_t + (1-β) g_t",
            "d_{t+1} <- β d_t + (1-β) g_t",
            "d_{t+1} := β d_t + (1-β) g_t",
            r"d_{t+1} \leftarrow \beta d_t + (1-\beta) g_t",
            "d_(t+1) = β d_t + (1-β) g_t",
            "d_next = β d_t + (1-β) g_t",
            "d_next = b d + (1-b) g",
            "d_{t+1} = g_t + β (d_t - g_t)",
            "d_{t+1} = βd_t + (1−β)g_t",
        ],
        "mistakes": {
            "dnext = b*d + g": [
                "d_{t+1} = β d_t + g_t",
                "dₜ₊₁ = β dₜ + gₜ",
                r"d_{t+1} = \beta d_t + g_t",
                "d_{t+1} = beta d_t + g_t",
                "d_{t+1} ← β d_t + g_t",
                "d_{t+1} = g_t + β d_t",
                "d_next = β d_t + g_t",
            ],
            "dnext = (1 - b)*d + b*g": ["d_{t+1} = (1-β) d_t + β g_t"],
            "dnext = b*d - (1 - b)*g": ["d_{t+1} = β d_t - (1-β) g_t"],
        },
        "wrong": ["d_{t+1} = β d_t + (1+β) g_t"],
    },
    "qhm": {
        "expect": {
            "formula": "thetanext = theta - alpha*((1 - nu)*g + nu*dnext)",
            "latex": r"\theta_{t+1}=\theta_{t}-\alpha\left[(1-\nu)g_{t}+\nu d_{t+1}\right]",
            "names": {
                "thetanext": r"\theta_{t+1}",
                "theta": r"\theta_{t}",
                "alpha": r"\alpha",
                "nu": r"\nu",
                "g": "g_{t}",
                "dnext": "d_{t+1}",
            },
        },
        "right": [
            "θ_{t+1} = θ_t - α((1-ν) g_t + ν d_{t+1})",
            "θ_{t+1} = θ_t − α[(1−ν)g_t + νd_{t+1}]",
            "θ_{t+1} = (1-ν)(θ_t - α g_t) + ν(θ_t - α d_{t+1})",
            r"\theta_{t+1} = (1-\nu)(\theta_t - \alpha g_t) + \nu(\theta_t - \alpha d_{t+1})",
            "θ_{t+1} = θ_t - α(1-ν)g_t - ανd_{t+1}",
            "θ_{t+1} = θ_t - α(1-ν)g - ανd_{t+1}",
            "theta_{t+1} = theta_t - alpha*((1-nu)*g_t + nu*d_{t+1})",
            "θₜ₊₁ = θₜ - α((1-ν) gₜ + ν dₜ₊₁)",
        ],
        "mistakes": {
            "thetanext = theta - alpha*(nu*g + (1 - nu)*dnext)": ["θ_{t+1} = θ_t - α(ν g_t + (1-ν) d_{t+1})"],
            "thetanext = theta - alpha*(g + nu*dnext)": [
                "θ_{t+1} = θ_t - α(g_t + ν d_{t+1})",
                "θₜ₊₁ = θₜ - α(gₜ + ν dₜ₊₁)",
            ],
            "thetanext = theta + alpha*((1 - nu)*g + nu*dnext)": ["θ_{t+1} = θ_t + α((1-ν) g_t + ν d_{t+1})"],
        },
        "wrong": ["θ_{t+1} = θ_t - α(1-ν)g_t + ανd_{t+1}"],
    },
    "qhadam": {
        "expect": {
            "formula": "((1 - nu1)*g + nu1*mhat)/(sqrt((1 - nu2)*g^2 + nu2*vhat) + eps)",
            "latex": (
                r"\frac{(1-\nu_{1})g_{t}+\nu_{1}\hat{m}_{t+1}}"
                r"{\sqrt{(1-\nu_{2})g_{t}^{2}+\nu_{2}\hat{v}_{t+1}}+\epsilon}"
            ),
            "assume": ["0 < nu1 < 1", "0 < nu2 < 1", "vhat > 0", "eps > 0"],
            "names": {
                "g": "g_{t}",
                "mhat": r"\hat{m}_{t+1}",
                "vhat": r"\hat{v}_{t+1}",
                "nu1": r"\nu_{1}",
                "nu2": r"\nu_{2}",
                "eps": r"\epsilon",
            },
        },
        "right": [
            "((1-ν_1)g_t + ν_1 m̂_{t+1})/(√((1-ν_2)g_t² + ν_2 v̂_{t+1}) + ε)",
            "((1-ν₁)gₜ + ν₁ m̂ₜ₊₁)/(√((1-ν₂)gₜ² + ν₂ v̂ₜ₊₁) + ε)",
            "((1-ν1) g + ν1 mhat)/(sqrt((1-ν2) g^2 + ν2 vhat) + ε)",
            "((1-nu1)*g + nu1*m_hat)/(sqrt((1-nu2)*g^2 + nu2*v_hat) + eps)",
            "((1-nu1)*g + nu1*mhat)/(((1-nu2)*g^2 + nu2*vhat)^0.5 + eps)",
            "((1-ν_1)g_t + ν_1 m̂_{t+1})/(((1-ν_2)g_t² + ν_2 v̂_{t+1})^0.5 + ε)",
            "q = ((1-nu1)*g + nu1*mhat)/(sqrt((1-nu2)*g^2 + nu2*vhat) + eps)",
            "((1-nu1)*g_t + nu1*hat(m)_{t+1})/(sqrt((1-nu2)*g_t^2 + nu2*hat(v)_{t+1}) + eps)",
        ],
        "mistakes": {
            "mhat/(sqrt(vhat) + eps)": ["m̂_{t+1}/(√v̂_{t+1} + ε)"],
            "((1 - nu1)*g + nu1*mhat)/(sqrt((1 - nu2)*g^2 + nu2*vhat + eps))": [
                "((1-ν_1)g_t + ν_1 m̂_{t+1})/(√((1-ν_2)g_t² + ν_2 v̂_{t+1} + ε))"
            ],
            "((1 - nu1)*g + nu1*mhat)/(sqrt(vhat) + eps)": ["((1-ν₁)gₜ + ν₁ m̂ₜ₊₁)/(√v̂ₜ₊₁ + ε)"],
        },
    },
    "descent": {
        "expect": {
            "expression": "theta - alpha*g",
            "names": {"theta": r"\theta_{t}", "alpha": r"\alpha", "g": "g_{t}", "d": "d_{t+1}", "nu": r"\nu"},
        },
        "right": ["θ_t - α g_t", "theta - alpha g"],
        "mistakes": {"theta - alpha*d": ["θ_t - α d_{t+1}"], "theta + alpha*g": ["θ_t + α g_t"]},
    },
    "normalised": {
        "expect": {
            "expression": "g/(sqrt(v) + eps)",
            "assume": ["v > 0", "eps > 0"],
            "names": {
                "g": "g_t",
                "m": r"\hat m_{t+1}",
                "v": r"\hat v_{t+1}",
                "n1": r"\nu_1",
                "n2": r"\nu_2",
                "eps": r"\epsilon",
            },
        },
        "right": ["g_t/(√v̂_{t+1} + ε)", "g_t/(sqrt(v̂_{t+1}) + ε)", "g/(sqrt(v) + ε)"],
        "mistakes": {
            "m/(sqrt(v) + eps)": ["m̂_{t+1}/(√v̂_{t+1} + ε)"],
            "g/sqrt(v + eps)": ["g_t/√(v̂_{t+1} + ε)"],
        },
    },
    "weight": {
        "expect": {"expression": "(1 - b) b^(i + 1)", "assume": ["0 < b < 1"], "names": {"b": r"\beta"}},
        "right": ["(1-β) β^(i+1)", "(1-beta) beta^(i+1)"],
        "mistakes": {"(1 - b) b^i": ["(1-β) β^i", "(1-beta) beta^i"]},
    },
    "product": {
        "expect": {"formula": "1 - nu*b", "latex": r"1-\nu\beta", "names": {"nu": r"\nu", "b": r"\beta"}},
        "right": ["1 - νβ"],
        "mistakes": {"1 - nu": ["1 - ν"], "1 - b": ["1 - β"], "(1 - nu)*(1 - b)": ["(1-ν)(1-β)"]},
    },
    "numbered": {
        "expect": {"formula": "1 - nu2", "latex": r"1-\nu_{2}", "names": {"nu2": r"\nu_{2}"}},
        "right": ["1 - ν_2", "1 - ν₂", "1 - ν2"],
        "mistakes": {"nu2": ["ν_2", "ν2"]},
    },
    "first moment": {
        "expect": {
            "formula": "mt = beta1*mprev + (1 - beta1)*g",
            "latex": r"m_{t}=\beta_{1}m_{t-1}+(1-\beta_{1})g_{t}",
            "names": {"mt": "m_{t}", "beta1": r"\beta_{1}", "mprev": "m_{t-1}", "g": "g_{t}"},
        },
        "right": [
            "m_t = β_1 m_{t-1} + (1-β_1) g_t",
            "m_t ← β_1 m_{t-1} + (1-β_1) g_t",
            "m_t <- β_1 m_{t-1} + (1-β_1) g_t",
            "m_t = β1 m_{t-1} + (1-β1) g_t",
            "m_t = beta1 m_{t-1} + (1-beta1) g_t",
            "mₜ = β₁ mₜ₋₁ + (1-β₁) gₜ",
        ],
        "mistakes": {
            "mt = beta1*mprev + g": [
                "m_t = β_1 m_{t-1} + g_t",
                "m_t = β1 m_{t-1} + g_t",
                "mₜ = β₁ mₜ₋₁ + gₜ",
                "m_t ← β_1 m_{t-1} + g_t",
            ],
            "mt = (1 - beta1)*mprev + beta1*g": ["m_t = (1-β_1) m_{t-1} + β_1 g_t"],
        },
        "wrong": ["m_t = β_1 m_{t-1} + (1-β_1) g_{t-1}", r"m_t = \beta_1 m_{t-1} + (1-\beta_1) g_{t+1}"],
        "asked": ["m_t = beta1 m_t-1 + (1-beta1) g_t", "m_t = β_1 m_t-1 + (1-β_1) g_t"],
    },
    "second moment": {
        "expect": {
            "formula": "vt = beta2*vprev + (1 - beta2)*g^2",
            "latex": r"v_{t}=\beta_{2}v_{t-1}+(1-\beta_{2})g_{t}^{2}",
            "names": {"vt": "v_{t}", "beta2": r"\beta_{2}", "vprev": "v_{t-1}", "g": "g_{t}"},
        },
        "right": [
            "v_t = β_2 v_{t-1} + (1-β_2) g_t²",
            r"v_t = \beta_2 v_{t-1} + (1-\beta_2) g_t \odot g_t",
            "v_t = β_2 v_{t-1} + (1-β_2) g_t ⊙ g_t",
            r"vt = beta2 vprev + (1-beta2) g \odot g",
        ],
        "mistakes": {
            "vt = beta2*vprev + (1 - beta2)*g": ["v_t = β_2 v_{t-1} + (1-β_2) g_t"],
            "vt = (1 - beta2)*vprev + beta2*g^2": ["v_t = (1-β_2) v_{t-1} + β_2 g_t²"],
        },
    },
    "corrected": {
        "expect": {
            "formula": "vhat = v/(1 - beta2^t)",
            "latex": r"\hat{v}_{t}=\frac{v_{t}}{1-\beta_{2}^{t}}",
            "assume": ["0 < beta2 < 1", "t positive integer"],
            "names": {"vhat": r"\hat{v}_{t}", "v": "v_{t}", "beta2": r"\beta_{2}", "t": "t"},
        },
        "right": ["v̂_t = v_t/(1-β_2^t)", "v_hat = v/(1-β2^t)", "v̂ₜ = vₜ/(1-β₂ᵗ)"],
        "mistakes": {
            "vhat = v/(1 - beta2)": ["v̂_t = v_t/(1-β_2)"],
            "vhat = v*(1 - beta2^t)": ["v̂_t = v_t(1-β_2^t)"],
        },
    },
    "adam": {
        "expect": {
            "formula": "thetat = thetaprev - alpha*mhat/(sqrt(vhat) + eps)",
            "latex": r"\theta_{t}=\theta_{t-1}-\alpha\frac{\hat{m}_{t}}{\sqrt{\hat{v}_{t}}+\epsilon}",
            "assume": ["vhat > 0", "eps > 0"],
            "names": {
                "thetat": r"\theta_{t}",
                "thetaprev": r"\theta_{t-1}",
                "alpha": r"\alpha",
                "mhat": r"\hat{m}_{t}",
                "vhat": r"\hat{v}_{t}",
                "eps": r"\epsilon",
            },
        },
        "right": [
            "θ_t = θ_{t-1} - α m̂_t/(√v̂_t + ε)",
            "θ_t = θ_{t-1} - α·m̂_t/(√(v̂_t) + ε)",
            "theta_t = theta_{t-1} - alpha*mhat/(sqrt(vhat)+eps)",
            "theta_t = theta_{t-1} - alpha*m_hat_t/(sqrt(v_hat_t)+eps)",
            "θₜ = θₜ₋₁ - α m̂ₜ/(√v̂ₜ + ε)",
            "θ_t ← θ_{t-1} - α m̂_t/(√v̂_t + ε)",
        ],
        "mistakes": {
            "thetat = thetaprev - alpha*mhat/sqrt(vhat + eps)": [
                "θ_t = θ_{t-1} - α m̂_t/√(v̂_t + ε)",
                "theta_t = theta_{t-1} - alpha*mhat/sqrt(vhat+eps)",
            ],
            "thetat = thetaprev - alpha*mhat/(vhat + eps)": ["θ_t = θ_{t-1} - α m̂_t/(v̂_t + ε)"],
            "thetat = thetaprev + alpha*mhat/(sqrt(vhat) + eps)": ["θ_t = θ_{t-1} + α m̂_t/(√v̂_t + ε)"],
            "thetat = thetaprev - alpha*mhat/sqrt(vhat)": ["θ_t = θ_{t-1} - α m̂_t/√v̂_t"],
        },
    },
    "mass": {
        "expect": {
            "formula": "1 - beta2^t",
            "latex": r"1-\beta_{2}^{t}",
            "assume": ["0 < beta2 < 1", "t positive integer"],
            "names": {"beta2": r"\beta_{2}", "t": "t"},
        },
        "right": ["1 - β_2^t", "1 - β₂ᵗ"],
        "mistakes": {"1 - beta2": ["1 - β_2", "1 - β₂"], "beta2^t": ["β_2^t"]},
    },
    "before": {
        "expect": {
            "formula": "prev",
            "latex": r"\theta_{t-1}",
            "names": {"prev": r"\theta_{t-1}", "now": r"\theta_{t}"},
        },
        "right": ["θ_{t-1}", "θₜ₋₁"],
        "mistakes": {"now": ["θ_t"]},
        "asked": ["θ_t-1"],
    },
    "decay": {
        "expect": {
            "expression": "theta*(1 - alpha*lam)",
            "form": "factored",
            "assume": ["alpha > 0", "vhat > 0", "eps > 0", "lam > 0"],
            "names": {
                "theta": r"\theta_{t-1}",
                "alpha": r"\alpha",
                "mhat": r"\hat{m}_{t}",
                "vhat": r"\hat{v}_{t}",
                "eps": r"\epsilon",
                "lam": r"\lambda",
            },
        },
        "right": ["(1 - αλ) θ_{t-1}", "(1 - α λ) θ_{t-1}", "θ_{t-1}(1 - αλ)"],
        "mistakes": {"theta*(1 - lam)": ["(1 - λ) θ_{t-1}"], "theta*(1 + alpha*lam)": ["(1 + αλ) θ_{t-1}"]},
    },
    "layer norm": {
        "expect": {
            "formula": "z = (x - mu)/sqrt(sigma^2 + eps)",
            "latex": r"z_{i}=\frac{x_{i}-\mu}{\sqrt{\sigma^{2}+\epsilon}}",
            "assume": ["sigma > 0", "eps > 0"],
            "names": {"z": "z_{i}", "x": "x_{i}", "mu": r"\mu", "sigma": r"\sigma", "eps": r"\epsilon"},
        },
        "right": [
            "z_i = (x_i - μ)/√(σ² + ε)",
            "z = (x - mu)/(sigma^2 + eps)^0.5",
            "z_i = (x_i - μ)/(σ² + ε)^0.5",
            "zᵢ = (xᵢ - μ)/√(σ² + ε)",
        ],
        "mistakes": {
            "z = (x - mu)/(sigma^2 + eps)": ["z_i = (x_i - μ)/(σ² + ε)"],
            "z = (x - mu)/(sigma + eps)": ["z_i = (x_i - μ)/(σ + ε)"],
            "z = x/sqrt(sigma^2 + eps)": ["z_i = x_i/√(σ² + ε)", "zᵢ = xᵢ/√(σ² + ε)"],
        },
        "asked": ["z[i] = (x[i] - mu)/sqrt(sigma**2 + epsilon)"],
    },
    "waves": {
        "expect": {
            "expression": "cos(w0 k) + cos(w1 k)",
            "assume": ["w0 > 0", "w1 > 0"],
            "names": {"k": "k", "w0": r"\omega_0", "w1": r"\omega_1"},
        },
        "right": ["cos(ω0 k) + cos(ω1 k)", "cos(ω_0 k) + cos(ω_1 k)", "cos(ω₀k) + cos(ω₁k)"],
        "mistakes": {"sin(w0 k) + sin(w1 k)": ["sin(ω_0 k) + sin(ω_1 k)", "sin(ω0 k) + sin(ω1 k)"]},
    },
    "scores": {
        "expect": {
            "matrix-expression": "Q K^T/sqrt(d)",
            "shapes": {"Q": ["n", "d"], "K": ["m", "d"]},
            "names": {"d": "d_k"},
        },
        "right": [
            "Q K^T/sqrt(d)",
            "QKᵀ/√d",
            "Q K'/√(d)",
            r"QK^T/\sqrt{d}",
            r"\frac{QK^T}{\sqrt{d_k}}",
            "Q K^T/sqrt(d_k)",
            "Q @ K.T/sqrt(d)",
        ],
        "mistakes": {
            "Q K^T/d": ["QKᵀ/d", "Q K^T/d_k", r"\frac{QK^T}{d_k}"],
            "Q K^T": ["QKᵀ", "Q @ K.T"],
            "K Q^T/sqrt(d)": ["KQᵀ/√d", r"\frac{KQ^T}{\sqrt{d_k}}"],
        },
    },
    "focal": {
        "expect": {
            "formula": "b = -alpha*(1 - q)^g*log(q)",
            "latex": r"b_{i}=-\alpha(1-q_{i})^{\gamma}\log q_{i}",
            "assume": ["alpha > 0", "0 < q < 1", "g > 0"],
            "names": {"b": "b_{i}", "alpha": r"\alpha", "q": "q_{i}", "g": r"\gamma"},
        },
        "right": ["b_i = -α(1-q_i)^γ log q_i", "b_i = -α(1-q_i)^γ ln(q_i)"],
        "mistakes": {
            "b = -alpha*q^g*log(q)": ["b_i = -α q_i^γ log(q_i)"],
            "b = alpha*(1 - q)^g*log(q)": ["b_i = α(1-q_i)^γ log(q_i)"],
            "b = -(1 - q)^g*log(q)": ["b_i = -(1-q_i)^γ log(q_i)"],
            "b = -alpha*log(q)": ["b_i = -α log(q_i)"],
        },
    },
    "complement": {
        "expect": {"formula": "1 - y", "latex": "1-y_{i}", "names": {"y": "y_{i}", "p": "p_{i}"}},
        "right": ["1 - y_i"],
        "mistakes": {"1 - p": ["1 - p_i"]},
    },
}


def rows() -> Iterator[Any]:
    """Every spelling with its exercise, what it is due, and the mistake that it is."""
    for name, group in GROUPS.items():
        due = [("right", "", each) for each in group.get("right", ())]
        due += [
            ("known", known, each) for known, texts in group.get("mistakes", {}).items() for each in texts
        ]
        due += [(kind, "", each) for kind in ("wrong", "asked") for each in group.get(kind, ())]
        for kind, known, typed in due:
            yield pytest.param(name, kind, known, typed)


def judged(name: str, typed: str) -> Verdict:
    mistakes = [
        SimpleNamespace(answer=each, say=f"That is {each}.") for each in GROUPS[name].get("mistakes", ())
    ]
    return check(GROUPS[name]["expect"], typed, mistakes=mistakes)


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
