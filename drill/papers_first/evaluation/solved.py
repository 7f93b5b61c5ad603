"""Equations that define no name, solved for one quantity: ``H s = -g``, ``\\sum_i v_i = 1``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.alteration.working import steps_of
from drill.papers_first.arithmetic.doubts import is_quantity
from drill.papers_first.formula.given import is_given, is_grouping
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import at_index, closed, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
    children,
    symbols,
)
from drill.papers_first.sides import Line

_JOINED: Final = (Number, Sum, Product, Fraction, Signed, Big)
"""Sides of an equation that name nothing."""
_ZERO: Final = Number("0")
_TIMES: Final = frozenset(("", "\\cdot", "\\times", "*"))
_OPPOSITE: Final = {"+": "-", "-": "+"}
_LAST: Final = 3
_FEWEST_STEPS: Final = 2
"""What only changes sides is nothing to compute."""


def solved(line: Line) -> Iterator[Line]:
    """The line as what one of its quantities is, for each that stands in it once and can be freed."""
    if line.statement.relations != ("=",) or line.taken:
        return
    one, other = line.statement.sides
    if not isinstance(one, _JOINED) or (is_given(other) and not isinstance(one, Number)):
        return
    if isinstance(one, Big):
        yield from _last_term(line, one, other)
        return
    for unknown in _unknowns(line):
        try:
            right = _freed(one, other, unknown) if unknown in walk(one) else _freed(other, one, unknown)
        except RefusedError:
            continue
        if steps_of(right) < _FEWEST_STEPS:
            continue
        taken = f"Take every letter as one number, and solve it for ${to_latex(unknown)}$"
        yield replace(line, left=unknown, rights=(right,), taken=taken, is_turned=False)


def _unknowns(line: Line) -> Iterator[Node]:
    """Quantities that stand in a statement once: derivatives first, then what is multiplied last."""
    found = [part for side in line.statement.sides for part in _outermost(side)]
    once = [part for part in found if found.count(part) == 1]
    yield from (part for part in once if isinstance(part, Derivative))
    for part in reversed(once):
        if isinstance(part, Symbol) and is_quantity(part) and not _is_inside(part, found):
            yield part


def _is_inside(symbol: Symbol, given: list[Node]) -> bool:
    """Whether it is an argument or an index of something else, too."""
    own = {symbol.base}
    return any(
        (isinstance(one, Symbol) and one != symbol and own & set(one.sub))
        or (not isinstance(one, Symbol) and symbol in walk(one))
        for one in given
    )


def _outermost(node: Node) -> Iterator[Node]:
    if is_given(node):
        yield node
        return
    for child in children(node):
        yield from _outermost(child)


def _freed(node: Node, other: Node, unknown: Node) -> Node:
    """What the unknown is where ``node``, which holds it, equals ``other``.

    Raises:
        RefusedError: it stands where no sum, product or fraction can be undone.
    """
    if node == unknown:
        return other
    match node:
        case Bracket(_, _, (inner,)) if is_grouping(node):
            return _freed(inner, other, unknown)
        case Signed("-", body):
            return _freed(body, _negative(other), unknown)
        case Sum(terms, signs) if set(signs) <= _OPPOSITE.keys():
            return _of_sum(terms, ("+", *signs), other, unknown)
        case Product(factors, signs) if set(signs) <= _TIMES and other != _ZERO:
            place = _place(factors, unknown)
            rest = (*factors[:place], *factors[place + 1 :])
            below = rest[0] if len(rest) == 1 else Product(rest, ("\\cdot",) * (len(rest) - 1))
            return _freed(factors[place], Fraction(other, below), unknown)
        case Fraction(top, bottom) if unknown in walk(top) and other != _ZERO:
            return _freed(top, Product((closed(other), closed(bottom)), ("\\cdot",)), unknown)
        case Fraction(top, bottom) if unknown in walk(bottom) and other != _ZERO:
            return _freed(bottom, Fraction(top, other), unknown)
        case _:
            raise RefusedError("it cannot be solved for one quantity")


def _of_sum(terms: tuple[Node, ...], signs: tuple[str, ...], other: Node, unknown: Node) -> Node:
    place = _place(terms, unknown)
    is_taken_away = signs[place] == "-"
    rest = [(sign, term) for at, (sign, term) in enumerate(zip(signs, terms, strict=True)) if at != place]
    if not is_taken_away:
        rest = [(_OPPOSITE[sign], term) for sign, term in rest]
    if other != _ZERO:
        rest.insert(0, ("-" if is_taken_away else "+", other))
    rest.sort(key=lambda pair: pair[0] == "-")
    first = closed(rest[0][1])
    found: Node = Signed("-", first) if rest[0][0] == "-" else rest[0][1]
    if len(rest) > 1:
        found = Sum(
            (found, *(closed(term) for _, term in rest[1:])),
            tuple(sign for sign, _ in rest[1:]),
        )
    return _freed(terms[place], found, unknown)


def _place(parts: tuple[Node, ...], unknown: Node) -> int:
    return next(place for place, part in enumerate(parts) if unknown in walk(part))


def _negative(node: Node) -> Node:
    match node:
        case Number("0"):
            return node
        case Signed("-", body):
            return body
        case _:
            return Signed("-", closed(node))


def _last_term(line: Line, whole: Big, other: Node) -> Iterator[Line]:
    """Of a sum over an index that is said to be so much the last of three terms."""
    if whole.name != "\\sum" or not whole.lower or len(whole.lower[0]) != 1:
        return
    index, *start = whole.lower
    if start not in ([], ["=", "1"]) or (start and not whole.upper):
        return
    end = Symbol(whole.upper[0]) if len(whole.upper) == 1 else None
    if (whole.upper and end is None) or end in {*symbols(whole.body), *symbols(other)}:
        return
    if any(isinstance(part, Big) for side in (whole.body, other) for part in walk(side)):
        return  # which may run as far
    if index in to_tokens(other):
        return
    parts = [at_index(whole.body, index, number) for number in range(1, _LAST + 1)]
    if parts[0] == whole.body:
        return
    before = Sum(tuple(map(closed, parts)), ("+",) * (_LAST - 1))
    unknowns = [part for part in _outermost(parts[-1]) if part not in walk(parts[0])]
    if len(unknowns) > 1:
        return  # of weights and labels that balance each other any sign may be wrong
    said = f"Let ${index}$ run over 1, 2 and 3"
    for unknown in unknowns:
        if isinstance(unknown, Symbol | Call):
            try:
                right = _freed(before, other, unknown)
            except RefusedError:
                continue
            taken = f"{said}, and solve it for ${to_latex(unknown)}$"
            yield replace(line, left=unknown, rights=(right,), taken=taken, is_turned=False)
