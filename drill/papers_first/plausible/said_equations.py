"""Equations within sentences: ``$u = (\\cos\\theta + 1) / 2$``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Statement

_LONGEST: Final = 160
"""Signs of a definition within a sentence."""
_SETS: Final = re.compile(r"=|\\[a-z]*eq|\\equiv")


def said_equations(texts: Iterable[str]) -> Iterator[Statement]:
    """What the formulas in sentences set, each spelling once."""
    found = (latex for text in texts for latex in text.split("$")[1::2])
    for latex in dict.fromkeys(found):
        if _SETS.search(latex) and len(latex) <= _LONGEST and (said := parsed(latex)) is not None:
            yield said


@lru_cache(maxsize=2048)
def parsed(latex: str) -> Statement | None:
    """What a formula within a sentence says, where it can be read."""
    try:
        return parse_tokens(canonical(latex))
    except RefusedError:
        return None
