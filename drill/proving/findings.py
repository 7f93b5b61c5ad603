"""The findings of ``drill check``: what is wrong with a bank, with file, line and column. Light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drill.banks.loaded_files import LoadedExercise
from drill.errors import BankError, field_path, place_name
from drill.proving.reports import Problem, Severity


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
    return Finding(severity, code, exercise.id, where, path, line, column, full_message)


def of_problem(path: str, exercise: LoadedExercise, problem: Problem) -> Finding:
    """Return a problem found by verification as a finding with its line and column."""
    path_of_field = field_path(problem.field)
    return finding_at(path, exercise, path_of_field, problem.severity, problem.code, problem.message)


def of_fault(fault: BankError) -> Finding:
    """Return a fault of reading the text as a finding."""
    where, named = place_name(field_path(fault.field))
    message = f"{named}: {fault.sentence}" if named else fault.sentence
    return Finding("error", fault.code, fault.exercise, where, fault.path, fault.line, fault.column, message)
