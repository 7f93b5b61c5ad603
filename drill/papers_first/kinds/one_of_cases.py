"""Definitions by cases that only name other values, ``g = a`` on one set, ``b`` on another: which counts."""

from __future__ import annotations

from drill.papers_first.arithmetic.branches import branches_of
from drill.papers_first.draft import Exercise
from drill.papers_first.evaluation.one_case import cases_of
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Call, Node, Symbol
from drill.papers_first.formula.tree import Table as Cases
from drill.papers_first.kinds.chosen_rules import as_numbers
from drill.papers_first.kinds.expected import values_of
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed, maths

_NAMES = ("a", "b", "c", "d")


def one_of_cases(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side each of whose cases is a value that is given whole.

    Raises:
        RefusedError: it is none, or a case is no such value.
    """
    if line.is_conditional or line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it holds under a condition only")
    _check_words(line.rights[-1])
    cases = cases_of(line)
    values = [case.value for case in cases]
    if not 2 <= len(cases) <= len(_NAMES) or len(set(values)) < len(values):
        raise RefusedError("a line of its cases has no condition that numbers decide")
    if not all(map(_is_value, values)) or line.left in values:
        raise RefusedError("a case is no value that is given")
    names = dict(zip(values, _NAMES, strict=False))
    at = max(place for place, case in enumerate(cases) if case.condition is not None)
    key = names[values[at]]
    others = [name for name in names.values() if name != key]
    given = listed([f"${maths(to_latex(value))} = @{{{name}}}$" for value, name in names.items()])
    return exercise_of(
        paper,
        line,
        Table(
            params={name: values_of(paper, value) for value, name in names.items()},
            where=[
                f"{one} != {other}"
                for place, one in enumerate(names.values())
                for other in list(names.values())[place + 1 :]
            ],
            says=f"{as_numbers(paper, line.left, *values)}{cases[at].says}, and put in {given}.",
            asks=f"Compute {inline(line.left)} exactly.",
            key=key,
            shape="a definition by cases: conditions decide which line counts",
            motion="look for the condition that holds, then take the value of its line",
            hint="Which condition holds here? Only that line counts.",
            steps=(f"The line that counts gives ${maths(to_latex(values[at]))} = @{{{key}}}$.",),
            witness={
                "enumerate": {"i": f"{at + 1}..{at + 1}"},
                "mean": f"pick(i, {', '.join(names.values())})",
            },
            wrong=tuple(
                (name, "That is the value of another line: look again at the conditions.") for name in others
            ),
        ),
    )


def _check_words(right: Node) -> None:
    """That a condition is none that numbers decide, which leave no choice.

    Raises:
        RefusedError: all of them are.
    """
    try:
        is_decided = isinstance(right, Cases) and bool(branches_of(right))
    except RefusedError:
        return
    if is_decided:
        raise RefusedError("numbers decide which of its cases holds")


def _is_value(value: Node) -> bool:
    return isinstance(value, Symbol | Call) and is_given(value)
