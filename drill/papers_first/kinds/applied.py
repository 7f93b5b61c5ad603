"""A function of several arguments, ``x = g(z; \\theta)``, with a rule that the exercise chooses."""

from __future__ import annotations

from typing import Final

from drill.papers_first.draft import Exercise
from drill.papers_first.evaluation.taken_as_numbers import may_be_array
from drill.papers_first.formula.naming import quantity_names
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Symbol
from drill.papers_first.kinds.chosen_rules import (
    FACTORS,
    as_numbers,
    check_left,
    check_numbers,
    joined,
    rule_of,
    term,
)
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import RANGES
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed, maths

_EITHER_SIGN: Final = "-6..9 !0"
_DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots"))
"""What stands for arguments of which nobody knows how many they are."""


def applied(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is a function of two symbols at least.

    Raises:
        RefusedError: it is none, or the function is no free choice.
    """
    if line.is_conditional or line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it holds under a condition only")
    call = line.rights[0]
    match call:
        case Call(Symbol(), Bracket("(", ")", (Symbol(), Symbol(), *_) as parts, separators, ())):
            pass
        case _:
            raise RefusedError("there is nothing to compute")
    arguments = tuple(one for one in parts if isinstance(one, Symbol))
    is_plain = len(set(arguments)) == len(parts) <= len(FACTORS) and set(separators) <= {",", ";"}
    if not is_plain or line.left in arguments or any(one.base in _DOTS for one in arguments):
        raise RefusedError("there is nothing to compute")
    check_numbers(paper, *arguments)
    check_left(line.left, ())
    rule = rule_of(paper, call)
    names = quantity_names(arguments)
    texts = [names[one] for one in arguments]
    key = joined([term(factor, text, "*") for factor, text in zip(FACTORS, texts, strict=False)])
    turned = joined([term(factor, text, "*") for factor, text in zip(FACTORS, reversed(texts), strict=False)])
    summed = "+".join(f"({text})*({factor})" for factor, text in zip(FACTORS, texts, strict=False))
    values = listed([f"${maths(to_latex(one))} = @{{{name}}}$" for one, name in names.items()])
    return exercise_of(
        paper,
        line,
        Table(
            params={names[one]: _drawn(paper, one, line.left) for one in arguments},
            where=[f"{key} != {turned}"],
            says=f"{as_numbers(paper, line.left, *arguments)}Say that here {rule}. Put in {values}.",
            asks=f"Compute {inline(line.left)} exactly.",
            key=key,
            shape="a function of several arguments, each in its own place",
            motion="put each number into the place of its argument",
            hint=f"In the first place stands {inline(arguments[0])}.",
            steps=(f"$@{{raw({key})}} = @{{{key}}}$.",),
            witness={"enumerate": {"i": "1..1"}, "mean": summed},
            wrong=((turned, "The arguments stand in another order."),),
        ),
    )


def _drawn(paper: Paper, argument: Symbol, left: Node) -> str | list[str]:
    """What is put in for an argument: a number of either sign, unless it is never below 0, as no place is."""
    is_index = isinstance(left, Symbol) and argument == Symbol(argument.base) and argument.base in left.sub
    usual = RANGES["count"] if is_index else Roles(paper, argument, None).of(argument)
    if usual.least < 0 or (not is_index and may_be_array(paper, argument)):
        return _EITHER_SIGN
    return usual.params if isinstance(usual.params, str) else list(usual.params)
