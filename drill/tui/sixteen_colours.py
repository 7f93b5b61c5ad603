"""The colours of marks on terminals that have but sixteen: by their names, since the nearest is another one.

Of the sixteen, as Rich believes them to be, the nearest to the marks' green is cyan, and to their red yellow.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from drill.tui.themes import SIGNS, THEMES

_NAMED = {
    RichColor.parse(colour).triplet: RichColor.parse(name)
    for sign in SIGNS.values()
    if sign.ansi
    for colour, name in (
        (sign.on_light, sign.ansi),
        (sign.on_dark, f"bright_{sign.ansi}"),
        (sign.chip, f"bright_{sign.ansi}"),
    )
}


# The lines between panes, which the nearest colour leaves invisible on their ground.
_LINES = {Color.parse(theme.panel or "").rich_color.triplet for theme in THEMES}
_LINE = RichColor.parse("bright_black")


class SixteenColours(LineFilter):
    """Puts the named colours in the place of those of marks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Called with each line that is drawn."""
        del background
        return [Segment(text, style and _named(style), control) for text, style, control in segments]


@lru_cache(1024)
def _named(style: Style) -> Style:
    ink, ground = (
        None if colour is None else _NAMED.get(colour.triplet) for colour in (style.color, style.bgcolor)
    )
    if style.color is not None and style.color.triplet in _LINES:
        ink = _LINE
    return style + Style.from_color(ink, ground) if ink or ground else style
