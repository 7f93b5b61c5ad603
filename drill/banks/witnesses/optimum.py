"""Witnesses that search: roots by bisection, extrema on refined grids."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from drill.banks.witnesses.trial import Finding, Function, Trial
from drill.errors import BankError, CheckError

_CELLS = 2000
_BISECTIONS = 60
_GRID = {1: 401, 2: 61, 3: 21}
_ROUNDS = 40


def root(trial: Trial) -> Finding:
    """``root: f, wrt, in: [a, b]``: all sign changes, bisected; a number, a set or a list."""
    (name,) = trial.names("wrt")
    body = trial.function(trial.text("root"), (name,))
    low, high = trial.range(trial.witness.get("in"))
    found = _roots(lambda x: _real(body, name, x), low, high)
    claimed = np.atleast_1d(np.asarray(trial.key_value(), dtype=object))
    if trial.claim.kind == "number" or claimed.size <= 1:
        if len(found) != 1:
            return Finding(False, f"f changes its sign {len(found)} times in the range")
        return trial.same(found[0], trial.key_value())
    return trial.same(np.array(found), np.array(sorted(float(x) for x in claimed)))


def _real(body: Function, name: str, x: float) -> float:
    try:
        value = body({name: x})
    except CheckError:
        return math.nan
    return float(value) if isinstance(value, (int, float)) else math.nan


def _roots(body: Callable[[float], float], low: float, high: float) -> list[float]:
    # an irrational fraction of a cell, so that roots at round numbers lie inside cells
    cell = (high - low) / _CELLS
    places = [low - 0.381966 * cell + place * cell for place in range(_CELLS + 2)]
    values = [body(x) for x in places]
    found: list[float] = []
    for left, right, before, after in zip(places, places[1:], values, values[1:], strict=False):
        if before * after < 0 and abs(before) < 1e6 and abs(after) < 1e6:
            found.append(_bisected(body, left, right, before))
    return found


def _bisected(body: Callable[[float], float], left: float, right: float, before: float) -> float:
    for _ in range(_BISECTIONS):
        middle = (left + right) / 2
        value = body(middle)
        if value == 0:
            return middle
        if before * value < 0:
            right = middle
        else:
            left, before = middle, value
    return (left + right) / 2


def maximum(trial: Trial) -> Finding:
    """``maximum: f, over: {x: [a, b], …}, give: e``: on a refined grid; gives the place unless told."""
    return _extremum(trial, "maximum", 1.0)


def minimum(trial: Trial) -> Finding:
    """``minimum: f, over: {x: [a, b], …}, give: e``: on a refined grid; gives the place unless told."""
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
        place = _best(lambda x: _signed(body, point, names, x, sign), ends)
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


def _best(body: Callable[[Any], float], ends: list[tuple[float, float]]) -> Any:
    """The place of the largest value: a grid over all, then ever finer ones around the best place."""
    lows, highs = (np.array(side, dtype=float) for side in zip(*ends, strict=True))
    count = _GRID[len(ends)]
    best = (lows + highs) / 2
    fine = 7
    for turn in range(_ROUNDS):
        cells = count if turn == 0 else fine
        axes = [np.linspace(low, high, cells) for low, high in zip(lows, highs, strict=True)]
        places = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(ends))
        values = [body(place) for place in places]
        best = places[int(np.argmax(values))]
        step = (highs - lows) / (cells - 1)
        lows, highs = (
            np.maximum(best - step, [end[0] for end in ends]),
            np.minimum(best + step, [end[1] for end in ends]),
        )
        if np.all(step <= 1e-9 * np.maximum(1.0, np.abs(best))):
            break
    return best
