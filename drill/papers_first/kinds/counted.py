"""How many of five cases satisfy a condition: sizes of sets, sums of indicators, shares of draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from drill.papers_first.arithmetic.branches import COMPARED
from drill.papers_first.draft import Exercise
from drill.papers_first.evaluation.ascending import STEP, ordered_by
from drill.papers_first.evaluation.counts import (
    BOTH,
    CASES,
    EITHER,
    Count,
    count_in,
    joined_comparisons,
    ratio_in,
)
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Node,
    Number,
    Product,
    Statement,
    Symbol,
)
from drill.papers_first.kinds.expected import values_of
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed, maths

_NEAR: Final = frozenset(("\\approx", "\\simeq"))
_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq", *_NEAR))
_ROWS: Final = ("x", "y", "z")
_SINGLE: Final = ("s", "t", "u")
_FEW: Final = "0..3"
"""Of so few numbers some are alike."""
_SHARES: Final = "0.05..0.95 step 0.05"


@dataclass
class _Cases:
    """The index of a count, and the values that its condition compares."""

    index: str
    rows: dict[Node, str] = field(default_factory=dict[Node, str])
    """What has a value in every case, and the letter that its values are typed with."""
    single: dict[Node, str] = field(default_factory=dict[Node, str])
    """What has one value for all cases, and its name."""
    truths: set[Node] = field(default_factory=set[Node])
    """Rows that hold or do not."""
    has_share: bool = False
    """Whether something is compared with a number between 0 and 1."""
    ordered: list[str] = field(default_factory=list[str])
    """What the ends of a chain demand of each other."""

    def value(self, node: Node, case: str) -> str:
        """What stands for a side of a comparison in one case, or in any: ``pick(i, …)``."""
        if any(isinstance(part, Product) and (BOTH | EITHER) & set(part.signs) for part in walk(node)):
            raise RefusedError("what it counts is no comparison")
        if isinstance(node, Number):
            self.has_share = self.has_share or node.text.startswith((".", "0."))
            return node.text
        if self.index not in to_tokens(node):
            if node not in self.single:
                self.single[node] = _SINGLE[len(self.single)]
            return self.single[node]
        if node not in self.rows:
            self.rows[node] = _ROWS[len(self.rows)]
        letter = self.rows[node]
        return f"pick(i, {', '.join(self.row(letter))})" if case == "i" else f"{letter}{case}"

    def row(self, letter: str) -> list[str]:
        """The names of the values of a row."""
        return [f"{letter}{case}" for case in range(1, CASES + 1)]


def counted(paper: Paper, line: Line) -> Exercise:
    """An exercise for a side that is the number of cases in which a condition holds, or their share.

    Raises:
        RefusedError: it is none.
    """
    if line.is_conditional or line.is_turned:
        raise RefusedError("it holds under a condition only")
    if not set(line.statement.relations) <= _EQUAL:
        raise RefusedError("it says of what it counts only how far it may go")
    for side in line.statement.sides if line.left is None else line.statement.sides[1:]:
        if (both := ratio_in(side)) is not None:
            return _ratio(paper, line, *both, _asked(line, side))
        found = count_in(side)
        if found is not None:
            return _exercise(paper, line, found, _asked(line, side))
    raise RefusedError("it counts nothing")


def _asked(line: Line, side: Node) -> str:
    if line.left is None:
        return "its value"
    if isinstance(side, Bracket):
        return f"how many members {inline(line.left)} has"
    near = "this approximation of " if _NEAR & set(line.statement.relations) else ""
    return f"{near}{inline(line.left)}"


def _exercise(paper: Paper, line: Line, count: Count, asked: str) -> Exercise:
    cases = _Cases(count.index)
    _check_whole([count])
    try:
        holds = [_holds(count.condition, cases, str(case)) for case in range(1, CASES + 1)]
    except IndexError as error:
        raise RefusedError("it compares too many things") from error
    _check_given(cases, count.end)
    number = " + ".join(holds)
    key = count.written.format(number)
    others = count.written.format(f"{CASES} - ({number})")
    is_alone = count.written in ("{}", "({})")
    in_any = _holds(count.condition, cases, "i")
    params, lets = _params(paper, cases)
    return exercise_of(
        paper,
        line,
        Table(
            params=params,
            lets=lets,
            where=[f"{number} > 0", f"{number} < {CASES}", *cases.ordered],
            says=f"Say that {_said(cases, count.end)}.",
            asks=f"Compute {asked} exactly.",
            key=key,
            shape="a count of cases" if is_alone else "arithmetic around a count of cases",
            motion="go through the cases one by one, ask whether the condition holds, and count",
            hint=f"Of the first two cases it holds in @{{{holds[0]} + {holds[1]}}}.",
            steps=(f"The condition holds in @{{{number}}} of {CASES} cases.",),
            witness={
                "enumerate": {"i": f"1..{CASES}"},
                "mean": count.written.format(f"{CASES}*({in_any})"),
            },
            wrong=(
                (others, "There the condition does not hold."),
                *(() if is_alone else ((number, "That is the count alone."),)),
            ),
        ),
    )


def _ratio(paper: Paper, line: Line, above: Count, below: Count, asked: str) -> Exercise:
    """An exercise for the number of cases of one kind divided by that of another kind.

    Raises:
        RefusedError: one of the conditions is no comparison.
    """
    cases = _Cases(above.index)
    counts = [above, below]
    _check_whole(counts)
    try:
        told = [
            [_holds(count.condition, cases, str(case)) for case in range(1, CASES + 1)] for count in counts
        ]
    except IndexError as error:
        raise RefusedError("it compares too many things") from error
    _check_given(cases, above.end)
    top, bottom = (" + ".join(holds) for holds in told)
    in_any = _holds(above.condition, cases, "i")
    params, lets = _params(paper, cases)
    key = f"({top})/({bottom})"
    return exercise_of(
        paper,
        line,
        Table(
            params=params,
            lets=lets,
            where=[f"{top} > 0", f"{bottom} > 0", f"{top} != {bottom}", *cases.ordered],
            says=f"Say that {_said(cases, above.end)}.",
            asks=f"Compute {asked} exactly.",
            key=key,
            shape="a count of cases, divided by another one",
            motion="go through the cases twice, ask whether each condition holds, count, and divide",
            hint=f"Above the bar stands @{{{top}}}.",
            steps=(f"Above the bar stands @{{{top}}}, below it @{{{bottom}}}.",),
            witness={"enumerate": {"i": f"1..{CASES}"}, "mean": f"{CASES}*({in_any})/({bottom})"},
            wrong=(
                (f"({top})/{CASES}", "What is counted below the bar are not all cases."),
                (f"({bottom})/({top})", "That is the other way round."),
            ),
            level=2,
        ),
    )


def _check_whole(counts: Sequence[Count]) -> None:
    """Refuse an index of what has parts of its own."""
    if any(
        isinstance(part, Symbol) and part.base == count.index and part != Symbol(count.index)
        for count in counts
        for part in walk(count.condition)
    ):
        raise RefusedError("what its index is of has parts")


def _check_given(cases: _Cases, end: Node | None) -> None:
    """Refuse what is the same in every case, and what decides another thing."""
    compared = (*cases.rows, *cases.single)
    if len(compared) > 1 and any(isinstance(part, Big) for node in compared for part in walk(node)):
        raise RefusedError("the largest of several values is not less than one of them")
    given = {token for node in compared for token in to_tokens(node)}
    if not cases.rows or (end is not None and given & set(to_tokens(end))):
        raise RefusedError("it compares nothing that differs from case to case")


def _holds(condition: Node, cases: _Cases, case: str) -> str:
    """1 where a condition holds in a case, else 0, as it is typed.

    Raises:
        RefusedError: it is something else than comparisons that are joined.
    """
    match condition:
        case Bracket(_, _, (inner,), (), ()):
            return _holds(inner, cases, case)
        case Bracket(_, _, parts, joints) if set(joints) <= BOTH:
            return "*".join(f"({_holds(part, cases, case)})" for part in parts)
        case Bracket(_, _, (one, other), (joint,)) if joint in EITHER:
            return _either(_holds(one, cases, case), _holds(other, cases, case))
        case Product(parts, joints) if set(joints) <= BOTH - {","}:
            return "*".join(f"({_holds(part, cases, case)})" for part in parts)
        case Product((one, other), (joint,)) if joint in EITHER:
            return _either(_holds(one, cases, case), _holds(other, cases, case))
        case Applied(Symbol("\\neg" | "\\lnot"), inner):
            return f"1 - {_holds(inner, cases, case)}"
        case Statement() if (parts := joined_comparisons(condition)) is not None:
            return _holds(parts, cases, case)
        case Statement(sides, relations) if set(relations) <= COMPARED.keys():
            values = [cases.value(side, case) for side in sides]
            _order(cases, values, relations)
            compared = [
                f"ind({one} {COMPARED[sign]} {other})"
                for (one, other), sign in zip(pairwise(values), relations, strict=True)
            ]
            return "*".join(compared)
        case Symbol() if cases.index in condition.sub:
            cases.truths.add(condition)
            return cases.value(condition, case)
        case _:
            raise RefusedError("what it counts is no comparison")


def _either(one: str, other: str) -> str:
    return f"max({one}, {other})"


def _order(cases: _Cases, values: list[str], relations: tuple[str, ...]) -> None:
    """Of ``s < x_i \\leq t`` that s is less than t."""
    signs = {COMPARED[one] for one in relations}
    ends = values[0], values[-1]
    if len(values) == 3 and set(ends) <= set(cases.single.values()) and not cases.ordered:
        cases.ordered.append(f"{ends[0]} {'<' if signs <= {'<', '<='} else '>'} {ends[1]}")


def _params(paper: Paper, cases: _Cases) -> tuple[dict[str, str], dict[str, str]]:
    """What the values are drawn from, compared ones alike so that some are equal; and what others decide."""
    of_values = [node for node in (*cases.rows, *cases.single) if node not in cases.truths]
    ranges = {values_of(paper, node) for node in of_values}
    is_share = cases.has_share or any(_is_set_to_share(paper, node) for node in cases.single)
    if is_share or any("step" in one for one in ranges):
        common = _SHARES
    elif len(cases.rows) > 1:
        common = _FEW
    else:
        common = "-4..8" if ranges == {"-9..12 !0"} else "1..9"
    params: dict[str, str] = {}
    lets: dict[str, str] = {}
    for node, letter in cases.rows.items():
        names = cases.row(letter)
        sign = ordered_by(paper, node)
        if not sign or node in cases.truths:
            params |= dict.fromkeys(names, "0..1" if node in cases.truths else common)
            continue
        upwards = names if sign.startswith("<") else names[::-1]
        params[upwards[0]] = common
        for place, (one, other) in enumerate(pairwise(upwards)):
            params[f"{STEP}{place}"] = "0.05..0.1 step 0.05" if common == _SHARES else "1..3"
            lets[other] = f"{one} + {STEP}{place}"
    params |= dict.fromkeys(cases.single.values(), common if not lets else "3..12")
    return params, lets


def _is_set_to_share(paper: Paper, node: Node) -> bool:
    """Whether the paper sets a threshold to numbers between 0 and 1 alone."""
    numbers = paper.told.settings.get(node, ()) if isinstance(node, Symbol) else ()
    return bool(numbers) and all(0 < number < 1 for number in numbers)


def _said(cases: _Cases, end: Node | None) -> str:
    ends = [f"{inline(end)} is {CASES}"] if isinstance(end, Symbol) else []
    rows = [
        f"${maths(to_latex(node))}$ {'holds (1) or does not (0) as' if node in cases.truths else 'is'} "
        f"{listed([f'@{{{name}}}' for name in cases.row(letter)])} for ${cases.index} = 1, \\ldots, {CASES}$"
        for node, letter in cases.rows.items()
    ]
    single = [f"${maths(to_latex(node))}$ is @{{{name}}}" for node, name in cases.single.items()]
    return listed([*ends, *rows, *single])
