"""The two outputs of a figure: rows for a terminal, and SVG."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import accumulate, pairwise

from drill.drawing.canvas import TONES, Canvas, Mark, Tone
from drill.drawing.figure import Figure, Place, Stroke
from drill.drawing.figure_layout import lay_out
from drill.text import clean_text
from drill.typeset import Tier, cell_width

# A figure in a terminal: texts over braille dots, or over ``*`` and ``.`` in ASCII.

_MARKS: Mapping[Mark, tuple[str, str]] = {
    "full": ("●", "o"), "head": ("►", ">"),
}  # fmt: skip
_GREYS = (("·", "."), ("░", ":"), ("▒", "="), ("▓", "%"), ("█", "#"))
# The least grey of each glyph after the first; full blocks are kept for values close to the largest.
_GREY_STEPS = (1e-9, 0.3, 0.6, 0.95)
# The left half of a block: a bar's last cell.
_HALF = "▌"
# The ASCII character of a line by its tone.
_PLAIN: Mapping[Tone, str] = {"axis": ".", "first": "*", "second": ".", "third": "+"}


@dataclass(frozen=True, slots=True)
class PaintedRow:
    """A row of a figure: its text without trailing blanks, and its ``tones`` as (start, end, tone)."""

    text: str
    tones: tuple[tuple[int, int, Tone], ...]


@lru_cache(32)
def figure_rows(figure: Figure, columns: int, rows: int, tier: Tier) -> tuple[PaintedRow, ...]:
    """Return a figure as rows of text, at most ``rows`` of ``columns`` cells; the caller chooses colours."""
    canvas = lay_out(figure, columns, rows, tier)
    tier_index = int(tier == "ascii")
    cells = _plain_cells(canvas) if tier_index else _braille_cells(canvas)
    tones = [canvas.tones[row * canvas.columns : (row + 1) * canvas.columns] for row in range(canvas.rows)]

    def paint(column: int, row: int, glyphs: Sequence[str], tone: Tone) -> None:
        cells[row][column : column + len(glyphs)] = glyphs
        tones[row][column : column + len(glyphs)] = bytes([TONES.index(tone) + 1]) * len(glyphs)

    for block in canvas.blocks:
        glyph = _GREYS[bisect(_GREY_STEPS, block.grey)][tier_index]
        first = int(block.left + 0.25)
        end = int(block.right + 0.25)
        paint(first, block.row, [glyph] * (end - first), block.tone)
        if block.grey == 1 and not tier_index and 0.25 <= block.right % 1 < 0.75:
            paint(end, block.row, [_HALF], block.tone)
    for sign in canvas.signs:
        paint(*canvas.cell(sign.at), [_MARKS[sign.mark][tier_index]], sign.tone)
    for label in canvas.labels:
        glyphs: list[str] = []
        for character in label.text:
            width = cell_width(character)
            if width:
                glyphs += [character, *[""] * (width - 1)]
            elif glyphs:
                glyphs[-1] += character
        paint(label.column, label.row, glyphs, label.tone)
    return tuple(map(_make_figure_row, cells, tones))


# Unicode's 256 braille patterns, with a bit per dot; the first one is a blank.
_GLYPHS = " " + "".join(map(chr, range(0x2801, 0x2900)))


def _braille_cells(canvas: Canvas) -> list[list[str]]:
    dots = int.from_bytes(canvas.dots) | int.from_bytes(canvas.hatched)
    characters = [_GLYPHS[cell] for cell in dots.to_bytes(len(canvas.dots))]
    return _split_rows(characters, canvas.columns)


def _split_rows(characters: list[str], columns: int) -> list[list[str]]:
    return [characters[start : start + columns] for start in range(0, len(characters), columns)]


def _plain_cells(canvas: Canvas) -> list[list[str]]:
    columns = canvas.columns
    characters = [":" if hatched else " " for hatched in canvas.hatched]
    cells = _split_rows(characters, columns)
    for line in sorted(canvas.lines, key=lambda drawn_line: drawn_line.tone != "axis"):
        alone = Canvas(columns, canvas.rows, "ascii")
        alone.line(line.places, line.stroke, line.tone)
        glyph = _PLAIN[line.tone]
        if line.tone == "axis" and line.stroke == "solid":
            glyph = ""
        for cell, dots in enumerate(alone.dots):
            if dots:
                row, column = divmod(cell, columns)
                cells[row][column] = glyph or _choose_slope_character(line.places, column, row)
    return cells


def _choose_slope_character(places: tuple[tuple[float, float], ...], column: int, row: int) -> str:
    """Return the ASCII character of a line through a cell, by its slope there."""
    for (x0, y0), (x1, y1) in pairwise(places):
        if min(x0, x1) - 1 <= column <= max(x0, x1) and min(y0, y1) - 1 <= row <= max(y0, y1):
            right = x1 - x0
            down = y1 - y0
            # Nearly horizontal lines fall by at most half a row per column, nearly vertical ones by two.
            if abs(down) <= 0.5 * abs(right):
                return "-"
            if abs(down) >= 2.0 * abs(right):
                return "|"
            return "\\" if right * down > 0 else "/"
    return "-"


def _make_figure_row(cells: Sequence[str], tones: bytearray) -> PaintedRow:
    text = "".join(cells).rstrip()
    starts = range(len(cells) + 1)
    if len(max(cells, key=len, default="")) != 1 or "" in cells:
        starts = [0, *accumulate(map(len, cells))]
    parts: list[tuple[int, int, Tone]] = []
    for run in _RUNS.finditer(tones):
        start = starts[run.start()]
        if start < len(text):
            end = min(starts[run.end()], len(text))
            parts.append((start, end, TONES[tones[run.start()] - 1]))
    return PaintedRow(text, tuple(parts))


# Runs of cells of the same tone.
_RUNS = re.compile(rb"([^\0])\1*")


# A figure as SVG: self-contained, without links or scripts, readable on light and dark backgrounds.

# The size of a cell in pixels, a little more than that of a letter.
_WIDE = 9.0
_HIGH = 18.0
# The margin around the figure, in pixels.
_EDGE = 10.0
_DASHES: dict[Stroke, str] = {
    "solid": "", "dashed": ' stroke-dasharray="9 6"', "dotted": ' stroke-dasharray="2 5"',
    "faint": ' stroke-opacity="0.5"',
}  # fmt: skip
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Colours on light and on dark backgrounds. The light one is an attribute of each element, because not all
# programs support style sheets; the style sheet contains only the dark one.
_INKS: dict[Tone, tuple[str, str]] = {
    "axis": ("#565b66", "#a4a9b4"), "first": ("#111318", "#f2f3f5"), "second": ("#1f6a80", "#8ccbe0"),
    "third": ("#7b3fa0", "#c9a7e0"),
}  # fmt: skip
_GROUND = "#ffffff"
_DARK_GROUND = "#16181d"
# A rim that separates a text from the lines under it.
_HALO = f'text-anchor="middle" paint-order="stroke" stroke="{_GROUND}" stroke-width="4"'
_DARK = "\n".join((
    f"svg {{ color-scheme: light dark; }}\n@media (prefers-color-scheme: dark) {{\n"
    f".ground, .open {{ fill: {_DARK_GROUND}; }} text {{ stroke: {_DARK_GROUND}; }}",
    *(f".line.{tone}, .open.{tone} {{ stroke: {dark}; }} .fill.{tone} {{ fill: {dark}; }}"
      for tone, (_, dark) in _INKS.items()),
    "}",
))  # fmt: skip


def safe_xml(text: str) -> str:
    """Return a text for XML: cleaned, escaped, without the characters that XML forbids."""
    escaped = escape(_NOT_XML.sub("\ufffd", clean_text(text)), quote=False)
    return escaped.replace('"', "&quot;").replace("'", "&apos;")


@lru_cache(32)
def svg_of(figure: Figure) -> str:
    """Return a figure as an SVG document with its description."""
    # The cells of a figure in a common terminal, so that names have the same room.
    canvas = lay_out(figure, 60, 18, "unicode")
    width = canvas.columns * _WIDE + 2 * _EDGE
    height = canvas.rows * _HIGH + 2 * _EDGE
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
        f'<polygon {_format_fill(tone)} fill-opacity="0.25" points="{_format_svg_points(outline)}"/>'
        for outline, tone in canvas.areas
    ]
    for block in canvas.blocks:
        x, y = _convert_to_pixels((block.left, block.row))
        right, _ = _convert_to_pixels((block.right, block.row))
        # Not proportional, because the eye distinguishes light greys better than dark ones.
        opacity = max(0.06, block.grey**1.2)
        elements.append(
            f'<rect {_format_fill(block.tone)} x="{x:.1f}" y="{y + 1:.1f}" width="{right - x:.1f}" '
            f'height="{_HIGH - 2:g}" fill-opacity="{opacity:.2f}"/>'
        )
    for line in canvas.lines:
        look = _format_stroke(line.tone) + _DASHES[line.stroke]
        elements.append(f'<polyline {look} points="{_format_svg_points(line.places)}"/>')
    elements += [_draw_svg_mark(_convert_to_pixels(sign.at), sign.mark, sign.tone) for sign in canvas.signs]
    for label in canvas.labels:
        # The baseline of letters is at three quarters of the height of a cell.
        x, y = _convert_to_pixels((label.column + cell_width(label.text) / 2, label.row + 0.75))
        x += label.shift[0] * _WIDE
        y += label.shift[1] * _HIGH
        elements.append(
            f'<text {_format_fill(label.tone)} x="{x:.1f}" y="{y:.1f}" {_HALO} '
            'xml:space="preserve">'
            f"{safe_xml(label.text)}</text>"
        )
    return elements


def _format_fill(tone: Tone) -> str:
    return f'class="fill {tone}" fill="{_INKS[tone][0]}"'


def _format_stroke(tone: Tone) -> str:
    width = 1 if tone == "axis" else 2
    return (
        f'class="line {tone}" fill="none" stroke="{_INKS[tone][0]}" stroke-width="{width}" '
        'stroke-linejoin="round"'
    )


def _convert_to_pixels(point: Place) -> Place:
    return _EDGE + point[0] * _WIDE, _EDGE + point[1] * _HIGH


def _format_svg_points(places: tuple[Place, ...]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_convert_to_pixels, places))


def _draw_svg_mark(centre: Place, mark: Mark, tone: Tone) -> str:
    x, y = centre
    r = 4.0  # four times the width of a line
    if mark == "full":
        return f'<circle {_format_fill(tone)} cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'
    path = f"M{x - r:.1f} {y - r:.1f}l{2 * r:g} {r:g}l{-2 * r:g} {r:g}z"
    return f'<path {_format_fill(tone)} d="{path}"/>'
