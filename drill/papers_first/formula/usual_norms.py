"""Definitions of norms that say what everybody means: a sum of sizes, the largest stretch of a vector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Call, Fraction, Node, Norm, Product, Symbol, symbols

_LARGEST: Final = frozenset(("\\max", "\\sup"))
_NAMES: Final = frozenset(("\\sigma", "\\lambda", "tr", "Tr", "trace"))
"""Singular values and eigenvalues, and the sum of the latter."""
_LENGTHS: Final = frozenset(((), ("2",)))
_SQUARES: Final = ("F",)
"""What names a norm whose usual definition is a root."""


def is_usual(norm: Norm, right: Node) -> bool:
    """Whether ``norm = right``, with a letter in the norm, is how such a norm is defined everywhere.

    A norm with a label has what the label says, as long as that is one number made of nothing else.
    """
    if norm.sub == _SQUARES:
        return False
    if norm.sub in _LENGTHS:
        return _is_stretch(norm, right)
    if norm.sub == ("1",):
        return isinstance(_below(right, _LARGEST), Big) and _is_size(
            norm, _below(right, _LARGEST | {"\\sum"})
        )
    if norm.sub == ("\\infty",):
        is_largest = isinstance(right, Big) and right.name in _LARGEST
        return is_largest and _is_size(norm, _below(right))
    known = {*_own(norm), *_NAMES, *_indices(right)}
    return isinstance(right, Big | Call) and {symbol.base for symbol in symbols(right)} <= known


def _is_stretch(norm: Norm, right: Node) -> bool:
    """``\\sup_{x \\neq 0} \\|A x\\| / \\|x\\|``, ``\\max_{\\|x\\| = 1} \\|A x\\|``."""
    match right:
        case Big(name, lower, (), Fraction(Norm() as top, Norm() as bottom)) if name in _LARGEST:
            is_plain = bottom.sub in _LENGTHS and bottom.body == Symbol(lower[0] if lower else "")
        case Big(name, lower, (), Norm() as top) if name in _LARGEST:
            is_plain = "\\|" in lower and lower[-1] == "1"
        case _:
            return False
    match top:
        case Norm("\\|", Product((Symbol() as matrix, Symbol(letter)), ("",)), sub):
            return is_plain and sub in _LENGTHS and matrix == norm.body and letter in lower
        case _:
            return False


def _below(node: Node, names: frozenset[str] = _LARGEST | {"\\sum"}) -> Node:
    while isinstance(node, Big) and node.name in names:
        node = node.body
    return node


def _is_size(norm: Norm, node: Node) -> bool:
    """``|x_i|``, ``|f(x)|``: of an entry or a value of what the norm is of."""
    match node:
        case Norm("|", Symbol(base) | Call(Symbol(base))):
            return base in _own(norm)
        case _:
            return False


def _own(norm: Norm) -> frozenset[str]:
    """The letter in the norm, large and small."""
    assert isinstance(norm.body, Symbol)
    return frozenset((norm.body.base, norm.body.base.lower(), norm.body.base.upper()))


def _indices(node: Node) -> Iterator[str]:
    return (token for part in walk(node) if isinstance(part, Big) for token in part.lower)
