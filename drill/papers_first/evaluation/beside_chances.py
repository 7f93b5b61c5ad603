"""What is a chance or a share of a whole beside another one: ``\\sum_i f_i P_i``, a mixture's parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.mixtures import mixed
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Call, Function, Node, Power, Product, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.given_roles import given_role
from drill.papers_first.plausible.known_numbers import is_base_e
from drill.papers_first.plausible.ranges import LEARNED, RANGES, Range, Role

_FRACTION: Final = re.compile(
    r"^(?:the )?(?:average |mean )?(?:fraction|share|proportion) of (?:the |all )?"
    r"(?P<whole>[\w-]+(?: [\w-]+){0,2})$",
    re.IGNORECASE,
)
_WITHIN: Final = re.compile(r"\b(?:of|in|at|to|by|for|that|which|within|from|on|with)\b")
"""What tells that it is a fraction of one part: ``fraction of rows in heap $k$``."""
_CHANCES: Final[frozenset[Role]] = frozenset(("probability", "indicator"))
_UNTOLD: Final[frozenset[Role]] = frozenset(("value", "positive"))


def fractions_beside_shares(paper: Paper, side: Side) -> frozenset[Symbol]:
    """The P, without its index, of ``\\sum_i f_i P_i``, where f are shares and P is called a fraction."""
    return frozenset(
        replace(one, sub=())
        for factors in _multiplied(side.original)
        for one in factors
        if any(paper.is_share(other) for other in factors if other != one) and _is_fraction(paper, one)
    )


def _multiplied(node: Node) -> Iterator[list[Symbol]]:
    """What has the index of a sum and is multiplied in it."""
    for part in walk(node):
        match part:
            case Big("\\sum", (index, *_), _, Product(factors, signs)) if set(signs) <= {"", "\\cdot"}:
                yield [one for one in factors if isinstance(one, Symbol) and one.sub == (index,)]
            case _:
                continue


def _is_fraction(paper: Paper, symbol: Symbol) -> bool:
    entry = paper.meaning(symbol)
    said = "" if entry is None else entry.meaning.strip()
    match = _FRACTION.match(said)
    return match is not None and not _WITHIN.search(match["whole"])


def in_geometric_means(node: Node) -> frozenset[str]:
    """The p of ``\\exp(\\sum_i w_i \\log p_i)``: several numbers in a mean, no parts of one whole."""
    exponents = (
        part.body if isinstance(part, Function) else part.exponent
        for part in walk(node)
        if (isinstance(part, Function) and part.name == "\\exp")
        or (isinstance(part, Power) and is_base_e(part.base))
    )
    sums = (
        part.body for one in exponents for part in walk(one) if isinstance(part, Big) and part.name == "\\sum"
    )
    bodies = (body for body in sums if isinstance(body, Product))
    logarithms = (part.body for body in bodies for part in body.factors if isinstance(part, Function))
    return frozenset(one.base for one in logarithms if isinstance(one, Symbol) and one.sub)


def mixed_chances(side: Side, left: Node | None, found: Mapping[Node, Range]) -> Iterator[tuple[Node, Range]]:
    """Of a chance that mixes two things, one of them a chance or an indicator, that the other is one."""
    pair = mixed(side.node)
    is_chance = isinstance(left, Call) and isinstance(left.head, Symbol) and left.head.base not in LEARNED
    if pair is None or left is None or not is_chance or given_role(left) != "probability":
        return
    for one, other in (pair, pair[::-1]):
        if one in found and other in found and found[one].role in _CHANCES and found[other].role in _UNTOLD:
            yield other, RANGES["probability"]
