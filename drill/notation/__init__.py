"""Formulas as they are written: canonical tokens to trees and back, and equality up to spelling."""

from drill.notation.cursor import Notation, NotationError
from drill.notation.printing import to_latex, to_tokens
from drill.notation.reader import read
from drill.notation.sameness import Difference, commutes, difference, forms, same
from drill.notation.statements import Parsed, notation_of, statements
from drill.notation.typing import typed_latex
from drill.notation.walk import children, refs, replaced, spelled, walk

__all__ = [
    "Difference",
    "Notation",
    "NotationError",
    "Parsed",
    "children",
    "commutes",
    "difference",
    "forms",
    "notation_of",
    "read",
    "refs",
    "replaced",
    "same",
    "spelled",
    "statements",
    "to_latex",
    "to_tokens",
    "typed_latex",
    "walk",
]
