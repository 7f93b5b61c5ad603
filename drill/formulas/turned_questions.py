"""Ask a formula the other way round: where it is 0, or stays as it was; and what equal members leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion
from drill.formulas.asked_worlds import Ask, compute_asked
from drill.formulas.folding import ONE, ZERO, fold, spell, spell_subject
from drill.formulas.formula import Formula, print_node
from drill.formulas.letter_types import Domain, Function, Index, Number, find_real_domain
from drill.formulas.recursions import find_recursion
from drill.formulas.shape_check import find_type_in, strip_brackets
from drill.formulas.tree_values import compute_value
from drill.formulas.typed_keys import TypedKey, list_atoms, type_part
from drill.formulas.typed_questions import ask_typed, list_answer_fields, name_witness, prove_key
from drill.formulas.value_range import find_range
from drill.formulas.world_relations import make_world
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Ref

_WORLDS: Final = 12
# Values that a formula may have.
_AIMS: Final = (tree.Num("2"), tree.Div(tree.Num("1"), tree.Num("2")))
# Values that all members have, of which one at least lies in every domain.
_MEMBER_VALUES: Final = ("1/2", "2", "-3/2")


def ask_solved(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield for which value of a letter a recursion stays where it is, or a difference is 0."""
    aims = [*_list_aims(formula)]
    for atom in list_atoms(formula, formula.right):
        if atom == strip_brackets(formula.right):
            continue
        if not _is_free(formula, atom) or sum(part == atom for part in walk_nodes(formula.right)) != 1:
            continue
        for aim, said, what, worth in aims:
            question = None if aim == atom else _ask_solved(formula, atom, aim, said, what, worth)
            if question is not None:
                yield question
                return


def ask_solved_for_number(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield for which value of a letter a formula of plain numbers has a small value."""
    parts = [*walk_nodes(formula.right)]
    letters = [found.letter.type for _, found in formula.list_found(formula.right)]
    is_product = not any(isinstance(part, tree.Add | tree.Apply | tree.Pow | tree.Root) for part in parts)
    if formula.left is None or is_product or find_recursion(formula) is not None:
        return
    if not all(isinstance(kind, Number | Function) for kind in letters):
        return
    for atom, aim in product(list_atoms(formula, formula.right), _AIMS):
        if not isinstance(atom, Ref) or parts.count(atom) != 1 or atom in _list_factors(formula.right):
            continue
        solved = _invert(formula, formula.right, aim, atom)
        if solved is None or not _stays_in_domain(formula, atom, solved):
            continue
        said = f"is {spell_subject(formula)} equal to {spell(aim)}"
        question = _ask_solved(formula, atom, aim, said, "when it has a given value", 3.2)
        if question is not None and any(map(str.isalpha, question.key)):
            yield question
            return


def _list_factors(node: Node) -> tuple[Node, ...]:
    """Return what a part is a product, a quotient or a sum of: to solve for one of these is dull."""
    match strip_brackets(node):
        case tree.Mul(factors=factors):
            return tuple(inner for factor in factors for inner in _list_factors(factor))
        case tree.Div(top=top, bottom=bottom):
            return (*_list_factors(top), *_list_factors(bottom))
        case tree.Add(terms=terms):
            return tuple(term.body if isinstance(term, tree.Neg) else term for term in terms)
        case inner:
            return (inner,)


def _stays_in_domain(formula: Formula, atom: Node, solved: Node) -> bool:
    """Return whether what a letter is solved for is one of its values, in all worlds."""
    found = formula.find_letter(atom)
    is_free = found is not None and found.letter not in formula.held_letters
    domain = find_real_domain(found.letter.type) if found is not None and is_free else None
    try:
        values = [compute_value(formula, make_world(formula, seed), solved) for seed in range(_WORLDS)]
    except DrillError:
        return False
    return domain is not None and all(isinstance(value, float) and value in domain for value in values)


def _list_aims(formula: Formula) -> Iterator[tuple[Node, str, str, float]]:
    """Yield what a formula may be, as it is said in a question and in a title, and what that is worth."""
    recursion, left = find_recursion(formula), formula.left
    if recursion is not None and left is not None:
        before = Ref(recursion.left.name, (tree.Running(recursion.index, recursion.offset - 1),))
        said = f"does the step change nothing, ${print_node(left)} = {print_node(before)}$"
        yield before, said, "when a step changes nothing", 4.0
    right = strip_brackets(formula.right)
    factors = right.factors if isinstance(right, tree.Mul) else (right,)
    sums = [part for part in map(strip_brackets, factors) if isinstance(part, tree.Add)]
    is_turned = any(isinstance(term, tree.Neg) for each in sums for term in each.terms)
    if recursion is None and is_turned and not _is_computed(formula, left):
        yield ZERO, f"is {spell_subject(formula)} equal to 0", "when it is 0", 3.6


def _is_computed(formula: Formula, left: Node | None) -> bool:
    """Return whether a left side has a value of its own, which the right side need not be free to leave."""
    if left is None or isinstance(left, Ref):
        return False
    with suppress(DrillError):
        compute_value(formula, make_world(formula, 1), left)
        return True
    return False


def _is_free(formula: Formula, atom: Node) -> bool:
    """Return whether a letter, or a function's value, may be any number or plain array."""
    try:
        kind = find_type_in(formula, atom)
    except DrillError:
        return False
    found = formula.find_letter(atom)
    is_whole_letter = isinstance(atom, tree.Apply) or (found is not None and not found.entries)
    if found is not None and found.letter in formula.held_letters:
        return False
    return is_whole_letter and find_real_domain(kind) == Domain()


def _ask_solved(
    formula: Formula, atom: Node, aim: Node, said: str, what: str, worth: float
) -> AskedQuestion | None:
    solved = _invert(formula, formula.right, aim, atom)
    if solved is None:
        return None
    left = fold(formula, solved)
    return ask_typed(
        formula,
        left,
        {"solve": print_node(atom), "equals": print_node(aim)},
        about="special case",
        what=what,
        prompt=f"For which {spell(atom)} {said}?",
        hints=(
            f"What do you know of {spell_subject(formula)} there? Write that as an equation.",
            f"Undo, one after the other, the operations around {spell(atom)}.",
        ),
        steps=(f"Solved for {spell(atom)} it is {spell(left)}.",),
        shape="an equation with one unknown letter",
        motion="undo the operations around the letter, the outermost first",
        worth=worth,
    )


def _invert(formula: Formula, node: Node, aim: Node, atom: Node) -> Node | None:
    """Return what a letter is where a part that has it once is ``aim``; None where that is not one thing."""
    node = strip_brackets(node)
    if node == atom:
        return aim

    def holds(part: Node) -> bool:
        return any(each == atom for each in walk_nodes(part))

    bracketed = tree.Bracket(aim)
    match node:
        case tree.Neg(body=body):
            return _invert(formula, body, tree.Neg(bracketed), atom)
        case tree.Add(terms=terms):
            others = tuple(tree.Neg(tree.Bracket(term)) for term in terms if not holds(term))
            body = next((term for term in terms if holds(term)), node)
            return _invert(formula, body, tree.Add((bracketed, *others)), atom) if others else None
        case tree.Mul(factors=factors):
            others = tuple(tree.Bracket(factor) for factor in factors if not holds(factor))
            if len(others) != len(factors) - 1 or not all(_is_number(formula, other) for other in others):
                return None
            divisor = others[0].body if len(others) == 1 else tree.Mul(others, ("",) * (len(others) - 1))
            body = next(factor for factor in factors if holds(factor))
            return _invert(formula, body, tree.Div(bracketed, divisor), atom)
        case tree.Div(top=top, bottom=bottom) if holds(top) and _is_number(formula, bottom):
            factors = (tree.Bracket(bottom), bracketed)
            return _invert(formula, top, tree.Mul(factors, ("",)), atom)
        case tree.Div(top=top, bottom=bottom) if not holds(top) and _is_number(formula, node):
            return _invert(formula, bottom, tree.Div(top, bracketed), atom)
        case tree.Root(body=body, degree=None):
            return _invert(formula, body, tree.Pow(bracketed, tree.Num("2")), atom)
        case tree.Pow(base=base, exponent=tree.Num(text="2")) if find_range(formula, base)[0] >= 0:
            return _invert(formula, base, tree.Root(aim), atom)
        case tree.Apply(args=(body,), power=None) if invert := _INVERSES.get(formula.name_call(node).lower()):
            return _invert(formula, body, invert(bracketed), atom)
        case _:
            return None


def _call(name: str, node: Node) -> Node:
    return tree.Apply(Ref(tree.Name(name)), (strip_brackets(node),))


# What the argument of a function is where its value is known.
_INVERSES: Final[Mapping[str, Callable[[Node], Node]]] = {
    "log": partial(_call, "\\exp"), "ln": partial(_call, "\\exp"), "exp": partial(_call, "\\log"),
    "sqrt": lambda aim: tree.Pow(aim, tree.Num("2")),
    "log2": lambda aim: tree.Pow(tree.Num("2"), aim),
    "sigmoid": lambda aim: _call("\\log", tree.Div(aim, tree.Add((ONE, tree.Neg(aim))))),
}  # fmt: skip


def _is_number(formula: Formula, node: Node) -> bool:
    try:
        return isinstance(find_type_in(formula, node), Number | Index)
    except DrillError:
        return False


# A sum without end, all members equal


def ask_endless_sum(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield what an infinite sum is where all members are 1, in the number whose powers it has."""
    runs = {part: found for part, found in formula.list_found(formula.right) if found.members}
    rates = {
        strip_brackets(part.base)
        for part in walk_nodes(formula.right)
        if isinstance(part, tree.Pow)
        and any(
            isinstance(each, Ref) and each.name.base in formula.bound for each in walk_nodes(part.exponent)
        )
    }
    if not formula.is_endless or len(runs) > 1 or len(rates) != 1:
        return
    (rate,) = rates
    low, high = find_range(formula, rate)
    if low < 0 or high > 1:
        return
    run, found = next(iter(runs.items()), (rate, None))
    equal = f"all ${print_node(run)}$ are 1" if found else f"${print_node(rate)}$ is below 1"
    instead = "That sum begins at another term: substitute the first value of the index."
    rest = fold(formula, tree.Add((ONE, tree.Neg(tree.Bracket(rate)))))
    for top, other in ((ONE, rate), (rate, ONE)):
        node = tree.Div(top, rest)
        question = ask_typed(
            formula,
            node,
            {"at": {found.letter.latex: "1"}} if found else {},
            about="special case",
            what="an infinite sum",
            prompt=f"Suppose that {equal}. Write {spell_subject(formula)} without a sum.",
            wrong=[(tree.Div(other, rest), instead)],
            hints=(
                "By which factor does each term differ from the one before?",
                "Multiply the whole sum by that factor. Which term is missing then?",
            ),
            steps=(f"Times {spell(rate)} it lacks only its first term, so it is {spell(node)}.",),
            shape="a sum that contains a scaled copy of itself",
            motion="multiply it by the factor, and take the difference",
            worth=4.2,
        )
        if question is not None:
            yield question
            return


def ask_equal_members(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield what is left where all members over which a sum or an extreme runs are equal."""
    letters: dict[str, Ref] = {}
    for part, found in formula.list_found(formula.right):
        indices = {
            index.letter for index in (*found.members, *found.entries) if isinstance(index, tree.Running)
        }
        is_plain = find_real_domain(found.letter.type) is not None or found.letter in formula.chances
        if indices & formula.bound and is_plain:
            letters.setdefault(found.letter.latex if found.entries else print_node(part), part)
    for latex, part in letters.items():
        asks = [*_list_equal_asks(formula, latex, part)]
        key = _find_plain_value(formula, asks)
        if key is not None:
            yield _ask_equal_members(formula, part, key, asks[0])
            return


def _list_equal_asks(formula: Formula, latex: str, part: Ref) -> Iterator[dict[str, str]]:
    """Yield what all members may be: of chances one over their number, of which a letter may say more."""
    found = formula.find_letter(part)
    if found is None or found.letter not in formula.chances:
        yield from ({latex: value} for value in _MEMBER_VALUES)
        return
    _, count = formula.chances[found.letter]
    if count is None or isinstance(count, tree.Num):
        number = make_world(formula, 1).members if count is None else int(count.text)
        yield {latex: f"1/{number}"}
    elif isinstance(count, Ref):
        yield from ({print_node(count): str(number), latex: f"1/{number}"} for number in (4, 3, 5))


def _find_plain_value(formula: Formula, asked: Sequence[Mapping[str, str]]) -> TypedKey | None:
    """Return the short expression in a count that a formula has, whatever all the members are."""
    counts = [
        ref
        for ref in dict.fromkeys(part for part in walk_nodes(formula.right) if isinstance(part, Ref))
        if formula.is_axis(ref) or formula.is_count(ref)
    ]
    if len(counts) > 2:
        return None
    candidates: list[Node] = []
    for count in counts or [tree.Num(str(make_world(formula, 1).members))]:
        logarithm = tree.Apply(Ref(tree.Name("\\log")), (count,), opening="(", closing=")")
        candidates += (tree.Div(tree.Num("1"), count), logarithm, tree.Neg(logarithm), count)
    asks = [Ask(at={latex: float(Fraction(value)) for latex, value in at.items()}) for at in asked]
    known = [ask for ask in asks if _has_value(formula, ask)]
    for node in candidates if len(known) > 1 or len(known) == len(asks) else ():
        with suppress(DrillError):
            key = type_part(formula, node)
            if all(prove_key(formula, key, ask) for ask in known):
                return key
    return None


def _has_value(formula: Formula, ask: Ask) -> bool:
    with suppress(DrillError):
        return bool(np.isfinite(compute_asked(formula, make_world(formula, 1), ask)).all())
    return False


def _ask_equal_members(formula: Formula, part: Ref, key: TypedKey, at: Mapping[str, str]) -> AskedQuestion:
    shown = f"$@{{{key.text}}}$"
    return AskedQuestion(
        about="special case",
        what="all members equal",
        prompt=f"{_say_members(formula, key)}Suppose that all ${print_node(part)}$ are equal. "
        f"What is left of {spell_subject(formula)}?",
        **list_answer_fields(replace(key, shapes={})),
        hints=(
            "Write one letter in place of all of them. What cancels, and what is the same in each term?",
            "How many equal terms are there?",
        ),
        steps=(
            f"They sum to 1, so each is one over their number. What is left is {shown}."
            if (found := formula.find_letter(part)) and found.letter in formula.chances
            else f"Only the number of terms stays: {shown}." if key.text.startswith("-")
            else f"With one value for all it cancels, and only their number stays: {shown}.",
        ),
        shape="many equal parts",
        motion="make them all equal, and count",
        witness=name_witness(formula, {"at": {**at}}),
        worth=4.4,
    )  # fmt: skip


def _say_members(formula: Formula, key: TypedKey) -> str:
    """Return how many members there are, where no letter says it."""
    bounds = [part for part in walk_nodes(formula.right) if isinstance(part, tree.Bound)]
    if key.atoms or not bounds or not bounds[0].names:
        return ""
    count = make_world(formula, 1).members
    return f"Let ${print_node(bounds[0].names[0])}$ run over {count} members. "
