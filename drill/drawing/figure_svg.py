"""A figure as SVG: valid by itself, without links or scripts, readable on light and dark ground."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.sax.saxutils import escape

from drill.drawing.canvas import Canvas, Mark, Tone
from drill.drawing.figure import Figure, Place, Stroke
from drill.drawing.figure_layout import lay_out
from drill.text import clean

_COLUMNS, _ROWS = 60, 18
"""Cells of a figure: as in a terminal of the usual size, so that names have the same room."""
_WIDE, _HIGH, _EDGE = 9.0, 18.0, 10.0
"""Pixels of a cell, a little more than its letters take, and round the whole."""
_BASE = 0.75
"""Where in a cell, from the top, its letters stand."""
_RADIUS = 4.0
_DASHES: dict[Stroke, str] = {
    "solid": "", "dashed": ' stroke-dasharray="9 6"', "dotted": ' stroke-dasharray="2 5"',
    "yours": ' stroke-dasharray="8 4 2 4"', "faint": ' stroke-opacity="0.5"',
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = """\
svg { color-scheme: light dark; }
.ground { fill: #ffffff; }
text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, monospace; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.axis { --ink: #565b66; stroke-width: 1; } .first { --ink: #111318; } .second { --ink: #1f6a80; }
.third { --ink: #7b3fa0; } .yours { --ink: #8a4b00; }
.line { stroke: var(--ink); } .fill { fill: var(--ink); } .shade { fill: #565b66; fill-opacity: 0.2; }
.open { fill: #ffffff; stroke: var(--ink); stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  .ground, .open { fill: #16181d; }
  .axis { --ink: #a4a9b4; } .first { --ink: #f2f3f5; } .second { --ink: #8ccbe0; }
  .third { --ink: #c9a7e0; } .yours { --ink: #e6b27a; } .shade { fill: #a4a9b4; fill-opacity: 0.3; }
}
"""


def safe_xml(text: str) -> str:
    """Return a text for XML: cleaned, escaped, without the characters that XML has no place for."""
    return escape(_NOT_XML.sub("\ufffd", clean(text)), {'"': "&quot;", "'": "&apos;"})


@lru_cache(32)
def svg_of(figure: Figure) -> str:
    """Return a figure as an SVG document; what it says is its description."""
    canvas = lay_out(figure, _COLUMNS, _ROWS, "full")
    width, height = canvas.columns * _WIDE + 2 * _EDGE, canvas.rows * _HIGH + 2 * _EDGE
    says = safe_xml(figure.says)
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{says}">',
        f"<title>{says}</title>\n<style>\n{_STYLE}</style>",
        f'<rect class="ground" width="{width:g}" height="{height:g}"/>',
        *_elements(canvas),
        "</svg>\n",
    ))  # fmt: skip


def _elements(canvas: Canvas) -> list[str]:
    elements = [f'<polygon class="shade" points="{_points(outline)}"/>' for outline in canvas.areas]
    for block in canvas.blocks:
        (x, y), (right, _) = _pixels((block.left, block.row)), _pixels((block.right, block.row))
        opacity = (block.grey / 4) ** 1.2 if block.grey else 0.06
        elements.append(
            f'<rect class="fill {block.tone}" x="{x:.1f}" y="{y + 1:.1f}" width="{right - x:.1f}" '
            f'height="{_HIGH - 2:g}" fill-opacity="{opacity:.2f}"/>'
        )
    for line in canvas.lines:
        dashes = _DASHES[line.stroke]
        elements.append(f'<polyline class="line {line.tone}" points="{_points(line.places)}"{dashes}/>')
    elements += [_sign(_pixels(sign.at), sign.mark, sign.tone) for sign in canvas.signs]
    for label in canvas.labels:
        x, y = _pixels((label.column, label.row + _BASE))
        elements.append(
            f'<text class="fill {label.tone}" x="{x:.1f}" y="{y:.1f}" xml:space="preserve">'
            f"{safe_xml(label.text)}</text>"
        )
    return elements


def _pixels(place: Place) -> Place:
    return _EDGE + place[0] * _WIDE, _EDGE + place[1] * _HIGH


def _points(places: tuple[Place, ...]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_pixels, places))


def _sign(at: Place, mark: Mark, tone: Tone) -> str:
    (x, y), r = at, _RADIUS
    match mark:
        case "full":
            return f'<circle class="fill {tone}" cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'
        case "open":
            return f'<circle class="open {tone}" cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'
        case "cross":
            arms = f"M{x - r:.1f} {y - r:.1f}l{2 * r:g} {2 * r:g}m0 {-2 * r:g}l{-2 * r:g} {2 * r:g}"
            return f'<path class="line {tone}" d="{arms}"/>'
        case "head":
            return (
                f'<path class="fill {tone}" d="M{x - r:.1f} {y - r:.1f}l{2 * r:g} {r:g}l{-2 * r:g} {r:g}z"/>'
            )
