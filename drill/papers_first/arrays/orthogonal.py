"""Inverses that may be written otherwise, since the paper calls the matrix orthogonal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.arrays.eigenbases import decomposing
from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import (
    Bracket,
    Node,
    Power,
    Product,
    Signed,
    Statement,
    Symbol,
    Transpose,
)
from drill.papers_first.paper import Paper, once
from drill.papers_first.source.outline import sentences

_ORTHOGONAL: Final = re.compile(
    r"\b(?:orthogonal|orthonormal|unitary|rotations?|permutations?|reflections?|householder|hadamard)\b",
    re.IGNORECASE,
)
_LONGEST: Final = 60


def check_inverses(paper: Paper, node: Node) -> None:
    """That no inverse in ``node`` is one of an orthogonal matrix, or of a product of some: its transpose is a
    right answer, too, which the arrays of the exercise would not confirm.

    Raises:
        RefusedError: one is.
    """
    orthogonal = _orthogonal(paper) | decomposing(paper)
    for power in walk(node):
        if isinstance(power, Power) and isinstance(power.exponent, Signed):
            base = power.base.parts[0] if isinstance(power.base, Bracket) else power.base
            factors = base.factors if isinstance(base, Product) else (base,)
            if all(isinstance(one, Symbol) and _bare(one) in orthogonal for one in factors):
                raise RefusedError("the inverse of an orthogonal matrix is its transpose, too")


@once
def _orthogonal(paper: Paper) -> frozenset[Symbol]:
    """Letters that stand in a sentence which calls something orthogonal, or before their own transposes that
    make an identity of them.
    """
    said = (paragraph.text for paragraph in paper.document.paragraphs)
    calling = (one for text in said if _ORTHOGONAL.search(text) for one in sentences(text))
    named = (name for one in calling if _ORTHOGONAL.search(one) for name in _names(one))
    squared = (name for statement in paper.told.equations for name in _undone(statement))
    return frozenset((*named, *squared))


def _names(sentence: str) -> Iterator[Symbol]:
    """The names in a sentence's formulas."""
    for latex in sentence.split("$")[1::2]:
        if 0 < len(latex) <= _LONGEST:
            try:
                tokens = canonical(latex)
            except RefusedError:
                continue
            yield from (_bare(one.symbol) for one in occurrences(tokens))


def _undone(statement: Statement) -> Iterator[Symbol]:
    """``Q`` of ``Q^\\top Q = I``, in either order."""
    if not any(isinstance(side, Symbol) and side.base in ("I", "1") for side in statement.sides):
        return
    for side in statement.sides:
        match side:
            case Product((Transpose(Symbol() as one), Symbol() as other)) | Product(
                (Symbol() as one, Transpose(Symbol() as other))
            ) if one == other:
                yield _bare(one)
            case _:
                continue


def _bare(symbol: Symbol) -> Symbol:
    return Symbol(symbol.base, symbol.font)
