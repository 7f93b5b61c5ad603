"""Antiderivatives: the same derivative wherever the key has one, no jumps, and a constant added."""

from __future__ import annotations

from functools import cached_property
from itertools import islice

from drill.checking.diagnosis import diagnose_antiderivative as diagnose_slopes
from drill.checking.diagnosis_trials import value_at
from drill.checking.equality import Comparison, Point, Sample, addends, breaks, has_steps
from drill.checking.grids import scalar
from drill.checking.judges.context import Context, scalar_key, verdict_of, with_real_roots
from drill.checking.kinds.numbers import AntiderivativeSpec
from drill.checking.spec import keyed
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.explanation import record_step
from drill.maths.derivatives import derivative_of
from drill.maths.numeric import compile_numeric
from drill.maths.precise import evaluate_mp, to_double
from drill.maths.tree import Binary, Call, Node, Num, Sym, substitute, symbols, walk

# The relative imaginary part that rounding leaves of a real value.
_REAL = 1e-9
# Ordinary points: each magnitude three times, and both signs.
_POINTS = 32
# So many places without a value are no accident.
_HOLES = 2
# So many of them are looked at with more digits.
_HOLES_TRIED = 6
# Farther out a value may be missing for its size alone.
_MODERATE = 50.0
# Of values on both sides of a jump.
_DIGITS = 50
# Beside which what cancels in doubles, as of cosh(x)² - sinh(x)², still has a value.
_MANY_DIGITS = 300
# How far beside a break its sides are looked at, by its size.
_ASIDE = 1e-7
# A larger change over that distance, at so many digits, is a jump.
_JUMP = 1e-25
_ZERO = Num("0")
_LOGARITHMS = frozenset({"ln", "log", "log2", "log10"})


def judge_antiderivative(spec: AntiderivativeSpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict, with codes ``missing-constant`` and ``missing-bars`` for a right derivative."""
    answer = scalar("antiderivative", answer)
    spec = keyed(spec, scalar_key("antiderivative", spec.key))
    comparison, values = _compare(spec, answer, context)
    if (not comparison.equal or values.unreal) and (read := with_real_roots(answer)) != answer:
        again, real = _compare(spec, read, context)
        if again.equal:
            answer, comparison, values = read, again, real
    record_step(
        "compare derivatives and look at values",
        outcome=comparison.outcome,
        met=values.met,
        holes=values.holes,
    )
    if not comparison.equal:
        return verdict_of(comparison)
    if not values.met:
        raise TooLargeError("this is too large to be computed")
    if values.unreal:
        if any(isinstance(part, Call) and part.name in _LOGARITHMS for part in walk(answer)):
            return wrong("missing-bars", "The derivative is right, but a logarithm needs bars, ln|…|.")
        return wrong("wrong", "This is not real everywhere where it should be.")
    if values.has_holes():
        return wrong("wrong", "This has no value somewhere where it should have one.")
    if values.jumps():
        return wrong("wrong", "This jumps: it has no derivative there.")
    return _judge_constant(spec, answer, values)


def _compare(spec: AntiderivativeSpec, answer: Node, context: Context) -> tuple[Comparison, _Values]:
    """Return how the derivatives compare, and the answer's own values. Raises UndefinedError if it has
    none."""
    values = _Values(spec, answer, context)
    if values.holes and not values.met:
        raise UndefinedError("this has no value")
    return context.compare(
        *(derivative_of(antiderivative, spec.variable) for antiderivative in (spec.key, answer))
    ), values


def _judge_constant(spec: AntiderivativeSpec, answer: Node, values: _Values) -> Verdict:
    constants = _constants(spec, answer)
    if not constants and spec.constant != "optional":
        return wrong("missing-constant", "The constant of integration is missing: + C.")
    if not all(map(values.is_added, constants)):
        return wrong("missing-constant", "Add the constant of integration as it is: + C.")
    return correct("numeric")


def _constants(spec: AntiderivativeSpec, answer: Node) -> tuple[str, ...]:
    return tuple(sorted(symbols(answer) - spec.names.declared))


class _Values:
    """The answer's own values where the key has some: they show what its derivative does not."""

    def __init__(self, spec: AntiderivativeSpec, answer: Node, context: Context) -> None:
        self._key, self._answer, self._wrt, self._context = spec.key, answer, spec.variable, context
        names = symbols(spec.key) | symbols(answer) | {spec.variable}
        self._sample = Sample(names, context.assumed, spec.key)
        self._constants = _constants(spec, answer)
        self.met: list[Point] = []
        self.holes: list[Point] = []
        self._unreal_at: list[Point] = []
        _, near_breaks = self._sample.around(breaks((spec.key, answer)))
        for point in (*islice(self._sample.ordinary(), _POINTS), *near_breaks):
            self._meet(point)

    def _meet(self, point: Point) -> None:
        # A constant of integration may appear inside a logarithm: keep it positive.
        point = {**point, **{name: abs(point[name]) + 0.5 for name in self._constants}}
        due = value_at(self._key, point)
        if due is None or not _is_real(due):
            return
        try:
            answer = complex(compile_numeric(self._answer)(point))
        except TooLargeError:
            return
        except CheckError:
            self.holes.append(point)
        else:
            self.met.append(point)
            if not _is_real(answer):
                self._unreal_at.append(point)

    @cached_property
    def unreal(self) -> bool:
        """Whether the answer is not real where the key has a value, as more digits confirm."""
        return any(map(self._is_unreal, self._unreal_at))

    def _is_unreal(self, point: Point) -> bool:
        try:
            return not _is_real(complex(to_double(evaluate_mp(self._answer, point, _MANY_DIGITS))))
        except CheckError:
            return False

    def has_holes(self) -> bool:
        """Return whether the answer has no value at several places where the key has one, however many
        digits.
        """
        near = [point for point in self.holes if all(abs(value) <= _MODERATE for value in point.values())]
        return sum(self._is_hole(point) for point in near[:_HOLES_TRIED]) >= _HOLES

    def _is_hole(self, point: Point) -> bool:
        try:
            evaluate_mp(self._answer, point, _MANY_DIGITS)
        except UndefinedError:
            return True
        except CheckError:
            return False
        return False

    def jumps(self) -> bool:
        """Return whether the answer jumps where both have a value: its distance from the key changes
        there."""
        if not has_steps(self._answer):
            return False
        at_breaks, _ = self._sample.around(breaks((self._answer,)))
        for point in at_breaks:
            if value_at(self._key, point) is None or value_at(self._answer, point) is None:
                continue
            step = _ASIDE * (1 + abs(point[self._wrt]))
            sides = [{**point, self._wrt: point[self._wrt] + side * step} for side in (-1, 1)]
            if self._distance_changes(sides):
                record_step("find a jump", point=point)
                return True
        return False

    def _distance_changes(self, sides: list[Point]) -> bool:
        try:
            low, high = (
                evaluate_mp(self._answer, side, _DIGITS) - evaluate_mp(self._key, side, _DIGITS)
                for side in sides
            )
        except CheckError:
            return False
        return bool(abs(high - low) > _JUMP * max(1, abs(high), abs(low)))

    def is_added(self, name: str) -> bool:
        """Return whether one symbol shifts the answer by any amount, the same everywhere: ``+ C``, ``ln|C
        x|``.
        """
        terms = [term for _, term in addends(self._answer)]
        if terms.count(Sym(name)) == 1 and sum(name in symbols(term) for term in terms) == 1:
            return True  # also where values are too large, or too small, to show it
        slope = derivative_of(self._answer, name)
        at_one, equal = substitute(slope, {name: Num("1")}), self._context.equal
        if equal(_ZERO, slope) or not equal(_ZERO, derivative_of(slope, self._wrt)):
            return False
        # a number, or over the constant as of ln|C x|; e^C and sin C reach few numbers
        return equal(at_one, slope) or equal(Binary("/", at_one, Sym(name)), slope)


def _is_real(value: complex) -> bool:
    return abs(value.imag) <= _REAL * abs(value)


def diagnose_antiderivative(spec: AntiderivativeSpec, answer: Node, context: Context) -> Verdict | None:
    """Say whether it was differentiated, is the integrand itself, or is off by a sign or a factor."""
    answer = scalar("antiderivative", answer)
    plain = substitute(answer, dict.fromkeys(_constants(spec, answer), _ZERO))
    return diagnose_slopes(spec.key, plain, spec.variable, context.assumed)
