"""Which formulas feed which: what a statement defines, and where that is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import Final, TypeAlias

from drill.notation import FUNCTIONS, find_nodes, find_references
from drill.notation.tree import Apply, Fixed, Index, Listed, Node, Num, Ref, Running
from drill.papers.draft import Line
from drill.papers.formula_structure import (
    EQUAL,
    find_defined_symbol,
    list_formula_quantities,
    list_statement_sides,
)

_RUNNING: Final = frozenset((*ascii_lowercase, "\\ell"))
# The lines that define a symbol, by the symbol at its step.
Definitions: TypeAlias = Mapping[Ref, tuple[Line, ...]]


def find_definitions(lines: Sequence[Line]) -> Definitions:
    """Return the lines that define each symbol at its step."""
    defines: dict[Ref, tuple[Line, ...]] = {}
    for line in lines:
        left, *right = list_statement_sides(line.statement) or (None,)
        is_equal = line.statement is not None and EQUAL.issuperset(line.statement.relations[:1])
        lefts = (
            left.items if is_equal and isinstance(left, Listed) else (find_defined_symbol(line.statement),)
        )
        if isinstance(left, Apply) and any(map(_is_one_point, left.args)):
            continue  # ``x(0) = x_0`` gives one value, not the function
        for defined_node in lefts:  # an update is no rule
            if (
                isinstance(defined_node, Ref)
                and defined_node.name.base not in FUNCTIONS
                and defined_node not in list_formula_quantities(*right)
            ):
                defines[at_step(defined_node)] = (*defines.get(at_step(defined_node), ()), line)
    return defines


def _is_one_point(node: Node) -> bool:
    return isinstance(node, Num) or (
        isinstance(node, Ref) and any(isinstance(index, Fixed) for index in node.below)
    )


def find_used(line: Line, defines: Definitions) -> tuple[Line, ...]:
    """Return the formulas whose left sides occur in a line; a symbol may have several definitions."""
    sides = list_statement_sides(line.statement)
    line_by_formula: dict[str, Line] = {}
    for ref in list_formula_quantities(
        *(sides if find_defined_symbol(line.statement) is None else sides[1:])
    ):
        for source in defines.get(at_step(ref), ()):
            if source.formula.id != line.formula.id and _has_same_meaning_at(ref, source, line):
                line_by_formula.setdefault(source.formula.id, source)
    return tuple(line_by_formula.values())


def at_step(ref: Ref) -> Ref:
    """Return a symbol without its running letters, with its step: ``m_{t+1}`` is what a step gives.

    A capital or Greek letter is a name: ``h_G`` is no ``h_v``.
    """

    def opened(index: Index) -> Index:
        return replace(index, letter="") if isinstance(index, Running) and index.letter in _RUNNING else index

    return replace(ref, below=tuple(map(opened, ref.below)), above=tuple(map(opened, ref.above)))


def _has_same_meaning_at(ref: Ref, source: Line, line: Line) -> bool:
    """Return whether a name means the same at both places.

    One bare letter serves for many things in a paper, and so does an index that is a name: the rule of
    ``p_t = 1 - p`` is not that of ``p_k``, nor ``e_k(d)`` that of a number ``e_s``.
    """
    is_letter = len(ref.name.base) == 1 or ref.name.base[0] == "\\"
    is_bare = is_letter and not (ref.below or ref.above or ref.name.accents or ref.name.label)
    if is_bare and source.formula.section != line.formula.section:
        return False
    left, *right = list_statement_sides(source.statement)
    there, here = (
        _find_call_shapes(left, ref),
        {call for side in list_statement_sides(line.statement) for call in _find_call_shapes(side, ref)},
    )
    if (there or here) and not there & here:
        return False
    named = {node.letter for node in find_nodes(left, Running)}
    used_there = {part.letter for side in right for part in find_nodes(side, Running)}
    used_there |= {part.name.base for side in right for part in find_references(side)}
    return named <= used_there | {part.letter for part in find_nodes(ref, Running)}


def _find_call_shapes(side: Node, ref: Ref) -> set[tuple[int, bool]]:
    """Return how a symbol is called: with how many arguments, and with a condition or not."""
    calls = (node for node in find_nodes(side, Apply) if at_step(node.function) == at_step(ref))
    return {(len(call.args), bool(call.given)) for call in calls}
