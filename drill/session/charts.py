"""Lettered bars: readable without colour, drawn by the app and by the command line alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drill.gyr.passes import PassRow
from drill.gyr.state import State

LETTERS = {"green": "G", "yellow": "Y", "red": "R", "parked": "P"}
REST = "·"
"""Whatever has no mark yet: unseen items, items that wait for a pass."""


def bar(counts: Sequence[tuple[str, int]], width: int) -> list[tuple[str, str]]:
    """Divide ``width`` cells among letters by their counts, in order: ``[("G", "GGG"), ("·", "··")]``.

    Largest remainders share out what rounding leaves; whoever counts at all has at least one cell, as long
    as there are cells for everyone. A part raised to its one cell takes no remainder as well.
    """
    present = [(letter, count) for letter, count in counts if count > 0]
    total = sum(count for _, count in present)
    if not total or width <= 0:
        return []
    exact = {letter: count * width / total for letter, count in present}
    cells = {letter: max(1, int(share)) for letter, share in exact.items()}
    while sum(cells.values()) > width:
        cells[max(cells, key=lambda letter: (cells[letter], exact[letter]))] -= 1
    by_remainder = sorted(exact, key=lambda letter: cells[letter] - exact[letter])
    for letter in by_remainder[: width - sum(cells.values())]:
        cells[letter] += 1
    return [(letter, letter * cells[letter]) for letter, _ in present if cells[letter]]


def text_bar(counts: Sequence[tuple[str, int]], width: int) -> str:
    """The same as one string of ``width`` cells (or fewer, where nothing counts)."""
    return "".join(run for _, run in bar(counts, width))


def pass_counts(row: PassRow) -> list[tuple[str, int]]:
    """The letters of a pass with their counts; a red that parked counts as P."""
    return [
        (LETTERS["green"], row.green),
        (LETTERS["yellow"], row.yellow),
        (LETTERS["red"], row.red - row.parked),
        (LETTERS["parked"], row.parked),
        (REST, row.waiting),
    ]


def state_counts(states: Mapping[State, int]) -> list[tuple[str, int]]:
    """The letters of a bank's states with their counts; what is unseen comes last."""
    marked: list[tuple[str, int]] = [
        (LETTERS["green"], states.get("green", 0)),
        (LETTERS["yellow"], states.get("yellow", 0)),
        (LETTERS["red"], states.get("red", 0)),
        (LETTERS["parked"], states.get("parked", 0)),
    ]
    return [*marked, (REST, states.get("unseen", 0))]
