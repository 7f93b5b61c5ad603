"""Symbols that are a row or a column of a matrix, or one vector of a table: ``W_i`` of W, ``E_{x_t}``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.papers_first.arrays.axis_letters import letters_of
from drill.papers_first.arrays.told_shapes import COLUMN, KINDS, Known, Told, is_said_matrix, is_said_number
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Product, Signed, Sum, Symbol, Transpose
from drill.papers_first.paper import Paper

_TWO: Final = 2
_PART: Final = re.compile(
    r"^(?:the |each |a )?(?:\$[^$]*\$(?:[ -]?(?:th|st|nd|rd))? )?(?:[\w-]+ ){0,3}(?P<part>row|column)s?\b",
    re.IGNORECASE,
)


def told_as_parts(
    paper: Paper, left: Node, side: Node, nodes: Iterable[Node], known: Known
) -> dict[Node, Told]:
    """The kinds of those that are parts of a matrix, or make up one entry of it by an inner product.

    Raises:
        RefusedError: one may be a part of a matrix or a matrix of its own.
    """
    turned = {part.base for part in walk(side) if isinstance(part, Transpose)}
    found: dict[Node, Told] = dict.fromkeys(_of_one_entry(left, side), COLUMN)
    maps = set(_in_softmax(left, side))
    for node in (one for one in nodes if one not in found and one not in maps):
        is_stated = any(known.get(node, COLUMN)[1])
        if isinstance(node, Symbol) and node.sub and not is_stated:
            told = _of(paper, node, known, is_turned=node in turned)
            if told is not None:
                found[node] = told
    return found


def _in_softmax(left: Node, side: Node) -> Iterator[Symbol]:
    """The W_g of ``softmax(W_g x)``: a row of it would make one number, of which no softmax is taken."""
    own = letters_of(left)
    for part in walk(side):
        match part:
            case Call(Symbol(base, "\\operatorname", sub=()), Bracket(_, _, (body,), (), ())) if (
                base.lower() == "softmax"
            ):
                yield from (one for one in _terms_of(body) if not own & {*one.sub})
            case _:
                continue


def _terms_of(body: Node) -> Iterator[Symbol]:
    """The first factors of the products that a sum is made of."""
    match body:
        case Sum(terms):
            for term in terms:
                yield from _terms_of(term)
        case Bracket(_, _, (inner,), (), ()) | Signed(_, inner):
            yield from _terms_of(inner)
        case Product((Symbol() as first, *_)):
            yield first
        case _:
            return


def _of_one_entry(left: Node, side: Node) -> Iterator[Symbol]:
    """Of ``s_{ij} = U_i^\\top V_j`` the two factors: the left side is one number for each i and j."""
    if not isinstance(left, Symbol) or len(left.sub) < _TWO:
        return
    for part in walk(side):
        factors = part.factors if isinstance(part, Product) else ()
        for first, second in pairwise(factors):
            match first, second:
                case Transpose(Symbol(sub=(one,)) as row), Symbol(sub=(other,)) if one != other and {
                    one,
                    other,
                } <= set(left.sub):
                    yield from (row, second)
                case _:
                    continue


def _of(paper: Paper, symbol: Symbol, known: Known, *, is_turned: bool) -> Told | None:
    entry = paper.meaning(symbol)
    said = _PART.search(entry.meaning) if entry is not None else None
    if said is not None:
        return KINDS["row" if said["part"].lower() == "row" and not is_turned else "column"]
    if entry is not None and (entry.shape or is_said_number(paper, symbol)):
        return None
    is_looked_up = "_" in symbol.sub
    if is_said_matrix(paper, whole := replace(symbol, sub=()), known):
        if is_looked_up:
            axes = known.get(whole, KINDS["matrix"])[1]
            return ("column", axes[1:])
        if len(symbol.sub) == 1 and symbol.sub[0].isalpha():
            raise RefusedError("a matrix with an index may be one of its rows")
    elif is_looked_up and symbol.base.isupper() and not symbol.font:
        if entry is None:
            raise RefusedError("a capital at an index with an index of its own may be a row of a table")
        return COLUMN if re.search(r"\b(?:embedding|vector)s?\b", entry.meaning) else None
    return None
