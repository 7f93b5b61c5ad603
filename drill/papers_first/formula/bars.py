"""Bars that part arguments, told from those of norms and absolute values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_SHORTEST: Final = 4
"""Before the sign of equality: a bar, an index's mark, a brace and a name."""
_PLACING: Final = frozenset(("=", "\\rightarrow"))


def is_parted(top: Sequence[str], *, by_commas: bool = True) -> bool:
    """Whether marks part what stands in brackets: commas, semicolons, bars that do not stand in pairs.

    ``\\lambda (\\|x\\| - 1)`` holds a norm, ``D(p \\| q)`` two arguments.
    """
    marks = (",", ";", "\\mid") if by_commas else ("\\mid", ";")
    return bool(set(marks) & set(top)) or any(top.count(bar) % 2 for bar in ("|", "\\|"))


def is_evaluation(tokens: Sequence[str], at: int) -> bool:
    """Whether the bar there says where something is taken: ``f(x) |_{x = 0}``, ``s |_{a \\rightarrow b}``."""
    if list(tokens[at : at + 3]) != ["|", "_", "{"] or at == 0:
        return False
    depth = 0
    for index in range(at + 2, len(tokens)):
        depth += (tokens[index] == "{") - (tokens[index] == "}")
        if depth == 0:
            return index > at + _SHORTEST and bool(_PLACING & set(tokens[at + _SHORTEST : index]))
    return False
