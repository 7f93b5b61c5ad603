"""What the factors behind a product's sign belong to, and those behind an extreme of brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.bound import bound_names, split_bounds
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.reach import PROBABILITIES
from drill.papers_first.formula.rewrite import replaced
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Differential,
    Node,
    Number,
    Product,
    Symbol,
    symbols,
)
from drill.papers_first.formula.vocabulary import LETTERS

_BARS: Final = ("|", "\\mid")


def parted_product(big: Big) -> Node:
    """``\\prod_i a_i \\prod_i b_i``, ``\\prod_i p(x_i \\mid y) q(z \\mid y)``: the product, which ends before
    another one or before probabilities without its index, times those.

    Raises:
        RefusedError: ``\\prod_i a_i b``, where it is not clear whether ``b`` is a factor of each term.
    """
    body, end = big.body, _end_of_terms(big)
    if not isinstance(body, Product) or not end:
        return check_product(big)
    own = Product(body.factors[:end], body.signs[: end - 1]) if end > 1 else body.factors[0]
    return Product((check_product(replace(big, body=own)), *body.factors[end:]), body.signs[end - 1 :])


def _end_of_terms(big: Big) -> int:
    """Which factor behind a product's sign is surely none of each term's; 0 where there is none."""
    if big.name != "\\prod" or not isinstance(big.body, Product):
        return 0
    signs, factors, index = big.body.signs, big.body.factors, _index_tokens(big)
    for at, (sign, factor) in enumerate(zip(signs, factors[1:], strict=True), start=1):
        if sign == "/" or not any(_is_of(one, index) for one in factors[:at]):
            continue
        if isinstance(factor, Big) and factor.name == "\\prod":
            is_bound_anew = bool(bound_names(factor) & bound_names(big))
            if is_bound_anew or not _is_of(factor, index):
                return at
        rest = factors[at:]
        is_without = not any(_is_of(one, index) for one in rest)
        if is_without and all(_is_chance_of_others(one, factors[:at]) for one in rest):
            return at
    return 0


def is_of_indexed(big: Big) -> bool:
    """``\\max_t (x - m_t)^\\top H_t (x - m_t)``: whether the last factor, too, holds what is run over."""
    index = _index_tokens(big)
    if big.name == "\\Pr" or not isinstance(big.body, Product):
        return False
    if any(isinstance(one, Big) for one in big.body.factors):
        return False
    return _is_of(big.body.factors[-1], index)


def _is_chance_of_others(factor: Node, terms: Sequence[Node]) -> bool:
    """``q(z \\mid y)`` behind terms without ``z``; what they depend on may be drawn for each."""
    match factor:
        case Call(Symbol(base), Bracket(_, _, parts, separators)) if base in PROBABILITIES:
            bar = next((at for at, mark in enumerate(separators) if mark in _BARS), len(separators))
            own = {one for part in parts[: bar + 1] for one in symbols(part)}
            return not any(own & set(symbols(term)) for term in terms)
        case _:
            return False


def _is_of(factor: Node, index: set[str]) -> bool:
    """Whether an index stands in a factor, and not only where an operator inside counts with it anew."""
    return bool(index & set(to_tokens(replaced(factor, lambda part: _counted_anew(part, index)))))


def _counted_anew(part: Node, index: set[str]) -> Node | None:
    is_anew = isinstance(part, Big) and part.lower[:1] and part.lower[0] in index
    return Number("1") if is_anew else None


def _index_tokens(big: Big) -> set[str]:
    """The letters that an operator counts with."""
    parts = split_bounds(big.lower)
    return {token for part in parts for token in part if token.isalnum() or token in LETTERS}


def check_product(big: Big) -> Big:
    """Refuse ``\\prod_i a_i b``: whether ``b`` is a factor of each term is not clear."""
    if big.name == "\\sum" or not isinstance(big.body, Product):
        return big
    if any(
        isinstance(factor, Big) and (sign == "/" or bound_names(factor) & bound_names(big))
        for sign, factor in _after_signs(big.body)
    ):
        raise RefusedError(f"how far {big.name} reaches is not clear")
    if big.name != "\\prod":
        return big
    index = _index_tokens(big)
    factors = [factor for factor in big.body.factors if not isinstance(factor, Differential)]
    holds = [_is_of(factor, index) for factor in factors]
    if index and True in holds and False in holds[holds.index(True) :]:
        raise RefusedError("how far the product reaches is not clear")
    return big


def _after_signs(product: Product) -> Iterator[tuple[str, Node]]:
    return zip(product.signs, product.factors[1:], strict=True)
