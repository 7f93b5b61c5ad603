"""The symbols of a side with running indices: arrays by their bases, numbers, ends of ranges."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from drill.papers_first.arrays.fixed_indices import family_of
from drill.papers_first.arrays.running_lengths import Families
from drill.papers_first.arrays.running_values import indices_of, is_at_index, is_entry
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Fraction,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Symbol,
    children,
    symbols,
)

_EXTREMES: Final = frozenset(("\\max", "\\min", "max", "min"))
"""Words for an index of the largest or smallest entry."""
_COUNTS: Final = frozenset("BGJKMNSmn")
"""Letters that say how many there are, where a sum is divided by them."""
_DIMENSIONS: Final = frozenset("dD")
"""Letters that do so where the terms are entries of vectors."""


def free_indices(
    left: Node, side: Node, bound: tuple[str, ...], fixed: AbstractSet[str] = frozenset()
) -> tuple[str, ...]:
    """Indices of the left side that symbols of the right one carry, too, and that are not ``fixed``."""
    carried = {token for part in walk(side) if isinstance(part, Symbol) for token in part.sub}
    if not isinstance(left, Symbol):
        return ()
    return tuple(
        token
        for token in left.sub
        if len(token) == 1
        and token.isalpha()
        and token in carried
        and token not in bound
        and token not in fixed
        and token not in "tT"
    )


def sorted_symbols(
    side: Node, order: tuple[str, ...], fixed: AbstractSet[str] = frozenset()
) -> tuple[Families, list[Node], dict[str, Symbol]]:
    """Symbols with indices by the arrays that they are entries of, symbols without, and the symbols that are
    ends of ranges.
    """
    families: Families = {}
    numbers: dict[Node, None] = {}
    ends: dict[str, Symbol] = {}
    written: dict[str, tuple[str, ...]] = {}
    placed: dict[Symbol, tuple[str, ...]] = {}
    for part in walk(side):
        match part:
            case Big(_, (index, *_), (_, *_), _) if index in order:
                if written.setdefault(index, part.upper) != part.upper:
                    raise RefusedError("one index runs over two ranges")
            case _:
                pass
        if isinstance(part, Big) and part.lower[:1] and len(part.upper) == 1 and part.lower[-1:] != ("0",):
            end = Symbol(part.upper[0])
            running = part.lower[:3:2] if part.lower[1:2] == (",",) else part.lower[:1]
            if any(ends.setdefault(index, end) != end for index in running):
                raise RefusedError("one index runs over two ranges")
    for index, end in averaged(side):
        ends.setdefault(index, end)
    for node in entries(side):
        if not isinstance(node, Symbol):
            if is_at_index(node, order):
                raise RefusedError("its terms are no entries of arrays")
            numbers[node] = None
            continue
        indices = indices_of(node)
        if node.font == "\\mathbf" and not is_entry(node, len(indices)):
            raise RefusedError("its terms are no entries of arrays")
        if set(indices) & set(order):
            if not set(indices) <= {*order, *fixed}:
                raise RefusedError("an index that is computed with")
            family = family_of(node, order)
            places = tuple(token if token in fixed else "" for token in indices)
            if family.sub and placed.setdefault(family, places) != places:
                raise RefusedError("an array with indices of different sorts")
            families.setdefault(family, []).append(tuple(token for token in indices if token in order))
        elif node not in ends.values():
            numbers[node] = None
    letters = [replace(base, sub=()) for base in families]
    is_split = any(base.sub and letters.count(replace(base, sub=())) > 1 for base in families)
    if is_split or any(_is_of_family(node, base) for node in numbers for base in families):
        raise RefusedError("a symbol stands with an index and without")
    return families, list(numbers), ends


def _is_of_family(node: Node, base: Symbol) -> bool:
    """Whether a symbol without running indices may be the array or an entry of it; ``x_{\\max}`` is none."""
    if not isinstance(node, Symbol) or replace(node, sub=()) != replace(base, sub=()):
        return False
    return base.font == "\\mathbf" or not _is_extreme(node.sub)


def _is_extreme(sub: tuple[str, ...]) -> bool:
    """Whether an index says that the largest or smallest value is meant."""
    return len(sub) == 1 and sub[0] in _EXTREMES


def averaged(side: Node) -> Iterator[tuple[str, Symbol]]:
    """Indices of means whose ends are not said, ``\\frac{1}{N} \\sum_i``, and how many terms these have."""
    for part in walk(side):
        match part:
            case Product(
                (*_, Fraction(Number("1"), Symbol(sub=()) as end), Big("\\sum", (index,), (), body))
            ):
                is_mean = end.base in _COUNTS or (end.base in _DIMENSIONS and _has_entries_alone(body, index))
                if is_mean and end.base != index:
                    yield index, end
            case _:
                continue


def _has_entries_alone(body: Node, index: str) -> bool:
    """Whether what has an index is an entry of a vector: ``\\frac{1}{d} \\sum_j A_{ij} x_j`` is no mean."""
    return all(indices_of(one) == (index,) for one in symbols(body) if index in one.sub)


def entries(node: Node) -> Iterator[Node]:
    """Symbols and given values below a node, ranges aside."""
    match node:
        case Number() | Symbol("\\pi", "\\mathrm"):
            return
        case Symbol():
            yield node
        case Power(base, exponent) if base in (Symbol("e"), Symbol("e", "\\mathrm")):
            yield from entries(exponent)
        case Norm("\\|", body, () | ("2",)):
            yield from entries(body)
        case Bracket("\\langle", "\\rangle", parts, (",",), _):
            for part in parts:
                yield from entries(part)
        case Big("\\sum" | "\\prod", _, _, body):
            yield from entries(body)
        case _ if is_given(node):
            yield node
        case _:
            for child in children(node):
                yield from entries(child)
