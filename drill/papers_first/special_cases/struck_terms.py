"""Terms and factors put together again once zeros and ones are struck: brackets that nothing needs go."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Node,
    Norm,
    Number,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
    Transpose,
)

TIMES: Final = frozenset(("", "\\cdot", "\\times", "\\odot", "*"))
ATOMS = Symbol | Call | Norm | Transpose | Fraction | Root
"""What needs no brackets as a factor."""


def without_brackets(node: Node) -> Node:
    """A whole side without the brackets around all of it."""
    if isinstance(node, Bracket) and is_grouping(node):
        return without_brackets(node.parts[0])
    return node


def opened(sign: str, term: Node) -> list[tuple[str, Node]]:
    """A term as terms of the sum around it: brackets behind a plus go."""
    inner = without_brackets(term)
    if (sign == "-" and isinstance(inner, Sum)) or (inner != term and _runs_on(inner)):
        return [(sign, term)]
    if isinstance(inner, Sum) and set(inner.signs) <= {"+", "-"}:
        parts = zip(("+", *inner.signs), inner.terms, strict=True)
        return [one for before, part in parts for one in opened(before, part)]
    if isinstance(inner, Signed) and inner.sign == "-":
        return [("-" if sign == "+" else "+", inner.body)]
    return [(sign, inner)]


def _runs_on(node: Node) -> bool:
    """Whether a term ends in a sum over something, so that brackets tell its end."""
    last = node.factors[-1] if isinstance(node, Product) else node
    return isinstance(last, Big) and not isinstance(last.body, Bracket)


def cancelled(terms: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
    """Terms without those that stand there once with each sign."""
    left = list(terms)
    for sign, term in terms:
        opposite = ("-" if sign == "+" else "+", term)
        if (sign, term) in left and opposite in left:
            left.remove((sign, term))
            left.remove(opposite)
    return left


def whole_sum(terms: list[tuple[str, Node]]) -> Node:
    total = sum(
        (1 if sign == "+" else -1) * int(term.text) for sign, term in terms if isinstance(term, Number)
    )
    return Number(str(total)) if total >= 0 else Signed("-", Number(str(-total)))


def spliced(sign: str, factor: Node) -> list[tuple[str, Node]]:
    """A factor as factors of the product around it: ``(A B) C`` is ``A B C``."""
    inner = without_brackets(factor)
    if isinstance(inner, Product) and set(inner.signs) <= {"", "\\cdot"}:
        return list(zip((sign, *inner.signs), inner.factors, strict=True))
    return [(sign, bare_factor(factor))]


def numbers_multiplied(factors: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
    """Whole numbers that lead a product as one number: ``2 2 x`` is ``4 x``."""
    left = list(factors)
    while len(left) > 1 and left[1][0] in TIMES and (first := _count(left[0][1])) is not None:
        second = _count(left[1][1])
        if second is None:
            return [(left[0][0], Number(str(first))), *left[1:]]
        left[:2] = [(left[0][0], Number(str(first * second)))]
    return left


def _count(node: Node) -> int | None:
    inner = without_brackets(node)
    return int(inner.text) if isinstance(inner, Number) and inner.text.isdigit() else None


def bare_factor(factor: Node) -> Node:
    """A factor without brackets that nothing needs."""
    inner = without_brackets(factor)
    return inner if isinstance(inner, ATOMS) else factor


def held(inner: Node, before: Node) -> Node:
    """What stands below a superscript: in brackets as before, but for single names and calls."""
    if isinstance(before, Bracket) and not isinstance(inner, Bracket | Symbol | Call | Norm | Number):
        return replace(before, parts=(inner,))
    return inner
