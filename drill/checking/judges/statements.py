"""Intervals and inequalities: the same truth at the ends, on both sides of them and between them."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import mpmath

from drill.checking.equality import Point, Sample, breaks
from drill.checking.judges.context import Context
from drill.checking.judges.truth_at_points import DIGITS, SAME, TRUE, CompiledStatement, End
from drill.checking.kind_check import described, refuse
from drill.checking.spec import KeySpec
from drill.checking.verdict import Verdict, correct, undecided, wrong
from drill.errors import CheckError, KeyFaultError, ParseError, UndefinedError
from drill.maths.precise import evaluate_mp
from drill.maths.tree import (
    Binary,
    Call,
    Const,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Num,
    Relation,
    Sequence,
    Sym,
    Union,
    substitute,
    symbols,
    walk,
)

_POINTS = 32
"""Ordinary points: all signs of five names, each magnitude three times."""
# Points at which one of two statements has to have a truth.
_LEAST = 6
# Ends that are looked for; a typed union has a handful.
_END_LIMIT = 100
# Names up to which each is looked at while the others are zero.
_CROSSED = 4
_VARIABLE = "x"
_FALSE = Relation("=", Num("0"), Num("1"))


def judge_statement(spec: KeySpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict on an interval or an inequality; which of them was typed makes no difference. Raises
    KeyFaultError where the key is none."""
    name = variable_of(spec, answer)
    try:
        key = as_statement(spec.kind, spec.key, name)
    except CheckError as error:
        raise KeyFaultError(f"the key is no {spec.kind}: {error}") from None
    given = as_statement(spec.kind, answer, name)
    return compare_statements(key, given, context)


def variable_of(spec: KeySpec, answer: Node) -> str:
    """Return the one name that a statement of either side speaks of; ends of intervals may hold others."""
    ends = frozenset[str]() if _spoken_of(spec.key) else symbols(spec.key)
    for node in (spec.key, answer):
        names = [part.name for part in _spoken_of(node) if part.name not in ends]
        if names:
            return names[0]
    return _VARIABLE


def _spoken_of(node: Node) -> list[Sym]:
    relations = [part for part in walk(node) if isinstance(part, Relation)]
    return [part for relation in relations for part in walk(relation) if isinstance(part, Sym)]


def as_statement(kind: str, node: Node, name: str) -> Node:
    """Return an interval, a union, a set of points or a statement, as a statement about ``name``. Raises
    ParseError for anything else."""
    match node:
        case Relation() | Not():
            return node
        case Logic(op, left, right):
            return Logic(op, as_statement(kind, left, name), as_statement(kind, right, name))
        case Union(left, right):
            return Logic("or", as_statement(kind, left, name), as_statement(kind, right, name))
        case Interval(low, high, open_low, open_high):
            return _between(low, high, open_low, open_high, name)
        case Sequence("tuple" | "list" as brackets, (low, high)) if not described(low) and not described(
            high
        ):
            is_open = brackets == "tuple"
            return _between(low, high, is_open, is_open, name)
        case Sequence("set", items):
            return _one_of([Relation("=", Sym(name), item) for item in items])
        case Sequence("commas", items):
            return _all_of([as_statement(kind, item, name) for item in items])
        case Sym("R"):
            return TRUE
        case _:
            raise refuse(kind, node)


def _one_of(statements: list[Node]) -> Node:
    whole: Node | None = None
    for each in statements:
        whole = each if whole is None else Logic("or", whole, each)
    return _FALSE if whole is None else whole


def _all_of(statements: list[Node]) -> Node:
    whole: Node = statements[0]
    for each in statements[1:]:
        whole = Logic("and", whole, each)
    return whole


def _between(low: Node, high: Node, open_low: bool, open_high: bool, name: str) -> Node:
    """``low < x < high`` with the ends that belong; an infinite end says nothing and never belongs."""
    parts: list[Node] = []
    if low == Neg(Const("inf")):
        _never_belongs(open_low)
    else:
        parts.append(Relation("<" if open_low else "<=", low, Sym(name)))
    if high == Const("inf"):
        _never_belongs(open_high)
    else:
        parts.append(Relation("<" if open_high else "<=", Sym(name), high))
    if len(parts) == 2:
        _in_order(low, high)
    return _all_of(parts) if parts else TRUE


def _never_belongs(is_open: bool) -> None:
    if not is_open:
        raise ParseError("infinity is never included: write ( or ) beside it", 1)


def _in_order(low: Node, high: Node) -> None:
    if symbols(low) or symbols(high):
        return
    if evaluate_mp(Relation(">", low, high), {}, DIGITS):
        raise UndefinedError("the left end of an interval is the smaller one")


def compare_statements(key: Node, given: Node, context: Context) -> Verdict:
    """Compare the truth of two statements at points around all their ends."""
    names = tuple(sorted(symbols(key) | symbols(given)))
    due, typed = CompiledStatement(key), CompiledStatement(given)
    if not names:
        return correct("structure") if due.truth({}) == typed.truth({}) else wrong("wrong", "")
    tested = 0
    for point in _points(key, given, names, context):
        context.clock.check()
        expected, found = due.truth(point), typed.truth(point)
        if expected is None and found is None:
            continue
        tested += 1
        if bool(expected) != bool(found) and not _rounding_alone(due, typed, point):
            return wrong("wrong", "")
        if _ends_apart(due, typed, point):
            return wrong("wrong", "")
    return correct("numeric") if tested >= _LEAST else undecided("the statement could not be tested")


def _points(key: Node, given: Node, names: tuple[str, ...], context: Context) -> tuple[Point, ...]:
    """Ordinary points, and all around every end."""
    sides = (*_sides(key), *_sides(given))
    sample = Sample(names, context.assumed)
    at, beside = sample.around(breaks(sides, _END_LIMIT))
    across = _across_zero(sides, names, context) if 1 < len(names) <= _CROSSED else ()
    return (*islice(sample.ordinary(), _POINTS), *at, *beside, *across)


def _across_zero(sides: tuple[Node, ...], names: tuple[str, ...], context: Context) -> Iterator[Point]:
    """Points around the ends along each name while the others are zero: through the middle of a disc."""
    nowhere = Num("0")
    for name in names:
        others = {other: nowhere for other in names if other != name}
        if not all(0.0 in context.assumed.domain(other) for other in others):
            continue
        along = tuple(substitute(side, dict(others)) for side in sides)
        along = tuple(side for side in along if name in symbols(side))
        at, beside = Sample((name,), context.assumed).around(breaks(along, _END_LIMIT))
        for point in (*at, *beside):
            yield {**dict.fromkeys(others, 0.0), **point}


def _sides(statement: Node) -> tuple[Node, ...]:
    """For every relation something that breaks where its sides are equal, so that points are taken there."""
    relations = (part for part in walk(statement) if isinstance(part, Relation))
    finite = (each for each in relations if Const("inf") not in walk(each))
    return tuple(
        node
        for each in finite
        for node in (Call("abs", (Binary("-", each.left, each.right),)), each.left, each.right)
    )


def _rounding_alone(key: CompiledStatement, given: CompiledStatement, point: Point) -> bool:
    """Whether a difference is the rounding of doubles, for which (x - 1)² = 0 holds near 1, and e^-99 = 0.

    Beside an end the end itself tells; far from all of them digits do.
    """
    near = [
        (name, End(relation, name, point))
        for relation in (*key.ends_near(point), *given.ends_near(point))
        for name in sorted(symbols(relation))
    ]
    if near and all(end.is_far for _, end in near):
        return bool(key.exact_truth(point)) == bool(given.exact_truth(point))
    places = [{**point, name: float(end.place)} for name, end in near if end.place is not None]
    return bool(places) and all(bool(key.truth(each)) == bool(given.truth(each)) for each in places)


def _ends_apart(key: CompiledStatement, given: CompiledStatement, point: Point) -> bool:
    """Whether two ends that doubles take for one are apart, such as 1.4142135623 and the root of 2."""
    ends = key.ends_near(point)
    others = given.ends_near(point) if ends else []
    return any(_apart(first, second, point) for first in ends for second in others)


def _apart(first: Relation, second: Relation, point: Point) -> bool:
    common = sorted(symbols(first) & symbols(second))
    if not common or {first.left, first.right} == {second.left, second.right}:
        return False
    one, other = (End(relation, common[0], point).place for relation in (first, second))
    if one is None or other is None:
        return False
    with mpmath.workdps(DIGITS):
        return bool(abs(one - other) > SAME * (1 + abs(one)))
