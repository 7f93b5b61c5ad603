"""Vectors at running indices: one more index for their entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeGuard

from drill.papers_first.arrays.inner_products import inner_factors
from drill.papers_first.arrays.running_symbols import entries
from drill.papers_first.arrays.running_values import indices_of, is_contraction, vector_length
from drill.papers_first.arrays.told_shapes import COLUMN, Known
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Fraction, Node, Norm, Power, Product, Symbol, children, symbols
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.definitions import like


def with_entries(
    paper: Paper,
    known: Known,
    side: Node,
    values: Mapping[Node, Symbol],
    order: tuple[str, ...],
    *,
    left: Node | None = None,
    fixed: AbstractSet[str] = frozenset(),
) -> tuple[dict[Node, Node], dict[str, str]]:
    """What are vectors with one more index for their entries each, and these indices with their lengths.

    There is one for vectors of which numbers are made, and another one for those that are not.

    Beside a bold ``left`` side that no index runs over, bold letters with an index are no entries; beside one
    of which the paper takes a norm those are vectors of which it does, too.

    Raises:
        RefusedError: a symbol's shape is said to be another one than its indices tell.
    """
    found: dict[Node, str] = {}
    is_of_normed = isinstance(left, Symbol) and like(left) in paper.told.normed
    is_of_normed = is_of_normed and not any(isinstance(part, Norm) for part in walk(side))
    leaves = tuple(dict.fromkeys(node for node in entries(side) if node not in values))
    multiplied = _multiplied(side, order)
    for part in leaves:
        if not isinstance(part, Symbol) or not set(indices_of(part)) <= {*order, *fixed}:
            continue
        if part.sub or part in multiplied:
            length = vector_length(paper, known, part, leaves)
            if length is None and is_bold_letter(part) and is_bold_letter(left) and not _runs(left, order):
                length = known.get(replace(part, sub=()), COLUMN)[1][0]
            if length is None and is_of_normed and like(part) in paper.told.normed:
                length = ""
            if length is not None or part in multiplied:
                found[part] = length or ""
    if not found:
        return {}, {}
    if is_of_normed and any(like(one) in paper.told.normed for one in symbols(side) if one not in found):
        raise RefusedError("a vector stands beside those that run")
    if any(part in found for value in values for part in walk(value)):
        raise RefusedError("a vector stands alone and as an argument")
    if _is_squared(side, found):
        raise RefusedError("several of its symbols are vectors")
    used = {token for part in walk(side) if isinstance(part, Symbol) for token in (*part.sub, part.base)}
    letters = (letter for letter in "hrcuvw" if letter not in used)
    longer: dict[Node, Node] = {}
    vectors: dict[str, str] = {}
    for group in _groups(side, found):
        index = next(letters)
        longer |= {part: replace(part, sub=(*indices_of(part), index)) for part in group}
        lengths = {found[part] for part in group if found[part]}
        if len(lengths) > 1:
            raise RefusedError("one array has rows of two lengths")
        vectors[index] = lengths.pop() if lengths else ""
    return longer, vectors


def _groups(side: Node, found: Mapping[Node, str]) -> Iterator[tuple[Symbol, ...]]:
    """Vectors of one length: all, or those in norms and inner products and, of other letters, the rest."""
    vectors = tuple(part for part in found if isinstance(part, Symbol))
    inner = tuple(part for part in vectors if not _holds(side, {part: ""}))
    outer = tuple(part for part in vectors if part not in inner)
    if inner and outer and not {like(part) for part in inner} & {like(part) for part in outer}:
        reduced = {part for node in walk(side) if is_contraction(node) for part in symbols(node)}
        if not reduced.intersection(outer):
            yield inner
            yield outer
            return
    yield vectors


def is_bold_letter(node: Node | None) -> TypeGuard[Symbol]:
    """Whether it is a bold small letter, a vector's."""
    return isinstance(node, Symbol) and node.font == "\\mathbf" and not node.base.lstrip("\\")[0].isupper()


def _runs(symbol: Symbol, order: tuple[str, ...]) -> bool:
    return bool(set(indices_of(symbol)) & set(order))


def _multiplied(side: Node, order: tuple[str, ...]) -> frozenset[Node]:
    """Symbols in inner products where one of the two has a running index."""
    pairs = filter(None, map(inner_factors, walk(side)))
    return frozenset(
        factor
        for pair in pairs
        if any(isinstance(one, Symbol) and set(indices_of(one)) & set(order) for one in pair)
        for factor in pair
    )


def _is_squared(node: Node, vectors: Mapping[Node, str]) -> bool:
    """Whether vectors stand in powers, below lines or twice in a product: entry by entry, or not."""
    if is_contraction(node):
        return False
    match node:
        case Product(factors):
            held = [factor for factor in factors if _holds(factor, vectors)]
            return len(held) > 1 or any(_is_squared(factor, vectors) for factor in held)
        case Power() | Fraction():
            inner = node.bottom if isinstance(node, Fraction) else node
            own = (inner.base, inner.exponent) if isinstance(inner, Power) else (inner,)
            return any(_holds(part, vectors) for part in own) or (
                isinstance(node, Fraction) and _is_squared(node.top, vectors)
            )
        case _:
            return any(_is_squared(child, vectors) for child in children(node))


def _holds(node: Node, vectors: Mapping[Node, str]) -> bool:
    """Whether a vector stands in a part, norms and inner products aside: they are numbers."""
    return node in vectors or (
        not is_contraction(node) and any(_holds(child, vectors) for child in children(node))
    )
