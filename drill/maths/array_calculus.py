"""Derivatives, gradients and integrals of trees whose values may be arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from drill.errors import CheckError, TooLargeError
from drill.maths.array_operations import (
    ArrayOperations,
    Value,
    find_shape,
    is_array,
    list_entries,
    make_array,
)
from drill.maths.derivatives import derivative_of
from drill.maths.maths_tree import Call, Node, find_symbols, walk_tree
from drill.maths.tree_evaluation import Compiled, Compiler, Environment, bound_name, count_evaluations


class Calculus:
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
        by_rules, letters = compiler.compile(tree), find_symbols(call.args[0]).union(names)

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

            def integrand(x: Any) -> Any:
                return self._do.require_number(body({**env, name: x}), "what is integrated")

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
    calls = (part.name for part in walk_tree(tree) if isinstance(part, Call))
    return None if "diff" in calls else tree
