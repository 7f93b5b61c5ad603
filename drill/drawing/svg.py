"""Rows of a report as one picture: valid by itself, readable without colour, on light and on dark ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drill.drawing.charts import FILLS
from drill.drawing.figure_svg import safe_xml
from drill.drawing.pass_chart import Part
from drill.typeset import cell_width

_WIDE, _HIGH, _EDGE = 8.4, 20.0, 24.0
"""Pixels of a cell, a little more than its letter takes, and round the whole."""
_BASE, _BAR = 14.5, 15.0
"""From the top of a row to its letters' base, and how high a bar is."""
_STYLE = """\
  svg { color-scheme: light dark; }
  .ground { fill: #ffffff; }
  text { font: 14px "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre; fill: #1b1d21; }
  .bold { font-weight: 600; } .dim { fill: #565b66; }
  text.green { fill: #00735a; } text.yellow { fill: #6e5f00; } text.red { fill: #aa4300; }
  text.parked { fill: #3e6a91; }
  rect.green { fill: #62c48d; } rect.yellow { fill: #f0cd4e; } rect.red { fill: #f08a80; }
  rect.parked { fill: #b9bdc6; } rect.unseen { fill: #8a8f9a; fill-opacity: 0.16; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #16181d; } text { fill: #e9ebee; } .dim { fill: #a4a9b4; }
    text.green { fill: #62c48d; } text.yellow { fill: #f0cd4e; } text.red { fill: #f08a80; }
    text.parked { fill: #7fa7c9; }
  }
"""
_PATTERNS = """\
  <pattern id="slant" width="6" height="6" patternUnits="userSpaceOnUse">\
<path d="M0 6 L6 0" stroke="#000000" stroke-opacity="0.35"/></pattern>
  <pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse">\
<path d="M0 6 L6 0 M0 0 L6 6" stroke="#000000" stroke-opacity="0.35"/></pattern>
  <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">\
<circle cx="2.5" cy="2.5" r="1" fill="#000000" fill-opacity="0.45"/></pattern>
"""
_PATTERN_OF = {"yellow": "slant", "red": "cross", "parked": "dots"}
"""What tells the marks apart without colour."""


def to_svg(title: str, rows: Sequence[Sequence[Part]]) -> str:
    """Return rows of parts as a picture: bars as rectangles, all else as text in its cells."""
    cells = max((sum(cell_width(text) for text, _ in row) for row in rows), default=0)
    width, height = round(cells * _WIDE + 2 * _EDGE), round(len(rows) * _HIGH + 2 * _EDGE)
    drawn = (element for number, row in enumerate(rows) for element in _row(row, _EDGE + number * _HIGH))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-labelledby="title" xml:space="preserve">\n'
        f'<title id="title">{safe_xml(title)}</title>\n'
        f"<style>\n{_STYLE}</style>\n<defs>\n{_PATTERNS}</defs>\n"
        f'<rect class="ground" width="{width}" height="{height}"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _row(row: Sequence[Part], top: float) -> Iterator[str]:
    x = _EDGE
    for text, style in row:
        width = cell_width(text) * _WIDE
        if style in FILLS and text and set(text) <= set(FILLS[style]):
            looks = [f'class="{style}"', *(f'fill="url(#{each})"' for each in _patterns(style))]
            box = f'x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{_BAR:.0f}"'
            yield from (f"<rect {box} {look}/>" for look in looks)
        elif text.strip():
            lead = cell_width(text) - cell_width(text.lstrip())
            words = text.strip()
            long = f'textLength="{cell_width(words) * _WIDE:.1f}" lengthAdjust="spacingAndGlyphs"'
            place = f'x="{x + lead * _WIDE:.1f}" y="{top + _BASE:.1f}" {long}'
            kind = f' class="{style}"' if style else ""
            yield f"<text {place}{kind}>{safe_xml(words)}</text>"
        x += width


def _patterns(state: str) -> list[str]:
    return [_PATTERN_OF[state]] if state in _PATTERN_OF else []
