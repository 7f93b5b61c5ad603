"""Whether what is put in as a number is an array as well, which a prompt has to say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.doubts import is_entry
from drill.papers_first.arrays.outer_means import is_outer, outer_vectors
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Symbol,
    Table,
    Transpose,
)
from drill.papers_first.glosses.names import as_symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.definitions import like
from drill.papers_first.plausible.ranges import HEAD_ENDS
from drill.papers_first.sides import Line

_MOSTLY_ARRAYS: Final = frozenset("ehkoquvxyzABHKMQUVWXYZ")
_EMBEDDING: Final = re.compile(r"\b(?:embeddings?|laplacian|hessian|jacobian)$")
"""What ends the head of a meaning that is a vector or a matrix by its name."""
_MATRIX: Final = re.compile(r"\b(?:matrix|laplacian|hessian|jacobian|covariance)$")


def takes_arrays(paper: Paper, line: Line, side: Side) -> bool:
    """Whether something of a side that is computed with numbers is an array, or may be one.

    Raises:
        RefusedError: a determinant is taken of it.
    """
    if any(isinstance(part, Norm) and _is_determinant(paper, part) for part in walk(side.node)):
        raise RefusedError("bars may be a determinant")
    slopes = (part for part in (line.left,) if isinstance(part, Derivative))
    return (
        any(may_be_array(paper, node) for node in (*side.names, *slopes))
        or any(_is_mostly_array(paper, node) for node in {*side.names} - _numbers(side))
        or _has_axes(paper, line.left)
        or _multiplies_entrywise(side.node)
        or any(map(_is_layer, walk(side.source or side.original)))
        or _is_transposed(line, side)
    )


def _is_determinant(paper: Paper, norm: Norm) -> bool:
    """``|H|`` of what is called a matrix."""
    entry = paper.meaning(norm.body) if norm.bars == "|" and isinstance(norm.body, Symbol) else None
    return entry is not None and bool(_MATRIX.search(HEAD_ENDS.sub("", entry.meaning.lower())))


def _numbers(side: Side) -> frozenset[Node]:
    """What stands in powers, logarithms and functions, and so is a number by itself."""
    inside = (part for part in walk(side.node) if isinstance(part, Power | Function | Call))
    return frozenset(node for part in inside for node in walk(part))


def _is_transposed(line: Line, side: Side) -> bool:
    """Whether something is transposed outside of what is given as a number: not in ``tr(A^T A)``."""
    shown = replaced(line.statement, lambda part: Number("1") if part in side.names else None)
    return any(isinstance(part, Transpose) for part in walk(shown))


def _multiplies_entrywise(node: Node) -> bool:
    return any(isinstance(part, Product) and "\\odot" in part.signs for part in walk(node))


def _is_layer(node: Node) -> bool:
    """``\\tanh(w x + b)``, ``W x``: weights that are multiplied are no single number as a rule."""
    match node:
        case Function(_, body) | Call(_, Bracket(_, _, (body,))):
            return any(_is_weighted(part, ("W", "w")) for part in walk(body))
        case _:
            return _is_weighted(node, ("W",))


def _is_weighted(node: Node, weights: tuple[str, ...]) -> bool:
    match node:
        case Product((Symbol(base), Symbol(), *_), ("", *_)):
            return base in weights
        case _:
            return False


def _has_axes(paper: Paper, left: Node | None) -> bool:
    """Whether a sentence says that what is computed has axes: ``h_t(x)``, if only of each ``h_t^l``."""
    match left:
        case Call(Symbol() as name) | (Symbol() as name):
            plain = replace(name, mark=())
            said = (one for one, shape in paper.memberships if shape != "()")
            return not is_entry(plain) and any(replace(one, mark=()) == plain for one in said)
        case _:
            return False


def _is_mostly_array(paper: Paper, node: Node) -> bool:
    """Whether nothing is said of a letter that is an array as often as a number: ``k_j``, ``h_t``, ``W``."""
    if not isinstance(node, Symbol) or node.base not in _MOSTLY_ARRAYS or len(node.sub) > 1:
        return False
    return not paper.meanings(node) and (node, "()") not in paper.memberships


def may_be_array(paper: Paper, node: Node) -> bool:
    """Whether a quantity is an array by its dress, by what the paper says of it or by what it is made of."""
    match node:
        case Symbol(_, font):
            entry = paper.meaning(node)
            shape = entry.shape if entry is not None else ""
            words = entry.meaning.lower() if entry is not None else ""
            return (
                ((font == "\\mathbf" or paper.is_said_array(node)) and not is_entry(node))
                or node in _set_to_tables(paper)
                or node in _outer_vectors(paper)
                or like(node) in paper.told.normed
                or "\\vec" in node.accents
                or (bool(shape) and shape != "()")
                or any(word in words for word in ("vector", "matrix", "parameters", "gradient"))
                or _EMBEDDING.search(HEAD_ENDS.sub("", words)) is not None
                or ("weights" in words and not _is_one_weight(paper, node))
            )
        case Call(Symbol("1", "\\mathbf"), Bracket("[")):
            return False  # an indicator
        case Call(Symbol("rank" | "rk" | "tr" | "Tr" | "trace")):
            return False  # a number that a matrix has: beside it the matrix is none
        case Gradient() | Call(Symbol(font="\\mathbf")) | Product():
            return True
        case Call(Symbol("E", "\\mathbb"), Bracket(_, _, (body, *_))) | Call(
            Symbol("E"), Bracket("[" | "\\{", _, (body, *_))
        ):
            return _is_array(paper, body)
        case Call(Symbol(), Bracket(_, _, parts)):
            said = (paper.meaning(part) for part in parts if isinstance(part, Symbol))
            return any(entry is not None and "matrix" in entry.meaning.lower() for entry in said)
        case Derivative(above, below):
            variable = as_symbol(below[1:])
            is_by_array = variable is not None and may_be_array(paper, variable)
            return is_by_array or "\\mathbf" in (*above, *below)
        case _:
            return False


def _is_one_weight(paper: Paper, symbol: Symbol) -> bool:
    """Whether small letters together are called weights, so that each is one: ``w_{left}``, ``\\beta_1``."""
    entry = paper.meaning(symbol)
    is_labelled = any(token.startswith("\\operatorname") for token in symbol.sub)
    if entry is None or not symbol.base.islower() or not (is_labelled or symbol.base[0] == "\\"):
        return False
    return any(
        other.symbol != entry.symbol and (other.place, other.meaning) == (entry.place, entry.meaning)
        for other in paper.entries
    )


def _is_array(paper: Paper, body: Node) -> bool:
    """Whether a mean is one of arrays: ``x``, ``r x^\\top``, but no ``w^\\top x``."""
    match body:
        case Product((*before, last)):
            whole = last.base if isinstance(last, Transpose) else last
            is_inner = whole is last and any(isinstance(one, Transpose) for one in before)
            return isinstance(whole, Symbol) and not is_inner and may_be_array(paper, whole)
        case _:
            return isinstance(body, Symbol) and may_be_array(paper, body)


@once
def _set_to_tables(paper: Paper) -> frozenset[Symbol]:
    """What some formula sets to a matrix of entries or of outer products, or to a sum of such."""
    return frozenset(
        left
        for one in paper.equations
        if isinstance(left := one.statement.sides[0], Symbol) and any(map(_is_table, one.statement.sides[1:]))
    )


@once
def _outer_vectors(paper: Paper) -> frozenset[Symbol]:
    """What stands before its own transpose in some formula: ``x x^\\top`` is of a vector."""
    return frozenset(one for row in paper.equations for one in outer_vectors(row.statement))


def _is_table(side: Node) -> bool:
    match side:
        case Table(environment):
            return "cases" not in environment and environment.lower() != "vmatrix"
        case (
            Signed(_, body) | Big("\\sum", _, _, body) | Bracket(_, _, (body,)) | Product((Fraction(), body))
        ):
            return _is_table(body)
        case _:
            return is_outer(side)
