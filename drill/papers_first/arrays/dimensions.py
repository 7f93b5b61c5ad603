"""Sides of numbers, vectors and matrices: their quantities with shapes, and the side in NumPy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from drill.papers_first.arithmetic.branches import branches_of
from drill.papers_first.arrays.array_functions import TRACES, over_rows
from drill.papers_first.arrays.array_sides import check_side, is_by_cases, leaves_of, timeless, with_rates
from drill.papers_first.arrays.array_solutions import Problem
from drill.papers_first.arrays.chain_rules import holds_chain_rule
from drill.papers_first.arrays.counted_lengths import check_lengths, with_lengths
from drill.papers_first.arrays.guessed_shapes import (
    entailed,
    guesses,
    is_in_rows,
    is_masked,
    is_scalar_name,
    is_small,
    may_be_covariates,
    runs_by_divisors,
    told_by_place,
)
from drill.papers_first.arrays.identities import identity_in, is_identity
from drill.papers_first.arrays.lowered import Lowered
from drill.papers_first.arrays.measured_vectors import (
    beside_inner_products,
    calls_in_norms,
    in_brackets,
    measured_calls,
    normalised,
    vectors_by_place,
)
from drill.papers_first.arrays.parts_of_matrices import told_as_parts
from drill.papers_first.arrays.quadratic_forms import breaks_form
from drill.papers_first.arrays.stated_shapes import check_multiples
from drill.papers_first.arrays.told_shapes import (
    COLUMN,
    KINDS,
    MATRIX,
    NUMBER,
    Known,
    Told,
    is_said_number,
    told_by_diagonal,
    told_by_indices,
    told_of,
)
from drill.papers_first.formula.naming import quantity_names
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Derivative,
    Function,
    Node,
    Norm,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
    Table,
    Transpose,
    symbols,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.known_numbers import (
    with_circle_number,
    with_euler,
)
from drill.papers_first.plausible.roles import Roles

_MOST_NAMES: Final = 8


def lower_arrays(paper: Paper, left: Node, right: Node, known: Known | None = None) -> Lowered:
    """A side of numbers, vectors and matrices; ``known`` are kinds that other formulas tell.

    Raises:
        RefusedError: a shape is neither stated nor told, or it could be meant in two ways.
    """
    side = with_rates(paper, with_euler(with_circle_number(in_brackets(over_rows(right)))))
    problem, told, roles = _posed(paper, left, side, known or {})
    refusal: RefusedError | None = None
    fits = problem.fits(told)
    for guess in guesses(paper, left, side, told, fits):
        if breaks_form(side, guess) or runs_by_divisors(side, told, guess, fits):
            continue
        try:
            chosen = {node for node, one in told.items() if one is None and not is_scalar_name(node)}
            kinds = with_lengths(paper, side, guess)
            lowered = problem.solved(kinds, chosen).lowered({node: roles.of(node) for node in told})
            check_lengths(paper, side, lowered)
            check_multiples(paper, problem.names, lowered.arrays)
            return lowered
        except RefusedError as error:
            refusal = refusal or error
    raise refusal or RefusedError("shapes are neither stated nor told")


def kinds_told(paper: Paper, left: Node, right: Node, known: Known) -> Known:
    """The kinds of a side's quantities and of its left side, where they follow from what is known.

    Raises:
        RefusedError: they do not, or nothing in it is an array.
    """
    side = with_rates(paper, with_euler(with_circle_number(right)))
    problem, told, _ = _posed(paper, left, side, known)
    if is_in_rows(side, told) or not any(one is not None and one[0] != "number" for one in told.values()):
        raise RefusedError("shapes are neither stated nor told")
    kinds = entailed(told, problem.fits(told))
    value = problem.solved(kinds, {node for node, one in told.items() if one is None}).value
    found = {timeless(node): KINDS[kind] for node, (kind, _) in kinds.items() if told[node] is None}
    if isinstance(left, Symbol | Call):
        found[timeless(left)] = KINDS[value.kind]
    return found


def _posed(
    paper: Paper, left: Node, side: Node, known: Known
) -> tuple[Problem, dict[Node, Told | None], Roles]:
    """What is to be solved, and what is told of the quantities."""
    identity = identity_in(paper, side)
    check_side(paper, side, identity, known)
    found = (leaf for leaf in leaves_of(side) if not identity or leaf != identity.symbol)
    quantities = tuple(dict.fromkeys(found))
    if not 1 <= len(quantities) <= _MOST_NAMES:
        raise RefusedError("it has more than eight quantities" if quantities else "it has no quantity")
    roles = Roles(paper, side, left)
    told = _told(paper, side, left, quantities, roles, known)
    if any(is_masked(part, told) or _has_mask(paper, part) for part in walk(side)):
        raise RefusedError("a product that may be meant entry by entry")
    if holds_chain_rule(paper, side):
        raise RefusedError("a gradient that may be a matrix of slopes")
    if may_be_covariates(side, told):
        raise RefusedError("a capital before a vector that may be a vector too")
    return Problem(paper, left, side, quantity_names(quantities), identity), told, roles


def _has_mask(paper: Paper, part: Node) -> bool:
    """``M \\cdot X`` where the paper calls M a mask: it may keep entries."""
    if not isinstance(part, Product) or "\\odot" in part.signs:
        return False
    entries = (paper.meaning(factor) for factor in part.factors if isinstance(factor, Symbol))
    return any(entry is not None and "mask" in entry.meaning.lower() for entry in entries)


def _told(
    paper: Paper, side: Node, left: Node, quantities: Iterable[Node], roles: Roles, known: Known
) -> dict[Node, Told | None]:
    """The kinds that the paper or its other formulas tell."""
    told = {node: told_of(paper, node, roles.of(node)) for node in quantities}
    for node in (*_beside_transposes(side), *told_by_place(side, told)):
        if isinstance(node, Symbol) and told.get(node) == NUMBER and not is_said_number(paper, node):
            told[node] = None  # its name alone made a number of it
    for node in vectors_by_place(paper, side):
        if told.get(node) in (None, NUMBER) and node in told and not is_said_number(paper, node):
            told[node] = COLUMN
    for node in normalised(side, left):
        if node in told and told[node] is None:
            told[node] = COLUMN
    for node in beside_inner_products(side):
        if node in told and told[node] is None:
            told[node] = NUMBER
    for node in measured_calls(side):
        are_small = all(map(is_small, (node.head, *symbols(node.arguments))))
        if are_small and told.get(node, MATRIX) in (None, NUMBER):
            told[node] = COLUMN  # of a number single bars are drawn
    for node, others in calls_in_norms(side):
        if told.get(node) == NUMBER and any(told.get(one) == COLUMN for one in others):
            told[node] = COLUMN
    for node in _by_entry(side, left):
        if told.get(node, COLUMN) in (None, NUMBER):
            told[node] = COLUMN
    for node in _held_as_matrices(side):
        if isinstance(node, Call | Derivative) and told.get(node, MATRIX) in (None, NUMBER):
            told[node] = MATRIX
    for node in _on_both_sides(side):
        if told.get(node, MATRIX) in (None, NUMBER):
            told[node] = told_by_diagonal(paper, node)
        elif told.get(node) == MATRIX and node.font:
            told[node] = told_by_diagonal(paper, node)  # bold for a matrix, its entries are not
    told |= told_by_indices(told)
    told |= told_as_parts(paper, left, side, told, known)
    return {node: _surer(one, known.get(timeless(node))) for node, one in told.items()}


def _surer(told: Told | None, known: Told | None) -> Told | None:
    """What is told, or what is known from elsewhere where that says more: the names of axes."""
    if told is None or known is None:
        return told or known
    return known if told[0] == known[0] and not any(told[1]) else told


def _by_entry(side: Node, left: Node) -> Iterator[Symbol]:
    """Arguments of a function that is defined by cases of them: it acts on every entry of an array."""
    if not isinstance(left, Call) or not isinstance(side, Table) or not is_by_cases(side):
        return
    compared = {symbol for part in branches_of(side).compared for symbol in symbols(part)}
    for part in left.arguments.parts:
        if isinstance(part, Symbol) and part in compared:
            yield part


def _held_as_matrices(side: Node) -> Iterator[Node]:
    """What a determinant or a trace is taken of."""
    for part in walk(side):
        match part:
            case Function("\\det", Bracket(_, _, (body,))) | Function("\\det", body):
                yield body
            case Call(Symbol(base, "\\operatorname"), Bracket(_, _, (body,), (), ())) if base in TRACES:
                yield body
            case Norm("|", Sum(terms), ()) if any(is_identity(one) for one in symbols(part)):
                for term in terms:
                    yield from _last_factor(term)
            case _:
                continue


def _last_factor(term: Node) -> Iterator[Node]:
    """What is a matrix of what is added to an identity: of ``\\alpha H`` the H."""
    match term:
        case Signed(_, body):
            yield from _last_factor(body)
        case Product((*_, last)):
            yield last
        case _ if not is_identity(term):
            yield term
        case _:
            return


def _on_both_sides(side: Node) -> Iterator[Symbol]:
    """Capitals whose power stands before something and behind it, ``D^{-1/2} A D^{-1/2}``: no numbers."""
    for part in walk(side):
        if isinstance(part, Product) and not set(part.signs) - {""}:
            for at, factor in enumerate(part.factors):
                match factor:
                    case Power(Symbol() as base, _) if base.base[-1].isupper():
                        if factor in part.factors[at + 2 :]:
                            yield base
                    case _:
                        continue


def _beside_transposes(side: Node) -> Iterator[Node]:
    """What is transposed, and what a transpose stands before."""
    for part in walk(side):
        if isinstance(part, Transpose):
            yield part.base
        if isinstance(part, Product):
            for left, right in pairwise(part.factors):
                if isinstance(left, Transpose):
                    yield right
