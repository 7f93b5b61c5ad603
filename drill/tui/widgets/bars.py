"""Bars of text: shares of marks in shades and colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content

from drill.gyr.words import State
from drill.session.progress.character_charts import FILLS, divide_bar_cells, list_all_state_counts
from drill.tui.looks import Looks, build_content

_STYLES = {"": "", "bold": "bold", "dim": "$secondary"}


def draw_state_bar(counts: Sequence[tuple[State, int]], width: int, looks: Looks) -> Content:
    """Return a bar of ``width`` cells in three shades and colours, to be shown next to its counts."""
    return paint_chart_parts(
        [(run, state) for state, run in divide_bar_cells(counts, width, plain=looks.is_ascii)], looks
    )


def of_states(states: Mapping[State, int], width: int, looks: Looks) -> Content:
    """Return a bar of a bank's items by state."""
    return draw_state_bar(list_all_state_counts(states), width, looks)


def paint_chart_parts(parts: Iterable[tuple[str, str]], looks: Looks) -> Content:
    """Return parts of a chart in the colours of marks on this ground."""
    return build_content(
        *((text, looks.sign(style)[1] if style in FILLS else _STYLES[style]) for text, style in parts)
    )
