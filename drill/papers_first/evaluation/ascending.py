"""Names that a paper numbers in order of size, ``x_1 \\leq \\ldots \\leq x_n``; times one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count, pairwise
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Node, Statement, Symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.roles import Roles

_CHAIN: Final = re.compile(r"\$([^$]{1,120}(?:\\l?dots|\\cdots)[^$]{1,120})\$")
_SEPARATOR: Final = re.compile(r"[,;](?![^{]*\})")
_DOTS: Final = frozenset(("\\ldots", "\\dots", "\\cdots"))
_RISING: Final = frozenset(("<", "\\leq", "\\le", "\\leqslant"))
_FALLING: Final = frozenset((">", "\\geq", "\\ge", "\\geqslant"))
_ANY_NUMBERS: Final = frozenset(("value", "positive"))
STEP: Final = "up"
"""What the names of steps from one number to the next begin with."""
STEPS: Final = "1..4"
_TIMES: Final = frozenset((Symbol("t"), Symbol("\\tau")))
_OF_TIME: Final = re.compile(
    r"\b(?:time(?:stamp)?|instant|date|epoch|moment|age|knot|step)s?\b", re.IGNORECASE
)
_OFFSET: Final = re.compile(r"(?P<letter>[a-z])?(?P<offset>[+-]?\d+)?")


def ascending(paper: Paper, side: Side) -> Iterator[str]:
    """What the order of two such names demands of the numbers of a side."""
    for members, sign in _families(paper, side):
        if len(members) == 2:
            yield f"{members[0]} {sign} {members[1]}"


def in_order(paper: Paper, side: Side, lets: Mapping[str, str]) -> Iterator[str]:
    """What the order of three such names and more demands where none is drawn above the one before."""
    for members, sign in _families(paper, side):
        if len(members) > 2 and not any(name in lets for name in members):
            yield from (f"{one} {sign} {other}" for one, other in pairwise(members))


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
    return _orders(paper).get(_family(node), "") if isinstance(node, Symbol) and node.sub else ""


def _families(paper: Paper, side: Side) -> Iterator[tuple[list[str], str]]:
    """The names of each family in the order of their indices, and the sign between them."""
    orders = _orders(paper)
    families: dict[tuple[Symbol, str], list[tuple[int, str]]] = {}
    for node, name in side.names.items():
        if isinstance(node, Symbol) and (place := _place(node)) is not None:
            families.setdefault((_family(node), place[0]), []).append((place[1], name))
    for (bare, _), members in families.items():
        sign = orders.get(bare, "<" if bare in _TIMES and _is_time(paper, bare) else "")
        if sign and len(members) > 1:
            yield [name for _, name in sorted(members)], sign


def _is_time(paper: Paper, letter: Symbol) -> bool:
    """Whether nothing else is said of a letter of times: in bold it may hold targets, or it is of shares."""
    if letter in paper.told.shares:
        return False
    entry = paper.meaning(replace(letter, font="\\mathbf"))
    return entry is None or bool(_OF_TIME.search(entry.meaning))


def _place(symbol: Symbol) -> tuple[str, int] | None:
    """The letter of an index and what is added to it: of ``x_{j+1}`` j and 1, of ``x_2`` no letter and 2."""
    inner = symbol.sub[_inner(symbol)]
    found = _OFFSET.fullmatch("".join(inner))
    if not inner or found is None or (all(map(str.isdigit, inner[:2])) and len(inner) > 1):
        return None  # ``t_{12}`` of a row and a column is not behind ``t_{11}``
    return found["letter"] or "", int(found["offset"] or 0)


def _family(symbol: Symbol) -> Symbol:
    """A name without its index, and with the letter that has the index: ``w_r`` of ``w_{r_2}``."""
    inner = _inner(symbol)
    return replace(symbol, sub=(*symbol.sub[: inner.start], *symbol.sub[inner.stop :]))


def _inner(symbol: Symbol) -> slice:
    """Where the index of a name stands, of ``w_{r_2}`` that of r."""
    match symbol.sub:
        case (_, "_", "{", *_, "}") if symbol.sub.count("{") == 1:
            return slice(3, len(symbol.sub) - 1)
        case _:
            return slice(0, len(symbol.sub))


@once
def _orders(paper: Paper) -> dict[Symbol, str]:
    """By name without its index how its members follow each other."""
    found: dict[Symbol, str] = {}
    for statement in _statements(paper):
        first, last = statement.sides[0], statement.sides[-1]
        if not isinstance(first, Symbol) or not isinstance(last, Symbol) or not first.sub:
            continue
        if first.sub[_inner(first)] != ("1",) or _family(first) != _family(last) or first == last:
            continue
        relations = set(statement.relations)
        if relations <= _RISING:
            found[_family(first)] = "<" if relations == {"<"} else "<="
        elif relations <= _FALLING:
            found[_family(first)] = ">" if relations == {">"} else ">="
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
            for said in _SEPARATOR.split(match[1]):
                if not any(sign in said for sign in ("<", ">", "\\l", "\\g")):
                    continue
                try:
                    yield parse_tokens(canonical(said))
                except RefusedError:
                    continue
