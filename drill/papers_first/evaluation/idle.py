"""Draws that leave nothing to decide: results that are nearly all one, a maximum that is always one side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.evaluation.reals import compile_real

_MOST_ALIKE: Final = 0.8
"""The share of the draws that may have one result."""
_CHOOSING: Final = frozenset(("min", "max", "floor", "ceil"))


def are_alike(results: Sequence[float]) -> bool:
    """Whether nearly all results are one number, so that nobody would have to compute."""
    (_, count), *_ = Counter(round(result, 9) for result in results).most_common(1)
    return count > _MOST_ALIKE * len(results)


def is_idle(tree: maths.Node, draws: Sequence[Mapping[str, Fraction]]) -> bool:
    """Whether a minimum, maximum or rounding in a tree gives the same one of its arguments at every draw."""
    return any(
        isinstance(part, maths.Call) and part.name in _CHOOSING and _is_same_throughout(part, draws)
        for part in maths.walk(tree)
    )


def are_compared(tree: maths.Node, one: str, other: str) -> bool:
    """Whether a tree asks which of two is less, as ``min(t/T, 1)`` does, so that either may be."""
    return any(
        {one, other} <= {inner.name for inner in maths.walk(part) if isinstance(inner, maths.Sym)}
        for part in maths.walk(tree)
        if isinstance(part, maths.Call) and part.name in ("min", "max")
    )


def _is_same_throughout(call: maths.Call, draws: Sequence[Mapping[str, Fraction]]) -> bool:
    compute = compile_real(call)
    values = [compute(drawn) for drawn in draws]
    for argument in call.args:
        inner = compile_real(argument)
        if all(inner(drawn) == value for drawn, value in zip(draws, values, strict=True)):
            return True
    return False
