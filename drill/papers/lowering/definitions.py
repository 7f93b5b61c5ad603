"""The definition that a statement gives, at the indices of one of its uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from drill.notation import refs, replaced, walk
from drill.notation.tree import Apply, Bracket, Fixed, Index, Node, Open, Ref, Running, Statement

_EQUAL: Final = frozenset(("=", ":=", "\\triangleq", "\\equiv", "\\coloneqq"))
# Nodes of a right side that is put in.
_LARGEST: Final = 60
_ATOMS: Final = (Ref, Bracket, Apply)


def definition_at(statement: Statement, use: Ref) -> Node | None:
    """Return the right side of a statement that defines a symbol, at the indices of one use of it.

    None where it defines none, where the symbol occurs in it, and where its indices do not fit.
    """
    if len(statement.sides) != 2 or statement.relations[0] not in _EQUAL or statement.conditions:
        return None
    left, right = statement.sides
    if not isinstance(left, Ref) or sum(1 for _ in walk(right)) > _LARGEST:
        return None
    return None if any(_head(ref) == _head(left) for ref in refs(right)) else _fitted(left, right, use)


def _head(ref: Ref) -> Ref:
    """Return what tells one symbol from another, its running indices open."""

    def opened(indices: Sequence[Index]) -> tuple[Index, ...]:
        return tuple(index if isinstance(index, Fixed) else Open() for index in indices)

    return replace(ref, below=opened(ref.below), above=opened(ref.above))


def _fitted(left: Ref, right: Node, use: Ref) -> Node | None:
    moves = _moves((*left.below, *left.above), (*use.below, *use.above))
    running = {part.letter for part in walk(right) if isinstance(part, Running)}
    if moves is None or any(mine not in running and moves[mine][0] != mine for mine in moves):
        return None  # ``p_t = 1 - p``: the ``t`` names one thing, whose rule is not that of ``p_k``
    counting = {ref.name.base for ref in refs(right)}
    if any(letter in counting and move != (letter, 0) for letter, move in moves.items()):
        return None  # ``v_t = b^t``: at another step the exponent would have to move, too

    def change(part: Node) -> Node | None:
        if isinstance(part, Running) and part.letter in moves:
            letter, offset = moves[part.letter]
            return Running(letter, part.offset + offset)
        return None

    moved = replaced(right, change)
    return moved if isinstance(moved, _ATOMS) else Bracket(moved)


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
