"""Ask for numbers on both sides of a branch (a minimum, a clip, cases), and where it is flat.

Two cases differ in one letter, which makes the formula take another branch. Whatever is drawn, each case
stays on its side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any, Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion, Choice
from drill.formulas.asked_worlds import SIDES, Ask, find_flat_side, give_value
from drill.formulas.folding import fold, spell_subject
from drill.formulas.formula import Formula, print_node
from drill.formulas.letter_types import COUNT, Domain, Index
from drill.formulas.shape_check import INDICATORS
from drill.formulas.small_numbers import find_small_value, has_enough_draws, list_draws, list_unequal
from drill.formulas.special_cases import find_type_in_open
from drill.formulas.tree_values import Trace, compute_value
from drill.formulas.typed_keys import list_atoms, list_free_names, type_part
from drill.formulas.typed_questions import name_witness
from drill.formulas.world_relations import make_world
from drill.maths import maths_tree as maths
from drill.maths.maths_tree import substitute_symbols
from drill.maths.print import to_plain
from drill.notation import replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.text import join_in_sentence

_NAMES: Final = "pqrsuvwgh"
_CANDIDATES: Final = (
    "2", "-2", "1/2", "3/2", "3", "-1", "1", "1/4", "0", "3/4", "1/5", "4", "1/3", "-3", "2/5", "5", "-4",
    "6",
)  # fmt: skip
# Assignments that are tried, and values that a letter may take on one side.
_TRIED: Final = 80
_MOST_VALUES: Final = 4
# Of so few letters each may have one value more.
_FEW_LETTERS: Final = 3
_MOST_LETTERS: Final = 5
# Pairs of cases of which the numbers are written down.
_MOST_PAIRS: Final = 6
_LARGEST: Final = 60
# Draws of which all are small fractions.
_PROVED: Final = 400
# Branches whose sides are worth numbers, and those that may be flat.
_FLATTENING: Final = frozenset(("min", "max", "clip", "relu"))


@dataclass(frozen=True, slots=True)
class _Case:
    """Values of the letters on one side, each a list of what may be drawn, the first shown in examples."""

    values: Mapping[Node, tuple[str, ...]]
    signature: frozenset[Any]
    result: Fraction

    def take_first(self) -> dict[Node, str]:
        return {atom: values[0] for atom, values in self.values.items()}


def ask_branches(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield the numbers on both sides, then where the value is flat; nothing where there is no branch."""
    if not any(_is_branch(formula, node) for node in walk_nodes(formula.right)):
        return
    atoms = list_atoms(formula, formula.right)
    candidates = {atom: _list_candidates(formula, atom) for atom in atoms}
    if not 1 <= len(atoms) <= _MOST_LETTERS or not all(candidates.values()) or formula.axis_letters:
        return
    for switch, first, second in _list_pairs(formula, candidates):
        question = _ask_numbers(formula, switch, (first, second))
        if question is not None:
            yield question
            yield from _ask_flat(formula, switch, (first, second))
            return


def _is_branch(formula: Formula, node: Node) -> bool:
    match node:
        case tree.Reduce(operator="\\min" | "\\max", bound=None) | tree.Cases():
            return True
        case tree.Norm(bars="|"):
            return True
        case tree.Bracket(opening="[", body=tree.Statement()):
            return True
        case tree.Apply():
            word = formula.name_call(node).lower()
            return word in _FLATTENING | {"abs"} or (
                node.function.name.base in INDICATORS and bool(node.function.name.font)
            )
        case _:
            return False


def _list_candidates(formula: Formula, atom: Node) -> tuple[str, ...]:
    """Return small numbers that a letter may be; none for what is no plain number."""
    try:
        kind = find_type_in_open(formula, atom)
    except DrillError:
        return ()
    kind = COUNT if isinstance(kind, Index) else kind
    domain = getattr(kind, "domain", None)
    if not isinstance(domain, Domain) or hasattr(kind, "axes") or not isinstance(atom, Ref | tree.Apply):
        return ()
    if (found := formula.find_letter(atom)) is not None and (
        found.entries or found.letter in formula.held_letters
    ):
        return ()
    values = [text for text in _CANDIDATES if float(Fraction(text)) in domain]
    whole = getattr(kind, "is_whole", False)
    return tuple(text for text in values if not whole or "/" not in text)


def _list_pairs(
    formula: Formula, candidates: Mapping[Node, tuple[str, ...]]
) -> Iterator[tuple[Node, _Case, _Case]]:
    """Yield a letter and two cases that differ in it, and take different branches; small numbers first."""
    rng = np.random.default_rng(7)
    found: list[tuple[int, Node, dict[Node, str], dict[Node, str], frozenset[Any], frozenset[Any]]] = []
    for _ in range(_TRIED):
        point = {atom: values[int(rng.integers(len(values)))] for atom, values in candidates.items()}
        one = _try_point(formula, point)
        if one is None:
            continue
        for atom, values in candidates.items():
            other_point = {**point, atom: values[int(rng.integers(len(values)))]}
            other = _try_point(formula, other_point)
            if other is None or other[0] == one[0] or other[1] == one[1]:
                continue
            cost = sum(_count_digits(text) for text in (*point.values(), *other_point.values()))
            cost += sum(max(abs(value.numerator), value.denominator) for value in (one[1], other[1]))
            cost += 20 * (not one[1] or not other[1])
            found.append((cost, atom, point, other_point, one[0], other[0]))
    kept = 0
    for _, switch, point, other_point, *signatures in sorted(found, key=lambda each: each[0]):
        if not all(map(partial(_is_inside, formula), (point, other_point), signatures)):
            continue
        cases = [_widen(formula, candidates, each, switch) for each in (point, other_point)]
        yield switch, cases[0], cases[1]
        kept += 1
        if kept == _MOST_PAIRS:
            return


def _is_inside(formula: Formula, point: Mapping[Node, str], signature: frozenset[Any]) -> bool:
    """Return whether a case is not at a threshold: a little more or less of a number keeps the branch."""
    for atom, text in point.items():
        if "/" not in text and isinstance(atom, Ref) and formula.is_whole(atom):
            continue
        for step in (Fraction(1, 1000), Fraction(-1, 1000)):
            moved = _find_signature(formula, {**point, atom: str(Fraction(text) + step)})
            if moved != signature:
                return False
    return True


def _count_digits(text: str) -> int:
    number = Fraction(text)
    return max(abs(number.numerator), number.denominator) if number else 5


def _find_signature(formula: Formula, point: Mapping[Node, str]) -> frozenset[Any]:
    found = _evaluate_point(formula, point)
    return frozenset() if found is None else found[0]


def _try_point(formula: Formula, point: Mapping[Node, str]) -> tuple[frozenset[Any], Fraction] | None:
    """Return which branches are taken and the value, a small fraction; None for any other."""
    found = _evaluate_point(formula, point)
    if found is None:
        return None
    signature, value = found
    exact = Fraction(value).limit_denominator(_LARGEST)
    if abs(float(exact) - value) > 1e-9 or abs(exact.numerator) > 3 * _LARGEST:
        return None
    return signature, exact


def _evaluate_point(formula: Formula, point: Mapping[Node, str]) -> tuple[frozenset[Any], float] | None:
    world = make_world(formula, 1)
    trace = Trace()
    try:
        for atom, text in point.items():
            give_value(formula, world, atom, float(Fraction(text)))
        value = compute_value(formula, world, trace=trace)
    except DrillError:
        return None
    if not isinstance(value, float | int) or not np.isfinite(value):
        return None
    sides = {id(node) for node in walk_nodes(formula.right) if _is_branch(formula, node)}
    bars = {id(node) for node in walk_nodes(formula.right) if isinstance(node, tree.Norm)}
    # the sign in an absolute value is a branch where there is no other
    counted = sides - bars or sides
    signature = frozenset(
        (node, frozenset(map(str, taken))) for node, taken in trace.branches.items() if node in counted
    )
    return signature, float(value)


def _widen(
    formula: Formula, candidates: Mapping[Node, tuple[str, ...]], point: Mapping[Node, str], switch: Node
) -> _Case:
    """Return a case with further values of its letters that all keep to its side."""
    found = _try_point(formula, point)
    assert found is not None
    signature, result = found
    values: dict[Node, tuple[str, ...]] = {atom: (text,) for atom, text in point.items()}
    for atom, texts in candidates.items():
        for text in texts:
            if text in values[atom] or len(values[atom]) == _MOST_VALUES + (len(point) <= _FEW_LETTERS):
                continue
            others = [(text,) if each is atom else kept for each, kept in values.items()]
            tried = [_try_point(formula, dict(zip(values, draw, strict=True))) for draw in product(*others)]
            if all(each is not None and each[0] == signature for each in tried):
                values[atom] = (*values[atom], text)
    return _Case(values, signature, result)


def _share_letters(first: _Case, second: _Case, switch: Node) -> Mapping[Node, tuple[str, ...]]:
    """Return what the letters besides the switch may be on both sides."""
    return {
        atom: tuple(text for text in values if text in second.values[atom])
        for atom, values in first.values.items()
        if atom != switch
    }


def _ask_numbers(formula: Formula, switch: Node, cases: tuple[_Case, _Case]) -> AskedQuestion | None:
    shared = _share_letters(*cases, switch)
    free = list_free_names(formula, _NAMES)
    if len(free) < len(shared) + 2:
        return None
    names = iter(free)
    letters = {atom: next(names) for atom in shared}
    sides = [next(names) for _ in cases]
    params = {letters[atom]: values for atom, values in shared.items()}
    params |= {side: case.values[switch] for side, case in zip(sides, cases, strict=True)}
    try:
        keys = [
            _write_value(formula, {**letters, switch: side}, case)
            for side, case in zip(sides, cases, strict=True)
        ]
    except DrillError:
        return None
    draws = list_draws(params, _PROVED)
    if not has_enough_draws(params) or not all(
        find_small_value(key, point) is not None for point in draws for key in keys
    ):
        return None
    key = f"[{to_plain(keys[0])}, {to_plain(keys[1])}]"
    said = [f"${print_node(atom)} = @{name}$" for atom, name in letters.items()]
    given = f"Let {join_in_sentence(said)}. " if said else ""
    at = {print_node(atom): name for atom, name in letters.items()}
    latex = print_node(switch)
    return AskedQuestion(
        about="branch",
        what="both sides of a branch",
        prompt=f"{given}Compute {spell_subject(formula)} for ${latex} = @{sides[0]}$ and for "
        f"${latex} = @{sides[1]}$, and write the two fractions as a vector.",
        kind="vector",
        key=key,
        params=params,
        where=tuple(f"{one} != {other}" for one, other in list_unequal(params)),
        hints=(
            "Which branch does each of the two numbers take?",
            f"See what decides the branch at ${latex} = @{sides[0]}$, then at ${latex} = @{sides[1]}$.",
        ),
        steps=(
            f"At ${latex} = @{sides[0]}$ it is $@{{{to_plain(keys[0])}}}$.",
            f"At ${latex} = @{sides[1]}$ another branch is taken, and it is $@{{{to_plain(keys[1])}}}$.",
        ),
        shape="one rule on each side of a threshold",
        motion="decide which side each number is on, then compute",
        witness=name_witness(
            formula,
            {"first": {**at, latex: sides[0]}, "second": {**at, latex: sides[1]}},
        ),
        worth=4.4,
    )  # fmt: skip


def _write_value(formula: Formula, names: Mapping[Node, str], case: _Case) -> maths.Node:
    """Return the value on one side in the names that are drawn. Raises NotTyped."""
    taken = {node: {*branches} for node, branches in case.signature}

    def change(part: Node) -> Node | None:
        branches = taken.get(id(part), set())
        match part:
            case tree.Cases(branches=values) if branches:
                return tree.Bracket(replace_nodes(values[int(next(iter(branches)))][0], change))
            case tree.Bracket(opening="[", body=tree.Statement()) if branches:
                return tree.Num("1" if branches == {"True"} else "0")
            case tree.Apply() if (
                part.function.name.base in INDICATORS and part.function.name.font and branches
            ):
                return tree.Num("1" if branches == {"True"} else "0")
            case _:
                return None

    typed = type_part(formula, fold(formula, replace_nodes(formula.right, change)), as_numbers=True)
    return substitute_symbols(
        typed.tree, {name: maths.Sym(names[atom]) for name, atom in typed.atoms.items()}
    )


# Where it is flat


def _ask_flat(formula: Formula, switch: Node, cases: tuple[_Case, _Case]) -> Iterator[AskedQuestion]:
    """Yield in which of the two cases a small change of a letter does nothing, where it is one of them."""
    is_flattening = any(
        isinstance(part, tree.Reduce)
        or (
            isinstance(part, tree.Apply) and part.function.name.base.removeprefix("\\").lower() in _FLATTENING
        )
        for part in walk_nodes(formula.right)
    )
    points = [case.take_first() for case in cases]
    if not is_flattening:
        return
    for moved in sorted(points[0], key=lambda atom: atom != switch):
        ask = Ask(
            sides=tuple(
                {print_node(atom): float(Fraction(text)) for atom, text in point.items()} for point in points
            ),
            flat=print_node(moved),
        )
        try:
            side = find_flat_side(formula, ask)
        except DrillError:
            continue
        if side in ("first", "second"):
            yield _make_flat_question(formula, switch, moved, points, side)
            return


def _make_flat_question(
    formula: Formula, switch: Node, moved: Node, points: Sequence[dict[Node, str]], key: str
) -> AskedQuestion:
    fixed = join_in_sentence(
        [f"${print_node(atom)} = {text}$" for atom, text in points[0].items() if atom != switch]
    )
    latex, letter = print_node(switch), print_node(moved)
    one, other = (point[switch] for point in points)
    texts = {
        "first": f"Only at ${latex} = {one}$.",
        "second": f"Only at ${latex} = {other}$.",
        "both": "At both.",
        "neither": "At neither.",
    }
    right = one if key == "first" else other
    say = "Move the letter a little in each case, and see whether the branch that is taken contains it."
    given = f"Let {fixed}. " if fixed else ""
    return AskedQuestion(
        about="branch",
        what="where it is flat",
        prompt=f"{given}Take ${latex} = {one}$, then ${latex} = {other}$. At which of them does a small "
        f"change of ${letter}$ leave {spell_subject(formula)} unchanged?",
        kind="choice",
        key=key,
        options=tuple(Choice(name, texts[name], "" if name == key else say, name == key) for name in SIDES),
        hints=(
            "Which branch is taken at each of the two, and which letters are in it?",
            f"A branch without ${letter}$ does not move when ${letter}$ does.",
        ),
        steps=(
            f"At ${latex} = {right}$ the branch that is taken does not move with ${letter}$.",
        ),
        shape="a slope that a branch switches off",
        motion="move the letter a little on each side",
        witness=name_witness(
            formula,
            {
                "first": {print_node(atom): text for atom, text in points[0].items()},
                "second": {print_node(atom): text for atom, text in points[1].items()},
                "flat": letter,
            },
        ),
        worth=4.3,
    )  # fmt: skip
