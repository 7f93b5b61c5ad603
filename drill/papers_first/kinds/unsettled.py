"""Parts of a formula in which papers are not of one mind, so that who knows it may write another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Statement,
    Sum,
    Symbol,
    Transpose,
    children,
)
from drill.papers_first.paper import Paper

_DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots", "\\vdots"))
_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))
_TIMES: Final = frozenset(("t", "k", "\\tau"))
"""Letters of indices that count steps in time."""


def unsettled(statement: Node) -> frozenset[Node]:
    """What could be written otherwise, as the formula itself shows.

    ``\\phi`` beside ``\\phi(x)``, ``\\theta`` beside ``\\theta_t``; the ends of a list with dots,
    which may begin at 0 or at 1; a difference of which only the size counts; the factors of ``A^{-1} b``
    beside an equal ``C^{-1} d``.
    """
    parts = list(walk(statement))
    heads = {part.head for part in parts if isinstance(part, Call)}
    timed = {replace(part, sub=()) for part in parts if isinstance(part, Symbol) and _TIMES & set(part.sub)}
    shortened = {one for one in _uncalled(statement) if one in heads or (not one.sub and one in timed)}
    ends = (end for part in parts for end in _ends_of_lists(part))
    either = (one for part in parts for one in (*_of_either_sign(part), *_of_equal_products(part)))
    return frozenset((*shortened, *ends, *either))


def written_otherwise(paper: Paper, statement: Node) -> frozenset[Node]:
    """Names that the paper has two ways to write: with ``a = 1 - b`` both, outside of that itself."""
    found: set[Node] = set()
    for equation in paper.told.equations:
        match equation:
            case Statement((Symbol() as one, Sum((Number("1"), Symbol() as other), ("-",))), (relation,)):
                if relation in _EQUAL and equation != statement:
                    found |= {one, other}
            case _:
                continue
    return frozenset(found)


def _uncalled(node: Node) -> Iterator[Symbol]:
    """Symbols that are applied to nothing."""
    if isinstance(node, Symbol):
        yield node
    for child in (node.arguments,) if isinstance(node, Call) else children(node):
        yield from _uncalled(child)


def _of_either_sign(part: Node) -> Iterator[Node]:
    """``a - b`` of ``\\|a - b\\|`` and ``(a - b)^2``, where ``b - a`` is as right; ``V^T U`` of
    ``\\|V^T U\\|_F``, where ``U^T V`` is.
    """
    match part:
        case Norm("\\|", Product((Transpose(), _) | (_, Transpose())) as product, ("F",)):
            yield product
        case Norm("|" | "\\|", Sum((_, _), ("-",)) as difference):
            yield difference
        case Power(Bracket("(" | "[", _, (Sum((_, _), ("-",)) as difference,)), Number("2")):
            yield difference
        case _:
            return


def _of_equal_products(part: Node) -> Iterator[Node]:
    """Factors of sides that are one product with other letters: the factors of one are right in the other."""
    if not isinstance(part, Statement) or not set(part.relations) <= _EQUAL:
        return
    products = [side for side in part.sides if isinstance(side, Product)]
    for one, other in combinations(products, 2):
        pairs = tuple(zip(one.factors, other.factors, strict=False))
        is_same_long = len(one.factors) == len(other.factors)
        if is_same_long and any(_are_like_powers(first, second) for first, second in pairs):
            for factor in (*one.factors, *other.factors):
                yield from _wholes(factor)


def _wholes(node: Node) -> Iterator[Node]:
    """A factor, and all that its brackets and its power hold."""
    yield node
    match node:
        case Bracket(_, _, (inner,), (), ()) | Power(inner):
            yield from _wholes(inner)
        case _:
            return


def _are_like_powers(first: Node, second: Node) -> bool:
    """``A^{-1}`` and ``C^{-1}``."""
    match first, second:
        case Power(base, exponent), Power(of_other, in_other):
            return exponent == in_other and base != of_other
        case _:
            return False


def _ends_of_lists(part: Node) -> Iterator[Node]:
    match part:
        case Bracket(_, _, members, marks):
            lists: list[list[Node]] = [[members[0]]]
            for mark, member in zip(marks, members[1:], strict=True):
                if mark == ",":
                    lists[-1].append(member)
                else:
                    lists.append([member])
        case Sum(members):
            lists = [list(members)]
        case _:
            return
    for one in lists:
        if any(isinstance(member, Symbol) and member.base in _DOTS for member in one):
            yield from (one[0], one[-1])
