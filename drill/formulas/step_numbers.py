"""Ask for a recursion in numbers: a few steps in small fractions, all arrays of one entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion, Reply
from drill.formulas.folding import ZERO, say_plain_numbers
from drill.formulas.formula import Formula, print_node
from drill.formulas.recursions import Recursion, find_recursion
from drill.formulas.small_numbers import (
    find_fitting,
    find_small_value,
    has_enough_draws,
    list_draws,
    list_unequal,
    narrow_weight,
)
from drill.formulas.typed_keys import TypedKey, list_atoms, list_free_names, type_part
from drill.formulas.typed_questions import name_witness
from drill.formulas.written_out import step_once
from drill.maths import maths_tree as maths
from drill.maths.maths_tree import substitute_symbols
from drill.maths.print import to_plain
from drill.notation import tree
from drill.notation.tree import Node, Ref
from drill.text import join_in_sentence

_STEPS: Final = 3
# Names of what is drawn; none is a constant or the name of a loop.
_NAMES: Final = "abcfghjk"
_RATES: Final = ("1/2", "1/3", "1/4")
_POSITIVE: Final = ("1/2", "2", "1")
_INPUTS: Final = ("-2", "-1", "1", "2", "4")
# Draws of which all have to be such.
_TRIED: Final = 120
_MOST_LETTERS: Final = 6


@dataclass(frozen=True, slots=True)
class _Given:
    """What is drawn for a letter or one of its members: its LaTeX, its name in templates, and the values."""

    latex: str
    name: str
    values: tuple[str, ...]


def ask_step_numbers(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield the question of a formula that says how a value follows from the one before."""
    recursion = find_recursion(formula)
    if recursion is None or recursion.only_adds(formula):
        return
    for start, most in product(("0", "1"), (3, 2, 1)):
        given = _choose_given(formula, recursion, most)
        question = _ask_steps(formula, recursion, start, given) if given else None
        if question is not None:
            yield question
            return


def _ask_steps(
    formula: Formula, recursion: Recursion, start: str, given: Sequence[_Given]
) -> AskedQuestion | None:
    values, alone = _write_steps(formula, recursion, start, given)
    lines = [
        print_node(step_once(formula, recursion, place, recursion.name_member(place - 1)))
        for place in range(1, _STEPS + 1)
    ]
    if not values or not _are_short(values, given):
        return None
    left = recursion.name_member(0)
    sizes = dict.fromkeys(sorted(formula.axis_letters), "1")
    at = {print_node(left): start, **sizes, **{each.latex: each.name for each in given}}
    members = [print_node(recursion.name_member(place)) for place in range(1, _STEPS + 1)]
    listed = ", ".join(members)
    key = f"[{', '.join(map(to_plain, values))}]"
    families = {each.name: each.values for each in given}
    return AskedQuestion(
        about="numbers",
        what=f"{_STEPS} steps in numbers",
        prompt=f"{_say_given(formula, recursion, start, given)} Compute ${listed}$ exactly, "
        f"written as a vector $[{listed}]$.",
        kind="vector",
        key=key,
        params=families,
        where=tuple(f"{one} != {other}" for one, other in list_unequal(families)),
        replies=(
            Reply(
                f"[{', '.join(map(to_plain, alone))}]",
                "Each of these is only what its step adds. Every step also carries on the value before it.",
            ),
        )
        if alone != values
        else (),
        hints=(
            f"Which numbers enter the first step, where ${print_node(left)} = {start}$?",
            f"${members[0]} = @{{{to_plain(values[0])}}}$. Use it in the next step.",
        ),
        steps=(
            *(
                f"Step {place}: ${member} = {shown} = @{{{to_plain(value)}}}$."
                for place, (member, shown, value) in enumerate(zip(members, lines, values, strict=True), 1)
            ),
            "Each step uses the value from the step before.",
        ),
        shape="a value carried from step to step",
        motion="one step at a time: substitute the last value again",
        witness=name_witness(formula, {"times": str(_STEPS), "each": "yes", "at": at}),
        worth=5.0,
    )


def _choose_given(formula: Formula, recursion: Recursion, most: int) -> list[_Given] | None:
    """Return what is drawn, of ``most`` values where it is the same at every place.

    None where a letter has no small numbers of its own.
    """
    inputs: list[Ref] = []
    fixed: list[tuple[str, tuple[str, ...]]] = []
    for atom in list_atoms(formula, formula.right):
        found = formula.find_letter(atom)
        if found is None or not isinstance(atom, Ref) or found.entries or found.dress:
            return None
        if found.letter in formula.held_letters:
            return None
        if found.letter is recursion.letter:
            continue
        runs = [index for index in found.members if isinstance(index, tree.Running)]
        if any(index.letter != recursion.index or index.offset - recursion.offset for index in runs):
            return None
        values = find_fitting(narrow_weight(formula, atom, found.letter.type), (_INPUTS, _POSITIVE, _RATES))
        if not values:
            return None
        if runs and values is _INPUTS:
            inputs.append(atom)
        else:
            fixed.append((print_node(atom), values[:most]))
    given = [*fixed]
    for number, atom in enumerate(inputs):
        if number < len(inputs) - 1:
            given.append((print_node(atom), ("1", "2", "-1")[:most]))
        else:
            given += ((_name_place(atom, place), _INPUTS) for place in range(1, _STEPS + 1))
    names = list_free_names(formula, _NAMES)
    if not given or len(given) > min(_MOST_LETTERS, len(names)):
        return None
    return [_Given(latex, name, values) for (latex, values), name in zip(given, names, strict=False)]


def _name_place(atom: Ref, place: int) -> str:
    return print_node(Ref(atom.name, (tree.Fixed(str(place)),)))


def _write_steps(
    formula: Formula, recursion: Recursion, start: str, given: Sequence[_Given]
) -> tuple[list[maths.Node], list[maths.Node]]:
    """Return the values after each step in the names that are drawn, and what each step alone adds."""
    by_latex = {each.latex: each.name for each in given}
    values: list[maths.Node] = []
    alone: list[maths.Node] = []
    before: maths.Node = maths.Num(start)
    try:
        for place in range(1, _STEPS + 1):
            member = recursion.name_member(place - 1)
            for value, kept in ((before, values), (maths.Num("0"), alone)):
                begun = ZERO if value == maths.Num("0") else member
                typed = type_part(formula, step_once(formula, recursion, place, begun), as_numbers=True)
                kept.append(_put_in(typed, by_latex, recursion, member, value))
            before = values[-1]
    except (DrillError, KeyError):
        return [], []
    return values, alone


def _put_in(
    typed: TypedKey, by_latex: Mapping[str, str], recursion: Recursion, member: Ref, before: maths.Node
) -> maths.Node:
    """Return a step in the names that are drawn. Raises KeyError for a letter that is not."""
    values: dict[str, maths.Node] = {}
    for name, atom in typed.atoms.items():
        latex = print_node(atom)
        if atom == member:
            values[name] = before
        elif latex in by_latex:
            values[name] = maths.Sym(by_latex[latex])
        else:  # a letter that is the same at every place
            values[name] = maths.Sym(by_latex[_open_place(atom, recursion)])
    return substitute_symbols(typed.tree, values)


def _open_place(atom: Node, recursion: Recursion) -> str:
    if not isinstance(atom, Ref) or len(atom.below) != 1:
        raise KeyError(print_node(atom))
    return print_node(Ref(atom.name, (tree.Running(recursion.index, recursion.offset),)))


def _are_short(values: Sequence[maths.Node], given: Sequence[_Given]) -> bool:
    """Return whether all values are small fractions, and the steps are not all equal, whatever is drawn."""
    families = {each.name: each.values for each in given}
    same: list[bool] = []
    for point in list_draws(families, _TRIED):
        results = [find_small_value(value, point) for value in values]
        if None in results:
            return False
        same.append(len({*results}) == 1)
    return same.count(True) * 4 < len(same) and has_enough_draws(families)


def _say_given(formula: Formula, recursion: Recursion, start: str, given: Sequence[_Given]) -> str:
    axes = sorted(formula.axis_letters)
    sizes = f"{say_plain_numbers(formula, axes)} ".lstrip()
    said: list[str] = []
    for each in given:
        runs = f"_{{{recursion.index}" in each.latex
        always = f" for every ${recursion.index}$" if runs else ""
        said.append(f"${each.latex} = @{each.name}${always}")
    begun = f"{print_node(recursion.name_member(0))} = {start}"
    return f"{sizes}Start from ${begun}$, with {join_in_sentence(said)}."
