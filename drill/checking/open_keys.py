"""Formulas whose names nobody declares: which of them may be compared by their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.maths.characters import GREEK
from drill.maths.tree import Binary, Neg, Node, Relation, Sym, symbols, walk

_SIZES: Final = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])|\\[,;:! ]|~")
_BEFORE_BRACKET: Final = re.compile(r"(\\[A-Za-z]+|[A-Za-z0-9}'])\s*[(\[]")
_GREEK: Final = frozenset(f"\\{name}" for name in GREEK.values())
_BOLD: Final = re.compile(r"\\(?:mathbf|boldsymbol|bm|pmb|vec|mathsf)\s*\{?\s*\\?([A-Za-z]+)")
_TRANSPOSED: Final = Sym("T")


def is_of_numbers(node: Node, latex: str) -> bool:
    """Whether all names of a formula may stand for numbers, and what is read as a product is one.

    A letter before a bracket may be a function; a product of two letters that are bold or capital, or of one
    and a letter behind it, may be one of matrices, whose factors keep their order. A relation has to tell
    what one name is.
    """
    if any(_may_call(found[1]) for found in _BEFORE_BRACKET.finditer(_SIZES.sub("", latex))):
        return False
    if not all(_tells_one(part) for part in walk(node) if isinstance(part, Relation)):
        return False
    bold = frozenset(_BOLD.findall(latex))
    return not any(_is_transposed(part) or _multiplies_arrays(part, bold) for part in walk(node))


def _tells_one(node: Relation) -> bool:
    """Whether a side is a name that the other lacks: two equations that nothing fulfils may differ."""
    sides = ((node.left, node.right), (node.right, node.left))
    return any(isinstance(one, Sym) and one.name not in symbols(other) for one, other in sides)


def _may_call(before: str) -> bool:
    return before[0] != "\\" or before in _GREEK


def _is_transposed(part: Node) -> bool:
    return isinstance(part, Binary) and part.op == "^" and part.right == _TRANSPOSED


def _multiplies_arrays(part: Node, bold: frozenset[str]) -> bool:
    if not isinstance(part, Binary) or part.op not in ("*", "/"):
        return False
    arrays = [any(_may_be_array(name, bold) for name in symbols(factor)) for factor in _factors(part)]
    return sum(arrays) > 1 or (part.op == "*" and _has_letters_behind(part, bold))


def _has_letters_behind(product: Binary, bold: frozenset[str]) -> bool:
    """Whether an array has a letter on its right: a number would stand before it, a vector stands there."""
    is_array = any(_may_be_array(name, bold) for name in symbols(product.left))
    return is_array and bool(symbols(product.right))


def _factors(node: Node) -> Iterator[Node]:
    match node:
        case Binary("*" | "/", left, right):
            yield from _factors(left)
            yield from _factors(right)
        case Neg(arg):
            yield from _factors(arg)
        case _:
            yield node


def _may_be_array(name: str, bold: frozenset[str]) -> bool:
    base = name.split("_")[0]
    return base[0].isupper() or base in bold
