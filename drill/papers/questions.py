"""The few questions about symbols whose answers make exercises: what each promises was tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from drill.errors import PaperError
from drill.papers.draft import Draft, Kind, Paper, Skipped
from drill.papers.read import paper_of
from drill.papers.sheet import domains
from drill.papers.sheet.declarations import Declaration, parse_declaration, printed
from drill.papers.sheet.model import Origin, Sheet, SymbolRow
from drill.papers.sheet.symbols import CALLED, read_symbol, symbol_key
from drill.papers.sheet.types import REAL, Array, Function, Number, Quantity, Question

# Questions that one paper asks.
MOST: Final = 3
# Of so many symbols answers are tried, each as long as drafting the formulas with it.
_TRIED: Final = 4
# Answers to one question, the suggested one and options, that are tried.
_GUESSES: Final = 3
# Exercises that an answer must make.
_LEAST: Final = 2
_DOMAINS: Final = {
    domains.POSITIVE: "positive",
    domains.NONNEGATIVE: "zero or more",
    domains.UNIT: "between 0 and 1",
    domains.OPEN_UNIT: "between 0 and 1",
    domains.CORRELATION: "between -1 and 1",
    domains.COUNT: "a whole number, 1 or more",
    domains.INTEGER: "a whole number",
    domains.BINARY: "0 or 1",
}
_SHAPES: Final = ("number", "vector", "matrix", "tensor")
# Drafts some kinds once more.
Again = Callable[[Paper, Collection[Kind]], Sequence[Draft]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the number of exercises that the suggested answer made when it was tried."""

    question: Question
    waiting: int

    @property
    def text(self) -> str:
        """The question in one line: ``h_t``: vector? 14 exercises wait for it."""
        name = parse_declaration(self.question.guess)
        called = "(.)" if isinstance(name.type, Function) and not name.type.known else ""
        return f"`{name.name}{called}`: {_asked(name)}? {self.waiting} exercises wait for it"


def questions(
    paper: Paper, drafts: Sequence[Draft], skipped: Sequence[Skipped], again: Again
) -> tuple[Asked, ...]:
    """At most three questions about letters, those first whose answers make most exercises."""
    safe = {draft.id for draft in drafts if draft.is_safe}
    known = {draft.id for draft in drafts}
    asked: list[Asked] = []
    candidates: dict[str, Question] = {}
    for question in _candidates(paper.sheet, drafts, skipped):
        candidates.setdefault(_key(question.about), question)
    stopped: set[tuple[Kind, str]] = {(one.kind, one.about) for one in skipped if one.question is not None}
    stopped |= {(one.kind, one.about) for one in drafts if one.guesses}
    for key, question in list(candidates.items())[:_TRIED]:
        holding = {
            line.formula.id for line in paper.lines if line.typed and _holds(line.typed.quantities, key)
        }
        waiting = [one for one in stopped if one[1] in holding]
        kinds: list[Kind] = [kind for kind, _ in waiting]
        among = frozenset(about for _, about in waiting)
        guesses = (question.guess, *question.options)[:_GUESSES] if len(waiting) >= _LEAST else ()
        for guess in dict.fromkeys(guesses):
            suggested = replace(question, guess=guess)
            made = again(replace(paper_of(answered(paper.sheet, suggested)), among=among), kinds)
            gained = sum(draft.id not in known or (draft.is_safe and draft.id not in safe) for draft in made)
            if gained >= _LEAST:
                asked.append(Asked(suggested, gained))
                break
    return tuple(sorted(asked, key=lambda one: -one.waiting)[:MOST])


def _holds(quantities: Sequence[Quantity], key: str) -> bool:
    return any(quantity.key in (key, f"{key}(·)") for quantity in quantities)


def _candidates(sheet: Sheet, drafts: Sequence[Draft], skipped: Sequence[Skipped]) -> Iterator[Question]:
    """What is not known of letters: first what most formulas wait for or draw from."""
    counts: Counter[Question] = Counter()
    for question, _ in dict.fromkeys((one.question, one.about) for one in skipped):
        if question is not None and question.guess:
            counts[question] += 1
    rows = {_row_key(row): row for row in reversed(sheet.symbols) if row.typed}
    for draft in drafts:
        for key, _ in draft.guesses:
            row = rows.get(key) or rows.get(key.removesuffix("(·)"))
            if row is not None:
                counts[_about_guess(row)] += 1
    for question, _ in counts.most_common():
        symbol = read_symbol(question.about.removesuffix(CALLED))
        if symbol is not None and (len(symbol.name.base) == 1 or symbol.name.base.startswith("\\")):
            yield question


def _key(about: str) -> str:
    return symbol_key(about.removesuffix(CALLED))


def _row_key(row: SymbolRow) -> str:
    return _key(row.symbol) + ("(·)" if row.symbol.endswith(CALLED) else "")


def _about_guess(row: SymbolRow) -> Question:
    """What to ask about a symbol of which something is only guessed: the guess, or that it is positive."""
    known = Declaration(row.typed, Number())
    with suppress(PaperError):  # a declaration that is not read says nothing
        known = parse_declaration(row.declared) if row.declared else known
    if isinstance(known.type, Number):
        domain = domains.POSITIVE if known.domain == REAL else known.domain
        ranges = (domains.POSITIVE, domains.UNIT, REAL)
        options = tuple(printed(replace(known, domain=one)) for one in ranges)
        return Question(row.symbol, "domain", options, printed(replace(known, domain=domain)))
    return Question(row.symbol, "type", (), printed(known))


def answered(sheet: Sheet, question: Question) -> Sheet:
    """Give the sheet with the suggested answer in it."""
    key, you = _key(question.about), Origin("you")
    declared = parse_declaration(question.guess)
    rows = [
        replace(row, declared=question.guess, declared_from=you) if _key(row.symbol) == key else row
        for row in sheet.symbols
    ]
    if not any(_key(row.symbol) == key for row in rows):
        rows.append(SymbolRow(question.about, declared.name, question.guess, declared_from=you))
    return replace(sheet, symbols=tuple(rows))


def _asked(guess: Declaration) -> str:
    """The suggestion without its subject: ``vector``, ``between 0 and 1``."""
    if isinstance(guess.type, Function) and guess.type.known:
        return guess.type.known
    kind = guess.type.gives if isinstance(guess.type, Function) else guess.type
    if isinstance(kind, Number) and guess.domain in _DOMAINS:
        return _DOMAINS[guess.domain]
    if isinstance(kind, Number | Array):
        return _SHAPES[min(len(kind.axes), 3) if isinstance(kind, Array) else 0]
    return printed(guess)
