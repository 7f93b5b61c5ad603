"""All settings in one table, each with its kind, its title and a description."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, Literal

from drill.codec import is_list, is_mapping
from drill.text import one_line

# The kinds of values that settings have: parsed from TOML or from typed text, and written as TOML.

# The shipped subjects in their order; their names are reserved.
SUBJECTS = ("calculus", "linear-algebra", "frequentist", "bayesian", "reading-code")

# Drill's own themes, also known as dark and light, and those of Textual 8.
THEMES = (
    "drill-dark", "drill-light", "ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light",
    "catppuccin-frappe", "catppuccin-latte", "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki",
    "gruvbox", "monokai", "nord", "rose-pine", "rose-pine-dawn", "rose-pine-moon", "solarized-dark",
    "solarized-light", "textual-ansi", "textual-dark", "textual-light", "tokyo-night",
)  # fmt: skip

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_MINUTES = 600

_LEARNER = re.compile(r"[a-z0-9._-]{1,64}")


def _show_value(value: Any) -> str:
    try:
        return one_line(repr(value))
    except ValueError:
        # Python reads hexadecimal numbers of any length, but limits the digits of decimal ones.
        return "a number that long"


class SettingKind:
    """Any text in quotes; the base class of the other kinds."""

    # Whether the typed form of a value is quoted in TOML.
    is_quoted = True

    def read(self, value: Any) -> Any:
        """Parse a value of TOML. Raises ValueError with a message for users."""
        if not isinstance(value, str):
            raise ValueError(f"text in quotes is expected, not {_show_value(value)}")
        return one_line(value)

    def parse_typed(self, text: str) -> Any:
        """Parse a typed text. Raises ValueError."""
        return self.read(text.strip())

    def format(self, value: Any) -> str:
        """Return a value in its typed form."""
        return str(value)

    def format_toml(self, value: Any) -> str:
        """Return a value as TOML."""
        text = self.format(value)
        if self.is_quoted:
            return quote_toml_string(text)
        return text

    def step_value(self, value: Any, by: int) -> Any:
        """Return the value ``by`` steps further; the same value if the kind is not ordered."""
        del by
        return value


def quote_toml_string(text: str) -> str:
    """Return a basic string of TOML, which has the same escapes as JSON."""
    import json  # imported here, because it is only needed to write

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True)
class WholeSetting(SettingKind):
    """Integers in a range."""

    is_quoted = False
    low: int
    high: int
    step: int = 1

    def read(self, value: Any) -> int:
        """Parse an integer. Raises ValueError for anything else."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            raise ValueError(
                f"a whole number from {self.low} to {self.high} is expected, not {_show_value(value)}"
            )
        return value

    def parse_typed(self, text: str) -> int:
        """Parse a typed integer."""
        digits = text.strip()
        return self.read(int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else digits)

    def step_value(self, value: Any, by: int) -> int:
        """Return the next step up or down, within the range."""
        return min(self.high, max(self.low, value + by * self.step))


@dataclass(frozen=True)
class Probability(SettingKind):
    """Numbers in a range between 0 and 1."""

    is_quoted = False
    low: float
    high: float
    step: float

    def read(self, value: Any) -> float:
        """Parse a number. Raises ValueError for anything else, and for ``nan``."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not self.low <= value <= self.high:
            raise ValueError(f"a number from {self.low} to {self.high} is expected, not {_show_value(value)}")
        return float(value)

    def parse_typed(self, text: str) -> float:
        """Parse a typed number."""
        number = text.strip()
        return self.read(float(number) if re.fullmatch(r"[0-9]{0,9}\.?[0-9]{1,9}", number) else number)

    def step_value(self, value: Any, by: int) -> float:
        """Return the next step up or down, within the range."""
        return min(self.high, max(self.low, round(value + by * self.step, 9)))


class OneOf(SettingKind):
    """One of some words."""

    def __init__(self, choices: tuple[str, ...]) -> None:
        self.choices = choices

    def read(self, value: Any) -> str:
        """Parse one of the words. Raises ValueError for anything else."""
        if value in self.choices:
            return value
        near = difflib.get_close_matches(_show_value(value).strip("'"), self.choices, n=1)
        suggestion = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"one of {', '.join(self.choices)} is expected, not {_show_value(value)}{suggestion}"
        )

    def step_value(self, value: Any, by: int) -> str:
        """Return the neighbouring word, cyclically."""
        return self.choices[(self.choices.index(value) + by) % len(self.choices)]


class Theme(SettingKind):
    """The name of a theme of drill or of Textual."""

    def read(self, value: Any) -> str:
        """Parse the name of a theme. Raises ValueError for anything else."""
        name: str = super().read(value)
        if name in THEMES or f"drill-{name}" in THEMES:
            return name
        near = next(iter(difflib.get_close_matches(name, THEMES, n=1)), "drill-dark")
        raise ValueError(f"no theme is called {one_line(repr(name))}; did you mean {near!r}?")


class Flag(SettingKind):
    """Yes or no."""

    is_quoted = False

    def read(self, value: Any) -> bool:
        """Parse a boolean of TOML. Raises ValueError for anything else."""
        if not isinstance(value, bool):
            raise ValueError(f"true or false is expected, not {_show_value(value)}")
        return value

    def parse_typed(self, text: str) -> bool:
        """Parse ``true``, ``false``, and their synonyms."""
        words = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
        return self.read(words.get(text.strip().lower(), text.strip()))

    def format(self, value: Any) -> str:
        """Return a flag in its typed form."""
        return "true" if value else "false"

    def step_value(self, value: Any, by: int) -> bool:
        """Return the other value."""
        return bool(value) != bool(by % 2)


class Time(SettingKind):
    """A local time."""

    def read(self, value: Any) -> time:
        """Parse ``"04:00"``. Raises ValueError for anything else."""
        match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", value) if isinstance(value, str) else None
        if not match or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValueError(f'a time such as "04:00" is expected, not {_show_value(value)}')
        return time(int(match[1]), int(match[2]))

    def format(self, value: Any) -> str:
        """Return a time in its typed form."""
        return f"{value:%H:%M}"

    def step_value(self, value: Any, by: int) -> time:
        """Return the time ``by`` hours later."""
        return value.replace(hour=(value.hour + by) % 24)


class Days(SettingKind):
    """Numbers of days, in sequence."""

    def read(self, value: Any) -> tuple[int, ...]:
        """Parse a list of numbers. Raises ValueError for anything else."""
        if not is_list(value) or not value:
            raise ValueError("a list of days such as [1, 3, 7, 14] is expected")
        days = tuple(map(WholeSetting(1, 365).read, value))
        if list(days) != sorted(days):
            raise ValueError(f"each is at least as long as the one before, not so in {list(days)}")
        return days

    def parse_typed(self, text: str) -> tuple[int, ...]:
        """Parse numbers with blanks or commas between them."""
        return self.read(
            [int(word) if word.isdecimal() and len(word) < 9 else word for word in _split_typed_list(text)]
        )

    def format(self, value: Any) -> str:
        """Return the numbers in their typed form."""
        return " ".join(map(str, value))

    def format_toml(self, value: Any) -> str:
        """Return the numbers as a TOML list."""
        return str([*value])


class NameList(SettingKind):
    """Names of banks, in sequence; possibly empty."""

    def read(self, value: Any) -> tuple[str, ...]:
        """Parse a list of texts. Raises ValueError for anything else."""
        if not is_list(value):
            raise ValueError('a list of names such as ["papers/adam"] is expected')
        return tuple(dict.fromkeys(map(SettingKind().read, value)))

    def parse_typed(self, text: str) -> tuple[str, ...]:
        """Parse names with blanks or commas between them."""
        return self.read(_split_typed_list(text))

    def format(self, value: Any) -> str:
        """Return the names in their typed form."""
        return " ".join(value)

    def format_toml(self, value: Any) -> str:
        """Return the names as a TOML list."""
        return f"[{', '.join(map(quote_toml_string, value))}]"


class Subjects(NameList):
    """Some of the shipped subjects, in an order."""

    def read(self, value: Any) -> tuple[str, ...]:
        """Parse a list of subjects. Raises ValueError for anything else."""
        names = value if is_list(value) else []
        if not names or len({str(name) for name in names}) != len(names):
            raise ValueError(f"a list of different subjects is expected, of {', '.join(SUBJECTS)}")
        return tuple(map(OneOf(SUBJECTS).read, names))


class Learner(SettingKind):
    """A learner's name."""

    def read(self, value: Any) -> str:
        """Parse a learner's name, a short plain word. Raises ValueError for anything else."""
        if not isinstance(value, str) or not _LEARNER.fullmatch(value):
            raise ValueError(
                f"{_show_value(value)} cannot be a learner's name; "
                "use 1 to 64 lower-case letters a-z, digits, dots, underscores and dashes"
            )
        return value


class Folder(SettingKind):
    """A folder, or none; it need not exist."""

    def read(self, value: Any) -> str:
        """Parse an absolute path or one in the home folder. Raises ValueError for anything else."""
        path: str = super().read(value)
        if path and not path.startswith("~/") and not Path(path).is_absolute():
            raise ValueError(f'a folder such as "~/folder" is expected, not {_show_value(path)}')
        return path


class MinutesByWeekday(SettingKind):
    """A table of weekdays and their minutes; possibly empty."""

    is_quoted = False

    def read(self, value: Any) -> dict[str, int]:
        """Parse the table. Raises ValueError for anything else."""
        if not is_mapping(value):
            raise ValueError(f"weekdays such as {{sat = 10, sun = 0}} are expected, not {_show_value(value)}")
        minutes: dict[str, int] = {}
        for day in value:
            if day not in WEEKDAYS:
                raise ValueError(f"a day is one of {', '.join(WEEKDAYS)}, not {_show_value(day)}")
            try:
                minutes[day] = WholeSetting(0, MOST_MINUTES).read(value[day])
            except ValueError as error:
                raise ValueError(f"{day}: {error}") from None
        return minutes

    def parse_typed(self, text: str) -> dict[str, int]:
        """Parse days and their minutes in turn: ``sat 10, sun 0``."""
        words = text.replace("=", " ").replace("{", " ").replace("}", " ").replace(",", " ").split()
        if len(words) % 2:
            raise ValueError("each day has its minutes: sat 10, sun 0")
        days, minutes = words[::2], words[1::2]
        return self.read(
            {day: int(word) if re.fullmatch("[0-9]{1,9}", word) else word
             for day, word in zip(days, minutes, strict=True)}
        )  # fmt: skip

    def format(self, value: Any) -> str:
        """Return the days with their minutes, in their typed form."""
        return ", ".join(f"{day} {minutes}" for day, minutes in value.items())

    def format_toml(self, value: Any) -> str:
        """Return the days as an inline table."""
        return f"{{{', '.join(f'{day} = {minutes}' for day, minutes in value.items())}}}"


class Keys(SettingKind):
    """A table of actions and their keys; ``drill.settings.settings_file`` checks each line."""

    def read(self, value: Any) -> dict[str, str]:
        """Parse the table, without checking its lines. Raises ValueError for anything else."""
        if not is_mapping(value):
            raise ValueError('a table of action = "key" is expected')
        return {SettingKind().read(name): SettingKind().read(key) for name, key in value.items()}

    def format(self, value: Any) -> str:
        """Return all actions with their keys."""
        return ", ".join(f"{name} {key}" for name, key in value.items())


def _split_typed_list(text: str) -> list[str]:
    return text.replace(",", " ").strip("[] ").split()


@dataclass(frozen=True, slots=True)
class Settings:
    """The values that a learner may choose, with defaults."""

    # Minutes of drill a day.
    minutes: int = 25
    # Minutes of single weekdays, by the names of ``WEEKDAYS``; 0 for a day without drill.
    minutes_on: Mapping[str, int] = field(default_factory=dict[str, int])
    # Days until an item is due again after pass 1, 2, …; the last applies to all later passes.
    gaps: tuple[int, ...] = (1, 3, 7, 14)
    # Whether passes flow into each other or follow the literal method.
    passes: Literal["flowing", "strict"] = "flowing"
    # The subjects, in their order.
    subjects: tuple[str, ...] = SUBJECTS
    # Papers that are part of the day besides the goal, and textbooks before they are begun.
    papers: tuple[str, ...] = ()
    # A paper, textbook, subject, topic (with its subject: ``calculus/calc.chain``) or skill to work towards.
    goal: str = ""
    # Whether skills that a placement found known come last and do not count as remaining.
    presume: bool = True
    # The treatment of greens that are predicted to be slipping.
    checks: Literal["mix", "offer", "off"] = "mix"
    # The predicted probability of recall below which a green is slipping.
    retention: float = 0.8
    # Whether a day's first session begins with a set of the warm-up.
    warm_up: bool = True
    # When an exercise begins with its card: at the first exercise of a topic, or of every skill.
    card_first: Literal["topic", "skill"] = "topic"
    # When the lines of a working are checked: after the answer, or at each line.
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
    # Seconds that the assistant has for an answer.
    assistant_seconds: int = 300
    # Whether the assistant reads papers that are imported; asked at the first import until it is said.
    assistant_reads: Literal["ask", "always", "never"] = "ask"
    # Folders from which an assistant may import papers over MCP.
    mcp_folders: tuple[str, ...] = ()
    # A folder by which machines are kept in step; empty for none.
    sync: str = ""
    # Local time of the beginning of a study day.
    day_begins: time = time(4, 0)
    # The name of the learner, who owns the marks.
    learner: str = "me"
    # Whether keys that are shown nowhere act.
    key_aliases: bool = True
    # Other keys for actions, by the names of ``drill.settings.ACTIONS``.
    keys: Mapping[str, str] = field(default_factory=dict[str, str])

    def minutes_of(self, day: date) -> int:
        """Return how many minutes of drill a day has."""
        return self.minutes_on.get(WEEKDAYS[day.weekday()], self.minutes)

    @property
    def mean_minutes(self) -> float:
        """How many minutes of drill a day has in the mean of a week."""
        return sum(self.minutes_on.get(name, self.minutes) for name in WEEKDAYS) / len(WEEKDAYS)

    def next_day(self, day: date) -> date:
        """Return the first day from ``day`` on that has minutes; the day itself if no weekday has any."""
        week = (day + timedelta(after) for after in range(len(WEEKDAYS)))
        return next((each for each in week if self.minutes_of(each)), day)


DEFAULTS = Settings()

# The range of `Settings.retention`. If its upper end is raised, ``RULES`` of the store must be raised, too.
RETENTIONS = Probability(0.7, 0.95, 0.05)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the file, the kind of its values, and its description for users."""

    name: str
    kind: SettingKind
    title: str
    # One line about it.
    words: str
    # Whether a change takes effect at the next start.
    at_start: bool = False
    # The place in the app: first, under "more", shown but only changed in the file, or not shown.
    place: Literal["first", "more", "shown", "file"] = "file"

    @property
    def is_by_hand(self) -> bool:
        """Whether it is only changed by editing the file, not by a front end."""
        return self.place == "shown"

    @property
    def default(self) -> Any:
        """The default value."""
        return getattr(DEFAULTS, self.name)


_ROWS = (
    Setting(
        "minutes", WholeSetting(1, MOST_MINUTES, 5), "minutes a day", "the length of a day's session",
        place="first",
    ),
    Setting(
        "minutes_on", MinutesByWeekday(), "minutes by weekday", "such as sat 10, sun 0", place="more"
    ),
    Setting("gaps", Days(), "days to the next pass", "the last holds for all others", at_start=True),
    Setting("passes", OneOf(("flowing", "strict")), "passes", "strict: one subject at a time", place="more"),
    Setting("subjects", Subjects(), "subjects", "which ones, in what order", at_start=True, place="first"),
    Setting("papers", NameList(), "papers in the day", "besides the goal"),
    Setting("goal", SettingKind(), "goal", "a paper, a subject, a topic", place="first"),
    Setting("presume", Flag(), "known skills come last", "as a placement found them"),
    Setting(
        "checks", OneOf(("mix", "offer", "off")), "checks of skills", "skills that fade come again",
        place="more",
    ),
    Setting("retention", RETENTIONS, "desired retention", "0.7 to 0.95; higher asks sooner", place="more"),
    Setting("warm_up", Flag(), "warm-up", "ten quick ones begin the day", place="more"),
    Setting(
        "card_first", OneOf(("topic", "skill")), "cards", "where a topic is new, or a skill",
        place="more",
    ),
    Setting(
        "working", OneOf(("after", "live")), "lines of a working", "checked after it, or live", place="more"
    ),
    Setting("second_try", OneOf(("on", "off")), "second try", "before the solution is shown", place="more"),
    Setting("glyphs", OneOf(("unicode", "ascii")), "formulas", "ascii: fit any font", place="more"),
    Setting("theme", Theme(), "theme", "marks keep letters and signs", place="first"),
    Setting("editor", SettingKind(), "editor", "this, else $VISUAL or $EDITOR", place="shown"),
    Setting("assistant", SettingKind(), "assistant", "a command, such as llm", place="shown"),
    Setting(
        "assistant_seconds",
        WholeSetting(5, 3600),
        "seconds for an answer",
        "that the assistant has",
        place="shown",
    ),
    Setting(
        "assistant_reads",
        OneOf(("ask", "always", "never")),
        "imported papers",
        "whether the assistant may read them",
        place="shown",
    ),
    Setting("mcp_folders", NameList(), "folders for an assistant", "it may import papers from these"),
    Setting("sync", Folder(), "shared folder", "keeps machines in step", at_start=True, place="shown"),
    Setting("day_begins", Time(), "day begins at", "earlier is the day before", at_start=True, place="more"),
    Setting("learner", Learner(), "learner", "whose marks these are", at_start=True),
    Setting("key_aliases", Flag(), "further letters", "off: only the keys that are shown act", place="more"),
    Setting("keys", Keys(), "other keys", "such as undo = \"f2\"", place="shown"),
)  # fmt: skip

# Every setting by its name, in the order of display.
SCHEMA: Mapping[str, Setting] = {row.name: row for row in _ROWS}

if list(SCHEMA) != [field.name for field in fields(Settings)]:  # a programming error
    raise AssertionError("every setting needs a row of the schema")
