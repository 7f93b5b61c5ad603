"""What a statement defines, and that definition at the indices of one of its uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drill.notation import refs, replaced, walk
from drill.notation.tree import Apply, Bracket, Fixed, Index, Node, Ref, Running, Statement
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
