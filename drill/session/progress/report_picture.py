"""Rows of a report as one SVG picture: readable without colour, on light and on dark ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from drill.drawing.figure_svg import safe_xml
from drill.session.progress.character_charts import FILLS
from drill.session.progress.pass_chart import Part
from drill.typeset import cell_width

# Pixels of a cell, a little more than its letter takes, and around the whole picture.
_WIDE, _HIGH, _EDGE = 8.4, 20.0, 24.0
# From the top of a row to its letters' base, and how high a bar is.
_BASE, _BAR = 14.5, 15.0
# Where a sign of a line leads from the middle of its cell: left, right, up, down.
_LINES = {
    "─": "lr", "│": "ud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu", "┤": "lud", "└": "ru",
}  # fmt: skip
_ENDS = {"l": (-_WIDE / 2, 0.0), "r": (_WIDE / 2, 0.0), "u": (0.0, -_HIGH / 2), "d": (0.0, _HIGH / 2)}
# What tells the marks apart without colour.
_PATTERN_OF = {"yellow": "slant", "red": "cross", "parked": "dots"}


def to_svg(title: str, rows: Sequence[Sequence[Part]]) -> str:
    """Return rows of parts as a picture: bars as rectangles, everything else as text in its cells."""
    cells = max((sum(cell_width(text) for text, _ in row) for row in rows), default=0)
    width, height = round(cells * _WIDE + 2 * _EDGE), round(len(rows) * _HIGH + 2 * _EDGE)
    drawn = (
        element
        for number, row in enumerate(rows)
        for element in _draw_report_row(row, _EDGE + number * _HIGH)
    )
    replacements = {"@WIDTH@": str(width), "@HEIGHT@": str(height), "@TITLE@": safe_xml(title)}
    head, foot = Path(__file__).with_name("report.svg").read_text("utf-8").split("@ROWS@")
    for mark, text in replacements.items():
        head = head.replace(mark, text)
    return head + "\n".join(drawn) + foot


def _draw_report_row(row: Sequence[Part], top: float) -> Iterator[str]:
    x = _EDGE
    for text, style in row:
        width = cell_width(text) * _WIDE
        if style in FILLS and text and set(text) <= set(FILLS[style]):
            looks = [
                f'class="{style}"',
                *(f'fill="url(#{pattern})"' for pattern in _list_fill_patterns(style)),
            ]
            box = f'x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{_BAR:.0f}"'
            yield from (f"<rect {box} {look}/>" for look in looks)
        elif text.strip() and set(text) <= {" ", *_LINES}:
            yield f'<path d="{_trace_box_drawing_signs(text, x, top)}" class="{style}"/>'
        elif text.strip():
            lead = cell_width(text) - cell_width(text.lstrip())
            words = text.strip()
            long = f'textLength="{cell_width(words) * _WIDE:.1f}" lengthAdjust="spacingAndGlyphs"'
            position = f'x="{x + lead * _WIDE:.1f}" y="{top + _BASE:.1f}" {long}'
            kind = f' class="{style}"' if style else ""
            yield f"<text {position}{kind}>{safe_xml(words)}</text>"
        x += width


def _trace_box_drawing_signs(text: str, left: float, top: float) -> str:
    """Return the path that signs of a line draw through their cells."""
    middles = ((left + (number + 0.5) * _WIDE, sign) for number, sign in enumerate(text))
    return "".join(
        f"M{x:.1f} {top + _HIGH / 2:.1f}l{_ENDS[way][0]:.1f} {_ENDS[way][1]:.1f}"
        for x, sign in middles
        for way in _LINES.get(sign, "")
    )


def _list_fill_patterns(state: str) -> list[str]:
    return [_PATTERN_OF[state]] if state in _PATTERN_OF else []
