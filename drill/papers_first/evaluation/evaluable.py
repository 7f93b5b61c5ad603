"""Lines whose right side is arithmetic: the first side that can be computed, and that the others agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arithmetic.one_dimension import in_one_dimension
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.evaluation.admissible import is_positive
from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.evaluation.numbers import Drawing
from drill.papers_first.evaluation.one_dimensional import flat_side
from drill.papers_first.evaluation.reals import compile_real
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Node,
    Statement,
    Symbol,
    Table,
    Words,
    symbols,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.given_roles import of_any_outcome
from drill.papers_first.plausible.ranges import PROBABILITY_HEADS
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line

_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))
_SEVERAL: Final = 2
_COUNTS: Final = frozenset(("n", "N", "m", "M", "d", "D", "k", "K", "T", "L", "p", "V", "E"))
"""Letters of sizes, of which a bound by ``\\Omega`` is told."""
_INDICES: Final = frozenset("ijklmn")
_APART: Final = 0.85
_FIRST: Final = (12, 20)
"""A known mistake differs from the key in this share of the draws at least, and of so many first ones."""


def is_order(node: Node) -> bool:
    """``O(n log n)``."""
    if not isinstance(node, Call) or not isinstance(node.head, Symbol):
        return False
    is_of_counts = any(symbol.base in _COUNTS for symbol in symbols(node.arguments))
    return node.head.base in ("O", "o") or (node.head.base == "\\Omega" and is_of_counts)


def is_named(left: Node) -> bool:
    """Whether a left side holds a quantity of its own, beside indices that sums run over; or words for it."""
    if isinstance(left, Words) or any(isinstance(part, Derivative) for part in walk(left)):
        return True
    bound = {part.lower[0] for part in walk(left) if isinstance(part, Big) and part.lower}
    return any(symbol.base not in bound for symbol in symbols(left))


def is_stacked(left: Node | None) -> bool:
    """Whether a left side is a column that is written out, as four gates are: no one number."""
    while isinstance(left, Bracket) and len(left.parts) == 1:
        left = left.parts[0]
    return isinstance(left, Table) and len(left.rows) > 1 and all(len(row) == 1 for row in left.rows)


def check_chain(paper: Paper, line: Line, side: Side, drawing: Drawing) -> None:
    """That the further sides of a chain may have the same value, so that no condition is hidden in it.

    Those of the same quantities have it; those with quantities of their own are never of another sign.
    """
    if side.asks:
        return  # a part is asked for, and nothing is said to be equal to it
    left = () if line.left is None or is_given(line.left) or line.says != "equal" else (line.left,)
    if not all(map(_has_quantity, line.rights)):
        raise RefusedError("the paper puts its own numbers in")
    if _has_lost_index(line, side):
        raise RefusedError("an index of one side of its chain is nowhere else in it")
    equal = line.rights if line.says != "bound" else _equal_to(side, line.statement)
    for right in (*left, *equal):
        if right in (side.original, side.source):
            continue
        try:
            other = _read(paper, line, side, right)
        except RefusedError:
            if (side.in_one_dimension and not is_chance(right)) or right in side.names:
                raise RefusedError("its sides agree under a condition only") from None
            continue
        if other.names.keys() <= side.names.keys():
            agrees = _agree(scalar_tree(other.node, side.names), drawing)
        else:
            roles = Roles(paper, other.original, line.left, other.node)
            least = {name: roles.of(node).least for node, name in other.names.items()}
            agrees = not is_positive(other.tree, least) or min(drawing.results) > 0
            agrees = agrees and not _cancels_if_positive(paper, other, side, drawing)
        if not agrees:
            raise RefusedError("its sides agree under a condition only")
    if side.in_one_dimension and line.left is not None and line.says == "equal":
        _check_flat_left(line.left, side, drawing)


def _equal_to(side: Side, statement: Statement) -> tuple[Node, ...]:
    """The sides of a chain of bounds that it says are equal to this one."""
    places = [place for place, one in enumerate(statement.sides) if one in (side.original, side.source)]
    return tuple(
        one
        for place, one in enumerate(statement.sides)
        if any(set(statement.relations[min(place, mine) : max(place, mine)]) <= _EQUAL for mine in places)
    )


def is_chance(right: Node) -> bool:
    """``P(T \\leq t \\mid X)``: a number in any dimension, which nothing beside it settles."""
    match right:
        case Call(Symbol(base)) if base in PROBABILITY_HEADS:
            return any(isinstance(part, Statement) for part in walk(right))
        case _:
            return False


def _has_lost_index(line: Line, side: Side) -> bool:
    """Whether of several right sides this alone has an index over which nothing runs: a slip of the paper's.

    A single side may be said of one i without saying so.
    """
    mine = side.source or side.original
    elsewhere = [one for one in line.statement.sides if one != mine]
    if len(line.rights) < _SEVERAL or len(elsewhere) == len(line.statement.sides):
        return False
    bound = {token for part in walk(mine) if isinstance(part, Big) for token in part.lower}
    indices = {
        token
        for symbol in symbols(mine)
        if symbol.base != "E"
        for token in symbol.sub
        if token in _INDICES and Symbol(token) not in symbols(mine)
    }
    return bool(indices - bound - {token for other in elsewhere for token in to_tokens(other)})


def _cancels_if_positive(paper: Paper, other: Side, side: Side, drawing: Drawing) -> bool:
    """Whether a quantity that may be negative drops out of another side where it is positive only.

    Of ``(c a) / \\sqrt{c^2 b} = a / \\sqrt{b}`` the c, of which nothing is said.
    """
    more = [node for node in other.names if node not in side.names]
    if not side.names.keys() <= other.names.keys() or all(_is_sure(paper, node) for node in more):
        return False
    added = {node: f"{other.names[node]}more" for node in more}
    tree = scalar_tree(other.node, {**side.names, **added})

    def agrees(number: int) -> bool:
        numbers = dict.fromkeys(added.values(), Fraction(number))
        return _agree(tree, replace(drawing, draws=tuple({**drawn, **numbers} for drawn in drawing.draws)))

    return agrees(2) and not agrees(-2)


def _is_sure(paper: Paper, node: Node) -> bool:
    """Whether what a quantity is, and not only its place, makes it positive."""
    return Roles(paper, node, None).of(node).least > 0


def _check_flat_left(left: Node, side: Side, drawing: Drawing) -> None:
    """That a left side which in one dimension is made of what is given has the value, ``tr(A)`` that of A."""
    try:
        node = in_one_dimension(left).node
    except RefusedError:
        return
    random = {one for node in side.names if (one := of_any_outcome(node)) != node}
    if random & set(walk(node)):
        raise RefusedError("what is on its left is no outcome")
    try:
        tree = scalar_tree(node, side.names)
    except RefusedError:
        return
    if not _agree(tree, drawing):
        raise RefusedError("its sides agree under a condition only")


def _read(paper: Paper, line: Line, side: Side, right: Node) -> Side:
    """Another side of a chain, read as the first one was, its sums of as many terms."""
    if side.in_one_dimension:
        try:
            return flat_side(paper, right, line.left, side.ranges.count)
        except RefusedError:
            pass
    return read_side(right, left=line.left, terms=side.ranges.count)


def _has_quantity(side: Node) -> bool:
    return any(isinstance(part, Symbol | Derivative) for part in walk(side))


def _agree(tree: maths.Node, drawing: Drawing) -> bool:
    """Whether a tree has the key's value wherever it has one."""
    compute = compile_real(tree)
    return all(
        found is None or abs(found - result) <= 1e-9 * max(abs(result), 1e-6)
        for drawn, result in zip(drawing.draws, drawing.results, strict=True)
        for found in (compute(drawn),)
    )


def are_apart(values: Sequence[float], taken: Sequence[Sequence[float]], relative: float) -> bool:
    """Whether nearly all values differ from all others by more than a tolerance, early draws included."""
    apart = [
        all(abs(mine - other) > relative * max(abs(other), 1e-3) for other in others)
        for mine, others in zip(values, zip(*taken, strict=True), strict=True)
    ]
    parts = (apart, *(apart[:count] for count in _FIRST))
    return all(sum(part) >= _APART * len(part) for part in parts)


def values_at(tree: maths.Node, drawing: Drawing) -> list[float] | None:
    """A tree's values at the draws; None where it has none at some."""
    compute = compile_real(tree)
    found = [compute(drawn) for drawn in drawing.draws]
    return None if None in found else [one for one in found if one is not None]
