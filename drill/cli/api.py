"""drill from Python: banks, variants of their exercises, and verdicts on answers.

    import drill

    bank = drill.load("calculus")
    variant = drill.variant(bank["product-power-sine"], seed=3)
    drill.grade(variant, "2x sin(3x)").message
    drill.grade({"number": "3/4"}, "0.75").verdict     # "correct"
    drill.explain({"number": "3/4"}, "0.76").steps     # reading, comparison and attempts

    with drill.Grader() as grade:                       # many answers: the processes stay
        verdicts = [grade({"expression": "2x", "vars": ["x"]}, text) for text in answers]

Nothing is stored. Answers are checked in processes of their own, within a second or two.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from drill.answers import Answer, clean_answer
from drill.banks.draws import Stage, Variant
from drill.banks.load import find_at, load_catalogue, load_file
from drill.banks.models import Exercise
from drill.checking import Explained, ExplainedLine, Spec, Verdict, known, spec_from
from drill.errors import BankError, UsageError
from drill.files import find
from drill.text import clean_text, did_you_mean
from drill.worker import Workers

# The expectation: a variant, a stage of one, or an ``answer:`` mapping with its values substituted.
Expect = Variant | Stage | Spec | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank's exercises by their ids, in order; ``problems`` are faults of those left out."""

    id: str
    title: str
    exercises: Mapping[str, Exercise]
    problems: tuple[BankError, ...] = ()

    def __getitem__(self, exercise: str) -> Exercise:
        return self.exercises[exercise]

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self.exercises.values())

    def __len__(self) -> int:
        return len(self.exercises)


class Grader:
    """Worker processes that grade and draw variants until the ``with`` ends; threads may share them."""

    def __init__(self, processes: int = 2) -> None:
        """Keep ``processes`` workers; they start with the first request, or with the ``with``."""
        self._workers = Workers(processes)

    def __enter__(self) -> Grader:
        self._workers.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        self._workers.close()

    def __call__(self, expect: Expect, answer: Answer) -> Verdict:
        """Judge an answer, a variant's with its known mistakes; any text gets a verdict.

        Raises:
            CheckError: the expectation itself is at fault.
            UsageError: a chain is not graded as a whole.
        """
        stage = _read_expectation(expect)
        typed = clean_answer(answer)
        if isinstance(stage, Stage):
            return self._workers.check(stage.expect, typed, mistakes=stage.wrong, shown=stage.shown)
        return _require_spec(stage, self._workers.check(stage, typed))

    def explain(self, expect: Expect, answer: Answer) -> Explained:
        """Judge an answer as a call does; return its ``verdict`` with the ``steps`` that led to it.

        A step has the function that took it (``by``), ``what`` it did, and ``facts``, texts by name.
        """
        stage = _read_expectation(expect)
        typed = clean_answer(answer)
        if isinstance(stage, Stage):
            return self._workers.explain(stage.expect, typed, mistakes=stage.wrong, shown=stage.shown)
        explained = self._workers.explain(stage, typed)
        _require_spec(stage, explained.verdict)
        return explained

    def explain_working(self, expect: Expect, lines: Sequence[str]) -> Sequence[ExplainedLine]:
        """Check the lines of a working, each against the one before; return each ``line`` with its ``steps``.

        Raises:
            CheckError: the expectation is at fault, or the working too long.
            TimedOutError: it took too long.
        """
        stage = _read_expectation(expect)
        spec, mistakes = (stage.expect, stage.wrong) if isinstance(stage, Stage) else (stage, ())
        return self._workers.explain_working(spec, [clean_text(line) for line in lines], mistakes)

    def variant(
        self, exercise: Exercise, seed: int = 0, *, params: Mapping[str, str] | None = None
    ) -> Variant:
        """Draw the variant of a seed, or that of all values of an earlier one (``params``).

        Raises:
            BankError, CheckError: the exercise cannot be expanded.
            TimedOutError: it takes longer than two seconds.
        """
        return self._workers.prepare(exercise, item=exercise.id, seed=seed, params=params)


def load(bank: str | Path) -> Bank:
    """Load a bank by its name (``calculus``, ``papers/adam``, ``my/cards``), or from a file or folder.

    Raises:
        UsageError: there is no such bank.
    """
    from drill.exchange import read_file

    path = Path(bank)
    if path.exists():
        banks_found = find_at(path)
        if len(banks_found) != 1:
            raise UsageError(f"{path} holds {len(banks_found)} banks", "name one of them")
        files = [load_file(file, read_file) for file in banks_found[0].files]
        exercises: dict[str, Exercise] = {}
        problems: list[BankError] = []
        for file in files:
            problems += file.problems
            for exercise in file.exercises:
                exercises[exercise.entry.id] = file.as_met(exercise.exercise)
        title = files[0].title if files else ""
        return Bank(banks_found[0].id, title, exercises, tuple(problems))
    places = find(os.environ)
    catalogue = load_catalogue(places, read=read_file, is_stored=False)
    named = catalogue.bank(str(bank))
    if named is None:
        names = [bank.id for bank in catalogue.banks]
        raise UsageError(f"no bank is called {clean_text(str(bank))}", did_you_mean(str(bank), names))
    exercises = {entry.id: catalogue.exercise(entry.item) for entry in named.entries}
    return Bank(named.id, named.title, exercises, named.problems)


def variant(exercise: Exercise, seed: int = 0, *, params: Mapping[str, str] | None = None) -> Variant:
    """Draw one variant, as ``Grader.variant`` does, in a process of its own."""
    with Grader(1) as grader:
        return grader.variant(exercise, seed, params=params)


def grade(expect: Expect, answer: Answer) -> Verdict:
    """Judge one answer, as a ``Grader`` does, in a process of its own; for many keep a ``Grader``."""
    with Grader(1) as grader:
        return grader(expect, answer)


def explain(expect: Expect, answer: Answer) -> Explained:
    """Judge and explain one answer, as ``Grader.explain`` does, in a process of its own."""
    with Grader(1) as grader:
        return grader.explain(expect, answer)


def explain_working(expect: Expect, lines: Sequence[str]) -> Sequence[ExplainedLine]:
    """Check and explain one working, as ``Grader.explain_working`` does, in a process of its own."""
    with Grader(1) as grader:
        return grader.explain_working(expect, lines)


def _read_expectation(expect: Expect) -> Stage | Spec:
    """Return the stage or the spec. Raises UsageError for a chain, CheckError for a faulty mapping."""
    if isinstance(expect, Variant):
        if expect.is_chain:
            raise UsageError("a chain is graded stage by stage", "pass one of variant.stages")
        return expect.only
    return expect if isinstance(expect, (Stage, Spec)) else spec_from(expect)


def _require_spec(spec: Spec, verdict: Verdict) -> Verdict:
    """Return the verdict. Raises CheckError if an expectation at fault prevented one."""
    if verdict.code == "failed":
        known(spec)
    return verdict
