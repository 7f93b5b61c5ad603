"""What is left of a formula once zeros and ones are struck out of it, everything else as the paper writes it.

Nothing is reordered, so that matrices keep their places; what has no value is refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.given import is_clip, is_grouping
from drill.papers_first.formula.rewrite import at_index
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Factorial,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
    Transpose,
)
from drill.papers_first.plausible.known_numbers import is_base_e
from drill.papers_first.special_cases.struck_terms import (
    ATOMS,
    TIMES,
    bare_factor,
    cancelled,
    held,
    numbers_multiplied,
    opened,
    spliced,
    whole_sum,
    without_brackets,
)

ZERO: Final = Number("0")
ONE: Final = Number("1")
_OVER: Final = frozenset(("/", "\\div"))
_LINEAR: Final = frozenset(("\\sum", "\\int", "\\iint"))
_AT_ZERO: Final = {"\\exp": ONE, "\\cos": ONE, "\\cosh": ONE, "\\sin": ZERO, "\\tanh": ZERO, "\\sinh": ZERO}


def struck(node: Node) -> Node:
    """``node`` without factors 1, terms 0, and terms with a factor 0.

    Raises:
        RefusedError: something is divided by 0, or a step is not plain arithmetic.
    """
    match node:
        case Signed(sign, body):
            return _signed(sign, struck(body))
        case Sum():
            return _sum(node)
        case Product():
            return _product(node)
        case Fraction(top, bottom):
            return _fraction(struck(top), struck(bottom))
        case Power(base, exponent):
            return _power(held(struck(base), base), struck(exponent))
        case Bracket():
            return _bracket(replace(node, parts=tuple(map(struck, node.parts))))
        case Norm() | Root() | Transpose() | Factorial():
            return _wrapped(node)
        case Big():
            return _big(node)
        case _:
            return _applied(node)


def _signed(sign: str, body: Node) -> Node:
    inner = without_brackets(body)
    if inner == ZERO or sign == "+":
        return inner
    if isinstance(inner, Signed) and inner.sign == "-":
        return inner.body
    return Signed(sign, body if isinstance(inner, Sum) else inner)


def _sum(node: Sum) -> Node:
    if not set(node.signs) <= {"+", "-"}:
        return node
    terms: list[tuple[str, Node]] = []
    for sign, term in zip(("+", *node.signs), node.terms, strict=True):
        terms += opened(sign, struck(term))
    terms = cancelled([(sign, term) for sign, term in terms if term != ZERO])
    if not terms:
        return ZERO
    if all(isinstance(term, Number) and term.text.isdigit() for _, term in terms):
        return whole_sum(terms)
    (sign, first), *rest = terms
    head = Signed("-", first) if sign == "-" else first
    if not rest:
        return head
    return Sum((head, *(term for _, term in rest)), tuple(sign for sign, _ in rest))


def _product(node: Product) -> Node:
    if not set(node.signs) <= TIMES | _OVER:
        return replace(node, factors=tuple(map(struck, node.factors)))
    kept: list[tuple[str, Node]] = []
    is_nothing = False
    for sign, factor in zip(("", *node.signs), map(struck, node.factors), strict=True):
        if factor == ZERO and sign in _OVER:
            raise RefusedError("it is divided by 0")
        is_nothing = is_nothing or factor == ZERO
        if factor == ONE and kept:
            continue
        if [one for _, one in kept] == [ONE] and sign in TIMES:
            kept = []
        kept += spliced(sign, factor) if sign in TIMES else [(sign, bare_factor(factor))]
    if is_nothing:
        return ZERO
    kept = numbers_multiplied(kept)
    (_, first), *rest = kept
    return Product((first, *(one for _, one in rest)), tuple(sign for sign, _ in rest)) if rest else first


def _fraction(top: Node, bottom: Node) -> Node:
    if bottom == ZERO:
        raise RefusedError("it is divided by 0")
    if top == ZERO:
        return ZERO
    if bottom == ONE:
        return Bracket("(", ")", (top,)) if isinstance(top, Sum | Signed) else top
    return ONE if top == bottom else Fraction(without_brackets(top), without_brackets(bottom))


def _power(base: Node, exponent: Node) -> Node:
    if exponent == ZERO:
        if base == ZERO or not is_base_e(base):
            raise RefusedError("a power of 0")
        return ONE
    if exponent == ONE:
        return base
    if base == ZERO:
        if not isinstance(exponent, Number | Fraction):
            raise RefusedError("a power of 0")
        return ZERO
    return ONE if base == ONE else Power(base, exponent)


def _bracket(node: Bracket) -> Node:
    if not is_grouping(node):
        return node
    inner = node.parts[0]
    return inner if inner in (ZERO, ONE) or isinstance(inner, ATOMS | Bracket) else node


def _wrapped(node: Norm | Root | Transpose | Factorial) -> Node:
    match node:
        case Norm(_, body) | Root(body):
            inner = struck(body)
            if inner == ZERO or (inner == ONE and isinstance(node, Root)):
                return inner
            return replace(node, body=without_brackets(inner))
        case Transpose(base, _):
            inner = held(struck(base), base)
            return ZERO if inner == ZERO else replace(node, base=inner)
        case Factorial(body):
            inner = struck(body)
            return ONE if inner in (ZERO, ONE) else replace(node, body=inner)


def _big(node: Big) -> Node:
    index = node.lower[0] if len(node.lower) == 3 and node.lower[1] == "=" else ""
    if index and node.name in ("\\sum", "\\prod") and node.lower[2:] == node.upper:
        if "\\neq" in repr(node.body):
            raise RefusedError("what it runs over is not plain")
        return struck(at_index(node.body, index, int(node.upper[0])))
    if node.name == "\\sum" and node.lower[1:] == ("=", "0") and isinstance(node.body, Product):
        first = _first_of_series(node.body, index)
        if first is not None:
            return struck(first)
    body = struck(node.body)
    if body == ZERO and node.name in _LINEAR:
        return ZERO
    return replace(node, body=body)


def _first_of_series(body: Product, index: str) -> Node | None:
    """The term at 0 of ``0^l \\delta_{t+l}``, the only one that is left; None without such a power."""
    powers = [
        factor
        for factor in body.factors
        if isinstance(factor, Power) and factor.exponent == Symbol(index) and struck(factor.base) == ZERO
    ]
    if len(powers) != 1 or not set(body.signs) <= TIMES:
        return None
    kept = tuple(ONE if factor is powers[0] else factor for factor in body.factors)
    return at_index(replace(body, factors=kept), index, 0)


def _applied(node: Node) -> Node:
    match node:
        case Call(head, arguments):
            parts = tuple(map(struck, arguments.parts))
            if is_clip(node) and parts[1] == parts[2]:
                raise RefusedError("nothing is left between the bounds")
            if parts == (ZERO,) and _is_mean(head):
                return ZERO
            if any(part == ZERO != old for part, old in zip(parts, arguments.parts, strict=True)):
                raise RefusedError("a function is taken of 0")
            return replace(node, arguments=replace(arguments, parts=tuple(map(without_brackets, parts))))
        case Applied(head, body):
            inner = struck(body)
            return ZERO if inner == ZERO and _is_mean(head) else replace(node, body=inner)
        case Gradient(body) if body is not None:
            inner = struck(body)
            if inner == ZERO:
                raise RefusedError("a gradient of 0")
            return replace(node, body=inner)
        case Function(name, body, sub, power):
            return _function(name, struck(body), sub, power)
        case _:
            return node


def _is_mean(head: Node) -> bool:
    return isinstance(head, Symbol) and head.base in ("E", "tr", "Tr")


def _function(name: str, body: Node, sub: tuple[str, ...], power: Node | None) -> Node:
    inner = without_brackets(body)
    if inner == ZERO and name in _AT_ZERO and power is None:
        return _AT_ZERO[name]
    if inner == ONE and name in ("\\log", "\\ln"):
        return ZERO
    if inner == ZERO:
        raise RefusedError(f"{name} of 0")
    if name in ("\\log", "\\ln") and isinstance(inner, Function) and inner.name == "\\exp" and power is None:
        return inner.body
    is_bare = isinstance(inner, Symbol | Fraction)
    return Function(name, inner if is_bare and isinstance(body, Bracket) else body, sub, power)
