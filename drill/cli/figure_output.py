"""Figures on the command line: as rows of text, and as JSON."""

from __future__ import annotations

from drill.cli import output
from drill.drawing.figure import Figure
from drill.drawing.figure_svg import svg_of
from drill.drawing.terminal_figure import figure_rows
from drill.typeset import Tier

# Cells: a terminal of 80 columns with a margin, and half its height.
_COLUMNS, _ROWS = 72, 16
# In fewer cells a figure shows nothing: only its words are printed.
_NARROWEST = 24


def emit_figure(figure: Figure, width: int, tier: Tier, indent: int = 2, *, is_told: bool = True) -> None:
    """Print what a figure says and draw it; unless it ``is_told``, say it only if it cannot be drawn."""
    is_drawn = width - indent >= _NARROWEST
    if is_told or not is_drawn:
        output.emit_wrapped(f"Figure: {figure.says}", width)
    if is_drawn:
        rows = figure_rows(figure, min(_COLUMNS, width - indent), _ROWS, tier)
        output.emit_text("\n".join(" " * indent + row.text if row.text else "" for row in rows))


def figure_shape(figure: Figure | None) -> dict[str, str] | None:
    """Return a figure as JSON: text of 72 by 16 cells, SVG, and its description."""
    if figure is None:
        return None
    text = "\n".join(row.text for row in figure_rows(figure, _COLUMNS, _ROWS, "unicode"))
    return {"text": text, "svg": svg_of(figure), "says": figure.says}
