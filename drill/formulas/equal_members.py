"""Ask what is left of a formula in which all members of a sum or an extreme are equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion
from drill.formulas.asked_worlds import Ask, compute_asked
from drill.formulas.folding import ONE, fold, spell, spell_subject
from drill.formulas.formula import Formula, print_node
from drill.formulas.letter_types import find_real_domain
from drill.formulas.shape_check import strip_brackets
from drill.formulas.typed_keys import TypedKey, type_part
from drill.formulas.typed_questions import ask_typed, list_answer_fields, name_witness, prove_key
from drill.formulas.value_range import find_range
from drill.formulas.world_relations import make_world
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Ref

# Values that all members have, of which one at least lies in every domain.
_MEMBER_VALUES: Final = ("1/2", "2", "-3/2")


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
