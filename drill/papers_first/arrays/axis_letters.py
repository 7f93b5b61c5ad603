"""Letters for the lengths of axes that a paper does not name: none that means something else in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import Node
from drill.papers_first.paper import Paper, once

_FURTHER: Final = ("a", "b", "c", "h", "r", "s", "u", "v", "w", "g", "f")
_LETTER: Final = re.compile(r"(?<![A-Za-z\\\\])[a-z](?![A-Za-z])")


def axis_letters(first: str, taken: frozenset[str]) -> Iterator[str]:
    """Names for lengths, those of ``first`` before others; none of what is taken."""
    yield from (letter for letter in (*first, *_FURTHER) if letter not in taken)
    yield from (name for name in (f"n{number}" for number in count(1)) if name not in taken)


def letters_of(*nodes: Node) -> frozenset[str]:
    """The letters of formulas, in indices, too."""
    return frozenset(token for node in nodes for token in to_tokens(node) if len(token) == 1)


@once
def letters_explained(paper: Paper) -> frozenset[str]:
    """The small letters that a paper gives a meaning or uses as the length of an axis."""
    named = {entry.name.base for entry in paper.entries if entry.name is not None and not entry.name.sub}
    shapes = (*(entry.shape for entry in paper.entries), *(shape for _, shape in paper.memberships))
    return frozenset((*named, *(letter for shape in shapes for letter in _LETTER.findall(shape))))
