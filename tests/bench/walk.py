"""How far a key reaches: the functions and files of the program that run between it and what it brings.

    python -m tests.bench.walk [exercise | proof]

Counts each function once, in the app's thread and the session's: from enter to the verdict, and from a mark
to the next exercise. Of a typed answer's way through ``check``, of an exercise's from the bytes of its file
to a variant, and of a drafted exercise's to its proof, it counts the stays in a file and how many of them are
returns to one that was left, each function being read where it is first entered: that is how often somebody
who follows it changes files. With ``exercise`` it prints an exercise's way alone, and its files in the order
in which they are met; with ``proof`` that of a proof alone. Exits 1 above the goals;
``tests/guards/test_walk.py`` fails above what is reached.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from statistics import median
from types import CodeType, FrameType
from typing import Any, NamedTuple

from drill.banks.load import load_bytes
from drill.banks.variant_expansion import expand_variant
from drill.checking import check, spec_from
from drill.papers import AnswerPart, prove_answer_part
from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.keys import Mode
from tests.homes import configure
from tests.tui.driving import Learner, learner

DRILL = str(Path(sys.modules["drill"].__file__ or "").parent)
SETTLE_S = 3.0
"""So long before a key nothing is prepared any more."""


class Goal(NamedTuple):
    """The most functions and files."""

    functions: int
    files: int


class Way(NamedTuple):
    """Stays in a file, one after the other, and how many of them are returns."""

    stays: float
    returns: float


VERDICT, NEXT = Goal(200, 50), Goal(300, 70)
ANSWER, WRITTEN, PROVED = Way(12, 9), Way(90, 60), Way(150, 100)
"""The goals of an answer, in the median of those below, of an exercise from its bytes to a variant, and of a
drafted exercise to its proof."""
ANSWERS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("a number", {"number": "3/4"}, "5/8"),
    ("a decimal", {"number": "2/3", "tolerance": "0.01"}, "0.61"),
    ("an expression", {"expression": "2x cos(x^2)", "vars": ["x"]}, "cos(x^2) x 2"),
    ("LaTeX", {"expression": "x/2 + 1", "vars": ["x"]}, r"\frac{x}{2} + 1"),
    ("a wrong expression", {"expression": "2x cos(x^2)", "vars": ["x"]}, "cos(x^2)"),
    ("a vector", {"vector": "[1, 2]"}, "[1, 3]"),
    ("an interval", {"interval": "[0, 1)"}, "[0, 1]"),
    ("a product of matrices", {"matrix-expression": "A^T B", "shapes": {"A": "n", "B": ["n", "k"]}}, "B A^T"),
    ("a formula", {"formula": r"\frac{1}{N} \sum_i x_i"}, r"\sum_i x_i / N"),
    ("a choice", {"choice": [{"right": "yes"}, {"wrong": "no"}]}, "b"),
)  # fmt: skip


EXERCISE = b"""\
title: Sums
exercises:
- id: sum-of-two
  title: Two numbers
  level: 1
  params: {a: 2..9, b: 2..9}
  where: [a != b]
  prompt: What is $@a + @b$?
  answer: {number: a + b}
  hints: [Count on from the larger one.]
  steps: ["$@a + @b = @{a + b}$"]
  wrong: [{answer: a b, say: You multiplied.}]
  witness: {value: b + a}
"""
"""A bank of one exercise, as small as such are."""
DRAFTED = (
    EXERCISE.decode().partition("exercises:\n")[2].replace("value: b + a", "sum: 1, over: {k: [1, a + b]}")
)
"""The same as a second author sends it."""


class Walk:
    """Notes every function of the program that is entered, in both threads, while it is on."""

    def __init__(self, person: Learner) -> None:
        self._person = person
        self.entered: set[CodeType] = set()

    async def __aenter__(self) -> Walk:
        await self._person.app.background.run(sys.setprofile, self._note)
        sys.setprofile(self._note)
        return self

    async def __aexit__(self, *_: object) -> None:
        sys.setprofile(None)
        await self._person.app.background.run(sys.setprofile, None)

    def _note(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(DRILL):
            self.entered.add(frame.f_code)

    @property
    def functions(self) -> int:
        """Functions, not the modules and comprehensions among what was entered."""
        return sum(not code.co_name.startswith("<") for code in self.entered)

    @property
    def files(self) -> int:
        """Files that they stand in."""
        return len({code.co_filename for code in self.entered})


async def _walked(person: Learner, key: str, is_there: Callable[[], bool]) -> Walk:
    await asyncio.sleep(SETTLE_S)
    async with (walk := Walk(person)):
        await person.press(key)
        await person.until(is_there, f"what {key} brings")
    return walk


async def _round(person: Learner) -> tuple[Walk, Walk]:
    """One exercise answered, wrongly, and marked."""
    await person.until(lambda: person.mode is Mode.FIELD, "the field")
    await person.types("1")
    return (
        await _walked(person, "enter", lambda: person.mode is Mode.VERDICT),
        await _walked(person, "n", lambda: person.mode is Mode.FIELD),
    )


async def measure() -> tuple[Walk, Walk]:
    """The second exercise: what is loaded once is there."""
    with tempfile.TemporaryDirectory() as home:
        configure(Path(home), 'second_try = "off"\n')  # a wrong answer gets its verdict at once
        async with learner(Path(home), Request(scope=("calc.diff",))) as person:
            while person.mode is not Mode.FIELD and person.app.failure is None:  # all banks are read
                await asyncio.sleep(0.1)
            await _round(person)
            return await _round(person)


def way_of(stays: list[str]) -> Way:
    """Count the stays, and the returns among them."""
    return Way(len(stays), len(stays) - len(set(stays)))


def answer_way(expectation: dict[str, Any], answer: str) -> Way:
    """The way of a check; what is loaded once is there."""
    spec = spec_from(expectation)
    check(spec, answer.replace("1", "2"))
    return way_of(stays_of(lambda: check(spec, answer)))


def median_way() -> Way:
    """The median of the answers above."""
    ways = [answer_way(asked, answer) for _, asked, answer in ANSWERS]
    return Way(median(way.stays for way in ways), median(way.returns for way in ways))


def stays_of(act: Callable[[], object]) -> list[str]:
    """The files of the program in which an act stays one after the other, by first entries of functions."""
    entered: dict[CodeType, None] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(DRILL):
            entered.setdefault(frame.f_code)

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    files = (code.co_filename for code in entered if not code.co_name.startswith("<"))
    return [file.removeprefix(f"{DRILL}/") for file, _ in groupby(files)]


def exercise_walk() -> list[str]:
    """The files between the bytes of a bank's file and a variant of its exercise, with returns."""

    def drawn() -> None:
        (loaded,) = load_bytes(EXERCISE, "sums.yaml").exercises
        expand_variant(loaded.exercise, 1, item="sums/sum-of-two")

    drawn()  # what is imported and computed once is there
    return stays_of(drawn)


def proof_walk() -> list[str]:
    """The files between a drafted exercise as its author writes it and its proof, with returns."""

    def prove() -> None:
        part = AnswerPart("sum-of-two", DRAFTED, 1)
        assert prove_answer_part(part, "sum-of-two", "my/sums", 3).exercise

    prove()  # what is imported and computed once is there
    return stays_of(prove)


def tell_exercise(*, is_whole: bool) -> bool:
    """Print how far an exercise's way is, and return whether it is within the goals."""
    stays = exercise_walk()
    way = way_of(stays)
    print(f"from YAML to a variant: {_told(way, WRITTEN)}")
    if is_whole:
        print("  " + " ".join(stays))
    return way.stays <= WRITTEN.stays and way.returns <= WRITTEN.returns


def tell_proof() -> bool:
    """Print how far the way to a proof is, and return whether it is within the goal."""
    way = way_of(proof_walk())
    print(f"a drafted exercise with its proof: {_told(way, PROVED)}")
    return way.stays <= PROVED.stays and way.returns <= PROVED.returns


def _told(way: Way, goal: Way) -> str:
    return f"{way.stays:g} stays, {way.returns:g} returns, goal {goal.stays:g} and {goal.returns:g}"


def main() -> int:
    """Print all of them."""
    if sys.argv[1:] == ["exercise"]:
        return not tell_exercise(is_whole=True)
    if sys.argv[1:] == ["proof"]:
        return not tell_proof()
    way = median_way()
    is_within = way.stays <= ANSWER.stays and way.returns <= ANSWER.returns
    print(f"an answer, in the median: {_told(way, ANSWER)}")
    for name, asked, answer in ANSWERS:
        each = answer_way(asked, answer)
        print(f"  {name:22} {each.stays:4g} {each.returns:4g}")
    is_within &= tell_exercise(is_whole=False)
    is_within &= tell_proof()
    to_verdict, to_next = asyncio.run(measure())
    for name, walk, goal in (
        ("enter to the verdict", to_verdict, VERDICT),
        ("a mark to the next", to_next, NEXT),
    ):
        is_within &= walk.functions <= goal.functions and walk.files <= goal.files
        counts_shown = f"{walk.functions} functions in {walk.files} files"
        print(f"{name:22} {counts_shown}, goal {goal.functions} in {goal.files}")
    return not is_within


if __name__ == "__main__":
    sys.exit(main())
