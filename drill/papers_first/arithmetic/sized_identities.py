"""An I with an index that is added within what is inverted: the identity of that size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Bracket, Node, Norm, Number, Power, Product, Signed, Sum, Symbol

_FONTS: Final = ("", "\\mathbf", "\\mathrm")
_INVERSE: Final = Signed("-", Number("1"))


def sized_identities(node: Node) -> Iterator[Symbol]:
    """The ``I_b`` of ``(H + \\lambda I_b)^{-1}`` and of ``|I_b + H|``."""
    for part in walk(node):
        match part:
            case Power(Bracket(_, _, (Sum(terms),)), exponent) if exponent == _INVERSE:
                yield from filter(is_sized, _ends(terms))
            case Norm("|", Sum(terms)):
                yield from filter(is_sized, _ends(terms))
            case _:
                continue


def _ends(terms: tuple[Node, ...]) -> Iterator[Symbol]:
    """What terms end in: ``\\lambda I`` in I."""
    for term in terms:
        last = term.factors[-1] if isinstance(term, Product) else term
        if isinstance(last, Symbol):
            yield last


def is_sized(symbol: Symbol) -> bool:
    """Whether it is an I with one letter or digit below."""
    is_plain = symbol == Symbol("I", symbol.font, sub=symbol.sub) and symbol.font in _FONTS
    return is_plain and len(symbol.sub) == 1 and len(symbol.sub[0]) == 1
