"""Names that a paper numbers from above: where it sets ``\\alpha^j``, ``\\alpha^r`` is none of its powers."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Node, Power, Symbol
from drill.papers_first.paper import Paper

_EQUAL: Final = frozenset(("=", ":=", "\\triangleq", "\\equiv"))
_NO_INDICES: Final = frozenset(("T", "H", "t"))
"""Letters above a name that transpose it."""
_NO_NAMES: Final = frozenset(("e", "\\mathrm", "\\mathbf"))


def numbered_above(paper: Paper) -> frozenset[str]:
    """The letters that stand on the left of an equation with another letter above them."""
    found: set[str] = set()
    for reading in paper.readings:
        match reading.tokens:
            case (name, "^", "{", index, "}", sign, *_) if sign in _EQUAL and name not in _NO_NAMES:
                if len(index) == 1 and index.isalpha() and index not in _NO_INDICES:
                    found.add(name)
            case _:
                pass
    return frozenset(found)


def has_index_above(node: Node, names: frozenset[str]) -> bool:
    """Whether one of these names has a letter above it."""
    return any(
        isinstance(part, Power)
        and isinstance(part.base, Symbol)
        and part.base.base in names
        and isinstance(part.exponent, Symbol)
        for part in walk(node)
    )
