"""Which numbers quantities must be: for a formula's roots, logarithms and powers; where they sum to 1."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from drill.maths.maths_tree import Binary, Call, Index, Neg, Node, Num, Sym, walk_tree
from drill.notation import tree
from drill.papers.lowering.formula_lowering import letter_of
from drill.papers.lowering.inputs import Input
from drill.papers.sheet import type_rules
from drill.papers.sheet.types import POSITIVE, Domain, intersect_number_domains

_NEGATIVE: Final = Domain(high=0)
_SHARE: Final = Domain(0, 1)


def find_argument_domains(node: Node) -> Mapping[str, Domain]:
    """Return what the arguments of roots, logarithms and powers must be, by the names of what is given."""
    domains: dict[str, Domain] = {}
    for part in walk_tree(node):
        for name, domain in _of_part(part):
            domains[name] = intersect_number_domains(domains.get(name, domain), domain) or domain
    return domains


def _of_part(part: Node) -> Iterator[tuple[str, Domain]]:
    match part:
        case Call("ln" | "log2" | "log10" | "sqrt", (inner,)):
            yield from _find_positive_needs(inner)
        case Binary("^", base, exponent) if not isinstance(exponent, Num) or "." in exponent.text:
            yield from _find_positive_needs(base)
        case _:
            return


def _find_positive_needs(node: Node) -> Iterator[tuple[str, Domain]]:
    match node:
        case Sym(name) | Index(Sym(name)):
            yield name, POSITIVE
        case Binary("-", Num("1"), Sym(name) | Index(Sym(name))):
            yield name, _SHARE
        case Binary("+" | "*" | "/", left, right):
            yield from (*_find_positive_needs(left), *_find_positive_needs(right))
        case Binary("-", left, _):
            yield from _find_positive_needs(left)
        case Neg(Sym(name) | Index(Sym(name))):
            yield name, _NEGATIVE
        case Neg(
            Binary("*" | "/" as sign, Num() as number, inner) | Binary("*" as sign, inner, Num() as number)
        ):
            yield from _find_positive_needs(Binary(sign, number, Neg(inner)))
        case _:
            return


def sums_along(operand: Input) -> int | None:
    """Return the axis along which an input's numbers sum to 1; None if they do not.

    Those of ``p(x)`` do for all x; of ``p(x_i)`` nobody knows whether the ``x_i`` are all that may happen.
    """
    if not is_chance(operand):
        return len(operand.shape) - 1 if operand.shape and operand.quantity.domain.mark == "simplex" else None
    args = operand.node.args if isinstance(operand.node, tree.Apply) else ()
    names = [letter_of(arg) if isinstance(arg, tree.Ref) and not arg.above else "" for arg in args]
    if not names or not set(names) <= set(operand.letters):
        return None  # ``p(x_i)``: of several things a chance each, not of the values of one
    return next(index for index, letter in enumerate(operand.letters) if letter in names)


def is_chance(operand: Input) -> bool:
    """Return whether an input is a probability: a value of a distribution, or a call between 0 and 1."""
    if not operand.is_call or not isinstance(operand.node, tree.Apply):
        return False
    domain = operand.quantity.domain
    is_law = operand.quantity.is_law or operand.node.given or type_rules.is_law(operand.node.function)
    return (domain.low, domain.high) == (0, 1) or (math.isinf(domain.high) and bool(is_law))
