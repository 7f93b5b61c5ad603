"""Definitions by cases of which one line alone is a number: ``\\infty`` elsewhere, or nothing at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers.formula.printing import to_tokens
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tree import Node, Said, Statement, Symbol, Table, Words
from drill.papers.sides import Line

_NO_NUMBERS: Final = frozenset(("\\infty", "NaN", "nan", "undefined", "inf"))


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


def _is_no_number(value: Node) -> bool:
    return any(
        isinstance(part, Words) or (isinstance(part, Symbol) and part.base in _NO_NUMBERS)
        for part in walk(value)
    )
