"""Decimals in an answer: whether the answer with its decimals rounded otherwise equals the key.

The bounds are those of :mod:`drill.checking.tolerances`. Each decimal is moved by its bound, and the
change of the result, real and imaginary part, is how far the answer may be from the key.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import islice

import mpmath

from drill.checking.answer_verdict import Clock
from drill.checking.equality import (
    Point,
    Sample,
    find_break_expressions,
    split_product_factors,
    split_sum_terms,
)
from drill.checking.kind import describe_tree_kind
from drill.checking.tolerances import (
    NOTHING,
    SINGLE_DIGITS,
    Decimal,
    Precision,
    decimal_of,
    has_decimals,
    prints_single,
    rounds_as_asked,
)
from drill.errors import CheckError, TimedOutError
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Sym,
    change_parts,
    find_in_tree,
    find_symbols,
    list_parts,
    walk_tree,
)
from drill.maths.mpmath_evaluation import WORKING_DIGITS, evaluate_mp
from drill.maths.precise_functions import MP

# Max distance from a whole number that rounding leaves of a value, and from 0 of a part of it.
_NOISE, _WHOLE = 1e-35, 1e-25
# Integers from here on are not the print of a double. Max distance that computing leaves from a whole number.
_MOST_IN_DOUBLE, _LEFT_OF_WHOLE = 10**15, 0.01
# A part of a complex number that is not typed.
_NO_PART = (False, Num("0"))
# A name that nobody types.
_PLACE = "decimal {}"

Values = Sequence[MP]


@dataclass(slots=True)
class Typed:
    """An answer with a name in place of each decimal that may be moved."""

    tree: Node
    values: dict[str, Fraction] = field(default_factory=dict[str, Fraction])
    reaches: dict[str, tuple[Fraction, Fraction]] = field(
        default_factory=dict[str, tuple[Fraction, Fraction]]
    )

    @property
    def centre(self) -> dict[str, MP]:
        """The decimals by their names, as they are typed."""
        return {name: convert_fraction_to_mp(value) for name, value in self.values.items()}


def separate_decimals(answer: Node, precision: Precision, least: int) -> Typed:
    """Return an answer with its decimals of at least ``least`` digits as separate values."""
    typed = Typed(answer)

    def read(node: Node) -> Node:
        decimal = decimal_of(node)
        reach = None if decimal is None else precision.reach(decimal, least)
        if decimal is None:
            return change_parts(node, read)
        if reach is None:
            return node
        name = _PLACE.format(len(typed.values) + 1)
        typed.values[name] = decimal.value
        typed.reaches[name] = reach
        return Sym(name)

    typed.tree = read(answer)
    return typed


def stands_for(
    key: Node, answer: Node, precision: Precision, assumed: Assumptions, clock: Clock, largest: MP = 0
) -> bool:
    """Return whether the decimals of a scalar answer make it the key, to this precision.

    ``largest`` is the size of the largest number next to it. Raises TimedOutError.
    """
    if not has_decimals(answer) and _parts_alone(answer) is None:
        return False
    with mpmath.workdps(WORKING_DIGITS):
        names = find_symbols(key) | find_symbols(answer)
        try:
            if names:
                return _is_formula(key, answer, precision, Sample(names, assumed, key), clock)
            return _is_number_meant(key, answer, precision, largest)
        except TimedOutError:
            raise
        except CheckError:
            return False


def measure_number_size(key: Node) -> MP:
    """Return the size of a number; 0 for a vector, infinity or another value without a size."""
    value = _evaluate_key_number(key)
    return 0 if value is None else abs(value)


def is_within_rounding(
    expected: Values,
    typed: Typed,
    evaluate: Callable[[dict[str, MP]], Values],
    precision: Precision,
    largest: MP,
) -> bool:
    """Return whether every number of the key is one of the answer's for some values of its decimals."""
    centre = typed.centre
    answered = evaluate(centre)
    moved = [
        [evaluate({**centre, name: centre[name] + step}) for step in steps]
        for name, reach in typed.reaches.items()
        for steps in ((-convert_fraction_to_mp(reach[0]), convert_fraction_to_mp(reach[1])),)
    ]
    return all(
        _is_part_within(due, part, [[change(v[index]) for v in of_one] for of_one in moved], precision, size)
        for index, (value, found) in enumerate(zip(expected, answered, strict=True))
        for size in (max(abs(value), largest),)
        for change in (mpmath.re, mpmath.im)
        for due, part in ((change(value), change(found)),)
    )


def _is_part_within(due: MP, answered: MP, moved: list[list[MP]], precision: Precision, size: MP) -> bool:
    """Return whether the real part of a number, or the imaginary one, is explained by moved decimals."""
    gap = due - answered
    if abs(due) <= _WHOLE * size and abs(gap) <= precision.within * size:
        return True
    changes = [[value - answered for value in of_one] for of_one in moved]
    low = sum(min(0, *of_one) for of_one in changes)
    high = sum(max(0, *of_one) for of_one in changes)
    slack = size * _WHOLE
    # Rounding widens the bounds by this share.
    return bool(low * (1 + 1e-9) - slack <= gap <= high * (1 + 1e-9) + slack)


# --- numbers ----------------------------------------------------------------------------------------------


def _is_number_meant(key: Node, answer: Node, precision: Precision, largest: MP) -> bool:
    expected = _evaluate_key_number(key)
    if expected is None:
        return False
    size = max(abs(expected), largest)
    if (alone := _parts_alone(answer)) is not None:
        if size == 0:  # without a scale, no number is small
            return precision.is_hint and all(
                _convert_numeral_to_mp(number) <= NOTHING for _, number in alone.values()
            )
        parts = ((False, mpmath.re(expected)), (True, mpmath.im(expected)))
        return all(_is_part_meant(part, *alone.get(name, _NO_PART), precision, size) for name, part in parts)
    typed = separate_decimals(answer, precision, precision.least)
    if precision.asked or not (typed.values or _has_noise(answer, precision, size)):
        return False

    def evaluate(values: dict[str, MP]) -> Values:
        return (evaluate_mp(typed.tree, values, WORKING_DIGITS),)

    answered = evaluate(typed.centre)[0]
    if abs(answered - expected) > precision.farthest * size:
        return False
    is_meant = is_within_rounding((expected,), typed, evaluate, precision, largest)
    return is_meant and (precision.may_end or not _is_typed_whole(expected, typed, evaluate, precision))


def _is_part_meant(due: MP, is_negative: bool, number: Node, precision: Precision, size: MP) -> bool:
    """Return whether a number without anything to compute means a part of the key."""
    value = _convert_numeral_to_mp(number)
    decimal = decimal_of(number, is_alone=True)
    gap = (-due if is_negative else due) - value
    if not precision.asked and _misses_whole(gap, number, decimal, due):
        return False
    if abs(due) <= _WHOLE * size:
        return value <= (0 if precision.asked else precision.within * size)
    if abs(gap) <= _WHOLE * (min(1, size) if _is_nearly_integer(due) else size):
        return True
    if precision.asked:
        return (due < 0) == is_negative and rounds_as_asked(number, abs(due), precision)
    if decimal is not None and _is_printed_single(decimal, -due if is_negative else due, precision):
        return True
    reach = None if decimal is None else precision.reach(decimal, precision.alone)
    if reach is None or not -convert_fraction_to_mp(reach[0]) <= gap <= convert_fraction_to_mp(reach[1]):
        return False
    return precision.may_end or abs(gap) <= precision.within * abs(due) or not _is_terminating_decimal(due)


def _misses_whole(gap: MP, number: Node, decimal: Decimal | None, due: MP) -> bool:
    """Return whether a number typed to its units is another one than the whole number that is due.

    An integer is no rounding of another one, and of more than fifteen digits no rounding of anything.
    """
    is_whole = _is_nearly_integer(due)
    if isinstance(number, Num) and not (decimal and decimal.has_point):
        return (is_whole or number.value >= _MOST_IN_DOUBLE) and abs(gap) > _WHOLE
    return decimal is not None and is_whole and due != 0 and decimal.unit <= 1 and abs(gap) > _LEFT_OF_WHOLE


def _is_printed_single(decimal: Decimal, due: MP, precision: Precision) -> bool:
    """Return whether a decimal is a number in single precision, where rounded ones count; one that ends is
    typed whole, or printed with all the digits of the single."""
    if precision.alone > SINGLE_DIGITS or not prints_single(decimal, due):
        return False
    return decimal.digits > 2 * SINGLE_DIGITS or not _is_terminating_decimal(due)


def _convert_numeral_to_mp(number: Node) -> MP:
    decimal = decimal_of(number)
    if decimal:
        return convert_fraction_to_mp(decimal.value)
    return convert_fraction_to_mp(number.value if isinstance(number, Num) else Fraction())


def _has_noise(answer: Node, precision: Precision, size: MP) -> bool:
    """Return whether a decimal is so small next to the others that it may be 0."""
    decimals = filter(None, map(decimal_of, walk_tree(answer)))
    return size == 0 or any(
        convert_fraction_to_mp(decimal.value) <= precision.within * size for decimal in decimals
    )


def _parts_alone(answer: Node) -> dict[bool, tuple[bool, Node]] | None:
    """Return the real and the imaginary part (True), each with whether it is negative, of a number without
    anything to compute; None for any other."""
    parts: dict[bool, tuple[bool, Node]] = {}
    for is_negative, term in split_sum_terms(answer):
        imaginary = False
        number = term
        if decimal_of(term) is None:
            taken = split_product_factors(term)
            factors = [factor for factor in taken.factors if factor != Const("i")]
            imaginary = len(factors) < len(taken.factors)
            number = factors[0] if factors else Num("1")
            if len(factors) > 1:
                number = Const("i")
            is_negative = is_negative != taken.negative
            if taken.divisors or len(taken.factors) - len(factors) > 1:
                return None
        is_number = isinstance(number, Num) or decimal_of(number) is not None
        if imaginary in parts or not is_number:
            return None
        parts[imaginary] = (is_negative, number)
    return parts


def _is_typed_whole(
    expected: MP, typed: Typed, evaluate: Callable[[dict[str, MP]], Values], precision: Precision
) -> bool:
    """Return whether the number that a decimal means ends so early that it has to be typed whole."""
    short = [name for name in typed.values if not _is_long(typed, name, precision)]
    if len(short) == len(typed.values) == 1:
        wanted = _solve_for_decimal(expected, typed, evaluate, short[0])
        return wanted is not None and _is_terminating_decimal(wanted)
    return (
        bool(short)
        and not precision.is_hint
        and _is_terminating_decimal(mpmath.re(expected))
        and _is_terminating_decimal(mpmath.im(expected))
    )


def _is_long(typed: Typed, name: str, precision: Precision) -> bool:
    """Return whether the bound of a decimal is that of what machines print."""
    below, _ = typed.reaches[name]
    return below == abs(typed.values[name]) * Fraction(precision.within)


def _solve_for_decimal(
    expected: MP, typed: Typed, evaluate: Callable[[dict[str, MP]], Values], name: str
) -> MP | None:
    """Return the number that the only decimal means, found by secants; None if they do not converge."""
    first, second = (
        convert_fraction_to_mp(typed.values[name]),
        convert_fraction_to_mp(typed.values[name] + typed.reaches[name][1]),
    )
    change = evaluate({name: second})[0] - evaluate({name: first})[0]
    part = mpmath.re if abs(mpmath.re(change)) >= abs(mpmath.im(change)) else mpmath.im

    def gap(value: MP) -> MP:
        return part(evaluate({name: value})[0] - expected)

    gaps = gap(first), gap(second)
    for _ in range(12):
        if gaps[0] == gaps[1] or abs(second - first) <= _WHOLE * abs(second):
            break
        first, second = second, second - gaps[1] * (second - first) / (gaps[1] - gaps[0])
        gaps = gaps[1], gap(second)
    if abs(second - first) <= _WHOLE * 10 * abs(second):
        return second
    return None


def _is_terminating_decimal(value: MP) -> bool:
    # A decimal with at most six places is typed in full.
    scaled = value * 10**6
    return _is_nearly_integer(scaled) and (value == 0 or mpmath.nint(scaled) != 0)


def _is_nearly_integer(value: MP) -> bool:
    return bool(abs(value - mpmath.nint(value)) <= _NOISE * max(1, abs(value)))


def convert_fraction_to_mp(value: Fraction) -> MP:
    """Return a fraction to the digits at hand."""
    return mpmath.mpf(value.numerator) / value.denominator


# --- formulas ---------------------------------------------------------------------------------------------


def _is_formula(key: Node, answer: Node, precision: Precision, sample: Sample, clock: Clock) -> bool:
    typed = separate_decimals(answer, precision, precision.in_formulas)
    if not typed.values or precision.asked:
        return False
    near = met = 0
    is_real_key = Const("i") not in walk_tree(key)

    for point, is_ordinary in _choose_decimal_test_points(key, answer, sample, is_hint=precision.is_hint):
        clock.check()
        expected = _value_at(key, point)
        if expected is None or (is_real_key and mpmath.im(expected) != 0):
            continue

        def evaluate(values: dict[str, MP], point: Point = point) -> Values:
            return (evaluate_mp(typed.tree, {**point, **values}, WORKING_DIGITS),)

        if not is_within_rounding((expected,), typed, evaluate, precision, 0):
            return False
        if is_ordinary:
            met += 1
            found = evaluate(typed.centre)[0]
            near += bool(abs(found - expected) <= precision.farthest * abs(expected))
    # A quarter of the ordinary points may miss, because a few are near the key's zeros.
    return met >= 3 and near >= 0.75 * met


def _choose_decimal_test_points(
    key: Node, answer: Node, sample: Sample, *, is_hint: bool
) -> Iterator[tuple[Point, bool]]:
    """Yield points of all signs and magnitudes, and those near breaks, each with whether it is ordinary.

    For a hint the breaks are those of clips alone, because a function may turn near others within the bound
    of a short decimal.
    """
    for point in islice(sample.ordinary(), 20):
        yield point, True
    clips = [part for part in find_in_tree(answer, Call) if part.name in ("max", "min")]
    for point in islice(sample.around(find_break_expressions(clips if is_hint else (key, answer)))[1], 40):
        yield point, False
    for point in _next_to_ends(sample) if clips else ():
        yield point, False


def _next_to_ends(sample: Sample) -> Iterator[Point]:
    """Yield points next to the ends of domains, which a bound such as 0.9999 may keep away from."""
    for start in islice(sample.ordinary(), 1):
        for name, domain in sample.domains.items():
            for end, sign in ((float(domain.low), 1), (float(domain.high), -1)):
                # Relative distance of a point from the end of a domain near it.
                point = {**start, name: end + sign * 1e-12 * (1 + abs(end))}
                if math.isfinite(end) and not domain.integer and sample.holds(point):
                    yield point


@lru_cache(maxsize=256)
def _evaluate_key_number(number: Node) -> MP | None:
    """Return the value of a number; 0 for one such as sin(pi), because more digits make it smaller."""
    value = _value_at(number, {})
    if value is None or not 0 < abs(value) < _NOISE:
        return value
    if abs(evaluate_mp(number, {}, 2 * WORKING_DIGITS) - value) <= _WHOLE * abs(value):
        return value
    return mpmath.mpf(0)


def _value_at(node: Node, point: Point) -> MP | None:
    try:
        value = evaluate_mp(node, point, WORKING_DIGITS)
    except CheckError:
        return None
    is_number = isinstance(value, (mpmath.mpf, mpmath.mpc)) and mpmath.isfinite(value)
    return value if is_number else None


# --- the ends of statements -------------------------------------------------------------------------------


def is_finite_number_tree(node: Node) -> bool:
    """Return whether a tree is one finite number, without names."""
    is_endless = any(part.name in ("inf", "dne") for part in find_in_tree(node, Const))
    return isinstance(node, (Num, Const, Neg, Binary, Call)) and not is_endless and not find_symbols(node)


def replace_rounded_scalars(answer: Node, due: Iterable[Node], is_same: Callable[[Node, Node], bool]) -> Node:
    """Return a tree with each of its scalars that has decimals replaced by the number that it rounds."""
    scalars = tuple(due)

    def read(node: Node) -> Node:
        if not describe_tree_kind(node) and any(decimal_of(part, is_alone=True) for part in walk_tree(node)):
            meant = next((scalar for scalar in scalars if is_same(scalar, node)), None)
            return meant or (node if is_finite_number_tree(node) else change_parts(node, read))
        return change_parts(node, read)

    if isinstance(answer, Call):
        return change_parts(answer, read)
    return read(answer)


def scalars_in(node: Node) -> Iterator[Node]:
    """Yield the largest parts of a tree that are scalars, and the numbers in them; of a call those of its
    arguments."""
    waiting: list[Node] = list(list_parts(node)) if isinstance(node, Call) else [node]
    while waiting:
        part = waiting.pop()
        if not describe_tree_kind(part):
            yield part
        if not is_finite_number_tree(part):
            waiting += list(list_parts(part))
