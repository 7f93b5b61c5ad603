"""Indices that stand outside of sums, or beside them, and are one number throughout."""

from __future__ import annotations

import itertools
from typing import Final

from drill.papers_first.arithmetic.indicators import TRUTHS, indicator
from drill.papers_first.arithmetic.runs import UNEQUAL, is_index_of, is_letter
from drill.papers_first.formula.rewrite import bound_by, replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
)

_BELOW: Final = frozenset(("<", "\\leq", "\\le"))
_NO_FACTORS: Final = frozenset(("0", "1"))
_COMPARED: Final = frozenset((*UNEQUAL, *_BELOW, ">", "\\geq", "\\ge"))


def fixed_beside(node: Node, left: Node | None, count: int) -> dict[str, int]:
    """Of ``\\sum_{j \\neq i}``, ``\\sum_{j < i}`` the i that stands outside of the sum too, or on the left.

    There j runs alone, and i is one number: the last where j stays below it, else the first.

    Raises:
        RefusedError: what runs stands on the left, or outside of the sum.
    """
    found: dict[str, int] = {}
    for part in walk(node):
        if not isinstance(part, Big) or len(part.lower) != 3 or not is_letter(part.lower[2]):
            continue
        first, relation, second = part.lower
        if relation not in _COMPARED and relation != ",":
            continue
        outside = replaced(node, lambda inner, big=part: Number("0") if _runs_alike(inner, big) else None)
        bound = {one for inner in walk(outside) if isinstance(inner, Big) for one in inner.lower[:1]}
        if left is not None and (is_index_of(left, first) or (relation == "," and is_index_of(left, second))):
            raise RefusedError("what a sum runs over stands on the left too")
        if relation != "," and is_index_of(outside, first) and first not in bound:
            raise RefusedError("what a sum runs over stands outside of it too")
        is_outside = is_index_of(outside, second) and second not in bound
        if relation != "," and (is_outside or (left is not None and is_index_of(left, second))):
            found[second] = count if relation in _BELOW else 1
    return found


def _runs_alike(part: Node, big: Big) -> bool:
    """Whether a part is a sum over what another one runs over: two of ``\\sum_{i < j}`` bind j both."""
    return isinstance(part, Big) and part.lower == big.lower


def indicated_beside(node: Node) -> tuple[str, ...]:
    """Of ``\\sum_k 1_{[k \\neq i]} a_k`` the i: it is one number throughout."""
    bound = {letter for part in walk(node) if isinstance(part, Big) for letter in part.lower[:1]}
    found: dict[str, None] = {}
    for part in walk(node):
        said = indicator(part)
        if said is not None and said[1] in TRUTHS and set(said[::2]) & bound:
            found |= dict.fromkeys(
                letter for letter in said[::2] if is_letter(letter) and letter not in bound
            )
    return tuple(found)


def check_members(node: Node) -> None:
    """That what is put in for members tells them apart.

    Raises:
        RefusedError: sums beside each other run over different sets of things of one name, so that their
            members are others; what is marked by a plus may be one of those that a sum runs over; outside
            of a sum over members the same letter stands for one of them.
    """
    sums = [part for part in walk(node) if isinstance(part, Big) and part.name in ("\\sum", "\\prod")]
    for one, other in itertools.combinations(sums, 2):
        is_nested = one in walk(other) or other in walk(one)
        sets = [part.lower[2:] for part in (one, other) if part.lower[1:2] == ("\\in",)]
        if not is_nested and len(sets) == 2 and sets[0] != sets[1] and _members(one) & _members(other):
            raise RefusedError("its sums run over different sets of things of one name")
    for part in sums:
        if part.lower[1:3] == ("\\in", "\\{") and any(token.isalpha() for token in part.lower[3:]):
            raise RefusedError("a sum runs over members that have names of their own")
    marked = {part.base for part in walk(node) if isinstance(part, Symbol) and part.sub == ("+",)}
    if any(marked & _members(part) for part in sums):
        raise RefusedError("one of those that a sum runs over may be marked by a plus")


def _members(big: Big) -> set[str]:
    """The letters of what a sum's index tells apart."""
    index = big.lower[:1]
    return {part.base for part in walk(big.body) if isinstance(part, Symbol) and set(index) & set(part.sub)}


def free_starts(node: Node) -> tuple[str, ...]:
    """Of ``\\sum_{k = t + 1}^T`` the t, unless it runs itself."""
    bigs = [part for part in walk(node) if isinstance(part, Big)]
    bound = {part.lower[0] for part in bigs if part.lower}
    starts = [
        part.lower[2:] for part in bigs if part.lower[1:2] == ("=",) and part.name in ("\\sum", "\\prod")
    ]
    letters = dict.fromkeys(token for start in starts for token in start if is_letter(token))
    return tuple(letter for letter in letters if letter not in bound)


def windows(node: Node, count: int) -> dict[str, int]:
    """Of ``\\sum_{j = t - K + 1}^t`` the t and the K for ``count`` terms that begin with the first."""
    found: dict[str, int] = {}
    for part in walk(node):
        match part:
            case Big("\\sum" | "\\prod", (_, "=", last, "-", length, "+", "1"), (upper,)) if last == upper:
                if is_letter(last) and is_letter(length):
                    found |= {last: count, length: count}
            case _:
                continue
    return found


def check_places(node: Node) -> None:
    """That no index stands right behind a number: ``x_{2 i}`` may be every second one or a row's entries.

    Behind 0 and 1 it does not: nobody multiplies with them.

    Raises:
        RefusedError: one does.
    """
    letters = {part.lower[0] for part in walk(node) if isinstance(part, Big) and part.lower}
    for part in walk(node):
        if isinstance(part, Sum):
            _check_reach(part)
    for part in walk(node):
        if isinstance(part, Symbol) and "," not in part.sub:
            for before, token in itertools.pairwise(part.sub):
                is_doubtful = before.isdigit() and before not in _NO_FACTORS and not set("+-") & set(part.sub)
                if token in letters and is_doubtful:
                    raise RefusedError("a number right before an index reads in two ways")


def check_sets(node: Node) -> None:
    """That no sum runs over a set that is another one for each place of a sum around it.

    Raises:
        RefusedError: one does, ``\\sum_i \\sum_{j \\in N(i)}``: a small case of it is a whole list of sets.
    """
    for outer in walk(node):
        if not isinstance(outer, Big):
            continue
        bound = bound_by(outer)
        for inner in walk(outer.body):
            members = inner.lower if isinstance(inner, Big) else ()
            if "\\in" in members and bound & set(members[members.index("\\in") :]):
                raise RefusedError("a sum runs over another set at each place of a sum around it")


def _check_reach(whole: Sum) -> None:
    """That no later term holds what a sum in a term before it runs over: its author may reach farther."""
    bound: set[str] = set()
    for term in whole.terms:
        if any(is_index_of(term, letter) for letter in bound):
            raise RefusedError("an index stands behind the sum that it runs in")
        last = term.body if isinstance(term, Signed) else term
        last = last.factors[-1] if isinstance(last, Product) else last
        if isinstance(last, Big) and last.name == "\\sum" and last.lower:
            bound.add(last.lower[0])
