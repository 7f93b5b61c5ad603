"""The results of verification: the report of one exercise, and the figures of a bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from statistics import median
from time import process_time
from typing import Literal

from drill.banks.loaded_files import LoadedExercise
from drill.banks.models import Exercise
from drill.errors import BankError, field_path, place_name
from drill.limits import can_interrupt, interrupt_after

# Min distinct variants, because fewer are soon known by heart.
FEW_VARIANTS = 20

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an exercise; ``field`` is its place, such as ``wrong.0.answer``."""

    severity: Severity
    code: str
    field: str
    message: str


@dataclass(slots=True, kw_only=True)
class Figures:
    """The figures of an exercise, which are summed over a bank."""

    stages: int = 0
    sisters: int = 0
    slips: int = 0
    pools: int = 0
    # Variants that were worked out in full.
    tried: int = 0
    mutants: int = 0
    caught: int = 0
    # Known mistakes without feedback before the key is shown, in the first variant.
    kept_back: int = 0


@dataclass(slots=True, kw_only=True)
class ExerciseReport(Figures):
    """The results of verifying one exercise."""

    exercise: str
    skill: str = ""
    witnessed: bool = False
    # Distinct variants among the draws of parameters: their texts or their keys differ.
    distinct: int = 0
    # Mutants without a value, which are counted separately.
    raised: int = 0
    # Mutants that the witness took for the key.
    missed: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list[Problem])
    # Whether it ran out of time, so that it is not final.
    is_cut_short: bool = False
    # Seconds of processor time, and those of its most expensive parts, these in descending order.
    seconds: float = field(default=0.0, compare=False)
    costs: Mapping[str, float] = field(default_factory=dict[str, float], compare=False)

    @classmethod
    def of(cls, exercise: Exercise) -> ExerciseReport:
        """Return the empty report of an exercise."""
        questions = [question for form in exercise.forms for question in form.questions]
        return cls(
            exercise=exercise.id,
            skill=exercise.skill,
            stages=sum(len(form.questions) for form in exercise.forms if form.has_stages),
            sisters=len(exercise.forms) if exercise.has_sisters else 0,
            slips=sum(len(question.answer.slips) for question in questions),
            pools=sum(question.answer.show > 0 for question in questions),
        )

    @classmethod
    def not_verified(cls, exercise: Exercise, message: str) -> ExerciseReport:
        """Return the report of an exercise whose verification was stopped from outside."""
        report = replace(cls.of(exercise), is_cut_short=True)
        report.problems.append(Problem("error", "ended", "", f"not verified: {message}"))
        return report

    @property
    def parametrised(self) -> bool:
        """Whether its parameters alone give enough variants."""
        return self.distinct >= FEW_VARIANTS


@dataclass(slots=True, kw_only=True)
class Summary(Figures):
    """The figures of one bank."""

    exercises: int
    parametrised: int
    witnessed: int
    skills: Mapping[str, int]
    # Of the distinct variants of those that are parametrised.
    median: float
    minimum: int


def summarise_reports(reports: Sequence[ExerciseReport]) -> Summary:
    """Return the figures of a bank from the reports of its exercises."""
    counts = [report.distinct for report in reports if report.parametrised]
    sums = {each.name: sum(getattr(report, each.name) for report in reports) for each in fields(Figures)}
    return Summary(
        exercises=len(reports), parametrised=len(counts),
        witnessed=sum(report.witnessed for report in reports),
        skills=dict(sorted(Counter(report.skill for report in reports if report.skill).items())),
        median=median(counts) if counts else 0, minimum=min(counts, default=0), **sums,
    )  # fmt: skip


# The findings of ``drill check``: faults of a bank, with file, line and column. Light.


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem in a bank, with its place."""

    severity: Severity
    code: str
    exercise: str
    # Which stage, sister or slip: ``stage 2``; empty for the exercise as a whole.
    where: str
    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        named = f"{self.exercise}: " if self.exercise else ""
        named += f"{self.where}: " if self.where else ""
        return f"{self.path}:{self.line}:{self.column}: {self.severity}: {named}{self.message}"


def finding_at(
    path: str,
    exercise: LoadedExercise,
    field: Sequence[str | int],
    severity: Severity,
    code: str,
    message: str,
) -> Finding:
    """Return a finding at a field of an exercise of the file ``path``."""
    line, column = exercise.place(field)
    where, named = place_name(field)
    full_message = f"{named}: {message}" if named else message
    return Finding(severity, code, exercise.entry.id, where, path, line, column, full_message)


def of_problem(path: str, exercise: LoadedExercise, problem: Problem) -> Finding:
    """Return a problem found by verification as a finding with its line and column."""
    path_of_field = field_path(problem.field)
    return finding_at(path, exercise, path_of_field, problem.severity, problem.code, problem.message)


def of_fault(fault: BankError) -> Finding:
    """Return a fault of reading the text as a finding."""
    where, named = place_name(field_path(fault.field))
    message = f"{named}: {fault.sentence}" if named else fault.sentence
    return Finding("error", fault.code, fault.exercise, where, fault.path, fault.line, fault.column, message)


# A time limit for a block of work, on systems with interval timers.
#
# It counts computing alone, because on a busy machine a sound exercise waits for other programs. A process
# that stands still is ended by its parent.


class OutOfTime(BaseException):
    """The limit that has passed; raised from a signal, and not caught by the error handlers in between."""


@contextmanager
def limit_computing(seconds: float) -> Generator[None]:
    """Raise OutOfTime in the block after some seconds of computing in this process.

    Where no timer is free (`can_interrupt`), the time is unlimited.
    """
    if not can_interrupt("ITIMER_PROF"):
        yield
        return

    with interrupt_after(seconds, OutOfTime(f"{seconds:g} s of computing"), "ITIMER_PROF"):
        yield


# The processor time of a verification, by purpose.


class Stopwatch:
    """Seconds of processor time by their purpose; a part inside another counts for itself alone."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inside: list[float] = []

    @contextmanager
    def on(self, purpose: str) -> Generator[None]:
        """Count the computations in the block for a purpose."""
        begun = process_time()
        self._inside.append(0.0)
        try:
            yield
        finally:
            took = process_time() - begun
            self.seconds[purpose] += took - self._inside.pop()  # type: ignore[assignment]  # a count of seconds
            if self._inside:
                self._inside[-1] += took
