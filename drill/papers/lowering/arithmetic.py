"""A formula with numbers put in: the key as plain arithmetic of drawn parameters, proved by its value."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Final

import numpy as np

from drill.errors import CheckError, UndefinedError
from drill.maths.exact import rational
from drill.maths.numeric import real_value
from drill.maths.tree import Binary, Call, Node, Num, symbols, walk
from drill.papers.lowering.draws import (
    FEWEST_VARIANTS,
    MOST_ENTRIES,
    Draws,
    TooManyError,
    is_chance,
    lengths_for,
    written,
)
from drill.papers.lowering.entries import Entries
from drill.papers.lowering.formula import Formula, check_arguments
from drill.papers.lowering.inputs import Axes, RefusedError, count_of, folds, names, stored
from drill.papers.sheet.types import Length

# Draws that decide whether a formula has values in its ranges.
_SAMPLES: Final = 40
# So many of the samples must have a value.
_FEWEST: Final = 10
# Larger values are no pleasure to compute by hand.
_LARGEST: Final = 10_000.0
# Smaller values are rounded away.
_SMALLEST: Final = 1e-3
# Conditions on a draw: with more few draws are left.
_MOST_GUARDS: Final = 6
# The largest argument of an exponential.
_MOST_RAISED: Final = 6
# Of fractions that are still typed.
_PLAIN_DENOMINATOR: Final = 400


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The key: a number, or the entries of an array of ``sizes``; ``is_exact`` where it is a plain fraction.

    ``said`` are quantities fixed for all variants, by LaTeX (``n`` is 3); ``samples`` are draws with a value.
    """

    formula: Formula
    key: tuple[Node, ...]
    sizes: tuple[int, ...]
    draws: Draws
    is_exact: bool
    fixed: Mapping[str, int] = field(default_factory=dict[str, int])
    samples: tuple[Mapping[str, Fraction], ...] = ()

    @property
    def text(self) -> str:
        """The key as a bank types it."""
        return as_text([written(entry) for entry in self.key], self.sizes)

    @property
    def places(self) -> list[tuple[int, ...]]:
        """Where each entry of the key stands, counted from 1."""
        return [*product(*(range(1, size + 1) for size in self.sizes))]


def as_text(entries: Sequence[str], sizes: tuple[int, ...]) -> str:
    """A number, a vector or a matrix as a bank types it, from its entries."""
    if len(sizes) == 2:
        entries = [as_text(entries[at : at + sizes[1]], sizes[1:]) for at in range(0, len(entries), sizes[1])]
    return f"[{', '.join(entries)}]" if sizes else entries[0]


def arithmetic(formula: Formula) -> Arithmetic:
    """Draw numbers for a formula and compute it both ways.

    Raises:
        RefusedError: it has no value that a learner could compute by hand, or the two ways differ.
    """
    check_arguments(formula.inputs)
    if formula.is_up_to_factor:
        raise RefusedError("it holds up to a factor alone")
    if not all(one.quantity.is_stated or is_chance(one) for one in formula.inputs):
        raise RefusedError("the paper does not state which numbers its symbols may be")
    own = [one.quantity.symbol.name for one in formula.inputs]
    if any(replace(name, accents=()) in own for name in own if name.accents == ("\\bar",)):
        raise RefusedError("a mean or a complement hangs together with what it is of")
    axes = stored(formula.axes)
    last: RefusedError | None = None
    for short in (False, True):
        try:
            return _drawn(formula, axes, short=short)
        except TooManyError as error:
            last = error
    raise last or RefusedError("nothing is drawn")


def _drawn(formula: Formula, axes: Axes, *, short: bool) -> Arithmetic:
    lengths = lengths_for(formula.inputs, formula.ranges, short=short)
    draws = Draws(lengths)
    fixed = fixed_ends(formula, draws.values)
    entries = Entries(formula.reader, lengths, draws.member_or_end, draws.values)
    fit_lengths(formula, lengths, entries)
    sizes = tuple(count_of(one, lengths) for one in axes)
    if math.prod(sizes) > MOST_ENTRIES:
        raise TooManyError("what comes out is too long to be typed")
    places = product(*([Num(str(n + 1)) for n in range(size)] for size in sizes))
    key = tuple(entries.entry(formula.node, place) for place in places)
    if sum(1 for one in key for _ in walk(one)) > 220:
        raise RefusedError("it is too long to be computed by hand")
    if not draws.parameters:
        raise RefusedError("nothing in it can be drawn")
    draws.widen()
    draws.turn(zlib.crc32(written(formula.node).encode()))
    draws.tie_steps()
    draws.is_sealed = True
    _check_free(key, draws)
    samples = _sampled(formula, key, draws)
    exact = is_exact(key, samples)
    result = Arithmetic(formula, key, sizes, draws, exact, fixed, tuple(samples))
    _prove(result, lengths)
    return result


def fit_lengths(formula: Formula, lengths: dict[Length, int], entries: Entries) -> None:
    """Set the lengths of what runs from one fixed number to another."""
    for along in formula.reader.ranges.values():
        if along.start is not None and along.stop is not None:
            start, stop = (_end_value(end, entries) for end in (along.start, along.stop))
            if start is not None and stop is not None:
                lengths[along.length] = stop - start + 1


def fixed_ends(formula: Formula, values: dict[str, int]) -> dict[str, int]:
    """Fix the quantities that sums begin and end with in ``values``; by their names."""
    fixed: dict[str, int] = {}
    for fold in folds(formula.node):
        start, stop = fold.args[2:]
        last = 4 if any(names(start)) else 2 if start == Num("0") else 3
        for end, number in ((start, 2), (stop, last)):
            for one in formula.inputs_of(end):
                if one.axes or one.runs:
                    raise RefusedError("a sum ends at an entry")
                fixed[one.name] = values.setdefault(one.name, number)
    return fixed


def _check_free(key: Sequence[Node], draws: Draws) -> None:
    """Every drawn number must stand in the key."""
    used = {name for one in key for name in symbols(one)}
    for name in tuple(used):
        if name in draws.lets:
            used |= symbols(draws.lets[name])
    for parameter in draws.parameters:
        if parameter.name not in used:
            raise RefusedError("a number that is drawn does not occur in what is computed")


def _values(draws: Draws, drawn: Mapping[str, Fraction]) -> dict[str, Fraction] | None:
    """Parameters and shares of one draw; None where a share is not above 0, or a step beyond the last."""
    values = dict(drawn)
    if any(values[step] > values[last] for step, last in draws.ends):
        return None
    for name, node in draws.lets.items():
        value = rational(node, values)
        if value is None or value <= 0:
            return None
        values[name] = value
    return values


def compute(node: Node, values: Mapping[str, Fraction]) -> float | None:
    """A key's value in doubles; None where it has none."""
    return real_value(node, {name: float(number) for name, number in values.items()})


def _sampled(formula: Formula, key: Sequence[Node], draws: Draws) -> list[Mapping[str, Fraction]]:
    """Draws whose result lies in the domain of what is set."""
    quantity = formula.left_quantity
    bounds = (-math.inf, math.inf) if quantity is None else (quantity.domain.low, quantity.domain.high)
    return _admitted(key, draws, bounds)


def _admitted(key: Sequence[Node], draws: Draws, bounds: tuple[float, float]) -> list[Mapping[str, Fraction]]:
    """Draws with a value that is neither huge nor lost; conditions are added until enough remain."""
    good: list[Mapping[str, Fraction]] = []
    failed = drawn = 0
    outside = zeros = 0
    guards = [guard for one in key for guard in _guards(one)]
    used: dict[str, None] = {}
    for seed in range(_SAMPLES * 4):
        values = _values(draws, draws.sample(seed))
        if values is None:
            continue
        drawn += 1
        if drawn > _SAMPLES:
            break
        found = [compute(one, values) for one in key]
        broken = {
            text: None
            for text, node, test in guards
            if (value := compute(node, values)) is not None and not test(value)
        }
        if broken or any(one is None for one in found):
            failed += 1
            used |= broken
            continue
        numbers = [one for one in found if one is not None]
        if not any(abs(one) >= _SMALLEST for one in numbers):
            zeros += 1
            continue
        if any(abs(one) > _LARGEST or not bounds[0] <= one <= bounds[1] for one in numbers):
            outside += 1
            continue
        good.append(values)
    if len(good) < max(_FEWEST, drawn // 5):
        raise RefusedError("no numbers gave a value of reasonable size")
    variants = math.prod(len(one.choices) for one in draws.parameters)
    if variants * len(good) < FEWEST_VARIANTS * drawn:
        raise RefusedError("there are too few numbers to draw")
    if failed:
        if not used or len(used) > _MOST_GUARDS:
            raise RefusedError("it is undefined for numbers that it should allow")
        draws.where += used
    if outside:
        low, high = max(bounds[0], -_LARGEST), min(bounds[1], _LARGEST)
        for one in key:
            text = written(one)
            draws.where += [f"{text} >= {_plain(low)}", f"{text} <= {_plain(high)}"]
    if zeros and len(key) == 1:
        draws.where.append(f"abs({written(key[0])}) >= {_SMALLEST}")
    return good


def _plain(bound: float) -> str:
    return f"{bound:g}" if abs(bound) < 1e5 else str(int(bound))


def _guards(key: Node) -> Iterator[tuple[str, Node, Callable[[float], bool]]]:
    """Conditions under which each part of a key has a value: text, node, test."""
    for part in walk(key):
        match part:
            case Binary("/", _, bottom) if symbols(bottom):
                yield f"{written(bottom)} != 0", bottom, lambda x: abs(x) > 1e-9
            case Call("ln" | "log2" | "log10", (inner,)) if symbols(inner):
                yield f"{written(inner)} > 0", inner, lambda x: x > 0
                if isinstance(inner, Binary):
                    yield f"{written(inner)} != 1", inner, lambda x: abs(x - 1) > 1e-9
            case Call("exp", (inner,)) if symbols(inner):
                yield f"abs({written(inner)}) <= {_MOST_RAISED}", inner, lambda x: abs(x) <= _MOST_RAISED
            case Call("sqrt", (inner,)) if symbols(inner):
                yield f"{written(inner)} >= 0", inner, lambda x: x >= 0
            case Binary("^", base, exponent) if symbols(base) and not _is_whole(exponent):
                yield f"{written(base)} > 0", base, lambda x: x > 0
            case _:
                pass


def _is_whole(node: Node) -> bool:
    value = rational(node, {}) if not symbols(node) else None
    return value is not None and value.denominator == 1 and value > 0


def is_exact(key: Sequence[Node], samples: Sequence[Mapping[str, Fraction]]) -> bool:
    """Whether a key is a plain fraction or a short decimal in all samples."""
    for values in samples:
        for one in key:
            try:
                value = rational(one, values)
            except CheckError:
                return False
            # a short fraction, or a decimal of at most four places
            if value is None or (value.denominator > _PLAIN_DENOMINATOR and 10**4 % value.denominator):
                return False
    return True


def _prove(result: Arithmetic, lengths: Mapping[Length, int]) -> None:
    """Compare the key with loops on draws, and see that every drawn number counts.

    Raises:
        RefusedError: they differ, or a number makes no difference.
    """
    formula, draws = result.formula, result.draws
    entries = Entries(formula.reader, lengths, draws.member_or_end, draws.values)
    given = [one for one in formula.inputs if one.name not in draws.values]
    compared = 0
    for values in result.samples[:8]:
        numbers = {one.name: draws.numbers(one, values) for one in given}
        numbers |= {name: float(value) for name, value in draws.values.items()}
        at = {
            letter: 1 if one.start is None else _end_value(one.start, entries) or 0
            for letter, one in formula.free.items()
        }
        try:
            second = formula.value(numbers, lengths, at)  # pyright: ignore[reportArgumentType]
        except (UndefinedError, ArithmeticError, ValueError) as error:
            raise RefusedError("its second computation fails") from error
        seconds = np.ravel(second).tolist()
        first = [compute(one, values) for one in result.key]
        if len(first) != len(seconds) or not all(
            a is not None and isinstance(b, float) and math.isclose(a, b, rel_tol=1e-8, abs_tol=1e-10)
            for a, b in zip(first, seconds, strict=True)
        ):
            raise RefusedError("two computations of it differ")
        compared += 1
    if not compared:
        raise RefusedError("nothing proves it")
    _check_dependence(result)


def _end_value(end: Node, entries: Entries) -> int | None:
    value = rational(entries.entry(end), {})
    return int(value) if value is not None else None


def _check_dependence(result: Arithmetic) -> None:
    for parameter in result.draws.parameters:
        if len(parameter.choices) < 2:
            continue
        for values in result.samples[:12]:
            others = [one for one in parameter.choices if one != values[parameter.name]]
            changed = _values(
                result.draws,
                {p.name: values[p.name] for p in result.draws.parameters} | {parameter.name: others[0]},
            )
            if changed is None:
                continue
            before = [compute(one, values) for one in result.key]
            after = [compute(one, changed) for one in result.key]
            if any(
                a is None or b is None or not math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
                for a, b in zip(before, after, strict=True)
            ):
                break
        else:
            raise RefusedError("a number that is drawn makes no difference to the result")
