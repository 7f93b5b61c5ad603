"""Lettered stacked bars: every cell its letter, coloured where colours are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from drill.gyr.passes import PassRow
from drill.gyr.state import State
from drill.session.charts import LETTERS, REST, bar, pass_counts, state_counts
from drill.tui.content import Part, line
from drill.tui.looks import Looks
from drill.tui.themes import SIGNS

_LONGEST = 70
_NUMBERS = 24
_CHIPS = {LETTERS[name]: SIGNS[name].chip for name in LETTERS}


def lettered(counts: Sequence[tuple[str, int]], width: int, looks: Looks) -> Content:
    """A bar of ``width`` cells."""
    parts: list[Part] = []
    for letter, run in bar(counts, width):
        if letter in _CHIPS:
            parts.append((run, f"#000000 on {_CHIPS[letter]}"))
        else:
            parts.append((run.replace(REST, looks.glyph(REST, ".")), "$secondary"))
    return line(*parts)


def of_states(states: Mapping[State, int], width: int, looks: Looks) -> Content:
    """A bank's items by state."""
    return lettered(state_counts(states), width, looks)


def pass_line(row: PassRow, width: int, looks: Looks, *, of: float = 1.0) -> Content:
    """``pass 1  212 GGGGYYYRR····  90G 40Y 22R 60·`` in ``width`` cells or fewer; ``of`` shortens the bar."""
    round_ = f" of round {row.round}" if row.round > 1 else ""
    head = f"pass {row.pass_}{round_:3}{row.members:>4} "
    told = " ".join(
        f"{number}{letter.replace(REST, looks.glyph(REST, '.'))}"
        for letter, number in pass_counts(row)
        if number
    )
    cells = max(8, min(_LONGEST, width - len(head) - _NUMBERS))
    bar_cells = max(1, round(cells * of))
    return line(head) + lettered(pass_counts(row), bar_cells, looks) + line(f"  {told}")
