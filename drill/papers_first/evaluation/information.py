"""What entropies, mutual information and bounds on evidence allow each other, and what they may come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Final, NamedTuple

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Applied, Bracket, Call, Function, Node, Sum, Symbol
from drill.papers_first.formula.vocabulary import EXPECTATIONS, GIVEN_BARS
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import HEAD_ENDS, Range

_INFORMATION: Final = frozenset(("I", "MI"))
_CALLED: Final = re.compile(
    r"(?<!pointwise )(?<!local )(?<!specific )\b(?:mutual information|information gain)$", re.IGNORECASE
)
_DIVERGENCES: Final = frozenset(("D", "KL", "JS"))


class _Entropy(NamedTuple):
    """``H(X, Y | Z)``: of what, under which conditions."""

    head: Symbol
    variables: frozenset[Node]
    given: frozenset[Node]


def information_conditions(
    paper: Paper, side: Side, left: Node | None, found: Mapping[Node, Range]
) -> Iterator[str]:
    """That mutual information is not below 0, nor an entropy more under a condition, and so on."""
    if left is not None and not side.asks and _is_information(paper, left):
        yield f"{side.text} >= 0"
    entropies = {
        entropy: side.names[node]
        for node, one in found.items()
        if one.least > 0 and (entropy := _entropy_of(node)) is not None
    }
    for (one, less), (other, more) in permutations(entropies.items(), 2):
        if one.head == other.head and _is_no_more(one, other):
            yield f"{less} <= {more}"
    for node in found:
        shared = _shared_by(node)
        yield from (
            f"{side.names[node]} <= {name}"
            for one, name in entropies.items()
            if shared is not None and one.variables in shared and not one.given
        )
    yield from _of_evidence(side, left)


def is_of_pair(node: Node) -> bool:
    """``I(X; Y)``, ``I(X; Y | Z)``, and with a comma where capitals stand in it."""
    match node:
        case Call(Symbol(base), Bracket(_, _, (_, _, *_), (mark, *_))) if base in _INFORMATION:
            return mark == ";" or (mark == "," and all(map(_is_capital, node.arguments.parts)))
        case _:
            return False


def _is_capital(node: Node) -> bool:
    return isinstance(node, Symbol) and node.base.isupper()


def _is_information(paper: Paper, left: Node) -> bool:
    if is_of_pair(left):
        return True
    entry = paper.meaning(left) if isinstance(left, Symbol) else None
    return entry is not None and bool(_CALLED.search(HEAD_ENDS.sub("", entry.meaning.strip())))


def _entropy_of(node: Node) -> _Entropy | None:
    match node:
        case Call(Symbol("H") as head, Bracket(_, _, parts, marks)):
            pass
        case _:
            return None
    bars = [place for place, mark in enumerate(marks, 1) if mark in GIVEN_BARS]
    if set(marks) - GIVEN_BARS - {","} or len(bars) > 1 or not all(map(_is_capital, parts)):
        return None
    bar = bars[0] if bars else len(parts)
    return _Entropy(head, frozenset(parts[:bar]), frozenset(parts[bar:]))


def _is_no_more(one: _Entropy, other: _Entropy) -> bool:
    """``H(X | Y)`` than ``H(X)``, ``H(X)`` than ``H(X, Y)``."""
    return one != other and one.variables <= other.variables and one.given >= other.given


def _shared_by(node: Node) -> tuple[frozenset[Node], ...] | None:
    """The two of ``I(X; Y)``, of which it is no more than the entropy of either."""
    match node:
        case Call(_, Bracket(_, _, (one, other), (_,))) if is_of_pair(node):
            return frozenset((one,)), frozenset((other,))
        case _:
            return None


def _of_evidence(side: Side, left: Node | None) -> Iterator[str]:
    """Of ``E_q[\\log p(x, z)] - E_q[\\log q(z)]`` that the first is no more: what is drawn from q is likelier
    under q itself, whatever else is a chance.
    """
    means = {node: name for node, name in side.names.items() if _own_law(node) is not None}
    if left is not None and any(isinstance(one, Symbol) and one.base in _DIVERGENCES for one in walk(left)):
        return
    for part in walk(side.node):
        match part:
            case Sum((first, second), ("-",)) if first in means and second in means:
                if (_own_law(first), _own_law(second)) == (False, True) and _drawn(first) == _drawn(second):
                    yield f"{means[first]} <= {means[second]}"
            case _:
                continue


def _own_law(node: Node) -> bool | None:
    """Whether the mean of a law's logarithm is taken over draws from that law; None of anything else."""
    match node:
        case Call(Symbol(base), Bracket(_, _, (inner,), (), ())) | Applied(Symbol(base), inner) if (
            base in EXPECTATIONS
        ):
            pass
        case _:
            return None
    while isinstance(inner, Bracket) and len(inner.parts) == 1:
        (inner,) = inner.parts
    match inner:
        case Function("\\log" | "\\ln", Call(Symbol(law))):
            return law.lower() in {token.lower() for token in _drawn(node)}
        case _:
            return None


def _drawn(node: Node) -> tuple[str, ...]:
    """What stands below the sign of a mean."""
    match node:
        case Call(Symbol() as head) | Applied(Symbol() as head):
            return head.sub
        case _:
            return ()
