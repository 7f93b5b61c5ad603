"""Names that by their form stand for 0 or 1."""

from __future__ import annotations

from typing import Final

from drill.papers.formula.tree import Node, Symbol

_TIMES: Final = frozenset("ts")
_TWO: Final = 2


def is_delta_of_two(node: Node) -> bool:
    """``\\delta_{ij}``, ``\\delta_{k, y}``: of two indices that may be one; a time and an agent may not."""
    match node:
        case Symbol("\\delta", "", (), sub, 0, ()):
            indices = [token for token in sub if token != ","]
            is_plain = all(len(token) == 1 and token.isalnum() for token in indices)
            return len(indices) == _TWO and is_plain and len(_TIMES & set(indices)) != 1
        case _:
            return False
