"""Functions that everybody knows, with their values: entry by entry, softmax along the last axis.

Here is also what each sign between two factors does. Types, values and NumPy read these tables and no other,
because a sign or a function that one of them passes over is a false key.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final, Literal

import numpy as np

from drill.notation import tree
from drill.types import NOT_NEGATIVE, POSITIVE, REALS, UNIT, Domain

Values = Any


def _softmax(x: Values) -> Values:
    powers = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


def _sigmoid(x: Values) -> Values:
    return 1 / (1 + np.exp(-np.asarray(x, dtype=float)))


def _log_softmax(x: Values) -> Values:
    shifted = x - np.max(x, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


_erf: Final = np.vectorize(math.erf, otypes=[float])

# Names of densities.
DENSITIES: Final = frozenset(("p", "q", "P", "\\pi", "\\rho"))
# By the name as it is typed: the value, and the domain of the result.
KNOWN_FUNCTIONS: Final[dict[str, tuple[Callable[[Values], Values], Domain]]] = {
    "log": (np.log, REALS),
    "ln": (np.log, REALS),
    "log2": (np.log2, REALS),
    "log10": (np.log10, REALS),
    "exp": (np.exp, POSITIVE),
    "sqrt": (np.sqrt, NOT_NEGATIVE),
    "sin": (np.sin, Domain(-1, 1, True, True)),
    "cos": (np.cos, Domain(-1, 1, True, True)),
    "tan": (np.tan, REALS),
    "arctan": (np.arctan, REALS),
    "arccos": (np.arccos, Domain(0, math.pi, True, True)),
    "arcsin": (np.arcsin, REALS),
    "sinh": (np.sinh, REALS),
    "cosh": (np.cosh, Domain(1, has_low=True)),
    "tanh": (np.tanh, Domain(-1, 1)),
    "sigmoid": (_sigmoid, Domain(0, 1)),
    "logistic": (_sigmoid, Domain(0, 1)),
    "relu": (lambda x: np.maximum(x, 0.0), NOT_NEGATIVE),
    "softplus": (lambda x: np.logaddexp(x, 0.0), POSITIVE),
    "softmax": (_softmax, UNIT),
    "logsoftmax": (_log_softmax, Domain(high=0, has_high=True)),
    "silu": (lambda x: x * _sigmoid(x), REALS),
    "swish": (lambda x: x * _sigmoid(x), REALS),
    "gelu": (lambda x: x * (1 + _erf(x / math.sqrt(2))) / 2, REALS),
    "erf": (_erf, Domain(-1, 1)),
    "sign": (np.sign, Domain(-1, 1, True, True)),
    "sgn": (np.sign, Domain(-1, 1, True, True)),
    "abs": (np.abs, NOT_NEGATIVE),
}

# Functions of a square matrix that are a series in it as often as they are taken of each entry.
MATRIX_FUNCTIONS: Final = frozenset((
    "log", "ln", "log2", "log10", "exp", "sqrt", "sin", "cos", "tan", "arctan", "arccos", "arcsin", "sinh",
    "cosh", "sign", "sgn", "abs",
))  # fmt: skip
# Signs between a number and anything else.
_SCALING: Final = frozenset(("", "\\cdot", "\\times", "*", "\\odot"))
Product = Literal["", "scaled", "entrywise", "inner", "outer", "matrix"]


def name_product(sign: str, one: int, other: int) -> Product:
    """Return what a sign between two factors does, by how many axes they have; empty where it has no rule."""
    if not one or not other:
        return "scaled" if sign in _SCALING else ""
    if sign == "\\odot" or (sign == "\\circ" and one == other):
        return "entrywise"
    if max(one, other) > 2 or sign not in ("", "\\cdot", "\\otimes"):
        return ""
    if max(one, other) > 1:
        return "" if sign == "\\otimes" else "matrix"
    return "entrywise" if not sign else "inner" if sign == "\\cdot" else "outer"


def name_function(ref: tree.Ref) -> str:
    r"""Return the word of a function: ``\log_2`` is ``log2``, and no known one has a letter below."""
    word = ref.name.base.removeprefix("\\")
    if word != "log" or not ref.below:
        return word
    return word + "".join(index.text if isinstance(index, tree.Fixed) else "_" for index in ref.below)
