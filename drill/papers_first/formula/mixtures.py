"""Weighted means ``b x + (1 - b) y``: their weights, and the weights exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Bracket, Node, Number, Product, Sum


class Exchanged(NamedTuple):
    """A sum with two of its weights in each other's place."""

    whole: Sum
    inner: Node
    """The weight ``b``, which belongs to ``of_inner``."""
    outer: Node
    """The weight ``(1 - b)``, which belongs to ``of_outer``."""
    of_inner: Node
    of_outer: Node


def complement(node: Node) -> Node | None:
    """``b`` of ``(1 - b)``."""
    match node:
        case Bracket(_, _, (Sum((Number("1"), other), ("-",)),)) if is_grouping(node):
            return other
        case _:
            return None


def exchanged(whole: Sum) -> Iterator[Exchanged]:
    """Each pair of terms ``b x`` and ``(1 - b) y`` of a sum with the weights exchanged."""
    for place, term in enumerate(whole.terms):
        outer = next((factor for factor in _factors(term) if complement(factor) is not None), None)
        inner = complement(outer) if outer is not None else None
        for other, plain in enumerate(whole.terms):
            if outer is None or inner is None or other == place or inner not in _factors(plain):
                continue
            if len(_factors(plain)) < 2 or len(_factors(term)) < 2:
                continue
            terms = list(whole.terms)
            terms[place], terms[other] = _reweighted(term, outer, inner), _reweighted(plain, inner, outer)
            swapped = replace(whole, terms=tuple(terms))
            yield Exchanged(swapped, inner, outer, _weighed(plain, inner), _weighed(term, outer))


def mixed(node: Node) -> tuple[Node, Node] | None:
    """``x`` and ``y`` of ``b x + (1 - b) y``: were they equal, the weights would not matter."""
    for part in walk(node):
        found = next(exchanged(part), None) if isinstance(part, Sum) else None
        if found is not None:
            return found.of_inner, found.of_outer
    return None


def _factors(node: Node) -> tuple[Node, ...]:
    is_plain = isinstance(node, Product) and all(sign in ("", "\\cdot") for sign in node.signs)
    return node.factors if isinstance(node, Product) and is_plain else (node,)


def _reweighted(term: Node, old: Node, new: Node) -> Node:
    assert isinstance(term, Product)
    return replace(term, factors=tuple(new if factor == old else factor for factor in term.factors))


def _weighed(term: Node, weight: Node) -> Node:
    rest = tuple(factor for factor in _factors(term) if factor != weight)
    return rest[0] if len(rest) == 1 else Product(rest, ("",) * (len(rest) - 1))
