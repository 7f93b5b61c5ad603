"""The exercise of a special case that is typed: what is left of a right side once weights are set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drill.maths import tree as maths
from drill.maths.print import to_latex as typed_latex
from drill.maths.print import to_plain
from drill.papers_first.draft import Exercise
from drill.papers_first.evaluation.reduction import reduced
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Number, Sum
from drill.papers_first.making import capital, named_symbols
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.skills import skills_of
from drill.papers_first.special_cases.case_proof import (
    TypedFormula,
    are_apart,
    assumed,
    has_value,
    points_of,
    put_in,
)
from drill.papers_first.special_cases.typed_cases import TypedCase
from drill.papers_first.wording import maths as as_maths
from drill.papers_first.wording import meant, place, resources, shown_tokens

_ZERO, _ONE = maths.Num("0"), maths.Num("1")


def typed_exercise(paper: Paper, formula: TypedFormula, case: TypedCase) -> Exercise:
    line, side = formula.line, formula.side
    latex = {name: to_latex(node) for node, name in side.names.items()}
    said = " and ".join(
        f"${as_maths(latex[name])} = {typed_latex(node, latex)}$" for name, node in case.settings
    )
    about = meant(paper, named_symbols(line.statement), line.statement, line.formula)
    skill, *needs = skills_of(line.statement) or ("",)
    optional: dict[str, object] = {
        "skill": skill,
        "needs": needs,
        "assume": assumed(formula),
        "wrong": list(_wrong(paper, formula, case, latex)),
    }
    return {
        "level": 3 if len(case.settings) > 1 or case.same_as is not None else 2,
        **{name: one for name, one in optional.items() if one},
        "names": {name: as_maths(text) for name, text in latex.items()},
        "prompt": " ".join(
            (
                f"{capital(place(paper, line.formula))}: {shown_tokens(line.reading.tokens)}",
                *((f"Here {about}.",) if about else ()),
                f"Set {said}. What is left of {side_asked(line)}? Type it as short as you can.",
                *(("It is another formula of the paper.",) if case.same_as is not None else ()),
            )
        ),
        "answer": {"expression": to_plain(case.left_over)},
        "shape": "a formula with a weight that slides between two ends"
        if any(_has_two_ends(paper, formula, name) for name, _ in case.settings)
        else "a formula with a quantity that can be set",
        "motion": "put the value in, strike what has the factor 0, drop factors 1",
        "hints": list(_hints(formula, case, latex)),
        "steps": list(_steps(paper, formula, case, latex, said)),
        "witness": {
            "substitute": side.text,
            "with": {name: to_plain(node) for name, node in case.settings},
        },
        "resources": resources(paper, line.formula),
    }


def side_asked(line: Line) -> str:
    """The expression in which something is put, where a chain has several."""
    if line.left is None:
        return "it"
    if len(line.statement.sides) == 2:
        return "the right side"
    sign = line.statement.relations[0]
    return "the expression after the first " + ("equals sign" if sign == "=" else f"sign, ${as_maths(sign)}$")


def _hints(formula: TypedFormula, case: TypedCase, latex: Mapping[str, str]) -> Iterator[str]:
    name, node = case.settings[0]
    yield f"Write ${as_maths(latex[name])}$ as ${typed_latex(node, latex)}$ wherever it stands."
    gone = (
        maths.symbols(formula.side.tree) - maths.symbols(case.left_over) - {one for one, _ in case.settings}
    )
    if gone:
        struck = ", ".join(f"${as_maths(latex[one])}$" for one in sorted(gone))
        stand = "does not stand" if len(gone) == 1 else "do not stand"
        yield f"Look at what becomes 0 or 1, or cancels: {struck} {stand} in the result."
    else:
        yield "A factor 1 and a term 0 need not be written."


def _steps(
    paper: Paper, formula: TypedFormula, case: TypedCase, latex: Mapping[str, str], said: str
) -> Iterator[str]:
    with_values = put_in(formula.side.tree, case.settings)
    yield f"With {said} the right side is ${as_maths(typed_latex(with_values, latex))}$."
    left_over = as_maths(typed_latex(case.left_over, latex))
    yield f"Factors 0 take their terms with them, factors 1 go: ${left_over}$."
    if case.same_as is not None:
        other = case.same_as
        yield f"That is the formula of {place(paper, other.formula)}: ${as_maths(other.latex)}$."


def _has_two_ends(paper: Paper, formula: TypedFormula, name: str) -> bool:
    """Whether a name is a share: what is left of it to 1 stands in the formula, or the paper keeps it so."""
    node = next(node for node, own in formula.side.names.items() if own == name)
    one = Number("1")
    if any(
        isinstance(part, Sum) and (part.terms, part.signs) == ((one, node), ("-",))
        for part in walk(formula.line.statement)
    ):
        return True
    interval = paper.kept.interval(tuple(to_tokens(node)), paper.at(formula.line.formula).where)
    return interval is not None and (interval.low, interval.high) == (0, 1)


def _wrong(
    paper: Paper, formula: TypedFormula, case: TypedCase, latex: Mapping[str, str]
) -> Iterator[Mapping[str, str]]:
    """What the other end of a weight gives, and a forgotten factor."""
    points = list(points_of(formula))
    taken: list[maths.Node] = [case.left_over]
    for place_, (name, node) in enumerate(case.settings):
        if isinstance(node, maths.Sym) or formula.roles[name].role == "tiny":
            continue  # what is small has no other end
        other = _ZERO if node == _ONE else _ONE
        settings = (*case.settings[:place_], (name, other), *case.settings[place_ + 1 :])
        if not has_value(formula, settings, points):
            continue
        tree = reduced(put_in(formula.side.tree, settings), formula.roles)
        if all(are_apart(tree, one, points) for one in taken):
            taken.append(tree)
            end = f"${as_maths(latex[name])} = {to_plain(other)}$"
            has_ends = _has_two_ends(paper, formula, name)
            say = f"That is the other end, {end}." if has_ends else f"That is what {end} leaves."
            yield {"answer": to_plain(tree), "say": say}
    if formula.side.tree and all(are_apart(formula.side.tree, one, points) for one in taken):
        yield {
            "answer": formula.side.text,
            "say": "That is the formula as it was; put the value in and let it work.",
        }
