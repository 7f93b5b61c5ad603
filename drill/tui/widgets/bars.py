"""Bars of text: shares of marks in shades and colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content

from drill.gyr.words import State
from drill.session.progress.character_charts import FILLS, divide_bar_cells, list_all_state_counts
from drill.tui.looks import Looks, Part, build_content

# Bars of half a row's height do not join those of the next row; they differ without colour, too.
_HALVES = str.maketrans("█▒▓░·", "━╍┅┉─")
# The same at full height, for pictures and the command line.
WHOLES = str.maketrans("━╍┅┉", "█▒▓░")
_STYLES = {"": "", "bold": "bold", "dim": "$secondary"}


def draw_state_bar(counts: Sequence[tuple[State, int]], width: int, looks: Looks) -> Content:
    """Return a bar of ``width`` cells in three shades and colours, to be shown next to its counts."""
    return paint_chart_parts(
        [(run, state) for state, run in divide_bar_cells(counts, width, plain=looks.is_ascii)], looks
    )


def of_states(states: Mapping[State, int], width: int, looks: Looks) -> Content:
    """Return a bar of a bank's items by state."""
    return draw_state_bar(list_all_state_counts(states), width, looks)


def paint_chart_parts(
    parts: Iterable[tuple[str, str]], looks: Looks, *, is_of_skills: bool = False
) -> Content:
    """Return parts of a chart in the colours of marks on this ground, bars at half height.

    In one ``is_of_skills`` begun skills have no mark's colour: they are not yellow.
    """
    return build_content(*(_paint_part(*part, looks, is_of_skills) for part in parts))


def _paint_part(text: str, style: str, looks: Looks, is_of_skills: bool) -> Part:
    if style not in FILLS:
        return text, _STYLES[style]
    colour = looks.sign(style)[1]
    if is_of_skills and style == "yellow" and set(text) <= set(FILLS[style]):
        colour = "$secondary"
    if style == "unseen" and not looks.is_ascii:
        colour = "$rule"
    return text.translate(_HALVES), colour
