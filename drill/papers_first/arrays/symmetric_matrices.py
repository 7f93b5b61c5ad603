"""Matrices that the paper calls by a word for symmetric ones: a Hessian, a covariance, a Gram matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.arrays.lowered import Lowered
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Call, Node, Symbol
from drill.papers_first.paper import Paper

_TAIL: Final = re.compile(
    r"\b(?:of|for|that|which|whose|with|in|on|at|by|from|to|between|and|or)\b|[(,;:]", re.IGNORECASE
)
"""Where what a matrix is ends, and what it belongs to begins."""
_DEFINITE: Final = re.compile(
    r"\b(?:(?:co)?variance|covariances|precision|Gram(?:ian)?|Fisher information)\b|\bpositive[- ]definite\b",
    re.IGNORECASE,
)
_SYMMETRIC: Final = re.compile(
    r"\b(?:symmetric|Hessian|correlations?|positive[- ]semi-?definite|scatter matrix)\b", re.IGNORECASE
)
_DOUBTFUL: Final = re.compile(
    r"\b(?:not|non|skew|anti|un|cross|roots?|Cholesky|factors?|derivatives?|gradients?|product|eigenvectors?"
    r"|function|kernel)\b",
    re.IGNORECASE,
)
"""What may make something else of it."""


def with_symmetry(paper: Paper, lowered: Lowered) -> Lowered:
    """The code, with the symmetry assumed of every matrix that is called so.

    ``np.linalg.eigvalsh`` is right for the eigenvalues of one, and is not for those of others.
    """
    found = dict(_structures(paper, lowered))
    return replace(lowered, assumed={**found, **lowered.assumed}) if found else lowered


def _structures(paper: Paper, lowered: Lowered) -> Iterator[tuple[str, str]]:
    symbols = {to_latex(node): symbol for node in walk(lowered.node) if (symbol := _head(node)) is not None}
    for name, axes in lowered.arrays.items():
        symbol = symbols.get(lowered.latex.get(name, ""))
        is_square = len(axes) == 2 and axes[0] == axes[1]
        entry = paper.meaning(symbol) if symbol is not None and is_square else None
        if entry is None or name in lowered.along or name in lowered.diagonals:
            continue
        called = _TAIL.split(entry.meaning, maxsplit=1)[0]
        if _DOUBTFUL.search(called):
            continue
        if _DEFINITE.search(called):
            yield name, f"{name} positive definite"
        elif _SYMMETRIC.search(called):
            yield name, f"{name} symmetric"


def _head(node: Node) -> Symbol | None:
    """The name of a quantity, or of the function whose value it is."""
    match node:
        case Symbol():
            return node
        case Call(Symbol() as head):
            return head
        case _:
            return None
