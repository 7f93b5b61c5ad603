"""Sums, products, extremes and means over an index, over members, and over the outcomes of a law."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, NoReturn, cast

import numpy as np

from drill.errors import TooLargeError, UndefinedError
from drill.maths.array_operations import (
    Array,
    ArrayOperations,
    Law,
    SizesError,
    Value,
    find_shape,
    is_array,
    list_entries,
    make_array,
)
from drill.maths.maths_tree import Call, Node
from drill.maths.tree_evaluation import (
    Arithmetic,
    Compiled,
    Compiler,
    Environment,
    bound_name,
    count_nodes,
    take_steps,
)

# Normal laws of a number or of a vector: density, divergence, and means of functions.

# Max halvings of the distance between the points of a mean over a normal law, because an analytic term
# settles within three, and one with a kink never does.
_MOST_HALVINGS = 5


class _Sum(NamedTuple):
    """A sum, its largest term at the ends, and the sum of the sizes of its terms."""

    total: Value
    edge: Any
    scale: Any


class NormalLaws:
    """Normal laws over one arithmetic of numbers."""

    def __init__(self, operations: ArrayOperations) -> None:
        self._do = operations

    def make(self, mean: Value, covariance: Value) -> Law:
        """Return a normal law; a lone 0 is a mean of any size."""
        size, shape = find_shape(mean), find_shape(covariance)
        if not size and len(shape) == 2 and mean == 0:
            size = shape[:1]
            mean = make_array([self._do.zero] * shape[0], size)
        if shape != (*size, *size):
            raise SizesError("a normal law", size, shape)
        moments = mean, covariance
        return Law(self._refuse_outcomes, partial(self._compute_normal_density, moments), (), moments)

    def _refuse_outcomes(self, *_: Any) -> NoReturn:
        self._do.refuse("a normal law has no list of outcomes")

    def _require_moments(self, law: Law) -> tuple[Value, Value]:
        if law.moments is None or law.conditions:
            self._do.refuse("a normal law without conditions is expected here")
        return law.moments

    def _read_moments(self, moments: tuple[Value, Value]) -> tuple[Array, Array]:
        """Return mean and covariance as a vector and a matrix."""
        mean, covariance = moments
        if is_array(mean):
            return mean, covariance
        return make_array([mean], (1,)), make_array([covariance], (1, 1))

    def _require_positive(self, covariance: Array) -> Any:
        """Return the determinant of a covariance, all of whose leading minors have to be positive."""
        determinant = self._do.one
        for size in range(1, len(covariance) + 1):
            determinant = self._do.compute_determinant(covariance[:size, :size])
            if not self._do.numbers.related(">", determinant, self._do.zero):
                raise UndefinedError("the covariance of a normal law is positive definite")
        return determinant

    def _compute_quadratic_form(self, vector: Array, matrix: Array) -> Any:
        product = self._do.multiply_matrices(matrix, vector[:, None])
        return self._do.multiply_inner(vector, product[:, 0])

    def _compute_normal_density(
        self,
        moments: tuple[Value, Value],
        _arithmetic: Arithmetic,
        values: tuple[Any, ...],
        conditions: tuple[Any, ...],
    ) -> Any:
        if len(values) != 1 or conditions:
            self._do.refuse("a normal law has the density of one value, without conditions")
        mean, covariance = self._read_moments(moments)
        value = self._do.require_value(values[0])
        point = value if is_array(value) else make_array([value], (1,))
        if point.shape != mean.shape:
            raise SizesError("a density", find_shape(value), mean.shape)
        two = self._do.numbers.convert(2)
        circle = self._do.multiply(two, self._do.numbers.constant("pi")({}))
        scale = self._do.multiply(
            self._do.power(circle, self._do.numbers.convert(len(mean))), self._require_positive(covariance)
        )
        shift = self._do.combine(self._do.subtract, point, mean, "a difference")
        square = self._compute_quadratic_form(shift, self._do.invert(covariance))
        height = self._do.apply_to_numbers("exp", -self._do.divide(square, two))
        return self._do.divide(height, self._do.apply_to_numbers("sqrt", scale))

    def average(self, law: Law, compute_term: Callable[[Any], Value]) -> Value:
        """Return a mean over a normal law of numbers, by sums over points of equal distance.

        The second partition lies halfway between the points of the first, so that both have the same error
        with opposite signs. Where they agree their average is exact up to rounding; for a term with a kink
        or a pole they never do, and the mean has no value. A third partition, at no simple share of the
        distance, has to agree too, because a wave may go through the points of both.
        """
        mean, variance = self._require_moments(law)
        if is_array(mean):
            self._do.refuse("a mean over a normal law of vectors is not computed")
        self._require_positive(make_array([variance], (1, 1)))
        deviation = self._do.apply_to_numbers("sqrt", variance)

        def sum_points(numerators: range, denominator: int) -> _Sum:
            return self._sum_normal_points(mean, deviation, numerators, denominator, compute_term)

        rounding = self._do.numbers.rounding()
        if rounding == 0:
            self._do.refuse("a mean over a normal law is not computed with these numbers")
        reach = math.ceil(math.sqrt(-2 * math.log(rounding))) + 2
        halves = 2
        first = sum_points(range(-halves * reach, halves * reach + 1), halves)
        for _ in range(_MOST_HALVINGS):
            second = sum_points(range(1 - 2 * halves * reach, 2 * halves * reach, 2), 2 * halves)
            average = self._do.divide_by(self._add(first.total, second.total), self._do.numbers.convert(2))
            largest_gap = 100 * rounding * first.scale
            if max(first.edge, second.edge) > rounding * first.scale:
                break
            if self._measure_gap(first.total, second.total) <= largest_gap:
                third = sum_points(
                    range(382 - 1000 * halves * reach, 1000 * halves * reach, 1000), 1000 * halves
                )
                if self._measure_gap(third.total, average) <= largest_gap:
                    return average
            first = _Sum(average, max(first.edge, second.edge), first.scale)
            halves *= 2
        raise UndefinedError("the mean over a normal law does not settle")

    def _add(self, x: Value, y: Value) -> Value:
        return self._do.combine(self._do.add, x, y, "a sum")

    def _measure_gap(self, x: Value, y: Value) -> Any:
        difference = self._do.combine(self._do.subtract, x, y, "a difference")
        return max(self._do.list_magnitudes(difference))

    def _sum_normal_points(
        self,
        mean: Any,
        deviation: Any,
        numerators: range,
        denominator: int,
        compute_term: Callable[[Any], Value],
    ) -> _Sum:
        """Return the sum of terms at equally distant points, weighted by the standard normal density."""
        convert = self._do.numbers.convert
        two = convert(2)
        distance = self._do.divide(convert(numerators.step), convert(denominator))
        height = self._do.apply_to_numbers(
            "sqrt", self._do.multiply(two, self._do.numbers.constant("pi")({}))
        )
        terms: list[Value] = []
        for numerator in numerators:
            place = self._do.divide(convert(numerator), convert(denominator))
            power = self._do.apply_to_numbers("exp", -self._do.divide(self._do.multiply(place, place), two))
            weight = self._do.divide(self._do.multiply(distance, power), height)
            term = compute_term(self._do.add(mean, self._do.multiply(deviation, place)))
            terms.append(self._do.combine(self._do.multiply, weight, term, "a product"))
        sizes = [max(self._do.list_magnitudes(term)) for term in terms]
        return _Sum(self._do.add_up(terms), max(sizes[0], sizes[-1]), self._do.add_up(sizes))

    def compare(self, p: Law, q: Law) -> Any:
        """Return the divergence of two normal laws, which has a closed form."""
        mean, covariance = self._read_moments(self._require_moments(p))
        other_mean, other_covariance = self._read_moments(self._require_moments(q))
        if find_shape(covariance) != find_shape(other_covariance):
            raise SizesError("a divergence", find_shape(covariance), find_shape(other_covariance))
        inverse = self._do.invert(other_covariance)
        shift = self._do.combine(self._do.subtract, other_mean, mean, "a difference")
        spread = self._do.compute_trace(self._do.multiply_matrices(inverse, covariance))
        distance = self._compute_quadratic_form(shift, inverse)
        determinants = [self._require_positive(covariance), self._require_positive(other_covariance)]
        ratio = self._do.apply_to_numbers("ln", self._do.divide(determinants[1], determinants[0]))
        size = self._do.numbers.convert(len(covariance))
        total = self._do.add(self._do.subtract(self._do.add(spread, distance), size), ratio)
        return self._do.divide(total, self._do.numbers.convert(2))


class _Member(NamedTuple):
    """A member of a fold: a place or a value, and its probability where a mean needs it."""

    value: Any
    chance: Any


class Folds:
    """Forms of the language that run over members, or take laws and functions from the environment."""

    def __init__(
        self,
        operations: ArrayOperations,
        normal_laws: NormalLaws,
        compile_precise_term: Callable[[Call], Callable[[Environment], Callable[[int], Any]]],
    ) -> None:
        self._do = operations
        self._normal = normal_laws
        self._compile_precise_term = compile_precise_term
        # Arithmetic for the functions and laws of the environment.
        self.arithmetic = operations.numbers

    def list_forms(self) -> dict[str, Callable[[Compiler, Call], Compiled]]:
        """Return the forms by the name of their call."""
        folds = ("sum", "prod", "largest", "smallest", "argmax", "argmin", "mean")
        return {
            **dict.fromkeys(folds, self._compile_fold),
            "guard": self._refuse_guard,
            "apply": self._compile_apply,
            "given": self._compile_given,
            "density": self._compile_density,
            "kl": self._compile_divergence,
            "normal": self._compile_normal,
            "card": self._compile_count,
        }

    # --- folds ----------------------------------------------------------------------------------------------

    def _refuse_guard(self, _compiler: Compiler, _call: Call) -> Compiled:
        self._do.refuse("a condition only leaves members out of a sum, a product, an extreme or a mean")

    def _compile_fold(self, compiler: Compiler, call: Call) -> Compiled:
        """Compile ``sum(body, name, low, high)`` and the like, or ``sum(body, name, members)``."""
        name = bound_name(call, 1)
        body = call.args[0]
        condition = None
        if isinstance(body, Call) and body.name == "guard":
            condition = compiler.compile(body.args[0])
            body = body.args[1]
        term = compiler.number(body)
        steps = count_nodes(call.args[0])
        finish = self._list_finishers()[call.name]

        def compute_term(env: Environment, value: Any) -> Value:
            take_steps(steps)
            return term({**env, name: value})

        def fold(env: Environment, members: list[_Member]) -> Any:
            kept: list[_Member] = []
            terms: list[Value] = []
            for member in members:
                if condition is None or condition({**env, name: member.value}):
                    kept.append(member)
                    terms.append(compute_term(env, member.value))
            return finish(kept, terms)

        if len(call.args) == 3:
            source = compiler.compile(call.args[2])

            def run_over_members(env: Environment) -> Any:
                members = source(env)
                if isinstance(members, Law) and members.moments is not None:
                    if call.name != "mean" or condition is not None:
                        self._do.refuse("a normal law has no list of outcomes")
                    return self._normal.average(members, partial(compute_term, env))
                listed = self._list_members(members)
                if call.name == "mean":
                    self._require_chances(listed)
                return fold(env, listed)

            return run_over_members

        low, high = compiler.number(call.args[2]), compiler.number(call.args[3])

        def run_over_range(env: Environment) -> Any:
            first, last = low(env), self._do.require_number(high(env), "a bound")
            if last != math.inf:
                return fold(env, self._list_places(first, last))
            if call.name not in ("sum", "prod") or condition is not None or self._do.numbers.infinite is None:
                self._do.refuse(f"this {call.name} without an end is not computed")
            term_of = self._compile_precise_term(call)
            return self._fold_without_end(call.name, self._do.require_whole(first, "a bound"), term_of(env))

        return run_over_range

    def _fold_without_end(self, name: str, first: int, term: Callable[[int], Any]) -> Any:
        """Return a sum or product without an end, computed with many digits."""
        from drill.maths.mpmath_evaluation import fold_without_end

        value = fold_without_end(name, first, term)
        return self._do.require_value(self._do.numbers.convert(value))

    def _list_places(self, low: Value, high: Any) -> list[_Member]:
        first, last = self._do.require_whole(low, "a bound"), self._do.require_whole(high, "a bound")
        if last - first >= self._do.numbers.most_terms:
            raise TooLargeError(f"more than {self._do.numbers.most_terms} terms")
        return [_Member(self._do.numbers.convert(number), None) for number in range(first, last + 1)]

    def _list_members(self, source: Any) -> list[_Member]:
        """Return the members of a set or of a law; a vector contains the chances of 1, 2, and so on."""
        if isinstance(source, Law):
            return self._list_outcomes(source)
        if isinstance(source, list):
            members = cast("list[Any]", source)  # because a check for a list leaves its members' type open
            return [_Member(member, None) for member in members]
        chances = self._do.require_value(source)
        if len(find_shape(chances)) != 1:
            self._do.refuse("members of a set or of a law are expected here")
        entries = enumerate(list_entries(chances), 1)
        return [_Member(self._do.numbers.convert(place), chance) for place, chance in entries]

    def _require_chances(self, members: list[_Member]) -> None:
        """Refuse numbers that do not add up to 1, because a mean by them reads two ways.

        Chances are drawn as doubles, whose sum is 1 up to their rounding in every arithmetic.
        """
        chances = [member.chance for member in members if member.chance is not None]
        if chances and abs(float(self._do.add_up(chances)) - 1) > 1e-9:
            self._do.refuse("the chances of a law add up to 1")

    def _list_outcomes(self, law: Law) -> list[_Member]:
        outcomes = law.outcomes(self.arithmetic, *law.conditions)
        return [
            _Member(self._do.require_result(value), self._do.require_value(chance))
            for value, chance in outcomes
        ]

    def _list_finishers(self) -> Mapping[str, Callable[[list[_Member], list[Value]], Any]]:
        return {
            "sum": lambda _members, terms: self._do.add_up(terms),
            "prod": lambda _members, terms: self._multiply_terms(terms),
            "mean": self._compute_mean,
            "largest": lambda _members, terms: self._find_extreme_term("max", terms),
            "smallest": lambda _members, terms: self._find_extreme_term("min", terms),
            "argmax": lambda members, terms: self._find_best("<", members, terms),
            "argmin": lambda members, terms: self._find_best(">", members, terms),
        }

    def _multiply_terms(self, terms: list[Value]) -> Any:
        """Return a product of numbers; one of matrices depends on an order that is left open."""
        result = self._do.one
        for term in terms:
            result = self._do.multiply(
                result, self._do.require_number(term, "a factor of a product over an index")
            )
        return result

    def _find_extreme_term(self, name: str, terms: list[Value]) -> Value:
        if not terms:
            raise UndefinedError("an extreme of no members has no value")
        return self._do.each(partial(self._do.apply_to_numbers, name), name)(*terms)

    def _find_best(self, worse: str, members: list[_Member], terms: list[Value]) -> Any:
        """Return the member with the best term.

        Two that are equal up to rounding have no value, because rounding alone would choose one.
        """
        numbers = [self._do.require_number(term, "what is compared") for term in terms]
        if not numbers:
            raise UndefinedError("an extreme of no members has no value")
        best = 0
        for place, number in enumerate(numbers):
            if self._do.numbers.related(worse, numbers[best], number):
                best = place
        equal = [number for number in numbers if self._do.numbers.related("=", number, numbers[best])]
        if len(equal) > 1:
            raise UndefinedError("the extreme is reached at more than one place")
        return members[best].value

    def _compute_mean(self, members: list[_Member], terms: list[Value]) -> Value:
        """Return the mean of terms, whose chances add up to less than 1 where members are left out."""
        if not terms:
            raise UndefinedError("a mean of no members has no value")
        if all(member.chance is None for member in members):
            return self._do.divide_by(self._do.add_up(terms), self._do.numbers.convert(len(terms)))
        products = [
            self._do.combine(self._do.multiply, member.chance, term, "a product")
            for member, term in zip(members, terms, strict=True)
        ]
        total = self._do.add_up([member.chance for member in members])
        return self._do.divide_by(self._do.add_up(products), total)

    # --- laws -----------------------------------------------------------------------------------------------

    def _compile_law(self, compiler: Compiler, node: Node) -> Callable[[Environment], Law]:
        body = compiler.compile(node)

        def run(env: Environment) -> Law:
            law = body(env)
            if not isinstance(law, Law):
                self._do.refuse("a law is expected here")
            return law

        return run

    def _compile_arguments(self, compiler: Compiler, nodes: Sequence[Node]) -> Callable[[Environment], Any]:
        parts = [compiler.compile(node) for node in nodes]
        return lambda env: [self._do.require_result(part(env)) for part in parts]

    def _compile_apply(self, compiler: Compiler, call: Call) -> Compiled:
        """Compile ``apply(function, arguments…)`` of a function that the environment gives."""
        function = compiler.compile(call.args[0])
        arguments = self._compile_arguments(compiler, call.args[1:])

        def run(env: Environment) -> Any:
            take_steps(1)
            applied = function(env)
            if not callable(applied):
                self._do.refuse("a function is expected here")
            return self._do.require_result(applied(self.arithmetic, *arguments(env)))

        return run

    def _compile_given(self, compiler: Compiler, call: Call) -> Compiled:
        """Compile ``given(law, conditions…)``; a function takes them as its last arguments."""
        source = compiler.compile(call.args[0])
        conditions = self._compile_arguments(compiler, call.args[1:])

        def run(env: Environment) -> Any:
            whole, further = source(env), conditions(env)
            if isinstance(whole, Law):
                return replace(whole, conditions=(*whole.conditions, *further))
            if not callable(whole):
                self._do.refuse("a law or a function is expected here")

            def take_further(arithmetic: Arithmetic, *arguments: Any) -> Any:
                return whole(arithmetic, *arguments, *further)

            return take_further

        return run

    def _compile_density(self, compiler: Compiler, call: Call) -> Compiled:
        source = self._compile_law(compiler, call.args[0])
        values = self._compile_arguments(compiler, call.args[1:])

        def run(env: Environment) -> Any:
            take_steps(1)
            law = source(env)
            return self._do.require_value(law.density(self.arithmetic, tuple(values(env)), law.conditions))

        return run

    def _compile_count(self, compiler: Compiler, call: Call) -> Compiled:
        source = compiler.compile(call.args[0])
        return lambda env: self._do.numbers.convert(len(self._list_members(source(env))))

    def _compile_divergence(self, compiler: Compiler, call: Call) -> Compiled:
        """Compile ``kl(p, q)``, the divergence of p from q."""
        first, second = map(compiler.compile, call.args)

        def run(env: Environment) -> Any:
            p, q = first(env), second(env)
            normals = [law for law in (p, q) if isinstance(law, Law) and law.moments is not None]
            if len(normals) == 1:
                self._do.refuse("the divergence of a normal law from another kind of law is not computed")
            if normals:
                return self._normal.compare(p, q)
            return self._compare_outcomes(p, q)

        return run

    def _compare_outcomes(self, p: Any, q: Any) -> Any:
        before, after = self._list_members(p), self._list_members(q)
        self._require_chances(before)
        self._require_chances(after)
        if len(before) != len(after) or not all(map(self._are_same_outcome, before, after)):
            self._do.refuse("the divergence of laws with different outcomes is not computed")
        terms: list[Any] = []
        for one, other in zip(before, after, strict=True):
            if one.chance is None or other.chance is None:
                self._do.refuse("a law is expected here, not a set")
            if one.chance != 0:  # because x ln x goes to 0 with x
                ratio = self._do.divide(one.chance, other.chance)
                terms.append(self._do.multiply(one.chance, self._do.apply_to_numbers("ln", ratio)))
        return self._do.add_up(terms)

    def _are_same_outcome(self, one: _Member, other: _Member) -> bool:
        first, second = one.value, other.value
        if isinstance(first, str) or isinstance(second, str):
            return first == second
        return find_shape(first) == find_shape(second) and bool(np.all(first == second))

    def _compile_normal(self, compiler: Compiler, call: Call) -> Compiled:
        """Compile ``normal(mean, covariance)``, of a number or of a vector."""
        mean, covariance = map(compiler.number, call.args)
        return lambda env: self._normal.make(mean(env), covariance(env))
