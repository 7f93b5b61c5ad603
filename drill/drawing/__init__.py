"""The figures of exercises, for both front ends.

A ``Figure`` holds numbers and texts only. It is laid out once on a canvas of cells, which ``figure_rows``
paints with braille dots or ASCII, and ``svg_of`` as SVG. The package depends neither on Textual nor on a
terminal.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
