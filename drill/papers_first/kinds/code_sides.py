"""The right side of a line as code: which of the lowerings of arrays writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from drill.papers_first.alteration.working import steps_of
from drill.papers_first.arithmetic.determinants import check_determinants
from drill.papers_first.arithmetic.quantities import has_dots, is_superscripted
from drill.papers_first.arithmetic.sized_identities import is_sized
from drill.papers_first.arrays.activations import Activation, activation_of, is_function
from drill.papers_first.arrays.array_functions import COMPUTED_WORDS, is_rounding, over_rows
from drill.papers_first.arrays.candidates import escapes
from drill.papers_first.arrays.chosen import is_choice, lower_chosen
from drill.papers_first.arrays.dimensions import lower_arrays
from drill.papers_first.arrays.identities import check_capitals
from drill.papers_first.arrays.lowered import Lowered
from drill.papers_first.arrays.running import lower_indexed
from drill.papers_first.arrays.told_shapes import Known, is_said_number
from drill.papers_first.evaluation.asked_parts import outer_parts
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Product,
    Sum,
    Symbol,
    Table,
    symbols,
)
from drill.papers_first.kinds.extremum import names_its_place
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line

_JOINING: Final = (" @ ", "np.linalg.", "np.trace(")
"""What there is in code of arrays alone."""
_UNNAMED: Final = Symbol("\\cdot")
"""The left side of what the paper gives no name."""
_MEAN_ALONE: Final = re.compile(r"-?np\.mean\(\w+(?:, axis=\d)?\)")
"""A mean of what is given, with nothing to compute before."""
_AXES: Final = 2
"""A matrix has as many."""
_HOW_MANY: Final = re.compile(r"\b(?:number|size|count|total)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """A right side as code, or a part of it; the nonlinearity that the paper leaves open in it."""

    lowered: Lowered
    activation: Activation | None = None
    asks: str = ""
    """What is asked for where that is a part."""


def in_numpy(paper: Paper, line: Line, known: Known) -> Written:
    """The right side as code, or what the function that it is a value of is applied to.

    Raises:
        RefusedError: it sets nothing equal, or there is nothing of NumPy in it.
    """
    try:
        return Written(*_whole(paper, line, known))
    except RefusedError as refusal:
        if (found := _argument(paper, line, known)) is None:
            raise refusal from None
        return found


def _argument(paper: Paper, line: Line, known: Known) -> Written | None:
    """What the only function on the right is applied to, where that is made of products of arrays."""
    right = line.rights[0]
    if line.left is None or line.says not in ("equal", "assign") or not isinstance(right, Call):
        return None
    if not is_function(paper, right.head):
        return None
    for asks, inner in outer_parts(right, has_argument=True):
        if has_dots(inner) or any(map(_is_sum, walk(inner))):
            continue
        try:
            lowered = lower_arrays(paper, _UNNAMED, inner, known)
        except RefusedError:
            continue
        if any(sign in lowered.code for sign in (" @ ", "np.concatenate(")):
            return Written(lowered, None, asks)
    return None


def _whole(paper: Paper, line: Line, known: Known) -> tuple[Lowered, Activation | None]:
    if line.says in ("equal", "assign", "alone", "near") and any(map(is_choice, line.rights)):
        if sum(map(_is_game, line.statement.sides)) > 1:
            raise RefusedError("two games have one value under a condition only")
        if any(map(escapes, line.rights)):
            raise RefusedError("what is chosen stands outside of the extreme, too")
        try:
            return _chosen(paper, line), None
        except RefusedError:
            if line.left is None:
                raise
    if line.says == "alone":
        return _alone(paper, line.rights[0], known)
    if line.left is None or line.says not in ("equal", "assign", "near"):
        raise RefusedError("it sets nothing equal")
    if has_dots(line.statement) or not all(map(symbols, line.rights)):
        raise RefusedError("it is not written out")
    if is_superscripted(line.left):
        raise RefusedError("its superscripts are indices")
    if any(line.left == part for part in walk(line.rights[0])) and line.says == "equal":
        raise RefusedError("both sides hold what it is about")
    if _is_table_of_names(line.rights[0]):
        raise RefusedError("there is nothing to compute")
    if "\\in" in line.statement.relations:
        raise RefusedError("its shape is said beside it")
    check_determinants(line.statement)
    right = _written_out(line)
    lowered, activation = _with_activation(paper, line.left, right, known)
    _check_counts(paper, line, lowered)
    _check_given_determinants(lowered)
    _check_lone_numbers(paper, line.left, lowered)
    check_capitals(paper, right, lowered.arrays, lowered.latex)
    is_plain = "np." not in lowered.code and " @ " not in lowered.code
    if is_plain and not any(lowered.arrays.values()):
        raise RefusedError("it is arithmetic of numbers, with nothing of NumPy in it")
    if is_plain and (steps_of(lowered.node) == 0 or len(lowered.arrays) < 2):
        raise RefusedError("there is nothing to compute")
    return lowered, activation


def _check_given_determinants(lowered: Lowered) -> None:
    """That no determinant is given as a number beside its matrix, nor a square I with an index, ``I_d``."""
    square = {lowered.latex[name] for name, axes in lowered.arrays.items() if axes[:1] * _AXES == axes != ()}
    if any(to_latex(one) in square for one in filter(is_sized, symbols(lowered.node))):
        raise RefusedError("I may be an identity")
    matrices = {f"|{lowered.latex[name]}|" for name, axes in lowered.arrays.items() if len(axes) == _AXES}
    numbers = {lowered.latex[name] for name, axes in lowered.arrays.items() if not axes}
    if matrices & numbers:
        raise RefusedError("a determinant stands beside its matrix")


def _check_lone_numbers(paper: Paper, left: Node, lowered: Lowered) -> None:
    """That nothing is taken for a number that is of the kind of an array.

    Raises:
        RefusedError: a ``p_t`` is, beside a ``p_{t+1}`` of several entries, or what is divided by an array
            entry by entry and not said to be a number.
    """
    numbers = {lowered.latex[name] for name, axes in lowered.arrays.items() if not axes}
    kin = bare(left) if isinstance(left, Symbol) and left.sub and lowered.over else None
    for part in walk(lowered.node):
        if isinstance(part, Symbol) and part.sub and bare(part) == kin and to_latex(part) in numbers:
            raise RefusedError("one of several arrays of a name is taken for a number")
        match part:
            case Fraction(Symbol() as top, bottom) if to_latex(top) in numbers:
                if lowered.axes_of(bottom) and not is_said_number(paper, top):
                    raise RefusedError("what is divided by an array may be one")
            case _:
                continue


def _is_game(side: Node) -> bool:
    """``\\min_w \\max_v f``: an extreme of extremes."""
    return isinstance(side, Big) and isinstance(side.body, Big)


def _written_out(line: Line) -> Node:
    """The first right side, or one of those equal to it that adds up as many terms as a number of the first
    says: beside ``\\sum_{i=1}^K w_i x_i`` the K of ``\\frac{1}{K} w^\\top x`` is no number of its own.
    """
    first, *others = line.rights
    numbers = {tuple(to_tokens(symbol)) for symbol in symbols(first)}
    ends = {part.upper for part in walk(first) if isinstance(part, Big)}
    for relation, other in zip(line.statement.relations[1:], others, strict=False):
        counted = {part.upper for part in walk(other) if isinstance(part, Big) and part.name == "\\sum"}
        if relation == "=" and counted & numbers - ends:
            return other
    return first


def _alone(paper: Paper, side: Node, known: Known) -> tuple[Lowered, Activation | None]:
    """An expression that is set equal to nothing, where it joins arrays.

    Raises:
        RefusedError: it may be one of numbers.
    """
    if has_dots(side) or any(map(_is_sum, walk(side))):
        raise RefusedError("it is not written out")
    lowered, activation = _with_activation(paper, _UNNAMED, side, known)
    if not any(sign in lowered.code for sign in _JOINING):
        raise RefusedError("it sets nothing equal")
    return lowered, activation


def _chosen(paper: Paper, line: Line) -> Lowered:
    """The first right side that chooses among candidates or averages draws, where one can be written.

    Raises:
        RefusedError: what is given for each of them is not said, or something else is done with it.
    """
    refusal = RefusedError("nothing is chosen")
    if any(names_its_place(line.left, right) for right in line.rights):
        raise RefusedError("the left side is what it runs over: the place may be meant")
    for right in filter(is_choice, line.rights):
        try:
            lowered = lower_chosen(paper, line.left, right)
        except RefusedError as error:
            refusal = error
            continue
        if not has_dots(right) and not _MEAN_ALONE.fullmatch(lowered.code):
            return lowered
    raise refusal


def _check_counts(paper: Paper, line: Line, lowered: Lowered) -> None:
    """That no number is how many a sum has: that would be told by the arrays.

    Raises:
        RefusedError: one may be.
    """
    side = line.rights[0]
    numbers = {lowered.latex[name] for name, axes in lowered.arrays.items() if not axes}
    if any(to_latex(count) in numbers for count in _counts_of_others(side)):
        raise RefusedError("how many others there are may be the number of what is summed")
    if any(to_latex(count) in numbers and paper.meaning(count) is None for count in _counts_of_members(side)):
        raise RefusedError("how many there are may be the number of what is summed")
    if not any(isinstance(part, Big) and "\\in" in part.lower for part in walk(side)):
        return
    for symbol in symbols(side):
        entry = paper.meaning(symbol)
        if entry is not None and to_latex(symbol) in numbers and _HOW_MANY.search(entry.meaning):
            raise RefusedError("how many there are may be the number of what is summed")


def _counts_of_others(side: Node) -> Iterator[Symbol]:
    """The n of a mean over all others, ``\\frac{1}{n - 1} \\sum_{j \\neq i} x_j``."""
    parts = list(walk(side))
    if not any(isinstance(part, Big) and "\\neq" in part.lower and not part.upper for part in parts):
        return
    for below in (part.bottom for part in parts if isinstance(part, Fraction)):
        for part in walk(below):
            match part:
                case Sum((Symbol() as count, Number("1")), ("-",)):
                    yield count
                case _:
                    continue


def _counts_of_members(side: Node) -> Iterator[Symbol]:
    """The T of a mean over a set, ``\\frac{1}{T} \\sum_{x \\in B} f(x)``; a Z makes shares of a total."""
    for part in walk(side):
        match part:
            case Product((*_, Fraction(Number("1"), Symbol() as count), Big("\\sum", lower, (), _))):
                if "\\in" in lower and count.base != "Z":
                    yield count
            case _:
                continue


def _with_activation(paper: Paper, left: Node, side: Node, known: Known) -> tuple[Lowered, Activation | None]:
    """A side whose open nonlinearity is taken for a function of entries; else what it calls is given."""
    activation = activation_of(paper, side)
    if activation is not None:
        written = activation.written(side)
        try:
            lowered = lower_arrays(paper, left, written, known)
            if all(lowered.axes_of(call) is not None for call in activation.calls_in(written)):
                return lowered, activation
        except RefusedError:
            if is_given(side):
                raise
    if is_given(side) and not _is_computed(side):
        raise RefusedError("there is nothing to compute")
    if any(_is_sum(part) for part in walk(side)):
        return lower_indexed(paper, left, side, known), None
    return lower_arrays(paper, left, side, known), None


def _is_computed(side: Node) -> bool:
    """Whether what is a value as a whole elsewhere is computed of arrays."""
    match side:
        case Norm() | Bracket("\\langle", "\\rangle") | Function("\\det"):
            return True
        case Call(Symbol("softmax", sub=(_, *_))) if over_rows(side) != side:
            return True
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (_,), (), ())):
            return base in COMPUTED_WORDS or is_rounding(side)
        case _:
            return is_rounding(side)


def _is_table_of_names(side: Node) -> bool:
    """Whether a side is a vector or a matrix of symbols, which nothing is done with."""
    return isinstance(side, Table) and all(
        isinstance(cell, Symbol | Number) for row in side.rows for cell in row
    )


def _is_sum(node: Node) -> bool:
    return isinstance(node, Big) and node.name in ("\\sum", "\\prod")
