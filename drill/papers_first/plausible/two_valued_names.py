"""Names that by their form stand for 0 or 1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeGuard

from drill.papers_first.formula.tree import Node, Symbol
from drill.papers_first.formula.vocabulary import RELATIONS

if TYPE_CHECKING:
    from drill.papers_first.paper import Paper

DELTA_WORDS: Final = re.compile(r"\b(?:kronecker|dirac|delta|indicator)\b", re.IGNORECASE)
"""What a delta is called that is settled by what stands in it."""
_TIMES: Final = frozenset("ts")
_TWO: Final = 2


def is_delta_of_two(node: Node) -> bool:
    """``\\delta_{ij}``, ``\\delta_{k, k'}``: of two indices that may be one; a time and an agent may not."""
    match node:
        case Symbol("\\delta", "", (), sub, 0, ()):
            indices = [token for token in sub if token not in (",", "'")]
            is_plain = all(len(token) == 1 and token.isalnum() for token in indices)
            return len(indices) == _TWO and is_plain and len(_TIMES & set(indices)) != 1
        case _:
            return False


def is_of_condition(node: Node) -> bool:
    """``\\delta_{\\{u < 0\\}}``, ``\\chi_{x \\in A}``: one where what stands below holds, else 0."""
    match node:
        case Symbol("\\delta" | "\\chi" | "I" | "1", _, (), (_, *inner, _), 0, ()):
            return bool(RELATIONS.intersection(inner))
        case _:
            return False


def is_kronecker(node: Node, paper: Paper) -> TypeGuard[Symbol]:
    """Whether it is such a delta, of which the paper says nothing else."""
    if not isinstance(node, Symbol) or not is_delta_of_two(node):
        return False
    entry = paper.meaning(node)
    return entry is None or bool(DELTA_WORDS.search(entry.meaning))
