"""A paper's formulas, parsed: each statement on its own, with the conditions said beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.nesting import closes_another
from drill.papers_first.formula.occurrences import group_end, whole_name
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raw import AimError
from drill.papers_first.formula.statements import has_relation, pieces
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Statement
from drill.papers_first.formula.usage import Usage, usage_of
from drill.papers_first.formula.vocabulary import PRODUCTS, QUAD, RELATIONS
from drill.papers_first.source.document import Document, Formula

_DISPLAYS: Final = re.compile(r"\$\$.*?\$\$", re.DOTALL)
_FAULTS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a mistake of ours in one formula may raise, which costs that formula and not the paper."""
_AIMS: Final = frozenset(("\\min", "\\max", "\\argmin", "\\argmax"))
_BOUNDS: Final = frozenset(("<", ">", "\\leq", "\\geq", "\\lesssim", "\\gtrsim"))
_JOINING: Final = (PRODUCTS | RELATIONS | {"+"}) - {"\\Rightarrow", "\\Leftarrow", "\\Leftrightarrow"}
"""What no statement begins with, nor ends in."""
_DOTS: Final = frozenset((QUAD, "\\vdots", "\\ldots", "\\cdots", ","))
_LONGEST_INLINE: Final = 60
"""Tokens of a formula inside of a sentence that is looked at."""
_SIGNS_A_TOKEN: Final = 4
"""So many signs a token takes at most on average: ``\\operatorname{T}`` is four tokens."""


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
    spelled: tuple[str, ...] = ()
    """As the paper spells it, where it is shown in another spelling: ``dx/dt`` for a fraction."""


def readings(document: Document) -> tuple[Reading, ...]:
    """Read every formula; what a symbol is applied to anywhere tells how it is read everywhere."""
    formulas = [formula for formula in document.formulas if not formula.is_words]
    spelled = {formula: [_spelled(latex) for latex in formula.statements] for formula in formulas}
    whole = (tokens for said in spelled.values() for tokens in said if not isinstance(tokens, RefusedError))
    texts = [_DISPLAYS.sub(" ", paragraph.text) for paragraph in document.paragraphs]
    typed = [latex for formula in formulas for latex in formula.statements]
    usage = _usage(list(whole), texts, typed)
    found: list[Reading] = []
    for formula, said in spelled.items():
        own: list[Reading] = []
        for tokens in said:
            own += _read(formula, len(own), tokens, usage)
        found += own
    return tuple(_without_torn(found))


def _without_torn(found: list[Reading]) -> Iterator[Reading]:
    """The readings; of a formula that its display tears into statements nothing is accepted.

    That shows where what stands below begins with a relation, or what stands above ends in one.
    """
    torn = {
        number
        for at, (one, further) in enumerate(pairwise(found))
        if one.formula.display == further.formula.display and _are_torn(one.tokens, further.tokens)
        for number in (at, at + 1)
    }
    for number, reading in enumerate(found):
        is_cut = number in torn and reading.statement is not None
        yield replace(reading, statement=None, refused="a part of it stands apart") if is_cut else reading


def _are_torn(above: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether the one below begins, or the one above ends, with what joins sides and terms.

    A row in which nothing relates, below one that says something, may be a factor more, unless it is titled.
    """
    if (
        below
        and ":" not in below
        and not set(below) <= _DOTS
        and has_relation(above)
        and not has_relation(below)
    ):
        return True
    begins = next((token for token in below if token != QUAD), "")
    return begins in _JOINING or (bool(above) and above[-1] in _JOINING | {"-"})


def _usage(rows: list[list[str]], texts: list[str], typed: list[str]) -> Usage:
    """How the paper uses its symbols; nothing is known where a fault of ours keeps us from finding out."""
    try:
        return usage_of(rows, _inline(texts), texts, typed)
    except _FAULTS:
        return Usage()


def _inline(texts: Iterable[str]) -> Iterator[list[str]]:
    """The short formulas inside of sentences, and the short ones among several that stand in one."""
    inside = (latex for text in texts for latex in text.split("$")[1::2])
    for latex in dict.fromkeys(inside):
        tokens = _spelled(latex) if 0 < len(latex) <= _SIGNS_A_TOKEN * _LONGEST_INLINE else []
        if isinstance(tokens, RefusedError):
            continue
        several = [tokens] if len(tokens) <= _LONGEST_INLINE else [list(one.tokens) for one in pieces(tokens)]
        yield from (one for one in several if 0 < len(one) <= _LONGEST_INLINE)


def _spelled(latex: str) -> list[str] | RefusedError:
    try:
        return canonical(latex)
    except RefusedError as error:
        return error


def _read(formula: Formula, first: int, tokens: list[str] | RefusedError, usage: Usage) -> list[Reading]:
    """The statements of one run of rows, numbered from ``first``, each with all conditions of the run."""
    if isinstance(tokens, RefusedError):
        return [Reading(formula, first, (), None, (), str(tokens))]
    if closes_another(tokens):
        return [Reading(formula, first, tuple(tokens), None, (), "a set in it begins in another row")]
    parts = pieces(tokens)
    conditions = tuple(part.tokens for part in parts if part.is_condition)
    said = [part.tokens for part in parts if not part.is_condition]
    has_words = any(token.startswith("\\text{") for token in tokens)
    return [
        Reading(formula, first + index, one, None, conditions, "it is a name that words are said of")
        if has_words and whole_name(list(one)) is not None
        else _parsed(formula, first + index, one, usage, conditions)
        for index, one in enumerate(said)
    ]


def _without_aim(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """``L = a + b`` of ``\\min_w L = a + b``."""
    return tokens[group_end(tokens, 2) if tokens[1] == "_" else 1 :]


def _is_bounded(tokens: tuple[str, ...]) -> bool:
    """Whether what stands behind an aim is bounded, ``\\max h(x) = a \\leq b``, or an aim again: then the
    first is a value, too.
    """
    return bool(_BOUNDS.intersection(tokens) or _AIMS.intersection(tokens))


def _parsed(
    formula: Formula,
    index: int,
    tokens: tuple[str, ...],
    usage: Usage,
    conditions: tuple[tuple[str, ...], ...],
) -> Reading:
    try:
        statement = parse_tokens(list(tokens), usage)
    except RefusedError as error:
        if isinstance(error, AimError) and tokens[0] in _AIMS and not _is_bounded(tokens[1:]):
            return _parsed(formula, index, _without_aim(tokens), usage, conditions)
        return Reading(formula, index, tokens, None, conditions, str(error))
    except _FAULTS as error:
        return Reading(formula, index, tokens, None, conditions, f"the reader fails: {error!r}")
    shown = tuple(to_tokens(statement))
    spelled = tokens if shown != tokens else ()
    return Reading(formula, index, shown, statement, conditions, spelled=spelled)
