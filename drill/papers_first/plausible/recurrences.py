"""Quantities that a paper sets member by member: averages over steps, sequences with a fixed start."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Node,
    Number,
    Power,
    Product,
    Statement,
    Sum,
    Symbol,
)

_LONGEST: Final = 80
_EQUAL: Final = frozenset(("=", ":=", "\\equiv"))
_ONES: Final = re.compile(
    r"\$(?P<name>[^$]{1,30})\$ (?:is|be|are|denotes?|stands for)\b"
    r"(?:[^$.;]|\$[^$]{1,20}\$){0,50}?\b(?:vector|matrix|column|row)\b(?:[^$.;]|\$[^$]{1,20}\$){0,25}?"
    r"\b(?:ones|1's|1s|zeros|zeroes)\b",
    re.IGNORECASE,
)


def averages_of_squares(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """Of ``s_{t+1} = \\beta s_t + (1 - \\beta) g^2`` the s: it is never negative."""
    for statement in statements:
        match statement:
            case Statement((Symbol(sub=(_, *_)) as left, Sum((first, second), ("+",))), (_,)):
                own = replace(left, sub=())
                if (_is_old(first, own) and _is_new(second)) or (_is_old(second, own) and _is_new(first)):
                    yield own
            case _:
                continue


def _is_old(node: Node, own: Symbol) -> bool:
    """``\\beta s_t``."""
    match node:
        case Product((_, Symbol(sub=(_, *_)) as old), ("" | "\\cdot",)):
            return replace(old, sub=()) == own
        case _:
            return False


def _is_new(node: Node) -> bool:
    """``(1 - \\beta) g^2``, ``(1 - \\beta) g \\odot g``."""
    match node:
        case Product((_, square), ("" | "\\cdot",)):
            return _is_square(square)
        case Product((_, one, other), ("" | "\\cdot", "" | "\\odot" | "\\cdot")):
            return one == other
        case _:
            return False


def _is_square(node: Node) -> bool:
    match node:
        case Bracket(_, _, (inner,), (), ()):
            return _is_square(inner)
        case Product((one, other), ("" | "\\odot",)):
            return one == other
        case _:
            return isinstance(node, Power) and node.exponent == Number("2")


def started(statements: Iterable[Statement], texts: Iterable[str]) -> frozenset[Symbol]:
    """Of ``T_0(x) = 1`` and ``T_k(x) = 2 x T_{k-1}(x) - T_{k-2}(x)`` the T."""
    said = (*statements, *_inline(texts))
    fixed = {replace(head, sub=()) for one in said if (head := _first_member(one)) is not None}
    return frozenset(own for one in said for own in _next_member(one) if own in fixed)


def _inline(texts: Iterable[str]) -> Iterator[Statement]:
    found = (latex for text in texts for latex in text.split("$")[1::2] if "=" in latex and "_" in latex)
    for latex in dict.fromkeys(found):
        if len(latex) <= _LONGEST:
            try:
                yield parse_tokens(canonical(latex))
            except RefusedError:
                continue


def _name(node: Node) -> Symbol | None:
    match node:
        case Symbol() | Call(Symbol()):
            head = node.head if isinstance(node, Call) else node
            return head if isinstance(head, Symbol) and head.sub else None
        case _:
            return None


def _first_member(statement: Statement) -> Symbol | None:
    match statement:
        case Statement((left, _, *_), ("=" | ":=" | "\\equiv", *_)) if (head := _name(left)) is not None:
            return head if len(head.sub) == 1 and head.sub[0] in ("0", "1") else None
        case _:
            return None


def _next_member(statement: Statement) -> Iterator[Symbol]:
    """What is set by a member before it."""
    match statement:
        case Statement((left, *rights), ("=" | ":=" | "\\equiv", *_)) if (head := _name(left)) is not None:
            own = replace(head, sub=())
            heads = (_name(part) for right in rights for part in walk(right))
            before = {one for one in heads if one is not None and replace(one, sub=()) == own}
            if before - {head} and any(one.sub[1:2] in (("-",), ("+",)) for one in (head, *before)):
                yield own
        case _:
            return


def constants_of_ones(texts: Iterable[str]) -> Iterator[Symbol]:
    """Of "$\\mathbf{j}$ is the vector of $n$ ones" the j."""
    for text in texts:
        for match in _ONES.finditer(text):
            try:
                statement = parse_tokens(canonical(match["name"]))
            except RefusedError:
                continue
            if isinstance(statement.sides[0], Symbol) and not statement.relations:
                yield statement.sides[0]


def set_to(statements: Iterable[Statement], known: frozenset[Symbol]) -> Iterator[Symbol]:
    """Symbols that an equation sets equal to one of these alone."""
    for statement in statements:
        left, *rights = statement.sides
        if isinstance(left, Symbol) and set(statement.relations) <= _EQUAL and known & set(rights):
            yield left
