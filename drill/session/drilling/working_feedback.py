"""A working next to an answer: when its lines are checked, and what is said of them.

Signs at every line while the answer is open would be an oracle, so they are shown once the answer is given;
before that they count as a hint. They come at once where the last attempt went wrong, where the learner
decides, in practice, and with the setting ``live``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drill.checking import WORKED_KINDS, CheckedLine, Spec, first_break
from drill.gyr.events import AttemptKind
from drill.gyr.state import State
from drill.settings import Settings

# The signs that stand beside the lines.
MARKS = {"follows": "✓", "breaks": "≠", "undecided": "?", "unchecked": "·"}
ASCII_MARKS = {"follows": "ok", "breaks": "!=", "undecided": "? ", "unchecked": "- "}

# What parts the lines of a working where they are typed in one.
LINE_SEPARATOR = ";;"

CONSISTENT = "Your working is consistent. Its first line is not what was asked."


@dataclass(frozen=True, slots=True)
class CheckedWorking:
    """The lines of a working with their signs, and the message on the whole.

    ``question`` names the first line that does not follow; ``detail`` says where it shows, after the learner
    has looked for it. Of a working without such a line ``question`` says what can be said, if anything.
    """

    lines: tuple[str, ...]
    checked: tuple[CheckedLine, ...]
    question: str = ""
    detail: str = ""

    def signs(self, *, is_ascii: bool) -> tuple[str, ...]:
        """Return a sign for each line, all of one width."""
        marks = ASCII_MARKS if is_ascii else MARKS
        return tuple(marks[line.sign] for line in self.checked)


def takes_working(expect: Spec) -> bool:
    """Return whether an answer may be given as the last line of a working."""
    return expect.kind in WORKED_KINDS


def is_checked_live(settings: Settings, becomes: AttemptKind, state: State, expect: Spec) -> bool:
    """Return whether lines are checked as they are typed: after a yellow or red, where the learner judges, in
    practice.
    """
    if becomes == "check":
        return False
    return (
        settings.working == "live"
        or becomes == "extra"
        or state in ("yellow", "red")
        or expect.kind == "self"
    )


def checked_working(
    lines: Sequence[str], checked: Sequence[CheckedLine], *, is_right: bool | None
) -> CheckedWorking:
    """Put the signs of a working into words; ``is_right`` is None while the answer is open, and where the
    learner decides."""
    broken = first_break(checked)
    if broken is not None:
        question = f"Line {broken + 1} does not follow{_from_line(checked[broken].before, broken + 1)}."
        if is_right is False:
            question += " What changed?"
        return CheckedWorking(
            tuple(lines), tuple(checked), question, _describe_line_fault(checked[broken], broken + 1)
        )
    all_follow = len(checked) > 1 and all(line.sign == "follows" for line in checked[1:])
    question = CONSISTENT if is_right is False and all_follow else ""
    return CheckedWorking(tuple(lines), tuple(checked), question)


def said_later(checked: Sequence[CheckedLine]) -> str:
    """Return before a retry which line did not follow; empty if every line did."""
    broken = first_break(checked)
    if broken is None:
        return ""
    line = checked[broken]
    why = line.slip or line.reason
    return f"Line {broken + 1} did not follow{_from_line(line.before, broken + 1)}. {why}".rstrip()


def _from_line(before: int, number: int) -> str:
    return "" if before in (0, number) else f" from line {before}"


def _describe_line_fault(line: CheckedLine, number: int) -> str:
    """Return what is off with a line: the known mistake, a reason, and a point with both values."""
    values = ""
    if line.point is not None:
        where = f"At {line.point.place} " if line.point.place else ""
        first = "its left side" if line.before in (0, number) else f"line {line.before}"
        second = "its right side" if line.before in (0, number) else f"line {number}"
        values = f"{where}{first} gives {line.point.first}, {second} gives {line.point.second}."
        values = values[:1].upper() + values[1:]
    return " ".join(filter(None, (line.slip or line.reason, values)))
