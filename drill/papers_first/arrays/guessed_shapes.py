"""Kinds of the quantities of a side that the paper says nothing of: entailed by the others, or chosen."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice, product
from typing import Final

from drill.papers_first.arrays.arrays import HADAMARD, is_shifted
from drill.papers_first.arrays.identities import is_identity, is_multiple
from drill.papers_first.arrays.measured_vectors import is_joined
from drill.papers_first.arrays.told_shapes import COLUMN, MATRIX, NUMBER, Told, is_array_like, matrix_like
from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Gradient,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
    Transpose,
    symbols,
)
from drill.papers_first.paper import Paper

Kinds = dict[Node, Told]
Fits = Callable[[Kinds], bool]
"""Whether a side has a shape, and the one that its left side is told to have, with these kinds."""

_SCALARS: Final = frozenset(
    (
        *("\\alpha", "\\beta", "\\gamma", "\\delta", "\\eta", "\\kappa", "\\lambda", "\\mu", "\\nu", "\\rho"),
        *("\\tau", "\\zeta"),
    )
)
"""Greek letters that are seldom arrays beside gradients."""
_WEIGHTS: Final = frozenset((Symbol("W"), Symbol("U")))
"""Letters that are matrices wherever nothing else is said."""
_VECTORS: Final = frozenset("xyzhuvqke")
"""Letters that are seldom numbers right before a matrix."""
_ROW: Final[Told] = ("row", ("",))
_COVARIATES: Final = frozenset("XYZ")
_MOST_TRIED: Final = 81
_OF_STEP: Final = 3
"""Tokens of an index that counts from a letter, ``k - 1``."""


def guesses(
    paper: Paper, left: Node, side: Node, told: Mapping[Node, Told | None], fits: Fits
) -> Iterator[Kinds]:
    """Kinds for what is not told, where something tells that there are arrays; else all are numbers.

    Raises:
        RefusedError: whether a function's value is an array is neither told nor entailed; or what is taken of
            a capital is given on the left, ``f(x, a) = x^T Q_a``: an entry, a column or a matrix of its own.
    """
    open_ = [node for node, one in told.items() if one is None]
    if isinstance(left, Call) and any(_is_picked(node, left, side) for node in open_):
        raise RefusedError("an index of it is given on the left")
    is_set_in_arrays = any(one is not None and one[0] != "number" for one in told.values()) or any(
        isinstance(part, Transpose) or _is_weighted(part) or _is_regularised(part) for part in walk(side)
    )
    if is_set_in_arrays and is_in_rows(side, told):
        told = {
            node: ("row", one[1]) if one is not None and one[0] == "column" else one
            for node, one in told.items()
        }
        turned = {_unbracketed(part.base) for part in walk(side) if isinstance(part, Transpose)}
        sums = [part.terms for part in walk(side) if isinstance(part, Sum)]
        terms = {term for beside in sums for term in beside}
        added = {term for beside in sums if any(_is_row(one, told) for one in beside) for term in beside}
        rows_added = turned | {term for term in added if is_small(term) and _may_be_array(term)}
        for rows in (rows_added, turned, turned | set(filter(is_small, terms))):
            yield _filled(told, partial(_in_rows, rows))
    elif is_set_in_arrays:
        behind = set(acted_on(side, told))
        if not any(isinstance(node, Call | Applied) and node not in behind for node in open_):
            yield from _by_names(paper, side, told, open_)
        yield entailed(told, fits)
    elif isinstance(left, Symbol | Gradient) and any(
        is_array_like(paper, node) or _is_parameter(node, left) for node in open_
    ):
        yield _filled(told, lambda node: NUMBER if is_scalar_name(node) else None)
    elif not _is_entrywise(side) and not any(
        isinstance(node, Call) or node in _WEIGHTS for node in map(_bare, open_)
    ):
        yield _filled(told, lambda node: NUMBER)


def runs_by_divisors(side: Node, told: Mapping[Node, Told | None], kinds: Kinds, fits: Fits) -> bool:
    """Whether a side has a shape only since letters below fraction lines alone, of which nothing is told, are
    arrays: over what ``\\operatorname{softmax}(q^T k / \\sqrt{d})`` runs is rather left out.
    """
    below = {node for part in walk(side) if isinstance(part, Fraction) for node in walk(part.bottom)}
    below.difference_update(walk(replaced(side, _above)))
    dividing = {node for node in below if node in told and told[node] is None and kinds[node] != NUMBER}
    return bool(dividing) and not fits(kinds | dict.fromkeys(dividing, NUMBER))


def _above(part: Node) -> Node | None:
    """What stands above a fraction line."""
    return replaced(part.top, _above) if isinstance(part, Fraction) else None


def _is_picked(node: Node, left: Call, side: Node) -> bool:
    """Whether a capital has an index that is an argument on the left and stands nowhere else on the right."""
    given = {one.base for one in symbols(left.arguments) if one == Symbol(one.base)}
    standing = {one.base for one in symbols(side)}
    if not isinstance(node, Symbol) or matrix_like(node) is None:
        return False
    return bool(given.intersection(node.sub) - standing)


def is_masked(part: Node, told: Mapping[Node, Told | None]) -> bool:
    """``(1 - M) \\cdot X``: whether a number plus an array multiplies what nothing is told of."""
    if not isinstance(part, Product):
        return False
    masks = [factor for factor in part.factors if is_shifted(factor) and _holds_array(factor, told)]
    others = [factor for factor in part.factors if factor not in masks]
    is_plain = not HADAMARD & set(part.signs)
    return is_plain and bool(masks) and any(told.get(one, NUMBER) is None for one in others)


def may_be_covariates(side: Node, told: Mapping[Node, Told | None]) -> bool:
    """``\\exp(X_i^T b)``: whether a capital that nothing is told of stands only transposed before a vector.

    Then it is a vector as often as a matrix, and an inner product as often as many of them.
    """
    parts = list(walk(side))
    before = {
        factor.base
        for part in parts
        if isinstance(part, Product)
        for factor, sign, behind in zip(part.factors, part.signs, part.factors[1:], strict=False)
        if isinstance(factor, Transpose) and not sign and is_small(behind)
    }
    return any(
        isinstance(one, Symbol)
        and one.base in _COVARIATES
        and not one.font
        and told.get(one, NUMBER) is None
        and parts.count(one) == parts.count(Transpose(one, ("T",))) + parts.count(Transpose(one, ("\\top",)))
        for one in before
    )


def _holds_array(factor: Node, told: Mapping[Node, Told | None]) -> bool:
    return any((told.get(one) or NUMBER)[0] != "number" for one in symbols(factor))


def _unbracketed(node: Node) -> Node:
    return node.parts[0] if isinstance(node, Bracket) and len(node.parts) == 1 else node


def _in_rows(rows: Container[Node], node: Node) -> Told:
    """What a quantity is where vectors are rows: these, and what has a vector's letter."""
    return matrix_like(node) or (_ROW if node in rows or is_vector_letter(node) else NUMBER)


def _is_weighted(part: Node) -> bool:
    """``W x``, ``W [x; y]``: weights right before what they act on."""
    return isinstance(part, Product) and any(
        not sign and _bare(before) in _WEIGHTS and (is_small(factor) or is_joined(factor))
        for before, sign, factor in zip(part.factors, part.signs, part.factors[1:], strict=False)
    )


def _is_regularised(part: Node) -> bool:
    """``(K + s I)^{-1}``: a capital plus the identity, inverted, is a matrix."""
    match part:
        case Power(Bracket(_, _, (Sum(terms),)), Signed("-", Number("1"))):
            return any(is_multiple(term, one) for term in terms for one in symbols(term) if is_identity(one))
        case _:
            return False


def is_in_rows(side: Node, told: Mapping[Node, Told | None]) -> bool:
    """Whether vectors are rows: one stands right before a matrix, and none is transposed but behind one."""
    parts = list(walk(side))
    behind = {
        factor
        for part in parts
        if isinstance(part, Product)
        for before, sign, factor in zip(part.factors, part.signs, part.factors[1:], strict=False)
        if not sign and is_matrix_like(before, told)
    }
    if any(
        isinstance(part, Transpose) and part not in behind and not is_matrix_like(part.base, told)
        for part in parts
    ):
        return False
    return any(
        not sign and _is_vector(before, told) and is_matrix_like(factor, told)
        for part in walk(side)
        if isinstance(part, Product)
        for before, sign, factor in zip(part.factors, part.signs, part.factors[1:], strict=False)
    )


def _is_vector(node: Node, told: Mapping[Node, Told | None]) -> bool:
    """Whether a factor is a vector, by what is told or by its letter."""
    kind = told.get(node)
    if kind is not None:
        return kind[0] == "column"
    return node in told and is_vector_letter(node)


def is_vector_letter(node: Node) -> bool:
    """Whether it is a letter, with an index or without, that is seldom a number right behind a matrix."""
    return isinstance(node, Symbol) and not node.font and node.base in _VECTORS


def _is_entrywise(side: Node) -> bool:
    """Whether a sign says that something is multiplied entry by entry, so that not all are numbers."""
    return any(isinstance(part, Product) and HADAMARD & set(part.signs) for part in walk(side))


def entailed(told: Mapping[Node, Told | None], fits: Fits) -> Kinds:
    """The only kinds of what is not told with which the shapes of a side fit.

    Raises:
        RefusedError: there are several, or none.
    """
    open_ = [node for node, one in told.items() if one is None]
    options = [_candidates(node) for node in open_]
    tried = [dict(zip(open_, choice, strict=True)) for choice in islice(product(*options), _MOST_TRIED + 1)]
    if len(tried) > _MOST_TRIED:
        raise RefusedError("shapes are neither stated nor told")
    known = {node: one for node, one in told.items() if one is not None}
    found = [kinds for choice in tried if are_alike_by_step(kinds := known | choice) and fits(kinds)]
    if len(found) == 1:
        return {node: found[0][node] for node in told}
    if any(isinstance(node, Call | Applied) for node in open_):
        raise RefusedError("whether a function's value is a number or an array is not said")
    raise RefusedError("shapes are neither stated nor told")


def are_alike_by_step(kinds: Kinds) -> bool:
    """Whether what differs in its step alone is of one kind: ``H_{k-1}(x)`` a number as ``H_{k-2}(x)`` is."""
    families: dict[tuple[object, ...], str] = {}
    for node, (kind, _) in kinds.items():
        head = node.head if isinstance(node, Call) else node
        if not isinstance(head, Symbol) or len(head.sub) < _OF_STEP:
            continue
        arguments = node.arguments if isinstance(node, Call) else None
        if families.setdefault((replace(head, sub=head.sub[:1]), arguments), kind) != kind:
            return False
    return True


def _candidates(node: Node) -> tuple[Told, ...]:
    """What a quantity may be; a matrix only under a capital, or as the value of a function of one."""
    inner = (node, *symbols(node.arguments)) if isinstance(node, Call) else (node, *symbols(node))
    if isinstance(node, Derivative | Gradient):
        return (NUMBER, COLUMN, MATRIX)
    names = [one.head if isinstance(one, Call | Applied) else one for one in inner]
    may_be_matrix = any(isinstance(one, Symbol) and one.base.lstrip("\\")[:1].isupper() for one in names)
    return (NUMBER, COLUMN, MATRIX) if may_be_matrix else (NUMBER, COLUMN)


def _by_names(
    paper: Paper, side: Node, told: Mapping[Node, Told | None], open_: list[Node]
) -> Iterator[Kinds]:
    capitals = {node: matrix_like(node) for node in open_}
    behind = set(acted_on(side, told))
    yield _filled(
        told,
        lambda node: capitals[node] or (None if is_array_like(paper, node) or node in behind else NUMBER),
    )
    yield _filled(told, lambda node: capitals[node])


def _bare(node: Node) -> Node:
    """A symbol without its indices and marks."""
    return Symbol(node.base, node.font) if isinstance(node, Symbol) else node


def acted_on(side: Node, told: Mapping[Node, Told | None]) -> Iterator[Node]:
    """Small letters right behind a matrix, ``A x``: what it maps, rather than a number."""
    for part in walk(side):
        if not isinstance(part, Product):
            continue
        for before, sign, factor in zip(part.factors, part.signs, part.factors[1:], strict=False):
            if not sign and is_matrix_like(before, told):
                yield from _small_terms(factor)


def _small_terms(factor: Node) -> Iterator[Node]:
    """A small letter, or those that are all the terms of a sum in brackets."""
    match factor:
        case Bracket(_, _, (Sum(terms, _),)) if all(map(is_small, terms)):
            yield from terms
        case _ if is_small(factor):
            yield factor
        case _:
            return


def told_by_place(side: Node, told: Mapping[Node, Told | None]) -> frozenset[Node]:
    """Quantities whose place says more than their names: behind a matrix, or added to its product."""
    added = (
        term
        for part in walk(side)
        if isinstance(part, Sum)
        and any(_is_mapped(term, told) or _is_array(term, told) for term in part.terms)
        for term in part.terms
        if is_small(term) and (_may_be_array(term) or any(_is_mapped(term, told) for term in part.terms))
    )
    return frozenset((*acted_on(side, told), *added))


def _is_array(node: Node, told: Mapping[Node, Told | None]) -> bool:
    """Whether a term is an array, or a letter that may be one."""
    kind = told.get(node, NUMBER)
    return is_small(node) if kind is None else kind[0] != "number"


def _may_be_array(node: Node) -> bool:
    """Whether a letter is none of those that small constants have."""
    return isinstance(node, Symbol) and node.base not in ("\\epsilon", "\\varepsilon", "\\delta")


def _is_mapped(node: Node, told: Mapping[Node, Told | None]) -> bool:
    """Whether a term is a matrix times something."""
    return isinstance(node, Product) and any(is_matrix_like(factor, told) for factor in node.factors[:-1])


def _is_row(node: Node, told: Mapping[Node, Told | None]) -> bool:
    """Whether a term is a vector times a matrix."""
    return (
        isinstance(node, Product)
        and is_matrix_like(node.factors[-1], told)
        and _is_vector(node.factors[0], told)
    )


def is_matrix_like(node: Node, told: Mapping[Node, Told | None]) -> bool:
    """Whether a factor is a matrix by what is told, or by its capital."""
    match node:
        case Symbol():
            kind = told.get(node) or matrix_like(node)
            return kind is not None and kind[0] == "matrix"
        case Transpose(base, _):
            return is_matrix_like(base, told)
        case Power(base, Signed("-", _)):
            return is_matrix_like(base, told)
        case Bracket(_, _, (inner,)) if is_grouping(node):
            return is_matrix_like(inner, told)
        case Sum(terms, _):
            return any(is_matrix_like(term, told) for term in terms)
        case Product(factors, signs):
            return is_matrix_like(factors[-1], told) and "/" not in signs
        case _:
            return False


def is_small(node: Node) -> bool:
    """Whether it is a small letter, Latin or Greek, or the value of such a function at what is no array."""
    if isinstance(node, Call):
        inner = symbols(node.arguments)
        return is_small(node.head) and all(map(is_small, inner)) and not any(one.font for one in inner)
    return (
        isinstance(node, Symbol) and node.base.lstrip("\\").isalpha() and node.base.lstrip("\\")[0].islower()
    )


def _filled(told: Mapping[Node, Told | None], choose: Callable[[Node], Told | None]) -> Kinds:
    """What is told, and what is chosen for the rest: a column where nothing is."""
    return {node: (choose(node) or COLUMN) if one is None else one for node, one in told.items()}


def is_scalar_name(node: Node) -> bool:
    """Whether a Greek letter is seldom an array."""
    return isinstance(node, Symbol) and node.base in _SCALARS


def _is_parameter(node: Node, left: Node) -> bool:
    """Whether it is the old value of what is updated, under the name that parameters have."""
    return isinstance(node, Symbol) and isinstance(left, Symbol) and node.base == left.base == "\\theta"
