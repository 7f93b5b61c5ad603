"""Vectors, matrices and laws over any arithmetic of numbers: doubles, many digits, fractions.

:func:`lift` turns an arithmetic of numbers into one of arrays. A vector is an array with one axis, a matrix
one with two. ``*`` of two arrays is the matrix product: a vector to the left of a matrix is a row and any
other vector a column; every other operator and every function of numbers goes entry by entry, where
a column of n rows and a vector of n entries go together. What cannot be computed is a ``CheckError`` that
names it; nothing is a value that is not a number.

The environment of a tree may hold

- numbers, arrays and texts (names of things that are only compared);
- :class:`Law`, to draw values from, and lists, whose members are all equally likely;
- :class:`IndexedFamily`, whose members are found by their places;
- functions, called with the lifted arithmetic first, because they have to compute in any of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.array_folds import Folds, NormalLaws
from drill.maths.array_operations import (
    ArrayOperations,
    IndexedFamily,
    Value,
    equals_itself,
    find_shape,
    is_array,
    list_entries,
    make_array,
)
from drill.maths.array_operations import Law as Law
from drill.maths.array_operations import SizesError as SizesError
from drill.maths.derivatives import derivative_of
from drill.maths.maths_tree import Call, Node, find_in_tree, find_symbols
from drill.maths.tree_evaluation import (
    Arithmetic,
    Compiled,
    Compiler,
    Environment,
    bound_name,
    compile_within_budget,
    count_evaluations,
)


@lru_cache(maxsize=16)
def lift(arithmetic: Arithmetic) -> Arithmetic:
    """Return the arithmetic of arrays over one of numbers."""
    operations = ArrayOperations(arithmetic)
    folds = Folds(operations, NormalLaws(operations), _compile_precise_term)
    lifted = replace(
        arithmetic,
        operators=operations.list_operators(),
        functions=operations.list_functions(),
        special={**arithmetic.special, **folds.list_forms(), **_Calculus(operations).list_forms()},
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
        return make_array([convert(entry) for entry in list_entries(_require_finite(value))], value.shape)
    if isinstance(value, IndexedFamily):
        return IndexedFamily(lambda *places: _convert_thing(value.member(*places), convert))
    if isinstance(value, list):
        members = cast("list[Any]", value)  # because a check for a list leaves its members' type open
        return [_convert_thing(member, convert) for member in members]
    is_number = isinstance(value, (int, float, complex)) and not isinstance(value, bool)
    return convert(value) if is_number else value


def _compile_precise_term(call: Call) -> Callable[[Environment], Callable[[int], Any]]:
    """Compile the term of a sum or product without an end, for the digits that extrapolation uses up."""
    import mpmath

    from drill.maths import mpmath_evaluation

    name = bound_name(call, 1)
    body = count_evaluations(compile_arrays(call.args[0], lift(mpmath_evaluation.ARITHMETIC)), call.args[0])

    def run(env: Environment) -> Callable[[int], Any]:
        precise = convert_environment(env, mpmath.mpmathify)

        def compute_term(number: int) -> Any:
            return body({**precise, name: mpmath.mpf(number)})

        return compute_term

    return run


class _Calculus:
    """Forms of the language that differentiate and integrate."""

    def __init__(self, operations: ArrayOperations) -> None:
        self._do = operations

    def list_forms(self) -> dict[str, Callable[[Compiler, Call], Compiled]]:
        """Return the forms by the name of their call."""
        return {
            "diff": self._compile_derivative,
            "grad": self._compile_gradient,
            "integrate": self._compile_integral,
        }

    def _compile_derivative(self, compiler: Compiler, call: Call) -> Compiled:
        """Compile ``diff(body, names…)``: by the rules of calculus if they go through, else by differences.

        The rules are those of numbers, so they are only used where every letter of the body is a number.
        """
        names = [bound_name(call, index) for index in range(1, len(call.args))]
        by_differences = self._compile_difference(compiler, call.args[0], names)
        tree = differentiate_by_rules(call.args[0], names) if self._do.numbers.has_slopes_by_rules else None
        if tree is None:
            return by_differences
        by_rules = compiler.compile(tree)
        letters = find_symbols(call.args[0]).union(names)

        def run(env: Environment) -> Value:
            is_plain = all(self._is_number(env.get(letter)) for letter in letters)
            return by_rules(env) if is_plain else by_differences(env)

        return run

    def _is_number(self, value: Any) -> bool:
        """Return whether a letter is a number, and not a thing, a law or an array."""
        try:
            return not is_array(self._do.require_value(value))
        except CheckError:
            return False

    def _compile_difference(self, compiler: Compiler, node: Node, names: Sequence[str]) -> Compiled:
        body = count_evaluations(compiler.number(node), node)
        differentiate = self._do.numbers.differentiate

        def at(left: Sequence[str], env: Environment) -> Value:
            if not left:
                return body(env)
            if differentiate is None:
                self._do.refuse("no rule of calculus gives this derivative")
            name = left[0]
            where = self._do.require_number(
                self._do.require_value(env.get(name)), "what is differentiated by"
            )
            return differentiate(lambda x: at(left[1:], {**env, name: x}), where)

        return lambda env: at(names, env)

    def _compile_gradient(self, compiler: Compiler, call: Call) -> Compiled:
        """Compile ``grad(body, name)``: the slopes by every entry of an array, on the last axes."""
        name = bound_name(call, 1)
        body = count_evaluations(compiler.number(call.args[0]), call.args[0])
        differentiate = self._do.numbers.differentiate

        def run(env: Environment) -> Value:
            if differentiate is None:
                self._do.refuse("a gradient is not computed with these numbers")
            point = self._do.require_value(env.get(name))
            entries = list_entries(point)
            slopes: list[Value] = []
            for place, entry in enumerate(entries):

                def move(x: Any, place: int = place) -> Value:
                    moved = [*entries[:place], x, *entries[place + 1 :]]
                    return body({**env, name: make_array(moved, point.shape) if is_array(point) else x})

                slopes.append(differentiate(move, entry))
            return self._stack_slopes(slopes, find_shape(point))

        return run

    def _stack_slopes(self, slopes: list[Value], shape: tuple[int, ...]) -> Value:
        """Return slopes by the entries of an array of this shape, which becomes the last axes."""
        if not shape:
            return slopes[0]
        body_shape = find_shape(slopes[0])
        columns = [list_entries(slope) for slope in slopes]
        entries = [entry for row in zip(*columns, strict=True) for entry in row]
        return make_array(entries, (*body_shape, *shape))

    def _compile_integral(self, compiler: Compiler, call: Call) -> Compiled:
        if len(call.args) != 4:
            raise CheckError("an antiderivative has no single value: give both limits")
        name = bound_name(call, 1)
        body, low, high = (compiler.number(call.args[place]) for place in (0, 2, 3))
        body = count_evaluations(body, call.args[0])
        integrate = self._do.numbers.integrate

        def run(env: Environment) -> Value:
            if integrate is None:
                self._do.refuse("an integral is not computed with these numbers")
            ends = [self._do.require_number(end(env), "a limit of an integral") for end in (low, high)]

            def integrand(x: Any) -> Value:
                try:
                    return body({**env, name: x})
                except (TooLargeError, OverflowError):
                    # Far out, where the integrand vanishes; where it grows instead, the errors show it.
                    return self._do.zero

            return integrate(integrand, *ends)

        return run


def differentiate_by_rules(body: Node, names: Sequence[str]) -> Node | None:
    """Return the derivative by some names as a tree, or None where a part has no rule."""
    tree = body
    for name in names:
        try:
            tree = derivative_of(tree, name)
        except TooLargeError:
            return None
    calls = (part.name for part in find_in_tree(tree, Call))
    return None if "diff" in calls else tree
