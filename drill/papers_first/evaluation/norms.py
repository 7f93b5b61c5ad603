"""Norms as numbers of their own beside what they are of: one coordinate of ``v / \\|v\\|``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.maths.print import to_plain
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.given import NAMED, is_given, is_grouping, rounded_part
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Node,
    Norm,
    Number,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    children,
    symbols,
)
from drill.papers_first.formula.vocabulary import GREEK
from drill.papers_first.paper import without_index
from drill.papers_first.plausible.known_numbers import is_constant

_EXTREMES: Final = frozenset(("amax", "amin"))
_NUMBERS: Final = frozenset("abcgkmnrst")
"""Small letters that stand for numbers rather than arrays."""


def norm_conditions(side: Side) -> Iterator[str]:
    """That no coordinate is larger than the norm of the whole.

    Raises:
        RefusedError: a norm stands beside what it is of, where the side is no sum of multiples of that, or
            several are distances from a sum of all that they are distances of.
    """
    if _have_sum_in_common(side):
        raise RefusedError("distances from a sum of their own are not free")
    for norm, body in _beside(side):
        is_largest = isinstance(norm, Call) and isinstance(norm.head, Symbol) and norm.head.base in _EXTREMES
        if is_largest or not _is_coordinatewise(side.node, body):
            raise RefusedError("a norm stands beside what it is the norm of")
        yield f"abs({side.names[body]}) <= {side.names[norm]}"
    for norm, body in _of_sums(side):
        yield f"abs({body}) <= {side.names[norm]}"
    yield from _inner_products(side)


def _have_sum_in_common(side: Side) -> bool:
    """``\\|x_1 - \\frac{1}{2} \\sum_j x_j\\|`` beside that of ``x_2``: each says something of the other."""
    found: set[Node] = set()
    for node in side.names:
        for big in {part for part in walk(node) if isinstance(part, Big) and isinstance(node, Norm)}:
            outside = replaced(node, lambda part, big=big: Number("0") if part == big else None)
            is_own = any(
                one.sub and without_index(one) in map(without_index, symbols(big.body))
                for one in symbols(outside)
            )
            if is_own and big in found:
                return True
            found |= {big} if is_own else set()
    return False


def _of_sums(side: Side) -> Iterator[tuple[Norm, str]]:
    """Norms of sums and differences of what is given too, each with the coordinate of what it is of."""
    for node in side.names:
        match node:
            case Norm("\\|", Sum() as body) if all(
                one in side.names or is_constant(one) for one in symbols(body)
            ):
                try:
                    yield node, to_plain(scalar_tree(body, side.names))
                except RefusedError:
                    continue
            case _:
                continue


def _inner_products(side: Side) -> Iterator[str]:
    """That no inner product is larger than the product of the norms that are given beside it."""
    norms = {
        node.body: name for node, name in side.names.items() if isinstance(node, Norm) and not node.sub[1:]
    }
    for node, name in side.names.items():
        match node:
            case Bracket("\\langle", "\\rangle", (one, other), (",",)) if one in norms and other in norms:
                yield f"abs({name}) <= {norms[one]}*{norms[other]}"
            case _:
                continue


def norms_said(side: Side) -> Iterator[str]:
    """What is to be said of such norms, sentences without their full stops."""
    for norm, body in _beside(side):
        whole, part = to_latex(norm), to_latex(body)
        yield f"Here ${whole}$ is that of all of ${part}$, of which one coordinate is given"
    for norm, _ in _of_sums(side):
        yield f"Here ${to_latex(norm)}$ is that of whole vectors, of which one coordinate is given"


def _beside(side: Side) -> Iterator[tuple[Node, Node]]:
    """Norms and largest entries among the quantities, each with what it is of where that is one too."""
    for node in side.names:
        match node:
            case Norm(_, body) | Call(Symbol("absmax" | "amax" | "amin" | "norm"), Bracket(_, _, (body,))):
                if body in side.names:
                    yield node, body
            case _:
                continue


def _is_coordinatewise(node: Node, body: Node) -> bool:
    """Whether ``node`` is a sum whose terms hold ``body`` once at most, times numbers, in every case of it.

    A capital may be a matrix, unless something is divided by it somewhere, or compared with it by size.
    """
    if not isinstance(body, Symbol):
        return False
    bottoms = (part.bottom for part in walk(node) if isinstance(part, Fraction))
    compared = (end for part in walk(node) if isinstance(part, Statement) for end in part.sides)
    divisors = frozenset((*(inner for bottom in bottoms for inner in walk(bottom)), *compared))
    return _holds(node, body) and _is_linear(node, body, divisors)


def _is_linear(node: Node, body: Node, divisors: frozenset[Node]) -> bool:
    if node == body:
        return True
    match node:
        case Sum(terms):
            return all(_is_linear(term, body, divisors) for term in terms if _holds(term, body))
        case Signed(_, inner):
            return _is_linear(inner, body, divisors)
        case Bracket(_, _, (inner,)) if is_grouping(node) or rounded_part(node) is not None:
            return _is_linear(inner, body, divisors)
        case Call(_, Bracket(_, _, (inner,))) if rounded_part(node) is not None:
            return _is_linear(inner, body, divisors)
        case Fraction(top, bottom):
            return not _holds(bottom, body) and _is_linear(top, body, divisors)
        case Product(factors, signs) if set(signs) <= {"", "/"}:
            return _is_multiple(factors, signs, body, divisors)
        case Table("cases", rows):
            values = [row[0] for row in rows if row and _holds(row[0], body)]
            conditions = (cell for row in rows for cell in row[1:])
            return all(_is_linear(value, body, divisors) for value in values) and not any(
                _holds(condition, body) for condition in conditions
            )
        case _:
            return False


def _is_multiple(
    factors: tuple[Node, ...], signs: tuple[str, ...], body: Node, divisors: frozenset[Node]
) -> bool:
    """Whether one factor holds the body, and the others are numbers."""
    held = [place for place, factor in enumerate(factors) if _holds(factor, body)]
    if len(held) != 1:
        return False
    (place,) = held
    others = (*factors[:place], *factors[place + 1 :])
    return (
        ("", *signs)[place] != "/"
        and _is_linear(factors[place], body, divisors)
        and all(_is_number(other, divisors) for other in others)
    )


def _is_number(node: Node, divisors: frozenset[Node]) -> bool:
    match node:
        case Norm():
            return True
        case Symbol(base, font):
            is_plain = base in GREEK or base in _NUMBERS
            return font in ("", "\\mathrm") and (is_constant(node) or is_plain or node in divisors)
        case Call(Symbol(base, "\\operatorname"), arguments) if base in NAMED:
            return _is_number(arguments, divisors)
        case _ if is_given(node):
            return False
        case _:
            return all(_is_number(child, divisors) for child in children(node))


def _holds(node: Node, body: Node) -> bool:
    """Whether the body stands in a part by itself, not only in what is given of it as a whole."""
    if node == body:
        return True
    return not is_given(node) and any(_holds(child, body) for child in children(node))
