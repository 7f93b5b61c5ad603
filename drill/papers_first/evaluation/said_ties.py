"""Numbers that a paper's equations tie together: ``\\alpha^2 + \\sigma^2 = 1``, ``\\kappa = L / \\mu``.

What one draws of them apart contradicts the paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.reals import Draw, compile_real
from drill.papers_first.evaluation.short_sums import with_short_sums
from drill.papers_first.formula.rewrite import at_index, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Number, Statement, Symbol, symbols
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.known_numbers import is_constant

_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))
_FEWEST: Final = 2
_LAST: Final = 3
"""The highest place that is looked at of members with an index."""
_LOOKED_AT: Final = 8
_CLOSE: Final = 1e-6


def check_ties(paper: Paper, side: Side, draws: Sequence[Draw]) -> None:
    """That the draws of a side hold what the paper's other equations say of them.

    Raises:
        RefusedError: an equation between quantities that are all put in does not hold, one at two places
            lacks but one quantity, which cannot be two numbers, or a first value is another than shown.
    """
    if any(
        left in side.names and not _is_so(side.names[left], right, draws) for left, right in _begun(paper)
    ):
        raise RefusedError("the paper says what one of its numbers is")
    if any(_is_overdetermined(paper, side, equation) for equation in _equations(paper)):
        raise RefusedError("the paper ties what is put in together")
    for left, right in (*_between(paper, side), *_between_values(paper, side)):
        first, second = compile_real(left), compile_real(right)
        for drawn in draws[:_LOOKED_AT]:
            one, other = first(drawn), second(drawn)
            if one is None or other is None or abs(one - other) > _CLOSE * max(1.0, abs(one)):
                raise RefusedError("the paper ties what is put in together")


def _between(paper: Paper, side: Side) -> Iterator[tuple[maths.Node, maths.Node]]:
    """Both sides of the equations between quantities that are given."""
    given: Mapping[Node, str] = side.names
    for left, right in _equations(paper):
        if right in (side.original, side.node):
            continue
        for one, other in ((left, right), *_members(left, right)):
            named = {name for name in (*symbols(one), *symbols(other)) if not is_constant(name)}
            if len(named) < _FEWEST or not named <= given.keys():
                continue
            try:
                yield scalar_tree(one, given), scalar_tree(other, given)
            except RefusedError:
                continue


def _between_values(paper: Paper, side: Side) -> Iterator[tuple[maths.Node, maths.Node]]:
    """Both sides of ``M(x) = \\max(M(u), M(v))``, where all three values are given."""
    given: Mapping[Node, str] = side.names
    for equation in paper.equations:
        match equation.statement:
            case Statement((Call() as left, right, *_), (relation, *_)) if relation in _EQUAL:
                if left not in given or right in (side.original, side.node):
                    continue
            case _:
                continue
        if sum(part in given for part in walk(right)) < _FEWEST:
            continue
        try:
            yield scalar_tree(left, given), scalar_tree(right, given)
        except RefusedError:
            continue


def _is_so(name: str, right: Node, draws: Sequence[Draw]) -> bool:
    """Whether a number that is drawn is always the one that the paper shows."""
    return isinstance(right, Number) and all(f"{drawn.get(name, 0):g}" == right.text for drawn in draws)


@once
def _begun(paper: Paper) -> tuple[tuple[Node, Node], ...]:
    """First and last values that are shown: ``h_0 = 0``, ``\\Psi_0 = I``, ``b(1) = 1``."""
    found: list[tuple[Node, Node]] = []
    for equation in paper.equations:
        match equation.statement:
            case Statement((left, Number() | Symbol("I") as right), (relation,)) if relation in _EQUAL:
                if _is_numbered(left):
                    found.append((left, right))
            case _:
                continue
    return tuple(found)


def _is_numbered(node: Node) -> bool:
    match node:
        case Symbol(sub=(place,)):
            return place.isdigit()
        case Call(Symbol(), Bracket(_, _, (Number(),), (), ())):
            return True
        case _:
            return False


def _is_overdetermined(paper: Paper, side: Side, equation: tuple[Node, Node]) -> bool:
    """``w_h = n_h / n`` where all w and all n are put in but that one: each place says what it is."""
    left, right = equation
    if right in (side.original, side.node) or left in side.names:
        return False
    lacking: Counter[Symbol] = Counter()
    for one, other in _members(left, right):
        named = {name for name in (*symbols(one), *symbols(other)) if not is_constant(name)}
        lacks = named - side.names.keys()
        if one in side.names and len(named - lacks) >= _FEWEST and len(lacks) == 1:
            lacking.update(lacks)
    return any(count >= _FEWEST for count in lacking.values())


@once
def _equations(paper: Paper) -> tuple[tuple[Node, Node], ...]:
    """Definitions by what is computed, and computed sides with a number for their value.

    A name that stands on both sides is set to its next value, ``c = c + a``.

    ``$r = 3 c$`` within a sentence may be a case that is looked at, and defines nothing.
    """
    shown = {equation.statement for equation in paper.equations}
    found: list[tuple[Node, Node]] = []
    for statement in paper.told.equations:
        match statement:
            case Statement((Symbol() as left, right, *_), (relation, *_)) if relation in _EQUAL:
                is_computed = not isinstance(right, Symbol | Number | Call)
                is_case = relation == "=" and len(set(symbols(right))) < _FEWEST
                is_computed &= (statement in shown or not is_case) and left not in symbols(right)
            case Statement((left, Number() as right), (relation,)) if relation in _EQUAL:
                is_computed = not isinstance(left, Symbol | Call)
            case _:
                continue
        if is_computed and len(set(symbols(left)) | set(symbols(right))) >= _FEWEST:
            found.append((left, right))
    return tuple(found)


def _members(left: Node, right: Node) -> Iterator[tuple[Node, Node]]:
    """An equation of members with an index, at the first places."""
    letters = {
        token
        for name in (*symbols(left), *symbols(right))
        for token in name.sub
        if len(token) == 1 and token.islower()
    }
    for letter in sorted(letters):
        for place in range(_LAST + 1):
            yield at_index(left, letter, place), with_short_sums(at_index(right, letter, place))
