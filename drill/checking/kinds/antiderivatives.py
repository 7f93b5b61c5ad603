"""Antiderivatives: the answer less the key is constant on every interval, and a constant is added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from drill.checking.deepening import Comparison, Outcome, Scale, deepen, scale_of
from drill.checking.diagnosis import diagnose_derivative
from drill.checking.grids import scalar
from drill.checking.kinds.context import Context, scalar_key, verdict_of
from drill.checking.points import Point, stratified
from drill.checking.real_roots import with_real_roots
from drill.checking.spec import AntiderivativeSpec
from drill.checking.trial import value_at
from drill.checking.verdict import Verdict, correct, wrong
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Call, Node, Num, substitute, symbols, walk

if TYPE_CHECKING:
    from drill.maths.precise_functions import MP

_STEP = 1 / 1024
_SHORT_STEP = 1 / 2**30
_STEP_DIGITS = 20
_DOUBLE_AGREES = 1e-6
_REAL = 1e-9
_NOISE = 1e-3
_ENOUGH = 24
_CONFIRMED = 2
_FAILURE_LIMIT = 12
_LOGARITHMS = frozenset({"ln", "log", "log2", "log10"})


def judge_antiderivative(spec: AntiderivativeSpec, answer: Node, context: Context) -> Verdict:
    """The verdict, with codes ``missing-constant`` and ``missing-bars`` for a right derivative."""
    answer = scalar("antiderivative", answer)
    spec = replace(spec, key=scalar_key("antiderivative", spec.key))
    search = _Search(spec, answer, context)
    found = search.run()
    if (not found.equal or search.unreal) and (read := with_real_roots(answer)) != answer:
        again = _Search(spec, read, context)
        if again.run().equal:
            search, found = again, Comparison("equal")
    if not found.equal:
        return verdict_of(found)
    if search.unreal:
        if any(isinstance(part, Call) and part.name in _LOGARITHMS for part in walk(answer)):
            return wrong("missing-bars", "The derivative is right, but a logarithm needs bars, ln|…|.")
        return wrong("wrong", "This is not real everywhere where it should be.")
    return _judge_constant(spec, answer, search)


def _judge_constant(spec: AntiderivativeSpec, answer: Node, search: _Search) -> Verdict:
    constants = _constants(spec, answer)
    if not constants:
        if spec.constant_due:
            return wrong("missing-constant", "The constant of integration is missing: + C.")
        return correct("numeric")
    if not all(search.is_added(name) for name in constants):
        return wrong("missing-constant", "The constant of integration is added, not multiplied: + C.")
    return correct("numeric")


def _constants(spec: AntiderivativeSpec, answer: Node) -> tuple[str, ...]:
    return tuple(sorted(symbols(answer) - spec.names.declared))


class _Search:
    """Looks for a place where the answer grows otherwise than the key."""

    def __init__(self, spec: AntiderivativeSpec, answer: Node, context: Context) -> None:
        self.key, self.answer, self.wrt = spec.key, answer, spec.wrt
        self.context = context
        names = sorted(symbols(spec.key) | symbols(answer) | {spec.wrt})
        constants = _constants(spec, answer)
        self.points: list[Point] = []
        for point in stratified(names, context.assumed, (spec.key, answer)):
            # A constant of integration may stand inside a logarithm: keep it positive.
            self.points.append({**point, **{name: abs(point[name]) + 0.5 for name in constants}})
        self.agreed: list[Point] = []
        self.unreal = False
        self.failures: set[Outcome] = set()
        self.unconfirmed = 0

    def run(self) -> Comparison:
        """Screen in doubles, confirm what differs, then confirm agreement with digits."""
        for point in self.points:
            self.context.clock.check()
            if self._screen(point) or self.unconfirmed >= _FAILURE_LIMIT:
                continue
            found = self._confirm(point)
            self.unconfirmed += not found.equal
            if found.outcome == "different":
                return found
            self.failures.add(found.outcome)
            if found.equal:
                self.agreed.append(point)
        return self._conclude()

    def _conclude(self) -> Comparison:
        if not self.agreed:
            failures: tuple[Outcome, ...] = ("undefined", "too-large")
            return Comparison(_first(failures, self.failures))
        confirmed = 0
        for point in self.agreed[:: max(1, len(self.agreed) // 4)]:
            found = self._confirm(point)
            if found.outcome == "different":
                return found
            confirmed += found.equal
            if confirmed >= _CONFIRMED:
                return Comparison("equal")
        return Comparison("equal" if confirmed else "unclear")

    def _screen(self, point: Point) -> bool:
        """Whether a point agrees in doubles, or says nothing."""
        later = {**point, self.wrt: point[self.wrt] + _STEP}
        first, second = value_at(self.key, point), value_at(self.key, later)
        if first is None or second is None or not _is_real(first) or not _is_real(second):
            return True
        begun, ended = value_at(self.answer, point), value_at(self.answer, later)
        if begun is None or ended is None:
            return False
        if not _is_real(begun):
            self.unreal = True
        due, grown = second - first, ended - begun
        noise = 1e-12 * max(abs(first), abs(begun))
        if abs(due - grown) > _DOUBLE_AGREES * max(abs(due), abs(grown)) or noise > 1e-3 * abs(due):
            return False
        self.agreed.append(point)
        return True

    def _confirm(self, point: Point) -> Comparison:
        """Compare growth with many digits; a difference counts only if it stays over a far shorter step."""
        found = self._growth(point, _STEP)
        if found.outcome == "different":
            found = self._growth(point, _SHORT_STEP)
        return found

    def _growth(self, point: Point, step: float) -> Comparison:
        later = {**point, self.wrt: point[self.wrt] + step}

        def growth(node: Node) -> Callable[[int], MP]:
            return lambda digits: (
                evaluate_mp(node, later, digits + 15) - evaluate_mp(node, point, digits + 15)
            )

        return deepen(
            growth(self.key),
            growth(self.answer),
            self.context.clock,
            whole=True,
            scale=lambda: _with_step(scale_of((self.key, self.answer), (point, later))),
        )

    def is_added(self, name: str) -> bool:
        """Whether changing one symbol shifts the answer by the same amount everywhere, and does shift it."""
        shifts: list[complex] = []
        for point in self.agreed[:_ENOUGH]:
            base = {**point, name: 1.25}
            first, second = value_at(self.answer, base), value_at(self.answer, {**base, name: 2.5})
            other = {**base, self.wrt: point[self.wrt] * 1.03125}
            third, fourth = value_at(self.answer, other), value_at(self.answer, {**other, name: 2.5})
            if first is None or second is None or third is None or fourth is None:
                continue
            noise = 1e-9 * max(1.0, abs(first), abs(third))
            if noise > _NOISE:
                continue
            if abs(second - first) <= noise or abs((second - first) - (fourth - third)) > noise:
                return False
            shifts.append(second - first)
        return bool(shifts)


def _first(outcomes: tuple[Outcome, ...], seen: set[Outcome]) -> Outcome:
    for outcome in outcomes:
        if outcome in seen:
            return outcome
    return "unclear"


def _with_step(scale: Scale) -> Scale:
    """A growth over a short step is that much smaller than the values themselves."""
    return Scale(scale.least - _STEP_DIGITS / 2, scale.most)


def _is_real(value: complex) -> bool:
    return abs(value.imag) <= _REAL * abs(value)


def diagnose_antiderivative(spec: AntiderivativeSpec, answer: Node, context: Context) -> Verdict | None:
    """Differentiated instead, the integrand itself, or a derivative that is off by a sign or a factor."""
    answer = scalar("antiderivative", answer)
    plain = substitute(answer, {name: Num("0") for name in _constants(spec, answer)})
    return diagnose_derivative(spec.key, plain, spec.wrt, context.assumed)
