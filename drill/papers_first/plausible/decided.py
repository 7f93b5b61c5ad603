"""Which quantities decide others, so that none of them can be set by itself.

With ``a_t = 1 - b_t``, setting ``b_t`` sets ``a_t`` too; of a sequence no two members are set apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.tree import Node, Number, Product, Statement, Sum, Symbol, symbols
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.known_numbers import is_constant
from drill.papers_first.plausible.said_equations import said_equations

_EQUAL: Final = frozenset(("=", ":=", "\\triangleq", "\\equiv"))


class Decided:
    """What the definitions of a paper decide, those within its sentences too."""

    def __init__(self, paper: Paper) -> None:
        displayed = (reading.statement for reading in paper.readings if reading.statement is not None)
        texts = (paragraph.text for paragraph in paper.document.paragraphs)
        said = dict.fromkeys((*displayed, *said_equations(texts)))
        self._definitions = [found for one in said if (found := _definition(one)) is not None]
        self._definitions += [found for one in said for found in _identity(one)]
        self._multiples = [found for one in said if (found := _multiple(one)) is not None]

    def leaves_free(self, symbol: Symbol, side: Node) -> bool:
        """Whether no other quantity of ``side`` has a number as soon as ``symbol`` has one."""
        own = _family(symbol)
        others = [other for other in symbols(side) if other != symbol]
        if any(_family(other) == own and _is_step(other) and _is_step(symbol) for other in others):
            return False
        return not self._decided_by(own) & {_family(other) for other in others if _family(other) != own}

    def leaves_multiples(self, symbol: Symbol, side: Node) -> bool:
        """Whether another quantity of ``side`` is ``symbol`` times something, so that it is 0 with it."""
        others = {other for other in symbols(side) if other != symbol}
        return any(left in others and symbol in factors for left, factors in self._multiples)

    def _decided_by(self, own: Symbol) -> set[Symbol]:
        found = {own}
        while new := {one for one in self._next(found) if one not in found}:
            found |= new
        return found

    def _next(self, found: set[Symbol]) -> Iterable[Symbol]:
        """What definitions tell of these: what they define, and of one quantity alone what defined it."""
        for left, rights in self._definitions:
            if rights <= found:
                yield left
            elif left in found and len(rights) == 1:
                yield from rights


def _definition(said: Statement) -> tuple[Symbol, frozenset[Symbol]] | None:
    """A quantity and those that decide it; None for what is defined by itself, or by nothing."""
    if not said.relations or said.relations[0] not in _EQUAL or not isinstance(said.sides[0], Symbol):
        return None
    rights = frozenset(_family(one) for one in symbols(said.sides[1]) if not is_constant(one))
    left = _family(said.sides[0])
    return None if left in rights or not rights else (left, rights)


def _identity(said: Statement) -> Iterable[tuple[Symbol, frozenset[Symbol]]]:
    """Of ``a^2 + b^2 = 1`` each of its quantities with the others."""
    match said:
        case Statement((Sum() as left, Number()), (relation,)) if relation in _EQUAL:
            names = frozenset(_family(one) for one in symbols(left) if not is_constant(one))
            return [(name, names - {name}) for name in names if len(names) > 1]
        case _:
            return ()


def _multiple(said: Statement) -> tuple[Symbol, tuple[Node, ...]] | None:
    """Of ``u = a \\sqrt{b}`` the u and its factors; None of what is defined as no product."""
    match said:
        case Statement((Symbol() as left, Product(factors)), (relation,)) if relation in _EQUAL:
            return left, factors
        case _:
            return None


def _family(symbol: Symbol) -> Symbol:
    """A quantity at whatever step."""
    return replace(symbol, sub=()) if _is_step(symbol) else symbol


def _is_step(symbol: Symbol) -> bool:
    """Whether its index counts steps: ``t``, ``t - 1``; none, a word and a number do not."""
    letters = [token for token in symbol.sub if token.isalpha()]
    return len(letters) == 1 and len(letters[0]) == 1 and symbol.sub[0] == letters[0]
