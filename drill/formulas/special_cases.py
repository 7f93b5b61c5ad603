"""Ask what is left of a formula in a special case: two parts that it compares are equal, a letter at an end.

An equality is offered only where some letters make it true.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion
from drill.formulas.folding import (
    ONE,
    ZERO,
    count_operations,
    fold,
    replace_part,
    set_index,
    spell,
    spell_subject,
)
from drill.formulas.formula import Formula, Found, print_node
from drill.formulas.letter_types import Array, Domain, Index, Number, Type, find_real_domain
from drill.formulas.mean_numbers import put_constants
from drill.formulas.shape_check import find_type_in, is_free_index, strip_brackets
from drill.formulas.small_world import NoValue, World
from drill.formulas.tree_values import Evaluation, reporting_no_value
from drill.formulas.typed_keys import MAX_KEYSTROKES, list_atoms
from drill.formulas.typed_questions import ask_typed
from drill.formulas.world_relations import make_world
from drill.notation import replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref

# Worlds in which letters are looked for that make two parts equal; in so many of them there have to be some.
_LOOKED, _FOUND = 6, 2
_PLACES: Final = 41
# How much of the operations of a formula may be left at an end of a letter's domain.
_MOST_LEFT: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two parts that a formula compares, and the node in which it does."""

    one: Node
    other: Node
    within: Node

    @property
    def is_ratio(self) -> bool:
        return isinstance(self.within, tree.Div)


@dataclass(frozen=True, slots=True)
class Branch:
    """The value of a formula, or that of one of its cases with the letters that choose it."""

    node: Node
    at: tuple[tuple[Node, str], ...] = ()

    @property
    def ask(self) -> dict[str, str]:
        """What chooses it, in the language of witnesses."""
        return {print_node(letter): number for letter, number in self.at}

    @property
    def said(self) -> str:
        """What chooses it, as the beginning of a sentence; empty for nothing."""
        return "".join(f"Let ${print_node(letter)} = {number}$. " for letter, number in self.at)


def list_branches(formula: Formula) -> list[Branch]:
    """Return the right side, or each of its cases whose condition gives a letter a number."""
    right = strip_brackets(formula.right)
    if not isinstance(right, tree.Cases):
        return [Branch(right)]
    branches: list[Branch] = []
    for value, condition in right.branches:
        match condition:
            case tree.Statement(sides=(Ref() as letter, tree.Num(text=number)), relations=("=",)):
                branches.append(Branch(value, ((letter, number),)))
            case _:
                return []
    return branches


def ask_special_cases(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield questions on equal parts, then on ends of domains."""
    for branch in list_branches(formula):
        pairs: set[frozenset[Node]] = set()
        for compared in _list_compared(branch.node):
            if (pair := frozenset((compared.one, compared.other))) in pairs:
                continue
            pairs.add(pair)
            question = _ask_equal(formula, branch, compared)
            if question is not None:
                yield question
    for branch in list_branches(formula):
        yield from _ask_ends(formula, branch)
    yield from _ask_functions_at_zero(formula)


def list_special_cases(formula: Formula) -> Iterator[tuple[str, str]]:
    """Yield cases in LaTeX, each with what is left of a formula there, as it is typed."""
    for question in ask_special_cases(formula):
        ask = question.witness["ask"]
        said = [f"{latex} = {number}" for latex, number in ask.get("at", {}).items()]
        yield ", ".join((*said, *filter(None, (" = ".join(ask.get("equal", ())),)))), question.key


# A relation put in, the first index


def ask_relations_put_in(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield what is left of a formula in which a letter, or a part, is what a relation says it is."""
    for said in formula.relations:
        for part, other in permutations(said.sides, 2):
            left = fold(formula, replace_part(formula.right, part, other))
            is_shorter = count_operations(left) < count_operations(formula.right)
            is_kept = isinstance(part, tree.Num) or part in walk_nodes(left) or not _is_open(left)
            is_kept = is_kept or (isinstance(left, tree.Add) and len({*left.terms}) < len(left.terms))
            if said.relations != ("=",) or is_kept or not is_shorter:
                continue
            latex = f"${print_node(part)} = {print_node(other)}$"
            question = ask_typed(
                formula,
                left,
                {},
                about="special case",
                what="a relation that is substituted",
                prompt=f"It holds that {latex}. Write {spell_subject(formula)} as briefly as you can with "
                f"that, without {spell(part)}.",
                hints=(
                    f"Where does {spell(part)} appear, and what becomes of it?",
                    "Which terms or factors are then alike, or cancel?",
                ),
                steps=(f"With {latex} what is left is {spell(left)}.",),
                shape="two parts that depend on each other",
                motion="substitute one for the other, and collect what is alike",
                worth=3.8,
            )
            if question is not None:
                yield question
                return


def ask_constant_function(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield what is left of a formula where the function under an integral is constant."""
    changed, values = put_constants(formula, formula.right)
    if len(values) != 1:
        return
    left, value = fold(formula, changed), values[0]
    by = next(part.by[0] for part in walk_nodes(formula.right) if isinstance(part, tree.Integral))
    question = ask_typed(
        formula,
        left,
        {"constant": print_node(value)},
        about="special case",
        what="a constant under the integral",
        prompt=f"Suppose that {spell(value)} is the same for every {spell(by)}. "
        f"Write {spell_subject(formula)} without an integral.",
        hints=(
            f"{spell(value)} is one number. What is left under the integral sign?",
            "The integral of 1 is the length of the range.",
        ),
        steps=(
            f"The integral is the constant times the length of the range: what is left is {spell(left)}.",
        ),
        shape="an integral of something that does not vary",
        motion="take the constant out, and measure the range",
        worth=4.2,
    )
    if question is not None:
        yield question


def ask_first_index(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield what is left of a formula at the first value of an index that counts in it as a number."""
    refs = dict.fromkeys(part for part in walk_nodes(formula.right) if isinstance(part, Ref))
    for ref in () if formula.lead else refs:  # the index of a sum is first in every sum
        found = formula.find_letter(ref)
        is_row = found is not None and isinstance(found.letter.type, Index) and not found.members
        if not is_row and not (found is None and is_free_index(ref, formula)):
            continue
        if ref.name.base in formula.bound or ref in formula.upper_ends:
            continue
        left = fold(formula, set_index(formula.right, ref.name.base, 1))
        is_shorter = count_operations(left) < count_operations(formula.right)
        if not _is_open(left) or isinstance(left, Ref) or not is_shorter:
            continue
        case = f"${print_node(ref)} = 1$"
        question = ask_typed(
            formula,
            left,
            {"at": {print_node(ref): "1"}},
            MAX_KEYSTROKES // 2,
            about="special case",
            what="the first index",
            prompt=f"What is left of {spell_subject(formula)} at {case}?",
            hints=(
                f"What becomes of each {spell(ref)}: below a letter, in an exponent, as a factor?",
                "Which powers, terms or factors are gone?",
            ),
            steps=(f"At {case} it is {spell(left)}.",),
            shape="a rule at its first value",
            motion="substitute the first index, and see what is left",
            worth=3.0,
        )
        if question is not None:
            yield question
            return


# Two parts become equal


def _list_compared(node: Node) -> list[_Compared]:
    found: list[_Compared] = []
    for part in walk_nodes(node):
        if isinstance(part, tree.Add):
            plus = [term for term in part.terms if not isinstance(term, tree.Neg)]
            minus = [term.body for term in part.terms if isinstance(term, tree.Neg)]
            found += (_Compared(one, other, part) for one in plus for other in minus)
        elif isinstance(part, tree.Div):
            found.append(_Compared(part.top, part.bottom, part))
    return [each for each in found if _is_open(each.one) and _is_open(each.other)]


def _is_open(node: Node) -> bool:
    return any(isinstance(part, Ref) for part in walk_nodes(node))


def _are_alike(formula: Formula, one: Node, other: Node) -> bool:
    """Return whether somebody compares two parts: arrays, the same of other letters, or one letter twice."""
    try:
        kind = find_type_in_open(formula, one)
        find_type_in_open(formula, other)
        if isinstance(kind, Array) or _spell_form(formula, one) == _spell_form(formula, other):
            return True
    except DrillError:  # an atom's index is bound inside the part
        return False
    if any(
        isinstance(part, tree.Add | tree.Root | tree.Pow)
        for each in (one, other)
        for part in walk_nodes(each)
    ):
        return False
    bases = [{_name_base(atom) for atom in list_atoms(formula, part)} for part in (one, other)]
    shared = bases[0] & bases[1]
    return bool(shared) and not set(list_atoms(formula, one)) & set(list_atoms(formula, other))


def _name_base(atom: Node) -> str:
    ref = atom.function if isinstance(atom, tree.Apply) else atom
    return ref.name.base if isinstance(ref, Ref) else ""


def _spell_form(formula: Formula, node: Node) -> str:
    """Return how a part is written, with the types of its letters in their places."""
    kinds = {atom: str(find_type_in_open(formula, atom)) for atom in list_atoms(formula, node)}
    bare = replace_nodes(
        node, lambda part: tree.Text(f"{type(part).__name__} {kinds[part]}") if part in kinds else None
    )
    return print_node(bare)


def _ask_equal(formula: Formula, branch: Branch, compared: _Compared) -> AskedQuestion | None:
    one, other = strip_brackets(compared.one), strip_brackets(compared.other)
    if not _are_alike(formula, one, other):
        return None
    if not (can_be_equal(formula, one, other) or can_be_equal(formula, other, one)):
        return None
    best: tuple[int, Node, Node, Node] | None = None
    for kept, gone in ((one, other), (other, one)):
        left = fold(formula, replace_part(branch.node, gone, kept))
        size = count_operations(left)
        if best is None or size < best[0]:
            best = size, left, kept, gone
    assert best is not None
    size, left, kept, gone = best
    if size >= count_operations(branch.node) or not _is_open(left):
        return None
    equal = (print_node(kept), print_node(gone))
    middle = "ratio" if compared.is_ratio else "difference"
    becomes = "1" if compared.is_ratio else "0"
    ask: dict[str, Any] = {"equal": [*equal]} | ({"at": branch.ask} if branch.at else {})
    return ask_typed(
        formula,
        left,
        ask,
        wrong=_list_wrong(formula, branch, compared),
        about="special case",
        what="an equal pair",
        prompt=f"{branch.said}Suppose that ${print_node(one)} = {print_node(other)}$. "
        f"What is left of {spell_subject(formula)}?{_say_without(formula, left, kept, gone)}",
        hints=(
            f"What becomes of the {middle} of the two?",
            f"It becomes {becomes}. What is around it, and what does that become?",
        ),
        steps=(
            f"The {middle} of {spell(one)} and {spell(other)} becomes {becomes}.",
            f"What is left is {spell(left)}.",
        ),
        shape="two sides that meet",
        motion="set them equal, and keep what is left",
        worth=min(4.0, 2.7 + 0.1 * (count_operations(branch.node) - size)) if isinstance(left, Ref) else 4.8,
    )


def _say_without(formula: Formula, left: Node, kept: Node, gone: Node) -> str:
    """Return which letters are not to be typed, where either of two would be right."""
    used, own = list_atoms(formula, left), list_atoms(formula, kept)
    avoided = [atom for atom in list_atoms(formula, gone) if atom not in used]
    if not avoided or not any(atom in used for atom in own):
        return ""
    return f" Write it without {spell(avoided[0])}."


def _list_wrong(formula: Formula, branch: Branch, compared: _Compared) -> Iterator[tuple[Node, str]]:
    within = compared.within
    if compared.is_ratio:
        wrong = fold(formula, replace_part(branch.node, within, ZERO))
        yield wrong, "The ratio of equal parts is 1, not 0."
    elif isinstance(within, tree.Add) and len(within.terms) > 2:
        rest = [term for term in within.terms if term != compared.one and term != tree.Neg(compared.other)]
        wrong = fold(formula, replace_part(branch.node, within, ZERO))
        said = "".join(spell(term) for term in rest[:1])
        yield wrong, f"Only the two sides cancel. The term {said} stays."
    else:
        wrong = fold(formula, replace_part(branch.node, within, ONE))
        yield wrong, "The difference of equal parts is 0, not 1."


def can_be_equal(formula: Formula, one: Node, other: Node) -> bool:
    """Return whether some value of a letter in ``other`` makes it equal to ``one``.

    Numbers and vectors of free entries can; what stands in ``one``, too, is no free letter.
    """
    try:
        kinds = find_type_in_open(formula, one), find_type_in_open(formula, other)
    except DrillError:
        return False
    if isinstance(kinds[0], Array) or isinstance(kinds[1], Array):
        return _is_free_array(formula, other) and not _mentions(formula, one, other)
    if not all(isinstance(kind, Number) for kind in kinds):
        return False
    free = [
        atom
        for atom in list_atoms(formula, other)
        if not _mentions(formula, one, atom) and not _is_held(formula, atom)
    ]
    return any(_reaches(formula, one, other, atom) for atom in free)


def find_type_in_open(formula: Formula, node: Node) -> Type:
    """Return the type of a part in which letters may stand that are bound around it: it is a number then."""
    try:
        return find_type_in(formula, node)
    except DrillError:
        for atom in list_atoms(formula, node):
            if isinstance(atom, Ref) and formula.find_letter(atom) is None:
                raise
        return Number()


def _is_free_array(formula: Formula, node: Node) -> bool:
    found = formula.find_letter(node)
    kind = found.letter.type if found and not found.entries else None
    if _is_held(formula, node):
        return False
    return isinstance(kind, Array) and len(kind.axes) == 1 and not kind.kind and kind.domain == Domain()


def _is_held(formula: Formula, atom: Node) -> bool:
    return any(found.letter in formula.held_letters for _, found in formula.list_found(atom))


def _mentions(formula: Formula, node: Node, atom: Node) -> bool:
    return atom in list_atoms(formula, node)


def _reaches(formula: Formula, one: Node, other: Node, free: Node) -> bool:
    """Return whether moving one letter of a part through its domain meets the value of another part."""
    domain = _find_domain(formula, free)
    if domain is None:
        return False
    met = 0
    for seed in range(_LOOKED):
        try:
            world = make_world(formula, seed)
            rng = np.random.default_rng(seed)
            names = {
                atom: _draw_in(rng, own)
                for part in (one, other)
                for atom in list_atoms(formula, part)
                if (own := _find_domain(formula, atom)) is not None and not _is_held(formula, atom)
            }
            gaps = [
                _compute_with(formula, world, other, {**names, free: value})
                - _compute_with(formula, world, one, names)
                for value in _spread(domain)
            ]
        except DrillError:
            continue
        signs = {math.copysign(1, gap) for gap in gaps if math.isfinite(gap) and gap}
        met += len(signs) == 2 or any(gap == 0 for gap in gaps)
    return met >= _FOUND


def _find_domain(formula: Formula, atom: Node) -> Domain | None:
    """Return the values of a free number: no count, and nothing that others define."""
    try:
        kind = find_type_in_open(formula, atom)
    except DrillError:
        return None
    if isinstance(atom, tree.Apply):
        found = formula.find_letter(atom.function)
        kind = getattr(found.letter.type, "result", kind) if found else kind
    return kind.domain if isinstance(kind, Number) and not kind.is_whole else None


def _draw_in(rng: Generator, domain: Domain) -> float:
    places = _spread(domain)
    return places[int(rng.integers(_PLACES // 4, 3 * _PLACES // 4))]


def _spread(domain: Domain) -> list[float]:
    """Return places all over a domain, in order."""
    shares = np.linspace(0.001, 0.999, _PLACES)
    if domain.low > -math.inf and domain.high < math.inf:
        return (domain.low + (domain.high - domain.low) * shares).tolist()
    if domain.low == -math.inf and domain.high == math.inf:
        return (np.tan(math.pi * (shares - 0.5)) * 2).tolist()
    steps = shares / (1 - shares)
    return (domain.low + steps).tolist() if domain.low > -math.inf else (domain.high - steps[::-1]).tolist()


def _compute_with(formula: Formula, world: World, node: Node, values: dict[Node, float]) -> float:
    """Return a part's value where its letters have values. Raises NoValue."""
    world.given_calls = {atom: value for atom, value in values.items() if isinstance(atom, tree.Apply)}
    evaluation = Evaluation(formula, world)
    names = {atom: value for atom, value in values.items() if isinstance(atom, Ref)}
    with reporting_no_value(), evaluation.binding(names):
        value = evaluation.compute(node)
    if not isinstance(value, float | int):
        raise NoValue("no number")
    return float(value)


# A letter at an end of its domain


def _ask_ends(formula: Formula, branch: Branch) -> Iterator[AskedQuestion]:
    for atom in list_atoms(formula, branch.node):
        kind = _find_end_type(formula, branch.node, atom)
        if kind is None:
            continue
        for end in (kind.domain.low, kind.domain.high):
            if end in (0.0, 1.0):
                is_case = kind.is_whole and kind.domain.high == kind.domain.low + 1
                question = _ask_end(formula, branch, atom, int(end), is_case=is_case)
                if question is not None:
                    yield question


def _ask_functions_at_zero(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield what is left where several functions, such as networks, have the value 0."""
    atoms = [atom for atom in list_atoms(formula, formula.right) if isinstance(atom, tree.Apply)]
    free = [atom for atom in atoms if find_real_domain(find_type_in_open(formula, atom)) == Domain()]
    functions = {found.letter for atom in free if (found := formula.find_letter(atom.function))}
    if len(functions) < 2 or functions & formula.held_letters or len(free) != len(functions):
        return
    left = formula.right
    for atom in free:
        left = replace_part(left, atom, ZERO)
    left = fold(formula, left)
    is_short = count_operations(left) <= _MOST_LEFT * count_operations(formula.right)
    if isinstance(left, Ref) or not _is_open(left) or not is_short:
        return
    zero = " = ".join((*map(print_node, free), "0"))
    question = ask_typed(
        formula,
        left,
        {"at": {print_node(atom): "0" for atom in free}},
        about="special case",
        what="functions that are 0",
        prompt=f"Suppose that ${zero}$. What is left of {spell_subject(formula)}?",
        hints=(
            "Which terms vanish with them, and what becomes of an exponential?",
            "Which factors become 1?",
        ),
        steps=(f"With ${zero}$ what is left is {spell(left)}.",),
        shape="a rule with parts that can be switched off",
        motion="switch them off, and see which rule is left",
        worth=3.6,
    )
    if question is not None:
        yield question


def _find_end_type(formula: Formula, node: Node, atom: Node) -> Number | None:
    """Return the type of a letter, or a function's value, that may be at an end alone; else None."""
    found = formula.find_letter(atom.function if isinstance(atom, tree.Apply) else atom)
    if found is None or found.letter in formula.held_letters:
        return None
    if isinstance(atom, tree.Apply):
        calls = {
            each
            for each in list_atoms(formula, node)
            if isinstance(each, tree.Apply)
            and (other := formula.find_letter(each.function))
            and other.letter is found.letter
        }
        runs = any(isinstance(part, Ref) and part.name.base in formula.bound for part in walk_nodes(atom))
        kind = find_type_in_open(formula, atom) if calls == {atom} and not runs else None
    else:
        is_alone = isinstance(atom, Ref) and _is_one_value(formula, node, atom, found)
        kind = found.letter.type if is_alone else None
    return kind if isinstance(kind, Number) else None


def _is_one_value(formula: Formula, node: Node, atom: Ref, found: Found) -> bool:
    """Return whether a letter has one value in a part: none runs, and one stands there."""
    others = {part for part, other in formula.list_found(node) if other.letter is found.letter}
    is_free = all(
        isinstance(index, tree.Running) and not index.offset and index.letter not in formula.bound
        for index in found.members
    )
    return is_free and others == {atom}


def _ask_end(
    formula: Formula, branch: Branch, letter: Node, end: int, *, is_case: bool
) -> AskedQuestion | None:
    """Return what is left at an end; of a letter with two values that is one of two cases, and worth more."""
    left = fold(formula, replace_part(branch.node, letter, tree.Num(str(end))))
    most = (1 if is_case else _MOST_LEFT) * count_operations(branch.node)
    if isinstance(left, Ref) or not _is_open(left) or count_operations(left) > most:
        return None
    at = {**branch.ask, print_node(letter): str(end)}
    return ask_typed(
        formula,
        left,
        {"at": at},
        MAX_KEYSTROKES // 2,
        about="special case",
        what=f"one letter at {end}",
        prompt=f"{branch.said}What is left of {spell_subject(formula)} at ${print_node(letter)} = {end}$?",
        hints=(
            f"Where does {spell(letter)} appear, and what does {end} do there?",
            "Which terms or factors become 0 or 1?",
        ),
        steps=(f"At ${print_node(letter)} = {end}$ what is left is {spell(left)}.",),
        shape="two cases in one line" if is_case else "a knob at the end of its range",
        motion="put in the one value, and see what drops out"
        if is_case
        else "turn it all the way, and see what drops out",
        worth=3.3 if is_case else 2.5,
    )
