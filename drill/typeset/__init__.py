"""Formulas in a terminal: LaTeX as two-dimensional text, as one line and as words, and prose around it."""

from drill.latex import MacroBody
from drill.typeset.block import Block, Span, SpanStyle, Tier, cell_width
from drill.typeset.markdown import prose
from drill.typeset.render import Macros, linear, spoken, typeset
from drill.typeset.sifting import prose_left_over

__all__ = [
    "Block",
    "MacroBody",
    "Macros",
    "Span",
    "SpanStyle",
    "Tier",
    "cell_width",
    "linear",
    "prose",
    "prose_left_over",
    "spoken",
    "typeset",
]
