"""Names that a paper numbers in order of size, ``x_1 \\leq \\ldots \\leq x_n``; times one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, pairwise
from typing import Final

from drill.papers.evaluation.computed import Side
from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.tokens import RefusedError, canonical
from drill.papers.formula.tree import Node, Statement, Symbol
from drill.papers.paper import Paper, once
from drill.papers.plausible.roles import Roles

_CHAIN: Final = re.compile(r"\$([^$]{1,120}(?:\\l?dots|\\cdots)[^$]{1,120})\$")
_DOTS: Final = frozenset(("\\ldots", "\\dots", "\\cdots"))
_RISING: Final = frozenset(("<", "\\leq", "\\le", "\\leqslant"))
_FALLING: Final = frozenset((">", "\\geq", "\\ge", "\\geqslant"))
_ANY_NUMBERS: Final = frozenset(("value", "positive"))
STEP: Final = "up"
"""What the names of steps from one number to the next begin with."""
STEPS: Final = "1..4"
_TIMES: Final = frozenset((Symbol("t"), Symbol("\\tau")))
_OFFSET: Final = re.compile(r"(?P<letter>[a-z])?(?P<offset>[+-]?\d+)?")


def ascending(paper: Paper, side: Side) -> Iterator[str]:
    """What the order of two such names demands of the numbers of a side."""
    for members, sign in _families(paper, side):
        if len(members) == 2:
            yield f"{members[0]} {sign} {members[1]}"


def raised_steps(paper: Paper, side: Side, roles: Roles) -> Iterator[tuple[str, str]]:
    """Of three such names and more each later one, by so much above the one before."""
    nodes = {name: node for node, name in side.names.items()}
    numbers = count()
    for members, sign in _families(paper, side):
        if len(members) == 2 or {roles.of(nodes[name]).role for name in members} - _ANY_NUMBERS:
            continue
        upwards = members if sign.startswith("<") else members[::-1]
        for one, other in pairwise(upwards):
            yield other, f"{one} + {STEP}{next(numbers)}"


def ordered_by(paper: Paper, node: Node) -> str:
    """The sign between the members of a family, ``<=`` for ``x_1 \\leq \\ldots``; empty for others."""
    return _orders(paper).get(replace(node, sub=()), "") if isinstance(node, Symbol) and node.sub else ""


def _families(paper: Paper, side: Side) -> Iterator[tuple[list[str], str]]:
    """The names of each family in the order of their indices, and the sign between them."""
    orders = _orders(paper)
    families: dict[tuple[Symbol, str], list[tuple[int, str]]] = {}
    for node, name in side.names.items():
        if isinstance(node, Symbol) and (place := _place(node)) is not None:
            families.setdefault((replace(node, sub=()), place[0]), []).append((place[1], name))
    for (bare, _), members in families.items():
        sign = orders.get(bare, "<" if bare in _TIMES else "")
        if sign and len(members) > 1:
            yield [name for _, name in sorted(members)], sign


def _place(symbol: Symbol) -> tuple[str, int] | None:
    """The letter of an index and what is added to it: of ``x_{j+1}`` j and 1, of ``x_2`` no letter and 2."""
    found = _OFFSET.fullmatch("".join(symbol.sub))
    if not symbol.sub or found is None:
        return None
    return found["letter"] or "", int(found["offset"] or 0)


@once
def _orders(paper: Paper) -> dict[Symbol, str]:
    """By name without its index how its members follow each other."""
    found: dict[Symbol, str] = {}
    for statement in _statements(paper):
        first, last = statement.sides[0], statement.sides[-1]
        if not isinstance(first, Symbol) or not isinstance(last, Symbol) or not first.sub:
            continue
        if first.sub != ("1",) or replace(first, sub=last.sub) != last or first.sub == last.sub:
            continue
        relations = set(statement.relations)
        if relations <= _RISING:
            found[replace(first, sub=())] = "<" if relations == {"<"} else "<="
        elif relations <= _FALLING:
            found[replace(first, sub=())] = ">" if relations == {">"} else ">="
    return found


def _statements(paper: Paper) -> Iterator[Statement]:
    """Chains with dots, beside the others and in sentences."""
    for reading in paper.readings:
        if reading.statement is not None and any(
            isinstance(one, Symbol) and one.base in _DOTS for one in reading.statement.sides
        ):
            yield reading.statement
    for paragraph in paper.document.paragraphs:
        for match in _CHAIN.finditer(paragraph.text):
            if not any(sign in match[1] for sign in ("<", ">", "\\l", "\\g")):
                continue
            try:
                yield parse_tokens(canonical(match[1]))
            except RefusedError:
                continue
