"""Spot the altered formula: the paper's own among others with one thing changed, each proved different."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.alteration.alter import distinct
from drill.papers_first.alteration.changes import Altered
from drill.papers_first.alteration.identities import may_hold_for_both
from drill.papers_first.alteration.symmetric_laws import is_as_likely, symmetric
from drill.papers_first.arithmetic.points import differ
from drill.papers_first.draft import Draft, Skipped
from drill.papers_first.evaluation.contradicted import check_sides
from drill.papers_first.formula.printing import join, to_tokens
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Call, Node, Number, Statement, Symbol, symbols
from drill.papers_first.making import (
    called,
    choice_of,
    exercise,
    glossed,
    led_by,
    opening,
    pick,
    pointed,
    signs,
    skills_for,
    source_of,
)
from drill.papers_first.paper import Equation, Paper
from drill.papers_first.structure import level_of, shape_words
from drill.papers_first.wording import display, maths, resources, shown_tokens, tall

_OTHERS: Final = 3
_FEWEST: Final = 2
_LONGEST: Final = 90


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each equation of which enough alternatives are proved different."""
    stated = {reading.tokens for reading in paper.readings}
    read = [reading.statement for reading in paper.readings if reading.statement is not None]
    noise = symmetric(
        read,
        (paragraph.text for paragraph in paper.document.paragraphs),
        ((entry.name, entry.meaning) for entry in paper.entries),
    )
    relatives = tuple(dict.fromkeys(symbol for statement in read for symbol in symbols(statement)))
    for equation in paper.equations:
        name = equation.formula.name
        if signs(equation.reading.tokens) > _LONGEST:
            yield Skipped("spot-the-error", name, f"it is longer than {_LONGEST} signs")
            continue
        subject = _subject(equation.statement)
        if subject is None:
            yield Skipped("spot-the-error", name, "nothing stands on its left that one could ask for it by")
            continue
        if _is_symmetry(equation.statement):
            yield Skipped("spot-the-error", name, "a function that has one symmetry may have others")
            continue
        try:
            check_sides(paper, equation.statement, equation.formula)
        except RefusedError as refusal:
            yield Skipped("spot-the-error", name, str(refusal))
            continue
        left = set(symbols(equation.statement.sides[0]))
        fit = tuple(symbol for symbol in relatives if symbol not in left)
        said = [
            other.statement.sides[-1]
            for other in paper.equations
            if other is not equation and other.statement.sides[0] == equation.statement.sides[0]
        ]
        others = _alternatives(equation.statement, stated, fit, said, noise)
        if len(others) < _FEWEST:
            yield Skipped("spot-the-error", name, "too few changes of it are proved to say something else")
            continue
        yield _draft(paper.at(equation.formula), equation, subject, others)


def _alternatives(
    statement: Statement,
    stated: set[tuple[str, ...]],
    relatives: tuple[Symbol, ...],
    said: list[Node],
    noise: frozenset[Symbol],
) -> list[tuple[Altered, str]]:
    """Changed formulas as LaTeX, none of which the paper states; ``said`` are right sides of its own.

    None sets a thing equal to itself, which nobody could call wrong, nor to what has the same law because
    ``noise`` is as likely as its opposite.
    """
    found: list[tuple[Altered, str]] = []
    for altered in distinct(statement.sides[-1], _OTHERS + 2, relatives):
        if any(may_hold_for_both(altered, side) for side in statement.sides[:-1]):
            continue
        if is_as_likely(altered.node, statement.sides[-1], noise):
            continue
        changed = Statement((*statement.sides[:-1], altered.node), statement.relations)
        tokens = tuple(to_tokens(changed))
        others = (*said, *statement.sides[:-1])
        if tokens not in stated and all(differ(altered.node, other) for other in others):
            found.append((altered, tall(tokens)))
    return found[:_OTHERS]


def _is_symmetry(statement: Statement) -> bool:
    """``f(z) = f(z + 2 m \\omega)``: the same function elsewhere, which may be so elsewhere, too."""
    *others, last = statement.sides
    return isinstance(last, Call) and any(isinstance(one, Call) and one.head == last.head for one in others)


def _subject(statement: Statement) -> Node | None:
    """What it is about: the first side that is no number, of those that stay as they are."""
    return next((side for side in statement.sides[:-1] if not isinstance(side, Number)), None)


def _draft(paper: Paper, equation: Equation, subject: Node, others: list[tuple[Altered, str]]) -> Draft:
    reading = equation.reading
    options = choice_of(
        display(tall(reading.tokens)), ((display(latex), altered.say) for altered, latex in others)
    )
    what = called(paper, subject, reading)
    ask = pick(
        source_of(reading),
        f"Which of these is the paper's formula for {what}? The others have one thing changed.",
        f"One of these is what the paper says of {what}; in the others one thing is off. Which one is right?",
    )
    body = exercise(
        prompt=" ".join(
            part for part in (f"{opening(paper, reading)}.", led_by(paper, reading), ask) if part
        ),
        answer={"choice": options},
        skills=skills_for(reading),
        level=max(1, level_of(reading.tokens) - 1),
        shape=f"{shape_words(equation.statement)}; candidates that differ in one place",
        motion="find where they differ, and ask at each place what the formula is for",
        hints=[
            "Compare them sign by sign: where do they differ?",
            glossed(paper, reading),
        ],
        steps=[
            f"{pointed(reading)} reads {shown_tokens(reading.tokens)}",
            *(
                f"Not ${maths(latex)}$: {altered.say[0].lower()}{altered.say[1:]}"
                for altered, latex in others
            ),
            glossed(paper, reading),
        ],
        resources=resources(paper, equation.formula),
    )
    slot = join(equation.reading.tokens[:1])
    return Draft("spot-the-error", equation.formula, source_of(reading), slot, body, proved=True)
