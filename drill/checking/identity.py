"""Whether two scalar expressions are the same function wherever the key is real: evidence in stages.

First the structure: terms that both sums share are struck, so that no large one hides a difference of the
others. Then doubles at stratified points, where any difference is confirmed with many digits before it
counts. Then agreement has to deepen from 60 to 240 digits at a few points, and to hold with 60 digits where
doubles are no evidence: where they agree in part only, at breaks, and on the pieces of a function in pieces.
"""

from __future__ import annotations

from drill.checking.deepening import LEVELS, Clock, Comparison, compare_at
from drill.checking.points import sample
from drill.checking.search import Search
from drill.checking.shared_terms import without_shared_terms
from drill.checking.structure import canonical, rational
from drill.errors import CheckError, UndefinedError
from drill.maths.domains import Assumptions
from drill.maths.precise import evaluate_mp
from drill.maths.tree import Node, symbols

UNASSUMED = Assumptions()
"""Nothing assumed: all symbols are real."""


def compare(
    key: Node, answer: Node, assumed: Assumptions = UNASSUMED, clock: Clock | None = None
) -> Comparison:
    """Compare two scalar expressions; ``assumed`` says where their symbols live.

    Raises TimedOutError when the budget of time is spent.
    """
    if canonical(key) == canonical(answer) and _has_value(key):
        return Comparison("equal", "structure")
    clock = clock or Clock()
    names = tuple(sorted(symbols(key) | symbols(answer)))
    if not names:
        return _compare_numbers(key, answer, clock)
    found = sample(names, assumed, (key, answer))
    return Search(key, answer, clock, assumed).run(found)


def _compare_numbers(key: Node, answer: Node, clock: Clock) -> Comparison:
    found = _compare_rationals(key, answer)
    if found is not None:
        return found
    struck = without_shared_terms(key, answer)
    if all(_has_value(term) for term in struck.shared):
        key, answer = struck.left, struck.right
        found = _compare_rationals(key, answer) if struck.shared else None
    return found or compare_at(key, answer, {}, clock, whole=True)


def _compare_rationals(key: Node, answer: Node) -> Comparison | None:
    """The comparison of two numbers if both are rational and say so."""
    try:
        expected = rational(key)
    except UndefinedError:
        return Comparison("unclear")
    if expected is None:
        return None
    try:
        given = rational(answer)
    except UndefinedError:
        return Comparison("undefined")
    if given is None:
        return None
    return Comparison("equal" if expected == given else "different", "structure")


def _has_value(node: Node) -> bool:
    """Whether an expression without symbols has a value; one with symbols is taken to have."""
    if symbols(node):
        return True
    try:
        evaluate_mp(node, {}, LEVELS[0])
    except CheckError:
        return False
    return True
