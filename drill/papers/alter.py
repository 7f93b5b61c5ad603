"""Formulas with one thing changed, as people misremember them, each proved to say something else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Final

from drill.papers.formula.edit import direct_parts, mapped
from drill.papers.formula.points import differ
from drill.papers.formula.printing import to_tokens
from drill.papers.formula.tree import (
    Big,
    Call,
    Gradient,
    Node,
    Symbol,
    children,
    symbols,
)
from drill.papers.slips import SLIPS, STEPS, Altered
from drill.papers.wording import inline

_MOST_EXCHANGED: Final = 5
_FIXED: Final = frozenset(("d", "e", "\\pi", "E", "\\infty", "\\ldots", "\\cdots", "\\cdot", "\\top"))
"""Symbols that are no quantities of the paper."""


def alterations(node: Node, relatives: Iterable[Symbol] = ()) -> Iterator[Altered]:
    """Every single change of ``node`` that is proved to say something else.

    ``relatives`` are other symbols of the paper: one may stand where another of its letter belongs.
    """
    for altered in _changed(node, relatives):
        if differ(node, altered.node):
            yield altered


def _changed(node: Node, relatives: Iterable[Symbol]) -> Iterator[Altered]:
    """Every single change, not proved yet."""
    yield from _everywhere(node)
    yield from _exchanged(node)
    yield from _mistaken(node, relatives)


def distinct(node: Node, most: int, relatives: Iterable[Symbol] = ()) -> list[Altered]:
    """Up to ``most`` alterations that differ from each other too, of as many sorts as there are.

    Which sort comes first, and which of its changes, is the formula's own (a hash of it), so that exercises
    vary and the same formula always gives the same.
    """
    seed = int.from_bytes(hashlib.sha256(" ".join(to_tokens(node)).encode()).digest()[:4], "big")
    waiting: dict[str, list[Altered]] = {}
    for altered in _changed(node, relatives):
        waiting.setdefault(altered.kind, []).append(altered)
    chosen: list[Altered] = []
    while waiting and len(chosen) < most:
        for kind in _turned(list(waiting), seed):
            queue = waiting[kind]
            altered = queue.pop(seed % len(queue))
            if not queue:
                del waiting[kind]
            others = (node, *(other.node for other in chosen))
            if len(chosen) < most and all(differ(altered.node, other) for other in others):
                chosen.append(altered)
    return chosen


def _turned(kinds: list[str], seed: int) -> list[str]:
    at = seed % len(kinds)
    return [*kinds[at:], *kinds[:at]]


def _everywhere(node: Node) -> Iterator[Altered]:
    """Changes here, then changes in the parts, put back in place."""
    for edit in SLIPS:
        yield from edit(node)
    for part in direct_parts(node):
        if part.role != "exponent":
            for altered in _everywhere(part.node):
                yield replace(altered, node=part.put_back(altered.node))


def _exchanged(node: Node) -> Iterator[Altered]:
    """Two symbols in each other's place; not those that bounds and indices name."""
    bound = {token for inner in _walk(node) for token in _bound_tokens(inner)}
    heads = {inner.head for inner in _walk(node) if isinstance(inner, Call)}
    bound |= _FIXED
    free = [symbol for symbol in symbols(node) if symbol.base not in bound and symbol not in heads]
    for first, second in combinations(free[:_MOST_EXCHANGED], 2):
        if first.font != second.font:
            continue  # nobody takes a number for a vector
        if _are_twins(first, second, bound):
            continue  # over all i and j, x_i and x_j may stand in each other's place

        def change(inner: Node, one: Symbol = first, other: Symbol = second) -> Node:
            return other if inner == one else one if inner == other else inner

        say = f"{inline(first)} and {inline(second)} stand in each other's place."
        yield Altered("exchanged", mapped(node, change), say)


def _are_twins(first: Symbol, second: Symbol, bound: set[str]) -> bool:
    """Whether two symbols differ in nothing but indices that the formula runs over."""
    is_same = replace(first, sub=()) == replace(second, sub=())
    return is_same and bool(bound & set(first.sub)) and bool(bound & set(second.sub))


def _mistaken(node: Node, relatives: Iterable[Symbol]) -> Iterator[Altered]:
    """A symbol for another of the same letter: ``\\beta_1`` for ``\\beta_2``; steps are another matter."""
    own = symbols(node)
    bound = {token for inner in _walk(node) for token in _bound_tokens(inner)}
    for symbol in own:
        alike = [
            other
            for other in relatives
            if other not in own
            and replace(other, sub=()) == replace(symbol, sub=())
            and other.sub[:1] != symbol.sub[:1]
            and not {*other.sub, *symbol.sub} & STEPS
        ]
        if not alike or symbol.base in bound:
            continue

        def change(inner: Node, one: Symbol = symbol, other: Symbol = alike[0]) -> Node:
            return other if inner == one else inner

        say = f"It is {inline(symbol)}, not {inline(alike[0])}."
        yield Altered("relative", mapped(node, change), say)


def _bound_tokens(node: Node) -> tuple[str, ...]:
    match node:
        case Big(_, lower, upper, _):
            return (*lower, *upper)
        case Call(Symbol(sub=sub), _) | Gradient(_, sub, _):
            return sub
        case _:
            return ()


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _walk(child)
