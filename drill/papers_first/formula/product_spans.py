"""How far a product of factors side by side reaches in canonical tokens, and which names are its factors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.vocabulary import CLOSES, OPENS, RELATIONS, SIGNS, is_product

_ENDS: Final = RELATIONS | SIGNS | {",", ";", ":", "&", "\\\\", "\\mid", "|", "\\|", "\\quad"}


def before(tokens: Sequence[str], end: int) -> list[str]:
    """The factors that stand side by side up to ``end``."""
    depth = 0
    for at in range(end - 1, -1, -1):
        depth += tokens[at] in CLOSES
        if depth == 0 and (tokens[at] in OPENS or _ends(tokens[at])):
            return list(tokens[at + 1 : end])
        depth -= tokens[at] in OPENS
    return list(tokens[:end])


def behind(tokens: Sequence[str], begin: int) -> list[str]:
    """The factors that stand side by side from ``begin`` on."""
    depth = 0
    for at in range(begin, len(tokens)):
        depth += tokens[at] in OPENS
        if depth == 0 and (tokens[at] in CLOSES or _ends(tokens[at])):
            return list(tokens[begin:at])
        depth -= tokens[at] in CLOSES
    return list(tokens[begin:])


def factors_by_name(product: Sequence[str]) -> Iterator[Occurrence]:
    """The names of a product that stand in no brackets and in no group."""
    depth = 0
    depths: list[int] = []
    for token in product:
        depths.append(depth)
        depth += (token in OPENS) - (token in CLOSES)
    yield from (name for name in occurrences(product) if depths[name.begin] == 0)


def _ends(token: str) -> bool:
    return token in _ENDS or is_product(token)
