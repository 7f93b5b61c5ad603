"""What verification finds: of one exercise, and the figures of a bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an exercise; ``field`` is its place, such as ``wrong.0.answer``."""

    severity: Severity
    code: str
    field: str
    message: str


@dataclass(slots=True)
class ExerciseReport:
    """What verification found of one exercise."""

    exercise: str
    skill: str = ""
    parametrised: bool = False
    witnessed: bool = False
    tried: int = 0
    """Variants that were worked out in full."""
    distinct: int = 0
    """Distinct variants among the draws: prompt or key differ."""
    mutants: int = 0
    caught: int = 0
    raised: int = 0
    """Mutants without a value, which are counted apart."""
    missed: list[str] = field(default_factory=list[str])
    """Mutants that the witness took for the key."""
    problems: list[Problem] = field(default_factory=list[Problem])
    is_cut_short: bool = False
    """Whether it ran out of time, so that it says nothing for good."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one bank."""

    exercises: int
    parametrised: int
    variants_tried: int
    witnessed: int
    skills: Mapping[str, int]
    median: float
    minimum: int
    tried: int
    caught: int


def summary(reports: Sequence[ExerciseReport]) -> Summary:
    """The figures of a bank from the reports of its exercises."""
    counts = [report.distinct for report in reports if report.parametrised]
    return Summary(
        exercises=len(reports),
        parametrised=len(counts),
        variants_tried=sum(report.tried for report in reports),
        witnessed=sum(report.witnessed for report in reports),
        skills=dict(sorted(Counter(report.skill for report in reports if report.skill).items())),
        median=median(counts) if counts else 0,
        minimum=min(counts, default=0),
        tried=sum(report.mutants for report in reports),
        caught=sum(report.caught for report in reports),
    )
