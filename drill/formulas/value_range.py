"""Between which ends a part of a formula lies, as far as its tree and the types of its letters say it."""

from __future__ import annotations

import math
from functools import reduce
from typing import Final

from drill.formulas.formula import Formula
from drill.formulas.formula_parts import DIVERGENCES
from drill.formulas.letter_types import Array, Function, Number, Type
from drill.maths.operators import FORMULA_WORDS
from drill.notation import list_children, tree
from drill.notation.tree import Node, Ref

_LOGARITHMS: Final = ("log", "ln", "log2", "log10")
_SPREADS: Final = ("Var", "V", "Std")
_ANY: Final = (-math.inf, math.inf)
_NOT_NEGATIVE: Final = (0.0, math.inf)
# Parts whose range follows from those of what they are made of.
_FOLLOWED: Final = (tree.Neg, tree.Add, tree.Mul, tree.Div)


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
    known = FORMULA_WORDS.get(formula.name_call(node).lower())
    if known is not None:
        return known.range[:2]
    found = formula.find_letter(node.function)
    if found is None:
        return _NOT_NEGATIVE if node.function.name.base in DIVERGENCES else _ANY
    return _list_ends(found.letter.type.result) if isinstance(found.letter.type, Function) else _ANY
