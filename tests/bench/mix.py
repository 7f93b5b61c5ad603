"""What the banks hold beside what they aim at: kinds of answers, levels, draws, cards, skills, twins.

Run with ``python -m tests.bench.mix [FOLDER]``, a folder of banks with a ``_subject.yaml`` each (default: the
shipped ones). An exercise counts for a kind where one of its stages or sisters asks for it, for numbers only
where all do. A star marks what misses its aim.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drill.banks.content import LoadedFile
from drill.banks.load import Found, find_banks, load_file
from drill.banks.models import Exercise, Form, Question
from drill.banks.read import read_subject
from drill.checking import Spec
from drill.locations import shipped_banks
from drill.proving.links import BankText
from drill.proving.twins import twin_findings

SYMBOLIC = frozenset({"expression", "antiderivative", "matrix-expression", "distribution", "equation"})
WHY = frozenset({"fault", "choice", "choices"})
HARD = (4, 5)
ALL = 1028
"""The sum of the syllabus aims."""


@dataclass(frozen=True, slots=True)
class Mix:
    """A bank as read."""

    id: str
    exercises: tuple[Exercise, ...]
    skills: tuple[str, ...]
    cards: frozenset[str]
    twins: int

    def share(self, holds: Callable[[Exercise], bool]) -> float:
        """The percentage of exercises that something holds of."""
        return 100 * sum(map(holds, self.exercises)) / max(1, len(self.exercises))

    def count(self, holds: Callable[[Exercise], bool]) -> int:
        """The number of exercises that something holds of."""
        return sum(map(holds, self.exercises))

    @property
    def thin_skills(self) -> int:
        """Skills with fewer than two exercises."""
        met = Counter(exercise.skill for exercise in self.exercises)
        return sum(met[skill] < 2 for skill in self.skills)


def mix_of(bank: Found) -> Mix:
    """Read a bank; faulty exercises are left out."""
    files: tuple[LoadedFile, ...] = tuple(map(load_file, bank.files))
    subject = read_subject(bank.subject.read_bytes(), str(bank.subject)) if bank.subject else None
    return Mix(
        id=bank.id,
        exercises=tuple(loaded.exercise for file in files for loaded in file.exercises),
        skills=tuple(skill for skill, _, _ in subject.skills) if subject else (),
        cards=frozenset(name for file in files for name in file.cards),
        twins=len(list(twin_findings(BankText(bank.id, bank.subject, files)))),
    )


# --- what an exercise asks for ----------------------------------------------------------------------------


def _asked(exercise: Exercise) -> Iterator[tuple[Form, Question]]:
    return ((form, question) for form in exercise.forms for question in form.questions)


def is_numeric(exercise: Exercise) -> bool:
    """Whether all that it asks for is one number or a vector of numbers."""
    return all(
        question.answer.kind == "number"
        or (question.answer.kind == "vector" and not _has_symbols(form, question))
        for form, question in _asked(exercise)
    )


def is_symbolic(exercise: Exercise) -> bool:
    """Whether it asks for something in symbols."""
    return any(
        _kinds(question.answer) & SYMBOLIC
        or (question.answer.kind in ("vector", "matrix") and _has_symbols(form, question))
        for form, question in _asked(exercise)
    )


def asks_for(*kinds: str) -> Callable[[Exercise], bool]:
    """Whether one of its answers is of these kinds."""
    return lambda exercise: any(_kinds(question.answer) & set(kinds) for _, question in _asked(exercise))


def has_pool(exercise: Exercise) -> bool:
    """Whether options are drawn."""
    return any(question.answer.show for _, question in _asked(exercise))


def _kinds(answer: Spec) -> set[str]:
    return {part.kind for _, part in answer.parts} or {answer.kind}


def _has_symbols(form: Form, question: Question) -> bool:
    declared = (form.declared, question.declared)
    return bool(question.answer.vars or any(each.vars or each.names for each in declared))


# --- the table --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of every bank, with the least or the most that is aimed at."""

    name: str
    value: Callable[[Mix], float]
    unit: str = ""
    least: float | None = None
    most: float | None = None

    def cell(self, mix: Mix) -> str:
        """The figure, with a star where it misses the aim."""
        value = self.value(mix)
        low = self.least is not None and value < self.least
        high = self.most is not None and value > self.most
        return f"{value:.0f}{self.unit}" + ("*" if low or high else " ")

    @property
    def aim(self) -> str:
        """The aim as text."""
        if self.least is not None:
            return f">= {self.least:g}{self.unit}"
        return "" if self.most is None else f"<= {self.most:g}{self.unit}"


ROWS = (
    Row("exercises", lambda mix: len(mix.exercises)),
    Row("a number, a numeric vector", lambda mix: mix.share(is_numeric), " %", most=45),
    Row("symbolic", lambda mix: mix.share(is_symbolic), " %", least=25),
    Row("NumPy", lambda mix: mix.share(asks_for("code")), " %", least=6),
    Row("faults and choices", lambda mix: mix.share(asks_for(*WHY)), " %", least=12),
    Row("chains", lambda mix: mix.share(lambda each: each.has_stages), " %", least=5),
    Row("levels 4 and 5", lambda mix: mix.share(lambda each: each.level in HARD), " %", least=20),
    Row("with parameters", lambda mix: mix.share(lambda each: each.is_parametrised), " %", least=70),
    Row("nothing renews", lambda mix: mix.count(lambda each: each.renews == "nothing"), most=0),
    Row("with sisters", lambda mix: mix.count(lambda each: each.has_sisters)),
    Row("with pools", lambda mix: mix.count(has_pool)),
    Row("without a title", lambda mix: mix.count(lambda each: not each.title), most=0),
    Row("skills", lambda mix: len(mix.skills)),
    Row("skills without a card", lambda mix: len(set(mix.skills) - mix.cards), most=0),
    Row("skills with fewer than 2", lambda mix: mix.thin_skills, most=0),
    Row("twins", lambda mix: mix.twins, most=0),
)


def table(mixes: Sequence[Mix]) -> Iterator[str]:
    """The lines of the table, a bank a column."""
    widths = [max(8, len(mix.id)) for mix in mixes]
    yield _line("", [mix.id for mix in mixes], widths, "aim")
    for row in ROWS:
        yield _line(row.name, [row.cell(mix) for mix in mixes], widths, row.aim)
    count = sum(len(mix.exercises) for mix in mixes)
    yield f"{count} exercises in all; aim: >= {ALL}"


def _line(name: str, cells: Sequence[str], widths: Sequence[int], aim: str) -> str:
    columns = "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return f"{name:<27}{columns}  {aim}".rstrip()


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    root = Path(arguments[0]) if arguments else shipped_banks()
    for line in table([mix_of(bank) for bank in find_banks(root) if bank.subject is not None]):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
