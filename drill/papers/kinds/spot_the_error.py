"""Spot the altered formula: the paper's own among others with one thing changed, each proved different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.notation import to_latex, to_tokens
from drill.notation.tree import Apply, Num, Statement
from drill.papers import wording
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.draft_building import choice_of, each_line, exercise, least_telling, source_of
from drill.papers.kinds.slips import Slip, is_closed, slips
from drill.papers.lowering.points import differ, values
from drill.papers.structure import EQUAL, level_of, shape_words, signs, skills_of

# Right formulas beside the wrong one.
_OTHERS: Final = 3
# With fewer there is nothing to compare.
_FEWEST: Final = 2
# Cells of a formula: it stands on one line.
_LONGEST: Final = 90
# Slips of one formula that are looked at.
_TRIED: Final = 12


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each equation of which enough alternatives are proved different."""
    glossary = wording.Glossary(paper)
    stated = {line.tokens for line in paper.lines}

    def make(line: Line) -> Iterator[Draft | Skipped]:
        why = "It is not read to its end." if paper.is_cut(line) else _unfit(line)
        others = (
            () if why or line.statement is None else _others(paper, line, line.statement, stated, glossary)
        )
        if why or len(others) < _FEWEST:
            yield Skipped(
                "spot-the-error", line.formula.id, why or "Too few of its altered versions are surely wrong."
            )
        elif line.statement is not None:
            yield _draft(paper, line, line.statement, others, glossary)

    return each_line("spot-the-error", paper, make)


def _unfit(line: Line) -> str:
    statement = line.statement
    if statement is None:
        return f"It is not read: {line.refused}."
    if signs(line.tokens) > _LONGEST:
        return f"It has more than {_LONGEST} symbols."
    if len(statement.sides) < 2 or not set(statement.relations) <= EQUAL:
        return "It is not an equation."
    if is_closed(statement.sides[0]) or isinstance(statement.sides[0], Num):
        return "Nothing stands on its left that one could ask for."
    left, right = statement.sides[0], statement.sides[-1]
    if isinstance(left, Apply) and isinstance(right, Apply) and left.function == right.function:
        return "A function that has one symmetry may have others."
    return ""


def _others(
    paper: Paper, line: Line, statement: Statement, stated: set[tuple[str, ...]], glossary: wording.Glossary
) -> tuple[Slip, ...]:
    """The equation with one slip in its last side: none that the paper states, or that holds all the same."""
    said = [
        one.statement.sides[-1]
        for one in paper.lines
        if one is not line and one.statement is not None and one.statement.sides[0] == statement.sides[0]
    ]
    rivals = [values(side) for side in (*said, *statement.sides[:-1])]
    found: list[Slip] = []
    for number, slip in enumerate(slips(statement.sides[-1], glossary.steps)):
        if number >= _TRIED:
            break
        changed = replace(statement, sides=(*statement.sides[:-1], slip.node))
        if tuple(to_tokens(changed)) not in stated and all(differ(slip.values, one) for one in rivals):
            found.append(replace(slip, node=changed))
    own = to_latex(line.tokens)
    by_latex = {to_latex(to_tokens(one.node)): one for one in found}
    chosen = least_telling(own, [*by_latex], _OTHERS)
    return tuple(by_latex[latex] for latex in chosen)


def _draft(
    paper: Paper, line: Line, statement: Statement, others: tuple[Slip, ...], glossary: wording.Glossary
) -> Draft:
    wrong = [(wording.displayed(to_latex(to_tokens(one.node))), one.say) for one in others]
    subject = next((side for side in statement.sides[:-1] if not isinstance(side, Num)), statement.sides[0])
    what = glossary.with_meaning(line, subject)
    ask = wording.pick(
        source_of(line),
        f"Which of these is the paper's formula for {what}? Each of the others has one slip in it.",
        f"Only one of these is the formula for {what}. Find it; in each of the others one thing is off.",
        f"Choose the correct formula for {what}. The others differ from it in one place each.",
    )
    body = exercise(
        title=wording.titled(line.formula, ": find the slip", glossary.name(subject, line.formula.section)),
        prompt=" ".join(
            filter(None, (f"{wording.place(paper.sheet, line.formula)}.", wording.led_by(line), ask))
        ),
        answer=choice_of(wording.shown(line), wrong),
        skills=skills_of(statement),
        level=max(1, level_of(line.tokens) - 1),
        shape=f"{shape_words(statement)}; candidates that differ in one place",
        motion="find where they differ, and ask at each place what the formula is for",
        hints=["Compare them symbol by symbol. Where do they differ?", glossary.told(line)],
        steps=[
            f"{wording.capital(wording.numbered(line.formula))} reads {wording.shown(line)}",
            *(f"Not {wording.inline(to_latex(to_tokens(one.node)))}. {one.say}" for one in others),
            glossary.told(line),
        ],
        links=[wording.around(paper.sheet, line.formula)],
    )
    slot = to_latex(line.tokens[:1])
    return Draft("spot-the-error", line.formula.id, source_of(line), slot, body, is_proved=True)
