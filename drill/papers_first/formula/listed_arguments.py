"""Numbered names side by side among arguments, ``P(c | w_1 \\ldots w_n)``: a list, which commas part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.nesting import brackets_at, top_level
from drill.papers_first.formula.occurrences import Occurrence, occurrences
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import Call, Node, Product, Symbol

_DOTS: Final = frozenset(("\\ldots", "\\cdots"))
_BARS: Final = frozenset(("|", "\\mid"))
_COMMAS: Final = frozenset((",", ";"))
_OPENING: Final = frozenset(("(", "[", "{", "\\{"))
_CLOSING: Final = frozenset((")", "]", "}", "\\}"))
_CHANCES: Final = frozenset(("p", "P", "q", "Q", "Pr", "Prob"))
_SURE_CHANCES: Final = frozenset(("P", "Pr", "Prob"))
_OF_PRODUCTS: Final = frozenset(("E", "Var", "Cov", "V", "tr", "Tr", "trace", "rank", "sgn", "sign", "ReLU"))
"""What papers take of products of numbered things."""


def with_listed_arguments(tokens: list[str]) -> list[str]:
    """Canonical tokens with commas in such lists: behind a bar, and where a chance is taken of them."""
    if not (_DOTS | _CHANCES | {"\\Pr"}) & set(tokens):
        return tokens
    ends = [(name.symbol.base, name.end) for name in occurrences(tokens)]
    ends += [("Pr", at + 1) for at, token in enumerate(tokens) if token == "\\Pr"]
    places = {place for base, end in ends for place in _commas(base, tokens, end)}
    return [one for at, token in enumerate(tokens) for one in ((",", token) if at in places else (token,))]


def check_listed(call: Call) -> None:
    """Refuse ``f(x_1 \\ldots x_n)``, which may be given each of them or their product.

    Raises:
        RefusedError: numbered names stand so among the arguments.
    """
    is_of_products = isinstance(call.head, Symbol) and call.head.base in _OF_PRODUCTS
    if not is_of_products and any(map(_may_be_list, call.arguments.parts)):
        raise RefusedError("a list or a product in arguments")


def _may_be_list(part: Node) -> bool:
    if not isinstance(part, Product) or any(part.signs):
        return False
    numbered = [
        (one.base, one.font, one.accents) if isinstance(one, Symbol) and (one.sub or one.mark) else None
        for one in part.factors
    ]
    dots = [at for at, one in enumerate(part.factors) if isinstance(one, Symbol) and one.base in _DOTS]
    return any(
        0 < at < len(numbered) - 1 and numbered[at - 1] is not None and numbered[at - 1] == numbered[at + 1]
        for at in dots
    )


def _commas(base: str, tokens: Sequence[str], begin: int) -> Iterator[int]:
    """Before which tokens a comma is meant in the brackets that open there."""
    inner = brackets_at(tokens, begin)
    if not inner:
        return
    has_bar = sum(token in _BARS for token in top_level(inner)) == 1
    is_sure = base in _SURE_CHANCES or (base in _CHANCES and has_bar)
    is_behind = False
    for first, entry in _entries(inner, _COMMAS | _BARS if has_bar else _COMMAS):
        is_behind = is_behind or (has_bar and inner[first - 1 : first] in (["|"], ["\\mid"]))
        run = _run(entry)
        has_dots = bool(_DOTS & set(entry))
        if run and (is_sure or (has_dots and (is_behind or base in _CHANCES))):
            yield from (begin + 1 + first + at for at in run)


def _entries(inner: Sequence[str], marks: frozenset[str]) -> Iterator[tuple[int, list[str]]]:
    """What ``marks`` part, and where each begins."""
    depth = first = 0
    for at, token in enumerate(inner):
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth == 0 and token in marks:
            yield first, list(inner[first:at])
            first = at + 1
    yield first, list(inner[first:])


def _run(entry: Sequence[str]) -> list[int]:
    """Where all but the first of numbered names and dots begin that are the whole entry; [] if none are."""
    names = [name for name in occurrences(entry) if name.symbol.base not in _DOTS]
    if len({name.symbol for name in names}) != 1 or not _are_numbered(names):
        return []
    dots = [at for at, token in enumerate(entry) if token in _DOTS]
    parts = sorted([*((name.begin, name.end) for name in names), *((at, at + 1) for at in dots)])
    is_whole = parts[0][0] == 0 and parts[-1][1] == len(entry)
    if not is_whole or any(one[1] != other[0] for one, other in pairwise(parts)) or len(dots) > 1:
        return []
    return [begin for begin, _ in parts[1:]]


def _are_numbered(names: Sequence[Occurrence]) -> bool:
    """Whether what is below them, or above them, tells them apart."""
    below, above = {name.sub for name in names}, {name.above for name in names}
    is_each = len(below) == len(names) and () not in below and len(above) == 1
    return len(names) > 1 and (is_each or (len(above) == len(names) and () not in above and len(below) == 1))
