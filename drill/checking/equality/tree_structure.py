"""Trees compared as written, and split into terms and factors, whose order does not matter."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from drill.checking.real_root_search import find_zeros_and_edges
from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths import exact
from drill.maths.domains import Assumptions, Domain
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Relation,
    Sym,
    bounded_value,
    find_in_tree,
    find_symbols,
    list_parts,
    replace_parts,
    walk_tree,
)
from drill.maths.numeric import compile_numeric

# Max characters of a number that is identified by its value; a longer one, as 1e999999, by its digits.
_LONGEST_DIGITS = 40
# Max bits of a number that is computed exactly, for comparison with one that is nearly the same.
_MOST_BITS = 100_000
# Placeholder for the parts of a node, so that the rest of it, such as its name, is compared alone.
_BLANK = Num("")


class SplitProduct(NamedTuple):
    """A product, split into its sign, its factors, and its divisors."""

    negative: bool
    factors: tuple[Node, ...]
    divisors: tuple[Node, ...]


def evaluate_short_rational(node: Node) -> Fraction | None:
    """Return the exact rational value of a tree without symbols; None if it has none or a very long one.

    Raises UndefinedError for a division by zero.
    """
    try:
        return exact.evaluate_exactly(node, {})
    except TooLargeError:
        return None


def long_rational(node: Node) -> Fraction | None:
    """Return the exact value of sums, products and whole powers of plain numbers, of up to 30,000 digits.

    Raises UndefinedError for a division by zero.
    """
    match node:
        case Num(text):
            if len(text) <= _LONGEST_DIGITS and "e" not in text.lower():
                return node.value
            return None
        case Neg(arg):
            value = long_rational(arg)
            return None if value is None else -value
        case Binary(op, left, right):
            values = long_rational(left), long_rational(right)
            if None in values:
                return None
            return _compute_bounded_rational(op, *(value or Fraction(0) for value in values))
        case _:
            return None


def _compute_bounded_rational(op: str, left: Fraction, right: Fraction) -> Fraction | None:
    sizes = [value.numerator.bit_length() + value.denominator.bit_length() for value in (left, right)]
    if op == "^":
        is_short = right.denominator == 1 and abs(right) < _MOST_BITS and sizes[0] * abs(right) <= _MOST_BITS
        if not is_short or (left == 0 and right < 0):
            return None
        return left**right.numerator
    if sum(sizes) > 2 * _MOST_BITS:
        return None
    if op == "/" and right == 0:
        raise UndefinedError("division by zero")
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[op]


def split_sum_terms(node: Node) -> tuple[tuple[bool, Node], ...]:
    """Return the terms of a sum, left to right, each with whether it is subtracted; one term for anything
    else."""
    return tuple(_flatten_operation(node, "+", "-")[1])


def is_sum_of_terms(node: Node) -> bool:
    """Return whether a node is a sum of several terms, perhaps negated as a whole."""
    return len(split_sum_terms(node)) > 1


def split_product_factors(node: Node) -> SplitProduct:
    """Return the factors and divisors of a product, its signs gathered."""
    negative, parts = _flatten_operation(node, "*", "/")
    above, below = ([part for inverted, part in parts if inverted == side] for side in (False, True))
    return SplitProduct(negative, tuple(above), tuple(below))


def _flatten_operation(node: Node, operation: str, inverse: str) -> tuple[bool, list[tuple[bool, Node]]]:
    """Return the parts of a sum or product, each with whether it is inverted; and whether signs are odd."""
    negative = False
    signed_parts: list[tuple[bool, Node]] = []
    stack = [(False, node)]
    while stack:
        inverted, part = stack.pop()
        match part:
            case Binary(op, left, right) if op in (operation, inverse):
                stack += [(inverted != (op == inverse), right), (inverted, left)]
            case Neg(arg):
                negative = not negative
                stack.append((inverted != (operation == "+"), arg))
            case _:
                signed_parts.append((inverted, part))
    return negative, signed_parts


@lru_cache(maxsize=4096)
def canonicalise_tree(node: Node) -> str:
    """Return a text that is the same for two trees that differ only in the order of terms and factors and in
    where a sign is; that of something negative begins with ``- ``.
    """
    match node:
        case Num(text):
            if len(text) < _LONGEST_DIGITS and "e" not in text.lower():
                return str(node.value)
            return text
        case Binary("+" | "-"):
            return _canonical_sum(node)
        case Binary("*" | "/") | Neg():
            return _canonical_product(node)
        case Binary("^", base, Num(text) as power) if text.isdigit():
            bare, minus = _canonicalise_without_sign(base)
            return f"{'- ' if minus and int(text) % 2 else ''}({bare} ^ {canonicalise_tree(power)})"
        case Call("log", (argument,)):
            return canonicalise_tree(Call("ln", (argument,)))
        case Call("exp", (exponent,)):
            return canonicalise_tree(Binary("^", Const("e"), exponent))
        case _:
            texts = [canonicalise_tree(part) for part in list_parts(node)]
            if isinstance(node, Call) and node.name in ("max", "min", "gcd", "beta"):
                texts.sort()
            return f"{replace_parts(node, (_BLANK,) * len(texts))}({', '.join(texts)})"


def _canonicalise_without_sign(node: Node) -> tuple[str, bool]:
    """Return the canonical text without its leading sign, and whether it had one."""
    text = canonicalise_tree(node)
    return text.removeprefix("- "), text.startswith("- ")


def _canonical_sum(node: Node) -> str:
    """Return the terms in order, the first of them positive, with the sign that this takes in front."""
    terms = [(*_canonicalise_without_sign(term), negative) for negative, term in split_sum_terms(node)]
    ordered = sorted((text, negative != minus) for text, minus, negative in terms)
    turned = ordered[0][1]
    joined = " + ".join(f"- {text}" if negative != turned else text for text, negative in ordered)
    return f"- ({joined})" if turned else f"({joined})"


def _canonical_product(node: Node) -> str:
    parts = split_product_factors(node)
    sides = [
        sorted(map(_canonicalise_without_sign, side)) for side in (parts.factors, parts.divisors) if side
    ]
    text = " / ".join(" * ".join(text for text, _ in side) for side in sides)
    quotient = f"({text})" if sum(map(len, sides)) > 1 else text
    is_negative = parts.negative != sum(minus for side in sides for _, minus in side) % 2
    return f"- {quotient}" if is_negative else quotient


# How large expressions become when they are multiplied out, counted on their trees.

# Functions that computer algebra evaluates, or does not keep as they are written.
_EVALUATED = frozenset(("diff", "integrate", "limit", "sum", "prod", "expand", "factor", "simplify"))
# Functions whose values at whole numbers it computes.
_GROWING = frozenset(("factorial", "binomial", "gamma", "beta", "digamma"))


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that two expressions may have: operations, terms when their difference is multiplied out, and
    the size of whole numbers in an exponent."""

    operations: int
    terms: int
    exponent: int

    def allow(self, first: Node, second: Node) -> bool:
        """Return whether two expressions are within these bounds."""
        parts = (*walk_tree(first), *walk_tree(second))
        if sum(bool(list_parts(part)) for part in parts) > self.operations:
            return False
        try:
            return max(self._count_terms(Binary("-", first, second))) <= self.terms
        except (CheckError, OverflowError):
            return False

    def _count_terms(self, node: Node) -> tuple[int, int]:
        """Return the most terms above and below the bar. Raises TooLargeError."""
        match node:
            case Num() | Sym() | Const():
                return 1, 1
            case Neg(arg):
                return self._count_terms(arg)
            case Call("exp", (exponent,)):
                return self._count_terms(Binary("^", Const("e"), exponent))
            case Call(name, args) if name not in _EVALUATED:
                for arg in args:
                    self._require_small(arg, is_exponent=name in _GROWING)
                return 1, 1
            case Binary("^", base, exponent):
                # A power of e stays as it is, without a logarithm.
                is_kept = base == Const("e") and not any(find_in_tree(exponent, Call))
                self._require_small(exponent, is_exponent=not is_kept)
                above, below = self._raise_terms(self._count_terms(base), exponent)
            case Binary(op, left, right):
                above, below = self._count_terms(left)
                other, under = self._count_terms(right)
                if op == "/":
                    other, under = under, other
                above = above * other if op in "*/" else above * under + other * below
                below *= under
            case _:
                raise TooLargeError("this is not a number, or is evaluated")
        if max(above, below) > self.terms:
            raise TooLargeError("this has too many terms")
        return above, below

    def _require_small(self, node: Node, *, is_exponent: bool) -> None:
        self._count_terms(node)
        if is_exponent and _bound_whole_number(node) > self.exponent:
            raise TooLargeError("an exponent is too large")

    def _raise_terms(self, terms: tuple[int, int], exponent: Node) -> tuple[int, int]:
        power = exponent.arg if isinstance(exponent, Neg) else exponent
        if not isinstance(power, Num) or power.value.denominator != 1:
            return 1, 1
        times = min(int(power.value), self.terms)
        above, below = (count if count == 1 else math.comb(count + times - 1, times) for count in terms)
        return (above, below) if power is exponent else (below, above)


def _bound_whole_number(node: Node) -> float:
    """Return a bound of every number that may be computed from those in a tree. Raises OverflowError."""
    match node:
        case Num():
            value = float(bounded_value(node)) or 1.0
            return 1 + max(value, 1 / value)
        case Binary("^", base, Num() as power):
            return _bound_whole_number(base) ** float(bounded_value(power))
        case Const():
            return 4.0  # more than pi
        case _:
            return math.prod(map(_bound_whole_number, list_parts(node)))


# Sample points for comparing expressions, within the domains of their symbols: ordinary ones, in all signs
# and magnitudes, and those around the places where an expression may follow another rule, or end.

Point = dict[str, float]

# Magnitudes of ordinary points, the usual ones first. Below, doubles lose the smaller terms of differences
# that diagnoses compute; above, e^x exceeds doubles.
_SCALES = (1.0, 3.0, 0.3, 10.0, 40.0, 0.02, 150.0, 0.002, 1.5)
# Its multiples spread evenly between 0 and 1, and it is at no round place between two roots.
_GOLDEN = 0.6180339887498949
# Distances of points from a root, by its size: from within thin holes to well away.
_ASIDE = (1e-4, 0.05, 0.37)
# Min exponent of a high power, which is negligible below 1 and dominates above.
_HIGH = 12
_COUNTING = ("factorial", "binomial")
_STEPS = ("floor", "ceil", "sign", "mod", "ind")
# Functions that follow another rule where their argument passes zero, end there, or are narrow about it.
_BREAKS = ("abs", "sign", "exp", "ln", "log", "log2", "log10", "sqrt", "root")


class Sample:
    """Points for some symbols, always the same ones; symbols that the ``key`` counts with are 0, 1, 2 and so
    on.
    """

    def __init__(self, names: Iterable[str], assumed: Assumptions, key: Node | None = None) -> None:
        calls = list(find_in_tree(key, Call)) if key is not None else []
        counted = frozenset[str]().union(*(find_symbols(part) for part in calls if part.name in _COUNTING))
        self._assumed = assumed
        self.domains = {name: assumed.domain(name) for name in sorted(names)}
        for name in counted & self.domains.keys():
            start = replace(self.domains[name], integer=True)
            self.domains[name] = start if start.low >= 0 else replace(start, low=0, has_low=True)

    def ordinary(self) -> Iterator[Point]:
        """Yield points of every sign pattern and all magnitudes, at first of one and then of several at
        once."""
        chance = random.Random(7)
        # This number of rounds finds points of a key that is real on a tenth of them.
        for turn in range(30 * len(_SCALES)):
            point: Point = {}
            for index, (name, domain) in enumerate(self.domains.items()):
                sign = -1 if turn >> index & 1 else 1
                scale = _SCALES[(turn + index * (turn // len(_SCALES))) % len(_SCALES)]
                point[name] = _move_into_domain(domain, sign * scale * chance.uniform(0.3, 1))
            if self.holds(point):
                yield point

    def holds(self, point: Point) -> bool:
        """Return whether a point lies in the domains and satisfies the relations that are assumed of its
        symbols.
        """
        relations = (
            relation for relation in self._assumed.relations if find_symbols(relation) <= point.keys()
        )
        try:
            is_inside = all(value in self.domains[name] for name, value in point.items())
            return is_inside and all(compile_numeric(relation)(point) for relation in relations)
        except CheckError:
            return False

    def around(self, breaks: Iterable[Node]) -> tuple[list[Point], list[Point]]:
        """Return the points at the roots of ``breaks`` along each symbol, and those near and between the
        roots."""
        at_breaks: list[Point] = []
        near_breaks: list[Point] = []
        for start in islice(self.ordinary(), min(2, len(self.domains))):
            for name, domain in self.domains.items():
                # A formula such as sin(x)² - 1/2 has dozens of roots along a line.
                roots_of_each = (find_zeros_and_edges(node, start, name)[:12] for node in breaks)
                roots = sorted({root for roots in roots_of_each for root in roots})
                at_breaks += ({**start, name: root} for root in roots)
                near_breaks += ({**start, name: value} for value in _near_and_between(roots, domain))
        return list(filter(self.holds, at_breaks)), list(filter(self.holds, near_breaks))


def _move_into_domain(domain: Domain, value: float) -> float:
    """Return the number itself if the domain contains it, else a number in the domain derived from it."""
    low, high = float(domain.low), float(domain.high)
    value = 3 * value if domain.integer else value  # so that small ones are not all 0
    if not low <= value <= high:
        value = low + abs(value) if math.isfinite(low) else high - abs(value)
    if value > high:
        value = low + (high - low) * (value * _GOLDEN % 1)
    value = float(round(value)) if domain.integer else value
    return next((near for near in (value, value + 1, value - 1) if near in domain), value)


def _near_and_between(places: list[float], domain: Domain) -> list[float]:
    """Return numbers on both sides of each point and between neighbours; only integers where those count."""
    sides = ((position, sign * step) for step in _ASIDE for sign in (-1, 1) for position in places)
    result = [break_point + step * (1 + abs(break_point)) for break_point, step in sides]
    if not domain.integer:
        # Near roots close to 0 the widest step crosses 0, and may leave the domain.
        small = (position for position in places if 0 < abs(position) < 0.3)
        result += (position * (1 + sign * _ASIDE[-1]) for position in small for sign in (-1, 1))
        ends = [float(end) for end in (domain.low, domain.high) if math.isfinite(end)]
        between = sorted({*ends, *places}) if places else []
        return result + [low + (high - low) * _GOLDEN for low, high in pairwise(between)]
    result += [low + (high - low) * _GOLDEN for low, high in pairwise(places)]
    return sorted({float(math.floor(value) + shift) for value in (*result, *places) for shift in (0, 1)})


def has_steps(node: Node) -> bool:
    """Return whether a value may occur at a single point only, as those of floor(x) + 1 and ceil(x) do."""
    return any(part.name in _STEPS for part in find_in_tree(node, Call))


def find_break_expressions(nodes: Iterable[Node], most: int = 16) -> list[Node]:
    """Return expressions whose zeros are where another rule applies or a domain ends, the shortest ones."""
    parts = (part for node in nodes for part in walk_tree(node))
    factors_of_all = dict.fromkeys(
        factor
        for part in parts
        for inner in _list_break_candidates(part)
        for factor in _list_symbolic_factors(inner)
    )
    return sorted(factors_of_all, key=lambda node: sum(1 for _ in walk_tree(node)))[:most]


def _list_break_candidates(part: Node) -> Iterator[Node]:
    match part:
        case Relation(_, left, right):
            yield Binary("-", left, right)
        case Call("max" | "min", args):
            yield from (Binary("-", first, second) for first, second in combinations(args, 2))
        case Call("floor" | "ceil", (arg,)):
            yield from (arg, Binary("-", arg, Num("1")), Binary("+", arg, Num("1")))
        case Call(name, args) if name in _BREAKS:
            yield from args
        case Binary("^", base, exponent) if not isinstance(exponent, Num):
            yield from (base, exponent)
        case Binary("^", base, Num() as exponent) if exponent.value >= _HIGH:
            yield from (Binary("-", base, Num("1")), Binary("+", base, Num("1")))
        case Binary("*" | "/"):
            yield from _where_powers_are_one(part)
        case _:
            pass


def _where_powers_are_one(part: Node) -> Iterator[Node]:
    """Yield where a high power times a number is 1 or -1: x^99/500^99."""
    parts = split_product_factors(part)
    powers = [
        (factor.left, factor.right.value)
        for factor in parts.factors
        if isinstance(factor, Binary) and factor.op == "^" and isinstance(factor.right, Num)
        if factor.right.value >= _HIGH and find_symbols(factor.left)
    ]
    if not powers:
        return
    above, below = map(_find_numeric_factor_size, (parts.factors, parts.divisors))
    for base, power in powers if above and below else ():
        with suppress(OverflowError):
            place = Num(
                repr(
                    math.exp(
                        (_take_fraction_logarithm(below) - _take_fraction_logarithm(above)) / float(power)
                    )
                )
            )
            yield from (Binary("-", base, place), Binary("+", base, place))


def _find_numeric_factor_size(factors: tuple[Node, ...]) -> Fraction:
    """Return the size of the product of the numbers among some factors; 0 where it is not rational."""
    numbers = [evaluate_short_rational(factor) for factor in factors if not find_symbols(factor)]
    return abs(math.prod((number or Fraction(0) for number in numbers), start=Fraction(1)))


def _take_fraction_logarithm(size: Fraction) -> float:
    """Return the natural logarithm of a positive fraction of any size."""
    return math.log(size.numerator) - math.log(size.denominator)


def _list_symbolic_factors(node: Node) -> Iterator[Node]:
    """Yield the factors of a product that are symbols, or sums with one in them, through powers."""
    parts = split_product_factors(node)
    for factor in (*parts.factors, *parts.divisors):
        if isinstance(factor, Binary) and factor.op == "^":
            yield from _list_symbolic_factors(factor.left)
        elif isinstance(factor, Sym) or (is_sum_of_terms(factor) and find_symbols(factor)):
            yield factor
