"""Expressions that are compared only where an equation holds, such as ``a^2 + b^2`` where ``a b = 6``.

The equation is solved for one of its names, in which it is linear or quadratic; what that name is takes its
place in key and answer, once for each solution.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from drill.checking.equality import Sample, compare
from drill.checking.time_budget import Clock
from drill.errors import CheckError, KeyFaultError
from drill.maths.domains import Assumptions, Bound, Domain, assumptions_of
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.tidy import rational_node
from drill.maths.tree import Binary, Call, Neg, Node, Num, Relation, RelationOp, substitute, symbols

_ZERO = Num("0")


@dataclass(frozen=True)
class Branch:
    """One solution of the equation: the value of ``name``, and what is assumed of the other names."""

    name: str
    value: Node
    assumed: Assumptions

    def put_in(self, node: Node) -> Node:
        """Return the tree with the solution substituted for the name."""
        return substitute(node, {self.name: self.value})


@lru_cache(maxsize=64)
def branches(on: str, names: Names, assume: tuple[str, ...]) -> tuple[Branch, ...]:
    """Return the solutions of an equation between declared names."""
    try:
        relation = parse(on, replace(names, functions="bank"), "statement")
    except CheckError as error:
        raise KeyFaultError(f"on: {error.message}") from None
    if not isinstance(relation, Relation) or relation.op != "=":
        raise KeyFaultError(f"on: {on} is no equation", "such as a b = 6")
    difference = Binary("-", relation.left, relation.right)
    assumed = assumptions_of(assume, names.declared)
    named = sorted(symbols(difference), key=lambda name: (assumed.domain(name).integer, name))
    for solve in (_linear, _quadratic):
        for name in named:
            if values := solve(difference, name, assumed):
                solutions = (Branch(name, value, _with_domain(assumed, name, value)) for value in values)
                return _with_points(on, tuple(solutions))
    message = f"on: {on} is not solved for one of its names"
    raise KeyFaultError(message, "write an equation that is linear or quadratic in a name")


def _with_points(on: str, solutions: tuple[Branch, ...]) -> tuple[Branch, ...]:
    """Return the solutions that exist for some values. Raises KeyFaultError if there is none."""
    samples = ((branch, Sample(symbols(branch.value), branch.assumed)) for branch in solutions)
    allowed = tuple(branch for branch, sample in samples if any(True for _ in sample.ordinary()))
    if not allowed:
        raise KeyFaultError(f"on: {on} holds nowhere where the names may be")
    return allowed


def _linear(difference: Node, name: str, assumed: Assumptions) -> tuple[Node, ...]:
    """Return the solution of an equation that is linear in a name; none where it is not."""
    values = [substitute(difference, {name: Num(number)}) for number in ("0", "1", "2")]
    slope = Binary("-", values[1], values[0])
    if not _are_equal(slope, Binary("-", values[2], values[1]), assumed) or _are_equal(slope, _ZERO, assumed):
        return ()
    return (Neg(Binary("/", values[0], slope)),)


def _quadratic(difference: Node, name: str, assumed: Assumptions) -> tuple[Node, ...]:
    """Return the two solutions of an equation that is quadratic in a name; none where it is not."""
    zero, item, two = (substitute(difference, {name: Num(number)}) for number in ("0", "1", "2"))
    minus = substitute(difference, {name: Neg(Num("1"))})
    square = Binary("-", Binary("/", Binary("+", item, minus), Num("2")), zero)
    slope = Binary("/", Binary("-", item, minus), Num("2"))
    expected = Binary("+", zero, Binary("+", Binary("*", Num("2"), slope), Binary("*", Num("4"), square)))
    if not _are_equal(two, expected, assumed) or _are_equal(square, _ZERO, assumed):
        return ()
    inside = Binary("-", Binary("^", slope, Num("2")), Binary("*", Num("4"), Binary("*", square, zero)))
    root, below = Call("sqrt", (inside,)), Binary("*", Num("2"), square)
    return (Binary("/", Binary("-", root, slope), below), Binary("/", Binary("-", Neg(root), slope), below))


def _are_equal(first: Node, second: Node, assumed: Assumptions) -> bool:
    try:
        return compare(first, second, assumed, Clock()).equal
    except CheckError:
        return False


def _with_domain(assumed: Assumptions, name: str, value: Node) -> Assumptions:
    """Return the assumptions on the other names, including that the solution lies in its name's domain."""
    other_domains = {
        other_name: domain for other_name, domain in assumed.domains.items() if other_name != name
    }
    relations = tuple(substitute(relation, {name: value}) for relation in assumed.relations)
    bounds = tuple(_bounds(value, assumed.domain(name)))
    return replace(assumed, domains=other_domains, relations=(*relations, *bounds))


def _bounds(value: Node, domain: Domain) -> Iterator[Node]:
    """Yield the relations that say that a value lies in a domain."""
    ends: list[tuple[Bound, RelationOp]] = [
        (domain.low, ">" if domain.open_low else ">="),
        (domain.high, "<" if domain.open_high else "<="),
    ]
    for end, sign in ends:
        if isinstance(end, Fraction):
            yield Relation(sign, value, rational_node(end))
    if domain.nonzero:
        yield Relation("!=", value, _ZERO)
