"""The paper's own definitions, put in where their left sides are used.

A function that the paper defines is computed by its rule. A symbol that the paper defines is put in where
what it is made of stands beside it (``alpha = 1 - beta`` where both occur), so that numbers fit together;
elsewhere it is given like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drill.notation import refs, replaced, walk
from drill.notation.tree import (
    Apply,
    Bracket,
    Derivative,
    Fixed,
    Gradient,
    Index,
    Listed,
    Name,
    Node,
    Reduce,
    Ref,
    Running,
    Statement,
)
from drill.papers.lowering.reader import Quantities, known_function, law_name
from drill.papers.sheet import rules
from drill.papers.sheet.types import Quantity, Typed

_EQUAL: Final = frozenset(("=", ":=", "\\triangleq", "\\equiv", "\\coloneqq"))
# Nodes of a right side that is put in.
_LARGEST: Final = 60
# Definitions within definitions that are put in.
_ROUNDS: Final = 2
_ATOMS: Final = (Ref, Bracket, Apply)


@dataclass(frozen=True, slots=True)
class Definition:
    """One statement that says what a symbol or a function is."""

    left: Ref | Apply
    right: Node
    statement: Statement
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class PutIn:
    """A statement with definitions put in, those definitions, and the quantities of all of them."""

    statement: Statement
    used: tuple[Statement, ...]
    quantities: tuple[Quantity, ...]


class Definitions:
    """All definitions of a paper."""

    def __init__(self, typed: Sequence[Typed]) -> None:
        found = [one for line in typed for one in definitions_of(line)]
        counts: dict[str, int] = {}
        lefts = (line.statement.sides[0] for line in typed if line.statement.relations)
        members = [
            one for left in lefts if isinstance(left, Listed) for one in left.items if isinstance(one, Ref)
        ]
        for one in (*(one.left for one in found), *members):  # ``f, i, o = ...`` defines each
            counts[_head(one)] = counts.get(_head(one), 0) + 1
        self._of: Mapping[str, Definition] = {
            _head(one.left): one for one in found if counts[_head(one.left)] == 1
        }

    def put_in(self, typed: Typed, *, functions_only: bool = False) -> PutIn:
        """A statement with what the paper defines in the place of calls and of symbols that are tied."""
        statement, used = typed.statement, list[Definition]()
        for _ in range(_ROUNDS):
            statement, found = self._replaced(statement, typed, used, functions_only)
            if not found:
                break
            used += found
        heads = {_head(one.left) for one in used}
        parts = (part for side in statement.sides[1:] for part in walk(side))
        if any(isinstance(part, (Ref, Apply)) and _head(part) in heads for part in parts):
            return PutIn(typed.statement, (), typed.quantities)
        quantities = (*typed.quantities, *(quantity for one in used for quantity in one.quantities))
        return PutIn(statement, tuple(one.statement for one in used), quantities)

    def _replaced(
        self, statement: Statement, typed: Typed, used: Sequence[Definition], functions_only: bool
    ) -> tuple[Statement, list[Definition]]:
        """One round: what is put in is not looked into until the next."""
        present = {ref.name for side in statement.sides[1:] for ref in refs(side)}
        letters = {one.letter for one in walk(statement) if isinstance(one, Running)}
        found: list[Definition] = []
        known = Quantities(typed.quantities)

        def change(node: Node) -> Node | None:
            one = self._of.get(_head(node)) if isinstance(node, (Ref, Apply)) else None
            if isinstance(node, Derivative | Gradient):
                return node  # it stays one value, as a call of what nobody can compute does
            if one is None and isinstance(node, Apply) and not rules.is_indicator(node.function):
                quantity = known.of(node.function, is_called=True)
                return None if known_function(node.function, quantity) or law_name(node.function) else node
            if one is None or one.statement == typed.statement or one in used:
                return None
            assert isinstance(node, (Ref, Apply))
            if isinstance(node, Ref) and (functions_only or not _is_tied(one, node, present)):
                return None
            put = None if letters & _bound(one.right) else fitted(one, node)
            if put is not None and one not in found:
                found.append(one)
            return put

        sides = (statement.sides[0], *(replaced(side, change) for side in statement.sides[1:]))
        new = Statement(sides, statement.relations, statement.conditions, span=statement.span)
        return new, found


def definitions_of(typed: Typed) -> list[Definition]:
    """What a statement defines: one symbol or function, or nothing."""
    statement = typed.statement
    if len(statement.sides) != 2 or statement.relations[0] not in _EQUAL or statement.conditions:
        return []
    left, right = statement.sides
    if not isinstance(left, (Ref, Apply)) or sum(1 for _ in walk(right)) > _LARGEST:
        return []
    if isinstance(left, Apply) and not _parameters(left):
        return []
    if any(_head(part) == _head(left) for part in walk(right) if isinstance(part, (Ref, Apply))):
        return []
    return [Definition(left, right, statement, typed.quantities)]


def _parameters(call: Apply) -> tuple[Ref, ...]:
    """The names that a rule is written for; empty where it is written for something else."""
    if call.given or call.parameters or call.power is not None:
        return ()
    return tuple(one for one in call.args if isinstance(one, Ref)) if all(
        isinstance(one, Ref) for one in call.args
    ) else ()  # fmt: skip


def _head(node: Ref | Apply) -> str:
    """What tells one definition from another: the name, and whether it is called."""
    ref = node.function if isinstance(node, Apply) else node
    places = "".join(one.text if isinstance(one, Fixed) else "·" for one in (*ref.below, *ref.above))
    name = ref.name
    spelled = (name.base, name.font, "".join(name.accents), name.label, places, "'" * ref.primes, ref.mark)
    return "|".join(spelled) + ("()" if isinstance(node, Apply) else "")


def _is_tied(one: Definition, node: Ref, present: set[Name]) -> bool:
    """Whether something that a definition is made of stands in the formula, too."""
    return any(ref.name in present and ref.name != node.name for ref in refs(one.right))


def _bound(node: Node) -> frozenset[str]:
    return frozenset(
        ref.name.base
        for part in walk(node)
        if isinstance(part, Reduce) and part.bound is not None
        for ref in part.bound.names
    )


def fitted(one: Definition, node: Ref | Apply) -> Node | None:
    """A definition's right side at the indices or arguments of one use; None where they do not fit."""
    if isinstance(node, Ref):
        assert isinstance(one.left, Ref)
        moves = _moves((*one.left.below, *one.left.above), (*node.below, *node.above))
        names: dict[Ref, Node] = {}
    else:
        assert isinstance(one.left, Apply)
        left = _parameters(one.left)
        if len(left) != len(node.args) or node.given or node.parameters or node.power is not None:
            return None
        names = dict(zip(left, node.args, strict=True))
        moves = _moves((*one.left.function.below,), (*node.function.below,))
    running = {part.letter for part in walk(one.right) if isinstance(part, Running)}
    if moves is None or any(mine not in running and moves[mine][0] != mine for mine in moves):
        return None  # ``p_t = 1 - p``: the ``t`` names one thing, whose rule is not that of ``p_k``
    counting = {ref.name.base for ref in refs(one.right)}
    if any(letter in counting and move != (letter, 0) for letter, move in moves.items()):
        return None  # ``v_t = b^t``: at another step the exponent would have to move, too

    def change(part: Node) -> Node | None:
        if isinstance(part, Ref) and part in names:
            put = names[part]
            return put if isinstance(put, _ATOMS) else Bracket(put)
        if isinstance(part, Running) and part.letter in moves:
            letter, offset = moves[part.letter]
            return Running(letter, part.offset + offset)
        return None

    right = replaced(one.right, change)
    return right if isinstance(right, _ATOMS) else Bracket(right)


def _moves(left: Sequence[Index], used: Sequence[Index]) -> dict[str, tuple[str, int]] | None:
    """How running letters of a definition are called at one use."""
    found: dict[str, tuple[str, int]] = {}
    if len(left) != len(used):
        return None
    for mine, theirs in zip(left, used, strict=True):
        match mine, theirs:
            case Running(letter, offset), Running(other, shift):
                found[letter] = (other, shift - offset)
            case Fixed(a), Fixed(b) if a == b:
                pass
            case _:
                return None
    return found
