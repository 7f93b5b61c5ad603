"""Shapes that a paper's formulas contradict: of what is inverted, of what makes outer products or is held
fixed, of a letter behind a matrix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from drill.papers_first.arrays.lowered import Lowered
from drill.papers_first.formula.held_fixed import is_held_fixed
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
    Transpose,
    symbols,
)
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.definitions import like

_PAIR: Final = 2
_TIMES: Final = frozenset("th")


def check_elsewhere(
    paper: Paper, side: Node, arrays: Mapping[str, tuple[str, ...]], latex: Mapping[str, str]
) -> None:
    """That no array of a side has a shape that it cannot have where it stands in the paper's other formulas.

    Raises:
        RefusedError: a matrix that is inverted has axes of two lengths, an entry is a vector elsewhere, a
            number stands behind a matrix, a number is added to an array, or something is given beside
            itself, held fixed.
    """
    if sum(map(is_held_fixed, walk(side))) > 1:
        raise RefusedError("what is held fixed is what it is of")
    named = {to_latex(symbol): symbol for symbol in symbols(side)}
    kinds = {named[latex[name]]: axes for name, axes in arrays.items() if latex[name] in named}
    if any(_ends_in_number(part, kinds) for part in walk(side)):
        raise RefusedError("a letter behind a matrix is no number")
    written = {latex[name]: axes for name, axes in arrays.items()}
    if any(isinstance(part, Sum) and _adds_a_guess(part, written) for part in walk(side)):
        raise RefusedError("whether a function's value is a number or an array is not said")
    running = {part.lower[0] for part in walk(side) if isinstance(part, Big) and part.lower}
    for name, axes in arrays.items():
        symbol = named.get(latex[name])
        if symbol is None:
            continue
        if len(axes) == _PAIR and len(set(axes)) == _PAIR and symbol in _inverted(paper):
            raise RefusedError("what is inverted elsewhere is as high as it is wide")
        places = running & set(symbol.sub)
        if places and len(axes) == len(places) and _at_any_place(symbol) in _multiplied_out(paper):
            raise RefusedError("what makes outer products elsewhere is no number")


def check_bold(paper: Paper, left: Node | None, lowered: Lowered) -> None:
    """That an array is not set equal to a letter that is none, ``w_0 = \\mathbf{C} \\mathbf{B}``, where all
    arrays are bold; a letter with an index stands for all of its numbers.

    Raises:
        RefusedError: it is.
    """
    if not isinstance(left, Symbol) or not lowered.over or paper.is_said_array(left):
        return
    is_plain = not left.font and len(left.base) == 1 and left.base.islower()
    is_whole = all(token.isdigit() for token in left.sub)
    arrays = [lowered.latex[name] for name, axes in lowered.arrays.items() if axes]
    are_bold = all(latex.startswith("\\mathbf") for latex in arrays)
    if is_plain and is_whole and are_bold:
        raise RefusedError("the left side is set as a number")


def _ends_in_number(part: Node, kinds: Mapping[Symbol, tuple[str, ...]]) -> bool:
    """``W x`` with a matrix W and a number x: numbers stand before matrices, times behind them too."""
    match part:
        case Product((*before, Symbol(base, "") as last), (*_, "")) if base.isalpha() and base.islower():
            is_number = kinds.get(last) == () and base not in _TIMES
            return is_number and isinstance(before[-1], Symbol) and len(kinds.get(before[-1], ())) == _PAIR
        case _:
            return False


def _adds_a_guess(whole: Sum, written: Mapping[str, tuple[str, ...]]) -> bool:
    """``x - a f(y)`` with an array x, and numbers for a and f(y): all of what is added is of one shape."""
    terms = [term.body if isinstance(term, Signed) else term for term in whole.terms]
    if not any(written.get(to_latex(term)) for term in terms):
        return False
    return any(
        isinstance(term, Product)
        and any(isinstance(factor, Call) for factor in term.factors)
        and all(written.get(to_latex(factor)) == () for factor in term.factors)
        for term in terms
    )


@once
def _inverted(paper: Paper) -> frozenset[Symbol]:
    """Letters of which negative powers are taken."""
    found = (part for equation in paper.equations for part in walk(equation.statement))
    return frozenset(
        part.base
        for part in found
        if isinstance(part, Power) and isinstance(part.base, Symbol) and _is_negative(part.exponent)
    )


def _is_negative(exponent: Node) -> bool:
    return isinstance(exponent, Signed) and exponent.sign == "-" and isinstance(exponent.body, Number)


@once
def _multiplied_out(paper: Paper) -> frozenset[Symbol]:
    """Letters of what stands before its own transpose: the x and m of ``(x_i - m)(x_i - m)^\\top``."""
    return frozenset(
        _at_any_place(one) for row in paper.equations for one in _of_outer_products(row.statement)
    )


def _at_any_place(symbol: Symbol) -> Symbol:
    """A member with one index for all of them; of several letters below each may be a name."""
    return like(symbol) if len(symbol.sub) == 1 else symbol


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
