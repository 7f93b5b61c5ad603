"""Names as they stand in canonical tokens, each with its index and what is above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drill.papers_first.formula.numbered_letters import NUMBERED
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import ACCENTED, FONTED, GREEK

_LETTERS: Final = GREEK | {"\\ell"}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in a row: ``symbol`` without its scripts, those, and where it stands in the tokens."""

    symbol: Symbol
    sub: tuple[str, ...]
    above: tuple[str, ...]
    begin: int
    end: int
    is_called: bool = False
    """Whether round brackets follow."""


def occurrences(tokens: Sequence[str]) -> Iterator[Occurrence]:
    """Every name in ``tokens`` but those in indices and exponents."""
    return iter(_occurrences(tuple(tokens)))


@lru_cache(maxsize=2048)  # each row of a paper is asked about for one sign after another
def _occurrences(tokens: tuple[str, ...]) -> tuple[Occurrence, ...]:
    return tuple(_found(list(tokens)))


def _found(tokens: list[str]) -> Iterator[Occurrence]:
    at = 0
    while at < len(tokens):
        named = _name(tokens, at)
        if named is None:
            at = group_end(tokens, at + 1) if tokens[at] in ("_", "^") else at + 1
            continue
        symbol, end = named
        sub = above = ()
        begin = at
        if tokens[end : end + 1] == ["_"]:
            at, end = end, group_end(tokens, end + 1)
            sub = tuple(tokens[at + 2 : end - 1])
        while tokens[end : end + 1] == ["'"]:
            end += 1
        if tokens[end : end + 1] == ["^"]:
            at, end = end, group_end(tokens, end + 1)
            above = tuple(tokens[at + 2 : end - 1])
        yield Occurrence(symbol, sub, above, begin, end, tokens[end : end + 1] == ["("])
        at = end


def whole_name(tokens: Sequence[str]) -> Occurrence | None:
    """The name that ``tokens`` are as a whole."""
    first = next(_found(list(tokens)), None)
    return first if first is not None and (first.begin, first.end) == (0, len(tokens)) else None


def _name(tokens: Sequence[str], at: int) -> tuple[Symbol, int] | None:
    token = tokens[at]
    if (len(token) == 1 and token.isalpha()) or token in _LETTERS or NUMBERED.match(token):
        return Symbol(token), at + 1
    if token.startswith("\\operatorname{"):
        return Symbol(token[len("\\operatorname{") : -1], "\\operatorname"), at + 1
    if token not in FONTED and token not in ACCENTED:
        return None
    inner = _name(tokens, at + 2) if at + 2 < len(tokens) else None
    if inner is None or tokens[inner[1] : inner[1] + 1] != ["}"]:
        return None
    symbol, end = inner
    if token in FONTED:
        return Symbol(symbol.base, token, symbol.accents), end + 1
    return Symbol(symbol.base, symbol.font, (token, *symbol.accents)), end + 1


def group_end(tokens: Sequence[str], begin: int) -> int:
    """Where the group in braces that begins there ends."""
    depth = 0
    for index in range(begin, len(tokens)):
        depth += (tokens[index] == "{") - (tokens[index] == "}")
        if depth == 0:
            return index + 1
    return len(tokens)
