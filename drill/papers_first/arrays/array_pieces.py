"""Arrays put together of pieces: by cases, and one behind the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arithmetic.branches import Branch, branches_of
from drill.papers_first.arrays.array_values import ATOM, ONE, SUM, Axis, Value, common, entry_at
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Derivative, Node, Number, Symbol, Table

_OTHERWISE: Final[Mapping[maths.RelationOp, maths.RelationOp]] = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MATRICES: Final = frozenset(("pmatrix", "bmatrix", "Bmatrix"))
_MOST_ENTRIES: Final = 9
_LENGTHS: Final = (3, 2, 4)
"""How many entries vectors have that are put one behind the other."""


def by_cases(table: Table, of: Callable[[Node], Value]) -> Value:
    """A definition by cases, entry by entry.

    Raises:
        RefusedError: a condition is no comparison that random numbers meet, or no line is the last resort.
    """
    found = branches_of(table)
    lines, rest = list(found.lines), found.rest
    if rest is None:
        rest = _last_resort(lines)
    result = of(rest)
    for line in reversed(lines):
        result = _chosen(line, of, result)
    return result


def _last_resort(lines: list[Branch]) -> Node:
    """The last of two lines whose conditions exclude each other; it is taken away from them."""
    match [line.comparisons for line in lines]:
        case [((left, sign, right),), ((other_left, other_sign, other_right),)] if (left, right) == (
            other_left,
            other_right,
        ) and _OTHERWISE.get(sign) == other_sign:
            return lines.pop().value
        case _:
            raise RefusedError("its cases leave something out")


def _chosen(line: Branch, of: Callable[[Node], Value], rest: Value) -> Value:
    value = of(line.value)
    kind, axes = common(value, rest)
    texts: list[str] = []
    compared: list[tuple[maths.RelationOp, Value, Value]] = []
    for left, sign, right in line.comparisons:
        if sign in ("=", "!="):
            raise RefusedError("random numbers are never equal")
        first, second = of(left), of(right)
        for one in (first, second):
            if one.kind != "number":
                kind, axes = common(Value(kind, axes, "", ATOM, one.entry), one)
        texts.append(f"{first.at(SUM)} {sign} {second.at(SUM)}")
        compared.append((sign, first, second))
    if all(one.kind == "number" for _, first, second in compared for one in (first, second)):
        raise RefusedError("a comparison of numbers chooses no entries")
    condition = texts[0] if len(texts) == 1 else f"np.logical_and({', '.join(texts)})"
    if len(texts) > 2:
        raise RefusedError("three comparisons at once")

    def entry(*at: maths.Node) -> maths.Node:
        place: maths.Node = ONE
        for sign, first, second in compared:
            holds = maths.Relation(sign, entry_at(first, at), entry_at(second, at))
            indicator = maths.Call("ind", (holds,))
            place = indicator if place == ONE else maths.Binary("*", place, indicator)
        which = maths.Binary("+", ONE, place)
        return maths.Call("pick", (which, entry_at(rest, at), entry_at(value, at)))

    code = f"np.where({condition}, {value.code}, {rest.code})"
    return Value(kind, axes, code, ATOM, entry)


def of_entries(table: Table, of: Callable[[Node], Value]) -> Value:
    """A matrix, or one column of it as a vector, whose entries are written out.

    Raises:
        RefusedError: it is no such table, or some of its entries are no numbers.
    """
    width = len(table.rows[0])
    if table.environment not in _MATRICES or any(len(row) != width for row in table.rows):
        raise RefusedError("it is a table")
    if any(_is_block(cell, table) for row in table.rows for cell in row):
        raise RefusedError("a matrix of blocks")
    rows = [[of(cell) for cell in row] for row in table.rows]
    if len(rows) * width > _MOST_ENTRIES or any(value.kind != "number" for row in rows for value in row):
        raise RefusedError("a matrix of blocks, or a large one")
    height = Axis(str(len(rows)))
    if width == 1:
        column = [row[0] for row in rows]
        code = f"np.array([{', '.join(value.code for value in column)}])"
        return Value("column", (height,), code, ATOM, lambda i: _picked(i, [one.entry() for one in column]))
    lines = ", ".join(f"[{', '.join(value.code for value in row)}]" for row in rows)

    def entry(i: maths.Node, j: maths.Node) -> maths.Node:
        return _picked(i, [_picked(j, [value.entry() for value in row]) for row in rows])

    return Value("matrix", (height, Axis(str(width))), f"np.array([{lines}])", ATOM, entry)


def _is_block(cell: Node, table: Table) -> bool:
    """Whether an entry is a matrix: made of a range of entries, ``x_{1:d}``, or an identity beside zeros."""
    for part in walk(cell):
        names = (*part.top, *part.bottom) if isinstance(part, Derivative) else ()
        if ":" in names or (isinstance(part, Symbol) and ":" in part.sub):
            return True
    is_identity = isinstance(cell, Symbol) and cell.base == "I" and len(cell.sub) < 2
    return is_identity and any(Number("0") in row for row in table.rows)


def _picked(place: maths.Node, options: list[maths.Node]) -> maths.Node:
    return maths.Call("pick", (place, *options))


def _without_index(part: Node) -> Node:
    """Of ``g_i`` beside ``g_j`` the g: two vectors of a kind."""
    return replace(part, sub=(), accents=(), mark=()) if isinstance(part, Symbol) else part


def one_behind_the_other(parts: Sequence[Node], of: Callable[[Node], Value]) -> Value:
    """Vectors of lengths that are chosen here, as one vector; those of one name are of one length.

    Raises:
        RefusedError: they are no vectors, or their lengths have names.
    """
    values = [of(part) for part in parts]
    if not 2 <= len(values) <= len(_LENGTHS) or any(value.kind != "column" for value in values):
        raise RefusedError("what is put one behind the other are no vectors")
    ends: list[int] = [0]
    names = [_without_index(part) for part in parts]
    lengths = [_LENGTHS[names.index(name)] for name in names]
    for value, length in zip(values, lengths, strict=True):
        axis = value.axes[0]
        if not axis.name:
            axis.equal(Axis(str(length)))
        if not axis.name.isdigit():
            raise RefusedError("a length that is a sum has no name")
        ends.append(ends[-1] + int(axis.name))

    def entry(at: maths.Node) -> maths.Node:
        which: maths.Node = ONE
        for end in ends[1:-1]:
            behind = maths.Relation(">", at, maths.Num(str(end)))
            which = maths.Binary("+", which, maths.Call("ind", (behind,)))
        pieces = [
            value.entry(maths.Binary("-", at, maths.Num(str(start))) if start else at)
            for value, start in zip(values, ends, strict=False)
        ]
        return maths.Call("pick", (which, *pieces))

    code = f"np.concatenate(({', '.join(value.code for value in values)}))"
    return Value("column", (Axis(str(ends[-1])),), code, ATOM, entry)
