"""What the symbols are: in one's own words beside the paper's sentence; names for confirmed meanings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.checking import SelfSpec
from drill.notation.tree import Ref
from drill.papers import wording
from drill.papers.centrality import CENTRAL
from drill.papers.connections import central_formulas
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.draft_building import choice_of, contained, exercise, least_telling
from drill.papers.sheet.model import SymbolRow
from drill.papers.structure import quantities, sides_of, signs, skills_of
from drill.papers.wording import Glossary, inline, place, shown
from drill.typeset import linear

# Options of a choice.
_FEWEST: Final = 4
# Cells of an option: it stands on one line.
_LONGEST_LINE: Final = 90
# Letters of a word that carries no meaning by itself: of, the, set.
_SHORT_WORD: Final = 3
# Symbols of one paper that are asked for: more of them is a vocabulary test.
_MOST: Final = 10


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """The central formulas' symbols in one's own words, and their names."""
    glossary = Glossary(paper)
    asked = _asked(paper, glossary)
    for row, symbol, line in asked[:_MOST]:
        yield from contained(
            "symbol",
            row.symbol,
            lambda row=row, symbol=symbol, line=line: [_in_own_words(paper, row, symbol, line)],
        )
    for row, _, line in asked:
        yield from contained("symbol", row.symbol, lambda row=row, line=line: _name(paper, row, line, asked))


# A symbol that the paper introduces in a sentence, and the most central formula with it.
_Asked = tuple[SymbolRow, Ref, Line]


def _asked(paper: Paper, glossary: Glossary) -> list[_Asked]:
    """The symbols of central formulas of which a sentence tells something: no index, nothing that runs."""
    found: dict[str, _Asked] = {}
    for id_ in central_formulas(paper)[:CENTRAL]:
        for line in paper.of_formula.get(id_, ()):
            for ref in quantities(*sides_of(line.statement)):
                row = glossary.row(ref, line.formula.section)
                if row is not None and (row.mentions or row.confirmed) and not glossary.runs(ref):
                    found.setdefault(row.symbol, (row, ref, line))
    return [one for one in found.values() if signs(one[2].tokens) <= _LONGEST_LINE]


def _in_own_words(paper: Paper, row: SymbolRow, symbol: Ref, line: Line) -> Draft | Skipped:
    """``What is $\\mu$ in (3)? Say it in your own words.``, to be compared with the paper's sentence."""
    if not row.mentions:
        return Skipped("symbol", row.symbol, "No sentence of the paper introduces it.")
    latex = inline(wording.sliced(line, symbol))
    formula = wording.numbered(line.formula)
    ask = wording.pick(
        row.symbol, f"What is {latex} in {formula}? Say it in your own words.",
        f"Say in your own words what {latex} stands for in {formula}.",
        f"In your own words: what is {latex} here, and what kind of thing is it?",
    )  # fmt: skip
    own = f"${row.symbol}$"
    said = [wording.markdown(one.text).replace(own, f"**{own}**") for one in row.mentions]
    where = [f"line {one.line} of {one.file}" for one in row.mentions if one.line]
    body = exercise(
        title=f"{wording.titled(line.formula, ': the symbol')} {' '.join(linear(row.symbol).lines)}"[:60],
        prompt=f"{place(paper.sheet, line.formula)}: {shown(line)}\n\n{ask}",
        answer=SelfSpec(kind="self", text="compare with the paper's own sentence, in the solution below"),
        skills=skills_of(line.statement),
        level=1,
        shape="a letter in the place that it has in a formula",
        motion="see what is done with it there, then recall the sentence that brings it in",
        hints=["What kind of thing can stand at its place: a number, a vector, a function?"],
        steps=[
            *(f"The paper says: “{sentence}”" for sentence in said),
            f"You confirmed: {wording.markdown(row.confirmed)}." if row.confirmed else "",
        ],
        links=[f"{wording.capital(wording.short_title(paper.sheet))}, {wording.listed(where)}"],
    )
    return Draft("symbol", row.symbol, row.symbol, "own words", body, is_proved=False)


def _name(paper: Paper, row: SymbolRow, line: Line, asked: Sequence[_Asked]) -> Iterator[Draft]:
    """Which symbol the paper uses for a meaning that somebody confirmed, among others of its kind."""
    meaning = wording.markdown(wording.article(row.confirmed))
    rivals = (one for one, _, _ in asked if one.confirmed and one.symbol != row.symbol and row.confirmed)
    others = {
        inline(one.symbol): wording.markdown(wording.article(one.confirmed))
        for one in rivals
        if _words(one.confirmed).isdisjoint(_words(row.confirmed))
    }
    # a meaning that names the symbol would tell it
    if len(others) < _FEWEST - 1 or inline(row.symbol).strip("$") in meaning:
        return
    wrong = [
        (one, f"{one} stands for {others[one]}.") for one in least_telling(row.symbol, [*others], _FEWEST - 1)
    ]
    title = wording.short_title(paper.sheet)
    ask = wording.pick(
        row.confirmed, f"Which symbol does {title} use for {meaning}?",
        f"How does {title} write {meaning}?", f"In {title}, choose the symbol for {meaning}.",
    )  # fmt: skip
    called = f"Symbol for {wording.article(row.confirmed)}"
    body = exercise(
        title=called if len(called) <= 60 and "$" not in called else f"The symbol {row.typed}"[:60],
        prompt=ask,
        answer=choice_of(inline(row.symbol), wrong),
        skills=skills_of(line.statement),
        level=1,
        shape="a thing with a name, and a letter for it",
        motion="recall a formula in which it takes part, and read off the letter",
        hints=["In which formula does it take part?"],
        steps=[
            f"The paper writes {inline(row.symbol)} for {meaning}.",
            f"It is used in {wording.numbered(line.formula)}: {shown(line)}",
        ],
        links=[wording.around(paper.sheet, line.formula)],
    )
    yield Draft("symbol", row.symbol, row.symbol, "symbol", body, is_proved=True)


def _words(meaning: str) -> frozenset[str]:
    """The words of a meaning by which others are told apart from it."""
    words = "".join(char if char.isalpha() else " " for char in meaning.lower()).split()
    return frozenset(word.removesuffix("s") for word in words if len(word) > _SHORT_WORD)
