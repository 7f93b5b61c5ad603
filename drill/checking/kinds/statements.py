"""Intervals and inequalities: the same truth at the ends, on both sides of them and between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from drill.checking.breaks import break_expressions
from drill.checking.gate import described, refuse
from drill.checking.kinds.context import Context, KeyFaultError
from drill.checking.points import Point, sample
from drill.checking.spec import StatementSpec
from drill.checking.verdict import Verdict, correct, undecided, wrong
from drill.errors import CheckError, ParseError, UndefinedError
from drill.maths.numeric import compile_numeric
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
    symbols,
    walk,
)

if TYPE_CHECKING:
    from drill.maths.precise_functions import MP

_DIGITS = 40
_LEAST = 6
_NUDGE = 1e-7
_VANISHES = 1e-30
_END_LIMIT = 100
_VARIABLE = "x"
_TRUE = Relation("=", Num("0"), Num("0"))
_FALSE = Relation("=", Num("0"), Num("1"))


def judge_statement(spec: StatementSpec, answer: Node, context: Context) -> Verdict:
    """The verdict on an interval or an inequality; which of them was typed makes no difference."""
    name = variable_of(spec, answer)
    try:
        key = as_statement(spec.kind, spec.key, name)
    except CheckError as error:
        raise KeyFaultError(f"the key is no {spec.kind}: {error}") from None
    given = as_statement(spec.kind, answer, name)
    return compare_statements(key, given, context)


def variable_of(spec: StatementSpec, answer: Node) -> str:
    """The one name that a statement of either side speaks of; ends of intervals may hold others."""
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
    """An interval, a union, a set of points or a statement, as a statement about ``name``."""
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
            return _TRUE
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
    return _all_of(parts) if parts else _TRUE


def _never_belongs(is_open: bool) -> None:
    if not is_open:
        raise ParseError("infinity is never included: write ( or ) beside it", 1)


def _in_order(low: Node, high: Node) -> None:
    if symbols(low) or symbols(high):
        return
    if evaluate_mp(Relation(">", low, high), {}, _DIGITS):
        raise UndefinedError("the left end of an interval is the smaller one")


def compare_statements(key: Node, given: Node, context: Context) -> Verdict:
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
        if bool(expected) != bool(found):
            if _agree_at_ends(due, typed, point):
                continue
            return wrong("wrong", "")
        if _ends_apart(due, typed, point):
            return wrong("wrong", "")
    return correct("numeric") if tested >= _LEAST else undecided("the statement could not be tested")


def _points(key: Node, given: Node, names: tuple[str, ...], context: Context) -> tuple[Point, ...]:
    """Ordinary points, and all around every end."""
    sides = (*_sides(key), *_sides(given))
    found = sample(names, context.assumed, sides, break_expressions(sides, _END_LIMIT))
    return (*found.ordinary, *found.at, *found.beside)


def _sides(statement: Node) -> tuple[Node, ...]:
    """For every relation something that breaks where its sides are equal, so that points are taken there."""
    relations = (part for part in walk(statement) if isinstance(part, Relation))
    finite = (each for each in relations if Const("inf") not in walk(each))
    return tuple(
        node
        for each in finite
        for node in (Call("abs", (Binary("-", each.left, each.right),)), each.left, each.right)
    )


class CompiledStatement:
    """A statement that is evaluated at many points."""

    def __init__(self, statement: Node) -> None:
        self._truth = _compiled(statement)
        relations = {part: None for part in walk(statement) if isinstance(part, Relation) and symbols(part)}
        self._ends = [(each, _compiled(Relation("=", each.left, each.right))) for each in relations]

    def truth(self, point: Point) -> bool | None:
        """The truth at a point; a part without a value is false, and the whole None if no part has one."""
        return self._truth(point)

    def ends_near(self, point: Point) -> list[Relation]:
        """The relations whose sides doubles take for equal at a point."""
        return [relation for relation, is_end in self._ends if is_end(point)]


def _compiled(statement: Node) -> Callable[[Point], bool | None]:
    match statement:
        case Logic(op, left, right):
            return _joined(op == "and", _compiled(left), _compiled(right))
        case Not(arg):
            inner = _compiled(arg)

            def negated(point: Point) -> bool | None:
                truth = inner(point)
                return None if truth is None else not truth

            return negated
        case _:
            holds = compile_numeric(_finite(statement))

            def related(point: Point) -> bool | None:
                try:
                    return bool(holds(point))
                except CheckError:
                    return None

            return related


def _joined(
    both: bool, first: Callable[[Point], bool | None], second: Callable[[Point], bool | None]
) -> Callable[[Point], bool | None]:
    def joined(point: Point) -> bool | None:
        left, right = first(point), second(point)
        if left is None and right is None:
            return None
        return bool(left) and bool(right) if both else bool(left) or bool(right)

    return joined


def _finite(relation: Node) -> Node:
    """A relation to infinity decided: everything is smaller."""
    match relation:
        case Relation("<" | "<=", _, Const("inf")) | Relation(">" | ">=", Const("inf"), _):
            return _TRUE
        case Relation("<" | "<=", Neg(Const("inf")), _) | Relation(">" | ">=", _, Neg(Const("inf"))):
            return _TRUE
        case _:
            return relation


def _agree_at_ends(key: CompiledStatement, given: CompiledStatement, point: Point) -> bool:
    """Whether a difference is the rounding of doubles beside an end: for them (x - 1)² = 0 holds near 1."""
    ends = [
        {**point, name: float(end)}
        for relation in (*key.ends_near(point), *given.ends_near(point))
        for name in sorted(symbols(relation))
        if (end := _precise_root(relation, name, point)) is not None
    ]
    return bool(ends) and all(bool(key.truth(end)) == bool(given.truth(end)) for end in ends)


def _ends_apart(key: CompiledStatement, given: CompiledStatement, point: Point) -> bool:
    """Whether two ends that doubles take for one are apart, such as 1.4142135623 and the root of 2."""
    ends = key.ends_near(point)
    others = given.ends_near(point) if ends else []
    return any(_apart(first, second, point) for first in ends for second in others)


def _apart(first: Relation, second: Relation, point: Point) -> bool:
    import mpmath

    common = sorted(symbols(first) & symbols(second))
    if not common or {first.left, first.right} == {second.left, second.right}:
        return False
    with mpmath.workdps(_DIGITS):
        ends = [_precise_root(relation, common[0], point) for relation in (first, second)]
        if ends[0] is None or ends[1] is None:
            return False
        return bool(abs(ends[0] - ends[1]) > mpmath.mpf(10) ** (-_DIGITS // 2) * (1 + abs(ends[0])))


def _precise_root(relation: Relation, name: str, point: Point) -> MP | None:
    """Where the sides of a relation are equal, near a point along one name."""
    import mpmath

    difference = Binary("-", relation.left, relation.right)
    start = point[name]

    def gap(x: MP) -> MP:
        return evaluate_mp(difference, {**point, name: x}, _DIGITS + 10)

    try:
        if gap(start) == 0:
            return mpmath.mpf(start)
        near = mpmath.findroot(gap, (start, start + _NUDGE * (1 + abs(start))), verify=False)
        # Secants creep to a place where the sides only touch, as at (x - 1)² = 0.
        found = mpmath.findroot(gap, near, solver="mnewton", verify=False)
        is_root = isinstance(found, mpmath.mpf) and mpmath.isfinite(found) and abs(gap(found)) < _VANISHES
    except (CheckError, ValueError, ZeroDivisionError, TypeError):
        return None
    return found if is_root else None
