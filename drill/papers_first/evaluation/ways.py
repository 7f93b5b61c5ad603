"""Ways to read the right side of a line as arithmetic, the plainest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arithmetic.first_terms import FirstTerms, first_terms
from drill.papers_first.arithmetic.gamma_functions import beta_said, check_undecided, with_gamma_functions
from drill.papers_first.arithmetic.opened import opened
from drill.papers_first.arithmetic.opened_integrals import without_means_of_laws
from drill.papers_first.arithmetic.runs import is_letter
from drill.papers_first.arithmetic.softmaxes import Softened, labels_beside, softened
from drill.papers_first.arithmetic.steps import euler_step, one_step
from drill.papers_first.arrays.activations import Activation, Word, activation_of
from drill.papers_first.evaluation.admissible import check_members
from drill.papers_first.evaluation.asked_parts import deeper_parts, outer_parts, told_apart
from drill.papers_first.evaluation.computed import MOST_AT_ALL, Side, read_side
from drill.papers_first.evaluation.counted_entries import is_size, size_side
from drill.papers_first.evaluation.entries import entry_ways
from drill.papers_first.evaluation.integration import with_ends
from drill.papers_first.evaluation.of_laws import law_ways, of_opened
from drill.papers_first.evaluation.one_dimensional import flat_side, is_any_number, one_dimensional_ways
from drill.papers_first.evaluation.parameters import is_of_law, parameter_ways
from drill.papers_first.evaluation.primed_members import AtFirst, at_first_member, beside_members
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import at_index, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Signed,
    Sum,
    Symbol,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import RANGES, Range
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line

_FEWEST_STEPS: Final = 2
"""A part of a right side is worth asking for from so many operations on."""
_MOST_SIGNS: Final = 180
"""So many signs have the names of a long side together."""
_MILD: Final = Range("value", "-3..3 step 0.5 !0", -3)
"""Of such numbers no softmax is 0 or 1 to four digits."""
_FORMULAS: Final[Mapping[Word, str]] = {
    "tanh": r"\tanh(x)",
    "sigmoid": "1/(1 + e^{-x})",
    "relu": r"\max(0, x)",
}


def first_side(paper: Paper, line: Line) -> Side:
    """The first right side that can be computed; else what it is the extreme of, or a function is taken of.

    Raises:
        RefusedError: there is nothing to compute; why the first right side was refused.
    """
    refusal: RefusedError | None = None
    for reading in _ways(paper, line):
        try:
            return reading()
        except RefusedError as error:
            refusal = refusal or error
    raise refusal or RefusedError("it has no right side")


def long_side(_paper: Paper, line: Line) -> Side:
    """The one right side with more quantities than usual, of a line of which nothing less can be asked.

    Raises:
        RefusedError: it is no arithmetic, has far too many, or is long to read.
    """
    if len(line.rights) != 1 or is_of_law(line):
        raise RefusedError("it has too many quantities")
    side = read_side(line.rights[0], left=line.left, most=MOST_AT_ALL)
    if not all(isinstance(one, Symbol) for one in side.names) or sum(map(_length, side.names)) > _MOST_SIGNS:
        raise RefusedError("it has too many quantities")
    return side


def _length(node: Node) -> int:
    return len(to_tokens(node))


def _ways(paper: Paper, line: Line) -> Iterator[Callable[[], Side]]:
    """Ways to read the right sides, the plainest first."""
    line = replace(line, rights=without_means_of_laws(line.rights))
    if is_of_law(line):
        yield from parameter_ways(paper, line)
        return
    if is_size(line):
        yield lambda: size_side(line.rights[0])
    if len(line.rights) == 1 and not line.is_turned:
        yield from entry_ways(line.rights[0])
    for right in line.rights:
        activation = activation_of(paper, right)
        if activation is not None:
            says = f"Take ${_written(activation)}$"
            written = activation.written(right)
            yield lambda right=right, activation=activation, says=says: _of_activation(
                right, activation, line.left, says
            )
            yield partial(_flat_activation, paper, right, activation, line.left, says)
            for outcomes in (3, 2):
                inside = opened(written, outcomes, line.left, line.statement.sides)
                if inside is not None:
                    also = replace(inside, says=f"{says}. {inside.says}")
                    yield lambda right=right, also=also: replace(of_opened(also, line.left), source=right)
    for right in line.rights:
        if _is_of_expectation(right):
            yield from _opened_ways(right, line)
    for right in line.rights:
        soft = softened(right, line.left)
        if soft is not None:
            yield lambda right=right, soft=soft: _of_softmax(paper, right, soft, line.left)
    for right in line.rights:
        computed = with_gamma_functions(paper, right)
        if computed != right:
            says = beta_said(paper, right)
            yield lambda right=right, computed=computed, says=says: _of_gamma(
                right, computed, line.left, says
            )
    for right in line.rights:
        if (beside := beside_members(right, line.left)) is not None:
            yield lambda right=right, beside=beside: _at_first(right, beside, line.left)
    for right in line.rights:
        yield lambda right=right: read_side(right, left=line.left)
    for right in line.rights:
        if (first := at_first_member(right)) is not None:
            yield lambda right=right, first=first: replace(
                read_side(first.node, left=line.left, says=first.says), source=right
            )
    for right in line.rights:
        yield from law_ways(paper, right, line.left)
    for right in line.rights:
        yield from _opened_ways(right, line)
    for right in line.rights:
        series = first_terms(right)
        if series is not None:
            yield lambda right=right, series=series: _of_series(right, series, line.left)
    for right in line.rights:
        has_argument = not line.is_turned and not _is_of_scores(paper, right)
        for part, inner in outer_parts(right, has_argument=has_argument):
            asks = told_apart(part, right, line.statement.sides)
            yield lambda asks=asks, inner=inner: replace(read_side(inner), asks=asks)
            for outcomes in (3, 2):
                inside = opened(inner, outcomes, beside=line.statement.sides)
                if inside is not None:
                    yield lambda asks=asks, inside=inside: replace(of_opened(inside, None), asks=asks)
    for right in line.rights:
        yield lambda right=right: _of_step(right, line.left)
    for right in line.rights:
        yield lambda right=right: _of_euler_step(right, line.left)
    for right in line.rights:
        yield from one_dimensional_ways(paper, right, line.left)
    yield from _normalised(line)
    for right in line.rights:
        for part, inner in (*outer_parts(right, has_argument=False), *deeper_parts(right)):
            asks = told_apart(part, right, line.statement.sides)
            for way in (lambda inner=inner: read_side(inner), *_flat_ways(paper, inner, right)):
                yield partial(_of_part, paper, way, asks, right)


def _is_of_scores(paper: Paper, right: Node) -> bool:
    """Whether the paper calls what a side is a value of a softmax, which is taken of several numbers."""
    entry = paper.meaning(right.head) if isinstance(right, Call) and isinstance(right.head, Symbol) else None
    return entry is not None and "softmax" in entry.meaning.lower()


def _of_gamma(right: Node, computed: Node, left: Node | None, says: str) -> Side:
    side = read_side(computed, left=left, says=says)
    check_undecided(computed, tuple(side.names))
    return replace(side, source=right)


def _normalised(line: Line) -> Iterator[Callable[[], Side]]:
    """Of ``w_j \\propto h(j)`` one of three weights that add up to 1."""
    match line.left:
        case Symbol(sub=(index,)) as left if line.says == "proportional" and is_letter(index):
            pass
        case _:
            return
    right = line.rights[0]
    parts = tuple(at_index(right, index, number) for number in (1, 2, 3))
    if right in parts:
        return
    says = f"Let ${index}$ run over 1, 2 and 3, and let these ${to_latex(left)}$ add up to 1"
    share = Fraction(parts[1], Sum(parts, ("+", "+")))
    asks = f"${to_latex(at_index(left, index, 2))}$"
    yield lambda: replace(read_side(share, left=left, says=says), asks=asks)


def _flat_ways(paper: Paper, inner: Node, whole: Node) -> Iterator[Callable[[], Side]]:
    """A part of a side in one dimension, where the whole of it may be seen so."""
    return one_dimensional_ways(paper, inner, None) if is_any_number(paper, whole) else iter(())


def _of_part(paper: Paper, way: Callable[[], Side], asks: str, whole: Node) -> Side:
    side = with_ends(way(), whole)
    if sum(isinstance(part, maths.Binary | maths.Call) for part in maths.walk(side.tree)) < _FEWEST_STEPS:
        raise RefusedError("there is nothing to compute")
    check_members(side)
    for node in side.names:
        head = node.head if isinstance(node, Call) else node
        if not is_any_number(paper, head):
            raise RefusedError("what is limited is not any number")
    return replace(side, asks=asks)


def _opened_ways(right: Node, line: Line) -> Iterator[Callable[[], Side]]:
    for outcomes in (3, 2):
        inside = opened(right, outcomes, line.left, line.statement.sides)
        if inside is not None:
            yield lambda inside=inside: of_opened(inside, line.left)


def _at_first(right: Node, first: AtFirst, left: Node | None) -> Side:
    """A side in which one of what a sum runs over is the first of them.

    Raises:
        RefusedError: the sum runs over numbers, or the value is not one of the sum's then.
    """
    side = read_side(first.node, left=left, says=first.says)
    try:
        most = len(read_side(right, left=left).names)
    except RefusedError:
        most = len(side.names) + 1  # with a value that may be one of the sum's it is read in no other way
    if len(side.names) >= most:
        raise RefusedError("which of the members one stands for is not said")
    return replace(side, source=right)


def _is_of_expectation(right: Node) -> bool:
    """``\\log E[…]``: a function of one expectation, of which the expectation is worth computing."""
    match right:
        case Function("\\log" | "\\ln" | "\\exp", body) | Signed(_, body) | Bracket(_, _, (body,)):
            match body:
                case Call(Symbol(base)) | Applied(Symbol(base)) if base in EXPECTATIONS:
                    return True
                case _:
                    return _is_of_expectation(body)
        case _:
            return False


def _of_step(right: Node, left: Node | None) -> Side:
    step = one_step(left, right)
    return replace(read_side(step.node, left=left, says=step.says), source=right)


def _of_softmax(paper: Paper, right: Node, soft: Softened, left: Node | None) -> Side:
    """One entry of a softmax of numbers.

    Raises:
        RefusedError: it is no arithmetic, or what stands in the list may be arrays.
    """
    side = read_side(soft.node, left=left, says=soft.says)
    if any(
        isinstance(one, Symbol) and (one.font == "\\mathbf" or paper.is_said_array(one)) for one in side.names
    ):
        raise RefusedError("what is put one behind the other may be arrays")
    labels = {label.base for label in labels_beside(right)}
    shares = {
        one: RANGES["probability"] for one in side.names if isinstance(one, Symbol) and one.base in labels
    }
    mild = {one: _MILD for one in soft.entries if one in side.names}
    roles = Roles(paper, right, left)
    cosines = {one: found for one in side.names if (found := roles.of(one)).role == "cosine"}
    return replace(side, source=right, asks=soft.asks, drawn={**mild, **shares, **cosines})


def _of_series(right: Node, series: FirstTerms, left: Node | None) -> Side:
    side = read_side(series.node, left=left, says=series.says)
    return replace(side, source=right, asks="the right side with these terms only")


def _of_euler_step(right: Node, left: Node | None) -> Side:
    step, state = euler_step(left, right)
    side = read_side(step.node, says=step.says)
    length = next(node for node in side.names if node not in (state, *walk(right)))
    asks = f"the new value of ${to_latex(state)}$"
    return replace(side, source=right, asks=asks, drawn={length: RANGES["small"]})


def _of_activation(right: Node, activation: Activation, left: Node | None, says: str) -> Side:
    """A side with a nonlinearity computed.

    Raises:
        RefusedError: it is no arithmetic, or the nonlinearity stands inside of what is given whole.
    """
    side = read_side(activation.written(right), left=left, says=says)
    _check_outside(activation, side)
    return replace(side, source=right)


def _flat_activation(paper: Paper, right: Node, activation: Activation, left: Node | None, says: str) -> Side:
    """A nonlinearity of vectors and matrices in one dimension: ``\\sigma(w^\\top x)``.

    Raises:
        RefusedError: it is no arithmetic there, or the nonlinearity stands inside of what is given whole.
    """
    side = flat_side(paper, activation.written(right), left)
    _check_outside(activation, side)
    return replace(side, source=right, says=f"{says}. {side.says}")


def _check_outside(activation: Activation, side: Side) -> None:
    if any(True for quantity in side.names for _ in activation.calls_in(quantity)):
        raise RefusedError("its nonlinearity stands inside of what is given")


def _written(activation: Activation) -> str:
    """``\\sigma(x) = \\tanh(x)``."""
    return f"{to_latex(activation.head)}(x) = {_FORMULAS[activation.word]}"
