"""Families of moves, a file each: patterns that are found in formulas, and the skills that drill them.

``read_family`` reads a file, ``shipped_families`` those that come with the program; ``match_families`` yields
what of them stands in a paper's lines, and which guard refuses it. ``lone_formula`` reads a formula
without a paper.
"""

from drill.papers.families.family_file import (
    Family,
    Guards,
    Role,
    Spelling,
    check_family,
    find_spelling,
    is_family_file,
    list_files,
    read_family,
    shipped_families,
)
from drill.papers.families.family_match import FamilyMatch, FormulaForms, UnreadFormula
from drill.papers.families.links import match_families

__all__ = [
    "Family", "FamilyMatch", "FormulaForms", "Guards", "Role", "Spelling", "UnreadFormula", "check_family",
    "find_spelling", "is_family_file", "list_files", "match_families", "read_family", "shipped_families",
]  # fmt: skip
