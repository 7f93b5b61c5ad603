"""Values of a function that does not tell its two arguments apart: ``k(x, y)`` beside ``k(y, x)``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from typing import Final

from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Bracket, Call, Node, Symbol
from drill.papers.paper import Paper

_SYMMETRIC: Final = frozenset(("k", "K", "\\kappa", "\\Sigma", "Cov", "cov", "Corr", "corr"))
_WORDS: Final = re.compile(r"\b(?:kernel|covariance|correlation|similarity|distance|metric)\b", re.IGNORECASE)


def check_either_way(paper: Paper, quantities: Iterable[Node]) -> None:
    """That no two quantities are one function's values at the same two arguments in either order.

    Raises:
        RefusedError: two are, which cannot be two numbers (of arrays one is the other's transpose).
    """
    calls = [one for one in quantities if isinstance(one, Call)]
    for first, second in combinations(calls, 2):
        match first, second:
            case (
                Call(Symbol() as head, Bracket(_, _, (one, other), (",",))),
                Call(same, Bracket(_, _, (last, before), (",",))),
            ) if head == same and (one, other) == (before, last) and _is_symmetric(paper, head):
                raise RefusedError("a function has one value at two arguments in either order")
            case _:
                pass


def _is_symmetric(paper: Paper, head: Symbol) -> bool:
    entry = paper.meaning(head)
    return head.base in _SYMMETRIC or (entry is not None and bool(_WORDS.search(entry.meaning)))
