"""Products that stand alone in a display: whether one is computed, or only a name of several letters."""

from __future__ import annotations

from drill.papers_first.formula.tree import (
    Big,
    Binomial,
    Bracket,
    Fraction,
    Function,
    Node,
    Power,
    Product,
    Root,
)

_COMPUTED = (Big, Binomial, Fraction, Function, Root)


def is_bare_product(side: Node) -> bool:
    """Whether a product is of names and values alone, which may be something else than a product."""
    return isinstance(side, Product) and not any(map(_is_computed, side.factors))


def _is_computed(factor: Node) -> bool:
    if isinstance(factor, Power):
        return isinstance(factor.base, Bracket)
    return isinstance(factor, _COMPUTED)
