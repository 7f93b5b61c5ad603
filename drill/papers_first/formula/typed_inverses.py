"""Matrices of whose inverses entries are taken, ``K^{-1}_{ij}``, as the order of the scripts tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers_first.formula.occurrences import whole_name
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.formula.tree import Symbol

_NAME: Final = r"(?P<name>(?<![A-Za-z\\\\])(?:\\[A-Za-z]+\s*\{\s*\\?[A-Za-z]+\s*\}|\\?[A-Za-z]+))"
_PAIR: Final = r"_\s*\{\s*[a-z]\s*,?\s*[a-z]\s*\}"
_INVERSE: Final = r"\^\s*\{\s*-\s*1\s*\}"
_OF_INVERSE: Final = re.compile(rf"{_NAME}\s*{_INVERSE}\s*{_PAIR}")
_OF_ENTRY: Final = re.compile(rf"{_NAME}\s*{_PAIR}\s*{_INVERSE}")


def inverted_names(sources: Iterable[str]) -> frozenset[Symbol]:
    """The bare names whose index is typed behind the mark of the inverse, and nowhere before it."""
    typed = "\n\n".join(sources)
    return frozenset(set(_names(_OF_INVERSE, typed)) - set(_names(_OF_ENTRY, typed)))


def _names(pattern: re.Pattern[str], typed: str) -> Iterator[Symbol]:
    for match in pattern.finditer(typed):
        try:
            name = whole_name(canonical(match["name"]))
        except RefusedError:
            continue
        if name is not None:
            yield name.symbol
