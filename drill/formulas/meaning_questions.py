"""The questions that a formula's line of NumPy answers by itself, each tried over all that is assumed.

Three kinds: which change leaves it as it is, what is left at an end of a letter, where is the bug.
"""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from drill.arraycode import Change, Property
from drill.formulas.ends import find_ends
from drill.formulas.invariances import Line, OutOfTimeError, find_invariances
from drill.formulas.line_bugs import find_bugs
from drill.formulas.meaning import Meaning

AskKind = Literal["same", "end", "bug"]
# A kind, a change, and what is left at an end where that is no letter.
Idea: TypeAlias = tuple[str, str, str]
# Max questions of one formula.
_MOST = 3
# Changes by what a reader learns from them, the most first; several letters together before one.
_ORDER = ("add", "scale", "permute", "negate")


@dataclass(frozen=True, slots=True)
class Ask:
    """One question with its answer: a change and its outcome, or a wrong line and what it breaks."""

    kind: AskKind
    letters: tuple[str, ...]
    change: str
    outcome: str
    powers: tuple[int, ...] = ()
    # The property that a wrong line breaks.
    breaks: Property | None = None
    # What kind of slip it has, such as "axis".
    slip: str = ""

    def write(self) -> dict[str, Any]:
        """Return the question as plain data."""
        written: dict[str, Any] = {"kind": self.kind, "letters": list(self.letters), "change": self.change}
        if self.powers:
            written["powers"] = list(self.powers)
        return {**written, "outcome": self.outcome}

    @property
    def idea(self) -> Idea:
        """What the question teaches, whatever the letters: of a paper it is asked once."""
        outcome = self.outcome if self.kind == "end" and not any(map(str.islower, self.outcome)) else ""
        kind = (
            self.breaks.change.kind
            if self.breaks is not None and self.breaks.change is not None
            else self.change
        )
        return self.kind, kind, outcome


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a formula as they are asked; ``complete`` is false where the time ended the search."""

    asks: tuple[Ask, ...]
    complete: bool

    def write(self) -> dict[str, Any]:
        """Return the questions as plain data."""
        return {"asks": [ask.write() for ask in self.asks], "complete": self.complete}


def find_questions(
    meaning: Meaning,
    *,
    seed: int = 0,
    cpu_seconds: float = 2.0,
    every: bool = False,
    without: Container[Idea] = (),
) -> Questions:
    """Return the questions of a formula: the three that are asked, or with ``every`` all that hold.

    Those of an idea in ``without`` are left out. The same seed finds the same ones. Raises
    CheckError for a line that is not read or has no finite values.
    """
    line = Line(meaning, seed, time.thread_time() + cpu_seconds)
    found: list[Ask] = []
    complete = True
    try:
        found.extend(ask for ask in _search(line, every=every) if ask.idea not in without)
    except OutOfTimeError:
        complete = False
    return Questions(tuple(found if every else choose_asks(found)), complete)


def _search(line: Line, *, every: bool) -> Iterator[Ask]:
    """Yield the questions kind by kind. Raises OutOfTimeError."""
    same: list[Change] = []
    for change in find_invariances(line, every=every):
        same.append(change)
        yield Ask("same", change.letters, change.kind, "same", change.powers)
    for end in find_ends(line, every=every):
        yield Ask("end", end.change.letters, end.change.kind, end.outcome)
    for bug in find_bugs(line, same):
        yield Ask("bug", (), bug.code, format_property(bug.breaks, line), breaks=bug.breaks, slip=bug.slip)


def choose_asks(found: Iterable[Ask]) -> list[Ask]:
    """Return at most three: the best of each kind first, then, beside another kind, a second change that
    leaves the line as it is."""
    by_kind: Mapping[str, list[Ask]] = {"same": [], "end": [], "bug": []}
    for ask in found:
        by_kind[ask.kind].append(ask)
    by_kind["same"].sort(key=lambda ask: _ORDER.index(ask.change))
    chosen = [asks[0] for asks in by_kind.values() if asks]
    seconds = [ask for ask in by_kind["same"][1:] if ask.change != by_kind["same"][0].change]
    if 1 < len(chosen) < _MOST and seconds:
        chosen.append(seconds[0])
    return sorted(chosen[:_MOST], key=lambda ask: tuple(by_kind).index(ask.kind))


def format_property(found: Property, line: Line) -> str:
    """Return what a property says of the right line, as a sentence."""
    change = found.change
    if change is None:
        where = {None: "all entries", 0: "the columns", 1: "the rows"}.get(found.axis, "the entries")
        return f"{where} sum to {found.degree:g}"
    letters = " and ".join(change.letters)
    match change.kind:
        case "add" if change.along is not None and len(line.code.arrays[change.letters[0]]) > 1:
            each = "each row" if change.along else "each column"
            what = f"adding one number to {each} of {letters}"
        case "add":
            what = f"adding the same number to every entry of {letters}"
        case "permute":
            what = f"reordering all arrays along {letters}"
        case "repeat":
            what = f"repeating all entries along {letters}"
        case "negate":
            what = f"changing the sign of {letters}"
        case _:
            pairs = zip(change.letters, change.powers, strict=True)
            what = ", ".join(f"{letter} times c^{power}" for letter, power in pairs)
    return f"{what} leaves it as it is"
