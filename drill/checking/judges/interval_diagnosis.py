"""What is off with a wrong interval or inequality: backwards, an end, whether it belongs, or a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from drill.checking.judges.context import Context
from drill.checking.judges.statements import as_statement, compare_statements, variable_of
from drill.checking.judges.truth_at_points import CompiledStatement
from drill.checking.real_root_search import roots_along
from drill.checking.spec import KeySpec
from drill.checking.verdict import Verdict, wrong
from drill.maths.tree import Binary, Const, Node, Relation, RelationOp, children, rebuild, symbols, walk

_MIRRORED: dict[RelationOp, RelationOp] = {
    "<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!=",
}  # fmt: skip
_INCLUDED: dict[RelationOp, RelationOp] = {
    "<": "<=", ">": ">=", "<=": "<=", ">=": ">=", "=": "=", "!=": "!=",
}  # fmt: skip
_BACKWARDS = wrong("backwards", "The inequality is the wrong way round.")
_OUTSIDE = wrong("backwards", "This is what should be left out.")
_BELONGS = "The ends are right. Whether they belong to it is not."
_NEARLY = wrong("end", "An end is off by very little: give it exactly.")
# Ends that lie so near, relatively, are one.
_END = 1e-9


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement about one name, as the ends where it changes, and its truth below, at and above each."""

    ends: tuple[float, ...]
    between: tuple[bool, ...]
    at: tuple[bool, ...]


def diagnose_statement(spec: KeySpec, answer: Node, context: Context) -> Verdict | None:
    """Say whether it is backwards, an end is off or belongs wrongly, or a part is missing or too much."""
    name = variable_of(spec, answer)
    key, given = as_statement(spec.kind, spec.key, name), as_statement(spec.kind, answer, name)
    if symbols(key) | symbols(given) == frozenset((name,)):
        return _compare_lines(_line(key, name), _line(given, name), _belongs(spec.kind))
    if compare_statements(key, _with_relations(given, _MIRRORED), context).verdict == "correct":
        return _BACKWARDS
    loose = _with_relations(key, _INCLUDED), _with_relations(given, _INCLUDED)
    return _belongs(spec.kind) if compare_statements(*loose, context).verdict == "correct" else None


def _belongs(kind: str) -> Verdict:
    """The right ends, one of them in or out wrongly."""
    if kind == "interval":
        return wrong("end", _BELONGS)
    return wrong("strict", f"{_BELONGS[:-1]}: < and ≤ differ there.")


def _with_relations(node: Node, swapped: dict[RelationOp, RelationOp]) -> Node:
    if isinstance(node, Relation):
        return Relation(swapped[node.op], node.left, node.right)
    parts = children(node)
    return rebuild(node, tuple(_with_relations(part, swapped) for part in parts)) if parts else node


def _line(statement: Node, name: str) -> _Line:
    places = sorted(
        {
            place
            for part in walk(statement)
            if isinstance(part, Relation) and Const("inf") not in walk(part)
            for place in _crossings(part, name)
        }
    )
    holds = CompiledStatement(statement).truth
    at = [bool(holds({name: place})) for place in places]
    inner = [bool(holds({name: place})) for place in _between(places)]
    kept = [i for i in range(len(places)) if not inner[i] == at[i] == inner[i + 1]]
    return _Line(
        tuple(places[i] for i in kept),
        (*(inner[i] for i in kept), inner[-1]),
        tuple(at[i] for i in kept),
    )


def _crossings(relation: Relation, name: str) -> Sequence[float]:
    return roots_along(Binary("-", relation.left, relation.right), {}, name)


def _between(places: Sequence[float]) -> list[float]:
    if not places:
        return [0.0]
    middle = [(low + high) / 2 for low, high in pairwise(places)]
    return [places[0] - 1, *middle, places[-1] + 1]


def _compare_lines(key: _Line, given: _Line, belongs: Verdict) -> Verdict | None:
    if _same(key.ends, given.ends):
        if key.between == given.between:
            return belongs if key.at != given.at else _NEARLY
        if key.between == tuple(not truth for truth in given.between):
            return _BACKWARDS if len(key.ends) == 1 else _OUTSIDE
        return _part(key, given)
    if key.between == given.between and key.ends:
        off = sum(not _same((one,), (other,)) for one, other in zip(key.ends, given.ends, strict=True))
        if len(key.ends) == 1:
            return wrong("end", "The direction is right, the end is not.")
        if off < len(key.ends):
            return wrong("end", "One end is off." if off == 1 else f"{off} ends are off.")
        return None
    return _part(key, given)


def _part(key: _Line, given: _Line) -> Verdict | None:
    """Some of the right ends, or all of them and others: a part is missing or too much."""
    if given.ends and all(any(_same((end,), (each,)) for each in key.ends) for end in given.ends):
        if _within(given, key):
            return wrong("missing", "What is there is right, but not all of it is there.")
        if _within(key, given):
            return wrong("extra", "All of it is there, and something that does not belong.")
    return None


def _within(inner: _Line, outer: _Line) -> bool:
    """Whether one holds nowhere where the other does not, at ends or between them."""
    places = sorted({*inner.ends, *outer.ends})
    return all(_truth(outer, place) or not _truth(inner, place) for place in (*places, *_between(places)))


def _truth(line: _Line, place: float) -> bool:
    for i, end in enumerate(line.ends):
        if _same((place,), (end,)):
            return line.at[i]
        if place < end:
            return line.between[i]
    return line.between[-1]


def _same(ends: Sequence[float], others: Sequence[float]) -> bool:
    return len(ends) == len(others) and all(
        abs(one - other) <= _END * (1 + abs(one)) for one, other in zip(ends, others, strict=True)
    )
