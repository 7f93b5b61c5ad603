"""Charts of characters: readable without colour, drawn by the app and by the command line alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from drill.gyr import Opened, PassRow, State

LETTERS: dict[State, str] = {"green": "G", "yellow": "Y", "red": "R", "parked": "P"}
REST = "·"
"""Whatever has no mark yet: unseen items, items that wait for a pass."""


SPARKS, PLAIN_SPARKS = "▁▂▃▄▅▆▇█", "_.:-=+*#"
SHADES, PLAIN_SHADES = "·░▒▓█", ".-+*#"
WEEKDAYS = "MTWTFSS"
FEWEST_DAYS = 3
"""A pace, and an end at that pace, are told from so many days of drill on."""
NUMBERING = 'Passes count from the first attempt, "2 of 5" from the first red'
"""Told beside bars of passes, since a verdict counts otherwise."""
LEAST_LENGTH = 0.25
"""Of the longest bar, for one whose shares are to be read."""
LEAST_MINUTES = 2.0
"""Of drill in a day before it tells a speed."""


def bar(counts: Sequence[tuple[str, int]], width: int) -> list[tuple[str, str]]:
    """Divide ``width`` cells among letters by their counts, in order: ``[("G", "GGG"), ("·", "··")]``.

    Largest remainders share out what rounding leaves; whoever counts at all has at least one cell, the
    largest first where there are not cells for everyone. A part raised to its one cell takes no remainder as
    well, and the cell it was given comes from the smallest of the longest parts: none is ever shorter than
    one that counts less.
    """
    by_size = sorted((each for each in counts if each[1] > 0), key=lambda each: -each[1])
    present = [each for each in counts if each in by_size[: max(width, 0)]]
    total = sum(count for _, count in present)
    exact = {letter: count * width / total for letter, count in present}
    cells = {letter: max(1, int(share)) for letter, share in exact.items()}
    while sum(cells.values()) > width:
        cells[max(cells, key=lambda letter: (cells[letter], -exact[letter]))] -= 1
    by_remainder = sorted(exact, key=lambda letter: cells[letter] - exact[letter])
    for letter in by_remainder[: width - sum(cells.values())]:
        cells[letter] += 1
    return [(letter, letter * cells[letter]) for letter, _ in present if cells[letter]]


def pass_counts(row: PassRow) -> list[tuple[str, int]]:
    """The letters of a pass with their counts; a red that parked counts as P."""
    return [
        (LETTERS["green"], row.green),
        (LETTERS["yellow"], row.yellow),
        (LETTERS["red"], row.red - row.parked),
        (LETTERS["parked"], row.parked),
        (REST, row.waiting),
    ]


def pass_rows(rows: Sequence[PassRow]) -> dict[Opened, list[PassRow]]:
    """Pass by pass for what opened the round: the first rounds, reopened ones, and lapses, each apart.

    Later rounds of one sort are drawn together; what they tell by number is in the rows themselves.
    """
    drawn: dict[Opened, dict[int, PassRow]] = {"first": {}, "reopen": {}, "check": {}}
    for row in rows:
        if row.verdicts or row.waiting:
            here = drawn[row.opened]
            known = here.get(row.pass_)
            here[row.pass_] = row if known is None else _joined(known, row)
    return {opened: [found[pass_] for pass_ in sorted(found)] for opened, found in drawn.items() if found}


def _joined(one: PassRow, other: PassRow) -> PassRow:
    return replace(
        one,
        green=one.green + other.green,
        yellow=one.yellow + other.yellow,
        red=one.red + other.red,
        parked=one.parked + other.parked,
        waiting=one.waiting + other.waiting,
    )


def length(row: PassRow, most: int) -> float:
    """How long a bar is beside that of ``most`` exercises: by the root, so that short ones can be read."""
    return max(LEAST_LENGTH, math.sqrt(row.members / most))


def state_counts(states: Mapping[State, int]) -> list[tuple[str, int]]:
    """The letters of a bank's states with their counts; what is unseen comes last."""
    marked = [(letter, states.get(state, 0)) for state, letter in LETTERS.items()]
    return [*marked, (REST, states.get("unseen", 0))]


def spark(values: Sequence[float], *, plain: bool = False) -> str:
    """One character a value, by its share of the greatest; nothing is a blank. ``plain`` is ASCII alone."""
    signs = PLAIN_SPARKS if plain else SPARKS
    top = max(values, default=0.0)
    if top <= 0:
        return " " * len(values)
    return "".join(
        " " if value <= 0 else signs[min(len(signs) - 1, int(value / top * len(signs)))] for value in values
    )


def heat_map(
    values: Mapping[date, float], today: date, weeks: int, *, plain: bool = False
) -> list[tuple[str, str]]:
    """Seven rows, Monday first, with a column a week, this week last: ``[("M", "·░ ▓█"), …]``.

    Shades go by quarters of the greatest value shown; days to come are blanks.
    """
    shades = PLAIN_SHADES if plain else SHADES
    first = today - timedelta(today.weekday() + 7 * (weeks - 1))
    shown = [first + timedelta(number) for number in range(7 * weeks)]
    top = max((values.get(day, 0.0) for day in shown), default=0.0)

    def sign(day: date) -> str:
        value = values.get(day, 0.0)
        if day > today:
            return " "
        return shades[0] if value <= 0 else shades[min(4, 1 + int(value / top * 4))]

    return [
        (WEEKDAYS[row], "".join(sign(shown[7 * week + row]) for week in range(weeks))) for row in range(7)
    ]


def months(today: date, weeks: int, cells: int = 1) -> str:
    """The line over a heat map of ``cells`` a week: a month's first letters above the week it begins in."""
    first = today - timedelta(today.weekday() + 7 * (weeks - 1))
    line = [" "] * weeks * cells
    mondays = [first + timedelta(7 * week) for week in range(weeks)]
    for week, (before, monday) in enumerate(pairwise([first, *mondays])):
        at = week * cells
        if monday.month != before.month and at + 3 <= len(line) and (at == 0 or line[at - 1] == " "):
            line[at : at + 3] = f"{monday:%b}"
    return "".join(line)


def greens_an_hour(days: Sequence[tuple[float, int]]) -> list[float]:
    """Greens an hour of each day, from its minutes and its greens; 0 where too little was drilled to say."""
    return [60 * green / minutes if minutes >= LEAST_MINUTES else 0.0 for minutes, green in days]


def hours(minutes: float) -> str:
    """``75 min``, ``23 h``."""
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.0f} h"
