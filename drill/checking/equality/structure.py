"""Trees compared as they stand, and taken apart: up to the order of terms and factors, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from drill.errors import TooLargeError
from drill.maths import exact
from drill.maths.tree import Binary, Call, Const, Neg, Node, Num

_SYMMETRIC_CALLS = frozenset({"max", "min", "gcd", "beta"})
_LONGEST_DIGITS = 40
"""Characters up to which a number is told by its value; a longer one, as 1e999999, by its digits."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product taken apart: whether it is negated, its factors, and what it is divided by."""

    negative: bool
    factors: tuple[Node, ...]
    divisors: tuple[Node, ...]


def rational(node: Node) -> Fraction | None:
    """The exact rational value of a tree without symbols; None if it has none or a very long one.

    Raises UndefinedError for a division by zero.
    """
    try:
        return exact.rational(node, {})
    except TooLargeError:
        return None


def addends(node: Node) -> tuple[tuple[bool, Node], ...]:
    """The terms of a sum, left to right, each with whether it is subtracted; one term for anything else."""
    found: list[tuple[bool, Node]] = []
    stack: list[tuple[bool, Node]] = [(False, node)]
    while stack:
        negative, part = stack.pop()
        match part:
            case Binary("+" | "-" as op, left, right):
                stack += [(negative != (op == "-"), right), (negative, left)]
            case Neg(arg):
                stack.append((not negative, arg))
            case _:
                found.append((negative, part))
    return tuple(found)


def is_sum(node: Node) -> bool:
    """Whether a node is a sum of several terms, perhaps negated as a whole."""
    while isinstance(node, Neg):
        node = node.arg
    return isinstance(node, Binary) and node.op in ("+", "-")


def product(node: Node) -> Product:
    """The factors and divisors of a product, its signs gathered."""
    negative = False
    factors: list[Node] = []
    divisors: list[Node] = []
    stack: list[tuple[bool, Node]] = [(False, node)]
    while stack:
        below, part = stack.pop()
        match part:
            case Binary("*" | "/" as op, left, right):
                stack += [(below != (op == "/"), right), (below, left)]
            case Neg(arg):
                negative = not negative
                stack.append((below, arg))
            case _:
                (divisors if below else factors).append(part)
    return Product(negative, tuple(factors), tuple(divisors))


def canonical(node: Node) -> str:
    """A text that two trees share exactly if they differ only in the order of terms and factors and in where
    a sign stands; that of something negative begins with ``- ``.
    """
    match node:
        case Num(text):
            return str(node.value) if len(text) < _LONGEST_DIGITS and "e" not in text.lower() else text
        case Binary("+" | "-"):
            return _canonical_sum(node)
        case Binary("*" | "/") | Neg():
            return _canonical_product(node)
        case Binary("^", base, Num(text) as power) if text.isdigit():
            bare, minus = _unsigned(base)
            return f"{'- ' if minus and int(text) % 2 else ''}({bare} ^ {canonical(power)})"
        case Binary("^", base, exponent):
            return f"({canonical(base)} ^ {canonical(exponent)})"
        case Call("log", (argument,)):
            return canonical(Call("ln", (argument,)))
        case Call("exp", (exponent,)):
            return canonical(Binary("^", Const("e"), exponent))
        case Call(name, args) if name in _SYMMETRIC_CALLS:
            return f"{name}[{', '.join(sorted(map(canonical, args)))}]"
        case _:
            fields = (getattr(node, name) for name in node.__match_args__)
            return f"{type(node).__name__}({', '.join(map(_field, fields))})"


def _field(value: str | bool | Node | tuple[Node, ...]) -> str:
    """A field of a node as text: a name, an operation, whether an end is open, a node or several."""
    match value:
        case str() | bool():
            return str(value)
        case tuple():
            return f"({', '.join(map(_field, value))})"
        case _:
            return canonical(value)


def _unsigned(node: Node) -> tuple[str, bool]:
    """The canonical text without the sign it begins with, and whether it had one."""
    text = canonical(node)
    bare = text.removeprefix("- ")
    return bare, bare != text


def _canonical_sum(node: Node) -> str:
    """The terms in order, the first of them positive: the sign that this takes stands before the sum."""
    terms = [(_unsigned(term), negative) for negative, term in addends(node)]
    ordered = sorted((text, negative != minus) for (text, minus), negative in terms)
    turned = ordered[0][1]
    shown = " + ".join(f"- {text}" if negative != turned else text for text, negative in ordered)
    return f"- ({shown})" if turned else f"({shown})"


def _canonical_product(node: Node) -> str:
    parts = product(node)
    above, below = ([_unsigned(part) for part in side] for side in (parts.factors, parts.divisors))
    text = " * ".join(sorted(text for text, _ in above))
    if below:
        text = f"{text} / {' * '.join(sorted(text for text, _ in below))}"
    if len(above) + len(below) > 1:
        text = f"({text})"
    is_negative = parts.negative != sum(minus for _, minus in (*above, *below)) % 2
    return f"- {text}" if is_negative else text
