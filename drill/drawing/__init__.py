"""Pictures for both front ends: charts of progress, and the figures of exercises.

A ``Figure`` holds numbers and texts alone. It is laid out once on a canvas of cells, which ``figure_rows``
paints with braille dots or ASCII, and ``svg_of`` as SVG.

``character_charts`` draws with characters: bars and lines, in Unicode or ASCII; ``pass_chart`` lays out the
passes for app and command line alike; colours are left to who shows them, since a shade says the same.
``svg`` makes a picture of such rows. They take plain values and know no Textual, no terminal.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "authored_figure",
    "canvas",
    "curves",
    "figure",
    "figure_layout",
    "figure_svg",
    "terminal_figure",
]  # fmt: skip
