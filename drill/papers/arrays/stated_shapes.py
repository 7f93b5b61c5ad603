"""Shapes that a paper states of its symbols in running text, whether or not it says what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers.arrays.told_shapes import Known, Told, shape_told
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Node, Symbol
from drill.papers.glosses.glossary import Entry
from drill.papers.glosses.names import read_names
from drill.papers.glosses.shapes import shape_of
from drill.papers.paper import Paper
from drill.papers.source.manuscript import Place

_INLINE: Final = re.compile(
    r"(?<![$\\])\$([^$]{1,120}\\in\b[^$]{1,120})\$(?!\$)|\\\((.{1,120}\\in\b.{1,120}?)\\\)"
)
_NOWHERE: Final = Place("", 0)


def stated(paper: Paper) -> Known:
    """The shapes of ``x \\in \\mathbb{R}^d``; a symbol that has two of them in one paper has none here."""
    found: dict[Node, Told] = {}
    disputed: set[Node] = set()
    for symbol, shape in _statements(paper):
        try:
            told = shape_told(shape)
        except RefusedError:
            continue
        if found.setdefault(symbol, told) != told:
            disputed.add(symbol)
    return {symbol: told for symbol, told in found.items() if symbol not in disputed}


def _statements(paper: Paper) -> Iterator[tuple[Symbol, str]]:
    for paragraph in paper.document.paragraphs:
        for match in _INLINE.finditer(paragraph.text):
            names = read_names(match.group(1) or match.group(2))
            if names is None or names.relation != "\\in" or not (shape := shape_of(names.rest)):
                continue
            for name in names.names:
                symbol = Entry(name, "", shape, _NOWHERE, 0, sure=True).name
                if symbol is not None:
                    yield symbol, shape
