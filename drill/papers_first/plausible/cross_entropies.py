"""What entropies and cross-entropies are of: of ``-\\sum_k t_k \\log y_k`` both are shares of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Fraction, Function, Node, Product, Signed, Statement, Symbol
from drill.papers_first.plausible.entropies import logarithm_of

_WORDS: Final = re.compile(r"\bcross[- ]?entrop(?:y|ies)\b|\bentropy loss\b|\bsoftmax loss\b", re.IGNORECASE)
_ENTROPIES: Final = re.compile(r"\bentrop(?:y|ies|ic)\b", re.IGNORECASE)
_CASES: Final = frozenset(("N", "n", "m", "T", "B"))
"""How many cases there are, each with a chance of its own, rather than classes."""


def in_cross_entropies(statements: Iterable[Statement], texts: Iterable[str]) -> Iterator[Symbol]:
    """The shares in sums that a paper which speaks of cross-entropies, or of entropies, sets something to."""
    texts = tuple(texts)
    of_two = any(map(_WORDS.search, texts))
    if of_two or any(map(_ENTROPIES.search, texts)):
        for statement in statements:
            for part in walk(statement):
                found = tuple(dict.fromkeys(_shares(part)))
                yield from found if of_two or len(found) == 1 else ()


def _shares(part: Node) -> Iterator[Symbol]:
    match part:
        case (
            Signed("-", Big("\\sum", (index, *_), upper, body))
            | Signed("-", Product((Fraction(), Big("\\sum", (index, *_), upper, body)), _))
            | Big("\\sum", (index, *_), upper, Signed("-", body))
        ):
            pass
        case _:
            return
    match body:
        case Product((Symbol() as one, Function("\\log" | "\\ln", inner)), _):
            pass
        case _:
            return
    inner = logarithm_of(inner)
    is_over_classes = not (len(upper) == 1 and upper[0] in _CASES)
    if isinstance(inner, Symbol) and index in one.sub and one.sub == inner.sub and is_over_classes:
        yield from (one, inner)
