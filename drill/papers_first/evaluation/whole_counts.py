"""How many there are in all beside how many there are of each sort: the n of ``\\sum_k n_k / n``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import at_index, walk
from drill.papers_first.formula.tree import Big, Call, Fraction, Node, Norm, Statement, Symbol, symbols
from drill.papers_first.paper import Paper

_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))
_MOST: Final = 12
_FEWEST: Final = 2


def whole_counts(paper: Paper, side: Side) -> Iterator[tuple[str, list[str]]]:
    """Names of such numbers of a side, each with those of its sorts.

    The paper says what the sum is, or a sum over all sorts weighs each by its share.
    """
    for whole, index, one in (*_said(paper), *_weighing(side.original)):
        name = side.names.get(whole)
        members = [at_index(one, index, place) for place in range(_MOST)]
        names = [side.names[member] for member in members if member in side.names]
        if name is not None and name not in names and len(names) >= _FEWEST:
            yield name, names


def _said(paper: Paper) -> Iterator[tuple[Node, str, Node]]:
    for equation in paper.told.equations:
        match equation:
            case Statement(
                (Symbol() as whole, Big("\\sum", (index, *_), _, Symbol() | Norm("|") | Call() as one))
                | (Big("\\sum", (index, *_), _, Symbol() | Norm("|") | Call() as one), Symbol() as whole),
                (relation,),
            ) if relation in _EQUAL:
                yield whole, index, one
            case _:
                continue


def _weighing(side: Node) -> Iterator[tuple[Node, str, Node]]:
    for big in walk(side):
        match big:
            case Big("\\sum", (index, *_), _, body):
                quotients = [part for part in walk(body) if isinstance(part, Fraction)]
            case _:
                continue
        for quotient in quotients:
            one, whole = quotient.top, quotient.bottom
            is_of_sort = any(index in name.sub for name in symbols(one))
            is_of_all = not any(index in name.sub for name in symbols(whole))
            if is_of_sort and is_of_all and _counts_alike(one, whole):
                yield whole, index, one


def _counts_alike(one: Node, whole: Node) -> bool:
    """``|B_m| / n``, ``|S_v| / |S|``, ``n_k / n``, ``n_k / N``."""
    match one, whole:
        case Norm("|", Symbol(), ()), Symbol() | Norm("|", Symbol(), ()):
            return True
        case Symbol(base, sub=(_, *_)), Symbol(other, sub=()):
            return base.lower() == other.lower() == "n"
        case _:
            return False
