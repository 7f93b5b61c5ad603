"""Groups in braces that scripts stand on, ``{f(x)}^2``: what the tree does not need is no part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.occurrences import group_end
from drill.papers_first.formula.raised import group_begin
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import Call, Node
from drill.papers_first.formula.vocabulary import ACCENTS, FONTS

_TAKES_ONE: Final = frozenset(("_", "^", "\\sqrt", *FONTS.values(), *ACCENTS.values()))
_TAKES_TWO: Final = frozenset(("\\frac", "\\binom"))


def same_but_for_braces(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether canonical tokens differ at most in the braces around what a script stands on."""
    return list(one) == list(other) or _without_bases(list(one)) == _without_bases(list(other))


def indexed(node: Node, sub: tuple[str, ...]) -> Node:
    """A group with an index below: ``{\\operatorname{median}(X)}_d``, an entry of what a call gives.

    Raises:
        RefusedError: it is anything else.
    """
    if isinstance(node, Call) and not node.arguments.sub:
        return Call(node.head, replace(node.arguments, sub=sub))
    raise RefusedError("an index below a group")


def _without_bases(tokens: list[str]) -> list[str]:
    gone: set[int] = set()
    for begin, token in enumerate(tokens):
        if token != "{" or _is_argument(tokens, begin):
            continue
        end = group_end(tokens, begin)
        if tokens[end : end + 1] in (["^"], ["_"]):
            gone |= {begin, end - 1}
    return [token for at, token in enumerate(tokens) if at not in gone]


def _is_argument(tokens: list[str], begin: int) -> bool:
    """Whether the group that begins there belongs to the command or the mark before it."""
    before = tokens[begin - 1] if begin else ""
    if before in _TAKES_ONE or before in _TAKES_TWO:
        return True
    if before == "]":
        return "\\sqrt" in tokens[:begin]
    first = group_begin(tokens, begin - 1) if before == "}" else 0
    return first > 0 and tokens[first - 1] in _TAKES_TWO
