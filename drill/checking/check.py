"""Check one answer: read it, compare it with the key, and say what is off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from drill.checking.answer import Answer
from drill.checking.expectation import read_spec
from drill.checking.judge import judge
from drill.checking.verdict import Verdict

Given = str | Mapping[str, str] | Sequence[str]
"""What a learner hands in: a text, a text for each part, or ids of options."""


class Mistake(Protocol):
    """A known wrong answer of the exercise and what to say to it."""

    @property
    def answer(self) -> str | Mapping[str, str]:
        """What the mistake yields, as a learner would type it."""
        ...

    @property
    def say(self) -> str:
        """The message."""
        ...


def check(
    expect: Answer,
    answer: Given,
    *,
    mistakes: Sequence[Mistake] = (),
    shown: Sequence[str] = (),
) -> Verdict:
    """Judge ``answer`` by the resolved answer ``expect``.

    ``mistakes`` are the exercise's known wrong answers; ``shown`` the ids of options in the order in which
    letters were given to them (default: their order in ``expect``). Any answer gets a verdict; CheckError is
    raised only where ``expect`` itself is at fault.
    """
    return judge(read_spec(expect), answer, mistakes, shown)
