"""Evaluation in doubles, never by SymPy: the checker's fast screen, and what witnesses compute with.

A tree is compiled once to nested closures and cached. Scalars need the standard library alone; NumPy is
imported with the first vector or matrix, mpmath with the first limit, infinite sum or distribution.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from drill.errors import CheckError
from drill.maths import scalars
from drill.maths.maths_tree import Node, find_symbols
from drill.maths.numerical_calculus import compile_scalar, guard_arithmetic, needs_arrays
from drill.maths.scalars import Scalar
from drill.maths.tree_evaluation import Arithmetic, Compiled, compile_within_budget

if TYPE_CHECKING:
    import numpy

    Value = Scalar | numpy.ndarray[Any, Any]


def evaluate(node: Node, values: Mapping[str, Value]) -> Value | bool:
    """Return the value of a tree where its symbols have the given values.

    Scalars come as ``float`` (``complex`` if not real), vectors as 1-D and matrices as 2-D arrays,
    statements as ``bool``. Raises :class:`UndefinedError` for an undefined value, :class:`TooLargeError`
    beyond doubles or budgets, :class:`CheckError` for a tree without numerical meaning.
    """
    environment: dict[str, Any] = {}
    with_arrays = False
    for name, value in values.items():
        if isinstance(value, complex):
            environment[name] = scalars.drop_zero_imaginary(complex(value))
        elif isinstance(value, (int, float)):
            environment[name] = float(value)
        else:
            environment[name] = value
            with_arrays = True
    if with_arrays:
        return _compile_arrays(node)(environment)
    return compile_numeric(node)(environment)


def make_evaluator(node: Node) -> Callable[[Mapping[str, Value]], Value | bool]:
    """Return :func:`evaluate` of one tree as a function, which compiles it at the first call."""
    of_numbers: Compiled | None = None

    def run(values: Mapping[str, Value]) -> Value | bool:
        nonlocal of_numbers
        for value in values.values():
            if type(value) is not float:
                return evaluate(node, values)
        of_numbers = of_numbers or compile_numeric(node)
        return of_numbers(values)

    return run


def evaluate_real(node: Node, values: Mapping[str, Value]) -> float | None:
    """Return the value of a tree in doubles; None where it has none that is real and finite."""
    try:
        value = evaluate(node, values)
    except CheckError:
        return None
    if isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    return None


@lru_cache(maxsize=1024)
def compile_numeric(node: Node) -> Compiled:
    """Return the tree as a function of a mapping name → float or complex; errors as in :func:`evaluate`."""
    if needs_arrays(node):
        return _compile_arrays(node)
    return compile_scalar(node)


@lru_cache(maxsize=256)
def _compile_arrays(node: Node) -> Compiled:
    from drill.maths.typed_arrays import give_doubles, take_doubles

    body = guard_arithmetic(compile_within_budget(node, _make_array_arithmetic()))
    letters = find_symbols(node)

    def run(values: Mapping[str, Any]) -> Any:
        named = dict(values)
        for name in letters.intersection(values):
            if getattr(values[name], "shape", ()):
                named[name] = take_doubles(values[name])
        return give_doubles(body(named))

    return run


@lru_cache(maxsize=1)
def _make_array_arithmetic() -> Arithmetic:
    from drill.maths.typed_arrays import DoubleArrays

    return DoubleArrays().lift()
