"""A paper's formulas, parsed: each statement on its own, with the conditions said beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drill.papers.document import Document, Formula
from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.statements import pieces
from drill.papers.formula.tokens import RefusedError, canonical
from drill.papers.formula.tree import Statement, Symbol
from drill.papers.formula.usage import called_symbols


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement of a formula; ``statement`` is None where it was refused, and ``refused`` says why."""

    formula: Formula
    index: int
    """Which statement of its formula, from 0."""
    tokens: tuple[str, ...]
    statement: Statement | None
    conditions: tuple[tuple[str, ...], ...] = ()
    refused: str = ""


def readings(document: Document) -> tuple[Reading, ...]:
    """Read every formula; what a symbol is applied to anywhere tells how it is read everywhere."""
    spelled = [(formula, _spelled(formula)) for formula in document.formulas]
    functions = called_symbols(tokens for _, tokens in spelled if not isinstance(tokens, RefusedError))
    found: list[Reading] = []
    for formula, tokens in spelled:
        if isinstance(tokens, RefusedError):
            found.append(Reading(formula, 0, (), None, (), str(tokens)))
        else:
            found += _read(formula, tokens, functions)
    return tuple(found)


def _spelled(formula: Formula) -> list[str] | RefusedError:
    try:
        return canonical(formula.latex)
    except RefusedError as error:
        return error


def _read(formula: Formula, tokens: list[str], functions: frozenset[Symbol]) -> Iterable[Reading]:
    parts = pieces(tokens)
    conditions = tuple(part.tokens for part in parts if part.is_condition)
    said = [part.tokens for part in parts if not part.is_condition]
    return [_reading(formula, index, tokens, functions, conditions) for index, tokens in enumerate(said)]


def _reading(
    formula: Formula,
    index: int,
    tokens: tuple[str, ...],
    functions: frozenset[Symbol],
    conditions: tuple[tuple[str, ...], ...],
) -> Reading:
    try:
        return Reading(formula, index, tokens, parse_tokens(list(tokens), functions), conditions)
    except RefusedError as error:
        return Reading(formula, index, tokens, None, conditions, str(error))
