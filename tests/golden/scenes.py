"""Commands and calls in this process, at a time that stands still, in a home without the shipped banks."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, tzinfo
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from drill import worker
from drill.cli import main
from drill.session import workspace
from tests.homes import WORKERS, planted_alone, share_cache

MASKED = {"id", "device", "seconds", "raw_seconds", "version", "at_pace", "written", "changed", "path"}
"""Names of values that differ from run to run, or from release to release."""
_MASK = "…"


class Noon(datetime):
    """A time that stands still, in UTC wherever a test runs."""

    day = 29

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Noon:
        """Return noon of the day that a scene is set in."""
        return cls(2026, 11, cls.day, 12, 0, tzinfo=UTC)

    def astimezone(self, tz: tzinfo | None = None) -> Noon:
        """Stay in UTC."""
        return self


class Stage:
    """Runs commands in a home; ``texts`` of all that was printed may be read afterwards."""

    def __init__(self, home: Path, patched: pytest.MonkeyPatch) -> None:
        self.home, self._patched = home, patched

    def run(self, *arguments: object, sent: Sequence[str] = ()) -> tuple[int, str, str]:
        """Run a command with lines on its standard input; return its exit code, output and errors."""
        text = "".join(f"{line}\n" for line in sent)
        self._patched.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        out, err, code = io.StringIO(), io.StringIO(), 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main.main([str(argument) for argument in arguments])
            except SystemExit as left:
                code = int(left.code or 0)
        return code, out.getvalue(), err.getvalue()

    def lines(self, *arguments: object, sent: Sequence[str] = ()) -> list[Any]:
        """Run a command that prints JSON, and return what its lines hold."""
        code, out, err = self.run(*arguments, sent=sent)
        assert code in (0, 1), err
        return [json.loads(line) for line in out.splitlines()]


@contextmanager
def staged(home: Path, *, day: int = 29, is_second_try: bool = False) -> Iterator[Stage]:
    """A home on a day of November 2026; with ``is_second_try`` a wrong answer may be tried again.

    Ids of events come in the order in which they are made, since a session's order depends on them.
    """
    share_cache(home)
    with pytest.MonkeyPatch.context() as patched, planted_alone():
        for module in (workspace, worker):
            patched.setattr(module, "Workers", lambda processes, **how: WORKERS)
        patched.setenv("DRILL_HOME", str(home))
        patched.setenv("COLUMNS", "80")
        patched.delenv("DRILL_LEARNER", raising=False)
        patched.setattr("os.cpu_count", lambda: 1)
        patched.setattr("secrets.randbits", lambda bits, numbers=count(1): next(numbers))
        patched.setattr(Noon, "day", day)
        patched.setattr("drill.store.local_clock.datetime", Noon)
        if not is_second_try:
            session = "drill.session.drilling.drill_session.DrillSession"
            patched.setattr(f"{session}._before_key", lambda self, text, verdict: "")
        yield Stage(home, patched)


def mask(value: Any, home: Path) -> Any:
    """Return what a program said without what differs from run to run."""
    if isinstance(value, dict):
        return {key: _MASK if key in MASKED else mask(inner, home) for key, inner in value.items()}
    if isinstance(value, list):
        return [mask(inner, home) for inner in value]
    return value.replace(str(home), "HOME") if isinstance(value, str) else value


def keep_machine_read(value: Any) -> Any:
    """Return what programs read of a value: a text of several words, or of LaTeX, is for people."""
    if isinstance(value, dict):
        return {key: keep_machine_read(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [keep_machine_read(inner) for inner in value]
    return _MASK if isinstance(value, str) and re.search(r"[\s\\$]", value.strip()) else value


def changed(before: Any, after: Any, at: str = "") -> list[str]:
    """Return where a value that was said is missing or another; what is said besides is free."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            fault
            for key, inner in before.items()
            for fault in (
                changed(inner, after[key], f"{at}.{key}") if key in after else [f"{at}.{key} is missing"]
            )
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            fault
            for place, (one, other) in enumerate(zip(before, after, strict=True))
            for fault in changed(one, other, f"{at}[{place}]")
        ]
    return [] if before == after else [f"{at}: {before} became {after}"]
