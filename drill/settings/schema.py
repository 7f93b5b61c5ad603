"""All settings in one table, each with its kind, its title and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from typing import Any, Literal

from drill.settings.kinds import (
    SUBJECTS,
    Days,
    Flag,
    Keys,
    Kind,
    Learner,
    Names,
    OneOf,
    Probability,
    Subjects,
    Theme,
    Time,
    Whole,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values that a learner may choose, with defaults."""

    # Minutes of drill a day.
    minutes: int = 25
    # Days until an item is due again after pass 1, 2, …; the last holds for all later passes.
    gaps: tuple[int, ...] = (1, 3, 7, 14)
    # Whether passes flow into each other or follow the literal method.
    passes: Literal["flowing", "strict"] = "flowing"
    # Which subjects are drilled, and their order.
    subjects: tuple[str, ...] = SUBJECTS
    # Papers that are part of the day besides the goal, and textbooks before they are begun.
    papers: tuple[str, ...] = ()
    # A paper, textbook, subject, topic (with its subject: ``calculus/calc.chain``) or skill to work towards.
    goal: str = ""
    # Whether what a placement found known comes last and is left out of what is to go.
    presume: bool = True
    # What becomes of greens that are predicted to be slipping.
    checks: Literal["mix", "offer", "off"] = "mix"
    # Below which predicted probability of recall a green is slipping.
    retention: float = 0.8
    # Whether a day's first session begins with a set of the warm-up.
    warm_up: bool = True
    # Where an exercise begins with its card: at a topic's first meeting, or at every skill's.
    card_first: Literal["topic", "skill"] = "topic"
    # When the lines of a working are checked: once the answer is given, or at each line.
    working: Literal["after", "live"] = "after"
    # Whether a wrong answer may be tried again before its key is shown.
    second_try: Literal["on", "off"] = "on"
    # Whether formulas may use characters beyond ASCII.
    glyphs: Literal["unicode", "ascii"] = "unicode"
    # A Textual theme by name.
    theme: str = "drill-dark"
    # The editor; empty means ``$VISUAL`` or ``$EDITOR``.
    editor: str = ""
    # A command that reads a prompt on standard input and prints an answer; empty for none.
    assistant: str = ""
    # Seconds that it has for an answer.
    assistant_seconds: int = 300
    # Folders of which an assistant may import papers over MCP; none by default.
    mcp_folders: tuple[str, ...] = ()
    # Local time at which a study day begins.
    day_begins: time = time(4, 0)
    # Whose marks these are.
    learner: str = "me"
    # Other keys for actions, by the names of ``drill.settings.ACTIONS``.
    keys: Mapping[str, str] = field(default_factory=dict[str, str])


DEFAULTS = Settings()

# What may be chosen as `Settings.retention`. Whoever raises the highest raises ``RULES`` of the store, too.
RETENTIONS = Probability(0.7, 0.95, 0.05)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the file, how its values are parsed, and how it is described to people."""

    name: str
    kind: Kind
    title: str
    # One line about it.
    words: str
    # It acts from the next start on.
    at_start: bool = False
    # Where the app has it: first, under "more", shown but changed in the file alone, or not at all.
    place: Literal["first", "more", "shown", "file"] = "file"

    @property
    def is_by_hand(self) -> bool:
        """Whether whoever edits the file changes it, and no front end does."""
        return self.place == "shown"

    @property
    def default(self) -> Any:
        """The value that is used if none is chosen."""
        return getattr(DEFAULTS, self.name)


_ROWS = (
    Setting("minutes", Whole(1, 600, 5), "minutes a day", "the length of a day's session", place="first"),
    Setting("gaps", Days(), "days to the next pass", "the last holds for all others", at_start=True),
    Setting("passes", OneOf(("flowing", "strict")), "passes", "strict: one subject at a time", place="more"),
    Setting("subjects", Subjects(), "subjects", "which ones, in what order", at_start=True, place="first"),
    Setting("papers", Names(), "papers in the day", "besides the goal"),
    Setting("goal", Kind(), "goal", "a paper, a subject, a topic", place="first"),
    Setting("presume", Flag(), "known skills come last", "as a placement found them"),
    Setting(
        "checks", OneOf(("mix", "offer", "off")), "checks of skills", "skills that fade come again",
        place="more",
    ),
    Setting("retention", RETENTIONS, "desired retention", "0.7 to 0.95; higher asks sooner", place="more"),
    Setting("warm_up", Flag(), "warm-up", "ten quick ones begin the day", place="more"),
    Setting(
        "card_first", OneOf(("topic", "skill")), "card first", "where a topic is new, or a skill",
        place="more",
    ),
    Setting(
        "working", OneOf(("after", "live")), "lines of a working", "checked after it, or live", place="more"
    ),
    Setting("second_try", OneOf(("on", "off")), "second try", "before the key is shown", place="more"),
    Setting("glyphs", OneOf(("unicode", "ascii")), "formulas", "ascii: fit any font", place="more"),
    Setting("theme", Theme(), "theme", "marks keep letters and signs", place="first"),
    Setting("editor", Kind(), "editor", "this, else $VISUAL or $EDITOR", place="shown"),
    Setting("assistant", Kind(), "assistant", "a command, such as llm", place="shown"),
    Setting(
        "assistant_seconds", Whole(5, 3600), "seconds for an answer", "that the assistant has", place="shown"
    ),
    Setting("mcp_folders", Names(), "folders for an assistant", "it may import papers from these"),
    Setting("day_begins", Time(), "day begins at", "earlier is the day before", at_start=True, place="more"),
    Setting("learner", Learner(), "learner", "whose marks these are", at_start=True),
    Setting("keys", Keys(), "other keys", "such as undo = \"f2\"", place="shown"),
)  # fmt: skip

# Every setting by its name, in the order in which they are shown.
SCHEMA: Mapping[str, Setting] = {row.name: row for row in _ROWS}

if list(SCHEMA) != [field.name for field in fields(Settings)]:  # a setting without its row is a mistake here
    raise AssertionError("every setting needs a row of the schema")
