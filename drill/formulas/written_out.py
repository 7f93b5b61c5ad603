"""Ask for a recursion, a sum or a product written out: two steps, two members; then a recursion in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion, Reply
from drill.formulas.asked_worlds import Ask, compute_asked
from drill.formulas.folding import ZERO, fold, replace_part, set_index, spell, write_products
from drill.formulas.formula import Formula, print_node
from drill.formulas.recursions import Recursion, find_recursion
from drill.formulas.tree_values import Evaluation
from drill.formulas.typed_keys import MAX_KEYSTROKES, TypedKey, is_same_value, size_identity, type_part
from drill.formulas.world_relations import make_world
from drill.notation.tree import Node

# Worlds in which a key has the value that is asked for.
_PROOFS: Final = 3
_STEPS: Final = 2


def ask_written_out(formula: Formula, rows: Sequence[str]) -> Iterator[AskedQuestion]:
    """Yield a formula's questions of this kind; none where what is written out would be mere typing."""
    recursion = find_recursion(formula)
    if recursion is not None:
        yield from _ask_two_steps(formula, recursion, rows)
    else:
        yield from _ask_two_members(formula, rows)


def prove_key(formula: Formula, key: TypedKey, ask: Ask, rows: Sequence[str]) -> TypedKey | None:
    """Return a key that has the value asked for in three worlds, its identity sized; None where none has."""

    def fits(tried: TypedKey) -> bool:
        for seed in range(1, _PROOFS + 1):
            try:
                world = make_world(formula, seed)
                expected = compute_asked(formula, world, ask)
                if not is_same_value(tried.compute(Evaluation(formula, world), world), expected):
                    return False
            except DrillError:
                return False
        return True

    return size_identity(key, fits)


def name_ask(formula: Formula, rows: Sequence[str], ask: Mapping[str, Any]) -> dict[str, Any]:
    """Return a witness in the language of banks."""
    world: dict[str, Any] = {"world": print_node(formula.statement), "letters": [*rows]}
    return world | ({"ask": {**ask}} if ask else {})


def answer_fields(key: TypedKey) -> dict[str, Any]:
    """Return the fields of a question whose answer is typed."""
    kind = "matrix-expression" if key.shapes else "expression"
    return {"kind": kind, "key": key.text, "names": key.names, "shapes": key.shapes, "assume": key.assume}


# Recursions


def _step(formula: Formula, recursion: Recursion, place: int, before: Node) -> Node:
    """Return the right side at a place, the member before it replaced."""
    right = set_index(write_products(formula, formula.right), recursion.index, place - recursion.offset)
    return fold(formula, replace_part(right, recursion.name_member(place - 1), before))


def _ask_two_steps(formula: Formula, recursion: Recursion, rows: Sequence[str]) -> Iterator[AskedQuestion]:
    for is_zero in (False, True):
        start: Node = ZERO if is_zero else recursion.name_member(0)
        first = _step(formula, recursion, 1, start)
        second = _step(formula, recursion, 2, first)
        ask: dict[str, Any] = {"times": _STEPS}
        if is_zero:
            ask["at"] = {print_node(recursion.name_member(0)): "0"}
        question = _ask_second_step(formula, recursion, (first, second), ask, rows)
        if question is not None:
            yield question
            return


def _ask_second_step(
    formula: Formula, recursion: Recursion, steps: tuple[Node, Node], ask: dict[str, Any], rows: Sequence[str]
) -> AskedQuestion | None:
    first, second = steps
    try:
        typed = type_part(formula, second)
    except DrillError:
        return None
    asked = Ask(times=_STEPS, at=dict.fromkeys(ask.get("at", {}), 0.0))
    key = prove_key(formula, typed, asked, rows)
    if key is None or key.keystrokes > MAX_KEYSTROKES or first == ZERO:
        return None
    start, middle, end = (spell(recursion.name_member(place)) for place in (0, 1, 2))
    from_zero = "at" in ask
    begun = f"Start from {start[:-1]} = 0$ and write" if from_zero else "Write"
    known = "" if from_zero else f" in terms of {start}"
    replies: list[Reply] = []
    for wrong, say in _list_wrong_steps(formula, recursion, steps):
        try:
            other = type_part(formula, wrong)
        except DrillError:
            continue
        if prove_key(formula, other, asked, rows) is None:
            replies.append(Reply(other.text, say))
    return AskedQuestion(
        about="written out",
        what="two steps",
        prompt=f"{begun} {end}{known}, the second step written out: {middle} does not appear in it.",
        **answer_fields(key),
        replies=tuple(replies[:1]),
        hints=(
            f"What is {middle}, and where does it enter the next step?",
            f"First {middle[:-1]} = {print_node(first)}$. Substitute that into the next step.",
        ),
        steps=(
            f"The first step gives {middle[:-1]} = {print_node(first)}$.",
            f"Substituted into the second: {end[:-1]} = {print_node(second)}$. "
            "What enters early passes through every later factor.",
        ),
        shape="one rule, applied to its own result",
        motion="unroll it: put the first step into the second",
        witness=name_ask(formula, rows, ask),
        worth=4.0,
    )


def _list_wrong_steps(
    formula: Formula, recursion: Recursion, steps: tuple[Node, Node]
) -> Iterator[tuple[Node, str]]:
    """Yield the second step with what was forgotten."""
    first, second = steps
    alone = _step(formula, recursion, 2, ZERO)
    yield alone, "That is what the second step adds alone. What the first step left passes through it, too."


# Sums and products


def _ask_two_members(formula: Formula, rows: Sequence[str]) -> Iterator[AskedQuestion]:
    return iter(())
