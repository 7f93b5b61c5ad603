"""A fault in an argument: slips may be drawn into its lines, and the answer is the first wrong line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated

from drill.checking.answer_verdict import Verdict, make_correct_verdict, make_wrong_verdict
from drill.checking.kind import Given, MistakeReply, plain_row
from drill.checking.kinds.choices import read_answer_words
from drill.checking.spec import ArgumentLine, Filling, Key, Path, Slip, Spec
from drill.errors import CheckError, ParseError
from drill.reading import ByShape, Derived, FieldFault, Short, Size, UnderTag, Whole, WrittenName

# The answer, and the draw, if no line of an argument is wrong.
NO_SLIP = "none"
_LINE = re.compile(r"(?:line\s*)?\(?(\d{1,3})\)?[.:]?", re.IGNORECASE)


_LINES = "the lines of the argument are expected, one after each -"


@dataclass(frozen=True, kw_only=True)
class FaultSpec(Spec):
    """An argument with slips that may be drawn into it; once drawn, its first wrong one of ``count``
    lines."""

    # Once drawn, the number of the first wrong line or ``none``.
    argument: Annotated[
        Annotated[str, Derived()] | Annotated[tuple[Annotated[ArgumentLine, Short("text")], ...], Size(3, 9)],
        UnderTag(),
        ByShape(_LINES),
    ] = ""
    slips: Annotated[tuple[Slip, ...], Size(2)] = ()
    # Whether the argument may appear without a slip.
    none: bool = False
    count: Annotated[int, Derived(), Whole(1, 60), WrittenName("lines")] = 0

    def __post_init__(self) -> None:
        if self.text and not self.count:
            raise FieldFault("argument", _LINES)
        if self.lines and not self.slips:
            raise FieldFault("slips", "is missing")

    @property
    def text(self) -> str:
        """Once drawn, the number of the first wrong line or ``none``; empty before."""
        return self.argument.strip() if isinstance(self.argument, str) else ""

    @property
    def lines(self) -> tuple[ArgumentLine, ...]:
        """The lines of the argument; none once it is drawn."""
        return () if isinstance(self.argument, str) else self.argument

    def fill_text(self, put: Filling, text: str, field: str) -> str:
        """Return the number of a line unchanged."""
        return text

    def typeable_key(self, put: Filling) -> Key:
        """Return the number of the line."""
        return self.text

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield the lines, and the slips with their replies."""
        for index, line in enumerate(self.lines):
            yield ("fault", index), line.text
        for slip in self.slips:
            for index, text in enumerate(slip.texts):
                yield ("slips", slip.id, "text", *((index,) if len(slip.texts) > 1 else ())), text
            yield ("slips", slip.id, "say"), slip.say

    @cached_property
    def line(self) -> int:
        """The first wrong line, from 1; 0 if there is none. Raises CheckError before a draw."""
        if self.lines:
            due = "the number of the first wrong line is expected, or none, with lines: their number"
            raise CheckError(f"fault: {due}")
        if self.text == NO_SLIP:
            return 0
        line = int(self.text) if self.text.isdecimal() else -1
        if not 0 <= line <= self.count:
            raise CheckError(f"fault: a line from 1 to {self.count} or none is expected")
        return line

    def read(self) -> None:
        """Read the number."""
        _ = self.line

    def judge(self, answer: Given, mistakes: Sequence[MistakeReply], option_order: Sequence[str]) -> Verdict:
        """Return the verdict, with the fault of the wrong line if the exercise has a reply for it."""
        words = read_answer_words(answer)  # a line's number may come as a list of one
        line = line_named(self, words if isinstance(words, str) else " ".join(words))
        reason = reason_of(mistakes)
        if line == self.line:
            return replace(make_correct_verdict("choice"), message=reason)
        if line == 0:
            return make_wrong_verdict("not-none", reason or "One of the lines is wrong.", "choice")
        if self.line == 0:
            return make_wrong_verdict("no-slip", f"Line {line} follows. Here every line is right.", "choice")
        if line < self.line:
            return make_wrong_verdict(
                "later-line", f"Line {line} is right. The slip comes later. {reason}".rstrip(), "choice"
            )
        return make_wrong_verdict(
            "earlier-line", f"The slip is in an earlier line. {reason}".rstrip(), "choice"
        )


def line_named(spec: FaultSpec, text: str) -> int:
    """Return the line that an answer names, from 1; 0 for ``none``. Raises ParseError for anything else."""
    word = text.strip()
    if word.casefold() in ("none", "no line"):
        return 0
    match = _LINE.fullmatch(word)
    line = int(match[1]) if match else 0
    if not 1 <= line <= spec.count:
        raise ParseError(f"type the number of a line, 1 to {spec.count}, or none", 1, code="kind")
    return line


def reason_of(mistakes: Iterable[MistakeReply]) -> str:
    """Return the fault of the wrong line: the reply to an answer of "none"; empty if each line is
    right."""
    return next((mistake.say for mistake in mistakes if mistake.answer == NO_SLIP), "")


ROWS = (
    plain_row(
        name="fault", spec=FaultSpec, written="lines", asks="the number of a line is asked for",
        proof="slips", mistakes="slips", help="Choices and orders",
    ),
)  # fmt: skip
