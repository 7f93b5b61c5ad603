"""Shapes that a paper's other formulas contradict: of what is inverted, and of what makes outer products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from drill.papers.formula.printing import to_latex
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Symbol,
    Transpose,
    symbols,
)
from drill.papers.paper import Paper, once
from drill.papers.plausible.definitions import like

_PAIR: Final = 2


def check_elsewhere(
    paper: Paper, side: Node, arrays: Mapping[str, tuple[str, ...]], latex: Mapping[str, str]
) -> None:
    """That no array of a side has a shape that it cannot have where it stands in the paper's other formulas.

    Raises:
        RefusedError: a matrix that is inverted has axes of two lengths, or an entry is a vector elsewhere.
    """
    named = {to_latex(symbol): symbol for symbol in symbols(side)}
    running = {part.lower[0] for part in walk(side) if isinstance(part, Big) and part.lower}
    for name, axes in arrays.items():
        symbol = named.get(latex[name])
        if symbol is None:
            continue
        if len(axes) == _PAIR and len(set(axes)) == _PAIR and like(symbol) in _inverted(paper):
            raise RefusedError("what is inverted elsewhere is as high as it is wide")
        places = running & set(symbol.sub)
        if places and len(axes) == len(places) and like(symbol) in _multiplied_out(paper):
            raise RefusedError("what makes outer products elsewhere is no number")


@once
def _inverted(paper: Paper) -> frozenset[Symbol]:
    """Letters of which negative powers are taken."""
    found = (part for equation in paper.equations for part in walk(equation.statement))
    return frozenset(
        like(part.base)
        for part in found
        if isinstance(part, Power) and isinstance(part.base, Symbol) and _is_negative(part.exponent)
    )


def _is_negative(exponent: Node) -> bool:
    return isinstance(exponent, Signed) and exponent.sign == "-" and isinstance(exponent.body, Number)


@once
def _multiplied_out(paper: Paper) -> frozenset[Symbol]:
    """Letters of what stands before its own transpose: the x and m of ``(x_i - m)(x_i - m)^\\top``."""
    return frozenset(like(one) for row in paper.equations for one in _of_outer_products(row.statement))


def _of_outer_products(node: Node) -> Iterator[Symbol]:
    for part in walk(node):
        if not isinstance(part, Product):
            continue
        for factor, sign, behind in zip(part.factors, part.signs, part.factors[1:], strict=False):
            if isinstance(behind, Transpose) and not sign and behind.base == factor:
                match factor:
                    case Bracket("(" | "[", _, (inner,), (), ()):
                        yield from symbols(inner)
                    case Symbol():
                        yield factor
                    case _:
                        continue
