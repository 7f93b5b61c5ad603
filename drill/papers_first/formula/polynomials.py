"""Names whose powers a polynomial weighs, ``\\sum_{i=0}^{k} a_i \\mathbf{x}^i``, where a paper speaks of one.

What numbers the steps of a method looks alike; nobody calls a mean of steps a polynomial.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.tree import Symbol

_SAID: Final = re.compile(r"\bpolynomials?\b", re.IGNORECASE)


def polynomial_names(rows: Iterable[Sequence[str]], texts: Iterable[str]) -> frozenset[Symbol]:
    """The names, without scripts, that ``rows``, canonical tokens, raise to the powers of a polynomial."""
    if not any(map(_SAID.search, texts)):
        return frozenset()
    return frozenset(symbol for tokens in rows for symbol in _weighed(tokens))


def _weighed(tokens: Sequence[str]) -> Iterator[Symbol]:
    counters = {
        (tokens[at + 3],)
        for at, token in enumerate(tokens)
        if token == "\\sum" and tuple(tokens[at + 1 : at + 3]) == ("_", "{") and _is_zero(tokens, at + 4)
    }
    if not counters:
        return
    for weight, name in pairwise(occurrences(tokens)):
        is_beside = weight.end == name.begin and not weight.above and not (name.sub or name.is_called)
        if is_beside and weight.sub == name.above and name.above in counters:
            yield name.symbol


def _is_zero(tokens: Sequence[str], at: int) -> bool:
    return tuple(tokens[at : at + 3]) == ("=", "0", "}")
