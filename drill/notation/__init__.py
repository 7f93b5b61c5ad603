"""Formulas as they are written: canonical tokens to trees and back, and equality up to spelling.

``notation_of`` looks at a paper's habits (what primes, bars and indices in brackets mean there), and
``statements`` reads the tokens of a display into ``tree`` nodes; what does not print back to the same tokens
is refused. ``to_tokens`` and ``to_latex`` print, ``walk``, ``refs`` and ``replaced`` go through a tree,
``same`` and ``difference`` compare up to spelling: order of terms, fractions, brackets; ``reordered`` tells
whether letters that may be vectors changed places. ``typed_latex`` turns what a person types for a formula
(``E_x~p[f(x)]``) into LaTeX.
"""

from drill.notation import tree
from drill.notation.cursor import Notation, NotationError
from drill.notation.difference import difference
from drill.notation.latex_answers import is_latex, read_latex
from drill.notation.lowering import RELATIONS, Atoms, Lowering
from drill.notation.printing import to_latex, to_tokens
from drill.notation.reader import read, with_left_side
from drill.notation.sameness import commutes, forms, reordered, same
from drill.notation.statements import notation_of, statements
from drill.notation.typing import typed_latex
from drill.notation.vocabulary import FONTS, FUNCTIONS
from drill.notation.walk import children, refs, replaced, spelled, walk

__all__ = [
    "FONTS", "FUNCTIONS", "RELATIONS", "Atoms", "Lowering", "Notation",
    "NotationError", "children", "commutes", "difference", "forms", "is_latex", "notation_of",
    "read", "read_latex", "refs", "reordered", "replaced", "same", "spelled", "statements", "to_latex",
    "to_tokens", "tree", "typed_latex", "walk", "with_left_side",
]  # fmt: skip
