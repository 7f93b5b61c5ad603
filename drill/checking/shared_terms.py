"""Terms that two sums share are struck, so that no large one hides a difference of the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from drill.checking.structure import addends, canonical, is_sum
from drill.maths.tree import Binary, Neg, Node, Num


@dataclass(frozen=True, slots=True)
class Struck:
    """Two sums without the terms that they share: equal where those terms have values if the rests are."""

    left: Node
    right: Node
    shared: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of a sum, with a text that equal terms share."""

    text: str
    negative: bool
    node: Node


def without_shared_terms(left: Node, right: Node) -> Struck:
    """Strike the terms that two sums share; what is empty then is zero."""
    if not (is_sum(left) or is_sum(right)):
        return Struck(left, right, ())
    first, second = _terms(left), _terms(right)
    shared = Counter(term.text for term in first) & Counter(term.text for term in second)
    if not shared:
        return Struck(left, right, ())
    met = {term.text: term.node for term in first if term.text in shared}
    return Struck(_rest(first, shared), _rest(second, shared), tuple(met.values()))


def _terms(node: Node) -> list[_Term]:
    return [_Term(_text(negative, term), negative, term) for negative, term in addends(node)]


def _text(negative: bool, term: Node) -> str:
    text = canonical(term)
    minus = text.startswith("- ")
    return ("- " if negative != minus else "") + text.removeprefix("- ")


def _rest(terms: list[_Term], shared: Counter[str]) -> Node:
    waiting = Counter(shared)
    whole: Node | None = None
    for term in terms:
        if waiting[term.text]:
            waiting[term.text] -= 1
        elif whole is None:
            whole = Neg(term.node) if term.negative else term.node
        else:
            whole = Binary("-" if term.negative else "+", whole, term.node)
    return Num("0") if whole is None else whole
