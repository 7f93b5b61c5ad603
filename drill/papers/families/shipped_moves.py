"""The families' moves in the papers that come with the program, as their links were found once: light.

To find them takes seconds, so they lie in ``shipped_moves.txt``, a line each: family, paper, formula.
``python -m tests.papers.families.test_shipped_moves`` writes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

SHIPPED_MOVES_FILE: Final = Path(__file__).with_name("shipped_moves.txt")


@cache
def list_shipped_moves() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return by family and by the paper's slug what the formulas are called, ``(7)`` or ``GAN``, in order."""
    moves: dict[str, dict[str, list[str]]] = {}
    for row in SHIPPED_MOVES_FILE.read_text("utf-8").splitlines():
        family, slug, formula = row.split("\t")
        moves.setdefault(family, {}).setdefault(slug, []).append(formula)
    return moves
