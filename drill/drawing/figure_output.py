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

# A figure in a terminal: braille dots with texts over them, or ``*`` and ``.`` in ASCII alone.

_MARKS: Mapping[Mark, tuple[str, str]] = {
    "full": ("●", "o"), "head": ("►", ">"),
}  # fmt: skip
_GREYS = (("·", "."), ("░", ":"), ("▒", "="), ("▓", "%"), ("█", "#"))
# From how dark on a block has the next of them: full ones are for what is as good as the largest.
_DARKER = (1e-9, 0.3, 0.6, 0.95)
# The left half of a block: a bar's last cell.
_HALF = "▌"
# ASCII of a line by whose it is.
_PLAIN: Mapping[Tone, str] = {"axis": ".", "first": "*", "second": ".", "third": "+"}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row of a figure: its text without trailing blanks, and the tone of each part."""

    text: str
    tones: tuple[tuple[int, int, Tone], ...]


@lru_cache(32)
def figure_rows(figure: Figure, columns: int, rows: int, tier: Tier) -> tuple[FigureRow, ...]:
    """Return a figure as rows of text, in at most so many cells; the caller chooses colours."""
    canvas = lay_out(figure, columns, rows, tier)
    tier_index = 1 if tier == "ascii" else 0
    cells = _plain_cells(canvas) if tier_index else _braille_cells(canvas)
    tones = [canvas.tones[row * canvas.columns : (row + 1) * canvas.columns] for row in range(canvas.rows)]

    def paint(column: int, row: int, glyphs: Sequence[str], tone: Tone) -> None:
        cells[row][column : column + len(glyphs)] = glyphs
        tones[row][column : column + len(glyphs)] = bytes([TONES.index(tone) + 1]) * len(glyphs)

    for block in canvas.blocks:
        glyph = _GREYS[bisect(_DARKER, block.grey)][tier_index]
        first, end = int(block.left + 0.25), int(block.right + 0.25)
        paint(first, block.row, [glyph] * (end - first), block.tone)
        if block.grey == 1 and not tier_index and 0.25 <= block.right % 1 < 0.75:
            paint(end, block.row, [_HALF], block.tone)
    for sign in canvas.signs:
        paint(*canvas.cell(sign.at), [_MARKS[sign.mark][tier_index]], sign.tone)
    for label in canvas.labels:
        glyphs: list[str] = []
        for character in label.text:
            width = cell_width(character)
            if not width and glyphs:
                glyphs[-1] += character
            glyphs += [character, *[""] * (width - 1)] if width else []
        paint(label.column, label.row, glyphs, label.tone)
    return tuple(map(_make_figure_row, cells, tones))


# Unicode's 256 braille patterns, a bit a dot, of which the first is blank.
_GLYPHS = " " + "".join(map(chr, range(0x2801, 0x2900)))


def _braille_cells(canvas: Canvas) -> list[list[str]]:
    dots = int.from_bytes(canvas.dots) | int.from_bytes(canvas.hatched)
    characters = [_GLYPHS[cell] for cell in dots.to_bytes(len(canvas.dots))]
    columns = canvas.columns
    return [characters[start : start + columns] for start in range(0, len(characters), columns)]


def _plain_cells(canvas: Canvas) -> list[list[str]]:
    columns = canvas.columns
    cells = [
        [":" if hatched else " " for hatched in canvas.hatched[row * columns : (row + 1) * columns]]
        for row in range(canvas.rows)
    ]
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
            right, down = x1 - x0, y1 - y0
            # Level lines rise by at most half a cell for each cell, upright ones by at least two.
            if abs(down) <= 0.5 * abs(right):
                return "-"
            if abs(down) >= 2.0 * abs(right):
                return "|"
            return "\\" if right * down > 0 else "/"
    return "-"


def _make_figure_row(cells: Sequence[str], tones: bytearray) -> FigureRow:
    text = "".join(cells).rstrip()
    starts = range(len(cells) + 1)
    if len(max(cells, key=len, default="")) != 1 or "" in cells:
        starts = [0, *accumulate(map(len, cells))]
    return FigureRow(text, tuple(
        (starts[run.start()], min(starts[run.end()], len(text)), TONES[tones[run.start()] - 1])
        for run in _RUNS.finditer(tones)
        if starts[run.start()] < len(text)
    ))  # fmt: skip


# Cells in a row that have one tone.
_RUNS = re.compile(rb"([^\0])\1*")


# A figure as SVG: valid by itself, without links or scripts, readable on light and dark ground.

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
