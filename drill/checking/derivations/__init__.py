"""Derivations that somebody wrote, an assistant or a paper: which of their lines follow from the line before.

``derivation_rows`` splits a text into rows of mathematics and sentences. ``said_conditions`` reads what the
sentences declare of letters (``x > 0``, ``A in R^{m x n}``), and which letters they condition.
``calculus_reading`` reads a row's sides, with integrals, sums, limits and derivatives;
``step_comparison`` compares two of them, and ``tied_letters`` finds values at which equations hold.
``derivation_check`` goes through the text, and holds the one rule by which something is called wrong;
``marked_text`` is what comes out. What is not certain is not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# For type checkers; where the program runs, a name is imported when it is asked for.
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.checking.derivations.derivation_check import mark_derivation
    from drill.checking.derivations.derivation_rows import split_derivation
    from drill.checking.derivations.marked_text import MarkedLine, MarkedText, check_derivation_text

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.checking.derivations.derivation_check": ("mark_derivation",),
        "drill.checking.derivations.derivation_rows": ("split_derivation",),
        "drill.checking.derivations.marked_text": ("MarkedLine", "MarkedText", "check_derivation_text"),
    },
)
