"""Antiderivatives: the same derivative wherever the key has one, no jumps, and a constant added."""

from __future__ import annotations

from functools import cached_property
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from drill.checking.answer_verdict import PROVED, Verdict, make_correct_verdict, make_wrong_verdict
from drill.checking.diagnosis import LEAST_ROWS, reals_at, value_at, values_at
from drill.checking.diagnosis import diagnose_by_derivatives as diagnose_slopes
from drill.checking.equality import (
    Comparison,
    Point,
    Sample,
    find_break_expressions,
    find_divisors,
    has_steps,
    split_sum_terms,
)
from drill.checking.grids import write_out_scalar
from drill.checking.judges.context import Context, scalar_key, verdict_of, with_real_roots
from drill.checking.real_root_search import make_function_along_symbol
from drill.checking.spec import replace_spec_key
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.explanation import record_step
from drill.maths.derivatives import derivative_of
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Node,
    Num,
    Sym,
    change_parts,
    find_in_tree,
    find_symbols,
    substitute_symbols,
    walk_tree,
)
from drill.maths.mpmath_evaluation import evaluate_mp
from drill.maths.numeric import compile_numeric
from drill.maths.precise_functions import to_double

if TYPE_CHECKING:
    from drill.checking.kinds.number_answers import AntiderivativeSpec


# Digits of values on both sides of a jump.
_DIGITS = 50
# Digits that keep a value where doubles cancel, as in cosh(x)² - sinh(x)².
_MANY_DIGITS = 300
# Relative distance from a break to the points on its sides.
_ASIDE = 1e-7
# Grid along the variable for comparing the distance from the key, and the max change of this distance.
_GRID = tuple(index * 0.37 - 6.1 for index in range(34))
_SAME = 1e-6
_ZERO = Num("0")
_JUMPS_AT = "The derivative is right, but this jumps at"
_UNREAL = "This is not real everywhere where it should be."
# Functions without jumps between real values.
_CONTINUOUS = frozenset({
    *("abs", "max", "min", "sqrt", "cbrt", "root", "exp", "ln", "log", "log2", "log10", "erf"),
    *("sin", "cos", "asin", "acos", "atan", "sinh", "cosh", "tanh", "sech", "asinh", "acosh"),
})  # fmt: skip
_LOGARITHMS = frozenset({"ln", "log", "log2", "log10"})


def judge_antiderivative(spec: AntiderivativeSpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict, with codes ``missing-constant`` and ``missing-bars`` for a right derivative."""
    answer = write_out_scalar("antiderivative", answer)
    spec = replace_spec_key(spec, scalar_key("antiderivative", spec.key))
    comparison, values = _compare_derivatives(spec, answer, context)
    if (not comparison.equal or values.unreal) and (read := with_real_roots(answer)) != answer:
        again, real = _compare_derivatives(spec, read, context)
        if again.equal:
            answer = read
            comparison = again
            values = real
    record_step(
        "compare derivatives and look at values",
        outcome=comparison.outcome,
        met=values.met,
        holes=values.holes,
    )
    if comparison.outcome == "different" and values.unreal and values.agrees_where_real():
        return make_wrong_verdict("wrong", _UNREAL)
    if not comparison.equal:
        return verdict_of(comparison)
    if not values.met:
        raise TooLargeError("this is too large to be computed")
    if values.unreal:
        if any(part.name in _LOGARITHMS for part in find_in_tree(answer, Call)):
            return make_wrong_verdict(
                "missing-bars", "The derivative is right, but a logarithm needs bars, ln|…|."
            )
        return make_wrong_verdict("wrong", _UNREAL)
    if values.has_holes():
        return make_wrong_verdict("wrong", "This has no value somewhere where it should have one.")
    if (place := values.place_of_jump()) is not None:
        if has_steps(answer):
            return make_wrong_verdict("wrong", "This jumps: it has no derivative there.")
        return make_wrong_verdict(
            "form", f"{_JUMPS_AT} {spec.variable} = {place:.4g}. Give one that goes on there."
        )
    return _judge_constant(spec, answer, values, comparison)


def _compare_derivatives(
    spec: AntiderivativeSpec, answer: Node, context: Context
) -> tuple[Comparison, _Values]:
    """Return how the derivatives compare, and the answer's own values. Raises UndefinedError if it has
    none."""
    values = _Values(spec, answer, context)
    if values.holes and not values.met:
        raise UndefinedError("this has no value")
    return context.compare(
        *(derivative_of(antiderivative, spec.variable) for antiderivative in (spec.key, answer))
    ), values


def _judge_constant(
    spec: AntiderivativeSpec, answer: Node, values: _Values, comparison: Comparison
) -> Verdict:
    constants = _find_integration_constants(spec, answer)
    if not constants and spec.constant != "optional":
        return make_wrong_verdict("missing-constant", "The constant of integration is missing: + C.")
    if not all(map(values.is_added, constants)):
        return make_wrong_verdict("missing-constant", "Add the constant of integration as it is: + C.")
    return make_correct_verdict(PROVED if comparison.evidence == PROVED else "numeric")


def _find_integration_constants(spec: AntiderivativeSpec, answer: Node) -> tuple[str, ...]:
    return tuple(sorted(find_symbols(answer) - spec.names.declared))


class _Values:
    """The answer's own values where the key has some, because its derivative hides jumps and holes."""

    def __init__(self, spec: AntiderivativeSpec, answer: Node, context: Context) -> None:
        self._key = spec.key
        self._answer = answer
        self._wrt = spec.variable
        self._context = context
        names = find_symbols(spec.key) | find_symbols(answer) | {spec.variable}
        self._sample = Sample(names, context.assumed, spec.key)
        self._constants = _find_integration_constants(spec, answer)
        self.met: list[Point] = []
        self.holes: list[Point] = []
        self._unreal_at: list[Point] = []
        _, near_breaks = self._sample.around(find_break_expressions((spec.key, answer)))
        # Ordinary points: each magnitude three times, with both signs.
        for point in (*islice(self._sample.ordinary(), 32), *near_breaks):
            self._meet(point)

    def _meet(self, point: Point) -> None:
        point = self._with_constants(point)
        due = value_at(self._key, point)
        if due is None or not _is_nearly_real(due):
            return
        try:
            answer = complex(compile_numeric(self._answer)(point))
        except TooLargeError:
            return
        except CheckError:
            self.holes.append(point)
        else:
            self.met.append(point)
            if not _is_nearly_real(answer):
                self._unreal_at.append(point)

    @cached_property
    def unreal(self) -> bool:
        """Whether the answer is not real where the key has a value, as more digits confirm."""
        return any(map(self._is_unreal, self._unreal_at))

    def _is_unreal(self, point: Point) -> bool:
        try:
            return not _is_nearly_real(complex(to_double(evaluate_mp(self._answer, point, _MANY_DIGITS))))
        except CheckError:
            return False

    def has_holes(self) -> bool:
        """Return whether the answer has no value at several places where the key has one, however many
        digits.
        """
        # Farther out a value may be missing for its size alone.
        near = [point for point in self.holes if all(abs(value) <= 50.0 for value in point.values())]
        # Two of six places without a value are not an accident.
        return sum(map(self._is_hole, near[:6])) >= 2

    def _is_hole(self, point: Point) -> bool:
        try:
            evaluate_mp(self._answer, point, _MANY_DIGITS)
        except UndefinedError:
            return True
        except CheckError:
            return False
        return False

    def agrees_where_real(self) -> bool:
        """Return whether the derivatives agree in doubles at the points where the answer is real."""
        points = [point for point in self.met if point not in self._unreal_at]
        slopes = [derivative_of(tree, self._wrt) for tree in (self._key, self._answer)]
        pairs = zip(*(values_at(slope, points) for slope in slopes), strict=True)
        known = [(due, answer) for due, answer in pairs if due is not None and answer is not None]
        near = [abs(due - answer) <= _SAME * (abs(due) + abs(answer)) for due, answer in known]
        return len(near) >= LEAST_ROWS and all(near)

    def place_of_jump(self) -> float | None:
        """Return where the answer's distance from the key changes though the key goes on: it is not constant
        then, though its derivative vanishes. Pieces of a key with a pole between them are separate.
        """
        if not any(map(_may_jump, walk_tree(self._answer))):
            return None
        key, answer = map(_with_continuous_inverses, (self._key, self._answer))
        poles, _ = self._sample.around(find_divisors(answer))
        for pole in sorted(poles, key=lambda pole: abs(pole[self._wrt])):
            if self._jumps(key, answer, self._with_constants(pole), pole[self._wrt]):
                return round(pole[self._wrt], 9) + 0.0
        for start in islice(self._sample.ordinary(), 2):
            base = self._with_constants(start)
            distance = _Distance(key, answer, self._wrt, base)
            near = (point[self._wrt] for point in self.met)
            places = sorted({*_GRID, *near})
            inside = [x for x in places if self._sample.holds({**base, self._wrt: x})]
            values = [(x, gap) for x in inside if (gap := distance.at(x)) is not None]
            for (low, before), (high, after) in pairwise(values):
                if abs(after - before) > _SAME * (1 + abs(after) + abs(before)):
                    self._context.clock.check()
                    place = distance.jump_between(low, high)
                    if self._jumps(key, answer, base, place):
                        return round(place, 9) + 0.0
        return None

    def _jumps(self, key: Node, answer: Node, base: Point, place: float) -> bool:
        """Return whether the answer's distance from the key changes at a place, where the key goes on."""
        point = {**base, self._wrt: place}
        is_inside = self._sample.holds(point) and self._key_goes_on(key, base, place)
        if is_jump := is_inside and self._leaps(key, answer, base, place):
            record_step("find a jump", point=point)
        return is_jump

    def _with_constants(self, point: Point) -> Point:
        """Return a point with the constants of integration positive, since one may appear in a logarithm."""
        return {**point, **{name: abs(point[name]) + 0.5 for name in self._constants}}

    def _key_goes_on(self, key: Node, base: Point, place: float) -> bool:
        """Return whether the key has the same limit, a finite one, on both sides of a place."""
        step = _ASIDE * (1 + abs(place))
        sides = (-step, -step / 1000, step / 1000, step)
        values = reals_at(key, [{**base, self._wrt: place + side} for side in sides])
        known = [value for value in values if value is not None]
        # Without a pole or a jump a key changes by less over that distance.
        return len(known) == len(values) and max(known) - min(known) <= 0.05 * (1 + abs(known[0]))

    def _leaps(self, key: Node, answer: Node, base: Point, place: float) -> bool:
        """Return whether the distance changes over a place, by values with many digits."""
        step = _ASIDE * (1 + abs(place))
        sides = [{**base, self._wrt: place + side} for side in (-step, step)]
        try:
            low, high = (
                evaluate_mp(answer, side, _DIGITS) - evaluate_mp(key, side, _DIGITS) for side in sides
            )
        except CheckError:
            return False
        # With this many digits a larger change over that distance is a jump.
        return bool(abs(high - low) > 1e-25 * max(1, abs(high), abs(low)))

    def is_added(self, name: str) -> bool:
        """Return whether one symbol shifts the answer by any amount, the same everywhere: ``+ C``, ``ln|C
        x|``.
        """
        terms = [term for _, term in split_sum_terms(self._answer)]
        if terms.count(Sym(name)) == 1 and sum(name in find_symbols(term) for term in terms) == 1:
            return True  # also where values are too large, or too small, to show it
        slope = derivative_of(self._answer, name)
        at_one = substitute_symbols(slope, {name: Num("1")})
        equal = self._context.equal
        if equal(_ZERO, slope) or not equal(_ZERO, derivative_of(slope, self._wrt)):
            return False
        # a number, or over the constant as of ln|C x|; e^C and sin C reach few numbers
        return equal(at_one, slope) or equal(Binary("/", at_one, Sym(name)), slope)


class _Distance:
    """The distance of the answer from the key along the variable, in doubles."""

    def __init__(self, key: Node, answer: Node, wrt: str, base: Point) -> None:
        self._key, self._answer = (
            make_function_along_symbol(key, base, wrt),
            make_function_along_symbol(answer, base, wrt),
        )

    def at(self, x: float) -> float | None:
        """Return the distance at a place; None if one has no value, or a large one."""
        due, answer = self._key(x), self._answer(x)
        # Doubles lose too much of larger values.
        if due is None or answer is None or max(abs(due), abs(answer)) > 1e6:
            return None
        return answer - due

    def jump_between(self, low: float, high: float) -> float:
        """Return a place between two others where the distance differs from that at the first."""
        before = self.at(low) or 0.0
        for _ in range(60):
            middle = (low + high) / 2
            here = self.at(middle)
            is_before = here is not None and abs(here - before) <= _SAME * (1 + abs(here) + abs(before))
            low, high = (middle, high) if is_before else (low, middle)
        return high


def _may_jump(part: Node) -> bool:
    """Return whether a function, quotient or power may jump where it has real values on both sides."""
    match part:
        case Call(name):
            return name not in _CONTINUOUS
        case Binary("/", _, right):
            return bool(find_symbols(right))
        case Binary("^", base, exponent):
            return bool(find_symbols(base)) and not isinstance(exponent, Num)
        case _:
            return False


def _with_continuous_inverses(node: Node) -> Node:
    """Return a tree with ``acot(x)`` as π/2 - arctan(x), which some mean by it: it has no jump at 0."""
    node = change_parts(node, _with_continuous_inverses)
    if isinstance(node, Call) and node.name == "acot":
        return Binary("-", Binary("/", Const("pi"), Num("2")), Call("atan", node.args))
    return node


def _is_nearly_real(value: complex) -> bool:
    return abs(value.imag) <= 1e-9 * abs(value)


def diagnose_antiderivative(spec: AntiderivativeSpec, answer: Node, context: Context) -> Verdict | None:
    """Return a diagnosis: it was differentiated, is the integrand itself, or has a wrong sign or factor."""
    answer = write_out_scalar("antiderivative", answer)
    plain = substitute_symbols(answer, dict.fromkeys(_find_integration_constants(spec, answer), _ZERO))
    return diagnose_slopes(spec.key, plain, spec.variable, context.assumed)
