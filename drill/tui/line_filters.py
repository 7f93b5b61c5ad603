"""Filters for every drawn line: for terminals with sixteen colours, and for those with ASCII only.

Of the sixteen, as Rich believes them to be, the nearest to the marks' green is cyan, and to their red yellow:
the marks are drawn in their colours' names instead.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len
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
    """Replaces the colours of marks by the terminal's named ones."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Filter a line that is drawn."""
        del background
        return [
            Segment(text, style and _use_named_colours(style), control) for text, style, control in segments
        ]


@lru_cache(1024)
def _use_named_colours(style: Style) -> Style:
    ink, ground = (
        None if colour is None else _NAMED.get(colour.triplet) for colour in (style.color, style.bgcolor)
    )
    if style.color is not None and style.color.triplet in _LINES:
        ink = _LINE
    return style + Style.from_color(ink, ground) if ink or ground else style


# Signs of the app's own words and frames, one for one; formulas and charts have an ASCII form of their own.
_SIGNS = str.maketrans("·–…↑→←✓✗○›▸▾●█▒░│─▔▁╭╮╰╯┌┐└┘", "--~^><+xo>>v*#+.|--_++++++++")
_BLOCKS = range(0x2580, 0x25A0)


class PlainCharacters(LineFilter):
    """Writes ASCII only: letters without their accents, and ``?`` for what has no such form."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Filter a line that is drawn."""
        del background
        return [
            Segment(text if text.isascii() else in_ascii(text), style, control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def in_ascii(text: str) -> str:
    """Return ``text`` in ASCII, in as many cells as before; ``?`` for what has no such form."""
    return "".join(
        sign if sign.isascii() else _replace_sign_by_ascii(sign) for sign in text.translate(_SIGNS)
    )


def _replace_sign_by_ascii(sign: str) -> str:
    if ord(sign) in _BLOCKS:  # the end of a scroll bar
        return " "
    letter = unicodedata.normalize("NFD", sign)[0]
    return letter if letter.isascii() else "?" * cell_len(sign)
