"""Values of typed expressions at a draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from drill.errors import CheckError
from drill.maths import tree as maths
from drill.maths.numeric import compile_scalar

Draw = Mapping[str, Fraction]
"""A number for each name."""


def compile_real(tree: maths.Node) -> Callable[[Draw], float | None]:
    """The plain language's value at a draw, in doubles; None where it has no finite real one."""
    compiled = compile_scalar(tree)

    def compute(drawn: Draw) -> float | None:
        try:
            found = compiled({name: float(number) for name, number in drawn.items()})
        except CheckError:
            return None
        if isinstance(found, complex):
            return None
        return float(found) if math.isfinite(found) else None

    return compute
