r"""What the formulas of the shipped papers mean, by their ids: functions of the values of their letters.

``v[...]`` is a letter by its row, ``v.find(..., i)`` its member.
A formula of several statements has one function for each; None where there is none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.linalg import norm

from drill.types import ArrayType

from .draws import Values
from .formulas import sigmoid, softmax, span

_STEP = 1e-3


def slope(function: Callable[[Any], Any], place: Any) -> Any:
    """Return the gradient of a function of a vector, by differences of fourth order."""
    place = np.asarray(place, dtype=float)
    found: list[float] = []
    for entry in range(place.size):
        step = np.zeros(place.size)
        step[entry] = _STEP
        step = step.reshape(place.shape)
        near, far = (function(place + k * step) - function(place - k * step) for k in (1, 2))
        found.append((8 * near - far) / (12 * _STEP))
    return np.array(found).reshape(place.shape)


def members(v: Values, latex: str, count: float, *rest: Any) -> list[Any]:
    """Return the members 1 to ``count`` of a letter."""
    return [v.find(latex, k, *rest) for k in span(1, count)]


def huber(r: float, d: float) -> float:
    """Return Huber's loss."""
    return r * r / 2 if abs(r) <= d else d * (abs(r) - d / 2)


def adam_step(v: Values, rate: str, mean: str, square: str, small: str) -> Any:
    """Return a step of Adam."""
    return v[r"\theta_{t}"] - v[rate] * v[mean] / (np.sqrt(v[square]) + v[small])


def contrast(v: Values, *, swaps: bool) -> float:
    """Return the mean cross entropy of rows, or of columns, of a square of scores."""
    n = v["n"]
    scores = np.array([[v.find("s_{ij}", i, j) for j in span(1, n)] for i in span(1, n)])
    return -np.mean(np.log(np.diag(softmax(scores.T if swaps else scores))))


def call(v: Values, latex: str, *arguments: Any) -> Any:
    """Return the value of a function; weights that stand below it are its last argument."""
    below = latex.partition("_{")[2].removesuffix("}")
    is_array = any(
        letter.latex == below and isinstance(letter.type, ArrayType) for letter in v.formula.letters
    )
    return v[latex]([*arguments, v[below]] if is_array else [*arguments])


def gradient_of(v: Values, latex: str, place: str) -> Any:
    """Return the slope of a function at a letter's value."""
    function = v[latex]
    return slope(lambda x: function([x]), v[place])


def quasi_hyperbolic(v: Values) -> Any:
    """Return a step of QHAdam."""
    g = gradient_of(v, r"\hat{L}_{t}", r"\theta_{t}")
    top = (1 - v[r"\nu_{1}"]) * g + v[r"\nu_{1}"] * v["g_{t+1}'"]
    bottom = np.sqrt((1 - v[r"\nu_{2}"]) * g**2 + v[r"\nu_{2}"] * v["s_{t+1}'"]) + v[r"\epsilon"]
    return v[r"\theta_{t}"] - v[r"\alpha"] * top / bottom


def noise_schedule(v: Values) -> float:
    """Return a level of EDM's schedule."""
    first, last = (v[name] ** (1 / v[r"\rho"]) for name in (r"\sigma_{\max}", r"\sigma_{\min}"))
    return (first + v["i"] / (v["N"] - 1) * (last - first)) ** v[r"\rho"]


def posterior_mean(v: Values) -> Any:
    """Return the mean of DDPM's posterior."""
    t = v["t"]
    now, before = v.find(r"\bar{\alpha}_{t}", t), v.find(r"\bar{\alpha}_{t}", t - 1)
    first = math.sqrt(before) * v[r"\beta_{t}"] / (1 - now) * v["x_{0}"]
    return first + math.sqrt(v[r"\alpha_{t}"]) * (1 - before) / (1 - now) * v["x_{t}"]


def posterior_variance(v: Values) -> float:
    """Return the variance of DDPM's posterior."""
    t = v["t"]
    return (1 - v.find(r"\bar{\alpha}_{t}", t - 1)) / (1 - v.find(r"\bar{\alpha}_{t}", t)) * v[r"\beta_{t}"]


def ratio_of_products(v: Values, names: tuple[str, str]) -> float:
    """Return a ratio of one square and a sum of two."""
    return v[names[0]] ** 2 / (v[names[1]] ** 2 + v[names[0]] ** 2)


def dice_loss(v: Values) -> float:
    """Return the loss of Dice's coefficient."""
    p, y = (np.array(members(v, name, v["N"])) for name in ("p_{i}", "y_{i}"))
    return 1 - (2 * (p @ y) + 1) / (p.sum() + y.sum() + 1)


DATA = r"\sigma_{\operatorname{data}}"
MODEL = r"d_{\operatorname{model}}"
BETA1, BETA2, HAT_M, HAT_V = r"\beta_{1}", r"\beta_{2}", r"\hat{m}_{t}", r"\hat{v}_{t}"

REFERENCES: Mapping[str, Callable[[Values], Any] | tuple[Callable[[Values], Any] | None, ...]] = {
    # Adam
    "430b3a9c7c96": lambda v: gradient_of(v, "f_{t}", r"\theta_{t}"),
    "77189d569d24": lambda v: v[BETA1] * v["m_{t}"] + (1 - v[BETA1]) * v["g_{t}"],
    "078cd8c26acb": lambda v: v[BETA2] * v["v_{t}"] + (1 - v[BETA2]) * v["g_{t}"] ** 2,
    "a18ea677788b": lambda v: (
        (1 - v[BETA2]) * sum(v[BETA2] ** (v["t"] - i) * v.find("g_{t}", i) ** 2 for i in span(1, v["t"]))
    ),
    "de7e168d57eb": lambda v: 1 - v[BETA2] ** v["t"],
    "8fba7544258f": lambda v: v["m_{t}"] / (1 - v[BETA1] ** v["t"]),
    "ea26a73d7800": lambda v: v["v_{t}"] / (1 - v[BETA2] ** v["t"]),
    "41faebff7bd6": lambda v: adam_step(v, r"\alpha", HAT_M, HAT_V, r"\epsilon"),
    "8fa0f091a426": lambda v: v[r"\alpha"] * math.sqrt(1 - v[BETA2] ** v["t"]) / (1 - v[BETA1] ** v["t"]),
    "f35568681a06": lambda v: adam_step(v, r"\alpha_{t}", "m_{t}", "v_{t}", r"\hat{\epsilon}"),
    "1da762b6b391": lambda v: v[r"\theta_{0}"] - v[r"\alpha"] * np.sign(v["g_{1}"]),
    "c638f88a8b97": lambda v: v[HAT_M] / np.sqrt(v[HAT_V]),
    "28dacc27a471": lambda v: adam_step(v, r"\alpha", "g_{t}", "v_{t}", r"\epsilon"),
    "53402f5fbe36": lambda v: np.maximum(v[BETA2] * v["u_{t}"], abs(v["g_{t}"])),
    "be8de101e0a6": lambda v: (
        v[r"\theta_{t}"] - v[r"\alpha"] / (1 - v[BETA1] ** v["t"]) * v["m_{t}"] / v["u_{t}"]
    ),
    "8f08781bf207": lambda v: (
        adam_step(v, r"\alpha", HAT_M, HAT_V, r"\epsilon") - v[r"\alpha"] * v[r"\lambda"] * v[r"\theta_{t}"]
    ),
    "ba6a355ef8ad": lambda v: sum(
        v.find("f_{t}", t)([v.find(r"\theta_{t}", t)]) - v.find("f_{t}", t)([v[r"\theta^{*}"]])
        for t in span(1, v["T"])
    ),
    # AdamW
    "92514e8f6aee": lambda v: (
        (1 - v[r"\lambda"]) * v[r"\theta"] - v[r"\alpha"] * gradient_of(v, "f_{t}", r"\theta")
    ),
    "a186cb2eb8ea": lambda v: (
        call(v, "f_{t}", v[r"\theta"]) + v[r"\lambda'"] / 2 * (v[r"\theta"] @ v[r"\theta"])
    ),
    "50dd3c333226": lambda v: (
        call(v, "f_{t}", v[r"\theta"]) + v[r"\lambda"] / (2 * v[r"\alpha"]) * (v[r"\theta"] ** 2 @ v["s"])
    ),
    "d5f1f742a546": (
        lambda v: v[BETA1] * v["m_{t}"] + v[r"\eta_{t}"] * v[r"\alpha"] * v["g_{t}"],
        lambda v: v[r"\theta"] - v["m_{t}"] - v[r"\eta_{t}"] * v[r"\lambda"] * v[r"\theta"],
    ),
    "e1e489c5c14d": lambda v: (
        v[r"\theta"]
        - v[r"\eta_{t}"]
        * (v[r"\alpha"] * v[HAT_M] / (np.sqrt(v[HAT_V]) + v[r"\epsilon"]) + v[r"\lambda"] * v[r"\theta"])
    ),
    "040ee8f08333": lambda v: (
        v[r"\eta_{\min}"]
        + (v[r"\eta_{\max}"] - v[r"\eta_{\min}"])
        / 2
        * (1 + math.cos(math.pi * v[r"T_{\operatorname{cur}}"] / v["T_{i}"]))
    ),
    "128ec1d1827b": lambda v: v[r"\lambda_{\operatorname{norm}}"] * math.sqrt(v["b"] / (v["B"] * v["T"])),
    # Attention
    "1106037f3498": lambda v: (
        sum(v.find("q_{il}", v["i"], k) * v.find("k_{jl}", v["j"], k) for k in span(1, v["d_{k}"]))
        / math.sqrt(v["d_{k}"])
    ),
    "fb2c6cdbb8ee": lambda v: sum(v.find("a_{ij}", v["i"], j) * v.find("v_{j}", j) for j in span(1, v["m"])),
    "c1445e4a9803": lambda v: v["a_{ij}"] * (1 - v["a_{ij}"]),
    "670dc312ada3": lambda v: softmax(np.array([v.find("s_{ij}", v["i"], k) for k in span(1, v["m"])]))[
        round(v["j"]) - 1
    ],
    "90534cae2edb": lambda v: softmax(v["Q"] @ v["K"].T / math.sqrt(v["Q"].shape[1])) @ v["V"],
    "7f2981a0a41b": lambda v: softmax(v["S"] + v["M"]),
    "22a1df469d7d": lambda v: np.maximum(0, v["x"] @ v["W_{1}"] + v["b_{1}"]) @ v["W_{2}"] + v["b_{2}"],
    "e50f9dcb59c3": lambda v: (v["x_{i}"] - v[r"\mu"]) / math.sqrt(v[r"\sigma"] ** 2 + v[r"\epsilon"]),
    "36cbef8a42f1": lambda v: math.sin(v["t"] / 10000 ** (2 * v["i"] / v[MODEL])),
    "993aa1e46164": lambda v: math.cos(v["t"] / 10000 ** (2 * v["i"] / v[MODEL])),
    "f588a5917adb": lambda v: 10000 ** (-2 * v["i"] / v[MODEL]),
    "0b1e19ce79cb": lambda v: 1 / math.sqrt(v[MODEL] * v["w"]),
    "cb9a26c91246": lambda v: (1 - v[r"\varepsilon"]) * v[r"\delta_{c}"] + v[r"\varepsilon"] / v["N"],
    "a142f1233738": lambda v: 2 * v["n"] ** 2 * v["d"],
    # Batch normalisation
    "d82d8081cee6": lambda v: np.mean(members(v, "x_{i}", v["m"])),
    "897ac7d21a7d": lambda v: np.mean(
        [(x - v[r"\mu_{\mathcal{B}}"]) ** 2 for x in members(v, "x_{i}", v["m"])]
    ),
    "c9cfde168385": lambda v: v[r"\gamma"] * v[r"\hat{x}_{i}"] + v[r"\beta"],
    # Scaling laws
    "f14471e23042": lambda v: 6 * v["N"] * v["D"],
    "0ac240909b8a": lambda v: v["E"] + v["A"] / v["N"] ** v[r"\alpha"] + v["B"] / v["D"] ** v[r"\beta"],
    "ad9d76f5ac15": lambda v: huber(v["r"], v[r"\delta"]),
    "ece63db09d42": (lambda v: v["G"] * (v["C"] / 6) ** v["a"], lambda v: (v["C"] / 6) ** v["b"] / v["G"]),
    "69a8b97e4030": (
        lambda v: (v[r"\alpha"] * v["A"] / v[r"\beta"] / v["B"]) ** (1 / (v[r"\alpha"] + v[r"\beta"])),
        lambda v: v[r"\beta"] / (v[r"\alpha"] + v[r"\beta"]),
        lambda v: v[r"\alpha"] / (v[r"\alpha"] + v[r"\beta"]),
    ),
    # Guidance, diffusion
    "389bc62b3d22": lambda v: sigmoid(v[r"\lambda"]),
    "4f9c532536c6": lambda v: (1 - math.exp(v[r"\lambda"] - v[r"\lambda'"])) * v[r"\sigma_{\lambda}"] ** 2,
    "716f4931bf90": lambda v: (
        math.exp(v[r"\lambda"] - v[r"\lambda'"])
        * v[r"\alpha_{\lambda'}"]
        / v[r"\alpha_{\lambda}"]
        * v[r"z_{\lambda}"]
        + (1 - math.exp(v[r"\lambda"] - v[r"\lambda'"])) * v[r"\alpha_{\lambda'}"] * v["x"]
    ),
    "775da6b4a4f4": lambda v: (
        v[r"\tilde{\sigma}_{\lambda'\mid\lambda}"] ** (2 - 2 * v["v"])
        * v[r"\sigma_{\lambda\mid\lambda'}"] ** (2 * v["v"])
    ),
    "d92581feb738": lambda v: (
        -(call(v, r"\epsilon", v[r"z_{\lambda}"], v["c"]) - call(v, r"\epsilon", v[r"z_{\lambda}"]))
        / v[r"\sigma_{\lambda}"]
    ),
    "6e8455df7fcf": lambda v: (
        math.sqrt(v[r"\alpha_{t}"]) * v["x_{0}"] + math.sqrt(1 - v[r"\alpha_{t}"]) * v[r"\epsilon"]
    ),
    "1879181cf0a7": lambda v: (
        math.sin((1 - v[r"\lambda"]) * v[r"\omega"]) / math.sin(v[r"\omega"]) * v["x_{T}^{(0)}"]
        + math.sin(v[r"\lambda"] * v[r"\omega"]) / math.sin(v[r"\omega"]) * v["x_{T}^{(1)}"]
    ),
    "65c69f6c28f7": posterior_mean,
    "cb760af094b7": lambda v: (
        (
            v["x_{t}"]
            - v[r"\beta_{t}"]
            / math.sqrt(1 - v[r"\bar{\alpha}_{t}"])
            * call(v, r"\epsilon_{\theta}", v["x_{t}"], v["t"])
        )
        / math.sqrt(v[r"\alpha_{t}"])
    ),
    "d6c536062d16": posterior_variance,
    "15ac83fff3cf": lambda v: v[DATA] ** 2 / ((v["t"] - v[r"\epsilon"]) ** 2 + v[DATA] ** 2),
    "b5749017f7df": lambda v: (
        call(v, r"c_{\operatorname{skip}}", v["t"]) * v["x"]
        + call(v, r"c_{\operatorname{out}}", v["t"]) * call(v, r"F_{\theta}", v["x"], v["t"])
    ),
    "1dc0241d0236": lambda v: (
        call(v, r"c_{\operatorname{skip}}", v[r"\sigma"]) * v["x"]
        + call(v, r"c_{\operatorname{out}}", v[r"\sigma"])
        * call(
            v,
            r"F_{\theta}",
            call(v, r"c_{\operatorname{in}}", v[r"\sigma"]) * v["x"],
            call(v, r"c_{\operatorname{noise}}", v[r"\sigma"]),
        )
    ),
    "0c94e0cb4c0d": lambda v: ratio_of_products(v, (DATA, r"\sigma")),
    "c0e7afc49587": lambda v: v[r"\sigma"] * v[DATA] / math.hypot(v[r"\sigma"], v[DATA]),
    "d4b45ded66a3": lambda v: (v[r"\sigma"] ** 2 + v[DATA] ** 2) / (v[r"\sigma"] * v[DATA]) ** 2,
    "c10a6f02dea4": noise_schedule,
    "11375742fa74": lambda v: (call(v, "D", v["x"], v[r"\sigma"]) - v["x"]) / v[r"\sigma"] ** 2,
    "f3d2ac4eb4c0": lambda v: (v["x"] - call(v, "D", v["x"], v[r"\sigma"])) / v[r"\sigma"],
    "22b3198a5b2f": lambda v: (
        (v["x_{1}"] - (1 - v[r"\sigma_{\min}"]) * v["x"]) / (1 - (1 - v[r"\sigma_{\min}"]) * v["t"])
    ),
    "1bbc942214f0": (None, lambda v: v[r"\beta_{\min}"] + v["t"] * (v[r"\beta_{\max}"] - v[r"\beta_{\min}"])),
    # Contrasts
    "22e5c3faaf9a": lambda v: contrast(v, swaps=False),
    "df3878b0fcc8": lambda v: contrast(v, swaps=True),
    "f4d15d99a9b4": lambda v: (v["P_{ij}"] + v["Q_{ij}"] - 2 * (v["i"] == v["j"])) / (2 * v["n"]),
    "193f8f33ff25": lambda v: math.log(v["n"]) - v["L"],
    "09dbc9306994": lambda v: softmax(math.exp(v[r"\tau"]) * np.array(members(v, "y_{j}", v["K"])) @ v["x"])[
        round(v["k"]) - 1
    ],
    "6b824a7e3535": (lambda v: math.exp(v[r"\tau"]) * (v["x_{i}"] @ v["y_{j}"]), None),
    "17bdbf61eab1": lambda v: v["u"] @ v["v"] / norm(v["u"]) / norm(v["v"]),
    "7398f6fa805f": lambda v: (
        sum(call(v, r"\ell", 2 * k - 1, 2 * k) + call(v, r"\ell", 2 * k, 2 * k - 1) for k in span(1, v["N"]))
        / (2 * v["N"])
    ),
    # Distillation, preferences, rewards
    "3ebf791760f6": lambda v: (
        math.exp(v.find("z_{i}", v["i"]) / v["T"])
        / sum(math.exp(z / v["T"]) for z in members(v, "z_{i}", v.world.members))
    ),
    "5d7a2320ce29": lambda v: (v["q_{i}"] - v["p_{i}"]) / v["T"],
    "bd0a5bb5fa3f": lambda v: (v["z_{i}"] - v["v_{i}"]) / (v["N"] * v["T"] ** 2),
    "82e502e7f9d9": lambda v: sigmoid(
        call(v, "r^{*}", v["x"], v["y_{1}"]) - call(v, "r^{*}", v["x"], v["y_{2}"])
    ),
    "14e743f43e11": lambda v: call(
        v, r"\sigma", call(v, r"r_{\theta}", v["x"], v["y_{w}"]) - call(v, r"r_{\theta}", v["x"], v["y_{l}"])
    ),
    "107a4dcc651c": lambda v: (
        call(v, r"r_{\theta}", v["x"], v["y"])
        - v[r"\beta"]
        * math.log(
            call(v, r"\pi_{\phi}", v["y"], v["x"]) / call(v, r"\pi^{\operatorname{SFT}}", v["y"], v["x"])
        )
    ),
    "4320178e05a7": lambda v: (
        call(v, r"\pi_{\operatorname{ref}}", v["y"], v["x"])
        * math.exp(call(v, "r", v["x"], v["y"]) / v[r"\beta"])
        / call(v, "Z", v["x"])
    ),
    "8ef7e38375f6": lambda v: (
        v[r"\beta"]
        * math.log(
            call(v, r"\pi_{r}", v["y"], v["x"])
            / call(v, r"\pi_{\operatorname{ref}}", v["y"], v["x"])
            * call(v, "Z", v["x"])
        )
    ),
    "c77b3b92c717": lambda v: huber(v[r"\delta"], 1.0),
    "cbc7bdc01a42": lambda v: (v["r_{i}"] - v["r"].mean()) / v["r"].std(),
    "f180668160a5": lambda v: v["c"],
    # Layers
    "f8162fa087cb": (lambda v: np.outer(v["v"], v["v"]) / (v["v"] @ v["v"]), None),
    "7a3042c4abcc": lambda v: softmax(
        v[r"\hat{A}"] @ np.maximum(0, v[r"\hat{A}"] @ v["X"] @ v["W^{(0)}"]) @ v["W^{(1)}"]
    ),
    "9a6761ba55f4": lambda v: softmax(v["Q"] @ v["K"].T / math.sqrt(v["Q"].shape[1])) @ v["V"],
    "871e56c21abb": lambda v: v["W_{0}"] @ v["x"] + v["B"] @ v["A"] @ v["x"],
    "55c4d50918cc": lambda v: v["W_{0}"] @ v["x"] + v[r"\alpha"] / v["r"] * (v["B"] @ v["A"] @ v["x"]),
    "6e9e1407307e": lambda v: 2 * v[r"\hat{L}"] * v[MODEL] * v["r"],
    "d9e11176b6ac": lambda v: v["W_{0}"] + v[r"\alpha"] / v["r"] * (v["B"] @ v["A"]),
    "6a7d494392b4": lambda v: v["a_{t}"] * v["h_{t}"] + np.outer(v["B_{t}"], v["x_{t}"]),
    "4261e4b989fe": lambda v: v[r"\mu"] * v["M_{t}"] + v["G_{t}"],
    "e2df85855dc5": lambda v: v["a"] * v["s"] + v["b"] * v["s"] ** 3 + v["d"] * v["s"] ** 5,
    "8db961a3b67b": lambda v: math.sqrt(v["m"] / v["n"]),
    "1e4146d0d660": lambda v: v[r"\eta"] * v["n_{0}"] / v["n"],
    "594b73c28abb": lambda v: v.find("w_{i}", v["i"]) / sum(members(v, "w_{i}", v["N_{c}"])),
    "76a37601910a": lambda v: sum(
        math.exp(call(v, "m", v[x]) - call(v, "m", v["x"])) * call(v, r"\ell", v[x])
        for x in ("x^{(1)}", "x^{(2)}")
    ),
    "54092da5251d": (lambda v: v["S"] - np.outer(v["P"], v["P"]), None),
    # Momentum in two terms
    "e20562baf98d": lambda v: v[r"\theta_{t}"] - v[r"\alpha"] * gradient_of(v, r"\hat{L}_{t}", r"\theta_{t}"),
    "cb932d0f7ae5": lambda v: 1 - v[r"\beta"] ** (v["t"] + 1),
    "6531ef5b3eb9": lambda v: (
        v[r"\theta_{t}"]
        - v[r"\alpha"]
        * ((1 - v[r"\nu"]) * gradient_of(v, r"\hat{L}_{t}", r"\theta_{t}") + v[r"\nu"] * v["g_{t+1}"])
    ),
    "7a6083993f11": lambda v: 1 - v[r"\nu"] * v[r"\beta"],
    "d8cbbebc6a1f": lambda v: (
        v[r"\theta_{t}"] - v[r"\alpha"] * v["g_{t+1}'"] / (np.sqrt(v["s_{t+1}'"]) + v[r"\epsilon"])
    ),
    "ca950c7966a6": quasi_hyperbolic,
    "7d6c299b4e54": lambda v: (
        v[r"\theta_{t}"]
        - v[r"\alpha"]
        * gradient_of(v, r"\hat{L}_{t}", r"\theta_{t}")
        / (np.sqrt(v["s_{t+1}'"]) + v[r"\epsilon"])
    ),
    "466fc19b6476": lambda v: v[r"\alpha"] * (1 - v[BETA1]) / math.sqrt(1 - v[BETA2]),
    "da3dc2314a72": lambda v: (
        v[r"\alpha"] * (1 - v[r"\nu_{1}"] * v[BETA1]) / math.sqrt(1 - v[r"\nu_{2}"] * v[BETA2])
    ),
    # Sharpness, scores
    "1077839422ef": lambda v: v[r"\rho"] * gradient_of(v, "L_{S}", "w") / norm(gradient_of(v, "L_{S}", "w")),
    "0987ca08425b": lambda v: (v["y"] - v["x_{t}"]) / norm(v["y"] - v["x_{t}"]),
    "37eaaa699c58": lambda v: v["n"] * v["w"] ** 2,
    # Segmentation
    "540ce41ba156": lambda v: sigmoid(v["z_{i}"]),
    "dc34041b1a92": lambda v: v["y_{i}"] * v["p_{i}"] + (1 - v["y_{i}"]) * (1 - v["p_{i}"]),
    "65eb7bcd1bc2": lambda v: -math.log(v["q_{i}"]),
    "2853872c99c2": lambda v: -((1 - v["q_{i}"]) ** v[r"\gamma"]) * math.log(v["q_{i}"]),
    "9d06ee3e6105": lambda v: -v[r"\alpha"] * (1 - v["q_{i}"]) ** v[r"\gamma"] * math.log(v["q_{i}"]),
    "6386255be0d3": lambda v: v["p_{i}"] - v["y_{i}"],
    "d2c2500e4997": lambda v: 2 * v["J"] / (1 + v["J"]),
    "8f04259da16b": dice_loss,
    "92cdd4032008": lambda v: v[r"\lambda"] * v["F"] + v["d"],
    "8dc11bcb66cd": lambda v: (v[r"\hat{J}"] - v["J"]) ** 2,
    "311428938c38": lambda v: min(v["L_{1}"], v["L_{2}"], v["L_{3}"]),
    # Policies, experts, patches, codes
    "2179d5c45f43": lambda v: v[r"\tau"] * v[r"\theta_{i}"] + (1 - v[r"\tau"]) * v[r"\bar{\theta}_{i}"],
    "f1fa8c4a1dbc": lambda v: (
        math.log(call(v, r"\mu", v["u"], v["s"]))
        - sum(math.log(1 - math.tanh(u) ** 2) for u in members(v, "u_{i}", v["D"]))
    ),
    "1fbbe1d086ae": lambda v: min(1, call(v, "p", v["x"]) / call(v, "q", v["x"])),
    "5566e14ff4fc": lambda v: sum(v[r"\alpha"] ** k for k in span(0, v[r"\gamma"])),
    "61e1f1c4c325": lambda v: math.exp(v["z_{i}"]) / sum(map(math.exp, members(v, "z_{j}", v["N"]))),
    "e928ca25e41f": lambda v: v["T"] / v["N"] * v["c"],
    "9a0f803e43f0": lambda v: (
        v[r"\alpha"]
        * v["N"]
        * (np.array(members(v, "f_{i}", v["N"])) @ np.array(members(v, "P_{i}", v["N"])))
    ),
    "fc6e5b19974f": lambda v: (
        call(v, r"L_{\pi}", v[r"\tilde{\pi}"])
        - 4 * v[r"\epsilon"] * v[r"\gamma"] / (1 - v[r"\gamma"]) ** 2 * v[r"\alpha"] ** 2
    ),
    "0600b8cb2563": lambda v: sum(
        (v[r"\gamma"] * v[r"\lambda"]) ** k * v.find(r"\delta_{t}", v["t"] + k) for k in range(300)
    ),
    "5bf1fc0a09e9": lambda v: (
        v["r_{t}"]
        + v[r"\gamma"] * call(v, "V", v.find("s_{t}", v["t"] + 1))
        - call(v, "V", v.find("s_{t}", v["t"]))
    ),
    "94f92d63c6bb": (lambda v: v[r"\mu^{(i)}"] + v[r"\sigma^{(i)}"] * v[r"\epsilon^{(l)}"], None),
    "0d6d22006b43": lambda v: sum(
        x * math.log(y) + (1 - x) * math.log(1 - y)
        for x, y in zip(members(v, "x_{i}", v["D"]), members(v, "y_{i}", v["D"]), strict=True)
    ),
    "76d63f66261b": lambda v: v["H"] * v["W"] / v["P"] ** 2,
    "051ed6916ff3": lambda v: np.mean([v.find("z_{i,j}", v["i"], j) for j in span(1, v["n_{i}"])], axis=0),
    "a82e05465ede": lambda v: np.clip(v["w"], -v["c"], v["c"]),
    "3d7e5b92c11a": (lambda v: v[r"\epsilon"] * v["x"] + (1 - v[r"\epsilon"]) * v[r"\tilde{x}"], None),
    "bae394fa57ae": lambda v: 1 - math.sqrt(v[r"\tau"] / call(v, "f", v["w"])),
    "b63070d11c90": lambda v: (
        v[r"\beta"]
        * math.log(
            call(v, r"\pi_{\theta}", v["y"], v["x"]) / call(v, r"\pi_{\operatorname{ref}}", v["y"], v["x"])
        )
    ),
}
