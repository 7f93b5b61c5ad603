"""Wide gaps inside of brackets beside commas and words, where they are space and part nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from drill.papers_first.formula.vocabulary import CLOSING, QUAD, RELATIONS

_BESIDE: Final = frozenset((",", ";", ":", "\\mid", "|", *RELATIONS, *CLOSING, *CLOSING.values()))


def without_inner_gaps(tokens: list[str]) -> list[str]:
    """Canonical tokens without such gaps: ``\\{x : x > 0, \\quad x < 1\\}``, ``a \\quad \\text{and} …``."""
    if QUAD not in tokens:
        return tokens
    kept = [at for at, token in enumerate(tokens) if token != QUAD]
    depth = 0
    space: set[int] = set()
    for before, after in pairwise(kept):
        depth += (tokens[before] in CLOSING) - (tokens[before] in CLOSING.values())
        beside = tokens[before], tokens[after]
        is_said = any(token in _BESIDE or token.startswith("\\text{") for token in beside)
        if depth > 0 and is_said:
            space.update(range(before + 1, after))
    return [token for at, token in enumerate(tokens) if at not in space]
