"""Vectors, matrices and laws over any arithmetic of numbers: doubles, many digits, fractions.

:func:`lift` turns an arithmetic of numbers into one of arrays. A vector is an array with one axis, a matrix
one with two. ``*`` of two arrays is the matrix product, in which a vector to the left of a matrix is a row
and any other vector a column; every other operator and every function of numbers goes entry by entry, where
a column of n rows and a vector of n entries go together. What cannot be computed is a ``CheckError`` that
names it; nothing is a value that is not a number.

The environment of a tree may hold

- numbers, arrays and texts (the names of things that are only told apart);
- :class:`Law`, from which values are drawn, and lists, whose members are all equally likely;
- :class:`Family`, whose members are found by their places;
- functions, called with the lifted arithmetic first, because they have to compute in any of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from drill.errors import TooLargeError, UndefinedError
from drill.maths.array_calculus import Calculus
from drill.maths.array_folds import Folds
from drill.maths.array_operations import (
    ArrayOperations,
    Family,
    equals_itself,
    find_shape,
    is_array,
    list_entries,
    make_array,
)
from drill.maths.array_operations import Law as Law
from drill.maths.array_operations import SizesError as SizesError
from drill.maths.maths_tree import Node
from drill.maths.normal_laws import NormalLaws
from drill.maths.tree_evaluation import Arithmetic, Compiled, Environment, compile_within_budget


@lru_cache(maxsize=16)
def lift(arithmetic: Arithmetic) -> Arithmetic:
    """Return the arithmetic of arrays over one of numbers."""
    operations = ArrayOperations(arithmetic)
    folds = Folds(operations, NormalLaws(operations))
    lifted = replace(
        arithmetic,
        operators=operations.list_operators(),
        functions=operations.list_functions(),
        special={**arithmetic.special, **folds.list_forms(), **Calculus(operations).list_forms()},
        related=operations.relate,
        sequence=operations.stack_items,
        entry=operations.take_entry,
        only=operations.require_value,
    )
    folds.arithmetic = lifted
    return lifted


def compile_arrays(node: Node, arithmetic: Arithmetic) -> Compiled:
    """Compile a tree for a lifted arithmetic; its value is finite, or a truth.

    Raises:
        CheckError: the arithmetic cannot compute it.
    """
    body = compile_within_budget(node, arithmetic)

    def run(env: Environment) -> Any:
        try:
            value = body(env)
        except (OverflowError, MemoryError):
            raise TooLargeError("a value is too large to be computed") from None
        except (ZeroDivisionError, ValueError):
            raise UndefinedError("the expression has no value there") from None
        return _require_finite(value)

    return run


def _require_finite(value: Any) -> Any:
    for entry in list_entries(value):
        if isinstance(entry, float | complex):
            if not (math.isfinite(entry.real) and math.isfinite(entry.imag)):
                raise UndefinedError("the expression has no finite value there")
        elif not equals_itself(entry):
            raise UndefinedError("the expression has no value there")
    return value


def convert_environment(env: Environment, convert: Callable[[Any], Any]) -> dict[str, Any]:
    """Return an environment in doubles for another arithmetic.

    Functions and laws stay as they are, because they are given the arithmetic that they have to compute in.
    """
    return {name: _convert_thing(value, convert) for name, value in env.items()}


def _convert_thing(value: Any, convert: Callable[[Any], Any]) -> Any:
    if is_array(value):
        return make_array([convert(entry) for entry in list_entries(value)], find_shape(value))
    if isinstance(value, Family):
        return Family(lambda *places: _convert_thing(value.member(*places), convert))
    if isinstance(value, list):
        members = cast("list[Any]", value)  # because a check for a list does not tell what it contains
        return [_convert_thing(member, convert) for member in members]
    is_number = isinstance(value, (int, float, complex)) and not isinstance(value, bool)
    return convert(value) if is_number else value
