"""The figures of exercises, for both front ends.

A ``Figure`` holds numbers and texts only. It is laid out once on a canvas of cells, which ``figure_rows``
paints with braille dots or ASCII, and ``svg_of`` as SVG. The package depends neither on Textual nor on a
terminal.
"""

# Modules, which become attributes when they are imported.
# pyright: reportUnsupportedDunderAll=false
__all__ = ["canvas", "figure", "figure_layout", "figure_output"]
