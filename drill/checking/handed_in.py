"""What a learner hands in, and the known mistakes that it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from drill.errors import ParseError

Given = str | Mapping[str, str] | Sequence[str]
"""A text, a text for each part, or ids of options."""
ANSWER_LIMIT = 2000
"""The most characters that an answer may have: a screenful, and read in a few milliseconds."""


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


def one_text(answer: Given) -> str:
    """Return the one text of an answer. Raises ParseError for several."""
    if isinstance(answer, str):
        return answer
    raise ParseError("one answer is due, as text", None, code="kind")


def wrong_texts(mistakes: Sequence[Mistake]) -> list[tuple[str, str]]:
    """Return the mistakes that are one text, with what to say."""
    return [(mistake.answer, mistake.say) for mistake in mistakes if isinstance(mistake.answer, str)]


def require_length(text: str, most: int = ANSWER_LIMIT, what: str = "an answer has") -> None:
    """Raise ParseError for a text that is too long."""
    if len(text) > most:
        raise ParseError(f"{what} at most {ANSWER_LIMIT} characters", None, code="too-large")
