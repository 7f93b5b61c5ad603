"""A figure as SVG: valid by itself, without links or scripts, readable on light and dark ground."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from drill.drawing.canvas import Canvas, Mark, Tone
from drill.drawing.figure import Figure, Place, Stroke
from drill.drawing.figure_layout import lay_out
from drill.text import clean_text
from drill.typeset import cell_width

# Pixels of a cell, a little more than its letters take, and around the whole figure.
_WIDE, _HIGH, _EDGE = 9.0, 18.0, 10.0
_DASHES: dict[Stroke, str] = {
    "solid": "", "dashed": ' stroke-dasharray="9 6"', "dotted": ' stroke-dasharray="2 5"',
    "faint": ' stroke-opacity="0.5"',
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# On light and on dark ground. The light one is an attribute of each element, which programs that know no
# style sheet understand as well; the style sheet has the dark one alone.
_INKS: dict[Tone, tuple[str, str]] = {
    "axis": ("#565b66", "#a4a9b4"), "first": ("#111318", "#f2f3f5"), "second": ("#1f6a80", "#8ccbe0"),
    "third": ("#7b3fa0", "#c9a7e0"),
}  # fmt: skip
_GROUND, _DARK_GROUND = "#ffffff", "#16181d"
# Keeps texts off what they lie over.
_HALO = f'text-anchor="middle" paint-order="stroke" stroke="{_GROUND}" stroke-width="4"'
_DARK = "\n".join((
    f"svg {{ color-scheme: light dark; }}\n@media (prefers-color-scheme: dark) {{\n"
    f".ground, .open {{ fill: {_DARK_GROUND}; }} text {{ stroke: {_DARK_GROUND}; }}",
    *(f".line.{tone}, .open.{tone} {{ stroke: {dark}; }} .fill.{tone} {{ fill: {dark}; }}"
      for tone, (_, dark) in _INKS.items()),
    "}",
))  # fmt: skip


def safe_xml(text: str) -> str:
    """Return a text for XML: cleaned, escaped, without the characters that XML has no place for."""
    escaped = escape(_NOT_XML.sub("\ufffd", clean_text(text)), quote=False)
    return escaped.replace('"', "&quot;").replace("'", "&apos;")


@lru_cache(32)
def svg_of(figure: Figure) -> str:
    """Return a figure as an SVG document with its description."""
    # As many cells as a terminal of the usual size, so that names have the same room.
    canvas = lay_out(figure, 60, 18, "unicode")
    width, height = canvas.columns * _WIDE + 2 * _EDGE, canvas.rows * _HIGH + 2 * _EDGE
    says = safe_xml(figure.says)
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{says}" font-size="14" '
        """font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, monospace">""",
        f"<title>{says}</title>\n<style>\n{_DARK}\n</style>",
        f'<rect class="ground" fill="{_GROUND}" width="{width:g}" height="{height:g}"/>',
        *_list_svg_elements(canvas),
        "</svg>\n",
    ))  # fmt: skip


def _list_svg_elements(canvas: Canvas) -> list[str]:
    elements = [
        f'<polygon {_write_fill_attributes(tone)} fill-opacity="0.25" points="{_write_svg_points(outline)}"/>'
        for outline, tone in canvas.areas
    ]
    for block in canvas.blocks:
        (x, y), (right, _) = (
            _convert_to_pixels((block.left, block.row)),
            _convert_to_pixels((block.right, block.row)),
        )
        # Eyes tell light cells apart better than dark ones.
        opacity = max(0.06, block.grey**1.2)
        elements.append(
            f'<rect {_write_fill_attributes(block.tone)} x="{x:.1f}" y="{y + 1:.1f}" width="{right - x:.1f}" '
            f'height="{_HIGH - 2:g}" fill-opacity="{opacity:.2f}"/>'
        )
    for line in canvas.lines:
        look = _write_stroke_attributes(line.tone) + _DASHES[line.stroke]
        elements.append(f'<polyline {look} points="{_write_svg_points(line.places)}"/>')
    elements += [_draw_svg_mark(_convert_to_pixels(sign.at), sign.mark, sign.tone) for sign in canvas.signs]
    for label in canvas.labels:
        # The share of a cell, from the top, at which letters have their baseline.
        x, y = _convert_to_pixels((label.column + cell_width(label.text) / 2, label.row + 0.75))
        x, y = x + label.shift[0] * _WIDE, y + label.shift[1] * _HIGH
        elements.append(
            f'<text {_write_fill_attributes(label.tone)} x="{x:.1f}" y="{y:.1f}" {_HALO} '
            'xml:space="preserve">'
            f"{safe_xml(label.text)}</text>"
        )
    return elements


def _write_fill_attributes(tone: Tone) -> str:
    return f'class="fill {tone}" fill="{_INKS[tone][0]}"'


def _write_stroke_attributes(tone: Tone, css: str = "line", fill: str = "none") -> str:
    width = 1 if tone == "axis" else 2
    return (
        f'class="{css} {tone}" fill="{fill}" stroke="{_INKS[tone][0]}" stroke-width="{width}" '
        'stroke-linejoin="round"'
    )


def _convert_to_pixels(point: Place) -> Place:
    return _EDGE + point[0] * _WIDE, _EDGE + point[1] * _HIGH


def _write_svg_points(places: tuple[Place, ...]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_convert_to_pixels, places))


def _draw_svg_mark(centre: Place, mark: Mark, tone: Tone) -> str:
    # A point has twice the width of a line.
    (x, y), r = centre, 4.0
    if mark == "full":
        return f'<circle {_write_fill_attributes(tone)} cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'
    path = f"M{x - r:.1f} {y - r:.1f}l{2 * r:g} {r:g}l{-2 * r:g} {r:g}z"
    return f'<path {_write_fill_attributes(tone)} d="{path}"/>'
