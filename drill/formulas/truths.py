"""Ask whether an equation or a bound holds for all values of its letters, or only for some of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion, Choice
from drill.formulas.asked_worlds import is_true_in, judge_truth
from drill.formulas.folding import is_computed
from drill.formulas.formula import Formula, print_node
from drill.formulas.letter_types import Array, Function, Index, Number, Thing
from drill.formulas.shape_check import strip_brackets
from drill.formulas.tree_values import compute_value
from drill.formulas.typed_questions import name_witness
from drill.formulas.world_relations import make_world
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node

# The first seed of other worlds.
_OTHERS: Final = 500
_SHOWN: Final = 12
_TEXTS: Final = {
    "always": "It holds for all of their values.",
    "some": "It holds for some of their values only.",
    "never": "It holds for none of their values.",
}
_OPERATIONS: Final = (tree.Add, tree.Mul, tree.Div, tree.Pow, tree.Root, tree.Norm, tree.Transpose, tree.Neg)
# Parts whose values may be tied by what no row says.
_TIED: Final = (tree.Expect, tree.Integral, tree.Gradient, tree.Derivative)


def ask_truth(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield whether two computed sides are equal, or one is a bound of the other, for all values."""
    said = formula.statement
    if len(said.sides) != 2 or said.relations[0] not in ("=", "\\leq", "\\geq", "<", ">"):
        return
    if not all(map(_has_operation, said.sides)) or not is_computed(formula, said.sides[0]):
        return
    if not all(map(_is_open_value, _list_types(formula))):
        return
    found = {judge_truth(formula, first) for first in (0, _OTHERS)}
    is_bound = said.relations[0] != "="
    if (
        len(found) > 1 or "never" in found or ("always" in found and is_bound)
    ):  # no number of worlds proves it
        return
    (key,) = found
    text = print_node(said)
    example = _show_false_world(formula)
    yield AskedQuestion(
        about="special case",
        what="whether it always holds",
        prompt=f"Take the letters as they were declared. Does ${text}$ hold for all of their values?",
        kind="choice",
        key=key,
        options=tuple(
            Choice(name, shown, "" if name == key else _deny(name, example), name == key)
            for name, shown in _TEXTS.items()
        ),
        hints=(
            "Take the left side. By which rules could it be turned into the right one?",
            "Try a simple case: a letter that is 0, or two that do not commute.",
        ),
        steps=(
            "It is a rule: both sides are equal whatever the letters are."
            if key == "always"
            else f"It is a condition on the letters: {example}. Other values make it true.",
        ),
        shape="a rule, or a condition",
        motion="try it with values that nobody chose for it",
        witness=name_witness(formula, {"holds": "yes"}),
        worth=3.2,
    )


def _has_operation(side: Node) -> bool:
    """Return whether a side is worked out of several things, and is no name of the other."""
    inner = strip_brackets(side)
    return isinstance(inner, _OPERATIONS) and not any(isinstance(part, _TIED) for part in walk_nodes(side))


def _list_types(formula: Formula) -> list[object]:
    return [found.letter.type for _, found in formula.list_found(formula.statement)]


def _is_open_value(kind: object) -> bool:
    """Return whether values of a type may be any, each on its own: not those of laws and densities."""
    if isinstance(kind, Function):
        return not kind.known and isinstance(kind.result, Array) and not kind.result.kind
    return isinstance(kind, Number | Array | Index | Thing) and not getattr(kind, "law", "")


def _show_false_world(formula: Formula) -> str:
    """Return both sides in a world in which a statement does not hold; empty for none."""
    for seed in range(_SHOWN):
        with suppress(DrillError):
            world = make_world(formula, seed)
            if not is_true_in(formula, world):
                left, right = (_show(compute_value(formula, world, side)) for side in formula.statement.sides)
                return f"in one example the left side is {left}, the right side {right}"
    return ""


def _show(value: object) -> str:
    entries = [f"{float(entry):.3g}" for entry in np.ravel(np.asarray(value, dtype=float))[:3]]
    return f"$({', '.join(entries)}, \\ldots)$" if len(entries) > 1 else f"${entries[0]}$"


def _deny(name: str, example: str) -> str:
    if name == "always":
        return f"No: {example}."
    return f"It does not for all: {example}." if name == "some" and example else "It does for some values."
