"""Indicators of a length under a threshold, ``1(\\|s - g\\| \\leq 0.1)``: which of three are short."""

from __future__ import annotations

from typing import Final

from drill.papers_first.arithmetic.branches import COMPARED
from drill.papers_first.draft import Exercise
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Norm, Number, Statement, Sum, Symbol
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed, maths

INDICATORS: Final = frozenset(
    (Symbol("I", "\\mathbb"), Symbol("1", "\\mathbb"), Symbol("1", "\\mathbf"), Symbol("1"))
)
"""Names of what is 1 where a comparison holds, else 0."""
_PARTS: Final = 5
"""A threshold is so many units: entries of 3 and 4 units have a Euclidean length of just that."""
_MOST: Final = 1 + 2 + 4
"""Where it holds in all cases, each with a weight of its own."""


def threshold(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that says whether a difference is shorter or longer than a number.

    Raises:
        RefusedError: it is none.
    """
    if line.is_conditional or line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it holds under a condition only")
    norm, sign, bound = _compared(line.rights[0])
    entries = [(f"x{place}", f"y{place}") for place in (1, 2, 3)]
    unit = f"({bound.text})/{_PARTS}"
    lengths = [_length(norm.sub, *names) for names in entries]
    holds = [f"ind({text} {sign} {limit})" for text, limit in lengths]
    key = f"{holds[0]} + 2*{holds[1]} + 4*{holds[2]}"
    picked = f"pick(i, {', '.join(text for text, _ in lengths)}) {sign} {lengths[0][1]}"
    points = listed([f"$(@{{{x}*{unit}}}, @{{{y}*{unit}}})$" for x, y in entries])
    return exercise_of(
        paper,
        line,
        Table(
            params=dict.fromkeys((name for names in entries for name in names), "-7..7"),
            where=[f"{key} > 0", f"{key} < {_MOST}"],
            says=f"Say that ${maths(to_latex(norm.body))}$ is, of three cases, {points}.",
            asks=(
                f"Compute {inline(line.left)} for each, and add up once the first, twice the second and four "
                "times the third."
            ),
            key=key,
            shape="an indicator: 1 where the comparison holds, 0 where it does not",
            motion="work out each length on its own and compare it with the threshold",
            hint=f"First find ${maths(to_latex(norm))}$ of each, then compare it with ${bound.text}$.",
            steps=(
                f"The three values are @{{{holds[0]}}}, @{{{holds[1]}}} and @{{{holds[2]}}}.",
                f"Together @{{{key}}}.",
            ),
            witness={"enumerate": {"i": "1..3"}, "mean": f"3*2^(i - 1)*ind({picked})"},
            wrong=((f"{_MOST} - ({key})", "An indicator is 1 where the comparison holds."),),
        ),
    )


def _compared(right: Node) -> tuple[Norm, str, Number]:
    """The length of a difference, the comparison, and the number that it is compared with.

    Raises:
        RefusedError: it is no such indicator.
    """
    match right:
        case Call(
            Symbol() as head,
            Bracket(_, _, (Statement((Norm("\\|", Sum()) as norm, Number() as bound), (relation,)),)),
        ):
            if head in INDICATORS and relation in COMPARED and COMPARED[relation] not in ("=", "!="):
                return norm, COMPARED[relation], bound
        case _:
            pass
    raise RefusedError("it compares no length")


def _length(kind: tuple[str, ...], x: str, y: str) -> tuple[str, int]:
    """A length of two entries in units, or its square, and what that is at the threshold.

    Raises:
        RefusedError: it is of an unknown kind.
    """
    match kind:
        case () | ("2",):
            return f"{x}^2 + {y}^2", _PARTS**2
        case ("1",):
            return f"abs({x}) + abs({y})", _PARTS
        case ("\\infty",):
            return f"max(abs({x}), abs({y}))", _PARTS
        case _:
            raise RefusedError("a length of an unknown kind")
