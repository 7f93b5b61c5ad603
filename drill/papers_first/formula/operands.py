"""What operators are taken of: sums in brackets that are operators, factors that hold what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import Node
from drill.papers_first.formula.vocabulary import CLOSING

_OPENING: Final = frozenset(("{", *CLOSING))
_CLOSED: Final = frozenset(("}", *CLOSING.values()))


def stands_in_operator(tokens: Sequence[str], at: int) -> bool:
    """``(\\frac{d}{dt} + a) y(t)``: whether brackets around ``at`` stand before what they are taken of."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += (tokens[index] in _OPENING) - (tokens[index] in _CLOSED)
        if depth < 0:
            after = tokens[index + 1] if index + 1 < len(tokens) else ""
            return tokens[index] in (")", "]") and (is_letter(after) or after == "^")
    return False


def holds_name(node: Node, name: tuple[str, ...]) -> bool:
    """Whether ``name`` stands in ``node`` with nothing further below or above it that makes another."""
    tokens = to_tokens(node)
    size = len(name)
    return any(
        tuple(tokens[at : at + size]) == name
        and tokens[at + size : at + size + 1] not in (["_"], ["'"])
        and tokens[at - 1 : at] != ["\\partial"]
        for at in range(len(tokens))
    )
