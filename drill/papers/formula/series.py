"""Names that a series raises to the powers it counts: ``K(z) = \\sum_{i=0}^{n} c_i z^i``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from drill.papers.formula.occurrences import group_end, occurrences
from drill.papers.formula.statements import pieces
from drill.papers.formula.tree import Symbol

Named: TypeAlias = tuple[Symbol, tuple[str, ...]]
"""A symbol without scripts, and its index."""
_EQUALITIES: Final = ("=", ":=")
_ALTERNATING: Final = ["(", "-", "1", ")", "^", "{"]


def raised_names(rows: Iterable[Sequence[str]]) -> frozenset[Named]:
    """The names, with their indices, whose letters above are exponents in ``rows``, canonical tokens."""
    return frozenset(
        name for row in rows for piece in pieces(list(row)) for name in _of_row(list(piece.tokens))
    )


def _of_row(tokens: list[str]) -> Iterator[Named]:
    arguments = _arguments(tokens)
    for letter, is_endless in _counters(tokens):
        weighs = is_endless and _weighs(tokens, letter)
        for one in occurrences(tokens):
            is_argument = not one.sub and one.symbol in arguments
            if one.above == (letter,) and not one.is_called and (weighs or is_argument):
                yield one.symbol, one.sub


def _arguments(tokens: list[str]) -> set[Symbol]:
    """The symbols that a function on the left side, alone, is given."""
    end = next((index for index, token in enumerate(tokens) if token in _EQUALITIES), 0)
    first = next(occurrences(tokens[:end]), None)
    if first is None or first.begin or not first.is_called:
        return set()
    return {one.symbol for one in occurrences(tokens[first.end : end]) if not (one.sub or one.above)}


def _counters(tokens: list[str]) -> Iterator[tuple[str, bool]]:
    """The letters that sums count with from 0, or without end, with whether they do."""
    for at, token in enumerate(tokens):
        if token != "\\sum" or tokens[at + 1 : at + 3] != ["_", "{"] or tokens[at + 4 : at + 5] != ["="]:
            continue
        is_endless = tokens[group_end(tokens, at + 2) :][:3] == ["^", "{", "\\infty"]
        if is_endless or tokens[at + 5] == "0":
            yield tokens[at + 3], is_endless


def _weighs(tokens: list[str], letter: str) -> bool:
    """``(-1)^k``, ``1 / k``, ``k!``: weights of a power series."""
    text = " ".join(tokens)
    signs = " ".join((*_ALTERNATING, letter))
    return (
        signs in text or f"}} {{ {letter} }}" in text or f"/ {letter} " in f"{text} " or f"{letter} !" in text
    )
