"""Formulas in a terminal: LaTeX as two-dimensional text, as one line and as words, and prose around it.

``typeset_formula`` lays a formula out in cells (a ``Block`` of ``Span`` with a baseline),
``typeset_on_one_line`` writes it on one line, ``speak_formula`` says it; ``set_prose`` does Markdown with
formulas in it, ``prose_html`` does it for a browser, and ``prose_left_over`` tells what of a text could not
be set; ``code_spans`` are the parts of a line of Python. The ``Tier`` says which characters the terminal has.
Any string can be set: what is not understood stays visible as it was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# For type checkers; where the program runs, a name is imported when it is asked for.
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.latex import MacroBody
    from drill.typeset.block import Block, Span, Tier, cell_width
    from drill.typeset.caching import clear_caches
    from drill.typeset.glyphs import COMBINING
    from drill.typeset.html import prose_html
    from drill.typeset.markdown import set_prose
    from drill.typeset.program import code_spans
    from drill.typeset.render import speak_formula, typeset_formula, typeset_on_one_line
    from drill.typeset.sifting import prose_left_over

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.latex": ("MacroBody",),
        "drill.typeset.block": ("Block", "Span", "Tier", "cell_width"),
        "drill.typeset.caching": ("clear_caches",),
        "drill.typeset.glyphs": ("COMBINING",),
        "drill.typeset.html": ("prose_html",),
        "drill.typeset.markdown": ("set_prose",),
        "drill.typeset.program": ("code_spans",),
        "drill.typeset.render": ("typeset_on_one_line", "speak_formula", "typeset_formula"),
        "drill.typeset.sifting": ("prose_left_over",),
    },
)  # fmt: skip
