"""Special cases of formulas that nobody types in one line: what is left, among others proved wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.alteration.alter import distinct
from drill.papers_first.arithmetic.points import differ, value_at
from drill.papers_first.arithmetic.quantities import has_dots
from drill.papers_first.draft import Draft
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import at_index, replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Node, Number, Power, Product, Sum, Symbol, symbols
from drill.papers_first.making import (
    choice_of,
    exercise,
    glossed,
    opening,
    pointed,
    signs,
    skills_for,
    source_of,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.decided import Decided
from drill.papers_first.plausible.identity_maps import is_identity_map
from drill.papers_first.sides import Line
from drill.papers_first.special_cases.case_wording import side_asked
from drill.papers_first.special_cases.striking import ZERO, struck
from drill.papers_first.special_cases.struck_terms import without_brackets
from drill.papers_first.special_cases.substitutions import Substitution, spelled, substitutions
from drill.papers_first.wording import display, maths, resources, shown_tokens, tall

_POINTS: Final = 8
_EXTREMES: Final = frozenset(("\\min", "\\max", "\\argmin", "\\argmax", "\\inf", "\\sup"))
_CLOSE: Final = 1e-9
_LONGEST: Final = 110
_LEAST_GAIN: Final = 2
_OTHERS: Final = 3
_FEWEST: Final = 2
_MOST_CASES: Final = 2
_TERMS: Final = 3
"""Terms of a series that a proof looks at."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What is put in, and what is left."""

    put_in: Substitution
    left_over: Node
    same_as: Line | None


def chosen_cases(paper: Paper, line: Line, others: Sequence[Line], decided: Decided) -> Iterator[Draft]:
    """At most two special cases of a line, each to be chosen among formulas that differ.

    Raises:
        RefusedError: nothing that one may put in leaves something simpler.
    """
    if has_dots(line.statement):
        raise RefusedError("it is not written out")
    if not _is_fit(line):
        raise RefusedError("it sets nothing equal")
    if signs(line.reading.tokens) > _LONGEST:
        raise RefusedError(f"it is longer than {_LONGEST} signs")
    found: list[Draft] = []
    for put_in in substitutions(paper.at(line.formula), line, decided):
        try:
            case = _case(line, put_in, others)
            if any(is_identity_map(paper, one) for one in symbols(case.left_over)):
                raise RefusedError("it is not as short as it may be")
            options = _options(line, case)
        except RefusedError:
            continue
        if len(options) >= _FEWEST:
            found.append(_draft(paper.at(line.formula), line, case, options))
    if not found:
        raise RefusedError("no value of a weight makes it simpler")
    yield from found[:_MOST_CASES]


def _is_fit(line: Line) -> bool:
    """Whether a line says what something is, or what is to be made small or large."""
    right = line.rights[0]
    is_aim = line.left is None and isinstance(right, Big) and right.name in _EXTREMES
    return is_aim or (line.left is not None and line.says in ("equal", "assign"))


def _case(line: Line, put_in: Substitution, others: Sequence[Line]) -> _Case:
    left_over = _reread(without_brackets(struck(put_in.side)))
    gain = signs(to_tokens(line.rights[0])) - signs(to_tokens(left_over))
    if gain < _LEAST_GAIN or not symbols(left_over) or _is_same_name(left_over, line.left):
        raise RefusedError("it is not simpler")
    if any(map(_holds_identity, walk(left_over))):
        raise RefusedError("it is not as short as it may be")
    if not _agree(_written_out(put_in.side), left_over):
        raise RefusedError("points do not confirm it")
    return _Case(put_in, left_over, _same_line(line, left_over, others))


def _is_same_name(left_over: Node, left: Node | None) -> bool:
    """Whether nothing but the name on the left is left, at this step or another: ``x_{t+1} = x_t``."""
    if isinstance(left_over, Symbol) and isinstance(left, Symbol):
        return replace(left_over, sub=()) == replace(left, sub=())
    return left is not None and spelled(left_over) == spelled(left)


def _holds_identity(part: Node) -> bool:
    """Whether a product or a power holds what may be the identity, so that more may be struck."""
    match part:
        case Product(factors):
            return any(map(_is_identity, factors)) and sum(map(_is_array, factors)) > 1
        case Power(base):
            return _is_identity(base)
        case _:
            return False


def _is_identity(node: Node) -> bool:
    return isinstance(node, Symbol) and node.base == "I"


def _is_array(node: Node) -> bool:
    return not isinstance(node, Number) and any(
        one.font == "\\mathbf" or one.base.isupper() for one in symbols(node)
    )


def _reread(node: Node) -> Node:
    """What is left as the paper would have written it: the tree of its own tokens."""
    if any(isinstance(part, Symbol) and part.mark in (("0",), ("1",), ("2",)) for part in walk(node)):
        return node  # an index above, which by itself could be a power
    statement = parse_tokens(list(to_tokens(node)))
    if statement.relations:
        raise RefusedError("it is no expression")
    return statement.sides[0]


def _same_line(line: Line, left_over: Node, others: Sequence[Line]) -> Line | None:
    """Another formula of the paper with this right side."""
    tokens = spelled(left_over)
    alike = (one for one in others if one.left != line.left and spelled(one.rights[0]) == tokens)
    return next(alike, None)


# --- that they are right ----------------------------------------------------------------------------------


def _agree(first: Node, second: Node) -> bool:
    """Whether two sides have the same value at every one of several random points."""
    for seed in range(_POINTS):
        try:
            one, other = value_at(first, seed), value_at(second, seed)
        except (ArithmeticError, ValueError):
            return False
        if not (math.isfinite(one) and abs(one - other) <= _CLOSE * (1 + abs(other))):
            return False
    return True


def _written_out(node: Node) -> Node:
    """Sums of one term as that term, series with a power of their index as their first terms."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, Big) or part.name not in ("\\sum", "\\prod") or len(part.lower) != 3:
            return None
        index, first = part.lower[0], part.lower[2]
        if not first.isdigit():
            return None
        if part.upper == (first,):
            return _written_out(at_index(part.body, index, int(first)))
        is_series = part.name == "\\sum" and any(
            isinstance(inner, Power) and inner.exponent == Symbol(index) for inner in walk(part.body)
        )
        if is_series and first == "0":
            terms = tuple(_written_out(at_index(part.body, index, place)) for place in range(_TERMS))
            return Sum(terms, ("+",) * (_TERMS - 1))
        return None

    return replaced(node, change)


# --- what is asked ----------------------------------------------------------------------------------------


def _options(line: Line, case: _Case) -> list[tuple[str, str]]:
    """Wrong answers with what is to be said of them, each proved to differ from all others."""
    found: list[tuple[Node, str]] = []

    def add(node: Node, say: str) -> None:
        taken = (case.left_over, *(one for one, _ in found))
        if len(found) < _OTHERS and all(differ(node, one) for one in taken):
            found.append((node, say))

    for side, say in case.put_in.mistaken:
        with suppress(RefusedError):
            add(_reread(without_brackets(struck(side))), say)
    # of one thing a share is 1, its spread 0 and what went before it nothing: a slip may say the same
    slips = [] if case.put_in.counts else distinct(case.left_over, 3 * _OTHERS)
    for altered in sorted(slips, key=lambda slip: slip.kind == "exchanged"):
        add(altered.node, altered.say)
    if not _holds_sums(case):
        add(line.rights[0], "That is the formula as it was; put the value in and let it work.")
    return [(display(tall(to_tokens(node))), say) for node, say in found]


def _holds_sums(case: _Case) -> bool:
    """Whether a sum became a term, so that points tell nothing about the side as it was."""
    return _written_out(case.put_in.side) != case.put_in.side


def _draft(paper: Paper, line: Line, case: _Case, others: list[tuple[str, str]]) -> Draft:
    reading, said = line.reading, f"${maths(case.put_in.said)}$"
    right = display(tall(to_tokens(case.left_over)))
    body = exercise(
        prompt=" ".join(
            part
            for part in (
                f"{opening(paper, reading)}: {shown_tokens(reading.tokens)}",
                glossed(paper, reading),
                f"Put {said} in{_convention(case)}. Which of these is what is left of {side_asked(line)}?",
            )
            if part
        ),
        answer={"choice": choice_of(right, others)},
        skills=skills_for(reading),
        level=2,
        shape="a formula at an end of what it allows",
        motion="put the value in, strike what has the factor 0, drop factors 1, keep the rest as it stands",
        hints=[f"Put {said} in wherever it stands, and look at one term after the other."],
        steps=list(_steps(case, said, right)),
        resources=resources(paper, line.formula),
    )
    return Draft("special-case", line.formula, source_of(reading), case.put_in.said, body, proved=True)


def _convention(case: _Case) -> str:
    """What is to be said of a series whose first power is one of 0."""
    written = _written_out(case.put_in.side)
    is_series = any(isinstance(part, Power) and part.exponent == ZERO for part in walk(written))
    return ", where $0^0$ counts as 1" if is_series else ""


def _steps(case: _Case, said: str, right: str) -> Iterator[str]:
    if not _holds_sums(case):
        yield f"With {said} put in it reads {shown_tokens(case.put_in.side)}"
    yield f"Terms with a factor 0 go, factors 1 need not be written, a sum of one term is that term: {right}"
    if case.same_as is not None:
        other = case.same_as.reading
        yield f"{pointed(other)} of the paper has the same right side: {shown_tokens(other.tokens)}"
