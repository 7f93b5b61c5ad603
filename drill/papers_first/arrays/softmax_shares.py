"""Weights that a softmax over an index gives the terms of a sum, ``\\sum_j \\mathrm{softmax}_j(s_j) v_j``."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import Big, Bracket, Call, Fraction, Function, Node, Symbol, symbols

_LETTERS: Final = "ljmnkpq"


def with_shares(side: Node) -> Node:
    """A side whose softmax over the index of the sum that it stands in is a quotient of exponentials."""

    def change(part: Node) -> Node | None:
        match part:
            case Big("\\sum", (index, *_), _, body):
                inner = replaced(replaced(body, change), lambda one: _as_share(one, part, index))
                return replace(part, body=inner)
            case _:
                return None

    return replaced(side, change)


def _as_share(part: Node, total: Big, index: str) -> Node | None:
    match part:
        case Call(Symbol(base, "\\operatorname", sub=(over,)), Bracket(_, _, (body,), (), ())) if (
            base.lower() == "softmax" and over == index
        ):
            letter = _free_letter(total)
            above = Function("\\exp", body, (), None)
            if not letter or Symbol(index) in symbols(body):
                return None
            other = Function("\\exp", _renamed(body, index, letter), (), None)
            return Fraction(above, Big("\\sum", (letter, *total.lower[1:]), total.upper, other))
        case _:
            return None


def _renamed(node: Node, index: str, letter: str) -> Node:
    """A node with another index in its symbols."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Symbol) and index in part.sub:
            return replace(part, sub=tuple(letter if token == index else token for token in part.sub))
        return None

    return replaced(node, change)


def _free_letter(node: Node) -> str:
    """A letter that no symbol and no range of a side has; empty where all are taken."""
    taken = {token for one in symbols(node) for token in (one.base, *one.sub)}
    taken |= {token for part in walk(node) if isinstance(part, Big) for token in (*part.lower, *part.upper)}
    return next((letter for letter in _LETTERS if letter not in taken), "")
