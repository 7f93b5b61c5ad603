"""Quantities that may be one and the same: ``k(x, y)`` and ``k(y, x)``, ``u_{m_1(2)}`` and ``u_{m_2(1)}``."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import combinations
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Symbol
from drill.papers_first.paper import Paper

_SYMMETRIC: Final = frozenset(("k", "K", "\\kappa", "\\Sigma", "Cov", "cov", "Corr", "corr"))
_WORDS: Final = re.compile(r"\b(?:kernel|covariance|correlation|similarity|distance|metric)\b", re.IGNORECASE)
_MAPPED: Final = re.compile(r"(?P<map>\\?[A-Za-z]+)_\{?(?P<which>\d+)\}?\((?P<at>\d+)\)")


def check_either_way(paper: Paper, quantities: Collection[Node]) -> None:
    """That no two quantities can be one thing, by what their names say.

    Raises:
        RefusedError: two are one function's values at the same two arguments in either order (of arrays one
            is the other's transpose), or numbered maps lead to them, of which two may lead to one place.
    """
    _check_maps(quantities)
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


def _check_maps(quantities: Collection[Node]) -> None:
    """That no indices come from several maps at several places each: ``m_1(1)``, ``m_1(2)``, ``m_2(1)``, …"""
    met: dict[str, tuple[set[str], set[str]]] = {}
    for symbol in (part for one in quantities for part in walk(one) if isinstance(part, Symbol)):
        for match in _MAPPED.finditer("".join(symbol.sub)):
            which, at = met.setdefault(match["map"], (set(), set()))
            which.add(match["which"])
            at.add(match["at"])
    if any(len(which) > 1 and len(at) > 1 for which, at in met.values()):
        raise RefusedError("two maps may lead to one place")


def _is_symmetric(paper: Paper, head: Symbol) -> bool:
    entry = paper.meaning(head)
    return head.base in _SYMMETRIC or (entry is not None and bool(_WORDS.search(entry.meaning)))
