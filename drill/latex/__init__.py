"""The only reader of LaTeX: what typeset draws, maths computes with and notation keeps as it is written.

A text goes through three phases: ``tokens`` splits it and writes macros out on the way, ``grammar`` makes
rows, groups, scripts and fences of the tokens, and ``parser`` has a handler for each command that takes
arguments, with ``environments`` for those between ``\\begin`` and ``\\end``.
``nodes`` is the one table of commands, glyphs, functions, fonts and accents. The outcome is a row of
``nodes``. ``tokens`` says what is open in a text that is half typed.

Any string can be parsed: what is not understood stays visible as an ``Unknown`` node and is listed. Only a
formula that is too long or too deep raises. ``canonicalise_formula`` gives one list of tokens for all ways to
write the same formula, by which formulas are compared and named.
"""

from drill.latex import nodes, parser, tokens
from drill.latex.parser import Parsed, parse_latex_formula
from drill.latex.spelling import canonical_with_places, canonicalise_formula, join_latex_tokens
from drill.latex.tokens import MacroBody

__all__ = [
    "MacroBody",
    "Parsed",
    "canonical_with_places",
    "canonicalise_formula",
    "join_latex_tokens",
    "nodes",
    "parse_latex_formula",
    "parser",
    "tokens",
]
