"""Names that a paper gives to the largest or the smallest of several: ``r^* = \\max_i r_i``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final, TypeGuard

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.extreme_members import SIGNS
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Bracket, Fraction, Node, Statement, Symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.said_equations import said_equations

_MOST: Final = frozenset(("\\max", "\\sup"))
_LEAST: Final = frozenset(("\\min", "\\inf"))


def named_extremes(paper: Paper, side: Side) -> Iterator[str]:
    """That no member that is put in lies beyond the one that the paper calls the largest."""
    for extreme, (member, sign) in _extremes(paper).items():
        if extreme not in side.names:
            continue
        for node, name in side.names.items():
            if isinstance(node, Symbol) and replace(node, sub=()) == member and _is_place(node.sub):
                yield f"{name} {sign} {side.names[extreme]}"
    yield from _both_extremes(side)


def _both_extremes(side: Side) -> Iterator[str]:
    """That the smallest of things is no larger than the largest; above 0 where their ratio is looked at."""
    least = {(one.lower, one.body): name for one, name in side.names.items() if _is_of(one, _LEAST)}
    for one, most in side.names.items():
        if not _is_of(one, _MOST) or (one.lower, one.body) not in least:
            continue
        name = least[(one.lower, one.body)]
        yield f"{name} <= {most}"
        if any(
            isinstance(part, Fraction) and one in walk(part.top) and side.names.get(part.bottom) == name
            for part in walk(side.node)
        ):
            yield f"{name} > 0"


def _is_of(node: Node, names: frozenset[str]) -> TypeGuard[Big]:
    return isinstance(node, Big) and node.name in names


def _is_place(sub: tuple[str, ...]) -> bool:
    return len(sub) == 1 and (sub[0].isdigit() or (len(sub[0]) == 1 and sub[0].isalpha()))


@once
def _extremes(paper: Paper) -> dict[Symbol, tuple[Symbol, str]]:
    """By name what it is an extreme of, without the index, and how members compare with it."""
    texts = (paragraph.text for paragraph in paper.document.paragraphs)
    read = (reading.statement for reading in paper.readings if reading.statement is not None)
    return dict(found for one in chain(read, said_equations(texts)) for found in _extreme(one))


def _extreme(statement: Statement) -> Iterator[tuple[Symbol, tuple[Symbol, str]]]:
    match statement:
        case Statement((Symbol() as name, Big(sign, (index, *_), (), body)), ("=" | ":=",)) if sign in SIGNS:
            member = _alone(body)
            if isinstance(member, Symbol) and member.sub == (index,):
                yield name, (replace(member, sub=()), SIGNS[sign])
        case _:
            return


def _alone(body: Node) -> Node:
    """What stands alone in brackets: of ``\\max_i \\{a_i\\}`` that is ``a_i``."""
    while isinstance(body, Bracket) and len(body.parts) == 1:
        (body,) = body.parts
    return body
