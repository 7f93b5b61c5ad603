"""Substitute one formula into another, so that the symbol which it defines is gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.banks.models import Declared
from drill.checking import ExpressionSpec
from drill.maths.print import to_latex, to_plain
from drill.maths.tree import symbols, walk
from drill.notation import refs, replaced
from drill.notation.tree import Ref, Statement
from drill.papers import wording
from drill.papers.connections import Feed, connections
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.drafting import contained, exercise, source_of
from drill.papers.kinds.computing import Computing, confirmed, guesses_of, left_of
from drill.papers.kinds.variation import assumptions, stated
from drill.papers.lowering.cases import Expression, expression, simplified
from drill.papers.lowering.definitions import definitions_of, fitted
from drill.papers.lowering.formula import read_formula
from drill.papers.lowering.inputs import RefusedError, operations
from drill.papers.sheet.typed import Quantity
from drill.papers.structure import MOST_SKILLS, skills_of

_FEWEST: Final = 2
"""Operations of a whole that is worth writing."""
_LONGEST: Final = 60
"""Nodes of a whole that is typed without slips."""


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One substitution for each formula that another one feeds with a number or an array."""
    computing, known = Computing(paper), connections(paper)
    for id_, lines in paper.of_formula.items():
        if paper.among is None or id_ in paper.among:
            yield from contained(
                "substitute",
                id_,
                lambda lines=lines, id_=id_: _first(computing, lines, known.feeds.get(id_, ())),
            )


def _first(computing: Computing, lines: Sequence[Line], feeds: Sequence[Feed]) -> Iterator[Draft | Skipped]:
    why = RefusedError("nothing that another formula defines stands in it")
    for feed in feeds:
        for line in lines:
            try:
                yield _draft(computing, line, feed)
                return
            except RefusedError as error:
                why = error
    yield Skipped("substitute", lines[0].formula.id, f"Nothing is substituted: {why.why}.", why.question)


def _draft(computing: Computing, line: Line, feed: Feed) -> Draft:
    if line.typed is None or feed.source.typed is None or len(definitions_of(feed.source.typed)) != 1:
        raise RefusedError("one of the two is not read")
    (definition,) = definitions_of(feed.source.typed)
    inner = fitted(definition, feed.symbol) if isinstance(definition.left, Ref) else None
    statement, quantities = line.typed.statement, (*line.typed.quantities, *definition.quantities)
    if inner is None or statement.conditions or len(statement.sides) != 2:
        raise RefusedError("the definition is one of another index")
    left, right = statement.sides
    changed = replaced(right, lambda node: inner if node == feed.symbol else None)
    if left in refs(changed) or feed.symbol in refs(changed) or changed == right:
        raise RefusedError("a symbol would stand on both sides")
    outer, whole, part = (
        _expression(Statement((one, other), statement.relations[:1]), quantities)
        for one, other in ((left, right), (left, changed), (feed.symbol, inner))
    )
    name = next(
        (name for name, latex in outer.latex.items() if latex == wording.sliced(line, feed.symbol)), ""
    )
    if (
        not name
        or name in whole.latex
        or any(whole.latex.get(one, latex) != latex for one, latex in part.latex.items())
    ):
        raise RefusedError("its symbols would have two names")
    key = simplified(whole.node)
    if (
        operations(key) < _FEWEST
        or sum(1 for _ in walk(key)) > _LONGEST
        or not symbols(key) <= {*whole.latex}
    ):
        raise RefusedError("what comes out is too short or too long")
    symbol, source = outer.latex[name], feed.source
    given = wording.listed([stated(one, whole.formula) for one in dict.fromkeys(whole.inputs.values())])
    paper = computing.paper
    body = exercise(
        title=wording.titled(line.formula, f": {wording.numbered(source.formula)} substituted"),
        prompt=(
            f"{computing.begins(line, outer.formula)}\n\n"
            f"{wording.capital(wording.numbered(source.formula))} says "
            f"{wording.shown(source)}\n\nSubstitute it, and write {left_of(line, outer.formula)} "
            f"without ${symbol}$. Let {given}."
        ),
        answer=ExpressionSpec(kind="expression", text=to_plain(key)),
        skills=skills_of(line.statement)[:MOST_SKILLS],
        level=2,
        declared=Declared(
            names=dict(whole.latex),
            assume=tuple(text for one, given in whole.inputs.items() for text in assumptions(one, given)),
        ),
        shape="one formula inside another, where a symbol stood",
        motion=f"write brackets in the place of ${symbol}$ and the other right side into them",
        hints=[
            f"Where does ${symbol}$ stand in {wording.numbered(line.formula)}?",
            f"Put the right side of {wording.numbered(source.formula)} there, in brackets.",
        ],
        steps=[
            f"Here ${symbol}$ is ${to_latex(part.node, part.latex)}$.",
            f"With that in brackets, {left_of(line, outer.formula)} is ${to_latex(key, whole.latex)}$.",
        ],
        links=[wording.around(paper.sheet, line.formula), wording.around(paper.sheet, source.formula)],
        witness={"substitute": to_plain(outer.node), "with": {name: to_plain(part.node)}},
    )
    return Draft(
        "substitute",
        line.formula.id,
        source_of(line),
        source_of(source),
        confirmed(body, may_restate=True),
        is_proved=True,
        guesses=guesses_of(tuple(dict.fromkeys(whole.inputs.values()))),
    )


def _expression(statement: Statement, quantities: Sequence[Quantity]) -> Expression:
    return expression(read_formula(statement, quantities))
