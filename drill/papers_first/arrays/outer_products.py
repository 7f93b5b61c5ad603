"""Outer products of vectors at running indices, ``(x_i - m)(x_i - m)^\\top``: two more indices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.arrays.outer_means import is_vector
from drill.papers_first.arrays.running_values import indices_of
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Product, Sum, Symbol, Transpose, symbols

_LETTERS: Final = "hrcuvw"


@dataclass(frozen=True, slots=True)
class Outer:
    """A side whose outer products are products of entries, the two indices, and the vectors."""

    side: Node
    indices: tuple[str, str]
    vectors: tuple[Symbol, ...]


def with_outer(side: Node) -> Outer | None:
    """A side with indices for the entries of vectors in outer products; None where it has none.

    Raises:
        RefusedError: one of the vectors stands elsewhere, too, or something else is added to the product.
    """
    found = list(dict.fromkeys(part for part in walk(side) if _factors(part) is not None))
    if len(found) != 1:
        return None
    (product,) = found
    pair = _factors(product)
    assert pair is not None
    assert isinstance(product, Product)
    vectors = tuple(dict.fromkeys((*symbols(pair[0]), *symbols(pair[1]))))
    if any(isinstance(part, Sum) and product in _held(part) for part in walk(side)):
        raise RefusedError("what is added to an outer product may be a matrix")
    rest = replaced(side, lambda part: Symbol("s") if part == product else None)
    others = {symbol for factor in product.factors[:-2] for symbol in symbols(factor)}
    if set(vectors) & {*symbols(rest), *others}:
        raise RefusedError("a vector stands in an outer product and elsewhere")
    used = {token for symbol in symbols(side) for token in (symbol.base, *symbol.sub)}
    first, second, *_ = (letter for letter in _LETTERS if letter not in used)
    written = replace(product, factors=(*product.factors[:-2], _at(pair[0], first), _at(pair[1], second)))
    return Outer(replaced(side, lambda part: written if part == product else None), (first, second), vectors)


def _held(total: Sum) -> tuple[Node, ...]:
    return tuple(part for term in total.terms for part in walk(term))


def _factors(part: Node) -> tuple[Node, Node] | None:
    """The two vectors at the end of a product, the second of them transposed."""
    match part:
        case Product((*_, first, Transpose(second, _)), (*_, "")) if is_vector(first) and is_vector(second):
            return first, second
        case _:
            return None


def _at(node: Node, index: str) -> Node:
    return replaced(
        node, lambda part: replace(part, sub=(*indices_of(part), index)) if isinstance(part, Symbol) else None
    )
