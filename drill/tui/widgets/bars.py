"""Bars of text: shares of marks in shades and colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content

from drill.drawing.charts import FILLS, bar, state_counts
from drill.gyr.state import State
from drill.tui.content import line
from drill.tui.looks import Looks

_STYLES = {"": "", "bold": "bold", "dim": "$secondary"}


def filled(counts: Sequence[tuple[State, int]], width: int, looks: Looks) -> Content:
    """Return a bar of ``width`` cells in three shades and colours, to be shown next to its counts."""
    return painted([(run, state) for state, run in bar(counts, width, plain=looks.is_ascii)], looks)


def of_states(states: Mapping[State, int], width: int, looks: Looks) -> Content:
    """Return a bar of a bank's items by state."""
    return filled(state_counts(states), width, looks)


def painted(parts: Iterable[tuple[str, str]], looks: Looks) -> Content:
    """Return parts of a chart in the colours of marks on this ground."""
    return line(
        *((text, looks.sign(style)[1] if style in FILLS else _STYLES[style]) for text, style in parts)
    )
