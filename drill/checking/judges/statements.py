"""Intervals and inequalities: the same truth at the ends, on both sides of them and between them."""

# mpmath and SymPy come without types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Places
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise, product
from typing import Literal

import mpmath

from drill.checking.equality import Point, Sample, breaks
from drill.checking.judges.context import Context, key_fault
from drill.checking.judges.exact_intervals import hold_alike
from drill.checking.judges.truth_at_points import DIGITS, SAME, TRUE, CompiledStatement, End
from drill.checking.kind_check import described, refuse
from drill.checking.real_root_search import roots_along
from drill.checking.spec import KeySpec
from drill.checking.verdict import Verdict, correct, undecided, wrong
from drill.errors import ParseError, UndefinedError
from drill.explanation import record_step
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
    RelationOp,
    Sequence,
    Sym,
    Union,
    change_parts,
    substitute,
    symbols,
    walk,
)

# Ordinary points: all signs of five names, each magnitude three times.
_POINTS = 32
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
    with key_fault(f"the key is no {spec.kind}"):
        key = as_statement(spec.kind, spec.key, name)
    return compare_statements(key, as_statement(spec.kind, answer, name), context)


def variable_of(spec: KeySpec, answer: Node) -> str:
    """Return the one name that either statement is about; ends of intervals may contain others."""
    ends = frozenset[str]() if _spoken_of(spec.key) else symbols(spec.key)
    for node in (spec.key, answer):
        names = [part.name for part in _spoken_of(node) if part.name not in ends]
        if names:
            return names[0]
    return _VARIABLE


def _spoken_of(node: Node) -> list[Sym]:
    relations = (part for part in walk(node) if isinstance(part, Relation))
    return [part for relation in relations for part in walk(relation) if isinstance(part, Sym)]


def as_statement(kind: str, node: Node, name: str) -> Node:
    """Return an interval, a union, a set of points or a statement, as a statement about ``name``. Raises
    ParseError for anything else."""
    match node:
        case Relation() | Not():
            return node
        case Logic(_, left, right) | Union(left, right):
            op = node.op if isinstance(node, Logic) else "or"
            return Logic(op, as_statement(kind, left, name), as_statement(kind, right, name))
        case Interval(low, high, open_low, open_high):
            return _between(low, high, open_low, open_high, name)
        case Sequence("tuple" | "list" as brackets, (low, high)) if not any(map(described, (low, high))):
            is_open = brackets == "tuple"
            return _between(low, high, is_open, is_open, name)
        case Sequence("set", items):
            return _joined("or", [Relation("=", Sym(name), item) for item in items]) if items else _FALSE
        case Sequence("commas", items):
            return _joined("and", [as_statement(kind, item, name) for item in items])
        case Sym("R"):
            return TRUE
        case _:
            raise refuse(kind, node)


def _joined(op: Literal["and", "or"], statements: list[Node]) -> Node:
    return reduce(lambda whole, statement: Logic(op, whole, statement), statements)


def _between(low: Node, high: Node, open_low: bool, open_high: bool, name: str) -> Node:
    """Return ``low < x < high`` or with closed ends; an infinite end says nothing and is always open."""
    parts: list[Node] = []
    ends = ((low, open_low, Neg(Const("inf"))), (high, open_high, Const("inf")))
    for index, (end, is_open, infinite) in enumerate(ends):
        if end != infinite:
            sides = (Sym(name), end) if index else (end, Sym(name))
            parts.append(Relation("<" if is_open else "<=", *sides))
        elif not is_open:
            raise ParseError("infinity is never included: write ( or ) beside it", 1)
    is_told = len(parts) == 2 and not (symbols(low) or symbols(high))
    if is_told and evaluate_mp(Relation(">", low, high), {}, DIGITS):
        raise UndefinedError("the left end of an interval is the smaller one")
    return _joined("and", parts) if parts else TRUE


def compare_statements(key: Node, answer: Node, context: Context) -> Verdict:
    """Compare the truth of two statements at points around all their ends."""
    names = tuple(sorted(symbols(key) | symbols(answer)))
    due, typed = CompiledStatement(key), CompiledStatement(answer)
    if not names:
        return correct("structure") if due.truth({}) == typed.truth({}) else wrong("wrong", "")
    if (
        len(names) == 1
        and (same := hold_alike(key, answer, names[0], context.assumed.domain(names[0]))) is not None
    ):
        record_step("compare exactly", key=key, answer=answer, same=same)
        return correct("numeric") if same else wrong("wrong", "")
    tested = 0
    for point in _points(key, answer, names, context):
        context.clock.check()
        expected, answer_truth = due.truth(point), typed.truth(point)
        if expected is None and answer_truth is None:
            continue
        tested += 1
        if bool(expected) != bool(answer_truth) and not _rounding_alone(due, typed, point):
            record_step("differ in truth", point=point, key=bool(expected), answer=bool(answer_truth))
            return wrong("wrong", "")
        # ends that doubles take for one may be apart, such as 1.4142135623 and the root of 2
        ends = due.ends_near(point)
        answer_ends = typed.ends_near(point) if ends else []
        if any(_apart(*pair, point) for pair in product(ends, answer_ends)):
            record_step("differ in an end", point=point, key=ends, answer=answer_ends)
            return wrong("wrong", "")
    record_step("agree in truth", key=key, answer=answer, points=tested)
    return correct("numeric") if tested >= _LEAST else undecided("the statement could not be tested")


def _points(key: Node, answer: Node, names: tuple[str, ...], context: Context) -> tuple[Point, ...]:
    """Return ordinary points, and all around every end."""
    sides = (*_sides(key), *_sides(answer))
    sample = Sample(names, context.assumed)
    at_breaks, near_breaks = sample.around(breaks(sides, _END_LIMIT))
    across = _across_zero(sides, names, context) if 1 < len(names) <= _CROSSED else ()
    return (*islice(sample.ordinary(), _POINTS), *at_breaks, *near_breaks, *across)


def _across_zero(sides: tuple[Node, ...], names: tuple[str, ...], context: Context) -> Iterator[Point]:
    """Yield points around the ends along each name while the others are zero: through the middle of a
    disc."""
    nowhere = Num("0")
    for name in names:
        zeros = {other_name: nowhere for other_name in names if other_name != name}
        if not all(0.0 in context.assumed.domain(candidate) for candidate in zeros):
            continue
        along = tuple(substitute(side, dict(zeros)) for side in sides)
        along = tuple(side for side in along if name in symbols(side))
        at_breaks, near_breaks = Sample((name,), context.assumed).around(breaks(along, _END_LIMIT))
        for point in (*at_breaks, *near_breaks):
            yield {**dict.fromkeys(zeros, 0.0), **point}


def _sides(statement: Node) -> tuple[Node, ...]:
    """Return for every relation an expression with a break where its sides are equal, for choosing points."""
    sides: list[Node] = []
    for relation in _finite_relations(statement):
        distance = Call("abs", (Binary("-", relation.left, relation.right),))
        sides += [distance, relation.left, relation.right]
    return tuple(sides)


def _finite_relations(statement: Node) -> list[Relation]:
    relations = [part for part in walk(statement) if isinstance(part, Relation)]
    return [relation for relation in relations if Const("inf") not in walk(relation)]


def _rounding_alone(key: CompiledStatement, answer: CompiledStatement, point: Point) -> bool:
    """Return whether a difference may be due to the rounding of doubles alone.

    Beside an end the end itself tells; far from all of them digits do.
    """
    relations = (*key.ends_near(point), *answer.ends_near(point))
    names = [(relation, name) for relation in relations for name in sorted(symbols(relation))]
    near = [(name, End(relation, name, point)) for relation, name in names]
    if near and all(end.is_far for _, end in near):
        return bool(key.exact_truth(point)) == bool(answer.exact_truth(point))
    ends = [{**point, name: float(end.place)} for name, end in near if end.place is not None]
    return bool(ends) and all(bool(key.truth(end)) == bool(answer.truth(end)) for end in ends)


def _apart(first: Relation, second: Relation, point: Point) -> bool:
    common = sorted(symbols(first) & symbols(second))
    if not common or {first.left, first.right} == {second.left, second.right}:
        return False
    first_end, second_end = (End(relation, common[0], point).place for relation in (first, second))
    if first_end is None or second_end is None:
        return False
    with mpmath.workdps(DIGITS):
        return bool(abs(first_end - second_end) > SAME * (1 + abs(first_end)))


# --- diagnosis ------------------------------------------------------------------------------------------


_MIRRORED: dict[RelationOp, RelationOp] = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_INCLUDED: dict[RelationOp, RelationOp] = {"<": "<=", ">": ">="}
_BACKWARDS = wrong("backwards", "The inequality is the wrong way round.")
_OUTSIDE = wrong("backwards", "This is what should be left out.")
_BELONGS = "The endpoints are right, but not which of them are included."
_NEARLY = wrong("end", "An endpoint is off by very little: give it exactly.")
# Ends that lie so near, relatively, are one.
_END = 1e-9


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement about one name: the ends where it changes, and its truth below, at and above each."""

    ends: tuple[float, ...]
    between: tuple[bool, ...]
    at: tuple[bool, ...]


def diagnose_statement(spec: KeySpec, answer: Node, context: Context) -> Verdict | None:
    """Diagnose a reversed relation, a wrong end or its inclusion, or a missing or extra part."""
    name = variable_of(spec, answer)
    key, answered = as_statement(spec.kind, spec.key, name), as_statement(spec.kind, answer, name)
    if symbols(key) | symbols(answered) == frozenset((name,)):
        return _compare_lines(_line(key, name), _line(answered, name), _belongs(spec.kind))
    if compare_statements(key, _with_relations(answered, _MIRRORED), context).verdict == "correct":
        return _BACKWARDS
    loose = _with_relations(key, _INCLUDED), _with_relations(answered, _INCLUDED)
    return _belongs(spec.kind) if compare_statements(*loose, context).verdict == "correct" else None


def _belongs(kind: str) -> Verdict:
    """Diagnose right ends of which one is wrongly included or excluded."""
    if kind == "interval":
        return wrong("end", _BELONGS)
    return wrong("strict", f"{_BELONGS[:-1]}: < and ≤ differ there.")


def _with_relations(node: Node, swapped: dict[RelationOp, RelationOp]) -> Node:
    if isinstance(node, Relation):
        return Relation(swapped.get(node.op, node.op), node.left, node.right)
    return change_parts(node, lambda part: _with_relations(part, swapped))


def _line(statement: Node, name: str) -> _Line:
    differences = (Binary("-", relation.left, relation.right) for relation in _finite_relations(statement))
    places = sorted({root for difference in differences for root in roots_along(difference, {}, name)})
    holds = CompiledStatement(statement).truth
    holds_at_ends = [bool(holds({name: position})) for position in places]
    inner = [bool(holds({name: root})) for root in _between_ends(places)]
    end_indices = [i for i in range(len(places)) if not inner[i] == holds_at_ends[i] == inner[i + 1]]
    return _Line(
        tuple(places[i] for i in end_indices),
        (*(inner[i] for i in end_indices), inner[-1]),
        tuple(holds_at_ends[i] for i in end_indices),
    )


def _between_ends(places: Places[float]) -> list[float]:
    if not places:
        return [0.0]
    middle = [(low + high) / 2 for low, high in pairwise(places)]
    return [places[0] - 1, *middle, places[-1] + 1]


def _compare_lines(key: _Line, answer: _Line, belongs: Verdict) -> Verdict | None:
    if _same(key.ends, answer.ends):
        if key.between == answer.between:
            return belongs if key.at != answer.at else _NEARLY
        if key.between == tuple(not truth for truth in answer.between):
            return _BACKWARDS if len(key.ends) == 1 else _OUTSIDE
        return _part(key, answer)
    if key.between == answer.between and key.ends:
        off = sum(not _same((key_end,), (end,)) for key_end, end in zip(key.ends, answer.ends, strict=True))
        if len(key.ends) == 1:
            return wrong("end", "The direction is right, but the endpoint is not.")
        if off < len(key.ends):
            return wrong("end", "One endpoint is off." if off == 1 else f"{off} endpoints are off.")
        return None
    return _part(key, answer)


def _part(key: _Line, answer: _Line) -> Verdict | None:
    """Diagnose a missing or extra part: the ends are some of the right ones, or all of them and others."""
    if answer.ends and all(any(_same((end,), (key_end,)) for key_end in key.ends) for end in answer.ends):
        if _within(answer, key):
            return wrong("missing", "What is there is right, but not all of it is there.")
        if _within(key, answer):
            return wrong("extra", "All of it is there, but so is something that does not belong.")
    return None


def _within(inner: _Line, outer: _Line) -> bool:
    """Return whether one statement implies the other at ends and between them."""
    places = sorted({*inner.ends, *outer.ends})
    return all(
        _truth(outer, position) or not _truth(inner, position)
        for position in (*places, *_between_ends(places))
    )


def _truth(line: _Line, position: float) -> bool:
    for i, end in enumerate(line.ends):
        if _same((position,), (end,)):
            return line.at[i]
        if position < end:
            return line.between[i]
    return line.between[-1]


def _same(ends: Places[float], other_ends: Places[float]) -> bool:
    return len(ends) == len(other_ends) and all(
        abs(end - candidate) <= _END * (1 + abs(end)) for end, candidate in zip(ends, other_ends, strict=True)
    )
