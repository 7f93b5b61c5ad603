"""Arguments that are given by name, of which a bracket holds the first alone: ``F[y_a = u], y_b = v``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.nesting import top_level

_OPENING: Final = {")": "(", "]": "["}
_NAMED: Final = 3


def goes_on_behind(part: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether what follows a comma is given to the function whose brackets end before it.

    It is where both set one letter under two indices: nobody defines ``y_b`` beside what takes ``y_a``.
    """
    begin = _opened(part)
    if begin < 0:
        return False
    inside = part[begin + 1 : -1]
    return _names(inside) and _names(rest) and inside[0] == rest[0]


def _opened(part: Sequence[str]) -> int:
    """Where the brackets begin that end a part; -1 where none do."""
    if not part or part[-1] not in _OPENING:
        return -1
    depth = 0
    for at in range(len(part) - 1, -1, -1):
        depth += (part[at] == part[-1]) - (part[at] == _OPENING[part[-1]])
        if depth == 0:
            return at
    return -1


def _names(tokens: Sequence[str]) -> bool:
    """``y_{a} = …``: a letter under an index is set to something."""
    if len(tokens) < _NAMED or not (tokens[0].isalpha() or tokens[0].startswith("\\")) or tokens[1] != "_":
        return False
    first = next((token for token in top_level(list(tokens)) if token in ("=", ",", ";", "\\quad")), "")
    return first == "="
