"""Points at which expressions are compared, within the domains of their symbols: ordinary ones, in all signs
and magnitudes, and those around the places where an expression may follow another rule, or end.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, pairwise

from drill.checking.equality.structure import is_sum, product
from drill.checking.real_lines import roots_along
from drill.errors import CheckError
from drill.maths.domains import Assumptions, Domain
from drill.maths.numeric import compile_numeric
from drill.maths.tree import Binary, Call, Node, Num, Relation, symbols, walk

Point = dict[str, float]

_SCALES = (1.0, 3.0, 0.3, 10.0, 40.0, 0.02, 150.0, 0.002, 1.5)
"""The magnitudes of ordinary points, the usual ones first: below, doubles lose what they subtract; above,
e^x is beyond them."""
_ROUNDS = 30
"""How often each magnitude is drawn at most: a key that is real on a thirtieth of them still has points."""
_SEED = 7
"""Any number: the same points come in every check."""
_GOLDEN = 0.6180339887498949
"""Multiples of it spread evenly between 0 and 1."""

_STEPS = frozenset({"floor", "ceil", "sign", "mod", "ind"})
_BREAKS = frozenset({"abs", "sign", "ln", "log", "log2", "log10", "sqrt", "root"})
_MOST_BREAKS = 16
_MOST_ROOTS = 12
"""Along one line of one expression; sin(x)² - 1/2 has dozens."""
_ASIDE = (1e-4, 0.37, 1.7)
"""How far beside a root points lie, by its size: as near as a thin hole, and well away on either side."""


@dataclass(frozen=True)
class Sample:
    """Points for the symbols ``names``, always the same ones; what the ``key`` counts is 0, 1, 2, …"""

    names: tuple[str, ...]
    assumed: Assumptions
    key: Node = Num("0")

    @cached_property
    def counted(self) -> frozenset[str]:
        """The symbols that stand for whole numbers: declared so, or in a factorial or binomial coefficient."""
        calls = (part for part in walk(self.key) if isinstance(part, Call))
        inside = [symbols(part) for part in calls if part.name in ("factorial", "binomial")]
        declared = {name for name in self.names if self.assumed.domain(name).integer}
        return declared.union(*inside)

    @cached_property
    def domains(self) -> dict[str, Domain]:
        """Where each symbol lies."""
        return {name: self._domain(name) for name in self.names}

    def _domain(self, name: str) -> Domain:
        domain = self.assumed.domain(name)
        if domain.integer or name not in self.counted:
            return domain
        low, is_open = (domain.low, domain.open_low) if domain.low >= 0 else (0, False)
        return replace(domain, low=low, open_low=is_open, integer=True)

    def ordinary(self) -> Iterator[Point]:
        """Points of every sign pattern and all magnitudes, at first of one and then of several at once."""
        chance = random.Random(_SEED)
        for turn in range(_ROUNDS * len(_SCALES)):
            point: Point = {}
            for place, (name, domain) in enumerate(self.domains.items()):
                sign = -1 if turn >> place & 1 else 1
                scale = _SCALES[(turn + place * (turn // len(_SCALES))) % len(_SCALES)]
                point[name] = _placed(domain, sign * scale * chance.uniform(0.3, 1))
            if self.holds(point):
                yield point

    def holds(self, point: Point) -> bool:
        """Whether a point lies in the domains and satisfies the relations that are assumed."""
        return all(value in self.domains[name] for name, value in point.items()) and satisfies(
            point, self.assumed
        )

    def around(self, breaks: Iterable[Node]) -> tuple[list[Point], list[Point]]:
        """The points at the roots of ``breaks`` along each symbol, and those beside and between the roots."""
        base = next(self.ordinary(), None)
        if base is None:
            return [], []
        opposite = {name: _placed(self.domains[name], -value) for name, value in base.items()}
        at: list[Point] = []
        beside: list[Point] = []
        for start in (base, opposite) if len(base) > 1 else (base,):
            for name, domain in self.domains.items():
                found = (roots_along(node, start, name)[:_MOST_ROOTS] for node in breaks)
                places = sorted({root for line in found for root in line})
                at += ({**start, name: place} for place in places)
                beside += ({**start, name: value} for value in _beside(places, domain))
        return list(filter(self.holds, at)), list(filter(self.holds, beside))


def satisfies(point: Point, assumed: Assumptions) -> bool:
    """Whether a point satisfies the relations between several names; those of other names do not count."""
    for relation in assumed.relations:
        if symbols(relation) <= point.keys():
            try:
                if not compile_numeric(relation)(point):
                    return False
            except CheckError:
                return False
    return True


def _placed(domain: Domain, value: float) -> float:
    """The number itself where the domain has it, else one in the domain that depends on it."""
    low, high = float(domain.low), float(domain.high)
    value = 3 * value if domain.integer else value  # the first few whole numbers, not 0 alone
    if value not in domain:
        if math.isfinite(low) and math.isfinite(high):
            value = low + (high - low) * (abs(value) * _GOLDEN % 1)
        elif math.isfinite(low):
            value = low + abs(value)
        elif math.isfinite(high):
            value = high - abs(value)
    value = float(round(value)) if domain.integer else value
    return next((near for near in (value, value + 1, value - 1) if near in domain), value)


def _beside(places: list[float], domain: Domain) -> list[float]:
    """Numbers on both sides of each place and between neighbours; whole ones where only those count."""
    found = [
        place + sign * step * (1 + abs(place)) for step in _ASIDE for place in places for sign in (-1, 1)
    ]
    found += [low + (high - low) * _GOLDEN for low, high in pairwise(places)]
    if not domain.integer:
        return found
    return sorted({float(math.floor(each) + shift) for each in (*found, *places) for shift in (0, 1)})


def has_steps(node: Node) -> bool:
    """Whether a value may stand alone at a single place, as those of floor(x) + 1 beside ceil(x)."""
    return any(isinstance(part, Call) and part.name in _STEPS for part in walk(node))


def breaks(nodes: Iterable[Node], most: int = _MOST_BREAKS) -> list[Node]:
    """What in some trees has to pass zero for their rule to change, or their domain to end; the short first.

    Only sums: a product does so where its factors do, and at zero.
    """
    parts = (part for node in nodes for part in walk(node))
    found = dict.fromkeys(each for part in parts for inner in _turning(part) for each in _sums(inner))
    return sorted(found, key=lambda node: sum(1 for _ in walk(node)))[:most]


def _turning(part: Node) -> Iterator[Node]:
    match part:
        case Relation(_, left, right):
            yield Binary("-", left, right)
        case Call("max" | "min", args):
            yield from (Binary("-", one, other) for one, other in combinations(args, 2))
        case Call("floor" | "ceil", (arg,)):
            yield from (arg, Binary("-", arg, Num("1")), Binary("+", arg, Num("1")))
        case Call(name, args) if name in _BREAKS:
            yield from args
        case Binary("^", base, exponent) if not isinstance(exponent, Num):
            yield from (base, exponent)
        case _:
            pass


def _sums(node: Node) -> Iterator[Node]:
    """The factors of a product that are sums with a symbol in them, through powers."""
    parts = product(node)
    for factor in (*parts.factors, *parts.divisors):
        if isinstance(factor, Binary) and factor.op == "^":
            yield from _sums(factor.left)
        elif is_sum(factor) and symbols(factor):
            yield factor
