"""Ask for a formula in a special case: a difference is 0, a letter is at an end of its domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from drill.banks.models import Exercise
from drill.checking import TextSpec
from drill.errors import DrillError
from drill.formulas.asked_worlds import Ask, compute_asked
from drill.formulas.formula import Formula, FoundLetter, Letter, format_node
from drill.formulas.formula_lowering import find_type_in
from drill.formulas.formula_parts import (
    is_free_index,
    replace_part,
    set_index,
    spell,
    spell_subject,
    strip_brackets,
)
from drill.formulas.typed_questions import (
    MAX_KEYSTROKES,
    TypedKey,
    ask_for_key,
    list_atoms,
    make_typed_exercise,
    prove_key,
    read_ask,
    type_part,
)
from drill.formulas.value_range import find_range
from drill.formulas.world_relations import make_world
from drill.maths import maths_tree as maths
from drill.notation import find_nodes, find_references, strip_arguments, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.types import ArrayType, Function, IndexType, NumberType, Type, find_real_domain

_ZERO = tree.Num("0")
_ONE = tree.Num("1")
# Max share of the formula's operations that a special case may keep.
_SHORTER = 0.999


def ask_special_cases(formula: Formula) -> Iterator[Exercise]:
    """Yield questions on differences that are 0, then on ends of domains."""
    if isinstance(strip_brackets(formula.right), tree.Cases):
        return
    for pair in _list_differences(formula, formula.right):
        if (asked := _ask_equal(formula, *pair)) is not None:
            yield asked
    yield from _ask_ends(formula)


def list_special_cases(formula: Formula) -> Iterator[tuple[str, str]]:
    """Yield cases in LaTeX, each with the rest of a formula there, as it is typed."""
    for exercise in ask_special_cases(formula):
        ask = read_ask(exercise)
        answer = exercise.forms[0].questions[0].answer
        conditions = [f"{latex} = {number}" for latex, number in ask.get("at", {}).items()]
        if "equal" in ask:
            conditions.append(" = ".join(ask["equal"]))
        if isinstance(answer, TextSpec):
            yield ", ".join(conditions), answer.text


def _type_case(formula: Formula, node: Node, largest_share: float) -> TypedKey | None:
    """Return the rest of a formula as it is typed.

    None where it is not typed, is a number, or has more than a share of the formula's operations.
    """
    try:
        key = type_part(formula, node)
        whole = type_part(formula, formula.right)
    except DrillError:
        return None
    if key.atoms and key.size <= largest_share * whole.size:
        return key
    return None


# The first index


def ask_first_index(formula: Formula) -> Iterator[Exercise]:
    """Yield the rest of a formula at the first value of an index that it uses as a number."""
    refs = find_references(formula.right)
    for ref in () if formula.lead else refs:  # the index of a sum takes its first value in every sum
        found = formula.find_letter(ref)
        is_row = found is not None and isinstance(found.letter.type, IndexType) and not found.members
        if not is_row and not (found is None and is_free_index(ref, formula)):
            continue
        if ref.name.base in formula.bound or ref in formula.upper_ends:
            continue
        left = _type_case(formula, set_index(formula.right, ref.name.base, 1), _SHORTER)
        if left is None or isinstance(left.tree, maths.Sym):
            continue
        case = f"${format_node(ref)} = 1$"
        question = ask_for_key(
            formula,
            left,
            {"at": {format_node(ref): "1"}},
            "the first index",
            f"What is left of {spell_subject(formula)} at {case}?",
            MAX_KEYSTROKES // 2,
            hints=(
                f"What becomes of each {spell(ref)}: below a letter, in an exponent, as a factor?",
                "Which powers, terms or factors are gone?",
            ),
            steps=(f"At {case} it is {left.latex}.",),
            shape="a rule at its first value",
            motion="substitute the first index, and see what is left",
        )
        if question is not None:
            yield question
            return


# Two letters of one family become equal


def _list_differences(formula: Formula, node: Node) -> Iterator[tuple[Node, Node, tree.Add]]:
    """Yield pairs of letters of one family that a sum has with a plus and with a minus."""
    for part in find_nodes(node, tree.Add):
        terms = [(term.body, True) if isinstance(term, tree.Neg) else (term, False) for term in part.terms]
        for (one, is_turned), (other, is_other_turned) in combinations(terms, 2):
            if is_turned != is_other_turned and _are_of_one_family(formula, one, other):
                yield one, other, part


def _are_of_one_family(formula: Formula, one: Node, other: Node) -> bool:
    """Return whether two parts are letters of one name and type, or values of one function.

    No relation keeps them from being equal.
    """
    found = _find_family(formula, one)
    found_other = _find_family(formula, other)
    if one == other or type(one) is not type(other) or found is None or found_other is None:
        return False
    for part in (*walk_nodes(one), *walk_nodes(other)):
        if isinstance(part, tree.Running) and part.letter in formula.bound:
            return False
        if isinstance(part, Ref) and part.name.base in formula.bound:
            return False
    letter = found.letter
    other_letter = found_other.letter
    if letter.ref.name.base != other_letter.ref.name.base or letter.type != other_letter.type:
        return False
    type_ = letter.type.result if isinstance(letter.type, Function) else letter.type
    return isinstance(type_, NumberType | ArrayType) and formula.held_letters.isdisjoint(
        (letter, other_letter)
    )


def _find_family(formula: Formula, node: Node) -> FoundLetter | None:
    """Return the letter whose member a part is, or the function whose value it is."""
    return formula.find_letter(strip_arguments(node))


def _ask_equal(formula: Formula, one: Node, other: Node, difference: tree.Add) -> Exercise | None:
    """Return the rest of a formula whose difference is 0."""
    cases: list[tuple[TypedKey, Node, Node]] = []
    for kept, gone in ((one, other), (other, one)):
        left = _type_case(formula, replace_part(formula.right, gone, kept), _SHORTER)
        if left is not None:
            cases.append((left, kept, gone))
    if not cases:
        return None
    left, kept, gone = min(cases, key=lambda case: case[0].size)
    ask: dict[str, Any] = {"equal": [format_node(kept), format_node(gone)]}
    return ask_for_key(
        formula,
        left,
        ask,
        "a difference that is 0",
        f"Suppose that ${format_node(one)} = {format_node(other)}$. "
        f"What is left of {spell_subject(formula)}?{_format_excluded_letter(formula, left, kept, gone)}",
        wrong=[_write_wrong(formula, one, other, difference)],
        hints=(
            "What becomes of the difference of the two?",
            "It becomes 0. What is around it, and what does that become?",
        ),
        steps=(
            f"The difference of {spell(one)} and {spell(other)} becomes 0.",
            f"What is left is {left.latex}.",
        ),
        shape="two sides that meet",
        motion="set them equal, and keep what is left",
    )


def _format_excluded_letter(formula: Formula, left: TypedKey, kept: Node, gone: Node) -> str:
    """Return which letters are not to be typed, where either of two would be right."""
    used = [*left.atoms.values()]
    own = list_atoms(formula, kept)
    avoided = [atom for atom in list_atoms(formula, gone) if atom not in used]
    if not avoided or not any(atom in used for atom in own):
        return ""
    return f" Write it without {spell(avoided[0])}."


def _write_wrong(formula: Formula, one: Node, other: Node, difference: tree.Add) -> tuple[Node, str]:
    """Return a likely answer that is wrong, and the feedback on it."""
    rest = [term for term in difference.terms if term not in (one, other, tree.Neg(one), tree.Neg(other))]
    if rest:
        left = replace_part(formula.right, difference, _ZERO)
        return left, f"Only the two sides cancel. The term {spell(rest[0])} stays."
    left = replace_part(formula.right, difference, _ONE)
    return left, "The difference of equal parts is 0, not 1."


# A letter at an end of its domain


def _ask_ends(formula: Formula) -> Iterator[Exercise]:
    """Yield the questions on one letter at an end of its domain, 0 or 1."""
    for atom in list_atoms(formula, formula.right):
        type_ = _find_end_type(formula, formula.right, atom)
        if type_ is None:
            continue
        low = type_.domain.low
        high = type_.domain.high
        is_two_valued = type_.is_whole and high == low + 1
        for end in (low, high):
            if end not in (0.0, 1.0):
                continue
            asked = _ask_end(formula, atom, int(end), is_two_valued=is_two_valued)
            if asked is not None:
                yield asked


def _find_end_type(formula: Formula, node: Node, atom: Node) -> NumberType | None:
    """Return the type of a letter, or a function's value, that may be at an end alone; else None."""
    found = formula.find_letter(strip_arguments(atom))
    if found is None or found.letter in formula.held_letters:
        return None
    type_ = None
    if isinstance(atom, tree.Apply):
        runs = any(part.name.base in formula.bound for part in find_nodes(atom, Ref))
        if not runs and not _has_other_call(formula, node, atom, found.letter):
            type_ = _find_type(formula, atom)
    elif isinstance(atom, Ref) and _is_one_value(formula, node, atom, found):
        type_ = found.letter.type
    return type_ if isinstance(type_, NumberType) else None


def _has_other_call(formula: Formula, node: Node, call: tree.Apply, letter: Letter) -> bool:
    """Return whether a part contains another value of the same function."""
    for atom in list_atoms(formula, node):
        if isinstance(atom, tree.Apply) and atom != call:
            other = formula.find_letter(atom.function)
            if other is not None and other.letter is letter:
                return True
    return False


def _find_type(formula: Formula, atom: Node) -> Type | None:
    try:
        return find_type_in(formula, atom)
    except DrillError:  # a letter in it is bound around it
        return None


def _is_one_value(formula: Formula, node: Node, atom: Ref, found: FoundLetter) -> bool:
    """Return whether a letter has one value in a part: it occurs there, and no member of it runs."""
    others = {part for part, other in formula.list_found(node) if other.letter is found.letter}
    is_free = all(
        isinstance(index, tree.Running) and not index.offset and index.letter not in formula.bound
        for index in found.members
    )
    return is_free and others == {atom}


def _ask_end(formula: Formula, letter: Node, end: int, *, is_two_valued: bool) -> Exercise | None:
    """Return the question for the rest at an end; of a letter with two values that is one of two cases."""
    # An end of a range has to remove 40 % of the operations; a case may leave all.
    largest_share = 0.6
    shape = "a knob at the end of its range"
    motion = "turn it all the way, and see what drops out"
    if is_two_valued:
        largest_share = 1
        shape = "two cases in one line"
        motion = "put in the one value, and see what drops out"
    changed = replace_part(formula.right, letter, tree.Num(str(end)))
    left = _type_case(formula, changed, largest_share)
    if left is None or isinstance(left.tree, maths.Sym):
        return None
    return ask_for_key(
        formula,
        left,
        {"at": {format_node(letter): str(end)}},
        f"one letter at {end}",
        f"What is left of {spell_subject(formula)} at ${format_node(letter)} = {end}$?",
        MAX_KEYSTROKES // 2,
        hints=(
            f"Where does {spell(letter)} appear, and what does {end} do there?",
            "Which terms or factors become 0 or 1?",
        ),
        steps=(f"At ${format_node(letter)} = {end}$ what is left is {left.latex}.",),
        shape=shape,
        motion=motion,
    )


# Ask for the rest of a formula with equal members in a sum or an extreme.

# Values of all members, at least one of them in every domain.
_MEMBER_VALUES = ("1/2", "2", "-3/2")


def ask_endless_sum(formula: Formula) -> Iterator[Exercise]:
    """Yield the value of an infinite sum with all members 1, as an expression in the base of its powers."""
    runs = {part: found for part, found in formula.list_found(formula.right) if found.members}
    rates: set[Node] = set()
    for power in find_nodes(formula.right, tree.Pow):
        if any(ref.name.base in formula.bound for ref in find_nodes(power.exponent, Ref)):
            rates.add(strip_brackets(power.base))
    if not formula.is_endless or len(runs) > 1 or len(rates) != 1:
        return
    (rate,) = rates
    low, high = find_range(formula, rate)
    if low < 0 or high > 1 or any(found.letter in formula.held_letters for found in runs.values()):
        return
    run, found = next(iter(runs.items()), (rate, None))
    equal = f"all ${format_node(run)}$ are 1" if found else f"${format_node(rate)}$ is below 1"
    instead = "That sum begins at another term: substitute the first value of the index."
    rest = tree.Add((_ONE, tree.Neg(tree.Bracket(rate))))
    for top, other in ((_ONE, rate), (rate, _ONE)):
        try:
            key = type_part(formula, tree.Div(top, rest))
        except DrillError:
            return
        question = ask_for_key(
            formula,
            key,
            {"at": {found.letter.latex: "1"}} if found else {},
            "an infinite sum",
            f"Suppose that {equal}. Write {spell_subject(formula)} without a sum.",
            wrong=[(tree.Div(other, rest), instead)],
            hints=(
                "By which factor does each term differ from the one before?",
                "Multiply the whole sum by that factor. Which term is missing then?",
            ),
            steps=(f"Times {spell(rate)} it lacks only its first term, so it is {key.latex}.",),
            shape="a sum that contains a scaled copy of itself",
            motion="multiply it by the factor, and take the difference",
        )
        if question is not None:
            yield question
            return


def ask_equal_members(formula: Formula) -> Iterator[Exercise]:
    """Yield the rest of a formula if all members of a sum or an extreme are equal."""
    letters: dict[str, Ref] = {}
    for part, found in formula.list_found(formula.right):
        indices = {
            index.letter for index in (*found.members, *found.entries) if isinstance(index, tree.Running)
        }
        is_real = find_real_domain(found.letter.type) is not None and found.letter not in formula.held_letters
        if indices & formula.bound and (is_real or found.letter in formula.chances):
            letters.setdefault(found.letter.latex if found.entries else format_node(part), part)
    for latex, part in letters.items():
        asks = [*_list_equal_asks(formula, latex, part)]
        key = _find_plain_value(formula, asks)
        if key is not None:
            # The key has to hold for all of these values; the question is about the first one.
            yield _ask_equal_members(formula, part, key, asks[0])
            return


def _list_equal_asks(formula: Formula, latex: str, part: Ref) -> Iterator[dict[str, str]]:
    """Yield the common values of members: of chances one over their number, which a letter may give."""
    found = formula.find_letter(part)
    if found is None or found.letter not in formula.chances:
        yield from ({latex: value} for value in _MEMBER_VALUES)
        return
    _, count = formula.chances[found.letter]
    if count is None or isinstance(count, tree.Num):
        number = make_world(formula, 1).members if count is None else int(count.text)
        yield {latex: f"1/{number}"}
    elif isinstance(count, Ref):
        yield from ({format_node(count): str(number), latex: f"1/{number}"} for number in (4, 3, 5))


def _find_plain_value(formula: Formula, asked: Sequence[Mapping[str, str]]) -> TypedKey | None:
    """Return the short expression in a count that a formula has, whatever all the members are."""
    counts = [ref for ref in find_references(formula.right) if formula.is_axis(ref) or formula.is_count(ref)]
    if len(counts) > 2:
        return None
    candidates: list[Node] = []
    for count in counts or [tree.Num(str(make_world(formula, 1).members))]:
        logarithm = tree.Apply(Ref(tree.Name("\\log")), (count,), opening="(", closing=")")
        candidates += (tree.Div(tree.Num("1"), count), logarithm, tree.Neg(logarithm), count)
    asks = [Ask(at={latex: float(Fraction(value)) for latex, value in at.items()}) for at in asked]
    known = [ask for ask in asks if _has_value(formula, ask)]
    if len(known) < 2 and len(known) < len(asks):
        return None
    for node in candidates:
        with suppress(DrillError):
            key = type_part(formula, node)
            if all(prove_key(formula, key, ask) for ask in known):
                return key
    return None


def _has_value(formula: Formula, ask: Ask) -> bool:
    with suppress(DrillError):
        return bool(np.isfinite(compute_asked(formula, make_world(formula, 1), ask)).all())
    return False


def _ask_equal_members(formula: Formula, part: Ref, key: TypedKey, at: Mapping[str, str]) -> Exercise:
    shown = f"$@{{{key.text}}}$"
    found = formula.find_letter(part)
    if found is not None and found.letter in formula.chances:
        step = f"They sum to 1, so each is one over their number. What is left is {shown}."
    elif key.text.startswith("-"):
        step = f"Only the number of terms stays: {shown}."
    else:
        step = f"With one value for all it cancels, and only their number stays: {shown}."
    return make_typed_exercise(
        formula,
        "all members equal",
        f"{_format_member_count(formula, key)}Suppose that all ${format_node(part)}$ are equal. "
        f"What is left of {spell_subject(formula)}?",
        replace(key, shapes={}),
        {"at": {**at}},
        hints=(
            "Write one letter in place of all of them. What cancels, and what is the same in each term?",
            "How many equal terms are there?",
        ),
        steps=(step,),
        shape="many equal parts",
        motion="make them all equal, and count",
    )


def _format_member_count(formula: Formula, key: TypedKey) -> str:
    """Return the number of members, if no letter gives it."""
    bounds = list(find_nodes(formula.right, tree.Bound))
    if key.atoms or not bounds or not bounds[0].names:
        return ""
    count = make_world(formula, 1).members
    return f"Let ${format_node(bounds[0].names[0])}$ run over {count} members. "
