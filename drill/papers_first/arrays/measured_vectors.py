"""Letters that are vectors by what is done to them: measured, multiplied in angle brackets, joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeGuard

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Node,
    Norm,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
)
from drill.papers_first.paper import Paper

_LETTERS: Final = frozenset("abcdehopqrstuvwxyz") | {"\\theta", "\\mu", "\\xi", "\\omega", "\\phi", "\\psi"}
"""Letters of points and directions; f, g and h may be functions, capitals matrices."""
_JOINTS: Final = frozenset((",", ";", "\\|"))


def is_joined(node: Node) -> TypeGuard[Bracket]:
    """Whether it is vectors that are put one behind the other, ``[x; y]``."""
    match node:
        case Bracket("[", "]", (_, _, *_), separators, ()):
            return set(separators) <= _JOINTS
        case _:
            return False


def in_brackets(node: Node) -> Node:
    """Bold letters with bars between them, ``\\mathbf{x} \\| \\mathbf{y}``, in brackets."""
    match node:
        case Bracket("", "", (_, _, *_) as parts, separators, ()) if set(separators) == {"\\|"}:
            are_bold = all(isinstance(part, Symbol) and part.font == "\\mathbf" for part in parts)
            return Bracket("[", "]", parts, separators) if are_bold else node
        case _:
            return node


def vectors_by_place(paper: Paper, side: Node) -> Iterator[Symbol]:
    """Letters in plain norms and inner products, with what they are multiplied by in these; none where one
    of them may be a function.
    """
    found = tuple(dict.fromkeys(one for part in walk(side) for one in _measured(part)))
    if found and not _called(paper) & {symbol.base for symbol in found}:
        beside = {one for part in walk(side) for one in _multiplied(part)}
        yield from (symbol for symbol in found if symbol.base in _LETTERS or symbol in beside)


def beside_inner_products(side: Node) -> Iterator[Symbol]:
    """Small letters that are added to an inner product or that one is divided by: numbers as it is."""
    for part in walk(side):
        match part:
            case Sum(terms) if any(map(_is_inner_product, terms)):
                yield from (term for term in terms if _is_small_letter(term))
            case Fraction(Bracket("\\langle", "\\rangle", (_, _), (",",), ()), bottom):
                yield from filter(_is_small_letter, (bottom.body if isinstance(bottom, Root) else bottom,))
            case _:
                continue


def _is_inner_product(term: Node) -> bool:
    """Whether it is one, or one over something."""
    match term:
        case Bracket("\\langle", "\\rangle", (_, _), (",",), ()):
            return True
        case Fraction(top, _) | Signed(_, top):
            return _is_inner_product(top)
        case _:
            return False


def _is_small_letter(node: Node) -> TypeGuard[Symbol]:
    return isinstance(node, Symbol) and not node.font and node.base.islower()


def normalised(side: Node, left: Node) -> Iterator[Symbol]:
    """Small Latin letters that a softmax is taken of, ``softmax(z / s)``: vectors, since of numbers none is.

    At an index, ``a_i = softmax(e_i)``, they may be one of the numbers that it is taken of.
    """
    if isinstance(left, Symbol) and left.sub and not left.font:
        return
    for part in walk(side):
        match part:
            case Call(Symbol(base, "\\operatorname", sub=()), Bracket(_, _, (body,), (), ())) if (
                base.lower() == "softmax"
            ):
                yield from _scaled(body)
            case _:
                continue


def _scaled(body: Node) -> Iterator[Symbol]:
    """The letter that stands alone or is divided by another one."""
    match body:
        case Fraction(top, _) | Product((top, _), ("/",)):
            yield from _scaled(top)
        case Symbol(font="", sub=()) if body.base in _LETTERS and body.base.isalpha():
            yield body
        case _:
            return


def measured_calls(side: Node) -> Iterator[Call]:
    """What functions give in plain norms, ``\\|f(x)\\|_2``."""
    for part in walk(side):
        match part:
            case Norm("\\|", Call() as body, () | ("2",)):
                yield body
            case _:
                continue


def calls_in_norms(side: Node) -> Iterator[tuple[Call, tuple[Node, ...]]]:
    """What functions give in plain norms of sums, each with the other terms: all of them have one shape."""
    for part in walk(side):
        match part:
            case Norm("\\|", Sum(terms), () | ("2",) | ("1",)):
                for term in terms:
                    if isinstance(term, Call):
                        yield term, tuple(one for one in terms if one != term)
            case _:
                continue


def _measured(part: Node) -> Iterator[Symbol]:
    match part:
        case Norm("\\|", body, () | ("2",) | ("1",)):
            yield from _terms(body)
        case Bracket("\\langle", "\\rangle", (first, second), (",",), ()):
            yield from _terms(first)
            yield from _terms(second)
        case Bracket("[", "]", parts, separators, ()) if len(parts) > 1 and set(separators) <= {";", "\\|"}:
            for one in parts:
                yield from _terms(one)
        case _:
            return


def _multiplied(part: Node) -> Iterator[Symbol]:
    """Small letters in an inner product one of which is a point's or a direction's."""
    match part:
        case Bracket("\\langle", "\\rangle", (Symbol() as first, Symbol() as second), (",",), ()):
            pair = (first, second)
            if all(map(_is_small_letter, pair)) and any(one.base in _LETTERS for one in pair):
                yield from pair
        case _:
            return


def _terms(node: Node) -> Iterator[Symbol]:
    match node:
        case Symbol():
            yield node
        case Sum(terms):
            for term in terms:
                yield from _terms(term)
        case Signed(_, body):
            yield from _terms(body)
        case _:
            return


def _called(paper: Paper) -> frozenset[str]:
    """The letters that stand before arguments somewhere in the paper."""
    statements = (reading.statement for reading in paper.readings if reading.statement is not None)
    return frozenset(
        part.head.base
        for statement in statements
        for part in walk(statement)
        if isinstance(part, Call) and isinstance(part.head, Symbol)
    )
