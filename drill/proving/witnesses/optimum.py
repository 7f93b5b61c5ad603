"""Witnesses that search: roots by bisection, extrema by :mod:`drill.proving.witnesses.search`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from drill.errors import BankError, CheckError
from drill.proving.witnesses.probability import CELLS, changes
from drill.proving.witnesses.search import highest
from drill.proving.witnesses.trial import Finding, Function, Trial, fitting

# How far beside a root its sides are looked at, in cells.
_ASIDE = 1e-3
# By how much of a cell a root may lie outside of its range.
_MARGIN = 1e-6
# A coordinate of an extremum this near 0, in widths of its range, is 0 as far as the search can tell.
_VANISHING = 1e-8


def root(trial: Trial) -> Finding:
    """``root: f, wrt, in: [a, b]``: all sign changes, bisected; a number, a set or a list."""
    (name,) = trial.names("wrt")
    body = trial.function(trial.text("root"), (name,))
    low, high = trial.range(trial.witness.get("in"))
    found = trial.once(lambda: _roots(lambda x: _real(body, name, x), low, high))
    claimed = np.atleast_1d(np.asarray(trial.key_value(), dtype=object))
    if claimed.size <= 1:
        if len(found) != 1:
            return Finding(False, f"f changes its sign {len(found)} times in the range")
        return trial.same(found[0], claimed[0] if claimed.size else trial.key_value())
    with fitting():
        roots = np.array(sorted(float(x) for x in claimed))
    return trial.same(np.array(found), roots)


def _real(body: Function, name: str, x: float) -> float:
    try:
        value = body({name: x})
    except CheckError:
        return math.nan
    return float(value) if isinstance(value, (int, float)) else math.nan


def _roots(body: Callable[[float], float], low: float, high: float) -> list[float]:
    # an irrational fraction of a cell, so that roots at round numbers lie inside cells
    cell = (high - low) / CELLS
    found: list[float] = []
    for place in changes(lambda x: body(x) > 0, low - 0.381966 * cell, high + 0.618034 * cell):
        before, after = body(place - _ASIDE * cell), body(place + _ASIDE * cell)
        # beside a pole the value grows instead, in a gap there is none
        is_root = before < 0 < after or after < 0 < before
        is_root = is_root and abs(body(place)) <= max(abs(before), abs(after))
        if is_root and low - _MARGIN * cell <= place <= high + _MARGIN * cell:
            found.append(place)
    return found


def maximum(trial: Trial) -> Finding:
    """``maximum: f, over: {x: [a, b], …}, give: e``: gives the place unless told."""
    return _extremum(trial, "maximum", 1.0)


def minimum(trial: Trial) -> Finding:
    """``minimum: f, over: {x: [a, b], …}, give: e``: gives the place unless told."""
    return _extremum(trial, "minimum", -1.0)


def _extremum(trial: Trial, head: str, sign: float) -> Finding:
    over = trial.mapping("over")
    if not 1 <= len(over) <= 3:
        raise BankError("one to three names are due", field="witness.over", code="witness")
    names = tuple(over)
    body = trial.function(trial.text(head), names)
    gives = str(trial.witness.get("give", "")).strip()

    def expected(point: Any) -> Any:
        ends = [trial.range(raw, point) for raw in over.values()]
        place = highest(lambda x: _signed(body, point, names, x, sign), ends)
        widths = np.array([high - low for low, high in ends])
        place = np.where(np.abs(place) <= _VANISHING * widths, 0.0, place)
        best = {**point, **dict(zip(names, map(float, place), strict=True))}
        if gives:
            return trial.function(gives, names)(best)
        return np.array(place) if len(names) > 1 else float(place[0])

    # the place of a flat top is known to the root of the precision only
    return trial.compare(expected, 1e-6 if gives in (head, trial.text(head)) else 1e-5)


def _signed(body: Function, point: Any, names: tuple[str, ...], place: Any, sign: float) -> float:
    try:
        value = body({**point, **dict(zip(names, map(float, place), strict=True))})
    except CheckError:
        return -math.inf
    return sign * float(value) if isinstance(value, (int, float)) else -math.inf
