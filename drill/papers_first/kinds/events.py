"""Probabilities of events, ``P(X \\leq x)``, among cases that are equally likely."""

from __future__ import annotations

from typing import Final

from drill.papers_first.draft import Exercise
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Bracket, Call, Function, Node, Statement, Symbol
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline

_CHANCES: Final = frozenset(("P", "Pr", "\\Pr", "Prob"))
_BARS: Final = frozenset(("|", "\\mid", "\\vert"))
_COMPARED: Final = frozenset(("=", "\\neq", "\\ne", "<", ">", "\\leq", "\\geq", "\\le", "\\ge", "\\in"))


def event(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is the probability of a comparison.

    Raises:
        RefusedError: it is none.
    """
    if line.is_conditional or line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it holds under a condition only")
    what, given = _event(line.rights[0])
    of = ""
    if given is not None:
        of = f" {'in which' if isinstance(given, Statement) else 'under the condition'} {inline(given)}"
    return exercise_of(
        paper,
        line,
        Table(
            params={"n": "10..60", "m": "2..50"},
            where=["m < n", "2*m != n"],
            says=f"Say that there are @n cases{of}, all equally likely, and that {inline(what)} holds in @m.",
            asks=f"Compute {inline(line.left)} exactly.",
            key="m/n",
            shape="a share: the cases in which something holds, of all cases",
            motion="count all cases that are allowed, then those in which the event holds, and divide",
            hint="How many of how many cases?",
            steps=("$@{raw(m/n)} = @{m/n}$.",),
            witness={"enumerate": {"i": "1..n"}, "probability": "i <= m"},
            wrong=(
                ("(n - m)/n", "That is the probability that it does not hold."),
                ("n/m", "All cases stand below."),
            ),
        ),
    )


def _event(right: Node) -> tuple[Node, Node | None]:
    """The comparison, and the condition behind the bar."""
    match right:
        case Call(Symbol(base), Bracket(_, _, parts, separators, ())) if base in _CHANCES:
            pass
        case Big("\\Pr", (), (), Bracket(_, _, parts, separators, ())) | Function(
            "\\Pr", Bracket(_, _, parts, separators, ())
        ):
            pass
        case _:
            raise RefusedError("it is no probability of an event")
    if not isinstance(parts[0], Statement) or not set(parts[0].relations) <= _COMPARED:
        raise RefusedError("it is no probability of an event")
    if not separators:
        return parts[0], None
    if len(parts) == 2 and separators[0] in _BARS:
        return parts[0], parts[1]
    raise RefusedError("it is no probability of one event")
