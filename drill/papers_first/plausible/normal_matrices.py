"""Covariances and precisions: matrices that the normal laws of a paper have for their second parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Bracket, Call, Node, Number, Power, Signed, Symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.said_equations import parsed

_TWO: Final = 2
_LONGEST: Final = 120
_LAW: Final = re.compile(r"\\mathcal\s*\{?\s*N|(?<![a-zA-Z\\])N\s*(?:\\left)?\(")


def is_on_diagonal(paper: Paper, symbol: Symbol) -> bool:
    """``\\Lambda_{11}`` of ``N(\\mu, \\Lambda^{-1})``: a variance or a precision."""
    place = _place(symbol)
    return place is not None and place[0] == place[1] and symbol.base in matrices_of_laws(paper)


def transposed_entries(paper: Paper, names: Mapping[Node, str]) -> Iterator[tuple[str, str]]:
    """Names of entries below the diagonal of such a matrix, each with the one that is equal above it."""
    entries = dict(_entries(paper, names))
    for (base, (row, column)), name in entries.items():
        if row > column and (base, (column, row)) in entries:
            yield name, entries[base, (column, row)]


def definite_minors(paper: Paper, names: Mapping[Node, str]) -> Iterator[str]:
    """That entries of such a matrix go together: ``\\Lambda_{12}^2 < \\Lambda_{11} \\Lambda_{22}``."""
    entries = dict(_entries(paper, names))
    for (base, (row, column)), name in entries.items():
        first, second = entries.get((base, (row, row))), entries.get((base, (column, column)))
        is_above = row < column or (base, (column, row)) not in entries
        if row != column and is_above and first is not None and second is not None:
            yield f"{name}^2 < {first}*{second}"


def _entries(paper: Paper, names: Mapping[Node, str]) -> Iterator[tuple[tuple[str, tuple[str, str]], str]]:
    for node, name in names.items():
        if isinstance(node, Symbol) and node.base in matrices_of_laws(paper):
            place = _place(node)
            if place is not None:
                yield (node.base, place), name


@once
def matrices_of_laws(paper: Paper) -> frozenset[str]:
    """Letters of bold or capital names that stand as the last parameter of a normal law, inverted or not."""
    shown = (reading.statement for reading in paper.readings if reading.statement is not None)
    said = map(parsed, dict.fromkeys(_inline_laws(paper)))
    return frozenset(
        base
        for statement in (*shown, *(one for one in said if one is not None))
        for part in walk(statement)
        for base in _second(part)
    )


def _inline_laws(paper: Paper) -> Iterator[str]:
    """The formulas of sentences in which a law may stand."""
    for paragraph in paper.document.paragraphs:
        for latex in paragraph.text.split("$")[1::2]:
            if _LAW.search(latex) and len(latex) <= _LONGEST:
                yield latex


def _second(part: Node) -> Iterator[str]:
    match part:
        case Call(Symbol("N", "\\mathcal" | "" | "\\mathrm"), Bracket("(", _, (_, *_, last))):
            pass
        case _:
            return
    match last:
        case Symbol(base, font) | Power(Symbol(base, font), Signed("-", Number("1"))):
            if font == "\\mathbf" or base.lstrip("\\")[0].isupper():
                yield base
        case _:
            return


def _place(symbol: Symbol) -> tuple[str, str] | None:
    """Row and column of an entry by its numbers."""
    match symbol.sub:
        case (row, column) if row.isdigit() and column.isdigit():
            return row, column
        case (both,) if len(both) == _TWO and both.isdigit():
            return both[0], both[1]
        case _:
            return None
