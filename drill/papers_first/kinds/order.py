"""Order the steps: of an algorithm box, as far as one order alone is right, or of a derivation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Final

from drill.checking.answer import option_id
from drill.papers_first.draft import Draft, Skipped
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.kinds.boxed_steps import UnclearError, entries
from drill.papers_first.making import exercise, opening, pick, pointed, skills_for, source_of
from drill.papers_first.paper import Paper
from drill.papers_first.reading import Reading
from drill.papers_first.source.document import Algorithm
from drill.papers_first.wording import inline, numbers_of, plain, resources, sentence, short_title, tall

_FEWEST: Final = 3
_MOST: Final = 12
_DANGLING: Final = re.compile(r"(?:\s+(?:from|of|in|by|see|following|[([].*))+$")


def algorithm_id(algorithm: Algorithm) -> str:
    """The same for the same box: a hash of its steps."""
    return hashlib.sha256("\n".join(algorithm.steps).encode()).hexdigest()[:12]


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each algorithm box, and for each long chain of equalities."""
    numbers = numbers_of(paper.document)
    for algorithm in paper.document.algorithms:
        name = plain(algorithm.caption) or algorithm.label or str(algorithm.place)
        try:
            steps = entries(algorithm.steps, numbers)
        except UnclearError:
            yield Skipped("order", name, "a step of it cannot be shown, or where a block ends is not told")
            continue
        if not _FEWEST <= len(steps) <= _MOST:
            yield Skipped("order", name, f"it has not {_FEWEST} to {_MOST} steps that depend on each other")
        elif len({" ".join(step.split()) for step in steps}) < len(steps):
            yield Skipped("order", name, "two steps of it read the same")
        else:
            yield _of_algorithm(paper, algorithm, steps)
    for reading in paper.readings:
        if _is_derivation(reading):
            yield _of_derivation(paper.at(reading.formula), reading)


# --- algorithms --------------------------------------------------------------------------------------------


def _of_algorithm(paper: Paper, algorithm: Algorithm, steps: list[str]) -> Draft:
    caption = _caption(algorithm)
    name = f"the algorithm “{caption}”" if caption else f"the algorithm at line {algorithm.place.line}"
    what = f"{name} of {short_title(paper)}"
    ask = pick(
        algorithm.place.file + str(algorithm.steps),
        f"Put the steps of {what} into the order of the paper.",
        f"The steps of {what} are out of order. Put them right.",
    )
    body = exercise(
        prompt=ask,
        answer={"order": _entries(steps)},
        skills=(),
        level=2 if len(steps) <= 5 else 3,
        shape="a chain of steps, each of which needs what an earlier one made",
        motion="ask of each step what it needs, and which step makes that",
        hints=[
            "What must be known before anything else can be computed?",
            f"The first of these is: {steps[0]}",
        ],
        steps=[f"{number}. {step}" for number, step in enumerate(steps, 1)],
        resources=resources(paper, None),
    )
    identity = algorithm_id(algorithm)
    return Draft("order", None, identity, "algorithm", body, proved=True, about=identity)


def _caption(algorithm: Algorithm) -> str:
    words = algorithm.caption.replace(algorithm.label, "") if algorithm.label else algorithm.caption
    return _DANGLING.sub("", sentence(words).strip().rstrip(".:"))


def _entries(steps: Sequence[str]) -> list[dict[str, str]]:
    """The steps with ids that do not tell their place, and are no letter that is shown."""
    return [{"id": option_id(step), "text": step} for step in steps]


# --- derivations -------------------------------------------------------------------------------------------


def _is_derivation(reading: Reading) -> bool:
    statement = reading.statement
    if statement is None or not _FEWEST + 1 <= len(statement.sides) <= _MOST:
        return False
    sides = {tuple(to_tokens(side)) for side in statement.sides}
    return set(statement.relations) <= {"=", ":="} and len(sides) == len(statement.sides)


def _of_derivation(paper: Paper, reading: Reading) -> Draft:
    assert reading.statement is not None
    first, *others = reading.statement.sides
    steps = [f"$= {tall(to_tokens(side))}$" for side in others]
    body = exercise(
        prompt=f"{opening(paper, reading)}: the paper transforms {inline(first)} step by step. Put the steps "
        "into its order.",
        answer={"order": _entries(steps)},
        skills=skills_for(reading),
        level=3,
        shape="a chain of equalities, each a small change of the one before",
        motion="find the two that differ least, and ask which way the paper goes: to the simpler or known",
        hints=[f"It begins with {inline(first)}, and the first step is {steps[0]}"],
        steps=[
            f"{pointed(reading)}: {inline(first)}",
            *steps,
        ],
        resources=resources(paper, reading.formula),
    )
    return Draft("order", reading.formula, source_of(reading), "derivation", body, proved=False)
