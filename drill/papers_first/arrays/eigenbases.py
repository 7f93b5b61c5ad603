"""Matrices of eigenvectors: ``A = U \\Lambda U^\\top``, which a paper calls an eigendecomposition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.tree import Node, Product, Statement, Symbol, Transpose
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.said_equations import said_equations

_DECOMPOSED: Final = re.compile(
    r"\beigen-?\s?(?:value |vector )?decomposition|\bspectral (?:decomposition|theorem)|\bdiagonali[sz]",
    re.IGNORECASE,
)
_IN_PART: Final = re.compile(
    r"(?<![\\\w])(?:truncat\w*|thin|compact|reduced|econom\w*|leading|top|low[- ]rank|non-?zero|largest"
    r"|principal|dominant|first)\b",
    re.IGNORECASE,
)
"""What is said where only some eigenvectors are taken, so that there are fewer of them than coordinates."""


@once
def eigenbases(paper: Paper) -> frozenset[Symbol]:
    """Names of square matrices of all eigenvectors, by the sentences that decompose a matrix.

    Those with a stated shape are as high and as wide as it says.
    """
    stated = {name for name, _ in paper.memberships}
    return frozenset(
        name
        for paragraph in paper.document.paragraphs
        if _DECOMPOSED.search(paragraph.text)
        for text in _pairs(paragraph.text)
        if _DECOMPOSED.search(text) and not _IN_PART.search(text)
        for said in said_equations([text])
        for name in _around(said)
        if name not in stated
    )


@once
def decomposing(paper: Paper) -> frozenset[Symbol]:
    """Letters and fonts of the outer matrices of ``A = U \\Lambda U^\\top`` and of ``U \\Sigma V^\\top``.

    Their columns have length 1, whatever index they have elsewhere.
    """
    return frozenset(
        Symbol(name.base, name.font)
        for statement in paper.told.equations
        for side in statement.sides
        for name in _outer(side)
    )


def _outer(side: Node) -> Iterator[Symbol]:
    match side:
        case Product((Symbol() as before, Symbol(base), Transpose(Symbol() as behind)), ("", "")):
            if base == "\\Lambda" or (base == "\\Sigma" and before.base != behind.base):
                yield from (before, behind)
        case _:
            return


def _pairs(text: str) -> Iterator[str]:
    """Each sentence with the next, which may name what it speaks of."""
    sentences = re.split(r"(?<=\.) ", text)
    yield from (" ".join(sentences[at : at + 2]) for at in range(len(sentences)))


def _around(said: Statement) -> Iterator[Symbol]:
    """What stands on both sides of a matrix that is equal to a matrix."""
    for left, right in pairwise(said.sides):
        match left, right:
            case Symbol(), Product((Symbol() as before, Symbol(), Transpose(behind)), ("", "")) if (
                before == behind
            ):
                yield before
            case _:
                continue
