"""Ask whether a formula's value can be negative: yes with an example, no with a reason in its tree."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import reduce
from typing import Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion, Choice
from drill.formulas.folding import spell, spell_subject
from drill.formulas.formula import Formula
from drill.formulas.known_functions import KNOWN_FUNCTIONS
from drill.formulas.letter_types import Array, Function, Number, Type
from drill.formulas.shape_check import DIVERGENCES, strip_brackets
from drill.formulas.tree_values import compute_value
from drill.formulas.typed_questions import name_witness
from drill.formulas.world_relations import make_world
from drill.notation import list_children, tree, walk_nodes
from drill.notation.tree import Node, Ref

_WORLDS: Final = 40
# Of worlds in which the value is negative, where somebody may think that it never is.
_SELDOM: Final = 0.35
_LOGARITHMS: Final = ("log", "ln", "log2", "log10")
_SPREADS: Final = ("Var", "V", "Std")
_ANY: Final = (-math.inf, math.inf)
_NOT_NEGATIVE: Final = (0.0, math.inf)
# Parts whose range follows from those of what they are made of.
_FOLLOWED: Final = (tree.Neg, tree.Add, tree.Mul, tree.Div)


def ask_sign(formula: Formula) -> Iterator[AskedQuestion]:
    """Yield the question where there is a reason that it is never negative, or where it seldom is."""
    values: list[float] = []
    for seed in range(_WORLDS):
        try:
            value = compute_value(formula, make_world(formula, seed))
        except DrillError:
            continue
        if not isinstance(value, float | int) or not np.isfinite(value):
            return
        values.append(float(value))
    if not values:
        return
    share = sum(value < -1e-9 for value in values) / len(values)
    reason = (
        _find_surprising_reason(formula) if not share and find_range(formula, formula.right)[0] >= 0 else ""
    )
    if reason:
        yield _make_question(formula, "never", reason)
    elif _is_named(formula) and 0 < share < _SELDOM:
        yield _make_question(formula, "sometimes", f"In one example it is {min(values):.3g}.")


def _is_named(formula: Formula) -> bool:
    """Return whether the value has a name of its own, of which somebody may expect something."""
    left = formula.left
    is_function = isinstance(left, tree.Apply) and formula.name_call(left).lower() not in KNOWN_FUNCTIONS
    return isinstance(left, Ref) or is_function


def _make_question(formula: Formula, key: str, reason: str) -> AskedQuestion:
    said = {
        "sometimes": "There is an example in which it is negative: look at what is subtracted.",
        "never": "No example makes it negative: look at the range of each part.",
    }
    options = tuple(
        Choice(name, text, "" if name == key else said[key], name == key)
        for name, text in (("sometimes", "Yes."), ("never", "No, never."))
    )
    return AskedQuestion(
        about="sign",
        what="can it be negative",
        prompt=f"Can {spell_subject(formula)} be negative?",
        kind="choice",
        key=key,
        options=options,
        hints=(
            "Which part decides the sign, and which values can that part take?",
            "Work from the inside out: for each part, note whether it can be below 0, and below 1.",
        ),
        steps=(reason,),
        shape="a range, followed from the inside out",
        motion="ask of each part which values it can take",
        witness=name_witness(formula, {"negative": "yes"}),
        worth=3.1,
    )


def _find_surprising_reason(formula: Formula) -> str:
    """Return why a value is never negative, where a logarithm makes it look otherwise; else nothing."""
    for part in walk_nodes(formula.right):
        if isinstance(part, tree.Apply) and _is_logarithm(formula, part):
            inner = strip_brackets(part.args[0])
            if isinstance(inner, Ref | tree.Apply) and find_range(formula, inner)[1] <= 1:
                return (
                    f"{spell(inner)} is never above 1, so {spell(part)} is never above 0, and the minus sign "
                    "turns that around."
                )
    return ""


def find_range(formula: Formula, node: Node) -> tuple[float, float]:
    """Return between which ends a part's values lie, as far as the tree itself says it."""
    inner = [find_range(formula, child) for child in list_children(node) if isinstance(node, _FOLLOWED)]
    match node:
        case tree.Num(text=text):
            return float(text), float(text)
        case Ref():
            found = formula.find_letter(node)
            return _list_ends(found.letter.type) if found else _ANY
        case tree.Bracket(body=body) | tree.Expect(body=body):
            is_spread = isinstance(node, tree.Expect) and node.operator.name.base in _SPREADS
            return _NOT_NEGATIVE if is_spread else find_range(formula, body)
        case tree.Neg():
            return -inner[0][1], -inner[0][0]
        case tree.Add():
            return sum(low for low, _ in inner), sum(high for _, high in inner)
        case tree.Mul():
            return reduce(_multiply_ranges, inner)
        case tree.Div():
            return _multiply_ranges(inner[0], _NOT_NEGATIVE) if inner[1][0] >= 0 else _ANY
        case tree.Pow(base=base, exponent=exponent):
            text = exponent.text if isinstance(exponent, tree.Num) else ""
            is_even = text.isdigit() and not int(text) % 2
            return _NOT_NEGATIVE if is_even or find_range(formula, base)[0] >= 0 else _ANY
        case tree.Root() | tree.Norm():
            return _NOT_NEGATIVE
        case tree.Apply():
            is_below = _is_logarithm(formula, node) and find_range(formula, node.args[0])[1] <= 1
            return (-math.inf, 0.0) if is_below else _find_call_range(formula, node)
        case tree.Reduce(operator="\\sum" | "\\prod" as operator, body=body):
            range_ = _multiply_ranges(find_range(formula, body), _NOT_NEGATIVE)
            return range_ if operator == "\\sum" or range_[0] >= 0 else _ANY
        case tree.Reduce(operator="\\max", body=tree.Listed(items=items), bound=None):
            ends = [find_range(formula, item) for item in items]
            return max(low for low, _ in ends), max(high for _, high in ends)
        case _:
            return _ANY


def _multiply_ranges(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    # what is 0 stays so, however large the other may be
    ends = [0.0 if 0.0 in (a, b) else a * b for a in one for b in other]
    return min(ends), max(ends)


def _list_ends(kind: Type) -> tuple[float, float]:
    return (kind.domain.low, kind.domain.high) if isinstance(kind, Number | Array) else _ANY


def _is_logarithm(formula: Formula, node: tree.Apply) -> bool:
    return formula.name_call(node).lower() in _LOGARITHMS and len(node.args) == 1


def _find_call_range(formula: Formula, node: tree.Apply) -> tuple[float, float]:
    """Return the values of a call, as its function has them."""
    known = KNOWN_FUNCTIONS.get(formula.name_call(node).lower())
    if known is not None:
        return known[1].low, known[1].high
    found = formula.find_letter(node.function)
    if found is None:
        return _NOT_NEGATIVE if node.function.name.base in DIVERGENCES else _ANY
    return _list_ends(found.letter.type.result) if isinstance(found.letter.type, Function) else _ANY
