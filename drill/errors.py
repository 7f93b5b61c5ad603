"""Everything that can go wrong and is worth telling a person.

    DrillError
    ├── UsageError                 an argument or a combination of arguments makes no sense
    │   └── SourceError            what a named file contains cannot be used
    ├── FileError                  a file cannot be read or written
    ├── SettingsError              config.toml cannot be used as it is
    ├── BankError                  a bank's text: file, line, column
    ├── PaperError                 a paper's source or sheet: file, line, column
    ├── LogError                   events from another machine: file, line
    ├── StoreError                 the learner's events cannot be read or kept
    │   ├── StoreLockedError       another process holds the database
    │   ├── StoreReplacedError     the database is no longer the file that was opened
    │   ├── StoreNewerError        the database was written by a newer drill
    │   ├── StoreOlderError        the database was written by an older drill
    │   └── StoreDamagedError      the database is not one, or is broken
    └── CheckError                 mathematics that cannot be read or computed
        ├── ParseError             typed text that is not read: place and code
        ├── UndefinedError         an expression without a value there
        ├── KeyFaultError          the exercise's own key cannot be read or computed
        ├── TooLargeError          a budget of nodes, digits, exponents or time is spent
        ├── OutOfStepsError        a computation has taken all the steps that it may
        └── TimedOutError          a deadline passed: undecided, never wrong

Errors are raised where the fact is known and shown once, at a front door; exit codes are
chosen in ``drill.cli.output`` alone.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal


class DrillError(Exception):
    """The base of all errors for people: what is wrong, and a hint how to mend it."""

    code: str = "error"
    """A stable word for programs, because sentences change."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message

    @property
    def sentence(self) -> str:
        """What is wrong, then how to mend it."""
        return f"{self.message}; {self.hint}" if self.hint else self.message


class UsageError(DrillError):
    """An argument or a combination of arguments makes no sense."""

    code = "usage"


class SourceError(UsageError):
    """What a file contains that was named cannot be used; the message begins with its path."""

    code = "source"


class FileError(DrillError):
    """A file cannot be read or written, as ``verb`` says; ``is_misnamed``: there is no such file."""

    code = "file"

    def __init__(self, path: Path | str, verb: Literal["read", "written"], error: OSError) -> None:
        super().__init__(f"{path} cannot be {verb}: {error.strerror or error}")
        no_file = FileNotFoundError | IsADirectoryError | NotADirectoryError
        no_name = (errno.ENAMETOOLONG, errno.ELOOP, errno.ESPIPE)
        self.is_misnamed = verb == "read" and (isinstance(error, no_file) or error.errno in no_name)


class SettingsError(DrillError):
    """``config.toml`` cannot be used as it is."""

    code = "settings"

    def __init__(
        self, message: str, hint: str = "", *, path: Path | None = None, line: int | None = None
    ) -> None:
        super().__init__(message, hint)
        self.path = path
        self.line = line

    def __str__(self) -> str:
        location = "" if self.path is None else f"{self.path}:{self.line or 1}: "
        return location + super().__str__()


# Lists whose entries are told as places of their own.
_SECTIONS = {"stages": "stage", "sisters": "sister", "slips": "slip"}


def describe_fault(error: Exception) -> str:
    """Return what a fault of the program is told as: its kind and its place, without Python's own words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"a fault of the program, {type(error).__name__}{where}"


def place_name(path: Iterable[str | int]) -> tuple[str, str]:
    """Return the place in an exercise that a path leads to, and the field: ``("stage 2", "wrong 3.answer")``.

    Stages count from 1 and have no names; sisters and slips are named by their ids.
    """
    sections: list[str] = []
    field: list[str | int] = []
    steps = iter(path)
    for step in steps:
        entry = next(steps, None) if step in _SECTIONS else None
        if entry is None:
            field.append(step)
        else:
            sections.append(f"{_SECTIONS[str(step)]} {entry + 1 if isinstance(entry, int) else entry}")
            field.clear()
    return ", ".join(sections), _format_field_path(field)


def field_name(path: Iterable[str | int]) -> str:
    """Return a path as authors read it: ``stage 2: wrong 3.answer``, counted from 1."""
    section, field = place_name(path)
    return ": ".join(filter(None, (section, field)))


def _format_field_path(path: Iterable[str | int]) -> str:
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f" {step + 1}"
        else:
            name += f".{step}" if name else step
    return name


def field_path(field: str) -> tuple[str | int, ...]:
    """Return ``wrong.1.answer``, counted from 0, as a path."""
    return tuple(int(step) if step.isdigit() else step for step in field.split(".") if step)


class BankError(DrillError):
    """One fault in a bank's text; line and column count from 1.

    ``field`` is a path such as ``wrong.0.answer``, or its name ``wrong 1.answer``.
    """

    code = "bank"

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        path: str = "",
        line: int = 1,
        column: int = 1,
        field: str = "",
        exercise: str = "",
        code: str = "bank",
    ) -> None:
        super().__init__(message, hint)
        self.path = path
        self.line = line
        self.column = column
        self.field = field
        self.exercise = exercise
        self.code = code

    def __str__(self) -> str:
        location = f"{self.path}:{self.line}:{self.column}: " if self.path else ""
        field = f"{field_name(field_path(self.field))}: " if self.field else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{location}{field}{self.message}{hint}"


class PaperError(DrillError):
    """A paper's source, or a declaration in its sheet, cannot be used: file, line and column, from 1."""

    code = "paper"

    def __init__(
        self, message: str, hint: str = "", *, path: str = "", line: int = 1, column: int = 1
    ) -> None:
        super().__init__(message, hint)
        self.path = path
        self.line = line
        self.column = column


class LogError(DrillError):
    """A file of events cannot be taken in: file and line."""

    code = "log"

    def __init__(self, message: str, hint: str = "", *, path: str = "", line: int = 1) -> None:
        super().__init__(message, hint)
        self.path = path
        self.line = line

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {super().__str__()}"


class StoreError(DrillError):
    """The learner's events cannot be read or kept."""

    code = "store"


class StoreLockedError(StoreError):
    """Another process holds the database longer than a learner can wait."""

    code = "store-locked"


class StoreReplacedError(StoreError):
    """The database is no longer the file that was opened: nothing more can be kept through it."""

    code = "store-replaced"


class StoreNewerError(StoreError):
    """The database was written by a newer version of the program; it is left alone."""

    code = "store-newer"


class StoreOlderError(StoreError):
    """The database has the schema of a version before 0.4.0; it is left alone."""

    code = "store-older"


class StoreDamagedError(StoreError):
    """The file is not a database, or is a broken one; it is left alone."""

    code = "store-damaged"


class CheckError(DrillError):
    """Mathematics that cannot be read or computed."""

    code = "check"


class ParseError(CheckError):
    """Typed text that is not read.

    ``at`` is the column from 1 (``None`` where no place can be named), ``code`` a stable word:
    ``parse``, ``unknown-name``, ``kind``, ``too-large``, ``character``, ``undefined``.
    """

    def __init__(self, message: str, at: int | None = None, *, code: str = "parse", hint: str = "") -> None:
        super().__init__(message, hint)
        self.at = at
        self.code = code

    def moved(self, by: int, part: str = "") -> ParseError:
        """Return the error in a longer text, in which this one begins ``by`` columns later, as a ``part``."""
        at = None if self.at is None else self.at + by
        message = f"{part}: {self.message}" if part else self.message
        return ParseError(message, at, code=self.code, hint=self.hint)


class UndefinedError(CheckError):
    """An expression has no value at the given point (a pole, ``0/0``, ``ln 0``)."""

    code = "undefined"


class KeyFaultError(CheckError):
    """The key itself cannot be read or computed: a fault of the exercise, not of the answer."""

    code = "key-fault"


class TooLargeError(CheckError):
    """A budget of nodes, digits, exponents, factorials or operations is spent."""

    code = "too-large"


class OutOfStepsError(CheckError):
    """A computation has taken all the steps that it may.

    It is not a `TooLargeError`, so that nothing tries the same in another way, or at another point.
    """

    code = "out-of-steps"


class TimedOutError(CheckError):
    """A deadline passed; the outcome is undecided, never wrong."""

    code = "timed-out"


# What earlier versions took and this one does not, with what to write instead. Light.

# Two commands that leave version 0.4.0 in a folder of its own and run one of its commands.
_RUN_0_4_0 = (
    "`git clone REPOSITORY drill-0.4.0 && cd drill-0.4.0 && git checkout 70e0ee58a`, then "
    "`python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/drill {}`"
)
_COMMAND_OF_0_4_0 = re.compile(r"\[0\.4\.0: ([\w ]+)\]")


@cache
def _read_removals() -> Mapping[str, Mapping[str, str]]:
    """Return by group and former name a sentence for whoever still writes it."""
    removals: dict[str, dict[str, str]] = {}
    for table in Path(__file__).with_name("removals.txt").read_text("utf-8").split("\n## ")[1:]:
        group, *rows = table.strip().splitlines()
        for names, advice in (row.split(" | ", 1) for row in rows):
            told = _COMMAND_OF_0_4_0.sub(lambda command: _RUN_0_4_0.format(command[1]), advice)
            removals.setdefault(group, {}).update(dict.fromkeys(names.split(", "), told))
    return removals


def describe_removal(group: str, name: str) -> str:
    """Return what to write instead of a former name of this group; empty where none of that name went."""
    return _read_removals().get(group, {}).get(name, "")


def is_removal(hint: str) -> bool:
    """Return whether an advice says what to write instead of something that was removed."""
    return any(hint in group.values() for group in _read_removals().values())
