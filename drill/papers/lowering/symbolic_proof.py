"""A formula's value in symbols, on arrays with two entries along each axis: it settles what draws suggest."""

# SymPy comes without types, and without types NumPy's arrays of its expressions.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import numpy as np

from drill.errors import CheckError
from drill.maths.maths_tree import Node, Num
from drill.maths.tree_evaluation import Compiled, compile_within_budget
from drill.papers.lowering.formula_values import ARITHMETIC
from drill.papers.lowering.inputs import list_letter_folds, list_quantity_names
from drill.papers.lowering.invariances import Change, Trials
from drill.papers.lowering.numpy_proof import choose_sizes

# Operations of an expression that is still computed in many digits.
_LONGEST: Final = 2000
_DIGITS: Final = 50
_NOTHING: Final = 1e-30
_POINTS, _ENTRIES = 2, 2


def is_refuted(trials: Trials, change: Change, power: int) -> bool:
    """Return whether symbols show that a change does not multiply the value by that power of its amount.

    False, too, where they cannot tell: of a matrix with a structure, or where the value is too long.
    """
    import sympy

    if trials.structures:
        return False
    amount = sympy.Symbol("c", positive=change.kind == "scaling", real=True)
    try:
        given = _symbols_given(trials)
        before, after = (
            _evaluate_stages_symbolically(trials, given),
            _evaluate_stages_symbolically(trials, change.apply(given, amount)),
        )
        for first, second in [*zip(np.ravel(before), np.ravel(after), strict=True)][:_ENTRIES]:
            difference = sympy.Add(second, -first * amount**power)
            if difference.count_ops() > _LONGEST:
                return False
            if _differs_from_zero(difference):
                return True
    except (CheckError, ArithmeticError, AttributeError, TypeError, ValueError):
        return False
    return False


def _symbols_given(trials: Trials) -> dict[str, Any]:
    """Return an array of symbols for each input, the ends of sums as numbers."""
    import sympy

    sizes = choose_sizes((2,) * 6, *(stage.formula for stage in trials.stages))
    found = {stage.gives for stage in trials.stages}
    given: dict[str, Any] = {}
    for stage in reversed(trials.stages):
        ends = {
            name
            for fold in list_letter_folds(stage.formula.node)
            for end in fold.args[2:]
            for name in list_quantity_names(end)
        }
        for operand in stage.formula.inputs:
            name, domain = stage.inputs[operand.name], operand.quantity.domain
            if name in found or name in given:
                continue
            if operand.name in ends or domain.is_whole or domain.values:
                raise CheckError("a count is no symbol")
            shape = [length if isinstance(length, int) else sizes[length] for length in operand.shape]
            entries = [
                sympy.Symbol(f"{name}{index}", real=True, positive=True if domain.low >= 0 else None)
                for index in range(int(np.prod(shape)))
            ]
            given[name] = np.array(entries, dtype=object).reshape(shape)
    return {**given, **{name: given[whole][0] for name, whole in trials.members.items()}}


def _evaluate_stages_symbolically(trials: Trials, given: Mapping[str, Any]) -> Any:
    import sympy

    sizes = choose_sizes((2,) * 6, *(stage.formula for stage in trials.stages))
    known = dict(given)
    for stage in trials.stages:
        formula = stage.formula
        values = {name: known[whole] for name, whole in stage.inputs.items()}
        value = formula.value(values, sizes, dict.fromkeys(formula.free, 1), evaluate=_evaluate_symbolically)
        if not stage.gives:
            return value
        known[stage.gives] = np.vectorize(sympy.sqrt, otypes=[object])(value)[()] if stage.is_root else value
    raise CheckError("it has no value")


def _evaluate_symbolically(node: Node, values: Mapping[str, Any]) -> Any:
    import sympy

    exact = {name: sympy.Integer(int(value)) for name, value in values.items() if isinstance(value, float)}
    return _compile_symbolically(node)({**values, **exact})


@lru_cache(maxsize=64)
def _compile_symbolically(node: Node) -> Compiled:
    import sympy

    def entrywise(function: Callable[..., Any]) -> Callable[..., Any]:
        def apply(*args: Any) -> Any:
            return np.vectorize(function, otypes=[object])(*args)[()]

        return apply

    def softmax(body: Any) -> Any:
        powers = entrywise(sympy.exp)(body)
        return powers / np.sum(powers, axis=-1, keepdims=True)

    def sigmoid(x: Any) -> Any:
        return 1 / (1 + sympy.exp(-x))

    def norm(body: Any) -> Any:
        return sympy.sqrt(np.sum(body**2))

    def inverse(body: Any) -> Any:
        return np.array(sympy.Matrix(body).inv().tolist(), dtype=object)

    def determinant(body: Any) -> Any:
        return sympy.Matrix(body).det()

    def identity(n: Any) -> Any:
        return np.eye(int(n), dtype=int).astype(object)

    def compile_number(number: Num) -> Compiled:
        return lambda env: sympy.Rational(number.text)

    def compile_constant(name: str) -> Compiled:
        return lambda env: constants[name]

    def make_array(items: list[Any]) -> Any:
        return np.array(items, dtype=object)

    constants: dict[str, Any] = {"pi": sympy.pi, "e": sympy.E}
    own = {name: entrywise(getattr(sympy, name)) for name in ("exp", "sqrt", "sin", "cos", "tan", "tanh")}
    own |= {
        "ln": entrywise(sympy.log), "abs": entrywise(sympy.Abs), "max": entrywise(sympy.Max),
        "min": entrywise(sympy.Min), "sigmoid": entrywise(sigmoid), "softmax": softmax, "norm": norm,
        "inv": inverse, "det": determinant, "eye": identity,
    }  # fmt: skip
    kept = ("matmul", "T", "outer", "total", "trace", "diag", "ones", "concat", "kron", "cumsum", "cumprod")
    functions = own | {name: ARITHMETIC.functions[name] for name in kept}
    return compile_within_budget(
        node,
        replace(
            ARITHMETIC,
            number=compile_number,
            constant=compile_constant,
            convert=sympy.Integer,
            functions=functions,
            special={},
            sequence=make_array,
        ),
    )


def _differs_from_zero(difference: Any) -> bool:
    """Return whether an expression has another value than zero at a point, in many digits."""
    import sympy

    letters = sorted(difference.free_symbols, key=str)
    for turn in range(_POINTS):
        point = {letter: sympy.Rational(7 * index + 3 * turn + 2, 11) for index, letter in enumerate(letters)}
        value = difference.evalf(_DIGITS, subs=point)
        if value.is_number and value.is_finite and abs(value) > _NOTHING:
            return True
    return False
