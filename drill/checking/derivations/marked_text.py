"""A derivation's lines with their signs, and the limits of a text and of a working.

Light: no values are computed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from drill.checking.answer_verdict import PointApart, Sign
from drill.errors import ParseError, UsageError
from drill.text import clean_text, split_words

# Max characters of a derivation.
TEXT_LIMIT = 100_000
# Max depth of brackets in a line.
NESTING_LIMIT = 60

LineKind = Literal["first", "step", "definition", "text", "unread"]


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """One line of a derivation, or one step of a line that has several.

    ``line`` counts in the text, from 1; ``before`` is the line that it was compared with, 0 for none. For a
    line that is not read, ``message`` has the reason and ``at`` is the column. ``counterexample`` has the
    values of the line before and of this one.
    """

    line: int
    text: str
    kind: LineKind
    sign: Sign
    message: str = ""
    at: int | None = None
    counterexample: PointApart | None = None
    before: int = 0
    offer: tuple[tuple[str, str], ...] = ()

    @property
    def is_joined(self) -> bool:
        """Whether it goes on from the line before, with a sign at its beginning."""
        return (
            self.kind == "step"
            and self.text[:1] in "=<>≤≥≈\\"
            and (self.before != self.line or self.text.startswith("="))
        )


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The lines of a derivation with their signs, and the sentences that were read as declarations.

    ``not_declared`` are those that begin as one and are not read, each with its line; ``offers`` are lines
    for the head of the text that decide undecided lines.
    """

    lines: tuple[MarkedLine, ...]
    declared: tuple[tuple[int, str], ...] = ()
    not_declared: tuple[tuple[int, str], ...] = ()
    offers: tuple[str, ...] = ()

    @property
    def judged(self) -> int:
        """How many lines follow or break."""
        return sum(line.sign in ("follows", "breaks") for line in self.lines)

    @property
    def unjudged(self) -> tuple[MarkedLine, ...]:
        """The lines of mathematics that claim something and are not judged."""
        return tuple(line for line in self.lines if line.sign == "undecided" or line.kind == "unread")

    @property
    def breaks(self) -> tuple[MarkedLine, ...]:
        """The lines that do not follow."""
        return tuple(line for line in self.lines if line.sign == "breaks")


def check_derivation_text(text: str) -> str:
    """Return a text that may be checked, its line ends and control characters put right.

    Raises:
        UsageError: it is too long, or nested too deep.
    """
    if len(text) > TEXT_LIMIT:
        raise UsageError(
            f"this text has {len(text):,} characters, and a derivation has at most {TEXT_LIMIT:,}",
            "check the part with the formulas alone",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(map(clean_text, text.split("\n")))
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if character in "([{":
                depth += 1
            elif character in ")]}":
                depth = max(0, depth - 1)
            if depth > NESTING_LIMIT:
                raise UsageError(
                    f"line {number}: brackets are nested more than {NESTING_LIMIT} deep",
                    "write the formula in parts",
                )
    return text


# Max lines of an exercise's working, max characters of one and of all.
LINES_LIMIT = 40
LINE_LIMIT_CHARS = 400
WORKING_LIMIT_CHARS = 8000

# Kinds of answers with a working; the last has no key.
WORKED_KINDS = split_words("number expression vector matrix matrix-expression self")


def require_limits(lines: Sequence[str]) -> None:
    """Raise ParseError for a working that is longer than anybody writes."""
    longest = max(map(len, lines), default=0)
    for length, limit, message in (
        (len(lines), LINES_LIMIT, f"a working has at most {LINES_LIMIT} lines"),
        (longest, LINE_LIMIT_CHARS, f"a line has at most {LINE_LIMIT_CHARS} characters"),
        (
            sum(map(len, lines)),
            WORKING_LIMIT_CHARS,
            f"a working has at most {WORKING_LIMIT_CHARS} characters",
        ),
    ):
        if length > limit:
            raise ParseError(message, None, code="too-large")
