"""What a name is in a side: a plain number, a share of a mixture, what leads a term or divides it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Sum,
    Symbol,
    children,
)

_ONE: Final = Number("1")


def scalars(side: Node) -> list[Symbol]:
    """Names that may be plain numbers: no capitals, no bold letters, nothing that is called."""
    heads = {part.head for part in walk(side) if isinstance(part, Call)}
    found = dict.fromkeys(part for part in _arithmetic(side) if isinstance(part, Symbol))
    return [
        symbol for symbol in found if not symbol.font and not symbol.base.isupper() and symbol not in heads
    ]


def _arithmetic(node: Node) -> Iterator[Node]:
    """Parts that stand in sums, products, fractions and powers."""
    for part in walk(node):
        if isinstance(part, Sum | Product | Fraction | Power):
            yield from children(part)


def running(side: Node) -> frozenset[str]:
    """What runs in a side: indices of sums, what expectations are over."""
    found: set[str] = set()
    for part in walk(side):
        match part:
            case Big(_, lower, _, _):
                found.update(lower)
            case Call(Symbol("E", sub=sub), _) | Applied(Symbol("E", sub=sub), _):
                found.update(sub)
            case _:
                pass
    return frozenset(token for token in found if token.lstrip("\\")[:1].isalpha())


def is_bound(symbol: Symbol, side: Node) -> bool:
    """Whether a name stands in indices, bounds, derivatives, or alone as an argument or in bars too."""
    for part in walk(side):
        match part:
            case Symbol():
                if symbol.base in (*part.sub, *part.mark):
                    return True
            case Big(_, lower, upper, _):
                if symbol.base in (*lower, *upper):
                    return True
            case Call(_, Bracket(_, _, parts)):
                if symbol in parts:
                    return True
            case Norm(_, body, sub):
                if body == symbol or symbol.base in sub:
                    return True
            case Gradient(_, sub, _):
                if symbol.base in sub:
                    return True
            case Derivative(top, bottom):
                if symbol.base in (*top, *bottom):
                    return True
            case _:
                pass
    return False


def is_mixture(side: Node, symbol: Symbol) -> bool:
    """``(1 - w) a + w b``, roots or not: a weight and what is left to 1, before two terms of one sum."""
    return any(
        any(_has_rest(term, symbol) for term in part.terms)
        and any(_has_weight(term, symbol) for term in part.terms)
        for part in walk(side)
        if isinstance(part, Sum)
    )


def _has_rest(term: Node, symbol: Symbol) -> bool:
    return any(_is_rest(_bare(factor), symbol) for factor in _factors(term))


def _is_rest(part: Node, symbol: Symbol) -> bool:
    return isinstance(part, Sum) and part.terms == (_ONE, symbol) and part.signs == ("-",)


def _has_weight(term: Node, symbol: Symbol) -> bool:
    return any(_bare(factor) == symbol for factor in _factors(term))


def _factors(term: Node) -> tuple[Node, ...]:
    return term.factors if isinstance(term, Product) else (term,)


def _bare(factor: Node) -> Node:
    """What stands in brackets or below a root."""
    match factor:
        case Bracket(_, _, (inner,), (), ()) | Root(inner, None):
            return _bare(inner)
        case _:
            return factor


def is_added_to_1(side: Node, symbol: Symbol) -> bool:
    """``1 + \\epsilon``."""
    return any(
        isinstance(part, Sum) and part.terms == (_ONE, symbol) and part.signs == ("+",) for part in walk(side)
    )


def divides(side: Node, symbol: Symbol) -> bool:
    """Whether something is divided by a name: below a line, behind a slash."""
    for part in walk(side):
        match part:
            case Fraction(_, bottom) if symbol in walk(bottom):
                return True
            case Product(factors, signs) if any(
                sign == "/" and factor == symbol for sign, factor in zip(signs, factors[1:], strict=True)
            ):
                return True
            case _:
                pass
    return False


def leads_a_term(side: Node, symbol: Symbol) -> bool:
    """``a + \\lambda b``: a name that a term of a sum, but the first, begins with."""
    for part in walk(side):
        if isinstance(part, Sum):
            for term in part.terms[1:]:
                if (
                    isinstance(term, Product)
                    and term.factors[0] == symbol
                    and term.signs[0] in ("", "\\cdot", "\\odot")
                ):
                    return True
    return False
