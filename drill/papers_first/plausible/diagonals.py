"""Diagonal matrices of numbers that are never below 0: ``\\Lambda`` of non-negative eigenvalues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import Call, Statement, Symbol, symbols
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.said_equations import said_equations

DIAGONAL: Final = Symbol("diag", "\\operatorname")
_NEVER_NEGATIVE: Final = re.compile(
    r"\b(?:non-?negative|positive)(?: [\w-]+){0,2} (?:eigenvalues?|entries|numbers|values?|weights?)\b"
    r"|\bsingular values?\b|\bvariances?\b",
    re.IGNORECASE,
)


@once
def never_negative_diagonals(paper: Paper) -> frozenset[Symbol]:
    """Matrices that sentences make of a diagonal of numbers of which all that is said keeps them above 0."""
    texts = (paragraph.text for paragraph in paper.document.paragraphs)
    return frozenset(
        name
        for statement in said_equations(texts)
        for name, inner in _diagonals(statement)
        if _are_never_negative(paper, inner)
    )


def _diagonals(statement: Statement) -> Iterator[tuple[Symbol, Symbol]]:
    """The matrix that a statement sets to a diagonal, and the first number on it."""
    match statement:
        case Statement((Symbol() as name, Call(head, arguments), *_), ("=" | ":=", *_)) if head == DIAGONAL:
            inside = [one for one in symbols(arguments) if one.sub]
            yield from ((name, one) for one in inside[:1])
        case _:
            return


def _are_never_negative(paper: Paper, number: Symbol) -> bool:
    letter = tuple(to_tokens(bare(number)))
    said = [
        entry.meaning
        for entry in paper.entries
        if entry.sure and _family(entry.symbol)[: len(letter) + 1] == (*letter, "_")
    ]
    return bool(said) and all(map(_NEVER_NEGATIVE.search, said))


def _family(name: tuple[str, ...]) -> tuple[str, ...]:
    """A name, or the member that a family in brackets begins with."""
    return name[1:] if name[0] in ("(", "\\{") else name
