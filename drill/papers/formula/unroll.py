"""Sums and products with bounds, written out: three terms where the end is a symbol."""

from __future__ import annotations

from typing import Final

from drill.papers.formula.quantities import is_given
from drill.papers.formula.rewrite import at_index, multiplied, replaced, summed, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Big, Bracket, Node, Number, Power, Product, Sum, Symbol

_MOST_TERMS: Final = 4
_PAIRED: Final = frozenset((",", "\\neq", "\\ne", "<", ">"))


class Ranges:
    """Which numbers each running index takes; ends that are symbols get one number throughout a formula."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.ends: dict[Symbol, int] = {}
        """Symbols that are ends of a range, and the number that each stands for."""
        self.runs: dict[str, tuple[int, ...]] = {}
        """The numbers of each index whose range the paper leaves open."""
        self.bound: set[str] = set()
        """Indices that a sum runs over."""
        self.fixed: dict[str, int] = {}
        """Indices that stand outside of sums, beside what a sum runs over, and their number."""


def unrolled(node: Node, count: int) -> tuple[Node, Ranges]:
    """``node`` with every sum and product written out, ``count`` terms where the end is a symbol.

    Raises:
        RefusedError: a range is said in another way than by whole numbers and one symbol.
    """
    ranges = Ranges(count)
    found = replaced(node, lambda part: _unrolled_one(part, ranges))
    for symbol, value in ranges.ends.items():
        found = _put_in(found, symbol, value)
    if ranges.bound:
        found = _with_fixed(found, ranges)
    return found, ranges


def _with_fixed(node: Node, ranges: Ranges) -> Node:
    """Set to 1 what indices are left beside unrolled ones: of ``z_j / sum_k z_k``, j is one of them."""
    parts = [part for part in dict.fromkeys(walk(node)) if is_given(part)]
    for part in parts:
        for index in sorted(_indices(part)):
            first = at_index(part, index, 1)
            if any(first == at_index(other, index, 1) for other in parts if other != part):
                ranges.fixed[index] = 1
    for index, number in ranges.fixed.items():
        node = at_index(node, index, number)
    return node


def _indices(part: Node) -> set[str]:
    """Single letters in the subscripts of a part, those aside that it runs over itself."""
    own = {inner.lower[0] for inner in walk(part) if isinstance(inner, Big) and inner.lower}
    return {
        token
        for inner in walk(part)
        if isinstance(inner, Symbol)
        for token in inner.sub
        if len(token) == 1 and token.isalpha() and token not in own
    }


def _put_in(node: Node, symbol: Symbol, value: int) -> Node:
    found = replaced(node, lambda part: Number(str(value)) if part == symbol else None)
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
    if not isinstance(part, Big) or part.name not in ("\\sum", "\\prod"):
        return None
    terms = tuple(
        replaced(_without_idle_powers(term), lambda inner: _unrolled_one(inner, ranges))
        for term in _terms(part, ranges)
    )
    if not terms:
        raise RefusedError(f"{part.name} is empty")
    return bracketed_sum(terms) if part.name == "\\sum" else multiplied(terms)


def _terms(big: Big, ranges: Ranges) -> list[Node]:
    """The body of a sum at every place it runs over."""
    pair = pair_of(big)
    if pair is None:
        index, numbers = _range(big, ranges)
        ranges.bound.add(index)
        return [at_index(big.body, index, number) for number in numbers]
    first, relation, second = pair
    if big.upper or not (_is_index_of(big.body, first) and _is_index_of(big.body, second)):
        raise RefusedError(f"the range of {big.name} is not said in numbers")
    numbers = tuple(range(1, ranges.count + 1))
    ranges.runs |= {first: numbers, second: numbers}
    ranges.bound |= {first, second}
    return [
        at_index(at_index(big.body, first, one), second, other)
        for one in numbers
        for other in numbers
        if is_in_pair(relation, one, other)
    ]


def pair_of(big: Big) -> tuple[str, str, str] | None:
    """Two indices that a sum runs over at once, and their relation: ``i, j``, ``i \\neq j``, ``i < j``."""
    match big.lower:
        case (first, relation, second) if relation in _PAIRED and first != second:
            is_index = all(len(one) == 1 and one.isalpha() for one in (first, second))
            return (first, relation, second) if is_index else None
        case _:
            return None


def is_in_pair(relation: str, one: int, other: int) -> bool:
    """Whether a sum over pairs takes in this one."""
    match relation:
        case "," | "":
            return True
        case "<":
            return one < other
        case ">":
            return one > other
        case _:
            return one != other


def end_of(upper: tuple[str, ...]) -> tuple[Symbol, int] | None:
    """The symbol that a range ends with, and what is taken from it: ``n``, ``n - 1``."""
    match upper:
        case (name,) if len(name) == 1 and name.isalpha():
            return Symbol(name), 0
        case (name, "-", "1") if len(name) == 1 and name.isalpha():
            return Symbol(name), 1
        case _:
            return None


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


def _range(big: Big, ranges: Ranges) -> tuple[str, tuple[int, ...]]:
    """The index of a sum and the numbers it runs over."""
    if not big.lower:
        raise RefusedError(f"what {big.name} runs over is not said")
    index = big.lower[0]
    if not (len(index) == 1 and index.isalpha()) or not _is_index_of(big.body, index):
        raise RefusedError(f"what {big.name} runs over is no index of its terms")
    rest = big.lower[1:]
    if rest[:1] == ("\\in",) or not rest:
        if big.upper:
            raise RefusedError(f"the range of {big.name} is not said in numbers")
        numbers = tuple(range(1, ranges.count + 1))
        ranges.runs[index] = numbers
        return index, numbers
    if rest[0] != "=" or len(rest) != 2 or not rest[1].isdigit():
        raise RefusedError(f"the range of {big.name} is not said in numbers")
    first = int(rest[1])
    return index, tuple(range(first, _end(big, first, ranges) + 1))


def _is_index_of(body: Node, index: str) -> bool:
    return at_index(body, index, 1) != body


def _end(big: Big, first: int, ranges: Ranges) -> int:
    if len(big.upper) == 1 and big.upper[0].isdigit():
        last = int(big.upper[0])
        if not first <= last < first + _MOST_TERMS:
            raise RefusedError(f"{big.name} has too many terms to compute by hand")
        return last
    end = end_of(big.upper)
    if end is None:
        raise RefusedError(f"the range of {big.name} is not said in numbers")
    symbol, less = end
    last = ranges.ends.setdefault(symbol, max(first + 1, ranges.count) + less) - less
    if last < first:
        raise RefusedError(f"{big.name} is empty")
    return last
