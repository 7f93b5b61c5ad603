"""What holds of a formula whatever its inputs are: claims that are tried on structured draws.

A claim is true if it holds on every draw (generic numbers, equal entries, ties, large and small ones, zeros,
ends of the domains), false if it fails on every generic draw by a margin. What lies between is neither.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from drill.arraycode import give_structure, run_code
from drill.errors import CheckError
from drill.maths.maths_tree import Call, walk_tree
from drill.papers.lowering.computed_formula import Formula
from drill.papers.lowering.inputs import Input, RefusedError, list_letter_folds, list_quantity_names
from drill.papers.lowering.numpy_code import Program
from drill.papers.lowering.numpy_proof import choose_sizes, draw_arrays
from drill.papers.sheet.types import is_number_in_domain

# Arrays by the names of inputs.
Values: TypeAlias = Mapping[str, Any]
# Two values that a claim says are equal, and how large they would be if they were not.
Pair: TypeAlias = tuple[Any, Any, float]
Pairs: TypeAlias = Callable[[Values], Iterator[Pair]]
Truth = Literal["true", "false", "open"]
_Manner = Literal["generic", "equal", "ties", "large", "small", "zeros", "low", "high", "plain"]

_MANNERS: Final[tuple[_Manner, ...]] = (
    "generic", "generic", "generic", "generic", "equal", "ties", "large", "small", "zeros", "low", "high",
)  # fmt: skip
_LENGTHS: Final = ((4, 3, 5, 2, 6, 7), (5, 2, 3, 4, 6, 7), (3, 4, 2, 5, 6, 7), (6, 3, 4, 2, 5, 7))
# Comparisons in which a claim has to hold, and draws of generic numbers on which there is a value.
_LEAST: Final = 5
_LEAST_GENERIC: Final = 2
# Relative gaps: below the first is rounding, above the second is no rounding, above the third is seen.
_ROUNDING, _MARGIN, _SEEN = 1e-7, 1e-4, 0.05
# Beside the inputs, what is this small rounding leaves of zero, what is this large a division by zero.
_NOTHING, _HUGE = 1e-7, 1e10
_LARGE, _SMALL = 30.0, 1e-4
# Counterexamples are looked for among so many draws of small numbers, with these lengths in turn.
_TRIES: Final = 30
_SHOWN_LENGTHS: Final = ((2,) * 6, (2,) * 6, (3, 2, 2, 2, 2, 2))
_PLAIN: Final = (1.0, 2.0, 3.0, -1.0, 0.0, 0.5, 0.25, -2.0, 4.0)
# Relative change that shows whether a value is rounding alone.
_NUDGE: Final = 1e-9
# Binary fractions: a mean of equal entries is the entry.
_EIGHTHS: Final = 8


@dataclass(frozen=True, slots=True)
class Change:
    """A change of inputs: a number is added to all entries, a vector to all members, or all are scaled."""

    kind: Literal["shift", "translation", "scaling"]
    names: tuple[str, ...]

    def apply(self, values: Values, amount: Any) -> Values:
        """Return the values after the change, by a number or a symbol."""
        return {**values, **{name: self._changed(values[name], amount) for name in self.names}}

    def _changed(self, value: Any, amount: Any) -> Any:
        if self.kind == "scaling":
            return value * amount
        along = np.arange(int(np.shape(value)[-1])) if self.kind == "translation" else 0
        return value + amount * (1 + along)

    @property
    def amounts(self) -> tuple[float, ...]:
        """Amounts that are tried; the first is shown."""
        return (2.0, 0.375) if self.kind == "scaling" else (1.0, -0.625)


@dataclass(frozen=True, slots=True)
class Stage:
    """A formula with its program; ``inputs`` are by the program's names those of the whole.

    ``gives`` is the input of a later one that it computes, ``is_root`` whether as the root of its value.
    """

    formula: Formula
    program: Program
    inputs: Mapping[str, str]
    gives: str = ""
    is_root: bool = False


@dataclass(frozen=True, slots=True)
class Trials:
    """A formula after the definitions that feed it, on draws of what is given.

    ``structures`` are those of a bank, ``symmetric``; ``members`` are by name single members of an array.
    """

    stages: tuple[Stage, ...]
    structures: Mapping[str, str]
    members: Mapping[str, str]
    # By their manners, generic ones first.
    draws: tuple[tuple[_Manner, Values], ...]

    @property
    def first(self) -> Values:
        """The first draw."""
        return self.draws[0][1]

    def run(self, values: Values, code: str = "") -> Any:
        """Return the value of the formula as an array, or of other code; None if it has none there."""
        known = dict(values)
        for stage in self.stages:
            text = stage.program.text if stage.gives or not code else code
            arrays = {name: known[whole] for name, whole in stage.inputs.items()}
            try:
                value = np.asarray(run_code(text, arrays), dtype=float)
            except CheckError:
                return None
            if not np.isfinite(value).all() or np.max(np.abs(value), initial=0) > _HUGE * _size_of(values):
                return None
            if stage.is_root:
                value = np.sqrt(value)
            if not stage.gives:
                return value
            known[stage.gives] = value
        return None

    def judge(self, pairs: Pairs) -> Truth:
        """Return whether a claim is true: all its pairs are equal."""
        held = missed = 0
        for manner, values in self.draws:
            if missed and manner != "generic":
                return "false"
            for pair in pairs(values):
                gap = _measure_relative_gap(pair, values)
                held += gap <= _ROUNDING
                missed += gap > _ROUNDING
                if (held and missed) or _ROUNDING < gap <= _MARGIN:
                    return "open"
        return "true" if held >= _LEAST else "open"

    def pairs_of(self, change: Change, power: int, code: str = "") -> Pairs:
        """Return the claim that a change multiplies the value, or that of other code, by a power of it."""

        def pairs(values: Values) -> Iterator[Pair]:
            if (before := self.run(values, code)) is None:
                return
            for amount in change.amounts:
                after = self.run(change.apply(values, amount), code)
                if after is not None:
                    yield after, before * amount**power, 0.0

        return pairs

    def power_of(self, change: Change, code: str = "") -> int | None:
        """Return the whole power with which a scaling acts, 0 if a change does nothing; None for others."""
        amount = change.amounts[0]
        for _, values in self.draws:
            before, after = self.run(values, code), self.run(change.apply(values, amount), code)
            if before is None or after is None or not np.any(before) or not np.any(after):
                continue
            power = 0
            if change.kind == "scaling":
                power = round(math.log(float(np.max(np.abs(after)) / np.max(np.abs(before))), amount))
            return power if self.judge(self.pairs_of(change, power, code)) == "true" else None
        return None

    def counterexamples(self, claims: Sequence[Pairs]) -> Iterator[Values]:
        """Yield small numbers at which all of some claims fail, and everybody sees it."""
        for number in range(_TRIES):
            values = _draw_trial_values(self.stages, self.structures, self.members, "plain", number)
            firsts = [next(pairs(values), None) for pairs in claims]
            if all(pair is not None and _measure_relative_gap(pair, values) > _SEEN for pair in firsts):
                yield values

    def is_moved_by(self, change: Change, code: str = "") -> bool:
        """Return whether the value depends on what changes: it differs where that is of another draw."""
        values = self.first
        before, after = self.run(values, code), self.run(self._moved(change, 1), code)
        return (
            before is not None
            and after is not None
            and _measure_relative_gap((before, after, 0.0), values) > _ROUNDING
        )

    def is_affine_in(self, change: Change) -> bool:
        """Return whether the value is a plain sum in what changes: its second differences vanish."""
        results = [self.run(self._moved(change, steps)) for steps in (0, 1, 2)]
        if any(result is None for result in results):
            return False
        return _measure_relative_gap((results[0] + results[2], results[1] * 2, 0.0), self.first) <= _ROUNDING

    def _moved(self, change: Change, steps: int) -> Values:
        """Return the first draw with multiples of another added to what changes."""
        first, second = self.first, self.draws[1][1]
        added = {
            name: steps * np.abs(np.resize(np.asarray(second[name]), np.shape(first[name])))
            for name in change.names
        }
        return {**first, **{name: first[name] + more for name, more in added.items()}}


def make_trials(stages: Sequence[Stage], structures: Mapping[str, str], members: Mapping[str, str]) -> Trials:
    """Return a formula with its draws, always the same ones; RefusedError if there are none."""
    draws: list[tuple[_Manner, Values]] = [
        (manner, _draw_trial_values(stages, structures, members, manner, number))
        for number, manner in enumerate(_MANNERS)
    ]
    trials = Trials(tuple(stages), structures, members, tuple(draws))
    nodes = (part for stage in stages for part in walk_tree(stage.formula.node))
    if any(isinstance(node, Call) and node.name == "inv" for node in nodes):
        draws = [(manner, values) for manner, values in draws if _is_stable(trials, values)]
    if [manner for manner, _ in draws].count("generic") < _LEAST_GENERIC:
        raise RefusedError("it has a value on few arrays alone")
    return replace(trials, draws=tuple(draws))


def _is_stable(trials: Trials, values: Values) -> bool:
    """Return whether a value survives a nudge: that of an inverse of a singular matrix does not."""
    nudged = {
        name: value * (1 + _NUDGE * np.cos(np.arange(np.size(value))).reshape(np.shape(value)))
        for name, value in values.items()
    }
    before, after = trials.run(values), trials.run(nudged)
    return (
        before is not None
        and after is not None
        and _measure_relative_gap((before, after, 0.0), values) < _MARGIN
    )


def _size_of(values: Values) -> float:
    """Return the largest entry of some inputs, at least 1."""
    return max(1.0, *(float(np.max(np.abs(value), initial=0)) for value in values.values()))


def _measure_relative_gap(pair: Pair, values: Values) -> float:
    """Return how far apart two values are, relative to their size; what rounding leaves of zero is zero."""
    got, expected, size = pair
    scale = max(
        size, float(np.max(np.abs(got))), float(np.max(np.abs(expected))), _NOTHING * _size_of(values)
    )
    return float(np.max(np.abs(got - expected))) / scale


def _draw_trial_values(
    stages: Sequence[Stage], structures: Mapping[str, str], members: Mapping[str, str], manner: _Manner,
    number: int,
) -> Values:  # fmt: skip
    """Return draw ``number`` of what is given, in a manner; ``plain`` are small numbers for people."""
    every = _SHOWN_LENGTHS if manner == "plain" else _LENGTHS
    lengths = every[number % len(every)]
    sizes = choose_sizes(lengths, *(stage.formula for stage in stages))
    draw, values = random.Random(number), dict[str, Any]()
    found = {stage.gives for stage in stages}
    for stage in reversed(stages):
        drawn, ends = draw_arrays(stage.formula, sizes, draw), _find_inputs_ending_sums(stage.formula)
        for operand in stage.formula.inputs:
            name = stage.inputs[operand.name]
            if name in values or name in found:
                continue
            array, structure = np.array(drawn[operand.name], dtype=float), structures.get(name, "")
            if operand.name not in ends:
                array = _in_manner(operand, array, manner, draw, is_free=not structure)
            if structure and "sum" not in structure and len({*array.shape[-2:]}) > 1:
                raise RefusedError("a matrix in it is not square")
            values[name] = give_structure(array, structure) if structure else array
    return {**values, **{name: values[whole][0] for name, whole in members.items()}}


def _find_inputs_ending_sums(formula: Formula) -> frozenset[str]:
    """Return the inputs that sums begin and end with."""
    return frozenset(
        name
        for fold in list_letter_folds(formula.node)
        for end in fold.args[2:]
        for name in list_quantity_names(end)
    )


def _in_manner(operand: Input, array: Any, manner: _Manner, draw: random.Random, *, is_free: bool) -> Any:
    """Return drawn numbers in a manner that suits their domain: as they are where none does."""
    domain = operand.quantity.domain
    if domain.is_whole or domain.values:
        return array
    flat = [*array.flat]
    is_cone = domain.low in (0, -math.inf) and domain.high == math.inf
    match manner:
        case "equal":
            share = round(flat[0] * _EIGHTHS) / _EIGHTHS
            return np.full_like(array, share if is_number_in_domain(domain, share) else flat[0])
        case "ties":
            return np.reshape([draw.choice(flat[:2]) for _ in flat], array.shape)
        case "plain":
            fitting = [number for number in _PLAIN if is_number_in_domain(domain, number)] or flat[:1]
            return np.reshape([draw.choice(fitting[: 4 + (draw.random() < 0.3)]) for _ in flat], array.shape)
        case "large" | "small" if is_cone:
            return array * (_LARGE if manner == "large" else _SMALL)
        case "zeros" if is_free and is_number_in_domain(domain, 0):
            return np.zeros_like(array)
        case "low" if math.isfinite(domain.low) and is_free:
            return np.full_like(array, domain.low + _SMALL * domain.is_low_open)
        case "high" if math.isfinite(domain.high) and is_free:
            return np.full_like(array, domain.high - _SMALL * domain.is_high_open)
        case _:
            return array
