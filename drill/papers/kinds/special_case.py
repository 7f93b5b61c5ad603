"""What a formula becomes when a weight is at an end of its range or a sample is alone, and what that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from typing import Final

from drill.banks.models import Declared, Mistake
from drill.checking import ExpressionSpec
from drill.maths.print import to_latex, to_plain
from drill.maths.tree import symbols
from drill.papers.computing import Computing, computing_of, left_of, length_latex
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.draft_building import each_line, exercise, one_formula
from drill.papers.lowering.cases import Case, Expression, by_latex, ends, expression, is_same, one_sample
from drill.papers.lowering.formula import Formula
from drill.papers.lowering.inputs import RefusedError
from drill.papers.wording import numbered

# Characters of a setting that a title shows.
_SHORT: Final = 24
# Cases of one formula.
_MOST: Final = 2
# Gives the paper's formulas as expressions.
Known = Callable[[], Sequence[tuple[Line, Expression]]]


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """At most two cases of each formula."""
    computing = computing_of(paper)
    known = cache(lambda: list(_expressions(computing)))

    def make(line: Line) -> Iterator[Draft | Skipped]:
        why, question, made = "nothing in it has an end at which it becomes simpler", None, 0
        try:
            for case in islice(_cases(computing, line), _MOST):
                try:
                    yield _draft(computing, line, case, known)
                    made += 1
                except RefusedError as error:
                    why = error.why
        except RefusedError as error:
            why, question = error.why, error.question
        if not made:
            yield Skipped("special-case", line.formula.id, f"It has no special case: {why}.", question)

    return each_line("special-case", paper, make)


def _formula(computing: Computing, line: Line) -> Formula:
    """The line with arrays as arrays where they are known: their products are none of numbers."""
    try:
        return computing.formula(line, functions_only=True)
    except RefusedError as error:
        if error.question is None:
            raise
        return computing.in_numbers(line)


def _cases(computing: Computing, line: Line) -> Iterator[Case]:
    formula = _formula(computing, line)
    names = {one.length: length_latex(formula, one.length) for one in formula.reader.ranges.values()}
    samples = one_sample(formula, {length: latex for length, latex in names.items() if latex})
    try:
        return chain(ends(expression(formula)), samples)
    except RefusedError:
        if names:
            return samples
        raise


def _expressions(computing: Computing) -> Iterator[tuple[Line, Expression]]:
    for line in computing.paper.lines:
        try:
            with one_formula():
                yield line, expression(_formula(computing, line))
        except RefusedError:
            continue


def _draft(computing: Computing, line: Line, case: Case, known: Known) -> Draft:
    whole = case.whole
    names = {name: latex for name, latex in whole.latex.items() if name in symbols(whole.node)}
    drawn = [whole.inputs[name] for name in names if case.is_of_length or name in case.values]
    body = exercise(
        prompt=(
            f"{computing.begins(line, whole.formula)}\n\n{'Take one term' if case.is_of_length else 'Set'}"
            f"{', ' if case.is_of_length else ' '}${case.setting}$. What does the right side become? "
            "Type it in its shortest form."
        ),
        answer=ExpressionSpec(kind="expression", text=to_plain(case.left)),
        level=2,
        declared=Declared(
            names=names, assume=tuple(text for name in names if (text := _assumed(whole, name)))
        ),
        shape="a formula at the edge of its range",
        motion="substitute the value, strike what has the factor 0, drop the factors 1",
        hints=[
            "Which terms disappear, and which factors become 1?",
            "A sum of one term is that term." if case.is_of_length else _hint(case),
        ],
        steps=[
            "A factor of 0 removes its term, and a factor of 1 need not be written.",
            f"So {left_of(line, whole.formula)} becomes ${to_latex(case.left, names)}$.",
            _becomes(case, line, known),
        ],
        wrong=[] if case.is_of_length else _wrong(case),
        witness={
            "substitute": to_plain(whole.node),
            "with": {name: to_plain(value) for name, value in case.values.items()},
        },
    )
    is_plain = not set("\\{_^") & set(case.setting) and len(case.setting) < _SHORT
    suffix, slot = f" at {case.setting}" if is_plain else ": a special case", case.setting.replace(" ", "")
    return computing.draft(
        "special-case", line, drawn, body, suffix=suffix, left=whole.formula.left, slot=slot
    )


def _hint(case: Case) -> str:
    symbol, _, value = case.setting.rpartition(" = ")
    return f"Write {value} wherever ${symbol}$ stands, and simplify one term after the other."


def _wrong(case: Case) -> list[Mistake]:
    ends = [Mistake(answer=to_plain(other), say=f"That is the case ${said}$.") for said, other in case.others]
    whole = to_plain(case.whole.node)
    return [*ends, Mistake(answer=whole, say="That is the original formula. Substitute and simplify.")]


def _assumed(whole: Expression, name: str) -> str:
    domain = whole.inputs[name].quantity.domain
    return f"{name} > 0" if domain.low >= 0 else ""


def _becomes(case: Case, line: Line, known: Known) -> str:
    """Which other formula of the paper the case is."""
    mine = by_latex(case.left, case.whole.latex)
    for other, theirs in known():
        if other.formula.id != line.formula.id and is_same(mine, by_latex(theirs.node, theirs.latex)):
            called = f", {other.formula.called}" if other.formula.called else ""
            return f"That is {numbered(other.formula)}{called}."
    return ""
