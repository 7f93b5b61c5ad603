"""Where the lines of a row end: the breaks that cost least in all, as TeX finds those of a paragraph."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate, pairwise

from drill.latex.nodes import Symbol, Tag
from drill.typeset.items import Item

# What a line costs by itself.
_LINE = 6.0
# What an empty line would cost; a line that ends early costs its part of it.
_SLACK = 4.0
# What a last line costs that takes less than a sixth of the room; others take a third wherever they can.
_SHORT = 4.0
# What a line costs that must begin left of its place to fit.
_OUTDENTED = 8.0
# What a line costs that does not fit at all.
_OVERFULL = 60.0
# Cells by which a broken line is set in, so that it is seen to go on.
_LEAST_INDENT = 2
# Room between statements, as ``\qquad`` makes it.
_APART = 4


def broken(items: list[Item], width: int) -> list[tuple[list[Item], int]]:
    """Items as lines of at most ``width`` cells where that can be, each with its indent."""
    relation = _first_relation(items, width)
    indents = [_indent(item, relation, width) if place else 0 for place, item in enumerate(items)]
    ends = _ends(items, indents, width)
    lines: list[tuple[list[Item], int]] = []
    start = 0
    while start < len(items):
        line = [replace(items[start], gap=0), *items[start + 1 : ends[start]]]
        taken = sum(item.gap + item.box.width for item in line)
        lines.append((line, max(0, min(indents[start], width - taken))))
        start = ends[start]
    return lines


def _first_relation(items: list[Item], width: int) -> int | None:
    """The column of the first relation, unless it stands too far right to align under."""
    taken = 0
    depth = 0
    for item in items:
        depth += (item.kind == "open") - (item.kind == "close")
        taken += item.gap if taken else 0
        if item.kind == "rel" and not depth:
            return taken if taken <= width * 0.4 else None
        taken += item.box.width
    return None


def _indent(first: Item, relation: int | None, width: int) -> int:
    """Where a line that begins with ``first`` stands: under the relation, or under what follows it."""
    if first.gap >= _APART:
        return 0  # another statement
    if relation is None:
        return min(4, width // 8)
    return relation if first.kind == "rel" else relation + 2


def _ends(items: list[Item], indents: list[int], width: int) -> list[int]:
    """For each item the place behind the line that begins with it, in the cheapest division of the rest."""
    count = len(items)
    reach = [0, *accumulate(item.gap + item.box.width for item in items)]
    costs = _break_costs(items)
    totals = [0.0] * (count + 1)
    ends = [count] * count
    for start in range(count - 1, -1, -1):
        room = max(width - indents[start], 1)
        most = width - min(indents[start], _LEAST_INDENT)
        begin = reach[start] + items[start].gap
        first = max(start + 1, bisect_left(reach, begin + room // 3))
        if first > count or reach[first] - begin > most:
            first = start + 1  # what follows is too wide: a short line is all there can be
        best = float("inf")
        for end in range(first, count + 1):
            taken = reach[end] - begin
            if taken > most and end > first:
                break
            cost = costs[end] + totals[end]
            if taken > room:
                cost += _OVERFULL if taken > most else _OUTDENTED
            elif end < count:
                cost += _SLACK * (1 - taken / room)
            elif 6 * taken < room:
                cost += _SHORT
            if cost <= best:
                best, ends[start] = cost, end
        totals[start] = best + _LINE
    return ends


def _break_costs(items: list[Item]) -> list[float]:
    """What a break before each item costs; the end of all costs nothing."""
    costs = [0.0]
    depth = 0
    for before, after in pairwise(items):
        depth += (before.kind == "open") - (before.kind == "close")
        costs.append(_break_cost(before, after, max(depth, 0)))
    return [*costs, 0.0]


def _break_cost(before: Item, after: Item, depth: int) -> float:
    cost = _loose_cost(before, after, depth) + 3 * depth
    if before.kind in ("open", "bin", "rel", "op", "big", "int") or after.kind in ("close", "punct"):
        cost += 8
    if after.kind in ("open", "fence") and not after.gap:
        cost += 6  # a name stays with its argument
    if type(before.node) is Symbol and before.kind == "ord" and before.node.kind == "bin":
        cost += 8  # a sign stays with what it is the sign of
    if type(after.node) is Tag:
        cost += 20
    return cost


def _loose_cost(before: Item, after: Item, depth: int) -> float:
    """What a break costs for how closely the two belong together."""
    if after.gap > 1:
        return -3.0 if after.gap >= _APART else 0.0
    if after.kind == "rel" and before.kind != "rel":
        bar = type(after.node) is Symbol and after.node.text in "|∣"
        return 8.0 if bar else 4.0 if depth else 0.0
    if before.kind == "punct":
        return 2.0
    if after.kind == "bin":
        return 3.0 if depth else 2.0
    if "word" in (before.kind, after.kind):
        return 4.0
    if after.kind in ("big", "int"):
        return 7.0
    return 9.0 if after.kind == "op" or before.kind in ("close", "fence") else 16.0
