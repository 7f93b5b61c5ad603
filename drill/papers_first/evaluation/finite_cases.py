"""Definitions by cases of which one line alone is a number: ``\\infty`` elsewhere, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import Node, Number, Said, Statement, Symbol, Table, Words
from drill.papers_first.sides import Line

_NO_NUMBERS: Final = frozenset(("\\infty", "NaN", "nan", "undefined", "inf"))
_ZEROS: Final = Symbol("0", "\\mathbf")


def with_finite_case(line: Line) -> Line:
    """A line as what it is where it is a number, under the condition for that; other lines as they are."""
    match line.rights:
        case (Table(rows=rows),):
            finite = [row for row in rows if not _is_no_number(row[0])]
        case _:
            return line
    match finite:
        case [(value, Said(_, Statement() as condition) | (Statement() as condition))] if len(rows) > 1:
            statement = replace(line.statement, sides=(line.statement.sides[0], value), relations=("=",))
            conditions = (*line.reading.conditions, tuple(to_tokens(condition)))
            return replace(
                line,
                reading=replace(line.reading, conditions=conditions),
                statement=statement,
                rights=(value,),
            )
        case _:
            return line


def with_zero_entries(line: Line) -> Line:
    """A line in whose cases ``\\mathbf{0}`` is 0, as every entry of it is; other lines as they are."""
    sides = tuple(map(_with_zeros, line.statement.sides))
    if sides == line.statement.sides:
        return line
    statement = replace(line.statement, sides=sides)
    return replace(line, statement=statement, rights=tuple(map(_with_zeros, line.rights)))


def _with_zeros(node: Node) -> Node:
    def change(part: Node) -> Node | None:
        match part:
            case Table("cases", rows) if any(row[0] == _ZEROS for row in rows):
                return replace(part, rows=tuple((_zero_for(row[0]), *row[1:]) for row in rows))
            case _:
                return None

    return replaced(node, change)


def _zero_for(value: Node) -> Node:
    return Number("0") if value == _ZEROS else value


def _is_no_number(value: Node) -> bool:
    return any(
        isinstance(part, Words) or (isinstance(part, Symbol) and part.base in _NO_NUMBERS)
        for part in walk(value)
    )
