"""Sides of one statement that contradict each other: by another than the key's one may answer, too."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.evaluation.reals import Draw, compile_real
from drill.papers_first.formula.rewrite import replaced
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Node, Signed, Statement, Sum, Symbol, symbols
from drill.papers_first.paper import Paper
from drill.papers_first.source.document import Formula

_EQUAL: Final = frozenset(("=", ":=", "\\equiv"))
_IMPLYING: Final = frozenset(("\\Rightarrow", "\\implies", "\\Longrightarrow"))
_DRAWS: Final = 12
_MOST_TERMS: Final = 6


def check_sides(paper: Paper, statement: Statement, formula: Formula) -> None:
    """That what the paper says beside a statement does not contradict it.

    Raises:
        RefusedError: two sides differ by what the paper sets their letters to, or what follows from one
            has another sign.
    """
    rights = _equal_sides(statement)
    if len(rights) > 1 and _differ(rights, definitions(paper, formula)):
        raise RefusedError("its sides contradict each other")
    implied = _implied(statement)
    if rights and implied is not None and _has_other_sign(rights[-1], implied):
        raise RefusedError("what follows from it has another sign")


def check_same(statement: Statement) -> None:
    """That sides of the same quantities have the same value whatever numbers these are.

    Raises:
        RefusedError: they have it under a condition only.
    """
    if _differ(_equal_sides(statement), None):
        raise RefusedError("its sides agree under a condition only")


def _equal_sides(statement: Statement) -> tuple[Node, ...]:
    """The right sides of a chain, up to what is no equality."""
    ends = (place for place, one in enumerate(statement.relations) if one not in _EQUAL)
    return statement.sides[1 : next(ends, len(statement.relations)) + 1]


def _implied(statement: Statement) -> Node | None:
    """What the quantity equals that a statement implies: of ``a = b \\Rightarrow c = d`` that is d."""
    match statement.relations:
        case (first, arrow, last) if first in _EQUAL and arrow in _IMPLYING and last in _EQUAL:
            return statement.sides[3]
        case _:
            return None


def definitions(paper: Paper, formula: Formula) -> dict[Node, Node]:
    """What letters are set to in a formula's section, those that are set to one thing."""
    found: dict[Node, set[Node]] = {}
    for equation in paper.equations:
        match equation.statement.sides:
            case (Symbol() as left, right) if equation.formula.section == formula.section and symbols(right):
                found.setdefault(left, set()).add(right)
            case _:
                continue
    return {left: rights.pop() for left, rights in found.items() if len(rights) == 1}


def _differ(rights: tuple[Node, ...], definitions: Mapping[Node, Node] | None) -> bool:
    """Whether a side has another value than the first one that is arithmetic.

    With ``definitions`` those sides are looked at in which they take the place of letters, else those that
    are of the same quantities as they stand.
    """
    first = next((side for right in rights if (side := _read(right)) is not None), None)
    return first is not None and any(
        _differs_from(first, right, definitions) for right in rights if right != first.original
    )


def _differs_from(first: Side, right: Node, definitions: Mapping[Node, Node] | None) -> bool:
    node = right if definitions is None else replaced(right, _outside_of(first, definitions).get)
    if definitions is not None and node == right:
        return False
    tree = _typed(node, first)
    return tree is not None and not _agree(first.tree, tree, first.names.values())


def _outside_of(side: Side, definitions: Mapping[Node, Node]) -> dict[Node, Node]:
    """What letters are set to that a side does not have."""
    return {name: node for name, node in definitions.items() if name not in side.names}


def _read(right: Node) -> Side | None:
    try:
        return read_side(right)
    except RefusedError:
        return None


def _typed(node: Node, side: Side) -> maths.Node | None:
    """A side under the names of another; None where it has quantities of its own."""
    if isinstance(node, Symbol):
        return scalar_tree(node, side.names) if node in side.names else None
    found = _read(node)
    if found is None or not found.names.keys() <= side.names.keys():
        return None
    try:
        return scalar_tree(found.node, side.names)
    except RefusedError:
        return None


def _has_other_sign(right: Node, implied: Node) -> bool:
    """Whether what is implied is the right side, or that without one term, but for the sign of another.

    Of ``x' = x - a - b`` it may follow that the step is ``-(a + b)``, and not that it is ``-(a - b)``.
    """
    side = _read(right)
    tree = None if side is None else _typed(implied, side)
    if side is None or tree is None or not isinstance(side.node, Sum) or len(side.node.terms) > _MOST_TERMS:
        return False
    sums = list(_signed_sums(side.node))
    kept = [scalar_tree(one, side.names) for one, turned in sums if not turned]
    others = [scalar_tree(one, side.names) for one, turned in sums if turned]
    names = side.names.values()
    return not any(_agree(tree, one, names) for one in kept) and any(
        _agree(tree, one, names) for one in others
    )


def _signed_sums(whole: Sum) -> Iterator[tuple[Node, bool]]:
    """A sum and those without one of its terms, as they stand and with one sign turned."""
    signs = ("+", *whole.signs)
    places = range(len(signs))
    for left_out, turned in product((None, *places), (None, *places)):
        if turned is not None and turned == left_out:
            continue
        kept = [place for place in places if place != left_out]
        of = [_other(signs[place]) if place == turned else signs[place] for place in kept]
        first, *further = (whole.terms[place] for place in kept)
        first = Signed("-", Bracket("(", ")", (first,))) if of[0] == "-" else first
        yield Sum((first, *further), tuple(of[1:])) if further else first, turned is not None


def _other(sign: str) -> str:
    return "-" if sign == "+" else "+"


def _agree(one: maths.Node, other: maths.Node, names: Iterable[str]) -> bool:
    """Whether two trees have the same value wherever both have one."""
    first, second = compile_real(one), compile_real(other)
    for draw in _draws(tuple(names)):
        mine, theirs = first(draw), second(draw)
        if mine is not None and theirs is not None and abs(mine - theirs) > 1e-9 * max(1.0, abs(mine)):
            return False
    return True


def _draws(names: tuple[str, ...]) -> Iterator[Draw]:
    """Whole numbers, which rounding leaves as they are."""
    draw = random.Random(len(names))
    for _ in range(_DRAWS):
        yield {name: Fraction(draw.randint(1, 9)) for name in names}
