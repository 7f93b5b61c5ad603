"""One change of a formula: what it becomes, and the sentence that tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from drill.papers.formula.printing import to_tokens
from drill.papers.formula.tree import Big, Bracket, Fraction, Node, Number, Product, Sum, Symbol
from drill.papers.wording import inline

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
        case Product((Number() | Symbol() as first, *_), _):
            return f"the term that begins with {inline(first)}"
        case Sum(terms, _) if len(to_tokens(terms[0])) <= SMALL:
            return f"the sum that begins with {inline(terms[0])}"
        case Big(name, _, _, _):
            return f"the part that begins with ${name}$"
        case _:
            return "the longest part"
