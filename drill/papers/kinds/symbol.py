"""What the symbols are: meanings, names for meanings, what is learnt and what is fixed, units of parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drill.checking import Spec
from drill.notation import refs, to_latex, to_tokens, walk
from drill.notation.tree import Add, Gradient, Reduce, Ref, Statement
from drill.papers import wording
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.drafting import choice_of, contained, exercise, least_telling, source_of
from drill.papers.lowering.units import UnknownUnitError, pure_numbers
from drill.papers.sheet.model import SymbolRow
from drill.papers.sheet.symbols import typed_name
from drill.papers.structure import defined, quantities, sides_of, signs, skills_of
from drill.papers.wording import Glossary, inline, numbered, opened, place, shown

_FEWEST: Final = 4
"""Distinct meanings that a paper must give, and options of a choice."""
_LONGEST_LINE: Final = 60
_OFTEN: Final = 3
"""Formulas with a symbol from which its name is worth asking for, too."""
_MOST_UNITS: Final = 3
"""Exercises on units in one paper."""
_EMPTY: Final = frozenset(
    ("the", "a", "an", "of", "in", "for", "and", "to", "at", "on", "with", "by", "set", "value", "number",
     "function", "variable", "constant", "parameter", "vector", "matrix")
)  # fmt: skip
"""Words that carry no meaning by themselves."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A symbol with its meaning, and a formula that shows it."""

    row: SymbolRow
    symbol: Ref
    meaning: str
    line: Line | None

    @property
    def latex(self) -> str:
        return inline(self.row.symbol)

    @property
    def words(self) -> frozenset[str]:
        return _words(self.row.means)


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """Two drafts a symbol with a meaning, and what formulas tell of their symbols."""
    glossary = Glossary(paper)
    entries = _entries(paper)
    if len(entries) < _FEWEST:
        yield Skipped("symbol", "", f"The paper explains fewer than {_FEWEST} symbols.")
    else:
        for entry in entries:
            yield from contained(
                "symbol", entry.row.symbol, lambda entry=entry: _of_entry(paper, entry, entries, glossary)
            )
    yield from contained("symbol", "", lambda: _learnt(paper, glossary))
    made = 0
    for line in paper.lines:
        for draft in contained("symbol", line.formula.id, lambda line=line: _units(paper, line, glossary)):
            made += isinstance(draft, Draft)
            if made <= _MOST_UNITS:
                yield draft


def _entries(paper: Paper) -> list[_Entry]:
    """Symbols with one meaning that says something, each meaning once."""
    found: dict[frozenset[str], _Entry] = {}
    meanings: dict[Ref, set[frozenset[str]]] = {}
    for row in paper.sheet.symbols:
        symbol = wording.symbol_of(row) if row.means else None
        words = _words(row.means)
        if symbol is None or not words:
            continue
        meanings.setdefault(opened(symbol), set()).add(words)
        found.setdefault(
            words, _Entry(row, symbol, wording.markdown(wording.article(row.means)), _use(paper, symbol))
        )
    return [one for one in found.values() if len(meanings[opened(one.symbol)]) == 1]


def _use(paper: Paper, symbol: Ref) -> Line | None:
    """The shortest formula that uses a symbol."""
    own = opened(symbol)
    uses = [
        line
        for line in paper.lines
        if line.statement is not None
        and len(line.statement.sides) > 1
        and signs(line.tokens) <= _LONGEST_LINE
        and any(opened(ref) == own for ref in refs(line.statement))
    ]
    return min(uses, key=lambda line: len(line.tokens), default=None)


def _words(meaning: str) -> frozenset[str]:
    letters = "".join(char if char.isalpha() else " " for char in meaning.lower())
    return frozenset(word.removesuffix("s") for word in letters.split()) - _EMPTY


def _of_entry(
    paper: Paper, entry: _Entry, entries: Sequence[_Entry], glossary: Glossary
) -> Iterator[Draft | Skipped]:
    others = [
        one
        for one in _turned(entry, entries)
        if not (one.words <= entry.words or entry.words <= one.words)
        and opened(one.symbol) != opened(entry.symbol)
    ]
    if len(others) < _FEWEST - 1:
        yield Skipped("symbol", entry.row.symbol, "The other meanings are too close to its own.")
        return
    by_meaning = {one.meaning: one for one in others}
    chosen = [by_meaning[one] for one in least_telling(entry.meaning, [*by_meaning], _FEWEST - 1)]
    yield _meaning(paper, entry, chosen)
    # a meaning that names the symbol would tell it
    uses = sum(
        any(opened(ref) == opened(entry.symbol) for ref in quantities(*sides_of(line.statement)))
        for line in paper.lines
    )
    if uses >= _OFTEN and inline(entry.row.symbol).strip("$") not in entry.meaning:
        yield _symbol(paper, entry, chosen, glossary)


def _turned(entry: _Entry, entries: Sequence[_Entry]) -> list[_Entry]:
    """The other entries, those said of the same formulas first, else from a place of its own."""
    offset = wording.pick(entry.row.symbol, *range(len(entries)))
    turned = [*entries[offset:], *entries[:offset]]
    beside = (
        {opened(ref) for ref in refs(entry.line.statement)}
        if entry.line and entry.line.statement
        else set[Ref]()
    )
    return sorted(
        (one for one in turned if one is not entry), key=lambda one: opened(one.symbol) not in beside
    )


def _meaning(paper: Paper, entry: _Entry, others: Sequence[_Entry]) -> Draft:
    shown_line = f"{place(paper.sheet, entry.line.formula)}: {shown(entry.line)}\n\n" if entry.line else ""
    ask = wording.pick(
        entry.row.symbol, f"What does {entry.latex} stand for?", f"What is {entry.latex} here?",
        f"Choose the meaning of {entry.latex}.",
    )  # fmt: skip
    if entry.line is None:
        ask = f"In {wording.short_title(paper.sheet)}, what does {entry.latex} stand for?"
    options = choice_of(
        wording.capital(entry.meaning),
        [(wording.capital(one.meaning), f"{one.latex} stands for that.") for one in others],
    )
    return _draft(
        paper, entry, "", f"What {_name(entry)} stands for", f"{shown_line}{ask}", options,
        shape="a letter in the place that it has in the formula",
        motion="see what it is added to, multiplied by or taken of; only one of these things fits there",
        hint="What kind of thing can stand at its place: a number, a vector, a function?",
        step=f"{entry.latex} stands for {entry.meaning}.",
    )  # fmt: skip


def _symbol(paper: Paper, entry: _Entry, others: Sequence[_Entry], glossary: Glossary) -> Draft:
    options = choice_of(
        entry.latex, [(one.latex, f"{one.latex} stands for {one.meaning}.") for one in others]
    )
    title = wording.short_title(paper.sheet)
    ask = wording.pick(
        entry.row.means, f"Which symbol does {title} use for {entry.meaning}?",
        f"How does {title} write {entry.meaning}?", f"In {title}, choose the symbol for {entry.meaning}.",
    )  # fmt: skip
    return _draft(
        paper, entry, "symbol", f"Symbol for {wording.article(entry.row.means)}", ask, options,
        shape="a thing with a name, and a letter for it",
        motion="recall a formula in which it takes part, and read off the letter",
        hint="In which formula does it take part?",
        step=f"The paper writes {entry.latex} for {entry.meaning}.",
    )  # fmt: skip


def _draft(
    paper: Paper, entry: _Entry, slot: str, title: str, prompt: str, options: Spec, *,
    shape: str, motion: str, hint: str, step: str,
) -> Draft:  # fmt: skip
    line = entry.line
    body = exercise(
        title=title if len(title) <= 60 and "$" not in title else f"The symbol {_name(entry)}"[:60],
        prompt=prompt,
        answer=options,
        skills=skills_of(line.statement) if line else (),
        level=1,
        shape=shape,
        motion=motion,
        hints=[hint],
        steps=[step, f"It is used in {numbered(line.formula)}: {shown(line)}" if line else ""],
        links=[
            f"{place(paper.sheet, line.formula)}, with the paragraphs around it"
            if line
            else wording.capital(wording.short_title(paper.sheet))
        ],
    )
    guesses = _guessed(entry.row)
    return Draft(
        "symbol",
        entry.row.symbol,
        entry.row.symbol,
        slot,
        body,
        is_proved=_is_sure(entry.row),
        guesses=guesses,
    )


def _typed(ref: Ref, glossary: Glossary) -> str:
    row = glossary.row(ref)
    return row.typed if row is not None and row.typed else typed_name(ref)


def _name(entry: _Entry) -> str:
    return entry.row.typed or entry.row.symbol.replace("\\", "")


def _is_sure(row: SymbolRow) -> bool:
    return row.means_from is not None and row.means_from.kind != "guessed"


def _guessed(row: SymbolRow) -> tuple[tuple[str, str], ...]:
    return (
        ()
        if _is_sure(row)
        else ((row.symbol, row.means_from.where if row.means_from else "nobody has said it"),)
    )


# What formulas tell of their symbols


def _learnt(paper: Paper, glossary: Glossary) -> Iterator[Draft | Skipped]:
    """Which of these is learnt: what gradients are taken with respect to, or what is searched for."""
    learnt: dict[Ref, tuple[Ref, Line]] = {}
    made: set[Ref] = set()
    fixed: dict[Ref, tuple[Ref, Line]] = {}
    for line in paper.lines:
        if line.statement is None:
            continue
        left = defined(line.statement)
        made |= {opened(left)} if left is not None else set()
        for node in (one for side in line.statement.sides for one in walk(side)):
            match node:
                case Gradient(by=by):
                    learnt |= {opened(one): (one, line) for one in by if opened(one) not in learnt}
                case Reduce("\\argmin", bound=bound) if bound is not None:
                    learnt |= {opened(one): (one, line) for one in bound.names if opened(one) not in learnt}
                case Ref(below=()) if glossary.called(node, line.formula.section):
                    fixed.setdefault(node, (node, line))
                case _:
                    pass
    rivals = {ref: one for ref, one in fixed.items() if ref not in learnt and ref not in made}
    for ref, (name, line) in learnt.items():
        own = glossary.name(name, line.formula.section)
        if own and len(rivals) >= _FEWEST - 1:
            yield _which_learnt(paper, ref, line, [*rivals.values()], own, glossary)


def _which_learnt(
    paper: Paper, ref: Ref, line: Line, rivals: Sequence[tuple[Ref, Line]], own: str, glossary: Glossary
) -> Draft:
    right = f"{inline(to_latex(to_tokens(ref)))}, {own}"
    named = {
        f"{inline(to_latex(to_tokens(one)))}, {meaning}": meaning
        for one, where in rivals
        if (meaning := glossary.called(one, where.formula.section)) and meaning != own
    }
    wrong = least_telling(right, [*named], _FEWEST - 1)
    body = exercise(
        title=f"Learnt or fixed: {_typed(ref, glossary)}"[:60],
        prompt=f"In {wording.short_title(paper.sheet)}, which of these is learnt "
        "while the others stay fixed?",
        answer=choice_of(
            right,
            [
                (one, "No formula of the paper searches for it or differentiates with respect to it.")
                for one in wrong
            ],
        ),
        skills=skills_of(line.statement),
        level=2,
        shape="a few quantities, of which one moves",
        motion="ask with respect to which of them the paper differentiates or minimises",
        hints=["With respect to what is a gradient taken, or over what is a minimum searched?"],
        steps=[
            f"{wording.capital(numbered(line.formula))} shows it: {shown(line)}",
            f"What is learnt is {right}.",
        ],
        links=[wording.around(paper.sheet, line.formula)],
    )
    return Draft(
        "symbol", line.formula.id, source_of(line), f"learnt {to_latex(to_tokens(ref))}", body, is_proved=True
    )


# Units


def _units(paper: Paper, line: Line, glossary: Glossary) -> Iterator[Draft | Skipped]:
    """Which symbol of a formula must be a pure number, whatever the units of the others."""
    statement = line.statement
    if statement is None or len(statement.sides) != 2 or "=" not in statement.relations:
        return
    if not any(isinstance(node, Add) for node in walk(statement)):
        return
    try:
        pure, others = pure_numbers(statement)
    except UnknownUnitError:
        return
    alike = {to_latex(to_tokens(one)): one for one in pure}
    rest = [to_latex(to_tokens(one)) for one in others if not one.name.base.startswith("\\epsilon")]
    if len(alike) != 1 or len(rest) < 2:
        return
    (latex,) = alike
    yield _pure(paper, line, statement, latex, rest[: _FEWEST - 1], glossary)


def _pure(
    paper: Paper, line: Line, statement: Statement, latex: str, others: Sequence[str], glossary: Glossary
) -> Draft:
    right, rest = inline(latex), wording.listed([inline(one) for one in others])
    body = exercise(
        title=wording.titled(line.formula, ": which symbol has no unit"),
        prompt=f"{place(paper.sheet, line.formula)}: {shown(line)}\n\nSuppose the quantities carry units, "
        "such as meters or seconds. Which of these must be a pure number for the formula to make sense?",
        answer=choice_of(
            right,
            [
                (inline(one), "It may have a unit, as long as the others have units to match.")
                for one in others
            ],
        ),
        skills=skills_of(statement),
        level=2,
        shape="terms that can be added only if their units agree",
        motion="find a plain number that something is added to, an exponent, or the inside of an exponential",
        hints=["What may be added to a plain number, or stand in an exponent?", glossary.told(line)],
        steps=[
            f"Terms of a sum have the same unit, and a plain number has none. So {right} has no unit.",
            f"{rest} may have units, as long as the two sides agree.",
        ],
        links=[wording.around(paper.sheet, line.formula)],
    )
    return Draft("symbol", line.formula.id, source_of(line), f"unit {latex}", body, is_proved=True)
