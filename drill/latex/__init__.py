"""The only reader of LaTeX, for typesetting, for mathematics and for notation.

A text goes through three phases: ``tokens`` splits it and expands macros on the way, ``grammar`` builds rows,
groups, scripts and fences from the tokens, and ``parser`` has a handler for each command with arguments,
with ``environments`` for those between ``\\begin`` and ``\\end``.
``nodes`` contains the tables of commands, glyphs, functions, fonts and accents, and the classes of the
resulting nodes. ``tokens`` also finds the open pairs of a half-typed text.

Any string can be parsed: unknown commands stay visible as ``Unknown`` nodes and are listed. Only a formula
that is too long or too deep raises. ``canonicalise_formula`` returns the same list of tokens for all ways to
write a formula, so that formulas can be compared and named.
"""

from drill.latex import nodes, parser, tokens
from drill.latex.parser import ParsedFormula, parse_latex_formula
from drill.latex.spelling import canonical_with_places, canonicalise_formula, join_latex_tokens
from drill.latex.tokens import MacroBody

__all__ = [
    "MacroBody",
    "ParsedFormula",
    "canonical_with_places",
    "canonicalise_formula",
    "join_latex_tokens",
    "nodes",
    "parse_latex_formula",
    "parser",
    "tokens",
]
