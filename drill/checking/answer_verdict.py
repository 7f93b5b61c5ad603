"""The outcome of checking one answer, as it travels between processes and into events."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from drill.errors import CheckError, ParseError, TimedOutError, TooLargeError, UndefinedError
from drill.explanation import RecordedStep

# The evidence of what SymPy decided.
PROVED = "proved"
# The evidence of right answers whose decimals round the key's numbers.
ROUNDED = "rounded"
NOT_EQUAL = "This is not equal to the right answer"
# The code of a formula that is neither the key nor a known mistake: the learner compares.
DIFFERS = "differs"
# The strongest evidence; of several answers the weakest counts.
_STRENGTH = {"structure": 2, PROVED: 1}
Outcome = Literal["correct", "wrong", "unreadable", "undecided"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of checking an answer.

    ``code`` is a stable word for the diagnosis, ``message`` one sentence for the learner, ``at`` a column of
    the answer from 1, ``evidence`` how it was decided (``structure``, ``proved``, ``numeric``, ``rounded``,
    ``choice``, ``code``), ``part`` the name of the part that the code and message describe. ``parts`` maps
    each part of a wrong answer to whether it is right, except for undecided parts. ``mistake`` is
    the name of the known mistake, if it has one. ``description`` is the predicate of a message on what the
    answer is, ``the reciprocal: invert the fraction.``, so that a sentence can have another subject.
    """

    verdict: Outcome
    code: str = ""
    message: str = ""
    at: int | None = None
    evidence: str = ""
    part: str = ""
    parts: Mapping[str, bool] = field(default_factory=dict[str, bool])
    mistake: str = ""
    description: str = ""

    def of_part(self, name: str) -> Verdict:
        """Return the same verdict for one part: its message begins with the part's name."""
        message = f"{name}: {self.message}" if self.message else f"{name} is not right."
        return replace(self, message=message, part=name, description="")


def make_correct_verdict(evidence: str) -> Verdict:
    """Return a right answer."""
    return Verdict("correct", evidence=evidence)


def make_wrong_verdict(code: str, message: str, evidence: str = "numeric") -> Verdict:
    """Return the verdict on a wrong answer, with its cause."""
    return Verdict("wrong", code, message, evidence=evidence)


def make_described_verdict(code: str, description: str, evidence: str = "numeric") -> Verdict:
    """Return the verdict on a wrong answer that is something other than what was asked for."""
    return replace(make_wrong_verdict(code, f"This is {description}", evidence), description=description)


def join_verdicts(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the first verdict that is wrong, else the first undecided one, else correct."""
    all_verdicts = list(verdicts)
    for outcome in ("wrong", "undecided"):
        if off := [verdict for verdict in all_verdicts if verdict.verdict == outcome]:
            return off[0]
    right = make_correct_verdict("structure")
    return min(all_verdicts, key=lambda verdict: _STRENGTH.get(verdict.evidence, 0), default=right)


def make_unreadable_verdict(error: CheckError) -> Verdict:
    """Return an answer that cannot be read or has no value: it costs nothing."""
    if isinstance(error, TimedOutError):
        return make_undecided_verdict(str(error), "timeout")
    if isinstance(error, ParseError):
        return Verdict("unreadable", error.code, str(error), error.at)
    code = "parse"
    if isinstance(error, TooLargeError):
        code = "too-large"
    elif isinstance(error, UndefinedError):
        code = "undefined"
    return Verdict("unreadable", code, str(error))


def make_undecided_verdict(message: str, code: str = "undecided") -> Verdict:
    """Return the verdict on an answer that is shown neither right nor wrong."""
    return Verdict("undecided", code, message)


@dataclass(frozen=True, slots=True)
class Explained:
    """A verdict, and the steps that led to it."""

    verdict: Verdict
    steps: tuple[RecordedStep, ...]


# --- the lines of a working ---------------------------------------------------------------------------------


Sign = Literal["follows", "breaks", "undecided", "unchecked"]


@dataclass(frozen=True, slots=True)
class PointApart:
    """A point where two expressions differ, as ``x = 2``, and their values there, with four digits."""

    place: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """The result of checking one line.

    ``before`` is the number of the line, from 1, that it was compared with: itself for two parts of a chain,
    0 without one. Of a line that breaks, ``point`` shows it, ``reason`` is the cause, ``slip`` is
    the reply to the known mistake that it makes. Of one that was not read, ``reason`` and the column ``at``.
    """

    sign: Sign
    before: int = 0
    reason: str = ""
    point: PointApart | None = None
    slip: str = ""
    at: int | None = None


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """The sign of a working's line, and the steps that led to it."""

    line: CheckedLine
    steps: tuple[RecordedStep, ...]


def first_break(checked: Sequence[CheckedLine]) -> int | None:
    """Return the index of the first line that does not follow."""
    return next((index for index, line in enumerate(checked) if line.sign == "breaks"), None)


# The computing time of a check.

# Max seconds of computing for one check; then it is undecided. The worker is ended after a second.
DEADLINE_S = 0.6


class Clock:
    """A budget of computing time that is checked between evaluations; waiting does not count.

    SymPy has ``proving_s`` seconds beside it, half as many.
    """

    def __init__(self, limit_s: float = DEADLINE_S) -> None:
        self.proving_s = limit_s / 2
        self._limit_s = limit_s
        self._end = time.thread_time() + limit_s

    @property
    def left_s(self) -> float:
        """The seconds that are left; none once it is spent."""
        return max(0.0, self._end - time.thread_time())

    def allow(self, seconds: float) -> None:
        """Give back what was computed that the budget does not count."""
        self._end += seconds

    def check(self) -> float:
        """Return the share of the time that is left; raises TimedOutError once it is spent."""
        left = (self._end - time.thread_time()) / self._limit_s
        if left < 0:
            raise TimedOutError("the answer could not be compared in time")
        return left
