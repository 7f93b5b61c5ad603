"""Ask for a recursion, a sum or a product written out: two steps, two or three members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.formulas.asked_question import AskedQuestion
from drill.formulas.folding import ONE, ZERO, fold, replace_part, set_index, spell, spell_subject
from drill.formulas.formula import Formula, print_node
from drill.formulas.recursions import Recursion, find_recursion
from drill.formulas.typed_keys import MAX_KEYSTROKES
from drill.formulas.typed_questions import ask_typed
from drill.notation import replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.text import join_in_sentence

_STEPS: Final = 2
# Keystrokes up to which three members are asked for.
_SHORT: Final = 50


def ask_written_out(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield a formula's questions of this kind; none where what is written out would be mere typing."""
    recursion = find_recursion(formula)
    if recursion is not None:
        yield from _ask_two_steps(formula, recursion)
    else:
        yield from _ask_members(formula)


# Recursions


def step_once(formula: Formula, recursion: Recursion, place: int, before: Node) -> Node:
    """Return the right side at a place, the member before it replaced."""
    right = set_index(formula.right, recursion.index, place - recursion.offset)
    return fold(formula, replace_part(right, recursion.find_before(right, place), before))


def _ask_two_steps(formula: Formula, recursion: Recursion) -> Iterator[AskedQuestion]:
    if recursion.only_adds(formula):
        return
    for start in (recursion.name_member(0), ZERO):
        first = step_once(formula, recursion, 1, start)
        second = step_once(formula, recursion, 2, first)
        question = None if first == ZERO else _ask_second_step(formula, recursion, first, second, start)
        if question is not None:
            yield question
            return


def _ask_second_step(
    formula: Formula, recursion: Recursion, first: Node, second: Node, begun: Node
) -> AskedQuestion | None:
    at = {print_node(recursion.name_member(0)): "0"} if begun == ZERO else {}
    start, middle, end = (spell(recursion.name_member(place)) for place in (0, 1, 2))
    if at:
        prompt = f"Start from ${print_node(recursion.name_member(0))} = 0$. Write {end} without {middle}."
    else:
        prompt = f"Apply the rule twice: write {end} in terms of {start}, without {middle}."
    alone = step_once(formula, recursion, 2, ZERO)
    say = f"That is only what the second step adds. What is in {middle} passes through the second step, too."
    return ask_typed(
        formula,
        second,
        {"times": str(_STEPS)} | ({"at": at} if at else {}),
        wrong=[(alone, say)],
        about="written out",
        what="two steps",
        prompt=prompt,
        hints=(
            f"What is {middle}, and where does it enter the next step?",
            f"The first step gives {middle[:-1]} = {print_node(first)}$. Substitute that into the second.",
        ),
        steps=(
            f"The first step gives {middle[:-1]} = {print_node(first)}$.",
            f"Substituted into the second, {end[:-1]} = {print_node(second)}$: "
            "what came in first has passed through the second step as well.",
        ),
        shape="one rule, applied to its own result",
        motion="unroll it: substitute the first step into the second",
        worth=4.0,
    )


# Sums and products


def _ask_members(formula: Formula) -> Iterator[AskedQuestion]:
    for node in walk_nodes(formula.right):
        count = _find_count(formula, node) if isinstance(node, tree.Reduce) else None
        if not isinstance(node, tree.Reduce) or count is None or not _has_unlike_terms(node):
            continue
        first = 1 if isinstance(node.bound, tree.Bound) and node.bound.lower == ZERO else 2
        for number in (first + 1, first):
            question = _ask_with_count(formula, count, number, number - first + 2)
            if question is not None:
                yield question
                return
    for ref, length in formula.chances.values():
        question = _ask_two_chances(formula, ref, length) if isinstance(length, Ref) else None
        if question is not None:
            yield question
            return


def _ask_two_chances(formula: Formula, ref: Ref, count: Ref) -> AskedQuestion | None:
    """Return what a formula is of two chances, in the first of them: there is no other letter then."""
    written = expand_sums(formula, replace_part(formula.right, count, tree.Num("2")))
    shown: list[Node] = []
    for each, length in formula.chances.values():
        found = formula.find_letter(each)
        index = next(iter((*found.members, *found.entries)), None) if found is not None else None
        if not isinstance(index, tree.Running) or length != count:
            return None
        first, second = (set_index(each, index.letter, place) for place in (1, 2))
        written = replace_part(written, second, tree.Add((ONE, tree.Neg(first))))
        shown += (first, second)
    written = fold(formula, written)
    if shown[0] not in [*walk_nodes(written)] or any(
        isinstance(part, tree.Reduce) for part in walk_nodes(written)
    ):
        return None
    gone = join_in_sentence([spell(each) for each in shown[1::2]])
    return ask_typed(
        formula,
        written,
        {"at": {print_node(count): "2"}},
        about="written out",
        what="two chances",
        prompt=f"Let ${print_node(count)} = 2$. Write {spell_subject(formula)} without {gone}, "
        "and without a sum sign.",
        hints=(
            f"The chances sum to 1. What is the second one, if the first is {spell(shown[0])}?",
            "There are two terms. Write the first, then the second with what is left to 1.",
        ),
        steps=(f"The second chance is what is left to 1, so it is ${print_node(written)}$.",),
        shape="two chances are one number",
        motion="write the second as 1 minus the first",
        worth=3.8,
    )


def _find_count(formula: Formula, node: tree.Reduce) -> Ref | None:
    """Return the letter that says how many terms a sum or a product has."""
    bound = node.bound
    if node.operator not in ("\\sum", "\\prod") or bound is None or bound.upper is None:
        return None
    refs = [part for part in walk_nodes(bound.upper) if isinstance(part, Ref)]
    counts = [ref for ref in refs if formula.is_axis(ref) or formula.is_count(ref) or formula.is_whole(ref)]
    return counts[0] if len(counts) == 1 else None


def _has_unlike_terms(node: tree.Reduce) -> bool:
    """Return whether the terms differ in more than their members: by a power, a range, a neighbour."""
    if node.bound is None or len(node.bound.names) != 1:
        return False
    index = node.bound.names[0]
    for part in walk_nodes(node.body):
        if part == index or (
            isinstance(part, tree.Running) and part.letter == index.name.base and part.offset
        ):
            return True
    return False


def expand_sums(formula: Formula, node: Node) -> Node:
    """Return a tree with its sums and products written out, as far as their ends are numbers apart."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, tree.Reduce) or part.bound is None or len(part.bound.names) != 1:
            return None
        bound = part.bound
        if part.operator not in ("\\sum", "\\prod") or bound.lower is None or bound.upper is None:
            return None
        if bound.condition is not None:
            return None
        low, high = fold(formula, bound.lower), fold(formula, bound.upper)
        apart = fold(formula, tree.Add((high, tree.Neg(tree.Bracket(low)))))
        number = _read_whole(apart)
        if number is None or number > 3:
            return None
        name = bound.names[0].name.base
        members = [expand_sums(formula, _set_place(part.body, name, low, step)) for step in range(number + 1)]
        if not members:
            return ZERO if part.operator == "\\sum" else ONE
        if part.operator == "\\sum":
            return tree.Bracket(tree.Add(tuple(members))) if len(members) > 1 else tree.Bracket(members[0])
        return tree.Bracket(tree.Mul(tuple(map(tree.Bracket, members)), ("",) * (len(members) - 1)))

    return replace_nodes(node, change)


def _read_whole(node: Node) -> int | None:
    match node:
        case tree.Num(text=text) if text.isdigit():
            return int(text)
        case tree.Neg(body=tree.Num(text=text)) if text.isdigit():
            return -int(text)
        case _:
            return None


def _set_place(body: Node, name: str, low: Node, step: int) -> Node:
    """Return a sum's body at its lower end and so many further."""
    if isinstance(low, tree.Num):
        return set_index(body, name, int(low.text) + step)
    return set_index(body, name, step, low.name.base) if isinstance(low, Ref) and not low.below else body


def _ask_with_count(formula: Formula, count: Ref, number: int, members: int) -> AskedQuestion | None:
    right = replace_part(formula.right, count, tree.Num(str(number)))
    written = fold(formula, expand_sums(formula, right))
    if any(isinstance(part, tree.Reduce) and part.bound is not None for part in walk_nodes(written)):
        return None
    return ask_typed(
        formula,
        written,
        {"at": {print_node(count): str(number)}},
        MAX_KEYSTROKES if members == 2 else _SHORT,
        about="written out",
        what=f"{'two' if members == 2 else 'three'} members",
        prompt=f"Write {spell_subject(formula)} out for ${print_node(count)} = {number}$, "
        "without a sum or product sign.",
        hints=(
            "Which values does the index take, and what does each of them change in the term?",
            f"There are {'two' if members == 2 else 'three'} terms. Write the first, then the next.",
        ),
        steps=(f"Term by term it is ${print_node(written)}$. Compare how the terms differ.",),
        shape="one pattern, laid out term by term",
        motion="set the index to each of its values",
        worth=3.5,
    )
