"""Sums and products written with dots, ``x_1 + x_2 + \\ldots + x_n``, as those of one term with an index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import at_index, multiplied
from drill.papers_first.formula.tree import Big, Node, Product, Sum, Symbol, symbols

_DOTS: Final = frozenset(("\\dots", "\\ldots", "\\cdots"))
_INDICES: Final = ("i", "j", "k", "l", "m")
_STARTS: Final = (3, 2, 1, 0)
_TIMES: Final = (frozenset(("",)), frozenset(("\\cdot",)), frozenset(("\\times",)))


def without_dots(node: Node) -> tuple[Node, Big] | None:
    """A sum or product with its dots as a sum sign or product sign, and that part; None for anything else.

    What comes before the dots must be what comes behind them, with a number for its last index.
    """
    match node:
        case Sum(terms, signs):
            found = _series("\\sum", terms, signs, "+")
        case Product(factors, signs) if set(signs) in _TIMES:
            found = _series("\\prod", factors, signs, signs[0])
        case _:
            return None
    if found is None:
        return None
    before, series, behind = found
    parts = (*before, series, *behind)
    if isinstance(node, Product):
        return multiplied(parts), series
    signs = (*node.signs[: len(before)], *node.signs[len(node.signs) - len(behind) :])
    return (Sum(parts, signs) if signs else series), series


def _series(
    name: str, parts: tuple[Node, ...], signs: tuple[str, ...], sign: str
) -> tuple[tuple[Node, ...], Big, tuple[Node, ...]] | None:
    """What is before the terms that run, they, and what is behind."""
    dots = [place for place, part in enumerate(parts) if isinstance(part, Symbol) and part.base in _DOTS]
    if len(dots) != 1 or not 0 < dots[0] < len(parts) - 1:
        return None
    (place,) = dots
    joined = ("+" if name == "\\sum" else sign, *signs)  # what stands before each part
    if joined[place] != sign or joined[place + 1] != sign:
        return None
    last = parts[place + 1]
    for end in sorted(_ends(last)):
        for number in _STARTS:
            if joined[place - 1] != sign or at_index(last, end, number) != parts[place - 1]:
                continue
            first = place - 1
            while first > 0 and number > 0 and joined[first - 1] == sign:
                if at_index(last, end, number - 1) != parts[first - 1]:
                    break
                first, number = first - 1, number - 1
            body = _with_index(last, end, _free_index(parts))
            series = Big(name, (_free_index(parts), "=", str(number)), (end,), body)
            return parts[:first], series, parts[place + 2 :]
    return None


def _ends(last: Node) -> Iterator[str]:
    """Letters that stand as an index of the last term."""
    yield from {
        symbol.sub[0]
        for symbol in symbols(last)
        if len(symbol.sub) == 1 and len(symbol.sub[0]) == 1 and symbol.sub[0].isalpha()
    }


def _free_index(parts: tuple[Node, ...]) -> str:
    """A letter that stands nowhere yet."""
    used = {token for part in parts for token in to_tokens(part)}
    return next((index for index in _INDICES if index not in used), "\\ell")


def _with_index(last: Node, end: str, index: str) -> Node:
    tokens = [index if token == end else token for token in to_tokens(last)]
    (body,) = parse_tokens(tokens).sides
    return body
