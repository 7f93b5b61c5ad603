"""Checking banks: their text, then every exercise's keys, mistakes and templates, in several processes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from drill.banks.content import LoadedExercise, LoadedFile
from drill.banks.graph import Skill, Skills
from drill.banks.load import Found, find_at, find_banks, load_file
from drill.errors import BankError, UsageError, field_name, field_path
from drill.gyr.events import SkillId
from drill.locations import shipped_banks

if TYPE_CHECKING:
    from drill.banks.verify import ExerciseReport, Summary

Progress = Callable[[int, int], None]
"""Called with the number of exercises checked and of all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, with its place."""

    severity: str
    code: str
    exercise: str
    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        named = f"{self.exercise}: " if self.exercise else ""
        return f"{self.path}:{self.line}:{self.column}: {self.severity}: {named}{self.message}"


@dataclass(frozen=True, slots=True)
class CheckedBank:
    """What was found of one bank."""

    bank: str
    path: str
    summary: Summary
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """One exercise to verify."""

    bank: Found
    file: LoadedFile
    exercise: LoadedExercise

    @property
    def item(self) -> str:
        return f"{self.bank.id}/{self.exercise.id}"


def banks_at(paths: Sequence[Path], own: Path) -> tuple[Found, ...]:
    """The banks that paths name, or all shipped and own ones. Raises UsageError for a missing path."""
    if not paths:
        return (*find_banks(shipped_banks()), *find_banks(own))
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}")
    return tuple(bank for path in paths for bank in find_at(path))


def check_banks(
    banks: Sequence[Found], *, variants: int, jobs: int, progress: Progress = lambda done, total: None
) -> tuple[CheckedBank, ...]:
    """Check banks whole: text first, then every exercise over ``variants`` draws in ``jobs`` processes."""
    skills = _known_skills(banks)
    loaded = [[load_file(path) for path in bank.files] for bank in banks]
    faults = [list(_text_findings(bank, files, skills)) for bank, files in zip(banks, loaded, strict=True)]
    work = [job for bank, files in zip(banks, loaded, strict=True) for job in _jobs(bank, files)]
    reports = list(_verified(work, variants, jobs, progress))
    return tuple(_checked(bank, found, work, reports) for bank, found in zip(banks, faults, strict=True))


def _known_skills(banks: Sequence[Found]) -> Skills:
    """The skills of the shipped subjects and of the banks at hand."""
    from drill.banks.read import read_subject

    heads = {bank.subject for bank in (*find_banks(shipped_banks()), *banks) if bank.subject}
    return Skills(
        Skill(SkillId(id_), title, tuple(map(SkillId, needs)))
        for path in sorted(heads)
        for id_, title, needs in read_subject(path.read_bytes(), str(path)).skills
    )


def _text_findings(bank: Found, files: Sequence[LoadedFile], skills: Skills) -> Iterator[Finding]:
    """What loading finds, ids that occur twice, and links to skills that are not there."""
    problems = [problem for file in files for problem in file.problems]
    if bank.subject is not None:
        problems += load_file(bank.subject).problems
    for problem in problems:
        yield _of_fault(problem)
    first: dict[str, str] = {}
    for file in files:
        for exercise in file.exercises:
            place = f"{file.path}:{exercise.line}"
            earlier = first.setdefault(exercise.id, place)
            if earlier != place:
                yield _at(file, exercise, ("id",), "error", "duplicate", f"the id stands at {earlier} too")
            yield from _link_findings(bank, file, exercise, skills)


def _link_findings(
    bank: Found, file: LoadedFile, exercise: LoadedExercise, skills: Skills
) -> Iterator[Finding]:
    skill = str(exercise.body.get("skill", ""))
    if bank.subject is not None and not skill:
        yield _at(file, exercise, (), "error", "no-skill", "a subject's exercise names its skill")
    needs = exercise.body.get("needs", ())
    named = [skill] if skill else []
    named += (
        [str(need) for need in needs] if isinstance(needs, Sequence) and not isinstance(needs, str) else []
    )
    for name in named:
        if skills and SkillId(name) not in skills and name.partition(".")[0] in _prefixes(skills):
            yield _at(file, exercise, ("skill",), "error", "skill", f"no skill is called {name}")


def _prefixes(skills: Skills) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in skills)


def _jobs(bank: Found, files: Sequence[LoadedFile]) -> Iterator[_Job]:
    for file in files:
        for exercise in file.exercises:
            yield _Job(bank, file, exercise)


def _body(job: _Job) -> Mapping[str, object]:
    """The exercise as a session would get it: with its topic, and the topic's theory where it has none."""
    body = {**job.exercise.body, "topic": job.file.topic}
    if job.file.theory and "theory" not in body:
        body["theory"] = job.file.theory
    return body


def _verified(work: Sequence[_Job], variants: int, jobs: int, progress: Progress) -> Iterator[ExerciseReport]:
    """The reports in the order of the work."""
    tasks = [(json.dumps(_body(job)), job.item, variants) for job in work]
    if jobs <= 1 or len(tasks) < 2:
        for number, task in enumerate(tasks, 1):
            yield _verify(task)
            progress(number, len(tasks))
        return
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        for number, report in enumerate(pool.map(_verify, tasks, chunksize=2), 1):
            yield report
            progress(number, len(tasks))


def _verify(task: tuple[str, str, int]) -> ExerciseReport:
    """One exercise, in whatever process this runs in: SymPy is loaded here, not at the start."""
    from drill.banks.verify import verify_exercise

    body, item, variants = task
    return verify_exercise(json.loads(body), item=item, variants=variants)


def _checked(
    bank: Found, faults: Sequence[Finding], work: Sequence[_Job], reports: Sequence[ExerciseReport]
) -> CheckedBank:
    from drill.banks.verify import summary

    mine = [(job, report) for job, report in zip(work, reports, strict=True) if job.bank is bank]
    findings = [*faults]
    for job, report in mine:
        for problem in report.problems:
            field = field_path(problem.field)
            findings.append(
                _at(job.file, job.exercise, field, problem.severity, problem.code, problem.message)
            )
    findings.sort(key=lambda finding: (finding.path, finding.line, finding.column))
    return CheckedBank(bank.id, str(bank.path), summary([report for _, report in mine]), tuple(findings))


def _at(
    file: LoadedFile,
    exercise: LoadedExercise,
    field: Sequence[str | int],
    severity: str,
    code: str,
    message: str,
) -> Finding:
    line, column = exercise.place(field)
    named = field_name(field)
    told = f"{named}: {message}" if named else message
    return Finding(severity, code, exercise.id, file.path, line, column, told)


def _of_fault(fault: BankError) -> Finding:
    told = f"{field_name(field_path(fault.field))}: {fault.message}" if fault.field else fault.message
    told += f"; {fault.hint}" if fault.hint else ""
    return Finding("error", fault.code, fault.exercise, fault.path, fault.line, fault.column, told)
