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


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


FUNCTIONS: Final[Mapping[str, Known]] = {
    "exp": Known("exp", math.exp, "np.exp({})"),
    "log": Known("ln", math.log, "np.log({})"),
    "log2": Known("log2", math.log2, "np.log2({})"),
    "log10": Known("log10", math.log10, "np.log10({})"),
    "sqrt": Known("sqrt", math.sqrt, "np.sqrt({})"),
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
    "logit": Known("logit", lambda x: math.log(x / (1 - x))),
    "erf": Known("erf", math.erf),
    "Phi": Known("Phi", lambda x: (1 + math.erf(x / math.sqrt(2))) / 2),
    "Gamma": Known("gamma", math.gamma),
    "floor": Known("floor", lambda x: float(math.floor(x)), "np.floor({})"),
    "ceil": Known("ceil", lambda x: float(math.ceil(x)), "np.ceil({})"),
    "max": Known("max", max, "np.maximum({}, {})", arguments=2),
    "min": Known("min", min, "np.minimum({}, {})", arguments=2),
}
"""By the name that terms carry."""

SPELLINGS: Final[Mapping[str, str]] = {
    **{name: name for name in FUNCTIONS if name not in ("Phi", "Gamma", "abs")},
    "ln": "log", "lg": "log10", "sgn": "sign", "ReLU": "relu", "Sigmoid": "sigmoid", "logistic": "sigmoid",
    "softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax", "Softplus": "softplus", "Max": "max",
    "Min": "min", "Tanh": "tanh", "atan": "arctan", "abs": "abs", "expit": "sigmoid",
}  # fmt: skip
"""What papers write upright, and which function it is."""
