"""The results of verification: the report of one exercise, and the figures of a bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from statistics import median
from typing import Literal

from drill.banks.models import Exercise

# Fewer distinct variants are soon known by heart.
FEW_VARIANTS = 20

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """What the present rules make of a stored question on a paper's formula."""

    # Why it is withdrawn; empty where it is confirmed, or is not proved by worlds.
    fault: str = ""
    # Whether its kind is not asked any more.
    is_former: bool = False


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
    # Known mistakes of which nothing can be said before the key is shown, in the first variant.
    kept_back: int = 0


@dataclass(slots=True, kw_only=True)
class ExerciseReport(Figures):
    """The results of verifying one exercise."""

    exercise: str
    skill: str = ""
    witnessed: bool = False
    # Distinct variants among the draws of parameters: what is shown or a key differs.
    distinct: int = 0
    # Mutants without a value, which are counted apart.
    raised: int = 0
    # Mutants that the witness took for the key.
    missed: tuple[str, ...] = ()
    # Choices drawn, and in how many the right option was the longest, or the shortest.
    choices: int = 0
    longest: int = 0
    shortest: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])
    # Whether it ran out of time, so that it says nothing for good.
    is_cut_short: bool = False
    # Seconds of processor time, and those of its dearest parts, the dearest first.
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
