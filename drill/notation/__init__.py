"""Convert formulas as written between canonical tokens and trees, and compare them up to spelling.

``notation_of`` looks at a paper's habits (what primes, bars and indices in brackets mean there), and
``split_statements`` reads the tokens of a display into ``tree`` nodes; what does not print back to the same
tokens is refused. ``to_tokens``, ``print_node`` and ``print_tokens_as_latex`` print, ``walk_nodes``,
``find_nodes``, ``find_references`` and ``replace_nodes`` go through a tree, ``is_same_formula`` and
``find_smallest_difference`` compare up to spelling: order of terms, fractions, brackets;
``is_same_reordered`` returns whether only letters that may be vectors changed places. ``typed_latex`` turns
what a person types for a formula (``E_x~p[f(x)]``) into LaTeX.
"""

from drill.notation import cursor, tree
from drill.notation.cursor import DOTS, FONTS, FUNCTIONS, GREEK, Notation, NotationError
from drill.notation.latex_answers import is_latex, read_latex
from drill.notation.lowering import RELATIONS, Atoms, Lowering
from drill.notation.printing import find_smallest_difference, print_node, print_tokens_as_latex, to_tokens
from drill.notation.reader import read_statement, with_left_side
from drill.notation.sameness import has_commuting_factors, is_same_formula, is_same_reordered, make_form_of
from drill.notation.statements import notation_of, split_statements
from drill.notation.tree import (
    find_nodes,
    find_references,
    list_children,
    replace_nodes,
    spell_name,
    strip_arguments,
    walk_nodes,
)
from drill.notation.typing import typed_latex, write_signs_as_latex

__all__ = [
    "DOTS",
    "FONTS",
    "FUNCTIONS",
    "GREEK",
    "RELATIONS",
    "Atoms",
    "Lowering",
    "Notation",
    "NotationError",
    "cursor",
    "find_nodes",
    "find_references",
    "find_smallest_difference",
    "has_commuting_factors",
    "is_latex",
    "is_same_formula",
    "is_same_reordered",
    "list_children",
    "make_form_of",
    "notation_of",
    "print_node",
    "print_tokens_as_latex",
    "read_latex",
    "read_statement",
    "replace_nodes",
    "spell_name",
    "split_statements",
    "strip_arguments",
    "to_tokens",
    "tree",
    "typed_latex",
    "walk_nodes",
    "with_left_side",
    "write_signs_as_latex",
]  # fmt: skip
