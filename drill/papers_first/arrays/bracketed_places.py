"""Letters of arrays whose entries the paper writes in square brackets, ``w_n[j]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Symbol
from drill.papers_first.paper import Paper, once

_PLACES = frozenset("ijklmn")


def check_whole(paper: Paper, nodes: Iterable[Node]) -> None:
    """That none of these is an array of which the paper writes entries elsewhere.

    Raises:
        RefusedError: one is.
    """
    arrays = _with_places(paper)
    if any(isinstance(node, Symbol) and _letter(node) in arrays for node in nodes):
        raise RefusedError("its terms are arrays")


@once
def _with_places(paper: Paper) -> frozenset[Symbol]:
    statements = (reading.statement for reading in paper.readings if reading.statement is not None)
    return frozenset(letter for statement in statements for letter in _entered(statement))


def _entered(statement: Node) -> Iterator[Symbol]:
    for part in walk(statement):
        match part:
            case Call(Symbol() as head, Bracket("[", "]", (Symbol(place),))) if place in _PLACES:
                yield _letter(head)
            case _:
                continue


def _letter(symbol: Symbol) -> Symbol:
    """The letter as it is set, whichever of its kind it names: ``w`` of ``w_n`` and ``w^*``."""
    return replace(symbol, sub=(), mark=(), primes=0)
