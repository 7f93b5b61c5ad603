"""Parts of a formula with the way back: what the whole becomes when a part is exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Binomial,
    Bracket,
    Call,
    Differential,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Said,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
)

PutBack = Callable[[Node], Node]


class Part(NamedTuple):
    """A part, its role in what holds it, and the function that puts another one in its place."""

    node: Node
    role: str
    put_back: PutBack


def direct_parts(node: Node) -> Iterator[Part]:
    """The parts right below that are mathematics of their own; not labels, bounds and heads of calls."""
    match node:
        case Signed(sign, body):
            yield Part(body, "term", lambda inner: Signed(sign, inner))
        case Sum(terms, signs):
            for index, term in enumerate(terms):
                yield Part(term, "term", lambda inner, at=index: Sum(_put(terms, at, _bare(inner)), signs))
        case Product(factors, signs):
            for index, (factor, sign) in enumerate(zip(factors, ("", *signs), strict=True)):
                yield Part(
                    factor,
                    "divisor" if sign == "/" else "factor",
                    lambda inner, at=index: Product(_put(factors, at, _as_factor(_bare(inner))), signs),
                )
        case Fraction(top, bottom):
            yield Part(top, "numerator", lambda inner: Fraction(inner, bottom))
            yield Part(bottom, "denominator", lambda inner: Fraction(top, inner))
        case Power(base, exponent):
            yield Part(base, "base", lambda inner: Power(_as_base(inner), exponent))
            yield Part(exponent, "exponent", lambda inner: Power(base, inner))
        case Root(body, degree):
            yield Part(body, "root", lambda inner: Root(inner, degree))
        case Bracket(opening, closing, parts, separators, sub):
            for index, part in enumerate(parts):

                def in_bracket(inner: Node, at: int = index) -> Node:
                    return Bracket(opening, closing, _put(parts, at, inner), separators, sub)

                yield Part(part, "bracket", in_bracket)
        case Norm(bars, body, sub, is_size):
            yield Part(body, "norm", lambda inner: Norm(bars, inner, sub, is_size))
        case Function(name, body, sub, power):
            yield Part(body, "argument", lambda inner: Function(name, inner, sub, power))
        case Big(name, lower, upper, body):
            yield Part(body, "body", lambda inner: Big(name, lower, upper, inner))
        case Call(head, arguments):
            role = "bracket" if is_expectation(head) else "argument"
            for part in direct_parts(arguments):
                yield Part(part.node, role, lambda inner, back=part.put_back: _called(head, back(inner)))
        case Binomial(top, bottom):
            yield Part(top, "numerator", lambda inner: Binomial(inner, bottom))
            yield Part(bottom, "denominator", lambda inner: Binomial(top, inner))
        case Gradient(body, sub, power) if body is not None:
            yield Part(body, "argument", lambda inner: Gradient(inner, sub, power))
        case Statement(sides, relations) if len(sides) > 1:
            last = len(sides) - 1
            yield Part(sides[last], "side", lambda inner: Statement(_put(sides, last, inner), relations))
        case _:
            return


def all_parts(node: Node) -> Iterator[Part]:
    """Parts at every depth, outer ones first."""
    for part in direct_parts(node):
        yield part
        for inner in all_parts(part.node):
            yield Part(inner.node, inner.role, _chained(part.put_back, inner.put_back))


def mapped(node: Node, change: PutBack) -> Node:
    """``node`` with ``change`` done to it, or, where that changes nothing, to its parts."""
    changed = change(node)
    if changed is not node:
        return changed

    def inside(inner: Node) -> Node:
        return mapped(inner, change)

    match node:
        case Signed(sign, body):
            return Signed(sign, inside(body))
        case Sum(terms, signs):
            return Sum(tuple(map(inside, terms)), signs)
        case Product(factors, signs):
            return Product(tuple(map(inside, factors)), signs)
        case Fraction(top, bottom):
            return Fraction(inside(top), inside(bottom))
        case Power(base, exponent):
            return Power(inside(base), inside(exponent))
        case Transpose(base, mark):
            return Transpose(inside(base), mark)
        case Applied(head, body):
            return Applied(head, inside(body))
        case Binomial(top, bottom):
            return Binomial(inside(top), inside(bottom))
        case Differential(sign, variable):
            return Differential(sign, inside(variable))
        case Table(environment, rows):
            return Table(environment, tuple(tuple(map(inside, row)) for row in rows))
        case Said(words, body):
            return Said(words, inside(body))
        case Root(body, degree):
            return Root(inside(body), None if degree is None else inside(degree))
        case Bracket(opening, closing, parts, separators, sub):
            return Bracket(opening, closing, tuple(map(inside, parts)), separators, sub)
        case Norm(bars, body, sub, is_size):
            return Norm(bars, inside(body), sub, is_size)
        case Call(head, arguments):
            return _called(inside(head), inside(arguments))
        case Function(name, body, sub, power):
            return Function(name, inside(body), sub, None if power is None else inside(power))
        case Big(name, lower, upper, body):
            return Big(name, lower, upper, inside(body))
        case Gradient(body, sub, power) if body is not None:
            return Gradient(inside(body), sub, power)
        case Statement(sides, relations):
            return Statement(tuple(map(inside, sides)), relations)
        case _:
            return node


def is_expectation(head: Node) -> bool:
    """Whether what stands in a call's brackets is mathematics of its own: expectations and variances."""
    return isinstance(head, Symbol) and head.base in ("E", "Var", "Cov", "cov")


def _chained(outer: PutBack, inner: PutBack) -> PutBack:
    return lambda node: outer(inner(node))


def _called(head: Node, arguments: Node) -> Node:
    assert isinstance(arguments, Bracket)
    return Call(head, arguments)


def _put(parts: tuple[Node, ...], at: int, part: Node) -> tuple[Node, ...]:
    return (*parts[:at], part, *parts[at + 1 :])


def _bare(node: Node) -> Node:
    """A single symbol needs no brackets any more."""
    match node:
        case Bracket("(" | "[" | "\\{", _, (Symbol() | Number() as inner,), (), ()):
            return inner
        case _:
            return node


def _as_factor(node: Node) -> Node:
    """A sum gets brackets where it becomes a factor."""
    return Bracket("(", ")", (node,)) if isinstance(node, Sum | Signed) else node


def _as_base(node: Node) -> Node:
    plain = isinstance(node, Symbol | Number | Bracket | Norm | Call) or _is_called_in_brackets(node)
    return node if plain else Bracket("(", ")", (node,))


def _is_called_in_brackets(node: Node) -> bool:
    """``\\cos(a + b)``: what stands above it is a power of its value."""
    return isinstance(node, Function) and isinstance(node.body, Bracket) and node.power is None
