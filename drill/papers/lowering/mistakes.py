"""Slips that a learner may make with a formula: a division, a root, a square or a sign forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from drill.notation import replaced, walk
from drill.notation.tree import Add, Bracket, Div, Mul, Neg, Node, Num, Pow, Ref, Root, Transpose
from drill.papers.lowering.reader import latex_of

_LONGEST = 60
"""Characters of a part that a reply names."""


def mistakes(right: Node, shown: Callable[[Node], str] = latex_of) -> Iterator[tuple[Node, str]]:
    """A right side with one thing wrong in it, and what to say about it; outer parts first."""
    for part in walk(right):
        for wrong, say, named in _of(part):
            latex = shown(named)
            if len(latex) <= _LONGEST:
                yield _with(right, part, wrong), say.format(f"${latex}$")


def _of(part: Node) -> Iterator[tuple[Node, str, Node]]:
    match part:
        case Div(top, bottom) if top != Num("1"):
            yield top, "The division by {} is missing.", bottom
        case Root(body, None):
            yield body if isinstance(body, Ref) else Bracket(body), "The square root of {} is missing.", body
        case Pow(base, Num("2")):
            yield base, "The square of {} is missing.", base
        case Transpose(Ref() as base):
            yield base, "{} is transposed here.", base
        case Add((first, *rest)):
            for at, term in enumerate(rest):
                turned = term.body if isinstance(term, Neg) else Neg(term)
                said = "subtracted, not added" if isinstance(term, Neg) else "added, not subtracted"
                terms = (first, *rest[:at], turned, *rest[at + 1 :])
                yield Add(terms), f"Check a sign: {{}} is {said}.", turned if isinstance(term, Neg) else term
        case Mul((Neg() | Num() | Ref() as first, second), ("",)) if not isinstance(second, Num):
            yield second, "The factor {} is missing.", first
        case _:
            return


def _with(right: Node, part: Node, wrong: Node) -> Node:
    return replaced(right, lambda node: wrong if node is part else None)
