"""Trees compared as they stand, and taken apart: up to the order of terms and factors, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from drill.errors import TooLargeError
from drill.maths import exact
from drill.maths.tree import (
    Binary,
    Call,
    Const,
    Index,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Num,
    Relation,
    Sequence,
    Sym,
    Union,
)

_SYMMETRIC_CALLS = frozenset({"max", "min", "gcd", "beta"})


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
            case Binary("+", left, right):
                stack += [(negative, right), (negative, left)]
            case Binary("-", left, right):
                stack += [(not negative, right), (negative, left)]
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
            case Binary("*", left, right):
                stack += [(below, right), (below, left)]
            case Binary("/", left, right):
                stack += [(not below, right), (below, left)]
            case Neg(arg):
                negative = not negative
                stack.append((below, arg))
            case _:
                (divisors if below else factors).append(part)
    return Product(negative, tuple(factors), tuple(divisors))


def canonical(node: Node) -> str:
    """A text that two trees share exactly if they differ only in the order of terms and factors and in where
    a sign stands.
    """
    match node:
        case Num():
            return str(node.value) if len(node.text) < 40 and "e" not in node.text.lower() else node.text
        case Sym(name):
            return f"'{name}"
        case Const(name):
            return f"#{name}"
        case Binary("+" | "-"):
            return _canonical_sum(node)
        case Binary("*" | "/") | Neg():
            return _canonical_product(node)
        case Binary(_, base, exponent):
            return _canonical_power(base, exponent)
        case Call("log", (argument,)):
            return f"ln[{canonical(argument)}]"
        case Call("exp", (exponent,)):
            return f"(#e ^ {canonical(exponent)})"
        case Call(name, args):
            inner = [canonical(arg) for arg in args]
            return f"{name}[{', '.join(sorted(inner) if name in _SYMMETRIC_CALLS else inner)}]"
        case Sequence(kind, items):
            return f"{kind}[{', '.join(map(canonical, items))}]"
        case Index(base, indices):
            return f"{canonical(base)}[{', '.join(map(canonical, indices))}]"
        case Relation(op, left, right):
            return f"({canonical(left)} {op} {canonical(right)})"
        case Interval(low, high, open_low, open_high):
            return f"{'(' if open_low else '['}{canonical(low)}, {canonical(high)}{')' if open_high else ']'}"
        case Union(left, right):
            return f"({canonical(left)} U {canonical(right)})"
        case Logic(op, left, right):
            return f"({canonical(left)} {op} {canonical(right)})"
        case Not(arg):
            return f"not {canonical(arg)}"


def _canonical_sum(node: Node) -> str:
    """The terms in order, the first of them positive: the sign that this takes stands before the sum."""
    terms = [(_unsigned(canonical(term)), negative) for negative, term in addends(node)]
    ordered = sorted((text, negative != minus) for (minus, text), negative in terms)
    turned = ordered[0][1]
    shown = [f"- {text}" if negative != turned else text for text, negative in ordered]
    return f"{'- ' if turned else ''}({' + '.join(shown)})"


def _unsigned(text: str) -> tuple[bool, str]:
    """Whether a text begins with a sign, and what follows it."""
    return (True, text[2:]) if text.startswith("- ") else (False, text)


def _canonical_power(base: Node, exponent: Node) -> str:
    """A power; a whole exponent lets the sign of the base pass, or drops it."""
    minus, text = _unsigned(canonical(base))
    if minus and isinstance(exponent, Num) and exponent.text.isdigit():
        return f"{'- ' if int(exponent.text) % 2 else ''}({text} ^ {canonical(exponent)})"
    return f"({'- ' if minus else ''}{text} ^ {canonical(exponent)})"


def _canonical_product(node: Node) -> str:
    parts = product(node)
    above = [_unsigned(canonical(factor)) for factor in parts.factors]
    below = [_unsigned(canonical(divisor)) for divisor in parts.divisors]
    negative = (parts.negative + sum(minus for minus, _ in (*above, *below))) % 2
    text = " * ".join(sorted(text for _, text in above))
    if below:
        text = f"{text} / {' * '.join(sorted(text for _, text in below))}"
    if len(above) + len(below) > 1:
        text = f"({text})"
    return f"- {text}" if negative else text
