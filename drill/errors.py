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
from collections.abc import Iterable, Mapping
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

# By group and former name, a sentence for whoever still writes it.
_REMOVED: Mapping[str, Mapping[str, str]] = {
    # Of commands.
    "command": {
        "upgrade": "what 0.4.0 kept needs no conversion, and 0.4.0 converts what is older: "
        + _RUN_0_4_0.format("upgrade"),
        "get": "download or clone the banks, and copy their folder to banks/NAME in the folder of "
        "`drill where`; `drill check` proves them, and what an earlier version got is still there",
        "families": "name a family's file and the paper: drill check FAMILY.yaml paper.tex",
        "while": "start the command in another terminal, and warm up here until it ends: drill warm-up",
    },
    "option": {
        "check --strict": "what the shipped exercises must have besides, python -m tests.exercises checks",
        **dict.fromkeys(
            ("about --letter", "about --yes"),
            "a formula is asked by a line of NumPy: drill about FORMULA --code LINE --array 'x: d'",
        ),
    },
    # Of the session protocol.
    "request": {"letters": "no formula asks for its letters any more, and drill makes no questions of them"},
    # Of what versions before 0.4.0 kept.
    "kept": {
        "database": f"version 0.4.0 converts it: {_RUN_0_4_0.format('upgrade')}",
        "server": f"copy it with pg_dump; version 0.4.0 converts it: {_RUN_0_4_0.format('upgrade')}",
        "class": f"its owner converts it with version 0.4.0: {_RUN_0_4_0.format('class upgrade')}",
        "copy": f"version 0.4.0 restores and converts it: {_RUN_0_4_0.format('restore COPY')}",
        "sheet": f"version 0.4.0 converts it: {_RUN_0_4_0.format('upgrade')}",
    },
    "source": dict.fromkeys(
        ("hashcards", "moodle"),
        "put its questions into a table with the columns prompt and answer, and import the .csv; "
        "a bank that was made from it before stays as it is",
    ),
    # Of keys in config.toml.
    "action": {
        "letters": "no formula asks for its letters any more; e on a symbol says what it is",
        "write": "e writes notes, tab opens your own line",
        "by": "the setting `passes` takes one subject at a time; ? copies a report",
        "filter": "/ finds and filters",
        "present": "drill start papers/NAME --practice asks every exercise of a paper once",
        "parked": "type / and state:parked in the Library",
        "default": "the settings have a row that puts them back",
    },
    # Of config.toml itself; what is said once of a line that is still there.
    "setting": {
        "clock": "the corner shows the time of the session, and a set of the warm-up what was at pace",
        "fewer_words": "invitations and tips are always there",
        "share": "re-attempts take half of the day while anything is new",
        "step": "shape and motion are always a line above the answer",
    },
    "glyphs": dict.fromkeys(("full", "common", "safe"), 'write glyphs = "unicode"'),
    # What an import made; what it made before stays in its bank, and is not planned.
    "kind of paper exercise": {
        **dict.fromkeys(
            ("derivative", "limit", "scaling", "substitute", "special-case", "solve", "direction"),
            "exercises that a formula is linked to, and your assistant, ask what follows from it",
        ),
        "family": "exercises that a formula is linked to drill its move",
        **dict.fromkeys(
            ("code", "properties", "recall", "evaluate", "trace"),
            "your assistant writes exercises on a formula: drill brief papers/NAME",
        ),
        **dict.fromkeys(
            ("blank", "spot-the-error", "symbol", "shape", "order", "which", "referenced"),
            "your own words are there for whoever wants them",
        ),
    },
    # Of notes on papers.
    "note": dict.fromkeys(
        ("tick", "block", "boxline", "depth"), "write it into the overview, under about, claims, new, why, …"
    ),
    "kind of answer": {
        "antiderivative": (
            "write `any: expression` with `vars: [x, C]`, `such-that: ['diff(X, x) = 2 x']` and the key in "
            "`example`"
        ),
        "equation": (
            "write a formula, of which both sides are compared, or solve it for one name and write an "
            "expression; the coefficients of a plane are a vector with `up_to: scale`"
        ),
        "eigenvector": (
            "write a vector with `up_to: scale`, or `any: {vector: 2}` with `such-that: [A v = m v, v != 0]`"
        ),
        "factorisation": (
            "write `parts`, one matrix each, and next to them the condition on all: `such-that: [Q R = A]`"
        ),
        "solutions": (
            "write `parts`: a point with `such-that: [A v = b]`, and a direction with `up_to: scale`"
        ),
        "list": "write a vector, whose entries have an order, or a set",
        "span": "write `any: {vectors: 3}` with `such-that: [A T(X) = 0, rank(X) = 2, det(X T(X)) != 0]`",
    },
    "witness": {
        "factors": "put a condition on all parts next to them: `such-that: [Q R = A]`",
        "inverse": "write {solve: A, equals: eye(2)}",
        "monte-carlo": (
            "write {enumerate: …}, {posterior: …} or {law: …}, and integrate what else is random in it: "
            "{law: 'integrate(exp(-z^2/2 - (y - z)^2/2), z, -40, 40)', over: {y: [-inf, inf]}}"
        ),
        "null": "write {eigen: T(A) A, value: 0} for one vector; for several write the condition A T(X) = 0",
        "ode": "write {integral: …, over: {u: [0, t]}}, or {limit: …, wrt: n, to: inf} of Euler's steps",
        "substitute": "write {value: …} with the values substituted",
        "tail": "write {law: normal(0, 1), name: x, probability: x > z}",
        "world": "write {value: …}, {loops: …} or another witness that computes the key in its own way",
        "taylor": "write {limit: …, wrt: u, to: 0} of the remainder over u^2, or {sum: …} of the series",
    },
    "option of an answer": {
        "on": "solve the equation for one name, and write the key in the others",
        "of": "make the factors `parts`, and write the condition on them in `such-that: [Q R = A]`",
    },
    "kind of figure": {
        "line": "for an interval write plot: [{x: 1 + 2 t, y: 1, steps: 1, name: A}], with y: [0, 2]",
        "path": "write plot: [{x: 3/2^t, y: (-1/2)^t, steps: 6}, {levels: …, at: […], style: dotted}]",
    },
    "field of a figure": {"yours": "leave it out: a figure shows only the right answer"},
    "field of an exercise": {"resources": "call it links"},
}


def describe_removal(group: str, name: str) -> str:
    """Return what to write instead of a former name of this group; empty where none of that name went."""
    return _REMOVED.get(group, {}).get(name, "")


def is_removal(hint: str) -> bool:
    """Return whether an advice says what to write instead of something that was removed."""
    return any(hint in group.values() for group in _REMOVED.values())
