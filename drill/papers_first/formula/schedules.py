"""Rates that a paper writes as a schedule somewhere, ``\\beta(s)``, as a factor elsewhere, ``\\beta V``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.heads import RATES
from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.raised import INDICES, is_worded
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import ACCENTED, FONTS, GREEK, SIGNS

_BEFORE_FACTORS: Final = GREEK | ACCENTED | frozenset((*FONTS.values(), "\\nabla", "\\|"))

Schedules = Mapping[Symbol, frozenset[str]]
"""By rate, a word below it included, the letters of the steps that it is given in brackets."""


def schedules(rows: Iterable[Sequence[str]]) -> Schedules:
    """Rates that stand as factors somewhere and are given nothing but a letter of a step anywhere."""
    steps: dict[Symbol, set[str]] = defaultdict(set)
    factors: set[Symbol] = set()
    functions: set[Symbol] = set()
    for row in rows:
        for one in occurrences(row):
            if one.symbol.base not in RATES or (one.sub and not is_worded(one.sub)):
                continue
            after = list(row[one.end : one.end + 3])
            if one.is_called and after[2:] == [")"]:
                steps[_name(one)].add(after[1])
                functions |= set() if after[1] in INDICES else {_name(one)}
            elif after and not one.above and _begins_name(after[0]):
                factors.add(_name(one))
    return {name: frozenset(letters) for name, letters in steps.items() if name in factors - functions}


def is_weighed(symbol: Symbol, inner: Sequence[str], top: Sequence[str], known: Schedules) -> bool:
    """Whether brackets with a sum in them, which holds no step, are multiplied by a rate with a schedule."""
    steps = known.get(replace(symbol, primes=0, mark=()))
    return steps is not None and bool(SIGNS & set(top[1:])) and not steps & set(inner)


def _name(one: Occurrence) -> Symbol:
    return replace(one.symbol, sub=one.sub)


def _begins_name(token: str) -> bool:
    return (len(token) == 1 and token.isalpha()) or token in _BEFORE_FACTORS
