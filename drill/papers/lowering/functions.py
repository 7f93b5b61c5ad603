"""Functions that everybody knows: their names in papers, in NumPy and in typed mathematics."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Known:
    """One function of numbers; ``numpy`` is a template of its arguments, empty where NumPy has none.

    ``level`` is how tightly the template's outermost sign binds, as in `numpy_code`; ``maths`` is the name in
    typed mathematics and ``value`` computes it.
    """

    maths: str
    value: Callable[..., float]
    numpy: str = ""
    arguments: int = 1
    domain: str = ""
    """What its argument must be: ``positive``, ``nonnegative``, ``open unit``."""


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


FUNCTIONS: Final[Mapping[str, Known]] = {
    "exp": Known("exp", math.exp, "np.exp({})"),
    "log": Known("ln", math.log, "np.log({})", domain="positive"),
    "log2": Known("log2", math.log2, "np.log2({})", domain="positive"),
    "log10": Known("log10", math.log10, "np.log10({})", domain="positive"),
    "sqrt": Known("sqrt", math.sqrt, "np.sqrt({})", domain="nonnegative"),
    "abs": Known("abs", math.fabs, "np.abs({})"),
    "sign": Known("sign", lambda x: float((x > 0) - (x < 0)), "np.sign({})"),
    "sin": Known("sin", math.sin, "np.sin({})"),
    "cos": Known("cos", math.cos, "np.cos({})"),
    "tan": Known("tan", math.tan, "np.tan({})"),
    "sinh": Known("sinh", math.sinh, "np.sinh({})"),
    "cosh": Known("cosh", math.cosh, "np.cosh({})"),
    "tanh": Known("tanh", math.tanh, "np.tanh({})"),
    "arctan": Known("atan", math.atan, "np.arctan({})"),
    "sigmoid": Known("sigmoid", _sigmoid, "1/(1 + np.exp(-{}))"),
    "softplus": Known("softplus", _softplus, "np.log1p(np.exp({}))"),
    "relu": Known("max", lambda x: max(x, 0.0), "np.maximum({}, 0)"),
    "logit": Known("logit", lambda x: math.log(x / (1 - x)), "", domain="open unit"),
    "erf": Known("erf", math.erf),
    "Phi": Known("Phi", lambda x: (1 + math.erf(x / math.sqrt(2))) / 2),
    "Gamma": Known("gamma", math.gamma, domain="positive"),
    "factorial": Known("factorial", lambda n: float(math.factorial(int(n)))),
    "binomial": Known("binomial", lambda n, k: float(math.comb(int(n), int(k))), arguments=2),
    "floor": Known("floor", lambda x: float(math.floor(x)), "np.floor({})"),
    "ceil": Known("ceil", lambda x: float(math.ceil(x)), "np.ceil({})"),
    "max": Known("max", max, "np.maximum({}, {})", arguments=2),
    "min": Known("min", min, "np.minimum({}, {})", arguments=2),
    "clip": Known("clip", lambda x, a, b: max(a, min(x, b)), "np.clip({}, {}, {})", arguments=3),
}
"""By the name that terms carry."""

SPELLINGS: Final[Mapping[str, str]] = {
    **{name: name for name in FUNCTIONS if name not in ("Phi", "Gamma", "abs", "binomial", "factorial")},
    **{name: name for name in ("det", "softmax", "diag")},
    "ln": "log", "lg": "log10", "sgn": "sign", "ReLU": "relu", "Sigmoid": "sigmoid", "logistic": "sigmoid",
    "Softmax": "softmax", "SoftMax": "softmax", "Softplus": "softplus", "erf": "erf", "Clip": "clip",
    "tr": "trace", "Tr": "trace", "trace": "trace", "Trace": "trace", "Diag": "diag", "Max": "max",
    "Min": "min", "Tanh": "tanh", "atan": "arctan", "abs": "abs", "expit": "sigmoid", "clamp": "clip",
}  # fmt: skip
"""What papers write upright, and which function it is."""
