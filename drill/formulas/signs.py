"""Ask whether a formula's value can be negative: yes with an example, no with a reason in its tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion, Choice
from drill.formulas.folding import spell, spell_subject
from drill.formulas.formula import Formula
from drill.formulas.known_functions import KNOWN_FUNCTIONS
from drill.formulas.letter_types import Array, Domain, Function, Number, Type
from drill.formulas.shape_check import DIVERGENCES, strip_brackets
from drill.formulas.tree_values import compute_value
from drill.formulas.world_relations import make_world
from drill.formulas.written_out import name_witness
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Ref

_WORLDS: Final = 40
# Of worlds in which the value is negative, where somebody may think that it never is.
_SELDOM: Final = 0.35
_LOGARITHMS: Final = ("log", "ln", "log2")


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
        _find_surprising_reason(formula) if not share and is_never_negative(formula, formula.right) else ""
    )
    if reason:
        yield _make_question(formula, "never", reason)
    elif _is_named(formula) and 0 < share < _SELDOM:
        yield _make_question(formula, "sometimes", f"In one example it is {min(values):.3g}.")


def _is_named(formula: Formula) -> bool:
    """Return whether the value has a name of its own, of which somebody may expect something."""
    left = formula.left
    is_function = isinstance(left, tree.Apply) and _name_function(formula, left) not in KNOWN_FUNCTIONS
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
            "Go from the inside out: note for each part whether it can be below 0, and below 1.",
        ),
        steps=(reason,),
        shape="a range, followed from the inside out",
        motion="ask each part which values it can take",
        witness=name_witness(formula, {"negative": "yes"}),
        worth=3.1,
    )


def _find_surprising_reason(formula: Formula) -> str:
    """Return why a value is never negative, where a logarithm makes it look otherwise; else nothing."""
    for part in walk_nodes(formula.right):
        if (
            isinstance(part, tree.Apply)
            and _name_function(formula, part) in _LOGARITHMS
            and len(part.args) == 1
        ):
            inner = strip_brackets(part.args[0])
            if _is_at_most_one(formula, inner):
                return (
                    f"{spell(inner)} is never above 1, so {spell(part)} is never above 0, and the minus sign "
                    "turns that around."
                )
    return ""


def is_never_negative(formula: Formula, node: Node) -> bool:
    """Return whether the tree itself says that a part has no negative value."""
    node = strip_brackets(node)
    match node:
        case tree.Num():
            return True
        case Ref():
            return _find_domain(formula, node).low >= 0
        case tree.Neg(body=body):
            return _is_never_positive(formula, body)
        case tree.Add(terms=terms) | tree.Mul(factors=terms):
            return all(is_never_negative(formula, term) for term in terms) or _has_negative_log(formula, node)
        case tree.Div(top=top, bottom=bottom):
            return is_never_negative(formula, top) and is_never_negative(formula, bottom)
        case tree.Pow(base=base, exponent=exponent):
            is_even = (
                isinstance(exponent, tree.Num) and exponent.text.isdigit() and not int(exponent.text) % 2
            )
            return is_even or is_never_negative(formula, base)
        case tree.Root() | tree.Norm():
            return True
        case tree.Apply():
            return _find_range(formula, node).low >= 0
        case tree.Reduce(operator=operator, body=body) if operator in ("\\sum", "\\prod"):
            return is_never_negative(formula, body)
        case tree.Reduce(operator="\\max", body=tree.Listed(items=items), bound=None):
            return any(is_never_negative(formula, item) for item in items)
        case tree.Expect(body=body):
            return is_never_negative(formula, body)
        case _:
            return False


def _is_never_positive(formula: Formula, node: Node) -> bool:
    node = strip_brackets(node)
    match node:
        case tree.Apply() if _name_function(formula, node) in _LOGARITHMS and len(node.args) == 1:
            return _is_at_most_one(formula, node.args[0])
        case tree.Apply():
            return _find_range(formula, node).high <= 0
        case Ref():
            return _find_domain(formula, node).high <= 0
        case tree.Expect(body=body) | tree.Reduce(operator="\\sum", body=body):
            return _is_never_positive(formula, body)
        case tree.Mul(factors=factors):
            return _has_negative_factor(formula, factors)
        case tree.Neg(body=body):
            return is_never_negative(formula, body)
        case _:
            return False


def _has_negative_log(formula: Formula, node: Node) -> bool:
    """Return whether a product has a minus sign and a factor that is never positive."""
    return (
        isinstance(node, tree.Mul)
        and isinstance(node.factors[0], tree.Neg)
        and _has_negative_factor(formula, (node.factors[0].body, *node.factors[1:]))
    )


def _has_negative_factor(formula: Formula, factors: Sequence[Node]) -> bool:
    """Return whether one factor is never positive and the others are never negative."""
    down = [factor for factor in factors if not is_never_negative(formula, factor)]
    return len(down) == 1 and _is_never_positive(formula, down[0])


def _is_at_most_one(formula: Formula, node: Node) -> bool:
    node = strip_brackets(node)
    if isinstance(node, Ref):
        return _find_domain(formula, node).high <= 1
    return isinstance(node, tree.Apply) and _find_range(formula, node).high <= 1


def _find_domain(formula: Formula, ref: Ref) -> Domain:
    found = formula.find_letter(ref)
    return _find_domain_of(found.letter.type) if found is not None else Domain()


def _find_domain_of(kind: Type) -> Domain:
    return kind.domain if isinstance(kind, Number | Array) else Domain()


def _name_function(formula: Formula, node: tree.Apply) -> str:
    found = formula.find_letter(node.function)
    if found is not None:
        return found.letter.type.known if isinstance(found.letter.type, Function) else ""
    return node.function.name.base.removeprefix("\\").lower()


def _find_range(formula: Formula, node: tree.Apply) -> Domain:
    """Return the values of a call, as its function has them."""
    word = _name_function(formula, node)
    found = formula.find_letter(node.function)
    if word in KNOWN_FUNCTIONS:
        return KNOWN_FUNCTIONS[word][1]
    if found is None:
        return Domain(0, has_low=True) if node.function.name.base in DIVERGENCES else Domain()
    return _find_domain_of(found.letter.type.result) if isinstance(found.letter.type, Function) else Domain()
