"""Whether vectors of a paper are complex ones, of whose inner products one is conjugated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Node
from drill.papers_first.paper import Paper, once

_FIELD: Final = r"(?:\\mathbb\s*(?:\{\s*C\s*\}|C\b)|ℂ)"
_COMPLEX: Final = re.compile(
    rf"{_FIELD}\s*\}}?\s*\^|\\in\s*\{{?\s*{_FIELD}|\\mathbb\s*\{{?\s*R\s*\}}?\s*,\s*{_FIELD}"
    r"|\bcomplex(?:-valued)? (?:vector|embedding|inner product|hilbert)|\bhermitian (?:inner )?product",
    re.IGNORECASE,
)
"""Spaces of complex numbers, either field of two, and what is called complex."""


def check_inner_products(paper: Paper, node: Node, given: Iterable[str]) -> None:
    """That what stands in angle brackets, and is not ``given`` whole, is an inner product of real vectors.

    Raises:
        RefusedError: the paper has complex ones, and which of two is conjugated is not said.
    """
    brackets = (part for part in walk(node) if isinstance(part, Bracket) and part.opening == "\\langle")
    products = [to_latex(part) for part in brackets if len(part.parts) > 1]
    held = tuple(given)
    if not all(any(one in each for each in held) for one in products) and _has_complex_vectors(paper):
        raise RefusedError("its inner product may be one of complex vectors")


@once
def _has_complex_vectors(paper: Paper) -> bool:
    said = (paragraph.text for paragraph in paper.document.paragraphs)
    shown = (reading.formula.latex for reading in paper.readings)
    return any(_COMPLEX.search(text) for text in (*said, *shown))
