"""The ends between which a part of a formula lies, from its tree and the types of its letters."""

from __future__ import annotations

import itertools
import math

from drill.formulas.formula import Formula
from drill.formulas.formula_lowering import Lowered, lower_part
from drill.formulas.formula_parts import FormulaFault
from drill.maths import maths_tree as maths
from drill.maths.maths_tree import Binary, Call, Num
from drill.notation.tree import Node
from drill.types import UNKNOWN, ArrayType, NumberType

Range = tuple[float, float]
_ANY = (-math.inf, math.inf)
_NOT_NEGATIVE = (0.0, math.inf)


def find_range(formula: Formula, node: Node) -> Range:
    """Return the ends between which a part's values lie, from the tree alone."""
    try:
        lowered = lower_part(formula, node)
    except FormulaFault:
        return _ANY
    return _find_range(lowered, lowered.node)


def _find_range(lowered: Lowered, node: maths.Node) -> Range:
    """Return a range that contains all values of a part; it may be larger."""
    inner = [_find_range(lowered, part) for part in maths.list_parts(node)]
    match node:
        case Num(text=text):
            return float(text), float(text)
        case maths.Neg():
            return -inner[0][1], -inner[0][0]
        case Binary(op="+"):
            return inner[0][0] + inner[1][0], inner[0][1] + inner[1][1]
        case Binary(op="-"):
            return inner[0][0] - inner[1][1], inner[0][1] - inner[1][0]
        case Binary(op="*") if not _is_matrix_product(lowered, node):
            return _multiply(*inner)
        case Binary(op="/"):
            return _multiply(inner[0], _NOT_NEGATIVE) if inner[1][0] >= 0 else _ANY
        case Binary(op="^", right=Num(text=text)) if text.isdigit() and not int(text) % 2:
            return _NOT_NEGATIVE
        case Binary(op="^") | Call(name="prod"):
            return _NOT_NEGATIVE if inner[0][0] >= 0 else _ANY
        case Call(name="hadamard"):
            return _multiply(*inner)
        case Call(name="ln" | "log2" | "log10") if inner[0][1] <= 1:
            return -math.inf, 0.0
        case Call(name="sum"):
            return _multiply(inner[0], _NOT_NEGATIVE)
        case Call(name="mean" | "largest" | "smallest"):
            return inner[0]
        case Call(name="max"):
            return max(low for low, _ in inner), max(high for _, high in inner)
        case _:
            type_ = lowered.node_types.get(node, UNKNOWN)
            if not isinstance(type_, NumberType | ArrayType):
                return _ANY
            return float(type_.domain.low), float(type_.domain.high)


def _is_matrix_product(lowered: Lowered, node: Binary) -> bool:
    types = [lowered.node_types.get(part, UNKNOWN) for part in (node.left, node.right)]
    return all(isinstance(type_, ArrayType) for type_ in types)


def _multiply(one: Range, other: Range) -> Range:
    # Zero stays zero, however large the other may be.
    ends = [0.0 if 0.0 in pair else math.prod(pair) for pair in itertools.product(one, other)]
    return min(ends), max(ends)
