"""Lettered stacked bars: every cell its letter, coloured where colours are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from drill.gyr.passes import PassRow
from drill.gyr.state import State
from drill.session.charts import LETTERS, bar, pass_counts, state_counts
from drill.tui.content import Part, line
from drill.tui.themes import SIGNS

_CHIPS = {LETTERS[name]: SIGNS[name].chip for name in LETTERS}


def lettered(counts: Sequence[tuple[str, int]], width: int) -> Content:
    """A bar of ``width`` cells."""
    parts: list[Part] = []
    for letter, run in bar(counts, width):
        parts.append((run, f"#000000 on {_CHIPS[letter]}") if letter in _CHIPS else (run, "$secondary"))
    return line(*parts)


def of_states(states: Mapping[State, int], width: int) -> Content:
    """A bank's items by state."""
    return lettered(state_counts(states), width)


def of_pass(row: PassRow, width: int) -> Content:
    """A pass: its marks, and who waits for it."""
    return lettered(pass_counts(row), width)
