"""Which formulas feed which: what a statement defines, where that is used, and its value there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Final

from drill.notation import FUNCTIONS, refs, replaced, walk
from drill.notation.tree import (
    Apply,
    Bracket,
    Fixed,
    Index,
    Listed,
    Node,
    Num,
    Open,
    Ref,
    Running,
    Statement,
)  # fmt: skip
from drill.papers.draft import Line
from drill.papers.structure import EQUAL, defined, quantities, sides_of

_RUNNING: Final = frozenset((*ascii_lowercase, "\\ell"))
_EQUAL: Final = frozenset(("=", ":=", "\\triangleq", "\\equiv", "\\coloneqq"))
# Nodes of a right side that is put in.
_LARGEST: Final = 60
_ATOMS: Final = (Ref, Bracket, Apply)


@dataclass(frozen=True, slots=True)
class Feed:
    """A formula that gives another one of its inputs: ``symbol`` as the other one uses it."""

    source: Line
    symbol: Ref


@dataclass(frozen=True)
class Connections:
    """The definitions in a paper, and what each of its formulas takes from them."""

    defines: Mapping[Ref, tuple[Line, ...]]
    # By a formula's id, in the order in which it uses them.
    feeds: Mapping[str, tuple[Feed, ...]]

    def definition(self, symbol: Ref) -> Line | None:
        """Return the only formula that defines a symbol at its step; None where there are several or none."""
        defining_lines = self.defines.get(_at_step(symbol), ())
        return defining_lines[0] if len({line.formula.id for line in defining_lines}) == 1 else None


def connections(lines: Sequence[Line]) -> Connections:
    """Return how a paper's formulas are connected."""
    defines: dict[Ref, tuple[Line, ...]] = {}
    for line in lines:
        left, *right = sides_of(line.statement) or (None,)
        is_equal = line.statement is not None and EQUAL.issuperset(line.statement.relations[:1])
        lefts = left.items if is_equal and isinstance(left, Listed) else (defined(line.statement),)
        if isinstance(left, Apply) and any(map(_is_one_point, left.args)):
            continue  # ``x(0) = x_0`` gives one value, not the function
        for defined_node in lefts:  # an update is no rule
            if (
                isinstance(defined_node, Ref)
                and defined_node.name.base not in FUNCTIONS
                and defined_node not in quantities(*right)
            ):
                defines[_at_step(defined_node)] = (*defines.get(_at_step(defined_node), ()), line)
    whole = Connections(defines, {})
    feeds: dict[str, tuple[Feed, ...]] = {}
    for line in lines:
        feeds[line.formula.id] = (*feeds.get(line.formula.id, ()), *_fed(line, whole))
    return Connections(defines, feeds)


def _is_one_point(node: Node) -> bool:
    return isinstance(node, Num) or (
        isinstance(node, Ref) and any(isinstance(index, Fixed) for index in node.below)
    )


def used(line: Line, known: Connections) -> tuple[Line, ...]:
    """Yield the formulas whose left sides occur in a line; a symbol may have several definitions."""
    sides = sides_of(line.statement)
    line_by_formula: dict[str, Line] = {}
    for ref in quantities(*(sides if defined(line.statement) is None else sides[1:])):
        for source in known.defines.get(_at_step(ref), ()):
            if source.formula.id != line.formula.id and _is_same(ref, source, line):
                line_by_formula.setdefault(source.formula.id, source)
    return tuple(line_by_formula.values())


def _fed(line: Line, known: Connections) -> tuple[Feed, ...]:
    left = defined(line.statement)
    if left is None or line.statement is None:
        return ()
    feed_by_formula: dict[str, Feed] = {}
    for relation, side in zip(line.statement.relations, line.statement.sides[1:], strict=True):
        if relation not in EQUAL:
            break  # nothing is computed from what it is only near to, or below
        for ref in quantities(side):
            source = known.definition(ref)
            if source is not None and source.formula.id != line.formula.id and _is_same(ref, source, line):
                feed_by_formula.setdefault(source.formula.id, Feed(source, ref))
    return tuple(feed_by_formula.values())


def _at_step(ref: Ref) -> Ref:
    """Return a symbol without its running letters, with its step: ``m_{t+1}`` is what a step gives.

    A capital or Greek letter is a name: ``h_G`` is no ``h_v``.
    """

    def opened(index: Index) -> Index:
        return replace(index, letter="") if isinstance(index, Running) and index.letter in _RUNNING else index

    return replace(ref, below=tuple(map(opened, ref.below)), above=tuple(map(opened, ref.above)))


def _is_same(ref: Ref, source: Line, line: Line) -> bool:
    """Return whether a name means the same at both places.

    One bare letter serves for many things in a paper, and so does an index that is a name: the rule of
    ``p_t = 1 - p`` is not that of ``p_k``, nor ``e_k(d)`` that of a number ``e_s``.
    """
    is_letter = len(ref.name.base) == 1 or ref.name.base[0] == "\\"
    is_bare = is_letter and not (ref.below or ref.above or ref.name.accents or ref.name.label)
    if is_bare and source.formula.section != line.formula.section:
        return False
    left, *right = sides_of(source.statement)
    there, here = _calls(left, ref), {call for side in sides_of(line.statement) for call in _calls(side, ref)}
    if (there or here) and not there & here:
        return False
    named = {node.letter for node in walk(left) if isinstance(node, Running)}
    used_there = {part.letter for side in right for part in walk(side) if isinstance(part, Running)}
    used_there |= {part.name.base for side in right for part in refs(side)}
    return named <= used_there | {part.letter for part in walk(ref) if isinstance(part, Running)}


def _calls(side: Node, ref: Ref) -> set[tuple[int, bool]]:
    """Return how a symbol is called: with how many arguments, and with a condition or not."""
    calls = (
        node for node in walk(side) if isinstance(node, Apply) and _at_step(node.function) == _at_step(ref)
    )
    return {(len(call.args), bool(call.given)) for call in calls}


# A definition at one of its uses


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
    """Return what distinguishes symbols, with running indices open."""

    def opened(indices: Sequence[Index]) -> tuple[Index, ...]:
        return tuple(index if isinstance(index, Fixed) else Open() for index in indices)

    return replace(ref, below=opened(ref.below), above=opened(ref.above))


def _fitted(left: Ref, right: Node, use: Ref) -> Node | None:
    """Return the right side of a definition with its indices moved to those of a use; None if they
    cannot be."""
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
    """Return how the running letters of a definition are renamed at one use."""
    move_by_letter: dict[str, tuple[str, int]] = {}
    if len(left) != len(used):
        return None
    for mine, theirs in zip(left, used, strict=True):
        match mine, theirs:
            case Running(letter, offset), Running(used_letter, shift):
                move_by_letter[letter] = (used_letter, shift - offset)
            case Fixed(a), Fixed(b) if a == b:
                pass
            case _:
                return None
    return move_by_letter
