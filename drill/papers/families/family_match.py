"""Families found in a paper or a formula: plain data, as the worker sends it. Light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from drill.papers.model import FamilyRow

if TYPE_CHECKING:
    from drill.papers.families.family_file import Family


@dataclass(frozen=True, slots=True)
class FamilyMatch:
    """A family's move in a formula, by the ids of both, with its spelling and its place.

    ``found`` and the contents of the holes, in ``roles``, are LaTeX of the paper; ``word`` is the guard's
    that is near. ``refused`` names the guard that refuses the match; empty for a link to the skills in
    ``drills``.
    """

    family: str
    formula: str
    spelling: str
    found: str
    roles: Mapping[str, str]
    drills: tuple[str, ...]
    word: str = ""
    refused: str = ""
    # Number of forms in the matched part of the formula.
    size: int = 0

    def describe(self, family: Family) -> FamilyRow:
        """Return it as a paper's record keeps it, with the words of its family's roles in their order."""
        roles = {
            role.name: self.roles[letter] for letter, role in family.roles.items() if letter in self.roles
        }
        return FamilyRow(
            self.family, family.title, self.drills, self.found, roles, self.word, dict(family.first)
        )


@dataclass(frozen=True, slots=True)
class UnreadFormula:
    """A part of a text that is not read as a formula, and the reason."""

    latex: str
    message: str


@dataclass(frozen=True, slots=True)
class FormulaForms:
    """A formula without a paper: its statements in LaTeX, unreadable input, and moves of the same form.

    Only its form supports them, because it has no text around it; the most telling form is the first.
    """

    read: tuple[str, ...]
    unread: tuple[UnreadFormula, ...] = ()
    moves: tuple[FamilyRow, ...] = ()


# The families' moves in the papers that come with the program, as their links were found once: light.
# Finding them takes seconds, so they are stored in ``shipped_moves.txt``, a line each: family, paper,
# formula. ``python -m tests.papers.families.test_shipped_moves`` writes it.

SHIPPED_MOVES_FILE = Path(__file__).with_name("shipped_moves.txt")


@cache
def list_shipped_moves() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return the names of the formulas, ``(7)`` or ``GAN``, in order, by family and by the paper's slug."""
    moves: dict[str, dict[str, list[str]]] = {}
    for row in SHIPPED_MOVES_FILE.read_text("utf-8").splitlines():
        family, slug, formula = row.split("\t")
        moves.setdefault(family, {}).setdefault(slug, []).append(formula)
    return moves
