"""The numbers in which a lowered formula is computed: doubles and many digits, both real."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from itertools import product
from math import prod
from typing import Any, Final

import mpmath
import numpy as np

from drill.errors import CheckError
from drill.formulas.small_world import FLOATS, Numbers
from drill.maths import arrays, mpmath_evaluation, numerical_calculus
from drill.maths import maths_tree as maths
from drill.maths.tree_evaluation import Arithmetic, Compiled, Compiler

_MOST_NORMAL_AXES: Final = 4
PRECISE: Final = Numbers(
    lambda values: np.frompyfunc(mpmath.mpf, 1, 1)(np.asarray(values)),
    np.frompyfunc(mpmath.exp, 1, 1),
    np.frompyfunc(mpmath.tanh, 1, 1),
)


def _refuse_complex(arithmetic: Arithmetic) -> Arithmetic:
    """Return an arithmetic of real numbers: a root of a negative one has no value."""

    def check(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any) -> Any:
            result = function(*values)
            if isinstance(result, complex | mpmath.mpc):
                raise CheckError("a value is not real")
            return result

        return run

    functions = {name: check(function) for name, function in arithmetic.functions.items()}
    operators = {**arithmetic.operators, "^": check(arithmetic.operators["^"])}
    return replace(arithmetic, functions=functions, operators=operators, keeps_constants=False)


def _average(do: Arithmetic, count: int, compiler: Compiler, call: maths.Call) -> Compiled:
    """Compile a mean; one over a normal law of vectors is a sum over the nodes of a product of Gauss's rules.

    It is right where it does not depend on their ``count`` along each axis.
    """
    plain = do.special["mean"](compiler, call)
    body, name, law = call.args
    if not isinstance(name, maths.Sym):
        return plain
    term, source, letter = compiler.number(body), compiler.compile(law), name.name

    def run(env: Mapping[str, Any]) -> Any:
        found = source(env)
        if (
            not isinstance(found, arrays.Law)
            or found.moments is None
            or not isinstance(found.moments[0], np.ndarray)
        ):
            return plain(env)
        mean, covariance = found.moments
        if len(mean) > _MOST_NORMAL_AXES:
            raise CheckError(f"a normal law in more than {_MOST_NORMAL_AXES} dimensions")
        root, total = _find_root(covariance, do.functions["sqrt"]), do.convert(0)
        for chosen in product(_list_nodes(do, count), repeat=len(mean)):
            node = np.array([place for place, _ in chosen], dtype=object)
            weight = prod((share for _, share in chosen), start=do.convert(1))
            value = term({**env, letter: mean + root @ node})
            total = do.operators["+"](total, do.operators["*"](weight, value))
        return total

    return run


def _list_nodes(do: Arithmetic, count: int) -> list[tuple[Any, Any]]:
    """Return three or four nodes of a rule for means over the standard normal law, with their weights."""
    whole, sqrt = do.convert, do.functions["sqrt"]
    if count == 3:
        far = sqrt(whole(3))
        return [(-far, whole(1) / whole(6)), (whole(0), whole(2) / whole(3)), (far, whole(1) / whole(6))]
    root = sqrt(whole(6))
    inner, outer = sqrt(3 - root), sqrt(3 + root)
    large, small = (3 + root) / 12, (3 - root) / 12
    return [(-outer, small), (-inner, large), (inner, large), (outer, small)]


def _find_root(matrix: Any, sqrt: Callable[[Any], Any]) -> Any:
    """Return the lower triangular matrix whose product with its transpose is a covariance."""
    size = len(matrix)
    root = np.full((size, size), 0 * matrix[0, 0], dtype=object)
    for row in range(size):
        for column in range(row + 1):
            rest = matrix[row, column] - sum(root[row, k] * root[column, k] for k in range(column))
            root[row, column] = sqrt(rest) if row == column else rest / root[column, column]
    return root


def _make_arithmetic(numbers: Arithmetic, nodes: int) -> Arithmetic:
    lifted = arrays.lift(_refuse_complex(numbers))
    return replace(lifted, special={**lifted.special, "mean": partial(_average, lifted, nodes)})


DOUBLES: Final = _make_arithmetic(numerical_calculus.ARITHMETIC, 3)
DIGITS: Final = _make_arithmetic(mpmath_evaluation.ARITHMETIC, 4)


class ValueCompiler(Compiler):
    """Compiles trees whose values may be several things side by side, or a set of them."""

    def compile(self, node: maths.Node) -> Compiled:
        """Compile a node; a tuple stays one."""
        if isinstance(node, maths.Sequence) and node.kind in ("tuple", "set"):
            parts = [*map(self.compile, node.items)]
            if node.kind == "tuple":
                return lambda env: tuple(part(env) for part in parts)
            return lambda env: [part(env) for part in parts]
        return super().compile(node)


@lru_cache(maxsize=512)
def compile_value(node: maths.Node, *, has_digits: bool) -> Compiled:
    """Return a tree as a function of its environment, which is cached."""
    return ValueCompiler(DIGITS if has_digits else DOUBLES).compile(node)


def has_doubles(do: Arithmetic) -> bool:
    """Return whether an arithmetic is that of doubles."""
    return isinstance(do.convert(1), float)


def find_numbers(do: Arithmetic) -> Numbers:
    """Return what drawn functions compute with in an arithmetic."""
    return FLOATS if has_doubles(do) else PRECISE
