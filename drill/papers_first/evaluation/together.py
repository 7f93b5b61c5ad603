"""What the quantities of one side are drawn from, each with the others in view, and what they satisfy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.banks.params import read_domain
from drill.papers_first.arithmetic.branches import (
    compared_with_sizes,
    compared_with_zero,
    equated,
    listed_values,
)
from drill.papers_first.evaluation.above_zero import positive_conditions
from drill.papers_first.evaluation.admissible import (
    conditions,
    is_positive,
    mixed_conditions,
    of_lags,
    of_variances,
    whole_quotient,
)
from drill.papers_first.evaluation.among import among_orders
from drill.papers_first.evaluation.beside_chances import mixed_chances
from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.evaluation.encodings import encoding_conditions, encoding_ranges
from drill.papers_first.evaluation.extreme_members import extreme_ranges, member_conditions
from drill.papers_first.evaluation.hinges import hinge_ranges
from drill.papers_first.evaluation.information import information_conditions
from drill.papers_first.evaluation.limits import of_kept_result, of_outcomes, outcomes
from drill.papers_first.evaluation.means import expectations, sizes
from drill.papers_first.evaluation.moments import moment_conditions, powers_apart
from drill.papers_first.evaluation.norms import norm_conditions
from drill.papers_first.evaluation.orders import (
    batch_orders,
    count_orders,
    index_orders,
    run_orders,
    stated_orders,
)
from drill.papers_first.evaluation.ranks import place_conditions, rank_conditions
from drill.papers_first.evaluation.results import left_conditions
from drill.papers_first.evaluation.running_products import product_orders
from drill.papers_first.evaluation.tied import ranges_of_means, tied_conditions
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Number, Statement, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import RANGES, Range
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.plausible.signs_elsewhere import is_at_least_zero

_TWO: Final = 2
_MANY: Final = 4
_FEW: Final = 3
_INDICES: Final = frozenset(map(Symbol, "ijklmn"))
_PLACES: Final = Range("count", "1..6", 1, True)
_ABOVE: Final = re.compile(r"(?P<name>[A-Za-z]\w*) >=? (?P<least>[1-9])")


def ranges_of(
    side: Side, left: Node | None, roles: Roles, shared: Sequence[Sequence[str]]
) -> dict[Node, Range]:
    """By quantity what it is drawn from; ``shared`` are the names of shares of a whole."""
    chances = {name: _of_shares(len(names)) for names in shared for name in names}
    compared = set(compared_with_zero(side.node))
    found = {
        quantity: chances[name] if name in chances else roles.of(quantity)
        for quantity, name in side.names.items()
    }
    found |= {
        node: replace(one, params="0..4", least=0)
        for node, one in found.items()
        if node in compared and one.role == "positive"
    }
    found |= {
        node: Range("stated", numbers, min(map(float, numbers)))
        for node, numbers in listed_values(side.node)
        if node in found
    }
    found |= {node: one for node, one in side.drawn.items() if node in found}
    found |= {
        node: _of_shares(_MANY) for nodes in outcomes(side, found) if len(nodes) > _TWO for node in nodes
    }
    found |= dict(sizes(side, found))
    found |= dict(expectations(found, roles))
    found |= dict(extreme_ranges(side, found))
    measured = set(compared_with_sizes(side.node))
    found |= {
        node: RANGES["positive"]
        for node, one in found.items()
        if node in measured and one.role not in ("count", "stated")
    }
    found |= dict(_sometimes_equal(side, found))
    found |= dict(_of_one_law(found))
    found |= dict(ranges_of_means(found))
    found |= dict(hinge_ranges(side, found))
    found |= dict(_left_places(left, found))
    found |= dict(encoding_ranges(side))
    found |= dict(mixed_chances(side, left, found))
    if isinstance(left, Symbol) and roles.of(left).role == "count":
        found |= whole_quotient(side, found)
    return found


def _left_places(left: Node | None, found: Mapping[Node, Range]) -> Iterator[tuple[Node, Range]]:
    """Whole numbers for the place that the left side is the value at, ``\\sigma_i`` where i is put in."""
    sub = left.sub if isinstance(left, Symbol) else ()
    for node, one in found.items():
        is_place = node in _INDICES and isinstance(node, Symbol) and sub == (node.base,)
        if is_place and one.role in ("value", "positive"):
            yield node, _PLACES


def _sometimes_equal(side: Side, found: Mapping[Node, Range]) -> Iterator[tuple[Node, Range]]:
    """Few numbers for what a case compares for equality, so that it is equal in some draws."""
    for one, other in equated(side.node):
        known = next((node for node in (one, other) if node in found), None)
        if known is None or not {one, other} - {known} <= found.keys() | {Number("0"), Number("1")}:
            continue
        usual = _PLACES if {one, other} <= _INDICES else found[known]
        few = _few(usual, [node.text for node in (one, other) if isinstance(node, Number)])
        yield from ((node, few) for node in (one, other) if node in found)


def _of_one_law(found: Mapping[Node, Range]) -> Iterator[tuple[Node, Range]]:
    """Chances for all values of what gives a chance somewhere: ``f(y)`` beside ``1 - f(0)``."""
    laws = {
        node.head: one
        for node, one in found.items()
        if isinstance(node, Call) and one.role in ("rate", "probability")
    }
    for node, one in found.items():
        if isinstance(node, Call) and one.role == "value" and node.head in laws:
            yield node, laws[node.head]


def _of_one_whole(side: Side, found: Mapping[Node, Range]) -> Iterator[str]:
    """That such chances of two values fit together: ``f(y) + f(0)`` is at most 1."""
    for one, other in pairwise([node for node in found if isinstance(node, Call)]):
        if one.head != other.head or not found[one].role == found[other].role == "rate":
            continue
        if not all(_is_of_case(node, found) for node in (one, other)):
            yield f"{side.names[one]} + {side.names[other]} <= 1"


def _is_of_case(node: Call, found: Mapping[Node, Range]) -> bool:
    """Whether it is a chance in one of several cases that have numbers: ``e(x_2)`` beside ``y_2``."""
    match node:
        case Call(_, Bracket(_, _, (Symbol(base, sub=(number,)),))) if number.isdigit():
            others = (one for one in found if isinstance(one, Symbol) and one.base != base)
            return any(one.sub == (number,) for one in others)
        case _:
            return False


def _few(usual: Range, ends: Sequence[str]) -> Range:
    """Few numbers of a range, ``ends`` among them."""
    texts = (str(drawn.value) for drawn in read_domain(usual.params))
    others = [text for text in texts if text not in ends and "/" not in text]
    count = _FEW if ends else 2 * _FEW
    numbers = (*ends, *others[:: max(1, len(others) // count)][:count])
    return Range("stated", numbers, min(map(float, numbers)), usual.is_whole)


def _of_shares(count: int) -> Range:
    """What so many shares of a whole are drawn from: of many each is small."""
    usual = RANGES["probability"]
    return usual if count < _MANY else replace(usual, params="0.05..0.3 step 0.05", least=0.05)


def demands_of(
    paper: Paper, side: Side, left: Node | None, roles: Roles, found: Mapping[Node, Range]
) -> Iterator[str]:
    """What numbers from these ranges must satisfy so that the side has a value, and one that it may have."""
    yield from conditions(side.tree, found, side.names)
    orders = dict.fromkeys(
        (
            *stated_orders(paper, side, is_local=roles.is_local),
            *batch_orders(paper, side),
            *count_orders(paper, side),
            *index_orders(paper, side),
            *run_orders(paper, side),
            *product_orders(paper, side, found),
            *among_orders(paper, side),
        )
    )
    yield from left_conditions(side, left, found, orders)
    yield from norm_conditions(side)
    yield from member_conditions(side)
    yield from mixed_conditions(side)
    yield from positive_conditions(side)
    yield from moment_conditions(side)
    yield from powers_apart(side, found)
    yield from _sign_of(side, left, roles)
    yield from orders
    yield from of_variances(side)
    yield from of_lags(paper, side)
    yield from of_kept_result(paper, side, left, found)
    yield from of_outcomes(side, found)
    yield from _of_one_whole(side, found)
    yield from tied_conditions(paper, side, found)
    yield from rank_conditions(paper, side)
    yield from place_conditions(side, left, found)
    yield from encoding_conditions(side)
    yield from information_conditions(paper, side, left, found)


def raised(side: Side, found: Mapping[Node, Range], demands: Sequence[str]) -> dict[Node, Range]:
    """Ranges above a number that a quantity must exceed, where none of its usual numbers does: ``nu > 2``."""
    nodes = {name: node for node, name in side.names.items()}
    higher = dict(found)
    for demand in demands:
        match = _ABOVE.fullmatch(demand)
        node = nodes.get(match["name"]) if match else None
        if match is None or node is None or node in side.drawn:
            continue
        least = int(match["least"])
        if all(one.value <= least for one in read_domain(found[node].params)):
            higher[node] = Range("above one", f"{least + 1}..{least + 9}", least + 1)
    return higher


def _sign_of(side: Side, left: Node | None, roles: Roles) -> Iterator[str]:
    """That the result is positive where the left side is an expression that always is."""
    if left is not None and is_at_least_zero(left) and not _is_always_positive(side, roles):
        yield f"{side.text} > 0"
        return
    if left is None or is_given(left) or isinstance(left, Statement):
        return
    try:
        other = read_side(left)
    except RefusedError:
        return
    if _is_always_positive(other, roles) and not _is_always_positive(side, roles):
        yield f"{side.text} > 0"


def _is_always_positive(side: Side, roles: Roles) -> bool:
    return is_positive(side.tree, {name: roles.of(node).least for node, name in side.names.items()})
