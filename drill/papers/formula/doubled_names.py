"""Matrices that are multiplied by themselves, which tells that a prime transposes: ``X'X``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from drill.papers.formula.occurrences import Occurrence, occurrences


def multiplied_by_itself(tokens: Sequence[str]) -> bool:
    """Whether a matrix with a prime stands before itself without one: ``X'X``, ``Z_i'Z_i``."""
    names = list(occurrences(tokens)) if "'" in tokens else []
    return any(
        one.symbol == other.symbol
        and one.sub == other.sub
        and one.symbol.base.isupper()
        and is_primed(tokens, one)
        and one.end == other.begin
        and tokens[other.end - 1] != "'"
        for one, other in pairwise(names)
    )


def is_primed(tokens: Sequence[str], name: Occurrence) -> bool:
    """Whether one prime, and nothing above it, ends a name."""
    return not name.above and tokens[name.end - 1] == "'" and tokens[name.end - 2] != "'"
