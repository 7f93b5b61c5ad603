"""What a symbol means: a choice among the meanings that this paper gives to its symbols."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from drill.papers_first.alteration.meanings import head_of, may_be_relatives, may_be_same, sort_of
from drill.papers_first.draft import Draft, Skipped
from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Call, Statement, Symbol, symbols
from drill.papers_first.glosses.glossary import Entry
from drill.papers_first.kinds.letters_told import holds_letter, without_letter
from drill.papers_first.making import capital, choice_of, exercise, pick, skills_for, used_symbols
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.known_numbers import names_in
from drill.papers_first.reading import Reading
from drill.papers_first.source.document import Formula
from drill.papers_first.wording import (
    carrying_words,
    display,
    fits,
    inline,
    is_clean,
    is_the,
    numbered,
    place,
    resources,
    short_title,
    shown_tokens,
    tall,
    with_formulas,
)

_FEWEST: Final = 4
"""Distinct meanings that a paper must give, and options of a choice."""
_LONGEST_ROW: Final = 60
_NORMAL: Final = Symbol("N", "\\mathcal")
_OF_LAWS: Final = re.compile(r"\b(?:normal|gaussian|distribution|law|density|neighbo)", re.IGNORECASE)
"""What is said of a letter that has arguments, be it a law or the neighbours of something."""
_NUMBERING: Final = re.compile(
    r"\b(?:time|index|step|timestep|layer|iteration|epoch|frame|round|position|dimension|length|number|size)s?\b",
    re.IGNORECASE,
)
"""What a letter means that numbers other things, too."""


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft a symbol with one sure meaning; none where the paper explains fewer than four."""
    entries = _explained(paper)
    if len(entries) < _FEWEST:
        if entries:
            yield Skipped("symbol", "the glossary", f"it has fewer than {_FEWEST} distinct meanings")
        return
    doubtful = _several_meanings(paper)
    for latex in dict.fromkeys(entry.latex for entry in entries if entry.symbol in doubtful):
        yield Skipped("symbol", latex, "the paper uses it with two meanings")
    asked: set[tuple[str, ...]] = set()
    for entry in entries:
        if entry.symbol in doubtful or entry.symbol in asked:
            continue
        asked.add(entry.symbol)
        others = _others(paper, entry, entries)
        if len(others) < _FEWEST - 1:
            yield Skipped("symbol", entry.latex, "the other meanings are too near to its own")
            continue
        uses = list(_uses(paper, entry))
        reading, said = _use(paper, entry, uses)
        said = without_letter(said, entry.symbol)
        if not said or (uses and reading is None):
            yield Skipped("symbol", entry.latex, "what it means where it is used is not sure")
            continue
        if not uses and _is_index_elsewhere(paper, entry):
            yield Skipped("symbol", entry.latex, "other sections number things with it")
            continue
        yield _draft(paper, entry, said, others, reading)


def _explained(paper: Paper) -> list[Entry]:
    """Sure entries that can be shown, each meaning and each symbol once."""
    found: dict[str, Entry] = {}
    for entry in paper.entries:
        is_said = (
            bool(carrying_words(without_letter(entry.meaning, entry.symbol)))
            and is_clean(with_formulas(entry.meaning))
            and is_clean(f"${entry.latex}$")
        )
        if entry.sure and entry.name is not None and is_said:
            found.setdefault(entry.meaning.lower(), entry)
    return list(found.values())


def _several_meanings(paper: Paper) -> frozenset[tuple[str, ...]]:
    meanings: dict[tuple[str, ...], list[frozenset[str]]] = {}
    for entry in paper.entries:
        words = carrying_words(entry.meaning)
        said = meanings.setdefault(entry.symbol, [])
        if entry.sure and not any(words <= other or other <= words for other in said):
            said.append(words)
    return frozenset(symbol for symbol, said in meanings.items() if len(said) > 1)


def _others(paper: Paper, entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """Three symbols with other meanings, none that may be this one's or each other's too.

    Meanings of the same sort come first, rates beside a rate and counts beside a count.
    """
    offset = pick(entry.latex, *range(len(entries)))
    turned = (*entries[offset:], *entries[:offset])
    equal = _equal_symbols(paper, entry)
    chosen: list[Entry] = []
    for other in sorted(turned, key=lambda one: _farness(entry, one)):
        taken = [entry, *chosen]
        is_new = all(other.symbol != one.symbol for one in taken) and other.name not in equal
        is_new = is_new and not (_is_dressed(entry, other) and may_be_relatives(entry.meaning, other.meaning))
        is_new = is_new and not holds_letter(without_letter(other.meaning, other.symbol), entry.symbol)
        if is_new and not any(may_be_same(other.meaning, one.meaning) for one in taken):
            chosen.append(other)
        if len(chosen) == _FEWEST - 1:
            break
    return chosen


def _farness(entry: Entry, other: Entry) -> tuple[bool, ...]:
    """How far off another meaning is: of another sort, noun or font, said in another section."""
    sort = sort_of(entry.meaning)
    fonts = [one.name.font if one.name is not None else "" for one in (entry, other)]
    return (
        not sort or sort_of(other.meaning) != sort,
        head_of(other.meaning) != head_of(entry.meaning),
        fonts[0] != fonts[1],
        entry.section != other.section,
    )


def _is_dressed(entry: Entry, other: Entry) -> bool:
    """Whether two names are of one letter, but for indices, accents and marks."""
    names = [one.name for one in (entry, other) if one.name is not None]
    return len({(name.base, name.font) for name in names}) == 1


def _equal_symbols(paper: Paper, entry: Entry) -> frozenset[Symbol]:
    """Symbols that the paper sets equal to this one: what they mean is true of it too."""
    return frozenset(
        side
        for equation in paper.equations
        if entry.name in equation.statement.sides
        for side in equation.statement.sides
        if isinstance(side, Symbol)
    )


def _draft(paper: Paper, entry: Entry, said: str, others: Sequence[Entry], reading: Reading | None) -> Draft:
    options = choice_of(
        with_formulas(said),
        ((with_formulas(without_letter(other.meaning, other.symbol)), _belongs(other)) for other in others),
    )
    shape = f" Its shape is ${tall((entry.shape,))}$." if entry.shape else ""
    told = f"{inline(entry.symbol)} {is_the(said)}.{shape}"
    body = exercise(
        prompt=_prompt(paper, entry, reading),
        answer={"choice": options},
        skills=skills_for(reading) if reading is not None else (),
        level=1,
        shape="a letter, and what this paper means by it",
        motion="think of a formula with the letter in it, and say that formula in words",
        hints=[f"It stands in {numbered(reading.formula)}." if reading is not None else ""],
        steps=[f"The paper says: {told}", *_seen(reading)],
        resources=_resources(paper, reading),
    )
    source = f"{entry.latex}\n{entry.meaning}"
    return Draft("symbol", None, source, "", body, proved=False, about=entry.latex)


def _uses(paper: Paper, entry: Entry) -> Iterator[Reading]:
    """The formulas, not too long, that use a symbol."""
    for reading in paper.readings:
        statement = reading.statement if len(reading.tokens) <= _LONGEST_ROW else None
        is_said = statement is not None and len(statement.sides) > 1
        if statement is not None and is_said and _is_used(entry.name, statement):
            yield reading


def _is_index_elsewhere(paper: Paper, entry: Entry) -> bool:
    """Whether a letter that is said to be one thing in one section is an index in the formulas of others."""
    name = entry.name
    if name is None or name != Symbol(name.base) or not (len(name.base) == 1 and name.base.islower()):
        return False
    if any(occasion.is_running for occasion in entry.said) or _NUMBERING.search(entry.meaning):
        return False
    sections = {occasion.section for occasion in entry.said}
    return any(
        name.base in symbol.sub
        for reading in paper.readings
        if reading.statement is not None and reading.formula.section not in sections
        for symbol in symbols(reading.statement)
    )


def _is_used(name: Symbol | None, statement: Statement) -> bool:
    """Whether a formula holds a name, be it as a bound or an index only."""
    if name in used_symbols(statement):
        return name in names_in(statement)
    if name is None or name != Symbol(name.base):
        return False
    bounds = ((*part.lower, *part.upper) for part in walk(statement) if isinstance(part, Big))
    return any(one.symbol == name for tokens in bounds for one in occurrences(tokens))


def _use(paper: Paper, entry: Entry, uses: Sequence[Reading]) -> tuple[Reading | None, str]:
    """The first formula in which a symbol means what the entry says, and how it is said there."""
    for reading in uses:
        if not _is_said_near(entry, reading) or _is_law_there(entry, reading):
            continue
        found = paper.at(reading.formula).meaning(entry.name) if entry.name is not None else None
        if found is None or found.occasions != entry.occasions or entry.name is None:
            continue
        if reading.statement is not None and fits(
            paper, found, entry.name, reading.statement, reading.formula
        ):
            return reading, found.meaning if carrying_words(found.meaning) else entry.meaning
    return None, entry.meaning


def _is_law_there(entry: Entry, reading: Reading) -> bool:
    """Whether a formula writes a normal law with what the entry calls something else, an interval, say."""
    is_law = reading.statement is not None and any(
        isinstance(part, Call) and part.head == entry.name for part in walk(reading.statement)
    )
    return is_law and entry.name == _NORMAL and _OF_LAWS.search(entry.meaning) is None


def _is_said_near(entry: Entry, reading: Reading) -> bool:
    """Whether a name stands in a formula, or at the end of a range in the section that says what it is.

    Ends of ranges are named anew from section to section.
    """
    if reading.statement is not None and entry.name in used_symbols(reading.statement):
        return True
    return any(occasion.section == reading.formula.section for occasion in entry.said)


def _prompt(paper: Paper, entry: Entry, reading: Reading | None) -> str:
    letter = inline(entry.symbol)
    if reading is None:
        title = short_title(paper)
        if title.rstrip("*").endswith(("?", "!")):
            return f"{capital(title)} What does {letter} stand for in that paper?"
        return f"What does {letter} stand for in {title}?"
    where = place(paper, reading.formula)
    return pick(
        entry.latex,
        f"{capital(where)}: {shown_tokens(reading.tokens)}\n\nWhat does {letter} stand for?",
        f"{capital(where)} reads {shown_tokens(reading.tokens)}\n\nWhat is {letter}?",
    )


def _belongs(other: Entry) -> str:
    return f"That is {inline(other.symbol)}."


def _seen(reading: Reading | None) -> list[str]:
    if reading is None:
        return []
    return [f"It is used in {numbered(reading.formula)}: {display(tall(reading.tokens))}"]


def _resources(paper: Paper, reading: Reading | None) -> list[str]:
    formula: Formula | None = None if reading is None else reading.formula
    return resources(paper, formula)
