"""One change of a formula: what it becomes, and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Derivative,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Sum,
    Symbol,
    Transpose,
    children,
)
from drill.papers_first.wording import inline

SMALL: Final = 22
"""Tokens of a part that is quoted, or left out: people forget small things, not half of the formula."""
STEPS: Final = frozenset(("t", "k", "n", "i", "j", "l"))
"""Letters of indices that count steps."""


@dataclass(frozen=True, slots=True)
class Altered:
    """A side with one change: ``kind`` names the sort of change, ``say`` tells the change in a sentence."""

    kind: str
    node: Node
    say: str
    moved: Symbol | None = None
    """The symbol that stands at another step than it should."""
    struck: Node | None = None
    """The condition that is missing."""
    turned: tuple[Node, ...] = ()
    """What stands on the other side of a bar than it should."""
    exchanged: tuple[Symbol, Symbol] | None = None
    """The symbols that stand in each other's place."""


Edit = Callable[[Node], Iterator[Altered]]


def called(node: Node) -> str:
    """How a sentence names a part: itself where it is short."""
    if len(to_tokens(node)) <= SMALL:
        return inline(node)
    match node:
        case Fraction():
            return "the fraction"
        case Bracket():
            return "the bracket"
        case Product((Number() | Symbol() | Fraction() as first, *_), _) if len(to_tokens(first)) <= SMALL:
            return f"the term that begins with {inline(first)}"
        case Sum(terms, _) if len(to_tokens(terms[0])) <= SMALL:
            return f"the sum that begins with {inline(terms[0])}"
        case Big(name, _, _, _):
            return f"the part that begins with ${name}$"
        case Norm() | Root() | Power() | Transpose():
            return f"the {_KINDS[type(node)]} that begins with {_beginning(node)}"
        case _:
            return f"the part that begins with {_beginning(node)}"


def _beginning(node: Node) -> str:
    """The first name, number or operator in a part."""
    match node:
        case Big(name, _, _, _) | Function(name, _, _, _):
            return f"${name}$"
        case Gradient(_, sub, _):
            return inline(Gradient(None, sub))
        case Symbol() | Number() | Derivative() | Fraction() if len(to_tokens(node)) <= SMALL:
            return inline(node)
        case Symbol():
            return inline(replace(node, sub=(), mark=(), primes=0))
        case _ if inside := children(node):
            return _beginning(inside[0])
        case _:
            return inline(to_tokens(node)[:1])


_KINDS: Final[Mapping[type, str]] = {Norm: "norm", Root: "root", Power: "power", Transpose: "transpose"}
