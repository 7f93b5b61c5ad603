"""How formulas connect: what feeds one, and what a special value takes away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.notation import refs, to_latex, walk
from drill.notation.tree import Add, Mul, Neg, Node, Num, Ref, Statement
from drill.papers import wording
from drill.papers.connections import Connections, Feed, connections
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.draft_building import choice_of, contained, each_line, exercise, least_telling, source_of
from drill.papers.lowering.points import value
from drill.papers.structure import EQUAL, complement, factors_of, signs, skills_of

# Wrong options beside the right one.
_OTHERS: Final = 3
# Cells of an option: it stands on one line.
_LONGEST_LINE: Final = 90
# Points at which two formulas have to differ to be told apart.
_POINTS: Final = 3


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """What feeds a formula, and what changes in it when a symbol takes a special value."""
    glossary = wording.Glossary(paper)
    known = connections(paper)
    for lines in paper.of_formula.values():
        line = lines[0]
        yield from contained(
            "which", line.formula.id, lambda line=line: _fed_by(paper, line, known, glossary)
        )
    yield from each_line("which", paper, lambda line: _dropped(paper, line, glossary))


# What feeds a formula


def _fed_by(
    paper: Paper, line: Line, known: Connections, glossary: wording.Glossary
) -> Iterator[Draft | Skipped]:
    feeds = known.feeds.get(line.formula.id, ())
    fed = {feed.source.formula.id for feed in feeds}
    firsts = {lines[0].formula.id: lines[0] for lines in paper.of_formula.values()}
    strangers = [
        one
        for one in firsts.values()
        if one.formula.id != line.formula.id and one.formula.id not in fed and one.statement is not None
        and signs(one.tokens) <= _LONGEST_LINE and not _shares(one, feeds)
    ]  # fmt: skip
    shown = {id(ref) for ref in refs(line.statement)} if line.statement is not None else set[int]()
    own = [feed for feed in feeds if id(feed.symbol) in shown]
    if not own or len(strangers) < _OTHERS or signs(line.tokens) > _LONGEST_LINE:
        return
    at = [*firsts].index(line.formula.id) if line.formula.id in firsts else 0
    strangers.sort(key=lambda one: abs([*firsts].index(one.formula.id) - at))
    feed = own[0] if len(own) == 1 else wording.pick(line.formula.id, *own)
    yield _feeding(paper, line, feed, strangers, glossary)


def _shares(line: Line, feeds: Sequence[Feed]) -> bool:
    """Whether a formula says something of what another one gives."""
    given = {wording.opened(feed.symbol) for feed in feeds}
    left = line.statement.sides[0] if line.statement is not None else None
    return left is None or any(wording.opened(ref) in given for ref in refs(left))


def _feeding(
    paper: Paper, line: Line, feed: Feed, strangers: Sequence[Line], glossary: wording.Glossary
) -> Draft:
    right, symbol = wording.shown(feed.source), wording.inline(wording.sliced(line, feed.symbol))
    by_text = {wording.shown(one): one for one in strangers[: 2 * _OTHERS]}
    wrong = [
        (text, f"That is {wording.numbered(by_text[text].formula)}, which does not give {symbol}.")
        for text in least_telling(right, [*by_text], _OTHERS)
    ]
    needed = glossary.with_meaning(line, feed.symbol)
    ask = wording.pick(
        source_of(line) + feed.source.formula.id,
        f"To compute it, one first needs {needed}. Which formula gives that?",
        f"Which of these formulas supplies it with {needed}?",
        f"Find the formula that has to be evaluated first, because it gives {needed}.",
    )
    body = exercise(
        title=wording.titled(line.formula, ": what feeds it"),
        prompt=f"{wording.place(paper.sheet, line.formula)}: {wording.shown(line)}\n\n{ask}",
        answer=choice_of(right, wrong),
        skills=skills_of(line.statement),
        level=2,
        shape="the output of one formula, plugged into another",
        motion="look for the formula that has the symbol on its left side",
        hints=["Which of them has the symbol on its left?", glossary.told(line)],
        steps=[f"{wording.capital(wording.numbered(feed.source.formula))} has it on its left side: {right}"],
        links=[f"{wording.place(paper.sheet, one.formula)}" for one in (line, feed.source)],
    )
    slot = f"feeds {to_latex(line.tokens[slice(*feed.symbol.span)])}"
    return Draft("which", line.formula.id, source_of(line), slot, body, is_proved=True)


# What changes when a symbol takes a special value


def _dropped(paper: Paper, line: Line, glossary: wording.Glossary) -> Iterator[Draft | Skipped]:
    """``In (6), set \\nu = 1. Which term drops out?``: one of the terms, whose factor becomes zero."""
    statement = line.statement
    if statement is None or not set(statement.relations) <= EQUAL or signs(line.tokens) > _LONGEST_LINE:
        return
    for node in (one for side in statement.sides for one in walk(side)):
        if isinstance(node, Add) and len(node.terms) > 1:
            for symbol, at in _special(node):
                gone, kept = _terms(node, symbol, at)
                if len(gone) == 1 and kept:
                    yield _drop(paper, line, statement, symbol, at, gone[0], kept, glossary)
                    return


def _special(node: Add) -> Iterator[tuple[Ref, int]]:
    """Weights that switch a term off: ``w`` of ``1 - w`` at 1, and at 0 what stands beside it."""
    for term in node.terms:
        for factor in factors_of(term):
            own = complement(factor)
            if isinstance(own, Ref):
                yield from wording.pick(own.name.base, ((own, 1), (own, 0)), ((own, 0), (own, 1)))


def _terms(node: Add, symbol: Ref, at: int) -> tuple[list[Node], list[Node]]:
    """The terms that are zero where a symbol has a value, and the others; none where that is not certain."""
    gone: list[Node] = []
    kept: list[Node] = []
    for term in node.terms:
        values = [value(term, seed, {symbol: float(at)}) for seed in range(_POINTS)]
        if any(one is None for one in values):
            return [], []
        (gone if all(one == 0 for one in values) else kept).append(term)
    return gone, kept


def _drop(
    paper: Paper, line: Line, statement: Statement, symbol: Ref, at: int, gone: Node, kept: Sequence[Node],
    glossary: wording.Glossary,
) -> Draft:  # fmt: skip
    def latex(term: Node) -> str:
        return wording.inline(wording.sliced(line, term.body if isinstance(term, Neg) else term))

    setting = f"${wording.sliced(line, symbol)} = {at}$"
    others = [(latex(term), f"With {setting} it stays, since nothing in it becomes zero.") for term in kept]
    factor = next((one for one in factors_of(gone) if _is_zero(one, symbol, at)), gone)
    everything = ("no term: only the weights change", f"With {setting} the factor {latex(factor)} is zero.")
    meaning = glossary.called(symbol, line.formula.section)
    body = exercise(
        title=wording.titled(line.formula, ": what drops out"),
        prompt=f"{wording.place(paper.sheet, line.formula)}: {wording.shown(line)}\n\nSet {setting}"
        f"{f', where {wording.inline(wording.sliced(line, symbol))} is {meaning}' if meaning else ''}. "
        "Which term drops out?",
        answer=choice_of(latex(gone), [*others[:_OTHERS], everything]),
        skills=skills_of(statement),
        level=2,
        shape="terms with weights, one of which is switched off",
        motion="substitute the value into each weight, and cross out what is multiplied by zero",
        hints=["Which factor becomes zero?", glossary.told(line)],
        steps=[
            f"With {setting} the factor {latex(factor)} is zero, so {latex(gone)} drops out.",
            f"What remains is {wording.listed([latex(term) for term in kept])}.",
        ],
        links=[wording.around(paper.sheet, line.formula)],
    )
    slot = f"drops {to_latex(line.tokens[slice(*symbol.span)])} = {at}"
    return Draft("which", line.formula.id, source_of(line), slot, body, is_proved=True)


def _is_zero(node: Node, symbol: Ref, at: int) -> bool:
    return not isinstance(node, Num | Mul) and value(node, 0, {symbol: float(at)}) == 0
