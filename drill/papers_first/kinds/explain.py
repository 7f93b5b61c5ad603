"""In your own words: what a formula does and why the paper needs it; the learner judges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from drill.papers_first.draft import Draft, Skipped, formula_id
from drill.papers_first.formula.tree import Node, Symbol
from drill.papers_first.making import capital, exercise, left_of, pick, skills_for, used_symbols, words_before
from drill.papers_first.paper import Paper, without_index
from drill.papers_first.plausible.known_numbers import names_in
from drill.papers_first.reading import Reading
from drill.papers_first.source.document import Formula
from drill.papers_first.structure import motion_words, shape_words
from drill.papers_first.wording import (
    fits,
    inline,
    is_clean,
    is_the,
    listed,
    meant,
    numbers_of,
    place,
    resources,
    sentence,
    shown,
)

_MOST_INPUTS: Final = 8
_SIGN: Final = r"\\(?:cdot|times|odot|otimes)(?![a-zA-Z])"
_DANGLING: Final = re.compile(rf"^\s*{_SIGN}|(?<![_^{{(])(?:{_SIGN}|[+=-])[\s}}]*$")


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each displayed formula that can be shown, each spelling once."""
    of_formula: dict[Formula, list[Reading]] = {}
    for reading in paper.readings:
        of_formula.setdefault(reading.formula, []).append(reading)
    numbers = numbers_of(paper.document)
    seen: set[str] = set()
    for formula, readings in of_formula.items():
        identity = formula_id(formula)
        if identity in seen:
            yield Skipped("explain", formula.name, "it stands in the paper before")
        elif not is_clean(shown(formula)):
            yield Skipped("explain", formula.name, "its LaTeX holds commands that are not typeset")
        elif _DANGLING.search(formula.latex):
            yield Skipped("explain", formula.name, "a sign at its end joins nothing")
        else:
            seen.add(identity)
            yield _draft(paper.at(formula), formula, readings, identity, numbers)


def _draft(
    paper: Paper, formula: Formula, readings: list[Reading], identity: str, numbers: Mapping[str, str]
) -> Draft:
    first = readings[0]
    ask = pick(
        identity,
        "In your own words: what does this formula do, and why does the paper need it?",
        "Say it without symbols: what goes in, what happens to it, what comes out? What would the paper lack "
        "without it?",
        "Explain it to a friend who knows mathematics but not this paper: what does it say, what is it for?",
    )
    said = meant(paper, _symbols(paper, readings))
    body = exercise(
        prompt=f"{capital(place(paper, formula))}: {shown(formula)}\n\n{ask}",
        answer={"self": _compare(formula, numbers)},
        skills=skills_for(first),
        level=2,
        shape="one line of signs" if first.statement is None else shape_words(first.statement),
        motion="input, process, output: "
        + ("go from left to right" if first.statement is None else motion_words(first.statement)),
        hints=[_flow(paper, first), f"Here {said}." if said else ""],
        steps=[
            *_around(formula, numbers),
            f"The symbols: {said}." if said else "",
            _flow(paper, first),
            "Good words say what goes in, what is done to it, what comes out, and what it is used for.",
        ],
        resources=resources(paper, formula),
    )
    return Draft("explain", formula, identity, "", body, proved=False)


def _compare(formula: Formula, numbers: Mapping[str, str]) -> str:
    if _around(formula, numbers):
        return "compare with the paper's own words around the formula, which stand in the solution"
    return "compare with the paper's paragraph around the formula"


def _around(formula: Formula, numbers: Mapping[str, str]) -> list[str]:
    before, after = words_before(formula, numbers), sentence(formula.after, numbers)
    said: list[str] = []
    if before:
        said.append(f"The paper leads to it: “{before}”")
    if after:
        said.append(f"It goes on: “{after}”")
    return said


def _symbols(paper: Paper, readings: list[Reading]) -> list[Symbol]:
    """The names of some statements, but those of which one uses a name as nothing that it is said to be."""
    found: dict[Symbol, None] = {}
    unfit: set[Symbol] = set()
    for reading in readings:
        if reading.statement is not None:
            names = set(names_in(reading.statement))
            own = [one for one in used_symbols(reading.statement) if one in names]
            found.update(dict.fromkeys(own))
            unfit.update(one for one in own if not _is_fit(paper, one, reading))
    return [one for one in found if one not in unfit]


def _is_fit(paper: Paper, symbol: Symbol, reading: Reading) -> bool:
    entry, statement = paper.meaning(symbol), reading.statement
    return entry is None or statement is None or fits(paper, entry, symbol, statement, reading.formula)


def _flow(paper: Paper, reading: Reading) -> str:
    """What goes in and what comes out, by its two sides; of ``y = f(x) \\in S`` by the first two."""
    statement = reading.statement
    if statement is None:
        return ""
    sides = statement.sides[: [*statement.relations, "\\in"].index("\\in") + 1]
    if len(sides) < 2:
        return ""
    left = left_of(statement)
    own = set(used_symbols(left))
    inputs = [symbol for symbol in used_symbols(sides[-1]) if symbol not in own]
    if not isinstance(left, Symbol) or not inputs:
        return ""
    named = _unlike(inputs)[:_MOST_INPUTS]
    return f"In: {listed([inline(symbol) for symbol in named])}. Out: {_with_meaning(paper, left)}."


def _unlike(symbols: list[Symbol]) -> list[Symbol]:
    """Symbols without those that are another at a further index."""
    found: dict[Symbol, Symbol] = {}
    for symbol in symbols:
        found.setdefault(without_index(symbol) if len(symbol.sub) > 1 else symbol, symbol)
    return list(found.values())


def _with_meaning(paper: Paper, left: Node) -> str:
    entry = paper.meaning(left) if isinstance(left, Symbol) else None
    return inline(left) if entry is None else f"{inline(left)} ({is_the(entry.meaning).partition(' ')[2]})"
