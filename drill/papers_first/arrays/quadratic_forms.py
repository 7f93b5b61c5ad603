"""Quadratic forms ``a^\\top M a``: between a vector and itself stands a matrix, and the value is a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from drill.papers_first.arrays.told_shapes import Told
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Node, Product, Symbol, Transpose

_VECTORS: Final = ("column", "row")


def breaks_form(side: Node, kinds: Mapping[Node, Told]) -> bool:
    """Whether, with these kinds, a vector stands between a vector and itself: ``a^\\top b a``."""
    return any(_breaks(part.factors, kinds) for part in walk(side) if isinstance(part, Product))


def _breaks(factors: tuple[Node, ...], kinds: Mapping[Node, Told]) -> bool:
    return any(
        isinstance(first, Transpose)
        and first.base == last
        and isinstance(last, Symbol)
        and kinds.get(last, ("",))[0] in _VECTORS
        and kinds.get(middle, ("",))[0] in _VECTORS
        for first, middle, last in zip(factors, factors[1:], factors[2:], strict=False)
    )
