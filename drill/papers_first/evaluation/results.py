"""What is known of a result by what stands on its left: a count, a chance, a variance, a size."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.maths import tree as maths
from drill.maths.print import to_plain
from drill.papers_first.evaluation.admissible import is_positive
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.idle import are_compared
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Factorial,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Table,
)
from drill.papers_first.formula.vocabulary import GIVEN_BARS
from drill.papers_first.plausible.given_roles import is_quadratic_form
from drill.papers_first.plausible.ranges import Range

_SHARES: Final = frozenset(("probability", "rate", "indicator"))
_UNCOUNTED: Final = frozenset(("exp", "sin", "cos"))
"""Functions of counts that give no counts."""


def left_conditions(
    side: Side, left: Node | None, found: Mapping[Node, Range], orders: Container[str]
) -> Iterator[str]:
    """What is known of the result: made of counts it is at least 1, a probability lies between 0 and 1.

    ``orders`` are what is known of which quantity is less than which.
    """
    is_by_cases = any(isinstance(part, Table) for part in walk(side.node))
    roles = {one.role for one in found.values()}
    is_distance = any(isinstance(part, maths.Call) and part.name == "abs" for part in maths.walk(side.tree))
    is_of_counts = "count" in roles and roles <= {"count", "exponent"}
    is_no_count = is_by_cases or is_distance or _has_exponential(side.tree)
    if is_of_counts and not (is_no_count or _is_share(side.tree, orders)):
        yield f"{side.text} >= 1"
    for node, name in side.names.items():
        for other, larger in side.names.items():
            if _is_part_of(node, other):
                yield f"{name} <= {larger}"
    yield from _of_one_index(side)
    yield from _in_order(side, found)
    yield from _parts_of_wholes(side, found)
    counted = {name for node, name in side.names.items() if found[node].role == "count"}
    yield from sorted(set(_parts_of_one(side.tree, counted)))
    rates = {name for node, name in side.names.items() if found[node].role in ("rate", "probability")}
    yield from sorted(set(_rests_of_one(side.tree, rates)))
    match left:
        case Big("\\Pr") | Call(Symbol("P" | "\\Pr" | "Pr")):
            yield f"{side.text} > 0"
            yield f"{side.text} <= 1"
        case Call() if _is_of_chances(left, found):
            yield f"{side.text} <= 1"
        case Function("\\log" | "\\ln", Call() as law) if _is_beside_chances(law, found) and roles != {
            "probability"
        }:
            yield f"{side.text} < 0"
        case Call(Symbol("F")) if _is_rest_of_exp(side.tree):
            yield f"{side.text} > 0"
        case Call(Symbol("H")) if _holds_gamma(side.tree):
            return  # the entropy of a density may be negative
        case Call(Symbol(base)) if base in ("p", "q", "KL", "Var", "var", "D", "H"):
            yield f"{side.text} > 0"
            is_mass = any(isinstance(part, Factorial) for part in walk(side.node))  # of a law of counts
            is_mass = is_mass or all(one.role in _SHARES for one in found.values())
            if base in ("p", "q") and is_mass:
                yield f"{side.text} <= 1"
        case _ if _is_bregman(side.node):
            yield f"{side.text} > 0"
        case _ if is_variance(left) or isinstance(left, Norm) or _is_square(left) or _is_form(left):
            if not is_positive(side.tree, {side.names[node]: one.least for node, one in found.items()}):
                yield f"{side.text} > 0"
        case _:
            return


def _has_exponential(tree: maths.Node) -> bool:
    """``exp(-n/8)``, ``sin(n/8)``: what falls, grows or swings with a count and counts nothing."""
    return any(isinstance(part, maths.Call) and part.name in _UNCOUNTED for part in maths.walk(tree))


def _is_of_chances(left: Node, found: Mapping[Node, Range]) -> bool:
    """``\\pi_r(a | x)`` that is computed of another such chance, ``\\pi_0(a | x)``."""
    return _conditional(left) not in ("p", "q") and _is_beside_chances(left, found)


def _is_beside_chances(law: Node, found: Mapping[Node, Range]) -> bool:
    """Whether chances that are put in are written under a condition with the same letter."""
    base = _conditional(law)
    return base != "" and any(
        one.role == "probability" and _conditional(node) == base for node, one in found.items()
    )


def _conditional(node: Node) -> str:
    """The letter of a law under a condition."""
    match node:
        case Call(Symbol(base), Bracket(_, _, _, marks)) if GIVEN_BARS & set(marks):
            return base
        case _:
            return ""


def _is_share(tree: maths.Node, orders: Container[str]) -> bool:
    """``U / W`` where U is no more than W, or where several are counted above: ``(C + T / 2) / U``."""
    match tree:
        case maths.Binary("/", maths.Binary("+"), maths.Sym()):
            return True
        case maths.Binary("/", maths.Sym(few), maths.Sym(many)):
            return f"{few} <= {many}" in orders or f"{few} < {many}" in orders
        case _:
            return False


def _is_part_of(node: Node, other: Node) -> bool:
    """Whether a size is that of an intersection and the other that of the union of the same sets, or one is
    what is left of the other, or a part of the other is in common.
    """
    match node, other:
        case Norm(_, Product(factors, ("\\cap",))), Norm(_, Product(others, ("\\cup",))):
            return factors == others
        case Norm(_, Product((first, _), ("\\setminus",))), Norm(_, whole):
            return first == whole
        case Norm(_, Product(factors, ("\\cap",))), Norm(_, whole):
            return whole in factors
        case Norm(_, one), Norm(_, Product(others, ("\\cup",))):
            return one in others
        case (
            Call(head, Bracket(_, _, (Product(factors, ("\\cap",)),))),
            Call(other_head, Bracket(_, _, (Product(others, ("\\cup",)),))),
        ):
            return (head, factors) == (other_head, others)
        case _:
            return False


def _is_rest_of_exp(tree: maths.Node) -> bool:
    """``1 - exp(...)``, as distribution functions are written."""
    match tree:
        case maths.Binary("-", maths.Num("1"), maths.Call("exp")):
            return True
        case _:
            return False


def _holds_gamma(tree: maths.Node) -> bool:
    """Whether the gamma function or its kin is in it, as in what is told of densities."""
    return any(
        isinstance(part, maths.Call) and part.name in ("gamma", "digamma") for part in maths.walk(tree)
    )


def _is_bregman(node: Node) -> bool:
    """``f(x) - f(y) - \\langle \\nabla f(y), x - y \\rangle``: how far a convex f is above its tangent."""
    match node:
        case Sum((Call(head, there), Call(other, here), inner), ("-", "-")) if (
            head == other and there != here
        ):
            slopes = [part for part in walk(inner) if isinstance(part, Gradient)]
            return len(slopes) == 1 and slopes[0].body == Call(head, here)
        case _:
            return False


def _is_square(node: Node | None) -> bool:
    match node:
        case Power(_, Number("2")) | Call(Power(_, Number("2")) | Symbol("\\sigma", mark=("2",))):
            return True
        case _:
            return False


def _is_form(node: Node | None) -> bool:
    return node is not None and is_quadratic_form(node)


def is_variance(node: Node | None) -> bool:
    """A covariance of one thing, and ``\\mathbb{V}[x]``."""
    match node:
        case Call(Symbol("Cov" | "cov"), Bracket(_, _, (_,))) | Applied(Symbol("Cov" | "Var" | "var")):
            return True
        case Call(Symbol("Var" | "var") | Symbol("V", "\\mathbb"), Bracket()):
            return True
        case _:
            return False


def _of_one_index(side: Side) -> Iterator[str]:
    """That ``b_n`` is ``b_1`` where the n that is put in is 1."""
    names = {node: name for node, name in side.names.items() if isinstance(node, Symbol)}
    for node, name in names.items():
        count = names.get(Symbol(*node.sub)) if len(node.sub) == 1 else None
        for other, its in names.items():
            number = other.sub[0] if len(other.sub) == 1 else ""
            if count and number.isdigit() and replace(other, sub=node.sub) == node:
                yield f"{count} != {number} or {name} = {its}"


def _in_order(side: Side, found: Mapping[Node, Range]) -> Iterator[str]:
    """That the least is below the greatest, and what counts is not beyond its end: ``t`` and ``T``."""
    for node, name in side.names.items():
        match node:
            case Big("\\min", lower, upper, body):
                greatest = side.names.get(Big("\\max", lower, upper, body))
            case Symbol(sub=sub) if "\\min" in sub:
                ends = tuple("\\max" if token == "\\min" else token for token in sub)
                greatest = side.names.get(replace(node, sub=ends))
            case Symbol(base) if len(base) == 1 and base.islower() and node == Symbol(base):
                greatest = side.names.get(Symbol(base.upper()))
                if greatest is None or are_compared(side.tree, name, greatest):
                    continue
                if found[node].is_whole and found[Symbol(base.upper())].is_whole:
                    yield f"{name} <= {greatest}"
                continue
            case _:
                continue
        if greatest is not None:
            yield f"{name} < {greatest}"


def _parts_of_wholes(side: Side, found: Mapping[Node, Range]) -> Iterator[str]:
    """Of ``w_i / w``, both above 0, that the one with an index is not beyond the one without."""
    nodes = {name: node for node, name in side.names.items()}
    for part in maths.walk(side.tree):
        match part:
            case maths.Binary("/", maths.Sym(some), maths.Sym(every)):
                one, whole = nodes[some], nodes[every]
                is_part = isinstance(one, Symbol) and len(one.sub) == 1 and replace(one, sub=()) == whole
                if is_part and min(found[one].least, found[whole].least) > 0:
                    yield f"{some} <= {every}"
            case _:
                pass


def _parts_of_one(tree: maths.Node, counted: set[str]) -> Iterator[str]:
    """Of ``1 - t/T`` that t is not beyond T."""
    for part in maths.walk(tree):
        match part:
            case maths.Binary("-", maths.Num("1"), maths.Binary("/", maths.Sym(some), maths.Sym(every))):
                if {some, every} <= counted:
                    yield f"{some} <= {every}"
            case _:
                pass


def _rests_of_one(tree: maths.Node, rates: set[str]) -> Iterator[str]:
    """Of ``1 - a - b``, a and b shares of a whole, that something is left for the third."""
    for part in maths.walk(tree):
        match part:
            case maths.Binary("-", maths.Binary("-", maths.Num("1"), maths.Sym(one)), maths.Sym(other)):
                if {one, other} <= rates:
                    yield f"{to_plain(part)} > 0"
            case _:
                pass
