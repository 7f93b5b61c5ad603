"""How formulas connect: what feeds one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.notation import refs, to_latex
from drill.papers import wording
from drill.papers.connections import Connections, Feed, connections
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.draft_building import choice_of, contained, exercise, least_telling, source_of
from drill.papers.structure import signs, skills_of

# Wrong options beside the right one.
_OTHERS: Final = 3
# Cells of an option: it stands on one line.
_LONGEST_LINE: Final = 90


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """What feeds each formula."""
    glossary = wording.Glossary(paper)
    known = connections(paper)
    for lines in paper.of_formula.values():
        line = lines[0]
        yield from contained(
            "which", line.formula.id, lambda line=line: _fed_by(paper, line, known, glossary)
        )


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
