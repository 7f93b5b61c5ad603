"""The last resort of witnesses: simulation, with a fixed seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from drill.errors import CheckError
from drill.maths.maths_tree import Binary, Call, Const, Logic, Neg, Node, Not, Num, Relation, Sym
from drill.maths.plain import Mode
from drill.proving.witnesses.likeness import Shares, same_shares
from drill.proving.witnesses.naming import named_family
from drill.proving.witnesses.probability import SHARES, find_asked_operation, mode_of
from drill.proving.witnesses.trial import AGREED, Finding, Trial


def confirm_by_simulation(trial: Trial) -> Finding:
    """``monte-carlo: {x: normal(0, 1), …}``: ``mean``, ``variance`` or ``probability``, ``given``; for a
    distribution, that of the expression ``give``. Five standard errors, a fixed seed. The last resort: it
    sees no small slip."""
    if trial.claim.is_law:
        return same_shares(trial, lambda point: _simulated_shares(trial))
    estimate, error = trial.once(lambda: _estimate_by_simulation(trial))
    claimed = trial.key_value()
    if isinstance(claimed, (int, float)) and abs(claimed - estimate) <= 5 * error + 1e-12:
        return AGREED
    return Finding(False, f"the simulation gives {estimate:.6g} ± {error:.2g}, the key {claimed}")


def _estimate_by_simulation(trial: Trial) -> tuple[float, float]:
    """Return the estimate and its standard error."""
    head = find_asked_operation(trial, ("mean", "variance", "probability"))
    numbers = _draw_conditioned_samples(trial, trial.text(head), mode_of(head))
    spread = (numbers - numbers.mean()) ** 2 if head == "variance" else numbers
    return float(spread.mean()), float(spread.std() / math.sqrt(numbers.size))


def _simulated_shares(trial: Trial) -> Shares:
    """Return the share of the samples of ``give`` below some points, with its error."""
    numbers = np.sort(_draw_conditioned_samples(trial, trial.text("give"), "value"))
    result: list[tuple[float, float, float]] = []
    for share in SHARES:
        bound = float(numbers[int(share * numbers.size)])
        mass = float(np.searchsorted(numbers, bound + 1e-9, side="right")) / numbers.size
        result.append((bound, mass, 5 * math.sqrt(max(mass * (1 - mass), 1e-4) / numbers.size)))
    return result


def _draw_conditioned_samples(trial: Trial, text: str, mode: Mode) -> Any:
    """Return samples of an expression of the drawn names, restricted to those that satisfy ``given``."""
    names = trial.mapping("monte-carlo")
    random = np.random.default_rng(20_260_101)
    values: dict[str, Any] = {}
    for name, source in names.items():
        named = named_family(trial, str(source), tuple(values))
        if named is None:
            values[name] = evaluate_elementwise(trial.tree(source, tuple(values)), values)
        else:
            values[name] = sample_distribution(named, values, random)
    samples = np.broadcast_to(evaluate_elementwise(trial.tree(text, tuple(names), mode), values), COUNT)
    if "given" in trial.witness:
        held = evaluate_elementwise(trial.tree(trial.text("given"), tuple(names), "statement"), values)
        samples = samples[np.broadcast_to(held, COUNT)]
    if samples.size < 1000:
        raise CheckError("too few samples satisfy what is given")
    return samples.astype(float)


# Samples of a simulation: its relative error is about 0.2 %.
COUNT = 400_000


def sample_distribution(named: Call, values: Mapping[str, Any], random: np.random.Generator) -> Any:
    """Return samples of a distribution whose parameters may depend on earlier samples. Raises CheckError for
    a family that is not sampled."""
    r = random
    match named.name, [evaluate_elementwise(part, values) for part in named.args]:
        case "normal", [mean, variance]:
            return mean + np.sqrt(variance) * r.standard_normal(COUNT)
        case "uniform", [low, high]:
            return low + (high - low) * r.random(COUNT)
        case "exponential", [rate]:
            return r.standard_exponential(COUNT) / rate
        case "gamma", [shape, rate]:
            return r.gamma(shape, 1.0, COUNT) / rate
        case "inversegamma", [shape, scale]:
            return scale / r.gamma(shape, 1.0, COUNT)
        case "beta", [a, b]:
            return r.beta(a, b, COUNT)
        case "chisquare", [df]:
            return r.chisquare(df, COUNT)
        case "student", [df, location, scale]:
            return location + scale * r.standard_t(df, COUNT)
        case "laplace", [location, scale]:
            return r.laplace(location, scale, COUNT)
        case "lognormal", [mean, variance]:
            return np.exp(mean + np.sqrt(variance) * r.standard_normal(COUNT))
        case "cauchy", [location, scale]:
            return location + scale * r.standard_cauchy(COUNT)
        case "bernoulli", [p]:
            return (r.random(COUNT) < p).astype(float)
        case "binomial", [n, p]:
            return r.binomial(np.asarray(n).astype(int), p, COUNT).astype(float)
        case "poisson", [rate]:
            return r.poisson(rate, COUNT).astype(float)
        case "geometric", [p]:
            return r.geometric(p, COUNT).astype(float)
        case "categorical", weights:
            return r.choice(np.arange(1, len(weights) + 1), COUNT, p=weights).astype(float)
        case _:
            raise CheckError(f"{named.name} cannot be simulated with {len(named.args)} parameters")


_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power, "=": np.equal,
    "!=": np.not_equal, "<": np.less, ">": np.greater, "<=": np.less_equal, ">=": np.greater_equal,
    "and": np.logical_and, "or": np.logical_or,
}  # fmt: skip


def _apply_sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": np.exp, "ln": np.log, "log": np.log, "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign,
    "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "floor": np.floor, "ceil": np.ceil,
    "max": lambda *parts: np.maximum.reduce(np.broadcast_arrays(*parts)),
    "min": lambda *parts: np.minimum.reduce(np.broadcast_arrays(*parts)), "mod": np.mod,
    "sigmoid": _apply_sigmoid, "softplus": partial(np.logaddexp, 0), "ind": partial(np.asarray, dtype=float),
}  # fmt: skip
_CONSTANTS = {"pi": np.pi, "e": np.e, "inf": np.inf}


def evaluate_elementwise(node: Node, values: Mapping[str, Any]) -> Any:
    """Return a tree of numbers and samples, entry by entry. Raises CheckError for what has no such
    meaning."""
    match node:
        case Num():
            return float(node.value)
        case Sym(name) if name in values:
            return values[name]
        case Const(name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case Neg(arg):
            return -evaluate_elementwise(arg, values)
        case Not(arg):
            return np.logical_not(evaluate_elementwise(arg, values))
        case Binary(op, left, right) | Relation(op, left, right) | Logic(op, left, right):
            with np.errstate(all="ignore"):
                return _OPERATORS[op](evaluate_elementwise(left, values), evaluate_elementwise(right, values))
        case Call(name, args) if name in _FUNCTIONS:
            with np.errstate(all="ignore"):
                return _FUNCTIONS[name](*(evaluate_elementwise(arg, values) for arg in args))
        case _:
            raise CheckError("this cannot be simulated")
