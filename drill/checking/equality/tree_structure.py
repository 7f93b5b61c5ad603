"""Trees compared as written, and taken apart: equal up to the order of terms and factors."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from drill.errors import TooLargeError, UndefinedError
from drill.maths import exact
from drill.maths.maths_tree import Binary, Call, Const, Neg, Node, Num, list_parts, replace_parts

# Characters up to which a number is told by its value; a longer one, as 1e999999, by its digits.
_LONGEST_DIGITS = 40
# Max bits of a number that is computed exactly beside one that is nearly the same.
_MOST_BITS = 100_000
# Stands for the parts of a node where the rest of it, such as its name, is told.
_BLANK = Num("")


class Product(NamedTuple):
    """A product taken apart: its sign, its factors, and its divisors."""

    negative: bool
    factors: tuple[Node, ...]
    divisors: tuple[Node, ...]


def evaluate_short_rational(node: Node) -> Fraction | None:
    """Return the exact rational value of a tree without symbols; None if it has none or a very long one.

    Raises UndefinedError for a division by zero.
    """
    try:
        return exact.evaluate_exactly(node, {})
    except TooLargeError:
        return None


def long_rational(node: Node) -> Fraction | None:
    """Return the exact value of sums, products and whole powers of plain numbers, of up to 30,000 digits.

    Raises UndefinedError for a division by zero.
    """
    match node:
        case Num(text):
            return node.value if len(text) <= _LONGEST_DIGITS and "e" not in text.lower() else None
        case Neg(arg):
            value = long_rational(arg)
            return None if value is None else -value
        case Binary(op, left, right):
            values = long_rational(left), long_rational(right)
            return (
                None
                if None in values
                else _compute_bounded_rational(op, *(value or Fraction(0) for value in values))
            )
        case _:
            return None


def _compute_bounded_rational(op: str, left: Fraction, right: Fraction) -> Fraction | None:
    sizes = [value.numerator.bit_length() + value.denominator.bit_length() for value in (left, right)]
    if op == "^":
        is_short = right.denominator == 1 and abs(right) < _MOST_BITS and sizes[0] * abs(right) <= _MOST_BITS
        if not is_short or (left == 0 and right < 0):
            return None
        return left**right.numerator
    if sum(sizes) > 2 * _MOST_BITS:
        return None
    if op == "/" and right == 0:
        raise UndefinedError("division by zero")
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[op]


def split_sum_terms(node: Node) -> tuple[tuple[bool, Node], ...]:
    """Return the terms of a sum, left to right, each with whether it is subtracted; one term for anything
    else."""
    return tuple(_flatten_operation(node, "+", "-")[1])


def is_sum_of_terms(node: Node) -> bool:
    """Return whether a node is a sum of several terms, perhaps negated as a whole."""
    return len(split_sum_terms(node)) > 1


def split_product_factors(node: Node) -> Product:
    """Return the factors and divisors of a product, its signs gathered."""
    negative, parts = _flatten_operation(node, "*", "/")
    above, below = ([part for inverted, part in parts if inverted == side] for side in (False, True))
    return Product(negative, tuple(above), tuple(below))


def _flatten_operation(node: Node, operation: str, inverse: str) -> tuple[bool, list[tuple[bool, Node]]]:
    """Return the parts of a sum or product, each with whether it is inverted; and whether signs are odd."""
    negative, signed_parts, stack = False, list[tuple[bool, Node]](), [(False, node)]
    while stack:
        inverted, part = stack.pop()
        match part:
            case Binary(op, left, right) if op in (operation, inverse):
                stack += [(inverted != (op == inverse), right), (inverted, left)]
            case Neg(arg):
                negative = not negative
                stack.append((inverted != (operation == "+"), arg))
            case _:
                signed_parts.append((inverted, part))
    return negative, signed_parts


@lru_cache(maxsize=4096)
def canonicalise_tree(node: Node) -> str:
    """Return a text that is the same for two trees that differ only in the order of terms and factors and in
    where a sign is; that of something negative begins with ``- ``.
    """
    match node:
        case Num(text):
            return str(node.value) if len(text) < _LONGEST_DIGITS and "e" not in text.lower() else text
        case Binary("+" | "-"):
            return _canonical_sum(node)
        case Binary("*" | "/") | Neg():
            return _canonical_product(node)
        case Binary("^", base, Num(text) as power) if text.isdigit():
            bare, minus = _canonicalise_without_sign(base)
            return f"{'- ' if minus and int(text) % 2 else ''}({bare} ^ {canonicalise_tree(power)})"
        case Call("log", (argument,)):
            return canonicalise_tree(Call("ln", (argument,)))
        case Call("exp", (exponent,)):
            return canonicalise_tree(Binary("^", Const("e"), exponent))
        case _:
            texts = [canonicalise_tree(part) for part in list_parts(node)]
            if isinstance(node, Call) and node.name in ("max", "min", "gcd", "beta"):
                texts.sort()
            return f"{replace_parts(node, (_BLANK,) * len(texts))}({', '.join(texts)})"


def _canonicalise_without_sign(node: Node) -> tuple[str, bool]:
    """Return the canonical text without its leading sign, and whether it had one."""
    text = canonicalise_tree(node)
    return text.removeprefix("- "), text.startswith("- ")


def _canonical_sum(node: Node) -> str:
    """Return the terms in order, the first of them positive, with the sign that this takes in front."""
    terms = [(*_canonicalise_without_sign(term), negative) for negative, term in split_sum_terms(node)]
    ordered = sorted((text, negative != minus) for text, minus, negative in terms)
    turned = ordered[0][1]
    joined = " + ".join(f"- {text}" if negative != turned else text for text, negative in ordered)
    return f"- ({joined})" if turned else f"({joined})"


def _canonical_product(node: Node) -> str:
    parts = split_product_factors(node)
    sides = [
        sorted(map(_canonicalise_without_sign, side)) for side in (parts.factors, parts.divisors) if side
    ]
    text = " / ".join(" * ".join(text for text, _ in side) for side in sides)
    quotient = f"({text})" if sum(map(len, sides)) > 1 else text
    is_negative = parts.negative != sum(minus for side in sides for _, minus in side) % 2
    return f"- {quotient}" if is_negative else quotient
