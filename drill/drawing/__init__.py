"""The figures of exercises, for both front ends.

A ``Figure`` holds numbers and texts alone. It is laid out once on a canvas of cells, which ``figure_rows``
paints with braille dots or ASCII, and ``svg_of`` as SVG. They
take plain values and know no Textual, no terminal.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = ["canvas", "figure", "figure_layout", "figure_output"]
