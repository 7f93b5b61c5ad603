"""Check references between exercises: ids, former names, skills and needs. Light."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drill.banks.loaded_files import LoadedExercise, LoadedFile, Skills
from drill.gyr.events import SkillId
from drill.proving.reports import Finding, finding_at
from drill.text import did_you_mean


@dataclass(frozen=True, slots=True)
class BankText:
    """The files of a bank to check, and their neighbours, which only take part in references."""

    id: str
    subject: Path | None
    files: tuple[LoadedFile, ...]
    neighbours: tuple[LoadedFile, ...] = ()


def link_findings(banks: Sequence[BankText], skills: Skills) -> Iterator[Finding]:
    """Yield repeated ids, clashing former names, missing skills, and needs that run in a circle."""
    holders: dict[str, str] = {}
    for bank in banks:
        for file in (*bank.neighbours, *bank.files):
            for exercise in file.exercises:
                holders.setdefault(f"{bank.id}/{exercise.entry.id}", f"{file.path}:{exercise.entry.line}")
    claimed: dict[str, str] = {}
    for bank in banks:
        for file in bank.files:
            for exercise in file.exercises:
                location = f"{file.path}:{exercise.entry.line}"
                first = holders[f"{bank.id}/{exercise.entry.id}"]
                if first != location:
                    message = f"the id is used at {first} too; ids are unique in a bank"
                    yield finding_at(file.path, exercise, ("id",), "error", "duplicate-id", message)
                for index, item in enumerate(exercise.exercise.was):
                    holder = holders.get(item) or claimed.setdefault(item, location)
                    if holder != location or item in holders:
                        message = f"{item} is at {holder} too; only one exercise can have been that item"
                        yield finding_at(file.path, exercise, ("was", index), "error", "was-clash", message)
                yield from _skill_links(bank, file, exercise, skills)


def _skill_links(
    bank: BankText, file: LoadedFile, exercise: LoadedExercise, skills: Skills
) -> Iterator[Finding]:
    skill = exercise.exercise.skill
    if bank.subject is not None and not skill:
        message = "a subject's exercise names its skill"
        yield finding_at(file.path, exercise, (), "error", "no-skill", message)
    prefixes = {name.partition(".")[0] for name in skills}
    named: list[tuple[str, tuple[str | int, ...]]] = [(skill, ("skill",))] if skill else []
    named += [(need, ("needs", index)) for index, need in enumerate(exercise.exercise.needs)]
    for name, field in named:
        if SkillId(name) not in skills and name.partition(".")[0] in prefixes:
            hint = did_you_mean(name, skills)
            message = f"no skill is called {name}" + (f"; {hint}" if hint else "")
            yield finding_at(file.path, exercise, field, "error", "skill", message)
    if skill and bank.subject is not None:  # a paper's exercises train no skill
        yield from _circular_needs(file, exercise, skills)


def _circular_needs(file: LoadedFile, exercise: LoadedExercise, skills: Skills) -> Iterator[Finding]:
    """Yield each need of an exercise that can only be learned after the exercise's own skill."""
    skill = SkillId(exercise.exercise.skill)
    for index, need in enumerate(exercise.exercise.needs):
        if skill in skills.before([SkillId(need)]):
            message = f"this exercise needs {need}, its own skill; drop the need"
            if need != skill:
                message = (
                    f"this exercise needs {need}, which itself rests on its own skill {skill}; "
                    f"drop the need, or make it an exercise of {need}"
                )
            yield finding_at(file.path, exercise, ("needs", index), "warning", "circular-need", message)


def graph_findings(subject: Path, skills: Skills) -> Iterator[Finding]:
    """Yield skills of a subject that need an unknown skill, or each other in a circle."""
    try:
        lines = subject.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return  # reported by the reader of the file
    for skill, need in skills.unknown():
        line = _find_skill_line(skill, lines)
        if line:
            hint = did_you_mean(need, skills)
            yield _in_subject(subject, line, f"{skill} needs {need}, which is not a skill; {hint}")
    circle = skills.circle()
    line = _find_skill_line(circle[0], lines) if circle else 0
    if line:
        yield _in_subject(subject, line, f"skills need each other in a cycle: {' → '.join(circle)}")


def _in_subject(subject: Path, line: int, message: str) -> Finding:
    return Finding("error", "skill", "", "", str(subject), line, 1, f"skills: {message.removesuffix('; ')}")


def _find_skill_line(skill: str, lines: Sequence[str]) -> int:
    """Return the line that describes a skill, from 1; 0 if it is not in this file."""
    pattern = re.compile(rf"\bid:\s*[\"']?{re.escape(skill)}(?![\w.-])")
    return next((number for number, line in enumerate(lines, 1) if pattern.search(line)), 0)
