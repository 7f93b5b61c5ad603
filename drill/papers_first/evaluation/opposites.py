"""Chances of opposites in one formula: ``\\Pr[\\bar A]`` is what ``\\Pr[A]`` leaves of 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.tree import Applied, Big, Bracket, Call, Node, Number, Statement, Symbol
from drill.papers_first.formula.vocabulary import GIVEN_BARS

_HEADS: Final = frozenset(("P", "p", "\\Pr", "Pr"))
_NOT: Final = frozenset(("\\neg", "\\lnot"))


def opposites(side: Side) -> Iterator[tuple[str, str]]:
    """Names of chances, each with the text that the chance of the opposite makes of it."""
    for node, name in side.names.items():
        other = _opposite(node)
        if other is not None and other in side.names:
            yield name, f"1 - {side.names[other]}"


def _opposite(node: Node) -> Node | None:
    """The chance of what happens where the event of this one, said as an opposite, does not."""
    match node:
        case Call(Symbol(base), Bracket() as arguments) if base in _HEADS:
            event = _of_brackets(arguments)
            return None if event is None else replace(node, arguments=event)
        case Big("\\Pr", body=Bracket() as arguments):
            event = _of_brackets(arguments)
            return None if event is None else replace(node, body=event)
        case _:
            return None


def _of_brackets(arguments: Bracket) -> Bracket | None:
    """``(A | B)`` of ``(\\bar A | B)``, ``(X = 1)`` of ``(X = 0)``."""
    if not arguments.parts or (arguments.separators and arguments.separators[0] not in GIVEN_BARS):
        return None
    straight = _straight(arguments.parts[0])
    return None if straight is None else replace(arguments, parts=(straight, *arguments.parts[1:]))


def _straight(event: Node) -> Node | None:
    match event:
        case Symbol(base, _, ("\\bar",)) if base.isupper():  # \bar x may be a mean
            return replace(event, accents=())
        case Symbol(mark=("c",)):
            return replace(event, mark=())
        case Applied(Symbol(base), body) if base in _NOT:
            return body
        case Statement((first, Number("0")), ("=",)):
            return replace(event, sides=(first, Number("1")))
        case _:
            return None
