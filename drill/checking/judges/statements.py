"""Intervals and inequalities: the same truth at the ends, on both sides of them and between them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Places
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise, product
from typing import Literal

import mpmath

from drill.checking.answer_verdict import (
    Verdict,
    make_correct_verdict,
    make_described_verdict,
    make_undecided_verdict,
    make_wrong_verdict,
)
from drill.checking.decimals import replace_rounded_scalars, scalars_in
from drill.checking.equality import Point, Sample, find_break_expressions
from drill.checking.judges.context import Context, raise_as_key_fault
from drill.checking.judges.truth_at_points import SAME, TRUE, CompiledStatement, End, hold_alike
from drill.checking.kind import describe_tree_kind, make_kind_error
from drill.checking.real_root_search import find_zeros_and_edges
from drill.checking.spec import KeySpec
from drill.checking.tolerances import has_machine_decimals
from drill.errors import ParseError, UndefinedError
from drill.explanation import record_step
from drill.maths.maths_tree import (
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
    find_in_tree,
    find_symbols,
    substitute_symbols,
    walk_tree,
)
from drill.maths.mpmath_evaluation import WORKING_DIGITS, evaluate_mp

# Max ends that are searched, because a typed union has a handful.
_END_LIMIT = 100
# Names for the variable of an interval; the first that its ends do not contain is used.
_VARIABLES = ("x", "the variable")
_FALSE = Relation("=", Num("0"), Num("1"))
_COMMA = "Did you mean all of them at once, or any of them? Write “and” for the first, “or” for the second."
_INTERVALS = (
    "Did you mean all of these together, or what they share? Write U for the first, “and” for the second."
)
_WORD_AND = "Did you mean both intervals together? Write U between them."
_CHAINS_AND = "Did you mean both intervals together? Write “or” between them."


def judge_statement(spec: KeySpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict on an interval or an inequality; which of them was typed makes no difference.

    One that is right in one of two readings has the code ``ambiguous``. Raises KeyFaultError if the key is
    neither.
    """
    name = variable_of(spec, answer)
    with raise_as_key_fault(f"the key is not of the kind {spec.kind}"):
        key = as_statement(spec.kind, spec.key, name)
    if context.precision is not None:
        ends = (
            [_as_number(end) for end in _make_truth_line(key, name).ends]
            if find_symbols(key) == frozenset({name})
            else []
        )
        due = (*scalars_in(key), *ends)
        context = context.beside(due)
        answer = replace_rounded_scalars(answer, due, context.is_meant)
    verdict = compare_statements(key, _read_statement(spec, answer, name, context), context)
    return _ask_about_list(spec, key, answer, name, context, verdict) or verdict


def _list_statements(node: Node) -> tuple[Node, ...]:
    """Return the statements between commas, or the intervals on both sides of the word ``and``; else none."""
    match node:
        case Sequence("commas" | "set", items) if len(items) > 1 and any(map(describe_tree_kind, items)):
            return items
        case Logic("and") if not _is_chain(node) and all(map(_is_interval, parts := _parts_of_and(node))):
            return parts
        case _:
            return ()


def _parts_of_and(node: Node) -> tuple[Node, ...]:
    """Return the statements that the word ``and`` joins; the signs of a chain join none."""
    if isinstance(node, Logic) and node.op == "and" and not _is_chain(node):
        return (*_parts_of_and(node.left), *_parts_of_and(node.right))
    return (node,)


def _is_chain(node: Node) -> bool:
    """Return whether a statement is a chain such as ``0 < x < 1``."""
    match node:
        case Logic("and", Relation(first, _, middle), Relation(second, other_middle, _)):
            return middle == other_middle and first[0] == second[0] and first[0] in "<>"
        case _:
            return False


def _is_interval(node: Node) -> bool:
    match node:
        case Relation("=", Sym(), interval):
            return _is_interval(interval)
        case Logic():
            return _is_chain(node)
        case _:
            is_row = isinstance(node, Sequence) and node.kind != "commas"
            return is_row or isinstance(node, Interval | Union)


def _read_statement(spec: KeySpec, answer: Node, name: str, context: Context) -> Node:
    """Return an answer as a statement; of several between commas that are never true together any of them."""
    stated = as_statement(spec.kind, answer, name)
    items = _list_statements(answer) if isinstance(answer, Sequence) else ()
    if not items or compare_statements(_FALSE, stated, context).verdict != "correct":
        return stated
    return _join_by_connective("or", [as_statement(spec.kind, item, name) for item in items])


def _ask_about_list(
    spec: KeySpec, key: Node, answer: Node, name: str, context: Context, verdict: Verdict
) -> Verdict | None:
    """Ask back for one reading of several statements, if one is right; None if they have only one.

    A reading that is never or always true is not intended. Inequalities about several names hold together.
    """
    statements = [as_statement(spec.kind, item, name) for item in _list_statements(answer)]
    if not statements:
        return None
    both, either = _join_by_connective("and", statements), _join_by_connective("or", statements)

    def is_same(first: Node, second: Node) -> bool:
        return compare_statements(first, second, context).verdict == "correct"

    if isinstance(answer, Logic):  # (0, 1) and (2, 3)
        is_union = verdict.verdict == "wrong" and is_same(_FALSE, both) and is_same(key, either)
        message = _CHAINS_AND if any(map(_is_chain, _parts_of_and(answer))) else _WORD_AND
        return make_wrong_verdict("ambiguous", message) if is_union else None
    is_never, is_always = is_same(_FALSE, both), is_same(TRUE, either)
    if is_never and is_always and verdict.verdict == "wrong":
        return make_wrong_verdict("ambiguous", _COMMA)
    own_names = find_symbols(both) - (frozenset[str]() if _spoken_of(spec.key) else find_symbols(spec.key))
    if own_names != frozenset({name}) or is_never or is_always or is_same(both, either):
        return None
    is_both = verdict.verdict == "correct"
    is_either = is_same(key, either)
    if is_both and find_symbols(both) != frozenset({name}):
        return None  # for some values of the other names the readings are one, and "and" is right for all
    are_intervals = any(map(_is_interval, _list_statements(answer)))
    if is_both or is_either:
        return make_wrong_verdict("ambiguous", _INTERVALS if are_intervals else _COMMA)
    return None


def _as_number(value: float) -> Node:
    """Return the tree of a double."""
    return Neg(Num(repr(-value))) if value < 0 else Num(repr(value))


def variable_of(spec: KeySpec, answer: Node) -> str:
    """Return the one name that either statement is about; ends of intervals may contain others."""
    ends = frozenset[str]() if _spoken_of(spec.key) else find_symbols(spec.key)
    for node in (spec.key, answer):
        names = [part.name for part in _spoken_of(node) if part.name not in ends]
        if names:
            return names[0]
    return next(name for name in _VARIABLES if name not in ends)


def _spoken_of(node: Node) -> list[Sym]:
    relations = find_in_tree(node, Relation)
    return [part for relation in relations for part in find_in_tree(relation, Sym)]


def as_statement(kind: str, node: Node, name: str) -> Node:
    """Return an interval, a union, a set of points or a statement, as a statement about ``name``. Raises
    ParseError for anything else."""
    match node:
        case Relation("=", Sym(label), right) if _is_interval(right):
            return as_statement(kind, right, label)
        case Relation("=", left, Sym(label)) if _is_interval(left):
            return as_statement(kind, left, label)
        case Relation(_, left, right) if describe_tree_kind(left) or describe_tree_kind(right):
            message = "a side of this relation is not a single value"
            raise ParseError(message, 1, code="kind", hint="write the interval alone, or an inequality")
        case Relation():
            return node
        case Not(statement):
            return Not(as_statement(kind, statement, name))
        case Logic(_, left, right) | Union(left, right):
            op = node.op if isinstance(node, Logic) else "or"
            return Logic(op, as_statement(kind, left, name), as_statement(kind, right, name))
        case Interval(low, high, open_low, open_high):
            return _make_interval_statement(low, high, open_low, open_high, name)
        case Sequence("tuple" | "list" as brackets, (low, high)) if not any(
            map(describe_tree_kind, (low, high))
        ):
            is_open = brackets == "tuple"
            return _make_interval_statement(low, high, is_open, is_open, name)
        case Const("dne"):
            return _FALSE
        case Sequence("set", items) if not any(map(describe_tree_kind, items)):
            if items:
                return _join_by_connective("or", [Relation("=", Sym(name), item) for item in items])
            return _FALSE
        case Sequence("commas" | "set", items):
            return _join_by_connective("and", [as_statement(kind, item, name) for item in items])
        case Sym("R"):
            return TRUE
        case _:
            raise make_kind_error(kind, node)


def _join_by_connective(op: Literal["and", "or"], statements: list[Node]) -> Node:
    return reduce(lambda whole, statement: Logic(op, whole, statement), statements)


def _make_interval_statement(low: Node, high: Node, open_low: bool, open_high: bool, name: str) -> Node:
    """Return ``low < x < high`` or with closed ends; an infinite end is omitted and always open."""
    if name in find_symbols(low) | find_symbols(high):
        raise ParseError(f"the ends of an interval for {name} contain no {name}", 1)
    parts: list[Node] = []
    ends = ((low, open_low, Neg(Const("inf"))), (high, open_high, Const("inf")))
    for index, (end, is_open, infinite) in enumerate(ends):
        if end != infinite:
            sides = (Sym(name), end) if index else (end, Sym(name))
            parts.append(Relation("<" if is_open else "<=", *sides))
        elif not is_open:
            raise ParseError("infinity is never included: write ( or ) beside it", 1)
    is_told = len(parts) == 2 and not (find_symbols(low) or find_symbols(high))
    if is_told and evaluate_mp(Relation(">", low, high), {}, WORKING_DIGITS):
        raise UndefinedError("the left end of an interval is the smaller one")
    return _join_by_connective("and", parts) if parts else TRUE


def compare_statements(key: Node, answer: Node, context: Context) -> Verdict:
    """Compare the truth of two statements at points around all their ends."""
    names = tuple(sorted(find_symbols(key) | find_symbols(answer)))
    due, typed = CompiledStatement(key), CompiledStatement(answer)
    precision = context.precision
    has_doubles = precision is not None and has_machine_decimals(answer, precision)
    bound = precision.within if precision is not None and has_doubles else SAME
    if not names:
        if due.truth({}) == typed.truth({}):
            return make_correct_verdict("structure")
        return make_wrong_verdict("wrong", "")
    if len(names) == 1 and not has_doubles:
        alike = hold_alike(key, answer, names[0], context.assumed.domain(names[0]))
        if alike is not None:
            record_step("compare exactly", key=key, answer=answer, same=alike)
            if alike:
                return make_correct_verdict("numeric")
            return make_wrong_verdict("wrong", "")
    tested = 0
    for point in _choose_points_around_ends(key, answer, names, context):
        context.clock.check()
        expected, answer_truth = due.truth(point), typed.truth(point)
        if expected is None and answer_truth is None:
            continue
        tested += 1
        if bool(expected) != bool(answer_truth) and not _rounding_alone(due, typed, point):
            record_step("differ in truth", point=point, key=bool(expected), answer=bool(answer_truth))
            return make_wrong_verdict("wrong", "")
        # ends that doubles take for one may be apart, such as 1.4142135623 and the root of 2
        ends = due.ends_near(point)
        answer_ends = typed.ends_near(point) if ends else []
        if any(_have_different_ends(*pair, point, bound) for pair in product(ends, answer_ends)):
            record_step("differ in an end", point=point, key=ends, answer=answer_ends)
            return make_wrong_verdict("wrong", "")
    record_step("agree in truth", key=key, answer=answer, points=tested)
    if tested >= 6:
        return make_correct_verdict("numeric")
    return make_undecided_verdict("the statement could not be tested")


def _choose_points_around_ends(
    key: Node, answer: Node, names: tuple[str, ...], context: Context
) -> tuple[Point, ...]:
    """Return ordinary points, and all around every end."""
    sides = (*_list_relation_expressions(key), *_list_relation_expressions(answer))
    sample = Sample(names, context.assumed)
    at_breaks, near_breaks = sample.around(find_break_expressions(sides, _END_LIMIT))
    across = _across_zero(sides, names, context) if 1 < len(names) <= 4 else ()
    # Ordinary points: all signs of five names, each magnitude three times.
    return (*islice(sample.ordinary(), 32), *at_breaks, *near_breaks, *across)


def _across_zero(sides: tuple[Node, ...], names: tuple[str, ...], context: Context) -> Iterator[Point]:
    """Yield points around the ends along each name while the others are zero: through the middle of a
    disc."""
    nowhere = Num("0")
    for name in names:
        zeros = {other_name: nowhere for other_name in names if other_name != name}
        if not all(0.0 in context.assumed.domain(candidate) for candidate in zeros):
            continue
        along = tuple(substitute_symbols(side, dict(zeros)) for side in sides)
        along = tuple(side for side in along if name in find_symbols(side))
        at_breaks, near_breaks = Sample((name,), context.assumed).around(
            find_break_expressions(along, _END_LIMIT)
        )
        for point in (*at_breaks, *near_breaks):
            yield {**dict.fromkeys(zeros, 0.0), **point}


def _list_relation_expressions(statement: Node) -> tuple[Node, ...]:
    """Return for every relation an expression with a break where its sides are equal, for choosing points."""
    sides: list[Node] = []
    for relation in _finite_relations(statement):
        distance = Call("abs", (Binary("-", relation.left, relation.right),))
        sides += [distance, relation.left, relation.right]
    return tuple(sides)


def _finite_relations(statement: Node) -> list[Relation]:
    relations = list(find_in_tree(statement, Relation))
    return [relation for relation in relations if Const("inf") not in walk_tree(relation)]


def _rounding_alone(key: CompiledStatement, answer: CompiledStatement, point: Point) -> bool:
    """Return whether a difference may be due to the rounding of doubles alone.

    Near an end the truth at that end decides; far from all of them digits do.
    """
    relations = (*key.ends_near(point), *answer.ends_near(point))
    names = [(relation, name) for relation in relations for name in sorted(find_symbols(relation))]
    near = [(name, End(relation, name, point)) for relation, name in names]
    if near and all(end.is_far for _, end in near):
        return bool(key.exact_truth(point)) == bool(answer.exact_truth(point))
    ends = [{**point, name: float(end.place)} for name, end in near if end.place is not None]
    return bool(ends) and all(bool(key.truth(end)) == bool(answer.truth(end)) for end in ends)


def _have_different_ends(first: Relation, second: Relation, point: Point, same: float) -> bool:
    common = sorted(find_symbols(first) & find_symbols(second))
    if not common or {first.left, first.right} == {second.left, second.right}:
        return False
    first_end, second_end = (End(relation, common[0], point).place for relation in (first, second))
    if first_end is None or second_end is None:
        return False
    with mpmath.workdps(WORKING_DIGITS):
        return bool(abs(first_end - second_end) > same * (1 + abs(first_end)))


# --- diagnosis ------------------------------------------------------------------------------------------


MIRRORED: dict[RelationOp, RelationOp] = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_INCLUDED: dict[RelationOp, RelationOp] = {"<": "<=", ">": ">="}
_BACKWARDS = make_wrong_verdict("backwards", "The inequality is the wrong way round.")
_OUTSIDE = make_described_verdict("backwards", "what should be left out.")
_BELONGS = "The endpoints are right, but not which of them are included."
_NEARLY = make_wrong_verdict("end", "An endpoint is off by very little: give it exactly.")


@dataclass(frozen=True, slots=True)
class _TruthLine:
    """A statement about one name: the ends where it changes, and its truth below, at and above each."""

    ends: tuple[float, ...]
    between: tuple[bool, ...]
    at: tuple[bool, ...]


def diagnose_statement(spec: KeySpec, answer: Node, context: Context) -> Verdict | None:
    """Diagnose a reversed relation, a wrong end or its inclusion, or a missing or extra part."""
    name = variable_of(spec, answer)
    key, answered = as_statement(spec.kind, spec.key, name), _read_statement(spec, answer, name, context)
    if find_symbols(key) | find_symbols(answered) == frozenset((name,)):
        return _compare_lines(
            _make_truth_line(key, name), _make_truth_line(answered, name), _diagnose_end_membership(spec.kind)
        )
    if compare_statements(key, _with_relations(answered, MIRRORED), context).verdict == "correct":
        return _BACKWARDS
    loose = _with_relations(key, _INCLUDED), _with_relations(answered, _INCLUDED)
    if compare_statements(*loose, context).verdict != "correct":
        return None
    return _diagnose_end_membership(spec.kind)


def _diagnose_end_membership(kind: str) -> Verdict:
    """Diagnose right ends with one wrongly included or excluded."""
    if kind == "interval":
        return make_wrong_verdict("end", _BELONGS)
    return make_wrong_verdict("strict", f"{_BELONGS[:-1]}: < and ≤ differ there.")


def _with_relations(node: Node, swapped: dict[RelationOp, RelationOp]) -> Node:
    if isinstance(node, Relation):
        return Relation(swapped.get(node.op, node.op), node.left, node.right)
    return change_parts(node, lambda part: _with_relations(part, swapped))


def _make_truth_line(statement: Node, name: str) -> _TruthLine:
    differences = (Binary("-", relation.left, relation.right) for relation in _finite_relations(statement))
    places = sorted(
        {root for difference in differences for root in find_zeros_and_edges(difference, {}, name)}
    )
    holds = CompiledStatement(statement).truth
    holds_at_ends = [bool(holds({name: position})) for position in places]
    inner = [bool(holds({name: root})) for root in _between_ends(places)]
    end_indices = [i for i in range(len(places)) if not inner[i] == holds_at_ends[i] == inner[i + 1]]
    return _TruthLine(
        tuple(places[i] for i in end_indices),
        (*(inner[i] for i in end_indices), inner[-1]),
        tuple(holds_at_ends[i] for i in end_indices),
    )


def _between_ends(places: Places[float]) -> list[float]:
    if not places:
        return [0.0]
    middle = [(low + high) / 2 for low, high in pairwise(places)]
    return [places[0] - 1, *middle, places[-1] + 1]


def _compare_lines(key: _TruthLine, answer: _TruthLine, belongs: Verdict) -> Verdict | None:
    if _are_same_ends(key.ends, answer.ends):
        if key.between == answer.between:
            return belongs if key.at != answer.at else _NEARLY
        if key.between == tuple(not truth for truth in answer.between):
            return _BACKWARDS if len(key.ends) == 1 else _OUTSIDE
        return _diagnose_missing_part(key, answer)
    if key.between == answer.between and key.ends:
        off = sum(
            not _are_same_ends((key_end,), (end,)) for key_end, end in zip(key.ends, answer.ends, strict=True)
        )
        if len(key.ends) == 1:
            return make_wrong_verdict("end", "The direction is right, but the endpoint is not.")
        if off < len(key.ends):
            return make_wrong_verdict(
                "end", "One endpoint is off." if off == 1 else f"{off} endpoints are off."
            )
        return None
    return _diagnose_missing_part(key, answer)


def _diagnose_missing_part(key: _TruthLine, answer: _TruthLine) -> Verdict | None:
    """Diagnose a missing or extra part: the ends are some of the right ones, or all of them and others."""
    if answer.ends and all(
        any(_are_same_ends((end,), (key_end,)) for key_end in key.ends) for end in answer.ends
    ):
        if _implies_on_line(answer, key):
            return make_wrong_verdict("missing", "What is there is right, but not all of it is there.")
        if _implies_on_line(key, answer):
            return make_wrong_verdict(
                "extra", "All of it is there, but so is something that does not belong."
            )
    return None


def _implies_on_line(inner: _TruthLine, outer: _TruthLine) -> bool:
    """Return whether one statement implies the other at ends and between them."""
    places = sorted({*inner.ends, *outer.ends})
    return all(
        _read_truth_on_line(outer, position) or not _read_truth_on_line(inner, position)
        for position in (*places, *_between_ends(places))
    )


def _read_truth_on_line(line: _TruthLine, position: float) -> bool:
    for i, end in enumerate(line.ends):
        if _are_same_ends((position,), (end,)):
            return line.at[i]
        if position < end:
            return line.between[i]
    return line.between[-1]


def _are_same_ends(ends: Places[float], other_ends: Places[float]) -> bool:
    return len(ends) == len(other_ends) and all(
        abs(end - candidate) <= 1e-9 * (1 + abs(end)) for end, candidate in zip(ends, other_ends, strict=True)
    )
