"""The few questions whose answers unlock most of a paper's exercises."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from drill.papers.draft import Draft, Line, Skipped
from drill.papers.sheet import domains
from drill.papers.sheet.declarations import Declaration, parse_declaration, printed
from drill.papers.sheet.statement_types import missing, question_of
from drill.papers.sheet.table import Table, value_type
from drill.papers.sheet.typed import Quantity, Question, Typed
from drill.papers.sheet.types import REAL, Array, Domain, Function, Number, Type

MOST: Final = 5
"""Questions that one paper asks; nobody has to answer more before the first exercise."""
_DRAWN: Final = 0.5
"""What an exercise counts that is there already but draws from a guessed range; one that waits counts 1."""
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the exercises that wait for it, and those that draw from what it would settle.

    They are formulas where no exercises have been made yet.
    """

    question: Question
    name: str
    waiting: int = 0
    drawing: int = 0
    unit: str = "exercise"

    @property
    def text(self) -> str:
        """The question in one line: ``h_t``: vector? 14 exercises wait for it."""
        about = f"`{self.name}`: {_asked(self.question)}"
        if self.waiting:
            return f"{about} {_counted(self.waiting, self.unit)} {_verb('wait', self.waiting)} for it"
        return f"{about} {_counted(self.drawing, self.unit)} {_verb('draw', self.drawing)} numbers for it"


def questions(
    lines: Sequence[Line], table: Table, drafts: Iterable[Draft] = (), skipped: Iterable[Skipped] = ()
) -> tuple[Asked, ...]:
    """At most five questions about symbols, those first whose answers unlock most.

    With ``drafts`` and ``skipped``, exercises count that wait or rest on a guess, else formulas do. A formula
    that misses several things counts for each of them in part.
    """
    drafts, skipped = tuple(drafts), tuple(skipped)
    is_made = bool(drafts or skipped)
    asked: dict[tuple[str, str], Question] = {}
    worth: dict[tuple[str, str], float] = defaultdict(float)
    waiting: Counter[tuple[str, str]] = Counter()
    drawing: Counter[str] = Counter()
    guessed: dict[str, Quantity] = {}
    for line in lines:
        if line.statement is not None and isinstance(line.typed, Question):
            all_missing = missing(line.statement, table, line.formula.section)
            answerable = {(one.about, one.asks): one for one in all_missing if _can_be_answered(one)}
            for place, question in answerable.items():
                asked.setdefault(place, question)
                worth[place] += 1 / len(answerable)
                waiting[place] += 1
        elif isinstance(line.typed, Typed):
            unsure = {one.key: one for one in line.typed.quantities if not one.is_sure}
            guessed = {**unsure, **guessed}
            drawing.update(unsure.keys())
    if is_made:
        waiting = Counter((one.question.about, one.question.asks) for one in skipped if one.question)
        worth = {place: max(waiting[place], 0.0) for place in asked}
        drawing = Counter(key for draft in drafts for key, _ in draft.guesses if key in guessed)
    unit = "exercise" if is_made else "formula"
    found = [
        (worth[place], Asked(question, _name(question), waiting[place], 0, unit))
        for place, question in asked.items()
    ]
    for key, count in drawing.items():
        question = _about_guess(guessed[key], table)
        found.append((_DRAWN * count, Asked(question, _name(question), 0, count, unit)))
    found.sort(key=lambda one: -one[0])
    return tuple(one for value, one in found[:MOST] if value)


def _can_be_answered(question: Question) -> bool:
    """Whether a declaration answers a question."""
    return bool(question.options) and question.asks in ("type", "function", "domain")


def _name(question: Question) -> str:
    """The name of what is asked about, as people type it: ``h_t``, ``f(.)``."""
    declaration = parse_declaration(question.options[0])
    return f"{declaration.name}(.)" if isinstance(declaration.type, Function) else declaration.name


def _about_guess(quantity: Quantity, table: Table) -> Question:
    """What to ask about a symbol that is drawn from a guess; of a number, the numbers it may be."""
    fact = table.facts.get((quantity.key, None))
    asked = question_of(quantity.symbol, fact is not None and fact.is_called, table)
    name, kind, domain = quantity.typed, quantity.type, quantity.domain
    is_number = value_type(kind) == Number()
    ranges = (
        tuple(_declared(name, kind, one) for one in (domains.POSITIVE, domains.UNIT, REAL))
        if is_number
        else ()
    )
    guess = _declared(name, kind, domain if is_number else REAL)
    if fact is not None and not fact.is_type_sure:
        others = asked.options[1:] if is_number else asked.options
        return Question(asked.about, "type", (*ranges, *others), guess)
    options = ranges or tuple(_declared(name, kind, one) for one in (domains.POSITIVE, domains.UNIT, REAL))
    return Question(asked.about, "domain", options, "" if domain == REAL else guess)


def _declared(name: str, kind: Type, domain: Domain) -> str:
    return printed(Declaration(name, kind, domain))


def _asked(question: Question) -> str:
    """The question without its subject: ``vector?``, ``between 0 and 1?``."""
    if not question.guess:
        return "which numbers can it be?" if question.asks == "domain" else "a number, a vector or a matrix?"
    guess = parse_declaration(question.guess)
    kind = value_type(guess.type)
    value = kind.gives if isinstance(kind, Function) else kind
    if isinstance(value, Number) and guess.domain in _DOMAINS:
        return f"{_DOMAINS[guess.domain]}?"
    if isinstance(value, Number | Array):
        return f"{_SHAPES[min(len(value.axes), 3) if isinstance(value, Array) else 0]}?"
    return f"{question.guess}?"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _verb(verb: str, count: int) -> str:
    return f"{verb}s" if count == 1 else verb
