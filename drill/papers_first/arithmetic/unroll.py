"""Sums and products with bounds, written out: three terms where the end is a symbol."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.indicators import is_false, is_true
from drill.papers_first.arithmetic.places import places_of, sizes_of_runs
from drill.papers_first.arithmetic.runs import Ranges
from drill.papers_first.arithmetic.standing import (
    check_members,
    check_places,
    check_sets,
    fixed_beside,
    free_starts,
    indicated_beside,
    windows,
)
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.rewrite import (
    at_index,
    bound_by,
    multiplied,
    raised_index,
    replaced,
    summed,
    walk,
    with_whole_places,
)
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Bracket, Function, Node, Number, Power, Product, Sum, Symbol

_NOTHING: Final = Number("0")
_USUAL: Final = frozenset("ijklmnrstuvc")
"""Letters of indices; others in a subscript may be labels."""


def unrolled(node: Node, count: int, left: Node | None = None) -> tuple[Node, Ranges]:
    """``node`` with every sum and product written out, ``count`` terms where the end is a symbol.

    ``left`` is what the node is the value of: an index that stands there is one number throughout.

    Raises:
        RefusedError: a range is said in another way than by whole numbers and symbols.
    """
    ranges = Ranges(count)
    check_places(node)
    check_members(node)
    check_sets(node)
    beside = fixed_beside(node, left, count) | dict.fromkeys(indicated_beside(node), 1)
    starts = dict.fromkeys(free_starts(node), 1) | windows(node, count)
    ranges.fixed |= beside | {index: number for index, number in starts.items() if index not in beside}
    for index, number in ranges.fixed.items():
        node = at_index(node, index, number)
    found = replaced(node, lambda part: _unrolled_one(part, ranges))
    ranges.ends |= sizes_of_runs(node, ranges)
    for symbol, value in ranges.ends.items():
        found = _put_in(found, symbol, value)
    if ranges.bound:
        labels = _labels_beside(node, left)
        found = _with_fixed(found, ranges, first=2 if beside else 1, labels=labels)
        found = replaced(found, lambda part: with_whole_places(part) if is_given(part) else None)
    return found, ranges


def _labels_beside(node: Node, left: Node | None) -> frozenset[str]:
    """Letters that tell what something is of rather than its place: the ``p`` of ``\\sum_i x_i / x_p``.

    They are no usual index, do not stand on the left and stand inside of the sum beside what it runs over.
    """
    on_left = set() if left is None else _indices(left)
    return frozenset(
        letter
        for big in walk(node)
        if isinstance(big, Big)
        for letter in _indices(big.body)
        if letter.islower() and letter not in _USUAL and letter not in on_left
    )


def _with_fixed(node: Node, ranges: Ranges, *, first: int, labels: frozenset[str]) -> Node:
    """Set to ``first`` what indices are left beside unrolled ones: of ``z_j / sum_k z_k``, j is one of them.

    A capital is the last of what runs under its small letter: ``x_T`` beside ``\\sum_{t > 1} x_t``.
    """
    parts = [part for part in dict.fromkeys(walk(node)) if is_given(part)]
    depended = {token for lower, _ in ranges.runs for token in lower[1:]}
    depended |= {letter for part in parts if isinstance(part, Big) for letter in bound_by(part)}
    for part in _given_as_wholes(node):
        for index in sorted(_indices(part) - labels):
            number = first if index.islower() else ranges.last.get(index.lower())
            if number is None or index in depended:
                continue
            here = at_index(part, index, number)
            if any(here == at_index(other, index, number) for other in parts if other != part):
                ranges.fixed[index] = number
    for index, number in ranges.fixed.items():
        node = at_index(node, index, number)
    return node


def _given_as_wholes(node: Node) -> list[Node]:
    """The parts that are given as one number each; what stands inside of one is not given beside it."""
    found: dict[Node, None] = {}

    def note(part: Node) -> Node | None:
        if not is_given(part):
            return None
        found[part] = None
        return part

    replaced(node, note)
    return list(found)


def _indices(part: Node) -> set[str]:
    """Single letters in the subscripts of a part, or raised in brackets, those aside that it runs over."""
    own = {inner.lower[0] for inner in walk(part) if isinstance(inner, Big) and inner.lower}
    return {
        token
        for inner in walk(part)
        if isinstance(inner, Symbol | Bracket)
        for token in (*inner.sub, *(raised_index(inner) if isinstance(inner, Symbol) else ()))
        if len(token) == 1 and token.isalpha() and token not in own
    }


def _put_in(node: Node, end: Node, value: int) -> Node:
    found = replaced(node, lambda part: Number(str(value)) if part == end else None)
    if isinstance(end, Symbol) and end == Symbol(end.base):
        found = at_index(found, end.base, value)
    return _without_idle_powers(_with_whole_exponents(found)) if found != node else node


def _with_whole_exponents(node: Node) -> Node:
    """Exponents that are sums of whole numbers worked out: ``\\mu^{3 - 1 - 0}``."""

    def change(part: Node) -> Node | None:
        match part:
            case Power(base, Sum(terms, signs)) if all(
                isinstance(term, Number) and term.text.isdigit() for term in terms
            ):
                numbers = [int(term.text) for term in terms if isinstance(term, Number)]
                total = numbers[0] + sum(
                    number if sign == "+" else -number
                    for sign, number in zip(signs, numbers[1:], strict=True)
                )
                return Power(_with_whole_exponents(base), Number(str(total))) if total >= 0 else None
            case _:
                return None

    return replaced(node, change)


def _unrolled_one(part: Node, ranges: Ranges) -> Node | None:
    if is_given(part):
        return part
    if isinstance(part, Function) and isinstance(part.body, Big) and part.body.name == "\\prod":
        found = _unrolled_one(part.body, ranges)  # ``\log \prod_i x_i`` is of all factors
        return replace(part, body=Bracket("(", ")", (found,))) if isinstance(found, Product) else None
    if not isinstance(part, Big) or part.name not in ("\\sum", "\\prod"):
        return None
    terms = tuple(
        replaced(
            _without_idle_powers(_with_whole_exponents(term)), lambda inner: _unrolled_one(inner, ranges)
        )
        for term in map(_without_indicators, places_of(part, ranges))
        if term is not None
    )
    if part.name == "\\sum":
        terms = tuple(term for term in terms if term != _NOTHING) or (_NOTHING,)
    if not terms:
        raise RefusedError(f"{part.name} is empty")
    return bracketed_sum(terms) if part.name == "\\sum" else multiplied(terms)


def _without_indicators(term: Node) -> Node | None:
    """A term without its indicators of indices, ``a_2`` for ``1_{[2 \\neq 1]} a_2``; None where it is 0."""
    match term:
        case Product(factors, signs) if any(map(is_false, factors)) and not {"/", "\\div"} & set(signs):
            return None
        case Product(factors, signs) if any(map(is_true, factors)):
            kept = [
                (sign, factor)
                for sign, factor in zip(("", *signs), factors, strict=True)
                if not is_true(factor)
            ]
            if not kept:
                return Number("1")
            if len(kept) == 1:
                return kept[0][1]
            return Product(tuple(factor for _, factor in kept), tuple(sign for sign, _ in kept[1:]))
        case _:
            return term


def _without_idle_powers(node: Node) -> Node:
    """Powers 0 and 1, which an index leaves, as what they are."""

    def change(part: Node) -> Node | None:
        match part:
            case Power(_, Number("0")):
                return Number("1")
            case Power(base, Number("1")):
                return _without_idle_powers(base)
            case Product((Power(_, Number("0")), second), ("" | "\\cdot",)):
                return _without_idle_powers(second)
            case _:
                return None

    return replaced(node, change)


def bracketed_sum(terms: tuple[Node, ...]) -> Node:
    """An unrolled sum as a factor: in brackets unless it is one term."""
    whole = summed(terms)
    return Bracket("(", ")", (whole,)) if isinstance(whole, Sum) else whole
