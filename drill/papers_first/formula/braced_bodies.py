"""Braces behind a sum's sign, which nobody sees: ``\\sum_{k=1}^{g}{n_k - g}`` is set as ``\\sum n_k - g``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.vocabulary import DRESSES, RELATIONS

_RUNNING: Final = frozenset(("\\sum", "\\prod"))
_OPENING: Final = frozenset(("{", "(", "[", "\\{", "\\langle"))
_CLOSING: Final = frozenset(("}", ")", "]", "\\}", "\\rangle"))
_NO_INDEX: Final = frozenset((",", "_", "(", ")", *_OPENING, *_CLOSING))


def check_reach(sign: str, below: Sequence[str], body: Sequence[str]) -> None:
    """Refuse a braced body of which only a part is indexed: what is seen ends the sum before the rest.

    Raises:
        RefusedError: one term does not hold the index that another one holds.
    """
    if sign not in _RUNNING:
        return
    names = set(takewhile(lambda token: token not in RELATIONS, below)) - _NO_INDEX - DRESSES
    holding = [bool(names & set(term)) for term in _terms(body)]
    if any(holding) and not all(holding):
        raise RefusedError("only unseen braces tell how far a sum reaches")


def _terms(tokens: Sequence[str]) -> list[list[str]]:
    terms: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth == 0 and token in ("+", "-"):
            terms.append([])
        else:
            terms[-1].append(token)
    return [term for term in terms if term]
