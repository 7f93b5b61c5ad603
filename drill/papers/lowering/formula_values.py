"""Evaluate a formula's tree in doubles and arrays: the second computation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np

from drill.errors import UndefinedError
from drill.maths import scalar_compilation, scalars
from drill.maths.maths_tree import Call, Node
from drill.maths.step_budgets import take_steps
from drill.maths.tree_evaluation import (
    Arithmetic,
    Compiled,
    Compiler,
    bound_name,
    compile_within_budget,
    count_nodes,
)
from drill.papers.lowering.operations import OPERATIONS

Nested: TypeAlias = "float | Sequence[Nested]"
# Of a sum: drawn arrays have seven entries along an axis.
_MOST_TERMS: Final = 1000
_MOST_STEPS: Final = 1_000_000


def _compile_fold_extreme(compiler: Compiler, node: Call, best: Callable[..., float]) -> Compiled:
    name = bound_name(node, 1)
    body, first, last = (compiler.number(node.args[index]) for index in (0, 2, 3))
    steps = count_nodes(node.args[0])

    def run(env: Mapping[str, Any]) -> float:
        numbers = range(int(first(env)), int(last(env)) + 1)
        take_steps(steps * len(numbers))
        return best(float(body({**env, name: float(number)})) for number in numbers)

    return run


def _take_counted_entry(array: Any, places: Sequence[Any]) -> Any:
    index = tuple(scalars.require_integer(float(position), "an index") - 1 for position in places)
    if any(
        not 0 <= position_index < length
        for position_index, length in zip(index, np.shape(array), strict=False)
    ):
        raise UndefinedError("a member does not exist")
    return array[index]


def _compile_array_indicator(compiler: Compiler, node: Call) -> Compiled:
    statement = compiler.compile(node.args[0])
    return lambda env: np.where(statement(env), 1.0, 0.0)


_RELATED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "=": np.isclose, "!=": lambda a, b: ~np.isclose(a, b), "<": np.less, ">": np.greater,
    "<=": np.less_equal, ">=": np.greater_equal,
}  # fmt: skip
ARITHMETIC: Final = Arithmetic(
    number=scalar_compilation.compile_number, constant=scalar_compilation.compile_constant, convert=float,
    whole=scalars.require_integer,
    operators={"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power},
    related=lambda op, a, b: _RELATED[op](a, b),
    functions={name: operation.value for name, operation in OPERATIONS.items()},
    special={
        "largest": lambda compiler, node: _compile_fold_extreme(compiler, node, max),
        "smallest": lambda compiler, node: _compile_fold_extreme(compiler, node, min),
        "ind": _compile_array_indicator,
    },
    sequence=np.array, entry=_take_counted_entry, most_terms=_MOST_TERMS, most_steps=_MOST_STEPS,
)  # fmt: skip


@lru_cache(maxsize=256)
def _compile_formula_tree(node: Node) -> Compiled:
    return compile_within_budget(node, ARITHMETIC)


def evaluate_formula_tree(node: Node, values: Mapping[str, Nested]) -> Any:
    """Return the value of a tree, a float or an array; its members are counted from 1.

    Raises:
        UndefinedError: it has none; ArithmeticError or ValueError, too, from functions of numbers.
    """
    arrays = {
        name: np.array(number, dtype=float) if isinstance(number, Sequence) else number
        for name, number in values.items()
    }
    with np.errstate(all="ignore"):
        value = np.asarray(_compile_formula_tree(node)(arrays), dtype=float)
    if not np.isfinite(value).all():
        raise UndefinedError("it has no value there")
    return value.tolist()
