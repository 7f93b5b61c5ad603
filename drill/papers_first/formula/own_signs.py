"""Signs and words of functions that a paper defines itself: they have no standard meaning in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from drill.papers_first.formula.given import NAMED, rounded_part, whole_part
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Node,
    Norm,
    Power,
    Root,
    Statement,
    Symbol,
    symbols,
)
from drill.papers_first.formula.usual_norms import is_usual

_DEFINING: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))


def own_signs(statements: Iterable[Statement], *, with_usual: bool = True) -> frozenset[str]:
    """The signs that one of the statements sets equal to something of its own.

    ``with_usual`` says whether norms that are defined as everybody does are among them.
    """
    return frozenset(
        sign
        for statement in statements
        if statement.relations and statement.relations[0] in _DEFINING
        if (sign := sign_of(statement.sides[0])) and _is_other(statement.sides[0], statement.sides[1])
        if with_usual or not _is_usual(statement.sides[0], statement.sides[1])
    )


def has_sign(node: Node, signs: frozenset[str]) -> bool:
    """Whether one of the signs stands in an expression."""
    return bool(signs) and any(sign_of(part) in signs for part in walk(node))


def sign_of(node: Node) -> str:
    """What names a sign that has a standard meaning, else empty."""
    match node:
        case Bracket() if whole_part(node):
            return node.opening + node.closing
        case _ if rounded_part(node) is not None:
            return "round"
        case Norm("\\|", _, sub):
            return " ".join(("\\|", *sub))
        case Call(Symbol(base, "\\operatorname", (), (), 0, ())) if base in NAMED:
            return base
        case _:
            return ""


def _is_usual(left: Node, right: Node) -> bool:
    return isinstance(left, Norm) and is_usual(left, right)


def _is_other(left: Node, right: Node) -> bool:
    """Whether a definition says more than what everybody means: by letters that the sign does not have.

    A root for a length is the usual one, a value that a length has no definition.
    """
    own, used = set(symbols(left)), set(symbols(right))
    match left:
        case Norm(_, Symbol(base), _):
            return not isinstance(right, Root | Power) and any(one.base == base for one in used)
        case Norm():
            return False
        case Call():
            return bool(own & used) and bool(used - own)
        case _:
            return bool(own & used)
