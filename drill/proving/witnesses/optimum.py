"""Witnesses that search: roots by bisection, extrema on grids, by a simplex, and by Newton's method.

Grids look along the axes only: in a narrow diagonal valley they stop on its wall. The simplex of Nelder and
Mead follows the valley. Newton's steps find where the slope vanishes, because differences locate that far
more closely than values locate the top.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from operator import itemgetter
from typing import Any

import numpy as np

from drill.banks.params import head_of
from drill.errors import BankError, CheckError, UndefinedError
from drill.maths.maths_tree import Node
from drill.maths.numerical_calculus import differentiate_numerically
from drill.proving.witnesses.probability import CELLS, bisect_truth_changes, evaluate_real_values
from drill.proving.witnesses.trial import (
    Finding,
    Point,
    Trial,
    compile_value,
    evaluate_real_or,
    translate_numpy_refusals,
)

# Distance from a root at which the signs on both sides are compared, in cells.
_ASIDE = 1e-3


def confirm_by_root(trial: Trial) -> Finding:
    """``root: f, wrt, in: [a, b]``: all sign changes, bisected; a number, a set or a list.

    Of a key with symbols it is the only one at each of several points.
    """
    (name,) = trial.names("wrt")
    tree = trial.tree(trial.text("root"), (name,))
    if trial.has_symbols and name not in trial.free:

        def expected(point: Point) -> float:
            ends = trial.range(trial.witness.get("in"), point)
            roots = _find_sign_change_roots(tree, point, name, *ends)
            if len(roots) != 1:
                raise UndefinedError(f"f changes its sign {len(roots)} times in the range")
            return roots[0]

        return trial.compare(expected)
    low, high = trial.range(trial.witness.get("in"))
    zeros = trial.once(lambda: _find_sign_change_roots(tree, {}, name, low, high))
    claimed = np.atleast_1d(np.asarray(trial.key_value(), dtype=object))
    if claimed.size <= 1:
        if len(zeros) != 1:
            return Finding(False, f"f changes its sign {len(zeros)} times in the range")
        return trial.same(zeros[0], claimed[0] if claimed.size else trial.key_value())
    with translate_numpy_refusals():
        roots = np.array(sorted(map(float, claimed)))
    return trial.same(np.array(zeros), roots)


@dataclass(frozen=True, slots=True)
class OtherRoots:
    """The letter of a root, the ends between which its witness seeks it, and roots beyond these."""

    name: str
    ends: tuple[float, float]
    others: tuple[float, ...]


def find_other_roots(trial: Trial) -> OtherRoots | None:
    """Return the roots of a witness ``root`` outside its ends; None where its key depends on letters.

    They are sought twenty times as far out as the key and the ends, and at least from -20 to 20.
    """
    (name,) = trial.names("wrt")
    if trial.has_symbols:
        return None
    ends = trial.range(trial.witness.get("in"))
    keys = [float(key) for key in np.atleast_1d(np.asarray(trial.key_value(), dtype=object))]
    reach = 20 * max(1.0, *map(abs, keys), *(abs(end) for end in ends if math.isfinite(end)))
    tree = trial.tree(trial.text("root"), (name,))
    found = _find_sign_change_roots(tree, {}, name, -reach, reach)
    near = 1e-4
    others = (root for root in found if all(abs(root - key) > near * max(1.0, abs(root)) for key in keys))
    return OtherRoots(name, ends, tuple(others))


def _find_sign_change_roots(tree: Node, point: Point, name: str, low: float, high: float) -> list[float]:
    function = compile_value(tree)

    def body(x: float) -> float:
        return evaluate_real_or(function, {**point, name: x}, math.nan)

    def is_crossed(change: float, aside: float) -> bool:
        before, after = body(change - aside), body(change + aside)
        # next to a pole the value grows instead, and in a gap it does not exist
        return (before < 0 < after or after < 0 < before) and abs(body(change)) <= max(
            abs(before), abs(after)
        )

    # an irrational fraction of a cell, so that roots at round numbers lie inside cells
    cell = (high - low) / CELLS
    ends = low - 0.381966 * cell, high + 0.618034 * cell
    # closer and closer to the ends, beyond which there may be no value, or another root
    steps = cell / 2.0 ** np.arange(30)
    grid = np.sort(np.concatenate([np.linspace(*ends, CELLS + 1), low + steps, high - steps]))
    truths = evaluate_real_values(tree, point, {name: grid}, math.nan) > 0
    # Max distance of a root outside of its range, as a share of a cell.
    return [
        change
        for change in bisect_truth_changes(lambda x: body(x) > 0, grid.tolist(), truths.tolist())
        if low - 1e-6 * cell <= change <= high + 1e-6 * cell
        and (is_crossed(change, _ASIDE * cell) or is_crossed(change, min(change - low, high - change) / 2))
    ]


def confirm_by_extremum(trial: Trial) -> Finding:
    """``maximum: f, over: {x: [a, b], …}, give: e``, and ``minimum``: gives the place by default."""
    head = head_of(trial.witness)
    sign = 1.0 if head == "maximum" else -1.0
    over = trial.mapping("over")
    if not 1 <= len(over) <= 3:
        raise BankError("one to three names are expected", field="witness.over", code="witness")
    names = tuple(over)
    tree = trial.tree(trial.text(head), names)
    body = compile_value(tree)
    gives = str(trial.witness.get("give", "")).strip()

    def expected(point: Any) -> Any:
        def measure_height(place: Any) -> float:
            coordinates = dict(zip(names, map(float, place), strict=True))
            return sign * evaluate_real_or(body, {**point, **coordinates}, -sign * math.inf)

        def measure_heights(places: Any) -> Any:
            columns = dict(zip(names, places.T, strict=True))
            return sign * evaluate_real_values(tree, point, columns, -sign * math.inf)

        ends = [trial.range(raw, point) for raw in over.values()]
        position = _find_highest_place(measure_height, measure_heights, ends)
        widths = np.array([high - low for low, high in ends])
        # The search cannot separate such a coordinate from 0.
        position = np.where(np.abs(position) <= 1e-8 * widths, 0.0, position)
        best = {**point, **dict(zip(names, map(float, position), strict=True))}
        if gives:
            return trial.function(gives, names)(best)
        return np.array(position) if len(names) > 1 else float(position[0])

    # the place of a flat top is known to the root of the precision only
    return trial.compare(expected, 1e-6 if gives in (head, trial.text(head)) else 1e-5)


# A function of a point, with minus infinity if it has no value.
Body = Callable[[Any], float]

_GRID = {1: 401, 2: 61, 3: 17}
_FINE_GRID = {1: 7, 2: 5, 3: 5}
# Edges of the simplices, one after another, in widths of the box.
_SIZES = (0.1, 0.01, 1e-3, 1e-5)
_corner_height = itemgetter(0)
# Distance from a minimum at which neighbouring values are compared.
_NEAR = 0.05


def _find_highest_place(
    body: Body, measure_heights: Callable[[Any], Any], ends: Sequence[tuple[float, float]]
) -> Any:
    """Return the place of the largest value between the ends, for up to three coordinates.

    A function gives the value at one place, another one those at many places.
    """
    lows, highs = (np.array(side, dtype=float) for side in zip(*ends, strict=True))
    widths = highs - lows

    def scaled(position: Any) -> float:
        return body(lows + position * widths)

    position = _on_grids(lambda places: measure_heights(lows + places * widths), len(ends))
    if len(ends) > 1:
        for size in _SIZES:
            position = _by_simplex(scaled, position, size)
    return lows + _by_newton(scaled, position) * widths


def _on_grids(measure_heights: Callable[[Any], Any], count: int) -> Any:
    """Return the best point in the unit box on a grid, then on finer ones around the best point."""
    lows, highs = np.zeros(count), np.ones(count)
    best = np.full(count, 0.5)
    for turn in range(40):
        cells = _GRID[count] if turn == 0 else _FINE_GRID[count]
        axes = [np.linspace(low, high, cells) for low, high in zip(lows, highs, strict=True)]
        places = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, count)
        best = places[int(np.argmax(measure_heights(places)))]
        step = (highs - lows) / (cells - 1)
        lows, highs = np.maximum(best - step, 0.0), np.minimum(best + step, 1.0)
        # At a kink neither the simplex nor Newton's method goes on.
        if np.all(step <= 1e-10):
            break
    return best


def _by_simplex(body: Body, start: Any, size: float) -> Any:
    """Return the best point that a simplex with one corner at ``start`` finds in the unit box."""

    def value(position: Any) -> float:
        return body(position) if _is_inside(position) else -np.inf

    corners: list[Any] = [start]
    for axis in range(len(start)):
        corner = start.copy()
        corner[axis] += size if corner[axis] + size <= 1 else -size
        corners.append(corner)
    held: list[tuple[float, Any]] = [(value(corner), corner) for corner in corners]
    for _ in range(150):
        held.sort(key=_corner_height, reverse=True)
        best, worst = held[0], held[-1]
        if max(np.max(np.abs(corner - best[1])) for _, corner in held) < 1e-10:
            break
        centre = np.mean([corner for _, corner in held[:-1]], axis=0)

        def along(factor: float, centre: Any = centre, worst: Any = worst[1]) -> tuple[float, Any]:
            position = centre + factor * (centre - worst)
            return value(position), position

        reflected = along(1.0)
        if reflected[0] > best[0]:
            held[-1] = max(along(2.0), reflected, key=_corner_height)
        elif reflected[0] > held[-2][0]:
            held[-1] = reflected
        else:
            nearer = along(0.5 if reflected[0] > worst[0] else -0.5)
            if nearer[0] > max(reflected[0], worst[0]):
                held[-1] = nearer
            else:
                shrunk = [(corner + best[1]) / 2 for _, corner in held[1:]]
                held = [best, *((value(corner), corner) for corner in shrunk)]
    return max(held, key=_corner_height)[1]


def _is_inside(position: Any) -> bool:
    return bool(np.all((position >= 0) & (position <= 1)))


def _by_newton(body: Body, position: Any) -> Any:
    """Move a point to where the slope vanishes, along the coordinates inside the box; never downhill."""
    scale = _measure_nearby_change(body, position)
    if scale == 0:
        return position
    # Eight steps take a near minimum to all digits.
    for _ in range(8):
        free = np.flatnonzero((position > 0) & (position < 1))
        step = _newton_step(lambda x: body(x) / scale, position, free)
        if step is None:
            return position
        moved = position.copy()
        moved[free] += step
        # Values that differ by less, relative to the values nearby, are equal.
        least = body(position) - 1e-12 * max(scale, abs(body(position)))
        if not _is_inside(moved) or not body(moved) >= least:
            return position
        position = moved
        if np.max(np.abs(step)) < 1e-13:
            break
    return position


def _measure_nearby_change(body: Body, position: Any) -> float:
    """Return by how much the function differs from its value at ``position`` a little way off."""
    shifts = [step * axis for step, axis in product((-_NEAR, _NEAR), np.eye(len(position)))]
    changes = [abs(body(position + shift) - body(position)) for shift in shifts]
    return max((change for change in changes if np.isfinite(change)), default=0.0)


def _newton_step(body: Body, position: Any, free: Any) -> Any | None:
    """Return Newton's step towards a maximum along the free coordinates; ``None`` without one."""

    def slope(start: Any, axis: int) -> float:
        def moved(x: float) -> float:
            changed = start.copy()
            changed[axis] = x
            return body(changed)

        return float(differentiate_numerically(moved, float(start[axis])))

    def bend(first: int, second: int) -> float:
        # a plain difference will do: the slope alone decides where the steps end
        step = np.zeros_like(position)
        step[second] = min(1e-3, float(position[second]) / 2, float(1 - position[second]) / 2)
        return (slope(position + step, first) - slope(position - step, first)) / (2 * step[second])

    try:
        slopes = np.array([slope(position, axis) for axis in free])
        bends = np.array([[bend(first, second) for second in free] for first in free])
    except CheckError:
        return None
    if not len(free) or not np.all(np.isfinite(bends)) or np.max(np.linalg.eigvalsh(bends + bends.T)) >= 0:
        return None
    return -np.linalg.solve(bends + bends.T, 2 * slopes)
