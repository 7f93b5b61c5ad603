"""Diagnoses of a wrong expression or number: its error, and by how much; never the key itself."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import combinations, islice
from types import MappingProxyType

from drill.checking.answer_verdict import Verdict, make_described_verdict, make_wrong_verdict
from drill.checking.equality import Point, Sample, split_sum_terms
from drill.checking.tolerances import last_place
from drill.errors import CheckError
from drill.explanation import record_step
from drill.maths.derivatives import derivative_of
from drill.maths.domains import Assumptions
from drill.maths.maths_tree import (
    Binary,
    Call,
    Neg,
    Node,
    Num,
    Sym,
    find_symbols,
    list_parts,
    replace_parts,
    substitute_symbols,
    walk_tree,
)
from drill.maths.mpmath_evaluation import WORKING_DIGITS, evaluate_mp
from drill.maths.numeric import compile_numeric

# Cheap trials for diagnosis: is the key a simple change of the answer? Doubles at a few points, no proof.

# Points that have to agree, because fewer may agree by chance.
LEAST_ROWS = 4
# The relative imaginary part that rounding leaves of a real value.
_REAL = 1e-12

Change = Callable[[complex], complex]
Row = tuple[Point, complex, complex]


class MistakeTrial:
    """The key and a wrong answer at a few points where both have values."""

    def __init__(
        self,
        key: Node,
        answer: Node,
        assumed: Assumptions,
        allowed: float = 0.0,
        letters: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.letters = letters
        """The names as sentences show them."""
        self.key = key
        self.answer = answer
        self.allowed = allowed
        self.names = tuple(sorted(find_symbols(key) | find_symbols(answer)))
        points: Iterable[Point] = Sample(self.names, assumed, key).ordinary() if self.names else ({},)
        # Farther out, doubles lose the smaller terms of a difference.
        calm = (point for point in points if all(abs(value) <= 60.0 for value in point.values()))
        # Distinct points, because whole numbers recur and agreement at one of them is not evidence.
        # Each magnitude five times.
        near = list({tuple(point.values()): point for point in islice(calm, 48)}.values())
        self.rows: list[Row] = []
        for point, due, answered in zip(near, values_at(key, near), values_at(answer, near), strict=True):
            if due is not None and answered is not None:
                self.rows.append((point, due, answered))

    @cached_property
    def size(self) -> int:
        """Number of nodes in both trees."""
        return sum(1 for node in (self.key, self.answer) for _ in walk_tree(node))

    @cached_property
    def usable(self) -> bool:
        """Whether there are enough points to conclude anything, and the two differ at one of them."""
        enough = len(self.rows) >= (LEAST_ROWS if self.names else 1)
        return enough and any(not self.close(expected, value) for _, expected, value in self.rows)

    @cached_property
    def calm(self) -> list[Row]:
        """The rows near the origin, where little cancels; all rows if these show no difference."""
        # Near the origin little cancels.
        rows = [row for row in self.rows if all(abs(value) <= 6.0 for value in row[0].values())]
        if all(self.close(expected, answered) for _, expected, answered in rows):
            return self.rows
        return rows

    @cached_property
    def _real_rows(self) -> list[Row]:
        """The calm rows where the key is real, if these are enough: complex values lie on other branches."""
        real = [row for row in self.calm if abs(row[1].imag) <= _REAL * abs(row[1])]
        return real if len(real) >= LEAST_ROWS else self.rows

    def close(self, first: complex, second: complex) -> bool:
        """Return whether two numbers are equal up to the noise of doubles, or the tolerance of the
        exercise."""
        # Equal values differ by the rounding of doubles.
        return abs(first - second) <= max(self.allowed, 1e-8 * max(abs(first), abs(second)))

    def changed(self, change: Change) -> bool:
        """Return whether the key is this change of the answer, at every usable point."""
        try:
            is_key = self.usable and all(
                self.close(change(value), expected) for _, expected, value in self._real_rows
            )
        except (ArithmeticError, ValueError):
            is_key = False
        record_step("try a change of the answer", above=1, rows=len(self.rows), fits=is_key)
        return is_key

    def is_answer(self, node: Node, *, precisely: bool = False) -> bool:
        """Return whether another tree has the answer's values; ``precisely``: to more digits than doubles
        have.

        In doubles a root that is taken fifty times is 1.
        """
        is_close = self._all(node, lambda value, expected, answered: self.close(value, answered))
        return is_close and (not precisely or all(self._agrees(node, point) for point, _, _ in self.calm[:2]))

    def _agrees(self, node: Node, point: Point) -> bool:
        try:
            value, answered = (evaluate_mp(tree, point, WORKING_DIGITS) for tree in (node, self.answer))
        except CheckError:
            return False
        return bool(abs(value - answered) <= 1e-30 * max(abs(value), abs(answered)))

    def is_key(self, node: Node) -> bool:
        """Return whether another tree has the key's values."""
        return self._all(node, lambda value, expected, answered: self.close(value, expected))

    def key_is(self, node: Node, combine: Callable[[complex, complex], complex]) -> bool:
        """Return whether the key is the answer combined with another tree's value."""
        return self._all(
            node, lambda value, expected, answered: self.close(combine(answered, value), expected)
        )

    def _all(self, node: Node, test: Callable[[complex, complex, complex], bool]) -> bool:
        matching_rows = 0
        values = values_at(node, [point for point, _, _ in self.calm])
        for (_, expected, answered), value in zip(self.calm, values, strict=True):
            if value is None:
                continue
            if not test(value, expected, answered):
                matching_rows = 0
                break
            matching_rows += 1
        fits = matching_rows >= (LEAST_ROWS if self.names else 1)
        record_step("try a tree", above=2, tree=node, rows=matching_rows, fits=fits)
        return fits

    def ratio(self) -> complex | None:
        """Return the constant factor from key to answer; None if it is not constant."""
        rows = [(expected, answered) for _, expected, answered in self.rows if expected != 0 or answered != 0]
        if not self.usable or not rows or any(expected == 0 or answered == 0 for expected, answered in rows):
            return None
        first = rows[0][1] / rows[0][0]
        is_constant = all(self.close(answered, first * expected) for expected, answered in rows)
        record_step("look for a constant factor", above=1, first=first, constant=is_constant)
        if is_constant and self._shows(abs(first), rows, lambda e: first * e):
            return first
        return None

    def offset(self) -> complex | None:
        """Return the constant difference of answer and key; None if it is not constant."""
        if not self.usable:
            return None
        moderate = [(e, g) for _, e, g in self.rows if abs(e) < 1e6]
        if len(moderate) < min(LEAST_ROWS, len(self.rows)):
            return None
        first = moderate[0][1] - moderate[0][0]
        size = max(abs(first), 1e-6)
        is_constant = all(abs(g - e - first) <= 1e-7 * size for e, g in moderate)
        record_step("look for a constant difference", above=1, first=first, constant=is_constant)
        if is_constant and self._shows(1.0, moderate, lambda e: e + first):
            return first
        return None

    def _shows(self, factor: float, rows: list[tuple[complex, complex]], change: Change) -> bool:
        """Return whether the answer follows the key from point to point: a large constant would hide
        changes."""
        spread = max(abs(expected - rows[0][0]) for expected, _ in rows)
        if not self.names or spread == 0:
            return True
        largest = max(abs(answered) for _, answered in rows)
        # A constant that is a million times as large as the changes leaves too few digits of them.
        if largest > 1e6 * factor * spread:
            return False
        return all(abs(change(e) - g) <= 1e-6 * max(factor * spread, abs(g)) for e, g in rows)


def values_at(node: Node, points: list[Point]) -> list[complex | None]:
    """Return the finite values of a tree in doubles at some points; None if it has none."""
    try:
        evaluate = compile_numeric(node)
    except CheckError:
        return [None] * len(points)
    return [_evaluate_finite_value(evaluate, point) for point in points]


def value_at(node: Node, point: Mapping[str, float]) -> complex | None:
    """Return the finite value of a tree in doubles, if it has one."""
    return values_at(node, [dict(point)])[0]


def real_at(node: Node, point: Mapping[str, float]) -> float | None:
    """Return the finite value of a tree in doubles, if it is real up to rounding."""
    return reals_at(node, [dict(point)])[0]


def reals_at(node: Node, points: list[Point]) -> list[float | None]:
    """Return the finite values of a tree in doubles at some points; None if it has none that is real."""
    return [_take_real_value(value) for value in values_at(node, points)]


def _take_real_value(value: complex | None) -> float | None:
    if value is None or abs(value.imag) > _REAL * abs(value):
        return None
    return value.real


def _evaluate_finite_value(
    evaluate: Callable[[Mapping[str, float]], object], point: Mapping[str, float]
) -> complex | None:
    try:
        value = evaluate(point)
    except CheckError:
        return None
    # Products and differences of such values stay within doubles.
    if isinstance(value, (float, complex)) and cmath.isfinite(value) and abs(value) < 1e150:
        return complex(value)
    return None


# Max names that are tried for an exchange: 15 pairs.
_NAME_LIMIT = 6
# Max inner parts that are tried for a missing derivative.
_INNER_LIMIT = 8
# Nodes of key and answer beyond which only the cheap causes are tried.
_SIZE_LIMIT = 250
# Max nodes of a derivative, which has the square of those of functions in one another.
_SLOPE_LIMIT = 1000
_ZERO, _ONE = Num("0"), Num("1")
_INNER = "The inner derivative is missing:"


def diagnose_expression(trial: MistakeTrial) -> Verdict | None:
    """Return the diagnosis of a wrong expression, if there is one."""
    if not trial.usable:
        return None
    if trial.changed(lambda x: -x):
        return make_wrong_verdict("sign", "The sign of the whole is off.")
    if trial.size > _SIZE_LIMIT:
        return (
            _diagnose_reciprocal(trial)
            or _diagnose_expression_factor(trial)
            or _diagnose_constant_offset(trial)
        )
    if find_symbols(trial.answer) and _may_be_complement(trial) and trial.changed(lambda x: 1 - x):
        return make_described_verdict("complement", "the complement: one minus it is right.")
    return (
        _inner_derivative(trial)
        or _diagnose_reciprocal(trial)
        or _diagnose_logarithm(trial)
        or _diagnose_expression_factor(trial)
        or _diagnose_constant_offset(trial)
        or _diagnose_calculus_slip(trial)
        or _diagnose_exchanged_names(trial)
        or _diagnose_terms(trial)
    )


def _diagnose_expression_factor(trial: MistakeTrial) -> Verdict | None:
    factor = trial.ratio()
    if factor is None or abs(factor.imag) > 1e-9 * abs(factor):
        return None
    simple = simple_factor(factor.real, 60, EXACT)
    digits = f"{factor.real:.4g}"
    if not simple and digits == "1":
        return None  # four digits do not show it
    times = describe_factor_times(*simple) if simple else f"about {digits} times"
    return make_wrong_verdict("factor", f"A constant factor is off: this is {times} the right expression.")


def _diagnose_reciprocal(trial: MistakeTrial) -> Verdict | None:
    if not trial.changed(lambda x: 1 / x):
        return None
    match trial.key:
        case Binary("/"):
            return make_described_verdict("reciprocal", "the reciprocal: invert the fraction.")
        case Call("exp") | Binary("^", _, Neg() | Binary()):
            return make_wrong_verdict("sign", "The sign of the exponent is off.")
        case _:
            return None


def _may_be_complement(trial: MistakeTrial) -> bool:
    """Return whether the key is one minus something, so that its complement is more than chance."""
    return isinstance(trial.key, Binary) and trial.key.op == "-" and trial.key.left == _ONE


def _diagnose_logarithm(trial: MistakeTrial) -> Verdict | None:
    """Diagnose a natural logarithm in place of its argument, or the reverse; exactly, as it is typed."""
    if trial.allowed:
        return None
    if trial.changed(cmath.exp):
        return make_described_verdict("logarithm", "the logarithm of the right value.")
    if trial.changed(cmath.log):
        return make_described_verdict("logarithm", "the exponential of the right value.")
    return None


def _diagnose_constant_offset(trial: MistakeTrial) -> Verdict | None:
    offset = trial.offset()
    if offset is None or abs(offset.imag) > 1e-9 * abs(offset):
        return None
    direction = "large" if offset.real > 0 else "small"
    return make_wrong_verdict(
        "constant", f"A constant is off: this is {abs(offset.real):.6g} too {direction}."
    )


def _inner_derivative(trial: MistakeTrial) -> Verdict | None:
    """Diagnose an answer that differs from the key by the derivative of something inside it.

    The key is the answer times that derivative.
    """
    inner_parts = dict.fromkeys((*_inner_parts(trial.answer), *_inner_parts(trial.key)))
    for inner in list(inner_parts)[:_INNER_LIMIT]:
        for name in sorted(find_symbols(inner)):
            slope = _differentiate_cheaply(inner, name)
            if slope is None or slope in (_ZERO, _ONE):
                continue
            if trial.key_is(slope, lambda answer, value: answer * value):
                return make_wrong_verdict("inner-derivative", f"{_INNER} multiply by it (chain rule).")
    return None


def _differentiate_cheaply(node: Node, name: str) -> Node | None:
    """Return the derivative by rules alone; numerical or long ones are too slow for a diagnosis."""
    try:
        derivative = derivative_of(node, name)
    except CheckError:
        return None
    for count, part in enumerate(walk_tree(derivative)):
        if count == _SLOPE_LIMIT or (isinstance(part, Call) and part.name == "diff"):
            return None
    return derivative


def _inner_parts(node: Node) -> Iterator[Node]:
    """Yield arguments of functions, bases, exponents and divisors other than a symbol or a number."""
    for part in walk_tree(node):
        inner = part.args if isinstance(part, Call) else ()
        if isinstance(part, Binary) and part.op in ("^", "/"):
            inner = (part.left, part.right) if part.op == "^" else (part.right,)
        yield from (operand for operand in inner if find_symbols(operand) and not isinstance(operand, Sym))


def _diagnose_calculus_slip(trial: MistakeTrial) -> Verdict | None:
    for name in trial.names[:_NAME_LIMIT]:
        slope = _differentiate_cheaply(trial.key, name) if name in find_symbols(trial.key) else None
        # A number may be a slope by chance.
        if slope is not None and find_symbols(slope) and trial.is_answer(slope, precisely=True):
            return make_wrong_verdict("differentiated", "This was differentiated once too often.")
        slope = _differentiate_cheaply(trial.answer, name) if name in find_symbols(trial.answer) else None
        if slope is not None and slope != _ZERO and trial.is_key(slope):
            return make_described_verdict(
                "integrated", "an antiderivative of what is asked for: differentiate it."
            )
    return None


def _diagnose_exchanged_names(trial: MistakeTrial) -> Verdict | None:
    """Diagnose exchanged names, or a name that differs from the right one in case."""
    names = trial.names[:_NAME_LIMIT]
    for first, second in combinations(names, 2):
        shown = [trial.letters.get(name, name) for name in (first, second)]
        swapped = substitute_symbols(trial.answer, {first: Sym(second), second: Sym(first)})
        if swapped != trial.answer and trial.is_key(swapped):
            return make_wrong_verdict("names", f"{shown[0]} and {shown[1]} are exchanged.")
        if first.lower() == second.lower():
            for old, new, said in ((first, second, shown), (second, first, shown[::-1])):
                if old in find_symbols(trial.answer) and trial.is_key(
                    substitute_symbols(trial.answer, {old: Sym(new)})
                ):
                    return make_wrong_verdict(
                        "names", f"{said[0]} is written where {said[1]} is expected: capitals count."
                    )
    return None


def _diagnose_terms(trial: MistakeTrial) -> Verdict | None:
    """Diagnose terms of a sum with the wrong sign, or one with a wrong constant factor.

    Key and answer differ by a multiple of these terms.
    """
    terms = split_sum_terms(trial.answer)
    # The signs of seven terms have 126 choices.
    if not 2 <= len(terms) <= 7 or not trial.usable:
        return None
    rows = trial.calm[:10]
    points = [point for point, _, _ in rows]
    values = [values_at(Neg(term) if negative else term, points) for negative, term in terms]
    for count in range(1, len(terms)):
        for chosen in combinations(values, count):
            multiple = _find_multiple(rows, chosen)
            if multiple is None:
                continue
            if abs(multiple + 2) < 1e-6:
                item = "The sign of one term is off."
                return make_wrong_verdict(
                    "sign", item if count == 1 else f"The signs of {count} terms are off."
                )
            if count == 1:
                is_extra = abs(multiple + 1) < 1e-6
                item = "One term is too many." if is_extra else "The constant factor of one term is off."
                return make_wrong_verdict("term", item)
    return None


def _find_multiple(rows: list[Row], chosen: tuple[list[complex | None], ...]) -> complex | None:
    """Return the constant multiple of some terms that leads from answer to key; None if there is none."""
    multiples: list[complex] = []
    for index, (_, expected, answer) in enumerate(rows):
        parts = [values[index] for values in chosen]
        total = sum(part for part in parts if part is not None)
        if total and None not in parts:
            multiples.append((expected - answer) / total)
    if len(multiples) < LEAST_ROWS or not multiples[0]:
        return None
    allowed = 1e-6 * abs(multiples[0])
    is_constant = all(abs(multiple - multiples[0]) <= allowed for multiple in multiples)
    return multiples[0] if is_constant else None


# --- numbers --------------------------------------------------------------------------------------------


# The number of radians in a degree.
_DEGREE = Num(repr(math.pi / 180))
_TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "sec", "csc", "cot"})
_INVERSE_TRIGONOMETRIC = frozenset(f"a{name}" for name in _TRIGONOMETRIC)
# Unit of the last digit below which a typed decimal is exact.
_FINE = Fraction(1, 10**9)


def diagnose_number(trial: MistakeTrial) -> Verdict | None:
    """Return the diagnosis of a wrong number, if there is one."""
    if not trial.usable:
        return None
    _, expected, answer = trial.rows[0]
    if trial.changed(lambda x: -x):
        return make_wrong_verdict("sign", "The sign is off.")
    # A tolerance beyond 5 % of the key explains any value.
    if answer == 0 or expected == 0 or trial.allowed > 0.05 * abs(expected):
        return None
    if 0 < min(abs(expected), abs(answer)) < 1 and any(map(_is_share, walk_tree(trial.answer))):
        if trial.changed(lambda x: x / 100):
            return make_described_verdict("percent", "100 times too large: a percentage needs its % sign.")
        if trial.changed(lambda x: x * 100):
            return make_described_verdict("percent", "100 times too small: one % too many.")
    if _may_be_complement(trial) and (trial.changed(lambda x: 1 - x) or _rounded_complement(trial)):
        return make_described_verdict("complement", "the complement: one minus it is right.")
    return (
        _diagnose_reciprocal(trial)
        or _diagnose_logarithm(trial)
        or _diagnose_degrees_unit(trial)
        or _number_factor(expected, answer, trial)
    )


def _is_share(part: Node) -> bool:
    """Return whether a part was typed with a percent sign, or divided by a hundred."""
    return isinstance(part, Binary) and part.op == "/" and part.right == Num("100")


def _rounded_complement(trial: MistakeTrial) -> bool:
    """Return whether the complement was rounded as typed, where the key may be rounded, too."""
    unit = last_place(trial.answer)
    _, expected, answer = trial.rows[0]
    if unit is None or not trial.allowed or abs(answer) < 10 * unit:
        return False
    return abs(1 - answer - expected) <= float(unit) / 2


def _diagnose_degrees_unit(trial: MistakeTrial) -> Verdict | None:
    if any(map(_is_share, walk_tree(trial.key))):
        return None  # a share is not an angle
    turn = math.pi / 180
    if trial.changed(lambda x: x * turn):
        return make_described_verdict("degrees", "in degrees. Angles are in radians here.")
    if trial.changed(lambda x: x / turn):
        return make_described_verdict("degrees", "in radians where degrees are expected.")
    in_degrees = _in_degrees(trial.key)
    if in_degrees != trial.key and trial.is_answer(in_degrees):
        return make_wrong_verdict("degrees", "The angle was taken in degrees. Set the calculator to radians.")
    return None


def _in_degrees(node: Node) -> Node:
    """Return the tree as a calculator set to degrees would compute it."""
    parts = tuple(map(_in_degrees, list_parts(node)))
    if isinstance(node, Call) and node.name in _TRIGONOMETRIC:
        return Call(node.name, (Binary("*", parts[0], _DEGREE),))
    if isinstance(node, Call) and node.name in _INVERSE_TRIGONOMETRIC:
        return Binary("/", Call(node.name, parts), _DEGREE)
    return replace_parts(node, parts) if parts else node


def _number_factor(expected: complex, answer: complex, trial: MistakeTrial) -> Verdict | None:
    factor = answer / expected
    if abs(factor.imag) > 1e-12 * abs(factor):
        return None
    exact = max(EXACT, trial.allowed / abs(expected))
    unit = last_place(trial.answer)
    # Relative bound between a number and the typed decimal that rounds it
    typed = 0.0 if unit is None or unit < _FINE else float(unit) / 2 / abs(answer)
    for slack in (EXACT, exact, max(exact, typed)):
        # Beyond this slack any factor fits some fraction.
        simple = simple_factor(factor.real, 12, slack) if slack <= 5e-3 else None
        if simple is not None and is_plausible(*simple, slack, expected, answer):
            return make_described_verdict("factor", f"{describe_factor_times(*simple)} the right value.")
    return None


# --- factors --------------------------------------------------------------------------------------------


_CONSTANTS = (
    ("π", math.pi), ("√2", math.sqrt(2)), ("√3", math.sqrt(3)), ("√π", math.sqrt(math.pi)),
    ("√(2π)", math.sqrt(2 * math.pi)), ("π²", math.pi**2), ("e", math.e), ("ln 2", math.log(2)),
    ("ln 10", math.log(10)),
)  # fmt: skip
# The relative slack of factors between exact values.
EXACT = 1e-8
# Max slack at which a small integer factor is more than chance.
_PRECISE = 2e-4
_PAIR = frozenset({2, -2})
# Factors (or divisors) between plain numbers that are more than chance, with the sign of the factor.
_PLAUSIBLE = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 24, 60, 100, 1000, -2})


def simple_factor(factor: float, largest: int, slack: float) -> tuple[Fraction, str] | None:
    """Return a factor as a simple fraction, perhaps times a named constant, or over it: a stroke before the
    name."""
    # A factor near the largest double is a failure of the computation.
    if not math.isfinite(factor * 1e6):
        return None
    for name, value in (("", 1.0), *_CONSTANTS, *((f"/{name}", 1 / value) for name, value in _CONSTANTS)):
        ratio = Fraction(factor / value).limit_denominator(largest)
        if (
            ratio not in (0, 1 if not name else 0)
            and abs(ratio.numerator) <= 1000
            and abs(float(ratio) * value - factor) <= slack * abs(factor)
        ):
            return ratio, name
    return None


def describe_factor_times(ratio: Fraction, name: str) -> str:
    """Return a factor as text, with the word times: ``1/2 times``, ``3 π times``, ``(1/2)/π times``."""
    if not name:
        return f"{ratio} times"
    if name.startswith("/"):
        if ratio.denominator == 1:
            return f"{ratio}{name} times"
        return f"({ratio}){name} times"
    return f"{name} times" if ratio == 1 else f"{ratio} {name} times"


def is_plausible(ratio: Fraction, name: str, slack: float, expected: complex, answered: complex) -> bool:
    """Return whether a factor is more than chance: the less precise the numbers, the fewer are plausible."""
    if not (ratio.numerator in (1, -1) or ratio.denominator == 1):
        return False
    size = max(abs(ratio.numerator), ratio.denominator)
    if name:
        return slack <= EXACT or (slack <= _PRECISE and ratio > 0 and size <= 2)
    turned = size * (1 if ratio > 0 else -1)
    if slack > _PRECISE:
        return turned == 2
    # Any two fractions of numbers up to 12 have a simple ratio.
    values = (expected, answered)
    fractions = [Fraction(value.real).limit_denominator(12) for value in values]
    small = all(
        abs(fraction.numerator) <= 12 and abs(value - float(fraction)) <= EXACT
        for value, fraction in zip(values, fractions, strict=True)
    )
    return turned in (_PAIR if small else _PLAUSIBLE)
