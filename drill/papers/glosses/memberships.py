"""Which symbols are said to have axes, ``x \\in \\mathbb{R}^d``, whatever else is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers.formula.tree import Symbol
from drill.papers.glosses.glossary import Entry
from drill.papers.glosses.names import read_names
from drill.papers.glosses.shapes import shape_of
from drill.papers.source.manuscript import Place

_INLINE: Final = re.compile(
    r"(?<![$\\])\$([^$]{1,120}\\in\b[^$]{1,120})\$(?!\$)|\\\((.{1,120}\\in\b.{1,120}?)\\\)"
)
_NOWHERE: Final = Place("", 0)


def memberships(texts: Iterable[str]) -> Iterator[tuple[Symbol, str]]:
    """Symbols of these sentences with their shapes, each as often as it is said."""
    for text in texts:
        for match in _INLINE.finditer(text):
            names = read_names(match.group(1) or match.group(2))
            if names is None or names.relation != "\\in" or not (shape := shape_of(names.rest)):
                continue
            for name in names.names:
                symbol = Entry(name, "", shape, _NOWHERE, 0, sure=True).name
                if symbol is not None:
                    yield symbol, shape
