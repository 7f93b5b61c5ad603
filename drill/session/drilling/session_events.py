"""The events of a session that are small values, and what every event has.

Whoever drives a session prints the sentences of each event, dumps its fields as JSON, or draws the value; it
writes no sentences of its own but for its keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from drill.codec import leave_out_empty, pick_fields
from drill.drawing.figure import Figure
from drill.session.drilling.working_feedback import CheckedWorking

# Cells of a figure as text.
FIGURE_COLUMNS, FIGURE_ROWS = 72, 16


class Markdown(str):
    """A sentence with formulas, or a text of a bank."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure among sentences; ``is_told`` unless its words would give the answer away."""

    figure: Figure
    is_told: bool = True


Sentence: TypeAlias = str | Drawn


class SessionEvent:
    """One thing that happens in a session."""

    __slots__ = ()
    TYPE: ClassVar[str]
    FIELDS: ClassVar[str] = ""
    """The fields that JSON has of it, as `pick_fields` takes them."""
    IF_ANY: ClassVar[str] = ""
    """Those that JSON has where they are not empty."""

    @property
    def type(self) -> str:
        """The name of its kind, in JSON too."""
        return self.TYPE

    @property
    def told(self) -> str:
        """Its report, if that is one text."""
        raise NotImplementedError

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its report in sentences."""
        return (self.told,)

    @property
    def fields(self) -> dict[str, Any]:
        """Its fields as the session protocol has them, without its type and its sentences."""
        return pick_fields(self, self.FIELDS) | leave_out_empty(pick_fields(self, self.IF_ANY))

    def as_text(self) -> str:
        """Return all sentences as Markdown; a figure by its words, unless these give the answer away."""
        told = (
            (each.figure.says if each.is_told else "") if isinstance(each, Drawn) else each
            for each in self.sentences
        )
        return "\n\n".join(filter(None, told))


def figure_shape(figure: Figure | None) -> dict[str, str] | None:
    """Return a figure as JSON: text of 72 by 16 cells, SVG, and its description."""
    if figure is None:
        return None
    from drill.drawing.figure_output import figure_rows, svg_of  # few exercises have one

    text = "\n".join(row.text for row in figure_rows(figure, FIGURE_COLUMNS, FIGURE_ROWS, "unicode"))
    return {"text": text, "svg": svg_of(figure), "says": figure.says}


@dataclass(frozen=True, slots=True)
class Unreadable(SessionEvent):
    """An answer that cannot be read; nothing is marked. ``at`` is a column from 1; ``part`` names a field."""

    TYPE, FIELDS, IF_ANY = "unreadable", "message at", "part"

    message: str
    at: int | None
    part: str = ""

    @property
    def told(self) -> str:
        """That it cannot be read, and why."""
        at = f" At character {self.at}: " if self.at else " "
        return f"Cannot be read yet, nothing is marked.{at}{self.message}"


# The code of a wrong answer that is tried again before its key is shown.
SECOND = "second"
# Messages after a wrong first answer, and when it is given once more.
TRY_AGAIN = "Second try, before the solution is shown."
UNCHANGED = "This is still your first answer."


@dataclass(frozen=True, slots=True)
class Retype(SessionEvent):
    """An answer to retype: right in another form or rounded, or right in another reading.

    With the code ``second`` it was wrong and is kept: ``message`` names the fault without showing the key,
    and the next answer is the second try. ``working`` are its lines with their signs, where it has any.
    """

    TYPE, FIELDS = "retype", "code message"

    code: str
    message: str
    working: CheckedWorking | None = None

    @property
    def told(self) -> str:
        """The message for the learner."""
        if self.code == SECOND:
            return f"{self.message} {TRY_AGAIN}"
        if self.code in ("rounding", "ambiguous"):
            return f"{self.message} Nothing is marked."
        return f"Right value, wrong form. {self.message} Try again; it costs nothing."

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The message."""
        return (Markdown(self.told),)


@dataclass(frozen=True, slots=True)
class Undecided(SessionEvent):
    """An answer that was not decided in time; nothing is marked."""

    TYPE, FIELDS = "undecided", "message"

    message: str

    @property
    def told(self) -> str:
        """The message for the learner."""
        return (
            f"Undecided, nothing is marked: {self.message.rstrip('.')}. Try again, perhaps in a simpler "
            "form; or look at the solution, and decide yourself."
        )


@dataclass(frozen=True, slots=True)
class Hint(SessionEvent):
    """A requested hint, with the figure that it shows."""

    TYPE = "hint"

    text: str
    figure: Figure | None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The hint with its figure."""
        drawn = () if self.figure is None else (Drawn(self.figure),)
        return (Markdown(f"Hint: {self.text}"), *drawn)

    @property
    def fields(self) -> dict[str, Any]:
        """The hint with its figure."""
        return {"text": self.text} | leave_out_empty({"figure": figure_shape(self.figure)})


@dataclass(frozen=True, slots=True)
class Skipped(SessionEvent):
    """An exercise moved to the end of today; ``ask`` after the third time."""

    TYPE, FIELDS, IF_ANY = "skipped", "item", "ask"

    item: str
    ask: tuple[str, ...] = ()
    # In a placement: it counts as not known yet.
    not_yet: bool = False

    @property
    def told(self) -> str:
        """Its report, in words."""
        if self.ask:
            return (
                "Skipped three times: reveal it, park it, or skip it again, which keeps it for today's end."
            )
        if self.not_yet:
            return "Noted as not yet known; nothing is marked."
        return "Skipped to the end of today."


@dataclass(frozen=True, slots=True)
class Parked(SessionEvent):
    """An exercise that was parked by hand."""

    TYPE, FIELDS = "parked", "item"

    item: str
    title: str

    @property
    def told(self) -> str:
        """Its report."""
        return f"{self.title or self.item} is parked."


@dataclass(frozen=True, slots=True)
class Reopened(SessionEvent):
    """An exercise that is open again."""

    TYPE, FIELDS = "reopened", "item"

    item: str

    @property
    def told(self) -> str:
        """Its report."""
        return f"{self.item} is open again."


@dataclass(frozen=True, slots=True)
class Noted(SessionEvent):
    """The learner's own words, and the key under which they are kept."""

    TYPE, FIELDS = "noted", "field key text"

    field: str
    key: str
    text: str

    @property
    def told(self) -> str:
        """Whether they are kept or cleared."""
        return "Kept." if self.text else "Cleared."
