"""Normal laws of a number or of a vector: density, divergence, and means of functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, NoReturn

from drill.errors import UndefinedError
from drill.maths.array_operations import (
    Array,
    ArrayOperations,
    Law,
    SizesError,
    Value,
    find_shape,
    is_array,
    make_array,
)
from drill.maths.tree_evaluation import Arithmetic

# How often the distance between the points of a mean over a normal law is halved: an analytic term settles
# within three halvings, one with a kink never does.
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
