"""Parts of a formula in which papers are not of one mind, so that who knows it may write another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers.formula.rewrite import walk
from drill.papers.formula.tree import (
    Bracket,
    Call,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Transpose,
    children,
)

_DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots", "\\vdots"))
_TIMES: Final = frozenset(("t", "k", "\\tau"))
"""Letters of indices that count steps in time."""


def unsettled(statement: Node) -> frozenset[Node]:
    """What could be written otherwise, as the formula itself shows.

    ``\\phi`` beside ``\\phi(x)``, ``\\theta`` beside ``\\theta_t``; the ends of a list with dots,
    which may begin at 0 or at 1; a difference of which only the size counts.
    """
    parts = list(walk(statement))
    heads = {part.head for part in parts if isinstance(part, Call)}
    timed = {replace(part, sub=()) for part in parts if isinstance(part, Symbol) and _TIMES & set(part.sub)}
    shortened = {one for one in _uncalled(statement) if one in heads or (not one.sub and one in timed)}
    ends = (end for part in parts for end in _ends_of_lists(part))
    return frozenset((*shortened, *ends, *(one for part in parts for one in _of_either_sign(part))))


def _uncalled(node: Node) -> Iterator[Symbol]:
    """Symbols that are applied to nothing."""
    if isinstance(node, Symbol):
        yield node
    for child in (node.arguments,) if isinstance(node, Call) else children(node):
        yield from _uncalled(child)


def _of_either_sign(part: Node) -> Iterator[Node]:
    """``a - b`` of ``\\|a - b\\|`` and ``(a - b)^2``, where ``b - a`` is as right; ``V^T U`` of
    ``\\|V^T U\\|_F``, where ``U^T V`` is.
    """
    match part:
        case Norm("\\|", Product((Transpose(), _) | (_, Transpose())) as product, ("F",)):
            yield product
        case Norm("|" | "\\|", Sum((_, _), ("-",)) as difference):
            yield difference
        case Power(Bracket("(" | "[", _, (Sum((_, _), ("-",)) as difference,)), Number("2")):
            yield difference
        case _:
            return


def _ends_of_lists(part: Node) -> Iterator[Node]:
    match part:
        case Bracket(_, _, members, marks):
            lists: list[list[Node]] = [[members[0]]]
            for mark, member in zip(marks, members[1:], strict=True):
                if mark == ",":
                    lists[-1].append(member)
                else:
                    lists.append([member])
        case Sum(members):
            lists = [list(members)]
        case _:
            return
    for one in lists:
        if any(isinstance(member, Symbol) and member.base in _DOTS for member in one):
            yield from (one[0], one[-1])
