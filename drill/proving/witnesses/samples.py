"""Random samples of named distributions, and elementwise functions of them, in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from drill.errors import CheckError
from drill.maths.tree import Binary, Call, Const, Logic, Neg, Node, Not, Num, Relation, Sym

COUNT = 400_000

_Draw = Callable[..., Any]

_FAMILIES: Mapping[str, Callable[[Any], _Draw]] = {
    "normal": lambda r: lambda mean, variance: mean + np.sqrt(variance) * r.standard_normal(COUNT),
    "uniform": lambda r: lambda low, high: low + (high - low) * r.random(COUNT),
    "exponential": lambda r: lambda rate: r.standard_exponential(COUNT) / rate,
    "gamma": lambda r: lambda shape, rate: r.gamma(shape, 1.0, COUNT) / rate,
    "inversegamma": lambda r: lambda shape, scale: scale / r.gamma(shape, 1.0, COUNT),
    "beta": lambda r: lambda a, b: r.beta(a, b, COUNT),
    "chisquare": lambda r: lambda df: r.chisquare(df, COUNT),
    "student": lambda r: lambda df, location, scale: location + scale * r.standard_t(df, COUNT),
    "laplace": lambda r: lambda location, scale: r.laplace(location, scale, COUNT),
    "lognormal": lambda r: lambda mean, variance: np.exp(mean + np.sqrt(variance) * r.standard_normal(COUNT)),
    "cauchy": lambda r: lambda location, scale: location + scale * r.standard_cauchy(COUNT),
    "bernoulli": lambda r: lambda p: (r.random(COUNT) < p).astype(float),
    "binomial": lambda r: lambda n, p: r.binomial(np.asarray(n).astype(int), p, COUNT).astype(float),
    "poisson": lambda r: lambda rate: r.poisson(rate, COUNT).astype(float),
    "geometric": lambda r: lambda p: r.geometric(p, COUNT).astype(float),
    "categorical": lambda r: lambda *p: r.choice(np.arange(1, len(p) + 1), COUNT, p=p).astype(float),
}


def sample(named: Call, values: Mapping[str, Any], random: Any) -> Any:
    """Samples of a distribution whose parameters may depend on earlier samples."""
    draw = _FAMILIES.get(named.name)
    if draw is None:
        raise CheckError(f"{named.name} cannot be simulated")
    return draw(random)(*(elementwise(part, values) for part in named.args))


_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    ">": np.greater,
    "<=": np.less_equal,
    ">=": np.greater_equal,
    "and": np.logical_and,
    "or": np.logical_or,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": np.exp,
    "ln": np.log,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "floor": np.floor,
    "ceil": np.ceil,
    "max": lambda *parts: np.maximum.reduce(np.broadcast_arrays(*parts)),
    "min": lambda *parts: np.minimum.reduce(np.broadcast_arrays(*parts)),
    "mod": np.mod,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(0, x),
    "ind": lambda holds: np.asarray(holds).astype(float),
}
_CONSTANTS = {"pi": np.pi, "e": np.e, "inf": np.inf}


def elementwise(node: Node, values: Mapping[str, Any]) -> Any:
    """A tree of numbers and samples, entry by entry. Raises CheckError for what has no such meaning."""
    match node:
        case Num():
            return float(node.value)
        case Sym(name) if name in values:
            return values[name]
        case Const(name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case Neg(arg):
            return -elementwise(arg, values)
        case Not(arg):
            return np.logical_not(elementwise(arg, values))
        case Binary(op, left, right) | Relation(op, left, right) | Logic(op, left, right):
            with np.errstate(all="ignore"):
                return _OPERATORS[op](elementwise(left, values), elementwise(right, values))
        case Call(name, args) if name in _FUNCTIONS:
            with np.errstate(all="ignore"):
                return _FUNCTIONS[name](*(elementwise(arg, values) for arg in args))
        case _:
            raise CheckError("this cannot be simulated")
