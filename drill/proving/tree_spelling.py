"""Texts that are the same for trees that differ in order, zeros, ones and where their numbers stand."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import reduce
from math import prod

from drill.checking import canonicalise_tree, split_product_factors, split_sum_terms
from drill.maths.maths_tree import Binary, Neg, Node, Num, change_parts

# Numbers that are taken out of a product.
_TAKEN_OUT = re.compile(r"[1-9]\d{0,19}")


def spell_tree_canonically(node: Node) -> str:
    """Return the canonical text of a tree without what adds 0, multiplies by 1 or is a first power."""
    return canonicalise_tree(remove_neutral_elements(node))


def split_number(node: Node) -> tuple[Fraction, str, Node]:
    """Return the numeric factor of a tree, and the rest with its canonical text before it."""
    number, rest = _split_numeric_factor(node)
    text = canonicalise_tree(rest)
    if text.startswith("- "):
        return -number, text.removeprefix("- "), Neg(rest)
    return number, text, rest


def collect_terms(node: Node) -> dict[str, tuple[Fraction, Node]]:
    """Return the terms of a sum by their texts, each with its number; multiplied out by numbers."""
    terms: dict[str, tuple[Fraction, Node]] = {}
    for negative, term in split_sum_terms(remove_neutral_elements(node)):
        number, rest = _split_numeric_factor(Neg(term) if negative else term)
        parts = collect_terms(rest) if len(split_sum_terms(rest)) > 1 else {}
        for sign, part in parts.values() or ((Fraction(1), rest),):
            own, text, _ = split_number(part)
            terms[text] = terms.get(text, (Fraction(0), part))[0] + number * sign * own, part
    return {text: (number, part) for text, (number, part) in terms.items() if number and text != "0"}


def _split_numeric_factor(node: Node) -> tuple[Fraction, Node]:
    parts = split_product_factors(remove_neutral_elements(node))
    number, sides = Fraction(1), list[Node]()
    for side, power in ((parts.factors, 1), (parts.divisors, -1)):
        numbers = [part for part in side if isinstance(part, Num) and _TAKEN_OUT.fullmatch(part.text)]
        number *= prod((part.value for part in numbers), start=Fraction(1)) ** power
        rest = [part for part in side if part not in numbers]
        sides.append(reduce(lambda left, part: Binary("*", left, part), rest) if rest else Num("1"))
    return -number if parts.negative else number, remove_neutral_elements(Binary("/", sides[0], sides[1]))


def multiply_tree_by(factor: Fraction, node: Node) -> Node:
    """Return a multiple of a tree; the tree itself or its negation if nothing else is to be multiplied."""
    if abs(factor) != 1:
        node = Binary("*", Num(str(abs(factor.numerator))), node)
        node = Binary("/", node, Num(str(factor.denominator)))
    return Neg(node) if factor < 0 else node


def remove_neutral_elements(node: Node) -> Node:
    """Return a tree without what adds 0, multiplies by 1 or is a first power."""
    node = change_parts(node, remove_neutral_elements)
    if not isinstance(node, Binary):
        return node
    left, right = node.left, node.right
    match node.op:
        case "+" | "-" if _is_number_equal_to(right, 0):
            return left
        case "+" if _is_number_equal_to(left, 0):
            return right
        case "*" if _is_number_equal_to(left, 0) or _is_number_equal_to(right, 0):
            return Num("0")
        case "*" if _is_number_equal_to(left, 1):
            return right
        case "*" | "/" | "^" if _is_number_equal_to(right, 1):
            return left
        case "*" if left == right:
            return Binary("^", left, Num("2"))
        case _:
            return node


def _is_number_equal_to(node: Node, value: int) -> bool:
    return isinstance(node, Num) and canonicalise_tree(node) == str(value)
