"""Sides that choose among candidates, in NumPy: what is given for each, then extremes and means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers.arithmetic.quantities import check_arithmetic
from drill.papers.arrays.candidates import MEAN, Choices, Run, indexed, is_place, unsigned, with_letters
from drill.papers.arrays.index_ranges import Ranges, ranges_of
from drill.papers.arrays.indexed import Family, Indexed
from drill.papers.arrays.lowered import Lowered, assumed
from drill.papers.arrays.running_lengths import ends_of
from drill.papers.arrays.running_symbols import averaged
from drill.papers.formula.given import is_given
from drill.papers.formula.naming import quantity_names
from drill.papers.formula.printing import to_latex, to_tokens
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Big, Bracket, Gradient, Node, Number, Power, Symbol, children
from drill.papers.paper import Paper
from drill.papers.plausible.known_numbers import is_base_e, is_constant, with_circle_number, with_euler
from drill.papers.plausible.roles import Roles
from drill.papers.wording import inline, listed

_AXES: Final = ("n", "m", "k", "p", "q")
_MOST_RUNS: Final = 4
_MOST_AXES: Final = 3
_MOST_GIVEN: Final = 6


def lower_chosen(paper: Paper, left: Node | None, right: Node) -> Lowered:
    """A side that is an extreme over candidates, or arithmetic of such.

    Raises:
        RefusedError: it is none, or what is given for a candidate is no number.
    """
    choices = with_letters(with_euler(with_circle_number(right)))
    if choices is None:
        raise RefusedError("nothing is chosen")
    side = choices.side
    ranges = ranges_of(side, frozenset())
    order = tuple(dict.fromkeys(index for run in ranges.values() for index in run.indices))
    if len(order) > _MOST_RUNS or len(order) < len(ranges):
        raise RefusedError("it has too many indices")
    if any(is_place(part) for part in walk(side) if part is not unsigned(side)):
        raise RefusedError("a place is not computed with")
    _check(side, ranges)
    ends = dict(_ends(side))
    leaves = tuple(dict.fromkeys(leaf for leaf in _leaves(side, ranges) if leaf not in ends))
    letters = {run.index for run in choices.runs}
    at = {leaf: _indices(leaf, choices, order, letters) for leaf in leaves}
    if len(leaves) > _MOST_GIVEN or any(len(indices) > _MOST_AXES for indices in at.values()):
        raise RefusedError("it has too many quantities")
    if _has_fellow(left, leaves):
        raise RefusedError("its left side is one of many")
    if not letters <= {index for indices in at.values() for index in indices}:
        raise RefusedError("nothing that is given depends on what is chosen")
    return _lowered(paper, left, choices, ranges, order, at, ends)


def is_choice(side: Node) -> bool:
    """Whether a side chooses among what has a name, rather than among the indices of an array."""
    try:
        return with_letters(side) is not None
    except RefusedError:
        return False


def chosen_said(left: Node | None, side: Node) -> str:
    """What is asked for."""
    whole = unsigned(side)
    if is_place(whole):
        return (
            f"the number of the candidate that is {inline(left)}" if left else "the best candidate's number"
        )
    if left is not None:
        return inline(left)
    match whole:
        case Big("\\min" | "\\max" as name, _, _, body) if not any(map(_is_extreme, walk(body))):
            return "the smallest value" if name == "\\min" else "the largest value"
        case _:
            return "its value"


def _is_extreme(part: Node) -> bool:
    return isinstance(part, Big) and part.name in ("\\min", "\\max")


def _lowered(
    paper: Paper,
    left: Node | None,
    choices: Choices,
    ranges: Ranges,
    order: tuple[str, ...],
    at: dict[Node, tuple[str, ...]],
    ends: dict[Symbol, str],
) -> Lowered:
    side = choices.side
    names = quantity_names(at)
    taken = {*names.values(), *order}
    free = iter(axis for axis in _AXES if axis not in taken)
    lengths = {index: next(free) for index in order}
    values = {leaf: indexed(leaf, f"#{place}", at[leaf]) for place, leaf in enumerate(at) if at[leaf]}
    numbers = {leaf: names[leaf] for leaf in at if not at[leaf]}
    families = {
        indexed(leaf, symbol.base, ()): Family(names[leaf], tuple(lengths[index] for index in at[leaf]))
        for leaf, symbol in values.items()
    }
    arrays = {names[leaf]: tuple(lengths[index] for index in at[leaf]) for leaf in at}
    counts = ends_of({index: end for end, index in ends.items()}, lengths, arrays)
    engine = Indexed(order, lengths, families, numbers, counts, ranges, {}, values)
    cell = engine.of(side)
    if cell.axes or cell.entry is None:
        raise RefusedError("its result is no number")

    def code_of(node: Node) -> str | None:
        try:
            return engine.of(node).code
        except RefusedError:
            return None

    roles = Roles(paper, side, left)
    return Lowered(
        node=side,
        code=cell.code,
        arrays=arrays,
        latex={names[leaf]: to_latex(leaf) for leaf in at},
        entry=cell.entry,
        over={},
        assumed=assumed(_plain(side), names, {leaf: roles.of(leaf) for leaf in numbers}),
        code_of=code_of,
        axes_of=lambda node: None,
        along={names[leaf]: at[leaf] for leaf in at if at[leaf]},
        spoken={run.index: run.said for run in choices.runs},
        agreements=tuple(_agreements(choices)),
    )


def _agreements(choices: Choices) -> Iterator[str]:
    names = [run.name for run in choices.runs if not run.is_drawn and not run.is_counted]
    counted = ", numbered from 0" if is_place(unsigned(choices.side)) else ""
    if names:
        yield f"Let {listed(names)} run over finitely many candidates only{counted}."
    elif counted:
        yield "Places are counted from 0."
    if any(run.is_drawn for run in choices.runs):
        yield "An expectation is taken as the mean over draws."


def _ends(side: Node) -> Iterator[tuple[Symbol, str]]:
    """Symbols that say how many terms a sum has, and the index of that sum."""
    for part in walk(side):
        match part:
            case Big(_, (index, "=", _), (end,)) if end.isalpha():
                yield Symbol(end), index
            case _:
                continue
    for index, end in averaged(side):
        yield end, index


def _has_fellow(left: Node | None, leaves: tuple[Node, ...]) -> bool:
    """Whether the left side has an index that a given value has, too: ``z_i = x_i - \\max_j x_j``."""
    indices = set(left.sub) if isinstance(left, Symbol) else set[str]()
    return any(isinstance(leaf, Symbol) and indices & set(leaf.sub) for leaf in leaves)


def _indices(leaf: Node, choices: Choices, order: tuple[str, ...], letters: set[str]) -> tuple[str, ...]:
    """The axes that a given value has: of what it speaks of, and of the indices of sums."""
    runs: dict[str, Run] = {run.index: run for run in choices.runs}
    tokens = set(to_tokens(leaf))
    return tuple(
        index for index in order if (runs[index].is_in(leaf) if index in letters else index in tokens)
    )


def _is_run_over(node: Node, ranges: Ranges) -> bool:
    return isinstance(node, Big) and (node.lower, node.upper) in ranges


def _leaves(node: Node, ranges: Ranges) -> Iterator[Node]:
    """What is given whole, numbers and constants aside."""
    match node:
        case Number():
            return
        case Symbol() if is_constant(node):
            return
        case Power(base, exponent) if is_base_e(base):
            yield from _leaves(exponent, ranges)
        case Big(body=body) if _is_run_over(node, ranges):
            yield from _leaves(body, ranges)
        case _ if is_given(node):
            yield node
        case _:
            for child in children(node):
                yield from _leaves(child, ranges)


def _plain(side: Node) -> Node:
    """A side with what sums and extremes run over in brackets of its own."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Big) and part.name in (*_RUN, MEAN):
            return Bracket("(", ")", (_plain(part.body),))
        return None

    return replaced(side, change)


_RUN: Final = ("\\sum", "\\prod", "\\min", "\\max", "\\argmin", "\\argmax")


def _check(side: Node, ranges: Ranges) -> None:
    """That what is done with the values is arithmetic of numbers.

    Raises:
        RefusedError: it may be something else, or a value may be an array.
    """

    def change(part: Node) -> Node | None:
        if isinstance(part, Big) and _is_run_over(part, ranges):
            return Bracket("(", ")", (replaced(part.body, change),))
        return None

    check_arithmetic(replaced(side, change))
    for leaf in _leaves(side, ranges):
        is_bold = isinstance(leaf, Symbol) and leaf.font in ("\\mathbf", "\\mathcal")
        if is_bold or isinstance(leaf, Gradient):
            raise RefusedError("what is given for a candidate may be an array")
