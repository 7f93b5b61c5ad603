"""Right sides of vectors and matrices computed in one dimension, where that says the same as the paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.one_dimension import arrays_in, in_one_dimension
from drill.papers_first.arithmetic.opened import opened
from drill.papers_first.arithmetic.quantities import has_open_dots
from drill.papers_first.arrays.array_functions import TRACES
from drill.papers_first.arrays.eigenbases import decomposing
from drill.papers_first.arrays.identities import identity_in, is_identity
from drill.papers_first.evaluation.computed import MOST_TERMS, Side, read_side
from drill.papers_first.evaluation.numbers import Drawing
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Bracket,
    Call,
    Node,
    Number,
    Product,
    Symbol,
    Transpose,
    symbols,
)
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.ranges import HEAD_ENDS

_OF_DIMENSION: Final = re.compile(
    r"\b(?:dimension|rank|width|size|length|number of|features?|channels?|heads?|entries|components?|units)",
    re.IGNORECASE,
)
"""What counts the entries of an array: it is 1 in one dimension, and not to be drawn."""
_LIMITED: Final = re.compile(
    r"\b(?:orthogonal|orthonormal|unitary|rotations?|permutation|normali[sz]ed|one-hot|simplex"
    r"|unit(?:-| )(?:[\w-]+ ){0,3}?(?:norm|vectors?|length|normals?)|ax[ei]s"
    r"|distribution|probabilit|eigenvectors?|singular vectors?|projection|projector|skew|direction"
    r"|histogram|measure|weights of)",
    re.IGNORECASE,
)
"""Arrays that are not any number in one dimension."""
_COMPOUND: Final = re.compile(r"(?<=\w)-(?:to|by|in|on|of)-(?=\w)")
"""What is inside of one word: ``wall-to-wall``."""
_OF_MEASURE: Final = re.compile(r"\b(?:discrete|probability|empirical) measure|\bhistogram", re.IGNORECASE)
"""Arrays of weights that add up to 1."""
_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))
_FEWEST: Final = 5
"""So many values at least has a right side that numbers matter to."""


def one_dimensional_ways(paper: Paper, right: Node, left: Node | None) -> Iterator[Callable[[], Side]]:
    """Ways to compute a right side in one dimension: as it stands, or with an expectation written out."""
    yield lambda: flat_side(paper, right, left)
    for outcomes in (3, 2):
        yield lambda outcomes=outcomes: _opened(paper, right, left, outcomes)


def flat_side(paper: Paper, right: Node, left: Node | None, terms: int = MOST_TERMS) -> Side:
    """A side in one dimension; its sums have ``terms``, or two.

    Raises:
        RefusedError: it says something else there, or is nothing that numbers are put in.
    """
    flat = in_one_dimension(right, has_identity=_has_identity(paper, right))
    _check_arrays(paper, right)
    side = read_side(flat.node, left=left, says=flat.says, in_one_dimension=True, terms=terms)
    return replace(side, source=right)


def _opened(paper: Paper, right: Node, left: Node | None, outcomes: int) -> Side:
    flat = in_one_dimension(right, has_identity=_has_identity(paper, right))
    _check_arrays(paper, right)
    inside = opened(flat.node, outcomes, left)
    if inside is None:
        raise RefusedError("there is nothing to open")
    says = f"{flat.says}. {inside.says}"
    side = read_side(inside.node, left=left, says=says, outcomes=inside.outcomes, in_one_dimension=True)
    return replace(side, source=right)


def check_one_dimensional(paper: Paper, side: Side, drawing: Drawing) -> None:
    """That no trace is given beside what it is taken of; that in one dimension nothing drawn counts entries,
    and that the value depends on what is drawn.

    Raises:
        RefusedError: something does, or it hardly depends on it.
    """
    if any(_is_decided_trace(node, side) for node in side.names):
        raise RefusedError("a trace beside what it is taken of")
    if not side.in_one_dimension:
        return
    for node, found in drawing.roles.items():
        is_step = isinstance(node, Symbol) and node.base in ("t", "T")
        if (found.role == "count" and not is_step) or _counts_entries(paper, node):
            raise RefusedError("what counts entries is 1 in one dimension")
    if len({round(abs(result), 9) for result in drawing.results}) < _FEWEST:
        raise RefusedError("in one dimension its value is nearly the same for all numbers")


def _is_decided_trace(node: Node, side: Side) -> bool:
    """Whether ``\\operatorname{tr}(A B)`` is given whole beside A."""
    match node:
        case Call(Symbol(base), arguments) | Applied(Symbol(base), arguments) if base in TRACES:
            return any(part in side.names and _is_capital(part) for part in symbols(arguments))
        case _:
            return False


def _is_capital(symbol: Symbol) -> bool:
    return symbol.base.lstrip("\\")[0].isupper()


def _counts_entries(paper: Paper, node: Node) -> bool:
    if not isinstance(node, Symbol) or node.font == "\\mathbf":
        return False  # a bold letter is an array itself
    entry = paper.meaning(node)
    if entry is not None and _OF_DIMENSION.search(entry.meaning):
        return True
    return node.base in ("d", "D") and not node.font


def is_any_number(paper: Paper, node: Node) -> bool:
    """Whether no letter of an array is said, here or wherever anything is said of it, to be of a kind that is
    not any number in one dimension.
    """
    symbols_of = dict.fromkeys((*arrays_in(node), *((node,) if isinstance(node, Symbol) else ())))
    for symbol in symbols_of:
        entry = paper.meaning(symbol)
        entries = paper.meanings(symbol) if entry is None else (entry,)
        if entries and all(_is_limited(one.meaning) for one in entries):
            return False
    return True


def _is_limited(meaning: str) -> bool:
    head = HEAD_ENDS.sub("", _COMPOUND.sub(" ", meaning))
    return _LIMITED.search(head) is not None or _OF_MEASURE.search(meaning) is not None


def _check_arrays(paper: Paper, right: Node) -> None:
    if not is_any_number(paper, right):
        raise RefusedError("an array that is limited is not any number in one dimension")
    if {Symbol(one.base, one.font) for one in symbols(right)} & decomposing(paper):
        raise RefusedError("columns of length 1 are not any number in one dimension")
    if {bare(one) for one in symbols(right)} & _listed(paper):
        raise RefusedError("what has several entries is no number in one dimension")
    bases = {symbol.base for symbol in symbols(right)}
    if "V" in bases and (bases & {"\\Lambda", "\\Sigma"} or ("U" in bases and bases & {"S", "D"})):
        raise RefusedError("a decomposition is not told in one dimension")
    if any(map(_ends_in_transposed_entry, walk(right))):
        raise RefusedError("an entry of a transpose has its indices in the other order")


@once
def _listed(paper: Paper) -> frozenset[Symbol]:
    """Names, without indices, that the paper sets to several entries, ``c = (a / s^2, -1 / (2 s^2))``, and
    functions that give several, ``g(z) = (z, z^2)``; a list of mere names may be any in one dimension.
    """
    found: set[Symbol] = set()
    for equation in paper.told.equations:
        left, *rights = equation.sides
        name = left.head if isinstance(left, Call) else left
        is_set = bool(equation.relations) and set(equation.relations) <= _EQUAL
        if is_set and isinstance(name, Symbol) and any(map(_is_computed_list, rights)):
            found.add(bare(name))
    return frozenset(found)


def _is_computed_list(node: Node) -> bool:
    match node:
        case Bracket("(" | "[", ")" | "]", (_, _, *_) as parts, marks):
            is_plain = set(marks) == {","} and not any(map(has_open_dots, parts))
            return is_plain and not all(isinstance(part, Symbol | Call | Number) for part in parts)
        case _:
            return False


def _ends_in_transposed_entry(node: Node) -> bool:
    """``u_i w_{ij}^T``: the last factor is w_{ji}, where ``x_{ij}^T b_i`` multiplies two vectors."""
    match node:
        case Product((*before, Transpose(Symbol(base, "", (), sub) as entry))) if len(sub) > 1:
            others = [part for part in before if isinstance(part, Symbol)]
            return bool(others) and all(
                not other.font and other.base != base and 0 < len(other.sub) < len(entry.sub)
                for other in others
            )
        case _:
            return False


def _has_identity(paper: Paper, right: Node) -> bool:
    if not any(map(is_identity, walk(right))):
        return False
    identity = identity_in(paper, right)
    return identity is not None and (identity.is_known or identity.symbol.font == "\\mathbf")
